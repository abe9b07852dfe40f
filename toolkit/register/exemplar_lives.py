"""Lives of exemplars from a county's sheets: steps where 典型事件 tells them, and from naming,
reviews and visits where it does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd
from dateutil.relativedelta import relativedelta

from toolkit.records import County
from toolkit.register.due import year_review_day
from toolkit.register.from_sheets import Names, Subject, Told, only_state, said, taken_over
from toolkit.register.guards import guard
from toolkit.register.life import GuardError, Life, born, within_reach
from toolkit.register.lifecycle import advance, settled
from toolkit.register.words import event_word, state_word
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.register.register import Register

REVIEWS = ("retain", "promote", "downgrade", "revoke")
#: what a review of a year means to an exemplar that is being rectified already
_WHILE_RECTIFYING = {
    "retain": "rectify_pass",
    "promote": "rectify_pass",
    "downgrade": "extend",
    "revoke": "rectify_fail",
}
_SCORES = ("role_score", "value_score", "satisfaction")
_VISIT = ("planned", "problem", "help", "next_on")
_BEFORE = ("lead", "cultivating", "under_review", "public_notice")
_STANDS = ("named", "review_pending", "rectifying", "suspended")


class _Fact(NamedTuple):
    """A row of one sheet about an exemplar: a step, a review of a year, or a visit."""

    on: date
    order: int
    kind: str
    table: str
    row: int
    record: Any


def exemplars(register: Register, county: County, on: date) -> Iterator[Subject]:
    """Every exemplar and commended person of a county."""
    names = Names(county)
    sheets = {
        t: {str(k): f for k, f in county[t].groupby("ex_id")}
        for t in ("exemplar_event", "review", "return_visit")
    }
    for ex in county["exemplar"].itertuples():
        own = {t: f.get(str(ex.ex_id), county[t].head(0)) for t, f in sheets.items()}
        yield _Walk(register, names, ex, own, on).subject()


class _Walk:
    """One exemplar's sheets walked in the order of their days, its life moved along."""

    def __init__(
        self,
        register: Register,
        names: Names,
        ex: Any,
        own: dict[str, pd.DataFrame],
        on: date,
    ):
        self.register, self.names, self.ex, self.own, self.on = register, names, ex, own, on
        self.machine = "commended_person" if ex.kind == "commended_person" else "exemplar"
        self.named = None if pd.isna(ex.named_on) else ex.named_on.date()
        self.life: Life = born(self.machine)
        self.events: list[Told] = []
        self.notes: list[str] = []
        self.refused: list[tuple[str, int, str]] = []
        self.row = names.row("exemplar", ex.Index)

    def subject(self) -> Subject:
        """What the sheets tell of it; nothing but refusals where they contradict each other."""
        try:
            self._begin()
            for fact in self._facts():
                self._tell(fact)
            self._end()
        except GuardError as error:
            self.events = []
            self.refused.insert(0, ("exemplar", self.row, str(error)))
        return Subject(
            machine=self.machine,
            subject_id=str(self.ex.ex_id),
            table="exemplar",
            row=self.row,
            events=self.events,
            notes=self.notes,
            refused=self.refused,
        )

    # ---- what the sheets hold

    def _facts(self) -> list[_Fact]:
        found = []
        told = self.own["exemplar_event"].sort_values("seq")
        for n, e in enumerate(told.itertuples()):
            row = self.names.row("exemplar_event", e.Index)
            found.append(_Fact(e.date.date(), n, "step", "exemplar_event", row, e))
        decided = {d.year for d, e in zip(told["date"], told["event"]) if e in REVIEWS}
        for r in self.own["review"].itertuples():
            row = self.names.row("review", r.Index)
            if self.machine == "exemplar" and int(r.year) not in decided:
                found += self._review_fact(r, row)
        seen = set(told.loc[(told["event"] == "visit").to_numpy(dtype=bool), "date"])
        for v in self.own["return_visit"].itertuples():
            row = self.names.row("return_visit", v.Index)
            if v.date not in seen:
                found.append(_Fact(v.date.date(), 10**6, "visit", "return_visit", row, v))
        return sorted(found, key=lambda f: (f.on, f.order))

    def _review_fact(self, r: Any, row: int) -> list[_Fact]:
        """A review is dated by its year alone: its first day, or the day of naming in that year."""
        year = int(r.year)
        first = self.named
        if not 1900 <= year <= date.today().year + 1:
            why = tr(f"年度 {year} 多半是写错了", f"the year {year} is probably a slip")
        elif self.ex.status in _BEFORE and self.named is None:
            why = tr("还没有命名，却有复核", "reviewed without having been named")
        elif first and year < first.year:
            why = tr(f"复核的年度早于命名（{first}）", f"reviewed before it was named ({first})")
        else:
            return [_Fact(year_review_day(year, first), -1, "review", "review", row, r)]
        self.refused.append(("review", row, why))
        return []

    # ---- the walk

    def _begin(self) -> None:
        """A told life begins with its first step; else with the naming; else at an unknown time."""
        about = {"name": str(self.ex.title)}
        if not pd.isna(self.ex.org_id):
            about["unit"] = self.names.of(self.ex.org_id)
        self.about: dict[str, str] | None = about
        if self.named:
            within_reach(self.named, date.today())
        told = self.own["exemplar_event"].sort_values("seq")
        if len(told) and told["from_state"].iloc[0] == self.life.state:
            return
        facts = self._facts()
        first = min((f.on for f in facts), default=self.on)
        if len(told) and not (self.named and told["from_state"].iloc[0] == "named"):
            state = str(told["from_state"].iloc[0])
            more = {"named_on": str(self.named)} if self.named else {}
            self._put(taken_over(state, told["date"].iloc[0].date(), False, "before", **more))
        elif self.named and self.machine == "exemplar":
            self._put(taken_over("named", self.named, True, "naming"))
        elif self.machine == "commended_person":
            self._put(taken_over("recorded", min(first, self.on), False, "before"))
        elif self.ex.status in _BEFORE:
            self._put(taken_over(str(self.ex.status), min(first, self.on), False, "before"))
        elif self.ex.status in _STANDS or any(f.kind == "review" for f in facts):
            self._put(taken_over("named", min(first, self.on), False, "before"))
        else:
            self._put(taken_over(str(self.ex.status), min(first, self.on), False, "before"))

    def _tell(self, fact: _Fact) -> None:
        if fact.kind == "step":
            self._step(fact.record)
            return
        before = self.life, len(self.events)
        try:
            within_reach(fact.on, date.today())
            self._review(fact) if fact.kind == "review" else self._visit(fact)
        except GuardError as error:
            self.life = before[0]
            del self.events[before[1] :]
            self.refused.append((fact.table, fact.row, str(error)))

    def _step(self, e: Any) -> None:
        event, on = str(e.event), within_reach(e.date.date(), date.today())
        reason = said(e.reason)
        data: dict[str, Any] = {}
        if event in REVIEWS:
            same = self.own["review"][(self.own["review"]["year"] == on.year).to_numpy(dtype=bool)]
            data = self._scores(same.iloc[0]) if len(same) else {}
        if event == "visit":
            met = self.own["return_visit"]
            met = met[(met["date"] == e.date).to_numpy(dtype=bool)]
            data = _visit_data(next(met.itertuples())) if len(met) else {}
        elif event == "name":
            data = {"notice_from": str(self.life.since or on), "objections_upheld": 0}
        elif event == "downgrade":
            data |= self._term(on, reason)
        elif event == "revoke":
            false = "假" in reason or "false" in reason.lower()
            data |= {"false_evidence": True} if false else {"veto": reason}
        number = sum(t.event == event for t in self.events if t.key.startswith("event/")) + 1
        told = Told(f"event/{event}#{number}", event, on, said(e.actor_role), reason, data)
        self._put(told, judged_as=event)

    def _review(self, fact: _Fact) -> None:
        """The review of a year: called and decided on one day, since its sheet has no other."""
        r, on = fact.record, fact.on
        decision, year, reason = str(r.decision), int(r.year), said(r.reason)
        state = self.life.state
        if state == "rectifying":
            event = _WHILE_RECTIFYING[decision]
            self.notes.append(
                tr(
                    f"{year} 年复核时正在整改，“{event_word(decision)}”按“{event_word(event)}”登记",
                    f"the review of {year} fell into a rectification: {decision} as {event}",
                )
            )
        elif state in ("named", "review_pending"):
            event = decision
        else:
            raise GuardError(
                tr(
                    f"已是“{state_word('exemplar', state)}”，不能再复核",
                    f"in state {state} it cannot be reviewed",
                )
            )
        if state == "named":
            called = tr("据复核表", "from the sheet of reviews")
            self._put(Told(f"called/{year}", "review_due", on, said(None), called, {}))
        data = self._scores(r) | {"decision": decision, "year": year, "precision": "year"}
        if event in ("downgrade", "extend"):
            data |= self._term(on, reason)
        self._put(Told(f"review/{year}", event, on, said(None), reason, data), judged_as=decision)

    def _visit(self, fact: _Fact) -> None:
        if self.named and fact.on < self.named:
            raise GuardError(
                tr(
                    f"回访早于命名日期（{self.named}）",
                    f"the visit lies before the naming ({self.named})",
                )
            )
        data = _visit_data(fact.record)
        self._put(Told(f"visit/{fact.on}", "visit", fact.on, said(None), said(None), data))

    def _put(self, told: Told, judged_as: str | None = None) -> None:
        """Move the life along; a guard that would refuse is quoted as a remark."""
        data = told.data
        if self.about and not self.events:
            data = data | {"about": self.about}
        if judged_as:
            try:
                guard(
                    self.machine,
                    self.life,
                    judged_as,
                    valid_on=told.valid_on,
                    actor=told.actor,
                    data=data,
                    rules=self.register.rules,
                    holidays=self.register.holidays,
                )
            except GuardError as error:
                data = data | {"remark": str(error)}
                self.notes.append(f"{told.valid_on} {event_word(judged_as)}：{error}")
        data = settled(told.event, self.life, told.valid_on, data, self.register.rules)
        self.life = advance(
            self.machine,
            self.life,
            told.event,
            valid_on=told.valid_on,
            actor=told.actor,
            reason=told.reason,
            data=data,
            rules=None,
            holidays=self.register.holidays,
        )
        self.events.append(told._replace(data=data))

    def _end(self) -> None:
        """The state in the sheet has the last word where reviews do not lead to it; steps that
        contradict it are refused."""
        status = str(self.ex.status)
        if self.life.state != status:
            if len(self.own["exemplar_event"]):
                raise GuardError(
                    tr(
                        f"状态为“{state_word('exemplar', status)}”，最后事件却到"
                        f"“{state_word('exemplar', self.life.state)}”：请核对哪张表写错了",
                        f"status {status}, but its events end in {self.life.state}: check which "
                        f"sheet is wrong",
                    )
                )
            on = max(self.on, self.life.last or self.on)
            self._put(taken_over(status, on, False))
        if not self.life.since_known:
            self.notes.append(only_state() + tr("，何时开始没有填", ", since when is not told"))
        elif not len(self.own["exemplar_event"]):
            self.notes.append(tr("没有逐步事件", "its steps were not recorded"))

    # ---- data of a step

    def _scores(self, r: Any) -> dict[str, Any]:
        return {n: float(v) for n in _SCORES if not pd.isna(v := getattr(r, n))}

    def _term(self, on: date, reason: str) -> dict[str, Any]:
        """No sheet has a column for the term of a rectification: the rule's, from this review."""
        term = relativedelta(months=self.register.rules["site.rectify_months"])
        return {"problem": reason, "due": str(on + term), "due_by_rule": True}


def _visit_data(v: Any) -> dict[str, Any]:
    return {
        n: str(x.date()) if n == "next_on" else bool(x) if n == "planned" else x
        for n in _VISIT
        if not pd.isna(x := getattr(v, n))
    }
