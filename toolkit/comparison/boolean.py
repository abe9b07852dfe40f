"""Boolean algebra on integers: cubes, prime implicants and minimal covers.

A *cube* is a pair ``(care, value)`` of bit masks over k conditions, the first condition the highest
bit: the literals are the bits of `care`, present where `value` has the bit. A *row* is a cube with
every bit in `care`, written as one int.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, product
from math import prod

import numpy as np

from toolkit.comparison.covering import smallest_covers
from toolkit.comparison.memberships import ComparisonError
from toolkit.terms import tr

Cube = tuple[int, int]
#: up to this many conditions a table of literal subsets beats the growing list of hitting sets
TABLE_LIMIT = 14


def contains(outer: Cube, inner: Cube) -> bool:
    """Whether every row of `inner` is a row of `outer`."""
    return outer[0] & inner[0] == outer[0] and (outer[1] ^ inner[1]) & outer[0] == 0


def sharp(cubes: Iterable[Cube], taken: Iterable[Cube], k: int) -> list[Cube]:
    """Disjoint cubes that hold the rows of `cubes` (themselves disjoint) outside every cube of
    `taken`."""
    left = list(cubes)
    for care, value in taken:
        after: list[Cube] = []
        for c, v in left:
            if (v ^ value) & c & care:
                after.append((c, v))
                continue
            for bit in (1 << i for i in reversed(range(k)) if care >> i & 1 and not c >> i & 1):
                after.append((c | bit, v | (~value & bit)))
                c, v = c | bit, v | (value & bit)
        left = after
    return left


def rows_of(cubes: Iterable[Cube], k: int) -> set[int]:
    """Every row inside the cubes (their number doubles with each free condition; ComparisonError
    above a million)."""
    rows: set[int] = set()
    cubes = list(cubes)
    if sum(1 << (k - care.bit_count()) for care, _ in cubes) > 1 << 20:
        raise ComparisonError(
            tr("余项太多，不逐一列出。", "too many remainders to list one by one.")
        )
    for care, value in cubes:
        free = [1 << i for i in range(k) if not care >> i & 1]
        spread = np.zeros(1, dtype=np.int64)
        for bit in free:
            spread = np.concatenate([spread, spread | bit])
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


def primes(positives: Sequence[int], off: Sequence[Cube], k: int) -> list[Cube]:
    """Prime implicants that hold at least one positive row and no row of the `off` cubes.

    A set of literals of row r excludes an off cube when it meets the literals in which r and the
    cube differ: the primes over r are the minimal hitting sets of those differences. The cost grows
    with rows and off cubes, not with 2^k.
    """
    if not positives:
        return []
    if not off:
        return [(0, 0)]
    r = np.asarray(positives, dtype=np.int64)[:, None]
    care, value = np.asarray(off, dtype=np.int64).T
    differ = care & (value ^ r)
    if k <= TABLE_LIMIT:
        found = _primes_by_table(r, differ, k)
    else:
        found = {
            (h, row & h)
            for row, masks in zip(positives, differ.tolist())
            for h in hitting_sets(masks)
        }
    return sorted(found)


def _primes_by_table(r: np.ndarray, differ: np.ndarray, k: int) -> set[Cube]:
    found: set[Cube] = set()
    step = max(1, (1 << 23) >> k)  # rows at a time: about 8 MB of table
    for start in range(0, len(r), step):
        part = slice(start, start + step)
        n = len(r[part])
        misses = np.zeros((n, 1 << k), dtype=bool)  # [row, literals]: some off cube is not excluded
        misses[np.arange(n)[:, None], ((1 << k) - 1) ^ differ[part]] = True
        for i in range(k):
            view = misses.reshape(n, -1, 2, 1 << i)
            view[:, :, 0] |= view[:, :, 1]
        minimal = ~misses
        for i in range(k):
            view = minimal.reshape(n, -1, 2, 1 << i)
            view[:, :, 1] &= misses.reshape(n, -1, 2, 1 << i)[:, :, 0]
        at, literals = np.nonzero(minimal)
        found.update(zip(literals.tolist(), (literals & r[part][at, 0]).tolist()))
    return found


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


@cache
def term(cube: Cube, conditions: tuple[str, ...]) -> str:
    """A cube as ``A*~B*C`` in the order of the conditions; ``1`` when it holds every row."""
    k = len(conditions)
    literals = [
        ("" if cube[1] >> (k - 1 - i) & 1 else "~") + name
        for i, name in enumerate(conditions)
        if cube[0] >> (k - 1 - i) & 1
    ]
    return "*".join(literals) or "1"
