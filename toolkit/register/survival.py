"""How long exemplars last: Kaplan–Meier and Cox straight from the log."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from toolkit.records import County
from toolkit.register.durations import proportional_hazards, survival_curve
from toolkit.register.histories import effective, mapping
from toolkit.register.life import CORRECT, ENTER, GuardError, as_date, born, steps
from toolkit.register.register import Register
from toolkit.terms import tr

_STANDS = ("named", "review_pending", "rectifying", "suspended")
_YEAR = 365.25


def lifetimes(register: Register, county: County, on: Any = None) -> pd.DataFrame:
    """Each exemplar's first time as a named one: ``subject_id, kind, cohort, start, years, ended,
    first_year_visits, end_known``.

    It ends when the exemplar is revoked or archived; rectification and suspension are still part of
    it. What stands on the day `on` (the last event when left out) is censored. Visits are those of
    the first year only: all visits would grow with the time survived (immortal time bias: Suissa
    2008, Am J Epidemiol 167, 492–499). An end whose day nobody told counts at the day of taking
    over, the latest it can be (``end_known`` False); an exemplar whose beginning nobody told has no
    lifetime and is named in ``attrs["no_start"]``.

    Examples
    --------
    >>> import tempfile
    >>> import toolkit
    >>> from toolkit import register
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with register.Register(folder + "/信息库.db") as book:
    ...         _ = book.import_county(county)
    ...         found = register.lifetimes(book, county, "2012-01-01")
    >>> found[["subject_id", "years", "ended"]].head(2).round(1).values.tolist()
    [['X0002', 6.6, False], ['X0003', 5.5, False]]
    """
    log = _told(register)
    day = pd.Timestamp(as_date(on)) if on is not None else log["valid_on"].max()
    log = log[(log["valid_on"] <= day).to_numpy(dtype=bool)]
    into = log["to_state"].isin(_STANDS) & ~log["from_state"].isin(_STANDS)
    out_of = log["from_state"].isin(_STANDS) & ~log["to_state"].isin(_STANDS)
    begins = log[into.to_numpy(dtype=bool)].groupby("subject_id", sort=True).first()
    no_start = begins.index[~begins["dated"].to_numpy(dtype=bool)].tolist()
    start = begins.loc[begins["dated"].to_numpy(dtype=bool), "valid_on"]
    leaves = log[out_of.to_numpy(dtype=bool)].groupby("subject_id").first().reindex(start.index)
    end = leaves["valid_on"]
    seen = log[(log["event"] == "visit").to_numpy(dtype=bool)]
    # looked up by position: a log without visits or without a start has no type to map to
    first_year = start.reindex(seen["subject_id"]).to_numpy() + pd.Timedelta(days=365)
    early = seen[seen["valid_on"].to_numpy() <= first_year]
    ex = county["exemplar"].set_index("ex_id").reindex(start.index)
    visits = early["subject_id"].value_counts().reindex(start.index).fillna(0)
    out = pd.DataFrame(
        {
            "subject_id": start.index.astype("string"),
            "kind": ex["kind"].to_numpy(),
            "cohort": ex["cohort"].to_numpy(),
            "start": start.to_numpy(),
            "years": ((end.fillna(day) - start) / pd.Timedelta(days=1) / _YEAR).to_numpy(float),
            "ended": end.notna().to_numpy(),
            "first_year_visits": visits.to_numpy(dtype=int),
            "end_known": leaves["dated"].fillna(True).to_numpy(dtype=bool),
        }
    )
    out.attrs["no_start"] = no_start
    return out


def _told(register: Register) -> pd.DataFrame:
    """Steps of exemplars with corrections in force, and whether each is dated."""
    log = register.history("exemplar")
    if (log["event"] == CORRECT).any():
        log = _corrected(log)
    unknown = (log["event"] == ENTER) & log["data"].str.contains('"since": "unknown"', regex=False)
    return log.assign(dated=~unknown.to_numpy(dtype=bool))


def _corrected(log: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for subject, told in log.groupby("subject_id"):
        state = born("exemplar").state
        for e in effective(
            told.assign(valid_on=told["valid_on"].dt.strftime("%Y-%m-%d")).to_dict("records")
        ):
            data, before = mapping(e["data"]), state
            state = data["state"] if e["event"] == ENTER else steps("exemplar")[state, e["event"]]
            on, said = pd.Timestamp(e["valid_on"]), json.dumps(data)
            rows.append((subject, e["event"], before, state, on, said))
    columns = ["subject_id", "event", "from_state", "to_state", "valid_on", "data"]
    return pd.DataFrame(rows, columns=columns)


def kaplan_meier(lives: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Kaplan–Meier with 95 % intervals on the log–log scale (Kalbfleisch & Prentice 2002, §1.4).

    Returns
    -------
    DataFrame
        ``group, years, at_risk, ended, survival, low, high``: a row for each time at which somebody
        left. ``attrs["sentence"]`` says what this is not.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import register
    >>> lives = pd.DataFrame({"years": [1.0, 2.0, 2.0, 3.0], "ended": [True, True, False, True]})
    >>> register.kaplan_meier(lives)[["years", "at_risk", "ended", "survival"]]
       years  at_risk  ended  survival
    0    1.0        4      1      0.75
    1    2.0        3      1      0.50
    2    3.0        1      1      0.00
    """
    groups = [("all", lives)] if by is None else [(str(g), f) for g, f in lives.groupby(by)]
    parts = []
    for name, f in groups:
        if not len(f):
            continue
        curve = survival_curve(f["years"], f["ended"]).rename(columns={"time": "years"})
        if curve.empty:
            nobody = {"years": [0.0], "at_risk": [len(f)], "ended": [0], "survival": [1.0]}
            parts.append(pd.DataFrame(nobody).assign(group=name))
            continue
        s, se = curve["survival"].to_numpy(), curve["se"].to_numpy()
        with np.errstate(divide="ignore", invalid="ignore"):
            wide = 1.959964 * se / (s * np.abs(np.log(s)))
            low, high = s ** np.exp(wide), s ** np.exp(-wide)
        parts.append(curve.assign(group=name, low=low, high=high))
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

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import register
    >>> lives = pd.DataFrame({"years": [1.0, 2, 3, 4, 5, 6, 7], "ended": [True] * 6 + [False],
    ...                       "first_year_visits": [0, 1, 0, 2, 1, 0, 2]})
    >>> register.cox(lives, ["first_year_visits"])[["term", "hazard_ratio"]].round(2)
                    term  hazard_ratio
    0  first_year_visits          0.61
    """
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
    spells = design.assign(stop=lives["years"].to_numpy(), event=lives["ended"].to_numpy())
    if (spells["stop"] <= 0).any():  # named and gone on one day: nobody was at risk
        spells = spells[(spells["stop"] > 0).to_numpy(dtype=bool)]
    fit = proportional_hazards(spells, list(design.columns), start=None)
    out = fit.reset_index()[["term", "hazard_ratio", "low", "high", "p"]]
    out.attrs = {"lives": len(lives), "ended": ended, "sentence": _sentence(lives)}
    return out


def _sentence(lives: pd.DataFrame) -> str:
    undated = int((~lives["end_known"]).sum()) if "end_known" in lives else 0
    zh = f"其中 {undated} 次退出没有日期，按接续日计；" if undated else ""
    en = f" ({undated} of them undated, counted at the day of taking over)" if undated else ""
    return tr(
        f"依据 {len(lives)} 个曾被命名的典型、{int(lives['ended'].sum())} 次退出；{zh}只说明在册"
        f"多久，不说明为何退出，也不是回访或类别的效果。",
        f"From {len(lives)} exemplars once named and {int(lives['ended'].sum())} endings{en}: how "
        f"long they stay in the register, neither why they leave nor what visits or kinds bring "
        f"about.",
    )
