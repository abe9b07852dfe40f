"""The one large figure of a report's first page: who has a helper and who has none, place by place,
and beside it a few numbers that a room can read."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.marks import number
from toolkit.figures.style import BLUE, BODY, GREY, VERMILION, shorten, width, wrap
from toolkit.terms import population_word, tr

#: places with a bar of their own; above that the smaller ones share one
_MOST = 10
_BIG = 38.0


def headline(
    places: pd.DataFrame,
    numbers: Sequence[tuple[str, str]],
    title: str,
    caption: str,
    nature: str,
) -> Figure:
    """Bars of the units to be helped, with and without a helper, beside a column of numbers.

    Parameters
    ----------
    places : DataFrame
        ``place, helped, unhelped`` (counts of units).
    numbers : sequence of (str, str)
        What stands large and the words beside it, six at most.
    title, caption, nature : str
        As in every figure: the answer; what was counted; what the data are.

    Returns
    -------
    Figure
        ``.data``: the bars drawn.

    Raises
    ------
    NothingToDraw
        No unit is to be helped.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures
    >>> places = pd.DataFrame({"place": ["灯谷镇"], "helped": [3], "unhelped": [1]})
    >>> numbers = [("4", "个待提升单位")]
    >>> figures.headline(places, numbers, "1 个单位无人帮", "按结对表计", "fictitious").data
      place  helped  unhelped
    0   灯谷镇       3         1
    """
    table = _fewer(places)
    if table.empty or not table[["helped", "unhelped"]].to_numpy().sum():
        raise NothingToDraw(
            tr("没有待帮的单位，也没有结对。", "No unit is to be helped and none is paired.")
        )
    told = [
        f"{r.place} {population_word('helped')} {r.helped} {population_word('unhelped')} "
        f"{r.unhelped}"
        for r in rows(table)
    ]
    with drawing(title, caption, nature) as frame:
        ax, wide, high = frame.sheet()
        beside = 0.34 * wide if numbers else 0.0
        _bars(ax, wide - beside - (24 if numbers else 0), high, table)
        _numbers(ax, wide - beside, beside, high, numbers)
    return frame.figure("headline", table, told)


def _fewer(places: pd.DataFrame) -> pd.DataFrame:
    """Most without a helper first; beyond ten places the rest in one row."""
    table = places.sort_values(["unhelped", "helped"], ascending=False, kind="stable")
    table = table[(table[["helped", "unhelped"]].sum(axis=1) > 0).to_numpy()]
    if len(table) <= _MOST + 1:
        return table.reset_index(drop=True)
    rest = table.iloc[_MOST:]
    last = {
        "place": tr(f"其余 {len(rest)} 处", f"{len(rest)} other places"),
        "helped": int(rest["helped"].sum()),
        "unhelped": int(rest["unhelped"].sum()),
    }
    return pd.concat([table.iloc[:_MOST], pd.DataFrame([last])], ignore_index=True)


def _bars(ax: Axes, wide: float, high: float, table: pd.DataFrame) -> None:
    at = 0.0
    for key, colour, hatch in (("unhelped", VERMILION, "//"), ("helped", BLUE, "")):
        ax.barh(10, 26, 18, at, color=colour, hatch=hatch, edgecolor="white")
        ax.text(at + 34, 10, population_word(key), va="center", size=BODY)
        at += 64 + width(population_word(key), BODY)
    step = min(52.0, (high - 34) / len(table))
    start = min(0.34 * wide, max(width(str(p)) for p in table["place"]) + 12)
    unit = (wide - start - 40) / max(int(table[["helped", "unhelped"]].sum(axis=1).max()), 1)
    for i, row in enumerate(rows(table)):
        y, left = 34 + step * (i + 0.5), start
        ax.text(
            start - 10, y, shorten(str(row.place), start - 12), ha="right", va="center", size=BODY
        )
        for count, colour, hatch in ((row.unhelped, VERMILION, "//"), (row.helped, BLUE, "")):
            if not count:
                continue
            ax.barh(
                y, unit * count, 0.68 * step, left, color=colour, hatch=hatch, edgecolor="white"
            )
            number(ax, left + unit * count / 2, y, count)
            left += unit * count


def _numbers(
    ax: Axes, x: float, wide: float, high: float, numbers: Sequence[tuple[str, str]]
) -> None:
    step = min(86.0, high / max(len(numbers), 1))
    beside = max((width(big, _BIG) for big, _ in numbers), default=0.0) + 14
    for i, (big, words) in enumerate(numbers):
        y = step * (i + 0.5)
        ax.text(x + beside - 14, y, big, size=_BIG, ha="right", va="center")
        ax.text(
            x + beside,
            y,
            wrap(words, wide - beside, BODY, lines=2),
            size=BODY,
            va="center",
            linespacing=1.25,
        )
        if i:
            ax.plot([x, x + wide], [step * i] * 2, color=GREY, lw=0.6)
