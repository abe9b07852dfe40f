"""Whether a number in a text counts or measures something, and what it counts."""

from __future__ import annotations

import re

from toolkit.cases.lexicon import words

__all__ = ["COINS", "GUARD", "LOCAL_UNITS", "counts", "what_is_counted"]

LOCAL_UNITS = "村|乡|镇|街道|社区"
#: the unit's sign is the beginning of another word
GUARD = re.compile(
    r"(?<=字)(?=诀|方针|口诀|法|真经|箴言|总|工作|号|样|典|面|迹|幅)"
    r"|(?<=任)(?=务|何|命|职|期|用|教|免|由|意|书(?!记))"
    r"|(?<=分)(?=之|类|级|别|工|享|管|配|布|散|支|析|阶|片|组|批|层|头|步|期)"
    r"|(?<=组)(?=织|成|建|团|长)|(?<=对)(?=口|接|应|照|策|于|外|手|象|标)"
    r"|(?<=面)(?=对|向|临|貌|积)|(?<=成)(?=立|为(?!\d)|果|员|效|长|功|本|年|熟)"
    r"|(?<=单)(?=位|独|元)|(?<=道)(?=路|理|德)|(?<=门)(?=类|前|口|户|面)|(?<=头)(?=雁)"
    r"|(?<=期)(?=间|望|待|限)|(?<=节)(?=约|能|目|点|日|省|庆)|(?<=部)(?=门|分|委|队)"
    r"|(?<=条)(?=例|件)|(?<=处)(?=级|理|置|于|罚)|(?<=名)(?=牌|称|誉|义(?!务|工)|额单)"
    r"|(?<=次)(?=年|日|要|月)|(?<=批)(?=评|准|复)|(?<=起)(?=来|到|步|码)|(?<=层)(?=面|级|次|层)"
    r"|(?<=年)(?=代|度|级|轻|龄)|(?<=只)(?=要|有|能|是)|(?<=项)(?=链)|(?<=轮)(?=流|换)"
    r"|(?<=份)(?=额)|(?<=支)(?=持|撑|出|付|委)"
    r"|(?<=家)(?=庭|乡|长(?!会))|(?<=人)(?=大代|民|才|均|口(?!的)|员|居|事|数|力|物|气|心)"
    r"|(?<=里)(?=程)|(?<=升)(?=[到至为高级])|(?<=根)(?=本|据)|(?<=片)(?=区)|(?<=周)(?=边|围|转|密)|(?<=双)(?=向|联)"
    r"|(?<=类)(?=似)|(?<=股)(?=份|东|权)|(?<=集)(?=体|中)|(?<=队)(?=伍|员)|(?<=班)(?=子|长|主)"
    r"|(?<=个)(?=别|体|性)|(?<=米)(?=饭|面)"
)
#: what stands before the second half of a broken number: 1,2000户, 2，5万元, 1'200, 1·5万, 3 6户,
#: 1.5E+5, a byte that was lost
_BROKEN = re.compile(
    r"\d[,'’·•。]\Z|(?<![\d第月])\d{1,2}，\Z|\d[,，] \Z|(?<![\d])\d \Z|\d ?\. \Z|\d[eE][+-]\Z"
    r"|[廿卅万亿千百\ufffd]\Z"
)
#: what a line break cut in two: 党员2⏎36名, 下降17.⏎5%
_CUT = re.compile(
    r"[一-龥]{2}\d{1,6}(?:\.?[ \t\u3000]*\r?\n|\.[ \t\u3000]*\r?\n[ \t\u3000]*\r?\n)"
    r"[ \t\u3000]*\Z"
)
#: 几10户, 带动数10户; not 户数10户, 总数10户
_SOME = re.compile(
    "几\\Z|(?<![人户件总个次村员部组织天指分倍岁本亩基字参位家名座栋台辆少多额项目篇])数\\Z"
)
#: 3元5角, 3元5角2分
COINS = re.compile(r"元([\d一二三四五六七八九])角(?:([\d一二三四五六七八九])分)?")
#: smaller coins and weights, or a bare last digit, that make the number before them a part of one
_GOES_ON = re.compile(
    r"[\d一二三四五六七八九](?:(?![\d\u4e00-\u9fff]|\.\d)|高)|[\d一二三四五六七八九]{1,2}[两角]"
)
_ABSTRACT = re.compile(
    r"(?:大|个|项|条|种|类|方面的?)?(?:" + "|".join(words("abstract_nouns")) + ")"
)
_CONCRETE = re.compile(r"(?:[一-龥]{0,6}?)(?:" + "|".join(words("concrete_nouns")) + ")")
#: units that a small Chinese numeral takes without more ado
_PLAIN = frozenset(words("plain_units"))
_COUNTERS = frozenset(words("counters"))
_STOP = re.compile(
    r"[，。；、：！？“”‘’（）《》\s,;:()%]"
    r"|(?:和(?!谐|睦|解)|与(?!会)|及|以及|并|在(?![职岗线校册编读建外家])|为(?!民|主)|由"
    r"|从(?![业严事教医前来])|被|已|都|(?<![人户亩])均(?!衡)|的|了(?!解)"
    r"|达(?![标成])|进行|参加(?!率)|实现|到(?![位会访账])|受(?!教育|益|灾|训|理|助|奖|表彰)|分别"
    r"|共(?![产青建同享识])|占(?![用地比]))"
)
#: cut after a whole word: 有效问卷, 优秀共产党员, 就业, 从业人员 and 达标支部 are not to be split
_LEAD = re.compile(
    r"^.*(?:\d[余多]?[名个户件人家所项条次场]|"
    + "|".join(words("what_leads"))
    + r"|共(?![产青建同享识])|达(?![标成])|有(?![效关限机线偿])|为(?!民|主)|是(?!非)|升(?![学级])"
    r"|降(?![水级低])"
    r"|到(?![位会访账])|至(?![今少])|了(?!解)|的|仅|就(?![业诊读餐学医])|辖|计(?![划生量算件]))"
)
_AFTER = re.compile(r"(?<=..)(?:" + "|".join(words("what_stops")) + r"|\d).*", re.S)
_MOVE = "增加|增长|增|提高|提升|上升|升|下降|减少|降|减|缩短|扩大|涨|跌|下滑|变|达到|达|为|至|到|共"
_MOVED = re.compile(
    rf"(?:{_MOVE.replace('|变|达到|达|为|至|到|共', '')}|变[成为]|左右|上下|以上|以下|不等|之多)"
)
_MOVING = re.compile(rf"(?:{_MOVE})+$")
#: 由12万元增长到: what is counted stands before 由; 仍在: before 仍
_PAIR = re.compile(
    r"(?:由|从)(?:(?:[^，。；由从\d]{0,8}|\d{4}年的?)[\d.]+[余多]?[万亿千]*[^，。；\d]{1,10}(?:到"
    r"|至|为|成)了?(?:(?:\d{4}年|去年|今年|现在|目前)的?)?"
    r"|(?:[^，。；由从\d]{0,8}(?:的|年初?|原来|原先|之前|最初|当初|时)|\d{4}年的?)?)$"
    r"|(?:仍然?|还|一直|始终)(?:保持|稳定|维持)?(?:在|是|为)$"
)
_WHEN = re.compile(
    r"^(?:其中|其余|去年|今年|当年|当月|全年|年底|先后|最终|最后|最[高低多少]|平均"
    r"|每[届年月周季天]|前后|同比|比上年|[一二两三四五六七八九十几多半]+年(?:多)?(?:里|间|来|下来)|[上下]半年)+"
)
#: 集体收入达到23万元, 合格率升到97%, 老年人占三成: the subject stands before its verb
_REACHED = re.compile(
    r"(?:[由从][^，。；由从]{1,12})?(?:已|已经|又|都|平均|均|还|就|反而|仍|只|仅)*"
    r"(?:(?:增加|增长|提高|提升|上升|回升|攀升|下降|降低|减少|缩短|下滑|[达占])(?:到|至|为|了)?"
    r"|[升降增减涨跌掉拖压扩](?:到|至|为|了))$|(?<=[率度值额量数])(?:为|是|在|只有|仅有)$"
)
#: 评出“服务之星”5名
_QUOTED = re.compile(r"“([^“”，。；]{2,10})”$")
#: 比上年下降, 同期增加: what is compared with is not what is counted
_NO_SUBJECT = re.compile(
    r"^(?:[同环]?比|较|与|和|跟|同期|上年|前年|以上|以下|到(?![会位访账岗])|全年|各)|[期年月]$|^.?$"
)
_WHOLE_YEAR = re.compile(r"下来|多?时间|之久|零[一二三四五六七八九十两]个月")
_NO_TIME = re.compile(r"[第前后头每这那几数大高初]$|[一二三四五六七八九十]$")
_SPANS = frozenset(("周", "天", "小时"))
_SPAN_AFTER = re.compile(r"[来前后间底初中末]|以[来前后]|多来")
_SPAN_BEFORE = re.compile(r"(?:近|每|这|过去|(?<!提)前|(?<!延)(?<!推)(?<!滞)后|头)$")
_BARE_END = re.compile(r"[，。；、）)！]|左右|以上|以下")
_PERSONAL = re.compile(r"人(?:先进|荣誉|事迹|承诺|述职|能力)")
#: 五万八党员: a large number that needs no counter
_MANY = re.compile(r"党员|人口|群众|干部|职工|农民|村民|居民|师生|学生")


