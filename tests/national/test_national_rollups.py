"""Roll-ups from the shards: the same numbers as the functions for one county give on the whole."""

import pandas as pd
import pytest

from toolkit import pairing
from toolkit.national import Shards, roll_up, write_shard
from toolkit.records import County

YEARS = range(2006, 2012)


@pytest.fixture(scope="module")
def rolled(small):
    return roll_up(small, YEARS)


def in_province(whole: County, province_of: dict[str, str], province: str, end: str) -> County:
    """Only the pairs whose `end` lies in a province, and only its ratings and cases."""
    pairs, own = whole["pairing"], [o for o, p in province_of.items() if p == province]
    tables = {t: whole[t][whole[t]["org_id"].isin(own)] for t in ("rating", "turnaround_case")}
    return whole.replace({**tables, "pairing": pairs[pairs[end].isin(own)]})


@pytest.mark.parametrize("year", [2007, 2011])
def test_coverage_and_loads_are_those_of_the_pairing_room(small, whole, province_of, rolled, year):
    for province in small.provinces:
        mine = in_province(whole, province_of, province, "recipient_id")
        here = (
            rolled["coverage"].query("province == @province and year == @year").set_index("channel")
        )
        expected = pairing.coverage(mine, f"{year}-12-31").loc[here.index]
        for column in ("recipients", "helped", "uncovered", "share"):
            assert here[column].tolist() == pytest.approx(expected[column].tolist())
        loads = pairing.load(
            in_province(whole, province_of, province, "helper_id"), f"{year}-12-31"
        )
        here = (
            rolled["load"]
            .query("province == @province and year == @year")
            .set_index("channel")
            .sort_index()
        )
        by = loads.groupby("channel")
        assert (
            here["pairs"].to_dict() == by["pairs"].sum().to_dict()
            and here["helpers"].to_dict() == by.size().to_dict()
        )
        assert (
            here["over"].to_dict() == by["over"].sum().to_dict()
            and here["most"].to_dict() == by["pairs"].max().to_dict()
        )


def test_retention_and_grades(small, whole, province_of, rolled):
    for province in small.provinces:
        mine = in_province(whole, province_of, province, "recipient_id")
        expected = pairing.retention(mine, [f"{y}-12-31" for y in YEARS])
        here = rolled["retention"].query("province == @province")
        assert (
            here["before"].tolist() == expected["before"].tolist()
            and here["kept"].tolist() == expected["kept"].tolist()
        )
        assert (here["between_counties"] > 0).any()
        grades = pairing.latest_rating(mine["rating"], "2009-12-31").value_counts()
        found = rolled["grades"].query("province == @province and year == 2009").set_index("grade")
        assert found["organisations"].to_dict() == grades.to_dict() and found[
            "share"
        ].sum() == pytest.approx(1)


def test_every_way_of_writing_a_period_and_counties_without_lists(tmp_path):
    orgs = pd.DataFrame(
        {
            "org_id": list("abc"),
            "name": "甲（虚构）",
            "level": "branch",
            "sector": "rural",
            "data_nature": "fictitious",
        }
    )
    rating = pd.DataFrame(
        {
            "org_id": ["a", "a", "b", "b", "c"],
            "period": ["2010", "2011H1", "2011Q3", "2010-12", "2011"],
            "grade": ["advanced", "backward", "ordinary", "backward", "advanced"],
            "decided_on": [None, None, None, None, "2012-02-01"],
        }
    )
    write_shard(tmp_path, "P1", "one", County({"organisation": orgs, "rating": rating}))
    write_shard(tmp_path, "P2", "two", County({"organisation": orgs.assign(org_id=list("def"))}))
    bare = roll_up(Shards(tmp_path), [2011])
    assert (
        bare["coverage"].empty
        and bare["retention"].empty
        and bare["grades"]["organisations"].sum() == 2
    )
    pairs = pd.DataFrame(
        {"pair_id": ["1"], "channel": "co_building", "start": "2010-01-01", "status": "active"}
    )
    for province, code, ids in (("P1", "one", "abc"), ("P2", "two", "def")):
        own = pairs.assign(helper_id=ids[0], recipient_id=ids[1])
        tables = {"organisation": orgs.assign(org_id=list(ids)), "pairing": own} | (
            {"rating": rating} if province == "P1" else {}
        )
        write_shard(tmp_path, province, code, County(tables))
    found = roll_up(tmp_path, [2010, 2011])
    grades = found["grades"].set_index(["year", "grade"])["organisations"]
    assert grades.to_dict() == {
        (2010, "advanced"): 1,
        (2010, "backward"): 1,
        (2011, "backward"): 1,
        (2011, "ordinary"): 1,
    }
    assert found["coverage"].query("province == 'P1' and year == 2010")["helped"].tolist() == [1]
    assert found["coverage"].query("province == 'P2'").empty
