"""Sections on pairings: who helps whom, coverage, load, critical helpers, what changed between
periods."""

from __future__ import annotations

import pandas as pd

from toolkit import pairing
from toolkit.reports.context import Context, counted, labelled
from toolkit.reports.model import Section, Table
from toolkit.terms import UNSTATED, channel_label, plural, population_word, tr


def who_helps_whom(ctx: Context) -> Section:
    """Running pairs by channel, drawn two-sided; a map only of invented places."""
    rows = ctx.population.running
    if ctx.few and len(rows) and ctx.population.paused.empty:
        return Section()  # of few pairs the drawing and its numbers stand on page one
    limits = [two_sided_words()]
    drawn = [] if ctx.few else ctx.draw("pairing", limits, on=ctx.on)
    if ctx.full and rows["channel"].nunique() > 1:
        drawn += ctx.draw("overlap", limits, on=ctx.on)
    if ctx.full and ctx.county.nature == "fictitious":
        drawn += ctx.draw("township_map", limits, on=ctx.on)
    if ctx.county.nature != "fictitious":
        limits.append(
            tr(
                "真实地区不绘地图：地图公开使用须有审图号。",
                "Real places are not mapped: maps need a review.",
            )
        )
    if rows.empty:
        return Section(
            finding=tr(f"{ctx.day} 没有正在进行的结对。", f"No pairing runs on {ctx.day}."),
            figures=drawn,
            limits=limits,
        )
    late = len(ctx.population.past_end)
    helpers, helped = rows["helper_id"].nunique(), rows["recipient_id"].nunique()
    finding = tr(
        f"{ctx.day} 共有 {len(rows):,} 对结对：{helpers:,} 个帮扶方，{helped:,} 个受助方"
        f"（含党群共建的双方）。",
        f"Pairings that run on {ctx.day}: {len(rows):,}, of {plural(helpers, 'helper')} and "
        f"{plural(helped, 'recipient')} (co-building included).",
    )
    paused, show = len(ctx.population.paused), 20 if ctx.full else 0
    words = [
        tr(
            f"其中{population_word('past_end')} {late:,} 对（已过计划结束日期）。",
            f"{late:,} of them {'is' if late == 1 else 'are'} past the planned end.",
        )
    ] * bool(late) + [
        tr(
            f"其中暂停 {paused:,} 对，仍占能力、计入结对数。",
            f"{paused:,} of them {'is' if paused == 1 else 'are'} paused, holding a place.",
        )
    ] * bool(paused)
    return Section(
        finding=finding,
        paragraphs=words,
        figures=drawn,
        tables=[Table(tr("按结对方式", "By channel"), _by_channel(rows), of="pairing", show=show)],
        limits=limits,
    )


def two_sided_words() -> str:
    """What the drawing of who helps whom is not."""
    return tr(
        "两列示意图，非地图；位置不表示距离。",
        "A two-sided drawing, not a map: positions are not distances.",
    )


def _by_channel(running: pd.DataFrame) -> pd.DataFrame:
    table = counted(running["channel"], "pairing", "pairs").drop(columns="share")
    ends = (
        running.assign(channel=labelled(running["channel"], "pairing"))
        .groupby("channel")[["helper_id", "recipient_id"]]
        .nunique()
        .rename(columns={"helper_id": "helpers", "recipient_id": "recipients"})
    )
    return table.merge(ends, left_on="channel", right_index=True)


