"""Ledgers as somebody wrote them who had not seen the reader: what was once wrong without a word,
each kind with variants."""

import time
from datetime import date
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from ledger_samples import PERSONS, book, old_book, text
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from toolkit import records
from toolkit.records import LedgerRefused, read_ledger
from toolkit.records.ledgers.headings import heading_role
from toolkit.records.ledgers.named_after import named_after, names_in_heading
from toolkit.records.ledgers.towns import towns_in
from toolkit.records.ledgers.units import read_units
from toolkit.records.ledgers.wording import COUNTS, COUNTS_NOT
from toolkit.terms import use_lang

PAIR = [["联系部门", "后进村"], ["县水利局", "前川村"]]


def sides(ledger: records.Ledger) -> list[tuple[str, str]]:
    frame = ledger.pairings[["helper", "recipient"]]
    return list(frame.itertuples(index=False, name=None))


@pytest.mark.parametrize("name", ["填表说明", "示例", "填报说明（必看）", "样表"])
@pytest.mark.parametrize("example", ["县民政局", "县××局"])
def test_examples_on_a_sheet_of_instructions_are_no_pairings(
    tmp_path: Path, name: str, example: str
) -> None:
    guide = [["示例："], ["联系部门", "后进村"], [example, "下川村"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", **{name: guide, "台账": PAIR}))
    assert sides(ledger) == [("县水利局", "前川村")]
    assert ledger.skipped.query("sheet == @name")["reason"].tolist() == ["说明或示例，不是台账"]


def test_a_sheet_still_called_after_its_template_is_read_where_it_is_the_only_one(
    tmp_path: Path,
) -> None:
    contacts = [["单位", "电话"], ["县水利局", "13800000101"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 模板=PAIR, 通讯录=contacts))
    assert sides(ledger) == [("县水利局", "前川村")]


@pytest.mark.parametrize(
    "cell",
    ["××村", "XX局", "xx公司", "某某村", "某局", "县某局", "〇〇镇", "____村", "□□社区"],
)
def test_what_stands_for_a_name_is_no_unit(cell: str) -> None:
    assert read_units(cell, "村").units == ()


@pytest.mark.parametrize("name", ["三〇二厂", "X光机械厂", "AXX电子公司", "何某庄村", "一〇一村"])
def test_names_with_such_signs_are_units(name: str) -> None:
    assert [u.name for u in read_units(name).units] == [name]


@pytest.mark.parametrize(
    ("cell", "towns"),
    [
        ("白石镇、云门乡", ["白石镇", "云门乡"]),
        ("白石镇\n云门乡", ["白石镇", "云门乡"]),
        ("白石镇 云门乡", ["白石镇", "云门乡"]),
        ("白石镇和云门乡", ["白石镇", "云门乡"]),
        ("和平镇", ["和平镇"]),
        ("白 石 镇", ["白石镇"]),
        ("城关街道/及第乡", ["城关街道", "及第乡"]),
        ("全县", []),
    ],
)
def test_townships_of_a_cell(cell: str, towns: list[str]) -> None:
    assert towns_in(cell) == towns


@pytest.mark.parametrize("sign", ["、", "\n", "/", "；"])
def test_villages_beside_as_many_townships_lie_in_them_one_by_one(
    tmp_path: Path, sign: str
) -> None:
    rows = [
        ["企业", "结对后进村", "所属乡镇"],
        ["恒禾建材厂", f"前川村{sign}后川村", f"白石镇{sign}云门乡"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert [r for _, r in sides(ledger)] == ["白石镇前川村", "云门乡后川村"]


def test_townships_that_do_not_match_the_villages_are_left_out_and_said(tmp_path: Path) -> None:
    rows = [
        ["企业", "结对后进村", "所属乡镇"],
        ["恒禾建材厂", "前川村、后川村、柳溪村", "白石镇、云门乡"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert [r for _, r in sides(ledger)] == ["前川村", "后川村", "柳溪村"]
    assert "分不清哪个单位在哪个乡镇" in ledger.skipped["reason"].iloc[0]
    rows = [["村", "乡镇", "星级"], ["前川村、后川村", "白石镇、云门乡", "三星"]]
    rated = read_ledger(book(tmp_path / "b.xlsx", 星级评定=[["2023年星级评定"], *rows]))
    assert rated.records["rating"]["org"].tolist() == ["白石镇前川村", "云门乡后川村"]


@pytest.mark.parametrize(
    ("cell", "units"),
    [
        ("县农业农村局\n（县乡村振兴局）", ["县农业农村局"]),
        ("县水利局\n（牵头）\n县财政局", ["县水利局", "县财政局"]),
        ("（1）县水利局\n（2）县财政局", ["县水利局", "县财政局"]),
        ("（牵头）县水利局\n（配合）县财政局", ["县水利局", "县财政局"]),
        (f"{PERSONS[1]}\n（县水利局）", ["县水利局"]),
    ],
)
def test_a_bracket_on_its_own_line_belongs_to_the_name_above(cell: str, units: list[str]) -> None:
    assert [u.name for u in read_units(cell).units] == units


@pytest.mark.parametrize("heading", ["预计完成", "计划销号", "拟摘帽", "预计整改到位", "要求完成"])
def test_when_it_is_to_end_needs_no_word_for_a_date(heading: str) -> None:
    assert heading_role(heading).role == "end"
    assert heading_role("完成情况").role == "result"


@pytest.mark.parametrize("heads", [("起", "止"), ("始", "终"), ("自", "至")])
def test_two_letters_over_dates_are_a_term(tmp_path: Path, heads: tuple[str, str]) -> None:
    rows = [["帮扶单位", "后进村", *heads], ["县水利局", "前川村", "2023.3", "2024.3"]]
    rows += [["县财政局", "后川村", "2023年5月", "长期"]]
    ledger = read_ledger(text(tmp_path / "a.csv", rows, ","))
    assert ledger.pairings["start"].tolist() == ["2023-03", "2023-05"]
    assert ledger.pairings["end"].fillna("").tolist() == ["2024-03", ""]


@pytest.mark.parametrize(
    "foot", ["审核人：颜如竹", "复核：颜如竹", "签发人：颜如竹", "单位负责人（签字）：颜如竹"]
)
def test_who_signed_in_several_cells_of_a_row_is_no_record(tmp_path: Path, foot: str) -> None:
    rows = [["先进村", "后进村", "备注", "时间"], ["前川村", "后川村", "", "2024.3"]]
    rows += [[foot, "填表人：闻人静", "", "2024年5月6日"]]
    ledger = read_ledger(text(tmp_path / "a.csv", rows, ","))
    assert sides(ledger) == [("前川村", "后川村")] and not ledger.questions
    assert ledger.skipped["reason"].tolist() == ["填表人、页脚等"]


@pytest.mark.parametrize(
    "heads",
    [
        ["帮扶干部", "所在单位", "电话", "帮扶对象", "身份证号", "家庭住址"],
        ["党员姓名", "所在支部", "电话", "帮扶对象", "户籍住址", "致贫原因"],
    ],
)
def test_officials_paired_with_households_are_refused_as_such(
    tmp_path: Path, heads: list[str]
) -> None:
    rows = [[PERSONS[0], "县水利局", "13800000101", PERSONS[1], "000000195001010011", "因病"]]
    with pytest.raises(LedgerRefused, match="农户"):
        read_ledger(book(tmp_path / "a.xlsx", 表=[["干部结对帮扶台账"], heads, *rows]))


@pytest.mark.parametrize(
    "sheet", ["闻人静片区", "柏松年联系村", "颜如竹包村", "县长颜如竹", "1-柏松年", "王书记"]
)
def test_a_person_in_the_name_of_a_sheet_is_shown_nowhere(tmp_path: Path, sheet: str) -> None:
    ledger = read_ledger(book(tmp_path / "a.xlsx", **{sheet: PAIR}))
    assert set(ledger.columns["sheet"]) == {"第1张表"} == set(ledger.origins["sheet"])
    assert sheet not in str(ledger.mapping) + ledger._repr_html_() + "".join(ledger.told())


@pytest.mark.parametrize(
    "sheet",
    ["白石镇", "部门联村", "先进带后进", "党建联建", "第一片区", "常委联系点", "水利局联系村"],
)
def test_names_of_sheets_that_bear_no_person_stay(sheet: str) -> None:
    assert named_after(sheet) == ""


def test_a_place_in_the_name_of_a_sheet_stays(tmp_path: Path) -> None:
    rows = [["联系部门", "后进村", "乡镇"], ["县水利局", "前川村", "白沙镇"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 白沙片区=rows, 江北片区=PAIR))
    assert list(dict.fromkeys(ledger.columns["sheet"])) == ["白沙片区", "第2张表"]


@pytest.mark.parametrize("heading", ["闻人静联系电话", "手机（柏松年）", "颜如竹书记电话"])
def test_a_person_in_a_heading_is_shown_nowhere(tmp_path: Path, heading: str) -> None:
    assert names_in_heading(heading)
    rows = [[*PAIR[0], heading], [*PAIR[1], "13800000101"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert ledger.columns["heading"].iloc[2] == "（含个人信息）"
    assert not names_in_heading("联系人及电话") and not names_in_heading("第一书记 姓名")


def test_hidden_columns_of_persons_are_not_said_to_be_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", 表=[[*PAIR[0], "身份证号"], [*PAIR[1], "000000199001010011"]])
    wb = openpyxl.load_workbook(path)
    wb.active.column_dimensions["C"].hidden = True
    wb.save(path)
    assert read_ledger(path).remarks() == []


def test_day_numbers_of_a_workbook_that_counts_from_1904(tmp_path: Path) -> None:
    wb = openpyxl.Workbook()
    wb.epoch = CALENDAR_MAC_1904
    wb.active.append(["后进村", "联系部门", "联系时间"])
    for village, day in (("前川村", date(2024, 3, 1)), ("后川村", 43890), ("柳溪村", "43890")):
        wb.active.append([village, "县水利局", day])
    wb.save(tmp_path / "a.xlsx")
    assert read_ledger(tmp_path / "a.xlsx").pairings["start"].tolist() == ["2024-03-01"] * 3
    wb = openpyxl.Workbook()
    wb.epoch = CALENDAR_MAC_1904
    for row in (["单位＼村", "前川村", "后川村"], ["县水利局", 43890, "2024.3"]):
        wb.active.append(row)
    wb.save(tmp_path / "b.xlsx")
    assert read_ledger(tmp_path / "b.xlsx").pairings["start"].tolist() == ["2024-03-01", "2024-03"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_crossed_out_is_said(tmp_path: Path, lang: str) -> None:
    path = book(tmp_path / "a.xlsx", 表=[*PAIR, ["县财政局", "后川村"], [None, None]])
    wb = openpyxl.load_workbook(path)
    for cell in ("B3", "A3", "A4"):  # A4 is empty
        wb.active[cell].font = Font(strike=True)
    wb.active["A2"].number_format = "0%"
    wb.save(path)
    ledger = read_ledger(path)
    assert len(ledger.pairings) == 2
    with use_lang(lang):
        (said,) = ledger.remarks()
    assert ("A3、B3 画了删除线" if lang == "zh" else "A3, B3 are crossed out") in said


def test_what_is_crossed_out_within_a_cell_is_said(tmp_path: Path) -> None:
    wb = xlsxwriter.Workbook(tmp_path / "a.xlsx")
    sheet, struck = wb.add_worksheet("表"), wb.add_format({"font_strikeout": True})
    bold = wb.add_format({"bold": True})
    sheet.write_row(0, 0, PAIR[0])
    sheet.write_rich_string(1, 0, "县水利局、", struck, "县财政局")
    sheet.write_rich_string(2, 0, "县民政局、", bold, "县司法局")
    sheet.write_column(1, 1, ["前川村", "后川村"])
    wb.close()
    with use_lang("zh"):
        (said,) = read_ledger(tmp_path / "a.xlsx").remarks()
    assert "的 A2 画了删除线" in said


@pytest.mark.parametrize(
    ("heading", "over"),
    [
        ("状态", "已解除"),
        ("结对状态", "终止"),
        ("目前状态", "已调整为县司法局"),
        ("是否仍在帮", "否"),
        ("备注", "2023年已解除结对关系"),
        ("备注", "作废"),
    ],
)
def test_a_row_that_says_it_is_over_is_asked_about(tmp_path: Path, heading: str, over: str) -> None:
    rows = [["帮扶单位", "后进村", "结束时间", heading], ["县水利局", "前川村", "", "正常"]]
    rows += [["县财政局", "后川村", "", over], ["县民政局", "柳溪村", "2024.3", over]]
    path = book(tmp_path / "a.xlsx", 表=rows)
    ledger = read_ledger(path)
    assert len(ledger.pairings) == 3
    (asked,) = [q for q in ledger.questions if q.key.startswith("ended:")]
    assert "第3行" in asked.sentence and asked.choices == (COUNTS, COUNTS_NOT)
    answered = read_ledger(path, {"answers": {asked.key: COUNTS_NOT}})
    assert ("县财政局", "后川村") not in sides(answered) and len(answered.pairings) == 2
    assert "按回答没有计入" in answered.skipped["reason"].iloc[-1]
    assert len(read_ledger(path, {"answers": {asked.key: COUNTS}}).pairings) == 3


@pytest.mark.parametrize(
    "corner", ["部门＼后进村", "部门 后进村", "后进村/部门", "联系部门\n后进村"]
)
def test_the_corner_of_a_matrix_heads_rows_and_columns(tmp_path: Path, corner: str) -> None:
    rows = [[corner, "前川村", "后川村"], ["县水利局", "√", ""], ["县财政局", "", "√"]]
    wanted = {("县水利局", "前川村"), ("县财政局", "后川村")}
    title = [["部门联系后进村分工表"]]
    assert set(sides(read_ledger(book(tmp_path / "a.xlsx", 表=[*title, *rows])))) == wanted
    turned = [[corner, "县水利局", "县财政局"], ["前川村", "√", ""], ["后川村", "", "√"]]
    assert set(sides(read_ledger(book(tmp_path / "b.xlsx", 表=[*title, *turned])))) == wanted


def test_a_village_before_its_secretary(tmp_path: Path) -> None:
    cells = ["前川村村支书颜如竹", "前川村支书颜如竹", "前川村支部书记颜如竹", "前川村颜如竹"]
    assert {read_units(c, "村").units[0].name for c in cells} == {"前川村"}


def test_a_quote_that_was_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    lines = ["联系部门,后进村,联系时间", '县水利局,"前川村,2024.3', "县财政局,后川村,2024.3"]
    lines += ["县审计局,柳溪村,2024.4", "县民政局,石桥村,2024.4"]
    wanted = [
        ("县水利局", "前川村"),
        ("县财政局", "后川村"),
        ("县审计局", "柳溪村"),
        ("县民政局", "石桥村"),
    ]
    for end in ("", '"'):  # the quote is closed nowhere, or rows below
        path = tmp_path / "a.csv"
        path.write_text("\n".join(lines) + end, "utf-8")
        ledger = read_ledger(path)
        assert sides(ledger) == wanted
        with use_lang("zh"):
            assert "第 2 行有没配对的引号" in ledger.remarks()[0]


def test_a_list_with_line_breaks_and_commas_in_quotes_is_one_cell(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    helpers = '"县水利局,县财政局,县林业局\n县审计局,县民政局,县司法局"'
    path.write_text(
        f"联系部门,后进村,时间\n{helpers},前川村,2024.3\n县教育局,后川村,2024.3\n", "utf-8"
    )
    ledger = read_ledger(path)
    assert len(ledger.pairings) == 7 and not ledger.remarks()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("联系部门,后进村\n" + "县" * 1_000_000 + ",前川村\n", "第 2 行有一格超过 32767 个字"),
        ('联系部门,后进村\n"' + "县水利局\n" * 300_000, "过大"),
        ("县" * 1_000_000 + "\n联系部门,后进村\n县水利局,前川村\n", "第 1 行有一格"),
        (",".join(["联系部门", "后进村"] * 5_000) + "\n", "10000 列，过大"),
    ],
)
def test_text_that_is_no_ledger_is_refused_within_seconds(
    tmp_path: Path, content: str, says: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(content, "utf-8")
    began = time.monotonic()
    with pytest.raises(LedgerRefused, match=says):
        read_ledger(path)
    assert time.monotonic() - began < 20


def test_a_sheet_that_is_no_ledger_is_refused_before_it_is_read(tmp_path: Path) -> None:
    wb = xlsxwriter.Workbook(tmp_path / "a.xlsx", {"constant_memory": True})
    sheet = wb.add_worksheet()
    sheet.write_row(0, 0, PAIR[0])
    sheet.write(250_000, 0, "县水利局")
    wb.close()
    with pytest.raises(LedgerRefused, match="250001 行 2 列，过大"):
        read_ledger(tmp_path / "a.xlsx")


def test_a_workbook_with_a_password_is_said_to_have_one(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    name = "EncryptedPackage".encode("utf-16-le")
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + name + bytes(4096))
    with pytest.raises(LedgerRefused, match="有密码"):
        read_ledger(path)


@pytest.mark.parametrize(
    "cell",
    ["县和", "①", "1、", "等", "138", "二", "县水利局和", "2024-", "已解除", " ", "结对", "（"],
)
def test_long_cells_of_one_sign_take_no_longer_than_their_length(tmp_path: Path, cell: str) -> None:
    long = (cell * 30_000)[:30_000]
    rows = [["联系部门", "后进村", "联系时间", "备注"], [long, "前川村", "", ""]]
    rows += [["县水利局", long[:3_900], "", ""], ["县财政局", "后川村", long, "x" + long + "x"]]
    began = time.monotonic()
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=[*rows, ["注：" + long]]))
    assert ("县财政局", "后川村") in sides(ledger)
    assert time.monotonic() - began < 10


def test_a_list_too_long_to_be_one_is_said_and_a_long_one_is_read(tmp_path: Path) -> None:
    villages = "、".join(f"第{i}村" for i in range(500))
    rows = [PAIR[0], ["县水利局", villages], ["县财政局", villages * 3]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert len(ledger.pairings) == 500
    assert "超过 4000 个字" in ledger.skipped["reason"].iloc[0]


@pytest.mark.parametrize("from_1904", [False, True])
def test_an_old_workbook_says_what_cannot_be_seen_in_it(tmp_path: Path, from_1904: bool) -> None:
    rows: list[list[str | float]] = [["联系部门", "后进村", "联系时间", "手机"]]
    rows += [["县水利局", "前川村", 45352 - 1462 * from_1904, "13800000101"]]
    ledger = read_ledger(old_book(tmp_path / "a.xls", rows, from_1904))
    assert sides(ledger) == [("县水利局", "前川村")]
    assert ledger.pairings["start"].tolist() == ["2024-03-01"]
    with use_lang("zh"):
        assert "旧版 .xls" in ledger.remarks()[0] and len(ledger.remarks()) == 1


@pytest.mark.parametrize(
    ("cell", "noun", "units"),
    [
        ("恒禾建材有限公司8万元", "企业", ["恒禾建材有限公司"]),
        ("恒禾建材有限公司12.5", "企业", ["恒禾建材有限公司"]),
        ("县水利局 5万元、县财政局（3万元）", "单位", ["县水利局", "县财政局"]),
        ("县水利局：3万元；县审计局：2人", "单位", ["县水利局", "县审计局"]),
        ("县水利局投入20余万元", "单位", ["县水利局"]),
        ("前川村3户", "村", ["前川村"]),
        ("第12中学", "学校", ["第12中学"]),
        ("青岭1号公司", "企业", ["青岭1号公司"]),
    ],
)
def test_what_a_unit_gives_is_no_part_of_its_name(cell: str, noun: str, units: list[str]) -> None:
    assert [u.name for u in read_units(cell, noun).units] == units
