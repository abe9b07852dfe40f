"""What is counted more than once: sentences that stand under two questions, and cases that are of
one story because they name each other's unit."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from toolkit.reports.quoting import named
from toolkit.terms import tr, word

#: what a unit stands in is not the unit: 云岭乡石泉村
_ABOVE = re.compile(r"[省市县区乡镇]|街道")
_UNIT = re.compile(r"[一-龥]{2,6}?(?:村|社区|学校|小学|中学|中心校|厂|公司|合作社)")


def counted_twice(
    used: Mapping[tuple[str, int], list[str]], cases: Mapping[str, Any], questions: int
) -> str:
    """Which sentences (case, start) count under which two or more matters; empty where none does.

    Examples
    --------
    >>> from toolkit.reports.overlap import counted_twice
    >>> counted_twice({("C01", 0): ["judged"]}, {}, 2)
    ''
    """
    groups: dict[tuple[str, ...], list[tuple[str, int]]] = {}
    for place, matters in sorted(used.items()):
        if len(set(matters)) > 1:
            groups.setdefault(tuple(dict.fromkeys(matters)), []).append(place)
    if not groups:
        return ""
    mark = tr("、", ", ")
    quote = "“{}”"
    told = tr("；", "; ").join(
        named(some, cases)
        + tr("（{}）", " ({})").format(mark.join(quote.format(word("matter", m)) for m in matters))
        for matters, some in groups.items()
    )
    return tr(
        f"同一句算在两个以上问题里的：{told}；所以 {questions} 个问题不是 {questions} 项"
        "互不相干的发现。",
        f"Sentences that count under more than one question: {told}; so these {questions} "
        f"questions are not {questions} separate findings.",
    )


def linked(cases: Mapping[str, Any]) -> str:
    """Which cases name each other's unit, one way at least; empty where none does.

    Examples
    --------
    >>> from toolkit import cases
    >>> from toolkit.reports.overlap import linked
    >>> texts = {"甲": "石泉村小结\\n双河村来帮。\\n", "乙": "双河村小结\\n种茶。\\n"}
    >>> linked({case: cases.Report(text, case) for case, text in texts.items()})[:13]
    '甲、乙的报告写到对方的单位'
    """
    units = {case: own_unit(report.title) for case, report in cases.items()}
    group = {case: case for case in cases}
    for case, report in cases.items():
        for other, unit in units.items():
            if other != case and unit and unit != units[case] and unit in report.text:
                joined, gone = group[case], group[other]
                group = {c: joined if g == gone else g for c, g in group.items()}
    mark = tr("、", ", ")
    sets = [[c for c in cases if group[c] == g] for g in dict.fromkeys(group.values())]
    told = [mark.join(some) for some in sets if len(some) > 1]
    if not told:
        return ""
    which = tr("；", "; ").join(told)
    return tr(
        f"{which}的报告写到对方的单位，是连在一起的事，不是互不相干的案例；计数时仍各算一个。",
        f"The reports of {which} name each other's units: they tell of one story and are no "
        f"separate cases, though each is counted as one.",
    )


def own_unit(title: str) -> str:
    """The unit that a title tells of, without what it stands in; empty where it names none.

    Examples
    --------
    >>> from toolkit.reports.overlap import own_unit
    >>> own_unit("云岭乡石泉村从欠账村到稳当村的三年"), own_unit("一年的工作")
    ('石泉村', '')
    """
    for part in _ABOVE.split(title):
        if m := _UNIT.match(part):
            return m[0]
    return ""
