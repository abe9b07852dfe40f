"""Help that reaches others: who is exposed to whose help, how probable that was, and comparisons
that respect it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit import pairing
from toolkit.evaluation.evidence import Evidence, refuse, refuse_public
from toolkit.evaluation.panels import HELPING
from toolkit.progress import progress
from toolkit.records import County

#: from most to least exposed: helped by a helper of its own; helped, but every helper also helps
#: another; not helped, but a
#: helped unit in the township; none of these
EXPOSURES = ("helped", "shares_helper", "same_township", "none")


@dataclass(frozen=True)
class Exposures:
    """Exposure of each eligible unit: what it was, and how probable each was under plans dealt
    anew.

    Attributes
    ----------
    table : DataFrame
        ``org_id, township, exposure`` and one column a value of `EXPOSURES` with its probability.
    drawn : ndarray
        Draws × units: position in `EXPOSURES`, for randomisation tests.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.exposures(county, "2010-07-01", runs=50)
    >>> found.drawn.shape, found.table["exposure"].value_counts().to_dict()
    ((50, 4), {'helped': 3, 'same_township': 1})
    """

    table: pd.DataFrame
    drawn: NDArray[np.int8]


def exposures(
    county: County,
    on: str,
    eligible: Iterable[str] | None = None,
    runs: int = 500,
    seed: int = 2011,
) -> Exposures:
    """Map units to exposures on a day, with probabilities from dealing the same plan to other
    eligible units.

    A plan dealt anew keeps its shape (who helps how many, which places share a helper) and gives
    its recipients' places to eligible units at random; a unit whose exposure can never differ gets
    probability 0 or 1 (Aronow & Samii 2017, Annals of Applied Statistics 11).

    Parameters
    ----------
    eligible : iterable of org_id, optional
        Who could have been helped; by default who is helped that day, or is on the list and lacks a
        helper.
    runs, seed : int

    Raises
    ------
    EvaluationError
        Public official data; nobody helped, or nobody eligible without help.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.exposures(county, "2010-07-01", runs=50)
    >>> found.table[["org_id", "exposure"]].head(3)
       org_id       exposure
    0  QL0025         helped
    1  QL0031  same_township
    2  QL0042         helped
    """
    refuse_public(county)
    pairs = county["pairing"]
    pairs = pairs[pairs["channel"].isin(HELPING)]
    pairs = pairs[pairing.running(pairs, on, county["organisation"])][
        ["helper_id", "recipient_id"]
    ].drop_duplicates()
    if eligible is None:
        eligible = [*pairs["recipient_id"], *pairing.uncovered(county, on)["org_id"]]
    units = pd.Index(pd.unique(pd.Series([str(e) for e in eligible], dtype="string"))).sort_values()
    pairs = pairs[pairs["recipient_id"].isin(units)]
    recipients = pd.Index(pairs["recipient_id"].unique())
    if not len(recipients) or len(recipients) == len(units):
        raise refuse(
            "可比单位中没有人受助，或全部受助：没有另一组可比；只能描述。",
            "none, or all, of the eligible units are helped: descriptive only",
        )
    place, helper = (
        recipients.get_indexer(pairs["recipient_id"]),
        pd.factorize(pairs["helper_id"])[0],
    )
    alone = np.bincount(helper)[helper] == 1
    kind = np.where(
        np.bincount(place, alone, minlength=len(recipients)) > 0, 0, 1
    )  # helped or shares_helper, by place
    town = pd.factorize(county["organisation"].set_index("org_id")["township"].reindex(units))[0]
    observed = _mapped(units.get_indexer(recipients), kind, town)
    rng = np.random.default_rng(seed)
    drawn = np.empty((runs, len(units)), dtype=np.int8)
    for i in progress(range(runs), runs, "exposures"):
        drawn[i] = _mapped(rng.choice(len(units), len(recipients), replace=False), kind, town)
    names = np.array(EXPOSURES, dtype=object)
    table = pd.DataFrame({"org_id": units, "exposure": names[observed]})
    table.insert(
        1,
        "township",
        county["organisation"].set_index("org_id")["township"].reindex(units).to_numpy(),
    )
    for k, name in enumerate(EXPOSURES):
        table[name] = (drawn == k).mean(axis=0)
    return Exposures(table, drawn)


def _mapped(
    holders: NDArray[np.int64], kind: NDArray[np.int64], town: NDArray[np.int64]
) -> NDArray[np.int8]:
    out = np.full(len(town), 3, dtype=np.int8)
    near = np.unique(town[holders])
    out[np.isin(town, near[near >= 0])] = 2
    out[holders] = kind
    return out


@dataclass(frozen=True)
class Contrast:
    """Result of `contrast`: the difference in mean outcome, its randomisation ``p``, units in each
    group, evidence.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> table = pd.DataFrame({"org_id": list("abcd"), "township": "歌湖乡", "helped": 0.5,
    ...                       "none": 0.5, "exposure": ["helped", "helped", "none", "none"]})
    >>> drawn = np.array([[0, 0, 3, 3], [0, 3, 0, 3], [3, 0, 0, 3], [3, 3, 0, 0]])
    >>> outcome = pd.Series([4.0, 2.0, 1.0, 1.0], index=list("abcd"))
    >>> found = evaluation.contrast(evaluation.Exposures(table, drawn), outcome)
    >>> found.estimate, found.n
    (2.0, (2, 2))
    """

    estimate: float
    p: float
    n: tuple[int, int]
    evidence: Evidence


def contrast(
    found: Exposures, outcome: pd.Series, a: str = "helped", b: str = "none", restrict: bool = False
) -> Contrast:
    """Difference in mean outcome between two exposures, weighted by the inverse of their
    probabilities (Hájek).

    Parameters
    ----------
    found : Exposures
    outcome : Series
        Indexed by ``org_id``; best a change, so that levels do not matter.
    a, b : str
        Two of `EXPOSURES`.
    restrict : bool
        Keep only units that could have been in either group, and say so; otherwise such units are
        refused.

    Raises
    ------
    EvaluationError
        A unit in one group could not have been in the other (unless `restrict`); a group of fewer
        than two.

    Examples
    --------
    >>> import numpy as np
    >>> import pandas as pd
    >>> from toolkit import evaluation
    >>> table = pd.DataFrame({"org_id": list("abcd"), "township": "歌湖乡", "helped": 0.5,
    ...                       "none": 0.5, "exposure": ["helped", "helped", "none", "none"]})
    >>> drawn = np.array([[0, 0, 3, 3], [0, 3, 0, 3], [3, 0, 0, 3], [3, 3, 0, 0]])
    >>> outcome = pd.Series([4.0, 2.0, 1.0, 1.0], index=list("abcd"))
    >>> evaluation.contrast(evaluation.Exposures(table, drawn), outcome).estimate
    2.0
    """
    if a == b or not {a, b} <= set(EXPOSURES):
        raise refuse(
            f"须为两种不同的暴露：{'、'.join(EXPOSURES)}",
            f"two different exposures of {', '.join(EXPOSURES)} are needed",
        )
    table = found.table.assign(y=pd.to_numeric(found.table["org_id"].map(outcome)).astype(float))
    inside = table["y"].notna() & table["exposure"].isin([a, b])
    never = inside & ((table[a] == 0) | (table[b] == 0))
    if never.any() and not restrict:
        ids = "、".join(table.loc[never, "org_id"].head(5))
        raise refuse(
            f"{int(never.sum())} 个单位不可能处在另一组（如 {ids}），不能这样比较；可用 "
            f"restrict=True 只比较两组都有可能的单位。",
            f"{int(never.sum())} units could not have been in the other group (such as {ids}): "
            f"use restrict=True to compare only"
            " units that could have been in both",
        )
    possible = (table["y"].notna() & (table[a] > 0) & (table[b] > 0)).to_numpy()
    codes = EXPOSURES.index(a), EXPOSURES.index(b)
    chance, y = table[[a, b]].to_numpy(dtype=float), table["y"].to_numpy(dtype=float)
    real = table["exposure"].map({e: k for k, e in enumerate(EXPOSURES)}).to_numpy()
    n = tuple(int(((real == c) & possible).sum()) for c in codes)
    if min(n) < 2:
        raise refuse(
            f"可比的两组各有 {n[0]} 和 {n[1]} 个单位，不足以比较；只能描述。",
            f"groups of {n[0]} and {n[1]}: descriptive only",
        )

    def gap(at: NDArray[np.int8]) -> float:
        means = []
        for k, c in enumerate(codes):
            who = (at == c) & possible
            if not who.any():
                return np.nan
            means.append(np.average(y[who], weights=1 / chance[who, k]))
        return float(means[0] - means[1])

    estimate = gap(real)
    null = np.array([gap(row) for row in found.drawn])
    null = null[np.isfinite(null)]
    p = float((1 + (np.abs(null) >= abs(estimate) - 1e-12).sum()) / (len(null) + 1))
    return Contrast(estimate, p, (n[0], n[1]), _evidence(estimate, p, n, (a, b), int(never.sum())))


_NAMES = {
    "helped": ("独享帮扶方", "with a helper of their own"),
    "shares_helper": ("与别家共用帮扶方", "sharing all their helpers"),
    "same_township": ("同乡镇有人受助", "with a helped unit in the township"),
    "none": ("周围无人受助", "with nobody helped around"),
}


def _evidence(
    estimate: float, p: float, n: tuple[int, ...], groups: tuple[str, str], left_out: int
) -> Evidence:
    (za, ea), (zb, eb) = (_NAMES[g] for g in groups)
    return Evidence(
        compared=[
            (
                f"“{za}”与“{zb}”的单位相差 {estimate:+.2f}（重排检验 p = {p:.2g}）。",
                f"Units {ea} against units {eb}: {estimate:+.2f} (plan dealt anew, p = {p:.2g}).",
            )
        ],
        counts=[
            (
                f"{n[0]} 个对 {n[1]} 个；另有 {left_out} 个不可能处在另一组，未计入。",
                f"{n[0]} and {n[1]}; {left_out} more could not have been in the other group.",
            )
        ],
        assumptions=[
            (
                "受助名额在可比单位中可以互换；影响只经过帮扶方和乡镇。",
                "Places in the plan were exchangeable among the eligible; help reaches others "
                "through helpers and townships only.",
            )
        ],
        may=[
            (
                "同一套安排下，处境不同的单位有无差别。",
                "Whether units in different positions of the plan fared differently.",
            )
        ],
        may_not=[
            (
                "对不可能处在另一组的单位也成立。",
                "That it holds for units that could not have been in the other group.",
            )
        ],
    )
