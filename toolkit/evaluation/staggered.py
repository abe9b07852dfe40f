"""Did a staggered measure change anything: group-time effects of Callaway & Sant'Anna, their sums,
and two-way fixed
effects beside them as the thing not to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.evaluation.clusters import Clusters, clusters, enough
from toolkit.evaluation.design import Cell, Design, design
from toolkit.evaluation.evidence import Evidence, refuse
from toolkit.evaluation.staggered_words import staggered_evidence

Floats = NDArray[np.float64]
_DRAWS, _SEED = 10_000, 2011


@dataclass(frozen=True)
class Staggered:
    """Result of `att_gt`.

    Attributes
    ----------
    table : DataFrame
        ``cohort, time, att, se``, then ``low, high`` (pointwise 95 %), ``treated, controls``
        (units). Rows with ``time < cohort`` are the pre-periods.
    simple : Series
        ``att, se``: mean over all treated unit-periods.
    interval : tuple of float
        95 % interval of `simple`.
    dynamic : DataFrame
        ``event_time, att, se``, ``low, high`` (pointwise 95 %), ``low_band, high_band``
        (simultaneous 95 %: all event times at once, sup-t with seeded draws).
    pretest : Series
        ``statistic, df, p``: Wald test that all pre-period effects are zero (with clusters
        Hotelling's correction; ``p`` is NaN when there are no pre-periods, or more of them than
        effective clusters).
    twfe : Series
        ``att, se`` of the static two-way fixed-effects regression: not to be used when effects
        change over time.
    evidence : Evidence

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> units = pd.DataFrame({"unit": range(12), "cohort": [3] * 6 + [0] * 6})
    >>> panel = units.merge(pd.DataFrame({"time": [1, 2, 3]}), "cross")
    >>> panel["y"] = panel["unit"] % 3 + 2.0 * (panel["time"] == panel["cohort"])
    >>> found = evaluation.att_gt(panel, "y", "unit", "time", "cohort")
    >>> found.table[["cohort", "time", "att", "treated", "controls"]]
       cohort  time  att  treated  controls
    0       3     2  0.0        6         6
    1       3     3  2.0        6         6
    """

    table: pd.DataFrame
    simple: pd.Series
    interval: tuple[float, float]
    dynamic: pd.DataFrame
    pretest: pd.Series
    twfe: pd.Series
    evidence: Evidence


def att_gt(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    cohort: str,
    cluster: str | None = None,
    control: str = "never",
    base: str = "varying",
    among: str | None = None,
    several: str = "multiway",
) -> Staggered:
    """Group-time average effects without covariates (Callaway & Sant'Anna 2021, J. Econometrics
    225, 200–230).

    Parameters
    ----------
    panel : DataFrame
        One row a unit and period.
    outcome, unit, time, cohort : str
        Columns; `cohort` is the first treated period, 0 or empty for never (or after the last
        period).
    cluster : str, optional
        Column of the helper; several helpers as ``H1;H2``; empty: the unit alone. Without it units
        are independent.
    control : {"never", "not_yet"}
        Never-treated controls, or all that are not treated by then.
    base : {"varying", "universal"}
        Pre-periods against the period before (as in R `did` by default), or all against the last
        period before treatment.
    among : str, optional
        Boolean column: treated and controls of a cohort are only those for whom it is true in the
        period before the cohort starts (such as: listed that year). Use it where the low were
        selected; else their rebound counts as effect.
    several : {"multiway", "component"}
        How units with several helpers are clustered.

    Returns
    -------
    Staggered
        Errors from influence functions, the weights' own included; with clusters intervals use t
        with (effective clusters of the smaller side − 1) degrees.

    Raises
    ------
    EvaluationError
        See `design`; no controls; too few clusters.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> units = pd.DataFrame({"unit": range(12), "cohort": [3] * 6 + [0] * 6})
    >>> panel = units.merge(pd.DataFrame({"time": [1, 2, 3]}), "cross")
    >>> panel["y"] = panel["unit"] % 3 + 2.0 * (panel["time"] == panel["cohort"])
    >>> float(evaluation.att_gt(panel, "y", "unit", "time", "cohort").simple["att"])
    2.0
    """
    for value, known in ((control, ("never", "not_yet")), (base, ("varying", "universal"))):
        if value not in known:
            raise refuse(
                f"须为 {'、'.join(known)} 之一，现为 {value!r}",
                f"must be one of {', '.join(known)}, not {value!r}",
            )
    d = design(panel, outcome, unit, time=time, cohort=cohort, cluster=cluster, among=among)
    cells = d.cells(control, base)
    if not any(c.time >= c.cohort for c in cells):
        raise refuse(
            "没有对照单位（没有从未受助的，或不在可比范围内）；可试 control='not_yet'，"
            "否则只能描述。",
            "no controls (nobody untreated, or none that is comparable): try control='not_yet', "
            "else descriptive only",
        )
    return estimate(d, cells, {"control": control, "among": among, "several": several})


def estimate(d: Design, cells: list[Cell], settings: dict[str, Any]) -> Staggered:
    """Effects, errors and statement of a set of 2 × 2 comparisons; `settings` as the keywords of
    `att_gt`."""
    tied = clusters(d.labels, len(d.units), settings.get("several", "multiway"))
    limit = enough(
        tied,
        np.any([c.treated for c in cells], axis=0),
        np.any([c.controls for c in cells], axis=0),
    )
    from scipy import stats  # loads for half a second

    att = np.array([c.att(d.y) for c in cells])
    psi = np.column_stack([c.influence(d.y) for c in cells])
    near = float(stats.norm.ppf(0.975) if tied.kind == "unit" else stats.t.ppf(0.975, limit - 1))
    table = pd.DataFrame(
        {"cohort": [c.cohort for c in cells], "time": [c.time for c in cells], "att": att}
    )
    whole = ["cohort", "time"]
    table[whole] = table[whole].astype(
        "int64" if (table[whole] % 1 == 0).all(axis=None) else "float64"
    )
    table["se"] = _se(tied.covariance(psi))
    thin = np.array(
        [c.now == c.before or min(c.treated.sum(), c.controls.sum()) < 2 for c in cells]
    )
    table.loc[thin, "se"] = np.nan  # one unit has no spread to learn from
    table["low"], table["high"] = (
        table["att"] - near * table["se"],
        table["att"] + near * table["se"],
    )
    table["treated"], table["controls"] = (
        [int(c.treated.sum()) for c in cells],
        [int(c.controls.sum()) for c in cells],
    )
    after = np.array([c.time >= c.cohort for c in cells])
    total, influence = _sum(d, cells, after, att, psi)
    se = float(_se(tied.covariance(influence[:, None]))[0])
    interval, pretest = (
        (total - near * se, total + near * se),
        _pretest(cells, att, psi, tied, limit, thin),
    )
    evidence = staggered_evidence(
        d,
        table,
        settings.get("control", "never"),
        among=settings.get("among"),
        tied=tied,
        interval=interval,
        pretest=float(pretest["p"]),
    )
    dynamic = _dynamic(d, cells, att, psi=psi, tied=tied, near=near, limit=limit, thin=thin)
    return Staggered(
        table=table,
        simple=pd.Series({"att": total, "se": se}),
        interval=interval,
        dynamic=dynamic,
        pretest=pretest,
        twfe=twfe(d, tied),
        evidence=evidence,
    )


def _se(covariance: Floats) -> Floats:
    return np.sqrt(np.maximum(np.diag(covariance), 0))


def _sum(
    d: Design, cells: list[Cell], use: NDArray[np.bool_], att: Floats, psi: Floats
) -> tuple[float, Floats]:
    """Mean of the cells in `use` weighted by cohort size, and its influence values (the weights are
    estimated too)."""
    chosen = np.flatnonzero(use)
    member = np.column_stack([cells[k].treated for k in chosen]).astype(float)
    n = len(d.units)
    share = member.mean(axis=0)
    weight = share / share.sum()
    drift = (member - share) / share.sum() - np.outer(
        (member - share).sum(axis=1), share
    ) / share.sum() ** 2
    return float(weight @ att[chosen]), psi[:, chosen] @ weight + drift @ att[chosen] / n


def _dynamic(
    d: Design,
    cells: list[Cell],
    att: Floats,
    psi: Floats,
    tied: Clusters,
    near: float,
    limit: float,
    thin: NDArray[np.bool_],
) -> pd.DataFrame:
    event = np.array([c.time - c.cohort for c in cells])
    at = np.unique(event)
    found = [_sum(d, cells, event == e, att, psi) for e in at]
    covariance = tied.covariance(np.column_stack([f[1] for f in found]))
    out = pd.DataFrame({"event_time": at, "att": [f[0] for f in found], "se": _se(covariance)})
    if (out["event_time"] % 1 == 0).all():
        out["event_time"] = out["event_time"].astype("int64")
    out.loc[[bool(thin[event == k].all()) for k in at], "se"] = np.nan
    wide = _sup_t(covariance, None if tied.kind == "unit" else limit - 1)
    for name, z in (("", near), ("_band", max(wide, near))):
        out[f"low{name}"], out[f"high{name}"] = (
            out["att"] - z * out["se"],
            out["att"] + z * out["se"],
        )
    return out


def _sup_t(covariance: Floats, df: float | None) -> float:
    se = _se(covariance)
    good = se > 0
    if not good.any():
        return np.nan
    values, vectors = np.linalg.eigh(covariance[np.ix_(good, good)] / np.outer(se[good], se[good]))
    rng = np.random.default_rng(_SEED)
    draws = (
        rng.standard_normal((_DRAWS, int(good.sum())))
        @ (vectors * np.sqrt(np.maximum(values, 0))).T
    )
    if df:
        draws /= np.sqrt(rng.chisquare(df, _DRAWS) / df)[:, None]
    return float(np.quantile(np.abs(draws).max(axis=1), 0.95))


def _pretest(
    cells: list[Cell],
    att: Floats,
    psi: Floats,
    tied: Clusters,
    limit: float,
    thin: NDArray[np.bool_],
) -> pd.Series:
    from scipy import stats

    pre = np.array([c.time < c.cohort for c in cells]) & ~thin
    covariance = tied.covariance(psi[:, pre])
    df = int(np.linalg.matrix_rank(covariance, hermitian=True)) if pre.any() else 0
    if not df:
        return pd.Series({"statistic": np.nan, "df": 0, "p": np.nan})
    statistic = float(att[pre] @ np.linalg.pinv(covariance, hermitian=True) @ att[pre])
    if tied.kind == "unit":
        return pd.Series(
            {"statistic": statistic, "df": df, "p": float(stats.chi2.sf(statistic, df))}
        )
    # Hotelling's correction: with few clusters the Wald statistic alone rejects far too often
    rest = limit - df
    p = float(stats.f.sf(statistic * rest / (df * (limit - 1)), df, rest)) if rest > 0 else np.nan
    return pd.Series({"statistic": statistic, "df": df, "p": p})


def twfe(d: Design, tied: Clusters) -> pd.Series:
    """Static two-way fixed effects on the same panel: the contaminated number people usually
    quote."""
    treated = (d.times[None, :] >= d.cohort[:, None]).astype(float)
    x, y = (m - m.mean(axis=1, keepdims=True) - m.mean(axis=0) + m.mean() for m in (treated, d.y))
    mass = float((x * x).sum())
    if mass < 1e-12:
        return pd.Series({"att": np.nan, "se": np.nan})
    att = float((x * y).sum() / mass)
    score = (x * (y - att * x)).sum(axis=1) / mass
    return pd.Series({"att": att, "se": float(_se(tied.covariance(score[:, None]))[0])})
