"""Whole sentences: whether one says who does what and how often, and whose sentence it is."""

from __future__ import annotations

import re
from typing import NamedTuple

from toolkit.cases.report import Report
from toolkit.cases.script import fold

__all__ = ["Excerpt", "excerpt", "has_subject", "how_well_told", "says_who", "whole"]

_ACTOR = (
    r"(?:党委|党总支|党支部|支部|支书|总支|党组|村委会|居委会|业委会|工会|共青团|团委|妇联|工作队|工作组|第一书记"
    r"|书记|主任|委员|党员|干部|职工|教师|老师|学生|家长|群众|村民|居民|社员|农户|司机|队员|能手|骨干|代表"
    r"|网格员|志愿者|医生|专家|技术员|农艺师|合作社|公司|企业|厂|学校|医院|社区|街道|政府|县委|市委|乡里|镇里|村里|县里|市里|厂里|校里|局"
    r"|部门|机关|单位|驻区|联盟|班子|小组|中心|银行|农技站|供销社|他们|她|他|我们|大家|(?:(?!的)[一-龥]){1,4}(?:县|市|乡|镇|村|社))"
)
_OPENS = re.compile(
    rf"^[^，。；：]{{0,16}}?{_ACTOR}|^[^。；]{{0,30}}?[，：]{_ACTOR}|由[^，。；]{{0,10}}?{_ACTOR}|^[^，。；]{{0,20}}让{_ACTOR}"
)
#: what is done to somebody is no subject: 坚持把骨干…, 设置党员先锋岗, 派出技术员
_DONE_TO = re.compile(
    r"(?:(?:\d{4}|每|当|次|同|头|第?[一二两三四五六七八九十几多\d]+)年(?:来|间|里|起|初|底|内)?，?)?"
    r"(?:坚持|设置|派出|选派|组织|动员|开了|开展|建立|实行|推行|请|让|把|对|向|给|为|在|通过|发动|选出|聘请|抽调"
    r"|投入|制定|打造|成立|安排|要求|帮助|引导|发放|免费|随后|先后|发展|培养|建成|吸收"
    r"|[与同](?=[^，。；]{0,16}(?:签订?|合作|联合|共建|结对|协商))|[^，。；：]{0,8}[把对向给])"
)
_LEAD = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十][，、]|首先|其次|再次|最后|同时|此外|随后|为此|[①-⑳])"
)
_OFTEN = re.compile(
    r"每(?:天|日|周|月|季度?|年|半年|学期|晚|逢|两周|[一二两三]?[天周月年个])|隔(?:周|月|天)|逢[一二三四五六七八九十周]|定期|按月|按季|逐[日周月季]|[一二两三四五六七八九十\d]+次|年底|年初|季度末|月底"
)
_MOST = 130


class Excerpt(NamedTuple):
    """A sentence with its place: ``reports[case].text[start:end] == text``.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> start, end = report.text.index("党员"), report.text.index("村集体")
    >>> cases.Excerpt("C01", start, end, report.text[start:end]).text
    '党员公开承诺办好12件实事。'
    """

    case: str
    start: int
    end: int
    text: str


def has_subject(sentence: str) -> bool:
    """Whether a sentence says who acts: an actor opens it or a later clause, or does it by 由."""
    words = fold(sentence).strip()
    while m := _LEAD.match(words):
        words = words[m.end() :].lstrip("，、：: 　")
    return _OPENS.search(words) is not None


def says_who(sentence: str) -> bool:
    """Whether a sentence says who acts, strictly: who is acted on (设置先锋岗) is nobody.

    Examples
    --------
    >>> from toolkit import cases
    >>> cases.says_who("村党支部设置先锋岗。"), cases.says_who("设置先锋岗。")
    (True, False)
    """
    words = fold(sentence).strip()
    if _DONE_TO.match(words) is None:
        return has_subject(sentence)
    # each clause for itself: 坚持把骨干培养成党员，三年发展党员15名 names nobody either
    clauses = re.split("[，；]", words)[1:]
    return "由" in words or any(has_subject(c) and _DONE_TO.match(c) is None for c in clauses)


def whole(sentence: str) -> bool:
    """Whether words are a whole sentence: they end with a full stop (or its kin), are no heading,
    and are not cut."""
    words = sentence.strip()
    return len(words) >= 10 and words[-1] in "。！？!?”；" and words.count("“") == words.count("”")


def how_well_told(sentence: str) -> float:
    """How much a sentence tells of *how*: who, what, how often, how many; 0 for what is no whole
    sentence."""
    words = fold(sentence)
    if not whole(words):
        return 0.0
    told = 1.0 + 1.2 * has_subject(words) + 0.9 * (_OFTEN.search(words) is not None)
    told += 0.5 * min(len(re.findall(r"\d+", words)), 2)
    if len(words) > _MOST:
        told -= (len(words) - _MOST) / 100
    if len(words) < 18:
        told -= 0.8
    return max(told, 0.1)


def excerpt(report: Report, case: str, start: int, end: int) -> Excerpt:
    """The sentence of a report that begins at `start`."""
    return Excerpt(case, int(start), int(end), report.text[int(start) : int(end)])
