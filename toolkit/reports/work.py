"""Sections on the year's work: commitments, stars and flags, exemplars."""

from __future__ import annotations

import pandas as pd

from toolkit.pairing import period_end
from toolkit.register import five_steps, fulfilment, late_commitments, rotation, winners
from toolkit.reports.context import Context, counted, labelled
from toolkit.reports.decisions import tasks
from toolkit.reports.model import Section, Table
from toolkit.terms import heading, label, plural, population_word, tr

#: units that a sentence names
_NAMED = 10


def commitments(ctx: Context) -> Section:
    """Commitments by step and, where they were evaluated, by result."""
    made = ctx.county["commitment"]
    evaluated = made[made["status"].eq("evaluated") & made["result"].notna()]
    met = int(evaluated["result"].eq("met").sum())
    late = len(late_commitments(ctx.county, ctx.on))
    views = [
        (tr("按步骤", "By step"), made["status"]),
        (
            tr(heading("result", "commitment", "zh"), "Results of the evaluation"),
            evaluated["result"],
        ),
        (tr("按公开方式", "By way of publication"), made["publication"]),
    ]
    steps = five_steps(ctx.county)
    steps = steps.assign(status=labelled(steps["status"], "commitment"))
    asked = fulfilment(ctx.county)[["parts", "evaluated", "met", "share"]]
    more = [
        Table(tr("五步走到哪里", "The five steps"), steps, percent=("share",), of="commitment"),
        Table(
            tr("承诺写得越可查，兑现如何", "How checkable a promise is, and whether it was met"),
            asked,
            percent=("share",),
        ),
    ]
    limits = [
        tr(
            "兑现为上报口径；件数是投入和活动的计数，不说明效果。",
            "Fulfilment is as reported; the numbers count inputs and activity, not effects.",
        )
    ]
    return Section(
        finding=tr(
            f"共 {len(made):,} 件承诺，已评诺 {len(evaluated):,} 件，其中兑现 {met:,} 件。",
            f"Commitments: {len(made):,}; evaluated: {len(evaluated):,}; of these met: {met:,}.",
        ),
        paragraphs=[
            tr(
                f"到 {ctx.day}，{population_word('commitment_late')} {late:,} 件"
                f"（过了时限而未报结）。",
                f"Past their date on {ctx.day} and not yet reported as done: {late:,}.",
            )
        ],
        figures=ctx.draw("commitments", limits, on=ctx.on),
        tables=[
            Table(
                title,
                counted(column, "commitment", "commitments"),
                percent=("share",),
                of="commitment",
            )
            for title, column in views
            if len(column)
        ]
        + [table for table in more if len(table.frame)],
        limits=limits,
    )


def stars_and_flags(ctx: Context) -> Section:
    """Stars by period, flags by year and kind."""
    limits = [
        tr(
            "星级与红旗为评定结果，不作组织之间的排名。",
            "Stars and flags are results of assessments; no organisations are ranked here.",
        )
    ]
    section = Section(
        figures=ctx.draw("stars", limits, on=ctx.on) + ctx.draw("flags", limits, on=ctx.on),
        limits=limits,
    )
    parts = [part for part in (_stars(ctx, section), _flags(ctx, section)) if part]
    if len(ctx.county["flag"]):
        few = winners(ctx.county)
        few = few.assign(kind=labelled(few["kind"], "flag"))
        title = tr("红旗与每月之星的集中程度", "How flags and monthly stars gather")
        section.tables.append(Table(title, few, percent=("share", "top_share"), of="flag"))
        held = rotation(ctx.county)
        # of the flags that stand somewhere now
        resting = held[held["must_rest"] & held["last"].eq(held["last"].max())]["org_id"]
        if len(resting):
            who = tr("、", ", ").join(map(str, ctx.who(resting).head(_NAMED)))
            section.paragraphs.append(
                tr(
                    f"连续得流动红旗已到规则的次数、下次换别家的有 {len(resting)} 个：{who}。",
                    f"Held the circulating flag as often in a row as the rules allow, so that it "
                    f"goes elsewhere next: {len(resting)}: {who}.",
                )
            )
    section.finding = tr("；", "; ").join(parts) + tr("。", ".") if parts else ""
    return section


def _stars(ctx: Context, section: Section) -> str:
    rating = ctx.county["rating"].dropna(subset=["stars"])
    rating = rating[rating["decided_on"].fillna(period_end(rating["period"])) <= ctx.on]
    if rating.empty:
        return ""
    stars = (
        pd.crosstab(rating["period"].astype(object), rating["stars"].astype(int))
        .sort_index()
        .tail(8)
    )
    top, best, count = stars.index[-1], stars.columns[-1], int(stars.iloc[-1, -1])
    stars.columns = [tr(f"{n} 星", f"{n} star{'s' * (n != 1)}") for n in stars.columns]
    title = tr("各周期的星级（组织数）", "Stars by period (organisations)")
    section.tables.append(Table(title, stars.rename_axis("period").reset_index()))
    return tr(
        f"{top} 周期评星 {int(stars.iloc[-1].sum()):,} 个组织，{best} 星 {count:,} 个",
        f"Organisations rated in {top}: {int(stars.iloc[-1].sum()):,}, {count:,} of them with "
        f"{plural(best, 'star')}",
    )


