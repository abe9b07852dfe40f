"""The font, the style, wrapping and saving."""

import gc
import io
import os
import re
import warnings
import weakref

import matplotlib as mpl
import matplotlib.pyplot as plt
import pandas as pd
import pytest
from fontTools.ttLib import TTFont
from PIL import Image

from toolkit.figures import Figure, webfont_css
from toolkit.figures.base import drawing
from toolkit.figures.layout import crossings, facing, rows_with_gaps
from toolkit.figures.style import (
    CHANNEL_STYLE,
    HOLLOW,
    drawable,
    font_path,
    has_glyph,
    shorten,
    width,
    wrap,
)
from toolkit.records import SavedElsewhere
from toolkit.terms import CHANNELS, use_lang


def figure(title: str = "按方式覆盖：7 个单位无人结对", nature: str = "fictitious") -> Figure:
    with drawing(title, "统计：2011年7月1日", nature) as frame:
        ax, wide, high = frame.sheet()
        ax.text(wide / 2, high / 2, title, ha="center")
    return Figure("trial", title, "统计", title + "。", pd.DataFrame({"n": [7]}), frame.slide)


def test_font_holds_the_characters_that_names_use() -> None:
    assert all(
        has_glyph(c)
        for c in "喆镕堃昇玥 漪坞衢濮 龍鳳 （虚构）《》「」·— −×≥≤±●○■□▲△◆◇★•⊗→①⑳％ａ 100 km² α\n"
    )
    with TTFont(font_path()) as font:
        assert len(font.getBestCmap()) > 11_000
        assert font["name"].getDebugName(1) == "Noto Sans SC Subset"
    assert font_path().stat().st_size < 5_000_000
    assert "SIL OPEN FONT LICENSE" in (font_path().parent / "OFL.txt").read_text(encoding="utf-8")


def test_outside_the_font_a_box_with_the_code_and_one_warning() -> None:
    lost = figure("𫝀村与𪚥村")
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        first, again = lost.png(50), lost.png(50)
    ours = [str(w.message) for w in caught]
    assert len(ours) == 1 and "𫝀 (U+2B740)" in ours[0] and "𪚥 (U+2A6A5)" in ours[0]
    assert first == again
    assert drawable("𫝀村") == "□2B740村"


def test_dollar_and_underscore_are_text() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert figure(r"甲$\frac$乙_x^2$").png(50)


def test_wrapping_keeps_words_and_punctuation() -> None:
    text = "统计：2011年7月1日正在进行的结对，实心为已结对（虚构）。Counted pairs only"
    lines = wrap(text, 200, 16, lines=9).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(width(line, 16) <= 200 + 16 for line in lines)
    assert not any(line[0] in "，。）：" for line in lines) and not any(
        line.endswith("（") for line in lines
    )
    assert any("Counted" in line for line in lines)
    assert (
        wrap(text, 200, 16, lines=2).endswith("…") and wrap(text, 200, 16, lines=2).count("\n") == 1
    )
    assert shorten("短", 100) == "短" and shorten(text, 1) == "…"
    for points in range(40, 400, 7):
        kept = shorten(text, points).removesuffix("…")
        assert width(kept + "…") <= points < width(text[: len(kept) + 1] + "…")


def test_channels_differ_without_colour() -> None:
    assert set(CHANNEL_STYLE) == set(CHANNELS)
    without = {(mark, hatch, c in HOLLOW) for c, (_, mark, hatch) in CHANNEL_STYLE.items()}
    assert len(without) == len(CHANNELS) == len({colour for colour, _, _ in CHANNEL_STYLE.values()})
    assert len({(mark, c in HOLLOW) for c, (_, mark, _) in CHANNEL_STYLE.items()}) == len(CHANNELS)


@pytest.mark.parametrize(
    ("nature", "zh"),
    [
        ("fictitious", "虚构数据（教学用）"),
        ("user_supplied", "内部教学"),
        ("mixed", "内部教学 · 含虚构数据"),
        ("public_official", None),
    ],
)
def test_watermark_by_nature(nature: str, zh: str | None) -> None:
    with use_lang("zh"):
        marks = [
            t.get_text() for t in figure(nature=nature).figure.texts if t.get_gid() == "watermark"
        ]
    assert marks == ([zh] if zh else [])


