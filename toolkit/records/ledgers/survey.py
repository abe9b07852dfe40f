"""What must be known before names are read: the county's own name, its townships, where a table
lies, and what the file says of names."""

from __future__ import annotations

import re
from collections import Counter

from toolkit.records.ledgers.aliases import listed_in, said_in
from toolkit.records.ledgers.late import pattern
from toolkit.records.ledgers.layout import Table
from toolkit.records.ledgers.names import Names
from toolkit.records.ledgers.persons import plain_text
from toolkit.records.ledgers.roles import values_of
from toolkit.records.ledgers.towns import towns_in
from toolkit.records.ledgers.words import town_of

_COUNTY = pattern(
    r"^(?:中共)?((?!各|全|本|社|地|园|片|小)[\u4e00-\u9fff]{1,4}?"
    r"(?:自治县|县|旗|市(?!场|民(?!政|宗|族)|政(?!府|协)|容)|(?<![社片园小城山库林矿地景校街市辖发新牧灾老站禁])区(?!域|划|块)))"
    r"(?!直|级|委|处|乡|内|里|区|县)"
)
_INSIDE = pattern(r"^([\u4e00-\u9fff]{2,3}县)[\u4e00-\u9fff]{2,}")
_EXPLAINS = pattern(r"简称|更名|改名|原名|曾用|前身|指|即")
#: records looked at for the county's own name
_LOOKED = 300
_TITLE_TOWN = pattern(
    r"^(?:[\u4e00-\u9fff]{2,4}?[县市区])?([\u4e00-\u9fff]{2,4}?(?:[镇乡]|苏木|街道))(?![村级直镇乡街长])"
)


def survey(names: Names, tables: list[Table]) -> None:
    """Note the county, its townships and explained names in `names`, and the township of each
    table: the sheet's name, a line above it, or its title where titles name several."""
    inside: Counter[str] = Counter()
    titled = [next(filter(None, map(_town_in, t.titles)), "") for t in tables]
    for table, town in zip(tables, titled):
        headed = next(filter(None, map(town_of, table.titles)), "")
        for line in [*table.above, *table.titles, table.grid.name]:
            m = _COUNTY.match(re.sub(r"\s|^附件\d*[:：]?|^《", "", plain_text(line)))
            names.county = names.county or (m[1] if m else "")
        table.place = town_of(table.grid.name) or headed or (town if len({*titled}) > 1 else "")
        sections = {line for record in table.records for line in record.section}
        found = {table.place, *map(town_of, sections)}
        for column in table.columns:
            if "乡镇" in column.leaf or column.leaf in ("镇", "乡"):
                found.update(*map(towns_in, values_of(table, column)))
        names.townships |= found - {""}
        for column in [] if names.county else table.columns:
            for record in table.records[:_LOOKED]:
                if m := _INSIDE.match(table.text(record, column)[:24]):
                    inside[m[1]] += 1
        for short, full in listed_in(table):
            names.same(short, full)
        explain(names, [*table.notes, *table.titles])
        for column in table.columns:
            if column.leaf in ("备注", "说明", "备考"):
                explain(names, [t for t in values_of(table, column) if _EXPLAINS.search(t)])
    if not names.county and len(inside) == 1:
        names.county = next(iter(inside))


def _town_in(title: str) -> str:
    m = _TITLE_TOWN.match(re.sub(r"\s", "", title))
    return m[1] if m else ""


def explain(names: Names, lines: list[str]) -> None:
    """Note the short and former names that lines of text explain."""
    for line in lines:
        for short, full in said_in(line):
            names.same(short, full)
