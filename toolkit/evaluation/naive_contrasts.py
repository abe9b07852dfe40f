"""The two numbers that most reports give, with the sentence that they should carry: before and
after, helped against the rest."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from toolkit.evaluation.evidence import Evidence, refuse


@dataclass(frozen=True)
class Naive:
    """Result of `naive`.

    Attributes
    ----------
    before_after : float
        Mean outcome of the first helped period less that of the period before, over units that have
        both.
    cross_section : float
        Mean outcome of the helped less that of all others, in the last period.
    table : DataFrame
        ``way`` (before_after, cross_section), ``estimate``, ``n_helped, n_others`` (units behind
        each; 0: nobody else).
    evidence : Evidence
        Descriptive: neither number separates help from selection.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.evaluation.naive(toolkit.evaluation.panel(county))
    >>> found.table[["way", "estimate", "n_helped", "n_others"]].round(2)
                 way  estimate  n_helped  n_others
    0   before_after     11.18        12         0
    1  cross_section     -4.56         6        50
    """

    before_after: float
    cross_section: float
    table: pd.DataFrame
    evidence: Evidence


def naive(panel: pd.DataFrame) -> Naive:
    """Before–after and cross-section, the comparisons not to be used, beside which `att_gt` can be
    read.

    Parameters
    ----------
    panel : DataFrame
        As from `panel`: ``org_id, time, outcome, helped, cohort``.

    Raises
    ------
    EvaluationError
        Nobody helped after the first period, or nobody or everybody helped in the last.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> from toolkit import evaluation
    >>> found = evaluation.naive(evaluation.panel(county))
    >>> round(found.before_after, 2), round(found.cross_section, 2)
    (11.18, -4.56)
    """
    rows = panel.sort_values(["org_id", "time"])
    change = rows["outcome"] - rows.groupby("org_id")["outcome"].shift()
    started = change[
        ((rows["cohort"] > 0) & (rows["time"] == rows["cohort"])).to_numpy(dtype=bool)
    ].dropna()
    last = rows[(rows["time"] == rows["time"].max()).to_numpy(dtype=bool)].dropna(
        subset=["outcome"]
    )
    helped = last["helped"].to_numpy(dtype=bool)
    if started.empty or not 0 < helped.sum() < len(last):
        raise refuse(
            "没有首期之后开始受助的单位，或末期人人受助、无人受助：前后比、横向比都做不了。",
            "nobody starts after the first period, or nobody or everybody is helped in the last: "
            "neither comparison can be made",
        )
    before_after = float(started.mean())
    cross = float(last.loc[helped, "outcome"].mean() - last.loc[~helped, "outcome"].mean())
    counts = {"n_helped": [len(started), int(helped.sum())], "n_others": [0, int((~helped).sum())]}
    table = pd.DataFrame(
        {"way": ["before_after", "cross_section"], "estimate": [before_after, cross], **counts}
    )
    return Naive(before_after, cross, table, _evidence(before_after, cross, table))


def _evidence(before_after: float, cross: float, table: pd.DataFrame) -> Evidence:
    (started, now), others = table["n_helped"], table["n_others"].iloc[1]
    return Evidence(
        compared=[
            (
                f"受助者首年比上年 {before_after:+.1f} 分；末年受助者比其余单位 {cross:+.1f} 分。",
                f"The helped, first year against the year before: {before_after:+.1f}; against "
                f"all others in the last year: {cross:+.1f}.",
            )
        ],
        counts=[
            (
                f"首年 {started} 个；末年 {now} 个和其余 {others} 个。",
                f"{started} first years; {now} and {others} in the last.",
            )
        ],
        assumptions=[
            (
                "前后比：不帮就不变；横向比：受助者本来与别人一样。因低分被列入，两条都不成立。",
                "That nothing changes without help; that the helped were like the rest. Being "
                "listed for a low score denies both.",
            )
        ],
        may=[
            (
                "受助者前后差了多少，与别人差多少。",
                "How the helped differ from before and from others.",
            )
        ],
        may_not=[("相差的分数是帮扶带来的。", "That the difference is the effect of help.")],
        descriptive=True,
    )
