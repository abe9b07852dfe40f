"""Pairs and choices as people lay or type them: codes or names, held to the rules of a plan,
refused with the reason."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.records import County
from toolkit.terms import channel_label, tr
from workshop.web import PageError


class BoardError(PageError):
    """A move that the board refuses; the message says why."""


KEY = ["helper_id", "recipient_id", "channel"]
Pair = tuple[str, str, str]
Row = tuple[Any, ...]


#: a reason is a sentence or two
LONGEST_REASON = 500


@dataclass(frozen=True)
class Choice:
    """A difference from the plan that people keep: ``action`` is ``pin`` (we want this pair) or
    ``ban`` (we do not)."""

    pair: Pair
    action: str
    reason: str


@dataclass(frozen=True)
class BoardState:
    """What undo goes back to."""

    pairs: tuple[Pair, ...] = ()
    choices: tuple[Choice, ...] = ()

    def valid(self) -> BoardState:
        """Without choices that the pairs contradict."""
        return replace(
            self,
            choices=tuple(c for c in self.choices if (c.action == "pin") == (c.pair in self.pairs)),
        )


def table(pairs: Iterable[Sequence[Any]]) -> pd.DataFrame:
    """Pairs as a frame of text."""
    return pd.DataFrame(list(pairs), columns=KEY).astype("string")


def overrides_of(choices: Iterable[Choice]) -> pd.DataFrame:
    """Choices as `pairing.plan` takes them."""
    rows = [(*c.pair, c.action, c.reason) for c in choices]
    return pd.DataFrame(rows, columns=[*KEY, "action", "reason"]).astype("string")


class Cards:
    """The rules of one plan, as the board asks them."""

    def __init__(self, county: County, plan: pairing.Plan):
        self.plan = plan
        ids = [*plan.problem.recipients, *plan.problem.helpers]
        self._known = {_plain(i): str(i) for i in ids}
        organisation = county["organisation"]
        named = organisation.loc[organisation["org_id"].isin(ids)].drop_duplicates(
            "name", keep=False
        )
        for i, name in zip(named["org_id"], named["name"]):
            for spelled in (name, str(name).removesuffix("（虚构）")):
                self._known.setdefault(_plain(spelled), str(i))

    def legal(self, rows: Iterable[Row]) -> tuple[list[Pair], list[Row]]:
        """Rows in their order as long as the rules allow, and those that they do not, each with the
        reason behind it."""
        kept: list[Any] = list(rows)
        refused: list[Row] = []
        never = [
            row for row in kept if None in row
        ] or kept  # what lacks a part could be mistaken for a total
        while len(found := pairing.rule_problems(self.plan, table(never))):
            told = list(found.itertuples(index=False, name=None))
            # rows that can never be go first, all of them; then one row at a time, for it may mend
            # several totals
            for problem in [row for row in told if _asked(row) in never] or told[:1]:
                at = _last(kept, _asked(problem))
                refused.append((*kept.pop(at), self.worded(problem)))
            never = kept
        return kept, refused

    def worded(self, problem: Row) -> str:
        """A row of `pairing.rule_problems` in words."""
        h, r, c, told = problem
        if pd.notna(h) and pd.notna(r):
            return f"{h} → {r}" + tr("：", ": ") + (self._barred(str(h), str(r)) or str(told))
        return f"{r if pd.isna(h) else h} {self._full(h, r, c)}"

    def _full(self, h: Any, r: Any, c: Any) -> str:
        """What is full: the places of a helper, what a unit needs, or the most that it takes."""
        p = self.plan.problem
        at_h, at_r = self._places(h, r)
        if pd.isna(c):
            most = int(p.most[at_r])
            return tr(f"结对已到上限：至多 {most} 对", f"has the {most} pairs that it may have")
        name, at = channel_label(c), p.channels.index(c)
        if pd.isna(h):
            need = int(p.need[at_r, at])
            return tr(f"{name}已满：只需 {need} 对", f"has what it needs in {name}: {need}")
        places = int(p.capacity[(p.row_helper == at_h) & (p.row_channel == at)].sum())
        return tr(f"{name}名额已满：共 {places} 个", f"has no place left in {name} of {places}")

    def _barred(self, h: str, r: str) -> str:
        """Why a pair is no candidate; empty when it is one, or its channel is the cause."""
        p, (at_h, at_r) = self.plan.problem, self._places(h, r)
        if min(at_h, at_r) >= 0 and (
            p.candidate(at_h, at_r)
            or not any(p.need[at_r, c] for c in p.row_channel[p.row_helper == at_h])
        ):
            return ""
        return p.reason(h, r)

    def _places(self, h: Any, r: Any) -> tuple[int, int]:
        p = self.plan.problem
        return int(p.helpers.get_indexer([h])[0]), int(p.recipients.get_indexer([r])[0])

    def meant(self, row: Sequence[Any]) -> Row:
        """A row as typed, with codes for names and the one possible channel where none is given."""
        h, r = (None if pd.isna(x) else self._known.get(_plain(x), str(x)) for x in row[:2])
        if pd.notna(row[2]) or h is None or r is None:
            return h, r, None if pd.isna(row[2]) else str(row[2])
        p, places = self.plan.problem, self._places(h, r)
        arcs = list(p.find(*places)) if min(places) >= 0 else []
        return h, r, p.channels[p.need_channel[p.arc_need[arcs[0]]]] if len(arcs) == 1 else None


def _plain(text: Any) -> str:
    """How people may write a code or a name: any width, any case, spaces around."""
    return unicodedata.normalize("NFKC", str(text)).strip().casefold()


def _asked(like: Sequence[Any]) -> Row:
    return tuple(None if pd.isna(x) else x for x in like[:3])


def _last(rows: Sequence[Row], wanted: Row) -> int:
    """Where the last row stands that a problem speaks of: the very row, or one of those over a need
    or a capacity."""
    exact = [at for at, row in enumerate(rows) if row == wanted]
    about = [
        at for at, row in enumerate(rows) if all(w is None or w == x for w, x in zip(wanted, row))
    ]
    return (exact or about)[-1]
