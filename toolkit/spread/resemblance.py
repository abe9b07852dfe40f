"""Whether adopters expose adopters more than units that merely resemble each other would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from toolkit.spread.adoption import TERMS, Panel, design_of
from toolkit.spread.edges import Codes, Floats, SpreadError
from toolkit.terms import tr


@dataclass(frozen=True)
class Likeness:
    """The permutation check: the observed association, the same under permuted networks, and how
    seldom it is reached.

    Examples
    --------
    >>> import numpy as np
    >>> from toolkit import spread
    >>> found = spread.Likeness(0.3, np.array([0.1, 0.4, 0.2]), 0.5, "")
    >>> float((1 + (found.permuted >= found.observed).sum()) / (1 + len(found.permuted)))
    0.5
    """

    observed: float
    permuted: Floats = field(repr=False)
    p_value: float
    sentence: str


def likeness(
    panel: Panel, rng: Any = None, runs: int = 199, strata: Sequence[str] = ("township", "sector")
) -> Likeness:
    """Whether adopters expose adopters more than units of the same kind would who merely resemble
    each other.

    Units change places in the network within their stratum (a permutation of the network's labels;
    Hubert 1987, Assignment Methods; Anagnostopoulos, Kumar & Mahdian 2008, KDD, on influence and
    correlation). The statistic is the covariance of `peers` with what a hazard without it leaves
    unexplained. One-sided p = (1 + reached) / (1 + runs). What strata do not capture still counts
    as exposure.

    Raises
    ------
    SpreadError
        No adoption or nobody exposed, or strata in which nobody can change places.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> panel = toolkit.spread.adoption_panel(county)
    >>> found = toolkit.spread.likeness(panel, rng=1, runs=19, strata=("township",))
    >>> found.p_value
    0.45
    """
    table = panel.table
    if not 0 < table["adopted"].sum() < len(table) or table["peers"].nunique() < 2:
        raise SpreadError(
            tr(
                "采纳或接触没有差异，无法检验。",
                "adoption or exposure does not vary, so there is nothing to test",
            )
        )
    stratum = _strata(panel, strata)
    if np.bincount(stratum).max() < 2:
        raise SpreadError(
            tr(
                "每层只有一个单位，无法置换；请少用几列分层。",
                "every stratum has one unit, so none can change places; use fewer columns",
            )
        )
    left = _left_over(table)
    observed = _association(panel, left, np.arange(len(panel.ids)))
    generator = np.random.default_rng(rng)
    permuted = np.array(
        [_association(panel, left, _shuffled(stratum, generator)) for _ in range(runs)]
    )
    p = (1 + int((permuted >= observed - 1e-12).sum())) / (1 + runs)
    say = (
        tr(
            "接触与采纳的关联超出同类相似所能解释的。",
            "Exposure goes with adoption beyond what likeness within strata explains.",
        )
        if p <= 0.05
        else tr(
            "接触与采纳的关联不超出同类相似所能解释的，不能说是示范带动。",
            "Exposure goes with adoption no more than likeness within strata explains: not "
            "evidence of demonstration.",
        )
    )
    return Likeness(
        observed,
        permuted,
        p,
        tr(f"置换 {runs} 次，p = {p:.3f}。", f"{runs} permutations, p = {p:.3f}. ") + say,
    )


def _strata(panel: Panel, columns: Sequence[str]) -> Codes:
    units = panel.table.drop_duplicates("unit").set_index("unit")
    labels = units.reindex(range(len(panel.ids)))[list(columns)].astype("string").fillna("?")
    return pd.factorize(labels.agg("\x1f".join, axis=1))[0].astype(np.int64)


def _shuffled(stratum: Codes, generator: np.random.Generator) -> Codes:
    """A random permutation that stays within strata."""
    mixed = np.lexsort([generator.random(len(stratum)), stratum])
    place = np.empty(len(stratum), dtype=np.int64)
    place[np.argsort(stratum, kind="stable")] = mixed
    return place


def _left_over(table: pd.DataFrame) -> Floats:
    """Adoption less what year, sector and the terms but `peers` lead one to expect (least
    squares)."""
    terms = [t for t in TERMS if t != "peers" and t in table]
    x, y = design_of(table, terms).to_numpy(), table["adopted"].to_numpy(dtype=float)
    return y - x @ np.linalg.lstsq(x, y, rcond=None)[0]


def _association(panel: Panel, left: Floats, place: Codes) -> float:
    """Covariance of the unexplained with peers when unit i stands at ``place[i]``."""
    table = panel.table
    standing = np.empty(len(place), dtype=np.int64)
    standing[place] = np.arange(len(place))
    unit, year = table["unit"].to_numpy(), table["year"].to_numpy()
    peers = np.zeros(len(table))
    for t, (source, target) in panel.ties.items():
        rows = year == t
        peers[rows] = np.bincount(
            target, weights=panel.first[standing[source]] < t, minlength=len(place)
        )[place[unit[rows]]]
    return float(np.mean(left * (peers - peers.mean())))
