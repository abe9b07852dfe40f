"""Compiled passes over all pairs (Numba), each once over what it must read; all codes unsigned,
which spares a test for each index."""

from __future__ import annotations

import numpy as np
from numba import njit

#: while one organisation is counted, memory is asked for what these further on will need
_NEAR, _FAR = np.uint32(4), np.uint32(8)
_ONE = np.uint32(1)


def _compiled(function):  # type: ignore[no-untyped-def]
    """Compiled at its first call, once for an installation; other threads go on meanwhile."""
    try:
        return njit(nogil=True, cache=True)(function)
    except RuntimeError:  # neither this folder nor the user's may be written to: once for a process
        return njit(nogil=True)(function)


@_compiled
def count(end, channel, out):  # type: ignore[no-untyped-def]
    """Add each pair to its organisation and channel."""
    for i in range(len(end)):
        out[end[i], channel[i]] += 1


@_compiled
def sole(helper, recipient, only):  # type: ignore[no-untyped-def]
    """The one helper of each recipient: −1 where nobody helps, −2 where several do (`only` begins
    as −1)."""
    for i in range(len(helper)):
        before = only[recipient[i]]
        if before == -1:
            only[recipient[i]] = helper[i]
        elif before != helper[i]:
            only[recipient[i]] = -2


@_compiled
def join(root, a, b):  # type: ignore[no-untyped-def]
    """Make one tree of the trees at both ends of each pair, then let every node point to the
    smallest of its tree.

    `root` begins as its own positions; a node never hangs below a larger one. Rem's union with
    splicing, the quickest of those compared by Patwary, Blair & Manne 2010 (SEA, LNCS 6049,
    411–423).
    """
    for i in range(len(a)):
        x, y = a[i], b[i]
        while root[x] != root[y]:
            if root[x] < root[y]:
                x, y = y, x
            above, root[x] = root[x], root[y]
            if above == x:
                break
            x = above
    for i in range(len(root)):
        root[i] = root[root[i]]


@_compiled
def rows(helper, recipient, begin, out):  # type: ignore[no-untyped-def]
    """Whom each one helps, one after the other: `begin` (zeros, one longer than there are
    organisations) and `out`."""
    for i in range(len(helper)):
        begin[helper[i]] += 1
    total = np.uint32(0)
    for i in range(len(begin)):
        total += begin[i]
        begin[i] = total
    for i in range(len(helper)):
        begin[helper[i]] -= 1
        out[begin[helper[i]]] = recipient[i]


@_compiled
def two_steps(begin, helped, first, end, seen, out):  # type: ignore[no-untyped-def]
    """Distinct others within two steps of the organisations from `first` to `end`; returns what
    keeps the looking ahead alive.

    `seen` notes for whom an organisation was counted last (begins as the largest number); `helped`
    has one entry to spare.
    """
    ahead, last = np.uint32(0), np.uint32(end - 1)
    for v in range(np.uint32(first), np.uint32(end)):
        far, near = min(np.uint32(v + _FAR), last), min(np.uint32(v + _NEAR), last)
        for j in range(begin[far], begin[far + _ONE]):
            ahead ^= begin[helped[j]]
        for j in range(begin[near], begin[near + _ONE]):
            ahead ^= helped[begin[helped[j]]]
        seen[v], found = v, np.uint32(0)
        for j in range(begin[v], begin[v + _ONE]):
            u = helped[j]
            found += seen[u] != v
            seen[u] = v
            for k in range(begin[u], begin[u + _ONE]):
                w = helped[k]
                found += seen[w] != v
                seen[w] = v
        out[v] = found
    return ahead
