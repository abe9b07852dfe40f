"""The sentences that a claim cites, and what its reader should still know of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.cases.direction import direction_of
from toolkit.cases.opposites import plain_way
from toolkit.cases.quantities import quantities
from toolkit.cases.report import Report
from toolkit.cases.script import fold
from toolkit.cases.undone import planned
from toolkit.terms import tr, word

__all__ = ["NEAR", "Cited", "Doubt", "clauses", "in_other_words", "in_strange_words", "nearness"]

#: a clause is in the source's own words when it has so much of their signs
NEAR = 0.8
#: with less of them it is far from the source's words
_FAR = 0.5


def clauses(words: str) -> list[str]:
    return [c for c in re.split(r"[，,；;。！？：:\s]", words) if len(c) > 2]


class Doubt(str):
    """A fault that is read from meaning, or from a number in words, alone: it refuses a claim in
    the source's own words and leaves one in other words to a person."""


@dataclass(frozen=True)
class Cited:
    """The sentences of one case that a claim cites."""

    case: str
    report: Report
    numbers: tuple[int, ...]
    cases: Mapping[str, Report]
    outcome: str

    def sentence(self, number: int) -> str:
        row = self.report.sentences.iloc[number - 1]
        return self.report.text[int(row["start"]) : int(row["end"])]

    @cached_property
    def folded(self) -> str:
        return fold("\n".join(self.sentence(n) for n in self.numbers))

    @cached_property
    def later(self) -> bool:
        """Whether every cited sentence stands under a plan."""
        spans = list(zip(self.report.sentences["start"], self.report.sentences["end"]))
        ahead = planned(self.report.folded, spans, self.report.headings)
        return all(ahead[n - 1] for n in self.numbers)

    def where(self, holds) -> str:  # type: ignore[no-untyped-def]
        """Where else the reports hold something, for the reason; empty when nowhere."""
        for case, report in sorted(self.cases.items(), key=lambda c: c[0] != self.case):
            for i, (a, b) in enumerate(zip(report.sentences["start"], report.sentences["end"]), 1):
                if (case, i) not in {(self.case, n) for n in self.numbers} and holds(
                    report.folded[a:b]
                ):
                    return tr(f"；见 {case} 第{i}句", f"; see {case}, sentence {i}")
        return ""

    def remark(self, claim: str) -> str:
        """What a reader of a claim that agrees should still know."""
        if self.outcome in ("worse", "unchanged") and direction_of(fold(claim)) == "better":
            name = word("outcome", self.outcome)
            return tr(
                f"与出处相符；但这个案例的结果是“{name}”。",
                f"Agrees; but the outcome of this case is: {name}.",
            )
        if in_other_words(claim, self):
            return tr(
                "没有查出不符；说法不是原句的，方向和意思请人看。",
                "Nothing found against it; the words are not the source's own: which way and what "
                "it means is for a person to see.",
            )
        return ""


def in_other_words(claim: str, cited: Cited) -> bool:
    """Whether a clause of a claim is told in words that are not the source's: figures were held
    against it, what it means was not."""
    return nearness(claim, cited) < NEAR


def nearness(claim: str, cited: Cited) -> float:
    """The least share that a clause of a claim has of its signs from the source."""
    return min((_share(clause, cited) for clause in clauses(fold(claim))), default=1.0)


def in_strange_words(claim: str, cited: Cited) -> bool:
    """Whether a clause that is tied to the source by no figure, and tells no way in which things
    went, is far from its words."""
    free = [c for c in clauses(fold(claim)) if not quantities(c) and not plain_way(c)]
    return any(_share(clause, cited) < _FAR for clause in free)


def _share(clause: str, cited: Cited) -> float:
    """The share of a clause's signs that stand in the source or in the report's title."""
    known = set(cited.folded + cited.report.title)
    mine = re.sub("[^一-龥]", "", clause)
    return sum(sign in known for sign in mine) / len(mine) if mine else 1.0
