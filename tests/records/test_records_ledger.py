"""Ledgers: each kind of form, name, date and doubt, once."""

import json
from pathlib import Path

import pytest
from ledger_samples import PERSONS, PHONES, book, forty_villages, text, turnaround

from toolkit import County, pairing, records
from toolkit.records import LedgerRefused, open_source, read_ledger
from toolkit.records.ledgers.dates import read_span, title_year
from toolkit.records.ledgers.similar import probably_same
from toolkit.records.ledgers.units import read_units


def pairs(ledger: records.Ledger) -> set[tuple[str, ...]]:
    frame = ledger.pairings.fillna("")
    return set(frame.itertuples(index=False, name=None))


def told(ledger: records.Ledger) -> str:
    """Everything that a ledger gives away."""
    frames = [ledger.organisations, ledger.pairings, ledger.columns, ledger.skipped, ledger.origins]
    frames += list(ledger.records.values())
    parts = [f.to_csv() for f in frames] + [q.sentence + q.key for q in ledger.questions]
    return "\n".join([*parts, json.dumps(ledger.mapping, ensure_ascii=False), repr(ledger.shown)])


def test_a_turnaround_ledger_gives_pairs_cases_and_who_has_no_helper(tmp_path: Path) -> None:
    ledger = read_ledger(turnaround(tmp_path))
    way = "department_links_backward"
    assert pairs(ledger) == {
        ("县水利局", "白石镇前川村党支部", way, "2024", "2024-11"),
        ("后川村", "白石镇前川村党支部", "advanced_helps_backward", "2024", "2024-11"),
        ("县林业局", "白石镇石桥村党总支", way, "2024", "2024-12"),
        ("县司法局", "白石镇石桥村党总支", way, "2024", "2024-12"),
    }
    assert ledger.unpaired == ["云门乡柳溪村党支部"]
    assert len(ledger.records["turnaround_case"]) == 3
    assert ledger.questions == []
    assert not any(p in told(ledger) for p in (*PERSONS, *PHONES))
    assert set(ledger.columns.query("role == 'person'")["column"]) == {"D", "H"}
    assert ledger.skipped["row"].tolist() == [7, 8]
    origin = ledger.origins[ledger.origins["helper"] == "后川村"].iloc[0]
    assert (origin["sheet"], origin["row"], origin["column"]) == ("整顿", 4, "F")


def said(county: County) -> list[str]:
    """What the county keeps of how its ledger was read."""
    kept = county["provenance"]
    return kept.loc[kept["kind"] == "台账", "reference"].tolist()


def test_a_ledger_becomes_a_county_that_says_how_it_was_read(tmp_path: Path) -> None:
    county = read_ledger(turnaround(tmp_path)).county()
    assert len(county["pairing"]) == 4 and len(county["turnaround_case"]) == 3
    assert "未结对的受助单位 1 个：云门乡柳溪村党支部。" in said(county)
    county.save(tmp_path / "县.xlsx")
    assert said(County.load(tmp_path / "县.xlsx")) == said(county)
    assert records.check(tmp_path / "县.xlsx").empty


def test_forty_villages_name_those_without_a_helper(tmp_path: Path) -> None:
    opened = open_source(forty_villages(tmp_path / "四十村.xlsx"))
    assert opened.ledger is not None and len(opened.ledger.unpaired) == 8
    assert all(name in "".join(said(opened.county)) for name in opened.ledger.unpaired)
    assert len(records.receiving_side(opened.county)) == 40


def test_a_ledger_is_a_graph_in_three_lines(tmp_path: Path) -> None:
    ledger = read_ledger(forty_villages(tmp_path / "四十村.xlsx"))
    graph = pairing.graph(ledger.county())
    assert len(ledger.pairings) == graph.number_of_edges() == 32
    assert graph.number_of_nodes() == 48 and len(ledger.unpaired) == 8


