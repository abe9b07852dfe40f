"""Days, months, years and periods as people type them, read column by column."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records.cells import Mask, by_distinct

_TIME = r"(?:[ T]+\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?"
_DAY = (
    re.compile(r"(\d{4})\s*([-/.年])\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日号]?" + _TIME),
    re.compile(r"(\d{4})(\d{2})(\d{2})"),
)
_MONTH = (
    re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?份?"),
    re.compile(r"((?:19|20)\d{2})(0[1-9]|1[0-2])"),
)
_YEAR = re.compile(r"(\d{4})\s*年?")
_HANZI_DATE = re.compile(
    r"([〇○零一二三四五六七八九]{4})年(?:([一二三四五六七八九十]{1,3})月(?:([一二三四五六七八九十]{1,3})[日号])?)?"
)
_DIGITS = {c: str(i) for i, c in enumerate("零一二三四五六七八九")} | {"〇": "0", "○": "0"}
_EXCEL_EPOCH = datetime(1899, 12, 30)
_EPOCH_1904 = datetime(1904, 1, 1)


def read_date(cells: pd.Series, date1904: bool = False) -> tuple[pd.Series, Mask, pd.Series]:
    """Dates as datetime64[us] and how exactly they were given (``day``, ``month``, ``year``; NA
    when empty).

    Read are Excel dates and serial numbers, 2015-07-03, 2015/7/3, 2015.7.3, 20150703, 2015年7月3日,
    二〇一五年七月三日, 2015年7月, 2015-07, 201507, 2015年, 2015; a month or year alone means its
    first day. 3/7/2015 is bad: nobody can tell its day from its month. Serial numbers count from
    1900, or with `date1904` from 1904.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import records
    >>> written = pd.Series(["二〇一五年七月三日", "2015年7月", "3/7/2015"])
    >>> dates, bad, precision = records.read_date(written)
    >>> dates.dt.strftime("%Y-%m-%d").tolist()[:2], precision.tolist()[:2], bad.tolist()
    (['2015-07-03', '2015-07-01'], ['day', 'month'], [False, False, True])
    """
    if pd.api.types.is_datetime64_any_dtype(cells.dtype):
        if getattr(cells.dtype, "tz", None) is not None:
            cells = cells.dt.tz_localize(None)
        days = cells.astype("datetime64[us]").dt.normalize().reset_index(drop=True)
        precision = pd.Series(
            pd.array(["day" if d else None for d in days.notna()], dtype="string")
        )
        return days, np.zeros(len(cells), dtype=bool), precision
    first = _EPOCH_1904 if date1904 else _EXCEL_EPOCH
    values, codes = by_distinct(cells, lambda v: _date(v, first))
    days = np.array(
        [v[0] if isinstance(v, tuple) else "NaT" for v in values], dtype="datetime64[us]"
    )
    how = pd.array([v[1] if isinstance(v, tuple) else None for v in values], dtype="string")
    bad = np.array([v == "bad" for v in values], dtype=bool)
    if not values:
        return pd.Series(days), np.zeros(0, dtype=bool), pd.Series(how)
    return pd.Series(days[codes]), bad[codes], pd.Series(how).take(codes).reset_index(drop=True)


def _date(value: Any, first: datetime) -> tuple[np.datetime64, str] | str | None:
    if value is None:
        return None
    if isinstance(value, (datetime, date)):
        return np.datetime64(datetime(value.year, value.month, value.day), "us"), "day"
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        value = (
            str(int(value))
            if float(value).is_integer()
            else "bad"
            if value < 20000
            else str(int(value))
        )
    text = unicodedata.normalize("NFKC", str(value)).strip()
    try:
        return _text_date(text, first) or "bad"
    except ValueError:
        return "bad"


def _text_date(text: str, first: datetime) -> tuple[np.datetime64, str] | None:
    if re.fullmatch(r"\d{5}", text) and 20000 <= int(text) <= 80000:
        return np.datetime64(first + timedelta(days=int(text)), "us"), "day"
    if m := _HANZI_DATE.fullmatch(text):
        year = int("".join(_DIGITS[c] for c in m[1]))
        return _first_day(year, _hanzi(m[2]), _hanzi(m[3]))
    if m := _DAY[0].fullmatch(text):
        return _first_day(int(m[1]), int(m[3]), int(m[4]))
    if m := _DAY[1].fullmatch(text):
        return _first_day(int(m[1]), int(m[2]), int(m[3]))
    for pattern in _MONTH:
        if m := pattern.fullmatch(text):
            return _first_day(int(m[1]), int(m[2]), None)
    if m := _YEAR.fullmatch(text):
        return _first_day(int(m[1]), None, None)
    return None


def _first_day(year: int, month: int | None, day: int | None) -> tuple[np.datetime64, str]:
    precision = "year" if month is None else "month" if day is None else "day"
    # month 0 and day 0 are no dates, and datetime says so
    first = (1 if month is None else month, 1 if day is None else day)
    return np.datetime64(datetime(year, *first), "us"), precision


def _hanzi(text: str | None) -> int | None:
    """Up to 三十一; None stays None."""
    if not text:
        return None
    tens, ten, ones = text.partition("十")
    if not ten:
        return int("".join(_DIGITS[c] for c in text))
    return int(_DIGITS.get(tens, "1")) * 10 + int(_DIGITS.get(ones, "0"))


_PERIOD = re.compile(
    r"(\d{4})\s*年?\s*(?:度|(H[12]|Q[1-4])|[-./M]?(0[1-9]|1[0-2])|(上|下)半年|第?([一二三四1-4])季度|(\d{1,2})月份?)?",
    re.I,
)


def read_period(text: pd.Series) -> tuple[pd.Series, Mask]:
    """Periods to ``2015``, ``2015H1``, ``2015Q3`` or ``2015-03``; what reads otherwise is marked
    and left as it is."""

    def read(value: Any) -> Any:
        if value is None:
            return None
        m = _PERIOD.fullmatch(unicodedata.normalize("NFKC", value).strip())
        if not m:
            return None
        year, code, month, half, quarter, zh_month = m.groups()
        if code:
            return year + code.upper()
        if half:
            return year + ("H1" if half == "上" else "H2")
        if quarter:
            return year + "Q" + str("一二三四".find(quarter) + 1 or int(quarter))
        number = int(month or zh_month or 0)
        return None if number > 12 else f"{year}-{number:02d}" if number else year

    values, codes = by_distinct(text, read)
    known = (
        pd.Series(pd.array(values, dtype="string")).take(codes).reset_index(drop=True)
        if values
        else text
    )
    bad = (known.isna() & text.notna()).to_numpy(dtype=bool)
    return known.fillna(text), bad
