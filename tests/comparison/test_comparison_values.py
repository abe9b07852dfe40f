"""Conditions with several values: brute force over every term, and what may not change."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest

from toolkit import comparison as qca

pytestmark = pytest.mark.filterwarnings("ignore::toolkit.comparison.ComparisonWarning")


def draw(seed: int) -> tuple[pd.DataFrame, list[int]]:
    """Random cases with two to four conditions of two to four values."""
    rng = np.random.default_rng(seed)
    levels = rng.integers(2, 5, rng.integers(2, 5)).tolist()
    n = int(rng.integers(8, 20))
    data = pd.DataFrame(
        {f"C{i}": rng.integers(0, level, n) for i, level in enumerate(levels)},
        index=[f"k{i}" for i in range(n)],
    )
    for i, level in enumerate(levels):
        data.loc["k0", f"C{i}"] = level - 1  # the highest value occurs
    data["Y"] = rng.integers(0, 2, n)
    data.loc["k0", "Y"], data.loc["k1", "Y"] = 1, 0
    return data, levels


def brute(table: qca.TruthTable, levels: list[int], kind: str) -> set[frozenset[tuple]]:
    """Every smallest cover by prime implicants, from every conceivable term."""
    rows = table.rows
    cells = rows[list(table.conditions)].to_numpy(int)
    positive = {tuple(r) for r, out in zip(cells.tolist(), rows["OUT"]) if out}
    negative = {tuple(r) for r, out in zip(cells.tolist(), rows["OUT"]) if not out}
    every = set(product(*(range(level) for level in levels)))
    off = every - positive if kind == "complex" else negative
    terms = list(product(*([None, *range(level)] for level in levels)))

    def holds(term: tuple) -> set[tuple]:
        return {r for r in every if all(t is None or t == v for t, v in zip(term, r))}

    inside = {t: holds(t) for t in terms}
    sound = [t for t in terms if not inside[t] & off]
    prime = [
        t
        for t in sound
        if inside[t] & positive and not any(o != t and inside[t] < inside[o] for o in sound)
    ]
    for size in range(1, len(positive) + 1):
        found = {
            frozenset(chosen)
            for chosen in combinations(prime, size)
            if positive <= set().union(*(inside[t] for t in chosen))
        }
        if found:
            return found
    return set()


@pytest.mark.parametrize("seed", range(25))
def test_every_model_by_brute_force(seed: int) -> None:
    data, levels = draw(seed)
    table = qca.truth_table(data, "Y", [c for c in data if c != "Y"])
    for kind in ("complex", "parsimonious"):
        try:
            solution = qca.minimise(table, kind)
        except qca.ComparisonError:
            assert set(table.rows["OUT"]) != {0, 1}
            continue
        mine = {
            frozenset(
                tuple(
                    table.space.value(value, i) if care & table.space.fields[i][1] else None
                    for i in range(len(levels))
                )
                for care, value in solution.cubes(i)
            )
            for i in range(len(solution))
        }
        assert solution.complete and mine == brute(table, levels, kind)


@pytest.mark.parametrize("seed", range(12))
def test_renaming_values_renames_the_models(seed: int) -> None:
    data, levels = draw(seed)
    names = [c for c in data if c != "Y"]
    rng = np.random.default_rng(seed)
    new = {c: rng.permutation(level) for c, level in zip(names, levels)}
    other = data.assign(**{c: new[c][data[c]] for c in names})
    found = []
    for frame in (data, other):
        table = qca.truth_table(frame, "Y", names)
        if set(table.rows["OUT"]) != {0, 1}:
            return
        found.append(qca.minimise(table, "parsimonious"))

    def literals(s: qca.Solution, i: int, renamed: bool) -> frozenset:
        space = s.task.space
        return frozenset(
            frozenset(
                (c, int(new[c][space.value(v, j)]) if renamed else space.value(v, j))
                for j, c in enumerate(names)
                if care & space.fields[j][1]
            )
            for care, v in s.cubes(i)
        )

    before, after = found
    if any(set(data[c]) != set(range(level)) for c, level in zip(names, levels)):
        return  # a value that never occurs keeps its row number, not its name
    assert {literals(before, i, True) for i in range(len(before))} == {
        literals(after, i, False) for i in range(len(after))
    }


def test_a_crisp_condition_read_with_values_is_the_same() -> None:
    data, _ = draw(3)
    names = [c for c in data if c != "Y"]
    crisp = data.assign(B=(data["C0"] > 0).astype(int))
    table = qca.truth_table(crisp, "Y", ["B", *names[1:]])
    plain = qca.Expression.read("B").cubes(table.conditions, table.space)
    valued = qca.Expression.read("B[1]").cubes(table.conditions, table.space)
    assert plain == valued
    assert qca.Expression.read("~B").cubes(table.conditions, table.space) == qca.Expression.read(
        "B{0}"
    ).cubes(table.conditions, table.space)


def test_what_is_no_value_is_refused_with_its_place() -> None:
    data, _ = draw(1)
    names = [c for c in data if c != "Y"]
    for bad, said in (
        (data.assign(C0=data["C0"].astype(float) + 0.4), "k0"),
        (data.assign(C0=range(100, 100 + len(data))), "C0"),
        (data.assign(Y=data["C0"]), r"Y\[1\]"),
    ):
        with pytest.raises(qca.ComparisonError, match=said):
            qca.truth_table(bad, "Y", names)
    table = qca.truth_table(data, "Y", names)
    with pytest.raises(qca.ComparisonError):
        qca.minimise(table, "intermediate", {"C0": [0, 9]})
    with pytest.raises(qca.ComparisonError):
        table.without("C0[9]")
    valued = qca.truth_table(data, "C0[1,2]", names[1:])
    assert valued.memberships.y.tolist() == data["C0"].isin([1, 2]).astype(float).tolist()


def test_expressions_with_values() -> None:
    read = qca.Expression.read
    assert str(read("A[2]*A[1,2] + ~B")) == "A[2] + ~B"
    assert str(read("A[1]*A[2]")) == "0" and str(read("~A[1,2]*~A[3]")) == "~A[1,2,3]"
    cells = pd.DataFrame({"A": [0, 1, 2, 3], "B": [0.2, 0.8, 0.4, 0.6]})
    assert read("A[1,3]").evaluate(cells).tolist() == [0, 1, 0, 1]
    assert (~read("A[1]*B")).evaluate(cells).tolist() == pytest.approx([1, 0.2, 1, 1])
    assert read("B[0]").evaluate(cells).tolist() == pytest.approx([0.8, 0.2, 0.6, 0.4])
    for bad in ("A[", "A[x]", "A[1]]"):
        with pytest.raises(qca.ComparisonError):
            read(bad)


def test_intermediate_with_cells_that_do_not_apply_says_that_nothing_proves_it() -> None:
    data = pd.DataFrame(
        {"A": [1, 1, 0, 0], "B": ["1", "-", "0", "1"], "Y": [1, 1, 0, 0]}, index=list("abcd")
    )
    for column, unproved in ((["A", "B"], True), (["A"], False)):
        table = qca.truth_table(data, "Y", column)
        said = qca.minimise(table, "intermediate", {"A": 1}).limits()
        assert any("“-”" in s for s in said) is unproved
