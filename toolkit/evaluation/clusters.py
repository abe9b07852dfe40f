"""Who shares a helper with whom, and covariances of estimates whose units are tied through
helpers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from toolkit.evaluation.evidence import refuse

Floats = NDArray[np.float64]
#: fewest (effective) clusters on either side. No source fixes a number (Cameron & Miller 2015, J.
#: Human Resources 50: "few" begins
#: somewhere under 20 to 50, worse when unequal); below ten, clustered errors are known to be far
#: too small
LEAST_CLUSTERS = 10


@dataclass(frozen=True)
class Clusters:
    """Ties between units: a membership matrix, units × clusters (a unit without a helper is a
    cluster of its own)."""

    member: sparse.csr_matrix
    kind: str  # "unit", "oneway", "component" or "multiway"

    def codes(self) -> NDArray[np.int64]:
        """One cluster a unit: its cluster, or its connected component of the unit–helper graph."""
        _, found = connected_components(self.member @ self.member.T, directed=False)
        return np.unique(found, return_inverse=True)[1]

    def count(self, units: NDArray[np.bool_]) -> float:
        """Effective number of clusters among these units: (Σ size)² / Σ size², their plain number
        when all are equal.

        One component that holds nearly everybody is one cluster, however many small ones stand
        beside it (after Carter, Schnepel & Steigerwald 2017, Review of Economics and Statistics
        99).
        """
        size = np.asarray(self.member[units].sum(axis=0)).ravel()
        return float(size.sum() ** 2 / max((size**2).sum(), 1e-12))

    def covariance(self, psi: Floats) -> Floats:
        """Covariance of estimates with influence values `psi` (units × estimates, already divided
        by their number).

        Units covary when they share any cluster: with one cluster each this is the usual clustered
        estimator with G/(G−1); with several it is the multiway one of Cameron, Gelbach & Miller
        (2011, J. Business & Economic Statistics 29), negative eigenvalues cut to zero as they
        propose. Without clusters no factor is applied, as in the peers.
        """
        if self.kind == "unit":
            return psi.T @ psi
        shared = (self.member @ self.member.T).astype(bool).astype(float)
        clusters = self.member.shape[1]
        found = psi.T @ (shared @ psi) * clusters / max(clusters - 1, 1)
        values, vectors = np.linalg.eigh((found + found.T) / 2)
        return (vectors * np.maximum(values, 0)) @ vectors.T


def clusters(labels: pd.Series | None, n: int, several: str = "multiway") -> Clusters:
    """Clusters from one label a unit: empty means on its own, ``H1;H2`` means several helpers.

    Parameters
    ----------
    labels : Series or None
        In the order of the units; None: every unit on its own.
    several : {"multiway", "component"}
        What to do when any unit has several.

    Raises
    ------
    EvaluationError
        `several` is neither.
    """
    if several not in ("multiway", "component"):
        raise refuse(
            f"several 须为 multiway 或 component，现为 {several!r}",
            f"several must be multiway or component, not {several!r}",
        )
    if labels is None:
        return Clusters(sparse.identity(n, format="csr"), "unit")
    split = labels.astype("string").fillna("").str.split(";")
    rows = [(i, part.strip()) for i, parts in enumerate(split) for part in parts if part.strip()]
    at, names = (
        np.array([r for r, _ in rows], dtype=int),
        pd.factorize(np.array([p for _, p in rows], dtype=object))[0],
    )
    alone = np.setdiff1d(np.arange(n), at)
    column = np.r_[names, np.arange(len(alone)) + (names.max() + 1 if len(names) else 0)].astype(
        int
    )
    row = np.r_[at, alone].astype(int)
    member = sparse.csr_matrix((np.ones(len(row)), (row, column)))
    member.data[:] = 1.0
    tied = Clusters(member, "oneway")
    if not (np.diff(member.indptr) > 1).any():
        return tied
    if several == "multiway":
        return Clusters(member, "multiway")
    codes = tied.codes()
    return Clusters(sparse.csr_matrix((np.ones(n), (np.arange(n), codes))), "component")


def enough(tied: Clusters, treated: NDArray[np.bool_], controls: NDArray[np.bool_]) -> float:
    """Effective clusters on the smaller side, which limits inference.

    Raises
    ------
    EvaluationError
        Fewer than `LEAST_CLUSTERS` on either side of a clustered comparison.
    """
    sides = tied.count(treated), tied.count(controls)
    if tied.kind != "unit" and min(sides) < LEAST_CLUSTERS:
        raise refuse(
            f"受助侧 {sides[0]:.1f} 个、对照侧 {sides[1]:.1f} 个有效聚类，少于 {LEAST_CLUSTERS} "
            f"个时聚类标准误不可信。"
            "请看“整套安排的置换”一节，它不靠聚类（编程时用 evaluation.permute）。",
            f"{sides[0]:.1f} effective clusters among the treated and {sides[1]:.1f} among the "
            f"controls: under {LEAST_CLUSTERS}, clustered"
            " errors cannot be trusted. Read the section on the permutation of the plan, which"
            " needs none (in code: evaluation.permute).",
        )
    return min(sides)
