"""Who is listed as backward: by quota or threshold, and whom each way would list wrongly."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.records import County
from toolkit.register.appraisal import five_good
from toolkit.register.life import GuardError
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr

MODES = ("quota", "threshold", "floor_quota")


def listing(
    county: County, period: str, mode: str | None = None, rules: Rules | None = None
) -> pd.DataFrame:
    """Backward units by quota, threshold, or threshold with the quota as floor (rule
    ``turn.mode``).

    The quota is the lowest share of a type over the whole county (villages ``turn.ratio_village``,
    others ``turn.ratio_other``), never split evenly over townships; the threshold is
    ``turn.satisfaction_direct`` on what the masses say (the other direct conditions are not in the
    tables).

    Returns
    -------
    DataFrame
        ``org_id, score, satisfaction, village, listed, basis`` (threshold, quota or empty),
        ``tied`` (with the last one listed by quota).

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.register.listing(county, "2010", mode="quota")
    >>> int(found["listed"].sum()), len(found)
    (4, 56)
    """
    rules = rules or default_rules()
    mode = mode or rules["turn.mode"]
    if mode not in MODES:
        raise GuardError(
            tr(f"认定方式应为 {'、'.join(MODES)}", f"mode must be one of {', '.join(MODES)}")
        )
    sector = county["organisation"].set_index("org_id")["sector"]
    out = five_good(county, period, rules).rename(columns={"voice_masses": "satisfaction"})[
        ["org_id", "score", "satisfaction"]
    ]
    out["village"] = (out["org_id"].map(sector) == "rural").to_numpy(dtype=bool, na_value=False)
    basis = pd.Series("", out.index, dtype="string")
    if mode != "quota":
        basis[out["satisfaction"] < 100 * rules["turn.satisfaction_direct"]] = "threshold"
    tied = pd.Series(False, out.index)
    for village, ratio in ((True, "turn.ratio_village"), (False, "turn.ratio_other")):
        group = out[(out["village"] == village) & (basis == "")]
        seats = int(np.floor(rules[ratio] * (out["village"] == village).sum() + 1e-9)) - int(
            ((out["village"] == village) & (basis != "")).sum()
        )
        if mode == "threshold" or seats <= 0 or group.empty:
            continue
        low = group.sort_values(["score", "org_id"]).head(seats)
        basis[low.index] = "quota"
        at_cut = group["score"] == low["score"].iloc[-1]
        tied[group.index[at_cut]] = at_cut.sum() > 1
    return out.assign(
        listed=(basis != "").to_numpy(dtype=bool), basis=basis, tied=tied
    ).sort_values(["score", "org_id"], ignore_index=True)


def misclassified(
    county: County, period: str, truth: pd.DataFrame, rules: Rules | None = None
) -> pd.DataFrame:
    """Each way of listing against a verified measure.

    Parameters
    ----------
    truth : DataFrame
        ``org_id, verified`` of that period (核验口径). Weak are as many of each type as the quota
        has seats, by `verified`.

    Returns
    -------
    DataFrame
        ``mode, listed, weak, hit, wrongly, missed, precision, recall``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> truth = toolkit.demo_truth(county)
    >>> found = toolkit.register.misclassified(county, "2010", truth[truth["period"] == "2010"])
    >>> found[["mode", "listed", "weak", "hit", "missed"]]
              mode  listed  weak  hit  missed
    0        quota       4     4    2       2
    1    threshold       5     4    3       1
    2  floor_quota       5     4    3       1
    """
    rules = rules or default_rules()
    rows, verified = [], truth.set_index("org_id")["verified"]
    for mode in MODES:
        found = listing(county, period, mode, rules)
        found = found[found["org_id"].isin(verified.index)].assign(
            verified=lambda f: f["org_id"].map(verified)
        )
        weak: set[str] = set()
        for village, ratio in ((True, "turn.ratio_village"), (False, "turn.ratio_other")):
            group = found[found["village"] == village]
            weak |= set(
                group.nsmallest(int(np.floor(rules[ratio] * len(group) + 1e-9)), "verified")[
                    "org_id"
                ]
            )
        listed = set(found.loc[found["listed"], "org_id"])
        hit = len(listed & weak)
        precision, recall = (hit / len(s) if s else np.nan for s in (listed, weak))
        rows.append(
            (
                mode,
                len(listed),
                len(weak),
                hit,
                len(listed - weak),
                len(weak - listed),
                precision,
                recall,
            )
        )
    return pd.DataFrame(
        rows, columns=["mode", "listed", "weak", "hit", "wrongly", "missed", "precision", "recall"]
    )
