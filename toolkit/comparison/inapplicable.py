"""Prime implicants where a condition does not apply to some cases (``-``, as in temporal QCA).

A row with ``-`` in a condition lies outside every term that names the condition. A term without
the condition holds the row, and with it the combinations that differ from it in that condition
alone: that the condition does not apply there is an observation, not an assumption.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, combinations, product

from toolkit.comparison.boolean import contains, primes, sharp
from toolkit.comparison.space import Cube, Space


def closed_primes(
    positives: Sequence[int], negatives: Sequence[int], allowed: set[int], space: Space
) -> list[Cube]:
    """Prime implicants that assume nothing but the `allowed` rows.

    For each choice of the affected conditions that a term names, the other affected conditions are
    projected away; a projected row counts when ``-`` was observed there, or every value was, and
    none of them without the outcome.
    """
    affected = [i for i, u in enumerate(space.unnamed) if u]
    on = [*positives, *allowed]
    found: set[Cube] = set()
    subsets = (combinations(affected, n) for n in range(len(affected) + 1))
    for named in chain.from_iterable(subsets):
        gone = sum(space.fields[i][1] for i in affected if i not in named)
        care = space.full & ~gone
        mine = [r for r in on if all(_applies(r, i, space) for i in named)]
        off = {r & care for r in negatives}
        kept = sorted({r & care for r in mine if _whole(r & care, gone, mine, space)} - off)
        forced = sum(space.fields[i][1] for i in named)
        for values in {r & forced for r in kept}:
            group = [r for r in kept if r & forced == values]
            others = [(care, r) for r in group]
            outside = sharp([(forced, values)], others, space)
            # the fixed and the projected conditions are no part of the search
            fixed = forced | gone
            free = sorted({(c & ~fixed, v & ~fixed) for c, v in outside})
            found |= {
                (c | forced, v | values)
                for c, v in primes([r & ~forced for r in group], free, space)
            }
    return sorted(c for c in found if not any(o != c and contains(o, c) for o in found))


def _applies(row: int, i: int, space: Space) -> bool:
    return space.value(row, i) != space.levels[i] - 1


def _whole(projected: int, gone: int, rows: Sequence[int], space: Space) -> bool:
    """Whether the rows over a projected row hold every value of the conditions projected away."""
    lost = [i for i, (_, mask) in enumerate(space.fields) if mask & gone]
    there = [r for r in rows if r & ~gone == projected]
    return all(
        any(
            all(not _applies(r, i, space) or space.value(r, i) == v for i, v in zip(lost, values))
            for r in there
        )
        for values in product(*(range(space.named(i)) for i in lost))
    )
