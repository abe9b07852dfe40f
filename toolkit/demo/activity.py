"""What a county does in a year: assessments and ratings, commitments, flags, coverage, study,
publicity, visits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.demo.course import DIMENSIONS, INDICATOR_WEIGHTS, VOICES, Course, stars
from toolkit.demo.organisations import FICTION, Places
from toolkit.demo.settings import COMMITMENTS, YEARS, Settings
from toolkit.demo.tools import day, days, numbered, only, share_out
from toolkit.rules import default_rules

_INDICATORS = ("班子运转", "党员作用", "制度执行", "工作实绩", "群众评价")
_EVIDENCE = ("会议记录", "党员活动记录", "制度台账", "年度目标完成表", "群众评议表")
_FIELDS = ("村务运行", "经济发展", "新农村建设", "特色工作")
_TOPICS = (
    "修路修渠",
    "技术培训",
    "困难帮扶",
    "环境整治",
    "政策宣讲",
    "便民代办",
    "矛盾调解",
    "文体活动",
)
_OBJECTS = ("农户", "困难家庭", "服务对象", "学生家长", "企业职工", "社区居民")
_LEARNED = ("公示做法", "培训办法", "产业组织", "服务流程")
_FORMS = ("report_meeting", "film", "reading", "seminar", "discussion", "branch_meeting", "speech")
_UNKNOWN = "待考"
#: chance that a visit is followed by adoption: same sector, another one
TAKEN_UP = (0.35, 0.15)
_PROGRAMMES = (
    ("G-3LC", "三级联创", "县、乡、村三级共同创建“五个好”", "部署;创建;考评", 10),
    ("G-3T2L", "三培双带", "通行释义：三类培养、两个带头", "摸底;培养;带动", 6),
    ("G-HOOK", "挂钩帮扶", "领导和机关挂钩联系基层组织", "挂钩;走访;回访", 8),
    ("G-1B2K", "一比两看", _UNKNOWN, None, None),
    ("G-FORT", "先锋堡垒工程", _UNKNOWN, None, None),
    ("G-PLEDGE", "双践诺", "党组织和党员公开承诺并践诺", "提诺;审诺;亮诺;践诺;评诺", 5),
    ("G-TURN", "整顿后进转化", "先进带、部门联、企业结", "认定;方案;整顿;验收;巩固", 12),
    ("G-STAR", "授旗评星", "定期考核授旗、评星定级", "考核;授旗;评星", 6),
    ("G-MASS", "党群促共建", "工会、共青团、妇联共建", "结对;共建", 3),
)
#: coverage kinds: for rural units (True), others (False) or all (None), and percent of members
#: from, below
_COVERAGE = (
    ("badge_and_sign", None, 80, 101),
    ("pioneer_household", True, 5, 31),
    ("pioneer_post", False, 10, 41),
    ("responsibility_area", None, 10, 51),
    ("trained_to_lead", True, 0, 21),
    ("leaders_to_members", True, 0, 11),
    ("leaders_to_cadres", True, 0, 6),
)


def activity_tables(
    s: Settings, orgs: Places, course: Course, exemplar: pd.DataFrame
) -> dict[str, pd.DataFrame]:
    """Every table that is neither a place, a pair nor an exemplar's life."""
    studied = exemplar.loc[exemplar["kind"].isin(["site", "commended_person"]), "ex_id"].to_numpy(
        dtype=object
    )
    publicity = _publicity(s, studied)
    given = publicity.loc[publicity["medium"].isin(["dvd", "book"]), "item_id"].to_numpy(
        dtype=object
    )
    return {
        "indicator": _indicator(),
        "assessment": _assessment(orgs, course),
        "rating": rating_table(orgs, course),
        "flag": _flag(s, orgs, course),
        "coverage_count": _coverage(s, orgs),
        "commitment": _commitment(s, orgs, course),
        "study_event": _study(s, orgs, studied),
        "publicity": publicity,
        "distribution": pd.DataFrame(
            {
                "item_id": np.repeat(given, len(orgs.ids)),
                "org_id": np.tile(orgs.ids, len(given)),
                "copies": 1,
            }
        ),
        "visit": _visit(s, orgs, exemplar),
        "programme": _programme(),
    }


def _indicator() -> pd.DataFrame:
    ids, weights = numbered("I", len(DIMENSIONS), 1), INDICATOR_WEIGHTS / 100
    columns = {
        "ind_id": ids,
        "name": _INDICATORS,
        "dimension": DIMENSIONS,
        "weight": weights,
        "direction": "higher",
        "evidence": _EVIDENCE,
    }
    return pd.DataFrame(columns)


