"""Kinds of ledgers that a reader of headings alone gets wrong; every place and unit is invented."""

from datetime import date
from pathlib import Path

import pytest
from docx import Document
from ledger_samples import PERSONS, book
from openpyxl import Workbook

from toolkit.records import LedgerRefused, read_ledger
from toolkit.records.ledgers.dates import read_span
from toolkit.records.ledgers.headings import heading_role
from toolkit.records.ledgers.opening import ledger_problems, ledger_says
from toolkit.records.ledgers.units import read_units
from toolkit.records.ledgers.wording import reason_said
from toolkit.terms import use_lang


def pairs(ledger) -> set[tuple[str, str]]:
    return set(zip(ledger.pairings["helper"], ledger.pairings["recipient"]))


@pytest.mark.parametrize(
    "name",
    ["县林业和草原局", "青岭县林业和草原局", "县科技和工业信息化局", "县农业和农村工作局"],
)
def test_an_office_with_two_fields_in_its_name_is_one(name: str) -> None:
    assert [u.name for u in read_units(name).units] == [name]
    two = read_units(f"{name}和县司法局").units
    assert [u.name for u in two] == [name, "县司法局"]


def test_a_firm_and_an_office_joined_by_and_are_two() -> None:
    assert [u.name for u in read_units("恒源农业和县水利局").units] == ["恒源农业", "县水利局"]


@pytest.mark.parametrize(
    "cell", ["暂未安排", "尚未落实", "待定", "待确定", "（未结对）", "暂无帮扶单位", "没有联系村"]
)
def test_words_for_nothing_yet_name_no_village(cell: str) -> None:
    found = read_units(cell, "村")
    assert not found.units and not found.persons


@pytest.mark.parametrize("cell", ["详见附件", "另行通知", "与同去年不变", "第三片区", "一组网格"])
def test_what_refers_elsewhere_names_no_village(cell: str) -> None:
    assert not read_units(cell, "村").units


@pytest.mark.parametrize(
    "heading",
    ["乡(镇)、街道", "镇(街道、场)", "乡镇(单位)", "乡镇、街道", "所属镇街", "街道(乡镇)名称"],
)
def test_headings_of_townships_with_any_signs(heading: str) -> None:
    assert heading_role(heading).role == "township"


@pytest.mark.parametrize("heading", ["单位", "单位名称", "乡村", "部门", "镇村"])
def test_what_is_no_heading_of_townships(heading: str) -> None:
    assert heading_role(heading).role != "township"


