"""The last steps of the desk as small changes, so that they can be taken back after a new start,
too."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict
from itertools import pairwise
from typing import Any

from workshop.desk.entered import COLUMNS, DeskState, Row

#: steps that a file keeps
MANY = 30
_LISTS = ("rows", "declined", "passed")


def changes(past: Sequence[DeskState], now: DeskState) -> list[dict[str, Any]]:
    """What led back from each of the last states, oldest first, to the one before it.

    A list is told as how many of its first and last items stay, and what stood between them.
    """
    states = [*past[-MANY:], now]
    return [_change(old, new) for old, new in pairwise(states)]


def _change(old: DeskState, new: DeskState) -> dict[str, Any]:
    out: dict[str, Any] = {}
    for name in _LISTS:
        was, is_ = getattr(old, name), getattr(new, name)
        if was != is_:
            first = _alike(was, is_)
            last = _alike(was[first:][::-1], is_[first:][::-1])
            middle = was[first : len(was) - last]
            held = [list(asdict(r).values()) if isinstance(r, Row) else list(r) for r in middle]
            out[name] = [first, last, held]
    if old.definitions != new.definitions:
        out["definitions"] = dict(old.definitions)
    if old.summary != new.summary:
        out["summary"] = old.summary
    return out


def _alike(one: Sequence[Any], other: Sequence[Any]) -> int:
    many = 0
    for a, b in zip(one, other):
        if a != b:
            break
        many += 1
    return many


def back_from(held: Iterable[Any], now: DeskState, known: Collection[str]) -> list[DeskState]:
    """The states before `now`, oldest first; what cannot be read, or has a code that is not among
    the `known`, ends the way back."""
    out: list[DeskState] = []
    for change in reversed([*held]):
        try:
            now = _before(change, now)
        except (TypeError, ValueError, KeyError):
            break
        if not {r.code for r in now.rows} <= set(known):
            break
        out.append(now)
    return out[::-1]


def _before(change: dict[str, Any], now: DeskState) -> DeskState:
    parts: dict[str, Any] = {}
    for name in _LISTS:
        is_ = getattr(now, name)
        if name in change:
            first, last, middle = change[name]
            made = [
                Row(**dict(zip(COLUMNS, x, strict=True))) if name == "rows" else tuple(x)
                for x in middle
            ]
            is_ = (*is_[:first], *made, *is_[len(is_) - last :])
        parts[name] = is_
    definitions = change.get("definitions", dict(now.definitions))
    return DeskState(**parts, definitions=definitions, summary=change.get("summary", now.summary))