def _periods() -> NDArray[Any]:
    return np.array([str(y) for y in YEARS], dtype=object)


def _assessment(orgs: Places, course: Course) -> pd.DataFrame:
    who = np.flatnonzero(orgs.rated)
    each = len(DIMENSIONS) * len(VOICES)
    return pd.DataFrame(
        {
            "org_id": np.repeat(orgs.ids[who], len(YEARS) * each),
            "period": np.tile(np.repeat(_periods(), each), len(who)),
            "ind_id": np.tile(
                np.repeat(numbered("I", len(DIMENSIONS), 1), len(VOICES)), len(who) * len(YEARS)
            ),
            "voice": np.tile(
                np.array(VOICES, dtype=object), len(who) * len(YEARS) * len(DIMENSIONS)
            ),
            "score": course.tenths[who].ravel() / 10,
        }
    )


def rating_table(orgs: Places, course: Course) -> pd.DataFrame:
    """Grade and stars of each rated organisation and year."""
    who = np.flatnonzero(orgs.rated)
    return pd.DataFrame(
        {
            "org_id": np.repeat(orgs.ids[who], len(YEARS)),
            "period": np.tile(_periods(), len(who)),
            "grade": np.array(["advanced", "ordinary", "backward"])[course.grade[who].ravel()],
            "stars": stars(orgs, course.composite)[who].ravel(),
            "decided_on": np.tile(day(np.array(YEARS), 12, 10), len(who)),
        }
    )


