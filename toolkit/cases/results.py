"""What sentences say came of a report's work, judged by what was learned from labelled ones."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.cases.direction import both_ways, votes
from toolkit.cases.evidence import evidence_of
from toolkit.cases.learned import Learned, chance_of, learned, pieces, runs, weights_of
from toolkit.cases.script import fold
from toolkit.cases.undone import undone

if TYPE_CHECKING:
    from toolkit.cases.report import Report

__all__ = [
    "AMONG",
    "LABELS",
    "MEASURED",
    "RESULTS",
    "START",
    "Told",
    "alone",
    "clues",
    "in_context",
    "judged",
    "judged_title",
    "surroundings",
    "title_alone",
    "told",
    "with_rules",
]

#: what is judged of each sentence; one that is both better and worse is mixed
RESULTS = ("better", "worse", "same")
#: besides, whether the outcome of the whole rests on it (总的看…)
LABELS = (*RESULTS, "verdict")
#: evidence that measures what came
MEASURED = ("witness", "comparison", "before_after", "number_with_base")
#: in a text of fewer sentences each is judged by its words alone
_FEW = 5
#: chance of what stands beyond the first and the last sentence
_RARE = 0.03
#: what is still to come counts so much; what rules read in figures is at least so likely, and what
#: they do not read there counts so much
_LATER, _READ, _UNREAD = 0.2, 0.8, 0.4
_CLAUSES = re.compile("[，；：。]")
_DENIES = re.compile("[没不未无非]")
_FIGURES = re.compile(r"[\d.%]+")
#: the share of a report that tells where things started
START = 0.4
_PLACES = [
    *("own", "two before", "one before", "one after", "two after"),
    *("mean", "most", "mean before", "mean after"),
]
_MARKS = (*(f"{kind} {way}" for kind in ("tells", "ruled") for way in RESULTS),)
_MARKS += ("both ways", "some the same", "measured", "activity", "planned")
_MARKS += ("figures", "dropped", "told as before", "told as now", "left open", "no verdict")
#: what a sentence is judged by besides its words: itself, neighbours, all the report, those before
#: and after it, the title, whether it is still to come, sizes, what the rules say
AMONG = [
    *(f"{place}: {label}" for place in _PLACES for label in LABELS),
    *(f"title: {way}" for way in RESULTS),
    *("later", "length", "sentences"),
    *(f"rules: {mark}" for mark in _MARKS),
]


class Told(NamedTuple):
    """A sentence below the title with what the rules say of it."""

    start: int
    end: int
    words: str
    evidence: str
    later: bool
    place: float
    by_rules: str
    ways: tuple[bool, bool, bool]
    signs: tuple[bool, ...]

    @property
    def learned_from(self) -> str:
        """The words, any figure as 几."""
        return _FIGURES.sub("几", self.words)

    @property
    def marks(self) -> np.ndarray:
        """`LABELS` × marks."""
        better, worse, same = self.ways
        rules = [self.by_rules == r for r in RESULTS]
        both = [better and worse, same and (better or worse)]
        graded = [self.evidence in MEASURED, self.evidence == "activity", self.later]
        row = [*self.ways, *rules, *both, *graded, *self.signs]
        return np.tile(row, (len(LABELS), 1)).astype(float)


def told(
    report: Report,
    spans: Sequence[tuple[int, int, bool]],
    effects: Sequence[tuple[int, int, str, str, bool]],
    signs: Sequence[re.Pattern[str]],
) -> list[Told]:
    """Sentences (start, end, planned) with what the rules' `effects` and `signs` say of them."""
    counted = report.figures["start"].to_list()
    ruled = {e[0]: e for e in effects}
    size = max(len(report.folded), 1)
    out = []
    for start, end, later in spans:
        words = report.folded[start : min(end, start + 2000)]
        figures = bisect_left(counted, end) - bisect_left(counted, start)
        way = votes(words)
        both = both_ways(words)
        rule = ruled.get(start)
        out.append(
            Told(
                start,
                end,
                words,
                evidence=evidence_of(words, figures),
                later=later or bool(rule and rule[4]),
                place=start / size,
                by_rules=rule[2] if rule and not rule[4] else "",
                ways=(both or "better" in way, both or "worse" in way, "same" in way),
                signs=(
                    figures > 0,
                    any(why == "dropped" for *_, why in undone(words)),
                    *(s.search(words) is not None for s in signs),
                ),
            )
        )
    return out


