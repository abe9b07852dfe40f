"""Tables beside the records (codebooks, codings, outcomes, verified measures): columns by their
names, from CSV or workbook, through the same readers as records."""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records.book_reading import BookSheet, read_book
from toolkit.records.cells import read_bool, read_number, read_text
from toolkit.records.csv_reading import csv_rows
from toolkit.records.file_problems import FileProblem
from toolkit.records.headings import SEARCHED_ROWS, plain
from toolkit.records.texts import Mark, decode
from toolkit.terms import heading, tr

_MOST_NAMED = 20


class ReadingWarning(UserWarning):
    """A place of a file that was read otherwise than it stands, or needs a look."""


def read_grid(
    path: str | os.PathLike[str], sheets: int = 1
) -> tuple[list[list[Any]], str, list[str]]:
    """Rows of a CSV or of the first visible sheet of a workbook, told apart by what the file holds.

    Returns
    -------
    rows : list of list
        Text from a CSV; text, numbers and days from a workbook. Row 1 comes first.
    sign : str
        What stands between the cells of a CSV; empty for a workbook.
    remarks : list of str
        What has to be said of single rows, sheets and damaged places.

    Raises
    ------
    FileProblem
        No such file, of another kind, encrypted, broken or empty.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"单位": ["甲村"], "得分": ["80"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_csv(folder + "/a.csv", index=False, sep=";")
    ...     rows, sign, remarks = records.read_grid(folder + "/a.csv")
    >>> rows, sign
    ([['单位', '得分'], ['甲村', '80']], ';')
    """
    path = Path(path)
    if not path.is_file():
        raise FileProblem(tr(f"没有这个文件：{path}", f"no such file: {path}"))
    with open(path, "rb") as file:
        packed = file.read(4) == b"PK\x03\x04"
    rows, sign, remarks = _from_book(path, sheets) if packed else _from_text(path)
    if not rows:
        raise FileProblem(tr(f"{path.name} 是空的。", f"{path.name} is empty."))
    return rows, sign, remarks


def _from_text(path: Path) -> tuple[list[list[Any]], str, list[str]]:
    marks: list[Mark] = []
    text = decode(path.read_bytes(), path.name, marks)
    # the sign that stands equally often in most lines; a title or a note has none
    lines = [line for line in text.splitlines() if line.strip()][:200]
    sign = max(",\t;|", key=lambda s: _agreeing(lines, s))
    width = max((line.count(sign) for line in lines[:SEARCHED_ROWS]), default=0) + 1
    rows, faults = csv_rows(text, sign, width)
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    said = [m.reason for m in marks] + [reason for _, reason in faults] + _undivided(rows, sign)
    return [list(row) for row in rows], sign, [f"{path.name}: {reason}" for reason in said]


def _undivided(rows: list[list[str]], sign: str) -> list[str]:
    """A sentence about rows of one cell that holds another sign of columns: not divided."""
    others = [s for s in ",\t;|，；" if s != sign]
    at = [
        str(i)
        for i, row in enumerate(rows, start=1)
        if row and row[0].strip() and not any(v.strip() for v in row[1:])
        if any(s in row[0] for s in others) and max(map(len, rows)) > 1
    ]
    if not at:
        return []
    listed = "、".join(at[:_MOST_NAMED])
    return [
        tr(
            f"第 {listed} 行只有一格，里面像有另一种分隔符，没有拆开，请核对",
            f"rows {listed} have one cell with what looks like another delimiter: check them",
        )
    ]


def _agreeing(lines: list[str], sign: str) -> tuple[int, int]:
    """In how many lines the sign stands as often as in most of them, and how often that is."""
    counts = [line.count(sign) for line in lines if sign in line]
    usual = max(set(counts), key=lambda n: (counts.count(n), n), default=0)
    return counts.count(usual), usual


