"""Figures of a text: a number, its unit and what is counted."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from toolkit.cases.counting import COINS, GUARD, LOCAL_UNITS, counts, what_is_counted
from toolkit.cases.dates import find_dates, find_labels
from toolkit.cases.lexicon import words
from toolkit.cases.numerals import DIGITS, NUMERALS, RANGE, value_of

__all__ = ["Figure", "find_figures"]

#: digits, in groups of three or not: 2011，300户 is no 2,011,300
_DIGITS = r"(?<![\d.])(?:\d{1,3}(?:[, ，]\d{3}(?!\d))+|\d{1,12})(?:\.\d+)?"
_UNIT = "|".join(sorted(words("units"), key=len, reverse=True))
#: units that people set in brackets after the number: 30万（元）, 12.6（万元）
_BRACKETED = "人次|平方米|公里|[元人户亩吨名件个米台座处]"
_PRE = (
    "(?:将近|接近|(?<![邻附最靠亲就相])近|大约|(?<![违签预公条节履])约"
    "|逾|超过|超|不足|不到|至少|上)"
)
#: what a price or a wage is for: 300元/月, 5元/餐
_EACH = (
    "年|月|日|天|周|季度?|学期|小时|人|户|亩|吨|斤|公斤|次|餐|个|套|辆|间|件|台|只|头|株|棵|车|平方米"
    "|㎡|秒|s|h"
)
_FIGURE = re.compile(
    rf"(?P<pre>{_PRE})?"
    rf"(?:(?P<a>{_DIGITS}|[{NUMERALS}][{NUMERALS}万亿]{{0,13}}(?:点[{NUMERALS[:11]}]{{1,4}})?)"
    rf"(?P<v>[余多来])?(?P<m>[百千万亿]{{0,4}}\d{{0,6}}[万千百]?)(?P<w>[余多])?(?P<u1>(?!升[到至])(?:{_UNIT}"
    rf"|[%％]))?{RANGE})?"
    rf"(?:(?P<b>{_DIGITS}|[{NUMERALS}][{NUMERALS}万亿]{{0,13}}(?:点[{NUMERALS[:11]}]{{1,4}})?)(?P<x>[余多])?"
    rf"(?P<n>(?:[百万亿]|千(?![米克瓦])|(?<=[百千])[余多](?=[万亿])){{0,4}})(?:(?<=[亿万])(?P<o>\d{{1,6}}[千百万]{{0,2}}))?(?P<y>[余多来])?"
    rf"(?:[ \t\u00a0\u2009\u202f\u3000]?(?P<unit>[%％‰]"
    rf"|(?:{_UNIT})(?:/(?:{_EACH}))?|{LOCAL_UNITS})"
    rf"|（(?P<scaled>[百千万亿]{{0,2}})(?P<bracketed>{_BRACKETED})）)?)"
)
_MINUS = re.compile(r"(?:[一-龥（：，、\s]|^)[-－−﹣]\Z")
_AND_HALF = re.compile(r"个半(小时|月)|([年斤亩里天倍米]|公里|小时)半(?![数年天月个载])")
#: numerals as cheques write them, where they are surely numerals (伍 and 陆 are common words)
_CHEQUE = re.compile(
    "[壹贰叁叄肆伍陆柒捌玖](?:[拾佰仟]|万(?=[元圆零壹贰叁叄肆伍陆柒捌玖]))"
    "[零壹贰叁叄肆伍陆柒捌玖拾佰仟万亿]*圆?"
)
_EVERYDAY = str.maketrans("壹贰叁叄肆伍陆柒捌玖拾佰仟圆", "一二三三四五六七八九十百千元")
#: blanks between a number and what stands around it
_APART = re.compile(
    "(?<=[一-龥，。；：、（“])[ \u00a0\u2009\u202f\u3000]{1,2}(?=\\d)"
    "|(?<=[\\d万亿千百余多])[ \u00a0\u2009\u202f\u3000](?=[一-龥%％‰㎡㎥㎏㎞])"
)
_NUMERAL = re.compile(rf"\d+|[{NUMERALS}]")
_PRE_END = re.compile(rf"{_PRE}\Z")
_PRE_LAST = frozenset("近约逾过超足到少上")
_HUNDREDTHS = re.compile(
    rf"百分之(?P<p>[{NUMERALS}]{{1,6}}(?:点[{NUMERALS[:11]}]{{1,4}})?"
    rf"|\d+(?:\.\d+)?)(?:{RANGE}(?:百分之)?(?P<q>[{NUMERALS}]{{1,6}}|\d+(?:\.\d+)?))?"
    rf"|(?<![{NUMERALS}百])(?P<d>[{NUMERALS}万]{{1,3}})分之(?P<t>[{NUMERALS}]{{1,3}})"
)
_TOTAL = re.compile(
    r"(?:共(?![产青建同享])|共计|总计|合计|累计|总数|总额|一共|总共|共有)[一-龥]{0,4}$"
)
#: 两三件, 十七八岁, 八九十万元: two digits side by side are the ends of a range
_NEXT_TO = re.compile(
    rf"(?<![第{NUMERALS}])(?P<tens>[二三四五六七八九]?十)?(?P<lo>[一二两三四五六七八九])"
    rf"(?P<hi>[两二三四五六七八九])(?P<n>[十百千]?[万亿]?)[余多来]?(?P<unit>{_UNIT})"
)
#: 一个半月, 两个半小时
_HALF = re.compile(r"(?P<n>[一两二三四五六七八九]|\d{1,2})个半(?P<unit>月|小时)")
#: 由12降到8件: the first number has the unit of the second
_FROM_BARE = re.compile(
    rf"[由从](?:\d{{4}}年的?|[^，。；\d]{{0,6}}的)?(?P<a>{_DIGITS})(?:增加|增长|提高|上升|升|增|扩大|减少|下降|降低|降|减|跌|下滑)(?:到|至|为|成)了?"
)
#: 近亿元, 上万人: no numeral but the scale, where a word says about how much
_ONE_OF = re.compile(
    r"(?:将近|接近|(?<![邻附最靠亲就相])近|(?<![违签预公条节履])约|逾|超过?|突破|(?<!看|识)破|(?<![通经超走])过|(?<![以之])上|不足|不到)"
    rf"(?P<n>[百千]?[万亿])(?P<unit>(?![家里年岁种代道])(?:{_UNIT}))"
)
_SAME_UNIT = {"个小时": "小时", "个钟头": "小时", "口人": "人", "号人": "人"} | {
    "RMB": "元",
    "千瓦·时": "千瓦时",
    "KM": "km",
    "Km": "km",
    "KG": "kg",
    "Kg": "kg",
    "M²": "m²",
    "M2": "m2",
    "M³": "m³",
    "M3": "m3",
    "KM²": "km²",
    "KM2": "km2",
}
#: 分别为3，200，150人: what stands between the commas are numbers of their own
_LISTED = re.compile(r"(?:分别|依次|各)[^，。；\d]{0,6}\Z")
_PERCENT = frozenset(("%", "‰", "个百分点", "百分点"))
_SIGNED = _PERCENT | {"元"}
#: what parts the ends of a range, and a second "per" of a unit
_DASH = re.compile(r"\s*[-－‐–—~～〜]+\s*")
_PER = re.compile(rf"/(?:{_EACH})")


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


def _number(word: str, more: str) -> float | None:
    return value_of(word + re.sub("[余多]", "", more)) if len(word) < 16 else None


def _fallen_from(folded: str, m: re.Match[str], low: float | None, unit: str) -> list[Figure]:
    """The number that a fall begins with: 12人到8人, and 由12到8人 with the unit of its end."""
    if low is None or not (m["u1"] or folded[m.start("a") - 1 : m.start("a")] in ("由", "从")):
        return []
    other = (m["u1"] or unit).replace("％", "%")
    stop = m.end("u1") if m["u1"] else m.end("m")
    what = what_is_counted(folded, m.start(), stop, other)
    span = (m.start(), stop)
    return [Figure(*span, value=low, upper=None, unit=other, what=what, kind="count")]


def _from_match(folded: str, m: re.Match[str]) -> list[Figure]:
    """The figure of one match, both where what looked like a range falls (12人到8人)."""
    printed = m["unit"] or m["bracketed"] or ""
    if not printed and folded[m.start() - 1 : m.start()] in ("¥", "￥"):
        printed = "元"
    unit = _SAME_UNIT.get(printed, printed.replace("％", "%"))
    word, start = m["b"], m.start()
    if "，" in word and m["a"] is None and _LISTED.search(folded, max(start - 9, 0), start):
        word = word.rpartition("，")[2]
        start = m.end("b") - len(word)
    value = _number(word, (m["n"] or "") + (m["o"] or "") + (m["scaled"] or ""))
    if value is None or not counts(folded, m, unit, value):
        return []
    end, lower, upper, found = m.end(), value, None, []
    half = DIGITS.get(folded[end : end + 1], 0) if unit == "成" else 0
    if half and not m["b"][0].isdigit():  # 九成五
        lower = value = value + half / 10
        end += 1
    if more := _AND_HALF.match(folded, end - len(printed)):  # 1个半小时, 两年半
        lower = value = value + 0.5
        unit, end = more[1] or more[2], more.end()
    if coins := COINS.match(folded, end - len(printed)):  # 3元5角
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
            found = _fallen_from(folded, m, low, unit)
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
            what=what_is_counted(folded, start, end, unit),
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


def _neighbours(folded: str, mask: _Mask) -> list[Figure]:
    """Ranges of two digits side by side (两三件, 八九十万元)."""
    found = []
    for m in _NEXT_TO.finditer(folded):
        low, high = DIGITS[m["lo"]], DIGITS[m["hi"]]
        if (high != low + 1 and (low, high) != (3, 5)) or GUARD.match(folded, m.end()):
            continue
        if m["lo"] + m["hi"] + m["unit"] == "三五成" or mask.covers(*m.span()):
            continue
        tens, scale = value_of(m["tens"] or "零") or 0, value_of("一" + m["n"]) or 1
        unit = _SAME_UNIT.get(m["unit"], m["unit"])
        what = what_is_counted(folded, *m.span(), unit)
        ends = (round((tens + low) * scale, 6), round((tens + high) * scale, 6))
        found.append(Figure(*m.span(), *ends, unit, what, "range"))
    return found


def _scales_alone(folded: str, mask: _Mask) -> Iterator[Figure]:
    """近亿元, 上万人, 过百万元."""
    for m in _ONE_OF.finditer(folded):
        if mask.covers(*m.span()) or GUARD.match(folded, m.end()):
            continue
        what = what_is_counted(folded, *m.span(), m["unit"])
        yield Figure(*m.span(), value_of("一" + m["n"]) or 0, None, m["unit"], what, "count")


def find_figures(folded: str, quoted: Sequence[tuple[int, int]] = ()) -> list[Figure]:
    """Figures of a folded text in order; `quoted` are short quotations, whose numbers belong to a
    name. Blanks that people type around numbers (投入 30 万元) part nothing."""
    blanks = {i for m in _APART.finditer(folded) for i in range(*m.span())}
    if not blanks:
        return _found(folded, quoted)
    kept = [i for i in range(len(folded)) if i not in blanks]
    inside = [(bisect_left(kept, a), bisect_left(kept, b)) for a, b in quoted]
    return [
        replace(f, start=kept[f.start], end=kept[f.end - 1] + 1)
        for f in _found("".join(folded[i] for i in kept), inside)
    ]


def _found(folded: str, quoted: Sequence[tuple[int, int]]) -> list[Figure]:
    folded = _CHEQUE.sub(lambda m: m[0].translate(_EVERYDAY), folded)
    mask = _Mask([*find_dates(folded), *find_labels(folded), *quoted])
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
                    what_is_counted(folded, *m.span(), "%"),
                    "range" if parts[1] is not None else "percent",
                )
            )
        elif parts[2] and parts[3] is not None and parts[3] < parts[2]:
            thousandths = m["d"] in ("千", "一千")
            found.append(
                Figure(
                    *m.span(),
                    parts[3]
                    if thousandths
                    else round(parts[3] / parts[2], 4) or round(parts[3] / parts[2], 6),
                    None,
                    "‰" if thousandths else "",
                    what_is_counted(folded, *m.span(), ""),
                    "percent",
                )
            )
    for m in _HALF.finditer(folded):
        value, unit = (value_of(m["n"]) or 0) + 0.5, m["unit"]
        what = what_is_counted(folded, *m.span(), unit)
        found.append(Figure(*m.span(), value, None, unit, what, "count"))
    found += [*_neighbours(folded, mask), *_scales_alone(folded, mask)]
    taken = _Mask([(f.start, f.end) for f in found])
    end = 0
    for m in _matches(folded):
        if m.start("b") < end:
            continue  # the 5角2分 of 3元5角2分
        if not mask.covers(m.start("b"), m.end()) and not taken.covers(m.start("b"), m.end()):
            read = [f for f in _from_match(folded, m) if not mask.covers(f.start, f.start + 1)]
            found += read
            end = max((f.end for f in read), default=end)
    by_start = {f.start: f for f in found}
    for m in _FROM_BARE.finditer(folded):
        to, low = by_start.get(m.end()), _number(m["a"], "")
        if to is not None and low is not None:
            what = what_is_counted(folded, *m.span("a"), to.unit)
            found.append(Figure(*m.span("a"), low, None, to.unit, what or to.what, "count"))
    return sorted(found, key=lambda f: f.start)
