"""One claim against the sentences it cites: figures, years, quoted words, the way things went, done
or planned, lacking or there, whose case it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from toolkit.cases.direction import direction_of, movement_of, subject_clauses
from toolkit.cases.opposites import (
    denied,
    opposed,
    plain_way,
    still_as_before,
    too_strong,
    ways_of,
)
from toolkit.cases.own_names import own_names
from toolkit.cases.quantities import Quantity, follows, near, quantities
from toolkit.cases.report import Report
from toolkit.cases.reversed import (
    AHEAD,
    ANY_NOT,
    achieved,
    before_and_after_turned,
    grams,
    more_told_as_less,
    over_told_as_going_on,
    told_as_done,
    without_its_not,
)
from toolkit.cases.script import fold
from toolkit.cases.undone import planned, undone
from toolkit.terms import tr, word

__all__ = ["Cited", "faults", "in_other_words", "unsettled"]

_QUOTED = re.compile(r"[“「『‘\"]([^“”「」『』‘’\"]{2,200})[”」』’\"]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年|[—\-–至到])")
_NOT = re.compile(
    r"没有|没(?=[能把去做办开建])|未(?!来|必)|尚无|从无|并无|毫无|缺乏|缺少|不曾|无人|没人|没有人"
)
_DENIED = r"(?:至今|一直|还|仍|却|也|都)?(?:没有|没人|未|无人|无)"
#: less of a claim's words in its source is too little to go by
_ALIKE = 0.12
#: nor is a clause the source's own words that has less of them than this
_NEAR = 0.8
_GOOD_END = re.compile(
    r"(?:取得|收到|见到|有)了?[^，。；]{0,6}(?:成效|效果|成功|实效)"
    r"|成功(?:转化|摘帽|整顿|经验|走出|打造|创建|探索)|走出一条|改善明显|(?:面貌|局面)[^，。；]{0,4}(?:一新|改观)"
)


def _clauses(words: str) -> list[str]:
    return [c for c in re.split(r"[，,；;。！？：:\s]", words) if len(c) > 2]


@dataclass(frozen=True)
class Cited:
    """The sentences of one case that a claim cites."""

    case: str
    report: Report
    numbers: tuple[int, ...]
    cases: Mapping[str, Report]
    outcome: str

    def sentence(self, number: int) -> str:
        row = self.report.sentences.iloc[number - 1]
        return self.report.text[int(row["start"]) : int(row["end"])]

    @cached_property
    def folded(self) -> str:
        return fold("\n".join(self.sentence(n) for n in self.numbers))

    @cached_property
    def later(self) -> bool:
        """Whether every cited sentence stands under a plan."""
        spans = list(zip(self.report.sentences["start"], self.report.sentences["end"]))
        ahead = planned(self.report.folded, spans, self.report.headings)
        return all(ahead[n - 1] for n in self.numbers)

    def where(self, holds) -> str:  # type: ignore[no-untyped-def]
        """Where else the reports hold something, for the reason; empty when nowhere."""
        for case, report in sorted(self.cases.items(), key=lambda c: c[0] != self.case):
            for i, (a, b) in enumerate(zip(report.sentences["start"], report.sentences["end"]), 1):
                if (case, i) not in {(self.case, n) for n in self.numbers} and holds(
                    report.folded[a:b]
                ):
                    return tr(f"；见 {case} 第{i}句", f"; see {case}, sentence {i}")
        return ""

    def remark(self, claim: str) -> str:
        """What a reader of a claim that agrees should still know."""
        if self.outcome in ("worse", "unchanged") and direction_of(fold(claim)) == "better":
            name = word("outcome", self.outcome)
            return tr(
                f"与出处相符；但这个案例的结果是“{name}”。",
                f"Agrees; but the outcome of this case is: {name}.",
            )
        if in_other_words(claim, self):
            return tr(
                "没有查出不符；说法不是原句的，方向和意思请人看。",
                "Nothing found against it; the words are not the source's own: which way and what "
                "it means is for a person to see.",
            )
        return ""


def faults(claim: str, cited: Cited, *, several: bool = False) -> list[str]:
    """What is wrong with a claim, in sentences; empty when it agrees. With `several` cited cases
    each bears only a part: figures and quotations of the others are not asked of this one."""
    words = fold(claim)
    others = _borne_elsewhere if several else _nowhere
    found = [
        *_wrong_figures(claim, cited, others),
        *_wrong_years(words, cited),
        *_wrong_quotes(words, cited, others),
        *_wrong_case(words, cited, several),
        *_wrong_way(words, cited),
        *_not_done(words, cited),
        *_wrong_outcome(words, cited),
    ]
    return found or list(_off_topic(words, cited, several))


def _nowhere(_holds, _cited: Cited) -> bool:  # type: ignore[no-untyped-def]
    return False


def _borne_elsewhere(holds, cited: Cited) -> bool:  # type: ignore[no-untyped-def]
    return any(holds(r.folded) for c, r in cited.cases.items() if c != cited.case)


def _wrong_figures(claim: str, cited: Cited, others) -> Iterator[str]:  # type: ignore[no-untyped-def]
    given, words = quantities(cited.folded), fold(claim)
    bare = {float(n) for n in re.findall(r"\d+(?:\.\d+)?", cited.folded)}
    average = re.search(r"平均|人均|户均|每", words) is not None
    for said in quantities(words):
        # a number whose unit the reader does not know still stands there as it is
        as_printed = said.raw in cited.folded and (said.value in bare or said.unit == "年")
        if as_printed or follows(said, given, average=average) or _lasted(said, cited.folded):
            continue
        # 三户党员, of whom an earlier sentence told
        named = re.search(rf"{re.escape(said.raw)}[一-龥]{{2}}", words)
        if said.value <= 10 and named and named[0] in cited.report.folded:
            continue

        def holds(text: str, said: Quantity = said) -> bool:
            return any(near(said.value, q.value) and q.unit == said.unit for q in quantities(text))

        if others(holds, cited):
            continue
        if said.unit == "%" and follows(said._replace(unit="个百分点"), given):
            yield tr(
                f"“{said.raw}”是两个百分数之差，应说“个百分点”",
                f"“{said.raw}” is a difference of percentages: say percentage points",
            )
            continue
        found = cited.where(holds) if re.search(r"\d", said.raw) else ""
        yield tr(
            f"出处没有“{said.raw}”这个数{found}", f"the source has no figure “{said.raw}”{found}"
        )


def _lasted(said: Quantity, source: str) -> bool:
    """Whether so many years lie between years that the source names."""
    years = [int(y) for y in re.findall(r"(?<!\d)(?:19|20)\d{2}(?=年)", source)]
    return said.unit == "年" and any(b - a == said.value for a in years for b in years)


def _wrong_years(words: str, cited: Cited) -> Iterator[str]:
    for year in dict.fromkeys(_YEAR.findall(words)):
        if year not in cited.report.folded:
            yield tr(f"报告里没有 {year} 年", f"the report does not name the year {year}")


def _wrong_quotes(words: str, cited: Cited, others) -> Iterator[str]:  # type: ignore[no-untyped-def]
    for quoted in _QUOTED.findall(words):
        parts = [p for p in re.split(r"…+|\.{3,}", quoted) if p.strip()]

        def holds(text: str, parts: list[str] = parts) -> bool:
            plain = re.sub(r"[\s“”‘’\"]", "", text)
            return all(re.sub(r"[\s“”‘’\"，。；！？]+$|[\s“”‘’\"]", "", p) in plain for p in parts)

        if holds(cited.folded) or others(holds, cited):
            continue
        # the name of a programme may stand elsewhere in the same report; what somebody said may not
        if len(quoted) <= 8 and not re.search("[，。；]", quoted) and holds(cited.report.folded):
            continue
        near = cited.where(holds)
        yield tr(f"出处没有“{quoted}”这句话{near}", f"the source does not say “{quoted}”{near}")


def _wrong_case(words: str, cited: Cited, several: bool) -> Iterator[str]:
    """Names of another report's own place where the cited sentences do not tell of it."""
    own = own_names(cited.report)
    if any(name in words for name in own):
        return
    for case, report in cited.cases.items():
        if case == cited.case:
            continue
        for name in own_names(report):
            there = cited.folded if not several else cited.report.folded
            # 半坡村 tells of 石泉村 too, but not in the sentence cited
            if name in words and name not in there and name not in cited.report.title:
                yield tr(
                    f"“{name}”是 {case} 的事，{cited.case} 这里没有说到",
                    f"“{name}” belongs to {case}; {cited.case} does not speak of it here",
                )
                return


