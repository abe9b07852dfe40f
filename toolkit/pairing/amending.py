"""The tables of a plan after changes: who leaves or joins, and what needs and places become."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from toolkit.pairing.tables import IDS, PlanError, Reader
from toolkit.terms import CHANNELS, tr

_KEYS = {"recipients": ["recipient_id"], "helpers": ["helper_id", "channel"], "candidates": IDS}
_CHANGES = (*_KEYS, "leave", "places", "ineligible")


def _texts(frame: Any, keys: list[str], known: list[str]) -> pd.DataFrame:
    """A copy with English column names and identifiers as text."""
    reader = Reader()
    out = reader.columns(frame, "changes", keys, known).copy()
    for key in (k for k in keys if k != "channel"):
        codes, names = reader.ids(out[key], "changes")
        out[key] = pd.array(names[codes] if len(names) else [None] * len(codes), dtype="string")
    reader.done()
    return out[[*keys, *(c for c in out.columns if c not in keys)]]


def _upsert(old: pd.DataFrame, new: Any, keys: list[str], zero: list[str]) -> pd.DataFrame:
    """Rows of `new` replace what they name in `old`, or join it; `zero` columns are 0 where a
    joining row is silent."""
    old, new = _texts(old, keys, list(old.columns)), _texts(new, keys, list(old.columns))
    if new.duplicated(keys).any():
        raise PlanError(tr("changes 里有重复的行", "changes has duplicate rows"))
    base, change = old.set_index(keys), new.set_index(keys)
    joined = base.reindex(base.index.append(change.index.difference(base.index, sort=False)))
    for column in change.columns:
        values = change[column].dropna()
        if column not in joined.columns:
            joined[column] = pd.NA
        joined[column] = joined[column].astype(object)
        joined.loc[values.index, column] = values.astype(object)
    out = joined.reset_index()
    for column in zero:
        if column in out.columns:
            out[column] = out[column].where(out[column].notna(), 0)
    return out


def _more_places(helpers: pd.DataFrame, places: Mapping[Any, int]) -> pd.DataFrame:
    helpers = _texts(helpers, ["helper_id", "channel"], ["capacity"])
    for who, more in places.items():
        helper, channel = who if isinstance(who, tuple) else (who, None)
        rows = (helpers["helper_id"] == str(helper)).to_numpy(dtype=bool)
        if channel is not None:
            rows &= (helpers["channel"] == channel).to_numpy(dtype=bool)
        if rows.sum() != 1:
            raise PlanError(
                tr(
                    f"places 里的 {who} 对应 {rows.sum()} 行 helpers",
                    f"places: {who} names {rows.sum()} rows of helpers, not one",
                )
            )
        helpers["capacity"] = helpers["capacity"].where(~rows, helpers["capacity"] + more)
    return helpers


def amended(
    tables: Mapping[str, pd.DataFrame], changes: Mapping[str, Any] | None
) -> dict[str, pd.DataFrame]:
    """The tables of a plan after changes; see `Plan.replan`."""
    changes = dict(changes or {})
    unknown = sorted(set(changes) - set(_CHANGES))
    if unknown:
        told, known = ", ".join(unknown), ", ".join(_CHANGES)
        raise PlanError(
            tr(f"不认识的变化 {told}，可用 {known}", f"unknown changes {told}; use {known}")
        )
    out = {
        name: _upsert(tables[name], changes.get(name, tables[name].iloc[:0]), keys, list(CHANNELS))
        for name, keys in _KEYS.items()
    }
    if "places" in changes:
        out["helpers"] = _more_places(out["helpers"], changes["places"])
    leave = changes.get("leave", [])
    gone = {str(x) for x in ([leave] if isinstance(leave, (str, int)) else leave)}
    strangers = ", ".join(
        sorted(gone - set(out["helpers"]["helper_id"]) - set(out["recipients"]["recipient_id"]))
    )
    if strangers:
        raise PlanError(
            tr(
                f"离开的编号不在名单里：{strangers}",
                f"leaving ids are not in the tables: {strangers}",
            )
        )
    if "ineligible" in changes:
        barred = _texts(changes["ineligible"], IDS, []).set_index(IDS).index
        out["candidates"] = out["candidates"][~out["candidates"].set_index(IDS).index.isin(barred)]
    return {
        name: f[~f[[k for k in keys if k != "channel"]].isin(gone).any(axis=1)]
        for (name, keys), f in zip(_KEYS.items(), out.values())
    }


def amended_again(
    before: Mapping[str, pd.DataFrame], pairs: pd.DataFrame, changes: Mapping[str, Any] | None
) -> dict[str, pd.DataFrame]:
    """All tables of a plan made again: its pairs run now, and what was set by hand and is still
    possible stays."""
    tables = amended(before, changes)
    by_hand, possible = before["overrides"], tables["candidates"].set_index(IDS).index
    tables["overrides"] = by_hand[_texts(by_hand[IDS], IDS, []).set_index(IDS).index.isin(possible)]
    barred = (changes or {}).get("ineligible", by_hand.iloc[:0])
    barred = _texts(barred, IDS, ["reason"]).reindex(columns=[*IDS, "reason"]).astype("string")
    told = barred["reason"].fillna(tr("这次改为不可结对", "barred by this change"))
    tables["excluded"] = pd.concat([before["excluded"], barred.assign(reason=told)])
    tables["running"], tables["units"] = pairs[IDS].drop_duplicates(), before["units"]
    return tables
