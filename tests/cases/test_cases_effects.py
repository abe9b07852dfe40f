"""Effects wherever they stand, which way, done or planned; the outcome a report claims."""

import pytest

from toolkit import cases, dataset
from toolkit.cases.direction import direction_of
from toolkit.records import County


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("better", "上访由19起减少到3起。"),
        ("worse", "满意度由71%跌到28%。"),
        ("better", "后进村群众满意度由61%升至72%。"),
        ("better", "后进党组织由14个减少到3个。"),
        ("better", "办理时间由7天缩短为1.5天。"),
        ("worse", "职工流失率由12%升到29%。"),
        ("same", "降尘量与2016年基本持平。"),
        ("same", "在厂务工的人数由132人变为129人。"),
        ("worse", "头一年收入由3万元增加到5万元，但第二年跌到1万元。"),
        ("", "为防止联建走样，支部定了三条。"),
        ("", "同期相邻的两个社区没有明显变化。"),
        ("", "支部开了三次会。"),
    ],
)
def test_which_way(way, sentence):
    assert direction_of(sentence) == way


def test_an_effect_in_the_opening_paragraph_and_a_plan_apart():
    report = cases.read(
        "某社区小结（虚构）\n两年来，物业纠纷由每月18起下降到5起，居民满意率提高23个百分点。\n"
        "一、敲门问需\n网格员每月敲一次门。\n二、下一步打算\n把满意率由91%提高到95%。\n"
    )
    found = report.effects
    assert found[["direction", "planned"]].values.tolist() == [["better", False], ["better", True]]
    assert report.outcome == "improved"
    a, b = report.outcome_sentence
    assert "18起" in report.text[a:b]


def test_nothing_found_is_not_stated():
    report = cases.read("某村小结（虚构）\n召开座谈会3次，发放资料200份。\n")
    assert report.outcome == "not_stated" and report.outcome_sentence is None


def test_the_shipped_cases_end_as_their_table_says():
    county = County.load(dataset("cases"))
    table = county["case_text"]
    reports = cases.from_county(county)
    ends = dict(zip(table["case_id"], table["outcome"]))
    assert {c: r.outcome for c, r in reports.items()} == ends
