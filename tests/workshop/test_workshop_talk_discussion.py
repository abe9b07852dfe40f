"""Structured discussion: sheets out and answers back, hostile sheets, clusters that drop nothing,
minutes with every word."""

import re
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

import workshop
from toolkit import RecordError
from toolkit.cli.entry import main
from toolkit.records import Sheet, write_book
from toolkit.rules import default_rules
from toolkit.terms import use_lang

QUESTION = "为什么有的后进村三年没有起色？"
SAID = [
    "帮扶单位一年换一次人，新来的要从头认路",
    "没人来验收",
    "=SUM(1,2) 是台账上的公式",
    "喆村与𪚥村的路\n分两段没通",
    "资金集中在路边的村",
    "帮扶单位换人太勤",
    "<b>表格</b>太多 & 太细",
    "-1 分也扣",
]
HEADS = ["场次", "小组", "问题", "序号", "答案", "归类", "票数"]


@pytest.fixture(autouse=True)
def chinese():
    with use_lang("zh"):
        yield


def fill(path: Path, said: list[str], cells: dict[str, object] | None = None) -> None:
    """Type answers into a group's sheet as a person would; `cells` are typed as they are."""
    book = openpyxl.load_workbook(path)
    sheet = book["研讨答案"]
    top = next(r for r in range(1, 6) if sheet.cell(r, 4).value == "序号")
    for i, text in enumerate(said, 1):
        sheet.cell(top + i, 5).value = text
        sheet.cell(top + i, 5).data_type = "s"
    for address, value in (cells or {}).items():
        sheet[address] = value
    book.save(path)


@pytest.fixture
def sheets(tmp_path) -> list[Path]:
    made = workshop.discussion_sheets(QUESTION, 3, tmp_path / "研讨 单", session="春季班")
    for i, path in enumerate(made):
        fill(path, SAID[i::3])
    return made


def answers(*rows: tuple) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["group", "text", "cluster", "votes"])
    frame.insert(0, "session", "春季班")
    frame.insert(2, "question", QUESTION)
    frame.insert(3, "seq", range(1, len(frame) + 1))
    return frame.astype(
        dict.fromkeys(("session", "group", "question", "text", "cluster"), "string")
        | {"votes": "Int64"}
    )


def problems(*sources: Path) -> pd.DataFrame:
    with pytest.raises(RecordError) as error:
        workshop.read_answers(sources)
    return error.value.problems


# ---- sheets out, answers back


def test_sheets_have_dropdowns_and_headings_that_stay(sheets) -> None:
    assert [p.name for p in sheets] == [
        "研讨单_第1组.xlsx",
        "研讨单_第2组.xlsx",
        "研讨单_第3组.xlsx",
    ]
    book = openpyxl.load_workbook(sheets[0])
    assert book.sheetnames == ["说明", "研讨答案"]
    sheet = book["研讨答案"]
    assert sheet.protection.sheet and [c.value for c in sheet[2]] == HEADS
    assert all(c.protection.locked for c in sheet[2]) and not any(
        c.protection.locked for row in sheet["A3:D14"] for c in row
    )
    blank = [
        sheet.column_dimensions[c] for c in "EFG"
    ]  # a cell that is not in the file takes the style of its column
    assert not any(c.protection.locked for c in blank) and [c.number_format for c in blank] == [
        "@",
        "@",
        "General",
    ]
    offered = {
        str(v.sqref).split(":")[0]: v.formula1 for v in sheet.data_validations.dataValidation
    }
    assert (
        "第1组,第2组,第3组" in offered["B3"]
        and QUESTION in offered["C3"]
        and "机制与制度" in offered["F3"]
    )
    heads = " ".join(str(c.value) for row in sheet.iter_rows(max_row=2) for c in row)
    assert not re.search("姓名[：（_]|电话|单位职务", heads)


