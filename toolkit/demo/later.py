"""Pairs in channels that were added to the table of channels after the county was invented.

They draw last, each channel from its own stream of chance, and act on nobody's measure: every other
number of the county stays as it was.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.demo.organisations import Places
from toolkit.demo.pairs import HELP
from toolkit.demo.settings import YEARS
from toolkit.demo.tools import NOT_YET, day, days, numbered, only
from toolkit.rules import default_rules
from toolkit.terms import CHANNELS, RATED_ADVANCED, UNSTATED, channel

#: channels without a row of their own in the county's equations
LATER = tuple(
    c for c in CHANNELS if c not in (*HELP, "co_building", "counterpart_support", UNSTATED)
)
#: chance that a listed unit gets a helper in such a channel
_TAKEN_UP = 0.6


def later_pairs(
    name: str,
    letter: str,
    orgs: Places,
    cases: pd.DataFrame,
    advanced: NDArray[np.bool_],
    bans: NDArray[np.int64],
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Rows of the table pairing in one channel: units that are being rectified, helped from the
    March after until their case is closed."""
    n, known, who = len(orgs.ids), cases[cases["status"] != "dismissed"], channel(name).helper
    able = orgs.rated.copy()
    if who == RATED_ADVANCED:
        able &= advanced
    elif who:
        able &= (orgs.frame["sector"] == who).to_numpy(dtype=bool)
    able[known["org"].to_numpy(dtype=np.int64)] = False  # who is helped does not help
    helpers, capacity = np.flatnonzero(able), default_rules()[f"pair.cap.{name}"]
    rows: list[tuple[int, int, int, np.datetime64]] = []
    ends: dict[int, list[np.datetime64]] = {}
    listed, closed = (known[c].to_numpy(dtype="datetime64[D]") for c in ("listed_on", "closed_on"))
    for unit, year, end in zip(known["org"], listed.astype("datetime64[Y]").astype(int), closed):
        year += 1970 + 1
        start = day(year, 3)
        if not len(helpers) or year > YEARS[-1] or rng.random() >= _TAKEN_UP:
            continue
        liking = rng.random(len(helpers)) + orgs.fit(helpers, unit)
        liking[np.isin(helpers * n + unit, bans)] = -np.inf
        for helper in helpers[np.argsort(-liking, kind="stable")[: int(np.isfinite(liking).sum())]]:
            busy = sum(bool(np.isnat(e) or e > start) for e in ends.get(helper, []))
            if capacity is None or busy < capacity:
                ends.setdefault(helper, []).append(end)
                rows.append((int(helper), int(unit), int(year), end))
                break
    helper, recipient, year = (np.array([r[i] for r in rows], dtype=np.int64) for i in range(3))
    end = np.array([r[3] for r in rows], dtype="datetime64[D]")
    k, start = len(rows), day(year, 3) + days(rng, 0, 28, len(rows))
    over = ~np.isnat(end)
    return pd.DataFrame(
        {
            "pair_id": numbered(letter, k),
            "channel": name,
            "helper_id": orgs.ids[helper],
            "recipient_id": orgs.ids[recipient],
            "start": start,
            "end_plan": day(year + default_rules()["pair.term_years"], 3),
            "end_actual": np.where(over, end, NOT_YET),
            "date_precision": "day",
            "measure": pd.Series(pd.NA, index=range(k), dtype="string"),
            "status": np.where(over, "completed", "active"),
            "end_reason": only(over, "goal_met"),
            "prog_id": "G-TURN",
        }
    )
