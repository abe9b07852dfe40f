"""Reports by an author who had not seen the rules: a floor under what the reader finds in all
fourteen (see data/unseen/README.md)."""

import runpy
from pathlib import Path

import pytest

from toolkit import cases
from toolkit.cases import naming

UNSEEN = runpy.run_path(str(Path(__file__).parent / "data" / "unseen" / "score.py"))
FLOORS = {"outline": 0.97, "programmes": 0.98, "figures": 0.98, "practices": 0.93}


def test_reports_of_another_hand_are_read_as_their_author_keyed_them():
    got = UNSEEN["score"]()
    assert {kind for kind, floor in FLOORS.items() if got[kind][2] < floor} == set(), got


#: the second set, all fourteen read
SECOND = {
    "outline": 0.98,
    "programmes": 0.97,
    "figures": 0.94,
    "practices": 0.92,
    "organisations": 0.85,
    "people": 0.94,
    "outcome": 0.92,
}
BY_RULES = {"organisations": 0.75, "people": 0.98}
#: the third set, all ten read
THIRD = {
    "outline": 0.96,
    "programmes": 0.95,
    "figures": 0.96,
    "practices": 0.95,
    "organisations": 0.80,
    "people": 0.86,
    "outcome": 1.0,
}
THIRD_BY_RULES = {"organisations": 0.75, "people": 0.98}


#: the half of the fourth set that was read while rules were improved
FOURTH = {
    "outline": 0.98,
    "programmes": 0.97,
    "figures": 0.98,
    "practices": 0.95,
    "organisations": 0.95,
    "people": 0.95,
    "outcome": 1.0,
}


def test_the_fourth_set_keeps_its_floors_in_the_half_that_was_read():
    got = UNSEEN["score"](UNSEEN["FOURTH"][::2])
    floors = FOURTH
    if not naming.model_at_hand():
        floors = {k: v for k, v in FOURTH.items() if k not in ("organisations", "people")}
    assert {kind for kind, floor in floors.items() if got[kind][2] < floor} == set(), got


def test_practices_are_found_in_the_half_of_the_fourth_set_that_was_never_opened():
    assert UNSEEN["score"](UNSEEN["FOURTH"][1::2])["practices"][2] >= 0.84


#: the fifth set: the half that was read, and the half that was only scored, 0.02 below what is
#: reached
FIFTH = {
    "outline": 0.98,
    "programmes": 0.95,
    "figures": 0.96,
    "practices": 0.98,
    "organisations": 0.83,
    "people": 0.73,
    "outcome": 0.98,
}
#: practices of these four reports stood at 0.84 before the reports of BA to BL were learned from,
#: which brought the 84 reports from 151 on from 0.79 to 0.82
FIFTH_SCORED = {
    "outline": 0.98,
    "programmes": 0.98,
    "figures": 0.95,
    "practices": 0.79,
    "organisations": 0.90,
    "people": 0.98,
    "outcome": 0.73,
}


#: reports by six authors more, 0.02 below what is reached; the first sixteen were read, of the rest
#: only what went wrong with outcomes, names and programmes (see data/unseen/README.md)
LATER = {
    "SIXTH": {
        "outline": 0.95,
        "programmes": 0.95,
        "figures": 0.94,
        "practices": 0.81,
        "organisations": 0.69,
        "people": 0.93,
        "outcome": 0.98,
    },
    "SEVENTH": {
        "outline": 0.98,
        "programmes": 0.95,
        "figures": 0.95,
        "practices": 0.86,
        "organisations": 0.73,
        "people": 0.92,
        "outcome": 0.98,
    },
    "EIGHTH": {"practices": 0.87, "outcome": 0.98},
    "NINTH": {"practices": 0.80, "organisations": 0.69, "people": 0.88, "outcome": 0.73},
    "TENTH": {"programmes": 0.92, "practices": 0.85, "outcome": 0.79},
    "ELEVENTH": {"programmes": 0.97, "practices": 0.74, "outcome": 0.76},
    "TWELFTH": {
        "outline": 0.98,
        "programmes": 0.91,
        "figures": 0.96,
        "practices": 0.83,
        "organisations": 0.78,
        "people": 0.94,
        "outcome": 0.85,
    },
    "THIRTEENTH": {
        "outline": 0.92,
        "programmes": 0.88,
        "figures": 0.96,
        "practices": 0.79,
        "organisations": 0.8,
        "people": 0.95,
        "outcome": 0.85,
    },
    "FOURTEENTH": {
        "outline": 0.94,
        "programmes": 0.86,
        "figures": 0.96,
        "practices": 0.81,
        "organisations": 0.81,
        "people": 0.92,
        "outcome": 0.95,
    },
}


