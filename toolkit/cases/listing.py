"""A coding as a workbook with every coded selection a row (who, what, where, grade, memo), and the
way back."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from toolkit.cases.by_case import shown_to_others
from toolkit.cases.codebook import Codebook
from toolkit.cases.coding import COLUMNS, MACHINES, accepted, typed
from toolkit.cases.evidence import EVIDENCE
from toolkit.cases.report import Report
from toolkit.records import BookSheet, ReadingWarning
from toolkit.terms import heading, tr, word
from toolkit.terms import lang as current_lang

__all__ = ["coding_table", "rows_of_table"]

_COLUMNS = ("case", "sentence", "text", "code", "code_name", "coder", "evidence", "memo")
_PLACES = ("start", "end")
#: Chinese headings of this table alone; in English a column's own name stands
_OWN = {"sentence": "第几句", "memo": "备忘"}


def _headings(lang: str | None = None) -> dict[str, str]:
    # elsewhere start and end are dates
    places = {c: heading(c, "coding", lang) for c in _PLACES}
    chinese = (lang or current_lang()) == "zh"
    graded = heading("grade", "provenance", "zh")
    own = {c: name if chinese else c for c, name in (_OWN | {"evidence": graded}).items()}
    return {c: own.get(c, heading(c, lang=lang)) for c in _COLUMNS} | places


def coding_table(
    reports: Mapping[str, Report] | Sequence[Report],
    coded: pd.DataFrame,
    codebook: Codebook | pd.DataFrame | None,
    path: Path | str,
    *,
    show_people: bool = False,
) -> Path:
    """Write a coding as a workbook, every coded selection a row, with the codebook beside it;
    `read_coding` and `read_people` read it back. Persons named in the texts stand as surname and 某
    unless `show_people`.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> coded = cases.code([report]).assign(coder="甲")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = cases.coding_table([report], coded, None, folder + "/编码.xlsx")
    ...     cases.read_coding(path, "乙")[["code", "coder"]].values.tolist()
    [['PLEDGE', '甲']]
    """
    from toolkit.records import Sheet, write_book

    shown, book = shown_to_others(reports, show_people), Codebook.of(codebook)
    names = book.labels | {"": tr("（无）", "(nothing)")}
    rows = []
    for r in accepted(coded).to_dict("records"):
        report, start, end = shown[r["case"]], int(r["start"]), int(r["end"])
        code = "" if pd.isna(r["code"]) else str(r["code"])
        told = {k: "" if pd.isna(v) else str(v) for k, v in r.items() if k in ("evidence", "memo")}
        grade = told.get("evidence", "")
        rows.append(
            (
                r["case"],
                report.sentence_number(start),
                report.text[start:end],
                code,
                names[code],
                r["coder"],
                word("evidence", grade) if grade else "",
                told.get("memo", ""),
                start,
                end,
            )
        )
    frame = pd.DataFrame(rows, columns=[*_COLUMNS, *_PLACES])
    sheets = [
        Sheet(tr("编码", "coding"), frame, headings=_headings(), widths={"text": 70, "memo": 40}),
        Sheet(tr("编码表", "codebook"), book.frame.rename(columns={"name": "code_name"})),
    ]
    return write_book(path, sheets)


def rows_of_table(sheet: BookSheet, coder: str, book: Codebook, file: str) -> pd.DataFrame | None:
    """The coding that such a sheet holds, by `coder` where it names nobody; None when it is no such
    sheet. What cannot be taken is warned of with its row."""
    from toolkit.records import table_from

    table = table_from(sheet, _headings("zh"))
    if not {"case", "code", "start", "end"} <= set(table):
        return None
    grades = {g: g for g in EVIDENCE} | {
        word("evidence", g, lang=lang): g for g in EVIDENCE for lang in ("zh", "en")
    }
    known, rows = {c.code for c in book} | {""}, []
    for at, r in zip(table.attrs["rows"], table.to_dict("records")):
        said = {k: "" if v is None or pd.isna(v) else str(v).strip() for k, v in r.items()}
        who, grade = said.get("coder") or coder, said.get("evidence", "")
        wrong = _wrong(said, who, known)
        if not wrong and grade and grade not in grades:
            _warn(file, at, tr(f"没有“{grade}”这一级证据，未评", f"no grade {grade}; left out"))
        if wrong:
            _warn(file, at, wrong)
            continue
        start, end = int(float(said["start"])), int(float(said["end"]))
        text, memo = said.get("text", ""), said.get("memo", "")
        rows.append(
            (said["case"], said["code"], start, end, text, who, 1.0, memo, grades.get(grade, ""))
        )
    return typed(pd.DataFrame(rows, columns=[*COLUMNS, "memo", "evidence"]))


def _wrong(said: Mapping[str, str], coder: str, known: set[str]) -> str:
    """Why a row cannot be taken; empty when it can."""
    if said["code"] not in known:
        return tr(f"编码表里没有 {said['code']}", f"the codebook has no {said['code']}")
    if coder in ("", *MACHINES):
        return tr("不是人编的", "not coded by a person")
    try:
        if 0 <= int(float(said["start"])) < int(float(said["end"])):
            return ""
    except (ValueError, OverflowError):
        pass
    return tr("没有写明起止位置", "no place is given")


def _warn(file: str, row: int, why: str) -> None:
    warnings.warn(
        tr(f"{file} 第 {row} 行：{why}。", f"{file} row {row}: {why}."),
        ReadingWarning,
        stacklevel=4,
    )
