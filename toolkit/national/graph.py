"""The national network on arrays: degrees by channel, critical helpers, components, two-hop reach, block by block."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import PathLike
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from scipy.sparse import coo_array, csr_array, eye_array

from toolkit.national.shards import BETWEEN, Shard, Shards
from toolkit.pairing import running
from toolkit.pairing.running import Day
from toolkit.progress import progress
from toolkit.terms import CHANNELS, tr

Codes = npt.NDArray[np.int32]
#: edges looked at together: their codes and what is gathered for them stay in the processor's cache
_BLOCK = 1 << 16
#: rows of the square of the matrix made together
_ROWS = 20_000


@dataclass
class Network:
    """All pairs as arrays: row i of ``helper``, ``recipient`` (positions in ``ids``) and ``channel`` (position in `CHANNELS`).

    16 bytes a pair at most are held beside the arrays while a measure works; nothing of it depends on the order of the pairs.
    """

    ids: pa.ChunkedArray
    helper: Codes
    recipient: Codes
    channel: npt.NDArray[np.int8]

    @property
    def n(self) -> int:
        """Number of organisations."""
        return len(self.ids)

    @classmethod
    def load(cls, source: str | PathLike[str] | Shards, on: Day = None, every: bool = False) -> Network:
        """Read the pairs that run on a day (today when left out), or all rows with `every`, from shards; pairs between counties too.

        Raises
        ------
        ValueError
            A pair names an organisation that no shard holds.
        """
        shards = Shards(source)
        with ThreadPoolExecutor(2) as pool:
            read = pool.map(lambda s: _read_county(s, on, every), shards)
            parts = list(progress(read, len(shards), tr("读取各县", "reading counties")))
        start = np.cumsum([0, *(len(p[0]) for p in parts)])
        ids = pa.chunked_array([p[0] for p in parts])
        lists = [[ends + at for ends, at in zip((p[k] for p in parts), start)] for k in (1, 2)] + [[p[3] for p in parts]]
        del parts
        for file in shards.between([*shards.provinces, BETWEEN]):
            for kept, part in zip(lists, _coded(file, ids, on, every)):
                kept.append(part)
        return cls(ids, *(np.concatenate(part, dtype=t) for part, t in zip(lists, (np.int32, np.int32, np.int8))))

    def _blocks(self) -> Iterator[slice]:
        for begin in range(0, len(self.helper), _BLOCK):
            yield slice(begin, begin + _BLOCK)

    def degrees(self, given: bool = True) -> npt.NDArray[np.int32]:
        """Pairs of each organisation by channel, as helper (`given`) or as recipient: organisations × channels."""
        ends, width = (self.helper if given else self.recipient), len(CHANNELS)
        out, scattered = np.zeros(self.n * width, dtype=np.int32), []
        for block in self._blocks():
            mine = ends[block]
            low, high = int(mine.min()), int(mine.max())
            key = np.subtract(mine, low, dtype=np.int64)
            key *= width
            key += self.channel[block]
            # counties lie together, so that most blocks touch a short stretch
            if high - low < _BLOCK:
                counts = np.bincount(key)
                out[low * width : low * width + len(counts)] += counts.astype(np.int32)
            else:
                key += low * width
                scattered.append(key)
        if scattered:
            out += np.bincount(np.concatenate(scattered), minlength=len(out)).astype(np.int32)
        return out.reshape(self.n, width)

    def critical_helpers(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Helpers on whom somebody depends alone, over all channels: their positions and how many do, most first."""
        last, several = self._last_helper(), np.zeros(self.n, dtype=bool)
        for block in self._blocks():
            recipient = self.recipient[block]
            several[recipient[last.take(recipient) != self.helper[block]]] = True
        alone = np.bincount(last[(last >= 0) & ~several], minlength=self.n)
        who = np.flatnonzero(alone)
        who = who[np.argsort(-alone[who], kind="stable")]
        return who, alone[who]

    def _last_helper(self) -> Codes:
        """One helper of each organisation, −1 where there is none."""
        last = np.full(self.n, -1, dtype=np.int32)
        for block in self._blocks():
            last[self.recipient[block]] = self.helper[block]
        return last

    def components(self) -> Codes:
        """The weakly connected component of each organisation, named by the smallest position in it.

        One pair of each recipient first: it joins most of what hangs together, so that of all the others, looked at once,
        few still lie between two parts (sampling: Sutton, Ben-Nun & Barak 2018, IPDPS; hooking and pointer jumping:
        Shiloach & Vishkin 1982, J. Algorithms 3, 57–67).
        """
        root, last = np.arange(self.n, dtype=np.int32), self._last_helper()
        helped = np.flatnonzero(last >= 0).astype(np.int32)
        _join(root, helped, last[helped])
        _join(root, *_apart(root, self.helper, self.recipient))
        return root

    def reach(self) -> Codes:
        """Distinct organisations that each one reaches in one or two steps from helper to helped, itself left out.

        Rows of A(A + I), A the matrix of pairs, some thousands at a time: the number of entries, without the diagonal.
        """
        step = self.matrix()
        two, out = (step + eye_array(self.n, dtype=np.int8, format="csr")).tocsr(), np.zeros(self.n, dtype=np.int32)

        def some(begin: int) -> None:
            found = step[begin : begin + _ROWS] @ two
            out[begin : begin + found.shape[0]] = np.diff(found.indptr)
            row = np.repeat(np.arange(begin, begin + found.shape[0], dtype=np.int32), np.diff(found.indptr))
            np.subtract.at(out, row[found.indices == row], 1)

        with ThreadPoolExecutor(2) as pool:
            list(pool.map(some, range(0, self.n, _ROWS)))
        return out

    def matrix(self) -> csr_array:
        """Helper × recipient, 1 where there is a pair in any channel."""
        out = coo_array((np.ones(len(self.helper), dtype=np.int8), (self.helper, self.recipient)), shape=(self.n, self.n)).tocsr()
        out.data[:] = 1
        return out

    def names(self, codes: npt.NDArray[np.int64]) -> pd.Series:
        """Identifiers of positions."""
        return pd.Series(self.ids.take(pa.array(codes)).to_pandas(), dtype="string")