def coverage(ctx: Context) -> Section:
    """Needs met and unmet by channel, the unmet by name; of real places only who is on a list that
    day."""
    table = pairing.coverage(ctx.county, ctx.on).rename_axis("channel").reset_index()
    required = table["channel"].isin(pairing.needed_channels(ctx.rules))
    shown = table.assign(
        channel=labelled(table["channel"], "pairing"),
        needed=required.map({True: tr("必需", "yes"), False: tr("可选", "no")}),
    )
    title = tr("按结对方式的覆盖", "Coverage by channel")
    parts = [
        (channel_label(r["channel"]), r["helped"], r["recipients"])
        for r in table.to_dict("records")
        if r["recipients"]
    ]
    if ctx.real or not ctx.population.listed:
        few = shown[["channel", "recipients", "helped"]]
        return _ever_helped(ctx, parts, Table(title, few, show=20 if ctx.full else 0))
    limits = [
        tr(
            "受助方指最近一次定级为待提升、正在整顿或由台账列为受助方的组织；有结对不等于有成效。",
            "Recipients: organisations whose latest rating is to improve or with an open case. A "
            "pairing is not yet a result.",
        ),
        tr(
            "空缺只数规则要求的结对方式；可选的方式没有人帮，不算空缺。",
            "Gaps are counted in the kinds of help that the rules require; an optional kind that "
            "is missing is no gap.",
        ),
    ]
    drawn = [] if ctx.few else ctx.draw("coverage", limits, on=ctx.on)
    unmet = _unmet(ctx, table["channel"][required])
    people = ctx.population
    words = [tr(f"{c} {k}/{n}", f"{c} {k} of {n}") for c, k, n in parts]
    finding = tr(
        f"待帮单位 {len(people.to_help):,} 个：{population_word('helped')} "
        f"{len(people.helped):,} 个，{population_word('unhelped')} {len(people.unhelped):,} 个",
        f"{plural(len(people.to_help), 'unit')} to be helped: {len(people.helped):,} with a "
        f"helper, {len(people.unhelped):,} without",
    )
    if words:
        finding += tr("。按方式：", ". By channel: ") + tr("，", ", ").join(words)
    finding += tr("。", ".")
    tables = [Table(title, shown, percent=("share",), show=20 if ctx.full else 0)] + (
        [
            Table(
                tr("有空缺的单位，空缺多的在前", "Units with gaps, most gaps first"),
                # on five pages a unit and what it lacks stand on one line
                unmet if ctx.full else unmet.drop(columns="township"),
                show=12 if ctx.full else 9,
            )
        ]
        if len(unmet)
        else []
    )
    return Section(finding=finding, figures=drawn, tables=tables, limits=limits)


def _ever_helped(ctx: Context, parts: list[tuple[str, int, int]], table: Table) -> Section:
    """Coverage where nobody wrote down who is in need."""
    words = [
        tr(
            f"{c}：曾受助的 {n:,} 个中 {ctx.day} 在列的 {k:,} 个",
            f"{c}: on a list that day {k:,} of {n:,} ever helped",
        )
        for c, k, n in parts
    ]
    limits = [
        tr(
            "数据中没有需要：凡曾在该方式中受助者都计入，不在列不表示有需要而无人帮。",
            "Needs are not in the data: everyone ever helped is counted, and not being on a "
            "list does not mean being in need.",
        )
    ]
    drawn = [] if ctx.real else ctx.draw("coverage", limits, on=ctx.on)
    finding = tr("；", "; ").join(words) + tr("。", ".")
    return Section(finding=finding, figures=drawn, tables=[table], limits=limits)


def _unmet(ctx: Context, required: pd.Series) -> pd.DataFrame:
    """Every unit with the required channels it lacks."""
    gaps = pairing.uncovered(ctx.county, ctx.on)
    gaps = gaps[gaps["channel"].isin(required)]
    gaps = gaps.assign(channel=labelled(gaps["channel"], "pairing"))
    by = (
        gaps.groupby("org_id", sort=False)
        .agg(township=("township", "first"), gaps=("channel", "size"), channels=("channel", list))
        .reset_index()
    )
    by = by.sort_values("gaps", ascending=False, kind="stable")
    by = by.assign(
        recipient=ctx.who(by["org_id"]),
        channels=by["channels"].map(tr("、", ", ").join),
    )
    paired = by["org_id"].isin(pairing.unstated_recipients(ctx.county, ctx.on))
    name = channel_label(UNSTATED)
    by.loc[paired, "channels"] += tr(f"；已结对（{name}）", f"; paired ({name})")
    return by[["recipient", "township", "gaps", "channels"]]


def load(ctx: Context) -> Section:
    """Pairs against capacity."""
    table = pairing.load(ctx.county, ctx.on)
    over = ctx.population.over_capacity
    full = int((table["pairs"] == table["capacity"]).sum())
    limits = [
        tr(
            "能力为所填数，缺的取规则默认值；空为不限。",
            "Capacity is as entered, else the rule's default; empty means unlimited.",
        )
    ]
    # of few pairs, or without capacities, the picture would say no more than the table
    plain = ctx.few or (ctx.real and not ctx.full)
    drawn = [] if plain else ctx.draw("load", limits, on=ctx.on, named=not ctx.masked)
    finding = tr(
        f"{table['helper_id'].nunique():,} 个帮扶方中，{len(over):,} 个"
        f"{population_word('over_capacity')}；按方式看，另有 {full:,} 处恰到上限。",
        f"Of {plural(table['helper_id'].nunique(), 'helper')}, {len(over):,} "
        f"{'is' if len(over) == 1 else 'are'} over capacity; channels exactly full besides: "
        f"{full:,}.",
    )
    if ctx.real:
        finding = tr(
            f"{table['helper_id'].nunique()} 个帮扶方，每方结对数见表；没有能力上限，不判断多少。",
            f"{plural(table['helper_id'].nunique(), 'helper')}; no capacities are published, so "
            f"no load is judged.",
        )
    if table.empty:
        finding = tr(f"{ctx.day} 没有正在进行的结对。", f"No pairing runs on {ctx.day}.")
    shown = table.sort_values(["over", "pairs"], ascending=False, kind="stable")
    shown = shown.assign(
        helper=ctx.who(shown["helper_id"]),
        channel=labelled(shown["channel"], "pairing"),
    )
    made = Table(
        tr("帮扶方的结对数与能力", "Helpers: pairs and capacity"),
        shown[["helper", "channel", "pairs", "capacity", "over"]],
        show=12 if ctx.full or plain else 0,
    )
    return Section(
        finding=finding, figures=drawn, tables=[made] if len(table) else [], limits=limits
    )


