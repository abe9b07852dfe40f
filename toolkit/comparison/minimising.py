"""Solutions: every minimal model of a truth table, its fit, its cases and the assumptions behind
it."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, Literal

import numpy as np
import pandas as pd

from toolkit.comparison.boolean import rows_of
from toolkit.comparison.directions import read_directions
from toolkit.comparison.fit import sufficiency
from toolkit.comparison.memberships import TOLERANCE, ComparisonError, ComparisonWarning
from toolkit.comparison.solving import (
    Models,
    Task,
    complex_models,
    easy_terms,
    solve,
)
from toolkit.comparison.space import Cube
from toolkit.comparison.tallying import conditions_of
from toolkit.comparison.truthtable import TruthTable
from toolkit.terms import tr

Kind = Literal["complex", "parsimonious", "intermediate"]


@dataclass(frozen=True)
class Solution:
    """Every minimal model of one kind.

    Attributes
    ----------
    models : tuple of tuple of str
        Each model a tuple of terms such as ``A[2]*~B``, in the order of the conditions. Complex and
        parsimonious models are numbered as R numbers them; R numbers intermediate models within
        each pair of a complex and a parsimonious one (see `sources`), here they are numbered once.
    complete : bool
        False when there are more models than were listed; `says` tells how many there are at least.
    proved : bool
        False when the solver ran out of time before proving that no model is shorter (very large
        tables only).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]), "complex")
    >>> solution.models, solution.complete
    ((('A',),), True)
    """

    table: TruthTable
    kind: Kind
    directions: Mapping[str, tuple[int, ...]]
    task: Task = field(repr=False)
    found: Models = field(repr=False)

    @cached_property
    def _order(self) -> list[int]:
        """Models as R numbers them: fewer terms first, then term by term in R's order of terms."""
        rank = cache(self.task.space.rank)
        models = self.found.models
        return sorted(
            range(len(models)),
            key=lambda i: (len(models[i]), sorted(rank(c) for c in models[i])),
        )

    @cached_property
    def models(self) -> tuple[tuple[str, ...], ...]:
        term = self.table.memberships.term
        return tuple(tuple(sorted(map(term, self.found.models[i]))) for i in self._order)

    @property
    def complete(self) -> bool:
        return self.found.complete

    @property
    def proved(self) -> bool:
        return self.found.proved

    def __len__(self) -> int:
        return len(self.models)

    def __str__(self) -> str:
        return "\n".join(
            f"M{i + 1}: {self.expression(i)} → {self.table.outcome}" for i in range(len(self))
        )

    def expression(self, i: int = 0) -> str:
        """Model i as ``A*B + ~C``."""
        return " + ".join(self._model(i))

    def _model(self, i: int) -> tuple[str, ...]:
        if not -len(self.models) <= i < len(self.models):
            raise ComparisonError(
                tr(
                    f"没有第 {i} 个模型，共 {len(self)} 个（从 0 数起）。",
                    f"there is no model {i}: {len(self)}, counted from 0.",
                )
            )
        return self.models[i]

    def cubes(self, i: int = 0) -> tuple[Cube, ...]:
        """Model i as cubes, in the order of `models`."""
        self._model(i)
        return tuple(
            sorted(self.found.models[self._order[i]], key=lambda c: self.table.memberships.term(c))
        )

    def memberships(self, i: int = 0) -> pd.DataFrame:
        """Cases × terms of model i, with ``overall`` last."""
        care, value = np.asarray(self.cubes(i), dtype=np.int64).T
        x = self.table.memberships.cubes(care, value)
        index = pd.Index(self.table.memberships.cases)
        return pd.DataFrame(
            np.column_stack([x, x.max(axis=1)]), index=index, columns=[*self._model(i), "overall"]
        )

    def fit(self, i: int = 0) -> pd.DataFrame:
        """``inclS, PRI, covS, covU`` of each term of model i and ``overall``; covU is NaN for
        overall and for a single term.

        Further columns: ``cases`` (members above 0.5 with the outcome) and ``unique`` (those in no
        other term).
        """
        x = self.memberships(i).iloc[:, :-1].to_numpy()
        y = self.table.memberships.y
        frame = sufficiency(x, y, self._model(i))
        inside = (np.column_stack([x, x.max(axis=1)]) > 0.5 + TOLERANCE) & (y > 0.5 + TOLERANCE)[
            :, None
        ]
        alone = inside & (inside[:, :-1].sum(axis=1) == 1)[:, None]
        names = np.array([str(c) for c in self.table.memberships.cases], dtype=object)
        frame["cases"] = ["; ".join(names[column]) for column in inside.T]
        frame["unique"] = ["; ".join(names[column]) for column in alone[:, :-1].T] + [""]
        return frame

    def assumptions(self, i: int = 0) -> pd.DataFrame:
        """Remainders that model i counts as positive, by row number: conditions, and ``easy``
        (supported by the directions).

        For a parsimonious model, ``easy`` is judged against the directions given to `minimise` and
        the complex models.
        """
        space = self.task.space
        rows = sorted(rows_of(self.cubes(i), space) - set(self.task.positives))
        easy: set[int] = set(rows)
        if self.kind == "parsimonious":
            mine = self.found.models[self._order[i]]
            easy = rows_of(
                {
                    t
                    for c in complex_models(self.task).models
                    for t in easy_terms(self.task, c, mine)
                },
                space,
            )
        codes = np.array(rows, dtype=np.int64)
        return pd.DataFrame(
            conditions_of(self.table.memberships, codes) | {"easy": [r in easy for r in rows]},
            index=pd.Index(space.numbers(codes), name="row", dtype="int64"),
        )

    def sources(self, i: int = 0) -> list[tuple[int, int]]:
        """For an intermediate model: the (complex, parsimonious) models it lies between, as numbers
        in their own solutions."""
        if not self.found.pairs:
            return []
        orders = [
            {old: new for new, old in enumerate(s._order)}
            for s in (minimise(self.table, "complex"), minimise(self.table, "parsimonious"))
        ]
        return sorted((orders[0][c], orders[1][p]) for c, p in self.found.pairs[self._order[i]])

    def says(self) -> str:
        """How many models there are, said so that nobody takes one for the only one."""
        n = len(self)
        if not self.proved:
            return tr(
                f"表太大，限时内未能证明没有更短的模型；列出 {n} 个。",
                f"the table is too large to prove in time that no model is shorter; {n} listed.",
            )
        if not self.complete:
            return tr(
                f"至少有 {n} 个同样简短的模型（列举在此中止）。",
                f"at least {n} equally short models (the list was cut short there).",
            )
        return (
            tr("只有一个模型。", "one model.")
            if n == 1
            else tr(
                f"共有 {n} 个同样简短的模型，数据不能区分。",
                f"{n} equally short models that the data cannot tell apart.",
            )
        )

    def limits(self) -> list[str]:
        """The limits of the truth table, then the number of models and the directions assumed."""
        out = [*self.table.limits(), self.says()]
        if self.kind == "intermediate":
            shown = ", ".join(
                " + ".join(self.table.space.literal_name(i, v, c) for v in self.directions[c])
                for i, c in enumerate(self.table.conditions)
                if c in self.directions
            )
            shown = shown or "–"
            out.append(tr(f"方向预期：{shown}。", f"directional expectations: {shown}."))
            if any(self.table.space.unnamed):
                out.append(
                    tr(
                        "有的条件含“-”：这样的中间解没有别的软件的结果可以核对，"
                        "请与复杂解、简约解对照。",
                        "some conditions hold “-”: no other software gives such "
                        "intermediate solutions to check against; hold them beside the complex and "
                        "parsimonious ones.",
                    )
                )
        return out