def _apart(root: Codes, a: Codes, b: Codes) -> tuple[Codes, Codes]:
    """The roots of both ends of each edge that lies between two trees (``take``: half the time of an index)."""
    parts = [(root[:0], root[:0])]
    for begin in range(0, len(a), _BLOCK):
        x, y = root.take(a[begin : begin + _BLOCK]), root.take(b[begin : begin + _BLOCK])
        between = x != y
        parts.append((x[between], y[between]))
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def _join(root: Codes, a: Codes, b: Codes) -> None:
    """Make one tree of the trees at both ends of each edge; every node points to its root before and after."""
    while len(a):
        for begin in range(0, len(a), _BLOCK):
            x, y = root.take(a[begin : begin + _BLOCK]), root.take(b[begin : begin + _BLOCK])
            low, high = np.minimum(x, y), np.maximum(x, y)
            # only roots are hung, each below a smaller one: no circle, whichever of several edges wins
            free = (low != high) & (root.take(high) == high)
            root[high[free]] = low[free]
        there = np.zeros(len(root), dtype=bool)
        there[a], there[b] = True, True
        # while few are still apart only they are brought to their roots; who hangs below them follows at the end
        ends = np.flatnonzero(there)
        _shorten(root, ends if 4 * len(ends) < len(root) else None)
        a, b = _apart(root, a, b)
    _shorten(root)


def _shorten(root: Codes, ends: npt.NDArray[np.int64] | None = None) -> None:
    """Every chain (or those that begin at `ends`) to its end."""
    moving = True
    while moving:
        moving = False
        for begin in range(0, len(root if ends is None else ends), _BLOCK):
            where = slice(begin, begin + _BLOCK) if ends is None else ends[begin : begin + _BLOCK]
            part = root[where]
            further = root.take(part)
            if not np.array_equal(further, part):
                root[where], moving = further, True


def _pairs(file: Path, on: Day, every: bool) -> pa.Table:
    columns = ["helper_id", "recipient_id", "channel"]
    if every:
        return _table(file, columns)
    table = _table(file, [*columns, "start", "end_actual", "status", "wave"])
    return table.filter(pa.array(running(table.to_pandas(), on))).select(columns)


def _table(file: Path, columns: list[str]) -> pa.Table:
    """Columns of one file (``read_table`` makes a data set of it first: ten times the time on small files)."""
    with pq.ParquetFile(file) as parquet:
        return parquet.read(columns=columns)


def _read_county(shard: Shard, on: Day, every: bool) -> tuple[pa.Array, Codes, Codes, npt.NDArray[np.int8]]:
    ids = _table(shard.folder / "organisation.parquet", ["org_id"])["org_id"].combine_chunks()
    file = shard.folder / "pairing.parquet"
    if not file.exists():
        none = np.zeros(0, dtype=np.int32)
        return ids, none, none, none.astype(np.int8)
    return ids, *_coded(file, ids, on, every)


def _coded(file: Path, ids: pa.Array | pa.ChunkedArray, on: Day, every: bool) -> tuple[Codes, Codes, npt.NDArray[np.int8]]:
    table = _pairs(file, on, every)
    known = pa.array(CHANNELS, type=table.schema.field("channel").type)
    found = [pc.index_in(table[c], value_set=among) for c, among in (("helper_id", ids), ("recipient_id", ids), ("channel", known))]
    if any(f.null_count for f in found):
        raise ValueError(
            tr(f"{file.parent.name} 里有结对写着查无此组织的编号。", f"{file.parent.name}: a pair names an unknown organisation")
        )
    return tuple(f.to_numpy().astype(t) for f, t in zip(found, (np.int32, np.int32, np.int8)))  # type: ignore[return-value]
