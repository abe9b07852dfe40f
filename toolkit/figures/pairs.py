"""The pairing on a day: who helps whom, who is left out, who carries too much."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit.figures.base import Figure, NothingToDraw, day, day_text, drawing, rows
from toolkit.figures.bundles import draw_bundles
from toolkit.figures.names import paused_note, running_pairs
from toolkit.figures.two_sided import draw_units, fits
from toolkit.records import Names
from toolkit.terms import CHANNELS, channel_label, plural, tr


def pairing(
    county: Any,
    on: Any = None,
    prog_id: str | None = None,
    rules: Any = None,
    detail: bool | None = None,
) -> Figure:
    """The pairing on a day: helpers at the left in lanes by channel, recipients at the right by
    township.

    Filled slots are pairs, hollow ones free capacity (left) or needs nobody covers (right), crossed
    ones pairs beyond capacity; the line of a paused pair is dotted. Above about 60
    units lines are bundled from channel to township, with counts.

    Parameters
    ----------
    county : toolkit.County
    on : date, optional
        The day (default: today).
    prog_id : str, optional
        One programme only.
    rules : toolkit.rules.Rules, optional
    detail : bool, optional
        True draws single units however many, False bundles; by default what can be read.

    Returns
    -------
    Figure
        ``.data``: ``helper_id, recipient_id, channel, state`` (``paired``, ``paused`` or, without
        helper, ``unmet``), or bundled ``from, group, pairs, unmet`` (``from``: the channel, or the
        helpers' group).

    Raises
    ------
    NothingToDraw
        When no pair runs and no need is open on that day.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> figure = toolkit.figures.pairing(county, "2011-06-30")
    >>> figure.data["state"].value_counts().to_dict()
    {'paired': 17, 'unmet': 3}
    """
    from toolkit import pairing as measures

    pairs = running_pairs(county, on, prog_id)
    lines = _lines(county, pairs, on, prog_id, rules)
    load = measures.load(county, on=day(on), prog_id=prog_id, rules=rules)
    names = Names(county, pairs=pairs)
    if lines.empty:
        raise NothingToDraw(
            tr(f"{day_text(on)}没有正在进行的结对。", f"No pair runs on {day_text(on)}.")
        )
    paired, unmet = lines[lines["state"] != "unmet"], lines[lines["state"] == "unmet"]
    over = load[load["over"].fillna(0) > 0]
    title = tr(f"{len(paired)} 对结对", plural(len(paired), "pair")) + (
        _who(paired, names) if names.nature == "public_official" else _left_out(unmet, over)
    )
    if detail is None:
        detail = fits(lines, names)
    key = tr(
        "实心为已结对；空心：左为余力，右为无人结对的需求；叉为超出能力。",
        "Filled = paired; hollow = free capacity (left) or an unmet need (right); crossed = "
        "beyond capacity.",
    )
    if names.nature == "public_official":
        key = tr("需求与能力未公布。", "Needs and capacities are not published.")
    elif not detail:
        key = tr(
            "线宽为对数，最宽的几条上色；虚框为无人结对的需求数。",
            "Width = number of pairs, the widest in colour; dashed boxes = unmet needs.",
        )
    caption = (
        tr(f"统计：{day_text(on)}正在进行的结对。", f"Counted: pairs running on {day_text(on)}.")
        + paused_note(pairs, drawn=detail)
        + tr("", " ")
        + key
    )
    caption += (
        tr("只说明谁联系谁，不说明成效。", " Who is tied to whom, not results.") + names.note()
    )
    told = _by_channel(paired, unmet)
    with drawing(title, caption, names.nature) as frame:
        ax, wide, high = frame.sheet()
        data = (
            draw_units(ax, wide, high, lines, load, names)
            if detail
            else draw_bundles(ax, wide, high, lines, names)
        )
    if not detail:
        told += " " + _by_group(data)
    return frame.figure("pairing", data.reset_index(drop=True), told)


def _by_group(data: pd.DataFrame) -> str:
    """Pairs and gaps of each group of recipients in words."""
    by_group = data.groupby("group", observed=True)[["pairs", "unmet"]].sum().reset_index()
    each = [
        f"{r.group} {r.pairs}"
        + (tr(f"（空缺 {r.unmet}）", f" ({r.unmet} unmet)") if r.unmet else "")
        for r in rows(by_group)
    ]
    return tr("；", "; ").join(each) + tr("。", ".")


def _lines(
    county: Any, pairs: pd.DataFrame, on: Any, prog_id: str | None, rules: Any
) -> pd.DataFrame:
    """``helper_id, recipient_id, channel, state``: the pairs that run, and the needs that nobody
    covers."""
    from toolkit import pairing as measures

    lines = pairs.drop(columns=["source", "paused"]).assign(
        state=np.where(pairs["paused"], "paused", "paired")
    )
    if (
        county.nature != "public_official"
    ):  # nobody recorded what the regions of public pairings needed
        gaps = measures.uncovered(county, on=day(on), prog_id=prog_id)
        # who has help of a kind that is not stated is drawn as paired, not as left out
        paired = measures.unstated_recipients(county, on=day(on), prog_id=prog_id)
        gaps = gaps[
            gaps["channel"].isin(measures.needed_channels(rules)) & ~gaps["org_id"].isin(paired)
        ]
        unmet = pd.DataFrame(
            {
                "helper_id": pd.NA,
                "recipient_id": gaps["org_id"],
                "channel": gaps["channel"],
                "state": "unmet",
            }
        )
        lines = pd.concat([lines, unmet], ignore_index=True)
    return lines


def _who(paired: pd.DataFrame, names: Names) -> str:
    helpers, helped = paired["helper_id"].value_counts(), paired["recipient_id"].nunique()
    if not len(helpers):
        return ""
    who = tr(
        f"：{len(helpers)} 个帮扶方，{helped} 个受助方",
        f": {plural(len(helpers), 'helper')}, {plural(helped, 'recipient')}",
    )
    most = helpers.index[helpers == helpers.max()]
    if len(most) == 1 and helpers.max() > 1:
        who += tr(
            f"，{names.full(most[0])}联系最多（{helpers.max()} 个）",
            f"; {names.full(most[0])} is tied to most ({helpers.max()})",
        )
    return who


def _left_out(unmet: pd.DataFrame, over: pd.DataFrame) -> str:
    parts = []
    if len(unmet):
        units = unmet["recipient_id"].nunique()
        parts.append(
            tr(
                f"{units} 个单位的 {len(unmet)} 处需求无人结对",
                f"{plural(len(unmet), 'need')} of {plural(units, 'unit')} unmet",
            )
        )
    if len(over):
        many = over["helper_id"].nunique()
        parts.append(tr(f"{many} 个帮扶方超出能力", f"{plural(many, 'helper')} over capacity"))
    joined = tr("，", ", ").join(parts) or tr(
        "没有空缺，也没有超出能力的帮扶方", "nobody left out, no helper over capacity"
    )
    return tr("：", ": ") + joined


def _by_channel(paired: pd.DataFrame, unmet: pd.DataFrame) -> str:
    parts = []
    for c in CHANNELS:
        n, gap = int((paired["channel"] == c).sum()), int((unmet["channel"] == c).sum())
        if n or gap:
            parts.append(
                tr(
                    f"{channel_label(c)} {n} 对" + (f"、空缺 {gap} 处" if gap else ""),
                    f"{channel_label(c)}: {plural(n, 'pair')}" + (f", {gap} unmet" if gap else ""),
                )
            )
    return tr("；", "; ").join(parts) + tr("。", ".")
