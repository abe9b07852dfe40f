"""What lesson 3 computes on: needs, places and candidates of a round, its plan, and the tables that
a class sees of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.datasets import dataset
from toolkit.pairing import rule_problems
from toolkit.records import County
from toolkit.terms import CHANNELS, channel_label, tr
from workshop.lessons.beside import idle
from workshop.lessons.days import NEAREST, planning_day
from workshop.lessons.exercise import NotHere
from workshop.lessons.lesson_02_pairing_graphs.network import names_of, spellings
from workshop.lessons.lesson_03_planning_pairings.typed import KEY, choice, hand_pairs, questions

#: units that a class pairs by hand in a quarter of an hour; of a larger county one township is
#: taken
BY_HAND = 12
Pair = tuple[str, str]


@dataclass(frozen=True)
class Planning:
    """What the lesson computes on.

    Attributes
    ----------
    county : County
    day : str
        The day planned for.
    prepared : pairing.Prepared
        Needs, places and candidates; of a large county those of one township.
    today : DataFrame
        Rows of ``pairing`` that run on the day; of a large county those of the units paired.
    """

    county: County
    day: str
    prepared: pairing.Prepared
    today: pd.DataFrame

    @cached_property
    def plan(self) -> pairing.Plan:
        """The plan under the entered rules and weights."""
        return self.prepared.plan()

    @cached_property
    def called(self) -> dict[str, str]:
        """Unit → how an answer names it."""
        return names_of(self.county, self.county.nature != "fictitious")

    @cached_property
    def known(self) -> dict[str, str]:
        """Every way to type a unit → the unit; of the shipped county its number alone will do."""
        back = {name: i for i, name in self.called.items()}
        said = {spelling: back[name] for spelling, name in spellings(self).items()}
        return {str(int(re.sub(r"\D", "", i) or 0)): i for i in self.called} | said

    def units(self, text: Any) -> list[str]:
        """The units that a text names, by code, number or name, in their order; none where it says
        more than names and who helps whom."""
        left = re.sub(r"(?<=\d)号", "", unicodedata.normalize("NFKC", str(text)))
        parts = re.split(r"[、,;。\s→>|/-]+", left)
        whole = [self.known[p.strip()] for p in parts if p.strip() in self.known]
        if len(whole) == len([p for p in parts if p.strip()]):
            return list(dict.fromkeys(whole))
        found = []
        for name in sorted(self.known, key=len, reverse=True):
            if len(name) > 2 and name in left:
                found.append((left.index(name), self.known[name]))
                left = left.replace(name, "\0" * len(name), 1)
        rest = re.sub(r"[帮带联给来让→>|/\0-]+", " ", left)
        return list(dict.fromkeys(i for _, i in sorted(found))) if idle(rest) else []

    # ---- tables for the class

    @property
    def needs(self) -> pd.DataFrame:
        """The units to be paired and how many helpers of each kind they need."""
        frame = self.prepared.recipients
        return frame.rename(columns={c: channel_label(c) for c in frame.columns if c in CHANNELS})

    @property
    def choices(self) -> pd.DataFrame:
        """Each unit's candidates by channel, nearest first: name and places, road and fit."""
        near = self.roads
        told = [
            tr(
                f"{self.called[h]}（名额{n}，{km:.1f}公里，匹配{fit}）",
                f"{self.called[h]} (places {n}, {km:.1f} km, fit {fit})",
            )
            for h, n, km, fit in zip(
                near["helper_id"], near["capacity"], near["distance_km"], near["fit"]
            )
        ]
        kinds = [channel_label(c) for c in near["channel"]]
        wide = near.assign(told=told, channel=kinds).groupby(["recipient_id", "channel"], sort=True)
        return (
            wide["told"].agg(tr("；", "; ").join).unstack().rename_axis(columns=None).reset_index()
        )

    @property
    def roads(self) -> pd.DataFrame:
        """Candidates with places, nearest first."""
        able = self.prepared.candidates.merge(self.prepared.helpers, on="helper_id")
        return able.sort_values(["distance_km", "helper_id"])

    @cached_property
    def crowd(self) -> pd.Series:
        """Helper → how many units ask for it when everybody takes the nearest, less its places."""
        nearest = self.roads.drop_duplicates(["recipient_id", "channel"])
        return nearest.groupby("helper_id").size() - nearest.groupby("helper_id")["capacity"].max()

    def beside(self, answer: Any) -> pd.DataFrame:
        """Today's pairs, a class's own and the plan, goal by goal."""
        mine = hand_pairs(answer, self)
        heads = tr("今天", "today"), tr("我们的", "ours"), tr("方案", "plan")
        rows = {heads[0]: self.plan.attained(self.today), heads[2]: self.plan.levels}
        if mine is not None and len(mine) and rule_problems(self.plan, mine).empty:
            found = (rows[heads[0]], self.plan.attained(mine), rows[heads[2]])
            rows = dict(zip(heads, found))
        return self.goals(rows)

    def goals(self, levels: Mapping[str, Mapping[str, int]]) -> pd.DataFrame:
        """Plans side by side, goal by goal."""
        return (
            pd.DataFrame(levels)
            .reindex(pairing.GOALS)
            .dropna(how="all")
            .astype("int64")
            .rename_axis("goal")
        )

    # ---- what is asked

    @cached_property
    def defended(self) -> Pair:
        """The planned pair with the least fit that is there for more than its road."""
        ranked = self.plan.pairs.sort_values(["fit", "distance_km", *KEY])
        for pair in ranked[KEY[:2]].itertuples(index=False, name=None):
            if first_loss(self.plan.why(*pair).price) not in ("", "distance"):
                return pair
        raise NotHere(tr("方案里一对也没有。", "the plan has no pair that defends itself"))

    @cached_property
    def at_a_price(self) -> list[Pair]:
        """The two nearest candidates that the plan passes over although their coming has a price
        in more than road."""
        rest = self.prepared.candidates.merge(
            self.plan.pairs[KEY[:2]], how="left", indicator="there"
        )
        rest = rest[rest["there"] == "left_only"].sort_values(["distance_km", *KEY[:2]])
        found: list[Pair] = []
        for pair in rest[KEY[:2]].itertuples(index=False, name=None):
            told = self.plan.why_not(*pair)
            if told.chain and first_loss(told.price) not in ("", "distance"):
                found.append(pair)
            if len(found) == 2:
                return found
        raise NotHere(
            tr("方案没有舍弃任何更近的候选。", "the plan passes over no candidate at a price")
        )

    @property
    def passed_over(self) -> Pair:
        """The nearest of them."""
        return self.at_a_price[0]

    @property
    def asked(self) -> pd.DataFrame:
        """The two pairs that the class asks about."""
        pairs = zip(questions(), (self.defended, self.passed_over))
        rows = [(what, *pair) for what, pair in pairs]
        return pd.DataFrame(rows, columns=["question", *KEY[:2]])

    def decided(self, answer: Any) -> pairing.Plan:
        """The best plan that holds a choice written down as in the exercise `kept`; the plan itself
        where the choice cannot be read."""
        row = choice(answer, self)
        if row is None:
            return self.plan
        try:
            return self.prepared.plan(overrides=pd.DataFrame([row]))
        except pairing.PlanError:
            return self.plan


