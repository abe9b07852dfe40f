"""Cascades against closed forms, enumeration of every course, a plain loop, and what must hold for
any graph."""

from itertools import product
from math import prod

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import spread
from toolkit.spread import SpreadError, cascade

RUNS = 20_000


def frame(*edges: tuple[str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(edges, columns=["source", "target", "p"])


DIAMOND = frame(
    ("a", "b", 0.5),
    ("a", "c", 0.3),
    ("b", "d", 0.6),
    ("c", "d", 0.7),
    ("d", "a", 0.9),
    ("b", "c", 0.4),
)


def close(found: spread.Spread, expected: list[float], column: str = "mean") -> None:
    """Within four standard errors of the expected means."""
    error = (found["high"] - found["mean"]) / 1.96
    assert (abs(found[column] - expected) <= 4 * np.maximum(error, 1e-3)).all(), found.table


def enumerated(edges: pd.DataFrame, seeds: set[str], rounds: int, need: int = 1) -> list[float]:
    """Expected adopters for each round: every set of live edges, walked by hand."""
    total = np.zeros(rounds + 1)
    rows = list(edges.itertuples(index=False))
    for live in product([0, 1], repeat=len(rows)):
        chance = prod(e.p if on else 1 - e.p for e, on in zip(rows, live))
        adopted = set(seeds)
        total[0] += chance * len(adopted)
        for t in range(1, rounds + 1):
            met = [e.target for e, on in zip(rows, live) if on and e.source in adopted]
            adopted = adopted | {v for v in met if met.count(v) >= need}
            total[t] += chance * len(adopted)
    return list(total)


def test_a_path_has_its_closed_form() -> None:
    path = frame(("a", "b", 0.5), ("b", "c", 0.5), ("c", "d", 0.5))
    close(cascade(path, ["a"], RUNS, 1, rounds=4), [1, 1.5, 1.75, 1.875, 1.875])


@pytest.mark.parametrize("need", [1, 2])
def test_every_course_enumerated(need: int) -> None:
    seeds = {"a"} if need == 1 else {"a", "b"}
    close(
        cascade(DIAMOND, seeds, RUNS, 2, rounds=3, at_least=need),
        enumerated(DIAMOND, seeds, 3, need),
    )


def test_fading_exposure_and_lapse_on_one_edge() -> None:
    edge, p, f, q = frame(("a", "b", 0.4)), 0.4, 0.5, 0.3
    tries = [p, p * f, p * f**2]
    missed = np.cumprod([1 - x for x in tries])
    close(cascade(edge, ["a"], RUNS, 3, rounds=3, fade=f), [1, *(2 - missed)])
    # a exposes in round r only if it has lasted r − 1 rounds, and what b took up it gives up at the
    # same rate
    last = [(1 - q) ** r for r in range(4)]
    first = [tries[r] * np.prod([1 - x for x in tries[:r]]) * last[r] for r in range(3)]
    adopters = [last[r] + sum(first[s] * last[r - s - 1] for s in range(r)) for r in range(4)]
    found = cascade(edge, ["a"], RUNS, 3, rounds=3, fade=f, lapse=q)
    close(found, adopters)
    close(found, list(1 + np.cumsum([0, *first])), "ever")


def test_linear_threshold_is_the_choice_of_one_live_edge() -> None:
    # Kempe, Kleinberg & Tardos: each node keeps at most one incoming edge, with the chance of its
    # weight
    edges = frame(
        ("a", "b", 0.5), ("a", "c", 0.3), ("b", "c", 0.4), ("c", "b", 0.2), ("c", "d", 1.0)
    )
    into = {v: [*edges[edges.target == v].itertuples(index=False)] for v in "bcd"}
    total = np.zeros(4)
    for kept in product(*[[None, *into[v]] for v in "bcd"]):
        chance = prod(e.p if e else 1 - sum(x.p for x in into[v]) for v, e in zip("bcd", kept))
        adopted = {"a"}
        for t in range(4):
            total[t] += chance * len(adopted)
            adopted = adopted | {e.target for e in kept if e and e.source in adopted}
    close(cascade(edges, ["a"], RUNS, 4, rounds=3, model="threshold"), list(total))


def test_threshold_with_fading_and_lapse_on_two_sources() -> None:
    # a acts in round 1; b, won over for certain by a, in round 2 on what is left of a's weight
    edges = frame(("a", "b", 1.0), ("a", "c", 0.4), ("b", "c", 0.5))
    close(
        cascade(edges, ["a"], RUNS, 5, rounds=2, model="threshold", fade=0.5),
        [1, 2.4, 2 + max(0.4, 0.2 + 0.5)],
    )
    # with lapse a may be gone in round 2: c then sees b alone, if b lasts, which was tried on
    # another day
    q = 0.25
    ever = 2 + (1 - q) * max(0.4, 0.7) + q * max(0.4, 0.5)
    assert (
        abs(
            cascade(edges, ["a"], RUNS, 5, rounds=2, model="threshold", fade=0.5, lapse=q)[
                "ever"
            ].iloc[-1]
            - ever
        )
        < 0.02
    )


def test_a_share_of_those_who_expose() -> None:
    star = frame(*[(s, "x", 1.0) for s in "abcde"])
    for seeds, adopts in (("ab", 0), ("abc", 1)):
        assert cascade(star, list(seeds), 2, 1, share=0.5).final["mean"] == len(seeds) + adopts


def plain_loop(
    edges: pd.DataFrame, seeds: list[int], runs: int, rounds: int, rng: np.random.Generator
) -> np.ndarray:
    import networkx as nx

    graph = nx.from_pandas_edgelist(edges, edge_attr="p", create_using=nx.DiGraph)
    final = []
    for _ in range(runs):
        adopted, frontier = set(seeds), list(seeds)
        for _ in range(rounds):
            frontier = list(
                {
                    v
                    for u in frontier
                    for v, d in graph[u].items()
                    if v not in adopted and rng.random() < d["p"]
                }
            )
            adopted |= set(frontier)
        final.append(len(adopted))
    return np.array(final)


def some_graph(n: int, m: int, seed: int, most: float = 0.4) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    edges = pd.DataFrame({"source": rng.integers(0, n, m), "target": rng.integers(0, n, m)})
    edges = edges[edges["source"] != edges["target"]].drop_duplicates(ignore_index=True)
    return edges.assign(p=rng.uniform(0, most, len(edges)))


def test_equal_to_a_plain_loop_within_error() -> None:
    edges = some_graph(200, 800, 7)
    seeds = [int(s) for s in edges["source"].unique()[:5]]
    peer = plain_loop(edges, seeds, 1500, 6, np.random.default_rng(1))
    ours = cascade(edges, seeds, 4000, 2).runs[:, -1]
    error = np.hypot(peer.std() / np.sqrt(len(peer)), ours.std() / np.sqrt(len(ours)))
    assert abs(peer.mean() - ours.mean()) < 4 * error
    assert abs(peer.std() / ours.std() - 1) < 0.12


def test_equal_to_cynetdiff_within_error() -> None:
    pytest.importorskip(
        "cynetdiff", reason="the peer is only installed for benchmarks, and not on Windows"
    )
    import networkx as nx
    from cynetdiff.utils import networkx_to_ic_model

    edges = some_graph(500, 2500, 3)
    graph = nx.from_pandas_edgelist(
        edges.rename(columns={"p": "activation_prob"}), edge_attr=True, create_using=nx.DiGraph
    )
    model, mapping = networkx_to_ic_model(graph, rng=np.random.default_rng(5))
    seeds = [int(s) for s in edges["source"].unique()[:5]]
    model.set_seeds([mapping[s] for s in seeds])
    peer = np.zeros(3000)
    for i in range(len(peer)):
        model.reset_model()
        model.advance_until_completion()
        peer[i] = model.get_num_activated_nodes()
    ours = cascade(edges, seeds, 3000, 6, rounds=500).runs[:, -1]
    error = np.hypot(peer.std() / np.sqrt(len(peer)), ours.std() / np.sqrt(len(ours)))
    assert abs(peer.mean() - ours.mean()) < 4 * error


# ---- what must hold for any graph

graphs = st.integers(3, 12).flatmap(
    lambda n: st.lists(
        st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.floats(0, 1)).filter(
            lambda e: e[0] != e[1]
        ),
        min_size=1,
        max_size=30,
    )
)
rules = st.fixed_dictionaries(
    {
        "at_least": st.integers(1, 3),
        "share": st.sampled_from([0.0, 0.4]),
        "fade": st.sampled_from([0.0, 0.6, 1.0]),
    }
)


@settings(max_examples=60, deadline=None)
@given(graphs, rules, st.integers(0, 99), st.floats(0, 1))
def test_more_chance_and_more_seeds_never_reach_fewer(
    found: list, rule: dict, seed: int, factor: float
) -> None:
    edges = pd.DataFrame(found, columns=["source", "target", "p"])
    first, last = int(edges["source"].iloc[0]), int(edges["target"].iloc[-1])
    runs = cascade(edges, [first], 20, seed, **rule).runs
    assert (np.diff(runs, axis=1) >= 0).all()  # nothing is lost without lapse
    weaker = cascade(edges.assign(p=edges["p"] * factor), [first], 20, seed, **rule).runs
    more = cascade(edges, [first, last], 20, seed, **rule).runs
    assert (weaker <= runs).all() and (runs <= more).all()


@settings(max_examples=40, deadline=None)
@given(graphs, rules, st.floats(0, 1), st.sampled_from(["independent", "threshold"]))
def test_counts_stay_in_bounds_and_repeat(
    found: list, rule: dict, lapse: float, model: str
) -> None:
    edges = pd.DataFrame(found, columns=["source", "target", "p"])
    how = (rule if model == "independent" else {"fade": rule["fade"]}) | {
        "model": model,
        "lapse": lapse,
    }
    seed = [int(edges["source"].iloc[0])]
    one, two = (
        cascade(edges, seed, 10, 5, **how),
        cascade(edges.sample(frac=1, random_state=1), seed, 10, 5, **how),
    )
    # the order of rows plays no part, up to rounding of merged edges
    assert (one.runs >= 0).all() and (one["ever"] >= one["mean"] - 1e-9).all()
    assert one.runs.max() <= len(one.adoption) and one.adoption.between(0, 1).all()
    np.testing.assert_array_equal(one.runs, two.runs)


def test_a_seed_repeats_and_batches_play_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    edges = some_graph(300, 1500, 1)
    one = cascade(edges, [0, 1], 50, 9, fade=0.5, lapse=0.2, at_least=1)
    pd.testing.assert_frame_equal(
        one.table, cascade(edges, [0, 1], 50, np.random.default_rng(9), fade=0.5, lapse=0.2).table
    )
    assert not np.array_equal(one.runs, cascade(edges, [0, 1], 50, 10, fade=0.5, lapse=0.2).runs)
    monkeypatch.setattr("toolkit.spread.engine._STATES", 700)
    np.testing.assert_array_equal(one.runs, cascade(edges, [0, 1], 50, 9, fade=0.5, lapse=0.2).runs)


def test_draws_are_even_and_apart() -> None:
    from toolkit.spread.draws import run_keys, seed_of, uniform

    keys = run_keys(seed_of(1), np.arange(200))
    u = uniform(np.repeat(keys, 1000), np.tile(np.arange(1000), 200)).reshape(200, 1000)
    assert u.min() >= 0 and u.max() < 1
    counts = np.histogram(u, 100, (0, 1))[0]
    assert (
        (counts - 2000) ** 2 / 2000
    ).sum() < 150  # chi-squared on 99 degrees of freedom, p ≈ 0.0007
    for neighbour in (
        np.corrcoef(u[:-1].ravel(), u[1:].ravel())[0, 1],
        np.corrcoef(u[:, :-1].ravel(), u[:, 1:].ravel())[0, 1],
    ):
        assert abs(neighbour) < 0.01


def test_refusals_say_what_to_do() -> None:
    good = frame(("a", "b", 0.5))
    for edges in (frame(("a", "b", 1.2)), frame(("a", "b", -0.1)), frame(("a", "b", np.nan))):
        with pytest.raises(SpreadError, match=r"0.*1"):
            cascade(edges, ["a"])
    for edges, seeds, more in (
        (good, ["z"], {}),
        (good, [], {}),
        (good.iloc[:0], ["a"], {}),
        (good.drop(columns="p"), ["a"], {}),
        (frame(("a", None, 0.5)), ["a"], {}),
        (good, ["a"], {"lapse": 1.5}),
        (good, ["a"], {"fade": -1}),
        (good, ["a"], {"model": "magic"}),
        (good, ["a"], {"rounds": 0}),
        (good, ["a"], {"runs": 1}),
        (good, ["a"], {"model": "threshold", "at_least": 2}),
    ):
        with pytest.raises(SpreadError):
            cascade(edges, seeds, **more)
    assert issubclass(SpreadError, ValueError)


def test_what_was_changed_is_said() -> None:
    edges = frame(("a", "a", 1.0), ("a", "b", 0.5), ("a", "b", 0.5), ("c", "d", 1.0))
    found = cascade(edges, ["a"], RUNS, 1, nodes=["e"])
    close(found, [1] + [1.75] * 6)
    said = " ".join(found.notes)
    assert "3" in said and "5" in said and len(found.notes) == 4  # three parts, five units
    assert found.adoption["e"] == 0 and found.adoption["a"] == 1


def test_probability_by_kind_or_one_for_all() -> None:
    edges = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"], "kind": ["visit", "study"]})
    assert cascade(edges, ["a"], 5, 1, p={"visit": 1, "study": 0}).final["mean"] == 2
    assert cascade(edges, ["a"], 5, 1, p=1).final["mean"] == 3
    with pytest.raises(SpreadError):
        cascade(edges, ["a"], 5, 1, p={"visit": 1})
