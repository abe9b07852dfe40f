"""A panel looked at whole, period by period and unit by unit: between and within consistency."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd

from toolkit.comparison.memberships import ComparisonError
from toolkit.comparison.minimising import Solution
from toolkit.terms import tr


@dataclass(frozen=True)
class PanelFit:
    """Consistency and coverage of sets across a panel.

    Attributes
    ----------
    table : DataFrame
        By set: pooled ``inclusion`` and ``coverage``; ``between`` and ``within``, the distances of
        the consistencies of periods and of units from being all equal (0: the relation holds alike
        everywhere); ``between_adjusted`` and ``within_adjusted``, the same over what random shares
        would give, so that the two can be compared.
    between, within : DataFrame
        Set and period (or unit) → ``inclusion, coverage, n, empty``. Where no case belongs to the
        set (``empty``), its inclusion is 1, as in R SetMethods: an empty set contradicts nothing.
        Periods and units may have any number of cases.

    References
    ----------
    García-Castro & Ariño (2016), "A General Approach to Panel Data Set-Theoretic Research", *JASSS*
    2(1).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> sets = pd.DataFrame({"A": [1, 1, 1, 0]})
    >>> found = comparison.panel_fit(sets, ["u", "v", "u", "v"], [1, 1, 2, 2], [1, 1, 0, 1])
    >>> found.between[["inclusion", "n"]]
                inclusion  n
    set period
    A   1             1.0  2
        2             0.0  2
    """

    table: pd.DataFrame
    between: pd.DataFrame
    within: pd.DataFrame


def panel_fit(
    sets: pd.DataFrame | Solution,
    unit: Sequence[Any] | pd.Series,
    period: Sequence[Any] | pd.Series,
    outcome: Sequence[float] | pd.Series | None = None,
    relation: Literal["sufficiency", "necessity"] = "sufficiency",
    model: int = 0,
) -> PanelFit:
    """Does a relation hold in every period and for every unit, or only on average?

    Parameters
    ----------
    sets : DataFrame or Solution
        Cases × memberships, one column a set; of a solution the terms of `model` and their union
        (its cases are then unit-periods, and the outcome is its own).
    unit, period : sequences
        Which unit and which period each case is, in the order of the cases.
    outcome : sequence of float
        Needed with a DataFrame.
    relation : {"sufficiency", "necessity"}
        Inclusion is Σmin(x, y) over Σx or over Σy; coverage the other way round.

    Raises
    ------
    ComparisonError
        Lengths that differ, a case twice (same unit and period), fewer than two periods.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> sets = pd.DataFrame({"A": [1, 1, 1, 0]})
    >>> found = comparison.panel_fit(sets, ["u", "v", "u", "v"], [1, 1, 2, 2], [1, 1, 0, 1])
    >>> found.table[["inclusion", "coverage"]].round(3)
         inclusion  coverage
    set
    A        0.667     0.667
    """
    if isinstance(sets, Solution):
        frame, y = sets.memberships(model), sets.table.memberships.y
    elif outcome is None:
        raise ComparisonError(
            tr("请给出结果的隶属度 outcome。", "give the memberships of the outcome.")
        )
    else:
        frame, y = sets, np.asarray(outcome, dtype=float)
    units, periods = _labels(unit), _labels(period)
    if not len(frame) == len(y) == len(units) == len(periods):
        raise ComparisonError(
            tr(
                "集合、结果、单位、时期的长度不一致。",
                "sets, outcome, units and periods differ in length.",
            )
        )
    if pd.DataFrame({"u": units, "p": periods}).duplicated().any():
        raise ComparisonError(
            tr("同一单位在同一时期出现了两次。", "a unit occurs twice in a period.")
        )
    if periods.nunique() < 2:
        raise ComparisonError(tr("面板至少要两个时期。", "a panel needs at least two periods."))
    between = _by(frame, y, periods, relation).rename_axis(["set", "period"])
    within = _by(frame, y, units, relation).rename_axis(["set", "unit"])
    rows = {}
    for name in frame.columns:
        pooled = _figures(frame[name].to_numpy(), y, relation)
        b, b_adjusted = _distance(between.loc[name, "inclusion"].to_numpy())
        w, w_adjusted = _distance(within.loc[name, "inclusion"].to_numpy())
        rows[name] = (*pooled, b, w, b_adjusted, w_adjusted)
    columns = ["inclusion", "coverage", "between", "within", "between_adjusted", "within_adjusted"]
    return PanelFit(
        pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("set"),
        between,
        within,
    )


def _labels(of: Sequence[Any] | pd.Series) -> pd.Series:
    """Units or periods; years that were read as numbers stay whole."""
    labels = pd.Series(list(of))
    whole = pd.api.types.is_float_dtype(labels) and bool((labels % 1 == 0).all())
    return labels.astype("int64") if whole else labels


def _figures(x: np.ndarray, y: np.ndarray, relation: str) -> tuple[float, float]:
    shared = np.minimum(x, y).sum()
    over_x = shared / x.sum() if x.sum() else 1.0
    over_y = shared / y.sum() if y.sum() else 1.0
    return (over_x, over_y) if relation == "sufficiency" else (over_y, over_x)


def _by(frame: pd.DataFrame, y: np.ndarray, group: pd.Series, relation: str) -> pd.DataFrame:
    rows = {}
    for name in frame.columns:
        x = frame[name].to_numpy()
        for g, at in group.groupby(group).groups.items():
            base = x[at] if relation == "sufficiency" else y[at]
            rows[name, g] = (*_figures(x[at], y[at], relation), len(at), not base.any())
    out = pd.DataFrame.from_dict(
        rows, orient="index", columns=["inclusion", "coverage", "n", "empty"]
    )
    out.index = pd.MultiIndex.from_tuples(rows)
    return out


def _distance(consistencies: np.ndarray) -> tuple[float, float]:
    """Euclidean distance of the shares from equal shares, plain and over its scale √(n/(n² + 3n +
    2)) for random shares."""
    known = consistencies[~np.isnan(consistencies)]
    n = len(known)
    if n < 2 or known.sum() == 0:
        return np.nan, np.nan
    plain = float(np.sqrt(((known / known.sum() - 1 / n) ** 2).sum()))
    return plain, plain / float(np.sqrt(n / (n**2 + 3 * n + 2)))
