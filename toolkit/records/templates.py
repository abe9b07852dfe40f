"""The workbook to fill in: sheets with dropdowns, a grey example, and the data dictionary."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records.coerce import empty_table
from toolkit.records.county import workbook_sheet
from toolkit.records.data_dictionary import dictionary
from toolkit.records.examples import example_row
from toolkit.records.files import free_name
from toolkit.records.sheets import Sheet, write_book
from toolkit.terms import label, lang, table_title, tables, tr, use_lang

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
