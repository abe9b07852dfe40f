"""Tables, columns, allowed values and their Chinese names: read once from the domain tables in
``terms/data``."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from toolkit.terms.channels import CHANNELS, channel, channel_label
from toolkit.terms.language import lang as current_lang
from toolkit.terms.shipped import read_data

#: what a reader sees instead of the official word (the API keeps ``backward``)
_SCREEN_ZH = {("rating", "grade", "backward"): "待提升"}
_SCREEN_EN = {
    ("rating", "grade", "backward"): "to improve",
    ("organisation", "sector", "social_org"): "social organisation",
    ("organisation", "sector", "mass_org"): "mass organisation",
    ("commitment", "result", "unmet_explained"): "unmet, explained",
}
#: spellings that are read as one of the allowed values
_CHANNEL = ("pairing", "channel")
_ALIASES = {("assessment", "voice"): {"mutual": "peer", "org": "superior"}}


@dataclass(frozen=True)
class Column:
    """One column of a table: ``kind`` is string, enum, list, date, float, Int64 or bool.

    Examples
    --------
    >>> from toolkit import terms
    >>> column = terms.tables()["pairing"].columns[1]
    >>> column.name, column.kind, column.required
    ('channel', 'enum', True)
    """

    table: str
    name: str
    kind: str
    required: bool
    rule: str
    chinese: str
    chinese_rule: str

    @property
    def choices(self) -> tuple[str, ...]:
        """Allowed values of an enum or list column (empty for others)."""
        return tuple(labels().get((self.table, self.name), {}))


@dataclass(frozen=True)
class TableSchema:
    """One table: its Chinese name, whether a county must have it, its key and columns.

    Examples
    --------
    >>> from toolkit import terms
    >>> terms.tables()["rating"].key
    ('org_id', 'period')
    """

    name: str
    chinese: str
    required: bool
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """The column called `name` (KeyError if there is none)."""
        return {c.name: c for c in self.columns}[name]


@cache
def labels() -> dict[tuple[str, str], dict[str, str]]:
    """(table, column) → {allowed value: Chinese label}."""
    out: dict[tuple[str, str], dict[str, str]] = {}
    for row in read_data("labels.csv"):
        out.setdefault((row["table"], row["column"]), {})[row["value"]] = row["chinese"]
    out[_CHANNEL] = {name: channel(name).chinese for name in CHANNELS}
    for column in ("from_state", "to_state"):  # an event leads from one status to another
        out["exemplar_event", column] = out["exemplar", "status"]
    return out


@cache
def tables() -> dict[str, TableSchema]:
    """Every table by its English name, in the order of the domain."""
    columns: dict[str, list[Column]] = {}
    for r in read_data("schema.csv"):
        columns.setdefault(r["table"], []).append(
            Column(
                table=r["table"],
                name=r["column"],
                kind=r["type"],
                required=r["required"] == "yes",
                rule="/".join(CHANNELS) if (r["table"], r["column"]) == _CHANNEL else r["rule"],
                chinese=r["chinese_header"],
                chinese_rule=r["chinese_rule"],
            )
        )
    return {
        r["table"]: TableSchema(
            r["table"],
            r["chinese_name"],
            r["required"] == "yes",
            tuple(r["key"].split(",")),
            tuple(columns[r["table"]]),
        )
        for r in read_data("tables.csv")
    }


@cache
def machines() -> dict[str, Any]:
    """The state machines: name → start, transitions (from, event, to), may_end."""
    return json.loads(
        (files("toolkit.terms") / "data" / "state_machines.json").read_text(encoding="utf-8")
    )


@cache
def _result_columns() -> dict[str, dict[str, str]]:
    return {r["column"]: {"zh": r["chinese"], "en": r["english"]} for r in read_data("results.csv")}


def table_title(table: str, lang: str | None = None) -> str:
    """Name of a table for the reader.

    Examples
    --------
    >>> from toolkit import terms
    >>> terms.table_title("pairing", "zh"), terms.table_title("pairing", "en")
    ('结对', 'pairing')
    """
    return tables()[table].chinese if (lang or current_lang()) == "zh" else table


def heading(column: str, table: str | None = None, lang: str | None = None) -> str:
    """Heading of a column for the reader: of a domain table when `table` is given, else of a
    result.

    A result column that is not in ``results.csv`` borrows the heading of the domain column of that
    name; an unknown name comes back as it is.

    Examples
    --------
    >>> from toolkit import terms
    >>> terms.heading("helper_id", "pairing", "zh"), terms.heading("recipients", lang="zh")
    ('帮扶方', '受助方数')
    """
    lang = lang or current_lang()
    if table:
        known = {c.name: c.chinese for c in tables()[table].columns}
        return known.get(column, column) if lang == "zh" else column
    if column in _result_columns():
        return _result_columns()[column][lang]
    if lang == "zh":
        for t in tables().values():
            for c in t.columns:
                if c.name == column:
                    return c.chinese
    return column


def label(table: str, column: str, value: object, lang: str | None = None) -> str:
    """A value as the reader reads it (``backward`` shows as 待提升); unknown values come back
    unchanged.

    Examples
    --------
    >>> from toolkit import terms
    >>> terms.label("rating", "grade", "backward", "zh")
    '待提升'
    """
    if (table, column) == _CHANNEL:
        return channel_label(str(value), lang)
    key = (table, column, str(value))
    if (lang or current_lang()) == "zh":
        return _SCREEN_ZH.get(key) or labels().get((table, column), {}).get(str(value), str(value))
    return _SCREEN_EN.get(key) or str(value).replace("_", " ")


@cache
def spellings(table: str, column: str) -> dict[str, str]:
    """Every accepted spelling (lower case) of an enum or list column → its English value."""
    known = labels().get((table, column), {})
    out = {v.lower(): v for v in known} | {zh.lower(): v for v, zh in known.items()}
    out |= {zh.lower().replace("（", "(").replace("）", ")"): v for v, zh in known.items()}
    out |= {v.lower().replace("_", " "): v for v in known}
    if (table, column) == _CHANNEL:
        out |= {channel(name).english.lower(): name for name in CHANNELS}
    for source in (_SCREEN_ZH, _SCREEN_EN):
        out |= {
            shown.lower(): v for (t, c, v), shown in source.items() if (t, c) == (table, column)
        }
    return out | _ALIASES.get((table, column), {})
