"""One call for what a study reports: necessity, truth table and solutions of the outcome and of its
negation, with limits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from toolkit.comparison.charts import chart, legend
from toolkit.comparison.directions import read_directions
from toolkit.comparison.enhanced import simultaneous
from toolkit.comparison.memberships import ComparisonError
from toolkit.comparison.minimising import Kind, Solution, minimise
from toolkit.comparison.necessary import necessity
from toolkit.comparison.selection import case_roles
from toolkit.comparison.sensitivity import Robustness, robustness
from toolkit.comparison.truthtable import TruthTable, truth_table
from toolkit.records import Sheet
from toolkit.terms import heading, tr

#: models printed in full; the rest are counted
SHOWN = 5
#: memberships up to which each case is left out in turn (62 cases × 6 conditions take a second)
DROPPED_UP_TO = 1_000


@dataclass(frozen=True)
class Study:
    """Necessity, truth tables and solutions of an outcome and of its negation.

    Attributes
    ----------
    tables, necessities, solutions : dict
        By outcome (``Y``, ``~Y``); `solutions` holds the complex, parsimonious and (with
        directions) intermediate solution by kind, or the reason in words why there is none.
    """

    outcome: str
    directions: Mapping[str, tuple[int, ...]]
    tables: dict[str, TruthTable]
    necessities: dict[str, pd.DataFrame]
    solutions: dict[str, dict[Kind, Solution | str]]

    @property
    def kind(self) -> Kind:
        """The solution that is charted: intermediate with directional expectations, else
        complex."""
        return "intermediate" if self.directions else "complex"

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

    @cached_property
    def robustness(self) -> Robustness | None:
        """Neighbouring choices for the first model of the outcome."""
        main = self.solutions[self.outcome][self.kind]
        if isinstance(main, str) or not main.complete:
            return None
        return robustness(main, drop_cases=main.table.memberships.x.size <= DROPPED_UP_TO)

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

    def _truth_sheets(self, outcome: str, coded: pd.DataFrame | None) -> list[Sheet]:
        """The truth table, each row of which opens its cases and the coded sentences behind
        them."""
        behind = self.evidence(outcome, coded)
        place = tr(f"依据 {outcome}", f"evidence {outcome}")
        rows = self.tables[outcome].rows.reset_index()
        first = {int(r): i for i, r in reversed(list(enumerate(behind["row"])))}
        number = str(rows.columns[0])
        links = {
            (i, number): (place, first[int(r)])
            for i, r in enumerate(rows[number])
            if int(r) in first
        }
        table = Sheet(
            tr(f"真值表 {outcome}", f"truth table {outcome}"),
            rows,
            headings=_own(self.tables[outcome]),
            links=links,
        )
        return [table, Sheet(place, behind)]

    def sheets(
        self, names: Mapping[str, str] | None = None, coded: pd.DataFrame | None = None
    ) -> list[Sheet]:
        """The study as sheets of a workbook: limits, chart, necessity, truth tables, models, cases,
        robustness.

        `coded` (records of ``cases.code``) puts the sentences of its cases behind every truth-table
        row.
        """
        limits = pd.DataFrame({"item": self.limits()})
        out = [Sheet(tr("限度", "limits"), limits)]
        if self.charted:
            out.append(Sheet(tr("组态图", "chart"), self.chart(names), notes=(legend(),)))
        for y in self.tables:
            out.append(
                Sheet(tr(f"必要性 {y}", f"necessity {y}"), self.necessities[y].reset_index())
            )
            out += self._truth_sheets(y, coded)
            out.append(Sheet(tr(f"模型 {y}", f"models {y}"), self.models(y)))
        if self.charted:
            out.append(
                Sheet(tr("案例类型", "cases"), case_roles(self.charted[0]).astype({"role": "str"}))
            )
        if self.robustness is not None:
            out.append(
                Sheet(
                    tr("稳健性", "robustness"),
                    self.robustness.terms.reset_index(),
                    notes=(self.robustness.says(),),
                )
            )
        return out

    def models(self, outcome: str) -> pd.DataFrame:
        """Every kind of solution, model by model: ``kind, model, term, inclS, PRI, covS, covU,
        cases, unique``."""
        rows = []
        for kind, s in self.solutions[outcome].items():
            if isinstance(s, str):
                rows.append(pd.DataFrame({"kind": [kind_name(kind)], "term": [s]}))
                continue
            for i in range(min(len(s), 200)):
                rows.append(s.fit(i).reset_index().assign(kind=kind_name(kind), model=i + 1))
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

    def text(self, names: Mapping[str, str] | None = None) -> str:
        """The study as plain text."""
        parts = ["\n".join(self.limits())]
        for y, table in self.tables.items():
            parts += [
                tr(f"必要性：{y}", f"Necessity: {y}"),
                _block(self.necessities[y].reset_index()),
            ]
            parts += [
                tr(f"真值表：{y}", f"Truth table: {y}"),
                _block(table.rows.drop(columns="against").reset_index(), _own(table)),
            ]
            for kind, s in self.solutions[y].items():
                parts.append(
                    tr(f"{kind_name(kind)}（{y}）：", f"{kind_name(kind)} ({y}): ")
                    + (s if isinstance(s, str) else _solution(s))
                )
        if self.charted:
            parts += [tr("组态图", "Configuration chart"), _block(self.chart(names)), legend()]
        return "\n\n".join(parts)


def kind_name(kind: str) -> str:
    """A kind of solution as the reader reads it."""
    return {
        "complex": tr("复杂解", "complex"),
        "parsimonious": tr("简约解", "parsimonious"),
        "intermediate": tr("中间解", "intermediate"),
    }[kind]


def _own(table: TruthTable) -> dict[str, str]:
    """Conditions keep the names they came with, whatever the glossary calls such a column."""
    return {c: c for c in table.conditions}


def _block(frame: pd.DataFrame, headings: Mapping[str, str] | None = None) -> str:
    with pd.option_context(
        "display.unicode.east_asian_width", True, "display.width", 200, "display.max_colwidth", 60
    ):
        return frame.rename(
            columns={c: (headings or {}).get(str(c)) or heading(str(c)) for c in frame}
        ).to_string(index=False, na_rep="–", float_format=lambda x: f"{x:.3f}")


def _solution(s: Solution) -> str:
    lines = [s.says()]
    for i in range(min(len(s), SHOWN)):
        fit = s.fit(i).drop(columns="unique").rename(index={"overall": tr("总体", "overall")})
        lines += [f"M{i + 1}: {s.expression(i)}", _block(fit.reset_index())]
    if len(s) > SHOWN:
        lines.append(
            tr(
                f"（另有 {len(s) - SHOWN} 个模型未列出）",
                f"({len(s) - SHOWN} more models not shown)",
            )
        )
    return "\n".join(lines)


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
) -> Study:
    """Necessity, truth table and solutions of an outcome and of its negation.

    Parameters are those of `truth_table` and `minimise`; the negation is solved with the directions
    turned round.

    Raises
    ------
    ComparisonError
        As `truth_table` does; a solution that does not exist is told in `Study.solutions` instead.
    """
    absent = outcome.removeprefix("~") if outcome.startswith("~") else f"~{outcome}"
    tables, needs, solved = {}, {}, {}
    wanted: dict[str, tuple[int, ...]] = {}
    for y in (outcome, absent):
        tables[y] = truth_table(data, y, conditions, incl_cut, n_cut, pri_cut, half, selection)
        needs[y] = necessity(data, y, conditions)
        expected = read_directions(directions, tables[y].conditions, tables[y].space)
        wanted = wanted or expected
        if y == absent:
            expected = _turned(expected, tables[y])
        kinds: tuple[Kind, ...] = (
            ("complex", "parsimonious", "intermediate") if wanted else ("complex", "parsimonious")
        )
        solved[y] = {kind: _solved(tables[y], kind, expected) for kind in kinds}
    return Study(outcome, wanted, tables, needs, solved)


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
