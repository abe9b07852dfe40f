"""Every rule of the schema is enforced, every problem listed at once, at the row that the sheet
shows."""

import pandas as pd
import pytest
from records_samples import organisation, pairing

import toolkit
from toolkit.terms import tables, use_lang


def reasons(problems: pd.DataFrame, column: str) -> list[str]:
    return problems.loc[problems["column"] == column, "reason"].tolist()


def test_a_good_county_has_no_problems(folder):
    assert toolkit.check(folder(organisation=organisation(), pairing=pairing())).empty


def test_result_has_the_named_columns_first(folder):
    found = toolkit.check(folder(organisation=organisation(level="x")))
    assert list(found.columns[:6]) == ["table", "row", "column", "value", "reason", "severity"]
    assert found["row"].tolist() == [2, 3, 4, 5]
    assert set(found["value"]) == {"x"} and set(found["cell"]) == {"C2", "C3", "C4", "C5"}


def test_all_problems_at_once(folder):
    orgs = organisation(5, members_n=[3, -1, "12人", 2.5, None])
    orgs.loc[4, "org_id"] = "001"
    pairs = pairing(
        helper_id=["003", "999"], end_plan=["2010-01-01", None], start=["2011-01-05", "3/7/2011"]
    )
    found = toolkit.check(folder(organisation=orgs, pairing=pairs))
    assert {
        ("organisation", 3, "members_n"),
        ("organisation", 4, "members_n"),
        ("organisation", 5, "members_n"),
    } <= set(zip(found["table"], found["row"], found["column"]))
    assert {
        ("organisation", 6, "org_id"),
        ("pairing", 2, "recipient_id"),
        ("pairing", 3, "helper_id"),
        ("pairing", 2, "end_plan"),
        ("pairing", 3, "start"),
    } <= set(zip(found["table"], found["row"], found["column"]))
    assert (found["severity"] == "error").all()


def test_load_accepts_exactly_what_has_no_errors(folder):
    bad = folder(organisation=organisation(sector="x"))
    with pytest.raises(toolkit.RecordError) as error:
        toolkit.County.load(bad)
    assert error.value.problems.equals(toolkit.check(bad))
    assert isinstance(error.value, ValueError) and "C" not in str(error.value)[:1]
    pairs = pairing(
        status=["completed", "active"],
        wave=["w1", None],
        responsible_role=["张三丰", "驻村工作队长"],
    )
    warned = folder(organisation=organisation(), pairing=pairs)
    found = toolkit.check(warned)
    assert set(found["severity"]) == {"warning"} and set(found["column"]) == {
        "responsible_role",
        "wave",
    }
    assert len(toolkit.County.load(warned)["pairing"]) == 2


@pytest.mark.parametrize("table", [t for t in tables() if t != "organisation"])
def test_missing_required_columns_and_values(folder, table):
    spec = tables()[table]
    required = [c.name for c in spec.columns if c.required]
    empty = pd.DataFrame({c: [None] for c in required[1:]}).assign(filler=["x"])
    found = toolkit.check(folder(organisation=organisation(), **{table: empty}))
    missing = found[(found["table"] == table) & (found["column"] == required[0])]
    assert missing["row"].tolist() == [1]
    for column in required[1:]:
        assert (
            (found["table"] == table) & (found["column"] == column) & (found["row"] == 2)
        ).any(), column


RANGES = [
    ("organisation", {"lon": [181.0]}, "lon"),
    ("organisation", {"capacity": [-1]}, "capacity"),
    (
        "assessment",
        {"org_id": ["001"], "period": ["2015"], "ind_id": ["i"], "voice": ["self"], "score": [101]},
        "score",
    ),
    (
        "assessment",
        {"org_id": ["001"], "period": ["春季"], "ind_id": ["i"], "voice": ["self"], "score": [1]},
        "period",
    ),
    ("rating", {"org_id": ["001"], "period": ["2015"], "stars": [6]}, "stars"),
    (
        "review",
        {"ex_id": ["e"], "year": [2015], "satisfaction": [1.5], "decision": ["retain"]},
        "satisfaction",
    ),
    (
        "problem_item",
        {"case_id": ["c"], "item_no": [0], "problem_type": ["team"], "due": ["2015"]},
        "item_no",
    ),
    ("coding", {"case_id": ["c"], "start": [5], "end": [5], "code": ["A"], "coder": ["x"]}, "end"),
    (
        "programme",
        {
            "prog_id": ["p"],
            "name": ["甲（虚构）"],
            "owner_level": ["county"],
            "start": ["2015"],
            "end": ["2014"],
        },
        "end",
    ),
    (
        "award",
        {
            "award_id": ["a"],
            "year": [2010],
            "category": ["member"],
            "level": ["county"],
            "count": [0],
        },
        "count",
    ),
]