def counts(folded: str, m: re.Match[str], unit: str, value: float) -> bool:
    """Whether a number with this unit, at this place, counts or measures something."""
    start, end = m.start(), m.end()
    after, before = folded[end : end + 12], folded[max(start - 2, 0) : start]
    if _is_only_some(folded, start, m["b"]):
        return False
    if _BROKEN.search(folded, max(start - 4, 0), start):
        return False
    if folded[start - 1 : start] in "\n \t\u3000" and _CUT.search(
        folded[max(start - 20, 0) : start]
    ):
        return False
    if unit in ("米", "公里", "块", "元", "斤", "公斤") and _GOES_ON.match(after):
        # 1米8, 五块八, 3斤2两 are no 1, 5 and 3
        return unit == "元" and COINS.match(folded, end - 1) is not None
    if unit == "分" and before[-1:] == "角":
        return False
    if unit and len(unit) <= 2 and GUARD.match(folded, end):
        return False
    if unit in _SPANS and (
        _SPAN_AFTER.match(after) or _SPAN_BEFORE.search(before + (m["pre"] or ""))
    ):
        return False
    if unit == "日" and not re.match("以?内|之内", after):
        return False
    if unit == "年" and not m["b"][0].isdigit():
        return _lasts(folded, start, end, value)
    if unit == "年" and value > 200:
        return False
    if not unit and value >= 10_000 and _MANY.match(after) and not m["b"].endswith("万"):
        return True
    if not m["b"][0].isdigit():
        return unit not in LOCAL_UNITS.split("|") and _small_counts(m, unit, value, after)
    if not unit and not (m["n"] and (_BARE_END.match(after) or after[:1] in ("", "\n"))):
        return False
    if unit == "个" and _PERSONAL.match(after):
        return False
    return not re.search(r"[A-Za-z第]$", before)


