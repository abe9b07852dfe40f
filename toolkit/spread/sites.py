"""Where to put demonstration sites: several methods side by side, what each limit costs, and where
guarantees end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd

from toolkit.spread.cascades import Spread, count, spread_of, summary
from toolkit.spread.choosing import Task, chosen, drawn, limits_of, locked, reached
from toolkit.spread.cover import Limits
from toolkit.spread.draws import Keys, seed_of
from toolkit.spread.edges import Codes, Contacts, SpreadError, network
from toolkit.spread.engine import Rule, rule
from toolkit.spread.sketches import fits
from toolkit.terms import tr, word

#: ``random``: a new draw for every run. ``degree``: most outgoing ties. ``cover``: most units
#: within a distance (or steps
#: along edges) of a site, exact where it is small. ``celf``: lazy greedy on sampled courses (Kempe,
#: Kleinberg & Tardos 2003;
#: Leskovec et al. 2007). ``rr``: greedy on reverse-reachable sets with a proved share of the best
#: possible (Borgs et al. 2014;
#: Tang et al. 2018), for networks where ``celf`` does not fit.
METHODS = ("random", "degree", "cover", "celf", "rr")


def method_label(method: str) -> str:
    """A method as the reader reads it.

    Examples
    --------
    >>> from toolkit import spread
    >>> spread.method_label("celf"), spread.method_label("random")
    ('贪心选点', '随机')
    """
    return word("site_method", method)


@dataclass(frozen=True)
class Sites:
    """What `choose_sites` found.

    Attributes
    ----------
    chosen : DataFrame
        ``rank, org_id, gain, low, high, total``: expected adopters that each site adds to those
        before it, and their sum.
    table : DataFrame
        One row a method, on the same fresh runs: ``method, mean, low, high, run_low, run_high,
        more, more_low, more_high`` (``more``: than random sites, with its interval over paired
        runs).
    sites : DataFrame
        ``method, rank, org_id``; of random, one draw.
    prices : DataFrame
        ``limit, price, low, high``: expected adopters that each limit costs, by choosing again
        without it.
    spreads : dict
        Method → Spread over the rounds.
    method : str
        The method behind ``chosen``.
    sentence : str
        What is proved, and where it ends.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import spread
    >>> edges = pd.DataFrame({"source": ["A", "A", "D"], "target": ["B", "C", "E"], "p": 1.0})
    >>> found = spread.choose_sites(edges, 2, rng=1, runs=20, samples=20)
    >>> found.method, found.table[["method", "mean"]].values.tolist()
    ('celf', [['random', 2.9], ['degree', 5.0], ['cover', 5.0], ['celf', 5.0]])
    """

    chosen: pd.DataFrame
    table: pd.DataFrame
    sites: pd.DataFrame = field(repr=False)
    prices: pd.DataFrame
    spreads: dict[str, Spread] = field(repr=False)
    method: str
    sentence: str
    notes: tuple[str, ...]


def choose_sites(
    edges: pd.DataFrame | Contacts,
    k: int,
    rng: Any = None,
    *,
    method: str | None = None,
    units: pd.DataFrame | None = None,
    caps: Mapping[str, int] | None = None,
    exclude: Iterable[Any] = (),
    candidates: Iterable[Any] | None = None,
    cover_km: float | None = None,
    cover_steps: int = 1,
    runs: int = 500,
    samples: int = 200,
    rounds: int = 6,
    model: str = "independent",
    at_least: int = 1,
    share: float = 0.0,
    fade: float | None = None,
    lapse: float = 0.0,
    p: float | Mapping[str, float] | None = None,
    level: float = 0.95,
) -> Sites:
    """Choose k sites from which most adopt, beside random sites, the best connected ones, and cover
    within a distance.

    Every method keeps the limits and is judged on the same fresh runs under the rule given (as in
    `cascade`), so that none is judged by the luck that it was chosen from. When several exposures
    are needed, under ``threshold``, or with `lapse`, ``celf`` and ``rr`` choose by single successes
    of those who ever adopt: a stand-in without guarantee.

    Parameters
    ----------
    edges : DataFrame
        ``source, target, p``; edges from visits and study favour the sites that exist, leave them
        out for new ones.
    k : int
        Number of sites.
    method : str, optional
        Which of `METHODS` gives ``chosen``; ``celf``, or ``rr`` where the network is large, when
        left out.
    units : DataFrame, optional
        ``org_id`` and what caps and distance need (``township``, ``sector``, ``lon``, ``lat``): the
        organisation table.
    caps : mapping column → int, optional
        Most sites in each township or sector.
    exclude, candidates : list, optional
        Units that must not, and that alone may, be chosen.
    runs, samples : int
        Fresh runs that judge, and sampled courses that ``celf`` chooses from.

    Raises
    ------
    SpreadError
        k larger than the limits allow, unknown ids, columns that caps or distance need missing,
        real named units, or anything that `cascade` refuses.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import spread
    >>> edges = pd.DataFrame({"source": ["A", "A", "D"], "target": ["B", "C", "E"], "p": 1.0})
    >>> found = spread.choose_sites(edges, 2, rng=1, runs=20, samples=20)
    >>> found.chosen[["rank", "org_id", "gain", "total"]]
       rank org_id  gain  total
    0     1      A   3.0    3.0
    1     2      D   2.0    5.0
    """
    _checked(method, runs, samples, cover_steps, level)
    _refuse_public(units)
    net = network(edges, None if units is None else units["org_id"], p)
    how = rule(model, rounds, at_least, share, fade, lapse)
    limits = limits_of(net, k, units, caps or {}, exclude, candidates)
    generator = np.random.default_rng(rng)
    task = Task(
        net=net,
        how=how,
        seed=seed_of(generator),
        runs=runs,
        samples=samples,
        reach=reached(net, units, cover_km, cover_steps),
        level=level,
    )
    # celf and rr choose by single successes, whatever the rule
    proxy = Rule(
        rounds=how.rounds, fade=how.fade if how.model == "independent" else 0.0, lapse=how.lapse
    )
    clever = method or ""
    if method not in ("celf", "rr"):
        clever = "celf" if fits(net, proxy, limits, samples, task.seed) else "rr"
    found, proved = chosen(task, proxy, limits, ("degree", "cover", clever))
    draws = drawn(limits, generator, min(runs, 100))
    if any(len(nodes) < limits.k for nodes in found.values()):
        raise locked()
    return _judged(
        task,
        limits,
        found,
        draws=draws,
        method=method or clever,
        proved=proved,
        fresh=seed_of(generator),
        proxy=proxy,
    )


def _checked(method: str | None, runs: int, samples: int, cover_steps: int, level: float) -> None:
    if method not in (None, *METHODS):
        raise SpreadError(
            tr(
                f"method 须为 {'、'.join(METHODS)} 之一。",
                f"method must be one of {', '.join(METHODS)}",
            )
        )
    if runs < 2 or samples < 1 or cover_steps < 1 or not 0 < level < 1:
        raise SpreadError(
            tr(
                "runs 至少 2，samples、cover_steps 至少 1，level 在 0 与 1 之间。",
                "runs at least 2, samples and cover_steps at least 1, level between 0 and 1",
            )
        )


def _refuse_public(units: pd.DataFrame | None) -> None:
    if (
        units is not None
        and "data_nature" in units
        and (units["data_nature"] == "public_official").fillna(False).any()
    ):
        raise SpreadError(
            tr(
                "公开的真实地区或单位只作描述，不为其选择示范点。",
                "real, named organisations are only described; no sites are chosen among them",
            )
        )


def _judged(
    t: Task,
    limits: Limits,
    found: dict[str, Codes],
    draws: list[Codes],
    method: str,
    proved: float | None,
    fresh: Keys,
    proxy: Rule,
) -> Sites:
    seeds = {"random": [draws[i % len(draws)] for i in range(t.runs)]} | {
        m: [nodes] * t.runs for m, nodes in found.items()
    }
    counted = {m: count(t.net, t.how, fresh, s) for m, s in seeds.items()}
    final = {m: c[0][:, -1] for m, c in counted.items()}
    more = pd.concat(
        [_mean((final[m] - final["random"])[:, None], t.level) for m in seeds], ignore_index=True
    )
    means = pd.concat([summary(final[m][:, None], t.level) for m in seeds], ignore_index=True)
    table = pd.concat(
        [pd.Series(list(seeds), name="method", dtype="string"), means, more.add_prefix("more_")],
        axis=1,
    )
    table = table.rename(columns={"more_mean": "more"})
    shown = {"random": draws[0]} | found
    sites = pd.concat(
        [
            pd.DataFrame(
                {"method": m, "rank": np.arange(1, limits.k + 1), "org_id": t.net.ids[nodes]}
            )
            for m, nodes in shown.items()
        ],
        ignore_index=True,
    )
    spreads = {m: spread_of(t.net, c, t.level, t.net.notes) for m, c in counted.items()}
    prices = _prices(t, proxy, limits, method, final[method], fresh)
    return Sites(
        chosen=_gains(t, shown[method], fresh),
        table=table,
        sites=sites,
        prices=prices,
        spreads=spreads,
        method=method,
        sentence=_sentence(t.how, limits, method, proved),
        notes=t.net.notes,
    )


def _mean(values: Codes, level: float) -> pd.DataFrame:
    """``mean, low, high`` of each column over its rows."""
    return summary(values, level)[["mean", "low", "high"]]


def _gains(t: Task, nodes: Codes, fresh: Keys) -> pd.DataFrame:
    """What each site adds to those before it, on the fresh runs (the first half of them bounds the
    work)."""
    runs = max(t.runs // 2, 2)
    sets = [nodes[: i + 1] for i in range(len(nodes)) for _ in range(runs)]
    total = count(t.net, t.how, fresh, sets, runs)[0][:, -1].reshape(len(nodes), runs)
    gain = _mean(np.diff(total, axis=0, prepend=0).T, t.level).rename(columns={"mean": "gain"})
    return (
        pd.DataFrame({"rank": np.arange(1, len(nodes) + 1), "org_id": t.net.ids[nodes]})
        .join(gain)
        .assign(total=total.mean(axis=1))
    )


def _prices(
    t: Task, proxy: Rule, limits: Limits, method: str, final: Codes, fresh: Keys
) -> pd.DataFrame:
    """Expected adopters lost to each limit: chosen again by the same method without it, on the same
    runs."""
    freed = {name: limits.without(name) for name in limits.groups}
    if not limits.allowed.all():
        freed["exclude"] = replace(limits, allowed=np.ones_like(limits.allowed))
    parts = []
    for name, relaxed in freed.items() if method != "random" else ():
        nodes = chosen(t, proxy, relaxed, [method])[0][method]
        without = count(t.net, t.how, fresh, [nodes] * t.runs)[0][:, -1]
        parts.append(_mean((without - final)[:, None], t.level).assign(limit=name))
    empty = pd.DataFrame({"mean": [], "low": [], "high": [], "limit": pd.Series(dtype=str)})
    prices = pd.concat(parts or [empty], ignore_index=True).rename(columns={"mean": "price"})
    return prices[["limit", "price", "low", "high"]]


def _sentence(how: Rule, limits: Limits, method: str, proved: float | None) -> str:
    end = tr(
        "概率是假定的，网络不全；定点须由人判断并说明理由。",
        "The probabilities are assumed and the network is incomplete: people decide, and give "
        "their reasons.",
    )
    if method not in ("celf", "rr"):
        return (
            tr("这一方法对采纳数没有保证。", "This method guarantees nothing about adopters. ")
            + end
        )
    if not how.simple or how.lapse:
        doubt = tr(
            "这里的规则（多次接触、门槛或放弃）下贪心选点没有保证，结果只作对照。",
            "Under these rules (several exposures, thresholds or lapse) greedy choice has no "
            "guarantee; take it as a comparison. ",
        )
        return doubt + end
    floor = {0: "1 − 1/e ≈ 0.63", 1: "1/2"}.get(len(limits.groups), f"1/{len(limits.groups) + 1}")
    text = tr(
        f"在所填概率与规则下，贪心选点至少达到最优期望采纳数的 {floor}（减去抽样误差）。",
        f"Under the probabilities and rules entered, greedy choice attains at least {floor} of "
        f"the best expected adoption,"
        " less sampling error. ",
    )
    if proved is not None:
        text += tr(
            f"本次已证明至少达到 {proved:.0%}。", f"This time at least {proved:.0%} is proved. "
        )
    return text + end
