"""Pairs kept, added and dropped between two days."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing
from toolkit.figures.marks import channel_mark, number
from toolkit.figures.names import running_pairs
from toolkit.figures.style import (
    BLUE,
    CHANGE_STYLE,
    PALE,
    SMALL,
    VERMILION,
    width,
)
from toolkit.figures.two_sided import draw_units, fits
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label, plural, tr, word

_BARS = (("dropped", "white", "//"), ("kept", PALE, ""), ("added", BLUE, ""))


def changes(
    county: Any, before: Any, after: Any, prog_id: str | None = None, rules: Any = None
) -> Figure:
    """Which pairs were kept, added and dropped between two days.

    A pair is a helper, a recipient and a channel. Few units are drawn two-sided (kept thin, added
    bold, dropped dashed), many as one bar a channel.

    Parameters
    ----------
    county : toolkit.County
    before, after : date
    prog_id : str, optional
        One programme only.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, recipient_id, channel, state``, or ``channel, kept, added, dropped``
        when bundled.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> figure = toolkit.figures.changes(county, "2010-06-30", "2011-06-30")
    >>> figure.title
    '结对变化：保留 9 对（82%），新增 8，解除 2'
    """
    from toolkit import pairing

    first, last = (running_pairs(county, d, prog_id) for d in (before, after))
    if first.empty and last.empty:
        raise NothingToDraw(
            tr(
                f"{day_text(before)}和{day_text(after)}都没有结对。",
                f"No pair runs on {day_text(before)} or {day_text(after)}.",
            )
        )
    lines = changed(first, last)
    load = pairing.load(county, on=day(after), prog_id=prog_id, rules=rules)
    words = tr(f"{day_text(before)} → {day_text(after)}", f"{day_text(before)} → {day_text(after)}")
    names = Names(county, pairs=pd.concat([first, last]))
    n = {s: int((lines["state"] == s).sum()) for s in CHANGE_STYLE}
    share = n["kept"] / max(n["kept"] + n["dropped"], 1)
    title = tr(
        f"结对变化：保留 {n['kept']} 对（{share:.0%}），新增 {n['added']}，解除 {n['dropped']}",
        f"Changes: {plural(n['kept'], 'pair')} kept ({share:.0%}), {n['added']} added, "
        f"{n['dropped']} dropped",
    )
    jaccard = n["kept"] / max(sum(n.values()), 1)
    caption = tr(
        f"统计：{words}，帮扶方、受助方与方式都相同才算保留；交集占并集 {jaccard:.1%}。图中无原因，"
        f"变化不等于好坏。",
        f"Counted: {words}; kept = same helper, recipient and channel; kept are {jaccard:.1%} of "
        f"all pairs of either day. No reasons shown; a change is neither good nor bad.",
    )
    small = fits(lines, names)
    with drawing(title, caption + names.note(), names.nature) as frame:
        ax, wide, high = frame.sheet()
        if small:
            change_key(ax, 0.46 * wide, 6, n)
            data = draw_units(ax, wide, high, lines, load, names, change=True)
        else:
            data = change_bars(ax, wide, high, lines)
    by_channel = lines.groupby(["channel", "state"], observed=True).size()
    told = [
        f"{channel_label(str(c))} {word('pair_change', str(s))} {n}"
        for (c, s), n in by_channel.items()
    ]  # type: ignore[misc]
    return frame.figure(
        "changes",
        data.reset_index(drop=True),
        told,
    )


def changed(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Rows of both frames (``helper_id, recipient_id, channel``) with ``state`` kept, added or
    dropped."""
    keys = ["helper_id", "recipient_id", "channel"]
    both = before[keys].merge(after[keys], how="outer", indicator="state")
    return both.assign(
        state=both["state"]
        .astype(str)
        .map({"both": "kept", "left_only": "dropped", "right_only": "added"})
    )


def change_key(ax: Axes, x: float, y: float, n: dict[str, int]) -> None:
    """The three kinds of line with their numbers, in one row."""
    for state, (colour, dash, lw) in CHANGE_STYLE.items():
        told = f"{word('pair_change', state)} {n[state]}"
        ax.add_line(Line2D([x, x + 34], [y, y], color=colour, linestyle=dash, lw=lw))
        ax.text(x + 40, y, told, size=SMALL, va="center")
        x += 60 + width(told, SMALL)


def change_bars(ax: Axes, wide: float, high: float, lines: pd.DataFrame) -> pd.DataFrame:
    """Kept, added and dropped pairs as one bar a channel; returns ``channel, dropped, kept, added``
    as drawn."""
    table = lines.groupby(["channel", "state"], observed=True).size().unstack(fill_value=0)
    table = table.reindex(
        index=[c for c in CHANNELS if c in table.index], columns=list(CHANGE_STYLE), fill_value=0
    )
    left = 60 + max(width(channel_label(c)) for c in table.index)
    unit = (wide - left - 20) / float(table.sum(axis=1).max())
    step = min(90.0, (high - 30) / len(table))
    at = left
    for state, face, hatch in _BARS:
        ax.barh(
            10,
            24,
            16,
            at,
            color=face,
            edgecolor=VERMILION if state == "dropped" else "white",
            hatch=hatch,
        )
        ax.text(at + 30, 10, word("pair_change", state), va="center")
        at += 60 + width(word("pair_change", state))
    for i, (channel, r) in enumerate(table.iterrows()):
        y, x = 30 + step * (i + 0.5), left
        channel_mark(ax, 8, y, str(channel))
        ax.text(26, y, channel_label(str(channel)), va="center")
        for state, face, hatch in _BARS:
            long = unit * int(r[state])
            ax.barh(
                y,
                long,
                0.5 * step,
                x,
                color=face,
                edgecolor=VERMILION if state == "dropped" else "white",
                hatch=hatch,
                lw=1.5,
            )
            if r[state]:
                number(ax, x + long / 2, y, int(r[state]))
            x += long
    return table.rename_axis("channel").reset_index()
