"""Scores of one period, and the one way in which indicators and voices are weighed: the composite,
the gaps between units and the ranks all use it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.records.county import County
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr

VOICES = ("self", "peer", "superior", "masses")


def voice_weights(rules: Rules | None = None) -> pd.Series:
    """Weights of the four voices from the rules, made to sum to 1.

    Examples
    --------
    >>> voice_weights().sum()
    np.float64(1.0)
    """
    rules = rules or default_rules()
    weights = pd.Series({v: float(rules[f"commit.weight_{v}"]) for v in VOICES})
    if not weights.sum() > 0:
        raise ValueError(tr("四个评价主体的权重都是零", "every voice weighs nothing"))
    return weights / weights.sum()


def assessed(county: County, period: str) -> tuple[pd.Index, pd.DataFrame, np.ndarray]:
    """Organisations, indicators (``name, dimension, weight``) and scores as organisations ×
    indicators × voices.

    Higher is always better (an indicator whose direction is ``lower`` is turned round); NaN where
    nobody scored. Indicators weigh the same where a weight is missing.

    Raises
    ------
    ValueError
        No scores of that period, or scores of an unknown indicator or voice.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> units, indicators, scores = toolkit.records.assessed(county, "2010")
    >>> len(units), indicators["name"].tolist()[:2], scores.shape
    (56, ['班子运转', '党员作用'], (56, 5, 4))
    """
    table = county["assessment"]
    table = table[(table["period"] == period).to_numpy(dtype=bool, na_value=False)]
    if table.empty:
        raise ValueError(tr(f"没有 {period} 的评定数据", f"no scores for the period {period}"))
    indicator = county["indicator"].set_index("ind_id")
    orgs = pd.Index(sorted(table["org_id"].unique()), name="org_id")
    places = {"org_id": orgs, "ind_id": indicator.index, "voice": pd.Index(VOICES)}
    at = tuple(index.get_indexer(table[column]) for column, index in places.items())
    for column, found in zip(places, at):
        if (found < 0).any():
            odd = str(table[column].iloc[int(np.argmax(found < 0))])
            raise ValueError(
                tr(
                    f"评定表 {period}：{column} 的“{odd}”没有定义；请先用 toolkit check 改正。",
                    f"assessment of {period}: {column} {odd} is not defined; "
                    "mend it with toolkit check first",
                )
            )
    scores = np.full(tuple(map(len, places.values())), np.nan)
    scores[at] = table["score"].to_numpy(dtype=float, na_value=np.nan)
    turned = (indicator["direction"] == "lower").to_numpy(dtype=bool, na_value=False)
    scores[:, turned] = 100 - scores[:, turned]
    weight = indicator["weight"].to_numpy(dtype=float, na_value=np.nan)
    weight = np.ones(len(weight)) if np.isnan(weight).any() or not weight.sum() else weight
    return orgs, indicator[["name", "dimension"]].assign(weight=weight / weight.sum()), scores


def weighted(scores: np.ndarray, indicators: np.ndarray, voices: np.ndarray) -> np.ndarray:
    """Weighted mean over indicators and voices; what is missing gives its weight to what is
    there.

    Examples
    --------
    >>> import numpy as np
    >>> from toolkit import records
    >>> scores = np.array([[[80.0, 60.0], [np.nan, 90.0]]])
    >>> records.weighted(scores, np.array([0.5, 0.5]), np.array([1.0, 1.0]))
    array([76.66666667])
    """
    weight = np.where(np.isnan(scores), 0, indicators[:, None] * voices)
    total = weight.sum(axis=(1, 2))
    return np.where(
        total > 0,
        np.nansum(np.nan_to_num(scores) * weight, axis=(1, 2)) / np.where(total > 0, total, 1),
        np.nan,
    )
