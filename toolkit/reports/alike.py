"""Help that two cases had alike, by a report's own word, with another end: what each says of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.quoting import quoted
from toolkit.terms import tr

#: help that two cases had alike: 与邻村同时由县医院帮扶
_SAME_HELP = re.compile(
    r"(?:同时|同样|[都均])由[^，。；]{1,16}(?:帮|带|扶|结对|联系)|同一(?:批|个|家|支)[^，。；]{0,6}(?:人|队|单位|师傅|书记|干部)"
)
#: a unit by its name
_UNIT = re.compile(r"[一-龥]{2,4}?(?:村|社区|镇|乡|学校|厂|公司|合作社)")
#: headings that tell an order
_ORDER = re.compile(r"先|再|然后|慢慢|最后|其次|才")


def same_help(
    cases: Mapping[str, Any],
    counted: pd.DataFrame,
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
    below: set[tuple[str, int]],
) -> list[str]:
    """What a case that did not improve says of help that was the same as another's, in which order
    that other went about it, and what it says itself went wrong and was learnt."""
    from toolkit.cases import Excerpt, line_by_case

    found = [
        Excerpt(case, start, end, report.text[start:end])
        for case, report in cases.items()
        if known[case] in ("unchanged", "worse")
        for start, end in report.sentences[["start", "end"]].itertuples(index=False)
        if _SAME_HELP.search(report.folded, start, end)
    ][:2]
    head = tr(
        "报告自己写的对照，说帮扶一样、结果不同（帮扶是否真的一样，没有核过）：",
        "The same help with another end, by a report's own word (not checked): ",
    )
    lines = [*quoted(found, cases, known, seen)]
    if not lines:
        return []
    lines += _its_order(found[0], cases, known)
    own = line_by_case(
        {e.case: cases[e.case] for e in found}, counted, known, seen | below, lesser=True
    )
    own = own[own["slot"].isin(["problem", "insight"])].sort_values("start")
    said = (Excerpt(*place) for place in own[["case", "start", "end", "text"]].itertuples(False))
    own_lines = [*quoted([e for e in said if e[:2] not in seen], cases, known, seen)]
    if own_lines:
        lines.append(tr("差在哪里，它自己说：", "What was wanting, in its own words:"))
    return [head + tr("", " ").join(lines + own_lines)]


def _its_order(said: Any, cases: Mapping[str, Any], known: Mapping[str, str]) -> list[str]:
    """The headings of the improved case that a sentence names, where they tell an order."""
    units = set(_UNIT.findall(said.text))
    for case, report in cases.items():
        if case == said.case or known[case] != "improved":
            continue
        if not any(
            unit in report.title or unit[1:] in report.title for unit in units if len(unit) > 2
        ):
            continue
        heads = [h for h in report.headings if h.level == min(x.level for x in report.headings)]
        told = [report.text[h.start : h.end].strip(" 。：\n") for h in heads]
        if sum(_ORDER.search(words) is not None for words in told) < 2:
            continue
        numbers = [str(report.sentence_number(int(h.start))) for h in heads]
        return [
            tr(
                f"另一边的报告分这几步写：{'；'.join(told)}〔{case} 第{'、'.join(numbers)}句〕。",
                f"The report of the other tells these steps: {'；'.join(told)} [{case}, sentences "
                f"{', '.join(numbers)}].",
            )
        ]
    return []
