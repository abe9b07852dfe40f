"""What each node would reach, drawn once: courses from every candidate (CELF), or backwards from
random nodes (RR)."""

from __future__ import annotations

import math

import numpy as np

from toolkit.pairing import distinct
from toolkit.spread.cover import Chosen, Limits, Sets, greedy
from toolkit.spread.draws import Keys
from toolkit.spread.edges import Codes, Contacts
from toolkit.spread.engine import Rule, replicate

#: adoptions that CELF may hold in memory; sets that are drawn backwards at first and at most
_HELD, _FIRST, _MOST = 30_000_000, 4_096, 2**20
_DELTA = 0.01


def fits(net: Contacts, how: Rule, limits: Limits, samples: int, seed: Keys) -> bool:
    """Whether the courses from every candidate fit into memory, by a pilot of 64 candidates."""
    able = np.flatnonzero(limits.allowed)
    pilot = able[np.linspace(0, len(able) - 1, min(64, len(able))).astype(np.int64)]
    adopted = sum(
        len(e.node)
        for _, _, e in replicate(net, how, seed, np.arange(len(pilot)), pilot, len(pilot))
    )
    return adopted / len(pilot) * len(able) * samples <= _HELD


def celf(net: Contacts, how: Rule, limits: Limits, samples: int, seed: Keys) -> Chosen:
    """Greedy on `samples` courses of the spread, the same for every candidate: what a set reaches
    in course r is the union of what its members reach in it, so expected spread is coverage (Kempe,
    Kleinberg & Tardos 2003). Gains and
    bound are counts of (course, unit): divide by `samples`."""
    able = np.flatnonzero(limits.allowed)
    rows = len(able) * samples
    nodes, elements = [], []
    for at, _, e in replicate(
        net, how, seed, row=np.arange(rows), node=np.repeat(able, samples), rows=rows, runs=samples
    ):
        row = e.row + at
        nodes.append(able[row // samples])
        elements.append(row % samples * net.n + e.node)
    sets = Sets.of(np.concatenate(nodes), np.concatenate(elements), net.n, samples * net.n)
    return greedy(sets, limits)


def reverse_reachable(
    net: Contacts, how: Rule, limits: Limits, seed: Keys
) -> tuple[Chosen, int, float]:
    """Greedy on sets of who could have reached a random unit (Borgs et al. 2014, SODA), doubled
    until the choice is proved to reach 1 − 1/e − 0.1 of the best possible, on sets that it was
    not made from (OPIM-C: Tang et al. 2018, SIGMOD).

    Returns
    -------
    Chosen, int, float
        The choice, the number of sets it was made from, and the proved share of the best possible
        (0.99 confidence).
    """
    back, size = net.reverse(), _FIRST
    doublings = int(np.log2(_MOST / _FIRST)) + 1
    a = float(np.log(3 * doublings / _DELTA))
    made, held = _draw(back, how, seed, 0, size), _draw(back, how, seed, 1, size)
    while True:
        chosen = greedy(Sets.of(*made, net.n, size), limits)
        inside = np.zeros(net.n, dtype=bool)
        inside[chosen.nodes] = True
        met = len(distinct(held[1][inside[held[0]]]))
        low = max((np.sqrt(met + 2 * a / 9) - np.sqrt(a / 2)) ** 2 - a / 18, 0.0)
        high = (np.sqrt(chosen.bound + a / 2) + np.sqrt(a / 2)) ** 2
        proved = min(low / high, 1.0)
        if proved >= 1 - 1 / math.e - 0.1 or 2 * size > _MOST:
            return chosen, size, float(proved)
        made, held = (
            _joined(old, _draw(back, how, seed, part, 2 * size, size))
            for part, old in enumerate((made, held))
        )
        size *= 2


def _joined(a: tuple[Codes, Codes], b: tuple[Codes, Codes]) -> tuple[Codes, Codes]:
    return np.concatenate([a[0], b[0]]), np.concatenate([a[1], b[1]])


def _draw(
    back: Contacts, how: Rule, seed: Keys, part: int, end: int, begin: int = 0
) -> tuple[Codes, Codes]:
    """(member, number of the set) of sets `begin` to `end`; two parts are independent."""
    stream = np.random.default_rng([int(seed[0]), part, begin])
    root = stream.integers(0, back.n, end - begin)
    fresh = stream.integers(0, 2**64, size=1, dtype=np.uint64)
    nodes, numbers = [], []
    for at, _, e in replicate(
        back, how, fresh, np.arange(end - begin), root, end - begin, backwards=True
    ):
        nodes.append(e.node)
        numbers.append(e.row + at + begin)
    return np.concatenate(nodes), np.concatenate(numbers)
