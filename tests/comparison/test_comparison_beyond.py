"""Robustness, NCA, panel, charts, winners only, case selection, files and the command line."""

from __future__ import annotations

import json
import math
import subprocess
import sys
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from test_comparison_r import needs_studies, studies

from toolkit import comparison as qca
from toolkit.cli import main
from toolkit.cli.comparison import printable
from toolkit.records import read_book
from toolkit.terms import use_lang

NAMES = list("ABCD")


@pytest.fixture(autouse=True)
def _english():
    with use_lang("en"), warnings.catch_warnings():
        warnings.simplefilter("ignore", qca.ComparisonWarning)
        yield


def sample(n: int = 40, seed: int = 1) -> pd.DataFrame:
    rng = np.random.default_rng(seed)
    x = rng.beta(0.5, 0.5, (n, 4)).round(2)
    x[x == 0.5] = 0.51
    y = np.clip(
        np.maximum(np.minimum(x[:, 0], x[:, 1]), np.minimum(x[:, 2], 1 - x[:, 3]))
        + rng.normal(0, 0.07, n),
        0,
        1,
    ).round(3)
    return pd.DataFrame(x, columns=NAMES, index=[f"v{i}" for i in range(n)]).assign(Y=y)


def solved(kind: str = "parsimonious", incl_cut: float = 0.85) -> qca.Solution:
    return qca.minimise(
        qca.truth_table(sample(), "Y", NAMES, incl_cut), kind, dict.fromkeys("ABC", 1)
    )


def test_robustness_shares_are_what_rerunning_gives() -> None:
    s = solved(incl_cut=0.85)
    r = qca.robustness(s, incl_cuts=[0.75, 0.8, 0.95], pri_cuts=[0.9], n_cuts=[2, 3], runs=20)
    assert r.runs["choice"].value_counts().to_dict() == {
        "case": 40,
        "random": 20,
        "inclusion": 3,
        "frequency": 2,
        "pri": 1,
    }
    kept = []
    data = sample()
    for cut in (0.75, 0.8, 0.95):
        models = qca.minimise(qca.truth_table(data, "Y", NAMES, cut), "parsimonious").models
        kept.append([any(t in m for m in models) for t in r.terms.index])
    assert r.terms["inclusion"].to_numpy() == pytest.approx(np.mean(kept, axis=0))
    dropped = [
        qca.minimise(qca.truth_table(data.drop(index=c), "Y", NAMES, 0.85), "parsimonious").models
        for c in data.index
    ]
    assert r.terms["case"].to_numpy() == pytest.approx(
        np.mean([[any(t in m for m in ms) for t in r.terms.index] for ms in dropped], axis=0)
    )
    assert r.runs["same"].any() and not r.runs["same"].all()
    again = qca.robustness(s, incl_cuts=[0.75, 0.8, 0.95], pri_cuts=[0.9], n_cuts=[2, 3], runs=20)
    pd.testing.assert_frame_equal(r.runs, again.runs)


def test_robustness_protocol_measures() -> None:
    s = solved(incl_cut=0.85)
    still = qca.robustness(s, incl_cuts=[0.8500001], pri_cuts=[], n_cuts=[], drop_cases=False)
    assert still.fit == pytest.approx(
        {"RF_cov": 1, "RF_cons": 1, "RF_SC_minTS": 1, "RF_SC_maxTS": 1}
    )
    assert still.ratios["RCC_Rank"] == 1 and still.ratios["RCR_typ"] == 1
    moved = qca.robustness(s, incl_cuts=[0.95], pri_cuts=[], n_cuts=[], drop_cases=False)
    data = sample()
    other = qca.minimise(qca.truth_table(data, "Y", NAMES, 0.95), "parsimonious")
    ours = s.memberships()["overall"].to_numpy()
    candidates = [other.memberships(i)["overall"].to_numpy() for i in range(len(other))]
    test = max(candidates, key=lambda x: np.minimum(x, ours).sum() / np.maximum(x, ours).sum())
    y, core = data["Y"].to_numpy(), np.minimum(ours, test)
    assert moved.fit["RF_SC_minTS"] == pytest.approx(core.sum() / np.maximum(ours, test).sum())
    assert moved.fit["RF_cov"] == pytest.approx(
        np.minimum(core, y).sum() / np.minimum(ours, y).sum()
    )
    cons = [np.minimum(v, y).sum() / v.sum() for v in (ours, core)]
    assert moved.fit["RF_cons"] == pytest.approx(cons[0] / cons[1])
    typical = (y > 0.5) & ((ours > 0.5) | (test > 0.5))
    assert moved.ratios["RCR_typ"] == pytest.approx(
        ((core > 0.5) & (y > 0.5)).sum() / typical.sum()
    )


