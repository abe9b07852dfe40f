"""Which seats of a ranking are safe: the share of perturbed rankings in which each unit near the
cut is in."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.lines import Line2D

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.marks import bar_list
from toolkit.figures.style import BLUE, GREY, ORANGE, PALE, SMALL
from toolkit.records import Names
from toolkit.terms import tr

_MOST = 26
_STYLES = {
    "safe": (BLUE, "", ("稳", "safe")),
    "contested": (ORANGE, "//", ("相争", "contested")),
    "out": (PALE, "", ("落选", "out")),
}


def seats(found: pd.DataFrame, k: int, county: Any = None, names: bool | None = None) -> Figure:
    """Which of `k` seats are safe, which contested.

    Parameters
    ----------
    found : DataFrame
        As from ``register.seats``: ``org_id, rank, share, verdict``, and ``attrs["runs"]``.
    k : int
        Seats.
    county : toolkit.County, optional
        For names; user-supplied units show their codes unless `names` is True.

    Returns
    -------
    Figure
        ``.data``: ``org_id, rank, share, verdict`` of the units drawn, those nearest the cut.

    Raises
    ------
    NothingToDraw
        No seat, or nobody ranked.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.register.seats(county, "2010", 10, runs=50)
    >>> figure = toolkit.figures.seats(found, 10, county)
    >>> figure.title
    '10 个名额里稳的只有 6 个；8 个单位在争其余 4 个'
    """
    if not 0 < k < len(found):
        raise NothingToDraw(tr("没有名额，或没有排名。", "No seats, or nobody ranked."))
    count = found["verdict"].value_counts()
    safe, contested = int(count.get("safe", 0)), int(count.get("contested", 0))
    first = max(0, min(k - _MOST // 2, len(found) - _MOST))
    data = found.loc[first : first + _MOST - 1, ["org_id", "rank", "share", "verdict"]].reset_index(
        drop=True
    )
    called = Names(county, ranking=True, asked=names)
    title = tr(
        f"{k} 个名额里稳的只有 {safe} 个；{contested} 个单位在争其余 {k - safe} 个",
        f"Safe seats: {safe} of {k}; units contesting the other {k - safe}: {contested}",
    )
    runs = found.attrs.get("runs", 0)
    caption = tr(
        f"统计：权重与评价主体随机变动 {runs} 次，各单位进入前 {k} 名的次数份额；只画界线附近 "
        f"{len(data)} 个。界线上下由人定，要说理由。",
        f"Counted: share of {runs} rankings under other weights and voices in which a unit is "
        f"among the first {k}; "
        f"the {len(data)} nearest the cut. People decide, with reasons at the cut.",
    )
    bars = [
        (f"{r.rank} {called.full(r.org_id)}", float(r.share), *_STYLES[r.verdict][:2])
        for r in rows(data)
    ]
    told = [f"{100 * r.share:.0f}%" for r in rows(data)]
    with drawing(title, caption + called.note(), called.nature) as frame:
        ax, wide, high = frame.sheet()
        bar_list(ax, (0, 4, 0.8 * wide, high - 4), bars, told, most=1)
        y = 4 + min(54.0, (high - 4) / len(data)) * (k - first)
        ax.add_line(Line2D([0, 0.84 * wide], [y, y], color=GREY, lw=2, ls=(0, (5, 3))))
        ax.text(0.85 * wide, y, tr("名额界线", "the cut"), size=SMALL, va="center")
        for i, (verdict, (colour, hatch, words)) in enumerate(_STYLES.items()):
            ax.barh(20 + 34 * i, 24, 16, 0.85 * wide, color=colour, hatch=hatch, edgecolor="white")
            ax.text(
                0.85 * wide + 32,
                20 + 34 * i,
                f"{tr(*words)} {int(count.get(verdict, 0))}",
                size=SMALL,
                va="center",
            )
    return frame.figure("seats", data, [f"{b[0]} {t}" for b, t in zip(bars, told)])
