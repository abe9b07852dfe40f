"""Plans to look at: what changes and what it costs, why units are short, and why not this
helper."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing, plural, rows
from toolkit.figures.layout import facing, rows_with_gaps
from toolkit.figures.marks import curve, slot
from toolkit.figures.names import short
from toolkit.figures.pairs import draw_units, fits
from toolkit.figures.style import (
    BLACK,
    BODY,
    CHANGE_STYLE,
    GREY,
    PALE,
    SMALL,
    TITLE,
    VERMILION,
    width,
    wrap,
)
from toolkit.figures.wave_changes import change_bars, change_key, changed
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label, tr, word

_KEYS = ["helper_id", "recipient_id", "channel"]
_MOST = 14
_STEPS = 6


def plan_change(before: Any, after: Any, county: Any = None) -> Figure:
    """What a plan changes and what it brings: kept lines thin, dropped dashed, added bold; the
    goals before and after.

    Parameters
    ----------
    before : Plan or DataFrame
        ``helper_id, recipient_id`` and, when known, ``channel``; pairs that run today, or another
        plan. Pairs in channels that `after` does not plan are left out: they stand as they are.
    after : Plan
    county : toolkit.County, optional
        For names and townships; without it units show their codes.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, recipient_id, channel, state`` (kept, added, dropped, unmet).
    """
    first = _with_channel(getattr(before, "pairs", before), after)
    planned = first["channel"].isin(after.problem.channels)
    lines = changed(first[planned], after.pairs)
    if lines.empty:
        raise NothingToDraw(
            tr("方案前后都没有结对。", "There is no pair before or after the plan.")
        )
    had = after.attained(first)
    goals = [
        (g, had[g], n) if g != "distance" else (g, round(had[g] / 1000, 1), round(n / 1000, 1))
        for g, n in after.levels.items()
    ]
    names = Names(county, asked=True if county is not None else None)
    lines = pd.concat([lines, _open(after)], ignore_index=True)
    beyond = int((~planned).sum())
    n = {s: int((lines["state"] == s).sum()) for s in CHANGE_STYLE}
    unmet = int((lines["state"] == "unmet").sum())
    left = (
        tr(f"仍有 {unmet} 处需求无人", f"{plural(unmet, 'need')} still unmet")
        if unmet
        else tr("需求全部满足", "every need met")
    )
    title = tr(
        f"方案：保留 {n['kept']} 对，新增 {n['added']}，解除 {n['dropped']}；{left}",
        f"Plan: {n['kept']} pairs kept, {n['added']} added, {n['dropped']} dropped; {left}",
    )
    caption = tr(
        "细灰线保留，粗蓝线新增，红虚线解除；左侧空心为余力，右侧空心为无人的需求。",
        "Thin grey = kept, bold blue = added, dashed red = dropped; hollow = free places (left), "
        "unmet needs (right). ",
    )
    caption += (
        tr("在所填规则与权重下已证明最优。", "Proved best under the entered rules and weights.")
        if after.certificate.holds
        else tr("未证明最优。", "Not proved best.")
    )
    if beyond:
        caption += tr(
            f"另有 {beyond} 对不在所排的方式内，不受影响。",
            f" {plural(beyond, 'pair')} in other channels stay as they are.",
        )
    told = [f"{_goal(g)} {b:g} → {a:g}" for g, b, a in goals]
    drawn = lines[lines["helper_id"].notna()]
    with drawing(title, caption + names.note(), names.nature) as frame:
        ax, wide, high = frame.sheet()
        if fits(drawn, names):
            change_key(ax, 0.3 * wide, 4, n)
            more = max(
                lines["channel"].nunique() - 2, 0
            )  # each further channel is a slot beside the recipient's name
            draw_units(
                ax, (0.72 - 0.016 * more) * wide, high, lines, _places(after), names, change=True
            )
        else:
            change_bars(ax, 0.7 * wide, high, lines[lines["state"] != "unmet"])
        _goal_table(ax, 0.75 * wide, wide, goals)
    return frame.figure("plan_change", lines, told)


def _places(after: Any) -> pd.DataFrame:
    """``helper_id, channel, capacity`` of a plan's helpers."""
    return pd.DataFrame(
        {
            "helper_id": after.problem.helpers[after.problem.row_helper],
            "channel": np.array(after.problem.channels, dtype=object)[after.problem.row_channel],
            "capacity": pd.array(after.problem.capacity, dtype="Int64"),
        }
    )


