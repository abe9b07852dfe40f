"""One small ledger written in the many ways of offices: other words over the columns, other signs
in the cells, other places of township, channel and date. Pairs in are pairs out, none is invented.
Every place and unit is invented."""

from itertools import product
from pathlib import Path

import openpyxl
import pytest
from ledger_samples import PERSONS, PHONES, book, text

from toolkit.records import LedgerRefused, read_ledger, write_county
from toolkit.records.ledgers.words import bare_name

_TOLD = {
    "白石镇": {"前川村": ["县水利局"], "后川村": ["县林业局", "县司法局"]},
    "云门乡": {"石桥村": ["县财政局"], "柳溪村": ["县审计局", "恒禾建材有限公司"]},
}
_ROWS = [(town, v, hs) for town, found in _TOLD.items() for v, hs in found.items()]
_PAIRS = {(h, town + v) for town, v, hs in _ROWS for h in hs}
_TWO = {("县水利局", "白石镇前川村"), ("县林业局", "白石镇后川村")}
Rows = list[list[object]]


def pairs(path: Path) -> set[tuple[str, str]]:
    """Pairs of a file without party endings; none of a person, and none twice."""
    ledger = read_ledger(path)
    found = [tuple(map(bare_name, p)) for p in ledger.pairings.to_numpy()[:, :2].tolist()]
    assert len(found) == len(set(found))
    said = f"{ledger.pairings}{ledger.organisations}{ledger.skipped}{ledger.mapping}"
    assert not any(p in said for p in (*PERSONS, *PHONES))
    return set(found)


@pytest.mark.parametrize(
    "heads",
    [
        "挂钩村|挂钩单位",
        "受帮扶村|帮扶单位",
        "所包村|包村单位",
        "后进村|包联单位",
        "薄弱村|牵头单位",
        "结对村|结对单位",
        "驻点村|驻村单位",
        "村（社区）|责任单位",
        "村名|联村单位",
        "共建村|共建单位",
        "驻点村|后盾单位",
        "村|县直部门",
        "帮扶对象|部门（单位）",
        "联系点|联系点单位",
        "受援村|支援单位",
        "受扶方|帮扶方",
        "组团村|组团单位",
        "认领村|认领单位",
        "*挂钩村|*挂钩单位",
        "①挂钩村|②挂钩单位",
        "1.挂钩村|2.挂钩单位",
        "2024年挂钩村|2024年挂钩单位",
        "挂钩村（必填）|挂钩单位（必填）",
        "驻在村|派驻单位",
        "挂钩村社|挂钩单位或企业",
        "服务村|服务单位",
        "派驻村庄|派驻单位",
        "报到社区|报到单位党组织",
        "受带动村|带动村",
        "穷村|富村",
    ],
)
def test_headings_say_the_same_in_many_words(tmp_path: Path, heads: str) -> None:
    receives, helps = heads.split("|")
    rows: Rows = [["结对帮扶台账"], ["序号", "乡镇", receives, helps, "联系人"]]
    rows += [
        [i, t, v, "、".join(hs), p] for i, ((t, v, hs), p) in enumerate(zip(_ROWS, PERSONS), 1)
    ]
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == _PAIRS


@pytest.mark.parametrize(
    "cell",
    [
        *("{}、{}", "{}，{}", "{};{}", "{}/{}", "{}\n{}", "{} {}", "{}和{}", "{}及{}", "{}＋{}"),
        *("{}\\{}", "{}&{}", "{}｜{}", "{}，以及{}", "1.{} 2.{}", "1、{}；2、{}", "①{}②{}"),
        *("（1）{}（2）{}", "·{}\n·{}", "●{}\n●{}", "-{}\n-{}", "{}（牵头）、{}", "{}【牵头】、{}"),
        *(
            "{}、{}等2个单位",
            f"{PERSONS[0]}（{{}}）、{PERSONS[1]}（{{}}）",
            f"{{}}：{PERSONS[0]}；{{}}",
        ),
    ],
)
def test_signs_between_units_of_a_cell(tmp_path: Path, cell: str) -> None:
    rows: Rows = [["挂钩村安排"], ["乡镇", "挂钩村", "挂钩单位"]]
    rows += [[t, v, cell.format(*hs) if hs[1:] else hs[0]] for t, v, hs in _ROWS[:3]]
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == {p for p in _PAIRS if "柳溪" not in p[1]}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("白石镇前川村、后川村", "云门乡石桥村"),
        ("白石镇前川、后川", "云门乡石桥"),
        ("白石镇前川、后川两村", "云门乡石桥村"),
        ("白石镇 前川、后川", "云门乡 石桥"),
        ("白石镇 前川村、后川村", "云门乡 石桥村"),
        ("白石镇—前川村、后川村", "云门乡—石桥村"),
        ("白石镇·前川村\n白石镇·后川村", "云门乡·石桥村"),
        ("白石镇\n前川村、后川村", "云门乡\n石桥村"),
        ("白石镇：前川、后川", "云门乡：石桥"),
        ("前川村（白石镇）、后川村（白石镇）", "石桥村（云门乡）"),
        ("①白石镇前川村②白石镇后川村", "云门乡石桥村"),
        ("青岭县白石镇前川村、青岭县白石镇后川村", "青岭县云门乡石桥村"),
    ],
)
def test_a_township_is_said_of_the_villages_behind_it(
    tmp_path: Path, first: str, second: str
) -> None:
    rows = [["青岭县挂钩安排"], ["挂钩单位", "挂钩村"], ["县水利局", first], ["县林业局", second]]
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == {
        ("县水利局", "白石镇前川村"),
        ("县水利局", "白石镇后川村"),
        ("县林业局", "云门乡石桥村"),
    }


