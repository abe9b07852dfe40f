"""Minimisation on crisp random grids beside a textbook Quine–McCluskey, and a sweep of re-runs.

    python benchmarks/comparison.py [--naive 8] [--repeat 3]

A grid of n cases × k conditions: rows and outcome drawn at random. ``complex`` and ``parsimonious`` list every minimal
model (5,000 at most). The naive peer expands all 2^k rows without a negative case, merges pairwise, and covers greedily:
one model only, so its time flatters it. Bars show log10 of its time over ours. No R and no other package takes part.
"""

from __future__ import annotations

import argparse
import math
import sys
import warnings
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit import comparison
from toolkit.comparison import solving

GRID = [(5, 20), (6, 62), (7, 60), (8, 20), (8, 60), (9, 20), (10, 60), (12, 60), (14, 20), (14, 200)]


def grid(k: int, n: int, seed: int) -> tuple[pd.DataFrame, list[str]]:
    """n cases × k crisp conditions and an outcome, at random."""
    rng = np.random.default_rng([k, n, seed])
    names = [f"C{i}" for i in range(k)]
    return pd.DataFrame((rng.random((n, k)) < 0.5).astype(float), columns=names).assign(Y=(rng.random(n) < 0.5).astype(float)), names


def naive(positives: list[int], negatives: list[int], k: int) -> int:
    """Merge pairwise until nothing merges, then pick primes greedily; returns how many it picked."""
    level = {((1 << k) - 1, r) for r in range(1 << k) if r not in set(negatives)}
    primes: set[tuple[int, int]] = set()
    while level:
        merged, used = set(), set()
        for a, b in combinations(sorted(level), 2):
            differ = a[1] ^ b[1]
            if a[0] == b[0] and differ.bit_count() == 1:
                merged.add((a[0] & ~differ, a[1] & ~differ))
                used |= {a, b}
        primes |= level - used
        level = merged
    left, picks = set(positives), 0
    while left:
        best = max(primes, key=lambda c: sum(r & c[0] == c[1] for r in left))
        left = {r for r in left if r & best[0] != best[1]}
        picks += 1
    return picks


def timed(call: Callable[[], Any], repeat: int) -> tuple[float, Any]:
    """Best seconds of `repeat` calls with cold caches, and the result."""
    best = math.inf
    for _ in range(repeat):
        for cached in (solving.complex_models, solving.parsimonious_models, solving.intermediate_models):
            cached.cache_clear()
        start = perf_counter()
        result = call()
        best = min(best, perf_counter() - start)
    return best, result


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--naive", type=int, default=8, help="largest number of conditions for the naive peer")
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    warnings.simplefilter("ignore", comparison.ComparisonWarning)
    print("conditions × cases   complex s (models)   parsimonious s (models)   naive s   log10(naive / ours)")
    for k, n in GRID:
        data, names = grid(k, n, 1)
        table = comparison.truth_table(data, "Y", names)
        table.task()  # tabulated before the clock starts, for both
        seconds = []
        for kind in ("complex", "parsimonious"):
            t, s = timed(lambda table=table, kind=kind: comparison.minimise(table, kind), args.repeat)
            count = f"{'' if s.complete else '≥ '}{len(s)}{'' if s.proved else ', size not proved'}"
            seconds.append((t, f"{t:.4f} ({count})"))
        task, line = table.task(), f"{k:>2} × {n:<4}            {seconds[0][1]:<20} {seconds[1][1]:<25}"
        if k <= args.naive:
            t, _ = timed(lambda task=task: naive(list(task.positives), list(task.negatives), task.k), 1)
            ratio = math.log10(t / seconds[1][0])
            line += f" {t:8.3f}  {ratio:4.1f} {'█' * max(0, round(4 * ratio))}"
        print(line, flush=True)
    rng = np.random.default_rng(3)
    x = rng.beta(0.6, 0.6, (62, 6)).round(2)
    y = np.clip(np.maximum(np.minimum(x[:, 0], x[:, 1]), np.minimum(x[:, 2], x[:, 3])) + rng.normal(0, 0.08, 62), 0, 1)
    fuzzy = pd.DataFrame(np.where(x == 0.5, 0.51, x), columns=list("ABCDEF")).assign(Y=y)
    solution = comparison.minimise(comparison.truth_table(fuzzy, "Y", list("ABCDEF"), 0.85), "intermediate", dict.fromkeys("ABCDEF", 1))
    t, found = timed(lambda: comparison.robustness(solution, runs=1_000), args.repeat)
    print(f"robustness, 62 fuzzy cases × 6 conditions, intermediate: {len(found.runs)} re-runs in {t:.2f} s")


if __name__ == "__main__":
    main()
