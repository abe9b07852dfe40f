"""Small counties for the tests of the pairing room: hand-made, and random with every awkward row
the rules name."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit import County
from toolkit.terms import CHANNELS

STATUSES = (
    "active",
    "active",
    "active",
    "paused",
    "followup",
    "completed",
    "dissolved",
    "proposed",
    "confirmed",
    "rejected",
)


def organisations(ids, **columns):
    base = {
        "org_id": list(ids),
        "name": [f"组织{i}" for i in ids],
        "level": "branch",
        "sector": "rural",
        "data_nature": "user_supplied",
    }
    return pd.DataFrame({**base, **columns})


def pairs(rows):
    """Pairing table from (pair_id, channel, helper, recipient, start, end_actual, status[, wave])
    tuples."""
    columns = [
        "pair_id",
        "channel",
        "helper_id",
        "recipient_id",
        "start",
        "end_actual",
        "status",
        "wave",
    ]
    return pd.DataFrame([(*r, None)[:8] for r in rows], columns=columns)


def random_county(seed, n=30, m=60, **organisation):
    rng = np.random.default_rng(seed)
    ids = [f"O{i:03d}" for i in range(n)]
    start = rng.integers(2005, 2014, m)
    status = rng.choice(STATUSES, m)
    ended = np.isin(status, ["completed", "dissolved"]) | (rng.random(m) < 0.1)
    helper = rng.integers(0, n, m)
    recipient = (helper + rng.integers(1, n, m)) % n
    extra = {
        "sector": rng.choice(["rural", "office", "enterprise", "mass_org"], n),
        "township": rng.choice(["甲镇", "乙镇", "丙镇"], n),
        "capacity": [int(x) if x < 4 else None for x in rng.integers(0, 6, n)],
    }
    frame = pd.DataFrame(
        {
            "pair_id": [f"P{i:04d}" for i in range(m)],
            "channel": rng.choice(CHANNELS[:5], m),
            "helper_id": [ids[i] for i in helper],
            "recipient_id": [ids[i] for i in recipient],
            "start": [f"{y}-{rng.integers(1, 13):02d}-01" for y in start],
            "end_plan": [f"{y + 3}-12-31" for y in start],
            "end_actual": [
                f"{y + int(rng.integers(1, 5))}-06-30" if e else None for y, e in zip(start, ended)
            ],
            "status": status,
        }
    )
    rating = pd.DataFrame(
        {
            "org_id": rng.choice(ids, n),
            "period": rng.choice(["2009", "2010H1", "2010H2", "2011Q3"], n),
            "grade": rng.choice(["advanced", "ordinary", "backward"], n),
            "decided_on": [None if x < 0.5 else "2010-03-01" for x in rng.random(n)],
        }
    ).drop_duplicates(["org_id", "period"])
    return County(
        {
            "organisation": organisations(ids, **{**extra, **organisation}),
            "pairing": frame,
            "rating": rating,
        }
    )
