"""The outcome of a report with the sentence it rests on: what rules make of its effects, weighed
together with what was learned from labelled sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from toolkit.cases.direction import both_ways, votes
from toolkit.cases.effects import (
    LIKELY,
    NO_VERDICT,
    OPEN,
    SHORTCOMINGS,
    UNDER_EFFECTS,
    Effect,
    next_end,
    sections,
    title_span,
)
from toolkit.cases.results import MEASURED, Told, features, judged_title, weighed
from toolkit.terms import values

if TYPE_CHECKING:
    from toolkit.cases.report import Report

__all__ = ["OUTCOMES", "claimed_outcome", "summed"]

#: what a report may claim of itself
OUTCOMES = values("outcome")
#: from which chance on a report tells any result at all
_SOME = 0.2
#: a title that tells how it ended
_TITLES = (
    (
        "worse",
        re.compile(r"滑坡|为(?:何|什么)散|没有赢家|起落|空中楼阁|倒退|回潮|失败|走下坡|得不偿失"),
    ),
    (
        "improved",
        re.compile(
            r"[从由](?:垫底|后进|末位|倒数|落后|差|乱|穷)[^，。]{0,8}到[^，。]{0,4}(?:标兵|先进|第一|前列|强|治|富)"
        ),
    ),
    ("unchanged", re.compile(r"没有起色|空转|为(?:何|什么)(?:没|不)|原地踏步|老样子|无效|看不出")),
)
#: words that sum up; that say both sides by themselves; how likely a summing-up tells both
_SUMS = re.compile(r"总的(?:看|说|讲|来)|总体|总之|一句话|归结|认为，|效果呢|综合|算下来")
_HALF = re.compile(r"一半好一半坏|喜忧参半|好坏参半|有喜有忧|有得有失|有好有坏|一好一坏|一喜一忧")
_BOTH = 0.4
#: what the report lays to something else is not what came of its work
_ELSEWHERE = re.compile(r"主要(?:是|因|由于?)[^，。；]{1,14}(?:引起|造成|所致|导致)")
#: a chronicle tells of many years and many things, and of no outcome of one case
_CHRONICLE = re.compile(r"纪略|大事记|沿革|[村镇校厂]史$|简史|志略|年表")
_WEIGHT = {
    "witness": 3.0,
    "comparison": 3.0,
    "before_after": 2.5,
    "number_with_base": 2.0,
    "number": 1.0,
    "slogan": 0.8,
    "activity": 0.2,
}
#: how far an effect that the rules read bears out the outcome they give
_STRENGTH = {**dict.fromkeys(MEASURED, 1.0), "number": 0.5}
_SIDES = {"better": "improved", "worse": "worse", "same": "unchanged"}


def _ruled_outcome(report: Report, found: list[Effect]) -> tuple[str, int, int]:
    """(outcome, start, end of the sentence it rests on); offsets are -1 where nothing was found.

    Effects that were reached are weighed by their evidence and place: what is told later counts
    more. Both ways with like weight is mixed. A title that tells the end counts as a strong
    sentence.
    """
    title = title_span(report)
    if _CHRONICLE.search(report.folded, *title):
        return "not_stated", -1, -1
    effects = [e for e in found if not e.planned]
    size = max(len(report.text), 1)
    said = NO_VERDICT.search(report.folded, size // 2)
    if said and not any(e.direction in _SIDES and e.evidence in MEASURED for e in effects):
        return "not_stated", -1, -1
    parts = sections(report, SHORTCOMINGS)
    heads = [at for at, _ in parts]
    weights = dict.fromkeys(_SIDES.values(), 0.0)
    best: dict[str, tuple[float, int, int]] = {}
    for e in effects:
        side = _SIDES.get(e.direction)
        if side is None:
            continue
        place = int(e.start) / size
        # a worse state at the beginning is where things started from
        if side != "improved" and place < 0.25:
            continue
        weight = _WEIGHT[e.evidence]
        if side != "improved" and e.evidence == "slogan":
            weight *= 2  # who admits it without a number is believed sooner than who boasts
        weight *= 0.5 + place
        if _ELSEWHERE.search(report.folded, int(e.start), int(e.end)):
            weight *= 0.4
        if OPEN.search(report.folded, int(e.start), next_end(report, int(e.end))):
            continue
        if side != "improved" and parts[bisect_right(heads, int(e.start)) - 1][1]:
            weight *= 0.3  # a section of shortcomings admits what is left, not how it ended
        sides = [side]
        words = report.folded[int(e.start) : int(e.end)]
        both = e.evidence in MEASURED and {"better", "worse"} <= {*votes(words)}
        if both or (side != "unchanged" and both_ways(words)):
            sides = ["improved", "worse"]
        for end_of in sides:
            weights[end_of] += weight
            if weight > best.get(end_of, (0.0, 0, 0))[0]:
                best[end_of] = (weight, int(e.start), int(e.end))
    start, end = title
    for side, cue in _TITLES:
        if cue.search(report.folded, start, end):
            weights[side] += 6.0
            best.setdefault(side, (6.0, start, end))
    return _weigh(weights, best)


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

    Learned chances of every sentence are summed by place and evidence and weighed together with
    what the rules make of the effects. Plans and chronicles, and a report that says it gives no
    verdict and measures nothing, stay as the rules say.
    """
    found, sentences, chances, verdict = report._judged
    ruled = _ruled_outcome(report, found)
    reached = [e for e in found if not e.planned and e.direction in _SIDES]
    orders = sentences and all(s.later for s in sentences)
    if _CHRONICLE.search(report.folded, *title_span(report)) or orders:
        return ruled
    # one measured sentence that tells both ways is mixed, whatever else was learned
    hard = [e for e in reached if e.evidence in MEASURED] or reached
    if ruled[0] == "mixed" and len(hard) == 1:
        return ruled
    if _silent(report, reached, chances, verdict) or not (
        (len(chances) and chances.max() >= _SOME) or reached
    ):
        return ruled
    # so is a summing-up that tells both
    for s, row in zip(sentences, chances):
        both = _SUMS.search(s.words) and min(row[0], row[1:].max()) >= _BOTH
        if not s.later and (both or _HALF.search(s.words)):
            return "mixed", s.start, s.end
    strength = sum(_STRENGTH.get(e.evidence, 0.0) for e in reached)
    stated = ruled[1] >= 0 and len(chances) > 0 and chances.max() >= LIKELY
    sums = summed(report, sentences, chances, verdict, judged_title(report.title))
    outcome = weighed(sums, ruled[0], strength, bool(stated))
    if outcome == ruled[0]:
        return ruled
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


def _silent(
    report: Report, reached: list[Effect], chances: np.ndarray, verdict: np.ndarray
) -> bool:
    """Whether a report says in its later part that it gives no verdict, measures nothing and sums
    up to no result (看不出什么效果 is one)."""
    said = NO_VERDICT.search(report.folded, max(len(report.text), 1) // 2)
    told = any(row.max() >= 0.5 for row, rests in zip(chances, verdict) if rests >= 0.2)
    return said is not None and not told and not any(e.evidence in MEASURED for e in reached)


def _weigh(
    weights: dict[str, float], best: dict[str, tuple[float, int, int]]
) -> tuple[str, int, int]:
    top = max(weights, key=lambda s: weights[s])
    if not weights[top]:
        return "not_stated", -1, -1
    _, start, end = best[top]
    good, rest = weights["improved"], weights["worse"] + weights["unchanged"]
    if min(good, rest) >= 0.75 * max(good, rest):
        return "mixed", start, end
    if top == "improved" and rest > good:
        top = "worse" if weights["worse"] >= weights["unchanged"] else "unchanged"
        _, start, end = best[top]
    return top, start, end
