"""The flow network of a plan, and what each goal costs on each of its arcs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from toolkit.pairing.flow import FlowNetwork
from toolkit.pairing.problem import Problem
from toolkit.pairing.problem_reading import BEST_FIT, BY_HAND


@dataclass(frozen=True)
class Model:
    """The flow network of a problem, and what each goal costs on each arc (all costs ≥ 0, to be
    minimised).

    Nodes: needs, then helper rows, then recipients (they collect what stays uncovered), then the
    sink. ``pair``, ``give_up`` (need → recipient), ``row`` (→ sink) and ``short`` (recipient →
    sink) say where the arcs stand.
    """

    network: FlowNetwork
    pair: np.ndarray
    give_up: np.ndarray
    row: np.ndarray
    short: np.ndarray
    costs: dict[str, np.ndarray]


def model(p: Problem) -> Model:
    """Build the network. A recipient's shortage leaves through one arc a unit, priced 1, 3, 5 … for
    fairness.

    Needs beyond the number of candidates, and beyond ``most``, cannot be covered: they are taken
    out beforehand.
    """
    n, h, r = len(p.need_recipient), len(p.row_helper), len(p.recipients)
    degree = np.bincount(p.arc_need, minlength=n)
    supply = np.minimum(p.amount, degree)
    offered = np.bincount(p.need_recipient, weights=supply, minlength=r).astype(np.int64)
    possible = np.minimum(p.most, offered)
    pair = np.arange(len(p.arc_need), dtype=np.int32) + p.arc_need
    give_up = np.cumsum(degree) + np.arange(n)
    row = len(pair) + n + np.arange(h)
    owner = np.repeat(np.arange(r), possible)
    short = len(pair) + n + h + np.arange(len(owner))
    size = len(pair) + n + h + len(owner)
    places = np.minimum(p.capacity, np.bincount(p.arc_row, minlength=h))
    widest = max(1, int(supply.max(initial=0)), int(places.max(initial=0)))
    tail, head = np.empty(size, dtype=np.int32), np.empty(size, dtype=np.int32)
    capacity = np.ones(size, dtype=np.min_scalar_type(-widest - 1))
    sink = n + h + r
    tail[pair], head[pair] = p.arc_need, n + p.arc_row
    tail[give_up], head[give_up], capacity[give_up] = np.arange(n), n + h + p.need_recipient, supply
    tail[row], head[row], capacity[row] = n + np.arange(h), sink, places
    tail[short], head[short] = n + h + owner, sink
    balance = np.concatenate(
        [supply, np.zeros(h, dtype=np.int64), possible - offered, [-possible.sum()]]
    )
    network = FlowNetwork(sink + 1, tail, head, capacity, balance)
    first = np.repeat(np.cumsum(possible) - possible, possible)
    nth = np.arange(len(owner)) - first + 1 + np.repeat(p.most - possible, possible)
    return Model(
        network,
        pair,
        give_up,
        row,
        short,
        {g: _cost(g, p, pair, short, nth, size) for g in p.goals},
    )


def _cost(
    goal: str, p: Problem, pair: np.ndarray, short: np.ndarray, nth: np.ndarray, size: int
) -> np.ndarray:
    """Each unit that counts takes one pair arc or one shortage arc, so rewards can be turned into
    costs.

    Kept as narrow as they are: there is one for each goal and arc. Whoever computes with them
    widens them first.
    """
    wide = {"fairness": 2 * int(nth.max(initial=0)), "distance": int(p.metres.max(initial=0))}.get(
        goal, BEST_FIT
    )
    cost = np.zeros(size, dtype=np.min_scalar_type(-wide - 1))
    if goal == "coverage":
        cost[short] = 1
    elif goal == "fairness":
        cost[short] = 2 * nth - 1
    elif goal in ("keep", BY_HAND):
        cost[short] = 1
        cost[pair] = ~(p.running if goal == "keep" else p.by_hand)
    elif goal == "fit":
        cost[short] = BEST_FIT
        cost[pair] = BEST_FIT - p.fit
    else:
        cost[pair] = p.metres
    return cost
