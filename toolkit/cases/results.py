"""What sentences say came of a report's work, judged by what was learned from labelled ones; and
the outcome of the whole, weighed from them."""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.cases.direction import both_ways, votes
from toolkit.cases.evidence import evidence_of
from toolkit.cases.script import fold
from toolkit.cases.undone import undone

if TYPE_CHECKING:
    from toolkit.cases.learned import Learned
    from toolkit.cases.report import Report

__all__ = [
    "LABELS",
    "MEASURED",
    "RESULTS",
    "Told",
    "features",
    "judged",
    "judged_by",
    "judged_title",
    "told",
    "weighed",
]

#: what is judged of each sentence; one that is both better and worse is mixed
RESULTS = ("better", "worse", "same")
#: besides, whether the outcome of the whole rests on it (总的看…)
LABELS = (*RESULTS, "verdict")
#: evidence that measures what came
MEASURED = ("witness", "comparison", "before_after", "number_with_base")
#: what a rule reads in figures is at least this likely, by what it rests on
_READ = {**dict.fromkeys(MEASURED, 0.9), "number": 0.8}
#: so is what they read as the same, where a number stands; what they do not read is less likely
_SAME, _UNREAD = 0.6, 0.3
#: what the rules weigh beside what was learned: a report that measures twice, by so much
_BY_RULES = 0.3
#: what only a part of a sentence says counts a little less
_PART = 0.9
#: where a sentence turns to another side; what was so at first only
_TURNS = re.compile("；|，(?=但|可(?![以能靠])|却|不过|然而|只是|反倒|另一)|(?<=[一-龥]{2})(?=却)")
_AT_FIRST = re.compile(
    "起初|开始|开头|[起头][一二两三几半]?个?[年月]|原来|原先|过去|当初|本来|一度|以前|从前"
)
_FIGURES = re.compile(r"[\d.%]+")


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


def _judge() -> Learned:
    from toolkit.cases.learned import learned  # loads scipy

    return learned("results")


def judged(sentences: Sequence[Told]) -> tuple[np.ndarray, np.ndarray]:
    """`judged_by` what was learned."""
    return judged_by(_judge(), sentences) if sentences else (np.zeros((0, 3)), np.zeros(0))


def judged_by(judge: Learned, sentences: Sequence[Told]) -> tuple[np.ndarray, np.ndarray]:
    """Sentences × `RESULTS`: how likely each says so of the case's own work, as a whole or in a
    part of it; and how likely the outcome rests on it."""
    parts = [(i, part) for i, s in enumerate(sentences) for part in in_parts(s)]
    every = [*sentences, *(part for _, part in parts)]
    chances = judge.chances([s.learned_from for s in every], np.array([s.marks for s in every]))
    out = read_in(sentences, chances[: len(sentences), :3])
    for (i, part), row in zip(parts, chances[len(sentences) :, :3]):
        if not sentences[i].later:
            out[i] = np.maximum(out[i], read_in([part], row[None])[0] * _PART)
    return out, chances[: len(sentences), 3]


def in_parts(sentence: Told) -> list[Told]:
    """The parts of a sentence that turns (鱼塘赚了；编织班却散了), each with what the rules say of
    it; what was at first, before the turn, is no result."""
    words = sentence.words
    ends = [m.start() for m in _TURNS.finditer(words)]
    if not ends:
        return []
    out = []
    for a, b in pairwise([0, *ends, len(words)]):
        part = words[a:b]
        if len(part) < 8 or (b < len(words) and _AT_FIRST.search(part)):
            continue
        way, both = votes(part), both_ways(part)
        ways = (both or "better" in way, both or "worse" in way, "same" in way)
        figured = re.search(r"\d", part) is not None
        one = [r for r, told in zip(RESULTS, ways) if told]
        out.append(
            sentence._replace(
                words=part,
                evidence=evidence_of(part, int(figured)),
                by_rules=one[0] if len(one) == 1 else "",
                ways=ways,
                signs=(figured, *sentence.signs[1:]),
            )
        )
    return out


def judged_title(title: str) -> np.ndarray:
    """`RESULTS`: how likely a title says so."""
    return _judge().chances([fold(title)], np.zeros((1, len(LABELS), 1)))[0, :3]


