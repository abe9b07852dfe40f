"""Pairs set by hand: kept above every goal, with their reason and the price the plan pays for
each."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from toolkit.pairing.explain import Explanation
from toolkit.pairing.tables import KEY, PlanError, channel_names
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.pairing.plans import Plan

COLUMNS = ["helper_id", "recipient_id", "action", "channel", "reason", "sentence"]


def resolve(base: Plan, overrides: pd.DataFrame) -> pd.DataFrame:
    """Each override with the channel it pins and what it costs by itself, measured on the plan
    without overrides.

    A pin that names no channel takes the one the plan already uses, else the one whose exchange is
    cheapest.
    """
    given = overrides.reindex(columns=COLUMNS)
    rows: list[list] = []
    for h, r, action, channel, reason, _ in given.assign(
        channel=channel_names(given["channel"])
    ).itertuples(index=False, name=None):
        told, found = _asked(base, str(h), str(r), str(action))
        channel, reason = (None if pd.isna(x) else str(x) for x in (channel, reason))
        rows.append(
            [
                str(h),
                str(r),
                action,
                channel or found,
                reason,
                told.sentence,
                *(told.price.get(g, 0) for g in base.levels),
            ]
        )
    out = pd.DataFrame(rows, columns=[*COLUMNS, *base.levels])
    return out.astype(dict.fromkeys(COLUMNS, "string") | dict.fromkeys(base.levels, "Int64"))


def _asked(base: Plan, h: str, r: str, action: str) -> tuple[Explanation, str | None]:
    mine = base.pairs[(base.pairs["helper_id"] == h) & (base.pairs["recipient_id"] == r)]
    if (action == "pin") == bool(len(mine)):
        word = tr("方案本来就是这样，不另计代价。", "The plan has it so anyway; no price.")
        return Explanation(word), mine["channel"].iloc[0] if len(mine) else None
    told = base.why_not(h, r) if action == "pin" else base.why(h, r)
    return told, told.chain[0].channel if told.chain else None


def planned(make: Callable[[pd.DataFrame | None], Plan], overrides: pd.DataFrame) -> Plan:
    """Plan without and with the overrides; refuse pins that cannot all be kept.

    Raises
    ------
    PlanError
        Pins that rules or other pins make impossible, each listed with its reason.
    """
    checked = make(overrides).problem.tables[
        "overrides"
    ]  # complains about the tables before anything is priced
    resolved = resolve(make(None), checked)
    plan = make(resolved)
    pins = resolved.loc[resolved["action"] == "pin", KEY]
    kept = set(plan.pairs[KEY].itertuples(index=False, name=None))
    broken = ", ".join(
        f"{h}→{r}"
        for h, r, c in pins.itertuples(index=False, name=None)
        if pd.isna(c) or (h, r, c) not in kept
    )
    if broken:
        raise PlanError(
            tr(f"手工指定的结对不能同时满足：{broken}", f"these pins cannot all be kept: {broken}")
        )
    plan.problem.tables["overrides"] = resolved
    return plan
