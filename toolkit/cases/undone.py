"""What a text says was planned, ordered, dropped or done on paper only: such words are no evidence
of a practice."""

from __future__ import annotations

import re

from toolkit.cases.lexicon import words
from toolkit.cases.outline import Heading
from toolkit.cases.sentences import lines

__all__ = ["dropped", "failed", "planned", "undone"]

_PLAN = re.compile("|".join(words("plans")))
_LATER = re.compile(r"[（(一二三四五六七八九十）)、.\d ]{0,6}(?:" + "|".join(words("later")) + ")")
_AHEAD = re.compile("|".join(words("plan_headings")))
#: papers that only require: a plan, an order, a speech that sets the year's work going
_ORDERS = re.compile(
    r"(?:实施|工作|活动|创建|行动|整顿)方案|(?:实施|安排|指导)意见$|(?:工作|活动|党建|年度)[^，。；]{0,6}(?:要点|安排|计划)$"
    r"|关于(?:在|进一步|深入|组织)?[^。；]{0,24}(?:开展|做好|加强|推进|推行|建立|印发)[^。；]{0,40}的(?:通知|意见)$"
    r"|(?:(?:动员|部署)(?:部署)?(?:大?会|会议)上的?(?:讲话|发言)|推进(?:大?会|会议)上的?讲话)"
)
#: 没有人看, 没签, 无人报名: any denial, save of what nobody wanted (没有返贫) and of time (没几天)
_DENIED = (
    r"(?:没有?|没人|没有人|无人|未能?)(?!返贫|反弹|上访|发生|出现|出过?事|事故|拖欠|间断|停|断|误|掉队|缺席|落下"
    r"|有?职务的|人?照[管看顾料]|丢下|一个月|几天|多久|忘|白|想到|辜负|收|有?一[起户例宗](?![^，。；]{0,3}(?:做|办|知))|[一-龥]{1,2}”?的问题)[一-龥]"
)
_FAILED = re.compile(f"(?P<wide>{'|'.join(words('failures'))})|{'|'.join(words('failures_here'))}")
_FAILED_OR_DENIED = re.compile(f"{_FAILED.pattern}|{_DENIED}")
_DONE = re.compile(
    r"已(?!故)|(?<!为|除|不|到)了(?![之解然结如])|现已|过(?=[\d一二两三几多]|[，。；])|(?<![合从系])实际|只剩|(?:^|(?<=[，；。：\n]))结果|目前(?=有|共)|(?<!到)今年(?!底|内|要|将)|去年"
)
#: 原计划扶持20户，只剩6户: less than planned is still done
_FELL_SHORT = re.compile(
    r"只剩|实际(?:上)?(?:只|仅|完成|验收)|最后只(?!好)|只(?:完成|办成|建成)了?"
)
#: 防止流于形式, 不走过场: the failure is what was avoided
_AVOIDED = re.compile(
    r"(?:防止|避免|杜绝|克服|解决|纠正|整治|扭转|改变|谨防|严防|不能|不搞|绝不|决不|不让|不是|不|如果|倘若|否则|免得)[^，。；]{0,6}$"
)
#: a wish or proposal that was followed
_TAKEN_UP = re.compile(
    r"(?<![未没])(?:采纳了|照办|照着办|一一照做|(?<!没有)答应了(?!下来却)|(?:当即|随即|当场|很快)(?:就|便)?"
    r"(?:答应|同意|办|建|修|派|拍板|落实)|说干就干|得以(?:实现|落实)|如愿)"
)
_CLAUSE = re.compile("[^，。：；]*")
_COMMA = re.compile("[，。：]")
#: 另有1个停摆, 西村因没有人选…: some of what was told before, or somebody else
_SOME = re.compile(
    r"(?:但|可|不过|而|其中)?(?:另|其余|其他|剩下|余下|有的|有些|个别|少数|部分|有\d"
    r"|[一-龥]{1,5}(?:村|社区|支部|街道|车间|[乡镇局])(?:则|却|因|由于|至今|仍))"
)
#: 年底一件也没…, 后来再没…: a time or a joint before the failure is no subject of its own
_LEAD = re.compile(
    r"(?:年底|年终|月底|最后|最终|后来|此后|以后|结果|至今|如今|现在|到头来|其实|实际上|过半|多半|大多|大半|全都|到检查时|但|却|可|也|就)*"
)
_ALL = re.compile(r"(?:都|均|全|皆|一概|通通|先后|最终|最后|结果)[^，。；]{0,4}$")


