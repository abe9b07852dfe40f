"""Rows of an edited plan's workbook that name no pair or nobody known: said with sheet, row, what
stands there and the nearest way out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pandas as pd

from toolkit.pairing.tables import IDS, KEY, texts
from toolkit.pairing.workbook import NAMES, sheet_heading, sheet_title
from toolkit.pairing.workbook_reading import pairs_in
from toolkit.terms import tr


def incomplete(
    frame: pd.DataFrame, meant: Callable[[str, str], str]
) -> tuple[pd.Series, pd.DataFrame]:
    """Rows of the sheet of pairs that lack a number or a way of helping.

    Parameters
    ----------
    frame : DataFrame
        The sheet as `read_tables` gives it.
    meant : callable
        A column of numbers and the name beside it → a question which unit is meant ("" for none).

    Returns
    -------
    tuple
        Which rows name a whole pair, and ``helper_id, recipient_id, channel, problem`` of the
        others.
    """
    pairs = pairs_in(frame)
    whole = pairs.notna().all(axis=1)
    told = []
    for i in pairs.index[~whole]:
        empty = [c for c in KEY if pd.isna(pairs.at[i, c])]
        stands = [_quoted(frame.at[i, c]) for c in KEY if c not in empty]
        guesses = [
            meant(c, str(frame.at[i, NAMES[c]]))
            for c in empty
            if c in IDS and NAMES[c] in frame and pd.notna(frame.at[i, NAMES[c]])
        ]
        told.append(_sentence("pairs", frame, i, empty, stands, "".join(guesses)))
    problems = pd.DataFrame({"problem": told}, dtype="string").reindex(columns=[*KEY, "problem"])
    return whole, problems.astype("string")


def _quoted(value: object) -> str:
    return tr(f"“{value}”", f"{value!r}")


def _place(sheet: str, frame: pd.DataFrame, i: int) -> str:
    row = frame.attrs["rows"][i]
    return tr(f"“{sheet_title(sheet)}”表第 {row} 行", f"Sheet {sheet_title(sheet)!r}, row {row}")


def _sentence(
    sheet: str, frame: pd.DataFrame, i: int, empty: list[str], stands: list[str], guess: str
) -> str:
    errors = frame.attrs["errors"]
    wrong = [c for c in empty if (i, c) in errors]
    blank = [c for c in empty if c not in wrong]
    parts = [tr("写着", "has ") + tr("、", ", ").join(stands)] if stands else []
    for columns, zh, en in (
        (
            wrong,
            "是错误值或没有算出的公式（如 #N/A）",
            "holds an error or no result (such as #N/A)",
        ),
        (blank, "空着", "is empty"),
    ):
        if columns:
            heads = tr("、", ", ").join(f"{_quoted(sheet_heading(c))}" for c in columns)
            parts.append(heads + tr(zh, f" {en}"))
    fix = guess or tr(
        "是一对结对就补上，合计、说明一类的行请删去。",
        "Fill it in where a pair is meant; delete rows of totals and notes.",
    )
    return (
        _place(sheet, frame, i) + tr("：", ": ") + tr("，", ", ").join(parts) + tr("。", ". ") + fix
    )


def unknown_running(
    frame: pd.DataFrame, known: Mapping[str, set[str]], meant: Callable[[str, str], str]
) -> pd.DataFrame:
    """Rows of the sheet of running pairs with a number that no other sheet knows: such a pair is
    kept by no plan.

    ``known``: column → the numbers that may stand there; ``meant`` as in `incomplete`.
    """
    told = []
    for i in frame.index:
        for c in IDS:
            (number,) = texts(pd.Series([frame.at[i, c]], dtype=object))
            if number is None:
                told.append(_sentence("running", frame, i, [c], [], ""))
            elif number not in known[c]:
                where = sheet_title("helpers" if c == "helper_id" else "recipients")
                found = tr(
                    f"{_place('running', frame, i)}：“{sheet_heading(c)}”写着“{number}”，"
                    f"“{where}”表里没有这个编号，这一对没有算作现有结对。",
                    f"{_place('running', frame, i)}: {sheet_heading(c)} {number!r} is no number of "
                    f"sheet {where!r}, so this pair does not count as running. ",
                )
                told.append(found + meant(c, number))
    problems = pd.DataFrame({"problem": told}, dtype="string").reindex(columns=[*KEY, "problem"])
    return problems.astype("string")
