"""Did it work, drawn so that nobody is misled: event study, before and after with what was to be
expected,
reported beside verified scores, time on the list."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, Frame, NothingToDraw, drawing, rows
from toolkit.figures.marks import end_labels, step_curves
from toolkit.figures.style import BLACK, BLUE, GREY, ORANGE, PALE, SMALL, VERMILION
from toolkit.terms import tr

#: colour, mark and dash of groups in their order
_STYLES = (
    (BLUE, "o", "-"),
    (ORANGE, "s", "-"),
    (VERMILION, "^", "-"),
    (GREY, "D", "-"),
    (BLACK, "v", "-"),
)


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
    """How much would have come anyway: the listed before and after, with the line that was to be
    expected without help.

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
    weighted = (
        table[["before", "expected_after", "after"]]
        .mul(table["n"], axis=0)
        .assign(group=table["group"], n=table["n"])
    )
    data = weighted.groupby("group").sum()
    data[["before", "expected_after", "after"]] = data[["before", "expected_after", "after"]].div(
        data["n"], axis=0
    )
    data = data.reset_index()
    rows_of = found.table.set_index("quantity")
    title = tr(
        f"受助者升了 {found.observed:+.1f} 分，其中约 {found.expected:+.1f} 不帮也会有",
        f"The helped changed by {found.observed:+.1f}; about {found.expected:+.1f} would have "
        f"come without help",
    )
    caption = found.evidence.lines()[1] + tr(
        "余下的部分才需要解释，也不一定是帮扶所致。",
        " Only the remainder needs explaining; it need not be help.",
    )
    called = {
        "helped": tr("列入并受助", "listed and helped"),
        "unpaired": tr("列入未结对", "listed, unpaired"),
    }
    helped = data.set_index("group").loc["helped"]
    start, end = float(helped["before"]), float(helped["expected_after"])
    half = 1.96 * float(rows_of.loc["expected", "se"])
    lines = [_course(r, called) for r in rows(data)]
    words = tr(f"不帮也会到 {end:.1f}", f"expected without help {end:.1f}")
    lines.append((start, end, words, ORANGE, "^", "--"))
    with drawing(title, caption, nature) as frame:
        ends = (tr("列入当年", "year of listing"), tr("次年", "year after"))
        ax = _slopes(frame, 0.62, lines, ends)
        ax.fill_between(
            [0, 1], [start, end - half], [start, end + half], color=ORANGE, alpha=0.3, lw=0
        )
    told = [f"{called[r.group]} {r.before:.1f} → {r.after:.1f} (n = {r.n:.0f})" for r in rows(data)]
    return frame.figure("before_after", data, told)


def _course(row: Any, called: dict[str, str]) -> tuple[float, float, str, str, str, str]:
    """One group from before to after, as `_slopes` draws it."""
    words = f"{called[row.group]} {row.after:.1f}" + tr(
        f"（{row.n:.0f} 次评定）", f" ({row.n:.0f} unit-periods)"
    )
    style = (BLUE, "o", "-") if row.group == "helped" else (GREY, "s", "-")
    return row.before, row.after, words, *style


def _slopes(
    frame: Frame,
    right: float,
    lines: list[tuple[float, float, str, str, str, str]],
    ends: tuple[str, str],
) -> Axes:
    """Lines from a first to a second height (first, second, words, colour, mark, dash), told at
    both their ends."""
    ax = frame.axes(left=0.06, right=right, bottom=0.08, top=0.97)
    for first, second, _, colour, mark, dash in lines:
        ax.plot([0, 1], [first, second], dash, color=colour, marker=mark, ms=11, lw=3)
    heights = [h for line in lines for h in line[:2]]
    room = max(max(heights) - min(heights), 1.0)
    end_labels(
        ax,
        0,
        [(first, f"{first:.1f}", "") for first in {round(line[0], 1) for line in lines}],
        0.07 * room,
        left=True,
    )
    top = end_labels(
        ax, 1, [(second, words, colour) for _, second, words, colour, *_ in lines], 0.09 * room
    )
    _limits(ax, min(heights) - 0.12 * room, max(*heights, top) + 0.12 * room)
    ax.set_xlim(-0.14, 1.03)
    ax.set_xticks([0, 1], ends)
    ax.set_ylabel(tr("得分", "score"), size=SMALL)
    return ax


def reported_verified(
    scores: pd.DataFrame, group: pd.Series, nature: str = "user_supplied"
) -> Figure:
    """How far reports run ahead: a slope from the reported to the verified mean of each group, the
    gap labelled.

    Parameters
    ----------
    scores : DataFrame
        ``reported, verified``, one row a unit and period, in points; rows without both are left
        out.
    group : Series
        The group of each row, aligned with `scores`; at most five groups, rows without one are left
        out.
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
        raise NothingToDraw(
            tr("没有同时有上报和核验的记录。", "No row has both a reported and a verified score.")
        )
    data = both.groupby("group", sort=False).agg(
        n=("reported", "size"), reported=("reported", "mean"), verified=("verified", "mean")
    )
    if len(data) > len(_STYLES):
        raise NothingToDraw(
            tr(
                f"组太多（{len(data)}），最多 {len(_STYLES)} 组。",
                f"{len(data)} groups; {len(_STYLES)} can be drawn.",
            )
        )
    data = (
        data.assign(gap=data["reported"] - data["verified"])
        .sort_values("gap", ascending=False, kind="stable")
        .reset_index()
    )
    widest = data.iloc[0]
    title = tr(
        f"口径差异最大的是“{widest['group']}”：上报比核验高 {widest['gap']:.1f} 分",
        f"Reports run ahead most in '{widest['group']}': {widest['gap']:.1f} points",
    )
    caption = tr(
        f"各组上报与核验得分的平均，共 {int(data['n'].sum())} 条；口径差异是两个平均之差，"
        f"不说明原因。",
        f"Mean reported and verified scores by group, {int(data['n'].sum())} rows; the gap is the "
        f"difference of means and tells no cause.",
    )
    with drawing(title, caption, nature) as frame:
        lines = []
        for r, style in zip(rows(data), _STYLES):
            words = tr(
                f"{r.group}：核验 {r.verified:.1f}，差 {r.gap:.1f}",
                f"{r.group}: verified {r.verified:.1f}, gap {r.gap:.1f}",
            )
            lines.append((r.reported, r.verified, words, *style))
        _slopes(frame, 0.66, lines, (tr("上报口径", "reported"), tr("核验口径", "verified")))
    return frame.figure(
        "reported_verified",
        data,
        [f"{r.group} {r.reported:.1f} → {r.verified:.1f} (n = {r.n})" for r in rows(data)],
    )


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
