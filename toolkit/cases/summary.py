"""Extractive summary under a character budget: what practices the reports share, on which evidence,
every line cut from its source."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from toolkit.cases.by_case import as_cases
from toolkit.cases.choosing import strongest
from toolkit.cases.codebook import Codebook
from toolkit.cases.coders import code
from toolkit.cases.coding import accepted, who_coded
from toolkit.cases.compared import in_time, known_outcomes
from toolkit.cases.evidence import EVIDENCE
from toolkit.cases.report import Report
from toolkit.cases.slots import SLOTS
from toolkit.cases.sources import CaseError
from toolkit.cases.whole import has_subject, how_well_told, whole
from toolkit.terms import plural, tr

__all__ = ["statement", "summarise"]

#: what a first, second … mention of the same code adds; a code in many cases is worth more, but
#: ever less
_FADE = 0.5
#: what a sentence is worth that does not say who acts
_UNTOLD = 0.5
_WEIGHT = {"code": 1.0, "slot": 0.5, "case": 0.3, "evidence": 1.5}
#: the first line of a slot is worth more than those after it, for an empty slot tells nothing;
#: less in a summary of one case, whose practices are what it is read for
_FIRST = {"one": 0.5, "several": 1.5}
#: how much more what was learnt and what went wrong are worth, and their second, third … line of
#: that
_LEARNT = {"insight": (2.0, 0.8), "problem": (1.5, 0.7), "": (0.0, 0.0)}
#: a shorter sentence does not stand for a slot by itself
_SHORT = 22
#: characters that naming the source costs a reader; keeps lines from being cut to scraps
_CITING = 15


@dataclass(frozen=True)
class _Line:
    case: str
    start: int
    end: int
    codes: frozenset[str]
    slot: str
    evidence: str
    told: bool = True
    #: how much it says of who, what and how often, at most 1
    quality: float = 1.0

    @property
    def cost(self) -> int:
        return self.end - self.start


class _Chosen:
    """The value of a set of lines; adding one never gains more later than earlier (monotone
    submodular)."""

    def __init__(self, first: float = _FIRST["several"]) -> None:
        self.first = first
        self.cases_of: dict[str, set[str]] = defaultdict(set)
        self.slots: dict[str, int] = defaultdict(int)
        self.cases: set[str] = set()
        self.best: dict[str, float] = {}
        self.value = 0.0

    def gain(self, line: _Line) -> float:
        new = sum(
            _FADE ** len(self.cases_of[c]) for c in line.codes if line.case not in self.cases_of[c]
        )
        slot = _FADE ** self.slots[line.slot] if line.slot else 0.0
        # what was learnt and what went wrong come from many cases, and one line tells too little
        worth, again = _LEARNT.get(line.slot, (1.0, 0.0))
        slot += self.first * worth * line.quality * again ** self.slots[line.slot]
        strength = _strength(line.evidence) - self.best.get(line.case, 0.0)
        fresh = line.case not in self.cases
        return (
            _WEIGHT["code"] * new
            + _WEIGHT["slot"] * slot
            + _WEIGHT["case"] * fresh
            + _WEIGHT["evidence"] * max(strength, 0.0)
        ) * (1.0 if line.told else _UNTOLD)

    def add(self, line: _Line) -> None:
        self.value += self.gain(line)
        for c in line.codes:
            self.cases_of[c].add(line.case)
        if line.slot:
            self.slots[line.slot] += 1
        self.cases.add(line.case)
        self.best[line.case] = max(self.best.get(line.case, 0.0), _strength(line.evidence))


def _strength(evidence: str) -> float:
    return 0.0 if evidence not in EVIDENCE else 1 - EVIDENCE.index(evidence) / len(EVIDENCE)


def _lines(
    cases: dict[str, Report], coded: pd.DataFrame, outcomes: Mapping[str, str] | None
) -> list[_Line]:
    """Every line that may be taken: whole sentences that are coded, claim an effect (of a case
    whose outcome is known the strongest), or say what was learnt."""
    known = known_outcomes(cases, outcomes)[0] if len(cases) > 1 else {}
    by_sentence: dict[tuple[str, int, int], set[str]] = defaultdict(set)
    for case, start, end, name in coded[["case", "start", "end", "code"]].itertuples(index=False):
        by_sentence[case, start, end].add(name)
    given = "improved" in known.values() and outcomes is not None
    out = []
    for case, report in cases.items():
        best = {said.start for said in strongest(report, case, known.get(case, "not_stated"))}
        for start, end, slot, evidence in report.statements.itertuples(index=False):
            codes = frozenset(by_sentence.get((case, start, end), ()))
            words = report.text[start:end]
            # a scrap without a stop is a heading that was not recognised, a date or a signature
            if not whole(words) or (slot == "practice" and not codes):
                continue
            if slot == "effect" and best and start not in best:
                continue
            # what is coded as a practice was done, whatever word of doubt stands in it
            slot = "practice" if codes and slot == "problem" else slot
            # what was done stands for an improvement where it is given who improved
            if slot == "practice" and given and known.get(case) != "improved":
                continue
            told = has_subject(words) if slot == "practice" else True
            out.append(
                _Line(
                    case=case,
                    start=start,
                    end=end,
                    codes=codes,
                    slot=slot,
                    evidence=evidence,
                    told=told,
                    quality=min(1.0, how_well_told(words) / 2) * (end - start >= _SHORT),
                )
            )
    return out


def _greedy(
    lines: list[_Line], budget: int, first: float = _FIRST["several"]
) -> tuple[list[_Line], float, float]:
    """Lines by gain for each character, or the best single line when that is worth more; value and
    its upper bound."""
    chosen, taken, left = _Chosen(first), [], budget
    heap = [
        (-chosen.gain(line) / (line.cost + _CITING), i)
        for i, line in enumerate(lines)
        if 0 < line.cost <= budget
    ]
    heapq.heapify(heap)
    covered: dict[str, list[tuple[int, int]]] = defaultdict(list)
    while heap:
        _, i = heapq.heappop(heap)
        line = lines[i]
        if line.cost > left or any(a < line.end and line.start < b for a, b in covered[line.case]):
            continue
        now = -chosen.gain(line) / (line.cost + _CITING)
        if now >= -1e-12:
            continue
        if heap and now > heap[0][0] + 1e-12:
            heapq.heappush(heap, (now, i))  # stale: others may be worth more by now
            continue
        chosen.add(line)
        taken.append(line)
        covered[line.case].append((line.start, line.end))
        left -= line.cost
    single = (
        max((_Chosen(first).gain(x), i) for i, x in enumerate(lines) if x.cost <= budget)
        if any(x.cost <= budget for x in lines)
        else (0.0, -1)
    )
    if single[0] > chosen.value:
        taken, chosen = [lines[single[1]]], _Chosen(first)
        chosen.add(taken[0])
    return taken, chosen.value, _bound(chosen, lines, budget)


def _bound(chosen: _Chosen, lines: list[_Line], budget: int) -> float:
    """No choice within the budget is worth more: value plus the best fractional filling by
    remaining gains (Leskovec 2007)."""
    gains = sorted(
        ((chosen.gain(x) / x.cost, x.cost) for x in lines if 0 < x.cost <= budget), reverse=True
    )
    room, bound = budget, chosen.value
    for ratio, cost in gains:
        if room <= 0 or ratio <= 0:
            break
        bound += ratio * min(cost, room)
        room -= cost
    return bound


def summarise(
    reports: Mapping[str, Report] | Sequence[Report],
    budget: int,
    *,
    coded: pd.DataFrame | None = None,
    codebook: Codebook | pd.DataFrame | None = None,
    outcomes: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """Summarise reports in at most `budget` characters, in the order 背景–做法–成效–启示（–问题）.

    Parameters
    ----------
    reports : mapping or sequence of Report
    budget : int
        Characters that all lines together may have.
    coded : DataFrame, optional
        Coding to summarise by (`code` or `merge`); default: the machine's suggestions.
    outcomes : mapping, optional
        Case → outcome, for the statement of what the summary rests on.

    Returns
    -------
    DataFrame
        ``case, start, end, text, codes, slot, evidence``: every text is sliced from its report.
        ``attrs``: ``value`` and ``bound`` (no choice of lines within the budget can be worth more),
        ``statement`` (see `statement`).

    Notes
    -----
    Sets of lines are valued by a monotone submodular function (practices with fading returns,
    cases, slots, the best evidence of each case); greedy by gain per character, or the best single
    line (Khuller, Moss & Naor 1999; Lin & Bilmes 2010; the data-dependent bound after Leskovec et
    al. 2007).

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> cases.summarise([report], 40)[["text", "slot"]].values.tolist()
    [['党员公开承诺办好12件实事。', 'practice'], ['村集体收入由3万元增至5万元。', 'effect']]
    """
    if isinstance(budget, bool) or not isinstance(budget, int) or budget < 0:
        raise CaseError(
            tr(
                "budget 是字数上限，须为不小于 0 的整数。",
                "budget is the number of characters, a whole number from 0.",
            )
        )
    cases = as_cases(reports)
    coded = accepted(code(cases, codebook) if coded is None else coded)
    if len(cases) > 1:  # what a case did only after its end is no practice of it
        coded = in_time(coded, cases, outcomes)
    lines = _lines(cases, coded, outcomes)
    taken, value, bound = _greedy(lines, budget, _FIRST["several" if len(cases) > 1 else "one"])
    stage = {c.code: i for i, c in enumerate(Codebook.of(codebook))}
    taken.sort(
        key=lambda x: (
            SLOTS.index(x.slot),
            min((stage.get(c, 99) for c in x.codes), default=99),
            x.case,
            x.start,
        )
    )
    rows = [
        (
            x.case,
            x.start,
            x.end,
            cases[x.case].text[x.start : x.end],
            ";".join(sorted(x.codes)),
            x.slot,
            x.evidence,
        )
        for x in taken
    ]
    out = pd.DataFrame(rows, columns=["case", "start", "end", "text", "codes", "slot", "evidence"])
    out.attrs |= {
        "value": round(value, 4),
        "bound": round(bound, 4),
        "statement": statement(cases, coded, outcomes),
    }
    return out


def statement(
    cases: Mapping[str, Report], coded: pd.DataFrame, outcomes: Mapping[str, str] | None = None
) -> str:
    """What a summary rests on, in sentences: how many cases, coded by whom, on which evidence,
    winners only or not.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\\n"
    >>> report = cases.Report(text, "C01")
    >>> cases.statement({"C01": report}, cases.code([report])).split("。")[0]
    '共 1 个案例，编码为机器建议，未经人核对'
    """
    grades = [g for r in cases.values() for g in r.statements["evidence"] if g]
    hard = sum(g in ("witness", "comparison", "before_after", "number_with_base") for g in grades)
    parts = [
        tr(f"共 {len(cases)} 个案例，", f"{plural(len(cases), 'case')}, ")
        + who_coded(cases, coded),
        tr(
            f"{len(grades)} 处成效陈述，其中 {hard} 处有基数、前后对比、对照或外部印证。",
            f"{plural(len(grades), 'claimed effect')}, {hard} of them with a base, before and "
            f"after, a comparison or an outside witness.",
        ),
    ]
    if not grades and coded.empty:
        parts.append(tr("没有读出做法。", "No practice was found either."))
    elif set(grades) <= {"activity", "slogan"}:
        parts.append(tr("只有活动计数，没有结果。", "Only activity counts, no outcome."))
    known, source = known_outcomes(cases, outcomes)
    better = sum(o == "improved" for o in known.values())
    others = sum(o in ("unchanged", "worse") for o in known.values())
    if better or others:
        parts.append(
            tr(
                f"改善 {better} 个，未改善 {others} 个，"
                f"没有明确结果 {len(cases) - better - others} 个；",
                f"Improved: {better}, not improved: {others}, without a clear outcome: "
                f"{len(cases) - better - others}. ",
            )
            + source
        )
    if not better and not others:
        parts.append(
            tr(
                "没有一个案例的结果是明确的，无从比较。",
                "No case has a clear outcome, so nothing can be compared.",
            )
        )
    elif not others:
        parts.append(
            tr(
                "没有未改善的案例可比：共有做法，非成因。",
                "No case without improvement to compare with: shared practices, no causes.",
            )
        )
    return "".join(parts) if tr("zh", "en") == "zh" else " ".join(parts)
