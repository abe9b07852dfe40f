"""Why not this helper: what an exchange of pairs would cost, step by step."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing
from toolkit.figures.marks import slot
from toolkit.figures.names import in_names
from toolkit.figures.style import (
    BLACK,
    BODY,
    CHANGE_STYLE,
    GREY,
    SMALL,
    TITLE,
    VERMILION,
    width,
    wrap,
)
from toolkit.records import Names
from toolkit.terms import plural, tr, word

_STEPS = 6


def exchange(explanation: Any, county: Any = None) -> Figure:
    """Why not this helper: the exchange step by step from left to right, each with its price, the
    sum at the end.

    Parameters
    ----------
    explanation : toolkit.pairing.Explanation
        From ``Plan.why`` or ``Plan.why_not``.
    county : toolkit.County, optional
        For names.

    Returns
    -------
    Figure
        ``.data``: ``action, helper_id, recipient_id, channel`` and one column a goal.

    Raises
    ------
    NothingToDraw
        A rule decides, so there is no exchange; the message is its sentence.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures, pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> figures.exchange(plan.why_not("X", "A")).data[["action", "helper_id", "recipient_id"]]
      action helper_id recipient_id
    0    add         X            A
    1   drop         X            B
    2   drop         Y            A
    """
    if not explanation.chain:
        raise NothingToDraw(explanation.sentence)
    names = Names(county, asked=True if county is not None else None)
    moves = list(explanation.chain)
    ids = [i for m in moves for i in (m.helper_id, m.recipient_id)]
    words = _price_words(explanation.price) or [tr("各目标不变", "no goal changes")]
    title = _exchange_title(moves, tr("，", ", ").join(words), names)
    caption = tr(
        "粗蓝线为加进的结对，红虚线为放手的结对；数字为各目标因此增减。代价由重到轻，"
        "前一个不变才比下一个。",
        "Bold blue = added, dashed red = dropped; numbers are what each goal gains or loses, most "
        "important first.",
    )
    with drawing(title, caption + names.note(), names.nature) as frame:
        ax, wide, _ = frame.sheet()
        shown = moves[:_STEPS]
        pitch = wide / (len(shown) + 1)
        counted = {
            g for g, v in explanation.price.items() if v
        }  # what cancels out along the chain is no price
        for k, move in enumerate(shown):
            _step(ax, pitch * (k + 0.5), pitch, k=k, move=move, names=names, counted=counted)
            end = "=" if k + 1 == len(shown) else "›"
            ax.text(pitch * (k + 1), 150, end, size=TITLE + 6, color=GREY, ha="center", va="center")
        _total(ax, pitch * (len(shown) + 0.5), pitch, words, len(moves) - len(shown))
    return frame.figure("exchange", explanation.table, in_names(explanation.sentence, ids, names))


def _exchange_title(moves: list[Any], cost: str, names: Names) -> str:
    first, steps = moves[0], plural(len(moves), "step")
    pair = f"{names.full(first.helper_id)} → {names.full(first.recipient_id)}"
    if first.action == "drop":
        return tr(f"若不要 {pair}：{len(moves)} 步，{cost}", f"Without {pair}: {steps}, {cost}")
    return tr(f"若要 {pair}：{len(moves)} 步，{cost}", f"To have {pair}: {steps}, {cost}")


def _total(ax: Axes, x: float, pitch: float, words: list[str], more: int) -> None:
    """What all steps cost together, those that are not drawn (`more`) among them."""
    undrawn = tr(f"\n(另有 {more} 步)", f"\n({more} more steps)") if more else ""
    told = [(150.0, tr("合计", "in all") + undrawn, BLACK)]
    told += [
        (290.0 + 28 * j, wrap(line, pitch - 10, BODY, 2), VERMILION) for j, line in enumerate(words)
    ]
    for y, line, colour in told:
        ax.text(x, y, line, size=BODY, ha="center", va="center", color=colour)


def _step(
    ax: Axes, x: float, pitch: float, k: int, move: Any, names: Names, counted: set[str]
) -> None:
    colour, dash, lw = CHANGE_STYLE["added" if move.action == "add" else "dropped"]
    action = tr("加进", "add") if move.action == "add" else tr("放手", "drop")
    ax.text(x, 16, f"{k + 1}. {action}", ha="center", va="center", color=colour)
    for y, unit, va in ((88, move.helper_id, "bottom"), (212, move.recipient_id, "top")):
        name, room = names.full(unit), pitch - 26
        even = (
            width(name, SMALL) / math.ceil(width(name, SMALL) / room) + SMALL
        )  # no line of a single character
        ax.text(x, y, wrap(name, min(room, even), SMALL, 3), size=SMALL, ha="center", va=va)
    ax.plot([x, x], [96, 204], color=colour, linestyle=dash, lw=lw + 1)
    slot(ax, x, 150, move.channel, size=13)
    for j, line in enumerate(_price_words({g: v for g, v in move.price.items() if g in counted})):
        ax.text(x, 290 + 22 * j, line, size=SMALL, ha="center", va="center", color=GREY)


def _price_words(price: dict[str, int]) -> list[str]:
    amounts = {
        g: f"{v / 1000:+.1f}" if g == "distance" else f"{v:+d}" for g, v in price.items() if v
    }
    told = {
        g: tr("公里", "km") if g == "distance" else word("goal", g, short=True) for g in amounts
    }
    return [f"{told[g]} {a}".replace("-", "−") for g, a in amounts.items()]