@pytest.mark.parametrize("name", [*LATER])
def test_the_later_sets_keep_their_floors(name):
    got = UNSEEN["score"](UNSEEN[name])
    floors = LATER[name]
    if not naming.model_at_hand():
        floors = {k: v for k, v in floors.items() if k not in ("organisations", "people")}
    assert {kind for kind, floor in floors.items() if got[kind][2] < floor} == set(), got


@pytest.mark.parametrize(("first", "floors"), [(0, FIFTH), (1, FIFTH_SCORED)])
def test_the_fifth_set_keeps_its_floors_in_both_halves(first, floors):
    got = UNSEEN["score"](UNSEEN["FIFTH"][first::2])
    if not naming.model_at_hand():
        floors = {k: v for k, v in floors.items() if k not in ("organisations", "people")}
    assert {kind for kind, floor in floors.items() if got[kind][2] < floor} == set(), got


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("FLAG_STAR", "有人提出给每个支部评星，乡党委没有采纳。"),
        ("PLEDGE", "党员公开承诺也只停留在方案上。"),
        ("DEPT_LINK", "原想与县医院结对共建，对方没有答应。"),
        ("INFO_BASE", "人才库提了几回，至今没有建起来。"),
        ("HOOKUP", "建议县里选派干部驻村。"),
        ("ENT_LINK", "曾建议与茶叶公司结对共建，被镇里推掉了。"),
        ("LEADERS", "驻村干部要选准后备干部。"),
    ],
)
def test_what_was_proposed_wished_or_turned_down_is_no_practice(code, text):
    assert code not in coded(text)


def test_a_proposal_that_was_taken_up_is_done():
    assert "JOINT_ORG" in coded("有人建议组建联合支部，镇党委采纳了，当年成立联合支部3个。")


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("办两三件实事，省下八九十万元，来的多是十七八岁的人。", [(2, 3), (8e5, 9e5), (17, 18)]),
        ("由12到8人，收果3t，差错率千分之三。", [(12, None), (8, None), (3, None), (3, None)]),
        ("由12降到8件，由12升到18件。", [(12, None), (8, None), (12, None), (18, None)]),
        (
            "提前12天，2小时内到场，产值翻了一番，等了一年半。",
            [(12, None), (2, None), (1, None), (1.5, None)],
        ),
    ],
)
def test_ranges_of_neighbouring_digits_and_small_units(text, wanted):
    got = cases.read(f"某村小结\n{text}\n").figures
    ends = [(v, None if u != u else u) for v, u in zip(got["value"], got["upper"])]
    assert ends == wanted


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("纠纷由26起减少到9起，但收入由1.3亿元降到1.1亿元。", "mixed"),
        ("在全县由第19名上升到第8名。", "improved"),
        ("停电由86小时减到5小时。", "improved"),
    ],
)
def test_both_ways_are_mixed_and_ranks_rise_as_they_shrink(text, outcome):
    head = "某村党建工作情况\n全村共有人口一千余人，党员分三个小组，支部班子五人。"
    assert cases.read(f"{head}\n以下是一年来的情况。\n{text}\n").outcome == outcome


def test_committees_with_their_level_are_organisations_and_titles_are_not(monkeypatch):
    monkeypatch.setattr(naming, "_model", lambda: None)
    report = cases.read(
        "某村小结\n经镇党委研究，由县委书记牵头，各乡镇党委配合，县融媒体中心报道。\n"
    )
    assert report.organisations == ["镇党委", "县融媒体中心"]


