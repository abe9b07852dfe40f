"""Lessons 5 and 6 on a county of one's own: what it can answer is answered, what it cannot is
said."""

import pytest

from toolkit.demo import demo_county
from toolkit.records import County
from workshop import Lesson


@pytest.fixture(scope="module")
def county() -> County:
    return demo_county(200, seed=5)


@pytest.mark.parametrize(("number", "gone"), [(5, {"ruler", "comparable"}), (6, set())])
def test_a_county_without_waves_is_followed_by_its_years(
    county: County, number: int, gone: set[str]
) -> None:
    lesson = Lesson(number, county)
    assert set(lesson.here()) == gone
    for id in set(lesson.exercises) - gone:
        exercise = lesson.exercise(id)
        assert exercise.check(exercise.solve()), id
        assert len(exercise.mistakes()) >= 2, id


def test_without_a_verified_measure_nothing_is_verified(county: County) -> None:
    plain = county.replace({"provenance": county["provenance"].iloc[:0]})
    assert set(Lesson(6, plain).here()) == {"verified"}
    with pytest.raises(ValueError, match=r"评定|assess"):
        Lesson(6, plain.replace({"assessment": plain["assessment"].iloc[:0]})).check("line", 1)


def test_what_an_exercise_is_about_is_said_for_the_data_at_hand(county: County) -> None:
    assert (
        Lesson(4).given("ruler") == "east-west-2010 → east-west-2016"
        and Lesson(4).given("retention") == ""
    )
    assert Lesson(6, county).given("line") == "2011" and Lesson(5, county).given("load").endswith(
        "-07-01"
    )
