"""One claim against the sentences it cites: figures, years, quoted words, the way things went, done
or planned, lacking or there, whose case it is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

from toolkit.cases.direction import direction_of, movement_of
from toolkit.cases.report import Report
from toolkit.cases.script import fold
from toolkit.cases.undone import planned, undone
from toolkit.terms import tr, word

__all__ = ["Cited", "faults"]

_QUOTED = re.compile(r"[“「『‘\"]([^“”「」『』‘’\"]{2,200})[”」』’\"]")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?=年|[—\-–至到])")
_VAGUE = re.compile(r"约|近|余|多|左右|上下|超|逾|不足|以上|以下|将近|大约|至少|不到|几乎")
_NOT = re.compile(
    r"没有|没(?=[能把去做办开建])|未(?!来|必)|尚无|从无|并无|毫无|缺乏|缺少|不曾|无人|没人|没有人"
)
_DENIED = r"(?:至今|一直|还|仍|却|也|都)?(?:没有|没人|未|无人|无)"
_ANY_NOT = re.compile(r"没|未|无|不|缺|空|弱|差|难")
_PLACE = re.compile(r"([一-龥]{2,4}(?:村|社区|中学|小学|中心校|公司|水泥厂|场|乡|镇|街道))")
_GOOD_END = re.compile(
    r"(?:取得|收到|见到|有)了?[^，。；]{0,6}(?:成效|效果|成功|实效)"
    r"|成功(?:转化|摘帽|整顿|经验)|改善明显|(?:面貌|局面)[^，。；]{0,4}(?:一新|改观)"
)
#: figures that differ by no more than rounding are the same
_ROUNDING = 0.006


def _grams(words: str) -> set[str]:
    kept = re.sub(r"[^一-龥A-Za-z]", "", fold(words))
    return {kept[i : i + 2] for i in range(len(kept) - 1)}


def _clauses(words: str) -> list[str]:
    return [c for c in re.split(r"[，,；;。！？\s]", words) if len(c) > 2]


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
        *_wrong_case(words, cited),
        *_wrong_way(words, cited),
        *_not_done(words, cited),
        *_wrong_outcome(words, cited),
    ]
    return found or list(_off_topic(words, cited, several))


def _nowhere(_holds, _cited: Cited) -> bool:  # type: ignore[no-untyped-def]
    return False


def _borne_elsewhere(holds, cited: Cited) -> bool:  # type: ignore[no-untyped-def]
    return any(holds(r.folded) for c, r in cited.cases.items() if c != cited.case)


def _unit(word: str) -> str:
    return {"百分点": "个百分点", "个月": "月", "口人": "人"}.get(word, word)


def _values(words: str) -> list[tuple[float, str, str]]:
    """(value, unit, raw) of the figures in a text, both ends of a range, 九成 as 90 %."""
    out = []
    for f in Report(words).figures.itertuples(index=False):
        for value in (f.value, f.upper):
            if value == value:
                share = f.unit == "成"
                unit = "%" if share else _unit(str(f.unit or ""))
                out.append((value * 10 if share else value, unit, str(f.raw)))
    return out


def _near(a: float, b: float, slack: float) -> bool:
    return abs(a - b) <= slack * max(abs(a), abs(b)) + 1e-9


def _follows(value: float, unit: str, raw: str, given: list[tuple[float, str, str]]) -> bool:
    """Whether a figure is one of the source's, rounded, or their sum, difference, share or
    multiple."""
    slack = 0.12 if _VAGUE.search(raw) else 1e-6
    plain = [v for v, u, _ in given if u == unit or not unit or not u]
    if any(_near(value, v, slack) for v in plain):
        return True
    loose = max(slack, _ROUNDING)
    if unit in ("%", "个百分点"):
        percents = [v for v, u, _ in given if u in ("%", "个百分点")]
        if any(_near(value, abs(a - b), loose) for a, b in combinations(percents, 2)):
            return True
        if unit == "个百分点":
            return False
        parts = [(a, b) for (a, u, _), (b, w, _) in combinations(given, 2) if u == w != "%"]
        shares = [100 * min(p) / max(p) for p in parts if max(p)]
        changes = [100 * abs(a - b) / a for a, b in parts if a]
        return any(abs(value - s) <= max(0.6, slack * s) for s in (*shares, *changes))
    if unit in ("倍", "番"):
        ratios = [max(a, b) / min(a, b) for a, b in combinations(plain_of(given), 2) if min(a, b)]
        return any(_near(value, r - d, 0.06) for r in ratios for d in (0, 1))
    if any(_near(value, abs(a - b), loose) for a, b in combinations(plain, 2)):
        return True
    return len(plain) > 1 and _near(value, sum(plain), loose)


def plain_of(given: list[tuple[float, str, str]]) -> list[float]:
    """The source's figures whatever their unit."""
    return [v for v, _, _ in given]


