"""Choosing k under caps so that most is covered: lazy greedy with its bound, and exactly as an
integer programme."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse import csgraph

from toolkit.spread.edges import Codes, SpreadError
from toolkit.terms import tr

#: candidates up to which the integer programme is tried, and its seconds
_EXACT, _SECONDS = 3_000, 10.0


@dataclass(frozen=True)
class Limits:
    """Which nodes may be chosen, and the most from each group: name → (group of each node, −1
    without one; cap)."""

    k: int
    allowed: npt.NDArray[np.bool_]
    groups: dict[str, tuple[Codes, int]]

    def checked(self) -> Limits:
        """Itself; a SpreadError when k cannot be met."""
        able = int(self.allowed.sum())
        most = min([able, *(self._room(*g) for g in self.groups.values())])
        if len(self.groups) == 2 and 1 <= self.k <= most:
            most = Used(self, careful=True).rest()
        if not 1 <= self.k <= most:
            raise SpreadError(
                tr(
                    f"要选 {self.k} 个，但至少 1 个、最多只能选 {most} 个（可选单位 {able} 个）；"
                    f"请减少数量、放宽上限或排除名单。",
                    f"{self.k} sites asked, but between 1 and {most} can be chosen ({able} "
                    f"candidates);"
                    " ask for fewer, or relax caps or exclusions",
                )
            )
        return self

    def _room(self, group: Codes, cap: int) -> int:
        sizes = np.bincount(group[self.allowed] + 1, minlength=1)
        return int(sizes[0] + np.minimum(sizes[1:], cap).sum())

    def without(self, name: str) -> Limits:
        """The same without one cap."""
        return replace(self, groups={n: g for n, g in self.groups.items() if n != name})

    def first(self, order: Codes) -> Codes:
        """The first k in an order that the limits allow."""
        for careful in (False, True):
            used, out = Used(self, careful), []
            for v in order:
                if used.fits(v):
                    used.take(v)
                    out.append(v)
                    if len(out) == self.k:
                        break
            if len(out) == self.k or len(self.groups) < 2:
                break
        return np.array(out, dtype=np.int64)


class Used:
    """How much of each cap is taken. A `careful` one takes nothing after which two kinds of cap
    lock each other."""

    def __init__(self, limits: Limits, careful: bool = False):
        self.limits = limits
        self.count = {
            name: np.zeros(group.max(initial=-1) + 1, dtype=np.int64)
            for name, (group, _) in limits.groups.items()
        }
        self.cells = self._cells() if careful and len(limits.groups) == 2 else None
        self.taken = 0

    def fits(self, v: int) -> bool:
        """Whether `v` may still be chosen."""
        within = (
            g[v] < 0 or self.count[name][g[v]] < cap
            for name, (g, cap) in self.limits.groups.items()
        )
        if not (self.limits.allowed[v] and all(within)):
            return False
        if self.cells is None:
            return True
        self._move(v, 1)
        rest = self.rest()
        self._move(v, -1)
        return rest >= self.limits.k - self.taken - 1

    def take(self, v: int) -> None:
        """Count `v` as chosen."""
        self._move(v, 1)
        self.taken += 1

    def _move(self, v: int, by: int) -> None:
        for name, (group, _) in self.limits.groups.items():
            if group[v] >= 0:
                self.count[name][group[v]] += by
        if self.cells is not None:
            (a, _), (b, _) = self.limits.groups.values()
            self.cells[a[v], b[v]] -= by

    def _cells(self) -> Codes:
        """Candidates left by both groups; those without a group are counted in the last row or
        column."""
        (a, _), (b, _) = self.limits.groups.values()
        cells = np.zeros((a.max(initial=-1) + 2, b.max(initial=-1) + 2), dtype=np.int64)
        np.add.at(cells, (a[self.limits.allowed], b[self.limits.allowed]), 1)
        return cells

    def rest(self) -> int:
        """Sites that can still be added: the greatest flow from the rooms of one kind of cap to
        those of the other."""
        assert self.cells is not None
        rows, columns = self.cells.shape
        (a, b), k = self.count.values(), self.limits.k
        rooms = [
            np.r_[cap - used, k] for used, (_, cap) in zip((a, b), self.limits.groups.values())
        ]
        i, j = np.nonzero(self.cells)
        end = rows + columns
        tail = np.r_[np.full(rows, end), i, rows + np.arange(columns)]
        head = np.r_[np.arange(rows), rows + j, np.full(columns, end + 1)]
        amount = np.r_[rooms[0], np.minimum(self.cells[i, j], k), rooms[1]].astype(np.int32)
        graph = sparse.csr_array((amount, (tail, head)), shape=(end + 2, end + 2))
        return int(csgraph.maximum_flow(graph, end, end + 1).flow_value)


class Chosen(NamedTuple):
    """Nodes in the order chosen, elements that each newly covers, and an upper bound of what any
    choice could cover."""

    nodes: Codes
    gains: Codes
    bound: float


@dataclass(frozen=True)
class Sets:
    """What each node covers: elements of node v are ``elements[indptr[v]:indptr[v + 1]]``, numbered
    from 0 to `size`."""

    indptr: Codes
    elements: Codes
    size: int

    @classmethod
    def of(cls, node: Codes, element: Codes, n: int, size: int) -> Sets:
        """From (node, element) pairs."""
        order = np.argsort(node, kind="stable")
        starts = np.concatenate([[0], np.cumsum(np.bincount(node, minlength=n))])
        return cls(starts, element[order], size)

    def gains(self, covered: npt.NDArray[np.bool_]) -> Codes:
        """Elements that each node would newly cover."""
        fresh = np.concatenate([[0], np.cumsum(~covered[self.elements])])
        return fresh[self.indptr[1:]] - fresh[self.indptr[:-1]]


def greedy(sets: Sets, limits: Limits) -> Chosen:
    """Lazy greedy maximum coverage (Minoux 1978; CELF of Leskovec et al. 2007, KDD): a node's gain
    is counted anew only
    when it comes to the top, because it can only have shrunk."""
    covered = np.zeros(sets.size, dtype=bool)
    nodes, won = _lazy(sets, covered, Used(limits))
    if len(nodes) < limits.k and len(limits.groups) > 1:
        covered[:] = False
        nodes, won = _lazy(sets, covered, Used(limits, careful=True))
    rest = np.sort(sets.gains(covered)[limits.allowed])[::-1][: limits.k]
    return Chosen(
        np.array(nodes, dtype=np.int64), np.array(won, dtype=np.int64), float(sum(won) + rest.sum())
    )


def _lazy(sets: Sets, covered: npt.NDArray[np.bool_], used: Used) -> tuple[list[int], list[int]]:
    gains = sets.gains(covered)
    heap = [(-int(gains[v]), int(v), 0) for v in np.flatnonzero(used.limits.allowed)]
    heapq.heapify(heap)
    nodes: list[int] = []
    won: list[int] = []
    while heap and len(nodes) < used.limits.k:
        gain, v, counted = heapq.heappop(heap)
        if not used.fits(v):
            continue  # a full group stays full
        mine = sets.elements[sets.indptr[v] : sets.indptr[v + 1]]
        if counted < len(nodes):
            heapq.heappush(heap, (-int((~covered[mine]).sum()), v, len(nodes)))
            continue
        covered[mine] = True
        used.take(v)
        nodes.append(v)
        won.append(-gain)
    return nodes, won


def best(sets: Sets, limits: Limits) -> Chosen:
    """Exact maximum coverage (Church & ReVelle 1974) by HiGHS where it is small; else, or when time
    runs out with nothing
    better, the greedy choice with the best bound known."""
    start = greedy(sets, limits)
    able = np.flatnonzero(limits.allowed)
    if len(able) > _EXACT or sum(start.gains) == start.bound:
        return start
    n, k = len(able), limits.k
    member = sparse.csr_array(
        (np.ones(len(sets.elements)), sets.elements, sets.indptr),
        shape=(len(sets.indptr) - 1, sets.size),
    )
    cover = member[able].T.tocsr()
    rows = [sparse.hstack([np.ones((1, n)), sparse.csr_array((1, sets.size))])]
    tops = [np.array([float(k)])]
    for group, cap in limits.groups.values():
        inside = group[able] >= 0
        table = sparse.csr_array(
            (np.ones(inside.sum()), (group[able][inside], np.flatnonzero(inside))),
            shape=(group.max() + 1, n),
        )
        rows.append(sparse.hstack([table, sparse.csr_array((table.shape[0], sets.size))]))
        tops.append(np.full(table.shape[0], float(cap)))
    rows.append(sparse.hstack([-cover, sparse.eye_array(sets.size)]))
    tops.append(np.zeros(sets.size))
    from scipy.optimize import Bounds, LinearConstraint, milp

    whole = np.r_[np.ones(n), np.zeros(sets.size)]  # covered follows from chosen
    found = milp(
        -np.r_[np.zeros(n), np.ones(sets.size)],
        constraints=LinearConstraint(
            sparse.vstack(rows).tocsr(),
            np.r_[k, np.full(sum(map(len, tops)) - 1, -np.inf)],
            np.concatenate(tops),
        ),
        integrality=whole,
        bounds=Bounds(0, 1),
        options={"time_limit": _SECONDS, "mip_rel_gap": 0},
    )
    bound = (
        min(start.bound, np.floor(-found.mip_dual_bound + 1e-6))
        if found.mip_dual_bound is not None
        else start.bound
    )
    if found.x is None or -found.fun < sum(start.gains) + 0.5:
        return start._replace(bound=float(bound))
    inside = np.zeros(len(limits.allowed), dtype=bool)
    inside[able[found.x[:n] > 0.5]] = True
    return greedy(sets, replace(limits, allowed=inside))._replace(bound=float(bound))
