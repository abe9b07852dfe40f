"""Page one: three sentences and one large figure that a room can read, the units that need a
decision this month, and last what was read and what is missing."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.reports.context import Context, labelled, named_dates
from toolkit.reports.decisions import decision_table
from toolkit.reports.front_numbers import News, news
from toolkit.reports.model import Section, Table
from toolkit.reports.pairs import two_sided_words
from toolkit.reports.records_read import read_in_short
from toolkit.reports.waves import first_of_waves
from toolkit.terms import plural, population_word, tr


def front_page(ctx: Context, absent: list[str]) -> Section:
    """Page one of a county; of real, named places only what is published is said."""
    sentences, limits = _described(ctx), list[str]()
    figures, tables = list[Any](), list[Table]()
    if not ctx.real:
        found = news(ctx)
        sentences = [_who(ctx, found), _changed(ctx, found), _overdue(found)]
        figures = (
            ctx.draw("pairing", limits, on=ctx.on)
            if ctx.few and len(ctx.population.running)
            else ctx.draw_with("headline", limits, *_figure(ctx, found))
        )
        if ctx.few and figures:
            limits.append(two_sided_words())
        table = decision_table(ctx, found.due)
        tables = [table] if table is not None else []
    else:
        figures, tables = first_of_waves(ctx, limits)
        if not figures and len(ctx.county["pairing"]):
            figures = ctx.draw("pairing", limits, on=ctx.on)
    return Section(
        key="front",
        front=True,
        paragraphs=sentences,
        figures=figures,
        tables=tables,
        closing=[read_in_short(ctx, absent), *limits],
    )


def _who(ctx: Context, found: News) -> str:
    """Who has no helper, who carries too much, whose leaving hurts most."""
    people = found.population
    wanted, has, none = len(people.to_help), len(people.helped), len(people.unhelped)
    if not people.listed:
        first = tr(
            f"数据中没有定级，也没有整顿，谁待帮无从得知：曾受助的 {wanted:,} 个单位中，"
            f"{has:,} 个现有帮扶方",
            f"There are neither ratings nor turnaround cases, so nobody knows who is to be helped: "
            f"of {plural(wanted, 'unit')} ever helped, {has:,} {_have(has)} a helper today",
        )
    else:
        first = tr(
            f"{wanted:,} 个{population_word('to_help')}单位中，"
            f"{has:,} 个{population_word('helped')}，{none:,} 个{population_word('unhelped')}",
            f"Of {plural(wanted, 'unit')} to be helped, {has:,} {_have(has)} a helper and "
            f"{none:,} {_have(none)} none",
        )
        if 0 < none <= 6:
            listed = tr("、", ", ").join(ctx.who(pd.Series(people.unhelped)))
            first += tr(f"（{listed}）", f" ({listed})")
    parts = [first]
    over = people.over.sort_values(["over", "pairs"], ascending=False, kind="stable")
    if len(over):
        parts.append(_most_over(ctx, over, len(people.over_capacity)))
    if len(found.critical):
        who, left, tied = _sole(ctx, found)
        if tied > 1:  # nobody is singled out where others stand the same
            who = tr(f"{tied:,} 个帮扶方中任何一个", f"any one of {tied:,} helpers")
        parts.append(
            tr(
                f"若 {who}退出，又有 {left:,} 个待帮单位{population_word('unhelped')}",
                f"were {who} to leave, {left:,} more {'unit' if left == 1 else 'units'} would have "
                f"no helper",
            )
        )
    return tr("；", "; ").join(parts) + tr("。", ".")


def _most_over(ctx: Context, over: pd.DataFrame, many: int) -> str:
    """Who is furthest over capacity; nobody is singled out where others stand the same."""
    top = over.iloc[0]
    most = int(top["over"])
    tied = over.loc[over["over"] == most, "helper_id"].nunique()
    said = tr(
        f"{many:,} 个帮扶方{population_word('over_capacity')}",
        f"{plural(many, 'helper')} {'is' if many == 1 else 'are'} over capacity",
    )
    if tied == 1:
        who = ctx.who(pd.Series([top["helper_id"]])).iloc[0]
        return said + tr(
            f"，超得最多的是 {who}，一种方式中有 {top['pairs']} 对，能力 {top['capacity']} 对",
            f", most of all {who} with {plural(int(top['pairs']), 'pair')} in one channel and "
            f"places for {top['capacity']}",
        )
    if tied == many:
        return said + tr(f"，各超 {most:,} 对", f", each by {plural(most, 'pair')}")
    return said + tr(
        f"，超得最多的 {tied:,} 个各超 {most:,} 对",
        f", the {tied:,} furthest each by {plural(most, 'pair')}",
    )


def _sole(ctx: Context, found: News) -> tuple[str, int, int]:
    """The helper whose leaving hurts most, how many units it would leave, how many helpers tie."""
    most = int(found.critical["recipients"].iloc[0])
    tied = int((found.critical["recipients"] == most).sum())
    return ctx.who(found.critical["helper_id"].head(1)).iloc[0], most, tied


def _changed(ctx: Context, found: News) -> str:
    """What changed within a year, and which reviews ended in rectification or an end."""
    if found.changes is None:
        first = tr(
            "结对记录不足一年，看不出变动",
            "The pairings are younger than a year: no change can be told",
        )
    else:
        c, before = found.changes, f"{ctx.on - pd.DateOffset(years=1):%Y-%m-%d}"
        first = tr(
            f"与一年前（{before}）相比，结对保留 {c['kept']:,} 对、新增 {c['added']:,} 对、"
            f"解除 {c['dropped']:,} 对",
            f"Since {before}, {plural(c['kept'], 'pair')} {'was' if c['kept'] == 1 else 'were'} "
            f"kept, {c['added']:,} added and {c['dropped']:,} dropped",
        )
    if found.review_year is None:
        return first + tr("。", ".")
    total = sum(found.reviews.values())
    down, out = found.reviews.get("downgrade", 0), found.reviews.get("revoke", 0)
    second = tr(
        f"；{found.review_year} 年复核典型 {total:,} 个，其中整改 {down:,} 个、退出 {out:,} 个",
        f"; of {plural(total, 'review')} of exemplars in {found.review_year}, {down:,} ended in "
        f"rectification and {out:,} in revocation",
    )
    return first + second + tr("。", ".")


#: kind of task → how a count of it reads: Chinese, English for one and for several
_LATE = (
    (
        "past_end",
        "结对过期 {:,} 对",
        "{:,} pairing past its planned end",
        "{:,} pairings past their planned end",
    ),
    (
        "commitment",
        "承诺过期 {:,} 件",
        "{:,} commitment past its date",
        "{:,} commitments past their date",
    ),
    ("review", "复核逾期 {:,} 个", "{:,} review", "{:,} reviews"),
    ("rectification", "整改逾期 {:,} 个", "{:,} rectification", "{:,} rectifications"),
    ("return_visit", "回访逾期 {:,} 个", "{:,} return visit", "{:,} return visits"),
    (
        "problem_item",
        "整顿问题逾期 {:,} 项",
        "{:,} item of a turnaround case",
        "{:,} items of turnaround cases",
    ),
)


def _overdue(found: News) -> str:
    told = [
        tr(zh, one if found.late[k] == 1 else many).format(found.late[k])
        for k, zh, one, many in _LATE
        if found.late.get(k)
    ]
    if not told and not found.soon:
        return tr(
            "没有过期的事项，此后一个月内也没有到期的。",
            "Nothing is overdue, and nothing falls due within a month.",
        )
    if not told:
        first = tr("没有过期的事项", "Nothing is overdue")
    else:
        first = tr("过期未办：", "Overdue: ") + tr("、", ", ").join(told)
    return first + tr(
        f"；此后一个月内还有 {found.soon:,} 项到期。",
        f"; {found.soon:,} more {'falls' if found.soon == 1 else 'fall'} due within a month.",
    )


def _figure(ctx: Context, found: News) -> tuple:
    """What `toolkit.figures.headline` takes."""
    people = found.population
    places = _places(ctx, people)
    numbers = [
        (
            f"{len(people.over_capacity):,}",
            tr(
                "个帮扶方超出能力",
                f"{'helper' if len(people.over_capacity) == 1 else 'helpers'} over capacity",
            ),
        ),
    ]
    if len(found.critical):
        alone, helpers = int(found.critical["recipients"].sum()), len(found.critical)
        rely = "unit relies" if alone == 1 else "units rely"
        words = tr(
            f"个待帮单位只有一个帮扶方，涉及 {helpers:,} 个帮扶方",
            f"{rely} on one helper alone, {plural(helpers, 'helper')} in all",
        )
        numbers.append((f"{alone:,}", words))
    if found.changes is not None:
        c = found.changes
        numbers.append(
            (
                f"{c['added']:,} / {c['dropped']:,}",
                tr("一年来新增 / 解除的结对", "pairs added / dropped in a year"),
            )
        )
    late = sum(found.late.get(k, 0) for k, *_ in _LATE if k != "commitment")
    numbers.append((f"{late:,}", tr("项逾期（承诺过期另计）", "overdue (commitments apart)")))
    if found.late["commitment"]:
        numbers.append(
            (f"{found.late['commitment']:,}", tr("件承诺过期", "commitments past their date"))
        )
    if found.review_year is not None:
        down, out = found.reviews.get("downgrade", 0), found.reviews.get("revoke", 0)
        numbers.append(
            (
                f"{down:,} / {out:,}",
                tr(
                    f"{found.review_year} 年复核：整改 / 退出",
                    f"rectified / revoked by the reviews of {found.review_year}",
                ),
            )
        )
    none, wanted = len(people.unhelped), len(people.to_help)
    title = tr(
        f"{wanted:,} 个待帮单位，{none:,} 个无人帮",
        f"{none:,} of {plural(wanted, 'unit')} to be helped {_have(none)} no helper",
    )
    if not people.listed:
        title = tr(
            f"曾受助的 {wanted:,} 个单位，{none:,} 个现在无人帮",
            f"{none:,} of {plural(wanted, 'unit')} ever helped {_have(none)} no helper today",
        )
    caption = tr(
        f"统计：{ctx.day}，单位数；有帮扶方不等于有成效。",
        f"Counted: units on {ctx.day}; having a helper is not yet a result.",
    )
    return places, numbers, title, caption, ctx.county.nature


def _places(ctx: Context, people: pairing.Population) -> pd.DataFrame:
    """Units to be helped by township, else by sector."""
    organisation = ctx.county["organisation"].set_index("org_id")
    by = "township" if organisation["township"].notna().any() else "sector"
    place = organisation[by].reindex(people.to_help).astype(object)
    if by == "sector":
        place = labelled(place, "organisation")
    place = place.fillna(tr("县直", "county level"))
    has = pd.Series(people.to_help.isin(people.helped), index=place.index)
    out = pd.DataFrame({"place": place, "helped": has, "unhelped": ~has})
    return out.groupby("place", sort=True)[["helped", "unhelped"]].sum().reset_index()


def _described(ctx: Context) -> list[str]:
    """Three sentences on published pairings: how many, from when to when, what is not known."""
    pairs = ctx.county["pairing"]
    waves = pairs["wave"].nunique()
    runs = ctx.population.running
    first, last = named_dates(pairs["start"])
    out = [
        tr(
            f"数据收录公布的结对 {len(pairs):,} 对，分属 {pairs['prog_id'].nunique()} 个载体、"
            f"{waves} 个批次，起始日期从 {first} 到 {last}。",
            f"Recorded: {plural(len(pairs), 'published pair')} of "
            f"{plural(pairs['prog_id'].nunique(), 'programme')} and {plural(waves, 'wave')}, "
            f"beginning between {first} and {last}.",
        ),
        tr(
            f"{ctx.day} 在列的结对 {len(runs):,} 对：{runs['helper_id'].nunique()} 个支援方，"
            f"{runs['recipient_id'].nunique()} 个受援方。",
            f"Listed on {ctx.day}: {plural(len(runs), 'pair')} of "
            f"{plural(runs['helper_id'].nunique(), 'helper')} and "
            f"{plural(runs['recipient_id'].nunique(), 'recipient')}.",
        ),
        tr(
            "受援方的需要、援助的数额和成效都不在数据中，故只作描述，不作评价。",
            "Needs, amounts and results are not in the data: the lists are described, not judged.",
        ),
    ]
    return out if len(pairs) else out[-1:]


def _have(n: int) -> str:
    return "has" if n == 1 else "have"
