"""``toolkit report`` as it is called: files, exit codes, a Chinese folder under a GBK locale."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest
from reports_samples import public_tables, small_tables

import toolkit
from toolkit.cli import main
from toolkit.cli import reports as command

FILES = {"report.html", "report.docx", "tables.xlsx", "figures"}


def test_errors_are_listed_and_nothing_is_written(tmp_path, capsys):
    source = tmp_path / "县"
    toolkit.County(small_tables()).save(source)
    pairing = source / "pairing.csv"
    pairing.write_text(
        pairing.read_text(encoding="utf-8-sig").replace(",011,", ",999,"), encoding="utf-8-sig"
    )
    assert main(["report", str(source), "--out", str(tmp_path / "out"), "--lang", "zh"]) == 1
    said = capsys.readouterr().out
    assert "999" in said and "没有写报告" in said
    assert not (tmp_path / "out").exists()


def test_a_source_that_is_not_there(tmp_path, capsys):
    assert main(
        ["report", str(tmp_path / "没有"), "--out", str(tmp_path / "out"), "--lang", "zh"]
    ) in (1, 2)
    streams = capsys.readouterr()
    assert "没有" in streams.out + streams.err and not (tmp_path / "out").exists()


def test_without_a_source_both_shipped_sets_are_reported(tmp_path, monkeypatch, capsys):
    toolkit.County({"organisation": small_tables()["organisation"]}).save(
        tmp_path / "datasets" / "qinglan"
    )
    toolkit.County({"organisation": public_tables()["organisation"]}).save(
        tmp_path / "datasets" / "counterpart_assistance"
    )
    monkeypatch.chdir(tmp_path)
    assert main(["report", "--lang", "en"]) == 0
    for name in ("qinglan", "counterpart_assistance"):
        assert {p.name for p in (tmp_path / "out" / "en" / name).iterdir()} >= FILES - {"figures"}
    assert "Qinglan County (fictitious)" in (
        tmp_path / "out" / "en" / "qinglan" / "report.html"
    ).read_text(encoding="utf-8")
    streams = capsys.readouterr()
    assert len(streams.out.split()) == 6
    assert "1/2 Qinglan County" in streams.err and "2/2 Counterpart" in streams.err


def test_the_first_report_is_shown_before_the_second_is_begun(tmp_path, monkeypatch):
    for name, tables in (("qinglan", small_tables()), ("counterpart_assistance", public_tables())):
        toolkit.County({"organisation": tables["organisation"]}).save(tmp_path / "datasets" / name)
    monkeypatch.chdir(tmp_path)
    there = []
    monkeypatch.setattr(
        command.webbrowser,
        "open",
        lambda page: there.append((page, sorted(p.name for p in Path("out/en").iterdir()))),
    )
    assert main(["report", "--lang", "en"]) == 0 and not there
    shutil.rmtree("out")
    assert main(["report", "--lang", "en", "--open"]) == 0
    page = (tmp_path / "out" / "en" / "qinglan" / "report.html").as_uri()
    assert there == [(page, ["qinglan"])]


@pytest.mark.parametrize("name", ["qinglan", "三村"])
def test_a_folder_is_called_after_its_county(tmp_path, name):
    source = tmp_path / "datasets" / name
    tables = small_tables()
    head = {"org_id": "C", "name": "青澜县（虚构）", "level": "county", "sector": "government"}
    organisation = tables["organisation"].assign(parent_id="C")
    top = pd.DataFrame([head | {"data_nature": "fictitious"}])
    toolkit.County({"organisation": pd.concat([top, organisation])}).save(source)
    assert main(["report", str(source), "--out", str(tmp_path / "r"), "--lang", "zh"]) == 0
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "<title>青澜县（虚构）结对与典型工作数据报告" in page and "qinglan" not in page


def test_without_a_source_and_without_data(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command, "__file__", str(tmp_path / "a" / "b" / "c.py"))
    assert main(["report", "--lang", "en"]) == 2
    assert "name a source" in capsys.readouterr().err


def test_user_supplied_data_are_announced(tmp_path, capsys):
    toolkit.County({"organisation": small_tables("user_supplied")["organisation"]}).save(
        tmp_path / "县"
    )
    assert (
        main(["report", str(tmp_path / "县"), "--out", str(tmp_path / "out"), "--lang", "zh"]) == 0
    )
    assert "涉密、工作秘密数据请勿导入" in capsys.readouterr().err


@pytest.mark.skipif(
    os.name != "posix", reason="names as GBK bytes exist only there; Windows has its own"
)
@pytest.mark.skipif(
    not __file__.isascii(),
    reason="a GBK locale on Linux cannot name a checkout whose folder is UTF-8 bytes",
)
def test_gbk_console_in_a_chinese_folder(tmp_path):
    """The shape of a Chinese Windows: no UTF-8 mode, GBK everywhere, a folder with a space.

    Names on the disk are GBK bytes, as that locale has them. Where the machine lacks the locale,
    Python falls back to ASCII for names, which is harder still.
    """
    folder = os.fsencode(tmp_path) + b"/" + "新建 文件夹".encode("gbk")
    os.mkdir(folder)
    toolkit.County(small_tables()).save(tmp_path / "data")
    source, out = "数据".encode("gbk"), "报告 一".encode("gbk")
    os.rename(tmp_path / "data", folder + b"/" + source)
    env = {
        k: v for k, v in os.environ.items() if k not in ("TOOLKIT_LANG", "LC_CTYPE", "LC_MESSAGES")
    }
    env |= {
        "LC_ALL": "zh_CN.GBK",
        "PYTHONIOENCODING": "gbk",
        "PYTHONUTF8": "0",
        "PYTHONCOERCECLOCALE": "0",
    }
    env["PYTHONPATH"] = str(Path(toolkit.__file__).parents[1])
    command_line = [
        sys.executable,
        "-m",
        "toolkit",
        "report",
        source,
        "--out",
        out,
        "--on",
        "2015-06-30",
    ]
    done = subprocess.run(command_line, cwd=folder, env=env, capture_output=True, timeout=240)
    assert done.returncode == 0, done.stderr.decode("gbk", "replace")
    assert done.stdout.decode("gbk").count("report.") == 2
    written = folder + b"/" + out
    assert {os.fsdecode(name) for name in os.listdir(written)} == FILES
    with open(written + b"/report.html", encoding="utf-8") as page:
        text = page.read()
    assert "限度与出处" in text and "2015-06-30" in text
