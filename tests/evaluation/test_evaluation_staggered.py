"""Group-time effects: equal to peers, equal to a brute-force count, clustered, and refused where
they should be."""

from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit import evaluation
from toolkit.evaluation import EvaluationError, att_gt
from toolkit.terms import use_lang

DATA = Path(__file__).parent / "data"
NAMES = ("y", "unit", "time", "cohort")


@pytest.fixture(scope="module")
def wage() -> pd.DataFrame:
    long = pd.read_csv(DATA / "mpdta.csv").melt(
        id_vars=["countyreal", "cohort"], var_name="time", value_name="employed"
    )
    return long.assign(y=np.log(long["employed"])).rename(columns={"countyreal": "unit"})


def simulated(
    seed: int = 0, units: int = 60, effect: float = 1.0, helpers: int = 30, shock: float = 0.0
) -> pd.DataFrame:
    """A staggered panel in which helpers, not units, start; units of a helper may share shocks."""
    rng = np.random.default_rng(seed)
    helper = np.arange(units) % helpers
    cohort = np.array([0, 3, 4])[np.arange(helpers) % 3][helper]
    own, common = rng.normal(size=(units, 6)), rng.normal(size=(helpers, 6))[helper] * shock
    y = own + common + rng.normal(size=(units, 1)) + np.arange(6)
    grid = pd.DataFrame(list(product(range(units), range(1, 7))), columns=["unit", "time"])
    grid["cohort"], grid["helper"] = (
        cohort[grid["unit"]],
        "H" + pd.Series(helper[grid["unit"]]).astype(str),
    )
    grid["y"] = y.ravel() + effect * ((grid["cohort"] > 0) & (grid["time"] >= grid["cohort"]))
    return grid


@pytest.mark.parametrize("control", ["never", "not_yet"])
def test_equal_to_a_peer_on_the_minimum_wage_example(wage: pd.DataFrame, control: str) -> None:
    peer = pd.read_csv(DATA / "mpdta_peer.csv").query("control == @control")
    found = att_gt(wage, *NAMES, control=control)
    table = peer[peer["what"] == "table"].merge(
        found.table, on=["cohort", "time"], suffixes=("_peer", "")
    )
    assert len(table) == len(found.table) == 12
    np.testing.assert_allclose(table[["att", "se"]], table[["att_peer", "se_peer"]], atol=1e-9)
    np.testing.assert_allclose(
        found.simple[["att", "se"]],
        peer.loc[peer["what"] == "simple", ["att", "se"]].iloc[0],
        atol=1e-9,
    )
    dynamic = peer[peer["what"] == "dynamic"]
    np.testing.assert_allclose(
        found.dynamic[["event_time", "att", "se"]], dynamic[["time", "att", "se"]], atol=1e-9
    )


def test_published_figures_of_the_example(wage: pd.DataFrame) -> None:
    found = att_gt(wage, *NAMES)
    assert (round(found.simple.att, 4), round(found.simple.se, 4)) == (-0.04, 0.012)
    assert round(found.twfe["att"], 4) == -0.0365
    assert round(found.pretest["p"], 3) == 0.168  # as R did prints it
    assert (found.dynamic["low_band"] < found.dynamic["low"]).all()


def test_equal_to_every_2x2_counted_by_hand() -> None:
    panel = simulated(seed=3)
    wide = panel.pivot(index="unit", columns="time", values="y")
    start = panel.groupby("unit")["cohort"].first()
    for base, control in product(("varying", "universal"), ("never", "not_yet")):
        table = att_gt(panel, *NAMES, base=base, control=control).table
        for g, t, att in table[["cohort", "time", "att"]].itertuples(index=False):
            before = t - 1 if t < g and base == "varying" else g - 1
            who = (
                (start == 0) | ((start > max(t, before)) & (start != g))
                if control == "not_yet"
                else start == 0
            )
            change = wide[t] - wide[before]
            assert att == pytest.approx(change[start == g].mean() - change[who].mean())


def test_among_compares_only_who_was_at_risk() -> None:
    panel = simulated(seed=4)
    panel["risk"] = panel["unit"] % 2 == 0
    both = att_gt(panel, *NAMES, among="risk")
    alone = att_gt(panel[panel["risk"]], *NAMES)
    pd.testing.assert_frame_equal(
        both.table[["cohort", "time", "att", "se"]], alone.table[["cohort", "time", "att", "se"]]
    )
    assert both.simple.se == pytest.approx(alone.simple.se)


def test_one_unit_a_cluster_is_no_clustering() -> None:
    panel = simulated(seed=5)
    plain, tied = att_gt(panel, *NAMES), att_gt(panel, *NAMES, cluster="unit")
    assert tied.simple.se == pytest.approx(plain.simple.se * np.sqrt(60 / 59))


def test_clustered_error_is_the_sum_within_helpers() -> None:
    panel = simulated(seed=6, shock=1.0).query("cohort != 4")
    wide = panel.pivot(index="unit", columns="time", values="y")
    by = panel.groupby("unit")[["cohort", "helper"]].first()
    treated, change = by["cohort"] == 3, wide[3] - wide[2]
    psi = (change - change[treated].mean())[treated] / treated.sum()
    psi = pd.concat([psi, -(change - change[~treated].mean())[~treated] / (~treated).sum()])
    groups = psi.groupby(by["helper"]).sum()
    table = att_gt(panel, *NAMES, cluster="helper").table.set_index(["cohort", "time"])
    assert table.loc[(3, 3), "se"] == pytest.approx(np.sqrt((groups**2).sum() * 20 / 19))


