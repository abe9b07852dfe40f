"""The data sets of real facts: published pairings and the report of 2011."""

import runpy
from itertools import pairwise
from pathlib import Path

import pandas as pd
import pytest

import toolkit

DATA = Path(__file__).parents[2] / "datasets"


@pytest.fixture(scope="module")
def real():
    return toolkit.County.load(DATA / "counterpart_assistance")


@pytest.fixture(scope="module")
def waves(real):
    """Programme east-west: wave → pairs as published, and rolled up to province."""
    orgs = real["organisation"].set_index("org_id")
    province = orgs["parent_id"].fillna(pd.Series(orgs.index, index=orgs.index))
    pairs = real["pairing"].query("prog_id == 'east-west'")
    published = {w: set(zip(p["helper_id"], p["recipient_id"])) for w, p in pairs.groupby("wave")}
    rolled = {w: {(province[a], province[b]) for a, b in s} for w, s in published.items()}
    return published, rolled


def jaccard(sets):
    names = sorted(sets)
    return [round(len(sets[a] & sets[b]) / len(sets[a] | sets[b]), 3) for a, b in pairwise(names)]


def test_numbers_are_the_published_ones(real, waves):
    pairs = real["pairing"]
    assert (len(pairs), pairs["prog_id"].nunique(), pairs["wave"].nunique()) == (143, 3, 8)
    published, rolled = waves
    assert [len(published[w]) for w in sorted(published)] == [13, 15, 15, 32, 11]
    assert jaccard(published)[:2] == [0.867, 0.667]
    assert [len(rolled[w]) for w in sorted(rolled)] == [13, 15, 15, 24, 11]
    assert jaccard(rolled) == [0.867, 0.667, 0.560, 0.458]


def test_waves_end_where_their_replacement_starts(real):
    p = real["pairing"].groupby("wave").agg(lambda x: x.dropna().unique().tolist())
    assert p.loc["east-west-1996", "end_actual"] == p.loc["east-west-2002", "start"]
    assert (
        p.loc["hubei-2020-02-07", "end_actual"]
        == p.loc["hubei-2020-02-10", "start"]
        == [pd.Timestamp("2020-02-10")]
    )
    last = ["east-west-2021", "wenchuan-2008", "hubei-2020-02-10"]
    assert p.loc[last, "end_actual"].tolist() == [[], [], []]
    assert p.loc[last, "status"].tolist() == [["completed"]] * 3
    assert (
        p.drop(last)[["status", "end_reason"]].to_numpy().tolist()
        == [[["dissolved"], ["adjusted"]]] * 5
    )
    assert p.loc["east-west-2002", "date_precision"] == ["year"]


def test_check_only_warns_of_the_unknown_ends(real):
    problems = toolkit.check(DATA / "counterpart_assistance")
    assert set(problems["severity"]) == {"warning"}
    assert set(problems["column"]) == {"end_actual"}
    assert len(problems) == real["pairing"]["end_actual"].isna().sum() == 11 + 20 + 21


def test_real_regions_are_described_and_nowhere_on_a_map(real):
    orgs = real["organisation"]
    assert real.nature == "public_official"
    assert orgs[["lon", "lat"]].isna().all(axis=None)
    assert orgs["name"].is_unique
    assert "rating" not in real and "turnaround_case" not in real
    assert (orgs["parent_id"].isna() == (orgs["level"] == "province")).all()
    assert set(real["pairing"]["evidence"]) == {"list seen", "pair seen", "to be checked"}
    assert real["pairing"]["source"].notna().all()


def test_the_folder_is_what_its_script_builds(real):
    assert runpy.run_path(str(DATA / "counterpart_assistance" / "build.py"))["build"]() == real


def test_one_place_at_two_grains_is_refused():
    build = runpy.run_path(str(DATA / "counterpart_assistance" / "build.py"))
    rows = build["_rows"]()
    rows[0]["helper_grain"] = "county"
    with pytest.raises(ValueError, match="北京市"):
        build["_organisations"](rows)


def test_the_report_dates_its_awards_to_2010():
    assert toolkit.check(DATA / "report_2011").empty
    report = toolkit.County.load(DATA / "report_2011")
    awards = report["award"]
    assert awards.set_index("category")["count"].to_dict() == {
        "organisation": 12,
        "member": 49,
        "party_worker": 21,
    }
    assert set(awards["year"]) == {2010}
    content = report["programme"].set_index("name")["content"]
    assert len(content) == 11
    assert content["一比两看"] == content["先锋堡垒工程"] == "待考"
    assert set(report["exemplar"]["status"]) == {"recorded"}


def test_the_report_s_figures_agree_with_each_other():
    figures = pd.read_csv(DATA / "report_2011" / "facts" / "figures.csv").set_index("id")["value"]
    given = figures[["F1", "F2", "F3", "F5"]].astype(int)
    assert float(figures["D1"]) == round(given["F3"] / given["F2"], 2)
    assert float(figures["D2"]) == round(given["F2"] / given["F1"], 1)
    assert float(figures["D3"]) == round(100 * given["F5"] / given["F1"], 2)


def test_every_action_and_actor_is_in_the_map_of_the_report():
    facts = DATA / "report_2011" / "facts"
    known = set(pd.read_csv(facts / "report_map.csv")["id"])
    programmes = set(pd.read_csv(DATA / "report_2011" / "programme.csv")["prog_id"])
    actions = pd.read_csv(facts / "actions.csv")
    assert set(actions["map_id"]) | set(pd.read_csv(facts / "actors.csv")["map_id"]) <= known
    assert set(actions["programme"].dropna()) <= programmes
    assert actions.groupby("section")["measure"].nunique().to_dict() == {1: 0, 2: 4, 3: 3, 4: 3}


@pytest.mark.parametrize("text", ["report.txt"])
def test_no_sentence_of_the_report_is_here(text):
    source = DATA.parent.parent / "shared" / "data" / text
    if not source.exists():
        pytest.skip("the report itself is not shipped; nothing to compare with")
    whole = source.read_text(encoding="utf-8")
    pieces = [s for s in whole.replace("。", "\n").replace(",", "\n").splitlines() if len(s) > 22]
    for file in (DATA / "report_2011").rglob("*.*"):
        held = file.read_text(encoding="utf-8-sig")
        assert not [p for p in pieces if p in held], file
