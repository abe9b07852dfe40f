"""How long exemplars last: Kaplan–Meier and Cox straight from the log, through statsmodels."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from toolkit.register.life import GuardError, as_date
from toolkit.terms import tr

if TYPE_CHECKING:
    from toolkit.records import County
    from toolkit.register.register import Register

_STANDS = ("named", "review_pending", "rectifying", "suspended")
_YEAR = 365.25


def lifetimes(register: Register, county: County, on: Any = None) -> pd.DataFrame:
    """Each exemplar's first time as a named one: ``subject_id, kind, cohort, start, years, ended,
    first_year_visits``.

    It ends when the exemplar is revoked or archived; rectification and suspension are still part of
    it. What stands on the day `on` (the last event when left out) is censored. Visits are those of
    the first year only: all visits would grow with the time survived (immortal time bias: Suissa
    2008, Am J Epidemiol 167, 492–499).
    """
    log = register.history("exemplar")
    if (log["event"] == "correct").any():
        log = _corrected(register, log)
    day = pd.Timestamp(as_date(on)) if on is not None else log["valid_on"].max()
    log = log[(log["valid_on"] <= day).to_numpy(dtype=bool)]
    start = (
        log[(log["to_state"].isin(_STANDS) & ~log["from_state"].isin(_STANDS)).to_numpy(dtype=bool)]
        .groupby("subject_id")["valid_on"]
        .min()
    )
    leaves = log[
        (log["from_state"].isin(_STANDS) & ~log["to_state"].isin(_STANDS)).to_numpy(dtype=bool)
    ]
    end = leaves.groupby("subject_id")["valid_on"].min().reindex(start.index)
    seen = log[(log["event"] == "visit").to_numpy(dtype=bool)]
    early = seen[
        (seen["valid_on"] <= seen["subject_id"].map(start) + pd.Timedelta(days=365)).to_numpy(
            dtype=bool
        )
    ]
    ex = county["exemplar"].set_index("ex_id").reindex(start.index)
    years = ((end.fillna(day) - start) / pd.Timedelta(days=1) / _YEAR).to_numpy(dtype=float)
    out = pd.DataFrame(
        {
            "subject_id": start.index.astype("string"),
            "kind": ex["kind"].to_numpy(),
            "cohort": ex["cohort"].to_numpy(),
        }
    )
    out = out.assign(start=start.to_numpy(), years=years, ended=end.notna().to_numpy())
    return out.assign(
        first_year_visits=early["subject_id"]
        .value_counts()
        .reindex(start.index)
        .fillna(0)
        .to_numpy(dtype=int)
    )


def _corrected(register: Register, log: pd.DataFrame) -> pd.DataFrame:
    from toolkit.register.life import ENTER, born, steps
    from toolkit.register.writing import effective, mapping

    rows = []
    for subject, told in log.groupby("subject_id"):
        state = born("exemplar").state
        for e in effective(
            told.assign(valid_on=told["valid_on"].dt.strftime("%Y-%m-%d")).to_dict("records")
        ):
            before, state = (
                state,
                mapping(e["data"])["state"]
                if e["event"] == ENTER
                else steps("exemplar")[state, e["event"]],
            )
            rows.append((subject, e["event"], before, state, pd.Timestamp(e["valid_on"])))
    return pd.DataFrame(rows, columns=["subject_id", "event", "from_state", "to_state", "valid_on"])


def kaplan_meier(lives: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Kaplan–Meier with 95 % intervals on the log–log scale (Kalbfleisch & Prentice 2002, §1.4).

    Returns
    -------
    DataFrame
        ``group, years, at_risk, ended, survival, low, high``: a row for each time at which somebody
        left. ``attrs["sentence"]`` says what this is not.
    """
    from statsmodels.duration.survfunc import SurvfuncRight

    groups = [("all", lives)] if by is None else [(str(g), f) for g, f in lives.groupby(by)]
    parts = []
    for name, f in groups:
        if not len(f):
            continue
        if not f["ended"].any():
            parts.append(
                pd.DataFrame(
                    {
                        "group": [name],
                        "years": [0.0],
                        "at_risk": [len(f)],
                        "ended": [0],
                        "survival": [1.0],
                    }
                )
            )
            continue
        km = SurvfuncRight(f["years"].to_numpy(), f["ended"].to_numpy(dtype=int))
        s, se = km.surv_prob, km.surv_prob_se
        with np.errstate(divide="ignore", invalid="ignore"):
            wide = 1.959964 * se / (s * np.abs(np.log(s)))
            low, high = s ** np.exp(wide), s ** np.exp(-wide)
        rows = {
            "group": name,
            "years": km.surv_times,
            "at_risk": km.n_risk,
            "ended": km.n_events,
            "survival": s,
            "low": low,
            "high": high,
        }
        parts.append(pd.DataFrame(rows))
    columns = ["group", "years", "at_risk", "ended", "survival", "low", "high"]
    out = (
        pd.concat(parts, ignore_index=True).reindex(columns=columns)
        if parts
        else pd.DataFrame(columns=columns)
    )
    out.attrs["sentence"] = _sentence(lives)
    return out


def cox(
    lives: pd.DataFrame, covariates: Sequence[str] = ("kind", "first_year_visits")
) -> pd.DataFrame:
    """Cox proportional hazards of leaving (Efron ties): ``term, hazard_ratio, low, high, p``.

    Text columns become indicators against their most frequent value. ``attrs``: ``lives, ended,
    sentence``.

    Raises
    ------
    GuardError
        Fewer endings than five a term: such a model would be noise.
    """
    from statsmodels.duration.hazard_regression import PHReg

    columns = {}
    for name in covariates:
        if pd.api.types.is_numeric_dtype(lives[name].dtype):
            columns[name] = lives[name].to_numpy(dtype=float)
            continue
        for value in lives[name].value_counts().index[1:]:
            columns[f"{name}={value}"] = (lives[name] == value).to_numpy(dtype=float)
    design = pd.DataFrame(columns)
    design = design.loc[:, design.nunique() > 1]
    ended = int(lives["ended"].sum())
    if design.empty or ended < 5 * design.shape[1]:
        raise GuardError(
            tr(
                f"只有 {ended} 个退出，不足以估计 {design.shape[1]} 项（每项至少 5 个）",
                f"{ended} endings are too few for {design.shape[1]} terms (five each at least)",
            )
        )
    fit = PHReg(
        lives["years"].to_numpy(),
        design.to_numpy(),
        status=lives["ended"].to_numpy(dtype=int),
        ties="efron",
    ).fit()
    low, high = fit.conf_int().T
    out = pd.DataFrame(
        {
            "term": design.columns,
            "hazard_ratio": np.exp(fit.params),
            "low": np.exp(low),
            "high": np.exp(high),
            "p": fit.pvalues,
        }
    )
    out.attrs = {"lives": len(lives), "ended": ended, "sentence": _sentence(lives)}
    return out


def _sentence(lives: pd.DataFrame) -> str:
    return tr(
        f"依据 {len(lives)} 个曾被命名的典型、{int(lives['ended'].sum())} 次退出；只说明在册多久，"
        f"不说明为何退出，也不是回访或类别的效果。",
        f"From {len(lives)} exemplars once named and {int(lives['ended'].sum())} endings: how "
        f"long they stay in the register, "
        "neither why they leave nor what visits or kinds bring about.",
    )
