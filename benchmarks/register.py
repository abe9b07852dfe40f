"""The register on SQLite and PostgreSQL, beside an append-only Parquet folder asked by DuckDB.

    python benchmarks/register.py [--sizes 10000 100000] [--repeats 3] [--batch 1000000]
    [--postgresql [URL]]

Pairings with ten events each, written in transactions of ``--batch`` events. ``--postgresql``
without a URL starts a server of its own for the run (Debian's programs, a Unix socket, 128 MB of
shared buffers, every commit on the disk).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from toolkit.register import Register

STEPS = [
    "confirm",
    "activate",
    "report",
    "adjust",
    "report",
    "pause",
    "resume",
    "report",
    "report",
    "goal_met",
]
TO = [
    "confirmed",
    "active",
    "active",
    "active",
    "active",
    "paused",
    "active",
    "active",
    "active",
    "followup",
]
DAY = "2005-08-01"
SINGLY = 100
TASKS = {
    "write": "write all, s",
    "one": "append one more, ms",
    "state": "state now, s",
    "then": "state on a day, s",
    "verify": "verify, s",
}
HEAD = """Median of {repeats} runs, lowest and highest in brackets; × is the time beside SQLite's in
the same run. Each event passes the guards, moves its pairing's state and extends the chain of
hashes; the Parquet folder does none of that: it is the floor. The state on a day is read from the
log, the state now is kept beside it."""


def events(n: int) -> pd.DataFrame:
    """`n` events of n/10 pairings, in the order of time."""
    k = n // len(STEPS)
    days = pd.date_range("2005-01-01", periods=len(STEPS), freq="30D")
    frame = pd.DataFrame(
        {"machine": "pairing", "subject_id": np.tile([f"P{i:07d}" for i in range(k)], len(STEPS))}
    )
    return frame.assign(
        event=np.repeat(STEPS, k),
        valid_on=np.repeat(days, k),
        actor="组织部门",
        reason="按期办理",
        to=np.repeat(TO, k),
    )


def timed(task: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what was found."""
    start = perf_counter()
    found = task()
    return perf_counter() - start, found


def on_register(place: Callable[[], str], frame: pd.DataFrame, batch: int) -> dict[str, float]:
    with Register(place()) as register:
        found = {
            "write": timed(
                lambda: [
                    register.append_many(frame.iloc[i : i + batch])
                    for i in range(0, len(frame), batch)
                ]
            )
        }
        found["state"] = timed(lambda: register.state("pairing"))
        found["then"] = timed(lambda: register.state("pairing", on=DAY))
        found["verify"] = timed(register.verify)
        singly = [
            ("pairing", f"Q{i}", "confirm", DAY, "组织部门", "按期办理") for i in range(SINGLY)
        ]
        seconds, _ = timed(lambda: [register.append(*event) for event in singly])
    assert (
        len(found["state"][1]) == len(found["then"][1]) == len(frame) // len(STEPS)
        and found["verify"][1] == []
    )
    return {task: took for task, (took, _) in found.items()} | {"one": 1000 * seconds / SINGLY}


def on_parquet(frame: pd.DataFrame, batch: int) -> dict[str, float]:
    import duckdb

    with tempfile.TemporaryDirectory() as folder:

        def write() -> None:
            for n, i in enumerate(range(0, len(frame), batch)):
                part = frame.iloc[i : i + batch]
                part.assign(seq=np.arange(i, i + len(part))).to_parquet(f"{folder}/{n:05d}.parquet")

        query = (
            f"SELECT subject_id, arg_max(\"to\", seq) FROM '{folder}/*.parquet' {{}} GROUP BY "
            f"subject_id"
        )
        found = {
            "write": timed(write),
            "state": timed(lambda: duckdb.sql(query.format("")).fetchall()),
        }
        found["then"] = timed(
            lambda: duckdb.sql(query.format(f"WHERE valid_on <= DATE '{DAY}'")).fetchall()
        )
    assert len(found["state"][1]) == len(frame) // len(STEPS)
    return {task: took for task, (took, _) in found.items()}


def on_sqlite(frame: pd.DataFrame, batch: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        return on_register(lambda: f"{folder}/register.db", frame, batch)


@contextmanager
def server(url: str | None) -> Iterator[Callable[[], str]]:
    """What gives the URL of an emptied PostgreSQL database: the one named, or a server started for
    the run."""
    if url:
        yield partial(_emptied, url)
        return
    from tests.register.conftest import Cluster, programs

    found = programs()
    if found is None:
        raise SystemExit("PostgreSQL's programs are not installed (Debian: postgresql)")
    cluster = Cluster(found, shared_buffers="128MB")
    try:
        yield cluster.database
    finally:
        cluster.close()


def _emptied(url: str) -> str:
    import sqlalchemy as sa

    from toolkit.register.store import metadata

    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    metadata.drop_all(engine)
    engine.dispose()
    return url


def spread(values: list[float]) -> str:
    """Median, lowest and highest, in two digits or whole numbers."""
    middle, low, high = (
        f"{v:.0f}" if v >= 10 else f"{v:.2g}" for v in (median(values), min(values), max(values))
    )
    return f"{middle} ({low}–{high})" if len(values) > 1 else middle


def told(runs: dict[str, list[dict[str, float]]], task: str, store: str) -> str:
    """One cell: seconds, and the ratio to SQLite of the same run."""
    times = [run[task] for run in runs[store] if task in run]
    if not times:
        return "–"
    if store == "SQLite":
        return spread(times)
    return f"{spread(times)}, ×{spread([t / base[task] for t, base in zip(times, runs['SQLite'])])}"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    arguments.add_argument("--repeats", type=int, default=3)
    arguments.add_argument("--batch", type=int, default=1_000_000, help="events a transaction")
    arguments.add_argument(
        "--postgresql",
        metavar="URL",
        nargs="?",
        const="",
        help="an emptied database; without URL a server of its own",
    )
    args = arguments.parse_args()
    stores: dict[str, Callable[[pd.DataFrame, int], dict[str, float]]] = {
        "SQLite": on_sqlite,
        "Parquet + DuckDB": on_parquet,
    }
    print(HEAD.format(repeats=args.repeats))
    with server(args.postgresql) if args.postgresql is not None else nullcontext() as place:
        if place:
            stores["PostgreSQL"] = partial(on_register, place)
        for n in args.sizes:
            frame = events(n)
            runs: dict[str, list[dict[str, float]]] = {store: [] for store in stores}
            for _ in range(args.repeats):
                for store, run in stores.items():
                    runs[store].append(run(frame, args.batch))
            lines = [(f"{n:,} events", list(stores))]
            lines += [
                (label, [told(runs, task, store) for store in stores])
                for task, label in TASKS.items()
            ]
            print()
            for label, (sqlite, *others) in lines:
                print(
                    (f"{label:22}{sqlite:23}" + "".join(f"{cell:46}" for cell in others)).rstrip(),
                    flush=True,
                )


if __name__ == "__main__":
    main()
