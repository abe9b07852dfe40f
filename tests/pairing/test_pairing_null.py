"""The null model keeps what it says it keeps, and draws every network as often as any other."""

from collections import Counter
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import organisations, pairs, random_county

from toolkit import County, pairing
from toolkit.pairing.null import STATISTICS, rewire
from toolkit.pairing.ties import Ties, ties


def net_of(rows, n):
    helper, recipient, channel = np.array(sorted(set(rows)), dtype=np.int64).reshape(-1, 3).T
    return Ties(pd.Series([str(i) for i in range(n)], dtype="string"), helper, recipient, channel)


def degrees(net):
    return (
        Counter(zip(net.helper.tolist(), net.channel.tolist())),
        Counter(zip(net.recipient.tolist(), net.channel.tolist())),
    )


edges = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 2)).filter(
    lambda e: e[0] != e[1]
)


@given(st.lists(edges, min_size=1, max_size=40), st.integers(0, 99))
@settings(max_examples=150, deadline=None)
def test_rewiring_keeps_degrees_in_every_channel_and_makes_no_loop_or_copy(rows, seed):
    net = net_of(rows, 10)
    new = rewire(net, np.random.default_rng(seed), rounds=5)
    assert degrees(new) == degrees(net)
    assert (new.helper != new.recipient).all()
    assert len(set(zip(new.helper, new.recipient, new.channel))) == len(net.helper)


def test_every_network_is_drawn_equally_often():
    # helpers 0–3 with one unit each out of 4–7, in a hand of channels: all 24 matchings have these
    # degrees
    net = net_of([(i, i + 4, 1) for i in range(4)], 8)
    rng, seen, draws = np.random.default_rng(1), Counter(), 1200
    for _ in range(draws):
        net = rewire(net, rng, rounds=6)
        seen[tuple(net.recipient[np.argsort(net.helper)].tolist())] += 1
    assert set(seen) == set(permutations(range(4, 8)))
    chi2 = sum((c - draws / 24) ** 2 / (draws / 24) for c in seen.values())
    assert chi2 < 49.7  # 99.9 % of chi-square with 23 degrees of freedom


def test_uneven_degrees_are_drawn_evenly_too():
    # 0 helps two, 1 helps two, 2 helps one; loops are possible and must stay out
    net = net_of([(0, 1, 0), (0, 3, 0), (1, 2, 0), (1, 4, 0), (2, 0, 0), (3, 4, 0)], 5)
    rng, seen, draws = np.random.default_rng(2), Counter(), 1200
    for _ in range(draws):
        net = rewire(net, rng, rounds=8)
        seen[frozenset(zip(net.helper.tolist(), net.recipient.tolist()))] += 1
    target = {
        frozenset(g)
        for g in _all_graphs([(0, 2), (1, 2), (2, 1), (3, 1)], Counter([1, 3, 2, 4, 0, 4]), 5)
    }
    assert set(seen) == target
    expected = draws / len(target)
    chi2 = sum((seen[g] - expected) ** 2 / expected for g in target)
    assert chi2 < len(target) - 1 + 4 * np.sqrt(2 * len(target))


def _all_graphs(out_degrees, left, n, chosen=()):
    from itertools import combinations

    if not out_degrees:
        yield chosen
        return
    (helper, k), *rest = out_degrees
    for units in combinations([r for r in range(n) if r != helper and left[r]], k):
        yield from _all_graphs(
            rest, left - Counter(units), n, (*chosen, *((helper, r) for r in units))
        )


def test_a_planted_pattern_stands_out_and_a_random_one_does_not():
    rng = np.random.default_rng(5)
    ids = [f"H{i}" for i in range(60)] + [f"U{i}" for i in range(60)]
    orgs = organisations(ids, township=[f"镇{i % 6}" for i in range(120)])
    local = [
        (
            f"P{i}",
            "co_building",
            f"H{i}",
            f"U{(i + 6 * rng.integers(0, 10)) % 60}",
            "2010-01-01",
            None,
            "active",
        )
        for i in range(60)
    ]
    shuffled = [
        (p, c, h, f"U{u}", *rest) for (p, c, h, _, *rest), u in zip(local, rng.permutation(60))
    ]
    planted, random = (
        pairing.null_model(
            County({"organisation": orgs, "pairing": pairs(rows)}), "2011-07-01", runs=99
        )
        for rows in (local, shuffled)
    )
    assert planted.loc["same_township", "z"] > 5 and planted.loc["same_township", "p"] == 0.01
    assert abs(random.loc["same_township", "z"]) < 3
    assert np.isnan(planted.loc["same_sector", "z"])  # everyone is rural: nothing can vary


def test_same_seed_same_result_and_own_statistics():
    county = random_county(3)
    chain = {"chains": lambda net, organisation: float(np.isin(net.recipient, net.helper).sum())}
    one, two = (
        pairing.null_model(county, "2011-07-01", statistics=chain, runs=20, seed=4)
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(one, two)
    assert one.index.tolist() == ["chains"] and one["p"].between(0, 1).all()


@pytest.mark.parametrize("seed", range(3))
def test_statistics_by_hand(seed):
    county = random_county(seed, n=12, m=80)
    net = ties(county, "2011-07-01")
    town = county["organisation"]["township"].tolist()
    pairs_, ends = list(zip(net.helper.tolist(), net.recipient.tolist())), {}
    for h, r in pairs_:
        ends.setdefault(r, set()).add(h)
    by_hand = {
        "same_township": sum(town[h] == town[r] for h, r in pairs_),
        "repeated_pairs": len(pairs_) - len(set(pairs_)),
        "single_helper": sum(len(h) == 1 for h in ends.values()),
    }
    assert {k: STATISTICS[k](net, county["organisation"]) for k in by_hand} == by_hand


def test_nothing_runs():
    found = pairing.null_model(County({"organisation": organisations("a")}), runs=5)
    assert (found["observed"] == 0).all() and found["z"].isna().all()
