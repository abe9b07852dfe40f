"""What every figure must keep: readable, inside the slide, without tofu, with words and data,
marked where fictitious."""

import re
import warnings
from functools import cache

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_rgb
from matplotlib.text import Text

import toolkit
from toolkit import figures
from toolkit.figures.style import BLUE, FAMILY, GREY, PALE
from toolkit.terms import CHANNELS, channel_label, use_lang

ON = "2011-07-01"
DRAWN = ["coverage", "load", "critical_helpers", "overlap", "pairing", "township_map"]
DRAWN += ["organisations", "stars", "flags", "commitments", "exemplars", "exemplar_flow"]


@cache
def county(size: int) -> toolkit.County:
    return toolkit.demo_county(size)


@cache
def drawn(name: str, size: int, lang: str) -> figures.Figure:
    with use_lang(lang), warnings.catch_warnings():
        warnings.simplefilter("error")
        if name == "changes":
            return figures.changes(county(size), "2010-07-01", ON)
        return getattr(figures, name)(county(size), ON)


every = pytest.mark.parametrize(
    ("name", "size", "lang"),
    [
        (n, s, lang)
        for n in [*DRAWN, "changes"]
        for s, lang in ((60, "zh"), (60, "en"), (977, "zh"), (977, "en"))
    ],
)


@every
def test_readable_inside_the_slide_and_apart(name: str, size: int, lang: str, readable) -> None:
    readable(drawn(name, size, lang))


@every
def test_words_and_data(name: str, size: int, lang: str) -> None:
    figure = drawn(name, size, lang)
    assert figure.title in figure.alt and len(figure.data) and figure.caption
    shown = "".join(
        t.get_text() for t in figure.figure.findobj(Text) if t.get_gid() in ("title", "caption")
    )
    assert "…" not in shown  # no name and no sentence is cut
    numbers = set(re.findall(r"\d+", figure.alt.replace(",", "")))
    for n in re.findall(r"\d+", figure.title.replace(",", "")):
        assert n in numbers
    counts = figure.data.select_dtypes("number")
    if len(counts.columns) and name != "pairing":  # bundles tell townships' sums
        assert str(int(counts.iloc[:, 0].max())) in numbers
    assert bool(re.search("[\u4e00-\u9fff]", figure.caption)) == (lang == "zh")


@every
def test_not_blank_and_marked_as_fictitious(name: str, size: int, lang: str) -> None:
    slide = drawn(name, size, lang).figure
    marks = [t.get_text() for t in slide.findobj(Text) if t.get_gid() == "watermark"]
    assert marks == ["虚构数据（教学用）" if lang == "zh" else "Fictitious data (for teaching)"]
    canvas = FigureCanvasAgg(slide)
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[..., :3]
    assert pixels.shape == (768, 1366, 3)
    middle = pixels[130:640]
    assert (middle < 100).all(axis=-1).sum() > 300  # letters and marks, not only the pale watermark
    assert (pixels[:3] == 255).all()  # white to the edge


def marks(figure: figures.Figure) -> int:
    """Bars, bands and symbols that stand for counts: what is pale or grey is only there, a symbol
    that stands beside its channel's name is the key, a cross marks a symbol already counted."""
    keys = set(map(channel_label, CHANNELS))
    found = 0
    for ax in figure.figure.axes:
        named = [t.get_position() for t in ax.texts if t.get_text() in keys]
        for line in ax.lines:
            x, y = line.get_xdata()[0], line.get_ydata()[0]
            key = any(0 < left - x < 30 and abs(y - at) < 12 for left, at in named)
            pale = line.get_color() == PALE or line.get_marker() in ("None", "x")
            found += not (key or pale)
        for patch in ax.patches:
            unfilled = not patch.get_fill() or not patch.get_facecolor()[3]
            plain = patch.get_facecolor()[:3] in (to_rgb(PALE), to_rgb(GREY))
            found += not (unfilled or (plain and patch.get_edgecolor()[:3] != to_rgb(BLUE)))
    return found


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "name", ["pairing", "overlap", "township_map", "coverage", "load", "critical_helpers"]
)
def test_a_back_row_has_about_25_marks_to_tell_apart(name: str, lang: str) -> None:
    with use_lang(lang):
        assert 5 <= marks(drawn(name, 977, lang)) <= 30


@pytest.mark.parametrize("name", [*DRAWN, "changes"])
def test_letters_come_from_the_shipped_font(name: str) -> None:
    for text in drawn(name, 60, "zh").figure.findobj(Text):
        assert text.get_fontfamily()[0] == FAMILY


@pytest.mark.parametrize("size", [60, 977])
def test_who_is_not_rated_is_counted_too(size: int) -> None:
    assert sum(map(int, re.findall(r"\d+", drawn("organisations", size, "zh").title)[1:])) == size


@pytest.mark.parametrize(
    "name",
    [
        "coverage",
        "load",
        "overlap",
        "pairing",
        "stars",
        "flags",
        "commitments",
        "exemplars",
        "exemplar_flow",
    ],
)
def test_nothing_to_draw_is_said_in_a_sentence(name: str) -> None:
    empty = county(60).replace(
        {t: county(60)[t].iloc[:0] for t in toolkit.terms.tables() if t != "organisation"}
    )
    with use_lang("zh"), pytest.raises(figures.NothingToDraw, match="没有"):
        getattr(figures, name)(empty, ON)
