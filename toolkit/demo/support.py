"""The tables around help: pairs, bans, support events, turnaround cases and their problems."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.demo.course import Course
from toolkit.demo.pairs import ADJUSTED, CONFIRMED, EXPIRED, GOAL_MET, HELP, PROPOSED, REJECTED, RUNNING, TERM
from toolkit.demo.places import Places
from toolkit.demo.settings import YEARS, Settings, day

NOT_YET = np.datetime64("NaT", "D")
_ROLES = ("帮扶单位负责岗", "驻村工作队岗", "联系点负责岗", "结对办公室岗")
_GOALS = ("年内转化升级", "班子运转正常", "集体经济有起色", "群众满意度提高")
_MEASURES = ("项目带动", "政策扶持", "科技支撑", "资金保障")
_THEMES = ("党建带工建", "党建带团建", "党建带妇建", "共建共享")
_BANS = ("任职回避", "已有经济往来，须回避", "已另有安排")
_PROBLEMS = np.array(["team", "system", "economy", "disputes", "facilities", "other"])
_KINDS = np.array(["project", "policy", "technology", "funds", "visit", "training", "other"])
_LAST = len(YEARS) - 1


def helping_tables(s: Settings, orgs: Places, course: Course) -> dict[str, pd.DataFrame]:
    """pairing, ineligible, support_event, turnaround_case, problem_item."""
    rng = s.rng("support")
    cases = _cases(s, orgs, course)
    pairing = pd.concat([_pairing(s, orgs, course, cases, rng), _co_building(s, orgs, course.book.bans, rng)], ignore_index=True)
    n = s.organisations
    bans = pd.DataFrame(
        {
            "helper_id": orgs.ids[course.book.bans // n],
            "recipient_id": orgs.ids[course.book.bans % n],
            "reason": rng.choice(_BANS, len(course.book.bans)),
        }
    )
    return {
        "pairing": pairing,
        "ineligible": bans,
        "support_event": _events(pairing, rng),
        "turnaround_case": cases.drop(columns=["org", "passed"]),
        "problem_item": _problems(s, cases),
    }


def _pairing(s: Settings, orgs: Places, course: Course, cases: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    r = course.book.rows
    k, why = len(r["start"]), r["reason"]
    start = day(YEARS[0] + r["start"], 3) + rng.integers(0, 28, k).astype("timedelta64[D]")
    plan = day(YEARS[0] + r["start"] + TERM, 3) + (start - start.astype("datetime64[M]").astype("datetime64[D]"))
    closing = cases[cases["status"] == "closed"]
    closed = {(o, y + 1): d for o, y, d in zip(closing["org"], closing["passed"], closing["closed_on"])}
    met = np.array([closed.get((o, y), NOT_YET) for o, y in zip(r["recipient"], r["end"])], dtype="datetime64[D]")
    moved = day(YEARS[0] + r["end"], 4) + rng.integers(0, 25, k).astype("timedelta64[D]")
    followup = course.book.in_followup(course.cases.org[course.cases.passed == _LAST])
    paused = (why == RUNNING) & ~followup & (rng.random(k) < 0.03)
    status = np.select(
        [why == GOAL_MET, why == EXPIRED, why == ADJUSTED, why == REJECTED, why == PROPOSED, why == CONFIRMED, followup, paused],
        ["completed", "completed", "dissolved", "rejected", "proposed", "confirmed", "followup", "paused"],
        "active",
    )
    return pd.DataFrame(
        {
            "pair_id": _numbered("P", k),
            "channel": np.array(list(HELP), dtype=object)[r["channel"]],
            "helper_id": orgs.ids[r["helper"]],
            "recipient_id": orgs.ids[r["recipient"]],
            "start": start,
            "end_plan": plan,
            "end_actual": np.select([why == GOAL_MET, why == EXPIRED, why == ADJUSTED], [met, plan, moved], NOT_YET),
            "date_precision": "day",
            "responsible_role": rng.choice(_ROLES, k),
            "goal": rng.choice(_GOALS, k),
            "measure": rng.choice(_MEASURES, k),
            "status": status,
            "end_reason": np.select([why == GOAL_MET, why == EXPIRED, why == ADJUSTED], ["goal_met", "expired", "adjusted"], ""),
            "evidence": np.where(why == REJECTED, "受助方未采纳，另行安排", ""),
            "prog_id": np.where(r["channel"] == list(HELP).index("hook_up_help"), "G-HOOK", "G-TURN"),
        }
    ).replace({"end_reason": {"": None}, "evidence": {"": None}})


def _co_building(s: Settings, orgs: Places, bans: NDArray[np.int64], rng: np.random.Generator) -> pd.DataFrame:
    """Mass organisations build with units of every grade, for the whole time."""
    masses, partners = np.flatnonzero(orgs.kind == "mass"), np.flatnonzero(orgs.needs > 0)
    each = min(len(partners), max(1, s.organisations // 60))
    helper = np.repeat(masses, each)
    recipient = np.concatenate([rng.choice(partners, each, replace=False) for _ in masses])
    allowed = ~np.isin(helper * s.organisations + recipient, bans)
    helper, recipient = helper[allowed], recipient[allowed]
    start = day(rng.integers(YEARS[0], YEARS[-1], len(helper)), 5) + rng.integers(0, 28, len(helper)).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "pair_id": _numbered("C", len(helper)),
            "channel": "co_building",
            "helper_id": orgs.ids[helper],
            "recipient_id": orgs.ids[recipient],
            "start": start,
            "date_precision": "day",
            "responsible_role": "群团共建岗",
            "goal": rng.choice(_THEMES, len(helper)),
            "status": "active",
            "prog_id": "G-MASS",
        }
    )


def _events(pairing: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Support while a pair runs: about three events a year, of kinds that follow its measure."""
    ran = pairing[pairing["status"].isin(["active", "paused", "followup", "completed", "dissolved"])]
    start = ran["start"].to_numpy(dtype="datetime64[D]")
    end = ran["end_actual"].fillna(pd.Timestamp(YEARS[-1], 12, 31)).to_numpy(dtype="datetime64[D]")
    days = (end - start).astype(np.int64)
    count = days // 110
    row = np.repeat(np.arange(len(ran)), count)
    step = (np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)) * 110 + rng.integers(0, 110, len(row))
    measure = ran["measure"].map(dict(zip(_MEASURES, range(4)))).fillna(4).to_numpy(dtype=np.int64)
    kind = np.where(rng.random(len(row)) < 0.45, measure[row], rng.integers(2, 7, len(row)))
    funds = (kind == 0) | (kind == 3)
    return pd.DataFrame(
        {
            "event_id": _numbered("E", len(row)),
            "pair_id": ran["pair_id"].to_numpy(dtype=object)[row],
            "date": start[row] + step.astype("timedelta64[D]"),
            "kind": _KINDS[kind],
            "amount": np.where(funds, rng.integers(2, 60, len(row)) * 0.5, np.nan),
            "unit": pd.Series(np.where(funds, "万元", "")).replace("", None),
        }
    )


