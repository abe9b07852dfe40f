"""Measures equal to networkx, or to a count by hand, on small random networks; and the published
numbers."""

from collections import defaultdict
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_county import organisations, pairs, random_county

from toolkit import County, pairing
from toolkit.pairing.days import listed_units, running
from toolkit.pairing.loads import gini
from toolkit.rules import Rules
from toolkit.terms import CHANNELS

DAY = "2011-07-01"
SEEDS = range(4)


def edges(county):
    table = county["pairing"]
    table = table[running(table, DAY)]
    return list(zip(table["helper_id"], table["recipient_id"], table["channel"]))


@pytest.mark.parametrize("seed", SEEDS)
def test_coverage_and_its_gaps_by_hand(seed):
    county = random_county(seed)
    needing = set(listed_units(county, DAY))
    found, gaps = pairing.coverage(county, DAY), pairing.uncovered(county, DAY)
    assert found.index.tolist() == [c for c in CHANNELS if c in set(county["pairing"]["channel"])]
    for channel, row in found.iterrows():
        helped = needing & {r for _, r, c in edges(county) if c == channel}
        assert (row.recipients, row.helped, row.uncovered) == (
            len(needing),
            len(helped),
            len(needing) - len(helped),
        )
        assert row["share"] == pytest.approx(len(helped) / len(needing))
        assert set(gaps.loc[gaps["channel"] == channel, "org_id"]) == needing - helped
    assert str(found["recipients"].dtype) == "Int64"


def test_coverage_without_a_list_counts_all_who_ever_received():
    table = pairs(
        [
            ("1", "co_building", "a", "b", "2010-01-01", None, "active"),
            ("2", "co_building", "a", "c", "2009-01-01", "2010-01-01", "dissolved"),
            ("3", "co_building", "a", "d", "2010-01-01", None, "rejected"),
            ("4", "hook_up_help", "a", "d", "2010-01-01", None, "proposed"),
        ]
    )
    found = pairing.coverage(County({"organisation": organisations("abcd"), "pairing": table}), DAY)
    assert found.loc["co_building"].tolist() == [2, 1, 1, 0.5]
    assert found.loc["hook_up_help"].tolist()[:3] == [0, 0, 0] and np.isnan(
        found.loc["hook_up_help", "share"]
    )


def test_coverage_of_nothing():
    found = pairing.coverage(County({"organisation": organisations("a")}))
    assert found.empty and list(found.columns) == ["recipients", "helped", "uncovered", "share"]


@pytest.mark.parametrize("seed", SEEDS)
def test_load_by_hand(seed):
    county = random_county(seed)
    capacity = county["organisation"].set_index("org_id")["capacity"]
    rules = Rules({"pair.cap.hook_up_help": 1})
    by_hand = defaultdict(int)
    for h, _, c in edges(county):
        by_hand[h, c] += 1
    found = pairing.load(county, DAY, rules=rules)
    assert {(r.helper_id, r.channel): r.pairs for r in found.itertuples()} == by_hand
    for r in found.itertuples():
        limit = (
            rules[f"pair.cap.{r.channel}"]
            if pd.isna(capacity[r.helper_id])
            else capacity[r.helper_id]
        )
        assert (pd.isna(r.capacity) and limit is None) or r.capacity == limit
        assert r.over == (0 if limit is None else max(r.pairs - limit, 0))
    assert found.columns.tolist() == ["helper_id", "channel", "pairs", "capacity", "over"]


@pytest.mark.parametrize("seed", SEEDS)
def test_critical_helpers_by_hand(seed):
    county = random_county(seed, n=25, m=40)
    helpers = defaultdict(set)
    for h, r, _ in edges(county):
        helpers[r].add(h)
    alone = defaultdict(int)
    for who in helpers.values():
        if len(who) == 1:
            alone[next(iter(who))] += 1
    found = pairing.critical_helpers(county, DAY)
    assert dict(zip(found["helper_id"], found["recipients"])) == alone
    assert found["recipients"].is_monotonic_decreasing


