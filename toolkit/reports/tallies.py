"""Sections that count what was put in: support by instrument, small exemplars and training,
publicity and what was handed out."""

from __future__ import annotations

import pandas as pd

from toolkit.pairing import period_end
from toolkit.reports.context import Context, labelled
from toolkit.reports.model import Section, Table
from toolkit.reports.wording import in_chinese
from toolkit.terms import plural, tables, tr


def support(ctx: Context) -> Section:
    """Support in pairs by instrument, and the counts that organisations report by period."""
    events, counts = ctx.county["support_event"], ctx.county["coverage_count"]
    events, counts = (
        events[events["date"].le(ctx.on)],
        counts[period_end(counts["period"]).le(ctx.on)],
    )
    parts, shown = [], []
    if len(events):
        pairs = tr(
            f"，涉及 {events['pair_id'].nunique():,} 个结对",
            f" in {plural(events['pair_id'].nunique(), 'pair')}",
        )
        acts = tr(f"支持活动 {len(events):,} 次", f"Acts of support: {len(events):,}")
        parts.append(acts + pairs)
        shown.append(
            Table(tr("按支持类型", "By instrument"), _instruments(events), of="support_event")
        )
    if len(counts):
        last = counts["period"].astype(object).max()
        orgs = counts.loc[counts["period"].eq(last) & counts["n"].gt(0), "org_id"].nunique()
        parts.append(
            tr(
                f"{last} 周期有 {orgs:,} 个组织填报示范与培养的数量",
                f"organisations that report counts for {last}: {orgs:,}",
            )
        )
        shown.append(
            Table(
                tr("示范、亮身份与培养", "Small exemplars, visible identity, training"),
                _counts(counts),
                ("share",),
                "coverage_count",
            )
        )
    limits = [
        tr(
            "这些是投入和看得见的数，均为上报口径：挂牌、次数、数额都不说明成效；"
            "人数只按组织合计，不登记个人。",
            "These are inputs and visible counts, as reported: signs, visits and amounts say "
            "nothing about effects; "
            "heads are counted for an organisation as a whole, no person is recorded.",
        )
    ]
    return Section(finding=tr("；", "; ").join(parts) + tr("。", "."), tables=shown, limits=limits)


def _instruments(events: pd.DataFrame) -> pd.DataFrame:
    """One row for each kind of support and unit of its amounts."""
    unit = events["unit"].astype(object).where(events["amount"].notna())
    unit = unit.replace({"万元": tr("万元", "10,000 yuan")})
    got = events.assign(unit=unit).groupby(["kind", "unit"], dropna=False, sort=False)
    out = got.agg(
        events=("event_id", "size"),
        pairs=("pair_id", "nunique"),
        amount=("amount", lambda a: a.sum(min_count=1)),
    ).reset_index()
    out = _ordered(out, "support_event", "kind")
    return out[["kind", "events", "pairs", "amount", "unit"]]


def _counts(counts: pd.DataFrame) -> pd.DataFrame:
    """By period and kind: organisations with any, their share of those that filled it in, and the
    number in all."""
    some = counts.assign(some=counts["n"].gt(0)).groupby(["period", "kind"], sort=True)
    out = some.agg(
        organisations=("some", "sum"), share=("some", "mean"), n=("n", "sum")
    ).reset_index()
    return _ordered(out, "coverage_count", "kind").sort_values(
        "period", ascending=False, kind="stable", ignore_index=True
    )


def publicity(ctx: Context) -> Section:
    """Publicity by medium and by the years since an exemplar was named, and material handed out."""
    items, handed = ctx.county["publicity"], ctx.county["distribution"]
    items = items[items["date"].le(ctx.on)]
    shown = [Table(tr("按渠道", "By medium"), _media(items), of="publicity")]
    years = _years_after(items, ctx.county["exemplar"])
    if len(years):
        shown.append(
            Table(
                tr("命名前后", "Before and after the naming"),
                years,
                of="publicity",
            )
        )
    if len(handed):
        got = handed.merge(items[["item_id", "medium"]], on="item_id").groupby("medium", sort=False)
        given = got.agg(organisations=("org_id", "nunique"), copies=("copies", "sum")).reset_index()
        shown.append(
            Table(
                tr("发放材料", "Material handed out"),
                _ordered(given, "publicity", "medium"),
                of="publicity",
            )
        )
    told = items["ex_id"].nunique()
    return Section(
        finding=tr(
            f"宣传 {len(items):,} 件，涉及 {told:,} 个典型。",
            f"Items of publicity: {len(items):,}, on {plural(told, 'exemplar')}.",
        ),
        tables=shown,
        limits=[
            tr(
                "触达为上报口径，可能重复计数；宣传在先还是成绩在先，这些数分不清。",
                "Reach is as reported and may count the same people twice; the numbers do not "
                "tell which came first, publicity or results.",
            )
        ],
    )


def _media(items: pd.DataFrame) -> pd.DataFrame:
    got = items.groupby("medium", sort=False)
    out = got.agg(items=("item_id", "size"), **_SUMS).reset_index()
    return _ordered(out, "publicity", "medium")


def _years_after(items: pd.DataFrame, exemplar: pd.DataFrame) -> pd.DataFrame:
    """Items and reach by full years between an exemplar's naming and the item."""
    named = items.merge(exemplar[["ex_id", "named_on"]], on="ex_id").dropna(subset="named_on")
    out = (
        named.groupby(full_years(named["named_on"], named["date"]).rename("years_after"))
        .agg(items=("item_id", "size"), **_SUMS)
        .reset_index()
    )
    return out.assign(years_after=[_after_naming(int(n)) for n in out["years_after"]])


def full_years(since: pd.Series, until: pd.Series) -> pd.Series:
    """Anniversaries from `since` to `until`, as people count them; −1 where `until` lies before.

    The day two years later completes two years, whatever leap days lie between.
    """
    early = (until.dt.month * 100 + until.dt.day) < (since.dt.month * 100 + since.dt.day)
    years = until.dt.year - since.dt.year - early.astype(int)
    return years.where(until >= since, -1).astype("Int64")


def _after_naming(years: int) -> str:
    if years < 0:
        return tr("命名之前", "before it was named")
    if years == 0:
        return tr("命名后不满一年", "in the first year")
    told = "两" if years == 2 else in_chinese(years)
    return tr(f"命名后满{told}年", f"after {years} full year{'s' * (years > 1)}")


_SUMS = {c: pd.NamedAgg(c, lambda a: a.sum(min_count=1)) for c in ("copies", "reach")}


def _ordered(frame: pd.DataFrame, table: str, column: str) -> pd.DataFrame:
    """Rows in the order of the domain's values, which are then labelled."""
    order = {v: i for i, v in enumerate(tables()[table].column(column).choices)}
    out = frame.sort_values(column, key=lambda s: s.map(order), kind="stable", ignore_index=True)
    out[column] = labelled(out[column], table)
    return out
