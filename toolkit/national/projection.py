"""What a run costs by the number of counties, the engine's own share apart, and what other machines
might need: a projection."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

from toolkit.national.engine import peak_mb, run
from toolkit.national.shards import Shards
from toolkit.records import County


def scaling(
    task: Callable[[County], Any],
    source: str | PathLike[str] | Shards,
    counts: Sequence[int],
    engines: Sequence[str] = ("joblib",),
    workers: int = 2,
) -> pd.DataFrame:
    """Time a task on more and more counties, spread evenly over the shards; results are thrown
    away.

    Returns
    -------
    DataFrame
        ``engine, counties, workers, wall, work, cpu, overhead, peak_mb``: seconds from start to
        end; seconds that the processes spent in counties (reading, task, writing), added up, and
        those of them that the processor gave; ``wall − work / workers``: starting, sending,
        waiting; memory of this process and the workers, each at its most.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> from toolkit import national
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = national.write_shard(folder, "P01", "C0001", county)
    ...     found = national.scaling(national.measure_county, folder, [1], ["threading"])
    >>> found[["engine", "counties", "workers"]].values.tolist()
    [['threading', 1, 2]]
    """
    from joblib.externals.loky import get_reusable_executor

    shards, rows = Shards(source), []
    for engine in engines:
        for count in sorted({min(n, len(shards)) for n in counts}):
            some = [shards[int(i)] for i in np.linspace(0, len(shards) - 1, count)]
            get_reusable_executor().shutdown()  # each run pays for its own start
            with tempfile.TemporaryDirectory() as out:
                began = perf_counter()
                times = run(
                    functools.partial(task), some, engine, out=Path(out), workers=workers
                ).times
                rows.append(cost(engine, times, perf_counter() - began, workers))
    return pd.DataFrame(rows)


def cost(engine: str, times: pd.DataFrame, wall: float, workers: int) -> dict[str, Any]:
    """A row of `scaling` from the ``.times`` of a run that took `wall` seconds."""
    work = float(times[["load", "task", "store"]].sum().sum())
    peak = peak_mb() + workers * float(times["peak_mb"].max())
    row = {"engine": engine, "counties": len(times), "workers": workers, "wall": wall, "work": work}
    row["cpu"] = float(times["cpu"].sum())
    return row | {"overhead": wall - work / workers, "peak_mb": peak}


def project(
    found: pd.DataFrame, counties: int, cores: Sequence[int] = (2, 4, 8, 16, 32, 64)
) -> pd.DataFrame:
    """Minutes on more cores, from the measured parts: processor time of a county (largest run), and
    the engine's share.

    A projection, not a measurement: cores that nobody else uses, memory and disk no narrower than
    here.

    Returns
    -------
    DataFrame
        ``engine, cores, minutes``.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import national
    >>> found = pd.DataFrame({"engine": ["dask"], "counties": 10, "overhead": 6.0, "cpu": 20.0})
    >>> national.project(found, 2856, cores=(2, 4)).round(1).values.tolist()
    [['dask', 2, 47.7], ['dask', 4, 23.9]]
    """
    rows = []
    for engine, part in found.groupby("engine", sort=False):
        largest = part.loc[part["counties"].idxmax()]
        # the engine's share: a start, and something for each county (no more than its largest run
        # shows)
        start = float(part.loc[part["counties"].idxmin(), "overhead"])
        each = max(float(largest["overhead"]) - start, 0.0) / float(largest["counties"])
        work = float(largest["cpu"] / largest["counties"])
        rows += [(engine, n, (start + counties * (each + work / n)) / 60) for n in cores]
    return pd.DataFrame(rows, columns=["engine", "cores", "minutes"])
