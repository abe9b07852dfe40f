"""Kinds of damage that were wrong in silence when somebody who had not seen the code tried them."""

from __future__ import annotations

import warnings
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from toolkit import cases, check, comparison
from toolkit.records import County, FileProblem, decode


def _figures(text: str) -> list[tuple[float, float | None, str]]:
    found = cases.read(text).figures
    return [
        (round(float(v), 6), None if u != u else float(u), unit)
        for v, u, unit in zip(found["value"], found["upper"], found["unit"])
    ]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        *(
            (f"全村帮扶3{mark}6户。", [(36, None, "户")])
            for mark in "\u00ad\u200b\u2060\ufeff\u200f"
        ),
        ("投入12\u200e万元。", [(120_000, None, "元")]),
        ("帮扶36\u00a0户。", [(36, None, "户")]),
        ("增长率为-5.2%。", [(-5.2, None, "%")]),
        ("收入同比－3%。", [(-3, None, "%")]),
        ("满意率92%-95%。", [(92, 95, "%")]),
        ("帮扶30〜50户。", [(30, 50, "户")]),
        ("收入8000－1万元。", [(8_000, 10_000, "元")]),
        ("投入十二点五万元。", [(125_000, None, "元")]),
        ("在2011，300户受灾。", [(300, None, "户")]),
        ("用了1个半小时。", [(1.5, None, "小时")]),
        ("占百分之九十几。", []),
        ("共1,2000户。", []),
        ("共1'200户。", []),
        ("共1·5万元。", []),
        ("共3 6户。", []),
        ("投入1.5E+5元。", []),
        ("廿三户。", []),
    ],
)
def test_a_number_is_right_or_none(text: str, right: list) -> None:
    assert _figures(text) == right
    raw = cases.read(text).figures
    assert [text[a:b] for a, b in zip(raw["start"], raw["end"])] == raw["raw"].tolist()


def test_a_number_cut_by_a_line_break_and_a_missing_file_are_said() -> None:
    assert "断开" in "".join(cases.read("全镇共有党员2\n36名参加了结对活动。").notes)
    assert "找不到" in "".join(cases.read("没有这份报告.docx").notes)
    assert "一两个字" in "".join(
        cases.read("\n".join("柳溪镇党建工作总结全镇共帮扶群众多户" * 2)).notes
    )


def test_korean_and_japanese_are_no_rare_chinese() -> None:
    korean = "류계진 당건설 사업 총결 전 진에서 어려운 주민을 도왔고 자금을 투입했다."
    japanese = "これは困難な住民を支援した経験についての報告です。たいへんよい。"
    for data in (korean.encode("euc-kr"), japanese.encode("euc_jp")):
        with pytest.raises(FileProblem, match="不是中文"):
            decode(data, "甲")
    # traditional Chinese has as rare characters, and half of GBK's common ones are Hangul there
    for encoding, text in (
        ("big5", "全鎮共幫扶困難群眾黨員結對聯繫，收入增加"),
        ("gbk", "党建带动发展" * 9),
    ):
        assert decode(text.encode(encoding), "甲") == text


def test_lost_characters_saved_as_gbk_are_marked() -> None:
    marks: list = []
    decode("第一行\n锟斤拷锟斤拷36户".encode(), "甲", marks)
    assert [m.line for m in marks] == [2]


HEAD = "组织编号,组织名称,组织层级,领域,上级组织,{},设立日期,数据性质\n"
ROWS = (
    "C01,青澜县委（虚构）,county,office,,,,fictitious\n"
    "{},柳树村支部（虚构）,branch,rural,C01,36,{},fictitious\n"
)


def _county(folder: Path, head: str = "党员数", unit: str = "B01", day: str = "2011-07-04") -> Path:
    (folder / "organisation.csv").write_text(HEAD.format(head) + ROWS.format(unit, day), "utf-8")
    return folder


def test_what_a_sheet_lacks_is_said(tmp_path: Path) -> None:
    assert check(_county(tmp_path)).empty
    assert "党员数" in check(_county(tmp_path, head="党员人数"))["reason"].iloc[0]
    for day in ("2011-00-04", "2011-01-00"):
        assert check(_county(tmp_path, day=day))["severity"].tolist() == ["error"]
    assert check(_county(tmp_path, day="3011-07-04"))["severity"].tolist() == ["warning"]
    _county(tmp_path, unit="\ufeffB01", head="党员\u200b数")
    county = County.load(tmp_path)
    assert county["organisation"]["org_id"].tolist() == ["C01", "B01"]
    assert county["organisation"]["members_n"].tolist()[1] == 36
    (tmp_path / "organisation.csv").write_text(HEAD.format("党员数"), "utf-8")
    assert "没有一条" in check(tmp_path)["reason"].iloc[0]


