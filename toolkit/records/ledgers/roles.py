"""Roles of a table's columns: by their headings, checked against their values and each other."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import islice

from toolkit.records.ledgers.blanks import EMPTY
from toolkit.records.ledgers.channels import cell_channel
from toolkit.records.ledgers.dates import open_ended, read_one
from toolkit.records.ledgers.grades import names_outcome, outcome_role
from toolkit.records.ledgers.headings import heading_role
from toolkit.records.ledgers.heads import Column, are_marks, divides, is_tick
from toolkit.records.ledgers.layout import Table
from toolkit.records.ledgers.persons import DIGITS, is_person
from toolkit.records.ledgers.units import read_units
from toolkit.records.ledgers.words import is_generic, is_unit, kind_of

#: columns of units that answer for somebody or something, rather than help
_SENDS = re.compile(r"派出|选派|后盾|责任(?:单位|部门)")
_EDGES = {**dict.fromkeys("起自始从", "start"), **dict.fromkeys("止至终到", "end")}
SIDES = frozenset(["helper", "recipient", "unit", "either", "side_a", "side_b"])
#: distinct values looked at in a column
_LOOKED = 300


@dataclass
class Role:
    """A column with its role, what its values are, and the heading as it may be shown."""

    column: Column
    role: str
    shown: str
    weak: bool = False
    mixed: bool = False
    #: it is headed by an outcome (先进, 未兑现) and holds ticks
    marked: bool = False
    #: it is headed by a year or a township and holds units of one side
    divided: bool = False
    year: str = ""
    noun: str = ""
    kinds: Counter[str] = field(default_factory=Counter)
    units: int = 0
    persons: int = 0
    filled: int = 0
    #: how its role was found: heading, values, person (answered), mapping
    asked: bool = False

    @property
    def kind(self) -> str:
        """What most of its units are."""
        return self.kinds.most_common(1)[0][0] if self.kinds else ""


def values_of(table: Table, column: Column) -> Counter[str]:
    """Distinct texts of a column's records, empty words left out."""
    out = Counter(table.column_texts(column))
    return Counter({t: n for t, n in out.items() if t and t not in EMPTY})


def noun_of(heading: str) -> str:
    """What a column's shortened names leave out (东岭 under 挂钩村 is 东岭村)."""
    text = heading.split(" ")[-1].split("(")[0]
    if "社区" in text and "村" not in text:
        return "社区"
    if text.endswith(("企业", "企业名称", "公司", "公司名称")):
        return "企业"
    if re.search(r"(?:单位|部门|机关)(?:名称)?[0-9一二三四五六]?$", text):
        return "单位"
    return "村" if "村" in text else ""


def roles_of(table: Table, known: dict[str, str]) -> list[Role]:
    """The role of every column of a table.

    `known`: heading → role as decided before (a mapping, or answers).
    """
    roles = [_first_guess(table, column, known) for column in table.columns]
    _days(table, roles)
    if not any(r.asked for r in roles if r.role in SIDES):
        _settle(roles)
    return roles


def _days(table: Table, roles: list[Role]) -> None:
    """Columns of bare day numbers hold marks beside columns of written dates."""
    marks = [t for r in roles if r.role == "tick" for t in values_of(table, r.column)]
    for role in roles if marks else []:
        values = values_of(table, role.column)
        if role.role == "other" and is_unit(role.column.leaf) and are_marks([*marks, *values]):
            role.role = "tick"


def _first_guess(table: Table, column: Column, known: dict[str, str]) -> Role:
    head = heading_role(column.full)
    values = values_of(table, column)
    role = Role(column, head.role or "other", column.full, head.weak, head.mixed, year=head.year)
    role.filled = sum(values.values())
    role.noun = noun_of(column.full)
    numbers = 0
    for text, times in islice(values.items(), _LOOKED):
        if text.isascii() and not text.isalpha():  # a number, a date, a telephone
            numbers += times * bool(DIGITS.search(text))
            continue
        cell = read_units(text, role.noun if role.role in SIDES else "")
        numbers += times * bool(DIGITS.search(text))
        role.persons += times * (cell.persons and not cell.units)
        if cell.units:
            role.units += times
            for unit in cell.units:
                role.kinds[kind_of(unit.name)] += times
    _by_values(role, values, numbers)
    if column.full in known:
        role.role, role.asked, role.weak = known[column.full], True, False
    known_word = head.role or is_unit(column.leaf) or is_generic(column.leaf)
    if not known_word and is_person(column.leaf):
        role.role, role.shown = "person", "（个人）"  # a column headed by somebody's name
    return role


