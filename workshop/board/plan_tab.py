"""What the board shows beside the plan: the differences with their exchange and price, what no plan
can cover, and the proof."""

from __future__ import annotations

from typing import Any

from toolkit.pairing import Explanation
from toolkit.terms import tr
from workshop.board.cards import KEY
from workshop.board.looking import SHOWN, Look
from workshop.board.naming import named
from workshop.board.session import BoardSession
from workshop.board.words import plain_price, signed

#: differences from the plan at first: the costliest
FIRST = 5
#: differences whose price is worked out before they are sorted
MOST_PRICED = 60


def plan_tab(s: BoardSession, look: Look) -> dict[str, Any]:
    """The tab as plain data."""
    choices = {c.pair: c for c in s.state.choices}
    d = s.differences
    if look.township:
        d = d[[s.names.group(r) == look.township for r in d["recipient_id"]]]
    kept = [("ours" if c.action == "pin" else "plan", *c.pair) for c in choices.values()]
    every = kept + [
        row for row in d[["side", *KEY]].itertuples(index=False, name=None) if row not in kept
    ]
    every = _costliest(s, every)
    rows = []
    for side, *pair in every[: SHOWN if look.every else FIRST]:
        h, r, c = pair
        told, choice = s.explain(h, r, c), choices.get((h, r, c))
        rows.append(
            {"side": side, "helper": h, "unit": r, **signed(c)}
            | {"title": _arrow(s, h, r), "key": "|".join(pair), **_exchange(s, told)}
            | {
                "reason": choice.reason if choice else "",
                "reasoning": look.reasoning == (h, r, c),
            }
        )
    same = len(set(s.pairs) & set(s.plan.pairs[KEY].itertuples(index=False, name=None)))
    counts = tr(
        f"相同 {same} 对，不同 {len(s.differences)} 处。",
        f"{same} pairs alike, {len(s.differences)} differences.",
    )
    listed = SHOWN if look.every else FIRST
    more = (
        tr(f"先列代价最大的 {listed} 处。", f" The {listed} costliest come first.")
        if len(every) > listed
        else ""
    )
    return {
        "counts": counts + more,
        "proof": s.plan.certificate.sentence,
        "shortages": _shortages(s),
        "differences": rows,
        "has_choices": bool(choices),
        "rest": 0 if look.every else max(min(len(every), SHOWN) - FIRST, 0),
    }


def _costliest(s: BoardSession, every: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """Differences with the highest price first, goal by goal; choices kept stay in front."""
    kept = {c.pair for c in s.state.choices}

    def rank(row: tuple[Any, ...]) -> tuple[Any, ...]:
        told = s.explain(*row[1:])
        price = told.price if told else {}
        return row[1:] not in kept, *(-abs(price.get(g, 0)) for g in s.levels)

    return sorted(every[:MOST_PRICED], key=rank) + every[MOST_PRICED:]


def _arrow(s: BoardSession, helper: str, unit: str) -> str:
    return f"{s.names.full(helper)} → {s.names.full(unit)}"


def _exchange(s: BoardSession, told: Explanation | None) -> dict[str, Any]:
    """The exchange behind a difference: its other moves, one a line, and what it costs."""
    if told is None:
        return {"moves": [], "price": ""}
    moves = [
        ("＋ " if m.action == "add" else "－ ") + _arrow(s, m.helper_id, m.recipient_id)
        for m in told.chain[1:]
    ]
    return {
        "moves": moves,
        "price": plain_price(told.price) or tr("不相上下", "as good as the plan"),
    }


def _shortages(s: BoardSession) -> list[str]:
    """What no plan can cover, a sentence each."""
    out = []
    for told, n in s.plan.shortages["sentence"].value_counts(sort=False).items():
        out.append(named(s, told) + (tr(f"（同样的共 {n} 处）", f" ({n} alike)") if n > 1 else ""))
    return out
