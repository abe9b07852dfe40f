"""Causal chains: every factor in turn an outcome of the factors that may come before it."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.comparison.boolean import primes
from toolkit.comparison.memberships import TOLERANCE, ComparisonError, ComparisonWarning
from toolkit.comparison.minimising import Solution, minimise
from toolkit.comparison.solving import Models, excluded
from toolkit.comparison.space import Cube
from toolkit.comparison.tabulating import truth_table
from toolkit.progress import progress
from toolkit.terms import tr

#: rows count from this inclusion on where models need not be wholly consistent
ROW_CUT = 0.5
#: sets of terms looked at for one outcome before the list is called incomplete
LOOKED_AT = 200_000


@dataclass(frozen=True)
class Chains:
    """What leads to each factor.

    Attributes
    ----------
    solutions : dict
        Outcome (``D``, or ``M[2]`` of a factor with several values) → a `Solution` with every
        irredundant model, or the reason in words why there is none.
    whole : dict
        Outcome → whether its models cover it up to the asked coverage. Only those are links of a
        chain: the rest explain a part of their outcome.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> comparison.chains(data, "A, B < Y").whole
    {'A': False, 'B': False, 'Y': True}
    """

    solutions: dict[str, Solution | str]
    whole: dict[str, bool]

    @property
    def links(self) -> dict[str, Solution]:
        """The outcomes that are explained whole."""
        return {
            y: s for y, s in self.solutions.items() if self.whole[y] and isinstance(s, Solution)
        }

    def __str__(self) -> str:
        return "\n".join(
            f"M{i + 1}: {s.expression(i)} <-> {y}"
            for y, s in self.links.items()
            for i in range(len(s))
        )


def chains(
    data: pd.DataFrame,
    ordering: str | Sequence[Sequence[str]] | None = None,
    strict: bool = False,
    *,
    consistency: float = 1.0,
    coverage: float = 1.0,
) -> Chains:
    """Look for causal chains: each factor is explained by the others, or by those before it.

    Parameters
    ----------
    data : DataFrame
        Cases × factors: crisp, fuzzy or with several values.
    ordering : str or sequence, optional
        What comes before what: ``"A, B < D < E"``. Factors not named come first, together. Without,
        every factor may lead to every other.
    strict : bool
        Whether factors of one level may not explain each other.
    consistency : float
        A model counts from this inclusion on. Below 1 a row counts as positive from 0.5 on.
    coverage : float
        A model counts when it covers the outcome at least so far.

    Returns
    -------
    Chains
        Models are all irredundant ones, not the shortest alone.

    Raises
    ------
    ComparisonError
        An ordering with unknown names or a name twice; fewer than two factors.

    References
    ----------
    ``causalChain`` of R QCA 3.25; Baumgartner (2009), *Sociological Methods & Research* 38(1).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> comparison.chains(data, "A, B < Y").solutions["Y"].models
    (('A',),)
    """
    levels = _levels(data, ordering)
    found: dict[str, Solution | str] = {}
    whole: dict[str, bool] = {}
    jobs = list(_jobs(data, levels, strict))
    for outcome, conditions in progress(jobs, len(jobs), tr("因果链", "causal chains")):
        try:
            with warnings.catch_warnings():
                # every factor is looked at: what is thin would be said once for each
                warnings.simplefilter("ignore", ComparisonWarning)
                found[outcome] = _irredundant(data, outcome, conditions, consistency, coverage)
        except ComparisonError as reason:
            found[outcome] = str(reason)
        s = found[outcome]
        whole[outcome] = isinstance(s, Solution) and any(
            s.fit(i).loc["overall", "covS"] >= coverage - TOLERANCE for i in range(len(s))
        )
    return Chains(found, whole)


def _levels(data: pd.DataFrame, ordering: str | Sequence[Sequence[str]] | None) -> list[list[str]]:
    factors = [str(c) for c in data.columns]
    if len(factors) < 2:
        raise ComparisonError(tr("至少要两个因素。", "at least two factors are needed."))
    if ordering is None:
        return [factors]
    parts = ordering.split("<") if isinstance(ordering, str) else ordering
    levels = [
        [n.strip() for n in (p.replace("，", ",").split(",") if isinstance(p, str) else p)]
        for p in parts
    ]
    named = [n for level in levels for n in level]
    wrong = [n for n in named if n not in factors or named.count(n) > 1]
    if wrong:
        raise ComparisonError(
            tr(
                f"先后次序里有不认识或重复的因素：{', '.join(wrong)}",
                f"unknown or repeated factors in the ordering: {', '.join(wrong)}",
            )
        )
    first = [f for f in factors if f not in named]
    return [first, *levels] if first else levels


def _jobs(
    data: pd.DataFrame, levels: list[list[str]], strict: bool
) -> Iterator[tuple[str, list[str]]]:
    before: list[str] = []
    for level in levels:
        for factor in level:
            conditions = before + ([] if strict else [f for f in level if f != factor])
            if conditions:
                ordered = [str(c) for c in data.columns if str(c) in conditions]
                values = pd.to_numeric(data[factor], errors="coerce")
                top = int(values.max()) if values.notna().any() else 1
                names = [f"{factor}[{v}]" for v in range(1, top + 1)] if top > 1 else [factor]
                yield from ((name, ordered) for name in names)
        before = before + level


def _irredundant(
    data: pd.DataFrame, outcome: str, conditions: list[str], consistency: float, coverage: float
) -> Solution:
    cut = 1.0 if consistency >= 1 - TOLERANCE else ROW_CUT
    table = truth_table(data, outcome, conditions, cut)
    shortest = minimise(table, "parsimonious")
    task, m = shortest.task, table.memberships
    found = primes(task.positives, excluded(task), task.space)
    care, value = np.asarray(found, dtype=np.int64).T
    members = m.cubes(care, value)
    if coverage >= 1 - TOLERANCE:
        rows = np.asarray(task.positives, dtype=np.int64)
        chart = (rows[:, None] & care) == value  # every positive row is to be covered

        def enough(chosen: tuple[int, ...]) -> bool:
            return bool(chart[:, list(chosen)].any(axis=1).all())
    else:

        def enough(chosen: tuple[int, ...]) -> bool:
            covered = np.minimum(members[:, list(chosen)].max(axis=1), m.y).sum()
            return bool(covered >= coverage * m.y.sum() - TOLERANCE)

    sets, complete = _minimal_sets(len(found), enough)
    models: list[tuple[Cube, ...]] = []
    for chosen in sets:
        union = members[:, list(chosen)].max(axis=1)
        if np.minimum(union, m.y).sum() >= consistency * union.sum() - TOLERANCE:
            models.append(tuple(sorted(found[i] for i in chosen)))
    if not models:
        raise ComparisonError(
            tr(
                f"没有模型达到覆盖度 {coverage:g}、一致性 {consistency:g}。",
                f"no model reaches coverage {coverage:g} and consistency {consistency:g}.",
            )
        )
    return replace(shortest, found=Models(tuple(models), complete, True))


def _minimal_sets(
    n: int, enough: Callable[[tuple[int, ...]], bool]
) -> tuple[list[tuple[int, ...]], bool]:
    """Every set that is enough while none of its parts is, by size; False when cut short."""
    found: list[frozenset[int]] = []
    level: list[tuple[int, ...]] = [()]
    looked = 0
    while level:
        after = []
        for chosen in level:
            for i in range(chosen[-1] + 1 if chosen else 0, n):
                new = (*chosen, i)
                looked += 1
                if looked > LOOKED_AT:
                    return [tuple(sorted(f)) for f in found], False
                if any(f <= set(new) for f in found):
                    continue
                if enough(new):
                    found.append(frozenset(new))
                else:
                    after.append(new)
        level = after
    return [tuple(sorted(f)) for f in found], True
