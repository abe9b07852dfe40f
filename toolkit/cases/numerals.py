"""Chinese and Arabic numerals to numbers."""

from __future__ import annotations

import re

__all__ = ["DIGITS", "NUMERALS", "RANGE", "ordinal", "value_of"]

DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "○": 0,
    "两": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "叄": 3,
    "肆": 4,
    "伍": 5,
}
DIGITS |= {"陆": 6, "柒": 7, "捌": 8, "玖": 9}
#: everyday Chinese numerals, and what stands between the ends of a range, for patterns
NUMERALS = "零〇一二两三四五六七八九十百千"
RANGE = r"(?:[—–\-－~～─―〜∼]{1,2}|至|到)"
_SMALL = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_LARGE = {"万": 10_000, "亿": 100_000_000}
_ROUND = {"百": 100, "佰": 100, "千": 1000, "仟": 1000} | _LARGE
_ARABIC = re.compile(r"\d[\d,]*(?:\.\d+)?")


def _chinese(word: str) -> float | None:
    total, section, digit = 0, 0, -1
    for c in word:
        if c in DIGITS:
            if digit > 0:
                return None  # 三四户 is no number
            digit = DIGITS[c]
        elif c in _SMALL:
            section += (1 if digit < 0 else digit) * _SMALL[c]
            digit = -1
        else:
            section += max(digit, 0)
            total = (
                (total + (section or 1)) * _LARGE[c]
                if c == "亿"
                else total + (section or 1) * _LARGE[c]
            )
            section, digit = 0, -1
    if digit > 0 and len(word) > 1 and word[-2] in _ROUND:
        digit *= _ROUND[word[-2]] // 10  # 三百五 is 350, 五万八 is 58,000
    return float(total + section + max(digit, 0))


def value_of(word: str) -> float | None:
    """The number that a run of numerals says (``"1.2"``, ``"三百二十"``, ``"1亿2000万"``), or None
    when it says none."""
    word = word.replace(" ", "").replace("，", "").replace(",", "")
    if not word or len(word) > 24:
        return None
    if word.isdecimal():
        return float(word)
    if not _ARABIC.match(word):
        whole, _, part = word.partition("点")
        if part:
            decimals = part.rstrip("十百千万亿")  # 十二点五万
            front = _chinese(whole)
            if front is None or not decimals or not set(decimals) <= set(DIGITS):
                return None
            front += sum(DIGITS[c] / 10 ** (i + 1) for i, c in enumerate(decimals))
            for c in part[len(decimals) :]:
                front *= _SMALL.get(c) or _LARGE[c]
            return round(front, 6)
        return _chinese(word)
    total = 0.0
    for m in re.finditer(r"(\d[\d,]*(?:\.\d+)?)([十百千万亿]*)", word):
        amount = float(m[1].replace(",", ""))
        for c in m[2]:
            amount *= _SMALL.get(c) or _LARGE[c]
        total += amount
    return round(total, 6)


def ordinal(word: str) -> int:
    """The place that a marker's numeral names: 十二, 12, ⑫ … (0 when it names none)."""
    if len(word) == 1:
        for first, step in (("①", 1), ("⑴", 1), ("⒈", 1), ("㈠", 1), ("Ⅰ", 1), ("A", 1)):
            if 0 <= ord(word) - ord(first) < 20 * step:
                return ord(word) - ord(first) + 1
        if word in "甲乙丙丁戊":
            return "甲乙丙丁戊".index(word) + 1
    value = value_of(word)
    return int(value) if value is not None and value < 100 else 0
