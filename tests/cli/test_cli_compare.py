"""``toolkit compare`` from raw values to a page, and scripts that give the same numbers."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from toolkit import comparison
from toolkit.cli import main

STUDIES = Path(__file__).parents[2].parent / "shared" / "data" / "qca"
if "TOOLKIT_REFERENCE_DATA" in os.environ:
    STUDIES = Path(os.environ["TOOLKIT_REFERENCE_DATA"]) / "qca"


def raw(folder: Path) -> Path:
    """A panel of raw values, with several values and a cell that does not apply."""
    rng = np.random.default_rng(7)
    n = 30
    data = pd.DataFrame(
        {
            "收入": rng.integers(10, 99, n),
            "B": rng.integers(0, 2, n),
            "C": rng.integers(0, 3, n),
            "UNIT": [f"u{i % 6}" for i in range(n)],
            "YEAR": [2010 + i // 6 for i in range(n)],
        },
        index=[f"k{i:02}" for i in range(n)],
    )
    data["Y"] = ((data["收入"] > 55) & (data["C"] > 0) | (data["B"] == 1) & (data["C"] == 2)) * 1
    path = folder / "案例.csv"
    data.rename_axis("case").to_csv(path, encoding="utf-8")
    return path


def test_everything_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = raw(tmp_path)
    common = [
        "compare", str(source), "--outcome", "Y", "--conditions", "收入,B,C",
        "--calibrate", "收入=20,55.5,90；与乡镇商定",
        "--directions", "收入,B,C[1,2]", "--esa", "--esa-untenable", "B*C[0]",
        "--disjunctions", "--robust-incl", "0.75,0.9", "--robust-n", "2",
        "--panel", "UNIT,YEAR", "--theory", "收入*C[2]", "--necessary", "收入",
        "--selection", "全部乡镇（虚构）", "--lang", "zh",
    ]  # fmt: skip
    for ending in (".xlsx", ".docx", ".html"):
        assert main([*common, "--out", str(tmp_path / f"t{ending}")]) == 0
    said = capsys.readouterr().out
    order = [
        "数据",
        "校准",
        "必要性",
        "真值表：Y",
        "解：Y",
        "组态图",
        "稳健性",
        "该打开的案例",
        "限度",
    ]
    places = [said.index(f"== {title} ==") for title in order]
    assert places == sorted(places) and "与乡镇商定" in said
    page = (tmp_path / "t.html").read_text(encoding="utf-8")
    assert all(title in page for title in order) and "C[2]" in page
    again = subprocess.run(
        [sys.executable, str(tmp_path / "t.py")],
        capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1"},
        timeout=120,
    )
    assert again.returncode == 0, again.stderr.decode("utf-8", "replace")
    assert again.stdout.decode("utf-8").strip() in said.replace("\r", "")
    script = (tmp_path / "t.R").read_text(encoding="utf-8")
    for wanted in (
        'names(data)[1] <- "C1"  # 收入',
        'calibrate(data[["C1"]], type = "fuzzy", thresholds = c(20, 55.5, 90)',
        'dir.exp = "C1[1] + B[1] + C[1,2]"',
        "SetMethods 不读多值条件",
        "t_data.csv",
    ):
        assert wanted in script, wanted
    values = pd.read_csv(tmp_path / "t_data.csv", index_col=0)
    assert values["收入"].max() > 1, "R calibrates for itself"


def test_what_cannot_be_read_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    source = str(raw(tmp_path))
    for words, said in (
        (["--calibrate", "收入"], "--calibrate"),
        (["--calibrate", "收入=20,50,80"], "because"),
        (["--set-out", "x"], "--set-out"),
        (["--panel", "UNIT"], "--panel"),
    ):
        argv = ["compare", source, "--outcome", "Y", "--conditions", "收入,B,C", *words]
        assert main(argv) == 2
        assert said in capsys.readouterr().err


@pytest.mark.skipif(not STUDIES.is_dir(), reason="the studies' data are not part of this project")
def test_a_published_study_from_the_command_line_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Lipset's theory of democratic survival (Rihoux and De Meur 2009), from data to table."""
    ref = json.loads((STUDIES / "g01_lipset_crisp_surv.json").read_text(encoding="utf-8"))
    book = tmp_path / "lipset.xlsx"
    argv = [
        "compare", str(STUDIES / ref["dataset"]), "--outcome", ref["outcome"],
        "--conditions", ",".join(ref["conditions"]), "--incl-cut", str(ref["incl_cut"]),
        "--n-cut", str(ref["n_cut"]), "--pri-cut", str(ref["pri_cut"]), "--lang", "en",
        "--out", str(book),
    ]  # fmt: skip
    assert main(argv) == 0
    said = capsys.readouterr().out
    models = pd.read_excel(book, sheet_name=f"models {ref['outcome']}")
    for kind in ("complex", "parsimonious"):
        for number, model in enumerate(ref[kind]["models"], 1):
            assert f"M{number}: {model['solution']}" in said
            mine = models[(models["kind"] == kind) & (models["model"] == number)]
            for term, figures in model["fit"].items():
                row = mine[mine["term"] == term].iloc[0]
                for name, heading in (("inclS", "consistency"), ("covS", "raw coverage")):
                    assert row[heading] == pytest.approx(figures[name], abs=1e-6)
    assert comparison.read_cases(book.with_name("lipset_data.csv")).shape[0] == len(
        pd.read_csv(STUDIES / ref["dataset"])
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_on_a_published_study_shows_what_its_command_gives(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], lang: str
) -> None:
    docs = Path(__file__).parents[2] / "docs"
    page = (docs / lang / "howto" / "replicate-a-published-study.md").read_text(encoding="utf-8")
    line = shlex.split(re.search(r"python start.py (compare LC.csv .*)", page)[1])
    line[1], line[-1] = str(docs / "data" / line[1]), str(tmp_path / "lipset.xlsx")
    assert main([*line, "--lang", lang]) == 0
    told = re.findall(r"^\| [^|]+ \| (\S.*?) \| 1.000 \| 1.000 \|$", page.replace("\\", ""), re.M)
    said = capsys.readouterr().out
    assert len(told) == 6 and all(f"M1: {model}\n" in said for model in told), said
    data = pd.read_csv(docs / "data" / "LC.csv", index_col=0)
    table = comparison.truth_table(data, "SURV", list(data)[:-1], incl_cut=1)
    rows = [
        [str(row), *map(str, table.rows.loc[row, [*table.conditions, "OUT"]]),
         ", ".join(table.cases(row))]
        for row in table.rows.index
    ]  # fmt: skip
    assert re.findall(r"^\| (\d+) " + r"\| ([01]) " * 6 + r"\| (.+) \|$", page, re.M) == [
        tuple(row) for row in rows
    ]
    # the counterfactuals are said under the model that rests on them
    assert {"zh": "所用余项（共 5 行）：18, 20", "en": "assumed (5): 18, 20"}[lang] in said


