"""Agreement with R (QCA 3.25.1, SetMethods 4.0) family by family, on what its documentation says.

``data/peers`` holds R's outputs with R's own departures from its documentation noted.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable
from itertools import product
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from toolkit import comparison as qca
from toolkit.comparison.enhanced import contradictory_assumptions

PEERS = Path(__file__).parent / "data" / "peers"
pytestmark = pytest.mark.filterwarnings("ignore::toolkit.comparison.ComparisonWarning")
Model = frozenset[frozenset[tuple[str, int]]]


def family(name: str) -> Any:
    """Every file of a family as a parameter."""
    files = sorted(PEERS.glob(f"{name}_*.json"))
    assert files
    return pytest.mark.parametrize("ref", [_read(f) for f in files], ids=[f.stem for f in files])


def _read(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text(encoding="utf-8"))


def frame(ref: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(ref["data"]["columns"], index=ref["data"]["cases"])


def term(text: str) -> frozenset[tuple[str, int]]:
    """``A[2]*~B`` (or ``A{2}*B[0]``) as a set of literals, so that notations compare."""
    out = []
    for literal in text.split("*"):
        valued = re.fullmatch(r"(.+)[\[{](\d+)[\]}]", literal)
        name = literal.removeprefix("~")
        out.append((valued[1], int(valued[2])) if valued else (name, int(name == literal)))
    return frozenset(out)


def models(found: Iterable[Iterable[str]]) -> set[Model]:
    return {frozenset(term(t) for t in model) for model in found}


def same(mine: float, ref: float | None, within: float = 1e-6) -> bool:
    return math.isnan(mine) if ref is None else abs(mine - ref) <= within


def table_of(ref: dict[str, Any], outcome: str | None = None) -> qca.TruthTable:
    args = ref["args"]
    return qca.truth_table(
        frame(ref),
        outcome or args["outcome"],
        args["conditions"],
        args["incl_cut"],
        args.get("n_cut", 1),
        args.get("pri_cut", 0),
    )


def check_table(table: qca.TruthTable, ref: dict[str, Any]) -> None:
    rows = ref["result"]["truth_table"]
    assert table.rows.index.tolist() == [r["row"] for r in rows]
    for row in rows:
        mine = table.rows.loc[row["row"]]
        assert all(str(mine[c]) == str(row[c]) for c in ref["args"]["conditions"])
        assert (mine["OUT"], mine["n"]) == (row["OUT"], row["n"])
        assert mine["cases"].split("; ") == row["cases"]
        assert same(mine["incl"], row["incl"]) and same(mine["PRI"], row["PRI"])


def check_solution(solution: qca.Solution, wanted: list[dict[str, Any]]) -> None:
    """Every model of R's and no other, with every figure of every term."""
    assert models(solution.models) == models(m["terms"] for m in wanted)
    assert solution.complete
    mine = {frozenset(term(t) for t in m): i for i, m in enumerate(solution.models)}
    for model in wanted:
        fit = solution.fit(mine[frozenset(term(t) for t in model["terms"])])
        by_term = {term(t): t for t in fit.index if t != "overall"}
        for row in model["fit"]:
            figures = fit.loc[by_term[term(row["term"])]]
            assert all(same(figures[f], row[f]) for f in ("inclS", "PRI", "covS", "covU"))
        overall = model["overall"]
        assert all(same(fit.loc["overall", f], overall[f]) for f in overall)


def check_numbers(solution: qca.Solution, wanted: list[dict[str, Any]]) -> None:
    """Models in R's order."""
    mine = [frozenset(term(t) for t in m) for m in solution.models]
    assert mine == [frozenset(term(t) for t in m["terms"]) for m in wanted]


def check_pairs(solution: qca.Solution, by_pair: dict[str, Any]) -> None:
    """The models of every pair, each compared once."""
    every = {frozenset(term(t) for t in m["terms"]): m for p in by_pair.values() for m in p}
    check_solution(solution, list(every.values()))


@family("mvqca")
def test_several_values(ref: dict[str, Any]) -> None:
    table, result, args = table_of(ref), ref["result"], ref["args"]
    check_table(table, ref)
    for kind in ("complex", "parsimonious"):
        solution = qca.minimise(table, kind)
        check_solution(solution, result[kind]["models"])
        check_numbers(solution, result[kind]["models"])
    for form in result["intermediate"].values():
        solution = qca.minimise(table, "intermediate", form["dir.exp"])
        check_pairs(solution, form["solution"]["by_pair"])
    necessity = qca.necessity(frame(ref), args["outcome"], args["conditions"])
    by_term = {term(t): t for t in necessity.index}
    assert set(by_term) == {term(n["literal"]) for n in result["necessity"]}
    for row in result["necessity"]:
        mine = necessity.loc[by_term[term(row["literal"])]]
        assert all(same(mine[f], row[f]) for f in ("inclN", "RoN", "covN"))
    for written in result["models_braces"]["parsimonious"]:  # braces are read, too
        inside = qca.Expression.read(written).evaluate(frame(ref))
        brackets = qca.Expression.read(written.replace("{", "[").replace("}", "]"))
        assert inside.tolist() == brackets.evaluate(frame(ref)).tolist()


