"""The coding as a workbook or a REFI-QDA project, and back."""

from __future__ import annotations

from pathlib import Path

from toolkit import cases
from toolkit.cases import Codebook
from toolkit.records import Sheet, read_book, table_from, write_book
from toolkit.reports import evidence_name
from toolkit.terms import heading, tr
from workshop.desk.entered import DeskError, Row
from workshop.desk.session import CodingSession

#: columns of the coding table as a sheet
TABLE = (
    "case",
    "sentence",
    "text",
    "code",
    "code_name",
    "coder",
    "evidence",
    "memo",
    "start",
    "end",
)


def headings() -> dict[str, str]:
    """Heading of each column, in the reader's language."""
    said = {
        "sentence": tr("第几句", "sentence"),
        "evidence": tr("证据等级", "grade of evidence"),
        "memo": tr("备忘", "memo"),
        "start": heading("start", "coding"),
        "end": heading("end", "coding"),
    }
    return {c: said.get(c, heading(c)) for c in TABLE}


def write_workbook(session: CodingSession, path: Path) -> Path:
    """Every coded selection a row, and the codebook with the definitions as they stand now."""
    out, book = session.frame, session.codebook
    out["sentence"] = [
        session.reports[c].sentence_number(int(s)) for c, s in zip(out["case"], out["start"])
    ]
    names = {c.code: c.label for c in book} | {"": tr("（无）", "(nothing)")}
    out["code_name"] = [names[c] for c in out["code"]]
    graded = {g: evidence_name(g) for g in cases.EVIDENCE} | {"": ""}
    out["evidence"] = out["evidence"].map(graded)
    sheet = Sheet(
        tr("编码", "coding"), out[list(TABLE)], headings=headings(), widths={"text": 70, "memo": 40}
    )
    codes = book.frame.rename(columns={"name": "code_name"})
    return write_book(path, [sheet, Sheet(tr("编码表", "codebook"), codes)])


def write_project(session: CodingSession, path: Path) -> Path:
    """The REFI-QDA project that other programs read: texts with persons as the desk shows them,
    codes, selections, coders, grades and memos."""
    # `reports` are masked already unless the desk was asked to show persons
    return cases.to_qdpx(session.reports, session.frame, session.codebook, path, show_people=True)


def read_back(session: CodingSession, path: Path, coder: str = "") -> tuple[int, list[str]]:
    """Lay the coding of a file beside that of the desk; returns how many rows were new, and
    sentences about what was not taken.

    A project, a workbook of a desk, or the sheet of `toolkit.cases.coding_sheet` filled in by
    `coder`.
    """
    notes: list[str] = []
    definitions: dict[str, str] = {}
    if path.suffix.lower() == ".qdpx":
        project = cases.from_qdpx(path)
        frame, notes = cases.fitted(project, session.given)
        # a program that names nobody leaves the file's name
        frame["coder"] = frame["coder"].replace("", coder or path.stem)
        definitions = _mended(session.book, project.codebook)
    else:
        sheet = read_book(path)[0]
        frame = table_from(sheet, headings())
        if not {"code", "coder"} <= set(frame):
            frame = cases.read_coding(path, coder, session.book)
    known, rows = {c.code for c in session.book} | {""}, []
    graded = {g: g for g in cases.EVIDENCE} | {evidence_name(g): g for g in cases.EVIDENCE}
    for at, r in enumerate(frame.fillna("").to_dict("records"), start=1):
        why = _wrong(session, r, known)
        if why:
            notes.append(tr(f"第 {at} 行：{why}", f"row {at}: {why}"))
            continue
        start, end = int(float(r["start"])), int(float(r["end"]))
        grade = graded.get(str(r.get("evidence", "")), "")
        rows.append(
            Row(
                str(r["case"]),
                str(r["code"]),
                start,
                end,
                str(r["coder"]),
                evidence=grade,
                memo=str(r.get("memo", "")),
            )
        )
    if not rows:
        told = tr("文件里没有能用的编码。", "The file holds no coding that can be used. ")
        raise DeskError(told + " ".join(notes[:3]))
    return session.take(rows, definitions), notes


def _mended(ours: Codebook, theirs: Codebook) -> dict[str, str]:
    """Definitions of our codes that the project words otherwise."""
    there = {c.code: c.definition for c in theirs}
    return {
        c.code: there[c.code] for c in ours if there.get(c.code) and there[c.code] != c.definition
    }


def _wrong(session: CodingSession, row: dict, known: set[str]) -> str:
    """Why a row of a file cannot be taken; empty when it can."""
    if str(row.get("case")) not in session.reports:
        return tr(f"这里没有案例 {row.get('case')}", f"there is no case {row.get('case')} here")
    if str(row["code"]) not in known:
        return tr(f"编码表里没有 {row['code']}", f"the codebook has no {row['code']}")
    if str(row["coder"]) in ("", *cases.MACHINES):
        return tr("不是人编的", "not coded by a person")
    try:
        start, end = int(float(row["start"])), int(float(row["end"]))
    except (TypeError, ValueError):
        return tr("没有写明起止位置", "no place is given")
    if not 0 <= start < end <= len(session.reports[str(row["case"])].text):
        return tr("位置在正文之外", "the place lies outside the text")
    return ""
