"""What a workbook is allowed to be, looked at before any of it is loaded: no bomb, no encryption,
no surprise."""

from __future__ import annotations

import html
import re
import zipfile
from pathlib import Path

from toolkit.terms import tr

#: largest file, largest unpacked size and largest sheet that a classroom laptop should be asked to
#: hold
MAX_FILE = 1 << 30
MAX_UNPACKED = 3 << 29
MAX_STRINGS = 400 << 20
MAX_RATIO = 200
MAX_CELLS = 20_000_000
# attributes may be quoted either way, spaced, and in any case: the reader behind us takes them all
_IS = rb"\s*=\s*[\"']"
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr" + _IS + rb"(\d{1,18})")
_WIDE = re.compile(rb"\sr" + _IS + rb"([A-Za-z]{2,3})\d")
_FAR = re.compile(rb"\sr" + _IS + rb"[A-Za-z]{1,3}(\d{6,18})")
_ADDRESS = re.compile(rb"\sr" + _IS + rb"([A-Za-z]+\d+)")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<f(?:/>|[^>]*>[^<]*</f>)\s*(?:<v/>|<v></v>|</c>)"
)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\st" + _IS + rb"e[\"'][^>]*)>")
_SHEET = re.compile(r'<(?:\w+:)?sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_TARGET = re.compile(r"<Relationship [^>]*>")
_FORMULA = re.compile(
    rb'<c r="([A-Z]+\d+)"[^>]*?>\s*<f(?:/>|[^>]*>[^<]*</f>)\s*(?:<v/>|<v></v>|</c>)'
)


class FileProblem(ValueError):
    """A file that cannot be read at all; the message says which and why."""


def refuse(path: Path, zh: str, en: str) -> FileProblem:
    """The problem of a file, to be raised."""
    return FileProblem(f"{path.name}: {tr(zh, en)}")


def _column_number(letters: bytes) -> int:
    number = 0
    for c in letters.upper():
        number = number * 26 + c - 64
    return number


def inspect_book(path: Path) -> dict[str, list[str]]:
    """Check an ``.xlsx`` in bounded memory.

    Returns
    -------
    dict
        Sheet name → addresses of cells without a usable value (formulas never computed, error
        values).

    Raises
    ------
    FileProblem
        Not a workbook, encrypted, broken, unpacking to too much, or a sheet that claims too many
        cells.
    """
    try:
        with open(path, "rb") as f:
            head = f.read(8)
        size = path.stat().st_size
    except OSError as error:
        raise refuse(
            path, f"打不开（{error.strerror}）", f"cannot be opened ({error.strerror})"
        ) from error
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise refuse(
            path,
            "文件有密码或是旧版 .xls，请去掉密码并另存为 .xlsx",
            "is encrypted or an old .xls: save it as .xlsx without a password",
        )
    if size > MAX_FILE:
        raise refuse(path, f"文件超过 {MAX_FILE >> 20} MB", f"is larger than {MAX_FILE >> 20} MB")
    try:
        with zipfile.ZipFile(path) as z:
            return _inspect_parts(path, z)
    except FileProblem:
        raise
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        EOFError,
        NotImplementedError,
        RuntimeError,
        OSError,
    ) as error:
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise refuse(path, "压缩包有密码", "is encrypted") from error
        raise refuse(path, "文件已损坏或不是 .xlsx", "is broken, or no .xlsx") from error
    except Exception as error:  # zlib.error and friends: whatever it is, the file is to blame
        raise refuse(path, "文件已损坏", "is broken") from error


def _inspect_parts(path: Path, z: zipfile.ZipFile) -> dict[str, list[str]]:
    infos = z.infolist()
    total = sum(i.file_size for i in infos)
    packed = max(1, path.stat().st_size)
    strings = sum(i.file_size for i in infos if "sharedStrings" in i.filename)
    bomb = (
        total > MAX_UNPACKED
        or strings > MAX_STRINGS
        or (total > 100 << 20 and total / packed > MAX_RATIO)
    )
    if bomb or len(infos) > 10_000:
        raise refuse(
            path,
            "解压后过大，疑似压缩炸弹，已拒绝",
            "unpacks to too much (a zip bomb?) and was refused",
        )
    if "xl/workbook.xml" not in z.namelist():
        raise refuse(path, "不是 .xlsx 工作簿", "is no .xlsx workbook")
    # unpacking each part in pieces also proves its declared size: a part that lies fails its
    # checksum here
    found = {i.filename: _inspect_part(path, z, i) for i in infos}
    return {name: found[part] for name, part in _sheet_parts(z).items() if found.get(part)}


def _inspect_part(path: Path, z: zipfile.ZipFile, info: zipfile.ZipInfo) -> list[str]:
    """Addresses of cells without a usable value (never computed, #DIV/0!); read in pieces, entities
    and giants refused."""
    rows, wide, tail = 0, 1, b""
    lost: set[str] = set()
    is_sheet = info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml")
    with z.open(info) as part:
        while piece := part.read(1 << 20):
            block = tail + piece
            if b"<!ENTITY" in block:
                raise refuse(path, "含外部实体声明，已拒绝", "declares entities and was refused")
            if is_sheet:
                rows = max(
                    [rows, *map(int, _ROW.findall(block)), *map(int, set(_FAR.findall(block)))]
                )
                wide = max([wide, *map(_column_number, set(_WIDE.findall(block)))])
                if rows * wide > MAX_CELLS:
                    raise refuse(
                        path,
                        f"工作表范围过大（{rows} 行 × {wide} 列）",
                        f"has a sheet of {rows} rows × {wide} columns, too large to hold",
                    )
                found = _UNCOMPUTED.findall(block) + _ERROR_CELL.findall(block)
                lost.update(
                    m.group(1).decode().upper() for tag in found if (m := _ADDRESS.search(tag))
                )
            tail = block[-512:]
    return sorted(lost)


def _sheet_parts(z: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → its part in the package."""
    targets = {}
    if "xl/_rels/workbook.xml.rels" in z.namelist():
        for tag in _TARGET.findall(z.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace")):
            attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = (
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )
    names = _SHEET.findall(z.read("xl/workbook.xml").decode("utf-8", "replace"))
    return {html.unescape(name): targets.get(rid, "") for name, rid in names}
