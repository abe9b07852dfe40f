"""REFI-QDA projects (``.qdpx``), the way out: reports, codes, coded selections, coders and memos
for other programs for qualitative analysis."""

from __future__ import annotations

import re
import uuid
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from toolkit.cases.by_case import shown_to_others
from toolkit.cases.codebook import Codebook
from toolkit.cases.coding import accepted
from toolkit.cases.report import Report
from toolkit.cases.sources import CaseError
from toolkit.records import must_end, writing
from toolkit.terms import tr

__all__ = ["NOTES", "ORIGIN", "to_qdpx"]

ORIGIN = "Exemplar Toolkit"
_SPACE = "urn:QDA-XML:project:1.0"
#: characters that XML 1.0 cannot hold
_ILLEGAL = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: what a person adds to a coding beside the code; each becomes a note of that name
NOTES = ("memo", "evidence")


def _guid(*parts: object) -> str:
    # the same thing keeps its identity from one export to the next
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "exemplar-toolkit/" + "/".join(map(str, parts))))


def _clean(words: object) -> str:
    return _ILLEGAL.sub("\ufffd", str(words))


def to_qdpx(
    reports: Mapping[str, Report] | Sequence[Report],
    coded: pd.DataFrame,
    codebook: Codebook | pd.DataFrame | None,
    path: Path | str,
    *,
    show_people: bool = False,
) -> Path:
    """Write reports and their coding as a REFI-QDA project.

    Parameters
    ----------
    reports : mapping or sequence of Report
    coded : DataFrame
        ``case, code, start, end, coder``, optionally ``memo`` and ``evidence`` (a grade); offsets
        are code points of the report. What a machine withheld is left out; an empty code (a person
        saw the sentence and coded nothing) becomes a selection without a code.
    codebook : Codebook, DataFrame or None
        None is the shipped one.
    path : path
        Ends in ``.qdpx``.
    show_people : bool
        Persons named in the texts stand as surname and 某 (of the same length, so that offsets stay
        true) unless asked otherwise; memos are the coder's own words and are never changed.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    CaseError
        A row of the coding names a case or a code that is not there, or lies outside its text;
        every such row is listed.

    Notes
    -----
    REFI-QDA 1.5, Project Exchange: ``project.qde`` and the plain texts under ``Sources``. Positions
    count from 0, the end is the first position after the selection.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = cases.to_qdpx([report], cases.code([report]), None, folder + "/C01.qdpx")
    ...     list(cases.from_qdpx(path).reports)
    ['C01']
    """
    must_end(path, ".qdpx")
    cases, book = shown_to_others(reports, show_people), Codebook.of(codebook)
    rows = accepted(coded).reset_index(drop=True)
    _sound(rows, cases, book)
    people = list(dict.fromkeys(rows["coder"].fillna("").astype(str)))
    now = datetime.now(UTC).isoformat(timespec="seconds")
    root = ET.Element(
        "Project",
        {"xmlns": _SPACE, "name": Path(path).stem, "origin": ORIGIN} | {"creationDateTime": now},
    )
    if people:
        users = ET.SubElement(root, "Users")
        for name in people:
            ET.SubElement(users, "User", {"guid": _guid("coder", name), "name": _clean(name)})
    _write_codes(ET.SubElement(ET.SubElement(root, "CodeBook"), "Codes"), book)
    notes: list[ET.Element] = []
    if cases:
        sources = ET.SubElement(root, "Sources")
        for case, report in cases.items():
            sources.append(_source(case, report, rows[rows["case"] == case], notes))
    if notes:
        ET.SubElement(root, "Notes").extend(notes)
    ET.indent(root)
    with (
        writing(path) as draft,
        zipfile.ZipFile(draft.path, "w", zipfile.ZIP_DEFLATED) as archive,
    ):
        archive.writestr("project.qde", ET.tostring(root, encoding="utf-8", xml_declaration=True))
        for case, report in cases.items():
            # readers take one mark of the encoding off: a text that begins with one gets another
            mark = "\ufeff" if report.text.startswith("\ufeff") else ""
            data = (mark + report.text).encode("utf-8")
            archive.writestr(f"Sources/{_guid('source', case)}.txt", data)
    return draft.final


