"""Figures of a nation: shares by year, provinces side by side, and what runs cost on logarithmic
scales."""

from __future__ import annotations

import pandas as pd
from matplotlib.ticker import FuncFormatter

from toolkit.figures import (
    BLUE,
    BODY,
    CHANNEL_STYLE,
    GREY,
    HOLLOW,
    ORANGE,
    SMALL,
    Figure,
    bar_list,
    drawing,
    end_labels,
)
from toolkit.terms import CHANNELS, channel_label, tr

_MOST = 31


def yearly(name: str, title: str, caption: str, table: pd.DataFrame, nature: str) -> Figure:
    """Lines over the years: `table` has ``year, channel, share``, a channel's colour and mark, its
    name at the line's end."""
    with drawing(title, caption, nature) as frame:
        ax = frame.axes(left=0.05, right=0.78, bottom=0.07, top=0.97)
        ends = []
        for channel, line in table.groupby("channel", sort=False):
            colour, mark, _ = CHANNEL_STYLE.get(str(channel), (BLUE, "o", ""))
            ax.plot(
                line["year"],
                line["share"],
                mark,
                color=colour,
                ls="-",
                lw=2.6,
                ms=9,
                mfc="white" if channel in HOLLOW else colour,
            )
            label = channel_label(str(channel)) if channel in CHANNELS else str(channel)
            ends.append(
                (float(line["share"].iloc[-1]), f"{label} {line['share'].iloc[-1]:.0%}", colour)
            )
        ax.set(
            ylim=(0, max(1.05 * table["share"].max(), 0.05)), xticks=sorted(table["year"].unique())
        )
        ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:.0%}"))
        low, high = ax.get_ylim()
        end_labels(ax, float(table["year"].max()), ends, 0.065 * (high - low), most=high)
    alt = title + tr("。", ". ") + tr("；", "; ").join(words for _, words, _ in ends)
    return Figure(name, title, caption, alt, table, frame.slide)


def provinces(name: str, title: str, caption: str, table: pd.DataFrame, nature: str) -> Figure:
    """A bar for each province: `table` has ``name, share, told``."""
    shown = table.head(_MOST)
    half = (len(shown) + 1) // 2
    with drawing(title, caption, nature) as frame:
        ax, wide, high = frame.sheet()
        for k, part in enumerate((shown.iloc[:half], shown.iloc[half:])):
            bars = [(str(r.name), float(r.share), BLUE, "") for r in part.itertuples(index=False)]
            if bars:
                bar_list(
                    ax,
                    (k * 0.5 * wide, 4, 0.47 * wide, high - 4),
                    bars,
                    list(part["told"]),
                    most=float(shown["share"].max()) or 1.0,
                )
    alt = (
        title
        + tr("。", ". ")
        + tr("；", "; ").join(f"{r.name} {r.told}" for r in shown.itertuples(index=False))
    )
    return Figure(name, title, caption, alt, table, frame.slide)


def costs(found: pd.DataFrame, nature: str) -> Figure:
    """Time and memory against the number of counties, both on logarithmic scales, the engine's own
    share apart.

    ``.data``: as `scaling` gives it.
    """
    largest = found.loc[found["counties"].idxmax()]
    n, minutes = int(largest["counties"]), float(largest["wall"]) / 60
    title = tr(f"{n} 个县用时 {minutes:.1f} 分钟", f"{n} counties take {minutes:.1f} minutes")
    caption = tr(
        "双对数坐标。总用时＝各县计算（读、算、写）÷ 进程数＋引擎开销（启动、派发、等待）；"
        "内存为各进程峰值之和。",
        "Logarithmic scales. Wall time = work in counties (read, task, write) ÷ processes + "
        "engine (start, send, wait); "
        "memory: the peaks of all processes, added up.",
    )
    styles = {"joblib": (BLUE, "o"), "dask": (ORANGE, "s")}
    with drawing(title, caption, nature) as frame:
        left = frame.axes(left=0.05, right=0.5, bottom=0.1, top=0.92)
        right = frame.axes(left=0.6, right=0.9, bottom=0.1, top=0.92)
        for engine, part in found.groupby("engine", sort=False):
            colour, mark = styles.get(str(engine), (GREY, "^"))
            last, engine_name = part.iloc[-1], str(engine)
            for column, dashes in (("wall", "-"), ("overhead", (0, (2, 2)))):
                left.plot(
                    part["counties"],
                    part[column].clip(lower=0.01),
                    mark,
                    color=colour,
                    ls=dashes,
                    lw=2.4,
                    ms=8,
                )
                words = engine_name + (
                    tr(" 开销", " engine") if column == "overhead" else tr(" 总用时", " wall")
                )
                left.text(
                    last["counties"] * 1.15,
                    max(last[column], 0.01),
                    words,
                    size=SMALL,
                    va="center",
                    color=colour,
                )
            right.plot(part["counties"], part["peak_mb"], mark, color=colour, ls="-", lw=2.4, ms=8)
            right.text(
                last["counties"] * 1.15,
                last["peak_mb"],
                engine_name,
                size=SMALL,
                va="center",
                color=colour,
            )
        for ax, words in ((left, tr("秒", "seconds")), (right, tr("内存（MB）", "memory (MB)"))):
            ax.set(xscale="log", yscale="log", xlabel=tr("县数", "counties"))
            ax.set_title(words, size=BODY, loc="left")
            ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: f"{x:g}"))
            ax.yaxis.set_major_formatter(FuncFormatter(lambda y, _: f"{y:g}"))
            ax.minorticks_off()
        right.set_ylim(min(100, found["peak_mb"].min()), 1.6 * found["peak_mb"].max())
    return Figure("costs", title, caption, title + tr("。", ". ") + caption, found, frame.slide)
