"""Headings of a table: which rows they are, and what each column is called with its groups."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from toolkit.records.cells import is_blank, shown
from toolkit.records.ledgers.grid import Grid
from toolkit.records.ledgers.headings import heading_role
from toolkit.records.ledgers.persons import plain_text
from toolkit.records.ledgers.words import is_generic, is_unit

TICKS = frozenset("√✓✔☑●○◎★☆▲△■□◆◇✕×∨Vv✅◯ⅴ")
TOTAL = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|汇\s*总|总数|总\s*数)(?:[:：(（].*)?$|(?:合计|小计|总计)$"
)
YEARLY = re.compile(r"^(?:19|20)[0-9]{2}年?度?")
_NUMBER = re.compile(r"^[0-9]+(?:\.[0-9]+)?%?$")
SIDES = frozenset(["helper", "recipient", "unit", "either", "side_a", "side_b", "township"])


@dataclass
class Column:
    """A column of a table: place in the sheet, its own heading, and with the group above it."""

    index: int
    leaf: str
    full: str
    #: its heading repeats the whole block beside it
    block: int = 0


#: the same words stand in a sheet again and again: each is normalised once
_clean = lru_cache(maxsize=1 << 18)(plain_text)


@lru_cache(maxsize=1 << 16)
def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text)


def text_of(value: Any) -> str:
    """A cell as text of one width."""
    if value is None:
        return ""
    if type(value) is str:
        return _clean(value)
    return "" if is_blank(value) else plain_text(shown(value))


def _head_text(value: Any) -> str:
    return _tight(text_of(value))


def may_head(row: list[Any]) -> bool:
    """Whether a row below a table may head another one: a record begins with a number or a name."""
    begin = [t for v in row if (t := _head_text(v))][:2]
    return any(is_generic(t) or heading_role(t).role not in ("", "other") for t in begin)


def _is_data(value: Any) -> bool:
    text = _head_text(value)
    return (
        isinstance(value, (datetime, bool))
        or bool(_NUMBER.match(text))
        or len(text) > 40
        or text in TICKS
    )


def heading_strength(row: list[Any]) -> int:
    """How many cells of a row read as headings; 0 for a row of data."""
    texts = [(t, v) for v in row if (t := _head_text(v))]
    generic = [t for t, _ in texts if is_generic(t) or heading_role(t).role not in ("", "other")]
    roles = [t for t in generic if heading_role(t).role not in ("", "other", "count")]
    data = sum(_is_data(v) and not YEARLY.match(t) for t, v in texts)
    units = sum(is_unit(t) and t not in generic for t, _ in texts)
    if len(set(generic)) < 2 or not roles or data > len(texts) // 4:
        return 0
    if any(TOTAL.match(t) for t, _ in texts[:2]):
        return 0
    # one unit among headings is a record; a row of them heads a matrix
    if 0 < units < 2 and len(generic) < 4 * units + 1:
        return 0
    if units >= 2 and (len(generic) > 4 or not is_generic(texts[0][0])):
        return 0
    return len(generic)


def heads_matrix(grid: Grid, top: int) -> bool:
    """Whether a row heads a matrix: what the rows hold, then units, over marks and empty cells."""
    cells = [(j, t) for j, v in enumerate(grid.rows[top]) if (t := _head_text(v))]
    heads = [j for j, t in cells if is_unit(t)]
    named = [(j, t) for j, t in cells if j not in heads]
    if len(heads) < 2 or not named or len(named) > 3 or named[0][0] > heads[0]:
        return False
    if not any(heading_role(t).role in SIDES or re.search(r"[\\/]", t) for _, t in named):
        return False
    first = next((j for j, t in named if heading_role(t).role not in ("serial", "")), named[0][0])
    below = [
        row
        for i, row in enumerate(grid.rows[top + 1 : top + 8], start=top + 1)
        if first < len(row) and not is_blank(row[first]) and not _spans_down(grid, i, first)
    ]
    values = [_head_text(row[j]) for row in below[:3] for j in heads if j < len(row)]
    return bool(below) and all(not v or v in TICKS or v == "1" for v in values)


def _spans_down(grid: Grid, row: int, column: int) -> bool:
    return (row, column) in grid.filled


def head_end(grid: Grid, top: int) -> int:
    """Last row of the headings that begin in `top`: rows below that only detail what stands above
    them."""
    last = top
    for i in range(top + 1, min(top + 4, len(grid.rows))):
        row = grid.rows[i]
        filled = [j for j, v in enumerate(row) if not is_blank(v)]
        own = [j for j in filled if not _spans_down(grid, i, j)]
        carried = [j for j in filled if _spans_down(grid, i, j)]
        if not own:
            if carried and len(carried) == len(filled) and _below_heads(grid, i, last, carried):
                last = i
                continue
            break
        if _numbers_row(row, own) and len(own) >= 3 and not carried:
            last = i
            continue
        above = grid.rows[last]
        left = [j for j in range(min(own)) if not is_blank(above[j] if j < len(above) else None)]
        details = (
            all(not _is_data(row[j]) for j in own)
            and (left or carried or _grouped(grid, last, own))
            and all(
                _spans_down(grid, i, j) or is_blank(row[j] if j < len(row) else None) for j in left
            )
        )
        texts = [_head_text(row[j]) for j in own]
        named = sum(is_generic(t) or bool(heading_role(t).role) for t in texts)
        matrix = all(is_unit(t) for t in texts) and len(texts) >= 2 and _grouped(grid, last, own)
        if details and (named * 2 > len(texts) or matrix):
            last = i
            continue
        break
    return last


def _below_heads(grid: Grid, row: int, last: int, columns: list[int]) -> bool:
    """Whether every filled cell of a row is the lower part of a merged heading."""
    return all(grid.cell(last, j) == grid.cell(row, j) for j in columns)


def _grouped(grid: Grid, row: int, columns: list[int]) -> bool:
    """Whether the heading above some columns spans several of them."""
    return any(
        top <= row <= bottom and left < right and left <= j <= right
        for j in columns
        for top, left, bottom, right in grid.merged
    ) or any(is_blank(grid.cell(row, j)) for j in columns)


def _numbers_row(row: list[Any], own: list[int]) -> bool:
    texts = [re.sub(r"[()（）]", "", _head_text(row[j])) for j in own]
    return all(t.isdigit() for t in texts) and [int(t) for t in texts] == list(
        range(int(texts[0]), int(texts[0]) + len(texts))
    )


def columns_of(grid: Grid, top: int, last: int) -> list[Column]:
    """Columns with their headings: what spans several columns stands before what it spans."""
    width = max(len(grid.rows[i]) for i in range(top, last + 1))
    levels: list[list[str]] = []
    for i in range(top, last + 1):
        row = [_head_text(grid.cell(i, j)) for j in range(width)]
        if _numbers_row(grid.rows[i], [j for j, t in enumerate(row) if t] or [0]) and i > top:
            continue
        for t, a, b, z in grid.merged:
            if t <= i <= b and a < z:
                row[a : z + 1] = [row[a]] * (z + 1 - a)
        if i < last:
            below = [_head_text(grid.cell(i + 1, j)) for j in range(width)]
            for j in range(1, width):  # a group whose cells were never merged
                if not row[j] and below[j] and row[j - 1] and below[j - 1] and not grid.merged:
                    row[j] = row[j - 1]
        levels.append(row)
    out = []
    for j in range(width):
        parts = list(dict.fromkeys(level[j] for level in levels if level[j]))
        if parts:
            out.append(Column(j, parts[-1], " ".join(parts)))
        elif any(
            not is_blank(grid.cell(i, j)) for i in range(last + 1, min(last + 60, len(grid.rows)))
        ):
            out.append(Column(j, "", ""))
    return out
