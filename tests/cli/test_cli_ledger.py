"""``toolkit ledger``, and the commands that take a ledger directly."""

import re
import sys
from pathlib import Path

import openpyxl
import pytest

from toolkit.cli.entry import main
from toolkit.records import (
    County,
    ledger_problems,
    load_mapping,
    read_answers,
    read_ledger,
)
from toolkit.terms import use_lang

sys.path.insert(0, str(Path(__file__).parents[1] / "records"))
from ledger_samples import book, forty_villages, turnaround


@pytest.mark.parametrize("again", ["county2.xlsx", ""])
def test_questions_are_answered_in_the_workbook_and_taken(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], again: str
) -> None:
    head = ["受帮扶村", "帮扶单位"]
    path = book(
        tmp_path / "名单.xlsx",
        表=[head, ["前川村", "县水利局"]],
        旧_hidden=[head, ["石桥村", "县林业局"]],
    )
    out = tmp_path / "county.xlsx"
    assert main(["ledger", str(path), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "要问 2 处" in said and len(said.splitlines()) < 25
    wb = openpyxl.load_workbook(out)
    ws = wb["问题"]
    keys = {row[4].value: row[2] for row in ws.iter_rows(min_row=4)}
    keys["channel"].value, keys["hidden:旧"].value = "挂钩帮扶", "读入"
    wb.save(out)
    assert main(["check", str(out)]) == 0
    written = ["--out", str(tmp_path / again)] if again else []
    assert main(["ledger", str(out), *written]) == 0
    assert "要问" not in capsys.readouterr().out
    county = County.load(tmp_path / (again or "county(2).xlsx"))
    assert len(county["pairing"]) == 2 and set(county["pairing"]["channel"]) == {"hook_up_help"}
    assert load_mapping(tmp_path / "名单.mapping.json")["answers"]["channel"] == "挂钩帮扶"


def test_plan_and_check_take_a_ledger_and_say_so_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = turnaround(tmp_path)
    assert main(["check", str(path)]) == 0
    assert "是台账" in capsys.readouterr().out.splitlines()[0]
    assert main(["plan", str(path), "--on", "2024-06-01", "--out", str(tmp_path / "p.xlsx")]) == 0
    said = capsys.readouterr().out
    assert "是台账" in said.splitlines()[0] and "按规则的默认值" in said
    assert County.load(tmp_path / "p-补填.xlsx")["organisation"]["capacity"].isna().all()


def test_a_plan_reaches_villages_that_nobody_helps_yet(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = forty_villages(tmp_path / "四十村.xlsx")
    assert main(["plan", str(path), "--on", "2024-06-01", "--out", str(tmp_path / "p.xlsx")]) == 0
    assert "40 个单位需要" in capsys.readouterr().out


def test_what_is_no_ledger_is_said_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = book(
        tmp_path / "a.xlsx", 表=[["通讯录"], ["单位", "姓名", "手机"], ["县水利局", "柏松年", 1]]
    )
    for command in ("ledger", "check", "plan"):
        assert main([command, str(path)]) in (1, 2)
        told = "".join(capsys.readouterr())
        assert "通讯录" in told and "柏松年" not in told


def test_a_county_is_no_ledger(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["template", str(tmp_path / "t.xlsx")]) == 0
    assert main(["ledger", str(tmp_path / "t.xlsx")]) == 2
    assert "县级记录" in capsys.readouterr().err


def many_doubts(path: Path) -> Path:
    """A ledger that leaves open whatever can be left open."""
    head = ["帮扶单位", "受帮扶村"]
    return book(
        path,
        一=[head, ["县水利局", "前川村"], ["县水务局", "白石镇后川村"], ["合计", "2"], ["注：略"]],
        二=[["甲方", "乙方", "时间"], ["县财政局", "后川村", 2023.1], ["县司法局", "云门乡后川村"]],
        三=[["村", "牵头单位", "成员单位"], ["前川村", "县审计局", "县统计局"]],
        四=[["村", "县气象局", "县档案局"], ["前川村", "√", "○"], ["后山村", None, "√"]],
        汇总=[head, ["县水利局", "前川村"], ["县民政局", "前川村"]],
        说明=[["每村一行"]],
        旧_hidden=[head, ["石桥村", "县林业局"]],
        五=[
            ["挂钩单位", "挂钩村", "完成时限"],
            ["某某", "前川村", "6月"],
            ["县林业局", None, None],
        ],
    )


def test_everything_is_said_in_english_and_answered_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path, out = many_doubts(tmp_path / "doubts.xlsx"), tmp_path / "county.xlsx"
    assert main(["ledger", str(path), "--out", str(out), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert sum(1 + len(line) // 100 for line in said.splitlines()) <= 30
    with use_lang("en"):
        ledger = read_ledger(path)
        asked = [q.said for q in ledger.questions]
        left = ledger_problems(ledger)["reason"].tolist()
    assert len(asked) >= 8
    bare = re.sub("“[^”]*”", "", "\n".join([*asked, *left]))
    # what the ledger itself calls its sheets and units stands as it is
    assert set(re.findall("[\u4e00-\u9fff、→]+", bare)) <= {"白石镇", "云门乡", "→"}
    wb = openpyxl.load_workbook(out)
    row = next(r for r in wb["questions"].iter_rows(min_row=4) if r[4].value == "hidden:旧")
    row[2].value = "read it"
    wb.save(out)
    assert read_answers(out) == {"hidden:旧": "读入"}


def test_a_refusal_is_said_in_the_language_asked_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = book(
        tmp_path / "a.xlsx", 表=[["通讯录"], ["单位", "姓名", "手机"], ["县水利局", "柏", 1]]
    )
    assert main(["ledger", str(path), "--lang", "en"]) == 2
    assert "a list of contacts" in capsys.readouterr().err
