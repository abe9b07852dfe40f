"""What a task found in each county: small Parquet tables in place whole, with a note of what they
cost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from os import PathLike
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.national.shards import Shard, county_folder, placing

_NOTE = "done.json"
COSTS = ["load", "task", "store", "cpu", "peak_mb"]
#: name of the table of a task that gives one thing
RESULT = "result"


def tables_of(found: Any) -> dict[str, pd.DataFrame]:
    """A task's answer as named tables: a frame, named frames, a row of named values, one value, or
    nothing."""
    if found is None:
        return {}
    if isinstance(found, pd.DataFrame):
        return {
            RESULT: found.reset_index() if any(n is not None for n in found.index.names) else found
        }
    if isinstance(found, pd.Series):
        return {RESULT: found.rename(found.name or "value").reset_index()}
    if (
        isinstance(found, Mapping)
        and found
        and all(isinstance(v, (pd.DataFrame, pd.Series)) for v in found.values())
    ):
        return {str(name): tables_of(frame)[RESULT] for name, frame in found.items()}
    return {
        RESULT: pd.DataFrame([dict(found)] if isinstance(found, Mapping) else {"value": [found]})
    }


def store(out: Path, shard: Shard, found: Any, note: Mapping[str, Any]) -> None:
    """Put a task's tables and the note below `out` in one move."""
    with placing(county_folder(out, shard.province, shard.county), out) as draft:
        for name, frame in tables_of(found).items():
            frame.set_axis([str(c) for c in frame.columns], axis=1).to_parquet(
                draft / f"{name}.parquet", index=False
            )
        (draft / _NOTE).write_text(json.dumps(note), encoding="utf-8")


def finished(out: Path, shard: Shard, digest: str) -> dict[str, Any] | None:
    """The note of this task on this county, None when there is none or the county's records are
    newer."""
    path = county_folder(out, shard.province, shard.county) / _NOTE
    if not path.exists() or path.stat().st_mtime_ns < shard.changed:
        return None
    note = json.loads(path.read_text(encoding="utf-8"))
    return note if note["digest"] == digest else None


class Run(Mapping[str, Any]):
    """What a task found: county code → its table (or dict of tables), read when asked for.

    Attributes
    ----------
    out : Path
        Where the results stand, ``province=…/county=…/NAME.parquet``.
    times : DataFrame
        ``province, county, load, task, store`` (seconds), ``cpu`` (seconds of the processor for
        reading and task), ``peak_mb`` (of the process that did it, so far), ``resumed``.
    failures : DataFrame
        ``province, county, name, error, traceback``: counties whose task raised or whose process
        died; a next run tries them again.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> from toolkit import national
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = national.write_shard(folder, "P01", "C0001", county)
    ...     found = national.run(national.measure_county, folder, "threading")
    ...     len(found), list(found["C0001"])
    (1, ['concentration', 'coverage', 'critical', 'load'])
    """

    def __init__(self, out: Path, times: pd.DataFrame, failures: pd.DataFrame):
        self.out, self.times, self.failures = out, times, failures
        self._where = dict(zip(times["county"], times["province"]))

    @classmethod
    def kept(cls, out: str | PathLike[str], shards: Iterable[Shard]) -> Run:
        """What stands in a folder of results, whichever task it came from."""
        notes = [(s, county_folder(out, s.province, s.county) / _NOTE) for s in shards]
        rows = [
            {
                "province": s.province,
                "county": s.county,
                **json.loads(n.read_text(encoding="utf-8")),
            }
            for s, n in notes
            if n.exists()
        ]
        return cls(
            Path(out),
            pd.DataFrame(rows, columns=["province", "county", *COSTS]).assign(resumed=True),
            pd.DataFrame(),
        )

    def __repr__(self) -> str:
        return f"<Run of {len(self)} counties, {len(self.failures)} failed, in {self.out.name}>"

    def __getitem__(self, county: str) -> Any:
        """One county's table, or dict of tables when the task gave several."""
        files = sorted(county_folder(self.out, self._where[county], county).glob("*.parquet"))
        tables = {f.stem: pd.read_parquet(f) for f in files}
        return tables[RESULT] if list(tables) == [RESULT] else tables

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)

    def table(self, name: str = RESULT) -> pd.DataFrame:
        """One table of all counties, with ``province, county`` in front; for millions of rows ask
        DuckDB instead."""
        parts = []
        for county, province in self._where.items():
            path = county_folder(self.out, province, county) / f"{name}.parquet"
            if path.exists():
                part = pd.read_parquet(path)
                part.insert(0, "county", county)
                part.insert(0, "province", province)
                parts.append(part)
        return (
            pd.concat(parts, ignore_index=True)
            if parts
            else pd.DataFrame({"province": [], "county": []})
        )
