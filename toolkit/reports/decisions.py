"""Units that need a decision: what fell due or falls due within a month, one row a unit, and whom
the plan would give those without a helper."""

from __future__ import annotations

import pandas as pd

from toolkit import pairing
from toolkit.pairing import period_end
from toolkit.register import REVIEWS, review_due, year_review_day
from toolkit.reports.context import Context
from toolkit.reports.model import Table
from toolkit.terms import lang, plural, population_word, tr, word

#: days ahead that a reminder looks
AHEAD = 30
#: rows of the table on page one
MOST, MOST_EN = 12, 10
_COLUMNS = ["org_id", "kind", "since", "due_on"]


def tasks(ctx: Context) -> pd.DataFrame:
    """Everything that is due by a month after the day: ``org_id, kind, since, due_on, days_over``.

    ``kind``: unhelped, past_end, review, rectification, return_visit, problem_item. Commitments
    are their own unit's matter and are counted apart.
    """
    found = pd.concat(
        [
            _unhelped(ctx),
            _pairings(ctx),
            _reviews(ctx),
            _visits(ctx),
            _problem_items(ctx),
        ],
        ignore_index=True,
    )
    found = found[found["org_id"].notna() & found["due_on"].notna()]
    days = (ctx.on - pd.to_datetime(found["due_on"])).dt.days
    found = found.assign(days_over=days.astype("Int64"))[(days >= -AHEAD).to_numpy(dtype=bool)]
    return found.sort_values(["due_on", "org_id", "kind"], ignore_index=True)


def _frame(org_id: pd.Series, kind: str, since: pd.Series, due_on: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "org_id": org_id.astype("string").to_numpy(dtype=object),
            "kind": kind,
            "since": pd.to_datetime(since).to_numpy(),
            "due_on": pd.to_datetime(due_on).to_numpy(),
        },
        columns=_COLUMNS,
    )


def _unhelped(ctx: Context) -> pd.DataFrame:
    """Units without a helper wait from the day they were listed."""
    who = ctx.population.unhelped
    cases = pairing.open_cases(ctx.county["turnaround_case"], ctx.on)
    listed = cases.groupby("org_id")["listed_on"].min()
    rating = ctx.county["rating"]
    decided = rating["decided_on"].fillna(
        period_end(rating["period"]).astype(rating["decided_on"].dtype)
    )
    low = rating.assign(day=decided)[
        (rating["grade"].eq("backward") & (decided <= ctx.on)).fillna(False).to_numpy(dtype=bool)
    ]
    rated = low.groupby("org_id")["day"].max()
    since = pd.Series(listed.reindex(who).to_numpy(), index=who)
    since = since.fillna(pd.Series(rated.reindex(who).to_numpy(), index=who))
    # nobody wrote down since when: the cell stays empty, the row stands at the day itself
    since = pd.to_datetime(since)
    # who had a helper after that waits from the end of the last help
    pairs = ctx.county["pairing"]
    ended = pairs[
        (pairing.helping(pairs) & pairs["end_actual"].le(ctx.on)).fillna(False).to_numpy(dtype=bool)
    ]
    left = pd.to_datetime(ended.groupby("recipient_id")["end_actual"].max().reindex(who))
    since = since.where(~(left > since), left)
    return _frame(pd.Series(who), "unhelped", since, since.fillna(ctx.on))


def _pairings(ctx: Context) -> pd.DataFrame:
    runs = ctx.population.running
    return _frame(runs["recipient_id"], "past_end", runs["start"], runs["end_plan"])


def _reviews(ctx: Context) -> pd.DataFrame:
    """Yearly reviews of named exemplars, and rectifications after a downgrade, by the rules."""
    found, review = ctx.county["exemplar"], ctx.county["review"]
    kept = found["org_id"].notna() & found["status"].isin(["named", "review_pending"])
    named = found[kept.to_numpy(dtype=bool)].set_index("ex_id")
    events = ctx.county["exemplar_event"]
    months = int(ctx.rules["site.review_months"])
    told = events[(events["event"].isin(REVIEWS) & events["date"].le(ctx.on)).fillna(False)]
    days = {(e, d.year): d.date() for e, d in zip(told["ex_id"], told["date"])}
    last = {e: d.date() for e, d in named["named_on"].items() if not pd.isna(d)}
    # as in the register: by the day of its event, else by its year alone
    for e, year in zip(review["ex_id"], review["year"]):
        if e in named.index and not pd.isna(year) and year <= ctx.on.year:
            on = days.get((e, int(year))) or year_review_day(int(year), last.get(e))
            last[e] = max(on, last.get(e, on))
    since = pd.Series([last.get(e) for e in named.index], index=named.index, dtype=object)
    ends = since.map(lambda d: review_due(d, months), na_action="ignore")
    out = [_frame(named["org_id"], "review", since, ends)]
    down = found[found["status"].eq("rectifying").fillna(False) & found["org_id"].notna()]
    when = (
        events[events["to_state"].eq("rectifying") & events["date"].le(ctx.on)]
        .groupby("ex_id")["date"]
        .max()
    )
    since = pd.to_datetime(_looked_up(when, down["ex_id"]))
    out.append(
        _frame(
            down["org_id"],
            "rectification",
            since,
            since + pd.DateOffset(months=int(ctx.rules["site.rectify_months"])),
        )
    )
    return pd.concat(out, ignore_index=True)


