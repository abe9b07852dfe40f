"""The whole plan (five goals, tables in and out, certificate, shortages) beside bare solvers that
do one goal.

    python benchmarks/pairing_plan.py [--sizes 100 1000 10000] [--one 1000] [--repeats 5]
    [--out benchmarks/results]

Every recipient needs one helper in each of three channels; its candidates are the 32 nearest
helpers of each channel; places are scarce (92 % of the needs on average, capacities 1, 1–5 and 1).
With ``--running`` (both cases by default) two pairs for each recipient run already, drawn from the
candidates. The peers get arrays, no tables, and one goal: distance, a shortage costing more than
all distances together. Times are process times, so that a busy machine disturbs less; the plan and
OR-Tools take turns within each repeat, and the ratio is taken repeat by repeat, once more by the
clock on the wall. ``--one`` adds what is easiest for a bare solver: one channel, 20 candidates,
two places for each need; there reading and proving, not solving, is most of the plan's time.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import machine
from toolkit import pairing
from toolkit.terms import CHANNELS

KINDS = CHANNELS[:3]
NEAREST = 32


class Instance:
    """Random places in a square of 100 km; arrays for the peers, tables for the plan.

    `places`: what a helper of each channel can take on the average; `scarce`: places of a channel
    for each of its needs.
    """

    def __init__(
        self,
        n: int,
        running: bool,
        seed: int = 0,
        scarce: float = 0.92,
        places: tuple[int, ...] = (1, 3, 1),
        candidates: int = NEAREST,
    ):
        rng = np.random.default_rng(seed)
        units = rng.random((n, 2)) * 100
        need, helper, km, capacity, channel = [], [], [], [], []
        start, self.kinds = 0, len(places)
        for c, most in enumerate(places):
            count = max(1, int(n * scarce / most))
            capacity.append(
                rng.integers(1, 2 * most, count) if most > 1 else np.ones(count, dtype=np.int64)
            )
            channel.append(np.full(count, c))
            distance, nearest = cKDTree(rng.random((count, 2)) * 100).query(
                units, k=min(candidates, count)
            )
            need.append(np.repeat(np.arange(n) * self.kinds + c, nearest.shape[1]))
            helper.append(nearest.ravel() + start)
            km.append(distance.ravel())
            start += count
        self.n, self.helpers = n, start
        self.need, self.helper, self.capacity = (
            np.concatenate(need),
            np.concatenate(helper),
            np.concatenate(capacity),
        )
        km_all = np.concatenate(km)
        self.metres = np.rint(km_all * 1000).astype(np.int64)
        self.needs = self.kinds * n
        self.big = int(self.metres.max()) * self.needs + 1
        unit_ids, helper_ids = (
            np.char.add(letter, np.arange(k).astype(str)) for letter, k in (("U", n), ("H", start))
        )
        self.recipients = pd.DataFrame(
            {"recipient_id": unit_ids} | dict.fromkeys(KINDS[: self.kinds], 1)
        )
        kinds = np.array(KINDS)[np.concatenate(channel)]
        self.helper_table = pd.DataFrame(
            {"helper_id": helper_ids, "channel": kinds, "capacity": self.capacity}
        )
        ids = {
            "helper_id": helper_ids[self.helper],
            "recipient_id": unit_ids[self.need // self.kinds],
        }
        self.candidates = pd.DataFrame(
            ids | {"fit": rng.integers(0, 10, len(km_all)), "distance_km": km_all}
        )
        self.running = (
            self.candidates.sample(2 * n, random_state=1)[["helper_id", "recipient_id"]]
            if running
            else None
        )


def whole_plan(x: Instance) -> int:
    """Ours, everything included; returns the coverage."""
    plan = pairing.plan(x.recipients, x.helper_table, x.candidates, x.running)
    if not plan.certificate.holds:
        raise SystemExit("the certificate does not hold")
    return plan.levels["coverage"]


def _arcs(x: Instance) -> tuple[np.ndarray, ...]:
    """Unit (supply: its needs) → its need → helper → sink, and unit → sink for shortages."""
    needs = x.needs
    unit, sink = needs + x.helpers, needs + x.helpers + x.n
    tail = np.concatenate(
        [
            x.need,
            unit + np.arange(needs) // x.kinds,
            unit + np.arange(x.n),
            needs + np.arange(x.helpers),
        ]
    )
    head = np.concatenate([x.helper + needs, np.arange(needs), np.full(x.n + x.helpers, sink)])
    capacity = np.concatenate(
        [np.ones(len(x.need) + needs, dtype=np.int64), np.full(x.n, x.kinds), x.capacity]
    )
    cost = np.concatenate(
        [
            x.metres,
            np.zeros(needs, dtype=np.int64),
            np.full(x.n, x.big),
            np.zeros(x.helpers, dtype=np.int64),
        ]
    )
    supply = np.zeros(sink + 1, dtype=np.int64)
    supply[unit : unit + x.n], supply[sink] = x.kinds, -needs
    return tail, head, capacity, cost, supply


def or_tools(x: Instance) -> int:
    """Bare SimpleMinCostFlow, one goal, building included."""
    from ortools.graph.python import min_cost_flow

    tail, head, capacity, cost, supply = _arcs(x)
    flow = min_cost_flow.SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    flow.set_nodes_supplies(np.arange(len(supply)), supply)
    if flow.solve() != flow.OPTIMAL:
        raise SystemExit("OR-Tools found no optimum")
    return int(flow.flows(arcs[: len(x.need)]).sum())


def or_tools_direct(x: Instance) -> int:
    """The same with the shortage arc at each need, which saves OR-Tools a third of the nodes."""
    from ortools.graph.python import min_cost_flow

    needs = x.needs
    sink = needs + x.helpers
    flow = min_cost_flow.SimpleMinCostFlow()
    tail = np.concatenate([x.need, np.arange(needs), needs + np.arange(x.helpers)])
    head = np.concatenate([x.helper + needs, np.full(needs + x.helpers, sink)])
    capacity = np.concatenate([np.ones(len(x.need) + needs, dtype=np.int64), x.capacity])
    cost = np.concatenate([x.metres, np.full(needs, x.big), np.zeros(x.helpers, dtype=np.int64)])
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail, head, capacity, cost)
    flow.set_nodes_supplies(
        np.arange(sink + 1),
        np.concatenate([np.ones(needs), np.zeros(x.helpers), [-needs]]).astype(np.int64),
    )
    if flow.solve() != flow.OPTIMAL:
        raise SystemExit("OR-Tools found no optimum")
    return int(flow.flows(arcs[: len(x.need)]).sum())


def scipy_matching(x: Instance) -> int:
    """min_weight_full_bipartite_matching on places as columns; one dummy column a need keeps it
    feasible."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import min_weight_full_bipartite_matching

    first = np.cumsum(x.capacity) - x.capacity
    copies = x.capacity[x.helper]
    row = np.repeat(x.need, copies)
    column = (
        np.repeat(first[x.helper], copies)
        + np.arange(copies.sum())
        - np.repeat(np.cumsum(copies) - copies, copies)
    )
    places, needs = int(x.capacity.sum()), x.needs
    row, column = (
        np.concatenate([row, np.arange(needs)]),
        np.concatenate([column, places + np.arange(needs)]),
    )
    cost = np.concatenate([np.repeat(x.metres, copies) + 1, np.full(needs, x.big)]).astype(float)
    return int(
        (
            min_weight_full_bipartite_matching(
                csr_array((cost, (row, column)), shape=(needs, places + needs))
            )[1]
            < places
        ).sum()
    )


