"""From positive and negative rows to every minimal model: complex, parsimonious, intermediate, all
on integers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product
from operator import or_

from toolkit.comparison.boolean import Covers, Cube, contains, minimal_covers, primes, sharp

#: pairs of complex and parsimonious models looked at for the intermediate solution
PAIRS = 40_000
#: up to this many conditions a set of rows is kept as a bit mask over all of them
MASKED_UP_TO = 12


@dataclass(frozen=True)
class Task:
    """What a solution depends on, and nothing else: equal tasks share their solution.

    ``asserted`` and ``expected`` are bit masks: conditions with an expectation, and those expected
    present. ``barred`` are cubes that no assumption may use (untenable remainders).
    """

    positives: tuple[int, ...]
    negatives: tuple[int, ...]
    k: int
    asserted: int = 0
    expected: int = 0
    barred: tuple[Cube, ...] = ()
    limit: int = 5_000


@dataclass(frozen=True)
class Models:
    """Every minimal model, as cubes. ``pairs``: for an intermediate model the (complex,
    parsimonious) models behind it."""

    models: tuple[tuple[Cube, ...], ...]
    complete: bool
    proved: bool
    pairs: tuple[tuple[tuple[int, int], ...], ...] = ()


def _models(covers: Covers) -> Models:
    return Models(covers.models, covers.complete, covers.proved)


def _minterms(rows: tuple[int, ...], k: int) -> list[Cube]:
    return [((1 << k) - 1, r) for r in rows]


@lru_cache(maxsize=4096)
def complex_models(task: Task) -> Models:
    """No assumption about rows without cases: everything but the positive rows is excluded."""
    off = sharp([(0, 0)], _minterms(task.positives, task.k), task.k)
    return _models(minimal_covers(primes(task.positives, off, task.k), task.positives, task.limit))


def excluded(task: Task) -> list[Cube]:
    """What a parsimonious term may not hold: negative rows, and barred remainders (a barred
    observed row stays as observed)."""
    off = _minterms(task.negatives, task.k)
    observed = off + _minterms(task.positives, task.k)
    for cube in task.barred:
        off += sharp([cube], observed, task.k)
    return off


@lru_cache(maxsize=4096)
def parsimonious_models(task: Task) -> Models:
    """Any row without cases may be assumed when that makes the model shorter."""
    found = primes(task.positives, excluded(task), task.k)
    return _models(minimal_covers(found, task.positives, task.limit))


def _eased(term: Cube, kept: Cube, task: Task) -> Cube:
    """The complex `term` without literals that neither the parsimonious term `kept` has nor the
    expectation supports."""
    against = task.asserted & (term[1] ^ task.expected)
    care = term[0] & (kept[0] | ~against)
    return care, term[1] & care


@lru_cache(maxsize=4096)
def intermediate_models(task: Task) -> Models:
    """Only easy counterfactuals: for each complex and parsimonious model the assumptions inside the
    eased terms.

    An eased term lies inside a parsimonious term, so its rows are positives or that model's
    simplifying assumptions. Many pairs of models ease the same rows: those are minimised once.
    """
    complex_, parsimonious = complex_models(task), parsimonious_models(task)
    eased_rows = {
        (c, j): reduce(
            or_,
            (_rows(_eased(c, p, task), task.k) for p in p_model if contains(p, c)),
            _rows(None, task.k),
        )
        for c in dict.fromkeys(c for model in complex_.models for c in model)
        for j, p_model in enumerate(parsimonious.models[:PAIRS])
    }
    found: dict[tuple[Cube, ...], list[tuple[int, int]]] = {}
    covers_of: dict[int | frozenset[Cube], Covers] = {}
    complete = complex_.complete and parsimonious.complete
    for looked, (i, j) in enumerate(
        product(range(len(complex_.models)), range(len(parsimonious.models)))
    ):
        if looked >= PAIRS or len(found) >= task.limit:
            complete = False
            break
        easy = reduce(or_, (eased_rows[c, j] for c in complex_.models[i]))
        if easy not in covers_of:
            covers_of[easy] = _with_easy(
                task, easy_terms(task, complex_.models[i], parsimonious.models[j])
            )
        for model in covers_of[easy].models:
            found.setdefault(model, []).append((i, j))
    models = tuple(found)[: task.limit]
    complete = complete and all(c.complete for c in covers_of.values())
    proved = complex_.proved and parsimonious.proved and all(c.proved for c in covers_of.values())
    return Models(models, complete, proved, tuple(tuple(found[m]) for m in models))


@lru_cache(maxsize=1 << 16)
def _rows(cube: Cube | None, k: int) -> int | frozenset[Cube]:
    """The rows of a cube (of none: no rows) so that ``|`` unites them: a bit for each row, or with
    many conditions the cube itself."""
    if k > MASKED_UP_TO:
        return frozenset([cube] if cube else [])
    if cube is None:
        return 0
    mask = 1 << cube[1]
    for i in range(k):
        if not cube[0] >> i & 1:
            mask |= mask << (1 << i)
    return mask


def easy_terms(
    task: Task, complex_model: tuple[Cube, ...], parsimonious_model: tuple[Cube, ...]
) -> list[Cube]:
    """The eased terms of one pair of models: their unobserved rows are its easy counterfactuals."""
    return sorted(
        {_eased(c, p, task) for c in complex_model for p in parsimonious_model if contains(p, c)}
    )


def _with_easy(task: Task, terms: list[Cube]) -> Covers:
    off = sharp([(0, 0)], [*terms, *_minterms(task.positives, task.k)], task.k)
    return minimal_covers(primes(task.positives, off, task.k), task.positives, task.limit)


def solve(task: Task, kind: str) -> Models:
    """The models of one kind: complex, parsimonious or intermediate."""
    return {
        "complex": complex_models,
        "parsimonious": parsimonious_models,
        "intermediate": intermediate_models,
    }[kind](task)
