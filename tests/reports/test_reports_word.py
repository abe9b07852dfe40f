"""The Word document: GB/T 9704-2012 by style, fonts named for Chinese, words for every picture."""

import re
import shutil
import subprocess
import zipfile

import numpy as np
import pandas as pd
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from PIL import Image

import toolkit
from toolkit import reports
from toolkit.reports import Section, WrittenReport, word_page
from toolkit.reports.paper import column_widths
from toolkit.terms import use_lang


@pytest.fixture()
def document(written):
    return Document(str(written[2] / "report.docx"))


def test_page_is_a4_with_the_standard_margins(document):
    page = document.sections[0]
    margins = (page.top_margin, page.bottom_margin, page.left_margin, page.right_margin)
    assert [round(m.mm) for m in margins] == [37, 35, 28, 26]
    assert (round(page.page_width.mm), round(page.page_height.mm)) == (210, 297)


@pytest.mark.parametrize(
    ("style", "font", "size"),
    [
        ("Normal", "仿宋_GB2312", 16),
        ("Title", "方正小标宋简体", 22),
        ("Heading 1", "黑体", 16),
        ("Heading 2", "楷体_GB2312", 16),
    ],
)
def test_styles_name_chinese_fonts(written, document, style, font, size):
    if (written[0], style) == ("en", "Title"):
        size = 16  # the norm is for Chinese; an English title has twice the letters
    found = document.styles[style]
    fonts = found.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == font and fonts.get(qn("w:eastAsiaTheme")) is None
    assert found.font.size.pt == size


def test_lines_are_28_95_points(document):
    assert document.styles["Normal"].paragraph_format.line_spacing.pt == pytest.approx(28.95)


def test_styles_are_used(document):
    used = {p.style.name for p in document.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "Normal", "Caption"} <= used


def test_the_last_page_never_has_one_line(tmp_path):
    sections = [
        Section("a", "甲", paragraphs=["一", "二"]),
        Section("b", "乙", paragraphs=["三", "四", "五"]),
    ]
    made = Document(
        str(word_page(WrittenReport("题", "副题", "教学", sections, "教学"), tmp_path / "a.docx"))
    )
    kept = {p.text: p.paragraph_format.keep_with_next for p in made.paragraphs}
    assert kept["三"] and kept["四"] and not kept["五"] and not kept["一"]


def test_no_font_is_shipped(written):
    with zipfile.ZipFile(written[2] / "report.docx") as z:
        assert not [
            n for n in z.namelist() if "font" in n.lower() and not n.endswith("fontTable.xml")
        ]


def test_page_numbers_stand_between_dashes(document):
    footers = (document.sections[0].footer, document.sections[0].even_page_footer)
    assert document.settings.odd_and_even_pages_header_footer
    for footer in footers:
        assert re.fullmatch(r"— .*—", footer.paragraphs[0].text.replace("PAGE", ""))
        assert "PAGE" in footer._element.xml
    assert document.styles["Footer"].font.size.pt == 14


def test_every_picture_has_alternative_text(written, document):
    described = [p.get("descr") for p in document.element.body.iter(qn("wp:docPr"))]
    assert len(described) == sum(len(s.figures) for s in written[1].sections) > 0
    assert all(d and len(d) > 20 for d in described)


def test_every_page_says_what_the_data_are(written, document):
    with use_lang(written[0]):
        assert document.sections[0].header.paragraphs[0].text == written[1].nature
        assert document.sections[0].even_page_header.paragraphs[0].text == written[1].nature


def test_cells_stay_text(written, document):
    cells = [c.text for t in document.tables for c in t._cells]
    assert "<script>alert(1)</script>镇" in cells
    with zipfile.ZipFile(written[2] / "report.docx") as z:
        assert not any(b"<w:instrText>DDE" in z.read(n) for n in z.namelist())


def printed(report, folder):
    """How full each page is, 0 to 1, as LibreOffice prints the Word report."""
    office, poppler = shutil.which("soffice"), shutil.which("pdftoppm")
    if office is None or poppler is None:
        pytest.skip("LibreOffice and poppler, which show the pages, are not installed")
    word = reports.write_report(report, folder / "out")[1]
    home = f"-env:UserInstallation={(folder / 'office').as_uri()}"
    line = [office, home, "--headless", "--convert-to", "pdf", "--outdir", folder, word]
    subprocess.run(line, check=True, capture_output=True, timeout=300)
    subprocess.run([poppler, "-r", "40", folder / "report.pdf", folder / "p"], check=True)
    full = []
    for page in sorted(folder.glob("p-*.ppm")):
        ink = np.asarray(Image.open(page).convert("L")) < 200
        top, end = (int(len(ink) * mm / 297) for mm in (37, 262))  # without head and number
        full.append(float(np.flatnonzero(ink[top:end].any(axis=1))[-1] / (end - top)))
    return full


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(
    ("name", "full", "most"),
    [("qinglan", False, 5), ("qinglan_60", False, 4), ("qinglan_60", True, 25)],
)
def test_no_page_but_the_last_ends_in_a_gap(language, name, full, most, tmp_path):
    with use_lang(language):
        report = reports.county_report(toolkit.County.load(toolkit.dataset(name)), full=full)
    pages = printed(report, tmp_path)
    # page one, which the next section leaves, and what follows
    assert 2 <= len(pages) <= most
    assert min(pages[:-1]) > 0.7


def test_where_no_picture_has_room_the_table_comes_first(tmp_path):
    picture = tmp_path / "a.png"
    Image.new("RGB", (160, 90)).save(picture)
    frame = pd.DataFrame({"pairs": range(4)})
    words = ["一句。"] * 12  # 12 lines of 10.2 mm, a heading: 82 mm are left of 225 mm
    sections = [
        Section("a", "甲", paragraphs=words),
        Section("b", "乙", "结论。", tables=[reports.Table("表", frame)]),
    ]
    made = WrittenReport("题", "副题", "教学", sections)
    made.pictures = {"b": [reports.Picture(1, "图", "", "一幅图", picture, picture)]}
    body = Document(str(word_page(made, tmp_path / "a.docx"))).element.body
    kinds = [
        "picture" if next(b.iter(qn("w:drawing")), None) is not None else b.tag.split("}")[1]
        for b in body
    ]
    assert kinds.index("tbl") < kinds.index("picture")
    made.sections[0].paragraphs = words[:4]
    body = Document(str(word_page(made, tmp_path / "b.docx"))).element.body
    extent = next(body.iter(qn("wp:extent")))
    kinds = [b.tag.split("}")[1] for b in body]
    drawn = next(i for i, b in enumerate(body) if next(b.iter(qn("w:drawing")), None) is not None)
    assert drawn < kinds.index("tbl") and int(extent.get("cx")) == Mm(156)


def test_no_word_of_a_heading_is_wider_than_its_column():
    """A broken word (townshi/p) is what a reader sees first."""
    words = {"recipient": "QL0096 彩桥建材公司党支部", "township": "灯谷镇", "gaps": 2}
    words["channels"] = "advanced helps backward, department links backward"
    frame = pd.DataFrame([words] * 3)
    with use_lang("en"):
        table = reports.Table("Units with gaps", frame)
        heads, widths = table.columns, column_widths(table, 9)
    for head, width in zip(heads, widths):
        longest = max(len(word) for word in head.split())
        # bold letters of the widest face a machine may put in the place of the one named
        assert width >= Pt(0.68 * 9 * longest) + Mm(3.8), head
