"""Krippendorff's alpha with more than two categories, beside published examples."""

import math

import pandas as pd
import pytest

from toolkit.cases import krippendorff_alpha


def test_the_published_examples() -> None:
    # Krippendorff (2011): nominal data, two observers, no missing data
    two = pd.DataFrame({"Meg": list("aabbdcccedda"), "Owen": list("babbbccceddd")})
    assert krippendorff_alpha(two) == pytest.approx(0.692, abs=5e-4)
    # the same: four observers, cells missing
    many = pd.DataFrame(
        {
            "A": [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
            "B": [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
            "C": [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
            "D": [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
        }
    )
    assert krippendorff_alpha(many) == pytest.approx(0.743, abs=5e-4)


def test_nothing_to_compare() -> None:
    assert math.isnan(krippendorff_alpha(pd.DataFrame({"A": ["x", "x"], "B": ["x", "x"]})))
    assert math.isnan(krippendorff_alpha(pd.DataFrame({"A": ["x", None], "B": [None, "y"]})))