def test_exponents_and_ceilings_from_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book = tmp_path / "s.xlsx"
    argv = [
        "compare", str(raw(tmp_path)), "--outcome", "Y", "--conditions", "收入",
        "--calibrate", "收入=linear:20,55.5,90^2,3;两侧渐缓", "--nca-ceilings", "ce_vrs,QR",
        "--out", str(book),
    ]  # fmt: skip
    assert main(argv) == 0
    said = capsys.readouterr().out
    assert "20 / 55.5 / 90 ^ 2 / 3" in said and "NCA 瓶颈百分位 CE-VRS" in said
    values = comparison.read_cases(tmp_path / "s_data.csv")["收入"]
    used = pd.read_excel(book, sheet_name="分析的数据")["收入"].to_numpy()
    wanted = comparison.calibrate(values, 20, 55.5, 90, method="linear", below=2, above=3)
    assert used == pytest.approx(wanted.to_numpy())
    script = book.with_suffix(".R").read_text(encoding="utf-8")
    assert "below = 2, above = 3" in script and 'ceilings = c("ce_vrs", "qr")' in script
    assert {"NCA 离群案例", "NCA 瓶颈 QR"} <= set(pd.ExcelFile(book).sheet_names)
    for wrong in (
        "收入=20,50,80^2;理由",
        "收入=linear:20,50,80^0;理由",
        "收入=linear:20,50,80^;理由",
    ):
        argv = ["compare", str(raw(tmp_path)), "--outcome", "Y", "--calibrate", wrong]
        assert main(argv) == 2