def _by_values(role: Role, values: Counter[str], numbers: int) -> None:
    """Correct a guess by what stands in the column."""
    looked = sum(islice(values.values(), _LOOKED))
    leaf = role.column.leaf
    if is_unit(leaf) and heading_role(leaf).role in ("", "other") and are_marks(values):
        role.role = "tick"  # a column of a matrix is headed by a unit
        return
    if not looked:
        return
    if divides(leaf) and role.units * 2 > looked:
        role.role, role.divided = "unit", True
        return
    if names_outcome(leaf) and all(map(is_tick, values)):
        role.role, role.marked = outcome_role(leaf), True
        return
    if role.role in SIDES | {"support", "parent", "other"} and not role.units:
        if role.persons * 2 > looked or numbers * 2 > looked:
            role.role = "person"
        elif role.role != "other" and role.role not in ("support", "parent"):
            role.role = "other"
    if role.role in SIDES and role.persons > role.units * 2 and not role.mixed:
        role.role = "person"
    if role.role == "other" and numbers * 3 > looked:
        role.role = "person"
    stated = role.role == "channel" and any(map(cell_channel, values))  # 万企兴万村 is no village
    if role.role in ("channel", "count") and role.units * 2 > looked and not stated:
        role.role = "unit"
        role.weak = True
    if role.role == "rating" and role.units * 2 > looked and not role.year:
        role.role = "other"
    if role.role in ("", "other") and (edge := _EDGES.get(leaf)):
        dated = [t for t in values if read_one(t) or open_ended(t)]
        if len(dated) * 2 > len(values):
            role.role = edge  # 起 and 止 with no group above them
    whole = role.persons == 0 and role.units == looked
    if role.role == "person" and whole and not numbers:
        # 联系人 over a column of units: the heading says less than what stands there
        role.role, role.mixed = "unclear", True


def _settle(roles: list[Role]) -> None:
    """Make the sides of a table agree: one side helps, the other receives."""

    def of(*names: str) -> list[Role]:
        return [r for r in roles if r.role in names and (r.units or r.filled == 0)]

    _divided(roles)
    _townships(roles)
    _wards(roles)
    for role in of("helper"):
        if "职务" in role.column.leaf and len(of("helper")) > 1:
            role.role = "person"  # 原单位及职务 beside 派出单位 is a person's own
    for role in of("support"):
        if "成员" in role.column.leaf and not of("recipient", "either", "unit"):
            role.role = "recipient"  # 成员单位 beside 牵头医院
    plain = [r for r in roles if r.role == "other" and r.units * 2 > max(r.filled, 1)]
    if not plain and not of("helper", "unit"):
        for role in of("support"):
            role.role, role.weak = "helper", True  # 参与企业 alone beside 帮扶村
    helpers, recipients = of("helper"), of("recipient")
    strong = [r for r in recipients if not r.weak]
    for role in of("either"):
        # 结对村 beside the villages that are helped is a helper; beside firms it is helped
        others = [r for r in strong + [r for r in recipients if r.weak] if r is not role]
        role.role = "helper" if others else "recipient"
        (helpers if others else recipients).append(role)
    if strong and len(recipients) > len(strong):
        for role in recipients:
            if role.weak:
                _weak_recipient(role, strong)
        recipients = of("recipient")
    if not helpers or not recipients:
        _unknown_units(roles, "unit")
    units = of("unit")
    if helpers and recipients:
        _spare(units, helpers)
        _unknown_units(roles, "unclear")
        return
    if units and len(helpers) == 1 and helpers[0].weak and _rural(helpers[0]) > _rural(units[0]):
        _two_sides([*helpers, *units])  # 单位 beside 结对单位: villages under the second receive
    elif units and helpers and not recipients:
        chosen = max(units, key=lambda r: (_rural(r), -r.column.index))
        chosen.role = "recipient"
    elif units and recipients and not helpers:
        for role in units:
            role.role = "helper"
    elif len(units) >= 2:
        _two_sides(units)
    elif len(recipients) >= 2 and not helpers:
        _two_sides(recipients)
    elif len(helpers) >= 2 and not recipients and not of("township"):
        rural = [r for r in helpers if _rural(r) * 2 > 1]
        if rural and len(rural) < len(helpers):
            for role in rural:
                role.role = "recipient"
        elif helpers[0].kind == helpers[1].kind != "":
            _two_sides(helpers)  # 牵头学校 beside 帮扶学校: which of them helps is asked
    if of("helper") and not of("recipient"):
        towns = of("township")
        if towns:
            towns[-1].role = "recipient"


