"""``toolkit report`` as it is called: files, exit codes, a Chinese folder under a GBK locale."""

import os
import subprocess
import sys
from pathlib import Path

from reports_samples import public_tables, small_tables

import toolkit
from toolkit.cli import main
from toolkit.cli import reports as command

FILES = {"report.html", "report.docx", "tables.xlsx", "figures"}


def test_errors_are_listed_and_nothing_is_written(tmp_path, capsys):
    source = tmp_path / "县"
    toolkit.County(small_tables()).save(source)
    pairing = source / "pairing.csv"
    pairing.write_text(pairing.read_text(encoding="utf-8-sig").replace(",011,", ",999,"), encoding="utf-8-sig")
    assert main(["report", str(source), "--out", str(tmp_path / "out"), "--lang", "zh"]) == 1
    said = capsys.readouterr().out
    assert "999" in said and "没有写报告" in said
    assert not (tmp_path / "out").exists()


def test_a_source_that_is_not_there(tmp_path, capsys):
    assert main(["report", str(tmp_path / "没有"), "--out", str(tmp_path / "out"), "--lang", "zh"]) in (1, 2)
    streams = capsys.readouterr()
    assert "没有" in streams.out + streams.err and not (tmp_path / "out").exists()


def test_without_a_source_both_shipped_sets_are_reported(tmp_path, monkeypatch, capsys):
    toolkit.County({"organisation": small_tables()["organisation"]}).save(tmp_path / "datasets" / "qinglan")
    toolkit.County({"organisation": public_tables()["organisation"]}).save(tmp_path / "datasets" / "counterpart_assistance")
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--lang", "en"]) == 0
    for name in ("qinglan", "counterpart_assistance"):
        assert {p.name for p in (tmp_path / "out" / name).iterdir()} >= FILES - {"figures"}
    assert "Qinglan County (fictitious)" in (tmp_path / "out" / "qinglan" / "report.html").read_text(encoding="utf-8")
    assert len(capsys.readouterr().out.split()) == 6


def test_without_a_source_and_without_data(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    assert main(["report", "--lang", "en"]) == 2
    assert "name a source" in capsys.readouterr().err


def test_user_supplied_data_are_announced(tmp_path, capsys):
    toolkit.County({"organisation": small_tables("user_supplied")["organisation"]}).save(tmp_path / "县")
    assert main(["report", str(tmp_path / "县"), "--out", str(tmp_path / "out"), "--lang", "zh"]) == 0
    assert "涉密、工作秘密数据请勿导入" in capsys.readouterr().err


def test_gbk_console_in_a_chinese_folder(tmp_path):
    """The shape of a Chinese Windows: no UTF-8 mode, a GBK console, a folder with a space.

    Where the machine lacks the locale, Python falls back to ASCII for names, which is harder still.
    """
    source, folder = "数据.xlsx", tmp_path / "新建 文件夹"
    folder.mkdir()
    toolkit.County(small_tables()).save(folder / source, lang="zh")
    env = os.environ | {
        "LC_ALL": "zh_CN.GBK",
        "LANG": "zh_CN.GBK",
        "PYTHONIOENCODING": "gbk",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    env["PYTHONPATH"] = str(Path(toolkit.__file__).parents[1])
    env.pop("TOOLKIT_LANG", None)
    done = subprocess.run(
        [sys.executable, "-m", "toolkit", "report", source, "--out", "报告 一", "--on", "2015-06-30"],
        cwd=folder,
        env=env,
        capture_output=True,
        timeout=240,
    )
    assert done.returncode == 0, done.stderr.decode("gbk", "replace")
    assert done.stdout.decode("gbk").count("report.") == 2
    assert {p.name for p in (folder / "报告 一").iterdir()} == FILES
    page = (folder / "报告 一" / "report.html").read_text(encoding="utf-8")
    assert "限度与出处" in page and "2015-06-30" in page