def _with_channel(pairs: pd.DataFrame, plan: Any) -> pd.DataFrame:
    if "channel" in pairs:
        return pairs[_KEYS].drop_duplicates()
    # a running pair known without its channel: the planned one if it is kept, else the first that
    # its helper serves
    p = plan.problem
    serves = pd.DataFrame(
        {
            "helper_id": p.helpers[p.row_helper],
            "channel": np.array(p.channels, dtype=object)[p.row_channel],
        }
    )
    known = (
        pairs[_KEYS[:2]]
        .drop_duplicates()
        .merge(plan.pairs[_KEYS], how="left", on=_KEYS[:2])
        .drop_duplicates(_KEYS[:2])
    )
    guess = known["helper_id"].map(
        serves.drop_duplicates("helper_id").set_index("helper_id")["channel"]
    )
    return known.assign(channel=known["channel"].fillna(guess)).dropna(subset="channel")


def _open(plan: Any) -> pd.DataFrame:
    p = plan.problem
    got = plan.pairs.groupby(["recipient_id", "channel"], observed=True).size()
    out = []
    for r, c in zip(p.need_recipient, p.need_channel):
        key = (p.recipients[r], p.channels[c])
        if p.need[r, c] > got.get(key, 0):
            out.append((pd.NA, *key, "unmet"))
    return pd.DataFrame(out, columns=[*_KEYS, "state"])


def _goal_table(ax: Axes, x: float, right: float, goals: list[tuple[str, float, float]]) -> None:
    ax.text(
        x,
        40,
        tr("目标（由重到轻）", "goals, most important first"),
        size=SMALL,
        color=GREY,
        va="center",
    )
    for i, (goal, before, after) in enumerate(goals):
        y = 78 + 62 * i
        ax.text(
            x,
            y,
            wrap(f"{i + 1}. {_goal(goal)}", right - x, SMALL, 2),
            size=SMALL,
            va="center",
        )
        ax.text(x + 12, y + 28, f"{before:g} → {after:g}", size=BODY + 2, va="center")
    ax.plot([x - 14, x - 14], [30, 78 + 62 * len(goals) - 20], color=PALE, lw=1.2)


def shortage(plan: Any, row: int = 0, county: Any = None) -> Figure:
    """Why these units are short: one bottleneck of a plan alone, with its places and the cheapest
    cure.

    Parameters
    ----------
    plan : toolkit.pairing.Plan
    row : int
        Which row of ``plan.shortages``.
    county : toolkit.County, optional
        For names.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, recipient_id``: who could help whom inside the bottleneck (empty
        without any helper).
    """
    if not len(plan.shortages):
        raise NothingToDraw(tr("方案没有缺口。", "The plan is short of nothing."))
    found = plan.shortages.iloc[row]
    recipients, helpers = list(found["recipients"]), list(found["helpers"])
    links = plan.problem.candidates[["helper_id", "recipient_id"]].astype(str)
    links = links[
        links["helper_id"].isin(helpers) & links["recipient_id"].isin(recipients)
    ].reset_index(drop=True)
    p = plan.problem
    mine = np.array(p.channels, dtype=object)[p.row_channel] == found["channel"]
    capacity = dict(zip(p.helpers[p.row_helper[mine]], p.capacity[mine]))
    names = Names(county, asked=True if county is not None else None)
    channel = str(found["channel"])
    what = tr("结对上限", "limit of pairs") if channel == "most" else channel_label(channel)
    title = tr(
        f"{what}：{len(recipients)} 个单位需要 {found['needs']} 个，够得着的只有 "
        f"{found['places']} 个，缺 {found['short']} 个",
        f"{what}: {plural(len(recipients), 'unit')} need {found['needs']}, only {found['places']} "
        f"within reach, {found['short']} short",
    )
    caption = _named(str(found["sentence"]), [*recipients, *helpers], names)
    with drawing(title, caption + names.note(), names.nature) as frame:
        ax, wide, high = frame.sheet()
        if channel in CHANNELS:
            ax.text(
                0.3 * wide,
                8,
                tr("够得着的名额", "places within reach"),
                color=GREY,
                ha="center",
                va="center",
            )
        ax.text(0.56 * wide, 8, tr("需要帮扶的单位", "units in need"), color=GREY, va="center")
        _bottleneck(
            ax,
            wide,
            high,
            links=links,
            ends=(recipients, helpers),
            capacity=capacity,
            names=names,
            channel=channel,
        )
        _sum(ax, 0.83 * wide, high, found)
    return frame.figure("shortage", links, caption)


