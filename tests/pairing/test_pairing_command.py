"""``toolkit plan`` and ``toolkit plan --check`` from the command line."""

import re
import shutil
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path

import openpyxl
import pytest

from toolkit import County, dataset, demo_county, pairing
from toolkit.cli import main
from toolkit.terms import use_lang


@pytest.fixture(autouse=True)
def language():
    with use_lang(None):  # whatever a command chooses ends with its test
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return demo_county(150, seed=5).save(tmp_path_factory.mktemp("新建 文件夹") / "县")


@pytest.fixture(scope="module")
def made(folder):
    """The workbook of a plan, and what the command said."""
    path, said = folder.parent / "方 案.xlsx", StringIO()
    with use_lang("en"), redirect_stdout(said):
        assert (
            main(
                [
                    "plan",
                    str(folder),
                    "--on",
                    "2011-07-01",
                    "--out",
                    str(path),
                    "--weights",
                    "--lang",
                    "en",
                ]
            )
            == 0
        )
    return path, said.getvalue()


@pytest.fixture
def book(made, tmp_path):
    return shutil.copy(made[0], tmp_path / "改 过.xlsx")


@pytest.fixture()
def chinese(folder, tmp_path):
    path = tmp_path / "改过.xlsx"
    with use_lang("zh"), redirect_stdout(StringIO()):
        assert main(["plan", str(folder), "--on", "2011-07-01", "--out", str(path)]) == 0
    return path


@pytest.mark.parametrize("language, there", [("zh", "覆盖的需要数"), ("en", "needs covered")])
def test_a_workbook_is_wholly_in_one_language_and_read_in_both(
    language, there, book, chinese, capsys
):
    path = chinese if language == "zh" else book
    opened = openpyxl.load_workbook(path)
    names = {*load_names(opened)}
    words = [
        str(cell.value)
        for sheet in opened
        for row in sheet.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value not in names
    ]
    assert there in words and not {"helper_id", "recipient_id"} & set(words)
    strange = "[a-z]{3,}" if language == "zh" else "[\u4e00-\u9fff]"
    assert not [w for w in words + opened.sheetnames if re.search(strange, w)]
    metres = opened.worksheets[2].cell(6, 2)
    assert metres.number_format == "#,##0" and metres.value > 10_000
    for reader in ("zh", "en"):
        assert main(["plan", "--check", str(path), "--lang", reader]) == 0
        assert re.search("改动 0 处|0 edits", capsys.readouterr().out)


def load_names(opened):
    """Numbers and names of units, which are in Chinese wherever they stand."""
    for sheet in opened:
        for column in sheet.iter_cols():
            if "name" in str(column[0].value) or "名称" in str(column[0].value):
                yield from (cell.value for cell in column[1:])


def test_a_plan_is_summed_up(made):
    path, said = made
    assert (
        "The plan is proved best under the entered rules and weights." in said
        and "Weights 25 % off" in said
        and str(path) in said
    )


def test_what_changes_when_a_helper_leaves_is_said(folder, made, tmp_path, capsys, monkeypatch):
    before = pairing.read_plan(made[0])
    gone = before["helper_id"].value_counts().index[0]
    names = County.load(folder)["organisation"].set_index("org_id")["name"]
    line = ["plan", str(folder), "--on", "2011-07-01", "--lang", "en", "--leave"]
    out = tmp_path / "again.xlsx"
    assert main([*line, names[gone].removesuffix("（虚构）"), "--out", str(out)]) == 0
    said, again = capsys.readouterr().out, pairing.read_plan(out)
    lost = int((before["helper_id"] == gone).sum())
    assert f"Without {gone} {names[gone]}: " in said and "of the pairs that could go on" in said
    assert said.count(f"\n- {gone} ") == lost and gone not in set(again["helper_id"])
    assert main([*line, "Nobody"]) == 2 and "Nobody" in capsys.readouterr().err
    monkeypatch.setattr("toolkit.pairing.plans.default_rules", lambda: {"pair.keep_min": 1.01})
    assert main([*line, gone]) == 0
    told = capsys.readouterr().out.splitlines()[-3:]
    assert [t.split(":")[0] for t in told] == ["- kept first", "- after coverage", "- kept last"]


