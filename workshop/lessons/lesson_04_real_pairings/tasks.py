"""Lesson 5, real pairings: what lasted, at which grain, who carries how much; described, never
judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.datasets import dataset
from toolkit.records import County
from toolkit.terms import tr
from workshop.lessons.days import teaching_day
from workshop.lessons.exercise import NotHere, task

PROGRAMME = "east-west"
GRAIN = "province"


@dataclass(frozen=True)
class Waves:
    """What the lesson computes on.

    Attributes
    ----------
    county : County
    prog_id : str or None
        The programme looked at; None where the pairings have no published waves.
    days : list of str
        The first day of each wave; 1 July of each year where there are none.
    """

    county: County
    prog_id: str | None
    days: list[str]

    def steps(self, grain: str | None = None) -> pd.DataFrame:
        """Changes from each wave (or year) to the next, ``from`` and ``to`` as text; see
        `pairing.waves`."""
        if self.prog_id is not None:
            return pairing.waves(self.county, self.prog_id, grain)
        out = pairing.retention(self.county, self.days, grain=grain)
        return out.assign(
            **{c: out[c].dt.strftime("%Y-%m-%d") for c in ("from", "to")}, same_grain=True
        )

    @cached_property
    def published(self) -> pd.DataFrame:
        """The steps as published; at least two."""
        found = self.steps()
        if len(found) < 2:
            raise NotHere(
                tr("少于三个批次，看不出延续。", "fewer than three waves: nothing to follow")
            )
        return found

    @cached_property
    def rolled(self) -> pd.DataFrame:
        """The same steps with both ends rolled up to the province."""
        if not (self.county["organisation"]["level"] == GRAIN).any():
            raise NotHere(
                tr(
                    "这份数据没有省一级，无从折算。",
                    "these records have no provinces to roll up to",
                )
            )
        return self.steps(GRAIN)

    @cached_property
    def fullest(self) -> int:
        """Which wave has the most pairs."""
        counts = [int(self.published["before"].iloc[0]), *self.published["after"].astype(int)]
        return counts.index(max(counts))

    def carried(self, at: int) -> pd.Series:
        """Pairs of each helper on the first day of a wave."""
        return (
            pairing.load(self.county, self.days[at], self.prog_id)
            .groupby("helper_id")["pairs"]
            .sum()
        )


def load(source: Any = None) -> Waves:
    """East–west cooperation, or records of yours: the programme with the most waves, else 1 July of
    each year."""
    county = (
        source
        if isinstance(source, County)
        else County.load(dataset("counterpart_assistance") if source is None else source)
    )
    table = county["pairing"][county["pairing"]["wave"].notna()]
    if source is None or len(table):
        programme = (
            PROGRAMME
            if source is None
            else str(table.groupby("prog_id")["wave"].nunique().sort_index().idxmax())
        )
        starts = (
            table[table["prog_id"] == programme]
            .groupby("wave")["start"]
            .min()
            .sort_values(kind="stable")
        )
        return Waves(county, programme, [f"{d:%Y-%m-%d}" for d in starts])
    last = pd.Timestamp(teaching_day(county)).year
    first = max(county["pairing"]["start"].min().year + 1, last - 4)
    return Waves(county, None, [f"{year}-07-01" for year in range(first, last + 1)])


Two = tuple[float, float]


def _mistaken_retention(data: Waves, truth: Two) -> dict[str, Two]:
    two = data.published.head(2).astype(dict.fromkeys(("before", "after", "kept"), float))
    other = (2 * two["kept"] / (two["before"] + two["after"]), two["kept"] / two["after"])
    return {
        "before": _pair(two["kept_share"]),
        "after": _pair(other[1]),
        "dice": _pair(other[0]),
        "changed": (1 - truth[0], 1 - truth[1]),
        "percent": (100 * truth[0], 100 * truth[1]),
    }


def _pair(values: pd.Series) -> Two:
    return float(values.iloc[0]), float(values.iloc[1])


@task(5, "retention", wrong=_mistaken_retention, tolerance=0.0006)
def retention(data: Waves) -> Two:
    """Jaccard of the first and of the second step, as published."""
    return _pair(data.published["jaccard"])


def _mistaken_lasting(data: Waves, truth: float) -> dict[str, float]:
    two, direct = data.published.head(2), _direct(data)
    return {
        "product": 100 * float(two["jaccard"].prod()),
        "last_step": 100 * float(two["kept_share"].iloc[1]),
        "jaccard": 100 * float(direct["jaccard"]),
        "share": truth / 100,
        "count": float(direct["kept"]),
    }


def _direct(data: Waves) -> pd.Series:
    return pairing.retention(data.county, [data.days[0], data.days[2]], data.prog_id).iloc[0]


@task(5, "lasting", wrong=_mistaken_lasting, tolerance=0.06)
def lasting(data: Waves) -> float:
    """Percentage of the first wave's pairs that are there in the third."""
    if len(data.published) < 2 or not _direct(data)["before"]:
        raise NotHere(tr("第一批没有结对。", "the first wave has no pairs"))
    return 100 * float(_direct(data)["kept_share"])


