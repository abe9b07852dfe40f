"""Cox and Kaplan–Meier against R's survival: stored outputs, a case by hand, and what is refused."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit import evaluation
from toolkit.register import survival_curve

PEERS = sorted((Path(__file__).parent / "data").glob("cox_*.json"))
#: of start–stop rows with an entry at the time of an event; R: exp(coef) = 1.883
ENTRIES = pd.DataFrame(
    {
        "org_id": [1, 1, 2, 3, 4, 5],
        "start": [0.0, 2, 0, 0, 0, 0],
        "stop": [2.0, 5, 2, 4, 6, 3],
        "helped": [False, True, False, True, False, True],
        "event": [False, True, True, True, True, False],
    }
)


@pytest.mark.parametrize("path", PEERS, ids=lambda path: path.stem)
def test_every_coefficient_and_error_is_as_in_r(path: Path) -> None:
    peer = json.loads(path.read_text(encoding="utf-8"))
    table = pd.DataFrame(peer["data"]["columns"], index=peer["data"]["cases"])
    for fit in peer["result"]["fits"]:
        robust = evaluation.cox(table, fit["covariates"], fit["ties"], "org")
        model = evaluation.cox(table, fit["covariates"], fit["ties"], None)
        assert np.allclose(robust.attrs["loglik"], fit["loglik"], rtol=1e-9)
        assert robust.attrs["events"] == fit["events"] and robust.attrs["spells"] == fit["n"]
        for term in fit["terms"]:
            for found, kind in ((robust, "robust"), (model, "model")):
                row = found.loc[term["name"]]
                told = [row[c] for c in ("coefficient", "hazard_ratio", f"se_{kind}")]
                told += [row[c] for c in ("low", "high", "p")]
                wanted = [term["coef"], term["hazard_ratio"], term[f"se_{kind}"]]
                wanted += [term[f"{c}_{kind}"] for c in ("low", "high", "p")]
                assert np.allclose(told, wanted, rtol=1e-6), (path.stem, fit["ties"], term["name"])


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_a_spell_that_starts_at_an_event_is_not_yet_at_risk(ties: str) -> None:
    found = evaluation.cox(ENTRIES, ties=ties)
    assert round(float(found["hazard_ratio"]), 3) == 1.883 and found["units"] == 5
    # by hand: at t = 2 the spell that starts at 2 is not among the five at risk
    curve = survival_curve(ENTRIES["stop"], ENTRIES["event"], ENTRIES["start"])
    assert curve["time"].tolist() == [2, 4, 5, 6] and curve["at_risk"].tolist() == [5, 3, 2, 1]
    assert curve["survival"].round(6).tolist() == [0.8, 0.533333, 0.266667, 0.0]


def test_what_cannot_be_estimated_is_said() -> None:
    for table, words in (
        (ENTRIES.assign(event=False), "没有一个结束"),
        (ENTRIES.assign(helped=True), "不变化"),
        (ENTRIES.assign(helped=[np.nan, 1, 0, 1, 0, 1]), "有空值"),
        (ENTRIES.drop(columns="helped"), "缺少列：helped"),
        (ENTRIES.assign(helped=ENTRIES["event"]), "无穷"),
    ):
        with pytest.raises(evaluation.EvaluationError, match=words):
            evaluation.cox(table)
    with pytest.raises(evaluation.EvaluationError, match="efron"):
        evaluation.cox(ENTRIES, ties="exact")
