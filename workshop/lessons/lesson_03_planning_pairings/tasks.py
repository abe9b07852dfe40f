"""Lesson 3, planning pairings: pair by hand, ask why and why not, keep one choice with its reason
and price."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.datasets import dataset
from toolkit.pairing import rule_problems
from toolkit.records import County
from toolkit.terms import CHANNELS, channel_label, tr, word
from toolkit.terms import spellings as words_of
from workshop.lessons.days import NEAREST, planning_day
from workshop.lessons.exercise import NotHere, task
from workshop.lessons.lesson_02_pairing_graphs.tasks import (
    ADVANCED,
    apart,
    as_typed,
    names_of,
    spellings,
)

#: units that a class pairs by hand in a quarter of an hour; of a larger county one township is
#: taken
BY_HAND = 12
_KEY = ["helper_id", "recipient_id", "channel"]
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
        """The units that a text names, by code, number or name, in their order."""
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
        return list(dict.fromkeys(i for _, i in sorted(found)))

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
            f"{self.called[h]}（名额{n}，{km:.1f}公里，匹配{fit}）"
            for h, n, km, fit in zip(
                near["helper_id"], near["capacity"], near["distance_km"], near["fit"]
            )
        ]
        kinds = [channel_label(c) for c in near["channel"]]
        wide = near.assign(told=told, channel=kinds).groupby(["recipient_id", "channel"], sort=True)
        return wide["told"].agg("；".join).unstack().rename_axis(columns=None).reset_index()

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
        rows = {"今天": self.plan.attained(self.today), "方案": self.plan.levels}
        if mine is not None and len(mine) and rule_problems(self.plan, mine).empty:
            rows = {"今天": rows["今天"], "我们的": self.plan.attained(mine), "方案": rows["方案"]}
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
        ranked = self.plan.pairs.sort_values(["fit", "distance_km", *_KEY])
        for pair in ranked[_KEY[:2]].itertuples(index=False, name=None):
            if first_loss(self.plan.why(*pair).price) not in ("", "distance"):
                return pair
        raise NotHere(tr("方案里一对也没有。", "the plan has no pair that defends itself"))

    @cached_property
    def at_a_price(self) -> list[Pair]:
        """The two nearest candidates that the plan passes over although their coming has a price
        in more than road."""
        rest = self.prepared.candidates.merge(
            self.plan.pairs[_KEY[:2]], how="left", indicator="there"
        )
        rest = rest[rest["there"] == "left_only"].sort_values(["distance_km", *_KEY[:2]])
        found: list[Pair] = []
        for pair in rest[_KEY[:2]].itertuples(index=False, name=None):
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
        pairs = zip((WHY, WHY_NOT), (self.defended, self.passed_over))
        rows = [(what, *pair) for what, pair in pairs]
        return pd.DataFrame(rows, columns=["question", *_KEY[:2]])

    def decided(self, answer: Any) -> pairing.Plan:
        """The best plan that holds a choice written down as in the exercise `kept`; the plan itself
        where the choice cannot be read."""
        row = _choice(answer, self)
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


# ---- pair by hand


def hand_pairs(answer: Any, data: Planning) -> pd.DataFrame | None:
    """An answer as ``helper_id, recipient_id, channel``: unit → helpers, a frame, or a list of
    pairs; None for anything else."""
    answer = getattr(answer, "frame", answer)  # a board
    if isinstance(answer, Mapping):
        rows = [
            (data.known.get(str(h).strip(), str(h)), data.known.get(str(r).strip(), str(r)))
            for r, helpers in answer.items()
            for h in (_named(helpers, data) if isinstance(helpers, str) else helpers)
        ]
    elif isinstance(answer, pd.DataFrame):
        rows = list(
            answer[[c for c in _KEY if c in answer.columns]].itertuples(index=False, name=None)
        )
    elif isinstance(answer, Iterable) and not isinstance(answer, str):
        rows = [tuple(data.known.get(str(x).strip(), x) for x in row) for row in answer]
    else:
        return None
    if not all(len(row) in (2, 3) and all(isinstance(x, str) for x in row) for row in rows):
        return None
    known = words_of("pairing", "channel")
    served = data.prepared.helpers.groupby("helper_id")["channel"].agg(list)
    full = [
        (
            *row[:2],
            known.get(row[2].strip().lower(), row[2]) if row[2:] else _only(served.get(row[0])),
        )
        for row in rows
    ]
    return pd.DataFrame(full, columns=_KEY, dtype="string")


def _named(text: str, data: Planning) -> list[str]:
    """The helpers that a text names; what is no unit stays as it was typed."""
    return data.units(text) or [p for p in re.split(r"[、,;，；\s]+", text) if p]


def _only(channels: list[str] | None) -> str | None:
    return channels[0] if channels else None


def judge_by_hand(answer: Any, data: Planning, truth: Any) -> str:
    """ "" for pairs that break no rule and leave nobody alone who could have a helper; else what
    breaks, by the rules of `check_plan`."""
    try:
        pairs = hand_pairs(answer, data)
    except TypeError:
        pairs = None
    if pairs is None:
        return "form"
    if pairs.empty:
        return "bare"
    p = data.prepared
    strangers = [*pairs.loc[~pairs["helper_id"].isin(p.helpers["helper_id"]), "helper_id"]]
    strangers += [
        *pairs.loc[~pairs["recipient_id"].isin(p.recipients["recipient_id"]), "recipient_id"]
    ]
    if strangers:
        return f"stranger\n{_some(strangers, data)}"
    problems = rule_problems(data.plan, pairs)
    for key, rows in _by_kind(problems, pairs).items():
        if len(rows):
            told = [
                " → ".join(_who(x, data) for x in (r.helper_id, r.recipient_id) if pd.notna(x))
                for r in rows.itertuples()
            ]
            return f"{key}\n{_some(told, data)}"
    alone = sorted(set(p.recipients["recipient_id"]) - set(pairs["recipient_id"]))
    if len(p.recipients) - len(alone) < _reachable(p):
        return f"alone\n{_some(alone, data)}"
    return ""


def _by_kind(problems: pd.DataFrame, pairs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    whole = problems["helper_id"].notna() & problems["recipient_id"].notna()
    twice = whole & problems.set_index(_KEY).index.isin(
        pairs[pairs.duplicated(_KEY)].set_index(_KEY).index
    )
    return {
        "twice": problems[twice],
        "barred": problems[whole & ~twice],
        "over": problems[problems["recipient_id"].isna()],
        "beyond": problems[problems["helper_id"].isna()],
    }


def _reachable(p: pairing.Prepared) -> int:
    """How many units can have a helper at once."""
    return pairing.plan(
        p.recipients.assign(most=1), p.helpers, p.candidates, goals=("coverage",)
    ).levels["coverage"]


def _who(unit: str, data: Planning) -> str:
    """A unit by number and name."""
    name = data.called.get(str(unit), str(unit))
    return str(unit) if name == str(unit) else f"{unit} {name}"


def _some(items: list[str], data: Planning) -> str:
    told = [_who(item, data) for item in dict.fromkeys(items)]
    return tr("、", ", ").join(told[:4]) + ("…" if len(told) > 4 else "")


def written(data: Planning, pairs: pd.DataFrame) -> dict[str, str]:
    """Pairs as an answer says them: unit → its helpers' names."""
    names = pairs["helper_id"].map(data.called).groupby(pairs["recipient_id"].map(data.called))
    return {str(unit): " ".join(helpers) for unit, helpers in names}


