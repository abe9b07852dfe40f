"""What nothing happens without: necessity of conditions, their absence, and disjunctions of
them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from toolkit.comparison.expressions import Expression
from toolkit.comparison.fit import necessity_figures
from toolkit.comparison.frames import read
from toolkit.comparison.memberships import TOLERANCE, must_vary


def necessity(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> pd.DataFrame:
    """How far each condition, and its absence, is necessary for the outcome.

    Parameters
    ----------
    data : DataFrame
        Cases × memberships in [0, 1].
    outcome : str
        A column, or ``"~Y"`` for its negation.
    conditions : sequence of str
        Columns (each gives two rows, ``A`` and ``~A``, or one for each value, ``B[2]``), or
        expressions such as ``"A + ~B"`` (one row each).

    Returns
    -------
    DataFrame
        Indexed by ``term``: `inclN` = Σmin(x, y)/Σy; `RoN`, the relevance of necessity,
        Σ(1 − x)/Σ(1 − min(x, y)): near 0 when x is so common that its necessity is trivial; `covN`
        = Σmin(x, y)/Σx.

    Raises
    ------
    ComparisonError
        Missing values, memberships outside [0, 1], one case, an outcome that does not vary.

    References
    ----------
    Schneider & Wagemann (2012), *Set-Theoretic Methods for the Social Sciences*, ch. 5 and 9; as in
    R QCA 3.25.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 0, 1, 0], "Y": [1, 1, 0, 0]})
    >>> comparison.necessity(data, "Y", ["A", "B"]).round(2)
          inclN   RoN  covN
    term
    A       1.0  1.00   1.0
    ~A      0.0  0.50   0.0
    B       0.5  0.67   0.5
    ~B      0.5  0.67   0.5
    """
    wanted = [conditions] if isinstance(conditions, str) else list(conditions)
    expressions = {c: Expression.read(c) for c in wanted if c not in data.columns}
    names = list(
        dict.fromkeys(
            [c for c in wanted if c not in expressions]
            + [n for e in expressions.values() for n in e.names]
        )
    )
    m = read(data, outcome, names)
    must_vary(m)
    members, shown = m.all_literals()
    literals = dict(zip(shown, members.T))
    terms: dict[str, np.ndarray] = {}
    for c in wanted:
        if c in expressions:
            terms[str(c)] = expressions[c].evaluate(data).to_numpy()
        else:
            i = m.conditions.index(c)
            values = range(m.space.named(i))
            mine = [m.space.literal_name(i, v, c) for v in values]
            terms |= {t: literals[t] for t in (mine if len(mine) > 2 else reversed(mine))}
    return necessity_figures(np.column_stack(list(terms.values())), m.y).set_index(
        pd.Index(list(terms), name="term")
    )


def necessary_disjunctions(
    data: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    incl_cut: float = 0.9,
    ron_cut: float = 0.5,
    widest: int = 3,
) -> pd.DataFrame:
    """The shortest disjunctions (``A + ~B``) that pass both cut-offs: one that contains a shorter
    passing one is left out.

    A long disjunction is necessary almost by construction: give it a meaning that the conditions
    share, or leave it. Returns the frame of `necessity`, single literals included, best RoN first.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 0, 0, 0], "B": [0, 1, 0, 0], "Y": [1, 1, 0, 0]})
    >>> comparison.necessary_disjunctions(data, "Y", ["A", "B"])[["inclN", "RoN"]]
           inclN  RoN
    term
    A + B    1.0  1.0
    """
    m = read(data, outcome, conditions)
    must_vary(m)
    members, names = m.all_literals()
    owner = [i for i in range(m.k) for _ in range(m.space.named(i))]
    kept: list[tuple[frozenset[int], str, np.ndarray]] = []
    for width in range(1, widest + 1):
        for chosen in combinations(range(len(names)), width):
            literals = frozenset(chosen)
            of = [owner[j] for j in chosen]
            # every value of a condition together is everything
            whole = any(of.count(i) == m.space.named(i) for i in set(of))
            if whole or any(shorter < literals for shorter, _, _ in kept):
                continue
            x = members[:, list(chosen)].max(axis=1)
            figures = necessity_figures(x[:, None], m.y).iloc[0]
            if figures["inclN"] >= incl_cut - TOLERANCE and figures["RoN"] >= ron_cut - TOLERANCE:
                kept.append((literals, " + ".join(names[j] for j in chosen), x))
    index = pd.Index([name for _, name, _ in kept], name="term", dtype="str")
    if not kept:
        return pd.DataFrame({"inclN": [], "RoN": [], "covN": []}, index=index, dtype=float)
    found = necessity_figures(np.column_stack([x for _, _, x in kept]), m.y).set_index(index)
    return found.sort_values("RoN", ascending=False, kind="stable")
