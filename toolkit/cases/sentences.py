"""Lines and sentences with exact offsets."""

from __future__ import annotations

import re

__all__ = ["lines", "sentences"]

_BREAK = re.compile(r"[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]+")
_END = re.compile(r"[。！？!?]+[”’」』）》〉】\u0022]*")
_SPACE = " \t\u3000\xa0\ufeff\u200b"


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] in _SPACE:
        start += 1
    while end > start and text[end - 1] in _SPACE:
        end -= 1
    return start, end


def lines(text: str) -> list[tuple[int, int]]:
    """(start, end) of every line that is not blank, without the white space around it."""
    out, at = [], 0
    for stop in _BREAK.finditer(text):
        out.append(_trimmed(text, at, stop.start()))
        at = stop.end()
    out.append(_trimmed(text, at, len(text)))
    return [(a, b) for a, b in out if b > a]


def sentences(text: str) -> list[tuple[int, int]]:
    """(start, end) of every sentence: a line, or its part up to a full stop with the closing quotes
    after it."""
    out = []
    for start, end in lines(text):
        at = start
        for stop in _END.finditer(text, start, end):
            out.append(_trimmed(text, at, stop.end()))
            at = stop.end()
        if at < end:
            out.append(_trimmed(text, at, end))
    return [(a, b) for a, b in out if b > a]