def test_from_sheets_to_one_table_and_through_the_merged_sheet(sheets, tmp_path) -> None:
    found = workshop.read_answers(sheets)
    assert list(found.columns) == [
        "session",
        "group",
        "question",
        "seq",
        "text",
        "cluster",
        "votes",
    ]
    assert sorted(found["text"]) == sorted(SAID) and found["group"].value_counts().to_dict() == {
        "第1组": 3,
        "第2组": 3,
        "第3组": 2,
    }
    assert (
        str(found["seq"].dtype) == str(found["votes"].dtype) == "Int64"
        and found["cluster"].isna().all()
    )
    assert workshop.read_answers(sheets[0].parent).equals(found)
    merged = workshop.merged_sheet(found, tmp_path / "合并.xlsx")
    assert workshop.read_answers(merged).equals(found)
    book = openpyxl.load_workbook(merged)["研讨答案"]
    assert "机器建议" in [c.value for c in book[2]] and not any(
        c.data_type == "f" for row in book.iter_rows() for c in row
    )
    assert all(book.cell(3 + i, 6).value for i in range(len(SAID))) and not any(
        book.cell(3 + i, 7).value for i in range(len(SAID))
    )


def test_decisions_typed_into_the_merged_sheet_come_back(sheets, tmp_path) -> None:
    merged = workshop.merged_sheet(workshop.read_answers(sheets), tmp_path / "合并.xlsx")
    fill(merged, [], {"G3": " 机制 ", "H3": 5, "G4": "机制", "H4": "４", "G5": "资源", "H5": "9"})
    found = workshop.read_answers(merged)
    assert found["cluster"].head(3).tolist() == ["机制", "机制", "资源"] and found["votes"].head(
        3
    ).tolist() == [5, 4, 9]
    told = workshop.tally(found)
    assert told["tied"].head(2).tolist() == [True, True] and told["standing"].head(2).tolist() == [
        1,
        1,
    ]


def test_gbk_csv_without_a_computer_in_the_class(tmp_path) -> None:
    (tmp_path / "第9组.csv").write_bytes(
        (
            f"场次,小组,问题,序号,答案,归类,票数\n春季班,第9组,{QUESTION},1,没人管,机制,3\n春季班,"
            f"第9组,{QUESTION},2,,,\n"
        ).encode("gbk")
    )
    found = workshop.read_answers(tmp_path / "第9组.csv")
    assert found[["group", "text", "votes"]].values.tolist() == [["第9组", "没人管", 3]]


# ---- hostile sheets


def test_every_problem_of_every_sheet_at_once(sheets) -> None:
    limit = default_rules()["talk.answer_characters"]
    fill(sheets[0], [], {"G3": "三票", "D4": 1, "E5": "长" * (limit + 1)})
    fill(sheets[1], [], {"H2": "姓名", "H3": "某人", "G6": 2})
    fill(sheets[2], [], {"E4": "电话 13812345678", "G3": -1})
    found = problems(*sheets)
    said = {
        (p.sheet.split(" › ")[0][-8:-5], p.column, p.row): p.reason
        for p in found.itertuples()
        if p.severity == "error"
    }
    assert (
        said[("第1组", "votes", 3)] == "应为整数"
        and "重复" in said[("第1组", "seq", 4)]
        and "拆开" in said[("第1组", "text", 5)]
    )
    assert (
        any("个人信息" in r for (g, _, _), r in said.items() if g == "第2组")
        and said[("第2组", "text", 6)] == "必填"
    )
    assert "手机号" in said[("第3组", "text", 4)] and "不能小于" in said[("第3组", "votes", 3)]
    assert len(said) == 7
    bad = found[(found["column"] == "votes") & (found["row"] == 3)].iloc[0]
    assert bad["value"] == "三票" and bad["cell"] == "G3" and bad["heading"] == "票数"


def test_votes_that_nobody_can_have_cast(sheets, tmp_path) -> None:
    most = default_rules()["talk.group_most"] * default_rules()["talk.votes_each"]
    for value, said in (
        (10**9, "票数超出"),
        ("1e9", "票数超出"),
        (most + 1, "票数超出"),
        (-1, "不能小于 0"),
        (2.5, "应为整数"),
    ):
        fill(sheets[0], [], {"G3": value})
        found = problems(*sheets)
        assert found[["sheet", "row", "column"]].values.tolist() == [
            ["研讨单_第1组.xlsx › 研讨答案", 3, "votes"]
        ], value
        assert found["value"].iloc[0] == str(value) and said in found["reason"].iloc[0]
    fill(
        sheets[0], [], {"G3": most - 1, "G4": 1, "G5": 1}
    )  # together one too many: the line where it happens
    assert problems(sheets[0])["row"].tolist() == [5]
    fill(sheets[0], [], {"G5": 0})
    found = workshop.read_answers(sheets)
    merged = workshop.merged_sheet(found, tmp_path / "合并.xlsx")
    fill(
        merged, [], {"H3": 3 * most, "H4": 0}
    )  # all groups' votes may stand at one line of the merged sheet
    assert workshop.tally(workshop.read_answers(merged))["votes"].sum() == 3 * most
    for value in (10**9, -1, 2.5):
        wrong = found.astype({"votes": "Float64"})
        wrong.loc[1, "votes"] = value
        with pytest.raises(workshop.TalkError, match="票数"):
            workshop.minutes(wrong, tmp_path / "纪要.docx")


