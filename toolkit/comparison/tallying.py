"""Cases sorted into rows, and the numbers behind a truth table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.fit import inclusion
from toolkit.comparison.memberships import TOLERANCE, Memberships


@dataclass(frozen=True)
class Tally:
    """The numbers behind a truth table: codes from 0 of the observed rows, ascending, and the row
    of each case (-1: left out)."""

    codes: np.ndarray
    n: np.ndarray
    incl: np.ndarray
    pri: np.ndarray
    row_of: np.ndarray


def tally(m: Memberships) -> Tally:
    """Sort the cases into rows; inclusion and PRI of a row count every case by its membership."""
    row_of = m.codes()
    codes, n = np.unique(row_of[row_of >= 0], return_counts=True)
    incl, pri = inclusion(m.cubes(np.full(len(codes), m.space.full, dtype=np.int64), codes), m.y)
    return Tally(codes, n, incl, pri, row_of)


def positive(t: Tally, incl_cut: float, pri_cut: float) -> np.ndarray:
    """Rows whose inclusion and PRI reach the cut-offs, with the tolerance."""
    return (t.incl >= incl_cut - TOLERANCE) & (np.nan_to_num(t.pri) >= pri_cut - TOLERANCE)


def conditions_of(m: Memberships, codes: np.ndarray) -> dict[str, Any]:
    """The values of the conditions in many rows; ``-`` where a condition does not apply."""
    out: dict[str, Any] = {}
    for i, c in enumerate(m.conditions):
        values = m.space.values(codes, i)
        if m.space.unnamed[i]:
            text = np.where(values == m.space.levels[i] - 1, "-", values.astype(str))
            out[c] = pd.array(text, dtype="string")
        else:
            out[c] = pd.array(values, dtype="Int64")
    return out
