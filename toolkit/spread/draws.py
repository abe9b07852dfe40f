"""Luck that does not depend on the order of events: every draw is a hash of run and edge, so that
sites and rules are
compared under the same luck (common random numbers), in whatever batches the runs are made."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]

_STEP = np.array(0x9E3779B97F4A7C15, dtype=np.uint64)
_A, _B = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)


def _mix(z: Keys) -> Keys:
    """Finaliser of SplitMix64 (Steele, Lea & Flood 2014, OOPSLA), in place."""
    z ^= z >> np.uint64(30)
    z *= _A
    z ^= z >> np.uint64(27)
    z *= _B
    z ^= z >> np.uint64(31)
    return z


def seed_of(rng: Any) -> Keys:
    """One 64-bit seed from an int or a Generator (which moves on).

    Examples
    --------
    >>> from toolkit import spread
    >>> spread.seed_of(7)
    array([11530976094092348043], dtype=uint64)
    """
    return np.random.default_rng(rng).integers(0, 2**64, size=1, dtype=np.uint64)


def run_keys(seed: Keys, runs: npt.NDArray[np.integer]) -> Keys:
    """The stream of each run."""
    return _mix(seed + (runs.astype(np.uint64) + np.uint64(1)) * _STEP)


def uniform(keys: Keys, index: npt.NDArray[np.integer]) -> npt.NDArray[np.float64]:
    """Draw number `index` of the streams `keys`, in [0, 1)."""
    z = index.astype(np.uint64)
    z *= _STEP
    z += keys
    _mix(z)
    z >>= np.uint64(11)
    return z.astype(np.float64) * 2.0**-53
