"""REFI-QDA projects (``.qdpx``), the way back: what other programs for qualitative analysis hand
on."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
import zipfile
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from toolkit.cases.codebook import Code, Codebook
from toolkit.cases.coders import COLUMNS, typed
from toolkit.cases.naming import mask
from toolkit.cases.qdpx_writing import NOTES
from toolkit.cases.report import Report
from toolkit.cases.sources import CaseError
from toolkit.records import decode
from toolkit.terms import tr

__all__ = ["Project", "fitted", "from_qdpx"]

_LARGEST = 256 << 20


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
    """
    path = Path(path)
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(i.file_size for i in archive.infolist()) > _LARGEST:
                raise CaseError(
                    tr(
                        f"{path.name} 解压后超过 256 MB，不读。",
                        f"{path.name} unpacks to over 256 MB and is not read.",
                    )
                )
            inside = next(n for n in archive.namelist() if n.lower().endswith(".qde"))
            data = archive.read(inside)
            if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
                raise CaseError(
                    tr(
                        f"{path.name} 含外部实体，不读。",
                        f"{path.name} declares entities and is not read.",
                    )
                )
            return _read(ET.fromstring(data), archive, inside.rpartition("/")[0])
    except CaseError:
        raise
    except (OSError, zipfile.BadZipFile, StopIteration, ET.ParseError, ValueError, KeyError) as e:
        raise CaseError(
            tr(
                f"{path.name} 不是可读的 .qdpx 项目：请在原程序里重新导出 REFI-QDA。（{e}）",
                f"{path.name} is no readable .qdpx project: export it again as REFI-QDA. ({e})",
            )
        ) from e


def fitted(project: Project, reports: Mapping[str, Report]) -> tuple[pd.DataFrame, list[str]]:
    """The coding of a project with offsets in `reports`, and a sentence for every case whose text
    is another.

    Persons masked on one side, line ends and white space may differ: other programs write their
    own. Cases that `reports` lack are left as they are.
    """
    coded, notes = project.coded.copy(), [*project.coded.attrs.get("notes", ())]
    for case in sorted(set(project.reports) & set(reports)):
        theirs, ours = project.reports[case], reports[case]
        mine = coded["case"] == case
        if theirs.text == ours.text:
            continue
        places = _places(mask(theirs)), _places(mask(ours))
        if places[0].words != places[1].words:
            coded = coded[~mine]
            notes.append(
                tr(
                    f"项目里 {case} 的正文与这里的不同，它的编码没有采用。",
                    f"The text of {case} in the project differs from the one here: its codes "
                    f"were not taken.",
                )
            )
            continue
        for i, start, end in coded.loc[mine, ["start", "end"]].itertuples():
            at = places[1].offsets(*places[0].counted(int(start), int(end)))
            coded.loc[i, ["start", "end"]] = at
            coded.loc[i, "text"] = ours.text[at[0] : at[1]]
    return coded.reset_index(drop=True), notes


class _Places(NamedTuple):
    """The signs of a text without white space, and where each stands."""

    words: str
    at: list[int]

    def counted(self, start: int, end: int) -> tuple[int, int]:
        """A selection as the numbers of its first sign and of the one behind its last."""
        return bisect_left(self.at, start), bisect_left(self.at, end)

    def offsets(self, first: int, behind: int) -> tuple[int, int]:
        """Such numbers as offsets of this text."""
        if behind > first:
            return self.at[first], self.at[behind - 1] + 1
        at = self.at[first] if first < len(self.at) else (self.at[-1] + 1 if self.at else 0)
        return at, at


def _places(text: str) -> _Places:
    at = [i for i, sign in enumerate(text) if not (sign.isspace() or sign in "\ufeff\u200b")]
    return _Places("".join(text[i] for i in at), at)


def _children(node: ET.Element | None, *names: str) -> Iterator[ET.Element]:
    """Children called so, whatever their namespace."""
    for child in node if node is not None else ():
        if not names or child.tag.rpartition("}")[2] in names:
            yield child


def _first(node: ET.Element | None, *names: str) -> ET.Element | None:
    for name in names:
        node = next(_children(node, name), None)
    return node


def _plain(guid: str | None) -> str:
    return (guid or "").strip("{}").lower()


