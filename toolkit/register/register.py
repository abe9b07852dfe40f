"""The register: an append-only log of events with the state derived in the same transaction, and a hash chain."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pandas as pd
import sqlalchemy as sa

from toolkit.progress import progress
from toolkit.register.lifecycle import CORRECT, GuardError, Life, advance, as_date, born, steps
from toolkit.register.store import event_table, head_table, life_table, open_engine
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr

HISTORY = ("seq", "machine", "subject_id", "event", "from_state", "to_state", "valid_on", "at", "actor", "reason", "data")
_BATCH = 500


class Register:
    """An information base that forgets nothing.

    Parameters
    ----------
    url : path or str
        A file (SQLite: write-ahead log, every commit flushed) or an SQLAlchemy URL of PostgreSQL.
    rules : Rules, optional
        Thresholds of the guards.
    holidays : sequence of date, optional
        Days that public notice does not count, beside Saturdays and Sundays.
    clock : callable, optional
        Gives the time of recording (UTC); only tests need another than the system's.
    """

    def __init__(
        self,
        url: str | os.PathLike[str],
        rules: Rules | None = None,
        holidays: Sequence[Any] = (),
        clock: Callable[[], datetime] | None = None,
    ):
        self._engine = open_engine(url)
        self.rules = rules or default_rules()
        self.holidays = [as_date(h) for h in holidays]
        self._clock = clock or (lambda: datetime.now(UTC).replace(tzinfo=None))

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(
        self, machine: str, subject_id: str, event: str, valid_on: Any, actor: str, reason: str, data: Mapping[str, Any] | None = None
    ) -> int:
        """Record one event; returns its sequence number once it is durable.

        Parameters
        ----------
        machine, subject_id, event : str
            One of the five machines; an unknown subject stands in its start state. ``correct`` mends an earlier event
            (`data`: ``seq``, and ``replacement``, a mapping of the fields to change, or None to void it).
        valid_on : date-like
            When it happened (not when it is recorded).
        actor, reason : str
            Who decided (a role) and why; neither may be empty.
        data : mapping, optional
            What a guard needs: scores, notice, due date.

        Raises
        ------
        GuardError
            The machine or a guard refuses; nothing is written.
        """
        row = (machine, subject_id, event, valid_on, actor, reason, data)
        return self._record([row])[0]

    def append_many(self, frame: pd.DataFrame) -> list[int]:
        """Record many events in one transaction, all or nothing.

        Parameters
        ----------
        frame : DataFrame
            ``machine, subject_id, event, valid_on, actor, reason`` and optionally ``data`` (mapping, JSON text or empty).

        Raises
        ------
        GuardError
            With ``.problems``: ``(row, reason)`` of every bad row, rows counted from 0 as in the frame.
        """
        missing = [c for c in ("machine", "subject_id", "event", "valid_on", "actor", "reason") if c not in frame]
        if missing:
            raise GuardError(tr(f"缺少列：{'、'.join(missing)}", f"columns missing: {', '.join(missing)}"))
        data = frame["data"] if "data" in frame else [None] * len(frame)
        rows = zip(*(frame[c].astype(object) for c in ("machine", "subject_id", "event", "valid_on", "actor", "reason")), data)
        return self._record(list(rows))

    def _record(self, rows: list[tuple[Any, ...]]) -> list[int]:
        if not rows:
            return []
        with self._engine.connect().execution_options(writing=True) as c, c.begin():
            head = c.execute(sa.select(head_table.c.seq, head_table.c.hash).where(head_table.c.id == 1).with_for_update()).one()
            lives = self._lives(c, {(str(r[0]), _text(r[1])) for r in rows})
            made, problems = self._make(c, rows, lives, int(head.seq), str(head.hash))
            if problems:
                if len(rows) == 1:
                    raise GuardError(problems[0][1], problems)
                listed = "\n".join(f"{i}: {why}" for i, why in problems[:20])
                raise GuardError(
                    tr(f"{len(problems)} 行被拒绝，全部未写入：\n{listed}", f"{len(problems)} rows refused, nothing written:\n{listed}"),
                    problems,
                )
            for i in range(0, len(made), 50_000):
                c.execute(event_table.insert(), made[i : i + 50_000])
            self._save_lives(c, {(m["machine"], m["subject_id"]) for m in made}, lives)
            c.execute(head_table.update().where(head_table.c.id == 1).values(seq=made[-1]["seq"], hash=made[-1]["hash"]))
        return [m["seq"] for m in made]

    def _make(
        self, c: sa.Connection, rows: list[tuple[Any, ...]], lives: dict[tuple[str, str], Life | None], seq: int, chain: str
    ) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
        """Rows to log records, each guarded by the life its subject has reached; `lives` moves along."""
        made: list[dict[str, Any]] = []
        problems: list[tuple[int, str]] = []
        at = self._clock().isoformat(timespec="microseconds")
        many = progress(rows, total=len(rows), what=tr("写入登记库", "recording")) if len(rows) > 20_000 else rows
        for i, (machine, subject, event, valid_on, actor, reason, data) in enumerate(many):
            try:
                key = (str(machine), _text(subject))
                if not key[1]:
                    raise GuardError(tr("对象编号为空", "the subject has no identifier"))
                day, facts = as_date(valid_on), _mapping(data)
                before = lives.get(key) or born(key[0])
                who, why = _text(actor), _text(reason)
                if event == CORRECT:
                    after = self._corrected(c, key, day, who, why, facts, made)
                else:
                    after = advance(key[0], before, str(event), day, who, why, facts, self.rules, self.holidays)
            except GuardError as error:
                problems.append((i, str(error)))
                continue
            lives[key] = after
            record = {
                "seq": seq + len(made) + 1,
                "machine": key[0],
                "subject_id": key[1],
                "event": str(event),
                "from_state": before.state,
                "to_state": after.state,
            }
            record |= {
                "valid_on": day.isoformat(),
                "at": at,
                "actor": who,
                "reason": why,
                "data": json.dumps(facts, ensure_ascii=False, sort_keys=True, default=str),
            }
            chain = record["hash"] = chained(chain, record)
            made.append(record)
        return made, problems

    def _corrected(
        self,
        c: sa.Connection,
        key: tuple[str, str],
        day: date,
        actor: str,
        reason: str,
        data: Mapping[str, Any],
        made: list[dict[str, Any]],
    ) -> Life:
        """The life after a correction: the subject's whole history, with the correction in force, must replay legally."""
        if not actor or not reason:
            raise GuardError(tr("每个决定都要有办理人（岗位）和理由", "every decision needs a person and a reason"))
        events = self._events(c, key) + [m for m in made if (m["machine"], m["subject_id"]) == key]
        target = data.get("seq")
        if target not in {e["seq"] for e in events if e["event"] != CORRECT}:
            raise GuardError(tr(f"该对象没有序号为 {target} 的事件", f"this subject has no event {target}"))
        if "replacement" not in data:
            raise GuardError(tr("correct 需要 data.replacement（None 表示作废）", "correct needs data.replacement (None voids the event)"))
        events.append(
            {
                "seq": float("inf"),
                "event": CORRECT,
                "valid_on": day.isoformat(),
                "actor": actor,
                "reason": reason,
                "data": json.dumps(dict(data), default=str),
            }
        )
        return self._replayed(key[0], effective(events))

    def _replayed(self, machine: str, events: Iterable[Mapping[str, Any]]) -> Life:
        life = born(machine)
        for e in events:
            life = advance(
                machine, life, e["event"], as_date(e["valid_on"]), e["actor"], e["reason"], _mapping(e["data"]), self.rules, self.holidays
            )
        return life

    def _events(self, c: sa.Connection, key: tuple[str, str]) -> list[dict[str, Any]]:
        query = (
            sa.select(event_table).where(event_table.c.machine == key[0], event_table.c.subject_id == key[1]).order_by(event_table.c.seq)
        )
        return [dict(r) for r in c.execute(query).mappings()]

    def _lives(self, c: sa.Connection, keys: set[tuple[str, str]]) -> dict[tuple[str, str], Life | None]:
        """Lives of the subjects that a batch touches, looked up by their key and never by walking the log."""
        lives: dict[tuple[str, str], Life | None] = {}
        for machine in {m for m, _ in keys}:
            subjects = sorted(s for m, s in keys if m == machine)
            for i in range(0, len(subjects), _BATCH):
                part = life_table.c.subject_id.in_(subjects[i : i + _BATCH])
                for r in c.execute(sa.select(life_table.c.subject_id, life_table.c.facts).where(life_table.c.machine == machine, part)):
                    lives[machine, r.subject_id] = Life.from_json(json.loads(r.facts))
        return lives

    def _save_lives(self, c: sa.Connection, keys: set[tuple[str, str]], lives: Mapping[tuple[str, str], Life | None]) -> None:
        from sqlalchemy.dialects import postgresql, sqlite

        rows = [_life_row(machine, subject, life) for machine, subject in sorted(keys) if (life := lives[machine, subject])]
        make = postgresql.insert if self._engine.dialect.name == "postgresql" else sqlite.insert
        put = make(life_table)
        put = put.on_conflict_do_update(
            index_elements=["machine", "subject_id"], set_={k: put.excluded[k] for k in ("state", "since", "facts")}
        )
        for i in range(0, len(rows), 50_000):
            c.execute(put, rows[i : i + 50_000])

    def state(self, machine: str, on: Any = None, known: Any = None) -> pd.DataFrame:
        """State of every subject of a machine, under either clock.

        Parameters
        ----------
        on : date-like, optional
            Only events valid on or before that day (None: all).
        known : date or time (UTC), optional
            Only events recorded by then, a plain day to its end (None: all): what the register said at that time.

        Returns
        -------
        DataFrame
            ``subject_id, state, since`` (the day it entered that state).
        """
        steps(machine)
        with self._engine.connect() as c:
            if on is None and known is None:
                query = sa.select(life_table.c.subject_id, life_table.c.state, life_table.c.since).where(life_table.c.machine == machine)
                rows = [tuple(r) for r in c.execute(query.order_by(life_table.c.subject_id))]
            else:
                rows = sorted(self._state_then(c, machine, on, known))
        out = pd.DataFrame(rows, columns=["subject_id", "state", "since"])
        out["since"] = pd.to_datetime(out["since"]).astype("datetime64[us]")
        return out.astype({"subject_id": "string", "state": "string"})

    def _state_then(self, c: sa.Connection, machine: str, on: Any, known: Any) -> list[tuple[str, str, str]]:
        e = event_table.c
        seen = [e.machine == machine] + ([] if known is None else [e.at <= moment(known)])
        corrected = sa.select(e.subject_id).where(*seen, e.event == CORRECT).distinct()
        then = [*seen, e.subject_id.not_in(corrected)] + ([] if on is None else [e.valid_on <= as_date(on).isoformat()])
        first = sa.select(e.subject_id, sa.func.min(e.seq).label("seq")).where(*then).group_by(e.subject_id).subquery()
        last = (
            sa.select(e.subject_id, sa.func.max(e.seq).label("seq"))
            .where(*then, e.from_state != e.to_state)
            .group_by(e.subject_id)
            .subquery()
        )
        # a subject that only had visits since it came in still stands where its first event left it
        at = sa.func.coalesce(last.c.seq, first.c.seq)
        query = sa.select(e.subject_id, e.to_state, e.valid_on).join(
            first.outerjoin(last, first.c.subject_id == last.c.subject_id), e.seq == at
        )
        rows = [(r[0], r[1], r[2]) for r in c.execute(query)]
        for subject in c.execute(corrected).scalars().all():
            events = [ev for ev in self._events(c, (machine, subject)) if known is None or ev["at"] <= moment(known)]
            kept = [ev for ev in effective(events) if on is None or ev["valid_on"] <= as_date(on).isoformat()]
            if kept:
                life = self._replayed(machine, kept)
                rows.append((subject, life.state, str(life.since)))
        return rows

    def lives(self, machine: str) -> dict[str, Life]:
        """Subject → life (state and the facts that guards and due dates need)."""
        with self._engine.connect() as c:
            query = sa.select(life_table.c.subject_id, life_table.c.facts).where(life_table.c.machine == machine)
            return {r.subject_id: Life.from_json(json.loads(r.facts)) for r in c.execute(query.order_by(life_table.c.subject_id))}

    def history(self, machine: str | None = None, subject_id: str | None = None) -> pd.DataFrame:
        """Every event in order: ``seq, machine, subject_id, event, from_state, to_state, valid_on, at, actor, reason, data``."""
        query = sa.select(*(event_table.c[n] for n in HISTORY)).order_by(event_table.c.seq)
        if machine is not None:
            query = query.where(event_table.c.machine == machine)
        if subject_id is not None:
            query = query.where(event_table.c.subject_id == subject_id)
        with self._engine.connect() as c:
            out = pd.DataFrame([tuple(r) for r in c.execute(query)], columns=list(HISTORY))
        for column in ("valid_on", "at"):
            out[column] = pd.to_datetime(out[column], format="ISO8601").astype("datetime64[us]")
        return out.astype({n: "string" for n in HISTORY if n not in ("seq", "valid_on", "at")} | {"seq": "Int64"})

    def due(self, on: Any) -> pd.DataFrame:
        """What is due on or before a day: ``subject_id, kind, due_on, days_over``, the longest overdue first."""
        from toolkit.register.due import due

        return due(self, as_date(on))

    def verify(self) -> list[str]:
        """Problems of the log: a gap, a broken hash chain, a state that differs from replay. Empty when sound."""
        from toolkit.register.verify import verify

        return verify(self)