def mistaken_hands(data: Planning, truth: dict[str, str]) -> dict[str, frozenset[Pair]]:
    """Hand plans that break a rule each: hint key → (helper, unit) by name."""
    p, roads, last = data.prepared, data.roads, list(truth)[-1]
    unit = next(i for i, name in data.called.items() if name == last)
    mine = [(h, r) for r, hs in truth.items() for h in hs.split()]
    rest = [pair for pair in mine if pair[1] != last]
    possible = set(map(tuple, p.candidates[_KEY[:2]].to_numpy()))
    foreign = next((h for h in p.helpers["helper_id"] if (h, unit) not in possible), None)
    more = [data.called[h] for h in roads.loc[roads["recipient_id"] == unit, "helper_id"]]
    third = next(((h, last) for h in more if (h, last) not in mine), None)
    nearest = roads.drop_duplicates(["recipient_id", "channel"])[_KEY[:2]].to_numpy()
    found = {
        "over": [(data.called[h], data.called[r]) for h, r in nearest],
        "beyond": [*mine, third] if third else mine,
        "alone": rest,
        "barred": [*rest, (data.called[foreign], last)] if foreign else mine,
        "stranger": [(r, h) for h, r in mine],
    }
    # sets, for a list as long as the truth would be taken for one answer a unit
    return {key: frozenset(pairs) for key, pairs in found.items()}


