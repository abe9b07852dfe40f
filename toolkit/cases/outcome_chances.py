"""How likely each outcome of a whole report is: weighed from what its sentences say, and by all its
words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from toolkit.cases.learned import learned, pieces, runs, weights_of
from toolkit.cases.results import MEASURED, RESULTS, Told

__all__ = ["by_whole", "clues_of_whole", "features", "weighed"]

#: so many characters are the end of a report
_END = 200


def features(
    sentences: Sequence[Told],
    chances: np.ndarray,
    verdict: np.ndarray,
    title: np.ndarray,
    under: np.ndarray,
    silent: Sequence[bool],
) -> dict[str, float]:
    """Name → value of what the outcome is weighed from: sums of chances by place and evidence.

    `under` is sentences × (below shortcomings, below results); `silent` says whether words of no
    verdict stand anywhere, in the second half, at the end.
    """
    p = chances if len(chances) else np.zeros((1, 3))
    under = under if len(chances) else np.zeros((1, 2))
    rests = verdict if len(chances) else np.zeros(1)
    place = np.array([s.place for s in sentences]) if sentences else np.zeros(1)
    hard = [s.evidence in MEASURED for s in sentences] or [False]
    total = p.sum(axis=0)
    groups = {
        "sum": np.log1p(total),
        "last third": np.log1p(p[place > 2 / 3].sum(axis=0)),
        "measured": np.log1p(p[np.array(hard)].sum(axis=0)),
        "shortcomings": np.log1p((p * under[:, :1]).sum(axis=0)),
        "results": np.log1p((p * under[:, 1:]).sum(axis=0)),
        "most": p.max(axis=0),
        "latest": (p * place[:, None]).max(axis=0),
        "title": title,
        "end": p[-1],
        "verdict": (p * rests[:, None]).max(axis=0),
        "likeliest verdict": p[int(rests.argmax())] * (rests.max() >= 0.2),
        "share": total / (total.sum() + 0.3),
    }
    out = {f"{name}: {r}": float(v[k]) for name, v in groups.items() for k, r in enumerate(RESULTS)}
    out["both in one"] = float(np.minimum(p[:, 0], p[:, 1]).max())
    out["both in verdict"] = float((np.sqrt(p[:, 0] * p[:, 1:].max(axis=1)) * rests).max())
    out["some in one"] = float(np.minimum(p[:, 0], p[:, 2]).max())
    out["both at most"] = float(np.sqrt(p[:, 0].max() * p[:, 1].max()))
    out["both in sum"] = float(np.sqrt(total[0] * total[1]))
    for name, value in zip(("no verdict", "no verdict late", "open end"), silent):
        out[name] = float(value)
    return out


def weighed(found: dict[str, float]) -> np.ndarray:
    """The chance of each outcome by what was `found` in a report's sentences (`features`)."""
    names, table = weights_of("outcome")
    values = np.array([found.get(name, 1.0) for name in names])
    sums = ((values - table[:, 0]) / table[:, 1]) @ table[:, 2:]
    likely = np.exp(sums - sums.max())
    return np.asarray(likely / likely.sum())


def clues_of_whole(text: str) -> set[str]:
    """What the outcome of a whole report is learned from besides its sentences: runs of characters
    (`toolkit.cases.learned.pieces`), and the shorter ones of its end, marked as such."""
    return pieces(text) | {"E" + run for run in runs(text[-_END:], (1, 2))}


def by_whole(text: str) -> np.ndarray:
    """The chance of each outcome by all the words of a report."""
    judge = learned("outcomes")
    each = judge.chances_by([clues_of_whole(text)], np.zeros((1, len(judge.labels), 0)))[0]
    return np.asarray(each / each.sum())
