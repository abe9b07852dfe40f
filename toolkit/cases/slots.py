"""What a sentence is for (background, practice, effect, insight, problem) and what a claimed effect
rests on."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.cases.outline import Heading

if TYPE_CHECKING:
    from toolkit.cases.report import Report

__all__ = ["EVIDENCE", "SLOTS", "evidence_of", "statements"]

SLOTS = ("background", "practice", "effect", "insight", "problem")
#: grades of evidence for a claimed effect, strongest first; ``activity`` counts what was done, not
#: what came of it
EVIDENCE = (
    "witness",
    "comparison",
    "before_after",
    "number_with_base",
    "number",
    "activity",
    "slogan",
)

_HEAD = [
    ("problem", re.compile(r"存在.{0,4}问题|不足|教训|困难|短板|症结|反思|失误|为何失败")),
    ("insight", re.compile(r"启示|体会|经验(?!介绍)|思考|几点认识|感悟|规律|怎么看")),
    ("effect", re.compile(r"成效|效果|成果|变化|成绩|实效|结果|收获|反响|后来")),
    ("background", re.compile(r"背景|基本情况|概况|缘由|起因|现状|由来|实施动因|村情|基本概述")),
    ("practice", re.compile(r"做法|举措|措施|过程|实践|探索|经过|路径|步骤|怎么做")),
]
_CUES = [
    (
        "problem",
        re.compile(
            r"(?:但是|但|然而|不过|问题(?:是|在于)|仍然?|依然|还存在|尚未|没有(?!出现)|流于形式|走过场|反弹|回潮|下滑|停滞|未能|不够|薄弱|不足之处|闲置|搁置|敷衍|应付|只(?:挂牌|拍照)|形式主义)"
        ),
    ),
    (
        "insight",
        re.compile(
            r"启示(?:我们|是)|体会(?:到|是)|实践证明|经验表明|由此可见|告诉我们|必须坚持|关键(?:是|在于)|说明[，：]|归根结底|教训是"
        ),
    ),
    (
        "effect",
        re.compile(
            r"(?:明显|显著|有力|有效|大幅|极大|大大|全面|切实)(?:地|的)?[^。；，]{0,10}(?:提高|提升|增强|改善|推动|促进|转变|改观|好转|变化|增加|下降|激发)|(?:得到|受到|赢得)[^。；]{0,10}(?:好评|认可|肯定|赞誉|称赞|点赞)"
            r"|焕然一新|(?:凝聚力|战斗力|满意度|获得感|积极性)[^。；，]{0,8}(?:提高|提升|增强)|零(?:上访|事故|案件)"
        ),
    ),
    (
        "background",
        re.compile(
            r"(?:位于|地处|辖\d|下辖|共有党员|现有党员|曾经|过去|以前|长期以来|一度|近年来.{0,20}(?:外出|问题)|原来|历史上|成立于|始建于|户籍人口)"
        ),
    ),
]
_OUTCOME = re.compile(
    r"收入|满意|纠纷|上访|信访|盈利|亏损|产量|产值|利润|成绩|合格率|投诉|入党|出勤|到会|参会率|就业|贫困|脱贫|环境|时限|效率|案件|事故|流失|辍学|欠款|债务|分红|[一-龥]率|周转|等候|户均|人均"
)
_CHANGE = re.compile(
    r"提高|增加|增长|上升|下降|减少|降|升|缩短|达到|高于|低于|翻|仍|持平|高出|占\d|为\d|满意"
)
_BEFORE_AFTER = re.compile(
    r"(?:由|从)[^，。；]{0,24}?\d[^，。；]{0,16}(?:增|提|升|上升|下降|降|减|变|缩|扩|改)[^，。；]{0,10}\d|\d[^，。；]{0,12}(?:增加到|提高到|上升到|降至|降到|下降到|减少到|缩短到|缩短为|增至|升至|减至)[^，。；]{0,6}\d"
)
_BASE = re.compile(
    r"同比|比(?:上年|去年|前年|上一年|往年|原来|\d{4}年)|较(?:上年|去年|\d{4}年)|占[^，。；]{0,10}\d|其中|\d[^，。；]{0,14}中[^，。；]{0,8}\d|百分点|人均|户均|平均"
)
_COMPARED = re.compile(
    r"高于(?:全|周边|同类|邻)|低于(?:全|周边|同类|邻)|(?:全县|全镇|全乡|同类|周边|邻村|相邻|对照)[^，。；]{0,10}(?:平均|水平|没有|同期|相比)|同期[^，。；]{0,14}(?:未|没有|只)|比(?:周边|邻村|全县|全镇|同类)"
)
_WITNESS = re.compile(
    r"(?:第三方|审计|统计(?:局|队)|测评|抽查|抽测|暗访|随机|问卷|电话调查|核验|核查|监测数据|受访|独立)[^。；]{0,40}(?:显示|表明|结果|发现|反映|认为|达|为|满意|高于|列为|[\d.]+%)|(?:复核|验收|回访|媒体)[^。；]{0,12}(?:显示|表明|发现|结果)"
)
_ACTIVITY = re.compile(
    r"开展|举办|组织|培训|走访|发放|召开|签订|建立|设立|投入|慰问|承诺|悬挂|制作|评选|表彰|结对|选派|建成|办理|收集"
)


def evidence_of(sentence: str, figures: int) -> str:
    """Grade of one sentence's evidence (see `EVIDENCE`); `figures` is how many figures it holds."""
    if figures and _WITNESS.search(sentence):
        return "witness"
    if figures and _COMPARED.search(sentence):
        return "comparison"
    if _BEFORE_AFTER.search(sentence):
        return "before_after"
    if not figures:
        return "slogan"
    if _OUTCOME.search(sentence):
        return "number_with_base" if _BASE.search(sentence) else "number"
    return "activity" if _ACTIVITY.search(sentence) else "number"


def _measured(sentence: str) -> bool:
    """Whether a sentence brings an outcome in numbers: from … to, a test or survey, or an outcome
    word beside a change."""
    if _BEFORE_AFTER.search(sentence) or (_WITNESS.search(sentence) and re.search(r"\d", sentence)):
        return True
    return bool(
        _OUTCOME.search(sentence) and re.search(r"\d", sentence) and _CHANGE.search(sentence)
    )


def _slot(sentence: str, under: str) -> str:
    if under != "background" and _measured(sentence):
        return "effect"
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
    unless an effect is claimed."""
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
    heading_ends = {h.end + d for h in report.headings for d in (0, 1)}
    ends = [at for at, _ in named]
    starts = report.figures["start"].to_list()
    title_end = folded.find(report.title) + len(report.title) if report.title else 0
    rows = []
    for i, (start, end) in enumerate(zip(report.sentences["start"], report.sentences["end"])):
        if end <= title_end or end in heading_ends:
            continue
        section = bisect_right(ends, start) - 1
        under = named[section][1] if section >= 0 else ("background" if i <= 3 and heads else "")
        words = folded[start : min(end, start + 2000)]
        slot = _slot(words, under)
        count = bisect_right(starts, end) - bisect_right(starts, start - 1)
        rows.append((start, end, slot, evidence_of(words, count) if slot == "effect" else ""))
    frame = pd.DataFrame(rows, columns=["start", "end", "slot", "evidence"])
    return frame.astype({"start": "Int64", "end": "Int64", "slot": "string", "evidence": "string"})
