"""What a person with Excel gets wrong in the template: each time one cause and the nearest fix."""

import re

import openpyxl
import pytest

import toolkit
from toolkit.cli.records import listing
from toolkit.records import template
from toolkit.terms import use_lang

UNITS = [
    ("01", "青山县（虚构）", "县级", "机关", None),
    ("03", "县农业局党支部（虚构）", "党支部", "机关", "01"),
    ("06", "西沟村党支部（虚构）", "党支部", "农村", "01"),
]
#: sheet, cell, what was typed there, what is said
MISTAKES = [
    ("组织", "D5", "乡村", "组织  5  领域  “乡村”  领域可填：地方政府、机关、农村、"),
    ("组织", "O3", None, "组织  3  数据性质    必填；可填：虚构、公开官方、用户提供"),
    ("组织", "I5", "12人", "组织  5  党员数  “12人”  应为整数"),
    ("组织", "A1", "单位编码", "组织  1  组织编号    缺少必需的列“组织编号”"),
    ("组织", "A6", "合计", "组织  6  组织编号  “合计”  合计行不是记录，没有读入"),
    ("定级", "C3", "差", "定级  3  定级  “差”  定级可填：先进、一般、待提升"),
    ("结对", "D3", 6, "是否想填 06 西沟村党支部（虚构）？"),
    ("结对", "D3", "西沟村支部", "是否想填 06 西沟村党支部（虚构）？"),
    ("结对", "D3", "=VLOOKUP(1,A1:B2,2)", "结对  3  受助方    公式没有算出值"),
    ("结对", "L3", "进行中", "结对  3  状态  “进行中”  状态可填：拟定、未采纳、双方确认、帮扶中"),
    ("结对", "E3", "2025.13.01", "起始日期  “2025.13.01”  不是可识别的日期（如 2015-07-03"),
    ("结对", "B1", "帮法", "结对  1  结对方式    缺少必需的列“结对方式”"),
]


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    path = template(tmp_path_factory.mktemp("mistakes") / "我的县.xlsx", "zh")
    book = openpyxl.load_workbook(path)
    for i, unit in enumerate(UNITS, 3):
        for j, value in enumerate(unit, 1):
            book["组织"].cell(i, j, value)
        book["组织"].cell(i, 15, "虚构")
    for j, value in enumerate(("06", "2025", "待提升"), 1):
        book["定级"].cell(3, j, value)
    pair = {1: "1", 2: "部门联后进", 3: "03", 4: "06", 5: "2025-03-01", 12: "帮扶中"}
    for j, value in pair.items():
        book["结对"].cell(3, j, value)
    book.save(path)
    return path


def said(path):
    with use_lang("zh"):
        return listing(toolkit.check(path)).split("\n")[1:]


def test_a_template_filled_in_well_has_no_problem(filled):
    assert said(filled) == []


@pytest.mark.parametrize("sheet, cell, typed, told", MISTAKES)
def test_one_cause_and_the_nearest_fix(filled, tmp_path, sheet, cell, typed, told):
    book = openpyxl.load_workbook(filled)
    book[sheet][cell].value = typed
    book.save(tmp_path / "我的县.xlsx")
    lines = said(tmp_path / "我的县.xlsx")
    assert len(lines) == 1 and told in lines[0], lines


def test_the_same_in_one_row_after_another_is_said_once(filled, tmp_path):
    book = openpyxl.load_workbook(filled)
    for row in (3, 4, 5):
        book["组织"].cell(row, 15).value = None
    book.save(tmp_path / "我的县.xlsx")
    assert [line.split("  ")[2] for line in said(tmp_path / "我的县.xlsx")] == ["3–5"]


@pytest.mark.parametrize(
    "language, strange", [("zh", "[a-z]{3,}"), ("en", "[\\u4e00-\\u9fff]{3,}")]
)
def test_the_dictionary_is_in_one_language(language, strange, tmp_path):
    book = openpyxl.load_workbook(template(tmp_path / "t.xlsx", language))
    cells = [str(c.value) for row in book.worksheets[-1].iter_rows() for c in row if c.value]
    assert not [c for c in cells if re.search(strange, c)]
    example = [c.value for c in book.worksheets[1][2]]
    assert example[14] == {"zh": "例：用户提供", "en": "e.g. user supplied"}[language]
