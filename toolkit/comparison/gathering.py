"""Cases × conditions from the county's table ``case_condition``, or from coded reports."""

from __future__ import annotations

import pandas as pd

from toolkit.comparison.memberships import ComparisonError
from toolkit.records import County
from toolkit.terms import tr


def case_conditions(
    county: County, period: str | None = None
) -> tuple[pd.DataFrame, list[str], list[str]]:
    """The table ``case_condition`` as cases × conditions.

    Parameters
    ----------
    period : str, optional
        One period; with several and none named, cases are ``case_id|period`` (for `panel_fit`:
        split at the bar).

    Returns
    -------
    tuple
        The frame, the names of conditions and of outcomes.

    Raises
    ------
    ComparisonError
        An empty table, or no record of that period.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("cases"))
    >>> frame, conditions, outcomes = toolkit.comparison.case_conditions(county)
    >>> frame.shape, outcomes
    ((48, 6), ['verified_score'])
    """
    table = county["case_condition"]
    if period is not None:
        table = table[table["period"] == period]
    if table.empty:
        raise ComparisonError(
            tr("“案例条件”表里没有记录。", "the table case_condition holds no such record.")
        )
    one = table["period"].nunique() == 1
    case = (
        table["case_id"].astype(str)
        if one
        else table["case_id"].astype(str) + "|" + table["period"].astype(str)
    )
    frame = table.assign(case=case).pivot(index="case", columns="name", values="value")
    frame = frame[list(dict.fromkeys(table["name"]))]  # in the order of the table
    frame.columns = pd.Index([str(c) for c in frame.columns])
    outcomes = list(
        dict.fromkeys(table.loc[table["is_outcome"].fillna(False).astype(bool), "name"].astype(str))
    )
    return frame, [c for c in frame.columns if c not in outcomes], outcomes


def coded_conditions(
    matrix: pd.DataFrame, outcome: pd.Series, name: str = "outcome"
) -> pd.DataFrame:
    """Coded practices (``cases.matrix``) and an outcome as one crisp frame.

    Parameters
    ----------
    matrix : DataFrame of bool
        Cases × codes. A practice that a report does not mention counts as absent: say so when you
        publish.
    outcome : Series
        By case: memberships, or bool.
    name : str
        What to call the outcome's column.

    Raises
    ------
    ComparisonError
        Cases of the matrix without an outcome.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> matrix = pd.DataFrame({"PLEDGE": [True, False]}, index=["C1", "C2"])
    >>> comparison.coded_conditions(matrix, pd.Series({"C1": True, "C2": False}), "improved")
        PLEDGE  improved
    C1     1.0       1.0
    C2     0.0       0.0
    """
    missing = [str(c) for c in matrix.index if c not in outcome.index]
    if missing:
        shown = ", ".join(missing[:8])
        raise ComparisonError(
            tr(f"这些案例没有结果：{shown}", f"cases without an outcome: {shown}")
        )
    return matrix.astype(float).assign(**{name: outcome.reindex(matrix.index).astype(float)})
