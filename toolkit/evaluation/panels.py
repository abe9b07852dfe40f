"""Panels from a county's tables: one row a unit and year, who was listed, who was helped from when,
and by whom."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit import pairing
from toolkit.evaluation.evidence import refuse, refuse_public
from toolkit.records import County
from toolkit.rules import Rules, default_rules
from toolkit.terms import CHANNELS, channel

#: channels whose purpose is to help a unit that is behind
HELPING = tuple(c for c in CHANNELS if channel(c).helping)
_VOICES = ("self", "peer", "superior", "masses")


def reported(county: County, rules: Rules | None = None) -> pd.DataFrame:
    """Composite of the assessments (上报口径): indicators by their weight, voices by the rules
    ``commit.weight_*``.

    Voices or indicators missing for a unit and period leave the weights of the others in
    proportion.

    Returns
    -------
    DataFrame
        ``org_id, period, reported`` (0..100).

    Raises
    ------
    EvaluationError
        There are no assessments.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.evaluation.reported(county).head(2)
       org_id period  reported
    0  QL0005   2005    75.088
    1  QL0005   2006    71.603
    """
    rules = rules or default_rules()
    table = county["assessment"].dropna(subset=["score"])
    if table.empty:
        raise refuse(
            "“评定”表里没有得分；请填得分，或用 --truth 给出核验口径（编程时用 outcome=）。",
            "no scores in assessment: fill them in, or give a verified measure with --truth (in "
            "code: outcome=)",
        )
    indicator = county["indicator"]
    of_indicator = dict(zip(indicator["ind_id"], indicator["weight"].fillna(1.0)))
    of_voice = {v: float(rules[f"commit.weight_{v}"]) for v in _VOICES}
    weight = table["ind_id"].map(of_indicator).fillna(1.0).astype(float) * table["voice"].map(
        of_voice
    ).astype(float)
    sums = pd.DataFrame({"weight": weight, "points": weight * table["score"].astype(float)})
    found = sums.groupby([table["org_id"], table["period"]]).sum().query("weight > 0").reset_index()
    return found.assign(reported=found["points"] / found["weight"])[
        ["org_id", "period", "reported"]
    ]


def panel(
    county: County,
    outcome: str | pd.DataFrame = "reported",
    measure: str = "verified",
    day: str = "07-01",
    rules: Rules | None = None,
) -> pd.DataFrame:
    """One row a rated organisation and year.

    Parameters
    ----------
    county : County
    outcome : "reported" or DataFrame
        The composite of the assessments, or a frame ``org_id, period`` with the column `measure`
        (such as `demo_truth`).
    measure : str
        Column of such a frame.
    day : str
        Day of the year (``MM-DD``) on which a running pair counts as help.
    rules : Rules, optional

    Returns
    -------
    DataFrame
        ``org_id, time`` (year), ``outcome, helped`` (a pair in a helping channel ran that day),
        ``cohort`` (first helped year, 0 never), ``helpers`` (of that year, ``H1;H2``), ``listed``
        (graded backward at the end of the year), ``newly_listed`` (listed, with no turnaround case
        open from before), ``township, sector``.

    Raises
    ------
    EvaluationError
        Public official data, no outcome, periods that are no years, repeated rows.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import evaluation
    >>> panel = evaluation.panel(county)
    >>> panel["org_id"].nunique(), int(panel["time"].min()), int(panel["time"].max())
    (56, 2005, 2011)
    """
    refuse_public(county)
    if isinstance(outcome, pd.DataFrame):
        if missing := {"org_id", "period", measure} - set(outcome.columns):
            raise refuse(
                f"传入的表缺少列 {sorted(missing)}", f"the frame lacks columns {sorted(missing)}"
            )
        scores = outcome[["org_id", "period", measure]].rename(columns={measure: "outcome"})
    elif outcome == "reported":
        scores = reported(county, rules).rename(columns={"reported": "outcome"})
    else:
        raise refuse('outcome 须为 "reported" 或一个表', 'outcome must be "reported" or a frame')
    out = scores.assign(
        time=_years(scores["period"]), outcome=scores["outcome"].astype(float)
    ).drop(columns="period")
    out["org_id"] = out["org_id"].astype("string")
    if out.duplicated(["org_id", "time"]).any():
        raise refuse("同一单位同一年有两行。", "a unit has two rows for one year")
    out = out.sort_values(["org_id", "time"], ignore_index=True)
    out = _help(out, county, day)
    out = _listing(out, county)
    place = county["organisation"].set_index("org_id")[["township", "sector"]]
    return out.join(place, on="org_id")


def _years(period: pd.Series) -> pd.Series:
    years = pd.to_numeric(period.astype("string"), errors="coerce")
    if years.isna().any():
        raise refuse(
            f"周期须为年份（2011），{period[years.isna()].iloc[0]} 不是；"
            f"半年或季度数据请先汇总到年。",
            f"periods must be years (2011), {period[years.isna()].iloc[0]} is not: sum up to "
            f"years first",
        )
    return years.astype("int64")


def _help(out: pd.DataFrame, county: County, day: str) -> pd.DataFrame:
    pairs = county["pairing"]
    pairs = pairs[pairs["channel"].isin(HELPING)]
    ran = []
    for year in sorted(out["time"].unique()):
        on = pairs[pairing.running(pairs, f"{year}-{day}", county["organisation"])]
        by = on.groupby("recipient_id")["helper_id"].agg(lambda s: ";".join(sorted(set(s))))
        ran.append(
            pd.DataFrame(
                {
                    "org_id": by.index.astype("string"),
                    "time": year,
                    "_by": by.to_numpy(dtype=object),
                }
            )
        )
    out = out.merge(pd.concat(ran), on=["org_id", "time"], how="left")
    out["helped"] = out["_by"].notna()
    first = out[out["helped"]].drop_duplicates("org_id").set_index("org_id")
    out["cohort"] = out["org_id"].map(first["time"]).fillna(0).astype("int64")
    out["helpers"] = out["org_id"].map(first["_by"]).astype("string")
    return out.drop(columns="_by")


def _listing(out: pd.DataFrame, county: County) -> pd.DataFrame:
    rating, cases = county["rating"], county["turnaround_case"]
    backward = rating[(rating["grade"] == "backward").fillna(False).astype(bool)]
    # half-yearly ratings count for their year
    years = pd.to_numeric(backward["period"].str[:4], errors="coerce")
    low = pd.MultiIndex.from_arrays([backward["org_id"].astype("string"), years])
    keys = pd.MultiIndex.from_frame(out[["org_id", "time"]])
    out["listed"] = keys.isin(low)
    opened = pd.MultiIndex.from_arrays(
        [cases["org_id"].astype("string"), cases["listed_on"].dt.year]
    )
    before = out.groupby("org_id")["listed"].shift(fill_value=False).astype(bool)
    out["newly_listed"] = keys.isin(opened) if len(cases) else out["listed"] & ~before
    return out


def checks(panel: pd.DataFrame) -> pd.DataFrame:
    """What the panel can bear, before anything is estimated.

    Returns
    -------
    DataFrame
        ``item, value``: units, periods, units with gaps, treated and never treated units, cohorts,
        treated from the first period on, largest number of pre-periods, and the standardised
        difference of the outcome in the period before help between units about to be helped and all
        others (how low the selected were).

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> panel = toolkit.evaluation.panel(county)
    >>> toolkit.evaluation.checks(panel).head(4)
                  item  value
    0            units   56.0
    1          periods    7.0
    2  units_with_gaps    0.0
    3          treated   12.0
    """
    times = np.sort(panel["time"].unique())
    rows = panel.groupby("org_id").agg(n=("outcome", "count"), cohort=("cohort", "first"))
    treated = rows["cohort"] > 0
    about = panel["cohort"] == panel["time"] + 1
    others = ~about & ((panel["cohort"] == 0) | (panel["cohort"] > panel["time"]))
    gap = (panel.loc[about, "outcome"].mean() - panel.loc[others, "outcome"].mean()) / panel.loc[
        others, "outcome"
    ].std()
    values = {
        "units": len(rows),
        "periods": len(times),
        "units_with_gaps": int((rows["n"] < len(times)).sum()),
        "treated": int(treated.sum()),
        "never_treated": int((~treated).sum()),
        "cohorts": int(rows["cohort"][treated].nunique()),
        "treated_from_start": int((treated & (rows["cohort"] <= times[0])).sum()),
        "pre_periods": int((times < rows["cohort"].max()).sum()),
        "selected_lower_by_sd": round(float(gap), 3),
        "selected_that_were_listed": round(float(panel.loc[about, "listed"].mean()), 3),
    }
    return pd.DataFrame({"item": list(values), "value": list(values.values())})
