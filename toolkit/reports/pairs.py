"""Sections on pairings: who helps whom, coverage, load, critical helpers, what changed between
periods."""

from __future__ import annotations

import pandas as pd

from toolkit import pairing
from toolkit.reports.context import Context, counted, labelled
from toolkit.reports.model import Section, Table
from toolkit.terms import UNSTATED, channel_label, tr


def who_helps_whom(ctx: Context) -> Section:
    """Running pairs by channel, drawn two-sided; a map only of invented places."""
    rows = ctx.county["pairing"]
    rows = rows[pairing.running(rows, ctx.on)]
    limits = [
        tr(
            "两列示意图，非地图；位置不表示距离。",
            "A two-sided drawing, not a map: positions are not distances.",
        )
    ]
    drawn = ctx.draw("pairing", limits, on=ctx.on)
    if rows["channel"].nunique() > 1:
        drawn += ctx.draw("overlap", limits, on=ctx.on)
    if ctx.county.nature == "fictitious":
        drawn += ctx.draw("township_map", limits, on=ctx.on)
    else:
        limits.append(
            tr(
                "真实地区不绘地图：地图公开使用须有审图号。",
                "No map of real places: published maps need a review number.",
            )
        )
    if rows.empty:
        return Section(
            finding=tr(f"{ctx.day} 没有正在进行的结对。", f"No pairing runs on {ctx.day}."),
            figures=drawn,
            limits=limits,
        )
    table = counted(rows["channel"], "pairing", "pairs").drop(columns="share")
    ends = (
        rows.assign(channel=labelled(rows["channel"], "pairing"))
        .groupby("channel")[["helper_id", "recipient_id"]]
        .nunique()
    )
    table = table.merge(
        ends.rename(columns={"helper_id": "helpers", "recipient_id": "recipients"}),
        left_on="channel",
        right_index=True,
    )
    late = int(rows["end_plan"].lt(ctx.on).sum())
    finding = tr(
        f"{ctx.day} 共有 {len(rows)} 个结对：{rows['helper_id'].nunique()} 个帮扶方，"
        f"{rows['recipient_id'].nunique()} 个受助方。",
        f"{len(rows)} pairings run on {ctx.day}: {rows['helper_id'].nunique()} helpers and "
        f"{rows['recipient_id'].nunique()} recipients.",
    )
    words = (
        [tr(f"其中 {late} 个已过计划结束日期。", f"{late} of them are past their planned end.")]
        if late
        else []
    )
    return Section(
        finding=finding,
        paragraphs=words,
        figures=drawn,
        tables=[Table(tr("按结对方式", "By channel"), table, of="pairing")],
        limits=limits,
    )


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
    listed_by_need = not ctx.county["rating"].empty or not ctx.county["turnaround_case"].empty
    if ctx.real or not listed_by_need:
        words = [
            tr(
                f"{c}：曾受助的 {n} 个中 {ctx.day} 在列的 {k} 个",
                f"{c}: {k} of {n} ever helped are on a list that day",
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
        tables = [Table(title, shown[["channel", "recipients", "helped"]])]
        return Section(
            finding=tr("；", "; ").join(words) + tr("。", "."),
            figures=drawn,
            tables=tables,
            limits=limits,
        )
    limits = [
        tr(
            "受助方指最近一次定级为待提升或正在整顿的组织；有结对不等于有成效。",
            "Recipients: organisations whose latest rating is to improve or with an open case. A "
            "pairing is not yet a result.",
        ),
        tr(
            "空缺只数规则要求的结对方式；可选的方式没有人帮，不算空缺。",
            "Gaps are counted in the kinds of help that the rules require; an optional kind that "
            "is missing is no gap.",
        ),
    ]
    drawn = ctx.draw("coverage", limits, on=ctx.on)
    alone, unmet = _unmet(ctx, len(table), table["channel"][required])
    words = [tr(f"{c} {k}/{n}", f"{c} {k} of {n}") for c, k, n in parts]
    finding = tr("已结对/受助方：", "Helped: ") + tr("，", ", ").join(words) if parts else ""
    finding += (
        tr(f"；{alone} 个单位一个帮扶方也没有。", f"; {alone} units have no helper at all.")
        if parts
        else ""
    )
    tables = [Table(title, shown, percent=("share",))] + (
        [
            Table(
                tr("有空缺的单位，空缺多的在前", "Units with gaps, most gaps first"), unmet, show=12
            )
        ]
        if len(unmet)
        else []
    )
    return Section(finding=finding, figures=drawn, tables=tables, limits=limits)


def _unmet(ctx: Context, channels: int, required: pd.Series) -> tuple[int, pd.DataFrame]:
    """How many units have no helper in any channel, and every unit with the required channels it
    lacks."""
    gaps = pairing.uncovered(ctx.county, ctx.on)
    alone = int((gaps.groupby("org_id").size() == channels).sum())
    gaps = gaps[gaps["channel"].isin(required)]
    gaps = gaps.assign(channel=labelled(gaps["channel"], "pairing"))
    by = (
        gaps.groupby("org_id", sort=False)
        .agg(township=("township", "first"), gaps=("channel", "size"), channels=("channel", list))
        .reset_index()
    )
    by = by.sort_values("gaps", ascending=False, kind="stable")
    by = by.assign(
        recipient=ctx.who(by["org_id"], ranking=True),
        channels=by["channels"].map(tr("、", ", ").join),
    )
    paired = by["org_id"].isin(pairing.unstated_recipients(ctx.county, ctx.on))
    name = channel_label(UNSTATED)
    by.loc[paired, "channels"] += tr(f"；已结对（{name}）", f"; paired ({name})")
    return alone, by[["recipient", "township", "gaps", "channels"]]


def load(ctx: Context) -> Section:
    """Pairs against capacity."""
    table = pairing.load(ctx.county, ctx.on)
    over = table[table["over"] > 0]
    full = int((table["pairs"] == table["capacity"]).sum())
    limits = [
        tr(
            "能力为所填数，缺的取规则默认值；空为不限。",
            "Capacity is as entered, else the rule's default; empty means unlimited.",
        )
    ]
    drawn = ctx.draw("load", limits, on=ctx.on, named=ctx.names or None)
    finding = tr(
        f"{table['helper_id'].nunique()} 个帮扶方中，{over['helper_id'].nunique()} 个超出能力，"
        f"另有 {full} 处恰到上限。",
        f"Of {table['helper_id'].nunique()} helpers {over['helper_id'].nunique()} are over "
        f"capacity; {full} more places are exactly full.",
    )
    if ctx.real:
        finding = tr(
            f"{table['helper_id'].nunique()} 个帮扶方，每方结对数见表；没有能力上限，不判断多少。",
            f"{table['helper_id'].nunique()} helpers; no capacities are published, so no load is "
            f"judged.",
        )
    if table.empty:
        finding = tr(f"{ctx.day} 没有正在进行的结对。", f"No pairing runs on {ctx.day}.")
    shown = table.sort_values(["over", "pairs"], ascending=False, kind="stable")
    shown = shown.assign(
        helper=ctx.who(shown["helper_id"], ranking=True),
        channel=labelled(shown["channel"], "pairing"),
    )
    made = Table(
        tr("帮扶方的结对数与能力", "Helpers: pairs and capacity"),
        shown[["helper", "channel", "pairs", "capacity", "over"]],
        show=12,
    )
    return Section(
        finding=finding, figures=drawn, tables=[made] if len(table) else [], limits=limits
    )


def critical(ctx: Context) -> Section:
    """Helpers that are somebody's only one; not computed on real, named organisations."""
    if ctx.real:
        return Section(
            paragraphs=[
                tr(
                    "“谁退出后有单位无人帮”带有评价，不用于真实地区，本节从缺。",
                    "Dependency on one helper is a judgement; it is not computed for real, named "
                    "places.",
                )
            ]
        )
    table = pairing.critical_helpers(ctx.county, ctx.on)
    alone = int(table["recipients"].sum())
    limits = [
        tr(
            "只数帮扶方，不问帮扶多少；唯一的帮扶方也可能正合适。",
            "Counts helpers, not how much they do; a single helper may be just right.",
        )
    ]
    drawn = ctx.draw("critical_helpers", limits, on=ctx.on, named=ctx.names or None)
    finding = tr(
        f"{alone} 个单位只有一个帮扶方，涉及 {len(table)} 个帮扶方。",
        f"{alone} units have a single helper each, {len(table)} helpers in all.",
    )
    shown = table.assign(helper=ctx.who(table["helper_id"], ranking=True)).rename(
        columns={"recipients": "left_alone"}
    )[["helper", "left_alone"]]
    made = Table(
        tr("退出后会有单位无人帮的帮扶方", "Helpers whose loss leaves units alone"),
        shown,
        show=10,
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
        return Section(
            paragraphs=[
                tr(
                    "结对均属公布的批次，见下一节。",
                    "All pairings belong to published waves; see the next section.",
                )
            ]
        )
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
        return Section(
            paragraphs=[
                tr("记录不足一年，无从比较。", "Less than a year of records: nothing to compare.")
            ],
            limits=limits,
        )
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
        f"从 {days[-2]:%Y-%m-%d} 到 {ctx.day}：保留 {newest['kept']} 对，新增 {newest['added']} "
        f"对，解除 {newest['dropped']} 对。",
        f"From {days[-2]:%Y-%m-%d} to {ctx.day}: {newest['kept']} pairs kept, {newest['added']} "
        f"added, {newest['dropped']} dropped.",
    )
    drawn = (
        ctx.draw("changes", limits, before=days[-2], after=days[-1]) if county is ctx.county else []
    )
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
