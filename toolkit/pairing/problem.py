"""The tables of a plan, checked all at once and turned into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from toolkit.pairing.problem_reading import (
    BY_HAND,
    GOALS,
    pair_names,
    read_goals,
    read_helpers,
    read_recipients,
    read_scores,
)
from toolkit.pairing.reasons import Reason, reasons
from toolkit.pairing.tables import IDS, Reader, channel_names, texts
from toolkit.terms import CHANNELS


@dataclass(frozen=True)
class Problem:
    """A plan's tables as arrays. Arcs are (need, helper row) pairs, sorted; a need is one channel
    of one recipient.

    There may be tens of millions of arcs: positions are 32 bits wide, as in the engines, and values
    as narrow as they are.
    """

    goals: tuple[str, ...]
    channels: tuple[str, ...]
    recipients: pd.Index
    need: np.ndarray  # recipients × channels
    most: np.ndarray  # the needs that count: min(Σ need, most)
    helpers: pd.Index
    row_helper: np.ndarray
    row_channel: np.ndarray
    capacity: np.ndarray
    need_recipient: np.ndarray  # of each need node, channel by channel
    need_channel: np.ndarray
    arc_need: np.ndarray
    arc_row: np.ndarray
    fit: np.ndarray  # of each arc; 0 where not given
    metres: np.ndarray
    running: np.ndarray
    by_hand: np.ndarray
    arc_candidate: np.ndarray
    idle: np.ndarray  # keys of candidates without an arc, sorted: recipient × helpers + helper
    candidates: pd.DataFrame
    ineligible: pd.DataFrame
    tables: dict[str, pd.DataFrame] = field(repr=False)

    @property
    def arc_recipient(self) -> np.ndarray:
        """Recipient of each arc."""
        return self.need_recipient[self.arc_need]

    @property
    def amount(self) -> np.ndarray:
        """Size of each need node."""
        return self.need[self.need_recipient, self.need_channel]

    @cached_property
    def names(self) -> dict[str, str]:
        """Id → name, of the units whose name is known."""
        told = self.tables["units"]
        if "name" not in told:
            return {}
        named = told.dropna(subset=["org_id", "name"])
        return {str(i): str(n) for i, n in zip(texts(named["org_id"]), named["name"])}

    @cached_property
    def reason(self) -> Reason:
        """Why a helper and a recipient are no candidates."""
        return reasons(self.tables, self.helpers, self.recipients)

    def called(self, id: object) -> str:
        """What sentences call a unit: its number and, where known, its name."""
        name = self.names.get(str(id))
        return f"{id} {name}" if name else str(id)

    def among(self, pairs: pd.DataFrame) -> np.ndarray:
        """Which arcs are listed in a frame with ``helper_id, recipient_id, channel`` (ids as
        text)."""
        h, r = (
            self.helpers.get_indexer(pairs["helper_id"]),
            self.recipients.get_indexer(pairs["recipient_id"]),
        )
        c = pd.Index(self.channels, dtype=object).get_indexer(pairs["channel"])
        size, n = (
            (len(self.recipients), len(self.helpers), len(self.channels)),
            (r >= 0) & (h >= 0) & (c >= 0),
        )
        listed = (
            np.ravel_multi_index((r[n], h[n], c[n]), size)
            if n.any()
            else np.empty(0, dtype=np.int64)
        )
        arcs = np.ravel_multi_index(
            (self.arc_recipient, self.row_helper[self.arc_row], self.need_channel[self.arc_need]),
            size,
        )
        return np.isin(arcs, listed)

    def candidate(self, helper: int, recipient: int) -> bool:
        """Whether a helper and a recipient may be paired."""
        key = np.array([recipient * len(self.helpers) + helper])
        return bool(len(self.find(helper, recipient)) or (_find(self.idle, key) >= 0).all())

    def find(self, helper: int, recipient: int) -> np.ndarray:
        """The arcs between a helper and a recipient, one for each channel."""
        out = []
        for node in np.flatnonzero(self.need_recipient == recipient):
            low, high = np.searchsorted(
                self.arc_need, np.array([node, node + 1], dtype=self.arc_need.dtype)
            )
            out.append(low + np.flatnonzero(self.row_helper[self.arc_row[low:high]] == helper))
        return np.concatenate(out) if out else np.empty(0, dtype=np.int64)


def _pair_keys(
    frame: pd.DataFrame,
    helpers: pd.Index,
    recipients: pd.Index,
    what: str,
    out: Reader,
    strict: bool = True,
) -> np.ndarray:
    """One number a pair, (recipient, helper); −1 where an id is unknown."""
    if not len(frame):
        return np.empty(0, dtype=np.int64)
    h = out.codes(frame["helper_id"], helpers, f"{what}.helper_id", strict)
    r = out.codes(frame["recipient_id"], recipients, f"{what}.recipient_id", strict)
    return np.where((h < 0) | (r < 0), -1, r * max(len(helpers), 1) + h)


def _find(keys: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Where each of `chosen` stands in the sorted `keys`, −1 if it does not (faster than isin)."""
    if not len(keys):
        return np.full(len(chosen), -1)
    at = np.searchsorted(keys, chosen).clip(max=len(keys) - 1)
    return np.where(keys[at] == chosen, at, -1)


