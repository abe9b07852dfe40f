"""Matters of manner, who measured what, and where coders differ: in other people's words, too."""

import pandas as pd
import pytest

from toolkit import cases, dataset
from toolkit.cases.direction import direction_of
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
        ("委托大学社工系的问卷显示，满意率91%；纠纷由18起降到5起。", ["outside", "not_stated"]),
        ("县消费者协会的独立测评列为第一名。", ["outside"]),
        ("大学社工系的问卷显示，满意率91%。", ["not_stated"]),
        ("审计报告显示，能耗下降12%。", ["not_stated"]),
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
        ("问卷显示，认为有变化的占22%。", 1, "number"),
        ("问卷回收104份，认为有变化的占22%。", 2, "number_with_base"),
        ("人均收入11400元，比2010年翻了一番。", 2, "before_after"),
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


def test_one_sentence_bears_on_every_matter_it_states():
    words = "支部把要办的事写成承诺书，年底请村民打分，没办成的要说明原因。"
    assert {("judged", "done"), ("answered", "done")} <= _told(words, "improved")


@pytest.mark.parametrize(
    "words",
    [
        "局党组每半年听一次汇报，并请县纪委派人暗访。",
        "台账由一名干事补，由他一个人撑着办公室。",
        "支部发动师生提名好老师，由同事推荐。",
    ],
)
def test_a_sign_of_something_else_is_no_matter_done(words):
    told = _told(words, "improved")
    assert not told & {("judged", "done"), ("decides", "done"), ("handover", "done")}


def test_what_states_the_matter_itself_comes_before_a_sign_of_it():
    sign = "书记和主任不和，三年换了三任驻村干部。"
    plain = "果苗发下去后没人管护，第二年活下来的不到一半。"
    found = cases.manner([_report(f"{sign}{plain}")], {"A": "unchanged"})
    told = found[found["matter"] == "handover"]
    assert told["text"].tolist() == [plain, sign] and told["weight"].tolist() == [2, 1]


@pytest.mark.parametrize(
    ("words", "ways"),
    [
        ("集体收入2000元，与三年前持平；到会率39%，比三年前的40%还低一点。", {"worse", "same"}),
        ("到会率由85%降到37%。", {"worse"}),
        ("投诉由年均50起上升到140起。", {"worse"}),
        ("第二年开始走样，有人为了加分抄心得。", set()),
        ("投诉量和到会人数都没有明显变化。", {"same"}),
    ],
)
def test_a_fall_is_one_only_where_the_sentence_says_so(words, ways):
    report = _report(words)
    told = cases.ways_told(report, report.text.index(words))
    assert set(told) - {"better"} == ways


@pytest.mark.parametrize(
    ("sentence", "level"),
    [
        ("全县抽测中，平均分高于同类学校4.3分。", True),
        ("人均收入高出全乡平均水平37%。", True),
        ("户均增收3100元，周边未加入的村同期增收1200元。", False),
        ("投诉由20起降到5起，同期相邻的社区没有变化。", False),
        ("收入由3万元增至5万元。", False),
        ("合格率由62%提高到94%；平均分高于同类学校4.3分。", False),
        ("协会的测评把该市场列为全县8个市场中的第一名。", True),
    ],
)
def test_a_comparison_without_a_starting_point_is_named(sentence, level):
    assert cases.level_only(sentence) is level


def test_offices_of_government_go_by_one_rule():
    for body in ("县统计局抽样", "县教师进修学校问卷", "县环保部门监测", "区民政局电话核验"):
        (rater,) = cases.raters_of(f"{body}显示，满意率61%。")
        assert rater.kind == "superior", body
    (rater,) = cases.raters_of("上报口径满意率98%。", "2018年区里组织两次测评。")
    assert rater.kind == "own" and "区里组织" in rater.name
    assert cases.raters_of("上报口径满意率98%。")[0].kind == "own"


def test_a_code_whose_sentence_does_not_fit_is_named_and_nothing_is_changed():
    fits, odd = "党员公开承诺办好12件实事。", "村里天气很好，路也好走。"
    report = _report(fits + odd)
    places = [("A", "PLEDGE", report.text.index(words), "甲") for words in (fits, odd)]
    coded = pd.DataFrame(places, columns=["case", "code", "start", "coder"])
    assert cases.doubtful([report], coded)["start"].tolist() == [report.text.index(odd)]
    # nobody coded these: a machine's suggestion is weighed by the same judgement already
    assert cases.doubtful([report], coded.assign(coder="combined")).empty
    assert cases.doubtful([report], coded.assign(code="OWN_CODE")).empty
    assert cases.doubtful([], coded).empty


def test_what_neighbours_did_later_is_none_of_the_cases():
    words = "邻近三个村后来也立了墙，由县里定，事先没有征求意见。"
    assert not _told(words, "improved")


def test_who_is_asked_measured_and_not_who_asked():
    for asked, by in (
        ("乡党委请县委党校的教师做了一次调查", "县委党校"),
        ("支部请县统计局抽样", "县统计局"),
    ):
        (rater,) = cases.raters_of(f"{asked}，满意率61%。")
        assert rater.kind == "superior" and rater.name == by


def test_those_served_judge_only_their_own_clause():
    told = cases.raters_of("就业率提高到83%，起薪增加到3250元，用人单位满意度测评91分。")
    assert [rater.kind for rater in told] == ["served", "not_stated"]
    assert [rater.kind for rater in cases.raters_of("家长问卷中，表示放心的占89%。")] == ["served"]


def test_a_question_of_whether_is_no_want():
    asked = _report("社区规定一年只考两项：认领的事办了没有，居民认不认。")
    assert "problem" not in set(asked.statements["slot"])
    assert ("burden", "done") in _told("社区规定只考两项：事情办了没有，居民认不认。", "improved")
    assert "problem" in set(_report("机器坏了没有人修，大棚就停了。").statements["slot"])


def test_a_heading_that_says_what_was_wanting_is_a_sentence_of_its_case():
    words = (
        "村里开过会，也发过通知。\n（1）账没有公开。路修了两条，也挂了牌子。\n（2）群众没有参加。"
    )
    words += "牌子上的日期还是前年的。\n集体收入与三年前持平，仍是2万元。"
    assert ("decides", "wanting") in _told(words, "unchanged")


@pytest.mark.parametrize(
    "words",
    [
        "从这件事看，制度的好坏不在写了多少字，而在字后面有没有人办事。",
        "有人问经验，老支书答：“墙上不能有一句空话。”",
    ],
)
def test_what_was_learnt_is_known_in_other_words(words):
    slots = _report(f"村里先开了会。\n{words}").statements
    assert slots["slot"].iloc[-1] == "insight"


def test_less_of_an_illness_is_better_and_what_was_before_stands_first():
    assert direction_of("学生近视率由43%降到36%") == "better"
    assert direction_of("三个村的集体收入，联合之前加起来不到20万元，去年达到96万元") == "better"
    assert direction_of("今年收了46万元，去年同期是131万元") == "worse"