@family("tqca")
def test_cells_that_do_not_apply(ref: dict[str, Any]) -> None:
    table, result = table_of(ref), ref["result"]
    check_table(table, ref)
    assert table.space.size == result["rows_of_full_table"]
    assert len(table.remainders) == table.remainders_n == table.space.size - len(table.rows)
    for kind in ("complex", "parsimonious"):
        solution = qca.minimise(table, kind)
        check_solution(solution, result[kind]["models"])
        check_numbers(solution, result[kind]["models"])
    other = frame(ref).replace("-", "dc")
    again = qca.truth_table(other, ref["args"]["outcome"], table.conditions, table.incl_cut)
    assert again.rows.equals(table.rows)


@family("esa")
def test_enhanced_standard_analysis(ref: dict[str, Any]) -> None:
    args, table = ref["args"], table_of(ref)
    check_table(table, ref)
    negated = table_of(ref, "~" + args["outcome"])
    standard = ref["result"]["standard"]
    check_solution(qca.minimise(table, "parsimonious"), standard["parsimonious"]["models"])
    for name, asked in args["variants"].items():
        documented = ref["result"]["variants"][name]["as_documented"]
        rows = ref["result"]["variants"][name].get("contrad_rows") or []
        if asked.get("contrad_rows") == "findRows_3":
            assert sorted(qca.simultaneous(table, negated).index) == sorted(rows)
        if asked.get("contrad_rows") == "findRows_2":
            assert sorted(contradictory_assumptions(table, negated)) == sorted(rows)
        lacking = [str(~qca.Expression.read(n)) for n in asked.get("nec_cond", [])]
        new = table.without(*lacking, *asked.get("untenable_LR", [])).set_out(rows, 0)
        barred = new.remainders.index[new.remainders["barred"]]
        assert sorted({*barred, *dict(new.changed)}) == sorted(documented["rows_changed_to_0"])
        assert all(any(str(r) in s for s in new.limits()) for r in rows)
        for kind, wanted in documented["solutions"].items():
            directions = args["dir_exp"] if kind == "intermediate" else None
            if "error" in wanted:
                with pytest.raises(qca.ComparisonError):
                    qca.minimise(new, kind, directions)
            elif kind == "intermediate":
                check_pairs(qca.minimise(new, kind, directions), wanted["by_pair"])
            else:
                check_solution(qca.minimise(new, kind), wanted["models"])


def test_rows_with_cases_are_not_barred() -> None:
    table = table_of(_read(PEERS / "esa_01.json"))
    with pytest.raises(qca.ComparisonError, match="set_out"):
        table.without(int(table.rows.index[0]))
    with pytest.raises(qca.ComparisonError):
        table.set_out([int(table.remainders.index[0])], 1)
    with pytest.raises(qca.ComparisonError):
        table.set_out([99], 0)


@family("calib")
def test_calibration(ref: dict[str, Any]) -> None:
    x, result = frame(ref)[ref["args"]["column"]], ref["result"]

    def close(mine: pd.Series, wanted: list[float], within: float = 1e-6) -> bool:
        return all(same(a, b, within) for a, b in zip(mine, wanted, strict=True))

    for one in result["indirect"].values():
        with_ = 1e-3 if one["glm_warnings"] else 2e-6
        mine = qca.calibrate(x, method="indirect", thresholds=one["thresholds"])
        assert close(mine, one["values"], with_)
    for one in result["direct_logistic"].values():
        mine = qca.calibrate(x, thresholds=one["thresholds"], degree=one.get("idm", 0.95))
        assert close(mine, one["values"])
    for one in [*result["direct_linear"].values(), *result["bell"].values()]:
        bent = {side: one.get(side, 1) for side in ("below", "above")}
        mine = qca.calibrate(x, method="linear", thresholds=one["thresholds"], **bent)
        assert close(mine, one["values"])
    assert close(qca.calibrate(x, method="relative"), result["TFR"])


@family("mvqca")
def test_crisp_calibration(ref: dict[str, Any]) -> None:
    wanted = ref["result"].get("calibrate_crisp")
    if wanted:  # the study's data come calibrated
        assert qca.crisp(frame(ref)["RAW"], wanted["thresholds"]).tolist() == wanted["values"]


def _formulas(ref: dict[str, Any]) -> list[str]:
    """The formulas that R compared: of the initial solution and of each test."""
    named = ref["result"]["models"]
    return [named["initial"], *named["tests"]]


