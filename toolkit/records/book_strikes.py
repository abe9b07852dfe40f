"""Cells of which a part alone is crossed out (one of several units, say)."""

from __future__ import annotations

import re
import zipfile

from toolkit.records.addresses import IS

_ON = rb"(?:/>|>|\s+val" + IS + rb"(?:1|true|on)[\"'])"
#: crossed out, once or twice
STRIKE = re.compile(rb"<(?:\w+:)?d?strike" + _ON)
_ITEM = re.compile(rb"</(?:\w+:)?si>")
_SHARED = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\st" + IS + rb"s[\"'])[^>]*?\sr" + IS + rb"([A-Za-z]+\d+)[\"'][^>]*>"
    rb"\s*<(?:\w+:)?v>(\d{1,9})<"
)
#: bytes of a part that is looked into; workbooks of ledgers are far smaller
_LARGEST = 64 << 20
_TEXTS = "xl/sharedStrings.xml"


def struck_runs(z: zipfile.ZipFile) -> dict[str, set[str]]:
    """Part of the package → addresses of its cells whose text is crossed out in part.

    Parameters
    ----------
    z : ZipFile
        A workbook that was found fit to be unpacked.
    """
    names = set(z.namelist())
    if _TEXTS not in names or z.getinfo(_TEXTS).file_size > _LARGEST:
        return {}
    texts = z.read(_TEXTS)
    if b"strike" not in texts:  # most workbooks: nothing more is looked at
        return {}
    items = _ITEM.split(texts)
    struck = {str(i).encode() for i, item in enumerate(items) if STRIKE.search(item)}
    found: dict[str, set[str]] = {}
    for name in names if struck else ():
        if name.startswith("xl/worksheets/sheet") and z.getinfo(name).file_size <= _LARGEST:
            cells = _SHARED.findall(z.read(name))
            found[name] = {a.decode().upper() for a, number in cells if number in struck}
    return found