@pytest.mark.parametrize(
    ("cell", "noun", "units"),
    [
        ("县财政局、县水利局", "", ["县财政局", "县水利局"]),
        ("1.县财政局 2.县水利局", "", ["县财政局", "县水利局"]),
        ("①上坪村②下坪村", "村", ["上坪村", "下坪村"]),
        ("东岭、西岭、南岭3个村", "", ["东岭村", "西岭村", "南岭村"]),
        ("县发展和改革局和县财政局", "", ["县发展和改革局", "县财政局"]),
        ("张三，水务局", "", ["水务局"]),
        ("县水务局局长张三 13800000001", "", ["县水务局"]),
        ("颜如竹（副县长）、县住建局", "", ["县住建局"]),
        ("张三（县水务局）", "", ["县水务局"]),
        ("县水务局（牵头）", "", ["县水务局"]),
        ("王建业", "", []),
        ("欧阳建业", "", []),
        ("阿依古丽·买买提", "", []),
        ("/", "", []),
        ("无", "", []),
        ("另行安排", "", []),
        ("云岭春色", "企业", ["云岭春色"]),
        ("中国移动（青岭）公司", "", ["中国移动（青岭）公司"]),
    ],
)
def test_units_of_a_cell(cell: str, noun: str, units: list[str]) -> None:
    assert [u.name for u in read_units(cell, noun).units] == units


@pytest.mark.parametrize(
    ("cell", "span"),
    [
        ("2023.9-2026.8", ("2023-09", "2026-08")),
        ("2023年9月至12月", ("2023-09", "2023-12")),
        ("2023-05-18", ("2023-05-18", "")),
        ("2023年12月底前", ("", "2023-12")),
        ("2023年5月上旬", ("2023-05", "")),
        ("二〇二三年五月", ("2023-05", "")),
        ("2023.5至长期", ("2023-05", "")),
        ("长期", ("", "")),
        (45064.0, ("2023-05-18", "")),
        (2023.1, ("2023-01", "")),
    ],
)
def test_dates_and_spans(cell: object, span: tuple[str, str]) -> None:
    assert read_span(cell) == span


def test_a_title_states_a_year_but_not_with_until() -> None:
    assert title_year("青岭县2024年安排表") == "2024"
    assert title_year("安排表（截至2024年6月）") == ""


def test_probably_same_is_asked_and_telling_signs_are_not() -> None:
    names = [
        "县水利局",
        "县水务局",
        "县第一小学",
        "县第二小学",
        "县供电局",
        "县供电公司",
        "县民政局",
    ]
    names += ["县发改局", "县发展和改革局", "县一中", "县第一中学", "恒禾公司", "恒禾建材有限公司"]
    assert set(probably_same(names)) == {
        ("县水利局", "县水务局"),
        ("县供电局", "县供电公司"),
        ("县发改局", "县发展和改革局"),
        ("县一中", "县第一中学"),
        ("恒禾公司", "恒禾建材有限公司"),
    }


