"""Where the tables of a sheet are: titles, headings in one to three rows, blocks side by side, and
which rows are records."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from toolkit.records.ledgers.blanks import DITTO_BEGINS, EMPTY, is_ditto
from toolkit.records.ledgers.grid import Grid
from toolkit.records.ledgers.headings import heading_role
from toolkit.records.ledgers.heads import (
    SIDES,
    TOTAL,
    YEARLY,
    Column,
    columns_of,
    head_end,
    heading_strength,
    heads_matrix,
    may_head,
)
from toolkit.records.ledgers.words import kind_of, town_of

_FOOT = re.compile(
    r"^[(（【*]*(?:注|备\s*注|说\s*明|填表|填报|制表|审核|审批|复核|校对|核对|签发|制单|报送|统计|联系人|联系电话|单位(?:名称)?[:：(（]|单位负责人"
    r"|主要领导|分管领导|签字|盖章|附[:：]|附件|第\s*[0-9一二三四五六七八九十]+\s*页|共\s*[0-9]+\s*页|[—-]\s*[0-9]+\s*[—-]|[0-9]+\s*/\s*[0-9]+$"
    r"|以上|截至|截止|数据来源|日期[:：]|时间[:：]|经办|抄送|印发|Page|page|续表|（续|\(续|接上页|转下页)"
)
#: 审核人：… beside 填表人：… and a date, in a row of their own
_SIGNED = re.compile(
    r"^(?:填报|审核|审批|复核|校对|核对|经办|统计|报送|签字|签发|盖章|制单|(?:单位|部门)?(?:主要|分管)?(?:负责人?|领导)"
    r"|联系人|联系电话)[^:：，。]{0,6}[:：]"
)
_EXAMPLE = re.compile(
    r"^[(（【]?(?:例|示例|样例|举例|范例|填写示例|填报示例|例如|如)(?:[)）】:：0-9].*)?$|^[(（](?:示例|样例|例)|[(（](?:示例|样例|例|填写示例)[)）]$"
)
#: rows that may stand above the first headings
_SEARCHED = 40


@dataclass
class Record:
    """A row of a table in one block; `section`: lines above it that group the rows."""

    row: int
    block: int
    section: tuple[str, ...] = ()


@dataclass
class Table:
    """A table in a sheet: columns of its first block, records, and what was left out and why.

    `shifts`: how far each block stands to the right of the first.
    """

    grid: Grid
    titles: list[str]
    columns: list[Column]
    head: tuple[int, int]
    records: list[Record] = field(default_factory=list)
    skipped: list[tuple[int, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    shifts: list[int] = field(default_factory=lambda: [0])
    #: as in `Grid`: what stands over this table and others
    above: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)
    #: the township that all of it lies in
    place: str = ""
    _texts: dict[int, list[str]] = field(default_factory=dict)

    def value(self, record: Record, column: Column) -> Any:
        """The cell of a record in a column, as the file holds it."""
        return self.grid.cell(record.row, column.index + self.shifts[record.block])

    def text(self, record: Record, column: Column) -> str:
        """The text of a cell."""
        return self.grid.texts[record.row][column.index + self.shifts[record.block]]

    def column_texts(self, column: Column) -> list[str]:
        """The texts of a column, a record each; gathered once."""
        if column.index not in self._texts:
            texts, places = self.grid.texts, [column.index + shift for shift in self.shifts]
            self._texts[column.index] = [texts[r.row][places[r.block]] for r in self.records]
        return self._texts[column.index]


def find_tables(grid: Grid) -> tuple[list[Table], list[str]]:
    """Tables of a sheet in their order, and the lines that stand outside of them."""
    parts: list[list[Table]] = []
    loose: list[tuple[int, str]] = []
    i = 0
    current: Table | None = None
    while i < len(grid.texts):
        row = grid.texts[i]
        near = current is None or i - current.head[1] > 0
        strong = near and (may_head(row) if current is not None else i < _SEARCHED)
        if strong and (heading_strength(row) or heads_matrix(grid, i)):
            last = head_end(grid, i)
            top = i - 1 if current is None and _bands(grid, i - 1) else i
            columns = columns_of(grid, top, last)
            if current is not None and _same_heads(current, columns):
                current.skipped += [(r, "标题行重复") for r in range(i, last + 1)]
                i = last + 1
                continue
            titles = [t for _, t in loose] if current is None else _lines_above(current, i)
            current = Table(grid, titles, columns, (i, last))
            _part_blocks(current)
            parts.append([current] if len(current.shifts) > 1 else parted(current))
            loose = []
            i = last + 1
            continue
        if current is None:
            line = _line_text(row)
            loose += [(i, line)] if line else []
        i += 1
    for at, beside in enumerate(parts):
        end = len(grid.rows)
        if at + 1 < len(parts):
            end = parts[at + 1][0].head[0] - len(parts[at + 1][0].titles)
        known = {r for table in beside for r, _ in table.skipped}
        for table in beside:
            _take_records(table, end, known)
    return [table for beside in parts for table in beside], [t for _, t in loose]


def _bands(grid: Grid, row: int) -> bool:
    """Whether a row is nothing but townships over several columns each, above the headings."""
    spans = [grid.texts[row][a] for t, a, b, z in grid.merged if t == b == row and z > a]
    filled = [t for t in grid.texts[row] if t] if row >= 0 else []
    return len(filled) > 1 and filled == [t for t in filled if t in spans and town_of(t)]


def _lines_above(table: Table, head: int) -> list[str]:
    """Lines between a table and the headings at `head`: the titles of the table that begins
    there."""
    lines: list[str] = []
    for i in range(head - 1, max(table.head[1], head - 6), -1):
        texts = {*table.grid.texts[i]} - {""}
        if len(texts) != 1 or _FOOT.match(next(iter(texts))):
            break
        lines.insert(0, next(iter(texts)))
    return lines


def _line_text(row: list[str]) -> str:
    return " ".join(dict.fromkeys(filter(None, row)))


def _same_heads(table: Table, columns: list[Column]) -> bool:
    own = [c.leaf for c in table.columns]
    other = [c.leaf for c in columns]
    return own == other[: len(own)] and len(own) >= 2


def _part_blocks(table: Table) -> None:
    """One list printed in blocks side by side: the headings repeat as a whole."""
    columns = [c for c in table.columns if c.full]
    names = [c.full for c in columns]
    for size in range(2, len(names) // 2 + 1):
        blocks = [names[k : k + size] for k in range(0, len(names), size)]
        whole = [b for b in blocks if b == blocks[0]]
        roles = {heading_role(n).role for n in blocks[0]}
        sided = len(roles & SIDES) > 1 or "serial" in roles
        if len(whole) < 2 or whole != blocks[: len(whole)] or not sided:
            continue
        if len(whole) < len(blocks) and blocks[-1] != blocks[0][: len(blocks[-1])]:
            continue
        starts = [columns[k * size].index for k in range(len(whole))]
        steps = {
            columns[k * size + i].index - columns[i].index - (starts[k] - starts[0])
            for k in range(len(whole))
            for i in range(size)
        }
        if steps == {0}:
            table.columns = columns[:size]
            table.shifts = [s - starts[0] for s in starts]
            return


def parted(table: Table) -> list[Table]:
    """Different lists printed beside each other (强村带弱村 | 企业帮村): a table each.

    A list begins with its own serial numbers, behind an empty column, or under a group of its own;
    each has both of its sides.
    """
    columns = table.columns
    roles = [heading_role(c.full).role for c in columns]
    groups = [c.full.partition(" ")[0] if " " in c.full else "" for c in columns]
    serials = [i for i, role in enumerate(roles) if role == "serial"]
    gaps = [
        i
        for i, (a, b) in enumerate(pairwise(columns), start=1)
        if b.index > a.index + 1 or not a.full
    ]
    grouped = [i for i in range(1, len(columns)) if groups[i] != groups[i - 1]]
    for starts in (serials[1:], gaps, grouped):
        bounds = [0, *starts, len(columns)]
        pieces = [list(range(a, b)) for a, b in pairwise(bounds) if a < b]
        lists = [p for p in pieces if _two_sided({roles[i] for i in p})]
        # 序号 and 备注 around groups are of each of them
        shared = [i for p in pieces if p not in lists for i in p]
        if len(lists) > 1 and not (shared and any(groups[i] or roles[i] in SIDES for i in shared)):
            return [_part(table, [columns[i] for i in sorted(shared + p)]) for p in lists]
    return [table]


def _two_sided(roles: set[str]) -> bool:
    """Whether headings of these roles hold a pairing of their own."""
    return len(roles & (SIDES - {"township"})) >= 2


def _part(table: Table, columns: list[Column]) -> Table:
    """One of the lists; the group over all of its columns is a title of it."""
    group = {c.full.partition(" ")[0] for c in columns if " " in c.full}
    titles = table.titles
    if len(group) == 1:
        titles = [*titles, *group]
        columns = [replace(c, full=c.full.partition(" ")[2] or c.full) for c in columns]
    return replace(
        table, columns=columns, titles=titles, records=[], skipped=[], notes=[], _texts={}
    )


def _take_records(table: Table, end: int, known: set[int]) -> None:
    """Sort the rows below the headings into records and rows left out; `known`: headings that
    repeat."""
    rows = range(table.head[1] + 1, end)
    for block, shift in enumerate(table.shifts):
        section: list[str] = []
        places = [c.index + shift for c in table.columns]
        for i in rows:
            if i in known:
                continue
            row = table.grid.texts[i]
            filled = [t for j in places if (t := row[j])]
            if not filled:
                continue
            why = _left_out(table, i, filled, block)
            if why == "section":
                line = filled[0]
                section = [*(s for s in section if _sort(s) != _sort(line)), line]
                continue
            if why:
                if block == 0:
                    table.skipped.append((i, why))
                if why in ("备注", "页脚"):
                    table.notes.append(_line_text(table.grid.texts[i]))
                continue
            for j in places:
                if row[j][:1] in DITTO_BEGINS and is_ditto(row[j]):
                    _write_out(table, i, j, block)
            table.records.append(Record(i, block, tuple(section)))
    table.skipped.sort()


def _write_out(table: Table, row: int, column: int, block: int) -> None:
    """Put the value above in the place of a ditto mark, whatever the table is."""
    grid = table.grid
    for record in reversed(table.records):
        if record.block == block and (text := grid.texts[record.row][column]):
            grid.texts[row][column] = text
            line = grid.rows[row]
            line.extend([None] * (column + 1 - len(line)))
            line[column] = grid.cell(record.row, column)
            return


def _left_out(table: Table, i: int, filled: list[str], block: int) -> str:
    """Why a row is no record; ``section`` for a line that groups the rows below, else empty."""
    first = filled[0]
    spread = len(set(filled))
    words = ["".join(t.split()) for t in filled[:3]]
    if any(TOTAL.search(t) and len(t) <= 16 for t in words):
        return "合计或小计"
    if any(_EXAMPLE.search(t) for t in words):
        return "示例行"
    if why := footer(filled):
        return why
    if spread == 1 and len(table.columns) > 1 and _only_line(table, i, first):
        return _line_kind(first)
    return ""


def footer(filled: list[str]) -> str:
    """Why a row of these texts stands below a table and is no record of it; else empty."""
    first, spread = filled[0], len(set(filled))
    if not _FOOT.match(first) or (
        spread > 2
        and not re.match(r"^(?:填表|制表|注[:：]|说明[:：]|第)", first)
        and not _SIGNED.match(first)
    ):
        return ""
    return "备注" if re.search(r"^[(（【*]*(?:注|备|说)", first) else "填表人、页脚等"


def _only_line(table: Table, i: int, first: str) -> bool:
    """Whether a row of one value is a line across the table rather than a record."""
    row = table.grid.texts[i]
    places = [c.index + shift for c in table.columns for shift in table.shifts]
    where = [j for j in sorted(places) if row[j]]
    across = any(t <= i <= b and a <= where[0] and z > a for t, a, b, z in table.grid.merged)
    leading = where[0] <= table.columns[0].index
    role = next((heading_role(c.full).role for c in table.columns if c.index == where[0]), "")
    if town_of(first) and "村" in next((c.full for c in table.columns if c.index == where[0]), ""):
        return leading  # 白石镇 in a column of villages is where those below lie
    if across or len(first) > 24 or re.search(r"[。：:]", first):
        return True
    return leading and role not in ("helper", "recipient", "unit", "either", "side_a", "side_b")


def _line_kind(line: str) -> str:
    bare = re.sub(r"^[(（]?[一二三四五六七八九十0-9]+[)）、.．]\s*", "", line)
    bare = re.sub(r"[(（][^（）()]*[)）]$", "", bare).strip(" ：:")
    if (
        kind_of(bare) == "township"
        or YEARLY.match(bare)
        or (
            len(bare) <= 16
            and bare != ""
            and not re.search(r"[。，；]", bare)
            and bare not in EMPTY
        )
    ):
        return "section" if not bare.isdigit() else "空行"
    return "备注"


def _sort(line: str) -> str:
    """What a grouping line states: a township, a year, or something else."""
    bare = re.sub(r"^[(（]?[一二三四五六七八九十0-9]+[)）、.．]\s*|[(（][^（）()]*[)）]$", "", line)
    if kind_of(bare.strip()) == "township":
        return "township"
    return "year" if YEARLY.match(bare) else "other"