def test_sensitivity_ranges_are_tight() -> None:
    s = solved(incl_cut=0.85)
    ranges = qca.robustness(s, drop_cases=False).ranges
    above, up_to = ranges.loc["inclusion"]

    def models(cut: float) -> set:
        return {
            frozenset(m)
            for m in qca.minimise(qca.truth_table(sample(), "Y", NAMES, cut), "parsimonious").models
        }

    mine = {frozenset(m) for m in s.models}
    assert above < 0.85 <= up_to
    assert models(up_to) == mine == models(above + 1e-6)
    assert models(min(up_to + 1e-6, 1)) != mine or up_to == 1
    assert above == 0 or models(above) != mine


def test_robustness_moves_anchors() -> None:
    raw = sample() * 100
    reason = "set before the data were looked at"
    data = qca.calibrate_frame(raw, {c: qca.Anchors(20, 50.3, 80, reason) for c in [*NAMES, "Y"]})
    s = qca.minimise(qca.truth_table(data, "Y", NAMES), "parsimonious")
    r = qca.robustness(s, raw=raw, drop_cases=False, incl_cuts=[], pri_cuts=[], n_cuts=[])
    assert len(r.runs) == 5 * 3 * 2 and set(r.runs["choice"]) == {"anchor"}
    setting = r.runs["setting"].str.startswith("A crossover 50.3 → 56.3")
    shifted = data.assign(A=qca.calibrate(raw["A"], 20, 56.3, 80))
    models = {
        frozenset(m)
        for m in qca.minimise(qca.truth_table(shifted, "Y", NAMES), "parsimonious").models
    }
    assert r.runs.loc[setting, "same"].item() == (models == {frozenset(m) for m in s.models})
    with pytest.raises(qca.ComparisonError):
        qca.robustness(solved(), raw=raw)


@needs_studies
def test_nca_equals_r() -> None:
    ref = json.loads((studies() / "nca_example.json").read_text(encoding="utf-8"))
    data = pd.read_csv(studies() / "nca_example.csv", index_col=0)
    out = qca.nca(data, ref["y"], ref["x"])
    one = ref["Individualism"]
    for ceiling in ("ce_fdh", "cr_fdh"):
        row = out.table.loc[("Individualism", ceiling)]
        assert row["zone"] == pytest.approx(one[ceiling]["zone"], abs=6e-4) and row[
            "effect"
        ] == pytest.approx(one[ceiling]["effect"], abs=6e-4)
        assert row["above"] == one[ceiling]["above"] and row["scope"] == pytest.approx(one["scope"])
    line = out.table.loc[("Individualism", "cr_fdh")]
    assert (line["slope"], line["intercept"]) == pytest.approx((2.230, 28.353), abs=6e-4)
    assert out.table.loc[("Risk taking", "cr_fdh"), "effect"] == pytest.approx(
        ref["Risk taking"]["cr_fdh"]["effect"], abs=1e-7
    )
    for name, ceiling in (("CE-FDH", "ce_fdh"), ("CR-FDH", "cr_fdh")):
        mine = out.bottleneck(ceiling)
        for x in ref["x"]:
            for m, r in zip(mine[x], ref["bottleneck_percentage_range"][name][x]):
                assert math.isnan(m) if r == "NN" else m == pytest.approx(r, abs=0.0501)


