"""Visited and not visited: counted by hand, with the measure that the register does not know."""

import pandas as pd
import pytest

from toolkit import County, demo_county, demo_truth
from toolkit.register import GuardError, visited_or_not
from toolkit.terms import use_lang


@pytest.fixture(scope="module")
def county() -> County:
    return demo_county(400, seed=5)


def test_every_review_is_counted_once_by_its_year(county: County) -> None:
    found = visited_or_not(county, demo_truth(county))
    review, visit = county["review"], county["return_visit"]
    met = set(zip(visit["ex_id"], visit["date"].dt.year))
    seen = pd.Series([(e, int(y)) in met for e, y in zip(review["ex_id"], review["year"])])
    assert found["reviews"].tolist() == [int((~seen).sum()), int(seen.sum())]
    assert found["role_score"].tolist() == pytest.approx(
        [review["role_score"][~seen].mean(), review["role_score"][seen].mean()]
    )
    lost = review["decision"].isin(["downgrade", "revoke"])
    assert found["downgraded"].tolist() == [int(lost[~seen].sum()), int(lost[seen].sum())]
    assert found.attrs["difference"] == pytest.approx(
        found["role_score"][1] - found["role_score"][0]
    )
    assert found["verified"].between(60, 100).all() and found["before"].notna().all()


def test_visits_have_no_effect_in_the_demo_county_and_the_sentence_says_it_is_none() -> None:
    county = demo_county()
    found = visited_or_not(county, demo_truth(county))
    assert found["verified"][1] > found["verified"][0], "the better ones are visited more"
    with use_lang("zh"):
        assert "不是回访的效果" in visited_or_not(county).attrs["sentence"]


def test_without_two_groups_there_is_nothing_to_compare(county: County) -> None:
    with pytest.raises(GuardError, match=r"两组|two groups"):
        visited_or_not(county.replace({"return_visit": county["return_visit"].iloc[:0]}))
