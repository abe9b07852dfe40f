"""The tables around help: pairs, bans, support events, turnaround cases and their problems."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.demo.course import ADVANCED, Course
from toolkit.demo.later import LATER, later_pairs
from toolkit.demo.organisations import Places
from toolkit.demo.pairs import (
    ADJUSTED,
    CONFIRMED,
    EXPIRED,
    GOAL_MET,
    HELP,
    PROPOSED,
    REJECTED,
    RUNNING,
    TERM,
)
from toolkit.demo.settings import LAST, YEARS, Settings
from toolkit.demo.tools import NOT_YET, day, days, numbered, only

_ROLES = ("帮扶单位负责岗", "驻村工作队岗", "联系点负责岗", "结对办公室岗")
_GOALS = ("年内转化升级", "班子运转正常", "集体经济有起色", "群众满意度提高")
_MEASURES = ("项目带动", "政策扶持", "科技支撑", "资金保障")
_THEMES = ("党建带工建", "党建带团建", "党建带妇建", "共建共享")
_BANS = ("任职回避", "已有经济往来，须回避", "已另有安排")
_PROBLEMS = ("team", "system", "economy", "disputes", "facilities", "other")
_KINDS = np.array(["project", "policy", "technology", "funds", "visit", "training", "other"])


def helping_tables(s: Settings, orgs: Places, course: Course) -> dict[str, pd.DataFrame]:
    """pairing, ineligible, support_event, turnaround_case, problem_item."""
    rng, bans = s.rng("support"), course.book.bans
    cases = _cases(s, orgs, course)
    pairing = pd.concat(
        [_pairing(orgs, course, cases, rng), _co_building(s, orgs, bans, rng)], ignore_index=True
    )
    helper, recipient = orgs.ids[bans // s.organisations], orgs.ids[bans % s.organisations]
    reason = rng.choice(_BANS, len(bans))
    events = _events(pairing, rng)
    advanced = course.grade[:, LAST] == ADVANCED
    for place, channel in enumerate(LATER, 1):
        own = s.rng_of(channel)
        added = later_pairs(
            channel, f"N{place}-", orgs, cases=cases, advanced=advanced, bans=bans, rng=own
        )
        pairing = pd.concat([pairing, added], ignore_index=True)
        events = pd.concat([events, _events(added, own, f"F{place}-")], ignore_index=True)
    return {
        "pairing": pairing,
        "ineligible": pd.DataFrame(
            {"helper_id": helper, "recipient_id": recipient, "reason": reason}
        ),
        "support_event": events,
        "turnaround_case": cases.drop(columns=["org", "passed"]),
        "problem_item": _problems(s, cases),
    }


def _pairing(
    orgs: Places, course: Course, cases: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    r = course.book.rows
    k, why = len(r["start"]), r["reason"]
    in_march = days(rng, 0, 28, k)
    plan = day(YEARS[0] + r["start"] + TERM, 3) + in_march
    closing = cases[cases["status"] == "closed"]
    closed = dict(zip(zip(closing["org"], closing["passed"] + 1), closing["closed_on"]))
    met = np.array(
        [closed.get((o, y), NOT_YET) for o, y in zip(r["recipient"], r["end"])],
        dtype="datetime64[D]",
    )
    ended = [why == GOAL_MET, why == EXPIRED, why == ADJUSTED]
    end = np.select(ended, [met, plan, day(YEARS[0] + r["end"], 4) + days(rng, 0, 25, k)], NOT_YET)
    followup = course.book.in_followup(course.cases.org[course.cases.passed == LAST])
    paused = (why == RUNNING) & (rng.random(k) < 0.03)
    status = np.select(
        [*ended, why == REJECTED, why == PROPOSED, why == CONFIRMED, followup, paused],
        [
            "completed",
            "completed",
            "dissolved",
            "rejected",
            "proposed",
            "confirmed",
            "followup",
            "paused",
        ],
        "active",
    )
    return pd.DataFrame(
        {
            "pair_id": numbered("P", k),
            "channel": np.array(list(HELP), dtype=object)[r["channel"]],
            "helper_id": orgs.ids[r["helper"]],
            "recipient_id": orgs.ids[r["recipient"]],
            "start": day(YEARS[0] + r["start"], 3) + in_march,
            "end_plan": plan,
            "end_actual": end,
            "date_precision": "day",
            "responsible_role": rng.choice(_ROLES, k),
            "goal": rng.choice(_GOALS, k),
            "measure": rng.choice(_MEASURES, k),
            "status": status,
            "end_reason": only(
                ~np.isnat(end), np.select(ended, ["goal_met", "expired", "adjusted"], "")
            ),
            "evidence": only(why == REJECTED, "受助方未采纳，另行安排"),
            "prog_id": np.where(
                r["channel"] == list(HELP).index("hook_up_help"), "G-HOOK", "G-TURN"
            ),
        }
    )


def _co_building(
    s: Settings, orgs: Places, bans: NDArray[np.int64], rng: np.random.Generator
) -> pd.DataFrame:
    """Mass organisations build with units of every grade, for the whole time."""
    masses, partners = np.flatnonzero(orgs.kind == "mass"), np.flatnonzero(orgs.needs > 0)
    each = min(len(partners), max(2, s.organisations // 60))
    helper = np.repeat(masses, each)
    recipient = np.concatenate([rng.choice(partners, each, replace=False) for _ in masses])
    allowed = ~np.isin(helper * s.organisations + recipient, bans)
    helper, recipient = helper[allowed], recipient[allowed]
    k = len(helper)
    return pd.DataFrame(
        {
            "pair_id": numbered("C", k),
            "channel": "co_building",
            "helper_id": orgs.ids[helper],
            "recipient_id": orgs.ids[recipient],
            "start": day(rng.integers(YEARS[0], YEARS[-1], k), 5) + days(rng, 0, 28, k),
            "date_precision": "day",
            "responsible_role": "群团共建岗",
            "goal": rng.choice(_THEMES, k),
            "status": "active",
            "prog_id": "G-MASS",
        }
    )


def _events(pairing: pd.DataFrame, rng: np.random.Generator, letter: str = "E") -> pd.DataFrame:
    """Support while a pair runs: about three events a year, of kinds that follow its measure."""
    ran = pairing[
        pairing["status"].isin(["active", "paused", "followup", "completed", "dissolved"])
    ]
    start = ran["start"].to_numpy(dtype="datetime64[D]")
    end = ran["end_actual"].fillna(pd.Timestamp(YEARS[-1], 12, 31)).to_numpy(dtype="datetime64[D]")
    count = (end - start).astype(np.int64) // 110
    row = np.repeat(np.arange(len(ran)), count)
    k, turn = len(row), _turn(count)
    measure = ran["measure"].map(dict(zip(_MEASURES, range(4)))).fillna(4).to_numpy(dtype=np.int64)
    kind = np.where(rng.random(k) < 0.45, measure[row], rng.integers(2, 7, k))
    paid = (kind == 0) | (kind == 3)
    return pd.DataFrame(
        {
            "event_id": numbered(letter, k),
            "pair_id": ran["pair_id"].to_numpy(dtype=object)[row],
            "date": start[row] + (turn * 110).astype("timedelta64[D]") + days(rng, 0, 110, k),
            "kind": _KINDS[kind],
            "amount": only(paid, rng.integers(2, 60, k) * 0.5),
            "unit": only(paid, "万元"),
        }
    )


def _turn(count: NDArray[np.int64]) -> NDArray[np.int64]:
    """0, 1, 2 … within each run of `count` rows."""
    return np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count)


def _cases(s: Settings, orgs: Places, course: Course) -> pd.DataFrame:
    """Every case with the dates that follow from its years, and a few screenings just above the
    line that were dismissed."""
    rng, c = s.rng("case"), course.cases
    closed, fresh = (c.passed >= 0) & (c.passed < LAST), c.opened == LAST
    drawn, half = rng.random(len(c.org)), rng.random(len(c.org)) < 0.5
    status = np.select(
        [closed, c.passed == LAST, fresh & half, fresh, drawn < 0.2],
        ["closed", "consolidating", "planned", "identified", "acceptance"],
        "rectifying",
    )
    masses = course.tenths[c.org, c.opened, :, 3].mean(axis=1) / 10
    basis = np.select(
        [masses < 50, course.composite[c.org, c.opened] < 60 * 10**5],
        ["direct", "threshold"],
        "quota",
    )
    near = [
        (o, t) for t in range(len(YEARS)) for o in course.lowest_ordinary(t, s.organisations // 120)
    ]
    extra = np.array(near, dtype=np.int64).reshape(-1, 2)
    org, opened = np.concatenate([c.org, extra[:, 0]]), np.concatenate([c.opened, extra[:, 1]])
    passed = np.concatenate([c.passed, np.full(len(extra), -1)])
    k, done = len(org), np.concatenate([closed, np.zeros(len(extra), dtype=bool)])
    table = pd.DataFrame(
        {
            "org_id": orgs.ids[org],
            "listed_on": day(YEARS[0] + opened, 12, 15) + days(rng, 0, 15, k),
            "basis": np.concatenate([basis, np.full(len(extra), "threshold")]),
            "status": np.concatenate([status, np.full(len(extra), "dismissed")]),
            "closed_on": np.where(
                done,
                day(YEARS[0] + np.where(done, passed + 1, 0), 6) + days(rng, 0, 28, k),
                NOT_YET,
            ),
            "relapse": np.concatenate(
                [_relapsed(c.org, c.opened, c.passed), np.zeros(len(extra), dtype=bool)]
            ),
            "org": org,
            "passed": passed,
        }
    ).sort_values(["listed_on", "org"], kind="stable", ignore_index=True)
    table.insert(0, "case_id", numbered("T", k))
    return table


def _relapsed(
    org: NDArray[np.int64], opened: NDArray[np.int64], passed: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Listed again within two years of passing."""
    again = set(zip(org.tolist(), opened.tolist()))
    return (passed >= 0) & np.array(
        [
            any((o, p + later) in again for later in (1, 2))
            for o, p in zip(org.tolist(), passed.tolist())
        ],
        dtype=bool,
    )