def first_loss(price: Mapping[str, int]) -> str:
    """The first goal, in their order, that a change makes worse; "" where none is."""
    worse = {"fairness": 1, "distance": 1}
    return next((g for g in pairing.GOALS if price.get(g, 0) * worse.get(g, -1) > 0), "")


def load(source: Any = None) -> Planning:
    """The 60 organisations or a county of yours, on the day that its next round is planned for."""
    county = (
        source
        if isinstance(source, County)
        else County.load(dataset("qinglan_60") if source is None else source)
    )
    on = planning_day(county)
    whole = pairing.prepare(county, on, nearest=NEAREST)
    prepared = _for_a_class(whole, county)
    if prepared.recipients.empty:
        raise NotHere(tr(f"{on} 没有待帮单位，无从配对。", f"nobody is to be helped on {on}"))
    table = county["pairing"]
    today = table[pairing.running(table, on, county["organisation"])]
    if prepared is not whole:
        today = today[today["recipient_id"].isin(prepared.recipients["recipient_id"])]
    return Planning(county, on, prepared, today)


def _for_a_class(prepared: pairing.Prepared, county: County) -> pairing.Prepared:
    """The frames of the township with the most units where there are too many to pair by hand."""
    if len(prepared.recipients) <= BY_HAND:
        return prepared
    place = (
        county["organisation"]
        .set_index("org_id")["township"]
        .reindex(prepared.recipients["recipient_id"])
        .fillna("")
    )
    most = place.value_counts().sort_index().idxmax()
    mine = set(sorted(place.index[place == most])[:BY_HAND])
    frames = {
        name: getattr(prepared, name)[lambda f: f["recipient_id"].isin(mine)].reset_index(drop=True)
        for name in ("recipients", "candidates", "running", "excluded")
    }
    useful = prepared.helpers["helper_id"].isin(frames["candidates"]["helper_id"])
    return replace(prepared, **frames, helpers=prepared.helpers[useful].reset_index(drop=True))
