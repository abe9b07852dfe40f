"""Every step, every guard, every refusal with the rule that it names."""

from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.register import GuardError, Register
from toolkit.register.life import as_date
from toolkit.rules import Rules
from toolkit.terms import machines, use_lang

GOOD = {"role_score": 60, "value_score": 60, "satisfaction": 0.8}
#: data with which a step is let through, where a guard asks for any
DATA: dict[str, dict[str, Any]] = {
    "name": {"notice_from": "2010-03-01", "objections_upheld": 0},
    "retain": GOOD,
    "promote": GOOD,
    "downgrade": GOOD | {"role_score": 59.9, "problem": "带动少", "due": "2013-01-01"},
    "revoke": {"false_evidence": True},
    "pass": {"score": 70, "dissatisfied": 0.5},
}
TO_NAMED = (
    ("accept", "2010-01-04"),
    ("submit", "2010-02-01"),
    ("shortlist", "2010-03-01"),
    ("name", "2010-03-08"),
)


def walk(
    register: Register,
    steps: Any,
    subject: str = "X1",
    machine: str = "exemplar",
    actor: str = "组织部门",
) -> None:
    for event, day in steps:
        register.append(machine, subject, event, day, actor, "按程序", DATA.get(event))


def state(register: Register, subject: str = "X1", machine: str = "exemplar") -> str:
    return str(register.state(machine).set_index("subject_id")["state"][subject])


def refused(
    register: Register,
    event: str,
    day: str,
    data: Any = None,
    actor: str = "县委",
    machine: str = "exemplar",
) -> str:
    """The refusal's words; nothing may have been written."""
    before = register.history()
    with pytest.raises(GuardError) as error:
        register.append(machine, "X1", event, day, actor, "理由", data)
    assert register.history().equals(before) and register.verify() == []
    return str(error.value)


def test_every_transition_of_every_machine_and_no_other(register: Register) -> None:
    known = {"revoked_on": "2001-01-01"}
    entered, legal, illegal = [], [], []
    for machine, book in machines().items():
        allowed = {(a, e): b for a, e, b in book["transitions"]}
        for at in sorted({book["start"]} | set(allowed.values())):
            for event in sorted({e for _, e in allowed}):
                subject = f"{at}/{event}"
                entered.append(
                    (
                        machine,
                        subject,
                        "enter",
                        "2010-03-01",
                        "登记员",
                        "接续",
                        known | {"state": at},
                    )
                )
                step = (machine, subject, event, "2010-06-01", "办理人", "按程序", DATA.get(event))
                (legal if (at, event) in allowed else illegal).append(
                    (*step, allowed.get((at, event)))
                )
    columns = ["machine", "subject_id", "event", "valid_on", "actor", "reason", "data"]
    register.append_many(pd.DataFrame(entered, columns=columns))
    with pytest.raises(GuardError) as error:
        register.append_many(pd.DataFrame([s[:-1] for s in illegal], columns=columns))
    assert len(error.value.problems) == len(illegal) > 200 and all(
        "不能" in why for _, why in error.value.problems
    )
    register.append_many(pd.DataFrame([s[:-1] for s in legal], columns=columns))
    assert len(legal) == sum(len(b["transitions"]) for b in machines().values())
    rows = [(s[0], s[1], s[-1]) for s in legal]
    for machine in machines():
        found = register.state(machine).set_index("subject_id")["state"]
        assert {s: found[s] for m, s, _ in rows if m == machine} == {
            s: to for m, s, to in rows if m == machine
        }
    assert register.verify() == []


def test_a_life_from_lead_to_return(register: Register) -> None:
    walk(register, TO_NAMED)
    walk(
        register,
        [("visit", "2010-06-01"), ("review_due", "2011-03-01"), ("downgrade", "2011-03-20")],
    )
    assert state(register) == "rectifying"
    walk(register, [("extend", "2011-06-01"), ("rectify_fail", "2011-12-01")], actor="另组验收组")
    walk(register, [("archive", "2011-12-02"), ("readmit", "2013-12-01")])
    assert state(register) == "lead"
    found = register.history("exemplar", "X1")
    assert (
        found["seq"].tolist() == list(range(1, 12)) and found["to_state"].iloc[0] == "cultivating"
    )
    assert (found["from_state"].iloc[1:].to_numpy() == found["to_state"].iloc[:-1].to_numpy()).all()


