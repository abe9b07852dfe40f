"""Sections on the year's work: commitments, stars and flags, exemplars."""

from __future__ import annotations

import pandas as pd

from toolkit.pairing.running import period_end
from toolkit.reports.context import Context, counted, labelled
from toolkit.reports.model import Section, Table
from toolkit.terms import label, tr


def commitments(ctx: Context) -> Section:
    """Commitments by step and, where they were evaluated, by result."""
    made = ctx.county["commitment"]
    evaluated = made[made["status"].eq("evaluated") & made["result"].notna()]
    met = int(evaluated["result"].eq("met").sum())
    finding = tr(
        f"共 {len(made)} 件承诺，已评诺 {len(evaluated)} 件，其中兑现 {met} 件。",
        f"{len(made)} commitments, {len(evaluated)} of them evaluated, {met} of these met.",
    )
    late = int((made["due"].lt(ctx.on) & ~made["status"].isin(["reported", "evaluated"])).sum())
    tables = [Table(tr("按步骤", "By step"), counted(made["status"], "commitment", "commitments"), percent=("share",), of="commitment")]
    if len(evaluated):
        tables.append(
            Table(
                tr("评诺结果", "Results of the evaluation"),
                counted(evaluated["result"], "commitment", "commitments"),
                percent=("share",),
                of="commitment",
            )
        )
    tables.append(
        Table(
            tr("按公开方式", "By way of publication"),
            counted(made["publication"], "commitment", "commitments"),
            percent=("share",),
            of="commitment",
        )
    )
    return Section(
        finding=finding,
        paragraphs=[
            tr(f"到 {ctx.day} 过期而未报结的有 {late} 件。", f"{late} are past their date on {ctx.day} and not yet reported as done.")
        ],
        tables=tables,
        limits=[
            tr(
                "兑现为上报口径；件数是投入和活动的计数，不说明效果。",
                "Fulfilment is as reported; the numbers count inputs and activity, not effects.",
            )
        ],
    )


def stars_and_flags(ctx: Context) -> Section:
    """Stars by period, flags by year and kind."""
    tables, parts = [], []
    rating = ctx.county["rating"].dropna(subset=["stars"])
    rating = rating[rating["decided_on"].fillna(period_end(rating["period"])) <= ctx.on]
    if len(rating):
        stars = pd.crosstab(rating["period"].astype(object), rating["stars"].astype(int)).sort_index().tail(8)
        stars.columns = [tr(f"{n} 星", f"{n} star{'s' * (n != 1)}") for n in stars.columns]
        tables.append(Table(tr("各周期的星级（组织数）", "Stars by period (organisations)"), stars.rename_axis("period").reset_index()))
        top, best = stars.index[-1], int(rating["stars"].max())
        count = int(rating.loc[rating["period"].eq(top), "stars"].eq(best).sum())
        parts.append(
            tr(
                f"{top} 年度评星 {int(stars.iloc[-1].sum())} 个组织，{best} 星 {count} 个",
                f"{int(stars.iloc[-1].sum())} organisations rated in {top}, {count} with {best} stars",
            )
        )
    flag = ctx.county["flag"]
    if len(flag):
        year = flag["period"].astype(object).str[:4].rename("period")
        flags = pd.crosstab(year, labelled(flag["kind"], "flag")).sort_index().tail(8)
        holders = flag.groupby(year)["org_id"].nunique()
        flags["holders"] = holders.reindex(flags.index)
        tables.append(
            Table(tr("各年的流动红旗与每月之星（次数）", "Flags and monthly stars by year (times given)"), flags.reset_index(), of="flag")
        )
        parts.append(
            tr(
                f"红旗与每月之星共 {len(flag)} 次，{flag['org_id'].nunique()} 个组织得过",
                f"{len(flag)} flags and monthly stars, given to {flag['org_id'].nunique()} organisations",
            )
        )
    limits = [
        tr("星级与红旗为评定结果，不作组织之间的排名。", "Stars and flags are results of assessments; no organisations are ranked here.")
    ]
    if not len(rating):
        limits.append(tr("没有星级。", "No stars are given."))
    if not len(flag):
        limits.append(tr("没有流动红旗与每月之星。", "No flags are given."))
    return Section(finding=tr("；", "; ").join(parts) + tr("。", "."), tables=tables, limits=limits)


def exemplars(ctx: Context) -> Section:
    """Exemplars by kind and state, reviews by decision, awards, return visits that are due."""
    found = ctx.county["exemplar"]
    # the persons' own machine knows only recorded and archived: they are counted, never scored
    named = int(found["status"].eq("named").sum())
    tables = [Table(tr("按类别与状态", "By kind and state"), _by_state(found))]
    review = ctx.county["review"]
    if len(review):
        cross = pd.crosstab(review["year"].astype(int), labelled(review["decision"], "review"))
        order = [label("review", "decision", d) for d in ("retain", "promote", "downgrade", "revoke")]
        cross = cross[[c for c in order if c in cross]]
        tables.append(Table(tr("历年复核结论（个数）", "Yearly reviews by decision"), cross.rename_axis("year").reset_index()))
    award = ctx.county["award"]
    if len(award):
        n = award["count"].fillna(1).astype(int)
        keys = [award["year"], award["level"], award["category"]]
        got = n.groupby(keys).sum().rename("awards").reset_index().sort_values(["year", "level", "category"])
        got["level"], got["category"] = labelled(got["level"], "award"), labelled(got["category"], "award")
        tables.append(Table(tr("表彰", "Awards"), got, of="award", show=12))
    visits = ctx.county["return_visit"]
    due = int((visits.sort_values("date").groupby("ex_id")["next_on"].last() < ctx.on).sum()) if len(visits) else 0
    return Section(
        finding=tr(f"共 {len(found)} 个典型，其中已命名 {named} 个。", f"{len(found)} exemplars, {named} of them named."),
        paragraphs=[
            tr(f"约定的下次回访到 {ctx.day} 已过期的有 {due} 个。", f"{due} have a planned return visit that is past due on {ctx.day}.")
        ]
        if len(visits)
        else [],
        tables=tables,
        limits=[
            tr(
                "典型是选出来的：只看典型无从得知做法是否有效，须有未入选者作比较。受表彰个人只登记，不评分、不复核。",
                "Exemplars are selected: they alone cannot show that a practice works; those not selected are needed for comparison. "
                "Commended persons are recorded only, never scored or reviewed.",
            )
        ],
    )


def _by_state(found: pd.DataFrame) -> pd.DataFrame:
    cross = pd.crosstab(labelled(found["status"], "exemplar"), labelled(found["kind"], "exemplar"))
    order = counted(found["status"], "exemplar")["status"]
    kinds = counted(found["kind"], "exemplar")["kind"]
    return cross.reindex(order)[list(kinds)].assign(all=lambda c: c.sum(axis=1)).rename_axis("state").reset_index()
