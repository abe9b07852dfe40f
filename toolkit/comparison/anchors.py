"""Where a set begins, turns and is full, and why there: anchors that travel with the data."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.comparison.calibration import Method, calibrate, points_in_order
from toolkit.comparison.memberships import TOLERANCE, ComparisonError, ComparisonWarning
from toolkit.terms import tr


@dataclass(frozen=True)
class Anchors:
    """Where a set begins, turns and is full, and why there: the reason travels with every result.

    ``crossover`` alone makes a crisp set. `thresholds` with a `method` of `calibrate` take the
    place of the three; `below` and `above` bend straight sides (linear, or six anchors).

    Examples
    --------
    >>> from toolkit import comparison
    >>> comparison.Anchors(2, 5, 8, because="2、5、8 为考核办法的三档").crossover
    5
    """

    exclusion: float | None = None
    crossover: float | None = None
    inclusion: float | None = None
    because: str = ""
    method: Method = "direct"
    thresholds: tuple[float, ...] = ()
    below: float = 1
    above: float = 1

    def __post_init__(self) -> None:
        three = (self.exclusion, self.crossover, self.inclusion)
        if not self.thresholds and self.method != "relative":
            if self.exclusion is None and self.inclusion is None and self.crossover is not None:
                object.__setattr__(self, "method", "crisp")
            object.__setattr__(self, "thresholds", tuple(p for p in three if p is not None))
        points = points_in_order((None, None, None), self.thresholds, self.method)
        straight = self.method == "linear" or (self.method == "direct" and len(points) == 6)
        if not (0 < self.below < np.inf and 0 < self.above < np.inf) or (
            not straight and (self.below, self.above) != (1, 1)
        ):
            raise ComparisonError(
                tr(
                    f"指数 {self.below:g}、{self.above:g}：应大于 0，且只用于 linear 或六个锚点。",
                    f"exponents {self.below:g}, {self.above:g}: above 0, and only for linear or "
                    "six anchors.",
                )
            )

    def apply(self, values: pd.Series) -> pd.Series:
        """The memberships of raw `values`."""
        bent = {"below": self.below, "above": self.above}
        return pd.Series(calibrate(values, method=self.method, thresholds=self.thresholds, **bent))

    def moved(self, i: int, to: float) -> Anchors:
        """The same with threshold i elsewhere."""
        there = (*self.thresholds[:i], to, *self.thresholds[i + 1 :])
        return replace(self, exclusion=None, crossover=None, inclusion=None, thresholds=there)

    def __str__(self) -> str:
        shown = " / ".join(f"{t:g}" for t in self.thresholds)
        if (self.below, self.above) != (1, 1):
            shown += f" ^ {self.below:g} / {self.above:g}"
        return shown if self.method == "direct" else f"{shown} ({self.method})".strip()


def calibrate_frame(raw: pd.DataFrame, anchors: Mapping[str, Anchors]) -> pd.DataFrame:
    """Calibrate the columns named in `anchors`; the rest stay as they are.

    The anchors and reasons stay in ``.attrs["anchors"]`` and from there reach truth tables and
    solutions.

    Raises
    ------
    ComparisonError
        A column that does not exist, or anchors without a reason (``because``): a number taken from
        the sample alone (its mean, its quartiles) needs the reason said just as much.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> raw = pd.DataFrame({"score": [2, 5, 8]})
    >>> anchors = {"score": comparison.Anchors(2, 5, 8, because="考核办法的三档")}
    >>> comparison.calibrate_frame(raw, anchors)["score"].round(2).tolist()
    [0.05, 0.5, 0.95]
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
        if at_half and a.method != "crisp":
            text = tr(
                f"{c}：{at_half} 个案例正好在交叉点上（0.5）。",
                f"{c}: {at_half} cases lie exactly on the crossover (0.5).",
            )
            warnings.warn(text, ComparisonWarning, stacklevel=2)
    out.attrs["anchors"] = {**raw.attrs.get("anchors", {}), **anchors}
    return out
