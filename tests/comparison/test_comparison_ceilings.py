"""Ceilings of necessity beyond the step function: by hand, against R's printed figures, and by what
holds for any scatter."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_comparison_r import needs_studies, studies

from toolkit import comparison
from toolkit.comparison.ceiling_lines import CEILINGS, _programmed, quantile_line

HAND = pd.DataFrame(
    {"x": [0.0, 1, 2, 3, 4], "y": [0.0, 3, 1, 4, 4]}, index=["a", "b", "c", "d", "e"]
)


def analysed(data: pd.DataFrame, **more: object) -> comparison.NCA:
    return comparison.nca(data, "y", ["x"], ceilings=CEILINGS, **more)  # type: ignore[arg-type]


def test_every_ceiling_by_hand() -> None:
    out = analysed(HAND)
    effects = out.table.loc["x", "effect"]
    assert out.ceilings == CEILINGS
    # corners (0, 0), (1, 3), (3, 4): 4·1 + 1·2 of 4·4 are empty above the steps
    assert effects["ce_fdh"] == pytest.approx(6 / 16)
    # the concave line through them leaves 2.5 up to x = 1 and 1 up to x = 3
    assert effects["ce_vrs"] == pytest.approx((2.5 + 1) / 16)
    slope, intercept = np.polyfit([0, 1, 3], [0, 3, 4], 1)
    for ceiling in ("cr_fdh", "cr_vrs"):
        line = out.table.loc[("x", ceiling)]
        assert (line["slope"], line["intercept"]) == pytest.approx((slope, intercept))
        assert (line["above"], line["accuracy"]) == (1, pytest.approx(80))
    # no line through two points has less above at 19 to 1 than the one through b and d
    assert out.table.loc[("x", "qr"), ["slope", "intercept"]].tolist() == pytest.approx([0.5, 2.5])
    assert effects["qr"] == pytest.approx((1.5 * 3 / 2) / 16)
    fit = out.table.loc["x", "fit"]
    assert fit["ce_fdh"] == 100 and fit["ce_vrs"] == pytest.approx(100 * 3.5 / 6)
    assert out.ceiling("x", "ce_vrs").tolist() == [[0, 0], [0, 0], [1, 3], [3, 4], [4, 4]]


def test_corners_below_the_concave_line_carry_nothing() -> None:
    data = pd.DataFrame({"x": [0.0, 1, 2, 3], "y": [0.0, 1, 4, 5]})
    out = analysed(data)
    assert out.peers["x"].tolist() == [[0, 0], [1, 1], [2, 4], [3, 5]]
    slope, intercept = np.polyfit([0, 2, 3], [0, 4, 5], 1)
    line = out.table.loc[("x", "cr_vrs")]
    assert (line["slope"], line["intercept"]) == pytest.approx((slope, intercept))
    # a corner that two cases share weighs twice
    twice = analysed(pd.concat([data, data.iloc[[2]]], ignore_index=True))
    slope, _ = np.polyfit([0, 2, 2, 3], [0, 4, 4, 5], 1)
    assert twice.table.loc[("x", "cr_vrs"), "slope"] == pytest.approx(slope)


def test_a_falling_line_is_no_ceiling() -> None:
    data = pd.DataFrame({"x": [0.0, 1, 2, 3], "y": [3.0, 2, 1, 0]})
    out = analysed(data, permutations=20)
    row = out.table.loc[("x", "qr")]
    assert row["slope"] == pytest.approx(-1) and row[["effect", "p", "fit"]].isna().all()
    assert out.bottleneck("qr")["x"].isna().all()
    assert out.table.loc[("x", "cr_vrs"), "effect"] == 0


def test_bottlenecks_in_percentiles_by_hand() -> None:
    out = analysed(HAND)
    needs = out.bottleneck("ce_vrs", (0, 50, 75, 100), unit="percentile")["x"]
    # outcomes 0, 3, 4, 4 need x at 0, 1, 3, 3: none, one, three and three of five stay below
    assert math.isnan(needs[0]) and needs.tolist()[1:] == pytest.approx([20, 60, 60])
    needs = out.bottleneck("ce_vrs", (0, 50, 75, 100))["x"]
    assert math.isnan(needs[0]) and needs.tolist()[1:] == pytest.approx([100 / 6, 25, 75])
    with pytest.raises(comparison.ComparisonError):
        out.bottleneck(unit="rank")  # type: ignore[arg-type]


def test_outliers_by_hand() -> None:
    found = analysed(HAND).outliers("x").set_index("case")
    # without b the steps are 4 high up to x = 2, then 3 up to x = 3: 11 of 16
    assert found.index.tolist()[0] == "b" and found.loc["b", "without"] == pytest.approx(11 / 16)
    assert found.loc["b", "percent"] == pytest.approx(100 * (11 - 6) / 6)
    assert found.loc["b", ["on_ceiling", "on_scope"]].tolist() == [True, False]
    # without e the range ends at 3: 6 of 12
    assert found.loc["e", "without"] == pytest.approx(6 / 12) and found.loc["e", "on_scope"]
    assert "c" not in found.index
    # the only case that varies: what remains has no effect size, which is said, not left out
    flat = pd.DataFrame({"x": [0.0, 1, 1, 1], "y": [0.0, 1, 2, 3]})
    assert comparison.nca(flat, "y", "x").outliers("x")["without"].isna().any()


@pytest.mark.parametrize("bad", [{"ceilings": ("c_lp",)}, {"ceilings": ()}, {"tau": 1.0}])
def test_what_cannot_be_drawn_is_refused(bad: dict[str, object]) -> None:
    with pytest.raises(comparison.ComparisonError):
        comparison.nca(HAND, "y", ["x"], **bad)  # type: ignore[arg-type]
    assert comparison.nca(HAND, "y", ["x"], ceilings=("CE-VRS",)).ceilings == ("ce_vrs",)


@needs_studies
def test_concave_ceiling_equals_r() -> None:
    ref = json.loads((studies() / "nca_example.json").read_text(encoding="utf-8"))
    data = pd.read_csv(studies() / "nca_example.csv", index_col=0)
    out = comparison.nca(data, ref["y"], ref["x"], ceilings=CEILINGS)
    effects = out.table.loc["Individualism", "effect"]
    assert effects["ce_vrs"] == pytest.approx(ref["Individualism"]["ce_vrs"]["effect"], abs=6e-4)
    # at 28 cases and a quantile of .95 no case stays above: the line is that of the programme C-LP
    line = out.table.loc[("Individualism", "qr")]
    c_lp = ref["Individualism"]["c_lp"]
    assert line["slope"] == pytest.approx(c_lp["slope"], abs=6e-4)
    assert line["effect"] == pytest.approx(c_lp["effect"], abs=6e-4)


whole = st.integers(0, 12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(whole, whole), min_size=4, max_size=14))
def test_what_holds_for_any_scatter(points: list[tuple[int, int]]) -> None:
    data = pd.DataFrame(points, columns=["x", "y"], dtype=float)
    if data.nunique().min() < 2:
        return
    out = analysed(data)
    effects = out.table.loc["x", "effect"]
    # the concave line is the least ceiling that no case exceeds: it leaves no more than the steps
    assert 0 <= effects["ce_vrs"] <= effects["ce_fdh"] + 1e-12
    top = out.ceiling("x", "ce_vrs")
    x, y = data["x"].to_numpy(), data["y"].to_numpy()
    assert (np.interp(x, *top[1:].T) >= y - 1e-9).all()
    rises = np.diff(top[1:, 1]) / np.maximum(np.diff(top[1:, 0]), 1e-12)
    assert (np.diff(rises) <= 1e-9).all()
    # other units and another order of cases change no effect size
    other = data.sample(frac=1, random_state=1)
    other = other.assign(x=7 * other["x"] - 3, y=other["y"] / 9)
    again = analysed(other).table.loc["x", "effect"]
    assert again.to_numpy() == pytest.approx(effects.to_numpy(), abs=1e-9, nan_ok=True)
    # needs never fall as the outcome rises
    for ceiling in ("ce_fdh", "ce_vrs"):
        needs = out.bottleneck(ceiling)["x"].fillna(0)
        assert (np.diff(needs) >= -1e-9).all()


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from([0.5, 0.9, 0.95]))
def test_quantile_line_equals_the_programme(seed: int, tau: float) -> None:
    rng = np.random.default_rng(seed)
    x, y = rng.random(30), rng.random(30)

    def loss(slope: float, intercept: float) -> float:
        off = y - intercept - slope * x
        return float(np.maximum(tau * off, (tau - 1) * off).sum())

    ours, programme = quantile_line(x, y, tau), _programmed(x, y, tau)
    assert loss(*ours) == pytest.approx(loss(*programme), abs=1e-9)
    # about 1 − tau of the cases lie above
    assert (y - ours[1] - ours[0] * x > 1e-9).mean() <= 1 - tau + 1e-9


def test_permutations_in_pieces_tell_their_progress(monkeypatch: pytest.MonkeyPatch) -> None:
    from toolkit.comparison import ceilings

    rng = np.random.default_rng(4)
    data = pd.DataFrame(rng.random((14, 3)).round(2), columns=["A", "B", "Y"])
    told: list[int] = []

    def counted(items, total, what):
        told.append(total)
        assert what
        return items

    monkeypatch.setattr(ceilings, "progress", counted)
    tables = []
    for chunk in (7, 1_000):
        monkeypatch.setattr(ceilings, "CHUNK", chunk)
        tables.append(ceilings.nca(data, "Y", ["A", "B"], 20, ceilings=("cr_fdh", "qr")).table)
    pd.testing.assert_frame_equal(*tables)
    assert told == [2 * 3, 2] and tables[0]["p"].notna().any()