def _is_only_some(folded: str, start: int, word: str) -> bool:
    """Whether a number only says about how many: 数十户, 几 十户, 几10户, 百十户."""
    if word in ("百十", "百八十", "千八百"):
        return True
    before = folded[max(start - 6, 0) : start].rstrip(" \t\u3000\r\n")
    if word[0].isdigit():
        return word.rstrip("0") == "1" < word and _SOME.search(before) is not None
    return before[-1:] in ("数", "几")


def _lasts(folded: str, start: int, end: int, value: float) -> bool:
    """Whether 两年, 三年 is a time that lasted: not 第二年, 前两年, 十年九旱, and 一年 only where a
    word says so."""
    if value < 2:
        return _WHOLE_YEAR.match(folded, end) is not None or bool(
            re.match("半(?!载)", folded[end : end + 2])
        )
    return (
        value < 100
        and not _NO_TIME.search(folded, max(start - 2, 0), start)
        and re.match("多?以?来", folded[end : end + 3]) is None  # 近三年来 only dates
    )


def _small_counts(m: re.Match[str], unit: str, value: float, after: str) -> bool:
    """Whether a Chinese numeral counts things: 三家企业 does; 三个方面, 一个支部, 百名书记 do
    not."""
    word, vague = m["b"], bool(m["pre"] or m["x"] or m["y"])
    if not unit:
        return False
    if unit in ("个百分点", "百分点"):
        return True
    if unit == "倍" and not m["n"]:
        return True
    if unit == "番":
        return re.search("翻了?$", m.string[max(m.start() - 2, 0) : m.start()]) is not None
    if value < 2 and not m["n"]:
        return False
    if unit == "位":
        return re.match("一体|数|于|置", after) is None
    before = m.string[max(m.start() - 4, 0) : m.start()]
    if (
        unit in _COUNTERS
        and re.search(r"[一-龥]{2}$", before)
        and re.match(r"[，。；、）]|$", after)
    ):
        return not re.search(
            r"(?:第|抓了?|做到|落实|突出|坚持|讲|说|[算看][清透]?|[这那每某各]|“)$", before
        )  # 影片三部, 讲课三次
    if unit in _COUNTERS and re.search(r"(?:其余|其他|另外|另有|剩余|余下)$", before):
        return True
    if _ABSTRACT.match(after) or (after[:1] == "事" and before[-1:] in ("", "\n", "。")):
        return False
    if value >= 10 or m["n"]:
        if re.fullmatch("[百千万]+", word) and not vague:
            return False
        return not (
            word == "十" and unit in ("分", "年", "里", "个") and not _CONCRETE.match(after)
        )
    return unit in _PLAIN or (
        unit in ("个", "项", "条", "处", "批", "位", "种") and _CONCRETE.match(after) is not None
    )


