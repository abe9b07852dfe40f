"""From a county to the frames that `plan` takes: who needs help, who may help whom, how well they
fit, how far apart."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from toolkit.pairing import eligible
from toolkit.pairing.days import Day, day, refuse_public, running
from toolkit.pairing.distance import Places
from toolkit.pairing.fit import PARTS, Fit, points, weights_of
from toolkit.pairing.measures import needed_channels
from toolkit.pairing.prepared import Prepared
from toolkit.pairing.ties import Codes, code, distinct
from toolkit.progress import progress
from toolkit.records import County
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr

#: units scored against every helper at once when there are no coordinates
_BLOCK = 64


def prepare(
    county: County, on: Day = None, rules: Rules | None = None, nearest: int = 32
) -> Prepared:
    """Build the frames that `plan` takes.

    Recipients are the organisations to be helped that day (as in `coverage`), each with the needs
    of the rules ``pair.need.<channel>``; a channel is in use when its need is above 0. Helpers,
    none of them to be helped itself: of each channel whoever the table of channels names (rated
    advanced for advanced_helps_backward, offices for department_links_backward …); their capacity
    is their own, else the rule ``pair.cap.<channel>``, less the pairs they run with others in that
    channel. Candidates are each unit's nearest helpers in each channel, of its tier or above, that
    exist that day, are not in the table ``ineligible`` and have not refused last time (a pairing
    ``rejected``); pairs that run already are always among them.

    Parameters
    ----------
    on : str, date or Timestamp, optional
        The day planned for; today when left out.
    nearest : int
        Helpers looked at for each unit and channel. Nearness is great-circle distance; an
        organisation without coordinates stands at the centre of its township. Where there is no
        such centre either, helpers of the same township come first, then those that fit best; no
        kilometres are stated then, and distance is no goal (`Prepared.notes` says so).

    Raises
    ------
    ValueError
        Real, named organisations (they are described, not planned for), or `nearest` below 1.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import pairing
    >>> prepared = pairing.prepare(county, on="2011-07-01")
    >>> len(prepared.recipients), len(prepared.candidates)
    (6, 149)
    """
    refuse_public(county, tr("排方案", "planning"))
    if nearest < 1:
        raise ValueError(tr("nearest 至少为 1。", "nearest must be at least 1"))
    rules, d = rules or default_rules(), day(on)
    organisation = county["organisation"]
    units = eligible.wanted(county, d)
    able = {c: eligible.serving(county, c, d, units) for c in needed_channels(rules)}
    runs = county["pairing"]
    runs = runs[running(runs, d, organisation) & runs["channel"].isin(list(able))]
    keys, going, excluded = _pairs(
        county, d, units, able=able, runs=runs, nearest=nearest, weights=weights_of(rules)
    )
    candidates = _described(county, d, keys, weights_of(rules))
    recipients = pd.DataFrame(
        {"recipient_id": organisation["org_id"].take(units).reset_index(drop=True)}
    )
    for c in able:
        recipients[c] = pd.array([rules[f"pair.need.{c}"]] * len(units), dtype="Int64")
    helpers = _helpers(organisation, able, units, runs, rules)
    told = organisation[["org_id", "name", "offers", "needs", "level"]].assign(
        located=Places(organisation).located
    )
    going_on = _named(organisation, going)
    return Prepared(
        recipients, helpers, candidates, going_on, excluded, weights_of(rules), units=told
    )


def _pairs(
    county: County,
    d: pd.Timestamp,
    units: Codes,
    able: Mapping[str, Codes],
    runs: pd.DataFrame,
    nearest: int,
    weights: Mapping[str, float],
) -> tuple[Codes, Codes, pd.DataFrame]:
    """Keys (helper × n + recipient) of the candidates and of the running pairs; what is left out,
    with reasons."""
    organisation = county["organisation"]
    ids, n, tier, places = (
        organisation["org_id"],
        len(organisation),
        eligible.tiers(organisation),
        Places(organisation),
    )
    running_key, none = (
        code(runs["helper_id"], ids) * n + code(runs["recipient_id"], ids),
        np.zeros(0, dtype=np.int64),
    )
    wanted = np.isin(running_key % n, units)
    found, serves = [none], np.zeros(len(runs), dtype=bool)
    for channel, who in able.items():
        for t in np.unique(tier[units]):
            helpers, here = who[tier[who] <= t], units[tier[units] == t]
            # who has no place is not near to anybody: there the township and the fit decide
            placed, lost = here[places.located[here]], here[~places.located[here]]
            nowhere = helpers[~places.located[helpers]]
            for near in (
                places.nearest(helpers, placed, nearest),
                _by_township(organisation, nowhere, placed, nearest, weights),
                _by_township(organisation, helpers, lost, nearest, weights),
            ):
                found.append(near[0] * n + near[1])
        serves |= (runs["channel"] == channel).to_numpy(dtype=bool) & np.isin(running_key // n, who)
    may_go_on, running_key = running_key[wanted & serves], distinct(running_key[wanted])
    bar = eligible.barred(county, d)
    bar = bar[
        np.isin(bar.index % n, units)
        & np.isin(bar.index // n, np.concatenate([none, *able.values()]))
    ]
    stuck = np.setdiff1d(running_key, np.r_[may_go_on, bar.index])
    no_longer = tr(
        "现有结对，但帮扶方已不承担此类帮扶",
        "running, but the helper no longer serves in this channel",
    )
    left_out = pd.concat([bar, pd.Series(no_longer, index=stuck, dtype="string")])
    excluded = _named(organisation, left_out.index.to_numpy(dtype=np.int64)).assign(
        reason=left_out.array
    )
    return (
        np.setdiff1d(distinct(np.concatenate([*found, may_go_on])), bar.index),
        running_key,
        excluded,
    )


def _by_township(
    organisation: pd.DataFrame, helpers: Codes, units: Codes, k: int, weights: Mapping[str, float]
) -> tuple[Codes, Codes]:
    """Each unit's `k` first helpers: the same township before others, then the better fit.

    Equals come in the order of the table, begun further down for each next unit: if all units
    looked at the same few helpers, these would run out while others stood idle.
    """
    k = min(k, len(helpers))
    fit, township = Fit(organisation), pd.factorize(organisation["township"])[0]
    place, chosen = np.arange(len(helpers)), [np.zeros(0, dtype=np.int64)]
    blocks = range(0, len(units), _BLOCK) if k else range(0)
    for begin in progress(blocks, len(blocks), tr("挑选候选", "choosing candidates")):
        block = units[begin : begin + _BLOCK]
        same = (township[helpers] == township[block, None]) & (township[block, None] >= 0)
        merit = np.rint(1000 * fit.score(helpers, block, weights)).astype(np.int64) + same * 10**5
        turn = (place - k * np.arange(begin, begin + len(block))[:, None]) % len(helpers)
        key = turn - merit * len(helpers)
        chosen.append(helpers[np.argpartition(key, k - 1, axis=1)[:, :k]].ravel())
    return np.concatenate(chosen), np.repeat(units, k)


def _described(
    county: County, d: pd.Timestamp, keys: Codes, weights: Mapping[str, float]
) -> pd.DataFrame:
    organisation = county["organisation"]
    helper, recipient = np.divmod(keys, len(organisation))
    shares = Fit(organisation).shares(helper, recipient)
    out = _named(organisation, keys).assign(fit=points(shares, weights))
    out["distance_km"], basis = Places(organisation).apart(helper, recipient)
    for part in PARTS:
        out[part] = shares[part]
    out["distance_basis"] = pd.array(basis, dtype="string")
    out["consent"] = pd.array(eligible.consent(county, d, keys).astype(object), dtype="string")
    return out


def _named(organisation: pd.DataFrame, keys: Codes) -> pd.DataFrame:
    helper, recipient = np.divmod(keys, len(organisation))
    ids = organisation["org_id"]
    return pd.DataFrame(
        {
            "helper_id": ids.take(helper).reset_index(drop=True),
            "recipient_id": ids.take(recipient).reset_index(drop=True),
        }
    )


def _helpers(
    organisation: pd.DataFrame,
    able: Mapping[str, Codes],
    units: Codes,
    runs: pd.DataFrame,
    rules: Rules,
) -> pd.DataFrame:
    ids, n = organisation["org_id"], len(organisation)
    outside = ~np.isin(code(runs["recipient_id"], ids), units)
    parts = [pd.DataFrame({"helper_id": [], "channel": [], "capacity": []})]
    for channel, who in able.items():
        busy = np.bincount(
            code(
                runs["helper_id"][outside & (runs["channel"] == channel).to_numpy(dtype=bool)], ids
            ),
            minlength=n,
        )
        default = rules[f"pair.cap.{channel}"]
        capacity = (
            organisation["capacity"]
            .take(who)
            .fillna(len(units) if default is None else default)
            .to_numpy(dtype=np.int64)
        )
        free = np.maximum(capacity - busy[who], 0)
        parts.append(
            pd.DataFrame(
                {"helper_id": ids.take(who).to_numpy(), "channel": channel, "capacity": free}
            )
        )
    return pd.concat(parts[1:] or parts, ignore_index=True).astype(
        {"helper_id": "string", "channel": "string", "capacity": "Int64"}
    )