def _looked_up(values: pd.Series, keys: pd.Series) -> pd.Series:
    """`values` at `keys`, in their order; `Series.map` cannot look days up in an empty one."""
    return pd.Series(values.reindex(keys).to_numpy(), index=keys.index)


def _visits(ctx: Context) -> pd.DataFrame:
    visits = ctx.county["return_visit"]
    visits = visits[visits["date"].le(ctx.on).fillna(False).to_numpy(dtype=bool)]
    last = visits.sort_values("date").drop_duplicates("ex_id", keep="last")
    stands = ctx.county["exemplar"]
    stands = stands[stands["status"].isin(["named", "review_pending"]).to_numpy(dtype=bool)]
    home = stands.set_index("ex_id")["org_id"]
    return _frame(_looked_up(home, last["ex_id"]), "return_visit", last["date"], last["next_on"])


def _problem_items(ctx: Context) -> pd.DataFrame:
    cases = pairing.open_cases(ctx.county["turnaround_case"], ctx.on).set_index("case_id")
    items = ctx.county["problem_item"]
    items = items[
        (items["done_on"].isna() | items["done_on"].gt(ctx.on)).fillna(False).to_numpy(dtype=bool)
    ]
    items = items[items["case_id"].isin(cases.index)]
    return _frame(
        _looked_up(cases["org_id"], items["case_id"]),
        "problem_item",
        _looked_up(cases["listed_on"], items["case_id"]),
        items["due"],
    )


def kind_word(kind: str) -> str:
    """Why a unit needs a decision, as the reader reads it."""
    return population_word(kind) if kind == "unhelped" else word("decision", kind)


def state_word(kind: str, days_over: int) -> str:
    """逾期 / 将到期 / 已等: the word of a task, which its colour doubles."""
    if kind == "unhelped":  # nobody set a date by which a helper had to be found
        years = days_over / 365.25
        return (
            tr(f"已等 {years:.1f} 年", f"waiting {years:.1f} years")
            if years >= 1
            else tr(f"已等 {days_over} 天", f"waiting {plural(days_over, 'day')}")
        )
    if days_over > 0:
        return tr(f"逾期 {days_over:,} 天", f"{plural(days_over, 'day')} over")
    if days_over == 0:
        return tr("今天到期", "due today")
    return tr(f"将到期：还有 {-days_over} 天", f"due in {plural(-days_over, 'day')}")


def decision_table(ctx: Context, due: pd.DataFrame) -> Table | None:
    """The units that need a decision this month, by due date; None where nothing is due."""
    if due.empty:
        return None
    planned = _planned(ctx)
    rows = []
    # every unit once, at the date that fell due first; its other tasks stand in the same cell
    for org_id, own in due.groupby("org_id", sort=False):
        first = own.iloc[0]
        why = list(dict.fromkeys(own["kind"]))
        rows.append(
            {
                "unit": org_id,
                "why_now": tr("；", "; ").join(map(kind_word, why)),
                "since": first["since"],
                "task_state": tr("不知自何日起", "since when is unknown")
                if pd.isna(first["since"])
                else state_word(first["kind"], int(first["days_over"])),
                "plan_gives": planned.get(str(org_id), "") if "unhelped" in why else "",
            }
        )
    frame = pd.DataFrame(rows)
    frame["unit"] = ctx.who(frame["unit"])
    frame["since"] = pd.to_datetime(frame["since"])
    frame["plan_gives"] = frame["plan_gives"].replace("", pd.NA)
    note = tr(
        "按到期或起等的日期排列，不分高下；红为逾期或还在等，黄为将到期。方案在所填规则与权重下排出，"
        "由人定夺。",
        "In the order of dates, not of merit; red is overdue or still waiting, yellow due soon. "
        "The plan holds under the rules and weights entered; people decide.",
    )
    title = tr(
        f"本月须作决定的单位（共 {len(frame)} 个）",
        f"Units that need a decision this month ({len(frame)})",
    )
    # number and name on one line, whom the plan gives on two
    widths = (46, 20, 18, 24, 48) if lang() == "zh" else (46, 22, 20, 18, 50)
    show = MOST if lang() == "zh" else MOST_EN  # English words wrap more, page one stays one page
    return Table(title, frame, note=note, show=show, widths=widths, state="task_state")


def _planned(ctx: Context) -> dict[str, str]:
    """Unit without a helper → whom the plan would give it."""
    if ctx.population.unhelped.empty or not ctx.population.listed:
        return {}
    try:
        pairs = pairing.prepare(ctx.county, ctx.on).plan().pairs
    except ValueError:  # no plan can be made of these records; the row then says nobody
        return {}
    pairs = pairs[pairs["recipient_id"].isin(ctx.population.unhelped)]
    pairs = pairs.assign(helper=ctx.who(pairs["helper_id"]))
    out: dict[str, str] = {}
    for row in pairs.itertuples(index=False):
        out[row.recipient_id] = tr("；", "; ").join(
            filter(None, [out.get(row.recipient_id), row.helper])
        )
    nobody = tr("没有够格的帮扶方", "no eligible helper")
    return {str(u): out.get(u, nobody) for u in ctx.population.unhelped}
