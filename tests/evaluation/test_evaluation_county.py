"""On the fictitious county: panels, what would have come anyway, histories, sites, interference,
and refusals."""

import numpy as np
import pandas as pd
import pytest

from toolkit import County, demo_county, demo_truth, evaluation
from toolkit.evaluation import EvaluationError
from toolkit.rules import Rules
from toolkit.terms import use_lang

NAMES = ("outcome", "org_id", "time", "cohort")


@pytest.fixture(scope="module")
def county() -> County:
    return demo_county(300, seed=5, effect="zero")


@pytest.fixture(scope="module")
def truth(county: County) -> pd.DataFrame:
    return demo_truth(county).assign(time=lambda d: d["period"].astype(int))


@pytest.fixture(scope="module")
def panel(county: County, truth: pd.DataFrame) -> pd.DataFrame:
    return evaluation.panel(county, truth)


def test_panel_agrees_with_the_truth(
    panel: pd.DataFrame, truth: pd.DataFrame, county: County
) -> None:
    both = panel.merge(truth, on=["org_id", "time"], suffixes=("", "_true"))
    assert len(both) == len(panel) == len(truth)
    assert (both["helped"] == both["helped_true"]).all() and (
        both["listed"] == both["listed_true"]
    ).all()
    reported = evaluation.panel(county).merge(truth, on=["org_id", "time"])
    assert (reported["outcome"] - reported["reported"]).abs().max() < 0.006
    first = both[both["helped"]].groupby("org_id")["time"].min()
    assert (
        panel.drop_duplicates("org_id").set_index("org_id")["cohort"].replace(0, np.nan).dropna()
        == first
    ).all()


def test_voice_weights_come_from_the_rules(county: County) -> None:
    masses = Rules(
        {
            "commit.weight_self": 0.0,
            "commit.weight_peer": 0.0,
            "commit.weight_superior": 0.0,
            "commit.weight_masses": 1.0,
        }
    )
    scores = (
        county["assessment"]
        .query("voice == 'masses'")
        .merge(county["indicator"][["ind_id", "weight"]], on="ind_id")
    )
    expected = (
        (scores["score"] * scores["weight"]).groupby([scores["org_id"], scores["period"]]).sum()
    )
    found = evaluation.reported(county, rules=masses).set_index(["org_id", "period"])["reported"]
    np.testing.assert_allclose(found, expected.reindex(found.index), atol=1e-9)


def test_checks_say_how_low_the_selected_were(panel: pd.DataFrame) -> None:
    found = evaluation.checks(panel).set_index("item")["value"]
    assert found["units"] == panel["org_id"].nunique() and found["units_with_gaps"] == 0
    assert found["selected_lower_by_sd"] < -1 and found["selected_that_were_listed"] == 1
    assert (
        evaluation.checks(panel.drop(panel.index[3])).set_index("item")["value"]["units_with_gaps"]
        == 1
    )


def test_naive_finds_an_effect_of_nothing_and_the_listed_do_not(panel: pd.DataFrame) -> None:
    naive = evaluation.att_gt(panel, *NAMES)
    assert naive.interval[0] > 1  # there is none
    low, high = evaluation.att_gt(panel, *NAMES, among="newly_listed", cluster="helpers").interval
    assert low <= 0 <= high
    assert evaluation.placebo(panel, *NAMES).interval[1] < 0  # the dip is there before any help
    assert evaluation.permute(panel, *NAMES, among="newly_listed", runs=99).p > 0.05


def test_expected_rise_without_help(panel: pd.DataFrame) -> None:
    found = evaluation.regression_to_mean(panel, cluster="helpers")
    rows = found.table.set_index("quantity")
    assert found.expected > 1 and 0 < found.reliability < 1
    assert found.remainder == pytest.approx(found.observed - found.expected)
    assert rows.loc["remainder", "low"] <= 0 <= rows.loc["remainder", "high"]
    assert rows.loc["difference", "low"] <= 0 <= rows.loc["difference", "high"]
    assert f"{found.expected:+.2f}" in found.evidence.zh


