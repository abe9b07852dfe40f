"""Other rosters an office keeps: ratings, commendations, commitments, exemplars and reviews."""

from __future__ import annotations

import re
from typing import Any

from toolkit.records.ledgers.blanks import EMPTY
from toolkit.records.ledgers.dates import read_one, read_span, title_year
from toolkit.records.ledgers.grades import coded, read_decision, read_rating, read_result
from toolkit.records.ledgers.layout import Record, Table
from toolkit.records.ledgers.persons import is_person, plain_text
from toolkit.records.ledgers.roles import SIDES, Role
from toolkit.records.ledgers.state import Key, Reading
from toolkit.records.ledgers.towns import WHICH_TOWN, towns_in, towns_of_each
from toolkit.records.ledgers.units import read_units
from toolkit.records.ledgers.words import is_unit, town_of

_AWARD_TITLE = re.compile(
    r"表彰|荣誉|先进基层党组织|先进党组织|评优|评先|获奖|嘉奖|优秀共产党员|两优一先"
)
_RATED = re.compile(r"星级|定级|等次|评星|分类|评定")
_PERSON_AWARD = re.compile(
    r"优秀(?:共产)?党员|优秀党务|劳模|劳动模范|个人|先进工作者|好书记|带头人|标兵(?!单位)|优秀书记"
)
_ORG_AWARD = re.compile(r"党组织|党支部|党委|集体|单位|先进村|示范村|企业|红旗村|组织")
_EXEMPLAR_TITLE = re.compile(r"典型|示范点|示范村|标杆|样板|培育|命名|示范党")
_DOMAINS = [
    ("village_affairs", r"村务|治理|民主|公开|村规"),
    ("economy", r"经济|产业|增收|发展壮大"),
    ("new_countryside", r"新农村|美丽|环境|人居|乡村建设"),
]


def read_roster(reading: Reading, table: Table, roles: list[Role], title: str) -> bool:
    """Records of a table that is no table of pairings; whether it was such a roster."""
    by_role: dict[str, list[Role]] = {}
    for role in roles:
        by_role.setdefault(role.role, []).append(role)
    unit = _unit_column(roles)
    if unit is None:
        return False
    reader = _Roster(reading, table, by_role, unit, title)
    if "item" in by_role:
        reader.commitments()
    elif "decision" in by_role:
        reader.reviews()
    elif ("rating" in by_role or reader.rated_sections()) and reader.ratings():
        pass
    elif "award" in by_role or _AWARD_TITLE.search(title):
        reader.awards()
    elif _EXEMPLAR_TITLE.search(title):
        reader.exemplars()
    else:
        return False
    return True


def _unit_column(roles: list[Role]) -> Role | None:
    """The column of the units that a roster is about: not the one they belong to."""
    found = [r for r in roles if r.role in SIDES | {"unclear", "award", "parent"} and r.units]
    if not found:
        return None
    return min(
        found, key=lambda r: ("所在" in r.shown or r.role in ("parent", "award"), r.column.index)
    )


