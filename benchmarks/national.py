"""A fictitious nation from shards to report figures: time and memory of every step, each in a
process of its own.

    python benchmarks/national.py [--shards DIR] [--counties 2850] [--sizes 10 30 100 300] [--all]
    [--steps run rollups …]

Steps: ``generate`` (up to 2,850 counties, 5.25 million organisations, 25 million pairings), ``run``
(plan and measure every county, on more and more of them, with the engine's own share apart),
``dask`` (the same on few), ``rollups`` (DuckDB), ``load`` (the network from the shards), ``equal``
(its measures beside DuckDB's answers), ``graph`` and ``random`` (its measures on 5.25 million
organisations and 25 million pairs, county by county and thrown together at random, beside one pass
over the pairs, a ``bincount``), ``hundred`` (a plan for 100,000 recipients, its tables read from
Parquet). Shared machines: processor seconds stand beside wall seconds. Writes ``results/NAME.md``
from whatever steps have been done (kept in ``out/NAME.json``), and a figure, unless NAME ends in
``.small``; NAME is ``national`` when ``--results`` is left out.
"""

from __future__ import annotations

import argparse
import functools
import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd
from joblib.externals.loky import get_reusable_executor

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import machine
from toolkit import national
from toolkit.national.graph import Network
from toolkit.national.projection import cost

HERE = Path(__file__).parent
DAY, YEARS = "2011-12-31", tuple(range(2005, 2012))
ORGANISATIONS, PAIRS, COUNTIES = 5_250_000, 25_000_000, 2_850
MEASURES = ("degrees", "critical_helpers", "components", "reach")


def plan_and_measure(county: Any) -> dict[str, pd.DataFrame]:
    """Both tasks on one reading of the records."""
    return national.plan_county(county, DAY) | national.measure_county(county, DAY, YEARS)


def kept(name: str, suffix: str = ".json") -> Path:
    """Where what has been measured is kept until the results are written (an absolute `name` says
    where by itself)."""
    return HERE / "out" / (name + suffix)


