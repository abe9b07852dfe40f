"""Dates as offices write them, to ``2023``, ``2023-05`` or ``2023-05-18``; spans to two of them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from toolkit.records.ledgers.persons import plain_text

Span = tuple[str, str]
_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": "0",
    "○": "0",
    "O": "0",
}
_HAN_YEAR = re.compile(r"[〇○零一二三四五六七八九]{4}(?=年)")
_HAN_PART = re.compile(r"([一二三四五六七八九十]{1,3})(?=[月日号])")
_DATE = (
    r"(?:(?P<y{0}>(?:19|20)[0-9]{{2}}|[0-9]{{2}}(?=年|\.[0-9]{{1,2}}(?:\.|$|[^0-9.])))"
    r"(?:\s*[-./年]\s*(?P<m{0}>1[0-2]|0?[1-9])(?![0-9])"
    r"(?:\s*[-./月]\s*(?P<d{0}>3[01]|[12][0-9]|0?[1-9])(?![0-9]))?)?)"
)
_ONE = re.compile(_DATE.format("") + r"\s*[年月日号]?\s*(?P<part>[上中下]旬|[月年]?[底末初]|份)?")
_SOLID = re.compile(r"^((?:19|20)[0-9]{2})(0[1-9]|1[0-2])([0-2][0-9]|3[01])?$")
_TO = re.compile(r"\s*(?:至|到|起至|—+|–|－|~|～|→|--)\s*")
_OPEN = re.compile(r"长期|至今|今$|现在|无固定|持续|永久|起$")
_MONTH_ONLY = re.compile(r"^\s*(1[0-2]|0?[1-9])\s*月(?:\s*(3[01]|[12][0-9]|0?[1-9])\s*日)?")
_SINCE = re.compile(r"(?P<when>[0-9]{4}\s*[年./-][^，。；、\s]{0,8}?)\s*(?:起|开始|以来)")
_TITLE_YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})\s*(?:年|[-—–~～至]|度|\)|）|$|\b)")


def read_one(value: Any) -> str:
    """A date as an ISO text of its precision; empty where the cell holds none."""
    if isinstance(value, (datetime, date)):
        return f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(float(value))
    return _text(_plain(value))


def _number(value: float) -> str:
    """2023, 202305, 20230518 and Excel's day numbers; 2023.5 is May."""
    if value.is_integer():
        whole = int(value)
        if 1980 <= whole <= 2100:
            return str(whole)
        if 20000 <= whole <= 80000:
            return (date(1899, 12, 30) + timedelta(days=whole)).isoformat()
        return _text(str(whole))
    if 1980 <= value < 2101:
        return _text(f"{value:.2f}".rstrip("0"))
    return (
        (date(1899, 12, 30) + timedelta(days=int(value))).isoformat()
        if 20000 <= value <= 80000
        else ""
    )


def since_1904(text: str) -> str:
    """A cell whose bare day number counts from 1904, as if it counted from 1900."""
    return str(int(text[:5]) + 1462) if re.fullmatch(r"[0-9]{5}(?:\.[0-9]+)?", text) else text


def _plain(value: Any) -> str:
    text = plain_text(value)
    text = _HAN_YEAR.sub(lambda m: "".join(_DIGITS[c] for c in m[0]), text)
    return _HAN_PART.sub(lambda m: str(_han(m[1])), text)


def _han(text: str) -> int:
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(_DIGITS[c] for c in text))
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))


@lru_cache(maxsize=65536)
def _text(text: str) -> str:
    if m := _SOLID.match(text):
        return "-".join(p for p in m.groups() if p)
    if re.fullmatch(r"[0-9]{5}(?:\.0)?", text):
        return _number(float(text))
    m = _ONE.search(text)
    return _iso(m) if m else ""


def _iso(m: re.Match[str]) -> str:
    year, month, day = m["y"], m["m"], m["d"]
    if len(year) == 2:
        year = "20" + year
    part = m["part"] or ""
    if not month and part in ("年底", "年末", "底", "末"):
        month = "12"
    if not month and part in ("年初", "初"):
        month = "1"
    try:
        datetime(int(year), int(month or 1), int(day or 1))
    except ValueError:
        day = None
    return "-".join(
        [
            year,
            *([f"{int(month):02d}"] if month else []),
            *([f"{int(day):02d}"] if month and day else []),
        ]
    )


def open_ended(text: str) -> bool:
    """Whether a cell says in words that a term has no end."""
    return bool(_OPEN.search(text))


def read_span(value: Any) -> Span:
    """(start, end) of a cell; a single date is the start, 长期 and 至今 leave the end empty."""
    if isinstance(value, (int, float, date, datetime)) and not isinstance(value, bool):
        return read_one(value), ""
    return _span(_plain(value))


@lru_cache(maxsize=65536)
def _span(text: str) -> Span:
    parts = [p for p in _TO.split(text) if p]
    if len(parts) == 1 and "-" in text:
        parts = _parted(text)
    start = _text(parts[0]) if parts else ""
    if len(parts) < 2:
        return (start, "") if not re.search(r"(?:截至|截止|前|底前|止$)", text) else ("", start)
    end = "" if _OPEN.search(parts[1]) else _text(parts[1])
    if not end and start and (m := _MONTH_ONLY.match(parts[1])):
        end = f"{start[:4]}-{int(m[1]):02d}" + (f"-{int(m[2]):02d}" if m[2] else "")
    return start, end


def _parted(text: str) -> list[str]:
    """2023.9-2026.8 parted at the hyphen that leaves a date on either side; 2023-05-18 whole."""
    if re.fullmatch(_DATE.format("") + r"\s*日?", text) and not re.match(
        r"^\d{4}-(?:19|20)\d\d", text
    ):
        return [text]
    for at in (m.start() for m in re.finditer("-", text)):
        head, tail = text[:at].strip(), text[at + 1 :].strip()
        whole = re.fullmatch(_DATE.format("") + r"\s*[年月日]?", head)
        if whole and (
            re.match(r"(?:19|20)\d\d", tail) or _MONTH_ONLY.match(tail) or _OPEN.search(tail)
        ):
            return [head, tail]
    return [text]


def since(note: str) -> str:
    """The date in 自2023年5月起 of a note; empty where there is none."""
    m = _SINCE.search(_plain(note))
    return _text(m["when"]) if m else ""


def title_year(text: str) -> str:
    """The first year that a title or a sheet's name states; 截至 is none."""
    plain = re.sub(r"(?:截至|截止)[^，。）)]{0,14}", "", _plain(text))
    m = _TITLE_YEAR.search(plain)
    return m[1] if m else ""
