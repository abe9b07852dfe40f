"""From a first height to a second: before and after, reported and verified."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, Frame, NothingToDraw, drawing, rows
from toolkit.figures.marks import end_labels, limits
from toolkit.figures.style import BLACK, BLUE, GREY, ORANGE, SMALL, VERMILION
from toolkit.terms import tr

#: colour, mark and dash of groups in their order
_STYLES = (
    (BLUE, "o", "-"),
    (ORANGE, "s", "-"),
    (VERMILION, "^", "-"),
    (GREY, "D", "-"),
    (BLACK, "v", "-"),
)


def before_after(found: Any, nature: str = "user_supplied") -> Figure:
    """How much regression to the mean alone would bring: the listed before and after, with the line
    that was to be expected from it.

    Parameters
    ----------
    found : evaluation.Reversion
    nature : str

    Returns
    -------
    Figure
        ``.data``: ``group`` (helped, unpaired), ``before, expected_after, after, n``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.regression_to_mean(toolkit.evaluation.panel(county))
    >>> toolkit.figures.before_after(found).data.head(2)
          group     before  expected_after      after   n
    0    helped  61.359958       66.786447  72.540500  12
    1  unpaired  60.881875       66.247872  76.830687   8
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
        f"受助者升了 {found.observed:+.1f} 分，其中约 {found.expected:+.1f} 光靠均值回归就会有",
        f"The helped changed by {found.observed:+.1f}; about {found.expected:+.1f} would "
        f"come by regression alone",
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
    words = tr(f"光靠均值回归就会到 {end:.1f}", f"by regression alone {end:.1f}")
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
    limits(ax, min(heights) - 0.12 * room, max(*heights, top) + 0.12 * room)
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

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures
    >>> scores = pd.DataFrame({"reported": [80, 90], "verified": [70, 88]})
    >>> figures.reported_verified(scores, pd.Series(["甲", "乙"])).data
      group  n  reported  verified   gap
    0     甲  1      80.0      70.0  10.0
    1     乙  1      90.0      88.0   2.0
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
