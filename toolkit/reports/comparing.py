"""A comparison of cases as pages, in the order in which a paper reports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from toolkit.records import must_end
from toolkit.reports.build import nature_words
from toolkit.reports.html import html_page
from toolkit.reports.model import Section, Table, WrittenReport
from toolkit.reports.word import word_page
from toolkit.terms import tr

#: of the files that a study can be written to
ENDINGS = (".xlsx", ".docx", ".html")


def comparison_report(
    study: Any,
    names: Mapping[str, str] | None = None,
    *,
    nature: str = "user_supplied",
    source: str = "",
    coded: pd.DataFrame | None = None,
) -> WrittenReport:
    """A `toolkit.comparison.Study` as a report for `html_page` and `word_page`.

    Parameters
    ----------
    study : toolkit.comparison.Study
    names : mapping, optional
        Term → name of its path.
    nature : str
        Of the cases' data; decides the line on every page and the watermark.
    source : str
        The name of what was read.
    coded : DataFrame, optional
        Codings behind the truth-table rows.
    """
    from toolkit.comparison import study_parts
    from toolkit.figures import configurations, nca, xy

    sections = []
    workbook = tr("工作簿（--out 名称.xlsx）", "the workbook (--out NAME.xlsx)")
    for part in study_parts(study, names, coded):
        tables = [
            Table(
                item.title[:1].upper() + item.title[1:],
                item.frame.rename(columns=dict(item.headings)),
                note=item.note,
                show=item.show,
                digits=3,
                workbook=workbook,
            )
            for item in part.items
            if item.printed
        ]
        figures: list[Any] = []
        if part.key == "chart":
            figures = [configurations(study.charted, names=names, nature=nature)]
        elif part.key == "cases":
            figures = [xy(study.main, nature=nature)]
        elif part.key == "necessity" and study.nca is not None:
            figures = [nca(study.nca, c, nature=nature) for c in study.nca.peers]
        finding = _finding(study, study.outcome) if part.key == f"models {study.outcome}" else ""
        key = re.sub(r"\W+", "_", part.key.replace("~", "not_"), flags=re.ASCII)
        sections.append(Section(key, part.title, finding, list(part.sentences), figures, tables))
    title = tr(f"案例比较：{study.outcome}", f"Comparing cases: {study.outcome}")
    line, mark = nature_words(nature)
    return WrittenReport(title, source, line, sections, mark)


def _finding(study: Any, outcome: str) -> str:
    """The first model and how many there are, or why there is none."""
    solution = study.solutions[outcome][study.kind]
    if isinstance(solution, str):
        return solution
    least = "" if solution.complete else tr("至少 ", "at least ")
    models = "1 model" if solution.complete and len(solution) == 1 else f"{len(solution)} models"
    return tr(
        f"{solution.expression()} → {outcome}（模型共{least}{len(solution)} 个）",
        f"{solution.expression()} → {outcome} ({least}{models})",
    )


def write_comparison(
    study: Any, path: str | Path, coded: pd.DataFrame | None = None, **words: Any
) -> Path:
    """Write a study as ``.xlsx``, ``.docx`` or ``.html``, by the name's ending (ValueError for
    another).

    `coded` is what `comparison.study_parts` takes, `words` what `comparison_report` takes.

    Examples
    --------
    >>> import tempfile
    >>> import pandas as pd
    >>> from toolkit import comparison, reports
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> study = comparison.study(data, "Y", ["A", "B"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     reports.write_comparison(study, folder + "/比较.xlsx").name
    '比较.xlsx'
    """
    from toolkit.comparison import as_sheets, study_parts
    from toolkit.records import write_book

    target, ending = Path(path), must_end(path, *ENDINGS)
    if ending == ".xlsx":
        return write_book(target, as_sheets(study_parts(study, words.get("names"), coded)))
    render = word_page if ending == ".docx" else html_page
    report = comparison_report(study, coded=coded, **words)
    with TemporaryDirectory() as folder:
        report.draw(Path(folder))
        return render(report, target)
