"""Sections of the full report on the systems of a county that the five pages leave out: study and
leads, sites and carriers, commendation, benchmarking and balance, rectification, co-building."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from toolkit import pairing, register
from toolkit.pairing import OVERALL, open_cases
from toolkit.reports.context import Context, labelled
from toolkit.reports.model import Section, Table
from toolkit.terms import label, plural, tr

#: rankings again under other weights; enough for two decimals of a share
_RUNS = 200
#: no text sets a floor for an overall score: it is the middle of the scale's upper half
_FLOOR = 70.0


def put(
    section: Section, title: str, make: Callable[[], pd.DataFrame], **options: object
) -> pd.DataFrame | None:
    """Add a table, or the reason why it cannot be had to the limits."""
    try:
        frame = make()
    except ValueError as reason:
        section.limits.append(tr(f"{title}：{reason}", f"{title}: {reason}"))
        return None
    if len(frame):
        section.tables.append(Table(title, frame, **options))  # type: ignore[arg-type]
    return frame


def study_and_leads(ctx: Context) -> Section:
    """Study by form and whether nominations followed; where leads come from, remote units too."""
    section = Section(
        limits=[
            tr(
                "学了之后有推荐，不等于因为学了才推荐；未满一年的不计作“未推荐”。",
                "A nomination after study is not a nomination because of it.",
            )
        ]
    )

    def followed() -> pd.DataFrame:
        found = register.study(ctx.county)
        return found.assign(form=labelled(found["form"], "study_event"))

    if len(ctx.county["study_event"]):
        title = tr("学习形式与此后的推荐", "Study by form, and nominations after it")
        put(section, title, followed, percent=("share",), of="study_event")
        n = len(ctx.county["study_event"])
        section.finding = tr(f"学习活动 {n:,} 次。", f"Study events: {n:,}.")
    if len(ctx.county["lead"]):
        leads = tr("线索从哪里来", "Where leads come from")
        put(section, leads, lambda: _discovered(ctx), percent=("share",), of="lead")
        remote = tr("由近到远：线索与典型", "Near to far: leads and exemplars")
        put(section, remote, lambda: register.remote_coverage(ctx.county))
    return section


def _discovered(ctx: Context) -> pd.DataFrame:
    found = register.discovery(ctx.county)
    return found.assign(source_kind=labelled(found["source_kind"], "lead"))


def sites_and_carriers(ctx: Context) -> Section:
    """Demonstration sites by field, old and new; carriers with their burden in hours."""
    named = int(ctx.county["exemplar"]["kind"].eq("site").sum())
    section = Section(
        finding=tr(
            f"登记的示范点 {named:,} 个，载体 {len(ctx.county['programme']):,} 个。",
            f"Recorded: {plural(named, 'site')} and "
            f"{plural(len(ctx.county['programme']), 'carrier')}.",
        ),
        limits=[
            tr(
                "示范点是选出来的，好坏不能从示范点本身看出；工时为所填数。",
                "Sites are selected, so they alone show nothing; hours are as entered.",
            )
        ],
    )

    def by_field() -> pd.DataFrame:
        found = register.sites(ctx.county)
        group = found["group"].map({"old": tr("老", "old"), "new": tr("新", "new")})
        return found.assign(domain=labelled(found["domain"], "exemplar"), group=group)

    if len(ctx.county["exemplar"]):
        put(section, tr("示范点按领域", "Sites by field"), by_field, of="exemplar")
    if len(ctx.county["programme"]):
        hours = tr("载体与年填报工时", "Carriers and hours a year")
        put(section, hours, lambda: _hours(ctx), of="programme")
    return section


def _hours(ctx: Context) -> pd.DataFrame:
    found = register.burden(ctx.county, ctx.on)
    return found[["name", "burden_hours", "units", "hours"]]


def commendation(ctx: Context) -> Section:
    """Seats by sector, and which seats are safe or contested under other weights and voices."""
    period = last_period(ctx)
    seats = seats_to_give(ctx)
    section = Section(
        finding=tr(
            f"按 {period} 周期的得分排 {seats} 个名额，看哪些稳、哪些有争议。",
            f"{plural(seats, 'seat')} by the scores of {period}: what is safe, what contested.",
        ),
        limits=[
            tr(
                "只是演算，不是推荐名单；权重、评价主体一变，有争议的名额就变。",
                "A calculation, not a list of nominees; contested seats change with weights and "
                "voices.",
            )
        ],
    )

    def ranked() -> pd.DataFrame:
        found = register.seats(ctx.county, period, seats, runs=_RUNS)
        near = found[found["verdict"] != "out"]
        words = {"safe": tr("稳", "safe"), "contested": tr("有争议", "contested")}
        return near.assign(unit=ctx.ranked(near["org_id"]), verdict=near["verdict"].map(words))[
            ["rank", "unit", "score", "share", "verdict"]
        ]

    put(section, tr("名额附近的单位", "Units near the cut"), ranked, percent=("share",), show=24)

    def by_sector() -> pd.DataFrame:
        sizes = ctx.county["organisation"]["sector"].value_counts()
        found = register.apportion(sizes, seats).rename("seats").rename_axis("sector").reset_index()
        return found.assign(sector=labelled(found["sector"], "organisation"))

    title = tr("名额按领域分配（最大余数法）", "Seats by sector (largest remainder)")
    put(section, title, by_sector, of="organisation")
    return section


def seats_to_give(ctx: Context) -> int:
    """As many organisations as were commended in the last year with awards; a dozen if none was."""
    awards = ctx.county["award"]
    year = awards["year"].max()
    last = awards[(awards["year"].eq(year) & awards["category"].eq("organisation")).to_numpy(bool)]
    return int(last["count"].fillna(1).sum()) or 12


def last_period(ctx: Context) -> str:
    """The newest period that was appraised."""
    return str(ctx.county["assessment"]["period"].dropna().astype(str).max())


def benchmarking(ctx: Context) -> Section:
    """Gaps to a near peer and to the star by indicator, one unit's sheet, balance by township."""
    section = Section(
        finding=tr(
            "对照标兵找差距：先看够得着的一步（近处同类），再看标兵。",
            "Benchmarking: first the step within reach (a near peer), then the star.",
        ),
        limits=[
            tr(
                "得分为上报口径；底线分由使用者定，这里取 70 分演示。",
                "Scores are as reported; somebody sets the floor, 70 is shown here.",
            )
        ],
    )
    try:
        gaps = pairing.gap(ctx.county, rules=ctx.rules)
    except ValueError as reason:
        section.limits.append(str(reason))
        return section

    def by_indicator() -> pd.DataFrame:
        own = gaps[gaps["ind_id"] != OVERALL]
        by = own.groupby(["ind_id", "indicator"])[["score", "gap_nearest", "gap_star"]]
        found = by.mean().reset_index().drop(columns="ind_id")
        return found.sort_values("gap_star", ascending=False).round(1)

    put(section, tr("各项指标的平均差距", "Mean gap by indicator"), by_indicator)
    wanted = ctx.population.to_help
    if len(wanted):
        unit = str(wanted[0])
        called = dict(zip(gaps["org_id"], ctx.ranked(gaps["org_id"])))
        title = tr(
            f"找差距一例：{called.get(unit, unit)}", f"One unit's sheet: {called.get(unit, unit)}"
        )
        put(
            section,
            title,
            lambda: register.benchmark_sheet(gaps, unit, called).drop(
                columns=["measure", "due", "responsible_role"]
            ),
        )

    def even() -> pd.DataFrame:
        found = pairing.under_floor(
            ctx.county, _FLOOR, by="township", rules=ctx.rules
        ).reset_index()
        found["township"] = found["township"].replace("all", tr("合计", "all"))
        return found

    put(
        section,
        tr("均衡：底线以下的比例", "Balance: share under the floor"),
        even,
        percent=("share",),
    )
    return section


