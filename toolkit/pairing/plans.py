"""A plan, made from tables in the strict order of the goals: its pairs, its proof, why each pair is
there, and what it becomes after changes."""

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
from toolkit.pairing.attainment import attained, pairs_of, tie_costs, worth
from toolkit.pairing.certificate import Certificate
from toolkit.pairing.cover import greatest
from toolkit.pairing.exchanges import Exchanges
from toolkit.pairing.explain import Explanation, why, why_not
from toolkit.pairing.flow import Engine
from toolkit.pairing.levels import Solution, optimise
from toolkit.pairing.network import Model, model
from toolkit.pairing.overrides import planned
from toolkit.pairing.problem import Problem, problem
from toolkit.pairing.shortage import shortages
from toolkit.pairing.tables import IDS, PlanError
from toolkit.pairing.workbook import to_excel
from toolkit.rules import Rules, default_rules
from toolkit.terms import tr


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
        made = solved(tables, _orders([g for g in self.levels if g != "keep"])[keep])
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
            made = self if name == self.keep else solved(self.problem.tables, order)
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


def solved(
    tables: Mapping[str, Any],
    goals: Sequence[str] | str,
    engine: Engine = "simplex",
    one_by_one: bool = False,
) -> Plan:
    """The plan of tables by name, as `toolkit.pairing.plan` takes them."""

    def make(by_hand: pd.DataFrame | None) -> Plan:
        p = problem(**{**tables, "overrides": by_hand}, goals=goals)
        m = model(p)
        solution = optimise(p, m, lambda arcs: tie_costs(p, m, arcs), engine, one_by_one)
        taken = solution.flow[m.pair] > 0
        cover = taken if p.goals[0] == "coverage" else greatest(p)
        levels = {g: v for g, v in attained(p, taken).items() if g in p.goals}
        short = shortages(p, cover, worth(m, solution))
        return Plan(p, m, solution, pairs_of(p, taken), short, levels)

    by_hand = tables["overrides"]
    return planned(make, by_hand) if by_hand is not None and len(by_hand) else make(None)
