"""From raw values to memberships, by thresholds, curves or a regression on groups."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd

from toolkit.comparison.memberships import ComparisonError, ComparisonWarning
from toolkit.terms import tr

#: the direct method puts the outer anchors at this degree of membership
DEGREE = 0.95
#: rounds of the indirect method's regression, and the change that ends it, as in R
ROUNDS, SETTLED = 25, 1e-8
#: memberships this close to 0 or 1 are 0 or 1, as in R
CLIP = 0.0001


Method = Literal["direct", "linear", "indirect", "crisp", "relative"]
Values: TypeAlias = Sequence[float] | np.ndarray | pd.Series


def calibrate(
    values: Values,
    exclusion: float | None = None,
    crossover: float | None = None,
    inclusion: float | None = None,
    *,
    method: Method = "direct",
    thresholds: Sequence[float] | Mapping[str, float] | None = None,
    degree: float = DEGREE,
    below: float = 1,
    above: float = 1,
) -> np.ndarray | pd.Series:
    """Fuzzy memberships of raw values.

    Parameters
    ----------
    exclusion, crossover, inclusion : float
        Anchors of the direct method: membership 0.05, 0.5 and 0.95. A falling set has its exclusion
        above its inclusion.
    method : {"direct", "linear", "indirect", "crisp", "relative"}
        ``direct``: logistic through the anchors. ``linear``: straight between them, 0 and 1
        outside; with exponents `below` and `above` (the crossover) S-shaped. ``indirect``: the
        groups that the thresholds make are fitted by a fractional logit on log x, √x, x and x²; a
        value equal to a threshold stays below it. ``crisp``: see `crisp`. ``relative``: the share
        of cases with no more than the value ("totally fuzzy and relative"), no anchors.
    thresholds : sequence or mapping
        The anchors in one list, or by name (``e, c, i``); six of them (``e1, c1, i1, i2, c2, e2``)
        make a bell, exclusions inside inclusions an inverted one; for ``indirect`` the borders of
        the groups.
    degree : float
        Membership at the inclusion of the logistic (R's ``idm``).

    Returns
    -------
    Series with the index of `values`, or an array of its shape. Missing values stay missing (and
    are refused later); what is below 0.0001 or above 0.9999 becomes 0 or 1, as in R.

    Raises
    ------
    ComparisonError
        Anchors out of order or of the wrong number; values of zero or less for ``indirect``.

    Notes
    -----
    As ``QCA::calibrate`` of R (``type="fuzzy"``; methods direct with ``logistic`` TRUE and FALSE,
    indirect, TFR). Values of zero count as 0.00001 for the indirect method, as there.

    References
    ----------
    Ragin (2008), *Redesigning Social Inquiry*, ch. 5; Duşa (2019), *QCA with R*, ch. 4.

    Examples
    --------
    >>> calibrate([2, 5, 8], 2, 5, 8).round(2).tolist()
    [0.05, 0.5, 0.95]
    """
    x = np.asarray(values, dtype=float)
    points = points_in_order((exclusion, crossover, inclusion), thresholds, method)
    if method == "relative":
        known = np.sort(x[~np.isnan(x)])
        share = np.searchsorted(known, x, side="right") / max(len(known), 1)
        first = np.searchsorted(known, 1, side="right") / max(len(known), 1)
        y = np.maximum(0, (share - first) / (1 - first)) if first < 1 else share
        y = np.where(np.isnan(x), np.nan, y)
    elif method == "crisp":
        y = np.asarray(crisp(x, points))
    elif method == "indirect":
        y = _indirect(x, points)
    else:
        curve = _logistic if method == "direct" and len(points) == 3 else _linear
        y = curve(x, points, degree) if curve is _logistic else _linear(x, points, below, above)
    if method in ("direct", "linear", "indirect"):
        y = np.where(y < CLIP, 0.0, np.where(y > 1 - CLIP, 1.0, y))
    return _like(values, y)


def crisp(values: Values, thresholds: float | Sequence[float]) -> np.ndarray | pd.Series:
    """Groups 0, 1, 2 … by rising thresholds: a value that equals one belongs above it; missing
    stays missing. One threshold makes a crisp set.

    Examples
    --------
    >>> crisp([1, 5, 9], [5, 9]).tolist()
    [0.0, 1.0, 2.0]
    """
    borders = np.sort(np.atleast_1d(np.asarray(thresholds, dtype=float)))
    if not len(borders) or np.isnan(borders).any():
        raise ComparisonError(tr("请给出阈值。", "give the thresholds."))
    x = np.asarray(values, dtype=float)
    groups = np.searchsorted(borders, x, side="right").astype(float)
    return _like(values, np.where(np.isnan(x), np.nan, groups))


def _like(values: Values, y: np.ndarray) -> np.ndarray | pd.Series:
    if isinstance(values, pd.Series):
        return pd.Series(y, index=values.index, name=values.name)
    return y


def points_in_order(
    three: tuple[float | None, float | None, float | None],
    thresholds: Sequence[float] | Mapping[str, float] | None,
    method: str,
) -> tuple[float, ...]:
    """The anchors in order, checked for the method."""
    if thresholds is None:
        given = tuple(p for p in three if p is not None)
    elif isinstance(thresholds, Mapping):
        names = ("e1", "c1", "i1", "i2", "c2", "e2") if "e1" in thresholds else ("e", "c", "i")
        given = tuple(thresholds[n] for n in names if n in thresholds)
    else:
        given = tuple(thresholds)
    points = tuple(float(p) for p in given)
    wanted = {"direct": (3, 6), "linear": (3, 6), "relative": (0,)}.get(method)
    if method not in ("direct", "linear", "relative", "indirect", "crisp"):
        text = tr("没有这种校准方法：", "no such method of calibration: ")
        raise ComparisonError(f"{text}{method}")
    if (len(points) not in wanted) if wanted else not points:
        raise ComparisonError(
            tr(
                f"{method} 法的锚点个数不对：{len(points)} 个（应为 3 个或 6 个，"
                f"indirect 和 crisp 至少 1 个）。",
                f"{method} takes another number of anchors than {len(points)}: three or six, for "
                "indirect and crisp one at least.",
            )
        )
    if method in ("direct", "linear"):
        _must_be_in_order(points)
    return points


def _must_be_in_order(points: tuple[float, ...]) -> None:
    """A crossover lies strictly between its exclusion and its inclusion; two sides do not cross."""
    sides = [points] if len(points) == 3 else [points[:3], points[:2:-1]]
    wrong = any(not (e - c) * (i - c) < 0 for e, c, i in sides)
    if len(points) == 6:
        (e1, _, i1), (e2, _, i2) = sides
        wrong = wrong or not (e1 < i1 <= i2 < e2 or i1 < e1 <= e2 < i2)
    if wrong:
        shown = ", ".join(f"{p:g}" for p in points)
        raise ComparisonError(
            tr(
                f"交叉点须严格位于完全不隶属与完全隶属之间：{shown}",
                f"the crossover must lie strictly between exclusion and inclusion: {shown}",
            )
        )


def _logistic(x: np.ndarray, points: tuple[float, ...], degree: float) -> np.ndarray:
    exclusion, crossover, inclusion = points
    outer = np.where((x < crossover) == (inclusion > exclusion), exclusion, inclusion)
    side = np.where(outer == inclusion, 1.0, -1.0)
    steepness = np.log(degree / (1 - degree))
    with np.errstate(over="ignore"):
        y = 1 / (1 + np.exp(-side * steepness * (x - crossover) / (outer - crossover)))
    return np.asarray(y)


def _linear(x: np.ndarray, points: tuple[float, ...], below: float, above: float) -> np.ndarray:
    """Straight (or, with exponents, bent) between the anchors of each side."""
    if len(points) == 6:
        first = _linear(x, points[:3], below, above)
        second = _linear(x, points[:2:-1], below, above)
        # a bell is in both of its sides, its inverse in either
        bell = points[0] < points[2]
        return np.minimum(first, second) if bell else np.maximum(first, second)
    exclusion, crossover, inclusion = points
    with np.errstate(invalid="ignore"):
        out = np.clip((x - exclusion) / (crossover - exclusion), 0, 1)
        in_ = np.clip((x - inclusion) / (crossover - inclusion), 0, 1)
        y = np.where(out < 1, out**below / 2, 1 - in_**above / 2)
    return np.where(np.isnan(x), np.nan, y)


def _indirect(x: np.ndarray, borders: tuple[float, ...]) -> np.ndarray:
    """Fitted memberships of a fractional logit on the groups' degrees, rounded as R rounds."""
    if (x < 0).any():
        raise ComparisonError(
            tr(
                "间接校准要取对数，值不能小于 0。",
                "the indirect method takes logarithms: no value below 0.",
            )
        )
    known = ~np.isnan(x)
    base = np.where(x[known] == 0, 1e-5, x[known])
    degrees = np.round(np.linspace(0, 1, len(borders) + 1), 3)
    y = degrees[np.searchsorted(np.sort(borders), x[known], side="left")]
    design = np.column_stack([np.ones_like(base), np.log(base), np.sqrt(base), base, base**2])
    out = np.full(len(x), np.nan)
    fitted, settled = _fractional_logit(design, y)
    if not settled:
        warnings.warn(
            tr(
                "间接校准的回归没有收敛：隶属度只供参考，请改用锚点。",
                "the regression of the indirect method did not settle: take its memberships with "
                "care, or give anchors.",
            ),
            ComparisonWarning,
            stacklevel=3,
        )
    out[known] = np.round(fitted, 6)
    return out


def _fractional_logit(design: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, bool]:
    """Fitted values by iteratively reweighted least squares, and whether they settled."""
    mean = (y + 0.5) / 2
    eta = np.log(mean / (1 - mean))
    scaled = design / np.abs(design).max(axis=0)  # powers of x differ by magnitudes
    before, smallest = _deviance(y, mean), np.finfo(float).eps
    for _ in range(ROUNDS):
        slope = np.where(np.abs(eta) > 30, smallest, mean * (1 - mean))
        root = slope / np.sqrt(np.maximum(mean * (1 - mean), smallest))
        working = eta + (y - mean) / slope
        coefficients = np.linalg.lstsq(scaled * root[:, None], working * root, rcond=1e-14)[0]
        eta = scaled @ coefficients
        odds = np.where(eta < -30, smallest, np.exp(np.minimum(eta, 30)))
        mean = np.where(eta > 30, 1 / (1 + smallest), odds / (1 + odds))
        deviance = _deviance(y, mean)
        if abs(deviance - before) / (abs(deviance) + 0.1) < SETTLED:
            return mean, True
        before = deviance
    return mean, False


def _deviance(y: np.ndarray, mean: np.ndarray) -> float:
    with np.errstate(divide="ignore", invalid="ignore"):
        one = np.where(y > 0, y * np.log(y / mean), 0.0)
        other = np.where(y < 1, (1 - y) * np.log((1 - y) / (1 - mean)), 0.0)
    return float(2 * (one + other).sum())
