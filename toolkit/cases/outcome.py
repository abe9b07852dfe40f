"""The outcome of a report with the sentence it rests on, weighed from what was learned of its
sentences and of whole reports."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from toolkit.cases.effects import (
    LIKELY,
    NO_VERDICT,
    OPEN,
    SHORTCOMINGS,
    UNDER_EFFECTS,
    next_end,
    sections,
    title_span,
)
from toolkit.cases.outcome_chances import by_whole, features, weighed
from toolkit.cases.results import MEASURED, RESULTS, Told, judged_title
from toolkit.terms import values

if TYPE_CHECKING:
    from toolkit.cases.report import Report

__all__ = ["OUTCOMES", "claimed_outcome", "summed"]

#: what a report may claim of itself
OUTCOMES = values("outcome")
#: from which chance on a report tells any result at all
_SOME = 0.2
#: a text of fewer characters is not judged as a whole
_WHOLE = 300
#: words that sum up, and how likely such a sentence tells both sides; words that say so themselves
_SUMS = re.compile(r"总的(?:看|说|讲|来)|总体|总之|一句话|归结|认为，|效果呢|综合|算下来")
_BOTH = 0.4
_HALF = re.compile(r"一半好一半坏|喜忧参半|好坏参半|有喜有忧|有得有失|有好有坏|一好一坏|一喜一忧")
#: a chronicle tells of many years and many things, and of no outcome of one case
_CHRONICLE = re.compile(r"纪略|大事记|沿革|[村镇校厂]史$|简史|志略|年表")


def summed(
    report: Report,
    sentences: list[Told],
    chances: np.ndarray,
    verdict: np.ndarray,
    title: np.ndarray,
) -> dict[str, float]:
    """What the outcome of a report is weighed from; `title` is judged by its words alone."""
    under = np.zeros((len(sentences), 2))
    for k, cue in enumerate((SHORTCOMINGS, UNDER_EFFECTS)):
        parts = sections(report, cue)
        at = [s for s, _ in parts]
        under[:, k] = [parts[bisect_right(at, s.start) - 1][1] for s in sentences]
    silent = [s for s in sentences if NO_VERDICT.search(s.words)]
    open_end = any(
        OPEN.search(report.folded, s.start, next_end(report, s.end)) for s in sentences[-3:]
    )
    late = any(s.place > 0.5 for s in silent)
    silence = (bool(silent), late, open_end)
    return features(sentences, chances, verdict, title, under, silence)


def claimed_outcome(report: Report) -> tuple[str, int, int]:
    """(outcome, start, end of the sentence it rests on); offsets are -1 where nothing was found.

    Learned chances of every sentence are summed by place and evidence and weighed together; what
    was learned of whole reports counts as much. Plans, chronicles and reports in which no sentence
    is likely to tell a result state none; one that tells a way in a single sentence, and both, or
    sums up both sides, is mixed.
    """
    found, sentences, chances, verdict = report._judged
    orders = all(s.later for s in sentences)
    if _CHRONICLE.search(report.folded, *title_span(report)) or orders:
        return "not_stated", -1, -1
    read = any(e.direction != "unknown" and not e.planned for e in found)
    if chances.max() < _SOME and not read:
        return "not_stated", -1, -1
    ruled = [s for s in sentences if s.by_rules in RESULTS and not s.later]
    for s, row in zip(sentences, chances):
        both = (ruled == [s] and all(s.ways[:2])) or _HALF.search(s.words)
        if _SUMS.search(s.words):
            better, *rest = np.maximum(row, s.ways)
            both = both or min(better, max(rest)) >= _BOTH
        if both and not s.later:
            return "mixed", s.start, s.end
    sums = summed(report, sentences, chances, verdict, judged_title(report.title))
    likely = weighed(sums)
    if len(report.folded) >= _WHOLE:
        likely = (likely + by_whole(report.folded)) / 2
    elif chances.max() >= LIKELY:
        likely[OUTCOMES.index("not_stated")] = 0.0
    outcome = OUTCOMES[int(likely.argmax())]
    if outcome == "not_stated":
        return outcome, -1, -1
    return (outcome, *_rests_on(sentences, chances, outcome))


def _rests_on(sentences: list[Told], chances: np.ndarray, outcome: str) -> tuple[int, int]:
    """The sentence that speaks most for an outcome; a later and a measured one sooner."""
    sides = {"improved": [0], "worse": [1], "unchanged": [2], "mixed": [0, 1]}[outcome]
    worth = [
        float(row[sides].sum()) * (0.5 + s.place) * (1.5 if s.evidence in MEASURED else 1.0)
        for s, row in zip(sentences, chances)
    ]
    best = sentences[int(np.argmax(worth))]
    return best.start, best.end
