"""What was put in, counted: support, small exemplars, publicity; nothing after the reference day,
nothing judged."""

import pandas as pd
import pytest
from reports_samples import report_of, section, small_tables

import toolkit
from toolkit.reports import tallies
from toolkit.terms import use_lang


@pytest.fixture(autouse=True)
def chinese():
    with use_lang("zh"):
        yield


@pytest.fixture
def county():
    t = small_tables()
    pairs, orgs = t["pairing"]["pair_id"].tolist(), t["organisation"]["org_id"].tolist()
    t["support_event"] = pd.DataFrame(
        {
            "event_id": ["E1", "E2", "E3", "E4"],
            "pair_id": [pairs[0], pairs[0], pairs[1], pairs[1]],
            "date": pd.to_datetime(["2009-03-01", "2010-03-01", "2010-05-01", "2030-01-01"]),
            "kind": ["funds", "funds", "visit", "visit"],
            "amount": [1.5, 2.5, None, None],
            "unit": ["万元", "万元", None, None],
        }
    )
    t["coverage_count"] = pd.DataFrame(
        {
            "org_id": orgs[:3],
            "period": ["2010"] * 3,
            "kind": ["pioneer_post", "pioneer_post", "trained_to_lead"],
            "n": [4, 0, 2],
        }
    )
    named = pd.Timestamp("2012-03-01")
    t["exemplar"] = t["exemplar"].assign(named_on=named)
    t["publicity"] = pd.DataFrame(
        {
            "item_id": ["M1", "M2", "M3"],
            "date": [
                named - pd.Timedelta(days=10),
                named + pd.Timedelta(days=20),
                named + pd.Timedelta(days=400),
            ],
            "medium": ["tv", "dvd", "dvd"],
            "ex_id": [t["exemplar"]["ex_id"].iloc[0]] * 2 + [None],
            "copies": [None, 30, 5],
            "reach": [100, 20, None],
        }
    )
    t["distribution"] = pd.DataFrame(
        {
            "item_id": ["M2", "M2", "M3"],
            "org_id": [orgs[0], orgs[1], orgs[1]],
            "copies": [10, 20, 5],
        }
    )
    return toolkit.County(t)


def table(report, key, which=0):
    return (
        section(report, key)
        .tables[which]
        .frame.set_index(section(report, key).tables[which].frame.columns[0])
    )


def test_support_by_instrument_up_to_the_day(county):
    report = report_of(county)
    found = table(report, "support")
    assert found["events"].to_dict() == {"资金保障": 2, "走访": 1}
    assert (
        found.loc["资金保障", "amount"] == 4
        and found.loc["资金保障", "unit"] == "万元"
        and pd.isna(found.loc["走访", "amount"])
    )
    assert "支持活动 3 次" in section(report, "support").finding


def test_small_exemplars_count_who_has_any(county):
    found = section(report_of(county), "support").tables[1].frame.set_index("kind")
    assert found.loc["党员先锋岗", ["organisations", "share", "n"]].tolist() == [1, 0.5, 4]
    assert found.loc["培养成致富能手", "n"] == 2


def test_publicity_by_medium_by_year_after_naming_and_handed_out(county):
    report = report_of(county)
    assert table(report, "publicity")["items"].to_dict() == {"电视片": 1, "光碟": 2}
    assert table(report, "publicity", 1)["items"].to_dict() == {"命名之前": 1, "命名后不满一年": 1}
    handed = table(report, "publicity", 2)
    assert (handed.loc["光碟", "organisations"], handed.loc["光碟", "copies"]) == (2, 35)


def test_absent_tables_are_said():
    report = report_of(toolkit.County(small_tables()))
    assert not {"support", "publicity"} & {s.key for s in report.sections}
    assert all(word in section(report, "front").closing[0] for word in ("培养", "宣传"))


def test_years_after_the_naming_are_counted_as_people_count_them():
    since = pd.Series(pd.to_datetime(["2008-02-29", "2008-07-01", "2008-07-01", "2008-07-01"]))
    until = pd.Series(pd.to_datetime(["2010-02-28", "2010-07-01", "2010-06-30", "2008-06-30"]))
    assert tallies.full_years(since, until).tolist() == [1, 2, 1, -1]
    with use_lang("zh"):
        told = [tallies._after_naming(n) for n in (-1, 0, 1, 2, 3)]
    assert told == ["命名之前", "命名后不满一年", "命名后满一年", "命名后满两年", "命名后满三年"]
