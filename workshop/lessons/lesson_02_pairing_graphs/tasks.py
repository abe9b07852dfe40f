"""Lesson 2, pairing graphs: what runs on a day, who carries too much, who is left without help."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.datasets import dataset
from toolkit.records import County
from toolkit.terms import channel_label, tr
from workshop.lessons.days import teaching_day
from workshop.lessons.exercise import NotHere, task

ADVANCED, DEPARTMENT, ENTERPRISE = (
    "advanced_helps_backward",
    "department_links_backward",
    "enterprise_ties_backward",
)


@dataclass(frozen=True)
class PairingNetwork:
    """What the lessons on the pairing network compute on.

    Attributes
    ----------
    county : County
    day : str
        The day asked about.
    """

    county: County
    day: str

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The rows of the pairing table that run on the day."""
        table = self.county["pairing"]
        return table[pairing.running(table, self.day)]

    @cached_property
    def load(self) -> pd.DataFrame:
        """`pairing.load` on the day."""
        return pairing.load(self.county, self.day)

    @cached_property
    def coverage(self) -> pd.DataFrame:
        """`pairing.coverage` on the day."""
        return pairing.coverage(self.county, self.day)

    @cached_property
    def listed(self) -> list[str]:
        """Units to be helped on the day."""
        found = pairing.listed_units(self.county, self.day)
        if found is None or found.empty:
            raise NotHere(tr(f"{self.day} 没有待帮单位。", f"nobody is to be helped on {self.day}"))
        return sorted(found)

    def lacking(self, channel: str) -> list[str]:
        """Units to be helped that nobody helps in this channel; raises `NotHere` where the channel
        or the units are missing."""
        if channel not in self.coverage.index or not self.listed:
            raise NotHere(
                tr(
                    f"这份数据没有“{channel_label(channel)}”。",
                    f"these records have no {channel_label(channel)}",
                )
            )
        gaps = pairing.uncovered(self.county, self.day)
        return sorted(gaps.loc[gaps["channel"] == channel, "org_id"])


def load(source: Any = None) -> PairingNetwork:
    """The 60 organisations, or a county of yours, on the day of the lesson."""
    county = (
        source
        if isinstance(source, County)
        else County.load(dataset("qinglan_60") if source is None else source)
    )
    return PairingNetwork(county, teaching_day(county))


def _day(data: PairingNetwork) -> str:
    return tr(f"日期：{data.day}", f"day: {data.day}")


def _ends(pairs: pd.DataFrame) -> set[str]:
    return set(pairs["helper_id"]) | set(pairs["recipient_id"])


# ---- nodes and edges


def _mistaken_graph(data: PairingNetwork, truth: tuple[int, int]) -> dict[str, tuple[int, int]]:
    table, on = data.county["pairing"], pd.Timestamp(data.day)
    unended = table[table["end_actual"].isna()]
    started = table[(table["start"] <= on).fillna(False)]
    planned = started[~(started["end_plan"] <= on).fillna(False)]
    return {
        "every_row": (len(table), len(_ends(table))),
        "all_units": (truth[0], len(data.county["organisation"])),
        "twice": (truth[0], 2 * truth[0]),
        "unended": (len(unended), len(_ends(unended))),
        "planned_end": (len(planned), len(_ends(planned))),
    }


@task(2, "graph", wrong=_mistaken_graph, given=_day)
def graph(data: PairingNetwork) -> tuple[int, int]:
    """Pairs that run on the day, and organisations that take part in them."""
    net = pairing.graph(data.county, on=data.day)
    return net.number_of_edges(), sum(degree > 0 for _, degree in net.degree())


# ---- load


def _mistaken_overloaded(data: PairingNetwork, truth: list[str]) -> dict[str, list[str]]:
    table = data.load
    ever = (
        data.county["pairing"].groupby(["helper_id", "channel"]).size().rename("rows").reset_index()
    )
    ever = ever.merge(table[["helper_id", "channel", "capacity"]], on=["helper_id", "channel"])
    return {
        "several": list(table.loc[table["pairs"] > 1, "helper_id"].unique()),
        "full": list(table.loc[table["pairs"] >= table["capacity"], "helper_id"].unique()),
        "busiest": list(table.loc[table["pairs"] == table["pairs"].max(), "helper_id"].unique()),
        "every_row": list(ever.loc[ever["rows"] > ever["capacity"], "helper_id"].unique()),
    }


@task(2, "overloaded", wrong=_mistaken_overloaded, given=_day)
def overloaded(data: PairingNetwork) -> list[str]:
    """Helpers with more running pairs in a channel than they can carry."""
    found = data.load.loc[data.load["over"] > 0, "helper_id"]
    if found.empty:
        raise NotHere(
            tr(f"{data.day} 没有超出能力的帮扶方。", f"no helper is over capacity on {data.day}")
        )
    return list(found.unique())


# ---- who is left out


def _mistaken_unpaired(data: PairingNetwork, truth: list[str]) -> dict[str, list[str]]:
    helped = set(data.pairs["recipient_id"])
    never = set(data.listed) - set(
        data.county["pairing"].loc[lambda t: t["channel"] == ADVANCED, "recipient_id"]
    )
    return {
        "alone": sorted(set(data.listed) - helped),
        "department": data.lacking(DEPARTMENT) if DEPARTMENT in data.coverage.index else truth,
        "enterprise": data.lacking(ENTERPRISE) if ENTERPRISE in data.coverage.index else truth,
        "ever": sorted(never),
        "listed": data.listed,
    }


@task(2, "unpaired", wrong=_mistaken_unpaired, given=_day)
def unpaired(data: PairingNetwork) -> list[str]:
    """Units to be helped that no advanced organisation helps on the day."""
    found = data.lacking(ADVANCED)
    if not found:
        raise NotHere(
            tr("待帮单位都有先进组织帮带。", "every unit to be helped has an advanced helper")
        )
    return found


def _mistaken_share(data: PairingNetwork, truth: float) -> dict[str, float]:
    row = data.coverage.loc[DEPARTMENT]
    helped = data.pairs.loc[data.pairs["channel"] == DEPARTMENT, "recipient_id"]
    anybody = set(data.listed) & set(data.pairs["recipient_id"])
    return {
        "fraction": truth / 100,
        "gap": 100 - truth,
        "all_units": 100 * row["helped"] / len(data.county["organisation"]),
        "of_pairs": 100 * len(helped) / len(data.pairs),
        "anybody": 100 * len(anybody) / len(data.listed),
    }


@task(2, "share", wrong=_mistaken_share, given=_day, tolerance=0.06)
def share(data: PairingNetwork) -> float:
    """Percentage of the units to be helped that a department is linked to."""
    data.lacking(DEPARTMENT)
    return 100 * float(data.coverage.loc[DEPARTMENT, "share"])
