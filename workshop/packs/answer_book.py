"""The answer book of a pack: answers on these data, what they show, typical mistakes, the quiz."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.reports import (
    Section,
    Table,
)
from toolkit.terms import tr
from workshop.lessons import lettered, say
from workshop.packs.material import Material
from workshop.packs.paper_words import (
    number,
    prompt,
    text,
)
from workshop.packs.papers import written

#: answers of more parts than this are set as a table
_SHORT = 6
#: a mistaken answer of more characters says nothing on paper: its hint alone is printed
_LONG = 61


def answers(m: Material, path: Path) -> Path:
    """For the trainer: each exercise with its answer on these data, what it shows, typical
    mistakes; the quiz with reasons."""
    sections = [_answer(m, i, said) for i, said in m.asked]
    if m.gone:
        gone = [
            f"{text(m.lesson.texts_of(id)['title'])}{tr('：', ': ')}{why}"
            for id, why in m.gone.items()
        ]
        sections.append(
            Section(
                "gone",
                tr("这份数据做不了的练习", "Exercises that these data cannot bear"),
                paragraphs=gone,
            )
        )
    rows = []
    for i, q in enumerate(m.lesson.texts["quiz"], 1):
        rows.append(
            {
                "": str(i),
                "question": text(q["ask"]),
                "correct": lettered(q["options"])[q["answer"]],
                "reason": text(q["why"]),
            }
        )
    table = Table("", pd.DataFrame(rows), widths=(0.6, 4.5, 4, 5), tall=6)
    sections.append(
        Section(
            "quiz",
            tr("五问的答案与理由", "Answers to the five questions, with reasons"),
            tables=[table],
        )
    )
    return written(m, tr("答案册（教师用）", "Answer book (for the trainer)"), sections, path)


def _answer(m: Material, i: int, said: Mapping[str, Any]) -> Section:
    checker = m.lesson.exercise(said["id"])
    told, tables = _shown(m, m.truths[said["id"]], said.get("decimals"))
    if checker.task.told is not None:
        told, tables = checker.task.told(m.data, m.truths[said["id"]]), []
    told += say(said["unit"]) if "unit" in said else ""
    many = (
        tr("（成立的答案不止一个，这是其中之一）", " (one of several that stand)")
        if checker.task.judge is not None and not checker.task.single
        else ""
    )
    shows = tr("说明什么：", "What it shows: ") + text(said["right"]).removeprefix("对。")
    look = tr("从哪里看：", "Where to look: ") + text(said["look"])
    paragraphs = [*prompt(m, said), tr("答案：", "Answer: ") + told + many, shows, look]
    hints = {key: text(hint) for key, hint in said.get("hints", {}).items()}
    decimals = max(
        2, said.get("decimals", 2)
    )  # a share in place of a percentage needs its two places
    led_to = {
        key: m.said(
            _apart(wrong, m.truths[said["id"]]),
            names=False,
            decimals=None if decimals == 2 else decimals,
        )
        if checker.task.told is None
        else checker.task.told(m.data, wrong)
        for key, wrong in checker.mistakes().items()
    }
    rows = [
        {"mistaken": led_to[key], "hint": hint}
        for key, hint in hints.items()
        if len(led_to.get(key, "")) in range(1, _LONG)
    ]
    if more := [
        hint for key, hint in hints.items() if len(led_to.get(key, "")) not in range(1, _LONG)
    ]:
        paragraphs += [
            tr("典型错法，怎样提示：", "Typical mistakes, and what to say:"),
            *(f"· {hint}" for hint in more),
        ]
    if rows:
        title = tr("典型错法会得到什么，怎样提示", "What typical mistakes lead to, and what to say")
        tables.append(Table(title, pd.DataFrame(rows), widths=(5, 9), tall=8, show=99))
    return Section(said["id"], number(i, said), paragraphs=paragraphs, tables=tables)


def _apart(wrong: Any, truth: Any) -> Any:
    """Of an answer in items those that are not as they should be; any other answer whole."""
    if not isinstance(wrong, Mapping) or not isinstance(truth, Mapping):
        return wrong
    return {key: value for key, value in wrong.items() if value != truth.get(key)} or wrong


def _shown(m: Material, truth: Any, decimals: int | None = None) -> tuple[str, list[Table]]:
    """An answer in a sentence, long ones in a table."""
    if isinstance(truth, Mapping) and len(truth) > _SHORT:
        frame = pd.DataFrame(
            {
                "item": [m.said(k) for k in truth],
                "correct": [m.said(v, decimals=decimals) for v in truth.values()],
            }
        )
        return tr("见下表", "see the table"), [
            Table("", frame, widths=(1, 2), tall=7, show=len(frame))
        ]
    if isinstance(truth, (set, frozenset, list)) and len(truth) > _SHORT:
        items = sorted(truth, key=str) if isinstance(truth, (set, frozenset)) else truth
        frame = pd.DataFrame(
            {"": [str(i) for i in range(1, len(items) + 1)], "correct": [m.said(v) for v in items]}
        )
        return tr(f"共 {len(items)} 个，见下表", f"{len(items)}, see the table"), [
            Table("", frame, widths=(1, 8), tall=7, show=len(frame))
        ]
    return m.said(truth, decimals=decimals), []
