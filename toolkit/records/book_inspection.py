"""What a workbook is allowed to be, looked at before any of it is loaded: no bomb, no encryption,
no cell written twice."""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.records.addresses import IS, column_number
from toolkit.records.book_strikes import STRIKE, struck_runs
from toolkit.records.book_trimming import without_far_blanks
from toolkit.records.file_problems import FileProblem, refuse

#: largest file, largest unpacked size and largest sheet that a classroom laptop should be asked to
#: hold
MAX_FILE = 1 << 30
MAX_UNPACKED = 3 << 29
MAX_STRINGS = 400 << 20
MAX_RATIO = 200
MAX_CELLS = 20_000_000
_ROW = re.compile(rb"<(?:\w+:)?row\b[^>]*?\sr" + IS + rb"(\d{1,18})")
_WIDE = re.compile(rb"\sr" + IS + rb"([A-Za-z]{2,3})\d")
_FAR = re.compile(rb"\sr" + IS + rb"[A-Za-z]{1,3}(\d{6,18})")
_ADDRESS = re.compile(rb"\sr" + IS + rb"([A-Za-z]+\d+)")
_UNCOMPUTED = re.compile(
    rb"<(?:\w+:)?c\b([^>]*)>\s*<f(?:/>|[^>]*>[^<]*</f>)\s*(?:<v/>|<v></v>|</c>)"
)
_ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*\st" + IS + rb"e[\"'][^>]*)>")
_SHEET = re.compile(r'<(?:\w+:)?sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_TARGET = re.compile(r"<Relationship [^>]*>")
_TRUE = rb"(?:1|true|on)[\"']"
#: a height or width below one is as good as hidden
_NONE = rb"0(?:\.\d+)?[\"']"
_HIDDEN_ROW = re.compile(
    rb"<(?:\w+:)?row\b(?=[^>]*\s(?:hidden" + IS + _TRUE + rb"|ht" + IS + _NONE + rb"))"
    rb"[^>]*?\sr" + IS + rb"(\d{1,7})"
)
_HIDDEN_COLUMN = re.compile(rb"\s(?:hidden" + IS + _TRUE + rb"|width" + IS + _NONE + rb")")
_HIDES = (b"hidden", b'ht="0', b"ht='0", b'width="0', b"width='0")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b[^>]*>")
_CELL_STYLE = re.compile(
    rb"<(?:\w+:)?c\b(?=[^>]*\ss" + IS + rb"(\d+))[^>]*?\sr" + IS + rb"([A-Za-z]+\d+)"
)
_USUAL_CELL = re.compile(rb'<c r="([A-Z]+\d+)"')
_ANY_CELL = re.compile(rb"<(?:\w+:)?c\b[^>]*?\sr" + IS + rb"([A-Za-z]+\d+)")
_CELL = re.compile(rb"<(?:\w+:)?c[ />]")
_FONT = rb"<(?:\w+:)?font>.*?</(?:\w+:)?font>|<(?:\w+:)?font/>"
_STRUCK = -1
_1904 = re.compile(r"<(?:\w+:)?workbookPr\b[^>]*\sdate1904\s*=\s*[\"'](?:1|true|on)[\"']")
#: a sheet of many more places than cells may be one of blanks far below
_SPARSE = 8


@dataclass
class Seen:
    """What a sheet's XML says beyond its values."""

    empty_formulas: set[str] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    percentages: set[str] = field(default_factory=set)
    padded: dict[str, int] = field(default_factory=dict)
    #: cells whose text is crossed out, which values alone do not say
    struck: set[str] = field(default_factory=set)
    sparse: bool = False


@dataclass
class Inspected:
    """A workbook that may be read: what was seen by sheet name; `trimmed` stands for the file where
    blanks far below or far right were cut off."""

    sheets: dict[str, Seen]
    date1904: bool = False
    trimmed: io.BytesIO | None = None


def inspect_book(path: Path) -> Inspected:
    """Check an ``.xlsx`` in bounded memory.

    Returns
    -------
    Inspected
        What its sheets hold beyond values.

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


def _inspect_parts(path: Path, z: zipfile.ZipFile) -> Inspected:
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
    twice = [name for name, times in Counter(z.namelist()).items() if times > 1]
    if twice:
        raise refuse(
            path,
            f"里面有两份 {twice[0]}，不知以哪份为准，已拒绝：请在 Excel 里核对后另存",
            f"holds two parts {twice[0]}, and nothing says which counts: check it in Excel and "
            f"save it again",
        )
    if "xl/workbook.xml" not in z.namelist():
        raise refuse(path, "不是 .xlsx 工作簿", "is no .xlsx workbook")
    styles = _shown_styles(z)
    # unpacking each part in pieces also proves its declared size: a part that lies fails its
    # checksum here
    found = {i.filename: _inspect_part(path, z, i, styles) for i in infos}
    for name, addresses in struck_runs(z).items():
        found[name].struck |= addresses
    wanted = [i for i in infos if found[i.filename].sparse]
    sheets = {name: found[part] for name, part in _sheet_parts(z).items() if part in found}
    start = z.read("xl/workbook.xml").decode("utf-8", "replace")
    return Inspected(
        sheets, bool(_1904.search(start)), without_far_blanks(path, z, wanted) if wanted else None
    )


def _shown_styles(z: zipfile.ZipFile) -> dict[bytes, int]:
    """Numbers of the cell styles that show a number as a percentage (0), or with zeros in front (to
    how many digits), or cross it out (`_STRUCK`)."""
    if "xl/styles.xml" not in z.namelist() or z.getinfo("xl/styles.xml").file_size > 16 << 20:
        return {}
    styles = z.read("xl/styles.xml")
    own = {b"9": 0, b"10": 0}
    fonts = re.search(rb"<(?:\w+:)?fonts\b.*?</(?:\w+:)?fonts>", styles, re.S)
    faces = re.findall(_FONT, fonts[0]) if fonts else []
    struck = {str(i).encode() for i, face in enumerate(faces) if STRIKE.search(face)}
    for tag in re.findall(rb"<(?:\w+:)?numFmt\b[^>]*>", styles):
        zeros = re.search(rb"formatCode" + IS + rb"(0{2,30})[\"']", tag)
        if (m := re.search(rb"numFmtId" + IS + rb"(\d+)", tag)) and (zeros or b"%" in tag):
            own[m[1]] = len(zeros[1]) if zeros else 0
    cells = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.S)
    formats = re.findall(rb"<(?:\w+:)?xf\b[^>]*>", cells[0]) if cells else []
    shown = {
        str(i).encode(): own[m[1]]
        for i, tag in enumerate(formats)
        if (m := re.search(rb"numFmtId" + IS + rb"(\d+)", tag)) and m[1] in own
    }
    crossed = {
        str(i).encode(): _STRUCK
        for i, tag in enumerate(formats)
        if (m := re.search(rb"fontId" + IS + rb"(\d+)", tag)) and m[1] in struck
    }
    return shown | crossed


def _inspect_part(
    path: Path, z: zipfile.ZipFile, info: zipfile.ZipInfo, styles: dict[bytes, int]
) -> Seen:
    """What a part holds; read in pieces, entities refused."""
    rows, wide, cells, tail, rest = 0, 1, 0, b"", b""
    before: set[bytes] = set()
    seen = Seen()
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
                wide = max([wide, *(column_number(x.decode()) for x in set(_WIDE.findall(block)))])
                cells += piece.count(b"<c ") or len(_CELL.findall(piece))
                _look_at(block, styles, seen)
                whole, sign, open_tag = (rest + piece).rpartition(b"<")
                before, rest = _once(path, whole, before), sign + open_tag
            tail = block[-512:]
    seen.sparse = rows * wide > min(MAX_CELLS, max(200_000, _SPARSE * cells))
    return seen


def _once(path: Path, block: bytes, before: set[bytes]) -> set[bytes]:
    """Addresses of the cells of a piece of a sheet; a cell that stands there twice is refused, for
    nothing says which of its values counts."""
    met = _USUAL_CELL.findall(block)
    if len(met) < block.count(b"<c ") or (not met and _CELL.search(block)):
        met = [address.upper() for address in _ANY_CELL.findall(block)]
    found = set(met)
    if len(found) < len(met) or not before.isdisjoint(found):
        times = Counter(met)
        twice = next(a for a in met if a in before or times[a] > 1).decode()
        raise refuse(
            path,
            f"单元格 {twice} 在文件里写了两次，不知以哪个为准，已拒绝：请在 Excel 里核对后另存",
            f"writes the cell {twice} twice, and nothing says which counts: check it in Excel and "
            f"save it again",
        )
    return found


def _look_at(block: bytes, styles: dict[bytes, int], seen: Seen) -> None:
    # plain text is found far quicker than a pattern that must look into every cell
    odd = _UNCOMPUTED.findall(block) if b"f>" in block or b"<f" in block or b":f" in block else []
    odd += _ERROR_CELL.findall(block) if b'"e"' in block or b"'e'" in block else []
    for tag in odd:
        if m := _ADDRESS.search(tag):
            seen.empty_formulas.add(m.group(1).decode().upper())
    hides = any(sign in block for sign in _HIDES)
    seen.hidden_rows |= set(map(int, _HIDDEN_ROW.findall(block) if hides else ()))
    for tag in _COLUMN.findall(block) if hides else ():
        if _HIDDEN_COLUMN.search(tag):
            ends = [re.search(rb"\s" + k + IS + rb"(\d{1,5})", tag) for k in (b"min", b"max")]
            if all(ends):
                first, last = (int(m[1]) for m in ends if m)
                seen.hidden_columns |= set(range(first - 1, min(last, 16_384)))
    for style, address in _CELL_STYLE.findall(block) if styles else ():
        if styles.get(style) == _STRUCK:
            seen.struck.add(address.decode().upper())
        elif styles.get(style) == 0:
            seen.percentages.add(address.decode().upper())
        elif style in styles:
            seen.padded[address.decode().upper()] = styles[style]


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
