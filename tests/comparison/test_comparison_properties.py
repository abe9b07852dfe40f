"""What must hold of any solution: brute force over small tables, and changes that must not change
the answer."""

from __future__ import annotations

import warnings
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from toolkit import comparison as qca
from toolkit.comparison.boolean import rows_of

KINDS = ("complex", "parsimonious", "intermediate")


@pytest.fixture(autouse=True)
def _quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", qca.ComparisonWarning)
        yield


def fuzzy(seed: int, k: int, n: int) -> tuple[pd.DataFrame, list[str], dict[str, int]]:
    rng = np.random.default_rng(seed)
    x = np.round(rng.random((n, k)), 2)
    x[x == 0.5] = 0.51
    y = np.clip(np.maximum(x[:, 0] * x[:, 1], 1 - x[:, -1]) + rng.normal(0, 0.15, n), 0, 1).round(2)
    names = [f"C{i}" for i in range(k)]
    directions = {c: int(d) for c, d in zip(names, rng.integers(-1, 2, k)) if d >= 0}
    return (
        pd.DataFrame(x, columns=names, index=[f"case{i}" for i in range(n)]).assign(Y=y),
        names,
        directions,
    )


def table_of(data: pd.DataFrame, names: list[str], outcome: str = "Y") -> qca.TruthTable:
    """A table with both positive and negative rows: the cut-off lies between the two middle
    inclusions."""
    incl = np.unique(qca.truth_table(data, outcome, names).rows["incl"].round(9))
    middle = len(incl) // 2
    return qca.truth_table(data, outcome, names, float(incl[middle - 1 : middle + 1].mean()))


def solutions(
    data: pd.DataFrame, names: list[str], directions: dict[str, int], outcome: str = "Y"
) -> dict[str, set]:
    table = table_of(data, names, outcome)
    return {k: {frozenset(m) for m in qca.minimise(table, k, directions).models} for k in KINDS}


@pytest.mark.parametrize("seed", range(25))
def test_rows_covered_and_nesting(seed: int) -> None:
    data, names, directions = fuzzy(seed, 5, 25)
    table = table_of(data, names)
    task = table.task()
    found = {k: qca.minimise(table, k, directions) for k in KINDS}
    for s in found.values():
        for i in range(len(s)):
            rows = rows_of(s.cubes(i), task.space)
            assert set(task.positives) <= rows and not rows & set(task.negatives)
    inter = found["intermediate"]
    for i in range(len(inter)):
        assert inter.sources(i)
        for c, p in inter.sources(i):
            outer = rows_of(found["parsimonious"].cubes(p), task.space)
            assert (
                rows_of(found["complex"].cubes(c), task.space)
                <= rows_of(inter.cubes(i), task.space)
                <= outer
            )
        assert set(inter.assumptions(i).index - 1) == rows_of(inter.cubes(i), task.space) - set(
            task.positives
        )


def literal_rows(term: dict[int, int], k: int) -> frozenset[int]:
    return frozenset(
        r for r in range(1 << k) if all(r >> (k - 1 - i) & 1 == v for i, v in term.items())
    )


def brute_models(on: set[int], must: set[int], k: int) -> set[frozenset[frozenset[int]]]:
    """Shortest covers of `must` by maximal terms inside `on`, by trying everything."""
    terms = []
    for care in range(1 << k):
        for value in range(1 << k):
            if value & ~care == 0:
                term = {i: value >> (k - 1 - i) & 1 for i in range(k) if care >> (k - 1 - i) & 1}
                rows = literal_rows(term, k)
                if rows <= on:
                    terms.append(rows)
    prime = [t for t in terms if not any(t < o for o in terms) and t & must]
    for size in range(1, len(must) + 1):
        found = {frozenset(m) for m in combinations(prime, size) if must <= frozenset().union(*m)}
        if found:
            return found
    return set()


@pytest.mark.parametrize("seed", range(40))
def test_brute_force_of_all_three_kinds(seed: int) -> None:
    rng = np.random.default_rng(seed)
    k = int(rng.integers(2, 5))
    data, names, directions = fuzzy(seed + 100, k, int(rng.integers(6, 14)))
    table = table_of(data, names)
    task = table.task()
    assert task.positives and task.negatives
    everything = set(range(1 << k))

    def as_rows(kind: str) -> set[frozenset[frozenset[int]]]:
        s = qca.minimise(table, kind, directions)
        return {
            frozenset(frozenset(rows_of([c], task.space)) for c in s.cubes(i))
            for i in range(len(s))
        }

    pos, neg = set(task.positives), set(task.negatives)
    complex_, parsimonious = brute_models(pos, pos, k), brute_models(everything - neg, pos, k)
    assert as_rows("complex") == complex_ and as_rows("parsimonious") == parsimonious
    expected: set[frozenset[frozenset[int]]] = set()
    for c_model in complex_:
        for p_model in parsimonious:
            easy = set()
            for c in c_model:
                for p in p_model:
                    if c <= p:
                        easy |= eased(c, p, k, {names.index(n): d for n, d in directions.items()})
            expected |= brute_models(pos | easy, pos, k)
    assert as_rows("intermediate") == expected


def eased(c: frozenset[int], p: frozenset[int], k: int, directions: dict[int, int]) -> set[int]:
    """Rows of c once every literal outside p that contradicts its direction is dropped."""

    def literals(rows: frozenset[int]) -> dict[int, int]:
        return {
            i: v for i in range(k) for v in (0, 1) if all(r >> (k - 1 - i) & 1 == v for r in rows)
        }

    kept = literals(p)
    return set(
        literal_rows(
            {i: v for i, v in literals(c).items() if i in kept or directions.get(i, v) == v}, k
        )
    )


