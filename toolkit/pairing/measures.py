"""Who is covered, and by how many helpers of which kinds: counts on the pairing table.

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
    running,
)
from toolkit.pairing.ties import Ties, code, distinct, ties
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
    help, though it meets no need of a channel.

    Examples
    --------
    >>> import toolkit
    >>> from toolkit import pairing
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> pairing.unstated_recipients(county, "2011-06-30").tolist()
    []
    """
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
