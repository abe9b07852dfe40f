"""A copy of a workbook that shows what is to be corrected, and where."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records.book_inspection import inspect_book
from toolkit.records.files import keep_source, writing
from toolkit.records.problems import sentence
from toolkit.terms import tr


def mark(
    source: str | os.PathLike[str], problems: pd.DataFrame, target: str | os.PathLike[str]
) -> Path:
    """Write a copy of a workbook with every bad cell coloured and its reason as a comment; the
    source stays untouched.

    Parameters
    ----------
    problems : DataFrame
        As `toolkit.check` gave them for `source` (an ``.xlsx``; ValueError for a folder).

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import toolkit
    >>> from toolkit import records
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet = records.template(Path(folder) / "county.xlsx")
    ...     found = toolkit.check(sheet)
    ...     marked = records.mark(sheet, found, Path(folder) / "marked.xlsx")
    ...     found["reason"].tolist(), marked.name
    (['“组织”表里没有一条记录'], 'marked.xlsx')
    """
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    path = Path(source)
    if path.suffix.lower() != ".xlsx":
        raise ValueError(tr("标注副本只支持 .xlsx", "a marked copy is made of an .xlsx only"))
    keep_source(path, target)
    inspect_book(path)
    book = openpyxl.load_workbook(path)
    colours = {
        "error": PatternFill("solid", fgColor="FFC7A3"),
        "warning": PatternFill("solid", fgColor="FFF1B8"),
    }
    for (sheet, cell), group in problems[problems["cell"].fillna("") != ""].groupby(
        ["sheet", "cell"], sort=False
    ):
        if sheet not in book.sheetnames:
            continue
        place = book[sheet][cell]
        place.fill = colours["error" if (group["severity"] == "error").any() else "warning"]
        if type(place).__name__ != "MergedCell":
            place.comment = Comment("\n".join(group["reason"]), "toolkit", width=320, height=90)
    _append_list(book, problems)
    with writing(target) as draft:
        book.save(draft.path)
    return draft.final


def _append_list(book: Any, problems: pd.DataFrame) -> None:
    ws = book.create_sheet(tr("问题清单", "problems"), 0)
    for p in problems.to_dict("records"):
        ws.append([sentence(p)])
        ws.cell(ws.max_row, 1).data_type = "s"
    ws.column_dimensions["A"].width = 110
