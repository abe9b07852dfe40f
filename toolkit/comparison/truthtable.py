"""The truth table: which combinations occur, in how many cases, and how far the outcome goes with
them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.boolean import contains, rows_of
from toolkit.comparison.expressions import Expression
from toolkit.comparison.memberships import (
    TOLERANCE,
    ComparisonError,
    Memberships,
)
from toolkit.comparison.solving import Task
from toolkit.comparison.space import Cube, Space
from toolkit.comparison.tallying import Tally, conditions_of, positive, tally
from toolkit.terms import tr

#: remainders are listed row by row up to this many combinations
LISTED_UP_TO = 1 << 16


@dataclass(frozen=True)
class TruthTable:
    """A truth table with what it rests on: cases, selection, anchors, cut-offs, limited diversity.

    Attributes
    ----------
    rows : DataFrame
        Observed rows with at least `n_cut` cases, by row number (from 1, first condition most
        significant): one column a condition (0/1), ``OUT`` (0/1), ``n``, ``incl``, ``PRI``,
        ``cases``, and ``against``: cases of the row without the outcome.
    below : DataFrame
        Observed rows with fewer cases: treated as remainders.
    left_out : tuple
        Cases with a condition at exactly 0.5 (only with ``half="drop"``).
    barred : tuple of cubes
        Remainders that no solution may assume, see `without` and `set_out`.
    changed : tuple of (int, int)
        Observed rows whose outcome was set by hand, see `set_out`: row number and outcome.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> table = comparison.truth_table(data.head(10), "Y", ["A", "B"], n_cut=3)
    >>> table.rows["n"].tolist(), table.below["n"].tolist()
    ([3, 3], [2, 2])
    """

    memberships: Memberships
    incl_cut: float
    n_cut: int
    pri_cut: float
    half: str
    selection: str
    barred: tuple[Cube, ...] = field(default=(), repr=False)
    changed: tuple[tuple[int, int], ...] = ()
    done: tuple[str, ...] = field(default=(), repr=False)

    @cached_property
    def _tally(self) -> Tally:
        return tally(self.memberships)

    @cached_property
    def _against(self) -> list[np.ndarray]:
        """By observed row, which cases lie in it without the outcome."""
        t, without = self._tally, self.memberships.y < 0.5 - TOLERANCE
        return [(t.row_of == c) & without for c in t.codes]

    @cached_property
    def _observed(self) -> pd.DataFrame:
        m, t = self.memberships, self._tally
        values = conditions_of(m, t.codes)
        numbers = m.space.numbers(t.codes)
        out = positive(t, self.incl_cut, self.pri_cut).astype(int)
        for row, set_to in self.changed:
            out[numbers == row] = set_to
        names = np.array([str(c) for c in m.cases], dtype=object)
        figures = {
            "OUT": pd.array(out, dtype="Int64"),
            "n": pd.array(t.n, dtype="Int64"),
            "incl": t.incl,
            "PRI": t.pri,
            "cases": ["; ".join(names[t.row_of == c]) for c in t.codes],
            "against": ["; ".join(names[cases]) for cases in self._against],
        }
        clash = [c for c in figures if c in values]
        if clash:
            shown = ", ".join(clash)
            raise ComparisonError(
                tr(
                    f"条件名与真值表的列重名，请改名：{shown}",
                    f"rename conditions called like a truth-table column: {shown}",
                )
            )
        return pd.DataFrame(values | figures, index=pd.Index(numbers, name="row"))

    @property
    def conditions(self) -> tuple[str, ...]:
        return self.memberships.conditions

    @property
    def outcome(self) -> str:
        return self.memberships.outcome

    @property
    def rows(self) -> pd.DataFrame:
        return self._observed[self._observed["n"] >= self.n_cut]

    @property
    def below(self) -> pd.DataFrame:
        return self._observed[self._observed["n"] < self.n_cut]

    @property
    def row_of(self) -> list[int]:
        """The row number of every case, in the order of the data; 0 for a case that was left
        out."""
        row_of = self._tally.row_of
        return np.where(row_of < 0, 0, self.space.numbers(row_of)).tolist()

    @property
    def space(self) -> Space:
        """How many values each condition takes."""
        return self.memberships.space

    @property
    def left_out(self) -> tuple[Any, ...]:
        return tuple(c for c, half in zip(self.memberships.cases, self.memberships.half()) if half)

    @property
    def remainders_n(self) -> int:
        """How many of the combinations have too few cases to be judged."""
        return self.space.size - len(self.rows)

    @property
    def remainders(self) -> pd.DataFrame:
        """Every remainder, by row number: its conditions and ``barred`` (ComparisonError above
        65,536 combinations)."""
        if self.space.size > LISTED_UP_TO:
            raise ComparisonError(
                tr(
                    f"{self.space.size} 种组合的余项太多，不逐一列出。",
                    f"{self.space.size} combinations have too many remainders to list.",
                )
            )
        codes = np.delete(self.space.all_codes(), self.rows.index.to_numpy() - 1)
        barred = rows_of(self.barred, self.space)
        return pd.DataFrame(
            conditions_of(self.memberships, codes) | {"barred": [int(c) in barred for c in codes]},
            index=pd.Index(self.space.numbers(codes), name="row"),
        )

    @property
    def contradictory(self) -> pd.DataFrame:
        """Rows whose cases lie on both sides of the outcome: rethink a condition, the outcome or
        the case before minimising."""
        against = np.array([int(cases.sum()) for cases in self._against])
        t = self._tally
        return self._observed[(against > 0) & (against < t.n) & (t.n >= self.n_cut)]

    def cases(self, row: int) -> list[Any]:
        """The cases of one row (by row number)."""
        return [c for c, r in zip(self.memberships.cases, self.row_of) if r == row]

    def sentences(self, row: int, coded: pd.DataFrame) -> pd.DataFrame:
        """The coded sentences behind one row: records of ``cases.code`` for its cases (for the
        conditions that are codes, if any is)."""
        if "withheld" in coded:
            coded = coded[~coded["withheld"].fillna(False).astype(bool)]
        mine = coded["case"].astype(str).isin([str(c) for c in self.cases(row)])
        wanted = coded["code"].isin(self.conditions)
        return coded[mine & wanted if wanted.any() else mine].reset_index(drop=True)

    def without(self, *assumptions: str | int) -> TruthTable:
        """The table with remainders that no solution may assume (enhanced standard analysis).

        Parameters
        ----------
        *assumptions : str or int
            Numbers of remainders, or expressions such as ``"A*~B"`` for every remainder inside:
            observed rows inside stay as observed.

        Raises
        ------
        ComparisonError
            The number of an observed row (it holds evidence: see `set_out`), or of no row at all.

        References
        ----------
        Schneider & Wagemann (2012), ch. 8 (untenable assumptions).
        """
        cubes: list[Cube] = []
        for a in assumptions:
            if isinstance(a, (int, np.integer)):
                if a in self.rows.index:
                    raise ComparisonError(
                        tr(
                            f"第 {a} 行有案例，不是余项；要改它的结果请用 set_out([{a}], 0)。",
                            f"row {a} is observed, no remainder; to change its outcome use "
                            f"set_out([{a}], 0).",
                        )
                    )
                cubes.append((self.space.full, self._code_of(a)))
            else:
                cubes += Expression.read(a).cubes(self.conditions, self.space)
        told = ", ".join(map(str, assumptions))
        said = tr(f"不得假设的余项：{told}。", f"remainders that may not be assumed: {told}.")
        return self._barring(cubes, said) if cubes else self

    def set_out(self, rows: Sequence[int] | int, out: int = 0) -> TruthTable:
        """The table with the outcome of some rows set by hand (enhanced standard analysis).

        Parameters
        ----------
        rows : sequence of int
            Row numbers. An observed row gets the outcome `out`; a remainder with 0 may not be
            assumed any more.
        out : {0, 1}
            Contradictory simultaneous subset rows are set to 0. A remainder is never set to 1: that
            would be an assumption without a case.

        Raises
        ------
        ComparisonError
            No such row, a remainder set to 1, another value than 0 or 1.

        References
        ----------
        Schneider & Wagemann (2012), ch. 8; ``esa`` of R SetMethods (``contrad_rows``).
        """
        asked = [int(rows)] if isinstance(rows, (int, np.integer)) else [int(r) for r in rows]
        if out not in (0, 1):
            raise ComparisonError(tr(f"结果只能设为 0 或 1：{out}", f"set 0 or 1, not {out}"))
        observed = [r for r in asked if r in self.rows.index]
        others = [r for r in asked if r not in self.rows.index]
        cubes = [(self.space.full, self._code_of(r)) for r in others]
        if others and out == 1:
            raise ComparisonError(
                tr(
                    f"余项没有案例，不能设为 1：{others}",
                    f"remainders have no case and cannot be set to 1: {others}",
                )
            )
        table = self
        if observed:
            kept = {**dict(self.changed), **dict.fromkeys(observed, out)}
            shown = ", ".join(map(str, observed))
            said = tr(
                f"有案例的第 {shown} 行，结果由研究者设为 {out}。",
                f"observed rows {shown}: outcome set to {out} by the researcher.",
            )
            table = replace(table, changed=tuple(sorted(kept.items())), done=(*self.done, said))
        if others:
            shown = ", ".join(map(str, others))
            said = tr(f"余项第 {shown} 行不得假设。", f"remainders {shown} may not be assumed.")
            table = table._barring(cubes, said)
        return table

    def _code_of(self, row: int) -> int:
        if not 1 <= row <= self.space.size:
            raise ComparisonError(tr(f"没有第 {row} 行。", f"there is no row {row}."))
        return self.space.code_of(int(row))

    def _barring(self, cubes: Sequence[Cube], said: str) -> TruthTable:
        every = {*self.barred, *cubes}
        widest = (c for c in every if not any(o != c and contains(o, c) for o in every))
        return replace(self, barred=tuple(sorted(widest)), done=(*self.done, said))

    def task(self, expected: tuple[tuple[int, ...] | None, ...] = (), limit: int = 5_000) -> Task:
        """The table as the minimiser reads it."""
        rows = self.rows
        codes = np.array([self.space.code_of(int(r)) for r in rows.index], dtype=np.int64)
        out = rows["OUT"].to_numpy(dtype=bool)
        return Task(
            tuple(codes[out].tolist()),
            tuple(codes[~out].tolist()),
            self.space,
            expected,
            self.barred,
            limit,
        )

    def limits(self) -> list[str]:
        """What a reader has to know before believing anything built on this table, one sentence
        each."""
        m, total = self.memberships, self.space.size
        out = [
            tr(
                f"案例 {len(m.y)} 个；选取方式：{self.selection or '未说明'}。",
                f"{len(m.y)} cases; selected: {self.selection or 'not said'}.",
            ),
            tr(
                f"门槛：一致性 {self.incl_cut:g}，PRI {self.pri_cut:g}，频数 {self.n_cut}。",
                f"cut-offs: inclusion {self.incl_cut:g}, PRI {self.pri_cut:g}, frequency "
                f"{self.n_cut}.",
            ),
            tr(
                f"有限多样性：{total} 种组合中有案例可判的 {len(self.rows)} 种，其余 "
                f"{self.remainders_n} 种没有（或不足）案例。",
                f"limited diversity: {len(self.rows)} of {total} combinations have cases to judge "
                f"by, "
                f"{self.remainders_n} have none or too few.",
            ),
        ]
        for i, c in enumerate(m.conditions):
            if m.valued(i):
                top = self.space.named(i) - 1
                open_ = tr("，“-”为不适用", ", - where it does not apply")
                more = open_ if self.space.unnamed[i] else ""
                out.append(
                    tr(f"{c} 按取值 0–{top} 读取{more}。", f"{c} is read as values 0–{top}{more}.")
                )
        for c, a in m.anchors.items():
            out.append(tr(f"{c} 的锚点 {a}：{a.because}", f"anchors of {c} {a}: {a.because}"))
        if len(self.contradictory):
            shown = ", ".join(map(str, self.contradictory.index))
            out.append(
                tr(
                    f"矛盾组态（同行案例结果不同）：第 {shown} 行。",
                    f"contradictory rows (cases on both sides): {shown}.",
                )
            )
        if self.left_out:
            shown = ", ".join(map(str, self.left_out))
            out.append(
                tr(
                    f"有条件正好为 0.5、未归入任何行的案例：{shown}。",
                    f"cases with a condition at exactly 0.5, in no row: {shown}.",
                )
            )
        out += self.done
        return out
