"""Lesson 4, planning pairings: pair by hand, ask why and why not, plan again, price an override."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.datasets import dataset
from toolkit.pairing import rule_problems
from toolkit.records import County
from toolkit.terms import spellings, tr
from workshop.lessons.days import NEAREST, planning_day
from workshop.lessons.exercise import NotHere, task

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
    def farthest(self) -> Pair:
        """The planned pair with the longest road."""
        return _ends(
            self.plan.pairs.sort_values(["distance_km", *_KEY], ascending=[False, True, True, True])
        )

    @cached_property
    def passed_over(self) -> Pair:
        """The nearest candidate that the plan passes over although its price is not nothing."""
        rest = self.prepared.candidates.merge(
            self.plan.pairs[_KEY[:2]], how="left", indicator="there"
        )
        rest = rest[rest["there"] == "left_only"].sort_values(["distance_km", *_KEY[:2]])
        for pair in rest[_KEY[:2]].itertuples(index=False, name=None):
            told = self.plan.why_not(*pair)
            if told.chain and told.price["fit"]:
                return pair
        raise NotHere(
            tr("方案没有舍弃任何更近的候选。", "the plan passes over no candidate at a price")
        )

    @cached_property
    def leaving(self) -> str:
        """The first helper whose leaving makes it matter where keeping stands (the lesson's story
        tells of two who leave)."""
        for helper in sorted(self.plan.pairs["helper_id"].unique()):
            choices = self.plan.replan({"leave": [helper]}).choices
            if choices.loc["first", "coverage"] < choices.loc["after_coverage", "coverage"]:
                return str(helper)
        raise NotHere(
            tr(
                "不管谁离开，一对不拆也个个有人帮。",
                "whoever leaves, all can be helped without breaking a pair",
            )
        )

    @cached_property
    def banned(self) -> Pair:
        """The kept pair with the shortest road: the one set aside by hand."""
        kept = self.plan.pairs[self.plan.pairs["kept"]].sort_values(["distance_km", *_KEY])
        if kept.empty:
            raise NotHere(tr("方案里没有保留下来的结对。", "the plan keeps no running pair"))
        return _ends(kept)


def _ends(pairs: pd.DataFrame) -> Pair:
    if pairs.empty:
        raise NotHere(tr("方案里一对也没有。", "the plan has no pair"))
    first = pairs.iloc[0]
    return str(first["helper_id"]), str(first["recipient_id"])


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
    today = county["pairing"][pairing.running(county["pairing"], on)]
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
    if isinstance(answer, Mapping):
        rows = [
            (h, r)
            for r, helpers in answer.items()
            for h in ([helpers] if isinstance(helpers, str) else helpers)
        ]
    elif isinstance(answer, pd.DataFrame):
        rows = list(
            answer[[c for c in _KEY if c in answer.columns]].itertuples(index=False, name=None)
        )
    elif isinstance(answer, Iterable) and not isinstance(answer, str):
        rows = [tuple(row) for row in answer]
    else:
        return None
    if not all(len(row) in (2, 3) and all(isinstance(x, str) for x in row) for row in rows):
        return None
    known = spellings("pairing", "channel")
    served = data.prepared.helpers.groupby("helper_id")["channel"].agg(list)
    full = [
        (
            *row[:2],
            known.get(row[2].strip().lower(), row[2]) if row[2:] else _only(served.get(row[0])),
        )
        for row in rows
    ]
    return pd.DataFrame(full, columns=_KEY, dtype="string")


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
    p = data.prepared
    strangers = [*pairs.loc[~pairs["helper_id"].isin(p.helpers["helper_id"]), "helper_id"]]
    strangers += [
        *pairs.loc[~pairs["recipient_id"].isin(p.recipients["recipient_id"]), "recipient_id"]
    ]
    if strangers:
        return f"stranger\n{_some(strangers)}"
    problems = rule_problems(data.plan, pairs)
    for key, rows in _by_kind(problems, pairs).items():
        if len(rows):
            told = [
                " → ".join(str(x) for x in (r.helper_id, r.recipient_id) if pd.notna(x))
                for r in rows.itertuples()
            ]
            return f"{key}\n{_some(told)}"
    alone = sorted(set(p.recipients["recipient_id"]) - set(pairs["recipient_id"]))
    if len(p.recipients) - len(alone) < _reachable(p):
        return f"alone\n{_some(alone)}"
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


def _some(items: list[str]) -> str:
    told = list(dict.fromkeys(items))
    return tr("、", ", ").join(told[:4]) + ("…" if len(told) > 4 else "")


def _mistaken_hands(data: Planning, truth: dict[str, list[str]]) -> dict[str, dict[str, list[str]]]:
    p = data.prepared
    roads = p.candidates.merge(p.helpers, on="helper_id").sort_values(["distance_km", "helper_id"])
    nearest = roads.drop_duplicates(["recipient_id", "channel"])
    last = list(truth)[-1]
    possible = set(map(tuple, p.candidates[_KEY[:2]].to_numpy()))
    foreign = next((h for h in p.helpers["helper_id"] if (h, last) not in possible), None)
    more = dict.fromkeys([*truth[last], *roads.loc[roads["recipient_id"] == last, "helper_id"]])
    return {
        "over": {str(r): list(hs) for r, hs in nearest.groupby("recipient_id")["helper_id"]},
        "beyond": {**truth, last: list(more)[: len(truth[last]) + 1]},
        "alone": {r: hs for r, hs in truth.items() if r != last},
        "barred": {**truth, last: [foreign]} if foreign else truth,
        "stranger": {h: [r] for r, hs in truth.items() for h in hs},
    }


@task(3, "by_hand", wrong=_mistaken_hands, judge=judge_by_hand)
def by_hand(data: Planning) -> dict[str, list[str]]:
    """Each unit's helpers; the plan's own are one answer of many."""
    return {str(r): list(h) for r, h in data.plan.pairs.groupby("recipient_id")["helper_id"]}


# ---- ask why, and why not


def _mistaken_why(data: Planning, truth: float) -> dict[str, float]:
    pair = _row(data.plan.pairs, data.farthest)
    others = data.prepared.candidates.merge(data.prepared.helpers, on="helper_id")
    others = others[
        (others["recipient_id"] == data.farthest[1]) & (others["channel"] == pair["channel"])
    ]
    second = others.loc[others["helper_id"] != data.farthest[0], "distance_km"].min()
    own = float(pair["distance_km"])
    return _different(
        {"own": -own, "second": float(second) - own, "metres": truth * 1000, "sign": -truth}
    )


@task(3, "why", wrong=_mistaken_why)
def why(data: Planning) -> float:
    """Kilometres by which the best arrangement without the farthest pair is longer."""
    return data.plan.why(*data.farthest).price["distance"] / 1000


def _mistaken_why_not(data: Planning, truth: int) -> dict[str, float]:
    told = data.plan.why_not(*data.passed_over)
    added, candidates = told.chain[0], data.prepared.candidates
    fit = int(_row(candidates, data.passed_over)["fit"])
    mine = data.plan.pairs[
        (data.plan.pairs["recipient_id"] == added.recipient_id)
        & (data.plan.pairs["channel"] == added.channel)
    ]
    swap = fit - int(mine["fit"].iloc[0]) if len(mine) else fit
    return _different(
        {
            "own": fit,
            "swap": swap,
            "distance": told.price["distance"] / 1000,
            "moves": len(told.chain),
            "sign": -truth,
        }
    )


@task(3, "why_not", wrong=_mistaken_why_not, given=lambda data: _told(data.passed_over))
def why_not(data: Planning) -> int:
    """Points of fit that it costs in all to have the nearest candidate passed over."""
    return int(data.plan.why_not(*data.passed_over).price["fit"])


# ---- plan again, and set by hand


def _after_leaving(data: Planning) -> pd.DataFrame:
    return data.plan.replan({"leave": [data.leaving]}).choices


def _mistaken_replan(data: Planning, truth: tuple[float, float]) -> dict[str, tuple[float, float]]:
    choices = _after_leaving(data)
    wanted = int(choices["coverage"].max())
    rows = {
        name: (wanted - int(r["coverage"]), 100 * float(r["kept_share"]))
        for name, r in choices.iterrows()
    }
    kept, pairs = int(choices.loc["after_coverage", "keep"]), len(data.plan.pairs)
    return {
        "share": (truth[0], truth[1] / 100),
        "all_pairs": (truth[0], 100 * kept / pairs),
        "last": (truth[0], rows["last"][1]),
        "first": rows["first"],
        "after": rows["after_coverage"],
    }


@task(3, "replan", wrong=_mistaken_replan, tolerance=0.06, given=lambda data: data.leaving)
def replan(data: Planning) -> tuple[float, float]:
    """Needs that stay open when no pair may be broken, and the percentage kept when needs come
    first."""
    choices = _after_leaving(data)
    left_open = int(choices["coverage"].max() - choices.loc["first", "coverage"])
    return left_open, 100 * float(choices.loc["after_coverage", "kept_share"])


def _set_by_hand(data: Planning) -> pairing.Plan:
    helper, recipient = data.banned
    row = {
        "helper_id": helper,
        "recipient_id": recipient,
        "action": "ban",
        "reason": tr("帮扶方正在撤并", "the helper is being merged"),
    }
    return data.prepared.plan(overrides=pd.DataFrame([row]))


def _mistaken_override(
    data: Planning, truth: tuple[float, float]
) -> dict[str, tuple[float, float]]:
    levels = _set_by_hand(data).levels
    own = float(_row(data.plan.pairs, data.banned)["distance_km"])
    return {
        "own": (truth[0], -own),
        "metres": (truth[0], 1000 * truth[1]),
        "sign": (-truth[0], -truth[1]),
        "levels": (levels["keep"], levels["distance"] / 1000),
        "order": (truth[1], truth[0]),
    }


@task(3, "override", wrong=_mistaken_override, given=lambda data: _told(data.banned))
def override(data: Planning) -> tuple[float, float]:
    """What it costs to set the nearest kept pair aside: pairs kept, and kilometres."""
    price = _set_by_hand(data).overrides.iloc[0]
    return int(price["keep"]), float(price["distance"]) / 1000


def _told(pair: Pair) -> str:
    return f"{pair[0]} → {pair[1]}"


def _row(frame: pd.DataFrame, pair: Pair) -> pd.Series:
    return frame[(frame["helper_id"] == pair[0]) & (frame["recipient_id"] == pair[1])].iloc[0]


def _different(answers: dict[str, float]) -> dict[str, float]:
    """Without answers that an earlier mistake also leads to."""
    seen: dict[float, str] = {}
    for key, value in answers.items():
        seen.setdefault(round(value, 3), key)
    return {key: answers[key] for key in seen.values()}