@pytest.mark.parametrize("mark", ["〃", "同上", "″", '"', "″″", "--〃--", "同 上", "〃 〃", None])
@pytest.mark.parametrize("matrix", [False, True])
def test_ditto_marks_in_a_column_of_townships(
    tmp_path: Path, mark: str | None, matrix: bool
) -> None:
    towns = ["白石镇", mark, "云门乡"]
    offices, villages = ["县水利局", "县林业局", "县财政局"], ["前川村", "后川村", "石桥村"]
    rows: Rows = [["挂钩表"], ["乡镇", "挂钩村", *(offices if matrix else ["挂钩单位"])]]
    for town, village, office in zip(towns, villages, offices):
        cells = ["★" if o == office else None for o in offices] if matrix else [office]
        rows.append([town, village, *cells])
    expected = {*_TWO, ("县财政局", "云门乡石桥村")}
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == expected


@pytest.mark.parametrize(
    ("heads", "order"),
    [
        ([["乡镇", "强村", "乡镇", "弱村"]], "tvTV"),
        ([["强村", "所属乡镇", "弱村", "所属乡镇"]], "vtVT"),
        ([["强村所在乡镇", "强村", "弱村所在乡镇", "弱村"]], "tvTV"),
        ([["强村", None, "弱村", None], ["乡镇", "村名", "乡镇", "村名"]], "tvTV"),
        ([["先进村", None, "后进村", None], ["村名", "所在乡镇", "村名", "所在乡镇"]], "vtVT"),
    ],
)
def test_each_side_has_its_own_township(tmp_path: Path, heads: Rows, order: str) -> None:
    told = [
        {"t": "白石镇", "v": "前川村", "T": "云门乡", "V": "石桥村"},
        {"t": "云门乡", "v": "石桥村", "T": "白石镇", "V": "后川村"},
    ]
    rows: Rows = [["强村带弱村"], *heads, *([row[c] for c in order] for row in told)]
    rows += [["=A2:B2"], ["=C2:D2"]] if len(heads) > 1 else []
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == {
        ("白石镇前川村", "云门乡石桥村"),
        ("云门乡石桥村", "白石镇后川村"),
    }


_LISTS: list[tuple[str, Rows]] = [
    ("serials", [["序号", "强村", "弱村", "序号", "企业名称", "结对村"], [1, 0, 1, 1, 2, 1]]),
    ("gap", [["强村", "弱村", None, "企业名称", "结对村"], [0, 1, None, 2, 1]]),
    (
        "groups",
        [
            ["序号", "强村带弱村", None, "企业帮村", None],
            [None, "强村", "弱村", "企业名称", "结对村"],
            [1, 0, 1, 2, 1],
            ["=A2:A3"],
            ["=B2:C2"],
            ["=D2:E2"],
        ],
    ),
]


@pytest.mark.parametrize(("name", "lists"), _LISTS)
def test_lists_of_two_kinds_beside_each_other(tmp_path: Path, name: str, lists: Rows) -> None:
    units = ("白石镇前川村", "云门乡石桥村", "恒禾建材有限公司")
    first = len(_LISTS[0][1][0]) if name == "serials" else 0
    rows: Rows = [["结对名册"]]
    for row in lists:
        serial = {0, 3} if first else {0} if name == "groups" else set()
        rows.append(
            [units[v] if isinstance(v, int) and j not in serial else v for j, v in enumerate(row)]
        )
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == {(units[0], units[1]), (units[2], units[1])}


