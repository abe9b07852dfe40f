"""From a folder of CSV or Parquet, or one workbook, to raw tables that remember where each record
stands."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records.book_inspection import MAX_FILE
from toolkit.records.book_reading import BookSheet, read_book
from toolkit.records.cells import is_blank, matches
from toolkit.records.csv_reading import Remark, read_csv
from toolkit.records.file_problems import FileProblem
from toolkit.records.headings import (
    OWN_SHEETS,
    SEARCHED_ROWS,
    guess_table,
    heading_row,
    plain,
    table_called,
)
from toolkit.terms import tables as schemas
from toolkit.terms import tr

#: sheets that only the workbook of a plan has
_PLAN = ({"结对方案", "候选", "帮扶方"}, {"plan", "candidates", "helpers"})


@dataclass
class RawTable:
    """Cells of one table: `rows` is each record's row in its sheet, `headings` as printed (by
    position).

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from toolkit import records
    >>> raw = records.RawTable("pairing", "结对", ["帮扶方"], pd.DataFrame([["A"]]), np.array([2]))
    >>> raw.head_row, raw.rows.tolist()
    (1, [2])
    """

    table: str
    place: str
    headings: list[Any]
    cells: pd.DataFrame
    rows: np.ndarray
    head_row: int = 1
    empty_formulas: list[str] = field(default_factory=list)
    date1904: bool = False


Found = tuple[list[RawTable], list[Remark]]


def read_source(source: str | Path) -> Found:
    """Raw tables of a folder or workbook, with a remark for everything that could not be read;
    never raises on bad files."""
    path = Path(os.fsdecode(source))
    try:
        if not path.exists():
            return [], [Remark(path.name, tr(f"找不到：{path}", f"does not exist: {path}"))]
        if path.is_dir():
            return _read_folder(path)
        if not path.is_file():
            return [], [Remark(path.name, tr("不是普通文件", "is no regular file"))]
        if path.suffix.lower() in (".xlsx", ".xlsm"):
            return _read_workbook(path)
    except FileProblem as error:
        return [], [Remark(path.name, str(error))]
    except (OSError, MemoryError) as error:
        return [], [Remark(path.name, tr(f"打不开：{error}", f"cannot be opened: {error}"))]
    if path.suffix.lower() in (".csv", ".parquet"):
        why = tr(
            "请给出文件夹（每张表一个 CSV 或 Parquet），或一个 .xlsx",
            "give the folder that holds it (one CSV or Parquet for each table), or one .xlsx",
        )
    else:
        why = tr(
            "只读文件夹或 .xlsx；旧版 .xls 请另存为 .xlsx",
            "only a folder or an .xlsx is read; save an old .xls as .xlsx",
        )
    return [], [Remark(path.name, why)]


def _read_workbook(path: Path) -> Found:
    tables: list[RawTable] = []
    remarks: list[Remark] = []
    sheets = read_book(path)
    names = {sheet.name for sheet in sheets}
    if not names & {"组织", "organisation"} and any(names >= plan for plan in _PLAN):
        what = tr(
            "这是排出的结对方案，不是县的记录：改动请用 toolkit plan --check 核对",
            "a plan of pairings, no county: its changes are checked by toolkit plan --check",
        )
        return [], [Remark(path.name, what)]
    for sheet in sheets:
        _take_sheet(sheet, tables, remarks)
    if not tables and not remarks:
        remarks.append(Remark(path.name, tr("工作簿里没有任何表", "the workbook holds no table")))
    return tables, remarks


def _take_sheet(sheet: BookSheet, tables: list[RawTable], remarks: list[Remark]) -> None:
    if plain(sheet.name) in OWN_SHEETS or sheet.cells.empty:
        return
    table = table_called(sheet.name)
    top = heading_row(sheet.cells.head(SEARCHED_ROWS).to_numpy().tolist(), table)
    if table is None and top is not None:
        table = guess_table(sheet.cells.iloc[top].tolist())
        if table:
            remarks.append(
                Remark(
                    sheet.name,
                    tr(
                        f"按列标题识别为“{schemas()[table].chinese}”",
                        f"taken for {table} by its headings",
                    ),
                    "warning",
                )
            )
    if table is None:
        remarks.append(
            Remark(
                sheet.name, tr("不认识的工作表，未读取", "an unknown sheet, not read"), "warning"
            )
        )
        return
    remarks += _hidden(sheet)
    if sheet.filled:
        spans = "、".join(sheet.filled[:5])
        remarks.append(
            Remark(
                sheet.name,
                tr(f"合并单元格已向下填充（{spans}）", f"merged cells were filled down ({spans})"),
                "warning",
            )
        )
    if top is None:
        remarks.append(Remark(sheet.name, tr("没有找到列标题", "no headings were found"), row=1))
        return
    remarks += _merged_over_columns(sheet, top)
    _take(
        table,
        sheet.name,
        sheet.cells,
        top=top,
        tables=tables,
        remarks=remarks,
        formulas=sheet.empty_formulas,
    )
    if tables and tables[-1].place == sheet.name:
        tables[-1].date1904 = sheet.date1904


def _hidden(sheet: BookSheet) -> Iterator[Remark]:
    """Hidden sheets, rows and columns are read like the others, which nobody sees who looks at
    the workbook."""
    from xlsxwriter.utility import xl_col_to_name

    if sheet.hidden:
        what = tr(
            "隐藏的工作表，已读取，请确认",
            "a hidden sheet; it was read, please make sure it should be",
        )
        yield Remark(sheet.name, what, "warning")
    columns = [xl_col_to_name(c) for c in sheet.hidden_columns]
    for names, zh, en in (
        (sheet.hidden_rows, "行", "rows"),
        (columns, "列", "columns"),
    ):
        if names:
            listed = "、".join(map(str, names[:10])) + ("…" if len(names) > 10 else "")
            yield Remark(
                sheet.name,
                tr(
                    f"第 {listed} {zh}是隐藏的，已读取，请确认",
                    f"{en} {listed} are hidden; they were read, please make sure they should be",
                ),
                "warning",
                names[0] if zh == "行" else None,
            )


def _merged_over_columns(sheet: BookSheet, top: int) -> Iterator[Remark]:
    """Blocks below the headings that are merged over several columns: which cell the value belongs
    to, nobody can tell."""
    from xlsxwriter.utility import xl_range

    for (first, left), (last, right) in sheet.merged:
        if first <= top or left == right or _is_empty(sheet.cells, first, left):
            continue
        block = xl_range(first, left, last, right)
        # beside the table nothing is lost but a remark
        beside = all(_is_empty(sheet.cells, top, column) for column in range(left, right + 1))
        yield Remark(
            sheet.name,
            tr(
                f"{block} 合并了几列，只有 {block.split(':')[0]} 有值，其余各格是空的："
                f"请取消合并并逐格填写",
                f"{block} is merged over columns: only {block.split(':')[0]} has a value; unmerge "
                f"and fill in every cell",
            ),
            "error" if last > first and not beside else "warning",
            first + 1,
        )


def _is_empty(cells: pd.DataFrame, row: int, column: int) -> bool:
    """Whether a cell lies beyond what is filled in, or holds nothing: merged for its look alone."""
    inside = row < cells.shape[0] and column < cells.shape[1]
    return not inside or is_blank(cells.iat[row, column])


def _take(
    table: str,
    place: str,
    cells: pd.DataFrame,
    top: int,
    tables: list[RawTable],
    remarks: list[Remark],
    formulas: Sequence[str] = (),
) -> None:
    """Split cells into headings and records (blank rows left out), refusing a second sheet for one
    table."""
    if any(t.table == table for t in tables):
        remarks.append(
            Remark(place, tr(f"“{table}”出现了两次", f"a second sheet or file for {table}"))
        )
        return
    body = cells.iloc[top + 1 :]
    if body.shape[1] and all(isinstance(d, pd.StringDtype) for d in body.dtypes):
        filled = np.zeros(len(body), dtype=bool)
        for c in body.columns:
            filled |= matches(body[c], r"\S")
            if filled.all():  # most often the first column, its numbers, says it
                break
    else:
        filled = (body.notna() & body.ne("")).any(axis=1).to_numpy(dtype=bool)
    rows = np.arange(top + 2, top + 2 + len(body))[filled]
    tables.append(
        RawTable(
            table=table,
            place=place,
            headings=cells.iloc[top].tolist(),
            cells=body[filled].reset_index(drop=True),
            rows=rows,
            head_row=top + 1,
            empty_formulas=list(formulas),
        )
    )


def _read_folder(path: Path) -> Found:
    tables: list[RawTable] = []
    remarks: list[Remark] = []
    inside = path.resolve()
    for file in sorted(path.iterdir()):
        if file.suffix.lower() not in (".csv", ".parquet") or file.name.startswith((".", "~")):
            continue
        try:
            if not file.resolve().is_relative_to(inside):
                told = tr(
                    "是指向文件夹之外的链接，已拒绝", "links out of the folder and was refused"
                )
                raise FileProblem(f"{file.name}: {told}")
            if not file.is_file():
                raise FileProblem(f"{file.name}: {tr('不是普通文件', 'is no regular file')}")
            if file.stat().st_size > MAX_FILE:
                raise FileProblem(f"{file.name}: {tr('文件过大', 'is too large')}")
            _take_file(file, tables, remarks)
        except (FileProblem, OSError, RuntimeError, csv.Error) as error:
            remarks.append(Remark(file.name, str(error)))
    if not tables and not remarks:
        remarks.append(
            Remark(
                path.name,
                tr(
                    "文件夹里没有可读的表（CSV 或 Parquet）",
                    "the folder holds no table (CSV or Parquet)",
                ),
            )
        )
    return tables, remarks


def _take_file(file: Path, tables: list[RawTable], remarks: list[Remark]) -> None:
    table = table_called(file.stem)
    if file.suffix.lower() == ".parquet":
        if table is None:
            remarks.append(
                Remark(
                    file.name,
                    tr("不认识的文件名，未读取", "an unknown file name, not read"),
                    "warning",
                )
            )
            return
        frame = _read_parquet(file)
        cells = frame.set_axis(range(frame.shape[1]), axis=1)
        if any(t.table == table for t in tables):
            remarks.append(
                Remark(file.name, tr(f"“{table}”出现了两次", f"a second sheet or file for {table}"))
            )
            return
        tables.append(
            RawTable(table, file.name, list(frame.columns), cells, np.arange(2, len(frame) + 2))
        )
        return
    read = read_csv(file, table, remarks)
    if read is None:
        remarks.append(Remark(file.name, tr("没有找到列标题", "no headings were found"), row=1))
        return
    cells, top = read
    if table is None:
        table = guess_table(cells.iloc[top].tolist())
        note = (
            tr(f"按列标题识别为“{table}”", f"taken for {table} by its headings")
            if table
            else tr("不认识的文件，未读取", "an unknown file, not read")
        )
        remarks.append(Remark(file.name, note, "warning"))
        if table is None:
            return
    _take(table, file.name, cells, top, tables, remarks)


def _read_parquet(file: Path) -> pd.DataFrame:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        return pq.read_table(file).to_pandas(ignore_metadata=True, date_as_object=False)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise FileProblem(
            f"{file.name}: {tr('不是可读的 Parquet 文件', 'is no readable Parquet file')}"
        ) from error
