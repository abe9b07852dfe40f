"""Where the places run out: independent bottlenecks (violators of Hall's condition), each with its
cheapest cure."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd

from toolkit.pairing.cover import Residual
from toolkit.pairing.problem import Problem
from toolkit.terms import channel_label, tr

COLUMNS = ["channel", "recipients", "helpers", "needs", "places", "short", "sentence", "cure"]


def shortages(p: Problem, taken: np.ndarray, worth: np.ndarray) -> pd.DataFrame:
    """One row for each independent bottleneck.

    The needs that no plan can cover are ``Σ needs − smallest cut``. The cut is found from the unmet
    needs of a plan with the greatest coverage: what they can reach in the residual graph is a set
    of needs whose reachable places are too few (Hall 1935), and it falls apart into one bottleneck
    for each channel and connected component. A recipient whose ``most`` alone stops another pair is
    a bottleneck of its own.

    Parameters
    ----------
    p : Problem
    taken : ndarray of bool
        The arcs of a plan with the greatest coverage.
    worth : ndarray
        Rank of each helper row by what one more place there would be worth (0 = best).

    Returns
    -------
    DataFrame
        ``channel, recipients, helpers, needs, places, short, sentence, cure``.
    """
    state = Residual(p, taken)
    got = np.bincount(p.need_recipient, weights=state.served, minlength=len(p.recipients)).astype(
        np.int64
    )
    total = p.need.sum(axis=1)
    unmet = np.flatnonzero(got < total)
    if not len(unmet):
        return _none().copy()
    capped = unmet[got[unmet] == p.most[unmet]]
    stopped = np.empty(0, dtype=np.int64)
    if len(capped):
        stopped = capped[state.reach(state.spare, backwards=True)[capped]]
    rows = _bottlenecks(p, state, np.setdiff1d(unmet, capped), np.setdiff1d(capped, stopped), worth)
    return _frame(rows + [_stopped(p, int(r), int(total[r])) for r in stopped])


@cache
def _none() -> pd.DataFrame:
    return _frame([])


def _frame(rows: list[tuple]) -> pd.DataFrame:
    kinds = dict.fromkeys(COLUMNS, "string") | dict.fromkeys(("recipients", "helpers"), object)
    kinds |= dict.fromkeys(("needs", "places", "short"), "Int64")
    columns = zip(*rows) if rows else [()] * len(COLUMNS)
    return pd.DataFrame(
        {name: pd.Series(cells, dtype=kinds[name]).array for name, cells in zip(COLUMNS, columns)}
    )


def _stopped(p: Problem, r: int, total: int) -> tuple:
    name, most = p.recipients[r], int(p.most[r])
    told = p.called(name)
    sentence = tr(
        f"{told} 共需 {total} 个，但最多只能结 {most} 对；把上限提高到 {total} 即可再结 "
        f"{total - most} 对（须有名额）。",
        f"{told} needs {total} but takes {most} pairs at most; raising that to {total} lets it "
        f"have up to {total - most} more.",
    )
    return ("most", [name], [], total, most, total - most, sentence, name)


def _groups(label: np.ndarray, which: np.ndarray) -> dict[int, np.ndarray]:
    """Component → positions of its marked nodes."""
    at = np.flatnonzero(which)
    at = at[np.argsort(label[at], kind="stable")]
    parts, first = np.unique(label[at], return_index=True)
    return dict(zip(parts.tolist(), np.split(at, first[1:])))


def _bottlenecks(
    p: Problem, state: Residual, unmet: np.ndarray, capped: np.ndarray, worth: np.ndarray
) -> list[tuple]:
    from scipy.sparse import csr_array  # loads for a fifth of a second
    from scipy.sparse.csgraph import connected_components

    if not len(unmet) and not len(capped):
        return []
    r, n = len(p.recipients), len(p.need_recipient)
    reached = state.reach(np.concatenate([unmet, capped]))
    # a place helps at once only where a need that counts is waiting for it, not one that `most`
    # stops as well
    waiting = state.reach(unmet)[r + n :] if len(capped) else reached[r + n :]
    in_need, in_row = reached[r : r + n], reached[r + n :]
    own = in_need[p.arc_need] & in_row[p.arc_row]
    single = np.bincount(p.arc_need[in_need[p.arc_need] & ~own], minlength=n)
    links = csr_array(
        (np.ones(int(own.sum()), dtype=np.int8), (p.arc_need[own], n + p.arc_row[own])),
        shape=(n + len(in_row),) * 2,
    )
    label = connected_components(links, directed=False)[1]
    rows_of = _groups(label[n:], in_row)
    amount, out = p.amount, []
    for part, nodes in _groups(label[:n], in_need).items():
        rows = rows_of.get(part, np.empty(0, dtype=np.int64))
        needs, places = int(amount[nodes].sum()), int(p.capacity[rows].sum() + single[nodes].sum())
        useful = rows[waiting[rows]]
        best = p.helpers[p.row_helper[useful[np.argmin(worth[useful])]]] if len(useful) else None
        channel = p.channels[p.need_channel[nodes[0]]]
        told = None if best is None else p.called(best)
        sentence = _sentence(channel, len(nodes), len(rows), needs, places, told)
        names = (
            p.recipients[p.need_recipient[nodes]].tolist(),
            p.helpers[p.row_helper[rows]].tolist(),
        )
        out.append((channel, *names, needs, places, needs - places, sentence, best))
    return out


def _sentence(
    channel: str, recipients: int, helpers: int, needs: int, places: int, best: str | None
) -> str:
    name, short = channel_label(channel), needs - places
    cure = tr(
        f"最省的办法：给 {best} 增加一个名额，可补上一个。",
        f"Cheapest cure: one more place at {best} covers one of them.",
    )
    if not helpers:
        cure = tr(
            "再没有可帮的候选：请增加候选帮扶方。",
            "There is no further candidate: name another eligible helper.",
        )
    elif best is None:
        cure = tr(
            "受助方已达结对上限：增加名额的同时须提高上限。",
            "The recipients are at their largest number of pairs: raise that along with the "
            "places.",
        )
    return tr(
        f"{name}：{recipients} 个受助方共需 {needs} 个，够得着的名额只有 {places} 个，缺 {short} "
        f"个。{cure}",
        f"{name}: needs {needs} (recipients: {recipients}), places within reach {places}, {short} "
        f"short. {cure}",
    )
