"""Lesson 3, three channels in one network: overlap, gaps, bridges, what happens when a helper
leaves, and chance."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.demo import demo_county
from toolkit.records import County
from toolkit.terms import tr
from workshop.lessons.days import teaching_day
from workshop.lessons.exercise import NotHere, task
from workshop.lessons.lesson_02_pairing_graphs.tasks import (
    ADVANCED,
    DEPARTMENT,
    ENTERPRISE,
    PairingNetwork,
)

THREE = [ADVANCED, DEPARTMENT, ENTERPRISE]


@dataclass(frozen=True)
class Channels(PairingNetwork):
    """The network of lesson 2, seen as several channels."""

    @cached_property
    def helped(self) -> dict[str, set[str]]:
        """Channel → units with a running pair in it."""
        return {
            str(c): set(rows["recipient_id"])
            for c, rows in self.pairs.groupby("channel", observed=True)
        }

    @cached_property
    def hub(self) -> str:
        """The helper with most pairs in the three channels, the first by id where several have as
        many."""
        three = self.load[self.load["channel"].isin(THREE)]
        if three.empty:
            raise NotHere(tr("三条线上没有正在进行的结对。", "no pair runs in the three channels"))
        return str(three.groupby("helper_id")["pairs"].sum().sort_index().idxmax())

    @cached_property
    def chance(self) -> pd.Series:
        """What the null model says of pairs within a township: ``observed, mean, sd, z, p``."""
        row = pairing.null_model(self.county, self.day).loc["same_township"]
        if not row["sd"] > 0:
            raise NotHere(
                tr(
                    "随机换来换去，同乡结对的数目不变，比不出来。",
                    "chance never changes the number of pairs within a township",
                )
            )
        return row


def load(source: Any = None) -> Channels:
    """The fictitious county of 977 organisations, or a county of yours, on the day of the lesson;
    published pairings are not judged."""
    county = (
        source
        if isinstance(source, County)
        else demo_county()
        if source is None
        else County.load(source)
    )
    if county.nature == "public_official":
        raise ValueError(
            tr(
                "公开的真实地区只作描述，不用于第 3 课。",
                "published data are only described, so lesson 3 does not take them",
            )
        )
    return Channels(county, teaching_day(county))


def _day(data: Channels) -> str:
    return tr(f"日期：{data.day}", f"day: {data.day}")


# ---- overlap


def _mistaken_overlap(data: Channels, truth: tuple[int, float]) -> dict[str, tuple[float, float]]:
    first, second = data.helped[ADVANCED], data.helped[DEPARTMENT]
    both, either = len(first & second), len(first | second)
    return {
        "sum": (len(first) + len(second), 100 * both / (len(first) + len(second))),
        "of_first": (either, 100 * both / len(first)),
        "of_second": (either, 100 * both / len(second)),
        "only_both": (both, truth[1]),
        "fraction": (either, truth[1] / 100),
    }


@task(3, "overlap", wrong=_mistaken_overlap, given=_day, tolerance=0.06)
def overlap(data: Channels) -> tuple[int, float]:
    """Units that the first two channels reach together, and the percentage reached by both."""
    table = pairing.channel_overlap(data.county, data.day)
    row = table[(table["channel"] == ADVANCED) & (table["other"] == DEPARTMENT)]
    if row.empty or not row["units"].iloc[0]:
        raise NotHere(
            tr(
                "没有单位同时有先进带和部门联。",
                "no unit has both an advanced helper and a department",
            )
        )
    units, jaccard = int(row["units"].iloc[0]), float(row["jaccard"].iloc[0])
    return round(units / jaccard), 100 * jaccard


# ---- gaps


def _mistaken_gap(data: Channels, truth: int) -> dict[str, int]:
    gaps = pairing.uncovered(data.county, data.day)
    three = gaps[gaps["channel"].isin(THREE)]
    return {
        "anybody": len(set(data.listed) - set(data.pairs["recipient_id"])),
        "any_kind": three["org_id"].nunique(),
        "sum": len(three),
        "everybody": len(data.county["organisation"])
        - len(set().union(*(data.helped.get(c, set()) for c in THREE))),
    }


@task(3, "gap", wrong=_mistaken_gap, given=_day)
def gap(data: Channels) -> int:
    """Units to be helped that none of the three channels reaches."""
    present = [c for c in THREE if c in data.coverage.index]
    gaps = pairing.uncovered(data.county, data.day)
    missing = gaps[gaps["channel"].isin(present)].groupby("org_id").size()
    if not data.listed or not present:
        raise NotHere(
            tr(
                "这份数据里没有待帮单位，或者没有这三条线。",
                "nobody is to be helped, or the three channels are missing",
            )
        )
    return int((missing == len(present)).sum())


# ---- co-building as a bridge


def _most(table: pd.DataFrame, column: str) -> list[str]:
    return list(table.loc[table[column] == table[column].max(), "org_id"])


def _mistaken_bridge(data: Channels, truth: list[str]) -> dict[str, list[str]]:
    mass = pairing.bridging(data.county, ("mass_org",), data.day)
    offices = pairing.bridging(data.county, ("office",), data.day)
    return {
        "partners": _most(mass, "partners"),
        "sectors": _most(mass, "sectors"),
        "offices": _most(offices, "townships") if len(offices) else truth,
        "fewest": list(mass.loc[mass["townships"] == mass["townships"].min(), "org_id"]),
    }


@task(3, "bridge", wrong=_mistaken_bridge, given=_day)
def bridge(data: Channels) -> list[str]:
    """The mass organisation whose partners lie in most townships (several where they tie)."""
    mass = pairing.bridging(data.county, ("mass_org",), data.day)
    if mass.empty or not mass["townships"].max():
        raise NotHere(
            tr("这份数据里没有正在共建的群团组织。", "no mass organisation has a running pair")
        )
    return _most(mass, "townships")


# ---- a helper leaves


def _losing(data: Channels) -> tuple[int, int]:
    """Pairs of the hub, and units it helps."""
    mine = data.pairs.loc[data.pairs["helper_id"] == data.hub, "recipient_id"]
    return len(mine), int(mine.nunique())


def _leaving(data: Channels) -> str:
    return tr(f"日期：{data.day}；退出的是 {data.hub}", f"day: {data.day}; {data.hub} leaves")


def _mistaken_leave(data: Channels, truth: tuple[int, int]) -> dict[str, tuple[int, int]]:
    pairs, _ = _losing(data)
    three = data.pairs[data.pairs["channel"].isin(THREE)]
    helpers = three.groupby("recipient_id")["helper_id"].agg(lambda h: frozenset(h))
    everywhere = data.load.groupby("helper_id")["pairs"].sum().sort_index()
    alone = pairing.critical_helpers(data.county, data.day).set_index("helper_id")["recipients"]
    return {
        "all": (pairs, pairs),
        "swapped": (truth[1], truth[0]),
        "same_channels": (pairs, int((helpers == {data.hub}).sum())),
        "busiest": (int(everywhere.max()), int(alone.get(everywhere.idxmax(), 0))),
    }


@task(3, "leave", wrong=_mistaken_leave, given=_leaving)
def leave(data: Channels) -> tuple[int, int]:
    """Units that lose a pair when the hub leaves, and those of them left with nobody."""
    alone = pairing.critical_helpers(data.county, data.day).set_index("helper_id")["recipients"]
    return _losing(data)[1], int(alone.get(data.hub, 0))


# ---- chance


def _mistaken_chance(data: Channels, truth: float) -> dict[str, float]:
    c = data.chance
    return {
        "pairs": c["observed"] - c["mean"],
        "z": c["z"],
        "share": 100 * c["observed"] / len(data.pairs),
        "of_observed": 100 * (c["observed"] - c["mean"]) / c["observed"],
        "ratio": c["observed"] / c["mean"],
    }


@task(3, "chance", wrong=_mistaken_chance, given=_day, tolerance=1.0)
def chance(data: Channels) -> float:
    """By how many per cent pairs within a township exceed what chance gives."""
    return 100 * (data.chance["observed"] / data.chance["mean"] - 1)
