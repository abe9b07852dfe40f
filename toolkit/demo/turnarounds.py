"""Turnaround cases: who is listed, who passed and when."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

#: chance that a unit no longer listed passes its acceptance
ACCEPTED = 0.9


@dataclass
class Cases:
    """Turnaround cases as parallel arrays; years are indices into YEARS, -1 means not yet."""

    org: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    opened: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    passed: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, dtype=np.int64))

    def is_open(self, year: int) -> NDArray[np.bool_]:
        """Cases not closed by the end of that year (a case closes in the June after it passed)."""
        return (self.passed < 0) | (self.passed >= year)

    def open_for(self, organisations: int, year: int) -> NDArray[np.bool_]:
        """Organisations with a case that is still being rectified."""
        out = np.zeros(organisations, dtype=bool)
        out[self.org[self.passed < 0]] = True
        return out


def settle(cases: Cases, listed: NDArray[np.bool_], t: int, rng: np.random.Generator) -> None:
    """Acceptance in November of what is no longer listed (nine in ten pass), and new cases for what
    is newly listed."""
    tried = (cases.passed < 0) & ~listed[cases.org]
    cases.passed[tried & (rng.random(len(tried)) < ACCEPTED)] = t
    busy = np.zeros(len(listed), dtype=bool)
    busy[cases.org[cases.is_open(t)]] = True
    new = np.flatnonzero(listed & ~busy)
    cases.org = np.concatenate([cases.org, new])
    cases.opened = np.concatenate([cases.opened, np.full(len(new), t)])
    cases.passed = np.concatenate([cases.passed, np.full(len(new), -1)])
