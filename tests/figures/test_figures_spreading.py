"""Spread curves and the list of sites: readable, with the answer in the title and the same numbers
in the words."""

from functools import cache

import pandas as pd
import pytest

import toolkit
from toolkit import figures, spread
from toolkit.terms import use_lang


@cache
def county() -> toolkit.County:
    return toolkit.demo_county(300)


@cache
def chosen(k: int) -> spread.Sites:
    units = county()["organisation"]
    edges = spread.exposure(county(), "2011-07-01", ["hierarchy", "distance"])
    return spread.choose_sites(edges, k, 1, units=units, caps={"township": 8}, runs=50, samples=50)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("k", [1, 8, 25])
def test_spread_curves(k: int, lang: str, readable) -> None:
    with use_lang(lang):
        figure = figures.spread(chosen(k), county())
    readable(figure)
    assert set(figure.data["method"]) == {"random", "degree", "cover", "celf"}
    for mean in figure.data[figure.data["round"] == 6]["mean"]:
        assert f"{mean:.0f}" in figure.alt
    assert figure.title in figure.alt and str(k) in figure.title


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("k", [1, 8, 25])
def test_sites_list(k: int, lang: str, readable) -> None:
    with use_lang(lang):
        figure = figures.sites(chosen(k), county())
        coded = figures.sites(chosen(k), county(), names=False)
    readable(figure)
    pd.testing.assert_frame_equal(figure.data, chosen(k).chosen)
    assert ("5" in figure.caption) == (k == 25)  # five are not drawn
    first = chosen(k).chosen["org_id"].iloc[0]
    assert first in coded.alt and first not in figure.alt
