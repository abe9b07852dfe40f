"""Lesson 4's own judge: every valid hand plan stands, and what breaks a rule is named; counties of
any size."""

from types import SimpleNamespace

import pandas as pd
import pytest

from toolkit import dataset, figures, pairing
from toolkit.demo import demo_county
from toolkit.terms import use_lang
from workshop import Lesson
from workshop.lessons.lesson import part


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return Lesson(3)


def test_plans_made_in_other_ways_stand_as_well(lesson: Lesson) -> None:
    p = lesson.data.prepared
    for way in (pairing.greedy, pairing.stable):
        pairs = way(p.recipients, p.helpers, p.candidates, p.running)[0]
        assert set(pairs["helper_id"]) != set(lesson.data.plan.pairs["helper_id"])
        assert lesson.check("by_hand", pairs)
    shown = lesson.data.plan.pairs.assign(channel=["先进带后进", "部门联后进"] * 10)[
        ["helper_id", "recipient_id", "channel"]
    ]
    assert lesson.check("by_hand", shown), "channels by their Chinese names"


def test_what_breaks_is_named(lesson: Lesson) -> None:
    good = lesson.exercise("by_hand").solve()
    with use_lang("zh"):
        over = lesson.check("by_hand", good | {"QL0033": ["QL0030", "QL0008"]})
        assert over.hint == "over" and "QL0030" in over.sentence
        twice = lesson.check(
            "by_hand", pd.concat([lesson.data.plan.pairs, lesson.data.plan.pairs.head(1)])
        )
        assert twice.hint == "twice" and "QL0021" in twice.sentence
        alone = lesson.check(
            "by_hand", {unit: two for unit, two in good.items() if unit not in ("QL0042", "QL0025")}
        )
        assert alone.hint == "alone" and "QL0025、QL0042" in alone.sentence


def test_of_a_large_county_a_class_takes_one_township() -> None:
    county = demo_county(500, seed=7)
    data = Lesson(4, county).data
    units = data.prepared.recipients["recipient_id"]
    places = county["organisation"].set_index("org_id").loc[units, "township"]
    assert 1 <= len(units) <= 12 and places.nunique() == 1
    assert set(data.prepared.candidates["recipient_id"]) <= set(units)
    own = Lesson(4, county)
    for id in set(own.exercises) - set(own.here()):
        exercise = own.exercise(id)
        assert exercise.check(exercise.solve()), id


def test_real_regions_are_not_planned_for() -> None:
    with pytest.raises(ValueError, match=r"公开|real"):
        Lesson(4, dataset("counterpart_assistance")).check("why", 1)


def test_the_pack_draws_the_change_that_the_notebook_draws(lesson: Lesson) -> None:
    data = lesson.data
    today = data.county["pairing"][pairing.running(data.county["pairing"], data.day)]
    drawn = part(4, "kit").KIT.answers[0](SimpleNamespace(data=data, masked=data.county))  # type: ignore[arg-type]
    told = figures.plan_change(today, data.plan, data.county)
    assert drawn.title == told.title and drawn.caption == told.caption
    dropped = drawn.data[
        drawn.data["state"] == "dropped"
    ]  # a pair whose helper serves no longer ends as well
    assert set(data.prepared.excluded["helper_id"]) & set(dropped["helper_id"])
