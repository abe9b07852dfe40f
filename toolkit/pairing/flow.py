"""The engine seam: an integer minimum-cost flow, solved by a network simplex or by HiGHS, with its
potentials."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from toolkit.terms import tr

if TYPE_CHECKING:
    from pylmcf import Graph

Engine = Literal["simplex", "highs"]
#: largest packed cost that each engine handles exactly: 64-bit integers, or doubles with a
#: tolerance of 1e-7
BITS = {"simplex": 61, "highs": 21}


class FlowError(ValueError):
    """The engine found no flow, or does not exist."""


@dataclass(frozen=True)
class FlowNetwork:
    """Arcs sorted by tail (and by head within a tail, parallel arcs allowed), ends int32; supplies
    int64, adding up to 0."""

    nodes: int
    tail: np.ndarray
    head: np.ndarray
    capacity: np.ndarray
    supply: np.ndarray

    def restricted(self, free: np.ndarray, flow: np.ndarray) -> FlowNetwork:
        """The network that is left when only `free` arcs (a mask) may still change and the others
        keep their flow."""
        supply, fixed = self.supply.copy(), np.flatnonzero(~free & (flow > 0))
        np.subtract.at(supply, self.tail[fixed], flow[fixed])
        np.add.at(supply, self.head[fixed], flow[fixed])
        return FlowNetwork(
            self.nodes, self.tail[free], self.head[free], self.capacity[free], supply
        )


def solve(
    network: FlowNetwork, cost: np.ndarray, engine: Engine = "simplex"
) -> tuple[np.ndarray, np.ndarray]:
    """A cheapest flow and its node potentials, both int64; reduced cost = cost + π[tail] − π[head].

    Costs must be ≥ 0 and add up to less than 2^62 along any path: the engines do not notice an
    overflow, so whoever calls must verify (`certificate.prove`).

    Raises
    ------
    FlowError
        The network has no feasible flow, or the engine is unknown.
    """
    if engine not in BITS:
        raise FlowError(
            tr(
                f"没有引擎 {engine!r}，可选 simplex、highs",
                f"no engine {engine!r}; choose simplex or highs",
            )
        )
    if not len(network.tail):
        if network.supply.any():
            raise FlowError(tr("网络没有可行流", "the network has no feasible flow"))
        return np.zeros(0, dtype=np.int64), np.zeros(network.nodes, dtype=np.int64)
    if engine == "highs":
        return _highs(network, cost)
    graph = _simplex(network, cost)
    del (
        network,
        cost,
    )  # the engine has copies: what nobody else holds need not stand beside them while it solves
    try:
        graph.solve()
    except (RuntimeError, ValueError, OverflowError) as error:
        raise FlowError(
            tr(f"网络单纯形未能求解：{error}", f"the network simplex did not solve: {error}")
        ) from error
    # canonical potentials: raw ones carry the cost of artificial arcs where the network falls apart
    potential = graph.potentials()
    return graph.result(), potential


def _simplex(network: FlowNetwork, cost: np.ndarray) -> Graph:
    """LEMON's primal network simplex (Kovács 2015, Optimization Methods and Software 30), through
    pylmcf."""
    from pylmcf import Graph

    graph = Graph(network.nodes, network.tail, network.head)
    graph.set_node_supply(np.ascontiguousarray(network.supply))
    graph.set_edge_capacities(network.capacity.astype(np.int64))
    graph.set_edge_costs(np.ascontiguousarray(cost))
    return graph


def _highs(network: FlowNetwork, cost: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """HiGHS' dual simplex (Huangfu & Hall 2018) on the same network; its vertices and duals are
    integer up to rounding."""
    from scipy.optimize import linprog
    from scipy.sparse import csr_array

    arcs = np.arange(len(network.tail))
    ones = np.ones(len(arcs))
    where = np.concatenate([network.tail, network.head]), np.concatenate([arcs, arcs])
    incidence = csr_array((np.concatenate([ones, -ones]), where), shape=(network.nodes, len(arcs)))
    bounds = np.column_stack([np.zeros(len(arcs)), network.capacity])
    found = linprog(cost, A_eq=incidence, b_eq=network.supply, bounds=bounds, method="highs-ds")
    if found.status != 0:
        raise FlowError(
            tr(f"HiGHS 未能求解：{found.message}", f"HiGHS did not solve: {found.message}")
        )
    return np.rint(found.x).astype(np.int64), -np.rint(found.eqlin.marginals).astype(np.int64)