def test_helper_level_shocks_need_clusters() -> None:
    wrong = {"plain": 0, "helper": 0}
    for seed in range(60):
        panel = simulated(seed=seed, units=150, effect=0.0, shock=1.0)
        for name, cluster in (("plain", None), ("helper", "helper")):
            low, high = att_gt(panel, *NAMES, cluster=cluster).interval
            wrong[name] += not low <= 0 <= high
    assert wrong["plain"] > 12 > wrong["helper"]


def test_several_helpers_are_multiway() -> None:
    panel = simulated(seed=7)
    panel["helper"] = panel["helper"] + ";K" + (panel["unit"] // 2).astype(str)
    multiway = att_gt(panel, *NAMES, cluster="helper")
    assert multiway.simple.att == pytest.approx(att_gt(panel, *NAMES).simple.att)
    assert multiway.simple.se > 0
    # the same helper twice is one helper
    same = simulated(seed=7)
    assert att_gt(
        same.assign(helper=same["helper"] + ";" + same["helper"]), *NAMES, cluster="helper"
    ).simple.se == pytest.approx(att_gt(same, *NAMES, cluster="helper").simple.se)


def test_one_giant_component_is_one_cluster() -> None:
    panel = simulated(seed=8)
    panel["helper"] = np.where(panel["unit"] < 45, "big", panel["helper"])
    with use_lang("en"), pytest.raises(EvaluationError, match=r"evaluation\.permute"):
        att_gt(panel, *NAMES, cluster="helper", several="component")


def test_permutation_of_the_plan() -> None:
    none = evaluation.permute(
        simulated(seed=9, effect=0.0, helpers=9), *NAMES, cluster="helper", runs=199
    )
    much = evaluation.permute(
        simulated(seed=9, effect=6.0, helpers=9), *NAMES, cluster="helper", runs=199
    )
    assert none.p > 0.1 and much.p < 0.05
    assert much.att == pytest.approx(
        att_gt(simulated(seed=9, effect=6.0, helpers=9), *NAMES).simple.att
    )
    again = evaluation.permute(
        simulated(seed=9, effect=0.0, helpers=9), *NAMES, cluster="helper", runs=199
    )
    assert (again.drawn == none.drawn).all()


def test_permutation_keeps_to_the_units_at_risk() -> None:
    panel = simulated(seed=10)
    panel["risk"] = panel["unit"] < 30
    with_all = evaluation.permute(panel, *NAMES, among="risk", runs=49)
    only = evaluation.permute(panel[panel["risk"]], *NAMES, among="risk", runs=49)
    assert with_all.att == pytest.approx(only.att)


def test_placebo_dates_find_nothing_in_parallel_panels_and_something_in_a_dip() -> None:
    panel = simulated(seed=11, effect=5.0, units=150)
    low, high = evaluation.placebo(panel, *NAMES).interval
    assert low <= 0 <= high
    dip = panel.assign(y=panel["y"] - 3 * (panel["time"] == panel["cohort"] - 1))
    assert evaluation.placebo(dip, *NAMES).interval[1] < -2
    with pytest.raises(EvaluationError):
        evaluation.placebo(panel, *NAMES, shift=5)


def test_gaps_are_left_out_and_said() -> None:
    panel = simulated(seed=12)
    holed = panel.drop(panel.index[(panel["unit"] == 0) & (panel["time"] == 2)])
    found = att_gt(holed, *NAMES)
    assert found.simple.att == pytest.approx(att_gt(panel[panel["unit"] != 0], *NAMES).simple.att)
    assert "gaps, left out: 1" in found.evidence.en and "1 个单位有缺期" in found.evidence.zh


def refused() -> dict[str, tuple[pd.DataFrame, str]]:
    p = simulated(seed=13)
    return {
        "no pre-period": (
            p.assign(cohort=np.where(p["cohort"] > 0, 1, 0)),
            "pre-period|period before",
        ),
        "one treated": (p.assign(cohort=np.where(p["unit"] == 1, 3, 0)), "one treated unit"),
        "all treated": (p.assign(cohort=3), "no controls"),
        "all treated, staggered": (p[p["cohort"] > 0], "no controls"),
        "none treated": (p.assign(cohort=0), "descriptive only"),
        "one period": (p[p["time"] == 3], "two periods"),
        "repeated rows": (pd.concat([p, p.head(1)]), "two rows"),
        "moving cohort": (
            p.assign(cohort=np.where(p["time"] > 2, p["cohort"], 0)),
            "changes within a unit",
        ),
        "no column": (p.drop(columns="cohort"), "lacks columns"),
        "empty": (p.iloc[:0], "two periods"),
    }


@pytest.mark.parametrize("case", refused())
def test_clear_refusals(case: str) -> None:
    panel, words = refused()[case]
    with use_lang("en"), pytest.raises(EvaluationError, match=words):
        att_gt(panel, *NAMES)
    with use_lang("zh"), pytest.raises(ValueError, match=r"[一-鿿]"):
        att_gt(panel, *NAMES)


def test_text_times_and_empty_cohorts_are_read() -> None:
    panel = simulated(seed=14)
    text = panel.assign(
        time=(panel["time"] + 2000).astype("string"),
        cohort=(panel["cohort"] + 2000).where(panel["cohort"] > 0),
    )
    assert att_gt(text, *NAMES).simple.att == pytest.approx(att_gt(panel, *NAMES).simple.att)
