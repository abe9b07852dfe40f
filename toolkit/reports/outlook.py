"""Sections of the full report that ask how things last and spread: how long exemplars stand and who
visits them, where new sites would reach most, who bridges, seats under a quota."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from toolkit import pairing, register
from toolkit.records import County
from toolkit.reports.context import Context, labelled
from toolkit.reports.model import Section
from toolkit.reports.systems import last_period, put, seats_to_give
from toolkit.terms import label, plural, tr

#: what the life of exemplars is told from; the rest of a county would only be read again
_LIVES = ("organisation", "programme", "exemplar", "exemplar_event", "review", "return_visit")
#: years after its naming at which an exemplar is looked at
_YEARS = (1, 3, 5)
#: contacts that an exemplar has because it is one: a new site would not have them
_EARNED = ("visit", "study", "distribution")
#: new sites that are tried, and runs that judge them; enough for one decimal
_SITES, _RUNS = 6, 200
_SEED = 2011
#: no text sets it: at most one seat in so many may go to one sector
_PART = 3


def lasting(ctx: Context) -> Section:
    """How long exemplars stay listed, by kind; return visits, planned and not."""
    section = Section(finding="")
    title = tr("命名后还在册的比例", "Share still listed after the naming")
    lives = put(section, title, lambda: _standing(ctx, section), percent=tuple(map(_after, _YEARS)))
    if lives is not None and len(lives):
        named, ended = int(lives["exemplars"].iloc[-1]), int(lives["ended"].iloc[-1])
        section.finding = tr(
            f"命名过 {named:,} 个典型，其中 {ended:,} 个已退出。",
            f"Exemplars ever named: {named:,}; ended since: {ended:,}.",
        )
    if len(ctx.county["return_visit"]):
        title = tr("回访：计划内与计划外", "Return visits, planned and not")
        put(section, title, lambda: _visited(ctx))
    section.limits.append(
        tr(
            "在册多久不说明做法好坏；比例按在册时间估计（Kaplan–Meier），"
            "还没有到年限的计入在册人数，"
            "不算退出。",
            "Staying listed is no proof of quality; shares are Kaplan–Meier estimates, those not "
            "yet observed so long count as long as they are seen.",
        )
    )
    return section


def _after(years: int) -> str:
    return tr(f"满 {years} 年", f"after {years} year{'s' * (years > 1)}")


def _standing(ctx: Context, section: Section) -> pd.DataFrame:
    """By kind and in all: ``kind, exemplars, ended`` and the share that stands after each of
    `_YEARS`; empty where nobody was watched so long."""
    few = County({n: ctx.county[n] for n in _LIVES if len(ctx.county[n])})
    with (
        TemporaryDirectory() as folder,
        register.Register(Path(folder) / "register.db", rules=ctx.rules) as log,
    ):
        log.import_county(few, ctx.on)
        lives = register.lifetimes(log, few, ctx.on)
    untold = lives.attrs.get("no_start", [])
    if untold:
        section.limits.append(
            tr(
                f"{len(untold):,} 个典型没有命名日期，不计入。",
                f"Left out without a day of naming: {len(untold):,}.",
            )
        )
    kinds = [(label("exemplar", "kind", k), own) for k, own in lives.groupby("kind")]
    rows = []
    for name, own in [*kinds, (tr("合计", "all"), lives)]:
        if own.empty:
            continue
        row = {"kind": name, "exemplars": len(own), "ended": int(own["ended"].sum())}
        curve = register.kaplan_meier(own)
        for years in _YEARS:
            left = curve.loc[curve["years"] <= years, "survival"]
            share = float(left.iloc[-1]) if len(left) else 1.0
            row[_after(years)] = share if own["years"].max() >= years else None
        rows.append(row)
    return pd.DataFrame(rows)


def _visited(ctx: Context) -> pd.DataFrame:
    kind = ctx.county["exemplar"].set_index("ex_id")["kind"]
    found = register.visits(ctx.county, ctx.on)
    found = found.assign(kind=kind.reindex(found["ex_id"]).to_numpy(), exemplars=1)
    counts = ["exemplars", "scheduled", "unplanned", "problems", "help_given"]
    out = found.groupby("kind")[counts].sum().astype(int).reset_index()
    return out.assign(kind=labelled(out["kind"], "exemplar"))


def new_sites(ctx: Context) -> Section | None:
    """Where new demonstration sites would be copied most: chosen by contacts, beside random sites
    and the best connected ones."""
    section = Section(
        limits=[
            tr(
                "模型演算：照着学的可能性是假定，不是测得的；只用新点也会有的接触（结对、隶属、"
                "邻近），"
                "不计参观和学习。",
                "A model: the chances of copying are assumed, not measured; only contacts that a "
                "new site would have count (pairs, hierarchy, nearness), no visits or study.",
            )
        ]
    )
    organisation = ctx.county["organisation"]
    held = ctx.county["exemplar"]["org_id"].dropna().unique()

    def compared() -> pd.DataFrame:
        from toolkit import spread

        every = spread.assumptions()["kind"]
        kinds = [kind for kind in every if kind not in _EARNED]
        ties = spread.exposure(ctx.county, ctx.on, kinds)
        found = spread.choose_sites(
            ties, _SITES, _SEED, units=organisation, exclude=held, runs=_RUNS, samples=_RUNS // 2
        )
        order = ("random", "degree", "cover", found.method)
        best = found.table.set_index("method").loc[list(order)].reset_index()
        mean = best["mean"].round(1).tolist()
        section.finding = tr(
            f"再设 {_SITES} 个示范点，按模型平均有 {mean[-1]} 家照着做；随便选是 {mean[0]} 家，"
            f"选联系最多的是 {mean[1]} 家。",
            f"{_SITES} more sites would by the model be copied by {mean[-1]} units on average; "
            f"random ones by {mean[0]}, the best connected by {mean[1]}.",
        )
        out = best[["method", "mean", "run_low", "run_high"]].round(1)
        return out.assign(method=best["method"].map(spread.method_label))

    put(section, tr("新点放在哪里：几种选法", "Where to put new sites: ways compared"), compared)
    return section if section.finding else None


def bridges(ctx: Context) -> Section | None:
    """Who joins units that are not joined otherwise, by running pairs of every channel."""
    section = Section(
        limits=[
            tr(
                "有效规模：伙伴数减去伙伴之间已有的联系；只说明位置，不说明作用大小。",
                "Effective size: partners less the ties among them; a position, not a merit.",
            )
        ]
    )

    def found() -> pd.DataFrame:
        out = pairing.bridging(ctx.county, on=ctx.on)
        if len(out):
            across = int((out["sectors"] > 1).sum())
            section.finding = tr(
                f"群团和机关中有 {len(out):,} 个在结对，其中 {across:,} 个同时联系两个以上领域。",
                f"Mass organisations and offices in pairs: {len(out):,}; joining more than one "
                f"sector: {across:,}.",
            )
        columns = ["partners", "sectors", "townships", "effective_size"]
        named = pd.DataFrame({"unit": ctx.who(out["org_id"])})
        return named.join(out[columns]).round(1)

    put(section, tr("联系面最广的", "Those that join most"), found, show=12)
    return section if section.finding else None


def quotas(ctx: Context) -> Section | None:
    """The best list of commendations when no sector may take more than its part."""
    k, period = seats_to_give(ctx), last_period(ctx)
    most = ceil(k / _PART)
    section = Section(
        limits=[
            tr(
                f"每个领域至多 {most} 个是演示用的限额，由使用者定；只是演算，不是推荐名单。",
                f"At most {most} from one sector is shown as an example; a calculation, not a "
                f"list of nominees.",
            )
        ]
    )

    def chosen() -> pd.DataFrame:
        sector = ctx.county["organisation"].set_index("org_id")["sector"]
        scored = register.seats(ctx.county, period, k, runs=1)[["org_id", "score"]].dropna()
        scored = scored.assign(sector=sector.reindex(scored["org_id"]).to_numpy())
        scored = scored.dropna().rename(columns={"org_id": "subject_id"})
        best = register.commend(scored, k, {"sector": most})
        free = scored["score"].nlargest(k).sum()
        out, cost = int((best["why"] == "cap").sum()), (free - best.attrs["total"]) / k
        section.finding = tr(
            f"每个领域至多 {most} 个时，{out:,} 个分数更高的单位因限额落选，入选者平均低 "
            f"{cost:.2f} 分。",
            f"With at most {most} from one sector, {plural(out, 'higher score')} left out; the "
            f"mean score of the chosen falls by {cost:.2f}.",
        )
        if not out:
            section.finding = tr(
                f"每个领域至多 {most} 个，名单不变。",
                f"At most {most} from one sector leaves the list as it is.",
            )
        got = best[best["chosen"]].groupby("sector")["score"].agg(["size", "min"]).reset_index()
        got.columns = ["sector", "seats", "lowest_score"]
        return got.assign(sector=labelled(got["sector"], "organisation")).round(1)

    title = tr("限额之下的名额", "Seats under the quota")
    put(section, title, chosen, of="organisation")
    return section if section.finding else None
