"""Lesson 5, ranking and regression to the mean: dice, two lines, two measures, what may be
claimed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from toolkit.records import bare
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, apart, task
from workshop.lessons.lesson_05_ranking_and_regression.ranking import (
    LISTED,
    Ranking,
    cards_of,
    load,
)

__all__ = ["load"]

# ---- dice


def _mistaken_dice(data: Ranking, truth: float) -> dict[str, float]:
    first = float(data.dice["first"].head(LISTED).mean())
    return {
        "same": first,
        "halfway": (first + truth) / 2,
        "mirror": 2 * truth - first,
        "one": truth / 2,
    }


@task(5, "dice", wrong=_mistaken_dice, tolerance=0.051)
def thrown(data: Ranking) -> float:
    """What the lowest throw next on average: what everybody throws."""
    return 2 * float(np.mean(range(1, 7)))


# ---- two lines


def _mistaken_lines(data: Ranking, truth: set[int]) -> dict[str, Any]:
    quota, below = data.lowest("score"), data.below
    found = {
        "either": quota | below,
        "both": quota & below,
        "quota": quota - below,
        "threshold": below - quota,
        "top": cards_of(data.cards.nlargest(data.seats, "score")),
        "one_list": quota,
    }
    return apart(found, truth)


def _year(data: Ranking) -> str:
    """The year asked about."""
    return tr(f"{data.period} 年", data.period)


def _cards_by_name(data: Ranking) -> dict[str, int]:
    numbers = data.cards["label"].str.extract(r"(\d+)", expand=False).astype(int)
    return {bare(str(name)): int(n) for name, n in zip(data.cards["name"], numbers)}


@task(5, "lines", wrong=_mistaken_lines, given=_year, names=_cards_by_name)
def lines(data: Ranking) -> set[int]:
    """The cards that one line lists and the other does not."""
    found = data.lowest("score") ^ data.below
    if not found:
        raise NotHere(
            tr("两条线列入的恰好是同一批单位。", "both lines list the same units on these data")
        )
    return found


# ---- two measures

Four = tuple[int, int, int, int]


def _errors(data: Ranking) -> tuple[set[int], set[int], set[int]]:
    if data.cards["verified"].isna().any():
        raise NotHere(tr("这份数据没有核验口径。", "these records have no verified measure"))
    return data.lowest("score"), data.below, data.lowest("verified")


def _mistaken_errors(data: Ranking, truth: Four) -> dict[str, Four]:
    quota, below, weak = _errors(data)
    found = {
        "turned": (truth[1], truth[0], truth[3], truth[2]),
        "hits": (len(quota & weak), truth[1], len(below & weak), truth[3]),
        "whole": (len(quota), len(weak), len(below), len(weak)),
        "standard": (truth[0], truth[1], truth[0], truth[1]),
        "after": (
            len(quota - data.lowest("verified_after")),
            len(data.lowest("verified_after") - quota),
            len(below - data.lowest("verified_after")),
            len(data.lowest("verified_after") - below),
        ),
    }
    return apart(found, truth)


@task(5, "errors", wrong=_mistaken_errors, tolerance=0.4, given=_year)
def errors(data: Ranking) -> Four:
    """Wrongly listed and wrongly left out by the quota, then by the standard."""
    quota, below, weak = _errors(data)
    return len(quota - weak), len(weak - quota), len(below - weak), len(weak - below)


# ---- what may be claimed

_MAY = {1: True, 2: False, 3: True, 4: False, 5: False, 6: True}


def _words() -> tuple[str, str]:
    return tr("能说", "yes"), tr("不能说", "no")


def _other_words(_: Ranking) -> dict[str, str]:
    yes, no = _words()
    said = "能 可以 可以说 是 对 ✓ √", "不能 不可以 不可以说 不行 否 错 不对 ✗ ×"
    told = [dict.fromkeys(words.split(), word) for words, word in zip(said, (yes, no))]
    return {yes: yes, no: no} | told[0] | told[1]


def _mistaken_claims(data: Ranking, truth: Mapping[int, str]) -> dict[str, dict[int, str]]:
    own, (yes, no) = dict(truth), _words()
    return {
        "effect": own | {2: yes},
        "remainder": own | {4: yes},
        "last": own | {5: yes},
        "everything": dict.fromkeys(own, yes),
        "nothing": dict.fromkeys(own, no),
    }


@task(5, "claims", wrong=_mistaken_claims, names=_other_words)
def claims(data: Ranking) -> dict[int, str]:
    """Which of the six sentences the two measures allow."""
    yes, no = _words()
    if data.verified_rise.observed >= data.rise.observed:
        raise NotHere(
            tr(
                "这份数据里核验口径升得不比上报少，第六句不成立。",
                "on these data the verified rise is not below the reported one",
            )
        )
    return {number: yes if may else no for number, may in _MAY.items()}