def test_the_second_set_keeps_its_seven_floors():
    got = UNSEEN["score"](UNSEEN["SECOND"])
    names = {} if naming.model_at_hand() else BY_RULES
    floors = SECOND | names
    assert {kind for kind, floor in floors.items() if got[kind][2] < floor} == set(), got


def test_the_third_set_keeps_its_seven_floors():
    got = UNSEEN["score"](UNSEEN["THIRD"])
    floors = THIRD if naming.model_at_hand() else THIRD | THIRD_BY_RULES
    assert {kind for kind, floor in floors.items() if got[kind][2] < floor} == set(), got


def test_organisations_of_the_third_set_s_odd_half_keep_the_floor_they_first_had(monkeypatch):
    if naming.model_at_hand():
        assert UNSEEN["score"](UNSEEN["THIRD"][::2])["organisations"][2] >= 0.71
    monkeypatch.setattr(naming, "_model", lambda: None)
    assert UNSEEN["score"](UNSEEN["THIRD"][::2])["organisations"][2] >= 0.47


@pytest.mark.parametrize(("names", "floors"), [("SECOND", BY_RULES), ("THIRD", THIRD_BY_RULES)])
def test_names_by_rules_alone_keep_their_floor(monkeypatch, names, floors):
    monkeypatch.setattr(naming, "_model", lambda: None)
    got = UNSEEN["score"](UNSEEN[names])
    assert {kind for kind, floor in floors.items() if got[kind][2] < floor} == set(), got


@pytest.mark.parametrize(
    ("reason", "code", "text"),
    [
        ("planned", "LEADERS", "各乡镇要选派优秀干部到薄弱村任职。"),
        ("background", "PUBLICITY", "过去开会靠电视台报道撑门面。"),
        ("other_domain", "SUPPORT", "师生捐款2300元慰问困难学生。"),
        ("lacking", "PLEDGE", "公开承诺写在墙上，承诺兑现没有，没有人问。"),
    ],
)
def test_what_is_withheld_says_why(reason, code, text):
    got = cases.code([cases.read(f"某乡党建工作情况\n{text}\n以上报告。")])
    assert reason in set(got.loc[got["code"] == code, "reason"])


def test_a_plan_or_an_opening_speech_only_requires():
    for title in ("关于开展创建活动的实施方案", "在全县动员会上的讲话"):
        text = f"{title}\n一、做什么\n每村建立台账一本，结对帮扶弱村。\n二、怎么查\n逐月督查。\n"
        report = cases.read(text)
        assert cases.accepted(cases.code([report])).empty
        assert report.outcome == "not_stated"


@pytest.mark.parametrize(
    ("line", "programme"),
    [
        ("以创办“五优两满意”的学校为目标。", "五优两满意"),
        ("全县有“同心互转”单位12个。", "同心互转"),
        ("召开“头雁领航”动员会。", "头雁领航"),
        ("推行“532”选、育、用模式工作法。", "532"),
        ("八月起举办“车间大练兵”，车工、钳工同台。", "车间大练兵"),
        ("前年镇党委推“先行带后走”，让强村结对弱村。", "先行带后走"),
        ("开展“学张老师，当好园丁”主题党日3次，巩固“文明社区”创建成果。", "学张老师，当好园丁"),
    ],
)
def test_programmes_named_by_who_bears_them(line, programme):
    assert cases.read(f"某村小结\n{line}\n").programmes["name"].tolist() == [programme]


