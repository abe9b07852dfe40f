"""Planning again after changes with the fewest broken ties, and what each way of keeping costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from toolkit.pairing.plan import Plan, plan
from toolkit.pairing.tables import IDS, PlanError, Reader
from toolkit.rules import Rules, default_rules
from toolkit.terms import CHANNELS, tr

Keep = Literal["after_coverage", "first"]
_KEYS = {"recipients": ["recipient_id"], "helpers": ["helper_id", "channel"], "candidates": IDS}
_CHANGES = (*_KEYS, "leave", "places", "ineligible")


@dataclass(frozen=True, repr=False, eq=False)
class Replan(Plan):
    """A plan made again: everything a `Plan` has, and how much of the plan before is kept.

    Attributes
    ----------
    before : Plan
        The plan that was changed; its pairs count as running.
    keep : str
        ``after_coverage`` or ``first``.
    keep_min : float
        The rule ``pair.keep_min``.
    """

    before: Plan
    keep: str
    keep_min: float

    @property
    def kept_share(self) -> float:
        """Share of the pairs before that are still eligible and stay (NaN when none is eligible any
        more)."""
        return _kept_share(self)

    @property
    def below_keep_min(self) -> bool:
        """Whether less is kept than the rule ``pair.keep_min`` asks for: a person decides then,
        with a reason."""
        return self.kept_share < self.keep_min

    @cached_property
    def choices(self) -> pd.DataFrame:
        """The price of keeping: one row for each choice, ``kept_share`` and the level attained in
        each goal.

        Indexed by ``first`` (pairs kept before all else), ``after_coverage``, ``last`` (only among
        equals); column ``chosen`` marks this plan.
        """
        goals = [g for g in self.levels if g != "keep"]
        rows = {}
        for name, order in _orders(goals).items():
            made = self if name == self.keep else _again(self.problem.tables, order)
            rows[name] = {
                "kept_share": _kept_share(made),
                **{g: made.levels[g] for g in self.levels},
                "chosen": name == self.keep,
            }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("choice")

    @property
    def sentence(self) -> str:
        """What was kept, and whether that is enough."""
        if pd.isna(self.kept_share):
            return tr("没有可以继续的结对。", "There is no pair that could go on.")
        text = tr(
            f"仍可继续的结对保留了 {self.kept_share:.0%}。",
            f"{self.kept_share:.0%} of the pairs that could go on are kept.",
        )
        if self.below_keep_min:
            text += tr(
                f"低于规则 pair.keep_min（{self.keep_min:.0%}）：请看 choices 里各种取舍的代价，"
                f"由人决定并写明理由。",
                f" Below the rule pair.keep_min ({self.keep_min:.0%}): see the prices in "
                f"`choices`; a person decides, with a reason.",
            )
        return text


def _kept_share(made: Plan) -> float:
    eligible = len(made.problem.tables["running"]) - len(made.ineligible)
    kept = made.pairs.loc[made.pairs["kept"], IDS].drop_duplicates()
    return len(kept) / eligible if eligible else float("nan")


def _orders(goals: list[str]) -> dict[str, tuple[str, ...]]:
    at = goals.index("coverage") + 1
    return {
        "first": ("keep", *goals),
        "after_coverage": (*goals[:at], "keep", *goals[at:]),
        "last": (*goals, "keep"),
    }


def _again(tables: Mapping[str, pd.DataFrame], goals: tuple[str, ...]) -> Plan:
    by_hand = tables["overrides"]
    return plan(
        tables["recipients"],
        tables["helpers"],
        tables["candidates"],
        tables["running"],
        goals,
        overrides=by_hand,
    )


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


def apply(
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


def replan(
    before: Plan,
    changes: Mapping[str, Any] | None,
    keep: Keep = "after_coverage",
    rules: Rules | None = None,
) -> Replan:
    """Plan again after changes; see `Plan.replan`."""
    if keep not in ("after_coverage", "first"):
        raise PlanError(
            tr("keep 只能是 after_coverage 或 first", "keep must be after_coverage or first")
        )
    tables = apply(before.problem.tables, changes)
    by_hand = before.problem.tables["overrides"]
    possible = tables["candidates"].set_index(IDS).index
    tables["overrides"] = by_hand[_texts(by_hand[IDS], IDS, []).set_index(IDS).index.isin(possible)]
    tables["running"] = before.pairs[IDS].drop_duplicates()
    made = _again(tables, _orders([g for g in before.levels if g != "keep"])[keep])
    share = (rules or default_rules())["pair.keep_min"]
    return Replan(
        **{f.name: getattr(made, f.name) for f in fields(Plan)},
        before=before,
        keep=keep,
        keep_min=share,
    )
