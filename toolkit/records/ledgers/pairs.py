"""A table with a helping and a receiving side to pairings, row by row."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache

from toolkit.progress import progress
from toolkit.records.ledgers.blanks import EMPTY
from toolkit.records.ledgers.channels import cell_channel, heading_channel, title_channel
from toolkit.records.ledgers.dates import open_ended, read_one, read_span, since, title_year
from toolkit.records.ledgers.ended import Ended
from toolkit.records.ledgers.layout import Record, Table
from toolkit.records.ledgers.questions import ask_about, ask_empty, ask_many
from toolkit.records.ledgers.roles import SIDES, Role, towns_of
from toolkit.records.ledgers.state import Key, RawPair, Reading
from toolkit.records.ledgers.towns import WHICH_TOWN, towns_in, towns_of_each
from toolkit.records.ledgers.units import LONGEST_LIST, Cell, Unit, read_units
from toolkit.records.ledgers.wording import ABOVE, ALSO_HERE, ONE_TO_ONE
from toolkit.records.ledgers.words import kind_of, town_of

_BEGINS = re.compile(r"起|开始|长期|至今")
_DATES = ("date", "start", "end", "year")


class PairTable:
    """Reads the pairings of one table.

    Parameters
    ----------
    reading : Reading
        Gathers what is found.
    table, roles
        The table and the role of each column.
    title : str
        Its titles and the sheet's name.
    summary : bool
        The sheet repeats others.
    """

    def __init__(
        self, reading: Reading, table: Table, roles: list[Role], title: str, summary: bool
    ) -> None:
        self.reading, self.table, self.roles = reading, table, roles
        self.title, self.summary = title, summary
        self.sheet = table.grid.name
        self.helpers = [r for r in roles if r.role == "helper"]
        self.recipients = [r for r in roles if r.role == "recipient"]
        self.towns = towns_of(roles)
        shared = {t.column.index for r in self.recipients if (t := self.towns.get(r.column.index))}
        #: helpers beside a column of their own townships
        self.own_towns = {j for j, t in self.towns.items() if t.column.index not in shared}
        self.dated = [r for r in roles if r.role in (*_DATES, "note")]
        others = " ".join(r.column.full for r in self.recipients)
        self.stated = {
            r.column.index: heading_channel(r.column.full, title, others, r.kind)
            for r in self.helpers
        }
        self.empty: dict[str, list[tuple[int, str]]] = defaultdict(list)
        self.many: list[int] = []
        self.ended = Ended(reading, table, roles)
        self.said: set[tuple[str, int, str]] = set()
        said = [*table.notes, *table.titles, *table.above]
        self.note_start = next(filter(None, map(since, said)), "")
        self.year = title_year(title)

    def read(self) -> None:
        """All pairings and recipients of the table."""
        for record, values in progress(self._rows(), len(self.table.records), self.reading.what):
            self._read_row(record, values)
        self._show_rest()
        for heading, places in self.empty.items():
            rows = [row + 1 for row, _ in places]
            names = list(dict.fromkeys(name for _, name in places if name))
            self.reading.ask(ask_empty(heading, rows, names))
        self.ended.ask()
        if self.many:
            self.reading.ask(ask_many(self.helpers[0].shown, [r + 1 for r in self.many]))

    def _rows(self) -> Iterator[tuple[Record, dict[int, str]]]:
        """Records with their texts, townships written out."""
        last: dict[int, str] = {}
        section: tuple[str, ...] = ()
        serial = next((r for r in self.roles if r.role == "serial"), None)
        used = [r for r in self.roles if r.role in SIDES or r.role in _USED]
        for record in self.table.records:
            values: dict[int, str] = {}
            if record.section != section:
                section = record.section
                for role in used:
                    if role.role == "township":
                        last.pop(role.column.index, None)
            unnumbered = serial is not None and not self.table.text(record, serial.column)
            for role in used:
                j = role.column.index
                text = self.table.text(record, role.column)
                if not text:
                    lost = (
                        role.role in ("helper", "recipient")
                        and j in last
                        and (self.table.grid.from_text or unnumbered)
                    )
                    if role.role == "township" or (
                        lost and self.reading.answers.get(f"empty:{role.shown}") == ABOVE
                    ):
                        text = last.get(j, "")
                    elif lost:
                        self.empty[role.shown].append((record.row, ""))
                else:
                    last[j] = text
                values[j] = text
            yield record, values

    def _cell(self, record: Record, role: Role, values: dict[int, str]) -> Cell:
        text = values.get(role.column.index, "")
        known = self.reading.names.short
        cell = read_units(text, role.noun, known) if text and text not in EMPTY else Cell()
        if cell.persons and not cell.units and role.role in SIDES:
            why = f"“{role.shown}”里的内容像人名，没有读入"
        else:
            why = left_in(cell, role.shown)
        entry = (self.sheet, record.row, why)
        if why and entry not in self.said:
            self.said.add(entry)
            self.reading.skipped.append(entry)
        return cell

    def _townships(self, record: Record, side: Role, values: dict[int, str]) -> list[str]:
        """Where the row says that the units of a side lie: one township, several, or none."""
        if side.divided and kind_of(side.column.leaf) == "township":
            return [side.column.leaf]
        role = self.towns.get(side.column.index)
        if role and (towns := towns_in(values.get(role.column.index, ""))):
            self._show(record, role, "、".join(towns))
            return towns
        place = next(filter(None, map(town_of, reversed(record.section))), self.table.place)
        return [place] if place else []

    def _each_town(self, record: Record, towns: list[str], units: Sequence[Unit]) -> list[str]:
        """The township of each of some units of a row."""
        found = towns_of_each(towns, units)
        if found is None:
            self.reading.skipped.append((self.sheet, record.row, WHICH_TOWN))
        return found or [""] * len(units)

    def _read_row(self, record: Record, values: dict[int, str]) -> None:
        received: list[tuple[Key, Role, str]] = []
        for role in self.recipients:
            cell = self._cell(record, role, values)
            towns = self._townships(record, role, values)
            for unit, township in zip(cell.units, self._each_town(record, towns, cell.units)):
                key = self.reading.see(unit, township, _kind_in(role.column.full))
                received.append((key, role, unit.name))
                where = (self.sheet, record.row, self._place(record, role))
                self.reading.recipients.setdefault(key, where)
            self._show(record, role, "、".join(u.name for u in cell.units))
        start, end = self._dates(record, values)
        for key, _, _ in received:
            self.reading.starts.setdefault(key, start or self._year(record))
        channel, other = self._row_channel(values)
        self._name_empty(record, received)
        if not received:
            self._say_alone(record, values)
        elif not end and self.ended.leaves_out(record):
            return
        for role in self.helpers:
            stated = "" if other else channel or self._channel(role, record)
            begun = start or role.year or self._year(record)
            years = {key: side.year for key, side, _ in received if side.divided}
            for helper, recipient in self._matched(record, role, values, received):
                self.reading.pairs.append(
                    RawPair(
                        helper=helper,
                        recipient=recipient,
                        channel=stated,
                        start=years.get(recipient) or begun,
                        end=end,
                        sheet=self.sheet,
                        row=record.row,
                        column=self._place(record, role),
                        summary=self.summary,
                        other=other,
                    )
                )

    def _say_alone(self, record: Record, values: dict[int, str]) -> None:
        """A helper whose cell of recipients is empty is said, not dropped."""
        said = {row for sheet, row, _ in self.reading.skipped if sheet == self.sheet}
        helps = any(self._cell(record, role, values).units for role in self.helpers)
        if helps and record.row not in said:
            why = "写了帮扶方，没有写受助方，没有计入结对"
            self.reading.skipped.append((self.sheet, record.row, why))

    def _show_rest(self) -> None:
        """Let the page show numbers, and the units of columns that are asked about."""
        for role in self.roles:
            if role.role not in _SHOWN:
                continue
            number = role.role == "serial"
            told = zip(self.table.records, self.table.column_texts(role.column))
            for record, text in [(r, t) for r, t in told if t and (t.isdecimal() or not number)]:
                if number and len(text) <= 5:
                    self._show(record, role, text)
                elif not number and text not in EMPTY:
                    cell = read_units(text, role.noun, self.reading.names.short)
                    self._show(record, role, "、".join(u.name for u in cell.units))

    def _matched(
        self,
        record: Record,
        role: Role,
        values: dict[int, str],
        received: list[tuple[Key, Role, str]],
    ) -> list[tuple[Key, Key]]:
        """Helpers of a cell with the recipients of the row: each with each, unless a person said
        that the two lists go one to one."""
        cell = self._cell(record, role, values)
        self._show(record, role, "、".join(u.name for u in cell.units))
        self.reading.persons_help += cell.persons and not cell.units
        towns = self._townships(record, role, values)
        place, town = self.table.place, towns[0] if len(set(towns)) == 1 else ""
        if self.summary and town:
            place = f"?{town}"
        kind = _kind_in(role.column.full)
        if role.column.index in self.own_towns:
            each = self._each_town(record, towns, cell.units)
            helpers = [self.reading.see(u, t, kind) for u, t in zip(cell.units, each)]
        else:
            helpers = [self.reading.see_helper(u, place, kind, town) for u in cell.units]
        others = [key for key, _, _ in received]
        if len(helpers) == len(others) > 1 and self._numbered(role, values):
            self.many.append(record.row)
            if self.reading.answers.get(ask_many(self.helpers[0].shown, []).key) == ONE_TO_ONE:
                return [(h, r) for h, r in zip(helpers, others) if h != r]
        return [(h, r) for h in helpers for r in others if h != r]

    def _numbered(self, role: Role, values: dict[int, str]) -> bool:
        """Whether both sides are numbered lists, which may mean one to one."""
        marks = ("1.", "1、", "①", "1．", "(1)", "（1）")
        texts = [values.get(r.column.index, "") for r in (role, self.recipients[0])]
        return all(t.startswith(marks) or "\n" in t for t in texts)

    def _name_empty(self, record: Record, received: list[tuple[Key, Role, str]]) -> None:
        """Put the recipients' names to the empty cells of this row."""
        names = "、".join(name for _, _, name in received)
        for places in self.empty.values():
            if places and places[-1][0] == record.row:
                places[-1] = (record.row, names)

    def _row_channel(self, values: dict[int, str]) -> tuple[str, bool]:
        """The channel that the row states, and whether it says 其他."""
        for role in self.roles:
            if role.role == "channel":
                text = values.get(role.column.index, "")
                if text and text not in EMPTY:
                    found = cell_channel(text)
                    if found:
                        self.reading.words[text[:20]] = found
                    return found, not found and "其" in text
        return "", False

    def _channel(self, role: Role, record: Record) -> str:
        section = next(filter(None, map(title_channel, reversed(record.section))), "")
        return self.stated[role.column.index] or section or title_channel(self.title)

    def _dates(self, record: Record, values: dict[int, str]) -> tuple[str, str]:
        start = end = year = note = ""
        for role in self.dated:
            text = values.get(role.column.index, "")
            if not text:
                continue
            if role.role in _DATES:
                raw = self.table.value(record, role.column)
                day = self.reading.dated(role.shown, text, raw, self.table.grid.date1904)
                first, last = read_span(day)
                self._show(record, role, "—".join(filter(None, (first, last))))
                if not first and not last and text not in EMPTY and not open_ended(text):
                    why = f"“{role.shown}”里的日期没有写年份或看不懂，没有读入"
                    self.reading.skipped.append((self.sheet, record.row, why))
                # 2024年1月起，长期 under 协议期限 is when it began
                if role.role == "end" and not last and not _BEGINS.search(text):
                    first, last = "", first
                if role.role == "year":
                    year = year or read_one(text)
                else:
                    start, end = start or first, end or last
            elif role.role == "note":
                note = note or since(text)
        return start or year or note or self.note_start or self._said_above(), end

    def _said_above(self) -> str:
        """The start that stands above another table, where a person says that it is meant here."""
        if self.year:
            return ""
        lines = self.table.near
        found = next(filter(None, [*map(since, lines), *map(title_year, lines)]), "")
        same = found and self.reading.ask(ask_about("start", self.sheet, found)) == ALSO_HERE
        return found if same else ""

    def _year(self, record: Record) -> str:
        return next(filter(None, map(title_year, reversed(record.section))), "") or self.year

    def _place(self, record: Record, role: Role) -> int:
        return role.column.index + self.table.shifts[record.block]

    def _show(self, record: Record, role: Role, text: str) -> None:
        self.reading.show(self.sheet, record.row, self._place(record, role), text)