def test_reversion_by_hand() -> None:
    """One pre-period and one after: slope, expected change and difference as one would compute them
    on paper."""
    rng = np.random.default_rng(1)
    level, n = rng.normal(0, 2, 400), 400
    y0, y1 = level + rng.normal(0, 1, n), level + rng.normal(0, 1, n) + 1
    low = y0 < -2
    helped = low & (np.arange(n) % 2 == 0)
    y1 = y1 + 3 * helped
    one = pd.DataFrame(
        {"org_id": np.arange(n), "time": 1, "outcome": y0, "newly_listed": low, "helped": False}
    )
    two = one.assign(time=2, outcome=y1, helped=helped, newly_listed=False)
    found = evaluation.regression_to_mean(pd.concat([one, two]))
    slope = np.polyfit(y0[~helped], y1[~helped], 1)[0]
    expected = (
        (slope - 1) * (y0[helped].mean() - y0[~helped].mean())
        + y1[~helped].mean()
        - y0[~helped].mean()
    )
    assert found.reliability == pytest.approx(slope)
    assert found.expected == pytest.approx(expected)
    assert found.observed == pytest.approx((y1 - y0)[helped].mean())
    rest = low & ~helped
    assert found.table.set_index("quantity").loc["difference", "estimate"] == pytest.approx(
        (y1 - y0)[helped].mean() - (y1 - y0)[rest].mean()
    )
    assert 2 < found.remainder < 4


def test_transitions_count_every_move(county: County) -> None:
    found = evaluation.transitions(county)
    rating = county["rating"].dropna(subset=["grade"])
    assert found["count"].sum() == len(rating) - rating["org_id"].nunique()
    assert found.groupby("from")["share"].sum().round(9).eq(1).all()


def test_spells_are_cut_where_help_changes(county: County) -> None:
    found = evaluation.spells(county)
    by = found.groupby("case_id")
    assert (by["start"].min() == 0).all() and (by["event"].sum() <= 1).all()
    joined = found.assign(before=by["stop"].shift())
    inner = joined["before"].notna()
    assert (joined.loc[inner, "start"] == joined.loc[inner, "before"]).all()
    assert (found["helped"] != by["helped"].shift())[inner].all()
    closed = county["turnaround_case"].query("status == 'closed'")
    assert found["event"].sum() == len(closed)


def test_conversion_of_a_known_hazard() -> None:
    """Help doubles the hazard from a random day on; counting the helped from the start would say
    something else."""
    rng, rows = np.random.default_rng(2), []
    for i in range(3000):
        begin, wait = rng.uniform(0, 2), rng.exponential(1.0)
        stop = wait if wait < begin else begin + rng.exponential(0.5)
        event, stop = stop < 3, min(stop, 3.0)
        if stop > begin:
            rows += [(i, 0.0, begin, False, False), (i, begin, stop, True, event)]
        else:
            rows.append((i, 0.0, stop, False, event))
    table = pd.DataFrame(rows, columns=["org_id", "start", "stop", "helped", "event"])
    found = evaluation.cox(table)
    assert found["low"] < 2 < found["high"] and found["high"] - found["low"] < 0.4


def test_kaplan_meier_on_a_small_register() -> None:
    org = pd.DataFrame(
        {
            "org_id": list("ABCDH"),
            "name": list("ABCDH"),
            "level": "branch",
            "sector": "rural",
            "data_nature": "user_supplied",
        }
    )
    case = pd.DataFrame(
        {
            "case_id": ["1", "2", "3", "4"],
            "org_id": list("ABCD"),
            "listed_on": "2010-01-01",
            "basis": "quota",
            "status": ["closed", "closed", "rectifying", "closed"],
            "closed_on": ["2010-07-01", "2011-01-01", None, "2011-07-01"],
        }
    )
    pair = pd.DataFrame(
        {
            "pair_id": ["P1"],
            "channel": ["hook_up_help"],
            "helper_id": ["H"],
            "recipient_id": ["B"],
            "start": ["2010-04-01"],
            "status": ["active"],
        }
    )
    county = County({"organisation": org, "turnaround_case": case, "pairing": pair})
    found = evaluation.conversion(county, on="2011-10-01")
    every = found.curve[found.curve["group"] == "all"]
    np.testing.assert_allclose(every["share"], [3 / 4, 2 / 4, 1 / 4])
    unhelped = found.curve[found.curve["group"] == "unhelped"]
    assert list(unhelped["at_risk"]) == [3, 2]  # B left this group in April 2010
    with use_lang("en"):
        assert "Descriptive only" in found.evidence.text


def test_stars_model(county: County, panel: pd.DataFrame) -> None:
    found = evaluation.stars(county, panel).table.set_index("term")
    assert found.loc["stars_before", "low"] > 0 and (found["se"] > 0).all()


