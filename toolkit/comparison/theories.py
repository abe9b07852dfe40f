"""A theory held beside a solution: where both agree, where one goes further, and which cases lie
there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.comparison.expressions import Expression
from toolkit.comparison.fit import inclusion
from toolkit.comparison.memberships import TOLERANCE, ComparisonError
from toolkit.comparison.minimising import Solution
from toolkit.terms import tr, word

#: the four areas: expected and found, found alone, expected alone, neither
AREAS = ("T*S", "~T*S", "T*~S", "~T*~S")


@dataclass(frozen=True)
class TheoryEvaluation:
    """What a theory and a solution say of each case.

    Attributes
    ----------
    memberships : DataFrame
        By case: ``theory, solution``, the four areas ``T*S, ~T*S, T*~S, ~T*~S`` and ``outcome``.
        An area is the fuzzy product, min(T, S).
    fit : DataFrame
        By term of the solution, ``Sol.Formula``, ``Theory`` and each area: ``Cons.Suf, Cov.Suf,
        PRI`` (NaN: 0/0).
    cases : dict
        ``TSY``, ``~TSY`` … → the cases above 0.5 there; a case at exactly 0.5 is in none.
    intersections : dict
        The areas as simplified Boolean expressions: for reading, not for counting, since X*~X is
        dropped although min(x, 1 − x) may lie above 0.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> comparison.theory_evaluation("A*B", solution).intersections
    {'T*S': 'A*B', '~T*S': 'A*~B', 'T*~S': '0', '~T*~S': '~A'}
    """

    memberships: pd.DataFrame
    fit: pd.DataFrame
    cases: dict[str, list[str]]
    intersections: dict[str, str]

    def table(self) -> pd.DataFrame:
        """The case lists for a page: ``area, meaning, n, cases``."""
        rows = [(k, word("theory_area", k), len(v), "; ".join(v)) for k, v in self.cases.items()]
        return pd.DataFrame(rows, columns=["area", "meaning", "n", "cases"])


def theory_evaluation(
    theory: str | Expression, solution: Solution, model: int = 0
) -> TheoryEvaluation:
    """Evaluate a theory against one model.

    Parameters
    ----------
    theory : str or Expression
        What was expected to lead to the outcome, over the conditions: ``"A*~B + C"``.
    solution, model
        The model that the data gave.

    Raises
    ------
    ComparisonError
        A name that is no condition.

    Notes
    -----
    As ``theory.evaluation`` of R SetMethods, whose list of inconsistent most likely cases
    (``TS~Y``) is always empty by a slip; here it holds the cases that its title promises.

    References
    ----------
    Ragin (1987), ch. 7; Schneider & Wagemann (2012), ch. 11.3.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> cases = comparison.theory_evaluation("A*B", solution).cases
    >>> len(cases["TSY"]), len(cases["~TSY"]), len(cases["TS~Y"])
    (3, 3, 0)
    """
    m = solution.table.memberships
    expected = Expression.read(theory)
    cubes = expected.cubes(m.conditions, m.space)
    if not cubes:
        raise ComparisonError(tr("理论是空集。", "the theory is the empty set."))
    care, value = np.asarray(cubes, dtype=np.int64).T
    t = m.cubes(care, value).max(axis=1)
    terms = solution.memberships(model)
    s, y = terms["overall"].to_numpy(), m.y
    areas = {
        "T*S": np.minimum(t, s),
        "~T*S": np.minimum(1 - t, s),
        "T*~S": np.minimum(t, 1 - s),
        "~T*~S": np.minimum(1 - t, 1 - s),
    }
    sets = {c: terms[c].to_numpy() for c in terms.columns[:-1]}
    sets |= {"Sol.Formula": s, "Theory": t, **areas}
    incl, pri = inclusion(np.column_stack(list(sets.values())), y)
    cover = np.array([np.minimum(x, y).sum() / y.sum() for x in sets.values()])
    fit = pd.DataFrame(
        {"Cons.Suf": incl, "Cov.Suf": cover, "PRI": pri}, index=pd.Index(list(sets), name="set")
    )
    names = np.array([str(c) for c in m.cases], dtype=object)
    half = 0.5 + TOLERANCE
    cases = {}
    for side, here in (("Y", y > half), ("~Y", y < 1 - half)):
        for area, x in areas.items():
            cases[area.replace("*", "") + side] = names[(x > half) & here].tolist()
    frame = pd.DataFrame(
        {"theory": t, "solution": s, **areas, "outcome": y}, index=pd.Index(m.cases)
    )
    found = Expression.read(solution.expression(model))
    crossed = (expected * found, ~expected * found, expected * ~found, ~expected * ~found)
    written = {a: str(e.simplify()) for a, e in zip(AREAS, crossed)}
    return TheoryEvaluation(frame, fit, cases, written)