@family("robust")
def test_robustness_beside_own_test_solutions(ref: dict[str, Any]) -> None:
    args, wanted, data = ref["args"], ref["result"]["by_definition"], frame(ref)
    kind = "parsimonious" if args["include"] else "complex"

    def solved(cuts: dict[str, Any]) -> qca.Solution:
        table = qca.truth_table(data, args["outcome"], args["conditions"], **cuts)
        return qca.minimise(table, kind)

    first, tests = solved(args["initial"]), [solved(t) for t in args["tests"]]
    for mine, written in zip([first, *tests], _formulas(ref), strict=True):
        assert models(mine.models) >= models([written.split(" + ")])
    found = qca.robustness(first, tests=tests)
    for figure in (*found.fit, *found.ratios):
        assert same({**found.fit, **found.ratios}[figure], wanted[figure]), figure
    for name, cases in wanted["types"].items():
        assert found.cases.loc[found.cases["type"] == name, "case"].tolist() == cases
    for (_, mine), single in zip(found.singles.iterrows(), wanted["single_tests"], strict=True):
        assert mine["RCC_Rank"] == single["RCC_Rank"] and same(mine["SC"], single["SC"])
    written = qca.robustness(first, tests=[t.expression() for t in tests])
    assert written.fit == pytest.approx(found.fit)
    assert str(len(tests)) in found.says()


@family("theory")
def test_theory_evaluation(ref: dict[str, Any]) -> None:
    args, result, table = ref["args"], ref["result"], table_of(ref)
    kind = "intermediate" if args["dir_exp"] else "parsimonious" if args["include"] else "complex"
    found = qca.theory_evaluation(args["theory"], qca.minimise(table, kind, args["dir_exp"]))
    for name, wanted in result["memberships"].items():
        assert found.memberships[name].tolist() == pytest.approx(wanted)
    by_term = {term(t): t for t in found.fit.index}
    for row in result["fit"]:
        mine = found.fit.loc[by_term[term(row["set"])]]
        assert all(same(mine[f], row[f]) for f in ("Cons.Suf", "Cov.Suf", "PRI"))
    assert found.cases == result["cases_as_documented"]
    corners = list(product((0, 1), repeat=len(args["conditions"])))
    cells = pd.DataFrame(corners, columns=args["conditions"])
    names = {"T*S": "TE", "~T*S": "tE", "T*~S": "Te", "~T*~S": "te"}
    for area, written in found.intersections.items():
        wanted = result["intersections"][names[area]] or "0"  # R leaves spare terms in
        values = [qca.Expression.read(e).evaluate(cells).tolist() for e in (written, wanted)]
        assert values[0] == values[1], area


@family("panel")
def test_panels_balanced_or_not(ref: dict[str, Any]) -> None:
    args, result, data = ref["args"], ref["result"], frame(ref)

    def check(sets: qca.PanelFit, name: str, wanted: dict[str, Any]) -> None:
        row = sets.table.loc[name]
        assert same(row["inclusion"], wanted["pooled"])
        assert same(row["coverage"], wanted["other_measure"]["pooled"])
        assert same(row["between"], wanted["distance_between_pooled"])
        assert same(row["within"], wanted["distance_within_pooled"])
        for side in ("between", "within"):
            mine = getattr(sets, side).loc[name]
            mine.index = mine.index.map(str)
            for group, value in wanted[side].items():
                assert same(mine.loc[group, "inclusion"], value)
                other = wanted["other_measure"][side][group]
                assert same(mine.loc[group, "coverage"], other)

    at = data[args["unit"]], data[args["cluster"]]
    for one in result["expressions"]:
        x = qca.Expression.read(one["x"]).evaluate(data).to_frame("x")
        y = qca.Expression.read(one["outcome"]).evaluate(data)
        check(qca.panel_fit(x, *at, y, one["relation"]), "x", one)
    table = qca.truth_table(data, args["outcome"], args["conditions"], args["incl_cut"])
    solution = qca.minimise(table, "parsimonious")
    found = qca.panel_fit(solution, *at)
    by_term = {term(t): t for t in found.table.index if t != "overall"}
    for written, wanted in result["solution"]["terms"].items():
        check(found, by_term[term(written)], wanted)
    check(found, "overall", result["solution"]["whole"])


@family("chain")
def test_causal_chains(ref: dict[str, Any]) -> None:
    for name, run in ref["args"]["runs"].items():
        wanted = ref["result"][name]["outcomes"]
        found = qca.chains(
            frame(ref),
            run["ordering"],
            run["strict"],
            consistency=run.get("sol.cons", 1),
            coverage=run.get("sol.cov", 1),
        )
        assert list(found.solutions) == list(wanted)
        for outcome, one in wanted.items():
            mine = found.solutions[outcome]
            if isinstance(mine, str):
                assert "models" not in one
            else:
                check_solution(mine, one["models"])
                check_numbers(mine, one["models"])
                assert found.whole[outcome] == one["printed"] == (outcome in found.links)