def own_words(data: Planning) -> dict[str, str]:
    """Helpers are read by the judge, as they were typed."""
    return as_typed(written(data, data.plan.pairs))


@task(3, "by_hand", wrong=mistaken_hands, judge=judge_by_hand, names=own_words)
def by_hand(data: Planning) -> dict[str, str]:
    """Each unit's helpers; the plan's own are one answer of many."""
    return written(data, data.plan.pairs)


# ---- everybody takes the nearest


def _mistaken_nearest(data: Planning, truth: list[str]) -> dict[str, list[str]]:
    crowd, named = data.crowd, lambda ids: sorted(data.called[i] for i in ids)
    over = set(crowd.index[crowd > 0])
    first = set(data.prepared.helpers.loc[lambda h: h["channel"] == ADVANCED, "helper_id"])
    return apart(
        {
            "full": named(crowd.index[crowd >= 0]),
            "advanced": named(over & first),
            "departments": named(over - first),
            "asked": named(crowd.index),
        },
        truth,
    )


@task(3, "nearest", wrong=_mistaken_nearest, names=spellings)
def nearest(data: Planning) -> list[str]:
    """Helpers that more units ask for than they have places, when each takes the nearest."""
    over = data.crowd.index[data.crowd > 0]
    if over.empty:
        raise NotHere(
            tr("人人就近，也没有谁不够分。", "even if all take the nearest, places suffice")
        )
    return sorted(data.called[i] for i in over)


# ---- ask why, and why not

#: the two questions, as an answer names them
WHY, WHY_NOT = "为什么是他", "为什么不是他"
_LETTERS = dict(zip(pairing.GOALS, "ABCDE"))


def _goals(_: Any) -> dict[str, str]:
    """Letters and words of the goals → the letter."""
    words = {word("goal", g, short=True, lang="zh"): letter for g, letter in _LETTERS.items()}
    return {letter: letter for letter in "ABCDE"} | words


def _mistaken_asked(data: Planning, truth: dict[str, str]) -> dict[str, dict[str, str]]:
    why, why_not = truth[WHY], truth[WHY_NOT]
    return apart(
        {
            "open": {WHY: "A", WHY_NOT: why_not},
            "road": {WHY: "E", WHY_NOT: why_not},
            "near": {WHY: why, WHY_NOT: "E"},
            "taken": {WHY: why, WHY_NOT: "A"},
            "fit": {WHY: "D", WHY_NOT: why_not},
        },
        truth,
    )


def _told(data: Planning) -> str:
    pairs = (f"{what}：{h} → {r}" for what, h, r in data.asked.itertuples(index=False, name=None))
    return "，".join(pairs)


def _judge_asked(answer: Any, data: Planning, truth: dict[str, str]) -> str | None:
    """ "" for the two letters, also in one word."""
    if isinstance(answer, str):
        answer = dict(zip((WHY, WHY_NOT), re.findall(r"[A-E]", answer.upper())))
    return "" if answer == truth else None


@task(3, "asked", wrong=_mistaken_asked, judge=_judge_asked, given=_told, names=_goals)
def asked(data: Planning) -> dict[str, str]:
    """Letter of the goal that is hurt first without the one pair, and with the other."""
    prices = data.plan.why(*data.defended).price, data.plan.why_not(*data.passed_over).price
    return dict(zip((WHY, WHY_NOT), (_LETTERS[first_loss(price)] for price in prices)))


# ---- one choice of one's own