def test_a_pair_repeated_in_another_channel_and_year_is_one_helper_but_distinct_edges():
    table = pairs(
        [
            ("1", "co_building", "a", "b", "2008-01-01", "2009-01-01", "dissolved"),
            ("2", "co_building", "a", "b", "2010-01-01", None, "active"),
            ("3", "hook_up_help", "a", "b", "2010-01-01", None, "active"),
            ("4", "co_building", "c", "b", "2008-01-01", "2009-01-01", "dissolved"),
        ]
    )
    county = County({"organisation": organisations("abc"), "pairing": table})
    assert pairing.critical_helpers(county, DAY).to_numpy().tolist() == [["a", 1]]
    assert pairing.critical_helpers(county, "2008-06-01").empty  # two helpers then
    assert pairing.load(county, DAY)["pairs"].tolist() == [1, 1]
    assert pairing.graph(county).number_of_edges() == 4


@pytest.mark.parametrize("seed", SEEDS)
def test_several_helpers_and_overlap_by_hand(seed):
    county = random_county(seed, n=20, m=90)
    helpers, kinds, pair_channels = defaultdict(set), defaultdict(set), defaultdict(set)
    for h, r, c in edges(county):
        helpers[r].add(h), kinds[r].add(c), pair_channels[h, r].add(c)
    found = pairing.several_helpers(county, DAY).set_index("recipient_id")
    assert set(found.index) == {r for r in helpers if len(helpers[r]) > 1 or len(kinds[r]) > 1}
    for r, row in found.iterrows():
        assert (row.helpers, row.kinds, row.three_kinds) == (
            len(helpers[r]),
            len(kinds[r]),
            set(CHANNELS[:3]) <= kinds[r],
        )
    for row in pairing.channel_overlap(county, DAY).itertuples():
        both, either = (
            {r for r in kinds if f(c in kinds[r] for c in (row.channel, row.other))}
            for f in (all, any)
        )
        assert (row.units, row.jaccard) == (len(both), pytest.approx(len(both) / len(either)))
        assert row.same_pairs == sum({row.channel, row.other} <= c for c in pair_channels.values())


@given(st.lists(st.integers(0, 50), min_size=1, max_size=12).filter(any))
def test_gini_is_the_mean_difference_over_twice_the_mean(values):
    x = np.array(values, dtype=float)
    assert gini(x) == pytest.approx(np.abs(x[:, None] - x).mean() / (2 * x.mean()))
    assert gini(x * 3) == pytest.approx(gini(x)) and gini(np.r_[x, x]) == pytest.approx(gini(x))


def test_concentration_at_its_ends():
    one = pairs(
        [(str(i), "co_building", "a", r, "2010-01-01", None, "active") for i, r in enumerate("bcd")]
    )
    found = pairing.concentration(
        County({"organisation": organisations("abcd"), "pairing": one}), DAY
    )
    assert found.loc["all"].tolist() == [1, 3, 3, 0, 1]
    even = pairs(
        [
            (str(i), "hook_up_help", h, "d", "2010-01-01", None, "active")
            for i, h in enumerate("abc")
        ]
    )
    found = pairing.concentration(
        County({"organisation": organisations("abcd"), "pairing": even}), DAY
    )
    assert found.loc["hook_up_help"].tolist() == pytest.approx([3, 3, 1, 0, 1 / 3])
    none = pairing.concentration(County({"organisation": organisations("a")}))
    assert none.loc["all", "pairs"] == 0 and np.isnan(none.loc["all", "gini"])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("directed", [True, False])
def test_reach_equals_networkx(seed, directed):
    county = random_county(seed, m=45)
    net = pairing.graph(county, on=DAY)
    net = net if directed else net.to_undirected()
    for hops in (1, 2, 5):
        by_nx = nx.single_source_shortest_path_length(net, "O003", cutoff=hops)
        found = pairing.reach(county, "O003", hops, DAY, directed=directed)
        assert dict(zip(found["org_id"], found["hops"])) == {k: v for k, v in by_nx.items() if v}
    assert pairing.reach(county, "O003", 5, DAY, channels=[]).empty
    with pytest.raises(ValueError, match="nobody"):
        pairing.reach(county, "nobody")


