"""Whether a plan of pairs survives when the weights of the fit are wrong by some share."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit.pairing.fit import PARTS
from toolkit.pairing.plans import Plan
from toolkit.pairing.prepared import Prepared
from toolkit.pairing.tables import KEY
from toolkit.terms import tr


def weight_sensitivity(prepared: Prepared, change: float = 0.25, **settings: Any) -> pd.DataFrame:
    """Which share of a plan's pairs survives when the weights of the fit are wrong by some share.

    Each weight in turn is lowered and raised by `change`, the fit scored anew and the plan made
    again (one-at-a-time sensitivity analysis: Saltelli et al. 2008, Global Sensitivity Analysis,
    ch. 1).

    Parameters
    ----------
    prepared : Prepared
    change : float
        Above 0 and at most 1.
    **settings
        As for `plan`.

    Returns
    -------
    DataFrame
        ``part, factor, pairs, kept, share``: a row for each change, and a last one (``all``) for
        the pairs that are in every one of these plans. ``share`` is NaN for a plan without pairs.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> prepared = toolkit.pairing.prepare(county, on="2011-07-01")
    >>> found = toolkit.pairing.weight_sensitivity(prepared, goals=("coverage", "fit"))
    >>> found[["part", "factor", "pairs", "kept", "share"]].round(2).tail(2)
           part  factor  pairs  kept  share
    5  township    1.25     12    11   0.92
    6       all     NaN     12    10   0.83
    """
    if not 0 < change <= 1:
        raise ValueError(tr("change 应大于 0、不超过 1。", "change must be above 0 and at most 1"))
    base = _pair_index(prepared.plan(**settings))
    always, rows = base, []
    for part in PARTS:
        for factor in (1 - change, 1 + change):
            weights = {**prepared.weights, part: prepared.weights[part] * factor}
            found = _pair_index(prepared.reweighted(weights).plan(**settings))
            always = always.intersection(found)
            rows.append((part, factor, len(base), len(base.intersection(found))))
    rows.append(("all", np.nan, len(base), len(always)))
    out = pd.DataFrame(rows, columns=["part", "factor", "pairs", "kept"])
    out["share"] = out["kept"] / out["pairs"].where(out["pairs"] > 0)
    return out.astype({"part": "string", "pairs": "Int64", "kept": "Int64"})


def _pair_index(plan: Plan) -> pd.MultiIndex:
    return pd.MultiIndex.from_frame(plan.pairs[KEY])
