"""The experience page: practice by practice what parts improved from not improved cases, how it was
done, on what evidence, and what speaks against it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.manner import manner_section
from toolkit.reports.model import Section, Table
from toolkit.reports.practice import practice_section
from toolkit.reports.quoting import quoted
from toolkit.reports.two_ways import WANTED, sentences_of, two_ways, uncounted
from toolkit.terms import tr, word

#: rows of each group that get a section of their own; the rest stand in the table
_TOLD = {"parts": 7, "parts_not": 4}
#: practices that come nearest which are told, and how often chance may make such a gap
_NEAREST, _NEARLY = 4, 0.1
#: help that two cases had alike: 与邻村同时由县医院帮扶
_SAME_HELP = re.compile(
    r"(?:同时|同样|[都均])由[^，。；]{1,16}(?:帮|带|扶|结对|联系)|同一(?:批|个|家|支)[^，。；]{0,6}(?:人|队|单位|师傅|书记|干部)"
)


def experience_sections(
    cases: Mapping[str, Any],
    coded: pd.DataFrame,
    outcomes: Mapping[str, str] | None,
    seen: set[tuple[str, int]],
) -> list[Section]:
    """What parts improved from not improved, in a table and practice by practice; then what
    everyone writes and the same practice done two ways. Sentences quoted are added to `seen`."""
    from toolkit.cases import accepted, default_codebook, experience, in_time, known_outcomes
    from toolkit.reports.uncoded import without_code_section

    coded = accepted(coded).reset_index(drop=True)
    found = experience(cases, coded, outcomes)
    known, _ = known_outcomes(cases, outcomes)
    labels = default_codebook().labels
    named = [tr("＋", " + ").join(labels.get(c, c) for c in v.split(";")) for v in found["codes"]]
    named = [name[:1].upper() + name[1:] for name in named]
    found = found.assign(name=named)
    head, counted = _overview(found), in_time(coded, cases, outcomes)
    sections, lack = [head], uncounted(cases, coded, counted, known)
    # what a case lacked of a practice is told there
    below = {e[:2] for e in sentences_of(lack[lack["reason"].isin(WANTED)], cases)}
    head.paragraphs = _same_help(cases, counted, known, seen, below)
    manners, told = manner_section(cases, known, seen)
    if told:
        head.paragraphs.insert(0, told)
    sections += [manners] if manners.paragraphs else []
    kinds = {g: found[found["group"] == g].head(most) for g, most in _TOLD.items()}
    if not any(map(len, kinds.values())):
        kinds = {"nearest": nearest(found)}
    for group, some in kinds.items():
        rows = some.itertuples(index=False)
        sections += [
            practice_section(
                f"{group}{i}", r, cases, known, found.attrs, coded=counted, lack=lack, seen=seen
            )
            for i, r in enumerate(rows, 1)
        ]
    others = (
        _everyone(found),
        two_ways(found, counted, lack, cases, known, seen),
        without_code_section(cases, coded, known, seen),
    )
    return sections + [s for s in others if s.finding or s.paragraphs]


def _overview(found: pd.DataFrame) -> Section:
    attrs, count = found.attrs, found["group"].value_counts()
    better, others = attrs["improved"], attrs["not_improved"]
    more, less = int(count.get("parts", 0)), int(count.get("parts_not", 0))
    section = Section("experience", tr("做法与结果", "Practices and outcomes"))
    if not better or not others:
        section.finding = tr(
            f"改善 {better} 个、未改善 {others} 个：缺一边，无从比较，只能说共有做法。",
            f"Improved: {better}, not improved: {others}. One side is missing: shared practices "
            f"only, nothing to compare.",
        )
    elif not more and not less:
        section.finding = _nearest_told(found)
    else:
        section.finding = tr(
            f"改善 {better} 个、未改善 {others} 个相比：{more} 项（组）做法在改善的案例里多得多，"
            f"{less} 项在未改善的案例里多得多。",
            f"Improved: {better}, not improved: {others}. Practices (or sets) much more common "
            f"among the improved: {more}; among the others: {less}.",
        )
    section.tables = [_all_counted(found)]
    if attrs["late"]:
        section.limits.append(
            tr(
                f"未改善的案例里有 {attrs['late']} 处做法写在结局之后，是补救，没有计入。",
                f"Mentions in cases that did not improve which stand behind how they ended, as a "
                f"remedy: {attrs['late']}, not counted.",
            )
        )
    if attrs["left_out"]:
        left = tr("、", ", ").join(attrs["left_out"])
        section.limits.append(
            tr(f"没有明确结果、没有比较的案例：{left}。", f"Cases without a clear outcome: {left}.")
        )
    section.limits.append(
        tr(
            "做法有二十多项，总会有一两项碰巧把两边分开：先当成要去问的问题，不当成结论。",
            "With more than twenty practices one or two part the sides by chance: questions to go "
            "and ask, no conclusions.",
        )
    )
    return section


def _same_help(
    cases: Mapping[str, Any],
    counted: pd.DataFrame,
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
    below: set[tuple[str, int]],
) -> list[str]:
    """What a case that did not improve says of help that was the same as another's, and what it
    says itself went wrong and was learnt."""
    from toolkit.cases import Excerpt, line_by_case

    found = [
        Excerpt(case, start, end, report.text[start:end])
        for case, report in cases.items()
        if known[case] in ("unchanged", "worse")
        for start, end in report.sentences[["start", "end"]].itertuples(index=False)
        if _SAME_HELP.search(report.folded, start, end)
    ]
    head = tr("同样的帮扶、不同的结果，报告自己写的对照：", "The same help, another end: ")
    lines = [*quoted(found[:2], cases, known, seen)]
    if not lines:
        return []
    own = line_by_case(
        {e.case: cases[e.case] for e in found[:2]}, counted, known, seen | below, lesser=True
    )
    own = own[own["slot"].isin(["problem", "insight"])].sort_values("start")
    said = (Excerpt(*place) for place in own[["case", "start", "end", "text"]].itertuples(False))
    own_lines = [*quoted([e for e in said if e[:2] not in seen], cases, known, seen)]
    if own_lines:
        lines.append(tr("差在哪里，它自己说：", "What was wanting, in its own words: "))
    return [head + tr("", " ").join(lines + own_lines)]


def _all_counted(found: pd.DataFrame) -> Table:
    """Every practice that tells something, with its counts."""
    shares = ["share_improved", "share_not_improved"]
    table = found[["name", "improved", "not_improved", *shares, "chance", "group"]].copy()
    # a row of one or two cases, or that chance always makes, tells nothing
    empty = (table["improved"] + table["not_improved"]).lt(3) | table["chance"].ge(0.995)
    table = table[~empty]
    renamed = {"name": "practice", "chance": "by_chance", "group": "told_as"}
    table = table.rename(columns=renamed)
    table["told_as"] = [word("group", g) for g in table["told_as"]]
    if table["told_as"].nunique() == 1:
        table = table.drop(columns="told_as")
    return Table(
        tr("各项做法", "Every practice"),
        table,
        show=40,
        percent=tuple(shares),
        note=tr(
            f"Fisher p 为两边这么大的差别碰巧出现的可能。"
            f"两边合起来不到 3 个、或 p 为 1 的 {int(empty.sum())} 项未列。",
            f"Fisher p: how often chance alone makes so great a gap. Held by fewer than three "
            f"cases of both sides, or p of 1, and left out: {int(empty.sum())}.",
        ),
    )


def nearest(found: pd.DataFrame) -> pd.DataFrame:
    """The practices that come nearest to parting the sides where none does, this way or that: a
    great gap among at least three cases that chance makes least often."""
    rows = found[~found["codes"].str.contains(";") & found["group"].isin(["few", "everyone"])]
    rows = rows[(rows["improved"] + rows["not_improved"] >= 3) & (rows["difference"].abs() >= 0.4)]
    rows = rows[rows["chance"].le(max(_NEARLY, rows["chance"].min()))]
    return rows.sort_values("chance", kind="stable").head(_NEAREST)


def _with_counts(rows: pd.DataFrame, of: Mapping[str, Any]) -> str:
    """Practices, each with how many cases of either side have it."""
    better, others = of["improved"], of["not_improved"]
    return tr("、", ", ").join(
        tr(
            f"{r.name}（改善 {r.improved}/{better}，未改善 {r.not_improved}/{others}）",
            f"{r.name[:1].lower() + r.name[1:]} (improved {r.improved} of {better}; "
            f"not improved {r.not_improved} of {others})",
        )
        for r in rows.itertuples(index=False)
    )


def _nearest_told(found: pd.DataFrame) -> str:
    """That no practice parts the sides, and which come nearest."""
    better, others = found.attrs["improved"], found.attrs["not_improved"]
    told = tr("没有一项做法能可靠地把两边分开", "No practice parts the two sides reliably")
    if near := _with_counts(nearest(found), found.attrs):
        told += tr("；最接近的是", "; nearest come ") + near
    return told + tr(
        f"：{better + others} 个案例说不准。", f": {better + others} cases are too few to tell."
    )


def _everyone(found: pd.DataFrame) -> Section:
    rows = found[found["group"] == "everyone"]
    section = Section("everyone", tr("大家都写的", "What everyone writes"))
    if len(rows):
        names = _with_counts(rows, found.attrs)
        section.paragraphs = [
            tr(
                f"{names}：两边都写，本页的次数分不出两边。",
                f"{names[:1].upper() + names[1:]}: written by both sides; the counts of this page "
                f"do not part them.",
            )
        ]
    return section
