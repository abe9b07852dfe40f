"""Lessons 4, 5 and 6 on a county of one's own: what it can answer is answered, what it cannot is
said."""

import pytest

from toolkit.demo import demo_county
from toolkit.records import County
from workshop import Lesson, NotHere


@pytest.fixture(scope="module")
def county() -> County:
    return demo_county(200, seed=5)


@pytest.mark.parametrize(
    ("number", "gone"), [(4, {"comparable", "headline"}), (5, set()), (6, {"record"})]
)
def test_a_county_of_one_s_own_is_taught_with(county: County, number: int, gone: set[str]) -> None:
    lesson = Lesson(number, county)
    assert set(lesson.here()) == gone and all(lesson.here().values())
    for id in set(lesson.exercises) - gone:
        exercise = lesson.exercise(id)
        assert exercise.check(exercise.solve()), id
        assert len(exercise.mistakes()) >= 2, id


def test_without_a_verified_measure_nothing_is_verified(county: County) -> None:
    plain = county.replace({"provenance": county["provenance"].iloc[:0]})
    assert set(Lesson(5, plain).here()) == {"errors", "claims"}
    with pytest.raises(NotHere, match=r"核验|verified"):
        Lesson(5, plain).data.gaps()
    with pytest.raises(ValueError, match=r"评定|assess"):
        Lesson(5, plain.replace({"assessment": plain["assessment"].iloc[:0]})).check("lines", 1)


def test_what_an_exercise_is_about_is_said_for_the_data_at_hand(county: County) -> None:
    assert Lesson(4).given("changed") == "2002 → 2010" and Lesson(4).given("retention") == ""
    assert Lesson(5, county).given("lines") == "2010 年" and Lesson(6).given("due") == "2012-09-25"


def test_the_published_overlaps_are_those_of_the_plan_and_the_lists_say_who_changed() -> None:
    lesson = Lesson(4)
    assert [round(x, 3) for x in lesson.exercise("retention").solve()] == [0.867, 0.667]
    lists = lesson.data.lists().set_index("helper_id")
    changed = lists[(lists["2002"] != "—") & (lists["2002"] != lists["2010"])]
    assert lesson.check("changed", "、".join(changed.index))
    assert lesson.data.writing().set_index("写法").sum().tolist() == [13, 15, 15, 32, 11]


@pytest.mark.parametrize(
    ("sentence", "hint"),
    [
        ("公布口径是23.7%，归并到省是56%，两批写到的级别不同。", ""),
        ("重合度 0.24 与 0.56，一个按公布的写法，一个折算到省。", ""),
        ("公布口径下重合度只有 0.237。", "no_rolled"),
        ("口径是 0.237 和 0.560，可见西部更落后。", "judged"),
    ],
)
def test_a_headline_is_completed_in_many_ways(sentence: str, hint: str) -> None:
    verdict = Lesson(4).check("headline", sentence)
    assert verdict.hint == hint and verdict.right == (hint == "")


def test_by_a_quota_as_many_are_missed_as_are_listed_wrongly(county: County) -> None:
    for lesson in (Lesson(5), Lesson(5, county)):
        wrong, missed, *_ = lesson.exercise("errors").solve()
        assert wrong == missed
    data = Lesson(5).data
    gaps = data.gaps().iloc[:, 1].tolist()
    assert gaps[2] > gaps[0] > gaps[1], "reports are fullest in the year after listing"
    assert data.verified_rise.observed < data.rise.observed / 2


def test_the_register_takes_a_decision_or_says_why_not() -> None:
    lesson, truth = Lesson(6), Lesson(6).exercise("record").solve()
    assert lesson.check("record", truth | {2: "2012年10月21日", 3: "县委组织部"})
    early = lesson.check("record", truth | {6: "2012-01-01"})
    assert early.hint == "refused" and "早于" in early.sentence
    revoked = lesson.check("record", truth | {1: "撤销"})
    assert revoked.hint == "refused" and "虚假材料" in revoked.sentence
    assert lesson.check("record", truth | {5: ""}).hint == "empty"
    with lesson.data.copy() as copy:
        assert set(copy.due("2012-09-25")["subject_id"]) == set(
            lesson.data.base.due("2012-09-25")["subject_id"]
        )


@pytest.mark.parametrize(
    ("paths", "hint"),
    [
        (["带头人和亮身份", "带头人、联合组织、办实事"], ""),
        (["带头人+亮身份", "带头人+联合组织"], "unknown"),
        (["带头人", "亮身份"], "alone"),
        (["带头人+亮身份", "办实事+亮身份"], "against"),
        (["带头人+亮身份+联合组织", "带头人+联合组织+办实事"], "missed"),
    ],
)
def test_paths_are_read_as_people_say_them(paths: list[str], hint: str) -> None:
    verdict = Lesson(9).check("paths", dict(enumerate(paths, 1)))
    assert verdict.hint == hint and verdict.right == (hint == ""), verdict
