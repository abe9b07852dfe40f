"""Lessons 2 and 3 on other records than the shipped ones, their answers counted anew by hand."""

from functools import cache

import pandas as pd
import pytest
from workshop.lessons.lesson_03_three_channels.tasks import THREE

from toolkit import County, dataset, demo_county
from workshop import Lesson, NotHere
from workshop.lessons.lesson_02_pairing_graphs.tasks import ADVANCED, DEPARTMENT


@cache
def county() -> County:
    return demo_county(300, 7)


@cache
def lesson(number: int) -> Lesson:
    return Lesson(number, county())


@cache
def running() -> pd.DataFrame:
    pairs = county()["pairing"]
    on = pd.Timestamp(lesson(2).data.day)
    runs = (
        (pairs["start"] <= on)
        & ~(pairs["end_actual"] <= on).fillna(False)
        & ~pairs["status"].isin(["proposed", "confirmed", "rejected"])
    )
    return pairs[runs.fillna(False).astype(bool)]


def helped(*channels: str) -> set[str]:
    return set(running().loc[running()["channel"].isin(channels), "recipient_id"])


def test_lesson_2_counts_what_runs_and_who_is_left_out() -> None:
    listed = set(lesson(2).data.listed)
    ends = set(running()["helper_id"]) | set(running()["recipient_id"])
    assert lesson(2).exercise("graph").solve() == (len(running()), len(ends))
    assert set(lesson(2).exercise("unpaired").solve()) == listed - helped(ADVANCED)
    assert lesson(2).exercise("share").solve() == pytest.approx(
        100 * len(listed & helped(DEPARTMENT)) / len(listed)
    )
    pairs = running().groupby(["helper_id", "channel"], observed=True).size()
    most = {
        "advanced_helps_backward": 1,
        "department_links_backward": 3,
        "enterprise_ties_backward": 1,
        "hook_up_help": 2,
    }
    own = county()["organisation"].set_index("org_id")["capacity"]
    over = {
        h
        for (h, c), n in pairs.items()
        if c in most and n > (most[c] if pd.isna(own[h]) else own[h])
    }
    assert set(lesson(2).exercise("overloaded").solve()) == over


def test_lesson_3_counts_overlap_gaps_and_who_is_left_alone() -> None:
    first, second = helped(ADVANCED), helped(DEPARTMENT)
    assert lesson(3).exercise("overlap").solve() == pytest.approx(
        (len(first | second), 100 * len(first & second) / len(first | second))
    )
    assert lesson(3).exercise("gap").solve() == len(set(lesson(3).data.listed) - helped(*THREE))
    hub = lesson(3).data.hub
    mine = set(running().loc[running()["helper_id"] == hub, "recipient_id"])
    others = set(running().loc[running()["helper_id"] != hub, "recipient_id"])
    assert lesson(3).exercise("leave").solve() == (len(mine), len(mine - others)) and hub in lesson(
        3
    ).given("leave")
    place = county()["organisation"].set_index("org_id")["township"]
    mass = set(county()["organisation"].loc[lambda o: o["sector"] == "mass_org", "org_id"])
    ties = running()[running()["helper_id"].isin(mass)]
    reach = ties["recipient_id"].map(place).groupby(ties["helper_id"].to_numpy()).nunique()
    assert set(lesson(3).exercise("bridge").solve()) == set(reach.index[reach == reach.max()])
    together = (running()["helper_id"].map(place) == running()["recipient_id"].map(place)).sum()
    assert lesson(3).data.chance["observed"] == together


def test_what_the_records_cannot_answer_is_said() -> None:
    few = County({table: county()[table] for table in ("organisation", "programme", "pairing")})
    gone = Lesson(2, few).here()
    assert {"unpaired", "share"} <= set(gone) and all(gone.values())
    with pytest.raises(NotHere):
        Lesson(2, County({"organisation": county()["organisation"]})).data  # noqa: B018
    with pytest.raises(ValueError, match=r"第 3 课|lesson 3"):
        Lesson(3, dataset("counterpart_assistance")).data  # noqa: B018
    assert Lesson(2, dataset("counterpart_assistance")).exercise("graph").solve()[0] > 0
