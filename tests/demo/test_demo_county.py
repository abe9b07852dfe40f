"""The fictitious county: its margins, its rules, and that it comes out the same everywhere."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import toolkit
from toolkit.demo import Settings, demo_tables
from toolkit.rules import default_rules
from toolkit.terms import CHANNELS, machines, tables

ROOT = Path(__file__).parents[2]
DATA = ROOT / "datasets"
NOT_RUNNING = ["proposed", "confirmed", "rejected"]


@pytest.fixture(scope="module")
def county():
    return toolkit.demo_county()


@pytest.fixture(scope="module")
def small():
    return toolkit.demo_county(60)


def test_margins_are_the_published_ones(county):
    orgs = county["organisation"]
    assert len(orgs) == 977
    assert orgs["members_n"].sum() == 9002
    assert len(county["commitment"]) == 11066
    awards = county["award"]
    assert awards.groupby("category")["count"].sum().to_dict() == {
        "organisation": 12,
        "member": 49,
        "party_worker": 21,
    }
    assert set(awards["year"]) == {2010}
    assert orgs.loc[orgs["level"] == "township", "township"].nunique() == 11
    assert orgs["township"].nunique() == 11


def test_grades_are_shared_out_exactly_each_year(county):
    by_year = county["rating"].groupby("period")["grade"].value_counts().unstack()
    assert len(by_year) == 7
    assert (by_year == by_year.iloc[0]).all(axis=None)
    assert (by_year.iloc[0] / by_year.iloc[0].sum()).round(2).to_dict() == {
        "advanced": 0.35,
        "ordinary": 0.58,
        "backward": 0.07,
    }


def test_hierarchy_runs_from_committee_to_general_branch_to_branch(county):
    orgs = county["organisation"].set_index("org_id")
    above = orgs["parent_id"].map(orgs["level"])
    assert orgs["parent_id"].isna().sum() == 1
    assert set(above[orgs["level"] == "branch"]) >= {"general_branch", "grassroots_committee"}
    assert set(above[orgs["level"] == "general_branch"]) == {"township", "grassroots_committee"}
    assert set(above[orgs["level"].isin(["township", "grassroots_committee"])]) == {"county"}
    assert orgs.loc[orgs["level"] == "branch", "members_n"].min() >= 3


def test_every_table_that_a_county_can_have_is_filled(county):
    elsewhere = {"case_text", "case_condition", "coding", "answer"}
    assert set(county.tables) == set(tables()) - elsewhere
    assert set(county["pairing"]["channel"]) == set(CHANNELS) - {"counterpart_support", "unstated"}
    assert county.nature == "fictitious"


@pytest.mark.parametrize("n", [8, 9, 12, 37, 41, 100, 350])
@pytest.mark.parametrize("effect", ["modest", "negative"])
def test_other_sizes_scale_the_margins(n, effect):
    county = toolkit.demo_county(n, seed=5, effect=effect)  # County checks every rule itself
    orgs = county["organisation"]
    assert len(orgs) == n
    assert orgs["name"].is_unique
    assert orgs["members_n"].sum() == round(9002 * n / 977)
    assert len(county["commitment"]) == round(11066 * n / 977)
    assert len(toolkit.demo_truth(county)) == 7 * county["rating"]["org_id"].nunique()


def test_names_and_places_are_invented(county):
    real = set(toolkit.County.load(DATA / "counterpart_assistance")["organisation"]["name"])
    towns = county["organisation"]["township"].unique()
    assert not any(town[:2] in name for town in towns for name in real)
    assert county["organisation"]["name"].str.endswith("（虚构）").all()
    at = county["organisation"][["lon", "lat"]]
    assert at.abs().max().max() <= 0.3, "in the open ocean, off no coast"
    unknown = county["programme"].set_index("name")["content"]
    assert unknown["一比两看（虚构）"] == unknown["先锋堡垒工程（虚构）"] == "待考"


def test_commended_persons_have_a_name_an_award_and_a_source_only(county):
    persons = county["exemplar"].query("kind == 'commended_person'")
    assert 1 <= len(persons) <= 5
    assert persons["title"].str.endswith("（虚构）").all()
    assert persons[["org_id", "domain", "named_on", "cohort"]].isna().all(axis=None)
    assert persons["source"].notna().all()
    assert not county["review"]["ex_id"].isin(persons["ex_id"]).any()


@pytest.mark.parametrize("effect", ["modest", "heterogeneous"])
def test_events_replay_through_the_state_machines(county, small, effect):
    for c in (county, small, toolkit.demo_county(200, seed=3, effect=effect)):
        kinds = c["exemplar"].set_index("ex_id")
        for ex_id, events in c["exemplar_event"].groupby("ex_id"):
            machine = machines()[
                "commended_person" if kinds.loc[ex_id, "kind"] == "commended_person" else "exemplar"
            ]
            steps = {(a, event): b for a, event, b in machine["transitions"]}
            state = machine["start"]
            for event in events["event"]:
                state = steps[state, event]
            assert state == kinds.loc[ex_id, "status"]
            assert events["date"].is_monotonic_increasing
            assert events["seq"].tolist() == list(range(1, len(events) + 1))


def test_reviews_obey_the_guards(county):
    rules, r = default_rules(), county["review"]
    short = (r["role_score"] < rules["site.role_min"]) | (
        r["value_score"] < rules["site.value_min"]
    )
    short |= r["satisfaction"] < rules["site.satisfaction_min"]
    assert not short[r["decision"].isin(["retain", "promote"])].any()
    assert short[r["decision"] == "downgrade"].all()
    assert (r["decision"] == "downgrade").sum() >= 5


def test_pairs_keep_to_the_rules_of_pairing(county):
    p, orgs = county["pairing"], county["organisation"].set_index("org_id")
    banned = set(zip(county["ineligible"]["helper_id"], county["ineligible"]["recipient_id"]))
    assert not banned & set(zip(p["helper_id"], p["recipient_id"]))
    for channel, kind in (
        ("hook_up_help", "联系组"),
        ("department_links_backward", "局"),
        ("co_building", "会|委|联|科协"),
    ):
        assert (
            orgs.loc[p.loc[p["channel"] == channel, "helper_id"], "name"].str.contains(kind).all()
        )
    assert (
        orgs.loc[p.loc[p["channel"] == "enterprise_ties_backward", "helper_id"], "sector"]
        == "enterprise"
    ).all()
    ended = p["status"].isin(["completed", "dissolved"])
    assert (p["end_actual"].notna() == ended).all()
    assert (p["end_reason"].notna() == ended).all()
    advanced = p[p["channel"] == "advanced_helps_backward"]
    grade = county["rating"].set_index(["org_id", "period"])["grade"]
    assert {
        grade[h, str(s.year - 1)] for h, s in zip(advanced["helper_id"], advanced["start"])
    } == {"advanced"}


def test_recipients_were_listed_and_some_are_left_without_help(county):
    p = county["pairing"][lambda p: p["channel"] != "co_building"]
    listed = (
        county["rating"].query("grade == 'backward'").groupby("org_id")["period"].agg(set).to_dict()
    )
    assert all(str(s.year - 1) in listed[o] for o, s in zip(p["recipient_id"], p["start"]))
    running = p[p["end_actual"].isna() & ~p["status"].isin(NOT_RUNNING)]
    now = set(county["rating"].query("grade == 'backward' and period == '2011'")["org_id"])
    assert now - set(running["recipient_id"])
    load = running.groupby(["channel", "helper_id"]).size()
    capacity = load.index.get_level_values(0).map(lambda c: default_rules()[f"pair.cap.{c}"])
    assert 0 < (load > capacity).mean() < 0.3, "a few helpers carry too much, most do not"


def test_support_events_lie_inside_their_pair(county):
    e = county["support_event"].merge(county["pairing"], on="pair_id")
    assert (e["date"] >= e["start"]).all()
    assert (e["date"] <= e["end_actual"].fillna(pd.Timestamp("2011-12-31"))).all()


def _digest(frames):
    text = "".join(frames[t].to_csv(index=False, lineterminator="\n") for t in sorted(frames))
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_same_seed_gives_the_same_tables_in_another_process():
    here = demo_tables(Settings(organisations=120, seed=7))
    assert _digest(here) == _digest(demo_tables(Settings(organisations=120, seed=7)))
    assert _digest(here) != _digest(demo_tables(Settings(organisations=120, seed=8)))
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import test_demo_county as t; "
        "print(t._digest(t.demo_tables(t.Settings(120, 7))))"
    )
    env = os.environ | {"PYTHONHASHSEED": "12345", "PYTHONPATH": str(ROOT)}
    there = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent)],
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == _digest(here)


@pytest.mark.parametrize("folder, organisations", [("qinglan", 977), ("qinglan_60", 60)])
def test_shipped_counties_are_what_the_generator_makes(folder, organisations):
    assert toolkit.check(DATA / folder).empty
    shipped = toolkit.County.load(DATA / folder)
    assert shipped == toolkit.demo_county(organisations)
    truth = pd.read_csv(
        DATA / f"{folder}_truth.csv", dtype={"org_id": "string", "period": "string"}
    )
    again = toolkit.demo_truth(shipped)
    pd.testing.assert_frame_equal(truth.astype(again.dtypes.to_dict()), again)


def test_shipped_folder_is_modest():
    assert sum(f.stat().st_size for f in (DATA / "qinglan").iterdir()) < 12e6


def test_several_counties_can_stand_side_by_side():
    a, b = (
        toolkit.demo_county(40, seed=k, code=code, name=name)
        for k, code, name in ((1, "A", "甲澜县"), (2, "B", "乙澜县"))
    )
    assert not set(a["organisation"]["org_id"]) & set(b["organisation"]["org_id"])
    assert b.name == "乙澜县（虚构）"
    assert toolkit.demo_truth(b)["org_id"].str.startswith("B").all()


@pytest.mark.parametrize(
    "wrong",
    [
        {"organisations": 7},
        {"organisations": 60.5},
        {"seed": -1},
        {"effect": "huge"},
        {"effect": float("nan")},
        {"code": "甲"},
    ],
)
def test_arguments_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        toolkit.demo_county(**wrong)
