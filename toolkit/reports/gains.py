"""What each case that improved came to: its title, one result, who measured it, and what the case
says against itself; and which reports tell of no effect at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section, Table
from toolkit.reports.quoting import cited, grounds_and_measurers
from toolkit.terms import plural, tr


def gains_section(
    cases: Mapping[str, Any],
    counted: pd.DataFrame,
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> Section:
    """A table of every case that improved; its sentences stand whole even where they were quoted
    before, and are added to `seen`."""
    section = Section(
        "gains",
        tr("改善的案例：改善了什么，谁测的", "Improved cases: what improved, by whom measured"),
    )
    better = [case for case in cases if known[case] == "improved"]
    if better:
        rows = [_row(cases[case], case, seen) for case in better]
        columns = ["case", "result", "measured", "own_doubt"]
        note = tr(
            "有起点的成效（前后对比、有对照）排在只比高低的前面。第三方：写明由当事人以外的谁测的，"
            "上级和政府部门也算。",
            "A result with a start (before and after, a comparison) comes before one that only "
            "compares levels. Third party: somebody else is named as the one who measured, offices "
            "of government included.",
        )
        title = tr("改善的案例", "Improved cases")
        frame = pd.DataFrame(rows, columns=columns)
        widths = (0.17, 0.4, 0.19, 0.24)
        section.tables = [Table(title, frame, show=60, widths=widths, note=note, of="case_text")]
    silent = [case for case in cases if not len(cases[case].effects)]
    section.paragraphs = [_only_practices(case, counted) for case in silent]
    return section


def _row(report: Any, case: str, seen: set[tuple[str, int]]) -> tuple[str, str, str, str]:
    """A case with its title, its best grounded result, who measured it, and its own doubt."""
    from toolkit.cases import admitted, strongest

    best, doubt = strongest(report, case, "improved")[-1:], admitted(report, case)
    if not best:
        result, measured = tr("没有编出成效句", "no sentence on an effect"), "—"
    else:
        result = _told(report, best[0], seen)
        measured = grounds_and_measurers(report, best[0].start, best[0].end)
    own = _told(report, doubt, seen) if doubt else tr("没有找到", "none found")
    return f"{case} {report.title}".strip(), result, measured, own


def _told(report: Any, said: Any, seen: set[tuple[str, int]]) -> str:
    seen.add((said.case, int(said.start)))
    return " ".join(said.text.split()) + cited(report, said.case, said.start)


def _only_practices(case: str, counted: pd.DataFrame) -> str:
    """What a report without any effect reports all the same."""
    many = counted.loc[counted["case"] == case, "code"].nunique()
    return tr(
        f"{case} 报了 {many} 项做法、0 条成效：写得多不等于有结果。",
        f"{case} reports {plural(many, 'practice')} and no effect: much written is no result.",
    )
