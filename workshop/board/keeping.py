"""The board in its file: which county it belongs to, what is written, and what is read back."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from toolkit.records import County
from workshop.board.cards import BoardState, Choice, Row


def fingerprint(county: County) -> str:
    """Which county this is, whatever the day and the rules."""
    ids = "\n".join(map(str, county["organisation"]["org_id"]))
    return hashlib.sha256(ids.encode()).hexdigest()[:24]


def written(state: BoardState) -> dict[str, Any]:
    """Pairs and choices as plain data."""
    choices = [[*c.pair, c.action, c.reason] for c in state.choices]
    return {"pairs": [list(p) for p in state.pairs], "choices": choices}


def read_back(held: Mapping[str, Any]) -> tuple[list[Row], list[Choice]]:
    """Pairs and choices from what `written` wrote; what has another shape is left out."""
    pairs: list[Row] = [tuple(map(str, x)) for x in _lists(held.get("pairs"), 3)]
    choices = [
        Choice((str(h), str(r), str(c)), str(a), str(why))
        for h, r, c, a, why in _lists(held.get("choices"), 5)
    ]
    return pairs, choices


def _lists(value: Any, length: int) -> list[list[Any]]:
    if not isinstance(value, list):
        return []
    return [x for x in value if isinstance(x, list) and len(x) == length]