def _bottleneck(
    ax: Axes,
    wide: float,
    high: float,
    links: pd.DataFrame,
    ends: tuple[list[Any], list[Any]],
    capacity: dict[str, int],
    names: Names,
    channel: str,
) -> None:
    """Helpers with their places at the left, units in need at the right (`ends`: recipients,
    helpers), who could help whom."""
    recipients, helpers = ends
    shown, some = recipients[:_MOST], helpers[:_MOST]
    drawn = [
        (r.helper_id, r.recipient_id)
        for r in rows(links)
        if r.helper_id in some and r.recipient_id in shown
    ]
    sides = facing(drawn, dict.fromkeys(some, 0), dict.fromkeys(shown, 0))
    at_left, at_right = (
        {
            n: _middle(y, len(side), high)
            for n, y in rows_with_gaps(side, dict.fromkeys(side, 0)).items()
        }
        for side in (sides.left, sides.right)
    )
    for helper, unit in drawn:
        here, there = (0.38 * wide, at_left[helper]), (0.54 * wide, at_right[unit])
        curve(ax, here, there, edgecolor=GREY, lw=1.2)
    size = BODY if max(len(some), len(shown)) <= 12 else SMALL
    for helper, y in at_left.items():
        for k in range(min(capacity.get(str(helper), 0), 4)):
            slot(ax, 0.38 * wide - 16 * (k + 0.6), y, channel)
        ax.text(
            0.38 * wide - 72,
            y,
            short(names, str(helper), 0.38 * wide - 76, size),
            size=size,
            ha="right",
            va="center",
        )
    for unit, y in at_right.items():
        ax.text(0.56 * wide, y, short(names, str(unit), 0.24 * wide, size), size=size, va="center")
    left_out = ((len(recipients) - len(shown), 0.56), (len(helpers) - len(some), 0.2))
    for more, side in left_out:
        if more:
            words = tr(f"…另有 {more} 个", f"… and {more} more")
            ax.text(side * wide, high - 8, words, size=SMALL, color=GREY, va="center")


def _named(sentence: str, ids: list[str], names: Names) -> str:
    for i in sorted(map(str, ids), key=len, reverse=True):
        sentence = sentence.replace(i, names.full(i))
    return sentence


def _middle(y: float, n: int, high: float) -> float:
    step = min(36.0, (high - 40) / max(n, 1))
    return 30 + (high - 50 - step * n) / 2 + step * (y + 0.5)


def _sum(ax: Axes, x: float, high: float, found: pd.Series) -> None:
    for k, (sign, part, words) in enumerate(
        (
            ("", "needs", ("需要", "needed")),
            ("−", "places", ("名额", "places")),
            ("=", "short", ("缺", "short")),
        )
    ):
        y, colour = high / 2 + 62 * (k - 1), VERMILION if part == "short" else BLACK
        ax.text(
            x + 56,
            y,
            f"{sign} {found[part]}",
            size=TITLE + 8,
            color=colour,
            ha="right",
            va="center",
        )
        ax.text(x + 66, y, tr(*words), va="center", color=colour)


