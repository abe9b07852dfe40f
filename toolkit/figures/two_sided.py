"""Helpers at the left, recipients at the right, each with slots for what runs and what is free."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import rows
from toolkit.figures.layout import facing, rows_with_gaps
from toolkit.figures.marks import curve, number, slot
from toolkit.figures.names import short
from toolkit.figures.style import CHANGE_STYLE, CHANNEL_STYLE, GREY, SMALL, SMALLEST, shorten, width
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label

#: lines of text that fit above each other at 12 points
_MOST_ROWS = 28
_LANE_GAP = 1.15
_GROUP_GAP = 0.5
_SLOTS = 4
_PITCH = 13.0


def fits(lines: pd.DataFrame, names: Names) -> bool:
    """Whether single units can be read on one slide."""
    drawn = lines[lines["helper_id"].notna()]
    left = (
        len(drawn[["helper_id", "channel"]].drop_duplicates())
        + _LANE_GAP * drawn["channel"].nunique()
    )
    units = lines["recipient_id"].drop_duplicates()
    return (
        max(left, len(units) + _GROUP_GAP * (len({names.group(u) for u in units}) - 1))
        <= _MOST_ROWS
    )


def draw_units(
    ax: Axes,
    wide: float,
    high: float,
    lines: pd.DataFrame,
    load: pd.DataFrame,
    names: Names,
    change: bool = False,
) -> pd.DataFrame:
    """Single units of both sides with their slots, in a box of `wide` × `high` points; `change`
    colours by state.

    Returns
    -------
    DataFrame
        `lines`, all of which is drawn.
    """
    drawn = lines[lines["helper_id"].notna()]
    left = {
        (h, c): c
        for c in CHANNELS
        for h in drawn.loc[drawn["channel"] == c, "helper_id"].drop_duplicates()
    }
    right = {r: names.group(r) for r in lines["recipient_id"].drop_duplicates()}
    order = facing([((r.helper_id, r.channel), r.recipient_id) for r in rows(drawn)], left, right)
    y_left = rows_with_gaps(order.left, left, _LANE_GAP)
    y_right = rows_with_gaps(order.right, right, _GROUP_GAP)
    step, step_right = _step(y_left, high), _step(y_right, high)
    size = min(SMALL, max(SMALLEST, min(step, step_right) / 1.25))
    at_left, at_right = _placed(y_left, step, high), _placed(y_right, step_right, high)
    towns = any(g != names.full(str(r)) for r, g in right.items())
    named = max((width(names.full(str(h)), size) for h, _ in left), default=0) + 12
    x0, x1 = min(0.3 * wide, named) + _SLOTS * _PITCH, wide * (0.62 if towns else 0.72)
    for r in rows(drawn):
        dash: Any = (0, (1, 2.5)) if r.state == "paused" else "-"
        colour, dash, lw = (
            CHANGE_STYLE[r.state] if change else (CHANNEL_STYLE[r.channel][0], dash, 1.8)
        )
        ends = (x0, at_left[(r.helper_id, r.channel)]), (x1, at_right[r.recipient_id])
        curve(ax, *ends, edgecolor=colour, linestyle=dash, lw=lw, alpha=0.9)
    _lanes(ax, x0, at_left, step, size)
    _helpers(ax, x0, at_left, drawn=drawn, load=load, names=names, size=size)
    _recipients(
        ax, x1, at_right, lines=lines, names=names, size=size, groups=right if towns else {}
    )
    return lines


def _step(rows_at: dict[Any, float], high: float) -> float:
    return min(36.0, high / (max(rows_at.values(), default=0) + 1 + _LANE_GAP))


def _placed(rows_at: dict[Any, float], step: float, high: float) -> dict[Any, float]:
    # the shorter side stands in the middle, below the first lane's name
    first = (
        step * _LANE_GAP
        + max(0.0, (high - step * (max(rows_at.values(), default=0) + 1 + _LANE_GAP)) / 2)
        + step / 2
    )
    return {n: first + step * y for n, y in rows_at.items()}


def _lanes(ax: Axes, x: float, at: dict[Any, float], step: float, size: float) -> None:
    seen: set[str] = set()
    for (_, channel), y in at.items():
        if channel not in seen:
            seen.add(channel)
            ax.text(
                x,
                y - 1.02 * step,
                channel_label(channel),
                size=size,
                color=GREY,
                ha="right",
                va="center",
            )


def _helpers(
    ax: Axes,
    x: float,
    at: dict[Any, float],
    drawn: pd.DataFrame,
    load: pd.DataFrame,
    names: Names,
    size: float,
) -> None:
    places = {(r.helper_id, r.channel): r for r in rows(load)}
    count = (
        drawn[drawn["state"] != "dropped"].groupby(["helper_id", "channel"], observed=True).size()
    )
    for (helper, channel), y in at.items():
        row = places.get((helper, channel))
        pairs = int(count.get((helper, channel), 0))
        capacity = int(row.capacity) if row is not None and pd.notna(row.capacity) else pairs
        slots = (
            ["filled"] * min(pairs, capacity)
            + ["over"] * max(pairs - capacity, 0)
            + ["empty"] * max(capacity - pairs, 0)
        )
        if len(slots) > _SLOTS:
            number(
                ax,
                x - 2.6 * _PITCH,
                y,
                f"{pairs}/{capacity}" if capacity != pairs else str(pairs),
                size=size,
            )
            slots = ["over" if pairs > capacity else "filled"]
        for i, kind in enumerate(slots):
            slot(ax, x - _PITCH * (i + 0.5), y, channel, kind=kind)
        ax.text(
            x - _SLOTS * _PITCH - 8,
            y,
            short(names, helper, x - _SLOTS * _PITCH - 12, size),
            size=size,
            ha="right",
            va="center",
        )


def _recipients(
    ax: Axes,
    x: float,
    at: dict[Any, float],
    lines: pd.DataFrame,
    names: Names,
    size: float,
    groups: dict[Any, Any],
) -> None:
    live = lines[lines["state"] != "dropped"]
    open_ = (
        live.assign(open=live["state"] == "unmet")
        .groupby(["recipient_id", "channel"], observed=True)["open"]
        .all()
    )
    used = [c for c in CHANNELS if (lines["channel"] == c).any()]
    start, room = x + _PITCH * (len(used) + 0.7), 0.185 * ax.get_xlim()[1]
    for (unit, channel), unmet in open_.items():
        slot(
            ax,
            x + _PITCH * (used.index(channel) + 0.7),
            at[unit],
            channel,
            kind="unmet" if unmet else "filled",
        )
    for unit, y in at.items():
        ax.text(
            start,
            y,
            short(names, unit, room, size, beside=groups.get(unit, "")),
            size=size,
            va="center",
        )
    for group in dict.fromkeys(groups.values()):
        ys = [y for n, y in at.items() if groups[n] == group]
        if len(ys) == 1 and any(groups[n] == group and names.full(n) == group for n in at):
            continue  # a province is its own group
        line = start + room + 6
        ax.plot([line, line], [min(ys) - 6, max(ys) + 6], color=GREY, lw=1.4)
        ax.text(
            line + 6,
            (min(ys) + max(ys)) / 2,
            shorten(group, ax.get_xlim()[1] - line - 6, size),
            size=size,
            va="center",
        )
