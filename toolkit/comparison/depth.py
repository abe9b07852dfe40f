"""Cases to open in depth: the best typical, deviant and irrelevant ones of every term, and the
best pairs of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from toolkit.comparison.expressions import Expression
from toolkit.comparison.focal import cells, focal_tables
from toolkit.comparison.listing import (
    Side,
    against_deviant,
    against_lacking,
    against_neither,
    against_neither_of_need,
    alike,
    listed,
    paired,
)
from toolkit.comparison.memberships import TOLERANCE, ComparisonError, Memberships
from toolkit.comparison.minimising import Solution
from toolkit.comparison.tallying import conditions_of
from toolkit.terms import tr, values, word

#: cases that may be compared pair by pair: more take minutes, and nobody opens their pairs
MOST_PAIRED = 2_000


@dataclass(frozen=True)
class CaseSelection:
    """Which cases to open, best first.

    Attributes
    ----------
    tables : dict
        By purpose (words of kind ``case_selection``): a DataFrame with ``term``, the case or the
        pair, its memberships ``x`` and ``y``, ``best`` (distance from the ideal, 0 the best) and
        ``most`` (the best of its term). Empty where no case is of the kind.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> tables = comparison.case_selection(solution).tables
    >>> len(tables["typical"]), len(tables["deviant_consistency"])
    (6, 0)
    """

    tables: dict[str, pd.DataFrame]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def says(self) -> list[str]:
        """The best of each kind, a sentence each."""
        out = []
        for name, table in self.tables.items():
            if len(table):
                first = table.sort_values("best", kind="stable").iloc[0]
                who = [str(first[c]) for c in ("case", "other") if c in table]
                of = f"（{first['term']}）" if first["term"] else ""
                out.append(f"{word('case_selection', name)} {' – '.join(who)}{of}")
        return out


def case_selection(
    solution: Solution,
    necessary: str | Expression | None = None,
    model: int = 0,
    pairs: int = 5,
) -> CaseSelection:
    """Select cases for study in depth, by the formulas of Schneider and Rohlfing.

    Parameters
    ----------
    solution, model
        The model whose terms are looked at, one by one.
    necessary : str or Expression, optional
        A necessary condition (``"A"``, ``"A + ~B"``, ``"A*B"``): then cases are selected for
        necessity, for the whole expression and for each of its literals.
    pairs : int
        Pairs to list for each term.

    Notes
    -----
    With x the membership in the term (or necessary condition) and y in the outcome, of a typical
    case ``2(y − x) + (1 − x)``, of a case of deviant consistency ``(1 − x) + (1 − (x − y))``; see
    the functions below for the rest. Typical cases lie on the right side of the diagonal; those
    that no other term covers come first. As ``smmr`` of R SetMethods 4.0, which mistakes rows when
    it tells which irrelevant case no term covers (``covered``): here as defined.

    References
    ----------
    Schneider & Rohlfing (2013), "Combining QCA and Process Tracing", *Sociological Methods &
    Research* 42(4); (2019), "Set-theoretic Multimethod Research", *Swiss Political Science Review*
    25(3).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> comparison.case_selection(solution).tables["typical"].head(2)
      term case    x    y  unique  best  most
    0    A    0  1.0  1.0    True   0.0  True
    1    A    1  1.0  1.0    True   0.0  True
    """
    m = solution.table.memberships
    if necessary is None:
        members = solution.memberships(model)
        sets = {c: members[c].to_numpy() for c in members.columns[:-1]}
        return CaseSelection(_sufficiency(m, sets, pairs))
    e = Expression.read(necessary)
    if not e.terms:
        raise ComparisonError(tr("必要条件是空集。", "the necessary condition is the empty set."))
    parts = [Expression((frozenset({literal}),)) for t in e.terms for literal in sorted(t)]
    frame = cells(m)
    sets = {str(p): p.evaluate(frame).to_numpy() for p in parts}
    product = len(e.terms) == 1 and len(parts) > 1
    rests = {
        name: np.min([x for other, x in sets.items() if other != name], axis=0)
        for name in (sets if product else ())
    }
    return CaseSelection(
        _necessity(m, {**sets, str(e): e.evaluate(frame).to_numpy()}, rests, pairs)
    )


def _sufficiency(
    m: Memberships, sets: dict[str, np.ndarray], pairs: int
) -> dict[str, pd.DataFrame]:
    whole = Side(np.max(list(sets.values()), axis=0), m.y)
    covered = np.sum([x > 0.5 + TOLERANCE for x in sets.values()], axis=0)
    found: dict[str, list[pd.DataFrame]] = {name: [] for name in values("case_selection")}
    once = covered == 1
    for term, x in sets.items():
        s = Side(x, m.y)
        typical = s.inside & s.with_ & (x <= m.y + TOLERANCE)
        best = 2 * (m.y - x) + (1 - x)
        found["typical"].append(listed(m, term, s, typical, best, {"unique": once}))
        deviant = s.inside & s.without
        found["deviant_consistency"].append(listed(m, term, s, deviant, (1 - x) + (1 - (x - m.y))))
        neither = s.outside & s.without
        closest = np.flatnonzero(typical)[np.argsort(best[typical], kind="stable")]
        found["typical_typical"].append(
            paired(m, term, s, list(combinations(closest, 2)), alike, pairs, unique=once)
        )
        cross = [(i, j) for i in closest for j in np.flatnonzero(neither)]
        more = {"consistent": x <= m.y + TOLERANCE, "covered": covered > 0}
        table = paired(m, term, s, cross, against_neither, pairs=len(cross), unique=once, more=more)
        order = table.sort_values(
            ["unique", "consistent", "covered", "best"],
            ascending=[False, False, True, True],
            kind="stable",
        )
        found["typical_irrelevant"].append(order.head(pairs))
        cross = [(i, j) for i in closest for j in np.flatnonzero(deviant)]
        found["typical_deviant_consistency"].append(
            paired(m, term, s, cross, against_deviant, pairs)
        )
        seen = focal_tables(m, term, closest, np.flatnonzero(neither), covered, pairs)
        for kind, table in seen.items():
            found[kind].append(table)
    missed, none = whole.outside & whole.with_, whole.outside & whole.without
    rows = m.codes()
    of_row = Side(_own_rows(m), m.y)
    gap = {"consistent": of_row.x <= m.y + TOLERANCE}
    found["deviant_coverage"].append(
        _by_row(m, listed(m, "", of_row, missed, 1 - of_row.x, gap), rows)
    )
    found["irrelevant"].append(_by_row(m, listed(m, "", of_row, none, 1 - of_row.x), rows))
    cross = [
        (i, j)
        for i in np.flatnonzero(missed)
        for j in np.flatnonzero(none)
        if rows[i] == rows[j] >= 0
    ]
    found["deviant_coverage_irrelevant"].append(
        paired(m, "", of_row, cross, against_deviant, len(cross))
    )
    return {k: pd.concat(v, ignore_index=True) for k, v in found.items() if v}


def _necessity(
    m: Memberships, sets: dict[str, np.ndarray], rests: dict[str, np.ndarray], pairs: int
) -> dict[str, pd.DataFrame]:
    """For a product its literals are looked at in the product's own typical cases (`rests`: the
    smallest of the other literals)."""
    names = ("typical", "deviant_consistency", "deviant_relevance", "typical_typical")
    found: dict[str, list[pd.DataFrame]] = {
        n: []
        for n in (
            *names,
            "typical_deviant_relevance",
            "typical_deviant_consistency",
            "typical_irrelevant",
        )
    }
    for name, x in sets.items():
        s = Side(x, m.y)
        rest = rests.get(name)
        held = x if rest is None else np.minimum(x, rest)
        typical = (held > 0.5 + TOLERANCE) & s.with_ & (held >= m.y - TOLERANCE)
        best = 2 * (x - m.y) + (1 - x)
        found["typical"].append(listed(m, name, s, typical, best))
        closest = np.flatnonzero(typical)[np.argsort(best[typical], kind="stable")]
        found["typical_typical"].append(
            paired(m, name, s, list(combinations(closest, 2)), alike, pairs, rest=rest)
        )
        if rest is not None:
            cross = [(i, j) for i in closest for j in np.flatnonzero(s.outside & s.without)]
            found["typical_irrelevant"].append(
                paired(m, name, s, cross, against_neither_of_need, pairs, rest=rest)
            )
            continue
        lacking, idle = s.outside & s.with_, s.inside & s.without
        found["deviant_consistency"].append(listed(m, name, s, lacking, x + (1 - m.y)))
        found["deviant_relevance"].append(listed(m, name, s, idle, (1 - x) + (1 - (x - m.y))))
        neither = s.outside & s.without
        for kind, others, distance in (
            ("typical_deviant_relevance", idle, against_deviant),
            ("typical_deviant_consistency", lacking, against_lacking),
            ("typical_irrelevant", neither, against_neither_of_need),
        ):
            cross = [(i, j) for i in closest for j in np.flatnonzero(others)]
            found[kind].append(paired(m, name, s, cross, distance, pairs))
    return {k: pd.concat(v, ignore_index=True) for k, v in found.items()}


def _own_rows(m: Memberships) -> np.ndarray:
    """Membership of every case in its own truth-table row (0 at exactly 0.5)."""
    rows = m.codes()
    known = np.unique(rows[rows >= 0])
    x = m.cubes(np.full(len(known), m.space.full, dtype=np.int64), known)
    out = np.zeros(len(rows))
    for column, row in zip(x.T, known):
        out[rows == row] = column[rows == row]
    return out


def _by_row(m: Memberships, table: pd.DataFrame, rows: np.ndarray) -> pd.DataFrame:
    """The table with the truth-table row of each case, the best of each row marked."""
    of = dict(zip(map(str, m.cases), rows.tolist()))
    codes = np.array([of[c] for c in table["case"]], dtype=np.int64)
    known = codes >= 0
    table, codes = table[known].reset_index(drop=True), codes[known]
    out = table.assign(**conditions_of(m, codes), row=m.space.numbers(codes))
    space_term = [m.term((m.space.full, int(c))) for c in codes]
    out["term"] = space_term
    out["most"] = out["best"] <= out.groupby("row")["best"].transform("min") + TOLERANCE
    return out.sort_values(["row", "best"], kind="stable", ignore_index=True)