@pytest.mark.parametrize("seed", SEEDS)
def test_bridging_equals_networkx(seed):
    county = random_county(seed, n=18, m=90)
    net = nx.Graph(pairing.graph(county, on=DAY).to_undirected())
    by_hand = {n: dict(net.nodes[n]) for n in net}
    sector, township = ({n: d[k] for n, d in by_hand.items()} for k in ("sector", "township"))
    found = pairing.bridging(county, on=DAY).set_index("org_id")
    assert set(found.index) == {
        n for n in net if sector[n] in ("mass_org", "office") and net.degree(n)
    }
    size, constraint = nx.effective_size(net), nx.constraint(net)
    for n, row in found.iterrows():
        assert (row.partners, row.sectors) == (net.degree(n), len({sector[m] for m in net[n]}))
        assert row.townships == len({township[m] for m in net[n]})
        assert (row.effective_size, row.constraint) == (
            pytest.approx(size[n]),
            pytest.approx(constraint[n]),
        )


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("by", ["sector", "township"])
def test_assortativity_equals_networkx(seed, by):
    county = random_county(seed)
    net = pairing.graph(county, on=DAY)
    assert pairing.assortativity(county, by, DAY).loc["all", "assortativity"] == pytest.approx(
        nx.attribute_assortativity_coefficient(net, by)
    )


def scored():
    ids = list("abcdef")
    orgs = organisations(
        ids, sector=["rural"] * 4 + ["school"] * 2, township=["甲", "甲", "乙", "乙", "甲", None]
    )
    indicator = pd.DataFrame(
        {
            "ind_id": ["up", "down"],
            "name": ["好", "差"],
            "dimension": "performance",
            "direction": ["higher", "lower"],
            "weight": [0.75, 0.25],
        }
    )
    score = {
        "a": (90, 10),
        "b": (70, 20),
        "c": (70, 20),
        "d": (40, 60),
        "e": (50, 50),
        "f": (50, 50),
    }
    rows = [
        (o, "2011", i, v, s + shift)
        for o, pair in score.items()
        for i, s in zip(("up", "down"), pair)
        for v, shift in (("self", 6), ("superior", -2))  # self weighs 1, superior 3
    ]
    old = [(o, "2010", "up", "self", 1) for o in ids]
    assessment = pd.DataFrame(rows + old, columns=["org_id", "period", "ind_id", "voice", "score"])
    rating = pd.DataFrame(
        {"org_id": ["b", "d", "a"], "period": ["2011", "2011", "2012"], "stars": [5, 3, 5]}
    )
    return County(
        {"organisation": orgs, "indicator": indicator, "assessment": assessment, "rating": rating}
    )


def test_gap_to_the_next_and_to_the_star():
    found = pairing.gap(scored()).set_index(["org_id", "ind_id"])
    assert found["indicator"].groupby("ind_id").first().to_dict() == {
        "up": "好",
        "down": "差",
        "overall": "综合得分",
    }
    found = found.drop(columns="indicator")
    # overall: a 90, b and c 72.5, d 40; e and f 50. b has most stars by the end of 2011 (a's five
    # come a year later)
    assert found.loc[("d", "overall")].tolist() == [40, "b", 32.5, "b", 32.5]
    assert found.loc[("d", "down")].tolist() == [40, "b", 40, "b", 40]  # turned round: 100 − 60
    assert found.loc[("c", "up")].tolist() == [70, "a", 20, "b", 0]
    assert found.loc[("a", "overall"), "gap_star"] == -17.5 and pd.isna(
        found.loc[("a", "overall"), "nearest_id"]
    )
    assert found.loc[("f", "overall"), "star_id"] == "e" and pd.isna(
        found.loc[("f", "overall"), "gap_nearest"]
    )
    with pytest.raises(ValueError, match="1999"):
        pairing.gap(scored(), "1999")


def test_share_under_a_floor():
    found = pairing.under_floor(scored(), 60, by="township")
    assert (
        found.loc["甲", ["units", "under"]].tolist() == [3, 1] and found.loc["乙", "share"] == 0.5
    )
    whole = found.loc["all"]
    assert (whole.units, whole.under, whole["range"]) == (6, 3, 50)
    assert whole.depth == pytest.approx((20 + 10 + 10) / 60 / 6)
    assert whole.gini == pytest.approx(gini(np.array([90, 72.5, 72.5, 40, 50, 50])))
    with pytest.raises(ValueError, match=r"floor|底线"):
        pairing.under_floor(scored(), 0)


