"""Cascades beside cynetdiff and a plain networkx loop, and sites chosen by every method.

    python benchmarks/spread.py [--sizes 2000 20000 300000 1000000] [--peer 300000] [--runs 200]
    [--sites 20]

Independent cascade from 20 seeds, five edges a node, p = 0.1 (half of it on every other edge),
until nothing moves. Milliseconds per replicate for ours and how many times as long the others take;
cynetdiff's C++ and networkx's loop run on graphs that are already built. The mean number of
adopters stands beside, with the largest difference in standard errors. Then six rounds with all
rules (fading exposure, lapse, two successes needed; linear threshold) from 1 % of nodes as seeds.
Then sites: expected adopters by each method on fresh runs, with the seconds for the whole call.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import networkx as nx
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit import demo_county, spread


def graph(n: int, seed: int = 2011) -> pd.DataFrame:
    """Five edges a node, targets drawn so that some are met far more often than others."""
    rng = np.random.default_rng(seed)
    source = np.repeat(np.arange(n), 5)
    target = (n * rng.random(5 * n) ** 1.5).astype(np.int64)
    edges = pd.DataFrame({"source": target, "target": source})  # the often drawn expose many
    edges = edges[edges["source"] != edges["target"]].drop_duplicates(ignore_index=True)
    return edges.assign(p=np.where(np.arange(len(edges)) % 2, 0.1, 0.05))


def timed(what: Callable[[], np.ndarray]) -> tuple[np.ndarray, float]:
    """Adopters of each run, and milliseconds a run."""
    begin = perf_counter()
    runs = what()
    return runs, 1000 * (perf_counter() - begin) / len(runs)


def loop(g: nx.DiGraph, seeds: list[int], runs: int) -> np.ndarray:
    """Independent cascade as one would write it first."""
    rng = np.random.default_rng(1)
    out = []
    for _ in range(runs):
        adopted, frontier = set(seeds), list(seeds)
        while frontier:
            found = {
                v
                for u in frontier
                for v, d in g[u].items()
                if v not in adopted and rng.random() < d["p"]
            }
            adopted |= found
            frontier = list(found)
        out.append(len(adopted))
    return np.array(out)


def cynetdiff(edges: pd.DataFrame, n: int, seeds: list[int], runs: int) -> Callable[[], np.ndarray]:
    """The same by cynetdiff's C++ (built from arrays: no networkx graph of a million nodes)."""
    import array

    from cynetdiff.models import IndependentCascadeModel

    order = np.argsort(edges["source"].to_numpy(), kind="stable")
    starts = np.concatenate([[0], np.cumsum(np.bincount(edges["source"], minlength=n))])[:-1]
    model = IndependentCascadeModel(
        array.array("I", starts.astype(np.uint32).tobytes()),
        array.array("I", edges["target"].to_numpy()[order].astype(np.uint32).tobytes()),
        activation_probs=array.array(
            "f", edges["p"].to_numpy()[order].astype(np.float32).tobytes()
        ),
        rng=np.random.default_rng(2),
    )
    model.set_seeds(seeds)

    def run() -> np.ndarray:
        out = np.zeros(runs)
        for i in range(runs):
            model.reset_model()
            model.advance_until_completion()
            out[i] = model.get_num_activated_nodes()
        return out

    return run


def apart(a: np.ndarray, b: np.ndarray) -> float:
    """Difference of the means in standard errors."""
    return abs(a.mean() - b.mean()) / np.hypot(a.std() / np.sqrt(len(a)), b.std() / np.sqrt(len(b)))


def replicates(n: int, runs: int, peer: int) -> None:
    """One line of the first table, and one of the rules."""
    edges = graph(n)
    begin = perf_counter()
    net = spread.network(edges, nodes=range(n))
    build = perf_counter() - begin
    seeds = [int(s) for s in np.linspace(n // 10, n - 1, 20)]
    spread.cascade(net, seeds, 2, 0)
    ours, ms = timed(lambda: spread.cascade(net, seeds, runs, 1, rounds=200).runs[:, -1])
    theirs, theirs_ms = timed(cynetdiff(edges, n, seeds, runs))
    line = f"{n:>9,}  {build:6.2f} s  {ms:8.3f} ms  cynetdiff {theirs_ms / ms:6.3f}×"
    far = apart(ours, theirs)
    if n <= peer:
        g = nx.from_pandas_edgelist(edges, edge_attr="p", create_using=nx.DiGraph)
        g.add_nodes_from(range(n))
        looped, loop_ms = timed(lambda: loop(g, seeds, min(runs, 200)))
        line, far = line + f"  networkx {loop_ms / ms:6.2f}×", max(far, apart(ours, looped))
    print(f"{line}  adopters {ours.mean():.1f}, apart by {far:.1f} standard errors at most")
    many = np.arange(0, n, 100)
    for words, rules in (
        ("fade, lapse", {"fade": 0.5, "lapse": 0.1}),
        ("fade, lapse, two needed", {"fade": 0.5, "lapse": 0.1, "at_least": 2}),
        ("threshold, fade, lapse", {"model": "threshold", "fade": 0.8, "lapse": 0.1}),
    ):
        found, ms = timed(lambda: spread.cascade(net, many, 5, 1, **rules).runs[:, -1])  # noqa: B023
        print(
            f"{'':>9}  six rounds from {len(many):,} seeds, {words}: {ms:.0f} ms a run, "
            f"{found.mean():,.0f} adopters"
        )


def sites(k: int, sizes: list[int]) -> None:
    """Expected adopters by method, on the fictitious county and on random graphs."""
    county = demo_county()
    kinds = [x for x in spread.assumptions()["kind"] if x not in ("visit", "study", "distribution")]
    cases = {"county": spread.exposure(county, "2011-07-01", kinds)} | {
        f"{n:,} nodes": graph(n) for n in sizes
    }
    for name, edges in cases.items():
        for method in ("celf", "rr") if name == "county" or len(edges) < 50_000 else ("rr",):
            begin = perf_counter()
            found = spread.choose_sites(edges, k, 1, method=method, runs=200)
            took = perf_counter() - begin
            print(
                f"{name:>15}  {method}: "
                + ", ".join(f"{r.method} {r.mean:.1f}" for r in found.table.itertuples())
                + f"  ({took:.1f} s)"
            )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 20_000, 300_000, 1_000_000])
    parser.add_argument("--peer", type=int, default=300_000, help="largest networkx graph")
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--sites", type=int, default=20)
    asked = parser.parse_args()
    for size in asked.sizes:
        replicates(size, asked.runs, asked.peer)
    sites(asked.sites, [n for n in asked.sizes if n <= 300_000])
