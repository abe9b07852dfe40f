"""What the figures of a report count: a card for each, what was there and done at the left, what
became of it at the right."""

from __future__ import annotations

import re
from typing import Any

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
    shorten,
)
from toolkit.terms import plural, tr

LANES = (
    (("background",), ("底数", "base"), PALE),
    (("practice", "insight", "problem"), ("投入与活动", "inputs and activities"), BLUE),
    (("effect",), ("结果", "outcomes"), VERMILION),
)
_SOURCED = ("witness", "comparison", "before_after")
_STOPS = r"[，。；、：\s]"
_WIDE, _HIGH, _GAP = 131.0, 50.0, 9.0


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
        x = 2.0
        for (slots, name, colour), columns in zip(LANES, _columns(counts, wide, high)):
            _lane(
                ax,
                x,
                high,
                columns=columns,
                cards=data[data["slot"].isin(slots)],
                name=tr(*name),
                colour=colour,
            )
            x += columns * (_WIDE + _GAP) + 26
    return frame.figure(
        "claims", data, [f"{tr(*name)} {n}" for (_, name, _), n in zip(LANES, counts)]
    )


def _about(text: str, r: Any) -> str:
    """What a card says below its figure: what is counted, for a percentage the words before it; a
    figure that counts nothing has the words that it stands among."""
    start = int(r.start)
    if r.unit == "%":
        return re.split(_STOPS, text[max(start - 9, 0) : start])[-1]
    if len(r.what) > 1 and r.what[0] not in "里中内":  # 9户里有7户 does not count 里有
        return str(r.what)
    return re.split(_STOPS, text[:start])[-1] + re.split(_STOPS, text[start:])[0]


def _columns(counts: list[int], wide: float, high: float) -> list[int]:
    """Columns of cards for each lane, together no wider than the slide."""
    deep = int((high - 36) // (_HIGH + _GAP))
    columns = [max(-(-n // deep), 1) for n in counts]
    most = int((wide - 52) // (_WIDE + _GAP))
    while sum(columns) > most:
        columns[columns.index(max(columns))] -= 1
    return columns


def _lane(
    ax: Axes, x: float, high: float, columns: int, cards: pd.DataFrame, name: str, colour: str
) -> None:
    deep = int((high - 36) // (_HIGH + _GAP))
    left_out = len(cards) - columns * deep
    ax.text(x, 12, f"{name}  {len(cards)}", size=BODY, va="center")
    for i, r in enumerate(rows(cards.head(columns * deep - (left_out > 0)))):
        left, top = x + (i // deep) * (_WIDE + _GAP), 32 + (i % deep) * (_HIGH + _GAP)
        bare = r.slot == "effect" and r.evidence not in _SOURCED
        style: dict[str, Any] = (
            {"ec": ORANGE, "ls": (0, (4, 2)), "lw": 3.0} if bare else {"ec": colour, "lw": 2.0}
        )
        ax.add_patch(
            FancyBboxPatch(
                (left + 4, top + 4),
                _WIDE - 8,
                _HIGH - 8,
                boxstyle="round,pad=4",
                fc="white",
                **style,
            )
        )
        ax.text(left + 10, top + 16, r.raw, size=BODY, va="center")
        ax.text(
            left + 10,
            top + 37,
            shorten(r.what, _WIDE - 18, SMALLEST),
            size=SMALLEST,
            color=GREY,
            va="center",
        )
    if left_out > 0:
        more = tr(f"还有 {left_out + 1} 个", f"{left_out + 1} more")
        ax.text(x + columns * (_WIDE + _GAP) - _GAP, high - 8, more, size=SMALL, ha="right")
