"""The configuration chart as a table: core ● and peripheral • conditions, ⊗ and × for their
absence, figures below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from toolkit.comparison.boolean import contains
from toolkit.comparison.memberships import ComparisonError
from toolkit.comparison.minimising import Solution, minimise
from toolkit.comparison.space import Cube
from toolkit.terms import heading, tr

#: (present, core) → mark
MARKS = {(True, True): "●", (True, False): "•", (False, True): "⊗", (False, False): "×"}


def legend(several: bool = False) -> str:
    """What the marks mean, in one line; `several`: a condition takes several values.

    Examples
    --------
    >>> from toolkit import comparison
    >>> comparison.legend()[:14]
    '● 核心条件存在，• 边缘条'
    """
    marks = tr(
        "● 核心条件存在，• 边缘条件存在，⊗ 核心条件缺席，× 边缘条件缺席，空白表示存在与否皆可。"
        "核心：同时出现在简约解与所选模型中。",
        "● core condition present, • peripheral present, ⊗ core absent, × peripheral absent, "
        "blank: either way. "
        "Core: in both the parsimonious model and the one shown.",
    )
    if not several:
        return marks
    return marks + tr("[2] 为多值条件的取值。", " [2]: the value of a condition with several.")


def configurations(
    solution: Solution,
    model: int = 0,
    names: Mapping[str, str] | None = None,
    parsimonious_model: int | None = None,
    prefix: str = "H",
) -> pd.DataFrame:
    """One row for each literal of each path of a model.

    Parameters
    ----------
    names : mapping, optional
        Term → name of the path, such as ``{"A*B": "领导带动型"}``.
    parsimonious_model : int, optional
        The parsimonious model that decides what is core; by default the first one that the chosen
        model was built with.

    Returns
    -------
    DataFrame
        ``path`` (H1a, H1b: the same core, different periphery; H2 …, widest coverage first),
        ``name, term, condition, present, core, mark, value``; a value of several is written behind
        its mark, ``●[2]``.

    References
    ----------
    Fiss (2011), "Building Better Causal Theories", *AMJ* 54(2).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> comparison.configurations(solution)[["path", "term", "condition", "core", "mark"]]
      path term condition  core mark
    0   H1    A         A  True    ●
    """
    m, space = solution.table.memberships, solution.table.space
    core = _core_cubes(solution, model, parsimonious_model)
    covered = solution.fit(model)["covS"]
    paths = sorted(solution.cubes(model), key=lambda c: -covered[m.term(c)])
    unknown = [t for t in names or {} if t not in covered.index]
    if unknown:
        shown = ", ".join(unknown)
        raise ComparisonError(
            tr(f"所选模型里没有这些路径：{shown}", f"no such paths in this model: {shown}")
        )
    cores = {c: _core_of(c, core) for c in paths}
    groups = list(dict.fromkeys(cores.values()))
    rows = []
    for cube in paths:
        same = [c for c in paths if cores[c] == cores[cube]]
        label = f"{prefix}{groups.index(cores[cube]) + 1}" + (
            chr(ord("a") + same.index(cube)) if len(same) > 1 else ""
        )
        text = m.term(cube)
        for i, condition in enumerate(m.conditions):
            mask = space.fields[i][1]
            if cube[0] & mask:
                value, is_core = space.value(cube[1], i), bool(cores[cube][0] & mask)
                several = space.named(i) > 2
                present = several or bool(value)
                mark = MARKS[present, is_core] + (f"[{value}]" if several else "")
                named = (names or {}).get(text, "")
                rows.append((label, named, text, condition, present, is_core, mark, value))
    return pd.DataFrame(
        rows, columns=["path", "name", "term", "condition", "present", "core", "mark", "value"]
    )


def _core_cubes(solution: Solution, model: int, parsimonious_model: int | None) -> tuple[Cube, ...]:
    if solution.kind == "parsimonious":
        return solution.cubes(model)
    try:
        parsimonious = minimise(solution.table, "parsimonious")
    except ComparisonError:  # no negative row: nothing tells core from periphery
        return ()
    built_with = [p for _, p in solution.sources(model)]
    return parsimonious.cubes(
        parsimonious_model if parsimonious_model is not None else (built_with or [0])[0]
    )


def _core_of(path: Cube, core: Sequence[Cube]) -> Cube:
    care = int(np.bitwise_or.reduce([c[0] for c in core if contains(c, path)] or [0]))
    return care, path[1] & care


def chart(
    solutions: Solution | Sequence[Solution],
    models: int | Sequence[int] = 0,
    names: Mapping[str, str] | None = None,
) -> pd.DataFrame:
    """The chart as people publish it: a row a condition, a column a path, figures of fit below,
    solutions side by side.

    Parameters
    ----------
    solutions : Solution or sequence of Solution
        Usually the outcome and its negation; paths are numbered H1, H2 … and, for a negated
        outcome, NH1, NH2 …
    models : int or sequence of int
        Which model of each.
    names : mapping, optional
        Term → name of the path, for any of the solutions.

    Returns
    -------
    DataFrame
        First column ``condition`` (then the labels of the figures); text throughout, ready for a
        sheet or a document.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> comparison.chart(comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"])))
       condition                H1
    0         结果                 Y
    1       路径名称
    2          A                 ●
    3          B
    4        一致性             1.000
    5     PRI一致性             1.000
    6      原始覆盖度             1.000
    7      唯一覆盖度                 –
    8         案例  0; 1; 4; 5; 8; 9
    9      总体一致性             1.000
    10  总体PRI一致性             1.000
    11     总体覆盖度             1.000
    """
    several = [solutions] if isinstance(solutions, Solution) else list(solutions)
    chosen = [models] * len(several) if isinstance(models, int) else list(models)
    if len(chosen) != len(several) or len({s.table.conditions for s in several}) != 1:
        raise ComparisonError(
            tr(
                "各个解的条件须相同，并各选一个模型。",
                "the solutions need the same conditions and one model each.",
            )
        )
    unknown = [t for t in names or {} if not any(t in s.models[m] for s, m in zip(several, chosen))]
    if unknown:
        shown = ", ".join(unknown)
        raise ComparisonError(tr(f"没有这些路径：{shown}", f"no such paths: {shown}"))
    figures = ["inclS", "PRI", "covS", "covU"]
    labels = [*several[0].table.conditions, *(heading(f) for f in figures), heading("cases")]
    totals = [heading("solution_inclS"), heading("solution_PRI"), heading("solution_covS")]
    out: dict[str, list[str]] = {
        "condition": [heading("outcome"), heading("path_name"), *labels, *totals]
    }
    for s, m in zip(several, chosen):
        fit = s.fit(m)
        named = {t: n for t, n in (names or {}).items() if t in s.models[m]}
        tidy = configurations(s, m, named, prefix="NH" if s.table.outcome.startswith("~") else "H")
        for path, rows in tidy.groupby("path", sort=False):
            text, marks = str(rows["term"].iloc[0]), rows.set_index("condition")["mark"]
            its = [_number(fit.loc[text, f]) for f in figures]
            overall = [_number(fit.loc["overall", f]) for f in ("inclS", "PRI", "covS")]
            column = [
                s.table.outcome,
                rows["name"].iloc[0],
                *(marks.get(c, "") for c in s.table.conditions),
                *its,
            ]
            out[str(path)] = [*column, fit.loc[text, "cases"], *overall]
    return pd.DataFrame(out)


def _number(x: float) -> str:
    return "–" if np.isnan(x) else f"{x:.3f}"