def _cases(s: Settings, orgs: Places, course: Course) -> pd.DataFrame:
    """Every case with the dates that follow from its years, and the screenings that were dismissed."""
    rng, c = s.rng("case"), course.cases
    k = len(c.org)
    listed_on = day(YEARS[0] + c.opened, 12, 15) + rng.integers(0, 15, k).astype("timedelta64[D]")
    done = (c.passed >= 0) & (c.passed < _LAST)
    closed_on = day(YEARS[0] + np.where(done, c.passed + 1, 0), 6) + rng.integers(0, 28, k).astype("timedelta64[D]")
    fresh = c.opened == _LAST
    status = np.select([done, c.passed == _LAST, fresh], ["closed", "consolidating", "identified"], "rectifying")
    status = np.where((status == "rectifying") & (rng.random(k) < 0.2), "acceptance", status)
    status = np.where(fresh & (rng.random(k) < 0.5), "planned", status)
    masses = course.tenths[c.org, c.opened, :, 3].mean(axis=1) / 10
    basis = np.select([masses < 50, course.composite[c.org, c.opened] < 60 * 10**5], ["direct", "threshold"], "quota")
    again = {}
    for o, y in zip(c.org.tolist(), c.opened.tolist()):
        again.setdefault(o, []).append(y)
    relapse = np.array(
        [any(p < y <= p + 2 for y in again[o]) if p >= 0 else False for o, p in zip(c.org.tolist(), c.passed.tolist())], dtype=bool
    )
    table = pd.DataFrame(
        {
            "org_id": orgs.ids[c.org],
            "listed_on": listed_on,
            "basis": basis,
            "status": status,
            "closed_on": np.where(done, closed_on, NOT_YET),
            "relapse": relapse,
            "org": c.org,
            "passed": c.passed,
        }
    )
    return _with_dismissed(table, orgs, course, rng)