def _read(root: ET.Element, archive: zipfile.ZipFile, base: str) -> Project:
    told: list[str] = []
    users = {_plain(u.get("guid")): u.get("name") or "" for u in _children(_first(root, "Users"))}
    codes = dict(_read_codes(_first(root, "CodeBook", "Codes")))
    notes = {
        _plain(n.get("guid")): (n.get("name") or "", _content(n, archive, base) or "")
        for n in _children(_first(root, "Notes"))
    }
    reports: dict[str, Report] = {}
    rows: list[dict] = []
    for source in _children(_first(root, "Sources")):
        name = source.get("name") or source.get("guid") or "?"
        text = _content(source, archive, base)
        if text is None:
            kind = source.tag.rpartition("}")[2]
            told.append(
                tr(f"没有读 {name}（{kind}）：不是纯文本。", f"{name} ({kind}) is no plain text.")
            )
            continue
        case = _free(re.sub(r"\.(?:txt|docx?|rtf)$", "", name, flags=re.I), reports)
        reports[case] = Report(text, case)
        for selection in _children(source, "PlainTextSelection"):
            rows += _selection(selection, case, text, (users, codes, notes), told)
    frame = pd.DataFrame(rows, columns=[*COLUMNS, *NOTES])
    coded = typed(frame).astype(dict.fromkeys(NOTES, "string"))
    coded.attrs["notes"] = told
    if not codes:
        told.append(tr("项目没有编码表，用自带的。", "The project has no codes; ours are used."))
    return Project(reports, coded, Codebook(tuple(codes.values())) if codes else Codebook.of(None))


def _free(name: str, taken: Mapping[str, object]) -> str:
    i, free = 1, name
    while free in taken:
        i += 1
        free = f"{name}-{i}"
    return free


def _read_codes(codes: ET.Element | None) -> Iterator[tuple[str, Code]]:
    """(guid, code) of every code; one that only heads others is their stage."""
    shipped = {c.code: c for c in Codebook.of(None)}
    seen: set[str] = set()

    def walk(node: ET.Element | None, stage: str) -> Iterator[tuple[str, Code]]:
        for child in _children(node, "Code"):
            named = (child.get("name") or "").strip()
            if child.get("isCodable") == "false":
                yield from walk(child, named)
                continue
            short, _, label = named.partition(" ")
            ours = re.fullmatch(r"[A-Z][A-Z0-9_]{0,39}", short) and label
            code = _free(short if ours else f"C{len(seen) + 1:02d}", dict.fromkeys(seen))
            seen.add(code)
            said = next((d.text or "" for d in _children(child, "Description")), "")
            known = shipped.get(code) if ours else None
            same = known is not None and known.name == label
            yield (
                _plain(child.get("guid")),
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
    inline = _first(node, "PlainTextContent")
    if inline is not None:
        return inline.text or ""
    place = node.get("plainTextPath") or ""
    if not place.startswith("internal://"):
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


def _selection(
    node: ET.Element, case: str, text: str, known: tuple[dict, dict, dict], told: list[str]
) -> Iterator[dict]:
    users, codes, notes = known
    start, end = int(node.get("startPosition") or -1), int(node.get("endPosition") or -1)
    if not 0 <= start <= end <= len(text):
        said = tr("的一处选择超出正文，没有读。", ": a selection lies outside the text, left out.")
        told.append(f"{case} {start}–{end} {said}")
        return
    whole = {"case": case, "start": start, "end": end, "text": text[start:end], "confidence": 1.0}
    codings = list(_children(node, "Coding"))
    if not codings:
        coder = users.get(_plain(node.get("creatingUser")), "")
        yield whole | {"code": "", "coder": coder} | _said(node, notes)
    for coding in codings:
        target = _first(coding, "CodeRef")
        code = codes.get(_plain(target.get("targetGUID") if target is not None else ""))
        if code is None:
            missing = tr("的一处编码不在编码表里，没有读。", ": a coding with an unknown code.")
            told.append(f"{case} {start}–{end} {missing}")
            continue
        user = coding.get("creatingUser") or node.get("creatingUser")
        coder = users.get(_plain(user), "")
        # a note on the selection speaks of every coding in it
        yield (
            whole | {"code": code.code, "coder": coder} | _said(node, notes) | _said(coding, notes)
        )


def _said(node: ET.Element, notes: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Memo and evidence of a coding; notes of other names are memos."""
    out: dict[str, str] = {}
    for ref in _children(node, "NoteRef"):
        name, words = notes.get(_plain(ref.get("targetGUID")), ("", ""))
        kind = name if name in NOTES else "memo"
        out[kind] = f"{out[kind]}\n{words}" if kind in out else words
    described = _first(node, "Description")
    if described is not None and described.text and "memo" not in out:
        out["memo"] = described.text
    return out
