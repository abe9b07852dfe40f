"""The names and shapes that others call: columns in their order, types, errors. What they compute
is tested in each room."""

import json
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import toolkit
from toolkit import cases, comparison, evaluation, pairing, records, register, spread
from toolkit.terms import CHANNELS, use_lang

DAY = "2011-07-01"


@pytest.fixture(scope="module")
def county() -> toolkit.County:
    return toolkit.County.load(toolkit.dataset("qinglan_60"))


def begins(frame: pd.DataFrame, *columns: str) -> bool:
    """Whether the named columns come first, in this order."""
    return tuple(frame.columns[: len(columns)]) == columns


# ---- records


def test_tables_have_their_types(county: toolkit.County) -> None:
    pairs = county["pairing"]
    assert pairs["pair_id"].dtype == "string"
    assert np.issubdtype(pairs["start"].dtype, np.datetime64)
    assert county["organisation"]["capacity"].dtype == "Int64"
    absent = toolkit.County.load(toolkit.dataset("cases"))["pairing"]
    assert absent.empty and list(absent.columns)[:2] == list(pairs.columns)[:2]


def test_check_lists_problems_and_load_raises_them(tmp_path: Path) -> None:
    (tmp_path / "organisation.csv").write_text("org_id,name\n,甲（虚构）\n", encoding="utf-8")
    found = toolkit.check(tmp_path)
    assert begins(found, "table", "row", "column", "value", "reason", "severity")
    assert 2 in found["row"].tolist() and set(found["severity"]) <= {"error", "warning"}
    with pytest.raises(toolkit.RecordError) as refused:
        toolkit.County.load(tmp_path)
    assert len(refused.value.problems) and isinstance(refused.value, ValueError)


def test_a_ledger_is_read(tmp_path: Path) -> None:
    path = tmp_path / "强村带弱村台账.csv"
    path.write_text(
        "弱村,强村,联系电话\n东岭村,西岭村,13800000001\n南岭村,,13800000002\n", encoding="utf-8"
    )
    ledger = records.read_ledger(path)
    assert begins(ledger.organisations, "name", "kind", "township")
    assert begins(ledger.pairings, "helper", "recipient", "channel", "start", "end")
    assert begins(ledger.columns, "sheet", "column", "heading", "role")
    assert begins(ledger.skipped, "sheet", "row", "reason")
    assert {"sheet", "row", "column"} <= set(ledger.origins.columns)
    assert set(ledger.organisations["name"]) >= {"东岭村", "西岭村", "南岭村"}
    assert "1380000000" not in json.dumps(ledger.mapping, ensure_ascii=False)
    for question in ledger.questions:
        assert question.key and len(question.sentence) <= 200 and question.choices
    assert isinstance(ledger.county(), toolkit.County)
    assert records.read_ledger(path, mapping=ledger.mapping).pairings.equals(ledger.pairings)


# ---- pairing


def test_graph_and_measures(county: toolkit.County) -> None:
    assert {"advanced_helps_backward", "counterpart_support", "unstated"} <= set(CHANNELS)
    net = pairing.graph(county, DAY)
    assert isinstance(net, nx.MultiDiGraph)
    helper, recipient, key = next(iter(net.edges(keys=True)))
    assert {"channel", "start", "end_plan", "status"} <= set(net.edges[helper, recipient, key])
    coverage = pairing.coverage(county, on=DAY)
    assert begins(coverage, "recipients", "helped", "uncovered", "share")
    assert begins(pairing.load(county, on=DAY), "helper_id", "channel", "pairs", "capacity", "over")
    assert begins(pairing.critical_helpers(county, on=DAY), "helper_id", "recipients")


def test_a_plan_and_what_may_be_asked_of_it(county: toolkit.County, tmp_path: Path) -> None:
    plan = pairing.prepare(county, DAY).plan()
    shape = ("helper_id", "recipient_id", "channel", "fit", "distance_km", "kept")
    assert begins(plan.pairs, *shape)
    assert begins(
        plan.shortages, "channel", "recipients", "helpers", "needs", "places", "short", "sentence"
    )
    assert list(plan.levels) == ["coverage", "fairness", "keep", "fit", "distance"]
    assert plan.certificate.holds
    first = plan.pairs.iloc[0]
    told = plan.why(first["helper_id"], first["recipient_id"])
    assert told.sentence and told.chain
    again = plan.replan({}, keep="first")
    assert 0 <= again.kept_share <= 1 and again.below_keep_min in (True, False)
    written = plan.to_excel(tmp_path / "方案.xlsx")
    assert begins(pairing.read_plan(written), "helper_id", "recipient_id", "channel")
    change = pairing.compare(plan, again)
    assert begins(change, "helper_id", "recipient_id", "change")
    assert set(change["change"]) <= {"kept", "added", "dropped"}