def test_nca_by_hand_and_permutations() -> None:
    data = pd.DataFrame({"x": [0.0, 1, 2, 3, 3], "z": [3.0, 1, 2, 0, 1], "y": [0.0, 2, 1, 3, 4]})
    out = qca.nca(data, "y", ["x", "z"], permutations=400, rng=5)
    # steps: 0 until x=1, 2 until x=3, then 4; the empty corner holds 1·4 + 2·2 of 3·4
    assert out.table.loc[("x", "ce_fdh"), "zone"] == 8 and out.table.loc[
        ("x", "ce_fdh"), "effect"
    ] == pytest.approx(8 / 12)
    assert out.ceiling("x").tolist() == [[0, 0], [0, 0], [1, 0], [1, 2], [3, 2], [3, 4], [3, 4]]
    assert out.peers["x"].tolist() == [[0, 0], [1, 2], [3, 4]]
    slope, intercept = np.polyfit([0, 1, 3], [0, 2, 4], 1)
    line = out.table.loc[("x", "cr_fdh")]
    assert (line["slope"], line["intercept"]) == pytest.approx((slope, intercept))
    grid = np.linspace(0, 3, 200_001)
    assert line["zone"] == pytest.approx(
        np.mean(np.clip(4 - (intercept + slope * grid), 0, 4)) * 3, rel=1e-4
    )
    perms = np.random.default_rng(5)
    effects = []
    for _ in range(400):
        shuffled = data.assign(y=perms.permutation(data["y"].to_numpy()))
        effects.append(qca.nca(shuffled, "y", ["x"]).table.loc[("x", "ce_fdh"), "effect"])
    p = max(1 - np.mean(np.array(effects) < 8 / 12 - 1e-12), 1 / 400)
    assert out.table.loc[("x", "ce_fdh"), "p"] == pytest.approx(p)
    for bad in (data.assign(x=1.0), data.assign(x=[1, None, 2, 3, 4]), data.head(2)):
        with pytest.raises(qca.ComparisonError):
            qca.nca(bad, "y", ["x"])


def test_panel_between_and_within() -> None:
    x = pd.DataFrame({"A": [0.8, 0.6, 0.9, 0.2]})
    y = np.array([0.9, 0.3, 0.7, 0.6])
    fit = qca.panel_fit(x, ["u", "u", "w", "w"], [1, 2, 1, 2], y)
    by_period = [(0.8 + 0.7) / 1.7, (0.3 + 0.2) / 0.8]
    assert fit.between.loc["A", "inclusion"].tolist() == pytest.approx(by_period)
    assert fit.within.loc["A", "inclusion"].tolist() == pytest.approx([1.1 / 1.4, 0.9 / 1.1])
    share = np.array(by_period) / sum(by_period)
    assert fit.table.loc["A", "between"] == pytest.approx(math.sqrt(((share - 0.5) ** 2).sum()))
    assert fit.table.loc["A", "between_adjusted"] == pytest.approx(
        fit.table.loc["A", "between"] / math.sqrt(2 / 12)
    )
    need = qca.panel_fit(x, ["u", "u", "w", "w"], [1, 2, 1, 2], y, "necessity")
    assert need.table.loc["A", "inclusion"] == pytest.approx(2.0 / 2.5)
    s = solved()
    whole = qca.panel_fit(s, [f"u{i // 2}" for i in range(40)], [i % 2 for i in range(40)])
    assert whole.table["inclusion"].to_numpy() == pytest.approx(s.fit()["inclS"].to_numpy())
    for unit, period in ((["u"] * 4, [1, 1, 2, 2]), (["a", "b", "c", "d"], [1] * 4), (["a"], [1])):
        with pytest.raises(qca.ComparisonError):
            qca.panel_fit(x, unit, period, y)


def chart_data() -> pd.DataFrame:
    rows = {
        "A": [1, 1, 1, 0, 0, 0],
        "B": [1, 1, 0, 1, 0, 0],
        "C": [1, 0, 1, 1, 1, 0],
        "Y": [1, 1, 0, 0, 1, 0],
    }
    return pd.DataFrame(rows, index=list("uvwxyz"), dtype=float)


