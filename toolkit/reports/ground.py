"""Sections on what was read and on the organisations: what is there, what is missing, who is
who."""

from __future__ import annotations

import pandas as pd

from toolkit.pairing import exists, latest_rating, open_cases
from toolkit.reports.context import Context, counted, labelled, span
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


def _small(ctx: Context, frame: pd.DataFrame) -> str:
    # user-supplied counts of members below the smallest cell are held back
    if ctx.county.nature in ("fictitious", "public_official") or "members_n" not in frame:
        return ""
    least = ctx.rules["privacy.k_min"]
    low = frame["members_n"].between(1, least - 1)
    frame["members_n"] = frame["members_n"].mask(low)
    return (
        tr(f"党员数少于 {least} 的格不列出。", f"Member counts below {least} are held back.")
        if low.any()
        else ""
    )


def organisations(ctx: Context) -> Section:
    """Organisations by level, sector, township and latest grade."""
    org = ctx.county["organisation"]
    org = org[exists(org, ctx.on)]
    members = int(org["members_n"].sum())
    finding = tr(f"共 {len(org):,} 个组织", plural(len(org), "organisation")) + (
        tr(f"、{members:,} 名党员", f" with {members:,} members") if members else ""
    )
    limits = [
        tr(
            "只统计组织；党员仅为汇总数。",
            "Organisations are counted; members appear as totals only.",
        )
    ]
    if members:
        limits.append(
            tr(
                "党员数是各组织所填之和；上级若已把下级党员计入，就会重复。",
                "Members are the sum of what each organisation entered; members that a superior "
                "counts again count twice.",
            )
        )
    by = ((tr("按组织层级", "By level"), "level"), (tr("按领域", "By sector"), "sector"))
    made = [_counted(title, org[column], "organisation") for title, column in by]
    grades = latest_rating(ctx.county["rating"], ctx.on).reset_index()
    grades = grades[grades["org_id"].isin(org["org_id"])]
    table, told, limit = _by_grade(grades)
    made += table
    finding += told
    limits.append(limit)
    if org["township"].notna().any():
        town = _by_township(org, grades)
        made.append(Table(tr("按乡镇", "By township"), town, note=_small(ctx, town), show=40))
    else:
        limits.append(
            tr(
                "没有乡镇一栏，不按乡镇统计。",
                "No township is given: nothing is counted by township.",
            )
        )
    drawn = (
        ctx.draw("organisations", limits, on=ctx.on)
        if org["sector"].nunique() > 1 or org["township"].notna().any()
        else []
    )
    cases = open_cases(ctx.county["turnaround_case"], ctx.on)["org_id"].nunique()
    open_now = tr(
        f"{ctx.day} 正在整顿的组织有 {cases} 个。",
        f"On {ctx.day} {plural(cases, 'organisation')} {'has' if cases == 1 else 'have'} an open "
        f"turnaround case.",
    )
    words = [open_now] if cases else []
    return Section(
        finding=finding + tr("。", "."), paragraphs=words, figures=drawn, tables=made, limits=limits
    )


def _counted(title: str, column: pd.Series, of: str) -> Table:
    return Table(title, counted(column, of, "organisations"), percent=("share",), of=of)


def _by_grade(grades: pd.DataFrame) -> tuple[list[Table], str, str]:
    """The table of the latest ratings, what the finding says of them, and their limit."""
    if grades.empty:
        return (
            [],
            "",
            tr(
                "没有基准日以前的定级，不作先进、一般、待提升之分。",
                "No ratings by the reference day: nothing is said about grades.",
            ),
        )
    table = counted(grades["grade"], "rating", "organisations")
    parts = tr("、", ", ").join(f"{g} {n}" for g, n in zip(table["grade"], table["organisations"]))
    return (
        [_counted(tr("按最近一次定级", "By latest rating"), grades["grade"], "rating")],
        tr(f"；最近一次定级：{parts}", f"; latest ratings: {parts}"),
        tr("定级为上报口径，未经核验。", "Ratings are as reported, not verified."),
    )


def _by_township(org: pd.DataFrame, grades: pd.DataFrame) -> pd.DataFrame:
    """Organisations and members by township, with a column for each grade that occurs."""
    town = (
        org.groupby("township", sort=False)
        .agg(organisations=("org_id", "size"), members_n=("members_n", "sum"))
        .reset_index()
    )
    if len(grades):
        order = counted(grades["grade"], "rating")["grade"]
        cross = pd.crosstab(
            org.set_index("org_id")["township"].reindex(grades["org_id"]).to_numpy(),
            labelled(grades["grade"], "rating").to_numpy(),
        )
        cross = cross[[c for c in order if c in cross]]
        town = town.merge(cross, how="left", left_on="township", right_index=True)
    return town.sort_values("organisations", ascending=False)


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