def _moved(data: Waves) -> pd.Series:
    """How far each step's Jaccard moves when both ends are rolled up."""
    return (data.rolled["jaccard"] - data.published["jaccard"]).abs().fillna(0)


def _mistaken_ruler(data: Waves, truth: float) -> dict[str, float]:
    at = int(_moved(data).idxmax())
    rolled = data.rolled.iloc[at]
    return {
        "published": float(data.published["jaccard"].iloc[at]),
        "before": float(rolled["kept_share"]),
        "difference": truth - float(data.published["jaccard"].iloc[at]),
        "mixed": float(data.published["kept"].iloc[at])
        / float(rolled["kept"] + rolled["added"] + rolled["dropped"]),
    }


@task(
    5,
    "ruler",
    wrong=_mistaken_ruler,
    tolerance=0.0006,
    given=lambda data: _step(data, int(_moved(data).idxmax())),
)
def ruler(data: Waves) -> float:
    """Jaccard at province level of the step that the grain moves most."""
    if not _moved(data).max() > 0:
        raise NotHere(
            tr(
                "折算到省，数字不变：这份数据本来就是一把尺子。",
                "rolled up nothing changes: one ruler already",
            )
        )
    return float(data.rolled["jaccard"].iloc[int(_moved(data).idxmax())])


def _step(data: Waves, at: int) -> str:
    return f"{data.published['from'].iloc[at]} → {data.published['to'].iloc[at]}"


def _mistaken_comparable(data: Waves, truth: set[str]) -> dict[str, set[str]]:
    flagged = set(data.published.loc[~data.published["same_grain"].astype(bool), "to"])
    found = {
        "flag": flagged,
        "turned": set(data.published["to"]) - truth,
        "largest": {data.published["to"].iloc[int(_moved(data).idxmax())]},
        "all": set(data.published["to"]),
        "sizes": {b for (_, a_n), (b, b_n) in pairwise(_counts(data)) if a_n != b_n},
    }
    return {
        key: value
        for i, (key, value) in enumerate(found.items())
        if value not in list(found.values())[:i]
    }


def _counts(data: Waves) -> list[tuple[str, int]]:
    steps = data.published
    return [
        (str(steps["from"].iloc[0]), int(steps["before"].iloc[0])),
        *zip(steps["to"].astype(str), steps["after"].astype(int)),
    ]


@task(5, "comparable", wrong=_mistaken_comparable)
def comparable(data: Waves) -> set[str]:
    """The waves whose step from the one before gives another Jaccard at province level."""
    found = set(data.published.loc[_moved(data) > 1e-9, "to"])
    if not found:
        raise NotHere(
            tr(
                "折算到省，数字不变：这份数据本来就是一把尺子。",
                "rolled up nothing changes: one ruler already",
            )
        )
    return found


def _mistaken_load(data: Waves, truth: int) -> Mapping[str, float]:
    carried = data.carried(data.fullest)
    table = data.county["pairing"]
    runs = table[pairing.running(table, data.days[data.fullest])]
    runs = runs[runs["prog_id"] == data.prog_id] if data.prog_id else runs
    several = runs.groupby("recipient_id")["helper_id"].nunique()
    found = {
        "all": len(carried),
        "pairs": int(carried[carried >= 2].sum()),
        "recipients": int((several >= 2).sum()),
        "extra": int((carried - 1).sum()),
        "mean": float(carried.mean()),
    }
    return {
        key: value
        for i, (key, value) in enumerate(found.items())
        if value not in list(found.values())[:i]
    }


@task(5, "load", wrong=_mistaken_load, given=lambda data: data.days[data.fullest])
def several(data: Waves) -> int:
    """Helpers with two pairs or more on the first day of the fullest wave."""
    return int((data.carried(data.fullest) >= 2).sum())
