"""Figures of the pairing measures: coverage, load, critical helpers, overlap of channels."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.marks import channel_bar, channel_label_at, number
from toolkit.figures.names import Names
from toolkit.figures.style import BLACK, GREY, INNER, SMALL, TITLE, shorten, width
from toolkit.terms import channel_label, tr

_NAMED = 8


def coverage(county: Any, on: Any = None, rules: Any = None, prog_id: str | None = None) -> Figure:
    """How many needs of each kind are met: one bar a channel, met filled, unmet hollow, the unmet named when few.

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
    """
    from toolkit import pairing

    table = pairing.coverage(county, on=day(on), prog_id=prog_id)
    table = table.rename_axis("channel").reset_index()
    unmet = _unmet(county, on, prog_id)
    return draw_coverage(table, unmet, Names(county), on)


def _unmet(county: Any, on: Any, prog_id: str | None) -> dict[str, list[str]]:
    from toolkit import pairing

    found = pairing.uncovered(county, on=day(on), prog_id=prog_id)
    return {str(c): list(g) for c, g in found.groupby("channel", observed=True)["org_id"]}


def draw_coverage(table: pd.DataFrame, unmet: dict[str, list[str]], names: Names, on: Any = None) -> Figure:
    """The drawing of `coverage`: `table` as its ``.data``, `unmet` the unit ids without a helper by channel."""
    table = table[table["recipients"].fillna(0) > 0].reset_index(drop=True)
    if table.empty:
        raise NothingToDraw(
            tr(f"{day_text(on)}没有需要帮扶的单位，也没有结对。", f"On {day_text(on)} no unit needs help and no pair runs.")
        )
    worst = table.sort_values("uncovered", ascending=False, kind="stable").iloc[0]
    gap, total = int(worst["uncovered"]), int(worst["recipients"])
    name = channel_label(worst["channel"])
    title = tr(
        f"通道覆盖：{name}还有 {gap} 个单位无人结对（共 {total} 个）", f"Coverage: {gap} of {total} units have no helper in {name!r}"
    )
    if not gap:
        title = tr(f"通道覆盖：{len(table)} 个通道都没有空缺", f"Coverage: no unit is left out in any of {len(table)} channels")
    caption = tr(
        f"统计：{day_text(on)}正在结对的单位，按结对方式；实心为已结对，空心为未结对。有结对不等于有成效。",
        f"Counted: units with a running pair on {day_text(on)}, by channel; filled = helped, hollow = not. A pair is not yet a result.",
    )
    parts = [
        tr(
            f"{channel_label(r.channel)}：{r.helped}/{r.recipients} 已结对，{r.uncovered} 未结对",
            f"{channel_label(r.channel)}: {r.helped} of {r.recipients} helped, {r.uncovered} not",
        )
        for r in rows(table)
    ]
    with drawing(title, caption + names.note(), names.nature) as frame:
        _coverage_bars(frame.axes(bare=True), table, unmet, names)
    return Figure("coverage", title, caption, title + tr("。", ". ") + tr("；", "; ").join(parts), table, frame.slide)


def _coverage_bars(ax: Axes, table: pd.DataFrame, unmet: dict[str, list[str]], names: Names) -> None:
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
            ax.barh(y, gap, 0.5, left + met, color="white", edgecolor=BLACK, lw=1.5, linestyle=(0, (3, 2)))
            number(ax, left + met + gap / 2, y, row.uncovered)
        ax.text(left + met + gap + 0.012, y, f"{row.helped / row.recipients:.0%}", va="center", size=TITLE)
        ids = unmet.get(row.channel, [])
        if ids:
            shown = tr("、", ", ").join(names.short(i) for i in ids[:_NAMED]) + (
                tr(f"等 {len(ids)} 个", f" … {len(ids)} in all") if len(ids) > _NAMED else ""
            )
            shown = shorten(tr("未结对：", "not helped: ") + shown, (0.98 - left) * INNER, SMALL)
            ax.text(left, y + 0.41, shown, size=SMALL, color=GREY, va="center")
