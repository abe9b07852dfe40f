"""How much can be covered at all: a greatest flow, and who could pass a place on to whom in the
residual graph."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from toolkit.pairing.network import Model
from toolkit.pairing.problem import Problem


class Residual:
    """The residual graph of a set of taken arcs. Nodes: recipients, needs, helper rows."""

    def __init__(self, p: Problem, taken: np.ndarray):
        self.p, self.taken = p, taken
        self.served = np.bincount(p.arc_need[taken], minlength=len(p.need_recipient))
        self.used = np.bincount(p.arc_row[taken], minlength=len(p.row_helper))
        self.nodes = len(p.recipients) + len(p.need_recipient) + len(p.row_helper)

    @cached_property
    def arcs(self) -> tuple[np.ndarray, np.ndarray]:
        """Tails and heads: a place may be asked of a row, and given back to a need that has it."""
        p, taken = self.p, self.taken
        r, n = len(p.recipients), len(p.need_recipient)
        node = np.arange(n)
        more, some = self.served < p.amount, self.served > 0
        need, row = p.arc_need + r, p.arc_row + (r + n)
        tail = [need[~taken], row[taken], p.need_recipient[more], r + node[some]]
        head = [row[~taken], need[taken], r + node[more], p.need_recipient[some]]
        return np.concatenate(tail, dtype=np.int32, casting="same_kind"), np.concatenate(
            head, dtype=np.int32, casting="same_kind"
        )

    @property
    def spare(self) -> np.ndarray:
        """Nodes of helper rows with a place left."""
        return (
            np.flatnonzero(self.used < self.p.capacity)
            + len(self.p.recipients)
            + len(self.p.need_recipient)
        )

    def reach(self, start: np.ndarray, backwards: bool = False) -> np.ndarray:
        """Which nodes can be reached from `start` (or can reach it)."""
        from scipy.sparse import csr_array  # loads for a fifth of a second
        from scipy.sparse.csgraph import breadth_first_order

        tail, head = self.arcs[:: -1 if backwards else 1]
        root = self.nodes
        tail = np.concatenate([tail, np.full(len(start), root, dtype=np.int32)])
        head = np.concatenate([head, start.astype(np.int32)])
        graph = csr_array(
            (np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(root + 1, root + 1)
        )
        found = np.zeros(root + 1, dtype=bool)
        found[breadth_first_order(graph, root, return_predecessors=False)] = True
        return found[:root]


def greatest(p: Problem) -> np.ndarray:
    """Arcs of a plan with the greatest coverage (Dinic's algorithm); where `most` never binds,
    recipients are left out."""
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_flow

    r, n, h = len(p.recipients), len(p.need_recipient), len(p.row_helper)
    if not len(p.arc_need):
        return np.zeros(0, dtype=bool)
    degree = np.bincount(p.arc_need, minlength=n)
    amount = np.minimum(p.amount, degree)
    source, sink = n + h + r, n + h + r + 1
    arcs = [(p.arc_need, n + p.arc_row, np.ones(len(p.arc_need), dtype=np.int32))]
    arcs.append(
        (
            n + np.arange(h),
            np.full(h, sink),
            np.minimum(p.capacity, np.bincount(p.arc_row, minlength=h)),
        )
    )
    if (p.most < p.need.sum(axis=1)).any():
        arcs.append((n + h + p.need_recipient, np.arange(n), amount))
        arcs.append((np.full(r, source), n + h + np.arange(r), np.minimum(p.most, len(p.arc_need))))
    else:
        arcs.append((np.full(n, source), np.arange(n), amount))
    tail, head, capacity = (
        np.concatenate(x, dtype=np.int32, casting="same_kind") for x in zip(*arcs)
    )
    graph = csr_array((capacity, (tail, head)), shape=(sink + 1, sink + 1))
    del arcs, tail, head, capacity
    found = maximum_flow(graph, source, sink).flow[:n].tocoo()
    del graph
    keys = p.arc_need * np.int64(h) + p.arc_row
    used = found.data > 0
    inside = used & (found.col >= n) & (found.col < n + h)
    taken = np.zeros(len(keys), dtype=bool)
    taken[np.searchsorted(keys, found.row[inside].astype(np.int64) * h + found.col[inside] - n)] = (
        True
    )
    return taken


def covered(p: Problem, m: Model) -> tuple[np.ndarray, np.ndarray]:
    """The goal of coverage by itself: a flow on the network of `model` and its potentials, as
    `flow.solve` gives them.

    A place costs nothing and a shortage 1, so the potential of a node is 0 where a free place can
    be reached and −1 where none can: the smallest cut.
    """
    taken = greatest(p)
    state = Residual(p, taken)
    network = m.network
    flow = np.zeros_like(network.capacity)
    flow[m.pair] = taken
    flow[m.row] = state.used
    give_up = m.give_up
    flow[give_up] = (
        np.minimum(p.amount, np.bincount(p.arc_need, minlength=len(p.need_recipient)))
        - state.served
    )
    got = np.bincount(p.need_recipient, weights=state.served, minlength=len(p.recipients)).astype(
        np.int64
    )
    owner = network.tail[m.short] - len(p.need_recipient) - len(p.row_helper)
    left = np.bincount(owner, minlength=len(p.recipients)) - got
    first = np.searchsorted(owner, owner)
    flow[m.short] = np.arange(len(owner)) - first < left[owner]
    free = state.reach(state.spare, backwards=True)
    r = len(p.recipients)
    return flow, np.concatenate([free[r:], free[:r], [True]]).astype(np.int64) - 1
