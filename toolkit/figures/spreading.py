"""How far each choice of sites spreads, and which sites were chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.marks import bar_figure, end_labels
from toolkit.figures.style import BLUE, GREEN, GREY, ORANGE, PURPLE
from toolkit.records import Names
from toolkit.terms import label, plural, tr

if TYPE_CHECKING:
    from toolkit.spread import Sites

#: colour, mark and dashes of each method
_STYLE: dict[str, tuple[str, str, Any]] = {
    "celf": (BLUE, "o", "-"),
    "rr": (BLUE, "o", "-"),
    "degree": (ORANGE, "s", (0, (6, 2))),
    "cover": (GREEN, "^", (0, (2, 2))),
    "random": (GREY, "D", (0, (1, 1.5))),
}
_MOST = 20


def spread(sites: Sites, county: Any = None) -> Figure:
    """How far and how fast each choice of sites spreads: means with the band in which 95 % of
    single runs lie.

    Returns
    -------
    Figure
        ``.data``: ``method, round, mean, low, high, run_low, run_high, ever``.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures, spread
    >>> edges = pd.DataFrame({"source": ["A", "A", "D"], "target": ["B", "C", "E"], "p": 1.0})
    >>> found = spread.choose_sites(edges, 1, rng=1, runs=20, samples=20, rounds=2)
    >>> figures.spread(found).data.query("method == 'celf'")[["round", "mean"]]
        round  mean
    9       0   1.0
    10      1   3.0
    11      2   3.0
    """
    from toolkit.spread import method_label

    tables = {m: s.table for m, s in sites.spreads.items()}
    table = pd.concat([t.assign(method=m) for m, t in tables.items()], ignore_index=True)
    table = table[["method", *next(iter(tables.values())).columns]]
    last = {m: t.iloc[-1] for m, t in tables.items()}
    k, rounds = len(sites.chosen), int(last["random"]["round"])
    best = sites.method
    shown = [
        f"{method_label(m)} {last[m]['mean']:.0f}"
        for m in dict.fromkeys((best, "degree", "random"))
    ]
    title = tr(
        f"{k} 个示范点、{rounds} 轮后的采纳数：{'，'.join(shown)}",
        f"Adopters after {plural(rounds, 'round')} from {plural(k, 'site')}: {', '.join(shown)}",
    )
    runs = len(next(iter(sites.spreads.values())).runs)
    caption = tr(
        f"模拟 {runs} 次：线为均值，带为 95% 的单次结果；概率为假定值，差别只在这些假定下成立。",
        f"{runs} simulated runs: lines are means, bands hold 95% of single runs; probabilities "
        f"are assumed, differences hold under them.",
    )
    names = Names(county)
    with drawing(title, caption, names.nature) as frame:
        _curves(frame.axes(left=0.05, right=0.8, bottom=0.08, top=0.97), tables, best)
    return frame.figure(
        "spread", table, [f"{method_label(m)} {r['mean']:.0f}" for m, r in last.items()]
    )


def _curves(ax: Axes, tables: dict[str, pd.DataFrame], best: str) -> None:
    from toolkit.spread import method_label

    top = max(float(t["run_high"].max()) for t in tables.values()) * 1.05
    rounds = tables["random"]["round"]
    for method, t in tables.items():
        colour, mark, dashes = _STYLE[method]
        if method in (best, "random"):
            ax.fill_between(t["round"], t["run_low"], t["run_high"], color=colour, alpha=0.18, lw=0)
        ax.plot(
            t["round"],
            t["mean"],
            mark,
            color=colour,
            ls=dashes,
            lw=2.6,
            ms=9,
            mfc="white" if method == "cover" else colour,
        )
    ax.set(xlim=(0, rounds.max() + 0.03), ylim=(0, top), xticks=rounds)
    ax.set_yticks([y for y in ax.get_yticks() if y <= top])
    ax.set_xlabel(tr("轮次（年）", "round (year)"))
    ax.set_ylabel(tr("采纳单位数", "adopting units"))
    means = {m: float(t["mean"].iloc[-1]) for m, t in tables.items()}
    ends = [(mean, f"{method_label(m)} {mean:.0f}", _STYLE[m][0]) for m, mean in means.items()]
    end_labels(ax, float(rounds.max()), ends, 0.06 * top, most=0.97 * top)


def sites(found: Sites, county: Any = None, names: bool | None = None) -> Figure:
    """Which sites were chosen and what each adds to those before it.

    Returns
    -------
    Figure
        ``.data``: ``rank, org_id, gain, low, high, total`` (at most 20 are drawn).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures, spread
    >>> edges = pd.DataFrame({"source": ["A", "A", "D"], "target": ["B", "C", "E"], "p": 1.0})
    >>> found = spread.choose_sites(edges, 2, rng=1, runs=20, samples=20)
    >>> figures.sites(found).data[["rank", "org_id", "gain", "total"]]
       rank org_id  gain  total
    0     1      A   3.0    3.0
    1     2      D   2.0    5.0
    """
    from toolkit.spread import method_label

    table = found.chosen
    if table.empty:
        raise NothingToDraw(tr("没有选出示范点。", "No site was chosen."))
    half = int((table["total"] < table["total"].iloc[-1] / 2).sum()) + 1
    shown, total = table.head(_MOST), f"{table['total'].iloc[-1]:.0f}"
    title = tr(
        f"{method_label(found.method)}选出 {len(table)} 个示范点：前 {half} 个已占期望采纳数 "
        f"{total} 的一半",
        f"{plural(len(table), 'site')} by {method_label(found.method)}: the first {half} bring "
        f"half of {total} expected adopters",
    )
    left_out = len(table) - len(shown)
    more = (
        tr(
            f"只画前 {_MOST} 个，另有 {left_out} 个。",
            f" The first {_MOST} are drawn, {left_out} more are not.",
        )
        if left_out
        else ""
    )
    called = Names(county, ranking=True, asked=names)
    caption = tr(
        "条长为在前面各点之外新增的期望采纳数（含本单位）。",
        "Bars: expected adopters beyond those of the sites before, the site included.",
    )
    caption += (
        tr("概率为假定值，定点由人判断。", " Probabilities are assumed; people decide.")
        + more
        + called.note()
    )
    sector = (
        {} if county is None else county["organisation"].set_index("org_id")["sector"].to_dict()
    )
    bars, told = [], []
    for r in rows(shown):
        where = "" if county is None else called.group(r.org_id)
        name = (
            called.full(r.org_id)
            if where in called.full(r.org_id)
            else f"{called.full(r.org_id)}（{where}）"
        )
        hatch, colour = ("", BLUE) if sector.get(r.org_id) == "rural" else ("//", PURPLE)
        bars.append((f"{r.rank} {name}", float(r.gain), colour, hatch))
        kind = label("organisation", "sector", sector[r.org_id]) if sector.get(r.org_id) else ""
        told.append(f"{r.gain:.1f} {kind}".strip())
    return bar_figure(
        "sites", table, title, caption=caption, nature=called.nature, bars=bars, told=told
    )
