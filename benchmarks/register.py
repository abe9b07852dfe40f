"""The register on SQLite and PostgreSQL, beside an append-only Parquet folder asked by DuckDB.

    python benchmarks/register.py [--sizes 10000 100000 1000000] [--postgresql URL] [--batch 1000000]

Ten events a subject, written in transactions of ``--batch`` events. Seconds to write (with guards, state and hashes; the
folder has none of these: it is the floor), to list the current state, to list the state on a day, and to verify; CPU seconds
of this process in brackets. The curve goes to ``benchmarks/out/register.csv`` and ``register.svg``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit.register import Register

STEPS = ["confirm", "activate", "report", "adjust", "report", "pause", "resume", "report", "report", "goal_met"]
TO = ["confirmed", "active", "active", "active", "active", "paused", "active", "active", "active", "followup"]
DAY = "2005-08-01"
OUT = Path(__file__).parent / "out"


def events(n: int) -> pd.DataFrame:
    """`n` events of n/10 pairings, in the order of time."""
    k = n // len(STEPS)
    days = pd.date_range("2005-01-01", periods=len(STEPS), freq="30D")
    frame = pd.DataFrame({"machine": "pairing", "subject_id": np.tile([f"P{i:07d}" for i in range(k)], len(STEPS))})
    return frame.assign(event=np.repeat(STEPS, k), valid_on=np.repeat(days, k), actor="组织部门", reason="按期办理", to=np.repeat(TO, k))


def timed(task: Callable[[], Any]) -> tuple[float, float, Any]:
    wall, cpu = perf_counter(), process_time()
    found = task()
    return perf_counter() - wall, process_time() - cpu, found


def on_register(url: str, frame: pd.DataFrame, batch: int) -> dict[str, tuple[float, float]]:
    with Register(url) as register:
        parts = [frame.iloc[i : i + batch] for i in range(0, len(frame), batch)]
        times = {"write": timed(lambda: [register.append_many(p) for p in parts])}
        times["state"] = timed(lambda: register.state("pairing"))
        times["state on a day"] = timed(lambda: register.state("pairing", on=DAY))
        times["verify"] = timed(register.verify)
    assert len(times["state"][2]) == len(frame) // len(STEPS) and times["verify"][2] == []
    return {k: v[:2] for k, v in times.items()}


def on_parquet(folder: Path, frame: pd.DataFrame, batch: int) -> dict[str, tuple[float, float]]:
    import duckdb

    def write() -> None:
        for n, i in enumerate(range(0, len(frame), batch)):
            part = frame.iloc[i : i + batch]
            part.assign(seq=np.arange(i, i + len(part))).to_parquet(folder / f"{n:05d}.parquet")

    query = f"SELECT subject_id, arg_max(\"to\", seq) FROM '{folder}/*.parquet' {{}} GROUP BY subject_id"
    times = {"write": timed(write), "state": timed(lambda: duckdb.sql(query.format("")).fetchall())}
    times["state on a day"] = timed(lambda: duckdb.sql(query.format(f"WHERE valid_on <= DATE '{DAY}'")).fetchall())
    assert len(times["state"][2]) == len(frame) // len(STEPS)
    return {k: v[:2] for k, v in times.items()}


def draw(table: pd.DataFrame) -> None:
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, 2, figsize=(9, 3.6), sharex=True)
    for axis, task in zip(axes, ("write", "state")):
        for store, part in table[table["task"] == task].groupby("store"):
            axis.loglog(part["events"], part["wall"], "o-", label=store)
        axis.set(title=f"{task} (seconds)", xlabel="events")
    axes[0].legend(frameon=False)
    figure.tight_layout()
    figure.savefig(OUT / "register.svg")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    arguments.add_argument("--batch", type=int, default=1_000_000, help="events a transaction")
    arguments.add_argument("--postgresql", metavar="URL", help="an empty database; a second size drops the tables of the first")
    args = arguments.parse_args()
    rows = []
    for n in args.sizes:
        frame, folder = events(n), Path(tempfile.mkdtemp())
        stores: dict[str, Callable[[], dict[str, tuple[float, float]]]] = {
            "SQLite": partial(on_register, str(folder / "register.db"), frame, args.batch),
            "Parquet + DuckDB": partial(on_parquet, folder, frame, args.batch),
        }
        if args.postgresql:
            stores["PostgreSQL"] = partial(on_register, _emptied(args.postgresql), frame, args.batch)
        for store, run in stores.items():
            for task, (wall, cpu) in run().items():
                rows.append((store, n, task, wall, cpu))
                print(f"{store:18} {n:>9,} {task:15} {wall:8.2f} s ({cpu:.2f})", flush=True)
        shutil.rmtree(folder)
    OUT.mkdir(exist_ok=True)
    table = pd.DataFrame(rows, columns=["store", "events", "task", "wall", "cpu"])
    table.to_csv(OUT / "register.csv", index=False)
    draw(table)


def _emptied(url: str) -> str:
    from toolkit.register.store import metadata, open_engine

    engine = open_engine(url)
    metadata.drop_all(engine)
    engine.dispose()
    return url


if __name__ == "__main__":
    main()
