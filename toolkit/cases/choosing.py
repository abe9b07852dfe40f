"""What tells an experience best: how it was done, what it came to, who ended the other way; whole
sentences, chosen among the coded ones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Collection, Mapping

import pandas as pd

from toolkit.cases.effects import BEFORE
from toolkit.cases.evidence import EVIDENCE, level_only, surveyed
from toolkit.cases.report import Report
from toolkit.cases.slots import LEARNT, WANTING
from toolkit.cases.whole import Excerpt, excerpt, how_well_told, says_who, whole

_MOST_HOW = 3
#: a shorter sentence only heads its paragraph
_SHORTEST = 16
#: the place of evidence that others gave or that others are compared with
_OUTSIDE = EVIDENCE.index("comparison")
#: the share of a report that tells where things started
_START = 0.4
#: the share in which what is wanting tells of the start even where no word says so
_EARLY = 0.25
#: what a place is: 有居民6300户
_SIZE = re.compile(r"[有共](?:居民|农户|村民|群众|人口|教?职工|学生|党员|摊位)\d")
#: how a place went about things: 支部活动长年就是念报纸
_HABIT = re.compile(r"(?:长年|常年|平时|向来|历来|一直)[^，。；]{0,8}(?:是|靠|只)")
#: what somebody remembers of other times, courtesy, and what was rightly not done: no want of today
NO_WANT = re.compile(
    r"回忆|(?:[一二三四五六七八九十]+|几)十?年前[^，。；]{0,2}[没有]|原谅|谅解|不周到?|不是说|不是告状|没有(?:什么)?(?:窍门|捷径|诀窍)"
    r"|吸取[^，。；]{0,6}教训|^(?:隔壁|邻[村县镇乡])"
    r"|(?:有人|曾)(?:建议|提议|提出)[^。]*(?:没有?|未)(?:同意|采纳|答应)"
)
#: a want that was met in the same sentence: 把拖欠的补偿款发到93户手中
_MET = re.compile(
    r"发到|化解了|解决了|还清|理清|补[齐上]了|整改到位|修好了|已经?(?:解决|还清|补齐)"
)
#: what opens so tells how something was done, not how it was before
_NO_START = re.compile(r"(?:靠|通过|按照|根据|依照|为了|今天|经|采取|今年|近日)")
#: sentences on what an improved case did
_DEEDS = 2
#: the deed of an office above
_ABOVE = re.compile(r"[县市省区镇乡](?:里|[^，。；]{0,6}?[局委部办])")
_NOT = ("unchanged", "worse")
#: what it cost, did not reach or owes to something else, told of a case that improved
_AGAINST = re.compile(
    r"(?<!由)[亏赔](?:了|损|本|掉)?[^，。；]{0,4}\d|损失|失败|半途|停[工办]|碰过?钉子|检讨|返工|中断|夭折|没有?做好|待改进"
    r"|需要说明|说不准|也[与跟和][^，。；]{2,24}有关|尚早|分不开|^不过，|未能|仍只有"
)


def told_how(
    codes: tuple[str, ...], some: list[str], cases: Mapping[str, Report], rows: pd.DataFrame
) -> list[Excerpt]:
    """How it was done: the sentences that tell most of who, what and how often, from as many cases
    as there is room for."""
    found: list[tuple[float, Excerpt]] = []
    wanted = rows[rows["case"].isin(some) & rows["code"].isin(codes)]
    sure = wanted.groupby(["case", "start"])["confidence"].max() if "confidence" in wanted else {}
    for case, start in wanted[["case", "start"]].drop_duplicates().itertuples(index=False):
        report = cases[str(case)]
        a, b = _sentence(report, int(start))
        said = excerpt(report, str(case), a, b)
        if not whole(said.text):
            continue  # a heading that bears the code tells not how
        here = wanted[(wanted["case"] == case) & (wanted["start"] == start)]["code"].nunique()
        # a person's coding is as good as sure
        trust = 4.0 * float(sure[case, start] if len(sure) else 1.0)
        found.append((how_well_told(said.text) + 0.5 * (here - 1) + trust, said))
    ends = {(c, int(at)) for c in some for at in cases[c].effects["start"]}
    # what came of it does not tell how; a sentence that names nobody comes after those that say who
    found.sort(
        key=lambda f: (f[1][:2] in ends, not says_who(f[1].text), -f[0], f[1].case, f[1].start)
    )
    taken: list[Excerpt] = []
    for _, said in found:
        if said.case not in {t.case for t in taken} and len(taken) < _MOST_HOW:
            taken.append(said)
    return taken


def _sentence(report: Report, start: int) -> tuple[int, int]:
    """The whole sentence around an offset: people may have marked only some words. A short one
    that only heads its paragraph (常回头看。) gives way to the next."""
    starts = report.sentences["start"].to_list()
    i = max(bisect_right(starts, start) - 1, 0)
    a, b = (int(report.sentences[c].iloc[i]) for c in ("start", "end"))
    if b - a < _SHORTEST and i + 1 < len(starts):
        follows = int(starts[i + 1])
        if "\n" not in report.text[b:follows]:
            return follows, int(report.sentences["end"].iloc[i + 1])
    return a, b


def best_evidence(some: list[str], cases: Mapping[str, Report], shown: set[str]) -> list[Excerpt]:
    """The two best grounded sentences on what became better, of different cases; first of those
    whose practice is `shown`."""
    best = [said for case in some for said in strongest(cases[case], case, "improved")[:1]]
    graded = [(s.case not in shown, _grade(cases[s.case], s), -how_well_told(s.text)) for s in best]
    return [said for _, said in sorted(zip(graded, best))[:2]]


def _grade(report: Report, said: Excerpt) -> int:
    effects = report.effects
    return _rank(str(effects.loc[effects["start"] == said.start, "evidence"].iloc[0]))


def _rank(evidence: str) -> int:
    """The place of a grade: an outside witness and a comparison are alike the strongest."""
    return max(EVIDENCE.index(evidence), _OUTSIDE)


def strongest(report: Report, case: str, outcome: str) -> list[Excerpt]:
    """The strongest sentence on what came of a case, this way or (for a case that did not improve)
    that; a test or survey which tells no way by itself stands before the best one that does. What
    only compares levels comes after whatever has a start.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n村集体收入由3万元增至5万元。群众都说好。\\n"
    >>> [said.text for said in cases.strongest(cases.Report(text, "C01"), "C01", "improved")]
    ['村集体收入由3万元增至5万元。']
    """
    ways = {"improved": ("better",), "mixed": ("better", "same", "worse")}
    wanted = ways.get(outcome, ("same", "worse") if outcome != "not_stated" else ())
    found = []
    for e in report.effects.itertuples(index=False):
        rank, told = _rank(e.evidence), e.direction in wanted
        asked = rank == _OUTSIDE or surveyed(report.folded[e.start : e.end])
        if e.planned or not (told or (wanted and e.direction == "unknown" and asked)):
            continue
        said = excerpt(report, case, e.start, e.end)
        figures = report.figures["start"].between(e.start, e.end - 1).sum()
        level = level_only(report.folded[e.start : e.end])
        place = (level, _OUTSIDE if asked else rank, not told)
        found.append((*place, -int(figures), -said.start, said))
    found.sort()
    told_first = [f[-1] for f in found if not f[2]][:1]
    if not told_first and report.outcome == outcome and report.outcome_sentence:
        # no figures tell it, but a sentence says how it ended
        told_first = [excerpt(report, case, *report.outcome_sentence)]
    return [f[-1] for f in found[:1] if f[2] and f[-1] not in told_first] + told_first


def line_by_case(
    cases: Mapping[str, Report],
    rows: pd.DataFrame,
    known: Mapping[str, str],
    shown: Collection[tuple[str, int]] = (),
    *,
    lesser: bool = False,
) -> pd.DataFrame:
    """For every case with a clear outcome its best line of each slot, as `summarise` lists lines;
    practices only of cases that improved, none that is `shown` (case, start) elsewhere; effects of
    all. Where the worst problem is shown, a `lesser` one takes its place only if asked.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n党员每月入户一次，帮困难户修房送药。"
    >>> text += "村集体收入由3万元增至5万元。\\n"
    >>> read = {"C01": cases.Report(text, "C01")}
    >>> lines = cases.line_by_case(read, cases.code(read), {"C01": "improved"})
    >>> lines["slot"].tolist(), lines["text"].iloc[1]
    (['effect', 'practice'], '党员每月入户一次，帮困难户修房送药。')
    """
    held = rows.groupby("code")["case"].agg(lambda some: [known[c] for c in set(some)])
    sides = [sum(o in side for o in known.values()) or 1 for side in (("improved",), _NOT)]
    # of what a case did the page tells what sets improved cases most apart from the others
    apart = {
        c: h.count("improved") / sides[0] - sum(map(_NOT.count, h)) / sides[1]
        for c, h in held.items()
    }
    out = []
    for case, report in cases.items():
        if known[case] == "not_stated":
            continue
        chosen = [("effect", said) for said in strongest(report, case, known[case])]
        mine = sorted(set(rows.loc[rows["case"] == case, "code"]), key=lambda c: (-apart[c], c))
        if known[case] == "improved" and mine:
            began = _began(report)
            told = [said for c in mine for said in told_how((c,), [case], cases, rows)]
            told = [said for said in told if said.start not in began] or told
            # what an office above did (县里开了现场会) is not how the case did it
            told.sort(key=lambda said: _ABOVE.match(said.text.strip()) is not None)
            new = {said.start: said for said in told if (case, said.start) not in shown}
            chosen += [("practice", said) for said in [*new.values()][:_DEEDS] or told[:1]]
        above = {at for c, at in shown if c == case}
        told_here = {said.start for _, said in chosen}
        also = _told_under(report, case, told_here, known[case] in _NOT, above)
        chosen += [(slot, said) for slot, said, best in also if best or lesser or slot != "problem"]
        for slot, said in chosen:
            here = rows["case"].eq(case) & rows["start"].between(said.start, said.end - 1)
            grade = report.effects.loc[report.effects["start"] == said.start, "evidence"]
            grade = str(grade.iloc[0]) if slot == "effect" else ""
            out.append((*said, ";".join(sorted(set(rows.loc[here, "code"]))), slot, grade))
    columns = ["case", "start", "end", "text", "codes", "slot", "evidence"]
    return pd.DataFrame(out, columns=columns)


def _began(report: Report) -> set[int]:
    """Where the sentences stand that tell how a case began."""
    slots = report.statements
    return set(slots.loc[slots["slot"] == "background", "start"])


def _told_under(
    report: Report, case: str, told: set[int], failed: bool, above: Collection[int] = ()
) -> list[tuple[str, Excerpt, bool]]:
    """Where a case began, what was learnt and what is admitted, the best told sentence of each,
    none that is `told` already or stands `above`; of a case that `failed` also what was wanting in
    what it did. With each whether it is the best of all, those above included."""
    found: dict[str, list[tuple[float, Excerpt]]] = {"background": [], "insight": [], "problem": []}
    after = _START * len(report.text)
    ways = dict(report.effects[["start", "direction"]].itertuples(index=False, name=None))
    for start, end, slot, _ in report.statements.itertuples(index=False):
        said, words = excerpt(report, case, start, end), report.folded[start:end]
        late, wants = start > after, len(WANTING.findall(words))
        if not whole(said.text) or start in told:
            continue
        cost = not failed and _AGAINST.search(words) is not None
        late = late or (cost and slot != "background" and start > _START / 2 * len(report.text))
        early = start < _EARLY * len(report.text)
        met = not failed and _MET.search(words) is not None and _AGAINST.search(words) is None
        wants = 0 if NO_WANT.search(words) or met else wants
        early = early and not (_NO_START.match(words) and slot != "background")
        size = _SIZE.search(words) is not None or _HABIT.search(words) is not None
        if not late and (slot == "background" or (early and (wants or size) and slot != "effect")):
            # how it was before tells more of the start than how many households there are
            before = BEFORE.search(words[:16]) is not None or _HABIT.search(words) is not None
            bare = 2 * (len(words) < _SHORTEST)
            found["background"].append((before + wants - bare - start / len(report.text), said))
        elif late and slot == "insight":
            cued = 4.0 * (LEARNT.search(words) is not None)
            if not cued and re.search(r"\d", words):
                continue  # 办了4期培训班: a deed under a heading on what was learnt
            found["insight"].append((cued + how_well_told(said.text), said))
        elif (
            late
            and not (met or NO_WANT.search(words))
            and (
                slot == "problem"
                or ways.get(start) in ("worse", "same")
                or cost
                or (failed and wants and slot == "practice")
            )
        ):
            plain = 2.0 * (slot in ("problem", "effect")) + 5.0 * cost
            found["problem"].append((plain + wants + how_well_told(said.text), said))
    best = {slot: max(some)[1] for slot, some in found.items() if some}
    rest = {s: [one for one in some if one[1].start not in above] for s, some in found.items()}
    return [
        (slot, max(some)[1], best[slot].start not in above) for slot, some in rest.items() if some
    ]


def admitted(report: Report, case: str) -> Excerpt | None:
    """What a case that improved says against itself: what it cost, what was not reached, what else
    may explain it.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n村里有农户300户。\\n党员先试种新苗，头一年亏了6万元。\\n"
    >>> text += "后来换了土壤，第二年才成功。收入由3万元增至5万元，另有积蓄。\\n"
    >>> cases.admitted(cases.Report(text, "C01"), "C01").text
    '党员先试种新苗，头一年亏了6万元。'
    """
    told = _told_under(report, case, set(), False)
    return next((said for slot, said, _ in told if slot == "problem"), None)


def endings(
    some: list[str], cases: Mapping[str, Report], known: Mapping[str, str]
) -> list[Excerpt]:
    """How two of these cases ended, those first that tell it best."""
    ends = [end for c in some if (end := ending(cases[c], c, known[c])) is not None]
    return sorted(ends, key=lambda end: (-how_well_told(end.text), end.case))[:2]


def ended_otherwise(
    codes: tuple[str, ...],
    against: list[str],
    cases: Mapping[str, Report],
    rows: pd.DataFrame,
    known: Mapping[str, str],
) -> list[Excerpt]:
    """A case that has the practice and ended the other way: where it did it, and how it ended."""
    best: tuple[float, list[Excerpt]] = (0.0, [])
    for case in against:
        did = told_how(codes, [case], cases, rows)
        end = ending(cases[case], case, known[case])
        if not did or end is None:
            continue
        value = how_well_told(end.text) + how_well_told(did[0].text) * (did[0] != end)
        if value > best[0]:
            best = (value, [did[0], end] if did[0] != end else [end])
    return best[1]


def ending(report: Report, case: str, outcome: str) -> Excerpt | None:
    """The best grounded sentence on how a case ended."""
    wanted = {"improved": ("better",), "worse": ("worse", "same"), "unchanged": ("same", "worse")}
    found = [
        (EVIDENCE.index(e.evidence), -int(e.start), int(e.end))
        for e in report.effects.itertuples(index=False)
        if e.direction in wanted.get(outcome, ()) and not e.planned
    ]
    if found:
        _, start, end = min(found)
        return excerpt(report, case, -start, end)
    span = report.outcome_sentence
    return excerpt(report, case, *span) if span else None


def remedies_from(report: Report, case: str) -> int:
    """Where a case that did not improve has told how it ended: what it did from there on is what
    was done to mend it.

    Examples
    --------
    >>> from toolkit import cases
    >>> text = "柳溪村小结（虚构）\\n村里修了广场，也刷了墙，还挂了牌子。\\n"
    >>> text += "村集体收入由4万元降到1万元。\\n镇里换了书记。\\n"
    >>> text[cases.remedies_from(cases.Report(text, "C01"), "C01") :].strip()
    '镇里换了书记。'
    """
    span = ending(report, case, "unchanged")
    late = span is not None and span.start > 0.5 * len(report.text)
    return span.end if span is not None and late else len(report.text) + 1
