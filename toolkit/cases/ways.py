"""Which ways one sentence on a result tells: down and unchanged only where its own words say so."""

from __future__ import annotations

import re

from toolkit.cases.direction import direction_of
from toolkit.cases.report import Report

__all__ = ["ways_told"]

#: words of a fall; 走样 or 变味 judge a deed and measure nothing
_FALL = re.compile(
    r"下降|下滑|降[到至为低了]|降(?=[\d零])|减少|减[到至]|跌|变差|恶化|滑坡|退步|倒退|反弹|回潮|红灯|亏损|又回到|负债|归零|名存实亡"
    r"|(?:比|较)[^，。；]{1,14}(?:还|更|仍|反而)?[低少差]|低于|不如|(?:由|从)[^，。；]{0,20}\d[^，。；]{0,8}(?:到|至|为)"
)
#: a rise of what should fall is one, too
_RISE = re.compile(r"上升|增加|增[到至]|升[到至]|提高|多了|涨|翻[了番]")
#: words that say so outright, whatever else the sentence tells
_SAME = re.compile(r"持平|没有?(?:明显|多大|什么)?的?变化|老样子|原地踏步")


def ways_told(report: Report, start: int) -> list[str]:
    """The ways (``better, worse, same``) that a sentence on a result tells, the one it is read as
    first; a fall only where its own words or figures say so.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "半坡村小结（虚构）\\n集体收入与三年前持平；到会率39%，比三年前的40%还低。\\n"
    >>> report = cases.Report(text, "C01")
    >>> sorted(cases.ways_told(report, text.index("集体")))
    ['same', 'worse']
    """
    effects = report.effects[report.effects["start"] == start]
    if effects.empty or effects["direction"].iloc[0] not in ("better", "worse", "same"):
        return []
    words = report.folded[int(start) : int(effects["end"].iloc[0])]
    first = str(effects["direction"].iloc[0])
    parts = [direction_of(part) for part in re.split("[；;]", words)]
    parts += ["same"] if _SAME.search(words) else []
    told = [first, *(way for way in parts if way in ("same", "worse") and first != "better")]
    fell = _FALL.search(words) or _RISE.search(words)
    return [way for way in dict.fromkeys(told) if way != "worse" or fell]