def peak() -> float:
    """Megabytes this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(task: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    wall, cpu = perf_counter(), process_time()
    found = task()
    return found, {"wall": perf_counter() - wall, "cpu": process_time() - cpu, "peak_mb": peak()}


def generate(args: argparse.Namespace) -> list[dict[str, Any]]:
    share = args.counties / COUNTIES
    nation = national.Nation(
        round(ORGANISATIONS * share), args.counties, min(31, args.counties), round(PAIRS * share)
    )
    shards, row = timed(lambda: national.generate(args.shards, nation))
    get_reusable_executor().shutdown(wait=True)  # only processes that have ended are counted
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = {
        "cpu": children.ru_utime + children.ru_stime,
        "peak_mb": max(row["peak_mb"], children.ru_maxrss / 1024),
    }
    return [{"step": "generate", "what": f"{len(shards)} counties", **row, **spent}]


def run(args: argparse.Namespace, engine: str = "joblib") -> list[dict[str, Any]]:
    shards = national.Shards(args.shards)
    sizes = args.sizes[:2] if engine == "dask" else args.sizes
    found = national.scaling(
        plan_and_measure, shards, [n for n in sizes if n < len(shards) or n == sizes[-1]], [engine]
    )
    if engine == "joblib" and args.all:
        done, row = timed(
            lambda: national.run(
                plan_and_measure, shards, out=Path(args.shards) / "results" / "both", workers=2
            )
        )
        found = pd.concat(
            [found, pd.DataFrame([cost(engine, done.times, row["wall"], 2)])], ignore_index=True
        )
    times = kept(args.results, "_scaling.csv")
    before = pd.read_csv(times) if times.exists() else pd.DataFrame({"engine": []})
    pd.concat([before[before["engine"] != engine], found], ignore_index=True).to_csv(
        times, index=False
    )
    return []


def rollups(args: argparse.Namespace) -> list[dict[str, Any]]:
    shards = national.Shards(args.shards)
    rolled, row = timed(lambda: national.roll_up(shards, YEARS))
    pairs = int(rolled["load"].query("year == 2011")["pairs"].sum())
    return [
        {
            "step": "rollups",
            "what": (
                f"{len(shards)} counties, seven years, four tables; {pairs:,} pairs run at the end"
            ),
            **row,
        }
    ]


def load(args: argparse.Namespace) -> list[dict[str, Any]]:
    net, row = timed(lambda: Network.load(args.shards, every=True))
    rows = [
        {
            "step": "load",
            "what": f"{net.n:,} organisations, {len(net.helper):,} pairs from shards",
            **row,
        }
    ]
    return rows + measures("as read from the shards", net)


def equal(args: argparse.Namespace) -> list[dict[str, Any]]:
    from benchmarks.national_equal import compare

    return compare(args.shards)


def graph(args: argparse.Namespace, scattered: bool) -> list[dict[str, Any]]:
    rng, n = np.random.default_rng(7), args.organisations
    pairs = n * PAIRS // ORGANISATIONS
    ends = rng.integers(0, n, (2, pairs), dtype=np.int32)
    if not scattered:
        # county by county, one pair in forty across borders
        each, county = -(-pairs // COUNTIES), n // COUNTIES
        start = np.repeat(np.arange(COUNTIES, dtype=np.int32) * county, each)[:pairs]
        inside = slice(0, pairs - pairs // 40)
        ends[:, inside] = ends[:, inside] % county + start[inside]
    ids = national.graph.pa.chunked_array([national.graph.pa.nulls(n)])
    net = Network(ids, ends[0], ends[1], rng.integers(0, 6, pairs, dtype=np.int8))
    return measures("thrown together at random" if scattered else "county by county", net)


def measures(how: str, net: Network) -> list[dict[str, Any]]:
    """Each measure, compiled before, beside the floor: one `bincount` over the pairs, best of five,
    before and after each."""

    def floor() -> list[float]:
        return [timed(lambda: np.bincount(net.helper, minlength=net.n))[1]["cpu"] for _ in range(5)]

    few = Network(
        net.ids.slice(0, 2), *(np.zeros(1, dtype=t) for t in (np.int32, np.int32, np.int8))
    )
    _, compiled = timed(lambda: [getattr(few, name)() for name in MEASURES])
    rows = [
        {
            "step": "graph",
            "what": "reading the compiled passes (or compiling them, the first time)",
            **compiled,
        }
    ]
    for name in MEASURES:
        before = floor()
        _, row = timed(getattr(net, name))
        passes = sorted(before + floor())
        spread = {
            "ratio": row["cpu"] / passes[0],
            "low": row["cpu"] / passes[-2],
            "floor": passes[0],
        }
        rows.append({"step": "graph", "what": f"{name}, pairs {how}", **row, **spread})
    # whoever is helped twice is looked through twice: every one of these steps has to be read
    helps = np.bincount(net.helper, minlength=net.n)
    rows[-1]["steps"] = 1 + float(helps[net.recipient].sum()) / len(net.helper)
    return rows


def hundred(args: argparse.Namespace) -> list[dict[str, Any]]:
    from toolkit import pairing

    folder = Path(args.folder)
    tables, read = timed(
        lambda: [
            pd.read_parquet(folder / f"{t}.parquet")
            for t in ("recipients", "helpers", "candidates")
        ]
    )
    plan, row = timed(lambda: pairing.plan(*tables))
    what = (
        f"plan of {len(tables[0]):,} recipients, {len(tables[2]):,} candidates: "
        f"{len(plan.pairs):,} pairs, proved: {plan.certificate.holds}"
    )
    return [
        {"step": "hundred", "what": "reading its tables", **read},
        {"step": "hundred", "what": what, **row},
    ]


def make_hundred(folder: Path, n: int) -> None:
    from benchmarks.pairing_plan import Instance

    x = Instance(n, running=False)
    for name, table in {
        "recipients": x.recipients,
        "helpers": x.helper_table,
        "candidates": x.candidates,
    }.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)


STEPS = {
    "generate": generate,
    "run": run,
    "dask": functools.partial(run, engine="dask"),
    "rollups": rollups,
    "load": load,
    "equal": equal,
    "graph": functools.partial(graph, scattered=False),
    "random": functools.partial(graph, scattered=True),
    "hundred": hundred,
}


def keep(name: str, step: str, rows: list[dict[str, Any]]) -> None:
    target = kept(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    before = json.loads(target.read_text(encoding="utf-8")) if target.exists() else {}
    target.write_text(json.dumps(before | {step: rows}, indent=1), encoding="utf-8")


def write(name: str) -> None:
    """``results/NAME.md`` and the figure, from what has been measured."""
    target = HERE / "results" / name
    found = json.loads(kept(name).read_text(encoding="utf-8"))
    lines = ["# The nation", "", f"`python benchmarks/national.py`, {machine()}", ""]
    rows = [r for step in STEPS for r in found.get(step, [])]
    lines += steps([r for r in rows if r["step"] != "equal"])
    lines += beside([r for r in rows if r["step"] == "equal"])
    if kept(name, "_scaling.csv").exists():
        times = pd.read_csv(kept(name, "_scaling.csv"))
        lines += counties(times)
        if not name.endswith(".small"):
            from toolkit.national.drawings import costs
            from toolkit.terms import use_lang

            with use_lang("en"):
                costs(times, "fictitious").save(target.parent, target.name)
    target.with_name(target.name + ".md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def steps(rows: list[dict[str, Any]]) -> list[str]:
    lines = [
        "| step | wall s | processor s | peak MB | ÷ one pass over the pairs |",
        "|---|---|---|---|---|",
    ]
    for r in rows:
        ratio = f"{r['ratio']:.1f} ({r['low']:.1f}–{r['ratio']:.1f})" if "ratio" in r else "–"
        spent = (
            f"{r[c]:,.{digits}f}" if c in r else "–"
            for c, digits in (("wall", 1), ("cpu", 1), ("peak_mb", 0))
        )
        lines.append(f"| {r['step']}: {r['what']} | {' | '.join(spent)} | {ratio} |")
    floors = [r["floor"] for r in rows if "floor" in r]
    if floors:
        told = (
            f"One pass: `np.bincount` over the pairs, {min(floors):.2f}–{max(floors):.2f} s of "
            f"the processor, best of ten beside"
        )
        lines += [
            "",
            told
            + (
                " each measure; ratios in processor time, in brackets from the slowest but one of "
                "the ten to the best."
            ),
        ]
    for r in rows:
        if "steps" in r:
            each = r["ratio"] / r["steps"]
            lines.append(
                f"{r['what']}: {r['steps']:.1f} steps for each pair have to be read; for each of "
                f"them {each:.1f} times the pass."
            )
    return lines


def beside(rows: list[dict[str, Any]]) -> list[str]:
    if not rows:
        return []
    lines = [
        "",
        "## Equal to DuckDB",
        "",
        "Every number equal, over the whole nation (`benchmarks/national_equal.py`); of the first",
        "two DuckDB's time includes reading the pairs from the shards.",
        "",
    ]
    lines += ["| measure | processor s | DuckDB's | ratio |", "|---|---|---|---|"]
    return lines + [
        f"| {r['what']} | {r['ours']:.2f} | {r['duckdb']:.2f} | {r['duckdb'] / r['ours']:.0f} |"
        for r in rows
    ]


def counties(times: pd.DataFrame) -> list[str]:
    lines = ["", "## Plan and measure every county", ""]
    lines += [
        "| engine | counties | wall s | in counties s | of these processor s | engine s | peak MB "
        "|",
        "|---|---|---|---|---|---|---|",
    ]
    for r in times.itertuples(index=False):
        lines.append(
            f"| {r.engine} | {r.counties:.0f} | {r.wall:.1f} | {r.work:.1f} | {r.cpu:.1f} | "
            f"{r.overhead:.1f} | {r.peak_mb:,.0f} |"
        )
    ahead = national.project(times, COUNTIES)
    ahead = ahead.pivot(index="engine", columns="cores", values="minutes").round(1)
    lines += [
        "",
        f"Projected, not measured: minutes for {COUNTIES} counties on idle cores, from the "
        f"processor time of a county",
        "and the engine's share above:",
        "",
    ]
    lines += [
        "| engine | " + " | ".join(f"{c} cores" for c in ahead.columns) + " |",
        "|---" * (len(ahead.columns) + 1) + "|",
    ]
    return lines + [
        f"| {engine} | " + " | ".join(f"{m:g}" for m in row) + " |"
        for engine, row in zip(ahead.index, ahead.to_numpy())
    ]


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument(
        "--shards", default=str(HERE / "out" / "nation"), help="made when missing"
    )
    arguments.add_argument(
        "--counties", type=int, default=60, help="to generate; 2850 is the nation"
    )
    arguments.add_argument(
        "--sizes", type=int, nargs="+", default=[10, 30, 60], help="numbers of counties to time"
    )
    arguments.add_argument("--all", action="store_true", help="then every county there is")
    arguments.add_argument("--recipients", type=int, default=100_000, help="of the step hundred")
    arguments.add_argument(
        "--organisations", type=int, default=ORGANISATIONS, help="of the steps graph and random"
    )
    arguments.add_argument("--steps", nargs="*", choices=STEPS, default=list(STEPS))
    arguments.add_argument(
        "--results", default="national", metavar="NAME", help="of the results file"
    )
    arguments.add_argument("--inside", choices=STEPS, help=argparse.SUPPRESS)
    arguments.add_argument("--folder", help=argparse.SUPPRESS)
    args = arguments.parse_args()
    if args.inside:
        keep(args.results, args.inside, STEPS[args.inside](args))
        return
    with tempfile.TemporaryDirectory() as folder:
        for step in args.steps:
            if step == "hundred":
                make = (
                    f"from benchmarks.national import make_hundred, Path; "
                    f"make_hundred(Path({folder!r}), {args.recipients})"
                )
                subprocess.run([sys.executable, "-c", make], check=True, cwd=HERE.parent)
            print(step, flush=True)
            subprocess.run(
                [sys.executable, __file__, *sys.argv[1:], "--inside", step, "--folder", folder],
                check=True,
            )
    write(args.results)
    print((HERE / "results" / (args.results + ".md")).read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