def test_chart_marks_core_and_periphery() -> None:
    table, other = (qca.truth_table(chart_data(), y, list("ABC")) for y in ("Y", "~Y"))
    s = qca.minimise(table, "complex")
    assert s.models == (("A*B", "~A*~B*C"),)
    tidy = qca.configurations(s, names={"A*B": "领导带动型"})
    parsimonious = qca.minimise(table, "parsimonious").models[0]
    core = {x for t in parsimonious for x in t.split("*") if set(t.split("*")) <= {"~A", "~B", "C"}}
    second = tidy[tidy["term"] == "~A*~B*C"]
    written = {("" if p else "~") + c for c, p in zip(second["condition"], second["present"])}
    assert written == {"~A", "~B", "C"}
    assert {
        ("" if p else "~") + c
        for c, p, k in zip(second["condition"], second["present"], second["core"])
        if k
    } == core
    assert all(
        qca.charts.MARKS[p, k] == m for p, k, m in zip(tidy["present"], tidy["core"], tidy["mark"])
    )
    wide = qca.chart([s, qca.minimise(other, "complex")], names={"A*B": "领导带动型"})
    assert list(wide.columns[:3]) == ["condition", "H1", "H2"] and any(
        c.startswith("NH") for c in wide.columns
    )
    cells = wide.set_index("condition")
    assert (
        cells.loc["name of the path", "H1"] == "领导带动型"
        and cells.loc["consistency", "H1"] == "1.000"
    )
    assert cells.loc["C", "H1"] == "" and cells.loc["cases", "H1"] == "u; v"
    with pytest.raises(qca.ComparisonError):
        qca.chart(s, names={"A*C": "x"})


def test_cases_by_role_and_pairs() -> None:
    s = solved()
    roles = qca.case_roles(s).set_index("case")
    x, y = s.memberships()["overall"], sample()["Y"]
    for case, row in roles.iterrows():
        expected = {
            (1, 1): "typical",
            (1, 0): "deviant_consistency",
            (0, 1): "deviant_coverage",
            (0, 0): "irrelevant",
        }
        assert row["role"] == expected[int(x[case] > 0.5), int(y[case] > 0.5)]
        assert row["row"] in s.table.rows.index and case in s.table.cases(row["row"])
    first = roles[roles["role"] == "typical"].iloc[0]
    assert first["x"] <= first["y"]
    d = chart_data()
    near = qca.pairs(d, "Y", list("ABC"))
    assert (
        near["differing"].iloc[0] == 1
        and (near["case"].isin(list("uvy")) & near["other"].isin(list("wxz"))).all()
    )
    far = qca.pairs(d, "Y", list("ABC"), "most_different")
    assert (
        far.loc[0, ["case", "other", "differing"]].tolist() == ["v", "y", 3]
        and far.loc[0, "share"] == ""
    )


def test_sentences_behind_a_row() -> None:
    table = qca.truth_table(chart_data(), "Y", list("ABC"))
    coded = pd.DataFrame(
        {
            "case": ["u", "u", "w"],
            "code": ["A", "Z", "A"],
            "start": 0,
            "end": 2,
            "text": ["one", "two", "three"],
        }
    )
    assert table.sentences(8, coded)["text"].tolist() == ["one"]


def test_winners_only_claims_too_much() -> None:
    rng = np.random.default_rng(0)
    everywhere = np.ones(40)
    good = (rng.random(40) < 0.5).astype(float)
    noise = (rng.random(40) < 0.9).astype(float)
    data = pd.DataFrame({"slogan": everywhere, "leader": good, "plan": noise, "Y": good})
    out = qca.winners_only(data, "Y", ["slogan", "leader", "plan"])
    assert out.conditions.loc["slogan", ["claimed", "stands"]].tolist() == [True, False]
    assert out.conditions.loc["leader", ["claimed", "stands"]].tolist() == [True, True]
    assert out.winners == int(good.sum()) and (out.configurations["claimed"] == 1).all()
    present = qca.winners_only(data, "Y", ["slogan", "leader", "plan"], absences=False)
    assert (
        not present.conditions["claimed"].filter(like="~").any()
        and present.conditions["claimed"].sum() == 3
    )
    mixed = qca.winners_only(data.assign(Y=noise), "Y", ["slogan", "leader"])
    rows = mixed.configurations
    assert (rows["others"] > 0).any() and (rows["incl"] < 1).any() and "stand" in mixed.says()
    with pytest.raises(qca.ComparisonError):
        qca.winners_only(data.assign(Y=0.9 + 0.01 * noise), "Y", ["leader"])


def test_necessary_disjunctions_are_minimal() -> None:
    data = sample()
    found = qca.necessary_disjunctions(data, "Y", NAMES, 0.9, 0.5)
    assert len(found)
    for term, row in found.iterrows():
        check = qca.necessity(data, "Y", [term]).loc[term]
        assert (
            check.to_dict() == pytest.approx(row.to_dict())
            and row["inclN"] >= 0.9
            and row["RoN"] >= 0.5
        )
        for part in term.split(" + ") if " + " in term else []:
            alone = qca.necessity(data, "Y", [part.strip("~")]).loc[part]
            assert alone["inclN"] < 0.9 or alone["RoN"] < 0.5


