"""Lesson 10: who saw a demonstration, six sites, an effect estimated three ways, hours of
reporting, what may be said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import evaluation, register, spread
from toolkit.demo import demo_county
from toolkit.records import County
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, task

SHOWN = ("visit", "study")
#: contacts that only a place with a name has; a new site starts without them
EARNED = (*SHOWN, "distribution")
NAMES = ("outcome", "org_id", "time", "cohort")
#: compare the newly listed of a year only, errors clustered at the helper
WITHIN: dict[str, Any] = {"cluster": "helpers", "control": "not_yet", "among": "newly_listed"}
#: how many sites, at most how many a township, what share of the greedy choice is good enough, and
#: the seed of every draw
SITES, CAPS, ENOUGH, SEED = 6, {"township": 1}, 0.9, 2011
ALWAYS = "CF"  # sentences that hold for any county's reported scores


@dataclass(frozen=True)
class Spreading:
    """A county, the network of who shows to whom on the lesson's day, and its panel by the reported
    measure."""

    county: County

    @cached_property
    def day(self) -> str:
        """1 July of the last year with ratings, or with new pairs where there are none."""
        years = self.county["rating"]["period"].str[:4].dropna()
        if years.empty:
            years = self.county["pairing"]["start"].dropna().dt.strftime("%Y")
        if years.empty:
            raise NotHere(
                tr(
                    "没有定级，也没有结对，不知道看哪一年。",
                    "neither ratings nor pairs say which year to look at",
                )
            )
        return f"{years.max()}-07-01"

    def exposure(self, kinds: Collection[str] | None = None, years: float = 3.0) -> pd.DataFrame:
        """Who shows to whom on that day."""
        try:
            return spread.exposure(self.county, self.day, kinds=kinds, years=years)
        except spread.SpreadError as why:
            raise NotHere(str(why)) from why

    @cached_property
    def ties(self) -> pd.DataFrame:
        """The exposures that a new site would have: pairs, hierarchy, nearness."""
        return self.exposure([kind for kind in spread.assumptions()["kind"] if kind not in EARNED])

    @cached_property
    def capped(self) -> spread.Sites:
        """Six new sites by every rule, at most one a township."""
        try:
            return spread.choose_sites(
                self.ties, SITES, SEED, units=self.county["organisation"], caps=CAPS
            )
        except spread.SpreadError as why:
            raise NotHere(str(why)) from why

    @cached_property
    def panel(self) -> pd.DataFrame:
        """A row a unit and year, by the reported measure."""
        try:
            return evaluation.panel(self.county)
        except evaluation.EvaluationError as why:
            raise NotHere(str(why)) from why

    @cached_property
    def naive(self) -> evaluation.Naive:
        """Before–after and cross-section."""
        try:
            return evaluation.naive(self.panel)
        except evaluation.EvaluationError as why:
            raise NotHere(str(why)) from why

    @cached_property
    def careful(self) -> evaluation.Staggered:
        """Among the newly listed of a year, clustered at the helper."""
        try:
            return evaluation.att_gt(self.panel, *NAMES, **WITHIN)
        except evaluation.EvaluationError as why:
            raise NotHere(str(why)) from why

    def reach(self, sites: list[str]) -> float:
        """Expected adopters from these sites."""
        return float(spread.cascade(self.ties, sites, 500, SEED).final["mean"])


def load(source: Any = None) -> Spreading:
    """The fictitious county, or a county of yours."""
    if source is None:
        return Spreading(demo_county())
    return Spreading(source if isinstance(source, County) else County.load(source))


# ---- who has seen a demonstration


def _exposed_wrong(data: Spreading, truth: int) -> dict[str, Any]:
    seen = data.exposure(SHOWN)
    everything, ever = (
        data.exposure()["target"].nunique(),
        data.exposure(SHOWN, 100.0)["target"].nunique(),
    )
    return {
        "edges": len(seen),
        "contacts": int(seen["contacts"].sum()),
        "sources": seen["source"].nunique(),
        "all_kinds": everything,
        "ever": ever,
    }


@task(10, "exposed", wrong=_exposed_wrong, given=lambda data: data.day)
def exposed(data: Spreading) -> int:
    """Units that visited or studied a site in the three years before the day."""
    return int(data.exposure(SHOWN)["target"].nunique())


# ---- six sites


def _six_wrong(data: Spreading, truth: list[str]) -> dict[str, Any]:
    drawn = data.capped.sites.query("method == 'random'")["org_id"].tolist()
    crowded = [truth[0], *_neighbours(data, truth)]
    return {"number": truth[:-1], "township": crowded, "weak": drawn}


def _neighbours(data: Spreading, chosen: list[str]) -> list[str]:
    """Other units of the first site's township, which make the choice crowded, then the rest of the
    choice."""
    place = data.county["organisation"].set_index("org_id")["township"]
    near = [
        str(o) for o in place.index[(place == place[chosen[0]]).fillna(False)] if o not in chosen
    ]
    return [*near[:1], *chosen[1 : SITES - len(near[:1])]]


def _six_judge(answer: Any, data: Spreading, truth: list[str]) -> str | None:
    if not isinstance(answer, Collection) or isinstance(answer, (str, dict)) or not answer:
        return None
    sites = [str(a) for a in answer]
    if len(set(sites)) < len(sites):
        return "repeated"
    if set(sites) - set(data.ties["source"]) - set(data.ties["target"]):
        return "unknown"
    if len(sites) != SITES:
        return "number"
    places = data.county["organisation"].set_index("org_id")["township"].reindex(sites).dropna()
    if places.duplicated().any():
        return "township"
    return "" if data.reach(sites) >= ENOUGH * data.reach(truth) else "weak"


@task(10, "six", wrong=_six_wrong, judge=_six_judge)
def six(data: Spreading) -> list[str]:
    """Six sites, at most one a township; any choice that reaches nearly as many as the greedy one
    stands."""
    return [str(s) for s in data.capped.chosen["org_id"]]


# ---- an effect, three ways


def _three_wrong(data: Spreading, truth: tuple[float, float, float]) -> dict[str, Any]:
    before, cross, careful = truth
    first = data.careful.dynamic.set_index("event_time")["att"].get(0, careful)
    found = {
        "first_year": (before, cross, float(first)),
        "inverted": (before, -cross, careful),
        "swapped": (cross, before, careful),
    }
    try:
        everybody = evaluation.att_gt(data.panel, *NAMES, cluster="helpers").simple["att"]
    except (
        evaluation.EvaluationError
    ):  # too few units never helped: nobody can have made this mistake
        return found
    return found | {"everybody": (before, cross, float(everybody))}


@task(10, "three_ways", wrong=_three_wrong, tolerance=0.06)
def three_ways(data: Spreading) -> tuple[float, float, float]:
    """Before–after, cross-section, and among the newly listed; reported measure."""
    return data.naive.before_after, data.naive.cross_section, float(data.careful.simple["att"])


# ---- hours of reporting


def _listed(data: Spreading) -> tuple[str, int]:
    """The programme with the most hours, and how many units are listed in the last year."""
    table = register.burden(data.county).dropna(subset=["hours"])
    if table.empty:
        raise NotHere(tr("载体表没有填报工时。", "no programme says how many hours it costs"))
    last = data.panel[data.panel["time"] == data.panel["time"].max()]
    return str(table["prog_id"].iloc[0]), int(last["listed"].sum())


def _hours_wrong(data: Spreading, truth: float) -> dict[str, Any]:
    programme, listed = _listed(data)
    table = register.burden(data.county).set_index("prog_id")
    fewer = register.burden(data.county, units={programme: listed})
    return {
        "kept": float(fewer.set_index("prog_id").loc[programme, "hours"]),
        "all": float(table.loc[programme, "hours"]),
        "county": float(fewer["hours"].sum()),
        "a_unit": float(table.loc[programme, "burden_hours"]),
    }


@task(10, "hours", wrong=_hours_wrong, tolerance=0.5)
def hours(data: Spreading) -> float:
    """Hours a year that the county saves when only listed units report in the costliest
    programme."""
    programme, listed = _listed(data)
    return float(
        register.burden(data.county)["hours"].sum()
        - register.burden(data.county, units={programme: listed})["hours"].sum()
    )


# ---- the evidence statement


def _statement_wrong(data: Spreading, truth: str) -> dict[str, Any]:
    wrong = {
        "interval": "ACF" if "A" not in truth else "BCF",
        "scope": truth.replace("C", ""),
        "measure": truth.replace("F", ""),
    }
    return wrong | {
        "gain": _with(truth, "E"),
        "one_unit": _with(truth, "G"),
        "elsewhere": _with(truth, "H"),
    }


def _with(letters: str, more: str) -> str:
    return "".join(sorted({*letters, more}))


def _statement_judge(answer: Any, data: Spreading, truth: str) -> str | None:
    given = (
        {str(a).strip().upper() for a in answer}
        if isinstance(answer, Collection) and not isinstance(answer, dict)
        else set()
    )
    if not given or given - set("ABCDEFGH"):
        return None
    if given == set(truth):
        return ""
    for letter, key in (("E", "gain"), ("G", "one_unit"), ("H", "elsewhere")):
        if letter in given:
            return key
    if (given ^ set(truth)) & {"A", "B", "D"}:
        return "interval"
    return "scope" if "C" not in given else "measure"


@task(10, "statement", wrong=_statement_wrong, judge=_statement_judge)
def statement(data: Spreading) -> str:
    """Letters of the sentences that the careful comparison allows, in their order."""
    low, high = data.careful.interval
    found = "B" if data.careful.evidence.descriptive else "D" if low <= 0 <= high else "A"
    return _with(ALWAYS, found)
