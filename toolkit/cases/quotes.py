"""Quotations: where they are, which stand in one list, and what one of them expands into."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

__all__ = ["Quote", "around", "find_quotes", "in_lists", "members", "right_marks"]

_MARK = re.compile(r"[“”‘’\u0022\r\n\u2028\u2029\x85]")
_CLOSES = {"”": "“", "’": "‘"}

#: marks that stand for each other, and the two that they should be
_FAMILIES = (('“”"', "“", "”"), ("‘’'", "‘", "’"))
_ANY_MARK = re.compile("[“”\"‘’']")
#: what stands between the marks of a name, and what surely is no name
_NAME = re.compile(
    r"[ \u3000]{0,2}[一-龥\d][^，。；：！？“”‘’\"'\n]{0,18}[一-龥\d）][ \u3000]{0,2}"
)
_CLAUSES = re.compile("[，。；]")
_AFTER_OPENING = re.compile("([“‘])([ \u3000]{1,2})(?=[一-龥])")
_BEFORE_CLOSING = re.compile("(?<=[一-龥])([ \u3000]{1,2})([”’])")

_SENTENCE = re.compile(r"[\r\n。；！？]")
_SAME_LIST = re.compile(r"[、，]?(?:和|与|及|以及|或|暨)?")


@dataclass
class Quote:
    """One quotation: ``text[start:end]`` is what stands between the marks."""

    start: int
    end: int
    kind: str = "emphasis"
    parts: tuple[str, ...] = field(default=())


def find_quotes(folded: str) -> list[Quote]:
    """Quotations inside one line, outermost and inner ones alike; an opening mark without its
    closing one is none.

    One pass: a new opening mark of the same kind replaces one that was never closed, a line break
    closes nothing.
    """
    found: list[Quote] = []
    opened: dict[str, int] = {}
    for m in _MARK.finditer(folded):
        mark, at = m[0], m.start()
        if mark in "“‘":
            # typed twice instead of closing: “三级联创“, with no closing mark of its own to follow
            follows = _MARK.search(folded, at + 1)
            double = mark in opened and 1 < at - opened[mark] <= 20
            if double and not (follows and follows[0] in _CLOSES):
                found.append(Quote(opened.pop(mark) + 1, at))
            else:
                opened[mark] = at
        elif mark in _CLOSES or (mark == '"' and '"' in opened):
            start = opened.pop(_CLOSES.get(mark, mark), None)
            if start is not None and at > start + 1:
                found.append(Quote(start + 1, at))
            if mark == "”":
                opened.pop("‘", None)
        elif mark == '"':
            opened[mark] = at
        else:
            opened.clear()
    return sorted(found, key=lambda q: (q.start, -q.end))


def right_marks(folded: str) -> str:
    """The same text with quotation marks that were typed the wrong way round, or as straight and
    curly ones mixed, put right, and with no blank inside them; one code point for each."""
    if not _ANY_MARK.search(folded):
        return folded
    mended = "".join(map(_mended, re.split(r"(?<=[\r\n])", folded)))
    return _BEFORE_CLOSING.sub(r"\2\1", _AFTER_OPENING.sub(r"\2\1", mended))


def _mended(line: str) -> str:
    for marks, opening, closing in _FAMILIES:
        at = [i for i, c in enumerate(line) if c in marks]
        if (
            not at
            or len(at) % 2
            or "".join(line[i] for i in at) == (opening + closing) * (len(at) // 2)
        ):
            continue
        inside = [line[a + 1 : b] for a, b in zip(at[::2], at[1::2])]
        alone = "".join(c if c in marks or not _ANY_MARK.match(c) else "·" for c in line)
        read = [alone[q.start : q.end] for q in find_quotes(alone)]
        # one after the other they hold names, and as they point they hold none
        if all(map(_NAME.fullmatch, inside)) and (not read or any(map(_CLAUSES.search, read))):
            letters = list(line)
            for i, place in enumerate(at):
                letters[place] = closing if i % 2 else opening
            line = "".join(letters)
    return line


def in_lists(folded: str, quotes: list[Quote]) -> list[list[Quote]]:
    """The same quotations, those joined by 、 or 和 together (“甲”、“乙”和“丙”)."""
    runs: list[list[Quote]] = []
    for q in quotes:
        near = runs and q.start - 1 - runs[-1][-1].end <= 4
        if near and _SAME_LIST.fullmatch(folded[runs[-1][-1].end + 1 : q.start - 1]):
            runs[-1].append(q)
        else:
            runs.append([q])
    return runs


def around(folded: str, run: list[Quote]) -> tuple[str, str]:
    """What stands before a list of quotations in its sentence, and after the list."""
    first, last = run[0], run[-1]
    before = folded[max(first.start - 30, 0) : max(first.start - 1, 0)].rstrip(" \u3000")
    after = folded[last.end + 1 : last.end + 60].lstrip(" \u3000")
    return _SENTENCE.split(before)[-1], after


def members(folded: str, quote: Quote) -> tuple[str, ...]:
    """What a programme expands into where the text says so: in brackets after it, after 即 or 就是,
    or after a colon."""
    after = folded[quote.end + 1 : quote.end + 160]
    m = re.match(
        r"[一-龥]{0,10}（(?:即|就是|是指|包括)?[：:，]?([^（）\r\n。]{3,100})）", after
    ) or re.match(
        r"[一-龥]{0,10}[，：:—（]*(?:即|就是|是指|指的是|分别是|包括|也就是)[：:，]?([^（）\r\n。；]{3,100})",
        after,
    )
    if not m:
        return ()
    parts = [p.strip("“”‘’，；、 ") for p in re.split(r"[、，；]", m[1])]
    return tuple(p for p in parts if p) if len(parts) > 1 else ()
