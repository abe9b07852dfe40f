"""Minutes of a structured discussion (研讨纪要), every answer verbatim."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from toolkit import figures
from toolkit.figures import NOT_CLUSTERED, leading
from toolkit.reports import Section, Table, WrittenReport, word_page
from toolkit.terms import tr
from workshop.talk.checks import TABLE
from workshop.talk.manual import document
from workshop.talk.material import TalkError
from workshop.talk.sheets import steps
from workshop.talk.tallying import tally


def minutes(
    answers: pd.DataFrame,
    path: str | Path,
    *,
    title: str = "",
    nature: str = "user_supplied",
    rules: Mapping[str, Any] | None = None,
) -> Path:
    """Write the minutes of a discussion as a Word document.

    For each question: what got most votes (ties said to be ties), the fishbone, the votes, every
    answer verbatim with its group under its cluster, what was not agreed, and next steps with a
    blank for the role in charge and the date. No names, no scores of persons.

    Parameters
    ----------
    answers : DataFrame
        Rows of the table ``answer`` (`read_answers`), clustered and voted on or not yet.
    path : path
        A ``.docx``.
    title : str, optional
    nature : str
        What the answers are (`toolkit.County.nature`).
    rules : Rules, optional
        ``talk.votes_each``, ``talk.group_most``.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    TalkError
        There is no answer, or votes that cannot be counted (`tally`).

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> import workshop
    >>> said = pd.DataFrame({"session": "一班", "group": "一组", "question": "怎样", "seq": [1, 2],
    ...                      "text": ["先修路", "先修水渠"], "cluster": "路", "votes": [3, 1]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     workshop.minutes(said, folder + "/纪要.docx").name
    '纪要.docx'
    """
    if answers.empty:
        raise TalkError(
            tr(
                "没有答案，无从写纪要：请先读入研讨单。",
                "There is no answer to write minutes of: read the sheets first.",
            )
        )
    told = tally(answers, rules=rules)
    sessions = tr("、", ", ").join(dict.fromkeys(answers["session"].dropna()))
    parts = [
        (str(q), some, told[told["question"] == q].reset_index(drop=True))
        for q, some in answers.groupby("question", sort=False)
    ]
    sections = [_process(answers, rules), _result(told)]
    sections += [_question(i, *part, nature) for i, part in enumerate(parts, 1)]
    sections += [_open(parts), _next(told)]
    return written(
        document(title or tr("研讨纪要", "Minutes of a discussion"), sessions, nature, sections),
        path,
    )


def written(report: WrittenReport, path: str | Path) -> Path:
    """Draw a document and write it."""
    with TemporaryDirectory() as pictures:
        report.draw(Path(pictures))
        return word_page(report, path)


def _process(answers: pd.DataFrame, rules: Mapping[str, Any] | None) -> Section:
    groups = answers[["session", "group"]].drop_duplicates()
    named, n = list(dict.fromkeys(groups["group"])), answers["question"].nunique()
    said = tr(
        f"{len(groups)} 个小组（{'、'.join(named)}），{n} 个问题，{len(answers)} 条答案。",
        f"Groups: {len(groups)} ({', '.join(named)}); questions: {n}; answers: {len(answers)}.",
    )
    way = " → ".join(steps(rules)["step"])
    limit = tr(
        "票数表示关注，不表示正确；归类由人决定；不记姓名，不给人打分。",
        "Votes show what people care about, not what is true; people decided the clusters; no "
        "names, no scores of persons.",
    )
    return Section(
        "process",
        tr("怎么开的", "How it was held"),
        paragraphs=[said, tr("步骤：", "Steps: ") + way],
        limits=[limit],
    )


def _result(told: pd.DataFrame) -> Section:
    shown = told.assign(cluster=told["cluster"].fillna(tr(*NOT_CLUSTERED)))
    columns = ["cluster", "answers_n", "groups_n", "votes", "vote_share", "standing"]
    tables = [
        Table(str(q), some[columns], percent=("vote_share",), of=TABLE, show=len(some))
        for q, some in shown.groupby("question", sort=False)
    ]
    return Section("result", tr("归类与得票", "Clusters and votes"), tables=tables)


def _question(
    number: int, question: str, some: pd.DataFrame, told: pd.DataFrame, nature: str
) -> Section:
    clusters = told.assign(cluster=told["cluster"].fillna(tr(*NOT_CLUSTERED)))
    drawn = [figures.fishbone(some, question, nature)]
    if (clusters["votes"] > 0).any():
        drawn.append(figures.votes(clusters, question, nature))
    place = {c: i for i, c in enumerate(clusters["cluster"])}
    lines = some.assign(cluster=some["cluster"].fillna(tr(*NOT_CLUSTERED)))
    if lines["session"].nunique() > 1:
        lines["group"] = lines["session"] + " " + lines["group"]
    verbatim = lines.sort_values("cluster", key=lambda s: s.map(place), kind="stable")[
        ["cluster", "group", "seq", "text", "votes"]
    ]
    every = Table(
        tr("全部答案（原话）", "Every answer, verbatim"),
        verbatim,
        of=TABLE,
        show=len(verbatim),
        widths=(18, 13, 8, 52, 9),
    )
    finding = leading(told.dropna(subset="cluster")) + tr("。", ".")
    return Section(
        f"question_{number}", question, finding=finding, figures=[*drawn], tables=[every]
    )


def _open(parts: list[tuple[str, pd.DataFrame, pd.DataFrame]]) -> Section:
    """What was not agreed: ties, answers that fit nowhere or got no vote."""
    out = []
    for question, some, told in parts:
        head = tr(f"“{question}”", f"{question} ") if len(parts) > 1 else ""
        placed = told.dropna(subset="cluster")
        for _, tie in placed[placed["tied"]].groupby("standing", sort=True):
            names, each = (
                tr("、", ", ").join(f"“{c}”" for c in tie["cluster"]),
                int(tie["votes"].iloc[0]),
            )
            out.append(
                head
                + tr(f"{names}同为 {each} 票，未分先后。", f"{names} are tied with {each} each.")
            )
        if loose := int(some["cluster"].isna().sum()):
            out.append(
                head + tr(f"{loose} 条答案没有归类。", f"Answers without a cluster: {loose}.")
            )
        silent = tr("、", ", ").join(f"“{c}”" for c in placed.loc[placed["votes"] == 0, "cluster"])
        if silent and (told["votes"] > 0).any():
            out.append(
                head
                + tr(
                    f"{silent}没有得票，不等于不重要。",
                    f"{silent}: no vote, which does not mean unimportant.",
                )
            )
        if not (told["votes"] > 0).any():
            out.append(head + tr("没有投票。", "No votes were cast."))
    none = tr("没有并列，也没有落下的答案。", "No tie, and no answer left over.")
    return Section("open", tr("没有达成一致的", "Not agreed"), paragraphs=out or [none])


def _next(told: pd.DataFrame) -> Section:
    first = told[(told["standing"] == 1) & (told["votes"] > 0)].dropna(subset="cluster")
    items = [
        f"{q}：{c}" if told["question"].nunique() > 1 else str(c)
        for q, c in zip(first["question"], first["cluster"])
    ]
    table = pd.DataFrame({"next_step": [*items, "", ""], "in_charge": "", "by_day": ""})
    said = tr("由会议定；写岗位，不写人名。", "Decided by the meeting; a role, no name.")
    return Section(
        "next",
        tr("下一步", "Next steps"),
        paragraphs=[said],
        tables=[Table("", table, widths=(50, 28, 22), tall=14)],
    )
