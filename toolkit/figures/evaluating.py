"""Did it work, drawn so that nobody is misled: event study, before and after with what was to be expected, time on the list."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.style import BLACK, BLUE, GREY, ORANGE, PALE, SMALL, VERMILION
from toolkit.terms import tr

_STOP = ("。", ". ")


def event_study(found: Any, naive: Any = None, nature: str = "user_supplied") -> Figure:
    """Did it change anything: effects by years since the start, the years before it shaded, the naive estimate thin.

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
    """
    data = found.dynamic[["event_time", "att", "low", "high", "low_band", "high_band"]].copy()
    if not len(data) or data["att"].isna().all():
        raise NothingToDraw(tr("没有可画的估计。", "There is no estimate to draw."))
    if naive is not None:
        data = data.merge(naive.dynamic[["event_time", "att"]].rename(columns={"att": "naive"}), on="event_time", how="left")
    (low, high), att = found.interval, found.simple["att"]
    title = tr(f"平均影响 {att:+.1f} 分（{low:+.1f} 至 {high:+.1f}）", f"Mean effect {att:+.1f} points ({low:+.1f} to {high:+.1f})")
    if naive is not None:
        title += tr(f"；直接比较会说 {naive.simple['att']:+.1f}", f"; a naive comparison would say {naive.simple['att']:+.1f}")
    if found.evidence.descriptive:
        title = tr("只能描述：受助前已有差别。", "Descriptive only: differences before help. ") + title
    caption = found.evidence.lines()[1] + tr(
        "粗线为逐点 95% 区间，细线为同时区间；灰底为受助之前。",
        " Thick: pointwise 95 % intervals, thin: simultaneous; shaded: before help.",
    )
    with drawing(title, caption, nature) as frame:
        ax = frame.axes(left=0.06, bottom=0.11, right=0.97, top=0.97)
        _events(ax, data)
    told = tr("；", "; ").join(f"{r.event_time:+d}: {r.att:+.1f}" for r in rows(data))
    return Figure("event_study", title, caption, title + tr(*_STOP) + told + tr(*_STOP), data, frame.slide)


def _events(ax: Axes, data: pd.DataFrame) -> None:
    x = data["event_time"].to_numpy(dtype=float)
    ax.axvspan(x.min() - 0.5, -0.5, color=PALE, alpha=0.45, lw=0)
    ax.axhline(0, color=BLACK, lw=1.2)
    ax.vlines(x, data["low_band"], data["high_band"], color=BLUE, lw=1.2)
    ax.vlines(x, data["low"], data["high"], color=BLUE, lw=4)
    ax.plot(x, data["att"], "o", ms=10, color=BLUE)
    for r in rows(data):
        ax.annotate(f"{r.att:+.1f}", (r.event_time, r.att), (9, 0), textcoords="offset points", size=SMALL, va="center")
    if "naive" in data:
        ax.plot(x, data["naive"], "-", lw=1.4, color=VERMILION, marker="x", ms=8)
        words = tr("× 直接比较（不可取）", "× naive (not to be used)")
        ax.text(0.01, 0.99, words, transform=ax.transAxes, size=SMALL, color=VERMILION, va="top")
    low, high = ax.get_ylim()
    _limits(ax, low, high + 0.12 * (high - low))
    ax.set_xlim(x.min() - 0.5, x.max() + 0.6)
    ax.set_xticks(x, [f"{int(v):+d}" if v else "0" for v in x])
    ax.set_xlabel(tr("距首次受助的年数", "years since help started"), size=SMALL)
    ax.set_ylabel(tr("分", "points"), size=SMALL)


def _limits(ax: Axes, low: float, high: float) -> None:
    """Limits of the y axis, with ticks inside them only."""
    ax.set_ylim(low, high)
    ax.set_yticks([t for t in ax.get_yticks() if low <= t <= high])


def before_after(found: Any, nature: str = "user_supplied") -> Figure:
    """How much would have come anyway: the listed before and after, with the line that was to be expected without help.

    Parameters
    ----------
    found : evaluation.Reversion
    nature : str

    Returns
    -------
    Figure
        ``.data``: ``group`` (helped, unpaired), ``before, expected_after, after, n``.
    """
    table = found.by_time
    weighted = table[["before", "expected_after", "after"]].mul(table["n"], axis=0).assign(group=table["group"], n=table["n"])
    data = weighted.groupby("group").sum()
    data[["before", "expected_after", "after"]] = data[["before", "expected_after", "after"]].div(data["n"], axis=0)
    data = data.reset_index()
    rows_of = found.table.set_index("quantity")
    title = tr(
        f"受助者升了 {found.observed:+.1f} 分，其中约 {found.expected:+.1f} 不帮也会有",
        f"The helped changed by {found.observed:+.1f}; about {found.expected:+.1f} would have come without help",
    )
    caption = found.evidence.lines()[1] + tr(
        "余下的部分才需要解释，也不一定是帮扶所致。", " Only the remainder needs explaining; it need not be help."
    )
    with drawing(title, caption, nature) as frame:
        ax = frame.axes(left=0.06, right=0.62, bottom=0.08, top=0.97)
        _slopes(ax, data, 1.96 * float(rows_of.loc["expected", "se"]))
    told = tr("；", "; ").join(f"{_group_words(r.group)} {r.before:.1f} → {r.after:.1f} (n = {r.n:.0f})" for r in rows(data))
    return Figure("before_after", title, caption, title + tr(*_STOP) + told + tr(*_STOP), data, frame.slide)


def _group_words(group: str) -> str:
    return {
        "helped": tr("列入并受助", "listed and helped"),
        "unpaired": tr("列入未结对", "listed, unpaired"),
        "unhelped": tr("无帮扶", "without help"),
    }.get(group, group)


def _slopes(ax: Axes, data: pd.DataFrame, half: float) -> None:
    styles = {"helped": (BLUE, "o", "-"), "unpaired": (GREY, "s", "-")}
    ends = []
    for r in rows(data):
        colour, mark, line = styles[r.group]
        ax.plot([0, 1], [r.before, r.after], line, color=colour, marker=mark, ms=11, lw=3)
        ends.append(
            (r.after, tr(f"{_group_words(r.group)} {r.after:.1f}（{r.n} 个）", f"{_group_words(r.group)} {r.after:.1f} ({r.n})"), colour)
        )
        if r.group == "helped":
            ax.fill_between([0, 1], [r.before, r.expected_after - half], [r.before, r.expected_after + half], color=ORANGE, alpha=0.3, lw=0)
            ax.plot([0, 1], [r.before, r.expected_after], "--", color=ORANGE, lw=2.5, marker="^", ms=9)
            ends.append(
                (r.expected_after, tr(f"不帮也会到 {r.expected_after:.1f}", f"expected without help {r.expected_after:.1f}"), BLACK)
            )
    low, high = data[["before", "after", "expected_after"]].to_numpy().min(), data[["before", "after", "expected_after"]].to_numpy().max()
    room = max(high - low, 1.0)
    _limits(ax, low - 0.12 * room, high + 0.12 * room)
    _end_labels(ax, ends, 0.09 * room)
    ax.set_xlim(-0.08, 1.02)
    ax.set_xticks([0, 1], [tr("列入当年", "year of listing"), tr("次年", "year after")])
    ax.set_ylabel(tr("得分", "score"), size=SMALL)


def _end_labels(ax: Axes, ends: list[tuple[float, str, str]], gap: float) -> None:
    """Labels at the ends of lines, pushed apart where they would touch."""
    at = -np.inf
    for y, words, colour in sorted(ends):
        at = max(y, at + gap)
        ax.annotate(words, (1.02, at), (8, 0), xycoords=("axes fraction", "data"), textcoords="offset points", va="center", color=colour)


def survival(found: Any, nature: str = "user_supplied") -> Figure:
    """How long units stay listed, with help and without: Kaplan–Meier curves with the numbers at risk.

    Parameters
    ----------
    found : evaluation.Conversion
    nature : str

    Returns
    -------
    Figure
        ``.data``: ``group, time, share, at_risk``.
    """
    data = found.curve[found.curve["group"] != "all"][["group", "time", "share", "at_risk"]].reset_index(drop=True)
    h = found.hazard
    title = tr(
        f"有帮扶时销号的快慢是无帮扶时的 {h['hazard_ratio']:.2f} 倍（{h['low']:.2f} 至 {h['high']:.2f}）",
        f"With help units leave the list {h['hazard_ratio']:.2f} times as fast ({h['low']:.2f} to {h['high']:.2f})",
    )
    caption = found.evidence.lines()[1] + tr(
        "只是描述：谁获帮扶并非随机，销号依上报口径。", " Descriptive: help was not dealt out at random."
    )
    with drawing(title, caption, nature) as frame:
        ax = frame.axes(left=0.08, right=0.8, bottom=0.25, top=0.97)
        _curves(ax, data)
    alt = title + tr(*_STOP) + caption
    return Figure("survival", title, caption, alt, data, frame.slide)


def _curves(ax: Axes, data: pd.DataFrame) -> None:
    styles, last = {"helped": (BLUE, "-"), "unhelped": (GREY, (0, (5, 3)))}, float(np.ceil(data["time"].max()))
    ends: list[tuple[float, str, str]] = []
    for k, (group, part) in enumerate(data.groupby("group", sort=False)):
        colour, line = styles[str(group)]
        words = tr("有帮扶", "with help") if group == "helped" else tr("无帮扶", "without help")
        ax.step([0, *part["time"], last], [1, *part["share"], part["share"].iloc[-1]], where="post", color=colour, ls=line, lw=3)
        ends.append((float(part["share"].iloc[-1]), words, colour))
        for t in np.arange(0, last + 0.5):
            after = part[part["time"] >= t]
            n = int(after["at_risk"].iloc[0]) if len(after) else 0
            ax.annotate(str(n), (t, 0), (0, -62 - 24 * k), textcoords="offset points", ha="center", size=SMALL, color=colour)
        ax.annotate(words, (last, 0), (26, -62 - 24 * k), textcoords="offset points", size=SMALL, color=colour)
    ax.set(xlim=(0, last), ylim=(0, 1.02))
    _end_labels(ax, ends, 0.08)
    ax.set_yticks([0, 0.5, 1], ["0%", "50%", "100%"])
    ax.set_ylabel(tr("仍在列", "still listed"), size=SMALL)
    ax.set_xlabel(tr("列入后年数（下：其后首次销号时在列数）", "years since listing (below: at risk at the next closing)"), size=SMALL)
