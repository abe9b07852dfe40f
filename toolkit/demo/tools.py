"""Small helpers of the generator that come out the same on every machine."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

NOT_YET = np.datetime64("NaT", "D")


def share_out(total: int, weights: NDArray[np.int64]) -> NDArray[np.int64]:
    """`total` split in proportion to whole weights by largest remainder, ties to the earlier; in
    whole numbers only."""
    if not len(weights):
        return np.zeros(0, dtype=np.int64)
    scaled = total * weights.astype(np.int64)
    whole, rest = scaled // weights.sum(), scaled % weights.sum()
    whole[np.argsort(-rest, kind="stable")[: total - whole.sum()]] += 1
    return whole


def day(year: int | NDArray[Any], month: int, number: int = 1) -> NDArray[Any]:
    """The date(s) `year`-`month`-`number`; `year` may be an array."""
    months = (np.asarray(year, dtype=np.int64) - 1970) * 12 + (month - 1)
    return months.astype("datetime64[M]").astype("datetime64[D]") + np.timedelta64(number - 1, "D")


def days(rng: np.random.Generator, low: int, high: int, count: int) -> NDArray[Any]:
    """`count` spans of `low` to `high` - 1 days."""
    return rng.integers(low, high, count).astype("timedelta64[D]")


def only(mask: NDArray[np.bool_], values: Any) -> pd.Series:
    """`values` where the mask holds, empty elsewhere."""
    return pd.Series(values, index=range(len(mask))).where(mask)


def numbered(letter: str, count: int, width: int = 5) -> NDArray[Any]:
    """Identifiers: the letter and a number from 1."""
    return np.array([f"{letter}{k + 1:0{width}d}" for k in range(count)], dtype=object)
