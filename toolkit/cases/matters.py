"""How the same thing was done in cases that improved and in those that did not: who sees the
accounts, who carries on when the helper leaves, who decides, who judges, what was promised."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

import pandas as pd

from toolkit.cases.by_case import as_cases
from toolkit.cases.choosing import NO_WANT, ending, remedies_from
from toolkit.cases.compared import known_outcomes
from toolkit.cases.raters import is_rating
from toolkit.cases.report import Report
from toolkit.cases.slots import WANTING
from toolkit.cases.undone import undone
from toolkit.cases.whole import Excerpt, excerpt, how_well_told, whole
from toolkit.terms import read_data, values

__all__ = ["MATTERS", "first_rated", "manner", "shortfalls"]

#: what a reader of many reports asks of each: matters of manner, in the order they are told in
MATTERS = values("matter")
#: the share of a report that tells where things started
_START = 0.25
#: what others did, told to compare with or as an aftermath
_OTHERS = re.compile(r"(?:邻近|相邻|邻村|周边|附近|其他|别的)[^，。；]{0,4}[村乡镇县校厂社区]")
_NOT = ("unchanged", "worse")
_NO_DEED = ("problem", "background")
_COLUMNS = ["matter", "side", "case", "start", "end", "weight", "text"]


@cache
def _patterns() -> tuple[tuple[str, str, int, re.Pattern[str]], ...]:
    """(matter, side, weight, words); the weight is 2 where the words state the matter itself, 1
    where they are only a sign of it."""
    rows = read_data("matters.csv", "toolkit.cases")
    return tuple((r["matter"], r["side"], int(r["weight"]), re.compile(r["pattern"])) for r in rows)


def manner(
    reports: Mapping[str, Report] | Sequence[Report], outcomes: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Sentences that tell, on a matter of manner, that it was seen to or that it was wanting.

    Which matters there are and which words tell them stands in ``data/matters.csv``. They are found
    by words, not by the coding, so they also show what no code was given to.

    Parameters
    ----------
    reports : mapping or sequence of Report
    outcomes : mapping, optional
        As for `experience`; what a case that did not improve did only after its end, as a remedy,
        is left out.

    Returns
    -------
    DataFrame
        ``matter`` (`MATTERS`)``, side`` (``done`` or ``wanting``)``, case, start, end, weight``
        (2 where the words state the matter itself, 1 where they are a sign of it)``, text``: whole
        sentences, those first that state it most plainly. One sentence may bear on several matters.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n村里有农户300户，在山脚下。\\n"
    >>> text += "收支每月张榜公布，由村民代表核对。\\n"
    >>> found = cases.manner([cases.Report(text, "C01")], {"C01": "improved"})
    >>> found[["matter", "side", "text"]].values.tolist()
    [['accounts', 'done', '收支每月张榜公布，由村民代表核对。']]
    """
    cases = as_cases(reports)
    known, _ = known_outcomes(cases, outcomes)
    rows = []
    for case, report in cases.items():
        for start, end, slot, words in _candidates(report, case, known[case]):
            for (matter, side), (weight, often) in _told(words).items():
                # a survey at its end is how a case ended, not how it went about things
                if side == "done" and slot in _NO_DEED + ("effect",) * (known[case] in _NOT):
                    continue
                # of two that state it, first what says it more than once: 在旁边看，一走就没人会
                rank = -(4 * weight + 2 * often + how_well_told(words))
                place = (matter, side, case, start, end)
                rows.append((MATTERS.index(matter), rank, *place, weight))
    rows.sort()
    found = [(*r[2:], cases[r[4]].text[r[5] : r[6]]) for r in rows]
    return pd.DataFrame(found, columns=_COLUMNS)


def _candidates(report: Report, case: str, outcome: str) -> list[tuple[int, int, str, str]]:
    """(start, end, slot, folded words) of whole sentences that tell what was done or was wanting in
    it: behind the start, before remedies, no lesson and no plan."""
    found = []
    last = remedies_from(report, case) if outcome in _NOT else len(report.text)
    for start, end, slot, _ in report.statements.itertuples(index=False):
        words = report.folded[start : min(end, start + 2000)]
        if (start < _START * len(report.text) and slot != "practice") or _OTHERS.match(words):
            continue
        idle = sum(b - a for a, b, why in undone(words) if why == "planned")
        if start < last and whole(words) and slot != "insight" and idle <= len(words) / 2:
            found.append((int(start), int(end), str(slot), words))
    return found + _headings(report, last)


