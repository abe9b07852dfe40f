"""Commitments from proposal to evaluation, the sheet for benchmarking, and what a programme costs
in hours."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records import County
from toolkit.register.life import as_date
from toolkit.rules import Rules, default_rules
from toolkit.terms import tables

_PARTS = ("object", "amount", "due", "publication")
#: the five steps of a commitment (提诺 审诺 亮诺 践诺 评诺) and the states in which each is done
_STEPS = {
    "proposed": 0,
    "vetted": 1,
    "published": 2,
    "fulfilling": 3,
    "reported": 3,
    "evaluated": 4,
}


def five_steps(county: County) -> pd.DataFrame:
    """How far commitments have come: ``status, commitments, reached`` (this step or a later one),
    ``share``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.register.five_steps(county)[["status", "commitments", "reached"]].head(3)
          status  commitments  reached
    0   proposed           11      680
    1     vetted            8      669
    2  published           29      661
    """
    status = county["commitment"]["status"]
    names = [s for s in tables()["commitment"].column("status").choices if s in _STEPS]
    counts = status.value_counts().reindex(names).fillna(0).astype("Int64")
    out = pd.DataFrame({"status": names, "commitments": counts.to_numpy()})
    reached = out["commitments"][::-1].cumsum()[::-1]
    return out.assign(reached=reached, share=reached / max(len(status), 1))


def late_commitments(county: County, on: Any) -> pd.DataFrame:
    """Commitments whose date has passed on a day and that nobody has reported as done (承诺过期).

    Returns
    -------
    DataFrame
        Rows of the table ``commitment``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.register.late_commitments(county, "2011-12-31")
    >>> found[["commit_id", "due", "status"]].head(2)
      commit_id        due      status
    3    K00004 2011-08-23  fulfilling
    6    K00007 2011-09-23   published
    """
    table = county["commitment"]
    done = table["status"].isin(["reported", "evaluated"])
    return table[(table["due"].lt(pd.Timestamp(on)) & ~done).fillna(False).to_numpy(dtype=bool)]


def checkable(county: County, rules: Rules | None = None) -> pd.DataFrame:
    """Whether a commitment can be checked at all: ``commit_id, org_id, parts`` (of object, amount,
    date, publication), ``missing, warn``.

    ``attrs["too_many"]``: organisations with more items of their own than ``commit.items_org_max``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.register.checkable(county)[["commit_id", "parts", "missing"]].head(2)
      commit_id  parts     missing
    0    K00001      3         due
    1    K00002      2  object;due
    """
    rules = rules or default_rules()
    table = county["commitment"]
    there = table[list(_PARTS)].notna()
    parts = there.sum(axis=1)
    names = np.array(_PARTS, dtype=object)
    missing = [";".join(names[~row]) for row in there.to_numpy()]
    out = table[["commit_id", "org_id"]].assign(
        parts=parts, missing=missing, warn=parts < rules["commit.checkable_min"]
    )
    own = table.loc[
        (table["subject"] == "organisation").to_numpy(dtype=bool), "org_id"
    ].value_counts()
    out.attrs["too_many"] = sorted(own.index[own > rules["commit.items_org_max"]])
    return out


def fulfilment(county: County, rules: Rules | None = None) -> pd.DataFrame:
    """Results by how checkable the promise was: ``parts, evaluated, met, share, low, high`` (Wilson
    1927, 95 %).

    As reported (上报口径). That checkable promises are kept more often may be their makers' doing,
    not the checking's.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.register.fulfilment(county)[["parts", "evaluated", "met", "share"]].round(2)
       parts  evaluated  met  share
    0      1         15   10   0.67
    1      2         88   49   0.56
    2      3        203  130   0.64
    3      4        126  102   0.81
    """
    table = county["commitment"].merge(
        checkable(county, rules)[["commit_id", "parts"]], on="commit_id"
    )
    table = table[table["result"].notna().to_numpy()]
    out = (
        table.assign(met=table["result"] == "met")
        .groupby("parts")
        .agg(evaluated=("met", "size"), met=("met", "sum"))
        .reset_index()
    )
    n, p, z = out["evaluated"].astype(float), out["met"] / out["evaluated"], 1.959964
    centre, half = p + z * z / (2 * n), z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return out.assign(
        share=p, low=(centre - half) / (1 + z * z / n), high=(centre + half) / (1 + z * z / n)
    )


def benchmark_sheet(
    gaps: pd.DataFrame, org_id: str, names: Mapping[str, str], most: int = 3
) -> pd.DataFrame:
    """One unit's sheet 对照标兵找差距: its largest gaps, and empty columns that people fill.

    Parameters
    ----------
    gaps : DataFrame
        ``org_id, ind_id, indicator, score, nearest_id, gap_nearest, star_id, gap_star`` as
        `toolkit.pairing.gap` gives it.
    names : mapping
        Organisation → name.

    Returns
    -------
    DataFrame
        ``indicator, score, nearest, gap_nearest, star, gap_star, measure, due, responsible_role``;
        only where the star is ahead.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> gaps = toolkit.pairing.gap(county, "2010")
    >>> names = dict(zip(county["organisation"]["org_id"], county["organisation"]["name"]))
    >>> sheet = toolkit.register.benchmark_sheet(gaps, "QL0021", names)
    >>> sheet[["indicator", "score", "gap_nearest", "gap_star"]].head(2)
      indicator  score  gap_nearest  gap_star
    0      群众评价  57.96         5.50     24.73
    1      工作实绩  64.00        -2.65     20.73
    """
    own = gaps[
        (
            (gaps["org_id"] == org_id) & (gaps["ind_id"] != "overall") & (gaps["gap_star"] > 0)
        ).to_numpy(dtype=bool)
    ]
    own = own.sort_values(["gap_star", "ind_id"], ascending=[False, True], ignore_index=True).head(
        most
    )
    named = {
        c: own[i].map(lambda x: names.get(x, x), na_action="ignore")
        for c, i in (("nearest", "nearest_id"), ("star", "star_id"))
    }
    out = own[["indicator", "score", "gap_nearest", "gap_star"]].assign(
        **named, measure="", due="", responsible_role=""
    )
    return out[
        [
            "indicator",
            "score",
            "nearest",
            "gap_nearest",
            "star",
            "gap_star",
            "measure",
            "due",
            "responsible_role",
        ]
    ]


def burden(
    county: County,
    on: Any = None,
    units: Mapping[str, int] | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """Reporting hours of each programme that runs on a day: ``prog_id, name, burden_hours, units,
    hours, warn``.

    Parameters
    ----------
    on : date-like, optional
        The day (today when left out). A programme runs from its start to its end; one without a
        start has begun, one without an end goes on.
    units : mapping, optional
        Programme → units that report; every organisation that exists on the day when left out.

    Returns
    -------
    DataFrame
        Most hours first; ``hours = burden_hours × units`` a year, empty where nobody wrote the
        hours down. ``attrs``: ``per_unit`` (hours a year of a unit in all programmes), ``limit``
        and ``over`` by ``burden.hours_warn``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.register.burden(county, "2011-06-30")
    >>> found[["prog_id", "burden_hours", "units", "hours"]].head(2)
      prog_id  burden_hours  units  hours
    0  G-TURN          12.0     60  720.0
    1   G-3LC          10.0     60  600.0
    """
    limit = (rules or default_rules())["burden.hours_warn"]
    day = pd.Timestamp(as_date(on) if on is not None else date.today())
    table, org = county["programme"], county["organisation"]
    runs = ~((table["start"] > day) | (table["end"] < day)).to_numpy(dtype=bool)
    there = ~((org["valid_from"] > day) | (org["valid_to"] <= day)).to_numpy(dtype=bool)
    table = table[runs]
    n = table["prog_id"].map(dict(units or {})).fillna(int(there.sum())).astype("Int64")
    out = table[["prog_id", "name", "burden_hours"]].assign(
        units=n, hours=table["burden_hours"] * n.astype(float)
    )
    out = out.assign(warn=(out["burden_hours"] > limit).fillna(False)).sort_values(
        "hours", ascending=False, ignore_index=True
    )
    per_unit = float(out["burden_hours"].sum())
    out.attrs = {"per_unit": per_unit, "limit": limit, "over": per_unit > limit}
    return out
