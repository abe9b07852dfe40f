"""What each case came to: its title, one result with what somebody else measured beside it, who
measured, and what an improved case says against itself; and which reports tell of no effect."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section, Table
from toolkit.reports.quoting import cited, grounds_and_measurers
from toolkit.terms import lang, plural, tr

#: shares of the columns; English words on who measured are longer than Chinese ones
_WIDTHS: dict[str, tuple[float, ...]] = {
    "zh": (0.17, 0.4, 0.19, 0.24),
    "en": (0.15, 0.36, 0.27, 0.22),
}
#: figures that somebody held against other records
_AGREES = re.compile(
    r"(?:核对|核查|抽查|比对|复核|核实|核验)[^。；]{0,24}(?:无误|一致|属实|相符)|与[^，。；]{2,12}(?:记录|台账)(?:一致|相符)"
)
_WITHOUT_DOUBT: dict[str, tuple[float, ...]] = {"zh": (0.19, 0.54, 0.27), "en": (0.17, 0.5, 0.33)}


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
    sides = (
        (("improved",), tr("改善的案例", "Improved cases")),
        (("unchanged", "worse"), tr("未改善的案例", "Cases that did not improve")),
        (("mixed",), tr("有好有坏的案例（不参加比较）", "Better and worse (not compared)")),
    )
    for side, title in sides:
        better, here = side == ("improved",), [c for c in cases if known[c] in side]
        if not here:
            continue
        rows = [_row(cases[case], case, known[case], seen) for case in here]
        frame = pd.DataFrame(rows, columns=["case", "result", "measured", "own_doubt"])
        widths = _WIDTHS[lang()]
        if not better:
            frame, note = frame.drop(columns="own_doubt"), ""
            widths = _WITHOUT_DOUBT[lang()]
        section.tables.append(
            Table(title, frame, show=60, widths=widths, note=note, of="case_text")
        )
    silent = [case for case in cases if not len(cases[case].effects)]
    section.paragraphs = [_only_practices(case, cases[case], counted) for case in silent]
    return section


def _row(
    report: Any, case: str, outcome: str, seen: set[tuple[str, int]]
) -> tuple[str, str, str, str]:
    """A case with its title, its best grounded result and what somebody else measured, who it was,
    and the case's own doubt."""
    from toolkit.cases import admitted, strongest

    # what tells a way comes before a test or comparison that by itself tells none
    shown = strongest(report, case, outcome)[::-1]
    shown += _outside(report, case, shown)
    shown += _checked(report, case, shown)
    if not shown:
        result, measured = no_effect(report), "—"
    else:
        # numbered where there are two: which of them was measured by whom
        signs = [f"{i}. " for i in range(1, len(shown) + 1)] if len(shown) > 1 else [""]
        result = " ".join(sign + _told(report, one, seen) for sign, one in zip(signs, shown))
        measured = " ".join(sign + _grounds(report, one) for sign, one in zip(signs, shown))
    # the table of the others has no such column, and what is not shown was not quoted
    doubt = admitted(report, case) if outcome == "improved" else None
    own = _told(report, doubt, seen) if doubt else tr("没有找到", "none found")
    return f"{case} {report.title}".strip(), result, measured, own


def _grounds(report: Any, said: Any) -> str:
    if _AGREES.search(said.text) and not report.effects["start"].eq(said.start).any():
        return tr("有人核对过，见原句", "checked by others, as the sentence says")
    return grounds_and_measurers(report, said.start, said.end)


def _checked(report: Any, case: str, shown: list[Any]) -> list[Any]:
    """A sentence close behind a result which says that its figures were checked and agree."""
    from toolkit.cases import Excerpt

    here = {int(one.start) for one in shown}
    for one in shown:
        i = report.sentence_number(int(one.start))
        for start, end in report.sentences.iloc[i : i + 2].itertuples(index=False):
            if start not in here and _AGREES.search(report.folded, start, end):
                return [Excerpt(case, int(start), int(end), report.text[start:end])]
    return []


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


def no_effect(report: Any) -> str:
    """That no sentence tells the outcome, and whether any tells an effect at all."""
    if len(report.effects):
        return tr("有成效句，但没有一句说到这个结果", "effects, but none that tells this outcome")
    return tr("没有读出成效句", "no sentence on an effect")


def _only_practices(case: str, report: Any, counted: pd.DataFrame) -> str:
    """What a report without any effect reports all the same; that it could not be read is said."""
    if not re.search("[一-龥]", report.folded):
        return tr(
            f"{case} 没有汉字，读不出做法、成效和结果：它没有进入任何比较。",
            f"{case} has no Chinese characters: no practice, effect or outcome can be read, and it "
            f"is in no comparison.",
        )
    many = counted.loc[counted["case"] == case, "code"].nunique()
    if not many:
        return tr(
            f"{case} 没有读出做法，也没有读出成效：请看原文。",
            f"{case}: neither a practice nor an effect was found; look at the report itself.",
        )
    return tr(
        f"{case} 报了 {many} 项做法、0 条成效：写得多不等于有结果。",
        f"{case} reports {plural(many, 'practice')} and no effect: much written is no result.",
    )
