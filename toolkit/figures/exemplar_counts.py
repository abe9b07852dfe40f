"""What the register did: exemplars by state on a day, and stock and flow over the years."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.marks import bar_figure, number
from toolkit.figures.style import BLUE, BODY, GREEN, GREY, ORANGE, PALE, SMALL, VERMILION, width
from toolkit.records import Names
from toolkit.terms import label, plural, tables, tr

#: states drawn as one band, from the bottom: key, words, states, colour, hatch
_BANDS = (
    (
        "named",
        ("已命名（含待复核）", "named (or under review)"),
        ("named", "review_pending"),
        BLUE,
        "",
    ),
    (
        "growing",
        ("培育到公示", "cultivated to noticed"),
        ("lead", "cultivating", "under_review", "public_notice"),
        GREEN,
        "//",
    ),
    (
        "doubtful",
        ("整改或暂缓", "rectifying or suspended"),
        ("rectifying", "suspended"),
        ORANGE,
        "xx",
    ),
    ("revoked", ("撤销", "revoked"), ("revoked",), VERMILION, "\\\\"),
    ("archived", ("归档", "archived"), ("archived",), PALE, ""),
)


def _states(county: Any, on: Any) -> pd.Series:
    """State of each exemplar on a day by its events; without any event, as its row says. Persons
    are left out."""
    table = county["exemplar"]
    table = table[(table["kind"] != "commended_person").to_numpy(dtype=bool)].set_index("ex_id")
    if county["exemplar_event"].empty:
        return table["status"]
    events = county["exemplar_event"]
    events = events[(events["date"] <= day(on)) & events["ex_id"].isin(table.index)]
    return (
        events.sort_values(["ex_id", "seq"])
        .drop_duplicates("ex_id", keep="last")
        .set_index("ex_id")["to_state"]
    )


def exemplars(county: Any, on: Any = None) -> Figure:
    """Exemplars by state on a day. ``.data``: ``state, exemplars``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> toolkit.figures.exemplars(county, "2011-06-30").data
               state  exemplars
    0    cultivating          1
    1  public_notice          1
    2          named         11
    3        revoked          1
    4       archived          3
    """
    states = _states(county, on)
    if states.empty:
        raise NothingToDraw(
            tr(f"{day_text(on)}没有典型的记录。", f"There is no exemplar on {day_text(on)}.")
        )
    found = states.value_counts()
    order = [c for c in tables()["exemplar"].column("status").choices if c in found.index]
    table = pd.DataFrame({"state": order, "exemplars": [int(found[c]) for c in order]})
    band = {s: (colour, hatch) for _, _, members, colour, hatch in _BANDS for s in members}
    named = int(found.get("named", 0))
    persons = int((county["exemplar"]["kind"] == "commended_person").sum())
    title = tr(
        f"典型 {len(states)} 个：在册命名 {named} 个",
        f"{plural(len(states), 'exemplar')}: {named} named",
    )
    caption = tr(
        f"统计：{day_text(on)}每个典型所处状态；受表彰个人 {persons} 人只登记、不评分，不在图中。",
        f"Counted: the state of each exemplar on {day_text(on)}; "
        f"{plural(persons, 'commended person')} recorded only, not drawn.",
    )
    bars = [
        (label("exemplar", "status", r.state), r.exemplars, *band.get(r.state, (GREY, "")))
        for r in rows(table)
    ]
    return bar_figure("exemplars", table, title, caption, Names(county).nature, bars)


def exemplar_flow(county: Any, on: Any = None) -> Figure:
    """Stock and flow of the register: a band a state at each year's end, namings and leavings as
    counts.

    Returns
    -------
    Figure
        ``.data``: ``year``, one column a band (``named, growing, doubtful, revoked, archived``),
        ``joined, left``: entries into and exits from the named in that year (a review is no exit).

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> figure = toolkit.figures.exemplar_flow(county, "2011-06-30")
    >>> figure.data[["year", "named", "joined", "left"]].tail(2)
       year  named  joined  left
    5  2010      9       2     0
    6  2011     11       2     1
    """
    events = county["exemplar_event"]
    events = events[(events["date"] <= day(on)).to_numpy(dtype=bool)]
    if events.empty:
        raise NothingToDraw(
            tr(
                "没有典型事件，看不出逐年变化。",
                "There are no events of exemplars, so nothing over the years.",
            )
        )
    years = range(int(events["date"].min().year), int(events["date"].max().year) + 1)
    inside = next(states for key, _, states, _, _ in _BANDS if key == "named")
    stand = set(inside) | {"rectifying", "suspended"}
    lines = []
    for year in years:
        states = _states(county, min(pd.Timestamp(year, 12, 31), day(on)))
        now = events[events["date"].dt.year == year]
        joined = int((~now["from_state"].isin(stand) & now["to_state"].isin(stand)).sum())
        left = int((now["from_state"].isin(stand) & ~now["to_state"].isin(stand)).sum())
        lines.append(
            {
                "year": year,
                **{key: int(states.isin(s).sum()) for key, _, s, _, _ in _BANDS},
                "joined": joined,
                "left": left,
            }
        )
    table, names = pd.DataFrame(lines), Names(county)
    first, last = table.iloc[0], table.iloc[-1]
    gone = int(table["left"].sum())
    title = tr(
        f"典型存量与流量：命名由 {first['named']} 个到 {last['named']} 个，{len(table)} 年间退出 "
        f"{gone} 个",
        f"Stock and flow: named from {first['named']} to {last['named']}, {gone} left in "
        f"{plural(len(table), 'year')}",
    )
    caption = tr(
        f"统计：每年年末（最后一年到{day_text(on)}）各状态的典型数；上方为当年新命名与退出。"
        f"受表彰个人不计。",
        f"Counted: exemplars by state at each year's end (the last by {day_text(on)}); above, "
        f"namings and leavings. No persons.",
    )
    with drawing(title, caption, names.nature) as frame:
        ax, wide, high = frame.sheet()
        _columns(ax, wide, high, table)
    told = [
        tr(
            f"{r.year} 年命名 {r.named}、新命名 {r.joined}、退出 {r.left}",
            f"{r.year}: {r.named} named, {r.joined} joined, {r.left} left",
        )
        for r in rows(table)
    ]
    return frame.figure("exemplar_flow", table, told)


def _columns(ax: Axes, wide: float, high: float, table: pd.DataFrame) -> None:
    bands = [b for b in _BANDS if table[b[0]].sum()]
    key = 30 + max(width(tr(*b[1]), SMALL) for b in bands)
    pitch = min(120.0, (wide - key) / len(table))
    floor, head = high - 24, 44.0
    unit = (floor - head) / max(int(table[[b[0] for b in bands]].sum(axis=1).max()), 1)
    for i, r in enumerate(rows(table)):
        x, y = pitch * (i + 0.45), floor
        for band, _, _, colour, hatch in bands:
            n = int(getattr(r, band))
            tall = unit * n
            ax.bar(x, -tall, 0.62 * pitch, y, color=colour, hatch=hatch, edgecolor="white", lw=1)
            if tall > 15:
                number(ax, x, y - tall / 2, n, size=SMALL)
            y -= tall
        ax.text(x, y - 12, f"+{r.joined}  −{r.left}", ha="center", va="center", size=SMALL)
        ax.text(x, floor + 14, str(r.year), ha="center", va="center", size=BODY)
    for i, (_, words, _, colour, hatch) in enumerate(reversed(bands)):
        y = head + 34 * i
        ax.barh(y, 20, 16, wide - key, color=colour, hatch=hatch, edgecolor="white")
        ax.text(wide - key + 26, y, tr(*words), size=SMALL, va="center")
