"""How much of a Word page its words, tables and pictures take: a picture gets what is left of its
page, so that no page ends in a gap."""

from __future__ import annotations

import re
from math import ceil
from typing import Any

from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from toolkit.reports.model import Table
from toolkit.reports.wording import display_width

#: A4 in the layout of GB/T 9704-2012 less its margins: 28 characters of 16 pt, 22 lines
TEXT_WIDTH, TEXT_HEIGHT = Mm(156), Mm(225)
#: a picture is no lower than this, or it stands on the next page
_LEAST = Mm(56)
#: a row of a table
_ROW = Pt(18)
#: words up to this many half-width characters stay on one line of a table
_ONE_LINE = 16
#: what a machine's own fonts may take more than is reckoned
_SLACK = Mm(5)


def _bold(word: str) -> int:
    """The width of a word of a heading, which bold type makes a sixth longer."""
    return -(-display_width(word) * 7 // 6)


def narrow(table: Table, size: float) -> bool:
    """Whether words begin a millimetre from the edges of their cells: small type, many columns."""
    return size < 9 or len(table.columns) > 6


def column_widths(table: Table, size: float) -> list[int]:
    """Column widths at a size of type: short columns get what their words need, long ones share
    what is left of the text width; no word of a heading is broken."""
    if table.widths:
        return [int(TEXT_WIDTH * w / sum(table.widths)) for w in table.widths]
    longest = [
        max(4, min(display_width(head), 8), *map(_bold, re.findall(r"[!-~]+", head)), wide)
        for head, wide in zip(table.columns, table.widest)
    ]
    edges = 7 if narrow(table, size) else 12
    needed = [int(Pt(0.6 * size * n + edges)) for n in longest]
    spare = TEXT_WIDTH - sum(needed)
    if spare >= 0:
        return [int(w + spare / len(needed)) for w in needed]
    long = sorted((i for i, n in enumerate(longest) if n > _ONE_LINE), key=needed.__getitem__)
    words = re.compile(r"[!-~]+|\W|\w")
    left = spare + sum(needed[i] for i in long)
    for k, i in enumerate(long):  # the longest wrap first
        cells = [table.columns[i], *(row[i] for row in table.rows())]
        word = max(_bold(word) for cell in cells for word in words.findall(cell))
        least = int(Pt(0.6 * size * max(word, 8) + edges))
        needed[i] = max(least, min(needed[i], left // (len(long) - k)))
        left -= needed[i]
    return [int(TEXT_WIDTH * w / sum(needed)) for w in needed]


def _style(document: Any, name: str) -> tuple[float, float, float]:
    """Size of type, height of a line, and space around a paragraph, in points."""
    style = document.styles[name]
    shape = style.paragraph_format
    size = (style.font.size or Pt(16)).pt
    line = getattr(shape.line_spacing, "pt", 1.35 * size)
    return size, line, sum(s.pt for s in (shape.space_before, shape.space_after) if s)


def _lines(text: str, size: float, width: float) -> int:
    wide = display_width(text) - len(text)  # a letter takes up to six tenths of its size
    return max(1, ceil((wide + 0.6 * (len(text) - wide)) * size / width))


def _heights(document: Any) -> list[int]:
    """The height of every block of the body; 0 for a picture."""
    styles, out = {s.style_id: _style(document, s.name) for s in document.styles if s.type == 1}, []

    def high(paragraph: Any, width: float) -> float:
        size, line, around = styles[paragraph.style or "Normal"]
        text = "".join(t.text or "" for t in paragraph.iter(qn("w:t")))
        indent = "　　" * (paragraph.style in (None, "Normal"))
        # spacing of its own comes before that of its style
        own = paragraph.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
        if own is not None:
            around = sum(int(own.get(qn(f"w:{s}"), 0)) for s in ("before", "after")) / 20
        return _lines(indent + text, size, width) * line + around

    for block in document.element.body:
        if block.tag == qn("w:tbl"):
            points = 0.0
            for row in block.tr_lst:
                asked = row.trHeight_val or 0
                cells = (high(c.p_lst[0], c.width.pt - 11) for c in row.tc_lst)
                points += max(max(cells) + 0.5, Pt(asked / 12700).pt if asked else 0)
        elif block.tag != qn("w:p") or next(block.iter(qn("w:drawing")), None) is not None:
            points = 0.0
        else:
            points = high(block, TEXT_WIDTH.pt)
        out.append(int(Pt(points)))
    return out


def _resize(block: Any, height: int) -> int:
    """Give a picture a height, at most the one at which it is as wide as the text."""
    inline = next(block.iter(qn("wp:inline")))
    height = min(height, int(TEXT_WIDTH * inline.extent.cy / inline.extent.cx))
    for extent in (inline.extent, next(block.iter(qn("a:ext")))):
        ratio = extent.cx / extent.cy
        extent.cx, extent.cy = int(height * ratio), height
    return height


def _has(block: Any, name: str) -> bool:
    return block.tag == qn("w:p") and next(block.iter(qn(name)), None) is not None


def _styled(block: Any, name: str) -> bool:
    return block.tag == qn("w:p") and str(block.style).startswith(name)


def _table_up(blocks: list[Any], high: list[int], at: int) -> bool:
    """Move the section's next table, with its caption and notes, before the picture at `at`."""
    start = at
    while blocks[start].tag != qn("w:tbl"):
        start += 1
        if start == len(blocks) - 1 or _styled(blocks[start], "Heading"):
            return False
    end = start + 1
    while _styled(blocks[end], "TableText"):
        end += 1
    start -= _styled(blocks[start - 1], "Caption")
    for block in blocks[start:end]:
        blocks[at].addprevious(block)
    for moved in (blocks, high):
        moved[at:end] = moved[start:end] + moved[at:start]
    return True


def fit_pictures(document: Any, most: int, front: bool) -> None:
    """Give every picture of a finished document its size: what is left of its page, at most `most`;
    on page one (`front`) what all words and the table leave. Where less than a picture is left, the
    section's table comes first."""
    blocks, high, left = list(document.element.body), _heights(document), int(TEXT_HEIGHT)
    page = next((i for i, b in enumerate(blocks) if _has(b, "w:pageBreakBefore")), 0)
    for i in range(len(blocks)):
        if _has(blocks[i], "w:pageBreakBefore"):
            left = int(TEXT_HEIGHT)
        last = _head(blocks, i)
        if left < _needed(blocks, high, i, last) and not (
            _has(blocks[last], "w:drawing")
            and _table_up(blocks, high, last)
            and left >= _needed(blocks, high, i, _head(blocks, i))
        ):
            left = int(TEXT_HEIGHT)
        if _has(blocks[i], "w:drawing"):
            room = left - sum(high[i:page]) if front and i < page else left
            high[i] = _resize(blocks[i], int(min(most, max(room - _SLACK, _LEAST * 3 // 5))))
        left -= high[i]
        while left < 0:  # a table that goes on repeats its headings
            left += TEXT_HEIGHT - (_ROW if blocks[i].tag == qn("w:tbl") else 0)


def _head(blocks: list[Any], i: int) -> int:
    """Where what a heading heads is, from which it is not parted."""
    while _has(blocks[i], "w:keepNext") or _styled(blocks[i], "Heading"):
        i += 1
    return i


def _needed(blocks: list[Any], high: list[int], i: int, last: int) -> int:
    """What must be left of a page for block `i` with all that it heads."""
    picture = _has(blocks[last], "w:drawing")
    first = _LEAST + _SLACK if picture else min(high[last], 3 * _ROW)
    return int(sum(high[i:last]) + first)
