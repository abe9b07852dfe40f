"""The parts of a REFI-QDA project file: its table, looked at before it is read, and its
elements."""

from __future__ import annotations

import xml.etree.ElementTree as ET
import zipfile
import zlib
from collections.abc import Iterator, Mapping

from toolkit.cases.sources import CaseError
from toolkit.terms import tr

#: unpacked, of what is read here (sound and pictures are not); and of the project's own table,
#: whose elements take many times their bytes in memory
_LARGEST, _LARGEST_TABLE = 256 << 20, 32 << 20
#: whatever a file that is damaged, encrypted or made to harm brings about
BROKEN = (
    *(OSError, EOFError, ValueError, KeyError, StopIteration, RuntimeError),
    *(zipfile.BadZipFile, zlib.error, ET.ParseError),
)


def table_of(archive: zipfile.ZipFile, inside: str) -> bytes:
    """The project's own table, looked at before it is read."""
    read = (
        i.file_size for i in archive.infolist() if i.filename.lower().endswith((".txt", ".qde"))
    )
    if sum(read) > _LARGEST:
        raise CaseError(tr("解压后超过 256 MB，不读。", "unpacks to over 256 MB and is not read."))
    if archive.getinfo(inside).file_size > _LARGEST_TABLE:
        raise CaseError(
            tr(f"里的 {inside} 超过 32 MB，不读。", f"holds a {inside} of over 32 MB: not read.")
        )
    data = archive.read(inside)
    # signs of two bytes hide a declaration from a search for one of single bytes
    plain = data.replace(b"\0", b"")
    if b"<!DOCTYPE" in plain or b"<!ENTITY" in plain:
        raise CaseError(tr("含外部实体，不读。", "declares entities and is not read."))
    return data


def children(node: ET.Element | None, *names: str) -> Iterator[ET.Element]:
    """Children called so, whatever their namespace."""
    for child in node if node is not None else ():
        if not names or child.tag.rpartition("}")[2] in names:
            yield child


def first(node: ET.Element | None, *names: str) -> ET.Element | None:
    for name in names:
        node = next(children(node, name), None)
    return node


def plain_guid(guid: str | None) -> str:
    return (guid or "").strip("{}").lower()


def free_name(name: str, taken: Mapping[str, object]) -> str:
    i, free = 1, name
    while free in taken:
        i += 1
        free = f"{name}-{i}"
    return free
