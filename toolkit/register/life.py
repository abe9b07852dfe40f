"""What the register knows of a subject: its state and the facts that bind later steps, the five
state machines, and dates as people write them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from toolkit.terms import machines, tr

#: bookkeeping of the register itself: ``enter`` takes over a state known from elsewhere (as a
#: subject's first event, or later while a county is imported), ``correct`` replaces or voids an
#: earlier event, ``item`` notes a problem of a turnaround case, its time limit, or that it is done
ENTER, CORRECT, ITEM = "enter", "correct", "item"
#: dates before and after these are slips of the pen (9999, 2202)
EARLIEST, YEARS_AHEAD = date(1900, 1, 1), 30
DATES = (
    "since",
    "last",
    "due",
    "revoked_on",
    "reviewed_on",
    "visited_on",
    "named_on",
    "next_on",
    "listed_on",
)
#: facts that few lives have; they are stored only where they are known
_SELDOM = {"since_known": True, "next_on": None, "listed_on": None} | dict.fromkeys(
    ("precision", "about", "items")
)


class GuardError(ValueError):
    """An event that the state machine forbids or a guard refuses; nothing was written.

    ``.problems`` (for `append_many`) lists every refused row as ``(row, reason)``.
    """

    def __init__(self, message: str, problems: Sequence[tuple[int, str]] = ()):
        super().__init__(message)
        self.problems = list(problems)


class Life(NamedTuple):
    """What the guards need to know of a subject: its state and since when, and the few facts that
    bind later steps.

    ``since_known`` is False where only the state was told and not since when (``since`` is then
    the day of taking over); ``precision`` is ``year`` where the last review is dated by its year
    alone; ``about`` holds the subject's name and unit, ``items`` the problems of a case.

    Examples
    --------
    >>> from datetime import date
    >>> from toolkit import register
    >>> life = register.Life("rectifying", since=date(2010, 7, 1), due=date(2011, 1, 1))
    >>> life.state, life.extensions, life.since_known
    ('rectifying', 0, True)
    """

    state: str
    since: date | None = None
    last: date | None = None
    extensions: int = 0
    downgraded_by: str = ""
    due: date | None = None
    revoked_on: date | None = None
    reviewed_on: date | None = None
    visited_on: date | None = None
    named_on: date | None = None
    since_known: bool = True
    next_on: date | None = None
    listed_on: date | None = None
    precision: str | None = None
    about: dict[str, str] | None = None
    items: dict[str, dict[str, str]] | None = None

    def as_json(self) -> dict[str, Any]:
        """Plain values for storage."""
        return {
            k: v.isoformat() if isinstance(v, date) else v
            for k, v in self._asdict().items()
            if k not in _SELDOM or v != _SELDOM[k]
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Life:
        """The reverse of `as_json`."""
        known: dict[str, Any] = {
            k: date.fromisoformat(v) if v and k in DATES else v for k, v in stored.items()
        }
        return cls(**known)


@cache
def steps(machine: str) -> dict[tuple[str, str], str]:
    """(state, event) → next state of one machine (GuardError for an unknown machine)."""
    if machine not in machines():
        raise GuardError(
            tr(
                f"没有这种状态机：{machine}",
                f"no such machine: {machine}; there are {', '.join(machines())}",
            )
        )
    return {(a, e): b for a, e, b in machines()[machine]["transitions"]}


@cache
def states(machine: str) -> frozenset[str]:
    """Every state of a machine."""
    return frozenset(
        {machines()[machine]["start"]}
        | {a for a, _ in steps(machine)}
        | set(steps(machine).values())
    )


def born(machine: str) -> Life:
    """An unknown subject stands in its machine's start state."""
    steps(machine)
    return Life(machines()[machine]["start"])


def as_date(value: Any) -> date:
    """An ISO string, date, datetime or Timestamp as a date (GuardError otherwise)."""
    if isinstance(value, date):
        # a Timestamp is a datetime, and NaT has no date
        if not isinstance(value, datetime):
            return value
        if value == value:
            return value.date()
    import pandas as pd

    # pandas reads 20110704 as nanoseconds since 1970
    if isinstance(value, (int, np.integer)) or (
        isinstance(value, (float, np.floating)) and value == value
    ):
        raise GuardError(
            tr(
                f"不是日期：{value!r}。请写成文字，如 2011-07-04。",
                f"no date: {value!r}; write it as text, such as 2011-07-04",
            )
        )
    try:
        stamp = pd.Timestamp(value)
    except (ValueError, TypeError) as error:
        raise GuardError(tr(f"不是日期：{value!r}", f"no date: {value!r}")) from error
    if stamp is pd.NaT:
        raise GuardError(tr("缺少日期", "a date is missing"))
    return stamp.date()


def within_reach(day: date, today: date) -> date:
    """The day, unless it lies before 1900 or further ahead than anybody plans (GuardError)."""
    if not EARLIEST.year <= day.year <= today.year + YEARS_AHEAD:
        raise GuardError(
            tr(
                f"日期 {day} 太早或太远，多半是写错了年份；请改正后再登记",
                f"{day} is too long ago or too far ahead, probably a slip of the year: correct it",
            )
        )
    return day