def test_names_that_only_look_different_are_one(sheets, tmp_path) -> None:
    fill(
        sheets[0],
        [],
        {"F3": "Ａ类", "G3": 2, "F4": "A 类\u200b", "G4": 3, "B4": "第１组", "E4": "走\u202e访"},
    )
    fill(sheets[1], [], {"F3": "a类", "G3": 1})
    found = workshop.read_answers(sheets)
    assert found["group"].nunique() == 3 and found["text"].iloc[1] == "走访"
    told = workshop.tally(found)
    assert told[["cluster", "votes", "groups_n"]].values.tolist()[0] == ["Ａ类", 6, 2]
    fill(sheets[1], [], dict.fromkeys(("B3", "B4", "B5"), "第 1 组"))
    assert problems(*sheets)["reason"].str.contains("交了两份").all()
    fill(sheets[1], [], {"D3": 0, "F4": "类" * 301})
    assert {"不能小于 1", "超过 300 字"} <= {
        r.split("：")[0] for r in problems(sheets[1])["reason"]
    }


def test_merged_cells_where_each_line_counts(sheets) -> None:
    book = openpyxl.load_workbook(sheets[0])
    sheet = book["研讨答案"]
    sheet["G3"] = 4
    sheet.merge_cells("G3:G5")
    sheet.merge_cells("B3:B8")  # the group over its own lines is read as the eye reads it
    book.save(sheets[0])
    found = problems(sheets[0])
    assert (
        found["reason"].str.contains("G3:G5").all()
        and set(found["row"]) == {3, 4, 5}
        and set(found["column"]) == {"votes"}
    )
    book = openpyxl.load_workbook(sheets[0])
    book["研讨答案"].unmerge_cells("G3:G5")
    book.save(sheets[0])
    assert workshop.read_answers(sheets[0])["group"].tolist() == ["第1组"] * 3


def test_missing_headings(sheets, tmp_path) -> None:
    fill(sheets[0], [], {"D2": "第几"})
    assert problems(sheets[0])["reason"].str.contains("缺少必需的列“序号”").any()
    fill(sheets[1], [], dict.fromkeys([f"{c}2" for c in "ABCDEFG"], "x"))
    assert problems(sheets[1])["reason"].str.contains("没有找到列标题").all()
    write_book(tmp_path / "别的.xlsx", [Sheet("一", pd.DataFrame({"甲": [1]}))])
    (tmp_path / "别的.csv").write_text("甲,乙\n1,2\n", encoding="utf-8")
    for path in (
        tmp_path / "别的.xlsx",
        tmp_path / "别的.csv",
        tmp_path / "没有.csv",
        tmp_path / "没有.xlsx",
    ):
        assert path.name in problems(path)["sheet"].iloc[0]


def test_formulas_that_were_never_computed_are_not_lost_silently(sheets) -> None:
    fill(sheets[0], [], {"E9": "=A1&B1", "G3": "=1+1"})
    found = problems(sheets[0])
    assert {("text", 9), ("votes", 3)} <= set(zip(found["column"], found["row"])) and found[
        "reason"
    ].str.contains("公式").any()


def test_the_same_group_twice_and_broken_files(sheets, tmp_path) -> None:
    copy = tmp_path / "再交一份.xlsx"
    copy.write_bytes(sheets[0].read_bytes())
    found = problems(*sheets, copy)
    assert (
        len(found) == 3
        and found["reason"].str.contains("同一组交了两份").all()
        and found["sheet"].str.contains("再交一份").all()
    )
    copy.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512)
    found = problems(*sheets, copy)
    assert found["sheet"].tolist() == ["再交一份.xlsx"] and "密码" in found["reason"].iloc[0]
    with pytest.raises(workshop.TalkError):
        workshop.read_answers([])


