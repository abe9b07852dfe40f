"""Kinds of damage that were wrong in silence when somebody who had not seen the code tried them."""

from __future__ import annotations

import warnings
import zipfile
from datetime import datetime
from pathlib import Path

import networkx as nx
import openpyxl
import pandas as pd
import pytest

from toolkit import cases, check, comparison, pairing
from toolkit.records import County, FileProblem, as_flags, decode, read_columns


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
        ("提高二个百分点。", [(2, None, "个百分点")]),
        ("投入3百多万元。", [(3_000_000, None, "元")]),
        ("捐款壹佰贰拾万元。", [(1_200_000, None, "元")]),
        ("壹拾贰万叁仟圆整。", [(123_000, None, "元")]),
        ("队伍陆续到位。", []),
        ("土方320㎥。", [(320, None, "㎥")]),
        ("用电12万kWh。", [(120_000, None, "kWh")]),
        ("驻村两年半。", [(2.5, None, "年")]),
        ("忙了一年半载。", []),
        ("每斤3元5角。", [(3.5, None, "元")]),
        ("每斤三元五角二分。", [(3.52, None, "元")]),
        ("重3斤2两。", []),
        ("到会36，200人。", [(36_200, None, "人")]),
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


_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(path: Path, body: str, more: str = "") -> Path:
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as packed:
        warnings.simplefilter("ignore")  # of a name given twice
        for text in filter(None, (body, more)):
            packed.writestr(
                "word/document.xml",
                f'<w:document xmlns:w="{_W}"><w:body>{text}</w:body></w:document>',
            )
    return path


def _run(text: str, font: str) -> str:
    fonts = f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>' if font else ""
    return f"<w:r>{fonts}<w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("run", "text", "unknown"),
    [
        (_run("ü", "Wingdings"), "✓", 0),
        (_run("aR好", "Wingdings"), "□□好", 2),
        (_run("R", "Wingdings 2"), "□", 1),
        (_run("·l", "Symbol"), "•□", 1),
        (_run("ül", "Arial"), "ül", 0),
        ('<w:r><w:sym w:font="Wingdings" w:char="00FC"/></w:r>', "✓", 0),
        ('<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>', "□", 1),
        ('<w:r><w:sym w:font="Arial" w:char="00FC"/></w:r>', "ü", 0),
    ],
)
def test_a_sign_is_no_letter(tmp_path: Path, run: str, text: str, unknown: int) -> None:
    read = cases.read(_docx(tmp_path / "a.docx", f"<w:p>{run}{_run('已整改36户', '')}</w:p>"))
    assert read.text == text + "已整改36户"
    assert read.notes == ([f"专用字体的符号 {unknown} 个认不出。"] if unknown else [])


def test_of_two_bodies_and_two_values_none_is_taken(tmp_path: Path) -> None:
    one, other = (f"<w:p>{_run(t, '')}</w:p>" for t in ("帮扶36户", "帮扶99户"))
    with pytest.raises(cases.CaseError, match="两份"):
        cases.read(_docx(tmp_path / "a.docx", one, other))
    book = _book(tmp_path / "a.xlsx", lambda sheet: None)
    again = b'<c r="F3"', b'<c r="G3"'
    assert "F3 在文件里写了两次" in check(_changed(book, *reversed(again)))["reason"].iloc[0]


def _changed(path: Path, old: bytes, new: bytes) -> Path:
    """A copy of a workbook with something else in its first sheet."""
    out = path.with_name("changed.xlsx")
    with zipfile.ZipFile(path) as packed, zipfile.ZipFile(out, "w") as copy:
        for name in packed.namelist():
            data = packed.read(name)
            if name.endswith("sheet1.xml"):
                assert old in data
                data = data.replace(old, new, 1)
            copy.writestr(name, data)
    return out


def test_what_has_no_height_or_width_is_hidden(tmp_path: Path) -> None:
    plain = _book(tmp_path / "a.xlsx", lambda sheet: None)
    assert check(plain).empty
    for old, new, said in (
        (b'<row r="3"', b'<row r="3" ht="0" customHeight="1"', "第 3 行是隐藏的"),
        (
            b"<sheetData>",
            b'<cols><col min="6" max="6" width="0" customWidth="1"/></cols><sheetData>',
            "第 F 列是隐藏的",
        ),
    ):
        assert said in "".join(check(_changed(plain, old, new))["reason"])
    assert check(_changed(plain, b'<row r="3"', b'<row r="3" ht="10.5"')).empty


def test_headings_in_traditional_characters_are_read(tmp_path: Path) -> None:
    head = HEAD.format("黨員數").replace("组织编号,组织名称,组织层级", "組織編號,組織名稱,組織層級")
    path = tmp_path / "組織.csv"
    path.write_text(head + ROWS.format("B01", "2011-07-04"), "utf-8")
    assert County.load(tmp_path)["organisation"]["members_n"].tolist()[1] == 36
    path.write_text(head.replace("黨員數", "身份證號") + ROWS.format("B01", "2011-07-04"), "utf-8")
    assert "个人信息" in check(tmp_path)["reason"].iloc[0]


def test_very_many_cases_are_compared_by_rows_not_by_pairs() -> None:
    n = 2_500
    table = pd.DataFrame(
        {"领导": [0.9, 0.2] * (n // 2), "参与": [0.8, 0.7, 0.1, 0.3, 0.6] * (n // 5)},
        index=[f"村{i}" for i in range(n)],
    )
    table["成效"] = table.min(axis=1)
    study = comparison.study(table, "成效", ["领导", "参与"])
    assert study.selection is None
    text = comparison.as_text(comparison.study_parts(study))
    assert "村2499" in text
    assert "案例 2500 个" in text


@pytest.mark.parametrize("column", ["label", "type", "viz", "key", "id", "ID"])
def test_a_column_of_ones_own_never_takes_a_formats_name(tmp_path: Path, column: str) -> None:
    head = HEAD.format("党员数").strip() + f",{column}\n"
    rows = [f"{line},{mark}" for line, mark in zip(ROWS.splitlines(), ("甲7", "乙8"))]
    text = head + "\n".join(rows).replace("{},", "B01,", 1).replace("{}", "2011-07-04")
    (tmp_path / "organisation.csv").write_text(text + "\n", "utf-8")
    net = pairing.graph(County.load(tmp_path))
    for ending, read in ((".gexf", nx.read_gexf), (".graphml", nx.read_graphml)):
        got = read(pairing.export(net, tmp_path / f"a{ending}"))
        assert {got.nodes[n][f"own_{column}"] for n in ("C01", "B01")} == {"甲7", "乙8"}
        assert got.nodes["B01"]["name"] == "柳树村支部（虚构）"
    # what the values say is refused whatever the column is called
    number = "11010519491231002X"
    (tmp_path / "organisation.csv").write_text(text.replace("乙8", number) + "\n", "utf-8")
    found = check(tmp_path)
    assert found["severity"].tolist() == ["error"] and number not in str(found.to_dict())


def test_a_column_of_true_and_false_is_read_with_its_faults_named(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("org_id,listed\nB01,True\nB02,False\nB03,\nB04,否\n", "utf-8")
    table = read_columns(path, {"listed": ()}, ["org_id"])
    flags = as_flags(table, "listed", "a.csv")
    assert flags.tolist() == [True, False, pd.NA, False] and flags.index.tolist() == [2, 3, 4, 5]
    path.write_text("org_id,listed\nB01,也许\n", "utf-8")
    with pytest.raises(FileProblem, match="2: 也许"):
        as_flags(read_columns(path, {"listed": ()}), "listed", "a.csv")
