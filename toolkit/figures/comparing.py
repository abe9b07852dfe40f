"""Case comparison to look at: the configuration chart and XY plots."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
from matplotlib.axes import Axes

from toolkit.figures.base import Figure, NothingToDraw, drawing, rows
from toolkit.figures.marks import name_points, number
from toolkit.figures.style import (
    BLACK,
    BLUE,
    BODY,
    GREY,
    ORANGE,
    PALE,
    SMALL,
    SMALLEST,
    VERMILION,
    shorten,
    width,
    wrap,
)
from toolkit.terms import heading, plural, tr

_PATHS = 10
_ROLE = {
    "typical": (BLUE, "o", ("典型", "typical")),
    "deviant_consistency": (VERMILION, "X", ("有组合、无结果", "paths without the outcome")),
    "deviant_coverage": (ORANGE, "^", ("有结果、无组合", "the outcome without these paths")),
    "irrelevant": (GREY, ".", ("两者皆无", "neither")),
    "undecided": (GREY, "d", ("恰在界线", "on the border")),
}


def configurations(
    solutions: Any,
    models: Sequence[int] | int = 0,
    names: Mapping[str, str] | None = None,
    robustness: Mapping[str, float] | None = None,
    nature: str = "user_supplied",
) -> Figure:
    """The configuration chart: a column a path, ● present, ⊗ absent, large core, small peripheral;
    solutions side by side.

    Parameters
    ----------
    solutions : comparison.Solution or sequence of them
        Usually the outcome and its negation.
    models : int or sequence of int
        Which model of each.
    names : mapping, optional
        Term → name of the path.
    robustness : mapping, optional
        Term → share of neighbouring choices that keep it (``Robustness.terms["share"]``).
    nature : str
        Of the data: fictitious, user_supplied, public_official or mixed.

    Returns
    -------
    Figure
        ``.data``: ``outcome, path, name, term, condition, present, core`` and, for each path,
        ``inclS, covS, covU, cases``.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> from toolkit import figures
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> figures.configurations(solution).data.iloc[:, :4]
      path name term condition
    0   H1         A         A
    """
    several = list(solutions) if isinstance(solutions, Sequence) else [solutions]
    chosen = [models] * len(several) if isinstance(models, int) else list(models)
    data, overall = _paths(several, chosen, names or {})
    if robustness is not None:
        data["robust"] = data["term"].map(dict(robustness))
    conditions = list(several[0].table.conditions)
    paths = data.drop_duplicates(["outcome", "path"], ignore_index=True)
    if paths.empty:
        raise NothingToDraw(tr("没有任何组态。", "There is no configuration."))
    outcome, _, incl, cov = overall[0]
    count = int((paths["outcome"] == outcome).sum())
    title = tr(
        f"{outcome}：{count} 条路径，总体一致性 {incl:.3f}，覆盖度 {cov:.3f}",
        f"{outcome}: {plural(count, 'path')}, consistency {incl:.3f}, coverage {cov:.3f}",
    )
    caption = tr(
        "●有 ⊗无，大为核心、小为边缘，空白两可。",
        "● present, ⊗ absent; large = core, small = peripheral; blank = either way. ",
    )
    if data["mark"].str.endswith("]").any():
        caption += tr("[2] 为多值条件的取值。", "[2]: the value of a condition with several. ")
    for o, _, i, c in overall[1:]:
        caption += tr(
            f"{o}：一致性 {i:.3f}，覆盖度 {c:.3f}。",
            f"{o}: consistency {i:.3f}, coverage {c:.3f}. ",
        )
    most = max(m for _, m, _, _ in overall)
    caption += (
        tr(
            f"等价模型最多 {most} 个，只示其一。",
            f"Up to {most} models fit as well; one is shown. ",
        )
        if most > 1
        else ""
    )
    caption += tr("相随不等于因果。", "Going together is not causing.")
    shown = paths.head(_PATHS)
    if len(paths) > len(shown):
        caption += tr(
            f"另有 {len(paths) - len(shown)} 条路径未画。",
            f" {len(paths) - len(shown)} more paths are not drawn.",
        )
    told = [f"{r.path} {r.term} {r.inclS:.3f} / {r.covS:.3f}" for r in rows(paths)]
    with drawing(title, caption, nature) as frame:
        ax, wide, high = frame.sheet()
        _chart(ax, wide, high, data, shown, conditions)
    return frame.figure("configurations", data, told)


def _paths(
    several: list[Any], chosen: list[int], names: Mapping[str, str]
) -> tuple[pd.DataFrame, list[tuple[Any, ...]]]:
    """Every path of the chosen models, tidy, and ``outcome, models, inclusion, coverage`` of each
    solution."""
    from toolkit import comparison

    parts, overall = [], []
    for s, m in zip(several, chosen):
        mine = {t: n for t, n in names.items() if t in s.models[m]}
        tidy = comparison.configurations(
            s, m, mine, prefix="NH" if s.table.outcome.startswith("~") else "H"
        )
        fit = s.fit(m)
        parts.append(
            tidy.merge(
                fit[["inclS", "covS", "covU", "cases"]], left_on="term", right_index=True
            ).assign(outcome=s.table.outcome)
        )
        overall.append((s.table.outcome, len(s), *fit.loc["overall", ["inclS", "covS"]]))
    return pd.concat(parts, ignore_index=True), overall


def _chart(
    ax: Axes,
    wide: float,
    high: float,
    data: pd.DataFrame,
    paths: pd.DataFrame,
    conditions: list[str],
) -> None:
    below = [heading("inclS"), heading("covS"), heading("covU")] + (
        [tr("稳健", "robust")] if "robust" in paths else []
    )
    left = 16 + min(0.3 * wide, max(width(t) for t in [*conditions, *below]))
    pitch = min(400.0, (wide - left) / len(paths))
    cases = 44.0
    step = min(56.0, (high - 46 - cases) / (len(conditions) + len(below)))
    size = BODY if step > 20 else SMALL
    x = {(r.outcome, r.path): left + pitch * (k + 0.5) for k, r in enumerate(rows(paths))}
    for r in rows(paths):
        at, under = x[r.outcome, r.path], shorten(r.name or r.outcome, pitch - 6, SMALL)
        ax.text(at, 8, r.path, ha="center", va="center", size=BODY)
        ax.text(at, 28, under, ha="center", va="center", size=SMALL, color=GREY)
        _cases_of(ax, at, high - 4, r.cases, pitch - 8)
    for i, c in enumerate(conditions):
        y = 46 + step * (i + 0.5)
        ax.text(left - 14, y, shorten(c, left - 16, size), ha="right", va="center", size=size)
        ax.plot([left, left + pitch * len(paths)], [y, y], color=PALE, lw=0.8, zorder=0)
    for r in rows(data):
        if (r.outcome, r.path) in x:
            y = 46 + step * (conditions.index(r.condition) + 0.5)
            shown = {"present": bool(r.present), "core": bool(r.core), "value": r.mark[1:]}
            _mark(ax, x[r.outcome, r.path], y, step=step, **shown)
    for j, (column, words) in enumerate(zip(["inclS", "covS", "covU", "robust"], below)):
        y = 46 + step * (len(conditions) + j + 0.5)
        ax.text(left - 14, y, words, ha="right", va="center", size=size, color=GREY)
        for r in rows(paths):
            value, at = getattr(r, column), x[r.outcome, r.path]
            if column == "covS":
                long = 0.8 * pitch * value
                ax.barh(y, long, 0.7 * step, at - 0.4 * pitch, color=BLUE, alpha=0.35)
            told = f"{value:.0%}" if column == "robust" else f"{value:.3f}"
            number(ax, at, y, "–" if pd.isna(value) else told, size=size)


def _cases_of(ax: Axes, x: float, y: float, cases: str, room: float) -> None:
    words = wrap(cases.replace("; ", tr("、", ", ")), room, SMALLEST, lines=2)
    ax.text(x, y, words, ha="center", va="bottom", size=SMALLEST, color=GREY)


def _mark(
    ax: Axes, x: float, y: float, present: bool, core: bool, step: float, value: str = ""
) -> None:
    """One literal; `value` is written beside it where a condition has several, ``[2]``."""
    if value:
        # on white, since the line of the condition runs through it
        ground = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
        ax.text(x + 17, y, value, ha="left", va="center", size=SMALL, bbox=ground, zorder=3)
    size = min(28.0, 0.8 * step) * (1 if core else 0.55)
    ax.plot([x], [y], "o", ms=size, mfc=BLACK if present else "white", mec=BLACK, mew=1.6, zorder=4)
    if not present:
        ax.plot([x], [y], "x", ms=size * 0.6, color=BLACK, mew=1.8, zorder=5)


def xy(solution: Any, model: int = 0, nature: str = "user_supplied") -> Figure:
    """Which cases fit a model and which deviate: membership in the model against the outcome,
    quadrants in words.

    Returns
    -------
    Figure
        ``.data``: ``case, role, terms, x, y …`` as from ``comparison.case_roles``.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> from toolkit import figures
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> figures.xy(solution).data[["case", "role", "x", "y"]].head(2)
      case     role    x    y
    0    0  typical  1.0  1.0
    1    1  typical  1.0  1.0
    """
    from toolkit import comparison

    fit, outcome = solution.fit(model).loc["overall"], solution.table.outcome
    roles = comparison.case_roles(solution, model)
    n = roles["role"].value_counts()
    off = int(n.get("deviant_consistency", 0))
    title = tr(
        f"{outcome}：{n.get('typical', 0)} 个典型案例，{off} 个有组合而无结果",
        f"{outcome}: {plural(int(n.get('typical', 0)), 'typical case')}, {off} on a path without "
        f"the outcome",
    )
    expression = shorten(solution.expression(model), 420, SMALL)
    caption = tr(
        f"横轴：{expression} 的隶属度；纵轴：{outcome} 的隶属度。一致性 {fit['inclS']:.3f}，"
        f"覆盖度 {fit['covS']:.3f}。对角线以上支持充分。",
        f"Across: membership in {expression}; up: in {outcome}. Consistency {fit['inclS']:.3f}, "
        f"coverage {fit['covS']:.3f}. "
        "Points above the diagonal support sufficiency.",
    )
    members = {r: ", ".join(roles.loc[roles["role"] == r, "case"]) for r in _ROLE}
    told = [f"{tr(*_ROLE[r][2])}: {cases}" for r, cases in members.items() if cases]
    with drawing(title, caption, nature) as frame:
        ax = frame.axes(0.07, 0.72, 0.1, 1.0)
        _unit_axes(ax, expression, outcome)
        ax.plot([0, 1], [0, 1], color=GREY, lw=1.2)
        for role, (colour, marker, _) in _ROLE.items():
            here = roles[roles["role"] == role]
            ax.plot(
                here["x"],
                here["y"],
                marker,
                color=colour,
                ms=10,
                mec=colour if marker == "." else "white",
                mew=0.8,
                zorder=4,
            )
        named = roles[roles["role"].isin(["deviant_consistency", "deviant_coverage"])]
        typical = roles[roles["role"] == "typical"].head(3)
        points = pd.concat([named, typical]).drop_duplicates(["x", "y"]).head(16)
        name_points(ax, points, roles)
        side = frame.axes(0.75, 1.0, 0.1, 1.0, bare=True)
        for k, (role, (colour, marker, words)) in enumerate(
            (r, v) for r, v in _ROLE.items() if n.get(r, 0)
        ):
            side.plot([0.03], [0.92 - 0.13 * k], marker, color=colour, ms=11, clip_on=False)
            side.text(
                0.1, 0.92 - 0.13 * k, f"{wrap(tr(*words), 180, BODY, 2)}  {n[role]}", va="center"
            )
        side.set(xlim=(0, 1), ylim=(0, 1))
    return frame.figure("xy", roles, told)


def _unit_axes(ax: Axes, across: str, up: str) -> None:
    ax.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.04), xticks=[0, 0.5, 1], yticks=[0, 0.5, 1])
    ax.axvline(0.5, color=PALE, lw=1.2, zorder=0)
    ax.axhline(0.5, color=PALE, lw=1.2, zorder=0)
    ax.set_xlabel(shorten(across, 560, SMALL), size=SMALL)
    ax.set_ylabel(shorten(up, 300, SMALL), size=SMALL)
