"""Event study, before and after, time on the list: readable, and showing what was estimated."""

import pytest

from toolkit import County, demo_county, demo_truth, evaluation, figures
from toolkit.terms import use_lang

NAMES = ("outcome", "org_id", "time", "cohort")


@pytest.fixture(scope="module")
def county() -> County:
    return demo_county(300, seed=3)


@pytest.fixture(scope="module")
def panel(county):
    return evaluation.panel(county, demo_truth(county))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_event_study_shows_the_estimates(panel, readable, lang):
    with use_lang(lang):
        found, naive = (
            evaluation.att_gt(panel, *NAMES, among="newly_listed", control="not_yet"),
            evaluation.att_gt(panel, *NAMES),
        )
        drawn = figures.event_study(found, naive, "fictitious")
        readable(drawn)
    assert (drawn.data["att"] == found.dynamic["att"]).all()
    assert (
        f"{found.simple['att']:+.1f}" in drawn.title
        and f"{naive.simple['att']:+.1f}" in drawn.title
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_before_and_after_with_what_was_to_be_expected(panel, readable, lang):
    with use_lang(lang):
        found = evaluation.regression_to_mean(panel)
        drawn = figures.before_after(found, "fictitious")
        readable(drawn)
    helped = drawn.data.set_index("group").loc["helped"]
    assert helped["after"] - helped["before"] == pytest.approx(found.observed)
    assert helped["expected_after"] - helped["before"] == pytest.approx(found.expected)
    assert f"{found.expected:+.1f}" in drawn.title


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_time_on_the_list(county, readable, lang):
    with use_lang(lang):
        found = evaluation.conversion(county)
        drawn = figures.survival(found, "fictitious")
        readable(drawn)
    assert set(drawn.data["group"]) == {"helped", "unhelped"}
    assert f"{found.hazard['hazard_ratio']:.2f}" in drawn.title


def test_a_difference_before_help_is_in_the_title(panel):
    naive = evaluation.att_gt(panel, *NAMES)
    with use_lang("zh"):
        assert naive.evidence.descriptive and "只能描述" in figures.event_study(naive).title


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_reported_and_verified_by_group_with_the_gap(county, readable, lang):
    truth = demo_truth(county)
    group = (
        truth["listed"]
        .astype(bool)
        .map(
            {
                True: "列入" if lang == "zh" else "listed",
                False: "其余" if lang == "zh" else "others",
            }
        )
    )
    with use_lang(lang):
        drawn = figures.reported_verified(truth, group, "fictitious")
        readable(drawn)
    one = drawn.data.iloc[0]
    mine = truth[group == one["group"]]
    assert (
        one["gap"] == pytest.approx((mine["reported"] - mine["verified"]).mean())
        and one["gap"] == drawn.data["gap"].max()
    )
    assert f"{one['gap']:.1f}" in drawn.title and drawn.data["n"].sum() == len(truth)


def test_without_both_measures_or_with_too_many_groups_nothing_is_drawn(county):
    truth = demo_truth(county)
    with pytest.raises(figures.NothingToDraw):
        figures.reported_verified(truth.assign(verified=float("nan")), truth["period"])
    with pytest.raises(figures.NothingToDraw):
        figures.reported_verified(truth, truth["org_id"])