def test_an_untouched_plan_has_nothing_to_say(book, capsys):
    assert main(["plan", "--check", str(book), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert "0 edits" in said and said.startswith("needs covered") and "left open" not in said


def test_an_empty_worksheet_says_what_is_unmet_and_not_each_planned_pair(book, capsys):
    needs = len(pairing.read_plan(book))
    opened = openpyxl.load_workbook(book)
    opened.worksheets[0].delete_rows(2, needs + 5)
    opened.save(book)
    assert main(["plan", "--check", str(book), "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert (
        said.startswith("满足的需求 0 / ")
        and f"（方案 {needs}）" in said
        and f"还有 {needs} 个需求没有安排" in said
    )
    assert "一对也没有填" in said and "→" not in said


def test_many_edits_are_told_in_short(book, capsys):
    opened = openpyxl.load_workbook(book)
    opened.worksheets[0].delete_rows(2, 13)
    opened.save(book)
    assert main(["plan", "--check", str(book), "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    dropped = [line for line in lines if line.startswith("- ")]
    assert len(dropped) == 10 and "… and 3 more edits" in lines and max(map(len, dropped)) < 120


def test_edits_are_checked_and_priced(book, capsys):
    planned = pairing.read_plan(book)
    opened = openpyxl.load_workbook(book)
    sheet = opened.worksheets[0]
    first = next(row for row in sheet.iter_rows() if row[0].value == planned["helper_id"].iloc[0])
    for cell in first:
        cell.value = None
    opened.save(book)
    assert main(["plan", "--check", str(book), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert (
        "1 edits" in said
        and f"- {planned['helper_id'].iloc[0]} " in said
        and f"→ {planned['recipient_id'].iloc[0]} " in said
    )


def test_a_pair_that_may_not_be_is_a_problem(book, capsys):
    opened = openpyxl.load_workbook(book)
    sheet = opened.worksheets[0]
    planned = pairing.read_plan(book)
    rows = [r for r in sheet.iter_rows() if r[0].value in set(planned["helper_id"])]
    rows[0][0].value = rows[0][1].value  # a unit that helps itself
    opened.save(book)
    assert main(["plan", "--check", str(book), "--lang", "en"]) == 1
    assert "!" in capsys.readouterr().out


def test_what_is_missing_is_said_in_a_sentence(folder, capsys, tmp_path):
    assert main(["plan", "--lang", "en"]) == 2
    assert "--check" in capsys.readouterr().err
    assert main(["plan", str(folder), "--goals", "beauty", "--lang", "en"]) == 2
    assert "beauty" in capsys.readouterr().err
    assert (
        main(
            [
                "plan",
                str(folder),
                "--on",
                "someday",
                "--out",
                str(tmp_path / "x.xlsx"),
                "--lang",
                "en",
            ]
        )
        == 2
    )
    assert not (tmp_path / "x.xlsx").exists()
    capsys.readouterr()
    assert main(["plan", str(folder), "--out", str(tmp_path / "x.csv"), "--lang", "en"]) == 2
    assert capsys.readouterr().out == ""  # before the work, not after it


def test_a_workbook_with_its_headings_gone_is_refused(chinese, capsys):
    opened = openpyxl.load_workbook(chinese)
    sheet = opened.worksheets[0]
    at = next(r[0].row for r in sheet.iter_rows() if r[0].value == "帮扶方")
    sheet.delete_rows(1, at)
    opened.save(chinese)
    assert main(["plan", "--check", str(chinese), "--lang", "zh"]) == 2
    said = capsys.readouterr()
    assert "“结对方案”表里找不到表头“帮扶方、受助方、结对方式”" in said.out + said.err


def test_what_is_wrong_in_an_input_sheet_is_said_in_the_words_of_the_workbook(chinese, capsys):
    opened = openpyxl.load_workbook(chinese)
    helpers, far = opened["帮扶方"], opened["候选"]
    places = next(c.column for c in helpers[1] if c.value == "帮扶能力")
    helpers.cell(2, places).value = "两个"
    distance = next(c.column for c in far[1] if c.value == "距离（公里）")
    far.cell(2, distance).value = "约 20"
    opened.save(chinese)
    assert main(["plan", "--check", str(chinese), "--lang", "zh"]) == 2
    said = capsys.readouterr()
    said = said.out + said.err
    assert "“帮扶方”表“帮扶能力” 缺少或不是数字" in said and "“候选”表“距离（公里）”" in said
    assert "helpers" not in said and "capacity" not in said and "_helps_" not in said


def test_a_number_in_another_case_is_answered_with_the_number(made):
    planned = pairing.check_plan(made[0])
    one = next(i for i in planned.names if i in set(pairing.read_plan(made[0])["helper_id"]))
    from openpyxl import load_workbook

    opened = load_workbook(made[0])
    sheet = opened.worksheets[0]
    cell = next(r[0] for r in sheet.iter_rows() if r[0].value == one)
    cell.value = f" {one.lower()}　"
    path = made[0].with_name("小写.xlsx")
    opened.save(path)
    with use_lang("zh"):
        told = pairing.check_plan(path).problems["problem"].tolist()
    assert len(told) == 1 and f"是否想填 {one} " in told[0]


def test_every_sheet_shows_kilometres_to_a_tenth(tmp_path: Path) -> None:
    county = County.load(dataset("qinglan_60"))
    book = openpyxl.load_workbook(
        pairing.prepare(county, on="2011-07-01").plan().to_excel(tmp_path / "p.xlsx")
    )
    shown = 0
    for sheet in book:
        for column in sheet.iter_cols():
            if "公里" in str(column[0].value):
                assert {cell.number_format for cell in column[1:] if cell.value is not None} <= {
                    "0.0"
                }
                shown += 1
    assert shown == 2
