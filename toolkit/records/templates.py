"""The workbook to fill in, the marked copy to correct, and the data dictionary."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records.book_inspection import inspect_book
from toolkit.records.coerce import DTYPES, empty_table
from toolkit.records.county import workbook_sheet
from toolkit.records.examples import example_row
from toolkit.records.files import free_name, keep_source, writing
from toolkit.records.problems import sentence
from toolkit.records.sheets import Sheet, write_book
from toolkit.terms import Column, heading, label, lang, table_title, tables, tr, use_lang

_FIELD_TYPES = {
    "string": "string",
    "enum": "string",
    "list": "string",
    "date": "date",
    "float": "number",
    "Int64": "integer",
    "bool": "boolean",
}
SPARE_ROWS = 2000


#: sheets that an office begins with; the others come with ``all_tables``
FIRST_TABLES = ("organisation", "rating", "pairing")


def template(
    path: str | os.PathLike[str], language: str | None = None, all_tables: bool = False
) -> Path:
    """Write the empty workbook: the sheets an office begins with (or all), with dropdowns, text
    identifiers, a comment on each heading, a grey example row that is never read, and 字典.

    ``County.load`` reads it back once ``organisation`` is filled in. A file that is there already
    is never replaced (it may be filled in): the template gets the next free name.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import records
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = records.template(folder + "/模板.xlsx", "zh")
    ...     [sheet.name for sheet in records.read_book(path)][:3]
    ['说明', '组织', '定级']
    """
    with use_lang(language or lang()):
        return _template(path, all_tables)


def _template(path: str | os.PathLike[str], all_tables: bool) -> Path:
    language = lang()
    guide = Sheet(
        "说明" if language == "zh" else "notes",
        pd.DataFrame({"note": pd.array(_guide(), dtype="string")}),
        headings={"note": tr("填表说明", "How to fill this in")},
        widths={"note": 100},
    )
    names = list(tables()) if all_tables else list(FIRST_TABLES)
    words = dictionary(language)
    if not all_tables:
        words = words[words["table"].str.endswith(tuple(" " + n for n in names))]
    return write_book(
        free_name(Path(path)),
        [
            guide,
            *(_empty_sheet(name, language) for name in names),
            _dictionary_sheet(words.reset_index(drop=True), language),
        ],
    )


#: kinds of column in a reader's words
_KINDS = {
    "string": "文本",
    "enum": "选一个",
    "list": "选几个",
    "date": "日期",
    "float": "数字",
    "Int64": "整数",
    "bool": "是或否",
}


def _dictionary_sheet(words: pd.DataFrame, language: str) -> Sheet:
    """The dictionary in one language: titles and headings as they stand in the sheets."""
    zh = language == "zh"
    both = words["table"].str.split(" ", n=1, expand=True)
    choices = words["choices"].str.replace(" = \\w+" if zh else "[^；]+ = ", "", regex=True)
    words = words.drop(columns="column" if zh else "heading").assign(
        table=both[0 if zh else 1],
        choices=choices.str.replace("；", "、" if zh else "; ").str.replace("_", " "),
    )
    if not zh:
        return Sheet("dictionary", words)
    words = words.assign(type=words["type"].map(lambda kind: _KINDS.get(kind, kind)))
    return Sheet("字典", words, headings={"type": "填什么", "required": "必填", "key": "编号列"})


def _empty_sheet(table: str, language: str) -> Sheet:
    frame = empty_table(table)
    example = example_row(table, language)
    if example:
        frame = pd.DataFrame({c: pd.array([example.get(c)], dtype="string") for c in frame.columns})
    comments = {c.name: _comment(table, c.name, language) for c in tables()[table].columns}
    sheet = workbook_sheet(
        table,
        frame,
        language,
        spare_rows=SPARE_ROWS,
        comments=comments,
        grey=range(len(frame)),
    )
    # who is meant is chosen by name from the sheet of organisations; `check` knows names, too
    named = {c.name: _unit_names(language) for c in tables()[table].columns if _is_unit(table, c)}
    return replace(sheet, choices={**(sheet.choices or {}), **named})


def _is_unit(table: str, column: Any) -> bool:
    return table != "organisation" and "→organisation" in column.rule


def _unit_names(language: str) -> str:
    """Where Excel finds the names of the units that an office has filled in."""
    units = tables()["organisation"].columns
    letter = "ABCDEFGHIJ"[[c.name for c in units].index("name")]
    place = table_title("organisation", "zh") if language == "zh" else "organisation"
    return f"='{place}'!${letter}$3:${letter}${SPARE_ROWS + 2}"


def _comment(table: str, column: str, language: str) -> str:
    """What belongs into a column, in a sentence or two."""
    c = tables()[table].column(column)
    told = [tr("必填。", "Required.") if c.required else tr("可以空着。", "May be empty.")]
    if c.choices:
        values = tr("、", ", ").join(label(table, column, v, language) for v in c.choices)
        told.append(tr(f"可填：{values}。", f"One of: {values}."))
    kinds = {
        "date": ("日期，如 2015-07-03。", "A date such as 2015-07-03."),
        "float": ("数字。", "A number."),
        "Int64": ("整数。", "A whole number."),
        "bool": ("填 是 或 否。", "yes or no."),
    }
    if c.kind in kinds:
        told.append(tr(*kinds[c.kind]))
    if "→organisation" in c.rule:
        told.append(
            tr("填“组织”表里的编号，也可以填名称。", "A number of organisation, or its name.")
        )
    return tr("", " ").join(told)


def _guide() -> list[str]:
    return [
        tr(
            "只有“组织”表必填；其他表没有的可以空着。灰色的示例行不会读入，删不删都行。",
            "Only organisation is required; leave the others empty where there is nothing. The "
            "grey example row is never read.",
        ),
        tr(
            "编号列已设为文本：前导零和 18 位编号不会丢。",
            "Identifier columns are text: leading zeros and 18 digits stay.",
        ),
        tr(
            "日期可写 2015-07-03、2015年7月3日、2015年7月或 2015。",
            "Dates: 2015-07-03, 2015年7月3日, 2015年7月 or 2015.",
        ),
        tr(
            "分析单位是组织：不填身份证号、电话、住址、健康等个人信息。",
            "The unit is the organisation: no identity numbers, phones, addresses or health.",
        ),
        tr(
            "仅在本机处理；涉密、工作秘密数据请勿导入。",
            "Everything stays on this computer; do not import classified or confidential data.",
        ),
    ]


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


def mark(
    source: str | os.PathLike[str], problems: pd.DataFrame, target: str | os.PathLike[str]
) -> Path:
    """Write a copy of a workbook with every bad cell coloured and its reason as a comment; the
    source stays untouched.

    Parameters
    ----------
    problems : DataFrame
        As `toolkit.check` gave them for `source` (an ``.xlsx``; ValueError for a folder).

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import toolkit
    >>> from toolkit import records
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet = records.template(Path(folder) / "county.xlsx")
    ...     found = toolkit.check(sheet)
    ...     marked = records.mark(sheet, found, Path(folder) / "marked.xlsx")
    ...     found["reason"].tolist(), marked.name
    (['“组织”表里没有一条记录'], 'marked.xlsx')
    """
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    path = Path(source)
    if path.suffix.lower() != ".xlsx":
        raise ValueError(tr("标注副本只支持 .xlsx", "a marked copy is made of an .xlsx only"))
    keep_source(path, target)
    inspect_book(path)
    book = openpyxl.load_workbook(path)
    colours = {
        "error": PatternFill("solid", fgColor="FFC7A3"),
        "warning": PatternFill("solid", fgColor="FFF1B8"),
    }
    for (sheet, cell), group in problems[problems["cell"].fillna("") != ""].groupby(
        ["sheet", "cell"], sort=False
    ):
        if sheet not in book.sheetnames:
            continue
        place = book[sheet][cell]
        place.fill = colours["error" if (group["severity"] == "error").any() else "warning"]
        if type(place).__name__ != "MergedCell":
            place.comment = Comment("\n".join(group["reason"]), "toolkit", width=320, height=90)
    _append_list(book, problems)
    with writing(target) as draft:
        book.save(draft.path)
    return draft.final


def _append_list(book: Any, problems: pd.DataFrame) -> None:
    ws = book.create_sheet(tr("问题清单", "problems"), 0)
    for p in problems.to_dict("records"):
        ws.append([sentence(p)])
        ws.cell(ws.max_row, 1).data_type = "s"
    ws.column_dimensions["A"].width = 110