def clues(words: str) -> set[str]:
    """What results are learned from: runs of characters (`toolkit.cases.learned.pieces`); and,
    marked as such, the shorter ones of the first clause (who), of the last (what came), and pairs
    of a clause that denies."""
    out = pieces(words)
    clauses = [c for c in _CLAUSES.split(words) if c]
    if clauses:
        out |= {"F" + run for run in runs(clauses[0], (1, 2))}
        out |= {"L" + run for run in runs(clauses[-1], (1, 2))}
    for clause in clauses:
        if _DENIES.search(clause):
            out |= {"N" + run for run in runs(clause, (2,))}
    return out


def alone(judge: Learned, sentences: Sequence[Told]) -> np.ndarray:
    """Sentences × `LABELS`: how likely each says so, by its own words."""
    found = [clues(s.learned_from) for s in sentences]
    return judge.chances_by(found, np.array([s.marks for s in sentences]))


def title_alone(judge: Learned, title: str) -> np.ndarray:
    """`RESULTS`: how likely a title says so."""
    return judge.chances_by([clues(fold(title))], np.zeros((1, len(LABELS), 1)))[0, :3]


def surroundings(chances: np.ndarray, sentences: Sequence[Told], title: np.ndarray) -> np.ndarray:
    """Sentences × `AMONG`: what each says and stands among."""
    size = len(sentences)
    said = _odds(chances)
    beyond = np.full((2, len(LABELS)), _odds(np.array(_RARE)))
    padded = np.vstack([beyond, said, beyond])
    so_far = np.vstack([np.zeros(len(LABELS)), said.cumsum(axis=0)])
    ahead = np.arange(size)[:, None]
    behind = size - 1 - ahead
    mean = np.tile(said.mean(axis=0), (size, 1))
    return np.hstack(
        [
            said,
            *(padded[d : d + size] for d in (0, 1, 3, 4)),
            mean,
            np.tile(said.max(axis=0), (size, 1)),
            np.where(ahead > 0, so_far[:-1] / np.maximum(ahead, 1), mean),
            np.where(behind > 0, (so_far[-1] - so_far[1:]) / np.maximum(behind, 1), mean),
            np.tile(_odds(title), (size, 1)),
            [[s.later, len(s.words) / 50, size / 20] for s in sentences],
            [s.marks[0] for s in sentences],
        ]
    )


def in_context(among: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Sentences × `LABELS`: how likely each says so where it stands; `weights` holds a row of mean,
    spread and a weight for each label for every one of `AMONG`, and one for the constant."""
    sums = ((among - weights[:-1, 0]) / weights[:-1, 1]) @ weights[:-1, 2:] + weights[-1, 2:]
    return chance_of(sums)


def with_rules(chances: np.ndarray, sentences: Sequence[Told]) -> np.ndarray:
    """The same, where what is still to come counts little, and what was wrong at the start of a
    report that goes on to measure only what got better; and what rules read in figures that measure
    is at least likely."""
    told = [s.by_rules for s in sentences if s.place > START and s.evidence in MEASURED]
    began = "better" in told and not {"worse", "same"} & {*told}
    out = chances.copy()
    for row, s in zip(out[:, : len(RESULTS)], sentences):
        if s.later:
            row *= _LATER
        elif began and s.place <= START:
            row[1:] *= _LATER
        elif s.by_rules in RESULTS and s.evidence in (*MEASURED, "number"):
            one = [way == s.by_rules for way in RESULTS]
            read = np.array([*s.ways[:2], False] if any(s.ways[:2]) else one)
            # 由9万元降到3万元: which way that is rules know better; of what stayed as it was beside
            # it they know less
            unread = ~read
            unread[2] &= s.evidence == "number"
            row[read] = np.maximum(row[read], _READ)
            row[unread] *= _UNREAD
    return out


def _odds(chances: np.ndarray) -> np.ndarray:
    return np.asarray(np.log((chances + 1e-3) / (1 - chances + 1e-3)))


def judged(sentences: Sequence[Told], title: str) -> np.ndarray:
    """Sentences × `LABELS`: how likely each says so of the case's own work, and how likely the
    outcome rests on it; by its words and (but in a text of very few) by what it stands among."""
    if not sentences:
        return np.zeros((0, len(LABELS)))
    judge = learned("results")
    chances = alone(judge, sentences)
    if len(sentences) >= _FEW:
        among = surroundings(chances, sentences, title_alone(judge, title))
        chances = in_context(among, weights_of("context")[1])
    return with_rules(chances, sentences)


def judged_title(title: str) -> np.ndarray:
    """`RESULTS`: how likely a title says so."""
    return title_alone(learned("results"), title)
