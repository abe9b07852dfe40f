"""The two numbers that should not be used, on a panel small enough to work out by hand."""

import pandas as pd
import pytest

from toolkit import evaluation
from toolkit.terms import use_lang


def panel(**changes: object) -> pd.DataFrame:
    rows = [
        ("A", 1, 50.0),
        ("A", 2, 60.0),
        ("B", 1, 40.0),
        ("B", 2, 54.0),
        ("C", 1, 70.0),
        ("C", 2, 72.0),
        ("D", 1, 80.0),
        ("D", 2, 78.0),
    ]
    out = pd.DataFrame(rows, columns=["org_id", "time", "outcome"])
    out["cohort"] = out["org_id"].map({"A": 2, "B": 2, "C": 0, "D": 0})
    return out.assign(helped=(out["cohort"] > 0) & (out["time"] >= out["cohort"])).assign(**changes)


def test_by_hand() -> None:
    found = evaluation.naive(panel().sample(frac=1, random_state=1))
    assert found.before_after == pytest.approx(
        (10 + 14) / 2
    ) and found.cross_section == pytest.approx(57 - 75)
    assert found.table[["n_helped", "n_others"]].to_numpy().tolist() == [[2, 0], [2, 2]]
    with use_lang("zh"):
        assert (
            found.evidence.descriptive
            and "不可以说：相差的分数是帮扶带来的。" in found.evidence.text
            and "+12.0" in found.evidence.text
        )


def test_nobody_or_everybody_helped_is_refused_in_a_sentence() -> None:
    for helped, cohort in ((False, 0), (True, 2)):
        with pytest.raises(evaluation.EvaluationError, match=r"前后比|neither"):
            evaluation.naive(panel(helped=helped, cohort=cohort))
    with pytest.raises(evaluation.EvaluationError):
        evaluation.naive(panel(cohort=1))  # no period before help
