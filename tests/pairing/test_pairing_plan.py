"""Plans against an independent MILP, both engines, both ways of ordering goals, and the invariants
of every plan."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from plan_reference import GOALS, best, goals, tables

from toolkit import pairing
from toolkit.pairing import levels
from toolkit.pairing.certificate import prove
from toolkit.terms import CHANNELS, channel_label, heading, use_lang

A, D, E = CHANNELS[:3]


@pytest.fixture(autouse=True)
def _english():
    with use_lang("en"):
        yield


@pytest.mark.parametrize("seed", range(200))
def test_levels_equal_an_independent_milp(seed):
    rng = np.random.default_rng(seed)
    t = tables(rng, scores=[None, 1, 2][seed % 3])
    order = GOALS if seed % 2 else goals(rng)
    plan = pairing.plan(**t, goals=order)
    assert plan.certificate.holds
    assert plan.levels == best(t, order)
    assert list(plan.levels) == list(order if "coverage" in order else ("coverage", *order))


@pytest.mark.parametrize("seed", range(40))
def test_both_engines_and_both_ways_give_the_same_pairs(seed):
    rng = np.random.default_rng(seed + 1000)
    t, order = tables(rng, scores=[None, 1, 2][seed % 3]), goals(rng)
    plan = pairing.plan(**t, goals=order)
    for other in (
        pairing.plan(**t, goals=order, engine="highs"),
        pairing.plan(**t, goals=order, one_by_one=True),
    ):
        assert other.certificate.holds
        assert other.levels == plan.levels
        pd.testing.assert_frame_equal(other.pairs, plan.pairs)


@pytest.mark.parametrize("seed", range(24))
def test_distances_too_large_to_pack_are_solved_level_by_level(seed):
    rng = np.random.default_rng(seed + 2000)
    t = tables(rng, scores=10, far=1e12)
    near = t | {
        "candidates": t["candidates"].assign(distance_km=t["candidates"]["distance_km"] / 1e12)
    }
    plan, small = pairing.plan(**t), pairing.plan(**near)
    assert plan.certificate.holds
    if len(plan.pairs):
        assert len(plan.certificate.stages) >= 2
    levels_far = {g: v for g, v in plan.levels.items() if g != "distance"}
    assert levels_far == {g: v for g, v in small.levels.items() if g != "distance"}
    # thirds of a kilometre are rounded to whole metres in the near tables only
    assert abs(plan.levels["distance"] / 1e12 - small.levels["distance"]) <= len(plan.pairs)


def test_when_packing_has_too_little_room_the_certificate_notices_and_levels_are_solved_singly(
    monkeypatch,
):
    t = tables(np.random.default_rng(5), scores=10)
    honest = pairing.plan(**t)
    monkeypatch.setattr(levels, "_room", lambda goal, cost, bits: 2)
    plan = pairing.plan(**t)
    assert plan.certificate.holds and plan.levels == honest.levels
    assert all(len(stage) == 1 for stage in plan.certificate.stages)


def test_certificate_refuses_a_worse_flow_a_broken_flow_and_wrong_potentials():
    rng = np.random.default_rng(8)
    t = tables(rng, scores=10)
    while not len(pairing.plan(**t).pairs):
        t = tables(rng, scores=10)
    plan = pairing.plan(**t)
    s, net = plan.solution, plan.model.network
    assert prove(net, s.flow, s.costs, s.potentials).holds
    unbalanced = s.flow.copy()
    unbalanced[np.flatnonzero(s.flow)[0]] -= 1
    assert not prove(net, unbalanced, s.costs, s.potentials).feasible
    for goal in ("coverage", "fit"):
        wrong = s.potentials | {goal: s.potentials[goal] + np.arange(net.nodes) * 1000}
        assert not prove(net, s.flow, s.costs, wrong).holds
    # a feasible plan with nobody helped is not optimal, and no potentials can say so
    nobody = np.zeros_like(s.flow)
    nobody[plan.model.give_up] = net.supply[: len(plan.problem.need_recipient)]
    nobody[plan.model.short] = 1
    empty = prove(net, nobody, s.costs, s.potentials)
    assert empty.feasible and not empty.holds


def shuffled(t, seed):
    return {k: f.sample(frac=1, random_state=seed) for k, f in t.items()}


@pytest.mark.parametrize("seed", range(20))
def test_ties_are_broken_the_same_way_for_any_order_of_rows(seed):
    t = tables(np.random.default_rng(seed + 3000), scores=1)
    by = ["recipient_id", "channel", "helper_id"]
    one = pairing.plan(**t).pairs.sort_values(by, ignore_index=True)
    two = pairing.plan(**shuffled(t, seed)).pairs.sort_values(by, ignore_index=True)
    pd.testing.assert_frame_equal(one, two)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_invariants(seed):
    rng = np.random.default_rng(seed)
    t, order = tables(rng), goals(rng)
    plan = pairing.plan(**t, goals=order)
    pairs = plan.pairs
    assert not pairs.duplicated(["helper_id", "recipient_id", "channel"]).any()
    eligible = set(map(tuple, t["candidates"][["helper_id", "recipient_id"]].to_numpy()))
    assert set(map(tuple, pairs[["helper_id", "recipient_id"]].to_numpy())) <= eligible
    places = t["helpers"].set_index(["helper_id", "channel"])["capacity"]
    used = pairs.groupby(["helper_id", "channel"]).size()
    assert (used <= places.reindex(used.index)).all()
    channels = [c for c in CHANNELS if c in t["recipients"]]
    for row in t["recipients"].to_dict("records"):
        mine = pairs[pairs["recipient_id"] == row["recipient_id"]]
        assert all((mine["channel"] == c).sum() <= row[c] for c in channels)
        assert len(mine) <= row.get("most", 99)
    short = plan.shortages
    assert (short["needs"] - short["places"] == short["short"]).all() and (short["short"] > 0).all()
    covered = best(t, ("coverage",))["coverage"]
    assert short["short"].sum() == t["recipients"][channels].to_numpy().sum() - covered
    running = set(map(tuple, t["running"].to_numpy()))
    assert pairs["kept"].tolist() == [
        (h, r) in running for h, r in pairs[["helper_id", "recipient_id"]].to_numpy()
    ]


@pytest.mark.parametrize("seed", range(24))
def test_each_bottleneck_by_itself_can_be_covered_up_to_its_places_and_no_further(seed):
    t = tables(np.random.default_rng(seed + 5000))
    for row in pairing.plan(**t).shortages.itertuples(index=False):
        mine = t["recipients"]["recipient_id"].isin(row.recipients)
        if row.channel == "most":
            assert row.helpers == [] and len(row.recipients) == 1
            unit = t["recipients"][mine].iloc[0]
            assert row.places == unit["most"] and row.needs == sum(
                unit[c] for c in CHANNELS if c in unit
            )
            continue
        alone = t["recipients"][mine][["recipient_id", row.channel]]
        assert row.needs == alone[row.channel].sum()
        left = t["candidates"]["recipient_id"].isin(row.recipients)
        helpers = t["helpers"][t["helpers"]["channel"] == row.channel]
        known = left & t["candidates"]["helper_id"].isin(helpers["helper_id"])
        most = pairing.plan(alone, helpers, t["candidates"][known], goals=("coverage",)).levels[
            "coverage"
        ]
        assert row.places == most


@pytest.mark.parametrize("seed", range(24))
def test_the_cure_of_a_bottleneck_covers_one_more_need_at_the_best_price(seed):
    t = tables(np.random.default_rng(seed + 6000))
    plan = pairing.plan(**t)
    for row in plan.shortages.dropna(subset="cure").itertuples(index=False):
        if row.channel == "most":
            continue
        after = plan.replan({"places": {(row.cure, row.channel): 1}})
        assert after.levels["coverage"] == plan.levels["coverage"] + 1


def one(need=1, capacity=1, **score):
    return (
        pd.DataFrame({"recipient_id": ["r"], A: [need]}),
        pd.DataFrame({"helper_id": ["h"], "channel": [A], "capacity": [capacity]}),
        pd.DataFrame(
            {"helper_id": ["h"], "recipient_id": ["r"], "fit": [5], "distance_km": [1.2]}
            | {k: [v] for k, v in score.items()}
        ),
    )


def test_columns_types_and_a_fully_worked_example():
    plan = pairing.plan(
        *one(), running=pd.DataFrame({"helper_id": ["h", "gone"], "recipient_id": ["r", "r"]})
    )
    assert list(plan.pairs.columns) == [
        "helper_id",
        "recipient_id",
        "channel",
        "fit",
        "distance_km",
        "kept",
    ]
    assert plan.pairs["helper_id"].dtype == "string" and plan.pairs["kept"].dtype == bool
    assert plan.levels == {"coverage": 1, "fairness": 0, "keep": 1, "fit": 5, "distance": 1200}
    assert plan.shortages.empty and plan.certificate.holds and plan.certificate.feasible
    assert plan.ineligible[["helper_id", "recipient_id"]].to_numpy().tolist() == [["gone", "r"]]


@pytest.mark.parametrize(
    ("need", "capacity", "rows"),
    [
        (0, 1, []),
        (1, 0, [[A, ["r"], ["h"], 1, 0, 1]]),
        (3, 5, [[A, ["r"], [], 3, 1, 2]]),
        (10**9, 10**9, None),
    ],
)
def test_zeros_and_scarcity_never_fail(need, capacity, rows):
    plan = pairing.plan(*one(need, capacity))
    assert plan.certificate.holds
    if rows is not None:
        assert plan.shortages.iloc[:, :6].to_numpy().tolist() == rows
    else:
        assert plan.levels["fairness"] == (10**9 - 1) ** 2


def test_empty_tables_make_an_empty_plan():
    r, h, c = one()
    for args in (
        (r.iloc[:0], h, c.iloc[:0]),
        (r, h.iloc[:0], c.iloc[:0]),
        (r, h, c.iloc[:0]),
        (r.iloc[:0], h.iloc[:0], c.iloc[:0]),
    ):
        plan = pairing.plan(*args)
        assert plan.pairs.empty and plan.certificate.holds
        assert plan.shortages["short"].sum() == len(args[0])
    assert pairing.plan(r, h, pd.DataFrame()).pairs.empty
    assert pairing.plan(r, h, c.iloc[:0], running=pd.DataFrame()).pairs.empty


def test_a_binding_most_is_a_row_of_its_own():
    r = pd.DataFrame({"recipient_id": ["r"], A: [1], D: [1], E: [1], "most": [2]})
    h = pd.DataFrame({"helper_id": ["a", "d", "e"], "channel": [A, D, E], "capacity": [1, 1, 1]})
    c = pd.DataFrame(
        {"helper_id": ["a", "d", "e"], "recipient_id": "r", "fit": 1, "distance_km": 1.0}
    )
    plan = pairing.plan(r, h, c)
    assert plan.levels["coverage"] == 2 and plan.levels["fairness"] == 0
    assert plan.shortages.iloc[:, :6].to_numpy().tolist() == [["most", ["r"], [], 3, 2, 1]]


BAD = {
    "negative need": (lambda r, h, c: r.assign(**{A: -1}), 0, "negative: r"),
    "missing need": (lambda r, h, c: r.assign(**{A: np.nan}), 0, "missing or not a number: r"),
    "text need": (lambda r, h, c: r.assign(**{A: "many"}), 0, "missing or not a number: r"),
    "half a need": (lambda r, h, c: r.assign(**{A: 0.5}), 0, "not whole: r"),
    "negative most": (lambda r, h, c: r.assign(most=-1), 0, "most is negative: r"),
    "same recipient twice": (lambda r, h, c: pd.concat([r, r]), 0, "duplicate ids: r"),
    "only missing ids": (lambda r, h, c: h.assign(helper_id=np.nan), 1, "helpers has missing ids"),
    "no id": (lambda r, h, c: r.assign(recipient_id=None), 0, "missing ids"),
    "no id column": (
        lambda r, h, c: r.drop(columns="recipient_id"),
        0,
        "lacks columns: recipient_id",
    ),
    "negative capacity": (lambda r, h, c: h.assign(capacity=-2), 1, "negative: h/"),
    "missing capacity": (
        lambda r, h, c: h.assign(capacity=pd.NA),
        1,
        "missing or not a number: h/",
    ),
    "infinite capacity": (lambda r, h, c: h.assign(capacity=np.inf), 1, "too large: h/"),
    "same row twice": (
        lambda r, h, c: pd.concat([h, h]),
        1,
        "duplicate (helper, channel) rows: h/",
    ),
    "unknown channel": (lambda r, h, c: h.assign(channel="magic"), 1, "unknown channels: magic"),
    "unknown helper": (lambda r, h, c: c.assign(helper_id="x"), 2, "unknown ids: x"),
    "unknown recipient": (lambda r, h, c: c.assign(recipient_id="y"), 2, "unknown ids: y"),
    "candidate twice": (lambda r, h, c: pd.concat([c, c]), 2, "duplicate pairs: h→r"),
    "negative distance": (lambda r, h, c: c.assign(distance_km=-1.0), 2, "not negative: h→r"),
    "missing distance": (
        lambda r, h, c: c.assign(distance_km=np.nan),
        2,
        "missing or not a number: h→r",
    ),
    "no distance column": (
        lambda r, h, c: c.drop(columns="distance_km"),
        2,
        "lacks column distance_km",
    ),
    "infinite distance": (lambda r, h, c: c.assign(distance_km=np.inf), 2, "finite"),
    "absurd distance": (lambda r, h, c: c.assign(distance_km=1e300), 2, "too large"),
    "fit of ten": (lambda r, h, c: c.assign(fit=10), 2, "0–9: h→r"),
    "half a fit": (lambda r, h, c: c.assign(fit=1.5), 2, "0–9: h→r"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_tables_are_refused_with_the_offenders(name):
    change, place, words = BAD[name]
    frames = list(one())
    frames[place] = change(*frames)
    with pytest.raises(pairing.PlanError) as error:
        pairing.plan(*frames)
    assert words in str(error.value)
    assert isinstance(error.value, ValueError)


def test_everything_wrong_is_said_at_once():
    r, h, c = one(need=-1, capacity=-1)
    with pytest.raises(ValueError, match=r"(?s)helpers.*recipients.*candidates") as error:
        pairing.plan(r, h, pd.concat([c, c.assign(helper_id="x")]), goals=("coverage", "beauty"))
    assert len(error.value.problems) == 4


def test_scores_may_be_missing_when_their_goal_is_not_asked():
    r, h, c = one()
    plan = pairing.plan(r, h, c[["helper_id", "recipient_id"]], goals=("coverage", "fairness"))
    assert plan.levels == {"coverage": 1, "fairness": 0} and plan.pairs["fit"].isna().all()
    assert len(pairing.plan(r, h, c.assign(distance_km=np.nan), goals="fit").pairs) == 1


def test_whole_number_and_text_ids_are_the_same_ids():
    r, h, c = one()
    plan = pairing.plan(
        r.assign(recipient_id=7), h.assign(helper_id=3.0), c.assign(recipient_id="7", helper_id=3)
    )
    assert plan.pairs[["helper_id", "recipient_id"]].to_numpy().tolist() == [["3", "7"]]


def test_chinese_headings_and_labels_are_read():
    r, h, c = one()
    zh = r.rename(
        columns={"recipient_id": heading("recipient_id", lang="zh"), A: channel_label(A, "zh")}
    )
    doers = h.rename(columns={"helper_id": "帮扶方", "channel": "结对方式"}).assign(
        结对方式=channel_label(A, "zh")
    )
    plan = pairing.plan(
        zh,
        doers,
        c.rename(
            columns={
                "helper_id": "帮扶方",
                "recipient_id": heading("recipient_id", lang="zh"),
                "fit": "匹配分",
            }
        ),
    )
    assert plan.levels["fit"] == 5


def test_compare_reads_plans_and_frames():
    before = pd.DataFrame({"helper_id": ["a", "b", "b"], "recipient_id": ["x", "y", "y"]})
    after = pd.DataFrame({"helper_id": ["a", "c"], "recipient_id": ["x", "y"]})
    out = pairing.compare(before, after)
    assert out.to_numpy().tolist() == [
        ["a", "x", "kept"],
        ["b", "y", "dropped"],
        ["c", "y", "added"],
    ]
    plan = pairing.plan(*one())
    assert pairing.compare(plan, plan.pairs)["change"].tolist() == ["kept"]
    assert list(pairing.compare(pd.DataFrame(), plan).change) == ["added"]