def test_tenure_and_overdue():
    table = pairs(
        [
            ("1", "co_building", "a", "b", "2011-01-01", None, "active"),
            ("2", "co_building", "a", "b", "2010-01-01", "2010-01-31", "dissolved"),
            ("3", "co_building", "a", "b", "2011-06-01", "2012-01-01", "completed"),
            ("4", "co_building", "a", "b", "2010-01-01", None, "completed", "w"),
            ("5", "co_building", "a", "b", "2012-01-01", None, "active"),
            ("6", "co_building", "a", "b", "2011-01-01", None, "rejected"),
        ]
    ).assign(end_plan=["2011-05-01", "2011-01-01", "2014-01-01", None, None, None])
    found = pairing.tenure(
        County({"organisation": organisations("ab"), "pairing": table}), DAY
    ).set_index("pair_id")
    assert found["days"].dropna().to_dict() == {"1": 181, "2": 30, "3": 30} and list(
        found.index
    ) == list("1234")
    assert found["running"].to_dict() == {"1": True, "2": False, "3": True, "4": False}
    assert found["overdue"].to_dict() == {"1": True, "2": False, "3": False, "4": False}


@pytest.mark.parametrize("seed", SEEDS)
def test_retention_by_hand(seed):
    county = random_county(seed)
    table = county["pairing"]
    days = ["2008-01-01", "2010-01-01", "2012-01-01", "1999-01-01"]
    sets = [
        set(zip(t["helper_id"], t["recipient_id"]))
        for t in (table[running(table, d)] for d in days)
    ]
    found = pairing.retention(county, days)
    for row, a, b in zip(found.itertuples(), sets, sets[1:]):
        assert (row.before, row.after, row.kept, row.added, row.dropped) == (
            len(a),
            len(b),
            len(a & b),
            len(b - a),
            len(a - b),
        )
        assert row.jaccard == pytest.approx(len(a & b) / len(a | b))


def published():
    folder = Path(__file__).parents[2] / "datasets" / "counterpart_assistance"
    if not folder.is_dir():
        pytest.skip("datasets/counterpart_assistance is not there")
    return County.load(folder)


def east_west(county):
    programme = county["programme"]
    return programme.loc[programme["name"].str.contains("东西部"), "prog_id"].iloc[0]


def test_published_waves_as_published_and_rolled_up():
    county = published()
    prog = east_west(county)
    as_published = pairing.waves(county, prog)
    assert as_published["before"].tolist() == [13, 15, 15, 32] and as_published[
        "after"
    ].tolist() == [15, 15, 32, 11]
    assert as_published["jaccard"].round(3).tolist()[:2] == [0.867, 0.667]
    rolled = pairing.waves(county, prog, grain="province")
    assert rolled["before"].tolist() == [13, 15, 15, 24] and rolled["after"].iloc[-1] == 11
    assert rolled["jaccard"].round(3).tolist() == [0.867, 0.667, 0.560, 0.458]
    assert rolled["same_grain"].all() and not rolled["left_out"].any()
    with pytest.raises(ValueError, match="prog_id"):
        pairing.waves(county)


def test_public_data_are_described_and_never_judged():
    county = published()
    assert pairing.coverage(county, "2010-06-01")["helped"].iloc[0] > 0
    for judging in (
        pairing.critical_helpers,
        pairing.bridging,
        pairing.gap,
        pairing.prepare,
        lambda c: pairing.under_floor(c, 60),
    ):
        with pytest.raises(ValueError, match=r"公开|public|described"):
            judging(county)


@pytest.mark.parametrize(
    "measure",
    [
        "coverage",
        "load",
        "critical_helpers",
        "several_helpers",
        "concentration",
        "channel_overlap",
        "tenure",
    ],
)
def test_one_programme_is_as_if_the_others_were_not_there(measure):
    county = random_county(7)
    table = county["pairing"].assign(prog_id=lambda t: np.where(np.arange(len(t)) % 2, "x", "y"))
    programme = pd.DataFrame({"prog_id": ["x", "y"], "name": ["X", "Y"], "owner_level": "county"})
    both = county.replace({"pairing": table, "programme": programme})
    only = both.replace({"pairing": table[table["prog_id"] == "x"]})
    pd.testing.assert_frame_equal(
        getattr(pairing, measure)(both, DAY, prog_id="x"), getattr(pairing, measure)(only, DAY)
    )
