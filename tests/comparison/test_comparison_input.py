"""Bad input, borders and tolerances: a clear answer, never a silent decision."""

from __future__ import annotations

import time
import warnings

import numpy as np
import pandas as pd
import pytest

from toolkit import comparison as qca
from toolkit.terms import use_lang

AB = ["A", "B"]


@pytest.fixture(autouse=True)
def _english():
    with use_lang("en"), warnings.catch_warnings():
        warnings.simplefilter("ignore", qca.ComparisonWarning)
        yield


def frame(**columns: list) -> pd.DataFrame:
    base = {
        "A": [1, 1, 0, 0, 1, 0, 1, 0],
        "B": [1, 0, 1, 0, 1, 1, 0, 0],
        "Y": [1, 1, 0, 0, 1, 0, 1, 0],
    }
    return pd.DataFrame(base | columns, index=[f"c{i}" for i in range(8)])


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (frame(A=[1, None, 0, 0, 1, 0, 1, 0]), "A: missing.*c1"),
        (
            frame(A=[2.5, 1, 0, 0, 1, 0, 1, 0], B=[-0.1, 0, 1, 0, 1, 1, 0, 0]),
            "(?s)A: memberships.*c0.*B: memberships.*c0",
        ),
        (frame(A=list("xyzxyzxy")), "A: missing or not a number"),
        (frame().iloc[:1], "one case"),
        (frame().drop(columns="B"), "no such columns: B"),
        (frame(Y=[1] * 8), "is 1 in all 8 cases.*winners"),
        (frame(Y=[0] * 8), "is 0 in all 8 cases"),
        (frame(A=[0.5, 1, 0, 0, 1, 0, 1, 0]), "c0/A.*half='drop'"),
    ],
)
def test_refusals_name_the_reason(data: pd.DataFrame, said: str) -> None:
    with pytest.raises(qca.ComparisonError, match=said):
        qca.truth_table(data, "Y", AB)


def test_every_problem_at_once() -> None:
    bad = frame(A=[None, 1, 0, 0, 1, 0, 1, 0], Y=[7, 1, 0, 0, 1, 0, 1, 0])
    with pytest.raises(qca.ComparisonError) as caught:
        qca.truth_table(bad, "Y", AB)
    assert len(str(caught.value).splitlines()) == 2


@pytest.mark.parametrize("conditions", [["A", "A"], ["A", "Y"], [], ["A", "C*D"]])
def test_bad_condition_lists(conditions: list[str]) -> None:
    with pytest.raises(qca.ComparisonError):
        qca.truth_table(frame(), "Y", conditions)


def test_names_and_cutoffs() -> None:
    for bad in ({"incl_cut": 1.2}, {"n_cut": 0}, {"pri_cut": -1}, {"half": "one"}, {"n_cut": 9}):
        with pytest.raises(qca.ComparisonError):
            qca.truth_table(frame(), "Y", AB, **bad)
    with pytest.raises(qca.ComparisonError, match="rename"):
        _ = qca.truth_table(frame().rename(columns={"A": "incl"}), "Y", ["incl", "B"]).rows


def test_half_is_dropped_only_on_request() -> None:
    data = frame(A=[0.5, 1, 0, 0, 1, 0, 1, 0])
    with pytest.warns(qca.ComparisonWarning, match="c0"):
        table = qca.truth_table(data, "Y", AB, half="drop")
    assert table.left_out == ("c0",) and table.row_of[0] == 0
    assert table.rows["n"].sum() == 7
    # it still counts in inclusion, with its membership of one half
    assert table.rows.loc[2, "incl"] == pytest.approx(0 / (2 + 0.5) + 0.5 / 2.5)


def test_cutoff_has_a_tolerance() -> None:
    # 0.1 + 0.7 falls below 0.8 in floating point
    data = pd.DataFrame({"A": [1.0, 1.0, 0.0, 0.0], "Y": [(0.1 + 0.7) * 2 - 1, 1.0, 0.0, 0.2]})
    table = qca.truth_table(data, "Y", ["A"], incl_cut=0.8)
    assert table.rows.loc[2, "incl"] < 0.8 and table.rows.loc[2, "OUT"] == 1
    assert qca.truth_table(data, "Y", ["A"], incl_cut=0.8 + 1e-6).rows.loc[2, "OUT"] == 0


def test_one_sided_tables() -> None:
    data = frame(Y=[0.9, 0.8, 0.7, 0.9, 1, 0.8, 0.9, 1])
    with pytest.warns(qca.ComparisonWarning, match="one side"):
        table = qca.truth_table(data, "Y", AB, incl_cut=0.7)
    for kind in ("parsimonious", "intermediate"):
        with pytest.raises(qca.ComparisonError, match="negative row"):
            qca.minimise(table, kind, {"A": 1})
    with pytest.raises(qca.ComparisonError, match="make no difference"):
        qca.minimise(table, "complex")
    with pytest.raises(qca.ComparisonError, match="no row reaches"):
        qca.minimise(qca.truth_table(frame(Y=[0, 1, 1, 0, 1, 0, 0, 1]), "Y", AB, incl_cut=1))


