"""From a county to the frames of a plan: who may help whom, the fit taken apart, distances, and
what is left out."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_county import organisations, pairs

from toolkit import County, demo_county, pairing
from toolkit.pairing.distance import Places
from toolkit.pairing.fit import PARTS, Fit, points
from toolkit.records.geography import EARTH_KM
from toolkit.rules import Rules

DAY = "2011-07-01"
#: id: level, sector, township, lon, lat, offers, needs, capacity, grade in 2010
ROWS = {
    "weak": ("branch", "rural", "甲", 100.0, 22.0, None, "funds;team", None, "backward"),
    "poor": ("general_branch", "rural", "乙", 100.5, 22.0, None, None, None, "backward"),
    "best": ("branch", "rural", "甲", 100.01, 22.0, "team", None, None, "advanced"),
    "good": ("branch", "community", "乙", 100.49, 22.0, "funds;team;market", None, 2, "advanced"),
    "bureau": (
        "grassroots_committee",
        "office",
        "甲",
        100.1,
        22.1,
        "funds;policy",
        None,
        None,
        "advanced",
    ),
    "county": ("county", "office", None, 100.2, 22.0, "policy", None, 1, None),
    "firm": ("branch", "enterprise", "乙", None, None, "funds;market", None, None, None),
    "gone": ("branch", "office", "甲", 100.0, 22.0, "funds", None, 9, None),
    "plain": ("branch", "rural", "甲", 100.0, 22.0, "funds;team", None, 5, "ordinary"),
}
ENTERPRISES = Rules({"pair.need.enterprise_ties_backward": 1})


def county(rows=(), ineligible=(), **columns):
    ids = list(ROWS)
    level, sector, township, lon, lat, offers, needs, capacity, grade = zip(*ROWS.values())
    data = {
        "level": level,
        "sector": sector,
        "township": township,
        "lon": lon,
        "lat": lat,
        "offers": offers,
        "needs": needs,
        "capacity": capacity,
    }
    orgs = organisations(
        ids, **{**data, **columns}, valid_to=["2011-01-01" if i == "gone" else None for i in ids]
    )
    rating = pd.DataFrame({"org_id": ids, "period": "2010", "grade": grade}).dropna()
    tables = {"organisation": orgs, "rating": rating}
    if rows:
        tables["pairing"] = pairs([(f"P{i}", *row) for i, row in enumerate(rows)])
    if ineligible:
        tables["ineligible"] = pd.DataFrame(
            ineligible, columns=["helper_id", "recipient_id", "reason"]
        )
    return County(tables)


def edges(frame):
    return set(zip(frame["helper_id"], frame["recipient_id"]))


def test_frames_by_hand():
    p = pairing.prepare(county(), DAY, ENTERPRISES)
    assert p.recipients.to_dict("list") == {
        "recipient_id": ["weak", "poor"],
        "advanced_helps_backward": [1, 1],
        "department_links_backward": [1, 1],
        "enterprise_ties_backward": [1, 1],
    }
    # an office is no advanced helper however well it is rated; what closed in January helps nobody
    # in July
    assert p.helpers.to_numpy().tolist() == [
        ["best", "advanced_helps_backward", 1],
        ["good", "advanced_helps_backward", 2],
        ["bureau", "department_links_backward", 3],
        ["county", "department_links_backward", 1],
        ["firm", "enterprise_ties_backward", 1],
    ]
    assert edges(p.candidates) == {
        (h, r) for h in ("best", "good", "bureau", "county", "firm") for r in ("weak", "poor")
    }
    assert p.running.empty and p.excluded.empty
    by_pair = p.candidates.set_index(["helper_id", "recipient_id"])
    assert by_pair.loc[("best", "weak"), ["fit", *PARTS]].tolist() == [
        7,
        0.5,
        1,
        1,
    ]  # 9 × (0.25 + 0.3 + 0.2) = 6.75
    assert by_pair.loc[("good", "weak"), ["fit", *PARTS]].tolist() == [
        7,
        1,
        1,
        0,
    ]  # community is related; 9 × 0.8 = 7.2
    assert by_pair.loc[("good", "poor"), ["fit", *PARTS]].tolist() == [
        4,
        0,
        1,
        1,
    ]  # no stated need: none known to be met; 4.5 to even
    assert by_pair.loc[("firm", "weak"), "distance_basis"] == "township_centre"
    assert by_pair.loc[("best", "weak"), "distance_km"] == pytest.approx(
        EARTH_KM * np.radians(0.01) * np.cos(np.radians(22)), rel=1e-6
    )


def test_every_score_can_be_taken_apart():
    p = pairing.prepare(county(ineligible=[("best", "poor", "亲属回避")]), DAY)
    for row in p.candidates.itertuples():
        parts = p.score(row.helper_id, row.recipient_id)
        assert parts["points"].iloc[:3].sum() == pytest.approx(9 * parts["share"].iloc[3])
        assert abs(parts["points"].iloc[:3].sum() - row.fit) <= 0.5 + 1e-9
        assert parts["points"].iloc[3] == row.fit and parts["weight"].iloc[
            :3
        ].sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="亲属回避"):
        p.score("best", "poor")
    with pytest.raises(ValueError, match="plain"):
        p.score("plain", "weak")


def test_who_may_not():
    rows = [
        ("advanced_helps_backward", "good", "weak", "2010-01-01", None, "proposed"),
        ("advanced_helps_backward", "good", "weak", "2011-01-01", None, "rejected"),
        ("advanced_helps_backward", "best", "weak", "2010-01-01", None, "rejected"),
        ("advanced_helps_backward", "best", "weak", "2011-01-01", None, "confirmed"),
        ("department_links_backward", "county", "poor", "2011-01-01", None, "proposed"),
        ("department_links_backward", "bureau", "poor", "2011-08-01", None, "rejected"),
    ]
    p = pairing.prepare(
        county(rows, [("bureau", "weak", "已另有安排"), ("weak", "best", "颠倒")]), DAY
    )
    assert edges(p.candidates) == {
        ("best", "weak"),
        ("best", "poor"),
        ("good", "poor"),
        ("bureau", "poor"),
        ("county", "weak"),
        ("county", "poor"),
    }
    assert edges(p.excluded) == {("good", "weak"), ("bureau", "weak")}
    consent = p.candidates.set_index(["helper_id", "recipient_id"])["consent"]
    assert (
        consent[("best", "weak")] == "confirmed"
        and consent[("county", "poor")] == "proposed"
        and consent[("best", "poor")] == "not_asked"
    )


def test_a_helper_is_not_of_a_lower_tier():
    levels = ["township" if i == "weak" else level for i, (level, *_) in ROWS.items()]
    p = pairing.prepare(county(level=levels), DAY)
    assert {h for h, r in edges(p.candidates) if r == "weak"} == {"county"}


def test_running_pairs_stay_candidates_and_occupy_capacity():
    rows = [
        (
            "department_links_backward",
            "county",
            "weak",
            "2010-01-01",
            None,
            "active",
        ),  # far, but running
        (
            "department_links_backward",
            "bureau",
            "plain",
            "2010-01-01",
            None,
            "active",
        ),  # helps somebody not on the list
        (
            "hook_up_help",
            "bureau",
            "poor",
            "2010-01-01",
            None,
            "active",
        ),  # a channel not planned here
        (
            "advanced_helps_backward",
            "plain",
            "poor",
            "2010-01-01",
            None,
            "active",
        ),  # no longer rated advanced
    ]
    p = pairing.prepare(county(rows), DAY, nearest=1)
    assert edges(p.running) == {("county", "weak"), ("plain", "poor")}
    ended = p.plan().ineligible
    assert edges(ended) == {("plain", "poor")} and "不承担" in ended["reason"].item()
    assert edges(p.candidates) == {
        ("best", "weak"),
        ("good", "poor"),
        ("bureau", "weak"),
        ("county", "poor"),
        ("county", "weak"),
    }
    assert (
        p.helpers.set_index(["helper_id", "channel"]).loc[
            ("bureau", "department_links_backward"), "capacity"
        ]
        == 2
    )
    assert edges(p.excluded) == {("plain", "poor")}


def test_a_plan_names_the_rule_that_keeps_a_pair_from_being_a_candidate():
    def told(of, helper, recipient, **settings):
        return pairing.prepare(of, DAY, **settings).plan().why_not(helper, recipient).sentence

    assert told(county(ineligible=[("best", "poor", "亲属回避")]), "best", "poor").endswith(
        "：亲属回避。"
    )
    assert "更近的帮扶方" in told(county(), "best", "poor", nearest=1)
    assert "未填坐标" in told(county(lon=None, lat=None), "best", "poor", nearest=1)
    level = ["township" if i == "weak" else row[0] for i, row in ROWS.items()]
    assert "层级低于" in told(county(level=level), "best", "weak")


def test_without_coordinates_the_township_comes_first_then_the_fit():
    bare = county(lon=None, lat=None)
    p = pairing.prepare(bare, DAY, ENTERPRISES, nearest=1)
    assert edges(p.candidates) == {
        ("best", "weak"),
        ("good", "poor"),
        ("bureau", "weak"),
        ("county", "poor"),  # as far and as fitting as the bureau, whose turn it was
        ("firm", "weak"),
        ("firm", "poor"),
    }
    assert p.candidates["distance_km"].isna().all()
    assert set(p.candidates["distance_basis"]) == {"unknown"}
    assert "distance" not in p.goals and "distance" not in p.plan().levels
    assert len(p.notes) == 1 and "未填坐标" in p.notes[0]


def test_a_helper_without_coordinates_is_nowhere_rather_than_in_the_middle():
    whole = county()
    frame = whole["organisation"].copy()
    lost = frame["org_id"] == "bureau"
    frame.loc[lost, ["lon", "lat", "township"]] = pd.NA
    tables = {n: whole[n] for n in ("pairing", "rating", "turnaround_case", "ineligible")}
    p = pairing.prepare(County({"organisation": frame, **tables}), DAY)
    mine = p.candidates["helper_id"] == "bureau"
    assert mine.any() and p.candidates.loc[mine, "distance_km"].isna().all()
    assert p.candidates.loc[~mine, "distance_km"].notna().all()
    assert "distance" not in p.goals and "1 个单位未填坐标" in p.notes[0]


def test_a_committee_is_not_the_department_of_its_own_branch():
    parents = [None if i in ("county", "bureau") else "bureau" for i in ROWS]
    p = pairing.prepare(county(parent_id=parents), DAY)
    assert not {("bureau", "weak"), ("bureau", "poor")} & edges(p.candidates)
    assert {("bureau", "weak"), ("bureau", "poor")} <= edges(p.excluded)
    assert p.excluded["reason"].str.contains("上级").all()


def test_a_dissolved_unit_neither_gives_nor_gets_help():
    rows = [
        ("department_links_backward", "gone", "weak", "2010-01-01", None, "active"),
        ("advanced_helps_backward", "best", "gone", "2010-01-01", None, "active"),
        ("advanced_helps_backward", "best", "poor", "2010-01-01", None, "active"),
    ]
    made = county(rows)
    assert pairing.graph(made, DAY).number_of_edges() == 1
    assert pairing.load(made, DAY)["pairs"].sum() == 1
    assert pairing.graph(made, "2010-06-01").number_of_edges() == 3
    told = made.warnings[made.warnings["reason"].str.contains("已撤销")]
    assert sorted(told["column"]) == ["helper_id", "recipient_id"]


def test_equals_are_spread_over_the_helpers():
    # thirty units in one township and thirty equal firms elsewhere: looking at two each must reach
    # them all
    ids = [f"U{i}" for i in range(30)] + [f"F{i}" for i in range(30)]
    orgs = organisations(
        ids, sector=["rural"] * 30 + ["enterprise"] * 30, township=["甲"] * 30 + ["乙"] * 30
    )
    rating = pd.DataFrame({"org_id": ids[:30], "period": "2010", "grade": "backward"})
    p = pairing.prepare(
        County({"organisation": orgs, "rating": rating}), DAY, ENTERPRISES, nearest=2
    )
    assert (p.candidates.groupby("helper_id").size() == 2).all() and p.candidates[
        "helper_id"
    ].nunique() == 30
    assert len(p.plan(goals=["coverage"]).pairs) == 30


def test_nobody_to_help_and_wrong_settings():
    calm = county().replace(
        {"rating": pd.DataFrame({"org_id": ["weak"], "period": ["2010"], "grade": ["ordinary"]})}
    )
    p = pairing.prepare(calm, DAY)
    assert len(p.recipients) == len(p.candidates) == 0 and p.helpers["capacity"].sum() == 4
    with pytest.raises(ValueError, match="nearest"):
        pairing.prepare(calm, DAY, nearest=0)
    with pytest.raises(ValueError, match="change"):
        pairing.weight_sensitivity(p, change=0)


point = st.tuples(st.floats(-180, 180), st.floats(-89, 89))


@given(st.lists(point, min_size=2, max_size=30), st.integers(1, 6))
@settings(max_examples=60, deadline=None)
def test_nearest_by_tree_is_nearest_by_haversine(spots, k):
    lon, lat = np.radians(np.array(spots)).T
    places = Places(
        pd.DataFrame({"lon": np.degrees(lon), "lat": np.degrees(lat), "township": None})
    )
    units, helpers = np.arange(1), np.arange(1, len(spots))
    found, _ = places.nearest(helpers, units, k)
    h = (
        np.sin((lat[helpers] - lat[0]) / 2) ** 2
        + np.cos(lat[0]) * np.cos(lat[helpers]) * np.sin((lon[helpers] - lon[0]) / 2) ** 2
    )
    haversine = 2 * EARTH_KM * np.arcsin(np.sqrt(h))
    assert places.apart(helpers, np.zeros_like(helpers))[0] == pytest.approx(haversine, abs=1e-3)
    assert haversine[found - 1] == pytest.approx(np.sort(haversine)[:k], abs=1e-3)


words = st.lists(st.sampled_from(["project", "policy", "funds", "team"]), unique=True).map(
    lambda w: ";".join(w) or None
)


@given(
    st.lists(
        st.tuples(
            words,
            words,
            st.sampled_from(["rural", "community", "school"]),
            st.sampled_from(["甲", None]),
        ),
        min_size=2,
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_fit_is_what_a_person_would_compute(rows):
    orgs = organisations([str(i) for i in range(len(rows))], sector=[r[2] for r in rows])
    orgs = orgs.assign(
        offers=[r[0] for r in rows],
        needs=[r[1] for r in rows],
        township=[r[3] for r in rows],
        parent_id=None,
    )
    weights = {"need": 0.5, "sector": 0.3, "township": 0.2}
    helper, unit = (a.ravel() for a in np.meshgrid(np.arange(len(rows)), np.arange(len(rows))))
    shares = Fit(orgs).shares(helper, unit)
    for h, u, got, fit in zip(
        helper, unit, shares.itertuples(index=False), points(shares, weights)
    ):
        offers, needs = (set((t or "").split(";")) - {""} for t in (rows[h][0], rows[u][1]))
        near_sector = rows[h][2] == rows[u][2] or {rows[h][2], rows[u][2]} == {"rural", "community"}
        parts = (
            len(offers & needs) / len(needs) if needs else 0,
            float(near_sector),
            float(rows[h][3] == rows[u][3] == "甲"),
        )
        assert tuple(got) == pytest.approx(parts)
        assert abs(fit - 9 * (0.5 * parts[0] + 0.3 * parts[1] + 0.2 * parts[2])) <= 0.5 + 1e-9


def test_weights_count_in_proportion_only():
    p = pairing.prepare(county(), DAY)
    same = p.reweighted({"need": 5, "sector": 3, "township": 2})
    assert same.candidates["fit"].equals(p.candidates["fit"])
    assert set(p.reweighted({"need": 0, "sector": 0, "township": 1}).candidates["fit"]) == {0, 9}
    for bad in (
        {"need": 1},
        {"need": -1, "sector": 1, "township": 1},
        {"need": 0, "sector": 0, "township": 0},
    ):
        with pytest.raises(ValueError, match=r"weight|权重"):
            p.reweighted(bad)


def test_a_demo_county_is_planned_and_its_weights_tried():
    pytest.importorskip("toolkit.pairing.plan")
    p = pairing.prepare(demo_county(200, seed=3), DAY)
    plan = p.plan()
    assert plan.certificate.holds and edges(plan.pairs) <= edges(p.candidates)
    found = pairing.weight_sensitivity(p)
    assert found["part"].tolist() == [
        "need",
        "need",
        "sector",
        "sector",
        "township",
        "township",
        "all",
    ]
    assert (found["pairs"] == len(plan.pairs)).all() and found["share"].between(0, 1).all()
    assert found["kept"].iloc[-1] <= found["kept"].iloc[:-1].min()
