"""Safe and contested seats: what the title says is what the register found, and the cut stands
where it must."""

import pandas as pd
import pytest

from toolkit import demo_county, figures, register
from toolkit.terms import use_lang


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_safe_and_contested_seats_near_the_cut(lang: str, readable) -> None:  # type: ignore[no-untyped-def]
    county = demo_county(300)
    found = register.seats(county, "2011", 40, runs=200)
    with use_lang(lang):
        figure = figures.seats(found, 40, county)
        readable(figure)
    assert (
        f"{found.attrs['safe']}" in figure.title and f"{found.attrs['contested']}" in figure.title
    )
    assert figure.data["rank"].tolist() == list(range(28, 54)), "thirteen on each side of the cut"
    assert figure.data["share"].tolist() == found["share"].iloc[27:53].tolist()


def test_no_seats_are_not_drawn_and_names_of_others_are_codes() -> None:
    found = pd.DataFrame(
        {
            "org_id": ["A", "B", "C"],
            "rank": [1, 2, 3],
            "share": [1.0, 0.6, 0.4],
            "verdict": ["safe", "contested", "contested"],
        }
    )
    with pytest.raises(figures.NothingToDraw):
        figures.seats(found, 0)
    assert "1 A" in figures.seats(found, 2).alt
