"""What goes in: a frame of memberships, checked whole, with every problem named at once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Any

import numpy as np
import pandas as pd

from toolkit.terms import tr

#: cut-offs, and the 0.5 that belongs to neither side, are read with this tolerance (float sums
#: rarely hit 0.8 exactly)
TOLERANCE = 1e-9


class ComparisonError(ValueError):
    """A comparison that cannot be made; the message says why and what to do."""


class ComparisonWarning(UserWarning):
    """A comparison that can be made, but carries little."""


@dataclass(frozen=True)
class Memberships:
    """Cases × memberships in [0, 1], as the other modules read them.

    Attributes
    ----------
    x : ndarray, shape (cases, conditions)
    y : ndarray, shape (cases,)
        The outcome, already negated when `outcome` begins with ``~``.
    anchors : mapping
        Condition → anchors of its calibration with the reasons, as `calibrate_frame` leaves them on
        the data.
    """

    cases: tuple[Any, ...]
    conditions: tuple[str, ...]
    outcome: str
    x: np.ndarray
    y: np.ndarray
    anchors: Mapping[str, Any] = field(default_factory=dict)

    @property
    def k(self) -> int:
        """Number of conditions."""
        return len(self.conditions)

    def cubes(self, care: np.ndarray, value: np.ndarray) -> np.ndarray:
        """Membership of every case in each cube: the smallest over its literals (1 without any).
        Shape (cases, cubes)."""
        out = np.ones((len(self.y), len(care)))
        for i in range(self.k):
            bit = self.k - 1 - i
            asked, present = (care >> bit & 1).astype(bool), (value >> bit & 1).astype(bool)
            literal = np.where(present[None, :], self.x[:, [i]], 1 - self.x[:, [i]])
            np.minimum(out, literal, out=out, where=np.broadcast_to(asked, out.shape))
        return out

    def half(self) -> np.ndarray:
        """Cases with a condition at exactly 0.5, neither in nor out (shape (cases,), bool)."""
        return np.asarray((np.abs(self.x - 0.5) <= TOLERANCE).any(axis=1))


def read(data: pd.DataFrame, outcome: str, conditions: Sequence[str]) -> Memberships:
    """Check everything and return the numbers; ComparisonError lists every problem found."""
    if not isinstance(data, pd.DataFrame):
        raise ComparisonError(
            tr(
                "数据应为 DataFrame：一行一个案例，一列一个条件。",
                "data must be a DataFrame: one row a case, one column a condition.",
            )
        )
    conditions = (conditions,) if isinstance(conditions, str) else tuple(conditions)
    name = outcome.removeprefix("~").strip()
    problems = _names(data, name, conditions)
    if not problems:
        columns = {
            c: pd.to_numeric(data[c], errors="coerce").astype("float64").to_numpy()
            for c in (*conditions, name)
        }
        for c, values in columns.items():
            problems += _values(data, c, values)
    if problems:
        raise ComparisonError("\n".join(problems))
    y = columns[name]
    x = np.column_stack([columns[c] for c in conditions])
    anchors = {c: a for c, a in data.attrs.get("anchors", {}).items() if c in columns}
    return Memberships(
        tuple(data.index),
        conditions,
        outcome.strip(),
        x,
        1 - y if outcome.startswith("~") else y,
        anchors,
    )


def _names(data: pd.DataFrame, name: str, conditions: tuple[str, ...]) -> list[str]:
    out = []
    if not conditions:
        out.append(tr("至少需要一个条件。", "at least one condition is needed."))
    missing = [c for c in (*conditions, name) if c not in data.columns]
    if missing:
        shown = ", ".join(map(str, missing))
        out.append(tr(f"没有这些列：{shown}", f"no such columns: {shown}"))
    twice = sorted(
        {c for c in conditions if list(data.columns).count(c) > 1 or conditions.count(c) > 1}
    )
    if twice:
        out.append(
            tr(f"条件重复：{', '.join(twice)}", f"conditions given twice: {', '.join(twice)}")
        )
    if name in conditions:
        out.append(
            tr(
                f"结果 {name} 不能同时是条件。",
                f"the outcome {name} cannot be a condition as well.",
            )
        )
    odd = [
        c
        for c in conditions
        if not isinstance(c, str) or c != c.strip() or any(s in c for s in "*+~()")
    ]
    if odd:
        out.append(
            tr(
                f"条件名不能含 * + ~ ( ) 或首尾空格，请改名：{odd}",
                f"rename conditions with * + ~ ( ) or outer spaces: {odd}",
            )
        )
    if len(conditions) > 60:
        out.append(tr("条件最多 60 个。", "at most 60 conditions."))
    if len(data) < 2:
        out.append(
            tr(
                "只有一个案例（或没有）：没有可比的。",
                "one case or none: there is nothing to compare.",
            )
        )
    return out


def _values(data: pd.DataFrame, column: str, values: np.ndarray) -> list[str]:
    def shown(bad: np.ndarray) -> str:
        cases = [str(c) for c in data.index[bad]]
        return ", ".join(cases[:8]) + (" …" if len(cases) > 8 else "")

    out = []
    missing = np.isnan(values)
    if missing.any():
        out.append(
            tr(
                f"{column}：缺失或不是数字（案例 {shown(missing)}）。请补上，"
                f"或说明理由后去掉这些案例。",
                f"{column}: missing or not a number (cases {shown(missing)}). Fill in, or drop "
                f"the cases and say why.",
            )
        )
    outside = ~missing & ((values < 0) | (values > 1))
    if outside.any():
        out.append(
            tr(
                f"{column}：隶属度应在 0–1 之间（案例 {shown(outside)}）。请先用 calibrate 校准；"
                f"多值条件请拆成几个二值条件。",
                f"{column}: memberships lie in 0–1 (cases {shown(outside)}). Calibrate first; "
                f"split a many-valued condition.",
            )
        )
    return out


def must_vary(m: Memberships) -> None:
    """Refuse an outcome that is the same in every case: winners alone cannot show what makes a
    winner."""
    if np.ptp(m.y) <= TOLERANCE:
        value = f"{m.y[0]:g}"
        raise ComparisonError(
            tr(
                f"结果 {m.outcome} 在所有 {len(m.y)} 个案例中都是 {value}：只看成功（或只看失败）"
                f"的案例，"
                "任何条件组合都会显得充分，无从比较。请加入结果不同的案例。",
                f"the outcome {m.outcome} is {value} in all {len(m.y)} cases: among winners (or "
                f"losers) alone every "
                "combination looks sufficient and nothing can be compared. Add cases with the "
                "other outcome.",
            )
        )


def warn_if_thin(m: Memberships) -> None:
    """Say so when the cases are few, or too few for that many conditions."""
    n = len(m.y)
    sides = (m.y > 0.5 + TOLERANCE).sum()
    if n < 8:
        warnings.warn(
            tr(f"只有 {n} 个案例，结论很脆弱。", f"only {n} cases: conclusions are fragile."),
            ComparisonWarning,
            stacklevel=3,
        )
    if m.k > log2(n):
        text = tr(
            f"{n} 个案例撑不起 {m.k} 个条件（至多约 {int(log2(n))} 个）：多数组合没有案例。",
            f"{n} cases carry about {int(log2(n))} conditions, not {m.k}: most combinations have "
            f"no case.",
        )
        warnings.warn(text, ComparisonWarning, stacklevel=3)
    if sides in (0, n):
        text = tr(
            f"所有案例的 {m.outcome} 都在 0.5 的同一侧：没有反例，充分性无从检验。",
            f"{m.outcome} lies on one side of 0.5 in every case: without counter-cases "
            f"sufficiency cannot be tested.",
        )
        warnings.warn(text, ComparisonWarning, stacklevel=3)
