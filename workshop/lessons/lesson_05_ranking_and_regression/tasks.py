"""Lesson 6, ranking and regression to the mean: who stands last, which seats are safe, what would
have come anyway."""

from __future__ import annotations

import os
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import evaluation, register
from toolkit.datasets import dataset
from toolkit.demo import demo_county, demo_truth
from toolkit.records import County
from toolkit.rules import Rules
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, task

#: seats contested in the lesson: the commended organisations of the 2011 report
SEATS = 12


@dataclass(frozen=True)
class Ranking:
    """What the lesson computes on.

    Attributes
    ----------
    county : County
    period : str
        The latest assessed period.
    before : str
        The one before it, "" when there is none.
    truth : DataFrame or None
        ``org_id, period, verified``: the verified measure where one exists.
    """

    county: County
    period: str
    before: str
    truth: pd.DataFrame | None

    def listed(self, mode: str, ratio: float | None = None, period: str | None = None) -> set[str]:
        """Units listed in a way of listing; `ratio` for every type of unit instead of the rules'
        own."""
        rules = (
            None
            if ratio is None
            else Rules({"turn.ratio_village": ratio, "turn.ratio_other": ratio})
        )
        found = register.listing(self.county, period or self.period, mode, rules)
        return set(found.loc[found["listed"], "org_id"])

    @cached_property
    def compared(self) -> pd.DataFrame:
        """Each way of listing against the verified measure, indexed by mode."""
        if self.truth is None:
            raise NotHere(tr("这份数据没有核验口径。", "these records have no verified measure"))
        now = self.truth[self.truth["period"] == self.period]
        return register.misclassified(self.county, self.period, now).set_index("mode")

    @cached_property
    def rise(self) -> evaluation.Reversion:
        """What the listed gained on the reported measure, and what was to be expected."""
        try:
            return evaluation.regression_to_mean(evaluation.panel(self.county), cluster="helpers")
        except evaluation.EvaluationError as reason:
            raise NotHere(str(reason)) from reason

    @cached_property
    def seats(self) -> pd.DataFrame:
        """`SEATS` seats under other weights and voices."""
        if (
            len(self.county["assessment"].query("period == @self.period")["org_id"].unique())
            <= SEATS
        ):
            raise NotHere(tr("参评单位不比名额多，人人有份。", "no more units than seats"))
        return register.seats(self.county, self.period, SEATS)


def load(source: Any = None) -> Ranking:
    """Qinglan with its verified measure, or records of yours; a file ``<folder>_truth.csv`` beside
    a folder is read as verified."""
    county = source if isinstance(source, County) else _county(source)
    periods = sorted(county["assessment"]["period"].dropna().unique())
    if not periods:
        raise NotHere(
            tr("这份数据没有评定得分，无从排名。", "these records have no assessments to rank by")
        )
    return Ranking(
        county, periods[-1], periods[-2] if len(periods) > 1 else "", _truth(source, county)
    )


def _county(source: Any) -> County:
    if source is not None:
        return County.load(source)
    try:
        return County.load(dataset("qinglan"))
    except ValueError:  # an installed package has no room for the large county: it is made again
        return demo_county()


def _truth(source: Any, county: County) -> pd.DataFrame | None:
    if isinstance(source, (str, os.PathLike)):
        beside = Path(source).with_name(f"{Path(source).name}_truth.csv")
        if beside.is_file():
            return pd.read_csv(
                beside, encoding="utf-8-sig", dtype={"org_id": "string", "period": "string"}
            )
    try:
        return demo_truth(county)
    except ValueError:
        return None


# ---- where the line is drawn


def _distinct(found: Mapping[str, Hashable]) -> dict[str, Any]:
    """Without answers that an earlier mistake also leads to."""
    seen: dict[Hashable, str] = {}
    for key, value in found.items():
        seen.setdefault(value, key)
    return {key: found[key] for key in seen.values()}


