"""The coding as a workbook or a REFI-QDA project, and back."""

from __future__ import annotations

import re
import warnings
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from toolkit import cases
from toolkit.cases import Codebook
from toolkit.records import ReadingWarning
from toolkit.terms import tr
from workshop.desk.entered import LONGEST_MEMO, DeskError, Row
from workshop.desk.session import CodingSession


def write_workbook(session: CodingSession, path: Path) -> Path:
    """Every coded selection a row, and the codebook with the definitions as they stand now."""
    # `reports` are masked already unless the desk was asked to show persons
    return cases.coding_table(
        session.reports, session.frame, session.codebook, path, show_people=True
    )


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
    definitions: dict[str, str] = {}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        if path.suffix.lower() == ".qdpx":
            project = cases.from_qdpx(path)
            frame, notes = cases.fitted(project, session.given)
            # a program that names nobody leaves the file's name
            frame["coder"] = frame["coder"].replace("", coder or path.stem)
            ours = _ours(session.book, project.codebook)
            definitions = _mended(session.book, project.codebook, ours)
        else:
            frame, notes = cases.placed(
                cases.read_coding(path, coder or path.stem, session.book), session.given
            )
            ours = {}
    notes += [str(w.message) for w in caught if issubclass(w.category, ReadingWarning)]
    rows, left = [], Counter[str]()
    for r in frame.fillna("").to_dict("records"):
        code = ours.get(str(r["code"]), str(r["code"]))
        why = _wrong(session, r, code)
        if why:
            left[why] += 1
            continue
        grade, memo = str(r.get("evidence", "")), str(r.get("memo", ""))
        if len(memo) > LONGEST_MEMO:
            notes.append(tr("太长的备忘截短了。", "A memo that is too long was cut."))
        rows.append(
            Row(
                str(r["case"]),
                code,
                int(r["start"]),
                int(r["end"]),
                str(r["coder"]),
                evidence=grade if grade in cases.EVIDENCE else "",
                memo=memo[:LONGEST_MEMO],
            )
        )
    notes = [*(tr(f"{why}（{n} 处）", f"{why} ({n})") for why, n in left.items()), *notes]
    if not rows:
        told = tr("文件里没有能用的编码。", "The file holds no coding that can be used. ")
        raise DeskError(told + " ".join(notes[:3]))
    return session.take(rows, definitions), list(dict.fromkeys(notes))


def _ours(book: Codebook, theirs: Codebook) -> dict[str, str]:
    """Code of a project → our code of that name; codes that a reader numbered are no names."""
    named = {name: c.code for c in book for name in (c.name_en, c.name) if name}
    known, out = {c.code: c for c in book}, {}
    for c in theirs:
        same = c.code in known and (
            known[c.code].name == c.name or not re.fullmatch(r"C\d+(?:-\d+)?", c.code)
        )
        out[c.code] = c.code if same else named.get(c.name, tr(f"“{c.name}”", c.name))
    return out


def _mended(ours: Codebook, theirs: Codebook, names: Mapping[str, str]) -> dict[str, str]:
    """Definitions of our codes that the project words otherwise."""
    there = {names[c.code]: c.definition for c in theirs if c.definition}
    return {c.code: there[c.code] for c in ours if there.get(c.code, c.definition) != c.definition}


def _wrong(session: CodingSession, row: dict, code: str) -> str:
    """Why a row of a file cannot be taken; empty when it can."""
    if str(row["case"]) not in session.reports:
        return tr(f"这里没有案例 {row['case']}", f"there is no case {row['case']} here")
    if code not in {c.code for c in session.book} | {""}:
        return tr(f"编码表里没有 {code}", f"the codebook has no {code}")
    if str(row["coder"]) in ("", *cases.MACHINES):
        return tr("不是人编的", "not coded by a person")
    if not 0 <= int(row["start"]) < int(row["end"]) <= len(session.reports[row["case"]].text):
        return tr("位置在正文之外", "the place lies outside the text")
    return ""
