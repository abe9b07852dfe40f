"""The figures of the robustness protocol: one solution beside a set of test solutions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.expressions import Expression
from toolkit.comparison.fit import inclusion
from toolkit.comparison.memberships import TOLERANCE, ComparisonError, Memberships
from toolkit.comparison.minimising import Solution
from toolkit.terms import tr


@dataclass(frozen=True)
class Protocol:
    """Fit- and case-oriented figures, over all test solutions.

    Attributes
    ----------
    fit : dict
        ``RF_cov, RF_cons``: the robust core (what our model and every test share) beside our model;
        ``RF_SC_minTS, RF_SC_maxTS``: coincidence of our model with the intersection and the union
        of the tests. All 1 when nothing changes.
    cases : DataFrame
        Every case: ``case, group`` (robust, shaky, possible or none), ``outcome`` (bool), ``type``
        (robust_typical, robust_deviant, shaky_…, possible_…, extreme_deviant_coverage, irrelevant;
        empty at exactly 0.5).
    ratios : dict
        ``RCR_typ, RCR_dev`` (robust over robust, shaky and possible; NaN without such cases) and
        ``RCC_Rank`` from 1 (best) to 4.
    singles : DataFrame
        Each test alone, by its name: ``RCC_Rank`` and ``SC``, its coincidence with our model.
    """

    fit: dict[str, float]
    cases: pd.DataFrame
    ratios: dict[str, float]
    singles: pd.DataFrame


def protocol(m: Memberships, ours: np.ndarray, tests: np.ndarray, names: Sequence[str]) -> Protocol:
    """The figures by their definition, over every test (columns of `tests`).

    R SetMethods 4.0 looks at the first and the last of three or more tests in some of them, and
    rounds before it divides.
    """
    y, half = m.y, 0.5 + TOLERANCE
    least, most = tests.min(axis=1), tests.max(axis=1)
    core = np.minimum(ours, least)
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = {
            "RF_cov": float(np.minimum(core, y).sum() / np.minimum(ours, y).sum()),
            "RF_cons": float(inclusion(ours[:, None], y)[0][0] / inclusion(core[:, None], y)[0][0]),
            "RF_SC_minTS": coincidence(ours, least),
            "RF_SC_maxTS": coincidence(ours, most),
        }
    groups = {
        "robust": core > half,
        "shaky": np.minimum(ours, 1 - least) > half,
        "possible": np.minimum(1 - ours, most) > half,
    }
    group = np.select(list(groups.values()), list(groups), default="none")
    up, down = y > half, y < 1 - half
    sides = (("typical", up), ("deviant", down))
    kinds = {f"{g}_{side}": groups[g] & at for g in groups for side, at in sides}
    outside = np.maximum(ours, most) < 1 - half
    kinds |= {"extreme_deviant_coverage": outside & up, "irrelevant": outside & down}
    cases = pd.DataFrame(
        {
            "case": [str(c) for c in m.cases],
            "group": group,
            "outcome": up,
            "type": np.select(list(kinds.values()), list(kinds), default=""),
        }
    )
    ratios: dict[str, float] = {}
    for name, side in (("RCR_typ", up), ("RCR_dev", down)):
        touched = (np.any(list(groups.values()), axis=0) & side).sum()
        ratios[name] = float((groups["robust"] & side).sum() / touched) if touched else np.nan
    ratios["RCC_Rank"] = _rank(ours, least, most)
    singles = pd.DataFrame(
        {
            "RCC_Rank": [_rank(ours, t, t) for t in tests.T],
            "SC": [coincidence(ours, t) for t in tests.T],
        },
        index=pd.Index(list(names), name="test", dtype="str"),
    )
    return Protocol(fit, cases, ratios, singles)


def coincidence(x: np.ndarray, other: np.ndarray) -> float:
    """How far two sets coincide: shared over joint membership (1 for two empty sets)."""
    joint = np.maximum(x, other).sum()
    return float(np.minimum(x, other).sum() / joint) if joint else 1.0


def own_tests(solution: Solution, tests: Sequence[Any]) -> tuple[np.ndarray, list[str]]:
    """Memberships of test solutions given by hand, and their names.

    A test is a `Solution` of the same cases (its first model), a pair of a solution and the number
    of its model, or an expression over the conditions.
    """
    m, columns, names = solution.table.memberships, [], []
    for test in tests:
        s, i = test if isinstance(test, tuple) else (test, 0)
        if isinstance(s, Solution):
            if s.table.memberships.cases != m.cases:
                raise ComparisonError(
                    tr(
                        "检验解应由同样的案例得出。",
                        "a test solution comes from the same cases.",
                    )
                )
            columns.append(s.memberships(i)["overall"].to_numpy())
            names.append(s.expression(i))
        else:
            e = Expression.read(s)
            cubes = e.cubes(m.conditions, m.space)
            care, value = np.asarray(cubes, dtype=np.int64).reshape(-1, 2).T
            columns.append(m.cubes(care, value).max(axis=1, initial=0))
            names.append(str(e))
    return np.column_stack(columns), names


def _rank(ours: np.ndarray, least: np.ndarray, most: np.ndarray) -> int:
    half = 0.5 + TOLERANCE
    possible = (np.minimum(1 - ours, most) > half).any()
    shaky = (np.minimum(ours, 1 - least) > half).any()
    return 1 + int(possible) + 2 * int(shaky)
