"""Small questions, each from one sentence: what it says, and what it leaves out."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import pandas as pd

from toolkit.cases import Report
from toolkit.terms import tr
from workshop.talk.wording import wording

Asked = tuple[str, int, int, str, str]  # kind, start, end, question, what to look for
_SOURCE = re.compile(
    r"统计|审计|测评|问卷|调查|抽查|抽测|暗访|验收|台账|报表|第三方|监测|电话|复核|评估|测试|考核|记录|据"
)
_DOUBT = re.compile(
    r"碰过?钉子|说不[准清]|需要说明|教训|失误|反弹|流于形式|走过场|闲置|停了|停下|未能|埋怨|短板|不满|退出|下滑|不足"
)
_PLANNED = re.compile(r"计划|拟|准备|下一步|力争|目标|再建|将[于在再要]")
#: a sentence shorter than this announces, it does not tell
SHORTEST = 14
_REPORTED, CHECKED = (
    re.compile(r"上报|自报|汇报|总结材料"),
    re.compile(r"核验|核查|抽查|暗访|随机|第三方|复查"),
)
ELSEWHERE = re.compile(r"同期|其他|周边|别的|相邻|邻村|全[县镇乡市]")


def on_effects(report: Report, study: Any) -> Iterator[Asked]:
    """Claimed effects, by what bears them."""
    asked = {key: (question, look) for key, question, look, _ in wording("effect")}
    for c in study.claims.itertuples(index=False):
        both = _REPORTED.search(report.folded, c.start, c.end) and CHECKED.search(
            report.folded, c.start, c.end
        )
        question, look = asked["two_measures" if both else c.evidence]
        near = c.evidence != "comparison" and ELSEWHERE.search(report.folded[c.start : c.end])
        hint = tr(f"；留意句中的“{near[0]}”", f"; note “{near[0]}” in the sentence") if near else ""
        yield "effect", int(c.start), int(c.end), question, look + hint


def _clause(report: Report, at: int, start: int, end: int) -> str:
    """The part of a sentence between two signs in which `at` lies."""
    left = max((report.folded.rfind(sign, start, at) for sign in "，；。：,;"), default=-1)
    stops = [p for sign in "，；。：,;" if (p := report.folded.find(sign, at, end)) >= 0]
    # quotation marks inside a quotation become single ones
    return (
        report.text[max(left + 1, start) : min(stops, default=end)]
        .strip()
        .translate({0x201C: 0x2018, 0x201D: 0x2019})
    )


@lru_cache(maxsize=4)
def _figures(report: Report) -> tuple[list[int], list[tuple[int, int, str]]]:
    rows = [(int(r.start), int(r.end), str(r.unit)) for r in report.figures.itertuples(index=False)]
    return [start for start, _, _ in rows], rows


def figures_inside(report: Report, start: int, end: int) -> list[tuple[int, int, str]]:
    """``(start, end, unit)`` of the figures in a sentence."""
    starts, rows = _figures(report)
    return [r for r in rows[bisect_left(starts, start) : bisect_left(starts, end)] if r[1] <= end]


def on_unsourced(report: Report, study: Any) -> Iterator[Asked]:
    for c in study.claims.itertuples(index=False):
        start, end = int(c.start), int(c.end)
        inside = figures_inside(report, start, end)
        if inside and c.evidence != "witness" and not _SOURCE.search(report.folded[start:end]):
            at = next((f[0] for f in inside if f[2] == "%"), inside[0][0])  # a share before a count
            words = _clause(report, at, start, end)
            question = tr(
                f"“{words}”：谁统计的、什么时候、按什么口径？句子里没有写。",
                f"“{words}”: counted by whom, when, by which measure? The sentence does not say.",
            )
            yield (
                "no_source",
                start,
                end,
                question,
                tr("上报口径还是核验口径", "the reported or the verified measure"),
            )


def on_practices(
    report: Report, coded: pd.DataFrame, said: list[tuple[int, int]]
) -> Iterator[Asked]:
    """Practices whose sentence only counts what was done, and those whose sentence holds no figure
    at all."""
    slots = {(int(r.start), int(r.end)): r.slot for r in report.statements.itertuples(index=False)}
    asked = {"activity_only": wording("with_figures"), "no_number": wording("without_figures")}
    turn = dict.fromkeys(asked, 0)
    known = set(said)
    for r in coded.drop_duplicates(["start", "end"]).itertuples(index=False):
        start, end = int(r.start), int(r.end)
        if (
            (start, end) not in known
            or slots[start, end] in ("effect", "problem")
            or end - start < SHORTEST
        ):
            continue
        inside = figures_inside(report, start, end)
        told = dict.fromkeys(_clause(report, f[0], start, end) for f in inside)
        clauses = [f"“{words}”" for words in told if not _PLANNED.search(words)][:2]
        if inside and not clauses:
            continue
        kind = "activity_only" if clauses else "no_number"
        _, question, look, _ = asked[kind][turn[kind] % len(asked[kind])]
        turn[kind] += 1
        # not format(): the report's words may hold braces
        words = question.replace("{name}", practice_name(r.code)).replace(
            "{raw}", tr("", " ").join(clauses)
        )
        yield kind, start, end, words, look


def on_rivals(study: Any) -> Iterator[Asked]:
    """One rival explanation for each claim, each explanation once."""
    from toolkit.cases import rival_names

    used: set[str] = set()
    for c in study.claims.itertuples(index=False):
        name = next((r for r in c.rivals.split(";") if r and r not in used), None)
        if name is None:
            continue
        used.add(name)
        words = rival_names()[name]
        question = tr(
            f"换一种解释——{words}。前后文有哪些字让人想到它？要排除它，还缺什么材料？",
            f"Another explanation: {words}. Which words nearby bring it to mind? What is missing "
            f"to rule it out?",
        )
        yield "rival", int(c.start), int(c.end), question, words


def on_doubts(report: Report, coded: pd.DataFrame, said: list[tuple[int, int]]) -> Iterator[Asked]:
    """Difficulties that the report admits; those told before the first practice are where it
    started from."""
    first = int(coded["start"].min()) if len(coded) else 0
    for start, end in said:
        if start > first and _DOUBT.search(report.folded[start:end]):
            question = tr(
                "报告自己写出了这个难处。后文回应了吗？它改变你对做法或成效的看法吗？",
                "The report itself admits this. Is it answered later? Does it change your view of "
                "practice or effect?",
            )
            yield (
                "doubt",
                start,
                end,
                question,
                tr(
                    "自己承认的难处往往最可信",
                    "what a report admits is often its most credible part",
                ),
            )


def practice_name(code: str) -> str:
    """A practice as the reader reads it."""
    from toolkit.cases import default_codebook

    return default_codebook().labels.get(code, code)
