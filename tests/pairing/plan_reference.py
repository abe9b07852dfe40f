"""A planner that shares nothing with ours: scipy's MILP, level by level, on the tables as people
enter them."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from toolkit.terms import CHANNELS

GOALS = ("coverage", "fairness", "keep", "fit", "distance")


def tables(
    rng: np.random.Generator, scores: int | None = None, far: float = 1.0
) -> dict[str, pd.DataFrame]:
    """Small random tables; few different scores make adversarial ties, `far` stretches
    distances."""
    units, doers, kinds = (int(rng.integers(1, 6)) for _ in range(3))
    channels = CHANNELS[: min(kinds, 3)]
    recipients = pd.DataFrame(
        {"recipient_id": [f"r{i}" for i in range(units)]}
        | {c: rng.integers(0, 3, units) for c in channels}
    )
    if rng.random() < 0.5:
        recipients["most"] = rng.integers(0, 4, units)
    rows = [
        (f"h{i}", c, int(rng.integers(0, 4)))
        for i in range(doers)
        for c in channels
        if rng.random() < 0.6
    ]
    helpers = pd.DataFrame(rows, columns=["helper_id", "channel", "capacity"])
    pairs = [
        (h, r)
        for h in helpers["helper_id"].unique()
        for r in recipients["recipient_id"]
        if rng.random() < 0.5
    ]
    candidates = pd.DataFrame(pairs, columns=["helper_id", "recipient_id"])
    top = scores or int(rng.choice([1, 3, 10]))
    candidates["fit"] = rng.integers(0, top, len(pairs))
    candidates["distance_km"] = rng.integers(0, top, len(pairs)) / int(rng.choice([1, 3])) * far
    running = candidates.loc[rng.random(len(pairs)) < 0.4, ["helper_id", "recipient_id"]]
    return {
        "recipients": recipients,
        "helpers": helpers,
        "candidates": candidates,
        "running": running,
    }


def goals(rng: np.random.Generator) -> tuple[str, ...]:
    """Any goals in any order."""
    return tuple(str(g) for g in rng.permutation(GOALS)[: rng.integers(0, 6)])


def best(t: dict[str, pd.DataFrame], order: tuple[str, ...]) -> dict[str, int]:
    """The level attained in each goal, by one MILP a goal with the levels before as constraints."""
    if "coverage" not in order:
        order = ("coverage", *order)
    need = {
        (r["recipient_id"], c): int(r[c])
        for r in t["recipients"].to_dict("records")
        for c in CHANNELS
        if c in r
    }
    most = {r["recipient_id"]: int(r.get("most", 99)) for r in t["recipients"].to_dict("records")}
    total = {r: min(sum(n for (q, _), n in need.items() if q == r), most[r]) for r in most}
    running = set(map(tuple, t["running"].to_numpy()))
    serves = list(t["helpers"].itertuples(index=False))
    arcs = [
        (c.helper_id, c.recipient_id, s.channel, c.fit, round(c.distance_km * 1000))
        for c in t["candidates"].itertuples(index=False)
        for s in serves
        if s.helper_id == c.helper_id
    ]
    steps = [(r, j) for r in total for j in range(1, total[r] + 1)]  # the j-th uncovered need of r
    n, size = len(arcs), len(arcs) + len(steps)
    if not size:
        return dict.fromkeys(order, 0)
    rows, low, high = [], [], []

    def bound(picked: list[float], a: float, b: float) -> None:
        rows.append(picked)
        low.append(a)
        high.append(b)

    for (r, c), amount in need.items():
        bound([float(a[1] == r and a[2] == c) for a in arcs] + [0.0] * len(steps), 0, amount)
    for s in serves:
        bound(
            [float(a[0] == s.helper_id and a[2] == s.channel) for a in arcs] + [0.0] * len(steps),
            0,
            s.capacity,
        )
    for r, k in total.items():
        bound([float(a[1] == r) for a in arcs] + [float(q == r) for q, _ in steps], k, k)
    value = {
        "coverage": [-1] * n + [0] * len(steps),
        "fairness": [0] * n + [2 * j - 1 for _, j in steps],
        "keep": [-int(a[:2] in running) for a in arcs] + [0] * len(steps),
        "fit": [-a[3] for a in arcs] + [0] * len(steps),
        "distance": [a[4] for a in arcs] + [0] * len(steps),
    }
    out = {}
    for g in order:
        cost = np.array(value[g], dtype=float)
        found = milp(
            cost,
            integrality=np.ones(size),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(np.array(rows), low, high),
        )
        assert found.status == 0, found.message
        level = int(np.rint(cost @ np.rint(found.x)))
        bound(list(cost), -np.inf, level + 0.5)
        out[g] = abs(level) if g not in ("fairness", "distance") else level
    return out
