"""Taking over a county's sheets, again and again: what the log does not know is added, what was
corrected becomes a correction, and what cannot be used is named with its sheet and row."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import sqlalchemy as sa

from toolkit.records import County
from toolkit.register.exemplar_lives import exemplars
from toolkit.register.from_sheets import (
    Subject,
    Told,
    cases,
    commitments,
    last_day,
    pairings,
    said,
)
from toolkit.register.histories import effective, mapping, replayed
from toolkit.register.life import CORRECT, ENTER, ITEM, GuardError, as_date
from toolkit.register.store import event_table, reading
from toolkit.terms import table_title, tr

if TYPE_CHECKING:
    from toolkit.register.register import Register

COLUMNS = (
    "machine",
    "subject_id",
    "events",
    "how",
    "note",
    "sheet",
    "row",
    "new",
    "same",
    "corrected",
    "refused",
)
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


class _Change(NamedTuple):
    """What one subject needs: rows to record, and how many of its events are new, the same,
    corrected."""

    rows: list[tuple[Any, ...]]
    new: int
    same: int
    corrected: int
    orderly: bool  # its rows may be sorted among those of others by their days


def import_county(register: Register, county: County, on: Any = None) -> pd.DataFrame:
    """Take over what a county's sheets tell of exemplars, persons, turnaround cases, pairings and
    commitments.

    Steps of 典型事件 are taken over one by one. Where an exemplar has none, its life begins at its
    naming, and 复核 and 回访 tell the rest: a downgrade starts its own rectification, a revoked
    exemplar ends. A review is dated by its year alone and counts from the first day of that year;
    a state of which no sheet says since when is taken over as it stands on the day `on`. A decision
    below its thresholds is kept as it was made, with the rule's name in `note`.

    Importing the same county again adds nothing; a corrected cell becomes a correction in the log.

    Parameters
    ----------
    on : date-like, optional
        The day of taking over, for states that have no date of their own; the last day on which the
        sheets say that something happened when left out.

    Returns
    -------
    DataFrame
        One row a subject: ``machine, subject_id, events`` (of it in the log), ``how`` (replayed:
        all steps known; entered: a state was taken over), ``note, sheet, row, new, same,
        corrected, refused`` (numbers of events). One row more for each row of a sheet that cannot
        be used: ``how`` is refused and `note` the reason; the rest is taken over all the same.
    """
    day = as_date(on) if on is not None else last_day(county)
    found = [
        *exemplars(register, county, day),
        *pairings(county, day),
        *cases(county, day),
        *commitments(county, day),
    ]
    logged = _logged(register, {s.machine for s in found})
    changes: dict[int, _Change] = {}
    refused: list[tuple[Subject, tuple[str, int, str]]] = []
    for n, subject in enumerate(found):
        refused += [(subject, why) for why in subject.refused]
        if not subject.events:
            continue
        try:
            known = logged.get((subject.machine, subject.subject_id), [])
            changes[n] = _change(subject, known, day)
        except GuardError as error:
            why = tr(f"与登记库里已有的不一致：{error}", f"does not fit what is recorded: {error}")
            refused.append((subject, (subject.table, subject.row, why)))
    for n, why in _record(register, changes):
        changes.pop(n)
        refused.append((found[n], (found[n].table, found[n].row, why)))
    return _report(found, changes, refused, logged)


def _logged(register: Register, wanted: set[str]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """What the log holds of each subject, with corrections in force."""
    e = event_table.c
    with reading(register._engine) as c:
        query = (
            sa.select(event_table)
            .where(e.machine.in_(sorted(wanted)))
            .order_by(e.machine, e.subject_id, e.seq)
        )
        records = [dict(r) for r in c.execute(query).mappings()]
    return {
        key: effective(told)
        for key, told in groupby(records, key=lambda r: (r["machine"], r["subject_id"]))
    }


def _record(register: Register, changes: dict[int, _Change]) -> Iterator[tuple[int, str]]:
    """Write all rows in one transaction; a subject that the log refuses is named and left out."""
    waiting = dict(changes)
    while waiting:
        marked = [(n, row) for n, change in waiting.items() for row in change.rows]
        # what is new reads best in the order of its days; corrections keep theirs
        marked.sort(
            key=lambda m: (not waiting[m[0]].orderly, m[1][3] if waiting[m[0]].orderly else "")
        )
        try:
            register._record([row for _, row in marked], len(marked), guarded=False)
            return
        except GuardError as error:
            wrong = {marked[i][0]: why for i, why in reversed(error.problems)}
            for n, why in wrong.items():
                waiting.pop(n)
                yield n, why


# ---- the sheets against the log


def _change(subject: Subject, logged: list[dict[str, Any]], on: date) -> _Change:
    """The rows that bring the log to what the sheets tell; what only the log knows stays."""
    mine = (subject.machine, subject.subject_id)
    if not logged:
        rows = [_row(mine, e) for e in subject.events]
        return _Change(rows, len(rows), 0, 0, True)
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
    return _Change(rows, len(fresh), len(pairs) - len(fixes), len(fixes), orderly)


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


# ---- what is said of it


def _report(
    found: list[Subject],
    changes: dict[int, _Change],
    refused: list[tuple[Subject, tuple[str, int, str]]],
    logged: dict[tuple[str, str], list[dict[str, Any]]],
) -> pd.DataFrame:
    rows: list[tuple[Any, ...]] = []
    for n, change in changes.items():
        s = found[n]
        events = len(logged.get((s.machine, s.subject_id), ())) + change.new
        how = "entered" if any(e.event == ENTER for e in s.events) else "replayed"
        note = "；".join(dict.fromkeys(s.notes))
        place = (table_title(s.table), s.row)
        counts = (change.new, change.same, change.corrected, 0)
        rows.append((s.machine, s.subject_id, events, how, note, *place, *counts))
    rows += [
        (s.machine, s.subject_id, 0, "refused", why, table_title(table), row, 0, 0, 0, 1)
        for s, (table, row, why) in refused
    ]
    out = pd.DataFrame(rows, columns=list(COLUMNS))
    numbers = ("events", "row", "new", "same", "corrected", "refused")
    return out.astype({c: "Int64" if c in numbers else "string" for c in COLUMNS})