def critical(ctx: Context) -> Section:
    """Helpers that are somebody's only one; not computed on real, named organisations."""
    if ctx.real:  # dependency on one helper is a judgement: not of real, named places
        return Section()
    table = pairing.critical_helpers(ctx.helped_only, ctx.on)
    alone = int(table["recipients"].sum())
    limits = [
        tr(
            "只数帮扶方，不问帮扶多少；唯一的帮扶方也可能正合适。",
            "Counts helpers, not how much they do; a single helper may be just right.",
        )
    ]
    drawn = (
        []
        if not ctx.full
        else ctx.draw_with(
            "critical_helpers", limits, ctx.helped_only, on=ctx.on, named=not ctx.masked
        )
    )
    finding = tr(
        f"已结对的待帮单位中，{alone:,} 个只有一个帮扶方，涉及 {len(table):,} 个帮扶方。",
        f"Of the units to be helped that have a helper, {alone:,} "
        f"{'has' if alone == 1 else 'have'} only one; {plural(len(table), 'helper')} in all.",
    )
    shown = table.assign(helper=ctx.who(table["helper_id"])).rename(
        columns={"recipients": "left_alone"}
    )[["helper", "left_alone"]]
    made = Table(
        tr("退出后会有单位无人帮的帮扶方", "Helpers whose loss leaves units alone"),
        shown,
        show=10 if ctx.full else 4,
    )
    return Section(
        finding=finding, figures=drawn, tables=[made] if len(table) else [], limits=limits
    )


def changes(ctx: Context) -> Section:
    """Pairs kept, added, dropped from a day in one year to that day in the next (published waves
    have their own section)."""
    own = ctx.county["pairing"]
    own = own[own["wave"].isna()]
    if own.empty:
        return Section()
    days = [
        d
        for back in range(7, -1, -1)
        if (d := ctx.on - pd.DateOffset(years=back)) >= own["start"].min()
    ]
    limits = [
        tr(
            "表中只看是否为同一对单位，图中还分结对方式；按计划到期结束也算解除。",
            "The table asks whether the same two units are paired, the figure also in which "
            "channel; an end as planned counts as dropped.",
        )
    ]
    if len(days) < 2:
        return Section()  # page one says that the records are younger than a year
    county = (
        ctx.county
        if len(own) == len(ctx.county["pairing"])
        else ctx.county.replace({"pairing": own})
    )
    table = pairing.retention(county, days)[
        ["from", "to", "before", "after", "kept", "added", "dropped", "kept_share"]
    ]
    newest = table.iloc[-1]
    finding = tr(
        f"从 {days[-2]:%Y-%m-%d} 到 {ctx.day}：保留 {newest['kept']:,} 对，"
        f"新增 {newest['added']:,} 对，解除 {newest['dropped']:,} 对。",
        f"From {days[-2]:%Y-%m-%d} to {ctx.day}: {plural(newest['kept'], 'pair')} kept, "
        f"{newest['added']:,} added, {newest['dropped']:,} dropped.",
    )
    # of few pairs the table says as much
    plain = ctx.few or county is not ctx.county
    if plain:
        limits = [
            tr(
                "只看是否为同一对单位；按计划到期结束也算解除。",
                "Asked is whether the same two units are paired; an end as planned counts as "
                "dropped.",
            )
        ]
    drawn = [] if plain else ctx.draw("changes", limits, before=days[-2], after=days[-1])
    return Section(
        finding=finding,
        figures=drawn,
        tables=[
            Table(
                tr("逐年变动（每年同日）", "Year by year, the same day of each"),
                table,
                percent=("kept_share",),
            )
        ],
        limits=limits,
    )
