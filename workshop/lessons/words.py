"""The lesson's texts as Markdown for the notebooks: Chinese first, an English line under each
heading.

A markdown cell of a percent source may hold a line ``<<NAME>>`` or ``<<exercise ID>>``; `expand`
puts the texts there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from toolkit.terms import tr, use_lang
from workshop.lessons.lesson import lettered, texts

MARK = re.compile(r"^<<(\w+)(?: (\w+))?>>$", flags=re.MULTILINE)
READING_SPEED = 250  # Chinese characters a minute, the speed the course is planned for


def expand(text: str, number: int) -> str:
    """Put the lesson's texts in place of the marks in a markdown cell; a mark nobody knows raises
    ValueError."""
    return MARK.sub(lambda found: block(number, found[1], found[2]), text)


def block(number: int, name: str, argument: str | None = None) -> str:
    """One of the lesson's texts as Markdown; the names stand in ``_BLOCKS``."""
    if name not in _BLOCKS:
        raise ValueError(tr(f"课文里没有“{name}”这一块。", f"a lesson has no block {name!r}"))
    said = texts(number)
    return _BLOCKS[name](said, argument) if argument else _BLOCKS[name](said, None)


def _pair(text: Mapping[str, str]) -> str:
    return f"{text['zh']}\n\n*{text['en']}*"


def _head(zh: str, en: str) -> str:
    return f"## {zh}\n*{en}*\n\n"


def _items(items: list[Mapping[str, str]]) -> str:
    return "\n".join(f"- {item['zh']}<br>*{item['en']}*" for item in items)


def _title(said: Mapping[str, Any], _: str | None) -> str:
    return (
        f"# 第 {said['number']} 课　{said['title']['zh']}\n*Lesson {said['number']}. "
        f"{said['title']['en']}*"
    )


def _plan(said: Mapping[str, Any], _: str | None) -> str:
    rows = [
        f"| {s['minutes']} | {s.get('long', s['minutes'])} | "
        f"{s['name']['zh']}<br>*{s['name']['en']}* |"
        for s in said["step"]
    ]
    table = "| 90 分钟课 | 180 分钟课 | 环节 |\n|---:|---:|---|\n" + "\n".join(rows)
    return _head("时间安排", "Timing, in minutes, for a class of 90 and of 180") + table


def _exercise(said: Mapping[str, Any], id: str | None) -> str:
    for number, exercise in enumerate(said["exercise"], start=1):
        if exercise["id"] == id:
            title = exercise["title"]
            zh, en = (
                f"练习 {number}　{title['zh']}（约 {exercise['minutes']} 分钟）",
                f"Exercise {number}. {title['en']}",
            )
            return (
                f"### {zh}\n*{en} (about {exercise['minutes']} "
                f"minutes)*\n\n{_pair(exercise['prompt'])}"
            )
    raise ValueError(tr(f"本课没有练习“{id}”。", f"the lesson has no exercise {id!r}"))


def _quiz(said: Mapping[str, Any], _: str | None) -> str:
    lines = []
    for number, question in enumerate(said["quiz"], start=1):
        with use_lang("zh"):
            chinese = (
                f"{number}. {question['ask']['zh']}<br>{'　'.join(lettered(question['options']))}"
            )
        with use_lang("en"):
            lines.append(
                f"{chinese}<br>*{question['ask']['en']} {' '.join(lettered(question['options']))}*"
            )
    return _head("课前课后五问", "Five questions, before and after") + "\n".join(lines)


def _trainer(said: Mapping[str, Any], _: str | None) -> str:
    """For the teacher's version: how each step goes, and the typical mistakes."""
    steps = [
        f"- **{s['name']['zh']}**（{s['minutes']} 分钟）：{s['how']['zh']}"
        for s in said["step"]
        if s["minutes"]
    ]
    hints = [
        f"- {e['title']['zh']}：{text['zh']}"
        for e in said["exercise"]
        for text in e.get("hints", {}).values()
    ]
    return _head("教师用：怎样上这节课", "For the trainer: how the lesson goes") + "\n".join(
        [*steps, "", "常见错法与提示：", "", *hints]
    )


def _simple(zh: str, en: str, key: str) -> Callable[[Mapping[str, Any], str | None], str]:
    def write(said: Mapping[str, Any], _: str | None) -> str:
        value = said[key]
        return _head(zh, en) + (_items(value) if isinstance(value, list) else _pair(value))

    return write


_BLOCKS: dict[str, Callable[[Mapping[str, Any], str | None], str]] = {
    "title": _title,
    "goals": _simple("本课目标", "What you will be able to do", "goals"),
    "plan": _plan,
    "opening": _simple("开场两分钟", "A question for the first two minutes", "opening"),
    "guiding": _simple(
        "学先进学什么，践行先进如何践",
        "What to learn from the advanced, and how to put it into practice",
        "guiding",
    ),
    "data": _simple("数据从哪里来", "Where the data come from", "data"),
    "exercise": _exercise,
    "quiz": _quiz,
    "discussion": _simple("讨论", "For discussion", "discussion"),
    "limits": _simple("这节课没有证明什么", "What this lesson did not show", "limits"),
    "trainer": _trainer,
}


def reading_minutes(text: str) -> float:
    """Minutes to read the Chinese of a text at 250 characters a minute."""
    return len(re.findall(r"[一-鿿]", text)) / READING_SPEED
