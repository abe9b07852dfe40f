"""Pairing: the network of helpers and helped, its measures, candidates with scores that can be
taken apart, and plans
that are proved and explained. Measures count on tables; plans are one integer min-cost flow with a
certificate."""

from toolkit.pairing.attainment import pairs_of
from toolkit.pairing.baselines import greedy, stable
from toolkit.pairing.breaches import rule_problems
from toolkit.pairing.candidates import prepare
from toolkit.pairing.certificate import Certificate
from toolkit.pairing.change import retention, tenure, waves
from toolkit.pairing.checking import Edits, check_plan
from toolkit.pairing.comparing import compare
from toolkit.pairing.days import (
    NEVER_RAN,
    OPEN_CASE,
    Day,
    day,
    exists,
    latest_rating,
    listed_units,
    open_cases,
    period_end,
    running,
)
from toolkit.pairing.exchanges import Move
from toolkit.pairing.explain import Explanation, exchange, priced
from toolkit.pairing.loads import concentration, critical_helpers, load
from toolkit.pairing.measures import (
    channel_overlap,
    coverage,
    needed_channels,
    several_helpers,
    uncovered,
    unstated_recipients,
)
from toolkit.pairing.multigraph import export, graph
from toolkit.pairing.null import null_model
from toolkit.pairing.planning import plan
from toolkit.pairing.plans import Plan, Replan
from toolkit.pairing.populations import Population, helping, population
from toolkit.pairing.prepared import Prepared
from toolkit.pairing.problem_reading import GOALS
from toolkit.pairing.standing import OVERALL, gap, scores, under_floor
from toolkit.pairing.structure import assortativity, bridging, reach
from toolkit.pairing.tables import PlanError
from toolkit.pairing.ties import distinct
from toolkit.pairing.weighting import weight_sensitivity
from toolkit.pairing.workbook import sheet_title, to_excel
from toolkit.pairing.workbook_reading import read_overrides, read_plan

__all__ = [
    "GOALS",
    "NEVER_RAN",
    "OPEN_CASE",
    "OVERALL",
    "Certificate",
    "Day",
    "Edits",
    "Explanation",
    "Move",
    "Plan",
    "PlanError",
    "Population",
    "Prepared",
    "Replan",
    "assortativity",
    "bridging",
    "channel_overlap",
    "check_plan",
    "compare",
    "concentration",
    "coverage",
    "critical_helpers",
    "day",
    "distinct",
    "exchange",
    "exists",
    "export",
    "gap",
    "graph",
    "greedy",
    "helping",
    "latest_rating",
    "listed_units",
    "load",
    "needed_channels",
    "null_model",
    "open_cases",
    "pairs_of",
    "period_end",
    "plan",
    "population",
    "prepare",
    "priced",
    "reach",
    "read_overrides",
    "read_plan",
    "retention",
    "rule_problems",
    "running",
    "scores",
    "several_helpers",
    "sheet_title",
    "stable",
    "tenure",
    "to_excel",
    "uncovered",
    "under_floor",
    "unstated_recipients",
    "waves",
    "weight_sensitivity",
]
