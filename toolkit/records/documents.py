"""Word documents as text and tables: the one reader of ``.docx`` of the whole package."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from toolkit.records.archives import LARGEST_BODY, Archive, opened
from toolkit.records.book_reading import BookSheet, fill_merged
from toolkit.records.document_body import Body
from toolkit.records.document_parts import Cell
from toolkit.records.document_styles import Styles
from toolkit.records.file_problems import refuse
from toolkit.records.list_numbers import ListNumbers
from toolkit.terms import tr

_MOST_CELLS = 2_000_000


@dataclass(frozen=True)
class Document:
    """A Word document as Word shows it.

    Attributes
    ----------
    text : str
        Paragraphs joined by newlines, tables in place (short cells of a row joined by tabs).
    headings : frozenset of int
        Offsets in `text` of paragraphs that a style, an outline level or bold print makes headings.
    tables : list of BookSheet
        Every table as a sheet, in order; a table within a table comes before it. The value of
        merged cells stands in their first cell and is filled down one column, as in a workbook;
        ``merged`` lists the blocks.
    between : list of list of str
        Lines before each table and, last, below them all.
    notes : list of str
        One sentence for each kind of thing that was not read.

    Examples
    --------
    >>> import tempfile
    >>> import docx
    >>> from toolkit import records
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = docx.Document()
    ...     _ = written.add_heading("小结"), written.add_table(1, 2)
    ...     written.save(folder + "/a.docx")
    ...     found = records.read_docx(folder + "/a.docx")
    >>> len(found.tables), len(found.headings), found.notes
    (1, 1, [])
    """

    text: str
    headings: frozenset[int] = frozenset()
    tables: list[BookSheet] = field(default_factory=list)
    between: list[list[str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def read_docx(path: str | os.PathLike[str]) -> Document:
    """Read a ``.docx`` as Word shows it.

    Tables, text boxes, content controls, smart tags, fields and hyperlinks in place, automatic
    numbers as printed, tracked changes as accepted, hidden and deleted text left out.

    Parameters
    ----------
    path : path
        The file; what counts is what it holds, not its ending.

    Raises
    ------
    FileProblem
        Encrypted, of another kind, broken, or unpacking to more than a document holds; within
        seconds and some hundred megabytes.

    Examples
    --------
    >>> import tempfile
    >>> import docx
    >>> from toolkit import records
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = docx.Document()
    ...     _ = written.add_heading("小结"), written.add_paragraph("先清账。")
    ...     written.save(folder + "/a.docx")
    ...     found = records.read_docx(folder + "/a.docx")
    >>> found.text.splitlines(), found.headings
    (['小结', '先清账。'], frozenset({0}))
    """
    path = Path(path)
    with opened(path) as archive:
        main = _main_part(archive)
        relations = archive.relations(main)
        styles = Styles(_related(archive, relations, "styles", "word/styles.xml"))
        numbering = _related(archive, relations, "numbering", "word/numbering.xml")
        numbers = ListNumbers(numbering, styles.numbers)
        body = Body(path, styles, numbers)
        body.read(archive.pieces(main, LARGEST_BODY))
        asides = {
            kind: _aside(archive, target)
            for kind, target in relations.values()
            if kind in ("footnotes", "endnotes", "comments")
        }
        margins = [
            _aside(archive, target)
            for kind, target in relations.values()
            if kind in ("header", "footer")
        ]
    starts, at = [], 0
    for text, heading in body.lines:
        if heading and text.strip():
            starts.append(at)
        at += len(text) + 1
    tables = [_sheet(path, f"表{i}", rows) for i, rows in enumerate(body.tables, start=1)]
    return Document(
        "\n".join(text for text, _ in body.lines),
        frozenset(starts),
        tables,
        _between(body),
        _notes(body.unread, asides, margins, numbers.unknown),
    )


def _between(body: Body) -> list[list[str]]:
    lines, at = [text.strip() for text, _ in body.lines], 0
    out = []
    for place in [*body.stands, (len(lines), len(lines))]:
        begin, end = place or (at, at)
        out.append([line for line in lines[at:begin] if line])
        at = max(at, end)
    return out


def _main_part(archive: Archive) -> str:
    for kind, target in archive.relations("").values():
        if kind == "officeDocument" and target in archive:
            main = target
            break
    else:
        main = "word/document.xml"
    if main not in archive or main.lower().startswith(("xl/", "ppt/")):
        kind = {"xl/": "Excel 工作簿", "ppt": "PowerPoint 演示文稿"}.get(main[:3].lower(), "")
        raise refuse(
            archive.path,
            f"内容是 {kind}，不是 Word 文稿" if kind else "是压缩包，但不是 Word（.docx）文稿",
            "is a zip archive, but no Word document (.docx)",
        )
    return main


def _related(archive: Archive, relations: Mapping[str, tuple[str, str]], kind: str, usual: str):  # type: ignore[no-untyped-def]
    return archive.tree(next((t for k, t in relations.values() if k == kind), usual))


def _aside(archive: Archive, part: str) -> list[str]:
    """Texts of the notes, comments or paragraphs of a part beside the body."""
    tree = archive.tree(part)
    out = []
    for note in tree if tree is not None else ():
        text = "".join(e.text or "" for e in note.iter() if e.tag.endswith("}t")).strip()
        if text:
            out.append(text)
    return out


def _sheet(path: Path, name: str, rows: list[list[Cell]]) -> BookSheet:
    width = max((c.column + max(c.span, 1) for row in rows for c in row), default=0)
    if width * len(rows) > _MOST_CELLS:
        raise refuse(path, "表格过大，已拒绝", "holds a table that is too large; refused")
    grid: list[list[str | None]] = [[None] * width for _ in rows]
    blocks: dict[int, list[int]] = {}
    merged: list[list[int]] = []
    for i, row in enumerate(rows):
        going: dict[int, list[int]] = {}
        for cell in row:
            block = blocks.get(cell.column) if cell.continues else None
            if block:
                block[2] = i
            else:
                grid[i][cell.column] = "\n".join(t for t, _ in cell.lines).strip() or None
                block = [i, cell.column, i, cell.column + max(cell.span, 1) - 1]
                merged.append(block)
            going[cell.column] = block
        blocks = going
    ranges = [((a, b), (c, d)) for a, b, c, d in merged if (a, b) != (c, d)]
    filled = fill_merged(grid, ranges)
    cells = pd.DataFrame(grid, dtype=object)
    return BookSheet(name, cells, filled=filled, merged=ranges)


def _notes(
    unread: Counter[str],
    asides: Mapping[str, list[str]],
    margins: list[list[str]],
    formats: set[str],
) -> list[str]:
    """One sentence for every kind of thing that was left out."""
    out = []
    for kind, zh, en in (
        ("picture", "图片 {n} 幅未读（图中文字读不到）", "{n} pictures not read"),
        ("chart", "图表 {n} 个未读", "{n} charts not read"),
        ("diagram", "SmartArt 图形 {n} 个未读", "{n} SmartArt drawings not read"),
        ("object", "嵌入对象 {n} 个未读", "{n} embedded objects not read"),
        ("inserted", "插入的其他文件 {n} 个未读", "{n} inserted files not read"),
        ("ink", "手写墨迹 {n} 处未读", "{n} pieces of ink not read"),
        ("formula", "公式 {n} 个按顺序读成文字，请核对", "{n} formulas read as plain text: check"),
        ("formula field", "EQ 域 {n} 个未读", "{n} EQ fields not read"),
        (
            "open field",
            "域没有结尾，{n} 个字未读",
            "an open field: {n} characters unread",
        ),
        ("private", "专用字体的符号 {n} 个认不出", "{n} signs of special fonts not recognised"),
        (
            "merged",
            "被合并的 {n} 格里的文字不显示，未读",
            "{n} merged-away cells unread",
        ),
        ("hidden", "隐藏文字 {n} 处未读", "hidden text in {n} places left out"),
        ("tracked", "修订 {n} 处按接受后读（删除的不读）", "{n} deletions read as accepted"),
    ):
        if unread[kind]:
            out.append(tr(zh, en).format(n=unread[kind]) + tr("。", "."))
    for kind, zh, en in (
        ("footnotes", "脚注", "footnotes"),
        ("endnotes", "尾注", "endnotes"),
        ("comments", "批注", "comments"),
    ):
        texts = asides.get(kind, [])
        if texts:
            said = _begin(texts[0])
            out.append(
                tr(
                    f"{zh} {len(texts)} 条未读（“{said}”）。",
                    f"{len(texts)} {en} unread: {said!r}.",
                )
            )
    beside = list(dict.fromkeys(t for texts in margins for t in texts if not _page_number(t)))
    if beside:
        said = _begin(beside[0])
        out.append(tr(f"页眉页脚未读（“{said}”）。", f"headers and footers unread: {said!r}."))
    if formats:
        names = "、".join(sorted(formats))
        out.append(
            tr(
                f"自动编号的格式 {names} 不认识，按 1、2、3 读出。",
                f"list formats unknown, read as 1, 2, 3: {names}.",
            )
        )
    return out


def _begin(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "…"


def _page_number(text: str) -> bool:
    return re.fullmatch(r"[\s\d第页共/—–\-·.]*(?:Page\s*\d*)?", text) is not None