def effective(events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A subject's history with its corrections in force, in the order things happened."""
    kept: dict[Any, dict[str, Any] | None] = {}
    for e in events:
        if e["event"] != CORRECT:
            kept[e["seq"]] = dict(e)
            continue
        data = _mapping(e["data"])
        before, change = kept.get(data["seq"]), data["replacement"]
        kept[data["seq"]] = None if change is None or before is None else before | _fields(change)
    return sorted((e for e in kept.values() if e), key=lambda e: (str(e["valid_on"]), e["seq"]))


def _fields(change: Mapping[str, Any]) -> dict[str, Any]:
    unknown = set(change) - {"event", "valid_on", "actor", "reason", "data"}
    if unknown:
        raise GuardError(tr(f"不能更正：{'、'.join(sorted(unknown))}", f"cannot be corrected: {', '.join(sorted(unknown))}"))
    out = dict(change)
    if "valid_on" in out:
        out["valid_on"] = as_date(out["valid_on"]).isoformat()
    return out


def chained(previous: str, record: Mapping[str, Any]) -> str:
    """SHA-256 over the hash before it and everything the record says."""
    said = [previous, *(str(record[n]) for n in HISTORY)]
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def moment(known: Any) -> str:
    """The end of a day, or a time in UTC, as the log writes it."""
    plain_day = (isinstance(known, date) and not isinstance(known, datetime)) or (isinstance(known, str) and len(known.strip()) == 10)
    stamp = pd.Timestamp(known)
    if stamp.tzinfo is not None:
        stamp = stamp.tz_convert("UTC").tz_localize(None)
    if plain_day:
        stamp = pd.Timestamp(stamp.date()) + timedelta(days=1) - timedelta(microseconds=1)
    return stamp.to_pydatetime(warn=False).isoformat(timespec="microseconds")


def _life_row(machine: str, subject: str, life: Life) -> dict[str, Any]:
    facts = json.dumps(life.as_json(), sort_keys=True)
    return {"machine": machine, "subject_id": subject, "state": life.state, "since": str(life.since), "facts": facts}


def _text(value: Any) -> str:
    return "" if value is None or value is pd.NA or value != value else str(value).strip()


def _mapping(data: Any) -> dict[str, Any]:
    if data is None or data is pd.NA or (isinstance(data, float) and data != data) or data == "":
        return {}
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except json.JSONDecodeError as error:
            raise GuardError(tr("data 不是 JSON", "data is no JSON")) from error
    if not isinstance(data, Mapping):
        raise GuardError(tr("data 应为键值对", "data must be a mapping"))
    return {str(k): v.item() if hasattr(v, "item") else v for k, v in data.items()}