def _best(clause: str, source: str) -> tuple[str, float]:
    """The clause of the source that shares most with a clause of the claim, and that share; one
    that has its figure before any other."""
    mine, parts = grams(clause), _clauses(source)
    figures = set(re.findall(r"\d[\d.]*", clause))
    # 哪户管哪片，没有划定: a denial behind its clause belongs to it
    whole = [
        f"{c}，{after}" if re.match(_DENIED, after) and len(after) < 6 else c
        for c, after in zip(parts, [*parts[1:], ""])
    ]
    scored = [
        (
            bool(figures & set(re.findall(r"\d[\d.]*", c))),
            len(mine & grams(c)) / max(len(mine), 1),
            c,
        )
        for c in whole
    ]
    _, share, best = max(scored, default=(False, 0.0, ""))
    return best, share


def _wrong_way(words: str, cited: Cited) -> Iterator[str]:
    """A fall told as a rise, worse told as better, no change told as change."""
    if was := before_and_after_turned(words, cited.folded):
        yield tr(f"前后说反了：出处是“{was}”", f"before and after are turned: “{was}”")
        return
    for clause in _clauses(words):
        best, share = _best(clause, cited.folded)
        mine, theirs = movement_of(clause), movement_of(best)
        if share >= 0.2 and more_told_as_less(clause, best):
            yield tr(f"高低多少说反了：出处是“{best}”", f"more and less are turned: “{best}”")
            return
        if share >= 0.2 and mine and not theirs and direction_of(best) == "same":
            yield tr(f"出处说的是没有变化：“{best}”", f"the source says no change: “{best}”")
            return
        if share >= 0.2 and mine and theirs and mine != theirs:
            yield tr(f"升降说反了：出处是“{best}”", f"the movement is the other way: “{best}”")
            return
    ways = ways_of(cited.folded)
    parts = subject_clauses(words)
    for clause in [words] * (len(parts) != 1) + parts:
        said = plain_way(clause)
        own = grams(clause) - grams(cited.report.title)
        near = {w for c, w in ways.items() if c != cited.folded and grams(c) & own}
        near = near or {*ways.values()}
        if said and near and said not in near and len(quantities(words)) < 2:
            yield tr("好坏说反了", "better and worse are interchanged")
            return
    for one, other in ((cited.folded, words), (words, cited.folded)):
        if what := denied(one, other):
            yield tr(f"“{what}”有没有说反了", f"“{what}”: there or not is turned round")
            return
    if what := still_as_before(words, cited.folded) or opposed(words, cited.folded):
        yield tr(f"出处说的与“{what}”相反", f"the source says the opposite of “{what}”")


