"""The slots of an experience page: 背景–做法–成效–启示–问题, a line of every case, and which cases
have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section, Table
from toolkit.reports.quoting import cited, measured_by, quoted, quoted_above, way
from toolkit.reports.reading import evidence_name
from toolkit.terms import tr, word

#: grades of results that were measured
_MEASURED = ("witness", "comparison", "before_after", "number_with_base", "number")
#: falls that the head of the page tells in full; the rest are named there and told below
_FELL = 2


def slot_sections(
    cases: Mapping[str, Any],
    summary: pd.DataFrame,
    counted: pd.DataFrame,
    as_tables: bool,
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> list[Section]:
    """Every slot with a line of each case; of cases without a clear outcome alone, the lines of the
    `summary`."""
    from toolkit.cases import SLOTS, line_by_case

    lines = line_by_case(cases, counted, known, seen)
    shown = lines if len(lines) else summary
    slots = [
        slot_section(cases, slot, shown[shown["slot"] == slot], as_tables, known, seen)
        for slot in SLOTS
    ]
    if len(lines):
        name_the_silent(slots, cases, lines, counted, known=known, seen=seen)
        effect = next(s for s in slots if s.key == "effect")
        effect.paragraphs += [] if as_tables else _further(cases, known, seen)
    return slots


def _further(
    cases: Mapping[str, Any], known: Mapping[str, str], seen: set[tuple[str, int]]
) -> list[str]:
    """What else improved cases measured: results that stand nowhere else on these pages."""
    from toolkit.cases import Excerpt

    lines = []
    for case, report in cases.items():
        effects = report.effects[report.effects["evidence"].isin(_MEASURED)]
        effects = effects[effects["direction"].ne("worse") & ~effects["planned"]]
        spans = effects[["start", "end"]].itertuples(index=False, name=None)
        said = [Excerpt(case, a, b, report.text[a:b]) for a, b in spans if (case, a) not in seen]
        if said and known[case] == "improved":
            told = tr("", " ").join(quoted(said, cases, known, seen, raters=True))
            lines.append(tr(f"{case} 另有：", f"{case}, besides: ") + told)
    return lines


def slot_section(
    cases: Mapping[str, Any],
    slot: str,
    rows: pd.DataFrame,
    as_table: bool,
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> Section:
    """Lines of one slot, those of improved cases first; what was quoted before is only named."""
    from toolkit.cases import default_codebook

    names, head = default_codebook().labels, word("slot", slot)
    rows = rows.assign(_side=[known[c] != "improved" for c in rows["case"]])
    rows = rows.sort_values("_side", kind="stable").drop(columns="_side")
    codes = [[names.get(c, c) for c in str(v).split(";") if c] for v in rows["codes"]]
    if rows.empty:
        empty = tr(
            f"{head}：空。报告里没有找到可摘的整句，不等于没有。",
            f"{head}: empty. No whole sentence was found, which does not mean that there is none.",
        )
        return Section(slot, head, paragraphs=[empty])
    section = Section(slot, head)
    if as_table:
        numbers = [cases[c].sentence_number(int(s)) for c, s in zip(rows["case"], rows["start"])]
        table = rows[["case", "text", "start", "end"]].reset_index(drop=True)
        table.insert(1, "sentence_no", numbers)
        table["outcome"] = [word("outcome", known[c]) for c in rows["case"]]
        table["codes"] = [tr("、", ", ").join(some) for some in codes]
        table["rests_on"] = [evidence_name(g) if g else "" for g in rows["evidence"]]
        section.tables = [Table(head, table, of="coding")]
        return section
    before = []
    for text, c, s, some in zip(rows["text"], rows["case"], rows["start"], codes):
        if (c, int(s)) in seen:
            before.append((c, int(s)))
            continue
        seen.add((c, int(s)))
        place = cited(cases[c], c, s, known[c]) + way(cases[c], s, known[c])
        by = measured_by(cases[c], s, int(s) + len(text)) if slot == "effect" else ""
        section.paragraphs.append(_line(text, place, some, by))
    if before:
        section.paragraphs.append(quoted_above(before, cases))
    return section


def fallen(
    cases: Mapping[str, Any], known: Mapping[str, str], seen: set[tuple[str, int]]
) -> list[str]:
    """Which cases fell, with the sentence that has most figures; nothing where none did."""
    from toolkit.cases import Excerpt

    fell = [c for c in cases if known[c] == "worse"]
    if not fell:
        return []
    said = []
    for case in fell[:_FELL]:
        report = cases[case]
        worse = report.effects[report.effects["direction"] == "worse"]
        spans = worse[["start", "end"]].itertuples(index=False, name=None)
        told = [Excerpt(case, a, b, report.text[a:b]) for a, b in spans]
        said += sorted(told, key=lambda e: -sum(map(str.isdigit, e.text)))[:1]
    same = sum(known[c] == "unchanged" for c in cases)
    head = tr(
        f"未改善的里 {len(fell)} 个变差（{'、'.join(fell)}），{same} 个无变化。",
        f"Of those that did not improve {len(fell)} fell ({', '.join(fell)}) and {same} did not "
        f"change. ",
    )
    return [head + tr("", " ").join(quoted(said, cases, known, seen, raters=True))]


def name_the_silent(
    sections: list[Section],
    cases: Mapping[str, Any],
    lines: pd.DataFrame,
    counted: pd.DataFrame,
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> None:
    """Below each slot the cases that it has no line of, or whose line was quoted above."""
    from toolkit.cases import line_by_case

    clear = [c for c in cases if known[c] != "not_stated"]
    of = {"practice": [c for c in clear if known[c] == "improved"]}
    for section in sections:
        rows = lines[lines["slot"] == section.key]
        if section.key == "effect":
            silent = [c for c in cases if not len(cases[c].effects)]
            section.paragraphs += _for_example(silent, cases, counted, known, seen)
        left = [c for c in of.get(section.key, clear) if c not in set(rows["case"])]
        best = line_by_case({c: cases[c] for c in left}, counted, known)
        best = best[best["slot"] == section.key]
        left = [c for c in left if c not in set(best["case"])]
        if len(best) and rows.empty:
            section.paragraphs = []  # all of it stands further up
        section.paragraphs += _told_above(best, cases, known)
        if left and (len(best) or not rows.empty):
            section.paragraphs.append(
                tr("没有找到：", "None found in: ") + tr("、", ", ").join(left) + tr("。", ".")
            )


def _told_above(
    best: pd.DataFrame, cases: Mapping[str, Any], known: Mapping[str, str]
) -> list[str]:
    """Where the best lines of a slot stand further up: improved cases, then the others."""
    better = best["case"].map(lambda case: known[case] == "improved")
    sides = ((best[better], tr("改善的案例", "Improved")), (best[~better], tr("其余", "The rest")))
    return [
        tr(f"{side}，", f"{side}. ")
        + quoted_above(some[["case", "start"]].itertuples(False), cases)
        for some, side in sides
        if len(some)
    ]


def _for_example(
    silent: list[str],
    cases: Mapping[str, Any],
    counted: pd.DataFrame,
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
) -> list[str]:
    """Of every report without an effect the deed that it tells with most figures."""
    from toolkit.cases import Excerpt

    lines = []
    for case in silent:
        report, said = cases[case], []
        for at in dict.fromkeys(counted.loc[counted["case"] == case, "start"]):
            a, b = map(int, report.sentences.iloc[report.sentence_number(int(at)) - 1])
            said.append(Excerpt(case, a, b, report.text[a:b]))
        best = sorted(said, key=lambda e: -sum(map(str.isdigit, e.text)))[:1]
        head = tr(f"{case} 的做法，如：", f"Deeds of {case}, such as: ")
        lines += [head + line for line in quoted(best, cases, known, seen)]
    return lines


def _line(text: str, source: str, practices: list[str], by: str) -> str:
    said = tr("、", ", ").join(practices)
    return " ".join(text.split()) + source + (tr(f"（{said}）", f" ({said})") if said else "") + by
