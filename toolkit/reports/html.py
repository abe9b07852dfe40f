"""A report as one HTML file: no script, no outside address, its own font, printable on A4."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from toolkit.reports.model import Picture, WrittenReport
from toolkit.terms import tr, use_lang


@cache
def _templates() -> jinja2.Environment:
    # autoescape is what keeps a cell that holds <script> a piece of text
    env = jinja2.Environment(
        loader=jinja2.PackageLoader("toolkit.reports"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {"tr": tr, "source_of": _source}
    return env


def _source(picture: Picture) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(picture.svg.read_bytes()).decode()


def render(template: str, language: str, **values: Any) -> str:
    """A page from a template of this package, with the bundled font cut down to the characters it
    uses."""
    from toolkit.figures import webfont_css

    with use_lang(language):
        page = _templates().get_template(template).render(font_css="", language=language, **values)
        letters = "".join(sorted(set(re.sub("data:[^\"')]+", "", page))))
        return (
            _templates()
            .get_template(template)
            .render(font_css=webfont_css(letters), language=language, **values)
        )


def html_page(report: WrittenReport, path: str | Path) -> Path:
    """Write `report` (its figures drawn, see `Report.draw`) as one self-contained HTML file.

    Parameters
    ----------
    report : Report
    path : str or Path
        The file to write; a target that is open elsewhere gets the next free name.

    Returns
    -------
    Path
        The file written.

    Examples
    --------
    >>> import tempfile
    >>> from toolkit import reports
    >>> report = reports.WrittenReport("题目", "", "", [reports.Section("a", "一节", "一句。")], "")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     page = reports.html_page(report, folder + "/报告.html")
    ...     page.name, "一句。" in page.read_text(encoding="utf-8")
    ('报告.html', True)
    """
    from toolkit.records import writing

    page = render("report.html.j2", report.language, report=report)
    with writing(path) as draft:
        draft.path.write_text(page, encoding="utf-8", newline="\n")
    return draft.final
