"""The figures of a report as cards by what they count."""

import pytest

from toolkit import figures
from toolkit.cases import read
from toolkit.terms import use_lang

TEXT = (
    "某县情况报告（虚构）\n全县有党员120名。\n开展培训8场，投入资金30万元。\n第三方抽查显示，"
    "群众满意度由60%升至70%。\n人均收入增长5%。"
)


def test_the_title_counts_what_the_cards_show() -> None:
    with use_lang("zh"):
        figure = figures.claims(read(TEXT), "fictitious")
    assert (
        list(figure.data.columns) == ["raw", "what", "slot", "evidence"] and len(figure.data) == 6
    )
    outcomes = figure.data[figure.data["slot"] == "effect"]
    assert set(outcomes["raw"]) == {"60%", "70%", "5%"} and figure.title.startswith(
        "6 个数字里，3 个说的是结果，其中 2 个"
    )
    assert outcomes["what"].tolist() == ["群众满意度由", "群众满意度由60%升至", "人均收入增长"]
    written = [t.get_text() for ax in figure.figure.axes for t in ax.texts]
    assert all(sum(w == raw for w in written) == 1 for raw in figure.data["raw"])


def test_cards_fill_the_slide_and_carry_whole_words() -> None:
    text = "某厂小结（虚构）\n审计报告显示，吨茶能耗较2014年下降12.5%。\n有职工640人。"
    with use_lang("zh"):
        figure = figures.claims(read(text), "fictitious")
    (axes,) = figure.figure.axes
    written = ["".join(t.get_text().split()) for t in axes.texts]
    assert "吨茶能耗较2014年下降" in written and not any("…" in words for words in written)
    right = max(patch.get_x() + patch.get_width() for patch in axes.patches)
    assert right > 0.7 * axes.get_xlim()[1]


def test_a_report_of_very_many_figures_says_how_many_cards_are_left_out() -> None:
    many = "某县情况报告（虚构）\n" + "".join(f"开展培训{n}场。" for n in range(100, 190))
    with use_lang("zh"):
        figure = figures.claims(read(many))
    (axes,) = figure.figure.axes
    cards = len(axes.patches)
    assert cards < 90 and f"还有 {90 - cards} 个" in [t.get_text() for t in axes.texts]


def test_a_report_without_figures_is_nothing_to_draw() -> None:
    with pytest.raises(figures.NothingToDraw):
        figures.claims(read("某县情况报告（虚构）\n大家都很满意。"))
