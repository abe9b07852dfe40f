"""The slots of an experience page: 背景–做法–成效–启示–问题, a line of every case, and which cases
have none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.reports.model import Section, Table
from toolkit.reports.quoting import cited, way
from toolkit.reports.reading import evidence_name
from toolkit.terms import plural, tr, word

#: falls that the head of 成效 tells in full; the rest are named there and told below
_FELL = 2


def slot_section(
    cases: Mapping[str, Any],
    slot: str,
    rows: pd.DataFrame,
    as_table: bool,
    known: Mapping[str, str],
) -> Section:
    from toolkit.cases import default_codebook

    names, head = default_codebook().labels, word("slot", slot)
    codes = [[names.get(c, c) for c in str(v).split(";") if c] for v in rows["codes"]]
    if rows.empty:
        empty = tr(
            f"{head}：空。报告里没有找到可摘的整句，不等于没有。",
            f"{head}: empty. No whole sentence was found, which does not mean that there is none.",
        )
        return Section(slot, head, paragraphs=[empty])
    finding = _slot_finding(slot, head, rows, len({c for some in codes for c in some}))
    # what is repeated at the head of the page is what the summary rests on, not how many lines
    # stand under each heading
    section = (
        Section(slot, head, finding)
        if slot == "effect"
        else Section(slot, head, paragraphs=[finding])
    )
    if as_table:
        numbers = [cases[c].sentence_number(int(s)) for c, s in zip(rows["case"], rows["start"])]
        table = rows[["case", "text", "start", "end"]].reset_index(drop=True)
        table.insert(1, "sentence_no", numbers)
        table["outcome"] = [word("outcome", known[c]) for c in rows["case"]]
        table["codes"] = [tr("、", ", ").join(some) for some in codes]
        table["rests_on"] = [evidence_name(g) if g else "" for g in rows["evidence"]]
        section.tables = [Table(head, table, of="coding")]
    else:
        section.paragraphs += [
            _line(
                text, cited(cases[c], c, s, known[c]) + way(cases[c], s, known[c]), some, evidence
            )
            for text, c, s, some, evidence in zip(
                rows["text"], rows["case"], rows["start"], codes, rows["evidence"]
            )
        ]
    return section


def told_by_effects(
    sections: list[Section],
    cases: Mapping[str, Any],
    lines: pd.DataFrame,
    counted: pd.DataFrame,
    known: Mapping[str, str],
) -> None:
    """What came of the cases at the head of 成效, those that fell with their numbers; below each
    slot the cases that it has no line of."""
    effects = lines[lines["slot"] == "effect"]
    many = {o: [c for c in cases if known[c] == o] for o in ("improved", "worse", "unchanged")}
    fell: list[str] = []
    for case in many["worse"]:
        said = "".join(effects.loc[effects["case"] == case, "text"].head(1)).strip().rstrip("。")
        said = said if len(fell) < _FELL else ""
        fell.append(tr("：", ": ").join(filter(None, [case, said])))
    told = tr(
        f"改善 {len(many['improved'])} 个；未改善 {len(many['worse']) + len(many['unchanged'])} 个",
        f"Improved: {len(many['improved'])}; not improved: "
        f"{len(many['worse']) + len(many['unchanged'])}",
    )
    if fell:
        told += tr(
            f"，其中 {len(fell)} 个变差（{'；'.join(fell)}），{len(many['unchanged'])} 个无变化",
            f", of them {len(fell)} fell ({'; '.join(fell)}) and {len(many['unchanged'])} did not "
            f"change",
        )
    for section in sections:
        of = {"practice": many["improved"], "effect": [*cases], "problem": []}
        rows = lines[lines["slot"] == section.key]
        if section.key not in ("background", "practice", "effect", "insight", "problem"):
            continue
        if section.key == "effect":
            section.finding = told + tr("。", ".")
            silent = [c for c in cases if not len(cases[c].effects)]
            section.paragraphs += [_only_practices(c, counted) for c in silent]
            of["effect"] = [c for c in cases if known[c] != "not_stated"]
        clear = [c for c in cases if known[c] != "not_stated"]
        left = [c for c in of.get(section.key, clear) if c not in set(rows["case"])]
        if left and not rows.empty:
            section.paragraphs.append(
                tr("未摘到：", "None found in: ") + tr("、", ", ").join(left) + tr("。", ".")
            )


def _only_practices(case: str, counted: pd.DataFrame) -> str:
    """What a report without any effect reports all the same."""
    many = counted.loc[counted["case"] == case, "code"].nunique()
    return tr(
        f"{case} 报了 {many} 项做法、0 条成效。",
        f"{case} reports {plural(many, 'practice')} and no effect.",
    )


#: evidence that an effect can be held against
_HELD = ("witness", "comparison", "before_after", "number_with_base")


def _slot_finding(slot: str, head: str, rows: pd.DataFrame, practices: int) -> str:
    """How many lines of how many cases, and what they rest on or name."""
    lines, among = len(rows), rows["case"].nunique()
    zh, en = (
        f"{head}：摘 {lines} 句，来自 {among} 个案例",
        f"{head}: {plural(lines, 'line')} from {plural(among, 'case')}",
    )
    if slot == "effect":
        held = int(rows["evidence"].isin(_HELD).sum())
        return tr(
            f"{zh}，其中 {held} 句有基数、前后对比、对照或外部印证。",
            f"{en}; {held} with a base, before and after, a comparison or an outside witness.",
        )
    if practices:
        return tr(
            f"{zh}，说到 {practices} 项做法。", f"{en}, {plural(practices, 'practice')} named."
        )
    return tr(f"{zh}。", f"{en}.")


def _line(text: str, source: str, practices: list[str], evidence: str) -> str:
    said = tr("、", ", ").join(practices)
    if evidence:
        said = tr("；", "; ").join(
            filter(None, [said, tr("证据：", "evidence: ") + evidence_name(evidence)])
        )
    return " ".join(text.split()) + source + (tr(f"（{said}）", f" ({said})") if said else "")
