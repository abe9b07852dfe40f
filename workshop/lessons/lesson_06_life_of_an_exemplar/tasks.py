"""Lesson 6, the life of an exemplar: who is due for review, who may be retained, one decision
written so that the register takes it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit import register
from toolkit.records import read_date
from toolkit.rules import default_rules
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere, apart, task
from workshop.lessons.lesson_06_life_of_an_exemplar.lives import SCORES, Lives, load

__all__ = ["load"]

#: more exemplars than these are no work for a class
_MOST = 12


# ---- what is due


def _numbers(table: pd.DataFrame, chosen: Any) -> set[int]:
    return {int(n) for n in table.loc[chosen, "number"]}


def _mistaken_due(data: Lives, truth: set[int]) -> dict[str, set[int]]:
    table, day = data.standing, pd.Timestamp(data.day)
    months = default_rules()["site.review_months"]
    soon = day - pd.DateOffset(months=months) + pd.DateOffset(days=7)
    begun = {str(i) for i in data.county["review"]["ex_id"]}
    new = ~table["subject_id"].isin(begun)
    found = {
        "everybody": set(map(int, table["number"])),
        "new_only": _numbers(table, new & table["number"].isin(truth)),
        "reviewed_only": _numbers(table, ~new & table["number"].isin(truth)),
        "early": _numbers(table, table["since"] <= soon),
        "turned": set(map(int, table["number"])) - truth,
    }
    return apart(found, truth)


def _by_title(data: Lives) -> dict[str, int]:
    table = data.standing
    return {str(title): int(n) for n, title in zip(table["number"], table["title"])} | {
        i: int(n) for n, i in zip(table["number"], table["subject_id"])
    }


@task(6, "due", wrong=_mistaken_due, names=_by_title, given=lambda data: data.day)
def due(data: Lives) -> set[int]:
    """Named exemplars whose last naming or review lies the prescribed months back."""
    table = data.standing
    if len(table) > _MOST:
        raise NotHere(
            tr(
                f"在册的典型有 {len(table)} 个，不宜当堂逐个查，请直接看到期清单。",
                f"{len(table)} exemplars are named: too many to check by hand, see what is due",
            )
        )
    found = _numbers(table, table["subject_id"].isin(data.waiting()))
    if not found:
        raise NotHere(tr(f"{data.day} 没有到期的复核。", f"no review is due on {data.day}"))
    return found


# ---- who may be retained


def _words() -> tuple[str, str]:
    return tr("保留", "retain"), tr("不能保留", "not retain")


def _other_words(_: Lives) -> dict[str, str]:
    keep, no = _words()
    said = "能 能保留 可以保留 继续保留 √ ✓", "不 不能 不保留 不可保留 降档 降档整改 × ✗"
    told = [dict.fromkeys(words.split(), word) for words, word in zip(said, (keep, no))]
    return {keep: keep, no: no} | told[0] | told[1]


def _short(table: pd.DataFrame) -> pd.DataFrame:
    rules = default_rules()
    least = {c: rules[f"site.{c.removesuffix('_score')}_min"] for c in SCORES}
    return pd.DataFrame({c: table[c] < limit for c, limit in least.items()})


def _judged(table: pd.DataFrame, short: Any) -> dict[int, str]:
    keep, no = _words()
    return {int(n): no if s else keep for n, s in zip(table["number"], short)}


def _mistaken_decide(data: Lives, truth: dict[int, str]) -> dict[str, dict[int, str]]:
    table, short, (keep, no) = data.sheets, _short(data.sheets), _words()
    mean = table[["role_score", "value_score"]].mean(axis=1)
    found = {
        "average": _judged(table, mean < default_rules()["site.role_min"]),
        "role_only": _judged(table, short["role_score"]),
        "two_only": _judged(table, short[["role_score", "value_score"]].any(axis=1)),
        "strict": dict.fromkeys(truth, no),
        "turned": {n: keep if word == no else no for n, word in truth.items()},
    }
    return apart(found, truth)


@task(6, "decide", wrong=_mistaken_decide, names=_other_words)
def decide(data: Lives) -> dict[int, str]:
    """For each review sheet whether the rules allow to retain."""
    return _judged(data.sheets, _short(data.sheets).any(axis=1))


# ---- one decision, written

_OFFICE = re.compile("部|组|办|委|处|科|局|会|office|group|team|committee|department", re.I)
_GROUND = re.compile("作用|培育|满意|低于|不到|下限|分|role|value|satisf|below|score", re.I)


#: decisions that leave an exemplar where it is, or higher
_STAY = ("retain", "promote")


def _long(on: str, term: str) -> bool:
    """Whether a term lies further ahead than the rule allows."""
    days, _, _ = read_date(pd.Series([on, term], dtype=object))
    months = default_rules()["site.rectify_months"]
    return bool(days.iloc[1] > days.iloc[0] + pd.DateOffset(months=months))


def _judge_record(answer: Any, data: Lives, truth: Mapping[int, str]) -> str | None:
    if not isinstance(answer, Mapping) or set(answer) != set(truth):
        return None
    word, on, post, reason, problem, term = (str(answer[n]).strip() for n in sorted(answer))
    if word.startswith(tr("保留", "retain")) or word in map(register.event_word, _STAY):
        return "retain"
    if len(problem) < 3:
        return "problem"
    refusal = data.refused(answer)
    if refusal:
        return f"refused\n{refusal}"
    if word == register.event_word("downgrade") and _long(on, term):
        return "term"
    if not _OFFICE.search(post):
        return "post"
    return "" if len(reason) >= 6 and _GROUND.search(reason) else "reason"


def _mistaken_record(data: Lives, truth: Mapping[int, str]) -> dict[str, dict[int, str]]:
    own = dict(truth)
    return {
        "retain": own | {1: tr("保留", "retain")},
        "post": own | {3: tr("王某", "Wang")},
        "reason": own | {4: tr("表现不好", "not good")},
        "problem": own | {5: tr("无", "-")},
        "term": own | {6: f"{pd.Timestamp(data.day) + pd.DateOffset(months=18):%Y-%m-%d}"},
    }


def _short_words(_: Lives) -> dict[str, str]:
    word = register.event_word("downgrade")
    return {word: word, "降档": word}


@task(6, "record", wrong=_mistaken_record, judge=_judge_record, names=_short_words)
def decision(data: Lives) -> dict[int, str]:
    """A decision on the first review sheet that the register takes: decision, day, post, reason,
    problem, term."""
    if not data.shipped:
        raise NotHere(
            tr(
                "这一题只对虚构县的复核单；你自己的决定，请填在登记库写出的表上。",
                "this exercise is about the fictitious county; write your own decisions on the "
                "sheets of your register",
            )
        )
    day = pd.Timestamp(data.day)
    months = default_rules()["site.rectify_months"]
    values = (
        register.event_word("downgrade"),
        f"{day + pd.DateOffset(days=25):%Y-%m-%d}",
        tr("复核组", "review group"),
        tr("典型作用59分低于60分的下限", "role score 59 is below the minimum of 60"),
        tr("示范点只有牌子没有带动邻组", "the site shows a plate and leads nobody"),
        f"{day + pd.DateOffset(days=25, months=months):%Y-%m-%d}",
    )
    return dict(enumerate(values, start=1))
