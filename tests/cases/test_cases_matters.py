"""Matters of manner, who measured what, and where coders differ: in other people's words, too."""

import pandas as pd
import pytest

from toolkit import cases, dataset
from toolkit.cases.evidence import evidence_of
from toolkit.records import County

FILL = "全村有农户300户，住在山脚下的两条沟里。村里先开了会，再分头去做，大家都出了力。\n"


def _report(words: str) -> cases.Report:
    return cases.Report(f"小结（虚构）\n{FILL}{words}\n", "A")


def _told(words: str, outcome: str) -> set[tuple[str, str]]:
    found = cases.manner([_report(words)], {"A": outcome})
    return set(zip(found["matter"], found["side"]))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("合作社的开支每季度公布，请社员代表查账。", ("accounts", "done")),
        ("修桥花了多少钱，社员一直说不清，也没有票据。", ("accounts", "wanting")),
        ("厂里选了两名后备人选，跟着老师傅跟班学习半年。", ("handover", "done")),
        ("帮扶队一走，机器坏了没人会干，大棚就停了。", ("handover", "wanting")),
        ("种什么由职工代表投票，票数最高的三样先种。", ("decides", "done")),
        ("章程由镇里统一打印，事先没有征求社员意见。", ("decides", "wanting")),
        ("年底请家长打分，得分贴在校门口。", ("judged", "done")),
        ("县里检查时给这个村打分95分，授了红旗。", ("judged", "wanting")),
        ("没办成的事写明原因，由社区打电话回访。", ("answered", "done")),
        ("路灯的事居民提了五次，物业没有下文。", ("answered", "wanting")),
        ("街道规定不增加台账，检查只看办成的事。", ("burden", "done")),
        ("为迎接检查，村里每天填表到深夜，照片拍了三百张。", ("burden", "wanting")),
    ],
)
def test_a_matter_is_read_on_either_side(words, told):
    assert told in _told(words, "unchanged" if told[1] == "wanting" else "improved")


def test_an_account_at_a_bank_and_a_plan_tell_nothing():
    assert not _told("村里给每户开了一个账户，存折发到手里。", "improved")
    assert not _told("下一步，村里准备把收支张榜公布，请村民代表核对。", "improved")


def test_a_remedy_behind_the_end_is_no_manner():
    words = "投诉由年均50起上升到140起。\n此后村里把收支张榜公布，请村民代表核对。"
    assert ("accounts", "done") not in _told(words, "worse")


def test_what_improved_cases_admit_is_found():
    assert cases.admitted(_report("有18名党员试种，头一年亏了6.4万元。"), "A").text.endswith(
        "6.4万元。"
    )
    assert cases.admitted(_report("有18名党员试种，头一年就成了。"), "A") is None


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("镇里打分93分，村里评上了四星支部。", ["superior"]),
        ("县教育局抽测，合格率82%。", ["superior"]),
        ("市统计局抽样调查显示，收入高出三成。", ["superior"]),
        ("大学社工系的问卷显示，满意率91%；纠纷由18起降到5起。", ["outside", "not_stated"]),
        ("上报口径满意率98%；区民政局随机核验，说得出服务的61户。", ["own", "superior"]),
        ("家长问卷中，表示放心的占89%。", ["served"]),
        ("入户测评满意率只有44%。", ["not_stated"]),
        ("收入由3万元增至5万元。", ["not_stated"]),
    ],
)
def test_who_measured(sentence, kinds):
    assert [rater.kind for rater in cases.raters_of(sentence)] == kinds


@pytest.mark.parametrize(
    ("sentence", "figures", "grade"),
    [
        ("入户测评满意率只有44%，比整顿前低6个百分点。", 2, "number_with_base"),
        ("县统计队入户测评，满意率只有44%。", 1, "witness"),
        ("满意率44%，由县统计队独立测评完成，结果占比属实。", 1, "witness"),
        ("问卷显示，认为有变化的占22%。", 1, "number_with_base"),
        ("社区纪检委员随机抽取两成打电话核实，满意的占70%。", 1, "number_with_base"),
    ],
)
def test_a_witness_is_named(sentence, figures, grade):
    assert evidence_of(sentence, figures) == grade


def test_where_coders_differ_both_are_named():
    coded = cases.county_coding(County.load(dataset("cases")))
    apart = cases.coded_apart(coded).set_index(["case", "code"])
    assert apart.loc[("C08", "IDENTITY"), "coded_by"] == ["second_same_hand"]
    assert apart.loc[("C08", "IDENTITY"), "not_by"] == ["key"]
    assert cases.coded_apart(coded[coded["coder"] == "key"]).empty
    assert cases.coded_apart(pd.DataFrame(columns=["case", "code", "coder"])).empty
