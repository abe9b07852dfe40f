"""Lesson 3's own judge: every valid hand plan stands, and what breaks a rule is named; counties of
any size."""

from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

import workshop
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
        over = lesson.check("by_hand", good | {"笛湾村第5组": "笛湾村第2组、QL0008"})
        assert over.hint == "over" and "QL0030 笛湾村第2组" in over.sentence
        twice = lesson.check(
            "by_hand", pd.concat([lesson.data.plan.pairs, lesson.data.plan.pairs.head(1)])
        )
        assert twice.hint == "twice" and "QL0021" in twice.sentence
        pairs = lesson.data.plan.pairs
        half = lesson.check("by_hand", good | {"晓岗社区党总支": "灯桥卫生院"})
        assert half, "one helper is no fault, and is not read as the plan's two"
        swapped = lesson.check("by_hand", good | {"晓岗社区党总支": "悠溪村"})
        assert swapped.hint == "stranger" and "悠溪村" in swapped.sentence
        alone = lesson.check("by_hand", pairs[~pairs["recipient_id"].isin(["QL0042", "QL0025"])])
        assert alone.hint == "alone" and "QL0025 晓岗社区党总支、QL0042" in alone.sentence


def test_a_board_is_an_answer(lesson: Lesson, tmp_path: Path, needed) -> None:  # type: ignore[no-untyped-def]
    from importlib.util import find_spec

    needed(find_spec("anywidget"), "anywidget is not installed")
    board = workshop.Board(lesson.data.county, on=lesson.data.day, save=tmp_path / "板.json")
    assert lesson.check("by_hand", board).hint == "bare"
    board.session.adopt()
    assert lesson.check("by_hand", board)
    assert list(lesson.data.beside(board).columns) == ["今天", "我们的", "方案"]
    assert list(lesson.data.beside("乱写").columns) == ["今天", "方案"]


def test_a_choice_is_held_to_its_own_price(lesson: Lesson) -> None:
    choice = {"哪一对": "12号 → 26号", "指定还是不用": "指定", "先受损的目标": "保留"}
    reason = {"理由": "社区的山林去年划归林业局管护"}
    assert lesson.check("kept", choice | reason), "keeping is hurt first: the price of 12 and 26"
    plan = lesson.data.decided(choice | reason)
    assert ("QL0012", "QL0026") in set(
        plan.pairs[["helper_id", "recipient_id"]].itertuples(index=False, name=None)
    )
    assert plan.overrides["reason"].tolist() == ["社区的山林去年划归林业局管护"]
    assert lesson.check("kept", choice | reason | {"先受损的目标": "E"}).hint == "price"
    assert lesson.check("kept", choice | reason | {"指定还是不用": "不用"}).hint == "same"
    for empty in ("领导定的", "就近", "大家都觉得合适", "历来如此"):
        assert lesson.check("kept", choice | {"理由": empty}).hint == "vague", empty
    out = {"哪一对": "农业局、悠溪村", "指定还是不用": "指定"}
    assert lesson.check("kept", choice | reason | out).hint in ("pair", "barred")
    assert lesson.data.decided("乱写").levels == lesson.data.plan.levels


def test_of_a_large_county_a_class_takes_one_township() -> None:
    county = demo_county(500, seed=7)
    data = Lesson(3, county).data
    units = data.prepared.recipients["recipient_id"]
    places = county["organisation"].set_index("org_id").loc[units, "township"]
    assert 1 <= len(units) <= 12 and places.nunique() == 1
    assert set(data.prepared.candidates["recipient_id"]) <= set(units)
    own = Lesson(3, county)
    for id in set(own.exercises) - set(own.here()):
        exercise = own.exercise(id)
        assert exercise.check(exercise.solve()), id


def test_real_regions_are_not_planned_for() -> None:
    with pytest.raises(ValueError, match=r"公开|real"):
        Lesson(3, dataset("counterpart_assistance")).check("nearest", "1")


def test_the_pack_draws_the_change_that_the_notebook_draws(lesson: Lesson) -> None:
    data = lesson.data
    today = data.county["pairing"][pairing.running(data.county["pairing"], data.day)]
    drawn = part(3, "kit").KIT.answers[0](SimpleNamespace(data=data, masked=data.county))  # type: ignore[arg-type]
    told = figures.plan_change(today, data.plan, data.county)
    assert drawn.title == told.title and drawn.caption == told.caption
    dropped = drawn.data[
        drawn.data["state"] == "dropped"
    ]  # a pair whose helper serves no longer ends as well
    assert set(data.prepared.excluded["helper_id"]) & set(dropped["helper_id"])


def test_a_choice_reaches_the_plan_however_it_was_typed() -> None:
    with use_lang("zh"):
        lesson = Lesson(3)
        told = lesson.exercise("kept").solve()
        for typed in (told, list(told.values()), "、".join(told.values())):
            assert lesson.check("kept", typed).right
            assert lesson.data.decided(typed).levels != lesson.data.plan.levels, typed
