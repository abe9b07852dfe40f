"""Plans: who helps whom, exact in the strict order of the goals, proved, and open to questions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from toolkit.pairing.certificate import Certificate
from toolkit.pairing.cover import greatest
from toolkit.pairing.explain import Exchanges, Explanation, why, why_not
from toolkit.pairing.flow import Engine
from toolkit.pairing.levels import Solution, optimise
from toolkit.pairing.network import Model, model
from toolkit.pairing.overrides import planned
from toolkit.pairing.problem import BY_HAND, GOALS, Problem, problem
from toolkit.pairing.shortage import shortages
from toolkit.pairing.tables import KEY

if TYPE_CHECKING:
    from toolkit.pairing.replan import Replan
    from toolkit.rules import Rules

PAIRS = [*KEY, "fit", "distance_km", "kept"]
_TIE_BITS = 30


def plan(
    recipients: pd.DataFrame,
    helpers: pd.DataFrame,
    candidates: pd.DataFrame,
    running: pd.DataFrame | None = None,
    goals: Sequence[str] | str = GOALS,
    *,
    overrides: pd.DataFrame | None = None,
    engine: Engine = "simplex",
    one_by_one: bool = False,
) -> Plan:
    """The best pairing under the entered rules and weights, whatever is scarce.

    One integer minimum-cost flow: need → helper → sink, with a shortage arc a unit for each
    recipient, priced 1, 3, 5 … so that shortages are spread evenly (the result is also leximin:
    Frank & Murota 2022, Mathematical Programming 192). Goals are met strictly in order; what they
    leave open is settled by a fixed tie-break on the identifiers, so that the same tables, in any
    order of rows, give the same plan.

    Parameters
    ----------
    recipients : DataFrame
        ``recipient_id``, one whole-number column of needs for each channel in use, optionally
        ``most`` (pairs at most; empty means no limit).
    helpers : DataFrame
        ``helper_id, channel, capacity``: one row for each channel a helper serves, each with its
        own places.
    candidates : DataFrame
        ``helper_id, recipient_id``, ``fit`` (whole, 0–9, 9 best), ``distance_km``. Pairs not listed
        cannot be.
    running : DataFrame, optional
        ``helper_id, recipient_id``: pairs that run today. Those that are no candidates are in
        `Plan.ineligible`.
    goals : sequence of str
        Any of coverage, fairness, keep, fit, distance, most important first; coverage leads when it
        is not named.
    overrides : DataFrame, optional
        ``helper_id, recipient_id, action`` (``pin`` or ``ban``), ``reason``: set by hand, above
        every goal. Their price is in `Plan.overrides`.
    engine : {"simplex", "highs"}
    one_by_one : bool
        Solve every goal by itself instead of packing several into one solve (slower, same plan; for
        checks).

    Returns
    -------
    Plan

    Raises
    ------
    PlanError
        A ValueError that lists everything wrong with the tables: missing columns, negative or
        missing needs and capacities, unknown ids, duplicates, distances that are negative, infinite
        or too large to add up exactly.
    """
    if overrides is not None and len(overrides):

        def make(by_hand: pd.DataFrame | None) -> Plan:
            return _made(
                problem(recipients, helpers, candidates, running, goals, by_hand),
                engine,
                one_by_one,
            )

        return planned(make, overrides)
    return _made(problem(recipients, helpers, candidates, running, goals), engine, one_by_one)


def _made(p: Problem, engine: Engine, one_by_one: bool) -> Plan:
    m = model(p)
    solution = optimise(p, m, lambda arcs: _tie_costs(p, m, arcs), engine, one_by_one)
    taken = solution.flow[m.pair] > 0
    cover = taken if p.goals[0] == "coverage" else greatest(p)
    levels = {g: v for g, v in attained(p, taken).items() if g in p.goals}
    return Plan(
        p, m, solution, pairs_of(p, taken), shortages(p, cover, _worth(m, solution)), levels
    )


def _tie_costs(p: Problem, m: Model, arcs: np.ndarray) -> np.ndarray:
    """A number from the identifiers for each pair arc among `arcs`, 0 for the others; independent
    of row order."""
    out = np.zeros(len(arcs), dtype=np.int64)
    n = len(p.need_recipient)
    tail, head = m.network.tail[arcs], m.network.head[arcs]
    at = np.flatnonzero((tail < n) & (head < n + len(p.row_helper)))
    need, row = tail[at], head[at] - n
    helper, recipient = (
        pd.util.hash_array(ids.to_numpy(dtype=object)) for ids in (p.helpers, p.recipients)
    )
    channel = pd.util.hash_array(np.array(p.channels, dtype=object))
    mixed = (
        helper[p.row_helper[row]] * np.uint64(0x9E3779B97F4A7C15)
        ^ recipient[p.need_recipient[need]]
        ^ channel[p.need_channel[need]]
    )
    mixed = (mixed ^ (mixed >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9)
    out[at] = (mixed >> np.uint64(64 - _TIE_BITS)).astype(np.int64)
    return out


def _worth(m: Model, s: Solution) -> np.ndarray:
    """Helper rows ranked by the shadow price of one more place, goal by goal (0 = worth most)."""
    tail, head = m.network.tail[m.row], m.network.head[m.row]
    prices = [s.costs[g][m.row] + s.potentials[g][tail] - s.potentials[g][head] for g in m.costs]
    rank = np.empty(len(tail), dtype=np.int64)
    rank[np.lexsort(prices[::-1])] = np.arange(len(tail))
    return rank


def pairs_of(p: Problem, taken: np.ndarray) -> pd.DataFrame:
    """The table of the arcs taken, by recipient, channel and helper."""
    arcs = np.flatnonzero(taken)
    arcs = arcs[
        np.lexsort((p.arc_row[arcs], p.need_channel[p.arc_need[arcs]], p.arc_recipient[arcs]))
    ]
    given = p.candidates[[c for c in ("fit", "distance_km") if c in p.candidates]].iloc[
        p.arc_candidate[arcs]
    ]

    def named(index: pd.Index, codes: np.ndarray) -> Any:
        return pd.array(index.to_numpy(dtype=object)[codes], dtype="string")

    fit = pd.to_numeric(given["fit"]) if "fit" in given else pd.Series(np.nan, index=given.index)
    distance = (
        pd.to_numeric(given["distance_km"])
        if "distance_km" in given
        else pd.Series(np.nan, index=given.index)
    )
    columns = {
        "helper_id": named(p.helpers, p.row_helper[p.arc_row[arcs]]),
        "recipient_id": named(p.recipients, p.arc_recipient[arcs]),
        "channel": named(pd.Index(p.channels, dtype=object), p.need_channel[p.arc_need[arcs]]),
        "fit": fit.astype("Int64").array,
        "distance_km": distance.to_numpy(dtype=float, na_value=np.nan),
        "kept": p.running[arcs],
    }
    return pd.DataFrame(columns, columns=PAIRS)


def attained(p: Problem, taken: np.ndarray) -> dict[str, int]:
    """What a set of arcs attains in every goal, in the order of the problem's goals (the others
    after them)."""
    got = np.bincount(p.arc_recipient[taken], minlength=len(p.recipients))
    left = np.maximum(p.most - got, 0)
    squares = (
        int((left * left).sum())
        if not len(left) or int(left.max()) ** 2 * len(left) < 2**62
        else sum(int(x) ** 2 for x in left)
    )
    values = {
        "coverage": int(taken.sum()),
        "fairness": squares,
        "keep": int(p.running[taken].sum()),
        "fit": int(p.fit[taken].sum()),
        "distance": int(p.metres[taken].sum()),
    }
    order = [g for g in p.goals if g != BY_HAND] + [g for g in GOALS if g not in p.goals]
    return {g: values[g] for g in order}


@dataclass(frozen=True, repr=False, eq=False)
class Plan:
    """A plan: its pairs, its shortages, what it attains and what proves it.

    Attributes
    ----------
    pairs : DataFrame
        ``helper_id, recipient_id, channel, fit, distance_km, kept``.
    shortages : DataFrame
        ``channel, recipients, helpers, needs, places, short, sentence, cure``: one row for each
        independent bottleneck; ``cure`` is the helper at whom one more place is worth most (for
        ``most``: the recipient).
    levels : dict of str to int
        What is attained in each goal asked for: coverage = needs covered, fairness = Σ over
        recipients of (uncovered needs)², keep = rows whose pair is running, fit = total, distance =
        total in metres.
    """

    problem: Problem
    model: Model
    solution: Solution
    pairs: pd.DataFrame
    shortages: pd.DataFrame
    levels: dict[str, int]

    def __repr__(self) -> str:
        return (
            f"<{type(self).__name__} of {len(self.pairs)} pairs, {len(self.shortages)} "
            f"bottlenecks, levels {self.levels}>"
        )

    @property
    def certificate(self) -> Certificate:
        """The proof; ``.holds`` is True only if every goal was proved."""
        return self.solution.certificate

    @property
    def ineligible(self) -> pd.DataFrame:
        """``helper_id, recipient_id, reason``: running pairs that cannot go on because they are no
        candidates."""
        return self.problem.ineligible

    @property
    def overrides(self) -> pd.DataFrame:
        """What was set by hand: ``helper_id, recipient_id, action, channel, reason, sentence`` and
        its price in each goal.

        Each price is that of one override by itself, on the plan without any.
        """
        return self.problem.tables["overrides"]

    @property
    def taken(self) -> np.ndarray:
        """Which arcs of the problem are in the plan."""
        return self.solution.flow[self.model.pair] > 0

    @cached_property
    def ties(self) -> pd.DataFrame:
        """Pairs that the goals leave open: ``helper_id, recipient_id, channel, planned``.

        Each of them is in some plans with the very same levels and not in others. A pair is open
        exactly when its arc lies on a cycle of the residual network in which no goal gains or loses
        anything.
        """
        net, flow, arcs = self.model.network, self.solution.flow, self.solution.tied
        forward, back = arcs[flow[arcs] < net.capacity[arcs]], arcs[flow[arcs] > 0]
        tail = np.concatenate([net.tail[forward], net.head[back]])
        head = np.concatenate([net.head[forward], net.tail[back]])
        graph = csr_array(
            (np.ones(len(tail), dtype=np.int8), (tail, head)), shape=(net.nodes, net.nodes)
        )
        part = connected_components(graph, connection="strong")[1]
        loose = np.zeros(len(net.tail), dtype=bool)
        loose[arcs] = part[net.tail[arcs]] == part[net.head[arcs]]
        p, open_arcs = self.problem, np.flatnonzero(loose[self.model.pair])
        out = pairs_of(p, loose[self.model.pair])[KEY]
        order = np.lexsort(
            (
                p.arc_row[open_arcs],
                p.need_channel[p.arc_need[open_arcs]],
                p.arc_recipient[open_arcs],
            )
        )
        out["planned"] = self.taken[open_arcs[order]]
        return out

    @cached_property
    def exchanges(self) -> Exchanges:
        """The engine behind `why` and `why_not`."""
        return Exchanges(self)

    def attained(self, pairs: pd.DataFrame) -> dict[str, int]:
        """What other pairs would attain in this plan's goals, counted as `levels`.

        Parameters
        ----------
        pairs : DataFrame
            ``helper_id, recipient_id, channel``. Pairs that could be in no plan (no candidates, or
            a channel that is not served or not needed) count for nothing, a pair that is listed
            twice counts once; whether needs and capacities are respected is not checked.
        """
        reached = attained(self.problem, self.problem.among(pairs))
        return {g: reached[g] for g in self.levels}

    def why(self, helper_id: object, recipient_id: object) -> Explanation:
        """Why this pair is in the plan: the best arrangement without it, as an exchange with its
        price for each goal.

        The pair is barred in every channel that it could serve: ``.price`` is what a plan made
        again with that pair banned shows.

        Raises
        ------
        PlanError
            An id that is not in the tables.
        """
        return why(self, helper_id, recipient_id)

    def why_not(self, helper_id: object, recipient_id: object) -> Explanation:
        """Why this pair is not in the plan: the rule that bars it, or the exchange that would bring
        it in.

        ``.price`` is how each level would change, exactly as in a plan made again with that pair
        pinned (``overrides``).

        Raises
        ------
        PlanError
            An id that is not in the tables.
        """
        return why_not(self, helper_id, recipient_id)

    def replan(
        self,
        changes: Mapping[str, Any] | None = None,
        keep: str = "after_coverage",
        rules: Rules | None = None,
    ) -> Replan:
        """Plan again after changes; the pairs of this plan count as running.

        Parameters
        ----------
        changes : mapping
            Any of (tables as in `plan`; only the columns and rows that change need be there)

            - ``leave``: ids of helpers or recipients that leave;
            - ``recipients``: recipients that join, or whose needs or ``most`` change;
            - ``helpers``: helpers that join, or whose capacity changes (by ``helper_id, channel``);
            - ``places``: ``{helper_id: more}`` or ``{(helper_id, channel): more}``, added to the
              capacity;
            - ``candidates``: candidates that join, or whose fit or distance changes;
            - ``ineligible``: ``helper_id, recipient_id`` of candidates that may no longer be
              paired.
        keep : {"after_coverage", "first"}
            Where keeping pairs stands among the goals: right after coverage, or before everything.
        rules : Rules, optional
            For ``pair.keep_min``.

        Returns
        -------
        Replan
            A `Plan` with ``kept_share``, ``below_keep_min``, ``choices`` (the price of each way of
            keeping) and ``sentence``.

        Raises
        ------
        PlanError
            Unknown kinds of change, unknown ids, or tables that `plan` refuses.
        """
        from toolkit.pairing.replan import replan

        return replan(self, changes, keep, rules)  # type: ignore[arg-type]

    def to_excel(self, path: str | os.PathLike[str]) -> Path:
        """Write the plan as a workbook with Chinese headings that people can edit; returns the path
        written.

        Its first sheet, 结对方案, can be given to `plan` as ``running`` (`read_plan`); the input
        tables are in it too, so that `check_plan` can re-validate it after edits and price each
        one.
        """
        from toolkit.pairing.workbook import to_excel

        return to_excel(self, path)
