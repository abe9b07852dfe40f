"""What a set of arcs comes to: its pairs as a table, its level in every goal, and the fixed order
that settles ties."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit.pairing.levels import Solution
from toolkit.pairing.network import Model
from toolkit.pairing.problem import Problem
from toolkit.pairing.problem_reading import BY_HAND, GOALS
from toolkit.pairing.tables import KEY

PAIRS = [*KEY, "fit", "distance_km", "kept"]
_TIE_BITS = 30


def tie_costs(p: Problem, m: Model, arcs: np.ndarray) -> np.ndarray:
    """A number from the identifiers for each pair arc among `arcs`, 0 for the others; independent
    of row order."""
    out = np.zeros(len(arcs), dtype=np.int64)
    n = len(p.need_recipient)
    tail, head = m.network.tail[arcs], m.network.head[arcs]
    at = np.flatnonzero((tail < n) & (head < n + len(p.row_helper)))
    need, row = tail[at], head[at] - n
    helper, recipient, channel = (
        pd.util.hash_array(np.asarray(ids, dtype=object), categorize=False)
        for ids in (p.helpers, p.recipients, p.channels)
    )
    mixed = (
        helper[p.row_helper[row]] * np.uint64(0x9E3779B97F4A7C15)
        ^ recipient[p.need_recipient[need]]
        ^ channel[p.need_channel[need]]
    )
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    out[at] = (mixed >> np.uint64(64 - _TIE_BITS)).astype(np.int64)
    return out


def worth(m: Model, s: Solution) -> np.ndarray:
    """Helper rows ranked by the shadow price of one more place, goal by goal (0 = worth most)."""
    tail, head = m.network.tail[m.row], m.network.head[m.row]
    prices = [s.costs[g][m.row] + s.potentials[g][tail] - s.potentials[g][head] for g in m.costs]
    rank = np.empty(len(tail), dtype=np.int64)
    rank[np.lexsort(prices[::-1])] = np.arange(len(tail))
    return rank


def in_order(p: Problem, taken: np.ndarray) -> np.ndarray:
    """The arcs taken, by recipient, channel and helper."""
    arcs = np.flatnonzero(taken)
    order = np.lexsort((p.arc_row[arcs], p.need_channel[p.arc_need[arcs]], p.arc_recipient[arcs]))
    return arcs[order]


def pairs_of(p: Problem, taken: np.ndarray) -> pd.DataFrame:
    """The table of the arcs taken, by recipient, channel and helper.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A"], "hook_up_help": [1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X"], "channel": ["hook_up_help"], "capacity": [1]})
    >>> pairs = pd.DataFrame({"helper_id": ["X"], "recipient_id": ["A"]})
    >>> plan = pairing.plan(recipients, helpers, pairs, goals="coverage")
    >>> pairing.pairs_of(plan.problem, plan.taken)[["helper_id", "recipient_id"]].values.tolist()
    [['X', 'A']]
    """
    arcs = in_order(p, taken)

    def named(names: pd.Index | tuple[str, ...], codes: np.ndarray) -> Any:
        return pd.array(np.asarray(names, dtype=object)[codes], dtype="string")

    def given(column: str) -> pd.Series:
        if column not in p.candidates:
            return pd.Series(np.full(len(arcs), np.nan))
        return pd.to_numeric(p.candidates[column].take(p.arc_candidate[arcs]))

    columns = {
        "helper_id": named(p.helpers, p.row_helper[p.arc_row[arcs]]),
        "recipient_id": named(p.recipients, p.arc_recipient[arcs]),
        "channel": named(p.channels, p.need_channel[p.arc_need[arcs]]),
        "fit": given("fit").astype("Int64").array,
        "distance_km": given("distance_km").to_numpy(dtype=float, na_value=np.nan),
        "kept": p.running[arcs],
    }
    return pd.DataFrame(columns)


def attained(p: Problem, taken: np.ndarray) -> dict[str, int]:
    """What a set of arcs attains in every goal, in the order of the problem's goals (the others
    after them)."""
    got = np.bincount(p.arc_recipient[taken], minlength=len(p.recipients))
    left = np.maximum(p.most - got, 0)
    squares = (
        int((left * left).sum())
        if not len(left) or int(left.max()) ** 2 * len(left) < 2**62
        else sum(int(x) ** 2 for x in left)
    )
    values = {
        "coverage": int(taken.sum()),
        "fairness": squares,
        "keep": int(p.running[taken].sum()),
        "fit": int(p.fit[taken].sum()),
        "distance": int(p.metres[taken].sum()),
    }
    order = [g for g in p.goals if g != BY_HAND] + [g for g in GOALS if g not in p.goals]
    return {g: values[g] for g in order}