def test_sites_chosen_for_being_high(county: County, panel: pd.DataFrame) -> None:
    exemplar = county["exemplar"]
    sites = exemplar.loc[
        (exemplar["kind"] == "site") & (exemplar["named_on"].dt.year.isin([2007, 2008, 2009])),
        "org_id",
    ]
    found = evaluation.representativeness(panel, sites, 2006, 2010)
    assert found.table.loc[0, "difference"] > 1 and found.table.loc[0, "p"] < 0.01
    assert found.naive["change"] == pytest.approx(found.naive["after"] - found.naive["before"])
    assert found.evidence.descriptive
    created = evaluation.creation_effect(county, panel)
    assert created.simple["se"] > 0 and "falling back" in created.evidence.en


def test_visits_taught_nothing_here() -> None:
    county = demo_county(977, seed=2, effect="zero")
    found = evaluation.demonstration_effect(county, evaluation.panel(county, demo_truth(county)))
    assert abs(found.simple["att"]) < 4 * found.simple["se"]
    assert "clustered at visited" in found.evidence.en


def test_exposures_and_their_probabilities(county: County) -> None:
    found = evaluation.exposures(county, "2010-07-01", runs=200)
    assert np.allclose(
        found.table[["helped", "shares_helper", "same_township", "none"]].sum(axis=1), 1
    )
    helped = found.table["exposure"].isin(["helped", "shares_helper"])
    chance = found.table["helped"] + found.table["shares_helper"]
    assert chance.between(helped.mean() - 0.2, helped.mean() + 0.2).all()
    again = evaluation.exposures(county, "2010-07-01", runs=200)
    pd.testing.assert_frame_equal(found.table, again.table)


def test_contrast_refuses_what_could_not_be(county: County, panel: pd.DataFrame) -> None:
    found = evaluation.exposures(county, "2010-07-01", runs=200)
    wide = panel.pivot(index="org_id", columns="time", values="outcome")
    change = wide[2010] - wide[2009]
    real = evaluation.contrast(found, change, "helped", "same_township", restrict=True)
    assert real.p > 0.01  # the effect is zero
    shifted = change.copy()
    shifted[found.table.loc[found.table["exposure"] == "helped", "org_id"]] += 50
    assert evaluation.contrast(found, shifted, "helped", "same_township", restrict=True).p < 0.02
    # someone alone in a township is never next to a helped unit
    town = found.table.copy()
    town.loc[town["exposure"] == "same_township", "helped"] = 0.0
    with use_lang("en"), pytest.raises(EvaluationError, match="could not have been"):
        evaluation.contrast(
            evaluation.Exposures(town, found.drawn), change, "helped", "same_township"
        )


def test_public_data_are_not_judged(county: County) -> None:
    org = pd.DataFrame(
        {
            "org_id": ["A", "B"],
            "name": ["甲市", "乙市"],
            "level": "region",
            "sector": "office",
            "data_nature": "public_official",
        }
    )
    public = County({"organisation": org})
    for judge in (
        evaluation.panel,
        evaluation.transitions,
        evaluation.conversion,
        lambda c: evaluation.exposures(c, "2010-07-01"),
    ):
        with use_lang("en"), pytest.raises(EvaluationError, match="never judged"):
            judge(public)


def test_records_that_cannot_bear_a_judgement() -> None:
    org = pd.DataFrame(
        {
            "org_id": ["A"],
            "name": ["A"],
            "level": "branch",
            "sector": "rural",
            "data_nature": "user_supplied",
        }
    )
    bare = County({"organisation": org})
    for judge in (
        evaluation.panel,
        evaluation.conversion,
        lambda c: evaluation.exposures(c, "2010-07-01"),
    ):
        with pytest.raises(EvaluationError):
            judge(bare)


def test_every_statement_is_in_both_languages(county: County, panel: pd.DataFrame) -> None:
    found = [
        evaluation.att_gt(panel, *NAMES),
        evaluation.regression_to_mean(panel),
        evaluation.conversion(county),
        evaluation.stars(county, panel),
        evaluation.permute(panel, *NAMES, runs=9),
    ]
    for result in found:
        assert "不可以说" in result.evidence.zh and "May not be said" in result.evidence.en
        assert not any("一" <= c <= "鿿" for c in result.evidence.en)


def test_reversion_without_a_record_of_help(panel: pd.DataFrame) -> None:
    found = evaluation.regression_to_mean(panel.drop(columns="helped"))
    # nobody was helped to any effect: all listed rise as far as expected
    assert found.expected > 1
    row = found.table.set_index("quantity").loc["remainder"]
    assert row["low"] <= 0 <= row["high"]
    assert not found.table["quantity"].eq("unpaired").any() and found.evidence.descriptive
    with pytest.raises(EvaluationError):
        evaluation.regression_to_mean(panel.assign(newly_listed=False))
    with pytest.raises(EvaluationError):
        evaluation.regression_to_mean(panel.drop(columns="outcome"))
