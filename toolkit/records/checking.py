"""The schema's rules, all of them, on all tables at once: required, ranges, keys, references, order
of dates."""

from __future__ import annotations

import operator
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from toolkit.records.cells import matches, within
from toolkit.records.coerce import Typed, coerce
from toolkit.records.consistency import check_consistency
from toolkit.records.csv_reading import Remark
from toolkit.records.dates import read_period
from toolkit.records.examples import nearest, numbers_for_names, without_examples
from toolkit.records.guardrails import check_guard_rails
from toolkit.records.problems import Problems
from toolkit.records.sources import RawTable, read_source
from toolkit.terms import Column, label, table_title, tables, tr

_RANGE = re.compile(r"^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)")
_LEAST = re.compile(r"^>=\s*(-?\d+)")
_ORDER = re.compile(r"^(>=|>)\s*([a-z_]+)")
_TOTALS = ("合计", "总计", "小计", "共计", "total", "Total")
_REFERENCE = re.compile(r"→(\w+)\.(\w+)")
#: wrong references that get a nearest fix of their own
_SUGGESTED = 50
#: columns of a period that the schema leaves free but the measures must be able to place in time
_PERIODS = ("rating", "flag", "coverage_count")


def check(source: str | Path) -> pd.DataFrame:
    """Every problem of a source at once.

    Parameters
    ----------
    source : path
        Folder (one CSV or Parquet for each table) or ``.xlsx`` (one sheet for each table).

    Returns
    -------
    DataFrame
        ``table, row, column, value, reason, severity``, then ``sheet, heading, cell``. `row` is the
        row the spreadsheet shows; `severity` is ``error`` or ``warning``; empty when all is well.
        `County.load` accepts exactly the sources without errors.

    Examples
    --------
    >>> import toolkit
    >>> toolkit.check(toolkit.dataset("qinglan_60"))["severity"].unique().tolist()
    []
    """
    _, problems = read_and_check(*read_source(source))
    return problems


def read_and_check(
    raws: list[RawTable], remarks: list[Remark]
) -> tuple[dict[str, Typed], pd.DataFrame]:
    """Typed tables and the frame of problems.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import records
    >>> from toolkit.records.sources import read_source
    >>> typed, problems = records.read_and_check(*read_source(toolkit.dataset("qinglan_60")))
    >>> len(typed["organisation"].frame), len(problems)
    (60, 0)
    """
    problems = Problems()
    for remark in remarks:
        problems.file(remark)
    raws = [_without_totals(raw, problems) for raw in without_examples(raws)]
    typed = {raw.table: coerce(raw, problems) for raw in raws}
    _take_names(typed)
    if "organisation" not in typed and not any(r.severity == "error" for r in remarks):
        problems.file(
            Remark(
                "",
                tr(
                    "缺少“组织”表（organisation），其他表都可以没有",
                    "the table organisation (组织) is missing; all others are optional",
                ),
            ),
            "organisation",
        )
    if "organisation" in typed and typed["organisation"].frame.empty:
        reason = tr("“组织”表里没有一条记录", "the table organisation holds no record")
        problems.file(Remark("", reason, "warning"), "organisation")
    for t in typed.values():
        for column in tables()[t.raw.table].columns:
            if column.name in t.position:
                _check_column(t, column, typed, problems)
        _check_key(t, problems)
    check_guard_rails(typed, problems)
    check_consistency(typed, problems)
    return typed, problems.frame()


def _without_totals(raw: RawTable, problems: Problems) -> RawTable:
    """The table without rows of totals, which are no records; each is said."""
    if not raw.cells.shape[1]:
        return raw
    total = raw.cells.iloc[:, 0].isin(_TOTALS).to_numpy(dtype=bool)
    if not total.any():
        return raw
    told = tr("合计行不是记录，没有读入", "a row of totals is no record and was not read")
    problems.at(raw, None, total, told, "warning", position=0)
    return replace(raw, cells=raw.cells[~total].reset_index(drop=True), rows=raw.rows[~total])


def _take_names(typed: dict[str, Typed]) -> None:
    """People write a unit's name where its number belongs: where it is one unit, it is meant."""
    if "organisation" not in typed or "org_id" not in typed["organisation"].position:
        return
    organisation = typed["organisation"].frame
    for t in typed.values():
        for c in tables()[t.raw.table].columns:
            if c.name in t.position and "→organisation.org_id" in c.rule:
                t.frame[c.name] = numbers_for_names(t.frame[c.name], organisation)


