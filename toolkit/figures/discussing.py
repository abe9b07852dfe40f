"""What a class said: answers as a fishbone (鱼骨图), the bones as clusters; and how the votes fell,
ties said to be ties."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Polygon

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.marks import bar_figure
from toolkit.figures.style import BLACK, BLUE, BODY, GREY, SMALL, SMALLEST, shorten, width, wrap
from toolkit.terms import plural, tr

#: how answers without a cluster are called
NOT_CLUSTERED = ("未归类", "not clustered")
#: most bones, and most twigs on a bone; what is left out is said, and stands in the data and the
#: minutes
_BONES, _TWIGS = 8, 4
_HEAD, _SLANT, _LABEL, _TWIG = 170.0, 46.0, 30.0, 39.0


def leading(tally: pd.DataFrame) -> str:
    """Which clusters have the most votes, in one sentence; equal votes are said to be equal.

    Parameters
    ----------
    tally : DataFrame
        ``cluster, votes, vote_share`` of one question (see `workshop.tally`).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures
    >>> tally = pd.DataFrame({"cluster": ["人手", "经费"], "votes": [3, 1]})
    >>> figures.leading(tally.assign(vote_share=tally["votes"] / 4))
    '得票最多：“人手”3 票，占 75%'
    """
    voted = tally[tally["votes"].fillna(0) > 0]
    if voted.empty:
        return tr("没有投票", "no votes were cast")
    top = voted[voted["votes"] == voted["votes"].max()]
    votes, share = int(top["votes"].iloc[0]), float(top["vote_share"].iloc[0])
    names = [f"“{c}”" for c in top["cluster"]]
    if len(names) == 1:
        return tr(
            f"得票最多：{names[0]}{votes} 票，占 {share:.0%}",
            f"Most votes: {names[0]}, {votes}, {share:.0%}",
        )
    listed = tr("、", ", ").join(names[:3]) + (
        tr(f"等 {len(names)} 类", f" … {len(names)} in all") if len(names) > 3 else ""
    )
    return tr(
        f"{listed}同为 {votes} 票，并列第一，未分先后",
        f"Tied for first with {votes} each: {listed}",
    )


def votes(tally: pd.DataFrame, question: str, nature: str = "user_supplied") -> Figure:
    """How the votes on one question fell.

    Parameters
    ----------
    tally : DataFrame
        ``cluster, votes, vote_share, standing, tied`` of one question (see `workshop.tally`).
    question : str
    nature : str
        What the answers are (`toolkit.County.nature`), for the watermark.

    Returns
    -------
    Figure
        ``.data`` is the tally.

    Raises
    ------
    NothingToDraw
        Nobody voted.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures
    >>> tally = pd.DataFrame({"cluster": ["人手", "经费"], "votes": [3, 1]})
    >>> tally = tally.assign(vote_share=tally["votes"] / 4, standing=[1, 2], tied=False)
    >>> figures.votes(tally, "缺什么？").title
    '得票最多：“人手”3 票，占 75%'
    """
    if not (tally["votes"].fillna(0) > 0).any():
        raise NothingToDraw(tr("没有投票，无从画得票图。", "No votes were cast: nothing to draw."))
    shown = tally.sort_values("votes", ascending=False, kind="stable").head(10)
    title, total = leading(tally), int(tally["votes"].sum())
    caption = tr(
        f"问题：{question}　共 {total} 票。",
        f"Question: {question} {plural(total, 'vote')} in all. ",
    )
    caption += tr(
        "票数表示关注，不表示正确。", "Votes show what people care about, not what is true."
    )
    if len(tally) > len(shown):
        caption += tr(
            f"另有 {len(tally) - len(shown)} 类未画。",
            f" {len(tally) - len(shown)} more are not drawn.",
        )
    told = []
    for r in rows(shown):
        tie = tr("，并列", ", tied") if r.tied else ""
        told.append(
            tr(
                f"{int(r.votes)} 票　{r.vote_share:.0%}{tie}",
                f"{int(r.votes)} · {r.vote_share:.0%}{tie}",
            )
        )
    bars = [(str(r.cluster), float(r.votes), BLUE, "//" if r.tied else "") for r in rows(shown)]
    return bar_figure(
        "votes",
        tally.reset_index(drop=True),
        title,
        caption=caption,
        nature=nature,
        bars=bars,
        told=told,
    )


def fishbone(answers: pd.DataFrame | None, question: str, nature: str = "user_supplied") -> Figure:
    """The answers to one question as a fishbone: the question its head, a cluster each bone, an
    answer each twig.

    Parameters
    ----------
    answers : DataFrame or None
        ``group, seq, text, cluster, votes`` of one question (rows of the table ``answer``); None
        for a blank one with six bones, to be filled in by hand.
    question : str
    nature : str
        What the answers are (`toolkit.County.nature`), for the watermark.

    Returns
    -------
    Figure
        ``.data``: every answer with the cluster it stands under and whether it is ``drawn``: at
        most eight bones with four twigs each, most votes first; an answer that is too long is cut
        in the drawing only.

    Raises
    ------
    NothingToDraw
        There is no answer.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures
    >>> answers = pd.DataFrame({"group": ["一组"], "seq": [1], "text": ["人手不足"],
    ...                         "cluster": ["人手"], "votes": [2]})
    >>> figures.fishbone(answers, "难在哪里？").data
      group  seq  text cluster  votes  drawn
    0    一组    1  人手不足      人手      2   True
    """
    if answers is None:
        return _blank(question)
    if answers.empty:
        raise NothingToDraw(tr("没有答案，无从画鱼骨图。", "No answer was given: nothing to draw."))
    unplaced = tr(*NOT_CLUSTERED)
    data = answers[["group", "seq", "text", "cluster", "votes"]].assign(
        cluster=answers["cluster"].fillna(unplaced)
    )
    data["_last"] = data["cluster"] == unplaced
    each = data.groupby("cluster", sort=False).agg(
        votes=("votes", "sum"), n=("text", "size"), last=("_last", "first")
    )
    each = each.sort_values(["last", "votes", "n"], ascending=[True, False, False], kind="stable")
    data = data.sort_values("votes", ascending=False, kind="stable", na_position="last").drop(
        columns="_last"
    )
    data["_bone"] = data["cluster"].map({c: i for i, c in enumerate(each.index)})
    data = data.sort_values("_bone", kind="stable", ignore_index=True)
    data["drawn"] = (data.groupby("cluster").cumcount() < _TWIGS) & (data.pop("_bone") < _BONES)
    clusters = len(each) - int(each["last"].any())
    title = tr(
        f"{len(data)} 条答案归为 {clusters} 类",
        f"{plural(len(data), 'answer')} in {plural(clusters, 'cluster')}",
    )
    ranked = (
        each[~each["last"]]
        .assign(vote_share=each["votes"] / max(float(each["votes"].sum()), 1.0))
        .reset_index()
    )
    title += tr("；", ". ") + leading(ranked)
    left = int((~data["drawn"]).sum())
    caption = tr(
        "归类由人决定；骨上数字是答案数与票数。",
        "People decided the clusters; at each bone its answers and votes. ",
    )
    caption += (
        tr(f"另有 {left} 条未画，见纪要。", f"{left} more stand in the minutes.") if left else ""
    )
    bones = []
    for name, r in each.head(_BONES).iterrows():
        texts = data.loc[data["drawn"] & (data["cluster"] == name), "text"].tolist()
        rest = int(r["n"]) - len(texts)
        label = tr(
            f"{name}　{int(r['n'])} 条 {int(r['votes'])} 票",
            f"{name}: {int(r['n'])}, {plural(int(r['votes']), 'vote')}",
        )
        bones.append((label, [*texts, *([tr(f"另 {rest} 条", f"{rest} more")] if rest else [])]))
    with drawing(title, caption, nature) as frame:
        _fish(frame.sheet(), question, bones)
    told = [
        f"{c} " + tr("、", ", ").join(g["text"]) for c, g in data.groupby("cluster", sort=False)
    ]
    return frame.figure(
        "fishbone",
        data,
        tr("问题：", "Question: ") + question + tr("。", ". ") + tr("；", "; ").join(told),
    )


def _blank(question: str, bones: int = 6) -> Figure:
    title = tr(
        "鱼骨图：鱼头写问题，大骨写类别，小刺写答案", "Fishbone: question, clusters, answers"
    )
    caption = tr(
        "一类一根大骨；小刺旁写答案序号和要点。",
        "A cluster each bone; beside the twigs the number and gist of an answer.",
    )
    # nothing is told yet, so nothing is marked as invented or internal
    with drawing(title, caption, "public_official") as frame:
        _fish(frame.sheet(), question, [("", ["", "", ""])] * bones)
    told = tr(
        f"问题：{question}。空白，{bones} 根大骨。",
        f"Question: {question}. Blank, {plural(bones, 'bone')}.",
    )
    return frame.figure("fishbone_blank", pd.DataFrame({"bone": range(1, bones + 1)}), told)


def _fish(
    sheet: tuple[Axes, float, float], question: str, bones: Sequence[tuple[str, list[str]]]
) -> None:
    ax, wide, high = sheet
    spine, middle = wide - _HEAD, high / 2
    ax.plot([6, spine], [middle, middle], color=BLACK, lw=5, solid_capstyle="round")
    neck, top, bottom = wide - 34, middle - 78, middle + 78
    head = [(spine, top), (neck, top), (wide, middle), (neck, bottom), (spine, bottom)]
    ax.add_patch(Polygon(head, closed=True, facecolor="#EAF2F8", edgecolor=BLACK, lw=2))
    ax.text(
        spine + 10,
        middle,
        wrap(question, _HEAD - 44, BODY, lines=6),
        size=BODY,
        va="center",
        linespacing=1.3,
    )
    columns = max(math.ceil(len(bones) / 2), 1)
    pitch = (spine - 6) / columns
    for i, (name, twigs) in enumerate(bones):
        # the bone with the most votes stands next to the head; bones alternate above and below
        right = spine - pitch * (i // 2)
        _bone(ax, name, twigs, (right - pitch, right), middle, up=i % 2 == 0)


def _bone(
    ax: Axes, name: str, twigs: list[str], room: tuple[float, float], middle: float, up: bool
) -> None:
    left, right = room
    sign = -1 if up else 1
    reach = middle - _LABEL - 6
    joint, tip = right - 10, right - 10 - _SLANT
    ax.plot([joint, tip], [middle, middle + sign * reach], color=BLUE, lw=3, solid_capstyle="round")
    label = shorten(name, right - left - 14, SMALL)
    at = min(max(tip, left + width(label, SMALL) / 2 + 4), right - width(label, SMALL) / 2 - 4)
    ax.text(at, middle + sign * (reach + _LABEL / 2), label, size=SMALL, ha="center", va="center")
    step = min(_TWIG, (reach - 16) / max(len(twigs), 1))
    for k, text in enumerate(twigs):
        away = reach - 8 - step * (k + 0.5)
        y = middle + sign * away
        line = y + step * 0.42  # under the words; it ends where it meets the bone
        ax.plot(
            [left + 4, joint - _SLANT * abs(line - middle) / reach], [line, line], color=GREY, lw=1
        )
        room_for = joint - _SLANT * away / reach - left - 16
        words = wrap(
            " ".join(text.split()), room_for, SMALLEST, lines=2 if step >= 2.6 * SMALLEST else 1
        )
        ax.text(left + 4, y, words, size=SMALLEST, va="center", linespacing=1.15)
