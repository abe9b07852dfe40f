"""Minimisation beside R's stored times and a textbook Quine–McCluskey, and every family of R's.

python benchmarks/comparison.py [--textbook 8] [--tables 3] [--repeat 3] [--most 14]
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import warnings
from collections.abc import Callable
from functools import partial
from itertools import combinations
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit import comparison
from toolkit.comparison import solving

HEAD = """Random crisp cases; processor time in milliseconds, median of {n} tables
(lowest–highest), each the best of {repeat} runs with empty caches (of one run for 14 × 200). Other
work was running beside: ratios are firmer than times.
Ours lists every shortest model, 5,000 at most, and says whether a shorter one is excluded. The
textbook way merges all 2^k combinations without a negative case in pairs and covers greedily: one
model, perhaps not a shortest, so its time flatters it; it is run up to {k} conditions.
R: seconds of QCA 3.25 (complex / parsimonious), taken once, elsewhere, on other random tables of
these sizes; R / ours holds its parsimonious time beside the slowest of ours. Also taken then, on
the same tables at equal models: 50 to 117 times at 5 to 7 conditions, and 242 s against 0.06 s at
8 conditions with 1,586 models. R takes no part here.
"""
#: seconds of R QCA 3.25 by conditions × cases: complex, parsimonious (as printed; empty: not taken)
R_SECONDS = {
    (7, 60): ("1.0", "0.7"),
    (8, 20): ("0.5", "1.05"),
    (8, 60): (">15", ">15"),
    (9, 20): (">15", ">15"),
    (10, 60): ("6.5", "out of memory"),
    (14, 20): ("2.1", "1.0"),
}
PEERS = Path(__file__).resolve().parents[1] / "tests" / "comparison" / "data" / "peers"
GRID = [
    (5, 20),
    (6, 62),
    (7, 60),
    (8, 20),
    (8, 60),
    (9, 20),
    (10, 60),
    (12, 60),
    (14, 20),
    (14, 200),
]


def grid(k: int, n: int, seed: int) -> tuple[pd.DataFrame, list[str]]:
    """n cases × k crisp conditions and an outcome, at random."""
    rng = np.random.default_rng([k, n, seed])
    names = [f"C{i}" for i in range(k)]
    return pd.DataFrame((rng.random((n, k)) < 0.5).astype(float), columns=names).assign(
        Y=(rng.random(n) < 0.5).astype(float)
    ), names


def naive(positives: list[int], negatives: list[int], k: int) -> int:
    """Merge pairwise until nothing merges, then pick primes greedily; returns how many it
    picked."""
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
        for cached in (
            solving.complex_models,
            solving.parsimonious_models,
            solving.intermediate_models,
        ):
            cached.cache_clear()
        start = process_time()
        result = call()
        best = min(best, process_time() - start)
    return best, result


def spread(values: list[float], digits: str = ".1f") -> str:
    """Median, lowest and highest."""
    return f"{median(values):{digits}} ({min(values):{digits}}–{max(values):{digits}})"


def line(k: int, n: int, tables: int, repeat: int, textbook: bool) -> list[str]:
    """One row of the printed table."""
    times: dict[str, list[float]] = {"complex": [], "parsimonious": [], "textbook": [], "ratio": []}
    counts, proved = [], 0
    for seed in range(1, tables + 1):
        data, names = grid(k, n, seed)
        table = comparison.truth_table(data, "Y", names)
        task = table.task()  # tabulated before the clock starts, for both
        for kind in ("complex", "parsimonious"):
            seconds, solution = timed(
                lambda table=table, kind=kind: comparison.minimise(table, kind), repeat
            )
            times[kind].append(1000 * seconds)
        counts.append(f"{'' if solution.complete else '≥'}{len(solution)}")
        proved += solution.proved
        if textbook:
            seconds, _ = timed(
                lambda task=task: naive(list(task.positives), list(task.negatives), k), 1
            )
            times["textbook"].append(1000 * seconds)
            times["ratio"].append(1000 * seconds / times["parsimonious"][-1])
    cells = [
        f"{k} × {n}",
        spread(times["complex"]),
        spread(times["parsimonious"]),
        " ".join(counts),
        f"{proved} of {tables}",
    ]
    cells += [spread(times["textbook"]), "×" + spread(times["ratio"])] if textbook else ["–", "–"]
    theirs = R_SECONDS.get((k, n), ())
    ratio = "–"
    if theirs and theirs[1].removeprefix(">").replace(".", "").isdigit():
        more = ">" * theirs[1].startswith(">")
        ratio = f"×{more}{1000 * float(theirs[1].lstrip('>')) / max(times['parsimonious']):,.0f}"
    return [*cells, " / ".join(theirs) or "–", ratio]


def solved(ref: dict[str, Any], kind: str) -> Any:
    """The solution of one of R's stored analyses."""
    args = ref["args"]
    data = pd.DataFrame(ref["data"]["columns"], index=ref["data"]["cases"])
    cuts = args.get("initial") or {"incl_cut": args.get("incl_cut", 0.8)}
    table = comparison.truth_table(data, args["outcome"], args["conditions"], **cuts)
    return comparison.minimise(table, kind)


