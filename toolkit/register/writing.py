"""One transaction of the log: rows guarded one after the other, chained, and written in pieces of
constant size."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from toolkit.register.histories import effective, events_of, mapping, plain, replayed
from toolkit.register.life import CORRECT, GuardError, Life, as_date, born, within_reach
from toolkit.register.lifecycle import advance, settled
from toolkit.register.store import (
    BOOK,
    event_table,
    head_table,
    insert_events,
    life_table,
    put_lives,
)
from toolkit.rules import Rules
from toolkit.terms import tr

_ASKED = 500
#: characters of the data of one event: a guard needs a few numbers, never a file
_MOST_DATA = 100_000
_PIECE = 20_000
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode


class Batch:
    """The rows of one transaction. Used under the lock on the head of the chain, so that nothing
    moves meanwhile."""

    def __init__(
        self,
        c: sa.Connection,
        rules: Rules,
        holidays: Sequence[date],
        clock: Callable[[], datetime],
    ):
        head = c.execute(
            sa.select(head_table.c.seq, head_table.c.hash)
            .where(head_table.c.id == 1)
            .with_for_update()
        ).one()
        self.c, self.rules, self.holidays = c, rules, holidays
        self.seq, self.chain = int(head.seq), str(head.hash)
        last = c.execute(sa.select(event_table.c.at).where(event_table.c.seq == self.seq)).scalar()
        # asked under the lock; a computer's clock may be set back, but what was known when must
        # stay a prefix of the log
        self.at = max(clock().isoformat(timespec="microseconds"), last or "")
        self.today = max(clock().date(), date.today())
        self.lives: dict[tuple[str, str], Life] = {}
        self.touched: set[tuple[str, str]] = set()
        self.pending: list[tuple[Any, ...]] = []
        self.made: list[int] = []
        self.problems: list[tuple[int, str]] = []

    def know(self, keys: set[tuple[str, str]]) -> None:
        """Fetch the lives of the subjects that the rows name, by their key and never by walking the
        log."""
        if not self.seq:
            return
        for machine in {m for m, _ in keys}:
            subjects = sorted(s for m, s in keys if m == machine)
            for i in range(0, len(subjects), _ASKED):
                part = life_table.c.subject_id.in_(subjects[i : i + _ASKED])
                for r in self.c.execute(
                    sa.select(life_table.c.subject_id, life_table.c.facts).where(
                        life_table.c.machine == machine, part
                    )
                ):
                    self.lives[machine, r.subject_id] = Life.from_json(json.loads(r.facts))

    def add(self, i: int, row: Sequence[Any], guarded: bool = True) -> None:
        """Guard one row and put it into the chain; a refusal is kept with its row number.

        Without `guarded` only the machine decides: what a county decided earlier is taken over as
        it was, with a remark, and not judged by the rules of today.
        """
        try:
            self._add(*row, rules=self.rules if guarded else None)  # type: ignore[misc]
        except GuardError as error:
            self.problems.append((i, str(error)))
        except (UnicodeEncodeError, RecursionError):
            self.problems.append(
                (
                    i,
                    tr(
                        "含有不能存储的字符，或 data 层次太深",
                        "holds a character that cannot be stored, or data too deep",
                    ),
                )
            )

    def _add(
        self,
        machine: Any,
        subject: Any,
        event: Any,
        valid_on: Any,
        actor: Any,
        reason: Any,
        data: Any,
        rules: Rules | None,
    ) -> None:
        key = (str(machine), plain(subject))
        if not key[1]:
            raise GuardError(tr("对象编号为空", "the subject has no identifier"))
        event, day, who, why, facts = (
            str(event),
            within_reach(as_date(valid_on), self.today),
            plain(actor),
            plain(reason),
            mapping(data),
        )
        self._dates_within_reach(facts)
        before = self.lives.get(key) or born(key[0])
        if event == CORRECT:
            after = self._corrected(key, who, why, facts, rules)
        else:
            facts = settled(event, before, day, facts, self.rules)
            after = advance(
                key[0],
                before,
                event,
                valid_on=day,
                actor=who,
                reason=why,
                data=facts,
                rules=rules,
                holidays=self.holidays,
            )
        self._put(
            key, event, before.state, after=after.state, day=day, who=who, why=why, facts=facts
        )
        self.lives[key] = after
        self.touched.add(key)

    def note(self, event: str, day: date, actor: str, reason: str, data: dict[str, Any]) -> None:
        """Put bookkeeping of the register itself (an export) into the chain; it moves nobody."""
        self._put((BOOK, BOOK), event, "", after="", day=day, who=actor, why=reason, facts=data)

    def _dates_within_reach(self, facts: Mapping[str, Any]) -> None:
        for name in ("due", "notice_from", "next_on", "done_on"):
            if facts.get(name):
                within_reach(as_date(facts[name]), self.today)
        change = facts.get("replacement")
        if isinstance(change, Mapping):
            if change.get("valid_on"):
                within_reach(as_date(change["valid_on"]), self.today)
            if isinstance(change.get("data"), Mapping):
                self._dates_within_reach(change["data"])

    def _put(
        self,
        key: tuple[str, str],
        event: str,
        before: str,
        after: str,
        day: date,
        who: str,
        why: str,
        facts: dict[str, Any],
    ) -> None:
        said = _encode(facts) if facts else "{}"
        if len(said) > _MOST_DATA:
            raise GuardError(
                tr(
                    f"data 有 {len(said)} 个字符，最多 {_MOST_DATA} 个：附件请另存，这里写编号",
                    f"data holds {len(said)} characters, {_MOST_DATA} at most: keep attachments "
                    f"elsewhere and note their number",
                )
            )
        record = (
            self.seq + 1,
            *key,
            event,
            before,
            after,
            day.isoformat(),
            self.at,
            who,
            why,
            said,
        )
        self.chain = chained(self.chain, record)
        self.seq += 1
        self.made.append(self.seq)
        self.pending.append((*record, self.chain))
        if len(self.pending) >= _PIECE:
            self.flush()

    def _corrected(
        self,
        key: tuple[str, str],
        actor: str,
        reason: str,
        data: Mapping[str, Any],
        rules: Rules | None,
    ) -> Life:
        """The life after a correction: from the changed place on, the subject's history must be
        legal once more."""
        if not actor or not reason:
            raise GuardError(
                tr(
                    "每个决定都要有办理人（岗位）和理由",
                    "every decision needs a person and a reason",
                )
            )
        self.flush()
        told = events_of(self.c, key)
        standing = {e["seq"]: n for n, e in enumerate(effective(told))}
        target = data.get("seq")
        if target not in standing:
            raise GuardError(
                tr(
                    f"该对象没有序号为 {target} 的事件，或已作废",
                    f"this subject has no event {target}, or it was voided",
                )
            )
        if "replacement" not in data:
            raise GuardError(
                tr(
                    "correct 需要 data.replacement（None 表示作废）",
                    "correct needs data.replacement (None voids the event)",
                )
            )
        mended = effective(
            [*told, {"seq": float("inf"), "event": CORRECT, "data": _encode(dict(data))}]
        )
        first = min([standing[target]] + [n for n, e in enumerate(mended) if e["seq"] == target])
        return replayed(key[0], mended, rules, self.holidays, guarded_from=first)

    def refusal(self, count: int) -> GuardError:
        """What was refused of so many rows, with the first twenty reasons."""
        if count == 1:
            return GuardError(self.problems[0][1], self.problems)
        listed = "\n".join(f"{i}: {why}" for i, why in self.problems[:20])
        return GuardError(
            tr(
                f"{len(self.problems)} 行被拒绝，全部未写入：\n{listed}",
                f"{len(self.problems)} rows refused, nothing written:\n{listed}",
            ),
            self.problems,
        )

    def flush(self) -> None:
        """Write what is pending, unless a row was refused already and the whole will be rolled
        back."""
        if not self.problems:
            insert_events(self.c, self.pending)
        self.pending = []

    def close(self) -> None:
        """Write the rest, the lives and the head of the chain."""
        self.flush()
        lives = [life_row(*key, self.lives[key]) for key in sorted(self.touched)]
        for i in range(0, len(lives), _PIECE):
            put_lives(self.c, lives[i : i + _PIECE])
        self.c.execute(
            head_table.update().where(head_table.c.id == 1).values(seq=self.seq, hash=self.chain)
        )


def chained(previous: str, record: Sequence[Any]) -> str:
    """SHA-256 over the hash before it and everything the record says (NUL parts them: no text may
    hold it)."""
    return hashlib.sha256("\0".join((previous, str(record[0]), *record[1:])).encode()).hexdigest()


def life_row(machine: str, subject: str, life: Life) -> tuple[str, str, str, str, str]:
    """A life as stored; of a subject whose every event was voided, `since` is empty."""
    return (
        machine,
        subject,
        life.state,
        life.since.isoformat() if life.since else "",
        _encode(life.as_json()),
    )
