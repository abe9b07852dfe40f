"""Sites chosen under limits by several methods."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from toolkit.pairing import distinct
from toolkit.records import chord_of, on_sphere
from toolkit.spread.cover import Limits, Sets, best
from toolkit.spread.draws import Keys
from toolkit.spread.edges import Codes, Contacts, SpreadError
from toolkit.spread.engine import Rule
from toolkit.spread.sketches import celf, reverse_reachable
from toolkit.terms import tr


@dataclass(frozen=True)
class Task:
    """What every method chooses on and is judged by."""

    net: Contacts
    how: Rule
    seed: Keys
    runs: int
    samples: int
    reach: Sets
    level: float


def limits_of(
    net: Contacts, k: int, units: Any, caps: Mapping[str, int], exclude: Any, candidates: Any
) -> Limits:
    """Who may be chosen, and how many of each group."""
    allowed = np.full(net.n, candidates is None)
    if candidates is not None:
        allowed[net.codes(candidates, tr("候选单位", "candidates"))] = True
    allowed[net.codes(exclude, tr("排除的单位", "excluded units"))] = False
    groups = {}
    for column, cap in caps.items():
        if units is None or column not in units:
            raise SpreadError(
                tr(
                    f"按 {column} 限额需要 units 中有这一列。",
                    f"a cap by {column} needs units with that column",
                )
            )
        if cap < 1:
            raise SpreadError(
                tr(f"{column} 的上限至少为 1。", f"the cap by {column} must be at least 1")
            )
        group = pd.factorize(units.set_index("org_id")[column].reindex(net.ids))[0].astype(np.int64)
        groups[column] = (group, int(cap))
    return Limits(int(k), allowed, groups).checked()


def reached(net: Contacts, units: pd.DataFrame | None, km: float | None, steps: int) -> Sets:
    """Whom each unit covers, itself included."""
    own = np.arange(net.n)
    if km is None:
        node, element = own, own
        for _ in range(steps):
            degree = np.diff(net.indptr)[element]
            edge = np.arange(degree.sum()) + np.repeat(
                net.indptr[element] - np.cumsum(degree) + degree, degree
            )
            key = distinct(
                np.r_[node * net.n + element, np.repeat(node, degree) * net.n + net.target[edge]]
            )
            node, element = np.divmod(key, net.n)
        return Sets.of(node, element, net.n, net.n)
    if units is None or not {"lon", "lat"} <= set(units.columns):
        raise SpreadError(
            tr(
                "按公里覆盖需要 units 中有经纬度。",
                "cover in kilometres needs units with lon and lat",
            )
        )
    known, point = on_sphere(units)
    codes = net.codes(units["org_id"].iloc[known], "units")
    pairs = cKDTree(point).query_pairs(chord_of(km), output_type="ndarray")
    a, b = codes[pairs[:, 0]], codes[pairs[:, 1]]
    return Sets.of(np.r_[own, a, b], np.r_[own, b, a], net.n, net.n)


def chosen(
    t: Task, proxy: Rule, limits: Limits, methods: Iterable[str]
) -> tuple[dict[str, Codes], float | None]:
    """Each method's sites, and the share of the best possible that reverse-reachable sets prove."""
    out: dict[str, Codes] = {}
    proved = None
    for method in methods:
        if method == "degree":
            strength = np.bincount(t.net.source, weights=t.net.p, minlength=t.net.n)
            out[method] = limits.first(np.lexsort([-strength, -np.diff(t.net.indptr)]))
        elif method == "cover":
            out[method] = best(t.reach, limits).nodes
        elif method == "celf":
            out[method] = celf(t.net, proxy, limits, t.samples, t.seed).nodes
        else:
            chosen, _, proved = reverse_reachable(t.net, proxy, limits, t.seed)
            out[method] = chosen.nodes
    return out, proved


def drawn(limits: Limits, generator: np.random.Generator, draws: int) -> list[Codes]:
    """Sites drawn at random within the limits, several times."""
    able = np.flatnonzero(limits.allowed)
    found: list[Codes] = []
    for _ in range(draws):
        for _ in range(100):  # an unlucky order can lock two kinds of cap against each other
            nodes = limits.first(generator.permutation(able))
            if len(nodes) == limits.k:
                found.append(nodes)
                break
        else:
            raise locked()
    return found


def locked() -> SpreadError:
    """Caps that together leave no choice, to be raised."""
    return SpreadError(
        tr(
            "几种上限合在一起选不满，请放宽其一。",
            "the caps together leave no choice of that size; relax one",
        )
    )
