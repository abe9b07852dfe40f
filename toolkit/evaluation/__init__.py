"""Evaluation: did pairing, naming or visiting change anything? Panels with checks, staggered
effects with errors clustered
at the helper, what would have come anyway, survival, sites, interference; every result says what it
may be used to say."""

from toolkit.evaluation.evidence import EvaluationError, Evidence
from toolkit.evaluation.grades import Stars, stars, transitions
from toolkit.evaluation.interference import Contrast, Exposures, contrast, exposures
from toolkit.evaluation.naive_contrasts import Naive, naive
from toolkit.evaluation.panels import checks, panel, reported
from toolkit.evaluation.permutation import Permutation, permute, placebo
from toolkit.evaluation.reversion import Reversion, regression_to_mean
from toolkit.evaluation.sites import (
    Representativeness,
    creation_effect,
    demonstration_effect,
    representativeness,
)
from toolkit.evaluation.staggered import Staggered, att_gt
from toolkit.evaluation.study_pages import EvaluationQuestion, EvaluationStudy, readable, study
from toolkit.evaluation.time_listed import Conversion, conversion, cox, spells

__all__ = [
    "Contrast",
    "Conversion",
    "EvaluationError",
    "EvaluationQuestion",
    "EvaluationStudy",
    "Evidence",
    "Exposures",
    "Naive",
    "Permutation",
    "Representativeness",
    "Reversion",
    "Staggered",
    "Stars",
    "att_gt",
    "checks",
    "contrast",
    "conversion",
    "cox",
    "creation_effect",
    "demonstration_effect",
    "exposures",
    "naive",
    "panel",
    "permute",
    "placebo",
    "readable",
    "regression_to_mean",
    "reported",
    "representativeness",
    "spells",
    "stars",
    "study",
    "transitions",
]
