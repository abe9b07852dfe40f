"""How much of a solution survives neighbouring choices: the protocol of Oana & Schneider, and the
share that keeps each term."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.choices import (
    Choice,
    at_random,
    near,
    one_at_a_time,
    recalibrated_memberships,
)
from toolkit.comparison.memberships import TOLERANCE, ComparisonError, Memberships
from toolkit.comparison.minimising import Solution
from toolkit.comparison.protocol import coincidence, own_tests, protocol
from toolkit.comparison.solving import Models, Task, solve
from toolkit.comparison.space import Cube
from toolkit.comparison.tallying import Tally, positive, tally
from toolkit.progress import progress
from toolkit.terms import tr, word


@dataclass(frozen=True)
class Robustness:
    """What neighbouring choices leave of one model.

    Attributes
    ----------
    runs : DataFrame
        One row a run: ``choice`` (inclusion, pri, frequency, case, anchor, random), ``setting``,
        ``models``, ``same`` (the same set of models), ``holds`` (the model is among them), ``note``
        (why a run gave nothing).
    terms : DataFrame
        By term of the model: ``share`` of runs with the term in some model, ``always`` in every
        model, then the share for each kind of choice. A run without any solution counts against
        every term.
    fit, cases, ratios, singles
        The protocol's figures, see `protocol.Protocol`, over the own test solutions or, without
        them, over the models of the runs.
    ranges : DataFrame
        By cut-off: any value over ``above`` and up to ``up_to`` gives exactly the same set of
        models.

    References
    ----------
    Oana & Schneider (2024), "A Robustness Test Protocol for Applied QCA", *Sociological Methods &
    Research* 53(1).

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> runs = comparison.robustness(solution, drop_cases=False).runs
    >>> runs[["choice", "setting", "holds"]].head(2)
          choice setting  holds
    0  inclusion     0.7   True
    1  inclusion    0.75   True
    """

    solution: Solution
    model: int
    runs: pd.DataFrame
    terms: pd.DataFrame
    fit: dict[str, float]
    cases: pd.DataFrame
    ratios: dict[str, float]
    singles: pd.DataFrame
    ranges: pd.DataFrame
    own_tests: bool = False

    @property
    def kinds(self) -> pd.DataFrame:
        """By kind of choice: ``runs``, ``same`` (the same set of models), ``holds`` (the model is
        still one of them), ``weakest`` term and the ``share`` of runs that keep it."""
        rows = {}
        for kind, runs in self.runs.groupby("choice", sort=False):
            kept = self.terms[kind]
            counts = (len(runs), int(runs["same"].sum()), int(runs["holds"].sum()))
            rows[kind] = (*counts, kept.idxmin(), kept.min())
        columns = ["runs", "same", "holds", "weakest", "share"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("choice")

    def says(self) -> str:
        """Each kind of choice apart: in how many of its runs the model stands."""
        parts = [
            tr(
                f"{word('choice', str(kind))} {r.runs} 次中 {r.holds} 次",
                f"{word('choice', str(kind))} {r.holds} of {r.runs}",
            )
            for kind, r in self.kinds.iterrows()
        ]
        if not parts:
            said = ""
        else:
            said = tr(
                f"逐项改动后模型仍成立：{'，'.join(parts)}。",
                f"the model still stands under: {', '.join(parts)}.",
            )
        if not self.own_tests:
            return said
        fit = ", ".join(f"{k} {v:.3f}" for k, v in self.fit.items())
        n, rank = len(self.singles), self.ratios["RCC_Rank"]
        return said + tr(
            f"与自选的 {n} 个检验解相比：{fit}，案例等级 {rank:g}（1 最好，4 最差）。",
            f" Beside {n} own test solutions: {fit}, rank of cases {rank:g} (1 best, 4 worst).",
        )


def robustness(
    solution: Solution,
    model: int = 0,
    *,
    tests: Sequence[Any] | None = None,
    raw: pd.DataFrame | None = None,
    incl_cuts: Sequence[float] | None = None,
    pri_cuts: Sequence[float] | None = None,
    n_cuts: Sequence[int] | None = None,
    drop_cases: bool = True,
    runs: int = 0,
    rng: np.random.Generator | int = 0,
) -> Robustness:
    """Re-run one model under neighbouring choices, one at a time, and under `runs` random
    combinations of them.

    Parameters
    ----------
    solution, model
        The model to test.
    tests : sequence, optional
        Own test solutions: a `Solution` of the same cases (its first model), a pair of a solution
        and the number of its model, or an expression. The figures of the protocol then look at
        them; without, at the models of the runs.
    raw : DataFrame, optional
        Uncalibrated values of the same cases: their anchors, known from `calibrate_frame`, are then
        moved by a tenth of the way between exclusion and inclusion.
    incl_cuts, pri_cuts, n_cuts : sequences, optional
        Neighbouring cut-offs; by default 0.05 and 0.1 to either side, and one case more or fewer.
    drop_cases : bool
        Leave each case out in turn.
    runs : int
        Further runs with every choice drawn at random; `rng` is a generator or a seed.

    Returns
    -------
    Robustness

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> data = pd.DataFrame({"A": [1, 1, 0, 0] * 3, "B": [1, 0, 1, 0] * 3, "Y": [1, 1, 0, 0] * 3})
    >>> solution = comparison.minimise(comparison.truth_table(data, "Y", ["A", "B"]))
    >>> comparison.robustness(solution, drop_cases=False).terms
          share  always  inclusion  pri  frequency
    term
    A       1.0     1.0        1.0  1.0        1.0
    """
    base = Choice(
        "",
        "",
        solution.table.memberships,
        solution.table.incl_cut,
        solution.table.pri_cut,
        solution.table.n_cut,
    )
    recalibrated = recalibrated_memberships(base.memberships, raw) if raw is not None else {}
    options: dict[str, list] = {
        "incl_cut": near(base.incl_cut, 0.5) if incl_cuts is None else list(incl_cuts),
        "pri_cut": near(base.pri_cut, 0.0) if pri_cuts is None else list(pri_cuts),
        "n_cut": [n for n in (base.n_cut - 1, base.n_cut + 1) if n >= 1]
        if n_cuts is None
        else list(n_cuts),
    }
    choices = [*one_at_a_time(base, options, recalibrated, drop_cases)]
    choices += at_random(base, options, recalibrated, drop_cases, runs, np.random.default_rng(rng))
    if not choices and tests is None:
        raise ComparisonError(tr("没有可以变动的选择。", "no neighbouring choice to try."))
    tallies: dict[int, Tally] = {}
    found = [
        _rerun(solution, c, tallies)
        for c in progress(choices, len(choices), tr("稳健性", "robustness"))
    ]
    return _gathered(solution, model, choices, found, tests)


def _rerun(solution: Solution, choice: Choice, tallies: dict[int, Tally]) -> Models | str:
    """The models under one choice, or the reason why there are none."""
    key = id(choice.memberships)  # the choices keep their memberships alive
    if key not in tallies:
        tallies[key] = tally(choice.memberships)
    return _models(solution, tallies[key], choice.incl_cut, choice.pri_cut, choice.n_cut)


def _models(
    solution: Solution, t: Tally, incl_cut: float, pri_cut: float, n_cut: int
) -> Models | str:
    enough = t.n >= n_cut
    out = positive(t, incl_cut, pri_cut)
    task: Task = replace(
        solution.task,
        positives=tuple(t.codes[enough & out].tolist()),
        negatives=tuple(t.codes[enough & ~out].tolist()),
    )
    if not task.positives:
        return tr("没有正例行", "no positive row")
    if solution.kind != "complex" and not task.negatives:
        return tr("没有反例行", "no negative row")
    return solve(task, solution.kind)


def _membership(m: Memberships, model: Sequence[Cube]) -> np.ndarray:
    care, value = np.asarray(model, dtype=np.int64).T
    return np.asarray(m.cubes(care, value).max(axis=1))


def _gathered(
    solution: Solution,
    model: int,
    choices: list[Choice],
    found: list[Models | str],
    tests: Sequence[Any] | None,
) -> Robustness:
    mine = solution.cubes(model)
    whole = {frozenset(m) for m in solution.found.models}
    rows, kept, always = [], [], []
    for c, f in zip(choices, found):
        sets = [] if isinstance(f, str) else [frozenset(m) for m in f.models]
        rows.append(
            (
                c.kind,
                c.setting,
                len(sets),
                set(sets) == whole,
                frozenset(mine) in sets,
                f if isinstance(f, str) else "",
            )
        )
        kept.append([any(cube in s for s in sets) for cube in mine])
        always.append([bool(sets) and all(cube in s for s in sets) for cube in mine])
    runs = pd.DataFrame(rows, columns=["choice", "setting", "models", "same", "holds", "note"])
    hits = np.array(kept, dtype=float)
    names = [solution.table.memberships.term(c) for c in mine]
    shares = (
        (hits, np.array(always, dtype=float)) if choices else (np.full((1, len(mine)), np.nan),) * 2
    )
    terms = pd.DataFrame(
        dict(zip(("share", "always"), (s.mean(axis=0) for s in shares))),
        index=pd.Index(names, name="term"),
    )
    for kind in runs["choice"].unique():
        terms[kind] = hits[(runs["choice"] == kind).to_numpy()].mean(axis=0)
    ours = _membership(solution.table.memberships, mine)
    if tests is None:
        ran = [(c, f) for c, f in zip(choices, found) if not isinstance(f, str)]
        beside, named = _tests(solution, ours, ran)
    else:
        beside, named = own_tests(solution, tests)
    figures = protocol(solution.table.memberships, ours, beside, named)
    return Robustness(
        solution=solution,
        model=model,
        runs=runs,
        terms=terms,
        fit=figures.fit,
        cases=figures.cases,
        ratios=figures.ratios,
        singles=figures.singles,
        ranges=_ranges(solution, whole),
        own_tests=tests is not None,
    )


def _tests(
    solution: Solution, ours: np.ndarray, found: list[tuple[Choice, Models]]
) -> tuple[np.ndarray, list[str]]:
    """Memberships of the models of the runs: of several test models the one that coincides most
    with ours stands for its run."""
    m = solution.table.memberships
    seen: dict[tuple, np.ndarray] = {}
    names = []
    for choice, models in found:
        # a dropped case is still looked at
        where = choice.memberships if len(choice.memberships.y) == len(m.y) else m
        key = (id(where.x), models.models)
        if key not in seen:
            each = [_membership(where, x) for x in models.models]
            seen[key] = max(each, key=lambda x: coincidence(ours, x))
            names.append(f"{choice.kind} {choice.setting}")
    return np.column_stack(list(seen.values())) if seen else ours[:, None], names or ["–"]


def _ranges(solution: Solution, whole: set[frozenset[Cube]]) -> pd.DataFrame:
    """Between which cut-offs the set of models stays the same: a cut-off matters only where it
    passes a row's own figure."""
    table = solution.table
    t = tally(table.memberships)

    def same(
        incl_cut: float = table.incl_cut, pri_cut: float = table.pri_cut, n_cut: int = table.n_cut
    ) -> bool:
        found = _models(solution, t, incl_cut, pri_cut, n_cut)
        return not isinstance(found, str) and {frozenset(m) for m in found.models} == whole

    asked: dict[str, tuple[float, np.ndarray, Callable[[Any], bool]]] = {
        "inclusion": (table.incl_cut, t.incl, lambda v: same(incl_cut=v)),
        "pri": (table.pri_cut, np.nan_to_num(t.pri), lambda v: same(pri_cut=v)),
        "frequency": (table.n_cut, t.n.astype(float), lambda v: same(n_cut=int(v))),
    }
    out = {}
    for name, (now, figures, test) in asked.items():
        values = np.unique(figures[figures > 0])
        above = next((v for v in values[values < now - TOLERANCE][::-1] if not test(v)), 0.0)
        up_to = now
        for v in values[values > now + TOLERANCE]:
            if not test(v):
                break
            up_to = v
        out[name] = (above, up_to)
    return pd.DataFrame.from_dict(out, orient="index", columns=["above", "up_to"]).rename_axis(
        "cut"
    )
