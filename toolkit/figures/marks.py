"""Marks that figures share: channel symbols and bars, numbers that stay readable on a hatch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text

from toolkit.figures.base import Figure, drawing
from toolkit.figures.style import (
    BLACK,
    BODY,
    CHANNEL_STYLE,
    GREY,
    HOLLOW,
    SMALL,
    SMALLEST,
    VERMILION,
    shorten,
    width,
)
from toolkit.terms import channel_label


def channel_mark(ax: Axes, x: float, y: float, channel: str, size: float = 11) -> None:
    """The mark of a channel, hollow where the channel is drawn hollow."""
    colour, marker, _ = CHANNEL_STYLE[channel]
    face = "white" if channel in HOLLOW else colour
    ax.plot(
        [x],
        [y],
        marker,
        ms=size * (1.5 if marker == "*" else 1),
        mfc=face,
        mec=colour,
        mew=2,
        clip_on=False,
        zorder=5,
    )


def slot(ax: Axes, x: float, y: float, channel: str, size: float = 9, kind: str = "filled") -> None:
    """One place for a pair: ``filled`` (taken), ``empty`` (free), ``unmet`` (nobody helps),
    ``over`` (beyond capacity)."""
    colour, marker, _ = CHANNEL_STYLE[channel]
    size = size * (1.4 if marker == "*" else 1)
    if kind in ("empty", "unmet"):
        edge, heavy = (VERMILION, 2.6) if kind == "unmet" else (GREY, 1.0)
        ax.plot(
            [x], [y], marker, ms=size, mfc="white", mec=edge, mew=heavy, clip_on=False, zorder=5
        )
    else:
        # a hollow channel's taken place has a dot in it: it must differ from a free one
        ax.plot(
            [x],
            [y],
            marker,
            ms=size,
            mfc="white" if channel in HOLLOW else colour,
            mec=colour,
            mew=1.6,
            clip_on=False,
            zorder=5,
        )
        if channel in HOLLOW:
            ax.plot([x], [y], "o", ms=size * 0.45, color=colour, clip_on=False, zorder=6)
    if kind == "over":
        ax.plot([x], [y], "x", ms=size * 1.25, mew=2.2, color=BLACK, clip_on=False, zorder=7)


def curve(ax: Axes, start: tuple[float, float], end: tuple[float, float], **kw: object) -> None:
    """A smooth line from left to right."""
    (x0, y0), (x1, y1) = start, end
    middle = (x0 + x1) / 2
    path = Path(
        [(x0, y0), (middle, y0), (middle, y1), (x1, y1)],
        [Path.MOVETO, Path.CURVE4, Path.CURVE4, Path.CURVE4],
    )
    ax.add_patch(PathPatch(path, fill=False, capstyle="round", **({"zorder": 2} | kw)))  # type: ignore[arg-type]


def ribbon(
    ax: Axes, left: tuple[float, float, float], right: tuple[float, float, float], colour: str
) -> None:
    """A band between two edges, each given as x, upper y, lower y."""
    (x0, a0, b0), (x1, a1, b1) = left, right
    m = (x0 + x1) / 2
    points = [(x0, a0), (m, a0), (m, a1), (x1, a1), (x1, b1), (m, b1), (m, b0), (x0, b0), (x0, a0)]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    ax.add_patch(
        PathPatch(
            Path(points, codes), facecolor=colour, alpha=0.45, edgecolor=colour, lw=1, zorder=2
        )
    )


def channel_label_at(ax: Axes, y: float, channel: str) -> None:
    """Mark and name of a channel at the left of a row, on axes that run from 0 to 1."""
    channel_mark(ax, 0.012, y, channel)
    ax.text(0.03, y, channel_label(channel), va="center")


def channel_bar(ax: Axes, y: float, left: float, length: float, channel: str) -> None:
    """A bar in colour and hatch of a channel."""
    colour, _, hatch = CHANNEL_STYLE[channel]
    face, edge = ("white", colour) if channel in HOLLOW else (colour, "white")
    ax.barh(y, length, 0.5, left, color=face, edgecolor=edge, hatch=hatch, lw=1.5)


def number(ax: Axes, x: float, y: float, value: object, size: float = BODY, **kw: object) -> Text:
    """A number on a mark, with a white rim so that it reads on any colour and hatch."""
    kw = {"ha": "center", "va": "center", "zorder": 6, "color": BLACK} | kw
    rim = [patheffects.withStroke(linewidth=4, foreground="white")]
    told = f"{value:,}" if isinstance(value, (int, np.integer)) else str(value)
    return ax.text(x, y, told, size=size, path_effects=rim, **kw)  # type: ignore[arg-type]


def bar_list(
    ax: Axes,
    box: tuple[float, float, float, float],
    bars: Sequence[tuple[str, float, str, str]],
    told: Sequence[str] | None = None,
    most: float | None = None,
    head: str = "",
) -> None:
    """Bars under each other with their numbers at the end, below a heading where there is one.

    Parameters
    ----------
    box : left, top, width, height in points (see `Frame.sheet`)
    bars : label, value, colour, hatch
    told : what stands at the ends (default: the values)
    most : the value of a full bar (default: the largest)

    Examples
    --------
    >>> from toolkit import figures
    >>> with figures.drawing("两种方式", "按结对表计", "fictitious") as frame:
    ...     ax, wide, high = frame.sheet()
    ...     bars = [("先进带后进", 4, figures.BLUE, ""), ("挂钩帮扶", 2, figures.ORANGE, "")]
    ...     figures.bar_list(ax, (0, 0, wide, high), bars)
    ...     [text.get_text() for text in ax.texts]
    ['先进带后进', '4', '挂钩帮扶', '2']
    """
    x, y, wide, high = box
    if head:
        ax.text(x, y + 8, head, color=GREY, va="center")
        y, high = y + 30, high - 30
    step = min(80.0, high / max(len(bars), 1))
    size = min(BODY, max(SMALLEST, step / 1.25))
    ends = told or [f"{v:,g}" for _, v, _, _ in bars]
    start = x + min(0.5 * wide, max(width(b[0], size) for b in bars)) + 10
    full = x + wide - start - max(width(e, size) for e in ends) - 10
    for i, (name, value, colour, hatch) in enumerate(bars):
        at = y + step * (i + 0.5)
        long = full * value / max(most or max(b[1] for b in bars), 1e-9)
        ax.text(
            start - 8, at, shorten(name, start - x - 8, size), size=size, ha="right", va="center"
        )
        tall = min(0.62 * step, 40.0)
        ax.barh(at, long, tall, start, color=colour, hatch=hatch, edgecolor="white", lw=1)
        ax.text(start + long + 7, at, ends[i], size=size, va="center")


def bar_figure(
    name: str,
    data: pd.DataFrame,
    title: str,
    caption: str,
    nature: str,
    bars: Sequence[tuple[str, float, str, str]],
    told: Sequence[str] | None = None,
) -> Figure:
    """A figure of one `bar_list`; what its bars say is its alternative text."""
    with drawing(title, caption, nature) as frame:
        ax, wide, high = frame.sheet()
        bar_list(ax, (0, 8, 0.96 * wide, high - 8), bars, told)
    return frame.figure(
        name, data, [f"{b[0]} {end}" for b, end in zip(bars, told or [f"{b[1]:,g}" for b in bars])]
    )


def end_labels(
    ax: Axes,
    x: float,
    ends: Sequence[tuple[float, str, str]],
    gap: float,
    most: float = float("inf"),
    left: bool = False,
) -> float:
    """Words for lines that end at `x` (height, words, colour of the line), pushed apart where they
    would touch.

    They stand right of the axes, tied to their ends, none above `most`; with `left` close to the
    left of `x`. Returns the height of the highest.

    Examples
    --------
    >>> from toolkit import figures
    >>> with figures.drawing("两条线", "按年计", "fictitious") as frame:
    ...     ax, _, _ = frame.sheet()
    ...     ends = [(3.0, "村", figures.BLUE), (3.1, "乡", figures.ORANGE)]
    ...     figures.end_labels(ax, 2011, ends, gap=0.5)
    3.5
    """
    ends, heights = sorted(ends), list[float]()
    for y, *_ in ends:
        heights.append(max(y, heights[-1] + gap) if heights else y)
    down = max(0.0, heights[-1] - most)
    for (y, words, colour), at in zip(ends, heights):
        if left:
            ax.annotate(
                words, (x, at), (-9, 0), textcoords="offset points", ha="right", va="center"
            )
        else:
            tie = {"arrowstyle": "-", "color": colour, "lw": 1.4, "shrinkA": 0}
            place, beside = (1.03, at - down), ("axes fraction", "data")
            ax.annotate("", (x, y), place, textcoords=beside, arrowprops=tie, annotation_clip=False)
            ax.annotate(
                words,
                place,
                (4, 0),
                xycoords=beside,
                textcoords="offset points",
                va="center",
                annotation_clip=False,
            )
    return heights[-1] - down


def step_curves(
    ax: Axes, curves: Sequence[tuple[Any, Any, str, str, Any]], end: float, gap: float
) -> None:
    """Shares that only fall, from 1 at 0 to `end` (times, shares, words, colour, dash), each told
    at its end."""
    ends = []
    for times, shares, words, colour, dash in curves:
        x, y = [0.0, *times, end], [1.0, *shares, list(shares)[-1]]
        ax.step(x, y, where="post", color=colour, ls=dash, lw=3)
        ends.append((float(y[-1]), words, colour))
    end_labels(ax, end, ends, gap)


def name_points(ax: Axes, points: pd.DataFrame, around: pd.DataFrame) -> None:
    """Names beside `points` (``x, y, case``), each where it meets no other name and no point of
    `around`.

    The axes must have their final limits.
    """
    box = ax.get_window_extent()
    scale = ax.figure.get_dpi() / 72
    taken: list[tuple[float, float, float, float]] = []
    dots = [(x - 6, y - 6, x + 6, y + 6) for x, y in ax.transData.transform(around[["x", "y"]])]
    for (px, py), name in zip(ax.transData.transform(points[["x", "y"]]), points["case"]):
        text = shorten(str(name), 130, SMALL)
        wide, high, gap = width(text, SMALL) * scale, SMALL * 1.3 * scale, 9 * scale
        spots = [(x, py + high * j) for j in (0, 1, -1, 2, -2) for x in (px + gap, px - gap - wide)]
        boxes = [(x, y - high / 2, x + wide, y + high / 2) for x, y in spots]
        free = [
            b
            for b in boxes
            if b[0] >= box.x0 and b[2] <= box.x1 + 40 and b[1] >= box.y0 and b[3] <= box.y1 + high
        ]
        clear = [b for b in free if not any(_meet(b, t) for t in [*taken, *dots])]
        if not clear:
            continue  # a name that cannot be read says less than none
        taken.append(clear[0])
        x, y = ax.transData.inverted().transform((clear[0][0], (clear[0][1] + clear[0][3]) / 2))
        ax.text(x, y, text, size=SMALL, va="center", zorder=7)


def _meet(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def limits(ax: Axes, low: float, high: float) -> None:
    """Limits of the y axis, with ticks inside them only."""
    ax.set_ylim(low, high)
    ax.set_yticks([t for t in ax.get_yticks() if low <= t <= high])
