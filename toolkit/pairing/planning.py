"""Plans: who helps whom, exact in the strict order of the goals, proved, and open to questions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit.pairing.amending import amended_again
from toolkit.pairing.attainment import attained, in_order, pairs_of, tie_costs, worth
from toolkit.pairing.certificate import Certificate
from toolkit.pairing.cover import greatest
from toolkit.pairing.exchanges import Exchanges
from toolkit.pairing.explain import Explanation, why, why_not
from toolkit.pairing.flow import Engine
from toolkit.pairing.levels import Solution, optimise
from toolkit.pairing.network import Model, model
from toolkit.pairing.overrides import planned
from toolkit.pairing.problem import Problem, problem
from toolkit.pairing.problem_reading import GOALS
from toolkit.pairing.shortage import shortages
from toolkit.pairing.tables import IDS, KEY, PlanError
from toolkit.pairing.workbook import to_excel
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr


def plan(
    recipients: pd.DataFrame,
    helpers: pd.DataFrame,
    candidates: pd.DataFrame,
    running: pd.DataFrame | None = None,
    goals: Sequence[str] | str = GOALS,
    *,
    overrides: pd.DataFrame | None = None,
    units: pd.DataFrame | None = None,
    excluded: pd.DataFrame | None = None,
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
    units : DataFrame, optional
        ``org_id, name`` and, where known, ``offers, needs``: for words only; sentences and
        workbooks then say names beside numbers.
    excluded : DataFrame, optional
        ``helper_id, recipient_id, reason``: why pairs are no candidates, for words only, as
        `prepare` gives them.
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

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X"], "channel": ["hook_up_help"], "capacity": [1]})
    >>> candidates = pd.DataFrame(
    ...     {"helper_id": "X", "recipient_id": ["A", "B"], "fit": [3, 7], "distance_km": [2.0, 9.5]}
    ... )
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> plan.pairs["recipient_id"].tolist(), plan.levels["coverage"], plan.certificate.holds
    (['B'], 1, True)
    >>> plan.shortages[["needs", "places", "short"]]
       needs  places  short
    0      2       1      1
    """

    def make(by_hand: pd.DataFrame | None) -> Plan:
        p = problem(
            recipients,
            helpers,
            candidates,
            running=running,
            goals=goals,
            overrides=by_hand,
            units=units,
            excluded=excluded,
        )
        return _made(p, engine, one_by_one)

    return planned(make, overrides) if overrides is not None and len(overrides) else make(None)


