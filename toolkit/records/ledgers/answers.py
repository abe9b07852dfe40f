"""The county workbook of a ledger with its sheet 问题: questions answered by dropdowns, and read
back."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.records.book_reading import BookSheet, read_book
from toolkit.records.county import workbook_sheet
from toolkit.records.guard import FileProblem
from toolkit.records.sheets import Sheet, write_book

if TYPE_CHECKING:
    from toolkit.records.county import County
    from toolkit.records.ledgers.ledger import Ledger

#: the sheet of questions, and what its columns are called
QUESTIONS_SHEET = "问题"
_HEADS = {
    "number": "序号",
    "question": "问题",
    "answer": "回答（从下拉里选）",
    "choices": "可选的回答",
    "key": "编号（请勿改）",
}
_FROM = "台账："
_NOTE = (
    "请在“回答”一列从下拉里选；不清楚的可以空着。"
    "存盘后再运行一次 toolkit ledger（写这个文件），回答就会用上。"
)


def write_county(ledger: Ledger, county: County, path: str | os.PathLike[str]) -> Path:
    """Write the county of a ledger as a workbook with the sheet of questions first."""
    sheets = [workbook_sheet(t, county[t], "zh") for t in county.tables]
    return write_book(path, [_questions(ledger), *sheets])


def _questions(ledger: Ledger) -> Sheet:
    """One question a row, each with a dropdown of its own choices."""
    asked = ledger.questions
    frame = pd.DataFrame(
        {
            "number": pd.array(range(1, len(asked) + 1), dtype="Int64"),
            "question": pd.array([q.sentence for q in asked], dtype="string"),
            "answer": pd.array([None] * len(asked), dtype="string"),
            "choices": pd.array([" / ".join(q.choices) for q in asked], dtype="string"),
            "key": pd.array([q.key for q in asked], dtype="string"),
        }
    )
    return Sheet(
        QUESTIONS_SHEET,
        frame,
        headings=_HEADS,
        notes=[_NOTE, f"{_FROM}{ledger.source}"],
        widths={"question": 70, "answer": 26, "choices": 40},
        row_choices={"answer": [list(q.choices) for q in asked]},
    )


def _sheets(path: str | os.PathLike[str]) -> list[BookSheet]:
    try:
        return read_book(path)
    except (FileProblem, OSError):
        return []


def read_answers(path: str | os.PathLike[str]) -> dict[str, str]:
    """Answers on the sheet of questions by key; empty where there is no such sheet or nothing was
    chosen."""
    out: dict[str, str] = {}
    for sheet in _sheets(path):
        if sheet.name != QUESTIONS_SHEET:
            continue
        rows = sheet.cells.to_numpy().tolist()
        heads = next((i for i, row in enumerate(rows) if _HEADS["key"] in row), None)
        if heads is None:
            continue
        answer, key = rows[heads].index(_HEADS["answer"]), rows[heads].index(_HEADS["key"])
        for row in rows[heads + 1 :]:
            if row[answer] and row[key]:
                out[str(row[key])] = str(row[answer]).strip()
    return out


def ledger_of(path: str | os.PathLike[str]) -> str:
    """Name of the ledger that a county workbook came from; empty for any other file."""
    for sheet in _sheets(path):
        if sheet.name == QUESTIONS_SHEET:
            for value in sheet.cells.to_numpy().ravel().tolist():
                if isinstance(value, str) and value.startswith(_FROM):
                    return value.removeprefix(_FROM)
    return ""