def test_conditions_from_the_county_and_from_codes() -> None:
    from toolkit import County

    long = sample().round(2).rename_axis("case_id").reset_index().melt("case_id", var_name="name")
    table = long.assign(period="2015", is_outcome=long["name"] == "Y")[
        ["case_id", "period", "name", "value", "is_outcome"]
    ]
    one = {
        "org_id": "o1",
        "name": "甲村支部（虚构）",
        "level": "branch",
        "sector": "rural",
        "data_nature": "fictitious",
    }
    county = County({"organisation": pd.DataFrame([one]), "case_condition": table})
    frame, conditions, outcomes = qca.case_conditions(county)
    assert conditions == NAMES and outcomes == ["Y"]
    pd.testing.assert_frame_equal(
        frame[[*NAMES, "Y"]].loc[sample().index],
        sample().round(2),
        check_names=False,
        check_index_type=False,
    )
    with pytest.raises(qca.ComparisonError):
        qca.case_conditions(county, "1999")
    matrix = pd.DataFrame({"A": [True, False]}, index=["r1", "r2"])
    joined = qca.coded_conditions(matrix, pd.Series({"r2": 0, "r1": 1}), "Y")
    assert joined.loc["r1"].tolist() == [1.0, 1.0]
    with pytest.raises(qca.ComparisonError, match="r2"):
        qca.coded_conditions(matrix, pd.Series({"r1": 1}))


def test_command_line_and_replication(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "新建 文件夹"
    folder.mkdir()
    source, book = folder / "案例.csv", folder / "tables.xlsx"
    sample().rename(columns={"A": "领导"}).rename_axis("案例").to_csv(source, encoding="gb18030")
    argv = [
        "compare",
        str(source),
        "--outcome",
        "Y",
        "--directions",
        "领导,B,C,~D",
        "--out",
        str(book),
        "--lang",
        "zh",
    ]
    assert main(argv) == 0
    said = capsys.readouterr().out
    expected = qca.study(
        qca.read_cases(source), "Y", ["领导", "B", "C", "D"], {"领导": 1, "B": 1, "C": 1, "D": 0}
    )
    model = expected.solutions["Y"]["intermediate"]
    assert model.expression() in said and "必要性" in said and "有限多样性" in said
    sheets = {s.name: s.cells for s in read_book(book)}
    assert len(sheets) >= 8 and any("●" in str(v) for v in sheets["组态图"].to_numpy().ravel())
    script = book.with_suffix(".py")
    again = subprocess.run(
        [sys.executable, str(script)],
        capture_output=True,
        env={**__import__("os").environ, "PYTHONUTF8": "1"},
        timeout=120,
    )
    assert again.returncode == 0, again.stderr.decode("utf-8", "replace")
    assert again.stdout.decode("utf-8").strip() in said.replace("\r", "")


def test_marks_on_a_gbk_console() -> None:
    shown = printable(qca.legend() + "".join(qca.charts.MARKS.values()), "gbk")
    assert (
        shown.encode("gbk").decode("gbk").endswith("●·○×") and printable("●•⊗×", "utf-8") == "●•⊗×"
    )


def test_read_cases_from_a_workbook_and_bad_files(tmp_path: Path) -> None:
    from toolkit.records import Sheet, write_book

    path = write_book(
        tmp_path / "cases.xlsx", [Sheet("cases", chart_data().rename_axis("case").reset_index())]
    )
    pd.testing.assert_frame_equal(
        qca.read_cases(path).astype(float), chart_data(), check_names=False, check_index_type=False
    )
    plain = tmp_path / "numbers.csv"
    plain.write_text("A;Y\n1;0\n0;1\n", encoding="utf-8")
    assert qca.read_cases(plain).index.tolist() == [1, 2]
    for text, said in (("", "is empty"), ("A,A\n1,2\n", "twice")):
        plain.write_text(text, encoding="utf-8")
        with pytest.raises(qca.ComparisonError, match=said):
            qca.read_cases(plain)
    with pytest.raises(qca.ComparisonError, match="no such file"):
        qca.read_cases(tmp_path / "none.csv")
