"""How few columns can cover a chart that is too large to search: branch and bound on Lagrangian
bounds."""

from __future__ import annotations

import numpy as np

#: nodes looked at before giving up (some two seconds)
NODES = 2_500
#: two bounds this close are equal
CLOSE = 1e-6


class Proof:
    """Smallest covers of a 0/1 chart (rows × columns), proved by excluding every smaller size.

    At each node multipliers of the open rows give a bound (subgradient steps from those of the node
    above); columns whose reduced cost exceeds what is left are dropped; the row with the fewest
    columns left is branched on. After a column has been tried it is barred, so no cover is met
    twice. Counted in nodes, so that the answer is the same on every machine.

    References
    ----------
    Beasley (1987), "An algorithm for set covering problems", *EJOR* 31.
    """

    def __init__(self, chart: np.ndarray, nodes: int = NODES):
        from scipy.optimize import linprog

        self.chart, self.nodes = chart, nodes
        relaxed = linprog(np.ones(chart.shape[1]), A_ub=-chart, b_ub=-np.ones(len(chart)))
        self.multipliers = np.maximum(-relaxed.ineqlin.marginals, 0)
        self.least = int(np.ceil(relaxed.fun - CLOSE))

    def smallest(self) -> list[int] | None:
        """The columns of a smallest cover; None when the nodes ran out before it was proved."""
        rows, columns = (np.arange(n) for n in self.chart.shape)
        size = self.least
        while self.nodes > 0:
            found = self._cover(rows, columns, self.multipliers, size)
            if found is not None:
                return found
            size += 1
        return None

    def _cover(
        self, rows: np.ndarray, columns: np.ndarray, u: np.ndarray, left: int
    ) -> list[int] | None:
        """A cover of `rows` by at most `left` of `columns` (None: there is none, or the nodes ran
        out)."""
        if not len(rows):
            return []
        self.nodes -= 1
        chart = self.chart[np.ix_(rows, columns)]
        if (
            self.nodes < 0
            or not left
            or not len(columns)
            or chart.sum(axis=0).max() * left < len(rows)
        ):
            return None
        bound, u, cost = _bounded(chart, u, left)
        if bound > left + CLOSE:
            return None
        kept = bound + np.maximum(cost, 0) <= left + CLOSE
        chart, columns, cost = chart[:, kept], columns[kept], cost[kept]
        over = np.flatnonzero(chart[chart.sum(axis=1).argmin()])
        open_columns = np.ones(len(columns), dtype=bool)
        for j in over[np.argsort(cost[over] - 1e-3 * chart[:, over].sum(axis=0), kind="stable")]:
            open_columns[j] = False
            still = chart[:, j] == 0
            found = self._cover(rows[still], columns[open_columns], u[still], left - 1)
            if found is not None:
                return [int(columns[j]), *found]
        return None


def _bounded(chart: np.ndarray, u: np.ndarray, target: int) -> tuple[float, np.ndarray, np.ndarray]:
    """The best Lagrangian bound found from multipliers `u` on, its multipliers and the columns'
    reduced costs.

    Steps shrink while nothing is gained; they end once the bound exceeds `target`.
    """
    best = (-np.inf, u, u)
    length, idle = 1.0, 0
    for _ in range(60):
        cost = 1 - u @ chart
        picked = cost < 0
        bound = float(u.sum() + cost[picked].sum())
        if bound > best[0] + 1e-9:
            best, idle = (bound, u, cost), 0
        else:
            idle += 1
        if idle == 4:
            length, idle = 0.6 * length, 0
            _, u, cost = best
            picked = cost < 0
        slope = 1 - chart @ picked.astype(float)
        slope[(u <= 0) & (slope < 0)] = 0
        steepness = slope @ slope
        if best[0] > target + CLOSE or length < 0.02 or not steepness:
            break
        u = np.maximum(u + length * (target + 1.02 - bound) / steepness * slope, 0)
    return best
