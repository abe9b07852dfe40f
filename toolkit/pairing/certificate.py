"""The proof that a flow is optimal goal by goal, checked in whole numbers from the flow and the
potentials alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from toolkit.pairing.flow import FlowNetwork
from toolkit.terms import tr

_SAFE = 2**62
#: arcs looked at together: few enough to stay near the processor
_BLOCK = 2**18


@dataclass(frozen=True)
class Certificate:
    """What was proved, and how the plan was found.

    Attributes
    ----------
    holds : bool
        True only if every part below was proved.
    feasible : bool
        Needs, places and single pairs are respected, and every unit of flow is accounted for.
    goals : dict of str to bool
        For each goal, in order: no plan that is as good in the goals before it is better in this
        one. ``by_hand`` leads where pairs are pinned; ``tie``, the last, is no goal: among plans
        equal in all goals it settles which one is returned, by a number drawn from the
        identifiers, so that the same tables always give the same plan.
    engine : str
        ``simplex`` or ``highs``.
    stages : tuple of tuple of str
        Goals that were packed into one solve each.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> certificate = toolkit.pairing.prepare(county, on="2011-07-01").plan().certificate
    >>> certificate.holds, [*certificate.goals]
    (True, ['coverage', 'fairness', 'keep', 'fit', 'distance', 'tie'])
    """

    holds: bool
    feasible: bool
    goals: Mapping[str, bool]
    engine: str = ""
    stages: tuple[tuple[str, ...], ...] = ()

    @property
    def sentence(self) -> str:
        """What may be said about the plan."""
        if self.holds:
            return tr(
                "方案已证明在所填规则与权重下最优。",
                "The plan is proved best under the entered rules and weights.",
            )
        return tr(
            "未能证明方案在所填规则与权重下最优。",
            "The plan is not proved best under the entered rules and weights.",
        )


def prove(
    network: FlowNetwork,
    flow: np.ndarray,
    costs: Mapping[str, np.ndarray],
    potentials: Mapping[str, np.ndarray],
) -> Certificate:
    """Feasibility and lexicographic complementary slackness.

    An arc is settled by the first goal in whose potentials its reduced cost is not zero: positive,
    it must be empty; negative, full (Ahuja, Magnanti & Orlin 1993, theorem 9.4, applied on each
    optimal face in turn). The engine is not trusted: nothing but `flow` and `potentials` enters.

    Parameters
    ----------
    network : Network
    flow : ndarray of int64
        Flow on each arc.
    costs, potentials : dict of goal to ndarray of int64
        Cost of each arc and potential of each node, for each goal in order.
    """
    feasible = _feasible(network, flow)
    goals = {
        g: int(np.abs(potentials[g]).max(initial=0)) * 2 + int(cost.max(initial=0)) < _SAFE
        for g, cost in costs.items()
    }
    for low in range(0, len(network.tail), _BLOCK):
        block = slice(low, low + _BLOCK)
        tail, head, cost_of = (
            network.tail[block],
            network.head[block],
            {g: cost[block] for g, cost in costs.items()},
        )
        can_grow, can_shrink = flow[block] < network.capacity[block], flow[block] > 0
        still = np.arange(len(tail))
        for goal, cost in cost_of.items():
            pi = potentials[goal]
            reduced = cost[still] + pi[tail] - pi[head]
            broken = ((reduced > 0) & can_shrink) | ((reduced < 0) & can_grow)
            goals[goal] &= not broken.any()
            left = reduced == 0
            if not left.all():
                still, tail, head = still[left], tail[left], head[left]
                can_shrink, can_grow = can_shrink[left], can_grow[left]
    return Certificate(feasible and all(goals.values()), feasible, goals)


def _feasible(network: FlowNetwork, flow: np.ndarray) -> bool:
    if (flow < 0).any() or (flow > network.capacity).any():
        return False
    balance = np.zeros(network.nodes, dtype=np.int64)
    used = np.flatnonzero(flow)
    amount = flow[used].astype(np.int64)  # numpy adds up what is as wide as the sum at once
    np.add.at(balance, network.tail[used], amount)
    np.subtract.at(balance, network.head[used], amount)
    return bool((balance == network.supply).all())
