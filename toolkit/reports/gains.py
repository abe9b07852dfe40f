"""What each case came to: its title, one result with what somebody else measured beside it, who
measured, and what an improved case says against itself; and which reports tell of no effect."""

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
    """A table of every case that improved and one of the others; their sentences stand whole even
    where they were quoted before, and are added to `seen`."""
    section = Section(
        "gains", tr("各案例：结果怎样，谁测的", "The cases: what came of them, by whom measured")
    )
    note = tr(
        "有起点的成效（前后对比、有对照）排在只比高低的前面；另有当事人以外的人测的，列在后面。第三方："
        "写明由当事人以外的谁测的，上级和政府部门也算。",
        "A result with a start (before and after, a comparison) comes before one that only "
        "compares levels; what somebody else measured besides stands after it. Third party: "
        "somebody else is named as the one who measured, offices of government included.",
    )
    sides = {True: tr("改善的案例", "Improved cases"), False: tr("未改善的案例", "The others")}
    for better, title in sides.items():
        here = [c for c in cases if known[c] != "not_stated" and (known[c] == "improved") is better]
        if not here:
            continue
        rows = [_row(cases[case], case, known[case], seen) for case in here]
        frame = pd.DataFrame(rows, columns=["case", "result", "measured", "own_doubt"])
        widths: tuple[float, ...] = (0.17, 0.4, 0.19, 0.24)
        if not better:
            frame, widths, note = frame.drop(columns="own_doubt"), (0.19, 0.54, 0.27), ""
        section.tables.append(
            Table(title, frame, show=60, widths=widths, note=note, of="case_text")
        )
    silent = [case for case in cases if not len(cases[case].effects)]
    section.paragraphs = [_only_practices(case, counted) for case in silent]
    return section


def _row(
    report: Any, case: str, outcome: str, seen: set[tuple[str, int]]
) -> tuple[str, str, str, str]:
    """A case with its title, its best grounded result and what somebody else measured, who it was,
    and the case's own doubt."""
    from toolkit.cases import admitted, strongest

    shown = strongest(report, case, outcome)
    shown = [*shown[-1:], *_outside(report, case, shown[-1:])]
    if not shown:
        result, measured = tr("没有编出成效句", "no sentence on an effect"), "—"
    else:
        # numbered where there are two: which of them was measured by whom
        signs = [f"{i}. " for i in range(1, len(shown) + 1)] if len(shown) > 1 else [""]
        result = " ".join(sign + _told(report, one, seen) for sign, one in zip(signs, shown))
        measured = " ".join(
            sign + grounds_and_measurers(report, one.start, one.end)
            for sign, one in zip(signs, shown)
        )
    doubt = admitted(report, case)
    own = _told(report, doubt, seen) if doubt else tr("没有找到", "none found")
    return f"{case} {report.title}".strip(), result, measured, own


def _outside(report: Any, case: str, shown: list[Any]) -> list[Any]:
    """The last sentence on what somebody else measured, where none is shown yet."""
    from toolkit.cases import Excerpt

    effects = report.effects
    by_others = effects[(effects["evidence"] == "witness") & ~effects["planned"]]
    here = {int(one.start) for one in shown}
    if not shown or by_others.empty or here & {*by_others["start"].astype(int)}:
        return []
    last = by_others.iloc[-1]
    start, end = int(last["start"]), int(last["end"])
    return [Excerpt(case, start, end, report.text[start:end])]


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
