"""How long exemplars last, drawn: readable, with the curve as it was estimated."""

import pandas as pd
import pytest

from toolkit import figures, register
from toolkit.terms import use_lang

LIVES = pd.DataFrame(
    {
        "years": [1.0, 2.0, 2.5, 3.0, 4.0, 5.0, 1.5, 3.5],
        "ended": [1, 0, 1, 0, 1, 0, 0, 0],
        "group": ["a"] * 6 + ["b"] * 2,
    }
)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("by", [None, "group"])
def test_the_curve_is_drawn_as_estimated(by, lang, readable):
    with use_lang(lang):
        curve = register.kaplan_meier(LIVES, by)
        drawn = figures.lasting(curve, {"a": "甲" if lang == "zh" else "A"}, "fictitious")
        readable(drawn)
    assert (
        drawn.data["survival"].equals(curve["survival"])
        and f"{curve['survival'].min():.0%}" in drawn.title
    )
    assert drawn.title in drawn.alt and "3" in drawn.title


def test_nothing_to_draw_is_said():
    curve = register.kaplan_meier(LIVES)
    with pytest.raises(figures.NothingToDraw):
        figures.lasting(curve.iloc[:0])
