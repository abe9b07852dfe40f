"""How long something lasts: Kaplan–Meier and Cox for the register and for evaluation alike, with
spells that start late, at risk from after their start to their end (start < t ≤ stop)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from toolkit.register.life import GuardError
from toolkit.terms import tr

_STEPS, _CLOSE = 50, 1e-12
#: an effect of so many logarithmic units for one standard deviation is no estimate any more
_FAR = 12
Vector = NDArray[np.float64]


def survival_curve(stop: Any, event: Any, start: Any = None) -> pd.DataFrame:
    """Kaplan–Meier, with delayed entry where spells have a `start` (statsmodels).

    Returns
    -------
    DataFrame
        ``time, at_risk, ended, survival, se`` (Greenwood): a row for each time at which somebody
        left; none when nobody did.

    Examples
    --------
    >>> from toolkit import register
    >>> curve = register.survival_curve([1, 2, 2, 3], [True, True, False, True])
    >>> curve[["time", "at_risk", "ended", "survival"]]
       time  at_risk  ended  survival
    0   1.0        4      1      0.75
    1   2.0        3      1      0.50
    2   3.0        1      1      0.00
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    stop = np.asarray(stop, dtype=float)
    event = np.asarray(event).astype(int)
    entry = None if start is None else np.asarray(start, dtype=float)
    if not event.any():
        columns = ["time", "at_risk", "ended", "survival", "se"]
        return pd.DataFrame({c: pd.Series(dtype=float) for c in columns})
    found = SurvfuncRight(stop, event, entry=entry)
    counts = {
        "at_risk": np.asarray(found.n_risk, dtype=np.int64),
        "ended": np.asarray(found.n_events, dtype=np.int64),
    }
    return pd.DataFrame(
        {"time": found.surv_times}
        | counts
        | {"survival": found.surv_prob, "se": found.surv_prob_se}
    )


def proportional_hazards(
    table: pd.DataFrame,
    covariates: Sequence[str],
    ties: str = "efron",
    cluster: str | None = None,
    start: str | None = "start",
    stop: str = "stop",
    event: str = "event",
) -> pd.DataFrame:
    """Cox's proportional hazards by Newton's method, as R's ``survival::coxph`` has it.

    A spell is at risk at t when start < t ≤ stop: one that starts at the time of an event is not
    yet at risk (statsmodels 0.15 counts it, which is why it is not used here). Ties after Efron
    (1977, JASA 72, 557–565) or Breslow (1974, Biometrics 30, 89–99); robust errors are sums of
    score residuals within clusters (Lin & Wei 1989, JASA 84, 1074–1078), without a small-sample
    factor.

    Parameters
    ----------
    table : DataFrame
        One row a spell: `start` (None: all from 0), `stop`, `event` (True where it ended), the
        covariates as numbers.
    cluster : str, optional
        Column of the unit whose spells belong together.

    Returns
    -------
    DataFrame
        Indexed by term: ``coefficient, hazard_ratio, se_model, se_robust`` (NaN without clusters),
        ``low, high, p`` (from the robust error where there is one). ``attrs``: ``spells, events,
        clusters, ties, loglik``.

    Raises
    ------
    GuardError
        Unknown ties, missing columns or values, nobody ended, a covariate that does not vary or
        repeats another, or an estimate that runs to infinity.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import register
    >>> spells = pd.DataFrame({"stop": [1.0, 2, 3, 4], "event": [True, True, True, False],
    ...                        "helped": [1, 0, 1, 0]})
    >>> found = register.proportional_hazards(spells, ["helped"], start=None)
    >>> found[["coefficient", "hazard_ratio"]].round(3)
            coefficient  hazard_ratio
    term
    helped        0.941         2.562
    """
    from scipy.special import ndtr, ndtri  # `scipy.stats` alone loads for half a second

    design, enter, leave, ended = _inputs(table, covariates, ties, start, stop, event)
    risks = _risk_sets(enter, leave, ended)
    beta = np.zeros(design.shape[1])
    loglik, gradient, information = _likelihood(design, risks, beta, ties)
    first = loglik
    spread = design.std(axis=0)
    for _ in range(_STEPS):
        if np.abs(beta * spread).max() > _FAR:
            break
        move = _solved(information, gradient, covariates)
        while True:  # halve a step that leads downhill
            new = _likelihood(design, risks, beta + move, ties)
            if new[0] >= loglik - _CLOSE or np.abs(move).max() < _CLOSE:
                break
            move = move / 2
        beta = beta + move
        done = abs(new[0] - loglik) < _CLOSE * (abs(loglik) + 1) and np.abs(move).max() < 1e-9
        loglik, gradient, information = new
        if done:
            break
    if np.abs(beta * spread).max() > _FAR or not np.isfinite(beta).all():
        raise GuardError(
            tr(
                "有的项把结束和不结束完全分开，风险比趋于无穷，无法估计",
                "a term parts all endings from the rest: its hazard ratio runs to infinity",
            )
        )
    inverse = np.linalg.inv(information)
    out = pd.DataFrame(
        {"coefficient": beta, "hazard_ratio": np.exp(beta), "se_model": np.sqrt(np.diag(inverse))},
        index=pd.Index(list(covariates), name="term"),
    )
    out["se_robust"] = np.nan
    if cluster is not None:
        codes, units = pd.factorize(table[cluster])
        sums = np.zeros((len(units), design.shape[1]))
        np.add.at(sums, codes, _score_residuals(design, risks, beta, ties) @ inverse)
        out["se_robust"] = np.sqrt((sums**2).sum(axis=0))
    se = out["se_robust"].fillna(out["se_model"])
    z = float(ndtri(0.975))
    out["low"], out["high"] = np.exp(beta - z * se), np.exp(beta + z * se)
    out["p"] = 2 * ndtr(-np.abs(beta / se))
    out.attrs = {"spells": len(table), "events": int(ended.sum()), "ties": ties}
    out.attrs |= {"loglik": (float(first), float(loglik))}
    out.attrs |= {"clusters": 0 if cluster is None else len(units)}
    return out


