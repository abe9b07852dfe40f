"""What a county does in a year: assessments and ratings, commitments, flags, coverage, study, publicity, visits."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.demo.course import DIMENSIONS, INDICATOR_WEIGHTS, VOICES, Course, stars
from toolkit.demo.places import FICTION, Places
from toolkit.demo.settings import COMMITMENTS, YEARS, Settings, day, share_out

_INDICATORS = ("班子运转", "党员作用", "制度执行", "工作实绩", "群众评价")
_EVIDENCE = ("会议记录", "党员活动记录", "制度台账", "年度目标完成表", "群众评议表")
_GRADES = np.array(["advanced", "ordinary", "backward"], dtype=object)
_FIELDS = np.array(["村务运行", "经济发展", "新农村建设", "特色工作"], dtype=object)
_TOPICS = np.array(["修路修渠", "技术培训", "困难帮扶", "环境整治", "政策宣讲", "便民代办", "矛盾调解", "文体活动"], dtype=object)
_OBJECTS = np.array(["农户", "困难家庭", "服务对象", "学生家长", "企业职工", "社区居民"], dtype=object)
_LEARNED = np.array(["公示做法", "培训办法", "产业组织", "服务流程"], dtype=object)
_UNKNOWN = "待考"
_PROGRAMMES = (
    ("G-3LC", "三级联创", "county", "县、乡、村三级共同创建“五个好”", "部署;创建;考评", 10),
    ("G-3T2L", "三培双带", "county", "通行释义：三类培养、两个带头", "摸底;培养;带动", 6),
    ("G-HOOK", "挂钩帮扶", "county", "领导和机关挂钩联系基层组织", "挂钩;走访;回访", 8),
    ("G-1B2K", "一比两看", "county", _UNKNOWN, None, None),
    ("G-FORT", "先锋堡垒工程", "county", _UNKNOWN, None, None),
    ("G-PLEDGE", "双践诺", "county", "党组织和党员公开承诺并践诺", "提诺;审诺;亮诺;践诺;评诺", 5),
    ("G-TURN", "整顿后进转化", "county", "先进带、部门联、企业结", "认定;方案;整顿;验收;巩固", 12),
    ("G-STAR", "授旗评星", "county", "定期考核授旗、评星定级", "考核;授旗;评星", 6),
    ("G-MASS", "党群促共建", "county", "工会、共青团、妇联共建", "结对;共建", 3),
)


def activity_tables(s: Settings, orgs: Places, course: Course, exemplar: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Every table that is neither a place, a pair nor an exemplar's life."""
    studied = exemplar.loc[exemplar["kind"].isin(["site", "commended_person"]), "ex_id"].to_numpy(dtype=object)
    publicity = _publicity(s, studied)
    return {
        "indicator": _indicator(),
        "assessment": _assessment(orgs, course),
        "rating": _rating(orgs, course),
        "flag": _flag(s, orgs, course),
        "coverage_count": _coverage(s, orgs),
        "commitment": _commitment(s, orgs, course),
        "study_event": _study(s, orgs, studied),
        "publicity": publicity,
        "distribution": _distribution(s, orgs, publicity),
        "visit": _visit(s, orgs, exemplar),
        "programme": _programme(),
    }


def _indicator() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "ind_id": [f"I{k + 1}" for k in range(len(DIMENSIONS))],
            "name": _INDICATORS,
            "dimension": DIMENSIONS,
            "weight": INDICATOR_WEIGHTS / 100,
            "direction": "higher",
            "evidence": _EVIDENCE,
        }
    )


def _assessment(orgs: Places, course: Course) -> pd.DataFrame:
    who = np.flatnonzero(orgs.rated)
    each = len(DIMENSIONS) * len(VOICES)
    years = np.array([str(y) for y in YEARS], dtype=object)
    indicators = np.array([f"I{k + 1}" for k in range(len(DIMENSIONS))], dtype=object)
    return pd.DataFrame(
        {
            "org_id": np.repeat(orgs.ids[who], len(YEARS) * each),
            "period": np.tile(np.repeat(years, each), len(who)),
            "ind_id": np.tile(np.repeat(indicators, len(VOICES)), len(who) * len(YEARS)),
            "voice": np.tile(np.array(VOICES, dtype=object), len(who) * len(YEARS) * len(DIMENSIONS)),
            "score": course.tenths[who].ravel() / 10,
        }
    )


