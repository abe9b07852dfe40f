"""Blanks far beyond a sheet's last value, cut off before the sheet is held as a grid."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.parsers import expat

from toolkit.records.addresses import IS, column_number, row_and_column
from toolkit.records.file_problems import refuse

_MOST_TO_TRIM = 200 << 20
#: places that a sparse sheet may span once it is held as a grid (about 300 MB)
_MOST_SPARSE = 3_000_000


class _Extent:
    """Last row and column of a sheet that hold more than blanks, and where blanks lie beyond."""

    def __init__(self, blank_strings: set[int]):
        self.row = self.column = 0
        self.farthest = ""
        self._blank, self._cell, self._kind = blank_strings, "", ""
        self._value: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        if name == "c":
            self._cell, self._kind = attributes.get("r", ""), attributes.get("t", "")
        elif name in ("v", "t"):
            self._value = []

    def text(self, data: str) -> None:
        if self._value is not None:
            self._value.append(data)

    def end(self, name: str) -> None:
        if name.rpartition(":")[2] not in ("v", "t") or self._value is None:
            return
        text, self._value = "".join(self._value).strip(), None
        if not text or (self._kind == "s" and text.isdecimal() and int(text) in self._blank):
            return
        row, column = row_and_column(self._cell)
        if row >= self.row or column >= self.column:
            self.farthest = self._cell
        self.row, self.column = max(self.row, row), max(self.column, column)


def _walk(z: zipfile.ZipFile, name: str, start, end, text) -> None:  # type: ignore[no-untyped-def]
    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler, parser.buffer_text = text, True
    with z.open(name) as part:
        while piece := part.read(1 << 16):
            parser.Parse(piece, False)
    parser.Parse(b"", True)


def _blank_strings(z: zipfile.ZipFile) -> set[int]:
    """Numbers of the shared strings that are blank."""
    name = "xl/sharedStrings.xml"
    blank: set[int] = set()
    words: list[str] = []
    count = 0

    def end(tag: str) -> None:
        nonlocal count
        if tag.rpartition(":")[2] == "si":
            if not "".join(words).strip():
                blank.add(count)
            count += 1
            words.clear()

    if name in z.namelist():
        _walk(z, name, lambda tag, attributes: None, end, words.append)
    return blank


def without_far_blanks(
    path: Path, z: zipfile.ZipFile, wanted: list[zipfile.ZipInfo]
) -> io.BytesIO | None:
    """The workbook without the blanks that lie beyond the last value of these sheets (a blank in
    XFD1048576 would else stand for seventeen thousand million cells); None when nothing lies
    there."""
    cut: dict[str, bytes] = {}
    blank = _blank_strings(z)
    for info in wanted:
        extent = _Extent(blank)
        _walk(z, info.filename, extent.start, extent.end, extent.text)
        if extent.row * extent.column > _MOST_SPARSE or info.file_size > _MOST_TO_TRIM:
            raise refuse(
                path,
                f"工作表范围过大（{extent.row} 行 × {extent.column} 列）：{extent.farthest} 有内容",
                f"has a sheet of {extent.row} rows × {extent.column} columns, too large to hold: "
                f"something stands in {extent.farthest}",
            )
        cut[info.filename] = _cut(z.read(info), extent.row, extent.column)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
        for info in z.infolist():
            copy.writestr(info.filename, cut.get(info.filename) or z.read(info))
    out.seek(0)
    return out


def _cut(xml: bytes, last_row: int, last_column: int) -> bytes:
    def row(m: re.Match[bytes]) -> bytes:
        return b"" if int(m["at"]) > last_row else m[0]

    def cell(m: re.Match[bytes]) -> bytes:
        return b"" if column_number(m["at"].decode()) > last_column else m[0]

    for name, at, keep in ((b"row", rb"\d{1,18}", row), (b"c", rb"[A-Za-z]{1,3}(?=\d)", cell)):
        pattern = (
            rb"<(?P<p>(?:\w+:)?)" + name + rb"\b(?=[^>]*?\sr" + IS + rb"(?P<at>" + at + rb"))"
            rb"[^>]*?(?:/>|(?<!/)>.*?</(?P=p)" + name + rb">)"
        )
        xml = re.sub(pattern, keep, xml, flags=re.S)
    return xml
