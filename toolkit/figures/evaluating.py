"""Effects by years since help began, and time on the list, drawn so that nobody is misled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.marks import limits, step_curves
from toolkit.figures.style import BLACK, BLUE, GREY, PALE, SMALL, VERMILION
from toolkit.terms import tr


def event_study(found: Any, naive: Any = None, nature: str = "user_supplied") -> Figure:
    """Did it change anything: effects by years since the start, the years before it shaded, the
    naive estimate thin.

    Parameters
    ----------
    found : evaluation.Staggered
    naive : evaluation.Staggered, optional
        The comparison that should not be used, drawn as a thin line.
    nature : str
        Of the data: fictitious, user_supplied or mixed.

    Returns
    -------
    Figure
        ``.data``: ``event_time, att, low, high, low_band, high_band`` and ``naive`` where given.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> units = pd.DataFrame({"unit": range(12), "cohort": [3] * 6 + [0] * 6})
    >>> panel = units.merge(pd.DataFrame({"time": [1, 2, 3]}), "cross")
    >>> panel["y"] = panel["unit"] % 3 + 2.0 * (panel["time"] == panel["cohort"])
    >>> from toolkit import figures
    >>> found = evaluation.att_gt(panel, "y", "unit", "time", "cohort")
    >>> figures.event_study(found).data[["event_time", "att"]]
       event_time  att
    0          -1  0.0
    1           0  2.0
    """
    data = found.dynamic[["event_time", "att", "low", "high", "low_band", "high_band"]].copy()
    if not len(data) or data["att"].isna().all():
        raise NothingToDraw(tr("没有可画的估计。", "There is no estimate to draw."))
    if naive is not None:
        data = data.merge(
            naive.dynamic[["event_time", "att"]].rename(columns={"att": "naive"}),
            on="event_time",
            how="left",
        )
    (low, high), att = found.interval, found.simple["att"]
    title = tr(
        f"平均影响 {att:+.1f} 分（{low:+.1f} 至 {high:+.1f}）",
        f"Mean effect {att:+.1f} points ({low:+.1f} to {high:+.1f})",
    )
    if naive is not None:
        title += tr(
            f"；直接比较会说 {naive.simple['att']:+.1f}",
            f"; a naive comparison would say {naive.simple['att']:+.1f}",
        )
    if found.evidence.descriptive:
        title = (
            tr("只能描述：受助前已有差别。", "Descriptive only: differences before help. ") + title
        )
    caption = found.evidence.lines()[1] + tr(
        "粗线为逐点 95% 区间，细线为同时区间；灰底为受助之前。",
        " Thick: pointwise 95 % intervals, thin: simultaneous; shaded: before help.",
    )
    with drawing(title, caption, nature) as frame:
        ax = frame.axes(left=0.06, bottom=0.11, right=0.97, top=0.97)
        _events(ax, data)
    return frame.figure(
        "event_study", data, [f"{r.event_time:+d}: {r.att:+.1f}" for r in rows(data)]
    )


def _events(ax: Axes, data: pd.DataFrame) -> None:
    x = data["event_time"].to_numpy(dtype=float)
    ax.axvspan(x.min() - 0.5, -0.5, color=PALE, alpha=0.45, lw=0)
    ax.axhline(0, color=BLACK, lw=1.2)
    ax.vlines(x, data["low_band"], data["high_band"], color=BLUE, lw=1.2)
    ax.vlines(x, data["low"], data["high"], color=BLUE, lw=4)
    ax.plot(x, data["att"], "o", ms=10, color=BLUE)
    for r in rows(data):
        ax.annotate(
            f"{r.att:+.1f}",
            (r.event_time, r.att),
            (9, 0),
            textcoords="offset points",
            size=SMALL,
            va="center",
        )
    if "naive" in data:
        ax.plot(x, data["naive"], "-", lw=1.4, color=VERMILION, marker="x", ms=8)
        words = tr("× 直接比较（不可取）", "× naive (not to be used)")
        ax.text(0.01, 0.99, words, transform=ax.transAxes, size=SMALL, color=VERMILION, va="top")
    low, high = ax.get_ylim()
    limits(ax, low, high + 0.12 * (high - low))
    ax.set_xlim(x.min() - 0.5, x.max() + 0.6)
    ax.set_xticks(x, [f"{int(v):+d}" if v else "0" for v in x])
    ax.set_xlabel(tr("距首次受助的年数", "years since help started"), size=SMALL)
    ax.set_ylabel(tr("分", "points"), size=SMALL)


def survival(found: Any, nature: str = "user_supplied") -> Figure:
    """How long units stay listed, with help and without: Kaplan–Meier curves with the numbers at
    risk.

    Parameters
    ----------
    found : evaluation.Conversion
    nature : str

    Returns
    -------
    Figure
        ``.data``: ``group, time, share, at_risk``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.conversion(county)
    >>> toolkit.figures.survival(found).data.head(2)
        group      time     share  at_risk
    0  helped  1.431896  0.818182       11
    1  helped  1.464750  0.727273        9
    """
    data = found.curve[found.curve["group"] != "all"][
        ["group", "time", "share", "at_risk"]
    ].reset_index(drop=True)
    h = found.hazard
    title = tr(
        f"有帮扶时销号的快慢是无帮扶时的 {h['hazard_ratio']:.2f} 倍（{h['low']:.2f} 至 "
        f"{h['high']:.2f}）",
        f"With help units leave the list {h['hazard_ratio']:.2f} times as fast ({h['low']:.2f} to "
        f"{h['high']:.2f})",
    )
    caption = found.evidence.lines()[1] + tr(
        "只是描述：谁获帮扶并非随机，销号依上报口径。",
        " Descriptive: help was not dealt out at random.",
    )
    with drawing(title, caption, nature) as frame:
        ax = frame.axes(left=0.08, right=0.8, bottom=0.25, top=0.97)
        _curves(ax, data)
    return frame.figure("survival", data, caption)


def _curves(ax: Axes, data: pd.DataFrame) -> None:
    styles, last = (
        {"helped": (BLUE, "-"), "unhelped": (GREY, (0, (5, 3)))},
        float(np.ceil(data["time"].max())),
    )
    curves = []
    for k, (group, part) in enumerate(data.groupby("group", sort=False)):
        colour, line = styles[str(group)]
        words = tr("有帮扶", "with help") if group == "helped" else tr("无帮扶", "without help")
        curves.append((part["time"], part["share"], words, colour, line))
        for t in np.arange(0, last + 0.5):
            after = part[part["time"] >= t]
            n = int(after["at_risk"].iloc[0]) if len(after) else 0
            ax.annotate(
                str(n),
                (t, 0),
                (0, -62 - 24 * k),
                textcoords="offset points",
                ha="center",
                size=SMALL,
                color=colour,
            )
        ax.annotate(
            words,
            (last, 0),
            (26, -62 - 24 * k),
            textcoords="offset points",
            size=SMALL,
            color=colour,
        )
    ax.set(xlim=(0, last), ylim=(0, 1.02))
    step_curves(ax, curves, last, 0.08)
    ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    ax.set_ylabel(tr("仍在列", "still listed"), size=SMALL)
    ax.set_xlabel(
        tr(
            "列入后年数（下：其后首次销号时在列数）",
            "years since listing (below: at risk at the next closing)",
        ),
        size=SMALL,
    )
