"""Coding by people in Excel: a workbook with one sentence a row and dropdowns, and the way back."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

import pandas as pd

from toolkit.cases.by_case import shown_to_others
from toolkit.cases.codebook import Codebook
from toolkit.cases.coding import COLUMNS, MACHINES, accepted, typed
from toolkit.cases.fitting import fitted, placed
from toolkit.cases.listing import rows_of_table
from toolkit.cases.qdpx_reading import from_qdpx
from toolkit.cases.report import Report
from toolkit.cases.sources import CaseError
from toolkit.records import FileProblem, ReadingWarning, as_numbers, read_columns
from toolkit.terms import heading, tr

__all__ = ["coding_sheet", "read_coding", "read_people"]

_CHOSEN = ("code_1", "code_2", "code_3")


def _places(lang: str | None = None) -> dict[str, str]:
    # elsewhere start and end are dates
    return {c: heading(c, "coding", lang) for c in ("start", "end")}


def _shown(book: Codebook) -> dict[str, str]:
    return {f"{c.code} {c.name}": c.code for c in book}


def coding_sheet(
    reports: Mapping[str, Report] | Sequence[Report],
    path: Path | str,
    *,
    suggestions: pd.DataFrame | None = None,
    codebook: Codebook | pd.DataFrame | None = None,
    show_people: bool = False,
) -> Path:
    """Write a workbook to code in: one sentence a row, three dropdowns of codes, a dropdown
    "nothing here".

    Suggestions stand in a column of their own, to be taken or not: nothing is filled in for the
    person. Persons named in the texts stand as surname and 某 unless `show_people`.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cases.coding_sheet([report], folder + "/甲.xlsx").name
    '甲.xlsx'
    """
    from toolkit.records import Sheet, write_book

    book = Codebook.of(codebook)
    said: dict[tuple[str, int, int], list[str]] = {}
    if suggestions is not None:
        for r in accepted(suggestions).itertuples(index=False):
            said.setdefault((r.case, r.start, r.end), []).append(f"{r.code} {r.confidence:.2f}")
    rows = [
        (case, a, b, report.text[a:b], "；".join(said.get((case, a, b), ())), "", "", "", "")
        for case, report in shown_to_others(reports, show_people).items()
        for a, b in zip(report.sentences["start"], report.sentences["end"])
    ]
    frame = pd.DataFrame(
        rows, columns=["case", "start", "end", "text", "suggestion", *_CHOSEN, "nothing"]
    )
    choices = {c: list(_shown(book)) for c in _CHOSEN} | {"nothing": [tr("无", "none")]}
    note = tr(
        "每句最多选三个编码；确无编码选“无”；机器建议只供参考。",
        "Up to three codes a sentence; choose none where there is none; suggestions are only "
        "suggestions.",
    )
    return write_book(
        path,
        [
            Sheet(
                tr("编码", "coding"),
                frame,
                headings=_places(),
                choices=choices,
                notes=(note,),
                widths={"text": 70},
            ),
            Sheet(tr("编码表", "codebook"), book.frame.rename(columns={"name": "code_name"})),
        ],
    )


def read_coding(
    path: Path | str, coder: str, codebook: Codebook | pd.DataFrame | None = None
) -> pd.DataFrame:
    """Read such a workbook back as `coder`'s coding (the shape of `toolkit.cases.code`; "nothing
    here" is an empty code). A workbook of `coding_table` names its coders itself; rows of it that
    cannot be taken are left out with a warning.

    Raises
    ------
    CaseError
        A code that the codebook lacks, or a coder's name that belongs to a machine.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     len(cases.read_coding(cases.coding_sheet([report], folder + "/甲.xlsx"), "甲"))
    0
    """
    from toolkit.records import read_book, sheet_remarks, table_from

    if not coder.strip() or coder in MACHINES:
        raise CaseError(
            tr(
                "请给出编码员的代号，不能用机器的名字。",
                "Give the coder a name of their own, not a machine's.",
            )
        )
    book = Codebook.of(codebook)
    known = _shown(book) | {c.code: c.code for c in book} | {c.name: c.code for c in book}
    sheets = read_book(path)
    if not sheets:
        name = Path(path).name
        raise CaseError(tr(f"{name} 里没有工作表。", f"{name} holds no sheet."))
    sheet = sheets[0]
    for remark in sheet_remarks(Path(path).name, sheet):
        warnings.warn(remark, ReadingWarning, stacklevel=2)
    rows_there = rows_of_table(sheet, coder, book, Path(path).name)
    if rows_there is not None:
        return rows_there
    table = table_from(
        sheet,
        {c: _places("zh").get(c, c) for c in ("case", "start", "end", "text", *_CHOSEN, "nothing")},
    )
    rows, wrong = [], []
    for i, r in enumerate(table.to_dict("records")):
        picked = [str(r.get(c) or "").strip() for c in _CHOSEN]
        wrong += [f"{i + 1}: {p}" for p in picked if p and p not in known]
        codes = list(dict.fromkeys(known[p] for p in picked if p in known)) or (
            [""] if str(r.get("nothing") or "").strip() else []
        )
        rows += [
            (
                str(r["case"]),
                c,
                int(float(r["start"])),
                int(float(r["end"])),
                str(r.get("text") or ""),
                coder,
                1.0,
            )
            for c in codes
        ]
    if wrong:
        raise CaseError(
            tr(
                f"编码表里没有这些编码（第几句: 内容）：{'；'.join(wrong[:20])}",
                f"The codebook lacks these codes (sentence: entry): {'; '.join(wrong[:20])}",
            )
        )
    return typed(pd.DataFrame(rows, columns=COLUMNS))


def read_people(path: Path | str, reports: Mapping[str, Report]) -> pd.DataFrame:
    """What people coded: a workbook of `coding_sheet` or `coding_table`, a table of `merge`'s shape
    (``.csv``), or a project (``.qdpx``). The coder of a workbook that names none is its file's
    name. Rows of cases that are not among `reports` are left out with a warning, and so is what was
    coded in words that no longer stand there.

    Raises
    ------
    CaseError
        No readable coding, or none of its cases among `reports`.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> coded = cases.code([report]).assign(coder="甲")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     coded[["case", "code", "start", "end", "coder"]].to_csv(folder + "/甲.csv", index=False)
    ...     cases.read_people(folder + "/甲.csv", {"C01": report})["coder"].unique().tolist()
    ['甲']
    """
    path = Path(path)
    if path.suffix.lower() == ".qdpx":
        coded, notes = fitted(from_qdpx(path), reports)
        for note in notes:
            warnings.warn(f"{path.name}: {note}", ReadingWarning, stacklevel=2)
    elif path.suffix.lower() == ".csv":
        coded = _listed_coding(path)
    else:
        coded = read_coding(path, path.stem)
    coded, moved = placed(coded, reports)
    for told in moved:
        warnings.warn(f"{path.name}: {told}", ReadingWarning, stacklevel=2)
    here = coded["case"].isin(list(reports))
    strange = sorted(set(coded.loc[~here, "case"].dropna()))
    if strange:
        said = tr(
            f"{path.name} 里有 {int((~here).sum())} 行的案例不在这个文件夹，没有采用："
            f"{'、'.join(strange[:10])}{'等' * (len(strange) > 10)}。",
            f"Rows of {path.name} on cases that this folder lacks: {int((~here).sum())}, not "
            f"taken: {', '.join(strange[:10])}{' …' * (len(strange) > 10)}.",
        )
        if not here.any():
            raise CaseError(said)
        warnings.warn(said, ReadingWarning, stacklevel=2)
    return coded[here].reset_index(drop=True)


def _listed_coding(path: Path) -> pd.DataFrame:
    """A coding of `merge`'s shape from a table of its own."""
    names = {c: ("case_id",) if c == "case" else () for c in (*COLUMNS, "trigger", "reason")}
    try:
        coded = read_columns(path, names, ["case", "code", "start", "end", "coder"])
        for column in ("start", "end", "confidence"):
            if column in coded:
                coded[column] = as_numbers(coded, column, path.name, whole=column != "confidence")
    except FileProblem as error:
        raise CaseError(str(error)) from error
    return typed(coded.reset_index(drop=True))