def _check_column(t: Typed, c: Column, typed: dict[str, Typed], problems: Problems) -> None:
    values = t.frame[c.name]
    if c.required:
        unread = t.unread.get(c.name, np.zeros(len(values), dtype=bool))
        empty = values.isna().to_numpy(dtype=bool) & ~unread
        offered = tr("、", ", ").join(label(t.raw.table, c.name, v) for v in c.choices)
        told = tr(f"必填；可填：{offered}", f"required; possible: {offered}")
        t.say(problems, c.name, empty, told if offered else tr("必填", "required"))
    _check_numbers(t, c, problems)
    if m := _ORDER.match(c.rule):
        _check_order(t, c, m, problems)
    if "→" in c.rule:
        _check_reference(t, c, typed, problems)
    if c.name == "period" and (c.rule or c.table in _PERIODS):
        _, unplaced = read_period(values)
        if "2015H1 or 2015Q3" in c.rule:  # an assessment's period has no months
            unplaced = unplaced | matches(values, r"^\d{4}-\d{2}$")
        t.say(
            problems,
            c.name,
            unplaced,
            tr(
                "周期应写作 2015、2015H1、2015Q3 或 2015-03",
                "write a period as 2015, 2015H1, 2015Q3 or 2015-03",
            ),
        )


def _check_numbers(t: Typed, c: Column, problems: Problems) -> None:
    if c.kind not in ("float", "Int64") or not c.rule:
        return
    numbers = t.frame[c.name].astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    if m := _RANGE.match(c.rule):
        low, high = float(m[1]), float(m[2])
        t.say(
            problems,
            c.name,
            (numbers < low) | (numbers > high),
            tr(f"应在 {m[1]} 到 {m[2]} 之间", f"must lie between {m[1]} and {m[2]}"),
        )
        known = numbers[~np.isnan(numbers)]
        if high == 100 and known.size and np.median(known) > 10:
            t.say(
                problems,
                c.name,
                (numbers > 0) & (numbers < 1),
                tr(
                    "不到 1 分，像是 0.6 当作 60%：满分 100 的列请写 60 或 60%",
                    "below one among scores up to 100: if 0.6 means 60 %, write 60 or 60%",
                ),
                "warning",
            )
    elif m := _LEAST.match(c.rule):
        t.say(
            problems,
            c.name,
            numbers < float(m[1]),
            tr(f"不能小于 {m[1]}", f"must be at least {m[1]}"),
        )


def _check_order(t: Typed, c: Column, m: re.Match[str], problems: Problems) -> None:
    if m[2] not in t.position:
        return
    earlier, later = t.frame[m[2]], t.frame[c.name]
    fits = (operator.gt if m[1] == ">" else operator.ge)(later, earlier)
    wrong = ~fits.astype("boolean") & later.notna() & earlier.notna()
    other = tables()[c.table].column(m[2]).chinese
    t.say(
        problems,
        c.name,
        wrong,
        tr(
            f"不应早于“{other}”" if c.kind == "date" else f"应大于“{other}”",
            f"must not come before {m[2]}" if c.kind == "date" else f"must exceed {m[2]}",
        ),
    )


def _check_reference(t: Typed, c: Column, typed: dict[str, Typed], problems: Problems) -> None:
    m = _REFERENCE.search(c.rule)
    if not m:
        return
    values = t.frame[c.name]
    if m[1] not in typed:
        given = values.notna().to_numpy(dtype=bool)
        reason = tr(
            f"没有“{table_title(m[1])}”表，无法核对", f"there is no table {m[1]} to look it up in"
        )
        t.say(problems, c.name, given, reason, "error" if m[1] == "organisation" else "warning")
        return
    if m[2] not in typed[m[1]].position:  # the missing column is the one cause
        return
    known = typed[m[1]].frame[m[2]]
    lost = values.notna().to_numpy(dtype=bool) & ~within(values, known)
    plain_reason = tr(f"在“{table_title(m[1])}”表中找不到", f"not found in {m[1]}.{m[2]}")
    others = lost.copy()
    # each wrong spelling gets its own nearest fix, as long as a person could read them all
    for value in values[lost].drop_duplicates().head(_SUGGESTED):
        meant = nearest(str(value), typed[m[1]].frame, m[2])
        if meant:
            same = lost & (values == value).fillna(False).to_numpy(dtype=bool)
            others &= ~same
            fix = tr(f"；是否想填 {meant}？", f"; is {meant} meant?")
            t.say(problems, c.name, same, plain_reason + fix)
    t.say(problems, c.name, others, plain_reason)


def _check_key(t: Typed, problems: Problems) -> None:
    spec = tables()[t.raw.table]
    key = [k for k in spec.key if k in t.position]
    if len(key) < len(spec.key) or not len(t.frame):
        return
    again = t.frame.duplicated(key).to_numpy(dtype=bool)
    if not again.any():
        return
    again = again & t.frame[key].notna().all(axis=1).to_numpy(dtype=bool)
    if not again.any():
        return
    first = (
        pd.Series(t.raw.rows)
        .groupby([t.frame[k] for k in key], sort=False)
        .transform("first")
        .to_numpy()
    )
    names = "、".join(spec.column(k).chinese for k in key)
    for row in np.unique(first[again])[:10_000]:
        which = again & (first == row) if again.sum() < 2_000 else again
        reason = tr(f"{names}重复（首次在第 {row} 行）", f"repeats {', '.join(key)} of row {row}")
        if again.sum() >= 2_000:
            reason = tr(f"{names}重复", f"repeats {', '.join(key)} of an earlier row")
        t.say(problems, key[0] if len(key) == 1 else key[-1], which, reason)
        if again.sum() >= 2_000:
            break
