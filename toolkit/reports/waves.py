"""The section on published arrangements: compared only within one programme and at one stated
grain, described and not judged."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit import pairing
from toolkit.reports.context import Context, labelled
from toolkit.reports.model import Section, Table
from toolkit.terms import plural, tr

_ROLLED = "province"
#: how far a published row was checked
_CHECKED = {"list seen": "已见名单", "pair seen": "已见该对", "to be checked": "待核对"}
#: an arrangement published within so many days of the one before replaces it
_REPLACED_DAYS = 31


def published_waves(ctx: Context) -> Section:
    """Waves with their grain and evidence, retention as published and rolled up, helpers' load, the
    full list."""
    rows = _rows(ctx)
    if rows.empty:
        return Section()
    limits = _limits()
    # the programme with most waves is drawn on page one
    drawn = [f for prog in _drawable(rows)[1:] for f in _drawn(ctx, rows, prog, limits)]
    kept = _retention(ctx, rows)
    tables = [_wave_table(rows, show=20 if ctx.full else 0)]
    if len(kept):
        called = dict(zip(rows["wave"], rows["called"]))
        title = tr(
            "相邻批次的保留（同一载体内）",
            "Retention between consecutive waves of one programme",
        )
        named = kept.assign(**{end: kept[end].map(called) for end in ("from", "to")})
        tables.append(Table(title, named, show=30))
    most = tr("各批次中结对较多的帮扶方", "Helpers with most pairs in each wave")
    tables.append(Table(most, _loads(rows), show=24 if ctx.full else 12))
    columns = ["programme", "date", "helper", "recipient", "helper_grain", "recipient_grain"]
    every = tr(
        "全部公布的结对，附核对程度", "All published pairings, with how far each was checked"
    )
    full = rows[[*columns, "evidence", "source"]]
    tables.append(Table(every, full, show=12 if ctx.full else 0))
    finding = tr(
        f"{rows['prog_id'].nunique()} 个载体、{rows['wave'].nunique()} 个批次、{len(rows)} "
        f"对公布的结对。",
        f"{plural(rows['prog_id'].nunique(), 'programme')}, "
        f"{plural(rows['wave'].nunique(), 'wave')}, {plural(len(rows), 'published pair')}.",
    )
    return Section(
        finding=finding,
        paragraphs=_sentences(kept, rows),
        figures=drawn,
        tables=tables,
        limits=limits,
    )


def first_of_waves(ctx: Context, limits: list[str]) -> tuple[list[Any], list[Table]]:
    """For page one of published pairings: the programme with most waves drawn, every wave in a
    table; nothing where no wave is known."""
    rows = _rows(ctx)
    if rows.empty:
        return [], []
    first = _drawable(rows)[:1]
    drawn = [f for prog in first for f in _drawn(ctx, rows, prog, limits)]
    return drawn, [_wave_table(rows, show=12)]


def _rows(ctx: Context) -> pd.DataFrame:
    """The published pairs that name their wave and programme, described."""
    rows = ctx.county["pairing"].dropna(subset=["wave", "prog_id"])
    return _described(ctx, rows) if len(rows) else rows


def _drawable(rows: pd.DataFrame) -> list[str]:
    """Programmes with several waves, most waves first."""
    waves = rows.groupby("prog_id", sort=False)["wave"].nunique()
    return [str(p) for p in waves[waves > 1].sort_values(ascending=False, kind="stable").index]


def _drawn(ctx: Context, rows: pd.DataFrame, prog: str, limits: list[str]) -> list[Any]:
    """One programme at the one grain at which all its waves can be compared."""
    same = _same_grain(rows[rows["prog_id"] == prog]).all()
    return ctx.draw("waves", limits, prog_id=prog, grain=None if same else _ROLLED)


def _wave_table(rows: pd.DataFrame, show: int) -> Table:
    """Every wave with its counts."""
    return Table(tr("各批次", "Waves"), _waves(rows), show=show)


def _limits() -> list[str]:
    return [
        tr(
            "只在同一载体内、按同一层级比较；受助方层级不同的相邻批次不比较，归并到省后另列。",
            "Compared only within one programme and at one grain: consecutive waves whose "
            "recipients differ in grain are compared only after rolling both ends up to province.",
        ),
        tr(
            "保留率（交集比并集）只说名单的异同，不说帮了多少、好坏如何；受援方的需要不详，"
            "故不作评价。",
            "Retention (Jaccard) speaks of lists only, not of how much or how well was helped; "
            "needs are unknown, so nothing is judged.",
        ),
        tr(
            "“依据”一栏写明每条核对到哪一步：待核对的不作定论。",
            "The evidence column says how far each row was checked; rows to be checked settle "
            "nothing.",
        ),
    ]


def _described(ctx: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """Wave rows in order, with names, the grain of both ends, and the programme's name."""
    level = ctx.county["organisation"].set_index("org_id")["level"]
    programmes = ctx.county["programme"].set_index("prog_id")["name"].to_dict()
    first = rows.groupby("wave")["start"].transform("min")
    begun = rows.groupby("prog_id")["start"].transform("min")
    rows = (
        rows.assign(_begun=begun, _first=first)
        .sort_values(["_begun", "_first"], kind="stable")
        .drop(columns=["_begun", "_first"])
    )
    date = _as_published(rows)
    # a code of the data set's own is no word for a reader: the wave goes by its date then
    coded = rows["wave"].astype(str).str.contains("[A-Za-z]")
    return rows.assign(
        date=date,
        called=rows["wave"].astype(object).where(~coded, date),
        evidence=rows["evidence"]
        .astype(object)
        .map(lambda e: tr(_CHECKED[e], e) if e in _CHECKED else e, na_action="ignore"),
        programme=rows["prog_id"].astype(object).map(lambda p: programmes.get(p, p)),
        helper=ctx.who(rows["helper_id"]),
        recipient=ctx.who(rows["recipient_id"]),
        helper_grain=labelled(rows["helper_id"].map(level).rename("level"), "organisation"),
        recipient_grain=labelled(rows["recipient_id"].map(level).rename("level"), "organisation"),
    )


