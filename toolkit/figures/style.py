"""One look for every figure: the shipped font, colours doubled by marks, sizes, text that always
finds its glyphs."""

from __future__ import annotations

import unicodedata
import warnings
from bisect import bisect_right
from functools import cache, lru_cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.artist import Artist
from matplotlib.figure import Figure as Canvas
from matplotlib.ft2font import FT2Font
from matplotlib.text import Text

from toolkit.terms import CHANNELS, channel, tr

FAMILY = "Noto Sans SC Subset"
#: one slide of 1366 × 768 pixels
WIDTH, HEIGHT, DPI = 13.66, 7.68, 100
#: share of the width left free at each side, and the points between
MARGIN = 0.035
INNER = (1 - 2 * MARGIN) * WIDTH * 72
#: points on that slide; printed 156 mm wide they are 0.45 of it
TITLE, BODY, SMALL = 22.0, 16.0, 14.0
SMALLEST = 12.0

BLACK, GREY, PALE = "#000000", "#5A5A5A", "#D0D0D0"
BLUE, ORANGE, GREEN, PURPLE, SKY, VERMILION, YELLOW = (
    "#0072B2",
    "#E69F00",
    "#009E73",
    "#CC79A7",
    "#56B4E9",
    "#D55E00",
    "#F0E442",
)
#: colour, mark and hatch of each pairing channel, the same in every figure
CHANNEL_STYLE = {c: (channel(c).colour, channel(c).mark, channel(c).hatch) for c in CHANNELS}
#: hollow marks: 党群共建 is told from 先进带后进 without colour
HOLLOW = frozenset(c for c in CHANNELS if channel(c).hollow)
GRADE_STYLE: dict[str, tuple[str, str, str]] = {
    "advanced": (BLUE, "", "●"),
    "ordinary": (PALE, "", "○"),
    "backward": (VERMILION, "//", "▲"),
}
CHANGE_STYLE: dict[str, Any] = {
    "kept": (GREY, "-", 1.6),
    "added": (BLUE, "-", 3.4),
    "dropped": (VERMILION, (0, (4, 3)), 2.2),
}

_RC: Any = {
    "font.family": [FAMILY, "DejaVu Sans"],
    "font.size": BODY,
    "axes.unicode_minus": False,
    "text.parse_math": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 1.2,
    "axes.edgecolor": GREY,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "hatch.linewidth": 1.2,
    "svg.fonttype": "path",
    "svg.hashsalt": "toolkit",
}


@cache
def font_path() -> Path:
    """The shipped subset of Noto Sans SC, as a file that stays on disk."""
    with as_file(files("toolkit.figures") / "font" / "NotoSansSC-subset.ttf") as path:
        return path


@cache
def register_font() -> None:
    """Make the shipped font known to matplotlib (once a session)."""
    font_manager.fontManager.addfont(str(font_path()))


def look() -> Any:
    """Context in which matplotlib draws with this style; nothing of it leaks into the reader's own
    settings.

    Examples
    --------
    >>> import matplotlib
    >>> from toolkit import figures
    >>> with figures.look():
    ...     inside = matplotlib.rcParams["font.size"]
    >>> inside, matplotlib.rcParams["font.size"]
    (16.0, 10.0)
    """
    register_font()
    return mpl.rc_context(_RC)


@cache
def _fonts() -> tuple[FT2Font, FT2Font]:
    return FT2Font(str(font_path())), FT2Font(font_manager.findfont("DejaVu Sans"))


@lru_cache(maxsize=20_000)
def _advance(char: str) -> float:
    """Width of a character in ems."""
    own, fallback = _fonts()
    for font in (own, fallback):
        if font.get_char_index(ord(char)):
            font.set_size(100, 72)
            return (
                font.load_char(ord(char), flags=mpl.ft2font.LoadFlags.NO_HINTING).linearHoriAdvance
                / 65536
                / 100
            )
    return 4.0  # drawn as □ with its code


def has_glyph(char: str) -> bool:
    """Whether one of the two fonts draws this character."""
    return char == "\n" or any(f.get_char_index(ord(char)) for f in _fonts())


def width(text: str, size: float = BODY) -> float:
    """Width of a line of text in points.

    Examples
    --------
    >>> from toolkit import figures
    >>> round(figures.width("典型")), round(figures.width("典型", 32))
    (32, 64)
    """
    return size * sum(_advance(c) for c in text)


def shorten(text: str, points: float, size: float = BODY) -> str:
    """`text`, cut with … when it is wider than `points`.

    Examples
    --------
    >>> from toolkit import figures
    >>> figures.shorten("典型带动示范引路", 80)
    '典型带动…'
    """
    if width(text, size) <= points:
        return text
    fit = bisect_right(range(len(text)), points, key=lambda end: width(text[:end] + "…", size))
    return text[: max(fit - 1, 0)] + "…"


def _pieces(text: str) -> list[str]:
    """Where a line may break: after a space, and around each wide character that is no closing
    punctuation."""
    out: list[str] = []
    for char in text:
        wide = unicodedata.east_asian_width(char) in "WF"
        closing = unicodedata.category(char) in ("Pe", "Pf", "Po")
        opening = bool(out) and unicodedata.category(out[-1][-1]) in ("Ps", "Pi")
        previous_wide = bool(out) and unicodedata.east_asian_width(out[-1][-1]) in "WF"
        if (
            out
            and not out[-1].endswith(" ")
            and (opening or closing or not (wide or previous_wide))
        ):
            out[-1] += char
        else:
            out.append(char)
    return out


def wrap(text: str, points: float, size: float = BODY, lines: int = 3) -> str:
    """`text` over at most `lines` lines of `points` width; what does not fit ends in ….

    Examples
    --------
    >>> from toolkit import figures
    >>> figures.wrap("典型带动，示范引路", 80)
    '典型带动，\\n示范引路'
    """
    out = [""]
    for piece in _pieces(text):
        if width(out[-1] + piece.rstrip(), size) > points and out[-1]:
            out.append("")
        out[-1] += piece
    out = [line.rstrip() for line in out]
    if len(out) > lines:
        out = [*out[: lines - 1], shorten("".join(out[lines - 1 :]), points, size)]
    return "\n".join(out)


def drawable(text: str) -> str:
    """`text` with every character that has no glyph as □ and its code."""
    return "".join(c if has_glyph(c) else f"□{ord(c):X}" for c in text)


class Slide(Canvas):
    """A matplotlib figure that is always drawn in this style, with every character drawable, and
    never by pyplot.

    Examples
    --------
    >>> from toolkit import figures
    >>> figures.Slide().get_size_inches()
    array([13.66,  7.68])
    """

    def __init__(self) -> None:
        with look():
            super().__init__(figsize=(WIDTH, HEIGHT), dpi=DPI, facecolor="white")

    def draw(self, renderer: Any) -> None:
        """Draw; characters outside the fonts become □ and their code, with one warning that lists
        them."""
        missing: set[str] = set()
        texts: list[Artist] = self.findobj(Text)
        for artist in texts:
            assert isinstance(artist, Text)
            lost = {c for c in artist.get_text() if not has_glyph(c)}
            if lost:
                missing |= lost
                artist.set_text(drawable(artist.get_text()))
        if missing:
            listed = ", ".join(f"{c} (U+{ord(c):X})" for c in sorted(missing))
            message = tr(
                f"字体中没有这些字，图上以 □ 加编码表示：{listed}",
                f"not in the font, drawn as □ with the code: {listed}",
            )
            warnings.warn(message, UserWarning, stacklevel=2)
        with look():
            super().draw(renderer)
