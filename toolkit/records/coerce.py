"""Raw cells to the schema's columns and dtypes, with a problem for every cell that does not fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache

import numpy as np
import pandas as pd

from toolkit.records.addresses import row_and_column
from toolkit.records.cells import (
    ROUNDED,
    is_blank,
    matches,
    read_bool,
    read_choice,
    read_number,
    read_text,
)
from toolkit.records.dates import read_date, read_period
from toolkit.records.headings import column_called
from toolkit.records.privacy import is_personal_heading
from toolkit.records.problems import Problems, all_zeros, became_day, lost_end
from toolkit.records.sources import RawTable
from toolkit.terms import Column, label, spellings, tables, tr

DTYPES = {
    "string": "string",
    "enum": "string",
    "list": "string",
    "date": "datetime64[us]",
    "float": "float64",
    "Int64": "Int64",
    "bool": "boolean",
}


_LATEST = pd.Timestamp(2200, 12, 31)


@dataclass
class Typed:
    """A table with its dtypes; `raw` and `position` (column → place in the sheet) lead back to the
    cells.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import records
    >>> from toolkit.records.sources import read_source
    >>> typed, _ = records.read_and_check(*read_source(toolkit.dataset("qinglan_60")))
    >>> typed["organisation"].raw.place, typed["organisation"].position["name"]
    ('organisation.csv', 1)
    """

    frame: pd.DataFrame
    raw: RawTable
    position: dict[str, int] = field(default_factory=dict)
    unread: dict[str, np.ndarray] = field(default_factory=dict)

    def say(
        self,
        problems: Problems,
        column: str,
        which: np.ndarray | pd.Series,
        reason: str,
        severity: str = "error",
    ) -> None:
        """Add a problem for the records in `which` (positions, or a mask whose unknown count as
        unmet) at `column`."""
        if isinstance(which, pd.Series):
            which = which.astype("boolean").fillna(False).to_numpy(dtype=bool)
        problems.at(self.raw, column, which, reason, severity, self.position.get(column))


def empty_table(table: str) -> pd.DataFrame:
    """No records, all columns, right dtypes.

    Examples
    --------
    >>> from toolkit import records
    >>> list(records.empty_table("ineligible"))
    ['helper_id', 'recipient_id', 'reason']
    """
    return _empty(table).copy(deep=False)


@cache  # every county asks for the many tables that it does not have
def _empty(table: str) -> pd.DataFrame:
    return pd.DataFrame(
        {c.name: pd.Series([], dtype=DTYPES[c.kind]) for c in tables()[table].columns}
    )


def match_columns(raw: RawTable, problems: Problems) -> tuple[dict[str, int], dict[str, int]]:
    """(known column → position, unknown heading → position); doubled, missing and personal headings
    become problems."""
    known: dict[str, int] = {}
    extra: dict[str, int] = {}
    for j, head in enumerate(raw.headings):
        name = None if is_blank(head) else column_called(raw.table, head)
        if name in known:
            problems.heading(
                raw,
                name or "",
                tr("同一列出现了两次", "the same column stands here twice"),
                position=j,
            )
        elif name:
            known[name] = j
        elif is_blank(head):
            if raw.cells.iloc[:, j].map(is_blank).all():
                continue
            problems.heading(
                raw,
                "",
                tr(
                    "有内容的列没有标题，按自己的列保留：请补上标题，或删去此列",
                    "a column without a heading; kept as column_N",
                ),
                "warning",
                j,
            )
            extra[f"column_{j + 1}"] = j
        elif is_personal_heading(head):
            problems.heading(
                raw,
                str(head),
                tr(
                    "个人信息（证件号、电话、住址、健康）不得导入，请删除此列",
                    "personal data (identity numbers, phones, addresses, health) is refused: "
                    "delete this column",
                ),
                position=j,
            )
        elif str(head).strip() in extra:
            problems.heading(
                raw,
                str(head),
                tr("同一列出现了两次", "the same column stands here twice"),
                position=j,
            )
        else:
            extra[str(head).strip()] = j
    _near_misses(raw, known, extra, problems)
    for c in tables()[raw.table].columns:
        if c.required and c.name not in known:
            problems.heading(
                raw,
                c.name,
                tr(
                    f"缺少必需的列“{c.chinese}”",
                    f"the required column {c.name} ({c.chinese}) is missing",
                ),
            )
    return known, extra


def _near_misses(
    raw: RawTable, known: dict[str, int], extra: dict[str, int], problems: Problems
) -> None:
    """Say of a heading of one's own that it is nearly one which the sheet lacks (党员人数)."""
    lacking = {c.chinese: c.chinese for c in tables()[raw.table].columns if c.name not in known}
    for head, j in list(extra.items())[:200]:
        if near := get_close_matches(head, lacking, 1, 0.75):
            problems.heading(
                raw,
                head,
                tr(
                    f"不认识的列，按自己的列保留；是否想填“{near[0]}”？",
                    f"no known heading, kept as your own; did you mean {near[0]}?",
                ),
                "warning",
                j,
            )


