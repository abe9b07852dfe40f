"""Demonstration sites: what naming did to them, what visiting them did to others, and how they were
chosen."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from toolkit.evaluation.evidence import Evidence, refuse, refuse_public
from toolkit.evaluation.staggered import Staggered, att_gt
from toolkit.records import County

_DRAWS = 2000


def creation_effect(
    county: County, panel: pd.DataFrame, among: str | None = "advanced", control: str = "never"
) -> Staggered:
    """What becoming a demonstration site did to the site itself.

    Sites are named for being high, so by default sites and controls are both graded advanced in the
    year before; even then naming looks worse than it is, because the highest fall back most.

    Raises
    ------
    EvaluationError
        Public official data; as `att_gt`.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> panel = toolkit.evaluation.panel(county)
    >>> toolkit.evaluation.creation_effect(county, panel, among=None).simple.round(2).to_dict()
    {'att': -8.15, 'se': 3.66}
    """
    refuse_public(county)
    sites = county["exemplar"]
    sites = sites[(sites["kind"] == "site") & sites["org_id"].notna() & sites["named_on"].notna()]
    first = sites.groupby("org_id")["named_on"].min().dt.year
    rating = county["rating"]
    high = rating[(rating["grade"] == "advanced").fillna(False).astype(bool)]
    keys = pd.MultiIndex.from_arrays(
        [high["org_id"].astype("string"), pd.to_numeric(high["period"].str[:4])]
    )
    table = panel.assign(
        cohort=panel["org_id"].map(first).fillna(0).astype("int64"),
        advanced=pd.MultiIndex.from_frame(panel[["org_id", "time"]]).isin(keys),
    )
    found = att_gt(table, "outcome", "org_id", "time", "cohort", control=control, among=among)
    note = (
        "示范点因当时最高而被选，之后的回落会被算成命名的坏处；看安慰剂日期与验前检验。",
        "Sites were chosen for being highest: their falling back counts against naming. See "
        "placebo dates and the pretest.",
    )
    told = _reworded(found.evidence, "命名", "naming")
    return replace(found, evidence=replace(told, notes=[*told.notes, note]))


def demonstration_effect(
    county: County, panel: pd.DataFrame, control: str = "not_yet"
) -> Staggered:
    """What a first visit to a site did to the visitors, sites themselves left out; errors clustered
    at the site visited.

    Raises
    ------
    EvaluationError
        Public official data; as `att_gt`.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import evaluation
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> evaluation.demonstration_effect(county, evaluation.panel(county))
    Traceback (most recent call last):
        ...
    toolkit.evaluation.evidence.EvaluationError: 受助侧 3.6 个、对照侧 6.2 个有效聚类，...
    """
    refuse_public(county)
    exemplar, visits = county["exemplar"], county["visit"]
    known = exemplar[exemplar["kind"].isin(["site", "organisation"])]
    visits = visits[visits["ex_id"].isin(known["ex_id"]) & visits["from_org"].notna()].sort_values(
        "date", kind="stable"
    )
    first = visits.drop_duplicates("from_org").set_index("from_org")
    table = panel[~panel["org_id"].isin(known["org_id"])]
    table = table.assign(
        cohort=table["org_id"].map(first["date"].dt.year).fillna(0).astype("int64"),
        visited=table["org_id"].map(first["ex_id"]),
    )
    found = att_gt(table, "outcome", "org_id", "time", "cohort", cluster="visited", control=control)
    return replace(found, evidence=_reworded(found.evidence, "参观", "a visit"))


def _reworded(told: Evidence, zh: str, en: str) -> Evidence:
    """A statement about help as one about something else."""

    def words(pair: tuple[str, str]) -> tuple[str, str]:
        chinese = (
            pair[0]
            .replace("受助", zh)
            .replace("若无帮扶", f"若无{zh}")
            .replace("因帮扶", f"因{zh}")
        )
        return chinese, pair[1].replace("without help", f"without {en}").replace(
            "That help made", f"That {en} made"
        )

    compared, counts, assumptions, may, may_not, notes = (
        [words(w) for w in part]
        for part in (
            told.compared,
            told.counts,
            told.assumptions,
            told.may,
            told.may_not,
            told.notes,
        )
    )
    return Evidence(
        compared=compared,
        counts=counts,
        assumptions=assumptions,
        may=may,
        may_not=may_not,
        descriptive=told.descriptive,
        notes=notes,
    )


@dataclass(frozen=True)
class Representativeness:
    """Result of `representativeness`.

    Attributes
    ----------
    table : DataFrame
        ``covariate, chosen, others`` (means), ``difference`` (in standard deviations of the
        others), ``rank`` (mean percentile of the chosen), ``p`` (share of random choices of equal
        size that lie at least as far off).
    naive : Series
        ``after`` (chosen less others afterwards, what is usually shown), ``before`` (what was there
        already: selection), ``change`` (the rest).
    evidence : Evidence

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> panel = toolkit.evaluation.panel(county)
    >>> chosen = panel.loc[panel["time"] == 2009].nlargest(6, "outcome")["org_id"]
    >>> found = toolkit.evaluation.representativeness(panel, chosen, 2009, 2010)
    >>> found.table[["covariate", "difference", "rank"]].round(2)
      covariate  difference  rank
    0   outcome        2.25  0.96
    """

    table: pd.DataFrame
    naive: pd.Series
    evidence: Evidence


def representativeness(
    panel: pd.DataFrame,
    chosen: object,
    before: float,
    after: float,
    covariates: tuple[str, ...] = (),
    seed: int = 2011,
) -> Representativeness:
    """Were the chosen like the rest, and what does the choice do to a naive comparison?

    After Wang & Yang (2025, Journal of Political Economy 133(7)): sites chosen where success was
    likely mislead about everybody else.

    Parameters
    ----------
    panel : DataFrame
        ``org_id, time, outcome`` and numeric `covariates` (read in the period `before`).
    chosen : iterable of org_id
    before, after : number
        Periods before the choice and after it.

    Raises
    ------
    EvaluationError
        Fewer than two chosen or others with both periods, or no such period.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> panel = toolkit.evaluation.panel(county)
    >>> chosen = panel.loc[panel["time"] == 2009].nlargest(6, "outcome")["org_id"]
    >>> found = toolkit.evaluation.representativeness(panel, chosen, 2009, 2010)
    >>> found.naive.round(2).to_dict()
    {'after': 15.03, 'before': 16.21, 'change': -1.18}
    """
    wide = panel.pivot(index="org_id", columns="time", values="outcome")
    if not {before, after} <= set(wide.columns):
        raise refuse(
            f"面板没有时期 {before} 或 {after}。", f"the panel has no period {before} or {after}"
        )
    wide = wide.dropna(subset=[before, after])
    who = wide.index.isin(list(chosen))  # type: ignore[call-overload]
    if min(who.sum(), (~who).sum()) < 2:
        raise refuse(
            "被选与未被选的单位都至少要有两个。",
            "at least two chosen and two other units are needed",
        )
    values = {"outcome": wide[before]}
    at = panel[panel["time"] == before].set_index("org_id").reindex(wide.index)
    values |= {c: pd.to_numeric(at[c]).astype(float) for c in covariates}
    rng = np.random.default_rng(seed)
    draws = np.array([rng.permutation(len(who))[: who.sum()] for _ in range(_DRAWS)])
    rows = []
    for name, v in values.items():
        x = v.to_numpy(dtype=float)
        x = np.where(np.isnan(x), np.nanmean(x), x)
        far, random = abs(x[who].mean() - x.mean()), np.abs(x[draws].mean(axis=1) - x.mean())
        spread = x[~who].std(ddof=1)
        difference = (x[who].mean() - x[~who].mean()) / spread if spread > 0 else np.nan
        rank = float(pd.Series(x).rank(pct=True)[who].mean())
        rows.append(
            (
                name,
                x[who].mean(),
                x[~who].mean(),
                difference,
                rank,
                (1 + (random >= far - 1e-12).sum()) / (_DRAWS + 1),
            )
        )
    table = pd.DataFrame(rows, columns=["covariate", "chosen", "others", "difference", "rank", "p"])
    gap = {
        k: float(wide.loc[who, t].mean() - wide.loc[~who, t].mean())
        for k, t in (("after", after), ("before", before))
    }
    naive = pd.Series(gap | {"change": gap["after"] - gap["before"]})
    return Representativeness(
        table, naive, _evidence(table, naive, int(who.sum()), int((~who).sum()))
    )


def _evidence(table: pd.DataFrame, naive: pd.Series, chosen: int, others: int) -> Evidence:
    d, p = table.loc[0, "difference"], table.loc[0, "p"]
    return Evidence(
        compared=[
            (
                f"选点之后相差 {naive['after']:+.2f}，其中选点之前已有 {naive['before']:+.2f}，"
                f"变化只占 {naive['change']:+.2f}。",
                f"Afterwards {naive['after']:+.2f} apart, of which {naive['before']:+.2f} before: "
                f"the change is {naive['change']:+.2f}.",
            )
        ],
        counts=[
            (
                f"被选 {chosen} 个，其余 {others} 个；选前相差 {d:+.2f} 个标准差，随机选择的 p = "
                f"{p:.2g}。",
                f"{chosen} chosen, {others} others; {d:+.2f} standard deviations apart before, p "
                f"= {p:.2g} under random choice.",
            )
        ],
        assumptions=[("无（描述）。", "None (description).")],
        may=[("示范点与一般单位像不像。", "Whether the sites were like the rest.")],
        may_not=[
            (
                "示范点的成绩能在别处重现；前后差就是示范的成效。",
                "That what sites reached can be had elsewhere; that the difference is their "
                "effect.",
            )
        ],
        descriptive=True,
    )