def test_saved_at_print_size_whole_and_with_words(tmp_path) -> None:
    folder = tmp_path / "新建 文件夹"
    png, svg = figure('甲 & <乙> "丙"').save(folder, "图 1")
    assert [p.name for p in (png, svg)] == ["图 1.png", "图 1.svg"] and len(
        list(folder.iterdir())
    ) == 2
    with Image.open(png) as image:
        assert image.size[0] / image.info["dpi"][0] * 25.4 == pytest.approx(156, abs=1)
    text = svg.read_text(encoding="utf-8")
    assert (
        'width="156mm"' in text
        and 'role="img"' in text
        and "甲 &amp; &lt;乙> &quot;丙&quot;。" in text
    )
    assert "<text" not in text  # letters are outlines: the reader needs no font
    assert len(re.findall("<svg", text)) == 1 and "viewBox" in text


def test_same_drawing_same_bytes() -> None:
    assert figure().png() == figure().png() and figure().svg() == figure().svg()


@pytest.mark.skipif(os.name == "nt", reason="an owner file is enough to test on one system")
def test_open_elsewhere_goes_to_the_next_name(tmp_path) -> None:
    figure().save(tmp_path, "a")
    (tmp_path / ".~lock.a.png#").write_text("x", encoding="utf-8")
    with pytest.warns(SavedElsewhere):
        png, _ = figure().save(tmp_path, "a")
    assert png.name == "a(2).png"


def test_shown_in_a_notebook_with_its_alternative_text() -> None:
    data, more = figure()._repr_mimebundle_()
    assert Image.open(io.BytesIO(data["image/png"])).size == (1366, 768)
    assert more["image/png"]["alt"] == data["text/plain"] == figure().alt


def test_neither_pyplot_nor_settings_are_touched_and_nothing_leaks() -> None:
    before = dict(mpl.rcParams)
    gone = []
    for _ in range(30):
        made = figure()
        made.png(30)
        gone.append(weakref.ref(made.figure))
    del made
    gc.collect()
    assert not plt.get_fignums() and dict(mpl.rcParams) == before
    assert sum(r() is not None for r in gone) == 0


def test_web_font_has_only_the_glyphs_of_the_page() -> None:
    css = webfont_css("青澜县（虚构）")
    assert css.startswith('@font-face{font-family:"Noto Sans SC Subset"') and "http" not in css
    import base64

    font = TTFont(io.BytesIO(base64.b64decode(css.split("base64,")[1].split(")")[0])))
    assert {ord(c) for c in "青澜县（虚构）Az9"} <= set(font.getBestCmap()) and len(
        font.getBestCmap()
    ) < 120
    assert len(css) < 60_000
    # one page's letters leave nothing behind for the next
    assert webfont_css("典型工具箱") != css == webfont_css("青澜县（虚构）")


def test_facing_sides_cross_less_and_keep_groups() -> None:
    left = {f"h{i}": "ab"[i // 4] for i in range(8)}
    right = {f"r{i}": i % 3 for i in range(9)}
    edges = [(f"h{i}", f"r{(i * 5) % 9}") for i in range(8)] + [
        (f"h{i}", f"r{(i * 2 + 1) % 9}") for i in range(8)
    ]
    sides = facing(edges, left, right)
    assert (
        sides.crossings
        == crossings(sides.left, sides.right, edges)
        < crossings(list(left), sorted(right, key=right.get), edges)
    )
    for order, groups in ((sides.left, left), (sides.right, right)):
        runs = [
            g for i, g in enumerate(groups[n] for n in order) if i == 0 or g != groups[order[i - 1]]
        ]
        assert len(runs) == len(set(runs)) and sorted(order) == sorted(groups)
    assert crossings(["a", "b"], ["x", "y"], [("a", "y"), ("b", "x")]) == 1
    assert rows_with_gaps(["a", "b", "c"], {"a": 1, "b": 1, "c": 2}, 0.5) == {
        "a": 0.0,
        "b": 1.0,
        "c": 2.5,
    }
