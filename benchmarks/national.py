"""A fictitious nation from shards to report figures: time and memory of every step, each in a process of its own.

    python benchmarks/national.py [--shards DIR] [--counties 2850] [--sizes 10 30 100 300] [--steps run rollups …]

Steps: ``generate`` (up to 2,850 counties, 5.25 million organisations, 25 million pairings), ``run`` (plan and measure every
county, on more and more of them, with the engine's own share apart), ``dask`` (the same on few), ``rollups`` (DuckDB),
``load`` (the network from the shards), ``graph`` (its measures on 5.25 million organisations and 25 million pairs, once as
shards have them, county by county, once thrown together at random; beside one pass over the pairs, a ``bincount``),
``hundred`` (a plan for 100,000 recipients, its tables read from Parquet). Shared machines: processor seconds stand beside
wall seconds. Writes ``results/national.md`` from whatever steps have been done (kept in ``out/national.json``), and a figure.
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

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import machine
from toolkit import national
from toolkit.national.graph import Network
from toolkit.national.scaling import cost

HERE = Path(__file__).parent
KEPT, TIMES = HERE / "out" / "national.json", HERE / "out" / "national_scaling.csv"
DAY, YEARS = "2011-12-31", tuple(range(2005, 2012))
ORGANISATIONS, PAIRS, COUNTIES = 5_250_000, 25_000_000, 2_850
MEASURES = ("degrees", "critical_helpers", "components", "reach")


def plan_and_measure(county: Any) -> dict[str, pd.DataFrame]:
    """Both tasks on one reading of the records."""
    return national.plan_county(county, DAY) | national.measure_county(county, DAY, YEARS)


def peak() -> float:
    """Megabytes this process has held at most."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def timed(task: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    wall, cpu = perf_counter(), process_time()
    found = task()
    return found, {"wall": perf_counter() - wall, "cpu": process_time() - cpu, "peak_mb": peak()}


def generate(args: argparse.Namespace) -> list[dict[str, Any]]:
    share = args.counties / COUNTIES
    nation = national.Nation(round(ORGANISATIONS * share), args.counties, min(31, args.counties), round(PAIRS * share))
    shards, row = timed(lambda: national.generate(args.shards, nation))
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return [{"step": "generate", "what": f"{len(shards)} counties", **row, "cpu": children.ru_utime + children.ru_stime}]


def run(args: argparse.Namespace, engine: str = "joblib") -> list[dict[str, Any]]:
    shards = national.Shards(args.shards)
    sizes = args.sizes[:2] if engine == "dask" else args.sizes
    found = national.scaling(plan_and_measure, shards, [n for n in sizes if n < len(shards) or n == sizes[-1]], [engine])
    if engine == "joblib" and args.all:
        done, row = timed(lambda: national.run(plan_and_measure, shards, out=Path(args.shards) / "results" / "both", workers=2))
        found = pd.concat([found, pd.DataFrame([cost(engine, done.times, row["wall"], 2)])], ignore_index=True)
    before = pd.read_csv(TIMES) if TIMES.exists() else pd.DataFrame({"engine": []})
    pd.concat([before[before["engine"] != engine], found], ignore_index=True).to_csv(TIMES, index=False)
    return []


def counted(args: argparse.Namespace) -> list[dict[str, Any]]:
    """A large run that was stopped: what its notes say of the counties done so far; wall time from the first to the last."""
    shards, out = national.Shards(args.shards), Path(args.shards) / "results" / "both"
    done = national.Run.kept(out, shards)
    written = [p.stat().st_mtime for p in out.glob("province=*/county=*/done.json")]
    row = cost("joblib", done.times, max(written) - min(written), 2)
    found = pd.concat([pd.read_csv(TIMES), pd.DataFrame([row])]) if TIMES.exists() else pd.DataFrame([row])
    found.to_csv(TIMES, index=False)
    organisations = int(done.table("summary")["organisations"].sum())
    what = f"plan and measure, {len(done)} of {len(shards)} counties, {organisations:,} organisations: processor seconds a county"
    return [{"step": "run", "what": what, "wall": row["wall"], "cpu": row["cpu"] / len(done), "peak_mb": row["peak_mb"]}]


