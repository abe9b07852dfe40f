"""Measures on tables beside the same measures walked on a networkx graph.

    python benchmarks/pairing_measures.py [--sizes 10000 100000 1000000] [--peer 100000]

Five pairs an organisation, drawn at random. Seconds for ours, from the tables, and how many times
as long networkx takes on a graph that it has already built; building it is a row of its own, and up
to ``--peer`` organisations only: beyond, the graph alone needs more memory than a laptop has. A
walk from one node is what a built graph is best at.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from pathlib import Path
from time import perf_counter

import networkx as nx
import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit import pairing
from toolkit.terms import CHANNELS, tables

DAY = "2011-07-01"
#: bridging is networkx's own computation, unit by unit: minutes beyond, and no peer to be beside
BRIDGING = 1_000


class Tables(dict):
    """A county as far as measures look at it, without the checks on loading."""

    def __missing__(self, table: str) -> pd.DataFrame:
        dates = {"decided_on", "listed_on", "closed_on"}
        return pd.DataFrame(
            {
                c.name: pd.Series(dtype="datetime64[us]" if c.name in dates else "string")
                for c in tables()[table].columns
            }
        )


def county(n: int, seed: int = 2011) -> Tables:
    """`n` organisations and 5 n pairs."""
    rng, m = np.random.default_rng(seed), 5 * n
    ids = pd.Series([f"O{i:07d}" for i in range(n)], dtype="string")
    helper = rng.integers(0, n, m)
    recipient = (helper + rng.integers(1, n, m)) % n
    start = pd.Series(
        np.datetime64("2008-01-01", "us") + rng.integers(0, 1000, m).astype("timedelta64[D]")
    )
    text = {
        k: pd.Series(v, dtype="string")
        for k, v in {"c": CHANNELS, "s": ["active", "active", "active", "rejected"]}.items()
    }
    sectors = pd.Series(
        ["rural", "office", "enterprise", "mass_org", *["rural"] * 6], dtype="string"
    )

    def draw(values, size):
        return values.take(rng.integers(0, len(values), size)).reset_index(drop=True)

    organisation = pd.DataFrame(
        {"org_id": ids, "name": ids, "level": pd.Series("branch", index=ids.index, dtype="string")}
    )
    organisation = organisation.assign(
        sector=draw(sectors, n),
        township=draw(pd.Series([f"T{i}" for i in range(30)], dtype="string"), n),
    )
    organisation["capacity"] = pd.array(rng.integers(0, 9, n), dtype="Int64")
    organisation["data_nature"] = pd.array(["fictitious"] * n, dtype="string")
    columns = {
        "pair_id": pd.Series(np.arange(m)).astype("string"),
        "channel": draw(text["c"], m),
        "helper_id": ids.take(helper).reset_index(drop=True),
        "recipient_id": ids.take(recipient).reset_index(drop=True),
        "start": start,
        "end_plan": start + pd.Timedelta(days=1000),
        "end_actual": (start + pd.Timedelta(days=900)).where(rng.random(m) < 0.3),
        "status": draw(text["s"], m),
    }
    return Tables(organisation=organisation, pairing=pd.DataFrame(columns))


OURS = {
    "coverage": lambda c: pairing.coverage(c, DAY),
    "load": lambda c: pairing.load(c, DAY),
    "critical_helpers": lambda c: pairing.critical_helpers(c, DAY),
    "several_helpers": lambda c: pairing.several_helpers(c, DAY),
    "concentration": lambda c: pairing.concentration(c, DAY),
    "channel_overlap": lambda c: pairing.channel_overlap(c, DAY),
    "reach, 3 hops": lambda c: pairing.reach(c, "O0000000", 3, DAY),
    "assortativity": lambda c: pairing.assortativity(c, "township", DAY),
    "bridging": lambda c: pairing.bridging(c, ("mass_org",), DAY),
    "retention": lambda c: pairing.retention(c, ["2010-01-01", DAY]),
}


def _critical(g: nx.MultiDiGraph) -> dict:
    alone: dict = defaultdict(int)
    for node in g:
        if len(g.pred[node]) == 1:
            alone[next(iter(g.pred[node]))] += 1
    return alone


def _covered(g: nx.MultiDiGraph) -> dict:
    found: dict = defaultdict(set)
    for _, recipient, channel in g.edges(data="channel"):
        found[channel].add(recipient)
    return {channel: len(who) for channel, who in found.items()}


def _loads(g: nx.MultiDiGraph) -> dict:
    found: dict = defaultdict(int)
    for helper, _, channel in g.edges(data="channel"):
        found[helper, channel] += 1
    return found


PEERS = {
    "coverage": _covered,
    "load": _loads,
    "critical_helpers": _critical,
    "reach, 3 hops": lambda g: nx.single_source_shortest_path_length(g, "O0000000", cutoff=3),
    "assortativity": lambda g: nx.attribute_assortativity_coefficient(g, "township"),
}


def timed(task, *args):
    began = perf_counter()
    result = task(*args)
    return perf_counter() - began, result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--peer", type=int, default=100_000, help="largest size for networkx")
    args = parser.parse_args()
    rows = []
    for n in args.sizes:
        tables_ = county(n)
        net = None
        if n <= args.peer:
            seconds, net = timed(pairing.graph, tables_, DAY)
            rows.append((n, "graph (networkx)", seconds, np.nan))
        for name, measure in OURS.items():
            if name == "bridging" and n > BRIDGING:
                continue
            ours = min(timed(measure, tables_)[0] for _ in range(3 if n <= 100_000 else 1))
            peer = timed(PEERS[name], net)[0] if net is not None and name in PEERS else np.nan
            rows.append((n, name, ours, peer / ours))
    out = pd.DataFrame(rows, columns=["organisations", "measure", "seconds", "networkx / ours"])
    print(out.pivot(index="measure", columns="organisations").round(3).to_string())


if __name__ == "__main__":
    main()
