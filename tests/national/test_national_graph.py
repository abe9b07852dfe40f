"""The national network on arrays: equal to networkx on a county and on the whole, and to DuckDB on
the whole."""

import duckdb
import networkx as nx
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from toolkit import pairing
from toolkit.national import Network
from toolkit.national import graph as module
from toolkit.terms import CHANNELS


@pytest.fixture(scope="module", params=[1, 3])
def net(request, small):
    patch = pytest.MonkeyPatch()
    patch.setattr(module, "_THREADS", request.param)
    yield Network.load(small, every=True)
    patch.undo()


@pytest.fixture(scope="module")
def peer(net):
    ids = net.ids.to_pylist()
    g = nx.DiGraph()
    g.add_nodes_from(ids)
    g.add_edges_from((ids[a], ids[b]) for a, b in zip(net.helper, net.recipient))
    return g


def reached(g: nx.DiGraph) -> list[int]:
    return [len(nx.single_source_shortest_path_length(g, node, cutoff=2)) - 1 for node in g]


def test_components_and_reach_are_those_of_networkx(net, peer):
    ids = net.ids.to_pylist()
    parts = net.components()
    for found in nx.weakly_connected_components(peer):
        places = [ids.index(o) for o in found]
        assert set(parts[places]) == {min(places)}
    assert net.reach().tolist() == reached(peer)


def test_degrees_and_critical_helpers_are_those_of_duckdb(net, small):
    pairs = small.files("pairing")
    for end, given in (("helper_id", True), ("recipient_id", False)):
        rows = duckdb.sql(
            f"SELECT {end}, channel, count(*) AS n FROM read_parquet({pairs}) GROUP BY ALL"
        ).df()
        found = pd.DataFrame(
            net.degrees(given), index=net.ids.to_pylist(), columns=list(CHANNELS)
        ).stack()
        assert found[found > 0].to_dict() == {
            (r[0], r[1]): r[2] for r in rows.itertuples(index=False)
        }
    rows = duckdb.sql(
        f"""SELECT h, count(*) FROM
        (SELECT recipient_id, any_value(helper_id) AS h FROM read_parquet({pairs})
        GROUP BY recipient_id HAVING count(DISTINCT helper_id) = 1) GROUP BY h"""
    ).fetchall()
    who, alone = net.critical_helpers()
    assert dict(zip(net.names(who), alone)) == dict(rows) and (np.diff(alone) <= 0).all()


def test_reach_and_components_are_those_of_duckdb(net, small):
    pairs = small.files("pairing")
    two = duckdb.sql(
        f"""WITH e AS
        (SELECT DISTINCT helper_id AS a, recipient_id AS b FROM read_parquet({pairs})),
        r AS (SELECT a, b FROM e UNION SELECT x.a, y.b FROM e x JOIN e y ON x.b = y.a)
        SELECT a, count(*) FROM r WHERE a <> b GROUP BY a"""
    ).fetchall()
    found = dict(zip(net.ids.to_pylist(), net.reach().tolist()))
    assert {k: v for k, v in found.items() if v} == dict(two)
    root = pd.Series(net.components(), index=net.ids.to_pylist())
    crossing = duckdb.sql(f"SELECT helper_id, recipient_id FROM read_parquet({pairs})").df()
    assert (
        root[crossing["helper_id"]].to_numpy() == root[crossing["recipient_id"]].to_numpy()
    ).all()


def test_one_county_on_a_day_is_its_graph(small):
    shard, day = small[5], "2011-12-31"
    county, alone = shard.load(), Network.load([shard], day)
    g, ids = pairing.graph(county, day), alone.ids.to_pylist()
    assert (
        ids == county["organisation"]["org_id"].tolist()
        and len(alone.helper) == g.number_of_edges()
    )
    who, n = alone.critical_helpers()
    assert (
        dict(zip(alone.names(who), n))
        == pairing.critical_helpers(county, day).set_index("helper_id")["recipients"].to_dict()
    )
    simple = nx.DiGraph()
    simple.add_nodes_from(ids)
    simple.add_edges_from(g.edges())
    assert alone.reach().tolist() == reached(simple)
    assert alone.degrees().sum(axis=1).tolist() == [g.out_degree(o) for o in ids]


CHAIN, NESTED = [(i, i + 1) for i in range(49)], [(49 - i, i) for i in range(25)]


@pytest.mark.parametrize("edges", [[], [(0, 1)], [(3, 3)], [(0, 1), (1, 0), (0, 1)], CHAIN, NESTED])
def test_small_and_awkward_networks(edges):
    ends = np.array(edges, dtype=np.int32).reshape(-1, 2)
    ids = pa.chunked_array([pa.array([str(i) for i in range(50)])])
    net = Network(ids, ends[:, 0].copy(), ends[:, 1].copy(), np.zeros(len(ends), dtype=np.int8))
    g = nx.DiGraph()
    g.add_nodes_from(range(50))
    g.add_edges_from(edges)
    parts = net.components()
    assert {frozenset(np.flatnonzero(parts == p).tolist()) for p in parts} == {
        frozenset(c) for c in nx.weakly_connected_components(g)
    }
    assert net.reach().tolist() == reached(g)
    assert net.degrees()[:, 0].sum() == len(edges)


def test_random_networks_fall_into_the_same_components():
    rng = np.random.default_rng(3)
    for n, m in ((200, 60), (500, 400), (3000, 2000)):
        a, b = rng.integers(0, n, (2, m), dtype=np.int32)
        net = Network(pa.chunked_array([pa.nulls(n)]), a, b, np.zeros(m, dtype=np.int8))
        g = nx.Graph()
        g.add_nodes_from(range(n))
        g.add_edges_from(zip(a.tolist(), b.tolist()))
        expected = np.empty(n, dtype=int)
        for part in nx.connected_components(g):
            expected[list(part)] = min(part)
        assert net.components().tolist() == expected.tolist()


def test_a_pair_with_an_unknown_end_is_told(small, tmp_path):
    import shutil

    copy = shutil.copytree(small.root, tmp_path / "copy", ignore=shutil.ignore_patterns("results"))
    file = copy / f"province={small.provinces[0]}" / "county=between" / "pairing.parquet"
    pairs = pd.read_parquet(file)
    pairs.loc[0, "helper_id"] = "nobody"
    pairs.to_parquet(file, index=False)
    with pytest.raises(ValueError, match="查无此组织"):
        Network.load(copy, every=True)


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [("channel", "nothing", "不认识的结对方式：nothing"), ("recipient_id", None, "查无此组织")],
)
def test_a_county_with_a_wrong_pair_is_told(small, tmp_path, column, value, said):
    import shutil

    copy = shutil.copytree(small.root, tmp_path / "copy", ignore=shutil.ignore_patterns("results"))
    file = next(copy.glob("province=*/county=N*/pairing.parquet"))
    pairs = pd.read_parquet(file)
    pairs.loc[0, column] = value
    pairs.to_parquet(file, index=False)
    with pytest.raises(ValueError, match=said):
        Network.load(copy, every=True)
