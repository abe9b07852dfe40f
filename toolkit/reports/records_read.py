"""What was read and what is missing: a section, and a sentence or two for page one."""

from __future__ import annotations

import pandas as pd

from toolkit.reports.context import Context, span
from toolkit.reports.decisions import MOST
from toolkit.reports.model import Section, Table
from toolkit.terms import heading, plural, population_word, table_title, tables, tr

#: empty tables beyond those filled, from which on they are counted and no more listed
_MANY = 6
#: names of units in one paragraph
_NAMED = 60


def what_was_read(ctx: Context) -> Section:
    """Tables with rows and dates, tables that are missing, and the warnings of the check."""
    rows = []
    for name in tables():
        first, last = span(ctx.county, name)
        rows.append(
            {
                "table": _titled(name),
                "rows": len(ctx.county[name]),
                "first": first,
                "last": last,
            }
        )
    frame = pd.DataFrame(rows)
    frame[["first", "last"]] = frame[["first", "last"]].apply(pd.to_datetime)
    filled = frame[frame["rows"] > 0]
    total, empty = int(filled["rows"].sum()), len(frame) - len(filled)
    missing = tr("、", ", ").join(frame.loc[frame["rows"] == 0, "table"])
    section = Section(
        finding=tr(
            f"读入 {len(filled)} 张表共 {total:,} 行；{empty} 张表没有内容；检查提示 "
            f"{len(ctx.warnings):,} 条。",
            f"{plural(len(filled), 'table')} with {plural(total, 'row')} read; empty: {empty}; "
            f"warnings of the check: {len(ctx.warnings):,}.",
        ),
        paragraphs=[
            tr(
                f"来源：{ctx.source}。基准日：{ctx.day}。",
                f"Source: {ctx.source}. Reference day: {ctx.day}. ",
            )
            + ctx.on_reason,
            tr(f"没有内容的表：{missing}。", f"Empty tables: {missing}.") if missing else "",
        ],
        tables=[Table(tr("读入的表", "Tables read"), filled, show=len(filled))],
        limits=[
            tr(
                "检查只看格式、引用与先后，不能证明内容属实。",
                "The check looks at form, references and order of dates; it cannot show that the "
                "contents are true.",
            )
        ],
    )
    section.paragraphs = [p for p in section.paragraphs if p]
    if len(ctx.warnings):
        section.tables.append(_warned(ctx.warnings))
    return section


def _warned(warnings: pd.DataFrame) -> Table:
    """Warnings of the check, alike ones in one row."""
    alike = (
        warnings.groupby(["table", "column", "reason"], sort=False)["row"]
        .agg(["size", "first"])
        .reset_index()
    )
    alike = alike.rename(columns={"size": "places", "first": "first_row"}).assign(
        column=[
            heading(c, t) if t in tables() else c for c, t in zip(alike["column"], alike["table"])
        ],
        table=[_titled(t) if t in tables() else t for t in alike["table"]],
    )
    note = tr("逐条清单用 toolkit check。", "toolkit check lists every place.")
    return Table(tr("检查提示", "Warnings of the check"), alike, note=note, show=10)


def _titled(table: str) -> str:
    return table_title(table).replace("_", " ")


def read_in_short(ctx: Context, absent: list[str]) -> str:
    """What was read and what is missing, in one paragraph."""
    filled = {t: len(ctx.county[t]) for t in tables() if len(ctx.county[t])}
    empty = [_titled(t) for t in tables() if t not in filled]
    told = tr(
        f"读入“{ctx.source}”的 {len(filled)} 张表共 {sum(filled.values()):,} 行，基准日 "
        f"{ctx.day}。",
        f"Read: {plural(len(filled), 'table')} of {ctx.source} with "
        f"{plural(sum(filled.values()), 'row')}; reference day {ctx.day}. ",
    )
    told += ctx.on_reason
    notes = [ctx.read_as, *_ledger(ctx)]
    told = tr("", " ").join([*filter(None, notes), told])
    if len(ctx.warnings):
        told += tr(
            f"检查提示 {len(ctx.warnings):,} 条，见 toolkit check。",
            f" The check gave {plural(len(ctx.warnings), 'warning')}: see toolkit check.",
        )
    if not ctx.full and len(empty) > len(filled) + _MANY:
        told += tr(
            f"其余 {len(empty)} 张表没有内容。", f" The other {len(empty)} tables are empty."
        )
    elif empty:
        listed = tr("、", ", ").join(empty)
        told += tr(f"没有内容的表：{listed}。", f" Empty tables: {listed}.")
    if absent:
        listed = tr("、", "; ").join(absent)
        told += tr(f"因此从缺的部分：{listed}。", f" Sections left out for want of them: {listed}.")
    return told


def _ledger(ctx: Context) -> list[str]:
    """How an office's ledger was read, and every unit that has no helper in it."""
    kept = ctx.county["provenance"]
    notes = kept.loc[kept["kind"].eq("台账").fillna(False).to_numpy(dtype=bool), "reference"]
    if notes.empty:
        return []
    out = [
        tr(
            "数据由台账（不是按模板填的县级记录）按稳妥的读法读入。",
            "The data were read as an office's ledger, not as records on the template; what was "
            "unclear was read on the safe side.",
        )
    ]
    none = ctx.population.unhelped
    if len(none) > MOST:
        names = list(ctx.who(pd.Series(none[:_NAMED])))
        rest = tr("等", " and others") if len(none) > _NAMED else ""
        listed = tr("、", ", ").join(names) + rest
        out.append(
            tr(
                f"{population_word('unhelped')}的 {len(none):,} 个：{listed}。",
                f"The {len(none):,} {population_word('unhelped')}: {listed}.",
            )
        )
    asked = int(notes.str.startswith("待回答").sum())
    if asked:
        out.append(
            tr(
                f"台账有 {asked} 处要问，暂按稳妥的读法，见 toolkit ledger。",
                f"{plural(asked, 'question')} on the ledger {'is' if asked == 1 else 'are'} open: "
                f"see toolkit ledger.",
            )
        )
    # the first note counts and names again what stands above
    others = notes[~notes.str.startswith(("待回答", "由台账", "未结对"))]
    return out + list(others)
