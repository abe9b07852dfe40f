"""What is done in each county: its plan, and its measures. Plain functions of a County, for
`run`."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from toolkit import pairing
from toolkit.pairing import Day
from toolkit.records import County


def plan_county(county: County, on: Day = None) -> dict[str, pd.DataFrame]:
    """`pairing.prepare(county, on).plan()`.

    Returns
    -------
    dict
        ``pairs`` (as `Plan.pairs`), ``shortages`` (``channel, needs, places, short, sentence``) and
        ``summary`` (one row: ``organisations, recipients, needs, helpers, candidates``, pairs
        ``running``, ``planned`` and ``kept``, what each goal attained, ``short``, ``proved``).

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.national.plan_county(county, "2011-06-30")
    >>> {name: len(table) for name, table in found.items()}
    {'pairs': 12, 'shortages': 0, 'summary': 1}
    """
    prepared = pairing.prepare(county, on)
    plan = prepared.plan()
    p = plan.problem
    summary = {
        "organisations": len(county["organisation"]),
        "recipients": len(p.recipients),
        "needs": int(p.most.sum()),
        "helpers": len(p.helpers),
        "candidates": len(prepared.candidates),
        "running": len(prepared.running),
        "planned": len(plan.pairs),
        "kept": int(plan.pairs["kept"].sum()),
        **plan.levels,
        "short": int(plan.shortages["short"].sum()),
        "proved": plan.certificate.holds,
    }
    shortages = plan.shortages[["channel", "needs", "places", "short", "sentence"]]
    return {"pairs": plan.pairs, "shortages": shortages, "summary": pd.DataFrame([summary])}


def measure_county(
    county: County, on: Day = None, years: tuple[int, ...] = ()
) -> dict[str, pd.DataFrame]:
    """A county's measures on a day, and what lasted from the end of one year to the next.

    Returns
    -------
    dict
        ``coverage`` (as `pairing.coverage`), ``load`` (``channel, helpers, pairs, over``),
        ``critical`` (as `pairing.critical_helpers`), ``concentration`` and, with `years`,
        ``retention``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.national.measure_county(county, "2011-06-30")
    >>> list(found)
    ['coverage', 'load', 'critical', 'concentration']
    """
    load = pairing.load(county, on)
    by_channel = load.groupby("channel").agg(
        helpers=("helper_id", "size"), pairs=("pairs", "sum"), over=("over", "sum")
    )
    out = {
        "coverage": pairing.coverage(county, on),
        "load": by_channel,
        "critical": pairing.critical_helpers(county, on),
        "concentration": pairing.concentration(county, on),
    }
    if len(list(pairwise(years))):
        out["retention"] = pairing.retention(county, [f"{year}-12-31" for year in years])
    return out
