"""What cases that did not improve changed, or said they would, once they knew how it had ended:
with what result nobody knows yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from toolkit.reports.model import Section
from toolkit.reports.quoting import quoted
from toolkit.terms import tr

#: sentences of one case
_MOST = 2
_NOT = ("unchanged", "worse")
#: what was changed, ordered or meant to be changed
_CHANGED = re.compile(
    r"决定(?!了)|要求|准备|打算|计划|改由|改为|改成|更换|调整|调回|减少了?|取消|删减|不再|增加|重新|开始|随后|此后|写明|写在|实行|推行"
    r"|换了(?![一两二三四五六七八九几多\d])"
    r"|已(?:经)?(?:把|将|由|安排|派|组织|请)|安排[了\d一两三四五六七八九十]|上任后"
)
#: who judges is what is changed
_JUDGES = re.compile(r"打分|评分|评一次|评议|考核办法|由[^，。；]{1,8}(?:评|打分|记录|验收)")
_MEANT = re.compile(r"请你|限期|决定(?!了)|准备|打算|计划|想法是|要求|来年|明年|下一步|将(?!近)")
#: the result is said to be open: 还要再看两年
_OPEN = re.compile(r"再看|还要看|尚早|有待|未见分晓")
#: that nothing was done, or that others did it, is no remedy
_NOT_DONE = re.compile(r"没有(?!直接|再)|没有再|没人|无人|邻[县市乡镇村]|同期|对照")
#: what is said or was learnt is no deed
_SPEECH = re.compile(r"：“|[说道讲]“|(?:反思|教训|体会|启示)[^，。；]{0,3}：")


def aftermath_section(
    cases: Mapping[str, Any], known: Mapping[str, str], seen: set[tuple[str, int]]
) -> Section:
    """The remedies of every case that did not improve, those first that change who judges.
    Sentences quoted are added to `seen`."""
    section = Section(
        "aftermath",
        tr("事后改了什么，结果未知", "What was changed afterwards, result unknown"),
        labelled=True,
    )
    told = [(case, said) for case in cases if (said := remedies(cases, case, known[case]))]
    for case, said in told:
        meant = all(_MEANT.search(e.text) for e in said)
        only = tr("（只写了决定或打算）", " (decided or meant only)") if meant else ""
        head = tr(f"{case}{only}：", f"{case}{only}: ")
        section.paragraphs.append(
            head + tr("", " ").join(quoted(said, cases, known, seen, ways=False))
        )
    if told:
        judges = [c for c, said in told if any(_JUDGES.search(e.text) for e in said)]
        section.paragraphs.insert(0, _what_it_is(len(told), judges))
    return section


def _what_it_is(many: int, judges: list[str]) -> str:
    mark = tr("、", ", ")
    told = tr(
        f"未改善的里 {many} 个写了结局之后改了什么；改了以后怎样还不知道，所以不算做法，也不算成效",
        f"Of those that did not improve {many} tell what was changed after the end; what came of "
        f"it is not known, so it counts neither as a practice nor as a result",
    )
    if judges:
        told += tr(
            f"；其中 {len(judges)} 个改的是谁来评（{mark.join(judges)}）",
            f"; what was changed is who judges in {len(judges)} ({mark.join(judges)})",
        )
    return told + tr("。", ".")


def remedies(cases: Mapping[str, Any], case: str, outcome: str) -> list[Any]:
    """What a case that did not improve says, behind its end, was changed or is to be: in the order
    of the report.

    Examples
    --------
    >>> from toolkit import cases
    >>> from toolkit.reports.aftermath import remedies
    >>> text = "柳溪村小结（虚构）\\n村里修了广场，村里有农户300户，在山脚下。\\n"
    >>> text += "党员每月开一次会。\\n村集体收入由4万元降到1万元。\\n"
    >>> text += "县里已决定由未参与帮扶的单位打分。\\n"
    >>> [e.text for e in remedies({"C01": cases.Report(text, "C01")}, "C01", "worse")]
    ['县里已决定由未参与帮扶的单位打分。']
    """
    from toolkit.cases import Excerpt, remedies_from

    if outcome not in _NOT:
        return []
    report, found = cases[case], []
    ended = remedies_from(report, case)
    for start, end in report.statements[["start", "end"]].itertuples(index=False):
        words = report.folded[start:end]
        nothing = _SPEECH.search(words) or _NOT_DONE.search(words)
        if start < ended or nothing or words[-1:] not in ("。", "！", "？", "”"):
            continue
        changed = _CHANGED.search(words) is not None
        if changed or _OPEN.search(words):
            rank = (not changed, _JUDGES.search(words) is None, start)
            found.append((rank, Excerpt(case, int(start), int(end), report.text[start:end])))
    chosen = [e for _, e in sorted(found)[:_MOST]]
    return sorted(chosen, key=lambda e: e.start)
