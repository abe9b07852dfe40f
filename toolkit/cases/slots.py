"""What a sentence is for: background, practice, effect, insight, problem."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.cases.outline import Heading
from toolkit.terms import values

if TYPE_CHECKING:
    from toolkit.cases.report import Report

__all__ = ["SLOTS", "statements"]

SLOTS = values("slot")
_HEAD = [
    ("problem", re.compile(r"存在.{0,4}问题|不足|困难|短板|症结|反思|失误|为何失败")),
    ("insight", re.compile(r"启示|体会|教训|经验(?!介绍)|思考|几点认识|感悟|规律|怎么看")),
    ("effect", re.compile(r"成效|效果|成果|变化|成绩|实效|结果|收获|反响|后来")),
    ("background", re.compile(r"背景|基本情况|概况|缘由|起因|现状|由来|实施动因|村情|基本概述")),
    ("practice", re.compile(r"做法|举措|措施|过程|实践|探索|经过|路径|步骤|怎么做")),
]
_CUES = [
    (
        "problem",
        re.compile(
            r"(?:但是|但|然而|不过(?![的关])|问题(?:是|在于)|仍然?|依然|还存在|尚未|(?<!有)(?!(?<=了)没有[，。；？、])没有(?!出现|换|断|停|走样|漏|再|另起|急着)|流于形式|走过场|反弹|回潮|下滑|停滞|未能|不够|薄弱|不足之处|说不准|需要说明的是|很难说|难以分清|闲置|搁置|敷衍|应付|只(?:挂牌|拍照)|形式主义)"
        ),
    ),
    (
        "insight",
        re.compile(
            r"启示(?:我们|是)|体会(?:到|是)|实践证明|经验表明|由此可见|告诉我们|必须坚持|关键(?:是|在于)|说明[，：]|归根结底|教训是"
        ),
    ),
    (
        "background",
        re.compile(
            r"(?:位于|地处|辖\d|下辖|共有党员|现有党员|曾经|(?<![年月天日])过去|以前|长期以来|一度|近年来.{0,20}(?:外出|问题)|原来|历史上|成立于|始建于|户籍人口)"
        ),
    ),
]
#: the share of a report that tells where things started
_START = 0.2


#: what was learnt is told so even where it speaks of what went wrong
LEARNT = re.compile(
    r"值得(?:反思|深思|总结)的?是|不能(?:只|光)[^，。；]{1,14}[，；][^。]{0,4}要|先有[^，。；]{1,12}，[再才]"
    r"|缺的(?:往往|常常)?(?:并)?不是"
    r"|(?:反思|教训|体会|启示|思考)(?:之?[一二三四五六七八九\d]|有[一二三四五六])?[】〕\]]?[：】〕\]]"
    r"|由此可见|(?:实践|事实)证明|经验表明|(?:告诉|启示)我们"
    r"|复盘[^，。；]{0,6}(?:认为|总结|归纳)"
    r"|从这件事看|不在于?[^。；]{1,16}[，；]而?(?:是)?在于?|问(?:起|到|他|她)?(?:的)?(?:经验|诀窍|秘诀)"
)
#: words that tell that something was wanting
WANTING = re.compile(
    r"(?<!有)(?!(?<=了)没有[，。；？、])没(?:有(?!急着|另起)|(?!有|急着))|不(?!少|仅|但|只|断|同|过|足为|久|再|方便)|无人|的只有|仅|缺|亏|欠|怨|矛盾|压价|最后|之首|差(?!额|别)|锁着|空转|走样"
    r"|嘴上|迎接检查|正在研究|亲戚"
)


#: 没有停在…上, 仍然坚持, 针对…的问题，…: words of a problem that tell of none, or of what was done
#: about it
_NO_PROBLEM = re.compile(
    r"(?:(?:但是?|然而|不过)，?[^，。；]{0,10}?)?(?:没有|并未|从未)"
    r"(?:停[留在下]|等|只|光|间断|中断|满足|止步|气馁|放弃|落下|放松|一刀切|照搬|因此|就此)[^，。；]{0,12}"
    r"|(?:仍然?|依然)(?:坚持|每|照常)"
    r"|(?:针对|解决|破解|围绕|把)[^，。；]{0,24}(?:问题|不足|薄弱|没有)[^，。；]{0,10}"
    r"(?=，[^。]{0,40}(?:修|建|办|派|请|补|改|逐|每|督|帮)|[列写记补改]|解决|督办)"
)


def _slot(sentence: str, under: str) -> str:
    if LEARNT.search(sentence):
        return "insight"
    sentence = _NO_PROBLEM.sub("", sentence)
    for slot, cue in _CUES:
        if cue.search(sentence):
            return slot if not (under == "insight" and slot in ("effect", "background")) else under
    return under or "practice"


def _names_a_section(heading: Heading) -> bool:
    return (
        heading.level <= 2
        and heading.end - heading.start <= 14
        and not re.match(r"[一-十][是要靠抓看]|第.$|其|首先|最后", heading.marker)
    )


def statements(report: Report) -> pd.DataFrame:
    """``start, end, slot, evidence`` of a report's sentences, headings left out; evidence is empty
    unless an effect is told as reached (`Report.effects`)."""
    folded = report.folded
    heads = [
        (
            h.at,
            next((slot for slot, cue in _HEAD if cue.search(folded[h.start : h.start + 14])), ""),
        )
        for h in report.headings
        if _names_a_section(h)
    ]
    named = [(at, slot) for at, slot in heads if slot]
    # 三点反思：一、…；二、…: what stands inside a sentence heads nothing
    heads_at = {h.end + d: h.at for h in report.headings for d in (0, 1)}
    ends = [at for at, _ in named]
    title_end = folded.find(report.title) + len(report.title) if report.title else 0
    effects = {int(e.start): e for e in report.effects.itertuples(index=False)}
    rows = []
    for i, (start, end) in enumerate(zip(report.sentences["start"], report.sentences["end"])):
        if end <= title_end or heads_at.get(end, start + 1) <= start:
            continue
        section = bisect_right(ends, start) - 1
        under = named[section][1] if section >= 0 else ("background" if i <= 3 and heads else "")
        effect = effects.get(start)
        # 由此可见，账明了，人心就齐了 is a lesson, not a result
        lesson = effect is not None and effect.evidence == "slogan"
        lesson = lesson and LEARNT.search(folded, start, end) is not None
        if effect is not None and not effect.planned and not lesson:
            rows.append((start, end, "effect", effect.evidence))
            continue
        slot = _slot(folded[start : min(end, start + 2000)], under)
        # what was lacking at the start of a report without sections is where it began
        if slot == "problem" and not under and end < _START * len(folded):
            slot = "background"
        rows.append((start, end, "practice" if slot == "effect" else slot, ""))
    frame = pd.DataFrame(rows, columns=["start", "end", "slot", "evidence"])
    return frame.astype({"start": "Int64", "end": "Int64", "slot": "string", "evidence": "string"})