def test_directions_and_kinds() -> None:
    table = qca.truth_table(frame(), "Y", AB)
    assert qca.minimise(table, "intermediate", {"A": "1", "B": "-"}).models == (("A",),)
    for bad in ({"C": 1}, {"A": 2}):
        with pytest.raises(qca.ComparisonError):
            qca.minimise(table, "intermediate", bad)
    with pytest.raises(qca.ComparisonError):
        qca.minimise(table, "prime")
    with pytest.warns(qca.ComparisonWarning, match="equals the complex"):
        assert qca.minimise(table, "intermediate").models == qca.minimise(table, "complex").models
    with pytest.raises(qca.ComparisonError, match="no model 3"):
        qca.minimise(table).fit(3)


def test_warns_when_cases_carry_little() -> None:
    with pytest.warns(qca.ComparisonWarning, match="6 cases"):
        qca.truth_table(frame().iloc[:6], "Y", AB)
    wide = frame(C=[1, 0, 1, 0, 1, 0, 1, 1], D=[0, 0, 1, 1, 1, 0, 1, 0])
    with pytest.warns(qca.ComparisonWarning, match="not 4"):
        qca.truth_table(wide, "Y", [*AB, "C", "D"])


def test_identical_cases_and_more_conditions_than_cases() -> None:
    same = pd.DataFrame({"A": [1, 1, 0, 0], "Y": [1, 1, 0, 0]}, index=["x", "x", "y", "y"])
    assert qca.minimise(qca.truth_table(same, "Y", ["A"])).models == (("A",),)
    rng = np.random.default_rng(0)
    names = [f"C{i}" for i in range(30)]
    wide = pd.DataFrame((rng.random((10, 30)) < 0.5).astype(float), columns=names).assign(
        Y=[1, 0] * 5
    )
    table = qca.truth_table(wide, "Y", names)
    assert table.remainders_n == 2**30 - 10
    s = qca.minimise(table, "parsimonious", max_models=50)
    assert len(s) == 50 and not s.complete and "at least 50" in s.says()
    with pytest.raises(qca.ComparisonError, match="list"):
        _ = table.remainders
    with pytest.raises(qca.ComparisonError, match="too many"):
        s.assumptions()


def test_fifteen_conditions_and_200_cases_answer_in_seconds() -> None:
    rng = np.random.default_rng(4)
    names = [f"C{i}" for i in range(15)]
    x = (rng.random((200, 15)) < 0.5).astype(float)
    data = pd.DataFrame(x, columns=names).assign(
        Y=((x[:, 0] * x[:, 1] + x[:, 2] * (1 - x[:, 3])) > 0).astype(float)
    )
    start = time.perf_counter()
    s = qca.minimise(qca.truth_table(data, "Y", names), "parsimonious")
    assert s.models == (("C0*C1", "C2*~C3"),) and s.proved
    assert time.perf_counter() - start < 20


def test_calibration_matches_the_direct_method() -> None:
    out = qca.calibrate(pd.Series([0.0, 2.0, 3.0, 4.0, 9.0, np.nan], index=list("abcdef")), 2, 3, 5)
    assert out.index.tolist() == list("abcdef") and np.isnan(out["f"])
    assert out[["b", "c"]].tolist() == pytest.approx([0.05, 0.5])
    assert out["d"] == pytest.approx(1 / (1 + np.exp(-np.log(19) / 2)))
    assert qca.calibrate([5.0], 2, 3, 5)[0] == pytest.approx(0.95)
    assert qca.calibrate([-50.0, 90.0], 2, 3, 5).tolist() == [0.0, 1.0]
    rising, falling = (
        qca.calibrate(np.linspace(0, 8, 33), 2, 3, 5),
        qca.calibrate(np.linspace(0, 8, 33), 5, 3, 2),
    )
    assert falling == pytest.approx(1 - rising)
    assert qca.crisp([1, 2, 3], 2).tolist() == [0, 1, 1]
    for bad in ((3, 3, 5), (2, 6, 5), (5, 6, 2)):
        with pytest.raises(qca.ComparisonError):
            qca.calibrate([1.0], *bad)


def test_anchors_need_a_reason_and_travel() -> None:
    raw = pd.DataFrame({"A": range(10), "B": [0, 1] * 5, "Y": range(10)}, dtype=float)
    with pytest.raises(qca.ComparisonError, match="because"):
        qca.calibrate_frame(raw, {"A": qca.Anchors(2, 4.5, 7)})
    data = qca.calibrate_frame(
        raw, {c: qca.Anchors(2, 4.5, 7, "thirds of the range agreed with the county") for c in "AY"}
    )
    table = qca.truth_table(data, "Y", AB, selection="all ten villages")
    told = "\n".join(qca.minimise(table).limits())
    assert "2 / 4.5 / 7" in told and "agreed with the county" in told and "all ten villages" in told
