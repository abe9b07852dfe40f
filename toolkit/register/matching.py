"""What sheets tell of a subject beside what the log holds of it: the same, new, or corrected."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from toolkit.register.from_sheets import (
    Subject,
    Told,
    said,
)
from toolkit.register.histories import mapping, replayed
from toolkit.register.life import CORRECT, ENTER, ITEM
from toolkit.terms import tr

#: what the register itself worked out; it makes no difference between a sheet and the log
_WORKED_OUT = ("from", "remark", "due_by_rule")
#: what a sheet may tell better of an event that was recorded by hand
_TOLD_BETTER = (
    "role_score",
    "value_score",
    "satisfaction",
    "planned",
    "problem",
    "help",
    "next_on",
)


class Change(NamedTuple):
    """What one subject needs: rows to record, and how many of its events are new, the same,
    corrected."""

    rows: list[tuple[Any, ...]]
    new: int
    same: int
    corrected: int
    orderly: bool  # its rows may be sorted among those of others by their days


def change_of(subject: Subject, logged: list[dict[str, Any]], on: date) -> Change:
    """The rows that bring the log to what the sheets tell; what only the log knows stays."""
    mine = (subject.machine, subject.subject_id)
    if not logged:
        rows = [_row(mine, e) for e in subject.events]
        return Change(rows, len(rows), 0, 0, True)
    pairs, fresh = _matched(subject.events, logged)
    fixes = {
        i: fix for i, told in pairs.items() if (fix := _difference(told, logged[i])) is not None
    }
    if _ahead(fresh, logged):
        fresh = []
    wanted = _merged(logged, fixes, fresh)
    replayed(subject.machine, wanted)
    # up to the first place where another step, or another day of one, comes in, the log stays as
    # it is; from there on it is told anew
    kept = next(
        (
            i
            for i, e in enumerate(logged)
            if wanted[i].get("seq") != e["seq"] or _moves(fixes.get(i), e)
        ),
        len(logged),
    )
    why = tr("县表更正", "the county's sheets were corrected")
    rows = [
        (*mine, CORRECT, on, said(None), why, {"seq": e["seq"], "replacement": None})
        for e in reversed(logged[kept:])
    ]
    rows += [
        (*mine, CORRECT, on, said(None), why, {"seq": logged[i]["seq"], "replacement": fix})
        for i, fix in fixes.items()
        if i < kept
    ]
    rows += [_row(mine, _as_told(e)) for e in wanted[kept:]]
    orderly = kept == len(logged) and not fixes
    return Change(rows, len(fresh), len(pairs) - len(fixes), len(fixes), orderly)


def _matched(
    events: Sequence[Told], logged: list[dict[str, Any]]
) -> tuple[dict[int, Told], list[Told]]:
    """Place in the log → the same fact in the sheets, and facts that the log does not know."""
    keys = [mapping(e["data"]).get("from") for e in logged]
    pairs: dict[int, Told] = {}
    left = []
    for told in events:
        place = next(
            (
                i
                for i, e in enumerate(logged)
                if i not in pairs and keys[i] == told.key and _same_state(told, e)
            ),
            None,
        )
        if place is None:
            left.append(told)
        else:
            pairs[place] = told
    fresh = []
    for told in left:  # recorded by hand, or taken over by version 0.1.0
        place = next(
            (i for i, e in enumerate(logged) if i not in pairs and _same_event(told, e)), None
        )
        if place is None:
            fresh.append(told)
        else:
            pairs[place] = told
    return pairs, fresh


def _same_state(told: Told, e: dict[str, Any]) -> bool:
    """Of several states taken over one after the other, the one that the sheet still shows."""
    return told.key != "status" or mapping(e["data"]).get("state") == told.data.get("state")


def _same_event(told: Told, e: dict[str, Any]) -> bool:
    if e["event"] != told.event:
        return False
    if told.event == ENTER:
        return mapping(e["data"]).get("state") == told.data.get("state")
    if told.event == ITEM:
        data = mapping(e["data"])
        return (str(data.get("item")), bool(data.get("done_on"))) == (
            told.data["item"],
            "done_on" in told.data,
        )
    return bool(e["valid_on"] == told.valid_on.isoformat())


def _ahead(fresh: list[Told], logged: list[dict[str, Any]]) -> bool:
    """Whether all that a sheet seems to add is a state the register has reached or passed by
    decisions recorded in it."""
    return all(t.key == "status" for t in fresh) and any(
        "from" not in mapping(e["data"]) and e["event"] not in (ENTER, ITEM, "visit")
        for e in logged
    )


def _difference(told: Told, e: dict[str, Any]) -> dict[str, Any] | None:
    """The fields in which the sheet differs from the log (None: in nothing)."""
    old = mapping(e["data"])
    if "from" not in old:
        better = {
            k: v for k, v in told.data.items() if k in (*_TOLD_BETTER, "about") and old.get(k) != v
        }
        return {"data": old | better} if better else None
    changed: dict[str, Any] = {}
    if told.event != e["event"]:
        changed["event"] = told.event
    if told.data.get("since") != "unknown" and told.valid_on.isoformat() != e["valid_on"]:
        changed["valid_on"] = told.valid_on.isoformat()
    for name, value in (("actor", told.actor), ("reason", told.reason)):
        if value != e[name] and e["event"] != ENTER:
            changed[name] = value
    if _plain(told.data) != _plain(old):
        changed["data"] = told.data | {"from": told.key}
    return changed or None


def _plain(data: dict[str, Any]) -> str:
    rule = data.get("due_by_rule")
    kept = {k: v for k, v in data.items() if k not in _WORKED_OUT and not (rule and k == "due")}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, default=str)


def _moves(fix: dict[str, Any] | None, e: dict[str, Any]) -> bool:
    """Whether a correction may lead the life elsewhere, and not only mend what is said of it."""
    if not fix:
        return False
    state = mapping(e["data"]).get("state")
    return bool({"event", "valid_on"} & set(fix)) or (
        "data" in fix and fix["data"].get("state") != state
    )


def _merged(
    logged: list[dict[str, Any]], fixes: dict[int, dict[str, Any]], fresh: list[Told]
) -> list[dict[str, Any]]:
    """The history as it should read: the log with its corrections, and the new events at their
    days."""
    kept = [e | fixes.get(i, {}) for i, e in enumerate(logged)]
    new: list[dict[str, Any]] = [
        {
            "seq": None,
            "event": t.event,
            "valid_on": t.valid_on.isoformat(),
            "actor": t.actor,
            "reason": t.reason,
            "data": t.data | {"from": t.key},
        }
        for t in fresh
    ]
    last = max((str(e["valid_on"]) for e in [*kept, *new] if e["event"] != ITEM), default="")
    for e in new:  # a state without a date of its own stands after all that has one
        if e["data"].get("since") == "unknown" and e["data"]["from"] == "status":
            e["valid_on"] = max(e["valid_on"], last)
    return sorted([*kept, *new], key=lambda e: e["valid_on"])


def _as_told(e: dict[str, Any]) -> Told:
    data = mapping(e["data"])
    key = str(data.pop("from", ""))
    day = date.fromisoformat(e["valid_on"])
    return Told(key, e["event"], day, e["actor"], e["reason"], data)


def _row(mine: tuple[str, str], e: Told) -> tuple[Any, ...]:
    data = e.data | ({"from": e.key} if e.key else {})
    return (*mine, e.event, e.valid_on, e.actor, e.reason, data)
