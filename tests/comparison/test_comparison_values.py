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


Term = tuple[int | None, ...]


def holds(term: Term, levels: list[int]) -> set[tuple[int, ...]]:
    """The rows of a term (None: any value)."""
    return set(product(*(range(n) if t is None else [t] for t, n in zip(term, levels))))


def brute(
    positive: set[tuple[int, ...]], off: set[tuple[int, ...]], levels: list[int]
) -> set[frozenset[Term]]:
    """Every smallest cover of `positive` by prime implicants outside `off`, from every conceivable
    term."""
    terms = list(product(*([None, *range(level)] for level in levels)))
    inside = {t: holds(t, levels) for t in terms}
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


def observed(table: qca.TruthTable) -> tuple[set[tuple[int, ...]], set[tuple[int, ...]]]:
    """Positive and negative rows as tuples of values."""
    cells = table.rows[list(table.conditions)].to_numpy(int).tolist()
    sides = (set(), set())
    for row, out in zip(cells, table.rows["OUT"]):
        sides[1 - int(out)].add(tuple(row))
    return sides


def terms_of(solution: qca.Solution) -> set[frozenset[Term]]:
    """The models with their terms as tuples."""
    space = solution.task.space
    return {
        frozenset(
            tuple(
                space.value(value, j) if care & mask else None
                for j, (_, mask) in enumerate(space.fields)
            )
            for care, value in solution.cubes(i)
        )
        for i in range(len(solution))
    }


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
        positive, negative = observed(table)
        every = set(product(*(range(level) for level in levels)))
        off = every - positive if kind == "complex" else negative
        assert solution.complete and terms_of(solution) == brute(positive, off, levels)


@pytest.mark.parametrize("seed", range(25))
def test_every_intermediate_model_by_brute_force(seed: int) -> None:
    data, levels = draw(seed)
    names = [c for c in data if c != "Y"]
    table = qca.truth_table(data, "Y", names)
    positive, negative = observed(table)
    if not positive or not negative:
        return
    rng = np.random.default_rng(seed + 1_000)
    expected = {
        c: sorted(rng.choice(n, rng.integers(1, n), replace=False).tolist())
        for c, n in zip(names, levels)
        if rng.random() < 0.8
    }
    every = set(product(*(range(level) for level in levels)))

    def eased(c: Term, p: Term) -> Term:
        """The complex term without what neither the parsimonious one nor an expectation holds."""
        return tuple(
            None if a is not None and b is None and a not in expected.get(name, [a]) else a
            for name, a, b in zip(names, c, p)
        )

    wanted: set[frozenset[Term]] = set()
    known: dict[frozenset[tuple[int, ...]], set[frozenset[Term]]] = {}
    for c_model in brute(positive, every - positive, levels):
        for p_model in brute(positive, negative, levels):
            easy = [
                holds(eased(c, p), levels)
                for c, p in product(c_model, p_model)
                if holds(c, levels) <= holds(p, levels)
            ]
            on = frozenset(positive.union(*easy))
            if on not in known:
                known[on] = brute(positive, every - on, levels)
            wanted |= known[on]
    assert terms_of(qca.minimise(table, "intermediate", expected)) == wanted


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


@pytest.mark.parametrize("seed", range(12))
def test_a_crisp_condition_split_into_two_values_changes_nothing(seed: int) -> None:
    """Everything that may be said of B may be said of B[0] and B[1]."""
    data, _ = draw(seed)
    data = data.rename(columns={"C0": "B"}).assign(B=(data["C0"] > 0).astype(int))
    names = [c for c in data if c != "Y"]
    plain = qca.truth_table(data, "Y", names)
    split = qca.truth_table(data.assign(B=data["B"].astype(str)), "Y", names)
    assert plain.rows.equals(split.rows)
    if set(plain.rows["OUT"]) != {0, 1}:
        return
    pairs = [(plain.without("~B*C1[0]"), split.without("B[0]*C1[0]"))]
    pairs.append((plain, split))
    for one, other in pairs:
        assert one.barred == other.barred
        for kind, asked in (
            ("complex", (None, None)),
            ("parsimonious", (None, None)),
            ("intermediate", ({"B": 1}, {"B": [1]})),
            ("intermediate", ("~B, C1[0]", "B[0], C1[0]")),
        ):
            found = [qca.minimise(t, kind, d) for t, d in zip((one, other), asked)]
            assert found[0].models == found[1].models
            for i in range(len(found[0])):
                pd.testing.assert_frame_equal(found[0].fit(i), found[1].fit(i))
    need = [qca.necessity(data, "Y", terms) for terms in (["B + C1[0]"], ["B[1] + C1[0]"])]
    assert need[0].to_numpy().tolist() == need[1].to_numpy().tolist()


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
