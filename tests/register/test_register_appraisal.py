"""Appraisal, listing, robust seats, commendation, commitments, burden, and what may leave the
register."""

from itertools import combinations
from pathlib import Path

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from scipy.optimize import LinearConstraint, milp

from toolkit import County, demo_county, demo_truth, pairing
from toolkit import register as room
from toolkit.records import VOICES
from toolkit.register import GuardError, Register
from toolkit.register.privacy import pseudonymise
from toolkit.rules import Rules


@pytest.fixture(scope="module")
def county() -> County:
    return demo_county(300)


def test_the_composite_is_the_published_one_and_its_weights_are_shown(county: County) -> None:
    found = room.five_good(county, "2011")
    reported = demo_truth(county).query("period == '2011'").set_index("org_id")["reported"]
    assert np.allclose(
        found.set_index("org_id")["score"], reported.reindex(found["org_id"]), atol=0.0051
    )
    weights = found.attrs["weights"]
    assert (
        sum(weights[v] for v in ("self", "peer", "superior", "masses")) == pytest.approx(1)
        and weights["I4"] == 0.25
    )
    missing = county["assessment"].query("voice != 'masses'")
    some = room.five_good(county.replace({"assessment": missing}), "2011").iloc[0]
    voices = [some[f"voice_{v}"] * w for v, w in (("self", 1), ("peer", 2), ("superior", 3))]
    assert some["score"] == pytest.approx(sum(voices) / 6), (
        "a missing voice gives its weight to the others"
    )
    turned = county.replace({"indicator": county["indicator"].assign(direction="lower")})
    assert room.five_good(turned, "2011")["score"].sum() == pytest.approx(
        100 * len(found) - found["score"].sum()
    )
    with pytest.raises(ValueError, match="1999"):
        room.five_good(county, "1999")


def test_stars_move_step_by_step() -> None:
    scores = pd.DataFrame({"org_id": list("abcde"), "score": [95.0, 85, 75, 75, 40]})
    with pytest.raises(GuardError, match="floors"):
        room.stars(scores)
    out = room.stars(scores, {"a": 2, "e": 4}, {5: 90, 4: 80, 3: 70, 2: 60}).set_index("org_id")
    assert (
        out["target"].tolist() == [5, 4, 3, 3, 1]
        and out["stars"].tolist() == [3, 4, 3, 3, 3]
        and out["held_back"].sum() == 2
    )
    shares = Rules({"star.share_5": 0.2, "star.share_4": 0.2, "star.share_3": 0.2})
    assert room.stars(scores, rules=shares)["target"].tolist() == [5, 4, 3, 3, 2], (
        "equal scores get equal stars"
    )


def test_flags_rotate_and_gather(county: County) -> None:
    flags = pd.DataFrame(
        {
            "org_id": ["QL0013"] * 3 + ["QL0014"],
            "period": ["2011Q1", "2011Q2", "2011Q3", "2011Q4"],
            "kind": "circulating_flag",
        }
    )
    found = room.rotation(county.replace({"flag": flags}))
    assert found[["first", "last", "held", "must_rest"]].iloc[0].tolist() == [
        "2011Q1",
        "2011Q3",
        3,
        True,
    ] and found.attrs["over"] == ["QL0013"]
    assert room.rotation(county).attrs["over"] == []
    won = room.winners(county.replace({"flag": flags})).iloc[0]
    assert (won["given"], won["holders"], won["top_share"], won["hhi"], won["gini"]) == (
        4,
        2,
        0.75,
        0.625,
        0.25,
    )


def test_listing_by_each_mode_against_what_was_verified(county: County) -> None:
    truth = demo_truth(county).query("period == '2011'")
    quota, threshold, both = (
        room.listing(county, "2011", m) for m in ("quota", "threshold", "floor_quota")
    )
    villages = quota["village"].sum()
    assert quota["listed"].sum() == int(0.1 * villages) + int(0.05 * (len(quota) - villages))
    assert (threshold["listed"] == (threshold["satisfaction"] < 60)).all() and set(
        both["basis"]
    ) <= {"", "threshold", "quota"}
    assert set(both.loc[both["listed"], "org_id"]) >= set(
        threshold.loc[threshold["listed"], "org_id"]
    )
    cost = room.misclassified(county, "2011", truth)
    assert (cost["hit"] + cost["wrongly"] == cost["listed"]).all() and (
        cost["hit"] + cost["missed"] == cost["weak"]
    ).all()
    perfect = truth.assign(verified=truth["org_id"].map(quota.set_index("org_id")["score"]))
    assert room.misclassified(county, "2011", perfect).loc[0, ["wrongly", "missed"]].tolist() == [
        0,
        0,
    ]
    with pytest.raises(GuardError, match="认定方式"):
        room.listing(county, "2011", "lottery")


