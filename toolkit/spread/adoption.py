"""Adoption in the records: hazards with exposure, and whether exposure is more than likeness."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.records import County
from toolkit.spread.edges import Codes, Floats, SpreadError
from toolkit.spread.exposures import exposure
from toolkit.terms import CHANNELS, tr

#: ties that adoption does not make itself (visits and study are counted apart)
STRUCTURE = (*CHANNELS, "hierarchy", "distance", "township")
TERMS = ("peers", "ties", "visits_before", "studied_before", "items_before")


@dataclass(frozen=True)
class Panel:
    """Unit-years at risk of a first adoption.

    Attributes
    ----------
    table : DataFrame
        ``org_id, year, adopted, peers`` (exposing units that had adopted before the year), ``ties``
        (exposing units), ``visits_before, studied_before, items_before`` (counts before the year),
        ``township, sector``.
    ids : ndarray
        Organisations in the order of the codes in `ties`.
    ties : dict
        Year → (source, target) codes on its first day.
    first : ndarray
        Year of first adoption of each organisation; far in the future where none is recorded.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> panel = toolkit.spread.adoption_panel(county)
    >>> len(panel.table), int(panel.table["adopted"].sum())
    (54, 18)
    """

    table: pd.DataFrame
    ids: npt.NDArray[Any] = field(repr=False)
    ties: dict[int, tuple[Codes, Codes]] = field(repr=False)
    first: Codes = field(repr=False)


_FUTURE = 9999


def adoption_panel(
    county: County, among: str = "visitors", kinds: Sequence[str] = STRUCTURE
) -> Panel:
    """Unit-years until the first adoption, with everything measured before the year begins.

    Adoption is only ever recorded on a visit. ``among="visitors"`` therefore looks at years in
    which a unit paid a visit; ``"all"`` mixes who goes with who takes up.

    Raises
    ------
    SpreadError
        No visit says whether anything was adopted.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> panel = toolkit.spread.adoption_panel(county)
    >>> panel.table[["org_id", "year", "adopted", "peers", "ties"]].head(2)
       org_id  year  adopted  peers  ties
    0  QL0042  2006     True      0     5
    1  QL0010  2007    False      0     6
    """
    if among not in ("visitors", "all"):
        raise SpreadError(tr("among 须为 visitors 或 all。", "among must be visitors or all"))
    visits = county["visit"].dropna(subset=["adopted", "date"])
    if visits.empty:
        raise SpreadError(
            tr(
                "没有注明是否采纳的参观记录，无法分析采纳。",
                "no visit says whether anything was adopted, so there is nothing to analyse",
            )
        )
    organisation = county["organisation"]
    ids = organisation["org_id"].to_numpy(dtype=object)
    code = pd.Index(ids)
    year = visits["date"].dt.year
    years = range(int(year.min()), int(year.max()) + 1)
    taken = visits[visits["adopted"].to_numpy(dtype=bool)]
    first = np.full(len(ids), _FUTURE)
    np.minimum.at(
        first, code.get_indexer(taken["from_org"]), taken["date"].dt.year.to_numpy(dtype=np.int64)
    )
    went = set(zip(code.get_indexer(visits["from_org"]), year))
    items = county["publicity"].set_index("item_id")["date"]
    dated = {
        "visits_before": (visits["from_org"], visits["date"]),
        "studied_before": (county["study_event"]["org_id"], county["study_event"]["date"]),
        "items_before": (
            county["distribution"]["org_id"],
            county["distribution"]["item_id"].map(items),
        ),
    }
    ties, parts = {}, []
    for t in years:
        begin = pd.Timestamp(t, 1, 1)
        ties[t] = _ties(county, begin, kinds, code)
        before = {name: _counts(code, who, when, begin) for name, (who, when) in dated.items()}
        at_risk = np.flatnonzero(
            (first >= t) & np.array([among == "all" or (i, t) in went for i in range(len(ids))])
        )
        values = {
            "adopted": first == t,
            "peers": _peers(ties[t], first, t),
            "ties": np.bincount(ties[t][1], minlength=len(ids)),
            **before,
        }
        rows = pd.DataFrame({name: v[at_risk] for name, v in values.items()}).assign(
            unit=at_risk, year=t
        )
        parts.append(rows)
    table = pd.concat(parts, ignore_index=True)
    for column in ("township", "sector"):
        table[column] = (
            organisation[column].astype("string").fillna("").to_numpy(dtype=object)[table["unit"]]
        )
    table.insert(0, "org_id", ids[table["unit"]])
    return Panel(table, ids, ties, first)


def _ties(
    county: County, day: pd.Timestamp, kinds: Sequence[str], code: pd.Index
) -> tuple[Codes, Codes]:
    edges = exposure(county, day, kinds)[["source", "target"]].drop_duplicates()
    source, target = (code.get_indexer(edges[c]) for c in ("source", "target"))
    known = (source >= 0) & (target >= 0)
    return source[known].astype(np.int64), target[known].astype(np.int64)


def _counts(code: pd.Index, who: pd.Series, when: pd.Series, begin: pd.Timestamp) -> Codes:
    early = (when < begin).to_numpy(dtype=bool, na_value=False)
    found = code.get_indexer(who[early])
    return np.bincount(found[found >= 0], minlength=len(code))


def _peers(ties: tuple[Codes, Codes], first: Codes, t: int) -> Codes:
    source, target = ties
    return np.bincount(target, weights=first[source] < t, minlength=len(first)).astype(np.int64)


@dataclass(frozen=True)
class Hazard:
    """A discrete-time hazard of first adoption.

    Attributes
    ----------
    table : DataFrame
        ``term, estimate, se, low, high, p_value, ratio`` (hazard ratio for one more, odds ratio
        with logit); terms that never vary are left out; empty when `descriptive`.
    rates : DataFrame
        ``peers, unit_years, adoptions, rate`` for none, one and more exposing units that had
        adopted.
    descriptive : bool
        True when the records cannot carry a model; `sentence` says why.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.spread.hazard(toolkit.spread.adoption_panel(county), ["peers"])
    >>> found.sentence.split("。")[0]
    '45 个单位年，16 次采纳，3 个聚类'
    """

    table: pd.DataFrame
    rates: pd.DataFrame
    descriptive: bool
    sentence: str


_COLUMNS = ("term", "estimate", "se", "low", "high", "p_value", "ratio")


def hazard(
    panel: Panel | pd.DataFrame,
    terms: Sequence[str] = TERMS,
    link: str = "cloglog",
    cluster: str = "township",
    events_per_term: int = 10,
    level: float = 0.95,
) -> Hazard:
    """Discrete-time hazard of first adoption with dummies for year and sector (Allison 1982,
    Sociological Methodology 13).

    Parameters
    ----------
    panel : Panel or DataFrame
        From `adoption_panel`, or a frame with ``adopted, year, sector``, the terms and the cluster
        column.
    link : {"cloglog", "logit"}
        cloglog is the proportional hazards model in grouped time.
    cluster : str
        Column whose groups' outcomes may hang together; standard errors are clustered on it, with t
        on groups − 1.
    events_per_term : int
        Adoptions (or non-adoptions) wanted for each estimated coefficient; below that nothing is
        modelled.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.spread.hazard(toolkit.spread.adoption_panel(county))
    >>> found.descriptive, found.rates[["peers", "unit_years", "adoptions"]].values.tolist()
    (True, [[0, 26, 11], [1, 24, 5], [2, 4, 2]])
    """
    table = panel.table if isinstance(panel, Panel) else panel
    needed = {"adopted", "year", "sector", cluster, *terms}
    if link not in ("cloglog", "logit") or not needed <= set(table.columns):
        raise SpreadError(
            tr(
                "link 须为 cloglog 或 logit，且各列须在表中。",
                "link must be cloglog or logit, and all columns in the table",
            )
        )
    rates = _rates(table)
    # a year or sector in which all or nobody adopted tells nothing about the terms
    for column in ("year", "sector"):
        table = table[table.groupby(column)["adopted"].transform("nunique") > 1]
    used = [t for t in terms if table[t].nunique() > 1]
    y, x = table["adopted"].to_numpy(dtype=float), design_of(table, used)
    groups = pd.factorize(table[cluster])[0]
    events = int(min(y.sum(), len(y) - y.sum()))
    doubt = tr(
        "关联不等于因果：接触者本来就可能更愿意采纳。",
        "Association is not effect: those exposed may have been readier to adopt.",
    )
    counted = tr(
        f"{len(y)} 个单位年，{int(y.sum())} 次采纳，{groups.max(initial=-1) + 1} 个聚类。",
        f"{len(y)} unit-years, {int(y.sum())} adoptions, {groups.max(initial=-1) + 1} clusters. ",
    )
    fitted = (
        None
        if not used or events < events_per_term * x.shape[1] or groups.max(initial=-1) < 1
        else _fit(y, x, link, groups)
    )
    if fitted is None:
        why = tr(
            "事件太少、聚类太少或结果被完全分开，只作描述。",
            "Too few events or clusters, or perfectly separated outcomes: descriptive only. ",
        )
        return Hazard(pd.DataFrame(columns=list(_COLUMNS)), rates, True, counted + why + doubt)
    out = _estimates(fitted, used, level)
    few = tr(
        "聚类不足 30 个，区间偏窄，以置换检验为准。",
        "Fewer than 30 clusters: intervals are too narrow, rely on the permutation. ",
    ) * bool(groups.max() < 29)
    return Hazard(out, rates, False, counted + few + doubt)


def _estimates(fitted: Any, used: Sequence[str], level: float) -> pd.DataFrame:
    interval = fitted.conf_int(1 - level)
    columns = {
        "estimate": fitted.params,
        "se": fitted.bse,
        "low": interval[0],
        "high": interval[1],
        "p_value": fitted.pvalues,
    }
    return (
        pd.DataFrame(columns)
        .assign(ratio=np.exp(fitted.params))
        .loc[used]
        .rename_axis("term")
        .reset_index()
    )


def design_of(table: pd.DataFrame, terms: Sequence[str]) -> pd.DataFrame:
    """A constant, the terms, and dummies of year and sector that say something."""
    dummies = pd.get_dummies(table[["year", "sector"]].astype(str), drop_first=True, dtype=float)
    x = pd.concat([table[list(terms)].astype(float), dummies], axis=1)
    x.insert(0, "constant", 1.0)
    # a dummy that the columns before it determine carries nothing
    kept = np.abs(np.diag(np.linalg.qr(x.to_numpy(), mode="r"))) > 1e-8 * len(x)
    return x.loc[:, kept | x.columns.isin(list(terms))]


def _fit(y: Floats, x: pd.DataFrame, link: str, groups: Codes) -> Any:
    """The fitted model; None when it does not settle."""
    import statsmodels.api as sm

    if np.linalg.matrix_rank(x.to_numpy()) < x.shape[1]:
        return None
    links = sm.families.links
    family = sm.families.Binomial(link=links.CLogLog() if link == "cloglog" else links.Logit())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            fitted = sm.GLM(y, x, family=family).fit(
                cov_type="cluster", cov_kwds={"groups": groups}, use_t=True
            )
        except (np.linalg.LinAlgError, ValueError):
            return None
    sound = fitted.converged and np.isfinite(fitted.bse).all() and np.abs(fitted.params).max() < 15
    return fitted if sound else None


def _rates(table: pd.DataFrame) -> pd.DataFrame:
    group = (
        table["peers"].clip(upper=2).rename("peers")
        if "peers" in table
        else pd.Series(0, index=table.index, name="peers")
    )
    out = (
        table.groupby(group)["adopted"]
        .agg(["size", "sum"])
        .set_axis(["unit_years", "adoptions"], axis=1)
        .reset_index()
    )
    return out.assign(rate=out["adoptions"] / out["unit_years"])
