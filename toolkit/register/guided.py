"""Guided steps of selection and review: a step says what people have to decide, with what they need
to see, and turns their decisions into events. It decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta

from toolkit.records import County
from toolkit.register.histories import plain
from toolkit.register.life import GuardError, Life, as_date, steps
from toolkit.register.register import Register
from toolkit.terms import tr, values, word

SELECTION = ("lead", "cultivating", "under_review", "public_notice")
REVIEW = ("named", "review_pending", "rectifying", "suspended", "revoked")
_NOT_HERE = {
    "named": ("visit", "suspend", "withdraw"),
    "cultivating": ("visit",),
    "rectifying": ("visit",),
}


@dataclass(frozen=True)
class Step:
    """One thing to decide: the state in which exemplars wait, the question, what is known, and the
    possible events.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import register
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         step = register.step(book, county, "cultivating", "2011-06-30")
    >>> step.question, len(step.table)
    ('哪些培育对象成熟，可以申报？哪些退出？', 0)
    """

    state: str
    question: str
    table: pd.DataFrame
    choices: tuple[str, ...]
    on: date

    def decide(
        self,
        decisions: Mapping[str, str] | pd.DataFrame,
        actor: str = "",
        reason: str = "",
        data: Any = None,
    ) -> pd.DataFrame:
        """Events to append for what people decided; who is not mentioned stays as it is.

        Parameters
        ----------
        decisions : mapping or DataFrame
            Subject → event, or ``subject_id, event`` and optionally ``actor, reason, data`` a row.
        actor, reason, data
            For rows without their own.

        Raises
        ------
        GuardError
            A subject that does not wait here, an event that is no choice, nobody or no reason.
        """
        frame = (
            decisions
            if isinstance(decisions, pd.DataFrame)
            else pd.DataFrame(decisions.items(), columns=["subject_id", "event"])
        )
        strange = sorted(set(frame["subject_id"]) - set(self.table["subject_id"]))
        if strange or not set(frame["event"]) <= set(self.choices):
            raise GuardError(
                tr(
                    f"这一步只能对表中的对象选择：{'、'.join(self.choices)}（不在表中："
                    f"{'、'.join(strange) or '无'}）",
                    f"only those in the table, by {', '.join(self.choices)} (not among them: "
                    f"{', '.join(strange) or 'none'})",
                )
            )
        out = pd.DataFrame(
            {
                "machine": "exemplar",
                "subject_id": frame["subject_id"],
                "event": frame["event"],
                "valid_on": pd.Timestamp(self.on),
            }
        )
        for name, fallback in (("actor", actor), ("reason", reason)):
            out[name] = [
                plain(v) or fallback
                for v in (frame[name] if name in frame else [None] * len(frame))
            ]
        out["data"] = list(frame["data"]) if "data" in frame else [data] * len(frame)
        if not (out["actor"].astype(bool) & out["reason"].astype(bool)).all():
            raise GuardError(
                tr(
                    "每个决定都要有办理人（岗位）和理由",
                    "every decision needs a person and a reason",
                )
            )
        return out.reset_index(drop=True)


def selection(register: Register, county: County, on: Any) -> Iterator[Step]:
    """The annual selection, one step after the other: each is looked up when it is asked for, after
    the one before was recorded.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import register
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         [step.state for step in register.selection(book, county, "2011-06-30")]
    ['lead', 'cultivating', 'under_review', 'public_notice']
    """
    return (step(register, county, state, on) for state in SELECTION)


def review(register: Register, county: County, on: Any) -> Iterator[Step]:
    """The annual review, step by step.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import register
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         [step.state for step in register.review(book, county, "2011-06-30")]
    ['named', 'review_pending', 'rectifying', 'suspended', 'revoked']
    """
    return (step(register, county, state, on) for state in REVIEW)


def step(register: Register, county: County, state: str, on: Any) -> Step:
    """What waits in one state on a day, with what is known of it.

    ``table``: ``subject_id, title, org_id, since``, the last scores, visits in the last year, and
    what binds the decision (earliest naming, due date, extensions, who may not judge). Undecided
    leads of the county's table wait in ``lead``.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import register
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         found = register.step(book, county, "lead", "2011-06-30")
    >>> found.question, found.choices
    ('哪些线索列入培育，哪些不采纳？', ('accept', 'decline'))
    """
    day = as_date(on)
    if state not in (states := values("lifecycle_question")):
        raise GuardError(
            tr(f"没有这一步：{state}", f"no such step: {state}; there are {', '.join(states)}")
        )
    # what came into this state after the day does not wait on it
    lives = {
        s: x
        for s, x in register.lives("exemplar").items()
        if x.state == state and (not x.since or pd.Timestamp(x.since) <= pd.Timestamp(day))
    }
    if state == "named":
        waiting = register.due(day)
        lives = {
            s: x
            for s, x in lives.items()
            if s in set(waiting.loc[waiting["kind"] == "review", "subject_id"])
        }
    rows = [
        {"subject_id": s, "since": pd.Timestamp(x.since), **_binding(register, x)}
        for s, x in lives.items()
        if x.since
    ]
    if state == "lead":
        known = set(register.state("exemplar")["subject_id"])
        lead = county["lead"]
        lead = lead[
            lead["decision"].isna().to_numpy()
            & (lead["date"] <= pd.Timestamp(day)).to_numpy(dtype=bool)
        ]
        rows += [
            {"subject_id": r.lead_id, "since": r.date, "org_id": r.org_id}
            for r in lead.itertuples()
            if r.lead_id not in known
        ]
    table = _seen(
        pd.DataFrame(rows, columns=None if rows else ["subject_id", "since"]), county, day
    )
    choices = tuple(
        e for s, e in steps("exemplar") if s == state and e not in _NOT_HERE.get(state, ())
    )
    return Step(state, word("lifecycle_question", state), table, choices, day)


def _binding(register: Register, life: Life) -> dict[str, Any]:
    if life.state == "rectifying":
        return {
            "due_on": pd.Timestamp(life.due) if life.due else pd.NaT,
            "extensions": life.extensions,
            "not_by": life.downgraded_by,
        }
    if life.state == "public_notice" and life.since:
        return {
            "earliest": notice_over(
                life.since, register.rules["site.notice_days"], register.holidays
            )
        }
    return {}


def notice_over(start: Any, days: int, holidays: Any = ()) -> pd.Timestamp:
    """The first day on which a public notice begun on `start` has been up for so many working
    days.

    Examples
    --------
    >>> from toolkit import register
    >>> register.notice_over("2011-06-27", 5), register.notice_over("2011-06-27", 5, ["2011-06-28"])
    (Timestamp('2011-07-02 00:00:00'), Timestamp('2011-07-05 00:00:00'))
    """
    free = [np.datetime64(as_date(h)) for h in holidays]
    # the last working day has to be over: the day after it
    last = np.busday_offset(np.datetime64(as_date(start)), days - 1, roll="forward", holidays=free)
    return pd.Timestamp(last) + pd.Timedelta(days=1)


def _seen(table: pd.DataFrame, county: County, day: date) -> pd.DataFrame:
    ex = county["exemplar"].set_index("ex_id")[["title", "org_id", "kind", "domain"]]
    out = table.merge(
        ex, how="left", left_on="subject_id", right_index=True, suffixes=("_lead", "")
    )
    if "org_id_lead" in out:
        out["org_id"] = out["org_id"].fillna(out.pop("org_id_lead"))
    last = (
        county["review"]
        .sort_values("year")
        .drop_duplicates("ex_id", keep="last")
        .set_index("ex_id")
    )
    for name in ("role_score", "value_score", "satisfaction"):
        out[f"last_{name}"] = out["subject_id"].map(last[name])
    visits = county["return_visit"]
    visits = visits[
        (visits["date"] > pd.Timestamp(day - relativedelta(years=1)))
        & (visits["date"] <= pd.Timestamp(day))
    ]
    out["visits"] = out["subject_id"].map(visits.groupby("ex_id").size()).fillna(0).astype("Int64")
    return out.sort_values("subject_id", ignore_index=True)