def _flags(ctx: Context, section: Section) -> str:
    flag = ctx.county["flag"]
    if flag.empty:
        return ""
    year = flag["period"].astype(object).str[:4].rename("period")
    flags = pd.crosstab(year, labelled(flag["kind"], "flag")).sort_index().tail(8)
    flags["holders"] = flag.groupby(year)["org_id"].nunique().reindex(flags.index)
    title = tr("各年的流动红旗与每月之星（次数）", "Flags and monthly stars by year (times given)")
    section.tables.append(Table(title, flags.reset_index(), of="flag"))
    return tr(
        f"红旗与每月之星共 {len(flag):,} 次，{flag['org_id'].nunique():,} 个组织得过",
        f"flags and monthly stars given: {len(flag):,}, to "
        f"{plural(flag['org_id'].nunique(), 'organisation')}",
    )


def exemplars(ctx: Context) -> Section:
    """Exemplars by kind and state, reviews by decision, awards, return visits that are due."""
    found, visits = ctx.county["exemplar"], ctx.county["return_visit"]
    persons = int(found["kind"].eq("commended_person").sum())
    named = int(found["status"].eq("named").sum())
    finding = tr(
        f"共 {len(found) - persons:,} 个典型，其中已命名 {named:,} 个",
        f"{plural(len(found) - persons, 'exemplar')}, {named:,} of them named",
    )
    finding += (
        tr(f"；另登记受表彰个人 {persons:,} 名", f"; commended persons recorded: {persons:,}")
        if persons
        else ""
    )
    limits = [
        tr(
            "典型是选出来的：只看典型无从得知做法是否有效，须有未入选者作比较。受表彰个人只登记，"
            "不评分、不复核。",
            "Exemplars are selected: they alone cannot show that a practice works; those not "
            "selected are needed for comparison. "
            "Commended persons are recorded only, never scored or reviewed.",
        )
    ]
    section = Section(
        finding=finding + tr("。", "."),
        figures=ctx.draw("exemplars", limits, on=ctx.on)
        + ctx.draw("exemplar_flow", limits, on=ctx.on),
        tables=[
            Table(tr("按类别与状态", "By kind and state"), _by_state(found)),
            *_reviews(ctx),
            *_awards(ctx),
        ],
        limits=limits,
    )
    if len(visits):
        found = tasks(ctx)
        due = int((found["kind"].eq("return_visit") & (found["days_over"] > 0)).sum())
        section.paragraphs.append(
            tr(
                f"回访逾期 {due:,} 个（约定的下次回访在 {ctx.day} 之前，尚未去）。",
                f"Named exemplars past the planned day of their next return visit: {due:,}.",
            )
        )
    return section


def _reviews(ctx: Context) -> list[Table]:
    review = ctx.county["review"]
    if review.empty:
        return []
    cross = pd.crosstab(review["year"].astype(int), labelled(review["decision"], "review"))
    order = [label("review", "decision", d) for d in ("retain", "promote", "downgrade", "revoke")]
    cross = cross[[c for c in order if c in cross]]
    return [
        Table(
            tr("历年复核结论（个数）", "Yearly reviews by decision"),
            cross.rename_axis("year").reset_index(),
        )
    ]


def _awards(ctx: Context) -> list[Table]:
    award = ctx.county["award"]
    if award.empty:
        return []
    n = award["count"].fillna(1).astype(int)
    got = (
        n.groupby([award["year"], award["level"], award["category"]])
        .sum()
        .rename("awards")
        .reset_index()
    )
    got = got.sort_values(["year", "level", "category"])
    got["level"], got["category"] = (
        labelled(got["level"], "award"),
        labelled(got["category"], "award"),
    )
    return [Table(tr("表彰", "Awards"), got, of="award", show=12)]


def _by_state(found: pd.DataFrame) -> pd.DataFrame:
    cross = pd.crosstab(labelled(found["status"], "exemplar"), labelled(found["kind"], "exemplar"))
    order = counted(found["status"], "exemplar")["status"]
    kinds = counted(found["kind"], "exemplar")["kind"]
    return (
        cross.reindex(order)[list(kinds)]
        .assign(all=lambda c: c.sum(axis=1))
        .rename_axis("state")
        .reset_index()
    )
