"""Ceilings over a scatter: the points that carry them, their lines, the empty area above."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import eye_array, hstack

#: ceilings by the names that R NCA gives them
CEILINGS = ("ce_fdh", "cr_fdh", "ce_vrs", "cr_vrs", "qr")
#: points this far above a ceiling line count as above it
ABOVE = 1e-7
#: cases up to which all lines of a quantile regression are compared
COMPARED = 80


class Scatter(NamedTuple):
    """Values of a condition in order, outcomes (shuffles × cases) in the order of the condition,
    and which of them stand on the step function."""

    x: np.ndarray
    ys: np.ndarray
    on: np.ndarray
    stairs: np.ndarray


class Measured(NamedTuple):
    """Ceiling zones, slopes and intercepts of every shuffle (NaN where there is none)."""

    zone: np.ndarray
    slope: np.ndarray
    intercept: np.ndarray


def scatter(x: np.ndarray, ys: np.ndarray) -> Scatter:
    """The cases in order and the step function over them (free disposal hull).

    Parameters
    ----------
    x : array (cases,)
    ys : array (shuffles, cases)
    """
    order = np.argsort(x, kind="stable")
    x, ys = x[order], ys[:, order]
    starts = np.flatnonzero(np.append(True, np.diff(x) > 0))
    # within ties of x the highest comes last, as the peers are read
    for a, b in zip(starts, [*starts[1:], len(x)]):
        if b - a > 1:
            ys[:, a:b] = np.sort(ys[:, a:b], axis=1)
    top = np.maximum.accumulate(np.maximum.reduceat(ys, starts, axis=1), axis=1)
    stairs = ((ys.max(axis=1)[:, None] - top)[:, :-1] * np.diff(x[starts])).sum(axis=1)
    group = np.searchsorted(starts, np.arange(len(x)), side="right") - 1
    before = np.column_stack([np.full(len(ys), -np.inf), top[:, :-1]])[:, group]
    return Scatter(x, ys, (ys == top[:, group]) & (ys > before), stairs)


def measured(s: Scatter, ceiling: str, tau: float = 0.95) -> Measured:
    """One of `CEILINGS` over every shuffle.

    Notes
    -----
    ``ce_fdh`` is the step function through the highest points so far, ``ce_vrs`` the concave line
    over them (variable returns to scale), ``cr_fdh`` and ``cr_vrs`` are least squares through the
    corners of either (a corner that several cases share weighs as often), ``qr`` is the regression
    of the quantile `tau`. A line that falls is no ceiling of this corner: its zone is NaN.
    """
    none = np.full(len(s.ys), np.nan)
    if ceiling == "ce_fdh":
        return Measured(s.stairs, none, none)
    if ceiling == "qr":
        slope, intercept = np.array([quantile_line(s.x, y, tau) for y in s.ys]).T
    elif ceiling == "cr_fdh":
        slope, intercept = _lines(s.x, s.ys, s.on)
    else:
        on = np.array([_on_hull(s.x, y, peers) for y, peers in zip(s.ys, s.on)])
        if ceiling == "ce_vrs":
            hulls = (corners(s.x[o], y[o]) for y, o in zip(s.ys, on))
            top = s.ys.max(axis=1)
            return Measured(np.array([_under(h, t) for h, t in zip(hulls, top)]), none, none)
        slope, intercept = _lines(s.x, s.ys, on)
    low, high = s.ys.min(axis=1), s.ys.max(axis=1)
    zone = _zones(slope, intercept, s.x[0], s.x[-1], low, high)
    # one corner carries no line: nothing is empty above it
    missing = np.nan if ceiling == "qr" else 0.0
    return Measured(np.where(np.isnan(slope), missing, zone), slope, intercept)


def corners(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """The different points among the peers, by the condition, array (points, 2)."""
    return np.unique(np.column_stack([x, y]), axis=0)


def hull(points: np.ndarray) -> np.ndarray:
    """Of the corners of the step function those on the concave line over them, array
    (points, 2)."""
    kept: list[np.ndarray] = []
    for point in points:
        # a corner on or below the line between its neighbours carries nothing
        while len(kept) > 1 and _turn(kept[-2], kept[-1], point) >= -1e-12:
            kept.pop()
        kept.append(point)
    return np.array(kept)


def quantile_line(x: np.ndarray, y: np.ndarray, tau: float) -> tuple[float, float]:
    """Slope and intercept of the quantile regression.

    Minimises ``tau·(distances above) + (1 − tau)·(distances below)``. Up to `COMPARED` cases every
    line through two of them is compared (one of those is best), and of several equally good ones
    the flattest (then the highest) is taken; beyond, the linear programme gives one of them, as R
    does with a warning.
    """
    # in units of the ranges: as exact for 0.01 as for 10,000
    width, height = np.ptp(x), np.ptp(y)
    across, up = (x - x.min()) / width, (y - y.min()) / height
    best = _compared if len(x) <= COMPARED else _programmed
    slope, intercept = best(across, up, tau)
    slope = slope * height / width
    return float(slope), float(y.min() + intercept * height - slope * x.min())


def _compared(x: np.ndarray, y: np.ndarray, tau: float) -> tuple[float, float]:
    i, j = np.triu_indices(len(x), 1)
    apart = x[i] != x[j]
    i, j = i[apart], j[apart]
    slopes = (y[j] - y[i]) / (x[j] - x[i])
    levels = y[i] - slopes * x[i]
    off = y - (levels[:, None] + slopes[:, None] * x)
    loss = np.maximum(tau * off, (tau - 1) * off).sum(axis=1)
    equal = np.flatnonzero(loss <= loss.min() + 1e-12)
    steep = np.abs(slopes[equal])
    flat = equal[steep <= steep.min() + 1e-12]
    highest = flat[np.argmax(levels[flat])]
    return slopes[highest], levels[highest]


def _programmed(x: np.ndarray, y: np.ndarray, tau: float) -> tuple[float, float]:
    n = len(x)
    costs = np.concatenate([[0, 0], np.full(n, tau), np.full(n, 1 - tau)])
    sides = hstack([np.column_stack([x, np.ones(n)]), eye_array(n), -eye_array(n)]).tocsr()
    bounds = [(None, None)] * 2 + [(0, None)] * (2 * n)
    slope, intercept = linprog(costs, A_eq=sides, b_eq=y, bounds=bounds, method="highs").x[:2]
    return slope, intercept


def _turn(a: np.ndarray, b: np.ndarray, c: np.ndarray) -> float:
    """Above 0 where the way through `b` turns to the left (relative to the size of the steps)."""
    first, second = b - a, c - b
    size = np.abs(first).max() * np.abs(second).max()
    return float((first[0] * second[1] - first[1] * second[0]) / size)


def _on_hull(x: np.ndarray, y: np.ndarray, peers: np.ndarray) -> np.ndarray:
    kept = {tuple(p) for p in hull(corners(x[peers], y[peers]))}
    out = np.zeros(len(x), dtype=bool)
    for i in np.flatnonzero(peers):
        out[i] = (x[i], y[i]) in kept
    return out


def _under(points: np.ndarray, top: float) -> float:
    """Area between a concave line from its first to its last corner and the top."""
    return float(((top - (points[1:, 1] + points[:-1, 1]) / 2) * np.diff(points[:, 0])).sum())


def _lines(x: np.ndarray, ys: np.ndarray, on: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Least squares through the peers of each row; NaN where there is only one."""
    n = on.sum(axis=1)
    mean_x, mean_y = (on * x).sum(axis=1) / n, (on * ys).sum(axis=1) / n
    dx = (x - mean_x[:, None]) * on
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (dx * (ys - mean_y[:, None])).sum(axis=1) / (dx**2).sum(axis=1)
    return slope, mean_y - slope * mean_x


def _zones(
    slope: np.ndarray,
    intercept: np.ndarray,
    low: float,
    high: float,
    y_low: np.ndarray,
    y_high: np.ndarray,
) -> np.ndarray:
    """Area of the scope above a line: full height until it enters from below, then shrinking to
    where it leaves; NaN for a line that falls."""
    flat = np.abs(slope) * (high - low) <= ABOVE * (y_high - y_low)
    with np.errstate(divide="ignore", invalid="ignore"):
        enters = np.clip((y_low - intercept) / slope, low, high)
        leaves = np.clip((y_high - intercept) / slope, low, high)
    gap = y_high - (intercept + slope * enters) + y_high - (intercept + slope * leaves)
    zone = (enters - low) * (y_high - y_low) + (leaves - enters) * gap / 2
    level = intercept + slope * (low + high) / 2
    zone = np.where(flat, (high - low) * np.clip(y_high - level, 0, y_high - y_low), zone)
    return np.where((slope < 0) & ~flat, np.nan, zone)
