"""The tables of a report as a workbook: every row, plain numbers, and a first sheet that says what
is what."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from toolkit.reports.model import WrittenReport
from toolkit.terms import tr, use_lang


def tables_book(report: WrittenReport, path: str | Path) -> Path:
    """Write ``tables.xlsx``: a 说明 sheet (title, nature, sections, limits, list of sheets), then
    one sheet a table.

    Returns
    -------
    Path
        The file written; a target that is open elsewhere gets the next free name.
    """
    from toolkit.records import Sheet, write_book

    with use_lang(report.language):
        sheets, lines = [], [(report.title, report.subtitle), (tr("说明", "Note"), report.nature)]
        number = 0
        for section in report.sections:
            lines.append((section.heading, section.finding))
            lines += [("", p) for p in section.paragraphs]
            lines += [("", p) for p in section.closing]
            lines += [(tr("限度", "Limits"), limit) for limit in section.limits]
            for table in section.tables:
                number += 1
                name = f"{number} {table.title}"[:31]
                lines.append((tr("工作表", "Sheet"), name))
                headings = dict(zip(table.frame.columns, table.columns))
                sheets.append(
                    Sheet(
                        name, table.frame.round(dict.fromkeys(table.percent, 4)), headings=headings
                    )
                )
        about = pd.DataFrame(lines, columns=["item", "text"])
        first = Sheet(tr("说明", "About"), about, widths={"item": 28, "text": 110})
        return write_book(path, [first, *sheets])
