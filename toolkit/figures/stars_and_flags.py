"""Stars and flags: how the latest ratings spread, and whether flags circulate."""

from __future__ import annotations

from typing import Any

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.marks import bar_figure, bar_list
from toolkit.figures.style import (
    BLUE,
    VERMILION,
)
from toolkit.records import Names
from toolkit.terms import label, plural, tables, tr


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
        f"{name[:1].upper()}{name[1:]}: {plural(given, 'award')} to {plural(units, 'unit')}, "
        f"at most {most} to one",
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
