"""REFI-QDA projects (``.qdpx``), the way back: what other programs for qualitative analysis hand
on."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from toolkit.cases.codebook import Code, Codebook
from toolkit.cases.coding import COLUMNS, typed
from toolkit.cases.qdpx_nodes import BROKEN, children, first, free_name, plain_guid, table_of
from toolkit.cases.qdpx_writing import NOTES, ORIGIN
from toolkit.cases.report import Report
from toolkit.cases.sources import CaseError
from toolkit.records import decode
from toolkit.terms import tr

__all__ = ["Project", "from_qdpx"]


class Project(NamedTuple):
    """A project as it was read.

    Attributes
    ----------
    reports : dict of Report
        By case (the source's name without its ending).
    coded : DataFrame
        ``case, code, start, end, text, coder, confidence, memo, evidence``; a selection without a
        code is a row with an empty code. ``attrs["notes"]``: what could not be read, in sentences.
    codebook : Codebook

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = cases.to_qdpx([report], cases.code([report]), None, folder + "/C01.qdpx")
    ...     project = cases.from_qdpx(path)
    >>> project.coded[["case", "code"]].values.tolist()
    [['C01', 'PLEDGE']]
    """

    reports: dict[str, Report]
    coded: pd.DataFrame
    codebook: Codebook


def from_qdpx(path: Path | str) -> Project:
    """Read a REFI-QDA project.

    Returns
    -------
    Project
        ``reports, coded, codebook``. Only plain text is read; what is left out (pictures, sound, a
        selection outside its text) is told in ``coded.attrs["notes"]``.

    Raises
    ------
    CaseError
        No readable project.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = cases.to_qdpx([report], cases.code([report]), None, folder + "/C01.qdpx")
    ...     project = cases.from_qdpx(path)
    >>> project.reports["C01"].text == report.text
    True
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive:
            inside = next(n for n in archive.namelist() if n.lower().endswith(".qde"))
            return _read(
                ET.fromstring(table_of(archive, inside)), archive, inside.rpartition("/")[0]
            )
    except CaseError as e:
        raise CaseError(f"{path.name} {e}") from e
    except BROKEN as e:
        raise CaseError(
            tr(
                f"{path.name} 不是可读的 .qdpx 项目：请在原程序里重新导出 REFI-QDA。（{e}）",
                f"{path.name} is no readable .qdpx project: export it again as REFI-QDA. ({e})",
            )
        ) from e


def _read(root: ET.Element, archive: zipfile.ZipFile, base: str) -> Project:
    told: list[str] = []
    users = {plain_guid(u.get("guid")): u.get("name") or "" for u in children(first(root, "Users"))}
    book = list(_read_codes(first(root, "CodeBook", "Codes")))
    codes = dict(book)
    notes = {
        plain_guid(n.get("guid")): (n.get("name") or "", _content(n, archive, base) or "")
        for n in children(first(root, "Notes"))
    }
    for by_guid in (users, codes, notes):
        by_guid.pop("", None)  # what has no guid is nobody's to refer to
    reports: dict[str, Report] = {}
    rows: list[dict] = []
    for source in children(first(root, "Sources")):
        name = source.get("name") or source.get("guid") or "?"
        text, body = _content(source, archive, base), source
        if text is None:  # a PDF or a picture may bring its text along
            body = next(children(source, "Representation", "TextDescription"), source)
            text = _content(body, archive, base)
        if text is None:
            told.append(_unread(source, name))
            continue
        case = free_name(re.sub(r"\.(?:txt|docx?|rtf|md|pdf)$", "", name, flags=re.I), reports)
        reports[case] = Report(text, case)
        known = users, codes, notes
        for selection in children(body, "PlainTextSelection"):
            rows += _selection(selection, case, text, known, told)
        told += _on_pages(source, case)
        if next(children(source, "Coding"), None) is not None:  # the whole document is coded
            source.attrib |= {"startPosition": "0", "endPosition": str(len(text))}
            rows += _selection(source, case, text, known, told)
        if any(ord(sign) > 0xFFFF for sign in text) and root.get("origin") != ORIGIN:
            told.append(
                tr(
                    f"{case} 有扩展区字符（如生僻字、表情符号）：有的程序把一个算两个，"
                    f"它后面的选择可能错位，请抽查。",
                    f"{case} holds characters beyond the basic plane: some programs count each as "
                    f"two, and selections behind may be shifted: check some.",
                )
            )
    frame = pd.DataFrame(rows, columns=[*COLUMNS, *NOTES])
    coded = typed(frame).astype(dict.fromkeys(NOTES, "string"))
    coded.attrs["notes"] = told
    told += _left_out(root)
    if not book:
        told.append(tr("项目没有编码表，用自带的。", "The project has no codes; ours are used."))
    every = tuple(code for _, code in book)
    return Project(reports, coded, Codebook(every) if every else Codebook.of(None))


def _on_pages(source: ET.Element, case: str) -> list[str]:
    """A sentence on selections that have a place on a page or in a picture and none in the text."""
    many = len(list(children(source, "PDFSelection", "PictureSelection")))
    if not many:
        return []
    return [
        tr(
            f"{case} 有 {many} 处选在版面或图片上，没有文字位置，没有读。",
            f"{case}: {many} selections on pages or pictures have no place in the text: not read.",
        )
    ]


def _unread(source: ET.Element, name: str) -> str:
    """Why a source is not read."""
    kind, place = source.tag.rpartition("}")[2], source.get("plainTextPath") or ""
    if place and not place.startswith("internal://"):
        return tr(
            f"没有读 {name}：正文在项目文件之外（{place}），请导出时把文件放进项目。",
            f"{name} was not read: its text lies outside the project ({place}): export with files "
            f"inside.",
        )
    if place:
        return tr(
            f"没有读 {name}：项目里缺它的正文文件。", f"{name} was not read: its text is missing."
        )
    return tr(f"没有读 {name}（{kind}）：不是纯文本。", f"{name} ({kind}) is no plain text.")


#: parts of a project that have no place in a coding table
_OTHERS = {
    "Cases": ("案例属性", "cases"),
    "Variables": ("变量", "variables"),
    "Sets": ("集合", "sets"),
    "Graphs": ("图", "graphs"),
    "Links": ("链接", "links"),
}


def _left_out(root: ET.Element) -> list[str]:
    """A sentence on every part of a project that is not read."""
    out = []
    for tag, names in _OTHERS.items():
        many = len(list(children(first(root, tag))))
        if many:
            out.append(tr(f"没有读{names[0]} {many} 项。", f"{names[1]} not read: {many}."))
    memos = [
        node
        for above in (first(root, "Sources"), first(root, "CodeBook", "Codes"))
        for part in ([] if above is None else above.iter())
        if part.tag.rpartition("}")[2] in ("TextSource", "Code")
        for node in children(part, "NoteRef")
    ]
    if memos:
        out.append(
            tr(
                f"没有读挂在整份材料或编码上的备忘 {len(memos)} 条。",
                f"Memos on whole sources or on codes, not read: {len(memos)}.",
            )
        )
    return out


def _read_codes(codes: ET.Element | None) -> Iterator[tuple[str, Code]]:
    """(guid, code) of every code; one that only heads others is their stage."""
    shipped = {c.code: c for c in Codebook.of(None)}
    seen: set[str] = set()

    def walk(node: ET.Element | None, stage: str) -> Iterator[tuple[str, Code]]:
        for child in children(node, "Code"):
            named = (child.get("name") or "").strip()
            if child.get("isCodable") in ("false", "0"):
                yield from walk(child, named)
                continue
            short, _, label = named.partition(" ")
            ours = re.fullmatch(r"[A-Z][A-Z0-9_]{0,39}", short) and label
            code = free_name(short if ours else f"C{len(seen) + 1:02d}", dict.fromkeys(seen))
            seen.add(code)
            said = next((d.text or "" for d in children(child, "Description")), "")
            known = shipped.get(code) if ours else None
            same = known is not None and known.name == label
            yield (
                plain_guid(child.get("guid")),
                Code(
                    code,
                    stage,
                    label if ours else named or code,
                    said,
                    known.rules if known is not None and same else (),
                    known.name_en if known is not None and same else "",
                ),
            )
            yield from walk(child, stage or named)

    return walk(codes, "")


def _content(node: ET.Element, archive: zipfile.ZipFile, base: str) -> str | None:
    """The plain text of a source or note, inside the project file or beside it; None when there is
    none."""
    inline = first(node, "PlainTextContent")
    if inline is not None:
        return inline.text or ""
    place = node.get("plainTextPath") or ""
    if not place.startswith("internal://") or not place.lower().endswith(".txt"):
        return None
    name = place.removeprefix("internal://")
    for folder in ("Sources/", "sources/", f"{base}/Sources/", ""):
        if folder + name in archive.namelist():
            data = archive.read(folder + name)
            try:
                return data.decode("utf-8-sig")
            except UnicodeDecodeError:
                return decode(data, name)
    return None


def _number(position: str | None) -> int:
    """A position; -1 for what is none."""
    return int(position) if position and re.fullmatch(r"\d{1,9}", position, re.ASCII) else -1


def _selection(
    node: ET.Element, case: str, text: str, known: tuple[dict, dict, dict], told: list[str]
) -> Iterator[dict]:
    users, codes, notes = known
    start, end = _number(node.get("startPosition")), _number(node.get("endPosition"))
    if not 0 <= start <= end <= len(text):
        said = tr("的一处选择超出正文，没有读。", ": a selection lies outside the text, left out.")
        told.append(f"{case} {start}–{end} {said}")
        return
    whole = {"case": case, "start": start, "end": end, "text": text[start:end], "confidence": 1.0}
    codings = list(children(node, "Coding"))
    if not codings:
        coder = users.get(plain_guid(node.get("creatingUser")), "")
        yield whole | {"code": "", "coder": coder} | _said(node, notes)
    for coding in codings:
        target = first(coding, "CodeRef")
        code = codes.get(plain_guid(target.get("targetGUID") if target is not None else ""))
        if code is None:
            missing = tr("的一处编码不在编码表里，没有读。", ": a coding with an unknown code.")
            told.append(f"{case} {start}–{end} {missing}")
            continue
        user = coding.get("creatingUser") or node.get("creatingUser")
        coder = users.get(plain_guid(user), "")
        # a note on the selection speaks of every coding in it
        yield (
            whole | {"code": code.code, "coder": coder} | _said(node, notes) | _said(coding, notes)
        )


def _said(node: ET.Element, notes: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Memo and evidence of a coding; notes of other names are memos."""
    out: dict[str, str] = {}
    for ref in children(node, "NoteRef"):
        name, words = notes.get(plain_guid(ref.get("targetGUID")), ("", ""))
        kind = name if name in NOTES else "memo"
        out[kind] = f"{out[kind]}\n{words}" if kind in out else words
    described = first(node, "Description")
    if described is not None and described.text and "memo" not in out:
        out["memo"] = described.text
    return out