class _Roster:
    """Reads one table; every record is of an organisation."""

    def __init__(
        self,
        reading: Reading,
        table: Table,
        by_role: dict[str, list[Role]],
        unit: Role,
        title: str,
    ) -> None:
        self.reading, self.table, self.by_role = reading, table, by_role
        self.unit, self.title = unit, title
        unit.role = "unit"

    def rows(self) -> list[tuple[Record, list[Key], dict[str, str]]]:
        """Records with their units and the texts of the columns that matter."""
        out = []
        towns: list[str] = []
        used = [r for found in self.by_role.values() for r in found if r.role in _USED] + [
            self.unit
        ]
        for record in self.table.records:
            texts: dict[str, str] = {}
            for role in used:
                j = role.column.index
                text = self.table.text(record, role.column)
                if role.role in ("date", "start", "end"):
                    text = self.reading.dated(
                        role.shown,
                        text,
                        self.table.value(record, role.column),
                        self.table.grid.date1904,
                    )
                if role.marked:  # 先进 | 一般 | 后进 with a tick below: the heading is the value
                    text = role.column.leaf if text else ""
                texts[f"{role.role}:{j}"] = text
                if role.role == "township":
                    towns = towns_in(text) if text else towns
            place = next(filter(None, map(town_of, reversed(record.section))), self.table.place)
            own = texts[f"unit:{self.unit.column.index}"]
            cell = read_units(own, self.unit.noun) if own not in EMPTY else None
            units = cell.units if cell else ()
            each = towns_of_each(towns or [place], units)
            if each is None:
                self.reading.skipped.append((self.table.grid.name, record.row, WHICH_TOWN))
            keys = [self.reading.see(u, t) for u, t in zip(units, each or [""] * len(units))]
            if not keys:
                self.reading.skipped.append((self.table.grid.name, record.row, "没有单位名称"))
                continue
            shown = "、".join(u.name for u in units)
            self.reading.show(self.table.grid.name, record.row, self._at(record, self.unit), shown)
            out.append((record, keys, texts))
        return out

    def _at(self, record: Record, role: Role) -> int:
        return role.column.index + self.table.shifts[record.block]

    def _show(self, record: Record, role: Role, text: str) -> None:
        self.reading.show(self.table.grid.name, record.row, self._at(record, role), text)

    def _text(self, texts: dict[str, str], *names: str) -> str:
        for name in names:
            for role in self.by_role.get(name, []):
                text = texts.get(f"{name}:{role.column.index}", "")
                if text and text not in EMPTY:
                    return text
        return ""

    def _day(self, texts: dict[str, str]) -> str:
        text = self._text(texts, "date", "start", "year")
        return read_one(text) if text else _title_date(self.title)

    def _add(self, table: str, keys: list[Key], **fields: Any) -> None:
        for key in keys:
            self.reading.records.setdefault(table, []).append({"org": key, **fields})

    def rated_sections(self) -> bool:
        """Whether the lines that part the list say how its units were rated."""
        said = [line for record in self.table.records for line in record.section]
        return bool(
            _RATED.search(self.title)
            and not _AWARD_TITLE.search(self.title)
            and any(read_rating(line) != (None, None) for line in said)
        )

    def ratings(self) -> bool:
        """One record for each unit and period, stars and grade side by side."""
        found = False
        for record, keys, texts in self.rows():
            periods: dict[str, dict[str, Any]] = {}
            if "rating" not in self.by_role:
                stars, grade = read_rating(record.section[-1] if record.section else "")
                periods[title_year(self.title)] = {"stars": stars, "grade": grade}
            for role in self.by_role.get("rating", []):
                text = texts[f"rating:{role.column.index}"]
                year = role.year or read_one(self._text(texts, "year", "date"))[:4]
                stars, grade = read_rating(text)
                if stars is None and grade is None:
                    continue
                self._show(record, role, text if len(text) <= 8 else "")
                at = periods.setdefault(
                    year or title_year(self.title), {"stars": None, "grade": None}
                )
                at["stars"] = stars if at["stars"] is None else at["stars"]
                at["grade"] = grade if at["grade"] is None else at["grade"]
            for period, values in periods.items():
                found = True
                self._add("rating", keys, period=period or None, **values)
        if found:
            self.reading.kinds.add("rating")
        return found

    def awards(self) -> None:
        """Organisations of a list of commendations; persons are left out."""
        self.reading.kinds.add("commendation")
        persons = any(r.filled for r in self.by_role.get("person", []) if "姓名" in r.shown)
        for record, keys, texts in self.rows():
            said = self._text(texts, "award") or " ".join(record.section) or self.title
            own = texts[f"unit:{self.unit.column.index}"]
            of_person = _PERSON_AWARD.search(said) and not _ORG_AWARD.search(said)
            named = any(
                is_person(t) and not is_unit(t)
                for r in self.by_role.get("person", [])
                if "姓名" in r.shown or "对象" in r.shown
                for t in [self.table.text(record, r.column)]
            )
            if of_person or named or is_person(own) or (persons and "所在" in self.unit.shown):
                self.reading.skipped.append(
                    (self.table.grid.name, record.row, "表彰的是个人，只读单位")
                )
                continue
            self._add("award", keys, category="organisation", date=self._day(texts) or None)

    def commitments(self) -> None:
        """Promises with their term and how they were kept."""
        self.reading.kinds.add("commitment")
        for _, keys, texts in self.rows():
            item = self._text(texts, "item")
            if not item:
                continue
            term = self._text(texts, "end", "date", "start")
            first, last = read_span(term) if term else ("", "")
            result = self._text(texts, "result", "decision", "rating")
            self._add(
                "commitment",
                keys,
                item=item,
                due=last or first or None,
                result=read_result(result) if result else None,
            )

    def reviews(self) -> None:
        """Decisions on exemplars, year by year."""
        self.reading.kinds.add("exemplar")
        for record, keys, texts in self.rows():
            for role in self.by_role["decision"]:
                decision = read_decision(texts[f"decision:{role.column.index}"])
                if decision:
                    self._show(record, role, texts[f"decision:{role.column.index}"][:12])
                    year = (
                        role.year or read_one(self._text(texts, "year")) or title_year(self.title)
                    )
                    year = year or self._day(texts)
                    self._add("review", keys, year=year[:4] or None, decision=decision)

    def exemplars(self) -> None:
        """Exemplary units with their field and the day they were named."""
        self.reading.kinds.add("exemplar")
        for record, keys, texts in self.rows():
            domain = coded(" ".join([*record.section, self.title]), _DOMAINS)
            self._add("exemplar", keys, domain=domain, named_on=self._day(texts) or None)


_USED = (
    "township",
    "rating",
    "award",
    "item",
    "result",
    "decision",
    "date",
    "start",
    "end",
    "year",
)


def _title_date(title: str) -> str:
    """The date in a title, to its month or day where it says so; 截至 is none."""
    plain = re.sub(r"(?:截至|截止)[^，。）)]{0,14}", "", plain_text(title))
    m = re.search(r"(?:19|20)[0-9]{2}年[0-9]{1,2}月(?:[0-9]{1,2}日)?", plain)
    return read_one(m[0]) if m else title_year(title)
