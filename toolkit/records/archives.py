"""Office files as zip archives: what they are, and parts read within limits."""

from __future__ import annotations

import posixpath
import xml.etree.ElementTree as ET
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from toolkit.records.file_problems import FileProblem, refuse
from toolkit.terms import tr

#: a file larger than this is no document that a person wrote
LARGEST = 64 << 20
#: unpacked: the text of a document (a thousand pages take 20 MB), and every other part that is read
LARGEST_BODY = 160 << 20
LARGEST_PART = 16 << 20
#: what people write shrinks to a twentieth; beyond this a large part was made to swell
_SWELLING = 100
_PIECE = 1 << 16
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

#: how other kinds of file begin, and what they are, in Chinese and English
_KINDS = (
    (b"%PDF", "PDF", "a PDF"),
    (b"{\\rtf", "RTF", "an RTF"),
    (b"\x89PNG", "图片", "a picture"),
    (b"\xff\xd8\xff", "图片", "a picture"),
    (b"GIF8", "图片", "a picture"),
    (b"Rar!", "RAR 压缩包", "a RAR archive"),
    (b"7z\xbc\xaf", "7z 压缩包", "a 7z archive"),
    (b"\x1f\x8b", "gzip 压缩包", "a gzip archive"),
    (b"SQLite format 3", "SQLite 数据库", "an SQLite database"),
    (b"PAR1", "Parquet", "a Parquet"),
)


def kind_of(head: bytes, whole: bytes = b"") -> tuple[str, str] | None:
    """What a file is by how it begins (Chinese, English), whatever its ending; None for text and
    what is not known."""
    if head.startswith(_OLE):
        # an encrypted Office file is an old container around one sealed stream
        if "EncryptedPackage".encode("utf-16-le") in whole:
            return "加密的 Office 文件（有密码）", "an encrypted Office file (it has a password)"
        if "Workbook".encode("utf-16-le") in whole:
            return "旧版 Excel（.xls）文件", "an old Excel (.xls) file"
        return "旧版 Word（.doc）或 WPS 文件", "an old Word (.doc) or WPS file"
    if head.startswith(b"PK\x03\x04"):
        return "压缩包（zip、docx、xlsx 一类）", "a zip archive (docx, xlsx and the like)"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    for begins, zh, en in _KINDS:
        if start.startswith(begins):
            return f"{zh} 文件", f"{en} file".replace("file file", "file")
    low = start[:512].lower()
    # a report may quote a tag, but does not begin with one
    if low.startswith((b"<!doctype html", b"<html", b"<head", b"<body")) or (
        low.startswith((b"<?xml", b"<!--")) and b"<html" in low
    ):
        return "网页（HTML）", "a web page (HTML)"
    if low.startswith(b"mime-version:"):
        return "网页（MHT）", "a web page (MHT)"
    if low.startswith(b"<?xml"):
        return "XML 文件", "an XML file"
    return None