def _wrong_figures(claim: str, cited: Cited, others) -> Iterator[str]:  # type: ignore[no-untyped-def]
    given = _values(cited.folded)
    bare = [(float(n), "", n) for n in re.findall(r"\d+(?:\.\d+)?", cited.folded)]
    for value, unit, raw in _values(fold(claim)):
        if _follows(value, unit, raw, given) or any(
            _near(value, v, 1e-6) and raw in cited.folded for v, _, _ in bare
        ):
            continue

        def holds(words: str, value: float = value, unit: str = unit) -> bool:
            return any(_near(value, v, 1e-6) and u == unit for v, u, _ in _values(words))

        if others(holds, cited):
            continue
        near = cited.where(lambda w, raw=raw, h=holds: re.search(r"\d", raw) and h(w))
        yield tr(f"出处没有“{raw}”这个数{near}", f"the source has no figure “{raw}”{near}")


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


def _wrong_case(words: str, cited: Cited) -> Iterator[str]:
    """Names of places that another report tells of, and the cited one never names."""
    for case, report in cited.cases.items():
        if case == cited.case:
            continue
        for name in dict.fromkeys(_PLACE.findall(report.folded[:120])):
            if name in words and name not in cited.report.folded:
                yield tr(
                    f"“{name}”是 {case} 的事，{cited.case} 里没有",
                    f"“{name}” belongs to {case}; {cited.case} does not name it",
                )
                return


def _best(clause: str, source: str) -> tuple[str, float]:
    """The clause of the source that shares most with a clause of the claim, and that share."""
    mine, parts = _grams(clause), _clauses(source)
    # 哪户管哪片，没有划定: a denial behind its clause belongs to it
    whole = [
        f"{c}，{after}" if re.match(_DENIED, after) else c
        for c, after in zip(parts, [*parts[1:], ""])
    ]
    scored = [(len(mine & _grams(c)) / max(len(mine), 1), c) for c in whole]
    share, best = max(scored, default=(0.0, ""))
    return best, share


def _wrong_way(words: str, cited: Cited) -> Iterator[str]:
    """A fall told as a rise, worse told as better, no change told as change."""
    opposite = {
        "better": ("worse", "same"),
        "worse": ("better", "same"),
        "same": ("better", "worse"),
    }
    for clause in _clauses(words):
        best, share = _best(clause, cited.folded)
        mine, theirs = movement_of(clause), movement_of(best)
        if share >= 0.2 and mine and not theirs and direction_of(best) == "same":
            yield tr(f"出处说的是没有变化：“{best}”", f"the source says no change: “{best}”")
            return
        if share >= 0.2 and mine and theirs and mine != theirs:
            yield tr(f"升降说反了：出处是“{best}”", f"the movement is the other way: “{best}”")
            return
    said, told = direction_of(words), direction_of(cited.folded)
    ways = {direction_of(c) for c in _clauses(cited.folded)} | {told}
    if said and told and said not in ways and told in opposite[said]:
        yield tr("好坏说反了", "better and worse are interchanged")


def _not_done(words: str, cited: Cited) -> Iterator[str]:
    """A plan told as done, something dropped or lacking told as there."""
    if any(why == "planned" for *_, why in undone(words)) or re.search(
        r"打算|计划|准备|拟|将|下一步|要求|提出|设想", words
    ):
        return
    source = cited.folded
    stretches = undone(source) + ([(0, len(source), "planned")] if cited.later else [])
    mine = _grams(words)
    for why, says in (
        ("planned", tr("出处说的是计划或要求，还没有做", "the source tells a plan, not a deed")),
        ("dropped", tr("出处说的是落空或没有做成", "the source says that it came to nothing")),
    ):
        inside = "".join(source[a:b] for a, b, w in stretches if w == why)
        rest = source
        for a, b, w in sorted(stretches, reverse=True):
            rest = rest[:a] + " " + rest[b:] if w == why else rest
        if not inside or (why == "dropped" and _ANY_NOT.search(words)):
            continue
        if len(mine & _grams(inside)) > len(mine & _grams(rest)):
            yield says
            return
    for clause in _clauses(words):
        best, share = _best(clause, source)
        if share >= 0.45 and _NOT.search(best) and not _ANY_NOT.search(clause):
            yield tr(f"出处说的是没有：“{best}”", f"the source says that there was none: “{best}”")
            return
        if share >= 0.45 and _NOT.search(clause) and not _ANY_NOT.search(best):
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
    mine = _grams(words)
    if several or not mine or mine & _grams(cited.folded) or _values(words):
        return

    def holds(text: str) -> bool:
        return len(mine & _grams(text)) >= 0.5 * len(mine)

    near = cited.where(holds)
    yield tr(f"出处没有说到这件事{near}", f"the source does not speak of this{near}")
