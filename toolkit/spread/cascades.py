"""Cascades: how many adopt in each round, with intervals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from toolkit.spread.draws import Keys, seed_of
from toolkit.spread.edges import Codes, Contacts, Floats, SpreadError, network
from toolkit.spread.engine import Events, Rule, replicate, rule
from toolkit.terms import tr

#: nodes up to which the parts of a network are counted
_COUNTED = 100_000


@dataclass(frozen=True)
class Spread:
    """What `cascade` found.

    Attributes
    ----------
    table : DataFrame
        ``round, mean, low, high`` (interval of the mean over runs), ``run_low, run_high`` (where
        that share of single runs lies) and ``ever``, the mean number that adopted by then, given up
        or not.
    runs : ndarray, shape (runs, rounds + 1)
        Adopters of each run at the end of each round.
    adoption : Series
        Share of runs in which each unit ever adopts, by id.
    notes : tuple of str
        What was changed or should be known: merged edges, parts, how far the seeds can reach at
        all.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import spread
    >>> edges = pd.DataFrame({"source": ["A", "A"], "target": ["B", "C"], "p": [1.0, 0.0]})
    >>> spread.cascade(edges, ["A"], runs=10, rng=1, rounds=2).adoption.to_dict()
    {'A': 1.0, 'B': 1.0, 'C': 0.0}
    """

    table: pd.DataFrame
    runs: npt.NDArray[np.int64] = field(repr=False)
    adoption: pd.Series = field(repr=False)
    notes: tuple[str, ...]

    @property
    def final(self) -> pd.Series:
        """Last row of the table."""
        return self.table.iloc[-1]

    def __getitem__(self, column: str) -> pd.Series:
        return self.table[column]


def cascade(
    edges: pd.DataFrame | Contacts,
    seeds: Iterable[Any],
    runs: int = 500,
    rng: Any = None,
    *,
    rounds: int = 6,
    model: str = "independent",
    at_least: int = 1,
    share: float = 0.0,
    fade: float | None = None,
    lapse: float = 0.0,
    nodes: Iterable[Any] | None = None,
    p: float | Mapping[str, float] | None = None,
    level: float = 0.95,
) -> Spread:
    """Adopters for each round when `seeds` start.

    Parameters
    ----------
    edges : DataFrame
        ``source, target, p`` as from `exposure`; see `network`.
    seeds : list
        Units that have adopted at the start (round 0).
    runs : int
        Simulated courses, at least 2.
    rng : int or numpy.random.Generator
        Same seed, same numbers. Draws belong to (run, edge), so two calls on the same edges with
        the same seed meet the same luck: with higher p or more seeds every single run of simple
        contagion reaches at least as many.
    rounds : int
        Rounds (years) after the start.
    model : {"independent", "threshold"}
        Each exposure wins a unit over with chance p; or it adopts when the weights of its adopters
        reach a drawn threshold.
    at_least, share
        That many, or that share, of those who expose a unit must have won it over (complex
        contagion).
    fade, lapse
        How exposure shrinks with each round after the first; chance of giving up in a round.
        Details and sources: `Rule`.
    nodes : list, optional
        All units, where some have no edge.
    level : float
        Of both intervals. That of the mean is normal, mean ± z·sd/√runs: it says how well the runs
        pin down the model's mean, not how well the model knows the world.

    Raises
    ------
    SpreadError
        Unknown seeds, no edges, probabilities outside 0–1, settings out of range.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import spread
    >>> edges = pd.DataFrame({"source": ["A", "B"], "target": ["B", "C"], "p": 1.0})
    >>> spread.cascade(edges, ["A"], runs=10, rng=1, rounds=2).table[["round", "mean"]]
       round  mean
    0      0   1.0
    1      1   2.0
    2      2   3.0
    """
    if runs < 2 or not 0 < level < 1:
        raise SpreadError(
            tr(
                "runs 至少为 2，level 在 0 与 1 之间。",
                "runs must be at least 2 and level between 0 and 1",
            )
        )
    net, how = network(edges, nodes, p), rule(model, rounds, at_least, share, fade, lapse)
    start = net.codes(seeds, tr("起点", "seeds"))
    if not len(start):
        raise SpreadError(tr("没有起点，请至少给一个。", "no seeds; give at least one"))
    return spread_of(
        net,
        count(net, how, seed_of(rng), [start] * runs),
        level,
        (*net.notes, *_said(net, how, start)),
    )


def spread_of(
    net: Contacts, counted: tuple[Codes, Codes, Codes], level: float, notes: tuple[str, ...]
) -> Spread:
    """What `count` counted, as a Spread."""
    runs, ever, adopted = counted
    table = (
        pd.DataFrame({"round": np.arange(runs.shape[1])})
        .join(summary(runs, level))
        .assign(ever=ever.mean(axis=0))
    )
    return Spread(
        table, runs, pd.Series(adopted / len(runs), index=net.ids, name="adoption"), notes
    )


def count(
    net: Contacts, how: Rule, seed: Keys, seeds: list[Codes], runs: int | None = None
) -> tuple[Codes, Codes, Codes]:
    """Adopters (rows × rounds), those who ever adopted (rows × rounds), and in how many rows each
    node adopts."""
    rows, rounds = len(seeds), how.rounds
    counts, ever = np.zeros((2, rows, rounds + 1), dtype=np.int64)
    adopted = np.zeros(net.n, dtype=np.int64)
    row = np.repeat(np.arange(rows), [len(s) for s in seeds])
    for at, batch, e in replicate(
        net, how, seed, row=row, node=np.concatenate(seeds), rows=rows, runs=runs
    ):
        ever[at : at + batch] = _by_round(e, e.round, batch, rounds)
        counts[at : at + batch] = ever[at : at + batch] - _by_round(e, e.until, batch, rounds)
        adopted += np.bincount(e.node, minlength=net.n)
    return counts, ever, adopted


def _by_round(e: Events, when: Codes, rows: int, rounds: int) -> Codes:
    within = when <= rounds
    cells = np.bincount(e.row[within] * (rounds + 1) + when[within], minlength=rows * (rounds + 1))
    return cells.reshape(rows, rounds + 1).cumsum(axis=1)


def summary(values: npt.NDArray[Any], level: float) -> pd.DataFrame:
    """``mean, low, high, run_low, run_high`` of each column over its rows."""
    mean: Floats = values.mean(axis=0)
    half = ndtri((1 + level) / 2) * values.std(axis=0, ddof=1) / np.sqrt(len(values))
    low, high = np.quantile(values, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return pd.DataFrame(
        {"mean": mean, "low": mean - half, "high": mean + half, "run_low": low, "run_high": high}
    )


def _said(net: Contacts, how: Rule, start: Codes) -> list[str]:
    # counting parts takes longer than all runs on a very large network; how far the seeds reach is
    # said in any case
    parts, reached = net.parts if net.n <= _COUNTED else 1, int(net.within(start, how.rounds).sum())
    out = []
    if parts > 1:
        out.append(
            tr(
                f"网络分成互不相连的 {parts} 块。",
                f"The network falls into {parts} parts that no edge joins.",
            )
        )
    if reached < net.n:
        out.append(
            tr(
                f"{how.rounds} 轮内从起点最多够到 {net.n} 个单位中的 {reached} 个，"
                f"其余无论概率多大都不会采纳。",
                f"Within {how.rounds} rounds the seeds can reach {reached} of {net.n} units at "
                f"most; the others cannot adopt at any p.",
            )
        )
    if (
        how.model == "threshold"
        and (np.bincount(net.target, weights=net.p, minlength=net.n) > 1 + 1e-9).any()
    ):
        out.append(
            tr(
                "入边权重之和超过 1 的单位，其权重已按比例缩到 1。",
                "Weights into a unit that sum to more than 1 were scaled down to 1.",
            )
        )
    return out
