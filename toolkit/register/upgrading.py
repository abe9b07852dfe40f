"""From version 1 (0.1.0) to 2: exports go into the chain, and lives are derived anew with the facts
that version 2 keeps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from itertools import groupby

import sqlalchemy as sa

from toolkit.register.histories import effective, replayed
from toolkit.register.store import event_table, life_table, put_lives
from toolkit.register.writing import Batch, life_row
from toolkit.rules import Rules
from toolkit.terms import tr

EXPORT = "export"


def to_version_2(c: sa.Connection, rules: Rules, clock: Callable[[], datetime]) -> None:
    """Rewrite what version 1 told otherwise, in the transaction of `c`."""
    batch = Batch(c, rules, [], clock)
    old = sa.table("exported", *map(sa.column, ("n", "at", "actor", "purpose", "what")))
    for row in c.execute(sa.select(old).order_by(old.c.n)).all():
        batch.note(
            EXPORT,
            date.fromisoformat(row.at[:10]),
            row.actor,
            row.purpose,
            {"what": row.what, "at": row.at},
        )
    batch.close()
    e = event_table.c
    told = c.execute(
        sa.select(event_table).where(e.event != EXPORT).order_by(e.machine, e.subject_id, e.seq)
    ).mappings()
    lives = [
        life_row(*key, replayed(key[0], effective(events)))
        for key, events in groupby(
            [dict(r) for r in told], key=lambda r: (r["machine"], r["subject_id"])
        )
    ]
    c.execute(life_table.delete())
    put_lives(c, lives)


def kept_sentence(name: str) -> str:
    """What is said after an upgrade."""
    return tr(
        f"登记库由 0.1.0 版升级；升级前的样子保存为 {name}。",
        f"the register was upgraded from version 0.1.0; as it was before, it is kept as {name}.",
    )
