"""A comparison of cases as pages: limits first, the configuration chart, necessity, truth tables,
models, cases."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd

from toolkit.records import must_end
from toolkit.reports.build import nature_words
from toolkit.reports.html import html_page
from toolkit.reports.model import Report, Section, Table
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
) -> Report:
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
    """
    from toolkit.comparison import legend
    from toolkit.figures import configurations

    limits = study.limits()
    sections = [Section("limits", tr("先看限度", "Limits first"), paragraphs=limits)]
    if study.charted:
        chart = Table(tr("组态", "Configurations"), study.chart(names), note=legend(), show=60)
        figure = configurations(study.charted, names=names, nature=nature)
        sections.append(
            Section(
                "chart",
                tr("组态图", "Configuration chart"),
                tables=[chart],
                figures=[figure],
                limits=limits[-1:],
            )
        )
    for number, (y, table) in enumerate(study.tables.items(), 1):
        rows = table.rows.drop(columns="against", errors="ignore").reset_index()
        needs = Table(tr(f"必要性：{y}", f"Necessity: {y}"), study.necessities[y].reset_index())
        found = Table(
            tr(f"模型：{y}", f"Models: {y}"), study.models(y).drop(columns="unique"), show=40
        )
        truth = Table(tr(f"真值表：{y}", f"Truth table: {y}"), rows, show=64)
        sections.append(
            Section(
                f"outcome_{number}",
                tr(f"结果 {y}", f"Outcome {y}"),
                _finding(study, y),
                tables=[needs, truth, found],
            )
        )
    title = tr(f"案例比较：{study.outcome}", f"Comparing cases: {study.outcome}")
    line, mark = nature_words(nature)
    return Report(title, source, line, sections, mark)


def _finding(study: Any, outcome: str) -> str:
    """The first model and how many there are, or why there is none."""
    solution = study.solutions[outcome][study.kind]
    if isinstance(solution, str):
        return solution
    least = "" if solution.complete else tr("至少 ", "at least ")
    return tr(
        f"{solution.expression()} → {outcome}（模型共{least}{len(solution)} 个）",
        f"{solution.expression()} → {outcome} ({least}{len(solution)} models)",
    )


def write_comparison(
    study: Any, path: str | Path, coded: pd.DataFrame | None = None, **words: Any
) -> Path:
    """Write a study as ``.xlsx``, ``.docx`` or ``.html``, by the name's ending (ValueError for
    another).

    `coded` is what `Study.sheets` takes, `words` what `comparison_report` takes.
    """
    from toolkit.records import write_book

    target, ending = Path(path), must_end(path, *ENDINGS)
    if ending == ".xlsx":
        return write_book(target, study.sheets(words.get("names"), coded))
    render = word_page if ending == ".docx" else html_page
    report = comparison_report(study, **words)
    with TemporaryDirectory() as folder:
        report.draw(Path(folder))
        return render(report, target)
