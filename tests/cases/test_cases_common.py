"""What is common, summaries, one case in depth, the shipped cases, the command line."""

import re
from itertools import combinations, pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from toolkit import cases
from toolkit.cli import main
from toolkit.records import County
from toolkit.terms import values

FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "cases"
#: the cases that the rules were validated on, and changed after: no unseen ones
VALIDATION = ["C03", "C06", "C09", "C12", "C15", "C18", "C21", "C24"]


@pytest.fixture(scope="module")
def county():
    return County.load(FOLDER)


@pytest.fixture(scope="module")
def reports(county):
    return cases.from_county(county)


@pytest.fixture(scope="module")
def coded(reports):
    return cases.code(reports)


def test_the_matrix_has_a_row_a_case(coded, reports):
    table = cases.matrix(coded)
    assert table.shape[0] == 24 and table.dtypes.eq(bool).all()
    assert table.loc["C01", "MASS_ORG"] and not table.loc["C02", "MASS_ORG"]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(st.booleans(), min_size=5, max_size=5), min_size=1, max_size=7),
    st.integers(1, 3),
)
def test_closed_patterns_equal_an_enumeration(rows, least):
    table = pd.DataFrame(rows, columns=list("ABCDE"), index=[f"c{i}" for i in range(len(rows))])
    wanted = {}
    for size in range(len(rows), 0, -1):
        for some in combinations(range(len(rows)), size):
            items = tuple(table.columns[table.iloc[list(some)].all()])
            if items:
                wanted[items] = int(table[list(items)].all(axis=1).sum())
    wanted = {k: v for k, v in wanted.items() if v >= least}
    got = cases.closed_patterns(table, least=least)
    assert {tuple(c.split(";")): n for c, n in zip(got["codes"], got["support"])} == wanted
    assert len(got) == len(wanted)


def test_patterns_stand_beside_the_outcome():
    table = pd.DataFrame({"A": [1, 1, 0, 0], "B": [1, 1, 1, 1]}, index=list("wxyz")).astype(bool)
    got = cases.closed_patterns(
        table, {"w": "improved", "x": "improved", "y": "worse", "z": "unchanged"}
    ).set_index("codes")
    assert got.loc["A;B", ["improved", "not_improved", "difference"]].tolist() == [2, 0, 1.0]
    assert got.loc["B", ["improved", "not_improved", "difference"]].tolist() == [2, 2, 0.0]
    winners = cases.closed_patterns(table, dict.fromkeys("wxyz", "improved"))
    assert (
        "note" in winners.attrs
        and "note"
        not in cases.closed_patterns(
            table, {"w": "improved", "x": "worse", "y": "worse", "z": "worse"}
        ).attrs
    )
    with pytest.raises(cases.CaseError):
        cases.closed_patterns(table, {"w": "improved"})


def test_copied_wording_is_found_where_it_stands():
    shared = "把组织建在产业链上，把党员聚在产业链上，让群众富在产业链上"
    a, b = (
        cases.read(f"甲村的做法。{shared}。别的话。"),
        cases.read(f"乙镇经验介绍材料：{shared}，各有各的说法。"),
    )
    (row,) = cases.copied({"a": a, "b": b}).to_dict("records")
    assert (
        row["text"]
        == shared
        == a.text[row["start"] : row["end"]]
        == b.text[row["other_start"] : row["other_end"]]
    )
    assert cases.copied({"a": a, "c": cases.read("毫不相干的一句话，说的是别的事情。")}).empty


@pytest.mark.parametrize("budget", [0, 5, 60, 300, 1500, 10**6])
def test_summary_keeps_its_budget_and_is_cut_from_its_sources(reports, coded, budget):
    got = cases.summarise(reports, budget, coded=coded)
    assert got["text"].str.len().sum() <= budget
    for case, start, end, text in got[["case", "start", "end", "text"]].itertuples(index=False):
        assert reports[case].text[start:end] == text != ""
    for _, rows in got.groupby("case"):
        spans = sorted(zip(rows["start"], rows["end"]))
        assert all(b <= c for (_, b), (c, _) in pairwise(spans))
    assert got.attrs["value"] <= got.attrs["bound"] + 1e-9


def test_the_bound_holds_against_every_choice():
    from toolkit.cases.summary import _bound, _Chosen, _greedy, _Line

    rng = np.random.default_rng(3)
    codes = list("ABCDEFG")
    for _ in range(20):
        lines = [
            _Line(
                f"c{i % 3}",
                100 * i,
                100 * i + int(rng.integers(5, 30)),
                frozenset(rng.choice(codes, 2)),
                "practice",
                "",
            )
            for i in range(9)
        ]
        best = 0.0
        for size in range(1, 10):
            for some in combinations(lines, size):
                if sum(x.cost for x in some) <= 60:
                    chosen = _Chosen()
                    for x in some:
                        chosen.add(x)
                    best = max(best, chosen.value)
        taken, value, bound = _greedy(lines, 60)
        assert sum(x.cost for x in taken) <= 60
        assert value <= best + 1e-9 <= bound + 2e-9
        assert value >= best * (1 - 1 / np.e) / 2 - 1e-9
        assert _bound(_Chosen(), lines, 60) >= best


