"""A plan to look at: what it changes and what it costs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing
from toolkit.figures.pair_changes import change_bars, change_key, changed
from toolkit.figures.style import (
    BODY,
    CHANGE_STYLE,
    GREY,
    PALE,
    SMALL,
    wrap,
)
from toolkit.figures.two_sided import draw_units, fits
from toolkit.records import Names
from toolkit.terms import plural, tr, word

_KEYS = ["helper_id", "recipient_id", "channel"]


def plan_change(before: Any, after: Any, county: Any = None) -> Figure:
    """What a plan changes and what it brings: kept lines thin, dropped dashed, added bold; the
    goals before and after.

    Parameters
    ----------
    before : Plan or DataFrame
        ``helper_id, recipient_id`` and, when known, ``channel``; pairs that run today, or another
        plan. Pairs in channels that `after` does not plan are left out: they stand as they are.
    after : Plan
    county : toolkit.County, optional
        For names and townships; without it units show their codes.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, recipient_id, channel, state`` (kept, added, dropped, unmet).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures, pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> before = pd.DataFrame({"helper_id": ["X"], "recipient_id": ["A"]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> figures.plan_change(before, plan).data[["helper_id", "recipient_id", "state"]]
      helper_id recipient_id    state
    0         X            A  dropped
    1         X            B    added
    2         Y            A    added
    """
    first = _with_channel(getattr(before, "pairs", before), after)
    planned = first["channel"].isin(after.problem.channels)
    lines = changed(first[planned], after.pairs)
    if lines.empty:
        raise NothingToDraw(
            tr("方案前后都没有结对。", "There is no pair before or after the plan.")
        )
    had = after.attained(first)
    goals = [
        (g, had[g], n) if g != "distance" else (g, round(had[g] / 1000, 1), round(n / 1000, 1))
        for g, n in after.levels.items()
    ]
    names = Names(county, asked=True if county is not None else None)
    lines = pd.concat([lines, _open(after)], ignore_index=True)
    beyond = int((~planned).sum())
    n = {s: int((lines["state"] == s).sum()) for s in CHANGE_STYLE}
    unmet = int((lines["state"] == "unmet").sum())
    left = (
        tr(f"仍有 {unmet} 处需求无人", f"{plural(unmet, 'need')} still unmet")
        if unmet
        else tr("需求全部满足", "every need met")
    )
    title = tr(
        f"方案：保留 {n['kept']} 对，新增 {n['added']}，解除 {n['dropped']}；{left}",
        f"Plan: {n['kept']} pairs kept, {n['added']} added, {n['dropped']} dropped; {left}",
    )
    caption = tr(
        "细灰线保留，粗蓝线新增，红虚线解除；左侧空心为余力，右侧空心为无人的需求。",
        "Thin grey = kept, bold blue = added, dashed red = dropped; hollow = free places (left), "
        "unmet needs (right). ",
    )
    caption += (
        tr("在所填规则与权重下已证明最优。", "Proved best under the entered rules and weights.")
        if after.certificate.holds
        else tr("未证明最优。", "Not proved best.")
    )
    if beyond:
        caption += tr(
            f"另有 {beyond} 对不在所排的方式内，不受影响。",
            f" {plural(beyond, 'pair')} in other channels stay as they are.",
        )
    told = [f"{_goal(g)} {b:g} → {a:g}" for g, b, a in goals]
    drawn = lines[lines["helper_id"].notna()]
    with drawing(title, caption + names.note(), names.nature) as frame:
        ax, wide, high = frame.sheet()
        if fits(drawn, names):
            change_key(ax, 0.3 * wide, 4, n)
            more = max(
                lines["channel"].nunique() - 2, 0
            )  # each further channel is a slot beside the recipient's name
            draw_units(
                ax, (0.72 - 0.016 * more) * wide, high, lines, _places(after), names, change=True
            )
        else:
            change_bars(ax, 0.7 * wide, high, lines[lines["state"] != "unmet"])
        _goal_table(ax, 0.75 * wide, wide, goals)
    return frame.figure("plan_change", lines, told)


def _places(after: Any) -> pd.DataFrame:
    """``helper_id, channel, capacity`` of a plan's helpers."""
    return pd.DataFrame(
        {
            "helper_id": after.problem.helpers[after.problem.row_helper],
            "channel": np.array(after.problem.channels, dtype=object)[after.problem.row_channel],
            "capacity": pd.array(after.problem.capacity, dtype="Int64"),
        }
    )


def _with_channel(pairs: pd.DataFrame, plan: Any) -> pd.DataFrame:
    if "channel" in pairs:
        return pairs[_KEYS].drop_duplicates()
    # a running pair known without its channel: the planned one if it is kept, else the first that
    # its helper serves
    p = plan.problem
    serves = pd.DataFrame(
        {
            "helper_id": p.helpers[p.row_helper],
            "channel": np.array(p.channels, dtype=object)[p.row_channel],
        }
    )
    known = (
        pairs[_KEYS[:2]]
        .drop_duplicates()
        .merge(plan.pairs[_KEYS], how="left", on=_KEYS[:2])
        .drop_duplicates(_KEYS[:2])
    )
    guess = known["helper_id"].map(
        serves.drop_duplicates("helper_id").set_index("helper_id")["channel"]
    )
    return known.assign(channel=known["channel"].fillna(guess)).dropna(subset="channel")


def _open(plan: Any) -> pd.DataFrame:
    p = plan.problem
    got = plan.pairs.groupby(["recipient_id", "channel"], observed=True).size()
    out = []
    for r, c in zip(p.need_recipient, p.need_channel):
        key = (p.recipients[r], p.channels[c])
        if p.need[r, c] > got.get(key, 0):
            out.append((pd.NA, *key, "unmet"))
    return pd.DataFrame(out, columns=[*_KEYS, "state"])


def _goal_table(ax: Axes, x: float, right: float, goals: list[tuple[str, float, float]]) -> None:
    ax.text(
        x,
        40,
        tr("目标（由重到轻）", "goals, most important first"),
        size=SMALL,
        color=GREY,
        va="center",
    )
    for i, (goal, before, after) in enumerate(goals):
        y = 78 + 62 * i
        ax.text(
            x,
            y,
            wrap(f"{i + 1}. {_goal(goal)}", right - x, SMALL, 2),
            size=SMALL,
            va="center",
        )
        ax.text(x + 12, y + 28, f"{before:g} → {after:g}", size=BODY + 2, va="center")
    ax.plot([x - 14, x - 14], [30, 78 + 62 * len(goals) - 20], color=PALE, lw=1.2)


def _goal(goal: str) -> str:
    return word("goal", goal) + (tr("（公里）", " (km)") if goal == "distance" else "")
