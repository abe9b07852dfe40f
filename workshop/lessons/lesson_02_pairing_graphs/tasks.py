"""Lesson 2, one network: an office's ledger read and drawn; who has nobody, who carries too much,
whose leaving hurts."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, apart, task
from workshop.lessons.lesson_02_pairing_graphs import ledger as shipped
from workshop.lessons.lesson_02_pairing_graphs.network import PairingNetwork, load, spellings

__all__ = ["load"]

ADVANCED, DEPARTMENT = "advanced_helps_backward", "department_links_backward"


# ---- what the ledger leaves open


def _letters(data: PairingNetwork) -> dict[str, str]:
    """Letters and words of every choice → the letter."""
    said = {letter: letter for letter in "ABCDEFGH"}
    for q in () if data.raw is None else data.raw.questions:
        said |= {choice: letter for letter, choice in zip("ABCDEFGH", q.choices)}
        said |= {choice: letter for letter, choice in zip("ABCDEFGH", q.choices_said)}
    return said


def told_questions(data: Any, answer: Any) -> str:
    """Letters with the words of the choice that each stands for."""
    asked = data.raw.questions if data.raw else []
    words = [dict(zip("ABCDEFGH", q.choices_said)) for q in asked]
    said = [f"{a} {w.get(a, '')}".strip() for a, w in zip(answer, words)]
    return tr("、", ", ").join([*said, *answer[len(words) :]])


def _mistaken_questions(data: PairingNetwork, truth: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    hidden, same, channel = truth
    return {
        "hidden": ("B", same, channel),
        "two": (hidden, "B", channel),
        "department": (hidden, same, "B"),
        "unknown": (hidden, same, "G"),
    }


def letters(answer: Any) -> list[str]:
    """The letters of an answer in their order, however set apart, each with its number before it or
    none; none where anything else stands there."""
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    said = unicodedata.normalize("NFKC", "、".join(map(str, parts))).upper()
    found: list[str] = []
    for word in filter(None, re.split(r"[\s、,;.。:\"'“”]+", said)):
        word = re.sub("[一二三四五六]", lambda n: str("一二三四五六".index(n[0]) + 1), word)
        told = re.fullmatch(r"(?:第?(\d+)[问题]?)?([A-H]+)", word)
        if told is None or told[1] not in (None, str(len(found) + 1)):
            return []
        found += told[2]
    return found


def _judge_questions(answer: Any, data: PairingNetwork, truth: tuple[str, ...]) -> str | None:
    """ "" for the letters in their order, however set apart; else the first that is off."""
    given = letters(answer)
    if len(given) != len(truth):
        return None
    if tuple(given) == truth:
        return ""
    if given[0] != truth[0]:
        return "hidden"
    if given[1] != truth[1]:
        return "two"
    return "unknown" if given[2] == "G" else "department"


@task(
    2,
    "questions",
    wrong=_mistaken_questions,
    judge=_judge_questions,
    single=True,
    told=told_questions,
    names=_letters,
)
def questions(data: PairingNetwork) -> tuple[str, ...]:
    """The letters of the choices that the ledger itself bears out."""
    if data.own or data.raw is None:
        raise NotHere(
            tr(
                "你们自己的台账，由你们自己答，没有标准答案。",
                "on your own ledger you decide: there is no key",
            )
        )
    asked = data.raw.questions
    return tuple("ABCDEFGH"[q.choices.index(a)] for q, a in zip(asked, shipped.ANSWERS))


# ---- who has nobody


def _mistaken_unpaired(data: PairingNetwork, truth: list[str]) -> dict[str, list[str]]:
    helpers = data.pairs.groupby("recipient_id")["helper_id"].nunique()
    due, runs = set(data.who.to_help), data.pairs
    linked = set(runs.loc[runs["channel"] == DEPARTMENT, "recipient_id"])
    led = set(runs.loc[runs["channel"] == ADVANCED, "recipient_id"])
    return apart(
        {
            "no_advanced": data.names(due - led),
            "no_department": data.names(due - linked),
            "single": data.names(helpers.index[helpers == 1]),
            "outside": data.names(set(data.called) - set(runs["recipient_id"])),
        },
        truth,
    )


@task(2, "unpaired", wrong=_mistaken_unpaired, names=spellings)
def unpaired(data: PairingNetwork) -> list[str]:
    """Units on the list without any running help."""
    if not len(data.who.unhelped):
        raise NotHere(tr("待帮单位个个有人帮。", "every unit to be helped has somebody"))
    return data.names(data.who.unhelped)


# ---- who carries too much


def _mistaken_overloaded(data: PairingNetwork, truth: list[str]) -> dict[str, list[str]]:
    table = data.load
    total = table.groupby("helper_id")["pairs"].sum()
    return apart(
        {
            "full": data.names(table.loc[table["pairs"] >= table["capacity"], "helper_id"]),
            "several": data.names(total.index[total > 1]),
            "busiest": data.names(total.index[total == total.max()]),
            "most": data.names(total.index[total >= 3]),
        },
        truth,
    )


@task(2, "overloaded", wrong=_mistaken_overloaded, names=spellings)
def overloaded(data: PairingNetwork) -> list[str]:
    """Helpers with more running pairs in a channel than they can carry."""
    found = data.load.loc[data.load["over"] > 0, "helper_id"]
    if found.empty:
        raise NotHere(
            tr(f"{data.day} 没有超出能力的帮扶方。", f"no helper is over capacity on {data.day}")
        )
    return data.names(found)


# ---- who leaves


def _alone(data: PairingNetwork) -> pd.Series:
    """Helper → how many units would have nobody without it."""
    if data.county.nature == "public_official":
        raise NotHere(tr("公开资料只作描述。", "published facts are only described"))
    found = pairing.critical_helpers(data.county, data.day)
    if found.empty:
        raise NotHere(
            tr("谁退出都不会有单位没人帮。", "whoever leaves, nobody is left without help")
        )
    return found.set_index("helper_id")["recipients"]


def _mistaken_leave(data: PairingNetwork, truth: list[str]) -> dict[str, list[str]]:
    alone, total = _alone(data), data.load.groupby("helper_id")["pairs"].sum()
    joint = data.pairs.loc[data.pairs["channel"] == "co_building", "helper_id"].value_counts()
    return apart(
        {
            "busiest": data.names(total.index[total == total.max()]),
            "any": data.names(alone.index),
            "over": data.names(data.load.loc[data.load["over"] > 0, "helper_id"]),
            "joint": data.names(joint.index[joint == joint.max()]),
        },
        truth,
    )


@task(2, "leave", wrong=_mistaken_leave, names=spellings)
def leave(data: PairingNetwork) -> list[str]:
    """The helper whose leaving would leave most units without anybody (several where they tie)."""
    alone = _alone(data)
    return data.names(alone.index[alone == alone.max()])
