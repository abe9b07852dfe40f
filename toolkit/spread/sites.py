"""Where to put demonstration sites: several methods side by side, what each limit costs, and where
guarantees end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
from scipy.spatial import cKDTree

from toolkit.pairing import distinct
from toolkit.records import chord_of, on_sphere
from toolkit.spread.cascades import Spread, count, spread_of, summary
from toolkit.spread.cover import Limits, Sets, best
from toolkit.spread.draws import Keys, seed_of
from toolkit.spread.edges import Codes, Contacts, SpreadError, network
from toolkit.spread.engine import Rule, rule
from toolkit.spread.sketches import celf, fits, reverse_reachable
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
    """A method as the reader reads it."""
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
    """

    chosen: pd.DataFrame
    table: pd.DataFrame
    sites: pd.DataFrame = field(repr=False)
    prices: pd.DataFrame
    spreads: dict[str, Spread] = field(repr=False)
    method: str
    sentence: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class _Task:
    net: Contacts
    how: Rule
    seed: Keys
    runs: int
    samples: int
    reach: Sets
    level: float


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
    """
    _checked(method, runs, samples, cover_steps, level)
    _refuse_public(units)
    net = network(edges, None if units is None else units["org_id"], p)
    how = rule(model, rounds, at_least, share, fade, lapse)
    limits = _limits(net, k, units, caps or {}, exclude, candidates)
    generator = np.random.default_rng(rng)
    task = _Task(
        net=net,
        how=how,
        seed=seed_of(generator),
        runs=runs,
        samples=samples,
        reach=_reach(net, units, cover_km, cover_steps),
        level=level,
    )
    return _compared(task, limits, method, generator)


def _compared(
    t: _Task, limits: Limits, method: str | None, generator: np.random.Generator
) -> Sites:
    """Each method's choice, and what is to be said of them on fresh runs."""
    proxy = Rule(
        rounds=t.how.rounds,
        fade=t.how.fade if t.how.model == "independent" else 0.0,
        lapse=t.how.lapse,
    )
    clever = (
        method
        if method in ("celf", "rr")
        else ("celf" if fits(t.net, proxy, limits, t.samples, t.seed) else "rr")
    )
    found, proved = _choose(t, proxy, limits, ("degree", "cover", clever))
    draws = _random(limits, generator, min(t.runs, 100))
    return _judged(
        t,
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


def _limits(
    net: Contacts, k: int, units: Any, caps: Mapping[str, int], exclude: Any, candidates: Any
) -> Limits:
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


def _reach(net: Contacts, units: pd.DataFrame | None, km: float | None, steps: int) -> Sets:
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


def _choose(
    t: _Task, proxy: Rule, limits: Limits, methods: Iterable[str]
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


def _random(limits: Limits, generator: np.random.Generator, draws: int) -> list[Codes]:
    able = np.flatnonzero(limits.allowed)
    return [_feasible(limits, generator, able) for _ in range(draws)]


def _feasible(limits: Limits, generator: np.random.Generator, able: Codes) -> Codes:
    for _ in range(100):  # an unlucky order can lock two kinds of cap against each other
        found = limits.first(generator.permutation(able))
        if len(found) == limits.k:
            return found
    raise SpreadError(_locked())


def _locked() -> str:
    return tr(
        "几种上限合在一起选不满，请放宽其一。",
        "the caps together leave no choice of that size; relax one",
    )


def _judged(
    t: _Task,
    limits: Limits,
    found: dict[str, Codes],
    draws: list[Codes],
    method: str,
    proved: float | None,
    fresh: Keys,
    proxy: Rule,
) -> Sites:
    if any(len(nodes) < limits.k for nodes in found.values()):
        raise SpreadError(_locked())
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


def _gains(t: _Task, nodes: Codes, fresh: Keys) -> pd.DataFrame:
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
    t: _Task, proxy: Rule, limits: Limits, method: str, final: Codes, fresh: Keys
) -> pd.DataFrame:
    """Expected adopters lost to each limit: chosen again by the same method without it, on the same
    runs."""
    freed = {name: limits.without(name) for name in limits.groups}
    if not limits.allowed.all():
        freed["exclude"] = replace(limits, allowed=np.ones_like(limits.allowed))
    parts = []
    for name, relaxed in freed.items() if method != "random" else ():
        nodes = _choose(t, proxy, relaxed, [method])[0][method]
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
