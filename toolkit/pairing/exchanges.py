"""Cheapest exchanges around a plan: the pairs that come and go when one is forced in or out."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np

from toolkit.pairing.problem_reading import BY_HAND

if TYPE_CHECKING:
    from toolkit.pairing.plans import Plan


@dataclass(frozen=True)
class Move:
    """One step of an exchange.

    Attributes
    ----------
    action : str
        ``add`` or ``drop``.
    helper_id, recipient_id, channel : str
        The pair that comes or goes.
    price : dict of str to int
        How each goal's level changes by this step.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> plan = toolkit.pairing.prepare(county, on="2011-07-01").plan()
    >>> [move.action for move in plan.why("QL0022", "QL0021").chain]
    ['drop', 'add']
    """

    action: str
    helper_id: str
    recipient_id: str
    channel: str
    price: dict[str, int]


class Exchanges:
    """Cheapest exchanges around a plan: shortest paths in its residual network, lengths compared
    goal by goal.

    With the potentials of the certificate no residual arc is shorter than zero, so Dijkstra's
    algorithm applies (Ahuja, Magnanti & Orlin 1993, section 9.7); lengths are whole numbers of any
    size, one field of bits for each goal.
    """

    def __init__(self, plan: Plan):
        self.p, self.m, self.s, self.taken = plan.problem, plan.model, plan.solution, plan.taken
        self.open = self.p.most - np.bincount(
            self.p.arc_recipient[self.taken], minlength=len(self.p.recipients)
        )
        self.goals = [g for g in self.p.goals if g != BY_HAND]
        most = [
            2 * int(np.abs(pi).max(initial=0)) + int(self.s.costs[g].max(initial=0))
            for g, pi in self.s.potentials.items()
        ]
        self.shifts = [(b * (self.m.network.nodes + 1)).bit_length() + 1 for b in most]
        net = self.m.network
        self.first = np.searchsorted(net.tail, np.arange(net.nodes + 1))
        used = np.flatnonzero(self.s.flow > 0)
        self.back = used[np.argsort(net.head[used], kind="stable")]
        self.back_first = np.searchsorted(net.head[self.back], np.arange(net.nodes + 1))
        # lists: a search asks for one number at a time
        self.tail, self.head = net.tail.tolist(), net.head.tolist()
        self.most, self.flow = net.capacity.tolist(), self.s.flow.tolist()
        self.lengths: dict[int, int] = {}  # of arcs that some search has met

    def _length(self, arc: int) -> int:
        """Reduced cost of an arc, all goals (and the tie-break) in one number."""
        if arc not in self.lengths:
            tail, head, total = self.tail[arc], self.head[arc], 0
            for (g, pi), shift in zip(self.s.potentials.items(), self.shifts):
                total = (total << shift) + int(self.s.costs[g][arc]) + int(pi[tail]) - int(pi[head])
            self.lengths[arc] = total
        return self.lengths[arc]

    def _steps(self, node: int, changed: Mapping[int, int]) -> list[tuple[int, int, int]]:
        """Residual arcs out of a node: arc, where it leads, +1 to take it in, −1 to give it up."""
        flow, head = self.flow, self.head
        out = [
            (a, head[a], 1)
            for a in range(self.first[node], self.first[node + 1])
            if flow[a] + changed.get(a, 0) < self.most[a]
        ]
        back = self.back[self.back_first[node] : self.back_first[node + 1]].tolist()
        # an arc that only an exchange has filled is not among those that the plan uses
        back += [a for a, by in changed.items() if by > 0 and head[a] == node and not flow[a]]
        return out + [(a, self.tail[a], -1) for a in back if flow[a] + changed.get(a, 0) > 0]

    def path(
        self,
        start: int,
        goal: int,
        without: Collection[int],
        changed: Mapping[int, int] | None = None,
        lift: dict[int, int] | None = None,
    ) -> tuple[int, list[tuple[int, int]]]:
        """Length and arcs (with their direction) of the shortest residual path.

        Parameters
        ----------
        start, goal : int
            Nodes.
        without : collection of int
            Arcs that may not be used.
        changed : mapping of int to int, optional
            Flow that earlier paths have added to or taken from arcs.
        lift : dict of int to int, optional
            What earlier paths have added to the potentials of nodes; this path adds its own, so
            that no residual arc becomes shorter than zero (successive shortest paths: Ahuja,
            Magnanti & Orlin 1993, section 9.7).
        """
        changed, lift = changed or {}, {} if lift is None else lift
        heap, done, came = [(0, start)], set(), {start: (-1, 0, -1)}
        best = {start: 0}
        while heap:
            length, node = heappop(heap)
            if node in done:
                continue
            if node == goal:
                break
            done.add(node)
            for arc, to, sign in self._steps(node, changed):
                if arc in without or to in done:
                    continue
                step = sign * self._length(arc) + lift.get(node, 0) - lift.get(to, 0)
                if to not in best or length + step < best[to]:
                    best[to], came[to] = length + step, (arc, sign, node)
                    heappush(heap, (length + step, to))
        arcs, node = [], goal
        while node != start:
            arc, sign, node = came[node]
            arcs.append((arc, sign))
        total = best[goal] - lift.get(start, 0) + lift.get(goal, 0)
        for node in done:  # nodes further away than the goal keep their distance to it
            lift[node] = lift.get(node, 0) + best[node] - best[goal]
        return total, arcs[::-1]

    def entry(self, pair: int) -> tuple[int, list[tuple[int, int]]]:
        """The cheapest exchange that takes in a pair arc that is out of the plan."""
        arc = int(self.m.pair[pair])
        tail, head = int(self.m.network.tail[arc]), int(self.m.network.head[arc])
        length, arcs = self.path(head, tail, {arc})
        return length + self._length(arc), [(arc, 1), *arcs]

    def removal(self, pairs: Sequence[int]) -> list[tuple[int, int]]:
        """The cheapest exchange after which none of these pair arcs is in the plan.

        All of them are barred first; then the needs that have lost their helper are rerouted one
        after the other, each along a shortest path.
        """
        net, barred = self.m.network, {int(self.m.pair[k]) for k in pairs}
        changed: dict[int, int] = {}
        lift: dict[int, int] = {}
        out: list[tuple[int, int]] = []
        for arc in (int(self.m.pair[k]) for k in pairs if self.taken[k]):
            found = self.path(int(net.tail[arc]), int(net.head[arc]), barred, changed, lift)[1]
            for step, sign in [(arc, -1), *found]:
                changed[step] = changed.get(step, 0) + sign
                out.append((step, sign))
        # what one path takes and a later one gives back has not moved
        return [(a, changed[a]) for a in dict.fromkeys(a for a, _ in out) if changed[a]]

    def moves(self, arcs: Sequence[tuple[int, int]]) -> tuple[Move, ...]:
        """The pairs added and dropped along a cycle, in order, each with its price."""
        p, out = self.p, []
        n, h = len(p.need_recipient), len(p.row_helper)
        open_now: dict[int, int] = {}
        for arc, sign in arcs:
            tail, head = int(self.m.network.tail[arc]), int(self.m.network.head[arc])
            if tail >= n or not n <= head < n + h:
                continue
            k = (
                arc - tail
            )  # pair arcs stand before their need's own arc, one of which every earlier need has
            r = int(p.need_recipient[tail])
            left = open_now.get(r, int(self.open[r]))
            open_now[r] = left - sign
            price = {
                "coverage": sign,
                "fairness": (left - sign) ** 2 - left**2,
                "keep": sign * int(p.running[k]),
                "fit": sign * int(p.fit[k]),
                "distance": sign * int(p.metres[k]),
            }
            ids = (
                p.helpers[p.row_helper[p.arc_row[k]]],
                p.recipients[r],
                p.channels[p.need_channel[tail]],
            )
            out.append(
                Move("add" if sign == 1 else "drop", *ids, {g: price[g] for g in self.goals})
            )
        return tuple(out)
