"""Site choice against every possible choice, under caps, and beside the baselines."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import spread
from toolkit.spread import SpreadError, choose_sites
from toolkit.spread.cover import Limits, Sets, best, greedy
from toolkit.spread.engine import Rule
from toolkit.spread.sketches import celf, reverse_reachable

SIMPLE = Rule()


def some_graph(n: int, m: int, seed: int, most: float = 0.5) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    edges = pd.DataFrame({"source": rng.integers(0, n, m), "target": rng.integers(0, n, m)})
    edges = edges[edges["source"] != edges["target"]].drop_duplicates(ignore_index=True)
    return edges.assign(p=rng.uniform(0, most, len(edges)))


def some_units(n: int) -> pd.DataFrame:
    township = [f"T{i % 4}" for i in range(n)]
    sector = ["rural" if i % 3 else "school" for i in range(n)]
    return pd.DataFrame(
        {
            "org_id": range(n),
            "township": township,
            "sector": sector,
            "lon": np.arange(n) * 0.01,
            "lat": 0.0,
        }
    )


def free(n: int, k: int) -> Limits:
    return Limits(k, np.ones(n, dtype=bool), {})


set_systems = st.integers(3, 8).flatmap(
    lambda n: st.lists(st.sets(st.integers(0, 11), max_size=6), min_size=n, max_size=n).map(
        lambda s: (n, s)
    )
)


def coverage(members: list[set[int]], choice: tuple[int, ...]) -> int:
    return len(set().union(*(members[v] for v in choice)))


@settings(max_examples=80, deadline=None)
@given(set_systems, st.integers(1, 3), st.integers(1, 2), st.integers(1, 3))
def test_cover_is_exact_and_greedy_keeps_its_bound(
    system: tuple, k: int, cap_a: int, cap_b: int
) -> None:
    n, members = system
    node = np.array([v for v, s in enumerate(members) for _ in s], dtype=np.int64)
    element = np.array([e for s in members for e in sorted(s)], dtype=np.int64)
    sets = Sets.of(node, element, n, 12)
    groups = {
        "a": (np.arange(n) % 2, cap_a),
        "b": (np.arange(n) // 3 - 1, cap_b),
    }  # −1: no group, no cap
    for chosen_groups, floor in (({}, 1 - 1 / np.e), ({"a": groups["a"]}, 1 / 2), (groups, 1 / 3)):
        able = [
            c
            for c in combinations(range(n), k)
            if all(
                max(np.bincount(g[list(c)][g[list(c)] >= 0], minlength=1)) <= cap
                for g, cap in chosen_groups.values()
            )
        ]
        limits = Limits(k, np.ones(n, dtype=bool), chosen_groups)
        if not able:
            with pytest.raises(SpreadError):
                limits.checked()
            continue
        limits.checked()
        optimum = max(coverage(members, c) for c in able)
        by_greed, exact = greedy(sets, limits), best(sets, limits)
        assert tuple(sorted(by_greed.nodes)) in able and tuple(sorted(exact.nodes)) in able
        assert (
            coverage(members, tuple(by_greed.nodes))
            == by_greed.gains.sum()
            >= floor * optimum - 1e-9
        )
        assert (
            coverage(members, tuple(exact.nodes))
            == optimum
            <= min(exact.bound, by_greed.bound) + 1e-6
        )


def test_lazy_greedy_is_greedy() -> None:
    rng = np.random.default_rng(1)
    node, element = rng.integers(0, 40, 400), rng.integers(0, 150, 400)
    key = np.unique(node * 150 + element)
    sets = Sets.of(key // 150, key % 150, 40, 150)
    members = [set(sets.elements[sets.indptr[v] : sets.indptr[v + 1]]) for v in range(40)]
    seen: set[int] = set()
    for gain in greedy(sets, free(40, 10)).gains:
        most = max(len(m - seen) for m in members)
        assert gain == most
        seen |= next(m for m in members if len(m - seen) == most)


@pytest.mark.parametrize("seed", range(4))
def test_celf_and_reverse_sets_come_near_the_best_pair(seed: int) -> None:
    net = spread.network(some_graph(9, 20, seed))
    key = np.array([5], dtype=np.uint64)

    def value(choice: tuple[int, ...]) -> float:
        return float(spread.cascade(net, net.ids[list(choice)], 4000, 1).final["mean"])

    values = {c: value(c) for c in combinations(range(net.n), 2)}
    optimum = max(values.values())
    single = {v: value((v,)) for v in range(net.n)}
    firsts = [
        v for v in single if single[v] > max(single.values()) - 0.1
    ]  # sampling may take either of a near tie
    by_greed = min(max(v for c, v in values.items() if first in c) for first in firsts)
    by_celf = celf(net, SIMPLE, free(net.n, 2), 2000, key)
    by_reverse, _, proved = reverse_reachable(net, SIMPLE, free(net.n, 2), key)
    for nodes in (by_celf.nodes, by_reverse.nodes):
        assert values[tuple(sorted(nodes))] >= max(
            by_greed - 0.12, (1 - 1 / np.e) * optimum
        )  # greedy need not be best
    assert abs(by_celf.gains.sum() / 2000 - values[tuple(sorted(by_celf.nodes))]) < 0.15
    assert by_celf.bound / 2000 >= optimum - 0.15
    assert 1 - 1 / np.e - 0.1 <= proved <= values[tuple(sorted(by_reverse.nodes))] / optimum + 0.02


@pytest.mark.parametrize(
    "how", [Rule(rounds=2), Rule(fade=0.5, rounds=3), Rule(fade=0.5, lapse=0.4, rounds=4)]
)
def test_reverse_sets_meet_a_seed_as_often_as_it_reaches(how: Rule) -> None:
    from toolkit.spread.sketches import _draw

    net = spread.network(some_graph(8, 24, 11))
    members, _ = _draw(net.reverse(), how, np.array([3], dtype=np.uint64), 0, 60_000)
    share = np.bincount(members, minlength=net.n) / 60_000 * net.n
    for v in range(net.n):
        ever = spread.cascade(
            net, [net.ids[v]], 20_000, 2, rounds=how.rounds, fade=how.fade, lapse=how.lapse
        )["ever"].iloc[-1]
        assert abs(share[v] - ever) < 0.12


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 99), st.integers(2, 7), st.integers(2, 3), st.integers(4, 6))
def test_limits_are_kept_by_every_method(seed: int, k: int, township: int, sector: int) -> None:
    n, out = 24, [0, 5]
    edges, units = some_graph(n, 70, seed), some_units(n)
    found = choose_sites(
        edges,
        k,
        seed,
        units=units,
        caps={"township": township, "sector": sector},
        exclude=out,
        runs=20,
        samples=20,
    )
    assert list(found.table["method"])[:3] == ["random", "degree", "cover"]
    by = found.sites.merge(units, on="org_id")
    assert not by["org_id"].isin(out).any()
    assert (by.groupby("method").size() == k).all() and not by.duplicated(
        ["method", "org_id"]
    ).any()
    assert (
        by.groupby(["method", "township"]).size().max() <= township
        and by.groupby(["method", "sector"]).size().max() <= sector
    )
    assert set(found.prices["limit"]) == {"township", "sector", "exclude"}
    assert (found.table["low"] <= found.table["mean"]).all() and (
        found.table["mean"] <= found.table["high"]
    ).all()


def test_hubs_are_found_and_the_same_seed_repeats() -> None:
    edges = pd.DataFrame(
        [(f"h{h}", f"{h}-{i}", 0.5) for h in range(3) for i in range(20)],
        columns=["source", "target", "p"],
    )
    found = choose_sites(edges, 3, 1, method="celf")
    assert set(found.chosen["org_id"]) == {"h0", "h1", "h2"}
    assert abs(found.chosen["total"].iloc[-1] - 33) < 1 and np.allclose(
        found.chosen["gain"].cumsum(), found.chosen["total"]
    )
    row = found.table.set_index("method")
    assert row.loc["celf", "more_low"] > 0 and row.loc["random", "more"] == 0
    again = choose_sites(edges, 3, np.random.default_rng(1), method="celf")
    pd.testing.assert_frame_equal(found.table, again.table)
    pd.testing.assert_frame_equal(found.chosen, again.chosen)


def test_price_of_a_cap_is_what_it_keeps_out() -> None:
    edges = pd.DataFrame(
        [(h, f"{h}{i}", 1.0) for h, n in (("a", 9), ("b", 7), ("c", 2)) for i in range(n)],
        columns=["source", "target", "p"],
    )
    ids = pd.unique(edges[["source", "target"]].to_numpy().ravel())
    units = pd.DataFrame({"org_id": ids, "township": ["T" if i in "ab" else i for i in ids]})
    found = choose_sites(edges, 2, 1, units=units, caps={"township": 1}, runs=10)
    assert set(found.chosen["org_id"]) == {"a", "c"}
    assert found.prices.iloc[0][["limit", "price"]].tolist() == ["township", 5.0]


def test_guarantees_end_where_they_end() -> None:
    edges = some_graph(30, 90, 2)
    with_floor = choose_sites(edges, 2, 1, runs=10, method="rr").sentence
    assert "0.63" in with_floor and "%" in with_floor
    units = some_units(30)
    assert "1/2" in choose_sites(edges, 2, 1, runs=10, units=units, caps={"sector": 1}).sentence
    for more in ({"at_least": 2}, {"lapse": 0.2}, {"model": "threshold"}, {"method": "degree"}):
        assert "0.63" not in choose_sites(edges, 2, 1, runs=10, **more).sentence


def test_cover_in_kilometres() -> None:
    edges, units = some_graph(24, 70, 3), some_units(24)  # a line, 1.11 km apart
    found = choose_sites(edges, 2, 1, units=units, cover_km=3.4, runs=10, samples=10)
    covering = found.sites.loc[found.sites["method"] == "cover", "org_id"]
    assert abs(covering.iloc[0] - covering.iloc[1]) >= 7 and covering.between(3, 20).all()


def test_refusals_say_what_to_do() -> None:
    edges, units = some_graph(12, 30, 1), some_units(12)
    public = units.assign(data_nature="public_official")
    for k, more in (
        (13, {}),
        (0, {}),
        (3, {"candidates": [1, 2]}),
        (2, {"exclude": ["nobody"]}),
        (9, {"units": units, "caps": {"township": 2}}),
        (2, {"caps": {"township": 2}}),
        (2, {"units": units, "caps": {"colour": 2}}),
        (2, {"units": units, "caps": {"township": 0}}),
        (2, {"units": public}),
        (2, {"cover_km": 3.0}),
        (2, {"method": "magic"}),
    ):
        with pytest.raises(SpreadError):
            choose_sites(edges, k, 1, runs=10, **more)