def test_seats_that_no_weight_can_take_are_safe(county: County) -> None:
    table = county["assessment"].query("period == '2011'")
    best = table["org_id"].iloc[0]
    county = county.replace(
        {
            "assessment": table.assign(
                score=table["score"].clip(upper=99).mask(table["org_id"] == best, 100.0)
            )
        }
    )
    seats = room.seats(county, "2011", 12, runs=200)
    assert seats.loc[0, ["org_id", "share", "verdict"]].tolist() == [best, 1.0, "safe"] and seats[
        "share"
    ].sum() == pytest.approx(12)
    assert seats["verdict"].iloc[-1] == "out" and seats.equals(
        room.seats(county, "2011", 12, runs=200)
    )
    assert (
        seats["rank"].tolist() == list(range(1, len(seats) + 1))
        and 0 < seats.attrs["contested"] < 60
    )


@settings(max_examples=12)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 4), st.sampled_from("ABC"), st.sampled_from("xy"), st.integers(0, 1)
        ),
        min_size=4,
        max_size=9,
    ),
    st.integers(1, 4),
)
def test_commendation_is_the_best_of_every_choice(
    rows: list[tuple[int, str, str, int]], k: int
) -> None:
    frame = pd.DataFrame(rows, columns=["score", "township", "sector", "second"]).assign(
        subject_id=lambda f: [f"O{i}" for i in f.index]
    )
    caps = {"township": 2, "sector": 3}
    legal = [
        c
        for c in combinations(frame.index, k)
        if all(frame.loc[list(c), x].value_counts().max() <= n for x, n in caps.items())
    ]
    if not legal:
        with pytest.raises(GuardError, match="至多"):
            room.commend(frame, k, caps)
        return
    out = room.commend(frame.sample(frac=1, random_state=1), k, caps, ["second"], seed=3)
    draw = out.set_index("subject_id")["draw"]
    worth = {
        c: (
            *tuple(frame.loc[list(c), ["score", "second"]].sum()),
            draw[frame.loc[list(c), "subject_id"]].sum(),
        )
        for c in legal
    }
    got = out.loc[out["chosen"], "subject_id"]
    value = (
        *tuple(frame.set_index("subject_id").loc[got, ["score", "second"]].sum()),
        draw[got].sum(),
    )
    assert value == max(worth.values()) and out.attrs["seed"] == 3
    assert (out.loc[out["why"] == "cap", "score"] > out.loc[out["chosen"], "score"].min()).all()


def test_apportionment() -> None:
    votes = pd.Series({"甲": 53, "乙": 24, "丙": 23})
    assert room.apportion(votes, 10).to_dict() == {"甲": 5, "乙": 3, "丙": 2}
    # Balinski & Young's example of remainders: 10 seats over 1452, 1091, 1001, 456
    towns = pd.Series({"A": 1452, "B": 1091, "C": 1001, "D": 456})
    assert room.apportion(towns, 10).to_dict() == {"A": 4, "B": 3, "C": 2, "D": 1}
    # the Alabama paradox of largest remainders, which Webster does not have
    states = pd.Series({"A": 6, "B": 6, "C": 2})
    assert room.apportion(states, 10).to_dict() == {"A": 4, "B": 4, "C": 2} and room.apportion(
        states, 11
    ).to_dict() == {
        "A": 5,
        "B": 5,
        "C": 1,
    }
    assert all(
        (room.apportion(states, k + 1, "webster") >= room.apportion(states, k, "webster")).all()
        for k in range(30)
    )
    with pytest.raises(GuardError):
        room.apportion(states, 10, "mine")


def test_commitments_in_five_steps(county: County) -> None:
    steps = room.five_steps(county)
    assert steps["status"].tolist()[0] == "proposed" and steps["reached"].iloc[0] == len(
        county["commitment"]
    )
    table = room.checkable(county)
    whole = county["commitment"][["object", "amount", "due", "publication"]].notna().sum(axis=1)
    assert (
        table["parts"].equals(whole)
        and table["warn"].equals(whole < 3)
        and table.attrs["too_many"] == []
    )
    assert (
        table.loc[table["parts"] == 4, "missing"].eq("").all()
        and table["missing"].str.contains("amount").any()
    )
    kept = room.fulfilment(county)
    assert (
        kept["share"].is_monotonic_increasing
        and (kept["low"] < kept["share"]).all()
        and (kept["share"] < kept["high"]).all()
    )