def _problems(s: Settings, cases: pd.DataFrame) -> pd.DataFrame:
    """One to three problems a case, due within a year; done before the case passes its
    acceptance."""
    rng = s.rng("problem")
    cases = cases[cases["status"] != "dismissed"]
    count = rng.integers(1, 4, len(cases))
    row, k = np.repeat(np.arange(len(cases)), count), int(count.sum())
    listed = cases["listed_on"].to_numpy(dtype="datetime64[D]")[row]
    passed = cases["passed"].to_numpy()[row]
    due = listed + days(rng, 90, 350, k)
    late = due + days(rng, 5, 60, k) * (rng.random(k) < 0.15)
    done = np.maximum(
        np.minimum(late, day(YEARS[0] + np.maximum(passed, 0), 11, 20)),
        listed + np.timedelta64(20, "D"),
    )
    early = (rng.random(k) < 0.4) & (due < np.datetime64(f"{YEARS[-1]}-10-01"))
    return pd.DataFrame(
        {
            "case_id": cases["case_id"].to_numpy(dtype=object)[row],
            "item_no": _turn(count) + 1,
            "problem_type": rng.choice(_PROBLEMS, k, p=[0.25, 0.2, 0.2, 0.12, 0.13, 0.1]),
            "due": due,
            "done_on": np.select([passed >= 0, early], [done, due], NOT_YET),
        }
    )
