"""The case-teaching pack (案例教学): case text for the class, teacher's manual, large and small
questions, a page to project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from toolkit import cases
from toolkit.records import bare
from toolkit.reports import Section, Table, WrittenReport, nature_words, reading_page, word_page
from toolkit.terms import tr
from workshop.lessons import reading_minutes as chinese_minutes
from workshop.talk.manual import document, manual
from workshop.talk.material import Source, TalkError, gathered, held_back, paragraphs
from workshop.talk.questions import case_questions

_FILES = {
    "text": ("案例正文", "text"),
    "manual": ("教师手册", "manual"),
    "questions": ("大问题与小问题", "questions"),
}
_FORM_ROW = 20.0
_WORDS_A_MINUTE = 200


def case_pack(
    source: Source,
    case: str | None = None,
    folder: str | Path = "out",
    *,
    nature: str | None = None,
    rules: Mapping[str, Any] | None = None,
) -> list[Path]:
    """Write what a case lesson needs: 案例正文, 教师手册, 大问题与小问题 (Word), and the marked
    text as a page to project.

    Parameters
    ----------
    source : Reports by case, a list of them, one Report, or the path of a report or of a folder of
        reports
        Only the named case is written of.
    case : str, optional
        Which case; may be left out where there is only one.
    folder : path
        Where to write; made when missing.
    nature : str, optional
        What the text is (as `toolkit.County.nature`); by its title or its table when left out.
    rules : Rules, optional
        ``talk.small_questions``.

    Returns
    -------
    list of Path
        Text, manual, questions (``.docx``), reading (``.html``).

    Raises
    ------
    TalkError
        No such case, several cases and none named, or a report without a sentence.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import cases
    >>> import workshop
    >>> report = cases.read("某村转化案例\\n\\n县林业局派驻村工作队，修通了四公里产业路。\\n")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [path.suffix for path in workshop.case_pack(report, folder=folder)]
    ['.docx', '.docx', '.docx', '.html']
    """
    from toolkit import cases

    reports, outcomes, known = gathered(source)
    if case is None and len(reports) == 1:
        case = next(iter(reports))
    if case not in reports:
        listed = tr("、", ", ").join(list(reports)[:30])
        raise TalkError(
            tr(f"请用 case 指明一个案例，有：{listed}", f"Name one case; there are: {listed}")
        )
    report = reports[case]
    coded = cases.code({case: report})
    outcome = (outcomes or {}).get(case, "not_stated")
    asked = case_questions(report, coded, outcome=outcome, rules=rules)
    line = nature or known
    # every page of fictitious data says so
    title = (bare(report.title) if line == "fictitious" else report.title) or case
    documents = {
        "text": _case_text(report, title, line),
        "manual": manual(
            report,
            case,
            title,
            line,
            coded=coded,
            asked=asked,
        ),
        "questions": _sheet(title, line, asked),
    }
    folder, written = Path(folder), []
    stem = re.sub(r'[<>:"/\\|?*\x00-\x1f]', "_", case)
    with TemporaryDirectory() as pictures:
        for key, document in documents.items():
            document.draw(Path(pictures))
            written.append(word_page(document, folder / f"{stem}_{tr(*_FILES[key])}.docx"))
    return [
        *written,
        reading_page(report, folder / f"{stem}_{tr('教师读法', 'teacher_reading')}.html", coded),
    ]


# ---- for the class


def class_paragraphs(report: cases.Report) -> list[str]:
    """The text as the class gets it: paragraphs numbered, every run of held-back sentences replaced
    by its length."""
    hidden, out = held_back(report), []
    for n, (start, end) in enumerate(paragraphs(report), 1):
        pieces, at, lost = [], start, 0
        for a, b in [(max(a, start), min(b, end)) for a, b in hidden if a < end and b > start]:
            if a < at:
                continue
            if report.text[at:a].strip():
                pieces.append(_left_out(lost) + report.text[at:a])
                lost = 0
            lost, at = lost + b - a, b
        pieces.append(_left_out(lost) + report.text[at:end])
        out.append(f"〔{n}〕" + "".join(pieces))
    return out


def reading_minutes(text: str) -> float:
    """Minutes to read a text: 250 Chinese characters or 200 other words a minute."""
    return (
        chinese_minutes(text)
        + len(re.findall(r"[^\W\d_\u4e00-\u9fff]+(?:['’-]\w+)*", text)) / _WORDS_A_MINUTE
    )


def _left_out(characters: int) -> str:
    said = tr(
        f"（此处略去 {characters} 字，讨论后发）",
        f" ({characters} characters left out until after the discussion) ",
    )
    return said if characters else ""


def _case_text(report: cases.Report, title: str, nature: str) -> WrittenReport:
    minutes = max(1, round(reading_minutes(report.text)))
    hidden = held_back(report)
    pledge = tr(
        f"正文约 {len(report.text)} 字，{minutes} 分钟读完。段首〔 〕内是段号，"
        f"发言时先报段号再引原话。",
        f"About {len(report.text)} characters, {minutes} minutes. Numbers in 〔 〕 count "
        f"paragraphs: name the paragraph, then quote.",
    )
    before = [
        tr(f"来源：{report.name or title}。", f"Source: {report.name or title}. ")
        + nature_words(nature)[0],
        pledge,
        tr(
            "读时只做三件事：划出做了什么，圈出每一个数字，在没有依据的地方打问号。",
            "While reading do three things: underline what was done, circle every number, mark "
            "what has no evidence.",
        ),
    ]
    if hidden:
        left = tr(
            "启示、体会之类的结论已略去，请自己得出，讨论后对照。",
            "Conclusions are left out: draw your own, compare afterwards.",
        )
        before.append(left)
    sections = [
        Section("before", tr("读前须知", "Before reading"), paragraphs=before),
        Section("text", tr("正文", "The text"), paragraphs=class_paragraphs(report)),
    ]
    made = document(title, tr("案例正文（学员用）", "Case text, for the class"), nature, sections)
    made.brief = True
    return made


def _sheet(title: str, nature: str, asked: pd.DataFrame) -> WrittenReport:
    quoted = [tr(f"〔{n}〕{t}", f"[{n}] {t}") for n, t in zip(asked["paragraph_no"], asked["text"])]
    rows = pd.DataFrame(
        {
            "ask_no": asked["number"].astype(str),
            "quoted": quoted,
            "question": asked["question"],
            "view": "",
        }
    )
    small, large = rows[asked["size"] == "small"], rows[asked["size"] == "large"]
    sections = [
        Section(
            "small",
            tr("小问题：先各自答，再两人对", "Small questions: alone, then in pairs"),
            paragraphs=[
                tr(
                    "每题都从一句原文来，〔 〕内是段号。",
                    "Each comes from one sentence; numbers in [ ] count paragraphs.",
                )
            ],
            tables=[Table("", small, widths=(7, 34, 35, 24), tall=_FORM_ROW, show=len(small))],
        ),
        Section(
            "large",
            tr("大问题：小组讨论，引原文作答", "Large questions: in groups, quoting the text"),
            tables=[
                Table("", large, widths=(7, 27, 36, 30), tall=1.6 * _FORM_ROW, show=len(large))
            ],
        ),
    ]
    return document(
        title,
        tr("大问题与小问题（学员用）", "Large and small questions, for the class"),
        nature,
        sections,
    )
