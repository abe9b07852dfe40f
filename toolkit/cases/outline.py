"""The outline: every marker system, headings without a marker, and headings that run into their paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from toolkit.cases.numerals import ordinal
from toolkit.cases.sentences import lines

__all__ = ["Heading", "find_outline", "find_title"]

_CN = "[一二三四五六七八九十]{1,3}"
_SPACE = r"[ \t\u3000]*"
#: markers at the beginning of a line, by rank; (?!…) keeps 3.5万元 and 一、二组 out
_LINE = [
    (0, re.compile(rf"第{_CN}(?:部分|章|篇|节)[：:、，]?")),
    (1, re.compile(rf"(?P<n>{_CN}|[壹贰叁肆伍陆柒捌玖])、(?!{_CN}(?:[、组村社队期类号]|产业|区|线))")),
    (1, re.compile(rf"(?P<n>[甲乙丙丁戊])、")),
    (2, re.compile(rf"（(?P<n>{_CN})）|(?P<s>[㈠-㈩])")),
    (3, re.compile(r"(?P<n>\d{1,2})(?:[、．]|\.(?!\d))|(?P<s>[⒈-⒛])")),
    (4, re.compile(r"（?(?P<n>\d{1,2})）|(?P<s>[⑴-⒇])")),
    (5, re.compile(r"(?P<s>[①-⑳])")),
    (6, re.compile(rf"(?:做法|经验|启示|举措|措施|体会|亮点|成效|案例|特点|路径|抓手|步骤)之?(?P<n>{_CN}|\d{{1,2}})(?=[：:、，—\s])[：:、，]?")),
    (7, re.compile(r"(?:——|[●■◆◇※▲△★•○□])")),
]
#: markers inside a paragraph; accepted only as part of a row that counts up
_ROW = re.compile(
    rf"(?P<an>[一二三四五六七八九十]{{1,2}})(?P<a>[是要靠抓看查建强促带])|第(?P<bn>[一二三四五六七八九十])(?=[，、,：:])|其(?P<cn>[一二三四五六七八九])(?=[，、,：:是])"
    rf"|（(?P<dn>{_CN})）|（(?P<en>\d{{1,2}})）|(?P<fn>[①-⑳])|(?P<gn>首先|其次|再次|然后|最后)(?![是要]?(?:一|进入|获得|完成一))|(?<![\d.第])(?P<hn>\d{{1,2}})(?:[、．]|\.(?!\d))(?=[一-龥])"
)
_ORDER = {"首先": 1, "其次": 2, "再次": 3, "然后": 3, "最后": 4}
_ROW_RANK = {"a": 8, "b": 8, "c": 8, "d": 2, "e": 4, "f": 5, "g": 8, "h": 3}
_STOPS = "。；：！？;:!?”）　 \t\n\r，,、"
_END = re.compile(r"[。；！？;!?\r\n]|[：:](?!\d)")
_CLAUSE = re.compile(r"[，,]")
_NO_HEADING = re.compile(
    r"(?:作者|来源|发布|责任编辑|责编|编辑|记者|通讯员|供稿|撰稿|电话|联系人|关键词|摘要|附件?|注|图|表|日期|时间|点击|浏览|编者按|执笔|审核|单位|主送|抄送|报送|字号|分享)[：:\d一二]|[（(].{0,40}[）)]$"
    r"|.{0,12}\d{4}[年\-/.]\d{1,2}[月\-/.]|(?:尊敬的|各位|同志们)|—{1,2}|.*[|\t].*[|\t]|\d+$|.*(?:https?:|www\.)"
)
_TALK = re.compile(
    rf"(?:^(?:{_CN}、|对此|目前|同时|此外|另外|今年|去年|近年|为此|首先|其次|最后|通过|在|随着|截至|如今|现在|村里|镇里|县里|学校|社区|公司|全[县镇村市乡]|这|那|他|她|我|一位|有人|党的|为了)|我[们县市镇乡村局校]|该[村县镇社局校]|[了过]|\d{2}|[一-龥]{2,8}(?:党委|党支部|支部|村委会)[^，]{6,}|反映|表示|位于|共有)"
)


@dataclass(frozen=True)
class Heading:
    """One entry: ``text[start:end]`` is the heading without its marker; `at` is where the marker begins."""

    level: int
    marker: str
    start: int
    end: int
    at: int


@dataclass
class _Found:
    at: int
    start: int
    end: int
    marker: str
    kind: str
    rank: float


def find_title(folded: str, spans: list[tuple[int, int]]) -> tuple[int, int]:
    """(start, end) of the title: a short first line without a full stop; (0, 0) when the text has none."""
    if not spans:
        return 0, 0
    start, end = spans[0]
    first = folded[start:end]
    alone = len(spans) == 1
    if end - start > 60 or alone or first[-1] in "。；，：" or any(p.match(first) for _, p in _LINE[1:6]):
        return 0, 0
    return start, end


def _cut(folded: str, start: int, stop: int) -> int:
    """End of a heading that runs into its paragraph: the first sentence when it reads like one, else its first clauses.

    A heading is short, counts nothing and names nobody; further clauses belong to it while they keep its measure
    (结合实际，争创典型).
    """
    m = _END.search(folded, start, stop)
    end = m.start() if m else stop
    if end - start <= 24 and not re.search(r"\d", folded[start:end]):
        return end
    clauses = [start, *(c.start() for c in _CLAUSE.finditer(folded, start, min(end, start + 120))), end]
    at = clauses[1]
    for left, right in zip(clauses[1:], clauses[2:]):
        size, first = right - left - 1, clauses[1] - start
        if right - start > 36 or abs(size - first) > (1 if first > 3 else 3) or re.search(r"\d", folded[left:right]):
            break
        at = right
    return at


def _trim(folded: str, start: int, end: int) -> tuple[int, int]:
    while start < end and folded[start] in _STOPS:
        start += 1
    while end > start and folded[end - 1] in "。；：，、;:,.　 \t":
        end -= 1
    return start, end


def _marked_line(folded: str, a: int, b: int) -> _Found | None:
    for i, (rank, pattern) in enumerate(_LINE):
        m = pattern.match(folded, a, b)
        if not m:
            continue
        if rank == 7 and (m[0] == "——" and b - a > 400):
            return None
        number = next((ordinal(v) for v in m.groupdict().values() if v), 0)
        if rank == 1 and number and ordinal_follows(folded, m.end(), number):
            return None
        start = _trim(folded, m.end(), b)[0]
        whole = folded[start:b]
        own_line = b - start <= 40 and not re.search(r"[。；！？].", whole) and not (whole.endswith("。") and len(whole) > 30)
        end = b if own_line else _cut(folded, start, b)
        start, end = _trim(folded, start, end)
        return _Found(a, start, end, m[0].rstrip("：:，, \t\u3000") if rank in (0, 6) else m[0], f"line{i}", rank) if end > start else None
    return None


def ordinal_follows(folded: str, at: int, number: int) -> bool:
    """Whether the next sign is the next numeral, as in 一、二组 or 一、二、三产业: a count of things, no marker."""
    return folded[at : at + 1] in "二三四五六七八九十"[number - 1 : number] if number < 10 and folded[at : at + 1] else False


def _rows(folded: str) -> list[tuple[int, int, str, str, int]]:
    """(at, end, kind, marker, rank) of the markers inside paragraphs that stand in a row counting up from one."""
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
        elif kind in open_rows and (number == last[kind] + 1 or (group == "g" and number > last[kind])):
            open_rows[kind].append(item)
            last[kind] = number
    for kind in list(open_rows):
        close(kind)
    return sorted(kept)


def _opens(folded: str, at: int, before: str, group: str, kind: str) -> bool:
    """Whether a marker may begin an item here: after a stop; 一抓, 一看 … ask for more than 一是 does."""
    if before in "\n\r。；;：:！？　\t ”）)":
        return not (before in " \t" and at > 1 and folded[at - 2] not in "\n\r。；;：:！？　\t ")
    return False


def _plain(folded: str, spans: list[tuple[int, int]], styled: frozenset[int], skip: int, marked: set[int]) -> list[_Found]:
    """Headings without a marker: short lines without a stop that a longer paragraph, or a marked line, follows."""
    found: list[_Found] = []
    for i, (a, b) in enumerate(spans):
        if i < skip:
            continue
        words = folded[a:b] if b - a <= 60 else ""
        if a in styled and words:
            found.append(_Found(a, a, b, "", "plain", 0))
            continue
        if not words or i + 1 == len(spans) or len(words) < 2:
            continue
        after, until = spans[i + 1]
        text_follows = until - after > max(len(words), 24) or folded[until - 1] in "。；：！？”" or after in marked
        stopped = words[-1] == "。" and 5 <= len(words) <= 25 and until - after > 60 and not _TALK.search(words) and "。" not in words[:-1]
        looks = len(words) <= 36 and (stopped or (words[-1] not in "。；，、！？;,!?”）…" and "。" not in words)) and not _NO_HEADING.match(words)
        if looks and text_follows and not (words[-1] in "：:" and len(words) > 16) and words.count("，") <= 2:
            found.append(_Found(a, *_trim(folded, a, b), "", "plain", 0))
    return found


def _leads(folded: str, spans: list[tuple[int, int]], taken: set[int]) -> list[_Found]:
    """Lead sentences of paragraphs: short, ended by 。, in two or more neighbouring paragraphs of the same build."""
    found: list[_Found] = []
    run: list[_Found] = []

    def close() -> None:
        sizes = [f.end - f.start for f in run]
        if len(run) >= 2 and (len(run) >= 3 or abs(sizes[0] - sizes[1]) <= 2):
            found.extend(run)
        run.clear()

    for a, b in spans:
        stop = folded.find("。", a, min(a + 26, b))
        lead = folded[a:stop]
        parts = [len(c) for c in re.split("[，,]", lead)]
        uneven = max(parts) - min(parts) > 3 or min(parts) < 3
        if a in taken or stop < 0 or b - stop < 25 or len(lead) < 4 or uneven or _TALK.search(lead) or re.search(r"[：；]", lead):
            if a not in taken:
                close()
            continue
        run.append(_Found(a, a, stop, "", "lead", 7.5))
    close()
    return found


def _levels(found: Iterable[_Found]) -> list[Heading]:
    """Levels by nesting: the same kind of marker stands on the same level as before, a lower kind goes one deeper."""
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
    title = find_title(folded, spans)
    skip = 1 if title[1] else 0
    found = [f for a, b in spans[skip:] if (f := _marked_line(folded, a, b))]
    signs = [f for f in found if f.rank == 7 and not (skip and f.at == spans[1][0])]  # a line after the title is a subtitle
    found = [f for f in found if f.rank != 7] + (signs if len(signs) > 1 else [])
    marked = {f.at for f in found}
    taken = set(marked)
    rows = [r for r in _rows(folded) if r[0] not in taken]
    stops = {at: spans_end for at, spans_end in _until(rows, spans)}
    for at, end, kind, marker, rank in rows:
        start, stop = _trim(folded, end, _cut(folded, end, stops[at]))
        if stop > start:
            found.append(_Found(at, start, stop, marker, kind, rank))
            taken.add(at)
    plain = [f for f in _plain(folded, spans, styled, skip, marked) if f.at not in taken]
    taken |= {f.at for f in plain}
    found += plain + _leads(folded, spans[skip:], taken)
    return _levels(sorted(found, key=lambda f: (f.at, f.rank)))


def _until(rows: list[tuple[int, int, str, str, int]], spans: list[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """For each row marker, where its item ends at the latest: the next marker or the end of the line."""
    line = 0
    for i, (at, *_rest) in enumerate(rows):
        while line + 1 < len(spans) and spans[line][1] <= at:
            line += 1
        after = rows[i + 1][0] if i + 1 < len(rows) else spans[line][1]
        yield at, min(after, spans[line][1])
