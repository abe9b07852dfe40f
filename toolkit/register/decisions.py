"""Sheets on which people decide: one a kind, with what waits, a dropdown of what can be decided,
and room for reason, post and day. `toolkit.register.recording` makes events of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from toolkit.records import County, Sheet
from toolkit.register.life import ITEM, Life
from toolkit.register.register import Register
from toolkit.register.words import event_word, state_word
from toolkit.terms import heading, labels, tr, use_lang

#: columns that show what waits, that everybody fills in, and that the record command fills in
SHOWN = ("subject_id", "subject_name", "state", "kind_name", "due_on", "time_left")
FILLED = ("decision", "decided_on", "actor_role", "reason")
ANSWERED = ("refusal", "recorded_as")
#: room for rows that people add themselves (an unplanned visit)
_SPARE = 50
#: columns that carry the heading of a county's sheet
_OWN = {
    "item": "problem_item",
    "reason": "exemplar_event",
    "problem": "return_visit",
    "planned": "return_visit",
    "help": "return_visit",
    "next_on": "return_visit",
    "result": "commitment",
    "veto": "rating",
}


class Kind(NamedTuple):
    """One kind of decision: its sheet's name in both languages, the machine, the states in which
    subjects wait, the events to choose from, and the columns of data that their guards need."""

    title: tuple[str, str]
    machine: str
    states: tuple[str, ...]
    events: tuple[str, ...]
    data: tuple[str, ...] = ()
    due: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column of its sheet, in order."""
        item = ("item",) if self.title[1] == "problems" else ()
        return (*SHOWN, *item, *FILLED, *self.data, *ANSWERED)


KINDS: dict[str, Kind] = {
    "lead": Kind(("线索", "leads"), "exemplar", ("lead",), ("accept", "decline")),
    "selection": Kind(
        ("遴选", "selection"),
        "exemplar",
        ("cultivating", "under_review", "public_notice"),
        ("submit", "withdraw", "shortlist", "return", "name", "objection_upheld"),
        ("notice_from", "objections_upheld"),
    ),
    "review": Kind(
        ("复核", "reviews"),
        "exemplar",
        ("named", "review_pending", "suspended", "revoked"),
        (
            "retain",
            "promote",
            "downgrade",
            "revoke",
            "review_due",
            "suspend",
            "clear",
            "withdraw",
            "archive",
        ),
        ("role_score", "value_score", "satisfaction", "problem", "due", "false_evidence", "veto"),
        ("review",),
    ),
    "rectification": Kind(
        ("整改", "rectification"),
        "exemplar",
        ("rectifying",),
        ("rectify_pass", "extend", "rectify_fail"),
        ("due",),
        ("rectification",),
    ),
    "visit": Kind(
        ("回访", "visits"),
        "exemplar",
        ("named", "cultivating", "rectifying", "recorded"),
        ("visit",),
        ("planned", "problem", "help", "next_on"),
        ("return_visit",),
    ),
    "case": Kind(
        ("整顿", "turnaround"),
        "turnaround",
        ("identified", "planned", "rectifying", "acceptance", "consolidating"),
        ("file_plan", "start", "apply", "pass", "fail", "lookback_pass", "relapse"),
        ("score", "dissatisfied", "respondent_share", "third_party"),
        ("rectification", "lookback"),
    ),
    "item": Kind(("整顿问题", "problems"), "turnaround", (), (ITEM,), (), ("problem_item",)),
    "commitment": Kind(
        ("承诺", "commitments"),
        "commitment",
        ("proposed", "vetted", "published", "fulfilling", "reported"),
        (
            "vet_ok",
            "vet_return",
            "publish",
            "start",
            "amend",
            "report_done",
            "report_unmet",
            "evaluate",
        ),
        ("result", "due"),
        ("commitment",),
    ),
    "pairing": Kind(
        ("结对", "pairings"),
        "pairing",
        ("proposed", "confirmed", "active", "paused", "followup"),
        (
            "confirm",
            "reject",
            "activate",
            "adjust",
            "pause",
            "resume",
            "goal_met",
            "expire",
            "dissolve",
            "renew",
            "close",
        ),
        ("due",),
        ("pairing",),
    ),
}
REVIEW_KINDS = ("lead", "selection", "review", "rectification")


