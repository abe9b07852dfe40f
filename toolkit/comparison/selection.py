"""Which cases to study in depth: typical and deviant cases of a solution, a deviant one beside its
truth-table row, most similar and most different pairs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from toolkit.comparison.frames import read
from toolkit.comparison.memberships import TOLERANCE, ComparisonError, must_vary
from toolkit.comparison.minimising import Solution
from toolkit.terms import tr

#: what a case is to a solution: in both sets, in the solution alone, in the outcome alone, in
#: neither, on a border
ROLES = ("typical", "deviant_consistency", "deviant_coverage", "irrelevant", "undecided")


def case_roles(solution: Solution, model: int = 0) -> pd.DataFrame:
    """What every case is to a model, best cases to study first within each role.

    Returns
    -------
    DataFrame
        ``case, role, terms`` (terms with membership above 0.5), ``x`` (membership in the model),
        ``y``, ``row`` (truth-table row, empty at exactly 0.5) and ``distance`` from the ideal case
        of the role, 0 being ideal: a typical case is full in both sets and not above the diagonal
        the wrong way (y ≥ x), a deviant one full in one and out of the other. Roles: ``typical`` (x
        and y above 0.5), ``deviant_consistency`` (x above, y below: why not here?),
        ``deviant_coverage`` (x below, y above: what else leads there?), ``irrelevant``,
        ``undecided`` (x or y exactly 0.5).

    References
    ----------
    Schneider & Rohlfing (2013), "Combining QCA and Process Tracing", *Sociological Methods &
    Research* 42(4).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> comparison.case_roles(solution)["role"].value_counts().to_dict()
    {'typical': 6, 'irrelevant': 6, 'deviant_consistency': 0, 'deviant_coverage': 0, 'undecided': 0}
    """
    m = solution.table.memberships
    members = solution.memberships(model)
    x, y = members["overall"].to_numpy(), m.y
    inside = members.iloc[:, :-1].to_numpy() > 0.5 + TOLERANCE
    up_x, up_y = x > 0.5 + TOLERANCE, y > 0.5 + TOLERANCE
    border = (np.abs(x - 0.5) <= TOLERANCE) | (np.abs(y - 0.5) <= TOLERANCE)
    role = np.select(
        [border, up_x & up_y, up_x, up_y], ["undecided", *ROLES[:3]], default="irrelevant"
    )
    # a typical case below the diagonal contradicts the statement of sufficiency by degree: it comes
    # last
    typical = np.where(y >= x - TOLERANCE, (y - x) + (1 - x), 1 + (x - y) + (1 - x))
    distance = np.select(
        [role == "typical", role == "deviant_consistency", role == "deviant_coverage"],
        [typical, 1 - x + y, 1 - y + x],
        np.nan,
    )
    out = pd.DataFrame(
        {
            "case": [str(c) for c in m.cases],
            "role": pd.Categorical(role, ROLES, ordered=True),
            "terms": [
                " + ".join(np.array(solution.models[model], dtype=object)[i]) for i in inside
            ],
            "x": x,
            "y": y,
            "row": pd.array([r if r else pd.NA for r in solution.table.row_of], dtype="Int64"),
            "distance": distance,
        }
    )
    return out.sort_values(["role", "distance"], kind="stable").reset_index(drop=True)


def row_partners(solution: Solution, model: int = 0) -> pd.DataFrame:
    """Every deviant case beside the cases of its truth-table row with the other outcome: they share
    every condition, so what parted them lies outside the conditions.

    Returns
    -------
    DataFrame
        ``case, role, row, shares`` (the conditions of the row), ``other`` (a case of the row with
        the other outcome; empty where there is none), ``y, other_y`` and ``apart`` (mean difference
        of the memberships in the conditions). Deviant cases in the order of
        `case_roles`, of each the nearest other first.

    Examples
    --------
    >>> from toolkit.comparison import minimise, truth_table
    >>> crisp = pd.DataFrame({"A": [1, 1, 1, 0], "Y": [1, 1, 0, 0]}, index=list("abcd"))
    >>> found = row_partners(minimise(truth_table(crisp, "Y", ["A"], 0.6), "complex"))
    >>> found[["case", "shares", "other"]].to_numpy().tolist()
    [['c', 'A', 'a'], ['c', 'A', 'b']]
    """
    table, m = solution.table, solution.table.memberships
    at = {str(c): i for i, c in enumerate(m.cases)}
    row_of, rows = np.array(table.row_of), []
    roles = case_roles(solution, model)
    for case, role in zip(roles["case"], roles["role"]):
        if role not in ROLES[1:3]:
            continue
        i = at[case]
        if not row_of[i]:  # a condition at exactly 0.5: it belongs to no row
            rows.append((case, role, pd.NA, "", pd.NA, m.y[i], np.nan, np.nan))
            continue
        shares = m.term((m.space.full, m.space.code_of(int(row_of[i]))))
        across = (m.y - 0.5) * (m.y[i] - 0.5) < -TOLERANCE
        apart = np.where(
            [m.valued(q) for q in range(m.k)], m.x != m.x[i], np.abs(m.x - m.x[i])
        ).mean(axis=1)
        others = np.flatnonzero((row_of == row_of[i]) & across)
        for j in others[np.argsort(apart[others], kind="stable")]:
            rows.append((case, role, row_of[i], shares, str(m.cases[j]), m.y[i], m.y[j], apart[j]))
        if not len(others):
            rows.append((case, role, row_of[i], shares, pd.NA, m.y[i], np.nan, np.nan))
    columns = ["case", "role", "row", "shares", "other", "y", "other_y", "apart"]
    return pd.DataFrame(rows, columns=columns).astype({"row": "Int64", "other": "string"})


def pairs(
    data: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    kind: Literal["most_similar", "most_different"] = "most_similar",
    n: int = 10,
) -> pd.DataFrame:
    """Pairs of cases for comparison in depth.

    ``most_similar``: different outcome, fewest differing conditions (what made the difference?);
    ``most_different``: the outcome in both, most differing conditions (what do they still share?).

    Returns
    -------
    DataFrame
        ``case, other, differing`` (number), ``differ``, ``share`` (the conditions by name),
        ``distance`` (mean difference of memberships); best `n` pairs. A membership of exactly 0.5
        differs from neither side, and such an outcome is left out.

    References
    ----------
    Przeworski & Teune (1970); Berg-Schlosser & De Meur (2009), in Rihoux & Ragin, *Configurational
    Comparative Methods*.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0], "B": [1, 0, 0], "Y": [1, 0, 0]}, index=list("abc"))
    >>> comparison.pairs(data, "Y", ["A", "B"])[["case", "other", "differ", "share"]]
      case other differ share
    0    a     b      B     A
    1    a     c   A; B
    """
    if kind not in ("most_similar", "most_different"):
        raise ComparisonError(
            tr(
                f"kind 应为 most_similar 或 most_different，不是 {kind!r}",
                f"kind must be most_similar or most_different, not {kind!r}",
            )
        )
    m = read(data, outcome, conditions)
    must_vary(m)
    side = np.where(np.abs(m.x - 0.5) <= TOLERANCE, 0, np.sign(m.x - 0.5))
    up, down = np.flatnonzero(m.y > 0.5 + TOLERANCE), np.flatnonzero(m.y < 0.5 - TOLERANCE)
    chosen = (
        [(i, j) for i in up for j in down]
        if kind == "most_similar"
        else [(i, j) for a, i in enumerate(up) for j in up[a + 1 :]]
    )
    names, rows = np.array(m.conditions, dtype=object), []
    for i, j in chosen:
        differs, shares = side[i] * side[j] < 0, side[i] * side[j] > 0
        rows.append(
            (
                str(m.cases[i]),
                str(m.cases[j]),
                int(differs.sum()),
                "; ".join(names[differs]),
                "; ".join(
                    ("" if side[i, q] > 0 else "~") + names[q] for q in np.flatnonzero(shares)
                ),
                float(np.abs(m.x[i] - m.x[j]).mean()),
            )
        )
    out = pd.DataFrame(rows, columns=["case", "other", "differing", "differ", "share", "distance"])
    return (
        out.sort_values(["differing", "distance"], ascending=kind == "most_similar", kind="stable")
        .head(n)
        .reset_index(drop=True)
    )
