"""The Boolean engine against brute force over every term and every cover."""

from __future__ import annotations

import random
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import LinearConstraint, milp

from toolkit.comparison import ComparisonError, Expression, boolean, covering
from toolkit.comparison.boolean import (
    contains,
    hitting_sets,
    meet,
    minimal_covers,
    primes,
    rows_of,
    sharp,
)
from toolkit.comparison.proving import Proof
from toolkit.comparison.space import Cube, Space

two = Space.two_valued


def every_cube(k: int) -> list[Cube]:
    return [
        (care, value) for care in range(1 << k) for value in range(1 << k) if value & ~care == 0
    ]


def grid(seed: int) -> tuple[int, list[int], list[int]]:
    rng = random.Random(seed)
    k = rng.choice([2, 3, 4])
    rows = rng.sample(range(1 << k), rng.randint(2, 1 << k))
    cut = rng.randint(1, len(rows) - 1)
    return k, rows[:cut], rows[cut:]


@pytest.mark.parametrize("seed", range(60))
def test_primes_and_covers_by_brute_force(seed: int) -> None:
    k, pos, neg = grid(seed)
    inside = {c: rows_of([c], two(k)) for c in every_cube(k)}
    implicants = [c for c, rows in inside.items() if not rows & set(neg)]
    prime = [
        c
        for c in implicants
        if not any(o != c and contains(o, c) for o in implicants) and inside[c] & set(pos)
    ]
    found = primes(pos, [((1 << k) - 1, r) for r in neg], two(k))
    assert found == sorted(prime)
    for size in range(1, len(pos) + 1):
        brute = {
            tuple(sorted(m))
            for m in combinations(prime, size)
            if set(pos) <= set().union(*(inside[c] for c in m))
        }
        if brute:
            break
    covers = minimal_covers(found, pos, 10_000)
    assert (
        set(covers.models) == brute
        and len(covers.models) == len(brute)
        and covers.complete
        and covers.proved
    )


@pytest.mark.parametrize("k", [6, 9])
def test_table_and_list_of_hitting_sets_agree(k: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(k)
    rows = rng.sample(range(1 << k), 40)
    off = [((1 << k) - 1, r) for r in rows[20:]]
    by_table = primes(rows[:20], off, two(k))
    monkeypatch.setattr(boolean, "TABLE_LIMIT", 0)
    assert primes(rows[:20], off, two(k)) == by_table


def test_hitting_sets_small() -> None:
    assert sorted(hitting_sets([0b011, 0b110])) == [0b010, 0b101]
    assert hitting_sets([0b1, 0]) == [] and hitting_sets([]) == [0]


@pytest.mark.parametrize("seed", range(20))
def test_sharp_and_meet(seed: int) -> None:
    rng = random.Random(seed)
    cubes = rng.sample(every_cube(4), 4)
    left = sharp([(0, 0)], cubes, two(4))
    assert rows_of(left, two(4)) == set(range(16)) - rows_of(cubes, two(4))
    assert sum(1 << (4 - c.bit_count()) for c, _ in left) == len(rows_of(left, two(4))), "disjoint"
    both = meet(cubes[0], cubes[1])
    assert (rows_of([both], two(4)) if both else set()) == rows_of(cubes[:1], two(4)) & rows_of(
        cubes[1:2], two(4)
    )


def test_many_models_are_counted_at_least() -> None:
    rng = random.Random(1)
    rows = rng.sample(range(256), 60)
    found = primes(rows[:30], [(255, r) for r in rows[30:]], two(8))
    whole = minimal_covers(found, rows[:30], 100_000)
    assert whole.complete and len(whole.models) > 100
    some = minimal_covers(found, rows[:30], 50)
    assert not some.complete and len(some.models) == 50 and set(some.models) <= set(whole.models)


def test_work_used_up_still_gives_a_true_cover(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(2)
    rows = rng.sample(range(256), 60)
    found = primes(rows[:30], [(255, r) for r in rows[30:]], two(8))
    size = len(minimal_covers(found, rows[:30], 1).models[0])
    monkeypatch.setattr(covering, "WORK", 0)
    covers = minimal_covers(found, rows[:30], 1000)
    assert not covers.complete and len(covers.models[0]) == size
    assert set(rows[:30]) <= rows_of(covers.models[0], two(8))


@pytest.mark.parametrize("seed", range(12))
def test_the_proof_agrees_with_the_mixed_integer_solver(seed: int) -> None:
    rng = np.random.default_rng(seed)
    chart = (rng.random((30, 60)) < 0.12).astype(float)
    chart[:, :2] = np.eye(30)[:, [0, 1]]
    chart[np.arange(30), rng.integers(2, 60, 30)] = 1  # every row has a column
    ones = np.ones(60)
    solved = milp(ones, constraints=LinearConstraint(chart, lb=1), integrality=ones, bounds=(0, 1))
    found = Proof(chart).smallest()
    assert found is not None and len(set(found)) == len(found) == round(solved.fun)
    assert (chart[:, found].sum(axis=1) >= 1).all()
    assert Proof(chart, nodes=1).smallest() is None, "one node proves nothing"


def test_large_charts_are_proved_without_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(covering, "SOLVER_SECONDS", 0.0)
    rows = random.Random(3).sample(range(1 << 10), 120)
    found = primes(rows[:60], [(1023, r) for r in rows[60:]], two(10))
    covers = minimal_covers(found, rows[:60], 10)
    assert covers.proved and set(rows[:60]) <= rows_of(covers.models[0], two(10))


def truth(text: str, names: str = "ABC") -> list[float]:
    cells = pd.DataFrame(list(product((0.0, 1.0), repeat=len(names))), columns=list(names))
    return Expression.read(text).evaluate(cells).tolist()


@pytest.mark.parametrize(
    "text",
    [
        "A*~B + C",
        "~(A*~B + C)",
        "(A + B)*(~A + C)",
        "~A*B + A*~B + A*B",
        "A + ~A",
        "A*~A",
        "~(A*(B + ~C))",
    ],
)
def test_expression_algebra(text: str) -> None:
    e, plain = Expression.read(text), np.array(truth(text))
    python = text.replace("~", " not ").replace("*", " and ").replace("+", " or ")
    assert plain.tolist() == [
        float(bool(eval(python, dict(zip("ABC", v))))) for v in product((0, 1), repeat=3)
    ]
    assert truth(str(~e)) == (1 - plain).tolist()
    assert truth(str(e.simplify())) == plain.tolist()
    assert truth(str(~~e)) == plain.tolist()


def test_expression_on_fuzzy_sets_and_errors() -> None:
    data = pd.DataFrame({"领导": [0.2, 0.9], "B": [0.7, 0.4]}, index=["a", "b"])
    out = Expression.read("领导*~B + ~领导").evaluate(data)
    assert out.to_dict() == pytest.approx({"a": 0.8, "b": 0.6})
    assert str(Expression.read("~A*B + A*~B + A*B").simplify()) == "A + B"
    assert str(Expression.read("A*B + ~B*C + A*C").simplify()) == "A*B + ~B*C"
    for bad in ("A*", "A B)", "(A", "", "*A", "A + + B"):
        with pytest.raises(ComparisonError):
            Expression.read(bad)
    with pytest.raises(ComparisonError, match="C"):
        Expression.read("A + C").evaluate(pd.DataFrame({"A": [1.0]}))
