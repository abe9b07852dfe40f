"""From a file or a pasted string to a report's text: Word files, encodings, copies out of a PDF."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from toolkit.cases.script import fold
from toolkit.cases.tabled import bare_numbers
from toolkit.records import FileProblem, Mark, decode, read_docx
from toolkit.terms import tr

__all__ = ["ENDINGS", "CaseError", "Loaded", "load"]

_LARGEST = 64 << 20
_LONGEST = 2_000_000
#: a number that a line break may have cut in two (党员2⏎36名), between lines of prose
_CUT = re.compile(
    r"[\u4e00-\u9fff]{2}\d{1,6}(?:\.?[ \t\u3000]*\r?\n|\.[ \t\u3000]*\r?\n[ \t\u3000]*\r?\n)"
    r"[ \t\u3000]*(?:\d{1,6})?(?:\.\d+|(?<=\d))[\u4e00-\u9fff%％]"
)
#: endings of reports
ENDINGS = (".txt", ".docx")
#: a string that names an existing file of these kinds is no report of one line
_OTHER = (".doc", ".wps", ".pdf", ".rtf", ".html", ".htm", ".mht", ".odt", ".xls", ".xlsx", ".md")
_HANZI = "\u4e00-\u9fff\u2e80-\u2fdf"
_CHARACTER = re.compile(f"[{_HANZI}]")
_SPACED = re.compile(f"[{_HANZI}][ \u3000](?=[{_HANZI}])")
_ENTITY = re.compile(
    r"&(?:nbsp|amp|lt|gt|quot|[lr]dquo|#x?[0-9a-fA-F]{2,6});|</?(?:p|br|div|span|td)\b[^<>]{0,200}>"
)
_STOP = "。！？；：:.!?;”）)"
_ZIP = b"PK\x03\x04"


class CaseError(ValueError):
    """A report, codebook or coding that cannot be used; the message says what to do."""


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
        named = (
            len(source) < 1000
            and "\n" not in source
            and source.lower().endswith((*ENDINGS, *_OTHER))
        )
        try:
            there = named and Path(source).is_file()
        except (OSError, ValueError):
            there = False
        if not there:
            missing = tr(
                "像是文件名，但找不到这个文件，按文字读出。",
                "looks like the name of a file that is not there: read as text.",
            )
            return Loaded(source, notes=([missing] if named else []) + _copied(source))
    path = Path(source)
    if path.is_dir():
        raise CaseError(
            tr(
                f"{path.name} 是文件夹，请指定其中的文件。",
                f"{path.name} is a folder: name a file in it.",
            )
        )
    if not path.is_file():
        raise CaseError(tr(f"找不到文件 {path}", f"There is no file {path}"))
    if path.stat().st_size > _LARGEST:
        raise CaseError(
            tr(
                f"{path.name} 超过 64 MB，不像一份报告。",
                f"{path.name} is over 64 MB, which no report is.",
            )
        )
    try:
        loaded = _file(path)
        if len(loaded.text) > _LONGEST:
            raise FileProblem(
                f"{path.name}: "
                + tr("超过 200 万字，不像一份报告", "over two million characters, no report is")
            )
        return loaded
    except FileProblem as error:
        raise CaseError(
            tr(f"{error}（只读 .txt 和 .docx）。", f"{error} (only .txt and .docx are read).")
        ) from error


def _file(path: Path) -> Loaded:
    ending = path.suffix.lower()
    with open(path, "rb") as file:
        packed = file.read(4) == _ZIP
    # what counts is what a file holds: a Word file that somebody renamed is still one
    if ending == ".docx" or (packed and ending in ENDINGS):
        document = read_docx(path)
        notes = document.notes + _copied(document.text)
        return Loaded(document.text, path.stem, document.headings, notes)
    marks: list[Mark] = []
    text = decode(path.read_bytes(), path.name, marks)
    if ending not in ENDINGS:
        raise FileProblem(
            f"{path.name}: "
            + tr(
                f"不读 {ending or '没有后缀的'} 文件，请另存为 .txt 或 .docx",
                f"a file that ends in {ending or 'nothing'} is not read: save it as .txt or .docx",
            )
        )
    notes = [m.reason + tr("。", ".") for m in marks]
    return Loaded(text, path.stem, notes=notes + _copied(text))


def _strange(text: str) -> list[str]:
    """Why a text is hardly a Chinese report: empty, without Chinese, or full of a page's codes."""
    if not text.strip():
        return [tr("没有文字可读：文件是空的。", "nothing to read: the file is empty.")]
    if not _CHARACTER.search(text):
        return [
            tr(
                "全文没有汉字：只读中文报告，提纲、名称和做法都读不出来。",
                "no Chinese characters: only Chinese reports are read.",
            )
        ]
    if len(_ENTITY.findall(text[:200_000])) > 2:
        return [
            tr(
                "文字里夹有网页代码（&nbsp; &#…; <p> 一类），请从网页复制文字后再读。",
                "holds codes of a web page (&nbsp;, &#…;, <p>): copy the text from the page.",
            )
        ]
    return []


def _copied(text: str) -> list[str]:
    """What copying out of a PDF does to a text: lines broken at a fixed width, a blank after every
    character."""
    notes = _strange(text)
    # rows of a table are as long as each other, and end where their cells do
    lines = [
        line.strip()
        for line in text[:200_000].splitlines()
        if line.strip() and "\t" not in line.strip()
    ]
    # a line break that is no paragraph's: the line is as long as the longest ones and ends in the
    # middle of a sentence
    widest = sorted(map(len, lines))[-1 - len(lines) // 10 :][:1]
    full = [line for line in lines if widest and abs(len(line) - widest[0]) <= 2]
    broken = sum(line[-1] not in _STOP for line in full)
    if broken >= 3 and broken * 4 >= len(lines) and 12 <= widest[0] <= 80:
        notes.append(
            tr(
                f"文字像是从 PDF 复制的，约每 {widest[0]} 字硬换行：标题、句子和数字可能读错，"
                "请先合并换行。",
                f"looks like a copy from a PDF with a line break every {widest[0]} characters: "
                "headings, sentences and figures may be misread; join the lines first.",
            )
        )
    if cut := _CUT.search(text):
        line = text[: cut.end()].count("\n")
        notes.append(
            tr(
                f"第 {line} 行末尾是数字，下一行开头也是，可能是一个数被断开，请核对。",
                f"line {line} ends in digits and the next begins with some: a number may be cut.",
            )
        )
    if bare := bare_numbers(fold(text[:200_000])):
        notes.append(
            tr(
                f"表格里有 {len(bare)} 个数没有单位或对不上列标题（如 {bare[0]}），没有读："
                "请在列标题里写单位，取消合并。",
                f"{len(bare)} numbers of tables, such as {bare[0]}, have no unit or no heading of "
                "their own and are no figures: write units in the headings, unmerge cells.",
            )
        )
    if len(lines) > 20 and sum(len(line) <= 2 for line in lines) * 10 > len(lines) * 9:
        notes.append(
            tr(
                "几乎每行只有一两个字，像是竖排或复制坏了的文字：读不出句子，请整理后再读。",
                "hardly a line has more than two characters: join them into sentences first.",
            )
        )
    spaced = len(_SPACED.findall(text[:200_000]))
    if spaced > 20 and spaced * 3 > len(_CHARACTER.findall(text[:200_000])):
        notes.append(
            tr(
                "文字像是从 PDF 复制的，字与字之间有空格：名称、数字和做法会漏读，请先去掉空格。",
                "looks like a copy from a PDF with a blank after every character: names, figures "
                "and practices will be missed; take the blanks out.",
            )
        )
    return notes