def _from_book(path: Path, sheets: int) -> tuple[list[list[Any]], str, list[str]]:
    shown = [s for s in read_book(path) if not s.hidden and not s.cells.empty]
    if not shown:
        return [], "", []
    first, said = shown[0], []
    if len(shown) > sheets:
        rest = "、".join(s.name for s in shown[sheets:])
        said.append(
            tr(
                f"{path.name} 只读第一张表，未读：{rest}。",
                f"{path.name}: only the first sheet was read, not {rest}.",
            )
        )
    cells = first.cells.astype(object).to_numpy().tolist()
    return cells, "", said + sheet_remarks(path.name, first)


def sheet_remarks(name: str, sheet: BookSheet) -> list[str]:
    """What has to be said of a sheet that was read: hidden, merged or never computed cells.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import records
    >>> records.sheet_remarks("甲.xlsx", records.BookSheet("结对", pd.DataFrame(), hidden_rows=[3]))
    ['甲.xlsx 有隐藏的行或列，已一并读出，请核对。']
    """
    said = []
    if sheet.hidden_rows or sheet.hidden_columns:
        said.append(
            tr(
                f"{name} 有隐藏的行或列，已一并读出，请核对。",
                f"{name}: hidden rows or columns were read as well, please check.",
            )
        )
    if sheet.merged:
        said.append(tr(f"{name} 有合并单元格，请核对。", f"{name}: merged cells, please check."))
    if sheet.empty_formulas:
        at = "、".join(sheet.empty_formulas[:10])
        said.append(
            tr(
                f"{name} 的公式没有算出结果或出错：{at}；请在 Excel 里重新保存。",
                f"{name}: formulas without a result: {at}; save it again from Excel.",
            )
        )
    return said


def read_columns(
    path: str | os.PathLike[str],
    columns: Mapping[str, Sequence[str]],
    needed: Sequence[str] = (),
    sheets: int = 1,
) -> pd.DataFrame:
    """A table of a CSV or workbook by the names of its columns.

    Parameters
    ----------
    path : path
        The file; its kind is told by what it holds.
    columns : mapping
        Name of a column → other names that people give it; the glossary's headings are known. The
        headings stand in the row that holds most of them.
    needed : sequence of str
        Columns that must be there.
    sheets : int
        How many visible sheets of a workbook the caller reads (the table stands in the first);
        what lies beyond is said.

    Returns
    -------
    DataFrame
        Text (``string``; blank is NA), every named column of the file, known ones under their own
        name; the index holds the rows of the sheet. Blank rows are left out.

    Warns
    -----
    ReadingWarning
        Damaged places, quotes without their pair, values without a heading, hidden or merged cells.

    Raises
    ------
    FileProblem
        The file cannot be read, a needed column is missing or stands twice, or a number lost its
        end.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     pd.DataFrame({"单位": ["甲村"], "得分": ["80"]}).to_csv(folder + "/a.csv", index=False)
    ...     found = records.read_columns(folder + "/a.csv", {"name": ["单位"], "score": ["得分"]})
    >>> found.to_dict("list"), found.index.tolist()
    ({'name': ['甲村'], 'score': ['80']}, [2])
    """
    path = Path(path)
    rows, _, remarks = read_grid(path, sheets)
    names = {
        plain(n): c
        for c, own in columns.items()
        for n in (c, heading(c, lang="zh"), heading(c, lang="en"), *own)
    }
    scores = [len({names.get(plain(v)) for v in row} - {None}) for row in rows[:SEARCHED_ROWS]]
    top = scores.index(max(scores))
    found = [names.get(plain(v)) or str(v if v is not None else "").strip() for v in rows[top]]
    _must_have(path.name, found, columns, needed)
    for remark in remarks + _beyond(path.name, rows[top + 1 :], found, top + 2):
        warnings.warn(remark, ReadingWarning, stacklevel=3)
    numbers = range(top + 2, len(rows) + 1)
    table = {}
    for j, name in enumerate(found):
        if name:
            cells = pd.Series([r[j] if j < len(r) else None for r in rows[top + 1 :]], dtype=object)
            values, lost = read_text(cells, strip=True)
            _must_be_whole(path.name, name, cells, lost, numbers)
            table[name] = values.set_axis(numbers)
    out = pd.DataFrame(table)
    return out[out.notna().any(axis=1)]


