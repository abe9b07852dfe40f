"""The columns of a plan's tables, read one by one: whatever is wrong in them is said together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.pairing.tables import IDS, Reader, channel_names
from toolkit.terms import CHANNELS, UNSTATED, tr

GOALS = ("coverage", "fairness", "keep", "fit", "distance")


#: a goal of our own, above all others: pairs set by hand
BY_HAND = "by_hand"


BEST_FIT = 9


def read_goals(goals: Sequence[str] | str, out: Reader) -> tuple[str, ...]:
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


def read_recipients(
    frame: pd.DataFrame, channels: Sequence[str], out: Reader
) -> tuple[pd.Index, np.ndarray, np.ndarray]:
    codes, names = out.ids(frame["recipient_id"], "recipients")
    _no_repeats(codes, names, "recipients", out)
    labels = np.append(names, "?")[codes]

    def called(which: np.ndarray) -> list[str]:
        return list(labels[which])

    need = np.zeros((len(frame), len(channels)), dtype=np.int64)
    for i, c in enumerate(channels):
        if c in frame.columns:
            need[:, i] = out.counts(frame[c], f"recipients.{c}", called)
            if c == UNSTATED and need[:, i].any():
                out.say(
                    "未注明方式不能作为需要（请写明方式）",
                    "the channel `unstated` has no need (name the channel)",
                    called(need[:, i] > 0),
                )
    most = np.full(len(frame), -1)
    if "most" in frame.columns:
        most = out.counts(frame["most"], "recipients.most", called, empty_ok=True)
    total = need.sum(axis=1)
    index = pd.Index(
        labels if len(names) == len(labels) else names, dtype=object
    )  # a wrong table is still looked up in
    return index, need, np.where(most < 0, total, np.minimum(most, total))


def _no_repeats(codes: np.ndarray, names: np.ndarray, what: str, out: Reader) -> None:
    times = np.bincount(codes[codes >= 0], minlength=len(names))
    if (times > 1).any():
        out.say(f"{what} 里有重复的编号", f"{what} has duplicate ids", list(names[times > 1]))


def read_helpers(
    frame: pd.DataFrame, columns: pd.Index, out: Reader
) -> tuple[pd.Index, np.ndarray, np.ndarray, np.ndarray, tuple[str, ...]]:
    codes, names = out.ids(frame["helper_id"], "helpers")
    channel, channels = _channel_codes(frame, columns, out)

    def called(which: np.ndarray) -> list[str]:
        return [
            f"{names[h]}/{channels[c]}" if h >= 0 and channels else "?"
            for h, c in zip(codes[which], channel[which])
        ]

    capacity = out.counts(frame["capacity"], "helpers.capacity", called)
    key = channel * max(len(names), 1) + codes
    order = np.argsort(key, kind="stable")
    twice = np.flatnonzero(np.diff(key[order]) == 0)
    if len(twice):
        out.say(
            "helpers 里同一帮扶方同一方式重复",
            "helpers has duplicate (helper, channel) rows",
            sorted(set(called(order[twice]))),
        )
    return pd.Index(names, dtype=object), codes[order], channel[order], capacity[order], channels


def read_scores(
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
        missing_asked = missing & ((goal in goals) | frame[column].notna().to_numpy(dtype=bool))
        if missing_asked.any():
            out.say(
                f"candidates.{column} 缺少或不是数字",
                f"candidates.{column} is missing or not a number",
                pair_names(frame, missing_asked),
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
            told = f"candidates.{column} {rule}"
            out.say(told, told, pair_names(frame, wrong))
        found.append(np.where(missing | wrong, 0, values))
    metres = np.rint(found[1] * 1000)
    if len(metres) and metres.max() * pairs >= 2.0**61:
        out.say(
            "candidates.distance_km 太大，无法精确相加",
            "candidates.distance_km is too large to add up exactly",
            pair_names(frame, metres == metres.max()),
        )
        metres = np.zeros(len(metres))
    return found[0].astype(np.int8), metres.astype(
        np.min_scalar_type(-int(metres.max(initial=0)) - 1)
    )


def pair_names(frame: pd.DataFrame, which: np.ndarray) -> list[str]:
    return [f"{h}→{r}" for h, r in frame.loc[which, IDS].to_numpy()]
