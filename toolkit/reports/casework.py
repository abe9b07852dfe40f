"""Pages on case reports: a summary whose every line cites case and sentence; writing it or a case
in depth to a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from toolkit.records import must_end
from toolkit.reports.book import tables_book
from toolkit.reports.build import nature_words
from toolkit.reports.experience import experience_sections
from toolkit.reports.framing import annex_head, by_letters, how_to_read, not_shown
from toolkit.reports.gains import no_effect
from toolkit.reports.html import html_page
from toolkit.reports.model import Section, Table, WrittenReport
from toolkit.reports.quoting import grounds_told, measurers
from toolkit.reports.slotted import fallen, slot_sections
from toolkit.reports.word import word_page
from toolkit.terms import plural, tr, word


def summary_report(
    reports: Mapping[str, Any] | Sequence[Any],
    summary: pd.DataFrame,
    coded: pd.DataFrame,
    outcomes: Mapping[str, str] | None = None,
    *,
    nature: str = "user_supplied",
    source: str = "",
    as_tables: bool = False,
    show_people: bool = False,
) -> WrittenReport:
    """A summary of case reports as pages: 背景–做法–成效–启示, what is common, copied wording, the
    cases it rests on.

    Parameters
    ----------
    reports : mapping or sequence of toolkit.cases.Report
    summary : DataFrame
        Of `toolkit.cases.summarise`.
    coded : DataFrame
        The coding it was made from.
    outcomes : mapping, optional
        Case → outcome; practices of improved and of other cases are then set side by side.
    nature : str
        Of the data: fictitious, user_supplied, public_official or mixed; decides the line on every
        page and the watermark.
    source : str
        The name of the folder, as the page quotes it.
    as_tables : bool
        Lines as rows of a table (for a workbook) instead of paragraphs.
    show_people : bool
        Persons stand as surname and 某 unless asked otherwise.

    Returns
    -------
    Report
        For `write_casework`, `html_page` or `word_page`.

    Examples
    --------
    >>> from toolkit import cases, reports
    >>> read = cases.Report("柳溪村小结（虚构）\\n集体收入由3万元增至5万元。\\n", "C01")
    >>> coded = cases.code([read])
    >>> report = reports.summary_report([read], cases.summarise([read], 40, coded=coded), coded)
    >>> report.sections[0].front, [section.key for section in report.sections if section.annex][0]
    (True, 'annex')
    """
    from toolkit.cases import (
        accepted,
        in_time,
        known_outcomes,
        shown_to_others,
        statement,
    )

    # persons are masked before anything is drawn or printed
    by_case, coded = shown_to_others(reports, show_people), accepted(coded)
    coded, who = by_letters(coded)
    places = zip(summary["case"], summary["start"], summary["end"])
    texts = [by_case[c].text[int(a) : int(b)] for c, a, b in places]
    summary = summary.assign(text=pd.Series(texts, summary.index, dtype="string"))
    known, _ = known_outcomes(by_case, outcomes)
    counted = in_time(coded, by_case, outcomes)
    seen: set[tuple[str, int]] = set()
    basis = statement(by_case, counted if len(by_case) > 1 else coded, outcomes)
    front = Section("basis", finding=basis, front=True, labelled=True)
    front.paragraphs = fallen(by_case, known, seen)
    told, compared = experience_sections(by_case, coded, outcomes, seen)
    front.paragraphs += [*told, how_to_read()]
    shown = [s for s in compared if not s.annex]
    asked = any(s.key == "manner" for s in shown)
    page = [*shown, not_shown(by_case, counted, known, who, asked=asked)]
    slots = slot_sections(by_case, summary, counted, as_tables, known, seen)
    last = _rests_on(by_case, known)
    _add_figure(last, by_case, counted, outcomes, nature)
    annex = [annex_head(), *(s for s in compared if s.annex), *slots, last]
    for section in [front, *page, *annex]:
        section.fine, section.annex = True, section in annex
    subtitle = tr(f"引原句 {len(seen)} 句", f"{plural(len(seen), 'sentence')} quoted")
    if source:
        subtitle += tr(f"　报告在文件夹“{source}”", f" · reports of the folder “{source}”")
    line, mark = nature_words(nature)
    return WrittenReport(
        tr(f"经验归纳：{len(by_case)} 个案例", f"Summary of {plural(len(by_case), 'case')}"),
        subtitle,
        line,
        [front, *page, *annex],
        mark,
        brief=True,
    )


def _rests_on(cases: Mapping[str, Any], outcomes: Mapping[str, str]) -> Section:
    """The cases with their outcome and best evidence, and whether their wording is copied."""
    from toolkit.cases import copied

    section = Section("cases", tr("各案例的结果凭什么", "What the outcomes rest on"))
    note = tr(
        "每行是这个案例最有根据的一句成效。第三方：写明由当事人以外的谁测的，上级和政府部门也算。"
        "只比高低：只说现在比别人高，没说起点差多少。",
        "Each row is the best grounded sentence on how the case ended. Third party: somebody else "
        "than those who report is named as the one who measured, offices of government included. "
        "Levels only: higher than others now, with no word of where both started.",
    )
    rows = [_grounded(cases[c], c, outcomes.get(c, "not_stated")) for c in cases]
    columns = ["case", "title", "outcome", "claims", "sentence_no", "best", "rater"]
    table = pd.DataFrame(rows, columns=columns)
    section.tables = [
        Table(
            tr("案例与证据", "Cases and their evidence"), table, of="case_text", show=60, note=note
        )
    ]
    runs = copied(cases)
    if runs.empty:
        section.paragraphs = [
            tr(
                "各报告之间没有 20 字以上一字不差的表述。",
                "No two reports share a run of 20 characters or more word for word.",
            )
        ]
        return section
    pairs = runs[["case", "other"]].drop_duplicates()
    section.finding = tr(
        f"{len(pairs)} 对报告有 20 字以上一字不差的表述：归纳共性前先问是不是抄来的。",
        f"Pairs of reports that share 20 characters or more word for word: {len(pairs)}. Ask who "
        f"copied before calling it common.",
    )
    table = runs[["case", "other", "length", "text"]].rename(columns={"other": "other_case"})
    section.tables.append(
        Table(tr("一字不差的表述，长的在前", "Runs word for word, longest first"), table)
    )
    return section


def _grounded(report: Any, case: str, outcome: str) -> tuple[Any, ...]:
    """A row on the best grounded sentence of a case: its number, grade and who measured."""
    from toolkit.cases import strongest

    # counted as `toolkit.cases.statement` counts them: none that is only planned
    claims = int(report.statements["evidence"].ne("").sum())
    head = (case, report.title or "—", word("outcome", outcome), claims)
    best = strongest(report, case, outcome)[:1]
    if not best:
        return (*head, "—", no_effect(report), "—")
    (said,) = best
    told = grounds_told(report, said.start, said.end)
    raters = measurers(report, said.start, said.end)
    return (*head, str(report.sentence_number(said.start)), told, raters)


def _add_figure(
    section: Section,
    cases: Mapping[str, Any],
    counted: pd.DataFrame,
    outcomes: Mapping[str, str] | None,
    nature: str,
) -> None:
    from toolkit import figures

    try:
        section.figures = [figures.practices(counted, cases, outcomes, nature)]
    except figures.NothingToDraw as reason:
        section.paragraphs.append(str(reason))


def write_casework(report: WrittenReport, path: str | Path) -> Path:
    """Write such a report as ``.docx``, ``.html`` or ``.xlsx``, by the suffix of `path`.

    Returns
    -------
    Path
        The file written; a target that is open elsewhere gets the next free name.

    Raises
    ------
    ValueError
        Another suffix.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import reports
    >>> report = reports.WrittenReport("小结", "", "虚构", [reports.Section("load", "负担")])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     reports.write_casework(report, folder + "/小结.docx").name
    '小结.docx'
    """
    writers = {".docx": word_page, ".html": html_page, ".xlsx": tables_book}
    suffix = must_end(path, *writers)
    with TemporaryDirectory() as folder:
        if suffix != ".xlsx":
            report.draw(Path(folder))
        return writers[suffix](report, path)
