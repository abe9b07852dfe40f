"""Enhanced standard analysis: rows that speak for outcome and negation alike, and assumptions that
cannot be defended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.comparison.boolean import rows_of
from toolkit.comparison.expressions import Expression
from toolkit.comparison.solving import parsimonious_models
from toolkit.comparison.truthtable import TruthTable


def simultaneous(table: TruthTable, negated: TruthTable) -> pd.DataFrame:
    """Rows that pass for the outcome and for its negation alike: no evidence for either (raise the
    PRI cut-off).

    Columns: the conditions, ``n``, ``incl``, ``PRI`` and the same figures for the negation
    (``incl_not``, ``PRI_not``).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [0.6, 0.3, 0.2], "Y": [0.6, 0.4, 0.45]})
    >>> yes, no = (comparison.truth_table(data, y, ["A"], 0.8) for y in ("Y", "~Y"))
    >>> comparison.simultaneous(yes, no)[["incl", "incl_not", "PRI"]].round(2)
         incl  incl_not  PRI
    row
    2     1.0      0.82  1.0
    """
    both = table.rows.index[table.rows["OUT"] == 1].intersection(
        negated.rows.index[negated.rows["OUT"] == 1]
    )
    out = table.rows.loc[both, [*table.conditions, "n", "incl", "PRI"]]
    return out.assign(
        incl_not=negated.rows.loc[both, "incl"], PRI_not=negated.rows.loc[both, "PRI"]
    )


def contradictory_assumptions(table: TruthTable, negated: TruthTable) -> list[int]:
    """Remainders that parsimonious models of the outcome and of its negation both assume, by row
    number (none where one of the tables has no parsimonious solution)."""
    tasks = [t.task() for t in (table, negated)]
    if not all(t.positives and t.negatives for t in tasks):
        return []
    ours, theirs = (
        rows_of({c for model in parsimonious_models(t).models for c in model}, t.space)
        for t in tasks
    )
    observed = {*tasks[0].positives, *tasks[0].negatives}
    codes = sorted((ours & theirs) - observed)
    return table.space.numbers(np.array(codes, dtype=np.int64)).tolist()


def untenable(
    table: TruthTable,
    negated: TruthTable,
    necessary: Sequence[str] = (),
    impossible: Sequence[str] = (),
) -> TruthTable:
    """Bar assumptions that cannot be defended (enhanced standard analysis), for ``table``; swap the
    tables for the negation.

    Barred are remainders that the parsimonious models of both outcome and negation assume
    (contradictory assumptions), remainders without a condition in `necessary` (claimed necessary
    for the outcome: an expression each), and remainders inside an `impossible` expression. Observed
    rows stay as they are, as the documentation of ``esa`` in R SetMethods says; the function itself
    sets observed rows to 0 as well for a necessary condition, and does nothing for products it
    cannot parse. For observed rows see `TruthTable.set_out`.

    References
    ----------
    Schneider & Wagemann (2012), ch. 8; (2013), "Doing Justice to Logical Remainders in QCA", *PRQ*
    66(1).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 0] * 3, "B": [1, 0] * 3, "Y": [1, 0] * 3})
    >>> yes, no = (comparison.truth_table(data, y, ["A", "B"]) for y in ("Y", "~Y"))
    >>> comparison.minimise(yes, "parsimonious").models
    (('A',), ('B',))
    >>> barred = comparison.untenable(yes, no)
    >>> comparison.minimise(barred, "parsimonious").models
    (('A*B',),)
    """
    barred = [*impossible, *(str(~Expression.read(n)) for n in necessary)]
    clashing = contradictory_assumptions(table, negated)
    return table.without(*clashing, *sorted(set(barred)))


@dataclass(frozen=True)
class Enhanced:
    """What the enhanced standard analysis changes.

    Attributes
    ----------
    simultaneous : bool
        Set rows that pass for outcome and negation alike to 0 for both, and bar the assumptions
        that both make.
    necessary, untenable : tuple of str
        Expressions: remainders without the first, or inside the second, may not be assumed (for the
        outcome; not for its negation).
    rows : tuple of int
        Rows of the outcome set to 0.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> enhanced = comparison.Enhanced(rows=(3,))
    >>> found = comparison.study(data, "Y", ["A", "B"], enhanced=enhanced)
    >>> found.solutions["Y"]["complex"].models
    (('A*B',),)
    """

    simultaneous: bool = False
    necessary: tuple[str, ...] = ()
    untenable: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.simultaneous or self.necessary or self.untenable or self.rows)

    def applied(self, table: TruthTable, negated: TruthTable) -> tuple[TruthTable, TruthTable]:
        """The tables of an outcome and of its negation after these changes."""
        if self.simultaneous:
            both = [int(r) for r in simultaneous(table, negated).index]
            table, negated = (t.set_out(both, 0) if both else t for t in (table, negated))
            table, negated = untenable(table, negated), untenable(negated, table)
        lacking = [str(~Expression.read(n)) for n in self.necessary]
        return table.without(*lacking, *self.untenable).set_out(self.rows, 0), negated
