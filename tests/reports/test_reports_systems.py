"""The systems of a county that only the full report shows: numbers counted again, headings in the
reader's language, reasons where something cannot be had."""

import pandas as pd
import pytest
from reports_samples import section

import toolkit
from toolkit import reports
from toolkit.terms import use_lang


@pytest.fixture(scope="module")
def county():
    return toolkit.demo_county(60)


@pytest.fixture(scope="module")
def report(county):
    with use_lang("zh"):
        return reports.county_report(county, source="甲县", on="2011-07-01", full=True)


def table(report, key, title):
    return next(t for t in section(report, key).tables if title in t.title).frame


def test_every_system_has_its_place_in_the_full_report(report):
    keys = [s.key for s in report.sections]
    for key in ("study", "sites", "commendation", "benchmarking", "turnaround", "support"):
        assert key in keys
    for s in report.sections:
        assert s.finding or s.paragraphs, s.key
        for t in s.tables:
            assert all(any("一" <= c <= "鿿" for c in h) for h in t.columns), (t.title, t.columns)


def test_open_cases_add_up(county, report):
    cases, day = county["turnaround_case"], pd.Timestamp("2011-07-01")
    open_ = set()
    for row in cases.itertuples():
        closed = pd.notna(row.closed_on) and row.closed_on <= day
        if (
            row.listed_on <= day
            and not closed
            and row.status
            not in (
                "screened",
                "dismissed",
                "closed",
            )
        ):
            open_.add(row.org_id)
    assert f"正在整顿的有 {len(open_)} 个单位" in section(report, "turnaround").finding
    assert table(report, "turnaround", "按领域")["合计"].sum() >= len(open_)


def test_seats_by_sector_add_up_and_the_nearest_are_told_apart(report):
    seats = table(report, "commendation", "按领域")["seats"].sum()
    assert f"{seats} 个名额" in section(report, "commendation").finding
    near = table(report, "commendation", "名额附近")
    assert set(near["verdict"]) <= {"稳", "有争议"} and (near["verdict"] == "稳").sum() <= seats


def test_the_share_under_the_floor_is_counted_by_township(report):
    even = table(report, "benchmarking", "均衡").set_index("township")
    towns = even.drop("合计")
    assert even.loc["合计", "units"] >= towns["units"].sum()
    assert (towns["under"] <= towns["units"]).all()
    assert even.loc["合计", "share"] == even.loc["合计", "under"] / even.loc["合计", "units"]


def test_small_cells_of_user_data_are_held_back(county):
    from toolkit.reports import systems
    from toolkit.reports.context import Context, Seen

    class Own(Seen):
        nature = "user_supplied"

    own = Context(Own(county, {}), "甲", pd.Timestamp("2011-07-01"), "", full=True)
    with use_lang("zh"):
        shown = systems.turnaround(own).tables[0].frame.drop(columns="sector")
    assert shown.isna().any().any()
    assert not shown.stack().between(1, 4).any()


def test_how_long_exemplars_stand_is_told_by_kind(county, report):
    lives = table(report, "lasting", "还在册")
    kinds, total = lives.iloc[:-1], lives.iloc[-1]
    assert total["exemplars"] == kinds["exemplars"].sum()
    assert total["ended"] == kinds["ended"].sum()
    assert f"命名过 {total['exemplars']} 个典型，其中 {total['ended']} 个已退出" in (
        section(report, "lasting").finding
    )
    shares = lives[["满 1 年", "满 3 年", "满 5 年"]].astype(float)
    # nobody comes back: a share never rises with the years
    assert (shares.diff(axis=1).iloc[:, 1:].fillna(0) <= 1e-12).all(axis=None)


def test_visits_are_counted_by_kind(county, report):
    visit = county["return_visit"]
    visit = visit[visit["date"] <= pd.Timestamp("2011-07-01")]
    told = table(report, "lasting", "回访")
    assert told["scheduled"].sum() + told["unplanned"].sum() == len(visit)
    assert told["exemplars"].sum() == visit["ex_id"].nunique()


def test_new_sites_stand_beside_random_and_best_connected(report):
    ways = table(report, "new_sites", "几种选法").set_index("method")["mean"]
    assert list(ways.index[:2]) == ["随机", "联系最多"]
    told = section(report, "new_sites").finding
    assert all(str(ways[m]) in told for m in ("随机", "联系最多"))
    # the greedy choice is judged on fresh runs: it need not win, but it may not lose to chance
    assert ways.iloc[-1] >= ways["随机"]


def test_bridges_are_counted(county, report):
    told = table(report, "bridges", "联系面")
    assert told["partners"].ge(told["sectors"]).all() and told["partners"].ge(1).all()
    across = int((told["sectors"] > 1).sum())
    assert f"{len(told)} 个在结对，其中 {across} 个同时" in section(report, "bridges").finding


def test_a_quota_holds_and_its_price_is_told(county):
    from toolkit.reports import outlook
    from toolkit.reports.context import Context, Seen

    award = pd.DataFrame({"year": [2010], "category": ["organisation"], "count": [9]})
    ctx = Context(Seen(county, {"award": award}), "甲", pd.Timestamp("2011-07-01"), "", full=True)
    with use_lang("zh"):
        quota = outlook.quotas(ctx)
    seats = quota.tables[0].frame
    assert seats["seats"].sum() == 9 and seats["seats"].max() <= 3
    assert "至多 3 个" in quota.finding