def _rating(orgs: Places, course: Course) -> pd.DataFrame:
    who = np.flatnonzero(orgs.rated)
    years = np.array(YEARS)
    return pd.DataFrame(
        {
            "org_id": np.repeat(orgs.ids[who], len(YEARS)),
            "period": np.tile(np.array([str(y) for y in YEARS], dtype=object), len(who)),
            "grade": _GRADES[course.grade[who].ravel()],
            "stars": stars(course.grade, course.composite)[who].ravel(),
            "decided_on": np.tile(day(years, 12, 10), len(who)),
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
            for q in range(1, 5):
                free = able[able != held[-1]] if held[-1] == held[-2] else able
                if not len(free):
                    continue
                keep = held[-1] in free and rng.random() < 0.3
                held.append(held[-1] if keep else int(rng.choice(free)))
                rows.append((orgs.ids[held[-1]], f"{year}Q{q}", "circulating_flag", rng.choice(_FIELDS)))
    for t, year in enumerate(YEARS):
        able = np.flatnonzero(course.grade[:, t] == 0)
        for month in range(1, 13):
            for o in rng.choice(able, min(3, len(able)), replace=False):
                rows.append((orgs.ids[o], f"{year}-{month:02d}", "monthly_star", rng.choice(_FIELDS)))
    return pd.DataFrame(rows, columns=["org_id", "period", "kind", "domain"])


def _coverage(s: Settings, orgs: Places) -> pd.DataFrame:
    """Head-counts of the last two years, never more than an organisation's members."""
    rng = s.rng("coverage")
    members = orgs.frame["members_n"]
    who = np.flatnonzero(members.notna())
    n, rural = members.iloc[who].to_numpy(dtype=np.int64), orgs.kind[who] == "rural"
    anyone = np.ones(len(who), dtype=bool)
    kinds = {
        "badge_and_sign": (anyone, 80, 101),
        "pioneer_household": (rural, 5, 31),
        "pioneer_post": (~rural, 10, 41),
        "responsibility_area": (anyone, 10, 51),
        "trained_to_lead": (rural, 0, 21),
        "leaders_to_members": (rural, 0, 11),
        "leaders_to_cadres": (rural, 0, 6),
    }
    parts = []
    for year in YEARS[-2:]:
        for kind, (mask, low, high) in kinds.items():
            count = n[mask] * rng.integers(low, high, int(mask.sum())) // 100
            parts.append(pd.DataFrame({"org_id": orgs.ids[who[mask]], "period": str(year), "kind": kind, "n": count}))
    return pd.concat(parts, ignore_index=True)


def _commitment(s: Settings, orgs: Places, course: Course) -> pd.DataFrame:
    """One to three items for each organisation and the rest in proportion to members, all of 2011.

    What can be checked is kept more often: P(met) = 0.45 + 0.08 × checkable parts + (verified − 68) / 150.
    """
    rng = s.rng("commitment")
    total, n = s.scaled(COMMITMENTS), s.organisations
    members = orgs.frame["members_n"].fillna(0).to_numpy(dtype=np.int64)
    own = np.minimum(rng.integers(1, 4, n), max(1, total // n))
    per = np.concatenate([own, share_out(total - int(own.sum()), members)])
    row = np.repeat(np.tile(np.arange(n), 2), per)
    organ = np.arange(len(row)) < own.sum()
    has = rng.random((total, 3)) < [0.7, 0.55, 0.8]
    step = rng.random(total)
    status = np.select(
        [step < 0.62, step < 0.72, step < 0.93, step < 0.97, step < 0.99],
        ["evaluated", "reported", "fulfilling", "published", "vetted"],
        "proposed",
    )
    chance = np.clip(0.45 + 0.08 * (has.sum(axis=1) + 1) + (course.verified[row, -1] - 68) / 150, 0.05, 0.97)
    luck, rest = rng.random(total), rng.random(total)
    result = np.select([luck < chance, rest < 0.55, rest < 0.8], ["met", "partly", "unmet_explained"], "unmet")
    due = day(YEARS[-1], 7) + rng.integers(0, 183, total).astype("timedelta64[D]")
    return pd.DataFrame(
        {
            "commit_id": [f"K{k + 1:05d}" for k in range(total)],
            "org_id": orgs.ids[row],
            "subject": np.where(organ, "organisation", "member_aggregate"),
            "topic": rng.choice(_TOPICS, total),
            "object": np.where(has[:, 0], rng.choice(_OBJECTS, total), None),
            "amount": np.where(has[:, 1], rng.integers(1, 41, total), np.nan),
            "due": np.where(has[:, 2], due, np.datetime64("NaT", "D")),
            "publication": rng.choice(np.array(["board", "window", "post"], dtype=object), total, p=[0.5, 0.2, 0.3]),
            "status": status,
            "result": np.where(status == "evaluated", result, None),
        }
    )


def _study(s: Settings, orgs: Places, studied: NDArray[Any]) -> pd.DataFrame:
    rng = s.rng("study")
    forms = np.array(["report_meeting", "film", "reading", "seminar", "discussion", "branch_meeting", "speech"], dtype=object)
    members = orgs.frame["members_n"].to_numpy(dtype=float, na_value=0).astype(np.int64)
    able = np.flatnonzero(members > 0)
    count = 3 * s.organisations
    who = rng.choice(able, count)
    on = day(YEARS[0], 3) + rng.integers(0, 365 * len(YEARS) - 90, count).astype("timedelta64[D]")
    whom = np.where(rng.random(count) < 0.5, rng.choice(studied, count), None)
    order = np.argsort(on, kind="stable")
    frame = (
        pd.DataFrame(
            {
                "date": on,
                "form": rng.choice(forms, count),
                "org_id": orgs.ids[who],
                "ex_id": whom,
                "attendance": members[who] * rng.integers(50, 101, count) // 100,
            }
        )
        .iloc[order]
        .reset_index(drop=True)
    )
    frame.insert(0, "event_id", [f"S{k + 1:05d}" for k in range(count)])
    return frame


def _publicity(s: Settings, studied: NDArray[Any]) -> pd.DataFrame:
    rng, count = s.rng("publicity"), s.scaled(84, 8)
    media = np.array(["bulletin", "tv", "website", "honour_board", "media"], dtype=object)
    medium = np.concatenate([rng.choice(media, count - 2, p=[0.4, 0.1, 0.3, 0.1, 0.1]), np.array(["dvd", "book"], dtype=object)])
    on = np.sort(day(YEARS[0], 3) + rng.integers(0, 365 * len(YEARS) - 90, count).astype("timedelta64[D]"))
    printed = np.isin(medium, ["bulletin", "dvd", "book"])
    copies = pd.Series(np.where(medium == "bulletin", rng.integers(50, 400, count), s.organisations), dtype="Int64").where(printed)
    return pd.DataFrame(
        {
            "item_id": [f"M{k + 1:03d}" for k in range(count)],
            "date": on,
            "medium": medium,
            "ex_id": rng.choice(studied, count),
            "copies": copies,
            "reach": rng.integers(100, 3000, count),
        }
    )


def _distribution(s: Settings, orgs: Places, publicity: pd.DataFrame) -> pd.DataFrame:
    given = publicity.loc[publicity["medium"].isin(["dvd", "book"]), "item_id"].to_numpy(dtype=object)
    return pd.DataFrame({"item_id": np.repeat(given, s.organisations), "org_id": np.tile(orgs.ids, len(given)), "copies": 1})


def _visit(s: Settings, orgs: Places, exemplar: pd.DataFrame) -> pd.DataFrame:
    """Visits to named sites; the same sector takes up more of what it saw."""
    rng = s.rng("visit")
    sites = exemplar[(exemplar["kind"] == "site") & exemplar["named_on"].notna()]
    count = 6 * s.organisations // 5 if len(sites) else 0
    pick = rng.integers(0, max(len(sites), 1), count)
    who = rng.choice(np.flatnonzero(orgs.rated), count)
    named = sites["named_on"].to_numpy(dtype="datetime64[D]")[pick]
    last = (np.datetime64(f"{YEARS[-1]}-12-31") - named).astype(np.int64)
    on = named + (rng.random(count) * np.maximum(last, 1)).astype(np.int64).astype("timedelta64[D]")
    host = sites["org_id"].to_numpy(dtype=object)[pick]
    sector = dict(zip(orgs.frame["org_id"], orgs.frame["sector"]))
    alike = np.array([sector[h] == x for h, x in zip(host, orgs.frame["sector"].to_numpy()[who])], dtype=bool)
    adopted = rng.random(count) < np.where(alike, 0.35, 0.15)
    frame = pd.DataFrame(
        {
            "from_org": orgs.ids[who],
            "ex_id": sites["ex_id"].to_numpy(dtype=object)[pick],
            "date": on,
            "learned": rng.choice(_LEARNED, count),
            "adopted": adopted,
        }
    )
    frame = frame[orgs.ids[who] != host].drop_duplicates(["from_org", "ex_id", "date"])
    return frame.sort_values(["date", "from_org"], kind="stable", ignore_index=True)


def _programme() -> pd.DataFrame:
    rows = [
        (ref, name + FICTION, level, f"{YEARS[0]}-01-01", content, steps, hours) for ref, name, level, content, steps, hours in _PROGRAMMES
    ]
    return pd.DataFrame(rows, columns=["prog_id", "name", "owner_level", "start", "content", "steps", "burden_hours"])