@pytest.mark.parametrize("table, cells, column", RANGES)
def test_ranges_and_orders(folder, table, cells, column):
    frame = organisation(1).assign(**cells) if table == "organisation" else pd.DataFrame(cells)
    found = toolkit.check(folder(**({"organisation": organisation()} | {table: frame})))
    assert (
        (found["table"] == table) & (found["column"] == column) & (found["severity"] == "error")
    ).any()


def test_ended_pairings_need_their_end(folder):
    found = toolkit.check(
        folder(
            organisation=organisation(),
            pairing=pairing(status=["completed", "dissolved"], end_actual=["2012-01-01", None]),
        )
    )
    assert found[["row", "column"]].to_numpy().tolist() == [[3, "end_actual"]]


def test_key_of_several_columns(folder):
    rating = pd.DataFrame(
        {
            "org_id": ["001", "001", "001"],
            "period": ["2015", "2015年", "2016"],
            "grade": ["先进", "一般", "待提升"],
        }
    )
    found = toolkit.check(folder(organisation=organisation(), rating=rating))
    assert found["row"].tolist() == [3] and "2" in found["reason"].iloc[0]


def test_circle_of_superiors(folder):
    found = toolkit.check(folder(organisation=organisation(parent_id=["002", "003", "001", "001"])))
    assert sorted(found["row"]) == [2, 3, 4] and set(found["column"]) == {"parent_id"}


def test_weights_sum_to_one(folder):
    good = pd.DataFrame(
        {
            "ind_id": ["a", "b"],
            "name": ["甲", "乙"],
            "dimension": ["leadership", "members"],
            "weight": [0.4, 0.6],
        }
    )
    assert toolkit.check(folder(organisation=organisation(), indicator=good)).empty
    assert toolkit.check(
        folder(organisation=organisation(), indicator=good.assign(weight=1.0))
    ).empty
    assert set(
        toolkit.check(folder(organisation=organisation(), indicator=good.assign(weight=30)))[
            "column"
        ]
    ) == {"weight"}


def test_events_follow_the_machine(folder):
    exemplar = pd.DataFrame(
        {
            "ex_id": ["e1"],
            "kind": ["site"],
            "org_id": ["001"],
            "title": ["示范点（虚构）"],
            "status": ["cultivating"],
        }
    )
    steps = [
        ("e1", 1, "2010-01-01", "accept", "lead", "cultivating"),
        ("e1", 2, "2009-01-01", "name", "lead", "named"),
    ]
    events = pd.DataFrame(
        steps, columns=["ex_id", "seq", "date", "event", "from_state", "to_state"]
    )
    found = toolkit.check(
        folder(organisation=organisation(), exemplar=exemplar, exemplar_event=events)
    )
    assert set(found["column"]) == {"event", "from_state", "date"} and set(found["row"]) == {3}


def test_reasons_speak_the_readers_language(folder):
    place = folder(organisation=organisation(level="x"))
    with use_lang("zh"):
        assert toolkit.check(place)["reason"].iloc[0].startswith("组织层级可填：")
    with use_lang("en"):
        assert "level is one of: " in toolkit.check(place)["reason"].iloc[0]


def test_reference_to_an_absent_table_is_a_warning(folder):
    found = toolkit.check(folder(organisation=organisation(), pairing=pairing(prog_id="g1")))
    assert set(found["severity"]) == {"warning"}
    programme = pd.DataFrame({"prog_id": ["g2"], "name": ["甲（虚构）"], "owner_level": ["county"]})
    found = toolkit.check(
        folder(organisation=organisation(), pairing=pairing(prog_id="g1"), programme=programme)
    )
    assert set(found["severity"]) == {"error"} and set(found["column"]) == {"prog_id"}