def what_is_counted(folded: str, start: int, end: int, unit: str) -> str:
    """What is counted: the words after a counter, else those before the figure (党员9002名,
    投入资金30万元)."""
    after = _AFTER.split(_STOP.split(folded[end : end + 14])[0].lstrip("多余来"))[0]
    if _MOVED.match(after) or re.match("(?:以|之)?[内后前]", after):
        after = ""  # 18起下降到5起, 8万元左右: a movement or a vagueness, no thing
    # a window wider than what is kept, so that it never begins inside a word that matters; a cell
    # before the number, and what stands before 由…到… says what is counted
    ahead = _PAIR.sub("", folded[max(start - 40, 0) : start].rstrip("\t¥￥"))
    reached = _REACHED.search(ahead)
    whole = _WHEN.sub("", _STOP.split((ahead[: reached.start()] if reached else ahead)[-24:])[-1])
    if reached:
        whole = "" if _NO_SUBJECT.search(whole) else whole.removesuffix("等")
    before = _LEAD.sub("", whole) or (_MOVING.sub("", whole) if unit not in _COUNTERS else "")
    before = before if 2 <= len(before) <= 12 else ""
    if unit in _COUNTERS:
        named = _QUOTED.search(ahead)
        return after or before or (named[1] if named else "")
    if unit in ("人", "人次", "户"):
        return after if after and after[0] not in "次以左上下" else before
    return before or (after if len(after) > 1 else "")  # 两年间