def exchange(explanation: Any, county: Any = None) -> Figure:
    """Why not this helper: the exchange step by step from left to right, each with its price, the
    sum at the end.

    Parameters
    ----------
    explanation : toolkit.pairing.Explanation
        From ``Plan.why`` or ``Plan.why_not``.
    county : toolkit.County, optional
        For names.

    Returns
    -------
    Figure
        ``.data``: ``action, helper_id, recipient_id, channel`` and one column a goal.

    Raises
    ------
    NothingToDraw
        A rule decides, so there is no exchange; the message is its sentence.
    """
    if not explanation.chain:
        raise NothingToDraw(explanation.sentence)
    names = Names(county, asked=True if county is not None else None)
    moves = list(explanation.chain)
    ids = [i for m in moves for i in (m.helper_id, m.recipient_id)]
    words = _price_words(explanation.price) or [tr("各目标不变", "no goal changes")]
    title = _exchange_title(moves, tr("，", ", ").join(words), names)
    caption = tr(
        "粗蓝线为加进的结对，红虚线为放手的结对；数字为各目标因此增减。代价由重到轻，"
        "前一个不变才比下一个。",
        "Bold blue = added, dashed red = dropped; numbers are what each goal gains or loses, most "
        "important first.",
    )
    with drawing(title, caption + names.note(), names.nature) as frame:
        ax, wide, _ = frame.sheet()
        shown = moves[:_STEPS]
        pitch = wide / (len(shown) + 1)
        counted = {
            g for g, v in explanation.price.items() if v
        }  # what cancels out along the chain is no price
        for k, move in enumerate(shown):
            _step(ax, pitch * (k + 0.5), pitch, k=k, move=move, names=names, counted=counted)
            end = "=" if k + 1 == len(shown) else "›"
            ax.text(pitch * (k + 1), 150, end, size=TITLE + 6, color=GREY, ha="center", va="center")
        _total(ax, pitch * (len(shown) + 0.5), pitch, words, len(moves) - len(shown))
    return frame.figure("exchange", explanation.table, _named(explanation.sentence, ids, names))


def _exchange_title(moves: list[Any], cost: str, names: Names) -> str:
    first, steps = moves[0], plural(len(moves), "step")
    pair = f"{names.full(first.helper_id)} → {names.full(first.recipient_id)}"
    if first.action == "drop":
        return tr(f"若不要 {pair}：{len(moves)} 步，{cost}", f"Without {pair}: {steps}, {cost}")
    return tr(f"若要 {pair}：{len(moves)} 步，{cost}", f"To have {pair}: {steps}, {cost}")


def _total(ax: Axes, x: float, pitch: float, words: list[str], more: int) -> None:
    """What all steps cost together, those that are not drawn (`more`) among them."""
    undrawn = tr(f"\n(另有 {more} 步)", f"\n({more} more steps)") if more else ""
    told = [(150.0, tr("合计", "in all") + undrawn, BLACK)]
    told += [
        (290.0 + 28 * j, wrap(line, pitch - 10, BODY, 2), VERMILION) for j, line in enumerate(words)
    ]
    for y, line, colour in told:
        ax.text(x, y, line, size=BODY, ha="center", va="center", color=colour)


def _step(
    ax: Axes, x: float, pitch: float, k: int, move: Any, names: Names, counted: set[str]
) -> None:
    colour, dash, lw = CHANGE_STYLE["added" if move.action == "add" else "dropped"]
    action = tr("加进", "add") if move.action == "add" else tr("放手", "drop")
    ax.text(x, 16, f"{k + 1}. {action}", ha="center", va="center", color=colour)
    for y, unit, va in ((88, move.helper_id, "bottom"), (212, move.recipient_id, "top")):
        name, room = names.full(unit), pitch - 26
        even = (
            width(name, SMALL) / math.ceil(width(name, SMALL) / room) + SMALL
        )  # no line of a single character
        ax.text(x, y, wrap(name, min(room, even), SMALL, 3), size=SMALL, ha="center", va=va)
    ax.plot([x, x], [96, 204], color=colour, linestyle=dash, lw=lw + 1)
    slot(ax, x, 150, move.channel, size=13)
    for j, line in enumerate(_price_words({g: v for g, v in move.price.items() if g in counted})):
        ax.text(x, 290 + 22 * j, line, size=SMALL, ha="center", va="center", color=GREY)


def _goal(goal: str) -> str:
    return word("goal", goal) + (tr("（公里）", " (km)") if goal == "distance" else "")


def _price_words(price: dict[str, int]) -> list[str]:
    amounts = {
        g: f"{v / 1000:+.1f}" if g == "distance" else f"{v:+d}" for g, v in price.items() if v
    }
    told = {
        g: tr("公里", "km") if g == "distance" else word("goal", g, short=True) for g in amounts
    }
    return [f"{told[g]} {a}".replace("-", "−") for g, a in amounts.items()]
