"""Hypothesis writes logs: what a model of its own lets through is recorded, all else refused;
replay equals state at each step."""

from datetime import date, timedelta
from typing import Any

import hypothesis.strategies as st
import sqlalchemy as sa
from hypothesis import settings
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from toolkit.register import GuardError, Register
from toolkit.terms import machines

FIRST = date(2008, 2, 20)
EVENTS = {m: sorted({e for _, e, _ in book["transitions"]}) for m, book in machines().items()}
STEPS = {m: {(a, e): b for a, e, b in book["transitions"]} for m, book in machines().items()}
SCORES = {
    "role_score": st.sampled_from([59, 60, 90]),
    "value_score": st.sampled_from([60, 100]),
    "satisfaction": st.sampled_from([0.79, 0.8]),
}
DATA = {
    "downgrade": st.fixed_dictionaries(
        {**SCORES, "problem": st.sampled_from(["", "带动少"]), "due": st.just("2030-01-01")}
    ),
    "name": st.fixed_dictionaries(
        {"notice_from": st.integers(0, 30), "objections_upheld": st.integers(0, 1)}
    ),
    "revoke": st.fixed_dictionaries({"false_evidence": st.booleans()}),
    "pass": st.fixed_dictionaries(
        {"score": st.sampled_from([69, 70]), "dissatisfied": st.sampled_from([0.5, 0.6])}
    ),
} | dict.fromkeys(["retain", "promote"], st.fixed_dictionaries(SCORES))


class Model:
    """One subject as the domain's page says it, written without a look at the room's code."""

    def __init__(self, machine: str):
        self.machine, self.state, self.since, self.last = (
            machine,
            machines()[machine]["start"],
            None,
            None,
        )
        self.revoked: date | None = None
        self.extended, self.judge = 0, ""

    def allows(self, event: str, day: date, actor: str, d: dict[str, Any]) -> bool:
        if (self.last and day < self.last) or (self.state, event) not in STEPS[self.machine]:
            return False
        if event in ("retain", "promote", "downgrade"):
            low = d["role_score"] < 60 or d["value_score"] < 60 or d["satisfaction"] < 0.8
            return bool(low and d["problem"]) if event == "downgrade" else not low
        if event in ("rectify_pass", "rectify_fail"):
            return actor != self.judge
        if event == "extend":
            return self.extended < 1
        if event == "name":
            start = date.fromisoformat(d["notice_from"])
            working = sum((start + timedelta(n)).weekday() < 5 for n in range((day - start).days))
            return (
                not d["objections_upheld"]
                and working >= 5
                and (self.since is None or start >= self.since)
            )
        if event == "revoke":
            return bool(d["false_evidence"])
        if event == "readmit" and self.revoked:
            month_end = self.revoked.month == 2 and self.revoked.day == 29
            return day >= self.revoked.replace(
                year=self.revoked.year + 2, day=28 if month_end else self.revoked.day
            )
        return not (event == "pass" and (d["score"] < 70 or d["dissatisfied"] > 0.5))

    def go(self, event: str, day: date, actor: str) -> None:
        to = STEPS[self.machine][self.state, event]
        if to == "revoked":
            self.revoked = day
        if event == "downgrade":
            self.judge, self.extended = actor, 0
        self.extended += event == "extend"
        if to != self.state or self.since is None:
            self.since = day
        self.state, self.last = to, day


class Log(RuleBasedStateMachine):
    register: Register

    def __init__(self) -> None:
        super().__init__()
        with self.register._engine.begin() as c:
            for statement in (
                "DELETE FROM event",
                "DELETE FROM life",
                "UPDATE head SET seq = 0, hash = ''",
            ):
                c.execute(sa.text(statement))
        self.models: dict[tuple[str, str], Model] = {}
        self.accepted = 0
        self.day = FIRST

    @rule(
        data=st.data(),
        machine=st.sampled_from(["exemplar"] * 6 + sorted(machines())),
        name=st.sampled_from("甲乙"),
        legal=st.sampled_from([True] * 7 + [False]),
        wait=st.sampled_from([-9, 0, 1, 5, 7, 8, 30, 365, 800]),
        actor=st.sampled_from(["复核组", "县委"]),
    )
    def append(
        self, data: st.DataObject, machine: str, name: str, legal: bool, wait: int, actor: str
    ) -> None:
        model = self.models.get((machine, name)) or Model(machine)
        possible = (
            [e for (a, e) in STEPS[machine] if a == model.state] if legal else EVENTS[machine]
        )
        if not possible:
            return
        event = data.draw(st.sampled_from(sorted(possible)))
        day = max(self.day, model.last or FIRST) + timedelta(days=wait)
        given = data.draw(DATA.get(event, st.just({})))
        if event == "name":
            given = given | {"notice_from": str(day - timedelta(days=given["notice_from"]))}
        if model.allows(event, day, actor, given):
            self.register.append(machine, name, event, day, actor, "理由", given)
            model.go(event, day, actor)
            self.models[machine, name] = model
            self.accepted += 1
            return
        try:
            self.register.append(machine, name, event, day, actor, "理由", given)
        except GuardError:
            return
        raise AssertionError(f"{event} in {model.state} on {day} should have been refused: {given}")

    @rule()
    def a_year_goes_by(self) -> None:
        self.day += timedelta(days=366)

    @precondition(lambda self: self.accepted)
    @rule()
    def the_log_is_sound(self) -> None:
        assert self.register.verify() == []

    @invariant()
    def the_state_is_the_models(self) -> None:
        for machine in machines():
            lives = self.register.lives(machine)
            assert {s: (x.state, x.since) for s, x in lives.items()} == {
                s: (m.state, m.since) for (k, s), m in self.models.items() if k == machine
            }

    def teardown(self) -> None:
        log = self.register.history()
        assert (
            log["seq"].tolist() == list(range(1, self.accepted + 1))
            and self.register.verify() == []
        )
        at: dict[Any, str] = {}
        for e in (
            log.itertuples()
        ):  # after every prefix each subject stands where the event before had left it
            assert at.get((e.machine, e.subject_id), machines()[e.machine]["start"]) == e.from_state
            assert STEPS[e.machine][e.from_state, e.event] == e.to_state
            at[e.machine, e.subject_id] = e.to_state


def test_every_prefix_of_every_log_is_valid_and_replay_equals_state(register: Register) -> None:
    machine = type("BoundLog", (Log,), {"register": register})
    run_state_machine_as_test(
        machine, settings=settings(settings.default, max_examples=20, stateful_step_count=30)
    )
