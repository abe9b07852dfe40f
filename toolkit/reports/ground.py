"""Sections on what was read and on the organisations: what is there, what is missing, who is
who."""

from __future__ import annotations

import pandas as pd

from toolkit.pairing import latest_rating, open_cases
from toolkit.reports.context import Context, counted, labelled, span
from toolkit.reports.model import Section, Table
from toolkit.terms import heading, table_title, tables, tr


def what_was_read(ctx: Context) -> Section:
    """Tables with rows and dates, tables that are missing, and the warnings of the check."""
    rows = []
    for name in tables():
        first, last = span(ctx.county, name)
        rows.append(
            {
                "table": table_title(name),
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
            f"读入 {len(filled)} 张表共 {total} 行；{empty} 张表没有内容；检查提示 "
            f"{len(ctx.warnings)} 条。",
            f"{len(filled)} tables with {total} rows were read; {empty} tables are empty; the "
            f"check gave {len(ctx.warnings)} warnings.",
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
        alike = (
            ctx.warnings.groupby(["table", "column", "reason"], sort=False)["row"]
            .agg(["size", "first"])
            .reset_index()
        )
        alike = alike.rename(columns={"size": "places", "first": "first_row"}).assign(
            column=[
                heading(c, t) if t in tables() else c
                for c, t in zip(alike["column"], alike["table"])
            ],
            table=[table_title(t) if t in tables() else t for t in alike["table"]],
        )
        note = tr("逐条清单用 toolkit check。", "toolkit check lists every place.")
        section.tables.append(
            Table(tr("检查提示", "Warnings of the check"), alike, note=note, show=10)
        )
    return section


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
    org = org[
        (org["valid_from"].isna() | (org["valid_from"] <= ctx.on))
        & (org["valid_to"].isna() | (org["valid_to"] >= ctx.on))
    ]
    members = int(org["members_n"].sum())
    finding = tr(f"共 {len(org)} 个组织", f"{len(org)} organisations") + (
        tr(f"、{members} 名党员", f" with {members} members") if members else ""
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
    made = [
        Table(
            tr("按组织层级", "By level"),
            counted(org["level"], "organisation", "organisations"),
            percent=("share",),
            of="organisation",
        ),
        Table(
            tr("按领域", "By sector"),
            counted(org["sector"], "organisation", "organisations"),
            percent=("share",),
            of="organisation",
        ),
    ]
    grades = latest_rating(ctx.county["rating"], ctx.on).reset_index()
    grades = grades[grades["org_id"].isin(org["org_id"])]
    if len(grades):
        table = counted(grades["grade"], "rating", "organisations")
        made.append(
            Table(tr("按最近一次定级", "By latest rating"), table, percent=("share",), of="rating")
        )
        parts = tr("、", ", ").join(
            f"{g} {n}" for g, n in zip(table["grade"], table["organisations"])
        )
        finding += tr(f"；最近一次定级：{parts}", f"; latest ratings: {parts}")
        limits.append(tr("定级为上报口径，未经核验。", "Ratings are as reported, not verified."))
    else:
        limits.append(
            tr(
                "没有基准日以前的定级，不作先进、一般、待提升之分。",
                "No ratings by the reference day: nothing is said about grades.",
            )
        )
    if org["township"].notna().any():
        town = (
            org.groupby("township", sort=False)
            .agg(organisations=("org_id", "size"), members_n=("members_n", "sum"))
            .reset_index()
        )
        if len(grades):
            cross = pd.crosstab(
                org.set_index("org_id")["township"].reindex(grades["org_id"]).to_numpy(),
                labelled(grades["grade"], "rating").to_numpy(),
            )
            town = town.merge(
                cross[[c for c in table["grade"] if c in cross]],
                how="left",
                left_on="township",
                right_index=True,
            )
        town = town.sort_values("organisations", ascending=False)
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
    words = (
        [
            tr(
                f"{ctx.day} 正在整顿的组织有 {cases} 个。",
                f"{cases} organisations have an open turnaround case on {ctx.day}.",
            )
        ]
        if cases
        else []
    )
    return Section(
        finding=finding + tr("。", "."), paragraphs=words, figures=drawn, tables=made, limits=limits
    )
