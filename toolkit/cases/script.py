"""Reading both scripts: a text folded to simplified characters of the same length, so that offsets
stay true.

The character table was made from the Traditional-Simplified transform of Unicode CLDR; characters
that also occur in simplified text (著, 乾, 覆) are left alone.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["fold", "is_traditional"]

#: half-width and look-alike forms that the rules of this room read as one
_FORMS = {0xFF10 + i: ord("0") + i for i in range(10)} | {
    ord(a): ord(b) for a, b in zip("％．﹪()[]﹔∶「」『』", "%.%（）〔〕；：“”‘’")
}


@cache
def _table() -> dict[int, int]:
    traditional, simplified = (
        (files("toolkit.cases") / "data" / "traditional.txt")
        .read_text(encoding="utf-8")
        .split("\n")[:2]
    )
    return {ord(a): ord(b) for a, b in zip(traditional, simplified)}


@cache
def _both() -> dict[int, int]:
    return _table() | _FORMS


def fold(text: str) -> str:
    """`text` in simplified characters and plain digits, one code point for each (``fold(t)[a:b]``
    lies over ``t[a:b]``)."""
    return text.translate(_both())


def is_traditional(text: str) -> bool:
    """Whether a text is mostly written in traditional characters: at least one in twenty of the
    first 4,000."""
    head = text[:4000]
    return sum(ord(c) in _table() for c in head) * 20 > max(len(head), 1)
