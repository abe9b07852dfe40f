"""Lessons 7 and 8: what is coded at the desk counts, what the texts say is what the answers say."""

from pathlib import Path
from typing import Any

import pytest

import workshop
from toolkit import figures
from toolkit.terms import use_lang
from workshop import Lesson
from workshop.lessons.lesson_07_coding_and_evidence.tasks import CASE, SIX
from workshop.lessons.lesson_08_experience_and_one_case.tasks import RIVALS


def test_what_was_coded_at_the_desk_is_an_answer() -> None:
    lesson = Lesson(7)
    report = lesson.data.report(CASE)
    desk = workshop.Desk({CASE: report}, "甲", save=None, blind=True)
    assert lesson.check("code", desk.frame).hint == "empty"
    codes = ["IDENTITY", "DEMO_SITE", "PLEDGE", "", "SERVE", "SUPERVISE"]
    for number, code in zip(SIX, codes):
        start, end = report.sentences.iloc[number - 1]
        desk.session.code(CASE, int(start), int(end), code)
    assert lesson.check("code", desk.frame)
    start, end = report.sentences.iloc[8]
    desk.session.code(CASE, int(start), int(end), "PLEDGE")
    assert lesson.check("code", desk.frame).hint == "mentioned"


@pytest.mark.parametrize(
    "typed",
    [
        {3: "亮身份", 6: "示范点、信息库台账", 7: "承诺", 9: "没有", 12: "办实事", 15: "督查"},
        "亮身份、创建示范点、公开承诺、无、服务群众、督查考核",
    ],
)
def test_half_names_and_a_disputed_second_code_are_accepted(typed: Any) -> None:
    assert Lesson(7).check("code", typed)


def test_the_two_codings_part_where_the_lesson_says() -> None:
    with use_lang("zh"):
        data = Lesson(7).data
        assert data.apart["第几句"].tolist() == [6, 14, 18] and len(data.machine) == 8
    mentioned = data.machine.iloc[[6, 7], 2].tolist()
    assert mentioned == ["门口挂牌", "亮身份"] and Lesson(7).exercise("take").solve() == {7, 8}


def test_the_closing_question_names_what_the_figure_takes_for_outcomes() -> None:
    with use_lang("zh"):
        found = figures.claims(Lesson(7).data.report(CASE), "fictitious").data
    outcomes = found[found["slot"] == "effect"]
    assert len(outcomes) == 7 and {"60户", "两年"} <= set(outcomes["raw"])
    assert not outcomes["what"].isin(["里有", "住", "集体收入都和"]).any()


def test_publicity_by_outcome_and_the_case_that_is_neither() -> None:
    data = Lesson(8).data
    assert [len(group) for group in data.groups.values()] == [12, 11, 1]
    assert data.held("PUBLICITY") == [5, 10, 1] and data.groups["neither"] == ["C01"]


def test_each_judgement_points_to_a_sentence_that_speaks_of_it() -> None:
    said = Lesson(8).data.sentences("C05").iloc[:, 0]
    words = {1: "审计报告", 2: "未加入的村", 3: "保护价", 4: "茶价", 5: "2014年"}
    for at, (_, sentences) in RIVALS.items():
        assert words[at] in said[min(sentences) - 1], at


def test_a_summary_is_held_against_its_sources() -> None:
    lesson = Lesson(8)
    good = (
        "龙尾村46块牌子全部挂好（C20，第6句）。茶价整体上涨（C05，第22句）。"
        "随机问了60户（C20，第15句）。"
    )
    assert lesson.check("summary", good)
    with use_lang("zh"):
        wrong = lesson.check("summary", good.replace("60户", "90户"))
        table = lesson.data.checked(good.replace("60户", "90户"))
    assert wrong.hint == "not_supported" and "90" in wrong.sentence
    assert table["核对"].tolist() == ["没有查出不符", "没有查出不符", "与出处不符"]


def test_without_the_case_or_without_outcomes_the_lessons_say_so(tmp_path: Path) -> None:
    (tmp_path / "甲.txt").write_text("甲村小结\n群众满意度由60%升至70%。\n", encoding="utf-8")
    assert set(Lesson(7, tmp_path).here()) == set(Lesson(7).exercises)
    assert set(Lesson(8, tmp_path).here()) == {"doable", "rivals", "says"}