def _with_dismissed(table: pd.DataFrame, orgs: Places, course: Course, rng: np.random.Generator) -> pd.DataFrame:
    """A few units just above the line were screened and dismissed each year."""
    near = []
    for t in range(len(YEARS)):
        ordinary = np.flatnonzero(course.grade[:, t] == 1)
        lowest = ordinary[np.argsort(course.composite[ordinary, t], kind="stable")]
        near += [(o, t) for o in lowest[: len(orgs.kind) // 120]]
    who = np.array(near, dtype=np.int64).reshape(-1, 2)
    extra = pd.DataFrame(
        {
            "org_id": orgs.ids[who[:, 0]],
            "listed_on": day(YEARS[0] + who[:, 1], 12, 5) + rng.integers(0, 9, len(who)).astype("timedelta64[D]"),
            "basis": "threshold",
            "status": "dismissed",
            "closed_on": NOT_YET,
            "relapse": False,
            "org": who[:, 0],
            "passed": -1,
        }
    )
    table = pd.concat([table, extra], ignore_index=True) if len(extra) else table
    table = table.sort_values(["listed_on", "org"], kind="stable", ignore_index=True)
    table.insert(0, "case_id", _numbered("T", len(table)))
    return table


def _problems(s: Settings, cases: pd.DataFrame) -> pd.DataFrame:
    """One to three problems a case, due within a year; done before the case passes its acceptance."""
    rng = s.rng("problem")
    cases = cases[cases["status"] != "dismissed"]
    count = rng.integers(1, 4, len(cases))
    row = np.repeat(np.arange(len(cases)), count)
    listed = cases["listed_on"].to_numpy(dtype="datetime64[D]")[row]
    due = listed + rng.integers(90, 350, len(row)).astype("timedelta64[D]")
    passed = cases["passed"].to_numpy()[row]
    late = (rng.random(len(row)) < 0.15).astype(np.int64) * rng.integers(5, 60, len(row))
    done = np.minimum(due + late.astype("timedelta64[D]"), day(YEARS[0] + np.maximum(passed, 0), 11, 20))
    done = np.maximum(done, listed + np.timedelta64(20, "D"))
    early = (rng.random(len(row)) < 0.4) & (due < np.datetime64(f"{YEARS[-1]}-10-01"))
    return pd.DataFrame(
        {
            "case_id": cases["case_id"].to_numpy(dtype=object)[row],
            "item_no": np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count) + 1,
            "problem_type": rng.choice(_PROBLEMS, len(row), p=[0.25, 0.2, 0.2, 0.12, 0.13, 0.1]),
            "due": due,
            "done_on": np.select([passed >= 0, early], [done, due], NOT_YET),
        }
    )


def _numbered(letter: str, count: int) -> NDArray[Any]:
    return np.array([f"{letter}{k + 1:05d}" for k in range(count)], dtype=object)
