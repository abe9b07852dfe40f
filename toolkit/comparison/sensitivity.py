"""How much of a solution survives neighbouring choices: the protocol of Oana & Schneider, and the
share that keeps each term."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from toolkit.comparison.calibration import Anchors
from toolkit.comparison.fit import inclusion
from toolkit.comparison.memberships import TOLERANCE, ComparisonError, Memberships
from toolkit.comparison.minimising import Solution
from toolkit.comparison.solving import Models, Task, solve
from toolkit.comparison.space import Cube
from toolkit.comparison.truthtable import Tally, positive, tally
from toolkit.progress import progress
from toolkit.terms import tr

#: neighbouring cut-offs, as steps from the chosen one
STEPS = (-0.1, -0.05, 0.05, 0.1)
#: anchors move by these shares of the way between exclusion and inclusion
SHIFTS = (-0.1, 0.1)


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
    fit : dict
        ``RF_cov, RF_cons`` (robust core against the model), ``RF_SC_min, RF_SC_max`` (coincidence
        with the intersection and the union of the test models), all 1 when nothing changes.
    cases : DataFrame
        Every case: ``group`` (robust, shaky, possible or none, for typical and deviant alike),
        ``outcome`` (bool).
    ratios : dict
        ``RCR_typ, RCR_dev`` (robust over robust + shaky + possible; NaN without such cases) and
        ``RCC_rank`` 1 (best) to 4.
    ranges : DataFrame
        By cut-off: any value over ``above`` and up to ``up_to`` gives exactly the same set of
        models.

    References
    ----------
    Oana & Schneider (2024), "A Robustness Test Protocol for Applied QCA", *Sociological Methods &
    Research* 53(1).
    """

    solution: Solution
    model: int
    runs: pd.DataFrame
    terms: pd.DataFrame
    fit: dict[str, float]
    cases: pd.DataFrame
    ratios: dict[str, float]
    ranges: pd.DataFrame

    def says(self) -> str:
        """The weakest term and its share, in one sentence."""
        name, share, n = self.terms["share"].idxmin(), self.terms["share"].min(), len(self.runs)
        return tr(
            f"{n} 次邻近选择中，最弱的项 {name} 保留 {share:.0%}。",
            f"of {n} neighbouring choices {share:.0%} keep the weakest term, {name}.",
        )


@dataclass(frozen=True)
class _Choice:
    kind: str
    setting: str
    memberships: Memberships
    incl_cut: float
    pri_cut: float
    n_cut: int