@pytest.mark.parametrize(
    ("event", "data", "words"),
    [
        ("retain", GOOD | {"role_score": 59.9}, "site.role_min (未核实; 无来源) = 60"),
        ("promote", GOOD | {"value_score": 59.9}, "site.value_min (未核实; 无来源) = 60"),
        ("retain", GOOD | {"satisfaction": 0.79}, "site.satisfaction_min (C; S39) = 0.8"),
        ("downgrade", GOOD | {"problem": "有", "due": "2012-01-01"}, "site.role_min"),
        ("downgrade", GOOD | {"satisfaction": 0.7, "problem": " ", "due": "2012-01-01"}, "problem"),
        ("downgrade", GOOD | {"satisfaction": 0.7, "problem": "有"}, "due"),
        (
            "downgrade",
            GOOD | {"satisfaction": 0.7, "problem": "有", "due": "2011-03-01"},
            "早于降档",
        ),
        ("retain", {"role_score": 90, "value_score": 90}, "satisfaction"),
        ("retain", GOOD | {"role_score": 101}, "0 到 100"),
        ("retain", GOOD | {"role_score": float("nan")}, "0 到 100"),
        ("retain", GOOD | {"satisfaction": "很好"}, "0 到 1"),
        ("retain", GOOD | {"role_score": True}, "0 到 100"),
        ("revoke", {"false_evidence": False}, "false_evidence"),
        ("revoke", {"veto": "安全生产事故"}, "star.veto (A; S14, S35) = （空）"),
    ],
)
def test_reviews_are_refused_with_their_rule(
    book: Register, event: str, data: Any, words: str
) -> None:
    walk(book, [*TO_NAMED, ("review_due", "2011-03-01")])
    assert words in refused(book, event, "2011-03-10", data)


def test_thresholds_are_met_exactly(book: Register) -> None:
    walk(book, [*TO_NAMED, ("review_due", "2011-03-01"), ("retain", "2011-03-10")])
    assert state(book) == "named"


def test_a_listed_veto_with_its_legal_basis_revokes(tmp_path: Any) -> None:
    with Register(tmp_path / "r.db", rules=Rules({"star.veto": "安全生产事故; 环境违法"})) as book:
        walk(book, [*TO_NAMED, ("review_due", "2011-03-01")])
        assert "star.veto" in refused(book, "revoke", "2011-03-10", {"veto": "其他"})
        book.append("exemplar", "X1", "revoke", "2011-03-10", "县委", "依法", {"veto": "环境违法"})
        assert state(book) == "revoked"


def test_whoever_downgraded_does_not_judge_the_rectification(book: Register) -> None:
    walk(
        book, [*TO_NAMED, ("review_due", "2011-03-01"), ("downgrade", "2011-03-10")], actor="复核组"
    )
    for event in ("rectify_pass", "rectify_fail"):
        assert "降档的人" in refused(book, event, "2011-09-01", actor=" 复核组 ")
    book.append("exemplar", "X1", "rectify_pass", "2011-09-01", "另组", "整改到位")
    assert state(book) == "named"
    walk(book, [("review_due", "2012-03-01"), ("downgrade", "2012-03-10")], actor="另组")
    book.append("exemplar", "X1", "rectify_pass", "2012-06-01", "复核组", "这次由另一方判断")


