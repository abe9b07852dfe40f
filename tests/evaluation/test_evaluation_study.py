"""The whole study of a county, in words, in a workbook, and on the command line."""

from pathlib import Path

import pytest

from toolkit import County, demo_county, demo_truth, evaluation
from toolkit.cli import main
from toolkit.records import read_book
from toolkit.terms import use_lang


@pytest.fixture(scope="module")
def county() -> County:
    return demo_county(250, seed=11, effect="modest")


def test_every_question_is_answered_or_refused(county: County) -> None:
    found = evaluation.study(county, demo_truth(county))
    assert len(found.sections) == 13
    for s in found.sections:
        assert (s.table is None) == bool(s.refusal)
    with use_lang("zh"):
        text = found.text()
        assert "不可取" in text and "不可以说" in text and "核验口径时" not in text
    with use_lang("en"):
        assert not any("一" <= c <= "鿿" for c in evaluation.study(county).text())


def test_naive_differences_before_help_are_descriptive_only(county: County) -> None:
    panel = evaluation.panel(county, demo_truth(county))
    naive = evaluation.att_gt(panel, "outcome", "org_id", "time", "cohort")
    assert (
        naive.evidence.descriptive
        and "只能描述" in naive.evidence.zh
        and "before treatment already" in naive.evidence.en
    )


def test_command_line(county: County, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source, truth, out = tmp_path / "新建 文件夹", tmp_path / "核验.csv", tmp_path / "评价.xlsx"
    county.save(source)
    demo_truth(county).to_csv(truth, index=False, encoding="utf-8-sig")
    assert (
        main(["evaluate", str(source), "--truth", str(truth), "--out", str(out), "--lang", "zh"])
        == 0
    )
    said = capsys.readouterr().out
    assert "# 上报口径" in said and "# 核验口径" in said and "均值回归" in said
    book = {sheet.name: sheet.cells for sheet in read_book(out)}
    assert "核验口径 均值回归" in book and "上报口径 能说什么" in book
    assert "受助者实际变化" in set(book["核验口径 均值回归"][0])


def test_command_line_refuses_in_a_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bare = County({"organisation": demo_county(8)["organisation"]})
    bare.save(tmp_path / "bare")
    assert main(["evaluate", str(tmp_path / "bare"), "--lang", "en"]) == 2
    assert "no scores in assessment" in capsys.readouterr().err
