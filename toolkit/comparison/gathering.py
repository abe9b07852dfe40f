"""Cases × conditions from a file, from the county's table ``case_condition``, or from coded
reports."""

from __future__ import annotations

import csv
import io
import warnings
from pathlib import Path

import pandas as pd

from toolkit.comparison.memberships import ComparisonError, ComparisonWarning
from toolkit.records import County, decode, read_book
from toolkit.terms import tr


def case_conditions(
    county: County, period: str | None = None
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """The table ``case_condition`` as cases × conditions.

    Parameters
    ----------
    period : str, optional
        One period; with several and none named, cases are ``case_id|period`` (for `panel_fit`:
        split at the bar).

    Returns
    -------
    tuple
        The frame, the names of conditions and of outcomes.

    Raises
    ------
    ComparisonError
        An empty table, or no record of that period.
    """
    table = county["case_condition"]
    if period is not None:
        table = table[table["period"] == period]
    if table.empty:
        raise ComparisonError(
            tr("“案例条件”表里没有记录。", "the table case_condition holds no such record.")
        )
    one = table["period"].nunique() == 1
    case = (
        table["case_id"].astype(str)
        if one
        else table["case_id"].astype(str) + "|" + table["period"].astype(str)
    )
    frame = table.assign(case=case).pivot(index="case", columns="name", values="value")
    frame = frame[list(dict.fromkeys(table["name"]))]  # in the order of the table
    frame.columns = pd.Index([str(c) for c in frame.columns])
    outcomes = list(
        dict.fromkeys(table.loc[table["is_outcome"].fillna(False).astype(bool), "name"].astype(str))
    )
    return frame, [c for c in frame.columns if c not in outcomes], outcomes


def coded_conditions(
    matrix: pd.DataFrame, outcome: pd.Series, name: str = "outcome"
) -> pd.DataFrame:
    """Coded practices (``cases.matrix``) and an outcome as one crisp frame.

    Parameters
    ----------
    matrix : DataFrame of bool
        Cases × codes. A practice that a report does not mention counts as absent: say so when you
        publish.
    outcome : Series
        By case: memberships, or bool.
    name : str
        What to call the outcome's column.

    Raises
    ------
    ComparisonError
        Cases of the matrix without an outcome.
    """
    missing = [str(c) for c in matrix.index if c not in outcome.index]
    if missing:
        shown = ", ".join(missing[:8])
        raise ComparisonError(
            tr(f"这些案例没有结果：{shown}", f"cases without an outcome: {shown}")
        )
    return matrix.astype(float).assign(**{name: outcome.reindex(matrix.index).astype(float)})


def read_cases(path: str | Path) -> pd.DataFrame:
    """Cases × values from a CSV (UTF-8 or GB18030; comma, tab or semicolon) or the first sheet of a
    workbook.

    The first row holds the names of the columns. The first column names the cases unless all of it
    is numeric; columns that hold only numbers become numbers, empty cells stay missing.

    Raises
    ------
    ComparisonError
        No such file, no rows, two columns of the same name.
    """
    path = Path(path)
    if not path.is_file():
        raise ComparisonError(tr(f"没有这个文件：{path}", f"no such file: {path}"))
    if path.suffix.lower() in (".xlsx", ".xlsm"):
        rows = [
            ["" if v is None else v for v in row]
            for row in read_book(path)[0].cells.astype(object).to_numpy().tolist()
        ]
    else:
        marks: list = []
        text = decode(path.read_bytes(), path.name, marks)
        for mark in marks:  # read all the same, but not in silence
            warnings.warn(f"{path.name}: {mark}", ComparisonWarning, stacklevel=2)
        first = text.partition("\n")[0]
        rows = [
            list(r) for r in csv.reader(io.StringIO(text), delimiter=max(",\t;", key=first.count))
        ]
    rows = [r for r in rows if any(str(v).strip() not in ("", "nan") for v in r)]
    if len(rows) < 2:
        raise ComparisonError(tr(f"{path.name} 里没有案例。", f"{path.name} holds no cases."))
    head = [str(v).strip() for v in rows[0]]
    twice = sorted({h for h in head if h and head.count(h) > 1})
    if twice:
        raise ComparisonError(
            tr(f"列名重复：{', '.join(twice)}", f"columns named twice: {', '.join(twice)}")
        )
    frame = pd.DataFrame(
        [(r + [""] * len(head))[: len(head)] for r in rows[1:]], columns=head
    ).replace("", None)
    for c in frame.columns:
        numbers = pd.to_numeric(frame[c], errors="coerce")
        if numbers.notna().sum() == frame[c].notna().sum() and numbers.notna().any():
            frame[c] = numbers
    if not pd.api.types.is_numeric_dtype(frame.iloc[:, 0]):
        return frame.set_index(frame.columns[0]).rename_axis("case")
    return frame.set_index(pd.RangeIndex(1, len(frame) + 1, name="case"))
