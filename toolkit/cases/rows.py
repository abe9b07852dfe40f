"""Markers inside a paragraph (一是 … 二是 …, 首先 … 其次 …), taken only where they stand in a
row that counts up from one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from toolkit.cases.numerals import ordinal

__all__ = ["find_rows", "until"]

_CN = "[一二三四五六七八九十]{1,3}"
#: markers inside a paragraph; accepted only as part of a row that counts up
_ROW = re.compile(
    rf"(?P<an>[一二三四五六七八九十]{{1,2}})(?P<a>[是要靠抓看查建强促带])|第(?P<bn>[一二三四五六七八九十])(?=[，、,：:])|其(?P<cn>[一二三四五六七八九])(?=[，、,：:是])"
    rf"|（(?P<dn>{_CN})）|（(?P<en>\d{{1,2}})）|(?P<fn>[①-⑳])|(?P<gn>首先|其次|再次|再者|然后|最后)(?=[，、,：:是])(?!是?(?:一|进入|获得|完成一))|(?<=[：；])(?P<in>{_CN})、(?![二三四五六七八九十]{{1,2}}[、组村社队期类号])|(?<![\d.第])(?P<hn>\d{{1,2}})(?:[、．]|\.(?!\d))(?=[一-龥])"
)
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "再者": 3, "然后": 3, "最后": 4}
_ROW_RANK = {"a": 8, "b": 8, "c": 8, "d": 2, "e": 4, "f": 5, "g": 8, "h": 3, "i": 8}


def find_rows(folded: str) -> list[tuple[int, int, str, str, int]]:
    """(at, end, kind, marker, rank) of the markers inside paragraphs that stand in a row counting
    up from one."""
    open_rows: dict[str, list[tuple[int, int, str, str, int]]] = {}
    last: dict[str, int] = {}
    kept: list[tuple[int, int, str, str, int]] = []

    def close(kind: str) -> None:
        row = open_rows.pop(kind, [])
        kept.extend(row if len(row) > 1 else [])

    for m in _ROW.finditer(folded):
        group = next(k for k in _ROW_RANK if m.group(k + "n"))
        word = m.group(group + "n")
        kind = m["a"] if group == "a" else group
        before = folded[m.start() - 1] if m.start() else "\n"
        if not _opens(folded, m.start(), before, group, kind):
            continue
        number = _ORDER.get(word) or ordinal(word)
        item = (m.start(), m.end(), kind, m[0], _ROW_RANK[group])
        if number == 1:
            close(kind)
            open_rows[kind], last[kind] = [item], 1
        elif kind in open_rows and (
            number == last[kind] + 1 or (group == "g" and number > last[kind])
        ):
            open_rows[kind].append(item)
            last[kind] = number
    for kind in list(open_rows):
        close(kind)
    return sorted(kept)


def _opens(folded: str, at: int, before: str, group: str, kind: str) -> bool:
    """Whether a marker may begin an item here: after a stop; 一抓, 一看 … ask for more than 一是
    does."""
    if before in "\n\r。；;：:！？　\t ”）)":
        return not (before in " \t" and at > 1 and folded[at - 2] not in "\n\r。；;：:！？　\t ")
    return False


def until(
    rows: list[tuple[int, int, str, str, int]], spans: list[tuple[int, int]]
) -> Iterable[tuple[int, int]]:
    """For each row marker, where its item ends at the latest: the next marker or the end of the
    line."""
    line = 0
    for i, (at, *_rest) in enumerate(rows):
        while line + 1 < len(spans) and spans[line][1] <= at:
            line += 1
        after = rows[i + 1][0] if i + 1 < len(rows) else spans[line][1]
        yield at, min(after, spans[line][1])
