"""The figure of practices by case: counts by hand, groups apart, readable, honest where nothing can
be compared."""

from pathlib import Path

import pandas as pd
import pytest
from matplotlib.patches import Rectangle

from toolkit import County, cases, figures
from toolkit.terms import use_lang

FOLDER = Path(__file__).resolve().parents[2] / "datasets" / "cases"


@pytest.fixture(scope="module")
def shipped():
    county = County.load(FOLDER)
    coded = cases.county_coding(county)
    outcomes = dict(zip(county["case_text"]["case_id"], county["case_text"]["outcome"]))
    return coded[coded["coder"] == "key"], cases.from_county(county), outcomes


def small(outcomes):
    """甲 and 乙 share A, 丙 has B; 乙 says what was before and after."""
    coded = pd.DataFrame(
        [("甲", "A"), ("乙", "A"), ("乙", "B"), ("丙", "B")], columns=["case", "code"]
    )
    reports = {"乙": cases.read("某村\n二、成效\n村集体收入由3万元增加到9万元。\n")}
    return figures.practices(coded, reports, outcomes)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_readable_and_told(shipped, readable, lang):
    with use_lang(lang):
        figure = figures.practices(*shipped, nature="fictitious")
    readable(figure)
    assert (
        "带头人队伍建设：改善 9/12，未改善 1/11"
        if lang == "zh"
        else "choosing and training leaders: improved 9 of 12; not improved 1 of 11"
    ) in figure.title
    assert figure.title in figure.alt


def test_cells_are_what_was_coded(shipped):
    coded, reports, outcomes = shipped
    figure = figures.practices(coded, reports, outcomes)
    drawn = figure.data[figure.data["held"]]
    truth = set(zip(coded["case"], coded["code"]))
    assert set(zip(drawn["case"], drawn["code"])) == {
        (c, k) for c, k in truth if k in set(figure.data["code"])
    }
    boxes = [p for p in figure.figure.axes[0].patches if isinstance(p, Rectangle)]
    assert len(boxes) == len(drawn) + 4  # the key has four
    assert set(figure.data.loc[figure.data["case"] == "C01", "group"]) == {"not_stated"}
    shares = figure.data.drop_duplicates("code")["share_improved"]
    assert shares.is_monotonic_decreasing


def test_counts_by_hand():
    figure = small({"甲": "improved", "乙": "improved", "丙": "worse"})
    each = figure.data.drop_duplicates("code").set_index("code")
    assert each.loc["A", ["share_improved", "share_not_improved"]].tolist() == [1.0, 0.0]
    assert each.loc["B", ["share_improved", "share_not_improved"]].tolist() == [0.5, 1.0]
    assert set(figure.data.loc[figure.data["case"] == "乙", "evidence"]) == {"before_after"}
    assert "非成因" not in figure.caption and "no causes" not in figure.caption


@pytest.mark.parametrize("outcomes", [None, dict.fromkeys("甲乙丙", "improved"), {}])
def test_without_a_case_that_did_not_improve_it_says_so(outcomes, readable):
    with use_lang("zh"):
        figure = small(outcomes)
    assert "共有做法，非成因" in figure.caption
    readable(figure)


def test_only_failures_are_drawn_too(readable):
    figure = small(dict.fromkeys("甲乙丙", "unchanged"))
    readable(figure)
    assert "2/3" in figure.title or "3" in figure.title


@pytest.mark.parametrize("n", [1, 90])
def test_few_and_many_cases(n, readable):
    coded = pd.DataFrame(
        [(f"某镇某村案例{i}", code) for i in range(n) for code in ("SERVE", "PLEDGE")],
        columns=["case", "code"],
    )
    readable(figures.practices(coded, {}, dict.fromkeys(coded["case"], "improved")))


def test_nothing_coded():
    with pytest.raises(figures.NothingToDraw):
        figures.practices(pd.DataFrame(columns=["case", "code"]), {})
