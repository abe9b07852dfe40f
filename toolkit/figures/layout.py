"""Two rows of units facing each other, ordered so that few lines cross (barycentre sweeps)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

Node = Any


@dataclass(frozen=True)
class Sides:
    """Units of both sides from top to bottom, and how often their lines cross."""

    left: list[Node]
    right: list[Node]
    crossings: int


def crossings(
    left: Sequence[Node], right: Sequence[Node], edges: Sequence[tuple[Node, Node]]
) -> int:
    """How many pairs of lines cross when both sides stand in this order."""
    row, col = {n: i for i, n in enumerate(left)}, {n: i for i, n in enumerate(right)}
    ends = sorted((row[a], col[b]) for a, b in edges)
    at = np.array([b for _, b in ends])
    start = np.array([a for a, _ in ends])
    return int(sum(((at[:i] > at[i]) & (start[:i] < start[i])).sum() for i in range(1, len(ends))))


def _sweep(
    order: list[Node],
    groups: Mapping[Node, Hashable],
    near: Mapping[Node, list[float]],
    fixed: bool,
) -> list[Node]:
    # groups stay together; they move by their own barycentre unless their order is fixed
    home = {n: i for i, n in enumerate(order)}
    centre = {n: float(np.mean(near[n])) if near.get(n) else float(home[n]) for n in order}
    members: dict[Hashable, list[Node]] = {}
    for n in order:
        members.setdefault(groups[n], []).append(n)
    ranked = list(members)
    if not fixed:
        ranked.sort(key=lambda g: float(np.mean([centre[n] for n in members[g]])))
    return [n for g in ranked for n in sorted(members[g], key=lambda n: (centre[n], home[n]))]


def _near(
    edges: Sequence[tuple[Node, Node]], other: Sequence[Node], n: int
) -> dict[Node, list[float]]:
    """Where the partners of each unit stand on the other side, in rows of a side of `n`."""
    rank = {node: i / max(len(other), 1) * n for i, node in enumerate(other)}
    near: dict[Node, list[float]] = {}
    for x, y in edges:
        near.setdefault(x, []).append(rank[y])
    return near


def facing(
    edges: Sequence[tuple[Node, Node]],
    left: Mapping[Node, Hashable],
    right: Mapping[Node, Hashable],
) -> Sides:
    """Order two sides.

    Parameters
    ----------
    edges : pairs of a left and a right unit
    left, right : dict unit → group
        In a starting order; units of a group stay together. The left groups keep their order.

    Returns
    -------
    Sides
        The order with the fewest crossings seen in a dozen barycentre sweeps (Sugiyama, Tagawa &
        Toda 1981).
    """
    a, b = _sweep(list(left), left, {}, fixed=True), _sweep(list(right), right, {}, fixed=True)
    best = Sides(a, b, crossings(a, b, edges))
    for _ in range(12):
        b = _sweep(b, right, _near([(y, x) for x, y in edges], a, len(b)), fixed=False)
        a = _sweep(a, left, _near(edges, b, len(a)), fixed=True)
        now = crossings(a, b, edges)
        if now >= best.crossings and (a, b) == (best.left, best.right):
            break
        if now < best.crossings:
            best = Sides(a, b, now)
    return best


def rows_with_gaps(
    order: Sequence[Node], groups: Mapping[Node, Hashable], gap: float = 0.6
) -> dict[Node, float]:
    """Vertical place of each unit, one apart, with a gap between groups; the first stands at 0."""
    place: dict[Node, float] = {}
    y = 0.0
    for i, n in enumerate(order):
        if i:
            y += 1 + (gap if groups[n] != groups[order[i - 1]] else 0)
        place[n] = y
    return place
