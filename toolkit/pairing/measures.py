"""Who is covered, who carries how much, and who would be left alone: counts on the pairing table.

Every measure takes ``on`` (a day; today when left out) and ``prog_id`` (one programme; all when
left out).
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.pairing.days import (
    NEVER_RAN,
    Day,
    listed_units,
    of_programme,
    refuse_public,
    running,
)
from toolkit.pairing.ties import Codes, Ties, code, distinct, ties
from toolkit.records import County
from toolkit.rules import Rules, default_rules
from toolkit.terms import CHANNELS, UNSTATED, channel

#: the three kinds of helper a backward unit may have at once
THREE_KINDS = ("advanced_helps_backward", "department_links_backward", "enterprise_ties_backward")


def needed_channels(rules: Rules | None = None) -> list[str]:
    """Channels that every unit to improve needs by the rules ``pair.need.<channel>``; the others
    are optional.

    Examples
    --------
    >>> from toolkit import pairing
    >>> pairing.needed_channels()
    ['advanced_helps_backward', 'department_links_backward']
    """
    rules = rules or default_rules()
    return [c for c in CHANNELS if channel(c).planned and rules[f"pair.need.{c}"]]


def _needing(county: County, on: Day, prog_id: str | None) -> tuple[Ties, dict[int, np.ndarray]]:
    """Running pairs and, for each channel present, a mask over ``Ties.ids`` of those who should be
    helped."""
    table = of_programme(county["pairing"], prog_id)
    every, runs = (
        ties(county, on, prog_id, every=True),
        running(table, on, county["organisation"]).to_numpy(),
    )
    ever = ~table["status"].isin(NEVER_RAN).to_numpy(dtype=bool)
    listed = listed_units(county, on)
    masks = {}
    for c in np.unique(every.channel):
        who = (
            every.recipient[ever & (every.channel == c)]
            if listed is None
            else code(pd.Series(listed), every.ids)
        )
        masks[int(c)] = np.zeros(every.n, dtype=bool)
        masks[int(c)][who[who >= 0]] = True
    return every.where(runs), masks


def coverage(county: County, on: Day = None, prog_id: str | None = None) -> pd.DataFrame:
    """Share of the organisations to be helped that have a running helper, by channel.

    Recipients are the organisations whose latest rating by then is backward or that have an open
    turnaround case; in a county with neither table, all that ever received in the channel, whenever
    (so that the denominator is the same on every day).

    Returns
    -------
    DataFrame
        Indexed by the channels present in the table: ``recipients, helped, uncovered`` (Int64) and
        ``share`` (NaN when there is nobody to help).

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import pairing
    >>> pairing.coverage(county, "2011-06-30")[["recipients", "helped", "uncovered"]].head(2)
                               recipients  helped  uncovered
    channel
    advanced_helps_backward             6       4          2
    department_links_backward           6       5          1
    """
    net, masks = _needing(county, on, prog_id)
    rows = {}
    for c, needing in masks.items():
        helped = np.zeros(net.n, dtype=bool)
        helped[net.recipient[net.channel == c]] = True
        total, good = int(needing.sum()), int((needing & helped).sum())
        rows[CHANNELS[c]] = (total, good, total - good, good / total if total else np.nan)
    out = pd.DataFrame.from_dict(
        rows, orient="index", columns=["recipients", "helped", "uncovered", "share"]
    )
    out.index = pd.Index(out.index, dtype="string", name="channel")
    return out.astype(
        {"recipients": "Int64", "helped": "Int64", "uncovered": "Int64", "share": "float64"}
    )


def uncovered(county: County, on: Day = None, prog_id: str | None = None) -> pd.DataFrame:
    """The units behind ``coverage.uncovered``: ``channel, org_id, name, township``, one row for
    each gap.

    In the channel ``unstated`` only units without any helper are listed: nobody lacks help whose
    kind is not written down.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.pairing.uncovered(county, "2011-06-30").head(2)
                       channel  org_id              name township
    0  advanced_helps_backward  QL0021  晴坡中学第1年级组党支部（虚构）      灯谷镇
    1  advanced_helps_backward  QL0037  灯谷镇歌桥村第3组党支部（虚构）      灯谷镇
    """
    net, masks = _needing(county, on, prog_id)
    gaps = []
    for c, needing in masks.items():
        open_ = needing.copy()
        open_[net.recipient if CHANNELS[c] == UNSTATED else net.recipient[net.channel == c]] = False
        gaps.append(
            pd.DataFrame({"channel": CHANNELS[c], "org_id": net.names(np.flatnonzero(open_))})
        )
    found = (
        pd.concat(gaps, ignore_index=True) if gaps else pd.DataFrame({"channel": [], "org_id": []})
    )
    found = found.astype({"channel": "string", "org_id": "string"})
    return found.merge(
        county["organisation"][["org_id", "name", "township"]], on="org_id", how="left"
    )


def unstated_recipients(county: County, on: Day = None, prog_id: str | None = None) -> pd.Index:
    """Organisations with a running pair whose channel the source does not state, by id: they have
    help, though it meets no need of a channel."""
    net = ties(county, on, prog_id)
    return pd.Index(net.names(distinct(net.recipient[net.channel == CHANNELS.index(UNSTATED)])))


def several_helpers(county: County, on: Day = None, prog_id: str | None = None) -> pd.DataFrame:
    """Units with more than one helper, and the three-kind motif: an advanced organisation, a
    department and an enterprise at the same unit at the same time.

    ``helpers`` counts distinct organisations, ``kinds`` distinct channels. ``three_kinds`` marks
    the motif, a star of three edge types with the unit at its centre (motifs after Milo et al.
    2002, Science 298, 824–827).

    Returns
    -------
    DataFrame
        ``recipient_id, helpers, kinds, three_kinds`` for units with at least two helpers or two
        kinds, most first.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.pairing.several_helpers(county, "2011-06-30").head(2)
      recipient_id  helpers  kinds  three_kinds
    0       QL0033        3      3        False
    1       QL0042        3      3        False
    """
    net = ties(county, on, prog_id)
    helpers = np.bincount(net.distinct()[1], minlength=net.n)
    by_kind = _kinds(net)
    kinds = by_kind.sum(axis=1)
    three = np.logical_and.reduce([by_kind[:, CHANNELS.index(c)] for c in THREE_KINDS])
    who = np.flatnonzero((helpers > 1) | (kinds > 1))
    out = pd.DataFrame(
        {
            "recipient_id": net.names(who),
            "helpers": helpers[who],
            "kinds": kinds[who],
            "three_kinds": three[who],
        }
    )
    out = out.sort_values(
        ["helpers", "kinds", "recipient_id"], ascending=[False, False, True], ignore_index=True
    )
    return out.astype(
        {"recipient_id": "string", "helpers": "Int64", "kinds": "Int64", "three_kinds": "boolean"}
    )


def _kinds(net: Ties) -> np.ndarray:
    by_kind = np.zeros((net.n, len(CHANNELS)), dtype=bool)
    by_kind[net.recipient, net.channel] = True
    return by_kind


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


def channel_overlap(county: County, on: Day = None, prog_id: str | None = None) -> pd.DataFrame:
    """How far two channels reach the same units and use the same pairs.

    ``units`` are recipients served in both, ``jaccard`` their share of those served in either;
    ``same_pairs`` are helper–recipient pairs tied in both (the edge overlap of a multiplex network:
    Battiston, Nicosia & Latora 2014, Physical Review E 89, 032804).

    Returns
    -------
    DataFrame
        ``channel, other, units, jaccard, same_pairs`` for every two channels that have running
        pairs.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.pairing.channel_overlap(county, "2011-06-30")
    >>> found[["units", "jaccard", "same_pairs"]].head(2)
       units  jaccard  same_pairs
    0      3      0.5           0
    1      2      0.5           0
    """
    net = ties(county, on, prog_id)
    by_kind = _kinds(net)
    present = np.flatnonzero(by_kind.any(axis=0))
    keys = {
        c: distinct(net.helper[net.channel == c] * net.n + net.recipient[net.channel == c])
        for c in present
    }
    rows = []
    for i, a in enumerate(present):
        for b in present[i + 1 :]:
            both, either = (
                (by_kind[:, a] & by_kind[:, b]).sum(),
                (by_kind[:, a] | by_kind[:, b]).sum(),
            )
            same = len(np.intersect1d(keys[a], keys[b], assume_unique=True))
            rows.append((CHANNELS[a], CHANNELS[b], both, both / either, same))
    out = pd.DataFrame(rows, columns=["channel", "other", "units", "jaccard", "same_pairs"])
    return out.astype(
        {
            "channel": "string",
            "other": "string",
            "units": "Int64",
            "jaccard": "float64",
            "same_pairs": "Int64",
        }
    )
