"""A report as a Word document in the layout of GB/T 9704-2012, by style and font name; no font is
embedded."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from toolkit.reports.model import Picture, Section, Table, WrittenReport
from toolkit.reports.paper import TEXT_WIDTH, column_widths, fit_pictures, narrow
from toolkit.reports.word_styles import (
    FINE,
    FORM,
    FRONT,
    LIMITS,
    SMALL,
    TINY,
    element,
    indent,
    set_page,
    set_styles,
)
from toolkit.reports.wording import display_width
from toolkit.terms import tr, use_lang

#: fill behind the word of a task
_TONES = {"late": "FBE5D6", "soon": "FFF6CC"}
#: a sentence narrower than this, in half-width characters, does not stand alone below its heading
_SHORT = 150
#: paragraphs up to this many stay on one page at the end of a document
_TOGETHER = 6


def _paragraph(document: Any, text: str, style: str = "Normal") -> Any:
    made = document.add_paragraph(text, style=style)
    if style == "Normal":
        indent(made)
    return made


def _picture(document: Any, picture: Picture) -> None:
    """A drawing, which itself bears its title and says what was counted."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.line_spacing_rule = (
        WD_LINE_SPACING.SINGLE
    )  # exact spacing would cut the picture to one line
    shape = paragraph.add_run().add_picture(str(picture.png), width=TEXT_WIDTH)
    shape._inline.docPr.set("descr", picture.alt)
    shape._inline.docPr.set("title", picture.title)


def _rule(table: Any, form: bool) -> None:
    """Three lines and hairlines between rows; a form to write in is ruled on all sides."""
    properties = table._tbl.tblPr
    borders = element("w:tblBorders")
    sides = (
        ("top", "left", "bottom", "right", "insideH", "insideV")
        if form
        else ("top", "bottom", "insideH")
    )
    for side in sides:
        inside = side.startswith("inside")
        width = ("4" if form else "2") if inside else ("8" if form else "12")
        borders.append(
            element(
                f"w:{side}",
                val="single",
                sz=width,
                space="0",
                color="808080" if inside else "000000",
            )
        )
    properties.append(borders)


def _narrow(table: Any) -> None:
    """Cells whose words begin a millimetre from their edges: page one holds a whole month."""
    sides = element("w:tblCellMar")
    for side in ("left", "right"):
        sides.append(element(f"w:{side}", w="57", type="dxa"))
    table._tbl.tblPr.find(qn("w:tblLook")).addprevious(sides)


def _table(document: Any, table: Table, number: int, style: str = SMALL) -> None:
    if table.title:
        caption = document.add_paragraph(
            f"{tr('表', 'Table ')}{number}　{table.title}", style="Caption"
        )
        caption.paragraph_format.keep_with_next = True
    rows = list(table.rows())
    made = document.add_table(rows=len(rows) + 1, cols=max(len(table.columns), 1))
    made.alignment = WD_TABLE_ALIGNMENT.CENTER
    _rule(made, table.tall > 0)
    made.autofit = False
    # looked up once: python-docx searches all styles for every assignment
    shape = document.styles[FORM if table.tall else style]
    if narrow(table, shape.font.size.pt):
        _narrow(made)
    cells = iter(made._cells)  # one pass: python-docx walks the whole table for every single cell
    numeric_columns, widths = table.numeric, column_widths(table, shape.font.size.pt)
    heads = [str(c) for c in table.frame.columns]
    for column, width in zip(made.columns, widths):
        column.width = width
    apart = {0, 1, len(rows) - 1} & set(range(len(rows)))  # no single row on a page of its own
    for r, texts in enumerate([table.columns, *rows]):
        for column_number, (text, numeric, width) in enumerate(zip(texts, numeric_columns, widths)):
            cell = next(cells)
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph._p.style = shape.style_id
            paragraph.add_run(text).bold = True if r == 0 else None
            if r in apart:
                paragraph.paragraph_format.keep_with_next = True
            if r and heads[column_number] == table.state and table.tones[r - 1]:
                # a colour behind the word of the task; the word alone says it in black and white
                fill = _TONES[table.tones[r - 1]]
                cell._tc.get_or_add_tcPr().append(element("w:shd", val="clear", fill=fill))
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if numeric else WD_ALIGN_PARAGRAPH.LEFT
    for r, row in enumerate(made.rows):
        properties = row._tr.get_or_add_trPr()
        properties.append(element("w:cantSplit"))
        if table.tall and r:
            row.height = Mm(table.tall)
        if r == 0:
            properties.append(element("w:tblHeader"))
    for sentence in filter(None, (table.note, table.rest)):
        document.add_paragraph(sentence, style=style)