def due_sheets(found: pd.DataFrame, register: Register) -> list[Sheet]:
    """Sheets for what is due (as `Register.due` gives it), one a kind.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> from toolkit import register
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         _ = book.import_county(county)
    ...         [sheet.name for sheet in register.due_sheets(book.due("2012-01-01"), book)]
    ['回访', '承诺']
    """
    lives = {m: register.lives(m) for m in found["machine"].unique()}
    sheets = []
    for kind in KINDS.values():
        own = found[
            (found["kind"].isin(kind.due)).to_numpy(dtype=bool)
            & found["machine"].isin([kind.machine, "commended_person"]).to_numpy(dtype=bool)
        ]
        own = own.rename(columns={"name": "subject_name"}).assign(
            state=[
                state_word(m, lives[m][s].state) for m, s in zip(own["machine"], own["subject_id"])
            ]
        )
        if len(own):
            sheets.append(_sheet(kind, own))
    return sheets


def waiting_sheets(
    register: Register, county: County, on: date, kinds: Iterable[str] = REVIEW_KINDS
) -> list[Sheet]:
    """Sheets for everything that waits in the states of some kinds, due or not: the year's
    selection and review.

    Examples
    --------
    >>> import tempfile
    >>> from datetime import date
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import register
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         [sheet.name for sheet in register.waiting_sheets(book, county, date(2011, 6, 30))]
    ['线索', '遴选', '复核', '整改']
    """
    unit = dict(zip(county["organisation"]["org_id"], county["organisation"]["name"]))
    called = set(register.due(on).query("kind == 'review'")["subject_id"])
    sheets = []
    for name in kinds:
        kind = KINDS[name]
        rows = [
            _waiting(kind.machine, subject, life)
            for subject, life in register.lives(kind.machine).items()
            if life.state in kind.states and (life.state != "named" or subject in called)
        ]
        if name == "lead":
            known = {r["subject_id"] for r in rows} | set(register.lives("exemplar"))
            leads = county["lead"]
            leads = leads[leads["decision"].isna().to_numpy(dtype=bool)]
            leads = leads[(leads["date"] <= pd.Timestamp(on)).to_numpy(dtype=bool)]
            rows += [
                {
                    "subject_id": r.lead_id,
                    "subject_name": unit.get(r.org_id, r.org_id),
                    "state": state_word("exemplar", "lead"),
                }
                for r in leads[
                    (leads["date"] <= pd.Timestamp(on)).to_numpy(dtype=bool)
                ].itertuples()
                if r.lead_id not in known
            ]
        sheets.append(_sheet(kind, pd.DataFrame(rows, columns=list(SHOWN))))
    return sheets


def _waiting(machine: str, subject: str, life: Life) -> dict[str, Any]:
    name = (life.about or {}).get("name") or subject
    return {"subject_id": subject, "subject_name": name, "state": state_word(machine, life.state)}


def _sheet(kind: Kind, rows: pd.DataFrame) -> Sheet:
    frame = rows.reindex(columns=list(kind.columns))
    frame["due_on"] = pd.to_datetime(frame["due_on"])
    # what people fill in is text, so that 2011-07-04 and 93 % stay as they typed them
    typed = {c: "string" for c in kind.columns if c != "due_on"}
    choices: dict[str, list[str]] = {"decision": [decision_word(e) for e in kind.events]}
    for column in ("planned", "false_evidence"):
        choices[column] = [tr("是", "yes"), tr("否", "no")]
    choices["result"] = [tr(zh, v) for v, zh in labels()["commitment", "result"].items()]
    note = tr(
        "填“决定、决定日期、办理岗位（不写姓名）、理由”和后面用得上的列，再运行 "
        "toolkit register record 登记库 本文件；没有决定的行空着。",
        "Fill in decision, day, post (no names), reason and what the decision needs; then run "
        "toolkit register record REGISTER FILE. Leave rows without a decision empty.",
    )
    return Sheet(
        tr(*kind.title),
        frame.astype(typed),
        headings=headings(kind),
        choices={c: v for c, v in choices.items() if c in kind.columns},
        notes=(note,),
        spare_rows=_SPARE,
    )


def headings(kind: Kind, lang: str | None = None) -> Mapping[str, str]:
    """Headings of a kind's sheet: those of the county's own sheets where these have the column."""
    with use_lang(lang):
        own = {c: heading("item_no" if c == "item" else c, t, lang) for c, t in _OWN.items()}
        own["due"] = tr("整改期限或新期限", "term or new due date")
        return {c: own.get(c) or heading(c, lang=lang) for c in kind.columns}


def decision_word(event: str) -> str:
    """The word for a decision in the dropdown; a problem is solved, and not just noted."""
    return tr("已完成", "done") if event == ITEM else event_word(event)
