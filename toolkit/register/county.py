"""Between a county's tables and the log: taking over what is known, and writing states back into
the tables."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
import sqlalchemy as sa
from dateutil.relativedelta import relativedelta

from toolkit.records import County
from toolkit.register.lifecycle import (
    CORRECT,
    ENTER,
    GuardError,
    advance,
    as_date,
    born,
    settled,
    steps,
)
from toolkit.register.store import event_table, reading
from toolkit.register.writing import effective, mapping
from toolkit.terms import table_title, tr

if TYPE_CHECKING:
    from toolkit.register.register import Register

_UNSAID = (
    ("（记录未写）", "(not recorded)"),
    ("据县记录接续", "taken over from the county's records"),
)
_REVIEWS = ("retain", "promote", "downgrade", "revoke")
_KEYS = {
    "turnaround_case": ("turnaround", "case_id"),
    "pairing": ("pairing", "pair_id"),
    "commitment": ("commitment", "commit_id"),
}


class _Row(NamedTuple):
    table: str
    row: int
    machine: str
    subject: str
    event: str
    valid_on: date
    actor: str
    reason: str
    data: dict[str, Any]


def import_county(register: Register, county: County, on: Any = None) -> pd.DataFrame:
    """Take over a county's exemplars, persons, turnaround cases, pairings and commitments in one
    transaction.

    Lives that the tables tell step by step are replayed under the guards; where they cannot be (a
    step is missing, a score was never recorded), the state known is taken over by ``enter``, and
    `note` says why.

    Parameters
    ----------
    on : date-like, optional
        The day of taking over, for what has no date of its own; the last date in those tables when
        left out.

    Returns
    -------
    DataFrame
        ``machine, subject_id, events, how`` (replayed or entered), ``note``.

    Raises
    ------
    GuardError
        ``.problems``: every bad row (number as in the sheet, reason); nothing is written. A subject
        that the register already knows, or a status that its events contradict.
    """
    day = as_date(on) if on is not None else _last_day(county)
    problems: list[tuple[int, str]] = []
    rows, notes = [], {}
    for life, note in (
        *_exemplars(register, county, day, problems),
        *_pairings(county),
        *_cases(county),
        *_commitments(county, day),
    ):
        rows += life
        notes[life[0].machine, life[0].subject] = note
    known = {m: set(register.lives(m)) for m in {machine for machine, _ in notes}}
    for table, row, machine, subject, *_ in {(r.machine, r.subject): r for r in rows}.values():
        if subject in known[machine]:
            problems.append(
                (
                    row,
                    _at(table, row, subject)
                    + tr("登记库里已有这个对象", "the register already knows it"),
                )
            )
    if not problems:
        rows.sort(key=lambda r: r.valid_on)
        try:
            register.append_many(
                pd.DataFrame(
                    [r[2:] for r in rows], columns=["machine", "subject_id", *_Row._fields[4:]]
                )
            )
        except GuardError as error:
            problems = [
                (rows[i].row, _at(rows[i].table, rows[i].row, rows[i].subject) + why)
                for i, why in error.problems
            ]
    if problems:
        listed = "\n".join(why for _, why in problems[:20])
        raise GuardError(
            tr(
                f"{len(problems)} 行不能接续，全部未写入：\n{listed}",
                f"{len(problems)} bad rows, nothing written:\n{listed}",
            ),
            problems,
        )
    count = pd.Series([(r.machine, r.subject) for r in rows], dtype=object).value_counts()
    out = [
        (*key, int(count[key]), "entered" if note else "replayed", note)
        for key, note in notes.items()
    ]
    return pd.DataFrame(out, columns=["machine", "subject_id", "events", "how", "note"])


def _at(table: str, row: int, subject: str) -> str:
    return tr(f"{table_title(table)}第 {row} 行 {subject}：", f"{table} row {row}, {subject}: ")


def _last_day(county: County) -> date:
    frames = [county[t] for t in ("exemplar_event", "exemplar", *_KEYS)]
    days = [
        f[c].max()
        for f in frames
        for c in f.columns
        if c in ("date", "named_on", "listed_on", "closed_on", "start", "end_actual")
    ]
    found = [d for d in days if not pd.isna(d)]
    return max(found).date() if found else date.today()


def _said(value: Any, other: int = 0) -> str:
    return tr(*_UNSAID[other]) if pd.isna(value) or not str(value).strip() else str(value)


def _exemplars(
    register: Register, county: County, day: date, problems: list[tuple[int, str]]
) -> Iterator[tuple[list[_Row], str]]:
    events = {str(k): g.sort_values("seq") for k, g in county["exemplar_event"].groupby("ex_id")}
    reviews = {(r.ex_id, int(r.year)): r for r in county["review"].itertuples()}
    visits = {str(k): g.sort_values("date") for k, g in county["return_visit"].groupby("ex_id")}
    for ex in county["exemplar"].itertuples():
        machine = "commended_person" if ex.kind == "commended_person" else "exemplar"
        told, seen = events.get(ex.ex_id), visits.get(ex.ex_id)
        if told is not None and told["to_state"].iloc[-1] != ex.status:
            why = tr(
                f"状态为 {ex.status}，最后事件却到 {told['to_state'].iloc[-1]}",
                f"status {ex.status}, but its events end in another",
            )
            problems.append((int(ex.Index) + 2, _at("exemplar", int(ex.Index) + 2, ex.ex_id) + why))
        try:
            rows = _told(register, machine, ex.ex_id, told, seen, reviews)
            yield rows, ""
        except GuardError as error:
            last = ex.named_on.date() if not pd.isna(ex.named_on) else day
            data: dict[str, Any] = {"state": ex.status}
            if not pd.isna(ex.named_on):
                data["named_on"] = str(last)
            if told is not None:
                last = told["date"].iloc[-1].date()
            if seen is not None:
                data["visited_on"] = str(seen["date"].iloc[-1].date())
                last = max(last, seen["date"].iloc[-1].date())
            yield (
                [
                    _Row(
                        "exemplar",
                        int(ex.Index) + 2,
                        machine,
                        ex.ex_id,
                        ENTER,
                        last,
                        _said(None),
                        _said(None, 1),
                        data,
                    )
                ],
                str(error),
            )


def _told(
    register: Register,
    machine: str,
    subject: str,
    told: Any,
    seen: Any,
    reviews: dict[tuple[str, int], Any],
) -> list[_Row]:
    """A life step by step, walked under the guards before anything is written (GuardError: it
    cannot be)."""
    if told is None:
        raise GuardError(tr("没有逐步事件", "its steps were not recorded"))
    visits = {} if seen is None else {v.date: v for v in seen.itertuples()}
    rows, life = [], born(machine)
    steps_told = [(e.date, e.Index, e) for e in told.itertuples()]
    done = {e.date for _, _, e in steps_told if e.event == "visit"}
    steps_told += [(v.date, 10**9, v) for v in visits.values() if v.date not in done]
    for _, _, e in (
        sorted(steps_told, key=lambda s: s[:2]) if len(visits.keys() - done) else steps_told
    ):
        event, on = getattr(e, "event", "visit"), e.date.date()
        actor, reason = _said(getattr(e, "actor_role", None)), _said(getattr(e, "reason", None))
        data = _data(register, subject, event, on, reason, life, reviews)
        if event == "visit" and e.date in visits:
            v = visits[e.date]
            data = {
                n: str(x.date()) if n == "next_on" else x
                for n in ("planned", "problem", "help", "next_on")
                if not pd.isna(x := getattr(v, n))
            }
        life = advance(
            machine,
            life,
            event,
            on,
            actor,
            reason,
            settled(event, life, on, data, register.rules),
            register.rules,
            register.holidays,
        )
        table, row = (
            ("exemplar_event", int(e.Index) + 2)
            if hasattr(e, "event")
            else ("return_visit", int(e.Index) + 2)
        )
        rows.append(_Row(table, row, machine, subject, event, on, actor, reason, data))
    return rows


def _data(
    register: Register,
    subject: str,
    event: str,
    on: date,
    reason: str,
    life: Any,
    reviews: dict[tuple[str, int], Any],
) -> dict[str, Any]:
    """What a guard needs, as far as the tables tell it; the tables have no column for the notice
    and the due date."""
    data: dict[str, Any] = {}
    if event in _REVIEWS and (r := reviews.get((subject, on.year))) is not None:
        data = {
            n: float(v)
            for n in ("role_score", "value_score", "satisfaction")
            if not pd.isna(v := getattr(r, n))
        }
    if event == "name":
        data = {"notice_from": str(life.since or on), "objections_upheld": 0}
    elif event == "downgrade":
        data |= {
            "problem": reason,
            "due": str(on + relativedelta(months=register.rules["site.rectify_months"])),
        }
    elif event == "revoke":
        data |= (
            {"false_evidence": True}
            if "假" in reason or "false" in reason.lower()
            else {"veto": reason}
        )
    return data


def _pairings(county: County) -> Iterator[tuple[list[_Row], str]]:
    """The machine of pairings has no guards, so status and dates tell the steps; what they do not
    tell is entered."""
    begun = ["confirm", "activate"]
    ends = {("completed", "goal_met"): ["goal_met", "close"], ("completed", "expired"): ["expire"]}
    for p in county["pairing"].itertuples():
        start, end = p.start.date(), None if pd.isna(p.end_actual) else p.end_actual.date()
        way = {"rejected": ["reject"], "confirmed": ["confirm"], "active": begun}.get(p.status)
        closing = (
            ["dissolve"] if p.status == "dissolved" else ends.get((p.status, str(p.end_reason)))
        )
        path = (
            [(e, start) for e in way]
            if way
            else [(e, start) for e in begun] + [(e, end) for e in closing]
            if closing and end
            else []
        )
        actor, reason = _said(p.responsible_role), _said(None, 1)
        if path:
            yield (
                [
                    _Row(
                        "pairing", int(p.Index) + 2, "pairing", p.pair_id, e, on, actor, reason, {}
                    )
                    for e, on in path
                ],
                "",
            )
        else:
            yield _entered("pairing", p, end or start, actor=actor)


def _cases(county: County) -> Iterator[tuple[list[_Row], str]]:
    done = county["problem_item"].groupby("case_id")["done_on"].max()
    for c in county["turnaround_case"].itertuples():
        on = {"closed": c.closed_on, "consolidating": done.get(c.case_id, pd.NaT)}.get(
            c.status, pd.NaT
        )
        yield _entered("turnaround_case", c, (c.listed_on if pd.isna(on) else on).date())


def _commitments(county: County, day: date) -> Iterator[tuple[list[_Row], str]]:
    for k in county["commitment"].itertuples():
        yield _entered("commitment", k, day, {} if pd.isna(k.result) else {"result": k.result})


def _entered(
    table: str, row: Any, on: date, more: dict[str, Any] | None = None, actor: str | None = None
) -> tuple[list[_Row], str]:
    """A life of which the table tells only the state."""
    machine, key = _KEYS[table]
    data = {"state": row.status, **(more or {})}
    line = _Row(
        table,
        int(row.Index) + 2,
        machine,
        getattr(row, key),
        ENTER,
        on,
        actor or _said(None),
        _said(None, 1),
        data,
    )
    return [line], tr("只知道现状", "only its state is known")


def export(register: Register, county: County) -> County:
    """The county with the register's states in its tables.

    Status columns of exemplar, turnaround_case, pairing and commitment; ``exemplar_event``,
    ``review`` and ``return_visit`` from the events with corrections in force; ends of pairings and
    closings of cases. What the register has no subject for stays as it is; subjects that the county
    has no row for are named in a warning.
    """
    changed = {
        t: _status(county[t], key, register.state(machine), t)
        for t, (machine, key) in _KEYS.items()
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
        for t, (m, key) in _KEYS.items()
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
        if events[0]["event"] != ENTER:
            out["whole"].add(subject)
        state = born(machine).state
        for r in events:
            data, on = mapping(r["data"]), pd.Timestamp(r["valid_on"])
            before, state = (
                state,
                data["state"] if r["event"] == ENTER else steps(machine)[state, r["event"]],
            )
            actor, reason = (
                None if any(t in pair for pair in _UNSAID) else t for t in (r["actor"], r["reason"])
            )
            if r["event"] not in (ENTER, CORRECT):
                out["event"].append((subject, None, on, r["event"], before, state, actor, reason))
            if r["event"] in _REVIEWS and "role_score" in data:
                scores = [data.get(n) for n in ("role_score", "value_score", "satisfaction")]
                out["review"].append((subject, on.year, *scores, r["event"], reason))
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