def test_wards_beside_their_hospitals_are_no_units(tmp_path: Path) -> None:
    rows = [
        ["2023年医院对口支援安排"],
        ["支援医院", "受援医疗机构", "支援科室"],
        ["县人民医院", "古渡镇中心卫生院", "内科、儿科"],
        ["县中医院", "石板镇卫生院", "外科"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert pairs(ledger) == {("县人民医院", "古渡镇中心卫生院"), ("县中医院", "石板镇卫生院")}
    assert not ledger.questions
    towns = dict(zip(ledger.organisations["name"], ledger.organisations["township"]))
    assert towns["石板镇卫生院"] == "石板镇"


def test_a_helper_without_a_village_is_said(tmp_path: Path) -> None:
    rows = [
        ["县直单位挂钩村安排表"],
        ["挂钩单位", "挂钩村"],
        ["县财政局", "石桥村"],
        ["县水利局", "暂未安排"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert pairs(ledger) == {("县财政局", "石桥村")}
    assert [(r, "没有写受助方" in why) for _, r, why in ledger.skipped.to_numpy()] == [(4, True)]


def test_exemplars_reviewed_beside_their_township(tmp_path: Path) -> None:
    rows = [
        ["党建示范点年度复核情况表"],
        ["乡镇(单位)", "示范点", "命名时间", "复核年度", "复核结论"],
        ["清江镇", "凤凰村党支部", "2021年7月", 2024, "继续保留"],
        ["县直机关", "县公安局党支部", "2020.6", 2024, "撤销"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert ledger.pairings.empty
    review = ledger.records["review"]
    assert list(zip(review["org"], review["year"], review["decision"])) == [
        ("清江镇凤凰村党支部", "2024", "retain"),
        ("县公安局党支部", "2024", "revoke"),
    ]


def test_grades_ticked_under_their_headings(tmp_path: Path) -> None:
    rows = [
        ["2023年党组织分类定级表"],
        ["乡镇", "党组织名称", "定级结果", None, None],
        [None, None, "先进", "一般", "后进"],
        ["松岭镇", "白桦村党支部", "√", None, None],
        [None, "黑桦村党支部", None, None, "√"],
        ["=C2:E2"],
        ["=A4:A5"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    rating = ledger.records["rating"]
    assert list(zip(rating["org"], rating["period"], rating["grade"])) == [
        ("松岭镇白桦村党支部", "2023", "advanced"),
        ("松岭镇黑桦村党支部", "2023", "backward"),
    ]


def test_a_list_of_commendations_without_headings_keeps_organisations_only(tmp_path: Path) -> None:
    rows = [
        ["关于表彰先进基层党组织和优秀共产党员的名单"],
        ["（2024年6月28日）"],
        ["一、先进基层党组织（3个）"],
        ["柏树镇卧龙村党总支", "县中医院党委"],
        ["县司法局党支部"],
        ["二、优秀共产党员（2名）"],
        [f"{PERSONS[0]}　柏树镇卧龙村党总支党员"],
        [PERSONS[2]],
        ["注：排名不分先后。"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 名单=rows))
    award = ledger.records["award"]
    assert set(award["org"]) == {"柏树镇卧龙村党总支", "县中医院党委", "县司法局党支部"}
    assert set(award["date"]) == {"2024-06-28"} and ledger.mapping["kinds"] == ["commendation"]
    said = f"{award}{ledger.skipped}{ledger.mapping}{ledger.columns}"
    assert not any(person in said for person in PERSONS)


def test_a_list_of_ratings_in_sections(tmp_path: Path) -> None:
    rows = [
        ["2024年度基层党组织星级评定结果"],
        ["一、五星级党组织"],
        ["松岭镇白桦村党支部", "县司法局党支部"],
        ["二、三星级党组织"],
        ["松岭镇黑桦村党支部"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    stars = dict(zip(ledger.records["rating"]["org"], ledger.records["rating"]["stars"]))
    expected = {"松岭镇白桦村党支部": 5, "县司法局党支部": 5, "松岭镇黑桦村党支部": 3}
    assert stars == expected and set(ledger.records["rating"]["period"]) == {"2024"}


def test_town_and_country_organisations_are_two_sides(tmp_path: Path) -> None:
    rows = [
        ["城乡党组织结对共建名单"],
        ["自2024年9月起，下列党组织结对共建。"],
        ["序号", "城市社区党组织", "书记", "两新组织党组织", "书记"],
        [1, "城关街道东门社区党委", PERSONS[0], "恒通物流有限公司联合党支部", PERSONS[1]],
        [2, "城关街道西门社区党委", PERSONS[2], "星火电子有限公司党支部", PERSONS[3]],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert len(ledger.pairings) == 2 and set(ledger.pairings["start"]) == {"2024-09"}
    kinds = dict(zip(ledger.organisations["name"], ledger.organisations["kind"]))
    assert kinds["恒通物流有限公司联合党支部"] == "enterprise"


def test_an_explained_short_name_is_shown_in_full(tmp_path: Path) -> None:
    rows = [
        ["县直单位挂钩村安排表"],
        ["挂钩单位", "挂钩村"],
        ["县市监局", "石桥村"],
        ["县财政局", "柳溪村"],
        ["注：①“县市监局”指县市场监督管理局。"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert ("县市场监督管理局", "石桥村") in pairs(ledger)


def test_a_day_with_since_under_a_term_is_the_beginning(tmp_path: Path) -> None:
    rows = [
        ["党组织结对共建表"],
        ["共建单位", "共建村", "协议期限"],
        ["县司法局", "石桥村", "2024年1月1日起，长期"],
        ["县财政局", "柳溪村", "2025年12月底"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    spans = ledger.pairings[["start", "end"]].fillna("").to_numpy().tolist()
    assert spans == [["2024-01-01", ""], ["", "2025-12"]]
    assert read_span("2024年1月1日起，长期")[0] == "2024-01-01"


def test_who_filled_in_the_ledger_does_not_take_its_title_away(tmp_path: Path) -> None:
    rows = [
        ["青岭县2024年软弱涣散村党组织整顿台账"],
        [f"填报人：{PERSONS[0]}"],
        ["乡镇", "软弱涣散村", "包联单位"],
        ["白石镇", "前川村", "县水利局"],
        ["白石镇", "后川村", None],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    source = set(ledger.records["turnaround_case"]["source"])
    assert source == {"青岭县2024年软弱涣散村党组织整顿台账"}


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("龙井、凤台、虎山等3村", ["龙井村", "凤台村", "虎山村"]),
        ("龙井、凤台等两村", ["龙井村", "凤台村"]),
        ("龙井、凤台2村", ["龙井村", "凤台村"]),
        ("龙井村、十里村", ["龙井村", "十里村"]),
        ("龙井村、新三村", ["龙井村", "新三村"]),
    ],
)
def test_a_count_without_its_measure_word_closes_a_list(cell: str, names: list[str]) -> None:
    assert [u.name for u in read_units(cell, "村").units] == names


def test_units_and_persons_in_one_column_of_awards(tmp_path: Path) -> None:
    rows = [
        ["2025年“七一”拟表彰对象名单"],
        ["序号", "表彰类别", "名称（姓名）", "所在单位"],
        [1, "先进基层党组织", "荷塘镇藕池村党总支", None],
        [2, "先进基层党组织", "县司法局党支部", None],
        [3, "优秀共产党员", PERSONS[0], "荷塘镇藕池村党总支"],
        [4, "优秀党务工作者", PERSONS[2], "县医院党委"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert set(ledger.records["award"]["org"]) == {"荷塘镇藕池村党总支", "县司法局党支部"}
    assert ledger.pairings.empty and not ledger.questions
    said = f"{ledger.skipped}{ledger.mapping}{ledger.columns}{ledger.shown}"
    assert not any(person in said for person in PERSONS)


def word(path: Path, *parts: str | list[list[str]]) -> Path:
    """A Word file of paragraphs and tables."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for row, texts in zip(table.rows, part):
            for cell, text in zip(row.cells, texts):
                cell.text = text
    document.save(str(path))
    return path


_FIRST = [["挂钩单位", "挂钩村"], ["县水利局", "前川村\n后川村"]]
_SECOND = [["挂钩单位", "挂钩村"], ["县林业局", "石桥村"]]


@pytest.mark.parametrize(
    ("parts", "asked"),
    [
        # over both tables, though a cell of the first holds two paragraphs
        (["青岭县挂钩帮扶安排", "自2024年3月起执行。", "表一", _FIRST, "表二", _SECOND], False),
        (["青岭县挂钩帮扶安排", "自2024年3月起执行。", _FIRST, _SECOND], False),
        (["青岭县挂钩帮扶安排", _FIRST, "表二", _SECOND, "以上均自2024年3月起。"], False),
        (["挂钩安排", "一、北片，自2024年3月起", _FIRST, "二、南片", _SECOND], True),
    ],
)
def test_a_start_in_the_text_of_a_word_file_reaches_the_tables_it_speaks_of(
    tmp_path: Path, parts: list[str | list[list[str]]], asked: bool
) -> None:
    path = word(tmp_path / "a.docx", *parts)
    ledger = read_ledger(path)
    starts = dict(zip(ledger.pairings["recipient"], ledger.pairings["start"].fillna("")))
    later = "" if asked else "2024-03"
    assert starts == {"前川村": "2024-03", "后川村": "2024-03", "石桥村": later}
    assert [q.key for q in ledger.questions] == (["start:表2"] if asked else [])
    if asked:
        (question,) = ledger.questions
        again = read_ledger(path, {"answers": {question.key: question.choices[0]}})
        assert set(again.pairings["start"]) == {"2024-03"} and not again.questions


def test_a_number_that_may_be_january_or_october_is_asked_about(tmp_path: Path) -> None:
    rows = [["挂钩单位", "挂钩村", "挂钩时间"], ["县水利局", "前川村", 2023.1]]
    path = book(tmp_path / "a.xlsx", 表=[*rows, ["县林业局", "石桥村", 2023.11]])
    ledger = read_ledger(path)
    assert ledger.pairings["start"].tolist() == ["2023", "2023-11"]
    (question,) = ledger.questions
    again = read_ledger(path, {"answers": {question.key: question.choices[1]}})
    assert again.pairings["start"].tolist() == ["2023-10", "2023-11"]


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("一个县直单位包联 单位名称", "helper"),
        ("一家企业共建", "helper"),
        ("帮扶单位2", "helper"),
        ("省派单位", "helper"),
        ("核心校", "helper"),
        ("成员校", "recipient"),
        ("对接村", "either"),
        ("结对乡镇", "either"),
        ("协议有效期", "date"),
        ("帮扶单位及任务", ""),
        ("包联单位情况", "helper"),
        ("受益村", "recipient"),
        ("帮扶措施", "other"),
        ("乡镇（街道、开发区）", "township"),
    ],
)
def test_headings_that_offices_use(heading: str, role: str) -> None:
    assert heading_role(heading).role == role


def test_the_township_beside_a_village_says_where_it_lies(tmp_path: Path) -> None:
    rows = [["企业名称", "结对乡镇", "结对村"], ["恒禾建材厂", "白石镇", "前川村"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert pairs(ledger) == {("恒禾建材厂", "白石镇前川村")}


def test_households_are_refused_though_units_stand_beside_them(tmp_path: Path) -> None:
    rows = [["结对花名册"], ["村", "户主姓名", "帮扶干部", "工作单位"]]
    rows += [["前川村", PERSONS[0], PERSONS[1], "县水利局"]]
    with pytest.raises(LedgerRefused, match="农户"):
        read_ledger(book(tmp_path / "a.xlsx", 表=rows))


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (f"{PERSONS[0]}（县委常委、组织部部长）、县财政局", ["县财政局"]),
        (f"{PERSONS[0]}（县水利局党组书记、局长）", ["县水利局"]),
        (f"县委副书记{PERSONS[0]}", []),
        ("天和大药房连锁", ["天和大药房连锁"]),
        ("国家统计局青岭调查队", ["国家统计局青岭调查队"]),
    ],
)
def test_a_leader_of_the_county_is_no_unit_and_a_firm_keeps_its_end(
    cell: str, names: list[str]
) -> None:
    assert [u.name for u in read_units(cell, "企业").units] == names


def test_a_list_of_awards_in_columns_under_counted_lines(tmp_path: Path) -> None:
    rows = [["关于表彰2024年先进基层党组织的名单"], ["县直机关（3个）"]]
    rows += [
        ["县财政局党支部", "县水利局党支部", "县教育局党委"],
        ["农村（1个）"],
        ["前川村党支部"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert len(ledger.records["award"]) == 4


def test_a_date_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    rows = [["挂钩单位", "挂钩村", "完成时限"], ["县水利局", "前川村", "6月30日前"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert "完成时限" in ledger.skipped["reason"].item()


def test_a_matrix_whose_villages_stand_under_their_townships(tmp_path: Path) -> None:
    rows = [
        ["部门包联村矩阵"],
        ["单位＼村", "白石镇", None, "云门乡"],
        [None, "前川村", "后川村", "柳溪村"],
    ]
    rows += [["县水利局", "√", None, None], ["县林业局", None, "√", "√"], ["=B2:C2"], ["=A2:A3"]]
    assert pairs(read_ledger(book(tmp_path / "a.xlsx", 表=rows))) == {
        ("县水利局", "白石镇前川村"),
        ("县林业局", "白石镇后川村"),
        ("县林业局", "云门乡柳溪村"),
    }


def test_a_table_that_lies_on_its_side_is_told_so(tmp_path: Path) -> None:
    rows = [["2024年包村表"], ["乡镇", "白石镇", "云门乡"], ["村", "前川村", "柳溪村"]]
    rows += [["包村单位", "县水利局", "县林业局"]]
    with pytest.raises(LedgerRefused, match="转置"):
        read_ledger(book(tmp_path / "a.xlsx", 表=rows))


def test_a_heading_over_all_townships_of_a_matrix_is_no_part_of_a_name(tmp_path: Path) -> None:
    rows = [["2024年部门包联矩阵"], ["包联单位", "软弱涣散村"]]
    rows += [[None, "白石镇（2个）", None, "云门乡"], [None, "前川村", "后川村", "柳溪村"]]
    rows += [["县水利局", "√", None, None], ["县林业局", None, "√", "√"]]
    rows += [["=A2:A4"], ["=B2:D2"], ["=B3:C3"]]
    assert pairs(read_ledger(book(tmp_path / "a.xlsx", 表=rows))) == {
        ("县水利局", "白石镇前川村"),
        ("县林业局", "白石镇后川村"),
        ("县林业局", "云门乡柳溪村"),
    }


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("白石镇前川分院", "hospital"),
        ("县实验小学前川分校", "school"),
        ("县税务局第一分局", "department"),
        ("移动公司青岭分公司", "enterprise"),
        ("县疾控中心", "department"),
        ("镇农技站", "department"),
        ("县医院", "hospital"),
    ],
)
def test_branches_and_institutions_are_units(tmp_path: Path, name: str, kind: str) -> None:
    rows = [["帮扶单位", "受援单位"], ["县妇幼保健院", name]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert pairs(ledger) == {("县妇幼保健院", name)}
    assert dict(zip(ledger.organisations["name"], ledger.organisations["kind"]))[name] == kind


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("技术指导", "不像单位名称"),
        ("县水利局、技术指导", "有一部分不像单位名称"),
        ("县水利局：负责技术", "有一部分不像单位名称"),
        ("县水利局等3家单位", "多 2 个"),
        ("3个部门", "多 3 个"),
        ("一村", "不像单位名称"),
        (PERSONS[0], "像人名"),
    ],
)
def test_what_a_helper_cell_loses_is_said_with_its_row(
    tmp_path: Path, cell: str, said: str
) -> None:
    rows = [
        ["包村单位", "薄弱村"],
        ["县财政局", "石桥村"],
        ["县司法局", "后川村"],
        [cell, "前川村"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert [(row, said in why) for _, row, why in ledger.skipped.to_numpy()] == [(4, True)]
    assert "前川村" in set(ledger.organisations["name"])


def _by_sheet(path: Path) -> Path:
    head = ["强村", "弱村"]
    total = [["乡镇", *head], ["白石镇", "东风村", "前川村"], ["云门乡", "东风村", "柳溪村"]]
    first = [head, ["东风村", "前川村"]]
    return book(path, 汇总表=total, 白石镇=first, 云门乡=[head, ["东风村党总支", "柳溪村"]])


def test_helpers_of_one_name_on_sheets_of_two_townships_are_two_until_answered(
    tmp_path: Path,
) -> None:
    path = _by_sheet(tmp_path / "a.xlsx")
    ledger = read_ledger(path)
    assert pairs(ledger) == {
        ("白石镇东风村", "白石镇前川村"),
        ("云门乡东风村党总支", "云门乡柳溪村"),
    }
    (question,) = [q for q in ledger.questions if q.key.startswith("same:")]
    again = read_ledger(path, {"answers": {question.key: question.choices[0]}})
    assert again.pairings["helper"].nunique() == 1 and len(again.pairings) == 2


@pytest.mark.parametrize(
    "heading", ["共建主题", "帮扶内容", "主要措施", "帮扶项目名称", "活动地点"]
)
def test_a_column_of_text_names_no_unit(tmp_path: Path, heading: str) -> None:
    rows = [["机关党组织", "村党组织", heading], ["县财政局党总支", "前川村党支部", "财务规范进村"]]
    rows += [["县水利局党支部", "石桥村党支部", "技术送到村"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 结对共建=rows))
    assert len(ledger.pairings) == 2 and len(ledger.organisations) == 4
    assert not [q for q in ledger.questions if heading in q.sentence]


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        (f"县残联：{PERSONS[0]}", ["县残联"]),
        (f"县残联:{PERSONS[0]}（副理事长）", ["县残联"]),
        (f"{PERSONS[0]}：县残联", ["县残联"]),
        (f"县残联—{PERSONS[0]}", ["县残联"]),
        ("牵头单位：县残联", ["县残联"]),
    ],
)
def test_a_person_beside_a_unit_and_a_colon_is_dropped_alone(cell: str, names: list[str]) -> None:
    assert [u.name for u in read_units(cell).units] == names


@pytest.mark.parametrize(
    "cell",
    [
        "白石镇东湾、西湾、南湾3个村",
        "白石镇东湾、西湾、南湾",
        "白石镇东湾村、西湾村、南湾村（3个）",
        "白石镇（东湾、西湾、南湾）",
        "白石镇：东湾、西湾、南湾三个村",
        "3个村：白石镇东湾、西湾、南湾",
    ],
)
def test_a_township_before_a_list_is_that_of_every_village(cell: str) -> None:
    found = read_units(cell, "村").units
    names = [u.name.removeprefix("白石镇") for u in found]
    assert names == ["东湾村", "西湾村", "南湾村"]
    assert {u.township for u in found} == {"白石镇"}


@pytest.mark.parametrize("heading", ["社会组织", "社会组织名称"])
def test_a_centre_is_what_its_heading_says(tmp_path: Path, heading: str) -> None:
    rows = [[heading, "结对帮扶村"], ["心桥儿童关爱中心", "前川村"], ["县茶叶协会", "石桥村"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    kinds = dict(zip(ledger.organisations["name"], ledger.organisations["kind"]))
    assert kinds["心桥儿童关爱中心"] == "social_org"


@pytest.mark.parametrize(
    ("heading", "values"),
    [
        ("学段", ("初中", "小学")),
        ("类别", ("公办", "民办")),
        ("片区", ("东片", "西片")),
        ("学校类型", ("中学", "小学")),
        ("阶段", ("学前教育", "高中")),
    ],
)
def test_a_classification_in_front_does_not_hide_the_pairing_beside_contacts(
    tmp_path: Path, heading: str, values: tuple[str, str]
) -> None:
    table = [[heading, "支援学校", "受援学校"], [values[0], "县第一中学", "白石镇初级中学"]]
    table += [[values[1], "县实验小学", "云门乡中心小学"], ["合计", "2所", "2所"]]
    contacts = [
        ["序号", "学校", "姓名", "手机号码"],
        ["1", "县第一中学", PERSONS[0], "13800000000"],
    ]
    ledger = read_ledger(word(tmp_path / "a.docx", "对口帮扶安排表", table, "联络员名单", contacts))
    assert pairs(ledger) == {("县第一中学", "白石镇初级中学"), ("县实验小学", "云门乡中心小学")}
    assert not [q for q in ledger.questions if heading in q.sentence]


@pytest.mark.parametrize(
    ("title", "headings", "says", "never"),
    [
        ("在岗人员花名册", ["所在股室", "姓名", "身份证号"], "人员名单", "农户"),
        ("农户信息登记册", ["村民小组", "户主姓名", "身份证号"], "农户", "结对名单"),
        ("留守儿童登记表", ["村", "姓名", "身份证号"], "家庭", "帮扶方"),
        ("干部包户结对名单", ["帮扶干部", "户主姓名", "身份证号"], "结对名单", "身份证"),
    ],
)
def test_a_refusal_says_what_is_true_of_the_file(
    tmp_path: Path, title: str, headings: list[str], says: str, never: str
) -> None:
    row = ["办公室", PERSONS[0], "000000198001010011"]
    with pytest.raises(LedgerRefused) as refused:
        read_ledger(book(tmp_path / "a.xlsx", 表=[[title], headings, row, row]))
    assert says in str(refused.value) and never not in str(refused.value)


def test_a_helping_village_in_rows_of_two_townships_is_asked_about(tmp_path: Path) -> None:
    rows = [
        ["乡镇", "强村", "弱村"],
        ["白石镇", "东风村", "前川村"],
        ["云门乡", "东风村", "柳溪村"],
    ]
    path = book(tmp_path / "a.xlsx", 表=rows)
    ledger = read_ledger(path)
    assert set(ledger.pairings["helper"]) == {"东风村"}
    (question,) = ledger.questions
    again = read_ledger(path, {"answers": {question.key: question.choices[1]}})
    assert set(again.pairings["helper"]) == {"白石镇东风村", "云门乡东风村"}


def test_a_matrix_under_two_bands_of_headings_keeps_its_townships(tmp_path: Path) -> None:
    rows = [["包联单位", "2024年整顿对象"], [None, "后进村", None, "社区"]]
    rows += [[None, "白石镇", "云门乡", "城关街道"], [None, "前川村", "柳溪村", "东门社区"]]
    rows += [["县水利局", "√", None, "√"], ["县林业局", None, "√", None]]
    rows += [["=A1:A4"], ["=B1:D1"], ["=B2:C2"]]
    assert pairs(read_ledger(book(tmp_path / "a.xlsx", 包联矩阵=rows))) == {
        ("县水利局", "白石镇前川村"),
        ("县水利局", "城关街道东门社区"),
        ("县林业局", "云门乡柳溪村"),
    }


def test_what_a_row_of_a_matrix_loses_is_said(tmp_path: Path) -> None:
    rows = [["单位＼村", "前川村", "后川村"], ["县水利局", "√", None], ["技术组", None, "√"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 包联矩阵=rows))
    assert pairs(ledger) == {("县水利局", "前川村")}
    assert [(row, "不像单位名称" in why) for _, row, why in ledger.skipped.to_numpy()] == [
        (3, True)
    ]


def test_one_short_name_under_two_townships_of_a_cell_is_two() -> None:
    found = read_units("白石镇东湾、西湾；云门乡东湾", "村").units
    assert [(u.township, u.name) for u in found] == [
        ("白石镇", "东湾村"),
        ("白石镇", "西湾村"),
        ("云门乡", "东湾村"),
    ]


@pytest.mark.parametrize("cell", ["县水利局、技术指导", "县水利局等3家单位"])
def test_what_a_cell_loses_is_said_in_english(tmp_path: Path, cell: str) -> None:
    rows = [["包村单位", "薄弱村"], [cell, "前川村"]]
    (reason,) = read_ledger(book(tmp_path / "a.xlsx", 表=rows)).skipped["reason"]
    with use_lang("en"):
        assert "没有" not in reason_said(reason) and "包村单位" in reason_said(reason)


@pytest.mark.parametrize("over", ["整顿期限", "帮扶时间", "结对起止时间", "协议期限"])
@pytest.mark.parametrize(
    ("heading", "role"),
    [("起", "start"), ("开始", "start"), ("起始", "start"), ("止", "end"), ("结束", "end")],
)
def test_a_date_s_two_ends_under_one_heading(over: str, heading: str, role: str) -> None:
    assert heading_role(f"{over} {heading}").role == role
    assert heading_role(f"{over.replace('起止', '')}（{heading}）").role == role


def _odd_book(folder: Path) -> Path:
    """Rows 4, 5 and column B hidden; D7 is a formula never reckoned, D8 an error."""
    sheet = (made := Workbook()).active
    sheet.title = "台账"
    sheet.append(["青岭县后进村包联台账"])
    sheet.append(["序号", "乡镇", "村", "包联单位"])
    helpers = ["水务局", "财政局", "教育局", "民政局", "=VLOOKUP(A1,B1,1)", "#N/A"]
    for number, helper in enumerate(helpers, 1):
        sheet.append([number, "青山镇", "东西南北中上"[number - 1] + "岭村", helper])
    sheet["D8"].data_type = "e"
    for row in (4, 5):
        sheet.row_dimensions[row].hidden = True
    sheet.column_dimensions["B"].hidden = True
    made.save(folder / "台账.xlsx")
    return folder / "台账.xlsx"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("zh", ["第 4、5 行是隐藏的，已读入", "第 B 列是隐藏的", "D7、D8 是没有结果的公式"]),
        ("en", ["hidden rows 4, 5 were read", "hidden column B was read", "D7, D8 hold a formula"]),
    ],
)
def test_what_nobody_sees_and_what_has_no_result_is_said(
    tmp_path: Path, lang: str, words: list[str]
) -> None:
    ledger = read_ledger(_odd_book(tmp_path))
    assert len(ledger.pairings) == 4 and ledger.unpaired == ["青山镇中岭村", "青山镇上岭村"]
    with use_lang(lang):
        warned = " ".join(ledger_problems(ledger)["reason"])
        shown = ledger._repr_html_()
        places = (warned, shown, "\n".join(ledger.told()), " ".join(ledger_says(ledger)))
    assert all(word in place for word in words for place in places)


def test_a_plain_ledger_has_no_remarks(tmp_path: Path) -> None:
    made = book(tmp_path / "台账.xlsx", 台账=[["后进村", "包联单位"], ["东岭村", "水务局"]])
    assert read_ledger(made).remarks() == []


def test_dates_in_a_matrix_pair_and_say_since_when(tmp_path: Path) -> None:
    rows = [["村＼部门", "县水利局", "县财政局"], ["前川村", date(2023, 5, 1), None]]
    rows += [["后川村", None, "2023.6"], ["柳溪村", "2022年3月", None]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert {(*row[:2], row.start) for row in ledger.pairings.itertuples(index=False)} == {
        ("县水利局", "前川村", "2023-05-01"),
        ("县财政局", "后川村", "2023-06"),
        ("县水利局", "柳溪村", "2022-03"),
    }


@pytest.mark.parametrize("turned", [False, True])
def test_years_over_the_columns_say_when_each_pair_began(tmp_path: Path, turned: bool) -> None:
    villages, offices = ["前川村", "后川村"], ["县水利局", "县财政局"]
    first, cells = (offices, villages) if turned else (villages, offices)
    rows = [["部门" if turned else "村名", "2022年", "2023年"]]
    rows += [[first[0], cells[0], cells[1]], [first[1], None, cells[0]]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 帮扶=rows))
    found = {(*row[:2], row.start) for row in ledger.pairings.itertuples(index=False)}
    sided = [(first[0], cells[0], "2022"), (first[0], cells[1], "2023")]
    sided.append((first[1], cells[0], "2023"))
    assert found == {(a, b, y) if turned else (b, a, y) for a, b, y in sided}


def test_townships_over_the_columns_say_where_each_village_lies(tmp_path: Path) -> None:
    rows = [["帮扶单位", "白石镇", "云门乡"], ["县水利局", "前川村、后川村", None]]
    rows += [["县财政局", None, "前川村"], ["县教育局", "东岭村", "柳溪村"]]
    assert pairs(read_ledger(book(tmp_path / "a.xlsx", 表=rows))) == {
        ("县水利局", "白石镇前川村"),
        ("县水利局", "白石镇后川村"),
        ("县财政局", "云门乡前川村"),
        ("县教育局", "白石镇东岭村"),
        ("县教育局", "云门乡柳溪村"),
    }


def test_a_village_without_a_mark_in_a_matrix_is_one_nobody_helps(tmp_path: Path) -> None:
    rows = [["挂钩单位", "白石镇", None, "云门乡"], [None, "前川村", "后川村", "前川村"]]
    rows += [["县水利局", 45047, None, None], ["县财政局", None, None, "2023年6月起"]]
    rows += [["=A1:A2"], ["=B1:C1"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert {(*row[:2], row.start) for row in ledger.pairings.itertuples(index=False)} == {
        ("县水利局", "白石镇前川村", "2023-05-01"),
        ("县财政局", "云门乡前川村", "2023-06"),
    }
    assert "白石镇后川村" in set(ledger.organisations["name"])


def test_numbers_in_a_matrix_are_days_only_beside_written_dates(tmp_path: Path) -> None:
    rows = [["帮扶单位＼村", "前川村", "后川村", "柳溪村"], ["县水利局", "√", None, None]]
    rows += [["县财政局", "√", None, "√"], ["县教育局"], ["县林业局", None, 45000, None]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert pairs(ledger) == {
        ("县水利局", "前川村"),
        ("县财政局", "前川村"),
        ("县财政局", "柳溪村"),
    }
    assert ledger.skipped["reason"].str.contains("后川村.*没有读入").any()


def test_text_pasted_into_one_column_keeps_its_columns(tmp_path: Path) -> None:
    rows = [["2023年县直机关帮联村名单"], ["序号　　帮联单位　　　帮联村　　开始时间"]]
    rows += [["1　　县水利局　　　白石镇前川村、后川村　2023年5月"]]
    rows += [["2　　县财政局　　　　云门乡柳溪村　　　2023.6"], ["3　　〃　　　云门乡东岭村　　〃"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    found = {(*row[:2], row.start) for row in ledger.pairings.itertuples(index=False)}
    assert found == {
        ("县水利局", "白石镇前川村", "2023-05"),
        ("县水利局", "白石镇后川村", "2023-05"),
        ("县财政局", "云门乡柳溪村", "2023-06"),
        ("县财政局", "云门乡东岭村", "2023-06"),
    }


def test_lists_side_by_side_under_words_nobody_knows(tmp_path: Path) -> None:
    head = ["序号", "乡镇", "领航村", "跟跑村"]
    rows = [["强村带弱村领航村、跟跑村名单"], [*head, None, *head]]
    rows += [[1, "白石镇", "前川村", "后川村", None, 2, "云门乡", "柳溪村", "东岭村"]]
    found = {(a[-3:], b[-3:]) for a, b in pairs(read_ledger(book(tmp_path / "a.xlsx", 表=rows)))}
    assert found == {("前川村", "后川村"), ("柳溪村", "东岭村")}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("县残疾人联合会", "县残联"),
        ("县妇女联合会", "县妇联"),
        ("县供销合作社", "县供销社"),
        ("恒禾建筑工程有限公司", "恒禾建设有限公司"),
    ],
)
def test_names_that_may_be_short_for_each_other_are_asked(
    tmp_path: Path, first: str, second: str
) -> None:
    rows = [["帮扶单位", "受帮扶村"], [first, "前川村"], [second, "后川村"], ["县文联", "东岭村"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    asked = [q.sentence for q in ledger.questions if q.key.startswith("same")]
    assert len(asked) == 1 and all(part in asked[0] for part in (first[1:4], second[-2:]))
    assert len(ledger.pairings) == 3


@pytest.mark.parametrize("signs", [("A", "B"), ("（甲）", "（乙）")])
def test_sides_told_by_letters_alone_are_asked(tmp_path: Path, signs: tuple[str, str]) -> None:
    rows = [["支部结对共建一览表"], [f"结对支部{sign}" for sign in signs]]
    rows += [["县税务局第一党支部", "县医院第二党支部"], ["县水利局党支部", "前川村党支部"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert [q.key.split(":")[0] for q in ledger.questions] == ["direction"]


def test_terms_in_the_words_of_postings(tmp_path: Path) -> None:
    rows = [["帮扶单位", "受帮扶村", "包联起始", "期满时间"]]
    rows += [["县水利局", "前川村", "2022.6", 45808]]
    only = read_ledger(book(tmp_path / "a.xlsx", 表=rows)).pairings.iloc[0]
    assert (only.start, only.end) == ("2022-06", "2025-05-31")


def test_a_list_of_who_came_to_a_meeting_is_no_ledger(tmp_path: Path) -> None:
    head = ["序号", "单位", "姓名", "手机"]
    rows = [["结对共建推进会签到表"], [*head, *head]]
    rows += [[1, "县水利局", PERSONS[0], None, 2, "白石镇前川村", PERSONS[1], None]]
    rows += [[3, "县财政局", PERSONS[1], None, 4, "云门乡柳溪村", PERSONS[0], None]]
    with pytest.raises(LedgerRefused):
        read_ledger(book(tmp_path / "a.xlsx", 表=rows))


def test_villages_of_one_name_on_sheets_by_township_stay_two(tmp_path: Path) -> None:
    across = [["挂钩单位", "前川村", "后川村"], ["县水利局", "√", None], ["县财政局", None, None]]
    down = [["村名", "县水利局", "县财政局"], ["前川村", None, "√"], ["柳溪村", "√", None]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 白石镇=across, 云门乡=down))
    assert pairs(ledger) == {
        ("县水利局", "白石镇前川村"),
        ("县财政局", "云门乡前川村"),
        ("县水利局", "云门乡柳溪村"),
    }
    assert "白石镇后川村" in set(ledger.organisations["name"])
