"""Necessary condition analysis: ceilings over a scatter, their effect size, bottlenecks, outliers
and a permutation test."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from toolkit.comparison.ceiling_lines import (
    ABOVE,
    CEILINGS,
    Scatter,
    corners,
    hull,
    measured,
    scatter,
)
from toolkit.comparison.memberships import ComparisonError
from toolkit.progress import progress
from toolkit.terms import tr

#: ceilings of an analysis that names none
USUAL = ("ce_fdh", "cr_fdh")
#: permutations handled at once
CHUNK = 200


@dataclass(frozen=True)
class NCA:
    """A necessary condition analysis.

    Attributes
    ----------
    table : DataFrame
        Indexed by (condition, ceiling): ``effect`` (ceiling zone / scope), ``p`` (NaN without
        permutations), ``zone``, ``scope``, ``above`` (cases above the ceiling), ``slope``,
        ``intercept`` (NaN for a ceiling of corners), ``accuracy`` (% of the cases on or below the
        ceiling), ``fit`` (effect in % of that of ``ce_fdh``; NaN where it is larger).
    peers : dict
        Condition → array (points, 2): the corners of the step function.
    data : DataFrame
        The values used.
    tau : float
        The quantile of ``qr``.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> values = pd.DataFrame({"x": [0, 1, 2, 3, 3], "y": [0, 2, 1, 3, 4]})
    >>> found = comparison.nca(values, "y", ["x"], ceilings=("ce_fdh",))
    >>> found.table[["effect", "zone", "scope"]].round(3).values.tolist()
    [[0.667, 8.0, 12.0]]
    """

    outcome: str
    table: pd.DataFrame
    peers: dict[str, np.ndarray]
    data: pd.DataFrame
    tau: float = 0.95

    @property
    def ceilings(self) -> tuple[str, ...]:
        """The ceilings that were asked for, in order."""
        return tuple(dict.fromkeys(self.table.index.get_level_values("ceiling")))

    @property
    def labels(self) -> dict[str, str]:
        """The ceilings as papers write them: ``CE-FDH``."""
        return {c: c.upper().replace("_", "-") for c in self.ceilings}

    def ceiling(self, condition: str, ceiling: str = "ce_fdh") -> np.ndarray:
        """Corners of the ceiling for drawing, array (points, 2), inside the observed ranges."""
        x, y, peers = self.data[condition], self.data[self.outcome], self.peers[condition]
        if ceiling == "ce_vrs":
            over = hull(peers)
            return np.array([(over[0, 0], y.min()), *over, (x.max(), over[-1, 1])])
        if ceiling == "ce_fdh":
            points = [(peers[0, 0], y.min())]
            for (_, level), (after, _) in zip(peers, [*peers[1:], (x.max(), 0.0)]):
                points += [(points[-1][0], level), (after, level)]
            return np.array(points)
        row = self.table.loc[(condition, ceiling)]
        ends = np.array([x.min(), x.max()])
        return np.column_stack([ends, row["intercept"] + row["slope"] * ends])

    def bottleneck(
        self,
        ceiling: str = "ce_fdh",
        levels: Sequence[float] = tuple(range(0, 101, 10)),
        unit: Literal["range", "percentile"] = "range",
    ) -> pd.DataFrame:
        """What each level of the outcome needs: rows are levels, columns conditions.

        Parameters
        ----------
        levels : sequence of float
            Of the outcome, 0 to 100.
        unit : {"range", "percentile"}
            ``range``: levels and needs in % of the observed ranges. ``percentile``: levels are
            percentiles of the outcome (linear between cases), needs the % of the cases that stay
            below what is needed, as in R NCA.

        Returns
        -------
        DataFrame
            NaN: not necessary at that level. Infinite: no observed level of the condition suffices.
        """
        if unit not in ("range", "percentile"):
            raise ComparisonError(f"unit={unit!r}: 'range', 'percentile'")
        y = self.data[self.outcome]
        part = np.asarray(levels) / 100
        asked = y.min() + part * np.ptp(y) if unit == "range" else np.quantile(y, part)
        out = {}
        for c in self.peers:
            x = self.data[c]
            needs = self._needs(c, ceiling, asked)
            percent = 100 * (needs - x.min()) / np.ptp(x)
            little, much = percent <= 1e-8, percent > 100 + 1e-8
            if unit == "percentile":
                percent = 100 * (x.to_numpy() < needs[:, None] - 1e-10 * np.ptp(x)).mean(axis=1)
            out[c] = np.where(little, np.nan, np.where(much, np.inf, percent))
        return pd.DataFrame(out, index=pd.Index(levels, name=self.outcome))

    def _needs(self, condition: str, ceiling: str, asked: np.ndarray) -> np.ndarray:
        """The least value of the condition for each value of the outcome."""
        x, peers = self.data[condition], self.peers[condition]
        if ceiling == "ce_fdh":
            first = np.searchsorted(peers[:, 1], asked - 1e-10)
            return np.append(peers[:, 0], np.inf)[first]
        if ceiling == "ce_vrs":
            over = hull(peers)
            return np.interp(asked, over[:, 1], over[:, 0])
        row = self.table.loc[(condition, ceiling)]
        if np.isnan(row["effect"]):  # a line that falls asks for nothing
            return np.full(len(asked), x.min())
        with np.errstate(divide="ignore", invalid="ignore"):
            needs = (asked - row["intercept"]) / row["slope"]
        return np.where(np.isnan(needs), x.min(), needs)

    def outliers(
        self, condition: str, ceiling: str = "ce_fdh", least: float = 0.01
    ) -> pd.DataFrame:
        """Cases without which the effect size would be another, the largest change first.

        Parameters
        ----------
        least : float
            Changes below this (in % of the effect size) are left out.

        Returns
        -------
        DataFrame
            ``case, effect, without`` (effect without the case; NaN where nothing varies then),
            ``difference, percent`` (of the effect), ``on_ceiling`` (it carries the ceiling),
            ``on_scope`` (the ranges are others without it).
        """
        pair = self.data[[condition, self.outcome]]
        effect = float(self.table.loc[(condition, ceiling), "effect"])
        rows = []
        for i, case in enumerate(pair.index):
            carries, spans = self._touches(condition, ceiling, i)
            if not carries and not spans:
                continue  # neither the ceiling nor the ranges move
            rest = pair.iloc[np.arange(len(pair)) != i]
            if len(rest) < 3 or (np.ptp(rest, axis=0) == 0).any():
                without = np.nan
            else:
                again = nca(rest, self.outcome, condition, ceilings=(ceiling,), tau=self.tau)
                without = float(again.table["effect"].iloc[0])
            change = without - effect
            percent = 100 * change / effect if effect > 1e-10 else np.inf * np.sign(change)
            if abs(change) <= 1e-10 or abs(percent) < least:
                continue
            rows.append((str(case), effect, without, change, percent, carries, spans))
        names = ["case", "effect", "without", "difference", "percent", "on_ceiling", "on_scope"]
        found = pd.DataFrame(rows, columns=names)
        return found.sort_values(
            "percent", key=lambda p: -p.abs(), kind="stable", na_position="first"
        ).reset_index(drop=True)

    def _touches(self, condition: str, ceiling: str, i: int) -> tuple[bool, bool]:
        """Whether a case carries the ceiling, and whether it alone reaches an end of a range."""
        pair = self.data[[condition, self.outcome]].to_numpy()
        peers = self.peers[condition]
        points = hull(peers) if ceiling.endswith("vrs") else peers
        carries = ceiling == "qr" or bool((points == pair[i]).all(axis=1).any())
        rest = np.delete(pair, i, axis=0)
        ends = (rest.min(axis=0), rest.max(axis=0))
        spans = bool((ends[0] > pair[i]).any() or (ends[1] < pair[i]).any())
        return carries, spans


def nca(
    data: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    permutations: int = 0,
    rng: np.random.Generator | int = 0,
    ceilings: Sequence[str] = USUAL,
    tau: float = 0.95,
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
    ceilings : sequence of str
        ``ce_fdh`` (step function through the highest points), ``cr_fdh`` (least squares through its
        corners), ``ce_vrs`` (concave line over the points), ``cr_vrs`` (least squares through its
        corners), ``qr`` (quantile regression).
    tau : float
        The quantile of ``qr``, between 0 and 1.

    Returns
    -------
    NCA

    Raises
    ------
    ComparisonError
        Missing or non-numeric values, unknown columns or ceilings, fewer than three cases, a
        constant column.

    References
    ----------
    Dul (2016), *Organizational Research Methods* 19(1); Dul, van der Laan & Kuik (2020), ibid.
    23(2), for the test. Agrees with R NCA 5.0.1 (empirical scope); where cases share a corner, R
    keeps corners below the concave line, against its definition, and this does not.

    Examples
    --------
    >>> values = pd.DataFrame({"x": [0, 1, 2, 3, 3], "y": [0, 2, 1, 3, 4]})
    >>> nca(values, "y", ["x"], ceilings=("ce_fdh", "ce_vrs")).table["effect"].round(3).tolist()
    [0.667, 0.417]
    """
    conditions = (conditions,) if isinstance(conditions, str) else tuple(conditions)
    frame = _checked(data, outcome, conditions)
    chosen = _chosen(ceilings, tau)
    y = frame[outcome].to_numpy()
    generator = np.random.default_rng(rng)
    shuffled = [
        np.array([generator.permutation(y) for _ in range(min(CHUNK, permutations - at))])
        for at in range(0, permutations, CHUNK)
    ]
    x = {c: frame[c].to_numpy() for c in conditions}
    chance = _by_chance(x, shuffled, chosen, tau)
    rows, peers = {}, {}
    for c in conditions:
        ours = scatter(x[c], y[None, :])
        peers[c] = corners(ours.x[ours.on[0]], ours.ys[0][ours.on[0]])
        for ceiling in chosen:
            rows[c, ceiling] = _row(ours, chance.get((c, ceiling), []), ceiling, tau)
    columns = ["effect", "p", "zone", "scope", "above", "slope", "intercept", "accuracy", "fit"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table.index = pd.MultiIndex.from_tuples(rows, names=["condition", "ceiling"])
    return NCA(outcome, table, peers, frame, tau)


def _by_chance(
    x: Mapping[str, np.ndarray], shuffled: Sequence[np.ndarray], ceilings: Sequence[str], tau: float
) -> dict[tuple[str, str], list[np.ndarray]]:
    """Ceiling zones of the shuffles, by condition and ceiling."""
    found: dict[tuple[str, str], list[np.ndarray]] = {}
    tasks = ((c, scatter(x[c], s)) for c in x for s in shuffled)
    what = tr("必要条件分析的置换", "permutations of the necessity test")
    for c, s in progress(tasks, len(x) * len(shuffled), what):
        for ceiling in ceilings:
            found.setdefault((c, ceiling), []).append(measured(s, ceiling, tau).zone)
    return found


def _row(ours: Scatter, chance: list[np.ndarray], ceiling: str, tau: float) -> tuple[float, ...]:
    """A row of the table: one ceiling over the cases, and over their shuffles."""
    x, y, stairs = ours.x, ours.ys[0], float(ours.stairs[0])
    zone, slope, intercept = (float(v[0]) for v in measured(ours, ceiling, tau))
    p = np.nan
    if chance and not np.isnan(zone):
        zones = np.concatenate(chance)
        known = zones[~np.isnan(zones)]
        p = max(1 - float(np.mean(known < zone)), 1 / len(zones))
    scope = float(np.ptp(x) * np.ptp(y))
    above = 0 if np.isnan(slope) else int((y - (intercept + slope * x) > ABOVE).sum())
    accuracy = 100 * (1 - above / len(y))
    # a line above which more is empty than above the steps has no share of them
    fit = 100 * zone / stairs if stairs > 0 and zone <= stairs + 1e-12 else np.nan
    return zone / scope, p, zone, scope, above, slope, intercept, accuracy, fit


def _chosen(ceilings: Sequence[str], tau: float) -> tuple[str, ...]:
    """The ceilings asked for, once each; both spellings (``CE-FDH``, ``ce_fdh``) are read."""
    asked = (ceilings,) if isinstance(ceilings, str) else ceilings
    chosen = tuple(dict.fromkeys(str(c).strip().lower().replace("-", "_") for c in asked))
    unknown = [c for c in chosen if c not in CEILINGS]
    if unknown or not chosen:
        known = ", ".join(CEILINGS)
        raise ComparisonError(
            tr(
                f"没有这种上限：{', '.join(unknown)}；可用的有 {known}。",
                f"no such ceilings: {', '.join(unknown)}; there are {known}.",
            )
        )
    if not 0 < tau < 1:
        raise ComparisonError(
            tr(f"tau={tau:g} 应在 0 与 1 之间。", f"tau={tau:g} must lie between 0 and 1.")
        )
    return chosen


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
