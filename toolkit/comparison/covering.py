"""Minimum set covers: the smallest size, and every cover of that size. Patterns and rows are bit
masks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce
from itertools import islice, product
from operator import or_

import numpy as np

from toolkit.comparison.proving import Proof

#: charts with more entries than this go to branch and bound
LARGE_FROM = 1_500
#: seconds that the mixed-integer solver may take where branch and bound gave up
SOLVER_SECONDS = 4.0
#: open rows looked at before a search is cut short and its list called incomplete
WORK = 1_000_000

Pick = tuple[int, ...]


def smallest_covers(
    patterns: Sequence[int], rows: int, limit: int
) -> tuple[list[Pick], bool, bool]:
    """Covers of `rows` by the fewest of the distinct `patterns`; whether all are listed; whether
    the size is proved."""
    pattern_of, needed = _reduced(patterns, rows)
    columns = list(pattern_of)
    one: Pick = ()
    proved = False
    if needed.bit_count() * len(columns) <= LARGE_FROM:
        search = _Search(columns, needed)
        size = max(1, search.bound(search.rows))
        while not search.coverable(search.rows, size):
            size += 1
        proved = search.work > 0
    if not proved:
        one, proved = _one(columns, needed)
        size = len(one)
    found, complete = (
        _Search(patterns, _reduced_rows(patterns, rows)).covers(size, limit)
        if proved
        else ([], False)
    )
    if not found:  # cut short before the first: the solver's own cover
        found = [tuple(pattern_of[column] for column in one or _one(columns, needed)[0])]
    return found, complete and proved, proved


def _bits(x: int) -> list[int]:
    out = []
    while x:
        low = x & -x
        out.append(low.bit_length() - 1)
        x ^= low
    return out


def _undominated(patterns: Iterable[int]) -> list[int]:
    kept: list[int] = []
    over: dict[
        int, list[int]
    ] = {}  # row -> those kept that hold it: what holds a pattern holds its lowest row
    for p in sorted(set(patterns), key=int.bit_count, reverse=True):
        if p and not any(p & q == p for q in over.get(p & -p, ())):
            kept.append(p)
            for r in _bits(p):
                over.setdefault(1 << r, []).append(p)
    return kept


def _reduced_rows(patterns: Sequence[int], rows: int) -> int:
    """Rows that must be asked for: a row whose covers include all covers of another row comes for
    free."""
    columns = {r: sum(1 << j for j, p in enumerate(patterns) if p >> r & 1) for r in _bits(rows)}
    kept: list[int] = []
    for r in sorted(columns, key=lambda r: columns[r].bit_count()):
        if not any(columns[r] & columns[q] == columns[q] for q in kept):
            kept.append(r)
    return sum(1 << r for r in kept)


def _reduced(patterns: Sequence[int], rows: int) -> tuple[dict[int, int], int]:
    """The chart without dominated rows and columns: the same minimum, far fewer entries. Each
    column maps to its pattern.

    A cover by the columns lifts to a cover by their patterns: a row goes only when all columns left
    over another row hold it.
    """
    column_of = {p & rows: p for p in patterns}
    column_of = {c: column_of[c] for c in _undominated(column_of)}
    while True:
        rows = _reduced_rows(list(column_of), rows)
        restricted = {c & rows: p for c, p in column_of.items()}
        smaller = {c: restricted[c] for c in _undominated(restricted)}
        if len(smaller) == len(column_of):
            return smaller, rows
        column_of = smaller


def _one(columns: list[int], rows: int) -> tuple[Pick, bool]:
    """A cover, and whether none is smaller: proved by branch and bound, else as good as the solver
    finds in its time."""
    from scipy.optimize import LinearConstraint, milp

    chart = np.array([[p >> r & 1 for p in columns] for r in _bits(rows)], dtype=float)
    smallest = Proof(chart).smallest()
    if smallest is not None:
        return tuple(columns[j] for j in smallest), True
    n = len(columns)
    solved = milp(
        np.ones(n),
        constraints=LinearConstraint(chart, lb=1),
        integrality=np.ones(n),
        bounds=(0, 1),
        options={"time_limit": SOLVER_SECONDS},
    )
    if solved.x is not None:
        return tuple(p for p, x in zip(columns, solved.x) if x > 0.5), solved.status == 0
    picks: list[int] = []
    while rows:
        picks.append(max(columns, key=lambda p: (p & rows).bit_count()))
        rows &= ~picks[-1]
    return tuple(picks), False


class _Search:
    """Depth-first search for covers, with what was learnt about each set of open rows kept.

    Rows are renumbered so that the one with the fewest patterns is the lowest bit: the next row to
    cover, and the first to count for the bound, is then ``rows & -rows``.
    """

    def __init__(self, patterns: Sequence[int], rows: int):
        order = sorted(_bits(rows), key=lambda r: sum(p >> r & 1 for p in patterns))
        self.names: dict[
            int, list[int]
        ] = {}  # renumbered -> the patterns that look so on these rows
        for p in patterns:
            self.names.setdefault(
                sum(1 << new for new, old in enumerate(order) if p >> old & 1), []
            ).append(p)
        self.rows = (1 << len(order)) - 1
        widest = sorted(self.names, key=int.bit_count, reverse=True)
        self.over = {1 << r: [p for p in widest if p >> r & 1] for r in range(len(order))}
        undominated = _undominated(self.names)
        self.undominated = {
            1 << r: [p for p in undominated if p >> r & 1] for r in range(len(order))
        }
        self.near = {row: reduce(or_, over) for row, over in self.over.items()}
        self.needs: dict[int, int] = {}  # open rows -> patterns they are proved to need at least
        self.work = WORK

    def bound(self, rows: int) -> int:
        """Rows no two of which share a pattern, picked in order: so many patterns are needed at
        least."""
        if rows not in self.needs:
            count, left = 0, rows
            while left:
                left &= ~self.near[left & -left]
                count += 1
            self.needs[rows] = count
        return self.needs[rows]

    def coverable(self, rows: int, size: int) -> bool:
        """Whether `size` patterns cover `rows` (True as well once the work is used up: no proof to
        the contrary)."""
        if not rows or self.work <= 0:
            return True
        self.work -= 1
        if self.bound(rows) > size:
            return False
        widest = self.undominated[rows & -rows]
        if size == 1:
            self.work -= len(widest) // 8
            return any(rows & ~p == 0 for p in widest)
        self.work -= rows.bit_count()
        if any(self.coverable(rows & ~p, size - 1) for p in widest):
            return True
        self.needs[rows] = size + 1
        return False

    def covers(self, size: int, limit: int) -> tuple[list[Pick], bool]:
        """Covers of exactly `size` patterns, the minimum, each once; False when the list was cut
        short."""
        found: list[Pick] = []

        def walk(rows: int, picked: Pick, barred: frozenset[int]) -> None:
            if not rows:
                found.extend(
                    islice(product(*(self.names[p] for p in picked)), limit + 1 - len(found))
                )
                return
            if not self.coverable(rows, size - len(picked)):
                return
            for p in self.over[rows & -rows]:
                if len(found) > limit or self.work <= 0:
                    return
                if p not in barred:
                    walk(rows & ~p, (*picked, p), barred)
                    barred = barred | {p}  # covers with p are done, so each is met once

        walk(self.rows, (), frozenset())
        return found[:limit], len(found) <= limit and self.work > 0
