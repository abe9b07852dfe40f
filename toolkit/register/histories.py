"""A subject's history as the log holds it: corrections in force, and the life that it leads to."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd
import sqlalchemy as sa

from toolkit.register.life import CORRECT, GuardError, Life, as_date, born
from toolkit.register.lifecycle import advance
from toolkit.register.store import (
    event_table,
)
from toolkit.rules import Rules
from toolkit.terms import tr

HISTORY = (
    "seq",
    "machine",
    "subject_id",
    "event",
    "from_state",
    "to_state",
    "valid_on",
    "at",
    "actor",
    "reason",
    "data",
)


def events_of(c: sa.Connection, key: tuple[str, str]) -> list[dict[str, Any]]:
    """Every record of one subject, in order."""
    e = event_table.c
    return [
        dict(r)
        for r in c.execute(
            sa.select(event_table)
            .where(e.machine == key[0], e.subject_id == key[1])
            .order_by(e.seq)
        ).mappings()
    ]


def effective(events: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """A subject's history with its corrections in force, in the order things happened."""
    kept: dict[Any, dict[str, Any] | None] = {}
    for e in events:
        if e["event"] != CORRECT:
            kept[e["seq"]] = dict(e)
            continue
        data = mapping(e["data"])
        before, change = kept.get(data["seq"]), data["replacement"]
        kept[data["seq"]] = None if change is None or before is None else before | _fields(change)
    return sorted((e for e in kept.values() if e), key=lambda e: (str(e["valid_on"]), e["seq"]))


def replayed(
    machine: str,
    events: Iterable[Mapping[str, Any]],
    rules: Rules | None = None,
    holidays: Sequence[date] = (),
    guarded_from: int = 0,
) -> Life:
    """The life that a history leads to; with `rules`, guarded from one place on."""
    life = born(machine)
    for n, e in enumerate(events):
        strict = rules if n >= guarded_from else None
        day = date.fromisoformat(e["valid_on"])
        life = advance(
            machine,
            life,
            e["event"],
            valid_on=day,
            actor=e["actor"],
            reason=e["reason"],
            data=mapping(e["data"]),
            rules=strict,
            holidays=holidays,
        )
    return life


def _fields(change: Any) -> dict[str, Any]:
    if (
        not isinstance(change, Mapping)
        or not change
        or set(change) - {"event", "valid_on", "actor", "reason", "data"}
    ):
        raise GuardError(
            tr(
                "replacement 只能含 event、valid_on、actor、reason、data，且不能为空",
                "replacement may hold event, valid_on, actor, reason, data, and must hold "
                "something",
            )
        )
    out = {k: v if k == "data" else plain(v) for k, v in change.items()}
    return out | ({"valid_on": as_date(out["valid_on"]).isoformat()} if "valid_on" in out else {})


def plain(value: Any) -> str:
    """Text without the spaces around it; empty for what is missing (GuardError for a NUL)."""
    if type(value) is not str:
        value = "" if value is None or value is pd.NA or value != value else str(value)
    if "\0" in value:
        raise GuardError(tr("文字中含有空字符", "a text holds a NUL character"))
    return value.strip()


def mapping(data: Any) -> dict[str, Any]:
    """What a guard needs, from a mapping, its JSON, or nothing."""
    if (
        data is None
        or data is pd.NA
        or (isinstance(data, float) and data != data)
        or data == ""
        or data == "{}"
    ):
        return {}
    if isinstance(data, str):
        try:
            data = json.loads(data)
        except (json.JSONDecodeError, RecursionError) as error:
            raise GuardError(tr("data 不是 JSON", "data is no JSON")) from error
    if not isinstance(data, Mapping):
        raise GuardError(tr("data 应为键值对", "data must be a mapping"))
    return {str(k): v.item() if hasattr(v, "item") else v for k, v in data.items()}
