"""What a sample of winners alone would have claimed, held against the same data with the others
in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from toolkit.comparison.fit import necessity_figures
from toolkit.comparison.frames import read
from toolkit.comparison.memberships import TOLERANCE, ComparisonError, Memberships, must_vary
from toolkit.comparison.tallying import tally
from toolkit.terms import tr


@dataclass(frozen=True)
class WinnersOnly:
    """Claims from winners, and what becomes of them.

    Attributes
    ----------
    conditions : DataFrame
        By literal (``A``, ``~A``): ``winners`` and ``others`` (share of cases above 0.5),
        ``claimed`` (common among winners), ``stands`` (claimed, and rarer among the others by more
        than the margin), and the true ``inclN, RoN, covN``.
    configurations : DataFrame
        By truth-table row of the winners: the conditions, ``winners`` and ``others`` (cases),
        ``claimed`` (inclusion that winners alone show), ``incl`` (with every case in).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> found = comparison.winners_only(data, "Y", ["A", "B"])
    >>> found.winners, found.others
    (6, 6)
    """

    conditions: pd.DataFrame
    configurations: pd.DataFrame
    winners: int
    others: int

    def says(self) -> str:
        """The comparison in one sentence."""
        claimed, stands = (
            int(self.conditions["claimed"].sum()),
            int(self.conditions["stands"].sum()),
        )
        shared = int((self.configurations["others"] > 0).sum())
        n = len(self.configurations)
        return tr(
            f"只看 {self.winners} 个成功案例会得出 {claimed} 条“共同经验”；放回 {self.others} "
            f"个其他案例后站得住的有 {stands} 条。"
            f"{n} 种成功组态中有 {shared} 种也有不成功的案例。",
            f"{self.winners} winners alone suggest {claimed} common conditions; with the "
            f"{self.others} others back in, {stands} stand. "
            f"Of {n} winning configurations {shared} hold cases without success as well.",
        )


def winners_only(
    data: pd.DataFrame,
    outcome: str,
    conditions: Sequence[str],
    common: float = 0.8,
    margin: float = 0.1,
    absences: bool = True,
) -> WinnersOnly:
    """Compare the claims that winners alone would support with the whole data.

    Parameters
    ----------
    common : float
        A literal is claimed when at least this share of the winners has it.
    margin : float
        A claim stands when the share among the others is lower by more than this.
    absences : bool
        Whether a common absence is claimed as well (False for practices: nobody praises what was
        not done).

    Raises
    ------
    ComparisonError
        Bad input, or no case on one side of the outcome: then there is nothing to hold the claims
        against.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> found = comparison.winners_only(data, "Y", ["A", "B"], common=0.5)
    >>> found.conditions[["winners", "others", "claimed", "stands"]]
          winners  others  claimed  stands
    term
    A         1.0     0.0     True    True
    ~A        0.0     1.0    False   False
    B         0.5     0.5     True   False
    ~B        0.5     0.5     True   False
    """
    m = read(data, outcome, conditions)
    must_vary(m)
    won, lost = m.y > 0.5 + TOLERANCE, m.y < 0.5 - TOLERANCE
    if not won.any() or not lost.any():
        text = tr(
            f"{m.outcome} 的一侧没有案例，无从对照。",
            f"no case on one side of {m.outcome}: nothing to compare with.",
        )
        raise ComparisonError(text)
    literals, names = m.all_literals()
    has = literals > 0.5 + TOLERANCE
    shares = pd.DataFrame(
        {"winners": has[won].mean(axis=0), "others": has[lost].mean(axis=0)},
        index=pd.Index(names, name="term"),
    )
    shares["claimed"] = (shares["winners"] >= common - TOLERANCE) & np.array(
        [absences or not n.startswith("~") for n in names]
    )
    shares["stands"] = shares["claimed"] & (shares["winners"] - shares["others"] > margin)
    figures = necessity_figures(literals, m.y).set_index(shares.index)
    t = tally(m)
    rows = []
    for j, code in enumerate(t.codes):
        here = t.row_of == code
        if (here & won).any():
            values = [m.space.value(int(code), i) for i in range(m.k)]
            claimed = (
                1.0
                if m.y[here & won].min() >= 1 - TOLERANCE
                else _claimed(m.cubes(*_one(m, int(code)))[won, 0], m.y[won])
            )
            rows.append(
                (
                    int(m.space.numbers(t.codes[[j]])[0]),
                    *values,
                    int((here & won).sum()),
                    int((here & lost).sum()),
                    claimed,
                    t.incl[j],
                )
            )
    columns = ["row", *m.conditions, "winners", "others", "claimed", "incl"]
    table = pd.DataFrame(rows, columns=columns).set_index("row")
    return WinnersOnly(pd.concat([shares, figures], axis=1), table, int(won.sum()), int(lost.sum()))


def _one(m: Memberships, code: int) -> tuple[np.ndarray, np.ndarray]:
    return np.array([m.space.full]), np.array([code])


def _claimed(member: np.ndarray, y: np.ndarray) -> float:
    return float(np.minimum(member, y).sum() / member.sum())
