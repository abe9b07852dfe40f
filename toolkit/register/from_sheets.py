"""What a county's sheets tell, as events: a life begins where the sheets begin it, every event has
its own date, and what is not said stays unknown with a remark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from toolkit.records import County
from toolkit.register.life import ENTER, ITEM, GuardError, within_reach
from toolkit.terms import tr

UNSAID = (
    ("（记录未写）", "(not recorded)"),
    ("据县记录接续", "taken over from the county's records"),
)
#: table → (machine, column of the subject)
KEYS = {
    "turnaround_case": ("turnaround", "case_id"),
    "pairing": ("pairing", "pair_id"),
    "commitment": ("commitment", "commit_id"),
}


class Told(NamedTuple):
    """One event as the sheets tell it: ``key`` names the fact (``review/2010``), so that the same
    fact is known again in next year's file."""

    key: str
    event: str
    valid_on: date
    actor: str
    reason: str
    data: dict[str, Any]


class Subject(NamedTuple):
    """All that the sheets tell of one subject, and the rows that cannot be used (table, row,
    reason)."""

    machine: str
    subject_id: str
    table: str
    row: int
    events: list[Told]
    notes: list[str]
    refused: list[tuple[str, int, str]]


def said(value: Any, other: int = 0) -> str:
    """The text of a cell, or the words for what nobody recorded."""
    return tr(*UNSAID[other]) if pd.isna(value) or not str(value).strip() else str(value).strip()


def taken_over(
    state: str,
    on: date,
    since_known: bool,
    key: str = "status",
    actor: str | None = None,
    **facts: Any,
) -> Told:
    """A state taken over; without `since_known` the day is that of taking over, not of its
    beginning."""
    data: dict[str, Any] = {"state": state} | facts
    if not since_known:
        data["since"] = "unknown"
    return Told(key, ENTER, on, actor or said(None), said(None, 1), data)


def only_state() -> str:
    """The note on a subject of which the sheets tell nothing but its state."""
    return tr("只知道现状", "only its state is known")


def last_day(county: County) -> date:
    """The last day on which the sheets say that something happened (a start may lie ahead)."""
    days = [
        county[table][column].max()
        for table, column in (
            ("exemplar", "named_on"),
            ("exemplar_event", "date"),
            ("return_visit", "date"),
            ("turnaround_case", "listed_on"),
            ("turnaround_case", "closed_on"),
            ("problem_item", "done_on"),
            ("pairing", "end_actual"),
            ("lead", "date"),
            ("study_event", "date"),
            ("rating", "decided_on"),
        )
    ]
    today = date.today()
    found = [d.date() for d in days if not pd.isna(d) and d.date() <= today]
    return max(found, default=today)


class Names:
    """Names of units, and where a record stands in its sheet."""

    def __init__(self, county: County):
        org = county["organisation"]
        self.unit = dict(zip(org["org_id"], org["name"]))
        self.county = county

    def of(self, org_id: Any) -> str:
        """The name of a unit."""
        return "" if pd.isna(org_id) else str(self.unit.get(org_id, org_id))

    def row(self, table: str, index: Any) -> int:
        """The row of a record as the spreadsheet shows it."""
        rows = self.county.rows(table)
        return int(rows[index]) if index < len(rows) else int(index) + 2


