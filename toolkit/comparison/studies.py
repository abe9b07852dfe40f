"""One call for what a study reports: necessity, truth table and solutions of the outcome and of its
negation, with what was asked beside, and the limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from toolkit.comparison.anchors import Anchors, calibrate_frame
from toolkit.comparison.ceilings import NCA, nca
from toolkit.comparison.charts import chart
from toolkit.comparison.depth import MOST_PAIRED, CaseSelection, case_selection
from toolkit.comparison.directions import read_directions
from toolkit.comparison.enhanced import Enhanced, simultaneous
from toolkit.comparison.further import Further
from toolkit.comparison.memberships import ComparisonError
from toolkit.comparison.minimising import Kind, Solution, minimise
from toolkit.comparison.necessary import necessary_disjunctions, necessity
from toolkit.comparison.panels import PanelFit, panel_fit
from toolkit.comparison.sensitivity import Robustness, robustness
from toolkit.comparison.tabulating import truth_table
from toolkit.comparison.theories import TheoryEvaluation, theory_evaluation
from toolkit.comparison.truthtable import TruthTable
from toolkit.terms import tr, word

#: memberships up to which each case is left out in turn (62 cases × 6 conditions take a second)
DROPPED_UP_TO = 1_000


@dataclass(frozen=True)
class Study:
    """Necessity, truth tables and solutions of an outcome and of its negation.

    Attributes
    ----------
    data, raw : DataFrame
        What was analysed, and the values before calibration.
    tables, necessities, solutions : dict
        By outcome (``Y``, ``~Y``); `solutions` holds the complex, parsimonious and (with
        directions) intermediate solution by kind, or the reason in words why there is none.
    further : Further
        What was asked beside.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> found = comparison.study(data, "Y", ["A", "B"])
    >>> list(found.tables), list(found.solutions["~Y"])
    (['Y', '~Y'], ['complex', 'parsimonious'])
    """

    data: pd.DataFrame = field(repr=False)
    raw: pd.DataFrame = field(repr=False)
    outcome: str
    directions: Mapping[str, tuple[int, ...]]
    tables: dict[str, TruthTable]
    necessities: dict[str, pd.DataFrame]
    solutions: dict[str, dict[Kind, Solution | str]]
    further: Further = field(default_factory=Further)

    @property
    def kind(self) -> Kind:
        """The solution that is charted: intermediate with directional expectations, else
        complex."""
        return "intermediate" if self.directions else "complex"

    @property
    def conditions(self) -> tuple[str, ...]:
        """The conditions, in order."""
        return self.tables[self.outcome].conditions

    @property
    def simultaneous(self) -> pd.DataFrame:
        """Rows that pass for the outcome and its negation alike."""
        return simultaneous(*self.tables.values())

    @cached_property
    def charted(self) -> list[Solution]:
        """The charted solution of the outcome and of its negation, where there is one."""
        return [
            s for kinds in self.solutions.values() if isinstance(s := kinds[self.kind], Solution)
        ]

    @property
    def main(self) -> Solution | None:
        """The charted solution of the outcome."""
        found = self.solutions[self.outcome][self.kind]
        return None if isinstance(found, str) else found

    @cached_property
    def robustness(self) -> Robustness | None:
        """Neighbouring choices for the first model of the outcome."""
        if self.main is None or not self.main.complete:
            return None
        m, asked = self.main.table.memberships, self.further
        return robustness(
            self.main,
            raw=self.raw if any(isinstance(a, Anchors) for a in m.anchors.values()) else None,
            incl_cuts=asked.incl_cuts,
            pri_cuts=asked.pri_cuts,
            n_cuts=asked.n_cuts,
            drop_cases=m.x.size <= DROPPED_UP_TO,
        )

    @cached_property
    def disjunctions(self) -> dict[str, pd.DataFrame]:
        """Necessary disjunctions of the outcome and of its negation."""
        if not self.further.disjunctions:
            return {}
        return {y: necessary_disjunctions(self.data, y, self.conditions) for y in self.tables}

    @cached_property
    def nca(self) -> NCA | None:
        """Necessary condition analysis of the outcome."""
        if not self.further.nca:
            return None
        m = self.tables[self.outcome].memberships
        frame = pd.DataFrame(m.x, columns=list(m.conditions)).assign(**{self.outcome: m.y})
        asked = self.further
        return nca(frame, self.outcome, m.conditions, asked.permutations, ceilings=asked.ceilings)

    @cached_property
    def panel(self) -> PanelFit | None:
        """Consistency by period and by unit of the first model."""
        if self.further.panel is None or self.main is None:
            return None
        unit, period = self.further.panel
        missing = [c for c in (unit, period) if c not in self.raw.columns]
        if missing:
            shown = ", ".join(missing)
            raise ComparisonError(tr(f"没有这些列：{shown}", f"no such columns: {shown}"))
        return panel_fit(self.main, self.raw[unit], self.raw[period])

    @cached_property
    def theory(self) -> TheoryEvaluation | None:
        """The theory beside the first model."""
        if not self.further.theory or self.main is None:
            return None
        return theory_evaluation(self.further.theory, self.main)

    @cached_property
    def selection(self) -> CaseSelection | None:
        """Cases to open, for sufficiency; None without a solution, or with more than `MOST_PAIRED`
        cases."""
        many = len(self.data) > MOST_PAIRED
        return None if self.main is None or many else case_selection(self.main)

    @cached_property
    def selection_of_need(self) -> CaseSelection | None:
        """Cases to open, for a necessary condition."""
        if not self.further.necessary or self.main is None or len(self.data) > MOST_PAIRED:
            return None
        return case_selection(self.main, necessary=self.further.necessary)

    def chart(self, names: Mapping[str, str] | None = None) -> pd.DataFrame:
        """The configuration chart, outcome and negation side by side."""
        if not self.charted:
            raise ComparisonError(str(self.solutions[self.outcome][self.kind]))
        return chart(self.charted, names=names)

    def evidence(self, outcome: str, coded: pd.DataFrame | None = None) -> pd.DataFrame:
        """What stands behind each truth-table row: ``row, case`` and, when codings are given,
        ``code, text`` of its sentences."""
        table, parts = self.tables[outcome], []
        for row in table.rows.index:
            cases = pd.DataFrame(
                {"case": pd.array([str(c) for c in table.cases(row)], dtype="string")}
            )
            if coded is not None:
                said = table.sentences(int(row), coded)
                cases = cases.merge(
                    said[["case", "code", "text"]].astype({"case": "string"}), on="case", how="left"
                )
            parts.append(cases.assign(row=int(row)))
        columns = ["row", "case"] + (["code", "text"] if coded is not None else [])
        return (
            pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
        )

    def models(self, outcome: str) -> pd.DataFrame:
        """Every kind of solution, model by model: ``kind, model, term, inclS, PRI, covS, covU,
        cases, unique``."""
        rows = []
        for kind, s in self.solutions[outcome].items():
            if isinstance(s, str):
                rows.append(pd.DataFrame({"kind": [word("solution", kind)], "term": [s]}))
                continue
            for i in range(min(len(s), 200)):
                rows.append(s.fit(i).reset_index().assign(kind=word("solution", kind), model=i + 1))
        columns = ["kind", "model", "term", "inclS", "PRI", "covS", "covU", "cases", "unique"]
        return (
            pd.concat(rows, ignore_index=True).reindex(columns=columns).astype({"model": "Int64"})
        )

    def limits(self) -> list[str]:
        """What has to be known before believing any of it."""
        out = self.charted[0].limits() if self.charted else self.tables[self.outcome].limits()
        if len(self.simultaneous):
            rows = ", ".join(map(str, self.simultaneous.index))
            out = [
                *out,
                tr(
                    f"同时通向结果及其否定的行：{rows}。",
                    f"rows that pass for the outcome and its negation alike: {rows}.",
                ),
            ]
        if self.robustness is not None:
            out = [*out, self.robustness.says()]
        return [
            *out,
            tr(
                "组态与结果相伴，不等于因果。",
                "configurations go with the outcome; that is not yet a cause.",
            ),
        ]


def study(
    data: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    directions: Mapping[str, Any] | Sequence[Any] | str | None = None,
    incl_cut: float = 0.8,
    n_cut: int = 1,
    pri_cut: float = 0,
    half: Literal["error", "drop"] = "error",
    selection: str = "",
    *,
    anchors: Mapping[str, Anchors] | None = None,
    enhanced: Enhanced | None = None,
    further: Further | None = None,
) -> Study:
    """Necessity, truth table and solutions of an outcome and of its negation.

    Parameters
    ----------
    data, outcome, conditions, directions, incl_cut, n_cut, pri_cut, half, selection
        As `truth_table` and `minimise` read them; the negation is solved with the directions turned
        round.
    anchors : mapping, optional
        Column → `Anchors` to calibrate it by first; their reasons travel with the result.
    enhanced : Enhanced, optional
        What the enhanced standard analysis changes before minimising.
    further : Further, optional
        What else to look at.

    Raises
    ------
    ComparisonError
        As `truth_table` does; a solution that does not exist is told in `Study.solutions` instead.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> found = comparison.study(data, "Y", ["A", "B"])
    >>> found.solutions["~Y"]["complex"].models
    (('~A',),)
    """
    calibrated = calibrate_frame(data, anchors) if anchors else data
    absent = outcome.removeprefix("~") if outcome.startswith("~") else f"~{outcome}"
    cuts = (incl_cut, n_cut, pri_cut, half, selection)
    tables = {y: truth_table(calibrated, y, conditions, *cuts) for y in (outcome, absent)}
    if enhanced:
        tables = dict(zip(tables, enhanced.applied(*tables.values())))
    space = tables[outcome].space
    wanted = read_directions(directions, tables[outcome].conditions, space)
    expected = {outcome: wanted, absent: _turned(wanted, tables[absent])}
    kinds: tuple[Kind, ...] = (
        ("complex", "parsimonious", "intermediate") if wanted else ("complex", "parsimonious")
    )
    solved = {y: {kind: _solved(t, kind, expected[y]) for kind in kinds} for y, t in tables.items()}
    needs = {y: necessity(calibrated, y, conditions) for y in tables}
    return Study(
        data=calibrated,
        raw=data,
        outcome=outcome,
        directions=wanted,
        tables=tables,
        necessities=needs,
        solutions=solved,
        further=further or Further(),
    )


def _turned(
    expected: Mapping[str, tuple[int, ...]], table: TruthTable
) -> dict[str, tuple[int, ...]]:
    """What helps the negation: the other values (none where every value was expected)."""
    out = {}
    for i, c in enumerate(table.conditions):
        rest = tuple(v for v in range(table.space.named(i)) if v not in expected.get(c, ()))
        if c in expected and rest:
            out[c] = rest
    return out


def _solved(table: TruthTable, kind: Kind, directions: Mapping[str, Any]) -> Solution | str:
    try:
        return minimise(table, kind, directions)
    except ComparisonError as reason:
        return str(reason)
