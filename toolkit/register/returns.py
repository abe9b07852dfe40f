"""Visited and not visited, side by side: what their reviews say, and why the difference is not what
visits bring about."""

from __future__ import annotations

import pandas as pd

from toolkit.records import County
from toolkit.register.life import GuardError
from toolkit.terms import tr


def visited_or_not(county: County, truth: pd.DataFrame | None = None) -> pd.DataFrame:
    """Yearly reviews of exemplars with a return visit in the same year, and of those without.

    Parameters
    ----------
    truth : DataFrame, optional
        ``org_id, period, verified``: a measure that the register does not know, averaged beside the
        scores.

    Returns
    -------
    DataFrame
        ``visited`` (False, True), ``reviews, role_score`` (mean), ``before`` (mean score of the
        review before, where there is one), ``downgraded`` (or revoked), ``share``, with `truth`
        also ``verified`` (mean of that year). ``attrs``: ``difference`` of the mean scores (visited
        less not) and ``sentence``.

    Raises
    ------
    GuardError
        Nobody was reviewed, or all or none of the reviews followed a visit.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.register.visited_or_not(county)
    >>> found[["visited", "reviews", "downgraded"]]
       visited  reviews  downgraded
    0    False       18           5
    1     True       14           1
    """
    table = (
        county["review"]
        .dropna(subset=["role_score"])
        .assign(year=lambda f: f["year"].astype("int64"))
        .sort_values(["ex_id", "year"])
    )
    visit = county["return_visit"].dropna(subset=["date"])
    met = pd.MultiIndex.from_arrays(
        [visit["ex_id"].astype("string"), visit["date"].dt.year.astype("int64")]
    )
    table = table.assign(
        visited=pd.MultiIndex.from_arrays([table["ex_id"].astype("string"), table["year"]]).isin(
            met
        ),
        role_score=table["role_score"].astype(float),
        lost=table["decision"].isin(["downgrade", "revoke"]),
    )
    if table["visited"].nunique() < 2:
        raise GuardError(
            tr(
                "没有复核，或复核过的典型全都（全没）回访过：没有两组可比。",
                "no reviews, or all or none of them followed a visit: no two groups",
            )
        )
    columns = {
        "reviews": ("lost", "size"),
        "role_score": ("role_score", "mean"),
        "before": ("before", "mean"),
    }
    columns |= {"downgraded": ("lost", "sum"), "share": ("lost", "mean")}
    table = table.assign(before=table.groupby("ex_id")["role_score"].shift())
    if truth is not None:
        home = county["exemplar"].set_index("ex_id")["org_id"]
        keys = pd.MultiIndex.from_arrays(
            [table["ex_id"].map(home).astype("string"), table["year"].astype("string")]
        )
        known = truth.set_index(
            [truth["org_id"].astype("string"), truth["period"].astype("string")]
        )["verified"].astype(float)
        table = table.assign(verified=known.reindex(keys).to_numpy())
        columns["verified"] = ("verified", "mean")
    out = table.groupby("visited").agg(**columns).reset_index()
    gap = float(out["role_score"].iloc[1] - out["role_score"].iloc[0])
    out.attrs = {"difference": gap, "sentence": _sentence(gap, out)}
    return out


def _sentence(gap: float, table: pd.DataFrame) -> str:
    without, visited = (int(n) for n in table["reviews"])
    return tr(
        f"当年回访过的 {visited} 次复核，典型作用平均分与未回访的 {without} 次相差 {gap:+.2f}。"
        f"回访谁不是抽签定的，差别不是回访的效果。",
        f"{visited} reviews after a visit that year score {gap:+.2f} against {without} without. "
        f"Visits were not dealt by lot:"
        " the difference is not their effect.",
    )