def turnaround(ctx: Context) -> Section:
    """Open cases by sector and step, small cells held back; co-building and who bridges."""
    cases = open_cases(ctx.county["turnaround_case"], ctx.on)
    section = Section(
        finding=tr(
            f"{ctx.day} 正在整顿的有 {cases['org_id'].nunique():,} 个单位。",
            f"Units with an open case on {ctx.day}: {cases['org_id'].nunique():,}.",
        ),
        limits=[
            tr(
                "销号不等于好转：成绩低的单位不帮也会回升一些（回归均值）。",
                "A closed case is not yet an improvement: low scores rise by themselves in part.",
            )
        ],
    )

    def by_step() -> pd.DataFrame:
        sector = ctx.county["organisation"].set_index("org_id")["sector"]
        at = pd.Series(sector.reindex(cases["org_id"]).to_numpy(dtype=object))
        counts = pd.crosstab(at, cases["status"].to_numpy(dtype=object))
        own = ctx.county.nature not in ("fictitious", "public_official")
        held = register.suppress(counts) if own else counts.assign(all=counts.sum(axis=1))
        held = held.rename(
            columns=lambda c: (
                label("turnaround_case", "status", c) if c != "all" else tr("合计", "all")
            )
        )
        held.index = [
            label("organisation", "sector", i) if i != "all" else tr("合计", "all")
            for i in held.index
        ]
        return held.rename_axis("sector").reset_index()

    if len(cases):
        put(section, tr("按领域和步骤", "By sector and step"), by_step, of="organisation")
    spread = tr("各方式的结对集中在多少帮扶方", "How pairs gather on helpers, by channel")

    def gathered() -> pd.DataFrame:
        found = pairing.concentration(ctx.county, ctx.on).reset_index()
        named = labelled(found["channel"].where(found["channel"] != "all"), "pairing")
        return found.assign(channel=named.fillna(tr("合计", "all")))[
            ["channel", "helpers", "pairs", "mean", "gini"]
        ]

    put(section, spread, gathered, of="pairing")
    return section
