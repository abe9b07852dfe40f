"""Fishbone and votes: readable, every answer in data and words, ties said to be ties."""

import warnings

import pandas as pd
import pytest
from matplotlib.text import Text

from toolkit import figures
from toolkit.terms import use_lang

QUESTION = "先进村帮后进村，为什么有的三年没有起色？"


def answers(
    clusters: int, each: int, text: str = "帮扶单位一年换一次人，新来的要从头认路"
) -> pd.DataFrame:
    rows = [
        (f"第{k % 4 + 1}组", k, f"{text}{c}{k}", f"类别{c}", (c + k) % 5)
        for c in range(clusters)
        for k in range(each)
    ]
    frame = pd.DataFrame(rows, columns=["group", "seq", "text", "cluster", "votes"]).astype(
        {"votes": "Int64"}
    )
    frame.loc[len(frame)] = ["第1组", 99, "放不进的一条", pd.NA, pd.NA]
    return frame


def votes_of(**votes: int) -> pd.DataFrame:
    table = pd.DataFrame({"cluster": list(votes), "votes": list(votes.values())}).astype(
        {"votes": "Int64"}
    )
    table["vote_share"] = table["votes"].astype(float) / max(table["votes"].sum(), 1)
    table["standing"] = table["votes"].rank(method="min", ascending=False).astype("Int64")
    return table.assign(
        tied=table["votes"].duplicated(keep=False) & (table["votes"] > 0).astype(bool)
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("clusters", "each"), [(1, 1), (3, 2), (7, 5), (12, 9)])
def test_a_fishbone_is_readable_and_keeps_every_answer(
    clusters: int, each: int, lang: str, readable
) -> None:
    told = answers(clusters, each)
    with use_lang(lang), warnings.catch_warnings():
        warnings.simplefilter("error")
        figure = figures.fishbone(told, QUESTION, "fictitious")
    readable(figure)
    assert sorted(figure.data["text"]) == sorted(told["text"])
    # read out in one breath: what no longer fits is marked; the data keep every answer
    cut = figure.alt.endswith("…")
    assert QUESTION in figure.alt and (cut or all(t in figure.alt for t in told["text"]))
    assert len(figure.alt) < 200
    assert (
        figure.data["drawn"].any()
        and figure.data.loc[figure.data["drawn"], "cluster"].nunique() <= 8
    )
    marks = [t.get_text() for t in figure.figure.findobj(Text) if t.get_gid() == "watermark"]
    assert marks == ["虚构数据（教学用）" if lang == "zh" else "Fictitious data (for teaching)"]
    left = int((~figure.data["drawn"]).sum())
    assert (f"{left}" in figure.caption) == (left > 0)


def test_a_blank_fishbone_is_readable(readable) -> None:
    with use_lang("zh"):
        figure = figures.fishbone(None, QUESTION * 3)
    readable(figure)
    assert not [t for t in figure.figure.findobj(Text) if t.get_gid() == "watermark"]


def test_equal_votes_are_said_to_be_equal(readable) -> None:
    with use_lang("zh"):
        tied = figures.votes(votes_of(机制=7, 资源=7, 人=3), QUESTION, "fictitious")
        clear = figures.votes(votes_of(机制=7, 资源=6, 人=0), QUESTION)
        bones = figures.fishbone(
            answers(1, 2).assign(
                cluster=["甲", "乙", pd.NA], votes=pd.array([2, 2, None], dtype="Int64")
            ),
            QUESTION,
        )
    assert (
        "“机制”、“资源”同为 7 票" in tied.title and "并列" in tied.alt and "并列第一" in bones.title
    )
    assert clear.title == "得票最多：“机制”7 票，占 54%" and "并列" not in clear.alt
    readable(tied)
    readable(clear)


def test_nothing_to_draw_is_said_in_a_sentence() -> None:
    with use_lang("zh"):
        with pytest.raises(figures.NothingToDraw, match="没有投票"):
            figures.votes(votes_of(机制=0), QUESTION)
        with pytest.raises(figures.NothingToDraw, match="没有答案"):
            figures.fishbone(answers(1, 1).iloc[:0], QUESTION)