def _headings(report: Report, last: int) -> list[tuple[int, int, str, str]]:
    """Headings that are a short sentence and say what was wanting: （3）群众没有参加。"""
    found = []
    for start, end in report.sentences[["start", "end"]].itertuples(index=False):
        heads = [h for h in report.headings if start <= h.start < end]
        words = report.folded[start:end].strip()
        inside = _START * len(report.text) < start < last
        plain = words.endswith("。") and len(words) < 30 and re.search("没|未|不", words)
        if heads and inside and plain:
            found.append((int(start), int(end), "problem", words))
    return found


def _told(words: str) -> dict[tuple[str, str], tuple[int, int]]:
    """(matter, side) → how plainly a sentence states it, and how often it does; what is wanting is
    not done."""
    told: dict[tuple[str, str], tuple[int, int]] = {}
    for matter, side, weight, pattern in _patterns():
        if often := len(pattern.findall(words)):
            best, before = told.get((matter, side), (0, 0))
            told[matter, side] = (max(best, weight), before + often)
    return {
        key: how
        for key, how in told.items()
        if key[1] == "wanting" or (key[0], "wanting") not in told
    }


def shortfalls(
    reports: Mapping[str, Report] | Sequence[Report],
    outcomes: Mapping[str, str] | None = None,
    most: int = 2,
    told: Collection[tuple[str, int]] = (),
) -> pd.DataFrame:
    """What cases that did not improve say was not arranged, not kept up or lacking: the sentences
    with most such words, at most so many of each case, none that is `told` (case, start) elsewhere.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n村里办了食堂。\\n"
    >>> text += "挂牌之后没有安排做什么，群众有事不知道找谁。\\n"
    >>> cases.shortfalls([cases.Report(text, "C01")], {"C01": "unchanged"})["text"].tolist()
    ['挂牌之后没有安排做什么，群众有事不知道找谁。']
    """
    cases = as_cases(reports)
    known, _ = known_outcomes(cases, outcomes)
    rows = []
    for case, report in cases.items():
        if known[case] not in _NOT:
            continue
        some = []
        # figures on how it ended are told elsewhere
        ways, grades = report.effects["direction"], report.effects["evidence"]
        ended = set(report.effects.loc[ways.ne("worse") | grades.ne("slogan"), "start"])
        for start, end, _, words in _candidates(report, case, known[case]):
            wants = 0 if NO_WANT.search(words) else len(WANTING.findall(words))
            new = start not in ended and (case, start) not in told
            if wants and new and start > _START * len(report.text):
                some.append((-wants, -how_well_told(words), start, end))
        best = sorted(some)[:most]
        rows += [(case, a, b, report.text[a:b]) for *_, a, b in sorted(best, key=lambda r: r[2])]
    return pd.DataFrame(rows, columns=["case", "start", "end", "text"])


def first_rated(report: Report, case: str, outcome: str) -> list[Excerpt]:
    """Of a case that did not improve: at most two marks or honours it was given, or gave itself, on
    the way, then how it ended; nothing where it tells only one of the two.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n村里修了广场，也刷了墙。\\n年底验收，镇里打分93分。\\n"
    >>> text += "村集体收入由4万元降到1万元。\\n"
    >>> [said.text for said in cases.first_rated(cases.Report(text, "C01"), "C01", "worse")]
    ['年底验收，镇里打分93分。', '村集体收入由4万元降到1万元。']
    """
    end = ending(report, case, outcome) if outcome in _NOT else None
    if end is None:
        return []
    marks = [
        (-how_well_told(words), start, stop)
        for start, stop, slot, words in _candidates(report, case, outcome)
        if is_rating(words) and start < end.start and slot != "background"
    ]
    best = sorted(span for _, *span in sorted(marks)[:2])
    return [*(excerpt(report, case, *span) for span in best), end] if best else []
