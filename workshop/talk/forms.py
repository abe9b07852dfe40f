"""Paper forms of every step of a structured discussion, for a class without a computer."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import figures
from toolkit.reports import Section, Table, WrittenReport, display_width
from toolkit.terms import tr
from workshop.talk.checks import TABLE
from workshop.talk.protocol import written
from workshop.talk.sheets import asked, steps

#: of each step: columns of its form with their shares, and lines
_FORMS: tuple[tuple[dict[str, float], int], ...] = (
    ({"seq": 10, "text": 90}, 6),
    ({"seq": 10, "group": 18, "text": 72}, 12),
    ({"cluster": 30, "seqs": 40, "reason": 30}, 7),
    ({"cluster": 40, "strokes": 40, "votes": 20}, 8),
    ({"cluster": 30, "reason": 70}, 4),
    ({"next_step": 50, "in_charge": 28, "by_day": 22}, 8),
)
_FISH = 4
#: mm: height of the text on a page, of a line, of a table's headings with what Word adds, of a
#: figure with its caption
_PAGE, _LINE, _HEADS, _FIGURE = 225.0, 10.2, 20.0, 104.0
#: half-width characters in a line
_ACROSS = 52


def discussion_forms(
    questions: str | Sequence[str],
    path: str | Path,
    *,
    session: str = "",
    rules: Mapping[str, Any] | None = None,
) -> Path:
    """Write paper forms for every step of a structured discussion, one page a step.

    Parameters
    ----------
    questions : str or sequence of str
        Each gets its own set of forms.
    path : path
        A ``.docx``; the first form is for everyone, the others a set for each group.
    session : str
        Which class and day; a blank when left out.
    rules : Rules, optional
        ``talk.votes_each``.

    Returns
    -------
    Path
        The file written. What is written on paper is typed line by line into the sheets of
        `discussion_sheets`.

    Raises
    ------
    TalkError
        No question, or an empty one.

    Examples
    --------
    >>> import tempfile
    >>> import workshop
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     workshop.discussion_forms("缺什么？", folder + "/讨论单.docx").name
    '讨论单.docx'
    """
    texts, _ = asked(questions, 1)
    after = tr(
        "“静写”每人一张，其余每组一套。开完以后照序号录入研讨单：一行一条，一字不改；"
        "归类和票数照抄。",
        "Silent writing: a page each; the rest a set a group. Type it in afterwards: a line an "
        "answer, unchanged, with cluster and votes.",
    )
    guide = Table("", steps(rules), widths=(16, 14, 14, 56), tall=24)
    sections = [Section("guide", tr("怎么用", "How to use"), paragraphs=[after], tables=[guide])]
    for i, question in enumerate(texts, 1):
        sections += _forms(i, question, rules)
    where = session or tr("场次：＿＿＿＿＿＿＿＿", "Session: ________________")
    line = tr(
        "说事不说人，不写姓名", "Matters, not persons; no names"
    )  # a blank form has no data to speak of
    return written(
        WrittenReport(
            tr("结构化研讨表单", "Forms for a structured discussion"), where, line, sections
        ),
        path,
    )


def _forms(number: int, question: str, rules: Mapping[str, Any] | None) -> list[Section]:
    head = tr(f"问题：{question}", f"Question: {question}")
    group = tr("小组：＿＿＿＿＿＿", "Group: ____________")
    out = []
    for i, (step, (columns, lines)) in enumerate(zip(steps(rules).itertuples(index=False), _FORMS)):
        blank = pd.DataFrame("", index=range(lines), columns=list(columns), dtype="string")
        if "seq" in columns:
            blank["seq"] = [str(n) for n in range(1, lines + 1)]
        words = [head, f"{group}　{step.doing}"]
        drawn = [figures.fishbone(None, question)] if i == _FISH else []
        # what is left of the page is shared by the lines, so that a long question does not push one
        # onto the next
        above = _LINE * (
            1 + sum(math.ceil((display_width(w) + 4) / _ACROSS) for w in words)
        ) + _FIGURE * len(drawn)
        tall = max(10.0, (_PAGE - _HEADS - above) / lines)
        sheet = Table("", blank, of=TABLE, widths=tuple(columns.values()), tall=tall, show=lines)
        out.append(
            Section(
                f"form_{number}_{i}",
                str(step.step),
                paragraphs=words,
                figures=[*drawn],
                tables=[sheet],
                new_page=True,
            )
        )
    return out
