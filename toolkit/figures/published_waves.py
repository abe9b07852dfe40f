"""What lasted from one published wave of a programme to the next."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.style import (
    BLUE,
    BODY,
    GREY,
    SMALL,
    shorten,
    width,
)
from toolkit.records import Names
from toolkit.terms import label, plural, tr

_PAIR_ROWS = 24
_PRECISION = {"year": 4, "month": 7}


def waves(county: Any, prog_id: str | None = None, grain: str | None = None) -> Figure:
    """What lasted from one published wave of a programme to the next: one column a wave, a line
    where a pair goes on.

    Parameters
    ----------
    county : toolkit.County
    prog_id : str, optional
        The programme; may be left out when only one has waves.
    grain : str, optional
        Level (``province`` …) that both ends are rolled up to; as published when left out.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, recipient_id, pairs`` and one boolean column for each wave; pairs of
        the same course stand in one row (``pairs`` > 1) when there are too many to name.

    Raises
    ------
    NothingToDraw
        Fewer than two waves.
    ValueError
        Several programmes have waves and none is named.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("counterpart_assistance"))
    >>> figure = toolkit.figures.waves(county, "east-west")
    >>> figure.title
    '东西部协作：1996 的 13 对中，7 对延续到 2021'
    """
    from toolkit import pairing

    table = county["pairing"]
    table = table[table["wave"].notna() & ((table["prog_id"] == prog_id) if prog_id else True)]
    if table["wave"].nunique() < 2:
        raise NothingToDraw(
            tr("少于两个批次，无从比较。", "There are fewer than two waves to compare.")
        )
    steps = pairing.waves(county, prog_id=prog_id, grain=grain)
    names = Names(county, pairs=table)
    early = table.sort_values("start", kind="stable").drop_duplicates("wave")
    starts = {
        w: str(d)[: _PRECISION.get(p, 10)]
        for w, d, p in zip(early["wave"], early["start"], early["date_precision"])
    }
    order = [steps["from"].iloc[0], *steps["to"]]
    presence = _presence(table, names, grain, order)
    title_of = dict(zip(county["programme"]["prog_id"], county["programme"]["name"]))
    programme = title_of.get(table["prog_id"].iloc[0], "")
    starts = {w: starts[w] for w in order}
    shares = [f"{j:.3f}" for j in steps["jaccard"]]
    title = f"{programme}{tr('：', ': ')}" if programme else ""
    title += _kept_words(presence, order, starts)
    level = label("organisation", "level", grain) if grain else tr("公布口径", "as published")
    mixed = not grain and not steps["same_grain"].all()
    caption = tr(
        f"统计：各批次公布的结对，粒度：{level}；相邻批次交集占并集 {'、'.join(shares)}。",
        f"Counted: published pairs of each wave, grain: {level}; Jaccard between neighbours "
        f"{', '.join(shares)}. ",
    )
    if mixed:
        caption += tr(
            "批次之间粒度不同，变化部分来自口径。",
            "Grains differ between waves, so part of the change is one of grain. ",
        )
    data = _courses(presence, order)
    with drawing(title, caption + names.note(), names.nature) as frame:
        ax, wide, high = frame.sheet()
        _wave_rows(ax, wide, high, data=data, steps=steps, starts=starts, names=names)
    told = [
        f"{starts[a]}→{starts[b]}"
        + tr(f" 保留 {k}、新增 {n}、解除 {d}", f": {k} kept, {n} added, {d} dropped")
        for a, b, k, n, d in steps[["from", "to", "kept", "added", "dropped"]].itertuples(
            index=False
        )
    ]
    return frame.figure("waves", data, told)


def _presence(
    table: pd.DataFrame, names: Names, grain: str | None, order: list[str]
) -> pd.DataFrame:
    """``helper_id, recipient_id`` rolled up to the grain, and a boolean column for each wave."""
    ends = pd.DataFrame(
        {c: [names.above(i, grain) for i in table[c]] for c in ("helper_id", "recipient_id")}
    ).assign(wave=list(table["wave"]))
    presence = (
        ends.dropna()
        .drop_duplicates()
        .assign(there=True)
        .pivot(index=["helper_id", "recipient_id"], columns="wave", values="there")
    )
    return presence.reindex(columns=order).notna().reset_index()


def _kept_words(presence: pd.DataFrame, order: list[str], starts: dict[str, str]) -> str:
    """How many pairs of the first wave are in every wave."""
    always = int(presence[order].all(axis=1).sum())
    first, last = starts[order[0]][:4], starts[order[-1]][:4]
    if first == last:
        first, last = starts[order[0]], starts[order[-1]]
    return tr(
        f"{first} 的 {int(presence[order[0]].sum())} 对中，{always} 对延续到 {last}",
        f"{always} of the {int(presence[order[0]].sum())} pairs of {first} are in every wave up "
        f"to {last}",
    )


def _courses(presence: pd.DataFrame, order: list[str]) -> pd.DataFrame:
    """Pairs by course; pairs of one course together when there are too many rows to read."""
    key = presence[order].astype(int).astype(str).agg("".join, axis=1)
    table = presence.assign(pairs=1, _key=key)
    if len(table) > _PAIR_ROWS:
        more = table.groupby("_key", sort=False, as_index=False).agg(
            {
                "helper_id": "first",
                "recipient_id": "first",
                "pairs": "sum",
                **dict.fromkeys(order, "first"),
            }
        )
        table = more
    # early starters first; among them the longest course first
    table["_first"] = table["_key"].str.find("1")
    table["_long"] = table["_key"].str.count("1")
    table = table.sort_values(
        ["_first", "_long", "_key"],
        ascending=[True, False, False],
        kind="stable",
        ignore_index=True,
    )
    return table[["helper_id", "recipient_id", "pairs", *order]]


def _wave_rows(
    ax: Axes,
    wide: float,
    high: float,
    data: pd.DataFrame,
    steps: pd.DataFrame,
    starts: dict[str, str],
    names: Names,
) -> None:
    order = list(starts)
    head = 58.0
    step = min(42.0, (high - head) / len(data))
    size = max(12.0, min(SMALL, step / 1.2))
    told = [
        _pair_words(r, names)
        for r in rows(data.rename(columns={w: f"w{i}" for i, w in enumerate(order)}))
    ]
    left = 20 + min(0.5 * wide, max(width(t, size) for t in told))
    pitch = (wide - left - 60) / max(len(order) - 1, 1)
    x = {w: left + 30 + pitch * i for i, w in enumerate(order)}
    weights = {w: int((data[w] * data["pairs"]).sum()) for w in order}
    middle: dict[str, Any] = {"ha": "center", "va": "center"}
    for w in order:
        pairs = tr(f"{weights[w]} 对", plural(weights[w], "pair"))
        ax.text(x[w], 10, starts[w], size=BODY, **middle)
        ax.text(x[w], 34, pairs, size=SMALL, color=GREY, **middle)
    for r in rows(steps.rename(columns={"from": "a", "to": "b"})):
        between, kept = (x[r.a] + x[r.b]) / 2, tr(f"留 {r.kept}", f"{r.kept} kept")
        ax.text(between, 10, kept, size=SMALL, **middle)
        ax.text(between, 32, f"+{r.added}  −{r.dropped}", size=SMALL, color=GREY, **middle)
    for i, there in enumerate(data[order].to_numpy(dtype=bool)):
        y, n = head + step * (i + 0.5), int(data["pairs"].iloc[i])
        ax.text(left, y, shorten(told[i], left - 6, size), size=size, ha="right", va="center")
        _one_course(ax, y, list(x.values()), there, n=n, step=step)


def _one_course(ax: Axes, y: float, x: list[float], there: Any, n: int, step: float) -> None:
    """`n` pairs of one course: a mark at each wave that lists them, a line where they go on."""
    thick = min(step * 0.7, 1.8 + 1.6 * (n - 1)) if n > 1 else 2.0
    line: dict[str, Any] = {"color": BLUE, "lw": thick, "solid_capstyle": "butt"}
    for k, here in enumerate(there):
        if here and k + 1 < len(x) and there[k + 1]:
            ax.plot(x[k : k + 2], [y, y], alpha=0.55 if n > 1 else 1, **line)
        if here and n == 1:
            ax.plot([x[k]], [y], "o", ms=8, color=BLUE, zorder=4)
        elif here:
            ring: dict[str, Any] = {"color": "white", "mec": BLUE, "mew": 1.8}
            ax.plot([x[k]], [y], "o", ms=min(20, step * 0.8), zorder=4, **ring)
            ax.text(x[k], y, str(n), size=12, ha="center", va="center", zorder=6)


def _pair_words(row: Any, names: Names) -> str:
    if row.pairs > 1:
        return tr(
            f"{names.full(row.helper_id)}→{names.full(row.recipient_id)} 等 {row.pairs} 对",
            f"{names.full(row.helper_id)}→{names.full(row.recipient_id)} + {row.pairs - 1} more",
        )
    return f"{names.full(row.helper_id)}→{names.full(row.recipient_id)}"
