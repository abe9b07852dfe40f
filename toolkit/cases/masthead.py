"""What stands above and below a title and is no heading: name and issue of a bulletin, who wrote or
spoke it, a second line of the title."""

from __future__ import annotations

import re

__all__ = ["above_title", "below_title", "is_byline"]

_WRITER = r"(?:(?:特约|见习|实习)?(?:记者|通讯员|编辑)|实习生)"
_PERSON = r"[一-龥](?:[\s　]?[一-龥]){1,3}"
#: 记者 甲乙 通讯员 丙丁: names, each after its role or after another name
_NAMED_WRITERS = (
    rf"[\s　：:]*[一-龥]{{2,4}}(?:[\s　、]+(?:{_WRITER}[\s　：:]*)?[一-龥]{{2,4}})*[）)\]】]?$"
)
#: who wrote it, who prints it, where it comes from: no heading, and nothing in it was done
_BYLINE = re.compile(
    r"[（(【\[]?(?:(?:作者|来源|发布|责任编辑|责编|编辑|供稿|撰稿|执笔|审核|签发|主编|校对|原载|日期)[：:]"
    r"|(?:本报|本刊|本台)(?:记者|讯|通讯员)"
    rf"|{_WRITER}{_NAMED_WRITERS}"
    r"|《?[一-龥]{2,10}(?:日报|晚报|时报|周报|早报|新闻网|通讯|简报|电视台|编辑部"
    r"|融媒体中心|广播台|报社)(?:社)?》?[\s　]*"
    rf"{_WRITER}{_NAMED_WRITERS}"
    r"|[一-龥]{2,16}(?:简报|通讯|动态|信息|专刊|快报|通报)"
    r"[\s　]*（?(?:第|\d{4}年第)[\d一-龥]{1,6}期"
    r"|(?:第|总第)[\d一二三四五六七八九十百〇零]{1,5}期"
    # 某村党支部书记　甲乙: who speaks, his office and name set apart by a blank
    r"|[一-龥、]{2,24}(?:书记|主任|委员|经理|董事长|主席|干事|专员|教授|讲师|教师|学生|研究生|会计"
    r"|[部局校镇乡处厂县市区科队站院场]长)[\s　]+"
    rf"{_PERSON}$)"
)
#: 某某评估中心, a line of its own below the title: who wrote it
_UNIT = re.compile(
    r"[一-龥（）]{2,20}(?:中心|[课调检评工督][一-龥]{0,2}组|研究[院所室]|委员会|办公室"
    r"|党[委组]|党支部|党总支|组织部|宣传部|局|政府|大学|学院|协会|联合会|工会)$"
)
_ISSUE = re.compile(r"[（(]?(?:总?第|\d{4}年第)[\d一二三四五六七八九十百〇零]{1,6}期.{0,12}$")
_BULLETIN = re.compile(
    r"[一-龥]{2,16}(?:简报|信息|通讯|动态|专刊|快报|通报|参考|交流|日报|晚报|周报)$"
)
_ISSUER = re.compile(
    r"[一-龥]{4,24}?[\s　]*(?:(?:编印?|主办|印发)?[\s　]*\d{4}年\d{1,2}月(?:\d{1,2}日)?|编印?)$"
)
_SECOND = re.compile(
    r"——?.{0,40}(?:纪实|侧记|记|材料|经验|调查|探索|启示|之路|样本|案例|实践|工作|做法|事迹|见闻"
    r"|发言|讲话|汇报|报告|札记|观察|走笔)$|[（(].{2,40}[）)]$|[一-龥“”]{0,10}(?:(?:典型|经验|交流|事迹|汇报|发言|申报|推荐)材料"
    r"|经验(?:介绍|交流)|工作(?:总结|汇报|报告)|调研报告|情况(?:汇报|报告)|实施方案|纪实|侧记|案例)$"
)


def is_byline(line: str) -> bool:
    """Whether a line only names its writer, its speaker, its paper, its issue or its source."""
    return len(line) <= 60 and _BYLINE.match(line.strip()) is not None


def above_title(folded: str, spans: list[tuple[int, int]]) -> int:
    """How many lines stand above the title: the bulletin's name, its issue, who prints it and when.

    A name alone is the title; only an issue or a printer below it makes it a masthead.
    """
    if len(spans) < 3:
        return 0
    for i, (start, end) in enumerate(spans[:5]):
        line = folded[start:end]
        if end - start > 60 or not (
            _ISSUE.match(line) or (i and _ISSUER.match(line)) or (not i and _BULLETIN.match(line))
        ):
            # a lone 工作简报 with no issue below it is the title
            return i if i > 1 or (i and _ISSUE.match(folded[slice(*spans[0])])) else 0
    return 0


def below_title(folded: str, spans: list[tuple[int, int]], at: int) -> int:
    """How many lines from line `at` on still belong to the title: a second line, the speaker, the
    writers."""
    for i, (start, end) in enumerate(spans[at : at + 4]):
        line = folded[start:end]
        lone = not i and _UNIT.match(line)
        if end - start > 60 or not (lone or _SECOND.match(line) or is_byline(line)):
            return i
    return 0
