"""Who is counted on a day: to be helped, helped, without a helper, over capacity, past the end.

Every section, figure and table of a report takes these sets from here, so that one word has one
number; the words and their definitions are in ``terms/data/populations.csv``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from toolkit.pairing.days import NEVER_RAN, Day, day, exists, listed_units, running
from toolkit.pairing.loads import load
from toolkit.records import County, receiving_side
from toolkit.rules import Rules
from toolkit.terms import CHANNELS, UNSTATED, channel

#: channels whose purpose is to help a unit that is behind; help whose way is not stated is help
_HELPING = [c for c in CHANNELS if channel(c).helping or c == UNSTATED]


def helping(pairing: pd.DataFrame) -> pd.Series:
    """Which rows of a pairing table help a unit that is behind; co-building serves another end.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> pairing.helping(pd.DataFrame({"channel": ["hook_up_help", "co_building"]})).tolist()
    [True, False]
    """
    return pairing["channel"].isin(_HELPING)


def _known(county: County, when: pd.Timestamp) -> pd.Index | None:
    """Units that the records say are to be helped: by rating or open case, or because an office's
    own ledger has them on its receiving side; None where nothing says so."""
    known, side = listed_units(county, when), receiving_side(county)
    pairs = county["pairing"]
    helped = pairs.loc[helping(pairs), "recipient_id"]
    # the second party of a co-building ledger is nobody's to help
    if helped.empty:
        return known
    side = side[side.isin(helped) | ~side.isin(pairs["recipient_id"])]
    if known is None:
        return side if len(side) else None
    return known.union(side, sort=False)


@dataclass(frozen=True)
class Population:
    """One county on one day.

    Attributes
    ----------
    on : Timestamp
    listed : bool
        Whether the records say who is to be helped; else ``to_help`` is whoever ever received.
    to_help, helped, unhelped : Index
        ``org_id`` of the units to be helped, of those with a helper, of those without.
    running, paused, past_end : DataFrame
        Rows of the pairing table that run, those of them that are paused, and those past their
        planned end.
    over : DataFrame
        Rows of `load` beyond capacity.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.pairing.population(county, "2011-06-30")
    >>> len(found.to_help), len(found.helped), len(found.unhelped), len(found.running)
    (6, 6, 0, 17)
    """

    on: pd.Timestamp
    listed: bool
    to_help: pd.Index
    helped: pd.Index
    unhelped: pd.Index
    running: pd.DataFrame
    paused: pd.DataFrame
    past_end: pd.DataFrame
    over: pd.DataFrame

    @property
    def over_capacity(self) -> pd.Index:
        """``helper_id`` of the helpers over capacity, each once."""
        return pd.Index(self.over["helper_id"].unique(), name="helper_id")


def population(
    county: County, on: Day = None, rules: Rules | None = None, listed: Iterable[str] | None = None
) -> Population:
    """The sets that a report counts on a day.

    Parameters
    ----------
    county : toolkit.County
    on : str, date or Timestamp, optional
        The day; today when left out.
    listed : iterable of str, optional
        Units to be helped where something else than rating and turnaround case says so (an
        office's own ledger).

    Returns
    -------
    Population

    Examples
    --------
    >>> import toolkit
    >>> found = toolkit.pairing.population(toolkit.demo_county(60), "2011-07-01")
    >>> len(found.to_help) == len(found.helped) + len(found.unhelped)
    True
    """
    when = day(on)
    pairs = county["pairing"]
    runs = pairs[running(pairs, when, county["organisation"])]
    known = pd.Index(listed, dtype="string") if listed is not None else _known(county, when)
    help_given = runs[helping(runs)]
    if known is None:
        # nobody listed anyone: those who were ever helped are all that can be counted
        never = pairs["status"].isin(NEVER_RAN)
        rows = pairs[~never & helping(pairs)]
        found = pd.Index(rows["recipient_id"].dropna().unique(), dtype="string")
    else:
        found = known
    organisation = county["organisation"]
    there = organisation.loc[exists(organisation, when), "org_id"]
    to_help = pd.Index(there[there.isin(found)], name="org_id")
    has = to_help.isin(help_given["recipient_id"].dropna())
    table = load(county, when, rules=rules)
    return Population(
        on=when,
        listed=known is not None,
        to_help=to_help,
        helped=to_help[has],
        unhelped=to_help[~has],
        running=runs,
        paused=runs[(runs["status"] == "paused").to_numpy(dtype=bool, na_value=False)],
        past_end=runs[runs["end_plan"].lt(when).fillna(False).to_numpy(dtype=bool)],
        over=table[(table["over"] > 0).to_numpy(dtype=bool)],
    )