_SHOWN = ("serial", "support", "unclear", "parent")
_USED = ("township", "channel", "date", "start", "end", "year", "note")


def left_in(cell: Cell, heading: str) -> str:
    """What is said of a cell of units that was not read whole; empty where nothing is lost."""
    if cell.long:
        return f"“{heading}”里超过 {LONGEST_LIST} 个字，没有读入：请分成几行写"
    if cell.unknown:
        part = "有一部分" if cell.units else ""
        return f"“{heading}”里{part}不像单位名称，没有读入"
    if cell.lacking:
        return f"“{heading}”里写明的个数比列出的名称多 {cell.lacking} 个，没有列名的没有读入"
    return ""


@lru_cache(maxsize=1 << 10)
def _kind_in(heading: str) -> str:
    """The kind of unit that a heading states, for names that do not say it themselves."""
    for words, kind in (
        (("社会组织", "商会", "协会"), "social_org"),
        (("企业", "公司"), "enterprise"),
        (("学校",), "school"),
        (("医院",), "hospital"),
        (("部门", "机关", "县直", "局"), "department"),
        (("社区",), "community" if "村" not in heading else "village"),
        (("村",), "village"),
    ):
        if any(w in heading for w in words):
            if kind == "village" and heading.endswith(("单位", "部门", "企业", "机关")):
                continue
            return kind
    return ""
