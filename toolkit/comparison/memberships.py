"""Memberships of cases as every method reads them, and what too few cases cannot carry."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log2
from typing import Any

import numpy as np

from toolkit.comparison.space import Cube, Space
from toolkit.terms import tr

#: a cell that says that a condition does not apply to a case (temporal QCA)
INAPPLICABLE = frozenset({"-", "–", "—", "－", "dc", "DC"})
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
        Memberships; of a condition with several values (0, 1, 2 …) the value, where it does not
        apply the last number of its field in `space`.
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
    space: Space
    anchors: Mapping[str, Any] = field(default_factory=dict)

    @property
    def k(self) -> int:
        """Number of conditions."""
        return len(self.conditions)

    def valued(self, i: int) -> bool:
        """Whether condition i has values rather than a degree of membership."""
        return self.space.levels[i] > 2 or self.space.unnamed[i]

    def literals(self, i: int) -> np.ndarray:
        """Membership of every case in each value of condition i, shape (cases, values)."""
        x = self.x[:, i]
        if self.valued(i):
            return (x[:, None] == np.arange(self.space.levels[i])).astype(float)
        return np.column_stack([1 - x, x])

    def all_literals(self) -> tuple[np.ndarray, list[str]]:
        """Membership of every case in every literal, and their names: ``A, ~A``, ``B[0], B[1]``."""
        columns, names = [], []
        for i, name in enumerate(self.conditions):
            order = range(self.space.named(i))
            for v in order if len(order) > 2 else reversed(order):
                columns.append(self.literals(i)[:, v])
                names.append(self.space.literal_name(i, v, name))
        return np.column_stack(columns), names

    def cubes(self, care: np.ndarray, value: np.ndarray) -> np.ndarray:
        """Membership of every case in each cube: the smallest over its literals (1 without any).
        Shape (cases, cubes)."""
        out = np.ones((len(self.y), len(care)))
        for i, (shift, mask) in enumerate(self.space.fields):
            asked = (care & mask) != 0
            if asked.any():
                literal = self.literals(i)[:, (value & mask) >> shift]
                np.minimum(out, literal, out=out, where=np.broadcast_to(asked, out.shape))
        return out

    def term(self, cube: Cube) -> str:
        """A cube as ``A[2]*~B``."""
        return self.space.term(cube, self.conditions)

    def half(self) -> np.ndarray:
        """Cases with a condition at exactly 0.5, neither in nor out (shape (cases,), bool)."""
        return np.asarray((np.abs(self.x - 0.5) <= TOLERANCE).any(axis=1))

    def codes(self) -> np.ndarray:
        """The row of every case, -1 where a condition is at exactly 0.5."""
        values = np.column_stack(
            [self.x[:, i] if self.valued(i) else self.x[:, i] > 0.5 for i in range(self.k)]
        )
        return np.where(self.half(), -1, self.space.codes(values))


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


#: no study has more; with thousands the work would never end
_MOST_CONDITIONS = 50


def warn_if_thin(m: Memberships) -> None:
    """Say so when the cases are few, or too few for that many conditions."""
    n = len(m.y)
    if m.k > _MOST_CONDITIONS:
        raise ComparisonError(
            tr(
                f"条件有 {m.k} 个，最多 {_MOST_CONDITIONS} 个：请用 --conditions 选出要比较的。",
                f"{m.k} conditions, {_MOST_CONDITIONS} at most: choose some with --conditions.",
            )
        )
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
