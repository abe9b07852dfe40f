"""Who is there and what was promised: organisations, stars, flags, commitments."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.marks import bar_figure, bar_list, number
from toolkit.figures.style import (
    BLUE,
    BODY,
    GRADE_STYLE,
    GREEN,
    GREY,
    ORANGE,
    PALE,
    SMALL,
    VERMILION,
    shorten,
    width,
)
from toolkit.records import Names
from toolkit.terms import heading, label, plural, tables, tr

_TOWNS = 12


def organisations(county: Any, on: Any = None) -> Figure:
    """Who is there: organisations by sector, and by township with the latest grades.

    Returns
    -------
    Figure
        ``.data``: ``by`` (sector, township or level), ``value``, ``organisations`` and, by
        township, one column a grade.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.organisations(county, "2011-06-30").data.head(2)
           by   value  organisations  advanced  ordinary  backward
    0  sector   rural             36       NaN       NaN       NaN
    1  sector  office             10       NaN       NaN       NaN
    """
    from toolkit.pairing import exists, latest_rating

    table, when = county["organisation"], day(on)
    table = table[exists(table, when)]
    if table.empty:
        raise NothingToDraw(
            tr(f"{day_text(on)}没有组织。", f"There is no organisation on {day_text(on)}.")
        )
    grade = latest_rating(county["rating"], when)
    table, names = table.assign(grade=table["org_id"].map(grade)), Names(county)
    sectors = _counts(table["sector"], "sector")
    second = "township" if table["township"].notna().any() else "level"
    towns = _counts(table[second], second, _TOWNS)
    graded = [g for g in GRADE_STYLE if (table["grade"] == g).any()]
    placed = table.dropna(subset=second)
    place = placed[second].where(placed[second].isin(towns["value"]), towns["value"].iloc[-1])
    cross = pd.crosstab(place, placed["grade"]).reindex(columns=graded)
    towns = (
        towns.merge(cross, how="left", left_on="value", right_index=True).fillna(
            dict.fromkeys(graded, 0)
        )
        if graded
        else towns
    )
    if graded and "backward" in graded:
        towns = (
            towns.assign(_s=towns["backward"] / towns[graded].sum(axis=1))
            .sort_values("_s", ascending=False, kind="stable")
            .drop(columns="_s")
        )
    found = [f"{label('rating', 'grade', g)} {int((table['grade'] == g).sum())}" for g in graded]
    if graded and (without := int(table["grade"].isna().sum())):
        found.append(tr(f"未定级 {without}", f"not rated {without}"))
    title = tr(f"共 {len(table):,} 个组织", plural(len(table), "organisation")) + (
        tr("：", ": ") + tr("、", ", ").join(found) if found else ""
    )
    caption = tr(f"统计：{day_text(on)}在册的组织。", f"Counted: organisations on {day_text(on)}. ")
    if graded:
        caption += tr(
            "定级为最近一次上报，未经核验；右侧只数已定级的。",
            "Grades are the latest as reported, not verified; at the right only rated units.",
        )
    data = pd.concat([sectors, towns], ignore_index=True)
    parts = [f"{label('organisation', r.by, r.value)} {r.organisations:,}" for r in rows(data)]
    with drawing(title, caption, names.nature) as frame:
        ax, wide, high = frame.sheet()
        bars = [
            (label("organisation", "sector", r.value), r.organisations, BLUE, "")
            for r in rows(sectors)
        ]
        bar_list(ax, (0, 0, 0.42 * wide, high), bars, head=tr("按领域", "by sector"))
        _towns(ax, (0.47 * wide, 0, 0.53 * wide, high), towns, graded, second)
    return frame.figure("organisations", data, parts)


def _counts(values: pd.Series, by: str, most: int = 99) -> pd.DataFrame:
    found = values.dropna().value_counts()
    rest = found.iloc[most - 1 :] if len(found) > most else found.iloc[:0]
    table = found.drop(rest.index).rename_axis("value").reset_index(name="organisations")
    if len(rest):
        table.loc[len(table)] = [tr(f"其余 {len(rest)} 处", f"{len(rest)} others"), int(rest.sum())]
    return table.assign(by=by)[["by", "value", "organisations"]]


def _towns(
    ax: Axes,
    box: tuple[float, float, float, float],
    towns: pd.DataFrame,
    graded: list[str],
    by: str,
) -> None:
    if not graded:
        head = tr("按乡镇", "by township") if by == "township" else tr("按层级", "by level")
        bar_list(
            ax,
            box,
            [(label("organisation", by, r.value), r.organisations, GREEN, "") for r in rows(towns)],
            head=head,
        )
        return
    x, _, wide, high = box
    at = x
    for g in graded:
        colour, hatch, _ = GRADE_STYLE[g]
        ax.barh(8, 22, 14, at, color=colour, hatch=hatch, edgecolor="white")
        ax.text(at + 28, 8, label("rating", "grade", g), va="center", color=GREY)
        at += 44 + width(label("rating", "grade", g))
    step = min(38.0, (high - 26) / len(towns))
    start = x + min(0.3 * wide, max(width(str(t)) for t in towns["value"])) + 10
    full = x + wide - start - 50
    for i, r in enumerate(rows(towns)):
        mid, left, total = 26 + step * (i + 0.5), start, sum(getattr(r, g) for g in graded)
        ax.text(start - 8, mid, shorten(str(r.value), start - x - 8), ha="right", va="center")
        for g in graded:
            long = full * getattr(r, g) / max(total, 1)
            ax.barh(
                mid,
                long,
                0.7 * step,
                left,
                color=GRADE_STYLE[g][0],
                hatch=GRADE_STYLE[g][1],
                edgecolor="white",
            )
            if long > width(str(getattr(r, g)), SMALL) + 6:
                number(ax, left + long / 2, mid, int(getattr(r, g)), size=SMALL)
            left += long
        ax.text(start + full + 8, mid, str(int(total)), va="center", size=BODY)


def stars(county: Any, on: Any = None) -> Figure:
    """How the latest star ratings spread. ``.data``: ``stars, organisations``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.stars(county, "2011-06-30").data
       stars  organisations
    0      5              5
    1      4             13
    2      3             22
    3      2             14
    4      1              2
    """
    from toolkit.pairing import latest_rating

    latest = latest_rating(county["rating"], day(on), "stars")
    if latest.empty:
        raise NothingToDraw(
            tr(f"{day_text(on)}以前没有评定星级。", f"There is no star rating by {day_text(on)}.")
        )
    table = (
        latest.astype(int)
        .value_counts()
        .reindex(range(5, -1, -1), fill_value=0)
        .rename_axis("stars")
        .reset_index(name="organisations")
    )
    table = table[(table["stars"] > 0) | (table["organisations"] > 0)].reset_index(drop=True)
    top, mode = table.iloc[0], table.sort_values("organisations", ascending=False).iloc[0]
    title = tr(
        f"星级：{mode['stars']} 星最多（{mode['organisations']} 个），五星 {top['organisations']} "
        f"个",
        f"Stars: most often {mode['stars']} ({mode['organisations']}); five: "
        f"{top['organisations']}",
    )
    caption = tr(
        f"统计：{day_text(on)}以前每个组织最近一次登记的星级，共 {len(latest)} 个。上报口径，"
        f"未经核验；与按得分划线另算的星级不是一回事。",
        f"Counted: the latest recorded stars of {plural(len(latest), 'organisation')} by "
        f"{day_text(on)}, as reported, not verified; "
        "stars computed from scores may differ.",
    )
    told = [f"{r.organisations:,} · {r.organisations / len(latest):.0%}" for r in rows(table)]
    bars = [("★" * r.stars or tr("无星", "none"), r.organisations, BLUE, "") for r in rows(table)]
    return bar_figure(
        "stars", table, title, caption=caption, nature=Names(county).nature, bars=bars, told=told
    )


def flags(county: Any, on: Any = None) -> Figure:
    """Whether flags circulate: how many units held one how often. ``.data``: ``kind, times,
    organisations``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.flags(county, "2011-06-30").data.head(2)
                   kind  times  organisations
    0  circulating_flag      1             14
    1  circulating_flag      2              8
    """
    from toolkit.pairing import period_end

    table = county["flag"]
    table = table[(period_end(table["period"]) <= day(on)).to_numpy(dtype=bool)]
    if table.empty:
        raise NothingToDraw(
            tr(f"{day_text(on)}以前没有授旗记录。", f"There is no flag by {day_text(on)}.")
        )
    times = table.groupby(["kind", "org_id"], observed=True).size()
    held = (
        times.rename("times")
        .reset_index()
        .groupby(["kind", "times"], observed=True)
        .size()
        .rename("organisations")
        .reset_index()
    )
    kinds = [k for k in tables()["flag"].column("kind").choices if k in set(held["kind"])]
    first = kinds[0]
    units, given, most = times[first].size, int(times[first].sum()), int(times[first].max())
    name = label("flag", "kind", first)
    title = tr(
        f"{name}：{given} 面次落在 {units} 个单位，最多的单位 {most} 次",
        f"{name}: {plural(given, 'award')} to {plural(units, 'unit')}, at most {most} to one",
    )
    caption = tr(
        f"统计：{day_text(on)}以前的授旗，按单位得旗次数。次数多少不代表工作好坏。",
        f"Counted: flags by {day_text(on)}, units by how often they held one. More flags do not "
        f"prove better work.",
    )
    styles = dict(zip(kinds, [(VERMILION, "//"), (BLUE, "")]))
    held = held.sort_values(
        ["kind", "times"],
        key=lambda s: s.map(kinds.index) if s.name == "kind" else s,
        ignore_index=True,
    )
    most, parts = int(held["organisations"].max()), []
    with drawing(title, caption, Names(county).nature) as frame:
        ax, wide, high = frame.sheet()
        for i, kind in enumerate(
            kinds
        ):  # beside each other: one above the other they would be too many to read
            mine = rows(held[held["kind"] == kind])
            bars = [
                (tr(f"{r.times} 次", f"{r.times}×"), r.organisations, *styles[kind]) for r in mine
            ]
            name = label("flag", "kind", kind)
            bar_list(
                ax,
                (0.53 * wide * i, 0, 0.45 * wide, high),
                bars,
                most=most,
                head=tr(f"{name}：单位数", f"{name}: units"),
            )
            parts += [f"{name} · {b[0]} {b[1]}" for b in bars]
    return frame.figure("flags", held, parts)


def commitments(county: Any, on: Any = None) -> Figure:
    """How far promises have come: by step, and what the evaluated ones came to.

    Returns
    -------
    Figure
        ``.data``: ``column`` (status or result), ``value``, ``commitments``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.commitments(county, "2011-06-30").data.head(2)
       column     value  commitments
    0  status  proposed           11
    1  status    vetted            8
    """
    from toolkit.register import late_commitments

    table = county["commitment"]
    if table.empty:
        raise NothingToDraw(tr("没有公开承诺的记录。", "There is no record of commitments."))
    schema = tables()["commitment"]
    parts = []
    for column in ("status", "result"):
        found = table[column].value_counts()
        known = [c for c in schema.column(column).choices if c in found.index]
        parts.append(
            pd.DataFrame(
                {"column": column, "value": known, "commitments": [int(found[c]) for c in known]}
            )
        )
    data = pd.concat(parts, ignore_index=True)
    judged, met = int(parts[1]["commitments"].sum()), int((table["result"] == "met").sum())
    title = tr(f"承诺 {len(table):,} 件", plural(len(table), "commitment"))
    if judged:
        title += tr(
            f"：已评 {judged:,} 件，兑现 {met / judged:.0%}",
            f": {judged:,} evaluated, {met / judged:.0%} met",
        )
    late = len(late_commitments(county, day(on)))
    caption = tr(
        f"统计：台账当前状态；到{day_text(on)}承诺过期（过了时限而未报结）{late:,} 件。"
        f"评诺为上报口径。",
        f"Counted: the ledger as it stands; {late:,} are past their date on {day_text(on)} and not "
        f"reported as done. Results as reported.",
    )
    names = Names(county)
    told = [f"{label('commitment', r.column, r.value)} {r.commitments:,}" for r in rows(data)]
    with drawing(title, caption, names.nature) as frame:
        ax, wide, high = frame.sheet()
        steps = [
            (label("commitment", "status", r.value), r.commitments, BLUE, "")
            for r in rows(parts[0])
        ]
        bar_list(ax, (0, 0, 0.47 * wide, high), steps, head=tr("走到哪一步", "how far"))
        if judged:
            style = {
                "met": (GREEN, ""),
                "partly": (ORANGE, "//"),
                "unmet_explained": (PALE, "xx"),
                "unmet": (VERMILION, "\\\\"),
            }
            bars = [
                (label("commitment", "result", r.value), r.commitments, *style[r.value])
                for r in rows(parts[1])
            ]
            ends = [f"{r.commitments:,} · {r.commitments / judged:.0%}" for r in rows(parts[1])]
            bar_list(
                ax,
                (0.53 * wide, 0, 0.47 * wide, high),
                bars,
                ends,
                head=heading("result", "commitment"),
            )
    return frame.figure("commitments", data, told)
