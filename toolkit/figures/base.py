"""The Figure that every function returns: a drawing with its data, its words, and how it is
saved."""

from __future__ import annotations

import io
import re
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from PIL import Image

from toolkit.figures import style
from toolkit.figures.style import (
    GREY,
    HEIGHT,
    INNER,
    MARGIN,
    SMALL,
    TITLE,
    WIDTH,
    Slide,
    look,
    width,
    wrap,
)
from toolkit.pairing import day
from toolkit.records import writing
from toolkit.terms import tr, word

#: printed width: A4 between the margins of GB/T 9704-2012
PRINT_MM = 156
_PRINT_DPI = 150
#: characters of an alternative text at most
ALT_MOST = 199


class NothingToDraw(ValueError):
    """The records hold nothing that this figure could show; the message is a sentence a report can
    print."""


@dataclass
class Figure:
    """A figure: one question, its answer as title, and what was counted as caption.

    Attributes
    ----------
    figure : matplotlib.figure.Figure
        The drawing, 1366 × 768 at 100 dpi.
    data : pandas.DataFrame
        What is drawn, with English column names.
    title, caption, alt : str
        The answer; what was counted, on which day, the limit; the alternative text for who cannot
        see it.
    name : str
        File stem.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> figure = toolkit.figures.stars(county, "2011-06-30")
    >>> figure.title, list(figure.data)
    ('星级：3 星最多（22 个），五星 5 个', ['stars', 'organisations'])
    """

    name: str
    title: str
    caption: str
    alt: str
    data: pd.DataFrame
    figure: Slide = field(repr=False)

    def png(self, dpi: float = style.DPI) -> bytes:
        """The drawing as PNG bytes; printed 156 mm wide by default."""
        out = io.BytesIO()
        printed = dpi * WIDTH / (PRINT_MM / 25.4)
        with look():
            self.figure.savefig(
                out,
                format="png",
                dpi=dpi,
                # flat colours: a low level is quicker, and smaller too
                pil_kwargs={"dpi": (printed, printed), "compress_level": 2},
                metadata={"Title": self.title},
            )
        return out.getvalue()

    def svg(self) -> str:
        """The drawing as SVG text: letters as outlines, the title and alternative text inside for
        screen readers."""
        out = io.StringIO()
        with look():
            self.figure.savefig(
                out,
                format="svg",
                metadata={"Date": None, "Title": self.title, "Description": self.alt},
            )
        size = f'width="{PRINT_MM}mm" height="{PRINT_MM * HEIGHT / WIDTH:.1f}mm"'
        head, _, rest = out.getvalue().partition("<svg")
        tag, _, body = rest.partition(">")
        tag = re.sub(r'\s(?:width|height)="[^"]*"', "", tag)
        label = self.alt.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        return f'{head}<svg {size} role="img" aria-label="{label}"{tag}>{body}'

    def save(self, folder: str | Path, stem: str | None = None) -> list[Path]:
        """Write ``stem.png`` and ``stem.svg`` at print size into `folder`; returns the paths
        written.

        A file that is open elsewhere gets the next free name instead.
        """
        folder = Path(folder)
        out = []
        for suffix, content in (
            (".png", self.png(_PRINT_DPI)),
            (".svg", self.svg().encode("utf-8")),
        ):
            with writing(folder / f"{stem or self.name}{suffix}") as draft:
                draft.path.write_bytes(content)
            out.append(draft.final)
        return out

    def _repr_mimebundle_(
        self, include: Any = None, exclude: Any = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        # JupyterLab shows PNG data without their alternative text, so the picture comes as HTML as
        # well
        png = _few_colours(self.png())
        shown = (
            f'<img alt="{escape(self.alt)}" width="960" '
            f'src="data:image/png;base64,{b64encode(png).decode()}">'
        )
        return {"text/html": shown, "image/png": png, "text/plain": self.alt}, {
            "image/png": {"alt": self.alt, "width": 960}
        }


def _few_colours(png: bytes) -> bytes:
    """The same picture in 128 colours: a third of the bytes, which a notebook keeps twice."""
    out = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        # a higher level takes eight times as long for a thirtieth less
        picture.convert("RGB").quantize(128, dither=Image.Dither.NONE).save(
            out, "PNG", compress_level=6
        )
    return out.getvalue()


def day_text(on: Any = None) -> str:
    """A day as the caption says it."""
    d = day(on)
    return tr(f"{d.year}年{d.month}月{d.day}日", f"{d:%Y-%m-%d}")


def rows(table: pd.DataFrame) -> list[Any]:
    """Rows of a frame as named tuples."""
    return list(table.itertuples(index=False))


@dataclass
class Frame:
    """A slide being drawn: its title and caption stand, `axes` is the room between them."""

    slide: Slide
    title: str
    caption: str
    bottom: float
    top: float

    def axes(
        self,
        left: float = 0.0,
        right: float = 1.0,
        bottom: float = 0.0,
        top: float = 1.0,
        bare: bool = False,
    ) -> Axes:
        """Axes in a part of the room between title and caption (fractions of it); `bare` has no
        frame and no ticks."""
        w, h = 1 - 2 * MARGIN, self.top - self.bottom
        ax = self.slide.add_axes(
            (MARGIN + left * w, self.bottom + bottom * h, (right - left) * w, (top - bottom) * h)
        )
        if bare:
            ax.set_axis_off()
        ax.patch.set_alpha(0)
        return ax

    def sheet(self) -> tuple[Axes, float, float]:
        """Bare axes over the whole room measured in points from its top left corner, with their
        width and height."""
        high = (self.top - self.bottom) * HEIGHT * 72
        ax = self.axes(bare=True)
        ax.set(xlim=(0, INNER), ylim=(high, 0))
        return ax, INNER, high

    def figure(self, name: str, data: pd.DataFrame, told: str | Iterable[str]) -> Figure:
        """What was drawn; its alternative text is the title and what is `told`, a sentence or parts
        of one, as far as a screen reader bears it."""
        parts = [told] if isinstance(told, str) else list(told)
        alt, counts = _told(self.title, parts), data.select_dtypes("number")
        if alt.endswith("…") and len(data) and len(counts.columns):
            # where not every part fits, the one with the largest number comes first
            most = counts.iloc[:, 0].max()
            told_most = "" if pd.isna(most) else str(int(most))
            parts.sort(key=lambda part: told_most not in re.findall(r"\d+", part.replace(",", "")))
            alt = _told(self.title, parts)
        return Figure(name, self.title, self.caption, alt, data, self.slide)


def _told(title: str, parts: list[str]) -> str:
    """Title and as many whole parts as fit; a screen reader reads an alternative text in one
    breath, and every number is in the table beside the figure."""
    alt, rest = title + tr("。", ". "), ""
    for i, part in enumerate(parts):
        longer = alt + (tr("；", "; ") if i else "") + part
        if len(longer) + 2 > ALT_MOST:
            rest = tr("……", " …")
            # one long sentence is cut where it is; of several only whole ones are told
            alt = longer[: ALT_MOST - 3] if not i and len(alt) < ALT_MOST // 2 else alt
            break
        alt = longer
    return (alt + rest)[:ALT_MOST]


@contextmanager
def drawing(title: str, caption: str, nature: str) -> Iterator[Frame]:
    """Open a slide with its words and watermark; draw inside the block.

    Examples
    --------
    >>> from toolkit import figures
    >>> with figures.drawing("1 个单位无人帮", "按结对表计", "fictitious") as frame:
    ...     type(frame).__name__
    'Frame'
    """
    with look():
        slide = Slide()
        words = wrap(title, INNER, TITLE, lines=2)
        slide.text(
            MARGIN, 0.965, words, size=TITLE, va="top", ha="left", linespacing=1.25, gid="title"
        )
        below = wrap(caption, INNER, SMALL, lines=2)
        slide.text(
            MARGIN,
            0.025,
            below,
            size=SMALL,
            color=GREY,
            va="bottom",
            ha="left",
            linespacing=1.3,
            gid="caption",
        )
        mark = word("nature", nature, short=True)
        if mark:
            big = min(60.0, 0.8 * WIDTH * 72 / width(mark, 1.0))
            slide.text(
                0.5,
                0.5,
                mark,
                size=big,
                color="black",
                alpha=0.1,
                rotation=18,
                ha="center",
                va="center",
                zorder=-5,  # behind every number
                gid="watermark",
            )
        top = 0.965 - (words.count("\n") + 1) * TITLE * 1.3 / 72 / HEIGHT - 0.03
        bottom = 0.025 + (below.count("\n") + 1) * SMALL * 1.35 / 72 / HEIGHT + 0.035
        yield Frame(slide, title, caption, bottom, top)