def _book(path: Path, change) -> Path:  # type: ignore[no-untyped-def]
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "组织"
    for line in (HEAD.format("党员数") + ROWS.format("B01", "2011-07-04")).splitlines():
        sheet.append([v or None for v in line.split(",")])
    change(sheet)
    book.save(path)
    return path


def test_identifiers_stay_as_the_sheet_shows_them(tmp_path: Path) -> None:
    def padded(sheet) -> None:  # type: ignore[no-untyped-def]
        sheet["A3"] = 7
        sheet["A3"].number_format = "000"

    def day(sheet) -> None:  # type: ignore[no-untyped-def]
        sheet["A3"] = datetime(2011, 3, 1)

    units = County.load(_book(tmp_path / "a.xlsx", padded))["organisation"]["org_id"]
    assert units.tolist() == ["C01", "007"]
    assert "日期" in check(_book(tmp_path / "b.xlsx", day))["reason"].iloc[0]


def test_a_record_a_million_rows_below_is_named(tmp_path: Path) -> None:
    path = _book(tmp_path / "a.xlsx", lambda sheet: sheet.cell(1_048_000, 1, "B99"))
    assert "A1048000" in check(path)["reason"].iloc[0]


CASES = "案例,领导,参与,成效\n甲村,1,0.9,1\n乙村,0,0.8,1\n丙村,1,0.2,0\n丁村,0,0.1,0\n"


@pytest.mark.parametrize(
    ("row", "said", "kept"),
    [
        ("注：1表示有，0表示没有,,,", "说明行", 4),
        ("中位数,1,0.5,0", "汇总行", 4),
        ("全县平均水平,1,0.5,0", "汇总行", 4),
        ("全县,1,0.6,1", "请核对", 5),
        (",1,0.6,1", "没有名称", 5),
        ("甲 村,1,0.6,1", "不止一次", 5),
        ("戊村,1,无,1", "不是数字", 5),
    ],
)
def test_rows_that_are_hardly_cases_are_said(
    tmp_path: Path, row: str, said: str, kept: int
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(CASES + row + "\n", "utf-8")
    with pytest.warns(comparison.ComparisonWarning, match=said):
        read = comparison.read_cases(path)
    assert len(read) == kept
    path.write_text(CASES.replace(",", "|"), "utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert comparison.read_cases(path).shape == (4, 3)


def test_a_case_has_one_outcome_and_a_codebook_no_total(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("案例,结果\n甲村,improved\n甲村,worse\n", "utf-8")
    with pytest.raises(cases.CaseError, match="甲村"):
        cases.read_outcomes(path)
    path.write_text("code,stage,name\nA,培育,结对\n合计,,2\n", "utf-8")
    with pytest.raises(cases.CaseError, match="第 3 行"):
        cases.Codebook.load(path)
    book = openpyxl.Workbook()
    for line in ("code,stage,name", "A,培育,结对", "B,推广,表彰"):
        book.active.append(line.split(","))
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "b.xlsx")
    with pytest.warns(UserWarning, match="隐藏"):
        assert len(cases.Codebook.load(tmp_path / "b.xlsx")) == 2


@pytest.mark.parametrize("encoding", ["utf-16", "gb2312"])
def test_a_qdc_is_read_in_the_encoding_it_declares(tmp_path: Path, encoding: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><CodeBook '
        'xmlns="urn:QDA-XML:codebook:1.0"><Codes><Code guid="a" name="结对" isCodable="true"/>'
        "</Codes></CodeBook>"
    )
    path = tmp_path / "a.qdc"
    path.write_bytes(text.encode(encoding))
    assert [c.name for c in cases.Codebook.load(path)] == ["结对"]
    deep = text.replace(
        "/></Codes>", ">" + '<Code guid="b" name="层">' * 2000 + "</Code>" * 2001 + "</Codes>"
    )
    path.write_bytes(deep.encode(encoding))
    with pytest.raises(cases.CaseError, match="嵌套"):
        cases.Codebook.load(path)
