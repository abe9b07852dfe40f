"""``toolkit demo``."""

import pandas as pd
import pytest

import toolkit
from toolkit.cli import main


@pytest.mark.parametrize("target", ["县 一", "县 一.xlsx"])
def test_demo_writes_a_county_and_its_truth_beside_it(tmp_path, target, capsys):
    folder = tmp_path / "新建 文件夹"
    assert (
        main(
            [
                "demo",
                str(folder / target),
                "--organisations",
                "40",
                "--seed",
                "3",
                "--effect",
                "-2",
                "--lang",
                "en",
            ]
        )
        == 0
    )
    assert "written" in capsys.readouterr().out
    county = toolkit.County.load(folder / target)
    assert county == toolkit.demo_county(40, 3, -2.0)
    truth = pd.read_csv(folder / "县 一_truth.csv", encoding="utf-8-sig")
    assert len(truth) == len(toolkit.demo_truth(county))


@pytest.mark.parametrize("lang, word", [("zh", "整数"), ("en", "whole number")])
def test_demo_says_in_one_sentence_what_is_wrong(tmp_path, capsys, lang, word):
    assert main(["demo", str(tmp_path / "x"), "--organisations", "3", "--lang", lang]) == 2
    assert word in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_records_that_are_not_invented_are_never_written_over(tmp_path, capsys):
    own = "org_id,name,level,sector,data_nature\n1,某村,branch,rural,user_supplied\n"
    (tmp_path / "organisation.csv").write_text(own, encoding="utf-8")
    assert main(["demo", str(tmp_path), "--organisations", "10", "--lang", "en"]) == 2
    assert "not invented" in capsys.readouterr().err
    assert (tmp_path / "organisation.csv").read_text(encoding="utf-8") == own
    assert (
        main(["demo", str(tmp_path / "demo"), "--organisations", "10"])
        == 0
        == main(["demo", str(tmp_path / "demo"), "--organisations", "12"])
    )
