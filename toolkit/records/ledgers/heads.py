"""Headings of a table: which rows they are, and what each column is called with its groups."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from toolkit.records.ledgers.blanks import EMPTY
from toolkit.records.ledgers.grid import Grid
from toolkit.records.ledgers.headings import heading_role
from toolkit.records.ledgers.words import is_generic, is_unit, kind_of

TICKS = frozenset("√✓✔☑●○◎★☆▲△■□◆◇✕×∨Vv✅◯ⅴ")
#: texts that mark a pairing in a matrix, and words for a part in it
_SAYS_YES = frozenset(["1", "是", "有", "对", "Y", "y", "+"])
_PARTS = frozenset(["牵头", "主责", "结对", "联系", "包联", "挂钩", "帮扶", "配合", "协助"])
TOTAL = re.compile(
    r"^(?:合\s*计|总\s*计|小\s*计|共\s*计|累\s*计|汇\s*总|总数|总\s*数)(?:[:：(（].*)?$|(?:合计|小计|总计)$"
)
YEARLY = re.compile(r"^(?:19|20)[0-9]{2}年?度?")
_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]+)?%?|[0-9]{4}-[0-9]{2}-[0-9]{2}(?: .*)?|TRUE|FALSE")
#: 2023年5月, 2023.5 or a day in the place of a tick: since when
_WHEN = re.compile(
    r"(?:19|20)[0-9]{2}(?:年(?:[01]?[0-9]月(?:[0-3]?[0-9][日号])?)?"
    r"|[-./][01]?[0-9](?:[-./][0-3]?[0-9])?)起?"
)
#: a day of 2009 to 2030 as Excel numbers it
_DAY = re.compile(r"4[0-7][0-9]{3}")
SIDES = frozenset(["helper", "recipient", "unit", "either", "side_a", "side_b", "township"])


@dataclass
class Column:
    """A column of a table: place in the sheet, its own heading, and with the group above it."""

    index: int
    leaf: str
    full: str
    #: its heading repeats the whole block beside it
    block: int = 0


@lru_cache(maxsize=1 << 16)
def _tight(text: str) -> str:
    return re.sub(r"\s+", "", text)


@lru_cache(maxsize=1 << 16)
def _says_role(text: str) -> bool:
    return is_generic(text) or heading_role(text).role not in ("", "other")


def is_tick(text: str) -> bool:
    """Whether a cell of a matrix marks a pairing."""
    return text in _SAYS_YES | _PARTS or (len(set(text)) == 1 and text[0] in TICKS)


def is_mark(text: str) -> bool:
    """Whether a cell of a matrix marks a pairing, by a tick or by the date that it began."""
    return is_tick(text) or bool(_WHEN.fullmatch(text))


def are_marks(texts: Collection[str]) -> bool:
    """Whether all texts are marks; a day as Excel numbers it is one beside a written date alone."""
    days = [t for t in texts if _DAY.fullmatch(t)]
    plain = [t for t in texts if t not in days]
    return all(map(is_mark, plain)) and (not days or any(map(_WHEN.fullmatch, plain)))


def divides(leaf: str) -> bool:
    """Whether a heading parts units of one side by year (2023年) or township."""
    town = kind_of(leaf) == "township" and not _says_role(leaf)
    return town or bool(YEARLY.fullmatch(leaf))


def may_head(row: list[str]) -> bool:
    """Whether a row below a table may head another one: a record begins with a number or a name."""
    begin = list(islice(filter(None, row), 2))
    if not begin or begin[0].isdigit():
        return False
    return any(_says_role(_tight(t)) for t in begin)


def _is_data(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) or len(text) > 40 or text in TICKS


def heading_strength(row: list[str]) -> int:
    """How many cells of a row read as headings; 0 for a row of data."""
    texts = [_tight(t) for t in row if t]
    # no record begins with the word 序号: whatever stands beside it is a heading (跟进村)
    numbered = len(texts) > 2 and heading_role(texts[0]).role == "serial"
    generic = [t for t in texts if _says_role(t) or (numbered and len(t) <= 8)]
    roles = [t for t in generic if heading_role(t).role not in ("", "other", "count")]
    data = sum(_is_data(t) and not YEARLY.match(t) for t in texts)
    units = sum(is_unit(t) and t not in generic for t in texts)
    if len(set(generic)) < 2 or not roles or data > len(texts) // 4:
        return 0
    if any(TOTAL.match(t) for t in texts[:2]):
        return 0
    # one unit among headings is a record; a row of them heads a matrix
    sides = {heading_role(t).role for t in generic}
    if 0 < units < 2 and len(generic) < 4 * units + 1 and not {"helper", "recipient"} <= sides:
        return 0
    if units >= 2 and (len(generic) > 4 or not is_generic(texts[0])):
        return 0
    return len(generic)


def lies_sideways(grid: Grid) -> bool:
    """Whether the headings stand one below the other in one of the first columns."""
    first = list(zip(*grid.texts))[:2]
    return any(heading_strength(list(column)) for column in first)


def heads_matrix(grid: Grid, top: int) -> bool:
    """Whether a row heads a matrix: what the rows hold, then units, over marks and empty cells."""
    cells = [(j, _tight(t)) for j, t in enumerate(grid.texts[top]) if t]
    heads = [j for j, t in cells if is_unit(t)]
    named = [(j, t) for j, t in cells if j not in heads]
    if len(heads) < 2:
        return False
    if not named:  # nothing over the first column: its cells say what it holds
        first = heads[0] - 1
        below = [row for row in grid.texts[top + 1 : top + 8] if first >= 0 and row[first]]
        return _marked(below, heads) and all(is_unit(_tight(row[first])) for row in below[:3])
    if len(named) > 8 or named[0][0] > heads[0]:
        return False
    if not any(heading_role(t).role in SIDES or re.search(r"[\\/]", t) for _, t in named):
        return False
    first = next((j for j, t in named if heading_role(t).role not in ("serial", "")), named[0][0])
    below = [
        row
        for i, row in enumerate(grid.texts[top + 1 : top + 8], start=top + 1)
        if row[first] and (i, first) not in grid.filled
    ]
    towns = [j for j in heads if kind_of(_tight(grid.texts[top][j])) == "township"]
    listed = len(towns) == len(heads) and not any(_says_role(_tight(row[first])) for row in below)
    return _marked(below, heads) or (listed and _listed(below, heads))


def _listed(rows: list[list[str]], columns: list[int]) -> bool:
    """Whether the cells below townships name the units that lie there."""
    values = [v for row in rows[:3] for j in columns if (v := _tight(row[j])) and v not in EMPTY]
    units = [v for v in values if is_unit(re.split("[、，,；;]", v)[0])]
    return len(values) > 1 and len(units) == len(values)


def _marked(rows: list[list[str]], columns: list[int]) -> bool:
    """Whether some columns of rows hold marks and nothing else."""
    values = [_tight(row[j]) for row in rows[:3] for j in columns]
    return bool(rows) and are_marks([v for v in values if v and v not in EMPTY])


def head_end(grid: Grid, top: int) -> int:
    """Last row of the headings that begin in `top`: rows below that only detail what stands above
    them."""
    last = top
    for i in range(top + 1, min(top + 5, len(grid.rows))):
        row = grid.texts[i]
        filled = [j for j, t in enumerate(row) if t]
        own = [j for j in filled if (i, j) not in grid.filled]
        carried = [j for j in filled if (i, j) in grid.filled]
        if not own:
            if carried and len(carried) == len(filled) and _below_heads(grid, i, last, carried):
                last = i
                continue
            break
        if _numbers_row(row, own) and len(own) >= 3 and not carried:
            last = i
            continue
        left = [j for j in range(min(own)) if grid.texts[last][j]]
        texts = [_tight(row[j]) for j in own]
        details = (
            not any(map(_is_data, texts))
            and (left or carried or _grouped(grid, last, own))
            and all((i, j) in grid.filled or not row[j] for j in left)
        )
        named = sum(is_generic(t) or bool(heading_role(t).role) for t in texts)
        towns = all(kind_of(_tight(grid.texts[last][j])) == "township" for j in own)
        matrix = all(map(is_unit, texts)) and len(texts) >= 2
        matrix = matrix and (towns or _grouped(grid, last, own)) and _over_marks(grid, i, own)
        # a fifth row of headings only names the units of a matrix
        if details and ((named * 2 > len(texts) and i < top + 4) or matrix):
            last = i
            continue
        break
    return last


def _below_heads(grid: Grid, row: int, last: int, columns: list[int]) -> bool:
    """Whether every filled cell of a row is the lower part of a merged heading."""
    return all(grid.texts[last][j] == grid.texts[row][j] for j in columns)


def _grouped(grid: Grid, row: int, columns: list[int]) -> bool:
    """Whether the heading above some columns spans several of them."""
    return any(
        top <= row <= bottom and left < right and left <= j <= right
        for j in columns
        for top, left, bottom, right in grid.merged
    ) or not all(grid.texts[row][j] for j in columns)


def _over_marks(grid: Grid, row: int, columns: list[int]) -> bool:
    """Whether nothing but marks stands below some columns; more names of units may follow first."""
    below = [
        t
        for line in grid.texts[row + 1 : row + 6]
        for j in columns
        if (t := _tight(line[j])) and t not in EMPTY
    ]
    marks = [t for t in below if not is_unit(t)]
    return bool(marks) and are_marks(marks)


def _numbers_row(row: list[str], own: list[int]) -> bool:
    texts = [re.sub(r"[()（）]", "", _tight(row[j])) for j in own]
    return all(t.isdigit() for t in texts) and [int(t) for t in texts] == list(
        range(int(texts[0]), int(texts[0]) + len(texts))
    )


def columns_of(grid: Grid, top: int, last: int) -> list[Column]:
    """Columns with their headings: what spans several columns stands before what it spans."""
    width = max(len(grid.rows[i]) for i in range(top, last + 1))
    levels: list[list[str]] = []
    for i in range(top, last + 1):
        row = [_tight(t) for t in grid.texts[i][:width]]
        if _numbers_row(grid.texts[i], [j for j, t in enumerate(row) if t] or [0]) and i > top:
            continue
        for t, a, b, z in grid.merged:
            if t <= i <= b and a < z:
                row[a : z + 1] = [row[a]] * (z + 1 - a)
        if i < last:
            below = [_tight(t) for t in grid.texts[i + 1][:width]]
            for j in range(1, width):  # a group whose cells were never merged
                if not row[j] and below[j] and row[j - 1] and below[j - 1] and not grid.merged:
                    row[j] = row[j - 1]
        levels.append(row)
    out = []
    for j in range(width):
        parts = list(dict.fromkeys(level[j] for level in levels if level[j]))
        if parts:
            out.append(Column(j, parts[-1], " ".join(parts)))
        elif any(row[j] for row in grid.texts[last + 1 : last + 60]):
            out.append(Column(j, "", ""))
    return out
