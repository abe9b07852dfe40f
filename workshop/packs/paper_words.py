"""The words of a lesson as paper shows them: titles, prompts, limits, without the marks of the
notebook."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from toolkit.terms import tr
from workshop.lessons import say
from workshop.packs.material import Material

#: words of a prompt that say where in the notebook to type
_CELLS = re.compile(
    r"再?写?[在进][^，。；：？！（）\n]*引号(?:里|之间)(?:，可以换行)?，?|(?:[配排]好了)?，?运行下面这一格"
    r"|,? ?[Tt]hen run the cell below"
)


def text(said: Mapping[str, str] | str) -> str:
    """A text of the lesson as paper shows it: without the marks of the notebook, and without what
    speaks of its cells."""
    told = say(said).replace("`", "").replace("**", "").replace("<br>", tr("", " "))
    told = re.sub(r"^- ", "", _CELLS.sub("", told), flags=re.M)
    told = re.sub(r"(?<![A-Za-z])([A-H]) (?=[一-鿿])", "\\1\u00a0", told)  # a letter and its word
    told = re.sub(r"\n{2,}", "\n", re.sub(r"（）|[，；](?=。)", "", told))
    return re.sub(r"(^|(?<=[。？！]))。", "", told)


def titled(m: Material) -> str:
    """The lesson's number and title."""
    return tr(
        f"第 {m.lesson.number} 课　{m.lesson.title}", f"Lesson {m.lesson.number}. {m.lesson.title}"
    )


def number(i: int, said: Mapping[str, Any]) -> str:
    """An exercise's heading."""
    name, minutes = text(said["title"]), said["minutes"]
    return tr(f"练习 {i}　{name}（{minutes} 分钟）", f"Exercise {i}. {name} ({minutes} minutes)")


def prompt(m: Material, said: Mapping[str, Any]) -> list[str]:
    """What an exercise asks, and which unit, pair or day it means on these data where its prompt
    leaves that open."""
    given = m.lesson.exercise(said["id"]).given
    told = re.sub(r"[^\s、，,：（）()]+", lambda word: m.who(word[0]), given)
    if told and "：" not in told and ": " not in told:
        told = tr("本题所指：", "Named for this exercise: ") + told
    return [text(said["prompt"]), *([told + tr("。", ".")] if told else [])]


def by_hand(said: Mapping[str, Any]) -> list[str]:
    """How an exercise goes without a computer, where its prompt needs one."""
    return (
        [tr("没有电脑：", "Without a computer: ") + text(said["paper"])] if "paper" in said else []
    )


def numbered(items: Sequence[Mapping[str, str]]) -> list[str]:
    """Texts of the lesson with their numbers."""
    return [f"{i}. {text(item)}" for i, item in enumerate(items, 1)]


def guiding(m: Material) -> list[str]:
    """What the lesson says to each of the two questions."""
    return re.split(r"(?<=[。.])\s*(?=践行先进|How to put)", text(m.lesson.texts["guiding"]))


def limits(m: Material) -> list[Mapping[str, str]]:
    """The lesson's limits; on other data than the shipped ones without those that speak of the
    fictitious county."""
    said = m.lesson.texts["limits"]
    return (
        said if m.lesson.source is None else [limit for limit in said if "虚构" not in limit["zh"]]
    )