def test_the_statement_says_what_a_summary_rests_on(reports, coded, county):
    only = cases.read("某镇总结\n开展承诺活动，公开承诺120件。举办培训班6期。\n")
    said = cases.summarise([only], 100).attrs["statement"]
    assert "只有活动计数" in said or "Only activity counts" in said
    outcomes = dict(zip(county["case_text"]["case_id"], county["case_text"]["outcome"]))
    assert "非成因" not in cases.statement(
        reports, coded, outcomes
    ) and "no causes" not in cases.statement(reports, coded, outcomes)
    winners = {c: reports[c] for c, o in outcomes.items() if o == "improved"}
    said = cases.statement(winners, coded, outcomes)
    assert "非成因" in said or "no causes" in said
    with pytest.raises(cases.CaseError):
        cases.summarise([only], -1)


def test_one_case_in_depth(reports, tmp_path):
    study = cases.in_depth(reports["C05"])
    text = reports["C05"].text
    assert all(
        text[a:b] == t
        for a, b, t in zip(study.claims["start"], study.claims["end"], study.claims["text"])
    )
    assert (
        set(study.claims["test"]) <= set(values("process_test"))
        and (study.claims["verdict"] == "").all()
    )
    assert (
        "common_trend" in study.claims["rivals"].iloc[0]
    )  # tea prices rose, and the report says so
    assert study.timeline["date"].str.contains("2014").any()
    assert study.to_excel(tmp_path / "个案.xlsx").is_file()
    side = cases.cross_case(reports, {"C05": "improved"}).set_index("case")
    assert side.loc["C05", "outcome"] == "improved" and side.loc["C06", "outcome"] == "not_stated"


def test_the_shipped_cases_are_what_their_readme_says(county, reports):
    table = county["case_text"]
    assert county.nature == "fictitious" and len(table) == 24
    assert table["title"].str.endswith("（虚构）").all()
    assert table["body"].str.len().between(600, 1200).all()
    assert (table["outcome"] == "improved").sum() == 12
    for case, report in reports.items():
        assert (FOLDER / "reports" / f"{case}.txt").read_text(encoding="utf-8").rstrip(
            "\n"
        ) == report.text
    coding = county["coding"]
    assert set(coding["coder"]) == {"key", "second_same_hand"}
    assert set(coding.loc[coding["coder"] == "key", "code"]) == {
        c.code for c in cases.default_codebook()
    }
    spans = {
        (c, a, b)
        for c, r in reports.items()
        for a, b in zip(r.sentences["start"], r.sentences["end"])
    }
    assert set(zip(coding["case_id"], coding["start"], coding["end"])) <= spans
    conditions = county["case_condition"]
    assert set(conditions["period"]) == {"review1", "review2"} and len(conditions) == 24 * 2 * 6


def test_practices_of_the_validation_cases(county, coded):
    key = cases.matrix(cases.county_coding(county)[lambda t: t["coder"] == "key"]).loc[VALIDATION]
    said = cases.matrix(coded).reindex(columns=key.columns, fill_value=False).loc[VALIDATION]
    hits = (key & said).to_numpy().sum()
    assert 2 * hits / (key.to_numpy().sum() + said.to_numpy().sum()) > 0.7


def test_the_county_report_counts_activities_only(reports):
    grades = set(reports["C01"].statements["evidence"]) - {""}
    assert grades <= {"slogan", "activity"}


def test_command_line(tmp_path, capsys):
    assert main(["--lang", "zh", "read", str(FOLDER / "reports" / "C01.txt")]) == 0
    said = capsys.readouterr().out
    assert "三级联创" in said and "抓示范点建设" in said
    assert (
        main(
            [
                "--lang",
                "zh",
                "summarise",
                str(FOLDER / "reports"),
                "--budget",
                "200",
                "--out",
                str(tmp_path / "s.xlsx"),
            ]
        )
        == 0
    )
    assert re.search(r"〔C\d\d 第\d+句〕", capsys.readouterr().out)
    assert (tmp_path / "s.xlsx").is_file()
    assert main(["--lang", "zh", "summarise", str(tmp_path)]) == 2


def test_who_coded_is_said_with_what_nobody_coded_and_where_coders_differ():
    text = "柳溪村小结（虚构）\n党员公开承诺办好12件实事。村集体收入由3万元增至5万元。\n"
    reports = {c: cases.Report(text, c) for c in ("甲", "乙")}
    machine = cases.code(reports)
    assert "未经人核对" in cases.statement(reports, machine)
    one = cases.code({"甲": reports["甲"]}).assign(coder="张")
    both = cases.merge(cases.code({"乙": reports["乙"]}), one, one.assign(coder="李")[:0])
    said = cases.statement(reports, both)
    assert "编码由人所作（张），乙 没有人编过，用机器建议。" in said
    two = cases.merge(one, one.assign(coder="李", code="SERVE"))
    assert "编码者不一致 2 处，如 甲 公开承诺践诺、甲 服务群众办实事" in cases.statement(
        reports, two
    )
