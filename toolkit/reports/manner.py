"""Where the manner differs: what improved cases arranged and the others write that they did not,
matter by matter; and what else those write was wanting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section
from toolkit.reports.quoting import quoted, quoted_above
from toolkit.terms import plural, tr, word

#: sentences on one matter: of improved cases, of the others
_MOST = {"done": 3, "wanting": 4}
#: cases told with two verdicts
_RATED = 3
_NOT = ("unchanged", "worse")


def manner_section(
    cases: Mapping[str, Any], known: Mapping[str, str], seen: set[tuple[str, int]]
) -> tuple[Section, str]:
    """The section, and a sentence for page one on the matters that part the sides; empty where none
    does. Sentences quoted are added to `seen`."""
    from toolkit.cases import MATTERS, manner, shortfalls

    section = Section("manner", tr("做的方式差在哪里", "Where the manner differs"), labelled=True)
    found = manner(cases, known)
    sides = {c: "improved" if o == "improved" else "not" for c, o in known.items()}
    found = found[found["case"].isin([c for c, o in known.items() if o in (*_NOT, "improved")])]
    of = [sum(o == "improved" for o in known.values()), sum(o in _NOT for o in known.values())]
    told = []
    for matter in MATTERS:
        rows = found[found["matter"] == matter]
        does, wants = (
            {s: _cases(rows[(rows["side"] == k)], sides, s) for s in ("improved", "not")}
            for k in ("done", "wanting")
        )
        if matter == "judged":
            rated = {end.case for *_, end in _rated(cases, known)}
            wants["not"] = [c for c in cases if c in rated or c in wants["not"]]
        if does["improved"] and wants["not"]:
            told.append((_apart(does, wants), matter, rows, does, wants))
    for _, matter, rows, does, wants in told:
        section.heads.append(_name(matter))
        section.paragraphs += _matter(
            matter, rows, does, wants, of, cases=cases, known=known, seen=seen
        )
    rest = shortfalls(cases, known, told=seen)
    said = [*_excerpts(rest)]
    if told and said:
        section.heads.append(
            tr("未改善的还写明缺什么", "What else was wanting where nothing improved")
        )
        section.paragraphs.append(section.heads[-1])
        lines = zip(said, quoted(said, cases, known, seen))
        section.paragraphs += [tr(f"{e.case}：", f"{e.case}: ") + line for e, line in lines]
    if told:
        section.paragraphs.insert(0, _how_found())
    told.sort(key=lambda t: -t[0])  # page one tells first what parts the sides best
    return section, _on_page_one([t[1:] for t in told])


def _cases(rows: pd.DataFrame, sides: Mapping[str, str], side: str) -> list[str]:
    return [c for c in sides if sides[c] == side and c in set(rows["case"])]


def _apart(does: Mapping[str, list[str]], wants: Mapping[str, list[str]]) -> int:
    """How many cases speak for the contrast, less those that speak against it."""
    return len(does["improved"]) + len(wants["not"]) - len(does["not"]) - len(wants["improved"])


def _how_found() -> str:
    return tr(
        "同一件事，改善的案例写明做了，未改善的写明没有做到或做反了。"
        "这些按词找出，不靠编码；没写到不等于没做。是去问的问题，不是证明了的原因。",
        "On these matters improved cases write that they saw to them, and others that they did "
        "not. Found by words, not by the coding; what is not written may have been done. Questions "
        "to go and ask, no proven causes.",
    )


def _on_page_one(told: list[tuple[Any, ...]]) -> str:
    if not told:
        return ""
    named = tr("；", "; ").join(
        tr(
            f"{word('matter', matter)}（改善的 {len(does['improved'])} 个写做了，"
            f"未改善的 {len(wants['not'])} 个写没做到或做反了）",
            f"{word('matter', matter)} ({plural(len(does['improved']), 'improved case')} saw to "
            f"it, {len(wants['not'])} of the others write that they did not)",
        )
        for matter, _, does, wants in told
    )
    return tr(f"差别在怎么做：{named}。", f"They differ in manner: {named}.")


def _matter(
    matter: str,
    rows: pd.DataFrame,
    does: Mapping[str, list[str]],
    wants: Mapping[str, list[str]],
    of: list[int],
    *,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> list[str]:
    """The counts of one matter, then sentences of either side."""
    mark = tr("、", ", ")
    yes, no = does["improved"], wants["not"]
    counted = tr(
        f"改善的 {of[0]} 个里 {len(yes)} 个写做了（{mark.join(yes)}），"
        f"未改善的 {of[1]} 个里 {len(no)} 个写没做到或做反了（{mark.join(no)}）",
        f"{len(yes)} of {of[0]} improved saw to it ({mark.join(yes)}); {len(no)} of {of[1]} not "
        f"improved write that they did not, or did the reverse ({mark.join(no)})",
    )
    for some, zh, en in (
        (does["not"], "未改善也写做了的", "not improved and saw to it"),
        (wants["improved"], "改善也写到没做到的", "improved and did not"),
    ):
        if some:
            counted += tr(f"；{zh}：{mark.join(some)}", f"; {en}: {mark.join(some)}")
    lines = [_name(matter), counted + tr("。", ".")]
    rated = _rated(cases, known) if matter == "judged" else []
    for side, whose, head in (
        ("done", does["improved"], tr("改善的", "Improved")),
        ("wanting", wants["not"], tr("未改善的", "Not improved")),
    ):
        mine = _excerpts(rows[(rows["side"] == side) & rows["case"].isin(whose)])
        if side == "wanting":
            lines += [_verdicts(said, cases, known, seen) for said in rated]
        told = _best([e for e in mine if e[:2] not in seen], _MOST[side])
        told = _with_effect(told, cases) if side == "done" else told
        before = [e for e in mine if e[:2] in seen and e not in told]
        lines += [_line(head, e, cases, known, seen) for e in told]
        shown = {e.case for e in told} | {end.case for *_, end in rated}
        lone = [e for e in before if e.case not in shown]
        if lone:
            lines.append(tr(f"{head}：", f"{head}: ") + quoted_above(lone, cases))
    return lines


def _name(matter: str) -> str:
    name = word("matter", matter)
    return name[:1].upper() + name[1:]


def _best(new: list[Any], most: int) -> list[Any]:
    """Sentences of as many cases as there is room for, then a second of the same."""
    firsts = [e for i, e in enumerate(new) if e.case not in {x.case for x in new[:i]}]
    chosen = [*firsts, *[e for e in new if e not in firsts]][:most]
    order = [e.case for e in firsts]
    return sorted(chosen, key=lambda e: (order.index(e.case), e.start))


def _excerpts(rows: pd.DataFrame) -> list[Any]:
    from toolkit.cases import Excerpt

    return [Excerpt(*r) for r in rows[["case", "start", "end", "text"]].itertuples(index=False)]


def _with_effect(said: list[Any], cases: Mapping[str, Any]) -> list[Any]:
    """Each sentence, and the one right behind it where that tells what became better of it."""
    from toolkit.cases import Excerpt

    out = []
    for e in said:
        out.append(e)
        report = cases[e.case]
        effects = report.effects[report.effects["direction"] == "better"]
        for start, end in effects[["start", "end"]].itertuples(index=False):
            if (
                start >= e.end
                and not report.text[e.end : start].strip()
                and "\n" not in (report.text[e.end : start])
            ):
                out.append(Excerpt(e.case, int(start), int(end), report.text[start:end]))
    return out


def _line(
    head: str, e: Any, cases: Mapping[str, Any], known: Mapping[str, str], seen: set[Any]
) -> str:
    (line,) = quoted([e], cases, known, seen, raters=True)
    return tr(f"{head}：", f"{head}: ") + line


def _rated(cases: Mapping[str, Any], known: Mapping[str, str]) -> list[Any]:
    from toolkit.cases import first_rated

    pairs = [first_rated(report, case, known[case]) for case, report in cases.items()]
    return [pair for pair in pairs if pair][:_RATED]


def _verdicts(
    said: list[Any], cases: Mapping[str, Any], known: Mapping[str, str], seen: set[Any]
) -> str:
    """Verdicts on the way and how the same case ended."""
    *marks, last = quoted(said, cases, known, seen, raters=True)
    head = tr("未改善的，先后两种评价：", "Not improved, two verdicts: ")
    return head + tr("", " ").join(marks) + tr("后来：", " In the end: ") + last
