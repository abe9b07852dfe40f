"""Sentences of cases as pages quote them: with their place, the outcome and which way they tell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from toolkit.reports.reading import evidence_name
from toolkit.terms import tr, word

#: characters by which a sentence quoted before is known again
_KNOWN_BY = 12
_FIGURE = re.compile(r"\d[\d.,]*|第[一二三]名")


def cited(report: Any, case: str, start: int, outcome: str = "") -> str:
    """Where a line stands, for the reader: 〔C05 第18句，改善〕 (sentences are numbered as in
    `toolkit.cases.coding_sheet`)."""
    number = report.sentence_number(int(start))
    ended = word("outcome", outcome) if outcome else ""
    tail = tr(f"，{ended}", f", {ended}") if ended else ""
    return tr(f"〔{case} 第{number}句{tail}〕", f" [{case}, sentence {number}{tail}]")


def quoted(
    said: Iterable[Any],
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]] | None = None,
    *,
    raters: bool = False,
    ways: bool = True,
) -> Iterator[str]:
    """Sentences as the page quotes them: with their place, the outcome and (with `ways`) which way
    they tell; with `raters` also who measured what they claim. What is in `seen` (case, start) was
    quoted before and is only named; the rest is added to it."""
    for e in said:
        words = " ".join(e.text.split())
        by = measured_by(cases[e.case], e.start, e.end) if raters else ""
        if seen is not None and (e.case, int(e.start)) in seen:
            words, by = tr("前面已引", "quoted above"), ""
        elif seen is not None:
            seen.add((e.case, int(e.start)))
        place = cited(cases[e.case], e.case, e.start, known[e.case])
        yield words + place + (way(cases[e.case], e.start, known[e.case]) if ways else "") + by


def named(places: Iterable[Any], cases: Mapping[str, Any]) -> str:
    """Sentences (case, start, …) by their numbers: C05 第18句、C06 第3句."""
    numbers: dict[str, list[int]] = {}
    for case, at, *_ in places:
        number = cases[case].sentence_number(int(at))
        numbers.setdefault(case, [])
        if number not in numbers[case]:
            numbers[case].append(number)
    listed = {c: tr("、", ", ").join(map(str, some)) for c, some in numbers.items()}
    return tr("、", "; ").join(
        tr(f"{c} 第{some}句", f"{c}, sentence{'s' * (',' in some)} {some}")
        for c, some in listed.items()
    )


def new_first(
    said: Sequence[Any],
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> str:
    """New sentences in full with what they rest on, then where the others stand further up."""
    new = [e for e in said if (e.case, int(e.start)) not in seen]
    old = [e for e in said if e not in new]
    lines = [*quoted(new, cases, known, seen, raters=True)]
    if old:
        told = tr("、", ", ").join(f"{named([e], cases)}{_opening(e.text)}" for e in old)
        lines.append(tr(f"又见 {told}。", f"See also {told}."))
    return tr("", " ").join(lines)


def _opening(text: str) -> str:
    """A few words of a sentence, by which a reader knows it again."""
    words = " ".join(text.split())
    clause = re.split("[，。；：]", words)[0]
    told = clause if len(clause) <= _KNOWN_BY else words[:_KNOWN_BY] + "……"
    return tr(f"“{told}”", f" (“{told}”)")


def quoted_above(places: Iterable[Any], cases: Mapping[str, Any]) -> str:
    """Which sentences (case, start, …) stand further up on the page."""
    told = named(places, cases)
    return tr(f"前面已引：{told}。", f"Quoted above: {told}.")


def measured_by(report: Any, start: int, end: int) -> str:
    """On what a claimed effect rests (grade, and whether it only compares levels) and who measured
    it, part by part where its halves differ; of another verdict only who gave it."""
    from toolkit.cases import is_rating

    words = report.folded[int(start) : int(end)]
    grade = bool(report.effects["start"].eq(start).any())
    figures = any(map(str.isdigit, words))
    if not (grade or is_rating(words)):
        return ""
    if grade and (parts := _by_parts(report, int(start), int(end))):
        return tr(f"（{parts}）", f" ({parts})")
    said = []
    if grade:
        said.append(tr("证据：", "evidence: ") + grounds_told(report, int(start), int(end)))
    by = measurers(report, start, end) if figures or is_rating(words) else ""
    # an honour that names nobody as its giver needs no such remark; a result does
    if by and (grade or by != word("rater", "not_stated")):
        said.append(tr("谁测评的：", "measured by: ") + by)
    if not said:
        return ""
    return tr(f"（{'；'.join(said)}）", f" ({'; '.join(said)})")


def grounds_told(report: Any, start: int, end: int) -> str:
    """What a claimed effect rests on, every strong ground of it; a start that it lacks is said."""
    from toolkit.cases import grounds, level_only, raters_of

    words = report.folded[start:end]
    figures = len(_FIGURE.findall(words))
    kinds = {r.kind for r in raters_of(words, _ahead(report, start))}
    # a survey or an audit of which it is not said whose it was is nobody else's word yet
    nobodys = tr("有测评或审计", "a survey or an audit")
    told = tr("、", ", ").join(
        nobodys if grade == "witness" and kinds <= {"not_stated", "own"} else evidence_name(grade)
        for grade in grounds(words, figures)
    )
    level = tr("；只比高低，没有起点", "; levels only, no starting point")
    return told + (level if level_only(words) else "")


def _by_parts(report: Any, start: int, end: int) -> str:
    """What each part of a sentence between semicolons rests on and who measured it, where somebody
    is named for one of them and not for all; else empty."""
    from toolkit.cases import raters_of

    words = report.folded[start:end]
    spans = [(start + m.start(), start + m.end()) for m in re.finditer("[^；;]+", words)]
    spans = [(a, b) for a, b in spans if _FIGURE.search(report.folded, a, b)]
    raters = [raters_of(report.folded[a:b], _ahead(report, start))[0] for a, b in spans]
    if len(spans) < 2 or len(set(raters)) == 1:
        return ""
    mark = tr("，", ", ")
    return tr("；", "; ").join(
        tr(f"第{i}分句：", f"part {i}: ")
        + grounds_told(report, a, b).replace(tr("；", "; "), mark)
        + mark
        + tr("谁测的：", "measured by: ")
        + _named(rater.kind, rater.name, False)
        for i, ((a, b), rater) in enumerate(zip(spans, raters), 1)
    )


def grounds_and_measurers(report: Any, start: int, end: int) -> str:
    """On what a claimed effect rests and who measured it, for a cell of a table."""
    if parts := _by_parts(report, int(start), int(end)):
        return parts
    who = tr("谁测评的：", "measured by: ") + measurers(report, start, end)
    return grounds_told(report, int(start), int(end)) + tr("；", "; ") + who


def measurers(report: Any, start: int, end: int) -> str:
    """Who measured what a sentence claims, as the page names them."""
    from toolkit.cases import raters_of

    words = report.folded[int(start) : int(end)]
    found = raters_of(words, _ahead(report, int(start)))
    found.sort(key=lambda r: not r.name)
    return tr("；", "; ").join(_named(r.kind, r.name, len(found) > 1) for r in found)


def _ahead(report: Any, start: int) -> str:
    """The sentence ahead, in which a report may say who had a survey made."""
    number = report.sentence_number(start)
    if number < 2:
        return ""
    a, b = map(int, report.sentences.iloc[number - 2])
    return str(report.folded[a:b])


def _named(kind: str, name: str, one_of_several: bool) -> str:
    if name and kind == "not_stated":
        return tr(f"{name}，没写明是哪一方", f"{name}, of which party is not said")
    if name:
        return tr(f"{name}，属{word('rater', kind)}", f"{name}, {word('rater', kind)}")
    rest = tr("其余", "the rest ") if one_of_several else ""
    return rest + word("rater", kind)


def way(report: Any, start: int, outcome: str = "") -> str:
    """The mark of a sentence that says itself that something fell or did not change, or of a rise
    that did not last; a rise of a case that improved needs none."""
    from toolkit.cases import ways_told

    told = ways_told(report, int(start))
    told.sort(key=lambda way: (way != "same") == (outcome == "unchanged"))
    marks = [word("direction", way) for way in told if way in ("worse", "same")]
    if not marks:
        if "better" in told and outcome in ("worse", "unchanged"):
            return tr("【一时的成效，没有保住】", " [an early gain that did not last]")
        return ""
    how = tr("；", "; ").join(marks)
    return tr(f"【原句说{how}】", f" [the sentence tells: {how}]")
