"""Sheets as people make them: encodings, titles, merged cells, Chinese and English mixed, dates in
every form."""

from datetime import datetime

import openpyxl
import pandas as pd
import pytest
from records_samples import organisation, pairing

import toolkit
from toolkit.records import cells, dates

ZH = pd.DataFrame(
    {
        "组织编号": ["001", "002"],
        "组织名称": ["甲支部（虚构）", "喆镕支部(虚构)"],
        "组织层级": ["党支部", "branch"],
        "sector": ["农村", "企业"],
        "党员数（人）": ["１２", "9,002"],
        "可供支持": ["项目；资金、科技", "policy;market"],
        "*数据性质": ["虚构", "Fictitious"],
    }
)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk", "utf-16", "utf-16-le"]
)
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_encodings_and_separators(tmp_path, encoding, separator):
    frame = ZH.copy()
    if separator == ";":
        frame["可供支持"] = ["项目、资金、科技", "policy、market"]
    (tmp_path / "组织.csv").write_bytes(frame.to_csv(index=False, sep=separator).encode(encoding))
    county = toolkit.County.load(tmp_path)
    orgs = county["organisation"]
    assert orgs["members_n"].tolist() == [12, 9002]
    assert orgs["name"].tolist() == ["甲支部（虚构）", "喆镕支部（虚构）"]
    assert orgs["offers"].tolist() == ["project;funds;technology", "policy;market"]
    assert orgs["level"].tolist() == ["branch", "branch"]


DATES = [
    ("2015-07-03", "2015-07-03", "day"),
    ("2015/7/3", "2015-07-03", "day"),
    ("2015.7.3", "2015-07-03", "day"),
    ("2015．7．3", "2015-07-03", "day"),
    ("20150703", "2015-07-03", "day"),
    ("2015年7月3日", "2015-07-03", "day"),
    ("２０１５年７月３日", "2015-07-03", "day"),
    ("二〇一五年七月三日", "2015-07-03", "day"),
    ("二○一五年十二月三十一日", "2015-12-31", "day"),
    ("2015-07-03 00:00:00", "2015-07-03", "day"),
    ("42188", "2015-07-03", "day"),
    (42188.0, "2015-07-03", "day"),
    (datetime(2015, 7, 3), "2015-07-03", "day"),
    ("2015年7月", "2015-07-01", "month"),
    ("2015-07", "2015-07-01", "month"),
    ("201507", "2015-07-01", "month"),
    ("二〇一五年七月", "2015-07-01", "month"),
    ("2015年", "2015-01-01", "year"),
    (2015, "2015-01-01", "year"),
    ("2015", "2015-01-01", "year"),
]


@pytest.mark.parametrize("given, day, precision", DATES)
def test_dates(given, day, precision):
    days, bad, how = dates.read_date(pd.Series([given, None], dtype=object))
    assert (
        not bad.any() and days[0] == pd.Timestamp(day) and how[0] == precision and days[1] is pd.NaT
    )


@pytest.mark.parametrize(
    "given",
    [
        "3/7/2015",
        "2015-13-01",
        "2015-02-30",
        "去年",
        "15-07-03",
        "2015-07-03-01",
        3.7,
        True,
        "=TODAY()",
    ],
)
def test_what_is_no_date(given):
    _, bad, _ = dates.read_date(pd.Series([given], dtype=object))
    assert bad.all()


@pytest.mark.parametrize(
    "given, read",
    [
        ("2015年", "2015"),
        ("2015年度", "2015"),
        ("2015上半年", "2015H1"),
        ("2015年第三季度", "2015Q3"),
        ("2015h2", "2015H2"),
        ("2015年3月", "2015-03"),
        ("201503", "2015-03"),
        ("2015-12", "2015-12"),
    ],
)
def test_periods(given, read):
    assert dates.read_period(pd.Series([given], dtype="string"))[0].tolist() == [read]


def test_numbers_are_told_apart_from_text():
    values = pd.Series(
        ["１２．５", "-3", "1e3", "1,234.5", "", None, "12人", "nan", "inf", "1 2", True],
        dtype=object,
    )
    numbers, bad = cells.read_number(values, whole=False)
    assert numbers[:4].tolist() == [12.5, -3, 1000, 1234.5] and numbers[4:].isna().all()
    assert bad.tolist() == [False] * 6 + [True] * 5


def book(path, rows, name="组织", prepare=None):
    wb = openpyxl.Workbook()
    ws = wb.active
    ws.title = name
    for r in rows:
        ws.append(r)
    if prepare:
        prepare(wb, ws)
    wb.save(path)
    return path


HEAD = ["组织编号", "组织名称", "组织层级", "领域", "数据性质", "所在乡镇", "设立日期"]


