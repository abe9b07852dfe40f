"""Goals in strict order on one integer flow: several goals packed into one whole-number cost where
that fits, and
the rest level by level on the optimal face of the goals before. Nothing is believed before the
certificate holds."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from toolkit.pairing.certificate import Certificate, prove
from toolkit.pairing.cover import covered
from toolkit.pairing.flow import BITS, Engine, FlowError, solve
from toolkit.pairing.network import Model
from toolkit.pairing.problem import Problem
from toolkit.progress import progress
from toolkit.terms import tr

#: the last level: makes plans reproducible, decides nothing that a goal decides
TIE = "tie"
#: a path through the network meets at most two shortage arcs, so these goals need little room when
#: packed
_SHALLOW = ("coverage", "fairness")
_ROOM = 8  # bits of path length that a packed goal gets at least
_MORE_ROOM = 12  # and at most, on top


@dataclass(frozen=True)
class Solution:
    """Flow on each arc, potentials for each goal (and the tie-break), and what proves it."""

    flow: np.ndarray
    potentials: dict[str, np.ndarray]
    costs: dict[str, np.ndarray]
    certificate: Certificate


def _most(costs: Mapping[str, np.ndarray]) -> dict[str, int]:
    return {g: int(cost.max(initial=0)) for g, cost in costs.items()}


def _room(goal: str, most: int, bits: int) -> int:
    """A number above twice what this goal's cost, `most` on an arc, can add up to along a path of
    2^bits arcs."""
    return 4 * most + 1 if goal in _SHALLOW else (2 * most << bits) + 1


def _fits(goals: Sequence[str], most: dict[str, int], bits: int, limit: int) -> bool:
    return math.prod(_room(g, most[g], bits) for g in goals) < 2**limit


def stages(costs: dict[str, np.ndarray], limit: int, scarce: bool) -> tuple[tuple[str, ...], ...]:
    """Goals that go into one solve together: as many from the top as fit into `limit` bits, then
    again.

    Where places are scarce, coverage stays by itself when it comes first: a greatest flow finds it
    sooner than a cheapest one.
    """
    apart = [("coverage",)] if scarce else []
    most = _most(costs)
    out: list[tuple[str, ...]] = []
    for g in costs:
        if out and out != apart and _fits([*out[-1], g], most, _ROOM, limit):
            out[-1] = (*out[-1], g)
        else:
            out.append((g,))
    return tuple(out)


def _pack(
    goals: tuple[str, ...], costs: dict[str, np.ndarray], free: np.ndarray, limit: int
) -> tuple[np.ndarray, list[int]]:
    """One cost for several goals on the free arcs, and the room of each goal below the first, which
    `_unpack` needs."""
    costs = {g: costs[g][free] for g in goals}
    most = _most(costs)
    bits = max(
        [b for b in range(_ROOM, _ROOM + _MORE_ROOM) if _fits(goals, most, b, limit)],
        default=_ROOM,
    )
    rooms = [_room(g, most[g], bits) for g in goals[1:]]
    cost = costs[goals[0]].astype(np.int64)
    for g, room in zip(goals[1:], rooms):
        cost *= room
        cost += costs[g]
    return cost, rooms


def _unpack(
    goals: tuple[str, ...], potential: np.ndarray, rooms: list[int]
) -> dict[str, np.ndarray]:
    """Potentials of each goal from packed ones: they are sums of costs along paths, so digits can
    be read off."""
    out = {}
    rest = potential - potential[-1]
    for g, room in zip(reversed(goals[1:]), reversed(rooms)):
        digit = (rest + room // 2) % room - room // 2
        out[g] = digit
        rest = (rest - digit) // room
    return {goals[0]: rest} | dict(reversed(out.items()))


def _attempt(
    p: Problem,
    m: Model,
    plan: Sequence[tuple[str, ...]],
    tie: Callable[[np.ndarray], np.ndarray],
    engine: Engine,
) -> Solution:
    network, costs = m.network, dict(m.costs)
    flow = np.zeros_like(network.capacity)
    free = np.ones(len(flow), dtype=bool)
    potentials: dict[str, np.ndarray] = {}
    for goals in progress([*plan, (TIE,)], what=tr("求解", "solving")):
        if goals == (TIE,):
            tied = np.flatnonzero(free)
            costs[TIE] = np.zeros(len(flow), dtype=np.int64)
            costs[TIE][tied] = tie(tied)
        by_flow = not potentials and goals == ("coverage",) and engine == "simplex"
        pack = partial(_pack, goals, costs, free, BITS[engine])
        flow[free], potential = (
            covered(p, m) if by_flow else solve(network.restricted(free, flow), pack()[0], engine)
        )
        cost, rooms = (
            pack()
        )  # again: millions of arcs would stand beside the engine's own all the while it solves
        potentials |= _unpack(goals, potential, rooms)
        if goals != (TIE,):
            cost += potential[network.tail[free]]
            cost -= potential[network.head[free]]
            free[np.flatnonzero(free)[cost != 0]] = False
        del cost  # as long as there are arcs: gone before the next stage takes its own
    return Solution(flow, potentials, costs, prove(network, flow, costs, potentials))


def optimise(
    p: Problem,
    m: Model,
    tie: Callable[[np.ndarray], np.ndarray],
    engine: Engine = "simplex",
    one_by_one: bool = False,
) -> Solution:
    """Solve all goals in order and prove it.

    Packing gives each goal the room that paths in such networks need, not the room of the worst
    case: should it ever not be enough, the certificate fails, and the goals are solved again one at
    a time, where no room is needed.

    Parameters
    ----------
    p : Problem
    m : Model
    tie : callable
        Whole-number costs (≥ 0) of the arcs named, which settle what the goals leave open.
    engine : {"simplex", "highs"}
    one_by_one : bool
        Skip packing.
    """
    capacity = m.network.capacity
    scarce = bool(capacity[m.row].sum() < capacity[m.give_up].sum())
    plans = [] if one_by_one else [stages(m.costs, BITS[engine], scarce)]
    plans.append(tuple((g,) for g in m.costs))
    error: FlowError | None = None
    solution: Solution | None = None
    for plan in plans:
        try:
            solution = _attempt(p, m, plan, tie, engine)
        except FlowError as e:  # an overflow can read as infeasible; every plan has a feasible flow
            error = e
            continue
        certificate = replace(solution.certificate, engine=engine, stages=plan)
        solution = replace(solution, certificate=certificate)
        if certificate.holds:
            return solution
    if solution is None:
        raise error or FlowError("")
    return solution
