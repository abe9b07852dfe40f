"""Section on the organisations: who is who, where, and of which grade."""

from __future__ import annotations

import pandas as pd

from toolkit.pairing import exists, latest_rating, open_cases
from toolkit.reports.context import Context, counted, labelled
from toolkit.reports.model import Section, Table
from toolkit.terms import plural, tr


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
