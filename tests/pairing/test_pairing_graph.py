"""The rule for which pairs run, the graph, and its exports."""

import datetime as dt

import networkx as nx
import pandas as pd
import pytest
from small_county import organisations, pairs, random_county

from toolkit import County, pairing
from toolkit.pairing.days import latest_rating, open_cases, period_end, running


def test_a_pair_runs_by_start_end_and_status():
    table = pairs(
        [
            ("open", "co_building", "a", "b", "2010-01-01", None, "active"),
            ("starts today", "co_building", "a", "b", "2011-07-01", None, "paused"),
            ("later", "co_building", "a", "b", "2011-07-02", None, "active"),
            ("ends today", "co_building", "a", "b", "2010-01-01", "2011-07-01", "dissolved"),
            ("ends tomorrow", "co_building", "a", "b", "2010-01-01", "2011-07-02", "completed"),
            ("talk", "co_building", "a", "b", "2010-01-01", None, "confirmed"),
            ("idea", "co_building", "a", "b", "2010-01-01", None, "proposed"),
            ("no", "co_building", "a", "b", "2010-01-01", None, "rejected"),
            ("wave, end unknown", "co_building", "a", "b", "2010-01-01", None, "completed", "w1"),
            ("wave of the day", "co_building", "a", "b", "2011-07-01", None, "completed", "w2"),
            ("wave, still on", "co_building", "a", "b", "2010-01-01", None, "active", "w3"),
        ]
    )
    table = County({"organisation": organisations(["a", "b"]), "pairing": table})["pairing"]
    runs = ["open", "starts today", "ends tomorrow", "wave of the day", "wave, still on"]
    for on in ("2011-07-01", dt.date(2011, 7, 1), pd.Timestamp("2011-07-01 15:30")):
        assert table["pair_id"][running(table, on)].tolist() == runs
    assert table["pair_id"][running(table, "2010-01-01")].tolist() == [
        "open",
        "ends today",
        "ends tomorrow",
        "wave, end unknown",
        "wave, still on",
    ]
    assert set(table["pair_id"][running(table)]) == {
        "open",
        "starts today",
        "later",
        "wave, still on",
    }  # None is today
    with pytest.raises(ValueError, match="2011-07-01"):
        running(table, "next spring")


def test_periods_end_on_their_last_day():
    ends = period_end(
        pd.Series(
            ["2015", "2015H1", "2015H2", "2015Q3", "2016-02", "2015M03", "2015Q5", "spring", None]
        )
    )
    assert ends.dropna().dt.strftime("%F").tolist() == [
        "2015-12-31",
        "2015-06-30",
        "2015-12-31",
        "2015-09-30",
        "2016-02-29",
        "2015-03-31",
    ]
    assert ends.isna().tolist() == [False] * 6 + [True] * 3


def test_a_rating_counts_from_its_decision_else_from_the_end_of_its_period():
    rating = pd.DataFrame(
        {
            "org_id": ["a", "a", "b", "c", "c"],
            "period": ["2010", "2011H1", "2011", "2010", "2011H1"],
            "grade": ["advanced", "backward", "backward", "backward", None],
            "stars": [3, 1, 2, 2, 4],
            "decided_on": ["2011-02-01", None, None, None, None],
        }
    )
    rating = County({"organisation": organisations("abc"), "rating": rating})["rating"]
    assert latest_rating(rating, "2011-01-31").to_dict() == {"c": "backward"}
    assert latest_rating(rating, "2011-06-29").to_dict() == {"a": "advanced", "c": "backward"}
    assert latest_rating(rating, "2011-06-30").to_dict() == {
        "a": "backward",
        "c": "backward",
    }  # a row without a grade says nothing
    assert latest_rating(rating, "2012-01-01", "stars").to_dict() == {"a": 1, "b": 2, "c": 4}


def test_a_case_is_open_from_identified_to_consolidating():
    stages = [
        "screened",
        "dismissed",
        "identified",
        "planned",
        "rectifying",
        "acceptance",
        "consolidating",
        "closed",
    ]
    cases = pd.DataFrame(
        {
            "case_id": [*stages, "closing later", "closes today"],
            "org_id": "a",
            "listed_on": "2011-01-01",
            "basis": "direct",
            "status": [*stages, "consolidating", "consolidating"],
            "closed_on": [None] * 7 + ["2011-05-01", "2011-08-01", "2011-07-01"],
        }
    )
    cases = County({"organisation": organisations("a"), "turnaround_case": cases})[
        "turnaround_case"
    ]
    assert open_cases(cases, "2011-07-01")["case_id"].tolist() == [*stages[2:7], "closing later"]
    assert open_cases(cases, "2010-12-31").empty