def test_what_a_pair_from_to_counts():
    text = (
        "人均收入由1.2万元增长到2.3万元。纠纷由18起下降到5起。集体收入仍在5万元/年上下。"
        "聘请五位农艺师。到会率升到了九成五。收入增长近一倍。"
    )
    got = cases.read(f"某村小结\n{text}\n安装路灯\t40\t盏\n").figures
    assert got[["value", "unit"]].to_numpy().tolist() == [
        [12000, "元"],
        [23000, "元"],
        [18, "起"],
        [5, "起"],
        [50000, "元/年"],
        [5, "位"],
        [9.5, "成"],
        [1, "倍"],
        [40, "盏"],
    ]
    what = got["what"].tolist()
    assert what[:6] == ["人均收入", "人均收入", "纠纷", "纠纷", "集体收入", "农艺师"]
    assert what[-1] == "安装路灯"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("人均收入从8000元增加到12000元。", "人均收入"),
        ("农民人均纯收入由2012年的8000元增加到2016年的1.2万元。", "农民人均纯收入"),
        ("投诉由2015年的12降到8件。", "投诉"),
    ],
)
def test_both_ends_of_a_pair_name_what_rose_or_fell(text, what):
    figures = cases.read(f"某村小结\n{text}\n").figures
    assert figures["what"].tolist() == [what, what]


BULLETIN = """党建工作简报
第17期
中共甲县县委组织部　　　　2019年8月12日
甲县三招治散
青山日报记者 王平 通讯员 李安
一 全县片区党建的主要做法
去年以来，全县把村村联起来，一年一考，一年一评，一件一件抓落实。
安装路灯\t40盏
组织建设：磨亮“打铁的锤子”
各支部每月过组织生活，党员轮流讲课，群众当评委，讲得不好的重来，年底算总账。
－1－
"""


def test_mastheads_bylines_and_pages_are_no_headings():
    report = cases.read(BULLETIN)
    assert report.title == "甲县三招治散"
    assert report.outline["heading"].tolist() == [
        "全县片区党建的主要做法",
        "组织建设：磨亮“打铁的锤子”",
    ]


def coded(text):
    report = cases.read(f"某乡党建工作情况\n{text}\n以上报告。")
    return set(cases.accepted(cases.code([report]))["code"])


@pytest.mark.parametrize(
    ("code", "not_done", "done"),
    [
        ("HOOKUP", "下一步，拟选派干部驻村。", "选派干部驻村12名。"),
        ("DYNAMIC", "明年准备对支部分档管理。", "对支部分档管理，并摘掉了3块牌子。"),
        ("ENT_LINK", "争取与市茶厂结对共建。", "已与市茶厂结对共建。"),
        ("IDENTITY", "党员设岗定责落了空。", "党员设岗定责，认领岗位40个。"),
        ("INFO_BASE", "建了台账，却停在了纸上。", "建了台账，逐月更新。"),
        ("PLEDGE", "党员公开承诺流于形式。", "防止流于形式，党员公开承诺12件事。"),
        ("CO_CREATE", "县委创先争优活动领导小组：", "深入开展创先争优活动。"),
        ("FLAG_STAR", "授予该支部“红旗支部”称号。", "每月评比，流动红旗轮流挂。"),
        ("SUPERVISE", "自觉接受群众监督。", "县委组织部逐月督查。"),
    ],
)
def test_what_was_planned_ordered_or_dropped_is_no_practice(code, not_done, done):
    assert code not in coded(not_done)
    assert code in coded(done)


def test_a_heading_that_says_so_voids_its_own_section_only():
    text = (
        "某场总结\n一、设岗定责落了空\n年初给党员设岗的方案改了又改。\n二、"
        "结对帮扶有进展\n年底给党员设岗30个。\n"
    )
    report = cases.read(text)
    got = cases.accepted(cases.code([report]))
    assert got.loc[got["code"] == "IDENTITY", "text"].tolist() == ["年底给党员设岗30个。"]


def test_sections_on_what_comes_next_hold_no_practice_unless_done():
    text = (
        "某场总结\n一、做了什么\n召开座谈会3次。\n二、明年打算\n开展党员公开承诺。"
        "\n现已建立台账12本。\n"
    )
    assert set(cases.accepted(cases.code([cases.read(text)]))["code"]) == {"DISCUSS", "INFO_BASE"}


