"""Why this pair and not that one: the cheapest exchange that would force a pair in, or do without
it, goal by goal."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit.pairing.problem_reading import BY_HAND, GOALS
from toolkit.pairing.tables import PlanError
from toolkit.terms import channel_label, tr, word

if TYPE_CHECKING:
    from toolkit.pairing.planning import Plan


@dataclass(frozen=True)
class Move:
    """One step of an exchange. ``action`` is ``add`` or ``drop``; ``price`` is how each goal's
    level changes by it."""

    action: str
    helper_id: str
    recipient_id: str
    channel: str
    price: dict[str, int]


@dataclass(frozen=True)
class Explanation:
    """An answer of `Plan.why` or `Plan.why_not`.

    Attributes
    ----------
    sentence : str
        The answer in words.
    chain : tuple of Move
        The exchange; empty where a rule decides and no exchange is possible.
    price : dict of str to int
        How each goal's level would change in all: exactly what planning again under that condition
        would show.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> plan.why_not("X", "A").price
    {'coverage': -1, 'fairness': 1, 'keep': 0, 'fit': 2, 'distance': -4000}
    """

    sentence: str
    chain: tuple[Move, ...] = ()
    price: dict[str, int] = field(default_factory=dict)

    @property
    def table(self) -> pd.DataFrame:
        """The chain as a DataFrame ``action, helper_id, recipient_id, channel`` and one column for
        each goal."""
        rows = [
            {
                "action": m.action,
                "helper_id": m.helper_id,
                "recipient_id": m.recipient_id,
                "channel": m.channel,
                **m.price,
            }
            for m in self.chain
        ]
        return pd.DataFrame(
            rows, columns=["action", "helper_id", "recipient_id", "channel", *self.price]
        )

    def __str__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(self.sentence)}</p>" + (
            self.table.to_html(index=False) if self.chain else ""
        )


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

    def explained(self, *pairs: int) -> Explanation:
        """The exchange without any of `pairs` where one of them is in the plan, else the cheapest
        that brings one of them in; in words."""
        planned = bool(self.taken[list(pairs)].any())
        if planned:
            moves = self.moves(self.removal(pairs))
        else:
            moves = self.moves(min((self.entry(int(k)) for k in pairs), key=lambda x: x[0])[1])
        price = {g: sum(m.price[g] for m in moves) for g in self.goals}
        called = self.p.called
        pair, words, told = (
            f"{called(moves[0].helper_id)} → {called(moves[0].recipient_id)}",
            priced(price),
            _told(moves, called),
        )
        if planned and words:
            text = tr(
                f"若不要 {pair}，最好的安排是：{told}；代价：{words}。",
                f"Without {pair} the best is: {told}; price: {words}.",
            )
        elif planned:
            text = tr(
                f"{pair} 与别的安排在各目标上不相上下，由固定的次序规则选定。可换成：{told}。",
                f"{pair} is as good as another arrangement in every goal; the fixed tie-break "
                f"chose it. Instead: {told}.",
            )
        elif words:
            text = tr(
                f"若要 {pair}：{told}；代价：{words}。", f"To have {pair}: {told}; price: {words}."
            )
        else:
            text = tr(
                f"{pair} 与方案不相上下，由固定的次序规则排除。换法：{told}。",
                f"{pair} would be as good in every goal; the fixed tie-break set it aside. The "
                f"exchange: {told}.",
            )
        return Explanation(text, moves, price)


def priced(price: dict[str, int]) -> str:
    """Changes of levels in words; empty when nothing changes.

    Examples
    --------
    >>> from toolkit import pairing
    >>> pairing.priced({"coverage": 1, "keep": -2})
    '覆盖 +1，保留 -2'
    """
    parts = []
    for g in GOALS:
        if not price.get(g):
            continue
        amount = _metres(price[g]) if g == "distance" else f"{price[g]:+d}"
        parts.append(f"{word('goal', g, short=True)} {amount}")
    return tr("，", ", ").join(parts)


def _metres(length: int) -> str:
    """A difference of distance to a tenth of a kilometre, smaller ones in metres."""
    if abs(length) < 50:
        return tr(f"{length:+d} 米", f"{length:+d} m")
    return tr(f"{length / 1000:+.1f} 公里", f"{length / 1000:+.1f} km")


def _told(moves: Sequence[Move], called: Callable[[object], str]) -> str:
    zh = {"add": "{h} 帮 {r}（{c}）", "drop": "{h} 不再帮 {r}（{c}）"}
    en = {"add": "{h} helps {r} ({c})", "drop": "{h} no longer helps {r} ({c})"}
    texts = [
        tr(zh[m.action], en[m.action]).format(
            h=called(m.helper_id), r=called(m.recipient_id), c=channel_label(m.channel)
        )
        for m in moves
    ]
    return tr("；", "; ").join(texts)


def _places(plan: Plan, helper_id: object, recipient_id: object) -> tuple[int, int]:
    p, names = plan.problem, (str(helper_id), str(recipient_id))
    h, r = p.helpers.get_indexer([names[0]])[0], p.recipients.get_indexer([names[1]])[0]
    if h < 0 or r < 0:
        unknown = [n for n, at in zip(names, (h, r)) if at < 0]
        raise PlanError(
            tr(f"名单里没有：{', '.join(unknown)}", f"not in the tables: {', '.join(unknown)}")
        )
    return int(h), int(r)


def _pair(plan: Plan, helper_id: object, recipient_id: object) -> str:
    called = plan.problem.called
    return f"{called(helper_id)} → {called(recipient_id)}"


def why(plan: Plan, helper_id: object, recipient_id: object) -> Explanation:
    """What the best plan without this pair would cost; see `Plan.why`."""
    arcs = plan.problem.find(*_places(plan, helper_id, recipient_id))
    pair = _pair(plan, helper_id, recipient_id)
    if not plan.taken[arcs].any():
        return Explanation(
            tr(f"{pair} 不在方案里：请用 why_not。", f"{pair} is not in the plan: ask why_not.")
        )
    return plan.exchanges.explained(*arcs)


def _barred(plan: Plan, h: int, r: int, pair: str) -> str | None:
    """Why a pair cannot be in any plan, where a rule settles it."""
    p = plan.problem
    if not p.candidate(h, r):
        return tr(f"{pair} 不在候选之列。", f"{pair} is not among the candidates.")
    arcs = p.find(h, r)
    if not len(arcs):
        return tr(
            f"{pair}：帮扶方的结对方式中没有受助方需要的。",
            f"{pair}: the helper serves no channel that the recipient needs.",
        )
    if not (p.capacity[p.arc_row[arcs]] > 0).any():
        return tr(
            f"{pair}：帮扶方在这一结对方式没有名额。",
            f"{pair}: the helper has no places in that channel.",
        )
    if p.most[r] == 0:
        return tr(
            f"{pair}：受助方的结对上限为 0。", f"{pair}: the recipient takes no pairs (most is 0)."
        )
    return None


def why_not(plan: Plan, helper_id: object, recipient_id: object) -> Explanation:
    """What forcing this pair in would cost; see `Plan.why_not`."""
    h, r = _places(plan, helper_id, recipient_id)
    pair = _pair(plan, helper_id, recipient_id)
    arcs = plan.problem.find(h, r)
    if plan.taken[arcs].any():
        return Explanation(tr(f"{pair} 就在方案里：请用 why。", f"{pair} is in the plan: ask why."))
    barred = _barred(plan, h, r, pair)
    if barred:
        return Explanation(barred)
    return plan.exchanges.explained(*arcs[plan.problem.capacity[plan.problem.arc_row[arcs]] > 0])
