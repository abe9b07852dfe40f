"""Workbooks as people save them: every sheet's cells, and what its look says of them (hidden,
merged, percentages)."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records.addresses import row_and_column
from toolkit.records.book_inspection import Seen, inspect_book
from toolkit.records.file_problems import FileProblem
from toolkit.terms import heading, tr

#: a merged block: (row, column) of its first and last cell, from 0
Block = tuple[tuple[int, int], tuple[int, int]]


@dataclass
class BookSheet:
    """One sheet as read: `cells` holds text, float, bool, datetime or None; the first row is row 1
    of the sheet.

    Attributes
    ----------
    filled : list of str
        Blocks merged over one column whose value was filled down, as ``B2:B4``.
    merged : list
        Every merged block: ((top, left), (bottom, right)), counted from 0.
    empty_formulas : list of str
        Cells without a usable value: formulas never computed, error values.
    hidden_rows, hidden_columns : list of int
        Rows (from 1) and columns (from 0) that are hidden, by a filter or by hand.
    date1904 : bool
        Whether serial numbers of days count from 1904.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> sheet = records.Sheet("结对", pd.DataFrame({"helper_id": ["A"]}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     found = records.read_book(records.write_book(folder + "/甲.xlsx", [sheet]))[0]
    >>> found.cells.shape, found.hidden, found.merged
    ((2, 1), False, [])
    """

    name: str
    cells: pd.DataFrame
    hidden: bool = False
    filled: list[str] = field(default_factory=list)
    merged: list[Block] = field(default_factory=list)
    empty_formulas: list[str] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    date1904: bool = False


def read_book(path: str | os.PathLike[str], top: int | None = None) -> list[BookSheet]:
    """Every sheet of an ``.xlsx``, looked at for bombs first; merged cells are filled down their
    rows, and a number shown as 85% is that text.

    Parameters
    ----------
    path : path
        The workbook.
    top : int, optional
        Rows of each sheet to read; all of them where it is left out.

    Raises
    ------
    FileProblem
        Encrypted, broken or oversized; the message names the file and says why.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> sheet = records.Sheet("结对", pd.DataFrame({"helper_id": ["A"]}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = records.read_book(records.write_book(folder + "/甲.xlsx", [sheet]))
    >>> [found.name for found in book]
    ['结对']
    """
    from python_calamine import CalamineWorkbook, SheetVisibleEnum

    path = Path(path)
    seen = inspect_book(path)
    try:
        with open(path, "rb") as f, CalamineWorkbook.from_filelike(seen.trimmed or f) as book:
            out = []
            for meta in book.sheets_metadata:
                if str(meta.typ) != "SheetTypeEnum.WorkSheet":
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                rows = sheet.to_python(skip_empty_area=False, nrows=top)
                found = seen.sheets.get(meta.name, Seen())
                _show_percentages(rows, found.percentages)
                _show_zeros(rows, found.padded)
                merged = [((a[0], a[1]), (b[0], b[1])) for a, b in sheet.merged_cell_ranges or []]
                filled = fill_merged(rows, merged)
                cells = _filled_area(rows)
                out.append(
                    BookSheet(
                        name=meta.name,
                        cells=cells,
                        hidden=meta.visible != SheetVisibleEnum.Visible,
                        filled=filled,
                        merged=merged,
                        empty_formulas=sorted(found.empty_formulas),
                        hidden_rows=sorted(r for r in found.hidden_rows if r <= len(cells)),
                        hidden_columns=sorted(
                            c for c in found.hidden_columns if c < cells.shape[1]
                        ),
                        date1904=seen.date1904,
                    )
                )
            return out
    except FileProblem:
        raise
    except Exception as error:  # calamine has its own error for each kind of damage
        raise FileProblem(
            f"{path.name}: {tr('文件已损坏，读不出来', 'is broken and cannot be read')} "
            f"({type(error).__name__})"
        ) from error


def _filled_area(rows: list[list[Any]]) -> pd.DataFrame:
    """Cells up to the last row and column that hold more than blanks; blanks are None."""
    grid = [[None if type(v) is str and not v.strip() else v for v in row] for row in rows]
    while grid and all(v is None for v in grid[-1]):
        grid.pop()
    width = max((j + 1 for row in grid for j, v in enumerate(row) if v is not None), default=0)
    return pd.DataFrame([row[:width] for row in grid], dtype=object)


def _show_percentages(rows: list[list[Any]], addresses: set[str]) -> None:
    """Cells that the sheet shows as 85% hold .85: what is meant depends on the column, so they stay
    as shown."""
    for i, j in _numbers_at(rows, addresses):
        shown = round(rows[i][j] * 100, 8)
        rows[i][j] = f"{int(shown) if float(shown).is_integer() else shown!r}%"


def _show_zeros(rows: list[list[Any]], digits: Mapping[str, int]) -> None:
    """Whole numbers that the sheet shows with zeros in front (007) stay as shown: they are
    identifiers."""
    for address, wide in digits.items():
        for i, j in _numbers_at(rows, [address]):
            if float(rows[i][j]).is_integer() and rows[i][j] >= 0:
                rows[i][j] = str(int(rows[i][j])).zfill(wide)


def _numbers_at(rows: list[list[Any]], addresses: Iterable[str]) -> Iterator[tuple[int, int]]:
    for address in addresses:
        i, j = (number - 1 for number in row_and_column(address))
        if i < len(rows) and j < len(rows[i]) and type(rows[i][j]) in (int, float):
            yield i, j


def fill_merged(rows: list[list[Any]], ranges: Iterable[Block]) -> list[str]:
    """Repeat the value of a merged block in one column over its rows, as the eye reads it (blocks
    over columns are titles).

    Returns the blocks that were filled, as ``B2:B4``.
    """
    from xlsxwriter.utility import xl_range

    filled = []
    for (top, left), (bottom, right) in ranges:
        if left != right or bottom <= top or top >= len(rows) or left >= len(rows[top]):
            continue
        bottom = min(bottom, len(rows) - 1)
        for row in rows[top + 1 : bottom + 1]:
            row[left] = rows[top][left]
        filled.append(xl_range(top, left, bottom, right))
    return filled


def table_from(sheet: BookSheet, columns: Mapping[str, str] | Sequence[str]) -> pd.DataFrame:
    """A result sheet back as a frame: the row holding most of the headings (API names or the
    glossary's) starts it.

    Cells stay as read (text, float, datetime, None); missing columns are simply absent.
    ``attrs["rows"]``: the sheet's own row of each; ``attrs["errors"]``: (row of the frame, column)
    of cells that hold an error or a formula without a result.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import records
    >>> cells = pd.DataFrame([["某县结对表", None], ["帮扶方", "受助方"], ["A", "B"]])
    >>> found = records.table_from(records.BookSheet("结对", cells), ["helper_id", "recipient_id"])
    >>> found.values.tolist(), found.attrs["rows"]
    ([['A', 'B']], [3])
    """
    wanted = {heading(c, lang=g): c for c in columns for g in ("zh", "en")} | {
        c: c for c in columns
    }
    if isinstance(columns, Mapping):
        wanted |= {h: c for c, h in columns.items()}
    rows = sheet.cells.head(30).to_numpy().tolist()
    scores = [sum(isinstance(v, str) and v.strip() in wanted for v in row) for row in rows]
    if not scores or max(scores) == 0:
        none = pd.DataFrame(columns=list(columns))
        none.attrs = {"rows": [], "errors": set()}
        return none
    top = scores.index(max(scores))
    names = {
        j: wanted[v.strip()]
        for j, v in enumerate(rows[top])
        if isinstance(v, str) and v.strip() in wanted
    }
    body = sheet.cells.iloc[top + 1 :, list(names)].rename(columns=names)
    body = body[body.notna().any(axis=1)]
    at = {row: i for i, row in enumerate(body.index)}
    places = ([n - 1 for n in row_and_column(a)] for a in sheet.empty_formulas)
    errors = {(at[i], names[j]) for i, j in places if i in at and j in names}
    body = body.reset_index(drop=True)
    body.attrs = {"rows": [row + 1 for row in at], "errors": errors}
    return body
