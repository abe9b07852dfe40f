"""From positive and negative rows to every minimal model: complex, parsimonious, intermediate, all
on integers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache, reduce
from itertools import product
from operator import or_

from toolkit.comparison.boolean import (
    Covers,
    contains,
    minimal_covers,
    primes,
    rows_of,
    sharp,
)
from toolkit.comparison.inapplicable import closed_primes
from toolkit.comparison.space import Cube, Space
from toolkit.progress import progress
from toolkit.terms import tr

#: pairs of complex and parsimonious models looked at for the intermediate solution
PAIRS = 40_000
#: up to this many bits a set of rows is kept as a bit mask over all of them
MASKED_UP_TO = 12


@dataclass(frozen=True)
class Task:
    """What a solution depends on, and nothing else: equal tasks share their solution.

    ``expected`` holds for each condition the values that are expected to help (None: no
    expectation). ``barred`` are cubes that no assumption may use (untenable remainders).
    """

    positives: tuple[int, ...]
    negatives: tuple[int, ...]
    space: Space
    expected: tuple[tuple[int, ...] | None, ...] = ()
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


def _minterms(rows: tuple[int, ...], space: Space) -> list[Cube]:
    return [(space.full, r) for r in rows]


def _closed(task: Task, assumed: list[Cube]) -> Covers:
    """The models when no row may be assumed but those inside the `assumed` cubes."""
    if any(task.space.unnamed):
        allowed = rows_of(assumed, task.space) - set(task.negatives)
        found = closed_primes(task.positives, task.negatives, allowed, task.space)
    else:
        on = [*assumed, *_minterms(task.positives, task.space)]
        found = primes(task.positives, sharp([(0, 0)], on, task.space), task.space)
    return minimal_covers(found, task.positives, task.limit)


@lru_cache(maxsize=4096)
def complex_models(task: Task) -> Models:
    """No assumption about rows without cases: everything but the positive rows is excluded."""
    return _models(_closed(task, []))


def excluded(task: Task) -> list[Cube]:
    """What a parsimonious term may not hold: negative rows, and barred remainders (a barred
    observed row stays as observed)."""
    off = _minterms(task.negatives, task.space)
    observed = off + _minterms(task.positives, task.space)
    for cube in task.barred:
        off += sharp([cube], observed, task.space)
    return off


@lru_cache(maxsize=4096)
def parsimonious_models(task: Task) -> Models:
    """Any row without cases may be assumed when that makes the model shorter."""
    found = primes(task.positives, excluded(task), task.space)
    return _models(minimal_covers(found, task.positives, task.limit))


@lru_cache(maxsize=1 << 16)
def _eased(term: Cube, kept: Cube, task: Task) -> Cube:
    """The complex `term` without literals that neither the parsimonious term `kept` has nor the
    expectation supports."""
    care = term[0]
    for i, expected in enumerate(task.expected):
        mask = task.space.fields[i][1]
        against = expected is not None and task.space.value(term[1], i) not in expected
        if against and care & mask and not kept[0] & mask:
            care &= ~mask
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
            (_rows(_eased(c, p, task), task.space) for p in p_model if contains(p, c)),
            _rows(None, task.space),
        )
        for c in dict.fromkeys(c for model in complex_.models for c in model)
        for j, p_model in enumerate(parsimonious.models[:PAIRS])
    }
    found: dict[tuple[Cube, ...], list[tuple[int, int]]] = {}
    covers_of: dict[int | frozenset[Cube], Covers] = {}
    complete = complex_.complete and parsimonious.complete
    count = len(complex_.models) * len(parsimonious.models)
    pairs = product(range(len(complex_.models)), range(len(parsimonious.models)))
    looking = progress(pairs, min(count, PAIRS), tr("中间解", "intermediate solution"))
    for looked, (i, j) in enumerate(looking):
        if looked >= PAIRS or len(found) >= task.limit:
            complete = False
            break
        easy = reduce(or_, (eased_rows[c, j] for c in complex_.models[i]))
        if easy not in covers_of:
            covers_of[easy] = _closed(
                task, easy_terms(task, complex_.models[i], parsimonious.models[j])
            )
        for model in covers_of[easy].models:
            found.setdefault(model, []).append((i, j))
    models = tuple(found)[: task.limit]
    complete = complete and all(c.complete for c in covers_of.values())
    proved = complex_.proved and parsimonious.proved and all(c.proved for c in covers_of.values())
    return Models(models, complete, proved, tuple(tuple(found[m]) for m in models))


@lru_cache(maxsize=1 << 16)
def _rows(cube: Cube | None, space: Space) -> int | frozenset[Cube]:
    """The rows of a cube (of none: no rows) so that ``|`` unites them: a bit for each row, or with
    many conditions the cube itself."""
    if space.bits > MASKED_UP_TO:
        return frozenset([cube] if cube else [])
    if cube is None:
        return 0
    mask = 1 << cube[1]
    for i, (shift, bits) in enumerate(space.fields):
        if not cube[0] & bits:
            mask = reduce(or_, (mask << (u << shift) for u in range(space.levels[i])))
    return mask


def easy_terms(
    task: Task, complex_model: tuple[Cube, ...], parsimonious_model: tuple[Cube, ...]
) -> list[Cube]:
    """The eased terms of one pair of models: their unobserved rows are its easy counterfactuals."""
    return sorted(
        {_eased(c, p, task) for c in complex_model for p in parsimonious_model if contains(p, c)}
    )


def solve(task: Task, kind: str) -> Models:
    """The models of one kind: complex, parsimonious or intermediate."""
    return {
        "complex": complex_models,
        "parsimonious": parsimonious_models,
        "intermediate": intermediate_models,
    }[kind](task)
