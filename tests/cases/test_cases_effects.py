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


@pytest.mark.parametrize("who", ["县里", "镇党委", "学校"])
@pytest.mark.parametrize(
    "told",
    [
        "{}已决定对摘帽村实行两年跟踪，每半年回访一次，由未参与帮扶的单位打分。",
        "{}决定从明年起每季度公开一次账目，摘帽后再跟踪两年。",
        "{}还要求工作队进村就写好退出的打算，确保无上访。",
        "{}拟在明年把办法推广到3个村，力争面貌焕然一新。",
        "{}下一步要把结对扩大到12个村。",
    ],
)
def test_what_is_announced_is_not_reached(who, told):
    report = cases.Report(f"某村小结（虚构）\n一、经过\n开了会。\n二、成效\n{told.format(who)}")
    assert report.effects["planned"].all() and report.outcome == "not_stated"
    assert "effect" not in report.statements["slot"].tolist()


@pytest.mark.parametrize("who", ["县里", "镇党委", "学校"])
def test_what_a_decision_brought_is_reached(who):
    told = f"{who}决定实行轮班，一年后投诉由9起下降到2起。"
    report = cases.Report(f"某村小结（虚构）\n{told}")
    assert report.effects[["direction", "planned"]].values.tolist() == [["better", False]]


def test_a_rule_is_no_effect():
    assert cases.Report("小结（虚构）\n签订师徒协议，一年内无事故才算出师。").effects.empty


def test_what_it_became_counts_and_a_later_clause_keeps_its_subject():
    assert direction_of("湖尾村由亏损2万元转为结余7万元。") == "better"
    assert direction_of("2018年事故率为1.9起，2020年降到0.7起。") == "better"
    assert direction_of("石泉村有了变化，半坡村三年下来仍是老样子。") == "same"
