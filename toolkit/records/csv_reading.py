"""CSV as people save it: any delimiter, quotes that were never closed, rows of another length;
every record keeps its row."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records.cells import matches
from toolkit.records.file_problems import FileProblem
from toolkit.records.headings import SEARCHED_ROWS, heading_row
from toolkit.records.texts import Mark, decode
from toolkit.terms import tr

#: text that a spreadsheet would run as a formula; in CSV an apostrophe in front disarms it
ARMED = r"^'*[=+\-@\t\r]"
DISARMED = r"^'+[=+\-@\t\r]"
#: a value that a program saved as a formula of nothing but itself
_TYPED = r'^\s*="([^"=]*)"\s*$'
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
#: a cell of more lines than this was never closed
_MOST_LINES = 200
_MOST_FAULTS = 1_000


@dataclass(frozen=True)
class Remark:
    """Something to say about a whole file or sheet, or (with `row`) about one of its rows.

    Examples
    --------
    >>> from toolkit import records
    >>> remark = records.Remark("甲.xlsx", "工作表“结对”被隐藏。", row=3)
    >>> remark.severity, remark.row
    ('error', 3)
    """

    place: str
    reason: str
    severity: str = "error"
    row: int | None = None


def read_csv(
    file: Path, table: str | None, remarks: list[Remark] | None = None
) -> tuple[pd.DataFrame, int] | None:
    """Cells of a CSV as text, and the index of its heading row; None when no heading is known.

    Commas, tabs and semicolons are told apart by which of them shows the most known headings.

    Parameters
    ----------
    remarks : list of Remark, optional
        Takes what has to be said of single rows. Without it a file with such rows is refused.

    Raises
    ------
    FileProblem
        No text, or (without `remarks`) damaged.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import pandas as pd
    >>> from toolkit import records
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "a.csv")
    ...     pd.DataFrame({"org_id": ["A"], "name": ["甲村"]}).to_csv(path, index=False)
    ...     cells, heading = records.read_csv(path, "organisation")
    >>> heading, cells.values.tolist()
    (0, [['org_id', 'name'], ['A', '甲村']])
    """
    marks: list[Mark] = []
    text = decode(file.read_bytes(), file.name, marks)
    said = [
        Remark(file.name, m.reason, "error" if m.lost else "warning", m.line or None) for m in marks
    ]
    best: tuple[int, str, int] | None = None
    for sign in (",", "\t", ";"):
        first = _first_rows(text[:200_000], sign)
        top = heading_row(first, table)
        if top is not None and (best is None or len(first[top]) > best[0]):
            best = (len(first[top]), sign, top)
    if best is None:
        return None
    width, sign, top = best
    cells = _fast(text, sign, width, top)
    if cells is None:
        rows, faults = csv_rows(text, sign, width)
        said += [Remark(file.name, reason, "warning", row) for row, reason in faults]
        said += [Remark(file.name, r, "warning", row) for row, r in _too_long(rows, top)]
        cells = _frame(rows)
    if said and remarks is None:
        raise FileProblem(f"{file.name}: {said[0].reason}")
    if remarks is not None:
        remarks += said
    if '="' in text:
        _kept_as_text(cells)
    for c in cells.columns if "'" in text else ():
        armed = matches(cells[c], DISARMED)
        if armed.any():
            cells.loc[armed, c] = cells.loc[armed, c].str.slice(1)
    return cells, top


def _kept_as_text(cells: pd.DataFrame) -> None:
    """Cells that a program wrote as ="0012", so that Excel takes them for text, are what stands
    within."""
    for c in cells.columns:
        if matches(cells[c], _TYPED).any():
            cells[c] = cells[c].str.replace(_TYPED, r"\1", regex=True)


def csv_rows(
    text: str, sign: str, width: int | None = None
) -> tuple[list[list[str]], list[tuple[int, str]]]:
    """All rows of a CSV text, and what is wrong with which row (from 1).

    A quote that is never closed, or that swallows whole records, is read as it stands: the row is
    named, and the rows below it are kept.

    Parameters
    ----------
    width : int, optional
        Cells that a record has: a cell with line breaks whose lines have as many is none.
    """
    csv.field_size_limit(1 << 27)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
        if '"' not in text or not any(_swallows(row, sign, width) for row in rows):
            return rows, []
    except csv.Error:
        pass
    rows = []
    faults: list[Any] = []
    lines = _LINE.findall(text)
    at = 0
    while at < len(lines):
        row, taken = _record(lines, at, sign, width, len(faults))
        if row is None:
            row = next(csv.reader([lines[at]], delimiter=sign, quoting=csv.QUOTE_NONE))
            reason = tr(
                f"第 {len(rows) + 1} 行有没配对的引号，已按原样读出，请核对",
                f"row {len(rows) + 1} has a quote without its pair, read as it stands: check it",
            )
            faults.append((len(rows) + 1, reason))
        rows.append(row)
        at += taken
    return rows, faults


def _swallows(row: list[str], sign: str, width: int | None) -> bool:
    """Whether a cell with line breaks holds what look like whole records."""
    return width is not None and any(
        line.count(sign) >= width - 1 > 0
        for cell in row
        if "\n" in cell
        for line in re.split(r"\r?\n", cell)[1:]
    )


def _record(
    lines: list[str], at: int, sign: str, width: int | None, faults: int
) -> tuple[list[str] | None, int]:
    """The record that begins at a line and how many lines it takes; None when its quotes do not
    pair."""
    if '"' not in lines[at]:
        return next(csv.reader([lines[at]], delimiter=sign), []), 1
    most = _MOST_LINES if faults < _MOST_FAULTS else 1
    for taken in range(1, min(most, len(lines) - at) + 1):
        try:
            found = list(
                csv.reader(
                    io.StringIO("".join(lines[at : at + taken]), newline=""),
                    delimiter=sign,
                    strict=True,
                )
            )
        except csv.Error as error:
            if "unexpected end" in str(error):
                continue
            return None, 1
        if len(found) != 1 or _swallows(found[0], sign, width):
            return None, 1
        return found[0], taken
    return None, 1


def _too_long(rows: list[list[str]], top: int) -> Iterator[tuple[int, str]]:
    """Rows with more cells than headings, when most have not: a comma within an unquoted cell."""
    width = len(rows[top])
    sizes = [(i, _size(row)) for i, row in enumerate(rows[top + 1 :], start=top + 2)]
    longer = [(i, n) for i, n in sizes if n > width]
    if len(longer) * 2 > len(sizes):
        return
    for i, n in longer[:_MOST_FAULTS]:
        yield (
            i,
            tr(
                f"第 {i} 行有 {n} 格，标题只有 {width} 格：多半是内容里有分隔符，后面的格错了位",
                f"row {i} has {n} cells under {width} headings: a delimiter within an unquoted "
                "cell has shifted the rest",
            ),
        )


def _size(row: list[str]) -> int:
    size = len(row)
    while size and not row[size - 1].strip():
        size -= 1
    return size


def _first_rows(text: str, sign: str) -> list[list[str]]:
    lines = _LINE.findall(text)[: SEARCHED_ROWS * 5]
    try:
        reader = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=sign)
        return [row for _, row in zip(range(SEARCHED_ROWS), reader)]
    except csv.Error:
        return [line.rstrip("\r\n").split(sign) for line in lines[:SEARCHED_ROWS]]


def _fast(text: str, sign: str, width: int, top: int) -> pd.DataFrame | None:
    """All rows through Arrow when every one has the width of the headings, else None."""
    import pyarrow as pa
    import pyarrow.csv as pc

    # title rows, quotes, blank lines and lone returns: the careful reader counts the rows; for very
    # wide tables a column each costs more than it saves
    if top or width > 500 or '"' in text or re.search(r"\n\r?\n|\r(?!\n)", text):
        return None
    names = [str(i) for i in range(width)]
    try:
        read = pc.read_csv(
            io.BytesIO(text.encode("utf-8", "replace")),
            pc.ReadOptions(column_names=names, block_size=1 << 24),
            pc.ParseOptions(delimiter=sign, newlines_in_values=True),
            pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    return pd.DataFrame(
        {i: pd.Series(pd.array(read[str(i)], dtype="string")) for i in range(width)}
    )


def _frame(rows: list[list[str]]) -> pd.DataFrame:
    """Rows of any length as a frame, without the blank ones at the end."""
    while rows and not any(cell.strip() for cell in rows[-1]):
        rows.pop()
    widths = Counter(map(len, rows))
    width = max((_size(row) for row in rows), default=0) if len(widths) > 1 else max(widths or [0])
    if width > 500:
        grid = np.full((len(rows), width), None, dtype=object)
        for i, row in enumerate(rows):
            grid[i, : len(row[:width])] = row[:width]
        return pd.DataFrame(grid, dtype=object)
    return pd.DataFrame(
        {
            j: pd.Series(pd.array([r[j] if j < len(r) else None for r in rows], dtype="string"))
            for j in range(width)
        }
    )
