"""The year around the exemplars: guided steps of selection and review, leads, sites, visits and
study.

A step says what people have to decide, with what they need to see, and turns their decisions into
events. It decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from dateutil.relativedelta import relativedelta

from toolkit.records import great_circle, on_sphere
from toolkit.register.from_sheets import last_day
from toolkit.register.life import GuardError, Life, as_date, steps
from toolkit.register.writing import plain
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.records import County
    from toolkit.register.register import Register

#: state in which exemplars wait → who decides what about them
_QUESTIONS = {
    "lead": ("哪些线索列入培育，哪些不采纳？", "Which leads are to be cultivated, which declined?"),
    "cultivating": (
        "哪些培育对象成熟，可以申报？哪些退出？",
        "Which are ready to be submitted, which withdraw?",
    ),
    "under_review": (
        "哪些进入公示，哪些退回补充？",
        "Which go to public notice, which are returned?",
    ),
    "public_notice": (
        "公示期满了吗？有异议成立吗？",
        "Is the notice over, was an objection upheld?",
    ),
    "named": ("对哪些到期的典型启动复核？", "Of which exemplars is the review to begin?"),
    "review_pending": (
        "评出典型作用、培育价值和满意度：保留、提升、降档还是撤销？",
        "Score role, value, satisfaction: retain, promote, downgrade or revoke?",
    ),
    "rectifying": (
        "整改到位了吗？由未作出降档的人判断。",
        "Was it rectified? Somebody who did not downgrade judges.",
    ),
    "suspended": (
        "核实结果如何：解除、降档还是撤销？",
        "What did the inquiry find: clear, downgrade or revoke?",
    ),
    "revoked": ("哪些已撤销的归档？", "Which of the revoked are to be archived?"),
}
SELECTION = ("lead", "cultivating", "under_review", "public_notice")
REVIEW = ("named", "review_pending", "rectifying", "suspended", "revoked")
_NOT_HERE = {
    "named": ("visit", "suspend", "withdraw"),
    "cultivating": ("visit",),
    "rectifying": ("visit",),
}
_LEVELS = ("national", "province", "prefecture", "county", "township", "village")


@dataclass(frozen=True)
class Step:
    """One thing to decide: the state in which exemplars wait, the question, what is known, and the
    possible events."""

    state: str
    question: str
    table: pd.DataFrame
    choices: tuple[str, ...]
    on: date

    def decide(
        self,
        decisions: Mapping[str, str] | pd.DataFrame,
        actor: str = "",
        reason: str = "",
        data: Any = None,
    ) -> pd.DataFrame:
        """Events to append for what people decided; who is not mentioned stays as it is.

        Parameters
        ----------
        decisions : mapping or DataFrame
            Subject → event, or ``subject_id, event`` and optionally ``actor, reason, data`` a row.
        actor, reason, data
            For rows without their own.

        Raises
        ------
        GuardError
            A subject that does not wait here, an event that is no choice, nobody or no reason.
        """
        frame = (
            decisions
            if isinstance(decisions, pd.DataFrame)
            else pd.DataFrame(decisions.items(), columns=["subject_id", "event"])
        )
        strange = sorted(set(frame["subject_id"]) - set(self.table["subject_id"]))
        if strange or not set(frame["event"]) <= set(self.choices):
            raise GuardError(
                tr(
                    f"这一步只能对表中的对象选择：{'、'.join(self.choices)}（不在表中："
                    f"{'、'.join(strange) or '无'}）",
                    f"only those in the table, by {', '.join(self.choices)} (not among them: "
                    f"{', '.join(strange) or 'none'})",
                )
            )
        out = pd.DataFrame(
            {
                "machine": "exemplar",
                "subject_id": frame["subject_id"],
                "event": frame["event"],
                "valid_on": pd.Timestamp(self.on),
            }
        )
        for name, fallback in (("actor", actor), ("reason", reason)):
            out[name] = [
                plain(v) or fallback
                for v in (frame[name] if name in frame else [None] * len(frame))
            ]
        out["data"] = list(frame["data"]) if "data" in frame else [data] * len(frame)
        if not (out["actor"].astype(bool) & out["reason"].astype(bool)).all():
            raise GuardError(
                tr(
                    "每个决定都要有办理人（岗位）和理由",
                    "every decision needs a person and a reason",
                )
            )
        return out.reset_index(drop=True)


def selection(register: Register, county: County, on: Any) -> Iterator[Step]:
    """The annual selection, one step after the other: each is looked up when it is asked for, after
    the one before was recorded."""
    return (step(register, county, state, on) for state in SELECTION)


def review(register: Register, county: County, on: Any) -> Iterator[Step]:
    """The annual review, step by step."""
    return (step(register, county, state, on) for state in REVIEW)


def step(register: Register, county: County, state: str, on: Any) -> Step:
    """What waits in one state on a day, with what is known of it.

    ``table``: ``subject_id, title, org_id, since``, the last scores, visits in the last year, and
    what binds the decision (earliest naming, due date, extensions, who may not judge). Undecided
    leads of the county's table wait in ``lead``.
    """
    day = as_date(on)
    if state not in _QUESTIONS:
        raise GuardError(
            tr(f"没有这一步：{state}", f"no such step: {state}; there are {', '.join(_QUESTIONS)}")
        )
    lives = {s: x for s, x in register.lives("exemplar").items() if x.state == state}
    if state == "named":
        waiting = register.due(day)
        lives = {
            s: x
            for s, x in lives.items()
            if s in set(waiting.loc[waiting["kind"] == "review", "subject_id"])
        }
    rows = [
        {"subject_id": s, "since": pd.Timestamp(x.since), **_binding(register, x)}
        for s, x in lives.items()
        if x.since
    ]
    if state == "lead":
        known = set(register.state("exemplar")["subject_id"])
        lead = county["lead"]
        lead = lead[
            lead["decision"].isna().to_numpy()
            & (lead["date"] <= pd.Timestamp(day)).to_numpy(dtype=bool)
        ]
        rows += [
            {"subject_id": r.lead_id, "since": r.date, "org_id": r.org_id}
            for r in lead.itertuples()
            if r.lead_id not in known
        ]
    table = _seen(
        pd.DataFrame(rows, columns=None if rows else ["subject_id", "since"]), county, day
    )
    choices = tuple(
        e for s, e in steps("exemplar") if s == state and e not in _NOT_HERE.get(state, ())
    )
    return Step(state, tr(*_QUESTIONS[state]), table, choices, day)


def _binding(register: Register, life: Life) -> dict[str, Any]:
    if life.state == "rectifying":
        return {
            "due_on": pd.Timestamp(life.due) if life.due else pd.NaT,
            "extensions": life.extensions,
            "not_by": life.downgraded_by,
        }
    if life.state == "public_notice" and life.since:
        return {
            "earliest": notice_over(
                life.since, register.rules["site.notice_days"], register.holidays
            )
        }
    return {}


def notice_over(start: Any, days: int, holidays: Any = ()) -> pd.Timestamp:
    """The first day on which a public notice begun on `start` has been up for so many working
    days."""
    free = [np.datetime64(as_date(h)) for h in holidays]
    # the last working day has to be over: the day after it
    last = np.busday_offset(np.datetime64(as_date(start)), days - 1, roll="forward", holidays=free)
    return pd.Timestamp(last) + pd.Timedelta(days=1)


def _seen(table: pd.DataFrame, county: County, day: date) -> pd.DataFrame:
    ex = county["exemplar"].set_index("ex_id")[["title", "org_id", "kind", "domain"]]
    out = table.merge(
        ex, how="left", left_on="subject_id", right_index=True, suffixes=("_lead", "")
    )
    if "org_id_lead" in out:
        out["org_id"] = out["org_id"].fillna(out.pop("org_id_lead"))
    last = (
        county["review"]
        .sort_values("year")
        .drop_duplicates("ex_id", keep="last")
        .set_index("ex_id")
    )
    for name in ("role_score", "value_score", "satisfaction"):
        out[f"last_{name}"] = out["subject_id"].map(last[name])
    visits = county["return_visit"]
    visits = visits[
        (visits["date"] > pd.Timestamp(day - relativedelta(years=1)))
        & (visits["date"] <= pd.Timestamp(day))
    ]
    out["visits"] = out["subject_id"].map(visits.groupby("ex_id").size()).fillna(0).astype("Int64")
    return out.sort_values("subject_id", ignore_index=True)


def discovery(county: County) -> pd.DataFrame:
    """Where leads come from: ``source_kind, leads, accepted, share, organisations``."""
    lead = county["lead"]
    out = lead.groupby("source_kind").agg(
        leads=("lead_id", "size"),
        accepted=("decision", lambda d: int((d == "accepted").sum())),
        organisations=("org_id", "nunique"),
    )
    out["share"] = out["accepted"] / out["leads"]
    return out.sort_values("leads", ascending=False).reset_index()[
        ["source_kind", "leads", "accepted", "share", "organisations"]
    ]


def remote_coverage(county: County, bands: int = 4) -> pd.DataFrame:
    """Whether leads and exemplars come from remote units, too.

    Units in bands of equal size by their distance from the county's own seat, in kilometres on the
    sphere: ``band`` (1 nearest), ``units, leads, exemplars, leads_per_100, km_to`` (of the
    farthest). Units without coordinates are in no band; ``attrs["without"]`` counts them.

    Raises
    ------
    GuardError
        Nobody at the top, or the seat or every unit without coordinates.
    """
    org = county["organisation"]
    seat = org[org["parent_id"].isna().to_numpy()].dropna(subset=["lon", "lat"])
    if seat.empty:
        raise GuardError(
            tr(
                "县级组织没有填坐标，分不出远近：请在“组织”表里给最上级组织填经度和纬度",
                "the seat of the county has no coordinates: fill in longitude and latitude of the "
                "organisation at the top",
            )
        )
    away = _kilometres(org, seat.index[0])
    if away.notna().sum() < 2:
        raise GuardError(tr("各单位没有填坐标，分不出远近", "the units have no coordinates"))
    band = pd.Series(np.ceil(away.rank(method="first") / away.count() * bands), org.index)
    place = pd.Series(band.to_numpy(), org["org_id"])
    counts = {
        "units": band.value_counts(),
        "leads": county["lead"]["org_id"].map(place).value_counts(),
    }
    counts["exemplars"] = county["exemplar"]["org_id"].map(place).value_counts()
    out = (
        pd.DataFrame(counts)
        .fillna(0)
        .astype("Int64")
        .rename_axis("band")
        .reset_index()
        .astype({"band": "Int64"})
    )
    out["leads_per_100"] = 100 * out["leads"] / out["units"]
    out["km_to"] = away.groupby(band).max().round(1).to_numpy()
    out.attrs["without"] = int(away.isna().sum())
    return out


def _kilometres(org: pd.DataFrame, seat: int) -> pd.Series:
    """Along the sphere from the row `seat`; missing without coordinates."""
    known, point = on_sphere(org)
    away = pd.Series(np.nan, index=org.index)
    at = point[known == org.index.get_loc(seat)]
    away.iloc[known] = great_circle(np.linalg.norm(point - at, axis=1)).round(6)
    return away


def sites(county: County, new_from: int | None = None, rules: Rules | None = None) -> pd.DataFrame:
    """Demonstration sites by field and group: ``domain, group`` (old, new), ``named, all``.

    New and old as the sheet's 批次 says; where it says neither, new is who was named in the last
    year of the records (or from `new_from` on). ``attrs``: ``named,
    organisations, share, cap, over`` against ``site.cap_share``, the rule `cited`, and
    ``creators``: programmes owned below ``site.creator_level``.
    """
    rules = rules or default_rules()
    ex = county["exemplar"]
    ex = ex[(ex["kind"] == "site").to_numpy(dtype=bool) & ex["named_on"].notna().to_numpy()]
    years = ex["named_on"].dt.year
    new_from = new_from or (int(years.max()) if len(ex) else 0)
    stands = ex["status"].isin(["named", "review_pending", "rectifying", "suspended"])
    entered = (
        ex["cohort"]
        .str.strip()
        .str.lower()
        .map({"新": "new", "老": "old", "旧": "old"} | {c: c for c in ("new", "old")})
    )
    worked_out = pd.Series(np.where(years >= new_from, "new", "old"), ex.index)
    frame = ex.assign(group=entered.fillna(worked_out).astype("string"), named=stands)
    out = (
        frame.groupby(["domain", "group"], dropna=False)
        .agg(named=("named", "sum"), all=("named", "size"))
        .reset_index()
    )
    named, units = int(stands.sum()), len(county["organisation"])
    share, cap = named / units if units else np.nan, rules["site.cap_share"]
    programme = county["programme"]
    low = programme["owner_level"].map({x: i for i, x in enumerate(_LEVELS)}) > _LEVELS.index(
        rules["site.creator_level"]
    )
    out.attrs = {
        "named": named,
        "organisations": units,
        "share": share,
        "cap": cap,
        "over": bool(share > cap),
    }
    out.attrs |= {
        "cited": rules.rule("site.cap_share").cited,
        "creators": programme.loc[low.to_numpy(dtype=bool), "prog_id"].tolist(),
    }
    return out


def visits(county: County, on: Any) -> pd.DataFrame:
    """Return visits, planned and not: ``ex_id, scheduled, unplanned, problems, help_given, last,
    next_on, overdue``."""
    day = pd.Timestamp(as_date(on))
    v = county["return_visit"]
    v = v[(v["date"] <= day).to_numpy(dtype=bool)].sort_values("date")
    frame = v.assign(
        scheduled=v["planned"].astype(bool),
        unplanned=~v["planned"].astype(bool),
        problems=v["problem"].notna(),
        help_given=v["help"].notna(),
        last=v["date"],
    )
    out = frame.groupby("ex_id").agg(
        {
            "scheduled": "sum",
            "unplanned": "sum",
            "problems": "sum",
            "help_given": "sum",
            "last": "max",
            "next_on": "last",
        }
    )
    return out.assign(overdue=out["next_on"] < day).reset_index()


def study(county: County, months: int = 12, on: Any = None) -> pd.DataFrame:
    """Study events by form, and how often the studying unit was nominated within `months`
    afterwards.

    Parameters
    ----------
    on : date-like, optional
        The last day that the sheets reach; the last day on which something happened when left out.

    Returns
    -------
    DataFrame
        ``form, events, attendance, followed, not_yet, share``: an event less than `months` before
        `on` is ``not_yet``, neither followed nor not; the share is of the others.
        ``attrs["base"]``: the share among all units for a window of the same length at the same
        dates. Those who study may differ from those who do not: a share is no effect.
    """
    events, lead = county["study_event"], county["lead"]
    last = np.datetime64(as_date(on) if on is not None else last_day(county), "D")
    by_org = {
        o: np.sort(g.to_numpy(dtype="datetime64[D]")) for o, g in lead.groupby("org_id")["date"]
    }
    span, none = np.timedelta64(round(months * 30.4375), "D"), np.array([], dtype="datetime64[D]")
    days = events["date"].to_numpy(dtype="datetime64[D]")
    whole = days + span <= last
    after = [
        int(
            np.searchsorted(d := by_org.get(o, none), t + span, "right")
            > np.searchsorted(d, t, "right")
        )
        for o, t in zip(events["org_id"], days)
    ]
    out = (
        events.assign(followed=np.array(after, dtype=int) * whole, not_yet=~whole)
        .groupby("form")
        .agg(
            events=("form", "size"),
            attendance=("attendance", "sum"),
            followed=("followed", "sum"),
            not_yet=("not_yet", "sum"),
        )
    )
    told = days[whole]
    every = np.concatenate(
        [
            np.searchsorted(d, told + span, "right") > np.searchsorted(d, told, "right")
            for d in by_org.values()
        ]
        or [np.zeros(1)]
    )
    full = (out["events"] - out["not_yet"]).astype(float)
    out = out.assign(share=out["followed"] / full.replace(0, np.nan)).reset_index()
    out.attrs["base"] = float(every.sum() / max(len(told) * len(county["organisation"]), 1))
    return out
