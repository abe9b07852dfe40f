"""How pairs lie on helpers: beside their capacity, how unevenly, and who is the only one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.pairing.days import (
    Day,
    refuse_public,
)
from toolkit.pairing.ties import Codes, Ties, ties
from toolkit.records import County
from toolkit.rules import Rules, default_rules
from toolkit.terms import CHANNELS


def _counts(net: Ties) -> tuple[Codes, Codes, Codes]:
    """Helper, channel and number of pairs of every helper–channel that has any."""
    per = np.bincount(net.helper * len(CHANNELS) + net.channel, minlength=net.n * len(CHANNELS))
    busy = np.flatnonzero(per)
    return busy // len(CHANNELS), busy % len(CHANNELS), per[busy]


def load(
    county: County, on: Day = None, prog_id: str | None = None, rules: Rules | None = None
) -> pd.DataFrame:
    """Running pairs of each helper in each channel beside its capacity.

    Capacity is the organisation's own, else the rule ``pair.cap.<channel>``; empty means unlimited.

    Returns
    -------
    DataFrame
        ``helper_id, channel, pairs, capacity, over`` (``over = max(pairs − capacity, 0)``), a row
        for each helper and channel with pairs, by helper.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import pairing
    >>> pairing.load(county, "2011-06-30")[["helper_id", "pairs", "capacity", "over"]].head(2)
      helper_id  pairs  capacity  over
    0    QL0009      1         2     0
    1    QL0010      1         2     0
    """
    rules = rules or default_rules()
    net = ties(county, on, prog_id)
    helper, channel, pairs = _counts(net)
    out = pd.DataFrame(
        {
            "helper_id": net.names(helper),
            "channel": pd.array(np.array(CHANNELS, dtype=object)[channel], dtype="string"),
        }
    )
    own = (
        county["organisation"]["capacity"]
        .astype("Int64")
        .reset_index(drop=True)
        .reindex(range(net.n))
    )
    default = pd.array([rules[f"pair.cap.{c}"] for c in CHANNELS], dtype="Int64").take(channel)
    out["pairs"] = pd.array(pairs, dtype="Int64")
    out["capacity"] = own.take(helper).reset_index(drop=True).fillna(pd.Series(default))
    out["over"] = (out["pairs"] - out["capacity"]).clip(lower=0).fillna(0)
    out = (
        out.assign(_channel=channel)
        .sort_values(["helper_id", "_channel"], ignore_index=True)
        .drop(columns="_channel")
    )
    return out.astype({"helper_id": "string"})


def concentration(county: County, on: Day = None, prog_id: str | None = None) -> pd.DataFrame:
    """How unevenly the pairs lie on the helpers that have any, by channel and over all.

    ``gini`` is Gini's coefficient of pairs per helper, 0 when all carry the same (Damgaard & Weiner
    2000, Ecology 81, 1139–1142, without the small-sample factor); ``hhi`` the Herfindahl–Hirschman
    index, the sum of squared shares, 1/helpers when even and 1 when one helper carries all (Rhoades
    1993, Federal Reserve Bulletin 79, 188–189).

    Returns
    -------
    DataFrame
        Indexed by channel and ``all``: ``helpers, pairs, mean, gini, hhi``; NaN without pairs.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.pairing.concentration(county, "2011-06-30").round(3).loc["all"].to_dict()
    {'helpers': 11.0, 'pairs': 17.0, 'mean': 1.545, 'gini': 0.257, 'hhi': 0.121}
    """
    net = ties(county, on, prog_id)
    helper, channel, pairs = _counts(net)
    rows = {CHANNELS[c]: _uneven(pairs[channel == c]) for c in np.unique(channel)}
    total = np.bincount(helper, weights=pairs, minlength=net.n)
    rows["all"] = _uneven(total[total > 0])
    out = pd.DataFrame.from_dict(
        rows, orient="index", columns=["helpers", "pairs", "mean", "gini", "hhi"]
    )
    out.index = pd.Index(out.index, dtype="string", name="channel")
    return out.astype({"helpers": "Int64", "pairs": "Int64"})


def _uneven(pairs: np.ndarray) -> tuple[int, int, float, float, float]:
    if not len(pairs):
        return 0, 0, np.nan, np.nan, np.nan
    return (
        len(pairs),
        int(pairs.sum()),
        float(pairs.mean()),
        gini(pairs),
        float(((pairs / pairs.sum()) ** 2).sum()),
    )


def gini(values: np.ndarray) -> float:
    """Gini's coefficient of non-negative values: mean absolute difference of all pairs over twice
    the mean.

    NaN for no values or a zero total.
    """
    x = np.sort(np.asarray(values, dtype=float))
    n = len(x)
    if not n or x.sum() <= 0:
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ x / (n * x.sum()))


def critical_helpers(county: County, on: Day = None, prog_id: str | None = None) -> pd.DataFrame:
    """Helpers that are the only one somebody has: were one of them to leave, those units would have
    nobody.

    A recipient counts when it has exactly one distinct running helper over all channels; a pair
    repeated in another channel or year is still that one helper (a single point of failure: Barlow
    & Proschan 1975, Statistical Theory of Reliability, ch. 1).

    Returns
    -------
    DataFrame
        ``helper_id, recipients`` (Int64), most first, then by id; helpers without such a recipient
        are left out.

    Raises
    ------
    ValueError
        The county holds real, named organisations: dependency is not scored on public data.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import pairing
    >>> pairing.critical_helpers(county, "2011-06-30").head(2)
      helper_id  recipients
    0    QL0012           2
    1    QL0014           2
    """
    refuse_public(county, "critical_helpers")
    net = ties(county, on, prog_id)
    lowest, highest = np.full(net.n, net.n), np.full(net.n, -1)
    np.minimum.at(lowest, net.recipient, net.helper)
    np.maximum.at(highest, net.recipient, net.helper)
    alone = np.bincount(lowest[lowest == highest], minlength=net.n)
    who = np.flatnonzero(alone)
    out = pd.DataFrame({"helper_id": net.names(who), "recipients": alone[who]}).astype(
        {"helper_id": "string", "recipients": "Int64"}
    )
    return out.sort_values(["recipients", "helper_id"], ascending=[False, True], ignore_index=True)