def _section(
    document: Any,
    section: Section,
    number: int,
    pictures: list[Picture],
    tables: int,
    brief: bool = False,
) -> int:
    if not section.front:
        document.add_paragraph(
            WrittenReport.heading_of(number, section),
            style="Heading 1" if not section.fine or section.key == "annex" else "Heading 3",
        ).paragraph_format.page_break_before = section.new_page or None
    small = section.front or (brief and section.key == "sources")
    body = SMALL if small and not section.front else FRONT if section.front or brief else "Normal"
    body = FINE if section.fine else body
    if section.finding:
        found = _paragraph(document, section.finding, body)
        found.runs[0].bold = True
        # never a heading and a short sentence alone above a gap
        short = display_width(section.finding) < _SHORT and (pictures or section.tables)
        found.paragraph_format.keep_with_next = True if short else None
    for text in section.paragraphs:
        label = text if text in section.heads else section.label_of(text)
        last = _paragraph(document, label or text, body)
        last.paragraph_format.space_after = Pt(2) if brief else None
        if label:
            last.runs[0].bold = True
            last.add_run(text[len(label) :])
        if label == text:
            last.paragraph_format.keep_with_next, last.paragraph_format.space_before = True, Pt(6)
    if section.paragraphs and not pictures and section.tables and section.tables[0].tall:
        last.paragraph_format.keep_with_next = True  # a form to write in stays below what it asks
    for picture in pictures:
        _picture(document, picture)
    for table in (t for t in section.tables if t.show):
        tables += bool(table.title)
        _table(document, table, tables, TINY if small else SMALL)
    for text in section.closing:
        document.add_paragraph(text, style=TINY)
    if section.limits:
        words = tr("", " ").join(section.limits)
        if brief:
            words = tr("限度：", "Limits: ") + words
        else:
            document.add_paragraph(tr("限度", "Limits"), style="Heading 2")
        document.add_paragraph(words, style=LIMITS if brief else FORM)
    return tables


def word_page(report: WrittenReport, path: str | Path) -> Path:
    """Write `report` (its figures drawn, see `Report.draw`) as a Word document after GB/T
    9704-2012.

    A4, margins 37/35/28/26 mm, body 仿宋 16 pt on 28.95 pt lines, title 方正小标宋 22 pt, headings
    黑体 and 楷体, page numbers 14 pt between dashes. Fonts are named, never shipped: a machine
    without them shows its own.

    Returns
    -------
    Path
        The file written; a target that is open elsewhere gets the next free name.

    Examples
    --------
    >>> import tempfile
    >>> import docx
    >>> from toolkit import reports
    >>> report = reports.WrittenReport("小结", "", "虚构", [reports.Section("load", "负担")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     written = docx.Document(str(reports.word_page(report, folder + "/小结.docx")))
    >>> "小结" in [paragraph.text for paragraph in written.paragraphs]
    True
    """
    from toolkit.records import writing

    with use_lang(report.language):
        document = Document()
        set_styles(document)
        set_page(document, report.nature)
        document.core_properties.title = report.title
        document.core_properties.author = "Exemplar Toolkit"
        document.add_paragraph(report.title, style="Title")
        document.add_paragraph(report.subtitle, style="Subtitle")
        # page one says in three sentences what the list of findings would
        findings = [] if report.sections and report.sections[0].front else report.findings
        if findings:
            document.add_paragraph(tr("要点", "In short"), style="Heading 1")
        for i, (_, finding) in enumerate(findings, 1):
            _paragraph(document, f"{i}. {finding}")
        tables = 0
        for number, section in report.numbered:
            start = len(document.element.body)
            tables = _section(
                document,
                section,
                number,
                report.pictures.get(section.key, []),
                tables,
                report.brief,
            )
        if (
            report.sections
            and not (section.tables or report.pictures.get(section.key))
            and len(section.paragraphs) <= _TOGETHER
        ):
            for paragraph in document.element.body[start - 1 : -2]:  # never a last page of one line
                Paragraph(paragraph, document).paragraph_format.keep_with_next = True
        first = report.sections[:2]
        fit_pictures(
            document,
            Mm(60 if report.brief else 120),
            len(first) == 2 and first[0].front and first[1].new_page,
        )
        with writing(path) as draft:
            document.save(str(draft.path))
    return draft.final
