"""A comparison as workbook, Word and page: truth-table rows open their cases and sentences, limits
come first."""

import openpyxl
import pandas as pd
import pytest
from docx import Document

from toolkit import comparison, reports
from toolkit.cli import main

DATA = pd.DataFrame(
    {"A": [1, 1, 0, 0, 1, 0], "B": [1, 0, 1, 0, 1, 0], "Y": [1, 1, 0, 0, 1, 0]},
    index=[f"C{i:02d}" for i in range(1, 7)],
    dtype=float,
)
CODED = pd.DataFrame(
    {"case": ["C01", "C05", "C02"], "code": ["A", "A", "A"], "text": ["=先做", "再做", "又做"]}
)


@pytest.fixture
def study():
    return comparison.study(DATA, "Y", ["A", "B"], selection="六个虚构案例")


def test_truth_table_rows_open_the_cases_and_sentences_behind_them(study, tmp_path):
    path = reports.write_comparison(study, tmp_path / "t.xlsx", CODED)
    book = openpyxl.load_workbook(path)
    table, behind = book["真值表 Y"], book["依据 Y"]
    opened = {}
    for cell in table["A"][1:]:
        place, address = cell.hyperlink.location.split("!")
        assert place.strip("'") == behind.title
        opened[int(cell.value)] = behind[address].row
        assert behind[address].value == int(cell.value)
    assert set(opened) == set(study.tables["Y"].rows.index)
    said = {(r[0].value, r[1].value, r[3].value) for r in behind.iter_rows(min_row=2)}
    assert {(4, "C01", "=先做"), (4, "C05", "再做"), (3, "C02", "又做")} <= said
    assert all(c.data_type != "f" for sheet in book for row in sheet.iter_rows() for c in row)


def test_word_and_page_hold_limits_chart_and_models(study, tmp_path):
    word = Document(
        reports.write_comparison(study, tmp_path / "t.docx", source="虚构", nature="fictitious")
    )
    cells = {c.text for t in word.tables for row in t.rows for c in row.cells}
    assert "●" in " ".join(cells) and "A" in cells
    text = "\n".join(p.text for p in word.paragraphs)
    assert "不等于因果" in text and "六个虚构案例" in text
    page = reports.write_comparison(study, tmp_path / "t.html", nature="fictitious").read_text(
        encoding="utf-8"
    )
    assert "组态图" in page and 'alt="' in page and "不等于因果" in page


def test_other_endings_are_refused_and_the_command_writes_all_three(study, tmp_path, capsys):
    with pytest.raises(ValueError, match="docx"):
        reports.write_comparison(study, tmp_path / "t.pdf")
    DATA.rename_axis("case").to_csv(tmp_path / "cases.csv")
    CODED.to_csv(tmp_path / "coding.csv", index=False)
    for name in ("a.xlsx", "a.docx", "a.html"):
        words = [
            "compare",
            str(tmp_path / "cases.csv"),
            "--outcome",
            "Y",
            "--coding",
            str(tmp_path / "coding.csv"),
            "--out",
            str(tmp_path / name),
        ]
        assert main(words) == 0 and (tmp_path / name).exists()
    CODED.drop(columns="text").to_csv(tmp_path / "coding.csv", index=False)
    assert main(words) == 2 and "text" in capsys.readouterr().err
