"""check, template, schema, rules from the command line: exit codes, both languages, nothing
half-said."""

import json
import subprocess
import sys

import openpyxl
import pytest

import toolkit
from toolkit.cli import main
from toolkit.rules import default_rules


@pytest.fixture
def county(tmp_path):
    return toolkit.demo_county(30).save(tmp_path / "县.xlsx", lang="zh")


def test_check_says_all_is_well(county, capsys):
    assert main(["check", str(county), "--lang", "zh"]) == 0
    assert "错误 0 处" in capsys.readouterr().out


def test_check_lists_problems_marks_a_copy_and_saves_the_list(county, tmp_path, capsys):
    book = openpyxl.load_workbook(county)
    book["组织"]["C3"] = "不存在的层级"
    book.save(county)
    marked, listed = tmp_path / "标注.xlsx", tmp_path / "清单.xlsx"
    assert (
        main(["--lang", "en", "check", str(county), "--mark", str(marked), "--out", str(listed)])
        == 1
    )
    said = capsys.readouterr().out
    assert "不存在的层级" in said and "1 errors" in said
    assert openpyxl.load_workbook(marked)["组织"]["C3"].comment is not None
    assert any(
        "不存在的层级" in map(str, row) for row in openpyxl.load_workbook(listed).active.values
    )


def test_template_schema_and_rules(tmp_path, capsys):
    assert main(["template", str(tmp_path / "t.xlsx")]) == 0 and (tmp_path / "t.xlsx").exists()
    capsys.readouterr()
    assert main(["schema"]) == 0
    assert len(json.loads(capsys.readouterr().out)["resources"]) == 28
    assert main(["rules", "--lang", "zh"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in default_rules()) and "未核实" in said and "S51" in said


@pytest.mark.parametrize("words", [["check", "nowhere"], ["report", "nowhere", "--out", "x"]])
def test_a_source_that_is_not_there_is_a_sentence(words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(words) in (1, 2)
    heard = capsys.readouterr()
    assert "nowhere" in heard.out + heard.err and "Traceback" not in heard.out + heard.err


@pytest.mark.parametrize("language, word", [("zh", "检查"), ("en", "check a county")])
def test_help_speaks_the_readers_language(language, word):
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "--help", "--lang", language],
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0 and word in done.stdout


def test_a_file_where_a_folder_is_needed_is_said_in_the_readers_language(county, tmp_path, capsys):
    (tmp_path / "有").write_text("x", encoding="utf-8")
    assert main(["--lang", "zh", "demo", str(tmp_path / "有" / "县"), "--organisations", "10"]) == 2
    said = capsys.readouterr().err
    assert "同名文件" in said and "Errno" not in said
