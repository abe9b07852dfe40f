"""Any office file to grids of cells: workbooks old and new, text in any encoding, Word tables."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from toolkit.records.addresses import row_and_column
from toolkit.records.book_inspection import MAX_FILE, Inspected, Seen, inspect_book
from toolkit.records.cells import is_blank, shown
from toolkit.records.documents import read_docx
from toolkit.records.file_problems import FileProblem
from toolkit.records.ledgers.named_after import named_after
from toolkit.records.ledgers.persons import plain_text
from toolkit.records.ledgers.refusals import LedgerRefused, broken, picture, refuse_kind
from toolkit.records.ledgers.text_rows import most_even, parted, stripped
from toolkit.records.texts import decode

#: a sheet of more is no office's ledger, and would keep its reader for minutes
MOST_CELLS = 1_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
#: what a cell of a spreadsheet can hold at most
LONGEST = 32_767
#: a part of a workbook with a password, as an old container names it
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
#: records of an old workbook: days count from 1904, numbers are exact
_FROM_1904 = b"\x22\0\x02\0\x01\0\x0e\0\x02\0"
#: the same words stand in a sheet again and again: each is normalised once
_clean = lru_cache(maxsize=1 << 18)(plain_text)


def text_of(value: Any) -> str:
    """A cell as text of one width."""
    if type(value) is str:
        return _clean(value)
    if type(value) is float and -1e15 < value < 1e15:
        return str(int(value)) if value.is_integer() else str(value)
    return "" if value is None else shown(value)


@dataclass
class Grid:
    """One sheet: `rows` of cells (text, float, datetime or None); the first is row 1 of the sheet.

    `merged`: (top, left, bottom, right) of merged blocks, whose value fills their first column
    (`filled`: cells that took it from above); `from_text`: the file is text, where an empty cell
    may be a merged one.
    """

    name: str
    rows: list[list[Any]]
    hidden: bool = False
    #: rows and columns that nobody sees who looks at the sheet, and formulas without a result
    unseen: dict[str, list[str]] = field(default_factory=dict)
    from_text: bool = False
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    filled: set[tuple[int, int]] = field(default_factory=set)
    #: bare day numbers count from 1904, as the workbook says
    date1904: bool = False
    #: lines of the document over all its tables, and those that may be the first one's alone
    above: list[str] = field(default_factory=list)
    near: list[str] = field(default_factory=list)

    @property
    def width(self) -> int:
        """Cells of the longest row."""
        return max(map(len, self.rows), default=0)

    def cell(self, row: int, column: int) -> Any:
        """A cell, None beyond the edge."""
        line = self.rows[row]
        return line[column] if column < len(line) else None

    @cached_property
    def texts(self) -> list[list[str]]:
        """Every cell as `text_of` gives it, rows of one length: made once, read everywhere."""
        width = self.width
        return [
            [*map(text_of, row), *[""] * (width - len(row))] if width else [] for row in self.rows
        ]


def read_grids(path: Path) -> list[Grid]:
    """Every sheet of a file.

    Raises
    ------
    LedgerRefused
        Not a table, encrypted, broken, too large, or pictures only.
    """
    if not path.is_file():
        raise LedgerRefused(
            "找不到这个文件，或它是一个文件夹：请给出台账文件的完整路径。",
            "no such file, or it is a folder: give the whole path of the ledger.",
            path.name,
        )
    if path.stat().st_size == 0:
        raise LedgerRefused(
            "文件是空的，没有结对可读：请重新保存后再读。",
            "the file is empty: save it again and read it then.",
            path.name,
        )
    if path.stat().st_size > MAX_FILE:
        raise LedgerRefused(
            "文件过大，不像一份台账：请只保留台账的工作表再读。",
            "the file is too large for a ledger: keep the ledger's sheet alone.",
            path.name,
        )
    refused = refuse_kind(path)
    if refused:
        raise refused
    try:
        grids = _by_content(path)
    except FileProblem as error:
        raise broken(path, str(error)) from error
    for grid in grids:
        _bounded(len(grid.rows), grid.width, path)
        _short(grid, path)
    for number, grid in enumerate(grids, start=1):
        person = named_after(grid.name)
        if person and not _is_place(person, grids):
            grid.name = f"第{number}张表"
    for grid in grids:
        _fill_down(grid)
    return grids


def _short(grid: Grid, path: Path) -> None:
    """Refuse a cell that holds more than any spreadsheet's: a quote that was never closed, or
    text that is no ledger."""
    for number, row in enumerate(grid.rows, start=1):
        if any(type(value) is str and len(value) > LONGEST for value in row):
            raise LedgerRefused(
                f"第 {number} 行有一格超过 {LONGEST} 个字，不像台账（多半是引号没有配对）："
                "请在 Excel 或 WPS 里核对、改好再读。",
                f"row {number} has a cell of more than {LONGEST} characters (a quote without its "
                "pair?): check it in Excel or WPS and mend it.",
                path.name,
            )


def _is_place(name: str, grids: list[Grid]) -> bool:
    """Whether what reads as a person's name is a place's in these sheets (白沙 of 白沙镇)."""
    place = re.compile(re.escape(name) + "(?:[镇乡村]|街道|社区)")
    cells = (value for grid in grids for row in grid.rows for value in row)
    return any(type(value) is str and place.search(value) for value in cells)


def _by_content(path: Path) -> list[Grid]:
    with open(path, "rb") as f:
        head = f.read(8)
    if head.startswith(b"PK"):
        with _archive(path) as z:
            parts = z.namelist()
        if any(p.startswith("word/") for p in parts):
            return _from_word(path)
        grids = _from_book(path, new=True)
        empty = all(is_blank(v) for g in grids for row in g.rows for v in row)
        if empty and any("/media/" in p or "/drawings/" in p for p in parts):
            raise picture()
        return grids
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return _from_old_book(path)
    if b"<html" in (start := path.read_bytes()[:2000].lower()) or b"<table" in start:
        raise LedgerRefused(
            "这是网页改名的表格：请在 Excel 或 WPS 里打开，另存为 .xlsx 再读。",
            "this is a renamed web page: open it in Excel or WPS and save it as .xlsx.",
        )
    if b"<?mso-application" in start or b"urn:schemas-microsoft-com" in start:
        raise LedgerRefused(
            "这是旧的 XML 表格：请在 Excel 或 WPS 里打开，另存为 .xlsx 再读。",
            "this is an old XML table: open it in Excel or WPS and save it as .xlsx.",
        )
    return [_from_text(path)]


def _archive(path: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise broken(path, "文件已损坏") from error


def _from_book(path: Path, new: bool) -> list[Grid]:
    from python_calamine import CalamineWorkbook, SheetVisibleEnum
    from xlsxwriter.utility import xl_col_to_name

    looks = inspect_book(path) if new else Inspected({})
    trimmed = looks.trimmed
    try:
        with open(path, "rb") as f, CalamineWorkbook.from_filelike(trimmed or f) as book:
            grids = []
            for meta in book.sheets_metadata:
                if str(meta.typ) != "SheetTypeEnum.WorkSheet":
                    continue
                sheet = book.get_sheet_by_name(meta.name)
                _bounded(sheet.height, sheet.width, path)
                rows = sheet.to_python(skip_empty_area=False)
                spans = sheet.merged_cell_ranges or []
                merged = [(a[0], a[1], b[0], b[1]) for a, b in spans]
                hidden = meta.visible != SheetVisibleEnum.Visible
                look = looks.sheets.get(meta.name, Seen())
                unseen = {
                    "rows": [str(r) for r in sorted(look.hidden_rows) if r <= len(rows)],
                    "columns": [xl_col_to_name(c) for c in sorted(look.hidden_columns)],
                    "formulas": _in_order(look.empty_formulas),
                    "struck": _in_order(look.struck, rows),
                }
                grid = Grid(meta.name, _plain_rows(rows), hidden, unseen, merged=merged)
                grid.date1904 = looks.date1904
                grids.append(_pasted(grid))
            return grids
    except LedgerRefused:
        raise
    except Exception as error:  # calamine has its own error for each kind of damage
        why = "有密码" if "assword" in str(error) or "crypt" in str(error).lower() else "文件已损坏"
        raise broken(path, why) from error


def _from_old_book(path: Path) -> list[Grid]:
    """Sheets of an ``.xls``, of whose look nothing is known."""
    held = path.read_bytes()
    if _ENCRYPTED in held:
        raise broken(path, "有密码，请先去掉密码")
    grids = _from_book(path, new=False)
    for grid in grids:
        grid.date1904 = _FROM_1904 in held
        grid.unseen = {"old": [".xls"]} if grid is grids[0] else {}
    return grids


def _bounded(height: int, width: int, path: Path) -> None:
    if height * width > MOST_CELLS or height > MOST_ROWS or width > MOST_COLUMNS:
        raise LedgerRefused(
            f"工作表有 {height} 行 {width} 列，过大，不像一份台账：请只保留台账的行列再读。",
            f"a sheet of {height} rows and {width} columns is too large for a ledger: keep the "
            f"ledger's rows and columns alone.",
            path.name,
        )


def _in_order(addresses: set[str], rows: list[list[Any]] | None = None) -> list[str]:
    """Addresses row by row; of `rows`, where they are given, those whose cells hold something."""
    found = []
    for (row, column), address in sorted((row_and_column(a), a) for a in addresses):
        line = rows[row - 1] if rows and row <= len(rows) else []
        if rows is None or (column <= len(line) and line[column - 1] != ""):
            found.append(address)
    return found


def _plain_rows(rows: list[list[Any]]) -> list[list[Any]]:
    return [[None if v == "" else v for v in row] for row in rows]


def _from_word(path: Path) -> list[Grid]:
    """Tables of a Word file, each with the lines before it as its titles."""
    document = read_docx(path)
    if not document.tables:
        raise LedgerRefused(
            "这份 Word 文件里没有表格，看不出谁与谁结对：请给出含台账表格的文件。",
            "this Word file holds no table: give a file with the table of the ledger.",
            path.name,
        )
    *before, below = document.between
    over, near = over_all(before)
    summing = [line for line in below if line.startswith(("以上", "上述"))]
    grids: list[Grid] = []
    for number, (table, lines) in enumerate(zip(document.tables, before)):
        rows = table.cells.astype(object).where(table.cells.notna(), None).to_numpy().tolist()
        if grids and not lines and grids[-1].width == len(rows[0]) and str(rows[0][0]).isdigit():
            down = len(grids[-1].rows)  # a page's end has cut one table in two
            grids[-1].merged += [(t + down, a, b + down, z) for (t, a), (b, z) in table.merged]
            grids[-1].rows += rows
            continue
        shift = len(lines)
        merged = [(t + shift, a, b + shift, z) for (t, a), (b, z) in table.merged]
        grid = Grid(table.name, [[line] for line in lines] + rows, merged=merged)
        grid.above = [*(over if number else []), *summing]
        grid.near = near if number else []
        grids.append(grid)
    grids[-1].rows += [[line] for line in below]  # notes below the last table
    return grids


def over_all(titles: list[list[str]]) -> tuple[list[str], list[str]]:
    """Of the lines before the first table those that speak of all tables, and the one that may
    speak of the first alone, where others have lines of their own (`titles`: lines before each)."""
    first = titles[0]
    cut = len(first) - 1 if any(titles[1:]) else len(first)
    return first[:cut], first[cut:]


def _from_text(path: Path) -> Grid:
    # ditto marks look like damage to the reader of running text: damaged cells are told one by one
    text = decode(path.read_bytes(), path.name, []).lstrip("\ufeff")
    lines = [line for line in text.splitlines() if line.strip()]
    if not lines:
        raise LedgerRefused(
            "文件是空的，没有结对可读：请重新保存后再读。",
            "the file is empty: save it again and read it then.",
            path.name,
        )
    _bounded(len(lines), 1, path)
    rows, alone = parted(text)
    return Grid("正文", stripped(rows), unseen={"quotes": alone}, from_text=True)


def _pasted(grid: Grid) -> Grid:
    """A sheet whose one column holds the lines of a table, pasted as text, with its columns
    apart; every other sheet as it is."""
    used = {j for row in grid.rows for j, value in enumerate(row) if not is_blank(value)}
    if len(used) != 1 or grid.merged:
        return grid
    column = used.pop()
    cells = [shown(row[column]) if len(row) > column else "" for row in grid.rows]
    if any("\n" in cell for cell in cells):
        return grid
    rows, _ = parted("\n".join(cells))
    even, lines = most_even(rows), sum(bool(cell) for cell in cells)
    if len(rows) != len(cells) or even < 3 or even * 2 <= lines:
        return grid
    return replace(grid, rows=stripped(rows), from_text=True)


def _fill_down(grid: Grid) -> None:
    """Vertically merged cells mean the value above: every row of a block gets the value of its
    first column."""
    for top, left, bottom, _ in grid.merged:
        if bottom <= top or top >= len(grid.rows) or left >= len(grid.rows[top]):
            continue
        value = grid.rows[top][left]
        for i in range(top + 1, min(bottom, len(grid.rows) - 1) + 1):
            line = grid.rows[i]
            line.extend([None] * (left + 1 - len(line)))
            line[left] = value
            grid.filled.add((i, left))
