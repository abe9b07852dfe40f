"""Common patterns: the formal concepts of a case × practice matrix, ordered as a lattice."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.comparison.memberships import ComparisonError
from toolkit.terms import tr


@dataclass(frozen=True)
class Patterns:
    """Sets of practices that occur together, each the largest that its cases share.

    Attributes
    ----------
    table : DataFrame
        ``codes`` and ``cases`` (lists), ``n`` (cases), ``share`` (of all cases); with an outcome also ``with_outcome``
        (share of its cases that have it) and ``lift`` (over the share in all cases). Most cases first.
    edges : list of (int, int)
        Direct steps from a pattern to a richer one, as rows of `table` (none above 400 patterns: too many to draw).
    """

    table: pd.DataFrame
    edges: list[tuple[int, int]]


def common_patterns(matrix: pd.DataFrame, least: int = 2, outcome: pd.Series | None = None, limit: int = 20_000) -> Patterns:
    """Every closed pattern that at least `least` cases share.

    Parameters
    ----------
    matrix : DataFrame of bool
        Cases × practices, as ``cases.matrix`` gives it.
    outcome : Series of bool, optional
        By case: which cases improved.

    Raises
    ------
    ComparisonError
        More than `limit` patterns: raise `least`.

    References
    ----------
    Ganter & Wille (1999), *Formal Concept Analysis*; closures are listed as in Kuznetsov's Close-by-One.
    """
    if matrix.isna().any(axis=None):
        raise ComparisonError(tr("矩阵有缺失值。", "the matrix has missing values."))
    having = [sum(1 << i for i, has in enumerate(column) if has) for column in matrix.astype(bool).to_numpy().T]
    found: dict[int, int] = {}  # cases -> practices, both as bits

    def grow(cases: int, start: int, before: int) -> None:
        practices = sum(1 << j for j, h in enumerate(having) if h & cases == cases)
        # the same closure is reached from several practices: only the first way counts
        if before >= 0 and (practices & ((1 << before) - 1)) & ~done[-1]:
            return
        if len(found) >= limit:
            raise ComparisonError(tr(f"模式超过 {limit} 个，请提高 least。", f"more than {limit} patterns; raise `least`."))
        found[cases] = practices
        done.append(practices)
        for j in range(start, len(having)):
            smaller = cases & having[j]
            if not practices >> j & 1 and smaller.bit_count() >= least:
                grow(smaller, j + 1, j)
        done.pop()

    done = [0]
    if len(matrix) >= least:
        grow((1 << len(matrix)) - 1, 0, -1)
    ordered = sorted(found.items(), key=lambda cp: (-cp[0].bit_count(), cp[1]))
    ordered = [(c, p) for c, p in ordered if p]
    named = [[name for j, name in enumerate(matrix.columns) if p >> j & 1] for _, p in ordered]
    cases = [[case for i, case in enumerate(matrix.index) if c >> i & 1] for c, _ in ordered]
    table = pd.DataFrame({"codes": named, "cases": cases, "n": pd.array([len(c) for c in cases], dtype="Int64")})
    table["share"] = table["n"].astype(float) / max(len(matrix), 1)
    if outcome is not None:
        having_it = outcome.reindex(matrix.index).astype(float)
        table["with_outcome"] = [float(having_it.loc[c].mean()) for c in cases]
        table["lift"] = table["with_outcome"] / having_it.mean()
    return Patterns(table, _steps([p for _, p in ordered]))


def _steps(practices: list[int], most: int = 400) -> list[tuple[int, int]]:
    out: list[tuple[int, int]] = []
    for i, p in enumerate(practices if len(practices) <= most else []):
        richer = [j for j, q in enumerate(practices) if p != q and p & q == p]
        out += [(i, j) for j in richer if not any(practices[k] & practices[j] == practices[k] for k in richer if k != j)]
    return out
