"""The sections of the national report, each with its tables and figures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from toolkit.national.drawings import costs, provinces, yearly
from toolkit.national.projection import project
from toolkit.reports import Section, Table
from toolkit.terms import CHANNELS, channel, channel_label, label, tr

_LIMITS = (
    "汇总只说明记录里有什么；跨县结对按受助方所在省计覆盖、按帮扶方所在省计负荷。",
    "Roll-ups say what the records hold; pairs across counties count where the recipient is "
    "(coverage) or the helper (load).",
)


def _named(table: pd.DataFrame) -> pd.DataFrame:
    """Channels and grades in the reader's words."""
    out = table.copy()
    if "channel" in out:
        out["channel"] = out["channel"].map(channel_label)
    if "grade" in out:
        out["grade"] = out["grade"].map(lambda g: label("rating", "grade", g))
    return out


def _latest(table: pd.DataFrame) -> pd.DataFrame:
    """All years, so that the workbook has them; the last first, so that paper shows it."""
    return _named(table.sort_values("year", ascending=False, kind="stable"))


def _sum(
    table: pd.DataFrame, by: list[str], part: str, whole: str, name: str = "share"
) -> pd.DataFrame:
    """Counts added up, and the share made again from the sums."""
    counts = [c for c in table.columns if pd.api.types.is_integer_dtype(table[c]) and c not in by]
    out = table.groupby(by, sort=False)[counts].sum().reset_index()
    out[name] = out[part] / out[whole].where(out[whole] > 0)
    return out


def coverage_section(table: pd.DataFrame, last: int, nature: str) -> Section:
    helping = table[table["channel"].isin([c for c in CHANNELS if channel(c).helping])]
    nation = _sum(helping, ["year", "channel"], "helped", "recipients").sort_values(
        ["channel", "year"]
    )
    now = nation[nation["year"] == last].sort_values("share", ascending=False)
    told = tr("，", ", ").join(
        f"{channel_label(r.channel)} {r.share:.0%}" for r in now.itertuples(index=False)
    )
    caption = tr(
        "每年 12 月 31 日；待提升或有在办整顿的组织中，该方式有在结对子的比例。",
        "On each 31 December: of the organisations to be helped, the share with a running pair of "
        "that kind.",
    )
    here = _sum(helping[helping["year"] == last], ["province", "channel"], "helped", "recipients")
    best = here[here["channel"] == now["channel"].iloc[0]].sort_values("share", ascending=False)
    bars = pd.DataFrame(
        {
            "name": best["province"],
            "share": best["share"],
            "told": [f"{s:.0%}" for s in best["share"]],
        }
    )
    kind = channel_label(now["channel"].iloc[0])
    by_province = tr(
        f"{kind}：各省覆盖 {best['share'].min():.0%}–{best['share'].max():.0%}",
        f"{kind}: {best['share'].min():.0%} to {best['share'].max():.0%} by province",
    )
    return Section(
        "coverage",
        tr("覆盖", "Coverage"),
        tr(f"{last} 年末覆盖：{told}。", (f"Covered at the end of {last}: {told}.")),
        figures=[
            yearly("coverage", tr("覆盖：", "Coverage: ") + told, caption, nation, nature),
            provinces("provinces", by_province, caption, bars, nature),
        ],
        tables=[
            Table(
                tr("全国，逐年", "The nation by year"), _named(nation), percent=("share",), show=40
            ),
            Table(
                tr("各省，由近及远", "Provinces, latest year first"),
                _latest(table),
                percent=("share",),
                show=12,
            ),
        ],
        limits=[tr(*_LIMITS)],
    )


def load_section(table: pd.DataFrame, last: int) -> Section:
    nation = (
        table.groupby(["year", "channel"])[["helpers", "pairs", "helpers_over", "over"]]
        .sum()
        .reset_index()
    )
    now = nation[nation["year"] == last]
    said = tr(
        f"{last} 年末在结 {now['pairs'].sum()} 对；{now['helpers_over'].sum()} 个帮扶方超出能力，"
        f"共超 {now['over'].sum()} 对。",
        f"{now['pairs'].sum():,} pairs ran at the end of {last}; {now['helpers_over'].sum():,} "
        f"helpers were over "
        f"capacity, by {now['over'].sum():,} pairs.",
    )
    tables = [
        Table(tr("全国，逐年", "The nation by year"), _named(nation), show=50),
        Table(tr("各省，由近及远", "Provinces, latest year first"), _latest(table), show=12),
    ]
    return Section("load", tr("负荷", "Loads"), said, tables=tables)


