"""The outline: every marker system, headings without a marker, and headings that run into their
paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise

from toolkit.cases.lexicon import words
from toolkit.cases.masthead import above_title, below_title, is_byline
from toolkit.cases.numerals import ordinal
from toolkit.cases.rows import find_rows, until
from toolkit.cases.sentences import lines

__all__ = ["Heading", "find_outline", "find_title"]

_CN = "[一二三四五六七八九十]{1,3}"
_SPACE = r"[ \t\u3000]*"
#: markers at the beginning of a line, by rank; (?!…) keeps 3.5万元 and 一、二组 out
_LINE = [
    (0, re.compile(rf"第{_CN}(?:部分|章|篇|节)[：:、，]?")),
    (
        1,
        re.compile(
            rf"(?P<n>{_CN}|[壹贰叁叄肆伍陆柒捌玖])(?:、|[.．](?!\d))"
            rf"(?!{_CN}(?:[、组村社队期类号]|产业|区|线))"
        ),
    ),
    (1, re.compile(r"(?P<n>[甲乙丙丁戊])、")),
    # 一 主要做法: a blank instead of 、, on a short line of its own
    (1, re.compile(rf"(?P<n>{_CN})[ \t\u3000]+(?=[一-龥“][^。；！？\r\n]{{3,30}}(?:[\r\n]|$))")),
    (2, re.compile(rf"（(?P<n>{_CN})）|(?P<s>[㈠-㈩])")),
    (3, re.compile(r"(?P<n>\d{1,2})(?:[、．]|\.(?!\d))|(?P<s>[⒈-⒛])")),
    (4, re.compile(r"（?(?P<n>\d{1,2})）|(?P<s>[⑴-⒇])")),
    (5, re.compile(r"(?P<s>[①-⑳])")),
    (
        6,
        re.compile(
            rf"(?:做法|经验|启示|举措|措施|体会|亮点|成效|案例|特点|路径|抓手|步骤)之?(?P<n>{_CN}|\d{{1,2}})(?=[：:、，—\s])[：:、，]?"
        ),
    ),
    # 第一条，… 第二件，…: announced points
    (6, re.compile(rf"第(?P<n>{_CN})(?:条|件|点|步|招|个方面)[，、：:]")),
    (7, re.compile(r"(?:——|[●■◆◇※▲△★•○□])")),
]
_STOPS = "。；：！？;:!?”）　 \t\n\r，,、"
_END = re.compile(r"[。；！？;!?\r\n]|[：:](?!\d)")
_CLAUSE = re.compile(r"[，,]")
#: what is one sentence and no more: an entry of a list where it is too long to head anything
_ENTRY = re.compile(r"[^。；：！？\r\n]{15,}[。；][\s　]*")
_LINE_END = re.compile(r"[\r\n]|$")
_NO_HEADING = re.compile(
    r"[〔【［\[]?(?:本期|内容)(?:要目|导读|目录|提要)|(?:作者|来源|发布|责任编辑|责编|编辑|记者|通讯员|供稿|撰稿|电话|联系人|关键词|摘要|附件?|注|图|表|日期|时间|点击|浏览|编者按|执笔|审核|单位|主送|抄送|报送|字号|分享)[：:\d一二]|[（(].{0,40}[）)]$"
    r"|.{0,12}\d{4}[年\-/.]\d{1,2}[月\-/.]|(?:尊敬的|各位|同志们)"
    r"|—{1,2}|[－–-] ?\d|第 ?\d{1,4} ?页|.*[|\t]|\d+$|.*(?:https?:|www\.)"
)
_TALK = re.compile(
    rf"^(?:{_CN}、|{'|'.join(words('openers'))})|我[们县市镇乡村局校]|该[村县镇社局校]|[了过]|\d{{2}}"
    r"|[一-龥]{2,8}(?:党委|党支部|支部|村委会)[^，]{6,}|反映|表示|位于|共有|^(?:同志们|各位|大家)"
)


@dataclass(frozen=True)
class Heading:
    """One entry: ``text[start:end]`` is the heading without its marker; `at` is where the marker
    begins."""

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
    """(start, end) of the title: the first short line below the masthead, without a full stop;
    (0, 0) when the text has none."""
    if len(spans) < 2:
        return 0, 0
    start, end = spans[above_title(folded, spans)]
    first = folded[start:end]
    if end - start > 60 or first[-1] in "。；，：" or any(p.match(first) for _, p in _LINE[1:7]):
        return 0, 0
    return start, end


def _cut(folded: str, start: int, stop: int) -> int:
    """End of a heading that runs into its paragraph: the first sentence when it reads like one,
    else its first clauses.

    A heading is short, counts nothing and names nobody; further clauses belong to it while they
    keep its measure (结合实际，争创典型).
    """
    m = _END.search(folded, start, stop)
    end = m.start() if m else stop
    if end - start <= 24 and not re.search(r"\d", folded[start:end]):
        return end
    clauses = [
        start,
        *(c.start() for c in _CLAUSE.finditer(folded, start, min(end, start + 120))),
        end,
    ]
    at = clauses[1]
    for left, right in pairwise(clauses[1:]):
        size, first = right - left - 1, clauses[1] - start
        if (
            right - start > 36
            or abs(size - first) > (1 if first > 3 else 3)
            or re.search(r"\d", folded[left:right])
        ):
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
        own_line = (
            b - start <= 40
            and not re.search(r"[。；！？].", whole)
            and not (whole.endswith("。") and len(whole) > 30)
        )
        end = b if own_line else _cut(folded, start, b)
        start, end = _trim(folded, start, end)
        return (
            _Found(
                a,
                start,
                end,
                m[0].rstrip("：:，, \t\u3000") if rank in (0, 6) else m[0],
                f"line{i}",
                rank,
            )
            if end > start
            else None
        )
    return None


def ordinal_follows(folded: str, at: int, number: int) -> bool:
    """Whether the next sign is the next numeral, as in 一、二组 or 一、二、三产业: a count of
    things, no marker."""
    return (
        folded[at : at + 1] in "二三四五六七八九十"[number - 1 : number]
        if number < 10 and folded[at : at + 1]
        else False
    )


def _plain(
    folded: str, spans: list[tuple[int, int]], styled: frozenset[int], skip: int, marked: set[int]
) -> list[_Found]:
    """Headings without a marker: short lines without a stop that a longer paragraph, or a marked
    line, follows."""
    found: list[_Found] = []
    width = _wrapped(folded, spans)
    for i, (a, b) in enumerate(spans):
        if i < skip or is_byline(folded[a : min(b, a + 61)]) or (width and b - a >= width):
            continue
        line = folded[a:b] if b - a <= 60 else ""
        if a in styled and line and "。" not in line[:-1]:
            found.append(_Found(a, a, b, "", "plain", 0))
            continue
        if not line or i + 1 == len(spans) or len(line) < 2:
            continue
        after, until = spans[i + 1]
        text_follows = (
            until - after > max(len(line), 24)
            or folded[until - 1] in "。；：！？”"
            or after in marked
        )
        stopped = (
            line[-1] == "。"
            and 5 <= len(line) <= 25
            and until - after > 60
            and not _TALK.search(line)
            and "。" not in line[:-1]
        )
        looks = (
            len(line) <= 36
            and (stopped or (_open_end(line) and "。" not in line))
            and not _NO_HEADING.match(line)
        )
        colon = line[-1] in "：:" and (len(line) > 16 or not _COLON.search(line))
        if looks and text_follows and not colon and line.count("，") <= 2:
            found.append(_Found(a, *_trim(folded, a, b), "", "plain", 0))
    return found


def _open_end(line: str) -> bool:
    """Whether a line ends as a heading may: in no stop, or in a quotation that only part of it is
    (组织建设：磨亮“打铁的锤子”)."""
    if line[-1] == "”" and (at := line.rfind("“")) > 1:
        return line[at - 1] not in "：，。"
    return line[-1] not in "。；，、！？;,!?”）…"


def _wrapped(folded: str, spans: list[tuple[int, int]]) -> int:
    """From which length on a line is a piece of a wrapped paragraph, where a text was pasted with
    its line breaks (0 where it was not)."""
    open_ended = [b - a for a, b in spans if folded[b - 1] not in "。；：！？”" and b - a <= 60]
    if len(open_ended) < 5:
        return 0
    widest = max(open_ended)
    full = [size for size in open_ended if size >= widest - 4]
    return widest - 4 if widest >= 18 and len(full) >= max(5, len(open_ended) * 0.5) else 0


_COLON = re.compile(
    r"做法|措施|问题|启示|成效|体会|经验|情况|打算|背景|过程|效果|思考|建议|举措|特点|变化|如下"
)
_VERB = re.compile(
    r"[抓强建搭聚创推健完夯筑激深严突加优打拓狠注坚做选树育带促引转把让以从着凝抢立扛压提改盘破织用]"
)


def _lead_kind(lead: str) -> str:
    """How far a short first sentence reads like a heading: ``pair`` (抓班子，强引领), ``verb``
    (健全工作机制) or not at all."""
    parts = [len(c) for c in re.split("[，,、 ]", lead)]
    if len(lead) < 4 or _TALK.search(lead) or re.search(r"[：；\d]", lead):
        return ""
    if len(parts) > 1:
        return (
            ""
            if min(parts) < 2
            else "pair"
            if max(parts) - min(parts) <= 3
            else f"front {parts[0]}"
        )
    return "verb" if _VERB.match(lead) and len(lead) <= 14 else ""


def _leads(
    folded: str, spans: list[tuple[int, int]], taken: set[int], styled: frozenset[int]
) -> list[_Found]:
    """Lead sentences of paragraphs: in bold, or alike in build in two or more neighbouring
    paragraphs."""
    found: list[_Found] = []
    run: list[tuple[_Found, str]] = []

    def close() -> None:
        sizes = [f.end - f.start for f, _ in run]
        alike = bool(sizes) and max(sizes) - min(sizes) <= (4 if len(run) > 2 else 2)
        kinds = {kind for _, kind in run}
        fronts = {f.end and folded[f.start : f.end].replace(",", "，").find("，") for f, _ in run}
        built = (
            kinds == {"pair"}
            or (len(fronts) == 1 and -1 not in fronts)
            or (alike and not any(k.startswith("front") for k in kinds))
        )
        if len(run) >= 2 and built and (len(run) > 2 or len(kinds) == 1):
            found.extend(f for f, _ in run)
        run.clear()

    for a, b in spans:
        if a in taken:
            continue
        stop = next((i for i in range(a, min(a + 32, b)) if folded[i] == "。"), -1)
        if a in styled and stop > 0:
            found.append(_Found(a, a, stop, "", "lead", 7.5))
            continue
        kind = _lead_kind(folded[a:stop]) if stop > 0 and b - stop >= 25 else ""
        if kind:
            run.append((_Found(a, a, stop, "", "lead", 7.5), kind))
        else:
            close()
    close()
    return found


def _levels(found: Iterable[_Found]) -> list[Heading]:
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
    skip = above_title(folded, spans) + (1 if title[1] else 0)
    skip += below_title(folded, spans, skip) if title[1] else 0
    found = [f for a, b in spans[skip:] if (f := _marked_line(folded, a, b))]
    signs = [f for f in found if f.rank == 7]
    found = [f for f in found if f.rank != 7] + (signs if len(signs) > 1 else [])
    marked = {f.at for f in found}
    taken = set(marked)
    rows = [r for r in find_rows(folded) if r[0] not in taken]
    stops = dict(until(rows, spans))
    for at, end, kind, marker, rank in rows:
        start, stop = _trim(folded, end, _cut(folded, end, stops[at]))
        if stop > start:
            found.append(_Found(at, start, stop, marker, kind, rank))
            taken.add(at)
    plain = [f for f in _plain(folded, spans, styled, skip, marked) if f.at not in taken]
    taken |= {f.at for f in plain}
    found += plain + _leads(folded, spans[skip:], taken, styled)
    return _levels(_without_lists(folded, sorted(found, key=lambda f: (f.at, f.rank))))


def _without_lists(folded: str, found: list[_Found]) -> Iterable[_Found]:
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
