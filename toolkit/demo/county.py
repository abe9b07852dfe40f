"""`demo_county` and `demo_truth`: the fictitious county, and what was really true in it."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.demo.activity import activity_tables, rating_table
from toolkit.demo.course import run_course, truth_columns
from toolkit.demo.life import exemplar_tables
from toolkit.demo.organisations import places
from toolkit.demo.settings import BASE, Settings
from toolkit.demo.support import helping_tables
from toolkit.records import County
from toolkit.terms import tables, tr


def demo_tables(s: Settings, helping: bool = False) -> dict[str, pd.DataFrame]:
    """All tables of one invented county as plain frames, for callers that make many; or only what
    `helping` needs.

    With `helping`: organisations, ratings and the tables around pairs, the same as in the whole
    county.

    Examples
    --------
    >>> from toolkit import demo
    >>> sorted(demo.demo_tables(demo.Settings(60), helping=True))[:3]
    ['ineligible', 'organisation', 'pairing']
    """
    orgs = places(s)
    course = run_course(s, orgs)
    found = {"organisation": orgs.frame} | helping_tables(s, orgs, course)
    if helping:
        found["rating"] = rating_table(orgs, course)
    else:
        life = exemplar_tables(s, orgs, course)
        found |= life | activity_tables(s, orgs, course, life["exemplar"])
    found["provenance"] = pd.DataFrame(
        {
            "ref": ["demo"],
            "kind": ["generator"],
            "reference": [s.written()],
            "grade": ["unverified"],
        }
    )
    return {name: found[name] for name in tables() if name in found}


def demo_county(
    organisations: int = BASE,
    seed: int = 2011,
    effect: str | float | tuple[float, float] = "modest",
    *,
    code: str = "QL",
    name: str = "青澜县",
) -> County:
    """A fictitious county, 2005 to 2011; equal arguments give equal tables on every machine.

    With 977 organisations the published margins hold exactly: 9,002 members, 11,066 commitments,
    awards 12 / 49 / 21 of July 2010, grades 35 / 58 / 7 %. Other sizes scale them.

    Parameters
    ----------
    organisations : int
        Rows of the table organisation, at least 8.
    seed : int
        From 0.
    effect : {"modest", "zero", "negative", "heterogeneous"}, number or pair of numbers
        True gain of a year of help, in points of the verified measure: a number is the gain at a
        helper–need fit of 0.5, a pair the gains at fit 0 and at fit 1.
    code, name : str
        Start of the identifiers, and the county's (invented) name.

    Returns
    -------
    County

    Raises
    ------
    ValueError
        An argument outside what is allowed.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.demo_county(100, seed=7)
    >>> len(county["organisation"]), county.nature
    (100, 'fictitious')
    """
    return County(demo_tables(Settings.checked(organisations, seed, effect, code, name)))


def demo_truth(county: County) -> pd.DataFrame:
    """The latent, verified measure behind a demo county, made again from the county's provenance
    row.

    Returns
    -------
    DataFrame
        A row for each rated organisation of `county` and year: ``org_id, period, verified``
        (核验口径, 0..100), ``reported`` (上报口径: the composite of the assessments, 0..100),
        ``listed`` (graded backward at the end of that year), ``helped`` (a pair in one of the four
        helping channels ran on 1 July), ``fit`` (mean share of the needs that those helpers meet,
        empty without help), ``effect`` (points of `verified` that past and present help really
        added).

    Raises
    ------
    ValueError
        The county was not made by `demo_county`.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> truth = toolkit.demo_truth(county)
    >>> truth[["org_id", "period", "verified", "reported", "listed", "helped"]].round(1).head(2)
       org_id period  verified  reported  listed  helped
    0  QL0005   2005      68.6      75.1   False   False
    1  QL0005   2006      69.3      71.6   False   False
    """
    s = _settings(county)
    orgs = places(s)
    truth = _typed(truth_columns(s, orgs, run_course(s, orgs)))
    ids = county["organisation"]["org_id"]
    if not ids.isin(set(orgs.ids)).all():
        raise ValueError(
            tr(
                "这个县的组织与出处所记的演示县不同，无法给出核验口径",
                "this county's organisations are not those of the demo county that its provenance "
                "names",
            )
        )
    return truth[truth["org_id"].isin(ids)].reset_index(drop=True)


def _settings(county: County) -> Settings:
    for line in county["provenance"]["reference"].dropna():
        if found := Settings.read(str(line)):
            return found
    raise ValueError(
        tr(
            "这个县不是 toolkit.demo_county 所造（出处表没有生成参数），没有核验口径",
            "this county was not made by toolkit.demo_county (its provenance has no settings), so "
            "there is no truth to give",
        )
    )


def _typed(columns: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame(columns).astype(
        {"org_id": "string", "period": "string", "listed": "boolean", "helped": "boolean"}
    )
