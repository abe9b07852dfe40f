"""From bytes to text: encodings, Word files, pasted strings."""

from __future__ import annotations

import codecs
from pathlib import Path

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


def _word(path: Path) -> tuple[str, frozenset[int]]:
    """Paragraphs of a Word file joined by newlines, and where paragraphs begin that its styles or
    bold print make headings."""
    import docx

    try:
        document = docx.Document(str(path))
        paragraphs = [(p.text, _is_heading(p)) for p in document.paragraphs]
    except (
        Exception
    ) as error:  # python-docx has no common error for the many ways in which a file is broken
        raise CaseError(
            tr(
                f"{path.name} 不是可读的 Word（.docx）文件：请在 Word 里另存一份。",
                f"{path.name} is no readable .docx file: save it again from Word.",
            )
        ) from error
    starts, at = [], 0
    for text, heading in paragraphs:
        if heading and text.strip():
            starts.append(at)
        at += len(text) + 1
    return "\n".join(text for text, _ in paragraphs), frozenset(starts)


def _is_heading(paragraph) -> bool:  # type: ignore[no-untyped-def]
    style = (paragraph.style.name or "") if paragraph.style is not None else ""
    runs = [r for r in paragraph.runs if r.text.strip()]
    lead = "".join(
        r.text
        for r in paragraph.runs[
            : next((i for i, r in enumerate(paragraph.runs) if r.text.strip() and not r.bold), None)
        ]
    )
    all_bold = 0 < len(paragraph.text) <= 40 and bool(runs) and all(r.bold for r in runs)
    return (
        style.startswith(("Heading", "标题"))
        or all_bold
        or (4 < len(lead.strip()) <= 40 and lead.strip()[-1] in "。：:")
    )


def load(source: Path | str) -> tuple[str, str, frozenset[int]]:
    """(text, name, where styled headings begin) of a path, a one-line string that names an existing
    file, or a text."""
    if isinstance(source, str):
        one_line = (
            len(source) < 1000 and "\n" not in source and source.lower().endswith((".txt", ".docx"))
        )
        try:
            if not (one_line and Path(source).is_file()):
                return source, "", frozenset()
        except (OSError, ValueError):
            return source, "", frozenset()
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
        text, styled = _word(path)
        return text, path.stem, styled
    if path.suffix.lower() == ".doc":
        raise CaseError(
            tr(
                f"{path.name} 是旧版 .doc：请另存为 .docx。",
                f"{path.name} is an old .doc file: save it as .docx.",
            )
        )
    return decode(path.read_bytes()), path.stem, frozenset()
