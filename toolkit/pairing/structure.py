"""Position and pattern in the pairing network: reach, bridges, mixing. Walks are taken on sparse
arrays; effective size and constraint are networkx's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit.pairing.days import Day, refuse_public
from toolkit.pairing.ties import Codes, Ties, code, distinct, ties
from toolkit.records import County
from toolkit.terms import CHANNELS, tr

if TYPE_CHECKING:  # scipy loads for a fifth of a second: where it works, and nowhere else
    from scipy import sparse


def reach(
    county: County,
    site: str | Sequence[str],
    hops: int = 2,
    on: Day = None,
    prog_id: str | None = None,
    channels: Sequence[str] | None = None,
    directed: bool = True,
) -> pd.DataFrame:
    """Organisations within k steps of a site: whom it helps, whom those help, and so on.

    Breadth-first search (Moore 1959). Several sites are searched together; an organisation counts
    at its nearest.

    Parameters
    ----------
    site : str or list of str
        ``org_id`` of the site or sites (not part of the result).
    hops : int
        Steps, at least 1.
    channels : list of str, optional
        Walk only along these channels.
    directed : bool
        Follow help from helper to recipient (default), or walk both ways.

    Returns
    -------
    DataFrame
        ``org_id, hops``, nearest first.

    Raises
    ------
    ValueError
        An unknown site or channel, or fewer than one step.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.pairing.reach(county, "QL0012", hops=2, on="2011-06-30")
       org_id  hops
    0  QL0021     1
    1  QL0037     1
    2  QL0054     1
    3  QL0055     1
    """
    net = ties(county, on, prog_id)
    asked = pd.Series([site] if isinstance(site, str) else list(site), dtype="string")
    start = code(asked, net.ids)
    if (start < 0).any():
        unknown = "、".join(asked[start < 0])
        raise ValueError(
            tr(f"没有这个组织编号：{unknown}", f"no organisation with this id: {unknown}")
        )
    if hops < 1 or not set(channels or ()) <= set(CHANNELS):
        raise ValueError(
            tr(
                "hops 至少为 1，channels 须为已知结对方式。",
                "hops must be at least 1 and channels known pairing channels",
            )
        )
    if channels is not None:
        net = net.where(np.isin(net.channel, [CHANNELS.index(c) for c in channels]))
    steps = _steps(_adjacency(net, directed), start, hops)
    found = np.flatnonzero(steps > 0)
    found = found[np.argsort(steps[found], kind="stable")]
    return pd.DataFrame(
        {"org_id": net.names(found).astype("string"), "hops": pd.array(steps[found], dtype="Int64")}
    )


def _adjacency(net: Ties, directed: bool) -> sparse.csr_array:
    from scipy import sparse

    ones = np.ones(len(net.helper), dtype=np.int32)
    adjacency = sparse.csr_array((ones, (net.helper, net.recipient)), shape=(net.n, net.n))
    if not directed:
        adjacency = adjacency + adjacency.T
    adjacency.data[:] = 1
    return adjacency


def _steps(adjacency: sparse.csr_array, start: Codes, hops: int) -> Codes:
    """Steps from `start` to every node, −1 beyond `hops`."""
    steps = np.full(adjacency.shape[0], -1, dtype=np.int64)
    steps[start] = 0
    frontier = np.unique(start)
    for hop in range(1, hops + 1):
        seen = distinct(adjacency[frontier].indices.astype(np.int64))
        frontier = seen[steps[seen] < 0]
        if not len(frontier):
            break
        steps[frontier] = hop
    return steps


def bridging(
    county: County,
    sectors: Sequence[str] = ("mass_org", "office"),
    on: Day = None,
    prog_id: str | None = None,
) -> pd.DataFrame:
    """How far mass organisations and departments join units that are not joined otherwise.

    On the undirected network of distinct ties: ``effective_size`` is the number of partners less
    their mean number of ties among each other, ``efficiency`` its share of the partners (Burt 1992,
    Structural Holes; simplified by Borgatti 1997, Connections 20, 35–38); ``constraint`` is Burt's
    constraint, low for a bridge. ``sectors`` and ``townships`` count the different ones among the
    partners. Both are networkx's.

    Returns
    -------
    DataFrame
        ``org_id, sector, partners, sectors, townships, effective_size, efficiency, constraint``,
        strongest bridge first; organisations without a running tie are left out.

    Raises
    ------
    ValueError
        The county holds real, named organisations.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.pairing.bridging(county, on="2011-06-30")
    >>> found[["org_id", "partners", "sectors", "efficiency"]].head(2)
       org_id  partners  sectors  efficiency
    0  QL0012         4        2         1.0
    1  QL0014         2        2         1.0
    """
    refuse_public(county, "bridging")
    net = ties(county, on, prog_id)
    import networkx as nx

    organisation = county["organisation"]
    near = _adjacency(net, directed=False)
    degree = np.diff(near.indptr)
    asked = np.flatnonzero(
        organisation["sector"].isin(list(sectors)).to_numpy(dtype=bool, na_value=False)
    )
    who = asked[degree[asked] > 0]
    rows, partners = near[who], degree[who]
    # a pair repeated in another programme is still one tie between the two
    graph = nx.from_scipy_sparse_array(near)
    effective = pd.Series(nx.effective_size(graph, who, weight=None)).to_numpy(float)
    constraint = pd.Series(nx.constraint(graph, who, weight=None)).to_numpy(float)
    out = pd.DataFrame(
        {
            "org_id": net.names(who),
            "sector": organisation["sector"].take(who).reset_index(drop=True),
            "partners": pd.array(partners, dtype="Int64"),
            "sectors": pd.array(_variety(rows, organisation["sector"]), dtype="Int64"),
            "townships": pd.array(_variety(rows, organisation["township"]), dtype="Int64"),
            "effective_size": effective,
            "efficiency": effective / np.maximum(partners, 1),
            "constraint": constraint,
        }
    )
    return out.sort_values(["effective_size", "org_id"], ascending=[False, True], ignore_index=True)


def _variety(rows: sparse.csr_array, group: pd.Series) -> Codes:
    """Number of different groups among the neighbours of each row (an empty group does not
    count)."""
    from scipy import sparse

    codes, _ = pd.factorize(group)
    codes = np.r_[codes, np.full(rows.shape[1] - len(codes), -1)]
    known = np.flatnonzero(codes >= 0)
    member = sparse.csr_array(
        (np.ones(len(known)), (known, codes[known])),
        shape=(rows.shape[1], codes.max(initial=0) + 1),
    )
    return np.diff((rows @ member).tocsr().indptr)


def assortativity(
    county: County, by: str = "sector", on: Day = None, prog_id: str | None = None
) -> pd.DataFrame:
    """Whether pairs stay inside a group more than its size explains, by channel and over all.

    ``same_share`` is the share of pairs within one group; ``assortativity`` is Newman's r = (tr e −
    Σ aᵢbᵢ) / (1 − Σ aᵢbᵢ): 1 when all pairs stay inside, 0 at random, NaN when there is only one
    group (Newman 2003, eq. 2).

    Returns
    -------
    DataFrame
        Indexed by channel and ``all``: ``pairs, same_share, assortativity``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.pairing.assortativity(county, "sector", "2011-06-30").round(2).tail(2)
                 pairs  same_share  assortativity
    channel
    co_building      4        0.00           0.00
    all             17        0.24           0.03
    """
    net, a, b = _grouped(county, by, on, prog_id)
    rows = {
        CHANNELS[c]: _newman(a[net.channel == c], b[net.channel == c])
        for c in np.unique(net.channel)
    }
    rows["all"] = _newman(a, b)
    out = pd.DataFrame.from_dict(
        rows, orient="index", columns=["pairs", "same_share", "assortativity"]
    )
    out.index = pd.Index(out.index, dtype="string", name="channel")
    return out.astype({"pairs": "Int64"})


def _grouped(county: County, by: str, on: Day, prog_id: str | None) -> tuple[Ties, Codes, Codes]:
    organisation = county["organisation"]
    if by not in organisation:
        raise ValueError(tr(f"组织表没有 {by} 这一列。", f"organisation has no column {by}"))
    net = ties(county, on, prog_id)
    codes, _ = pd.factorize(organisation[by])
    codes = np.r_[codes, np.full(net.n - len(codes), -1)]
    known = (codes[net.helper] >= 0) & (codes[net.recipient] >= 0)
    net = net.where(known)
    return net, codes[net.helper], codes[net.recipient]


def _newman(a: Codes, b: Codes) -> tuple[int, float, float]:
    """Pairs, share within one group, and r, of the groups at both ends."""
    if not len(a):
        return 0, np.nan, np.nan
    size = max(a.max(), b.max()) + 1
    by_chance = float(np.bincount(a, minlength=size) @ np.bincount(b, minlength=size)) / len(a) ** 2
    same = float((a == b).mean())
    return len(a), same, (same - by_chance) / (1 - by_chance) if by_chance < 1 else np.nan
