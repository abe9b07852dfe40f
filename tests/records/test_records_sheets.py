"""Workbooks as people save them: what the eye sees is read, or said with its row."""

import datetime
import time

import openpyxl
import pytest

import toolkit
from toolkit.records import read_book

HEAD = ["组织编号", "组织名称", "组织层级", "领域", "帮扶能力", "设立日期", "数据性质", "备注"]


def book(tmp_path, change=lambda sheet: None, rows=6, date1904=False):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "组织"
    sheet.append(HEAD)
    for i in range(1, rows + 1):
        day = datetime.datetime(2011, 7, i)
        name = f"第{i}村支部（虚构）"
        sheet.append([f"B{i}", name, "branch", "rural", 1, day, "fictitious", "甲"])
    if date1904:
        made.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    change(sheet)
    made.save(tmp_path / "甲 县.xlsx")
    return tmp_path / "甲 县.xlsx"


@pytest.mark.parametrize(
    ("block", "severity", "row"),
    [("E3:F5", "error", 3), ("E3:F3", "warning", 3), ("E3:E5", "warning", None)],
)
def test_merged_blocks_are_said(tmp_path, block, severity, row):
    path = book(tmp_path, lambda sheet: sheet.merge_cells(block))
    found = toolkit.check(path)
    assert block in found["reason"][0] and found["severity"][0] == severity
    assert row is None or found["row"][0] == row
    if severity == "warning" and row is None:  # one column: the value stands for all its rows
        assert toolkit.County.load(path)["organisation"]["capacity"].tolist() == [1] * 6


def test_blocks_merged_beside_the_table_or_for_their_look_alone_keep_no_county_out(tmp_path):
    def beside(sheet):
        sheet["K3"] = "填表说明"
        sheet.merge_cells("K3:L6")

    found = toolkit.check(book(tmp_path, beside))
    assert found["severity"].eq("warning").all() and "K3:L6" in "".join(found["reason"])
    assert toolkit.check(book(tmp_path, lambda sheet: sheet.merge_cells("K3:L6"))).empty


def test_serials_of_1904(tmp_path):
    def change(sheet):
        sheet["F3"], sheet["F4"] = 39266, "39266"

    days = toolkit.County.load(book(tmp_path, change, date1904=True))["organisation"]["valid_from"]
    assert days.dt.strftime("%Y-%m-%d").tolist()[:3] == ["2011-07-01", "2011-07-04", "2011-07-04"]
    days = toolkit.County.load(book(tmp_path, change))["organisation"]["valid_from"]
    assert days.dt.strftime("%Y-%m-%d").tolist()[1:3] == ["2007-07-03", "2007-07-03"]


def test_hidden_rows_and_columns_are_said(tmp_path):
    def change(sheet):
        sheet.row_dimensions[4].hidden = sheet.row_dimensions[6].hidden = True
        sheet.column_dimensions["E"].hidden = True

    found = toolkit.check(book(tmp_path, change))
    assert found["severity"].tolist() == ["warning"] * 2
    assert any("E 列" in r for r in found["reason"]) and any(
        "4、6 行" in r for r in found["reason"]
    )


def test_percentages_mean_what_the_column_counts(tmp_path):
    made = openpyxl.load_workbook(book(tmp_path))
    made.create_sheet("指标")
    made["指标"].append(["指标编号", "指标名称", "维度", "权重"])
    made["指标"].append(["I1", "甲", "members", 1])
    made["指标"]["D2"].number_format = "0%"
    sheet = made.create_sheet("测评")
    sheet.append(["org_id", "period", "ind_id", "voice", "score"])
    for i, (value, form) in enumerate([(0.85, "0%"), (1, "0.00%"), (0.856, "0%"), (88, "0")], 1):
        sheet.append([f"B{i}", "2015", "I1", "self", value])
        sheet.cell(i + 1, 5).number_format = form
    made["组织"]["E3"].number_format = "0%"  # a capacity is no share
    path = tmp_path / "乙.xlsx"
    made.save(path)
    found = toolkit.check(path)
    errors = found[found["severity"] == "error"]
    assert errors[["row", "value"]].values.tolist() == [[3, "100%"]]
    made["组织"]["E3"].number_format = "General"
    made.save(path)
    county = toolkit.County.load(path)
    assert county["assessment"]["score"].tolist() == [85, 100, 85.6, 88]
    assert county["indicator"]["weight"].tolist() == [1]


@pytest.mark.parametrize(
    ("scores", "rows"),
    [([90, 0.6, 75], [3]), ([90, 0, 1], []), ([2, 0.5, 1], []), ([], []), ([0.6], [])],
)
def test_a_score_below_one_among_scores_up_to_100_is_said(tmp_path, scores, rows):
    made = openpyxl.load_workbook(book(tmp_path))
    for title, head in (("指标", ["指标编号", "指标名称", "维度", "权重"]), ("评定", None)):
        made.create_sheet(title).append(head or ["org_id", "period", "ind_id", "voice", "score"])
    made["指标"].append(["I1", "甲", "members", 1])
    for i, score in enumerate(scores, 1):
        made["评定"].append([f"B{i}", "2015", "I1", "self", score])
    made.save(tmp_path / "乙.xlsx")
    found = toolkit.check(tmp_path / "乙.xlsx")
    assert found["row"].tolist() == rows and set(found["severity"]) <= {"warning"}


@pytest.mark.parametrize("blank", [None, "", " ", "\u3000"])
@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD3"])
def test_a_blank_far_away_costs_nothing(tmp_path, blank, place):
    def change(sheet):
        sheet[place] = blank
        sheet[place].fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")

    path = book(tmp_path, change)
    began = time.perf_counter()
    assert toolkit.check(path).empty and time.perf_counter() - began < 10
    assert read_book(path)[0].cells.shape == (7, 8)


def test_a_value_far_away_is_refused_with_its_place(tmp_path):
    path = book(tmp_path, lambda sheet: sheet.cell(1_048_576, 16_384, "甲"))
    found = toolkit.check(path)
    assert found["severity"].tolist() == ["error"] and "XFD1048576" in found["reason"][0]


def test_thousands_of_formatted_empty_rows(tmp_path):
    def change(sheet):
        for i in range(10, 3_000):
            sheet.cell(i, 2).fill = openpyxl.styles.PatternFill("solid", fgColor="FFFF00")
            sheet.cell(i, 8, " ")

    path = book(tmp_path, change)
    assert toolkit.check(path).empty and len(toolkit.County.load(path)["organisation"]) == 6


def test_a_unit_is_chosen_by_name_in_the_template(tmp_path):
    import openpyxl

    from toolkit.records import template

    book = openpyxl.load_workbook(template(tmp_path / "t.xlsx", "zh"))
    offered = {str(d.sqref): d.formula1 for d in book["结对"].data_validations.dataValidation}
    heads = [cell.value for cell in book["结对"][1]]
    for head in ("帮扶方", "受助方"):
        letter = "ABCDEFGHIJ"[heads.index(head)]
        assert offered[f"{letter}2:{letter}2002"] == "'组织'!$B$3:$B$2002"
    assert book["组织"]["B1"].value == "组织名称"
    assert not {"type", "required", "key"} & {cell.value for cell in book["字典"][1]}