def rollups(args: argparse.Namespace) -> list[dict[str, Any]]:
    shards = national.Shards(args.shards)
    rolled, row = timed(lambda: national.roll_up(shards, YEARS))
    pairs = int(rolled["load"].query("year == 2011")["pairs"].sum())
    return [{"step": "rollups", "what": f"{len(shards)} counties, seven years, four tables; {pairs:,} pairs run at the end", **row}]


def load(args: argparse.Namespace) -> list[dict[str, Any]]:
    net, row = timed(lambda: Network.load(args.shards, every=True))
    rows = [{"step": "load", "what": f"{net.n:,} organisations, {len(net.helper):,} pairs from shards", **row}]
    return rows + measures("as read from the shards", net)


def graph(args: argparse.Namespace, scattered: bool) -> list[dict[str, Any]]:
    rng = np.random.default_rng(7)
    ends = rng.integers(0, ORGANISATIONS, (2, PAIRS), dtype=np.int32)
    if not scattered:
        # county by county, one pair in forty across borders
        each = -(-PAIRS // COUNTIES)
        start = np.repeat(np.arange(COUNTIES, dtype=np.int32) * (ORGANISATIONS // COUNTIES), each)[:PAIRS]
        inside = slice(0, PAIRS - PAIRS // 40)
        ends[:, inside] = ends[:, inside] % (ORGANISATIONS // COUNTIES) + start[inside]
    ids = national.graph.pa.chunked_array([national.graph.pa.nulls(ORGANISATIONS)])
    net = Network(ids, ends[0], ends[1], rng.integers(0, 6, PAIRS, dtype=np.int8))
    return measures("thrown together at random" if scattered else "county by county", net)


def measures(how: str, net: Network) -> list[dict[str, Any]]:
    """Each measure beside the floor: one `bincount` over the pairs, best of five, taken anew before and after each."""

    def floor() -> list[float]:
        return [timed(lambda: np.bincount(net.helper, minlength=net.n))[1]["cpu"] for _ in range(5)]

    rows = []
    for name in MEASURES:
        before = floor()
        _, row = timed(getattr(net, name))
        passes = sorted(before + floor())
        spread = {"ratio": row["cpu"] / passes[0], "low": row["cpu"] / passes[-2], "floor": passes[0]}
        rows.append({"step": "graph", "what": f"{name}, pairs {how}", **row, **spread})
    return rows


def hundred(args: argparse.Namespace) -> list[dict[str, Any]]:
    from toolkit import pairing

    folder = Path(args.folder)
    tables, read = timed(lambda: [pd.read_parquet(folder / f"{t}.parquet") for t in ("recipients", "helpers", "candidates")])
    plan, row = timed(lambda: pairing.plan(*tables))
    what = (
        f"plan of {len(tables[0]):,} recipients, {len(tables[2]):,} candidates: {len(plan.pairs):,} pairs, proved: {plan.certificate.holds}"
    )
    return [{"step": "hundred", "what": "reading its tables", **read}, {"step": "hundred", "what": what, **row}]


def make_hundred(folder: Path, n: int) -> None:
    from benchmarks.pairing_plan import Instance

    x = Instance(n, running=False)
    for name, table in {"recipients": x.recipients, "helpers": x.helper_table, "candidates": x.candidates}.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)


STEPS = {
    "generate": generate,
    "run": run,
    "dask": functools.partial(run, engine="dask"),
    "counted": counted,
    "rollups": rollups,
    "load": load,
    "graph": functools.partial(graph, scattered=False),
    "random": functools.partial(graph, scattered=True),
    "hundred": hundred,
}


def keep(step: str, rows: list[dict[str, Any]]) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    kept[step] = rows
    KEPT.write_text(json.dumps(kept, indent=1), encoding="utf-8")


def write() -> None:
    """``results/national.md`` and the figure, from what has been measured."""
    kept = json.loads(KEPT.read_text(encoding="utf-8"))
    lines = ["# The nation", "", f"`python benchmarks/national.py`, {machine()}", ""]
    lines += [
        "On a machine that other work fills, wall seconds tell of that work; processor seconds too grow, by about half at a load",
        "of ten. Rollups, load and the run were done on part of the nation: each row says how much.",
        "",
    ]
    rows = [r for step in STEPS for r in kept.get(step, [])]
    lines += ["| step | wall s | processor s | peak MB | ÷ one pass over the pairs |", "|---|---|---|---|---|"]
    for r in rows:
        ratio = f"{r['ratio']:.1f} ({r['low']:.1f}–{r['ratio']:.1f})" if "ratio" in r else "–"
        lines.append(f"| {r['step']}: {r['what']} | {r['wall']:.1f} | {r['cpu']:.1f} | {r['peak_mb']:,.0f} | {ratio} |")
    floors = [r["floor"] for r in rows if "floor" in r]
    if floors:
        told = f"One pass: `np.bincount` over the pairs, {min(floors):.2f}–{max(floors):.2f} s of the processor, best of ten beside"
        lines += ["", told + " each measure; ratios in processor time, in brackets from the slowest but one of the ten to the best."]
    if TIMES.exists():
        found = pd.read_csv(TIMES)
        lines += [
            "",
            "## Plan and measure every county",
            "",
            "| engine | counties | wall s | in counties s | of these processor s | engine s | peak MB |",
        ]
        lines.append("|---|---|---|---|---|---|---|")
        for r in found.itertuples(index=False):
            lines.append(
                f"| {r.engine} | {r.counties:.0f} | {r.wall:.1f} | {r.work:.1f} | {r.cpu:.1f} | {r.overhead:.1f} | {r.peak_mb:,.0f} |"
            )
        ahead = national.project(found, COUNTIES)
        ahead = ahead.pivot(index="engine", columns="cores", values="minutes").round(1)
        lines += [
            "",
            f"Projected, not measured: minutes for {COUNTIES} counties on idle cores, from the processor time of a county",
            "and the engine's share above:",
            "",
        ]
        lines += ["| engine | " + " | ".join(f"{c} cores" for c in ahead.columns) + " |", "|---" * (len(ahead.columns) + 1) + "|"]
        lines += [f"| {engine} | " + " | ".join(f"{m:g}" for m in row) + " |" for engine, row in zip(ahead.index, ahead.to_numpy())]
        from toolkit.national.drawings import costs
        from toolkit.terms import use_lang

        with use_lang("en"):
            costs(found, "fictitious").save(HERE / "results", "national")
    (HERE / "results" / "national.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--shards", default=str(HERE / "out" / "nation"), help="made when missing")
    arguments.add_argument("--counties", type=int, default=60, help="to generate; 2850 is the nation")
    arguments.add_argument("--sizes", type=int, nargs="+", default=[10, 30, 60], help="numbers of counties to time")
    arguments.add_argument("--all", action="store_true", help="then every county there is")
    arguments.add_argument("--recipients", type=int, default=100_000, help="of the step hundred")
    arguments.add_argument("--steps", nargs="*", choices=STEPS, default=[s for s in STEPS if s != "counted"])
    arguments.add_argument("--inside", choices=STEPS, help=argparse.SUPPRESS)
    arguments.add_argument("--folder", help=argparse.SUPPRESS)
    args = arguments.parse_args()
    if args.inside:
        keep(args.inside, STEPS[args.inside](args))
        return
    with tempfile.TemporaryDirectory() as folder:
        for step in args.steps:
            if step == "hundred":
                make = f"from benchmarks.national import make_hundred, Path; make_hundred(Path({folder!r}), {args.recipients})"
                subprocess.run([sys.executable, "-c", make], check=True, cwd=HERE.parent)
            print(step, flush=True)
            subprocess.run([sys.executable, __file__, *sys.argv[1:], "--inside", step, "--folder", folder], check=True)
    write()
    print((HERE / "results" / "national.md").read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
