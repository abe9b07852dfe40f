"""What a report says came of it: effects wherever they stand, which way, on what evidence, done or
only planned."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.cases.direction import direction_of
from toolkit.cases.evidence import evidence_of, measured
from toolkit.cases.masthead import is_byline
from toolkit.cases.results import MEASURED, RESULTS, START, Told, judged, told
from toolkit.cases.slots import LEARNT
from toolkit.cases.undone import planned, undone

if TYPE_CHECKING:
    from toolkit.cases.report import Report

__all__ = [
    "BEFORE",
    "LIKELY",
    "NO_VERDICT",
    "OPEN",
    "SHORTCOMINGS",
    "UNDER_EFFECTS",
    "Effect",
    "body_told",
    "by_rules",
    "find_effects",
    "judged_report",
    "next_end",
    "sections",
    "title_span",
]

UNDER_EFFECTS = re.compile(r"成效|效果|成果|变化|成绩|实效|结果|收获|反响|后来")
SHORTCOMINGS = re.compile(r"没做好|没有做好|不足|存在.{0,4}问题|短板|困难|差距|有待")
#: how it was before: a low start is no effect
BEFORE = re.compile(
    r"(?<![比与较于和])(?:(?<![年月天])过去|以前|曾经|原来|原先|长期以来|一度|历史上"
    r"|[一二两三四五六七八九十几多]年前"
    r"|(?:改革|整顿|推行|结对|开展)[^，。；]{0,4}(?:以前|之前|前)"
    r"|当时|那时|起初|最初|刚(?:接手|上任|到任))"
)
_NOW = re.compile(
    r"现在|如今|目前|今年|到\d{4}年|已经?|变为|增加到|提高到|降到|下降到|减少到|[降升增减]至"
)
#: how it went is left open, here or in the next sentence: 能不能赚钱，要看下半年
OPEN = re.compile(
    r"要看[^，。；]{0,2}[今明后下来秋年]|还(?:要|得|需)看|有待(?:观察|检验|时间)|尚待|[为言]之?时?(?:尚|过|还)早"
    r"|还(?:看|说)不(?:准|清|出)|不好说|说不[上准]|有待[^，。；]{0,6}(?:测算|测评|评估|验证)|[年月][^，。；]{0,2}再(?:看|说|讲)|成与不成"
)
#: the report says itself that it gives no verdict: 实际效果如何，有待年底测算，这里不作结论
NO_VERDICT = re.compile(
    r"(?:效果|成效|收效|管不管用|有没有用|成与不成|是好是坏|好不好|值不值)[^。]{0,24}"
    r"(?:有待|不作(?:结论|评价|判断)|再(?:看|说|讲|定)|说不[上准清]|看不出|下结论|还早|来说话|没有?(?:测|评|数据)|未(?:测|评)|不敢|才知道|不好说)"
    r"|(?:不作|不下)结论"
)
#: 已决定对…实行两年跟踪: what was decided, asked or laid down is still to come
_ANNOUNCED = re.compile(
    r"决定了?(?=[对将在从把由于今明拟再给为自按以每]|实行|推行|试行|启动|建立|成立|开展|增加|扩大|推广|取消|调整|聘请|安排|投入)"
    r"|要求(?=[^，。；]{0,12}(?:写好|做到|落实|建立|完成|报送|制定|公开))"
    r"|(?<![草虚模])拟(?=[对将在从把由于今明再给为建])|下一?步|下阶段"
    r"|(?<![按照年工学培行])计划(?=[在于用今明扶建选培投再对把从到])"
)
#: 一年内无事故才算出师: a rule, which says nothing of what came
_RULE = re.compile(r"才算|方可|方能|才准|方予")
#: 要求到会率达到85%, 力争上访量减少三成: asked for or aimed at, whatever its figure
_REQUIRED = re.compile(
    r"(?:要求(?![的，])[^，。；]{0,30}"
    r"|(?:规定|确保(?!了)|力争|力求|务必|应[当于在达]|须(?!知)|目标(?:是|为|：)|(?<!没有)争取(?![到了]|[^，。；]{0,6}(?:资金|项目|支持|经费|投资|资助)))"
    r"[^。；]{0,40})"
    r"(?:达到?|超过|不低于|不少于|不超过|[降升][到至]|控制在|提高到|提高至|增加到|减少|下降|增长)(?!了)[^。；]{0,10}"
    r"(?:\d|[一二两三四五六七八九十]成|百分之)"
)
#: 按要求…, 到会率由60%升到88%: what came of it follows
_CAME = re.compile(
    r"[由从][^，。；]{0,16}(?:升|降|增|减|提高|上升|下降|到)|已|实际|目前|如今|眼下|结果|现在|完成了|实现了|超额"
)
#: what else of a sentence was learned from: told as before, as now, as open, as without verdict
_SIGNS = (BEFORE, _NOW, OPEN, NO_VERDICT)
#: from which chance on a sentence tells a result that no rule reads
LIKELY = 0.6


class Effect(NamedTuple):
    start: int
    end: int
    direction: str
    evidence: str
    planned: bool


def by_rules(report: Report) -> list[Effect]:
    """What rules read: (start, end, direction, evidence, planned) of sentences that tell what came.

    A sentence counts where it tells a way (better, worse, the same), brings an outcome in numbers,
    or stands below a heading of results; how things were before does not.
    """
    folded = report.folded
    spans = list(zip(report.sentences["start"].to_list(), report.sentences["end"].to_list()))
    ahead = planned(folded, spans, report.headings)
    title_end = folded.find(report.title) + len(report.title) if report.title else 0
    heading_ends = {h.end + d for h in report.headings for d in (0, 1)}
    under = sections(report, UNDER_EFFECTS)
    starts = [at for at, _ in under]
    counted = report.figures["start"].to_list()
    found = []
    for i, (start, end) in enumerate(spans):
        words = folded[start : min(end, start + 2000)]
        if end <= title_end or end in heading_ends or is_byline(words):
            continue
        results = under[bisect_right(starts, start) - 1][1]
        direction, numbers = direction_of(words), measured(words)
        if not (direction or numbers or results) or _only_before(words, direction):
            continue
        figures = bisect_left(counted, end) - bisect_left(counted, start)
        evidence = evidence_of(words, figures)
        if not direction and not numbers and evidence == "slogan":
            continue  # below a heading of results, and neither a way nor a number
        if not numbers and _RULE.search(words):
            continue
        idle = [(a, b) for a, b, why in undone(words) if why == "planned"]
        later = ahead[i] or any(b - a > (len(words) - 1) / 2 for a, b in idle)
        # where nothing measured follows: 决定实行轮班，投诉由9起降到2起 tells what came of it
        later = later or (_ANNOUNCED.search(words) is not None and not numbers)
        later = later or _required(words)
        found.append(Effect(start, end, direction or "unknown", evidence, later))
    return _without_start(found, found, len(folded))


def _without_start(
    found: list[Effect], ruled: list[Effect], size: int, keep: int = -1
) -> list[Effect]:
    """Effects without what was wrong first: something bad told at the start of a report where the
    rules go on to read only what got better is where it began, not what came of it (but `keep`
    one)."""
    told = [e[2] for e in ruled if e[0] > START * size and e[3] in MEASURED and not e[4]]
    if "better" not in told or {"worse", "same"} & {*told}:
        return found
    return [
        e for e in found if e[0] > START * size or e[2] not in ("worse", "same") or e[0] == keep
    ]


def sections(report: Report, cue: re.Pattern[str]) -> list[tuple[int, bool]]:
    """(start, whether its short heading says so) of every section."""
    out = [(0, False)]
    for h in report.headings:
        if h.level <= 2 and h.end - h.start <= 14:
            words = report.folded[h.start : h.end]
            out.append((h.at, cue.search(words) is not None))
    return out


def _required(words: str) -> bool:
    """Whether a sentence's figure is what was asked for or aimed at, and none that was reached."""
    return _REQUIRED.search(words) is not None and _CAME.search(words) is None


