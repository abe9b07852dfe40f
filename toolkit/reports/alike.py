"""Help that two cases had alike, by a report's own word, with another end: what each says of it,
the figures of help of both, and what both came to."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.quoting import quoted
from toolkit.reports.two_ways import coded_sentences
from toolkit.terms import tr

#: help that two cases had alike: 与邻村同时由县医院帮扶
_SAME_HELP = re.compile(
    r"(?:同时|同样|[都均])由[^，。；]{1,16}(?:帮|带|扶|结对|联系)|同一(?:批|个|家|支)[^，。；]{0,6}(?:人|队|单位|师傅|书记|干部)"
)
#: a unit by its name
_UNIT = re.compile(r"[一-龥]{2,4}?(?:村|社区|镇|乡|学校|厂|公司|合作社)")
_FIGURE = re.compile(r"\d[\d.]*")
_AMOUNT = re.compile(r"(?P<thing>[一-龥]{2})(?P<much>\d[\d.]*[万亿]?[一-龥])")
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
    lines = [*quoted(found, cases, known, seen)]
    if not lines:
        return []
    other = _other(found[0], cases, known)
    helped = _help_of_both(other, found[0].case, counted, cases) if other else []
    head = tr(
        "报告自己写的对照，说帮扶一样、结果不同：",
        "The same help, a different result, in a report's own words: ",
    )
    if not helped:
        head = tr(
            "报告自己写的对照，说帮扶一样、结果不同（帮扶是否真的一样，没有核过）：",
            "The same help with a different result, in a report's own words (not checked): ",
        )
    if other:
        lines += _its_order(other, cases)
        lines += _beside(helped, cases, known, seen)
        lines += _both_ends(other, found[0].case, cases, known, seen)
    own = line_by_case(
        {e.case: cases[e.case] for e in found}, counted, known, seen | below, lesser=True
    )
    own = own[own["slot"].isin(["problem", "insight"])].sort_values("start")
    said = (Excerpt(*place) for place in own[["case", "start", "end", "text"]].itertuples(False))
    own_lines = [*quoted([e for e in said if e[:2] not in seen], cases, known, seen)]
    if own_lines:
        lines.append(tr("差在哪里，它自己说：", "What was missing, in its own words:"))
    return [head + tr("", " ").join(lines + own_lines)]


def _other(said: Any, cases: Mapping[str, Any], known: Mapping[str, str]) -> str:
    """The improved case whose unit a sentence names; empty where there is none."""
    units = set(_UNIT.findall(said.text))
    for case, report in cases.items():
        if case == said.case or known[case] != "improved":
            continue
        if not any(
            unit in report.title or unit[1:] in report.title for unit in units if len(unit) > 2
        ):
            continue
        return case
    return ""


def _its_order(case: str, cases: Mapping[str, Any]) -> list[str]:
    """The headings of a case, where they tell an order."""
    report = cases[case]
    heads = [h for h in report.headings if h.level == min(x.level for x in report.headings)]
    told = [report.text[h.start : h.end].strip(" 。：\n") for h in heads]
    if sum(_ORDER.search(words) is not None for words in told) < 2:
        return []
    numbers = [str(report.sentence_number(int(h.start))) for h in heads]
    return [
        tr(
            f"另一边的报告分这几步写：{'；'.join(told)}〔{case} 第{'、'.join(numbers)}句〕。",
            f"The other report tells these steps: {'；'.join(told)} [{case}, sentences "
            f"{', '.join(numbers)}].",
        )
    ]


def _help_of_both(
    better: str, other: str, counted: pd.DataFrame, cases: Mapping[str, Any]
) -> list[Any]:
    """Of either case the sentence coded as support that has most figures; nothing unless both have
    one."""
    said = [e for e in coded_sentences("SUPPORT", counted, cases) if _FIGURE.search(e.text)]
    best = []
    for case in (better, other):
        mine = [e for e in said if e.case == case]
        best += sorted(mine, key=lambda e: -len(_FIGURE.findall(e.text)))[:1]
    return best if len(best) == 2 else []


def _beside(
    helped: list[Any], cases: Mapping[str, Any], known: Mapping[str, str], seen: set[Any]
) -> list[str]:
    """The figures of help of both, and of which thing they tell another amount."""
    if not helped:
        return []
    told = tr("　对　", " — beside — ").join(quoted(helped, cases, known, seen))
    line = tr("两份报告自己写的帮扶数字：", "The figures of help in both reports: ") + told
    one, two = (_amounts(e.text) for e in helped)
    differ = [
        (thing, one[thing], two[thing]) for thing in one if one[thing] != two.get(thing, one[thing])
    ]
    if differ:
        pairs = tr("、", ", ").join(
            tr(f"{thing} {a} 对 {b}", f"{thing}: {a} beside {b}") for thing, a, b in differ
        )
        line += tr(
            f"同一样东西数就不同：{pairs}；帮扶并不一样。",
            f" Not the same amount: {pairs}; the help was not alike.",
        )
    else:
        line += tr("是不是一样，对着看。", " Whether it is the same, read them together.")
    return [line]


def _amounts(words: str) -> dict[str, str]:
    """Thing → how much of it was given: 茶苗12万株."""
    return {m["thing"]: m["much"] for m in _AMOUNT.finditer(words)}


def _both_ends(
    better: str, other: str, cases: Mapping[str, Any], known: Mapping[str, str], seen: set[Any]
) -> list[str]:
    """What both came to."""
    from toolkit.cases import strongest

    ends = [e for c in (better, other) for e in strongest(cases[c], c, known[c])[-1:]]
    if len(ends) < 2:
        return []
    told = tr("　对　", " — beside — ").join(quoted(ends, cases, known, seen, raters=True))
    return [tr("两边的结果：", "What both came to: ") + told]
