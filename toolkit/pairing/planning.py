"""Planning: who helps whom, exact in the strict order of the goals, whatever is scarce."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.pairing.flow import Engine
from toolkit.pairing.plans import Plan, solved
from toolkit.pairing.problem_reading import GOALS


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
    tables = {
        "recipients": recipients,
        "helpers": helpers,
        "candidates": candidates,
        "running": running,
        "overrides": overrides,
        "units": units,
        "excluded": excluded,
    }
    return solved(tables, goals, engine, one_by_one)
