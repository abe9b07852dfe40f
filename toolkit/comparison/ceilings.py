"""Necessary condition analysis: ceilings over a scatter, their effect size, bottlenecks and a
permutation test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.comparison.memberships import ComparisonError
from toolkit.terms import tr

CEILINGS = ("ce_fdh", "cr_fdh")
#: points this far above a ceiling line count as above it
ABOVE = 1e-7
#: permutations handled at once
CHUNK = 2_000


@dataclass(frozen=True)
class NCA:
    """A necessary condition analysis.

    Attributes
    ----------
    table : DataFrame
        Indexed by (condition, ceiling): ``effect`` (ceiling zone / scope), ``p`` (NaN without
        permutations), ``zone``, ``scope``, ``above`` (cases above the ceiling), ``slope``,
        ``intercept`` (NaN for the step function).
    peers : dict
        Condition → array (points, 2): the points that carry the ceilings.
    data : DataFrame
        The values used.
    """

    outcome: str
    table: pd.DataFrame
    peers: dict[str, np.ndarray]
    data: pd.DataFrame

    def ceiling(self, condition: str, ceiling: str = "ce_fdh") -> np.ndarray:
        """Corners of the ceiling for drawing, array (points, 2), inside the observed ranges."""
        x, y, peers = self.data[condition], self.data[self.outcome], self.peers[condition]
        if ceiling == "ce_fdh":
            corners = [(peers[0, 0], y.min())]
            for (_, level), (after, _) in zip(peers, [*peers[1:], (x.max(), 0.0)]):
                corners += [(corners[-1][0], level), (after, level)]
            return np.array(corners)
        row = self.table.loc[(condition, ceiling)]
        ends = np.array([x.min(), x.max()])
        return np.column_stack([ends, row["intercept"] + row["slope"] * ends])

    def bottleneck(
        self, ceiling: str = "ce_fdh", levels: Sequence[float] = tuple(range(0, 101, 10))
    ) -> pd.DataFrame:
        """What each level of the outcome needs: rows are levels, columns conditions, both in % of
        the observed range.

        NaN: not necessary at that level. Infinite: no observed level of the condition suffices.
        """
        y = self.data[self.outcome]
        asked = y.min() + np.asarray(levels) / 100 * np.ptp(y)
        out = {}
        for c, peers in self.peers.items():
            x = self.data[c]
            if ceiling == "ce_fdh":
                first = np.searchsorted(peers[:, 1], asked - 1e-10)
                needs = np.append(peers[:, 0], np.inf)[first]
            else:
                row = self.table.loc[(c, ceiling)]
                with np.errstate(divide="ignore", invalid="ignore"):
                    needs = (asked - row["intercept"]) / row["slope"]
                needs = np.where(np.isnan(needs), x.min(), needs)
            percent = 100 * (needs - x.min()) / np.ptp(x)
            out[c] = np.where(
                percent <= 1e-8, np.nan, np.where(percent > 100 + 1e-8, np.inf, percent)
            )
        return pd.DataFrame(out, index=pd.Index(levels, name=self.outcome))


def nca(
    data: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    permutations: int = 0,
    rng: np.random.Generator | int = 0,
) -> NCA:
    """Is a level of the condition necessary for a level of the outcome (the empty upper left
    corner)?

    Parameters
    ----------
    data : DataFrame
        Cases × values; raw values or memberships.
    permutations : int
        Shuffles of the outcome for the p-value of each effect (10,000 are usual; 0 leaves p empty).
    rng : Generator or int
        For the shuffles.

    Returns
    -------
    NCA

    Raises
    ------
    ComparisonError
        Missing or non-numeric values, unknown columns, fewer than three cases, a constant column.

    References
    ----------
    Dul (2016), *Organizational Research Methods* 19(1); Dul, van der Laan & Kuik (2020), ibid.
    23(2), for the test. Agrees with R NCA 5.0.1 (``ce_fdh``, ``cr_fdh``, empirical scope).
    """
    conditions = (conditions,) if isinstance(conditions, str) else tuple(conditions)
    frame = _checked(data, outcome, conditions)
    y = frame[outcome].to_numpy()
    generator = np.random.default_rng(rng)
    shuffled = [
        np.array([generator.permutation(y) for _ in range(min(CHUNK, permutations - at))])
        for at in range(0, permutations, CHUNK)
    ]
    rows, peers = {}, {}
    for c in conditions:
        x = frame[c].to_numpy()
        scope = float(np.ptp(x) * np.ptp(y))
        zones, slope, intercept, on = _ceilings(x, y[None, :])
        chance = (
            [np.concatenate(z) for z in zip(*(_ceilings(x, s)[0] for s in shuffled))]
            if shuffled
            else [None, None]
        )
        order = np.lexsort((y, x))
        peers[c] = np.unique(np.column_stack([x, y])[order][on[0]], axis=0)
        for i, ceiling in enumerate(CEILINGS):
            zone, random = float(zones[i][0]), chance[i]
            p = np.nan
            if random is not None:
                random = random[~np.isnan(random)]
                p = max(1 - float(np.mean(random < zone)), 1 / permutations)
            line = (float(slope[0]), float(intercept[0])) if i else (np.nan, np.nan)
            above = (
                int((y - (line[1] + line[0] * x) > ABOVE).sum())
                if i and not np.isnan(line[0])
                else 0
            )
            rows[c, ceiling] = (zone / scope, p, zone, scope, above, *line)
    columns = ["effect", "p", "zone", "scope", "above", "slope", "intercept"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index = pd.MultiIndex.from_tuples(rows, names=["condition", "ceiling"])
    return NCA(outcome, table, peers, frame)


def _checked(data: pd.DataFrame, outcome: str, conditions: tuple[str, ...]) -> pd.DataFrame:
    missing = [c for c in (*conditions, outcome) if c not in data.columns]
    if missing or not conditions:
        raise ComparisonError(
            tr(f"没有这些列：{', '.join(missing)}", f"no such columns: {', '.join(missing)}")
        )
    frame = data[[*conditions, outcome]].apply(pd.to_numeric, errors="coerce").astype(float)
    empty = [c for c in frame if frame[c].isna().any()]
    if empty:
        raise ComparisonError(
            tr(
                f"有缺失或非数字的值：{', '.join(empty)}",
                f"missing or not numeric: {', '.join(empty)}",
            )
        )
    flat = [c for c in frame if np.ptp(frame[c]) == 0]
    if flat or len(frame) < 3:
        raise ComparisonError(
            tr(
                f"至少要三个案例，且每列取值须有变化：{', '.join(flat)}",
                f"needs three cases and columns that vary: {', '.join(flat)}",
            )
        )
    return frame


def _ceilings(
    x: np.ndarray, ys: np.ndarray
) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray, np.ndarray, np.ndarray]:
    """Zones above both ceilings for outcomes `ys` (shuffles × cases); slope, intercept; the peers,
    cases ordered by (x, y)."""
    order = np.argsort(x, kind="stable")
    x, ys = x[order], ys[:, order]
    starts = np.flatnonzero(np.append(True, np.diff(x) > 0))
    # within ties of x the highest comes last, as the peers are read
    for a, b in zip(starts, [*starts[1:], len(x)]):
        if b - a > 1:
            ys[:, a:b] = np.sort(ys[:, a:b], axis=1)
    top = np.maximum.accumulate(np.maximum.reduceat(ys, starts, axis=1), axis=1)
    y_low, y_high = ys.min(axis=1), ys.max(axis=1)
    steps = ((y_high[:, None] - top)[:, :-1] * np.diff(x[starts])).sum(axis=1)
    group = np.searchsorted(starts, np.arange(len(x)), side="right") - 1
    before = np.column_stack([np.full(len(ys), -np.inf), top[:, :-1]])[:, group]
    on = (ys == top[:, group]) & (ys > before)
    slope, intercept = _lines(x, ys, on)
    return (steps, _zones(slope, intercept, x[0], x[-1], y_low, y_high)), slope, intercept, on


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
    """Area of the scope above a rising line: full height until it enters from below, then shrinking
    to where it leaves."""
    with np.errstate(divide="ignore", invalid="ignore"):
        enters = np.clip((y_low - intercept) / slope, low, high)
        leaves = np.clip((y_high - intercept) / slope, low, high)
    gap = y_high - (intercept + slope * enters) + y_high - (intercept + slope * leaves)
    zone = (enters - low) * (y_high - y_low) + (leaves - enters) * gap / 2
    return np.where(np.isnan(slope), 0.0, zone)
