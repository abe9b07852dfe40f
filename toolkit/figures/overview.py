"""Who is there: organisations by sector, and by township with the latest grades."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.marks import bar_list, number
from toolkit.figures.style import (
    BLUE,
    BODY,
    GRADE_STYLE,
    GREEN,
    GREY,
    SMALL,
    shorten,
    width,
)
from toolkit.records import Names
from toolkit.terms import label, plural, tr

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
