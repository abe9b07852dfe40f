"""Sentences of cases as pages quote them: with their place, the outcome and which way they tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from toolkit.terms import tr, word


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
) -> Iterator[str]:
    """Sentences as the page quotes them: with their place, the outcome and which way they tell;
    with `raters` also who measured what they claim. What is in `seen` (case, start) was quoted
    before and is only named; the rest is added to it."""
    for e in said:
        words = " ".join(e.text.split())
        by = measured_by(cases[e.case], e.start, e.end) if raters else ""
        if seen is not None and (e.case, int(e.start)) in seen:
            words = tr("前面已引", "quoted above")
        elif seen is not None:
            seen.add((e.case, int(e.start)))
        place = cited(cases[e.case], e.case, e.start, known[e.case])
        yield words + place + way(cases[e.case], e.start, known[e.case]) + by


def quoted_above(places: Iterable[Any], cases: Mapping[str, Any]) -> str:
    """Which sentences (case, start, …) stand further up on the page."""
    named = []
    for case, at, *_ in places:
        number = cases[case].sentence_number(int(at))
        named.append(tr(f"{case} 第{number}句", f"{case}, sentence {number}"))
    told = tr("、", "; ").join(dict.fromkeys(named))
    return tr(f"前面已引：{told}。", f"Quoted above: {told}.")


def measured_by(report: Any, start: int, end: int) -> str:
    """Who measured what a sentence claims, where it claims an effect in figures or tells a
    verdict."""
    from toolkit.cases import is_rating, raters_of

    words = report.folded[int(start) : int(end)]
    effect = (report.effects["start"] == start).any() and any(map(str.isdigit, words))
    if not (effect or is_rating(words)):
        return ""
    found = sorted(raters_of(words), key=lambda r: r.kind == "not_stated")
    told = [_named(r.kind, r.name, len(found) > 1) for r in found]
    return tr(f"（谁测评的：{'；'.join(told)}）", f" (measured by: {'; '.join(told)})")


def _named(kind: str, name: str, one_of_several: bool) -> str:
    if name:
        return tr(f"{name}，属{word('rater', kind)}", f"{name}, {word('rater', kind)}")
    rest = tr("其余", "the rest ") if one_of_several else ""
    return rest + word("rater", kind)


def way(report: Any, start: int, outcome: str = "") -> str:
    """The mark of a sentence that tells a fall or no change, or a rise that did not last; a rise of
    a case that improved needs none."""
    effects = report.effects
    told = effects.loc[effects["start"] == start, "direction"]
    if told.empty or told.iloc[0] not in ("worse", "same"):
        if "better" in told.to_list() and outcome in ("worse", "unchanged"):
            return tr("【一时的成效，没有保住】", " [an early gain that did not last]")
        return ""
    how = word("direction", told.iloc[0])
    return tr(f"【{how}】", f" [{how}]")
