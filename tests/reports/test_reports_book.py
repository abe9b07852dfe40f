"""tables.xlsx: every table whole, headings of the reader, no formula."""

import re
import zipfile

import openpyxl
import pandas as pd

from toolkit import reports
from toolkit.reports.book import tables_book


def test_workbook(written):
    lang, report, folder = written
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book.sheetnames[0] == {"zh": "说明", "en": "About"}[lang]
    assert len(book.sheetnames) == 1 + sum(len(s.tables) for s in report.sections)
    about = {str(row[1].value) for row in book.worksheets[0].iter_rows()}
    assert all(limit in about for s in report.sections for limit in s.limits)
    heads = {c.value for sheet in book.worksheets[1:] for c in next(sheet.iter_rows(max_row=1))}
    chinese = [h for h in heads if re.search("[一-鿿]", h)]
    assert len(chinese) == (len(heads) if lang == "zh" else 0), heads


def test_no_cell_is_a_formula(written):
    with zipfile.ZipFile(written[2] / "tables.xlsx") as z:
        sheets = [n for n in z.namelist() if n.startswith("xl/worksheets/sheet")]
        assert sheets and not any(re.search(rb"<f[ >/]", z.read(n)) for n in sheets)
        assert not [n for n in z.namelist() if "externalLink" in n]
    values = [
        c.value
        for sheet in openpyxl.load_workbook(written[2] / "tables.xlsx")
        for row in sheet.iter_rows()
        for c in row
    ]
    assert "000 =cmd|' /C calc'!A0" in values


def test_a_cell_that_begins_like_a_formula_is_text(tmp_path):
    table = reports.Table("甲", pd.DataFrame({"reason": ["=1+1", "@SUM(A1)"]}))
    report = reports.WrittenReport("题", "", "", [reports.Section("a", "节", tables=[table])])
    path = tables_book(report, tmp_path / "t.xlsx")
    cells = [c for row in openpyxl.load_workbook(path).worksheets[1].iter_rows() for c in row]
    assert [c.value for c in cells[1:]] == ["=1+1", "@SUM(A1)"]
    assert all(c.data_type == "s" for c in cells)
