"""Why two units cannot be paired, as far as the tables of a plan tell."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from toolkit.pairing.eligible import tiers
from toolkit.pairing.tables import IDS, texts
from toolkit.terms import tr

Reason = Callable[[str | None, str | None], str]


def reasons(tables: Mapping[str, pd.DataFrame], helpers: pd.Index, recipients: pd.Index) -> Reason:
    """Why a helper and a recipient are no candidates: what barred them, an end that is not listed,
    a lower level, others that come first; where no more is known, that the table lacks them."""

    @cache  # only when somebody asks: a plan is not to wait for it
    def known() -> tuple[dict[Any, object], dict[Any, Any]]:
        hand, out, units = (tables[name] for name in ("overrides", "excluded", "units"))
        told = pd.concat([hand[hand["action"] == "ban"], out]).reindex(columns=[*IDS, "reason"])
        barred = dict(zip(zip(*(texts(told[c]) for c in IDS)), told["reason"]))
        if not {"level", "located"} <= set(units):
            return barred, {}
        return barred, dict(zip(texts(units["org_id"]), zip(tiers(units), units["located"])))

    def reason(helper_id: str | None, recipient_id: str | None) -> str:
        barred, units = known()
        if (helper_id, recipient_id) in barred:
            given = barred[helper_id, recipient_id]
            return tr("手工设为不用", "barred by hand") if pd.isna(given) else str(given)
        if recipient_id not in recipients:
            told = f"{recipient_id} is not among the units to be helped"
            return tr(f"{recipient_id} 不在受助单位名单里", told)
        if helper_id not in helpers:
            return tr(f"{helper_id} 不在帮扶方名单里", f"{helper_id} is not among the helpers")
        if not {helper_id, recipient_id} <= set(units):
            return tr("候选表里没有这一对", "the table of candidates lacks this pair")
        (tier, located), (of_recipient, placed) = units[helper_id], units[recipient_id]
        if tier > of_recipient:
            return tr("层级低于受助单位", "of a lower level than the unit to be helped")
        if located and placed:
            return tr("太远：它附近有更近的帮扶方", "too far: other helpers are nearer to it")
        return tr(
            "未填坐标：同乡镇的、更匹配的帮扶方在先",
            "without coordinates: helpers of its township, or fitting better, come first",
        )

    return reason
