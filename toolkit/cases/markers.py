"""Markers at the beginning of a line, and how far the heading after a marker reaches."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from toolkit.cases.masthead import is_byline
from toolkit.cases.numerals import ordinal

__all__ = ["Found", "cut", "is_marked", "marked_lines", "trim"]

_CN = "[一二三四五六七八九十]{1,3}"
#: markers at the beginning of a line, by rank; (?!…) keeps 3.5万元 and 一、二组 out
_LINE = [
    (0, re.compile(rf"第{_CN}(?:部分|章|篇|节)[：:、，]?")),
    (
        1,
        re.compile(
            rf"(?P<n>{_CN}|[壹贰叁叄肆伍陆柒捌玖])(?:[ \u3000]?、|[.．](?!\d))"
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
    # 01 积分从哪来
    (3, re.compile(r"(?P<n>0\d)[ \t\u3000]+(?=[一-龥“][^。；！？\r\n]{2,30}(?:[\r\n]|$))")),
    (7, re.compile(r"(?:——|[●■◆◇※▲△★•○□])")),
]
_STOPS = "。；：！？;:!?”）　 \t\n\r，,、.．·"
_END = re.compile(r"[。；！？;!?\r\n]|[：:](?!\d)")
_CLAUSE = re.compile(r"[，,]")
#: 镜头一：, （故事之二）, 账三　: any word before a numeral, where the same word counts from one on
_SERIES = re.compile(
    rf"[【〔［\[（]?(?P<word>[一-龥]{{1,4}}?)之?(?P<n>{_CN}|\d{{1,2}})"
    r"(?:[】〕］\]）][：:]?|[：:、]|[—－]{1,2}|(?=[ \t\u3000]))"
)
#: 1 抓班子: a number and a blank, where lines count from one on with text between them
_BARE_DIGITS = re.compile(
    r"(?P<n>\d{1,2})[ \u3000]+(?![名个户件条项次场份位])"
    r"(?=[一-龥“][^。；！？\t\r\n]{1,30}(?:[\r\n]|$))"
)
#: 第一本账：… 第二本账：…
_NTH = re.compile(rf"第(?P<n>{_CN})(?P<word>[一-龥]{{1,5}})[：:]")
#: 一问：… 二问：…
_ASKED = re.compile(rf"(?P<n>{_CN})(?P<word>[问看变评议记说答账晒])[：:]")
#: signs that part a numeral from a heading only where they count from one on, with how deep they
#: stand: 一， 一· 一： 一） Ⅰ. 一 with a blank; 1： 1）; A.; 1.1; 【一】; 【1】
_ODD = {
    re.compile(pattern + r"[ \u3000]*(?=[一-龥“])"): rank
    for rank, pattern in (
        (1, rf"(?P<n>{_CN}|[Ⅰ-Ⅻ])(?P<word>[·・•，：。）]|(?<=[Ⅰ-Ⅻ])[、.．]|[ \u3000])"),
        (3, r"(?P<n>\d{1,2})(?P<word>[·・•，：。])"),
        (3, "(?P<n>[A-H])(?P<word>[.．、])"),
        (3.5, r"(?P<word>\d{1,2}[.．])(?P<n>\d{1,2})"),
        (2, rf"[【〔［](?P<n>{_CN})(?P<word>[】〕］])"),
        (4, r"[【〔［](?P<n>\d{1,2})(?P<word>[】〕］])"),
    )
}
#: what counts days, weeks and ranks stands before a numeral, too
_NO_SERIES = re.compile(
    r"[第其初周每近满共约]$|星期|礼拜|[^之]*[一二三四五六七八九十百千]$|.*年$|.*[月版天日次回届季]$"
)
#: a numeral that a count of the same look may follow (二、三家凑出一间教室)
_FIRST = re.compile(rf"(?P<n>{_CN})、")
_PLAIN_NUMERAL = 1
_COUNTED = re.compile(rf"(?P<n>{_CN})、(?=[一二三四五六七八九十])")
_COUNT = re.compile(rf"{_CN}(?:[组村社队期类号区线月]|产业)")
_SHORT_LEAD = re.compile(r"[^。；！？，\r\n]{4,16}。(?=[^\r\n]{20})")


@dataclass
class Found:
    """A heading before its level is known: where marker and words stand, what kind of marker it is,
    how deep its kind stands."""

    at: int
    start: int
    end: int
    marker: str
    kind: str
    rank: float


def cut(folded: str, start: int, stop: int) -> int:
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


def trim(folded: str, start: int, end: int) -> tuple[int, int]:
    """``start, end`` without the stops and blanks at both ends."""
    while start < end and folded[start] in _STOPS:
        start += 1
    while end > start and folded[end - 1] in "。；：，、;:,.　 \t":
        end -= 1
    return start, end


def is_marked(folded: str, start: int, end: int) -> bool:
    """Whether a line begins with a numbered marker."""
    return any(p.match(folded, start, end) for rank, p in _LINE if rank <= 6)


def marked_lines(folded: str, spans: Iterable[tuple[int, int]]) -> list[Found]:
    """The lines that begin with a marker."""
    spans = list(spans)
    counted = {ordinal(m["n"]) for a, b in spans if (m := _FIRST.match(folded, a, b))}
    series = _series(folded, spans)
    digits = _bare_digits(folded, spans)
    found = []
    for a, b in spans:
        f = _in_row(folded, a, b, counted) or _marked_line(folded, a, b)
        if f is None and a in series:
            m = series[a]
            rank = _ODD.get(m.re, 6)
            kind = f"odd{rank}{m['word']}" if m.re in _ODD else "series"
            f = _built(folded, a, b, m, kind, rank)
        if f is None and a in digits:
            f = _built(folded, a, b, digits[a], "digits", 3)
        if f:
            found.append(f)
    return found


def _series(folded: str, spans: list[tuple[int, int]]) -> dict[int, re.Match[str]]:
    """Where a line begins → its marker, for words that count from one on (镜头一：, 镜头二：)."""
    by_word: dict[tuple[float, str], dict[int, re.Match[str]]] = {}
    numbers: dict[tuple[float, str], set[int]] = {}
    patterns = (_NTH, _SERIES, _ASKED, *_ODD)
    for a, b in spans:
        m = next((m for p in patterns if (m := p.match(folded, a, b))), None)
        if m and not _NO_SERIES.match(m["word"]):
            word = (_ODD.get(m.re, 0), m["word"])
            by_word.setdefault(word, {})[a] = m
            numbers.setdefault(word, set()).add(ordinal(m["n"]))
    return {a: m for w, at in by_word.items() if {1, 2} <= numbers[w] for a, m in at.items()}


def _bare_digits(folded: str, spans: list[tuple[int, int]]) -> dict[int, re.Match[str]]:
    """Where a line begins → its number, for lines that count from one on and none of which follows
    another at once, as the rows of a list do."""
    found = [(i, a, m) for i, (a, b) in enumerate(spans) if (m := _BARE_DIGITS.match(folded, a, b))]
    counts = [int(m["n"]) for *_, m in found] == [*range(1, len(found) + 1)]
    apart = all(later[0] - one[0] > 1 for one, later in pairwise(found))
    return {a: m for _, a, m in found} if len(found) > 1 and counts and apart else {}


def _in_row(folded: str, a: int, b: int, counted: set[int]) -> Found | None:
    """二、三家凑出一间教室 after 一、…: a marker, and the heading begins with a numeral."""
    m = _COUNTED.match(folded, a, b)
    if not m:
        return None
    number = ordinal(m["n"])
    rest = folded[m.end() : b]
    alone = len(rest) <= 40 and not re.search(r"[。；！？：]|，.*，", rest)
    lead = _SHORT_LEAD.match(rest) and not _COUNT.match(rest)
    first = number == 1 and 2 in counted
    if not (alone or lead) or not (first or number - 1 in counted):
        return None
    return _built(folded, a, b, m, f"line{_PLAIN_NUMERAL}", 1)


def _built(folded: str, a: int, b: int, m: re.Match[str], kind: str, rank: float) -> Found | None:
    """The heading after a marker, to the end of its line or of its first sentence."""
    start = trim(folded, m.end(), b)[0]
    whole = folded[start:b]
    own_line = (
        b - start <= 40
        and not re.search(r"[。；！？].", whole)
        and not (whole.endswith("。") and len(whole) > 30)
    )
    start, end = trim(folded, start, b if own_line else cut(folded, start, b))
    marker = m[0].rstrip("：:，, \t\u3000") if rank in (0, 6) else m[0]
    return Found(a, start, end, marker, kind, rank) if end > start else None


def _marked_line(folded: str, a: int, b: int) -> Found | None:
    for i, (rank, pattern) in enumerate(_LINE):
        m = pattern.match(folded, a, b)
        if not m:
            continue
        if rank == 7 and ((m[0] == "——" and b - a > 400) or is_byline(folded[a : min(b, a + 61)])):
            return None
        number = next((ordinal(v) for v in m.groupdict().values() if v), 0)
        if rank == 1 and number and _next_follows(folded, m.end(), number):
            return None
        return _built(folded, a, b, m, f"line{i}", rank)
    return None


def _next_follows(folded: str, at: int, number: int) -> bool:
    """Whether the next sign is the next numeral, as in 一、二组 or 一、二、三产业: a count of
    things, no marker."""
    return (
        folded[at : at + 1] in "二三四五六七八九十"[number - 1 : number]
        if number < 10 and folded[at : at + 1]
        else False
    )
