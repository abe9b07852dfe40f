"""Typical cases of a term seen from each of its literals, one by one and in pairs."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.comparison.expressions import Expression
from toolkit.comparison.memberships import TOLERANCE, Memberships

#: columns by which pairs are put in order, and which way up
_TWO_TYPICAL = {
    "rank": True,
    "clean": False,
    "other_clean": False,
    "consistent": False,
    "other_consistent": False,
    "unique": False,
    "other_unique": False,
    "best": True,
}
_IRRELEVANT = {
    "rank": True,
    "clean": False,
    "other_clean": False,
    "consistent": False,
    "unique": False,
    "other_consistent": False,
    "uncovered": False,
    "best": True,
}


def focal_tables(
    m: Memberships,
    term: str,
    closest: np.ndarray,
    neither: np.ndarray,
    covered: np.ndarray,
    pairs: int,
) -> dict[str, pd.DataFrame]:
    """The typical cases of a term for each of its literals: ``focal``, and the best pairs of two of
    them (``focal_typical``) and of one with a case of neither (``focal_irrelevant``).

    ``rank`` 1: the literal alone sets the membership in the term; ``clean``: the smallest of the
    others does not lie between it and the outcome. `closest` and `neither` are positions of cases,
    the most typical first; `covered` counts the terms that cover a case.
    """
    frame = cells(m)
    parts = {
        str(e): e.evaluate(frame).to_numpy()
        for e in (Expression((frozenset({one}),)) for one in sorted(Expression.read(term).terms[0]))
    }
    found: dict[str, list[pd.DataFrame]] = {
        "focal": [],
        "focal_typical": [],
        "focal_irrelevant": [],
    }
    ours, place = np.sort(closest), {int(i): at for at, i in enumerate(closest)}
    # the more typical of two comes first; equally good pairs stay in the order of the data
    two = [(i, j) for j in ours for i in ours if place[int(i)] < place[int(j)]]
    cross = [(i, j) for j in neither for i in ours]
    for name in parts:
        s = _Focal(m, term, name, parts, covered)
        found["focal"].append(s.listed(ours))
        found["focal_typical"].append(s.paired(two, 0.5, _TWO_TYPICAL, pairs))
        found["focal_irrelevant"].append(s.paired(cross, 1, _IRRELEVANT, pairs))
    return {k: pd.concat(v, ignore_index=True) for k, v in found.items()}


class _Focal:
    """One literal of a term over all cases, beside the smallest of its other literals."""

    def __init__(
        self,
        m: Memberships,
        term: str,
        name: str,
        parts: dict[str, np.ndarray],
        covered: np.ndarray,
    ):
        self.m, self.term, self.name, self.covered = m, term, name, covered
        self.x = parts[name]
        others = [x for other, x in parts.items() if other != name]
        self.alone = not others
        self.rest = np.min(others, axis=0) if others else np.ones_like(self.x)
        between = (self.rest >= np.minimum(self.x, m.y)) & (self.rest <= np.maximum(self.x, m.y))
        self.clean = ~between | self.alone
        self.consistent = self.x <= m.y + TOLERANCE
        self.unique = covered == 1

    def listed(self, at: np.ndarray) -> pd.DataFrame:
        """Cases one by one, best first."""
        x, y, rest = self.x[at], self.m.y[at], self.rest[at]
        best = 2 * np.abs(y - x) + np.abs(x - np.minimum(x, rest)) + (1 - x)
        return pd.DataFrame(
            {
                "term": self.term,
                "focal": self.name,
                "case": [str(self.m.cases[i]) for i in at],
                "x": x,
                "y": y,
                "rank": np.where(x <= rest + TOLERANCE, 1, 2),
                "clean": self.clean[at],
                "consistent": self.consistent[at],
                "unique": self.unique[at],
                "best": best,
            }
        ).sort_values(
            ["rank", "clean", "consistent", "unique", "best"],
            ascending=[True, False, False, False, True],
            kind="stable",
        )

    def paired(
        self, chosen: Sequence[tuple[int, int]], full: float, keys: dict[str, bool], pairs: int
    ) -> pd.DataFrame:
        """Pairs of cases, best first; `full` is 1 for the two corners of the diagonal, 0.5 for two
        cases of the upper one."""
        i, j = np.array(chosen, dtype=int).reshape(-1, 2).T
        x, y = self.x, self.m.y
        rest = np.zeros_like(x) if self.alone else self.rest
        corridor = 2 if full < 1 else 1  # the case of neither may lie farther off
        best = (full - (x[i] - x[j])) + (full - (y[i] - y[j])) + np.abs(rest[i] - rest[j])
        best = best + 2 * np.abs(y[i] - x[i]) + corridor * np.abs(y[j] - x[j])
        rank = self._rank_typical(i, j) if full < 1 else self._rank_irrelevant(i, j)
        table = pd.DataFrame(
            {
                "term": self.term,
                "focal": self.name,
                "case": [str(self.m.cases[a]) for a in i],
                "other": [str(self.m.cases[b]) for b in j],
                "rank": rank,
                "clean": self.clean[i],
                "other_clean": self.clean[j],
                "consistent": self.consistent[i],
                "other_consistent": self.consistent[j],
                "unique": self.unique[i],
                "other_unique": self.unique[j],
                "uncovered": self.covered[j] == 0,
                "best": best.round(9),
            }
        )
        order = table.sort_values(list(keys), ascending=list(keys.values()), kind="stable")
        kept = [c for c in table if c in keys or c in ("term", "focal", "case", "other")]
        return order[kept].head(pairs).reset_index(drop=True)

    def _sets(self, i: np.ndarray) -> np.ndarray:
        """Whether the literal alone sets the membership in the term."""
        return np.asarray(self.x[i] < self.rest[i] - TOLERANCE) & (not self.alone)

    def _rank_typical(self, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        return 1 + 2 * (~self._sets(i)) + ~self._sets(j)

    def _rank_irrelevant(self, i: np.ndarray, j: np.ndarray) -> np.ndarray:
        """The literal is missing and the others hold (1, 2); it is missing with others (3–6); it
        holds (7, 8)."""
        more = (~self._sets(i)).astype(int)
        if self.alone:
            return np.ones_like(i)
        missing = self.x[j] < 0.5 - TOLERANCE
        others_hold = self.rest[j] >= 0.5 - TOLERANCE
        among = 3 + 2 * more + ~self._sets(j)
        return np.where(missing & others_hold, 1 + more, np.where(missing, among, 7 + more))


def cells(m: Memberships) -> pd.DataFrame:
    """Cases × conditions as expressions read them: ``-`` where a condition does not apply."""
    frame = pd.DataFrame(m.x, columns=list(m.conditions))
    for i in np.flatnonzero(m.space.unnamed):
        # the value beyond the named ones stands for "does not apply"
        column = frame.iloc[:, i].astype(object)
        frame[m.conditions[i]] = column.mask(column == m.space.named(int(i)), "-")
    return frame
