"""Is a pattern more than the numbers of pairs explain? A null model that keeps every degree within
every channel."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

from toolkit.pairing.days import Day
from toolkit.pairing.ties import Codes, Ties, distinct, ties
from toolkit.progress import progress
from toolkit.records import County
from toolkit.terms import CHANNELS

#: a statistic: running pairs and the organisation table, in the order of ``Ties.ids``, to a number
Statistic = Callable[[Ties, pd.DataFrame], float]


def same_township(net: Ties, organisation: pd.DataFrame) -> float:
    """Pairs within one township."""
    return _same(net, organisation["township"])


def same_sector(net: Ties, organisation: pd.DataFrame) -> float:
    """Pairs within one sector."""
    return _same(net, organisation["sector"])


def _same(net: Ties, group: pd.Series) -> float:
    codes, _ = pd.factorize(group)
    return float(((codes[net.helper] == codes[net.recipient]) & (codes[net.helper] >= 0)).sum())


def repeated_pairs(net: Ties, organisation: pd.DataFrame) -> float:
    """Ties beyond the first of one helper–recipient pair: the same two meet in several channels."""
    return float(len(net.helper) - len(net.distinct()[0]))


def single_helper(net: Ties, organisation: pd.DataFrame) -> float:
    """Recipients with one distinct helper over all channels."""
    return float((np.bincount(net.distinct()[1]) == 1).sum())


STATISTICS: Mapping[str, Statistic] = {
    "same_township": same_township,
    "same_sector": same_sector,
    "repeated_pairs": repeated_pairs,
    "single_helper": single_helper,
}


def null_model(
    county: County,
    on: Day = None,
    prog_id: str | None = None,
    statistics: Mapping[str, Statistic] | None = None,
    runs: int = 200,
    rounds: int = 20,
    seed: int = 2011,
) -> pd.DataFrame:
    """Compare the running pairs with random networks in which everyone helps, and is helped, as
    often in each channel.

    Pairs swap their recipients within a channel, never making a pair with itself or a second copy
    of one (Maslov & Sneppen 2002, Science 296, 910–913). A round pairs all edges of a channel at
    random and makes, each on its own coin, the swaps that touch no edge of another; whether a swap
    may be made does not depend on the others, so the chain is reversible and its random networks
    are uniform (conditions in Fosdick, Larremore, Nishimura & Ugander 2018, SIAM Review 60,
    315–355). What degrees alone fix, such as load or the number of units with three kinds, cannot
    be tested this way.

    Parameters
    ----------
    statistics : dict, optional
        Name → function of (Ties, organisation table); `STATISTICS` when left out.
    runs : int
        Random networks.
    rounds : int
        Rounds of swaps between two of them.
    seed : int
        Same seed, same result.

    Returns
    -------
    DataFrame
        Indexed by statistic: ``observed, mean, sd, z, p``. ``z`` is NaN when the null model never
        varies; ``p`` is two-sided, the share of networks (observed included) that lie at least as
        far from the mean.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.pairing.null_model(county, "2011-06-30", runs=5)
    >>> int(found.loc["same_township", "observed"])
    9
    """
    statistics = STATISTICS if statistics is None else statistics
    organisation = county["organisation"].reset_index(drop=True)
    net = _once(ties(county, on, prog_id))
    rng = np.random.default_rng(seed)
    observed = np.array([f(net, organisation) for f in statistics.values()], dtype=float)
    drawn = np.empty((runs, len(statistics)))
    for i in progress(range(runs), runs, "null model"):
        net = rewire(net, rng, rounds)
        drawn[i] = [f(net, organisation) for f in statistics.values()]
    mean, sd = drawn.mean(axis=0), drawn.std(axis=0, ddof=1)
    z = np.divide(observed - mean, sd, out=np.full(len(mean), np.nan), where=sd > 0)
    as_far = (np.abs(drawn - mean) >= np.abs(observed - mean) - 1e-9).sum(axis=0)
    columns = {"observed": observed, "mean": mean, "sd": sd, "z": z, "p": (as_far + 1) / (runs + 1)}
    return pd.DataFrame(columns, index=pd.Index(list(statistics), dtype="string", name="statistic"))


def _once(net: Ties) -> Ties:
    """Each pair once in a channel, whatever the number of its rows."""
    rest, recipient = np.divmod(
        distinct((net.channel * net.n + net.helper) * net.n + net.recipient), net.n
    )
    channel, helper = np.divmod(rest, net.n)
    return Ties(net.ids, helper, recipient, channel)


def rewire(net: Ties, rng: np.random.Generator, rounds: int = 20) -> Ties:
    """The network after `rounds` rounds of swaps (distinct pairs in, distinct pairs out, all
    degrees kept)."""
    recipient = net.recipient.copy()
    stub = net.channel * net.n + net.helper  # what an edge keeps
    for _ in range(rounds):
        order = rng.permutation(len(recipient))
        order = order[np.argsort(net.channel[order], kind="stable")]
        _swap(stub, recipient, order, net, rng)
    return Ties(net.ids, net.helper, recipient, net.channel)


def _swap(stub: Codes, recipient: Codes, order: Codes, net: Ties, rng: np.random.Generator) -> None:
    within = np.zeros(len(CHANNELS) + 1, dtype=np.int64)
    within[1:] = np.cumsum(np.bincount(net.channel, minlength=len(CHANNELS)))
    place = np.arange(len(order)) - within[net.channel[order]]
    first = np.flatnonzero(
        (place % 2 == 0) & (np.arange(len(order)) + 1 < within[net.channel[order] + 1])
    )
    a, b = order[first], order[first + 1]
    old = np.stack([stub[a] * net.n + recipient[a], stub[b] * net.n + recipient[b]], axis=1)
    new = np.stack([stub[a] * net.n + recipient[b], stub[b] * net.n + recipient[a]], axis=1)
    alone = np.setdiff1d(np.arange(len(order)), np.r_[first, first + 1], assume_unique=True)
    lone = stub[order[alone]] * net.n + recipient[order[alone]]
    touched, times = np.unique(np.r_[old.ravel(), new.ravel(), lone], return_counts=True)
    # a swap is free when nobody else holds or asks for any of its four edges: the same before and
    # after any swaps
    once = times[np.searchsorted(touched, np.c_[old, new])] == 1
    loop = (net.helper[a] == recipient[b]) | (net.helper[b] == recipient[a])
    make = once.all(axis=1) & ~loop & (rng.random(len(a)) < 0.5)
    recipient[a[make]], recipient[b[make]] = recipient[b[make]], recipient[a[make]]
