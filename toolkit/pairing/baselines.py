"""Two ways of pairing that are easy to explain, to teach with and to see what they cost: greedy,
and stable matching."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from toolkit.pairing.attainment import attained, pairs_of
from toolkit.pairing.problem import Problem, problem
from toolkit.pairing.problem_reading import GOALS


def _preference(p: Problem) -> np.ndarray:
    """Arcs from best to worst: higher fit, then nearer, then by identifiers."""
    return np.lexsort(
        (p.helpers[p.row_helper[p.arc_row]], p.recipients[p.arc_recipient], p.metres, -p.fit)
    )


def _lists(p: Problem, candidates: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Arcs in the order in which recipients ask, and how the helpers rank each arc."""
    if not {"recipient_rank", "helper_rank"} <= set(candidates):
        order = _preference(p)
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        return order, rank
    lists = candidates.assign(
        helper_id=candidates["helper_id"].astype(str),
        recipient_id=candidates["recipient_id"].astype(str),
    ).set_index(["helper_id", "recipient_id"])[["recipient_rank", "helper_rank"]]
    arcs = pd.MultiIndex.from_arrays(
        [p.helpers[p.row_helper[p.arc_row]].astype(str), p.recipients[p.arc_recipient].astype(str)]
    )
    wish, liking = lists.reindex(arcs).to_numpy(dtype=float).T
    order = np.argsort(wish, kind="stable")
    return order[~np.isnan(wish[order]) & ~np.isnan(liking[order])], liking


def _result(p: Problem, taken: np.ndarray) -> tuple[pd.DataFrame, dict[str, int]]:
    levels = attained(p, taken)
    return pairs_of(p, taken), {g: levels[g] for g in p.goals}


def greedy(
    recipients: pd.DataFrame,
    helpers: pd.DataFrame,
    candidates: pd.DataFrame,
    running: pd.DataFrame | None = None,
    goals: Sequence[str] | str = GOALS,
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the best candidate that is still possible, again and again; never take anything back.

    Parameters
    ----------
    recipients, helpers, candidates, running, goals
        As in `plan`; goals only say which levels are counted.

    Returns
    -------
    (DataFrame, dict)
        Pairs and levels, as `Plan.pairs` and `Plan.levels`.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> pairs, levels = pairing.greedy(recipients, helpers, candidates)
    >>> levels["coverage"], pairing.plan(recipients, helpers, candidates).levels["coverage"]
    (1, 2)
    """
    p = problem(recipients, helpers, candidates, running, goals)
    need, most, places = p.amount.copy(), p.most.copy(), p.capacity.copy()
    taken = np.zeros(len(p.arc_need), dtype=bool)
    for k in _preference(p).tolist():
        node, row = p.arc_need[k], p.arc_row[k]
        unit = p.need_recipient[node]
        if need[node] > 0 and most[unit] > 0 and places[row] > 0:
            taken[k] = True
            need[node] -= 1
            most[unit] -= 1
            places[row] -= 1
    return _result(p, taken)


def stable(
    recipients: pd.DataFrame,
    helpers: pd.DataFrame,
    candidates: pd.DataFrame,
    running: pd.DataFrame | None = None,
    goals: Sequence[str] | str = GOALS,
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Stable matching by deferred acceptance (Gale & Shapley 1962), recipients asking, one need
    after the other.

    A recipient asks the helpers of each channel from best to worst (fit, then distance, then
    identifier); a helper with no place left keeps the askers it likes best by the same scores. No
    recipient and helper would both rather have each other than what they got, which is not what a
    county needs: coverage and fairness pay for it. With columns ``recipient_rank`` and
    ``helper_rank`` (1 the best) in `candidates` each side goes by its own list instead; a candidate
    that either side leaves unranked is not accepted. Where ``most`` binds, a recipient asks in its
    channels' order until it is reached, so stability holds within each channel only.

    Returns
    -------
    (DataFrame, dict)
        Pairs and levels, as `Plan.pairs` and `Plan.levels`.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> pairs, levels = pairing.stable(recipients, helpers, candidates)
    >>> pairs[["helper_id", "recipient_id"]]
      helper_id recipient_id
    0         X            A
    """
    p = problem(recipients, helpers, candidates, running, goals)
    order, rank = _lists(p, candidates)
    wishes = np.split(
        order[np.argsort(p.arc_need[order], kind="stable")],
        np.cumsum(np.bincount(p.arc_need[order], minlength=len(p.need_recipient)))[:-1],
    )
    asked = np.zeros(len(wishes), dtype=np.int64)
    has, got = np.zeros(len(wishes), dtype=np.int64), np.zeros(len(p.recipients), dtype=np.int64)
    holds: list[list[int]] = [[] for _ in p.row_helper]
    waiting = list(range(len(p.need_recipient)))[::-1]
    amount = p.amount
    while waiting:
        node = waiting.pop()
        unit = p.need_recipient[node]
        while (
            has[node] < amount[node]
            and got[unit] < p.most[unit]
            and asked[node] < len(wishes[node])
        ):
            k = int(wishes[node][asked[node]])
            asked[node] += 1
            mine = holds[p.arc_row[k]]
            mine.append(k)
            has[node] += 1
            got[unit] += 1
            if len(mine) > p.capacity[p.arc_row[k]]:
                mine.sort(key=lambda x: rank[x])
                out = mine.pop()
                has[p.arc_need[out]] -= 1
                got[p.need_recipient[p.arc_need[out]]] -= 1
                waiting.append(int(p.arc_need[out]))
    taken = np.zeros(len(p.arc_need), dtype=bool)
    taken[[k for mine in holds for k in mine]] = True
    return _result(p, taken)
