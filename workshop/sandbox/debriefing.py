"""The debrief: what was reported, what was verified, what the group believed, and what would have
happened without help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from workshop.sandbox.county import Sandbox
from workshop.sandbox.course import Played, play
from workshop.sandbox.decisions import Belief, Decision
from workshop.sandbox.wording import sentences, words


@dataclass(frozen=True)
class Debrief:
    """Result of `debrief`.

    Attributes
    ----------
    units : DataFrame
        A row a unit: ``unit_code, name, years_helped, reported_start, reported_end, verified_start,
        verified_end, verified_alone`` (at the end, without any help), ``due_to_help,
        reported_turned`` (the reported measure rose by the points that count as turned around),
        ``believed_turned, verified_turned`` (so did the verified one).
    rounds : DataFrame
        A row a round, means over the list: ``reported, verified, verified_alone, believed_effect,
        true_effect``, counts ``reported_turned, believed_turned, verified_turned, hits`` (believed
        and true), ``ever, practising``.
    estimates : DataFrame
        ``measured_by, quantity, estimate, low, high, truth``: from the naive rise to what help
        really added, in the first year of help; intervals empty where units are too few.
    sites : DataFrame
        ``method, mean, run_low, run_high``: adopters to be expected over many lucks from the
        group's own sites (all opened in round 1), and as many chosen among the same candidates at
        random, by ties, by cover, greedily.
    totals : dict
        The sums and means at the end that groups are set side by side by.
    lines, evidence, limits : list of str
        Sentences on the numbers, what the estimates may be used to say, and what all of it rests
        on.
    """

    units: pd.DataFrame
    rounds: pd.DataFrame
    estimates: pd.DataFrame
    sites: pd.DataFrame
    totals: dict[str, float]
    lines: list[str] = field(repr=False)
    evidence: list[str] = field(repr=False)
    limits: list[str] = field(repr=False)


def debrief(
    sandbox: Sandbox, decisions: Sequence[Decision], beliefs: Mapping[int, Belief] | None = None
) -> Debrief:
    """Everything opened for one group.

    Parameters
    ----------
    sandbox : Sandbox
    decisions : sequence of Decision
        One a round; missing rounds count as years without help.
    beliefs : mapping round → Belief, optional
    """
    beliefs = dict(beliefs or {})
    played, alone = play(sandbox, decisions), play(sandbox, ())
    units = _units(sandbox, played, alone, beliefs)
    rounds = _rounds(sandbox, played, alone, beliefs)
    estimates, evidence = _estimates(sandbox, played)
    last, gain = rounds.iloc[-1], rounds.iloc[-1] - rounds.iloc[0]
    totals = {
        "reported_change": gain["reported"],
        "verified_change": gain["verified"],
        "alone_change": last["verified_alone"] - rounds.iloc[0]["verified_alone"],
        "due_to_help": last["verified"] - last["verified_alone"],
        "reported_turned": last["reported_turned"],
        "verified_turned": last["verified_turned"],
        "believed_turned": last["believed_turned"],
        "hits": last["hits"],
        "believed_effect": last["believed_effect"],
        "true_effect": last["true_effect"],
        "ever": last["ever"],
        "practising": last["practising"],
    }
    totals = {k: round(float(v), 2) for k, v in totals.items()}
    return Debrief(
        units,
        rounds,
        estimates,
        sites=_sites(sandbox, decisions),
        totals=totals,
        lines=_lines(sandbox, totals),
        evidence=evidence,
        limits=limits(sandbox),
    )


def together(found: Mapping[str, Debrief]) -> pd.DataFrame:
    """Groups side by side, in the order given: a row a group with its totals; no order of merit."""
    return pd.DataFrame([{"team": name, **d.totals} for name, d in found.items()])


def _units(
    sandbox: Sandbox, played: Played, alone: Played, beliefs: Mapping[int, Belief]
) -> pd.DataFrame:
    rows, most = sandbox.rows, sandbox.limits.rounds
    said = beliefs[most].turned if most in beliefs else ()
    out = pd.DataFrame(
        {
            "unit_code": sandbox.units["code"],
            "name": sandbox.units["name"],
            "years_helped": played.helped[rows].sum(axis=1),
            "reported_start": played.reported[rows, 0],
            "reported_end": played.reported[rows, -1],
            "verified_start": played.verified[rows, 0],
            "verified_end": played.verified[rows, -1],
            "verified_alone": alone.verified[rows, -1],
            "due_to_help": played.verified[rows, -1] - alone.verified[rows, -1],
            "reported_turned": _risen(sandbox, played.reported)[:, -1],
            "believed_turned": sandbox.units["code"].isin(said),
            "verified_turned": _risen(sandbox, played.verified)[:, -1],
        }
    )
    return out.round(1)


def _risen(sandbox: Sandbox, measure: Any) -> Any:
    """Units × rounds: at least the points that count as turned around above the start."""
    own = measure[sandbox.rows]
    return np.round(own - own[:, :1], 6) >= sandbox.limits.turned


def _rounds(
    sandbox: Sandbox, played: Played, alone: Played, beliefs: Mapping[int, Belief]
) -> pd.DataFrame:
    rows, codes = sandbox.rows, sandbox.units["code"].to_numpy()
    claimed, turned = _risen(sandbox, played.reported), _risen(sandbox, played.verified)
    out = []
    for r in range(sandbox.limits.rounds + 1):
        belief = beliefs.get(r)
        said = np.isin(codes, belief.turned if belief else ())
        ever_helped = played.helped[rows, : r + 1].any(axis=1)
        added = (played.verified - alone.verified)[rows, r]
        out.append(
            {
                "round": r,
                "year": sandbox.year(r),
                "reported": played.reported[rows, r].mean(),
                "verified": played.verified[rows, r].mean(),
                "verified_alone": alone.verified[rows, r].mean(),
                "believed_effect": belief.effect if belief else np.nan,
                "true_effect": added[ever_helped].mean() if ever_helped.any() else np.nan,
                "reported_turned": int(claimed[:, r].sum()),
                "believed_turned": int(said.sum()) if belief else np.nan,
                "verified_turned": int(turned[:, r].sum()),
                "hits": int((said & turned[:, r]).sum()) if belief else np.nan,
            }
        )
    return pd.DataFrame(out).merge(played.adopted, on="round").round(2)


def _panel(sandbox: Sandbox, played: Played, measure: str) -> pd.DataFrame:
    """The county as `evaluation` reads it: units of the list count as selected each year until they
    get help."""
    rated = np.flatnonzero(sandbox.places.rated)
    years = played.reported.shape[1]
    return pd.DataFrame(
        {
            "org_id": np.repeat(sandbox.places.ids[rated], years),
            "time": np.tile([sandbox.year(r) for r in range(years)], len(rated)),
            "outcome": getattr(played, measure)[rated].ravel(),
            "newly_listed": np.repeat(np.isin(rated, sandbox.rows), years),
            "helped": played.helped[rated].ravel(),
        }
    )


def _estimates(sandbox: Sandbox, played: Played) -> tuple[pd.DataFrame, list[str]]:
    """Naive and careful estimates of the first year of help, by both measures, beside the truth."""
    from toolkit.evaluation import EvaluationError, regression_to_mean

    own = played.helped[sandbox.rows]
    first = np.where(own.any(axis=1), own.argmax(axis=1), 0)
    got = first > 0
    alone = play(sandbox, ())
    true = (
        (played.verified - alone.verified)[sandbox.rows[got], first[got]].mean()
        if got.any()
        else np.nan
    )
    parts, lines = [], []
    for measure in ("reported", "verified"):
        try:
            r = regression_to_mean(_panel(sandbox, played, measure))
        except EvaluationError as why:
            lines.append(str(why))
            continue
        table = r.table[
            r.table["quantity"].isin(["observed", "expected", "remainder", "difference"])
        ]
        parts.append(table[["quantity", "estimate", "low", "high"]].assign(measured_by=measure))
        if measure == "reported":
            lines += r.evidence.lines()
    columns = ["measured_by", "quantity", "estimate", "low", "high"]
    out = pd.concat(parts, ignore_index=True)[columns] if parts else pd.DataFrame(columns=columns)
    judged = out["quantity"].isin(["remainder", "difference"])
    return out.assign(truth=np.where(judged, true, np.nan)).round(2), list(dict.fromkeys(lines))


def _sites(sandbox: Sandbox, decisions: Sequence[Decision]) -> pd.DataFrame:
    from toolkit.spread import cascade, method_label

    org = dict(zip(sandbox.sites["code"], sandbox.sites["org_id"]))
    own = [org[s] for d in decisions for s in d.sites]
    if not own:
        return pd.DataFrame(columns=["method", "mean", "run_low", "run_high"])
    last = cascade(
        sandbox.network, own, 200, sandbox.settings.seed, rounds=sandbox.limits.rounds
    ).final[["mean", "run_low", "run_high"]]
    others = sandbox.best_sites(len(own))
    others = others.assign(method=others["method"].map(method_label))
    return pd.concat(
        [pd.DataFrame([{"method": words()["own_sites"], **(last - len(own))}]), others],
        ignore_index=True,
    ).round(1)


def _lines(sandbox: Sandbox, totals: Mapping[str, float]) -> list[str]:
    values = {**vars(sandbox.limits), **totals}
    known = {
        "end": True,
        "end_believed": not np.isnan(totals["believed_turned"]),
        "end_effect": not np.isnan(totals["believed_effect"] + totals["true_effect"]),
        "end_sites": totals["ever"] > 0,
    }
    return [line for part, said in known.items() if said for line in sentences(part, values)]


def limits(sandbox: Sandbox) -> list[str]:
    """What the play rests on, and what may not be concluded from it."""
    from toolkit.demo import TAKEN_UP
    from toolkit.spread import assumptions

    chances = assumptions().set_index("kind")["p"].to_dict() | dict(
        zip(("alike", "unlike"), TAKEN_UP)
    )
    return sentences("limit", vars(sandbox.limits) | chances)
