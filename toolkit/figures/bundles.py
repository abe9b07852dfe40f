"""Many units: lines bundled from channel to township, with counts."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from toolkit.figures.base import plural, rows
from toolkit.figures.marks import channel_mark, number, ribbon
from toolkit.figures.names import Names
from toolkit.figures.style import BLACK, BODY, CHANNEL_STYLE, GREY, SMALL, shorten, width
from toolkit.terms import CHANNELS, channel_label, tr

MOST_GROUPS = 12
_GAP = 19.0


def bundled(lines: pd.DataFrame, names: Names) -> pd.DataFrame:
    """``channel, group, pairs, unmet``: pairs and unmet needs of each group of recipients; small groups together."""
    groups = {r: names.group(r) for r in lines["recipient_id"].drop_duplicates()}
    table = lines.assign(group=lines["recipient_id"].map(groups))
    size = table["group"].value_counts()
    if len(size) > MOST_GROUPS:
        keep = set(size.index[: MOST_GROUPS - 1])
        rest = tr(f"其余 {len(size) - len(keep)} 处", f"{len(size) - len(keep)} others")
        table["group"] = table["group"].where(table["group"].isin(keep), rest)
    counts = table.assign(unmet=table["state"] == "unmet", pairs=table["state"] != "unmet")
    out = counts.groupby(["channel", "group"], observed=True)[["pairs", "unmet"]].sum().reset_index()
    rank = {c: i for i, c in enumerate(CHANNELS)}
    return out.sort_values(["channel", "group"], key=lambda s: s.map(rank) if s.name == "channel" else s, ignore_index=True)


def draw_bundles(ax: Axes, wide: float, high: float, lines: pd.DataFrame, names: Names) -> pd.DataFrame:
    """Bands from channels to groups in a box of points; returns what is drawn (see `bundled`)."""
    table = bundled(lines, names)
    gaps = table.groupby("group", observed=True)["unmet"].sum()
    totals = table.groupby("group", observed=True)["pairs"].sum() + gaps
    groups = list(pd.DataFrame({"gaps": gaps, "all": totals}).sort_values(["gaps", "all"], ascending=False, kind="stable").index)
    channels = [c for c in CHANNELS if (table["channel"] == c).any()]
    helpers = lines.dropna(subset="helper_id").groupby("channel", observed=True)["helper_id"].nunique()
    pairs = table.groupby("channel", observed=True)["pairs"].sum().reindex(channels).astype(int)
    told = {
        c: tr(f"{helpers.get(c, 0)} 个帮扶方 · {pairs[c]} 对", f"{plural(helpers.get(c, 0), 'helper')} · {plural(pairs[c], 'pair')}")
        for c in channels
    }
    x0 = 42 + max(max(width(channel_label(c)), width(told[c], SMALL)) for c in channels)
    x1 = 0.66 * wide
    with_pairs = totals - gaps
    unit = (high - _GAP * (max(len(groups), len(channels)) - 1)) / max(int(pairs.sum()), 1)
    at_left = _stack(pairs, unit, high)
    at_right = _stack(with_pairs.reindex(groups), unit, high)
    used_left, used_right = dict(at_left), dict(at_right)
    for group in groups:
        for r in rows(table[(table["group"] == group) & (table["pairs"] > 0)]):
            tall = unit * r.pairs
            a, b = used_left[r.channel], used_right[group]
            ribbon(ax, (x0, a, a + tall), (x1, b, b + tall), CHANNEL_STYLE[r.channel][0])
            if tall > 13:
                number(ax, x1 - 16, b + tall / 2, r.pairs, size=SMALL)
            used_left[r.channel], used_right[group] = a + tall, b + tall
    for c in channels:
        tall = unit * int(pairs[c])
        y = at_left[c] + tall / 2
        channel_mark(ax, 8, y, c)
        ax.text(24, y - 10, channel_label(c), va="center", size=BODY)
        ax.text(24, y + 9, told[c], va="center", size=SMALL, color=GREY)
        ax.add_patch(Rectangle((x0 - 8, at_left[c]), 8, max(tall, 1), color=CHANNEL_STYLE[c][0]))
    named = x1 + 22 + min(0.13 * wide, max(width(str(g)) for g in groups))
    for g in groups:
        tall = unit * int(with_pairs[g])
        ax.add_patch(Rectangle((x1, at_right[g]), 10, max(tall, 1), color=GREY))
        y = at_right[g] + tall / 2
        ax.text(x1 + 18, y, shorten(str(g), 0.13 * wide), va="center")
        ax.text(named + 44, y, tr(f"{with_pairs[g]} 对", str(with_pairs[g])), va="center", ha="right")
        _hollow(ax, named + 54, wide - 30, y, int(gaps[g]), int(gaps.max()))
    return table


def _hollow(ax: Axes, x: float, right: float, y: float, unmet: int, most: int) -> None:
    if not unmet:
        return
    long = (right - x) * unmet / most
    ax.add_patch(Rectangle((x, y - 8), long, 16, facecolor="white", edgecolor=BLACK, lw=1.5, linestyle=(0, (3, 2))))
    ax.text(x + long + 5, y, str(unmet), va="center")


def _stack(sizes: pd.Series, unit: float, high: float) -> dict[str, float]:
    gap = (high - unit * float(sizes.sum())) / max(len(sizes) - 1, 1)
    out, y = {}, 0.0
    for name, size in sizes.items():
        out[str(name)] = y
        y += unit * float(size) + gap
    return out
