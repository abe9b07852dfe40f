"""Plans and case comparison as drawings."""

import warnings

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

import toolkit
from toolkit import comparison, figures, pairing
from toolkit.terms import use_lang


@pytest.fixture(autouse=True)
def chinese():
    with use_lang("zh"):
        yield


@pytest.fixture(scope="module")
def plan() -> pairing.Plan:
    recipients = pd.DataFrame(
        {"recipient_id": ["A", "B", "C"], "department_links_backward": [1, 1, 1]}
    )
    helpers = pd.DataFrame(
        {"helper_id": ["H1", "H2"], "channel": "department_links_backward", "capacity": [1, 1]}
    )
    candidates = pd.DataFrame(
        [("H1", "A", 3, 1.0), ("H1", "B", 9, 2.0), ("H2", "A", 9, 0.5), ("H2", "C", 1, 4.0)],
        columns=["helper_id", "recipient_id", "fit", "distance_km"],
    )
    return pairing.plan(
        recipients,
        helpers,
        candidates,
        pd.DataFrame({"helper_id": ["H1"], "recipient_id": ["A"]}),
        goals=("coverage", "fit"),
    )


def test_plan_before_and_after(plan: pairing.Plan, readable) -> None:
    figure = figures.plan_change(pd.DataFrame({"helper_id": ["H1"], "recipient_id": ["A"]}), plan)
    states = {
        (h, r): s for h, r, _, s in figure.data.dropna(subset="helper_id").itertuples(index=False)
    }
    assert states == {("H1", "A"): "dropped", ("H1", "B"): "added", ("H2", "A"): "added"}
    assert figure.data.loc[figure.data["state"] == "unmet", "recipient_id"].tolist() == ["C"]
    assert (
        "满足的需求 1 → 2" in figure.alt
        and "匹配总分 3 → 18" in figure.alt
        and "在所填规则与权重下已证明最优" in figure.caption
    )
    readable(figure)
    other = pd.DataFrame(
        {
            "helper_id": ["H1", "H2"],
            "recipient_id": ["A", "B"],
            "channel": [plan.pairs["channel"].iloc[0], "co_building"],
        }
    )
    beyond = figures.plan_change(other, plan)
    assert (
        beyond.title == figure.title
        and len(beyond.data) == len(figure.data)
        and "另有 1 对不在所排的方式内" in beyond.caption
    )
    same = figures.plan_change(plan, plan)
    assert set(same.data["state"]) == {"kept", "unmet"}


def test_shortage_shows_one_bottleneck(plan: pairing.Plan, readable) -> None:
    figure = figures.shortage(plan)
    readable(figure)
    row = plan.shortages.iloc[0]
    assert f"缺 {row['short']} 个" in figure.title and str(row["sentence"])[:8] in figure.caption
    assert set(figure.data["helper_id"]) == set(row["helpers"]) and set(
        figure.data["recipient_id"]
    ) <= set(row["recipients"])
    full = pairing.plan(
        pd.DataFrame({"recipient_id": ["A"], "co_building": [1]}),
        pd.DataFrame({"helper_id": ["H"], "channel": ["co_building"], "capacity": [1]}),
        pd.DataFrame({"helper_id": ["H"], "recipient_id": ["A"], "fit": [1], "distance_km": [1.0]}),
    )
    with pytest.raises(figures.NothingToDraw, match="没有缺口"):
        figures.shortage(full)


def test_exchange_step_by_step(plan: pairing.Plan, readable) -> None:
    asked = plan.why_not("H1", "A")
    figure = figures.exchange(asked)
    assert len(figure.data) == len(asked.chain) and figure.data["action"].tolist()[0] == "add"
    assert figure.title.startswith("若要 H1 → A") and asked.sentence in figure.alt
    readable(figure)
    assert figures.exchange(plan.why("H1", "B")).title.startswith("若不要 H1 → B")
    with pytest.raises(figures.NothingToDraw, match="候选"):
        figures.exchange(plan.why_not("H2", "B"))


def test_plan_of_a_county_has_names(readable) -> None:
    county = toolkit.demo_county(977)
    prepared = pairing.prepare(county, "2011-07-01")
    made = prepared.plan()
    figure = figures.plan_change(prepared.running, made, county)
    kept = int(made.pairs["kept"].sum())
    assert figure.title.startswith(
        f"方案：保留 {kept} 对，新增 {len(made.pairs) - kept}"
    ) and figure.png(40)
    readable(figure)


@pytest.fixture(scope="module")
def solutions() -> list:
    rng = np.random.default_rng(4)
    data = pd.DataFrame(
        rng.integers(0, 2, (24, 3)).astype(float),
        columns=["领导带动", "产业", "外部帮扶"],
        index=[f"案例{i}" for i in range(24)],
    )
    data["转化"] = ((data["领导带动"] > 0) & ((data["产业"] > 0) | (data["外部帮扶"] > 0))).astype(
        float
    )
    data.iloc[3, 3] = 1 - data.iloc[3, 3]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        tables = [
            comparison.truth_table(data, o, list(data.columns[:3])) for o in ("转化", "~转化")
        ]
    return [comparison.minimise(t, "parsimonious") for t in tables]


def test_configuration_chart(solutions: list, readable) -> None:
    shares = dict.fromkeys(solutions[0].models[0], 0.9)
    figure = figures.configurations(solutions, robustness=shares, nature="fictitious")
    readable(figure)
    drawn = {(r.term, r.condition, r.present) for r in figure.data.itertuples()}
    literals = {
        (t, lit.lstrip("~"), not lit.startswith("~"))
        for s in solutions
        for t in s.models[0]
        for lit in t.split("*")
    }
    assert drawn == literals
    fit = solutions[0].fit()
    for term in solutions[0].models[0]:
        assert f"{fit.loc[term, 'inclS']:.3f}" in [
            t.get_text() for t in figure.figure.findobj(Text)
        ]
        assert term in figure.alt
    assert f"{fit.loc['overall', 'covS']:.3f}" in figure.title and "90%" in [
        t.get_text() for t in figure.figure.findobj(Text)
    ]


def test_xy_names_the_deviant(solutions: list, readable) -> None:
    figure = figures.xy(solutions[0])
    readable(figure)
    roles = comparison.case_roles(solutions[0])
    assert (
        figure.data.equals(roles)
        and f"{(roles['role'] == 'typical').sum()} 个典型案例" in figure.title
    )
    for case in roles.loc[roles["role"].str.startswith("deviant"), "case"]:
        assert case in figure.alt


def test_nca_scatter_and_bottlenecks(readable) -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(0, 10, 40)
    data = pd.DataFrame({"投入": x, "成效": rng.uniform(0, 1, 40) * x})
    result = comparison.nca(data, "成效", ["投入"])
    figure = figures.nca(result, "投入")
    assert (
        len(figure.data) == 40
        and f"{result.table.loc[('投入', 'ce_fdh'), 'effect']:.2f}" in figure.title
    )
    readable(figure)
    needs = result.bottleneck("ce_fdh")["投入"]
    assert f"{needs.loc[80]:.0f}%" in [t.get_text() for t in figure.figure.findobj(Text)]
    assert figure.png(40)
