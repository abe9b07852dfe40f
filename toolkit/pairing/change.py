"""How long pairs last and how an arrangement changes: between days, and between published waves of
one programme."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pandas as pd

from toolkit.pairing.days import NEVER_RAN, Day, day, of_programme, running
from toolkit.pairing.ties import Codes, code, distinct, ties_of
from toolkit.records import County
from toolkit.terms import tr

_CHANGES = ["before", "after", "kept", "added", "dropped", "kept_share", "jaccard"]


def tenure(county: County, on: Day = None, prog_id: str | None = None) -> pd.DataFrame:
    """How long each pair has run by a day, and which are overdue.

    ``days`` runs from ``start`` to ``end_actual``, or to the day itself for a pair still running (a
    right-censored duration, to be read with a survival curve: Kaplan & Meier 1958); it is empty for
    a published wave whose end is unknown. ``overdue`` marks running pairs past their ``end_plan``.

    Returns
    -------
    DataFrame
        ``pair_id, helper_id, recipient_id, channel, start, end, days, running, overdue``: pairs
        that had started.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.pairing.tenure(county, "2011-06-30")
    >>> found[["pair_id", "start", "end", "days", "running", "overdue"]].head(2)
      pair_id      start        end  days  running  overdue
    0  P00001 2006-03-05 2007-06-20   472    False    False
    1  P00002 2006-03-15 2007-06-04   446    False    False
    """
    d = day(on)
    pairing = of_programme(county["pairing"], prog_id)
    pairing = pairing[
        ((pairing["start"] <= d) & ~pairing["status"].isin(NEVER_RAN)).to_numpy(
            dtype=bool, na_value=False
        )
    ]
    runs = running(pairing, d, county["organisation"])
    end = pairing["end_actual"].where(pairing["end_actual"] <= d)
    open_end = pairing["end_actual"].notna() | (pairing["status"] != "completed").fillna(
        True
    ).astype(bool)
    until = end.fillna(d).where(open_end)
    out = pairing[["pair_id", "helper_id", "recipient_id", "channel", "start"]].assign(
        end=end, days=(until - pairing["start"]).dt.days.astype("Int64")
    )
    out["running"] = runs.astype("boolean")
    out["overdue"] = (runs & (pairing["end_plan"] < d)).astype("boolean")
    return out.reset_index(drop=True)


def retention(
    county: County, days: Sequence[Day], prog_id: str | None = None, grain: str | None = None
) -> pd.DataFrame:
    """Pairs kept, added and dropped from each day to the next.

    A pair is a helper and a recipient, in whatever channel. ``kept_share`` is kept / before;
    ``jaccard`` is kept / (kept + added + dropped) (Jaccard 1912, New Phytologist 11, 37–50), NaN
    when both days are empty.

    Parameters
    ----------
    days : sequence
        At least two days.
    grain : str, optional
        Roll both ends up to the superior of this ``level`` (say ``province``) before comparing;
        ends without one are left out and counted in ``left_out``.

    Returns
    -------
    DataFrame
        ``from, to, before, after, kept, added, dropped, kept_share, jaccard, left_out``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.pairing.retention(county, ["2009-06-30", "2010-06-30", "2011-06-30"])
    >>> found[["before", "after", "kept", "added", "dropped", "kept_share"]].round(2)
       before  after  kept  added  dropped  kept_share
    0      13     11     4      7        9        0.31
    1      11     17     9      8        2        0.82
    """
    points = [day(d) for d in days]
    pairing = of_programme(county["pairing"], prog_id)
    steps = _steps(
        county["organisation"],
        pairing,
        [running(pairing, d, county["organisation"]).to_numpy() for d in points],
        grain,
    )
    return pd.DataFrame({"from": points[:-1], "to": points[1:]}).join(
        steps.drop(columns=["levels_before", "levels_after", "same_grain"])
    )


def waves(county: County, prog_id: str | None = None, grain: str | None = None) -> pd.DataFrame:
    """Pairs kept, added and dropped from each published wave of one programme to the next.

    Parameters
    ----------
    prog_id : str, optional
        The programme; may be left out when only one has waves. Waves of different programmes are
        not comparable.
    grain : str, optional
        Level that both ends are rolled up to (say ``province``); as published when left out. A wave
        may name prefectures where the one before named provinces: ``levels_before`` and
        ``levels_after`` say so, and ``same_grain`` is False where they differ, so that the change
        is partly one of grain.

    Returns
    -------
    DataFrame
        ``from, to`` (waves by their first start), then the columns of `retention`,
        ``levels_before``, ``levels_after`` (helper levels → recipient levels) and ``same_grain``.

    Raises
    ------
    ValueError
        Several programmes have waves and none is named, or nothing has a wave.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("counterpart_assistance"))
    >>> found = toolkit.pairing.waves(county, "east-west")
    >>> found[["from", "to", "kept", "added", "dropped", "same_grain"]].head(2)
                 from              to  kept  added  dropped  same_grain
    0  east-west-1996  east-west-2002    13      2        0        True
    1  east-west-2002  east-west-2010    12      3        3       False
    """
    pairing = of_programme(county["pairing"], prog_id)
    pairing = pairing[pairing["wave"].notna()]
    programmes = pairing["prog_id"].drop_duplicates().tolist()
    if len(programmes) != 1:
        found = "、".join(map(str, programmes))
        raise ValueError(
            tr(
                f"批次只能在同一载体内比较，请给出 prog_id（有批次的载体：{found or '无'}）。",
                f"waves are compared within one programme: give prog_id (with waves: "
                f"{found or 'none'})",
            )
        )
    order = pairing.groupby("wave")["start"].min().sort_values(kind="stable").index.tolist()
    steps = _steps(
        county["organisation"],
        pairing,
        [(pairing["wave"] == w).to_numpy(dtype=bool) for w in order],
        grain,
    )
    return pd.DataFrame(
        {"from": pd.array(order[:-1], dtype="string"), "to": pd.array(order[1:], dtype="string")}
    ).join(steps)


def _steps(
    organisation: pd.DataFrame, pairing: pd.DataFrame, masks: list[np.ndarray], grain: str | None
) -> pd.DataFrame:
    """Changes from each arrangement, a mask over the pairing table, to the next."""
    if grain is not None and not (organisation["level"] == grain).any():
        raise ValueError(tr(f"没有层级为 {grain} 的组织。", f"no organisation of level {grain}"))
    net, up = ties_of(organisation["org_id"], pairing), _superior(organisation, grain)
    level = pd.factorize(organisation["level"].to_numpy(dtype=object))
    helper, recipient = up[net.helper], up[net.recipient]
    good = (helper >= 0) & (recipient >= 0)
    sets = [distinct(helper[m & good] * net.n + recipient[m & good]) for m in masks]
    lost = [int((m & ~good).sum()) for m in masks]
    levels = [
        " → ".join(_levels(level, end[m & good]) for end in (helper, recipient)) for m in masks
    ]
    rows = [_change(a, b) for a, b in pairwise(sets)]
    out = pd.DataFrame(rows, columns=_CHANGES).astype(
        dict.fromkeys(_CHANGES[:5], "Int64") | dict.fromkeys(_CHANGES[5:], "float64")
    )
    out["left_out"] = pd.array([a + b for a, b in pairwise(lost)], dtype="Int64")
    out["levels_before"], out["levels_after"] = (
        pd.array(levels[:-1], dtype="string"),
        pd.array(levels[1:], dtype="string"),
    )
    return out.assign(same_grain=(out["levels_before"] == out["levels_after"]).astype("boolean"))


def _levels(level: tuple[np.ndarray, np.ndarray], ends: Codes) -> str:
    """The different levels at one end of some pairs; levels as codes and names."""
    there = np.bincount(level[0][ends] + 1, minlength=len(level[1]) + 1)[1:] > 0
    return "、".join(sorted(level[1][there]))


def _change(before: Codes, after: Codes) -> tuple[int, int, int, int, int, float, float]:
    kept = len(np.intersect1d(before, after, assume_unique=True))
    either = len(before) + len(after) - kept
    return (
        len(before),
        len(after),
        kept,
        len(after) - kept,
        len(before) - kept,
        kept / len(before) if len(before) else np.nan,
        kept / either if either else np.nan,
    )


def _superior(organisation: pd.DataFrame, grain: str | None) -> Codes:
    """Position of each organisation's superior (or itself) of level `grain`, −1 where there is
    none."""
    here = np.arange(len(organisation))
    if grain is None:
        return here
    parent = code(organisation["parent_id"], organisation["org_id"])
    at_grain = (organisation["level"] == grain).to_numpy(dtype=bool, na_value=False)
    for _ in range(64):  # deeper than any hierarchy, and an end for a circle of superiors
        climbing = (here >= 0) & ~at_grain[here]
        if not climbing.any():
            break
        here = np.where(climbing, parent[here], here)
    return np.where((here >= 0) & at_grain[here], here, -1)
