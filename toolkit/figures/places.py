"""Where the uncovered are, in a county that is nowhere: one tile a township."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.style import BLACK, BODY, GREY, SMALL, TITLE, VERMILION, shorten
from toolkit.records import Names
from toolkit.terms import plural, tr

_MOST = 40


def township_map(county: Any, on: Any = None) -> Figure:
    """Tiles of the townships of an invented county: units to improve, and how many of them nobody
    helps.

    Tiles lie roughly where the townships do (each township takes the nearest free cell of a grid),
    or in order of name without coordinates.

    Returns
    -------
    Figure
        ``.data``: ``township, listed, alone, column, row``.

    Raises
    ------
    NothingToDraw
        Data of real places: none is mapped. Or no township, or no list of units to improve.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.township_map(county, "2011-06-30").data
      township  listed  alone  column  row
    0      歌湖乡       2      0       1    1
    1      灯谷镇       3      0       1    0
    2      蝶泉乡       1      0       0    1
    """
    towns, names = _towns(county, on), Names(county)
    data = towns.join(_cells(towns))[["township", "listed", "alone", "column", "row"]]
    caption = tr(
        f"示意图，非地图，地名均为虚构。统计：{day_text(on)}的待帮单位（最近定级待提升或正在整顿）"
        f"；大字和空心段为无人帮的，实心段已结对。",
        f"A sketch of invented places, no map. On {day_text(on)}: units to improve or in "
        f"turnaround; large numbers and hollow = nobody helps.",
    )
    told = [
        tr(
            f"{r.township}：待帮 {r.listed}、无人帮 {r.alone}",
            f"{r.township}: {r.listed} in need, {r.alone} alone",
        )
        for r in rows(data)
    ]
    with drawing(_most_alone(data), caption, names.nature) as frame:
        ax, wide, high = frame.sheet()
        across, down = int(data["column"].max()) + 1, int(data["row"].max()) + 1
        cell = (min(230.0, wide / across), min(140.0, high / down))
        start = ((wide - cell[0] * across) / 2, (high - cell[1] * down) / 2)
        most = int(data["listed"].max())
        for r in rows(data):
            _tile(ax, start[0] + cell[0] * r.column, start[1] + cell[1] * r.row, *cell, r, most)
    return frame.figure("township_map", data, told)


def _towns(county: Any, on: Any) -> pd.DataFrame:
    """``township, listed, alone, lon, lat``: units to be helped, and those without a helper."""
    from toolkit.pairing import population

    if county.nature != "fictitious":
        raise NothingToDraw(
            tr(
                "只有虚构的地方才画位置图；真实地区不画。",
                "Only invented places are mapped; real ones are not.",
            )
        )
    table = county["organisation"]
    table = table[table["township"].notna()]
    found = population(county, day(on))
    if table.empty or not found.listed:
        raise NothingToDraw(
            tr(
                "没有乡镇，或没有定级与整顿记录。",
                "There are no townships, or neither ratings nor turnaround cases.",
            )
        )
    flags = table.assign(
        listed=table["org_id"].isin(found.to_help), alone=table["org_id"].isin(found.unhelped)
    )
    towns = flags.groupby("township", observed=True).agg(
        listed=("listed", "sum"), alone=("alone", "sum"), lon=("lon", "mean"), lat=("lat", "mean")
    )
    towns = towns.reset_index()
    if len(towns) > _MOST:
        raise NothingToDraw(
            tr(
                f"{len(towns)} 个乡镇，一页画不下。",
                f"{len(towns)} townships do not fit on one slide.",
            )
        )
    return towns


def _most_alone(data: pd.DataFrame) -> str:
    """How many nobody helps, and in which township most of them are."""
    alone, total = int(data["alone"].sum()), int(data["listed"].sum())
    worst = data.sort_values(["alone", "listed"], ascending=False, kind="stable").iloc[0]
    if not alone:
        return tr(
            f"{total} 个待帮单位都已结对", f"All {plural(total, 'unit')} in need have a helper"
        )
    return tr(
        f"{total} 个待帮单位中 {alone} 个无人帮，{worst['township']}最多（{worst['alone']} 个）",
        f"No helper at all for {alone} of {plural(total, 'unit')} in need, most in "
        f"{worst['township']} ({worst['alone']})",
    )


def _cells(towns: pd.DataFrame) -> pd.DataFrame:
    """A cell of a small grid for each township, as near to its place as the others allow."""
    n = len(towns)
    across = int(np.ceil(np.sqrt(n * 1.3)))
    down = int(np.ceil(n / across))
    if towns[["lon", "lat"]].isna().any().any() or n < 3:
        return pd.DataFrame(
            {"column": [i % across for i in range(n)], "row": [i // across for i in range(n)]},
            index=towns.index,
        )
    x = towns["lon"].rank().to_numpy() / n * across - 0.5
    y = (1 - towns["lat"].rank().to_numpy() / n) * down
    cells = np.array([(c, r) for r in range(down) for c in range(across)])
    cost = (x[:, None] - cells[None, :, 0]) ** 2 + (y[:, None] - cells[None, :, 1]) ** 2
    from scipy.optimize import linear_sum_assignment

    _, chosen = linear_sum_assignment(cost)
    return pd.DataFrame(cells[chosen], columns=["column", "row"], index=towns.index)


def _tile(ax: Axes, x: float, y: float, wide: float, high: float, r: Any, most: int) -> None:
    edge = VERMILION if r.alone else GREY
    ax.add_patch(
        Rectangle(
            (x + 4, y + 4),
            wide - 8,
            high - 8,
            fill=False,
            edgecolor=edge,
            lw=2.4 if r.alone else 1.0,
        )
    )
    ax.text(x + 14, y + 22, shorten(str(r.township), wide - 80), size=BODY, va="center")
    ax.text(x + wide - 14, y + 24, str(r.alone), size=TITLE, va="center", ha="right", color=edge)
    # one bar of two parts: hollow are those whom nobody helps
    unit = (wide - 28) / max(most, 1)
    for left, long, face, line in (
        (0, r.listed - r.alone, GREY, GREY),
        (r.listed - r.alone, r.alone, "white", VERMILION),
    ):
        if long:
            box = (x + 14 + unit * left, y + 0.36 * high), unit * long, 18
            ax.add_patch(Rectangle(*box, facecolor=face, edgecolor=line, lw=1.8))
    told = tr(f"待帮 {r.listed} 个", f"{r.listed} in need")
    ax.text(x + 14, y + 0.75 * high, told, size=SMALL, va="center", color=BLACK)