def _mistaken_line(data: Ranking, truth: tuple[int, int, int]) -> dict[str, Any]:
    five, ten, below = truth
    units = len(data.county["organisation"])
    found: dict[str, Hashable] = {
        "everyone": (round(0.05 * units), round(0.10 * units), below),
        "default": (len(data.listed("quota")), ten, below),
        "floor": (five, ten, len(data.listed("floor_quota"))),
        "order": (below, five, ten),
    }
    if data.before:
        found["year"] = (
            *(len(data.listed("quota", r, data.before)) for r in (0.05, 0.10)),
            len(data.listed("threshold", None, data.before)),
        )
    return _distinct(found)


@task(6, "line", wrong=_mistaken_line, given=lambda data: data.period)
def line(data: Ranking) -> tuple[int, int, int]:
    """Units listed by a quota of 5 %, a quota of 10 %, and the threshold."""
    return (
        len(data.listed("quota", 0.05)),
        len(data.listed("quota", 0.10)),
        len(data.listed("threshold")),
    )


def _mistaken_last(data: Ranking, truth: int) -> dict[str, Any]:
    quota, below = data.listed("quota", 0.10), data.listed("threshold")
    found: dict[str, Hashable] = {
        "turned": len(below - quota),
        "both": len(quota & below),
        "either": len(quota | below),
        "subtracted": len(quota) - len(below),
        "five": len(data.listed("quota", 0.05) - below),
    }
    return _distinct(found)


@task(6, "last", wrong=_mistaken_last, given=lambda data: data.period)
def last(data: Ranking) -> int:
    """Units listed by a quota of 10 % that pass the threshold."""
    return len(data.listed("quota", 0.10) - data.listed("threshold"))


# ---- safe and contested


def _mistaken_seats(data: Ranking, truth: tuple[int, int]) -> dict[str, Any]:
    share = data.seats["share"]
    found: dict[str, Hashable] = {
        "rest": (truth[0], SEATS - truth[0]),
        "half": (int((share >= 0.5).sum()), int(((share < 0.5) & (share > 0.05)).sum())),
        "order": (truth[1], truth[0]),
        "never": (truth[0], int((data.seats["verdict"] != "safe").sum())),
        "inside": (truth[0], int((data.seats.head(SEATS)["verdict"] == "contested").sum())),
    }
    return _distinct(found)


@task(6, "seats", wrong=_mistaken_seats, given=lambda data: data.period)
def seats(data: Ranking) -> tuple[int, int]:
    """Safe seats, and units that contest the others."""
    return int(data.seats.attrs["safe"]), int(data.seats.attrs["contested"])


# ---- the verified measure, and what would have come anyway


def _mistaken_verified(data: Ranking, truth: tuple[float, int]) -> dict[str, Any]:
    row, quota = data.compared.loc["threshold"], data.compared.loc["quota"]
    found: dict[str, Hashable] = {
        "share": (truth[0] / 100, truth[1]),
        "recall": (100 * float(row["recall"]), truth[1]),
        "wrongly": (truth[0], int(row["wrongly"])),
        "quota": (100 * float(quota["precision"]), int(quota["missed"])),
        "turned": (100 - truth[0], truth[1]),
    }
    return _distinct(found)


@task(6, "verified", wrong=_mistaken_verified, tolerance=0.06, given=lambda data: data.period)
def verified(data: Ranking) -> tuple[float, int]:
    """Of the units below the threshold the percentage that is weak by the verified measure, and how
    many weak ones it misses."""
    row = data.compared.loc["threshold"]
    return 100 * float(row["precision"]), int(row["missed"])


def _mistaken_anyway(data: Ranking, truth: float) -> dict[str, Any]:
    rise = data.rise
    value = rise.table.set_index("quantity")["estimate"]
    found: dict[str, float] = {
        "rest": 100 - truth,
        "points": rise.expected,
        "reliability": 100 * rise.reliability,
        "share": truth / 100,
        "observed": rise.observed,
    }
    if "unpaired" in value.index:
        found["unpaired"] = 100 * float(value["unpaired"]) / rise.observed
    return found


@task(6, "anyway", wrong=_mistaken_anyway, tolerance=0.06)
def anyway(data: Ranking) -> float:
    """Percentage of the helped units' rise that was to be expected without any help, on the
    reported measure."""
    return 100 * data.rise.expected / data.rise.observed
