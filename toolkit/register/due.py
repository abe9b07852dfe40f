"""What is due: reviews, rectifications, return visits, lookbacks, commitments, problems of
turnaround cases, pairings past their planned end. A list for a person; nothing happens by
itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import pandas as pd
from dateutil.relativedelta import relativedelta

from toolkit.register.life import Life
from toolkit.register.words import due_word
from toolkit.terms import label, tr

if TYPE_CHECKING:
    from toolkit.register.register import Register

COLUMNS = (
    "subject_id",
    "kind",
    "due_on",
    "days_over",
    "name",
    "kind_name",
    "item",
    "time_left",
    "remark",
    "machine",
)
_MACHINES = ("exemplar", "turnaround", "commended_person", "commitment", "pairing")
#: states in which a pairing still runs and can be past its planned end
_RUNS = ("active", "paused", "followup")
_KEPT = ("reported", "evaluated")


class _Due(NamedTuple):
    kind: str
    on: date | None
    item: str = ""
    remark: str = ""


def due(register: Register, on: date, within: int = 0) -> pd.DataFrame:
    """Everything due on or before `on`, or within so many days after it, longest overdue first.

    Parameters
    ----------
    within : int
        Days to look ahead.

    Returns
    -------
    DataFrame
        ``subject_id, kind, due_on, days_over`` (negative: days left), ``name`` (of the exemplar,
        the unit, or helper → recipient), ``kind_name`` and ``time_left`` in the reader's language,
        ``item`` (number of a problem), ``remark`` (what the date rests on), ``machine``. kind:
        ``review`` (named exemplars, ``site.review_months`` after naming or the last review),
        ``rectification`` (the due date of a downgrade; ``turn.term_months`` of a turnaround from
        its start, or from its listing where that is not known), ``return_visit`` (the date agreed
        at the last visit, else ``site.visit_months`` after it or after naming), ``lookback``
        (``turn.lookback_months`` after acceptance), ``commitment`` (past its time limit and not
        reported), ``problem_item`` (past its time limit and not done), ``pairing`` (running past
        its planned end). ``attrs["notes"]``: sentences on what cannot be dated.
    """
    rows, notes = [], []
    last = on + timedelta(days=within)
    for machine in _MACHINES:
        for subject, life in register.lives(machine).items():
            name = str((life.about or {}).get("name") or subject)
            try:
                found = list(_dates(register, machine, life))
            except (ValueError, TypeError, OverflowError) as error:
                # one odd subject is named and stops nothing for the others
                notes.append(f"{subject} {name}：{error}")
                continue
            for d in found:
                if d.on is None:
                    notes.append(f"{subject} {name}：{d.remark}")
                elif d.on <= last:
                    over = (on - d.on).days
                    said = (_named(name, life, d), due_word(d.kind), d.item, _left(over))
                    rows.append((subject, d.kind, d.on, over, *said, d.remark, machine))
    out = pd.DataFrame(rows, columns=list(COLUMNS))
    out["due_on"] = pd.to_datetime(out["due_on"]).astype("datetime64[us]")
    out = out.astype(
        {c: "string" for c in COLUMNS if c not in ("due_on", "days_over")} | {"days_over": "Int64"}
    )
    out = out.sort_values(
        ["days_over", "subject_id", "kind", "item"],
        ascending=[False, True, True, True],
        ignore_index=True,
    )
    out.attrs["notes"] = notes
    return out


def _named(name: str, life: Life, d: _Due) -> str:
    about = life.about or {}
    if d.item:
        kind = (life.items or {})[d.item].get("problem_type", "")
        what = label("problem_item", "problem_type", kind) if kind else ""
        return tr(f"{name} 问题{d.item} {what}", f"{name} problem {d.item} {kind}").strip()
    return f"{name} {about['topic']}" if about.get("topic") else name


def year_review_day(year: int, named_on: date | None) -> date:
    """The day that a review dated by its year alone counts from: the first of that year, or the
    naming in it.

    Examples
    --------
    >>> from datetime import date
    >>> from toolkit import register
    >>> register.year_review_day(2010, date(2010, 7, 1)), register.year_review_day(2011, None)
    (datetime.date(2010, 7, 1), datetime.date(2011, 1, 1))
    """
    first = date(year, 1, 1)
    return max(first, named_on) if named_on else first


def review_due(last: date | None, months: int) -> date | None:
    """When the next review is due: so many months after the last one or, before any, the naming;
    None where neither is dated.

    Examples
    --------
    >>> from datetime import date
    >>> from toolkit import register
    >>> register.review_due(date(2010, 8, 31), 6), register.review_due(None, 6)
    (datetime.date(2011, 2, 28), None)
    """
    return last and last + relativedelta(months=months)


def _left(over: int) -> str:
    if over > 0:
        return tr(f"已过 {over} 天", f"{over} days over")
    return tr("今天到期", "due today") if not over else tr(f"还有 {-over} 天", f"{-over} days left")


def _dates(register: Register, machine: str, life: Life) -> Iterator[_Due]:
    """Every due date of one life, past or to come."""
    if life.since is None:
        return
    if machine == "exemplar":
        yield from _exemplar(register, life)
    if (machine == "exemplar" and life.state == "named") or (
        machine == "commended_person" and life.state == "recorded"
    ):
        yield _visit(register, life)
    if machine == "turnaround":
        yield from _turnaround(register, life)
    if machine == "commitment" and life.due and life.state not in _KEPT:
        yield _Due("commitment", life.due)
    if machine == "pairing" and life.due and life.state in _RUNS:
        yield _Due("pairing", life.due)


def _exemplar(register: Register, life: Life) -> Iterator[_Due]:
    by_year = (
        tr("上次复核只写到年份，从当年第一天起算", "the last review is dated by its year alone")
        if life.precision == "year"
        else ""
    )
    if life.state in ("named", "review_pending"):
        anchor = life.reviewed_on or life.named_on or _since(life)
        yield _Due(
            "review",
            review_due(anchor, register.rules["site.review_months"]),
            remark=by_year
            if anchor
            else tr(
                "命名日期和复核都没有填，算不出复核时间",
                "neither naming nor a review is dated: no review can be placed",
            ),
        )
    if life.state == "rectifying":
        since = _since(life)
        term = relativedelta(months=register.rules["site.rectify_months"])
        yield _Due(
            "rectification",
            life.due or (since and since + term),
            remark=by_year
            if life.due or since
            else tr(
                "降档的日期和整改期限都没有填，算不出整改期限",
                "neither the downgrade nor its term is dated",
            ),
        )


def _visit(register: Register, life: Life) -> _Due:
    if life.next_on:
        return _Due("return_visit", life.next_on)
    # a retained exemplar keeps its visiting rhythm: only the first naming, not each review,
    # starts it
    known = [d for d in (life.visited_on, life.named_on or _since(life)) if d]
    return _Due(
        "return_visit",
        max(known) + relativedelta(months=register.rules["site.visit_months"]) if known else None,
        remark=""
        if known
        else tr(
            "命名（登记）日期和回访都没有填，算不出回访时间",
            "neither naming nor a visit is dated: no visit can be placed",
        ),
    )


def _turnaround(register: Register, life: Life) -> Iterator[_Due]:
    since = _since(life)
    if life.state == "rectifying":
        anchor = since or life.listed_on
        yield _Due(
            "rectification",
            anchor and anchor + relativedelta(months=register.rules["turn.term_months"]),
            remark=tr("开始日期和认定日期都没有填", "neither its start nor its listing is dated")
            if not anchor
            else ""
            if since
            else tr(
                "整改开始日期没有填，从认定日期起算", "its start is not told: from the listing"
            ),
        )
    if life.state == "consolidating":
        yield _Due(
            "lookback",
            since and since + relativedelta(months=register.rules["turn.lookback_months"]),
            remark=""
            if since
            else tr("验收日期没有填，算不出回头看时间", "the acceptance is not dated: no lookback"),
        )
    if life.state in ("closed", "dismissed"):
        return
    for number, item in (life.items or {}).items():
        if not item.get("done_on"):
            yield _Due("problem_item", date.fromisoformat(item["due"]), number)


def _since(life: Life) -> date | None:
    return life.since if life.since_known else None
