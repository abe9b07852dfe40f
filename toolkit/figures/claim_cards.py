"""What the figures of a report count: a card for each, what was there and done at the left, what
became of it at the right."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.style import (
    BLUE,
    BODY,
    GREY,
    ORANGE,
    PALE,
    SMALL,
    SMALLEST,
    VERMILION,
    wrap,
)
from toolkit.terms import plural, tr

LANES = (
    (("background",), ("底数", "base"), PALE),
    (("practice", "insight", "problem"), ("投入与活动", "inputs and activities"), BLUE),
    (("effect",), ("结果", "outcomes"), VERMILION),
)
_SOURCED = ("witness", "comparison", "before_after")
_STOPS = r"[，。；、：\s]"
#: the smallest card, the gap between two, between two lanes, and the room of the lanes' names
_LEAST_WIDE, _LEAST_HIGH, _GAP, _APART, _TOP = 131.0, 50.0, 9.0, 26.0, 36.0


class _Cards(NamedTuple):
    """Size of a card and how many stand below each other."""

    wide: float
    high: float
    deep: int


def claims(report: Any, nature: str = "user_supplied") -> Figure:
    """How many of a report's figures tell what became of it, and how many of those say on what
    ground.

    Parameters
    ----------
    report : toolkit.cases.Report
        Its ``figures_by_slot``: the figures with what their sentence is for.
    nature : str
        Of the report: fictitious, user_supplied, public_official.

    Returns
    -------
    Figure
        ``.data``: ``raw, what, slot, evidence``, a row for each figure in the order of the text.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> from toolkit import figures
    >>> figures.claims(report).data
       raw   what      slot      evidence
    0  12件     实事  practice
    1  3万元  村集体收入    effect  before_after
    2  5万元  村集体收入    effect  before_after
    """
    found = report.figures_by_slot
    data = found[["raw", "what", "slot", "evidence"]].assign(
        what=[_about(report.text, r) for r in rows(found)]
    )
    if data.empty:
        raise NothingToDraw(tr("这份报告没有数字。", "This report gives no figure."))
    told = data[data["slot"] == "effect"]
    firm = int(told["evidence"].isin(_SOURCED).sum())
    title = tr(
        f"{len(data)} 个数字里，{len(told)} 个说的是结果，其中 {firm} 个写明由谁测或由多少到多少",
        f"Of {plural(len(data), 'figure')}, {len(told)} tell outcomes; {firm} of these say who "
        f"measured, or from what to what",
    )
    caption = tr(
        "统计：报告正文里的数字，按所在句子归栏；归栏由规则建议，须人工核定。"
        "虚线框为没有写明出处的结果。",
        "Counted: figures of the report's text by the sentence they stand in, suggested by rules, "
        "to be judged by a person."
        " Dashed: outcomes without a stated ground.",
    )
    counts = [int(data["slot"].isin(slots).sum()) for slots, _, _ in LANES]
    with drawing(title, caption, nature) as frame:
        ax, wide, high = frame.sheet()
        columns = _columns(counts, wide, high)
        x, cards = 2.0, _cards(counts, columns, wide, high)
        for (slots, name, colour), n in zip(LANES, columns):
            lane = data[data["slot"].isin(slots)]
            _lane(ax, x, cards=cards, columns=n, shown=lane, name=tr(*name), colour=colour)
            x += n * (cards.wide + _GAP) + _APART
    return frame.figure(
        "claims", data, [f"{tr(*name)} {n}" for (_, name, _), n in zip(LANES, counts)]
    )


def _about(text: str, r: Any) -> str:
    """What a card says below its figure: what is counted; a percentage has its clause so far, a
    figure that counts nothing the words that it stands among."""
    before = re.split(_STOPS, text[: int(r.start)])[-1]
    if r.unit == "%":
        return before
    if len(r.what) > 1 and r.what[0] not in "里中内":  # 9户里有7户 does not count 里有
        return str(r.what)
    return before + re.split(_STOPS, text[int(r.start) :])[0]


def _columns(counts: list[int], wide: float, high: float) -> list[int]:
    """Columns of the smallest cards for each lane, together no wider than the slide."""
    deep = int((high - _TOP) // (_LEAST_HIGH + _GAP))
    columns = [max(-(-n // deep), 1) for n in counts]
    most = int((wide - 2 * _APART) // (_LEAST_WIDE + _GAP))
    while sum(columns) > most:
        columns[columns.index(max(columns))] -= 1
    return columns


def _cards(counts: list[int], columns: list[int], wide: float, high: float) -> _Cards:
    """Cards as large as fill the slide."""
    most = int((high - _TOP) // (_LEAST_HIGH + _GAP))
    deep = min(max(-(-n // c) for n, c in zip(counts, columns)), most)
    across = (wide - 2 * _APART) / sum(columns) - _GAP
    return _Cards(min(across, 260.0), min((high - _TOP) / deep - _GAP, 92.0), deep)


def _lane(
    ax: Axes, x: float, *, cards: _Cards, columns: int, shown: pd.DataFrame, name: str, colour: str
) -> None:
    room = columns * cards.deep
    left_out = max(len(shown) - room, 0)
    ax.text(x, 12, f"{name}  {len(shown)}", size=BODY, va="center")
    size = SMALL if cards.high >= 64 else SMALLEST
    lines = 2 if cards.high >= 54 else 1  # as many as there is room for below the figure
    for i, r in enumerate(rows(shown.head(room - (left_out > 0)))):
        left = x + (i // cards.deep) * (cards.wide + _GAP)
        top = _TOP - 4 + (i % cards.deep) * (cards.high + _GAP)
        bare = r.slot == "effect" and r.evidence not in _SOURCED
        style: dict[str, Any] = (
            {"ec": ORANGE, "ls": (0, (4, 2)), "lw": 3.0} if bare else {"ec": colour, "lw": 2.0}
        )
        corner, across, down = (left + 4, top + 4), cards.wide - 8, cards.high - 8
        ax.add_patch(
            FancyBboxPatch(corner, across, down, boxstyle="round,pad=4", fc="white", **style)
        )
        ax.text(left + 10, top + 14, r.raw, size=BODY, va="center")
        about = wrap(r.what, cards.wide - 18, size, lines)
        ax.text(left + 10, top + 25, about, size=size, color=GREY, va="top", linespacing=1.05)
    if left_out > 0:
        more = tr(f"还有 {left_out + 1} 个", f"{left_out + 1} more")
        end = _TOP + cards.deep * (cards.high + _GAP)
        ax.text(x + columns * (cards.wide + _GAP) - _GAP, end, more, size=SMALL, ha="right")