def test_title_row_merged_cells_and_hidden_sheets(tmp_path):
    rows = [
        ["青澜县组织一览表（虚构）"],
        ["填表单位：某某"],
        HEAD,
        ["001", "甲支部（虚构）", "党支部", "农村", "虚构", "云溪乡", datetime(2001, 7, 1)],
        ["002", "乙支部（虚构）", "党支部", "农村", "虚构", None, "2001年7月"],
    ]

    def prepare(wb, ws):
        ws.merge_cells("A1:G1")
        ws.merge_cells("F4:F5")
        hidden = wb.create_sheet("结对")
        hidden.append(["结对编号", "结对方式", "帮扶方", "受助方", "起始日期", "状态"])
        hidden.append(["p1", "党群共建", "001", "009", 2010, "帮扶中"])
        hidden.sheet_state = "hidden"

    path = book(tmp_path / "新建 工作簿.xlsx", rows, prepare=prepare)
    found = toolkit.check(path)
    assert found.loc[
        found["severity"] == "error", ["table", "row", "column"]
    ].to_numpy().tolist() == [["pairing", 2, "recipient_id"]]
    assert (
        found["reason"].str.contains("隐藏|hidden").any()
        and found["reason"].str.contains("合并|merged").any()
    )
    rows[3][0] = "009"
    path = book(
        tmp_path / "b.xlsx",
        [r if r[:1] != ["002"] else ["001", *r[1:]] for r in rows],
        prepare=prepare,
    )
    county = toolkit.County.load(path)
    assert county["organisation"]["township"].tolist() == ["云溪乡", "云溪乡"]
    assert county["organisation"]["valid_from"].tolist() == [pd.Timestamp(2001, 7, 1)] * 2
    assert county["pairing"]["date_precision"].tolist() == ["year"]


def test_rows_are_those_of_the_sheet(tmp_path):
    rows = [
        ["标题"],
        HEAD,
        ["001", "甲支部（虚构）", "党支部", "农村", "虚构"],
        [],
        ["002", "乙支部（虚构）", "错", "农村", "虚构"],
    ]
    found = toolkit.check(book(tmp_path / "a.xlsx", rows))
    assert found[["row", "cell", "value"]].to_numpy().tolist() == [[5, "C5", "错"]]


def test_csv_rows_count_records_below_a_title_and_blank_lines(folder):
    head = "组织一览\r\n\r\norg_id,name,level,sector,data_nature\r\n"
    text = (
        head + "001,甲（虚构）,branch,rural,fictitious\r\n\r\n002,乙（虚构）,x,rural,fictitious\r\n"
    )
    assert toolkit.check(folder(organisation=text))["row"].tolist() == [6]


def test_long_and_short_rows(folder):
    text = (
        "org_id,name,level,sector,data_nature\n001,甲（虚构）"
        ",branch,rural,fictitious,多\n002,乙（虚构）,branch,rural\n"
    )
    found = toolkit.check(folder(organisation=text))
    assert found.loc[found["severity"] == "error", ["row", "column"]].to_numpy().tolist() == [
        [3, "data_nature"]
    ]
    assert (found["severity"] == "warning").any(), "the sixth cell is not dropped in silence"


def test_numbers_as_identifiers(tmp_path):
    rows = [
        HEAD[:5],
        [1001, "甲（虚构）", "党支部", "农村", "虚构"],
        [110105199001011234, "乙（虚构）", "党支部", "农村", "虚构"],
    ]
    found = toolkit.check(book(tmp_path / "a.xlsx", rows))
    assert found[["row", "column"]].to_numpy().tolist() == [[3, "org_id"]], (
        "Excel has already lost the last digits"
    )


def test_a_formula_that_was_never_computed_is_no_silent_blank(tmp_path):
    rows = [[*HEAD[:5], "党员数"], ["001", "甲（虚构）", "党支部", "农村", "虚构", "=1+1"]]
    found = toolkit.check(book(tmp_path / "a.xlsx", rows))
    assert found[["row", "column"]].to_numpy().tolist() == [[2, "members_n"]]


def test_a_sheet_is_known_by_its_headings(tmp_path):
    path = book(
        tmp_path / "a.xlsx", [HEAD, ["001", "甲（虚构）", "党支部", "农村", "虚构"]], name="Sheet1"
    )
    assert len(toolkit.County.load(path)["organisation"]) == 1


def test_yes_and_no(folder):
    case = pd.DataFrame(
        {
            "case_id": ["a", "b", "c"],
            "org_id": "001",
            "listed_on": "2011",
            "basis": "quota",
            "status": "认定",
            "relapse": ["是", "否", ""],
        }
    )
    county = toolkit.County.load(folder(organisation=organisation(), turnaround_case=case))
    assert county["turnaround_case"]["relapse"].tolist() == [True, False, pd.NA]


def test_same_column_twice_and_same_table_twice(folder, tmp_path):
    found = toolkit.check(folder(organisation=organisation().assign(组织名称="x")))
    assert "name" in set(found["column"])
    place = folder(organisation=organisation(), 组织=organisation())
    assert (toolkit.check(place)["severity"] == "error").any()


def test_absent_tables_are_empty_with_columns_and_dtypes(folder):
    county = toolkit.County.load(folder(organisation=organisation(), pairing=pairing()))
    assert county["commitment"].empty and str(county["commitment"]["due"].dtype).startswith(
        "datetime64"
    )
    assert (
        str(county["organisation"]["org_id"].dtype) == "string"
        and str(county["organisation"]["members_n"].dtype) == "Int64"
    )
    assert county["pairing"]["date_precision"].tolist() == ["day", "month"]
    with pytest.raises(KeyError):
        county["no_such_table"]


def test_every_kind_of_missing_cell_is_empty():
    import numpy as np

    missing = [pd.NA, None, np.nan, pd.NaT]
    county = toolkit.County(
        {
            "organisation": organisation()
            .astype(object)
            .assign(members_n=missing, parent_id=missing, valid_from=missing)
        }
    )
    assert county["organisation"][["members_n", "parent_id", "valid_from"]].isna().all(axis=None)
