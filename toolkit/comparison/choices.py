"""Choices near those of a study: cut-offs beside its own, anchors moved, a case left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.anchors import Anchors
from toolkit.comparison.memberships import ComparisonError, Memberships
from toolkit.terms import tr

#: neighbouring cut-offs, as steps from the chosen one
STEPS = (-0.1, -0.05, 0.05, 0.1)
#: anchors move by these shares of the way between exclusion and inclusion
SHIFTS = (-0.1, 0.1)


@dataclass(frozen=True)
class Choice:
    """One set of choices; `kind` and `setting` say what differs from the study's own."""

    kind: str
    setting: str
    memberships: Memberships
    incl_cut: float
    pri_cut: float
    n_cut: int


def near(cut: float, low: float) -> list[float]:
    """Cut-offs around the chosen one, none under `low`."""
    return sorted({round(min(1.0, max(low, cut + s)), 6) for s in STEPS} - {cut})


def recalibrated_memberships(m: Memberships, raw: pd.DataFrame) -> dict[str, Memberships]:
    """By anchor and shift, the memberships of a study recalibrated with that anchor moved."""
    anchored = {c: a for c, a in m.anchors.items() if isinstance(a, Anchors)}
    if not anchored or len(raw) != len(m.y) or any(c not in raw.columns for c in anchored):
        raise ComparisonError(
            tr(
                "raw 须是同样的案例，且数据由 calibrate_frame 校准。",
                "raw must hold the same cases, and the data come from calibrate_frame.",
            )
        )
    out = {}
    for c, a in anchored.items():
        width = float(np.ptp(a.thresholds)) if len(a.thresholds) > 1 else float(np.ptp(raw[c]))
        for i, at in enumerate(a.thresholds):
            for shift in SHIFTS:
                to = at + shift * width
                try:
                    new = a.moved(i, to).apply(raw[c].astype(float)).to_numpy()
                except ComparisonError:  # moved past its neighbour: no set any more
                    continue
                name = f"{c} {_part(a, i)} {at:g} → {to:g}"
                if c in m.conditions:
                    x = m.x.copy()
                    x[:, m.conditions.index(c)] = new
                    out[name] = replace(m, x=x)
                elif c == m.outcome.removeprefix("~"):
                    out[name] = replace(m, y=1 - new if m.outcome.startswith("~") else new)
    return out


def _part(a: Anchors, i: int) -> str:
    """What a threshold is called."""
    if a.method in ("direct", "linear") and len(a.thresholds) == 3:
        return ("exclusion", "crossover", "inclusion")[i]
    return f"#{i + 1}"


def _without(m: Memberships, i: int) -> Memberships:
    return replace(
        m, cases=m.cases[:i] + m.cases[i + 1 :], x=np.delete(m.x, i, axis=0), y=np.delete(m.y, i)
    )


def one_at_a_time(
    base: Choice, options: Mapping[str, list], recalibrated: Mapping[str, Memberships], drop: bool
) -> Iterator[Choice]:
    """Each neighbouring choice with all others as in `base`."""
    kinds = {"incl_cut": "inclusion", "pri_cut": "pri", "n_cut": "frequency"}
    for name, values in options.items():
        for v in values:
            yield replace(base, kind=kinds[name], setting=f"{v:g}", **{name: v})
    for label, m in recalibrated.items():
        yield replace(base, kind="anchor", setting=label, memberships=m)
    if drop:
        for i, case in enumerate(base.memberships.cases):
            yield replace(
                base, kind="case", setting=str(case), memberships=_without(base.memberships, i)
            )


def at_random(
    base: Choice,
    options: Mapping[str, list],
    recalibrated: Mapping[str, Memberships],
    drop: bool,
    runs: int,
    rng: np.random.Generator,
) -> Iterator[Choice]:
    """`runs` sets of choices with every choice drawn, the one of `base` among them."""
    variants = [base.memberships, *recalibrated.values()]
    for _ in range(runs):
        drawn: dict[str, Any] = {
            name: [getattr(base, name), *values][rng.integers(len(values) + 1)]
            for name, values in options.items()
        }
        m = variants[rng.integers(len(variants))]
        gone = int(rng.integers(-1, len(m.y))) if drop else -1
        setting = ", ".join(f"{v:g}" for v in drawn.values()) + (
            f", −{m.cases[gone]}" if gone >= 0 else ""
        )
        yield replace(
            base,
            kind="random",
            setting=setting,
            memberships=_without(m, gone) if gone >= 0 else m,
            **drawn,
        )
