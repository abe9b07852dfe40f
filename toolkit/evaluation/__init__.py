"""Evaluation: did pairing, naming or visiting change anything? Panels with checks, staggered effects with errors clustered
at the helper, what would have come anyway, survival, sites, interference; every result says what it may be used to say."""

from toolkit.evaluation.clusters import LEAST_CLUSTERS
from toolkit.evaluation.evidence import EvaluationError, Evidence
from toolkit.evaluation.panels import checks, panel, reported
from toolkit.evaluation.permutation import Permutation, permute, placebo
from toolkit.evaluation.staggered import Staggered, att_gt

__all__ = [
    "LEAST_CLUSTERS",
    "EvaluationError",
    "Evidence",
    "Permutation",
    "Staggered",
    "att_gt",
    "checks",
    "panel",
    "permute",
    "placebo",
    "reported",
]
