"""Figures: value, unit and what is counted; dates, document numbers and abbreviations are none."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from toolkit.cases.lexicon import words
from toolkit.cases.numerals import DIGITS, value_of

__all__ = ["Figure", "find_dates", "find_figures"]

_CN = "零〇一二两三四五六七八九十百千"
_SEP = r"(?:[—–\-－~～─―〜∼]{1,2}|至|到)"
#: digits, in groups of three or not: 2011，300户 is no 2,011,300
_DIGITS = r"(?<![\d.])(?:\d{1,3}(?:[, ，]\d{3}(?!\d))+|\d{1,12})(?:\.\d+)?"
_YEAR = r"(?:1[89]|20)\d{2}"
_CN_YEAR = r"[一二][〇○零一二三四五六七八九]{3}"

_DATE = re.compile(
    rf"{_YEAR}[-/.]\d{{1,2}}[-/.]\d{{1,2}}(?:日)?(?:\s*\d{{1,2}}[:：]\d{{2}}(?:[:：]\d{{2}})?)?"
    rf"|(?:{_YEAR}|{_CN_YEAR})年?{_SEP}(?:{_YEAR}|{_CN_YEAR})(?:学?年度?)?"
    rf"|(?:{_YEAR}|{_CN_YEAR}) ?(?:学?年)度? ?(?:[一二三四上下](?:季度|半年))?(?:\d{{1,2}} ?月|十?[一二三四五六七八九十]月)?"
    rf"(?:份|底|初|末)? ?(?:\d{{1,2}} ?[日号]|[一二三四五六七八九十]{{1,3}}日)?"
    rf"|(?<![\d.])\d{{2}}年(?=代|度|[\d一二三四五六七八九十]{{1,2}}月|[初底末])(?:代)?(?:[初中末]期|[初中末])?"
    rf"|(?<![\d.])(?:0[1-9]|[89]\d)年(?![内来多以间的])"
    rf"|\d{{1,2}} ?月 ?(?:\d{{1,2}} ?[日号])?(?:{_SEP}(?:\d{{1,2}}月)?\d{{1,2}}[日号])?(?:份|底|初|中旬|上旬|下旬|末)?"
    rf"|(?<![个第一-龥])[一二三四五六七八九十]{{1,2}}月(?:[一二三四五六七八九十]{{1,3}}日|份|底|初)?"
    r"|(?<!\d)\d{1,2}日(?!均|以?内|之内)|\d{1,2}世纪(?:\d0年代)?(?:[初中末]期?)?|\d0后|\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|(?:上午|下午|早上|晚上|凌晨|中午|每晚|晚|早)\d{1,2}(?:时|点)(?:半|\d{1,2}分|多|许)?"
    r"|[二一]十世纪(?:[一二三四五六七八九]十年代)?|[一二三四五六七八九]十年代"
)
_NOT_FIGURE = re.compile(
    r"〔\d{4}〕 ?\d{1,6} ?号?|（\d{4}） ?\d{1,6} ?号|第 ?[\d"
    + _CN
    + r"]{1,8}(?:[—\-至到、]第?[\d"
    + _CN
    + r"]{1,8}){0,6} ?(?:个|名|位|次|届|批|期|季度|产业|年|轮|场|条|项|款|号|党支部|支部|组|课|站|家|户|天)?"
    r"|[国省县乡]道\d{1,5}线?|(?<!\d)\d{1,5}国道|(?<![A-Za-z])[A-Za-z]{1,12}[-—]?\d{1,12}[A-Za-z]*|(?<!\d)\d{1,12}(?!(?:(?:km|kg|m)[²³23]?|[kK][wW]h?|MWh?)(?![A-Za-z0-9]))[A-Za-z]"
    r"|(?:前|末|倒数|(?<!先)后) ?[\d" + _CN + r"]{1,6} ?(?:名|位|强|列|甲)"
    r"|(?<!\d)\d{1,12} ?(?:号|路公交|级|星级|线|连(?!续)|班(?!次)|楼|室|栋\d+)"
    r"|(?<!\d)\d{1,4} ?\+ ?[\dA-Za-z]{1,6}(?: ?\+ ?[\dA-Za-z]{1,6})*(?![\d万亿]* ?(?:个|名|万元|元))"
    r"|千家万户|千方百计|千千万万|百分百|百年|百日|百姓|百花|百强|千亿斤|十分|十足|十一届|万众|万无一失|千篇一律|百折不挠|万象|成千上万|三番五次|两次三番|三天两头|[三两]天(?:打鱼|晒网)|三言两语|四面八方|五湖四海|百尺竿头"
    r"|(?:村民?|社员?)\d{1,3}[组社队]|(?<!\d)\d{1,3}[组社队](?=村民|组长|社员|群众)|[一二三四五六七八九十]级书记|[八8]小时(?:之外|以外|外|之内|以内)|[一二两三四五六七八九十]户(?=一)"
)
_UNIT = "|".join(sorted(words("units"), key=len, reverse=True))
_LOCAL = "村|乡|镇|街道|社区"
_GUARD = (  # the unit's sign is the beginning of another word
    r"(?<=字)(?=诀|方针|口诀|法|真经|箴言|总|工作|号|样|典|面|迹|幅)|(?<=任)(?=务|何|命|职|期|用|教|免|由|意|书(?!记))|(?<=分)(?=之|类|级|别|工|享|管|配|布|散|支|析|阶|片|组|批|层|头|步|期)|(?<=组)(?=织|成|建|团|长)|(?<=对)(?=口|接|应|照|策|于|外|手|象|标)|(?<=面)(?=对|向|临|貌|积)|(?<=成)(?=立|为(?!\d)|果|员|效|长|功|本|年|熟)"
    r"|(?<=单)(?=位|独|元)|(?<=道)(?=路|理|德)|(?<=门)(?=类|前|口|户|面)|(?<=头)(?=雁)|(?<=期)(?=间|望|待|限)|(?<=节)(?=约|能|目|点|日|省|庆)|(?<=部)(?=门|分|委|队)|(?<=条)(?=例|件)|(?<=处)(?=级|理|置|于|罚)|(?<=名)(?=牌|称|誉|义(?!务|工)|额单)"
    r"|(?<=次)(?=年|日|要|月)|(?<=批)(?=评|准|复)|(?<=起)(?=来|到|步|码)|(?<=层)(?=面|级|次|层)|(?<=年)(?=代|度|级|轻|龄)|(?<=只)(?=要|有|能|是)|(?<=项)(?=链)|(?<=轮)(?=流|换)|(?<=份)(?=额)|(?<=支)(?=持|撑|出|付|委)"
    r"|(?<=家)(?=庭|乡|长(?!会))|(?<=人)(?=大代|民|才|均|口(?!的)|员|居|事|数|力|物|气|心)|(?<=里)(?=程)|(?<=根)(?=本|据)|(?<=片)(?=区)|(?<=周)(?=边|围|转|密)|(?<=双)(?=向|联)|(?<=类)(?=似)|(?<=股)(?=份|东|权)|(?<=集)(?=体|中)|(?<=队)(?=伍|员)|(?<=班)(?=子|长|主)|(?<=个)(?=别|体|性)|(?<=米)(?=饭|面)"
)
_PRE = r"(?:将近|接近|(?<![邻附最靠亲就相])近|约|大约|逾|超过|超|不足|不到|至少|上)"
_FIGURE = re.compile(
    rf"(?P<pre>{_PRE})?"
    rf"(?:(?P<a>{_DIGITS}|[{_CN}][{_CN}万亿]{{0,13}}(?:点[{_CN[:11]}]{{1,4}})?)"
    rf"(?P<v>[余多来])?(?P<m>[百千万亿]{{0,4}}\d{{0,6}}[万千百]?)(?P<w>[余多])?(?P<u1>{_UNIT}|[%％])?{_SEP})?"
    rf"(?:(?P<b>{_DIGITS}|[{_CN}][{_CN}万亿]{{0,13}}(?:点[{_CN[:11]}]{{1,4}})?)(?P<x>[余多])?"
    rf"(?P<n>(?:[百万亿]|千(?![米克瓦])|(?<=[百千])[余多](?=[万亿])){{0,4}})(?:(?<=[亿万])(?P<o>\d{{1,6}}[千百万]{{0,2}}))?(?P<y>[余多来])?"
    rf"(?:[ \t\u00a0\u2009\u202f\u3000]?(?P<unit>[%％‰]|(?:{_UNIT})(?:/(?:年|月|日|天|人|户|亩|吨|斤|公斤|次))?|{_LOCAL})|（(?P<bracketed>元|人|人次|户|亩|吨)）)?)"
)
#: what stands before the second half of a broken number: 1,2000户, 1'200, 1·5万, 3 6户, 1.5E+5
_BROKEN = re.compile(
    r"\d[,'’·•。]\Z|\d[,，] \Z|(?<![\d])\d \Z|\d ?\. \Z|\d[eE][+-]\Z|[廿卅万亿千百]\Z"
)
_MINUS = re.compile(r"(?:[一-龥（：，、\s]|^)[-－−﹣]\Z")
_AND_HALF = re.compile(r"个半(小时|月)|([年斤亩里天倍米]|公里|小时)半(?![数年天月个载])")
_AND_COINS = re.compile(r"元([\d一二三四五六七八九])角(?:([\d一二三四五六七八九])分)?")
#: numerals as cheques write them, where they are surely numerals (伍 and 陆 are common words)
_CHEQUE = re.compile(
    "[壹贰叁叄肆伍陆柒捌玖](?:[拾佰仟]|万(?=[元圆零壹贰叁叄肆伍陆柒捌玖]))"
    "[零壹贰叁叄肆伍陆柒捌玖拾佰仟万亿]*圆?"
)
_EVERYDAY = str.maketrans("壹贰叁叄肆伍陆柒捌玖拾佰仟圆", "一二三三四五六七八九十百千元")
#: smaller coins and weights, or a bare last digit, that make the number before them a part of one
_GOES_ON = re.compile(
    r"[\d一二三四五六七八九](?:(?![\d\u4e00-\u9fff]|\.\d)|高)|[\d一二三四五六七八九]{1,2}[两角]"
)
_NUMERAL = re.compile(rf"\d+|[{_CN}]")
_PRE_END = re.compile(rf"{_PRE}\Z")
_PRE_LAST = frozenset("近约逾过超足到少上")
_HUNDREDTHS = re.compile(
    rf"百分之(?P<p>[{_CN}]{{1,6}}(?:点[{_CN[:11]}]{{1,4}})?|\d+(?:\.\d+)?)(?:{_SEP}(?:百分之)?(?P<q>[{_CN}]{{1,6}}|\d+(?:\.\d+)?))?|(?<![{_CN}百])(?P<d>[{_CN}]{{1,3}})分之(?P<t>[{_CN}]{{1,3}})"
)
_GUARDS = re.compile(_GUARD)
_ABSTRACT = re.compile(
    r"(?:大|个|项|条|种|类|方面的?)?(?:" + "|".join(words("abstract_nouns")) + ")"
)
_CONCRETE = re.compile(r"(?:[一-龥]{0,6}?)(?:" + "|".join(words("concrete_nouns")) + ")")
#: units that a small Chinese numeral takes without more ado
_PLAIN = frozenset(words("plain_units"))
_COUNTERS = frozenset(words("counters"))
_STOP = re.compile(
    r"[，。；、：！？“”‘’（）《》\s,;:()%]|(?:和(?!谐|睦|解)|与(?!会)|及|以及|并|在(?![职岗线校册编读建外家])|为(?!民|主)|由|从(?![业严事教医])|被|已|都|均(?!衡)|的|了(?!解)"
    r"|达(?![标成])|进行|参加|实现|到(?![位会访账])|受(?!教育|益|灾|训|理|助|奖|表彰)|分别|共(?![产青建同享识])|占(?![用地]))"
)
#: cut after a whole word: 有效问卷, 优秀共产党员, 就业, 从业人员 and 达标支部 are not to be split
_LEAD = re.compile(
    r"^.*(?:\d[余多]?[名个户件人家所项条次场]|"
    + "|".join(words("what_leads"))
    + r"|共(?![产青建同享识])|达(?![标成])|有(?![效关限机线偿])|为(?!民|主)|是(?!非)|升(?![学级])|降(?![水级低])"
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
    r"(?:由|从)(?:(?:[^，。；由从\d]{0,8}|\d{4}年的?)[\d.]+[余多]?[万亿千]*[^，。；\d]{1,10}(?:到|至|为|成)了?"
    r"|(?:[^，。；由从\d]{0,8}(?:的|年初?|原来|原先|之前|最初|当初|时)|\d{4}年的?)?)$"
    r"|(?:仍然?|还|一直|始终)(?:保持|稳定|维持)?(?:在|是|为)$"
)
_WHEN = re.compile(
    r"^(?:其中|其余|去年|今年|当年|当月|全年|年底|先后|最终|最后|最[高低多少]|平均|每[届年月周季天]|前后|同比|比上年)"
)
_TOTAL = re.compile(
    r"(?:共(?![产青建同享])|共计|总计|合计|累计|总数|总额|一共|总共|共有)[一-龥]{0,4}$"
)


@dataclass(frozen=True)
class Figure:
    """One figure: ``text[start:end]`` is what was printed; `upper` closes a range; `kind` is count,
    percent, total or range."""

    start: int
    end: int
    value: float
    upper: float | None
    unit: str
    what: str
    kind: str


class _Mask:
    """Stretches that hold no figure; sorted, asked by bisection."""

    def __init__(self, spans: list[tuple[int, int]]):
        self.spans = sorted(spans)
        self.starts = [s for s, _ in self.spans]

    def covers(self, start: int, end: int) -> bool:
        i = bisect_right(self.starts, start)
        return (i > 0 and start < self.spans[i - 1][1] and self.starts[i - 1] < end) or (
            i < len(self.spans) and self.starts[i] < end and start < self.spans[i][1]
        )


def find_dates(folded: str) -> list[tuple[int, int]]:
    """(start, end) of dates, years, decades and hours."""
    return [m.span() for m in _DATE.finditer(folded)]


def _number(word: str, more: str) -> float | None:
    return value_of(word + re.sub("[余多]", "", more)) if len(word) < 16 else None


def _is_chinese(word: str) -> bool:
    return not word[0].isdigit()


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


def _what(folded: str, start: int, end: int, unit: str) -> str:
    """What is counted: the words after a counter, else those before the figure (党员9002名,
    投入资金30万元)."""
    after = _AFTER.split(_STOP.split(folded[end : end + 14])[0].lstrip("多余来"))[0]
    if _MOVED.match(after):
        after = ""  # 18起下降到5起, 8万元左右: a movement or a vagueness, no thing
    # a window wider than what is kept, so that it never begins inside a word that matters; a cell
    # before the number, and what stands before 由…到… says what is counted
    ahead = _PAIR.sub("", folded[max(start - 40, 0) : start].rstrip("\t"))
    whole = _WHEN.sub("", _STOP.split(ahead[-24:])[-1])
    before = _LEAD.sub("", whole) or (_MOVING.sub("", whole) if unit not in _COUNTERS else "")
    before = before if 2 <= len(before) <= 12 else ""
    if unit in _COUNTERS:
        return after or before
    if unit in ("人", "人次", "户"):
        return after if after and after[0] not in "次以左上下" else before
    return before or after


def _stands(folded: str, m: re.Match[str], unit: str, value: float) -> bool:
    """Whether a number with this unit, at this place, counts or measures something."""
    start, end = m.start(), m.end()
    after, before = folded[end : end + 12], folded[max(start - 2, 0) : start]
    if before[-1:] in ("数", "几") and _is_chinese(m["b"]):
        return False  # 数十户 and 几十户 are no number
    if _BROKEN.search(folded, max(start - 4, 0), start):
        return False
    if unit in ("米", "公里", "块", "元", "斤", "公斤") and _GOES_ON.match(after):
        # 1米8, 五块八, 3斤2两 are no 1, 5 and 3
        return unit == "元" and _AND_COINS.match(folded, end - 1) is not None
    if unit == "分" and before[-1:] == "角":
        return False
    if unit and len(unit) <= 2 and _GUARDS.match(folded, end):
        return False
    if unit in _SPANS and (
        _SPAN_AFTER.match(after) or _SPAN_BEFORE.search(before + (m["pre"] or ""))
    ):
        return False
    if unit == "日" and not re.match("以?内|之内", after):
        return False
    if unit == "年" and _is_chinese(m["b"]):
        return _lasts(folded, start, end, value)
    if unit == "年" and value > 200:
        return False
    if not unit and value >= 10_000 and _MANY.match(after) and not m["b"].endswith("万"):
        return True
    if _is_chinese(m["b"]):
        return unit not in _LOCAL.split("|") and _small_counts(m, unit, value, after)
    if not unit and not (m["n"] and (_BARE_END.match(after) or after[:1] in ("", "\n"))):
        return False
    if unit == "个" and _PERSONAL.match(after):
        return False
    return not re.search(r"[A-Za-z第]$", before)


def _lasts(folded: str, start: int, end: int, value: float) -> bool:
    """Whether 两年, 三年 is a time that lasted: not 第二年, 前两年, 十年九旱, and 一年 only where a
    word says so."""
    if value < 2:
        return _WHOLE_YEAR.match(folded, end) is not None
    return (
        value < 100
        and not _NO_TIME.search(folded, max(start - 2, 0), start)
        and re.match("多?以?来", folded[end : end + 3]) is None  # 近三年来 only dates
    )


_WHOLE_YEAR = re.compile(r"下来|多?时间|之久|零[一二三四五六七八九十两]个月")
_NO_TIME = re.compile(r"[第前后头每这那几数大高初]$|[一二三四五六七八九十]$")
_SPANS = frozenset(("周", "天", "小时"))
_SPAN_AFTER = re.compile(r"[来前后内间底初中末]|以[来前后内]|多来")
_SPAN_BEFORE = re.compile(r"(?:近|每|这|过去|前|后|头)$")
_BARE_END = re.compile(r"[，。；、）)！]|左右|以上|以下")
_PERSONAL = re.compile(r"人(?:先进|荣誉|事迹|承诺|述职|能力)")
#: 一个半月, 两个半小时
_HALF = re.compile(r"(?P<n>[一两二三四五六七八九]|\d{1,2})个半(?P<unit>月|小时)")
#: 五万八党员: a large number that needs no counter
_MANY = re.compile(r"党员|人口|群众|干部|职工|农民|村民|居民|师生|学生")
_SAME_UNIT = {"个小时": "小时", "口人": "人"}
_PERCENT = frozenset(("%", "‰", "个百分点", "百分点"))
_SIGNED = _PERCENT | {"元"}


#: what parts the ends of a range, and a second "per" of a unit
_DASH = re.compile(r"\s*[-－‐–—~～〜]+\s*")
_PER = re.compile(r"/(?:人|天|日|月|年|亩|户|次|斤|公斤|吨|个|套|辆|间|小时)")


def _from_match(folded: str, m: re.Match[str]) -> list[Figure]:
    """The figure of one match, both where what looked like a range falls (12人到8人)."""
    printed = m["unit"] or m["bracketed"] or ""
    unit = _SAME_UNIT.get(printed, printed.replace("％", "%"))
    value = _number(m["b"], (m["n"] or "") + (m["o"] or ""))
    if value is None or not _stands(folded, m, unit, value):
        return []
    start, end, lower, upper, found = m.start(), m.end(), value, None, []
    half = DIGITS.get(folded[end : end + 1], 0) if unit == "成" else 0
    if half and _is_chinese(m["b"]):  # 九成五
        lower = value = value + half / 10
        end += 1
    if more := _AND_HALF.match(folded, end - len(printed)):  # 1个半小时, 两年半
        lower = value = value + 0.5
        unit, end = more[1] or more[2], more.end()
    if coins := _AND_COINS.match(folded, end - len(printed)):  # 3元5角
        parts = (value_of(coin) or 0 for coin in coins.groups("0"))
        lower = value = round(value + sum(p / 10**i for i, p in enumerate(parts, start=1)), 2)
        end = coins.end()
    if unit in _SIGNED and _MINUS.search(folded, max(start - 2, 0), start):
        lower, start = -value, start - 1  # 增长-5.2%
    if m["a"] is not None:
        low = _number(m["a"], m["m"] or ("" if m["u1"] else m["n"] or ""))
        if low is not None and low >= value and not m["m"] and not m["u1"]:
            low = _number(m["a"], "")  # 8000－1万元
        if low is not None and low < value:
            lower, upper = low, value
        elif not m["u1"] and _DASH.fullmatch(folded, m.end("a"), m.start("b")):
            return []  # 5-3户: a slip, and nobody can say which end is wrong
        else:
            start = m.start("b")
            if low is not None and m["u1"]:
                other = m["u1"].replace("％", "%")
                found = [
                    Figure(
                        start=m.start(),
                        end=m.end("u1"),
                        value=low,
                        upper=None,
                        unit=other,
                        what=_what(folded, m.start(), m.end("u1"), other),
                        kind="count",
                    )
                ]
    if again := _PER.match(folded, end):  # 20元/人/天
        unit, end = unit + again[0], again.end()
    kind = "range" if upper is not None else "percent" if unit in _PERCENT else "count"
    if kind == "count" and _TOTAL.search(folded[max(start - 8, 0) : start]):
        kind = "total"
    return [
        *found,
        Figure(
            start=start,
            end=end,
            value=lower,
            upper=upper,
            unit=unit,
            what=_what(folded, start, end, unit),
            kind=kind,
        ),
    ]


def _matches(folded: str) -> Iterator[re.Match[str]]:
    """Matches of `_FIGURE`; only where a numeral stands is the long pattern tried, which is most of
    the speed."""
    at = 0
    while number := _NUMERAL.search(folded, at):
        start = number.start()
        pre = (
            start > at
            and folded[start - 1] in _PRE_LAST
            and _PRE_END.search(folded, max(start - 4, at), start)
        )
        m = _FIGURE.match(folded, pre.start() if pre else start)
        if m is None:
            at = number.end()
            continue
        yield m
        at = m.end()


def find_figures(folded: str, quoted: list[tuple[int, int]] = ()) -> list[Figure]:  # type: ignore[assignment]
    """Figures of a folded text in order; `quoted` are short quotations, whose numbers belong to a
    name."""
    folded = _CHEQUE.sub(lambda m: m[0].translate(_EVERYDAY), folded)
    dates = find_dates(folded)
    mask = _Mask(dates + [m.span() for m in _NOT_FIGURE.finditer(folded)] + list(quoted))
    found: list[Figure] = []
    for m in _HUNDREDTHS.finditer(folded):
        if folded[m.end() : m.end() + 1] == "几":
            continue  # 百分之九十几
        parts = [value_of(m[k]) if m[k] else None for k in ("p", "q", "d", "t")]
        if parts[0] is not None:
            found.append(
                Figure(
                    *m.span(),
                    parts[0],
                    parts[1],
                    "%",
                    _what(folded, *m.span(), "%"),
                    "range" if parts[1] is not None else "percent",
                )
            )
        elif parts[2] and parts[3] is not None and parts[3] < parts[2]:
            found.append(
                Figure(
                    *m.span(),
                    round(parts[3] / parts[2], 4),
                    None,
                    "",
                    _what(folded, *m.span(), ""),
                    "percent",
                )
            )
    for m in _HALF.finditer(folded):
        value, unit = (value_of(m["n"]) or 0) + 0.5, m["unit"]
        what = _what(folded, *m.span(), unit)
        found.append(Figure(*m.span(), value, None, unit, what, "count"))
    taken = _Mask([(f.start, f.end) for f in found])
    end = 0
    for m in _matches(folded):
        if m.start("b") < end:
            continue  # the 5角2分 of 3元5角2分
        if not mask.covers(m.start("b"), m.end()) and not taken.covers(m.start("b"), m.end()):
            read = [f for f in _from_match(folded, m) if not mask.covers(f.start, f.start + 1)]
            found += read
            end = max((f.end for f in read), default=end)
    return sorted(found, key=lambda f: f.start)