@pytest.mark.parametrize("seed", range(8))
def test_names_order_and_sign_do_not_matter(seed: int) -> None:
    data, names, directions = fuzzy(seed, 5, 22)
    base = solutions(data, names, directions)
    renamed = {n: f"条件{i}" for i, n in enumerate(names)}
    other = solutions(
        data.rename(columns=renamed),
        list(renamed.values()),
        {renamed[c]: d for c, d in directions.items()},
    )

    def literals(models: set, back: dict[str, str] | None = None) -> set:
        swap = back or {}
        return {
            frozenset(
                frozenset(
                    ("~" * x.startswith("~")) + swap.get(x.strip("~"), x.strip("~"))
                    for x in t.split("*")
                )
                for t in m
            )
            for m in models
        }

    for kind in KINDS:
        assert literals(other[kind], {v: k for k, v in renamed.items()}) == literals(base[kind])
    turned = solutions(data, names[::-1], directions)
    assert {k: literals(v) for k, v in turned.items()} == {k: literals(v) for k, v in base.items()}
    flipped = data.assign(C1=1 - data["C1"])
    mirrored = solutions(
        flipped, names, {c: (1 - d if c == "C1" else d) for c, d in directions.items()}
    )
    for kind in KINDS:
        undone = {
            frozenset(frozenset({"C1": "~C1", "~C1": "C1"}.get(x, x) for x in t) for t in m)
            for m in literals(mirrored[kind])
        }
        assert undone == literals(base[kind])


@pytest.mark.parametrize("seed", range(5))
def test_duplicated_cases_and_negated_outcome(seed: int) -> None:
    data, names, directions = fuzzy(seed, 4, 20)
    assert solutions(pd.concat([data, data]), names, directions) == solutions(
        data, names, directions
    )
    negated = data.assign(Y=1 - data["Y"])
    a, b = (qca.truth_table(d, y, names) for d, y in ((data, "~Y"), (negated, "Y")))
    pd.testing.assert_frame_equal(a.rows, b.rows)
    pd.testing.assert_frame_equal(
        qca.necessity(data, "~Y", names), qca.necessity(negated, "Y", names)
    )


def test_figures_by_hand() -> None:
    data = pd.DataFrame(
        {"A": [1.0, 0.8, 0.6, 0.2], "B": [0.9, 0.1, 0.7, 0.3], "Y": [0.9, 0.7, 0.4, 0.3]},
        index=list("abcd"),
    )
    table = qca.truth_table(data, "Y", ["A", "B"], 0.8)
    member = np.array([0.9, 0.1, 0.6, 0.2])  # A*B
    y = data["Y"].to_numpy()
    both, dust = np.minimum(member, y), np.minimum(np.minimum(member, y), 1 - y)
    row = table.rows.loc[4]
    assert row["incl"] == pytest.approx(both.sum() / member.sum())
    assert row["PRI"] == pytest.approx((both.sum() - dust.sum()) / (member.sum() - dust.sum()))
    assert (
        row["cases"] == "a; c"
        and row["against"] == "c"
        and table.contradictory.index.tolist() == [4]
    )
    need = qca.necessity(data, "Y", ["A"]).loc["A"]
    x = data["A"].to_numpy()
    assert need["inclN"] == pytest.approx(np.minimum(x, y).sum() / y.sum())
    assert need["RoN"] == pytest.approx((1 - x).sum() / (1 - np.minimum(x, y)).sum())
    assert need["covN"] == pytest.approx(np.minimum(x, y).sum() / x.sum())


def test_a_row_is_contradictory_whatever_its_cases_are_called():
    data = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 1, 0, 0], "Y": [1, 0, 0, 0]})
    data.index = ["甲村", "乙村; 二〇二一年", "丙村", "丁村"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert qca.truth_table(data, "Y", ["A", "B"]).contradictory.index.tolist() == [4]


def test_enhanced_standard_analysis() -> None:
    data, names, _ = fuzzy(3, 5, 20)
    table, negated = (qca.truth_table(data, y, names, 0.8) for y in ("Y", "~Y"))
    plain = qca.minimise(table, "parsimonious")
    barred = qca.untenable(table, negated, necessary=("C0 + C1",), impossible=("C2*~C3",))
    enhanced = qca.minimise(barred, "parsimonious")
    used = {r - 1 for i in range(len(enhanced)) for r in enhanced.assumptions(i).index}
    against = qca.minimise(negated, "parsimonious")
    theirs = {r - 1 for i in range(len(against)) for r in against.assumptions(i).index}
    assert {r - 1 for i in range(len(plain)) for r in plain.assumptions(i).index} & theirs, (
        "the test needs contradictory assumptions"
    )
    assert not used & theirs
    bits = barred.remainders
    assert not any(bits.loc[r + 1, "C0"] == 0 and bits.loc[r + 1, "C1"] == 0 for r in used)
    assert not any(bits.loc[r + 1, "C2"] == 1 and bits.loc[r + 1, "C3"] == 0 for r in used)
    assert bits["barred"].any() and {frozenset(m) for m in enhanced.models} != {
        frozenset(m) for m in plain.models
    }


def test_simultaneous_subset_rows() -> None:
    data = pd.DataFrame(
        {"A": [0.9, 0.8, 0.1, 0.2], "B": [0.2, 0.1, 0.9, 0.3], "Y": [0.9, 0.4, 0.55, 0.45]}
    )
    both = [qca.truth_table(data, y, ["A", "B"], 0.6) for y in ("Y", "~Y")]
    found = qca.simultaneous(*both)
    expected = [
        r
        for r in both[0].rows.index
        if both[0].rows.loc[r, "incl"] >= 0.6 and both[1].rows.loc[r, "incl"] >= 0.6
    ]
    assert expected and found.index.tolist() == expected
    assert (found["incl_not"] >= 0.6).all()
