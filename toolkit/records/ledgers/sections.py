"""Lists without headings: units under numbered lines (一、先进基层党组织), as commendations are
printed."""

from __future__ import annotations

import re

from toolkit.records.ledgers.grid import Grid
from toolkit.records.ledgers.heads import Column
from toolkit.records.ledgers.layout import Record, Table, footer

_NUMBERED = re.compile(r"^[(（]?[一二三四五六七八九十]{1,3}[)）]?[、.．)）]\s*\S")
_COUNTED = re.compile(r"[(（](?:共|计)?[0-9]+[个名家][)）]$")
_LIST = re.compile(
    r"表彰|荣誉|先进|优秀|评优|评先|获奖|嘉奖|评定|定级|星级|评级|命名|示范|典型|标杆"
)
_HEADING = "党组织名称"


def listed_units(grid: Grid) -> Table | None:
    """The list of a sheet without headings, as a table of one column.

    Every cell below a numbered line is a record of that section, the lines above the first one are
    titles. None where the sheet says nothing of a roster, or nothing stands in sections.
    """
    lines = grid.texts
    first = next((i for i, row in enumerate(lines) if _begins(row)), None)
    if first is None:
        return None
    titles = [" ".join(dict.fromkeys(t for t in row if t)) for row in lines[:first]]
    titles = [t for t in titles if t]
    if not _LIST.search(" ".join([*titles, *lines[first]])):
        return None
    width = grid.width
    table = Table(grid, titles, [Column(0, _HEADING, _HEADING)], (first, first))
    table.shifts = list(range(width))
    section = ""
    for i in range(first, len(lines)):
        filled = [t for t in lines[i] if t]
        if _begins(lines[i]):
            section = re.sub(r"^[^、.．)）]*[、.．)）]\s*|[(（][^（）()]*[)）]$", "", filled[0])
        elif filled and (why := footer(filled)):
            table.skipped.append((i, why))
        else:
            table.records += [
                Record(i, j, (section,))
                for j, t in enumerate(lines[i])
                if t and not t.isdigit() and (i, j) not in grid.filled
            ]
    return table if table.records else None


def _begins(row: list[str]) -> bool:
    """Whether a row is the numbered line that opens a section."""
    filled = list(dict.fromkeys(t for t in row if t))
    if len(filled) != 1 or len(filled[0]) > 40:
        return False
    return bool(_NUMBERED.match(filled[0]) or _COUNTED.search(filled[0]))
