"""Agreement with R QCA 3.25 on every model and every figure."""

from __future__ import annotations

import json
import math
import os
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit import comparison
from toolkit.comparison.boolean import rows_of
from toolkit.comparison.solving import complex_models, easy_terms, parsimonious_models

HERE = Path(__file__).parent
KINDS = ("complex", "parsimonious", "intermediate")
RANDOM = [
    json.loads(line)
    for line in (HERE / "data" / "random.jsonl").read_text(encoding="utf-8").splitlines()
]


def studies() -> Path:
    """The studies' folder: TOOLKIT_REFERENCE_DATA, else ../shared/data/qca beside the
    repository."""
    named = os.environ.get("TOOLKIT_REFERENCE_DATA")
    roots = (
        [Path(named), Path(named) / "qca"]
        if named
        else [HERE.parents[1].parent / "shared" / "data" / "qca"]
    )
    return next((r for r in roots if r.is_dir() and any(r.glob("g*.json"))), roots[0])


STUDIES = sorted(studies().glob("g*.json"))
needs_studies = pytest.mark.skipif(
    not STUDIES, reason="the studies' data are not part of this project (TOOLKIT_REFERENCE_DATA)"
)


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", comparison.ComparisonWarning)
        yield


def same_figure(mine: object, ref: object) -> bool:
    if ref is None:
        return math.isnan(mine)
    return mine == pytest.approx(ref, abs=1e-6)


@pytest.mark.parametrize("ref", RANDOM, ids=[r["id"] for r in RANDOM])
def test_random_set(ref: dict) -> None:
    table = comparison.truth_table(
        pd.DataFrame(ref["data"]),
        ref["outcome"],
        ref["conditions"],
        ref["incl_cut"],
        ref["n_cut"],
        ref["pri_cut"],
    )
    assert table.rows.index.tolist() == [r["row"] for r in ref["truth_table"]]
    for row in ref["truth_table"]:
        mine = table.rows.loc[row["row"]]
        assert (mine["OUT"], mine["n"]) == (int(row["OUT"]), row["n"])
        assert same_figure(mine["incl"], row["incl"]) and same_figure(mine["PRI"], row["PRI"])
    directions = {c: int(d) for c, d in zip(ref["conditions"], ref["directions"]) if d != "-"}
    outs = set(table.rows["OUT"])
    for kind in KINDS:
        if ref[kind] is not None:
            mine = {frozenset(m) for m in comparison.minimise(table, kind, directions).models}
            assert mine == {frozenset(m) for m in ref[kind]}, kind
        elif outs != {0, 1}:
            with pytest.raises(comparison.ComparisonError):
                comparison.minimise(table, kind, directions)


@needs_studies
@pytest.mark.parametrize("path", STUDIES, ids=[p.stem for p in STUDIES])
def test_study(path: Path) -> None:
    ref = json.loads(path.read_text(encoding="utf-8"))
    data = pd.read_csv(path.parent / ref["dataset"], index_col=0)
    args = ref["outcome"], ref["conditions"]
    table = comparison.truth_table(data, *args, ref["incl_cut"], ref["n_cut"], ref["pri_cut"])
    assert table.rows.index.tolist() == [r["row"] for r in ref["truth_table"]]
    for row in ref["truth_table"]:
        mine = table.rows.loc[row["row"]]
        assert {c: mine[c] for c in ref["conditions"]} == row["config"]
        assert (mine["OUT"], mine["n"]) == (int(row["OUT"]), row["n"])
        assert same_figure(mine["incl"], row["incl"]) and same_figure(mine["PRI"], row["PRI"])
    necessity = comparison.necessity(data, *args)
    assert set(necessity.index) == set(ref["necessity"])
    for term, figures in ref["necessity"].items():
        assert all(same_figure(necessity.loc[term, f], v) for f, v in figures.items()), term
    for kind in KINDS:
        if ref.get(kind):
            solution = comparison.minimise(
                table, kind, {c: int(d) for c, d in (ref["dir_exp"] or {}).items() if d in "01"}
            )
            _same_models(solution, ref[kind])
            if kind == "intermediate":
                _same_counterfactuals(solution, ref)


@needs_studies
def test_the_site_lists_what_is_held_against_r() -> None:
    path = HERE.parents[1] / "docs" / "studies.csv"
    listed = pd.read_csv(path, dtype=str).drop(columns="published").to_numpy().tolist()
    told = []
    for ref in (json.loads(path.read_text(encoding="utf-8")) for path in STUDIES):
        cuts = [str(ref[cut]) for cut in ("incl_cut", "n_cut", "pri_cut")]
        models = [str(len(ref[kind]["models"])) if ref.get(kind) else "–" for kind in KINDS]
        who = [Path(ref["dataset"]).stem, ref["outcome"], str(len(ref["conditions"]))]
        told.append([*who, " · ".join(cuts), " · ".join(models)])
    assert listed == told


def _same_models(solution: comparison.Solution, ref: dict) -> None:
    mine = {solution.expression(i): i for i in range(len(solution))}
    assert set(mine) == {m["solution"] for m in ref["models"]} and solution.complete
    for model in ref["models"]:
        fit = solution.fit(mine[model["solution"]])
        assert set(fit.index) == set(model["fit"])
        for term, figures in model["fit"].items():
            assert all(same_figure(fit.loc[term, f], v) for f, v in figures.items()), (
                model["solution"],
                term,
            )


def _same_counterfactuals(solution: comparison.Solution, ref: dict) -> None:
    """R numbers its models in an order of its own: compare the collections over all pairs."""
    task = solution.task
    numbers, positives = task.space.numbers, set(task.positives)
    told: dict[str, list[list[int]]] = {"easy": [], "difficult": []}
    for c in complex_models(task).models:
        for p in parsimonious_models(task).models:
            easy = rows_of(easy_terms(task, c, p), task.space)
            assumed = rows_of(p, task.space) - positives
            for named, rows in (("easy", assumed & easy), ("difficult", assumed - easy)):
                told[named].append(sorted(numbers(np.array(sorted(rows), dtype=np.int64)).tolist()))
    for named, mine in told.items():
        assert sorted(mine) == sorted(v for v in ref[named].values()), named
