"""The tables of a plan, checked all at once and turned into arrays."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from toolkit.pairing.tables import IDS, Reader, channel_names, texts
from toolkit.terms import CHANNELS, UNSTATED, tr

GOALS = ("coverage", "fairness", "keep", "fit", "distance")
#: a goal of our own, above all others: pairs set by hand
BY_HAND = "by_hand"
BEST_FIT = 9


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


def _goals(goals: Sequence[str] | str, out: Reader) -> tuple[str, ...]:
    asked = (goals,) if isinstance(goals, str) else tuple(goals)
    unknown = [g for g in asked if g not in GOALS]
    if unknown:
        out.say(
            f"没有这样的目标（可选 {', '.join(GOALS)}）",
            f"no such goal (choose from {', '.join(GOALS)})",
            unknown,
        )
    if len(set(asked)) < len(asked):
        out.say(
            "目标重复",
            "a goal is named twice",
            [g for g in dict.fromkeys(asked) if asked.count(g) > 1],
        )
    asked = tuple(str(g) for g in asked)
    return asked if "coverage" in asked else ("coverage", *asked)


def _channel_codes(
    helpers: pd.DataFrame, columns: pd.Index, out: Reader
) -> tuple[np.ndarray, tuple[str, ...]]:
    raw, values = pd.factorize(helpers["channel"])
    names = [str(name) for name in channel_names(values)]
    unknown = [n for n in names if n not in CHANNELS and n not in columns]
    if unknown:
        out.say("helpers 里有不认识的结对方式", "helpers has unknown channels", unknown)
    if (raw < 0).any():
        out.say(
            "helpers 有空的结对方式，行",
            "helpers has missing channels in rows",
            list(np.flatnonzero(raw < 0) + 1),
        )
    channels = tuple(c for c in CHANNELS if c in columns or c in names) + tuple(
        dict.fromkeys(n for n in names if n not in CHANNELS)
    )
    place = np.array([*(channels.index(n) for n in names), 0], dtype=np.int64)
    return place[raw], channels


def _recipients(
    frame: pd.DataFrame, channels: Sequence[str], out: Reader
) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    codes, names = out.ids(frame["recipient_id"], "recipients")
    _no_repeats(codes, names, "recipients", out)
    labels = np.append(names, "?")[codes]
    need = np.zeros((len(frame), len(channels)), dtype=np.int64)
    for i, c in enumerate(channels):
        if c in frame.columns:
            need[:, i] = out.counts(frame[c], f"recipients.{c}", labels)
            if c == UNSTATED and need[:, i].any():
                out.say(
                    "未注明方式不能作为需要（请写明方式）",
                    "the channel `unstated` has no need (name the channel)",
                    list(labels[need[:, i] > 0]),
                )
    most = np.full(len(frame), -1)
    if "most" in frame.columns:
        most = out.counts(frame["most"], "recipients.most", labels, empty_ok=True)
    total = need.sum(axis=1)
    index = pd.Index(
        labels if len(names) == len(labels) else names, dtype=object
    )  # a wrong table is still looked up in
    return index, need, np.where(most < 0, total, np.minimum(most, total))


def _no_repeats(codes: np.ndarray, names: np.ndarray, what: str, out: Reader) -> None:
    times = np.bincount(codes[codes >= 0], minlength=len(names))
    if (times > 1).any():
        out.say(f"{what} 里有重复的编号", f"{what} has duplicate ids", list(names[times > 1]))


def _helpers(
    frame: pd.DataFrame, columns: pd.Index, out: Reader
) -> tuple[pd.Index, np.ndarray, np.ndarray, np.ndarray, tuple[str, ...]]:
    codes, names = out.ids(frame["helper_id"], "helpers")
    channel, channels = _channel_codes(frame, columns, out)
    labels = (
        [f"{names[h]}/{channels[c]}" if h >= 0 else "?" for h, c in zip(codes, channel)]
        if len(channels)
        else []
    )
    shown = np.array(labels, dtype=object)
    capacity = out.counts(frame["capacity"], "helpers.capacity", shown)
    key = channel * max(len(names), 1) + codes
    order = np.argsort(key, kind="stable")
    twice = np.flatnonzero(np.diff(key[order]) == 0)
    if len(twice):
        out.say(
            "helpers 里同一帮扶方同一方式重复",
            "helpers has duplicate (helper, channel) rows",
            sorted(set(shown[order[twice]])),
        )
    return pd.Index(names, dtype=object), codes[order], channel[order], capacity[order], channels


def _scores(
    frame: pd.DataFrame, goals: tuple[str, ...], pairs: int, out: Reader
) -> tuple[np.ndarray, np.ndarray]:
    """Fit and metres of each candidate; zeros where they are not given and not asked for."""
    found = []
    for column, goal in (("fit", "fit"), ("distance_km", "distance")):
        if column not in frame.columns:
            if goal in goals and len(frame):
                out.say(f"candidates 缺少列 {column}", f"candidates lacks column {column}")
            found.append(np.zeros(len(frame)))
            continue
        values = pd.to_numeric(frame[column], errors="coerce").to_numpy(
            dtype=float, na_value=np.nan
        )
        missing = np.isnan(values)
        if goal in goals and missing.any():
            out.say(
                f"candidates.{column} 缺少或不是数字",
                f"candidates.{column} is missing or not a number",
                _pairs(frame, missing),
            )
        wrong = (values < 0) | np.isinf(values)
        if column == "fit":
            wrong |= (values > BEST_FIT) | ((values != np.rint(values)) & ~missing)
        if wrong.any():
            rule = (
                tr("须为 0–9 的整数", "must be whole, 0–9")
                if column == "fit"
                else tr("须为非负的有限数", "must be finite and not negative")
            )
            out.say(
                f"candidates.{column} {rule}", f"candidates.{column} {rule}", _pairs(frame, wrong)
            )
        found.append(np.where(missing | wrong, 0, values))
    metres = np.rint(found[1] * 1000)
    if len(metres) and metres.max() * pairs >= 2.0**61:
        out.say(
            "candidates.distance_km 太大，无法精确相加",
            "candidates.distance_km is too large to add up exactly",
            _pairs(frame, metres == metres.max()),
        )
        metres = np.zeros(len(metres))
    return found[0].astype(np.int8), metres.astype(
        np.min_scalar_type(-int(metres.max(initial=0)) - 1)
    )


def _pairs(frame: pd.DataFrame, which: np.ndarray) -> list[str]:
    return [f"{h}→{r}" for h, r in frame.loc[which, IDS].to_numpy()]


def _pair_keys(
    frame: pd.DataFrame,
    helpers: pd.Index,
    recipients: pd.Index,
    what: str,
    out: Reader,
    strict: bool = True,
) -> np.ndarray:
    """One number a pair, (recipient, helper); −1 where an id is unknown."""
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


def _not_possible(running: pd.DataFrame, keys: np.ndarray, known: np.ndarray) -> pd.DataFrame:
    lost = _find(known, keys) < 0
    frame = running.loc[lost, IDS].astype("string").reset_index(drop=True)
    away = tr("帮扶方或受助方不在名单里", "helper or recipient is not in the tables")
    frame["reason"] = pd.array(
        np.where(keys[lost] < 0, away, tr("不在候选之列", "not among the candidates")),
        dtype="string",
    )
    return frame


def problem(
    recipients: pd.DataFrame,
    helpers: pd.DataFrame,
    candidates: pd.DataFrame,
    running: pd.DataFrame | None = None,
    goals: Sequence[str] | str = GOALS,
    overrides: pd.DataFrame | None = None,
    units: pd.DataFrame | None = None,
) -> Problem:
    """Check the tables of `plan` and turn them into arrays; every problem found is in one
    `PlanError`."""
    out = Reader()
    asked = _goals(goals, out)
    people = out.columns(recipients, "recipients", ["recipient_id"], [*CHANNELS, "most"])
    doers = out.columns(helpers, "helpers", ["helper_id", "channel", "capacity"])
    pairs = out.columns(candidates, "candidates", IDS, ["fit", "distance_km"])
    runs = out.columns(running, "running", IDS)
    told = out.columns(units, "units", ["org_id"], ["name", "offers", "needs"])
    hand = out.columns(overrides, "overrides", [*IDS, "action"], ["channel", "reason"])
    helper_index, row_helper, row_channel, capacity, channels = _helpers(doers, people.columns, out)
    recipient_index, need, most = _recipients(people, channels, out)
    keys = _pair_keys(pairs, helper_index, recipient_index, "candidates", out)
    fit, metres = _scores(pairs, asked, int(most.sum()) or 1, out)
    running_keys = _pair_keys(
        runs, helper_index, recipient_index, "running", Reader(), strict=False
    )
    hand_keys = _pair_keys(hand, helper_index, recipient_index, "overrides", out)
    wrong = sorted(set(hand["action"].astype(str)) - {"pin", "ban"})
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
            sorted(set(_pairs(pairs, which))),
        )
    action = hand["action"].astype(str).to_numpy()
    foreign = (action == "pin") & (_find(keys, hand_keys) < 0)
    if foreign.any():
        out.say(
            "手工指定的结对不在候选之列",
            "pinned pairs are not among the candidates",
            _pairs(hand, foreign),
        )
    out.done()
    keep = ~_member(keys, hand_keys[action == "ban"])
    keys, order = keys[keep], order[keep]
    tables = {
        "recipients": people,
        "helpers": doers,
        "candidates": pairs,
        "running": runs,
        "overrides": hand,
        "units": told,
    }
    marks = _member(keys, running_keys), _member(keys, hand_keys[action == "pin"])
    pin_channel = _pin_channels(hand, hand_keys, action, channels)
    lost = _not_possible(runs, running_keys, keys)
    if (action == "pin").any():
        asked = (BY_HAND, *asked)
    # (channel, recipient) of every need, channel by channel
    nodes = tuple(x.astype(np.int32) for x in np.nonzero(need.T > 0))
    arcs = _arcs(keys, len(helper_index), row_helper, row_channel, nodes, need.shape)
    cand = order[arcs[2]]
    idle = np.ones(len(keys), dtype=bool)
    idle[arcs[2]] = False
    pinned = marks[1][arcs[2]]
    for key, channel in pin_channel.items():
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
        idle=keys[idle],
        candidates=pairs,
        ineligible=lost,
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
