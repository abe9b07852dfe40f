"""How long units stay on the list, with help and without: spells, survival curves, a Cox model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import pandas as pd

from toolkit.evaluation.evidence import EvaluationError, Evidence, Words, refuse, refuse_public
from toolkit.evaluation.panels import HELPING
from toolkit.pairing import day
from toolkit.records import County
from toolkit.register import GuardError, proportional_hazards, survival_curve

_OPENED = ("identified", "planned", "rectifying", "acceptance", "consolidating", "closed")
_RAN = ("active", "paused", "followup", "completed", "dissolved")
_YEAR = 365.25
_GROUPS = {"all": "列入整顿的单位", "helped": "有帮扶的时段", "unhelped": "没有帮扶的时段"}


def spells(county: County, on: str | None = None) -> pd.DataFrame:
    """Time on the list, cut wherever help starts or ends: the form in which help can change with
    time.

    Parameters
    ----------
    on : str, optional
        Last day looked at; by default the last day of any listing, closing or start of a pair that
        ran.

    Returns
    -------
    DataFrame
        ``case_id, org_id, start, stop`` (years since listing), ``helped`` (a pair in a helping
        channel ran), ``event`` (closed at ``stop``).

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.evaluation.spells(county).round(2).head(2)
      case_id  org_id  start  stop  helped  event
    0  T00001  QL0018    0.0  2.47   False   True
    1  T00002  QL0045    0.0  1.47   False   True
    """
    cases, pairs = county["turnaround_case"], county["pairing"]
    cases = cases[cases["status"].isin(_OPENED) & cases["listed_on"].notna()]
    pairs = pairs[pairs["channel"].isin(HELPING) & pairs["status"].isin(_RAN)]
    dates = pd.concat([cases["listed_on"], cases["closed_on"], pairs["start"]]).dropna()
    if dates.empty:
        raise refuse(
            "没有整顿台账（turnaround_case），无法看转化时间。",
            "no turnaround cases: there is no time on the list to study",
        )
    last = day(on) if on else dates.max()
    help_of = {str(k): v for k, v in pairs.groupby("recipient_id")[["start", "end_actual"]]}
    rows: list[tuple[object, ...]] = []
    for case, org, listed, closed in cases[
        ["case_id", "org_id", "listed_on", "closed_on"]
    ].itertuples(index=False):
        done = pd.notna(closed) and closed <= last
        end = closed if done else last
        if end > listed:
            rows += [(case, org, *r) for r in _cut(listed, end, bool(done), help_of.get(org))]
    return pd.DataFrame(rows, columns=["case_id", "org_id", "start", "stop", "helped", "event"])


def _cut(
    listed: pd.Timestamp, end: pd.Timestamp, done: bool, pairs: pd.DataFrame | None
) -> list[tuple[float, float, bool, bool]]:
    if pairs is None:
        return [(0.0, (end - listed).days / _YEAR, False, done)]
    begins, ends = pairs["start"], pairs["end_actual"].fillna(end).clip(upper=end)
    marks = sorted(
        {
            listed,
            end,
            *begins[(begins > listed) & (begins < end)],
            *ends[(ends > listed) & (ends < end)],
        }
    )
    out: list[tuple[float, float, bool, bool]] = []
    for a, b in pairwise(marks):
        on = bool(((begins <= a) & (ends >= b)).any())
        x, y = ((m - listed).days / _YEAR for m in (a, b))
        if out and out[-1][2] == on:
            out[-1] = (out[-1][0], y, on, done and b == end)
        else:
            out.append((x, y, on, done and b == end))
    return out


@dataclass(frozen=True)
class Conversion:
    """Result of `conversion`.

    Attributes
    ----------
    curve : DataFrame
        ``group`` (all, helped, unhelped), ``time`` (years since listing), ``share`` still listed,
        ``se``, ``at_risk``, ``events``. Units change group when help starts or ends (Simon &
        Makuch), so nobody is counted as helped early.
    hazard : Series
        ``hazard_ratio, low, high, p, units``: Cox model, leaving the list with help against without
        at the same time since listing.
    evidence : Evidence

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.conversion(county)
    >>> found.hazard.round(2).to_dict()
    {'hazard_ratio': 0.7, 'low': 0.28, 'high': 1.78, 'p': 0.46, 'units': 18.0}
    """

    curve: pd.DataFrame
    hazard: pd.Series
    evidence: Evidence


def conversion(county: County, on: str | None = None) -> Conversion:
    """How long units stay listed, with and without help.

    Kaplan–Meier with delayed entry (Simon & Makuch 1984, Statistics in Medicine 3) and a Cox model
    with help as a time-varying condition, Efron's ties, errors clustered at the unit.
    Counting a unit as helped from its listing on would give the helped the time they had to survive
    until help came (immortal time).

    Raises
    ------
    EvaluationError
        Public official data; no cases; no units on one side, or no closings.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.conversion(county)
    >>> found.curve.groupby("group")["events"].sum().astype(int).to_dict()
    {'all': 17, 'helped': 9, 'unhelped': 8}
    """
    refuse_public(county)
    table = spells(county, on)
    groups = {"all": table, "helped": table[table["helped"]], "unhelped": table[~table["helped"]]}
    for name, part in groups.items():
        if part.empty or not part["event"].any():
            raise refuse(
                f"{_GROUPS[name]}没有一个销号，无法比较转化时间；只能描述。",
                f"no closings in the group {name}: descriptive only",
            )
    curve = pd.concat([_curve(part, name) for name, part in groups.items()], ignore_index=True)
    hazard = cox(table)
    units = int(table["org_id"].nunique())
    line: Words = (
        f"有帮扶时销号的风险是同期无帮扶时的 {hazard['hazard_ratio']:.2f} 倍（{hazard['low']:.2f} "
        f"至 {hazard['high']:.2f}）。",
        f"Closed with help: {hazard['hazard_ratio']:.2f} times as often as without "
        f"({hazard['low']:.2f} to {hazard['high']:.2f}).",
    )
    evidence = Evidence(
        compared=[line],
        counts=[
            (
                f"{table['case_id'].nunique()} 次列入、{units} 个单位、"
                f"{int(table['event'].sum())} 次销号。",
                f"{table['case_id'].nunique()} listings of {units} units, "
                f"{int(table['event'].sum())} closings.",
            )
        ],
        assumptions=[
            (
                "谁何时获帮扶与其转化前景无关；比例风险；未销号者的去向与前景无关。",
                "Help came regardless of prospects; proportional hazards; censoring without "
                "meaning.",
            )
        ],
        may=[
            (
                "列入多久之后、有无帮扶时各有多少销号。",
                "How many closed how long after listing, with help and without.",
            )
        ],
        may_not=[
            (
                "帮扶使其转化：销号由上报口径决定，结对也在销号时结束。",
                "That help converted them: closing rests on reported scores, and pairs end at "
                "closing.",
            )
        ],
        descriptive=True,
    )
    return Conversion(curve, hazard, evidence)


def _curve(part: pd.DataFrame, group: str) -> pd.DataFrame:
    part = part[part["stop"] > part["start"]]
    found = survival_curve(part["stop"], part["event"], part["start"])
    found = found.rename(columns={"survival": "share", "ended": "events"})
    return found.assign(group=group)[["group", "time", "share", "se", "at_risk", "events"]]


def cox(
    table: pd.DataFrame,
    covariates: Sequence[str] | None = None,
    ties: str = "efron",
    cluster: str | None = "org_id",
) -> pd.Series | pd.DataFrame:
    """Cox model of spells (as from `spells`): a spell is at risk when start < t ≤ stop, as in R.

    Parameters
    ----------
    table : DataFrame
        ``start, stop, event``, the covariates and the column of `cluster`.
    covariates : sequence of str, optional
        ``helped`` alone when left out.
    ties : {"efron", "breslow"}
    cluster : str or None
        Errors are clustered at this column (None: from the model).

    Returns
    -------
    Series
        Without `covariates`: ``hazard_ratio, low, high, p, units`` of ``helped``.
    DataFrame
        With them: indexed by term, ``coefficient, hazard_ratio, se_model, se_robust, low, high,
        p``.

    Raises
    ------
    EvaluationError
        Nothing to estimate: nobody left, a term that does not vary, gaps.

    Examples
    --------
    >>> import pandas as pd
    >>> table = pd.DataFrame({
    ...     "org_id": [1, 1, 2, 3, 4, 5], "start": [0.0, 2, 0, 0, 0, 0],
    ...     "stop": [2.0, 5, 2, 4, 6, 3], "helped": [False, True, False, True, False, True],
    ...     "event": [False, True, True, True, True, False]})
    >>> round(float(cox(table)["hazard_ratio"]), 3)
    1.883
    """
    used = table[(table["stop"] > table["start"]).to_numpy(dtype=bool)]
    try:
        found = proportional_hazards(used, list(covariates or ("helped",)), ties, cluster)
    except GuardError as error:
        raise EvaluationError(str(error)) from error
    if covariates is not None:
        return found
    units = found.attrs["clusters"] or len(used)
    return pd.concat(
        [found.iloc[0][["hazard_ratio", "low", "high", "p"]], pd.Series({"units": units})]
    )
