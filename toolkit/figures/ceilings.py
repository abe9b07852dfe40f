"""Ceilings of necessity over a scatter, with the bottlenecks beside."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, drawing
from toolkit.figures.style import BLACK, BLUE, GREY, ORANGE, PALE, SMALL, VERMILION, shorten
from toolkit.terms import plural, tr

#: ceiling → colour, dash
_LINES = {
    "ce_fdh": (BLUE, "-"),
    "cr_fdh": (VERMILION, "--"),
    "ce_vrs": (BLUE, ":"),
    "cr_vrs": (ORANGE, "-."),
    "qr": (GREY, "--"),
}
#: ceilings for which there is room in the table beside
_BESIDE = 3


def nca(result: Any, condition: str, nature: str = "user_supplied") -> Figure:
    """What nothing happens without: a condition against the outcome, the ceilings, effect sizes,
    bottlenecks beside (of the first three ceilings).

    Parameters
    ----------
    result : comparison.NCA
    condition : str

    Returns
    -------
    Figure
        ``.data``: the condition and the outcome by case.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison, figures
    >>> values = pd.DataFrame({"x": [0, 1, 2, 3, 3], "y": [0, 2, 1, 3, 4]})
    >>> figures.nca(comparison.nca(values, "y", ["x"]), "x").data.head(2)
       case    x    y
    0     0  0.0  0.0
    1     1  1.0  2.0
    """
    drawn = result.ceilings[:_BESIDE]
    effects = [
        (result.labels[c], tr("无", "none") if pd.isna(e) else f"{e:.2f}")
        for c, e in ((c, result.table.loc[(condition, c), "effect"]) for c in drawn)
    ]
    title = tr(
        f"{condition} 对 {result.outcome} 的必要性：效应量 "
        + "、".join(f"{e}（{c}）" for c, e in effects),
        f"Is {condition} necessary for {result.outcome}? Effect "
        + ", ".join(f"{e} ({c})" for c, e in effects),
    )
    p = result.table.loc[(condition, drawn[0]), "p"]
    caption = tr(f"置换检验 p = {p:.3f}。", f"Permutation p = {p:.3f}. ") if pd.notna(p) else ""
    n = len(result.data)
    caption += tr(
        f"{n} 个案例；左上角空白越大越必要。右表：要达到结果的某一水平（全距的百分比），"
        f"条件至少要到哪一水平。",
        f"{plural(n, 'case')}; the larger the empty upper left corner, the more necessary. "
        "Table: the least condition (% of its range) for a level of the outcome.",
    )
    with drawing(title, caption, nature) as frame:
        _scatter(frame.axes(0.07, 0.66, 0.12, 1.0), result, condition)
        _bottlenecks(frame.axes(0.7, 1.0, 0.0, 1.0, bare=True), result, condition, drawn)
    told = [
        f"{level:g}% ← {need:.0f}%"
        for level, need in result.bottleneck(drawn[0])[condition].items()
        if np.isfinite(need)
    ]
    data = result.data[[condition, result.outcome]].rename_axis("case").reset_index()
    return frame.figure("nca", data, f"{caption} {result.labels[drawn[0]]}: {'; '.join(told)}")


def _scatter(ax: Axes, result: Any, condition: str) -> None:
    x, y = result.data[condition], result.data[result.outcome]
    ax.plot(x, y, "o", color=GREY, ms=7, alpha=0.8, zorder=3, clip_on=False)
    for ceiling in result.ceilings:
        points, (colour, dash) = result.ceiling(condition, ceiling), _LINES[ceiling]
        if np.isfinite(points).all():
            label = result.labels[ceiling]
            ax.plot(*points.T, color=colour, linestyle=dash, lw=2.4, label=label)
    ax.set_xlabel(shorten(condition, 500, SMALL), size=SMALL)
    ax.set_ylabel(shorten(result.outcome, 300, SMALL), size=SMALL)
    pad = 0.04 * np.ptp(y)
    ax.set(
        xlim=(x.min() - 0.03 * np.ptp(x), x.max() + 0.03 * np.ptp(x)),
        ylim=(y.min() - pad, y.max() + pad),
    )
    for axis in (ax.xaxis, ax.yaxis):
        low, top = axis.get_view_interval()
        axis.set_ticks([t for t in axis.get_ticklocs() if low <= t <= top])
    # that corner is empty where it matters
    ax.legend(loc="upper left", framealpha=0.6, edgecolor="white", fontsize=SMALL)


def _bottlenecks(ax: Axes, result: Any, condition: str, drawn: tuple[str, ...]) -> None:
    ax.set(xlim=(0, 1), ylim=(11.6, -1.2))
    at = [0.18 + 0.74 / len(drawn) * (k + 1) for k in range(len(drawn))]
    for place, words in zip([0.18, *at], [result.outcome, *(result.labels[c] for c in drawn)]):
        said = shorten(words, 90, SMALL)
        ax.text(place, -0.7, said, size=SMALL, color=GREY, ha="right", va="center")
    tables = [result.bottleneck(c)[condition] for c in drawn]
    for i, level in enumerate(tables[0].index):
        ax.text(0.18, i, f"{level:g}%", ha="right", va="center")
        for place, table in zip(at, tables):
            need = table.loc[level]
            told = tr("达不到", "n/a") if np.isinf(need) else f"{need:.0f}%"
            if pd.isna(need):
                told = tr("不必", "none")
            colour = GREY if pd.isna(need) else BLACK
            ax.text(place, i, told, ha="right", va="center", color=colour)
    ax.plot([0, 0.94], [-0.35, -0.35], color=PALE, lw=1.2)
