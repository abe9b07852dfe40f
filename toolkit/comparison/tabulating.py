"""A truth table made from cases: what is refused, what is left out, what is said."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from toolkit.comparison.frames import read
from toolkit.comparison.memberships import (
    TOLERANCE,
    ComparisonError,
    ComparisonWarning,
    Memberships,
    must_vary,
    warn_if_thin,
)
from toolkit.comparison.truthtable import TruthTable
from toolkit.terms import tr


def truth_table(
    data: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    incl_cut: float = 0.8,
    n_cut: int = 1,
    pri_cut: float = 0,
    half: Literal["error", "drop"] = "error",
    selection: str = "",
) -> TruthTable:
    """Tabulate the combinations of conditions and judge each by its inclusion in the outcome.

    Parameters
    ----------
    data : DataFrame
        Cases × memberships in [0, 1]; the index names the cases.
    outcome : str
        A column, or ``"~Y"`` for its negation.
    conditions : sequence of str
        Columns, most significant first.
    incl_cut, pri_cut : float
        A row counts as sufficient from these on, with a tolerance of 1e-9.
    n_cut : int
        Rows with fewer cases are treated as remainders.
    half : {"error", "drop"}
        What a condition at exactly 0.5 does: refuse, or leave the case out of every row (it still
        counts in inclusion).
    selection : str
        How the cases were chosen; travels with the result (default: ``data.attrs["selection"]``).

    Returns
    -------
    TruthTable

    Raises
    ------
    ComparisonError
        Bad input, memberships of exactly 0.5, an outcome that does not vary, no row with enough
        cases.

    References
    ----------
    Ragin (2008); the semantics of ``truthTable`` in R QCA 3.25.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> comparison.truth_table(data, "Y", ["A", "B"]).rows
         A  B  OUT  n  incl  PRI     cases   against
    row
    1    0  0    0  3   0.0  0.0  3; 7; 11  3; 7; 11
    2    0  1    0  3   0.0  0.0  2; 6; 10  2; 6; 10
    3    1  0    1  3   1.0  1.0   1; 5; 9
    4    1  1    1  3   1.0  1.0   0; 4; 8
    """
    for name, value, low in (
        ("incl_cut", incl_cut, 0),
        ("pri_cut", pri_cut, 0),
        ("n_cut", n_cut, 1),
    ):
        if not low <= value <= (float("inf") if name == "n_cut" else 1):
            raise ComparisonError(tr(f"{name} 超出范围：{value}", f"{name} out of range: {value}"))
    if half not in ("error", "drop"):
        raise ComparisonError(
            tr(
                f"half 只能是 error 或 drop，不是 {half!r}",
                f"half must be 'error' or 'drop', not {half!r}",
            )
        )
    m = read(data, outcome, conditions)
    must_vary(m)
    _settle_halves(m, half)
    warn_if_thin(m)
    table = TruthTable(
        m, incl_cut, n_cut, pri_cut, half, selection or str(data.attrs.get("selection", ""))
    )
    if table.rows.empty:
        raise ComparisonError(
            tr(
                f"没有一行达到 {n_cut} 个案例；请降低 n_cut。",
                f"no row has {n_cut} cases; lower n_cut.",
            )
        )
    return table


def _settle_halves(m: Memberships, half: str) -> None:
    at_half = m.half()
    if not at_half.any():
        return
    cells = [
        f"{m.cases[i]}/{m.conditions[j]}" for i, j in np.argwhere(np.abs(m.x - 0.5) <= TOLERANCE)
    ]
    shown = ", ".join(cells[:8]) + (" …" if len(cells) > 8 else "")
    if half == "error":
        raise ComparisonError(
            tr(
                f"隶属度正好为 0.5，既不属于也不不属于：{shown}。请移动交叉点，或用 half='drop' "
                f"不把这些案例归入任何行。",
                f"memberships of exactly 0.5 are neither in nor out: {shown}. Move the crossover, "
                "or pass half='drop' to leave these cases out of the rows.",
            )
        )
    text = tr(
        f"{int(at_half.sum())} 个案例有条件正好为 0.5，未归入任何行：{shown}",
        f"{int(at_half.sum())} cases left out of the rows at exactly 0.5: {shown}",
    )
    warnings.warn(text, ComparisonWarning, stacklevel=3)
