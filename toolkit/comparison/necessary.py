"""What nothing happens without: necessity of conditions, their absence, and disjunctions of
them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
import pandas as pd

from toolkit.comparison.expressions import Expression
from toolkit.comparison.fit import necessity_figures
from toolkit.comparison.memberships import TOLERANCE, Memberships, must_vary, read


def necessity(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> pd.DataFrame:
    """How far each condition, and its absence, is necessary for the outcome.

    Parameters
    ----------
    data : DataFrame
        Cases × memberships in [0, 1].
    outcome : str
        A column, or ``"~Y"`` for its negation.
    conditions : sequence of str
        Columns (each gives two rows, ``A`` and ``~A``), or expressions such as ``"A + ~B"`` (one
        row each).

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
    frame = pd.DataFrame(m.x, columns=list(m.conditions))
    terms: dict[str, np.ndarray] = {}
    for c in wanted:
        if c in expressions:
            terms[str(c)] = expressions[c].evaluate(frame).to_numpy()
        else:
            terms[c], terms[f"~{c}"] = frame[c].to_numpy(), 1 - frame[c].to_numpy()
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
    """
    m = read(data, outcome, conditions)
    must_vary(m)
    kept: list[tuple[frozenset[tuple[int, bool]], str, np.ndarray]] = []
    for width in range(1, widest + 1):
        for chosen in combinations(range(m.k), width):
            for on in product((True, False), repeat=width):
                literals = frozenset(zip(chosen, on))
                if any(shorter < literals for shorter, _, _ in kept):
                    continue
                x = _union(m, literals)
                figures = necessity_figures(x[:, None], m.y).iloc[0]
                if (
                    figures["inclN"] >= incl_cut - TOLERANCE
                    and figures["RoN"] >= ron_cut - TOLERANCE
                ):
                    name = " + ".join(
                        ("" if o else "~") + m.conditions[i] for i, o in zip(chosen, on)
                    )
                    kept.append((literals, name, x))
    index = pd.Index([name for _, name, _ in kept], name="term", dtype="str")
    if not kept:
        return pd.DataFrame({"inclN": [], "RoN": [], "covN": []}, index=index, dtype=float)
    found = necessity_figures(np.column_stack([x for _, _, x in kept]), m.y).set_index(index)
    return found.sort_values("RoN", ascending=False, kind="stable")


def _union(m: Memberships, literals: frozenset[tuple[int, bool]]) -> np.ndarray:
    return np.max([m.x[:, i] if on else 1 - m.x[:, i] for i, on in literals], axis=0)