def test_one_extension_and_then_no_more(book: Register) -> None:
    walk(
        book,
        [
            *TO_NAMED,
            ("review_due", "2011-03-01"),
            ("downgrade", "2011-03-10"),
            ("extend", "2011-06-01"),
        ],
    )
    assert "site.rectify_max_extensions (未核实; 无来源) = 1" in refused(
        book, "extend", "2011-07-01"
    )
    assert book.lives("exemplar")["X1"].due == date(2013, 7, 1), (
        "the term of the rule on top of the old due date"
    )
    walk(book, [("rectify_pass", "2011-09-01")], actor="另组")
    walk(book, [("review_due", "2012-09-01"), ("downgrade", "2012-09-02")])
    walk(book, [("extend", "2012-10-01")])  # a new rectification has its own extension


@pytest.mark.parametrize(
    ("start", "named_on", "holidays", "enough"),
    [
        ("2011-03-07", "2011-03-14", (), True),  # Monday to Monday
        ("2011-03-07", "2011-03-12", (), True),  # the Saturday after five working days
        ("2011-03-07", "2011-03-11", (), False),  # the fifth day is not over
        ("2011-03-05", "2011-03-12", (), True),  # published on a Saturday
        ("2010-12-30", "2011-01-05", (), False),  # a weekend in between: four days
        ("2010-12-30", "2011-01-06", (), True),  # over the turn of the year
        (
            "2010-12-30",
            "2011-01-06",
            ("2011-01-03",),
            False,
        ),  # New Year's holiday made up on the Monday
        ("2012-02-23", "2012-03-01", (), True),  # over 29 February: a Thursday to the next
        ("2012-02-24", "2012-03-01", (), False),
        ("2011-03-14", "2011-03-07", (), False),  # published after the naming
    ],
)
def test_public_notice_counts_working_days(
    tmp_path: Any, start: str, named_on: str, holidays: Any, enough: bool
) -> None:
    with Register(tmp_path / "r.db", holidays=holidays) as book:
        walk(
            book, [("accept", "2010-01-04"), ("submit", "2010-02-01"), ("shortlist", "2010-03-01")]
        )
        data = {"notice_from": start, "objections_upheld": 0}
        if enough:
            book.append("exemplar", "X1", "name", named_on, "县委", "公示无异议", data)
            assert state(book) == "named"
        else:
            assert "site.notice_days (未核实; 无来源) = 5" in refused(book, "name", named_on, data)


def test_no_naming_over_an_objection_or_without_a_notice(book: Register) -> None:
    walk(book, TO_NAMED[:3])
    assert "异议" in refused(
        book, "name", "2010-03-20", {"notice_from": "2010-03-01", "objections_upheld": 1}
    )
    assert "notice_from" in refused(book, "name", "2010-03-20", {"objections_upheld": 0})
    assert "进入公示" in refused(
        book, "name", "2010-03-20", {"notice_from": "2010-02-01", "objections_upheld": 0}
    )
    assert "不是日期" in refused(
        book, "name", "2010-03-20", {"notice_from": "三月", "objections_upheld": 0}
    )


@pytest.mark.parametrize(
    ("revoked", "back", "early"),
    [("2011-03-10", "2013-03-10", "2013-03-09"), ("2012-02-29", "2014-02-28", "2014-02-27")],
)
def test_cooling_counts_from_the_last_revocation(
    book: Register, revoked: str, back: str, early: str
) -> None:
    walk(
        book,
        [*TO_NAMED, ("review_due", "2011-03-01"), ("revoke", revoked), ("archive", "2012-03-01")],
    )
    assert "site.cooling_years (未核实; 无来源) = 2" in refused(book, "readmit", early)
    book.append("exemplar", "X1", "readmit", back, "县委", "重新进入")
    assert state(book) == "lead"


def test_what_never_was_revoked_returns_at_once(book: Register) -> None:
    walk(book, [*TO_NAMED, ("withdraw", "2010-06-01"), ("readmit", "2010-06-01")])
    assert state(book) == "lead"


