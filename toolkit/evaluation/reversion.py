"""Regression to the mean: what the selected low would have gained without anybody's help."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtri

from toolkit.evaluation.clusters import LEAST_CLUSTERS, Clusters, clusters
from toolkit.evaluation.evidence import Evidence, refuse
from toolkit.evaluation.reversion_words import reversion_evidence

Floats = NDArray[np.float64]
_Z = float(ndtri(0.975))
#: fewest unhelped unit-years from which a reliability is estimated; below it the line is noise
LEAST_PAIRS = 20


@dataclass(frozen=True)
class Reversion:
    """Result of `regression_to_mean`.

    Attributes
    ----------
    expected, observed, remainder : float
        Mean change of the selected and helped from one period to the next: expected without help
        from the panel's own reliability; seen; what is left to explain.
    reliability : float
        Share of a distance from the mean that is still there one period later, among units without
        help.
    table : DataFrame
        ``quantity, estimate, se, low, high, units`` for ``observed, expected, remainder, unpaired``
        (change of selected units without help), ``unpaired_expected``, ``difference`` (helped less
        unpaired, within the period of selection).
    by_time : DataFrame
        ``time`` (of selection), ``group`` (helped, unpaired), ``before, expected_after, after, n``:
        what a figure draws.
    evidence : Evidence

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.regression_to_mean(toolkit.evaluation.panel(county))
    >>> round(found.expected + found.remainder, 2), round(found.observed, 2)
    (11.18, 11.18)
    """

    expected: float
    observed: float
    remainder: float
    reliability: float
    table: pd.DataFrame
    by_time: pd.DataFrame
    evidence: Evidence


def regression_to_mean(
    panel: pd.DataFrame,
    outcome: str = "outcome",
    unit: str = "org_id",
    time: str = "time",
    selected: str = "newly_listed",
    helped: str | None = "helped",
    cluster: str | None = None,
) -> Reversion:
    """Expected change of the selected group without any help, beside the observed one.

    Units without help so far say how much of a distance from the mean lasts a period (slope of the
    next outcome on this one, period means taken out: the reliability of Galton's and Barnett, van
    der Pols & Dobson's regression to the mean, 2005, Int. J. Epidemiology 34). The expected change
    of a selected unit is (1 − reliability) of its distance below the mean, plus the change of the
    mean. The selected that stayed without help are compared as they are.

    Parameters
    ----------
    panel : DataFrame
        One row a unit and period; `selected` true in the period at whose end the unit was selected,
        `helped` true in periods with help.
    outcome, unit, time, selected, helped : str
        Columns. Without a column `helped` (or None) all selected count as helped, the rest as
        without help.
    cluster : str, optional
        Column with the helper (``H1;H2`` for several); errors are clustered at it, else at the
        unit.

    Returns
    -------
    Reversion

    Raises
    ------
    EvaluationError
        Missing columns, fewer than two periods, nobody selected that was helped next, too few units
        without help.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.regression_to_mean(toolkit.evaluation.panel(county))
    >>> round(found.expected, 2), round(found.observed, 2), round(found.reliability, 2)
    (5.43, 11.18, 0.62)
    """
    if helped is None or (helped == "helped" and "helped" not in panel.columns):
        panel, helped = panel.assign(helped=_following(panel, unit, time, selected)), "helped"
    steps = _steps(
        panel, outcome, unit, time=time, selected=selected, helped=helped, cluster=cluster
    )
    free = steps[~steps["ever"] & ~steps["helped_next"]]
    chosen = steps[steps["selected"] & ~steps["ever"]].reset_index(drop=True)
    aided = chosen["helped_next"].to_numpy(dtype=bool)
    if not aided.any():
        raise refuse(
            "没有先被选中、随后得到帮扶的单位。",
            "no unit was selected and then helped: nothing to compare",
        )
    if len(free) < LEAST_PAIRS or free["before"].std() == 0:
        raise refuse(
            f"未受帮扶的相邻两期观测不足 {LEAST_PAIRS} 个（或没有差异），无法估计信度。",
            f"fewer than {LEAST_PAIRS} pairs of periods without help (or all alike): no "
            f"reliability can be estimated",
        )
    slope, at, drift, doubt = _line(free, unit)
    chosen = chosen[chosen["time"].isin(at.index)].reset_index(drop=True)
    aided = chosen["helped_next"].to_numpy(dtype=bool)
    gap = chosen["before"] - chosen["time"].map(at)
    expected = (slope - 1) * gap + chosen["time"].map(drift)
    change = chosen["after"] - chosen["before"]
    labels = chosen["_cluster"] if cluster else chosen[unit].astype("string")
    table = _table(
        change.to_numpy(float),
        expected.to_numpy(float),
        gap.to_numpy(float),
        aided=aided,
        time=chosen["time"],
        labels=labels,
        slope_variance=doubt,
    )
    value = table.set_index("quantity")["estimate"]
    numbers = float(value["expected"]), float(value["observed"]), float(value["remainder"])
    return Reversion(
        *numbers,
        slope,
        table,
        _by_time(chosen, aided, expected),
        reversion_evidence(table, slope, len(free)),
    )


def _by_time(chosen: pd.DataFrame, aided: NDArray[np.bool_], expected: pd.Series) -> pd.DataFrame:
    rows = chosen.assign(
        group=np.where(aided, "helped", "unpaired"), expected_after=chosen["before"] + expected, n=1
    )
    return rows.groupby(["time", "group"], as_index=False).agg(
        before=("before", "mean"),
        expected_after=("expected_after", "mean"),
        after=("after", "mean"),
        n=("n", "sum"),
    )


def _following(panel: pd.DataFrame, unit: str, time: str, selected: str) -> pd.Series:
    """True in the period after each selection."""
    if missing := [c for c in (unit, time, selected) if c not in panel.columns]:
        raise refuse(
            f"面板缺少列：{'、'.join(missing)}", f"the panel lacks columns: {', '.join(missing)}"
        )
    order = panel.assign(_at=pd.to_numeric(panel[time])).sort_values([unit, "_at"], kind="stable")
    before = order[selected].fillna(False).astype(bool).groupby(order[unit]).shift(fill_value=False)
    return before.astype(bool).reindex(panel.index)


def _steps(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    selected: str,
    helped: str,
    cluster: str | None,
) -> pd.DataFrame:
    wanted = [c for c in (outcome, unit, time, selected, helped, cluster) if c]
    if missing := [c for c in wanted if c not in panel.columns]:
        raise refuse(
            f"面板缺少列：{'、'.join(missing)}", f"the panel lacks columns: {', '.join(missing)}"
        )
    out = panel[list(dict.fromkeys(wanted))].rename(
        columns={outcome: "before", time: "time", selected: "selected", helped: "_helped"}
    )
    out = out.assign(time=pd.to_numeric(out["time"]), before=out["before"].astype(float))
    out = out.sort_values([unit, "time"], kind="stable", ignore_index=True)
    for name in ("selected", "_helped"):
        out[name] = out[name].fillna(False).astype(bool)
    times = np.sort(out["time"].unique())
    if len(times) < 2:
        raise refuse("至少要有两个时期。", "at least two periods are needed")
    out["ever"] = out.groupby(unit)["_helped"].cummax()
    by = out.groupby(unit)
    out["after"], out["helped_next"], following = (
        by["before"].shift(-1),
        by["_helped"].shift(-1),
        by["time"].shift(-1),
    )
    adjoining = following.map(dict(zip(times[1:], times[:-1]))) == out["time"]
    out = out[adjoining & out["before"].notna() & out["after"].notna()].copy()
    out["helped_next"] = out["helped_next"].astype(bool)
    if cluster:
        # a unit that nobody helps is tied to nobody, whoever helps it years later
        own = out[unit].astype("string")
        out["_cluster"] = out[cluster].astype("string").where(out["helped_next"], own).fillna(own)
    return out.reset_index(drop=True)


def _line(free: pd.DataFrame, unit: str) -> tuple[float, pd.Series, pd.Series, float]:
    """Slope, mean before and change of the mean by period, and the slope's squared error (units are
    clusters)."""
    at, after = (free.groupby("time")[c].mean() for c in ("before", "after"))
    x, y = free["before"] - free["time"].map(at), free["after"] - free["time"].map(after)
    mass = float((x * x).sum())
    slope = float((x * y).sum() / mass)
    score = (x * (y - slope * x)).groupby(free[unit]).sum() / mass
    return slope, at, after - at, float((score**2).sum())


def _table(
    change: Floats,
    expected: Floats,
    gap: Floats,
    aided: NDArray[np.bool_],
    time: pd.Series,
    labels: pd.Series,
    slope_variance: float,
) -> pd.DataFrame:
    tied = clusters(labels.reset_index(drop=True), len(change))

    def mean(
        values: Floats, who: NDArray[np.bool_], extra: float = 0.0
    ) -> tuple[float, float, int]:
        psi = np.where(who, (values - values[who].mean()) / who.sum(), 0.0)
        se = float(np.sqrt(tied.covariance(psi[:, None])[0, 0] + extra))
        # too few to know how uncertain the mean is
        return (
            float(values[who].mean()),
            se if tied.count(who) >= LEAST_CLUSTERS else np.nan,
            int(who.sum()),
        )

    def line_error(who: NDArray[np.bool_]) -> float:
        return float(gap[who].mean() ** 2 * slope_variance)

    found = {
        "observed": mean(change, aided),
        "expected": (
            float(expected[aided].mean()),
            float(np.sqrt(line_error(aided))),
            int(aided.sum()),
        ),
        "remainder": mean(change - expected, aided, line_error(aided)),
    }
    if (~aided).any():
        found["unpaired"] = mean(change, ~aided)
        found["unpaired_expected"] = (
            float(expected[~aided].mean()),
            float(np.sqrt(line_error(~aided))),
            int((~aided).sum()),
        )
        found["difference"] = _difference(change, aided, time, tied)
    out = pd.DataFrame(
        [(k, *v) for k, v in found.items()], columns=["quantity", "estimate", "se", "units"]
    )
    out.insert(3, "low", out["estimate"] - _Z * out["se"])
    out.insert(4, "high", out["estimate"] + _Z * out["se"])
    return out


def _difference(
    change: Floats, aided: NDArray[np.bool_], time: pd.Series, tied: Clusters
) -> tuple[float, float, int]:
    """Helped less unpaired within each period of selection, weighted by the helped."""
    codes, used = pd.factorize(time)[0], 0
    weight: list[int] = []
    total: list[float] = []
    psi: list[Floats] = []
    for k in np.unique(codes):
        a, b = aided & (codes == k), ~aided & (codes == k)
        if a.sum() and b.sum():
            total.append(float(change[a].mean() - change[b].mean()))
            weight.append(int(a.sum()))
            used += int(a.sum() + b.sum())
            psi.append(
                np.where(a, (change - change[a].mean()) / a.sum(), 0)
                - np.where(b, (change - change[b].mean()) / b.sum(), 0)
            )
    if not total:
        return np.nan, np.nan, 0
    share = np.array(weight) / np.sum(weight)
    both = np.column_stack(psi) @ share
    known = min(tied.count(aided), tied.count(~aided)) >= LEAST_CLUSTERS
    return (
        float(share @ np.array(total)),
        float(np.sqrt(tied.covariance(both[:, None])[0, 0])) if known else np.nan,
        used,
    )