@pytest.fixture
def county():
    table = pairs(
        [
            ("P1", "co_building", "a", "b", "2010-01-01", "2011-01-01", "dissolved"),
            ("P2", "co_building", "a", "b", "2011-03-01", None, "active"),
            ("P3", "hook_up_help", "a", "b", "2011-03-01", None, "active"),
            ("P4", "hook_up_help", "b", "c", "2011-03-01", None, "rejected"),
        ]
    ).assign(
        measure=["a\x0b<b>&", "含“引号”,逗号", None, "=1+1"],
        end_plan=["2012-01-01", None, None, None],
    )
    orgs = organisations(
        "abcd",
        capacity=[2, None, 1, None],
        lon=[100.5, None, None, None],
        valid_from=["2001-05-04", None, None, None],
    )
    return County({"organisation": orgs, "pairing": table})


def test_pairs_that_repeat_in_another_year_are_distinct_edges(county):
    net = pairing.graph(county)
    assert isinstance(net, nx.MultiDiGraph)
    assert sorted(net.edges(keys=True)) == [
        ("a", "b", "P1"),
        ("a", "b", "P2"),
        ("a", "b", "P3"),
        ("b", "c", "P4"),
    ]
    assert sorted(pairing.graph(county, on="2011-07-01").edges(keys=True)) == [
        ("a", "b", "P2"),
        ("a", "b", "P3"),
    ]
    assert net.edges["a", "b", "P1"]["channel"] == "co_building"
    assert net.edges["a", "b", "P1"]["start"] == pd.Timestamp("2010-01-01")
    assert net.edges["a", "b", "P2"]["end_plan"] is None
    assert net.nodes["a"]["capacity"] == 2 and net.nodes["b"]["capacity"] is None
    assert set(county["organisation"].columns) - {"org_id"} == set(net.nodes["d"])


def test_one_programme(county):
    orgs, table = county["organisation"], county["pairing"].assign(prog_id=["x", "x", "y", pd.NA])
    programme = pd.DataFrame({"prog_id": ["x", "y"], "name": ["X", "Y"], "owner_level": "county"})
    county = County({"organisation": orgs, "pairing": table, "programme": programme})
    assert sorted(k for *_, k in pairing.graph(county, prog_id="x").edges(keys=True)) == [
        "P1",
        "P2",
    ]


@pytest.mark.parametrize("ending", ["gexf", "graphml"])
def test_exports_are_read_back(county, tmp_path, ending):
    net = pairing.graph(county)
    net.edges["a", "b", "P1"]["measure"] = "a\x0b<b>&"  # no XML file may hold a vertical tab
    path = pairing.export(net, tmp_path / f"新 图.{ending}")
    back = (
        nx.read_gexf(path)
        if ending == "gexf"
        else nx.read_graphml(path, force_multigraph=True, edge_key_type=str)
    )
    assert set(back.nodes) == set("abcd")
    assert sorted(back.edges(keys=True)) == sorted(net.edges(keys=True))
    edge = back.edges["a", "b", "P1"]
    assert (edge["start"], edge["end_actual"], edge["end_plan"]) == (
        "2010-01-01",
        "2011-01-01",
        "2012-01-01",
    )
    assert (
        edge["measure"] == "a\ufffd<b>&"
        and back.edges["a", "b", "P2"]["measure"] == "含“引号”,逗号"
    )
    assert "end_plan" not in back.edges["a", "b", "P2"]  # an empty cell stays empty
    assert (
        back.nodes["a"]["capacity"] == 2
        and back.nodes["a"]["lon"] == 100.5
        and back.nodes["a"]["valid_from"] == "2001-05-04"
    )
    assert "capacity" not in back.nodes["b"]


