"""Where units stand: the gap to the next comparable unit and to the star (对照标兵找差距), and
evenness (均衡发展).

These judge, so they refuse real, named organisations.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit.pairing.days import latest_rating, period_end, refuse_public
from toolkit.pairing.loads import gini
from toolkit.pairing.ties import code
from toolkit.records import County, assessed, voice_weights, weighted
from toolkit.rules import Rules
from toolkit.terms import tr

#: the name under which the weighted mean of all indicators stands among them
OVERALL = "overall"


def scores(county: County, period: str | None = None, rules: Rules | None = None) -> pd.DataFrame:
    """Scores of one period, higher always better: a row for each organisation, a column for each
    indicator, ``overall``.

    Voices are weighed as in `toolkit.register.five_good` (rules ``commit.weight_…``), and
    ``overall`` is its composite; what nobody scored gives its weight to what is there.

    Returns
    -------
    DataFrame
        ``attrs["names"]``: column → the indicator's name.

    Raises
    ------
    ValueError
        No assessment, or none of that period.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.pairing.scores(county, "2010")["overall"].round(1).head(2)
    org_id
    QL0005    75.1
    QL0006    67.1
    Name: overall, dtype: float64
    """
    if county["assessment"].empty:
        raise ValueError(
            tr(
                "没有评定数据（assessment 表为空）。",
                "there are no scores: the assessment table is empty",
            )
        )
    orgs, indicator, cube = assessed(county, period or _latest_period(county))
    voices, weight = voice_weights(rules).to_numpy(), indicator["weight"].to_numpy()
    wide = pd.DataFrame(
        {
            name: weighted(cube[:, [i]], np.ones(1), voices)
            for i, name in enumerate(indicator.index)
        },
        index=orgs,
    ).dropna(axis=1, how="all")
    wide[OVERALL] = weighted(cube, weight, voices)
    wide.attrs["names"] = indicator["name"].to_dict() | {OVERALL: tr("综合得分", "overall")}
    return wide


def gap(county: County, period: str | None = None, rules: Rules | None = None) -> pd.DataFrame:
    """Each unit's gap to the next comparable unit and to the star, indicator by indicator.

    Comparable: same level and sector. ``nearest_id`` is the comparable unit with the next higher
    overall score, the step within reach; ``star_id`` the comparable unit with the most stars in its
    latest rating by the end of the period, among equals the one with the highest overall score
    (also when nobody has stars). A gap is the other's score less one's own, in points: what there
    is to catch up; negative where one is ahead.

    Benchmarking against the next better and the best of comparable units: Bogetoft & Otto 2011,
    Benchmarking with DEA, SFA, and R, ch. 1.

    Returns
    -------
    DataFrame
        ``org_id, ind_id, indicator`` (its name)``, score, nearest_id, gap_nearest, star_id,
        gap_star``, with ``ind_id`` ``overall`` for the composite; empty ``nearest_id`` for
        the highest score among its like.

    Raises
    ------
    ValueError
        Real, named organisations, or no scores for the period.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> gaps = toolkit.pairing.gap(county, "2010")
    >>> gaps[["org_id", "indicator", "score", "nearest_id", "gap_nearest"]].head(2)
       org_id indicator  score nearest_id  gap_nearest
    0  QL0005      班子运转  74.27     QL0007        20.25
    1  QL0005      党员作用  73.36     QL0007        23.39
    """
    refuse_public(county, "gap")
    wide = scores(county, period, rules)
    last_day = period_end(pd.Series([period or _latest_period(county)])).iloc[0]
    rating = county["rating"]
    stars = (
        latest_rating(rating, None if pd.isna(last_day) else last_day, "stars")
        if len(rating)
        else pd.Series(dtype="Int64")
    )
    peers = county["organisation"].set_index("org_id").reindex(wide.index)
    group = peers.groupby(["level", "sector"], dropna=False, observed=True).ngroup().to_numpy()
    starred = stars.reindex(wide.index).astype("Float64").to_numpy(dtype=float, na_value=-1)
    nearest, star = (
        _next_up(group, wide[OVERALL].to_numpy()),
        _star(group, starred, wide[OVERALL].to_numpy()),
    )
    values, names = wide.to_numpy(), wide.index.to_numpy(dtype=object)
    ahead = np.where(nearest[:, None] >= 0, values[nearest] - values, np.nan)
    n, k = values.shape
    out = pd.DataFrame(
        {
            "org_id": np.repeat(names, k),
            "ind_id": np.tile(wide.columns.to_numpy(dtype=object), n),
            "indicator": np.tile(wide.columns.map(wide.attrs["names"]).to_numpy(dtype=object), n),
            "score": values.ravel(),
            "nearest_id": np.repeat(np.where(nearest >= 0, names[nearest], None), k),
            "gap_nearest": ahead.ravel(),
            "star_id": np.repeat(names[star], k),
            "gap_star": (values[star] - values).ravel(),
        }
    )
    return out.astype(
        dict.fromkeys(["org_id", "ind_id", "indicator", "nearest_id", "star_id"], "string")
    )


def _latest_period(county: County) -> str:
    period = county["assessment"]["period"]
    return str(period.iloc[int(np.argmax(period_end(period).fillna(pd.Timestamp.min)))])


def _next_up(group: np.ndarray, overall: np.ndarray) -> np.ndarray:
    """Position of the unit with the next strictly higher value in the same group, −1 at the top."""
    order = np.lexsort((np.arange(len(group)), overall, group))
    g, x = group[order], overall[order]
    new = np.r_[True, (g[1:] != g[:-1]) | (x[1:] != x[:-1])]  # first unit of each distinct value
    block, first = np.cumsum(new) - 1, np.flatnonzero(new)
    following = np.r_[first[1:], -1][block]
    there = (following >= 0) & (g[following] == g)
    out = np.full(len(group), -1)
    out[order] = np.where(there, order[following], -1)
    return out


def _star(group: np.ndarray, stars: np.ndarray, overall: np.ndarray) -> np.ndarray:
    order = np.lexsort((-np.arange(len(group)), overall, stars, group))
    last = np.r_[group[order][1:] != group[order][:-1], True]
    best = np.empty(group.max() + 1, dtype=np.int64)
    best[group[order][last]] = order[last]
    return best[group]


def under_floor(
    county: County,
    floor: float,
    by: str | None = None,
    period: str | None = None,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """Balanced development: the share of units under a floor, and how far apart units are.

    ``share`` is the head-count ratio and ``depth`` the mean shortfall as a share of the floor (FGT
    indices of order 0 and 1: Foster, Greer & Thorbecke 1984, Econometrica 52, 761–766); ``range``
    is highest less lowest, ``gini`` as in `concentration`.

    Parameters
    ----------
    floor : float
        Overall score that every unit should reach, above 0 and at most 100. There is no default:
        somebody sets it.
    by : str, optional
        Column of ``organisation`` to group by, e.g. ``township``; only the row ``all`` when left
        out.

    Returns
    -------
    DataFrame
        Indexed by group and ``all``: ``units, mean, under, share, depth, range, gini``.

    Raises
    ------
    ValueError
        Real, named organisations, no scores, a floor outside its range, or an unknown column.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.pairing.under_floor(county, 70, period="2010").round(2)
           units   mean  under  share  depth  range  gini
    group
    all       56  75.15     16   0.29   0.02  38.47  0.07
    """
    refuse_public(county, "under_floor")
    organisation = county["organisation"]
    if not 0 < floor <= 100:
        raise ValueError(
            tr(
                f"底线分应大于 0、不超过 100，而不是 {floor}。",
                f"floor must be above 0 and at most 100, not {floor}",
            )
        )
    if by is not None and by not in organisation:
        raise ValueError(tr(f"组织表没有 {by} 这一列。", f"organisation has no column {by}"))
    overall = scores(county, period, rules)[OVERALL].dropna()
    rows: dict[Any, tuple] = {}
    if by is not None:
        group = (
            organisation[by]
            .take(code(pd.Series(overall.index), organisation["org_id"]))
            .astype(object)
            .to_numpy()
        )
        rows = {g: _spread(x.to_numpy(), floor) for g, x in overall.groupby(group)}
    rows["all"] = _spread(overall.to_numpy(), floor)
    out = pd.DataFrame.from_dict(
        rows, orient="index", columns=["units", "mean", "under", "share", "depth", "range", "gini"]
    )
    return out.rename_axis(by or "group").astype({"units": "Int64", "under": "Int64"})


def _spread(x: np.ndarray, floor: float) -> tuple[int, float, int, float, float, float, float]:
    short = np.maximum(floor - x, 0) / floor
    return (
        len(x),
        float(x.mean()),
        int((x < floor).sum()),
        float((x < floor).mean()),
        float(short.mean()),
        float(np.ptp(x)),
        gini(x),
    )
