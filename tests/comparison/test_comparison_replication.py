"""The script for R: parsed and run by R itself over functions that take the documented arguments
and compute nothing (where there is R; the packages are not needed)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit import comparison as qca

SIGNATURES = Path(__file__).parent / "data" / "signatures.R"
R = shutil.which("Rscript")
pytestmark = pytest.mark.filterwarnings("ignore::toolkit.comparison.ComparisonWarning")


def panel(n: int = 36) -> pd.DataFrame:
    """Raw values with names that R cannot read, a lower-case one, and one that R's new name
    could clash with."""
    rng = np.random.default_rng(5)
    data = pd.DataFrame(
        {
            "收入": rng.integers(10, 99, n),
            "b": rng.integers(0, 2, n),
            "C1": rng.integers(0, 2, n),
            "d": rng.integers(0, 3, n),
            "单位": [f"u{i % 6}" for i in range(n)],
            "year": [2010 + i // 6 for i in range(n)],
        },
        index=[f"案例{i:02}" for i in range(n)],
    )
    y = (data["收入"] > 55) & (data["b"] == 1) | (data["C1"] == 1) & (data["d"] == 2)
    return data.assign(结果=y.astype(int))


def script(
    outcome: str = "结果", conditions: tuple[str, ...] = ("收入", "b", "C1"), **how: Any
) -> tuple[str, qca.Study]:
    anchors = {"收入": qca.Anchors(20, 55.5, 90, because="与乡镇商定\n第二行")}
    found = qca.study(panel(), outcome, conditions, incl_cut=0.7, anchors=anchors, **how)
    return qca.r_script(found, "案例.csv"), found


def run(text: str, folder: Path, data: pd.DataFrame | None = None) -> str:
    (panel() if data is None else data).to_csv(folder / "案例.csv", encoding="utf-8")
    (folder / "s.R").write_text(
        f"source({str(SIGNATURES)!r})\n{text}", encoding="utf-8", newline="\n"
    )
    done = subprocess.run(
        [str(R), "--vanilla", "--encoding=UTF-8", "s.R"],
        cwd=folder,
        capture_output=True,
        timeout=120,
        check=False,
    )
    said = done.stdout.decode("utf-8", "replace")
    errors = done.stderr.decode("utf-8", "replace")
    assert done.returncode == 0 and "Error" not in errors, errors + said[-2000:]
    return said


@pytest.mark.skipif(R is None, reason="R is not part of this project")
@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, ["pof B <- OUTCOME", "smmr FALSE 4", "smmr TRUE 2 1"]),
        ({"outcome": "~结果"}, ["pof B ~OUTCOME", "truthTable ~OUTCOME 0.7 1 0"]),
        ({"directions": "收入,~b"}, ["minimize ? C2 + ~B"]),
        ({"conditions": ("收入", "b", "d")}, ["pof D[2] <- OUTCOME", "pof C2[0]"]),
        ({"enhanced": qca.Enhanced(True, ("b + C1",), ("~收入*C1",), (3,))}, ["truthTable"]),
        (
            {
                "outcome": "~结果",
                "directions": "~收入",
                "further": qca.Further(
                    True, (0.65, 0.75), (0.5,), (2,), nca=True, permutations=10,
                    ceilings=("ce_fdh", "qr"), panel=("单位", "year"), theory="收入*~b + C1",
                    necessary="收入 + b",
                ),
            },
            [
                "nca_analysis OUTCOME.OUT 0 1 10", "nca_output TRUE", "cluster", "superSubset",
                "theory.evaluation ~B*C2 + C1", "smmr TRUE 4 1 C2+B", "truthTable ~OUTCOME 0.65",
            ],
        ),
    ],
)  # fmt: skip
def test_r_reads_every_call(asked: dict[str, Any], wanted: list[str], tmp_path: Path) -> None:
    text, _ = script(**asked)
    said = run(text, tmp_path)
    for line in wanted:
        assert line in said, (line, said)


@pytest.mark.skipif(R is None, reason="R is not part of this project")
def test_cases_named_twice_and_long_thresholds(tmp_path: Path) -> None:
    data = panel().assign(收入=lambda d: d["收入"] * 1_000_003)
    data.index = ["同名"] * 2 + list(data.index[2:])
    points = (20_000_060.25, 55_500_166.5, 90_000_270)
    anchors = {"收入": qca.Anchors(*points, because="面值")}
    found = qca.study(data, "结果", ["收入", "b", "C1"], anchors=anchors)
    said = run(qca.r_script(found, "案例.csv"), tmp_path, data)
    assert "calibrate 20000060.25 55500166.50 90000270.00" in said


def test_what_r_has_no_function_for_is_said() -> None:
    text, found = script(conditions=("收入", "b", "d"), further=qca.Further(theory="收入*d[2]"))
    assert found.main is not None and "SetMethods" in text and "smmr" not in text
    text, found = script()
    assert found.main is not None and text.count("smmr(") == 4 and "# 收入" in text


def test_rows_set_by_hand_are_set_in_r() -> None:
    text, found = script(enhanced=qca.Enhanced(untenable=("~收入*b*C1",)))
    table = found.tables["结果"]
    barred = table.remainders.index[table.remainders["barred"]].tolist()
    listed = f'%in% c({", ".join(map(str, barred))})] <- "0"'
    assert (listed in text) == bool(barred)
