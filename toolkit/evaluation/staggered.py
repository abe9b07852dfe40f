"""Did a staggered measure change anything: group-time effects of Callaway & Sant'Anna, their sums,
and two-way fixed
effects beside them as the thing not to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from toolkit.evaluation.clusters import Clusters, clusters, enough
from toolkit.evaluation.design import Cell, Design, design
from toolkit.evaluation.evidence import Evidence, Words, refuse

Floats = NDArray[np.float64]
_DRAWS, _SEED = 10_000, 2011
#: below it the test of the pre-periods makes a result descriptive (the level of the 95 % intervals)
_DOUBT = 0.05


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
    evidence = _evidence(
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


_AMONG: dict[str, Words] = {
    "newly_listed": ("新列入", "newly listed"),
    "listed": ("列入", "listed"),
    "advanced": ("先进", "graded advanced"),
}
_TIED: dict[str, Words] = {
    "unit": (
        "标准误按单位计算（有共同帮扶方时须聚类）",
        "errors by unit (cluster where units share a helper)",
    ),
    "oneway": ("标准误按聚类列 {} 计算", "errors clustered at {}"),
    "multiway": (
        "单位有多个帮扶方，标准误多向聚类",
        "units with several helpers: multiway clustered errors",
    ),
    "component": (
        "标准误按结对网络的连通块聚类",
        "errors clustered at connected components of the pairing graph",
    ),
}


_LATER: Words = (
    "首年之后，仍未受助的对照多是自行好转的，其后各年的估计偏低；首年最可靠。",
    "After the first year, controls still without help are those who recovered: later years lean "
    "low; trust the first.",
)
_SELECTED: Words = (
    "若受助单位正因当时偏低而被选，回升会被算成成效：须限定在同样被列入的单位之内（among）。",
    "Where units were selected for being low, their rebound counts as effect: compare among the "
    "listed only (among=).",
)


def _evidence(
    d: Design,
    table: pd.DataFrame,
    control: str,
    among: str | None,
    tied: Clusters,
    interval: tuple[float, float],
    pretest: float,
) -> Evidence:
    treated, controls = int(np.isfinite(d.cohort).sum()), int(np.isinf(d.cohort).sum())
    tied_zh, tied_en = (
        w.format("" if d.labels is None else d.labels.name) for w in _TIED[tied.kind]
    )
    used = int(table.drop_duplicates("cohort")["treated"].sum())
    who = (
        ("从未受助的单位", "never-treated units")
        if control == "never"
        else ("当时尚未受助的单位", "units not treated by then")
    )
    known = _AMONG.get(among or "", (among or "", among or ""))
    within: Words = (
        (
            f"，都限于此前一期“{known[0]}”的单位",
            f", both only among units {known[1]} the period before",
        )
        if among
        else ("", "")
    )
    zero = interval[0] <= 0 <= interval[1]
    broken: list[Words] = []
    if pretest < _DOUBT:
        broken.append(
            (
                f"受助前各期已有差别（p = {pretest:.2g}）：变化相同的前提站不住，"
                f"所得不能读作影响。",
                f"Differences before treatment already (p = {pretest:.2g}): parallel changes do "
                f"not hold, so this is no effect.",
            )
        )
    return Evidence(
        compared=[
            (
                f"受助单位受助前后的变化，对比{who[0]}同期的变化{within[0]}。",
                f"Change of treated units against {who[1]}{within[1]}.",
            )
        ],
        counts=[
            (
                f"受助 {used} 个（面板中共 {treated} 个），从未受助 {controls} 个，{len(d.times)} "
                f"期；{tied_zh}。",
                f"{used} treated used (of {treated}), {controls} never treated, {len(d.times)} "
                f"periods; {tied_en}.",
            )
        ],
        assumptions=[
            (
                "若无帮扶，两组变化会相同；受助前无预期反应；单位之间互不影响。",
                "Parallel changes without help; no anticipation; no interference.",
            ),
            _LATER if among else _SELECTED,
        ],
        may=[
            (
                "在上述前提下，数据与没有影响相容。",
                "Under these assumptions the data are compatible with no effect.",
            )
            if zero
            else (
                "在上述前提下，平均影响的 95% 区间不含零。",
                "Under these assumptions the 95 % interval of the mean effect leaves out zero.",
            ),
        ],
        may_not=[
            (
                "某一家是因帮扶而变好或没变好；别处也会如此；没有发现影响就等于没有影响。",
                "That help made one unit better; that it would elsewhere; that no effect found "
                "means no effect.",
            ),
        ],
        descriptive=bool(broken),
        notes=[*d.notes, *_thin(table), *broken],
    )


def _thin(table: pd.DataFrame) -> list[Words]:
    alone = table.drop_duplicates("cohort")
    few = int((alone[["treated", "controls"]].min(axis=1) < 2).sum())
    if not few:
        return []
    return [
        (
            f"有 {few} 个批次一侧只有一个单位，其不确定性无从得知，区间偏窄。",
            f"Cohorts with one unit on a side: {few}; their uncertainty is unknown, so the "
            f"interval is too narrow.",
        )
    ]
