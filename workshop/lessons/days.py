"""The day that a lesson on pairings speaks of, on any county's records, and how far a class looks
for helpers."""

from __future__ import annotations

import pandas as pd

from toolkit import pairing
from toolkit.records import County
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere

#: helpers that a class looks at for each unit and channel: few enough to lay out on a table; lesson
#: and board agree on it
NEAREST = 5


def planning_day(county: County) -> str:
    """The day that the next round is planned for: the 1 July of the year after the last in which a
    pairing began.

    Raises
    ------
    NotHere
        No pairing of the county ever ran.
    """
    return f"{_began(county).max().year + 1}-07-01"


def teaching_day(county: County) -> str:
    """1 July of the last year in which a pairing began, or that year's end where nothing had begun
    by then.

    Raises
    ------
    NotHere
        No pairing of the county ever ran.
    """
    began = _began(county)
    year = began.max().year
    return (
        f"{year}-07-01"
        if began[began.dt.year == year].min() <= pd.Timestamp(year, 7, 1)
        else f"{year}-12-31"
    )


def _began(county: County) -> pd.Series:
    table = county["pairing"]
    # that a unit is gone today takes nothing from the day on which its help began
    began = table.loc[
        pairing.running(table.assign(end_actual=pd.NaT), "2200-01-01") & table["start"].notna(),
        "start",
    ]
    if began.empty:
        raise NotHere(tr("这份数据里没有运行过的结对。", "no pairing of these records ever ran"))
    return began