def test_questions_and_groups_must_be_there(tmp_path) -> None:
    for questions, groups in (
        ([], 3),
        (["甲", "甲"], 3),
        ([" "], 3),
        (QUESTION, 0),
        (QUESTION, 10**6),
        (QUESTION, ["甲", "甲"]),
    ):
        with pytest.raises(workshop.TalkError):
            workshop.discussion_sheets(questions, groups, tmp_path / "x")
    made = workshop.discussion_sheets(
        ["甲？", "乙？"], ["东/片", "西片"], tmp_path / "y", lines=2, clusters=["一,二", "三"]
    )
    assert made[0].name == "研讨单_东_片.xlsx"
    fill(made[0], ["一", "二", "三", "四"])
    found = workshop.read_answers(made)
    assert found[["group", "question", "seq"]].values.tolist() == [
        ["东/片", q, n] for q in ("甲？", "乙？") for n in (1, 2)
    ]


# ---- clusters and votes


def test_suggestions_put_like_answers_together() -> None:
    texts = [
        "帮扶单位一年换一次人",
        "资金集中在路边的村",
        "帮扶单位换人太勤",
        "资金撒胡椒面",
        "年轻党员都在外地",
    ]
    said = workshop.suggest_clusters(answers(*[("第1组", t, None, None) for t in texts]))[
        "suggestion"
    ].tolist()
    assert said[0] == said[2] and said[1] == said[3] and len(set(said)) == 3
    strict = workshop.suggest_clusters(
        answers(*[("第1组", t, None, None) for t in texts]),
        rules=default_rules().replace({"talk.likeness": 0.9}),
    )
    assert strict["suggestion"].nunique() == 5


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(min_size=0, max_size=20), min_size=1, max_size=12))
def test_suggestions_never_drop_an_answer(texts: list[str]) -> None:
    given_ = answers(*[(f"第{i % 3}组", t, None, None) for i, t in enumerate(texts)]).sample(
        frac=1, random_state=1
    )
    said = workshop.suggest_clusters(given_)
    assert len(said) == len(texts) and said["suggestion"].ne("").all()
    assert said["seq"].tolist() == given_["seq"].tolist()


def test_votes_are_summed_and_ties_said_to_be_ties() -> None:
    told = workshop.tally(
        answers(
            ("甲", "a", "机制", 3),
            ("乙", "b", "机制", 1),
            ("甲", "c", "资源", 4),
            ("丙", "d", "人", None),
            ("丙", "e", None, None),
        )
    )
    assert told["cluster"].head(2).tolist() == ["机制", "资源"] and told["votes"].tolist() == [
        4,
        4,
        0,
        0,
    ]
    assert told["vote_share"].tolist() == [0.5, 0.5, 0, 0] and told["standing"].tolist() == [
        1,
        1,
        3,
        3,
    ]
    assert told["tied"].tolist() == [True, True, False, False] and told["groups_n"].tolist() == [
        2,
        1,
        1,
        1,
    ]
    assert told["answers_n"].sum() == 5
    assert workshop.tally(answers(("甲", "a", "机制", None)))["vote_share"].isna().all()


# ---- minutes and forms


@pytest.mark.filterwarnings("ignore:字体中没有这些字", "ignore:not in the font")
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_minutes_hold_every_answer_word_for_word(sheets, tmp_path, lang) -> None:
    found = workshop.read_answers(sheets)
    found["cluster"] = ["机制", "机制", "资源", None, "资源", "机制", "表格", "表格"]
    found["votes"] = pd.array([2, 1, 3, None, 0, 0, 0, 0], dtype="Int64")
    with use_lang(lang):
        path = workshop.minutes(found, tmp_path / "纪要.docx")
        document = Document(str(path))
    cells = {
        (row.cells[1].text, row.cells[3].text)
        for t in document.tables
        if len(t.columns) == 5
        for row in t.rows
    }
    assert {(g, t) for g, t in zip(found["group"], found["text"])} <= cells
    text = "\n".join(p.text for p in document.paragraphs)
    tie, loose = {
        "zh": ("“机制”、“资源”同为 3 票，并列第一", "1 条答案没有归类"),
        "en": ("Tied for first with 3 each", "without a cluster: 1"),
    }[lang]
    assert tie in text and loose in text and "“表格”" in text
    described = [p.get("descr") for p in document.element.body.iter() if p.tag.endswith("}docPr")]
    assert len(described) == 2
    plain = [t for t in found["text"] if "\n" not in t and "𪚥" not in t]
    left = [t for t in plain if t not in described[0]]
    # an alternative text is read out in one breath: what no longer fits is marked
    assert not left if lang == "zh" else (len(left) < len(plain) and "…" in described[0])
    last = document.tables[-1]
    assert [c.text for c in last.rows[1].cells][1:] == ["", ""] and len(last.rows) >= 4
    assert {c.text for c in last.columns[0].cells[1:3]} == {"机制", "资源"}


