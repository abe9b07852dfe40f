"""Who measured what a sentence claims: the report itself, an office above it, an outside party,
those who were served, or nobody that it names."""

from __future__ import annotations

import re
from typing import NamedTuple

from toolkit.terms import values

__all__ = ["RATERS", "Rater", "is_rating", "raters_of"]

#: who measures or judges; ``not_stated`` where no word says so
RATERS = values("rater")
_MEASURES = (
    r"(?:调查|问卷|测评|评估|抽查|抽测|抽样|暗访|随机|核验|核查|复核|复查|监测|验收|回访|审计|统计(?!局|队)|检查"
    r"|打了?分|给了?\d|评分|评为|评定|评了|授予|报告显示|显示|表明|发现|认为|鉴定|的独立)"
)
#: a body at its name's last words; what stands before belongs to the name
_OUTSIDE = (
    r"第三方(?:机构|公司)?|审计(?![局部处科])(?:组|报告|机构)?|媒体|记者"
    r"|(?:大学|学院|高校)(?:[一-龥]{1,4}[系院])?|研究[所院]|[一-龥]{0,4}(?:协会|学会)|专家组?"
    r"|保险公司|评估(?:组|机构|中心)|调查(?:公司|机构)"
)
#: one rule for all of them: an office of government or Party, or a unit that it runs (统计局, 党校,
#: 进修学校, 监测站), is no outside body
_ABOVE = (
    r"[一-龥]{0,4}?(?:统计(?:局|队)|审计[局处科]|党校|教研室|进修学校|监测站|社保(?:局|部门|记录)|调查队)"
    r"|上级|(?:[省市县镇乡]|(?<!社)区)(?:里|委(?!员)|政府|党委|[一-龥]{1,8}?(?:局|厅|部门|部(?!门)|办(?!理|法)|委(?!员)|联社))"
    r"|街道(?:党工委|办事处|办)?|教育办|局党组|(?:检查|巡察|督查|核查|考核|验收)组"
)
_SERVED = (
    r"(?:家长|居民|村民|群众|学生|毕业生|用户|用人单位|顾客|农户|老人"
    r"|住户|商户|职工|受访(?:者|户|群众)?)"
)
_LEAD = r"(?:^|(?<=[，。；：、“（的])|(?<=[请由与和经据把])|(?<=委托|来自|年底|期间|\d年|\d月))"
_NAME = r"[一-龥]{0,4}?"
_OWN = re.compile(
    r"上报(?:口径|材料|的?数[字据])|自评|自查|自报|自测|(?:总结|汇报|典型|经验|申报)材料"
    r"|(?:本|我|该)?(?:公司|学校|支部|社区|村里|厂里|合作社)(?:自己|的?(?:统计|测算|台账))"
)
_BY = (
    (
        "outside",
        re.compile(
            rf"(?:{_LEAD}|(?<=[县市省区镇乡]))(?P<who>{_NAME}(?:{_OUTSIDE}))[^。；]{{0,20}}?{_MEASURES}"
            rf"|(?:来自|由|委托|请)(?P<by>{_NAME}(?:{_OUTSIDE}))"
        ),
    ),
    (
        "superior",
        re.compile(
            rf"{_LEAD}(?P<who>(?:{_ABOVE}))[^。；，]{{0,12}}?{_MEASURES}"
            rf"|(?:来自|由)(?P<by>(?:{_ABOVE}))|(?P<all>全[县市省区镇乡]统一(?:抽测|考试|测评|检查))"
        ),
    ),
    (
        "served",
        re.compile(
            rf"(?P<who>{_SERVED})(?:代表)?会?[^，。；\d]{{0,5}}(?:问卷|打分|评议|投票|测评|评分|代表会|会上)"
        ),
    ),
)
#: who had a survey made: 2018年区里组织两次测评
_HAD_MADE = re.compile(
    rf"{_LEAD}(?P<who>{_ABOVE})(?P<did>组织|开展|安排|做)[^，。；]{{0,8}}(?:测评|调查|评估|考核|检查)"
)
#: somebody's verdict on the case: marks, an honour, a share of the satisfied
_MARK = re.compile(
    r"(?:打了?分|得了|评分)[^，。；]{0,3}\d+(?:\.\d+)?分|被?评(?:为|上了|选为)|被?授予[^，。；]{0,14}(?:称号|单位|红旗|奖)"
    r"|授了[^，。；]{0,4}旗|满意[率度]?[^，。；]{0,6}\d|名次|第[一二三]名"
    r"|(?:总结|汇报|申报)材料[^。；]{0,30}(?:成效|成绩)"
)
_FIGURE = re.compile(r"\d|第[一二三]名")
#: an office that asks somebody else to measure
_ASKED = re.compile(rf"^[^，。；]{{0,12}}?请(?=[^，。；]{{2,24}}?(?:{_MEASURES}|做))")
#: an outside body is one only where the sentence says so: a report of an audit may be its own
_SAYS_OUTSIDE = re.compile(r"第三方|独立|外部|委托")


class Rater(NamedTuple):
    """Who measured: one of `RATERS`, and the party as the sentence names it."""

    kind: str
    name: str


def raters_of(sentence: str, before: str = "") -> list[Rater]:
    """Who measured what a sentence claims, part by part between semicolons; one ``not_stated``
    where no part with a figure names anybody.

    Parameters
    ----------
    sentence : str
    before : str
        The sentence ahead of it: where that names who had the survey made (区里组织两次测评), the
        figure that a report calls its own names it too.

    Notes
    -----
    A body counts as outside only where the sentence says 第三方, 独立, 外部 or 委托; else it is
    named and ``not_stated``.

    Examples
    --------
    >>> from toolkit import cases
    >>> cases.raters_of("上报满意率98%；县统计局抽样调查，满意率61%。")[1]
    Rater(kind='superior', name='县统计局')
    >>> cases.raters_of("入户测评满意率44%。")
    [Rater(kind='not_stated', name='')]
    """
    found: list[Rater] = []
    for part in re.split("[；;]", sentence):
        told = _of_part(part)
        if told.kind == "own" and (m := _HAD_MADE.search(before)):
            told = Rater("own", f"{told.name}，{m['who']}{m['did']}")
        if _FIGURE.search(part) or told.kind != "not_stated":
            found.append(told)
        if told.kind == "served" and _FIGURE.search(part[: _clause_of(part, told.name)]):
            found.append(Rater("not_stated", ""))
    return [*dict.fromkeys(found)] or [Rater("not_stated", "")]


def _clause_of(part: str, name: str) -> int:
    """Where the clause begins in which those served are named: what stands ahead of it they did
    not judge (就业率提高到83%，用人单位满意度91分)."""
    return part.rfind("，", 0, part.find(name)) + 1


def is_rating(sentence: str) -> bool:
    """Whether a sentence tells marks, an honour or a share of the satisfied: somebody's verdict.

    Examples
    --------
    >>> from toolkit import cases
    >>> cases.is_rating("年底验收，镇里打分93分。"), cases.is_rating("收入增加3万元。")
    (True, False)
    """
    return _MARK.search(sentence) is not None


def _of_part(part: str) -> Rater:
    # who is asked measured it, not who asked: 乡党委请县委党校的教师做了一次调查
    part = _ASKED.sub("", part)
    if m := _OWN.search(part):
        return Rater("own", m[0])
    for kind, pattern in _BY:
        if m := pattern.search(part):
            groups = m.groupdict()
            name = next(filter(None, groups.values()))
            bare = kind == "outside" and not _SAYS_OUTSIDE.search(part)
            return Rater("not_stated" if bare else kind, name)
    return Rater("not_stated", "")
