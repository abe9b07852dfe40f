"""What may stand beside a name or a number without changing it: the words of a small table, and the
question's own words; everything else is asked about."""

from __future__ import annotations

import re
from collections.abc import Collection

#: words that change nothing: counters, what a unit's name ends in, how one introduces an answer
_IDLE = frozenset(
    re.findall(
        r"\S+",
        """
        个 名 人 件 家 户 对 条 句 行 位 项 处 张 份 次 分 天 年 月 日 期 场 组 类 种 级 号 岁 米
        里 亩 元 只 支 村 点 公里 万元 百分点 百分之 人次 余人次 周年 年份
        县 乡 镇 市 省 区 社区 单位 组织 党组织 党员 支部 党支部 总支 党总支 党委 党组
        是 为 的 了 共 有 占 第 每 就 那 这 吧 呢 啊 约 大约 大概 一共 总共 合计 平均 左右 应该
        我 觉得 认为 选 写 答 答案 您好 谢谢 老师 即 比例 虚构 一行 一句 撤走 走了 超了 超过了
        a an the is are it its i we think answer about number no. unit units pair pairs point points
        people percent per cent year years row rows sentence sentences card cards left of in each
        """,
    )
)
#: what turns an answer round, or leaves it open
_NOT = re.compile(
    r"[不没未非无否错假除别或超近]|以[上下外内]|[多少高低][于过]"
    r"|\b(?:no|not|never|without|except|but|or|nor|wrong|false|over|under|above|below|than|more|less)\b"
)
_MARKS = " \t\r\n　\"'“”‘’「」[](){}。.;,、:…!?→=_%"


def idle(rest: str, asked: str = "") -> bool:
    """Whether what stands beside an answer changes nothing about it.

    Parameters
    ----------
    rest : str
        What is left of a typed text without the name or number read from it, folded.
    asked : str
        The question: its own words of two and more signs may be repeated.

    Examples
    --------
    >>> idle("个。"), idle("不是"), idle("撤走"), idle("以外的各家")
    (True, False, True, False)
    """
    return not strange(rest, asked)


def strange(rest: str, asked: str = "") -> str:
    """The part of `rest` from its first to its last sign that is in no table; "" where all is.

    Examples
    --------
    >>> strange("我觉得是。不对")
    '不对'
    """
    own = asked.casefold()
    odd = [
        at
        for found in re.finditer(r"[a-z]+\.?|[^\W\da-z_]+|\d+|[^\w\s]|_", rest)
        for at in _odd(found[0], own, found.start())
        if found[0] not in _MARKS
    ]
    return rest[odd[0] : odd[-1] + 1].strip() if odd else ""


def _odd(said: str, asked: str, start: int) -> list[int]:
    """Places of the signs of one run that no word of the table or of the question covers."""
    if said in _IDLE:
        return []
    if said.isascii():
        own = set(re.findall(r"[a-z]{2,}", asked))
        known = said.isalpha() and said in own and not _NOT.search(said)
        return [] if known else [*range(start, start + len(said))]
    covered = [0]  # how far words reach, from the start of the run
    for end in range(1, len(said) + 1):
        if any(_word(said[at:end], asked) for at in covered if end - at <= 12):
            covered.append(end)
    if covered[-1] == len(said):
        return []
    return [*range(start + covered[-1], start + len(said))]


def _word(piece: str, asked: str) -> bool:
    if piece in _IDLE:
        return True
    return len(piece) > 1 and piece in asked and not _NOT.search(piece)


def names_in(text: str, known: Collection[str]) -> list[str]:
    """The known names that a text holds, the longest first, none inside another."""
    found, left = [], text
    for name in sorted(known, key=len, reverse=True):
        if len(name) > 1 and not name.isascii() and name in left:
            found.append(name)
            left = left.replace(name, "\0" * len(name), 1)
    return found
