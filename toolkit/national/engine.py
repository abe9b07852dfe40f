"""One seam to whatever runs many counties: joblib on this machine, Dask by the same call, any other
joblib backend by name."""

from __future__ import annotations

import functools
import hashlib
import math
import sys
import traceback
from collections import Counter, deque
from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from time import perf_counter, process_time
from types import CodeType
from typing import Any

import pandas as pd

from toolkit.national.results import COSTS, Run, finished, store
from toolkit.national.shards import Shard, Shards
from toolkit.progress import progress
from toolkit.records import County
from toolkit.terms import lang, tr, use_lang

#: seconds of work a batch should hold: sending one costs a few milliseconds
_BATCH_SECONDS = 1.5
#: what was under way this often when a process died is tried once more all by itself
_STRIKES = 2


@dataclass
class Done:
    """One item's end: what it gave, or why it failed."""

    item: Any
    value: Any = None
    error: str = ""
    traceback: str = ""
    seconds: float = 0.0


def run(
    task: Callable[[County], Any],
    shards: str | PathLike[str] | Sequence[str | PathLike[str] | Shard] | Shards,
    engine: str = "joblib",
    *,
    out: str | PathLike[str] | None = None,
    workers: int | None = None,
    address: str | None = None,
) -> Run:
    """Do the same task on every county; a run that was stopped goes on where it was.

    Parameters
    ----------
    task : callable
        County → DataFrame, dict of DataFrames, dict of values, or one value. It must be the same
        each time it is called on the same county: a county whose process died is done again.
    shards : path, Shards or list of paths
        The folder that holds ``province=…/county=…``, or single county folders.
    engine : {"joblib", "dask"} or the name of another joblib backend
        ``joblib``: processes on this machine. ``dask``: the scheduler at `address`, else a
        scheduler and worker processes of its own on this machine. Others (Ray, Spark) must have
        been registered with joblib.
    out : path, optional
        Folder of the results; ``results/NAME-DIGEST`` below the shards when left out. A county is
        not done again while its result is newer than its records and comes from the same task (its
        code and arguments).
    workers : int, optional
        Processes; as many as there are cores when left out.
    address : str, optional
        Of a Dask scheduler, as ``tcp://10.0.0.5:8786``; its workers must see the shards and `out`
        at the same place.

    Returns
    -------
    Run
        County code → what the task found, with ``.table()`` of all, ``.times``, and ``.failures``:
        a county that fails is collected with its name while the rest is finished.

    Raises
    ------
    ValueError
        No shards, or an engine that does not exist.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> from toolkit import national
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = national.write_shard(folder, "P01", "C0001", county)
    ...     found = national.run(national.plan_county, folder, "threading")
    ...     found.table("summary")[["county", "planned", "proved"]].values.tolist()
    [['C0001', 20, True]]
    """
    shards = Shards(shards)
    digest = fingerprint(task)
    where = (
        Path(out) if out is not None else shards.root / "results" / f"{_name(task)}-{digest[:8]}"
    )
    before = {s: note for s in shards if (note := finished(where, s, digest)) is not None}
    todo = [s for s in shards if s not in before]
    serve = functools.partial(_serve, task=task, out=where.absolute(), digest=digest)
    ended = each(serve, todo, engine=engine, workers=workers, address=address)
    notes, failures = {s: {**note, "resumed": True} for s, note in before.items()}, []
    for done in progress(ended, len(todo), tr("各县", "counties")):
        if done.error:
            failures.append(
                (done.item.province, done.item.county, done.item.name, done.error, done.traceback)
            )
        else:
            notes[done.item] = {**done.value, "resumed": False}
    rows = [{"province": s.province, "county": s.county, **notes[s]} for s in shards if s in notes]
    times = pd.DataFrame(rows, columns=["province", "county", *COSTS, "resumed"])
    return Run(
        where,
        times,
        pd.DataFrame(failures, columns=["province", "county", "name", "error", "traceback"]),
    )


def _serve(shard: Shard, task: Callable[[County], Any], out: Path, digest: str) -> dict[str, Any]:
    """One county, whole: idempotent, so that doing it twice is as good as once."""
    done = finished(out, shard, digest)
    if done is not None:
        return done
    began, cpu = perf_counter(), process_time()
    county = shard.load()
    loaded = perf_counter()
    found = task(county)
    ended = perf_counter()
    note = {
        "digest": digest,
        "load": loaded - began,
        "task": ended - loaded,
        "cpu": process_time() - cpu,
        "peak_mb": peak_mb(),
    }
    store(out, shard, found, note)
    return note | {"store": perf_counter() - ended}


def peak_mb() -> float:
    """The most memory this process has held, in megabytes (NaN where the system does not tell)."""
    try:
        import resource
    except ImportError:  # Windows
        return math.nan
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        1024 * 1024 if sys.platform == "darwin" else 1024
    )


def fingerprint(task: Callable[..., Any]) -> str:
    """What tells one task from another: its code, not its address in memory, and the arguments
    bound to it."""
    return hashlib.sha256(repr(_parts(task)).encode()).hexdigest()


