"""The truth behind the county: optimism, regression to the mean and the effect of help are really
there."""

import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit.demo.course import run_course, truth_columns
from toolkit.demo.organisations import places
from toolkit.demo.settings import Settings

SEEDS = (1, 2, 3)


def truth(effect="modest", seed=1, n=977):
    s = Settings(n, seed, effect)
    orgs = places(s)
    return pd.DataFrame(truth_columns(s, orgs, run_course(s, orgs)))


def changes(t):
    """Each organisation and year beside the year after."""
    after = t.groupby("org_id")[["verified", "reported", "helped"]].shift(-1).add_suffix("_after")
    both = t.join(after).dropna(subset=["verified_after"])
    both["helped_after"] = both["helped_after"].astype(bool)
    both["fresh"] = both["listed"] & ~both.groupby("org_id")["listed"].shift(1, fill_value=False)
    both["dv"], both["dr"] = (
        both["verified_after"] - both["verified"],
        both["reported_after"] - both["reported"],
    )
    return both


@pytest.mark.parametrize("seed", SEEDS)
def test_reports_run_ahead_of_what_was_verified(seed):
    t = truth(seed=seed)
    gap = t["reported"] - t["verified"]
    assert gap.mean() > 4
    low = t["verified"] < t["verified"].quantile(0.2)
    assert gap[low].mean() > gap[~low].mean() + 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_listed_units_come_back_without_any_help(seed):
    d = changes(truth("zero", seed))
    alone = d["listed"] & ~d["helped_after"]
    assert d.loc[alone, "dv"].mean() > 1.5
    assert abs(d.loc[~d["listed"], "dv"].mean()) < 0.7
    assert abs(d.loc[d["listed"], "dv"].mean() - d.loc[alone, "dv"].mean()) < 1.2, (
        "help of no effect leaves no trace"
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_nearly_all_listed_units_report_improvement_and_fewer_did_improve(seed):
    d = changes(truth(seed=seed))[lambda d: d["listed"]]
    assert (d["dr"] > 0).mean() > 0.93
    assert (d["dv"] > 0).mean() < (d["dr"] > 0).mean() - 0.1


@pytest.mark.parametrize(
    "effect, low, high",
    [("modest", 2, 5), ("zero", 0, 0), ("negative", -6, -2), (6.0, 4.5, 10), ((2, 2), 2, 5)],
)
def test_the_effect_asked_for_is_there(effect, low, high):
    if isinstance(effect, float):
        effect = Settings.checked(977, 1, effect, "QL", "青澜县").effect
    t = truth(effect)
    assert low <= t.loc[t["helped"], "effect"].mean() <= high
    never = ~t.groupby("org_id")["helped"].transform("any")
    assert (t.loc[never, "effect"] == 0).all()


def test_heterogeneous_effects_follow_the_fit_and_have_both_signs():
    t = truth("heterogeneous")[lambda t: t["helped"]]
    first = t.groupby("org_id").head(1)
    assert np.corrcoef(first["fit"], first["effect"])[0, 1] > 0.95
    assert (first["effect"] < -1).any() and (first["effect"] > 1).any()


def test_the_comparison_of_the_lottery_recovers_the_effect():
    """Newly listed units, helped or not by a coin: before alike, afterwards apart by the effect of
    one year."""
    d = pd.concat([changes(truth(seed=s)) for s in SEEDS])[lambda d: d["fresh"]]
    helped, alone = d[d["helped_after"]], d[~d["helped_after"]]
    assert abs(helped["verified"].mean() - alone["verified"].mean()) < 1.5
    assert 1.5 < helped["dv"].mean() - alone["dv"].mean() < 5


def test_truth_agrees_with_the_tables():
    county = toolkit.demo_county(200, seed=4)
    t = toolkit.demo_truth(county).set_index(["org_id", "period"])
    assert t.columns.tolist() == ["verified", "reported", "listed", "helped", "fit", "effect"]
    voices = {"self": 0.1, "peer": 0.2, "superior": 0.3, "masses": 0.4}
    a = county["assessment"].merge(county["indicator"][["ind_id", "weight"]], on="ind_id")
    a["part"] = a["score"] * a["weight"] * a["voice"].map(voices)
    composite = a.groupby(["org_id", "period"])["part"].sum()
    assert (t["reported"] - composite.reindex(t.index)).abs().max() < 0.006
    grade = county["rating"].set_index(["org_id", "period"])["grade"].reindex(t.index)
    assert (t["listed"] == (grade == "backward")).all()
    p = county["pairing"][
        lambda p: (
            (p["channel"] != "co_building")
            & ~p["status"].isin(["proposed", "confirmed", "rejected"])
        )
    ]
    for year in range(2005, 2012):
        july = pd.Timestamp(year, 7, 1)
        on = p[(p["start"] <= july) & (p["end_actual"].isna() | (p["end_actual"] > july))]
        helped = t.xs(str(year), level="period")["helped"]
        assert set(helped[helped].index) == set(on["recipient_id"])


def test_truth_survives_saving_and_is_no_table_of_the_county(tmp_path):
    county = toolkit.demo_county(60, seed=9, effect=(-1, 2.5))
    county.save(tmp_path / "县")
    county.save(tmp_path / "县.xlsx")
    for source in ("县", "县.xlsx"):
        again = toolkit.County.load(tmp_path / source)
        pd.testing.assert_frame_equal(toolkit.demo_truth(again), toolkit.demo_truth(county))
    assert not any("verified" in county[t].columns for t in county.tables)


def test_only_demo_counties_have_a_truth():
    county = toolkit.demo_county(60)
    with pytest.raises(ValueError, match="demo_county"):
        toolkit.demo_truth(county.replace({"provenance": county["provenance"].iloc[:0]}))
    strange = county["provenance"].assign(
        reference=county["provenance"]["reference"].str.replace('"QL"', '"ZZ"')
    )
    with pytest.raises(ValueError):
        toolkit.demo_truth(county.replace({"provenance": strange}))
    old = county["provenance"].assign(
        reference=county["provenance"]["reference"].str.replace('"version": 1', '"version": 0')
    )
    with pytest.raises(ValueError, match=r"version|版本"):
        toolkit.demo_truth(county.replace({"provenance": old}))
