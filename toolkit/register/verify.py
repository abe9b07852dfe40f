"""Is the log whole? Every hash recomputed, every subject replayed and compared with its stored state."""

from __future__ import annotations

import json
from itertools import groupby
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from toolkit.register.lifecycle import GuardError
from toolkit.register.store import event_table, head_table, life_table
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.register.register import Register


def verify(register: Register) -> list[str]:
    """Sentences, one a problem; empty when the chain holds and replay equals state."""
    with register._engine.connect() as c:
        return _chain(c) + _replay(register, c)


def _chain(c: sa.Connection) -> list[str]:
    from toolkit.register.register import chained

    problems, expected, previous = [], 1, ""
    for row in c.execution_options(yield_per=10_000).execute(sa.select(event_table).order_by(event_table.c.seq)).mappings():
        if row["seq"] != expected:
            problems.append(tr(f"序号 {expected} 缺失", f"event {expected} is missing"))
            expected = row["seq"]
        if row["hash"] != chained(previous, dict(row)):
            problems.append(
                tr(f"事件 {row['seq']} 的哈希链断裂：内容被改动过", f"the hash chain breaks at event {row['seq']}: it was altered")
            )
        expected, previous = expected + 1, row["hash"]
    head = c.execute(sa.select(head_table.c.seq, head_table.c.hash)).one()
    if (head.seq, head.hash) != (expected - 1, previous):
        problems.append(
            tr("链尾与日志不符：末尾的事件可能被删去", "the end of the chain differs from the log: events at the end may be gone")
        )
    return problems


def _replay(register: Register, c: sa.Connection) -> list[str]:
    from toolkit.register.register import _life_row, effective

    problems = []
    stored = {(r["machine"], r["subject_id"]): dict(r) for r in c.execute(sa.select(life_table)).mappings()}
    order = (event_table.c.machine, event_table.c.subject_id, event_table.c.seq)
    rows = c.execution_options(yield_per=10_000).execute(sa.select(event_table).order_by(*order)).mappings()
    for key, events in groupby(rows, key=lambda r: (r["machine"], r["subject_id"])):
        told: list[dict[str, Any]] = [dict(e) for e in events]
        try:
            wanted = _life_row(*key, register._replayed(key[0], effective(told)))
        except (GuardError, KeyError, json.JSONDecodeError) as error:
            problems.append(tr(f"{key[0]} {key[1]} 无法重放：{error}", f"{key[0]} {key[1]} cannot be replayed: {error}"))
            stored.pop(key, None)
            continue
        if stored.pop(key, None) != wanted:
            problems.append(tr(f"{key[0]} {key[1]} 的状态与重放不符", f"the state of {key[0]} {key[1]} differs from replay"))
    problems += [tr(f"{m} {s} 有状态却没有事件", f"{m} {s} has a state but no event") for m, s in stored]
    return problems