def _not_done(words: str, cited: Cited) -> Iterator[str]:
    """A plan told as done, something dropped or lacking told as there."""
    if achieved(words, cited.folded):
        yield tr(
            "出处说的是没有做成，或还没有定论",
            "the source says that it failed, or that it is still open",
        )
        return
    if any(why == "planned" for *_, why in undone(words)) or re.search(
        rf"{AHEAD.pattern}|提出", words
    ):
        return
    source = cited.folded
    if told_as_done(words, source):
        yield tr("出处说的是计划或要求，还没有做", "the source tells a plan, not a deed")
        return
    stretches = undone(source) + ([(0, len(source), "planned")] if cited.later else [])
    mine = grams(words)
    for why, says in (
        ("planned", tr("出处说的是计划或要求，还没有做", "the source tells a plan, not a deed")),
        ("dropped", tr("出处说的是落空或没有做成", "the source says that it came to nothing")),
    ):
        inside = "".join(source[a:b] for a, b, w in stretches if w == why)
        rest = source
        for a, b, w in sorted(stretches, reverse=True):
            rest = rest[:a] + " " + rest[b:] if w == why else rest
        if not inside or (why == "dropped" and ANY_NOT.search(words)):
            continue
        if len(mine & grams(inside)) > len(mine & grams(rest)):
            yield says
            return
    for clause in _clauses(words):
        best, share = _best(clause, source)
        if share >= 0.3 and (without_its_not(clause, best) or over_told_as_going_on(clause, best)):
            yield tr(f"有没有说反了：出处是“{best}”", f"the source says the reverse: “{best}”")
            return
        if share >= 0.45 and _NOT.search(best) and not ANY_NOT.search(clause):
            yield tr(f"出处说的是没有：“{best}”", f"the source says that there was none: “{best}”")
            return
        if share >= 0.45 and _NOT.search(clause) and not ANY_NOT.search(best):
            yield tr(f"出处说的是有：“{best}”", f"the source says that there was: “{best}”")
            return


