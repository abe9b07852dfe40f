"""A matrix of ticks: units in the rows, units over the columns, a mark where they are paired."""

from __future__ import annotations

import re
from collections import Counter

from toolkit.records.ledgers.blanks import EMPTY
from toolkit.records.ledgers.channels import heading_channel, title_channel
from toolkit.records.ledgers.dates import read_span, since_1904, title_year
from toolkit.records.ledgers.headings import heading_role
from toolkit.records.ledgers.heads import is_tick
from toolkit.records.ledgers.layout import Record, Table
from toolkit.records.ledgers.pairs import left_in
from toolkit.records.ledgers.persons import holds_person
from toolkit.records.ledgers.questions import ask_direction, ask_tick
from toolkit.records.ledgers.roles import SIDES, Role, group_of
from toolkit.records.ledgers.state import Key, RawPair, Reading
from toolkit.records.ledgers.units import read_units
from toolkit.records.ledgers.wording import COUNTS
from toolkit.records.ledgers.words import is_unit, kind_of, town_of

#: beside a check they say that there is none
_CROSSES = "×✕✗xX"
#: 牵头, 主责, 结对, 联系, 包联, 挂钩, 帮扶 by their first letters: 配合 beside them is asked about
_LEADS = "牵主结联包挂帮"
_CHECKS = "√✓✔☑Vv✅ⅴ"
#: a date says since when, and so that they are paired
_DATED = "日期"


def is_matrix(roles: list[Role]) -> bool:
    """Whether two columns or more are headed by units and hold nothing but marks."""
    return sum(r.role == "tick" for r in roles) >= 2 and any(
        r.role in SIDES or r.units for r in roles if r.role != "tick"
    )


def read_matrix(reading: Reading, table: Table, roles: list[Role], title: str) -> None:
    """Pairings of a matrix; a second kind of mark is asked about."""
    ticks = [r for r in roles if r.role == "tick"]
    axis = _axis(roles)
    marks = _marks(table, ticks)
    if not marks:
        reading.matrices_without_marks += 1
        return
    for role in roles:
        if role.role == "other" and role.filled and is_unit(role.column.leaf):
            why = f"“{role.shown}”一列里不只是打勾或日期，没有读入"
            reading.skipped.append((table.grid.name, table.head[1], why))
    counted = _counted(reading, table, marks)
    rows_help = _rows_help(reading, axis, ticks)
    axis.role = "helper" if rows_help else "recipient"
    heads = {r.column.index: read_units(r.column.leaf) for r in ticks}
    kinds = Counter(kind_of(u.name) for c in heads.values() for u in c.units)
    kind = axis.kind if rows_help else kinds.most_common(1)[0][0]
    words = " ".join((axis.column.full, group_of(ticks[0])))
    # whoever links is a unit: the heading of the matrix rarely says more than its title
    channel = heading_channel(
        f"{axis.column.full if rows_help else group_of(ticks[0])} 联系", title, words, kind
    ) or title_channel(title)
    year = title_year(title)
    township = ""
    towns = next((r for r in roles if r.role == "township"), None)
    for role in ticks if rows_help else []:  # a village without a mark is one nobody helps
        over = (table.grid.name, table.head[1], role.column.index)
        for unit in heads[role.column.index].units:
            village = reading.see(unit, _town_over(role) or table.place)
            reading.recipients.setdefault(village, over)
    for record in table.records:
        township = (towns and table.text(record, towns.column)) or township
        place = next(filter(None, map(town_of, reversed(record.section))), "")
        place = township or place or table.place
        rows = _in_row(reading, table, record, axis, "" if rows_help else place)
        sheet, line = where = (table.grid.name, record.row)
        if towns:
            reading.show(*where, towns.column.index, township if kind_of(township) else "")
        for row in rows:
            if not rows_help:
                reading.recipients.setdefault(row, (*where, axis.column.index))
        for role in ticks:
            mark = table.text(record, role.column)
            if not mark or mark in EMPTY:
                continue
            reading.show(*where, role.column.index, mark)
            if _sign(mark) not in counted:
                continue
            day = since_1904(mark) if table.grid.date1904 else mark
            start, end = read_span(day) if _sign(mark) == _DATED else (year, "")
            for unit in heads[role.column.index].units:
                column = reading.see(unit, _town_over(role) or (table.place if rows_help else ""))
                for row in rows:
                    helper, recipient = (row, column) if rows_help else (column, row)
                    at = role.column.index
                    reading.pairs.append(
                        RawPair(
                            helper, recipient, channel, start, end, sheet=sheet, row=line, column=at
                        )
                    )