def coerce(raw: RawTable, problems: Problems) -> Typed:
    """One raw table to its dtypes."""
    known, extra = match_columns(raw, problems)
    typed = Typed(pd.DataFrame(index=pd.RangeIndex(len(raw.cells))), raw, known | extra)
    columns: dict[str, pd.Series] = {}
    for c in tables()[raw.table].columns:
        if c.name not in known:
            columns[c.name] = pd.Series(
                pd.array([None] * len(raw.cells), dtype=DTYPES[c.kind])
                if c.kind != "float"
                else np.full(len(raw.cells), np.nan)
            )
            continue
        cells = raw.cells.iloc[:, known[c.name]]
        values, bad, reason, how = _read_column(cells, c, raw.date1904)
        columns[c.name] = values
        typed.unread[c.name] = bad
        typed.say(problems, c.name, bad, reason)
        key = c.kind == "string" and _is_name_or_key(c)
        if key and (ends := matches(values, ROUNDED)).any():
            typed.say(problems, c.name, ends, all_zeros(), "warning")
        if c.kind == "date" and (far := (values > _LATEST).to_numpy(dtype=bool)).any():
            typed.say(
                problems,
                c.name,
                far,
                tr("年份像是写错了；长期请留空", "an unlikely year; leave an open end empty"),
                "warning",
            )
        if how is not None and c.name == "start" and raw.table == "pairing":
            columns["_precision"] = how
    columns |= _read_own(typed, extra, problems)
    if raw.table == "pairing" and "_precision" in columns:
        precision = columns.pop("_precision")
        columns["date_precision"] = columns["date_precision"].fillna(precision)
    typed.frame = pd.DataFrame(columns)
    _empty_formulas(typed, problems)
    return typed


def _read_own(typed: Typed, extra: dict[str, int], problems: Problems) -> dict[str, pd.Series]:
    """Columns of the owner's own, kept as text; all in one pass, since there may be thousands."""
    if not extra:
        return {}
    cells = typed.raw.cells.iloc[:, list(extra.values())]
    size = len(cells)
    if len(extra) > 20:
        joined = pd.Series(cells.to_numpy(dtype=object, na_value=None).ravel(order="F"))
        text, bad = read_text(joined, strip=False)
        whole = text.array
        parts = [
            (pd.Series(whole[i * size : (i + 1) * size]), bad[i * size : (i + 1) * size])
            for i in range(len(extra))
        ]
    else:
        parts = [read_text(cells.iloc[:, i], strip=False) for i in range(len(extra))]
    for name, (_, wrong) in zip(extra, parts):
        if wrong.any():
            typed.say(problems, name, wrong, lost_end())
    return {name: text for name, (text, _) in zip(extra, parts)}


def _read_column(
    cells: pd.Series, c: Column, date1904: bool
) -> tuple[pd.Series, np.ndarray, str, pd.Series | None]:
    """Values, mask of unreadable cells, the reason for those, and (dates) how exactly they were
    given."""
    if c.kind == "date":
        days, bad, how = read_date(cells, date1904)
        return (
            days,
            bad,
            tr(
                "不是可识别的日期（如 2015-07-03、2015年7月）",
                "no date that can be read (2015-07-03, 2015年7月)",
            ),
            how,
        )
    if c.kind in ("float", "Int64"):
        # 85% is .85 of a share, and 85 of a score up to 100
        share = c.rule == "0..1" or "sums to 1" in c.rule
        percent = 0.01 if share else 1.0 if c.rule.startswith("0..100") else None
        numbers, bad = read_number(cells, c.kind == "Int64", percent)
        return (
            numbers,
            bad,
            tr("应为整数", "a whole number is needed")
            if c.kind == "Int64"
            else tr("应为数字", "a number is needed"),
            None,
        )
    if c.kind == "bool":
        flags, bad = read_bool(cells)
        return flags, bad, tr("应为 是 或 否", "yes or no (是/否) is needed"), None
    if c.kind == "enum" or (c.kind == "list" and c.choices):
        values, bad = read_choice(cells, spellings(c.table, c.name), c.kind == "list")
        allowed = tr("、", ", ").join(label(c.table, c.name, v) for v in c.choices)
        return (
            values,
            bad,
            tr(f"{c.chinese}可填：{allowed}", f"{c.name} is one of: {allowed}"),
            None,
        )
    text, bad = read_text(cells, strip=_is_name_or_key(c))
    if _is_name_or_key(c) and c.name != "period" and cells.dtype == object:
        days = np.array([isinstance(v, date) and not is_blank(v) for v in cells], dtype=bool)
        if days.any():  # 3-1 typed into a sheet becomes a day
            return text, bad | days, became_day(), None
    if "虚构" in c.rule and matches(text, r"[()]").any():
        text = text.str.replace("(", "（", regex=False).str.replace(")", "）", regex=False)
    if c.name == "period":
        text, _ = read_period(text)
    if c.choices:  # a free text with usual words, such as an event: read in either language
        known = spellings(c.table, c.name)
        text = text.map(lambda v: known.get(v.strip().lower(), v), na_action="ignore").astype(
            "string"
        )
    return (
        text,
        bad,
        lost_end(),
        None,
    )


def _is_name_or_key(c: Column) -> bool:
    return (
        c.name.endswith(("_id", "name", "title", "period"))
        or c.name in tables()[c.table].key
        or "→" in c.rule
    )


def _empty_formulas(typed: Typed, problems: Problems) -> None:
    """Formula cells that were never computed read as empty: say so, since their value is lost."""
    by_position = {j: name for name, j in typed.position.items()}
    for address in typed.raw.empty_formulas:
        row, column = row_and_column(address)
        where = np.flatnonzero(typed.raw.rows == row)
        if column - 1 in by_position and len(where):
            name = by_position[column - 1]
            known = typed.unread.setdefault(name, np.zeros(len(typed.frame), dtype=bool))
            typed.unread[name] = known | np.isin(np.arange(len(known)), where)
            typed.say(
                problems,
                name,
                where,
                tr(
                    "公式没有算出值，或算出错误值（如 #DIV/0!）：请打开并保存，或改为数值",
                    "a formula without a value, or an error value such as #DIV/0!: open and save "
                    "it, or type the value",
                ),
            )