def _member(keys: np.ndarray, chosen: np.ndarray) -> np.ndarray:
    """Which of the sorted `keys` are among `chosen`."""
    out = np.zeros(len(keys) + 1, dtype=bool)
    out[_find(keys, chosen)] = True
    return out[:-1]


def _not_possible(
    tables: dict[str, pd.DataFrame], keys: np.ndarray, known: np.ndarray, ends: Sequence[pd.Index]
) -> pd.DataFrame:
    """The running pairs that cannot go on, each with its reason."""
    lost = np.flatnonzero(_find(known, keys) < 0)
    out = {c: texts(tables["running"][c].take(lost)) for c in IDS}
    told = [*map(reasons(tables, *ends), *out.values())]
    return pd.DataFrame({**out, "reason": told}, dtype="string")


def _possible(
    keys: np.ndarray,
    pairs: pd.DataFrame,
    hand: pd.DataFrame,
    hand_keys: np.ndarray,
    action: np.ndarray,
    out: Reader,
) -> tuple[np.ndarray, np.ndarray]:
    """The candidates that nobody has banned, sorted by recipient and helper, and their rows."""
    wrong = sorted(set(action) - {"pin", "ban"})
    if wrong:
        out.say("overrides.action 只能是 pin 或 ban", "overrides.action must be pin or ban", wrong)
    out.done()
    order = (
        np.argsort(keys, kind="stable") if (keys[1:] <= keys[:-1]).any() else np.arange(len(keys))
    ).astype(np.int32)
    keys = keys[order]
    twice = np.flatnonzero(keys[1:] == keys[:-1])
    if len(twice):
        which = np.zeros(len(keys), dtype=bool)
        which[order[twice]] = True
        out.say(
            "candidates 里有重复的候选",
            "candidates has duplicate pairs",
            sorted(set(pair_names(pairs, which))),
        )
    foreign = (action == "pin") & (_find(keys, hand_keys) < 0)
    if foreign.any():
        out.say(
            "手工指定的结对不在候选之列",
            "pinned pairs are not among the candidates",
            pair_names(hand, foreign),
        )
    out.done()
    keep = ~_member(keys, hand_keys[action == "ban"])
    return keys[keep], order[keep]


def _columns(out: Reader, frames: Sequence[pd.DataFrame | None]) -> dict[str, pd.DataFrame]:
    """The tables of a plan, each with the columns it must have and those it may have."""
    columns: dict[str, tuple[list[str], list[str]]] = {
        "recipients": (["recipient_id"], [*CHANNELS, "most"]),
        "helpers": (["helper_id", "channel", "capacity"], []),
        "candidates": (IDS, ["fit", "distance_km"]),
        "running": (IDS, []),
        "overrides": ([*IDS, "action"], ["channel", "reason"]),
        "units": (["org_id"], ["name", "offers", "needs"]),
        "excluded": ([*IDS, "reason"], []),
    }
    return {
        name: out.columns(frame, name, *asked)
        for frame, (name, asked) in zip(frames, columns.items())
    }


