"""The experience page: what improved cases came to, the questions that part the cases, the same
practice with two ends, what parts the sides and what does not, what was changed afterwards; and, in
its annex, practice by practice, on what that rests."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.aftermath import aftermath_section
from toolkit.reports.alike import same_help
from toolkit.reports.counting import (
    every_practice,
    firm,
    nearest,
    not_parting,
    page_table,
    shown_alike,
    with_counts,
    without_doubt,
)
from toolkit.reports.gains import gains_section
from toolkit.reports.manner import manner_section, shortfall_paragraphs
from toolkit.reports.model import Section
from toolkit.reports.practice import practice_section
from toolkit.reports.two_ways import WANTED, sentences_of, two_ways, uncounted
from toolkit.terms import tr

#: rows of each group that get a section of their own; the rest stand in the table
_TOLD = {"parts": 7, "parts_not": 4}


def experience_sections(
    cases: Mapping[str, Any],
    coded: pd.DataFrame,
    outcomes: Mapping[str, str] | None,
    seen: set[tuple[str, int]],
) -> tuple[list[str], list[Section]]:
    """Sentences for the head of the page, then its sections and those of the annex (`Section.annex`
    tells which). Sentences quoted are added to `seen`."""
    from toolkit.cases import MACHINES, accepted, doubtful, experience, in_time, known_outcomes

    coded = accepted(coded).reset_index(drop=True)
    known, _ = known_outcomes(cases, outcomes)
    counted = in_time(coded, cases, outcomes)
    keys = doubtful(cases, coded)[["case", "code", "start"]].itertuples(index=False, name=None)
    doubts = {(case, code, int(start)) for case, code, start in keys}
    found = _with_names(experience(cases, coded, outcomes))
    found = without_doubt(found, counted, doubts, cases, known)
    lack = uncounted(cases, coded, counted, known)
    # what a case lacked of a practice is told there
    below = {e[:2] for e in sentences_of(lack[lack["reason"].isin(WANTED)], cases)}
    by_people = bool(set(coded.get("coder", ())) - {*MACHINES})
    front = [_parted(found, by_people)]
    help_ = same_help(cases, counted, known, seen, below)
    gains = gains_section(cases, counted, known, seen)
    manners, told = manner_section(cases, known, seen)
    front += [line for line in (told, *help_) if line]
    alike = shown_alike(found)
    pairs = two_ways(
        found[~found["codes"].isin(alike)],
        counted,
        lack,
        cases=cases,
        known=known,
        seen=seen,
        doubts=doubts,
    )
    if pairs.paragraphs and not by_people:
        pairs.paragraphs[0] += tr(
            "编码没有人核对过：先看两句说的是不是同一件事。",
            " Nobody checked the coding: see first whether both tell of the same thing.",
        )
    head = _practices(found, counted, cases, known, seen, doubts)
    page = [gains, manners, pairs, head, aftermath_section(cases, known, seen)]
    annex = _annex(found, cases, coded, counted=counted, known=known, lack=lack, seen=seen)
    return front, [s for s in [*page, *annex] if s.paragraphs or s.tables]


def _with_names(found: pd.DataFrame) -> pd.DataFrame:
    from toolkit.cases import default_codebook

    labels = default_codebook().labels
    names = [tr("＋", " + ").join(labels.get(c, c) for c in v.split(";")) for v in found["codes"]]
    named = found.assign(name=[name[:1].upper() + name[1:] for name in names])
    named.attrs |= found.attrs
    return named


def _practices(
    found: pd.DataFrame,
    counted: pd.DataFrame,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
    doubts: set[tuple[str, str, int]],
) -> Section:
    """The table, what parts nothing, and what is not counted."""
    title = tr(
        "各项做法：什么分得开，什么分不开",
        "Practices: what tells the two sides apart and what does not",
    )
    if not found.attrs["improved"] or not found.attrs["not_improved"]:
        title = tr("各项做法：几个案例写到", "Practices: how many cases write of them")
    section = Section("experience", title, labelled=True)
    compared = found.attrs["improved"] or found.attrs["not_improved"]
    if len(found) and compared:
        table = page_table(found)
        section.tables = [table] if len(table.frame) else []
        section.paragraphs = not_parting(found, counted, cases, known, seen, doubts)
    return section


def _annex(
    found: pd.DataFrame,
    cases: Mapping[str, Any],
    coded: pd.DataFrame,
    counted: pd.DataFrame,
    known: Mapping[str, str],
    lack: pd.DataFrame,
    seen: set[tuple[str, int]],
) -> list[Section]:
    """Practices that part the sides or come nearest, one by one; what everyone writes; what no code
    was given to; what else was wanting; every count."""
    from toolkit.reports.uncoded import without_code_section

    kinds = {g: found[found["group"] == g].head(most) for g, most in _TOLD.items()}
    if not any(map(len, kinds.values())):
        kinds = {"nearest": nearest(found)}
    told = [
        practice_section(
            f"{group}{i}", r, cases, known, found.attrs, coded=counted, lack=lack, seen=seen
        )
        for group, some in kinds.items()
        for i, r in enumerate(some.itertuples(index=False), 1)
    ]
    wanting = Section(
        "shortfalls", tr("未改善的还写明缺什么", "What else was missing where nothing improved")
    )
    wanting.paragraphs = shortfall_paragraphs(cases, known, seen)
    told += [_everyone(found), without_code_section(cases, coded, known, seen), wanting]
    told += [every_practice(found, counted, cases)] if len(found) else []
    for section in told:
        section.annex = True
    return told


def _parted(found: pd.DataFrame, by_people: bool) -> str:
    """What parts the sides, or that nothing does and what comes nearest; of what a machine coded
    nobody knows yet whether it stands."""
    attrs, count = found.attrs, found["group"].value_counts()
    better, others = attrs["improved"], attrs["not_improved"]
    more, less = int(count.get("parts", 0)), int(count.get("parts_not", 0))
    if not better and not others:
        return tr(
            "没有改善的案例，也没有未改善的案例：本页只列各报告写了什么。",
            "No case improved and none did not: this page only lists what the reports write.",
        )
    if not better or not others:
        return tr(
            f"改善 {better} 个、未改善 {others} 个：缺一边，无从比较，只能说共有做法。",
            f"{better} improved, {others} did not: one side is missing, so there is nothing to "
            f"compare, and only what the reports share can be told.",
        )
    if more or less:
        sure = with_counts(firm(found), attrs) or tr("没有", "none")
        held = tr("去掉存疑的编码还站得住的", "Still so without the codes in doubt")
        if not by_people:
            held = tr("编码没有人核对过，先去核对的", "Nobody checked the coding; check first")
        return tr(
            f"按编码，改善 {better} 个、未改善 {others} 个相比："
            f"{more} 项（组）做法在改善的案例里多得多，{less} 项在未改善的案例里多得多；"
            f"{held}：{sure}。",
            f"By the coding of {better} improved and {others} other cases: practices (or sets) "
            f"much more common among the improved: {more}; among the others: {less}. {held}: "
            f"{sure}.",
        )
    told = tr(
        "按编码，没有一项做法能可靠地把两边分开",
        "By the coding, no practice tells the two sides apart reliably",
    )
    if near := with_counts(nearest(found), attrs):
        told += tr("；最接近的是", "; the closest are ") + near
    return told + tr(
        f"：{better + others} 个案例说不准。", f": {better + others} cases are too few to tell."
    )


def _everyone(found: pd.DataFrame) -> Section:
    rows = found[found["group"] == "everyone"]
    section = Section("everyone", tr("大家都写的", "What everyone writes"))
    if len(rows):
        names = with_counts(rows, found.attrs)
        section.paragraphs = [
            tr(
                f"{names}：两边都写，本页的次数分不出两边。",
                f"{names[:1].upper() + names[1:]}: written by both sides; the counts of this page "
                f"do not part them.",
            )
        ]
    return section
