"""Why words that name a practice are no evidence that it was done: what is said of the practice,
not only that it is mentioned."""

from __future__ import annotations

import re
from functools import cache

from toolkit.cases.masthead import is_byline
from toolkit.cases.undone import undone
from toolkit.terms import read_data

__all__ = ["Sentence", "elsewhere"]

#: what turns a mention into its absence: 没有开展承诺, 未建台账
#: how it was before, told to set off what follows: 过去开会靠喊, 三年前…
_EARLIER = re.compile(
    r"(?:^|[，。；：])(?:过去|以前|从前|以往|曾经|原来|原先|此前|早先|早些年|早年|前些年|头几年|那几年|往年|[一二两三四五六七八九十几\d]+年前|当年)(?![的])"
    r"[^。；]*$"
)
_THEN = re.compile(r"现在|如今|目前|今年|后来|自从|从此|于是|之后|以来|起[，]|了[，。；]")
_ABSENT = re.compile(
    r"(?:没有|没|未能|未曾|尚未|从未|从不|并未|未|缺乏|缺少|缺|不再|不认识|叫不出|说不出|取消了?|停止了?|不曾|无人|无法"
    r"|谈不上|不搞|不设|不|停了|忘了|不见|毫无|少有|鲜有|疏于|忽视|轻视|放松了?)"
    r"[^，。；、]{0,10}$"
)
#: 不 begins many words that deny nothing: 不称职, 名不副实, 不断
_NOT_ABSENT = re.compile(
    r"(?:不(?:副|称|合|断|仅|但|久|同|少|符|达标|团结|作为|力|规范|足|够|到位|满|强|高|定期|光|适应|胜任|合格|放心|理想|服|甘|愿"
    r"|只|论|管|等|忘|定时)|空缺|欠缺|没(?:多久|几天))[^，。；、]{0,6}$"
)
#: the same behind it: 承诺兑现没有，没有人问; 后备力量不足; 考核流于形式
_LACKING_AFTER = re.compile(
    r"[^，。；、：“”]{0,6}?(?:[^，。；]{0,6}(?:是|为|等于)零|(?:严重|明显|还|仍|也|都|就|普遍|比较|十分|依然|往往)*"
    r"(?:不足|缺乏|欠缺|薄弱|匮乏|老化|后继乏人|后继无人|断层|断了?档|跟不上|青黄不接|空白|滞后|不健全|不完善|不到位|不经常"
    r"|不及时|不规范|不多|不够|不严|不实|不力|偏少|较少|太少|缺失|缺位)"
    r"|(?:几乎|根本|一[次个件场]也|也|都)?(?:没有|没)(?=[，。；？]|了|过|搞|做|人|落|起|动|坚持))"
)
#: 一个不足处 is what the text goes on to repair: 针对后备力量不足，选派…
_REPAIRED = re.compile(r"(?:针对|解决|破解|补齐|改变|扭转|克服|着眼)[^，。；]{0,10}$")


@cache
def _known() -> dict[str, tuple[tuple[str, re.Pattern[str]], ...]]:
    """Code → (reason, wording) of uses of its words that are not the practice; ``*`` goes for every
    code."""
    out: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {}
    for row in read_data("withheld.csv", "toolkit.cases"):
        pattern = (row["reason"], re.compile(row["pattern"]))
        out[row["code"]] = (*out.get(row["code"], ()), pattern)
    return out


_CLAUSE = re.compile("[^，。；：]*")


def elsewhere(words: str, code: str, start: int, end: int) -> str:
    """Why ``words[start:end]`` are a use of a practice's words that is not the practice (another
    domain, somebody else's deed …); empty where no list says so."""
    for reason, pattern in (*_known().get(code, ()), *_known().get("*", ())):
        if any(m.start() < end and start < m.end() for m in pattern.finditer(words)):
            return reason
    return ""


class Sentence:
    """One sentence as the coder weighs the mentions in it.

    Parameters
    ----------
    words : str
        The folded sentence.
    whole : str
        Why nothing in it counts (it stands in a section of plans), most often empty.
    """

    def __init__(self, words: str, whole: str = ""):
        self.words = words
        self.whole = whole or ("byline" if is_byline(words) else "")
        self.idle = undone(words, denials=True)

    def clause(self, start: int, end: int) -> str:
        """The clause that ``words[start:end]`` stands in."""
        opens = max(self.words.rfind(mark, 0, start) for mark in "，。；：")
        return self.words[opens + 1 : end] + _CLAUSE.match(self.words, end)[0]  # type: ignore[index]

    def why_not(self, code: str, start: int, end: int, never: re.Pattern[str] | None) -> str:
        """Why the mention ``words[start:end]`` does not count as the practice `code`; empty when it
        does. `never` is the codebook's own wording of what the practice is not."""
        if self.whole:
            return self.whole
        for a, b, reason in self.idle:
            if a < end and start < b:
                return reason
        before = self.words[max(start - 12, 0) : start]
        if _ABSENT.search(before) and not _NOT_ABSENT.search(before):
            return "lacking"
        if _LACKING_AFTER.match(self.words, end) and not _REPAIRED.search(before):
            return "lacking"
        front = self.words[:start]
        if _EARLIER.search(front) and not _THEN.search(self.words, 0, end):
            return "background"
        if reason := elsewhere(self.words, code, start, end):
            return reason
        if never and any(m.start() < end and start < m.end() for m in never.finditer(self.words)):
            return "other_sense"
        return ""