def _divided(roles: list[Role]) -> None:
    """Columns headed by years or townships hold the side that the column beside them is not."""
    parts = [r for r in roles if r.divided]
    others = [r for r in roles if r.role in SIDES and r.units and not r.divided]
    if not parts or not others:
        return
    beside = others[0]
    helps = beside.role == "helper"
    if beside.role not in ("helper", "recipient") or beside.weak:
        helps = max(map(_rural, parts)) > _rural(beside)
        beside.role = "helper" if helps else "recipient"
    for role in parts:
        role.role = "recipient" if helps else "helper"


def _townships(roles: list[Role]) -> None:
    """挂钩乡镇 beside 挂钩村 says where the village is."""
    recipients = [r for r in roles if r.role in ("recipient", "either")]
    for role in recipients:
        others = [r for r in recipients if r is not role and r.units]
        if (
            role.units
            and role.kinds["township"] * 10 >= sum(role.kinds.values()) * 9
            and any(r.kind != "township" for r in others)
        ):
            role.role = "township"


def _wards(roles: list[Role]) -> None:
    """支援科室 beside 支援医院 says which part of the unit helps: no unit of its own."""
    wards = [r for r in roles if re.search(r"[科股处]室", r.column.leaf)]
    if any(r.role in SIDES and r not in wards for r in roles):
        for role in wards:
            role.role, role.units = "other", 0


def _rural(role: Role) -> float:
    total = sum(role.kinds.values()) or 1
    return (role.kinds["village"] + role.kinds["community"]) / total


def _weak_recipient(role: Role, strong: list[Role]) -> None:
    """A plain column of villages beside one that says it receives."""
    role.role = "other" if role.kind == "township" else "unclear"
    if role.kind == "township":
        role.role = "township"


def _spare(units: list[Role], helpers: list[Role]) -> None:
    """Units that do not link themselves: to be asked about beside those that do."""
    for role in units:
        if role.units * 2 > role.filled:
            role.role = "unclear"
    strong = [r for r in helpers if not r.weak]
    for role in helpers:
        if (
            role.weak
            and _SENDS.search(role.column.leaf)
            and any(r.kind not in ("village", "enterprise") for r in strong)
        ):
            role.role = "unclear"


def _two_sides(units: list[Role]) -> None:
    """Two columns of units of which neither says who helps."""
    first, second = units[0], units[1]
    if _rural(first) > 0.6 and _rural(second) < 0.2:
        first.role, second.role = "recipient", "helper"
    elif _rural(second) > 0.6 and _rural(first) < 0.2:
        first.role, second.role = "helper", "recipient"
    else:
        first.role, second.role = "side_a", "side_b"
    for role in units[2:]:
        role.role = "unclear"


def _unknown_units(roles: list[Role], role_name: str) -> None:
    """Columns of units under a heading that says nothing."""
    for role in roles:
        if heading_role(role.column.full).role == "other":
            continue  # 共建主题, 帮扶措施: text that may end like a unit
        if role.role == "other" and role.units * 2 > max(role.filled, 1) and role.units >= 2:
            role.role, role.weak = role_name, True


def towns_of(roles: list[Role]) -> dict[int, Role]:
    """Column of a side → the column of its townships: the one in its group, else the nearest on
    the side on which they stand; a single one is everybody's."""
    towns = [r for r in roles if r.role == "township"]
    sides = [r for r in roles if r.role in ("helper", "recipient")]
    if not towns or not sides:
        return {}
    grouped = {id(t): [s for s in sides if group_of(s) == group_of(t) != ""] for t in towns}
    free = [t for t in towns if not grouped[id(t)]]
    before = not free or free[0].column.index < sides[0].column.index
    out: dict[int, Role] = {}
    for side in sides:
        own = [t for t in towns if side in grouped[id(t)]]
        at = side.column.index
        near = [t for t in free if len(free) == 1 or (t.column.index < at) == before]
        found = own or sorted(near, key=lambda t: abs(t.column.index - at))
        if found:
            out[at] = found[0]
    return out


def group_of(role: Role) -> str:
    """The headings above a column's own."""
    return role.column.full.removesuffix(role.column.leaf).strip()
