"""Comparison: what goes with an outcome across cases. Qualitative comparative analysis as exact as
R's, with every model,
the assumptions behind it and its robustness; necessary condition analysis; which cases to study in
depth."""

from toolkit.comparison.anchors import Anchors, calibrate_frame
from toolkit.comparison.calibration import calibrate, crisp
from toolkit.comparison.case_files import read_cases
from toolkit.comparison.ceilings import NCA, nca
from toolkit.comparison.chaining import Chains, chains
from toolkit.comparison.charts import chart, configurations, legend
from toolkit.comparison.depth import CaseSelection, case_selection
from toolkit.comparison.enhanced import Enhanced, simultaneous, untenable
from toolkit.comparison.expressions import Expression
from toolkit.comparison.frames import condition_columns, outcome_column
from toolkit.comparison.further import Further
from toolkit.comparison.gathering import case_conditions, coded_conditions
from toolkit.comparison.memberships import ComparisonError, ComparisonWarning
from toolkit.comparison.minimising import Solution, minimise
from toolkit.comparison.necessary import necessary_disjunctions, necessity
from toolkit.comparison.panels import PanelFit, panel_fit
from toolkit.comparison.parts import Item, Part, as_sheets, as_text
from toolkit.comparison.replication import python_script, r_script
from toolkit.comparison.reporting import study_parts
from toolkit.comparison.selection import case_roles, pairs, row_partners
from toolkit.comparison.sensitivity import Robustness, robustness
from toolkit.comparison.studies import Study, study
from toolkit.comparison.tabulating import truth_table
from toolkit.comparison.theories import TheoryEvaluation, theory_evaluation
from toolkit.comparison.truthtable import TruthTable
from toolkit.comparison.winners import WinnersOnly, winners_only

__all__ = [
    "NCA",
    "Anchors",
    "CaseSelection",
    "Chains",
    "ComparisonError",
    "ComparisonWarning",
    "Enhanced",
    "Expression",
    "Further",
    "Item",
    "PanelFit",
    "Part",
    "Robustness",
    "Solution",
    "Study",
    "TheoryEvaluation",
    "TruthTable",
    "WinnersOnly",
    "as_sheets",
    "as_text",
    "calibrate",
    "calibrate_frame",
    "case_conditions",
    "case_roles",
    "case_selection",
    "chains",
    "chart",
    "coded_conditions",
    "condition_columns",
    "configurations",
    "crisp",
    "legend",
    "minimise",
    "nca",
    "necessary_disjunctions",
    "necessity",
    "outcome_column",
    "pairs",
    "panel_fit",
    "python_script",
    "r_script",
    "read_cases",
    "robustness",
    "row_partners",
    "simultaneous",
    "study",
    "study_parts",
    "theory_evaluation",
    "truth_table",
    "untenable",
    "winners_only",
]