def _inputs(
    table: pd.DataFrame,
    covariates: Sequence[str],
    ties: str,
    start: str | None,
    stop: str,
    event: str,
) -> tuple[Vector, Vector, Vector, NDArray[np.bool_]]:
    if ties not in ("efron", "breslow"):
        raise GuardError(tr("ties 只能是 efron 或 breslow", "ties must be efron or breslow"))
    wanted = [*covariates, stop, event, *([start] if start else [])]
    missing = [c for c in wanted if c not in table]
    if missing:
        raise GuardError(
            tr(f"缺少列：{'、'.join(missing)}", f"columns missing: {', '.join(missing)}")
        )
    empty = [c for c in wanted if table[c].isna().any()]
    if empty:
        raise GuardError(
            tr(f"有空值的列：{'、'.join(empty)}", f"columns with gaps: {', '.join(empty)}")
        )
    design = table[list(covariates)].to_numpy(dtype=float)
    leave = table[stop].to_numpy(dtype=float)
    enter = table[start].to_numpy(dtype=float) if start else np.full(len(table), -np.inf)
    ended = table[event].to_numpy().astype(bool)
    if not ended.any():
        raise GuardError(tr("没有一个结束，无法估计", "nobody ended: nothing to estimate"))
    if (enter >= leave).any():
        raise GuardError(tr("有的期间开始不早于结束", "a spell starts no earlier than it stops"))
    return design, enter, leave, ended


def _risk_sets(
    enter: Vector, leave: Vector, ended: NDArray[np.bool_]
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """For each time of an event: who is at risk (start < t ≤ stop), and who ends."""
    return [
        (
            np.flatnonzero((enter < t) & (leave >= t)),
            np.flatnonzero(ended & (leave == t)),
        )
        for t in np.unique(leave[ended])
    ]


def _parts(ends: int, ties: str) -> Vector:
    """The shares of those who end together that are taken out of the risk set one after the other
    (Efron), or never (Breslow)."""
    return np.arange(ends) / ends if ties == "efron" else np.zeros(ends)


def _likelihood(
    x: Vector, risks: list[Any], beta: Vector, ties: str
) -> tuple[float, Vector, Vector]:
    """Log partial likelihood with its gradient and information."""
    weight = np.exp(np.clip(x @ beta, -300, 300))
    loglik, gradient = 0.0, np.zeros(x.shape[1])
    information = np.zeros((x.shape[1], x.shape[1]))
    for at_risk, ends in risks:
        w, xr, wd, xd = weight[at_risk], x[at_risk], weight[ends], x[ends]
        s0, s1, s2 = w.sum(), w @ xr, (xr * w[:, None]).T @ xr
        d0, d1, d2 = wd.sum(), wd @ xd, (xd * wd[:, None]).T @ xd
        loglik += float((xd @ beta).sum())
        gradient += xd.sum(axis=0)
        for share in _parts(len(ends), ties):
            total = s0 - share * d0
            mean = (s1 - share * d1) / total
            loglik -= float(np.log(total))
            gradient -= mean
            information += (s2 - share * d2) / total - np.outer(mean, mean)
    return loglik, gradient, information


def _score_residuals(x: Vector, risks: list[Any], beta: Vector, ties: str) -> Vector:
    """Each spell's share in the gradient (Therneau & Grambsch 2000, §4.6)."""
    weight = np.exp(x @ beta)
    out = np.zeros_like(x)
    for at_risk, ends in risks:
        w, wd = weight[at_risk], weight[ends]
        s0, s1 = w.sum(), w @ x[at_risk]
        d0, d1 = wd.sum(), wd @ x[ends]
        dies = np.isin(at_risk, ends)
        for share in _parts(len(ends), ties):
            total = s0 - share * d0
            mean = (s1 - share * d1) / total
            # those who end count less and less in the risk set that Efron thins out
            part = w * np.where(dies, 1 - share, 1.0) / total
            out[at_risk] -= part[:, None] * (x[at_risk] - mean)
            out[ends] += (x[ends] - mean) / len(ends)
    return out


def _solved(information: Vector, gradient: Vector, covariates: Sequence[str]) -> Vector:
    scale = np.sqrt(np.abs(np.diag(information)))
    if (scale < 1e-8).any() or np.linalg.cond(information / np.outer(scale, scale)) > 1e12:
        raise GuardError(
            tr(
                f"有的项不变化，或与别的项重复：{'、'.join(covariates)}",
                f"a term does not vary, or repeats another: {', '.join(covariates)}",
            )
        )
    return np.asarray(np.linalg.solve(information, gradient), dtype=float)