def pairings(county: County, on: date) -> Iterator[Subject]:
    """The machine of pairings has no guards, so status and dates tell the steps; what they do not
    tell is taken over."""
    names = Names(county)
    endings = {
        ("completed", "goal_met"): ["goal_met", "close"],
        ("completed", "expired"): ["expire"],
    }
    for p in county["pairing"].itertuples():
        start, end = p.start.date(), None if pd.isna(p.end_actual) else p.end_actual.date()
        actor, why = said(p.responsible_role), said(None, 1)
        facts: dict[str, Any] = {
            "about": {"name": f"{names.of(p.helper_id)} → {names.of(p.recipient_id)}"}
        }
        if not pd.isna(p.end_plan):
            facts["due"] = str(p.end_plan.date())
        begun = [
            Told("confirm", "confirm", start, actor, why, facts),
            Told("activate", "activate", start, actor, why, {}),
        ]
        notes: list[str] = []
        if p.status in ("proposed", "rejected", "confirmed"):
            events = [taken_over(p.status, on, False, actor=actor, **facts)]
        elif p.status == "active":
            events = begun
        elif p.status in ("completed", "dissolved") and end:
            closing = (
                ["dissolve"]
                if p.status == "dissolved"
                else endings.get((p.status, str(p.end_reason)))
            )
            events = begun + (
                [Told(e, e, end, actor, why, {}) for e in closing]
                if closing
                else [taken_over(p.status, end, True, actor=actor)]
            )
        else:
            events = [*begun, taken_over(p.status, max(on, start), False, actor=actor)]
        if events[-1].event == ENTER:
            notes.append(only_state())
        row = names.row("pairing", p.Index)
        yield _reached(
            Subject(
                machine="pairing",
                subject_id=str(p.pair_id),
                table="pairing",
                row=row,
                events=events,
                notes=notes,
                refused=[],
            )
        )


def cases(county: County, on: date) -> Iterator[Subject]:
    """A case begins with its listing; the day of a later state is known only where the sheet has
    it. Problems have their time limits and the days they were done."""
    names = Names(county)
    items = {str(k): f for k, f in county["problem_item"].groupby("case_id")}
    for c in county["turnaround_case"].itertuples():
        listed = c.listed_on.date()
        closed = None if pd.isna(c.closed_on) else c.closed_on.date()
        about = {"name": names.of(c.org_id)}
        first = c.status if c.status in ("screened", "identified") else "identified"
        events = [taken_over(first, listed, True, key="listing", about=about)]
        refused = []
        for i in items.get(str(c.case_id), county["problem_item"].head(0)).itertuples():
            row, number = names.row("problem_item", i.Index), str(i.item_no)
            facts = {"item": number, "problem_type": i.problem_type, "due": str(i.due.date())}
            try:
                within_reach(i.due.date(), date.today())
                events.append(_item(f"item/{number}", listed, facts))
                if not pd.isna(i.done_on):
                    done = within_reach(i.done_on.date(), date.today())
                    facts = facts | {"done_on": str(done)}
                    events.append(_item(f"done/{number}", done, facts))
            except GuardError as error:
                refused.append(("problem_item", row, str(error)))
        if c.status != first:
            known = c.status == "closed" and closed is not None
            events.append(
                taken_over(c.status, closed if known and closed else max(on, listed), known)
            )
        row = names.row("turnaround_case", c.Index)
        case = Subject(
            machine="turnaround",
            subject_id=str(c.case_id),
            table="turnaround_case",
            row=row,
            events=events,
            notes=[only_state()],
            refused=refused,
        )
        yield _reached(case)


def _item(key: str, on: date, facts: dict[str, Any]) -> Told:
    return Told(key, ITEM, on, said(None), said(None, 1), facts)


def commitments(county: County, on: date) -> Iterator[Subject]:
    """A commitment's sheet tells its state and its time limit."""
    names = Names(county)
    for k in county["commitment"].itertuples():
        about = {"name": names.of(k.org_id)}
        if not pd.isna(k.topic):
            about["topic"] = str(k.topic)
        facts: dict[str, Any] = {"about": about}
        if not pd.isna(k.due):
            facts["due"] = str(k.due.date())
        if not pd.isna(k.result):
            facts["result"] = k.result
        row = names.row("commitment", k.Index)
        events = [taken_over(k.status, on, False, **facts)]
        found = Subject(
            machine="commitment",
            subject_id=str(k.commit_id),
            table="commitment",
            row=row,
            events=events,
            notes=[only_state()],
            refused=[],
        )
        yield _reached(found)


def _reached(subject: Subject) -> Subject:
    """The subject, or its own row refused where one of its dates is a slip of the pen."""
    try:
        for e in subject.events:
            within_reach(e.valid_on, date.today())
            if e.data.get("due"):
                within_reach(date.fromisoformat(e.data["due"]), date.today())
    except GuardError as error:
        why = (subject.table, subject.row, str(error))
        return subject._replace(events=[], refused=[why, *subject.refused])
    return subject
