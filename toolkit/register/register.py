"""The register: an append-only log of events with the state derived in the same transaction, and a
hash chain."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import sqlalchemy as sa

from toolkit.progress import progress
from toolkit.records import County
from toolkit.register.histories import HISTORY
from toolkit.register.life import GuardError, Life, as_date, steps, within_reach
from toolkit.register.opening import open_engine
from toolkit.register.register_file import copy_database
from toolkit.register.states import states_now, states_then
from toolkit.register.store import StoreError, event_table, head_table, life_table, reading
from toolkit.register.upgrading import kept_sentence, to_version_2
from toolkit.register.writing import Batch
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr


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
    create : bool
        Make a register where there is nothing yet. A file that is there is never made into one:
        empty, cut off, or another database, it is refused and left as it is.

    Raises
    ------
    StoreError
        No register there, or it cannot be kept there; the sentence says what to do.

    Examples
    --------
    >>> import tempfile
    >>> folder = tempfile.TemporaryDirectory()
    >>> with Register(folder.name + "/信息库.db") as register:
    ...     register.append("pairing", "P1", "confirm", "2011-03-01", "组织部门", "双方同意")
    ...     register.state("pairing")["state"].tolist()
    1
    ['confirmed']
    """

    def __init__(
        self,
        url: str | os.PathLike[str],
        rules: Rules | None = None,
        holidays: Sequence[Any] = (),
        clock: Callable[[], datetime] | None = None,
        create: bool = True,
    ):
        self.rules = rules or default_rules()
        self.holidays = [as_date(h) for h in holidays]
        self._clock = clock or (lambda: datetime.now(UTC).replace(tzinfo=None))
        self._engine, kept = open_engine(
            url, create, lambda c: to_version_2(c, self.rules, self._clock)
        )
        if kept is not None:
            warnings.warn(kept_sentence(kept.name), stacklevel=2)

    def close(self) -> None:
        """Let go of the database; the file alone is whole."""
        self.checkpoint()
        self._engine.dispose()

    def checkpoint(self) -> None:
        """Bring everything written into the file itself, so that copying the file copies the
        register."""
        if self._engine.dialect.name != "sqlite" or self._engine.url.database is None:
            return
        try:
            with self._engine.connect() as c:
                driver: Any = c.connection.driver_connection
                driver.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sa.exc.DBAPIError:
            return  # somebody else is reading or the file is gone: nothing is lost by waiting

    def backup(self, target: str | os.PathLike[str]) -> Path:
        """Write a whole copy of the register to a new file, also while it is in use.

        Raises
        ------
        StoreError
            The target exists or cannot be written, or the register lives on a server.
        """
        place = self._engine.url.database
        if self._engine.dialect.name != "sqlite" or not place:
            raise StoreError(
                tr(
                    "只有文件形式的登记库可以这样备份；PostgreSQL 请用 pg_dump",
                    "only a register in a file is backed up this way; for PostgreSQL use pg_dump",
                )
            )
        copy_database(Path(place), Path(target))
        with Register(target, self.rules, self.holidays, self._clock, create=False) as copy:
            problems = copy.verify(self.seal())
        if problems:
            raise StoreError(
                tr(f"备份与原库不符：{problems[0]}", f"the copy is not sound: {problems[0]}")
            )
        return Path(target)

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def append(
        self,
        machine: str,
        subject_id: str,
        event: str,
        valid_on: Any,
        actor: str,
        reason: str,
        data: Mapping[str, Any] | None = None,
    ) -> int:
        """Record one event; returns its sequence number once it is durable.

        Parameters
        ----------
        machine, subject_id, event : str
            One of the five machines; an unknown subject stands in its start state. ``correct``
            mends an earlier event (`data`: ``seq``, and ``replacement``, a mapping of the fields to
            change, or None to void it).
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
        return self._record([(machine, subject_id, event, valid_on, actor, reason, data)], 1)[0]

    def append_many(self, frame: pd.DataFrame) -> list[int]:
        """Record many events in one transaction, all or nothing.

        Parameters
        ----------
        frame : DataFrame
            ``machine, subject_id, event, valid_on, actor, reason`` and optionally ``data``
            (mapping, JSON text or empty).

        Raises
        ------
        GuardError
            With ``.problems``: ``(row, reason)`` of every bad row, rows counted from 0 as in the
            frame.
        """
        missing = [
            c
            for c in ("machine", "subject_id", "event", "valid_on", "actor", "reason")
            if c not in frame
        ]
        if missing:
            raise GuardError(
                tr(f"缺少列：{'、'.join(missing)}", f"columns missing: {', '.join(missing)}")
            )
        data = frame["data"] if "data" in frame else [None] * len(frame)
        days = (
            frame["valid_on"].dt.date
            if pd.api.types.is_datetime64_any_dtype(frame["valid_on"].dtype)
            else frame["valid_on"]
        )
        columns = [
            days if c == "valid_on" else frame[c].astype(object)
            for c in ("machine", "subject_id", "event", "valid_on", "actor", "reason")
        ]
        return self._record(zip(*columns, data), len(frame))

    def _record(
        self, rows: Iterable[tuple[Any, ...]], count: int, guarded: bool = True
    ) -> list[int]:
        if not count:
            return []
        try:
            with self._engine.connect().execution_options(writing=True) as c, c.begin():
                batch = Batch(c, self.rules, self.holidays, self._clock)
                rows = list(rows)
                batch.know({(str(r[0]), str(r[1]).strip()) for r in rows})
                for i, row in enumerate(
                    progress(rows, count, tr("写入登记库", "recording")) if count > 20_000 else rows
                ):
                    batch.add(i, row, guarded)
                if batch.problems:
                    raise batch.refusal(count)
                batch.close()
        except sa.exc.DBAPIError as error:
            raise StoreError(tr(f"没有写入：{error.orig}", f"not written: {error.orig}")) from error
        if count > 1:
            self.checkpoint()
        return batch.made

    def state(self, machine: str, on: Any = None, known: Any = None) -> pd.DataFrame:
        """State of every subject of a machine, under either clock.

        Parameters
        ----------
        on : date-like, optional
            Only events valid on or before that day (None: all).
        known : date or time (UTC), optional
            Only events recorded by then, a plain day to its end where the reader is (None: all):
            what the register said at that time.

        Returns
        -------
        DataFrame
            ``subject_id, state, since`` (the day it entered that state; missing where the state
            was taken over and nobody told since when).
        """
        steps(machine)
        with reading(self._engine) as c:
            if on is None and known is None:
                rows = states_now(c, machine)
            else:
                rows = states_then(c, machine, on, known)
        out = pd.DataFrame(sorted(rows), columns=["subject_id", "state", "since"])
        out["since"] = pd.to_datetime(out["since"]).astype("datetime64[us]")
        return out.astype({"subject_id": "string", "state": "string"})

    def lives(self, machine: str) -> dict[str, Life]:
        """Subject → life (state and the facts that guards and due dates need).

        A life that cannot be read is left out, and `verify` names it: one odd subject stops
        nothing for the others.
        """
        life = life_table.c
        with reading(self._engine) as c:
            query = sa.select(life.subject_id, life.facts).where(
                life.machine == machine, life.since != ""
            )
            found = sorted(c.execute(query).all())
        lives = {}
        for r in found:
            try:
                lives[r.subject_id] = Life.from_json(json.loads(r.facts))
            except (ValueError, TypeError):
                warnings.warn(
                    tr(
                        f"{machine} {r.subject_id} 的状态读不出来，已跳过；请运行 verify 核对",
                        f"the state of {machine} {r.subject_id} cannot be read and was left out; "
                        f"run verify",
                    ),
                    stacklevel=2,
                )
        return lives

    def history(self, machine: str | None = None, subject_id: str | None = None) -> pd.DataFrame:
        """Every event in order: ``seq, machine, subject_id, event, from_state, to_state, valid_on,
        at, actor, reason, data``."""
        query = sa.select(*(event_table.c[n] for n in HISTORY)).order_by(event_table.c.seq)
        if machine is not None:
            query = query.where(event_table.c.machine == machine)
        if subject_id is not None:
            query = query.where(event_table.c.subject_id == subject_id)
        with reading(self._engine) as c:
            out = pd.DataFrame([tuple(r) for r in c.execute(query)], columns=list(HISTORY))
        for column in ("valid_on", "at"):
            out[column] = pd.to_datetime(out[column], format="ISO8601").astype("datetime64[us]")
        return out.astype(
            {n: "string" for n in HISTORY if n not in ("seq", "valid_on", "at")} | {"seq": "Int64"}
        )

    def due(self, on: Any, within: int = 0) -> pd.DataFrame:
        """What is due on or before a day, or within so many days after it: ``subject_id, kind,
        due_on, days_over`` and more, the longest overdue first; see `toolkit.register.due.due`."""
        from toolkit.register.due import due

        return due(self, within_reach(as_date(on), date.today()), within)

    def import_county(self, county: County, on: Any = None) -> pd.DataFrame:
        """Take over what a county's records tell and the register does not know yet; see
        `toolkit.register.importing.import_county`."""
        from toolkit.register.importing import import_county

        return import_county(self, county, on)

    def export(self, county: County) -> County:
        """The county with the register's states in its tables; see
        `toolkit.register.exporting.export`."""
        from toolkit.register.exporting import export

        return export(self, county)

    def seal(self) -> str:
        """``number:hash`` of the last event: noted on paper, it lets `verify` find a log that was
        rewritten as a whole."""
        with reading(self._engine) as c:
            head = c.execute(sa.select(head_table.c.seq, head_table.c.hash)).one()
        return f"{head.seq}:{head.hash}"

    def verify(self, seal: str | None = None) -> list[str]:
        """Problems of the log: a gap, a broken hash chain, a state that differs from replay, a
        `seal` that is not met.

        Empty when sound.
        """
        from toolkit.register.verify import verify

        return verify(self, seal)
