"""Who may help whom: level, sector, grade, the table ``ineligible``, and whether both sides
agreed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.pairing.days import NEVER_RAN, exists, latest_rating, listed_units
from toolkit.pairing.ties import Codes, code
from toolkit.records import County, receiving_side
from toolkit.terms import RATED_ADVANCED, tr
from toolkit.terms import channel as of_name

#: highest first: a helper is not of a lower tier than the unit it helps
_HIGHER = ("region", "province", "prefecture", "county", "township")
#: sectors that help through the department channel or co-building, however well they are rated
_NOT_ADVANCED = ("office", "government", "mass_org")
_TIERS = 8  # no hierarchy is deeper; a circle in the table ends here


def tiers(organisation: pd.DataFrame) -> Codes:
    """Tier of each organisation: 0 for a region to 4 for a township, 5 for all below, which count
    as equals."""
    found = code(organisation["level"], pd.Series(_HIGHER))
    return np.where(found < 0, len(_HIGHER), found)


def wanted(county: County, d: pd.Timestamp) -> Codes:
    """Positions of the organisations to be helped; all that ever received when the county has no
    list of them."""
    organisation, pairing = county["organisation"], county["pairing"]
    listed = listed_units(county, d)
    if listed is None:
        ran = ~pairing["status"].isin(NEVER_RAN).to_numpy(dtype=bool)
        received = pd.Index(pairing.loc[ran, "recipient_id"].unique())
        # units that an office's ledger lists as receiving, though nobody helps them yet
        listed = received.union(receiving_side(county), sort=False)
    who = code(pd.Series(listed, dtype="string"), organisation["org_id"])
    who = np.sort(who[who >= 0])
    return who[exists(organisation, d).to_numpy()[who]]


def serving(county: County, channel: str, d: pd.Timestamp, units: Codes) -> Codes:
    """Positions of the organisations that may help in a channel: none that is to be helped
    itself."""
    organisation = county["organisation"]
    sector = organisation["sector"]
    helper = of_name(channel).helper
    if not helper:
        able = np.ones(len(organisation), dtype=bool)
    elif helper != RATED_ADVANCED:
        able = (sector == helper).to_numpy(dtype=bool, na_value=False)
    else:
        grade = latest_rating(county["rating"], d).reindex(organisation["org_id"])
        able = (grade == "advanced").to_numpy(dtype=bool, na_value=False) & ~sector.isin(
            _NOT_ADVANCED
        ).to_numpy(dtype=bool)
    able &= exists(organisation, d).to_numpy()
    able[units] = False
    return np.flatnonzero(able)


def last_status(county: County, d: pd.Timestamp) -> pd.Series:
    """Status of the last row of each helper–recipient pair that starts by a day, indexed by helper
    × n + recipient."""
    ids, pairing = county["organisation"]["org_id"], county["pairing"]
    rows = np.flatnonzero((pairing["start"] <= d) & pairing["status"].notna())
    rows = rows[np.argsort(pairing["start"].to_numpy()[rows], kind="stable")]
    key = code(pairing["helper_id"].take(rows), ids) * len(ids) + code(
        pairing["recipient_id"].take(rows), ids
    )
    status = pd.Series(pairing["status"].take(rows).array, index=key, dtype="string")
    return status[~status.index.duplicated(keep="last")].sort_index()


def barred(county: County, d: pd.Timestamp) -> pd.Series:
    """Reason why a pair may not be, indexed by helper × n + recipient: the table ``ineligible``, or
    a refusal."""
    ids, table = county["organisation"]["org_id"], county["ineligible"]
    key = code(table["helper_id"], ids) * len(ids) + code(table["recipient_id"], ids)
    listed = pd.Series(table["reason"].to_numpy(), index=key, dtype="string")
    last = last_status(county, d)
    refused = pd.Series(
        tr("最近一次意向未被采纳", "the last proposal was rejected"),
        index=last.index[last == "rejected"],
        dtype="string",
    )
    above = _own_superiors(county["organisation"])
    superior = pd.Series(
        tr("是它自己的上级，不算部门帮扶", "its own superior, not a department that helps"),
        index=above,
        dtype="string",
    )
    found = pd.concat([listed, refused, superior])
    return found[~found.index.duplicated()]


def _own_superiors(organisation: pd.DataFrame) -> Codes:
    """Keys (helper × n + recipient) of offices with the organisations below them: guiding one's
    own branches is a duty, not a pairing."""
    n = len(organisation)
    parent = code(organisation["parent_id"], organisation["org_id"])
    office = (organisation["sector"] == "office").to_numpy(dtype=bool, na_value=False)
    unit, above, out = np.arange(n), parent, [np.zeros(0, dtype=np.int64)]
    for _ in range(_TIERS):
        unit, above = unit[above >= 0], above[above >= 0]
        mine = office[above]
        out.append(above[mine] * n + unit[mine])
        above = parent[above]
    return np.concatenate(out)


def consent(county: County, d: pd.Timestamp, keys: Codes) -> np.ndarray:
    """Where a pair stands between its two sides: ``confirmed`` (also when it has run), ``proposed``
    or ``not_asked``."""
    last = last_status(county, d).reindex(keys)
    return np.select(
        [last.isna().to_numpy(), (last == "proposed").to_numpy(dtype=bool, na_value=False)],
        ["not_asked", "proposed"],
        "confirmed",
    )
