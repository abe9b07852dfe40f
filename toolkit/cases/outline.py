"""The outline: every marker system, headings without a marker, and headings that run into their
paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from toolkit.cases.markers import Found, cut, is_marked, marked_lines, trim
from toolkit.cases.masthead import front, names_a_section
from toolkit.cases.rows import find_rows, until
from toolkit.cases.sentences import lines
from toolkit.cases.unmarked import bracketed, lead_sentences, plain_headings

__all__ = ["Heading", "find_outline", "find_title"]

#: what is one sentence and no more: an entry of a list where it is too long to head anything
_ENTRY = re.compile(r"[^。；：！？\r\n]{15,}[。；][\s　]*")
_LINE_END = re.compile(r"[\r\n]|$")


@dataclass(frozen=True)
class Heading:
    """One entry: ``text[start:end]`` is the heading without its marker; `at` is where the marker
    begins."""

    level: int
    marker: str
    start: int
    end: int
    at: int


def _marked(folded: str, spans: list[tuple[int, int]]) -> set[int]:
    return {a for a, b in spans[:12] if is_marked(folded, a, b)}


def find_title(folded: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """(start, end) of the title: the first short line below the masthead, without a full stop;
    (0, 0) when the text has none."""
    if len(spans) < 2:
        return 0, 0
    start, end = spans[front(folded, spans, _marked(folded, spans))[0]]
    if end - start > 60 or folded[end - 1] in "。；，：" or is_marked(folded, start, end):
        return 0, 0
    return start, end


def _levels(found: Iterable[Found]) -> list[Heading]:
    """Levels by nesting: the same kind of marker stands on the same level as before, a lower kind
    goes one deeper."""
    items = list(found)
    first_mark = next((f for f in items if f.kind.startswith("line")), None)
    first_plain = next((f for f in items if f.kind == "plain"), None)
    plain_rank = 0.5
    if first_plain and first_mark and first_mark.at < first_plain.at:
        plain_rank = first_mark.rank + 0.5
    out: list[Heading] = []
    stack: list[tuple[str, float]] = []
    for f in items:
        rank = plain_rank if f.kind == "plain" else f.rank
        while stack and (stack[-1][1] > rank or (stack[-1][1] == rank and stack[-1][0] != f.kind)):
            stack.pop()
        if not stack or stack[-1][0] != f.kind:
            stack.append((f.kind, rank))
        out.append(Heading(len(stack), f.marker, f.start, f.end, f.at))
    return out


def _belongs_to_title(
    folded: str, plain: list[Found], body: list[tuple[int, int]], styled: frozenset[int]
) -> bool:
    """Whether the only heading without a marker stands right below the title: a second line of the
    title, or a unit of unusual name, unless any report may have it (基本情况)."""
    return (
        len(plain) == 1
        and bool(body)
        and plain[0].at == body[0][0]
        and plain[0].at not in styled
        and not names_a_section(folded[plain[0].start : plain[0].end])
    )


def find_outline(folded: str, styled: frozenset[int] = frozenset()) -> list[Heading]:
    """The outline of a folded text in the order of the text.

    Parameters
    ----------
    folded : str
        The text as `toolkit.cases.script.fold` gives it.
    styled : frozenset of int
        Where paragraphs begin that the Word file itself styles as headings.
    """
    spans = lines(folded)
    title, skip = front(folded, spans, _marked(folded, spans))
    if find_title(folded, spans) == (0, 0):
        skip = title if title and not is_marked(folded, *spans[title]) else 0
    found = marked_lines(folded, spans[skip:])
    signs = [f for f in found if f.rank == 7]
    found = [f for f in found if f.rank != 7] + (signs if len(signs) > 1 else [])
    marked = {f.at for f in found}
    taken = set(marked)
    rows = [r for r in find_rows(folded) if r[0] not in taken]
    stops = dict(until(rows, spans))
    for at, end, kind, marker, rank in rows:
        # 其次，…: its comma is no clause
        start = trim(folded, end, stops[at])[0] if kind in ("c", "g") else end
        start, stop = trim(folded, start, cut(folded, start, stops[at]))
        if stop > start:
            found.append(Found(at, start, stop, marker, kind, rank))
            taken.add(at)
    plain = [f for f in plain_headings(folded, spans, styled, skip, marked) if f.at not in taken]
    boxed = [f for f in bracketed(folded, spans[skip:]) if f.at not in taken]
    plain = sorted(
        [f for f in plain if f.at not in {g.at for g in boxed}] + boxed, key=lambda f: f.at
    )
    if _belongs_to_title(folded, plain, spans[skip:], styled):
        plain = []
    taken |= {f.at for f in plain}
    found += plain + lead_sentences(folded, spans[skip:], taken, styled)
    return _levels(_without_lists(folded, sorted(found, key=lambda f: (f.at, f.rank))))


def _without_lists(folded: str, found: list[Found]) -> Iterable[Found]:
    """Headings without the entries of lists: （一）各乡镇建立了台账，做到一村一册。 beside others
    of its kind heads nothing, nor does 一是建立台账；二是…"""
    after = dict(pairwise(f.at for f in found))
    for rank, run in groupby(found, key=lambda f: f.rank):
        items = [*run]
        texts = []
        for f in items:
            line = _LINE_END.search(folded, f.end)
            stop = min(after.get(f.at, len(folded)), line.start() if line else len(folded))
            texts.append(folded[f.start : stop].strip())
        if rank == 8:
            lone = [len(t) == f.end - f.start + 1 for t, f in zip(texts, items)]
            listed = len(items) > 1 and all(lone[:-1])
        else:
            lone = [rank > 1 and _ENTRY.fullmatch(t) is not None for t in texts]
            listed = len(items) > 1 and sum(lone) >= 0.75 * len(items)
        if not listed:
            yield from items