def test_acceptance_of_a_turnaround(tmp_path: Any) -> None:
    ready = [
        ("identify", "2010-01-04"),
        ("file_plan", "2010-02-01"),
        ("start", "2010-03-01"),
        ("apply", "2010-12-01"),
    ]
    with Register(tmp_path / "r.db", rules=Rules({"turn.accept_third_party_min": 0.9})) as book:
        walk(book, ready, machine="turnaround")
        for data, words in (
            ({"score": 69.9, "dissatisfied": 0.1}, "turn.accept_score (B; S27, S28) = 70"),
            ({"score": 90, "dissatisfied": 0.501}, "turn.accept_dissatisfied_max (B; S27) = 0.5"),
            ({"score": 90}, "dissatisfied"),
            (
                {"score": 90, "dissatisfied": 0.1, "respondent_share": 0.29, "third_party": 0.9},
                "turn.respondent_min_share (B; S30)",
            ),
            ({"score": 90, "dissatisfied": 0.1}, "third_party"),
            (
                {"score": 90, "dissatisfied": 0.1, "third_party": 0.89},
                "turn.accept_third_party_min (B; S29) = 0.9",
            ),
        ):
            assert words in refused(book, "pass", "2010-12-20", data, machine="turnaround")
        full = {"score": 70, "dissatisfied": 0.5, "third_party": 0.9, "respondent_share": 0.3}
        book.append("turnaround", "X1", "pass", "2010-12-20", "验收组", "通过", full)
        assert state(book, machine="turnaround") == "consolidating"


def test_a_commended_person_is_never_scored(book: Register) -> None:
    assert "不打分" in refused(book, "visit", "2010-08-01", GOOD, machine="commended_person")
    for event in ("review_due", "downgrade", "revoke", "suspend", "retain"):
        assert "不能" in refused(book, event, "2010-08-01", machine="commended_person")
    walk(book, [("visit", "2010-08-01"), ("take_down", "2011-08-01")], machine="commended_person")
    assert state(book, machine="commended_person") == "archived"


@pytest.mark.parametrize(
    ("actor", "reason"),
    [("", "理由"), ("  ", "理由"), ("县委", ""), ("县委", " \t"), (None, "理由"), ("县委", None)],
)
def test_no_decision_without_a_person_and_a_reason(book: Register, actor: Any, reason: Any) -> None:
    with pytest.raises(GuardError, match="办理人"):
        book.append("exemplar", "X1", "accept", "2010-01-04", actor, reason)
    assert book.history().empty


def test_what_cannot_be_recorded_at_all(book: Register) -> None:
    for row, words in (
        (("典型", "X1", "accept", "2010-01-04", "a", "b"), "状态机"),
        (("exemplar", " ", "accept", "2010-01-04", "a", "b"), "编号"),
        (("exemplar", "X1", "accept", "2010-02-30", "a", "b"), "日期"),
        (("exemplar", "X1", "accept", None, "a", "b"), "日期"),
        (("exemplar", "X1", "accept", "2010-01-04", "a", "b\0c"), "空字符"),
        (("exemplar", "X\ud800", "accept", "2010-01-04", "a", "b"), "字符"),
        (("exemplar", "X1", "accept", "2010-01-04", "a", "b", "{"), "JSON"),
        (("exemplar", "X1", "accept", "2010-01-04", "a", "b", "[1]"), "键值"),
        (("exemplar", "X1", "enter", "2010-01-04", "a", "b", {"state": "famous"}), "enter"),
    ):
        with pytest.raises(GuardError, match=words):
            book.append(*row)
    assert book.history().empty and book.verify() == []


def test_the_past_is_closed_to_everything_but_corrections(book: Register) -> None:
    walk(book, TO_NAMED)
    assert "correct" in refused(book, "visit", "2010-03-07")
    assert "第一个事件" in refused(book, "enter", "2010-04-01", {"state": "named"})


def test_refusals_are_said_in_english_too(book: Register) -> None:
    with use_lang("en"):
        assert "possible: accept, decline" in refused(book, "name", "2010-01-01")


@pytest.mark.parametrize("day", [2011, 20110704, 20110704.0, np.int64(20110704), True])
def test_a_number_is_no_date(day) -> None:
    with pytest.raises(GuardError, match=r"2011-07-04"):
        as_date(day)
