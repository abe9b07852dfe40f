"""A frame of cases read as memberships: checked whole, with every problem named at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.comparison.memberships import INAPPLICABLE, ComparisonError, Memberships
from toolkit.comparison.space import Space
from toolkit.terms import tr

#: a column of whole numbers with more values than this is taken for raw data
VALUES_UP_TO = 12


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
        if self.inapplicable.any() and not whole and not outside.any() and self.named == 2:
            # among degrees such as 0.6 a dash says that something is missing
            return [
                *out,
                tr(
                    f"{c}：“-”（不适用）只用于取值为 0、1、2…的条件，这一列是隶属度"
                    f"（案例 {shown(self.inapplicable)}）。请补上，或说明理由后去掉这些案例。",
                    f"{c}: a dash (does not apply) is for conditions of whole values, this one has "
                    f"degrees (cases {shown(self.inapplicable)}). Fill in, or drop the cases and "
                    "say why.",
                ),
            ]
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
