"""From bytes to text: encodings, Word files, pasted strings."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.records import FileProblem, read_docx
from toolkit.terms import tr

__all__ = ["CaseError", "decode", "load"]

#: signs and words that running Chinese cannot do without: how a wrong guess of the encoding shows
_COMMON = frozenset(
    "的一是在了和有大中人为上个国不以会地发党员工作建设村支部组织，。、：；“”（）年月日0123456789 "
    "\n\r為個國會發黨員設組織"
)
_LARGEST = 64 << 20


class CaseError(ValueError):
    """A report, codebook or coding that cannot be used; the message says what to do."""


def _likeness(text: str) -> float:
    return sum(c in _COMMON for c in text[:4000]) / max(len(text[:4000]), 1)


def decode(data: bytes) -> str:
    """Text of a file in UTF-8, UTF-16 (with or without mark), GB18030 or Big5.

    Marks win; then strict UTF-8; else the candidate that reads most like Chinese. A text that none
    can read without error is a `CaseError`.
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return _strict(data[len(mark) :], [name])
    names = ["gb18030", "utf-16-le", "utf-16-be", "big5hkscs"]
    if b"\0" not in data:
        names = ["utf-8", *names] if len(data) % 2 == 0 else ["utf-8", "gb18030", "big5hkscs"]
    else:
        even, odd = data[::2].count(0), data[1::2].count(0)
        names = (
            ["utf-16-be", "utf-16-le", *names] if even > odd else ["utf-16-le", "utf-16-be", *names]
        )
    return _strict(data, names)


def _strict(data: bytes, names: list[str]) -> str:
    read = []
    for i, name in enumerate(names):
        try:
            text = data.decode(name)
        except UnicodeDecodeError:
            continue
        if i == 0 and name != "gb18030":
            return text
        read.append((_likeness(text), -i, text))
    if not read:
        raise CaseError(
            tr(
                "编码无法识别：请另存为 UTF-8 文本后再读。",
                "The encoding cannot be recognised: save the text as UTF-8 and read again.",
            )
        )
    return max(read)[2]


@dataclass(frozen=True)
class Loaded:
    """A report's text with its file stem, where styled headings begin, and what was not read."""

    text: str
    name: str = ""
    styled: frozenset[int] = frozenset()
    notes: list[str] = field(default_factory=list)


def load(source: Path | str) -> Loaded:
    """A path, a one-line string that names an existing file, or a text."""
    if isinstance(source, str):
        one_line = (
            len(source) < 1000 and "\n" not in source and source.lower().endswith((".txt", ".docx"))
        )
        try:
            if not (one_line and Path(source).is_file()):
                return Loaded(source)
        except (OSError, ValueError):
            return Loaded(source)
    path = Path(source)
    if not path.is_file():
        raise CaseError(tr(f"找不到文件 {path}", f"There is no file {path}"))
    if path.stat().st_size > _LARGEST:
        raise CaseError(
            tr(
                f"{path.name} 超过 64 MB，不像一份报告。",
                f"{path.name} is over 64 MB, which no report is.",
            )
        )
    if path.suffix.lower() == ".docx":
        try:
            document = read_docx(path)
        except FileProblem as error:
            raise CaseError(str(error)) from error
        return Loaded(document.text, path.stem, document.headings, document.notes)
    if path.suffix.lower() == ".doc":
        raise CaseError(
            tr(
                f"{path.name} 是旧版 .doc：请另存为 .docx。",
                f"{path.name} is an old .doc file: save it as .docx.",
            )
        )
    return Loaded(decode(path.read_bytes()), path.stem)
