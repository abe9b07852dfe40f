"""Moves between grades from one rating to the next, and stars as ordered grades."""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from toolkit.evaluation.clusters import LEAST_CLUSTERS
from toolkit.evaluation.evidence import Evidence, refuse, refuse_public
from toolkit.records import County

GRADES = ("advanced", "ordinary", "backward")
_Z = float(ndtri(0.975))


def transitions(county: County) -> pd.DataFrame:
    """Moves between grades from one rating of a unit to its next.

    Returns
    -------
    DataFrame
        ``from, to, count, share`` for all pairs of grades; ``share`` is of the units that left from
        the grade (NaN: none).

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.evaluation.transitions(county).round(2).head(3)
           from        to  count  share
    0  advanced  advanced     73   0.61
    1  advanced  ordinary     47   0.39
    2  advanced  backward      0   0.00
    """
    refuse_public(county)
    rating = (
        county["rating"].dropna(subset=["grade"]).sort_values(["org_id", "period"], kind="stable")
    )
    following = rating.groupby("org_id")["grade"].shift(-1)
    found = pd.crosstab(rating["grade"], following).reindex(
        index=list(GRADES), columns=list(GRADES), fill_value=0
    )
    out = found.rename_axis("from").rename_axis("to", axis=1).stack().rename("count").reset_index()
    return out.assign(
        share=out["count"] / out.groupby("from")["count"].transform("sum").replace(0, np.nan)
    )


@dataclass(frozen=True)
class Stars:
    """Result of `stars`: ``table`` (``term, estimate, se, low, high``; log odds of more stars) and
    the evidence.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.stars(county, toolkit.evaluation.panel(county))
    >>> found.table["term"].tolist()
    ['stars_before', 'helped']
    """

    table: pd.DataFrame
    evidence: Evidence


def stars(county: County, panel: pd.DataFrame) -> Stars:
    """Ordered logit of stars on last year's stars and on help, errors clustered at the unit.

    Parameters
    ----------
    panel : DataFrame
        From `panel` (``org_id, time, helped``).

    Raises
    ------
    EvaluationError
        Public official data; no stars in two successive years; nobody helped; too few units.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> panel = toolkit.evaluation.panel(county)
    >>> toolkit.evaluation.stars(county, panel).table[["term", "estimate", "se"]].round(2)
               term  estimate    se
    0  stars_before      2.04  0.13
    1        helped      1.00  0.40
    """
    from statsmodels.miscmodels.ordinal_model import OrderedModel

    refuse_public(county)
    rating = county["rating"].dropna(subset=["stars"])
    table = pd.DataFrame(
        {
            "org_id": rating["org_id"],
            "time": pd.to_numeric(rating["period"], errors="coerce"),
            "stars": rating["stars"],
        }
    )
    before = table.assign(time=table["time"] + 1).rename(columns={"stars": "before"})
    table = table.merge(before, on=["org_id", "time"]).merge(
        panel[["org_id", "time", "helped"]], on=["org_id", "time"]
    )
    if len(table) < 2 or table["stars"].nunique() < 2 or table["helped"].nunique() < 2:
        raise refuse(
            "没有相邻两年的星级，或没有帮扶差异，无法建模。",
            "no stars in two successive years, or no difference in help: no model",
        )
    groups = pd.factorize(table["org_id"])[0]
    if groups.max() + 1 < LEAST_CLUSTERS:
        raise refuse(f"单位少于 {LEAST_CLUSTERS} 个。", f"fewer than {LEAST_CLUSTERS} units")
    x = table[["before", "helped"]].astype(float).to_numpy()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit = OrderedModel(table["stars"].astype(int).to_numpy(), x, distr="logit").fit(
            method="bfgs", disp=0, maxiter=200
        )
    se = _clustered(fit, groups)[: x.shape[1]]
    b = np.asarray(fit.params)[: x.shape[1]]
    found = pd.DataFrame(
        {
            "term": ["stars_before", "helped"],
            "estimate": b,
            "se": se,
            "low": b - _Z * se,
            "high": b + _Z * se,
        }
    )
    return Stars(found, _stars_evidence(found, len(table), int(table["helped"].sum())))


def _clustered(fit: object, groups: NDArray[np.int64]) -> NDArray[np.float64]:
    """Sandwich errors with sums of scores within units."""
    model, params = fit.model, np.asarray(fit.params)  # type: ignore[attr-defined]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bread = np.linalg.inv(-model.hessian(params))
        scores = np.asarray(model.score_obs(params))
    sums = np.zeros((groups.max() + 1, scores.shape[1]))
    np.add.at(sums, groups, scores)
    return np.sqrt(np.diag(bread @ (sums.T @ sums) @ bread))


def _stars_evidence(found: pd.DataFrame, rows: int, helped: int) -> Evidence:
    b, low, high = found.loc[found["term"] == "helped", ["estimate", "low", "high"]].iloc[0]
    return Evidence(
        compared=[
            (
                f"上年星级相同的单位，有帮扶者更高星级的对数发生比相差 {b:+.2f}（{low:+.2f} 至 "
                f"{high:+.2f}）。",
                f"Units with the same stars a year before: log odds of more stars {b:+.2f} with "
                f"help ({low:+.2f} to {high:+.2f}).",
            )
        ],
        counts=[
            (
                f"{rows} 个单位年，其中 {helped} 个有帮扶。",
                f"{rows} unit-years, {helped} of them with help.",
            )
        ],
        assumptions=[
            (
                "各级星之间的差别相同（比例发生比）。",
                "The same odds ratio at every star (proportional odds).",
            )
        ],
        may=[
            (
                "有帮扶与无帮扶单位的星级变动有无差别。",
                "Whether stars moved differently with help and without.",
            )
        ],
        may_not=[
            (
                "差别由帮扶造成：受帮扶者本就因低分而被选。",
                "That help made the difference: the helped were chosen for being low.",
            )
        ],
        descriptive=True,
    )
