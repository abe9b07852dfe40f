"""Who has several helpers: the overlap of channels as set sizes and a small matrix, not as
circles."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, day_text, drawing, rows
from toolkit.figures.marks import channel_mark
from toolkit.figures.names import paused_note, running_pairs
from toolkit.figures.style import BLACK, BLUE, GREY, PALE, SMALL, width
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label, plural, tr

#: columns at most: their marks are what a back row tells apart
_SETS = 8


def overlap(county: Any, on: Any = None, prog_id: str | None = None) -> Figure:
    """How many units are helped through each combination of channels (after Lex et al. 2014,
    UpSet).

    Returns
    -------
    Figure
        ``.data``: ``channels`` (separated by ``;``), ``units``, the columns drawn from left to
        right.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.overlap(county, "2011-06-30").data["units"].tolist()
    [3, 2, 1, 1, 1, 1]
    """
    pairs = running_pairs(county, on, prog_id)
    paused = paused_note(pairs)
    names, pairs = Names(county, pairs=pairs), pairs[["recipient_id", "channel"]].drop_duplicates()
    if pairs.empty:
        raise NothingToDraw(
            tr(f"{day_text(on)}没有正在进行的结对。", f"No pair runs on {day_text(on)}.")
        )
    if pairs["channel"].nunique() < 2:
        raise NothingToDraw(
            tr("只有一种结对方式，谈不上重叠。", "There is only one channel, so nothing overlaps.")
        )
    rank = {c: i for i, c in enumerate(CHANNELS)}
    sets = pairs.groupby("recipient_id", observed=True)["channel"].agg(
        lambda s: ";".join(sorted(s, key=rank.__getitem__))
    )
    table = sets.value_counts().rename_axis("channels").reset_index(name="units")
    several, total = int((sets.str.contains(";")).sum()), len(sets)
    shown = table.head(_SETS)
    title = tr(
        f"方式重叠：{total} 个受助单位中 {several} 个有两种以上帮扶",
        f"Overlap: help through two or more channels for {several} of "
        f"{plural(total, 'helped unit')}",
    )
    caption = tr(
        f"统计：{day_text(on)}正在结对的受助单位，每列一种组合，柱为单位数；"
        f"左侧为各方式的单位总数。重叠不等于重复，看需求而定。",
        f"Counted: units with a running pair on {day_text(on)}, a column a combination; totals at "
        f"the left. Overlap need not be waste.",
    )
    if len(table) > len(shown):
        caption += tr(
            f"另有 {len(table) - len(shown)} 种组合未列。",
            f" {len(table) - len(shown)} more combinations are not shown.",
        )
    parts = [
        f"{' + '.join(channel_label(c) for c in r.channels.split(';'))} {r.units}"
        for r in rows(shown)
    ]
    with drawing(title, caption + paused + names.note(), names.nature) as frame:
        ax, wide, high = frame.sheet()
        _upset(ax, wide, high, shown, pairs["channel"].value_counts())
    return frame.figure("overlap", shown, parts)


def _upset(ax: Axes, wide: float, high: float, shown: pd.DataFrame, totals: pd.Series) -> None:
    used = [c for c in CHANNELS if c in totals.index]
    told = {c: tr(f"{totals[c]} 个", plural(int(totals[c]), "unit")) for c in used}
    x0 = 60 + max(width(f"{channel_label(c)}  {told[c]}") for c in used)
    step, floor = 34.0, high - 34.0 * len(used) - 10
    pitch = min(90.0, (wide - x0) / len(shown))
    most = int(shown["units"].max())
    for i, c in enumerate(used):
        y = floor + 12 + step * (i + 0.5)
        channel_mark(ax, 8, y, c)
        ax.text(26, y, channel_label(c), va="center")
        ax.text(x0 - 24, y, told[c], va="center", ha="right", color=GREY, size=SMALL)
        ax.plot([x0, x0 + pitch * len(shown)], [y, y], color=PALE, lw=1, zorder=0)
    for k, r in enumerate(rows(shown)):
        x = x0 + pitch * (k + 0.5)
        tall = (floor - 30) * r.units / most
        ax.bar(x, tall, 0.55 * pitch, floor - tall, color=BLUE)
        ax.text(x, floor - tall - 6, str(r.units), ha="center", va="bottom")
        inside = r.channels.split(";")
        ys = [floor + 12 + step * (i + 0.5) for i, c in enumerate(used) if c in inside]
        ax.plot([x, x], [min(ys), max(ys)], color=BLACK, lw=2.5, zorder=1)
        for i, c in enumerate(used):
            y = floor + 12 + step * (i + 0.5)
            if c in inside:
                channel_mark(ax, x, y, c, size=13)
            else:
                ax.plot([x], [y], "o", ms=5, color=PALE, zorder=0.5)