def problem(
    recipients: pd.DataFrame,
    helpers: pd.DataFrame,
    candidates: pd.DataFrame,
    running: pd.DataFrame | None = None,
    goals: Sequence[str] | str = GOALS,
    overrides: pd.DataFrame | None = None,
    units: pd.DataFrame | None = None,
    excluded: pd.DataFrame | None = None,
) -> Problem:
    """Check the tables of `plan` and turn them into arrays; every problem found is in one
    `PlanError`."""
    out = Reader()
    asked = read_goals(goals, out)
    tables = _columns(out, [recipients, helpers, candidates, running, overrides, units, excluded])
    people, pairs, runs = tables["recipients"], tables["candidates"], tables["running"]
    hand = tables["overrides"]
    helper_index, row_helper, row_channel, capacity, channels = read_helpers(
        tables["helpers"], people.columns, out
    )
    recipient_index, need, most = read_recipients(people, channels, out)
    fit, metres = read_scores(pairs, asked, int(most.sum()) or 1, out)
    ends = helper_index, recipient_index
    running_keys = _pair_keys(runs, *ends, "running", Reader(), strict=False)
    keys = _pair_keys(pairs, *ends, "candidates", out)
    hand_keys = _pair_keys(hand, *ends, "overrides", out)
    action = np.array([str(a) for a in hand["action"]], dtype=object)
    keys, order = _possible(keys, pairs, hand, hand_keys, action, out)
    marks = _member(keys, running_keys), _member(keys, hand_keys[action == "pin"])
    if (action == "pin").any():
        asked = (BY_HAND, *asked)
    # (channel, recipient) of every need, channel by channel
    nodes = tuple(x.astype(np.int32) for x in np.nonzero(need.T > 0))
    arcs = _arcs(keys, len(helper_index), row_helper, row_channel, nodes, need.shape)
    cand = order[arcs[2]]
    pinned = marks[1][arcs[2]]
    for key, channel in _pin_channels(hand, hand_keys, action, channels).items():
        pinned &= (keys[arcs[2]] != key) | (nodes[0][arcs[0]] == channel)
    return Problem(
        goals=asked,
        channels=channels,
        recipients=recipient_index,
        need=need,
        most=most,
        helpers=helper_index,
        row_helper=row_helper,
        row_channel=row_channel,
        capacity=capacity,
        need_recipient=nodes[1],
        need_channel=nodes[0],
        arc_need=arcs[0],
        arc_row=arcs[1],
        fit=fit[cand],
        metres=metres[cand],
        running=marks[0][arcs[2]],
        by_hand=pinned,
        arc_candidate=cand,
        idle=np.delete(keys, arcs[2]),
        candidates=pairs,
        ineligible=_not_possible(tables, running_keys, keys, ends),
        tables=tables,
    )


def _pin_channels(
    hand: pd.DataFrame, keys: np.ndarray, action: np.ndarray, channels: tuple[str, ...]
) -> dict[int, int]:
    """Candidate key → channel, for pins that name one."""
    if "channel" not in hand.columns:
        return {}
    named = channel_names(hand["channel"])
    return {
        int(k): channels.index(c)
        for k, a, c in zip(keys, action, named)
        if a == "pin" and c in channels
    }


def _arcs(
    keys: np.ndarray,
    n_helpers: int,
    row_helper: np.ndarray,
    row_channel: np.ndarray,
    nodes: tuple[np.ndarray, ...],
    shape: tuple[int, ...],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arcs (need, row, position in keys). Keys are sorted by recipient and helper, so the arcs come
    out sorted."""
    recipient, helper = (x.astype(np.int32) for x in np.divmod(keys, max(n_helpers, 1)))
    node_of = np.full((shape[1], shape[0]), -1, dtype=np.int32)
    node_of[nodes] = np.arange(len(nodes[0]))
    out: list[tuple[np.ndarray, np.ndarray, np.ndarray]] = []
    for c in range(shape[1]):
        row_of = np.full(n_helpers, -1, dtype=np.int32)
        mine = np.flatnonzero(row_channel == c)
        row_of[row_helper[mine]] = mine
        row, node = row_of[helper], node_of[c, recipient]
        at = np.flatnonzero((row >= 0) & (node >= 0)).astype(np.int32)
        out.append((node[at], row[at], at))
    if not out:
        return (np.empty(0, dtype=np.int32),) * 3
    need, row, at = (np.concatenate(x) for x in zip(*out))
    return need, row, at
