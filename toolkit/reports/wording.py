"""Words and numbers as a document shows them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import numpy as np
import pandas as pd

from toolkit.terms import heading, lang, tables, tr

#: C0/C1 controls, lone surrogates, non-characters (Word and Excel refuse them) and direction
#: overrides (they disguise text)
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_DIGITS = "零一二三四五六七八九"
#: columns whose numbers name something and are never grouped by thousands
UNGROUPED = frozenset({"year", "period", "seq", "item_no", "band"})


def plain(text: object) -> str:
    """`text` without characters that no document may hold; markup in it stays what it is: text.

    Examples
    --------
    >>> from toolkit import reports
    >>> reports.plain("甲村" + chr(7) + "<b>")
    '甲村<b>'
    """
    return _UNPRINTABLE.sub("", str(text))


def display_width(text: str) -> int:
    """Width in half-width characters: a Chinese character counts two.

    Examples
    --------
    >>> from toolkit import reports
    >>> reports.display_width("结对AB")
    6
    """
    return sum(1 + (unicodedata.east_asian_width(c) in "WFA") for c in text)


def worded(column: str, table: str) -> str:
    """The heading of a column, as the domain table `table` has it."""
    known = (
        heading(column, table)
        if table and column in {c.name for c in tables()[table].columns}
        else heading(column)
    )
    return known.replace("_", " ") if lang() == "en" else known


def shown(value: Any, percent: bool = False, ungrouped: bool = False) -> str:
    """One cell as paper shows it: dates in ISO form, shares as percentages, thousands set apart, a
    dash where nothing is known."""
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return "—"
    if isinstance(value, (bool, np.bool_)):
        return tr("是", "yes") if value else tr("否", "no")
    if hasattr(value, "strftime"):
        return str(value.strftime("%Y-%m-%d"))
    if isinstance(value, (float, np.floating)):
        if percent:
            return f"{value:.1%}"
        if float(value).is_integer():
            return f"{value:.0f}" if ungrouped else f"{value:,.0f}"
        # a share or an index needs its decimals, an amount does not
        coarse = abs(float(value)) >= 1 or round(float(value), 1) == float(value)
        return f"{value:,.1f}" if coarse else f"{value:.3f}"
    if isinstance(value, (int, np.integer)):
        return str(value) if ungrouped else f"{value:,}"
    return str(value)


def ordinal(n: int) -> str:
    """The heading number of section `n` (1–99): 一、 in Chinese, ``1.`` in English."""
    return f"{n}. " if lang() == "en" else f"{in_chinese(n)}、"


def in_chinese(n: int) -> str:
    """A number from 1 to 99 in Chinese numerals."""
    tens, ones = divmod(n, 10)
    return ("" if tens == 0 else ("" if tens == 1 else _DIGITS[tens]) + "十") + (
        _DIGITS[ones] if ones else ""
    )
