"""Cox and Kaplan–Meier against R's survival: stored outputs, a case by hand, refusals."""

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
#: Stanford heart transplants (Crowley & Hu 1977, Journal of the American Statistical Association
#: 72, 27–36): days of waiting, if a heart was found, then days to death (d) or the study's end
HEART = (
    "50d 6d 1-16d 36-39d 18d 3d 51-675d 40d 85d 12-58d 26-153d 8d 17-81d 37-1387d 1d 28-308d 36d "
    "20-43d 37d 18-28d 8-1032d 12-51d 3-733d 83-219d 25-1800 1401 263d 71-72d 35d 16-852d 16d "
    "17-77d 51-1587 23-1572 12d 46-100d 19-66d 4.5-5d 2-53d 41-1408 58-1322 3d 2d 40d 1-45d 2-996d "
    "21-72d 9d 36-1142 83-980d 32-285d 102d 41-188d 3d 10-61d 67-942 149d 21-343d 78-916 3-68d 2d "
    "69d 27-842 33-584d 12-78d 32d 57-285d 3-68d 10-670 5-30d 31-620 4-596 27-90d 5-17d 2d 46-545 "
    "21d 210-515 67-96d 26-482 6-445 428 32-80d 37-334d 5d 8-397 60-110d 31-370 139-207d 160-186d "
    "340d 310-340 28-265 4-165d 2-16d 13-180 21-131 96-109 21d 38-39 31 11 6d"
)


def heart() -> pd.DataFrame:
    """Start–stop rows: not yet `helped` while waiting, `helped` after the transplant."""
    rows = []
    for n, told in enumerate(HEART.split()):
        *wait, end = told.removesuffix("d").split("-")
        died, since = told.endswith("d"), float(wait[0]) if wait else 0.0
        if wait:
            rows.append((n, 0.0, since, False, False))
        rows.append((n, since, float(end), bool(wait), died))
    return pd.DataFrame(rows, columns=list(ENTRIES))


def test_the_stanford_heart_data_give_what_r_gives() -> None:
    table = heart()
    assert (len(table), table["event"].sum(), table["helped"].sum()) == (172, 75, 69)
    # R: coxph(Surv(start, stop, event) ~ transplant + cluster(id), heart, ties = "breslow"); with
    # start ≤ t at risk it would be 1.085
    found = evaluation.cox(table, ties="breslow")
    told = [round(float(found[c]), 3) for c in ("hazard_ratio", "low", "high")]
    assert told == [1.134, 0.631, 2.039] and found["units"] == 103


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