def test_spellings_that_the_conventions_merge_are_one_unit(tmp_path: Path) -> None:
    rows = [
        ["青岭县挂钩帮扶表"],
        ["挂钩单位", "乡镇", "挂钩村"],
        ["县财政局", "白石镇", "前川村"],
        ["青岭县财政局机关党支部", None, "白石镇前川村党支部"],
        ["财政局党组", "云门乡", "柳溪村村委会"],
        ["县水利局（原县水务局）", "云门乡", "柳溪村"],
        ["水务局", "云门乡", "竹岭村"],
        ["槐香茶业", "云门乡", "竹岭村"],
        ["槐香茶业有限公司", "白石镇", "前川村"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    names = set(ledger.organisations["name"])
    assert len(names) == 6 and "槐香茶业有限公司" in names and ledger.questions == []


def test_villages_of_one_name_in_two_townships_are_two(tmp_path: Path) -> None:
    rows = [["挂钩单位", "乡镇", "挂钩村"], ["县财政局", "白石镇", "太平村"]]
    rows += [["县水利局", "云门乡", "太平村"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert set(ledger.pairings["recipient"]) == {"白石镇太平村", "云门乡太平村"}


def test_text_with_ditto_marks_footers_and_an_empty_helper(tmp_path: Path) -> None:
    rows = [
        ["部门联系后进村一览表（2024年）"],
        ["序号", "联系部门", "后进村"],
        [1, "县水利局", "前川村"],
        [2, "〃", "石桥村"],
        [3, None, "柳溪村"],
        ["第1页 共2页"],
        ["序号", "联系部门", "后进村"],
        [4, "县林业局", "竹岭村"],
    ]
    path = text(tmp_path / "a.csv", rows)
    ledger = read_ledger(path)
    assert len(ledger.pairings) == 3 and len(ledger.questions) == 1
    question = ledger.questions[0]
    assert "柳溪村" in question.sentence and "联系部门" in question.sentence
    again = read_ledger(path, {"answers": {question.key: question.choices[0]}})
    assert ("县水利局", "柳溪村") in set(zip(again.pairings["helper"], again.pairings["recipient"]))
    assert again.questions == []


def test_a_lone_quotation_mark_is_a_ditto_mark(tmp_path: Path) -> None:
    rows = [
        ["挂钩单位", "挂钩村", "负责人"],
        ["县水利局", "前川村", "柏松年"],
        ['"', "石桥村", '"'],
    ]
    ledger = read_ledger(text(tmp_path / "a.csv", rows, ",", "utf-8"))
    assert ledger.pairings["helper"].tolist() == ["县水利局"] * 2


def test_blocks_side_by_side_and_a_matrix_with_a_second_mark(tmp_path: Path) -> None:
    head = ["序号", "企业名称", "结对村"]
    rows = [
        ["万企兴万村名单"],
        [*head, None, *head],
        [1, "恒禾建材", "前川村", None, 2, "云岭药业", "柳溪村"],
    ]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert set(ledger.pairings["helper"]) == {"恒禾建材", "云岭药业"}
    assert set(ledger.pairings["channel"]) == {"enterprise_ties_backward"}
    rows = [["2024年部门联系后进村"], ["后进村", "县水利局", "县林业局"], ["前川村", "√", "○"]]
    rows += [["石桥村", None, "√"], ["注：○为协助单位。"]]
    ledger = read_ledger(book(tmp_path / "b.xlsx", 表=rows))
    assert len(ledger.pairings) == 2 and [q.key for q in ledger.questions] == ["tick:○"]
    assert "协助" in ledger.questions[0].sentence


def test_sheets_a_summary_that_differs_and_a_hidden_sheet(tmp_path: Path) -> None:
    head = ["受帮扶村", "帮扶单位"]
    path = book(
        tmp_path / "a.xlsx",
        填表说明=[["每村一行"]],
        汇总=[head, ["前川村", "县水利局"], ["石桥村", "县审计局"]],
        白石镇=[head, ["前川村", "县水利局"], ["石桥村", "县统计局"]],
        旧表_hidden=[head, ["前川村", "县档案局"]],
    )
    ledger = read_ledger(path)
    assert set(ledger.pairings["helper"]) == {"县水利局", "县统计局"}
    assert {q.key.split(":")[0] for q in ledger.questions} == {"hidden", "summary", "channel"}
    assert len(ledger.origins) == 3  # the summary states one of them again
    answers = {q.key: q.choices[0] for q in ledger.questions}
    again = read_ledger(path, {"answers": answers})
    assert again.questions == [] and again.pairings["channel"].notna().all()


def test_two_sides_without_a_direction_are_asked_about_and_turned(tmp_path: Path) -> None:
    rows = [["结对共建一览表"], ["甲方", "乙方"], ["县税务局", "前川村"]]
    path = book(tmp_path / "a.xlsx", 表=rows)
    (question,) = read_ledger(path).questions
    assert "甲方" in question.sentence and "帮扶方" in question.sentence
    turned = read_ledger(path, {"answers": {question.key: question.choices[1]}})
    assert turned.pairings["helper"].tolist() == ["前川村"]


def test_other_rosters_become_their_tables(tmp_path: Path) -> None:
    rows = [["2023年度评定结果"], ["党组织", "定级", "星级"], ["前川村党支部", "后进", "★★"]]
    ledger = read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert ledger.records["rating"].iloc[0].tolist() == ["前川村党支部", "2023", 2, "backward"]
    rows = [["2024年表彰名单"], ["一、先进基层党组织"], ["序号", "名称"], [1, "前川村党支部"]]
    rows += [
        ["二、优秀共产党员"],
        ["序号", "姓名", "所在党组织"],
        [1, PERSONS[0], "县水利局党支部"],
    ]
    ledger = read_ledger(book(tmp_path / "b.xlsx", 表=rows))
    assert ledger.records["award"]["org"].tolist() == ["前川村党支部"]
    assert ledger.mapping["kinds"] == ["commendation"] and PERSONS[0] not in told(ledger)
    rows = [["承诺台账"], ["党组织", "承诺事项", "完成时限", "完成情况"]]
    rows += [["前川村党支部", "修路2公里", "2024年10月底", "部分完成"]]
    ledger = read_ledger(book(tmp_path / "c.xlsx", 表=rows))
    assert ledger.records["commitment"].iloc[0].tolist()[1:] == ["修路2公里", "2024-10", "partly"]
    rows = [["示范点2024年度复核结果"], ["示范点名称", "复核结论"], ["白石镇前川村", "撤销"]]
    ledger = read_ledger(book(tmp_path / "d.xlsx", 表=rows))
    assert ledger.records["review"].iloc[0].tolist() == ["白石镇前川村", "2024", "revoke"]
    for name in "abcd":
        assert isinstance(read_ledger(tmp_path / f"{name}.xlsx").county(), County)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (
            [["联络员通讯录"], ["单位", "姓名", "手机"], ["县水利局", PERSONS[0], PHONES[0]]],
            "通讯录",
        ),
        ([["党费收缴表"], ["党支部", "姓名", "金额"], ["前川村党支部", PERSONS[0], 12]], "党费"),
        (
            [
                ["结对台账"],
                ["帮扶单位", "帮扶干部", "户主", "身份证号"],
                ["县水利局", *PERSONS[:2], "1"],
            ],
            "农户",
        ),
        ([["联系矩阵"], ["村", "县水利局", "县林业局"], ["前川村", None, None]], "没有任何标记"),
        ([], "空"),
    ],
)
def test_what_holds_no_pairing_is_refused_by_one_sentence(
    tmp_path: Path, rows: list[list[object]], says: str
) -> None:
    with pytest.raises(LedgerRefused) as refused:
        read_ledger(book(tmp_path / "a.xlsx", 表=rows))
    assert says in str(refused.value) and len(str(refused.value)) <= 200
    assert not any(p in str(refused.value) for p in (*PERSONS, *PHONES))


def test_a_picture_a_broken_file_and_a_county_are_refused(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 50)
    (tmp_path / "b.et").write_bytes(b"\xd0\xcf\x11\xe0" + b"0" * 600)
    records.template(tmp_path / "c.xlsx", all_tables=True)
    for name, says in (("a.xlsx", "图片"), ("b.et", "另存为 .xlsx"), ("c.xlsx", "模板")):
        with pytest.raises(LedgerRefused, match=says):
            read_ledger(tmp_path / name)
    assert records.is_county(tmp_path / "c.xlsx")


def test_next_year_says_what_is_new_gone_and_renewed(tmp_path: Path) -> None:
    head = ["挂钩单位", "挂钩村"]
    first = [["2023年挂钩帮扶"], head, ["县水利局", "前川村"], ["县林业局", "石桥村"]]
    second = [["2024年挂钩帮扶"], head, ["县水利局", "前川村"], ["县司法局", "柳溪村"]]
    mapping = read_ledger(book(tmp_path / "去年.xlsx", 表=first)).mapping
    ledger = read_ledger(book(tmp_path / "今年.xlsx", 表=second), json.loads(json.dumps(mapping)))
    found = {(c.what, c.name, c.change) for c in ledger.changes.itertuples()}
    assert ("pairing", "县水利局 → 前川村", "renewed") in found
    assert ("pairing", "县林业局 → 石桥村", "gone") in found and (
        "unit",
        "县司法局",
        "new",
    ) in found
    assert ledger.mapping["ids"]["县水利局"] == mapping["ids"]["县水利局"]
