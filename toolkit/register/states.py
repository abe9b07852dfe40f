"""Where every subject of a machine stands, now or under either clock: what had happened by a day,
what was recorded by a time."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

import pandas as pd
import sqlalchemy as sa

from toolkit.register.histories import effective, events_of, replayed
from toolkit.register.life import CORRECT, ENTER, as_date
from toolkit.register.store import event_table, life_table

#: subject, state, and the day it entered it (None where nobody told since when)
Standing = tuple[str, str, str | None]


def states_now(c: sa.Connection, machine: str) -> list[Standing]:
    """Where every subject stands by everything in the log."""
    life = life_table.c
    query = sa.select(life.subject_id, life.state, life.since, life.facts).where(
        life.machine == machine, life.since != ""
    )
    return [
        (r[0], r[1], None if '"since_known": false' in r[3] else r[2]) for r in c.execute(query)
    ]


def states_then(c: sa.Connection, machine: str, on: Any, known: Any) -> list[Standing]:
    """Where every subject stood on a day, by what was recorded until then."""
    e = event_table.c
    seen = [e.machine == machine] + ([] if known is None else [e.at <= _moment(known)])
    corrected = sa.select(e.subject_id).where(*seen, e.event == CORRECT).distinct()
    then = [*seen, e.subject_id.not_in(corrected)] + (
        [] if on is None else [e.valid_on <= as_date(on).isoformat()]
    )
    # a subject that only had visits since it came in still stands where its first event left it
    moved = sa.func.max(sa.case((e.from_state != e.to_state, e.seq)))
    standing = (
        sa.select(sa.func.coalesce(moved, sa.func.min(e.seq))).where(*then).group_by(e.subject_id)
    )
    query = sa.select(e.subject_id, e.to_state, e.valid_on, e.event, e.data).where(
        e.seq.in_(standing)
    )
    rows: list[Standing] = [
        (r[0], r[1], None if r[3] == ENTER and '"since": "unknown"' in r[4] else r[2])
        for r in c.execute(query)
    ]
    for subject in c.execute(corrected).scalars().all():
        events = [
            ev
            for ev in events_of(c, (machine, subject))
            if known is None or ev["at"] <= _moment(known)
        ]
        kept = [
            ev
            for ev in effective(events)
            if on is None or ev["valid_on"] <= as_date(on).isoformat()
        ]
        if kept:
            life = replayed(machine, kept)
            rows.append((subject, life.state, str(life.since) if life.since_known else None))
    return rows


def _moment(known: Any) -> str:
    """The end of a day, or a time in UTC, as the log writes it."""
    as_date(known)  # a number, or a text that is no date, is refused
    plain_day = (isinstance(known, date) and not isinstance(known, datetime)) or (
        isinstance(known, str) and len(known.strip()) == 10
    )
    stamp = pd.Timestamp(known)
    if plain_day:  # the reader's day: 07:30 in Beijing is still the evening before in UTC
        stamp = pd.Timestamp(datetime.combine(stamp.date(), time.max).astimezone())
    if stamp.tzinfo is not None:
        stamp = stamp.tz_convert("UTC").tz_localize(None)
    return stamp.to_pydatetime(warn=False).isoformat(timespec="microseconds")