def networkx_simplex(x: Instance) -> int:
    """networkx.network_simplex on the same network (a MultiDiGraph is not needed: there are no
    parallel arcs)."""
    import networkx as nx

    tail, head, capacity, cost, supply = _arcs(x)
    g = nx.DiGraph()
    g.add_nodes_from((i, {"demand": -int(s)}) for i, s in enumerate(supply))
    g.add_edges_from(
        (int(a), int(b), {"capacity": int(u), "weight": int(c)})
        for a, b, u, c in zip(tail, head, capacity, cost)
    )
    flow = nx.network_simplex(g)[1]
    return sum(flow[int(a)][int(b) + x.needs] for a, b in zip(x.need, x.helper))


def matching_stable(x: Instance) -> int:
    """`matching`'s HospitalResident, channel by channel (stable, not optimal: it plays another
    game)."""
    import warnings

    from matching.games import HospitalResident

    covered = 0
    sys.setrecursionlimit(20_000)  # it copies its players, who know each other
    for c in range(x.kinds):
        mine = np.flatnonzero(x.need % x.kinds == c)
        mine = mine[np.argsort(x.metres[mine], kind="stable")]
        wishes: dict[int, list[int]] = {}
        likes: dict[int, list[int]] = {}
        for unit, helper in zip(x.need[mine].tolist(), x.helper[mine].tolist()):
            wishes.setdefault(unit, []).append(helper)
            likes.setdefault(helper, []).append(unit)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            game = HospitalResident.create_from_dictionaries(
                wishes, likes, {h: int(x.capacity[h]) for h in likes}
            )
            covered += sum(len(units) for units in game.solve().values())
    return covered


