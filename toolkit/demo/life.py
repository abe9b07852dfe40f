"""The exemplars' lives: leads, selection, yearly reviews, return visits, and the awards of July
2010."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit.demo.course import Course
from toolkit.demo.organisations import FICTION, Places
from toolkit.demo.settings import AWARDS, YEARS, Settings
from toolkit.demo.tools import numbered, share_out
from toolkit.rules import default_rules
from toolkit.terms import machines

_DOMAINS = np.array(["village_affairs", "economy", "new_countryside", "special_work"])
_SOURCES = np.array(["masses", "cadres", "organisation", "media", "self"])
_THEMES = {
    "village_affairs": "村务公开",
    "economy": "产业带动",
    "new_countryside": "村容整治",
    "special_work": "特色服务",
}
_PERSONS = (
    ("林甲", "州级优秀共产党员（2009）"),
    ("周乙", "县级优秀党务工作者（2010）"),
    ("陆丙", "州级优秀共产党员（2008）"),
)
_PROBLEMS = ("宣传多、带动少", "制度上墙未落实", "骨干外出", "荣誉后松劲")
_HELP = ("党校派员指导", "挂钩单位补资金", "与先进支部互学")
_AWARD_YEAR = 2010
_LAST_DAY = np.datetime64(f"{YEARS[-1]}-12-31")


class _Life:
    """One exemplar walking through its state machine; a step the machine does not know is a
    KeyError."""

    def __init__(self, ex_id: str, machine: str):
        book = machines()[machine]
        self.ex_id, self.state = ex_id, book["start"]
        self.steps = {(a, event): b for a, event, b in book["transitions"]}
        self.events: list[tuple[Any, ...]] = []
        self.named_on: Any = None

    def fire(self, event: str, on: np.datetime64, actor: str, reason: str = "") -> bool:
        """Take a step unless it would lie after the last day of the records; says whether it was
        taken."""
        if on > _LAST_DAY:
            return False
        target = self.steps[self.state, event]
        self.events.append(
            (self.ex_id, len(self.events) + 1, on, event, self.state, target, actor, reason or None)
        )
        self.state = target
        if event == "name" and self.named_on is None:
            self.named_on = on
        return True


class _Register:
    """All lives of a county, and the tables that they leave."""

    def __init__(self, s: Settings, orgs: Places, course: Course):
        self.s, self.orgs, self.course, self.rng = s, orgs, course, s.rng("life")
        self.rules = default_rules()
        self.exemplars: list[tuple[Any, ...]] = []
        self.events: list[tuple[Any, ...]] = []
        self.reviews: list[tuple[Any, ...]] = []
        self.visits: list[tuple[Any, ...]] = []
        self.leads: list[tuple[Any, ...]] = []

    def days(self, low: int, high: int) -> np.timedelta64:
        return np.timedelta64(int(self.rng.integers(low, high)), "D")

    def lead(self, org: int, on: np.datetime64, domain: str, accepted: bool) -> None:
        reason = None if accepted else "示范面不足"
        source = str(self.rng.choice(_SOURCES, p=[0.3, 0.25, 0.3, 0.05, 0.1]))
        self.leads.append(
            (on, source, self.orgs.ids[org], domain, "accepted" if accepted else "declined", reason)
        )

    def live(self, kind: str, org: int, t: int, title: str) -> None:
        """A lead of year `t` and all that became of it."""
        life = _Life(f"X{len(self.exemplars) + 1:04d}", "exemplar")
        domain = str(self.rng.choice(_DOMAINS))
        on = np.datetime64(f"{YEARS[t]}-02-01") + self.days(0, 50)
        self.lead(org, on, domain, True)
        self._to_naming(life, on + self.days(5, 20))
        if life.state == "named":
            self._years(life, org)
        shown = title.format(theme=_THEMES[domain])
        self.exemplars.append(
            (
                life.ex_id,
                kind,
                self.orgs.ids[org],
                shown + FICTION,
                domain,
                life.named_on,
                str(YEARS[t]),
                life.state,
                None,
            )
        )
        self.events += life.events

    def _to_naming(self, life: _Life, on: np.datetime64) -> None:
        life.fire("accept", on, "组织部门")
        if self.rng.random() < 0.06:
            life.fire("withdraw", on + self.days(40, 90), "申报组织", "条件变化，主动退出")
            return
        on = on + self.days(50, 80)
        life.fire("submit", on, "乡镇党委")
        if self.rng.random() < 0.12:
            life.fire("return", on + self.days(5, 15), "评审组", "材料不实，退回补充")
            on = on + self.days(40, 60)
            life.fire("submit", on, "乡镇党委")
        on = on + self.days(10, 25)
        life.fire("shortlist", on, "评审组")
        if self.rng.random() < 0.05:
            life.fire("objection_upheld", on + self.days(3, 7), "组织部门", "公示异议成立")
            return
        # five working days of notice always fit into ten days
        life.fire("name", on + self.days(10, 20), "县委")

    def _years(self, life: _Life, org: int) -> None:
        quality = self.course.verified[org]
        first = life.named_on.astype(object).year
        for year in range(first + 1, YEARS[-1] + 1):
            if life.state != "named":
                return
            # a rectification of last year's review may reach into July
            on = max(np.datetime64(f"{year}-03-01"), life.events[-1][2] + np.timedelta64(3, "D"))
            # the better ones are visited more: visits and survival go together without being cause
            # and effect
            if self.rng.random() < np.clip(0.45 + (quality[year - YEARS[0]] - 70) / 60, 0.15, 0.9):
                self._visit(life, on + self.days(0, 45))
            if on < np.datetime64(f"{year}-05-01") and self.rng.random() < 0.03:
                life.fire("suspend", on + self.days(70, 80), "组织部门", "群众来信待核实")
                life.fire("clear", on + self.days(90, 110), "组织部门", "核实无问题")
            self._review(
                life,
                year,
                quality[year - YEARS[0]],
                np.datetime64(f"{year}-09-10") + self.days(0, 20),
            )

    def _visit(self, life: _Life, on: np.datetime64) -> None:
        life.fire("visit", on, "回访组")
        planned, troubled = bool(self.rng.random() < 0.75), self.rng.random() < 0.35
        problem = str(self.rng.choice(_PROBLEMS)) if troubled else None
        months = int(self.rules["site.visit_months"])
        self.visits.append(
            (
                life.ex_id,
                on,
                planned,
                problem,
                str(self.rng.choice(_HELP)) if troubled else None,
                on + np.timedelta64(30 * months, "D"),
            )
        )

    def _review(self, life: _Life, year: int, quality: float, on: np.datetime64) -> None:
        r, rng = self.rules, self.rng
        life.fire("review_due", on, "组织部门")
        age = year - life.named_on.astype(object).year - 1  # what an exemplar radiates fades
        role, value = (
            round(float(np.clip(quality + 3 - fade * age + rng.normal(0, 7), 0, 100)), 1)
            for fade in (4, 3)
        )
        satisfaction = round(
            float(np.clip(0.89 + (quality - 72) / 250 + rng.normal(0, 0.03), 0, 1)), 3
        )
        short = [
            role < r["site.role_min"],
            value < r["site.value_min"],
            satisfaction < r["site.satisfaction_min"],
        ]
        on = on + self.days(10, 20)
        if rng.random() < 0.01:
            decision, reason = "revoke", "申报材料造假"
        elif any(short):
            decision, reason = (
                "downgrade",
                "；".join(
                    w
                    for w, s in zip(("典型作用不大", "培育价值不明显", "群众满意度不足"), short)
                    if s
                ),
            )
        else:
            decision, reason = (
                ("promote", "作用突出") if role >= 90 and value >= 85 else ("retain", "")
            )
        self.reviews.append((life.ex_id, year, role, value, satisfaction, decision, reason or None))
        life.fire(decision, on, "复核组", reason)
        if decision == "downgrade":
            self._rectify(life, on + np.timedelta64(30 * int(r["site.rectify_months"]), "D"))
        if life.state == "revoked":
            life.fire("archive", on + self.days(300, 330), "组织部门")

    def _rectify(self, life: _Life, on: np.datetime64) -> None:
        if self.rng.random() < 0.25 and life.fire(
            "extend", on - np.timedelta64(10, "D"), "组织部门", "整改延期一次"
        ):
            on = on + np.timedelta64(80, "D")
        # whoever downgraded does not judge the rectification
        passed = self.rng.random() < 0.7
        life.fire(
            "rectify_pass" if passed else "rectify_fail",
            on,
            "另组验收组",
            "整改到位" if passed else "整改不到位",
        )

    def person(self, name: str, award: str) -> None:
        """A commended person: name, award and source only."""
        life = _Life(f"X{len(self.exemplars) + 1:04d}", "commended_person")
        on = np.datetime64(f"{_AWARD_YEAR}-07-20") + self.days(0, 30)
        life.fire("visit", on, "回访组")
        if len(self.exemplars) % 3 == 2:
            life.fire("take_down", on + self.days(200, 300), "宣传部门", "展期结束")
        source = f"虚构：《{self.s.name}党建简报》所载{award}"
        self.exemplars.append(
            (
                life.ex_id,
                "commended_person",
                None,
                name + FICTION,
                None,
                None,
                None,
                life.state,
                source,
            )
        )
        self.events += life.events


def exemplar_tables(s: Settings, orgs: Places, course: Course) -> dict[str, pd.DataFrame]:
    """lead, exemplar, exemplar_event, review, return_visit, award."""
    reg = _Register(s, orgs, course)
    _select(reg)
    columns = {
        "exemplar": (reg.exemplars, "ex_id kind org_id title domain named_on cohort status source"),
        "exemplar_event": (
            reg.events,
            "ex_id seq date event from_state to_state actor_role reason",
        ),
        "review": (reg.reviews, "ex_id year role_score value_score satisfaction decision reason"),
        "return_visit": (reg.visits, "ex_id date planned problem help next_on"),
        "lead": (
            sorted(reg.leads, key=lambda r: r[0]),
            "date source_kind org_id domain decision reason",
        ),
    }
    out = {
        table: pd.DataFrame(rows, columns=names.split()) for table, (rows, names) in columns.items()
    }
    out["lead"].insert(0, "lead_id", numbered("L", len(out["lead"]), 4))
    return out | {"award": _awards(s, orgs, out["exemplar"], course)}


def _select(reg: _Register) -> None:
    """Every year the best reported of those that are no exemplar yet become leads; a third more are
    declined."""
    s, grade, score = reg.s, reg.course.grade, reg.course.composite
    taken, names = np.zeros(len(grade), dtype=bool), reg.orgs.frame["name"].to_numpy(dtype=object)
    reach = np.isin(reg.orgs.frame["level"], ["branch", "general_branch"]) & ~np.isin(
        reg.orgs.kind, ["leader", "mass"]
    )
    for t in range(len(YEARS)):
        judged = max(t - 1, 0)
        free = np.flatnonzero((grade[:, judged] == 0) & reach & ~taken)
        best = free[
            np.argsort(
                -score[free, judged] - reg.rng.integers(0, 800_000, len(free)), kind="stable"
            )
        ]
        sites, others = s.scaled(7, 1), s.scaled(3, 1)
        for k, org in enumerate(best[: sites + others]):
            name = str(names[org]).removesuffix(FICTION)
            reg.live(
                "site" if k < sites else "organisation",
                int(org),
                t,
                name + "{theme}示范点" * (k < sites),
            )
        taken[best[: sites + others]] = True
        for org in best[sites + others : sites + others + s.scaled(4)]:
            reg.lead(
                int(org),
                np.datetime64(f"{YEARS[t]}-02-01") + reg.days(0, 60),
                str(reg.rng.choice(_DOMAINS)),
                False,
            )
    for t in range(0, len(YEARS), 3):
        reg.live("programme", 0, t, s.name + ("三培双带", "党群共建", "双践诺")[t // 3] + "载体")
    for name, award in _PERSONS:
        reg.person(name, award)


def _awards(s: Settings, orgs: Places, exemplar: pd.DataFrame, course: Course) -> pd.DataFrame:
    """The commendation of July 2010: organisations one by one, members and Party workers as counts
    of their nominators."""
    t = _AWARD_YEAR - YEARS[0] - 1
    collectives, members, workers = (s.scaled(a, 1) for a in AWARDS)
    leaf = np.flatnonzero(
        np.isin(orgs.frame["level"], ["branch", "general_branch"]) & (orgs.kind != "leader")
    )
    best = leaf[np.argsort(-course.composite[leaf, t], kind="stable")][:collectives]
    known = dict(zip(exemplar["org_id"], exemplar["ex_id"]))
    rows = [("organisation", orgs.ids[o], known.get(orgs.ids[o]), 1) for o in best]
    tops = np.flatnonzero(np.isin(orgs.kind, ["township", "system"]))
    for category, total in (("member", members), ("party_worker", workers)):
        seats = share_out(
            total, np.bincount(_nominator(orgs, tops), minlength=len(tops))[: len(tops)] + 1
        )
        rows += [(category, orgs.ids[o], None, int(k)) for o, k in zip(tops, seats) if k]
    frame = pd.DataFrame(rows, columns=["category", "org_id", "ex_id", "count"])
    frame.insert(0, "award_id", [f"A{_AWARD_YEAR}-{k + 1:03d}" for k in range(len(frame))])
    frame["year"], frame["level"] = _AWARD_YEAR, "county"
    begun, working_days = np.datetime64("2010-06-21"), default_rules()["award.notice_days"]
    frame["notice_from"] = begun
    frame["notice_to"] = np.busday_offset(begun, working_days - 1)
    return frame


def _nominator(orgs: Places, tops: np.ndarray) -> np.ndarray:
    """For each organisation below them, which of `tops` it nominates through."""
    place = {o: k for k, o in enumerate(orgs.ids[tops])}
    parent = dict(zip(orgs.frame["org_id"], orgs.frame["parent_id"]))

    def top(o: Any) -> int:
        while isinstance(o, str) and o not in place:
            o = parent[o]
        return place.get(o, -1)

    found = np.array([top(o) for o in orgs.ids])
    return found[found >= 0]
