"""Is the log whole? One walk: every hash recomputed, every subject replayed and compared with its
stored state."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from toolkit.register.histories import effective, mapping, replayed
from toolkit.register.life import CORRECT, GuardError, Life, born
from toolkit.register.lifecycle import advance
from toolkit.register.store import BOOK, event_table, head_table, life_table, reading
from toolkit.register.writing import chained, life_row
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.register.register import Register

Key = tuple[str, str]


def verify(register: Register, seal: str | None = None) -> list[str]:
    """Sentences, one a problem; empty when the chain holds, replay equals state and the seal is
    met."""
    with reading(register._engine) as c:
        e = event_table.c
        corrected: dict[Key, list[dict[str, Any]]] = {
            (r.machine, r.subject_id): []
            for r in c.execute(
                sa.select(e.machine, e.subject_id).where(e.event == CORRECT).distinct()
            )
        }
        lives: dict[Key, Life] = {}
        failed: dict[Key, str] = {}
        problems = list(_sound_pages(c)) + list(_chain(c, corrected, lives, failed, seal))
        for key, events in corrected.items():
            try:
                lives[key] = replayed(key[0], effective(events))
            except (ValueError, KeyError, TypeError) as error:
                failed[key] = str(error)
        return problems + list(_compare(c, lives, failed))


def _sound_pages(c: sa.Connection) -> Iterator[str]:
    if c.dialect.name != "sqlite":
        return
    for (said,) in c.exec_driver_sql("PRAGMA quick_check(3)").all():
        if said != "ok":
            yield tr(
                f"数据库文件有损坏：{said}；请用备份恢复",
                f"the file is damaged: {said}; restore a backup",
            )


def plain_seal(seal: str) -> str:
    """A seal as people copy it from paper: without spaces, small letters, the colon of either
    script."""
    return "".join(seal.split()).lower().replace("：", ":")


def _chain(
    c: sa.Connection,
    corrected: dict[Key, list[dict[str, Any]]],
    lives: dict[Key, Life],
    failed: dict[Key, str],
    seal: str | None,
) -> Iterator[str]:
    """Hashes and numbers; on the way each subject moves along, and what was corrected is
    gathered."""
    wanted = plain_seal(seal or "")
    expected, previous, met = 1, "", wanted in ("", "0:")
    query = sa.select(event_table).order_by(event_table.c.seq)
    for row in c.execution_options(yield_per=10_000).execute(query):
        seq, record, key = row[0], tuple(row[:-1]), (row[1], row[2])
        if seq != expected:
            yield tr(f"序号 {expected} 缺失", f"event {expected} is missing")
            expected = seq
        if row[-1] != chained(previous, record):
            yield tr(
                f"事件 {seq} 的哈希链断裂：内容被改动过",
                f"the hash chain breaks at event {seq}: it was altered",
            )
        expected, previous = expected + 1, row[-1]
        met = met or wanted == f"{seq}:{previous}"
        if key[0] == BOOK:
            continue  # an export moves nobody
        if key in corrected:
            corrected[key].append(dict(row._mapping))
        elif key not in failed:
            try:
                lives[key] = _moved(lives.get(key), row)
            except (ValueError, KeyError, TypeError) as error:
                failed[key] = str(error)
    head = c.execute(sa.select(head_table.c.seq, head_table.c.hash)).one()
    if (head.seq, head.hash) != (expected - 1, previous):
        yield tr(
            "链尾与日志不符：末尾的事件可能被删去",
            "the end of the chain differs from the log: events at the end may be gone",
        )
    if not met:
        yield tr(
            "日志中没有所记的封印：整条链可能被重写",
            "the noted seal is not in the log: the whole chain may have been rewritten",
        )


def _moved(life: Life | None, row: Any) -> Life:
    _, machine, _, event, _, to, valid_on, _, actor, reason, data, _ = row
    after = advance(
        machine,
        life or born(machine),
        event,
        valid_on=date.fromisoformat(valid_on),
        actor=actor,
        reason=reason,
        data=mapping(data),
        rules=None,
    )
    if after.state != to:
        raise GuardError(
            tr(f"到达“{after.state}”而不是“{to}”", f"it leads to {after.state}, not {to}")
        )
    return after


def _compare(c: sa.Connection, lives: dict[Key, Life], failed: dict[Key, str]) -> Iterator[str]:
    stored = {(r.machine, r.subject_id): tuple(r) for r in c.execute(sa.select(life_table))}
    for key, why in failed.items():
        stored.pop(key, None)
        yield tr(
            f"{key[0]} {key[1]} 无法重放：{why}", f"{key[0]} {key[1]} cannot be replayed: {why}"
        )
    for key, life in lives.items():
        if key not in failed and stored.pop(key, None) != life_row(*key, life):
            yield tr(
                f"{key[0]} {key[1]} 的状态与重放不符",
                f"the state of {key[0]} {key[1]} differs from replay",
            )
    for machine, subject in stored:
        yield tr(
            f"{machine} {subject} 有状态却没有事件", f"{machine} {subject} has a state but no event"
        )