def _flag(s: Settings, orgs: Places, course: Course) -> pd.DataFrame:
    """A flag a quarter for each township (two quarters running at most) and three stars a month."""
    rng, rows = s.rng("flag"), []
    towns = orgs.frame["township"].to_numpy(dtype=object)
    for town in orgs.frame["township"].drop_duplicates():
        held = [-1, -1]
        for t, year in enumerate(YEARS):
            able = np.flatnonzero((towns == town) & (course.grade[:, t] == 0))
            for q in range(1, 12 // default_rules()["flag.cycle_months"] + 1):
                free = able[able != held[-1]] if held[-1] == held[-2] else able
                if len(free):
                    held.append(
                        held[-1]
                        if held[-1] in free and rng.random() < 0.3
                        else int(rng.choice(free))
                    )
                    rows.append(
                        (orgs.ids[held[-1]], f"{year}Q{q}", "circulating_flag", rng.choice(_FIELDS))
                    )
    for t, year in enumerate(YEARS):
        able = np.flatnonzero(course.grade[:, t] == 0)
        for month in range(1, 13):
            chosen = rng.choice(able, min(3, len(able)), replace=False)
            rows += [
                (orgs.ids[o], f"{year}-{month:02d}", "monthly_star", rng.choice(_FIELDS))
                for o in chosen
            ]
    return pd.DataFrame(rows, columns=["org_id", "period", "kind", "domain"])


def _coverage(s: Settings, orgs: Places) -> pd.DataFrame:
    """Head-counts of the last two years, never more than an organisation's members."""
    rng, parts = s.rng("coverage"), []
    who = np.flatnonzero(orgs.members > 0)
    for year in YEARS[-2:]:
        for kind, rural, low, high in _COVERAGE:
            those = who if rural is None else who[(orgs.kind[who] == "rural") == rural]
            count = orgs.members[those] * rng.integers(low, high, len(those)) // 100
            parts.append(
                pd.DataFrame(
                    {"org_id": orgs.ids[those], "period": str(year), "kind": kind, "n": count}
                )
            )
    return pd.concat(parts, ignore_index=True)


def _commitment(s: Settings, orgs: Places, course: Course) -> pd.DataFrame:
    """One to three items for each organisation and the rest in proportion to members, all of the
    last year.

    What can be checked is kept more often: P(met) = 0.45 + 0.08 × checkable parts + (verified − 68)
    / 150.
    """
    rng = s.rng("commitment")
    total, n = s.scaled(COMMITMENTS), s.organisations
    own = rng.integers(1, 4, n)
    per = np.concatenate([own, share_out(total - int(own.sum()), orgs.members)])
    row = np.repeat(np.tile(np.arange(n), 2), per)
    has = rng.random((total, 3)) < [0.7, 0.55, 0.8]
    step = rng.random(total)
    states = ["evaluated", "reported", "fulfilling", "published", "vetted"]
    status = np.select(
        [step < 0.62, step < 0.72, step < 0.93, step < 0.97, step < 0.99], states, "proposed"
    )
    chance = np.clip(
        0.45 + 0.08 * (has.sum(axis=1) + 1) + (course.verified[row, -1] - 68) / 150, 0.05, 0.97
    )
    luck, rest = rng.random(total), rng.random(total)
    result = np.select(
        [luck < chance, rest < 0.55, rest < 0.8], ["met", "partly", "unmet_explained"], "unmet"
    )
    return pd.DataFrame(
        {
            "commit_id": numbered("K", total),
            "org_id": orgs.ids[row],
            "subject": np.where(np.arange(total) < own.sum(), "organisation", "member_aggregate"),
            "topic": rng.choice(_TOPICS, total),
            "object": only(has[:, 0], rng.choice(_OBJECTS, total)),
            "amount": only(has[:, 1], rng.integers(1, 41, total)),
            "due": only(has[:, 2], day(YEARS[-1], 7) + days(rng, 0, 183, total)),
            "publication": rng.choice(("board", "window", "post"), total, p=[0.5, 0.2, 0.3]),
            "status": status,
            "result": only(status == "evaluated", result),
        }
    )


def _dates(rng: np.random.Generator, count: int) -> NDArray[Any]:
    """Sorted days from the first March to the last December."""
    return np.sort(day(YEARS[0], 3) + days(rng, 0, 365 * len(YEARS) - 90, count))


def _study(s: Settings, orgs: Places, studied: NDArray[Any]) -> pd.DataFrame:
    rng, count = s.rng("study"), 3 * s.organisations
    who = rng.choice(np.flatnonzero(orgs.members > 0), count)
    return pd.DataFrame(
        {
            "event_id": numbered("S", count),
            "date": _dates(rng, count),
            "form": rng.choice(_FORMS, count),
            "org_id": orgs.ids[who],
            "ex_id": only(rng.random(count) < 0.5, rng.choice(studied, count)),
            "attendance": orgs.members[who] * rng.integers(50, 101, count) // 100,
        }
    )


def _publicity(s: Settings, studied: NDArray[Any]) -> pd.DataFrame:
    rng, count = s.rng("publicity"), s.scaled(84, 8)
    media = rng.choice(
        ("bulletin", "tv", "website", "honour_board", "media"),
        count - 2,
        p=[0.4, 0.1, 0.3, 0.1, 0.1],
    )
    medium = np.concatenate([media, ["dvd", "book"]])
    copies = np.where(medium == "bulletin", rng.integers(50, 400, count), s.organisations)
    return pd.DataFrame(
        {
            "item_id": numbered("M", count, 3),
            "date": _dates(rng, count),
            "medium": medium,
            "ex_id": rng.choice(studied, count),
            "copies": only(np.isin(medium, ["bulletin", "dvd", "book"]), copies),
            "reach": rng.integers(100, 3000, count),
        }
    )


def _visit(s: Settings, orgs: Places, exemplar: pd.DataFrame) -> pd.DataFrame:
    """Visits to sites after their naming; the same sector takes up more of what it saw."""
    rng = s.rng("visit")
    sites = exemplar[(exemplar["kind"] == "site") & exemplar["named_on"].notna()]
    count = 6 * s.organisations // 5 if len(sites) else 0
    pick = rng.integers(0, max(len(sites), 1), count)
    who = rng.choice(np.flatnonzero(orgs.rated), count)
    named = sites["named_on"].to_numpy(dtype="datetime64[D]")[pick]
    left = np.maximum((np.datetime64(f"{YEARS[-1]}-12-31") - named).astype(np.int64), 1)
    host = np.searchsorted(orgs.ids, sites["org_id"].to_numpy(dtype=object)[pick])
    sector = orgs.frame["sector"].to_numpy(dtype=object)
    frame = pd.DataFrame(
        {
            "from_org": orgs.ids[who],
            "ex_id": sites["ex_id"].to_numpy(dtype=object)[pick],
            "date": named + rng.integers(0, left).astype("timedelta64[D]"),
            "learned": rng.choice(_LEARNED, count),
            "adopted": rng.random(count) < np.where(sector[host] == sector[who], *TAKEN_UP),
        }
    )
    frame = frame[who != host].drop_duplicates(["from_org", "ex_id", "date"])
    return frame.sort_values(["date", "from_org"], kind="stable", ignore_index=True)


def _programme() -> pd.DataFrame:
    rows = [
        (ref, name + FICTION, "county", f"{YEARS[0]}-01-01", *rest)
        for ref, name, *rest in _PROGRAMMES
    ]
    return pd.DataFrame(
        rows,
        columns=["prog_id", "name", "owner_level", "start", "content", "steps", "burden_hours"],
    )