def minimise(
    table: TruthTable,
    kind: Kind = "complex",
    directions: Mapping[str, Any] | Sequence[Any] | str | None = None,
    max_models: int = 5_000,
) -> Solution:
    """Minimise a truth table to every shortest model.

    Parameters
    ----------
    table : TruthTable
    kind : {"complex", "parsimonious", "intermediate"}
    directions : mapping, sequence or str, optional
        Condition → 1 (expected to help), 0 (its absence does) or, of a condition with several
        values, those that help (``[1, 2]``); conditions without an expectation left out. Also read:
        one entry a condition in their order (``"-"``: none), or ``"A + ~B + D[1,2]"``. Used by the
        intermediate solution, and to tell easy from difficult assumptions in a parsimonious one.
    max_models : int
        List at most so many models; the solution then says that there are more.

    Returns
    -------
    Solution

    Raises
    ------
    ComparisonError
        No positive row; no negative row where remainders may be assumed; every combination
        positive; a bad direction.

    Notes
    -----
    Complex: Quine–McCluskey over the positive rows. Parsimonious: prime implicants are the minimal
    hitting sets of the differences between positive and negative rows. Intermediate: for each pair
    of complex and parsimonious models the easy counterfactuals join the positives, and the models
    of all pairs are united. Models, figures and the treatment of ties follow ``minimize`` of R QCA
    3.25 (method "CCubes", ``all.sol = FALSE``).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> solution.models
    (('A',),)
    """
    if kind not in ("complex", "parsimonious", "intermediate"):
        text = tr(
            "kind 应为 complex、parsimonious 或 intermediate，不是",
            "kind must be complex, parsimonious or intermediate, not",
        )
        raise ComparisonError(f"{text} {kind!r}")
    expectations = read_directions(directions, table.conditions, table.space)
    if kind == "intermediate" and not expectations:
        text = tr(
            "没有方向预期：中间解等于复杂解。",
            "no directional expectation: the intermediate solution equals the complex one.",
        )
        warnings.warn(text, ComparisonWarning, stacklevel=2)
    task = table.task(tuple(expectations.get(c) for c in table.conditions), max_models)
    _answerable(table, task, kind)
    found = solve(task, kind)
    if found.models[0] == ((0, 0),):
        raise ComparisonError(
            tr(
                "所有组合都通向该结果：条件不起作用，无可化简。",
                "every combination leads to the outcome: the conditions make no difference.",
            )
        )
    return Solution(table, kind, expectations, task, found)


def _answerable(table: TruthTable, task: Task, kind: Kind) -> None:
    if not task.positives:
        raise ComparisonError(
            tr(
                f"没有一行的一致性达到 {table.incl_cut:g}（PRI {table.pri_cut:g}）："
                f"没有可解释的组态。请检查条件，而不是一味降低门槛。",
                f"no row reaches inclusion {table.incl_cut:g} (PRI {table.pri_cut:g}): nothing to "
                f"explain. "
                "Rethink the conditions rather than lower the cut-off.",
            )
        )
    if kind != "complex" and not task.negatives:
        raise ComparisonError(
            tr(
                "所有有案例的组态都通向该结果，没有反例：任何余项都能假设，"
                "简约解与中间解没有意义。请加入结果不出现的案例。",
                "every row with cases leads to the outcome: without a negative row any assumption "
                "goes. Add cases without the outcome.",
            )
        )
