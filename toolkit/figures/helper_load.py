"""Who carries how much: pairs against capacity, and helpers on whom units hang alone."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.marks import (
    bar_figure,
    channel_mark,
    slot,
)
from toolkit.figures.names import paused_note, running_pairs, short
from toolkit.figures.style import (
    BLACK,
    BLUE,
    BODY,
    GREY,
    SMALL,
    VERMILION,
)
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label, plural, tr

_ROWS = 14
#: marks at most of all rows together: nobody at the back tells more apart
_MARKS = 30
_MOST_SLOTS = 12


def load(
    county: Any,
    on: Any = None,
    rules: Any = None,
    prog_id: str | None = None,
    named: bool | None = None,
) -> Figure:
    """Who is over capacity: pairs of the busiest helpers as marks against a bar at their capacity,
    and all by channel.

    Parameters
    ----------
    county, on, prog_id
        As in `coverage`.
    rules : toolkit.rules.Rules, optional
        Capacities by channel where a helper has none of its own.
    named : bool, optional
        Names (True) or codes (False); codes by default on user-supplied data.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, channel, pairs, capacity, over, shown`` (whether it has a row of its
        own).

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> figure = toolkit.figures.load(county, "2011-06-30")
    >>> figure.data[["helper_id", "pairs", "capacity", "over"]].head(2)
      helper_id  pairs  capacity  over
    0    QL0056      2         1     1
    1    QL0012      4         3     1
    """
    from toolkit import pairing

    table = pairing.load(county, on=day(on), rules=rules, prog_id=prog_id)
    pairs = running_pairs(county, on, prog_id)
    names = Names(county, ranking=True, asked=named, pairs=pairs)
    if table.empty:
        raise NothingToDraw(
            tr(
                f"{day_text(on)}没有正在进行的结对，谈不上负荷。",
                f"No pair runs on {day_text(on)}, so nobody carries a load.",
            )
        )
    filled = (table["pairs"] / table["capacity"]).astype("float64").fillna(-1)
    table = table.assign(_filled=filled).sort_values(
        ["over", "_filled", "pairs"], ascending=False, kind="stable", ignore_index=True
    )
    table = table.drop(columns="_filled")
    lines = _readable_rows(table["pairs"])
    table["shown"] = table.index < lines
    over = table[table["over"] > 0]
    who, most = names.full(table["helper_id"].iloc[0]), int(table["pairs"].iloc[0])
    title = tr("负荷：没有帮扶方超出能力", "Load: no helper is over capacity")
    if table["capacity"].isna().all():
        title = tr(
            f"负荷：{who}联系最多，{most} 对（能力未填）",
            f"Load: {who} has most pairs, {most} (no capacity given)",
        )
    elif len(over):
        many, beyond = over["helper_id"].nunique(), int(over["over"].iloc[0])
        tied = int((over["over"] == beyond).sum()) - 1
        who += tr(f"等 {tied + 1} 家", f" and {tied} more") if tied else ""
        title = tr(
            f"负荷：{many} 个帮扶方超出能力，最多超 {beyond} 对（{who}）",
            f"Load: {plural(many, 'helper')} over capacity, by at most {plural(beyond, 'pair')} "
            f"({who})",
        )
    caption = tr(
        f"统计：{day_text(on)}每个帮扶方在每种方式中的结对数，竖线为能力；左侧列出最忙的 "
        f"{lines} 行，右侧为全部。",
        f"Counted: pairs of each helper in each channel on {day_text(on)}; bar = capacity; the "
        f"{lines} busiest, then all.",
    )
    parts = [
        f"{names.full(r.helper_id)} {channel_label(r.channel)} "
        f"{r.pairs}/{'∞' if pd.isna(r.capacity) else r.capacity}"
        for r in rows(table[table["shown"]])
    ]
    with drawing(title, caption + paused_note(pairs) + names.note(), names.nature) as frame:
        ax, wide, high = frame.sheet()
        _load_rows(ax, 0.6 * wide, high, table[table["shown"]], names)
        _load_summary(ax, 0.66 * wide, high, table)
    return frame.figure("load", table, parts)


def _readable_rows(pairs: pd.Series) -> int:
    """How many rows a back row can read; many pairs of one helper are a line with one mark."""
    head = pairs.head(_ROWS)
    return int((head.cumsum() <= _MARKS).sum()) if head.max() <= _MOST_SLOTS else len(head)


def _load_rows(ax: Axes, wide: float, high: float, shown: pd.DataFrame, names: Names) -> None:
    step = min(58.0, high / len(shown))
    size = min(BODY, step / 1.25)
    x0, most = (
        0.42 * wide,
        max(
            int(shown["pairs"].max()),
            int(shown["capacity"].max()) if shown["capacity"].notna().any() else 0,
        ),
    )
    unit = (wide - x0 - 110) / max(most, 4)
    known = shown["capacity"].notna().any()
    for i, r in enumerate(rows(shown)):
        y = step * (i + 0.5)
        ax.text(
            x0 - 12, y, short(names, r.helper_id, x0 - 14, size), size=size, ha="right", va="center"
        )
        if most > _MOST_SLOTS:
            ax.plot([x0, x0 + unit * r.pairs], [y, y], color=GREY, lw=2)
            channel_mark(ax, x0 + unit * r.pairs, y, r.channel)
        for k in range(r.pairs if most <= _MOST_SLOTS else 0):
            beyond = pd.notna(r.capacity) and k >= r.capacity
            slot(
                ax,
                x0 + unit * (k + 0.5),
                y,
                r.channel,
                size=min(13, unit * 0.6),
                kind="over" if beyond else "filled",
            )
        if pd.notna(r.capacity):
            ax.plot(
                [x0 + unit * r.capacity] * 2, [y - 0.4 * step, y + 0.4 * step], color=BLACK, lw=2.5
            )
        told = str(r.pairs)
        if known:
            told += " / " + (tr("不限", "no limit") if pd.isna(r.capacity) else str(r.capacity))
        ax.text(
            wide, y, told, size=size, va="center", ha="right", color=VERMILION if r.over else BLACK
        )


def _load_summary(ax: Axes, x: float, high: float, table: pd.DataFrame) -> None:
    used = [c for c in CHANNELS if (table["channel"] == c).any()]
    step = min(74.0, high / len(used))
    for i, c in enumerate(used):
        here = table[table["channel"] == c]
        y = step * (i + 0.35)
        full = int((here["pairs"] == here["capacity"]).sum())
        over = int((here["over"] > 0).sum())
        spare = len(here) - full - over
        channel_mark(ax, x, y, c)
        ax.text(x + 18, y, channel_label(c), va="center")
        told = tr(f"{len(here)} 个帮扶方", plural(len(here), "helper"))
        if here["capacity"].notna().any():
            told = tr(
                f"{len(here)} 个：有余力 {spare} · 满 {full} · 超 {over}",
                f"{len(here)}: {spare} free · {full} full · {over} over",
            )
        ax.text(x + 18, y + 22, told, size=SMALL, color=GREY, va="center")


def critical_helpers(
    county: Any, on: Any = None, prog_id: str | None = None, named: bool | None = None
) -> Figure:
    """Whose leaving hurts most: helpers ranked by the units that would be left alone.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, recipients``, the rows drawn.

    Raises
    ------
    NothingToDraw
        No unit hangs on a single helper, or the data are public ones: those are described, never
        scored.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.critical_helpers(county, "2011-06-30").data.head(2)
      helper_id  recipients
    0    QL0012           2
    1    QL0014           2
    """
    from toolkit import pairing

    if county.nature == "public_official":
        raise NothingToDraw(
            tr(
                "公开数据只作描述，不给真实地区排依赖程度。",
                "Public data are described; no real region is scored for dependency.",
            )
        )
    table = pairing.critical_helpers(county, on=day(on), prog_id=prog_id)
    names = Names(county, ranking=True, asked=named)
    if table.empty:
        raise NothingToDraw(
            tr(
                f"{day_text(on)}没有只靠一个帮扶方的单位。",
                f"On {day_text(on)} no unit hangs on a single helper.",
            )
        )
    total, many = int(table["recipients"].sum()), len(table)
    shown = table.head(_ROWS)
    first, most = names.full(shown["helper_id"].iloc[0]), int(shown["recipients"].iloc[0])
    tied = int((table["recipients"] == most).sum())
    alone = plural(most, "unit") + " left alone"
    title = tr(
        f"关键帮扶方：{first}一旦退出，{most} 个单位将无人结对",
        f"Critical helpers: without {first}, {alone}",
    )
    if tied > 1:
        title = tr(
            f"关键帮扶方：{first}等 {tied} 家，任一家退出都有 {most} 个单位无人结对",
            f"Critical helpers: without any one of {tied}, {first} among them, {alone}",
        )
    caption = tr(
        f"统计：{day_text(on)}只有一个帮扶方的 {total} 个单位，分属 {many} 个帮扶方，列出前 "
        f"{len(shown)} 个。说明依赖，不评价帮扶方。",
        f"Counted: {plural(total, 'unit')} with a single helper on {day_text(on)}, of "
        f"{plural(many, 'helper')}; {len(shown)} shown. Not a merit.",
    )
    bars = [
        (
            names.full(r.helper_id),
            r.recipients,
            *((VERMILION, "//") if r.recipients == most else (BLUE, "")),
        )
        for r in rows(shown)
    ]
    return bar_figure("critical_helpers", shown, title, caption + names.note(), names.nature, bars)
