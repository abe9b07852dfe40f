"""Lesson 3, planning pairings: pair by hand, ask why and why not, keep one choice with its reason
and price."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from toolkit import pairing
from toolkit.terms import tr, word
from workshop.lessons.answers import read
from workshop.lessons.exercise import NotHere, apart, as_typed, task
from workshop.lessons.lesson_02_pairing_graphs.network import spellings
from workshop.lessons.lesson_02_pairing_graphs.tasks import ADVANCED
from workshop.lessons.lesson_03_planning_pairings.by_hand import (
    judge_by_hand,
    mistaken_hands,
    own_words,
    plan_in_words,
)
from workshop.lessons.lesson_03_planning_pairings.planning import Planning, first_loss, load
from workshop.lessons.lesson_03_planning_pairings.typed import (
    ACTIONS,
    KEY,
    choice,
    fields,
    questions,
    written,
)

__all__ = ["load"]

# ---- pair by hand


@task(3, "by_hand", wrong=mistaken_hands, judge=judge_by_hand, names=own_words)
def by_hand(data: Planning) -> dict[str, str]:
    """Each unit's helpers; the plan's own are one answer of many."""
    return plan_in_words(data, data.plan.pairs)


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

_LETTERS = dict(zip(pairing.GOALS, "ABCDE"))


def _goals(_: Any) -> dict[str, str]:
    """Letters and words of the goals → the letter."""
    words = {word("goal", g, short=True, lang="zh"): letter for g, letter in _LETTERS.items()}
    return {letter: letter for letter in "ABCDE"} | words


def _mistaken_asked(data: Planning, truth: dict[str, str]) -> dict[str, dict[str, str]]:
    first, second = questions()
    why, why_not = truth[first], truth[second]
    return apart(
        {
            "open": {first: "A", second: why_not},
            "road": {first: "E", second: why_not},
            "near": {first: why, second: "E"},
            "taken": {first: why, second: "A"},
            "fit": {first: "D", second: why_not},
        },
        truth,
    )


def _told(data: Planning) -> str:
    pairs = (f"{what}：{h} → {r}" for what, h, r in data.asked.itertuples(index=False, name=None))
    return "，".join(pairs)


def _judge_asked(answer: Any, data: Planning, truth: dict[str, str]) -> str | None:
    """ "" for the two letters, also in one word."""
    if isinstance(answer, str):
        answer = dict(zip(questions(), re.findall(r"[A-E]", answer.upper())))
    return "" if answer == truth else None


@task(3, "asked", wrong=_mistaken_asked, judge=_judge_asked, single=True, given=_told, names=_goals)
def asked(data: Planning) -> dict[str, str]:
    """Letter of the goal that is hurt first without the one pair, and with the other."""
    prices = data.plan.why(*data.defended).price, data.plan.why_not(*data.passed_over).price
    return dict(zip(questions(), (_LETTERS[first_loss(price)] for price in prices)))


# ---- one choice of one's own

_EMPTY = re.compile(
    r"(?:领导|上级|电脑|系统|机器|大家|我们?|都)*(?:定|说|算|要求|认为|觉得|同意)?[的了过]*"
    r"(?:比较|更|很|最)?(?:就近|近|方便|合适|好|合理|历来如此|一直这样|没有|无)?[的了。!！ ]*"
)


def _price(row: Mapping[str, str], data: Planning) -> dict[str, int] | None:
    """What a choice costs, goal by goal; None where it changes nothing or cannot be had."""
    pair, pairs = (row["helper_id"], row["recipient_id"]), data.plan.pairs
    there = pair in set(pairs[KEY[:2]].itertuples(index=False, name=None))
    if there == (row["action"] == "pin"):
        return None
    told = data.plan.why(*pair) if there else data.plan.why_not(*pair)
    return told.price if told.chain else None


def _judge_kept(answer: Any, data: Planning, truth: Any) -> str | None:
    """ "" for a choice that can be had, has a reason, and whose price is foreseen."""
    if not isinstance(answer, Mapping):
        return None
    _, action, _, said = written(answer)
    if action not in ACTIONS:
        return "action"
    row = choice(answer, data)
    if row is None:
        return "pair"
    if len(row["reason"]) < 6 or _EMPTY.fullmatch(row["reason"]):
        return "vague"
    possible = set(data.prepared.candidates[KEY[:2]].itertuples(index=False, name=None))
    if (row["helper_id"], row["recipient_id"]) not in possible:
        return "barred"
    if (row["helper_id"], row["recipient_id"]) in (data.defended, data.passed_over):
        return "copied"
    price = _price(row, data)
    if price is None:
        return "same"
    letter = read(said, "A", _goals(data))
    return "" if letter == _LETTERS.get(first_loss(price), "") else "price"


def _mistaken_kept(data: Planning, truth: dict[str, str]) -> dict[str, dict[str, str]]:
    planned = data.plan.pairs.iloc[0]
    there = f"{data.called[planned['helper_id']]} → {data.called[planned['recipient_id']]}"
    pair, action, reason, goal = fields()
    wrong = "A" if truth[goal] != "A" else "E"
    return {
        "vague": truth | {reason: tr("领导定的", "so be it")},
        "copied": truth | {pair: " → ".join(data.called[i] for i in data.passed_over)},
        "same": truth | {pair: there},
        "price": truth | {goal: wrong},
        "action": truth | {action: tr("再议", "later")},
        "pair": truth | {pair: truth[pair].split(" → ")[0]},
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
    said = (
        f"{data.called[helper]} → {data.called[unit]}",
        tr("指定", "wanted"),
        tr("班子会议定由最近的一家来帮", "decided in committee: the nearest one helps"),
        _LETTERS[first_loss(price)],
    )
    return dict(zip(fields(), said))