def _axis(roles: list[Role]) -> Role:
    """The column that names the rows."""
    axis = next((r for r in roles if r.role in SIDES and r.units), None)
    axis = axis or max((r for r in roles if r.role != "tick"), key=lambda r: r.units)
    if axis.role == "township" and axis.kind == "township":
        axis.role = "recipient"
    return axis


def _in_row(reading: Reading, table: Table, record: Record, axis: Role, place: str) -> list[Key]:
    """Units of a row of the matrix; what the cell loses is said."""
    # 单位＼村 over departments completes no short names of villages
    noun = axis.noun if axis.role != "helper" or axis.kind in ("village", "community") else ""
    cell = read_units(table.text(record, axis.column), noun)
    where = (table.grid.name, record.row)
    if why := left_in(cell, axis.shown):
        reading.skipped.append((*where, why))
    reading.show(*where, axis.column.index, "、".join(u.name for u in cell.units))
    if axis.role == "helper":
        return [reading.see_helper(u, table.place) for u in cell.units]
    return [reading.see(u, place) for u in cell.units]


def _town_over(role: Role) -> str:
    """The township over a column: a heading over all townships (软弱涣散村) is no part of it."""
    levels = role.column.full.split(" ")[:-1]
    return next(filter(None, map(town_of, reversed(levels))), "")


def _marks(table: Table, ticks: list[Role]) -> Counter[str]:
    found: Counter[str] = Counter()
    for role in ticks:
        for record in table.records:
            text = table.text(record, role.column)
            if text and text not in EMPTY:
                found[_sign(text)] += 1
    return found


def _sign(mark: str) -> str:
    """What sort of mark a cell holds: its sign, or that it is a date."""
    return mark[0] if is_tick(mark) else _DATED


def _counted(reading: Reading, table: Table, marks: Counter[str]) -> set[str]:
    """The marks that mean a pairing: a check where there is one, else the most frequent; others
    only when a person says so."""
    checks = [m for m in marks if m in _CHECKS] or [m for m in marks if m in _LEADS]
    checks += [m for m in marks if m == _DATED]
    first = checks or [marks.most_common(1)[0][0]]
    counted = set(first)
    for mark in marks:
        if mark not in counted and not (checks and mark in _CROSSES):
            legend = _legend(table, mark)
            if reading.ask(ask_tick(mark, first[0], legend)) == COUNTS:
                counted.add(mark)
    return counted


def _legend(table: Table, mark: str) -> str:
    """What a note or title says of a mark, unless it may name a person."""
    for line in [*table.notes, *table.titles]:
        for part in re.split(r"[，,；;。\n]", line):
            if mark in part and not holds_person(part):
                return re.sub(r"^(?:注|说明|备注)[:：]", "", part).strip()
    return ""


def _rows_help(reading: Reading, axis: Role, ticks: list[Role]) -> bool:
    """Whether the units in the rows help those over the columns."""
    rural = ("village", "community")
    over = Counter(kind_of(r.column.leaf) for r in ticks).most_common(1)[0][0]
    # 部门＼后进村 in the corner heads rows and columns: what stands in them says which is which
    corner = (axis.role == "recipient") == (over in rural) and axis.kind and axis.kind != over
    if axis.role in ("helper", "recipient") and not axis.weak and not corner:
        return axis.role == "helper"
    group = heading_role(group_of(ticks[0])).role if group_of(ticks[0]) else ""
    if group in ("helper", "recipient"):
        return group == "recipient"
    if (axis.kind in rural) != (over in rural):
        return over in rural
    if axis.role in ("helper", "recipient"):
        return axis.role == "helper"
    question = ask_direction(axis.shown, "各列单位")
    return reading.ask(question) in ("", question.choices[0])