def test_minutes_of_several_questions_sessions_and_no_votes(tmp_path) -> None:
    first = answers(("第1组", "甲", "机制", None), ("第2组", "乙", None, None))
    second = (
        answers(("第1组", "丙", "机制", 2))
        .assign(question="第二问？", session="秋季班")
        .astype({"session": "string"})
    )
    document = Document(
        str(
            workshop.minutes(
                pd.concat([first, second]),
                tmp_path / "m.docx",
                title="两场合记",
                nature="fictitious",
            )
        )
    )
    heads = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert any(QUESTION in h for h in heads) and any("第二问？" in h for h in heads)
    text = "\n".join(p.text for p in document.paragraphs)
    assert "两场合记" in text and "没有投票" in text and "春季班、秋季班" in text
    assert "虚构" in document.sections[0].header.paragraphs[0].text
    with pytest.raises(workshop.TalkError):
        workshop.minutes(first.iloc[:0], tmp_path / "n.docx")


def test_a_form_for_every_step(tmp_path) -> None:
    document = Document(str(workshop.discussion_forms([QUESTION, "二？"], tmp_path / "表单.docx")))
    heads = [p for p in document.paragraphs if p.style.name == "Heading 1"]
    steps = ["静写", "轮流说", "归类", "投票", "鱼骨图", "小结"]
    assert [h.text.split("、")[1] for h in heads] == ["怎么用", *steps, *steps]
    assert (
        all(h.paragraph_format.page_break_before for h in heads[1:]) and len(document.tables) == 13
    )
    words = "\n".join(p.text for p in document.paragraphs)
    assert "每人 3 票" in words and words.count("不写姓名") >= 2
    assert len(document.tables[2].rows) == 13 and document.tables[2].rows[12].cells[0].text == "12"


# ---- commands


def test_the_commands(tmp_path, capsys) -> None:
    out = tmp_path / "新建 文件夹"
    assert (
        main(
            [
                "talk",
                "sheet",
                "--question",
                QUESTION,
                "--groups",
                "2",
                "--session",
                "春",
                "--out",
                str(out),
                "--lang",
                "zh",
            ]
        )
        == 0
    )
    made = sorted(out.glob("*.xlsx"))
    assert len(made) == 2 and (out / "研讨表单（纸质）.docx").exists()
    fill(made[0], SAID[:2])
    fill(made[1], SAID[2:4])
    capsys.readouterr()
    assert (
        main(["talk", "merge", str(out), "--out", str(tmp_path / "合并.xlsx"), "--lang", "zh"]) == 0
    )
    assert "2 个小组、4 条答案" in capsys.readouterr().out
    assert (
        main(
            [
                "talk",
                "minutes",
                str(tmp_path / "合并.xlsx"),
                "--out",
                str(tmp_path / "m.docx"),
                "--lang",
                "en",
            ]
        )
        == 0
    )
    assert "4 answers of 2 groups" in capsys.readouterr().out and (tmp_path / "m.docx").exists()
    fill(made[0], [], {"G3": "三票", "G4": "二票"})
    assert (
        main(["talk", "minutes", str(out), "--out", str(tmp_path / "n.docx"), "--lang", "zh"]) == 1
    )
    assert capsys.readouterr().out.count("应为整数") == 2 and not (tmp_path / "n.docx").exists()


def test_sheets_that_nobody_filled_in_are_said(tmp_path, capsys) -> None:
    [sheet] = workshop.discussion_sheets(QUESTION, 1, tmp_path / "发下", session="春")
    assert workshop.read_answers(sheet).empty
    merged = workshop.merged_sheet(workshop.read_answers(sheet), tmp_path / "合并.xlsx")
    assert workshop.read_answers(merged).empty
    for line in (["merge", str(sheet)], ["minutes", str(merged)]):
        out = tmp_path / "不写.xlsx"
        assert main(["talk", *line, "--out", str(out), "--lang", "zh"]) == 2
        assert "先填各组的研讨单" in capsys.readouterr().err and not out.exists()
