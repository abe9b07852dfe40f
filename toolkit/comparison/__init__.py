"""Comparison: what goes with an outcome across cases. Qualitative comparative analysis as exact as R's, with every model,
the assumptions behind it and its robustness; necessary condition analysis; which cases to study in depth."""

from toolkit.comparison.calibration import Anchors, calibrate, calibrate_crisp, calibrate_frame
from toolkit.comparison.expressions import Expression
from toolkit.comparison.memberships import ComparisonError, ComparisonWarning
from toolkit.comparison.minimising import Solution, minimise, simultaneous, untenable
from toolkit.comparison.necessity import necessary_disjunctions, necessity
from toolkit.comparison.truthtable import TruthTable, truth_table

__all__ = [
    "Anchors",
    "ComparisonError",
    "ComparisonWarning",
    "Expression",
    "Solution",
    "TruthTable",
    "calibrate",
    "calibrate_crisp",
    "calibrate_frame",
    "minimise",
    "necessary_disjunctions",
    "necessity",
    "simultaneous",
    "truth_table",
    "untenable",
]
