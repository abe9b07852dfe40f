"""Where cases lie to a set and the outcome, and the tables that list them: one by one and in pairs,
the best first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.memberships import TOLERANCE, Memberships


@dataclass(frozen=True)
class Side:
    """Where the cases of one set lie."""

    x: np.ndarray
    y: np.ndarray

    @property
    def inside(self) -> np.ndarray:
        return self.x > 0.5 + TOLERANCE

    @property
    def outside(self) -> np.ndarray:
        return self.x < 0.5 - TOLERANCE

    @property
    def with_(self) -> np.ndarray:
        return self.y > 0.5 + TOLERANCE

    @property
    def without(self) -> np.ndarray:
        return self.y < 0.5 - TOLERANCE


Distance = Callable[[float, float, float, float], float]


def alike(x1: float, y1: float, x2: float, y2: float) -> float:
    """Two typical cases: far apart along the diagonal, both close to it."""
    return (0.5 - (x1 - x2)) + (0.5 - (y1 - y2)) + 2 * abs(y1 - x1) + 2 * abs(y2 - x2)


def against_neither(x1: float, y1: float, x2: float, y2: float) -> float:
    """A typical case and one of neither: as different as can be, both close to the diagonal."""
    return (1 - (x1 - x2)) + (1 - (y1 - y2)) + 2 * abs(y1 - x1) + 2 * abs(y2 - x2)


def against_neither_of_need(x1: float, y1: float, x2: float, y2: float) -> float:
    return (1 - (x1 - x2)) + (1 - (y1 - y2)) + 2 * abs(y1 - x1) + abs(y2 - x2)


def against_deviant(x1: float, y1: float, x2: float, y2: float) -> float:
    """With and without the outcome: alike and high in x, as different as can be in y."""
    return abs(x1 - x2) + (1 - (y1 - y2)) + (1 - x1) + (1 - x2)


def against_lacking(x1: float, y1: float, x2: float, y2: float) -> float:
    """With and without the necessary condition: alike in y, as different as can be in x."""
    return abs(y1 - y2) + (1 - (x1 - x2))


def listed(
    m: Memberships,
    term: str,
    s: Side,
    chosen: np.ndarray,
    best: np.ndarray,
    extra: dict[str, np.ndarray] | None = None,
) -> pd.DataFrame:
    at = np.flatnonzero(chosen)
    table = pd.DataFrame(
        {
            "term": term,
            "case": [str(m.cases[i]) for i in at],
            "x": s.x[at],
            "y": m.y[at],
            **{k: v[at] for k, v in (extra or {}).items()},
            "best": best[at],
        }
    )
    table["most"] = table["best"] <= table["best"].min() + TOLERANCE
    keys = ["unique", "best"] if extra and "unique" in extra else ["best"]
    up = [k != "unique" for k in keys]
    return table.sort_values(keys, ascending=up, kind="stable", ignore_index=True)


def paired(
    m: Memberships,
    term: str,
    s: Side,
    chosen: Sequence[tuple[Any, Any]],
    distance: Distance,
    pairs: int,
    unique: np.ndarray | None = None,
    more: dict[str, np.ndarray] | None = None,
    rest: np.ndarray | None = None,
) -> pd.DataFrame:
    """The best pairs; of a literal of a product the other literals (`rest`) count as well."""
    apart = np.zeros(len(m.y)) if rest is None else rest
    at = np.array(chosen, dtype=int).reshape(-1, 2)
    i, j = at.T
    table = pd.DataFrame(
        {
            "term": term,
            "case": [str(m.cases[a]) for a in i],
            "other": [str(m.cases[b]) for b in j],
            **({} if unique is None else {"unique": unique[i]}),
            **{k: v[j] for k, v in (more or {}).items()},
            "best": [
                distance(s.x[a], m.y[a], s.x[b], m.y[b]) + abs(apart[a] - apart[b])
                for a, b in chosen
            ],
        }
    )
    if unique is not None and not more:  # pairs of typical cases: how many of the two are unique
        table["unique"] = unique[i].astype(int) + unique[j].astype(int)
        table["first"] = unique[i]
        table = table.sort_values(
            ["unique", "first", "best"], ascending=[False, False, True], kind="stable"
        ).drop(columns="first")
    else:
        table = table.sort_values("best", kind="stable")
    return table.head(pairs).reset_index(drop=True)
