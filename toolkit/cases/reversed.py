"""Where a claim turns its source round: what is over told as going on, a plan as done, what failed
as achieved, more as less."""

from __future__ import annotations

import re

from toolkit.cases.script import fold

__all__ = [
    "AHEAD",
    "ANY_NOT",
    "achieved",
    "before_and_after_turned",
    "grams",
    "more_told_as_less",
    "over_told_as_going_on",
    "told_as_done",
    "without_its_not",
]

ANY_NOT = re.compile(r"没|未|无|不|缺|空|弱|差|难")
#: what is said to come, and what is said to have been done
AHEAD = re.compile(
    r"决定|想法是|建议(?!\d)|准备|(?<!的)打算|要求|(?<![”」])计划|设想|希望|拟|争取|力争|提出要|将(?!近)|下一步"
)
_DONE = re.compile(r"了|已|过(?!去)")
#: 变化不大, 记录一致: a sign that 不 turns round
_TURNED = (
    "一致|明显|清楚|满意|认可|公开|合格|及时|符合|稳定|平衡|公平|愿意|熟悉|了解"
    "|大|高|多|好|够|清|准|稳|低|少|急|变|愿|敢|肯"
)
_MORE = re.compile(
    r"(?:比|较|于)[^，。；]{0,14}?[还更略稍要]?(?<![成十百千万亿\d])(?P<way>[高低多少快慢])(?=一?点|出|于|些|得|[\d了]|$)"
)
#: what is told as achieved, and what says that it was not, or that nobody knows yet
_ACHIEVED = re.compile(r"建成|办成|做成|完成|解决|答复|落实|兑现|起了?作用|见效|奏效|达标|通过")
_FAILED = re.compile(
    r"停工|半途|失败|落空|未予|未能|没能|不达标|烂在|撤走|流失|尚难|还要再看|再看两年|为时尚早|看不出|能不能"
    r"|正在研究|再等等|[没无]人答|没有?答复"
)
#: 由亏损转为结余
_BECAME = re.compile(
    r"[由从](?P<a>[^，。；]{2,12}?)(?:转为|变为|改为|变成|转成|升为|降为)(?P<b>[^，。；]{2,12})"
)
_OPPOSITE = dict(zip("高低多少快慢", "低高少多慢快"))


def grams(words: str) -> set[str]:
    kept = re.sub(r"[^一-龥A-Za-z]", "", fold(words))
    return {kept[i : i + 2] for i in range(len(kept) - 1)}


def before_and_after_turned(words: str, source: str) -> str:
    """The source's 由…转为… where a claim's before is the source's after; empty where it is not."""
    claim, told = _BECAME.search(words), _BECAME.search(source)
    if claim is None or told is None:
        return ""
    pairs = [(set(claim[x]), set(told[y])) for x, y in ("aa", "bb", "ab", "ba")]
    straight, crossed = (sum(len(a & b) for a, b in some) for some in (pairs[:2], pairs[2:]))
    return told[0] if crossed > straight else ""


def more_told_as_less(clause: str, best: str) -> bool:
    """Whether one says more than and the other less than (还高一点, 还低一点)."""
    more, less = _MORE.search(clause), _MORE.search(best)
    return bool(more and less) and _OPPOSITE[more["way"]] == less["way"]  # type: ignore[index]


def without_its_not(clause: str, best: str) -> bool:
    """Whether 不 stands before a word in one and not in the other: 变化不大 told as 变化很大."""
    for one, other in ((clause, best), (best, clause)):
        for m in re.finditer(rf"不(?:太|很|够)?({_TURNED})", one):
            if m[1] in other and not re.search("[不没未无]", other):
                return True
    return False


def over_told_as_going_on(clause: str, best: str) -> bool:
    """Whether what one says is over (不再按月排名) the other tells as going on (每月排名)."""
    for one, other in ((best, clause), (clause, best)):
        over = re.search(r"不再([^，。；]{2,6})", one)
        if over is None or re.search("不再|没|未|停|取消|改|摘|摆脱|告别|消除|消失", other):
            continue
        if sum(c in other for c in over[1]) >= 2:
            return True
    return False


_TOLD_AS_FAILED = re.compile("败[在给于]|失败|夭折|黄了|落空|半途而废|不了了之")


def achieved(words: str, source: str) -> bool:
    """Whether something is told as achieved of which the source says that it failed, or that it is
    still open."""
    if _TOLD_AS_FAILED.search(words):
        return False
    for m in _ACHIEVED.finditer(words):
        if ANY_NOT.search(words[max(m.start() - 4, 0) : m.start()]):
            continue
        bare = m[0].replace("了", "")
        there = [x.start() for x in re.finditer(bare, source)]
        denied = [at for at in there if ANY_NOT.search(source[max(at - 4, 0) : at])]
        if len(denied) == len(there) and (denied or _FAILED.search(source)):
            return True
    return False


def told_as_done(words: str, source: str) -> bool:
    """Whether what a claim tells as done stands behind a word of plan: 决定…, 建议…."""
    mine, plan = grams(words), AHEAD.search(source)
    if plan is None or not _DONE.search(words) or not mine:
        return False
    ahead, before = grams(source[plan.end() :]), grams(source[: plan.start()])
    return len(mine & ahead) >= 0.35 * len(mine) and len(mine & ahead) > len(mine & before)
