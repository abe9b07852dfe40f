"""Which practices part improved cases from the others, which do not, and on which sentences the
counts rest: those in doubt named beside every row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from toolkit.reports.model import Section, Table
from toolkit.reports.quoting import named, new_first
from toolkit.reports.two_ways import PUT_OFF, coded_sentences
from toolkit.terms import lang, tr, word

#: practices that come nearest which are told, and how often chance may make such a gap
_NEAREST, _NEARLY = 4, 0.1
#: what parts the sides comes by chance no more often than this
_FIRM = 0.05
#: a row of the page's table: held by so many cases, a gap that chance makes at most so often
_CASES, _CHANCE = 3, 0.3
#: a practice is on both sides alike: so great a share of either, and so small a gap
_ALIKE, _GAP = 0.3, 0.25
#: what readers expect to count: money, inspection, awards; told first of what parts nothing
_EXPECTED = ("SUPPORT", "SUPERVISE", "COMMEND")
#: practices on both sides that are shown with sentences, and of those who have more of it
_SHOWN, _QUOTED, _MORE = 3, 1, 2
_NOT = ("unchanged", "worse")
#: columns of the table of every practice
_COLUMNS = ("practice", "improved", "not_improved", "by_chance", "told_as", "check_first")
_CLEAR = ("improved", *_NOT)


def without_doubt(
    found: pd.DataFrame,
    counted: pd.DataFrame,
    doubts: set[tuple[str, str, int]],
    cases: Mapping[str, Any],
    known: Mapping[str, str],
) -> pd.DataFrame:
    """`found` with ``sure_improved, sure_not, sure_chance`` (cases in which every coder found the
    practice and the sentence fits it) and ``check`` (what is in doubt, in words)."""
    from toolkit.cases import coded_apart, fisher

    starts = [_begins(cases[c], int(s)) for c, s in zip(counted["case"], counted["start"])]
    keys = zip(counted["case"], counted["code"], starts)
    in_doubt = np.array([key in doubts for key in keys], dtype=bool)
    kept = counted[~in_doubt]
    left = counted.assign(start=starts)[in_doubt]
    apart = {
        pair
        for some in (counted, kept)
        for pair in coded_apart(some)[["case", "code"]].itertuples(index=False, name=None)
    }
    sides = dict.fromkeys(known, "")
    sides |= {c: "improved" if o == "improved" else "not" for c, o in known.items() if o in _CLEAR}
    # told as `toolkit.cases.statement` counts them: by the whole coding, in every case
    differ = set(coded_apart(counted)[["case", "code"]].itertuples(index=False, name=None))
    held = set(kept[["case", "code"]].itertuples(index=False, name=None)) - apart
    attrs, rows = found.attrs, []
    for codes in found["codes"]:
        some = codes.split(";")
        sure = [c for c in cases if sides[c] and all((c, code) in held for code in some)]
        yes, no = (sum(sides[c] == side for c in sure) for side in ("improved", "not"))
        mine = left[left["code"].isin(some) & left["case"].isin([c for c in sides if sides[c]])]
        split = [c for c in cases if any((c, code) in differ for code in some)]
        rows.append(
            (
                yes,
                no,
                fisher(yes, attrs["improved"], no, attrs["not_improved"]),
                _check(mine, split, cases),
            )
        )
    more = pd.DataFrame(rows, columns=["sure_improved", "sure_not", "sure_chance", "check"])
    out = found.join(more.set_index(found.index))
    out.attrs |= attrs
    return out


def _begins(report: Any, at: int) -> int:
    return int(report.sentences["start"].iloc[report.sentence_number(at) - 1])


def _check(mine: pd.DataFrame, split: list[str], cases: Mapping[str, Any]) -> str:
    """What to look at again in a row, in words; empty where nothing is in doubt."""
    mark, said = tr("、", ", "), []
    if len(mine):
        places = mine[["case", "start"]].drop_duplicates().itertuples(index=False)
        said.append(tr("对不上：", "does not fit: ") + named(places, cases))
    if split:
        said.append(tr("编码员不一致：", "coders differ: ") + mark.join(split))
    return tr("；", "; ").join(said)


def nearest(found: pd.DataFrame) -> pd.DataFrame:
    """The practices that come nearest to parting the sides where none does, this way or that: a
    great gap among at least three cases that chance makes least often, and still does so when
    what is in doubt is left out."""
    rows = found[~found["codes"].str.contains(";") & found["group"].isin(["few", "everyone"])]
    rows = rows[(rows["improved"] + rows["not_improved"] >= 3) & (rows["difference"].abs() >= 0.4)]
    if "sure_chance" in rows:
        rows = rows[rows["sure_chance"].le(max(_NEARLY, rows["sure_chance"].min()))]
    rows = rows[rows["chance"].le(max(_NEARLY, rows["chance"].min()))]
    return rows.sort_values("chance", kind="stable").head(_NEAREST)


def firm(found: pd.DataFrame) -> pd.DataFrame:
    """What parts the sides, and still does so when what is in doubt is left out."""
    rows = found[found["group"].isin(["parts", "parts_not"])]
    return rows[rows["sure_chance"].le(_FIRM)]


def page_table(found: pd.DataFrame) -> Table:
    """What page and class argue about: single practices (and the sets that part the sides), the
    count of either side, and the same without what is in doubt."""
    sets = found["codes"].str.contains(";") & ~found.index.isin(firm(found).index)
    rows = found[~sets & (found["improved"] + found["not_improved"]).ge(_CASES)]
    alike = _both_sides(found).head(_SHOWN)
    far = rows["chance"].le(_CHANCE) | rows["chance"].isna()  # with one side there is no chance
    rows = pd.concat([rows[far & ~rows.index.isin(alike.index)], alike])
    better, others = found.attrs["improved"], found.attrs["not_improved"]
    table = pd.DataFrame({"practice": rows["name"]})
    table["improved"] = [f"{n}/{better}" for n in rows["improved"]]
    table["not_improved"] = [f"{n}/{others}" for n in rows["not_improved"]]
    small, none = tr("不到 0.01", "< 0.01"), "—"
    table["by_chance"] = [
        none if p != p else small if p < 0.01 else f"{p:.2f}" for p in rows["chance"]
    ]
    if rows["check"].ne("").any():
        pairs = zip(rows["sure_improved"], rows["sure_not"])
        table["without_doubt"] = [tr(f"{y}、{n}", f"{y}, {n}") for y, n in pairs]
        table["check_first"] = rows["check"].to_numpy()
    chinese, english = (18, 9, 9, 12, 12, 40), (18, 15, 14, 10, 11, 32)
    widths = tuple(n / 100 for n in (chinese if lang() == "zh" else english))
    widths = widths if len(table.columns) == len(widths) else ()
    note = _note(found, len(rows))
    if not better or not others:
        table, widths = _one_side(table, better), ()
    return Table(tr("各项做法", "Practices"), table, show=40, note=note, widths=widths)


def _one_side(table: pd.DataFrame, better: int) -> pd.DataFrame:
    """The table without the empty side and what is worked out of both."""
    empty = "not_improved" if better else "improved"
    return table.drop(columns=[empty, "by_chance"])


def _note(found: pd.DataFrame, shown: int) -> str:
    sets = int(found["codes"].str.contains(";").sum())
    tried = int(found.attrs.get("sets_tried", 0))
    note = ""
    if found.attrs["improved"] and found.attrs["not_improved"]:
        note = tr(
            "Fisher p：单凭碰巧，出现这么大或更大的差别的可能。",
            "Fisher p: how often chance alone makes so great a gap or a greater one. ",
        )
    if found["check"].ne("").any():
        note += tr(
            "“编码一致且与定义相符”：改善、未改善各几个；各句说的未必是同一件事。其他列照编码数。"
            "“对不上”：编码句与做法的定义对不上，先核对（本页不改编码）。",
            "Agreed and fits: improved, not improved, counting only what every coder found in a "
            "sentence that fits; such sentences need not tell the same thing. The other columns "
            "count what was coded. Does not fit: the coded "
            "sentence does not match the definition; check it (this page changes no code). ",
        )
    note += tr(
        f"其余 {len(found) - shown} 项（组）案例太少或差别太小，见附。",
        f"Of few cases or a small gap, in the annex only: {len(found) - shown} more.",
    )
    if sets and tried:
        note += tr(
            f"几项合成一组的试过 {tried} 组，挑出来的更容易碰巧，不列。",
            f" {tried} sets of practices were tried; a set picked out of so many parts by chance "
            f"more easily and is not shown.",
        )
    return note


def _both_sides(found: pd.DataFrame) -> pd.DataFrame:
    """Practices that stand on both sides alike, those first that readers expect to count."""
    rows = found[~found["codes"].str.contains(";")]
    low = rows[["share_improved", "share_not_improved"]].min(axis=1)
    rows = rows[low.ge(_ALIKE) & rows["difference"].abs().le(_GAP)]
    order = [_EXPECTED.index(c) if c in _EXPECTED else len(_EXPECTED) for c in rows["codes"]]
    rows = rows.assign(_order=order, _low=-low[rows.index])
    return rows.sort_values(["_order", "_low"], kind="stable").drop(columns=["_order", "_low"])


def not_parting(
    found: pd.DataFrame,
    counted: pd.DataFrame,
    cases: Mapping[str, Any],
    known: Mapping[str, str],
    seen: set[tuple[str, int]],
    doubts: set[tuple[str, str, int]],
) -> list[str]:
    """What does not part the sides, with a sentence of either; and what those that did not improve
    write of more."""
    rows = _both_sides(found)
    lines = []
    if len(rows):
        head = tr("两边都有、分不开的：", "On both sides alike: ")
        rest = len(rows) - _SHOWN
        more = tr(f"，另 {rest} 项见附", f"; {rest} more in the annex") if rest > 0 else ""
        lines.append(head + with_counts(rows.head(_SHOWN), found.attrs) + more + tr("。", "."))
    for r in rows.head(_QUOTED).itertuples(index=False):
        said = _two_sides(_fitting(r.codes, counted, cases, doubts), known, seen)
        if said:
            told = new_first(said, cases, known, seen)
            lines.append(tr(f"{r.name}：", f"{r.name}: ") + told)
    theirs = found[~found["codes"].str.contains(";") & found["difference"].le(-0.4)]
    theirs = theirs[theirs["not_improved"].ge(_CASES)].head(1)
    for r in theirs.itertuples(index=False):
        said = [e for e in _fitting(r.codes, counted, cases, doubts) if known[e.case] in _NOT]
        said.sort(key=lambda e: (e[:2] in seen, -_figures(e.text)))
        head = tr("未改善的更多写到：", "More of the others write of: ") + with_counts(
            theirs[theirs["codes"] == r.codes], found.attrs
        )
        told = new_first(said[:1], cases, known, seen)
        lines.append(head + tr("。", ". ") + told)
    return lines


def shown_alike(found: pd.DataFrame) -> set[str]:
    """Codes of the practices on both sides alike that are shown with sentences."""
    return set(_both_sides(found).head(_QUOTED)["codes"])


def _figures(text: str) -> int:
    """How much a sentence tells in figures, money before all else."""
    return sum(map(str.isdigit, text)) + 9 * ("万元" in text)


def _fitting(
    code: str,
    counted: pd.DataFrame,
    cases: Mapping[str, Any],
    doubts: set[tuple[str, str, int]],
) -> list[Any]:
    """Coded sentences that fit the practice."""
    said = [e for e in coded_sentences(code, counted, cases) if not PUT_OFF.search(e.text)]
    return [e for e in said if (e.case, code, int(e.start)) not in doubts]


def _two_sides(said: list[Any], known: Mapping[str, str], seen: set[tuple[str, int]]) -> list[Any]:
    """One sentence of an improved case and of up to two others on a practice, those with most
    figures."""
    said = sorted(said, key=lambda e: (e[:2] in seen, -_figures(e.text)))
    some = []
    for side, most in ((("improved",), 1), (_NOT, _MORE)):
        mine = [e for e in said if known[e.case] in side]
        firsts = [e for i, e in enumerate(mine) if e.case not in {x.case for x in mine[:i]}]
        some += firsts[:most]
    return some


def with_counts(rows: pd.DataFrame, of: Mapping[str, Any]) -> str:
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


def every_practice(found: pd.DataFrame, counted: pd.DataFrame, cases: Mapping[str, Any]) -> Section:
    """Every practice with its counts, and the sentences that bear its code."""
    section = Section(
        "every_practice", tr("每项做法的次数与编码句", "Every practice, its sentences")
    )
    table = found[["name", "improved", "not_improved", "chance", "group", "check"]].copy()
    table["group"] = [word("group", g) for g in table["group"]]
    renamed = {"name": "practice", "chance": "by_chance", "group": "told_as"}
    table = table.rename(columns=renamed | {"check": "check_first"})
    table = table[(table["improved"] + table["not_improved"] > 0) | table["check_first"].ne("")]
    if not found.attrs["improved"] or not found.attrs["not_improved"]:
        table = _one_side(table, found.attrs["improved"])
    if table["told_as"].nunique() == 1:
        table = table.drop(columns="told_as")
    if table["check_first"].eq("").all():
        table = table.drop(columns="check_first")
    chinese, english = (20, 8, 9, 10, 18, 35), (18, 15, 15, 10, 18, 24)
    of = dict(zip(_COLUMNS, chinese if lang() == "zh" else english))
    widths = tuple(of[column] / 100 for column in table.columns)
    better, others = found.attrs["improved"], found.attrs["not_improved"]
    title = tr(
        f"次数（改善 {better} 个、未改善 {others} 个里各几个）",
        f"Counts (of {better} improved and {others} other cases)",
    )
    if len(table):
        section.tables = [Table(title, table, show=60, widths=widths, digits=3)]
    rows = []
    for codes, name in found[["codes", "name"]].itertuples(index=False):
        if ";" not in codes:
            places = counted.loc[counted["code"] == codes, ["case", "start"]].drop_duplicates()
            rows.append(
                (name, named(places.sort_values(["case", "start"]).itertuples(False), cases))
            )
    sentences = pd.DataFrame(rows, columns=["practice", "sentences"])
    title = tr("编码句", "Coded sentences")
    section.tables.append(Table(title, sentences, show=60, widths=(0.22, 0.78)))
    return section
