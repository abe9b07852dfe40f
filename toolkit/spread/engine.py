"""The simulation itself: many runs at once on flat arrays, each exposure handled once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from toolkit.pairing import distinct
from toolkit.spread.draws import Keys, run_keys, uniform
from toolkit.spread.edges import Codes, Contacts, Floats, SpreadError
from toolkit.terms import tr

MODELS = ("independent", "threshold")
#: exposures and states handled at a time: keeps a batch within a few hundred megabytes
_EXPOSURES, _STATES = 2_000_000, 2**27
_NEVER = 2**30


@dataclass(frozen=True)
class Rule:
    """How exposure turns into adoption.

    In each round those who had adopted before it expose their neighbours; then each of them gives
    up with chance `lapse`, exposes no more and does not adopt again. Successes already won stay
    won.

    Attributes
    ----------
    model : {"independent", "threshold"}
        ``independent``: an adopter wins each unit that it exposes over with chance p (Kempe,
        Kleinberg & Tardos 2003, KDD). ``threshold``: a unit adopts when the weights p of its
        adopting neighbours reach a threshold drawn evenly from 0–1 (Granovetter 1978, AJS 83,
        1420–1443); weights that sum to more than one are scaled down to one.
    at_least, share
        Complex contagion: a unit adopts only once that many of those who expose it, or that share
        of them, have won it over (Centola & Macy 2007, American Journal of Sociology 113, 702–734).
    fade : float
        Factor by which exposure to an adopter shrinks with each round after its first. Left out: 0
        for ``independent`` (one chance), 1 for ``threshold`` (its influence stays).
    lapse : float
        Chance of giving up in a round.
    """

    model: str = "independent"
    rounds: int = 6
    at_least: int = 1
    share: float = 0.0
    fade: float = 0.0
    lapse: float = 0.0

    @property
    def simple(self) -> bool:
        """One success is enough: the models whose expected spread is submodular."""
        return self.model == "independent" and self.at_least == 1 and self.share == 0


def rule(
    model: str, rounds: int, at_least: int, share: float, fade: float | None, lapse: float
) -> Rule:
    """A checked Rule; ``fade=None`` is the model's own: one chance (0), influence that stays
    (1).

    Examples
    --------
    >>> from toolkit import spread
    >>> simple = spread.rule("independent", 6, at_least=1, share=0.0, fade=None, lapse=0.0)
    >>> simple.fade, spread.rule("threshold", 6, 1, 0.0, None, 0.0).fade
    (0.0, 1.0)
    """
    if model not in MODELS:
        raise SpreadError(
            tr(
                f"model 须为 {'、'.join(MODELS)} 之一。",
                f"model must be one of {', '.join(MODELS)}",
            )
        )
    fade = float(model == "threshold") if fade is None else fade
    for name, value in (("share", share), ("fade", fade), ("lapse", lapse)):
        if not 0 <= value <= 1:
            raise SpreadError(
                tr(
                    f"{name} 须在 0 到 1 之间，不是 {value}。",
                    f"{name} must lie in 0–1, not {value}",
                )
            )
    if rounds < 1 or at_least < 1:
        raise SpreadError(
            tr("rounds 与 at_least 至少为 1。", "rounds and at_least must be at least 1")
        )
    if model == "threshold" and (at_least > 1 or share > 0):
        raise SpreadError(
            tr(
                "at_least、share 只用于 independent。",
                "at_least and share belong to the model independent",
            )
        )
    return Rule(model, rounds, at_least, share, fade, lapse)


class Events(NamedTuple):
    """Adoptions: in which row (run), by which node, in which round, and the round at whose end it
    is given up."""

    row: Codes
    node: Codes
    round: Codes
    until: Codes


class Cascade:
    """Runs side by side. Row i follows the stream ``keys[i]``; state (row, node) stands at row × n
    + node.

    `held` is all False at first; whoever made it clears it. `backwards` walks from the reached to
    those who could have reached them (reverse-reachable sets): the network is then the reversed one
    and lapse belongs to an edge's far end.
    """

    def __init__(
        self,
        net: Contacts,
        rule: Rule,
        keys: Keys,
        held: npt.NDArray[np.bool_],
        backwards: bool = False,
    ):
        self.net, self.rule, self.keys, self.backwards = net, rule, keys, backwards
        self.size = len(keys) * net.n
        self.held = held[: self.size]
        self.found: list[Events] = []
        self.degree = np.diff(net.indptr)

    def run(self, row: Codes, node: Codes) -> Events:
        """Adoptions that follow from seeds given as (row, node)."""
        new = self._distinct(row * self.net.n + node)
        spread = self._threshold if self.rule.model == "threshold" else self._independent
        spread(new)
        return Events(*(np.concatenate(part) for part in zip(*self.found)))

    def _adopt(self, new: Codes, t: int) -> Events:
        self.held[new] = True
        row, node = np.divmod(new, self.net.n)
        life = np.full(len(new), _NEVER) if self.backwards else self._life(row, node)
        self.found.append(Events(row, node, np.full(len(new), t), t + life))
        return self.found[-1]

    def _life(self, row: Codes, node: Codes) -> Codes:
        """Rounds until an adopter gives up, geometric from 1."""
        if self.rule.lapse == 0:
            return np.full(len(node), _NEVER)
        if self.rule.lapse == 1:
            return np.ones(len(node), dtype=np.int64)
        u = uniform(self.keys[row], len(self.net.target) + node)
        with np.errstate(over="ignore"):  # hardly any lapse: infinitely late is never
            return np.minimum(
                1 + np.floor(np.log1p(-u) / np.log1p(-self.rule.lapse)), _NEVER
            ).astype(np.int64)

    def _edges(self, node: Codes) -> tuple[Codes, Codes]:
        """Edges that leave `node`, and for each the position in `node`."""
        degree = self.degree[node]
        ends = np.cumsum(degree)
        owner = np.repeat(np.arange(len(node)), degree)
        return np.arange(ends[-1] if len(ends) else 0) + (self.net.indptr[node] - ends + degree)[
            owner
        ], owner

    def _distinct(self, keys: Codes) -> Codes:
        if len(keys) * 6 < self.size:
            return distinct(keys)
        mark = np.zeros(self.size, dtype=bool)
        mark[keys] = True
        return np.flatnonzero(mark)

    # ---- independent chances, one or several needed

    def _independent(self, new: Codes) -> None:
        waiting: dict[int, list[Codes]] = defaultdict(list)
        needs = None if self.rule.simple else _needs(self.net, self.rule)
        met = np.zeros(0 if needs is None else self.size, dtype=np.int32)
        for t in range(self.rule.rounds + 1):
            if t:
                arrived = np.concatenate([np.zeros(0, dtype=np.int64), *waiting.pop(t, [])])
                new = (
                    self._distinct(arrived[~self.held[arrived]])
                    if needs is None
                    else self._enough(arrived, met, needs)
                )
            if len(new):
                self._expose(self._adopt(new, t), t, waiting)
            if not waiting:
                break

    def _enough(self, arrived: Codes, met: npt.NDArray[np.int32], needs: Codes) -> Codes:
        """Those who by now have been won over by as many as they need."""
        if len(arrived) * 6 < self.size:
            keys, times = np.unique(arrived, return_counts=True)
        else:
            count = np.bincount(arrived, minlength=self.size)
            keys = np.flatnonzero(count)
            times = count[keys]
        met[keys] += times.astype(np.int32)
        return keys[(met[keys] >= needs[keys % self.net.n]) & ~self.held[keys]]

    def _expose(self, e: Events, t: int, waiting: dict[int, list[Codes]]) -> None:
        """Put each success of new adopters into the round in which it arrives."""
        left = self.rule.rounds - t
        edge, owner = self._edges(e.node)
        u, p = uniform(self.keys[e.row][owner], edge), self.net.p[edge]
        ever = u < (
            p if self.rule.fade == 0 else 1 - (1 - p) ** left
        )  # the second is an upper bound
        edge, owner, u, p = edge[ever], owner[ever], u[ever], p[ever]
        target = e.row[owner] * self.net.n + self.net.target[edge]
        if not self.rule.lapse:
            patience = np.full(len(edge), left)
        elif self.backwards:
            patience = self._life(e.row[owner], self.net.target[edge])
        else:
            patience = (e.until - t)[owner]
        missed = np.ones(len(edge))
        for age in range(left):
            chance = p * self.rule.fade**age
            hit = (u < 1 - missed * (1 - chance)) & (u >= 1 - missed) & (patience > age)
            missed *= 1 - chance
            if hit.any():
                waiting[t + age + 1].append(target[hit])
            if self.rule.fade == 0:
                break

    # ---- linear threshold

    def _threshold(self, new: Codes) -> None:
        weight = _weights(self.net)
        pressure = np.zeros(self.size)
        for t in range(self.rule.rounds + 1):
            if t:
                new = self._pressed(pressure, weight, t)
            if not len(new):
                break  # pressure grows only by new adopters
            self._adopt(new, t)

    def _pressed(self, pressure: Floats, weight: Floats, t: int) -> Codes:
        """Those whose threshold the weights of present adopters pass in round `t`."""
        if self.rule.fade < 1:
            pressure *= self.rule.fade
        for e in self.found if self.rule.lapse else ():
            gone = e.until == t - 1
            if gone.any():
                edge, owner = self._edges(e.node[gone])
                lost = weight[edge] * self.rule.fade ** (t - 1 - e.round[0])
                np.subtract.at(
                    pressure, e.row[gone][owner] * self.net.n + self.net.target[edge], lost
                )
        last = self.found[-1]
        edge, owner = self._edges(last.node)
        keys = last.row[owner] * self.net.n + self.net.target[edge]
        np.add.at(pressure, keys, weight[edge])
        keys = self._distinct(keys[~self.held[keys]])
        row, node = np.divmod(keys, self.net.n)
        # 1 − u lies in (0, 1]: no weight, no adoption; weights that sum to one, certain adoption
        # (up to rounding)
        return keys[
            1 - uniform(self.keys[row], len(self.net.target) + self.net.n + node)
            <= pressure[keys] + 1e-12
        ]


def _needs(net: Contacts, rule: Rule) -> Codes:
    known = np.bincount(net.target, minlength=net.n)
    return np.maximum(rule.at_least, np.ceil(rule.share * known - 1e-9)).astype(np.int64)


def _weights(net: Contacts) -> Floats:
    """Weights as given; scaled down to sum to one where they exceed it."""
    total = np.bincount(net.target, weights=net.p, minlength=net.n)
    return net.p / np.maximum(total, 1)[net.target]


def replicate(
    net: Contacts,
    rule: Rule,
    seed: Keys,
    row: Codes,
    node: Codes,
    rows: int,
    runs: int | None = None,
    backwards: bool = False,
) -> Iterator[tuple[int, int, Events]]:
    """Events of rows ``0 … rows − 1`` in batches (first row, number of rows, events with rows
    counted from the first).

    Seeds are given as (row, node) with `row` sorted. Row i meets the luck of run ``i % runs``.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from toolkit import spread
    >>> net = spread.network(pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "p": 1.0}))
    >>> how = spread.rule("independent", 6, at_least=1, share=0.0, fade=None, lapse=0.0)
    >>> start = np.zeros(1, dtype=np.int32)
    >>> for first, rows, events in spread.replicate(net, how, spread.seed_of(1), start, start, 1):
    ...     print(first, rows, net.ids[events.node].tolist())
    0 1 ['A', 'B', 'C']
    """
    degree = np.diff(net.indptr)
    most = max(1, _STATES // net.n if rule.simple else _STATES // (32 * net.n))
    at, batch = 0, min(most, 8)
    held = np.zeros(min(most, rows) * net.n, dtype=bool)
    while at < rows:
        batch = min(batch, rows - at)
        low, high = np.searchsorted(row, [at, at + batch])
        keys = run_keys(seed, np.arange(at, at + batch) % (runs or rows))
        events = Cascade(net, rule, keys, held, backwards).run(row[low:high] - at, node[low:high])
        held[events.row * net.n + events.node] = False
        yield at, batch, events
        at += batch
        work = max(int(degree[events.node].sum()), 1) / batch
        batch = max(1, min(most, int(_EXPOSURES / work)))
