"""Why this pair and not that one: the cheapest exchange that would force a pair in, or do without
it, goal by goal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.pairing.exchanges import Exchanges, Move
from toolkit.pairing.problem_reading import GOALS
from toolkit.pairing.tables import PlanError
from toolkit.terms import channel_label, tr, word

if TYPE_CHECKING:
    from toolkit.pairing.plans import Plan


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


def explained(exchanges: Exchanges, *pairs: int) -> Explanation:
    """The exchange without any of `pairs` where one of them is in the plan, else the cheapest
    that brings one of them in; in words."""
    planned = bool(exchanges.taken[list(pairs)].any())
    if planned:
        moves = exchanges.moves(exchanges.removal(pairs))
    else:
        moves = exchanges.moves(
            min((exchanges.entry(int(k)) for k in pairs), key=lambda x: x[0])[1]
        )
    price = {g: sum(m.price[g] for m in moves) for g in exchanges.goals}
    called = exchanges.p.called
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
    return explained(plan.exchanges, *arcs)


def _barred(plan: Plan, h: int, r: int, pair: str) -> str | None:
    """Why a pair cannot be in any plan, where a rule settles it."""
    p = plan.problem
    if not p.candidate(h, r):
        told = p.reason(p.helpers[h], p.recipients[r])
        return tr(f"{pair} 不在候选之列：{told}。", f"{pair} is not among the candidates: {told}.")
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
    return explained(plan.exchanges, *arcs[plan.problem.capacity[plan.problem.arc_row[arcs]] > 0])


def arcs_of(base: Plan, h: object, r: object, c: object) -> list[int]:
    p = base.problem
    a, b = p.helpers.get_indexer([str(h)])[0], p.recipients.get_indexer([str(r)])[0]
    return (
        []
        if a < 0 or b < 0
        else [int(k) for k in p.find(a, b) if p.channels[p.need_channel[p.arc_need[k]]] == c]
    )


def exchange(
    plan: Plan, helper_id: object, recipient_id: object, channel: object
) -> Explanation | None:
    """The exchange that brings a pair into a plan in this channel, or does without it; None where
    no plan can have it.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> pairing.exchange(plan, "X", "A", "hook_up_help").price
    {'coverage': -1, 'fairness': 1, 'keep': 0, 'fit': 2, 'distance': -4000}
    """
    p = plan.problem
    arcs = [
        k
        for k in arcs_of(plan, helper_id, recipient_id, channel)
        if p.capacity[p.arc_row[k]] > 0 and p.most[p.arc_recipient[k]] > 0
    ]
    return explained(plan.exchanges, arcs[0]) if arcs else None
