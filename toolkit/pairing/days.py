"""Which pairings run on a day, and who is on the list to be helped that day."""

from __future__ import annotations

import datetime as dt
import re
from numbers import Real
from typing import TypeAlias

import numpy as np
import pandas as pd

from toolkit.records import County
from toolkit.terms import tr

Day: TypeAlias = str | dt.date | dt.datetime | pd.Timestamp | None

#: a pair in one of these states has been talked about but never ran
NEVER_RAN = ("proposed", "confirmed", "rejected")
#: a turnaround case in one of these states is open
OPEN_CASE = ("identified", "planned", "rectifying", "acceptance", "consolidating")
_PERIOD = re.compile(r"(\d{4})(?:-?([HQM]?)(\d{1,2}))?", re.ASCII)


def day(on: Day = None) -> pd.Timestamp:
    """The day meant by `on` (ISO text, date or Timestamp; None is today), without time of day or
    zone.

    Raises
    ------
    ValueError
        The text is no date, or it is a number.

    Examples
    --------
    >>> from toolkit import pairing
    >>> pairing.day("2011-07-01"), pairing.day("2011-07-01T18:30")
    (Timestamp('2011-07-01 00:00:00'), Timestamp('2011-07-01 00:00:00'))
    """
    if on is None:
        return pd.Timestamp.today().normalize()
    try:
        # a bare number would be nanoseconds since 1970
        found = pd.NaT if isinstance(on, Real) else pd.Timestamp(on)
    except (ValueError, TypeError):
        found = pd.NaT  # type: ignore[assignment]
    if pd.isna(found):
        raise ValueError(
            tr(
                f"不是日期：{on!r}。请写成 2011-07-01。",
                f"not a date: {on!r}; write it as 2011-07-01",
            )
        )
    return found.tz_localize(None).normalize()


def exists(organisation: pd.DataFrame, on: Day = None) -> pd.Series:
    """Which organisations are there on a day: from ``valid_from`` until before ``valid_to``.

    An empty date, or a table without the column, sets no limit: a `County` fills a column that
    its source lacks in the same way.

    Returns
    -------
    Series of bool
        On the table's own index.

    Examples
    --------
    >>> import pandas as pd
    >>> exists(pd.DataFrame({"valid_to": pd.to_datetime(["2011-07-01", None])}), "2011-07-01")
    0    False
    1     True
    dtype: bool
    """
    d, there = day(on), pd.Series(True, index=organisation.index)
    if "valid_from" in organisation:
        there &= ~(organisation["valid_from"] > d)
    if "valid_to" in organisation:
        there &= ~(organisation["valid_to"] <= d)
    return there


def running(
    pairing: pd.DataFrame, on: Day = None, organisation: pd.DataFrame | None = None
) -> pd.Series:
    """Which rows of a pairing table run on a day.

    A pairing runs on day d when ``start`` ≤ d, ``end_actual`` is empty or later than d, and its
    status is none of proposed, confirmed, rejected. ``end_plan`` plays no part: it only marks a
    pair as overdue. A pairing of a published wave whose end is unknown (``completed``, ``wave``
    given, no ``end_actual``) runs on its start day only.

    Parameters
    ----------
    pairing : DataFrame
        Columns ``start, end_actual, status`` and, where there are published waves, ``wave``.
    on : str, date or Timestamp, optional
        The day; today when left out.
    organisation : DataFrame, optional
        ``org_id`` and, where known, ``valid_from, valid_to``: a unit dissolved by the day, or
        founded after it, neither gives nor gets help then.

    Returns
    -------
    Series of bool
        On the table's own index.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import pairing
    >>> int(pairing.running(county["pairing"], "2011-06-30", county["organisation"]).sum())
    17
    """
    d = day(on)
    start, end, status = pairing["start"], pairing["end_actual"], pairing["status"]
    runs = (start <= d) & (end.isna() | (end > d)) & ~status.isin(NEVER_RAN)
    if "wave" in pairing:
        unknown_end = (
            (status == "completed").fillna(False).astype(bool)
            & end.isna()
            & pairing["wave"].notna()
        )
        runs &= ~unknown_end | (start == d)
    if organisation is not None:
        gone = organisation.loc[~exists(organisation, d), "org_id"]
        if len(gone):
            runs &= ~(pairing["helper_id"].isin(gone) | pairing["recipient_id"].isin(gone))
    return runs.fillna(False).astype(bool).rename("running")


def of_programme(pairing: pd.DataFrame, prog_id: str | None) -> pd.DataFrame:
    """Rows of one programme; all rows when `prog_id` is None."""
    return (
        pairing
        if prog_id is None
        else pairing[(pairing["prog_id"] == prog_id).fillna(False).astype(bool)]
    )