def tested(ref: dict[str, Any]) -> Any:
    """Robustness beside own test solutions."""
    first = solved(ref, "complex")
    return comparison.robustness(first, tests=[first.expression()])


def indirect(ref: dict[str, Any]) -> Any:
    """Indirect calibration, every set of thresholds."""
    x = pd.Series(ref["data"]["columns"][ref["args"]["column"]])
    every = ref["args"]["indirect"].values()
    return [comparison.calibrate(x, method="indirect", thresholds=t) for t in every]


def panel(ref: dict[str, Any]) -> Any:
    """Consistency by period and unit."""
    of = ref["data"]["columns"]
    at = of[ref["args"]["unit"]], of[ref["args"]["cluster"]]
    return comparison.panel_fit(solved(ref, "parsimonious"), *at)


def barred(ref: dict[str, Any]) -> Any:
    """The parsimonious solution without the assumptions that outcome and negation share."""
    args = ref["args"]
    data = pd.DataFrame(ref["data"]["columns"], index=ref["data"]["cases"])
    two = [
        comparison.truth_table(data, y, args["conditions"], args["incl_cut"])
        for y in (args["outcome"], "~" + args["outcome"])
    ]
    return comparison.minimise(comparison.untenable(*two), "parsimonious")


#: family of R's stored outputs → what of it is timed
FAMILIES: dict[str, Callable[[dict[str, Any]], Any]] = {
    "mvqca": lambda ref: solved(ref, "parsimonious"),
    "tqca": lambda ref: solved(ref, "parsimonious"),
    "esa": barred,
    "robust": tested,
    "theory": lambda ref: comparison.theory_evaluation(
        ref["args"]["theory"], solved(ref, "complex")
    ),
    "smmr": lambda ref: comparison.case_selection(solved(ref, "complex")),
    "chain": lambda ref: comparison.chains(
        pd.DataFrame(ref["data"]["columns"], index=ref["data"]["cases"])
    ),
    "calib": indirect,
    "panel": panel,
}


def families(repeat: int) -> list[str]:
    """A line for each family: its data sets and our times. The tests hold them equal to R's."""
    out = []
    for family, call in FAMILIES.items():
        times = []
        for path in sorted(PEERS.glob(f"{family}_*.json")):
            ref = json.loads(path.read_text(encoding="utf-8"))
            times.append(1000 * timed(partial(call, ref), repeat)[0])
        out.append(f"{family:20}{len(times):<18}{spread(times)}")
    return out


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--textbook",
        type=int,
        default=8,
        metavar="K",
        help="largest number of conditions for the textbook way",
    )
    parser.add_argument("--tables", type=int, default=3)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--most", type=int, default=14, metavar="K", help="conditions at most")
    args = parser.parse_args()
    warnings.simplefilter("ignore", comparison.ComparisonWarning)
    print(HEAD.format(n=args.tables, repeat=args.repeat, k=args.textbook))
    heads = [
        "conditions × cases",
        "complex",
        "parsimonious",
        "its models",
        "size proved",
        "textbook",
        "textbook / parsimonious",
        "R: complex / pars. (s)",
        "R / ours",
    ]
    widths = (20, 18, 26, 18, 13, 26, 26, 26, 0)
    print("".join(f"{head:{width}}" for head, width in zip(heads, widths)))
    for k, n in [(k, n) for k, n in GRID if k <= args.most]:
        cells = line(k, n, args.tables, args.repeat if k * n < 2_000 else 1, k <= args.textbook)
        print("".join(f"{cell:{width}}" for cell, width in zip(cells, widths)), flush=True)
    print(
        "\nOn the data sets with R's stored outputs, which the tests find equal "
        "(tests/comparison/test_comparison_peers.py, …_depth.py);\n"
        "milliseconds from data to result, "
        "median (lowest–highest); R's times of these were not taken.\n"
    )
    print(f"{'family':20}{'data sets':18}ours")
    print("\n".join(families(args.repeat)))
    rng = np.random.default_rng(3)
    x = rng.beta(0.6, 0.6, (62, 6)).round(2)
    y = np.clip(
        np.maximum(np.minimum(x[:, 0], x[:, 1]), np.minimum(x[:, 2], x[:, 3]))
        + rng.normal(0, 0.08, 62),
        0,
        1,
    )
    fuzzy = pd.DataFrame(np.where(x == 0.5, 0.51, x), columns=list("ABCDEF")).assign(Y=y)
    solution = comparison.minimise(
        comparison.truth_table(fuzzy, "Y", list("ABCDEF"), 0.85),
        "intermediate",
        dict.fromkeys("ABCDEF", 1),
    )
    seconds, found = timed(lambda: comparison.robustness(solution, runs=1_000), args.repeat)
    print(
        f"\nRobustness of an intermediate solution, 62 fuzzy cases × 6 conditions: "
        f"{len(found.runs)} re-runs in {seconds:.2f} s"
    )


if __name__ == "__main__":
    main()
