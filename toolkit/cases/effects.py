"""What a report says came of it: effects wherever they stand, which way, on what evidence, done or
only planned; and the outcome of the whole with the sentence it rests on."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from toolkit.cases.direction import both_ways, direction_of, votes
from toolkit.cases.evidence import evidence_of, measured
from toolkit.cases.masthead import is_byline
from toolkit.cases.results import RESULTS, Told, features, judged, judged_title, told, weighed
from toolkit.cases.undone import planned, undone
from toolkit.terms import values

if TYPE_CHECKING:
    from toolkit.cases.report import Report

__all__ = ["OUTCOMES", "by_rules", "claimed_outcome", "find_effects", "judged_report"]

#: what a report may claim of itself
OUTCOMES = values("outcome")
_UNDER_EFFECTS = re.compile(r"成效|效果|成果|变化|成绩|实效|结果|收获|反响|后来")
_SHORTCOMINGS = re.compile(r"没做好|没有做好|不足|存在.{0,4}问题|短板|困难|差距|有待")
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
#: a title that tells how it ended
_TITLES = (
    (
        "worse",
        re.compile(r"滑坡|为(?:何|什么)散|没有赢家|起落|空中楼阁|倒退|回潮|失败|走下坡|得不偿失"),
    ),
    (
        "improved",
        re.compile(
            r"[从由](?:垫底|后进|末位|倒数|落后|差|乱|穷)[^，。]{0,8}到[^，。]{0,4}(?:标兵|先进|第一|前列|强|治|富)"
        ),
    ),
    ("unchanged", re.compile(r"没有起色|空转|为(?:何|什么)(?:没|不)|原地踏步|老样子|无效|看不出")),
)
#: how it went is left open, here or in the next sentence: 能不能赚钱，要看下半年
_OPEN = re.compile(
    r"要看[^，。；]{0,2}[今明后下来秋年]|还(?:要|得|需)看|有待(?:观察|检验|时间)|尚待|[为言]之?时?(?:尚|过|还)早"
    r"|还(?:看|说)不(?:准|清|出)|不好说|说不[上准]|有待[^，。；]{0,6}(?:测算|测评|评估|验证)|[年月][^，。；]{0,2}再(?:看|说|讲)|成与不成"
)
#: the report says itself that it gives no verdict: 实际效果如何，有待年底测算，这里不作结论
_NO_VERDICT = re.compile(
    r"(?:效果|成效|收效|管不管用|有没有用|成与不成|是好是坏|好不好|值不值)[^。]{0,24}"
    r"(?:有待|不作(?:结论|评价|判断)|再(?:看|说|讲|定)|说不[上准清]|看不出|下结论|还早|来说话|没有?(?:测|评|数据)|未(?:测|评)|不敢|才知道|不好说)"
    r"|(?:不作|不下)结论"
)
#: words that sum up; that say both sides by themselves; how likely a summing-up tells both
_SUMS = re.compile(r"总的(?:看|说|讲|来)|总体|总之|一句话|归结|认为，|效果呢|综合|算下来")
_HALF = re.compile(
    r"一半好一半坏|[喜好]忧?[忧坏]?参半|有喜有忧|有得有失|有好有坏|一好一坏|一喜一忧"
)
_BOTH = 0.4
#: what stands against such a sentence
_HARD = ("witness", "comparison", "before_after", "number_with_base")
#: what the report lays to something else is not what came of its work
_ELSEWHERE = re.compile(r"主要(?:是|因|由于?)[^，。；]{1,14}(?:引起|造成|所致|导致)")
#: a chronicle tells of many years and many things, and of no outcome of one case
_CHRONICLE = re.compile(r"纪略|大事记|沿革|[村镇校厂]史$|简史|志略|年表")
#: 已决定对…实行两年跟踪: what was decided, asked or laid down is still to come
_ANNOUNCED = re.compile(
    r"决定了?(?=[对将在从把由于今明拟再给为自按以每]|实行|推行|试行|启动|建立|成立|开展|增加|扩大|推广|取消|调整|聘请|安排|投入)"
    r"|要求(?=[^，。；]{0,12}(?:写好|做到|落实|建立|完成|报送|制定|公开))"
    r"|(?<![草虚模])拟(?=[对将在从把由于今明再给为建])|下一?步|下阶段"
    r"|(?<![按照年工学培行])计划(?=[在于用今明扶建选培投再对把从到])"
)
#: 一年内无事故才算出师: a rule, which says nothing of what came
_RULE = re.compile(r"才算|方可|方能|才准|方予")
#: the share of a report that tells where things started, and evidence that measures what came
_START = 0.4
_MEASURED = ("witness", "comparison", "before_after", "number_with_base")
_WEIGHT = {
    "witness": 3.0,
    "comparison": 3.0,
    "before_after": 2.5,
    "number_with_base": 2.0,
    "number": 1.0,
    "slogan": 0.8,
    "activity": 0.2,
}
#: what else of a sentence was learned from: told as before, as now, as open, as without verdict
_SIGNS = (BEFORE, _NOW, _OPEN, _NO_VERDICT)
#: from which chance on a sentence tells a result that no rule reads, and a report any at all
_LIKELY, _SOME = 0.5, 0.2


#: how far an effect that the rules read bears out the outcome they give
_STRENGTH = {**dict.fromkeys(_HARD, 1.0), "number": 0.5}
_SIDES = {"better": "improved", "worse": "worse", "same": "unchanged"}


class _Effect(NamedTuple):
    start: int
    end: int
    direction: str
    evidence: str
    planned: bool


def by_rules(report: Report) -> list[_Effect]:
    """What rules read: (start, end, direction, evidence, planned) of sentences that tell what came.

    A sentence counts where it tells a way (better, worse, the same), brings an outcome in numbers,
    or stands below a heading of results; how things were before does not.
    """
    folded = report.folded
    spans = list(zip(report.sentences["start"].to_list(), report.sentences["end"].to_list()))
    ahead = planned(folded, spans, report.headings)
    title_end = folded.find(report.title) + len(report.title) if report.title else 0
    heading_ends = {h.end + d for h in report.headings for d in (0, 1)}
    under = _sections(report, _UNDER_EFFECTS)
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
        found.append(_Effect(start, end, direction or "unknown", evidence, later))
    return _without_start(found, len(folded))


def _without_start(found: list[_Effect], size: int) -> list[_Effect]:
    """Effects without what was wrong first: something bad told at the start of a report which goes
    on to measure only what got better is where it began, not what came of it."""
    told = [e[2] for e in found if e[0] > _START * size and e[3] in _MEASURED and not e[4]]
    if "better" not in told or {"worse", "same"} & {*told}:
        return found
    return [e for e in found if e[0] > _START * size or e[2] not in ("worse", "same")]


def _sections(report: Report, cue: re.Pattern[str]) -> list[tuple[int, bool]]:
    """(start, whether its short heading says so) of every section."""
    out = [(0, False)]
    for h in report.headings:
        if h.level <= 2 and h.end - h.start <= 14:
            words = report.folded[h.start : h.end]
            out.append((h.at, cue.search(words) is not None))
    return out


def _only_before(words: str, direction: str) -> bool:
    """Whether a sentence tells only how things were before: 过去三年越办越差 is where it began."""
    before = BEFORE.search(words)
    if not before or before.start() > 12:
        return False
    later = _NOW.search(words)
    return direction in ("", "worse", "same") and later is None


def _ruled_outcome(report: Report, found: list[_Effect]) -> tuple[str, int, int]:
    """(outcome, start, end of the sentence it rests on); offsets are -1 where nothing was found.

    Effects that were reached are weighed by their evidence and place: what is told later counts
    more. Both ways with like weight is mixed. A title that tells the end counts as a strong
    sentence.
    """
    title = _title(report)
    if _CHRONICLE.search(report.folded, *title):
        return "not_stated", -1, -1
    effects = [e for e in found if not e.planned]
    size = max(len(report.text), 1)
    said = _NO_VERDICT.search(report.folded, size // 2)
    if said and not any(e.direction in _SIDES and e.evidence in _HARD for e in effects):
        return "not_stated", -1, -1
    sections = _sections(report, _SHORTCOMINGS)
    heads = [at for at, _ in sections]
    weights = dict.fromkeys(_SIDES.values(), 0.0)
    best: dict[str, tuple[float, int, int]] = {}
    for e in effects:
        side = _SIDES.get(e.direction)
        if side is None:
            continue
        place = int(e.start) / size
        # a worse state at the beginning is where things started from
        if side != "improved" and place < 0.25:
            continue
        weight = _WEIGHT[e.evidence]
        if side != "improved" and e.evidence == "slogan":
            weight *= 2  # who admits it without a number is believed sooner than who boasts
        weight *= 0.5 + place
        if _ELSEWHERE.search(report.folded, int(e.start), int(e.end)):
            weight *= 0.4
        if _OPEN.search(report.folded, int(e.start), _next_end(report, int(e.end))):
            continue
        if side != "improved" and sections[bisect_right(heads, int(e.start)) - 1][1]:
            weight *= 0.3  # a section of shortcomings admits what is left, not how it ended
        sides = [side]
        words = report.folded[int(e.start) : int(e.end)]
        both = e.evidence in _HARD and {"better", "worse"} <= {*votes(words)}
        if both or (side != "unchanged" and both_ways(words)):
            sides = ["improved", "worse"]
        for end_of in sides:
            weights[end_of] += weight
            if weight > best.get(end_of, (0.0, 0, 0))[0]:
                best[end_of] = (weight, int(e.start), int(e.end))
    start, end = title
    for side, cue in _TITLES:
        if cue.search(report.folded, start, end):
            weights[side] += 6.0
            best.setdefault(side, (6.0, start, end))
    return _weigh(weights, best)


def judged_report(report: Report) -> tuple[list[_Effect], list[Told], np.ndarray, np.ndarray]:
    """What the rules read; sentences below the title, headings and bylines left out; how likely
    each tells better, worse, the same; and how likely the outcome rests on it."""
    found = by_rules(report)
    sentences = body_told(report, found)
    return found, sentences, *judged(sentences)


def body_told(report: Report, found: list[_Effect]) -> list[Told]:
    """Sentences below the title, headings and bylines left out, with what the rules say."""
    folded = report.folded
    spans = list(zip(report.sentences["start"].to_list(), report.sentences["end"].to_list()))
    ahead = planned(folded, spans, report.headings)
    top = _title(report)[1]
    heads = {h.end + d for h in report.headings for d in (0, 1)}
    body = []
    for (start, end), later in zip(spans, ahead):
        words = folded[start : min(end, start + 2000)]
        if end > top and end not in heads and not is_byline(words):
            idle = [b - a for a, b, why in undone(words) if why == "planned"]
            later = later or any(size > (len(words) - 1) / 2 for size in idle)
            later = later or _ANNOUNCED.search(words) is not None
            # how it went is left open, here or in the next sentence
            open_end = _OPEN.search(folded, start, _next_end(report, end))
            body.append((start, end, later or open_end is not None))
    return told(report, body, found, _SIGNS)


def summed(
    report: Report,
    sentences: list[Told],
    chances: np.ndarray,
    verdict: np.ndarray,
    title: np.ndarray,
) -> dict[str, float]:
    """What the outcome of a report is weighed from; `title` is judged by its words alone."""
    under = np.zeros((len(sentences), 2))
    for k, cue in enumerate((_SHORTCOMINGS, _UNDER_EFFECTS)):
        sections = _sections(report, cue)
        at = [s for s, _ in sections]
        under[:, k] = [sections[bisect_right(at, s.start) - 1][1] for s in sentences]
    silent = [s for s in sentences if _NO_VERDICT.search(s.words)]
    open_end = any(
        _OPEN.search(report.folded, s.start, _next_end(report, s.end)) for s in sentences[-3:]
    )
    late = any(s.place > 0.5 for s in silent)
    silence = (bool(silent), late, open_end)
    return features(sentences, chances, verdict, title, under, silence)


def find_effects(report: Report) -> list[_Effect]:
    """(start, end, direction, evidence, planned) of every sentence that tells what came of it: as
    rules read it, and where they read none, as was learned from labelled sentences; so the sentence
    that the outcome rests on is always among them."""
    ruled, sentences, chances, _ = report._judged
    found = {e.start: e for e in ruled}
    rests = report._claimed[1]
    for s, row in zip(sentences, chances):
        known = found.get(s.start)
        if (row.max() >= _LIKELY or s.start == rests) and (known is None or known[2] == "unknown"):
            way = RESULTS[int(row.argmax())]
            later = known is not None and known.planned
            found[s.start] = _Effect(s.start, s.end, way, s.evidence, later)
    return [*sorted(found.values())]


def claimed_outcome(report: Report) -> tuple[str, int, int]:
    """(outcome, start, end of the sentence it rests on); offsets are -1 where nothing was found.

    Learned chances of every sentence are summed by place and evidence and weighed together with
    what the rules make of the effects. Plans and chronicles, and a report that says it gives no
    verdict and measures nothing, stay as the rules say.
    """
    found, sentences, chances, verdict = report._judged
    ruled = _ruled_outcome(report, found)
    reached = [e for e in found if not e.planned and e.direction in _SIDES]
    orders = sentences and all(s.later for s in sentences)
    if _CHRONICLE.search(report.folded, *_title(report)) or orders:
        return ruled
    # one measured sentence that tells both ways is mixed, whatever else was learned
    hard = [e for e in reached if e.evidence in _HARD] or reached
    if ruled[0] == "mixed" and len(hard) == 1:
        return ruled
    if _silent(report, reached, chances, verdict) or not (
        (len(chances) and chances.max() >= _SOME) or reached
    ):
        return ruled
    # so is a summing-up that tells both
    for s, row in zip(sentences, chances):
        both = _SUMS.search(s.words) and min(row[0], row[1:].max()) >= _BOTH
        if not s.later and (both or _HALF.search(s.words)):
            return "mixed", s.start, s.end
    strength = sum(_STRENGTH.get(e.evidence, 0.0) for e in reached)
    stated = ruled[1] >= 0 and len(chances) > 0 and chances.max() >= _LIKELY
    sums = summed(report, sentences, chances, verdict, judged_title(report.title))
    outcome = weighed(sums, ruled[0], strength, bool(stated))
    if outcome == ruled[0]:
        return ruled
    if outcome == "not_stated":
        return outcome, -1, -1
    return (outcome, *_rests_on(sentences, chances, outcome))


def _rests_on(sentences: list[Told], chances: np.ndarray, outcome: str) -> tuple[int, int]:
    """The sentence that speaks most for an outcome; a later and a measured one sooner."""
    sides = {"improved": [0], "worse": [1], "unchanged": [2], "mixed": [0, 1]}[outcome]
    worth = [
        float(row[sides].sum()) * (0.5 + s.place) * (1.5 if s.evidence in _HARD else 1.0)
        for s, row in zip(sentences, chances)
    ]
    best = sentences[int(np.argmax(worth))]
    return best.start, best.end


def _silent(
    report: Report, reached: list[_Effect], chances: np.ndarray, verdict: np.ndarray
) -> bool:
    """Whether a report says in its later part that it gives no verdict, measures nothing and sums
    up to no result (看不出什么效果 is one)."""
    said = _NO_VERDICT.search(report.folded, max(len(report.text), 1) // 2)
    told = any(row.max() >= 0.5 for row, rests in zip(chances, verdict) if rests >= 0.2)
    return said is not None and not told and not any(e.evidence in _HARD for e in reached)


def _title(report: Report) -> tuple[int, int]:
    """(start, end) of the title with a second line of its own (——…的反思); (0, 0) without one."""
    start = report.folded.find(report.title) if report.title else -1
    if start < 0:
        return 0, 0
    end = start + len(report.title)
    second = re.compile(r"\s*——[^。\r\n]{1,60}").match(report.folded, end)
    return start, second.end() if second else end


def _next_end(report: Report, end: int) -> int:
    """Where the sentence after one that ends at `end` ends, in the same paragraph."""
    tail = re.compile(r"(?:[^。！？\r\n]*[。！？])?").match(report.folded, end)
    return tail.end() if tail else end


def _weigh(
    weights: dict[str, float], best: dict[str, tuple[float, int, int]]
) -> tuple[str, int, int]:
    top = max(weights, key=lambda s: weights[s])
    if not weights[top]:
        return "not_stated", -1, -1
    _, start, end = best[top]
    good, rest = weights["improved"], weights["worse"] + weights["unchanged"]
    if min(good, rest) >= 0.75 * max(good, rest):
        return "mixed", start, end
    if top == "improved" and rest > good:
        top = "worse" if weights["worse"] >= weights["unchanged"] else "unchanged"
        _, start, end = best[top]
    return top, start, end