def _wrong_outcome(words: str, cited: Cited) -> Iterator[str]:
    if (
        cited.outcome in ("worse", "unchanged")
        and _GOOD_END.search(words)
        and direction_of(cited.folded) != "better"
    ):
        name = word("outcome", cited.outcome)
        yield tr(f"这个案例的结果是“{name}”", f"the outcome of this case is: {name}")


def _off_topic(words: str, cited: Cited, several: bool) -> Iterator[str]:
    """Nothing of the claim stands in the cited sentences nor in the report's title."""
    mine = grams(words)
    if several or not mine or mine & grams(cited.folded) or quantities(words):
        return

    def holds(text: str) -> bool:
        return len(mine & grams(text)) >= 0.5 * len(mine)

    near = cited.where(holds)
    yield tr(f"出处没有说到这件事{near}", f"the source does not speak of this{near}")


def unsettled(claim: str, cited: Cited) -> str:
    """Why rules cannot say whether a claim without a fault turns its source round; empty where they
    can."""
    words = fold(claim)
    # two figures that agree, and their order, tell the way by themselves
    if plain_way(words) and not ways_of(cited.folded) and len(quantities(words)) < 2:
        return tr(
            "没有核对出方向，请人看", "which way it went was not settled: a person has to look"
        )
    if what := too_strong(words, cited.folded):
        return tr(
            f"出处没有说“{what}”这样的话，没有核对出，请人看",
            f"the source says nothing like “{what}”, which was not settled: a person has to look",
        )
    mine = grams(words)
    if len(mine & grams(cited.folded)) < _ALIKE * len(mine) and not (
        quantities(words) or _QUOTED.search(words)
    ):
        return tr(
            "说法与出处相差太远，没有核对出是不是一回事，请人看",
            "the words are too far from the source to settle it: a person has to look",
        )
    return ""


def in_other_words(claim: str, cited: Cited) -> bool:
    """Whether a clause of a claim is told in words that are not the source's: figures were held
    against it, what it means was not."""
    known = set(cited.folded + cited.report.title)
    for clause in _clauses(fold(claim)):
        mine = re.sub("[^一-龥]", "", clause)
        if sum(sign in known for sign in mine) < _NEAR * len(mine):
            return True
    return False