def _only_before(words: str, direction: str) -> bool:
    """Whether a sentence tells only how things were before: 过去三年越办越差 is where it began."""
    before = BEFORE.search(words)
    if not before or before.start() > 12:
        return False
    later = _NOW.search(words)
    return direction in ("", "worse", "same") and later is None


def judged_report(report: Report) -> tuple[list[Effect], list[Told], np.ndarray, np.ndarray]:
    """What the rules read; sentences below the title, headings and bylines left out; how likely
    each tells better, worse, the same; and how likely the outcome rests on it."""
    found = by_rules(report)
    sentences = body_told(report, found)
    chances = judged(sentences, report.title)
    return found, sentences, chances[:, : len(RESULTS)], chances[:, -1]


def body_told(report: Report, found: list[Effect]) -> list[Told]:
    """Sentences below the title, headings and bylines left out, with what the rules say."""
    folded = report.folded
    spans = list(zip(report.sentences["start"].to_list(), report.sentences["end"].to_list()))
    ahead = planned(folded, spans, report.headings)
    top = title_span(report)[1]
    heads = {h.end + d for h in report.headings for d in (0, 1)}
    body = []
    for (start, end), later in zip(spans, ahead):
        words = folded[start : min(end, start + 2000)]
        if end > top and end not in heads and not is_byline(words):
            idle = [b - a for a, b, why in undone(words) if why == "planned"]
            later = later or any(size > (len(words) - 1) / 2 for size in idle)
            later = later or _ANNOUNCED.search(words) is not None or _required(words)
            # how it went is left open, here or in the next sentence
            open_end = OPEN.search(folded, start, next_end(report, end))
            body.append((start, end, later or open_end is not None))
    return told(report, body, found, _SIGNS)


def find_effects(report: Report) -> list[Effect]:
    """(start, end, direction, evidence, planned) of every sentence that tells what came of it: as
    rules read it, and where they read none, as was learned from labelled sentences, lessons drawn
    (反思有四：…) left out; so the sentence that the outcome rests on is always among them."""
    ruled, sentences, chances, _ = report._judged
    found = {e.start: e for e in ruled}
    rests = report._claimed[1]
    for s, row in zip(sentences, chances):
        known = found.get(s.start)
        lesson = s.evidence == "slogan" and LEARNT.search(s.words) is not None
        likely = row.max() >= LIKELY and not lesson
        if (likely or s.start == rests) and (known is None or known[2] == "unknown"):
            way = RESULTS[int(row.argmax())]
            later = known is not None and known.planned
            found[s.start] = Effect(s.start, s.end, way, s.evidence, later)
    return _without_start(sorted(found.values()), ruled, len(report.folded), keep=rests)


def title_span(report: Report) -> tuple[int, int]:
    """(start, end) of the title with a second line of its own (——…的反思); (0, 0) without one."""
    start = report.folded.find(report.title) if report.title else -1
    if start < 0:
        return 0, 0
    end = start + len(report.title)
    second = re.compile(r"\s*——[^。\r\n]{1,60}").match(report.folded, end)
    return start, second.end() if second else end


def next_end(report: Report, end: int) -> int:
    """Where the sentence after one that ends at `end` ends, in the same paragraph."""
    tail = re.compile(r"(?:[^。！？\r\n]*[。！？])?").match(report.folded, end)
    return tail.end() if tail else end
