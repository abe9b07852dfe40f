"""What tells an experience best: how it was done, what it came to, who ended the other way; whole
sentences, chosen among the coded ones."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping

import pandas as pd

from toolkit.cases.evidence import EVIDENCE
from toolkit.cases.report import Report
from toolkit.cases.whole import Excerpt, excerpt, how_well_told, says_who

_MOST_HOW = 3
#: a shorter sentence only heads its paragraph
_SHORTEST = 16


def told_how(
    codes: tuple[str, ...], some: list[str], cases: Mapping[str, Report], rows: pd.DataFrame
) -> list[Excerpt]:
    """How it was done: the sentences that tell most of who, what and how often, from as many cases
    as there is room for."""
    found: list[tuple[float, Excerpt]] = []
    wanted = rows[rows["case"].isin(some) & rows["code"].isin(codes)]
    sure = wanted.groupby(["case", "start"])["confidence"].max() if "confidence" in wanted else {}
    for case, start in wanted[["case", "start"]].drop_duplicates().itertuples(index=False):
        report = cases[str(case)]
        a, b = _sentence(report, int(start))
        said = excerpt(report, str(case), a, b)
        here = wanted[(wanted["case"] == case) & (wanted["start"] == start)]["code"].nunique()
        # a person's coding is as good as sure
        trust = 4.0 * float(sure[case, start] if len(sure) else 1.0)
        found.append((how_well_told(said.text) + 0.5 * (here - 1) + trust, said))
    ends = {(c, int(at)) for c in some for at in cases[c].effects["start"]}
    # what came of it does not tell how; a sentence that names nobody comes after those that say who
    found.sort(
        key=lambda f: (f[1][:2] in ends, not says_who(f[1].text), -f[0], f[1].case, f[1].start)
    )
    taken: list[Excerpt] = []
    for _, said in found:
        if said.case not in {t.case for t in taken} and len(taken) < _MOST_HOW:
            taken.append(said)
    return taken


def _sentence(report: Report, start: int) -> tuple[int, int]:
    """The whole sentence around an offset: people may have marked only some words. A short one
    that only heads its paragraph (常回头看。) gives way to the next."""
    starts = report.sentences["start"].to_list()
    i = max(bisect_right(starts, start) - 1, 0)
    a, b = (int(report.sentences[c].iloc[i]) for c in ("start", "end"))
    if b - a < _SHORTEST and i + 1 < len(starts):
        follows = int(starts[i + 1])
        if "\n" not in report.text[b:follows]:
            return follows, int(report.sentences["end"].iloc[i + 1])
    return a, b


def best_evidence(some: list[str], cases: Mapping[str, Report], shown: set[str]) -> list[Excerpt]:
    """The two best grounded sentences on what became better, of different cases; first of those
    whose practice is `shown`."""
    found = []
    for case in some:
        for e in cases[case].effects.itertuples(index=False):
            if e.direction == "better" and not e.planned:
                said = excerpt(cases[case], case, e.start, e.end)
                grade = EVIDENCE.index(e.evidence)
                found.append((case not in shown, grade, -how_well_told(said.text), said))
    found.sort(key=lambda f: (*f[:3], f[3].case))
    taken: list[Excerpt] = []
    for *_, said in found:
        if said.case not in {t.case for t in taken} and len(taken) < 2:
            taken.append(said)
    return taken


def endings(
    some: list[str], cases: Mapping[str, Report], known: Mapping[str, str]
) -> list[Excerpt]:
    """How two of these cases ended, those first that tell it best."""
    ends = [end for c in some if (end := ending(cases[c], c, known[c])) is not None]
    return sorted(ends, key=lambda end: (-how_well_told(end.text), end.case))[:2]


def ended_otherwise(
    codes: tuple[str, ...],
    against: list[str],
    cases: Mapping[str, Report],
    rows: pd.DataFrame,
    known: Mapping[str, str],
) -> list[Excerpt]:
    """A case that has the practice and ended the other way: where it did it, and how it ended."""
    best: tuple[float, list[Excerpt]] = (0.0, [])
    for case in against:
        did = told_how(codes, [case], cases, rows)
        end = ending(cases[case], case, known[case])
        if not did or end is None:
            continue
        value = how_well_told(end.text) + how_well_told(did[0].text) * (did[0] != end)
        if value > best[0]:
            best = (value, [did[0], end] if did[0] != end else [end])
    return best[1]


def ending(report: Report, case: str, outcome: str) -> Excerpt | None:
    """The best grounded sentence on how a case ended."""
    wanted = {"improved": ("better",), "worse": ("worse", "same"), "unchanged": ("same", "worse")}
    found = [
        (EVIDENCE.index(e.evidence), -int(e.start), int(e.end))
        for e in report.effects.itertuples(index=False)
        if e.direction in wanted.get(outcome, ()) and not e.planned
    ]
    if found:
        _, start, end = min(found)
        return excerpt(report, case, -start, end)
    span = report.outcome_sentence
    return excerpt(report, case, *span) if span else None
