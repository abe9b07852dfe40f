"""Pairing: the network of helpers and helped, its measures, candidates with scores that can be
taken apart, and plans
that are proved and explained. Measures count on tables; plans are one integer min-cost flow with a
certificate."""

from toolkit.pairing.baselines import greedy, stable
from toolkit.pairing.candidates import Prepared, prepare, survival
from toolkit.pairing.change import retention, tenure, waves
from toolkit.pairing.compare import compare
from toolkit.pairing.graph import export, graph
from toolkit.pairing.measures import (
    channel_overlap,
    concentration,
    coverage,
    critical_helpers,
    load,
    needed_channels,
    several_helpers,
    uncovered,
)
from toolkit.pairing.null import null_model
from toolkit.pairing.plan import Plan, plan
from toolkit.pairing.problem import GOALS
from toolkit.pairing.running import latest_rating, listed_units, open_cases, period_end, running
from toolkit.pairing.standing import gap, under_floor
from toolkit.pairing.structure import assortativity, bridging, mixing, reach
from toolkit.pairing.tables import PlanError
from toolkit.pairing.workbook import Edits, check_plan, read_overrides, read_plan, rule_problems

__all__ = [
    "GOALS",
    "Edits",
    "Plan",
    "PlanError",
    "Prepared",
    "assortativity",
    "bridging",
    "channel_overlap",
    "check_plan",
    "compare",
    "concentration",
    "coverage",
    "critical_helpers",
    "export",
    "gap",
    "graph",
    "greedy",
    "latest_rating",
    "listed_units",
    "load",
    "mixing",
    "needed_channels",
    "null_model",
    "open_cases",
    "period_end",
    "plan",
    "prepare",
    "reach",
    "read_overrides",
    "read_plan",
    "retention",
    "rule_problems",
    "running",
    "several_helpers",
    "stable",
    "survival",
    "tenure",
    "uncovered",
    "under_floor",
    "waves",
]
