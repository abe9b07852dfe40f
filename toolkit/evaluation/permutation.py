"""Inference without clusters enough: permute the whole plan; and placebo dates, on which nothing
happened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.evaluation.clusters import clusters
from toolkit.evaluation.design import Cell, Design, design
from toolkit.evaluation.evidence import Evidence, refuse
from toolkit.evaluation.staggered import Staggered, estimate
from toolkit.progress import progress

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Permutation:
    """Result of `permute`: the simple ATT, its two-sided ``p``, the ``drawn`` values and the
    evidence statement.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> units = pd.DataFrame({"unit": range(12), "cohort": [3] * 6 + [0] * 6})
    >>> panel = units.merge(pd.DataFrame({"time": [1, 2, 3]}), "cross")
    >>> panel["y"] = panel["unit"] % 3 + 2.0 * (panel["time"] == panel["cohort"])
    >>> evaluation.permute(panel, "y", "unit", "time", "cohort", runs=19).drawn.shape
    (19,)
    """

    att: float
    p: float
    drawn: Floats
    evidence: Evidence


def permute(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    cohort: str,
    cluster: str | None = None,
    control: str = "never",
    among: str | None = None,
    runs: int = 499,
    seed: int = 2011,
) -> Permutation:
    """Randomisation test of no effect on anybody: the whole plan is dealt out anew, `runs` times.

    With `cluster` the cohorts move between clusters as wholes (a helper's units start together);
    without it, between units. With `among`, places in the plan move only between units that were at
    risk in the same set of periods.

    Parameters
    ----------
    panel, outcome, unit, time, cohort, cluster, control, among
        As in `att_gt`.
    runs : int
    seed : int
        Same seed, same result.

    Raises
    ------
    EvaluationError
        As `att_gt`; the cohort varies within a cluster, so that clusters cannot be exchanged;
        nothing to exchange.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> units = pd.DataFrame({"unit": range(12), "cohort": [3] * 6 + [0] * 6})
    >>> panel = units.merge(pd.DataFrame({"time": [1, 2, 3]}), "cross")
    >>> panel["y"] = panel["unit"] % 3 + 2.0 * (panel["time"] == panel["cohort"])
    >>> found = evaluation.permute(panel, "y", "unit", "time", "cohort", runs=19)
    >>> found.att, found.p
    (2.0, 0.05)
    """
    d = design(panel, outcome, unit, time=time, cohort=cohort, cluster=cluster, among=among)
    block = clusters(d.labels, len(d.units), "component").codes()
    of_block = pd.Series(d.cohort).groupby(block)
    if (of_block.nunique() > 1).any():
        raise refuse(
            "同一聚类（连通块）内首次受助期不同，聚类之间无法互换；可不给 cluster，"
            "按单位置换（前提：同一帮扶方的单位没有共同冲击）。",
            "cohorts differ within a cluster (component), so clusters cannot be exchanged; leave "
            "out cluster= to permute units"
            " (assuming that units of one helper share no shocks)",
        )
    label, n = of_block.first().to_numpy(), int(block.max()) + 1
    stratum = _strata(d, block, n) if among else np.zeros(n, dtype=int)
    observed = _simple(d, d.cohort, control)
    if not np.isfinite(observed):
        raise refuse("没有对照单位，无法检验。", "there are no controls, so nothing can be tested")
    rng, drawn = np.random.default_rng(seed), np.empty(runs)
    groups = [g for s in np.unique(stratum) if len(g := np.flatnonzero(stratum == s)) > 1]
    if not any(len(np.unique(label[g])) > 1 for g in groups):
        raise refuse(
            "没有可以互换的单位，无法检验。",
            "no two clusters could have changed places: nothing can be tested",
        )
    for i in progress(range(runs), runs, "permutation"):
        moved = label.copy()
        for g in groups:
            moved[g] = label[rng.permutation(g)]
        drawn[i] = _simple(d, moved[block], control)
    drawn = drawn[np.isfinite(drawn)]
    p = float((1 + (np.abs(drawn) >= abs(observed) - 1e-12).sum()) / (len(drawn) + 1))
    return Permutation(
        observed, p, drawn, _evidence(n, int(np.isfinite(label).sum()), len(drawn), p, cluster)
    )


def _strata(d: Design, block: NDArray[np.int64], n: int) -> NDArray[np.int64]:
    """Blocks whose units were at risk in the same periods before the last one (a place needs a
    period after it)."""
    pattern = d.risk[:, :-1] @ (2.0 ** np.arange(len(d.times) - 1))
    return pd.factorize(pd.Series(pattern).groupby(block).agg(lambda s: tuple(sorted(s))))[0][:n]


def _simple(d: Design, cohort: Floats, control: str) -> float:
    cells: list[Cell] = [c for c in d.cells(control, cohort=cohort) if c.time >= c.cohort]
    size = np.array([c.treated.sum() for c in cells])
    return float(np.average([c.att(d.y) for c in cells], weights=size)) if len(cells) else np.nan


def _evidence(blocks: int, treated: int, runs: int, p: float, cluster: str | None) -> Evidence:
    what = ("帮扶方聚类", "clusters") if cluster else ("单位", "units")
    return Evidence(
        compared=[
            (
                "实际安排下的平均影响，对比随机重排同一套安排所得。",
                "The mean effect under the real plan, and under the plan dealt anew.",
            )
        ],
        counts=[
            (
                f"{blocks} 个{what[0]}，其中 {treated} 个受助；重排 {runs} 次，p = {p:.2g}。",
                f"{blocks} {what[1]}, {treated} of them treated; {runs} draws, p = {p:.2g}.",
            )
        ],
        assumptions=[
            (
                "谁受助、何时受助可以互换（如抽签）。",
                "Who was helped, and when, could have been exchanged (as in a lottery).",
            )
        ],
        may=[
            (
                "“对谁都没有影响”这一假设与数据是否相容。",
                "Whether the data fit the claim that nobody was affected.",
            )
        ],
        may_not=[
            (
                "影响有多大；没有拒绝就等于没有影响。",
                "How large the effect is; that no rejection means no effect.",
            )
        ],
    )


def placebo(
    panel: pd.DataFrame,
    outcome: str,
    unit: str,
    time: str,
    cohort: str,
    shift: int = 1,
    **settings: Any,
) -> Staggered:
    """The same estimate on dates `shift` periods too early, with everything from the real date on
    left out.

    An effect here is no effect of help: it shows different trends, selection on a dip, or
    anticipation.

    Parameters
    ----------
    shift : int
        How many observed periods too early, from 1.
    **settings
        As in `att_gt` (``cluster, control, among, several``).

    Returns
    -------
    Staggered

    Raises
    ------
    EvaluationError
        As `att_gt`; a shift below 1, or no period left before the placebo date.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> units = pd.DataFrame({"unit": range(12), "cohort": [3] * 6 + [0] * 6})
    >>> panel = units.merge(pd.DataFrame({"time": [1, 2, 3]}), "cross")
    >>> panel["y"] = panel["unit"] % 3 + 2.0 * (panel["time"] == panel["cohort"])
    >>> float(evaluation.placebo(panel, "y", "unit", "time", "cohort").simple["att"])
    0.0
    """
    if shift < 1:
        raise refuse("shift 至少为 1。", "shift must be at least 1")
    d = design(
        panel,
        outcome,
        unit,
        time=time,
        cohort=cohort,
        cluster=settings.get("cluster"),
        among=settings.get("among"),
    )
    cells = [
        c for g in d.cohorts() for c in _early(d, float(g), shift, settings.get("control", "never"))
    ]
    if not cells:
        raise refuse(
            "安慰剂日期之前没有时期，或没有对照，无法检验。",
            "no period is left before the placebo date, or no controls",
        )
    found = estimate(d, cells, settings)
    words = (
        f"安慰剂：把受助日期提前 {shift} 期，只用受助前的数据；这里的“影响”不是帮扶的影响。",
        f"Placebo: dates too early by {shift}, data before help only; an effect here is none of "
        f"help.",
    )
    return replace(
        found,
        twfe=pd.Series({"att": np.nan, "se": np.nan}),
        evidence=replace(found.evidence, notes=[*found.evidence.notes, words]),
    )


def _early(d: Design, g: float, shift: int, control: str) -> list[Cell]:
    last, treated = d.base(g), d.members(g)
    start = last + 1 - shift
    later = d.cohort > d.times[last] if control == "not_yet" else np.isinf(d.cohort)
    controls = later & (d.cohort != g) & d.risk[:, last]
    if start < 1 or not treated.any() or not controls.any():
        return []
    return [
        Cell(float(d.times[start]), float(d.times[j]), treated, controls, j, start - 1)
        for j in range(start, last + 1)
    ]
