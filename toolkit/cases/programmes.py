"""Programmes by name: every quotation, work title and number abbreviation is weighed by what was
learned from labelled passages, beside what rules make of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from toolkit.cases.learned import learned
from toolkit.cases.lexicon import words as listed
from toolkit.cases.quote_kinds import NUMERALS, is_abbreviation, no_programme, what_matches
from toolkit.cases.quotes import Quote, around, in_lists, members

__all__ = ["Candidate", "candidates", "find_programmes"]

#: the chance from which a candidate is a programme, and where rules say so as well: precision and
#: recall were best together, left out author by author
LIKELY, LIKELY_BY_RULES = 0.35, 0.27

#: as far back, and twice as far ahead, a text is searched for the same words again
_NEAR = 2000

_BARE = re.compile(
    rf"(?<![第“‘{NUMERALS}])((?:[{NUMERALS[:13]}][一-龥]{{1,3}}?){{2,4}}|[三四五六七八九十双][一-龥]{{3}}|双[一-龥]{{2}})(?:主题|党建|党内|创建|主题实践|实践|结对|帮扶)?(?:工程|行动(?!力)|活动(?!室|场所|阵地|中心)|制度(?!化)|机制|模式(?!化)|工作法)"
)
_NO_NAME = re.compile("[的了和为在是有名个户项件次家村万亿元年月]")
_WORK = re.compile(r"《([^《》\r\n]{2,20})》")
_SENTENCE = re.compile(r"[\r\n。；！？]")
_CLAUSE = re.compile(r"[\r\n。；！？，：]")
_PARTS = re.compile(r"[、，,；。！？]")
_VERBS = re.compile("|".join(listed("verbs_before_names")))
_VERB_LAST = re.compile(
    "(?:"
    + "|".join(listed("verbs_before_names"))
    + ")(?:了|起|出|好|起了|出了|的|上)?(?:个|一个|一项|一条)?$"
)
_NAMED = re.compile("(?:" + "|".join(listed("naming")) + ")(?:了|为|是|：|个)?$")
_AGAINST = re.compile("|".join(listed("against_names")))
_ELSEWHERE = re.compile("|".join(listed("names_elsewhere")))
_SAID = re.compile("[说道称讲喊问写念]|留言|感慨")
_TIMES = re.compile(
    r"每[周月季年天晚日逢]|逢[一二三四五六七八九十\d]|周[一二三四五六日末]|定期|轮流"
    r"|[\d一二三四五六七八九十两]+[场期次届]|开播|开讲|开课|开办|坐班|坐诊"
)
#: who bears a title is chosen, and chosen again: 每季度评出“平安之星”30名
_CHOSEN = re.compile("(?:评选|推选|评比|票选|[评选推])(?:出|了|产生)?(?:一次|一回)?$|产生了?$")
_AGAIN_AND_AGAIN = re.compile(
    "每[一两]?个?[周月季年天学]|逐[月季年]|按[月季年]|[月季年]底|年年|月月|一[月季年]一"
)
#: parts joined by +: a way of working has a body among them (支部+农户), a mere pair has none
_JOINED = re.compile("[^+＋]*(?:[+＋][^+＋]*)+")
_BODY = re.compile("(?:" + "|".join(listed("joined_bodies")) + ")")
#: what a pair of characters that tells nothing holds; signs by which words around a name tell it
_EMPTY = re.compile("[的了着得是在不没一有这那到与和、，]")
_TOLD = {"VERBOWN", "x>suffix", "x>strong", "x>named", "x>noun", "x=numbers"}
#: what titles say after the name of what they report on: “红绿簿”见闻, “头雁”培养始末
_REPORTED = "[^，：“—]{0,8}(?:" + "|".join(listed("reported_on")) + ")"
_BARE_JOINED = re.compile(
    "(?<!“)((?:" + "|".join(listed("joined_bodies")) + ")(?:[+＋][一-龥]{1,6}?)+)"
    "(?:(?:发展|治理|服务|共建)?(?:模式|机制)|工程|行动(?!力)|活动|制度|计划|试点|项目|工作法|做法)"
)
_AT_ONCE = re.compile("[，。；]?[^，。；]{0,2}每")
#: names without marks: in a list with a quoted one (办起读书角、“慢一步”), or given (起名早安敲门)
_LAST_OF_LIST = re.compile(
    "(?:（[^（）\n]{1,40}）)?(?:系列|主题)?(?:活动|计划|制度|项目|行动|工程)?"
    "[、和与及]([一-龥]{3,8}?)(?=[、，。；（]|等|和“|[两三四五]个|[两三四五]项|项目|活动|制度|专项)"
)
_FIRST_OF_LIST = re.compile(
    ".*(?:[、：]|，同|[又还][添配]|[还另]有|"
    + "|".join(verb for verb in listed("verbs_before_names") if len(verb) > 1)
    + ")(?:了|起|出)?([一-龥]{3,8})(?:计划|制度|项目|行动|工程)?(?:、|和|与|以及)$"
)
_GIVEN = re.compile("(?:起名|取名|品牌名称：|总名，叫|名就叫)([一-龥]{3,8})(?=[，。；：（\\r\\n])")
#: what is done anywhere, or by somebody, is no name
_GENERAL = re.compile(
    "(?:" + "|".join(listed("general_ends")) + ")$|[的了和在为把被给对让请都也就还]|"
    "村民|群众|大家|我们|一起"
)
#: numerals, particles, denials and words of speech tell the shape of a name from that of a sentence
_SHAPES = str.maketrans(
    dict.fromkeys("一二两三四五六七八九十百千双半零0123456789", "N")
    | dict.fromkeys("的之地得", "D")
    | dict.fromkeys("不没无未莫别", "X")
    | dict.fromkeys("我你您他她咱谁啥吗呢吧啊了着就都也还要能会", "P")
)


@dataclass
class Candidate:
    """Words that may name a programme: where they stand, what tells of them, whether rules take
    them for one, and where places begin in which they surely are none."""

    words: str
    places: list[Quote] = field(default_factory=list)
    signs: set[str] = field(default_factory=set)
    by_rules: bool = False
    refused: set[int] = field(default_factory=set)


def _around(folded: str, quote: Quote, run: list[Quote], title: int) -> Iterator[str]:
    """What stands before and after a quotation and the list that it is in."""
    before, closing = around(folded, run)
    own = _SENTENCE.split(folded[max(quote.start - 13, 0) : max(quote.start - 1, 0)])[-1]
    after = folded[quote.end + 1 : quote.end + 60]
    near = before[-8:]
    for n in (1, 2, 3):
        yield "b" + ("|" + before)[-n:]
        yield "a" + closing[:n].replace("\n", "|")
    for n in (1, 2):
        yield "B" + ("|" + own)[-n:]
        yield "A" + after[:n].replace("\n", "|")
    yield from ("c" + near[i : i + 2] for i in range(len(near) - 1))
    yield from (
        "x" + name for name in what_matches(folded[quote.start : quote.end], before, closing)
    )
    clause = _CLAUSE.split(before)[-1]
    yield from ("v" + verb for verb in _VERBS.findall(clause))
    told = {
        "TITLE": quote.end <= title,
        "FIRST": quote is run[0],
        "HEADS": not before,
        "CLAUSE": before.endswith(("，", "：")),
        "VERB": _VERB_LAST.search(before),
        "VERBOWN": _VERB_LAST.search(own),
        "NAMED": _NAMED.search(before),
        "SAID": _SAID.search(before[-4:]),
        "TIMES": _TIMES.search(after[:30]),
        "CHOSEN": _CHOSEN.search(before),
        "OFTEN": _AGAIN_AND_AGAIN.search(clause),
        "ATONCE": _AT_ONCE.match(closing),
        "AGAINST": _AGAINST.search(before[-12:]),
        "ELSEWHERE": _ELSEWHERE.search(before),
    }
    yield from (name for name, holds in told.items() if holds)
    if told["CHOSEN"] and told["OFTEN"]:
        yield "CHOSENOFTEN"
    yield f"LIST{min(len(run), 4)}"


def _inside(words: str) -> Iterator[str]:
    """What the words themselves look like."""
    for n in (1, 2):
        yield from ("i" + words[i : i + n] for i in range(len(words) - n + 1))
        yield "^" + words[:n]
        yield "$" + words[-n:]
    yield f"LONG{min(len(words), 14)}"
    yield "SHORT" if len(words) <= 8 else "SENTENCE"
    parts = len(_PARTS.split(words.strip("。！？")))
    if parts > 1:
        yield "PARTED"
        yield f"PARTS{min(parts, 4)}"
    if words.endswith(("。", "！", "？", "…", "?", "!")):
        yield "ENDS"
    if _JOINED.fullmatch(words):
        yield "JOINED"
        if any(_BODY.fullmatch(part) for part in re.split("[+＋]", words)):
            yield "JOINEDBODY"
    shape = words.translate(_SHAPES)
    yield from ("HAS" + kind for kind in "NDXP" if kind in shape)
    if len(words) >= 4 and len(words) % 2 == 0 and words[0] == words[len(words) // 2]:
        yield "TWICE"
    if len(set(words)) < len(words):
        yield "AGAIN"


def _later(folded: str, words: str) -> Iterator[str]:
    """Whether a text comes back to the words, with marks or without."""
    quoted = len(re.findall('[“‘"《]' + re.escape(words) + '[”’"》]', folded))
    whole = folded.count(words)
    if quoted > 1:
        yield "QUOTED2"
    if whole > quoted > 0 and len(words) > 2:
        yield "UNMARKED"
        if re.search("(?:^|[\n。；，！？、：]|其中|如今|今年|过去)" + re.escape(words), folded):
            yield "UNMARKEDHEAD"


def _of_title(title: str, below: str, words: str, signs: set[str]) -> Iterator[str]:
    """Whether the text below a title comes back to what the title quotes: to names it does, at
    least to a word of them, to figures of speech it does not."""
    pairs = (words[i : i + 2] for i in range(len(words) - 1))
    if words in below:
        yield "TITLEWHOLE"
    elif any(pair in below for pair in pairs if not _EMPTY.search(pair)):
        yield "TITLEPART"
    else:
        yield "TITLENONE"
        told = signs & _TOLD or re.search(f"“{re.escape(words)}”{_REPORTED}", title)
        yield "TITLETOLD" if told else "TITLEBARE"


def _unmarked(folded: str, taken: list[Quote]) -> Iterator[Quote]:
    """Number abbreviations, and names joined by +, that carry a programme's word without
    quotation marks (开展三级联创活动, 推行党建+物业机制)."""
    ends = {q.end + 1 for q in taken}
    for m in _BARE.finditer(folded):
        if m.start() not in ends and is_abbreviation(m[1]) and not _NO_NAME.search(m[1]):
            yield Quote(m.start(1), m.end(1), "programme")
    for m in _BARE_JOINED.finditer(folded):
        yield Quote(m.start(1), m.end(1), "programme")


def _beside(folded: str, programmes: list[Quote]) -> Iterator[Quote]:
    """Names without marks that stand in one list with quoted programmes, or are given as names."""
    spans = [m.span(1) for m in _GIVEN.finditer(folded)]
    for q in programmes:
        if folded[q.end : q.end + 1] not in ("”", "’", '"', "》"):
            continue
        if m := _LAST_OF_LIST.match(folded, q.end + 1):
            spans.append(m.span(1))
        start = max(q.start - 31, 0)
        sentence = _SENTENCE.split(folded[start : q.start - 1])[-1]
        if m := _FIRST_OF_LIST.fullmatch(sentence):
            at = q.start - 1 - len(sentence)
            spans.append((at + m.start(1), at + m.end(1)))
    for start, end in spans:
        if not _GENERAL.search(folded[start:end]):
            yield Quote(start, end, "programme")


def _holds_another(folded: str, quote: Quote, found: list[Quote]) -> bool:
    """Whether a quotation is another programme's name in marks of its own with a few words to it
    (“‘四议两公开’主题”活动); it is emphasis then."""
    inner = [q for q in found if quote.start < q.start and q.end < quote.end]
    words = sum(q.end - q.start for q in inner)
    beside = len(re.sub('[“”‘’"、]', "", folded[quote.start : quote.end])) - words
    if inner and beside <= 6:
        quote.kind = "emphasis"
    return quote.kind == "emphasis"


def candidates(folded: str, quotes: list[Quote]) -> list[Candidate]:
    """Everything that may name a programme, each name once; `quotes` with their kinds by rules."""
    found: dict[str, Candidate] = {}
    start = len(folded) - len(folded.lstrip())
    title = folded.find("\n", start, start + 80)
    if folded[:title].endswith("。"):  # a sentence is no title
        title = -1

    def take(run: list[Quote], sign: str = "") -> None:
        before, closing = around(folded, run)
        for q in run:
            words = folded[q.start : q.end]
            one = found.setdefault(words, Candidate(words))
            one.places.append(q)
            one.signs |= set(_around(folded, q, run, title)) | ({sign} if sign else set())
            one.by_rules |= q.kind == "programme"
            if q.kind == "speech" or no_programme(words, before, closing):
                one.refused.add(q.start)

    for run in in_lists(folded, quotes):
        take(run)
    for q in _unmarked(folded, quotes):
        take([q], "BARE")
    for m in _WORK.finditer(folded):
        take([Quote(m.start(1), m.end(1))], "WORK")
    for words, one in found.items():
        first = max(one.places[0].start - _NEAR, 0)
        one.signs |= {*_inside(words), *_later(folded[first : first + 3 * _NEAR], words)}
        if "TITLE" in one.signs:
            below = folded[title : title + 3 * _NEAR]
            one.signs |= {*_of_title(folded[:title], below, words, one.signs)}
            if "TITLEBARE" in one.signs:
                one.refused |= {q.start for q in one.places}
    return list(found.values())


def find_programmes(folded: str, quotes: list[Quote]) -> list[Quote]:
    """Where programmes are named, in order; sets `kind` of the quotations accordingly."""
    judge = learned("programmes")
    found = []
    for one in candidates(folded, quotes):
        holds = judge.chance(one.signs) >= (LIKELY_BY_RULES if one.by_rules else LIKELY)
        for q in one.places:
            if holds and q.start not in one.refused:
                q.kind, q.parts = "programme", members(folded, q)
                found.append(q)
            elif q.kind == "programme":
                q.kind = "emphasis"
    found = [q for q in found if not _holds_another(folded, q, found)]
    taken = {q.start for q in found}
    found += [q for q in _beside(folded, found) if q.start not in taken]
    return sorted(found, key=lambda q: q.start)
