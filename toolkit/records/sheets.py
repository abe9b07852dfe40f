"""The only writer of workbooks. Text stays text (``=cmd|…`` is a string), identifiers
keep their zeros."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records.files import must_end, writing
from toolkit.records.sheet_columns import (
    cell_formats,
    fitted_width,
    style_of,
    width_of,
    write_column,
)
from toolkit.terms import heading, tr

MAX_ROWS = 1_048_575
MAX_TEXT = 32_767
_CHOICES = "_choices"
#: points that Excel lets a row be high
_TALLEST = 409


@dataclass(frozen=True)
class Sheet:
    """One sheet to write.

    Parameters
    ----------
    name : str
        Sheet name (characters that Excel forbids are replaced, 31 kept).
    frame : DataFrame
        One record a row; the index is not written.
    headings : mapping, optional
        Column → heading; others take the glossary's.
    choices : mapping, optional
        Column → allowed labels, offered as a dropdown over `spare_rows` rows below the data as
        well.
    row_choices : mapping, optional
        Column → allowed labels of each row, offered as a dropdown of its own.
    notes : sequence of str
        Lines above the headings (a title, the watermark).
    widths : mapping, optional
        Column → width in characters; others are fitted to their first rows.
    fills : mapping, optional
        (row from 0, column) → comment; those cells are coloured.
    links : mapping, optional
        (row from 0, column) → (sheet, row from 0): a click on the cell opens that record of another
        sheet (one without notes).
    comments : mapping, optional
        Column → comment on its heading.
    grey : collection of int
        Rows (from 0) printed grey: an example.
    tall : sequence of str
        Columns (with a width) whose texts are wrapped and decide how high their rows are.
    spare_rows : int
        Empty rows that dropdowns and text format also cover.
    locked : bool
        Notes and headings cannot be overwritten (no password); all cells below can.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import records
    >>> sheet = records.Sheet("结对", pd.DataFrame({"helper_id": ["A"]}))
    >>> sheet.name, sheet.spare_rows
    ('结对', 0)
    """

    name: str
    frame: pd.DataFrame
    headings: Mapping[str, str] | None = None
    _: KW_ONLY
    choices: Mapping[str, Sequence[str]] | None = None
    row_choices: Mapping[str, Sequence[Sequence[str]]] | None = None
    notes: Sequence[str] = ()
    widths: Mapping[str, float] | None = None
    fills: Mapping[tuple[int, str], str] | None = None
    links: Mapping[tuple[int, str], tuple[str, int]] | None = None
    tall: Sequence[str] = ()
    spare_rows: int = 0
    hidden: bool = False
    locked: bool = False
    comments: Mapping[str, str] | None = None
    grey: Sequence[int] = ()


def safe_name(name: str) -> str:
    """A sheet name that Excel accepts."""
    return (re.sub(r"[\[\]:*?/\\'\x00-\x1f]", "_", name).strip() or "sheet")[:31]


def write_book(path: str | os.PathLike[str], sheets: Iterable[Sheet]) -> Path:
    """Write a workbook whole or not at all; returns the path written (the next free name when
    `path` is open elsewhere).

    Raises
    ------
    ValueError
        More rows or a longer text than a sheet can hold; nothing is written.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> sheet = records.Sheet("结对", pd.DataFrame({"helper_id": ["A"]}))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book = records.read_book(records.write_book(folder + "/甲.xlsx", [sheet]))
    >>> book[0].name, book[0].cells.values.tolist()
    ('结对', [['帮扶方'], ['A']])
    """
    import xlsxwriter

    must_end(path, ".xlsx")
    if Path(path).is_dir():
        raise ValueError(
            tr(
                f"{Path(path).name} 是文件夹，请给出文件名。",
                f"{Path(path).name} is a folder: name a file",
            )
        )
    sheets = list(sheets)
    for s in sheets:
        _fits(s)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "nan_inf_to_errors": False,
    }
    with writing(path) as draft:
        book = xlsxwriter.Workbook(str(draft.path), options)
        try:
            formats = cell_formats(book)
            lists = _ChoiceLists()
            used: set[str] = set()
            for s in sheets:
                _write_sheet(book, s, formats, lists, used)
            lists.write(book)
        finally:
            book.close()
    return draft.final


def _fits(s: Sheet) -> None:
    if len(s.frame) + len(s.notes) > MAX_ROWS:
        raise ValueError(
            tr(
                f"“{s.name}”有 {len(s.frame)} 行，超过工作表上限，请存为 CSV 或 Parquet",
                f"{s.name} has {len(s.frame)} rows, more than a sheet holds: save as CSV or "
                f"Parquet",
            )
        )
    for c in s.frame.columns:
        column = s.frame[c]
        if isinstance(column.dtype, pd.StringDtype) and _longest(column) > MAX_TEXT:
            raise ValueError(
                tr(
                    f"“{s.name}”的“{c}”有超过 {MAX_TEXT} 字的单元格，请存为 CSV",
                    f"{s.name}, {c}: a text over {MAX_TEXT} characters does not fit a cell; save "
                    f"as CSV",
                )
            )


def _longest(column: pd.Series) -> int:
    """Length of the longest text as Excel counts it: in UTF-16 units, so that an emoji counts
    twice."""
    lengths = column.str.len().fillna(0)
    if not len(lengths) or lengths.max() <= MAX_TEXT // 2:
        return 0
    return max(len(v.encode("utf-16-le")) // 2 for v in column[lengths > MAX_TEXT // 2])


class _ChoiceLists:
    """Dropdown lists too long for a validation rule live in one hidden sheet."""

    def __init__(self) -> None:
        self.columns: list[list[str]] = []

    def source(self, options: Sequence[str]) -> Any:
        if sum(len(o) + 1 for o in options) < 250 and not any("," in o for o in options):
            return list(options)
        if list(options) not in self.columns:
            self.columns.append(list(options))
        import xlsxwriter.utility as u

        letter = u.xl_col_to_name(self.columns.index(list(options)))
        return f"={_CHOICES}!${letter}$1:${letter}${len(options)}"

    def write(self, book: Any) -> None:
        if not self.columns:
            return
        ws = book.add_worksheet(_CHOICES)
        ws.hide()
        for j, options in enumerate(self.columns):
            for i, o in enumerate(options):
                ws.write_string(i, j, o)


def _write_sheet(
    book: Any, s: Sheet, formats: dict[str, Any], lists: _ChoiceLists, used: set[str]
) -> None:
    name, number = safe_name(s.name), 2
    while name.lower() in used:
        name, number = f"{safe_name(s.name)[:27]}({number})", number + 1
    used.add(name.lower())
    ws = book.add_worksheet(name)
    if s.hidden:
        ws.hide()
    for i, line in enumerate(s.notes):
        ws.write_string(i, 0, line, formats["note"])
    top = len(s.notes)
    if s.locked or s.tall:
        formats = formats | {style: formats[f"open_{style}"] for style in ("text", "date", "plain")}
    for j, c in enumerate(s.frame.columns):
        head = str((s.headings or {}).get(c, heading(str(c))))
        ws.write_string(top, j, head, formats["head"])
        width = (s.widths or {}).get(c) or fitted_width(s.frame[c], head)
        ws.set_column(j, j, width, formats[style_of(s.frame[c], s.locked)])
        write_column(ws, s.frame[c], top + 1, j, formats["date"], f"{name}: {head}")
    if s.tall:
        wide = {c: max(int((s.widths or {})[c]), 1) for c in s.tall}
        for i, texts in enumerate(zip(*(s.frame[c].fillna("") for c in s.tall)), start=top + 1):
            lines = (-(-width_of(text) // w) for text, w in zip(texts, wide.values()))
            ws.set_row(i, min(15 * max(1, *lines), _TALLEST))
    _offer(ws, s, top, lists)
    _mark(ws, s, top, formats)
    _lay_out(ws, s, top)


def _offer(ws: Any, s: Sheet, top: int, lists: _ChoiceLists) -> None:
    """Dropdowns, of whole columns and of single cells."""
    last, columns = top + max(len(s.frame) + s.spare_rows, 1), list(s.frame.columns)
    for c, options in (s.choices or {}).items():
        if c not in columns:
            continue
        rule = {
            "validate": "list",
            "source": options if isinstance(options, str) else lists.source(options),
            "error_type": "warning",
        }
        ws.data_validation(top + 1, columns.index(c), last, columns.index(c), rule)
    for c, offers in (s.row_choices or {}).items():
        j = columns.index(c)
        for i, offered in enumerate(offers, start=top + 1):
            ws.data_validation(i, j, i, j, {"validate": "list", "source": lists.source(offered)})


def _mark(ws: Any, s: Sheet, top: int, formats: dict[str, Any]) -> None:
    """Cells with a colour, a link or a comment of their own, and rows in grey."""
    columns = list(s.frame.columns)
    for (i, c), comment in (s.fills or {}).items():
        value = s.frame[c].iloc[i]
        told = "" if pd.isna(value) else str(value)
        ws.write_string(top + 1 + i, columns.index(c), told, formats["mark"])
        ws.write_comment(top + 1 + i, columns.index(c), comment, {"x_scale": 2})
    for (i, c), (place, record) in (s.links or {}).items():
        target = f"internal:'{safe_name(place)}'!A{record + 2}"
        ws.write_url(top + 1 + i, columns.index(c), target, string=str(s.frame[c].iloc[i]))
    for c, comment in (s.comments or {}).items():
        ws.write_comment(top, columns.index(c), comment, {"x_scale": 2, "author": "toolkit"})
    for i in s.grey:
        for j, c in enumerate(columns):
            if pd.notna(s.frame[c].iloc[i]):
                ws.write_string(top + 1 + i, j, str(s.frame[c].iloc[i]), formats["grey"])


def _lay_out(ws: Any, s: Sheet, top: int) -> None:
    """What scrolls, what is locked, and how it is printed."""
    ws.freeze_panes(top + 1, 0)
    if s.locked:
        ways = (
            "format_cells",
            "format_columns",
            "format_rows",
            "insert_rows",
            "delete_rows",
            "sort",
            "autofilter",
        )
        ws.protect("", dict.fromkeys(ways, True))
    if len(s.frame):
        ws.autofilter(top, 0, top + len(s.frame), max(len(s.frame.columns) - 1, 0))
    ws.set_landscape()
    ws.set_margins(0.3, 0.3, 0.5, 0.5)
    ws.set_paper(9)
    ws.fit_to_pages(1, 0)
    ws.repeat_rows(top)
