"""Sheets for a structured discussion (结构化研讨): one workbook a group to write in, one merged
workbook to cluster and vote in."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit.records import Sheet, empty_table, write_book
from toolkit.rules import default_rules
from toolkit.terms import heading, table_title, tr
from workshop.talk.checks import KEY, TABLE
from workshop.talk.material import TalkError
from workshop.talk.tallying import suggest_clusters
from workshop.talk.wording import timed, wording

#: what no file name on Windows holds
_UNFIT = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
#: a typing error would fill the disk
_GROUPS_MOST = 200
_WIDTHS = {
    "session": 12,
    "group": 10,
    "seq": 8,
    "text": 56,
    "suggestion": 22,
    "cluster": 18,
    "votes": 8,
}


def steps(rules: Mapping[str, Any] | None = None) -> pd.DataFrame:
    """The steps of a structured discussion: ``step, minutes_90, minutes_180, doing``."""
    each = (rules or default_rules())["talk.votes_each"]
    rows = [
        (name, a, b, doing.replace("{votes}", str(each)))
        for name, a, b, doing in timed("talk_step")
    ]
    return pd.DataFrame(rows, columns=["step", "minutes_90", "minutes_180", "doing"])


def asked(
    questions: str | Sequence[str], groups: int | Sequence[str]
) -> tuple[list[str], list[str]]:
    """Questions and groups as lists, each once, none empty; a number of groups gets names."""
    if isinstance(groups, int) and groups > _GROUPS_MOST:
        raise TalkError(tr(f"一次最多 {_GROUPS_MOST} 个小组。", f"{_GROUPS_MOST} groups at most."))
    texts = [q.strip() for q in ([questions] if isinstance(questions, str) else questions)]
    names = (
        [tr(f"第{i}组", f"Group {i}") for i in range(1, groups + 1)]
        if isinstance(groups, int)
        else [g.strip() for g in groups]
    )
    for words, what in ((texts, tr("问题", "question")), (names, tr("小组", "group"))):
        if not words or not all(words) or len(set(words)) < len(words):
            raise TalkError(
                tr(
                    f"至少要有一个{what}，不能空，不能重复。",
                    f"At least one {what} is needed, none empty, none twice.",
                )
            )
    return texts, names


def discussion_sheets(
    questions: str | Sequence[str],
    groups: int | Sequence[str],
    folder: str | Path,
    *,
    session: str = "",
    lines: int = 12,
    clusters: Sequence[str] | None = None,
    rules: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write one workbook for each group: the steps, and the table of answers with its lines
    numbered.

    Parameters
    ----------
    questions : str or sequence of str
    groups : int or sequence of str
        How many groups, or what they are called. Nobody's name is asked for.
    folder : path
    session : str
        Which class and day; today when left out.
    lines : int
        Lines for each question; more can be added below.
    clusters : sequence of str, optional
        What the dropdown of clusters offers (anything else may be typed): people, mechanisms … by
        default.
    rules : Rules, optional
        ``talk.votes_each``.

    Returns
    -------
    list of Path
        One ``.xlsx`` a group; `read_answers` reads them back.

    Raises
    ------
    TalkError
        No question or group, one of them empty or twice, or more than 200 groups.

    Examples
    --------
    >>> import tempfile
    >>> import workshop
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.name for path in workshop.discussion_sheets("怎样帮？", 2, folder)]
    ['研讨单_第1组.xlsx', '研讨单_第2组.xlsx']
    """
    texts, names = asked(questions, groups)
    session = session or f"{pd.Timestamp.now():%Y-%m-%d}"
    out = []
    for name in names:
        rows = [(session, name, q, i) for q in texts for i in range(1, lines + 1)]
        frame = _typed(pd.DataFrame(rows, columns=KEY))
        choices = {
            "group": names,
            "question": texts,
            "cluster": list(clusters or (b for _, b, _, _ in wording("bone"))),
        }
        notes = (
            tr(
                "一行一条，说事不说人；不写姓名。序号是轮流发言的次序。",
                "One answer a line; no names. Numbers follow the round.",
            ),
        )
        file = f"{tr('研讨单', 'sheet')}_{_UNFIT.sub('_', name)}.xlsx"
        out.append(
            write_book(
                Path(folder) / file, [_guide(rules), _answers(frame, choices, notes, spare=40)]
            )
        )
    return out


def merged_sheet(
    answers: pd.DataFrame,
    path: str | Path,
    *,
    clusters: Sequence[str] | None = None,
    rules: Mapping[str, Any] | None = None,
) -> Path:
    """Write all groups' answers into one workbook to cluster and vote in, suggestions beside an
    empty column for the decision.

    Parameters
    ----------
    answers : DataFrame
        Of `read_answers`.
    path : path
    clusters : sequence of str, optional
        What the dropdown offers; the suggestions and the usual bones by default.
    rules : Rules, optional
        ``talk.likeness``.

    Returns
    -------
    Path
        The workbook; `read_answers` reads it back.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import workshop
    >>> said = pd.DataFrame({"session": "一班", "group": "一组", "question": "怎样", "seq": [1, 2],
    ...                      "text": ["先修路", "先修水渠"], "cluster": "", "votes": [3, 1]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     workshop.merged_sheet(said, folder + "/合并.xlsx").name
    '合并.xlsx'
    """
    said = suggest_clusters(answers, rules=rules)["suggestion"]
    frame = _typed(answers)
    frame.insert(list(frame.columns).index("cluster"), "suggestion", said.to_numpy())
    names = dict.fromkeys([re.sub(r"^\d+．|…$", "", s) for s in said])
    choices = {"cluster": list(clusters or [*(b for _, b, _, _ in wording("bone")), *names])}
    note = tr(
        "“机器建议”只看字面相近，由人定“归类”（可另写）；票数记在每条答案上，"
        "也可整类记在该类第一条上。",
        "Suggestions compare spelling only; people decide the cluster. Votes stand at an answer, "
        "or for all at a cluster's first.",
    )
    return write_book(path, [_guide(rules), _answers(frame, choices, (note,), spare=20)])


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    blank = empty_table(TABLE)
    return (
        frame.reindex(columns=blank.columns).astype(blank.dtypes.to_dict()).reset_index(drop=True)
    )


def _answers(
    frame: pd.DataFrame, choices: dict[str, list[str]], notes: tuple[str, ...], spare: int
) -> Sheet:
    heads = {c: heading(c, TABLE) for c in frame.columns if c != "suggestion"}
    name = table_title(TABLE) if tr("zh", "en") == "zh" else TABLE
    return Sheet(
        name,
        frame,
        heads,
        choices=choices,
        notes=notes,
        widths=_WIDTHS,
        spare_rows=spare,
        locked=True,
    )


def _guide(rules: Mapping[str, Any] | None) -> Sheet:
    return Sheet(tr("说明", "notes"), steps(rules), widths={"doing": 80}, locked=True)