PAIR, ACTION, REASON, GOAL = "哪一对", "指定还是不用", "理由", "先受损的目标"
_ACTIONS = {"指定": "pin", "要": "pin", "不用": "ban", "不要": "ban"}
_EMPTY = re.compile(
    r"(?:领导|上级|电脑|系统|机器|大家|我们?|都)*(?:定|说|算|要求|认为|觉得|同意)?[的了过]*"
    r"(?:比较|更|很|最)?(?:就近|近|方便|合适|好|合理|历来如此|一直这样|没有|无)?[的了。!！ ]*"
)


def _field(answer: Any, key: str) -> str:
    value = answer.get(key, "") if isinstance(answer, Mapping) else ""
    return unicodedata.normalize("NFKC", str(value)).strip(" 。")


def _choice(answer: Any, data: Planning) -> dict[str, str] | None:
    """A choice as `pairing.plan` takes it; None where pair or action cannot be read."""
    ends, action = data.units(_field(answer, PAIR)), _ACTIONS.get(_field(answer, ACTION))
    helpers = [i for i in ends if i in set(data.prepared.helpers["helper_id"])]
    units = [i for i in ends if i in set(data.prepared.recipients["recipient_id"])]
    if len(ends) != 2 or len(helpers) != 1 or len(units) != 1 or action is None:
        return None
    ids = dict(zip(_KEY, (helpers[0], units[0])))
    return ids | {"action": action, "reason": _field(answer, REASON)}


def _price(row: Mapping[str, str], data: Planning) -> dict[str, int] | None:
    """What a choice costs, goal by goal; None where it changes nothing or cannot be had."""
    pair, pairs = (row["helper_id"], row["recipient_id"]), data.plan.pairs
    there = pair in set(pairs[_KEY[:2]].itertuples(index=False, name=None))
    if there == (row["action"] == "pin"):
        return None
    told = data.plan.why(*pair) if there else data.plan.why_not(*pair)
    return told.price if told.chain else None


def _judge_kept(answer: Any, data: Planning, truth: Any) -> str | None:
    """ "" for a choice that can be had, has a reason, and whose price is foreseen."""
    if not isinstance(answer, Mapping):
        return None
    if _field(answer, ACTION) not in _ACTIONS:
        return "action"
    row = _choice(answer, data)
    if row is None:
        return "pair"
    if len(row["reason"]) < 6 or _EMPTY.fullmatch(row["reason"]):
        return "vague"
    possible = set(data.prepared.candidates[_KEY[:2]].itertuples(index=False, name=None))
    if (row["helper_id"], row["recipient_id"]) not in possible:
        return "barred"
    if (row["helper_id"], row["recipient_id"]) in (data.defended, data.passed_over):
        return "copied"
    price = _price(row, data)
    if price is None:
        return "same"
    said = _field(answer, GOAL).upper()
    letter = _goals(data).get(said, said[:1])
    return "" if letter == _LETTERS.get(first_loss(price), "") else "price"


def _mistaken_kept(data: Planning, truth: dict[str, str]) -> dict[str, dict[str, str]]:
    planned = data.plan.pairs.iloc[0]
    there = f"{data.called[planned['helper_id']]} → {data.called[planned['recipient_id']]}"
    wrong = "A" if truth[GOAL] != "A" else "E"
    return {
        "vague": truth | {REASON: "领导定的"},
        "copied": truth | {PAIR: " → ".join(data.called[i] for i in data.passed_over)},
        "same": truth | {PAIR: there},
        "price": truth | {GOAL: wrong},
        "action": truth | {ACTION: "再议"},
        "pair": truth | {PAIR: truth[PAIR].split(" → ")[0]},
    }


@task(
    3,
    "kept",
    wrong=_mistaken_kept,
    judge=_judge_kept,
    names=lambda data: as_typed(kept(data)),
)
def kept(data: Planning) -> dict[str, str]:
    """A choice with its reason and the goal it hurts first: a candidate passed over, wanted all the
    same."""
    helper, unit = data.at_a_price[1]
    price = data.plan.why_not(helper, unit).price
    return {
        PAIR: f"{data.called[helper]} → {data.called[unit]}",
        ACTION: "指定",
        REASON: "班子会议定由最近的一家来帮",
        GOAL: _LETTERS[first_loss(price)],
    }
