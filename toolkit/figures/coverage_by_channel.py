"""Coverage: how many needs of each kind are met."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.marks import (
    channel_bar,
    channel_label_at,
    number,
)
from toolkit.figures.names import listed
from toolkit.figures.style import (
    BLACK,
    GREY,
    INNER,
    PALE,
    SMALL,
    TITLE,
    width,
)
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label, plural, tr


def coverage(county: Any, on: Any = None, rules: Any = None, prog_id: str | None = None) -> Figure:
    """How many needs of each kind are met: one bar a channel, met filled, unmet dashed, the unmet
    named when few.

    Channels that no unit needs by the rules come last, and their gaps are no answer to anything.

    Parameters
    ----------
    county : toolkit.County
    on : date, optional
        The day (default: today).
    prog_id : str, optional
        One programme only.

    Returns
    -------
    Figure
        ``.data``: ``channel, recipients, helped, uncovered, share``.

    Raises
    ------
    NothingToDraw
        When there is no pair and no unit in need.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.coverage(county, "2011-06-30").data.head(2)
                         channel  recipients  helped  uncovered     share  needed
    0    advanced_helps_backward           6       4          2  0.666667    True
    1  department_links_backward           6       5          1  0.833333    True
    """
    from toolkit import pairing

    if county.nature == "public_official":
        raise NothingToDraw(
            tr(
                "公开的结对没有需求记录，不计算覆盖。",
                "Public pairings come without recorded needs: no coverage is computed.",
            )
        )
    table = (
        pairing.coverage(county, on=day(on), prog_id=prog_id).rename_axis("channel").reset_index()
    )
    gaps = pairing.uncovered(county, on=day(on), prog_id=prog_id)
    unmet = {str(c): list(g) for c, g in gaps.groupby("channel", observed=True)["org_id"]}
    listed = bool(len(county["rating"]) or len(county["turnaround_case"]))
    names, need = Names(county), pairing.needed_channels(rules) if listed else CHANNELS
    table = table[table["recipients"].fillna(0) > 0]
    table = table.assign(needed=table["channel"].isin(need)).sort_values(
        "needed", ascending=False, kind="stable", ignore_index=True
    )
    if table.empty:
        raise NothingToDraw(
            tr(
                f"{day_text(on)}没有需要帮扶的单位，也没有结对。",
                f"On {day_text(on)} no unit needs help and no pair runs.",
            )
        )
    title, caption = _coverage_words(table, listed, on)
    parts = [
        tr(
            f"{channel_label(r.channel)}：{r.helped}/{r.recipients} 已结对，{r.uncovered} 未结对",
            f"{channel_label(r.channel)}: {r.helped} of {r.recipients} helped, {r.uncovered} not",
        )
        for r in rows(table)
    ]
    with drawing(title, caption + names.note(), names.nature) as frame:
        _coverage_bars(frame.axes(bare=True), table, unmet, names)
    return frame.figure("coverage", table, parts)


def _coverage_words(table: pd.DataFrame, listed: bool, on: Any) -> tuple[str, str]:
    """Title and caption: the largest gap, and who was counted."""
    asked = table[table["needed"]] if table["needed"].any() else table
    worst = asked.sort_values("uncovered", ascending=False, kind="stable").iloc[0]
    gap, total = int(worst["uncovered"]), int(worst["recipients"])
    name = channel_label(worst["channel"])
    title = tr(
        f"按方式覆盖：{name}还有 {gap} 个单位无人结对（共 {total} 个）",
        f"Coverage: no helper in {name!r} for {gap} of {plural(total, 'unit')}",
    )
    if not gap:
        title = tr(
            f"按方式覆盖：{len(asked)} 种方式都没有空缺",
            f"Coverage: no unit is left out in any of {plural(len(asked), 'channel')}",
        )
    who = (
        tr("待帮单位（待提升或整顿中）", "units in need of help (to improve, or in turnaround)")
        if listed
        else tr("曾受助的单位", "units that ever received help")
    )
    caption = tr(
        f"统计：{day_text(on)}的{who}，按结对方式；实心为已结对，虚框为未结对，淡框为非必配方式。"
        f"有结对不等于有成效。",
        f"Counted: {who} on {day_text(on)}, by channel; filled = helped, dashed = not, pale = "
        f"optional. A pair is no result.",
    )
    return title, caption


def _coverage_bars(
    ax: Axes, table: pd.DataFrame, unmet: dict[str, list[str]], names: Names
) -> None:
    left = 0.05 + max(width(channel_label(c)) for c in table["channel"]) / INNER
    unit = (0.9 - left) / float(table["recipients"].max())
    ax.set(xlim=(0, 1), ylim=(max(len(table), 3) - 0.4, -0.5))
    for y, row in enumerate(rows(table)):
        channel_label_at(ax, y, row.channel)
        met, gap = unit * row.helped, unit * row.uncovered
        channel_bar(ax, y, left, met, row.channel)
        if row.helped:
            number(ax, left + met / 2, y, row.helped)
        if row.uncovered:
            edge, dash = (BLACK, (0, (3, 2))) if row.needed else (PALE, "-")
            ax.barh(y, gap, 0.5, left + met, color="white", edgecolor=edge, lw=1.5, linestyle=dash)
            number(ax, left + met + gap / 2, y, row.uncovered, color=BLACK if row.needed else GREY)
        ax.text(
            left + met + gap + 0.012,
            y,
            f"{row.helped / row.recipients:.0%}",
            va="center",
            size=TITLE,
        )
        ids = unmet.get(row.channel, []) if row.needed else []
        if ids:
            told = tr("未结对：", "not helped: ")
            told += listed(names, ids, (0.98 - left) * INNER - width(told, SMALL), SMALL)
            ax.text(left, y + 0.41, told, size=SMALL, color=GREY, va="center")
