"""How well a helper fits a unit: three shares between 0 and 1, weighed into whole points from 0 to
9.

The related sectors below and the weights (rules ``fit.weight_*``) are ours, unverified: change the
weights, look at `weight_sensitivity`, and say so when a plan hangs on them.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from toolkit.pairing.ties import Codes, code
from toolkit.rules import Rules
from toolkit.terms import tables, tr

#: parts of the fit, in the order of their weights
PARTS = ("need", "sector", "township")
#: sectors that count as related, beside being the same
RELATED = (
    ("government", "office"),
    ("rural", "community"),
    ("school", "hospital"),
    ("mass_org", "social_org"),
)
BEST = 9


def weights_of(rules: Rules) -> dict[str, float]:
    """Weight of each part in a set of rules."""
    return {part: float(rules[f"fit.weight_{part}"]) for part in PARTS}


class Fit:
    """Shares and points of any helpers and units, given as positions in the organisation table."""

    def __init__(self, organisation: pd.DataFrame):
        words = tables()["organisation"].column("offers").choices
        self._offers, self._needs = (_bits(organisation[c], words) for c in ("offers", "needs"))
        family = {sector: f"related {i}" for i, group in enumerate(RELATED) for sector in group}
        self._sector = pd.factorize(organisation["sector"].map(lambda s: family.get(s, s)))[0]
        self._township = pd.factorize(organisation["township"])[0]
        self._parent = code(organisation["parent_id"], organisation["org_id"])

    def shares(self, helper: Codes, recipient: Codes) -> pd.DataFrame:
        """``need``: share of the unit's needs that the helper offers, 0 when it states none;
        ``sector``: same or
        related; ``township``: same township or same superior."""
        return pd.DataFrame(
            {
                name: np.asarray(part, dtype=float)
                for name, part in zip(PARTS, self._parts(helper, recipient))
            }
        )

    def score(self, helpers: Codes, units: Codes, weights: Mapping[str, float]) -> np.ndarray:
        """Points before rounding, units × helpers."""
        weight = _checked(weights).astype(np.float32)
        parts = self._parts(helpers, units[:, None])
        return np.asarray(BEST * sum(w * part.astype(np.float32) for w, part in zip(weight, parts)))

    def _parts(self, helper: Codes, recipient: Codes) -> tuple[np.ndarray, ...]:
        needed = np.bitwise_count(self._needs[recipient])
        met = np.bitwise_count(self._needs[recipient] & self._offers[helper])
        near = _same(self._township, helper, recipient) | _same(self._parent, helper, recipient)
        return met / np.maximum(needed, 1), _same(self._sector, helper, recipient), near


def points(shares: pd.DataFrame, weights: Mapping[str, float]) -> pd.Series:
    """Whole points 0–9: 9 × the weighted mean of the shares, rounded (a half to the even number).

    Raises
    ------
    ValueError
        A weight is missing or negative, or all are zero.
    """
    score = BEST * (shares[list(PARTS)].to_numpy(dtype=float) @ _checked(weights))
    # a sum such as 0.3 + 0.2 + … may lie a hair off a half: round what a person would compute
    return pd.Series(np.rint(np.round(score, 9)).astype(np.int64), index=shares.index).astype(
        "Int64"
    )


def _checked(weights: Mapping[str, float]) -> np.ndarray:
    weight = np.array([weights.get(p, -1) for p in PARTS], dtype=float)
    if (weight < 0).any() or not weight.sum():
        raise ValueError(
            tr(
                "匹配权重须齐全、不为负，且不全为零。",
                "weights of the fit must be given, not negative, and not all zero",
            )
        )
    return weight / weight.sum()


def _bits(column: pd.Series, words: tuple[str, ...]) -> np.ndarray:
    # few different lists, many organisations: read each list once
    codes, lists = pd.factorize(column)
    masks = [
        sum(1 << words.index(w.strip()) for w in set(str(text).split(";")) if w.strip() in words)
        for text in lists
    ]
    return np.array([*masks, 0], dtype=np.uint16)[codes]


def _same(group: np.ndarray, helper: Codes, recipient: Codes) -> np.ndarray:
    return (group[helper] == group[recipient]) & (group[helper] >= 0)