def failed(text: str, denials: bool = False) -> list[tuple[int, int, bool]]:
    """(start, end, wide) of words that say that something came to nothing; wide: of what was told
    before (落了空), not only here (仍未); with `denials` any denial (没签) as well."""
    found = [
        m
        for m in (_FAILED_OR_DENIED if denials else _FAILED).finditer(text)
        if not (m["wide"] and _AVOIDED.search(text[max(m.start() - 10, 0) : m.start()]))
    ]
    return [(*m.span(), m["wide"] is not None) for m in found]


def dropped(sentence: str, denials: bool = False) -> bool:
    """Whether some of a sentence tells that something came to nothing; with `denials` any denial.

    Examples
    --------
    >>> from toolkit import cases
    >>> cases.dropped("制度挂在墙上，流于形式。"), cases.dropped("每月开会一次。")
    (True, False)
    """
    return any(why == "dropped" for *_, why in undone(sentence, denials))


def undone(sentence: str, denials: bool = False) -> list[tuple[int, int, str]]:
    """(start, end, ``planned`` or ``dropped``) of the stretches of a sentence that tell a plan or
    something that came to nothing.

    A plan reaches from its word to the semicolon or to the clause that tells completion (已,
    结果), and is none where the text goes on to say that it was taken up (采纳了); a failure takes
    its own clause and, where that has no subject of its own (至今没有建起来), the one before; one
    that judges what was told before (流于形式) always that one as well, or the whole part when it
    sums up (都停在纸上).
    """
    spans: list[tuple[int, int, str]] = []
    for part in re.finditer(r"[^；;]+", sentence):
        text, at = part[0], part.start()
        plan = _PLAN.search(text)
        if plan and not _FELL_SHORT.search(text, plan.end()):
            done = _DONE.search(text, plan.end())
            stop = len(text)
            if done:
                clause = max((m.end() for m in _COMMA.finditer(text, 0, done.start())), default=0)
                stop = clause if clause > plan.end() else done.start()
            if not _TAKEN_UP.search(text, plan.end()):
                # 驻村干部要做到…: the subject of a plan is no deed either
                opens = max((m.end() for m in _COMMA.finditer(text, 0, plan.start())), default=0)
                spans.append((at + opens, at + stop, "planned"))
        for start, end, wide in failed(text, denials):
            commas = [0, 0, *(m.end() for m in _COMMA.finditer(text, 0, start))]
            apart = _SOME.match(text, commas[-1]) is not None
            lead = _LEAD.match(text, commas[-1])
            judged = (wide or (lead is not None and start <= lead.end())) and not apart
            if judged and 1 < commas[-1] - commas[-2] <= 6:
                commas.pop(-2)  # …的事，喊了两年，没有下文
            back = (
                0
                if wide and _ALL.search(text[max(start - 7, 0) : start])
                else commas[-2 if judged else -1]
            )
            tail = _CLAUSE.match(text, end)
            stop = end if wide or tail is None else tail.end()
            spans.append((at + back, at + stop, "dropped"))
    return spans


def planned(folded: str, spans: list[tuple[int, int]], headings: list[Heading]) -> list[bool]:
    """Whether each sentence stands, as a whole, under a plan: in a line that opens with 下一步,
    below a heading such as 明年打算.

    So does every sentence of a plan, an order or an opening speech. A sentence with a word of
    completion is told as done even there.
    """
    sections = [
        (h.at, _AHEAD.search(folded[h.start : h.end]) is not None, h.level) for h in headings
    ]
    top = lines(folded[:400])[:4]
    orders = any(b - a <= 60 and _ORDERS.search(folded, a, b) for a, b in top)
    out, ahead, under, k, last = [], False, 0, 0, 0
    for start, end in spans:
        while k < len(sections) and sections[k][0] <= start:
            _, plans, level = sections[k]
            if plans and not under:
                under = level
            elif under and level <= under:
                under = level if plans else 0
            k += 1
        if re.search(r"[\r\n]", folded[last:start]):
            ahead = False
        ahead = ahead or _LATER.match(folded, start) is not None
        out.append((orders or ahead or under > 0) and not _DONE.search(folded, start, end))
        last = end
    return out
