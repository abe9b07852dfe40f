"""Who is exposed to whom as arrays: an edges frame checked once, coded, and stored in rows
(CSR)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import sparse
from scipy.sparse import csgraph

from toolkit.pairing import distinct
from toolkit.terms import tr

Codes = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


class SpreadError(ValueError):
    """Edges, seeds, probabilities or limits that make no spread; the message says what to do."""


@dataclass(frozen=True)
class Contacts:
    """Edges sorted by source: those of node i are ``indptr[i]:indptr[i + 1]``; several between two
    nodes are one.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import spread
    >>> edges = pd.DataFrame({"source": ["A", "A", "B"], "target": ["B", "C", "C"], "p": 0.5})
    >>> net = spread.network(edges)
    >>> net.ids.tolist(), net.indptr.tolist()
    (['A', 'B', 'C'], [0, 2, 3, 3])
    """

    ids: pd.Index
    indptr: Codes
    source: Codes
    target: Codes
    p: Floats
    notes: tuple[str, ...] = ()

    @property
    def n(self) -> int:
        """Number of nodes."""
        return len(self.ids)

    def codes(self, names: Iterable[Any], what: str) -> Codes:
        """Positions of ids; those that are not there are a SpreadError that lists them."""
        asked = pd.Index([names] if isinstance(names, str) else list(names)).unique()
        found = self.ids.get_indexer(asked)
        if (found < 0).any():
            listed = "、".join(map(str, asked[found < 0][:10]))
            raise SpreadError(
                tr(
                    f"{what}不在网络中：{listed}。孤立的单位请用 nodes= 一并给出。",
                    f"{what} not in the network: {listed}; give units without edges in nodes=",
                )
            )
        return found.astype(np.int64)

    def reverse(self) -> Contacts:
        """The same edges walked backwards."""
        order = np.argsort(self.target, kind="stable")
        return Contacts(
            self.ids,
            _starts(self.target[order], self.n),
            self.target[order],
            self.source[order],
            self.p[order],
        )

    def within(self, start: Codes, steps: int) -> npt.NDArray[np.bool_]:
        """Nodes that `start` could reach in at most `steps` steps, were every exposure to
        succeed."""
        graph = sparse.csr_array((self.p > 0, self.target, self.indptr), shape=(self.n, self.n))
        seen = np.zeros(self.n, dtype=bool)
        seen[start] = True
        frontier = np.flatnonzero(seen)
        for _ in range(steps):
            near = graph[frontier]
            frontier = distinct(near.indices[near.data].astype(np.int64))
            frontier = frontier[~seen[frontier]]
            if not len(frontier):
                break
            seen[frontier] = True
        return seen

    @cached_property
    def parts(self) -> int:
        """Number of parts that no edge joins."""
        graph = sparse.csr_array(
            (np.ones(len(self.target), dtype=np.int8), self.target, self.indptr),
            shape=(self.n, self.n),
        )
        return int(csgraph.connected_components(graph, directed=False, return_labels=False))


def network(
    edges: pd.DataFrame | Contacts,
    nodes: Iterable[Any] | None = None,
    p: float | Mapping[str, float] | None = None,
) -> Contacts:
    """Check an edges frame and code it.

    Self-loops are dropped; several edges from one unit to another are one with probability 1 − Π(1
    − pᵢ): a chance on each way. What was changed is said in ``notes``.

    Parameters
    ----------
    edges : DataFrame
        ``source, target`` (any ids), ``p`` (0–1, the chance that an adopter wins the other over)
        and ``kind``.
    nodes : list, optional
        All units, where some have no edge.
    p : float or mapping kind → float, optional
        Instead of the column ``p``.

    Raises
    ------
    SpreadError
        Missing columns, no edges, empty ids, or probabilities that are missing or outside 0–1.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import spread
    >>> edges = pd.DataFrame({"source": ["A", "A"], "target": ["B", "B"], "p": 0.5})
    >>> spread.network(edges).p
    array([0.75])
    """
    if isinstance(edges, Contacts):
        return edges
    chance = _probabilities(edges, p)
    ends = [edges["source"], edges["target"]]
    if any(e.isna().any() for e in ends):
        raise SpreadError(
            tr("source 或 target 有空值，请补齐。", "empty source or target; fill them in")
        )
    known = [] if nodes is None else [pd.Series(list(nodes))]
    codes, ids = pd.factorize(pd.concat([*ends, *known], ignore_index=True), sort=True)
    m, n = len(edges), len(ids)
    source, target = codes[:m].astype(np.int64), codes[m : 2 * m].astype(np.int64)
    proper = source != target
    key = source[proper] * n + target[proper]
    order = np.argsort(key, kind="stable")
    key, chance = key[order], chance[proper][order]
    first = (
        np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
        if len(key)
        else np.zeros(0, dtype=np.int64)
    )
    if len(first) < len(key):
        chance = 1 - np.multiply.reduceat(1 - chance, first)
        key = key[first]
    source, target = np.divmod(key, n)
    notes = _notes(m - int(proper.sum()), int(proper.sum()) - len(first))
    return Contacts(pd.Index(ids), _starts(source, n), source, target, chance, notes)


def _probabilities(edges: pd.DataFrame, p: float | Mapping[str, float] | None) -> Floats:
    missing = {"source", "target"} - set(edges.columns) | (
        {"p"} - set(edges.columns) if p is None else set()
    )
    if missing:
        raise SpreadError(
            tr(
                f"边表缺少列：{'、'.join(sorted(missing))}",
                f"edges lack the columns {', '.join(sorted(missing))}",
            )
        )
    if not len(edges):
        raise SpreadError(
            tr(
                "没有边，无从扩散；请检查日期和所选来源。",
                "no edges, so nothing can spread; check the day and the kinds chosen",
            )
        )
    if isinstance(p, Mapping):
        chance = pd.to_numeric(edges["kind"].map(dict(p))).to_numpy(dtype=float, na_value=np.nan)
    elif p is not None:
        chance = np.full(len(edges), float(p))
    else:
        chance = pd.to_numeric(edges["p"], errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    wrong = ~((chance >= 0) & (chance <= 1))
    if wrong.any():
        rows = "、".join(map(str, np.flatnonzero(wrong)[:10]))
        raise SpreadError(
            tr(
                f"概率须在 0 到 1 之间：{int(wrong.sum())} 行不是（自 0 数起的行号 {rows}）。",
                f"probabilities must lie in 0–1: {int(wrong.sum())} rows do not (counted from 0: "
                f"{rows})",
            )
        )
    return chance


def _notes(loops: int, doubles: int) -> tuple[str, ...]:
    found = []
    if loops:
        found.append(tr(f"去掉自环 {loops} 条。", f"{loops} self-loops left out."))
    if doubles:
        found.append(
            tr(
                f"同向重复边合并 {doubles} 条（任一成功即可）。",
                f"{doubles} parallel edges merged (any may succeed).",
            )
        )
    return tuple(found)


def _starts(sorted_codes: Codes, n: int) -> Codes:
    return np.concatenate([[0], np.cumsum(np.bincount(sorted_codes, minlength=n))]).astype(np.int64)