@pytest.mark.parametrize(
    "name",
    [
        "县疾控",
        "县民政",
        "县供销",
        "市烟草",
        "县气象",
        "国网青岭供电",
        "青岭税务",
        "县融媒",
        "县农行",
        "县新华书店",
        "县农业农村和水务局",
        "县档案和史志局",
        "县文化广电和旅游局",
        "县民族和宗教事务局",
        "省农科院",
        "青岭机场",
        "区疾控",
        "区农业农村和水务局",
    ],
)
def test_an_office_in_a_column_of_units_is_one(tmp_path: Path, name: str) -> None:
    rows = [["挂钩帮扶"], ["挂钩单位", "挂钩村"], [name, "前川村"], ["县水利局", "后川村"]]
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == {(name, "前川村"), ("县水利局", "后川村")}


@pytest.mark.parametrize("name", ["县 委 办", "县  委 办", "县　委　办", "团 县 委", "水 利 局"])
def test_letters_set_apart_are_one_name(tmp_path: Path, name: str) -> None:
    rows = [["挂钩帮扶"], ["挂钩单位", "挂钩村"], [name, "前川村"]]
    ((helper, _),) = pairs(book(tmp_path / "a.xlsx", 表=rows))
    assert helper == name.replace(" ", "").replace("　", "")


def test_a_short_name_that_a_note_explains_is_a_unit(tmp_path: Path) -> None:
    rows = [
        ["青岭县挂钩帮扶"],
        ["挂钩单位", "挂钩村"],
        ["县华行", "前川村"],
        ["县水利局", "后川村"],
    ]
    rows += [["注：1.“县华行”即中国华行青岭县支行；2.县水投全称为青岭县水务投资有限公司。"]]
    found = pairs(book(tmp_path / "a.xlsx", 表=rows))
    assert found == {("中国华行青岭县支行", "前川村"), ("县水利局", "后川村")}


