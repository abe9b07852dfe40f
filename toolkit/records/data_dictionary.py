"""What may stand in each column of each table: a dictionary for readers, a schema for programs."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from toolkit.records.coerce import DTYPES
from toolkit.terms import Column, heading, label, table_title, tables, tr

_FIELD_TYPES = {
    "string": "string",
    "enum": "string",
    "list": "string",
    "date": "date",
    "float": "number",
    "Int64": "integer",
    "bool": "boolean",
}


def dictionary(language: str | None = None) -> pd.DataFrame:
    """The data dictionary: one row for each column, with its type, rule and allowed values in both
    languages."""
    rows: list[dict[str, Any]] = []
    for t in tables().values():
        for c in t.columns:
            values = "；".join(f"{label(t.name, c.name, v, 'zh')} = {v}" for v in c.choices)
            row = {
                "table": f"{table_title(t.name, 'zh')} {t.name}",
                "column": c.name,
                "heading": heading(c.name, t.name, "zh"),
            }
            required = tr("是", "yes") if c.required else tr("否", "no")
            rows.append(
                row
                | {
                    "type": c.kind,
                    "required": required,
                    "key": c.name in t.key,
                    "rule": _rule_words(c),
                    "choices": values,
                }
            )
    return pd.DataFrame(rows).astype({"key": "boolean"})


def _compared(rule: str) -> str:
    return rule.replace(">= ", "at least ").replace(">=", "at least ")


def _rule_words(c: Column) -> str:
    """The rule of a column in the reader's language; allowed values stand in their own column."""
    if c.chinese_rule:
        return tr(c.chinese_rule, re.sub(r"→(\w+)\.\w+", r"a number of \1", _compared(c.rule)))
    if set(c.rule.split("/")) == set(c.choices):
        return ""
    if c.rule == "unique":
        return tr("不能重复", "unique")
    if c.rule.startswith("→"):
        title = c.rule[1:].split(".")[0]
        return tr(f"填“{table_title(title)}”表里的编号", f"a number of {title}")
    if ".." in c.rule:
        return tr("{} 到 {}", "{} to {}").format(*c.rule.split(".."))
    least, _, bound = c.rule.partition(" ") if " " in c.rule else (c.rule[:2], "", c.rule[2:])
    other = heading(bound, c.table) if bound in {d.name for d in tables()[c.table].columns} else ""
    words = {
        ">=": tr(f"不早于{other}" if other else f"不小于 {bound}", f"at least {other or bound}"),
        ">": tr(f"大于{other or bound}", f"more than {other or bound}"),
    }
    return words.get(least, c.rule)


def schema() -> dict[str, Any]:
    """All tables as a Frictionless Table Schema package
    (https://specs.frictionlessdata.io/table-schema/).

    Examples
    --------
    >>> from toolkit import records
    >>> [table["name"] for table in records.schema()["resources"]][:3]
    ['organisation', 'indicator', 'assessment']
    """
    resources = [
        {
            "name": t.name,
            "title": t.chinese,
            "path": f"{t.name}.csv",
            "schema": _table_schema(t.name),
        }
        for t in tables().values()
    ]
    return {
        "name": "exemplar-toolkit-county",
        "profile": "tabular-data-package",
        "resources": resources,
    }


def _table_schema(table: str) -> dict[str, Any]:
    t = tables()[table]
    fields, foreign = [], []
    for c in t.columns:
        constraints: dict[str, Any] = {"required": True} if c.required else {}
        if c.kind == "enum":
            constraints["enum"] = list(c.choices)
        if c.rule.startswith(">=") and c.rule[2:3].isdigit():
            constraints["minimum"] = int(c.rule[2:].split(",")[0].split(";")[0])
        if ".." in c.rule and c.kind in ("float", "Int64"):
            constraints["minimum"], constraints["maximum"] = (float(x) for x in c.rule.split(".."))
        if c.rule == "unique":
            constraints["unique"] = True
        if "→" in c.rule:
            target, field = c.rule.split("→")[1].split(",")[0].split(";")[0].split(".")
            foreign.append(
                {
                    "fields": c.name,
                    "reference": {"resource": "" if target == table else target, "fields": field},
                }
            )
        extra = {"constraints": constraints} if constraints else {}
        fields.append(
            {
                "name": c.name,
                "type": _FIELD_TYPES[c.kind],
                "title": c.chinese,
                "description": c.rule,
                "pandas": DTYPES[c.kind],
            }
            | extra
        )
    key: Any = t.key[0] if len(t.key) == 1 else list(t.key)
    return {"fields": fields, "primaryKey": key, "missingValues": [""]} | (
        {"foreignKeys": foreign} if foreign else {}
    )
