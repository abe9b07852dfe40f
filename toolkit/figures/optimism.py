"""How far reports run ahead: reported beside verified scores, group by group."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.style import BLACK, BLUE, GREY, ORANGE, SMALL, VERMILION
from toolkit.terms import tr

#: colour and marker of the groups, in their order
_STYLES = ((BLUE, "o"), (ORANGE, "s"), (VERMILION, "^"), (GREY, "D"), (BLACK, "v"))


def reported_verified(scores: pd.DataFrame, group: pd.Series, nature: str = "user_supplied") -> Figure:
    """How far reports run ahead: a slope from the reported to the verified mean of each group, the gap labelled.

    Parameters
    ----------
    scores : DataFrame
        ``reported, verified``, one row a unit and period, in points; rows without both are left out.
    group : Series
        The group of each row, aligned with `scores`; at most five groups, rows without one are left out.
    nature : str
        Of the data: fictitious, user_supplied or mixed.

    Returns
    -------
    Figure
        ``.data``: ``group, n, reported, verified, gap``, the widest gap first.

    Raises
    ------
    NothingToDraw
        No row has both measures and a group, or there are more than five groups.
    """
    both = scores[["reported", "verified"]].assign(group=group).dropna()
    if both.empty:
        raise NothingToDraw(tr("没有同时有上报和核验的记录。", "No row has both a reported and a verified score."))
    data = both.groupby("group", sort=False).agg(n=("reported", "size"), reported=("reported", "mean"), verified=("verified", "mean"))
    if len(data) > len(_STYLES):
        raise NothingToDraw(tr(f"组太多（{len(data)}），最多 {len(_STYLES)} 组。", f"{len(data)} groups; {len(_STYLES)} can be drawn."))
    data = data.assign(gap=data["reported"] - data["verified"]).sort_values("gap", ascending=False, kind="stable").reset_index()
    widest = data.iloc[0]
    title = tr(
        f"口径差异最大的是“{widest['group']}”：上报比核验高 {widest['gap']:.1f} 分",
        f"Reports run ahead most in '{widest['group']}': {widest['gap']:.1f} points",
    )
    caption = tr(
        f"各组上报与核验得分的平均，共 {int(data['n'].sum())} 条；口径差异是两个平均之差，不说明原因。",
        f"Mean reported and verified scores by group, {int(data['n'].sum())} rows; the gap is the difference of means and tells no cause.",
    )
    with drawing(title, caption, nature) as frame:
        _slopes(frame.axes(left=0.06, right=0.66, bottom=0.08, top=0.97), data)
    told = tr("；", "; ").join(f"{r.group} {r.reported:.1f} → {r.verified:.1f} (n = {r.n})" for r in rows(data))
    return Figure("reported_verified", title, caption, title + tr("。", ". ") + told + tr("。", "."), data, frame.slide)


def _slopes(ax: Axes, data: pd.DataFrame) -> None:
    values = data[["reported", "verified"]].to_numpy(dtype=float)
    room = max(float(values.max() - values.min()), 1.0)
    at = -np.inf
    ends = sorted((r.verified, r, style) for r, style in zip(rows(data), _STYLES))
    for y, r, (colour, mark) in ends:
        ax.plot([0, 1], [r.reported, r.verified], "-", color=colour, marker=mark, ms=11, lw=3)
        at = max(y, at + 0.12 * room)
        words = tr(f"{r.group}：核验 {r.verified:.1f}，差 {r.gap:.1f}", f"{r.group}: verified {r.verified:.1f}, gap {r.gap:.1f}")
        ax.annotate(words, (1.02, at), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center", color=colour)
        ax.annotate(f"{r.reported:.1f}", (0, r.reported), (-9, 0), textcoords="offset points", ha="right", va="center", size=SMALL)
    ax.set_ylim(values.min() - 0.12 * room, max(values.max(), at) + 0.12 * room)
    ax.set_xlim(-0.14, 1.03)
    ax.set_xticks([0, 1], [tr("上报口径", "reported"), tr("核验口径", "verified")])
    ax.set_ylabel(tr("得分", "score"), size=SMALL)
