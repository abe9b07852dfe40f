"""The pairing drawn two-sided: who helps whom, who is left out, who carries too much."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, plural, rows
from toolkit.figures.bundles import draw_bundles
from toolkit.figures.layout import facing, rows_with_gaps
from toolkit.figures.marks import curve, number, slot
from toolkit.figures.names import paused_note, running_pairs, short
from toolkit.figures.style import CHANGE_STYLE, CHANNEL_STYLE, GREY, SMALL, SMALLEST, shorten, width
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label, tr

#: lines of text that fit above each other at 12 points
_MOST_ROWS = 28
_LANE_GAP, _GROUP_GAP = 1.15, 0.5
_SLOTS = 4
_PITCH = 13.0


def pairing(
    county: Any,
    on: Any = None,
    prog_id: str | None = None,
    rules: Any = None,
    detail: bool | None = None,
) -> Figure:
    """The pairing on a day: helpers at the left in lanes by channel, recipients at the right by
    township.

    Filled slots are pairs, hollow ones free capacity (left) or needs nobody covers (right), crossed
    ones pairs beyond capacity; the line of a paused pair is dotted. Above about 60
    units lines are bundled from channel to township, with counts.

    Parameters
    ----------
    county : toolkit.County
    on : date, optional
        The day (default: today).
    prog_id : str, optional
        One programme only.
    rules : toolkit.rules.Rules, optional
    detail : bool, optional
        True draws single units however many, False bundles; by default what can be read.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, recipient_id, channel, state`` (``paired``, ``paused`` or, without
        helper, ``unmet``), or bundled ``from, group, pairs, unmet`` (``from``: the channel, or the
        helpers' group).

    Raises
    ------
    NothingToDraw
        When no pair runs and no need is open on that day.
    """
    from toolkit import pairing as measures

    pairs = running_pairs(county, on, prog_id)
    lines = _lines(county, pairs, on, prog_id, rules)
    load = measures.load(county, on=day(on), prog_id=prog_id, rules=rules)
    names = Names(county, pairs=pairs)
    if lines.empty:
        raise NothingToDraw(
            tr(f"{day_text(on)}没有正在进行的结对。", f"No pair runs on {day_text(on)}.")
        )
    paired, unmet = lines[lines["state"] != "unmet"], lines[lines["state"] == "unmet"]
    over = load[load["over"].fillna(0) > 0]
    title = tr(f"{len(paired)} 对结对", plural(len(paired), "pair")) + (
        _who(paired, names) if names.nature == "public_official" else _left_out(unmet, over)
    )
    if detail is None:
        detail = fits(lines, names)
    key = tr(
        "实心为已结对；空心：左为余力，右为无人结对的需求；叉为超出能力。",
        "Filled = paired; hollow = free capacity (left) or an unmet need (right); crossed = "
        "beyond capacity.",
    )
    if names.nature == "public_official":
        key = tr("需求与能力未公布。", "Needs and capacities are not published.")
    elif not detail:
        key = tr(
            "线宽为对数，最细的不上色；虚框为无人结对的需求数。",
            "Width = number of pairs, the thinnest pale; dashed boxes = unmet needs.",
        )
    caption = (
        tr(f"统计：{day_text(on)}正在进行的结对。", f"Counted: pairs running on {day_text(on)}.")
        + paused_note(pairs, drawn=detail)
        + tr("", " ")
        + key
    )
    caption += (
        tr("只说明谁联系谁，不说明成效。", " Who is tied to whom, not results.") + names.note()
    )
    told = _by_channel(paired, unmet)
    with drawing(title, caption, names.nature) as frame:
        ax, wide, high = frame.sheet()
        data = (
            draw_units(ax, wide, high, lines, load, names)
            if detail
            else draw_bundles(ax, wide, high, lines, names)
        )
    if not detail:
        told += " " + _by_group(data)
    return frame.figure("pairing", data.reset_index(drop=True), told)


def _by_group(data: pd.DataFrame) -> str:
    """Pairs and gaps of each group of recipients in words."""
    by_group = data.groupby("group", observed=True)[["pairs", "unmet"]].sum().reset_index()
    each = [
        f"{r.group} {r.pairs}"
        + (tr(f"（空缺 {r.unmet}）", f" ({r.unmet} unmet)") if r.unmet else "")
        for r in rows(by_group)
    ]
    return tr("；", "; ").join(each) + tr("。", ".")


def _lines(
    county: Any, pairs: pd.DataFrame, on: Any, prog_id: str | None, rules: Any
) -> pd.DataFrame:
    """``helper_id, recipient_id, channel, state``: the pairs that run, and the needs that nobody
    covers."""
    from toolkit import pairing as measures

    lines = pairs.drop(columns=["source", "paused"]).assign(
        state=np.where(pairs["paused"], "paused", "paired")
    )
    if (
        county.nature != "public_official"
    ):  # nobody recorded what the regions of public pairings needed
        gaps = measures.uncovered(county, on=day(on), prog_id=prog_id)
        # who has help of a kind that is not stated is drawn as paired, not as left out
        paired = measures.unstated_recipients(county, on=day(on), prog_id=prog_id)
        gaps = gaps[
            gaps["channel"].isin(measures.needed_channels(rules)) & ~gaps["org_id"].isin(paired)
        ]
        unmet = pd.DataFrame(
            {
                "helper_id": pd.NA,
                "recipient_id": gaps["org_id"],
                "channel": gaps["channel"],
                "state": "unmet",
            }
        )
        lines = pd.concat([lines, unmet], ignore_index=True)
    return lines


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


def _who(paired: pd.DataFrame, names: Names) -> str:
    helpers, helped = paired["helper_id"].value_counts(), paired["recipient_id"].nunique()
    if not len(helpers):
        return ""
    who = tr(
        f"：{len(helpers)} 个帮扶方，{helped} 个受助方",
        f": {plural(len(helpers), 'helper')}, {plural(helped, 'recipient')}",
    )
    most = helpers.index[helpers == helpers.max()]
    if len(most) == 1 and helpers.max() > 1:
        who += tr(
            f"，{names.full(most[0])}联系最多（{helpers.max()} 个）",
            f"; {names.full(most[0])} is tied to most ({helpers.max()})",
        )
    return who


def _left_out(unmet: pd.DataFrame, over: pd.DataFrame) -> str:
    parts = []
    if len(unmet):
        units = unmet["recipient_id"].nunique()
        parts.append(
            tr(
                f"{units} 个单位的 {len(unmet)} 处需求无人结对",
                f"{plural(len(unmet), 'need')} of {plural(units, 'unit')} unmet",
            )
        )
    if len(over):
        many = over["helper_id"].nunique()
        parts.append(tr(f"{many} 个帮扶方超出能力", f"{plural(many, 'helper')} over capacity"))
    joined = tr("，", ", ").join(parts) or tr(
        "没有空缺，也没有超出能力的帮扶方", "nobody left out, no helper over capacity"
    )
    return tr("：", ": ") + joined


def _by_channel(paired: pd.DataFrame, unmet: pd.DataFrame) -> str:
    parts = []
    for c in CHANNELS:
        n, gap = int((paired["channel"] == c).sum()), int((unmet["channel"] == c).sum())
        if n or gap:
            parts.append(
                tr(
                    f"{channel_label(c)} {n} 对" + (f"、空缺 {gap} 处" if gap else ""),
                    f"{channel_label(c)}: {plural(n, 'pair')}" + (f", {gap} unmet" if gap else ""),
                )
            )
    return tr("；", "; ").join(parts) + tr("。", ".")


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
