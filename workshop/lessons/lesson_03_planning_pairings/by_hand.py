"""A plan made by hand, judged by the rules of `check_plan`."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.pairing import rule_problems
from toolkit.terms import tr
from workshop.lessons.exercise import as_typed
from workshop.lessons.lesson_03_planning_pairings.planning import Pair, Planning
from workshop.lessons.lesson_03_planning_pairings.typed import KEY, hand_pairs


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
    twice = whole & problems.set_index(KEY).index.isin(
        pairs[pairs.duplicated(KEY)].set_index(KEY).index
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


def plan_in_words(data: Planning, pairs: pd.DataFrame) -> dict[str, str]:
    """Pairs as an answer says them: unit → its helpers' names."""
    names = pairs["helper_id"].map(data.called).groupby(pairs["recipient_id"].map(data.called))
    return {str(unit): " ".join(helpers) for unit, helpers in names}


def mistaken_hands(data: Planning, truth: dict[str, str]) -> dict[str, frozenset[Pair]]:
    """Hand plans that break a rule each: hint key → (helper, unit) by name."""
    p, roads, last = data.prepared, data.roads, list(truth)[-1]
    unit = next(i for i, name in data.called.items() if name == last)
    mine = [(h, r) for r, hs in truth.items() for h in hs.split()]
    rest = [pair for pair in mine if pair[1] != last]
    possible = set(map(tuple, p.candidates[KEY[:2]].to_numpy()))
    foreign = next((h for h in p.helpers["helper_id"] if (h, unit) not in possible), None)
    more = [data.called[h] for h in roads.loc[roads["recipient_id"] == unit, "helper_id"]]
    third = next(((h, last) for h in more if (h, last) not in mine), None)
    nearest = roads.drop_duplicates(["recipient_id", "channel"])[KEY[:2]].to_numpy()
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
    return as_typed(plan_in_words(data, data.plan.pairs))