def test_units_durations_and_counts_after_the_noun():
    text = (
        "连续两年垫底，放电影三部，讲课四次，30日内整改，户籍468口人，引水11.2千米，耗时5个小时，"
        "名列末三名，做到三个。"
    )
    got = cases.read(text).figures
    wanted = [(2, "年"), (3, "部"), (4, "次"), (30, "日"), (468, "人"), (11.2, "千米"), (5, "小时")]
    assert list(zip(got["value"], got["unit"])) == wanted


def test_what_ends_at_whole_words():
    got = cases.read(
        "回收有效问卷320份，评出优秀共产党员12名，安置就业45人，全县从业人员3万人。"
    ).figures
    assert got["what"].tolist() == ["有效问卷", "优秀共产党员", "就业", "全县从业人员"]


def test_names_of_programmes_by_noun_frame_and_timetable():
    text = (
        "办起“渡口夜话”，每周一回。这叫“井台学堂”。签了“南北牵手”协议。被群众称之为“面子工程”。"
        "举办“我的入党故事”演讲比赛。"
    )
    assert cases.read(text).programmes["name"].tolist() == ["渡口夜话", "井台学堂", "南北牵手"]


def test_offices_are_organisations():
    assert cases.read("县委组织部抽调干部，报市卫生局备案。").organisations == [
        "县委组织部",
        "市卫生局",
    ]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("两年后摘帽，一年下来花了一个半月。", [(2, "年"), (1, "年"), (1.5, "月")]),
        (
            "全县五万八党员，六成为60岁以上老人，两任书记辞职。",
            [(58000, ""), (6, "成"), (60, "岁"), (2, "任")],
        ),
        ("我们主要抓了三条，账要算两面。", []),
    ],
)
def test_times_that_lasted_large_bare_numbers_and_announced_points(text, wanted):
    got = cases.read(f"某村小结\n{text}\n").figures.sort_values("start")
    assert set(zip(got["value"], got["unit"])) == set(wanted)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("村集体收入由9万元降到3万元。邻近的上湾村养蜂，收入翻了一番。", "worse"),
        ("工坊去年亏了2万元，今年持平。能不能赚钱，要看下半年。", "not_stated"),
        ("满意度是91.3%，上年为90.9%，这点变化在误差之内。", "unchanged"),
        ("矛盾纠纷数反而比上年多了17起。", "worse"),
        ("现有工人56名，其中脱贫户12名。", "not_stated"),
    ],
)
def test_neighbours_open_ends_and_slight_changes(text, outcome):
    head = "某村党建工作情况\n全村共有人口一千余人，党员分三个小组，支部班子五人。"
    assert cases.read(f"{head}\n以下是一年来的情况。\n{text}\n").outcome == outcome


def test_a_report_at_a_meeting_tells_deeds_and_an_order_does_not():
    text = "街道成立联合党委，下设5个片区联合支部。"
    for title, codes in (
        ("在全县党建推进会上的发言", {"JOINT_ORG"}),
        ("在全县党建动员会上的讲话", set()),
    ):
        report = cases.read(f"{title}\n{text}\n以上。\n")
        assert set(cases.accepted(cases.code([report]))["code"]) == codes


def test_points_announced_by_number_are_headings():
    text = "某街道汇报\n第一条，组织联起来。我们把二十八家单位的支部联成一体，逐月轮值。\n"
    text += "第二条，清单列出来。我们把需求和资源编在一起，逐一对接办理。\n"
    assert cases.read(text).outline["heading"].tolist() == ["组织联起来", "清单列出来"]


def test_names_after_an_office_and_agencies_are_found_by_rules(monkeypatch):
    monkeypatch.setattr(naming, "_model", lambda: None)
    report = cases.read("某村小结\n老支书卜守田认为不妥。镇农机站派人来，县委书记甄道安任组长。\n")
    assert report.people == ["卜守田", "甄道安"]
    assert report.organisations == ["镇农机站"]


def test_what_a_member_wears_is_no_person():
    assert cases.read("某村小结\n党员戴维民带头清账。党员戴徽亮身份。\n").people == ["戴维民"]