def period_end(period: pd.Series) -> pd.Series:
    """Last day of periods written ``2015``, ``2015H1``, ``2015Q3``, ``2015-03`` or ``2015M03``;
    others are NaT.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> pairing.period_end(pd.Series(["2015H1", "2015-02"])).dt.strftime("%Y-%m-%d").tolist()
    ['2015-06-30', '2015-02-28']
    """
    # a table has a handful of periods on millions of rows: each is read once
    which, periods = pd.factorize(period.astype("string"))
    months = np.array([*map(_last_month, periods), "NaT"], dtype="datetime64[M]")
    ends = (months + 1).astype("datetime64[us]") - np.timedelta64(1, "D")
    return pd.Series(ends[which], index=period.index)


def _last_month(period: str) -> str:
    """The last month of a period, as 2015-06."""
    year, part, number = (
        found.groups() if (found := _PERIOD.fullmatch(period.strip().upper())) else ("", "", None)
    )
    month = 12 if number is None else int(number) * {"H": 6, "Q": 3}.get(part, 1)
    return f"{year}-{month:02}" if year and 1 <= month <= 12 else "NaT"


def latest_rating(rating: pd.DataFrame, on: Day = None, what: str = "grade") -> pd.Series:
    """What each organisation's latest rating says by a day.

    A rating counts from ``decided_on``, else from the last day of its period; rows that leave
    `what` empty say nothing about it and are passed over. Of ratings that count from the same day,
    the later period is the latest.

    Returns
    -------
    Series
        `what` (``grade`` or ``stars``), indexed by ``org_id``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.pairing.latest_rating(county["rating"], "2010-12-31").value_counts().to_dict()
    {'ordinary': 32, 'advanced': 20, 'backward': 4}
    """
    ends = period_end(rating["period"])
    since = rating["decided_on"].fillna(ends.astype(rating["decided_on"].dtype))
    rows = np.flatnonzero((since <= day(on)) & rating[what].notna())
    rows = rows[np.lexsort((ends.to_numpy()[rows], since.to_numpy()[rows]))]
    return (
        rating[["org_id", what]]
        .take(rows)
        .drop_duplicates("org_id", keep="last")
        .set_index("org_id")[what]
    )


def open_cases(turnaround_case: pd.DataFrame, on: Day = None) -> pd.DataFrame:
    """Turnaround cases open on a day: identified to consolidating, listed by then, not closed or
    closed later.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.pairing.open_cases(county["turnaround_case"], "2011-06-30")
    >>> found[["case_id", "org_id", "status"]].head(2)
       case_id  org_id         status
    16  T00017  QL0042  consolidating
    17  T00018  QL0055  consolidating
    """
    d = day(on)
    closed = turnaround_case["closed_on"]
    is_open = (
        turnaround_case["status"].isin(OPEN_CASE)
        & (turnaround_case["listed_on"] <= d)
        & (closed.isna() | (closed > d))
    )
    return turnaround_case[is_open.fillna(False).astype(bool)]


def listed_units(county: County, on: Day = None) -> pd.Index | None:
    """Organisations to be helped on a day: latest rating backward, or an open turnaround case.

    None when the county has neither table, so that nobody knows who should be helped.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.pairing.listed_units(county, "2011-06-30").tolist()
    ['QL0021', 'QL0033', 'QL0037', 'QL0054', 'QL0042', 'QL0055']
    """
    rating, cases = county["rating"], county["turnaround_case"]
    if rating.empty and cases.empty:
        return None
    latest = latest_rating(rating, on)
    backward = latest.index[(latest == "backward").to_numpy(dtype=bool, na_value=False)]
    listed = pd.concat([pd.Series(backward), open_cases(cases, on)["org_id"]]).astype("string")
    organisation = county["organisation"]
    gone = organisation.loc[~exists(organisation, on), "org_id"]
    return pd.Index(listed[~listed.isin(gone)].unique(), name="org_id")


def refuse_public(county: County, what: str) -> None:
    """Stop a measure that judges when the county holds real, named organisations.

    Raises
    ------
    ValueError
        Any organisation is ``public_official``: public data are described, never judged.
    """
    if (county["organisation"]["data_nature"] == "public_official").fillna(False).any():
        raise ValueError(
            tr(
                f"“{what}”涉及评价，不用于公开的真实地区或单位；公开数据只作描述（结对、覆盖、"
                f"批次变化）。",
                f"'{what}' involves judging, so it is not done for real, named organisations; "
                f"public data are only described"
                " (pairs, coverage, changes between waves)",
            )
        )
