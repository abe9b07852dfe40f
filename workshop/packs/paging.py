"""Pages of a handout: where one begins, and boxes to write in that take what is left of it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.reports import (
    Section,
    Table,
    display_width,
)
from toolkit.terms import tr

#: a page of a handout in points: its room (a little kept free), the title, a heading, a line;
#: characters a line; points a millimetre
_PAGE, _TITLE, _HEADING, _LINE, _ACROSS, _MM = 622.0, 75.0, 29.0, 18.0, 36, 72 / 25.4


def room_to_write(tall: float) -> Table:
    """A ruled box to write in."""
    return Table("", pd.DataFrame({"write_here": [""]}), tall=tall)


def fill_pages(sections: Sequence[Section]) -> None:
    """Begin a page where a section would not fit the one before, and let the boxes to write in take
    what is left of each page."""
    on_page: list[Section] = []
    used = _TITLE
    closed: list[Section | None] = [*sections, None]
    for section in closed:
        deep = _deep(section) if section else _PAGE
        if on_page and used + deep > _PAGE:
            rooms = [t for s in on_page for t in s.tables if list(t.frame) == ["write_here"]]
            if not rooms and used < 0.75 * _PAGE:
                on_page[-1].paragraphs.append(tr("我还想问：", "What I still ask:"))
                on_page[-1].tables.append(room := room_to_write(0))
                used, rooms = used + 2 * _LINE, [room]
            for room in rooms:
                room.tall += max(_PAGE - used, 0) / _MM / len(rooms)
            on_page, used = [], 0.0
            if section:
                section.new_page = True
        on_page, used = [*on_page, *([section] if section else [])], used + deep
        if used > _PAGE:  # a long table goes on
            used %= _PAGE


def _deep(section: Section) -> float:
    """How much of a page a section takes, in points."""
    deep = _HEADING + sum(_LINE * _lines(p, _ACROSS) for p in section.paragraphs)
    for table in section.tables:
        wide = table.widths or [max(4, n, min(display_width(c), 8)) for c, n in _columns(table)]
        deep += 26 if table.title else 0  # its caption
        line, gap = (16.0, 6.0) if table.tall else (12.0, 4.0)  # larger type in forms
        widths = [_ACROSS * 16.0 / line * w / sum(wide) for w in wide]
        deep += line + gap  # its heading
        for cells in table.frame.itertuples(index=False):
            most = max(_lines(str(c), w - 1, 0) for c, w in zip(cells, widths))
            deep += max(table.tall * _MM, line * most + gap)
    return deep


def _columns(table: Table) -> list[tuple[str, int]]:
    """Heading and widest cell of each column, as Word gives room to columns without widths."""
    return list(zip(table.columns, table.widest))


def _lines(said: str, across: float, indent: int = 2) -> int:
    """Lines of a text in a column of so many characters; paragraphs are indented, cells are not."""
    return sum(
        -(-max(-(-display_width(line) // 2) + indent, 1) // max(int(across), 1))
        for line in said.split("\n")
    )