def robustness(
    solution: Solution,
    model: int = 0,
    *,
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
    """
    base = _Choice(
        "",
        "",
        solution.table.memberships,
        solution.table.incl_cut,
        solution.table.pri_cut,
        solution.table.n_cut,
    )
    recalibrated = _recalibrated(base.memberships, raw) if raw is not None else {}
    options: dict[str, list] = {
        "incl_cut": _near(base.incl_cut, 0.5) if incl_cuts is None else list(incl_cuts),
        "pri_cut": _near(base.pri_cut, 0.0) if pri_cuts is None else list(pri_cuts),
        "n_cut": [n for n in (base.n_cut - 1, base.n_cut + 1) if n >= 1]
        if n_cuts is None
        else list(n_cuts),
    }
    choices = [*_one_at_a_time(base, options, recalibrated, drop_cases)]
    choices += _random(base, options, recalibrated, drop_cases, runs, np.random.default_rng(rng))
    if not choices:
        raise ComparisonError(tr("没有可以变动的选择。", "no neighbouring choice to try."))
    tallies: dict[int, Tally] = {}
    found = [
        _rerun(solution, c, tallies)
        for c in progress(choices, len(choices), tr("稳健性", "robustness"))
    ]
    return _gathered(solution, model, choices, found)


def _near(cut: float, low: float) -> list[float]:
    return sorted({round(min(1.0, max(low, cut + s)), 6) for s in STEPS} - {cut})


def _recalibrated(m: Memberships, raw: pd.DataFrame) -> dict[str, Memberships]:
    anchored = {c: a for c, a in m.anchors.items() if isinstance(a, Anchors)}
    if not anchored or len(raw) != len(m.y) or any(c not in raw.columns for c in anchored):
        raise ComparisonError(
            tr(
                "raw 须是同样的案例，且数据由 calibrate_frame 校准。",
                "raw must hold the same cases, and the data come from calibrate_frame.",
            )
        )
    out = {}
    for c, a in anchored.items():
        for part in ("exclusion", "crossover", "inclusion"):
            at = getattr(a, part)
            for shift in SHIFTS if at is not None else ():
                width = (
                    (a.inclusion - a.exclusion)
                    if a.inclusion is not None and a.exclusion is not None
                    else float(np.ptp(raw[c]))
                )
                moved = replace(a, **{part: at + shift * width})
                new = moved.apply(raw[c].astype(float)).to_numpy()
                name = f"{c} {part} {at:g} → {at + shift * width:g}"
                if c in m.conditions:
                    x = m.x.copy()
                    x[:, m.conditions.index(c)] = new
                    out[name] = replace(m, x=x)
                elif c == m.outcome.removeprefix("~"):
                    out[name] = replace(m, y=1 - new if m.outcome.startswith("~") else new)
    return out


def _without(m: Memberships, i: int) -> Memberships:
    return replace(
        m, cases=m.cases[:i] + m.cases[i + 1 :], x=np.delete(m.x, i, axis=0), y=np.delete(m.y, i)
    )


def _one_at_a_time(
    base: _Choice, options: Mapping[str, list], recalibrated: Mapping[str, Memberships], drop: bool
) -> Iterator[_Choice]:
    kinds = {"incl_cut": "inclusion", "pri_cut": "pri", "n_cut": "frequency"}
    for name, values in options.items():
        for v in values:
            yield replace(base, kind=kinds[name], setting=f"{v:g}", **{name: v})
    for label, m in recalibrated.items():
        yield replace(base, kind="anchor", setting=label, memberships=m)
    if drop:
        for i, case in enumerate(base.memberships.cases):
            yield replace(
                base, kind="case", setting=str(case), memberships=_without(base.memberships, i)
            )


def _random(
    base: _Choice,
    options: Mapping[str, list],
    recalibrated: Mapping[str, Memberships],
    drop: bool,
    runs: int,
    rng: np.random.Generator,
) -> Iterator[_Choice]:
    variants = [base.memberships, *recalibrated.values()]
    for _ in range(runs):
        drawn: dict[str, Any] = {
            name: [getattr(base, name), *values][rng.integers(len(values) + 1)]
            for name, values in options.items()
        }
        m = variants[rng.integers(len(variants))]
        gone = int(rng.integers(-1, len(m.y))) if drop else -1
        setting = ", ".join(f"{v:g}" for v in drawn.values()) + (
            f", −{m.cases[gone]}" if gone >= 0 else ""
        )
        yield replace(
            base,
            kind="random",
            setting=setting,
            memberships=_without(m, gone) if gone >= 0 else m,
            **drawn,
        )


def _rerun(solution: Solution, choice: _Choice, tallies: dict[int, Tally]) -> Models | str:
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
    solution: Solution, model: int, choices: list[_Choice], found: list[Models | str]
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
    terms = pd.DataFrame(
        {"share": hits.mean(axis=0), "always": np.mean(always, axis=0)},
        index=pd.Index(names, name="term"),
    )
    for kind in runs["choice"].unique():
        terms[kind] = hits[(runs["choice"] == kind).to_numpy()].mean(axis=0)
    fit, cases, ratios = _protocol(
        solution, mine, [(c, f) for c, f in zip(choices, found) if not isinstance(f, str)]
    )
    return Robustness(solution, model, runs, terms, fit, cases, ratios, _ranges(solution, whole))


def _protocol(
    solution: Solution, mine: tuple[Cube, ...], tests: list[tuple[_Choice, Models]]
) -> tuple[dict, pd.DataFrame, dict]:
    """Fit- and case-oriented measures; of several test models the one that coincides most with ours
    stands for its run."""
    m = solution.table.memberships
    y, ours = m.y, _membership(m, mine)
    least, most = np.ones_like(y), np.zeros_like(y)
    seen: dict[tuple, np.ndarray] = {}
    for choice, models in tests:
        where = (
            choice.memberships if len(choice.memberships.y) == len(y) else m
        )  # a dropped case is still looked at
        key = (id(where.x), models.models)
        if key not in seen:
            each = [_membership(where, x) for x in models.models]
            seen[key] = max(
                each, key=lambda x: np.minimum(x, ours).sum() / np.maximum(x, ours).sum()
            )
        least, most = np.minimum(least, seen[key]), np.maximum(most, seen[key])
    core = np.minimum(ours, least)
    with np.errstate(divide="ignore", invalid="ignore"):
        fit = {
            "RF_cov": float(np.minimum(core, y).sum() / np.minimum(ours, y).sum()),
            "RF_cons": float(inclusion(ours[:, None], y)[0][0] / inclusion(core[:, None], y)[0][0]),
            "RF_SC_min": float(core.sum() / np.maximum(ours, least).sum()),
            "RF_SC_max": float(np.minimum(ours, most).sum() / np.maximum(ours, most).sum()),
        }
    half = 0.5 + TOLERANCE
    robust, shaky, possible = (
        core > half,
        np.minimum(ours, 1 - least) > half,
        np.minimum(1 - ours, most) > half,
    )
    group = np.select([robust, shaky, possible], ["robust", "shaky", "possible"], default="none")
    cases = pd.DataFrame({"case": [str(c) for c in m.cases], "group": group, "outcome": y > half})
    ratios: dict[str, float] = {}
    for name, side in (("RCR_typ", y > half), ("RCR_dev", y < 1 - half)):
        touched = ((robust | shaky | possible) & side).sum()
        ratios[name] = float((robust & side).sum() / touched) if touched else float("nan")
    ratios["RCC_rank"] = 1 + int(possible.any()) + 2 * int(shaky.any())
    return fit, cases, ratios


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