def _sound(rows: pd.DataFrame, cases: Mapping[str, Report], book: Codebook) -> None:
    """Every row of the coding names what is there."""
    known, wrong = {c.code for c in book}, []
    for i, r in enumerate(rows.to_dict("records"), 1):
        case, name = str(r["case"]), str(r["code"] if pd.notna(r["code"]) else "")
        if case not in cases:
            wrong.append(tr(f"第{i}行：没有案例 {case}", f"row {i}: no case {case}"))
        elif name and name not in known:
            wrong.append(tr(f"第{i}行：编码表里没有 {name}", f"row {i}: no code {name}"))
        elif not 0 <= int(r["start"]) <= int(r["end"]) <= len(cases[case].text):
            said = f"{r['start']}–{r['end']}"
            wrong.append(tr(f"第{i}行：{said} 超出正文", f"row {i}: {said} is outside the text"))
    if wrong:
        raise CaseError(
            tr("这份编码存不成项目：", "This coding makes no project: ") + "; ".join(wrong[:20])
        )


def _write_codes(parent: ET.Element, book: Codebook) -> None:
    stages: dict[str, ET.Element] = {"": parent}
    for c in book:
        if c.stage not in stages:
            named = {"guid": _guid("stage", c.stage), "name": _clean(c.stage), "isCodable": "false"}
            stages[c.stage] = ET.SubElement(parent, "Code", named)
        named = {"guid": _guid("code", c.code), "name": _clean(f"{c.code} {c.name}")}
        node = ET.SubElement(stages[c.stage], "Code", named | {"isCodable": "true"})
        if c.definition:
            ET.SubElement(node, "Description").text = _clean(c.definition)


def _source(case: str, report: Report, rows: pd.DataFrame, notes: list[ET.Element]) -> ET.Element:
    """One text with its selections; codings of the same stretch share a selection."""
    guid = _guid("source", case)
    place = {"guid": guid, "name": _clean(case), "plainTextPath": f"internal://{guid}.txt"}
    source = ET.Element("TextSource", place)
    for (start, end, coder), some in rows.groupby(["start", "end", "coder"], sort=False):
        words = " ".join(report.text[int(start) : int(end)].split())[:40]
        user = {"creatingUser": _guid("coder", coder)}
        selection = ET.SubElement(
            source,
            "PlainTextSelection",
            {"guid": _guid("selection", case, start, end, coder), "name": _clean(words)}
            | {"startPosition": str(int(start)), "endPosition": str(int(end))}
            | user,
        )
        codings, refs = [], []
        for i, r in enumerate(some.to_dict("records")):
            name = str(r["code"]) if pd.notna(r["code"]) else ""
            parts = (case, start, end, coder, name, i)
            mine = _notes_of(r, parts, user, notes)
            if not name:
                refs += mine
                continue
            coding = ET.Element("Coding", {"guid": _guid("coding", *parts)} | user)
            ET.SubElement(coding, "CodeRef", {"targetGUID": _guid("code", name)})
            coding.extend(mine)
            codings.append(coding)
        selection.extend([*codings, *refs])
    return source


def _notes_of(
    row: dict, parts: tuple, user: dict[str, str], notes: list[ET.Element]
) -> list[ET.Element]:
    refs = []
    for kind in NOTES:
        said = row.get(kind)
        if said is None or pd.isna(said) or not str(said).strip():
            continue
        guid = _guid("note", kind, *parts)
        note = ET.Element("Note", {"guid": guid, "name": kind} | user)
        ET.SubElement(note, "PlainTextContent").text = _clean(said).replace("\r\n", "\n")
        notes.append(note)
        refs.append(ET.Element("NoteRef", {"targetGUID": guid}))
    return refs
