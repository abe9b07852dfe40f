"""Taking over a county's sheets, again and again: what the log does not know is added, what was
corrected becomes a correction, and what cannot be used is named with its sheet and row."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from toolkit.records import County
from toolkit.register.exemplar_lives import exemplars
from toolkit.register.from_sheets import (
    Subject,
    cases,
    commitments,
    last_day,
    pairings,
)
from toolkit.register.histories import effective
from toolkit.register.life import ENTER, GuardError, as_date
from toolkit.register.matching import Change, change_of
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
    changes: dict[int, Change] = {}
    refused: list[tuple[Subject, tuple[str, int, str]]] = []
    for n, subject in enumerate(found):
        refused += [(subject, why) for why in subject.refused]
        if not subject.events:
            continue
        try:
            known = logged.get((subject.machine, subject.subject_id), [])
            changes[n] = change_of(subject, known, day)
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


def _record(register: Register, changes: dict[int, Change]) -> Iterator[tuple[int, str]]:
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


# ---- what is said of it


def _report(
    found: list[Subject],
    changes: dict[int, Change],
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