def test_benchmarking_and_burden(county: County) -> None:
    gaps = pairing.gap(county, "2011")
    # one composite under one word: what the gaps are measured on is what the stars are given for
    overall = gaps[gaps["ind_id"] == "overall"].set_index("org_id")["score"]
    composite = room.five_good(county, "2011").set_index("org_id")["score"]
    assert (overall - composite).abs().max() < 1e-9 and len(overall) == len(composite)
    heard = Rules({f"commit.weight_{v}": float(v == "masses") for v in VOICES})
    masses = pairing.scores(county, "2011", heard)["overall"]
    assert (
        masses - room.five_good(county, "2011").set_index("org_id")["voice_masses"]
    ).abs().max() < 1e-9
    org = gaps.loc[gaps["gap_star"] > 3, "org_id"].iloc[0]
    names = dict(zip(county["organisation"]["org_id"], county["organisation"]["name"]))
    sheet = room.benchmark_sheet(gaps, org, names)
    assert (
        set(sheet["indicator"]) <= set(county["indicator"]["name"])
        and set(sheet["star"]) <= set(names.values())
        and sheet["gap_star"].is_monotonic_decreasing
        and (sheet["measure"] == "").all()
    )
    burden = room.burden(county, units={"G-3LC": 10})
    assert (
        burden.set_index("prog_id")["hours"].to_dict()["G-3LC"] == 100
        and burden["hours"].isna().sum() == 2
    )
    assert burden.attrs == {"per_unit": 50.0, "limit": 24, "over": True}


COUNTS = st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=2, max_size=3)


@settings(max_examples=20)
@given(COUNTS)
def test_no_total_gives_a_small_cell_back(rows: list[list[int]]) -> None:
    """An attacker's program in whole numbers: the inner cells are unknown, whatever was published
    is a constraint."""
    k = 3
    out = room.suppress(pd.DataFrame(rows, columns=list("abc")), Rules({"privacy.k_min": k}))
    full = np.array([[*r, sum(r)] for r in [*rows, list(np.sum(rows, axis=0))]])
    shown = out.to_numpy(dtype=float, na_value=np.nan)
    assert ((shown == full) | np.isnan(shown)).all() and np.isnan(
        shown[(full > 0) & (full < k)]
    ).all()
    n, m = len(rows), 3
    cover = {
        (i, j): np.array(
            [(i in (r, n)) and (j in (c, m)) for r in range(n) for c in range(m)], float
        )
        for i in range(n + 1)
        for j in range(m + 1)
    }
    known = [
        LinearConstraint(cover[i, j][None], shown[i, j], shown[i, j])
        for i, j in cover
        if not np.isnan(shown[i, j])
    ]
    for i, j in cover:
        if 0 < full[i, j] < k:
            ends = [
                milp(
                    s * cover[i, j], integrality=np.ones(n * m), bounds=(0, 200), constraints=known
                )
                for s in (1, -1)
            ]
            assert round(-ends[1].fun - ends[0].fun) >= k - 1, (rows, i, j, shown)


def test_pseudonyms_and_keys(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"org_id": ["O1", "O2", "O1", None], "town": ["A"] * 3 + ["B"], "kind": ["x"] * 4}
    )
    key = room.key_from(tmp_path / "key.txt", tmp_path / "data")
    assert room.key_from(tmp_path / "key.txt") == key and len(key) == 64
    out = pseudonymise(frame, ["org_id"], key)["org_id"]
    assert out[0] == out[2] != out[1] and pd.isna(out[3]) and "O1" not in out.to_string()
    assert (
        not pseudonymise(frame, ["org_id"], b"another key of 32 characters at least")["org_id"]
        .dropna()
        .isin(out)
        .any()
    )
    with pytest.raises(GuardError, match="同一文件夹"):
        room.key_from(tmp_path / "data" / "key.txt", tmp_path / "data")
    (tmp_path / "short").write_text("abc", encoding="utf-8")
    with pytest.raises(GuardError, match="太短"):
        room.key_from(tmp_path / "short")


def test_exports_are_logged_without_content(book: Register) -> None:
    room.log_export(
        book, "组织部门", "教学", {"organisation": pd.DataFrame({"org_id": ["QL0001"]})}
    )
    log = room.exports(book)
    assert log["what"].tolist() == ["organisation 1×1"] and "QL0001" not in log.to_string()
    with pytest.raises(GuardError, match="用途"):
        room.log_export(book, "组织部门", " ", {})