def grades_section(table: pd.DataFrame, last: int) -> Section:
    nation = table.groupby(["year", "grade"])["organisations"].sum().reset_index()
    nation["share"] = nation["organisations"] / nation.groupby("year")["organisations"].transform(
        "sum"
    )
    now = nation[(nation["year"] == last) & (nation["grade"] == "backward")]
    word = label("rating", "grade", "backward")
    said = tr(
        f"{last} 年末评为“{word}”的有 {int(now['organisations'].sum())} 个组织（上报口径）。",
        f"{int(now['organisations'].sum()):,} organisations are rated {word} at the end of "
        f"{last}, as reported.",
    )
    tables = [
        Table(tr("全国，逐年", "The nation by year"), _named(nation), ("share",), show=40),
        Table(
            tr("各省，由近及远", "Provinces, latest year first"),
            _latest(table),
            ("share",),
            show=12,
        ),
    ]
    return Section(
        "grades",
        tr("评定", "Grades"),
        said,
        tables=tables,
        limits=[tr("评定为上报口径。", "Grades are as reported.")],
    )


def retention_section(table: pd.DataFrame, nature: str) -> Section:
    nation = _sum(table, ["from", "to"], "kept", "before", "kept_share").sort_values("from")
    lines = nation.rename(columns={"to": "year", "kept_share": "share"}).assign(
        channel=tr("延续一年以上", "kept for a year")
    )
    mean = nation["kept"].sum() / max(nation["before"].sum(), 1)
    said = tr(
        f"年末在结的对子中，{mean:.0%} 一年后仍在。",
        f"{mean:.0%} of the pairs that run at the end of a year still run a year later.",
    )
    caption = tr(
        "上年末在结、本年末仍在结的帮扶方—受助方对子（不分方式，含跨县）。",
        "Helper–recipient pairs (any kind, across counties too) that ran at the end of both years.",
    )
    figures = (
        [
            yearly(
                "retention",
                said.rstrip("。."),
                caption,
                lines[["year", "channel", "share"]],
                nature,
            )
        ]
        if len(lines)
        else []
    )
    return Section(
        "retention",
        tr("延续", "What lasted"),
        said,
        figures=list(figures),
        tables=[
            Table(tr("全国", "The nation"), nation, ("kept_share",)),
            Table(tr("各省", "Provinces"), table, ("kept_share",), show=12),
        ],
    )


def plans_section(plans: pd.DataFrame) -> Section:
    counts = [
        "organisations",
        "recipients",
        "needs",
        "candidates",
        "running",
        "planned",
        "kept",
        "short",
    ]
    table = plans.groupby("province", sort=False)[counts].sum().reset_index()
    total, proved = table[counts].sum(), int(plans["proved"].sum())
    said = tr(
        f"{len(plans)} 个县各自配对：共 {total['planned']} 对，保留在结 {total['kept']} 对，仍缺 "
        f"{total['short']}；"
        f"{proved} 个县在所填规则与权重下最优得到证明。",
        f"{len(plans)} counties planned, each by itself: {total['planned']:,} pairs, "
        f"{total['kept']:,} of them running already, "
        f"{total['short']:,} needs unmet; in {proved} counties optimality under the entered rules "
        f"and weights is proved.",
    )
    limit = tr(
        "每县单独配对，不跨县调剂；方案供人审定，不自动生效。",
        "Each county is planned by itself; a plan is for people to decide on.",
    )
    return Section(
        "plans",
        tr("方案合计", "Plans in sum"),
        said,
        tables=[Table(tr("各省", "Provinces"), table, show=40)],
        limits=[limit],
    )


def costs_section(times: pd.DataFrame, counties: int, nature: str) -> Section:
    ahead = project(times, counties).round({"minutes": 1})
    least = ahead.loc[ahead["cores"] == 16, "minutes"].min()
    said = tr(
        f"推算（未实测）：{counties} 个县在 16 核上约 {least:.1f} 分钟。",
        f"Projected, not measured: {counties} counties on 16 cores in about {least:.1f} minutes.",
    )
    figure = costs(times, nature)
    measured = times.round({"wall": 1, "work": 1, "cpu": 1, "overhead": 1}).assign(
        peak_mb=np.rint(times["peak_mb"]).astype(int)
    )
    limit = tr(
        "推算由实测的每县处理器用时、引擎启动与派发用时得出，假定核心空闲、内存和磁盘不更窄。",
        "Projected from the processor time of a county and the engine's share as measured: idle "
        "cores, no narrower memory or disk.",
    )
    tables = [Table(tr("实测", "Measured"), measured), Table(tr("推算", "Projected"), ahead)]
    return Section(
        "costs",
        tr("用时与内存", "Time and memory"),
        figure.title + tr("。", ". ") + said,
        figures=[figure],
        tables=tables,
        limits=[limit],
    )
