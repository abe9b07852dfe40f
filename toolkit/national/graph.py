"""The national network on arrays: degrees by channel, critical helpers, components, two-hop
reach."""

from __future__ import annotations

import os
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

from toolkit.national.shards import BETWEEN, Shard, Shards
from toolkit.pairing import Day, exists, running
from toolkit.progress import progress
from toolkit.terms import CHANNELS, tr

Codes = npt.NDArray[np.int32]
Flags = npt.NDArray[np.bool_]
#: each holds a note of its own on every organisation
_THREADS = min(4, os.cpu_count() or 1)


@dataclass
class Network:
    """All pairs as arrays: row i of ``helper``, ``recipient`` (positions in ``ids``) and
    ``channel`` (position in `CHANNELS`).

    At most 4 bytes a pair, and for each thread 4 an organisation, are held beside the arrays while
    a measure works.

    Examples
    --------
    >>> import numpy as np
    >>> import pyarrow as pa
    >>> from toolkit import national
    >>> ids = pa.chunked_array([["A", "B", "C"]])
    >>> net = national.Network(ids, np.array([0, 0]), np.array([1, 2]), np.zeros(2))
    >>> net.n, net.degrees().sum(axis=1).tolist()
    (3, [2, 0, 0])
    """

    ids: pa.ChunkedArray
    helper: Codes
    recipient: Codes
    channel: npt.NDArray[np.int8]

    def __post_init__(self) -> None:
        # the kernels read these widths and no other
        self.helper, self.recipient = (
            np.asarray(ends, dtype=np.int32) for ends in (self.helper, self.recipient)
        )
        self.channel = np.asarray(self.channel, dtype=np.int8)

    @property
    def n(self) -> int:
        """Number of organisations."""
        return len(self.ids)

    @classmethod
    def load(
        cls, source: str | PathLike[str] | Shards, on: Day = None, every: bool = False
    ) -> Network:
        """Read the pairs that run on a day (today when left out), or all rows with `every`, from
        shards; pairs between counties too.

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
        lists = [[ends + at for ends, at in zip((p[k] for p in parts), start)] for k in (1, 2)] + [
            [p[3] for p in parts]
        ]
        there = np.concatenate([p[4] for p in parts])
        del parts
        between = shards.between([*shards.provinces, BETWEEN])
        if (
            between
        ):  # all at once: finding places among millions of identifiers begins with a table of them
            for kept, part in zip(lists, _coded(between, ids, there, on, every)):
                kept.append(part)
        return cls(
            ids,
            *(
                np.concatenate(part, dtype=t)
                for part, t in zip(lists, (np.int32, np.int32, np.int8))
            ),
        )

    def degrees(self, given: bool = True) -> npt.NDArray[np.int32]:
        """Pairs of each organisation by channel, as helper (`given`) or as recipient: organisations
        × channels."""
        from toolkit.national import kernels

        out = np.zeros((self.n, len(CHANNELS)), dtype=np.int32)
        kernels.count(
            _unsigned(self.helper if given else self.recipient), self.channel.view(np.uint8), out
        )
        return out

    def critical_helpers(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """Helpers on whom somebody depends alone, over all channels: their positions and how many
        do, most first."""
        from toolkit.national import kernels

        only = np.full(self.n, -1, dtype=np.int32)
        kernels.sole(self.helper, _unsigned(self.recipient), only)
        alone = np.bincount(only[only >= 0], minlength=self.n)
        who = np.flatnonzero(alone)
        who = who[np.argsort(-alone[who], kind="stable")]
        return who, alone[who]

    def components(self) -> Codes:
        """The weakly connected component of each organisation, named by the smallest position in
        it."""
        from toolkit.national import kernels

        root = np.arange(self.n, dtype=np.uint32)
        kernels.join(root, _unsigned(self.helper), _unsigned(self.recipient))
        return root.view(np.int32)

    def reach(self) -> Codes:
        """Distinct organisations that each one reaches in one or two steps from helper to helped,
        itself left out."""
        from toolkit.national import kernels

        begin, helped = self.rows()
        out, parts = (
            np.zeros(self.n, dtype=np.uint32),
            np.linspace(0, self.n, 2 * _THREADS + 1).astype(int),
        )

        def some(first: int, end: int) -> None:
            seen = np.full(self.n, np.iinfo(np.uint32).max, dtype=np.uint32)
            kernels.two_steps(begin, helped, first, end, seen, out)

        with ThreadPoolExecutor(_THREADS) as pool:
            list(pool.map(some, parts[:-1], parts[1:]))
        return out.view(np.int32)

    def rows(self) -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
        """Whom each one helps: those of organisation i lie in the second array from ``begin[i]`` to
        ``begin[i + 1]``.

        One entry to spare at the end of the second.
        """
        from toolkit.national import kernels

        begin, helped = (
            np.zeros(self.n + 1, dtype=np.uint32),
            np.zeros(len(self.helper) + 1, dtype=np.uint32),
        )
        kernels.rows(_unsigned(self.helper), _unsigned(self.recipient), begin, helped)
        return begin, helped

    def names(self, codes: npt.NDArray[np.int64]) -> pd.Series:
        """Identifiers of positions."""
        return pd.Series(self.ids.take(pa.array(codes)).to_pandas(), dtype="string")


def _unsigned(codes: Codes) -> npt.NDArray[np.uint32]:
    return codes.view(np.uint32)


def _pairs(file: Path, on: Day, every: bool) -> pa.Table:
    columns = ["helper_id", "recipient_id", "channel"]
    if every:
        return _table(file, columns)
    table = _table(file, [*columns, "start", "end_actual", "status", "wave"])
    return table.filter(pa.array(running(table.to_pandas(), on))).select(columns)


def _table(file: Path, columns: list[str]) -> pa.Table:
    """Columns of one file (``read_table`` makes a data set of it first: ten times the time on small
    files)."""
    with pq.ParquetFile(file) as parquet:
        return parquet.read(columns=columns)


def _read_county(
    shard: Shard, on: Day, every: bool
) -> tuple[pa.Array, Codes, Codes, npt.NDArray[np.int8], Flags]:
    columns = ["org_id"] if every else ["org_id", "valid_from", "valid_to"]
    table = _table(shard.folder / "organisation.parquet", columns)
    ids = table["org_id"].combine_chunks()
    there = np.ones(len(ids), dtype=bool) if every else exists(table.to_pandas(), on).to_numpy()
    file = shard.folder / "pairing.parquet"
    if not file.exists():
        none = np.zeros(0, dtype=np.int32)
        return ids, none, none, none.astype(np.int8), there
    return ids, *_coded([file], ids, there, on, every), there


def _coded(
    files: list[Path], ids: pa.Array | pa.ChunkedArray, there: Flags, on: Day, every: bool
) -> tuple[Codes, Codes, npt.NDArray[np.int8]]:
    table = pa.concat_tables([_pairs(file, on, every) for file in files])
    ends = pa.chunked_array(
        [*table["helper_id"].chunks, *table["recipient_id"].chunks], type=ids.type
    )
    places = pc.index_in(ends, value_set=ids)
    if places.null_count:
        lost = next(iter(ends.filter(pc.is_null(places)))).as_py()
        where = files[0].parent.name if len(files) == 1 else tr("县际", "between counties")
        raise ValueError(
            tr(
                f"结对（{where}）写着查无此组织的编号：{lost}。",
                f"a pair ({where}) names an unknown organisation: {lost}",
            )
        )
    known = pa.array(CHANNELS, type=table.schema.field("channel").type)
    channel = pc.index_in(table["channel"], value_set=known)
    if channel.null_count:
        lost = next(iter(table["channel"].filter(pc.is_null(channel)))).as_py()
        raise ValueError(tr(f"不认识的结对方式：{lost}。", f"unknown channel: {lost}"))
    codes = places.to_numpy().astype(np.int32)
    helper, recipient = codes[: len(table)], codes[len(table) :]
    # nobody gives or gets help before it was founded or after it was dissolved
    both = there[helper] & there[recipient]
    return helper[both], recipient[both], channel.to_numpy().astype(np.int8)[both]