def _made(p: Problem, engine: Engine, one_by_one: bool) -> Plan:
    m = model(p)
    solution = optimise(p, m, lambda arcs: tie_costs(p, m, arcs), engine, one_by_one)
    taken = solution.flow[m.pair] > 0
    cover = taken if p.goals[0] == "coverage" else greatest(p)
    levels = {g: v for g, v in attained(p, taken).items() if g in p.goals}
    return Plan(p, m, solution, pairs_of(p, taken), shortages(p, cover, worth(m, solution)), levels)


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

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import pairing
    >>> recipients = pd.DataFrame({"recipient_id": ["A", "B"], "hook_up_help": [1, 1]})
    >>> helpers = pd.DataFrame({"helper_id": ["X", "Y"], "channel": "hook_up_help", "capacity": 1})
    >>> candidates = pd.DataFrame({"helper_id": ["X", "X", "Y"], "recipient_id": ["A", "B", "A"],
    ...                            "fit": [9, 5, 2], "distance_km": [1.0, 2.0, 3.0]})
    >>> plan = pairing.plan(recipients, helpers, candidates)
    >>> plan.pairs[["helper_id", "recipient_id"]].values.tolist(), plan.levels["coverage"]
    ([['Y', 'A'], ['X', 'B']], 2)
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
        candidates, and which rule bars each."""
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
        from scipy.sparse import csr_array  # loads for a fifth of a second
        from scipy.sparse.csgraph import connected_components

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
        p = self.problem
        out = pairs_of(p, loose[self.model.pair])[KEY]
        out["planned"] = self.taken[in_order(p, loose[self.model.pair])]
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
              paired, and a ``reason`` where there is one.
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
        if keep not in ("after_coverage", "first"):
            raise PlanError(
                tr("keep 只能是 after_coverage 或 first", "keep must be after_coverage or first")
            )
        tables = amended_again(self.problem.tables, self.pairs, changes)
        made = _again(tables, _orders([g for g in self.levels if g != "keep"])[keep])
        return Replan(
            **{f.name: getattr(made, f.name) for f in fields(Plan)},
            before=self,
            keep=keep,
            keep_min=(rules or default_rules())["pair.keep_min"],
        )

    def to_excel(self, path: str | os.PathLike[str]) -> Path:
        """Write the plan as a workbook that people can edit, in the language in force; returns
        the path written.

        Its first sheet can be given to `plan` as ``running`` (`read_plan`); the input
        tables are in it too, so that `check_plan` can re-validate it after edits and price each
        one.
        """
        return to_excel(self, path)


@dataclass(frozen=True, repr=False, eq=False)
class Replan(Plan):
    """A plan made again: everything a `Plan` has, and how much of the plan before is kept.

    Attributes
    ----------
    before : Plan
        The plan that was changed; its pairs count as running.
    keep : str
        ``after_coverage`` or ``first``.
    keep_min : float
        The rule ``pair.keep_min``.

    Examples
    --------
    >>> import toolkit
    >>> county = toolkit.County.load(toolkit.dataset("qinglan_60"))
    >>> plan = toolkit.pairing.prepare(county, on="2011-07-01").plan()
    >>> again = plan.replan({"leave": plan.pairs["helper_id"].iloc[0]})
    >>> again.kept_share, again.below_keep_min
    (1.0, False)
    """

    before: Plan
    keep: str
    keep_min: float

    @property
    def kept_share(self) -> float:
        """Share of the pairs before that are still eligible and stay (NaN when none is eligible any
        more)."""
        return _kept_share(self)

    @property
    def below_keep_min(self) -> bool:
        """Whether less is kept than the rule ``pair.keep_min`` asks for: a person decides then,
        with a reason."""
        return self.kept_share < self.keep_min

    @cached_property
    def choices(self) -> pd.DataFrame:
        """The price of keeping: one row for each choice, ``kept_share`` and the level attained in
        each goal.

        Indexed by ``first`` (pairs kept before all else), ``after_coverage``, ``last`` (only among
        equals); column ``chosen`` marks this plan.
        """
        goals = [g for g in self.levels if g != "keep"]
        rows = {}
        for name, order in _orders(goals).items():
            made = self if name == self.keep else _again(self.problem.tables, order)
            rows[name] = {
                "kept_share": _kept_share(made),
                **{g: made.levels[g] for g in self.levels},
                "chosen": name == self.keep,
            }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("choice")

    @property
    def sentence(self) -> str:
        """What was kept, and whether that is enough."""
        if pd.isna(self.kept_share):
            return tr("没有可以继续的结对。", "There is no pair that could go on.")
        text = tr(
            f"仍可继续的结对保留了 {self.kept_share:.0%}。",
            f"{self.kept_share:.0%} of the pairs that could go on are kept.",
        )
        if self.below_keep_min:
            text += tr(
                f"低于规则 pair.keep_min（{self.keep_min:.0%}）：请看各种取舍的代价（choices），"
                f"由人决定并写明理由。",
                f" Below the rule pair.keep_min ({self.keep_min:.0%}): see the prices of "
                f"the choices; a person decides, with a reason.",
            )
        return text


def _kept_share(made: Plan) -> float:
    eligible = len(made.problem.tables["running"]) - len(made.ineligible)
    kept = made.pairs.loc[made.pairs["kept"], IDS].drop_duplicates()
    return len(kept) / eligible if eligible else float("nan")


def _orders(goals: list[str]) -> dict[str, tuple[str, ...]]:
    at = goals.index("coverage") + 1
    return {
        "first": ("keep", *goals),
        "after_coverage": (*goals[:at], "keep", *goals[at:]),
        "last": (*goals, "keep"),
    }


def _again(tables: Mapping[str, pd.DataFrame], goals: tuple[str, ...]) -> Plan:
    by_hand = tables["overrides"]
    return plan(
        tables["recipients"],
        tables["helpers"],
        tables["candidates"],
        tables["running"],
        goals,
        overrides=by_hand,
        units=tables["units"],
        excluded=tables["excluded"],
    )
