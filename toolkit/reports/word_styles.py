"""Styles, paper, running head and page number of a Word document after GB/T 9704-2012."""

from __future__ import annotations

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from toolkit.terms import lang

_LINE = Pt(28.95)  # 22 lines a page
#: style → (Chinese font, size in pt, bold): 公文 sizes are 2号 22 pt, 3号 16 pt, 4号 14 pt
_STYLES = {
    "Normal": ("仿宋_GB2312", 16, False),
    "Title": ("方正小标宋简体", 22, False),
    "Subtitle": ("楷体_GB2312", 16, False),
    "Heading 1": ("黑体", 16, False),
    "Heading 2": ("楷体_GB2312", 16, False),
    "Heading 3": ("黑体", 12, False),
    "Caption": ("黑体", 12, False),
    "List Bullet": ("仿宋_GB2312", 16, False),
    "Header": ("楷体_GB2312", 12, False),
    "Footer": ("宋体", 14, False),
}
#: an English title is twice as long as a Chinese one, and so is the line at the head of a page
_ENGLISH = {"Title": ("方正小标宋简体", 16, False), "Header": ("楷体_GB2312", 10, False)}
SMALL, FORM, FRONT, TINY = "Table Text", "Form Text", "Front Text", "Front Table"
LIMITS, FINE = "Limits Text", "Fine Text"
#: lines of page one, which holds three sentences, a figure and what must be decided, and of tables
_TIGHT = {FRONT: Pt(18), SMALL: Pt(11.5), LIMITS: Pt(11.5), TINY: Pt(9), FINE: Pt(13.5)}


def element(tag: str, **attributes: str) -> Any:
    """An element of Word's own XML."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    return made


def _set_fonts(style: Any, font: str, size: float, bold: bool) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.italic = (
        "Times New Roman",
        Pt(size),
        bold,
        False,
    )
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in (
        "asciiTheme",
        "hAnsiTheme",
        "eastAsiaTheme",
        "cstheme",
    ):  # a theme font would win over the name
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    if style.name == "Normal":  # by its language a program knows which signs end no line
        for language in style.element.rPr.findall(qn("w:lang")):
            style.element.rPr.remove(language)
        style.element.rPr.append(element("w:lang", val="en-US", eastAsia="zh-CN"))
    for colour in style.element.rPr.findall(qn("w:color")):
        style.element.rPr.remove(colour)


def set_styles(document: Any) -> None:
    """Fonts, sizes and lines of every style."""
    styles = document.styles
    for name in (SMALL, FORM, FRONT, TINY, LIMITS, FINE):
        styles.add_style(name, 1).base_style = styles["Normal"]
    for name, (font, size, bold) in (
        _STYLES
        | {
            SMALL: ("仿宋_GB2312", 9, False),
            LIMITS: ("仿宋_GB2312", 9, False),
            FORM: ("仿宋_GB2312", 12, False),
            FRONT: ("仿宋_GB2312", 12 if lang() == "zh" else 10.5, False),
            TINY: ("仿宋_GB2312", 7.5, False),
            FINE: ("仿宋_GB2312", 10.5 if lang() == "zh" else 9, False),
        }
        | ({} if lang() == "zh" else _ENGLISH)
    ).items():
        style = styles[name]
        _set_fonts(style, font, size, bold)
        shape = style.paragraph_format
        shape.space_before = shape.space_after = Pt(0)
        if name in ("Normal", "Title", "Subtitle", "Heading 1", "Heading 2", "List Bullet"):
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, _LINE
        elif name in _TIGHT:  # whatever font the machine has, a page holds the same lines
            line = Pt(12) if name == FINE and lang() == "en" else _TIGHT[name]
            shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, line
        else:
            shape.line_spacing_rule = WD_LINE_SPACING.SINGLE
    for name in ("Title", "Subtitle", "Caption"):
        styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for border in styles["Title"].element.pPr.findall(qn("w:pBdr")):
        styles["Title"].element.pPr.remove(border)
    styles["Caption"].paragraph_format.space_before = Pt(8)
    styles["Subtitle"].paragraph_format.space_after = _LINE // 2
    for name in (SMALL, FORM, LIMITS):
        styles[name].paragraph_format.space_before = styles[name].paragraph_format.space_after = Pt(
            2
        )
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        styles[name].paragraph_format.keep_with_next = True
        if name != "Heading 3":
            indent(styles[name])
    styles["Heading 3"].paragraph_format.space_before = Pt(8)


def indent(of: Any) -> None:
    """Begin two characters in, as the standard asks."""
    of.paragraph_format.first_line_indent = Pt(32)
    (of.element if hasattr(of, "element") else of._p).get_or_add_pPr().get_or_add_ind().set(
        qn("w:firstLineChars"), "200"
    )


def set_page(document: Any, nature: str) -> None:
    """Paper, margins, the line at the head of each page, and its number."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin, section.left_margin, section.right_margin = (
        Mm(37),
        Mm(35),
        Mm(28),
        Mm(26),
    )
    section.header_distance, section.footer_distance = Mm(20), Mm(22)
    document.settings.odd_and_even_pages_header_footer = True
    for header in (section.header, section.even_page_header):
        header.paragraphs[0].text = nature
        header.paragraphs[0].style = document.styles["Header"]
        header.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    # odd pages carry the number on the right, even pages on the left, one character in
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT, "right")
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT, "left")


def _page_number(paragraph: Any, side: Any, indent: str) -> None:
    paragraph.style = "Footer"
    paragraph.alignment = side
    setattr(paragraph.paragraph_format, f"{indent}_indent", Pt(14))
    paragraph.add_run("— ")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run = paragraph.add_run()
        if kind:
            run._r.append(element("w:fldChar", fldCharType=kind))
        else:
            code = element("w:instrText")
            code.text = text
            run._r.append(code)
    paragraph.add_run(" —")
