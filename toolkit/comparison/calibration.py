"""From raw values to memberships, with the anchors and their reasons kept on the data."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.comparison.memberships import TOLERANCE, ComparisonError, ComparisonWarning
from toolkit.terms import tr

#: the direct method puts the outer anchors at this degree of membership
DEGREE = 0.95
#: memberships this close to 0 or 1 are 0 or 1, as in R
CLIP = 0.0001


def calibrate(
    values: Sequence[float] | np.ndarray | pd.Series,
    exclusion: float,
    crossover: float,
    inclusion: float,
) -> np.ndarray | pd.Series:
    """Fuzzy memberships by the direct method: logistic, 0.05 at `exclusion`, 0.5 at `crossover`,
    0.95 at `inclusion`.

    A falling set has its exclusion above its inclusion. Missing values stay missing (and are
    refused later). Values below 0.0001 become 0 and above 0.9999 become 1, as in R's
    ``QCA::calibrate(type="fuzzy", logistic=TRUE)``.

    Returns
    -------
    Series with the index of `values`, or an array of its shape.

    Raises
    ------
    ComparisonError
        If the crossover does not lie strictly between the other two.

    References
    ----------
    Ragin (2008), *Redesigning Social Inquiry*, ch. 5.
    """
    Anchors(exclusion, crossover, inclusion)  # refuses anchors out of order
    x = np.asarray(values, dtype=float)
    outer = np.where((x < crossover) == (inclusion > exclusion), exclusion, inclusion)
    side = np.where(outer == inclusion, 1.0, -1.0)
    with np.errstate(over="ignore"):
        y = 1 / (
            1
            + np.exp(-side * np.log(DEGREE / (1 - DEGREE)) * (x - crossover) / (outer - crossover))
        )
    y = np.where(y < CLIP, 0.0, np.where(y > 1 - CLIP, 1.0, y))
    return (
        pd.Series(y, index=values.index, name=values.name) if isinstance(values, pd.Series) else y
    )


def calibrate_crisp(
    values: Sequence[float] | np.ndarray | pd.Series, threshold: float
) -> np.ndarray | pd.Series:
    """Crisp membership: 1 from `threshold` upwards, else 0; missing stays missing."""
    x = np.asarray(values, dtype=float)
    y = np.where(np.isnan(x), np.nan, (x >= threshold).astype(float))
    return (
        pd.Series(y, index=values.index, name=values.name) if isinstance(values, pd.Series) else y
    )


@dataclass(frozen=True)
class Anchors:
    """Where a set begins, turns and is full, and why there: the reason travels with every result.

    ``crossover`` alone makes a crisp set.
    """

    exclusion: float | None
    crossover: float
    inclusion: float | None
    because: str = ""

    def __post_init__(self) -> None:
        if self.exclusion is None and self.inclusion is None:
            return
        if (
            self.exclusion is None
            or self.inclusion is None
            or not (self.exclusion - self.crossover) * (self.inclusion - self.crossover) < 0
        ):
            shown = f"{self.exclusion}, {self.crossover}, {self.inclusion}"
            raise ComparisonError(
                tr(
                    f"交叉点须严格位于完全不隶属与完全隶属之间：{shown}",
                    f"the crossover must lie strictly between exclusion and inclusion: {shown}",
                )
            )

    def apply(self, values: pd.Series) -> pd.Series:
        """The memberships of raw `values`."""
        if self.exclusion is None or self.inclusion is None:
            return pd.Series(calibrate_crisp(values, self.crossover))
        return pd.Series(calibrate(values, self.exclusion, self.crossover, self.inclusion))


def calibrate_frame(raw: pd.DataFrame, anchors: Mapping[str, Anchors]) -> pd.DataFrame:
    """Calibrate the columns named in `anchors`; the rest stay as they are.

    The anchors and reasons stay in ``.attrs["anchors"]`` and from there reach truth tables and
    solutions.

    Raises
    ------
    ComparisonError
        A column that does not exist, or anchors without a reason (``because``): a number taken from
        the sample alone (its mean, its quartiles) needs the reason said just as much.
    """
    missing = [c for c in anchors if c not in raw.columns]
    if missing:
        raise ComparisonError(
            tr(f"没有这些列：{', '.join(missing)}", f"no such columns: {', '.join(missing)}")
        )
    unreasoned = [c for c, a in anchors.items() if not a.because.strip()]
    if unreasoned:
        shown = ", ".join(unreasoned)
        raise ComparisonError(
            tr(
                f"请写明锚点的理由（because）：{shown}",
                f"say why the anchors lie where they do (because): {shown}",
            )
        )
    out = raw.copy()
    for c, a in anchors.items():
        out[c] = a.apply(raw[c].astype(float))
        at_half = int((np.abs(out[c] - 0.5) <= TOLERANCE).sum())
        if at_half and a.exclusion is not None:
            text = tr(
                f"{c}：{at_half} 个案例正好在交叉点上（0.5）。",
                f"{c}: {at_half} cases lie exactly on the crossover (0.5).",
            )
            warnings.warn(text, ComparisonWarning, stacklevel=2)
    out.attrs["anchors"] = {**raw.attrs.get("anchors", {}), **anchors}
    return out
