"""What goes in: a frame of memberships, checked whole, with every problem named at once."""

from __future__ import annotations

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import log2
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.space import Cube, Space
from toolkit.terms import tr

#: a cell that says that a condition does not apply to a case (temporal QCA)
INAPPLICABLE = frozenset({"-", "–", "—", "－", "dc", "DC"})
#: a column of whole numbers with more values than this is taken for raw data
VALUES_UP_TO = 12
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
    name, wanted = outcome_column(data, outcome)
    problems = _names(data, name, conditions)
    if problems:
        raise ComparisonError("\n".join(problems))
    columns = {c: _Column.read(data, c) for c in (*conditions, name)}
    for column in columns.values():
        problems += column.problems(data.index)
    problems += columns[name].as_outcome(wanted)
    if problems:
        raise ComparisonError("\n".join(problems))
    x = np.column_stack([columns[c].numbers for c in conditions])
    y = columns[name].numbers
    y = y if wanted is None else np.isin(y, wanted).astype(float)
    anchors = {c: a for c, a in data.attrs.get("anchors", {}).items() if c in columns}
    space = Space(
        tuple(columns[c].levels for c in conditions),
        tuple(bool(columns[c].inapplicable.any()) for c in conditions),
        tuple(columns[c].numbered for c in conditions),
    )
    if space.bits > 60:
        raise ComparisonError(
            tr("条件太多（或取值太多）。", "too many conditions, or too many values.")
        )
    negated = outcome.strip().startswith("~")
    return Memberships(
        cases=tuple(data.index),
        conditions=conditions,
        outcome=outcome.strip(),
        x=x,
        y=1 - y if negated else y,
        space=space,
        anchors=anchors,
    )


def outcome_column(data: pd.DataFrame, outcome: str) -> tuple[str, list[int] | None]:
    """The column of an outcome such as ``~Y`` or ``Y[1,2]``, and the values asked for (None:
    memberships).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"Y": [0, 1, 2]})
    >>> comparison.outcome_column(data, "~Y"), comparison.outcome_column(data, "Y[1,2]")
    (('Y', None), ('Y', [1, 2]))
    """
    name = outcome.strip().removeprefix("~").strip()
    asked = re.fullmatch(r"(.+?)[\[{]\s*(\d+(?:\s*[,;]\s*\d+)*)\s*[\]}]", name)
    if asked is None or name in data.columns:
        return name, None
    return asked[1].strip(), [int(v) for v in re.split("[,;]", asked[2])]


def condition_columns(data: pd.DataFrame) -> list[str]:
    """Columns that may be conditions: numbers, with cells of ``-`` or without.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 0], "B": ["-", 1], "note": ["甲", "乙"]})
    >>> comparison.condition_columns(data)
    ['A', 'B']
    """
    out = []
    for c in data.columns:
        cells = data[c].dropna()
        rest = cells[~cells.map(lambda v: str(v).strip() in INAPPLICABLE)]
        if len(rest) and pd.to_numeric(rest, errors="coerce").notna().all():
            out.append(c)
    return out


@dataclass(frozen=True)
class _Column:
    """One column as numbers; where the condition does not apply, the number after the last
    value."""

    name: str
    numbers: np.ndarray
    inapplicable: np.ndarray

    @classmethod
    def read(cls, data: pd.DataFrame, name: str) -> _Column:
        cells = data[name]
        inapplicable = np.zeros(len(cells), dtype=bool)
        if not pd.api.types.is_numeric_dtype(cells):
            inapplicable = cells.map(lambda v: str(v).strip() in INAPPLICABLE).to_numpy(bool)
        numbers = pd.to_numeric(cells, errors="coerce").astype("float64").to_numpy(copy=True)
        numbers[inapplicable] = 0
        column = cls(name, numbers, inapplicable)
        numbers[inapplicable] = column.named
        return column

    @property
    def _top(self) -> float:
        known = self.numbers[~self.inapplicable & ~np.isnan(self.numbers)]
        return float(known.max()) if len(known) else 0.0

    @property
    def named(self) -> int:
        """Values that a term may name: two at least."""
        return max(2, int(min(self._top, 1e6)) + 1)

    @property
    def levels(self) -> int:
        return self.named + bool(self.inapplicable.any())

    @property
    def numbered(self) -> int:
        """As R counts: the highest value and one more, and one for the cells that do not apply."""
        if not self.inapplicable.any():
            return self.levels
        return int(self._top) + 2

    def as_outcome(self, wanted: list[int] | None) -> list[str]:
        """What keeps the column from being an outcome, of which `wanted` values are asked."""
        if self.inapplicable.any():
            text = tr("结果不能有“不适用”的格子。", "an outcome applies to every case.")
            return [f"{self.name}：{text}"]
        if wanted is None and self.named > 2:
            return [
                tr(
                    f"结果 {self.name} 有 {self.named} 个取值：请写明哪个，如 {self.name}[1]。",
                    f"{self.name} has {self.named} values: say which, as {self.name}[1].",
                )
            ]
        return []

    def problems(self, cases: pd.Index) -> list[str]:
        """What keeps the column from being read."""

        def shown(bad: np.ndarray) -> str:
            named = [str(c) for c in cases[bad]]
            return ", ".join(named[:8]) + (" …" if len(named) > 8 else "")

        x, c, out = self.numbers, self.name, []
        missing = np.isnan(x)
        if missing.any():
            out.append(
                tr(
                    f"{c}：缺失或不是数字（案例 {shown(missing)}）。请补上，"
                    f"或说明理由后去掉这些案例。",
                    f"{c}: missing or not a number (cases {shown(missing)}). Fill in, or drop "
                    f"the cases and say why.",
                )
            )
        known = ~missing & ~self.inapplicable
        whole = bool((x[known] % 1 == 0).all())
        valued = self.named > 2 or self.inapplicable.any()
        outside = known & ((x < 0) | ((x > 1) & (not whole or self.named > VALUES_UP_TO)))
        if outside.any() or (valued and not whole):
            bad = outside if outside.any() else known & (x % 1 != 0)
            out.append(
                tr(
                    f"{c}：隶属度应在 0–1 之间，多值条件应为 0、1、2…（至多 {VALUES_UP_TO} 个值；"
                    f"案例 {shown(bad)}）。请先用 calibrate 或 crisp 校准。",
                    f"{c}: memberships lie in 0–1, values of a multi-value condition are 0, 1, 2 … "
                    f"(at most {VALUES_UP_TO} of them; cases {shown(bad)}). Calibrate first, with "
                    "calibrate or crisp.",
                )
            )
        return out


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
        if not isinstance(c, str) or c != c.strip() or any(s in c for s in "*+~()[]{}")
    ]
    if odd:
        out.append(
            tr(
                f"条件名不能含 * + ~ ( ) [ ] {{ }} 或首尾空格，请改名：{odd}",
                f"rename conditions with * + ~ ( ) [ ] {{ }} or outer spaces: {odd}",
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
