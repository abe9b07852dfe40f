"""The register's states, steps, reviews and visits written back into a county's tables."""

from __future__ import annotations

import warnings
from itertools import groupby
from typing import TYPE_CHECKING, Any

import pandas as pd
import sqlalchemy as sa

from toolkit.records import County
from toolkit.register.exemplar_lives import REVIEWS
from toolkit.register.from_sheets import KEYS, UNSAID
from toolkit.register.histories import effective, mapping
from toolkit.register.life import CORRECT, ENTER, born, steps
from toolkit.register.store import event_table, reading
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.register.register import Register


def export(register: Register, county: County) -> County:
    """The county with the register's states in its tables.

    Status columns of exemplar, turnaround_case, pairing and commitment; ``exemplar_event``,
    ``review`` and ``return_visit`` from the events with corrections in force; ends of pairings and
    closings of cases. What the register has no subject for stays as it is; subjects that the county
    has no row for are named in a warning.
    """
    changed = {
        t: _status(county[t], key, register.state(machine), t) for t, (machine, key) in KEYS.items()
    }
    lives = register.lives("exemplar") | register.lives("commended_person")
    ex = county["exemplar"]
    known = ex["ex_id"].map({s: x.state for s, x in lives.items()}).astype("string")
    named = pd.to_datetime(ex["ex_id"].map({s: x.named_on for s, x in lives.items() if x.named_on}))
    changed["exemplar"] = ex.assign(
        status=known.fillna(ex["status"]),
        named_on=ex["named_on"].fillna(named.astype(ex["named_on"].dtype)),
    )
    strange = sorted(set(lives) - set(ex["ex_id"]))
    strange += [
        s
        for t, (m, key) in KEYS.items()
        for s in sorted(set(register.lives(m)) - set(county[t][key]))
    ]
    if strange:
        shown = "、".join(strange[:10])
        warnings.warn(
            tr(
                f"县记录里没有这些对象，未导出：{shown}",
                f"not exported, the county has no row for: {shown}",
            ),
            stacklevel=2,
        )
    told = _stories(register, set(ex["ex_id"]))
    changed["exemplar_event"] = _joined(
        county["exemplar_event"], told["event"], ["ex_id", "seq"], told["whole"]
    )
    changed["review"] = _joined(county["review"], told["review"], ["ex_id", "year"], set())
    changed["return_visit"] = _joined(
        county["return_visit"], told["visit"], ["ex_id", "date"], set()
    )
    return county.replace({t: f for t, f in changed.items() if len(f)})


def _status(frame: pd.DataFrame, key: str, state: pd.DataFrame, table: str) -> pd.DataFrame:
    found = state.set_index("subject_id").reindex(frame[key])
    now, since = (
        pd.Series(found["state"].to_numpy(), frame.index),
        pd.Series(found["since"].to_numpy(), frame.index),
    )
    moved = now.notna() & (now != frame["status"])
    frame = frame.assign(status=now.fillna(frame["status"]).astype("string"))
    if table == "pairing":
        ended = moved & now.isin(["completed", "dissolved"])
        frame["end_actual"] = frame["end_actual"].mask(ended, since)
        reason = now.map({"completed": "expired", "dissolved": "dissolved"}).astype("string")
        frame["end_reason"] = frame["end_reason"].mask(ended & frame["end_reason"].isna(), reason)
    if table == "turnaround_case":
        frame["closed_on"] = frame["closed_on"].mask(moved & (now == "closed"), since)
    return frame


def _stories(register: Register, wanted: set[str]) -> dict[str, Any]:
    """Events, reviews and visits as the tables hold them; ``whole``: subjects whose every step is
    in the log."""
    out: dict[str, Any] = {"event": [], "review": [], "visit": [], "whole": set()}
    e = event_table.c
    with reading(register._engine) as c:
        query = (
            sa.select(event_table)
            .where(e.machine.in_(["exemplar", "commended_person"]))
            .order_by(e.machine, e.subject_id, e.seq)
        )
        records = [dict(r) for r in c.execute(query).mappings()]
    for (machine, subject), told in groupby(records, key=lambda r: (r["machine"], r["subject_id"])):
        events = effective(told)
        if subject not in wanted or not events:
            continue
        source = [str(mapping(e["data"]).get("from", "")) for e in events]
        if events[0]["event"] != ENTER or any(k.startswith("event/") for k in source):
            out["whole"].add(subject)
        state = born(machine).state
        for r in events:
            data, on = mapping(r["data"]), pd.Timestamp(r["valid_on"])
            before, state = (
                state,
                data["state"] if r["event"] == ENTER else steps(machine)[state, r["event"]],
            )
            actor, reason = (
                None if any(t in pair for pair in UNSAID) else t for t in (r["actor"], r["reason"])
            )
            # what reviews and visits told stays in their sheets: it is no step of its own
            if r["event"] not in (ENTER, CORRECT) and not str(data.get("from", "")).startswith(
                ("review/", "called/", "visit/")
            ):
                out["event"].append((subject, None, on, r["event"], before, state, actor, reason))
            decision = data.get("decision", r["event"])
            if decision in REVIEWS and ("role_score" in data or "year" in data):
                scores = [data.get(n) for n in ("role_score", "value_score", "satisfaction")]
                year = data.get("year", on.year)
                out["review"].append((subject, year, *scores, decision, reason))
            if r["event"] == "visit" and "planned" in data:
                out["visit"].append(
                    (subject, on, *(data.get(n) for n in ("planned", "problem", "help", "next_on")))
                )
    return out


def _joined(
    old: pd.DataFrame, rows: list[tuple[Any, ...]], key: list[str], whole: set[str]
) -> pd.DataFrame:
    """What the tables had, less what the log tells as a whole, with the log's rows after it; the
    log wins on equal keys."""
    new = pd.DataFrame(rows, columns=list(old.columns[: len(rows[0])]) if rows else None)
    if not rows:
        return old
    kept = old[~old["ex_id"].isin(whole).to_numpy(dtype=bool)]
    if "seq" in key:
        first = new["ex_id"].map(kept.groupby("ex_id")["seq"].max()).fillna(0).astype("Int64")
        new["seq"] = new.groupby("ex_id").cumcount() + 1 + first
    new = new.astype(
        {c: old[c].dtype for c in new.columns if not str(old[c].dtype).startswith("datetime")}
    )
    for c in new.columns[[str(old[c].dtype).startswith("datetime") for c in new.columns]]:
        new[c] = pd.to_datetime(new[c], format="ISO8601").astype(old[c].dtype)
    return (
        pd.concat([kept, new])
        .drop_duplicates(key, keep="last")
        .sort_values(key, kind="stable", ignore_index=True)
    )
