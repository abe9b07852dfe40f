"""The lesson's texts as Markdown for the notebooks: in Chinese with an English line under each
heading, or wholly in English.

A markdown cell of a percent source may hold a line ``<<NAME>>`` or ``<<exercise ID>>``; `expand`
puts the texts there. In the cell itself every Chinese paragraph is followed by its English in
``*…*``; `in_language` keeps one of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from toolkit.terms import lang, tr, use_lang
from workshop.lessons.lesson import lettered, say, texts

MARK = re.compile(r"^<<(\w+)(?: (\w+))?>>$", flags=re.MULTILINE)
READING_SPEED = 250  # Chinese characters a minute, the speed the course is planned for


def expand(text: str, number: int, language: str = "zh") -> str:
    """Put the lesson's texts in place of the marks in a markdown cell and keep one language; a mark
    nobody knows raises ValueError."""
    marked = in_language(text, language)
    with use_lang(language):
        return MARK.sub(lambda found: block(number, found[1], found[2]), marked)


def in_language(text: str, language: str) -> str:
    """A cell's paragraphs in one language. Chinese headings keep their English line; English ones
    take its place."""
    kept = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        heading, _, below = paragraph.partition("\n")
        below = below.strip()
        if heading.startswith("#") and english(below):
            level = heading.split(" ")[0]
            kept.append(paragraph if language == "zh" else f"{level} {below.strip('*')}")
        elif MARK.fullmatch(paragraph.strip()):
            kept.append(paragraph)
        elif english(paragraph) == (language == "en"):
            kept.append(paragraph if language == "zh" else _plain(paragraph.strip()))
    return "\n\n".join(kept)


def english(paragraph: str) -> bool:
    """Whether a paragraph is the English of the one before: slanted, Chinese at most in names."""
    said = paragraph.strip()
    slanted = len(said) > 2 and said.startswith("*") and said.endswith("*")
    letters, signs = len(re.findall("[A-Za-z]", said)), len(re.findall("[一-鿿]", said))
    return slanted and 3 * signs < letters


def _plain(paragraph: str) -> str:
    """English that stands alone needs no slant; ``***bold:*** *text*`` stays bold."""
    bold = re.sub(r"\*\*\*(.+?)\*\*\*", r"**\1**", paragraph)
    return re.sub(r"(?<!\*)\*(?!\*)", "", bold)


def block(number: int, name: str, argument: str | None = None) -> str:
    """One of the lesson's texts as Markdown; the names stand in ``_BLOCKS``."""
    if name not in _BLOCKS:
        raise ValueError(tr(f"课文里没有“{name}”这一块。", f"a lesson has no block {name!r}"))
    return _BLOCKS[name](texts(number), argument)


def _head(level: int, zh: str, en: str) -> str:
    marks = "#" * level
    return f"{marks} {zh}\n*{en}*\n\n" if lang() == "zh" else f"{marks} {en}\n\n"


def _items(items: list[Mapping[str, str]]) -> str:
    return "\n".join(f"- {say(item)}" for item in items)


def _front(said: Mapping[str, Any], _: str | None) -> str:
    number, title = said["number"], said["title"]
    head = _head(1, f"第 {number} 课　{title['zh']}", f"Lesson {number}. {title['en']}")
    goals = tr("学完能做到：", "Afterwards you can:")
    return f"{head}**{say(said['opening'])}**\n\n{goals}\n\n{_items(said['goals'])}"


def _exercise(said: Mapping[str, Any], id: str | None) -> str:
    for number, exercise in enumerate(said["exercise"], start=1):
        if exercise["id"] == id:
            title = exercise["title"]
            head = _head(3, f"练习 {number}　{title['zh']}", f"Exercise {number}. {title['en']}")
            return head + say(exercise["prompt"])
    raise ValueError(tr(f"本课没有练习“{id}”。", f"the lesson has no exercise {id!r}"))


def _trainer(said: Mapping[str, Any], _: str | None) -> str:
    """For the teacher's version: the plan, how each step goes, the minutes, the typical mistakes,
    the questions before and after."""
    steps = [
        f"| {s['minutes']} | {s.get('long', s['minutes'])} | {say(s['name'])} | {say(s['how'])} |"
        for s in said["step"]
    ]
    columns = tr("| 90 分钟课 | 180 分钟课 | 环节 | 怎样上 |", "| 90 min | 180 min | step | how |")
    exercises = []
    for number, e in enumerate(said["exercise"], start=1):
        title, minutes = say(e["title"]), e["minutes"]
        exercises.append(
            tr(
                f"- **练习 {number}　{title}**（约 {minutes} 分钟）",
                f"- **Exercise {number}. {title}** (about {minutes} minutes)",
            )
        )
        exercises += [f"  - {say(text)}" for text in e.get("hints", {}).values()]
    quiz = [
        f"{n}. {say(q['ask'])}　{'　'.join(lettered(q['options']))}"
        for n, q in enumerate(said["quiz"], start=1)
    ]
    return "\n".join(
        [
            _head(2, "教师用：怎样上这节课", "For the trainer: how the lesson goes"),
            say(said["guiding"]),
            "",
            columns,
            "|---:|---:|---|---|",
            *steps,
            "",
            tr("练习、时间和常见错法的提示：", "Exercises, minutes, hints on typical mistakes:"),
            "",
            *exercises,
            "",
            tr("课前课后五问：", "Five questions, before and after:"),
            "",
            *quiz,
        ]
    )


def _simple(zh: str, en: str, key: str) -> Callable[[Mapping[str, Any], str | None], str]:
    def write(said: Mapping[str, Any], _: str | None) -> str:
        value = said[key]
        return _head(2, zh, en) + (_items(value) if isinstance(value, list) else say(value))

    return write


_BLOCKS: dict[str, Callable[[Mapping[str, Any], str | None], str]] = {
    "front": _front,
    "data": _simple("数据从哪里来", "Where the data come from", "data"),
    "exercise": _exercise,
    "discussion": _simple("讨论", "For discussion", "discussion"),
    "recap": _simple("这节课记住什么", "What to remember", "recap"),
    "limits": _simple("这节课没有证明什么", "What this lesson did not show", "limits"),
    "trainer": _trainer,
}


def reading_minutes(text: str) -> float:
    """Minutes to read the Chinese of a text at 250 characters a minute."""
    return len(re.findall(r"[一-鿿]", text)) / READING_SPEED