@pytest.mark.parametrize("place", ["青岭市", "青岭区"])
def test_the_sign_of_a_city_or_district_is_no_part_of_a_name(tmp_path: Path, place: str) -> None:
    sign = place[-1]
    rows: Rows = [[f"{place}结对帮扶台账"], ["帮扶单位", "受帮扶村"]]
    rows += [[f"{sign}财政局", "前川村"], [f"{sign}民政局", "前川村"], ["民政局", "后川村"]]
    rows += [["恒禾建材有限公司", "前川村"], [f"{place}恒禾建材有限公司", "后川村"]]
    rows += [[f"{sign}市场监管局", "前川村"], ["市场监管局", "后川村"], [f"{sign}委办", "前川村"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert ledger.pairings["helper"].nunique() == 5
    assert [q.key for q in ledger.questions] == ["channel"]


@pytest.mark.parametrize(
    ("mark", "empty"),
    # a cross beside another sign than a check is asked about
    [("√", "×"), *product("√★1是有对Y+", [None, "/", "0", "—"])],
)
def test_marks_of_a_matrix_and_what_means_none(
    tmp_path: Path, mark: str, empty: str | None
) -> None:
    rows = [["挂钩对照表"], ["挂钩村", "县水利局", "县林业局"]]
    rows += [["白石镇前川村", mark, empty], ["白石镇后川村", empty, mark]]
    path = book(tmp_path / "a.xlsx", 表=rows)
    assert pairs(path) == _TWO
    assert not [q for q in read_ledger(path).questions if q.key != "channel"]


def test_villages_in_columns_under_one_heading_are_records(tmp_path: Path) -> None:
    rows = [["包村台账"], ["包村单位", "所包村", None], ["县水利局", "前川村", "后川村"]]
    rows += [["县林业局", "石桥村", None], ["=B2:C2"]]
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == {
        ("县水利局", "前川村"),
        ("县水利局", "后川村"),
        ("县林业局", "石桥村"),
    }


@pytest.mark.parametrize(
    ("title", "headings", "row"),
    [
        ("项目资金安排表", ["村", "项目名称", "实施单位"], ["前川村", "修渠", "县水利局"]),
        ("帮扶项目表", ["村", "帮扶项目", "建设单位"], ["前川村", "修渠", "县水利局"]),
        ("采购登记", ["采购单位", "供货企业", "金额"], ["县水利局", "恒禾建材有限公司", 30]),
        ("安全检查", ["检查单位", "被检查企业"], ["县应急局", "恒禾建材有限公司"]),
        ("党组织隶属", ["上级党组织", "下级党组织"], ["县水利局党委", "灌区所党支部"]),
        ("共建经费拨付", ["党组织名称", "开户行", "金额"], ["前川村党支部", "县农商行", 30]),
        ("结对活动", ["日期", "参加单位", "地点"], ["2024-03-01", "县水利局", "前川村"]),
        ("结对统计表", ["乡镇", "结对村数", "部门数"], ["白石镇", 3, 4]),
        ("强村带弱村", ["序号", "结对关系"], [1, "前川村→后川村"]),
    ],
)
def test_units_beside_each_other_for_another_reason_are_no_pair(
    tmp_path: Path, title: str, headings: list[object], row: list[object]
) -> None:
    with pytest.raises(LedgerRefused):
        read_ledger(book(tmp_path / "a.xlsx", 表=[[title], headings, row, row]))


@pytest.mark.parametrize("sign", [",", "\t", "|", ";", "    "])
def test_text_in_columns_of_any_sign(tmp_path: Path, sign: str) -> None:
    rows: Rows = [["挂钩帮扶安排"], ["序号", "乡镇", "挂钩村", "挂钩单位"]]
    rows += [[i, t, v, "、".join(hs)] for i, (t, v, hs) in enumerate(_ROWS, 1)]
    assert pairs(text(tmp_path / "a.txt", rows, sign)) == _PAIRS


@pytest.mark.parametrize(
    ("title", "heads"),
    [
        ("村村结对名册", "带头村|跟进村"),
        ("村村结对名册", "中心村|周边村"),
        ("万企兴万村", "企业|村"),
        ("万企兴万村", "兴村企业|所兴村"),
        ("万企兴万村", "参与企业|帮扶村"),
        ("万企兴万村", "非公企业党组织|农村党组织"),
        ("集团化办学", "领衔学校|加盟学校"),
        ("城乡学校结对", "牵头学校|帮扶学校"),
        ("医疗卫生对口帮扶", "县级医院|乡镇卫生院"),
        ("医疗卫生对口帮扶", "牵头医院|成员单位"),
    ],
)
def test_sides_that_no_verb_tells_are_read_or_asked_about(
    tmp_path: Path, title: str, heads: str
) -> None:
    villages, firms = ("前川村", "后川村"), ("恒禾建材有限公司", "青禾茶业有限公司")
    told = {"村村": (("东坪村", "西坪村"), villages), "万企": (firms, villages)}
    schools = (("县实验小学", "县第一中学"), ("白石镇中心小学", "云门乡初级中学"))
    hospitals = (("县人民医院", "县中医院"), ("白石镇卫生院", "云门乡卫生院"))
    sides = told.get(title[:2]) or (schools if "学" in title else hospitals)
    rows = [[title], ["序号", *heads.split("|")]]
    rows += [[n, *pair] for n, pair in enumerate(zip(*sides), 1)]
    path = book(tmp_path / "a.xlsx", 表=rows)
    assert pairs(path) == set(zip(*sides))
    assert {q.key.split(":")[0] for q in read_ledger(path).questions} <= {"direction", "channel"}


def test_a_matrix_says_in_words_who_leads(tmp_path: Path) -> None:
    rows = [["部门联系后进村"], ["后进村", "县水利局", "县林业局"]]
    rows += [["白石镇前川村", "牵头", "配合"], ["白石镇后川村", "配合", "牵头"]]
    path = book(tmp_path / "a.xlsx", 表=rows)
    assert pairs(path) == _TWO
    assert [q.key for q in read_ledger(path).questions] == ["tick:配"]


def test_nothing_stands_over_the_villages_of_a_matrix(tmp_path: Path) -> None:
    rows = [["单位挂钩村对照表"], [None, "县水利局", "县林业局"]]
    rows += [["白石镇前川村", "√", None], ["白石镇后川村", None, "√"]]
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == _TWO


@pytest.mark.parametrize("matrix", [False, True])
def test_townships_are_lines_in_a_column_of_villages(tmp_path: Path, matrix: bool) -> None:
    heads = ["县水利局", "县林业局"] if matrix else ["挂钩单位"]
    rows: Rows = [["挂钩表"], ["挂钩村", *heads], ["白石镇"]]
    rows += [["前川村", "√", None], ["后川村", None, "√"]] if matrix else []
    rows += [] if matrix else [["前川村", "县水利局"], ["后川村", "县林业局"]]
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == _TWO


def test_blocks_of_townships_beside_each_other(tmp_path: Path) -> None:
    rows = [["各乡镇挂钩单位"], ["白石镇", None, "云门乡", None], ["村", "单位", "村", "单位"]]
    rows += [["前川村", "县水利局", "石桥村", "县财政局"], ["后川村", "县林业局", None, None]]
    rows += [["=A2:B2"], ["=C2:D2"]]
    expected = {*_TWO, ("县财政局", "云门乡石桥村")}
    assert pairs(book(tmp_path / "a.xlsx", 表=rows)) == expected


@pytest.mark.parametrize("cut", ["县水\n利局", "县自然资源和\n规划局", "县农业农\n村局"])
def test_a_name_that_a_line_has_cut_is_one(tmp_path: Path, cut: str) -> None:
    rows = [["挂钩单位", "挂钩村"], [cut, "前川村"], ["县审计局\n县司法局", "后川村"]]
    assert pairs(book(tmp_path / "a.xlsx", 挂钩=rows)) == {
        (cut.replace("\n", ""), "前川村"),
        ("县审计局", "后川村"),
        ("县司法局", "后川村"),
    }


def test_a_contacts_sheet_does_not_refuse_the_pairings_beside_it(tmp_path: Path) -> None:
    contacts = [["联络员通讯录"], ["单位", "联络员", "手机"], ["县教育局", PERSONS[0], PHONES[0]]]
    rows = [["挂钩单位", "挂钩村"], ["县水利局", "白石镇前川村"], ["县林业局", "白石镇后川村"]]
    assert pairs(book(tmp_path / "a.xlsx", 通讯录=contacts, 结对=rows)) == _TWO
    assert pairs(book(tmp_path / "b.xlsx", 结对=rows, 通讯录=contacts)) == _TWO


def test_a_unit_that_only_repeats_the_helper_is_not_asked_about(tmp_path: Path) -> None:
    rows = [["村", "包联单位", "第一书记派出单位"], ["前川村", "县水利局", "县水利局"]]
    assert not read_ledger(book(tmp_path / "a.xlsx", 后进村=rows)).questions
    rows.append(["后川村", "县林业局", "县司法局"])
    (question,) = read_ledger(book(tmp_path / "b.xlsx", 后进村=rows)).questions
    assert question.key == "role:第一书记派出单位"


@pytest.mark.parametrize(
    ("heads", "row", "pair"),
    [
        # what stands in the columns tells more than a heading that names no side
        ("单位|结对单位", ("县水利局", "前川村"), ("县水利局", "前川村")),
        ("村党组织|结对单位", ("前川村", "县水利局"), ("县水利局", "前川村")),
        ("组长单位|挂钩村|成员单位", ("县水利局", "前川村", "县林业局"), ("县水利局", "前川村")),
        ("责任部门|帮扶单位|受帮扶村", ("县林业局", "县水利局", "前川村"), ("县水利局", "前川村")),
        ("帮扶单位|受帮扶村", ("县水利局-县水利局", "前川村"), ("县水利局", "前川村")),
    ],
)
def test_who_helps_where_a_heading_says_little(
    tmp_path: Path, heads: str, row: tuple[str, ...], pair: tuple[str, str]
) -> None:
    rows = [
        ["结对名册"],
        heads.split("|"),
        row,
        [v.replace("水", "气").replace("前", "后") for v in row],
    ]
    ledger_pairs = pairs(book(tmp_path / "a.xlsx", 表=rows))
    assert ledger_pairs == {pair, (pair[0].replace("水", "气"), pair[1].replace("前", "后"))}


def test_a_long_question_is_read_whole_in_its_sheet(tmp_path: Path) -> None:
    first = [["挂钩单位", "挂钩村"], ["县水利局", "前川村"]]
    total = [["挂钩单位", "乡镇", "挂钩村"], ["县农业农村和水务局", "白石镇", "前川村"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 白石镇=first, 汇总表=total))
    path = write_county(ledger, ledger.county(), tmp_path / "county.xlsx")
    sheet = openpyxl.load_workbook(path)["问题"]
    asked = [c for c in sheet["B"] if "汇总" in str(c.value)]
    assert asked and all(c.alignment.wrap_text for c in asked)
    assert all(sheet.row_dimensions[c.row].height > 15 for c in asked)
    assert not sheet.protection.sheet  # the answers' cells are anybody's to fill
