"""The national network's measures beside DuckDB's answers to the same questions on the same pairs:
equal, and how long each takes.

    python benchmarks/national.py --shards DIR --steps equal

Degrees and critical helpers are asked of the shards themselves, identifiers and all; components
(labels handed to neighbours until none changes) and two-hop reach (a join of the pairs with
themselves) of the same pairs by number, since DuckDB would carry the identifiers through hundreds
of millions of rows.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from time import process_time
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from toolkit import national
from toolkit.terms import CHANNELS

#: organisations whose two-step walks DuckDB looks at together
_SLICE = 250_000


def compare(source: str) -> list[dict[str, Any]]:
    """One row for each measure: both times in processor seconds; a difference raises."""
    shards = national.Shards(source)
    net = national.Network.load(shards, every=True)
    pairs = shards.files("pairing")
    with tempfile.TemporaryDirectory() as folder:
        base = duckdb.connect(
            config={
                "memory_limit": "6GB",
                "temp_directory": folder,
                "preserve_insertion_order": False,
            }
        )
        base.register("pair", pa.table({"a": net.helper, "b": net.recipient}))
        base.execute("CREATE TABLE e AS SELECT DISTINCT a, b FROM pair")
        asked: dict[str, tuple[Callable[[], Any], Callable[[], Any]]] = {
            "degrees": (net.degrees, lambda: degrees(base, net, pairs)),
            "critical_helpers": (lambda: alone(net), lambda: critical(base, net, pairs)),
            "components": (net.components, lambda: components(base, net.n)),
            "reach": (net.reach, lambda: reach(base, net.n)),
        }
        rows = []
        for name, (ours, theirs) in asked.items():
            ours()  # compiled before it is timed
            (mine, our_time), (found, their_time) = timed(ours), timed(theirs)
            if not np.array_equal(mine, found):
                raise AssertionError(
                    f"{name}: {np.count_nonzero(mine != found)} of {mine.size} differ"
                )
            what = f"{name}, {net.n:,} organisations, {len(net.helper):,} pairs"
            rows.append({"step": "equal", "what": what, "ours": our_time, "duckdb": their_time})
    return rows


def timed(task: Callable[[], Any]) -> tuple[Any, float]:
    began = process_time()
    return task(), process_time() - began


def positions(net: national.Network, ids: pa.ChunkedArray) -> np.ndarray:
    return pc.index_in(ids, value_set=net.ids).to_numpy()


def degrees(base: duckdb.DuckDBPyConnection, net: national.Network, pairs: list[str]) -> np.ndarray:
    rows = base.sql(
        f"SELECT helper_id, channel, count(*)::INTEGER n FROM read_parquet({pairs}) GROUP BY ALL"
    ).to_arrow_table()
    out = np.zeros((net.n, len(CHANNELS)), dtype=np.int32)
    channel = pc.index_in(
        rows["channel"].cast(pa.string()), value_set=pa.array(CHANNELS)
    ).to_numpy()
    out[positions(net, rows["helper_id"]), channel] = rows["n"].to_numpy()
    return out


def alone(net: national.Network) -> np.ndarray:
    out = np.zeros(net.n, dtype=np.int64)
    who, n = net.critical_helpers()
    out[who] = n
    return out


def critical(
    base: duckdb.DuckDBPyConnection, net: national.Network, pairs: list[str]
) -> np.ndarray:
    rows = base.sql(
        f"""SELECT h, count(*) n FROM (SELECT min(helper_id) h FROM read_parquet({pairs})
        GROUP BY recipient_id HAVING min(helper_id) = max(helper_id)) GROUP BY h"""
    ).to_arrow_table()
    out = np.zeros(net.n, dtype=np.int64)
    out[positions(net, rows["h"])] = rows["n"].to_numpy()
    return out


def components(base: duckdb.DuckDBPyConnection, n: int) -> np.ndarray:
    base.execute(
        f"CREATE OR REPLACE TABLE label AS SELECT range::INTEGER id, range::INTEGER root FROM "
        f"range({n})"
    )
    moved = True
    while moved:
        base.execute(
            """CREATE OR REPLACE TABLE near AS SELECT id, min(root) root FROM (
                SELECT id, root FROM label
                UNION ALL SELECT e.a, label.root FROM e JOIN label ON e.b = label.id
                UNION ALL SELECT e.b, label.root FROM e JOIN label ON e.a = label.id) GROUP BY id"""
        )
        base.execute(
            "CREATE OR REPLACE TABLE next AS SELECT x.id, y.root FROM near x JOIN near y ON "
            "x.root = y.id"
        )
        moved = (
            base.sql(
                "SELECT count(*) FROM next JOIN label USING (id) WHERE next.root <> label.root"
            ).fetchall()[0][0]
            > 0
        )
        base.execute("CREATE OR REPLACE TABLE label AS SELECT * FROM next")
    return base.sql("SELECT root FROM label ORDER BY id").df()["root"].to_numpy()


def reach(base: duckdb.DuckDBPyConnection, n: int) -> np.ndarray:
    out = np.zeros(n, dtype=np.int32)
    for first in range(0, n, _SLICE):
        mine = f"x.a BETWEEN {first} AND {first + _SLICE - 1}"
        rows = base.sql(
            f"""SELECT a, count(*) n FROM (
                SELECT x.a, x.b FROM e x WHERE {mine}
                UNION SELECT x.a, y.b FROM e x JOIN e y ON x.b = y.a WHERE {mine})
                WHERE a <> b GROUP BY a"""
        ).df()
        out[rows["a"]] = rows["n"]
    return out