def _must_have(
    file: str, found: list[str], columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> None:
    lacking = [c for c in needed if c not in found]
    if lacking:
        listed = "、".join(_named(c, columns) for c in lacking)
        raise FileProblem(
            tr(
                f"{file} 缺少列：{listed}；已有：{'、'.join(f for f in found if f)}。",
                f"{file} lacks columns: {', '.join(lacking)}; it has "
                f"{', '.join(f for f in found if f)}.",
            )
        )
    twice = sorted({f for f in found if f and found.count(f) > 1})
    if twice:
        raise FileProblem(
            tr(
                f"{file} 的列出现两次：{'、'.join(twice)}。",
                f"{file} has columns twice: {', '.join(twice)}.",
            )
        )


def _named(column: str, columns: Mapping[str, Sequence[str]]) -> str:
    other = next(iter(columns.get(column, ())), "")
    return f"{column}（{other}）" if other else column


def _beyond(file: str, rows: list[list[Any]], found: list[str], first: int) -> list[str]:
    """Sentences about values that stand under no heading."""
    at = [
        i
        for i, row in enumerate(rows, start=first)
        if any(
            v is not None and str(v).strip() and (j >= len(found) or not found[j])
            for j, v in enumerate(row)
        )
    ]
    if not at:
        return []
    listed = "、".join(map(str, at[:_MOST_NAMED]))
    return [
        tr(
            f"{file} 第 {listed} 行有内容不在任何列名下，未读：多半是内容里有分隔符，请核对。",
            f"{file}: values under no heading in rows {listed} were not read; a delimiter within "
            "an unquoted cell?",
        )
    ]


def _must_be_whole(file: str, name: str, cells: pd.Series, lost: np.ndarray, rows: range) -> None:
    if lost.any():
        i = int(np.argmax(lost))
        raise FileProblem(
            tr(
                f"{file} 第 {rows[i]} 行 {name} 的“{cells[i]}”已丢了末尾几位：请设为文本重填。",
                f"{file}, row {rows[i]}, {name}: {cells[i]!r} has lost its end; make the column "
                "text and fill it in again.",
            )
        )


def as_numbers(table: pd.DataFrame, column: str, file: str, whole: bool = False) -> pd.Series:
    """A column of `read_columns` as numbers; blank is missing.

    Raises
    ------
    FileProblem
        Values that are no numbers, each with its row.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"score": ["80", "８１.5", None]})
    >>> records.as_numbers(table, "score", "a.csv").tolist()
    [80.0, 81.5, nan]
    """
    values, bad = read_number(table[column].astype(object).reset_index(drop=True), whole, 0.01)
    _must_be(tr("数字", "number"), table, column, file, bad)
    return values.set_axis(table.index)


def as_flags(table: pd.DataFrame, column: str, file: str) -> pd.Series:
    """A column of `read_columns` as ``boolean`` (True and False, 是 and 否, 1 and 0); blank is
    missing.

    Raises
    ------
    FileProblem
        Values that are neither yes nor no, each with its row.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"adopted": ["是", "0", None]})
    >>> records.as_flags(table, "adopted", "a.csv").tolist()
    [True, False, <NA>]
    """
    values, bad = read_bool(table[column].astype(object).reset_index(drop=True))
    _must_be(tr("是或否", "yes or no"), table, column, file, bad)
    return values.set_axis(table.index)


def _must_be(what: str, table: pd.DataFrame, column: str, file: str, bad: np.ndarray) -> None:
    if bad.any():
        wrong = [f"{row}: {value}" for row, value, b in zip(table.index, table[column], bad) if b]
        listed = "；".join(wrong[:_MOST_NAMED])
        raise FileProblem(
            tr(
                f"{file} 的 {column} 有不是{what}的格（行: 内容）：{listed}。",
                f"{file}: {column} holds what is no {what} (row: value): {listed}.",
            )
        )
