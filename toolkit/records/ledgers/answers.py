"""The county workbook of a ledger with its sheet 问题: questions answered by dropdowns, and read
back."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.records.book_reading import BookSheet, read_book
from toolkit.records.county import workbook_sheet
from toolkit.records.file_problems import FileProblem
from toolkit.records.ledgers.wording import choice_meant
from toolkit.records.sheets import Sheet, write_book
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.records.county import County
    from toolkit.records.ledgers.ledger import Ledger

#: the sheet of questions, and what its columns are called
QUESTIONS_SHEET = ("问题", "questions")
_HEADS = {
    "number": ("序号", "no."),
    "question": ("问题", "question"),
    "answer": ("回答（从下拉里选）", "answer (choose from the list)"),
    "choices": ("可选的回答", "answers"),
    "key": ("编号（请勿改）", "key (do not change)"),
}
_FROM = ("台账：", "ledger: ")
_NOTE = (
    "请在“回答”一列从下拉里选；不清楚的可以空着。"
    "存盘后再运行一次 toolkit ledger（写这个文件），回答就会用上。",
    "Choose an answer from each list, or leave it empty; save, then run toolkit ledger on this "
    "file: the answers are taken.",
)

#: bytes of the list of sheets; a longer one is no workbook of ours
_LARGEST = 1 << 20


def write_county(ledger: Ledger, county: County, path: str | os.PathLike[str]) -> Path:
    """Write the county of a ledger as a workbook with the sheet of questions first.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"帮扶单位": ["县水利局（虚构）"], "受援村": ["柳溪村（虚构）"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_excel(folder + "/台账.xlsx", index=False)
    ...     ledger = records.read_ledger(folder + "/台账.xlsx")
    ...     path = records.write_county(ledger, ledger.county(), folder + "/县.xlsx")
    ...     records.ledger_of(path)
    '台账.xlsx'
    """
    sheets = [workbook_sheet(t, county[t]) for t in county.tables]
    return write_book(path, [_questions(ledger), *sheets])


def _questions(ledger: Ledger) -> Sheet:
    """One question a row, each with a dropdown of its own choices."""
    asked = ledger.questions
    frame = pd.DataFrame(
        {
            "number": pd.array(range(1, len(asked) + 1), dtype="Int64"),
            "question": pd.array([q.said for q in asked], dtype="string"),
            "answer": pd.array([None] * len(asked), dtype="string"),
            "choices": pd.array([" / ".join(q.choices_said) for q in asked], dtype="string"),
            "key": pd.array([q.key for q in asked], dtype="string"),
        }
    )
    return Sheet(
        tr(*QUESTIONS_SHEET),
        frame,
        headings={column: tr(*names) for column, names in _HEADS.items()},
        notes=[tr(*_NOTE), f"{tr(*_FROM)}{ledger.source}"],
        widths={"question": 70, "answer": 26, "choices": 40},
        row_choices={"answer": [q.choices_said for q in asked]},
        tall=("question",),
    )


def _sheets(path: str | os.PathLike[str]) -> list[BookSheet]:
    """Sheets of a workbook that has one of questions; none of any other file, however large."""
    try:
        with zipfile.ZipFile(path) as z:
            part = z.getinfo("xl/workbook.xml")
            start = z.read(part).decode("utf-8", "replace") if part.file_size < _LARGEST else ""
        asks = any(f'name="{name}"' in start for name in QUESTIONS_SHEET)
        return read_book(path) if asks else []
    except (FileProblem, OSError, KeyError, RuntimeError, NotImplementedError, zipfile.BadZipFile):
        return []


def read_answers(path: str | os.PathLike[str]) -> dict[str, str]:
    """Answers on the sheet of questions by key; empty where there is no such sheet or nothing was
    chosen.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> answer, key = ["帮扶方", ""], ["列 B", "列 C"]
    >>> sheet = pd.DataFrame({"回答（从下拉里选）": answer, "编号（请勿改）": key})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     sheet.to_excel(folder + "/答.xlsx", sheet_name="问题", index=False)
    ...     records.read_answers(folder + "/答.xlsx")
    {'列 B': '帮扶方'}
    """
    out: dict[str, str] = {}
    for sheet in _sheets(path):
        if sheet.name not in QUESTIONS_SHEET:
            continue
        rows = sheet.cells.to_numpy().tolist()
        number = QUESTIONS_SHEET.index(sheet.name)
        key_name, answer_name = _HEADS["key"][number], _HEADS["answer"][number]
        heads = next((i for i, row in enumerate(rows) if {key_name, answer_name} <= {*row}), None)
        if heads is None:
            continue
        answer, key = rows[heads].index(answer_name), rows[heads].index(key_name)
        for row in rows[heads + 1 :]:
            if row[answer] and row[key]:
                out[str(row[key])] = choice_meant(str(row[answer]).strip())
    return out


def ledger_of(path: str | os.PathLike[str]) -> str:
    """Name of the ledger that a county workbook came from; empty for any other file.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import records
    >>> table = pd.DataFrame({"帮扶单位": ["县水利局（虚构）"], "受援村": ["柳溪村（虚构）"]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     table.to_excel(folder + "/台账.xlsx", index=False)
    ...     ledger = records.read_ledger(folder + "/台账.xlsx")
    ...     records.ledger_of(records.write_county(ledger, ledger.county(), folder + "/县.xlsx"))
    '台账.xlsx'
    """
    for sheet in _sheets(path):
        if sheet.name in QUESTIONS_SHEET:
            for value in sheet.cells.to_numpy().ravel().tolist():
                if isinstance(value, str) and value.startswith(_FROM):
                    return value.removeprefix(_FROM[0]).removeprefix(_FROM[1])
    return ""
