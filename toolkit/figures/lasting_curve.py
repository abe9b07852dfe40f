"""How long exemplars stay in the register: Kaplan–Meier steps with their bands, and how few endings
they rest on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing
from toolkit.figures.marks import step_curves
from toolkit.figures.style import BLUE, GREY, ORANGE, SMALL
from toolkit.terms import tr

_STYLES = ((BLUE, "-"), (ORANGE, (0, (6, 2))), (GREY, (0, (2, 2))))


def lasting(
    curve: pd.DataFrame, names: Mapping[str, str] | None = None, nature: str = "user_supplied"
) -> Figure:
    """How long do exemplars last: the share still in the register by years since naming.

    Parameters
    ----------
    curve : DataFrame
        From `register.kaplan_meier`, at most three groups.
    names : mapping, optional
        Group → what the reader calls it.
    nature : str

    Returns
    -------
    Figure
        ``.data``: the curve.

    Raises
    ------
    NothingToDraw
        No group, or more than three.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import figures, register
    >>> lives = pd.DataFrame({"years": [1.0, 2.0, 2.0, 3.0], "ended": [True, True, False, True]})
    >>> figures.lasting(register.kaplan_meier(lives)).data[["years", "survival"]]
       years  survival
    0    1.0      0.75
    1    2.0      0.50
    2    3.0      0.00
    """
    groups = list(dict.fromkeys(curve["group"]))
    if not 0 < len(groups) <= len(_STYLES):
        raise NothingToDraw(
            tr(
                "没有可画的在册时间，或分组多于三个。",
                "No lifetimes to draw, or more than three groups.",
            )
        )
    called = {g: dict(names or {}).get(g, tr("全部", "all") if g == "all" else g) for g in groups}
    last = {g: float(curve.loc[curve["group"] == g, "survival"].iloc[-1]) for g in groups}
    ended = int(curve["ended"].sum())
    told = tr("，", ", ").join(f"{called[g]} {last[g]:.0%}" for g in groups)
    title = tr(
        f"末次退出之后仍在册：{told}（共退出 {ended} 个）",
        f"Still in the register at the end: {told} ({ended} endings)",
    )
    caption = curve.attrs.get("sentence", "") + tr(
        "阴影为逐点 95% 区间。", " Shaded: pointwise 95 % intervals."
    )
    with drawing(title, caption, nature) as frame:
        _steps(frame.axes(left=0.07, right=0.74, bottom=0.11, top=0.97), curve, called)
    steps = [
        f"{called[r.group]} {r.years:.2f}: {r.survival:.3f} ({r.at_risk:.0f})"
        for r in curve.itertuples()
    ]
    return frame.figure("lasting", curve.copy(), steps)


def _steps(ax: Axes, curve: pd.DataFrame, called: Mapping[str, str]) -> None:
    end = float(max(np.ceil(curve["years"].max()), 1))
    curves = []
    for (group, words), (colour, line) in zip(called.items(), _STYLES):
        part = curve[curve["group"] == group]
        x, share = np.r_[0, part["years"], end], part["survival"]
        curves.append((part["years"], share, f"{words} {share.iloc[-1]:.0%}", colour, line))
        low, high = (
            np.r_[1, part[c].fillna(part["survival"]), part[c].fillna(part["survival"]).iloc[-1]]
            for c in ("low", "high")
        )
        ax.fill_between(x, low, high, step="post", color=colour, alpha=0.15, lw=0)
    bottom = min(0.9, float(curve["low"].fillna(curve["survival"]).min()) - 0.05)
    ax.set(xlim=(0, end), ylim=(max(bottom, 0), 1.02))
    ax.set_yticks([t for t in np.arange(0, 1.01, 0.1) if t >= bottom])
    ax.set_yticklabels([f"{t:.0%}" for t in ax.get_yticks()])
    step_curves(ax, curves, end, 0.07 * (1.02 - max(bottom, 0)))
    ax.set_xlabel(tr("命名后年数", "years since naming"), size=SMALL)
    ax.set_ylabel(tr("仍在册", "still in the register"), size=SMALL)
