"""The year around the exemplars: leads, sites, visits and study."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit.records import County, great_circle, on_sphere
from toolkit.register.from_sheets import last_day
from toolkit.register.life import GuardError, as_date
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr

_LEVELS = ("national", "province", "prefecture", "county", "township", "village")


def discovery(county: County) -> pd.DataFrame:
    """Where leads come from: ``source_kind, leads, accepted, share, organisations``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.register.discovery(county).head(2)
      source_kind  leads  accepted  share  organisations
    0      masses      7         7    1.0              7
    1      cadres      4         4    1.0              4
    """
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

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.register.remote_coverage(county)[["band", "units", "leads", "exemplars"]]
       band  units  leads  exemplars
    0     1     15      6          6
    1     2     15      4          4
    2     3     15      3          3
    3     4     15      4          4
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

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.register.sites(county).head(2)
                domain group  named  all
    0          economy   old      2    2
    1  new_countryside   new      1    1
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
    next_on, overdue``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.register.visits(county, "2011-06-30")
    >>> found[["ex_id", "scheduled", "unplanned", "overdue"]].head(2)
       ex_id  scheduled  unplanned  overdue
    0  X0002          4          1    False
    1  X0003          2          0     True
    """
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

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.register.study(county, months=24)
    >>> found[["form", "events", "followed", "not_yet"]].head(2)
                 form  events  followed  not_yet
    0  branch_meeting      20         0        3
    1      discussion      19         0        6
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