#: peer → (function, largest n it is asked for)
PEERS: dict[str, tuple[Callable[[Instance], int], int]] = {
    "OR-Tools SimpleMinCostFlow": (or_tools, 100_000),
    "OR-Tools, shortage at the need": (or_tools_direct, 100_000),
    "scipy full matching": (scipy_matching, 1_000),
    "networkx network_simplex": (networkx_simplex, 100),
    "matching HospitalResident": (matching_stable, 100),
}


def timed(work: Callable[[Instance], int], x: Instance) -> tuple[float, float, int]:
    """Process time of one run, its time by the clock, and what it covered."""
    start, clock = time.process_time(), time.perf_counter()
    covered = work(x)
    return time.process_time() - start, time.perf_counter() - clock, covered


def measure(x: Instance, running: str, repeats: int) -> list[dict[str, object]]:
    """All that can play on an instance, taking turns; `running` is what the table calls it."""
    n = x.n
    players: dict[str, Callable[[Instance], int]] = {"whole plan": whole_plan}
    players |= {name: f for name, (f, largest) in PEERS.items() if n <= largest}
    times: dict[str, list[float]] = {p: [] for p in players}
    clocks: dict[str, list[float]] = {p: [] for p in players}
    covered: dict[str, int] = {}
    for _ in range(repeats):
        for name, work in players.items():
            try:
                seconds, clock, covered[name] = timed(work, x)
            except (ImportError, RecursionError) as error:
                print(f"{name} cannot play at n = {n}: {type(error).__name__}", file=sys.stderr)
                continue
            times[name].append(seconds)
            clocks[name].append(clock)
    rows: list[dict[str, object]] = []
    for name, mine in times.items():
        if not mine:
            continue
        ratios = [a / b for a, b in zip(times["whole plan"], mine)]
        by_clock = [a / b for a, b in zip(clocks["whole plan"], clocks[name])]
        rows.append(
            {
                "n": n,
                "running": running,
                "what": name,
                "median_s": statistics.median(mine),
                "min_s": min(mine),
                "max_s": max(mine),
                "plan_ratio": statistics.median(ratios),
                "ratio_low": min(ratios),
                "ratio_high": max(ratios),
                "clock_ratio": statistics.median(by_clock),
                "covered": covered[name],
                "of": x.needs,
            }
        )
    return rows


def markdown(rows: list[dict[str, object]], repeats: int) -> str:
    """The table that people read."""
    lines = [
        "# Whole plan beside bare one-goal solvers",
        "",
        f"`python benchmarks/pairing_plan.py`, {machine()}",
        f"Processor times, median of {repeats} repeats in one run; ratio = whole plan / that "
        "solver, repeat by repeat, with its range.",
        "",
        "| n | running pairs | what | seconds (min–max) | plan ÷ it (range) | by the clock | "
        "covered |",
        "|---|---|---|---|---|---|---|",
    ]
    for r in rows:
        lines.append(
            f"| {r['n']:,} | {r['running']} | {r['what']} | "
            f"{r['median_s']:.3g} ({r['min_s']:.3g}–{r['max_s']:.3g}) "
            f"| {r['plan_ratio']:.2f} ({r['ratio_low']:.2f}–{r['ratio_high']:.2f}) | "
            f"{r['clock_ratio']:.2f} | "
            f"{r['covered']:,} of {r['of']:,} |"
        )
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    return "\n".join([*lines, "", f"Peak memory of the whole run: {peak:.1f} GiB.", ""])


def main() -> None:
    """Run, print and write the table."""
    ask = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    ask.add_argument("--sizes", type=int, nargs="+", default=[100, 1_000, 10_000])
    ask.add_argument("--one", type=int, nargs="*", default=[1_000], metavar="N")
    ask.add_argument("--repeats", type=int, default=5)
    ask.add_argument("--out", type=Path, default=Path(__file__).parent / "results")
    ask.add_argument("--running", choices=("both", "yes", "no"), default="both")
    args = ask.parse_args()
    whole_plan(Instance(50, True))  # imports and first calls are not what is measured
    asked = [
        (n, running, {})
        for n in args.sizes
        for running in {"both": ("no", "yes"), "yes": ("yes",), "no": ("no",)}[args.running]
    ]
    easy = {"places": (1,), "scarce": 2.0, "candidates": 20}
    asked += [(n, "no; one channel", easy) for n in args.one]
    rows: list[dict[str, object]] = []
    for n, running, kind in asked:
        found = measure(Instance(n, running == "yes", **kind), running, args.repeats)
        print(markdown(found, args.repeats), flush=True)
        rows += found
    args.out.mkdir(parents=True, exist_ok=True)
    (args.out / "pairing_plan.md").write_text(markdown(rows, args.repeats), encoding="utf-8")


if __name__ == "__main__":
    main()
