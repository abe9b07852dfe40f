"""Who is commended and who gets a seat: chosen under quotas and caps, shared out by size; how
safe each seat is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.records import County, assessed, voice_weights, weighted
from toolkit.register.life import GuardError
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr


def seats(
    county: County,
    period: str,
    k: int,
    runs: int = 1000,
    seed: int = 2011,
    spread: float = 0.2,
    sure: float = 0.95,
    rules: Rules | None = None,
) -> pd.DataFrame:
    """Which of `k` seats are safe: the ranking again under other weights and other voices.

    Each run multiplies every weight by a lognormal factor (`spread` is its standard deviation;
    after Saisana, Saltelli & Tarantola 2005, JRSS A 168, 307–323) and draws the four voices anew
    with replacement.

    Returns
    -------
    DataFrame
        ``org_id, score, rank, share`` (of runs inside the seats), ``verdict``: ``safe`` (share ≥
        `sure`), ``out`` (≤ 1 − `sure`), else ``contested``. ``attrs``: ``runs, seed, safe,
        contested``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> found = toolkit.register.seats(county, "2010", 10, runs=50)
    >>> found["verdict"].value_counts().to_dict()
    {'out': 42, 'contested': 8, 'safe': 6}
    """
    orgs, indicator, scores = assessed(county, period)
    if not 0 < k < len(orgs):
        raise GuardError(
            tr(f"名额应在 1 到 {len(orgs) - 1} 之间", f"seats must lie in 1..{len(orgs) - 1}")
        )
    rng, base, voices = (
        np.random.default_rng(seed),
        indicator["weight"].to_numpy(),
        voice_weights(rules).to_numpy(),
    )
    filled = np.where(np.isnan(scores), weighted(scores, base, voices)[:, None, None], scores)
    point = np.einsum("oiv,i,v->o", filled, base, voices)
    inside = np.zeros(len(orgs))
    for _ in range(runs):
        w = base * rng.lognormal(0, spread, len(base))
        v = (
            voices
            * rng.lognormal(0, spread, len(voices))
            * rng.multinomial(len(voices), np.full(len(voices), 1 / len(voices)))
        )
        if not v.sum() > 0:  # only voices drawn that weigh nothing
            v = voices
        inside[
            np.argpartition(-np.einsum("oiv,i,v->o", filled, w / w.sum(), v / v.sum()), k - 1)[:k]
        ] += 1
    share = inside / runs
    verdict = np.select([share >= sure, share <= 1 - sure], ["safe", "out"], "contested")
    out = pd.DataFrame(
        {"org_id": orgs.astype("string"), "score": point, "share": share, "verdict": verdict}
    )
    out = out.sort_values(["score", "org_id"], ascending=[False, True], ignore_index=True)
    out.insert(2, "rank", np.arange(1, len(out) + 1))
    out.attrs = {
        "runs": runs,
        "seed": seed,
        "safe": int((verdict == "safe").sum()),
        "contested": int((verdict == "contested").sum()),
    }
    return out


def commend(
    candidates: pd.DataFrame,
    k: int,
    caps: Mapping[str, int] | None = None,
    ties: Sequence[str] = (),
    seed: int = 0,
) -> pd.DataFrame:
    """Choose `k` under caps, exactly: the greatest sum of scores, among equals of the `ties` in
    their order, at last a draw.

    Mixed-integer programs one after the other, each keeping what the one before attained (HiGHS
    through scipy). Numbers count to three decimals.

    Parameters
    ----------
    candidates : DataFrame
        ``subject_id, score`` and the columns of `caps` and `ties` (higher is better).
    caps : mapping, optional
        Column (``township``, ``sector``) → the most that may come from one value.
    seed : int
        Of the draw. It is recorded in ``attrs``: with it anybody can repeat the choice.

    Returns
    -------
    DataFrame
        The candidates by score with ``draw, chosen, why``: ``cap`` for one with a higher score than
        somebody chosen, ``tie`` for an equal score that lost by ties or draw. ``attrs``: ``seed,
        total, ties`` (equal scores at the edge).

    Raises
    ------
    GuardError
        The caps leave fewer than `k`, a subject twice, or a missing value.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import register
    >>> units = pd.DataFrame({"subject_id": list("ABC"), "score": [9, 8, 7], "township": [1, 1, 2]})
    >>> found = register.commend(units, 2, {"township": 1})
    >>> found[["subject_id", "chosen", "why"]].values.tolist()
    [['A', True, ''], ['B', False, 'cap'], ['C', True, '']]
    """
    caps, frame = dict(caps or {}), candidates.reset_index(drop=True)
    columns = ["subject_id", "score", *caps, *ties]
    if frame["subject_id"].duplicated().any() or frame[columns].isna().any(axis=None):
        raise GuardError(
            tr("候选名单有重复或缺项", "a candidate stands there twice, or a value is missing")
        )
    # the draw is over identifiers in order, so that the order of the sheet does not matter
    rank = frame["subject_id"].rank(method="first").astype(int).to_numpy() - 1
    frame["draw"] = np.random.default_rng(seed).permutation(len(frame))[rank]
    chosen = _lexicographic(frame, k, caps, ["score", *ties, "draw"])
    lowest = frame.loc[chosen, "score"].min()
    why = np.select(
        [chosen, frame["score"] > lowest, frame["score"] == lowest], ["", "cap", "tie"], ""
    )
    out = frame.assign(chosen=chosen, why=why).sort_values(
        ["score", *ties, "draw"], ascending=False, ignore_index=True
    )
    out.attrs = {
        "seed": seed,
        "total": float(frame.loc[chosen, "score"].sum()),
        "ties": int((why == "tie").sum()),
    }
    return out


def _lexicographic(
    frame: pd.DataFrame, k: int, caps: Mapping[str, int], goals: Sequence[str]
) -> np.ndarray:
    """Indicator of the chosen; each goal in turn at its best, given what the goals before
    attained."""
    from scipy.optimize import LinearConstraint, milp

    n = len(frame)
    held = [
        LinearConstraint(pd.get_dummies(frame[c]).to_numpy(dtype=float).T, -np.inf, cap)
        for c, cap in caps.items()
    ]

    def best(value: np.ndarray) -> np.ndarray:
        found = milp(
            -value,
            integrality=np.ones(n),
            bounds=(0, 1),
            constraints=held,
            options={"mip_rel_gap": 0},
        )
        return np.zeros(n) if found.x is None else np.rint(found.x)

    x = best(np.ones(n)) if n else np.zeros(0)
    if not 0 < k <= x.sum():
        most = int(x.sum())
        raise GuardError(
            tr(
                f"名额 {k} 不可行：按上限至多 {most} 个",
                f"{k} seats cannot be filled: the caps leave {most} at most",
            )
        )
    held.append(LinearConstraint(np.ones((1, n)), k, k))
    for goal in goals:
        value = np.rint(frame[goal].to_numpy(dtype=float) * (1 if goal == "draw" else 1000))
        x = best(value)
        held.append(LinearConstraint(value[None, :], value @ x - 0.5, np.inf))
    return x > 0.5


def apportion(
    sizes: pd.Series, k: int, method: str | None = None, rules: Rules | None = None
) -> pd.Series:
    """`k` seats over groups in proportion to their sizes: largest remainder (Hamilton) or Webster
    (Balinski & Young 2001).

    Equal claims go to the larger group, then to the first by name. The sum is always `k`.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import register
    >>> register.apportion(pd.Series({"A": 50, "B": 30, "C": 20}), 4, "webster").to_dict()
    {'A': 2, 'B': 1, 'C': 1}
    """
    method = method or (rules or default_rules())["award.quota_method"]
    if (
        method not in ("largest_remainder", "webster")
        or k < 0
        or (sizes < 0).any()
        or not sizes.sum() > 0
    ):
        raise GuardError(
            tr(
                "分配方法、名额或规模有误",
                "unknown method, negative seats or sizes, or nobody to give them to",
            )
        )
    sizes = sizes.sort_index()
    if method == "largest_remainder":
        exact = sizes * k / sizes.sum()
        out = np.floor(exact + 1e-12).astype(int)
        claims = pd.DataFrame({"left": (exact - out).round(9), "size": sizes}).sort_values(
            ["left", "size"], ascending=False, kind="stable"
        )
        out[claims.index[: k - int(out.sum())]] += 1
        return out.astype("Int64")
    out = pd.Series(0, sizes.index)
    for _ in range(k):
        claims = pd.DataFrame({"claim": (sizes / (2 * out + 1)).round(9), "size": sizes})
        out[claims.sort_values(["claim", "size"], ascending=False, kind="stable").index[0]] += 1
    return out.astype("Int64")
