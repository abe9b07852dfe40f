"""Marks that figures share: channel symbols and bars, numbers that stay readable on a hatch."""

from __future__ import annotations

from matplotlib import patheffects
from matplotlib.axes import Axes
from matplotlib.text import Text

from toolkit.figures.style import BLACK, BODY, CHANNEL_STYLE, HOLLOW
from toolkit.terms import channel_label


def channel_mark(ax: Axes, x: float, y: float, channel: str, size: float = 11) -> None:
    """The mark of a channel, hollow where the channel is drawn hollow."""
    colour, marker, _ = CHANNEL_STYLE[channel]
    face = "white" if channel in HOLLOW else colour
    ax.plot([x], [y], marker, ms=size * (1.5 if marker == "*" else 1), mfc=face, mec=colour, mew=2, clip_on=False, zorder=5)


def channel_label_at(ax: Axes, y: float, channel: str, x: float = 0.012) -> None:
    """Mark and name of a channel at the left of a row (`x` in data units of axes that run from 0 to 1)."""
    channel_mark(ax, x, y, channel)
    ax.text(x + 0.018, y, channel_label(channel), va="center")


def channel_bar(ax: Axes, y: float, left: float, length: float, channel: str, height: float = 0.5) -> None:
    """A bar in colour and hatch of a channel."""
    colour, _, hatch = CHANNEL_STYLE[channel]
    face, edge = ("white", colour) if channel in HOLLOW else (colour, "white")
    ax.barh(y, length, height, left, color=face, edgecolor=edge, hatch=hatch, lw=1.5)


def number(ax: Axes, x: float, y: float, value: object, size: float = BODY, **kw: object) -> Text:
    """A number on a mark, with a white rim so that it reads on any colour and hatch."""
    kw = {"ha": "center", "va": "center", "zorder": 6, "color": BLACK} | kw
    rim = [patheffects.withStroke(linewidth=4, foreground="white")]
    return ax.text(x, y, str(value), size=size, path_effects=rim, **kw)  # type: ignore[arg-type]
