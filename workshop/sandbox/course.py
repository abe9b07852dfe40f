"""What really happens: the county's equations year by year, and what is shown spreading by
`spread`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from toolkit.demo import ACCEPTED, BACKWARD, State, composite_of, graded
from workshop.sandbox.county import Sandbox
from workshop.sandbox.decisions import Decision

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Played:
    """The whole truth of one group's course: never sent to a group before the debrief (`seen` makes
    what is).

    Arrays are organisations of the county × rounds, column 0 the year before the play.

    Attributes
    ----------
    reported, verified, effect : float
        Composite score, verified measure, and points of it that help added.
    listed, case, helped : bool
        On the list at the year's end; being rectified during the year; with a helper.
    adopted : DataFrame
        ``round, ever`` (units that took the practice up so far: what is reported), ``practising``
        (those that still do).
    """

    sandbox: Sandbox = field(repr=False)
    decisions: tuple[Decision, ...]
    reported: Floats = field(repr=False)
    verified: Floats = field(repr=False)
    effect: Floats = field(repr=False)
    listed: Bools = field(repr=False)
    case: Bools = field(repr=False)
    helped: Bools = field(repr=False)
    adopted: pd.DataFrame = field(repr=False)

    def table(self) -> pd.DataFrame:
        """One row a unit of the list and round: ``unit, round, reported, verified, effect, listed,
        helped, visited``."""
        box = self.sandbox
        rounds = self.reported.shape[1]
        grid = {
            name: getattr(self, name)[box.rows].ravel()
            for name in ("reported", "verified", "effect", "listed", "case", "helped")
        }
        unit, round_ = (
            np.repeat(box.units["code"].to_numpy(dtype=object), rounds),
            np.tile(np.arange(rounds), len(box.rows)),
        )
        went = {(u, r) for r, d in enumerate(self.decisions, 1) for u in d.visits}
        visited = [(u, r) in went for u, r in zip(unit, round_)]
        return pd.DataFrame({"unit": unit, "round": round_, **grid, "visited": visited})


def play(sandbox: Sandbox, decisions: Sequence[Decision]) -> Played:
    """The course of a county under `decisions`, one a round; rounds without one are years without
    help.

    Pairs that ran before the play have ended (what they left behind fades as in the county's
    equations); a pair counts for its year, and in each later year only when it is decided again.
    """
    rounds = sandbox.limits.rounds
    if len(decisions) > rounds:
        raise ValueError(f"{len(decisions)} decisions for {rounds} rounds")
    return _play(sandbox, tuple(decisions))


@lru_cache(maxsize=64)
def _play(sandbox: Sandbox, decisions: tuple[Decision, ...]) -> Played:
    past, n, rounds = sandbox.past, sandbox.settings.organisations, sandbox.limits.rounds
    state = State(past.state.level, past.state.leaning, past.state.passing, past.state.lasting)
    shape = (n, rounds + 1)
    reported, verified, effect = (np.zeros(shape) for _ in range(3))
    listed, case, helped = (np.zeros(shape, dtype=bool) for _ in range(3))
    reported[:, 0], verified[:, 0], effect[:, 0] = (
        past.reported[:, -1],
        past.verified[:, -1],
        past.effect[:, -1],
    )
    listed[:, 0] = past.listed[:, -1]
    opened = past.cases.open_for(n, 0)
    for r in range(1, rounds + 1):
        luck = sandbox.luck(r)
        helped[:, r], fit = _help(sandbox, decisions[r - 1] if r <= len(decisions) else Decision())
        state.help(helped[:, r], fit, sandbox.settings.gains)
        verified[:, r], effect[:, r] = state.quality()
        case[:, r] = opened
        composite = composite_of(state.scores(verified[:, r], opened, luck))
        reported[:, r] = composite / 1e5
        listed[:, r] = graded(composite, sandbox.places) == BACKWARD
        # a draw for every organisation, whoever stands for acceptance: luck does not move when a
        # case does
        opened = listed[:, r] | (opened & (luck.random(n) >= ACCEPTED))
        state.pass_on(luck)
    return Played(
        sandbox,
        decisions,
        reported=reported,
        verified=verified,
        effect=effect,
        listed=listed,
        case=case,
        helped=helped,
        adopted=_adopted(sandbox, decisions),
    )


def _help(sandbox: Sandbox, decision: Decision) -> tuple[Bools, Floats]:
    helped, fit = (
        np.zeros(sandbox.settings.organisations, dtype=bool),
        np.zeros(sandbox.settings.organisations),
    )
    row = dict(zip(sandbox.units["code"], sandbox.rows))
    for unit, helper in decision.pairs:
        helped[row[unit]] = True
        fit[row[unit]] = sandbox.fit.loc[unit, helper]
    return helped, fit


def _adopted(sandbox: Sandbox, decisions: Sequence[Decision]) -> pd.DataFrame:
    """Adopters each round in the one course that all groups share.

    Every exposure has one chance, and its luck belongs to the edge; so sites that open in different
    rounds spread as if each went alone, and a unit adopts when the first of them reaches it.
    """
    from toolkit.spread import replicate, rule, seed_of

    rounds = sandbox.limits.rounds
    net = sandbox.network
    adopts, life = np.full(net.n, 10**6), np.zeros(net.n, dtype=np.int64)
    org = dict(zip(sandbox.sites["code"], sandbox.sites["org_id"]))
    how, seed = (
        rule("independent", rounds, 1, 0.0, 0.0, sandbox.limits.lapse),
        seed_of(sandbox.settings.seed),
    )
    for r, decision in enumerate(decisions, 1):
        if not decision.sites:
            continue
        start = net.codes([org[s] for s in decision.sites], "sites")
        for _, _, e in replicate(net, how, seed, np.zeros(len(start), dtype=np.int64), start, 1):
            adopts[e.node] = np.minimum(adopts[e.node], r + e.round)
            life[e.node] = e.until - e.round
    # a site goes on as long as it is paid for: only those who followed it give up
    own = net.ids.get_indexer([org[s] for d in decisions for s in d.sites])
    adopts[own] = 10**6
    at = np.arange(rounds + 1)[:, None]
    return pd.DataFrame(
        {
            "round": at[:, 0],
            "ever": (adopts <= at).sum(axis=1),
            "practising": ((adopts <= at) & (at < adopts + life)).sum(axis=1),
        }
    )


def seen(played: Played, rounds: int) -> pd.DataFrame:
    """What a group may see after so many rounds: the verified measure only where it visited in that
    year.

    Returns
    -------
    DataFrame
        ``unit, round, reported, listed, case, helped, visited, verified`` (empty where nobody
        went).
    """
    out = played.table().drop(columns="effect")
    out = out[out["round"] <= rounds].reset_index(drop=True)
    return out.assign(
        reported=out["reported"].round(1), verified=out["verified"].round(1).where(out["visited"])
    )
