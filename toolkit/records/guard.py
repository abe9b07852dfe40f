"""What a workbook is allowed to be, looked at before any of it is loaded: no bomb, no encryption, no surprise."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from toolkit.terms import tr

#: largest file, largest unpacked size and largest sheet that a classroom laptop should be asked to hold
MAX_FILE = 1 << 30
MAX_UNPACKED = 3 << 30
MAX_RATIO = 400
MAX_CELLS = 40_000_000
_LAST_ROW = re.compile(rb'<(?:x:)?row [^>]*?r="(\d+)"')
_WIDE = re.compile(rb'r="([A-Z]{3})\d+"')
_FORMULA = re.compile(rb'<c r="([A-Z]+\d+)"[^>]*?>\s*<f(?:/>|[^>]*>[^<]*</f>)\s*(?:<v/>|<v></v>|</c>)')


class FileProblem(ValueError):
    """A file that cannot be read at all; the message says which and why."""


def _refuse(path: Path, zh: str, en: str) -> FileProblem:
    return FileProblem(f"{path.name}: {tr(zh, en)}")


def _column_number(letters: bytes) -> int:
    number = 0
    for c in letters:
        number = number * 26 + c - 64
    return number


def inspect_book(path: Path) -> dict[str, list[str]]:
    """Check an ``.xlsx`` in bounded memory.

    Returns
    -------
    dict
        Part name → addresses of formula cells that carry no computed value.

    Raises
    ------
    FileProblem
        Not a workbook, encrypted, broken, unpacking to too much, or a sheet that claims too many cells.
    """
    try:
        with open(path, "rb") as f:
            head = f.read(8)
        size = path.stat().st_size
    except OSError as error:
        raise _refuse(path, f"打不开（{error.strerror}）", f"cannot be opened ({error.strerror})") from error
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refuse(
            path, "文件有密码或是旧版 .xls，请去掉密码并另存为 .xlsx", "is encrypted or an old .xls: save it as .xlsx without a password"
        )
    if size > MAX_FILE:
        raise _refuse(path, f"文件超过 {MAX_FILE >> 20} MB", f"is larger than {MAX_FILE >> 20} MB")
    try:
        with zipfile.ZipFile(path) as z:
            return _inspect_parts(path, z)
    except (zipfile.BadZipFile, zipfile.LargeZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        if isinstance(error, RuntimeError) and "password" in str(error):
            raise _refuse(path, "压缩包有密码", "is encrypted") from error
        raise _refuse(path, "文件已损坏或不是 .xlsx", "is broken, or no .xlsx") from error
    except Exception as error:  # zlib.error and friends: whatever it is, the file is to blame
        raise _refuse(path, "文件已损坏", "is broken") from error


def _inspect_parts(path: Path, z: zipfile.ZipFile) -> dict[str, list[str]]:
    infos = z.infolist()
    total = sum(i.file_size for i in infos)
    packed = max(1, path.stat().st_size)
    if total > MAX_UNPACKED or (total > 100 << 20 and total / packed > MAX_RATIO) or len(infos) > 10_000:
        raise _refuse(path, "解压后过大，疑似压缩炸弹，已拒绝", "unpacks to too much (a zip bomb?) and was refused")
    if "xl/workbook.xml" not in z.namelist():
        raise _refuse(path, "不是 .xlsx 工作簿", "is no .xlsx workbook")
    empty_formulas = {}
    for info in infos:
        # unpacking each part in pieces also proves its declared size: a part that lies fails its checksum here
        rows, wide, tail = 0, 0, b""
        found: list[str] = []
        is_sheet = info.filename.startswith("xl/worksheets/") and info.filename.endswith(".xml")
        with z.open(info) as part:
            while piece := part.read(1 << 20):
                if not is_sheet:
                    if b"<!ENTITY" in tail + piece:
                        raise _refuse(path, "含外部实体声明，已拒绝", "declares entities and was refused")
                    tail = piece[-16:]
                    continue
                block = tail + piece
                rows = max(rows, max((int(m) for m in _LAST_ROW.findall(block)[-1:]), default=0))
                wide = max(wide, max((_column_number(m) for m in _WIDE.findall(block)), default=0))
                if b"<f" in block:
                    found += [m.decode() for m in _FORMULA.findall(block)]
                if b"<!ENTITY" in block:
                    raise _refuse(path, "含外部实体声明，已拒绝", "declares entities and was refused")
                tail = block[-512:]
        if rows * max(wide, 1) > MAX_CELLS:
            raise _refuse(
                path, f"工作表范围过大（{rows} 行 × {wide} 列）", f"has a sheet of {rows} rows × {wide} columns, too large to hold"
            )
        if found:
            empty_formulas[info.filename] = sorted(set(found))
    return empty_formulas
