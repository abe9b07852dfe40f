"""What is due: reviews, rectifications, return visits, lookbacks. A list for a person; nothing
happens by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd
from dateutil.relativedelta import relativedelta

from toolkit.register.lifecycle import Life

if TYPE_CHECKING:
    from toolkit.register.register import Register


def due(register: Register, on: date) -> pd.DataFrame:
    """``subject_id, kind, due_on, days_over`` of everything due on or before `on`, longest overdue
    first.

    kind: ``review`` (named exemplars, ``site.review_months`` after naming or the last review),
    ``rectification`` (the due date of a downgrade; a turnaround's ``turn.term_months``),
    ``return_visit`` (``site.visit_months`` after naming, recording or the last visit), ``lookback``
    (``turn.lookback_months`` after acceptance).
    """
    rows = []
    for machine in ("exemplar", "turnaround", "commended_person"):
        for subject, life in register.lives(machine).items():
            for kind, day in _dates(register, machine, life):
                if day <= on:
                    rows.append((subject, machine, kind, day, (on - day).days))
    out = pd.DataFrame(rows, columns=["subject_id", "machine", "kind", "due_on", "days_over"])
    out["due_on"] = pd.to_datetime(out["due_on"]).astype("datetime64[us]")
    out = out.astype(
        {"subject_id": "string", "machine": "string", "kind": "string", "days_over": "Int64"}
    )
    return out.sort_values(
        ["days_over", "subject_id", "kind"], ascending=[False, True, True], ignore_index=True
    )[["subject_id", "kind", "due_on", "days_over", "machine"]]


def _dates(register: Register, machine: str, life: Life) -> Iterator[tuple[str, date]]:
    """Every due date of one life, past or to come."""
    rules, since = register.rules, life.since
    if since is None:
        return
    if machine == "exemplar" and life.state in ("named", "review_pending"):
        yield (
            "review",
            (life.reviewed_on or since) + relativedelta(months=rules["site.review_months"]),
        )
    if machine == "exemplar" and life.state == "rectifying":
        yield (
            "rectification",
            life.due or since + relativedelta(months=rules["site.rectify_months"]),
        )
    if (machine == "exemplar" and life.state == "named") or (
        machine == "commended_person" and life.state == "recorded"
    ):
        anchor = max(d for d in (life.visited_on, _entered(life)) if d)
        yield "return_visit", anchor + relativedelta(months=rules["site.visit_months"])
    if machine == "turnaround" and life.state == "rectifying":
        yield "rectification", since + relativedelta(months=rules["turn.term_months"])
    if machine == "turnaround" and life.state == "consolidating":
        yield "lookback", since + relativedelta(months=rules["turn.lookback_months"])


def _entered(life: Life) -> date | None:
    # a retained exemplar keeps its visiting rhythm: only the first naming, not each review, starts
    # it
    return life.named_on or life.since