@pytest.mark.parametrize("ending", ["gexf", "graphml"])
def test_own_columns_keep_their_values_whatever_they_are_called(tmp_path, ending):
    own = {
        "label": "一号点",
        "type": "directed",
        "viz": "红",
        "key": "k1",
        "id": "甲-9",
        "source": "上级",
        "name_en": "Village A",
        "xml:lang": "zh",
        "start": "七月",
        "缩写 1": "甲",
        "weight": "重",
        "for": "x",
        "pid": "p",
    }
    net = nx.MultiDiGraph()
    net.add_node("a", **own)
    net.add_node("b")
    net.add_edge("a", "b", key="P1", channel="co_building")
    net.add_edge("a", "b", key="P2", channel="co_building")
    net.edges["a", "b", "P1"].update(own)
    path = pairing.export(net, tmp_path / f"图.{ending}")
    back = (
        nx.read_gexf(path)
        if ending == "gexf"
        else nx.read_graphml(path, force_multigraph=True, edge_key_type=str)
    )
    assert sorted(back.edges(keys=True)) == sorted(net.edges(keys=True))
    for read in (back.nodes["a"], back.edges["a", "b", "P1"]):
        # under its own name, or under one that says where it comes from
        kept = {v: [k for k in read if read[k] == v and name in k] for name, v in own.items()}
        assert all(kept.values()), kept


def test_gexf_has_a_timeline_and_the_pair_numbers(county, tmp_path):
    text = pairing.export(pairing.graph(county), tmp_path / "x.gexf").read_text(encoding="utf-8")
    assert (
        'timeformat="date"' in text
        and 'start="2010-01-01" end="2011-01-01"' in text
        and 'id="P3"' in text
    )


def test_edge_list_for_statnet(county, tmp_path):
    net = pairing.graph(county)
    path = pairing.export(net, tmp_path / "pairs.csv")
    edges, nodes = (
        pd.read_csv(path, dtype={"pair_id": str}),
        pd.read_csv(tmp_path / "pairs_nodes.csv"),
    )
    assert edges.columns[:3].tolist() == ["source", "target", "pair_id"]
    assert sorted(zip(edges.source, edges.target, edges.pair_id)) == sorted(net.edges(keys=True))
    assert edges.set_index("pair_id")["end_plan"].isna().tolist() == [False, True, True, True]
    assert nodes["capacity"].isna().tolist() == [False, True, False, True]
    rebuilt = nx.from_pandas_edgelist(
        edges, edge_key="pair_id", edge_attr=True, create_using=nx.MultiDiGraph
    )
    assert sorted(rebuilt.edges(keys=True)) == sorted(net.edges(keys=True))


@pytest.mark.parametrize("column", ["target", "Target", "document", "label", "Type", "weight"])
def test_own_columns_never_take_a_place_in_an_edge_list(county, tmp_path, column):
    net = pairing.graph(county)
    net.edges["a", "b", "P1"].update({column: "甲", "source": "县委1号文件"})
    path = pairing.export(net, tmp_path / "pairs.csv")
    edges = pd.read_csv(path, dtype=str).set_index("pair_id")
    assert edges.columns.is_unique
    assert edges.loc["P1", ["source", "target"]].tolist() == ["a", "b"]
    assert (edges.loc["P1", f"own_{column}"], edges.loc["P1", "document"]) == ("甲", "县委1号文件")


def test_a_units_own_start_is_none_of_the_timeline(county, tmp_path):
    net = pairing.graph(county)
    net.nodes["a"].update({"start": "七月", "networkx_key": "甲"})
    net.edges["a", "b", "P1"]["networkx_key"] = "乙"
    back = nx.read_gexf(pairing.export(net, tmp_path / "x.gexf"))
    assert back.nodes["a"]["own_start"] == "七月" and "start" not in back.nodes["a"]
    assert back.edges["a", "b", "P1"]["own_networkx_key"] == "乙"


def test_a_failed_export_leaves_nothing(county, tmp_path):
    net = pairing.graph(county)
    net.nodes["a"]["odd"] = {"not": "writable"}
    with pytest.raises(Exception, match=r"dict|type"):
        pairing.export(net, tmp_path / "x.graphml")
    with pytest.raises(ValueError, match="gexf"):
        pairing.export(net, tmp_path / "x.docx")
    assert list(tmp_path.iterdir()) == []


def test_empty_county_makes_empty_exports(tmp_path):
    net = pairing.graph(County({"organisation": organisations("a")}))
    assert (net.number_of_nodes(), net.number_of_edges()) == (1, 0)
    assert pd.read_csv(pairing.export(net, tmp_path / "e.csv")).columns.tolist() == [
        "source",
        "target",
        "pair_id",
    ]


@pytest.mark.parametrize("seed", range(3))
def test_running_equals_the_rule_row_by_row(seed):
    table = random_county(seed)["pairing"]
    d = pd.Timestamp("2011-07-01")
    by_hand = [
        r.start <= d
        and (pd.isna(r.end_actual) or r.end_actual > d)
        and r.status not in ("proposed", "confirmed", "rejected")
        for r in table.itertuples()
    ]
    assert running(table, d).tolist() == by_hand
