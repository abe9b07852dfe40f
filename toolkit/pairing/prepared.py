"""What a plan of a county is made from: its tables, what they lack, and the fit of one pair taken
apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from toolkit.pairing.fit import BEST, PARTS, points
from toolkit.pairing.planning import plan
from toolkit.pairing.plans import Plan
from toolkit.pairing.problem_reading import GOALS
from toolkit.terms import tr


@dataclass(frozen=True)
class Prepared:
    """What `plan` takes, built from a county.

    Attributes
    ----------
    recipients, helpers, candidates, running : DataFrame
        As `plan` takes them; it lists running pairs that are no candidates. ``candidates`` also
        carries the shares that make up the fit (``need, sector, township``), ``distance_basis``
        (``coordinates``, ``township_centre`` or ``unknown``, then without kilometres) and
        ``consent`` (``confirmed``,
        ``proposed``, ``not_asked``).
    excluded : DataFrame
        ``helper_id, recipient_id, reason``: pairs that may not be, and running pairs that cannot go
        on.
    weights : dict
        Weight of each part of the fit.
    units : DataFrame
        ``org_id, name, offers, needs, level, located``: what sentences and workbooks call the
        units, their level, and whether they have a place.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> prepared = toolkit.pairing.prepare(county, on="2011-07-01")
    >>> prepared.weights, len(prepared.excluded)
    ({'need': 0.5, 'sector': 0.3, 'township': 0.2}, 9)
    """

    recipients: pd.DataFrame
    helpers: pd.DataFrame
    candidates: pd.DataFrame
    running: pd.DataFrame
    excluded: pd.DataFrame
    weights: Mapping[str, float]
    units: pd.DataFrame

    @property
    def goals(self) -> tuple[str, ...]:
        """The goals in their usual order; distance is none where some candidates have no place."""
        placed = self.candidates["distance_km"].notna().all()
        return GOALS if placed else tuple(g for g in GOALS if g != "distance")

    @property
    def notes(self) -> list[str]:
        """What these frames lack, a sentence each."""
        lost = self.candidates.loc[self.candidates["distance_basis"] == "unknown"]
        if lost.empty:
            return []
        nobody = len(lost) == len(self.candidates)
        if nobody:
            return [
                tr(
                    "组织表未填坐标：方案不计路程，候选先看同一乡镇，再看匹配。",
                    "The organisations have no coordinates: the plan knows no distances; "
                    "helpers of "
                    "the same township come first, then those that fit best.",
                )
            ]
        who = set(self.units.loc[~self.units["located"], "org_id"])
        who &= {*lost["helper_id"], *lost["recipient_id"]}
        return [
            tr(
                f"{len(who)} 个单位未填坐标，也没有可以代用的乡镇中心：方案因此不计路程；"
                "补上坐标后再排。",
                f"Units without coordinates, or a township whose centre could stand for them: "
                f"{len(who)}. The plan therefore leaves distance out; fill them in and plan again.",
            )
        ]

    def plan(self, **settings: Any) -> Plan:
        """`toolkit.pairing.plan` of these frames; without `goals`, those of `Prepared.goals`."""
        told = {"units": self.units, "excluded": self.excluded}
        settings = {"goals": self.goals, **told, **settings}
        return plan(self.recipients, self.helpers, self.candidates, self.running, **settings)

    def score(self, helper_id: str, recipient_id: str) -> pd.DataFrame:
        """The fit of one candidate taken apart.

        Returns
        -------
        DataFrame
            ``part, weight, share, points`` with points = 9 × weight × share, and a row ``fit`` with
            the points it got.

        Raises
        ------
        ValueError
            The pair is no candidate; the sentence says why when that is known.
        """
        row, out = (
            t[(t["helper_id"] == helper_id) & (t["recipient_id"] == recipient_id)]
            for t in (self.candidates, self.excluded)
        )
        if row.empty:
            why = "; ".join(out["reason"]) or tr(
                "不在所看的最近候选之内，或不符合资格",
                "not among the nearest looked at, or not eligible",
            )
            raise ValueError(
                tr(
                    f"{helper_id} → {recipient_id} 不是候选：{why}",
                    f"{helper_id} → {recipient_id} is no candidate: {why}",
                )
            )
        share = row[list(PARTS)].iloc[0].to_numpy(dtype=float)
        weight = np.array([self.weights[p] for p in PARTS]) / sum(self.weights.values())
        columns = {
            "part": [*PARTS, "fit"],
            "weight": [*weight, 1.0],
            "share": [*share, weight @ share],
            "points": [*(BEST * weight * share), float(row["fit"].iloc[0])],
        }
        return pd.DataFrame(columns).astype({"part": "string"})

    def reweighted(self, weights: Mapping[str, float]) -> Prepared:
        """The same candidates scored with other weights (any non-negative numbers; only their
        proportions count)."""
        return replace(
            self,
            candidates=self.candidates.assign(fit=points(self.candidates, weights)),
            weights=dict(weights),
        )
