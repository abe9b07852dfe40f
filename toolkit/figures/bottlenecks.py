"""Why units stay short of help: one bottleneck of a plan."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.layout import facing, rows_with_gaps
from toolkit.figures.marks import curve, slot
from toolkit.figures.names import in_names, short
from toolkit.figures.style import (
    BLACK,
    BODY,
    GREY,
    SMALL,
    TITLE,
    VERMILION,
)
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label, plural, tr

_MOST = 14


def shortage(plan: Any, row: int = 0, county: Any = None) -> Figure:
    """Why these units are short: one bottleneck of a plan alone, with its places and the cheapest
    cure.

    Parameters
    ----------
    plan : toolkit.pairing.Plan
    row : int
        Which row of ``plan.shortages``.
    county : toolkit.County, optional
        For names.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, recipient_id``: who could help whom inside the bottleneck (empty
        without any helper).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures, pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X"], "channel": ["hook_up_help"], "capacity": [1]})
    >>> candidates = pd.DataFrame({"helper_id": "X", "recipient_id": ["A", "B"],
    ...                            "fit": [3, 7], "distance_km": [2.0, 9.5]})
    >>> figures.shortage(pairing.plan(recipients, helpers, candidates)).data
      helper_id recipient_id
    0         X            A
    1         X            B
    """
    if not len(plan.shortages):
        raise NothingToDraw(tr("方案没有缺口。", "The plan is short of nothing."))
    found = plan.shortages.iloc[row]
    recipients, helpers = list(found["recipients"]), list(found["helpers"])
    links = plan.problem.candidates[["helper_id", "recipient_id"]].astype(str)
    links = links[
        links["helper_id"].isin(helpers) & links["recipient_id"].isin(recipients)
    ].reset_index(drop=True)
    p = plan.problem
    mine = np.array(p.channels, dtype=object)[p.row_channel] == found["channel"]
    capacity = dict(zip(p.helpers[p.row_helper[mine]], p.capacity[mine]))
    names = Names(county, asked=True if county is not None else None)
    channel = str(found["channel"])
    what = tr("结对上限", "limit of pairs") if channel == "most" else channel_label(channel)
    title = tr(
        f"{what}：{len(recipients)} 个单位需要 {found['needs']} 个，够得着的只有 "
        f"{found['places']} 个，缺 {found['short']} 个",
        f"{what}: {plural(len(recipients), 'unit')} need {found['needs']}, only {found['places']} "
        f"within reach, {found['short']} short",
    )
    caption = in_names(str(found["sentence"]), [*recipients, *helpers], names)
    with drawing(title, caption + names.note(), names.nature) as frame:
        ax, wide, high = frame.sheet()
        if channel in CHANNELS:
            ax.text(
                0.3 * wide,
                8,
                tr("够得着的名额", "places within reach"),
                color=GREY,
                ha="center",
                va="center",
            )
        ax.text(0.56 * wide, 8, tr("需要帮扶的单位", "units in need"), color=GREY, va="center")
        _bottleneck(
            ax,
            wide,
            high,
            links=links,
            ends=(recipients, helpers),
            capacity=capacity,
            names=names,
            channel=channel,
        )
        _sum(ax, 0.83 * wide, high, found)
    return frame.figure("shortage", links, caption)


def _bottleneck(
    ax: Axes,
    wide: float,
    high: float,
    links: pd.DataFrame,
    ends: tuple[list[Any], list[Any]],
    capacity: dict[str, int],
    names: Names,
    channel: str,
) -> None:
    """Helpers with their places at the left, units in need at the right (`ends`: recipients,
    helpers), who could help whom."""
    recipients, helpers = ends
    shown, some = recipients[:_MOST], helpers[:_MOST]
    drawn = [
        (r.helper_id, r.recipient_id)
        for r in rows(links)
        if r.helper_id in some and r.recipient_id in shown
    ]
    sides = facing(drawn, dict.fromkeys(some, 0), dict.fromkeys(shown, 0))
    at_left, at_right = (
        {
            n: _middle(y, len(side), high)
            for n, y in rows_with_gaps(side, dict.fromkeys(side, 0)).items()
        }
        for side in (sides.left, sides.right)
    )
    for helper, unit in drawn:
        here, there = (0.38 * wide, at_left[helper]), (0.54 * wide, at_right[unit])
        curve(ax, here, there, edgecolor=GREY, lw=1.2)
    size = BODY if max(len(some), len(shown)) <= 12 else SMALL
    for helper, y in at_left.items():
        for k in range(min(capacity.get(str(helper), 0), 4)):
            slot(ax, 0.38 * wide - 16 * (k + 0.6), y, channel)
        ax.text(
            0.38 * wide - 72,
            y,
            short(names, str(helper), 0.38 * wide - 76, size),
            size=size,
            ha="right",
            va="center",
        )
    for unit, y in at_right.items():
        ax.text(0.56 * wide, y, short(names, str(unit), 0.24 * wide, size), size=size, va="center")
    left_out = ((len(recipients) - len(shown), 0.56), (len(helpers) - len(some), 0.2))
    for more, side in left_out:
        if more:
            words = tr(f"…另有 {more} 个", f"… and {more} more")
            ax.text(side * wide, high - 8, words, size=SMALL, color=GREY, va="center")


def _middle(y: float, n: int, high: float) -> float:
    step = min(36.0, (high - 40) / max(n, 1))
    return 30 + (high - 50 - step * n) / 2 + step * (y + 0.5)


def _sum(ax: Axes, x: float, high: float, found: pd.Series) -> None:
    for k, (sign, part, words) in enumerate(
        (
            ("", "needs", ("需要", "needed")),
            ("−", "places", ("名额", "places")),
            ("=", "short", ("缺", "short")),
        )
    ):
        y, colour = high / 2 + 62 * (k - 1), VERMILION if part == "short" else BLACK
        ax.text(
            x + 56,
            y,
            f"{sign} {found[part]}",
            size=TITLE + 8,
            color=colour,
            ha="right",
            va="center",
        )
        ax.text(x + 66, y, tr(*words), va="center", color=colour)
