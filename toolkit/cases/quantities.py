"""Quantities of a claim against those of its source: figures, tenths, halves and fractions, and
what can be worked out of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from toolkit.cases.figures import find_figures
from toolkit.cases.numerals import value_of

__all__ = ["Quantity", "follows", "near", "quantities", "unread_numbers"]

#: figures that differ by no more than rounding are the same
_ROUNDING = 0.006
#: 九成 and 四分之一 are round by nature: percentage points that they may be off
_COARSE = 3.0
_VAGUE = r"约|近|左右|上下|将近|大约|几乎|差不多|大概"
_OVER = r"多|余|超|逾|以上|至少|不止|过了"
_UNDER = r"不足|不到|近|将近|以下|不及|不满"
#: words that people put before anything they count, and what may be counted so
_ANY = ("个", "块", "位", "口", "家", "件", "项")
_THINGS = "[个人块位口家户件只处条项座所名任支队]"
_SAME = {"百分点": "个百分点", "个月": "月", "口人": "人", "名": "人", "回": "次", "趟": "次"}
_DIGIT = {c: i for i, c in enumerate("零一二三四五六七八九十")} | {"两": 2, "半": 0.5}
_TENTHS = re.compile(
    r"(?P<a>[一二两三四五六七八九])成(?P<b>[一二三四五六七八九半])?"
    r"(?![员立为功效果长本绩熟因就交品套分不年家千活形才])"
)
_FRACTION = re.compile(r"(?P<of>[二三四五六七八九十])分之(?P<n>[一二两三四五六七八九])")
#: 十个里有九个, 一百个里才七个
_OUT_OF = re.compile(
    r"(?P<all>十|一?百)[个户人]里[头面]?[^，。；]{0,3}?(?P<n>[一二两三四五六七八九十]+)[个户人]"
)
_WEEKS = re.compile(
    r"(?<![第每上下这那])([一两二三四\d]+)(?:个?(?:礼拜|星期)|周(?=[内之时就]|$))(?![一二三四五六日天])"
)
_HALF = re.compile(r"(?P<over>大半|过半|多半)|(?<![一两大过多])半数|(?<![过大多])一半")
#: numbers that are no figures of a report, but bear one that a claim works out: 结余4万, 第十一位
_NUMERAL = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千]+)"
_UNREAD = re.compile(
    rf"(?<![\d.])(?:第(?P<place>{_NUMERAL})(?=位|名|$|[，。；、])"
    rf"|(?P<large>{_NUMERAL}[万亿](?:{_NUMERAL})?|{_NUMERAL}千)(?P<more>[多余])?"
    rf"|(?P<counted>{_NUMERAL})(?P<unit>分钟|小时|天|个月|人|户|元|次|家|名|项|件|里|米|亩|吨))"
)


class Quantity(NamedTuple):
    """A quantity as words give it: percent for shares, `slack` how far below and above it may be
    true."""

    value: float
    unit: str
    raw: str
    slack: tuple[float, float] = (0.0, 0.0)


def near(a: float, b: float) -> bool:
    """Whether two figures agree within a share of the greater."""
    return abs(a - b) <= 1e-6 * max(abs(a), abs(b)) + 1e-9


@lru_cache(maxsize=1 << 15)  # a claim is held against every sentence of every report
def quantities(words: str) -> tuple[Quantity, ...]:
    """The quantities in a folded text, both ends of a range."""
    words = re.sub(r"个点(?![一-龥]?头|子|名)", "个百分点", words)
    rough = [(m.span(), *_rough(m)) for m in _shares(words)]
    weeks = [(m[0], value_of(m[1])) for m in _WEEKS.finditer(words)]
    out = [Quantity(7.0 * n, "天", raw) for raw, n in weeks if n]
    out += [
        Quantity(value, "%", words[a:b], _slack(words, a, b, 10.0, _COARSE, over))
        for (a, b), value, over in rough
    ]
    for f in find_figures(words):
        # 五倍多: the word behind belongs to it; 九成 was read above
        if f.unit == "成" or any(a < f.end and f.start < b for (a, b), *_ in rough):
            continue
        for value in (f.value, f.upper):
            if value is not None:
                slack = _slack(words, f.start, f.end, 0.12 * abs(value), 0.0, False)
                out.append(Quantity(value, _unit(str(f.unit or "")), words[f.start : f.end], slack))
    return tuple(out)


def unread_numbers(words: str) -> tuple[Quantity, ...]:
    """Numbers of a folded source that are no figures by themselves (第十一位, 结余4万,
    不过十分钟): what a claim works out of them is not refused."""
    out: list[Quantity] = []
    read = {q.value for q in quantities(words)}
    for m in _UNREAD.finditer(words):
        value = value_of(m["place"] or m["large"] or m["counted"])
        if value is not None and value > 1 and value not in read:
            slack = (0.0, 0.99 * 10 ** (len(str(int(value))) - 1)) if m["more"] else (0.0, 0.0)
            out.append(Quantity(value, m["unit"] or "", m[0], slack))
    return tuple(out)


def _shares(words: str) -> list[re.Match[str]]:
    return [m for p in (_TENTHS, _FRACTION, _OUT_OF, _HALF) for m in p.finditer(words)]


def _rough(m: re.Match[str]) -> tuple[float, bool]:
    """Percent of a share in words, and whether it says more than that."""
    if m.re is _TENTHS:
        return 10.0 * _DIGIT[m["a"]] + (
            10 * 0.5 if m["b"] == "半" else _DIGIT[m["b"] or "零"]
        ), False
    if m.re is _FRACTION:
        return 100.0 * _DIGIT[m["n"]] / _DIGIT[m["of"]], False
    if m.re is _OUT_OF:
        return (value_of(m["n"]) or 0.0) * (10.0 if m["all"] == "十" else 1.0), False
    return 50.0, bool(m["over"])


def _slack(
    words: str, start: int, end: int, step: float, coarse: float, over: bool
) -> tuple[float, float]:
    """How far a quantity may lie below and above what is true, by the words around it."""
    before, after = words[max(start - 3, 0) : start], words[end : end + 2]
    raw = words[start:end]
    if over or re.search(_OVER, before + raw) or re.match(_OVER, after):
        return 0.0, max(step, _round_of(raw))  # what is true may be that much more
    if re.search(rf"(?:{_UNDER})$", before) or re.search(_UNDER, raw) or after == "以下":
        return step if coarse else 2 * step, 0.0
    if re.search(rf"(?:{_VAGUE})的?$", before) or re.search(_VAGUE, raw + after):
        return max(coarse, 0.5 * step, 0.0), max(coarse, 0.5 * step)
    return coarse, coarse


def _round_of(raw: str) -> float:
    """Of a round number with 多 (十多, 40多) how much more it may stand for: up to the next."""
    if "多" not in raw and "余" not in raw:
        return 0.0
    value = value_of(re.sub(r"[多余].*", "", raw)) or 0.0
    size = 10.0 ** (len(str(int(value))) - 1) if value >= 10 else 0.0
    return 0.99 * size if size and value % size == 0 else 0.0


def _counts(word: str, other: str) -> bool:
    """Whether people say one word for the other where things are counted: 两块 for 2个."""
    return word in _ANY and re.fullmatch(_THINGS, other) is not None


def _unit(word: str) -> str:
    return _SAME.get(word, word)


def follows(claimed: Quantity, given: Sequence[Quantity], *, average: bool = False) -> bool:
    """Whether a quantity is one of the source's, rounded, or their sum, difference, share or
    multiple; with `average` also a quotient."""
    value, unit = claimed.value, claimed.unit

    def agrees(true: float, rounding: float = 1e-6) -> bool:
        low, high = claimed.slack
        least = rounding * max(abs(value), abs(true)) + 1e-9
        return value - max(low, least) <= true <= value + max(high, least)

    plain = [q for q in given if q.unit == unit or not unit or not q.unit or _counts(unit, q.unit)]
    if any(agrees(q.value) or _meets(claimed, q) for q in plain):
        return True
    percents = [q.value for q in given if q.unit == "%"]
    if unit == "个百分点":
        return any(agrees(abs(a - b), _ROUNDING) for a, b in combinations(percents, 2))
    if unit == "%":
        parts = [(a.value, b.value) for a, b in combinations(given, 2) if a.unit == b.unit != "%"]
        shares = [100 * min(p) / max(p) for p in parts if max(p)]
        changes = [100 * abs(a - b) / a for a, b in parts if a]
        most = 0.6 / max(abs(value), 1e-9)
        return any(agrees(s, most) for s in (*shares, *changes))
    values = [q.value for q in given]
    if unit in ("倍", "番"):
        ratios = [max(a, b) / min(a, b) for a, b in combinations(values, 2) if min(a, b)]
        # 是从前的2.3倍 is 一倍多 more
        told = [q.value - 1 for q in given if q.unit == "倍" and any(claimed.slack)]
        # 四倍多 of 4.56
        told += [r - d for r in ratios for d in (0, 1) if claimed.slack[1]]
        return any(agrees(r - d, 0.06) for r in ratios for d in (0, 1)) or any(
            value <= more < value + 1 for more in told
        )
    same = [*dict.fromkeys(q.value for q in plain)]  # 九千, and still 九千, are no 一万八千
    if any(agrees(abs(a - b), _ROUNDING) for a, b in combinations(same, 2)):
        return True
    if average and any(agrees(max(p) / min(p), 0.06) for p in combinations(values, 2) if min(p)):
        return True
    return len(same) > 1 and agrees(sum(same), _ROUNDING)


def _meets(claimed: Quantity, given: Quantity) -> bool:
    """Whether a rough quantity of the source leaves room for the claim: 不到三成 and 28%."""
    return (
        bool(given.slack[0] or given.slack[1])
        and given.unit == claimed.unit
        and given.value - given.slack[0] - 1e-9
        <= claimed.value
        <= given.value + given.slack[1] + 1e-9
    )
