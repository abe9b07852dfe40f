"""Reports by an author who had not seen the rules: a floor under what the reader finds in all
fourteen (see data/unseen/README.md)."""

import runpy
from pathlib import Path

import pytest

from toolkit import cases

UNSEEN = runpy.run_path(str(Path(__file__).parent / "data" / "unseen" / "score.py"))
FLOORS = {"outline": 0.97, "programmes": 0.95, "figures": 0.98, "practices": 0.86}


def test_reports_of_another_hand_are_read_as_their_author_keyed_them():
    got = UNSEEN["score"]()
    assert {kind for kind, floor in FLOORS.items() if got[kind][2] < floor} == set(), got


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
