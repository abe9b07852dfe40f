"""Six questions of manner: which improved cases write that they saw to it, which others that they
did not, with a sentence of every case that is counted; and what else those write was wanting."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import pandas as pd

from toolkit.reports.model import Section
from toolkit.reports.overlap import counted_twice, linked
from toolkit.reports.quoting import new_first, quoted
from toolkit.terms import plural, tr, word

#: further sentences of one side of a matter, where no other matter needs them
_MORE = 0
#: what is shorter is a heading
_HEADING = 14
#: cases told with a verdict on the way and their end
_RATED = 3
_NOT = ("unchanged", "worse")
_SIDES = ("improved", "not")


class _Told(NamedTuple):
    """One matter: the sentences on it, and which cases of either side see to it and want it."""

    matter: str
    rows: pd.DataFrame
    does: dict[str, list[str]]
    wants: dict[str, list[str]]

    @property
    def apart(self) -> int:
        """How many cases speak for the contrast, less those that speak against it."""
        for_it = len(self.does["improved"]) + len(self.wants["not"])
        return for_it - len(self.does["not"]) - len(self.wants["improved"])


def manner_section(
    cases: Mapping[str, Any], known: Mapping[str, str], seen: set[tuple[str, int]]
) -> tuple[Section, str]:
    """The section, and a sentence for page one on the matters that part the sides; empty where none
    does. Sentences quoted are added to `seen`."""
    section = Section("manner", tr("要去问的问题", "Questions to go and ask"), labelled=True)
    rated = _rated(cases, known)
    told = sorted(_matters(cases, known, rated), key=lambda t: -t.apart)
    if not told:
        return section, ""
    of = [sum(o == "improved" for o in known.values()), sum(o in _NOT for o in known.values())]
    section.paragraphs.append(_how_found(len(told)))
    used: dict[tuple[str, int], list[str]] = {}
    for one in told:
        section.heads.append(_counted(one, of))
        section.paragraphs.append(section.heads[-1])
        section.paragraphs += _sides(one, rated, cases, known, seen, used)
    notes = (counted_twice(used, cases, len(told)), linked(cases))
    section.paragraphs[1:1] = [tr("", " ").join(note for note in notes if note)] * any(notes)
    return section, _on_page_one(told)


def shortfall_paragraphs(
    cases: Mapping[str, Any], known: Mapping[str, str], seen: set[tuple[str, int]]
) -> list[str]:
    """What cases that did not improve write was wanting besides, case by case."""
    from toolkit.cases import shortfalls

    said = [*_excerpts(shortfalls(cases, known, told=seen))]
    lines = zip(said, quoted(said, cases, known, seen))
    return [tr(f"{e.case}：", f"{e.case}: ") + line for e, line in lines]


def _matters(cases: Mapping[str, Any], known: Mapping[str, str], rated: list[Any]) -> list[_Told]:
    """The matters on which improved cases see to what others want."""
    from toolkit.cases import MATTERS, manner

    found = manner(cases, known)
    sides = {c: "improved" if o == "improved" else "not" for c, o in known.items()}
    found = found[found["case"].isin([c for c, o in known.items() if o in (*_NOT, "improved")])]
    found = found.assign(alone=_needed(found), shared=_shared(found))
    out = []
    for matter in MATTERS:
        rows = found[found["matter"] == matter]
        does, wants = (
            {s: _cases(rows[rows["side"] == k], sides, s) for s in _SIDES}
            for k in ("done", "wanting")
        )
        if matter == "judged":
            ended = {end.case for *_, end in rated}
            wants["not"] = [c for c in cases if c in ended or c in wants["not"]]
        if does["improved"] and wants["not"]:
            out.append(_Told(matter, rows, does, wants))
    return out


def _shared(found: pd.DataFrame) -> pd.Series:
    """On how many matters the sentence of each row bears at least as plainly as on its own."""
    weights: dict[tuple[str, int], list[int]] = {}
    rows = [*found[["case", "start", "weight"]].itertuples(index=False, name=None)]
    for case, start, weight in rows:
        weights.setdefault((case, start), []).append(weight)
    shared = [sum(w >= weight for w in weights[case, at]) for case, at, weight in rows]
    return pd.Series(shared, found.index, dtype="int64")


def _needed(found: pd.DataFrame) -> list[int]:
    """Of each row, on how many other matters its sentence is the only one of the case; one that is
    no more than a sign of the other matter is free for what it states itself."""
    lone = found.groupby(["matter", "side", "case"])["start"].transform("nunique").eq(1)
    keys = ["matter", "case", "start", "weight"]
    only = found.loc[lone, keys].itertuples(index=False, name=None)
    needs: dict[tuple[str, int], dict[str, int]] = {}
    for matter, case, start, weight in only:
        needs.setdefault((case, start), {})[matter] = weight
    rows = found[keys].itertuples(index=False, name=None)
    return [
        sum(w >= weight for m, w in needs.get((case, at), {}).items() if m != matter)
        for matter, case, at, weight in rows
    ]


def _cases(rows: pd.DataFrame, sides: Mapping[str, str], side: str) -> list[str]:
    return [c for c in sides if sides[c] == side and c in set(rows["case"])]


def _how_found(many: int) -> str:
    return tr(
        f"这 {many} 个问题靠查词找到，不靠编码：数字都是“至少”，换个说法写的会漏；"
        "不是证明了的原因。",
        f"What stands under {plural(many, 'question')} was found by a search for words, not by "
        "the coding; every count reads “at least”, since what is worded otherwise is missed. "
        "None of it is a proven cause.",
    )


def _on_page_one(told: list[_Told]) -> str:
    listed = tr("；", "; ").join(
        tr(
            f"{word('matter', t.matter)}（至少 {len(t.does['improved'])} 比 "
            f"{len(t.wants['not'])}）",
            f"{word('matter', t.matter)} (at least {len(t.does['improved'])} to "
            f"{len(t.wants['not'])})",
        )
        for t in told
    )
    return tr(
        f"另按查词（不靠编码）找到 {len(told)} 个要去问的问题，括号里前一个数是写明做了的改善案例，"
        f"后一个是写明没做到或做反了的未改善案例：{listed}。",
        f"A search for words (not the coding) finds {plural(len(told), 'question')} to go and ask; "
        f"in brackets how many improved cases write that they saw to it, then how many of the "
        f"others write that they did not or did the reverse: {listed}.",
    )


def _name(matter: str) -> str:
    name = word("matter", matter)
    return name[:1].upper() + name[1:]


def _counted(one: _Told, of: list[int]) -> str:
    """The matter and both counts of both sides, with how many say nothing; which cases they are
    tell the sentences below."""
    mark, name = tr("、", ", "), _name(one.matter)
    sides = [(len(one.does[s]), len(one.wants[s]), _silent(one, s, n)) for s, n in zip(_SIDES, of)]
    (did, did_not, silent), (others_did, others_not, others_silent) = sides
    counted = tr(
        f"{name}：改善的 {of[0]} 个里至少 {did} 个写做了，{did_not} 个写没做到，{silent} 个没写；"
        f"未改善的 {of[1]} 个里至少 {others_not} 个写没做到或做反了，{others_did} 个写做了，"
        f"{others_silent} 个没写",
        f"{name}: of {of[0]} improved at least {did} write that they did, {did_not} that they did "
        f"not, {silent} nothing of it; of {of[1]} others at least {others_not} that they did not "
        f"or did the reverse, {others_did} that they did, {others_silent} nothing",
    )
    if some := _only_signs(one):
        counted += tr(
            f"；其中只有迹象的：{mark.join(some)}", f"; by a sign only: {mark.join(some)}"
        )
    return counted + tr("。", ".")


def _silent(one: _Told, side: str, of: int) -> int:
    return of - len({*one.does[side], *one.wants[side]})


def _only_signs(one: _Told) -> list[str]:
    """Counted cases whose sentences are only a sign of the matter and do not state it."""
    best = one.rows.groupby(["case", "side"])["weight"].max()
    counted = [(c, "done") for some in one.does.values() for c in some]
    counted += [(c, "wanting") for some in one.wants.values() for c in some]
    return sorted({c for c, side in counted if best.get((c, side), 2) < 2})


def _sides(
    one: _Told,
    rated: list[Any],
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
    used: dict[tuple[str, int], list[str]],
) -> list[str]:
    """Either side's sentences: one of every case that is counted, and of those who want what they
    were judged by also their end. The matter is added to each sentence in `used`."""
    lines, about = [], one.rows
    sides = (
        ("done", one.does["improved"], tr("改善的", "Improved")),
        ("wanting", one.wants["not"], tr("未改善的", "Not improved")),
        ("done", one.does["not"], tr("未改善也写做了的", "Not improved and saw to it")),
        (
            "wanting",
            one.wants["improved"],
            tr("改善也写到没做到的", "Improved, though this was not done"),
        ),
    )
    for side, whose, head in sides:
        marks = set()
        if one.matter == "judged" and head == sides[1][2]:
            lines += [_verdicts(said, cases, known, seen) for said in rated]
            marks = {e[:2] for said in rated for e in said}
            for place in {e[:2] for said in rated for e in said[:-1]}:
                used.setdefault(place, []).append(one.matter)
        chosen = _one_of_each(about[(about["side"] == side) & about["case"].isin(whose)], seen)
        chosen = [e for e in chosen if e[:2] not in marks]
        for e in chosen:
            used.setdefault(e[:2], []).append(one.matter)
        if chosen:
            told = new_first(chosen, cases, known, seen)
            lines.append(tr(f"{head}：", f"{head}: ") + told)
    return lines


def _one_of_each(rows: pd.DataFrame, seen: set[tuple[str, int]]) -> list[Any]:
    """Of every case the sentence that states the matter most plainly and that no other matter
    needs; then one more that bears on no other."""
    rows = rows.assign(
        old=[(c, int(s)) in seen for c, s in zip(rows["case"], rows["start"])],
        plain=-rows["weight"],
        heading=rows["text"].str.strip().str.len().lt(_HEADING),
    )
    # a heading (账没有公开。) stands for a case only where no sentence under it says so
    keys = ["plain", "heading", "alone", "old", "shared"]
    order = rows.sort_values(keys, kind="stable")
    first = order.drop_duplicates("case")
    rest = order.drop(first.index)
    rest = rest[rest["weight"].eq(2) & ~rest["old"] & rest["shared"].eq(1)].head(_MORE)
    both = pd.concat([first, rest])
    return _excerpts(both.sort_values(["case", "start"], kind="stable"))


def _excerpts(rows: pd.DataFrame) -> list[Any]:
    from toolkit.cases import Excerpt

    return [Excerpt(*r) for r in rows[["case", "start", "end", "text"]].itertuples(index=False)]


def _rated(cases: Mapping[str, Any], known: Mapping[str, str]) -> list[Any]:
    from toolkit.cases import first_rated

    pairs = [first_rated(report, case, known[case]) for case, report in cases.items()]
    return [pair for pair in pairs if pair][:_RATED]


def _verdicts(
    said: list[Any], cases: Mapping[str, Any], known: Mapping[str, str], seen: set[Any]
) -> str:
    """Verdicts on the way beside how the same case ended; which came first is not claimed."""
    *marks, last = said
    new = [e for e in marks if e[:2] not in seen] or marks[:1]
    *told, end = quoted([*new, last], cases, known, seen, raters=True)
    head = tr(f"{last.case} 得过的评价：", f"Verdicts on {last.case}: ")
    return head + tr("", " ").join(told) + tr("结局：", " Its end: ") + end
