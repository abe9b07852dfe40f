"""A county with only the columns that the schema asks for: every measure says what it can, and an
absent column means what an empty one means."""

import inspect

import pandas as pd
import pytest

from toolkit import County, pairing
from toolkit.terms import tables

DAY = "2011-07-01"
#: what each measure is asked beside the county
MORE = {
    "reach": ("甲",),
    "bridging": (("mass_org",),),
    "assortativity": ("sector",),
    "retention": (["2010-01-01", DAY],),
    "under_floor": (60,),
}
#: these need tables that a minimal county has not, and say which
NEEDS_MORE: tuple[str, ...] = ("gap", "scores", "under_floor", "waves")


def minimal(**more: pd.DataFrame) -> County:
    ids = ["甲", "乙", "丙", "丁"]
    organisation = pd.DataFrame(
        {
            "org_id": ids,
            "name": [f"{i}支部（虚构）" for i in ids],
            "level": "branch",
            "sector": ["office", "rural", "rural", "mass_org"],
            "data_nature": "fictitious",
        }
    )
    pairs = pd.DataFrame(
        {
            "pair_id": ["一", "二", "三"],
            "channel": "department_links_backward",
            "helper_id": ["甲", "甲", "丁"],
            "recipient_id": ["乙", "丙", "乙"],
            "start": "2010-01-01",
            "status": "active",
        }
    )
    return County({"organisation": organisation, "pairing": pairs, **more})


def test_the_county_is_minimal() -> None:
    for table in ("organisation", "pairing"):
        assert {c.name for c in tables()[table].columns if c.required} <= set(
            minimal()[table].dropna(axis=1, how="all").columns
        )
        assert minimal()[table].dropna(axis=1, how="all").shape[1] <= 7


def of_counties() -> list[str]:
    """Public functions of the room that take a county first."""
    found = []
    for name in pairing.__all__:
        thing = getattr(pairing, name)
        if inspect.isfunction(thing) and next(iter(inspect.signature(thing).parameters)) == (
            "county"
        ):
            found.append(name)
    return found


@pytest.mark.parametrize("name", of_counties())
def test_every_function_of_a_county_answers_or_says_what_it_lacks(name: str) -> None:
    function = getattr(pairing, name)
    takes = list(inspect.signature(function).parameters)
    on = {"on": DAY} if "on" in takes else {}
    try:
        found = function(minimal(), *MORE.get(name, ()), **on)
    except ValueError as refused:
        assert "。" in str(refused) and name in NEEDS_MORE, refused
    else:
        assert (found is None) == (name == "listed_units")
        assert name not in NEEDS_MORE


def test_what_they_say_is_what_the_rows_say() -> None:
    county = minimal()
    assert pairing.graph(county, DAY).number_of_edges() == 3
    assert pairing.coverage(county, DAY)["helped"].tolist() == [2]
    assert dict(pairing.load(county, DAY).groupby("helper_id")["pairs"].sum()) == {"甲": 2, "丁": 1}
    assert pairing.critical_helpers(county, DAY).to_numpy().tolist() == [["甲", 1]]


@pytest.mark.parametrize("dates", [{}, {"valid_from": None}, {"valid_to": None}])
def test_an_absent_column_means_what_an_empty_one_means(dates: dict) -> None:
    full = minimal()["organisation"]
    bare = full.drop(columns=[c for c in ("valid_from", "valid_to") if c not in dates])
    pairs = minimal()["pairing"]
    assert pairing.exists(bare, DAY).tolist() == [True] * 4
    assert pairing.running(pairs, DAY, bare).equals(pairing.running(pairs, DAY, full))


@pytest.mark.parametrize(
    ("column", "value", "there"),
    [
        ("valid_from", "2011-07-01", True),
        ("valid_from", "2011-07-02", False),
        ("valid_to", "2011-07-01", False),
        ("valid_to", "2011-07-02", True),
    ],
)
def test_figure_report_and_measure_know_the_same_units(column, value, there) -> None:
    from toolkit import figures

    county = minimal()
    organisation = county["organisation"].drop(columns=["valid_from", "valid_to"])
    organisation[column] = [value, None, None, None]
    county = County({"organisation": organisation})
    assert pairing.exists(county["organisation"], DAY).tolist() == [there, True, True, True]
    assert pairing.population(county, DAY) is not None
    by_sector = figures.organisations(county, DAY).data.query("by == 'sector'")
    assert by_sector["organisations"].sum() == 3 + there