def _as_published(rows: pd.DataFrame) -> pd.Series:
    """Start dates no finer than they were published: a year, a month or a day."""
    length = rows["date_precision"].map({"year": 4, "month": 7}).fillna(10).astype(int)
    return pd.Series(
        [d[:n] for d, n in zip(rows["start"].dt.strftime("%Y-%m-%d"), length)],
        index=rows.index,
        dtype=object,
    )


def _waves(rows: pd.DataFrame) -> pd.DataFrame:
    def listed(column: pd.Series) -> str:
        return tr("、", ", ").join(f"{v} {n}" for v, n in column.value_counts().items())

    by = rows.groupby(["programme", "wave"], sort=False)
    table = by.agg(
        called=("called", "first"),
        date=("date", "first"),
        pairs=("pair_id", "size"),
        helpers=("helper_id", "nunique"),
        recipients=("recipient_id", "nunique"),
        recipient_grain=("recipient_grain", listed),
        evidence=("evidence", listed),
    )
    return _in_words(table.reset_index())


def _in_words(table: pd.DataFrame) -> pd.DataFrame:
    """Waves under what they are called; a second column of dates says nothing more where all are
    called by them."""
    table = table.drop(columns="wave").rename(columns={"called": "wave"})
    if "date" in table and table["date"].equals(table["wave"].rename("date")):
        return table.drop(columns="date")
    return table


def _loads(rows: pd.DataFrame) -> pd.DataFrame:
    """The three helpers with most pairs in each wave (more where they tie with the third)."""
    n = (
        rows.groupby(["programme", "wave", "called", "helper"], sort=False)
        .size()
        .rename("pairs")
        .reset_index()
    )
    third = n.groupby("wave")["pairs"].transform(lambda p: p.nlargest(3).min())
    most = n[(n["pairs"] >= third) & (n["pairs"] > 1)]
    order = {w: i for i, w in enumerate(rows["wave"].unique())}
    return _in_words(
        most.assign(_w=most["wave"].map(order))
        .sort_values(["_w", "pairs"], ascending=[True, False], kind="stable")
        .drop(columns="_w")
    )


def _retention(ctx: Context, rows: pd.DataFrame) -> pd.DataFrame:
    """`pairing.waves` for every programme as published, and rolled up where the grain of recipients
    changes on the way."""
    out = []
    for prog, own in rows.groupby("prog_id", sort=False):
        if own["wave"].nunique() < 2:
            continue
        steps = pairing.waves(ctx.county, prog_id=str(prog))
        same = _same_grain(own)
        out.append(
            steps[same].assign(
                programme=own["programme"].iloc[0], grain=tr("按公布", "as published")
            )
        )
        if not same.all() and (ctx.county["organisation"]["level"] == _ROLLED).any():
            rolled = pairing.waves(ctx.county, prog_id=str(prog), grain=_ROLLED)
            out.append(
                rolled.assign(
                    programme=own["programme"].iloc[0],
                    grain=tr("两端归并到省", "both at province"),
                )
            )
    columns = [
        "programme",
        "grain",
        "from",
        "to",
        "before",
        "after",
        "kept",
        "added",
        "dropped",
        "jaccard",
    ]
    return pd.concat(out, ignore_index=True)[columns] if out else pd.DataFrame(columns=columns)


def _same_grain(own: pd.DataFrame) -> np.ndarray:
    """For each step between consecutive waves of one programme: is the usual grain of recipients
    the same in both?"""
    usual = (
        own.groupby("wave", sort=False)["recipient_grain"]
        .agg(lambda g: g.mode().iloc[0])
        .to_numpy()
    )
    return usual[1:] == usual[:-1]


def _sentences(kept: pd.DataFrame, rows: pd.DataFrame) -> list[str]:
    start = rows.groupby("wave")["start"].min()
    dates = rows.groupby("wave")["date"].first()
    out = []
    for (programme, grain), steps in kept.groupby(["programme", "grain"], sort=False):
        chain = " → ".join(dates[w] for w in [*steps["from"], steps["to"].iloc[-1]])
        numbers = tr("、", ", ").join(f"{j:.3f}" for j in steps["jaccard"])
        out.append(
            tr(
                f"{programme}，{grain}，{chain}：相邻批次的保留率依次为 {numbers}。",
                f"{programme}, {grain}, {chain}: retention {numbers}.",
            )
        )
        for s in steps.to_dict("records"):
            if (start[s["to"]] - start[s["from"]]).days <= _REPLACED_DAYS:
                out.append(
                    tr(
                        f"{dates[s['from']]} 的安排（{s['before']} 对）由 {dates[s['to']]} "
                        f"的安排（{s['after']} 对）替代："
                        f"保留 {s['kept']} 对，新增 {s['added']} 对，解除 {s['dropped']} 对。"
                        f"只作描述，不作评价。",
                        f"The list of {dates[s['from']]} ({plural(s['before'], 'pair')}) was "
                        f"replaced by that of {dates[s['to']]} ({s['after']}): "
                        f"{s['kept']} kept, {s['added']} added, {s['dropped']} dropped. "
                        f"Described, not judged.",
                    )
                )
    return out