def _parts(thing: Any) -> Any:
    if isinstance(thing, functools.partial):
        return (
            _parts(thing.func),
            _parts(thing.args),
            sorted((k, _parts(v)) for k, v in thing.keywords.items()),
        )
    if isinstance(thing, CodeType):
        return thing.co_code.hex(), thing.co_names, [_parts(c) for c in thing.co_consts]
    if isinstance(thing, (tuple, list)):
        return [_parts(part) for part in thing]
    code = getattr(thing, "__code__", None)
    if code is None:
        return thing if isinstance(thing, (str, int, float, bytes, type(None))) else repr(thing)
    cells = [_parts(c.cell_contents) for c in thing.__closure__ or ()]
    return (
        thing.__module__,
        thing.__qualname__,
        _parts(code),
        _parts(thing.__defaults__ or ()),
        cells,
    )


def _name(task: Callable[..., Any]) -> str:
    while isinstance(task, functools.partial):
        task = task.func
    return (
        "".join(
            c for c in getattr(task, "__name__", type(task).__name__) if c.isalnum() or c == "_"
        )
        or "task"
    )


def work_through(
    function: Callable[..., Any],
    items: Sequence[Any],
    *,
    what: str,
    engine: str,
    workers: int | None,
    **bound: Any,
) -> list[str]:
    """Call a function on every item for what it writes; returns a sentence for each that failed."""
    ended = each(functools.partial(function, **bound), items, engine=engine, workers=workers)
    return [
        f"{done.item}: {done.error}" for done in progress(ended, len(items), what) if done.error
    ]


@dataclass
class _Pass:
    """Items on their way through one executor, in batches as long as the pace so far asks for."""

    serve: Callable[[Any], Any]
    queue: deque[Any]
    alone: bool
    flying: set[Any] = field(default_factory=set)
    seconds: float = 0.0
    count: int = 0

    def batches(self) -> Iterator[Any]:
        from joblib import delayed

        while self.queue:
            pace = self.seconds / self.count if self.count else _BATCH_SECONDS
            size = 1 if self.alone else math.ceil(_BATCH_SECONDS / max(pace, 1e-4))
            batch = [self.queue.popleft() for _ in range(min(size, len(self.queue)))]
            self.flying.update(batch)
            yield delayed(_batch)(self.serve, batch, lang())

    def run(self) -> Iterator[Done]:
        from joblib import Parallel

        dispatch = 1 if self.alone else "2*n_jobs"
        for batch in Parallel(return_as="generator_unordered", batch_size=1, pre_dispatch=dispatch)(
            self.batches()
        ):
            for done in batch:
                self.flying.discard(done.item)
                self.seconds, self.count = self.seconds + done.seconds, self.count + 1
                yield done


def each(
    serve: Callable[[Any], Any],
    items: Sequence[Hashable],
    *,
    engine: str = "joblib",
    workers: int | None = None,
    address: str | None = None,
) -> Iterator[Done]:
    """Every item's end, as they come; what raises is a `Done` with an error, and no item is lost
    when a process dies.

    A pool that lost a process fails whole (loky) or gives a task up after some tries (Dask): what
    is left then goes to a new one, and what was under way twice when that happened goes by itself,
    so that only the item that kills is blamed.
    """
    if not items:
        return
    left, strikes = dict.fromkeys(items), Counter[Any]()
    with _backend(engine, workers, address, len(items)) as crashes:
        while left:
            some = [i for i in left if strikes[i] < _STRIKES]
            turn = _Pass(serve, deque(some or left), alone=not some)
            try:
                for done in turn.run():
                    del left[done.item]
                    yield done
            except crashes as error:
                if not turn.flying:
                    raise
                strikes.update(turn.flying)
                if turn.alone:
                    item = turn.flying.pop()
                    del left[item]
                    words = tr(
                        "处理它的进程死了（内存不足？）",
                        "the process that worked on it died (out of memory?)",
                    )
                    yield Done(item, error=words, traceback=repr(error))


def _batch(serve: Callable[[Any], Any], items: list[Any], language: str) -> list[Done]:
    out = []
    with use_lang(language):
        for item in items:
            began, done = perf_counter(), Done(item)
            try:
                done.value = serve(item)
            except Exception as error:
                done.error, done.traceback = (
                    f"{type(error).__name__}: {error}",
                    traceback.format_exc(),
                )
            done.seconds = perf_counter() - began
            out.append(done)
    return out


@contextmanager
def _backend(
    engine: str, workers: int | None, address: str | None, items: int
) -> Iterator[tuple[type[Exception], ...]]:
    """joblib set to an engine; yields what it raises when a worker process dies."""
    from concurrent.futures import BrokenExecutor

    import joblib

    n = workers or joblib.cpu_count()
    if engine != "dask":
        try:
            # one process would be this one, and it must outlive a task that kills
            config = joblib.parallel_config(
                "loky" if engine == "joblib" else engine, n_jobs=max(2, min(n, items))
            )
        except ValueError as error:
            raise ValueError(tr(f"没有这个引擎：{engine}", f"no such engine: {engine}")) from error
        with config:
            yield (BrokenExecutor,)
        return
    from distributed import Client, LocalCluster
    from distributed.scheduler import KilledWorker

    with ExitStack() as stack:
        own = {"n_workers": n, "threads_per_worker": 1, "dashboard_address": None}
        cluster = stack.enter_context(LocalCluster(**own)) if address is None else address
        try:
            client = stack.enter_context(Client(cluster))
        except (OSError, ValueError) as error:
            raise ValueError(
                tr(
                    f"连不上 Dask 调度器 {address or ''}：{error}",
                    f"no Dask scheduler answers at {address or ''}: {error}; is it started?",
                )
            ) from error
        client.wait_for_workers(1)
        with joblib.parallel_config("dask"):
            yield BrokenExecutor, KilledWorker
