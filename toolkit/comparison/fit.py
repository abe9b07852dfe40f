"""Figures of fit: inclusion, PRI, coverage and relevance, as in Ragin (2008) and Schneider &
Wagemann (2012)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

#: R's QCA shows anything below this as 0: float dust is no unique coverage
DUST = 1e-5


def _ratio(a: np.ndarray, b: np.ndarray | float) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(np.asarray(b) > 0, a / b, np.nan)


def inclusion(x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Inclusion and PRI of each column of `x` (cases × sets) in `y`; NaN for a set without
    members."""
    both = np.minimum(x, y[:, None])
    both_ways = np.minimum(both, 1 - y[:, None]).sum(axis=0)
    total, shared = x.sum(axis=0), both.sum(axis=0)
    return _ratio(shared, total), _ratio(shared - both_ways, total - both_ways)


def sufficiency(x: np.ndarray, y: np.ndarray, names: Sequence[str]) -> pd.DataFrame:
    """``inclS, PRI, covS, covU`` of each term and of their union (last row, ``overall``).

    covU is what no other term of the model covers: NaN for the union and for a single term.
    """
    union = x.max(axis=1)
    incl, pri = inclusion(np.column_stack([x, union]), y)
    total = y.sum()
    shared = np.minimum(np.column_stack([x, union]), y[:, None]).sum(axis=0)
    unique = np.full(x.shape[1] + 1, np.nan)
    if x.shape[1] > 1:
        for j in range(x.shape[1]):
            others = np.delete(x, j, axis=1).max(axis=1)
            unique[j] = shared[-1] - np.minimum(others, y).sum()
    frame = pd.DataFrame(
        {"inclS": incl, "PRI": pri, "covS": _ratio(shared, total), "covU": _ratio(unique, total)},
        index=pd.Index([*names, "overall"], name="term"),
    )
    return frame.mask(frame < DUST, 0.0)


def necessity_figures(x: np.ndarray, y: np.ndarray) -> pd.DataFrame:
    """``inclN, RoN, covN`` of each column of `x` as a necessary condition of `y`."""
    shared = np.minimum(x, y[:, None]).sum(axis=0)
    relevance = _ratio((1 - x).sum(axis=0), (1 - np.minimum(x, y[:, None])).sum(axis=0))
    frame = pd.DataFrame(
        {"inclN": _ratio(shared, y.sum()), "RoN": relevance, "covN": _ratio(shared, x.sum(axis=0))}
    )
    return frame.mask(frame < DUST, 0.0)
