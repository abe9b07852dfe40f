"""Boolean algebra on integers: cubes, prime implicants and minimal covers.

Cubes and codes are those of `space`: a *row* is a cube that names every condition, written as one
int. What holds for two values holds for more, because a literal names exactly one value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice, product
from math import prod

import numpy as np

from toolkit.comparison.covering import smallest_covers
from toolkit.comparison.memberships import ComparisonError
from toolkit.comparison.space import Cube, Space
from toolkit.terms import tr

#: up to this many conditions a table of literal subsets beats the growing list of hitting sets
TABLE_LIMIT = 14


def contains(outer: Cube, inner: Cube) -> bool:
    """Whether every row of `inner` is a row of `outer`."""
    return outer[0] & inner[0] == outer[0] and (outer[1] ^ inner[1]) & outer[0] == 0


def sharp(cubes: Iterable[Cube], taken: Iterable[Cube], space: Space) -> list[Cube]:
    """Disjoint cubes that hold the rows of `cubes` (themselves disjoint) outside every cube of
    `taken`."""
    left = list(cubes)
    # a cube to be split keeps, value by value, what the taken cube does not have
    others = [
        [[u << shift for u in range(levels) if u != v] for v in range(levels)]
        for (shift, _), levels in zip(space.fields, space.levels)
    ]
    for care, value in taken:
        split = [
            (mask, value & mask, others[i][space.value(value, i)])
            for i, (_, mask) in enumerate(space.fields)
            if care & mask
        ]
        after: list[Cube] = []
        for c, v in left:
            if (v ^ value) & c & care:
                after.append((c, v))
                continue
            for mask, kept, rest in split:
                if not c & mask:
                    after += [(c | mask, v | other) for other in rest]
                    c, v = c | mask, v | kept
        left = after
    return left


def rows_of(cubes: Iterable[Cube], space: Space) -> set[int]:
    """Every row inside the cubes, as codes (their number grows with each free condition;
    ComparisonError above a million)."""
    rows: set[int] = set()
    cubes = list(cubes)
    free = [[i for i, (_, mask) in enumerate(space.fields) if not care & mask] for care, _ in cubes]
    if sum(prod(space.levels[i] for i in f) for f in free) > 1 << 20:
        raise ComparisonError(
            tr("余项太多，不逐一列出。", "too many remainders to list one by one.")
        )
    for (_, value), mine in zip(cubes, free):
        spread = np.zeros(1, dtype=np.int64)
        for i in reversed(mine):
            shift = space.fields[i][0]
            spread = np.concatenate([spread | (u << shift) for u in range(space.levels[i])])
        rows.update((spread | value).tolist())
    return rows


def hitting_sets(masks: Iterable[int]) -> list[int]:
    """Minimal sets of bits that meet every mask (Berge's multiplication; none if a mask is
    empty)."""
    found = [0]
    for mask in _minimal(masks):
        hit = [t for t in found if t & mask]
        bits = [1 << i for i in range(mask.bit_length()) if mask >> i & 1]
        # t | bit can only be made redundant by a set that meets the mask in that very bit
        alone = {b: [h for h in hit if h & mask == b] for b in bits}
        for t in found:
            if not t & mask:
                hit += [t | b for b in bits if not any(h & ~(t | b) == 0 for h in alone[b])]
        found = hit
    return found


def _minimal(masks: Iterable[int]) -> list[int]:
    kept: list[int] = []
    for m in sorted(set(masks), key=int.bit_count):
        if not any(m & q == q for q in kept):
            kept.append(m)
    return kept


def primes(positives: Sequence[int], off: Sequence[Cube], space: Space) -> list[Cube]:
    """Prime implicants that hold at least one positive row and no row of the `off` cubes.

    A set of literals of row r excludes an off cube when it meets the conditions in which r and the
    cube differ: the primes over r are the minimal hitting sets of those differences. The cost grows
    with rows and off cubes, not with the number of combinations.
    """
    if not positives:
        return []
    if not off:
        return [(0, 0)]
    r = np.asarray(positives, dtype=np.int64)[:, None]
    care, value = np.asarray(off, dtype=np.int64).T
    differ = space.differing(care & (value ^ r))
    if any(space.unnamed):  # a row to which a condition does not apply lends no literal of it
        differ &= np.array([[space.nameable(int(p))] for p in positives])
    if space.k <= TABLE_LIMIT:
        at, conditions = _hit_by_table(differ, space.k)
    else:
        pairs = [(i, h) for i, masks in enumerate(differ.tolist()) for h in hitting_sets(masks)]
        at, conditions = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    known, where = np.unique(conditions, return_inverse=True)
    cares = np.array([space.care(int(h)) for h in known], dtype=np.int64)[where]
    return sorted(set(zip(cares.tolist(), (cares & r[at, 0]).tolist())))


def _hit_by_table(differ: np.ndarray, k: int) -> tuple[np.ndarray, np.ndarray]:
    """Minimal hitting sets of every row of `differ`: the row, and a mask of conditions."""
    rows, sets = [], []
    step = max(1, (1 << 23) >> k)  # rows at a time: about 8 MB of table
    for start in range(0, len(differ), step):
        part = differ[start : start + step]
        n = len(part)
        misses = np.zeros((n, 1 << k), dtype=bool)  # [row, literals]: some off cube is not excluded
        misses[np.arange(n)[:, None], ((1 << k) - 1) ^ part] = True
        for i in range(k):
            view = misses.reshape(n, -1, 2, 1 << i)
            view[:, :, 0] |= view[:, :, 1]
        minimal = ~misses
        for i in range(k):
            view = minimal.reshape(n, -1, 2, 1 << i)
            view[:, :, 1] &= misses.reshape(n, -1, 2, 1 << i)[:, :, 0]
        at, literals = np.nonzero(minimal)
        rows.append(at + start)
        sets.append(literals)
    return np.concatenate(rows), np.concatenate(sets)


def meet(a: Cube, b: Cube) -> Cube | None:
    """The rows that two cubes share, again a cube (None when they share none)."""
    return None if (a[1] ^ b[1]) & a[0] & b[0] else (a[0] | b[0], a[1] | b[1])


@dataclass(frozen=True)
class Covers:
    """Minimal covers of a prime implicant chart. ``complete``: all are listed; ``proved``: none is
    smaller."""

    models: tuple[tuple[Cube, ...], ...]
    complete: bool
    proved: bool


def minimal_covers(implicants: Sequence[Cube], rows: Sequence[int], limit: int) -> Covers:
    """Every cover of `rows` with the fewest implicants, at most `limit` of them."""
    care, value = np.asarray(implicants, dtype=np.int64).T
    chart = (np.asarray(rows, dtype=np.int64)[None, :] & care[:, None]) == value[:, None]
    shift = -len(rows) % 8
    same: dict[int, list[int]] = {}  # implicants by the rows they cover, as a bit mask
    for i, packed in enumerate(np.packbits(chart, axis=1)):
        same.setdefault(int.from_bytes(packed.tobytes(), "big") >> shift, []).append(i)
    over = [[p for p in same if p >> row & 1] for row in range(len(rows))]
    essential = list(dict.fromkeys(ps[0] for ps in over if len(ps) == 1))
    open_rows = (1 << len(rows)) - 1
    for p in essential:
        open_rows &= ~p
    rest: dict[int, list[int]] = {}
    for p, members in same.items():
        if p & open_rows:
            rest.setdefault(p & open_rows, []).extend(members)
    picks, complete, proved = (
        smallest_covers(list(rest), open_rows, limit) if open_rows else ([()], True, True)
    )
    models: list[tuple[Cube, ...]] = []
    for pick in picks:
        choices = [same[p] for p in essential] + [rest[p] for p in pick]
        complete = complete and len(models) + prod(len(c) for c in choices) <= limit
        models += [
            tuple(sorted(implicants[i] for i in one))
            for one in islice(product(*choices), limit - len(models))
        ]
    return Covers(tuple(models), complete, proved)
