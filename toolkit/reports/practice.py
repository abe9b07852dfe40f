"""One practice of the experience page: the count, how it was done, the best evidence, the
counter-case, where coders differ, and the limit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section
from toolkit.reports.quoting import named, quoted
from toolkit.reports.two_ways import WANTING, coded_sentences, sentences_of
from toolkit.terms import tr

#: how many sentences of the same cases speak against the evidence
_AGAINST = 2
#: what else may explain how a case ended
_OTHER_CAUSE = re.compile(r"需要说明|说不准|也[与跟和][^，。；]{2,24}有关|分不开|上涨|行情|尚早")


def practice_section(
    key: str,
    row: Any,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    attrs: Mapping[str, Any],
    *,
    coded: pd.DataFrame,
    lack: pd.DataFrame,
    seen: set[tuple[str, int]],
) -> Section:
    """One practice: the count, how, the best evidence and what speaks against it in the same cases,
    the counter-case, the limit."""
    from toolkit.cases import lacking

    section = Section(key, row.name, labelled=True)

    better, others = attrs["improved"], attrs["not_improved"]
    counted = tr(
        f"改善的 {better} 个里有 {row.improved} 个，"
        f"未改善的 {others} 个里有 {row.not_improved} 个。",
        f"Have it: {row.improved} of {better} improved and {row.not_improved} of {others} others.",
    )
    section.paragraphs = [counted + tr("", " ") + row.limits]
    more = row.difference > 0
    hollow, wants = (_told_as(w, row, lack, cases) if more else [] for w in ("dropped", "lacking"))
    counter = row.counter or hollow[:2]
    section.paragraphs[0] += _not_counted(hollow)
    section.paragraphs += coders_differ(row.codes, coded, known, attrs)
    for head, said in _kinds(row, counter):
        how, best = said is row.how, said is row.evidence
        if best and more:  # a result stands as evidence for one practice only
            said = [e for e in said if e[:2] not in seen] or said[:1]
        if not len(said):
            of = lack[lack["code"].isin(row.codes.split(";"))] if said is counter and more else None
            section.paragraphs.append(_none(head, row, of, cases, known, seen))
        section.paragraphs += [
            tr(f"{head}：", f"{head}: ") + line + _beside(e, row, cases, coded, how)
            # what a heading adds in brackets is said once
            for head, e, line in zip(
                [head, *[re.split(r"（| \(", head)[0]] * len(said)],
                said,
                quoted(said, cases, known, seen, raters=not how),
            )
        ]
        if best and more:
            section.paragraphs += _against(row, {e.case for e in said}, coded, cases, known, seen)
    said_so = [*wants, *lacking(row.codes, coded, cases, known)] if more else []
    section.paragraphs += [
        tr("没有它的未改善案例这样说：", "A case that lacks it and did not improve says: ") + line
        for line in quoted(dict.fromkeys(said_so[:2]), cases, known, seen)
    ]
    return section


def _kinds(row: Any, counter: list[Any]) -> list[tuple[str, list[Any]]]:
    """What is told of a practice, in this order, and how it is headed."""
    ended = tr("这样做的案例后来怎样", "How such cases ended")
    best = tr(
        "最好的证据（是这个案例的成效，未必来自这项做法）",
        "Best evidence (what came of the case, not proof for the practice)",
    )
    return [
        (tr("怎么做", "How"), row.how),
        (ended if row.difference < 0 else best, row.evidence),
        (tr("反例", "Counter-case"), counter),
    ]


def _told_as(why: str, row: Any, lack: pd.DataFrame, cases: Mapping[str, Any]) -> list[Any]:
    rows = lack[lack["reason"] == why]
    return [e for code in row.codes.split(";") for e in coded_sentences(code, rows, cases)]


def _not_counted(hollow: list[Any]) -> str:
    if not hollow:
        return ""
    named = tr("、", ", ").join(dict.fromkeys(e.case for e in hollow))
    return tr(
        f"未改善的 {named} 也写到它，说的是落空或走过场，没有计入。",
        f" Not improved and told of it as dropped or for show, so not counted: {named}.",
    )


def _none(
    head: str,
    row: Any,
    mentions: pd.DataFrame | None,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> str:
    """That nothing of a kind was found; of a counter-case also what writes of the practice and does
    not count (`mentions`)."""
    if mentions is None or row.not_improved:
        return tr(f"{head}：没有找到。", f"{head}: none found.")
    if mentions.empty:
        return tr(
            f"{head}：没有，结果相反的案例里没有编到它。",
            f"{head}: none; no case that ended the other way is coded with it.",
        )
    said = sentences_of(mentions, cases)
    best = max(said, key=lambda e: (e[:2] not in seen, len(WANTING.findall(e.text)), len(e.text)))
    (line,) = quoted([best], cases, known, seen)
    rest = [e for e in said if e != best]
    others = tr("；", "; ").join(
        tr(f"{named([e], cases)}（{said[e]}）", f"{named([e], cases)} ({said[e]})") for e in rest
    )
    others = tr(f"其余：{others}。", f" The rest: {others}.") if rest else ""
    return tr(
        f"{head}：没有。结果相反的案例写到过 {len(said)} 处，都没有计入："
        f"{line}（{said[best]}）{others}",
        f"{head}: none. Mentions in cases that ended the other way: {len(said)}, none counted: "
        f"{line} ({said[best]}){others}",
    )


def _against(
    row: Any,
    told: set[str],
    coded: pd.DataFrame,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> list[str]:
    """What improved cases say against the practice itself: what it cost or did not reach, and what
    else may explain how they ended."""
    from toolkit.cases import admitted

    mine = coded[coded["code"].isin(row.codes.split(";"))]
    lines: list[str] = []
    for case in (c for c in cases if known[c] == "improved"):
        said = admitted(cases[case], case)
        if said is None or len(lines) >= _AGAINST:
            continue
        of_it = (mine["case"].eq(case) & mine["start"].between(said.start, said.end - 1)).any()
        other = _OTHER_CAUSE.search(said.text) and case in told
        if of_it or other:
            head = (
                tr("改善的也说可能另有原因：", "Improved, and names another cause: ")
                if other
                else tr("改善的也写到代价或不足：", "Improved, and admits: ")
            )
            lines += [head + line for line in quoted([said], cases, known, seen, raters=True)]
    return lines


def coders_differ(
    codes: str, coded: pd.DataFrame, known: Mapping[str, str], of: Mapping[str, Any]
) -> list[str]:
    """In which cases not every coder found the practice, and the counts without those; nothing
    where all agree.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit.reports.practice import coders_differ
    >>> rows = [("C01", "PLEDGE", "甲"), ("C01", "SERVE", "甲"), ("C01", "SERVE", "乙")]
    >>> coded = pd.DataFrame(rows, columns=["case", "code", "coder"])
    >>> sides = {"improved": 1, "not_improved": 0}
    >>> coders_differ("PLEDGE", coded, {"C01": "improved"}, sides)[0].split("。")[0]
    '编码者不一致：C01（甲 编了，乙 没有）'
    """
    from toolkit.cases import coded_apart, default_codebook, fisher, matrix

    wanted, labels = codes.split(";"), default_codebook().labels
    differ = coded_apart(coded)
    differ = differ[differ["code"].isin(wanted)]
    held = matrix(coded).reindex(columns=wanted, fill_value=False).all(axis=1)
    differ = differ[[bool(held[c]) and known.get(c) != "not_stated" for c in differ["case"]]]
    if differ.empty:
        return []
    mark = tr("、", ", ")
    told = []
    for case, code, by, others in differ.itertuples(index=False):
        which = tr(f"{labels.get(code, code)}：", f"{labels.get(code, code)}: ")
        which = which if len(wanted) > 1 else ""
        told.append(
            tr(
                f"{case}（{which}{mark.join(by)} 编了，{mark.join(others)} 没有）",
                f"{case} ({which}coded by {mark.join(by)}, not by {mark.join(others)})",
            )
        )
    sure = [c for c in held.index[held] if c not in set(differ["case"])]
    yes = sum(known.get(c) == "improved" for c in sure)
    no = sum(known.get(c) in ("unchanged", "worse") for c in sure)
    p = fisher(yes, of["improved"], no, of["not_improved"])
    chance = tr(f"（Fisher p {p:.3f}）", f" (Fisher p {p:.3f})") if p == p else ""
    return [
        tr(
            f"编码者不一致：{mark.join(told)}。只算人人都编到的：改善 {yes}/{of['improved']}，"
            f"未改善 {no}/{of['not_improved']}{chance}。",
            f"Coders differ: {mark.join(told)}. Counting only what all of them coded: improved "
            f"{yes} of {of['improved']}, not improved {no} of {of['not_improved']}{chance}.",
        )
    ]


def _beside(e: Any, row: Any, cases: Mapping[str, Any], coded: pd.DataFrame, how: bool) -> str:
    """What a reader of one sentence lacks: which practice of several it tells, who of the coders
    gave it the code, and whose report it is where the sentence names nobody."""
    from toolkit.cases import default_codebook, says_who

    labels, said = default_codebook().labels, []
    at = coded["case"].eq(e.case) & coded["start"].between(e.start, e.end - 1)
    here = coded[at & coded["code"].isin(row.codes.split(";"))]
    if how and ";" in row.codes:
        said += [labels[c] for c in row.codes.split(";") if c in set(here["code"]) and c in labels]
    if one := _not_all(here, coded[coded["case"] == e.case]):
        said.append(one)
    title = cases[e.case].title
    if how and not says_who(e.text) and title:
        said.append(
            tr(
                f"原句没有写明谁做，报告是《{title}》",
                f"the sentence does not say who; report: {title}",
            )
        )
    return tr(f"（{'；'.join(said)}）", f" ({'; '.join(said)})") if said else ""


def _not_all(here: pd.DataFrame, case: pd.DataFrame) -> str:
    """That not every coder of the case gave this sentence the code."""
    from toolkit.cases import MACHINES

    if here.empty or "coder" not in here:
        return ""
    by = sorted(set(here["coder"]) - {*MACHINES})
    others = set(case["coder"]) - {*MACHINES} - {*by}
    if not by or not others:
        return ""
    named = tr("、", ", ").join(by)
    return tr(f"这一句只有 {named} 编为此项", f"this sentence is coded so by {named} alone")
