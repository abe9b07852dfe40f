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
from toolkit.reports.html import html_page
from toolkit.reports.model import Section, Table, WrittenReport
from toolkit.reports.reading import evidence_name
from toolkit.reports.slotted import fallen, name_the_silent, slot_section
from toolkit.reports.word import word_page
from toolkit.terms import tr, word

_NOT_WRITTEN = (
    "没写到不等于没做，写到不等于做好：这里归纳的是报告怎么写。",
    "What is not written may have been done, and what is written may not have been done well: "
    "this summarises how reports are written.",
)


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
    >>> [section.heading for section in report.sections][:2]
    ['', '做法与结果']
    """
    from toolkit.cases import (
        SLOTS,
        accepted,
        in_time,
        known_outcomes,
        line_by_case,
        shown_to_others,
    )

    # persons are masked before anything is drawn or printed
    by_case, coded = shown_to_others(reports, show_people), accepted(coded)
    places = zip(summary["case"], summary["start"], summary["end"])
    texts = [by_case[c].text[int(a) : int(b)] for c, a, b in places]
    statement = str(summary.attrs.get("statement", ""))
    summary = summary.assign(text=pd.Series(texts, summary.index, dtype="string"))
    known, _ = known_outcomes(by_case, outcomes)
    counted = in_time(coded, by_case, outcomes)
    seen: set[tuple[str, int]] = set()
    front = Section("basis", finding=statement, front=True, labelled=True)
    front.paragraphs = fallen(by_case, known, seen)
    compared = experience_sections(by_case, coded, outcomes, seen)
    lines = line_by_case(by_case, counted, known, seen)
    summary = lines if len(lines) else summary
    slots = [
        slot_section(by_case, slot, summary[summary["slot"] == slot], as_tables, known, seen)
        for slot in SLOTS
    ]
    if len(lines):
        name_the_silent(slots, by_case, lines, counted, known)
    head = compared[0]
    front.paragraphs += [head.finding, *head.paragraphs, _how_to_read()]
    head.finding, head.paragraphs = "", []
    last = _rests_on(by_case, known)
    _add_figure(last, by_case, counted, outcomes, nature)
    sections = [front, *compared, *slots, last]
    subtitle = tr(f"引原句 {len(seen)} 句", f"{len(seen)} sentences quoted")
    if source:
        subtitle += tr(f"　报告在文件夹“{source}”", f" · reports of the folder {source}")
    line, mark = nature_words(nature)
    return WrittenReport(
        tr(f"经验归纳：{len(by_case)} 个案例", f"Summary of {len(by_case)} cases"),
        subtitle,
        line,
        sections,
        mark,
        brief=True,
    )


def _how_to_read() -> str:
    return tr("", " ").join(
        [
            tr(
                "每一句都从原报告截取，一字未改，〔〕里是案例、第几句和这个案例的结果，可以回到原文核对；"
                "同一句只引一次。",
                "Every sentence is cut from its report, word for word, with case, number and the "
                "outcome of the case, so that it can be checked there; each is quoted once.",
            ),
            tr(*_NOT_WRITTEN),
        ]
    )


def _rests_on(cases: Mapping[str, Any], outcomes: Mapping[str, str]) -> Section:
    """The cases with their outcome and best evidence, and whether their wording is copied."""
    from toolkit.cases import copied, evidence_table

    table = evidence_table(cases)[["case", "claims", "best"]]
    table.insert(1, "title", [cases[c].title or "—" for c in table["case"]])
    named = [word("outcome", outcomes.get(c, "not_stated")) for c in table["case"]]
    table.insert(2, "outcome", named)
    table["best"] = [
        evidence_name(g) if g else tr("未找到成效", "no effect found") for g in table["best"]
    ]
    section = Section("cases", tr("归纳凭什么", "What this rests on"))
    note = tr(
        "第三方：写明由当事人以外的谁测的，上级部门也算；是谁，写在上面各句后面。",
        "Third party: somebody else than those who report is named as the one who measured, an "
        "office above them included; who it is stands behind each sentence.",
    )
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
        f"{len(pairs)} pairs of reports share 20 characters or more word for word: ask who copied "
        f"before calling it common.",
    )
    table = runs[["case", "other", "length", "text"]].rename(columns={"other": "other_case"})
    section.tables.append(
        Table(tr("一字不差的表述，长的在前", "Runs word for word, longest first"), table)
    )
    return section


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