# ---- cases


def test_a_report_is_read_coded_and_distilled() -> None:
    folder = toolkit.dataset("cases") / "reports"
    texts = {path.stem: cases.read(path) for path in sorted(folder.glob("*.txt"))}
    report = next(iter(texts.values()))
    assert begins(report.sentences, "start", "end")
    assert begins(report.outline, "level", "marker", "heading", "start", "end")
    assert begins(report.programmes, "name", "start", "end")
    assert begins(report.quotes, "text", "start", "end")
    assert begins(report.figures, "raw", "value", "upper", "unit", "what", "start", "end")
    assert begins(report.effects, "start", "end", "direction", "evidence", "planned")
    assert report.outcome in ("improved", "worse", "unchanged", "mixed", "not_stated")
    assert isinstance(report.notes, list) and isinstance(report.organisations, list)
    few = dict(list(texts.items())[:6])
    coded = cases.code(few)
    assert begins(coded, "case", "code", "start", "end", "text", "coder", "confidence")
    assert {"trigger", "reason", "withheld"} <= set(coded.columns)
    for row in coded.itertuples():
        assert few[row.case].text[row.start : row.end] == row.text
    assert cases.matrix(coded).dtypes.eq(bool).all()
    summary = cases.summarise(few, 300)
    assert begins(summary, "case", "start", "end", "text", "codes")
    assert summary["text"].str.len().sum() <= 300
    found = cases.check_citations("全县都好了。", few)
    assert begins(found, "claim", "case", "sentence", "verdict", "reason")


# ---- comparison


def test_comparison_shapes() -> None:
    data = pd.DataFrame(
        {"A": [2, 1, 0, 2, 0, 1], "B": [1, 0, 0, 1, 1, 1], "Y": [1, 0, 0, 1, 0, 1]},
        index=list("abcdef"),
    )
    assert begins(comparison.necessity(data, "Y", ["A", "B"]), "inclN", "RoN", "covN")
    table = comparison.truth_table(data, "Y", ["A", "B"])
    assert {"A", "B", "OUT", "n", "incl", "PRI"} <= set(table.rows.columns)
    solution = comparison.minimise(table, "parsimonious")
    assert all(isinstance(term, str) for model in solution.models for term in model)
    fit = solution.fit(0)
    assert begins(fit, "inclS", "PRI", "covS", "covU") and "overall" in fit.index
    values = [20, 30, 40, 50, 60.0]
    assert comparison.calibrate(values, 20, 40, 60)[2] == pytest.approx(0.5)
    indirect = comparison.calibrate(values, method="indirect", thresholds=[25, 45])
    assert len(indirect) == 5 and set(comparison.crisp(values, [35])) == {0, 1}
    with pytest.raises(comparison.ComparisonError):
        comparison.minimise(comparison.truth_table(data.assign(Y=1), "Y", ["A", "B"]))


# ---- register


def test_a_register_is_kept(tmp_path: Path, county: toolkit.County) -> None:
    book = register.Register(tmp_path / "登记.db")
    number = book.append("commitment", "N1", "vet_ok", "2011-01-04", "办公室", "试")
    assert number == 1 and book.verify() == []
    assert begins(book.state("commitment"), "subject_id", "state", "since")
    shape = ("seq", "machine", "subject_id", "event", "from_state", "to_state", "valid_on", "at")
    assert begins(book.history(), *shape, "actor", "reason")
    assert begins(book.due(DAY), "subject_id", "kind", "due_on", "days_over")
    with pytest.raises(register.GuardError):
        book.append("commitment", "N1", "never", "2011-01-05", "办公室", "试")
    assert len(register.burden(county, on=DAY)) >= 0


# ---- evaluation and spread


def test_evaluation_and_spread_shapes() -> None:
    rng = np.random.default_rng(1)
    panel = pd.DataFrame(
        [
            (u, t, 3 if u < 6 else 0, t + (u < 6) * (t >= 3) + rng.normal())
            for u in range(20)
            for t in range(1, 5)
        ],
        columns=["unit", "time", "cohort", "y"],
    )
    found = evaluation.att_gt(panel, "y", "unit", "time", "cohort")
    assert begins(found.table, "cohort", "time", "att", "se")
    assert {"att", "se"} <= set(found.simple.index)
    edges = pd.DataFrame({"source": [1, 2, 3], "target": [2, 3, 4], "p": [0.5] * 3})
    assert len(spread.cascade(edges, [1], 50, rng=1).table)


def test_results_carry_english_names_in_either_language(county: toolkit.County) -> None:
    for language in ("zh", "en"):
        with use_lang(language):
            assert begins(pairing.coverage(county, on=DAY), "recipients", "helped")