class Archive:
    """Parts of an open ``.docx`` or a file like it, never unpacked beyond a limit."""

    def __init__(self, path: Path, packed: zipfile.ZipFile):
        self.path = path
        self._packed = packed
        self._names: dict[str, zipfile.ZipInfo] = {}
        self._twice: set[str] = set()
        for info in packed.infolist():
            name = info.filename.replace("\\", "/").lower()
            if name in self._names:
                self._twice.add(name)
            self._names[name] = info

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    @property
    def names(self) -> list[str]:
        """Names of all parts, in lower case."""
        return list(self._names)

    def pieces(self, name: str, most: int = LARGEST_PART) -> Iterator[bytes]:
        """A part in pieces; FileProblem when it says, or proves, to be larger than `most` bytes."""
        info = self._names[name.lower()]
        if name.lower() in self._twice:
            raise refuse(
                self.path,
                f"里面有两份 {name}，不知以哪份为准，已拒绝：请在 Word 里打开核对后另存",
                f"holds two parts {name}, and nothing says which counts: check it in Word and "
                f"save it again",
            )
        if info.file_size > max(4 << 20, _SWELLING * info.compress_size):
            most = 0
        size = 0
        if info.file_size <= most:
            with self._packed.open(info) as part:
                while piece := part.read(_PIECE):
                    size += len(piece)
                    if size > most:
                        break
                    yield piece
        if max(size, info.file_size) > most:
            raise refuse(
                self.path,
                f"解压后超过限度（{info.file_size >> 20} MB），不像一份文稿，已拒绝",
                f"unpacks to {info.file_size >> 20} MB, which no document is; refused",
            )

    def read(self, name: str, most: int = LARGEST_PART) -> bytes:
        """A whole part."""
        return b"".join(self.pieces(name, most))

    def tree(self, name: str) -> ET.Element | None:
        """A small part as a tree; None where it is absent. One that declares entities is
        refused."""
        if name not in self:
            return None
        data = self.read(name)
        if b"<!DOCTYPE" in data.replace(b"\0", b""):
            raise refuse(self.path, "含实体声明，已拒绝", "declares entities and was refused")
        return ET.fromstring(data)

    def relations(self, part: str) -> dict[str, tuple[str, str]]:
        """Relations of a part (``""``: of the archive) by id: last word of the type, target."""
        folder, name = posixpath.split(part)
        tree = self.tree(posixpath.join(folder, "_rels", f"{name}.rels"))
        found = {}
        for r in tree.iter(_RELATIONS) if tree is not None else ():
            target = r.get("Target", "").replace("\\", "/")
            if r.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[r.get("Id", "")] = (r.get("Type", "").rpartition("/")[2], target)
        return found


@contextmanager
def opened(path: Path) -> Iterator[Archive]:
    """An Office file (``.docx``, ``.xlsx``) to read parts of.

    Raises
    ------
    FileProblem
        Encrypted, of another kind, broken or too large; the message says which.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise refuse(path, f"文件超过 {LARGEST >> 20} MB", f"is larger than {LARGEST >> 20} MB")
        with open(path, "rb") as file:
            head = file.read(512)
            whole = head + file.read() if head.startswith(_OLE) else head
        if not head.startswith(b"PK"):
            kind = kind_of(head, whole)
            zh, en = kind or ("不是 .docx 文件", "no .docx file")
            if kind and "密码" in zh:
                raise refuse(
                    path,
                    f"是{zh}：请在 Word 或 WPS 里打开，去掉密码后另存",
                    f"is {en}: open it, take the password off and save it again",
                )
            raise refuse(
                path,
                f"内容是{zh}：请在 Word 或 WPS 里另存为 .docx" if kind else f"{zh}，或已损坏",
                f"is {en}: save it as .docx from Word or WPS" if kind else f"is {en}, or broken",
            )
        with zipfile.ZipFile(path) as packed:
            if len(packed.infolist()) > 10_000:
                raise refuse(path, "部件过多，已拒绝", "holds too many parts and was refused")
            yield Archive(path, packed)
    except FileProblem:
        raise
    except OSError as error:
        why = error.strerror or str(error)
        raise refuse(path, f"打不开（{why}）", f"cannot be opened ({why})") from error
    except RuntimeError as error:
        if "encrypted" in str(error) or "password" in str(error):
            raise refuse(path, "压缩包加密，有密码", "is encrypted") from error
        raise
    except (zipfile.BadZipFile, EOFError, KeyError, ET.ParseError, NotImplementedError) as error:
        raise _broken(path) from error
    except Exception as error:
        if type(error).__module__ in ("zlib", "lzma", "pyexpat", "xml.parsers.expat"):
            raise _broken(path) from error
        raise


def _broken(path: Path) -> FileProblem:
    return FileProblem(
        f"{path.name}: "
        + tr(
            "文件已损坏，读不出来：请在 Word 里另存一份",
            "is broken and cannot be read: save it again from Word",
        )
    )
