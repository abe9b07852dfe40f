"""Paper to cut out: cards and ruled sheets as a black-and-white PDF in the bundled font, for a
class without a computer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_pdf import PdfPages

from toolkit.figures import Slide, look, shorten, width, wrap
from toolkit.records import writing
from toolkit.reports import plain
from toolkit.terms import tr

#: A4 in points, and what is kept free at its edges (most printers need 5 mm)
_A4 = (595.0, 842.0)
_EDGE = 30.0
_HEAD = 40.0
_GREY = "#555555"
#: how much taller rows may become to fill their page
_MOST = 2.4


@dataclass(frozen=True)
class Card:
    """One card.

    Attributes
    ----------
    code : str
        What the class calls it, large at the top.
    word : str
        What kind of card it is, at the right of the code.
    name : str
        One or two lines under the code.
    lines : sequence of str
        Wrapped below; a line that begins with a mark (● ■ ▲ …) is set larger, ``---`` is a line to
        fold along.
    dark : bool
        White on black at the top: the two sorts of cards of a deck are told apart without colour.
    """

    code: str
    word: str
    name: str = ""
    lines: Sequence[str] = ()
    dark: bool = False


@dataclass(frozen=True)
class Deck:
    """Cards of one size: `across` × `down` on a page."""

    title: str
    cards: Sequence[Card]
    across: int = 3
    down: int = 4


@dataclass(frozen=True)
class Ruled:
    """A ruled table: a list to read from, or a form to write in. Long ones go on over pages, the
    headings repeated.

    ``widths`` are shares of the columns; ``tall`` is the height of a row in points; ``wide`` turns
    the page; the column ``bare`` has no lines between its rows: room to draw.
    """

    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    widths: Sequence[float]
    note: str = ""
    tall: float = 20.0
    wide: bool = False
    bare: int = -1


def write_cards(path: Path, pages: Iterable[Deck | Ruled], nature: str, title: str) -> Path:
    """Write decks and ruled sheets as one PDF, A4, fonts embedded; every page carries the line
    `nature`."""
    with writing(path) as draft, look(), rc_context({"pdf.fonttype": 42}):
        info = {"Title": title, "Author": "Exemplar Toolkit", "CreationDate": None}
        with PdfPages(draft.path, metadata=info) as book:
            for part in pages:
                for page in _deck(part, nature) if isinstance(part, Deck) else _ruled(part, nature):
                    book.savefig(page)
    return draft.final


def _page(title: str, nature: str, wide: bool = False) -> tuple[Slide, Axes, float, float]:
    w, h = _A4[::-1] if wide else _A4
    page = Slide()
    page.set_size_inches(w / 72, h / 72)
    ax = page.add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, w), ylim=(h, 0))
    ax.set_axis_off()
    ax.text(_EDGE, _EDGE - 4, shorten(plain(title), w - 2 * _EDGE, 13), size=13, va="center")
    ax.text(_EDGE, h - _EDGE + 8, plain(nature), size=8, va="center", color=_GREY)
    return page, ax, w, h


def _deck(deck: Deck, nature: str) -> Iterator[Slide]:
    sheets = -(-len(deck.cards) // (deck.across * deck.down))
    # as many rows as spread the cards over all sheets: none is left nearly bare
    down = max(-(-len(deck.cards) // (deck.across * max(sheets, 1))), 1)
    each = deck.across * down
    for first in range(0, len(deck.cards), each):
        there = deck.cards[first : first + each]
        rows = -(-len(there) // deck.across)
        page, ax, w, h = _page(deck.title, nature)
        wide, high = (w - 2 * _EDGE) / deck.across, (h - _EDGE - _HEAD - 14) / down
        for i, card in enumerate(there):
            corner = (_EDGE + i % deck.across * wide, _HEAD + i // deck.across * high)
            _card(ax, corner, (wide, high), card, nature)
        _cuts(ax, deck.across, rows, wide, high)
        yield page


def _cuts(ax: Axes, across: int, rows: int, wide: float, high: float) -> None:
    """Lines to cut along, with scissors at their beginning."""
    dashes: Any = {"color": _GREY, "lw": 0.7, "ls": (0, (4, 3)), "zorder": 1}
    right, low = _EDGE + across * wide, _HEAD + rows * high
    for k in range(across + 1):
        ax.plot([_EDGE + k * wide] * 2, [_HEAD - 6, low + 6], **dashes)
    for k in range(rows + 1):
        ax.plot([_EDGE - 6, right + 6], [_HEAD + k * high] * 2, **dashes)


def _card(
    ax: Axes, corner: tuple[float, float], size: tuple[float, float], card: Card, nature: str
) -> None:
    (x, y), (wide, high) = corner, size
    pad, room = 8.0, wide - 16.0
    ink = "white" if card.dark else "black"
    ax.add_patch(
        _box(x + 3, y + 3, wide - 6, 27, face="black" if card.dark else "white", heavy=1.4)
    )
    ax.add_patch(
        _box(x + 3, y + 3, wide - 6, high - 6, face="none", heavy=1.4 if card.dark else 0.8)
    )
    word = plain(card.word)
    free = room - width(word, 11) - 6
    large = next((s for s in (17, 15, 13, 12) if width(plain(card.code), s) <= free), 11)
    code = shorten(plain(card.code), free, large)
    ax.text(x + pad, y + 16.5, code, size=large, va="center", color=ink)
    ax.text(x + wide - pad, y + 16.5, word, size=11, va="center", ha="right", color=ink)
    at = y + 36
    if card.name:
        at = _lines(ax, x + pad, at, wrap(plain(card.name), room, 12, 2), 12) + 3
    for said, fitted in _fitted([plain(line) for line in card.lines], room, y + high - 15 - at):
        fold = said == "---"
        at = _fold(ax, x, at, wide) if fold else _lines(ax, x + pad, at, said, fitted) + 2
    ax.text(
        x + wide - pad,
        y + high - 9,
        nature[: 4 if nature[0] > "⺀" else 10],
        size=7,
        ha="right",
        va="center",
        color=_GREY,
    )


def _fitted(lines: Sequence[str], room: float, deep: float) -> list[tuple[str, float]]:
    """Each line wrapped, with its size: the largest that keeps all of them, else long ones cut, so
    that none is lost."""
    for scale in (1.5, 1.4, 1.3, 1.2, 1.1, 1.0, 0.93, 0.86, 0.8, 0.74):
        sizes = [scale * (12.0 if line[:1] in tuple("●■▲◆○★□") else 10.0) for line in lines]
        wrapped = [wrap(line, room, size, 99) for line, size in zip(lines, sizes)]
        if scale > 1 and any(w.count("\n") for w, line in zip(wrapped, lines) if _whole(line)):
            continue
        if sum(map(_high, wrapped, sizes)) <= deep:
            return list(zip(wrapped, sizes))
    out = []
    for i, (line, size) in enumerate(zip(lines, sizes)):
        later = sum(
            _high("", s) for s in sizes[i + 1 :]
        )  # one line for each of those still to come
        n = max(int((deep - later - 2) // (1.35 * size)), 1)
        out.append((wrap(line, room, size, n), size))
        deep -= _high(*out[-1])
    return out


def _whole(line: str) -> bool:
    """A line to tick or to write on: set in larger type only where it stays on one line."""
    return "□" in line or "＿" in line


def _high(said: str, size: float) -> float:
    return 14.0 if said == "---" else (said.count("\n") + 1) * 1.35 * size + 2


def _lines(ax: Axes, x: float, y: float, text: str, size: float) -> float:
    """Write lines downwards from `y`; returns where the next may begin."""
    for line in text.split("\n"):
        ax.text(x, y + size * 0.68, line, size=size, va="center")
        y += size * 1.35
    return y


def _fold(ax: Axes, x: float, y: float, wide: float) -> float:
    ax.plot([x + 3, x + wide - 3], [y + 5] * 2, color="black", lw=0.8, ls=(0, (1, 2)))
    ax.text(
        x + wide / 2,
        y + 5,
        tr("沿线向后折", "fold back here"),
        size=7,
        ha="center",
        va="center",
        color=_GREY,
        backgroundcolor="white",
    )
    return y + 14


def _box(x: float, y: float, wide: float, high: float, face: str, heavy: float) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle(
        (x, y),
        wide,
        high,
        facecolor=face,
        edgecolor="black",
        lw=heavy,
        zorder=2 if face != "none" else 1.5,
    )


def _ruled(sheet: Ruled, nature: str) -> Iterator[Slide]:
    left = list(sheet.rows)
    while True:
        page, ax, w, h = _page(sheet.title, nature, sheet.wide)
        top = _HEAD + 4
        for line in wrap(plain(sheet.note), w - 2 * _EDGE, 10, 4).split("\n") if sheet.note else ():
            ax.text(_EDGE, top + 5, line, size=10, va="center")
            top += 15
        room = h - top - _EDGE - 8 - _head(sheet, w)
        n = max(int(room // sheet.tall), 1)
        if len(left) <= room / (0.8 * sheet.tall):
            # a few rows too many go closer together, few of them fill the page
            n, sheet = len(left), replace(sheet, tall=min(room / len(left), _MOST * sheet.tall))
        _grid(ax, sheet, left[:n], top + 4, w)
        yield page
        left = left[n:]
        if not left:
            return


def _edges(sheet: Ruled, w: float) -> list[float]:
    inner, total = w - 2 * _EDGE, sum(sheet.widths)
    return [_EDGE + inner * sum(sheet.widths[:k]) / total for k in range(len(sheet.widths) + 1)]


def _head(sheet: Ruled, w: float) -> float:
    """The height of the row of headings."""
    rooms = [b - a - 6 for a, b in pairwise(_edges(sheet, w))]
    lines = [wrap(plain(t), r, 9.5, 9).count("\n") + 1 for r, t in zip(rooms, sheet.headings)]
    return max(26.0, 8 + 12.0 * max(lines))


def _grid(ax: Axes, sheet: Ruled, rows: Sequence[Sequence[str]], top: float, w: float) -> None:
    inner, edges, head = w - 2 * _EDGE, _edges(sheet, w), _head(sheet, w)
    bottom = top + head + len(rows) * sheet.tall
    ax.add_patch(_box(_EDGE, top, inner, head, face="#E6E6E6", heavy=0.8))
    for edge in edges:
        ax.plot([edge] * 2, [top, bottom], color="black", lw=0.6, zorder=3)
    for k in range(len(rows) + 1):
        for j, (a, b) in enumerate(pairwise(edges)):
            if j != sheet.bare or k == len(rows):
                ax.plot([a, b], [top + head + k * sheet.tall] * 2, color="black", lw=0.6, zorder=3)
    large = _largest(sheet, rows, edges)
    for r, cells in enumerate([sheet.headings, *rows]):
        middle = top + head / 2 if r == 0 else top + head + (r - 0.5) * sheet.tall
        deep, size = (head, 9.5) if r == 0 else (sheet.tall, large)
        for a, b, text in zip(edges, edges[1:], cells):
            said = wrap(plain(text), b - a - 6, size, max(int(deep // (size * 1.25)), 1))
            ax.text(a + 3, middle, said, size=size, va="center", linespacing=1.2, zorder=4)


def _largest(sheet: Ruled, rows: Sequence[Sequence[str]], edges: Sequence[float]) -> float:
    """The largest type in which every cell keeps its words."""
    for size in (13.0, 12.0, 11.0, 10.0):
        most = max(int(sheet.tall // (size * 1.25)), 1)
        if all(
            wrap(plain(text), b - a - 6, size, 99).count("\n") < most
            for cells in rows
            for a, b, text in zip(edges, edges[1:], cells)
        ):
            return size
    return 9.5