def read_in(sentences: Sequence[Told], chances: np.ndarray) -> np.ndarray:
    """Chances no smaller than what the rules read in figures; what is planned counts little."""
    out = chances.copy()
    for i, s in enumerate(sentences):
        if s.later:
            out[i] *= 0.2
        elif s.by_rules:
            hard = s.evidence in MEASURED and any(s.ways)
            read = np.array(s.ways if hard else [r == s.by_rules for r in RESULTS])
            if hard and all(read[:2]):
                read[2] = False  # some better and some worse: mixed, whatever stayed as it was
            least = _READ.get(s.evidence, 0.0)
            if s.by_rules == "same" and s.evidence == "activity":
                least = _SAME
            out[i, read] = np.maximum(out[i, read], least)
            out[i, ~read] *= _UNREAD
    return out


def features(
    sentences: Sequence[Told],
    chances: np.ndarray,
    verdict: np.ndarray,
    title: np.ndarray,
    under: np.ndarray,
    silent: Sequence[bool],
) -> dict[str, float]:
    """Name → value of what the outcome is weighed from: sums of chances by place and evidence.

    `under` is sentences × (below shortcomings, below results); `silent` says whether words of no
    verdict stand anywhere, in the second half, at the end.
    """
    p = chances if len(chances) else np.zeros((1, 3))
    under = under if len(chances) else np.zeros((1, 2))
    rests = verdict if len(chances) else np.zeros(1)
    place = np.array([s.place for s in sentences]) if sentences else np.zeros(1)
    hard = [s.evidence in MEASURED for s in sentences] or [False]
    total = p.sum(axis=0)
    groups = {
        "sum": np.log1p(total),
        "last third": np.log1p(p[place > 2 / 3].sum(axis=0)),
        "measured": np.log1p(p[np.array(hard)].sum(axis=0)),
        "shortcomings": np.log1p((p * under[:, :1]).sum(axis=0)),
        "results": np.log1p((p * under[:, 1:]).sum(axis=0)),
        "most": p.max(axis=0),
        "latest": (p * place[:, None]).max(axis=0),
        "title": title,
        "end": p[-1],
        "verdict": (p * rests[:, None]).max(axis=0),
        "likeliest verdict": p[int(rests.argmax())] * (rests.max() >= 0.2),
        "share": total / (total.sum() + 0.3),
    }
    out = {f"{name}: {r}": float(v[k]) for name, v in groups.items() for k, r in enumerate(RESULTS)}
    out["both in one"] = float(np.minimum(p[:, 0], p[:, 1]).max())
    out["both in verdict"] = float((np.sqrt(p[:, 0] * p[:, 1:].max(axis=1)) * rests).max())
    out["some in one"] = float(np.minimum(p[:, 0], p[:, 2]).max())
    out["both at most"] = float(np.sqrt(p[:, 0].max() * p[:, 1].max()))
    out["both in sum"] = float(np.sqrt(total[0] * total[1]))
    for name, value in zip(("no verdict", "no verdict late", "open end"), silent):
        out[name] = float(value)
    return out


@cache
def _weights() -> tuple[list[str], list[str], np.ndarray]:
    """Features, outcomes, and feature × (mean, spread, weight for each outcome)."""
    path = files("toolkit.cases") / "data" / "learned_outcome.csv"
    head, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    return [row[0] for row in rows], head[3:], np.array([[float(v) for v in r[1:]] for r in rows])


def weighed(found: dict[str, float], by_rules: str, measured: float, stated: bool) -> str:
    """The likeliest outcome; what the rules say counts with how much is `measured`, up to two.

    Where it is `stated` (rules and what was learned both read a result), it is one.
    """
    names, outcomes, table = _weights()
    values = np.array([found.get(name, 1.0) for name in names])
    sums = ((values - table[:, 0]) / table[:, 1]) @ table[:, 2:]
    chances = np.exp(sums - sums.max())
    chances /= chances.sum()
    chances[outcomes.index(by_rules)] += _BY_RULES * min(measured, 2.0)
    if stated:
        chances[outcomes.index("not_stated")] = 0.0
    return outcomes[int(chances.argmax())]
