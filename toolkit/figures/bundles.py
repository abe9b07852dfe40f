"""Many units: lines bundled from channel to township, with counts."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from toolkit.figures.base import rows
from toolkit.figures.layout import facing
from toolkit.figures.marks import channel_mark, number, ribbon
from toolkit.figures.style import BLACK, BODY, CHANNEL_STYLE, GREY, PALE, SMALL, shorten, width
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label, plural, tr

MOST_GROUPS, _MOST_LEFT = 12, 16
#: bands in colour: with channels and gaps they are about all that a back row tells apart
_COLOURED = 12
_GAP = 19.0


def bundled(lines: pd.DataFrame, names: Names) -> pd.DataFrame:
    """``from, group, pairs, unmet``: pairs and unmet needs of each group of recipients, small
    groups together.

    ``from`` is the channel; where there is only one, the group of the helper (its province, its
    superior).
    """
    table = lines.assign(
        group=_gathered(
            lines["recipient_id"].map({r: names.group(r) for r in lines["recipient_id"]}),
            MOST_GROUPS,
        )
    )
    table["from"] = table["channel"]
    if table["channel"].nunique() == 1 and table["helper_id"].notna().all():
        table["from"] = _gathered(
            table["helper_id"].map({h: names.group(h) for h in table["helper_id"]}), _MOST_LEFT
        )
    counts = table.assign(unmet=table["state"] == "unmet", pairs=table["state"] != "unmet")
    out = counts.groupby(["from", "group"], observed=True)[["pairs", "unmet"]].sum().reset_index()
    rank = {c: i for i, c in enumerate(CHANNELS)}
    return out.sort_values(
        ["from", "group"],
        key=lambda s: s.map(lambda v: rank.get(v, 9)) if s.name == "from" else s,
        ignore_index=True,
    )


def _gathered(groups: pd.Series, most: int) -> pd.Series:
    size = groups.value_counts()
    if len(size) <= most:
        return groups
    keep = set(size.index[: most - 1])
    return groups.where(
        groups.isin(keep), tr(f"其余 {len(size) - len(keep)} 处", f"{len(size) - len(keep)} others")
    )


def draw_bundles(
    ax: Axes, wide: float, high: float, lines: pd.DataFrame, names: Names
) -> pd.DataFrame:
    """Bands from channels (or groups of helpers) to groups in a box of points; returns what is
    drawn (see `bundled`)."""
    table = bundled(lines, names)
    by_channel = table["from"].isin(CHANNELS).all()
    gaps = table.groupby("group", observed=True)["unmet"].sum()
    arrive = table.groupby("group", observed=True)["pairs"].sum()
    leave = table.groupby("from", observed=True, sort=False)["pairs"].sum()
    groups = list(
        pd.DataFrame({"gaps": gaps, "all": arrive})
        .sort_values(["gaps", "all"], ascending=False, kind="stable")
        .index
    )
    starts = list(leave.index)
    if not by_channel:  # nobody is left out here: the order with the fewest crossings reads best
        sides = facing(
            list(zip(table["from"], table["group"])),
            dict.fromkeys(starts, 0),
            dict.fromkeys(groups, 0),
        )
        starts, groups = sides.left, sides.right
    colour = {s: CHANNEL_STYLE[s if by_channel else lines["channel"].iloc[0]][0] for s in starts}
    unit = (high - _GAP * (max(len(groups), len(starts)) - 1)) / max(int(leave.sum()), 1)
    at_left, at_right = (
        _stack(leave.reindex(starts), unit, high),
        _stack(arrive.reindex(groups), unit, high),
    )
    draw_starts = _channels if by_channel else _helper_groups
    x0, x1 = (
        draw_starts(ax, {s: (at_left[s], unit * int(leave[s])) for s in starts}, leave, lines),
        (0.66 if gaps.any() else 0.76) * wide,
    )
    most = table.nlargest(_COLOURED, "pairs")
    widest = set(zip(most["from"], most["group"]))
    used = dict(at_left)
    for group in groups:
        y = at_right[group]
        for r in sorted(
            rows(table.rename(columns={"from": "start"}).query("group == @group and pairs > 0")),
            key=lambda r: at_left[r.start],
        ):
            tall, a = unit * r.pairs, used[r.start]
            # the few that matter are coloured, the others only there
            shade = colour[r.start] if (r.start, group) in widest else PALE
            ribbon(ax, (x0, a, a + tall), (x1, y, y + tall), shade)
            if tall > 13 and by_channel:
                number(ax, x1 - 16, y + tall / 2, r.pairs, size=SMALL)
            used[r.start], y = a + tall, y + tall
    for start in starts:
        ax.add_patch(
            Rectangle(
                (x0 - 8, at_left[start]), 8, max(unit * int(leave[start]), 1), color=colour[start]
            )
        )
    _ends(ax, x1, wide, {g: (at_right[g], unit * int(arrive[g])) for g in groups}, arrive, gaps)
    return table


def _channels(
    ax: Axes, at: dict[str, tuple[float, float]], pairs: pd.Series, lines: pd.DataFrame
) -> float:
    """Marks, names and counts of channels; returns where the bands begin."""
    helpers = (
        lines.dropna(subset="helper_id").groupby("channel", observed=True)["helper_id"].nunique()
    )
    right = 0.0
    for c, (top, tall) in at.items():
        y = top + tall / 2
        told = tr(
            f"{helpers.get(c, 0)} 个帮扶方 · {pairs[c]} 对",
            f"{plural(helpers.get(c, 0), 'helper')} · {plural(pairs[c], 'pair')}",
        )
        channel_mark(ax, 8, y, c)
        ax.text(24, y - 10, channel_label(c), va="center", size=BODY)
        ax.text(24, y + 9, told, va="center", size=SMALL, color=GREY)
        right = max(right, width(channel_label(c)), width(told, SMALL))
    return right + 42


def _helper_groups(
    ax: Axes, at: dict[str, tuple[float, float]], pairs: pd.Series, lines: pd.DataFrame
) -> float:
    """Names and counts of groups of helpers; returns where the bands begin."""
    room = max(width(f"{g}  {pairs[g]}") for g in at)
    for g, (top, tall) in at.items():
        ax.text(room, top + tall / 2, f"{g}  {pairs[g]}", va="center", ha="right")
    return room + 18


def _ends(
    ax: Axes,
    x: float,
    wide: float,
    at: dict[str, tuple[float, float]],
    pairs: pd.Series,
    gaps: pd.Series,
) -> None:
    named = x + 22 + min(0.13 * wide, max(width(str(g)) for g in at))
    for g, (top, tall) in at.items():
        y = top + tall / 2
        ax.add_patch(Rectangle((x, top), 10, max(tall, 1), color=GREY))
        ax.text(x + 18, y, shorten(str(g), 0.13 * wide), va="center")
        ax.text(named + 44, y, tr(f"{pairs[g]} 对", str(pairs[g])), va="center", ha="right")
        _hollow(ax, named + 54, wide - 30, y, int(gaps[g]), int(gaps.max()))


def _hollow(ax: Axes, x: float, right: float, y: float, unmet: int, most: int) -> None:
    if not unmet:
        return
    long = (right - x) * unmet / most
    ax.add_patch(
        Rectangle(
            (x, y - 8),
            long,
            16,
            facecolor="white",
            edgecolor=BLACK,
            lw=1.5,
            linestyle=(0, (3, 2)),
            clip_on=False,
        )
    )
    ax.text(x + long + 5, y, str(unmet), va="center")


def _stack(sizes: pd.Series, unit: float, high: float) -> dict[str, float]:
    gap = (high - unit * float(sizes.sum())) / max(len(sizes) - 1, 1)
    out, y = {}, 0.0
    for name, size in sizes.items():
        out[str(name)] = y
        y += unit * float(size) + gap
    return out
