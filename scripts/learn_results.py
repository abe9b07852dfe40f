"""Fit how results and outcomes are read: ``python start.py scripts/learn_results.py``.

Reads ``datasets/sentences`` (``results.csv``, ``practices.csv``, ``outcomes.csv``), the reports
that were read while rules were written and the shipped cases; writes into ``toolkit/cases/data``
what a sentence says by its words (``learned_results.npz``) and by where it stands
(``learned_context.csv``), and the outcome of the whole from its sentences (``learned_outcome.csv``)
and from all its words (``learned_outcomes.npz``). The second and third learn from what the one
before makes of authors whom it has not seen. ``--check`` writes nothing and says how well it does
on authors left out.
"""

from __future__ import annotations

import argparse
import json
import runpy
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from toolkit import cases
from toolkit.cases.effects import LIKELY, body_told, by_rules
from toolkit.cases.outcome import OUTCOMES, summed
from toolkit.cases.outcome_chances import clues_of_whole
from toolkit.cases.results import (
    AMONG,
    LABELS,
    RESULTS,
    Told,
    alone,
    clues,
    in_context,
    surroundings,
    title_alone,
    with_rules,
)

LEARN = runpy.run_path(str(Path(__file__).with_name("learn.py")))
SENTENCES, BESIDE, DATA = LEARN["SENTENCES"], LEARN["BESIDE"], LEARN["DATA"]
#: authors are left out in so many groups; reports that were read and shipped cases are another
GROUPS = 6
#: power with which a run's parting of sentences counts beforehand
PARTING = 0.5
#: a run of characters that fewer reports hold is not learned from whole reports
LEAST_REPORTS = 5
#: strength of the penalty on what a sentence stands among, and on what an outcome is weighed from
PENALTY_AMONG, PENALTY_ON_SUMS = 1.0, 60.0


class Outcome(NamedTuple):
    """A report whose outcome is known, with its sentences as examples of results."""

    author: str
    report: cases.Report
    outcome: str
    sentences: list[Told]
    examples: list[Any]


def outcomes() -> list[Outcome]:
    """Reports of the labelled sentences; those that were read and the shipped ones, whose sentences
    say what the rules read in them."""
    known = pd.read_csv(SENTENCES / "outcomes.csv").set_index(["author", "report"])["outcome"]
    out = []
    for name in ("practices", "results"):
        table = pd.read_csv(SENTENCES / f"{name}.csv", dtype=str, keep_default_na=False)
        weighing = {*table.loc[table["verdict"] != "", "author"]}
        for (author, called), rows in table.groupby(["author", "report"], sort=False):
            text, places = LEARN["pasted"](rows)
            report = cases.Report(text, called)

            def labelled(s: Told, table=table, places=places) -> set[str]:
                rows = [i for a, b, i in places if a < s.end and s.start < b]
                here = {table.at[i, "effect"] for i in rows}
                here |= {"verdict" for i in rows if table.at[i, "verdict"]}
                return here | ({"better", "worse"} if "mixed" in here else set())

            judged = LABELS if author in weighing else RESULTS
            out.append(_outcome(author, report, known[author, called], labelled, judged))
    read = {
        BESIDE / "unseen" / f"{n:02}.txt": BESIDE / "unseen" / f"{n:02}.json" for n in LEARN["READ"]
    }
    for path, key in read.items():
        held = json.loads(key.read_text(encoding="utf-8"))
        if "outcome" in held:
            out.append(_outcome("read", cases.read(path), held["outcome"], _as_ruled))
    shipped = pd.read_csv(SENTENCES.parent / "cases" / "case_text.csv", encoding="utf-8-sig")
    for case, ended in zip(shipped["case_id"], shipped["outcome"]):
        path = SENTENCES.parent / "cases" / "reports" / f"{case}.txt"
        out.append(_outcome("shipped", cases.read(path), ended, _as_ruled))
    return out


def _as_ruled(s: Told) -> set[str]:
    both = {r for r, way in zip(RESULTS, s.ways) if way} if all(s.ways[:2]) else set()
    return ({s.by_rules} | both) if s.by_rules else set()


def _outcome(author, report, outcome, labelled, judged=RESULTS) -> Outcome:
    sentences, known = body_told(report, by_rules(report)), frozenset(judged)
    examples = [
        LEARN["Example"](
            author, report.name, s.learned_from, s.marks, frozenset(labelled(s)), known
        )
        for s in sentences
    ]
    return Outcome(author, report, outcome, sentences, examples)


def group_of(reports: list[Outcome]) -> np.ndarray:
    """The group of authors each report is left out with."""
    authors = sorted({o.author for o in reports} - {"read", "shipped"})
    places = {author: i % GROUPS for i, author in enumerate(authors)}
    return np.array([places.get(o.author, GROUPS) for o in reports])


def fit(reports: list[Outcome]) -> Any:
    """What sentences say by their words."""
    every = [e for o in reports for e in o.examples]
    return LEARN["fit"](every, [*LABELS], 0.5, clues, PARTING)


def fit_whole(reports: list[Outcome]) -> Any:
    """What whole reports say by all their words."""
    known = frozenset(OUTCOMES)
    every = [
        LEARN["Example"](
            o.author,
            o.report.name,
            o.report.folded,
            np.zeros((len(OUTCOMES), 0)),
            frozenset([o.outcome]),
            known,
        )
        for o in reports
    ]
    return LEARN["fit"](every, [*OUTCOMES], 0.5, clues_of_whole, PARTING, LEAST_REPORTS)


def whole_without(reports: list[Outcome]) -> np.ndarray:
    """Reports × outcomes, as judged by their words by what was learned without their author."""
    group, out = group_of(reports), np.zeros((len(reports), len(OUTCOMES)))
    for left in range(GROUPS):
        judge = fit_whole([o for o, g in zip(reports, group) if g != left])
        here = group == left
        found = [clues_of_whole(o.report.folded) for o, g in zip(reports, here) if g]
        each = judge.chances_by(found, np.zeros((len(found), len(OUTCOMES), 0)))
        out[here] = each / each.sum(axis=1, keepdims=True)
    return out


def fit_context(reports: list[Outcome], among: list[np.ndarray]) -> np.ndarray:
    """`AMONG` and a constant × (mean, spread, weight for each label)."""
    values = np.vstack(among)
    examples = [e for o in reports for e in o.examples]
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    scaled = (values - mean) / spread
    out = np.zeros((len(AMONG) + 1, 2 + len(LABELS)))
    out[:-1, 0], out[:-1, 1], out[-1, 1] = mean, spread, 1
    for k, label in enumerate(LABELS):
        rows = np.flatnonzero([label in e.known for e in examples])
        has = np.array([label in examples[i].has for i in rows], dtype=float)
        none = csr_matrix((len(rows), 0))
        _, out[:-1, 2 + k], out[-1, 2 + k] = LEARN["regression"](
            none, scaled[rows], has, PENALTY_AMONG
        )
    return out


def told_without(reports: list[Outcome]) -> tuple[list[np.ndarray], list[np.ndarray]]:
    """For each report its sentences × `AMONG`, and what its title says, as judged by what was
    learned without its author."""
    group = group_of(reports)
    among, titles = [np.zeros(0)] * len(reports), [np.zeros(0)] * len(reports)
    for left in range(GROUPS + 1):
        judge = fit([o for o, g in zip(reports, group) if g != left])
        for i in np.flatnonzero(group == left):
            o = reports[i]
            titles[i] = title_alone(judge, o.report.title)
            among[i] = surroundings(alone(judge, o.sentences), o.sentences, titles[i])
    return among, titles


def sums_without(
    reports: list[Outcome], among: list[np.ndarray], titles: list[np.ndarray]
) -> tuple[pd.DataFrame, float]:
    """What the outcome of each report is weighed from, its sentences judged without its author; and
    F1 of the results that are read in them."""
    group = group_of(reports)
    sums: list[dict[str, float]] = [{}] * len(reports)
    hits = said = wanted = 0
    for left in range(GROUPS + 1):
        others = np.flatnonzero(group != left)
        weights = fit_context([reports[i] for i in others], [among[i] for i in others])
        for i in np.flatnonzero(group == left):
            o = reports[i]
            chances = with_rules(in_context(among[i], weights), o.sentences)
            sums[i] = summed(o.report, o.sentences, chances[:, :-1], chances[:, -1], titles[i])
            if left < GROUPS:
                likely = chances[:, :-1] >= LIKELY
                has = np.array([[r in e.has for r in RESULTS] for e in o.examples])
                hits += (likely & has).sum()
                said, wanted = said + likely.sum(), wanted + has.sum()
    return pd.DataFrame(sums), 2 * hits / (said + wanted)


def learn(check: bool) -> None:
    """Results of sentences, by their words and by where they stand; then outcomes."""
    reports = [o for o in outcomes() if o.sentences]
    among, titles = told_without(reports)
    sums, found = sums_without(reports, among, titles)
    values, ends = sums.to_numpy(), np.array([OUTCOMES.index(o.outcome) for o in reports])
    if check:
        print(f"results of sentences, authors left out: F1 {found:.2f}")
        group, likely = group_of(reports), whole_without(reports)
        for left in range(GROUPS):
            here = group == left
            table = multinomial(values[~here], ends[~here])
            sums = ((values[here] - table[:-1, 0]) / table[:-1, 1]) @ table[:-1, 2:] + table[-1, 2:]
            by_sums = np.exp(sums - sums.max(axis=1, keepdims=True))
            likely[here] += by_sums / by_sums.sum(axis=1, keepdims=True)
        right = pd.Series(likely.argmax(axis=1) == ends)[group < GROUPS]
        by = right.groupby([o.author for o, g in zip(reports, group) if g < GROUPS]).mean()
        print(
            "outcome, left out:", " ".join(f"{author} {share:.2f}" for author, share in by.items())
        )
        print(f"outcome, all authors: {right.mean():.3f}")
        return
    judge = fit(reports)
    LEARN["save"](judge, "results", [*judge._places], LEARN["source_of"](files_of()))
    write(fit_context(reports, among), AMONG, LABELS, "context")
    write(multinomial(values, ends), [*sums], OUTCOMES, "outcome")
    whole = fit_whole(reports)
    LEARN["save"](whole, "outcomes", [*whole._places], LEARN["source_of"](files_of()))
    print(f"results: {len(reports)} reports, {len(judge._places)} runs of characters")


def write(weights: np.ndarray, rows: list[str], labels: tuple[str, ...], name: str) -> None:
    """Weights by name, as the reader takes them."""
    held = pd.DataFrame(weights, [*rows, "constant"], ["mean", "spread", *labels])
    path = DATA / f"learned_{name}.csv"
    held.round(4).to_csv(path, index_label="of", lineterminator="\n")


def files_of(name: str = "results") -> list[Path]:
    """The files that are learned from."""
    return [SENTENCES / f"{x}.csv" for x in (name, "practices", "outcomes")]


def multinomial(values: np.ndarray, ends: np.ndarray) -> np.ndarray:
    """Features and a constant × (mean, spread, weight for each outcome): penalised multinomial
    logistic regression."""
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    scaled = np.c_[(values - mean) / spread, np.ones(len(values))]
    size = len(OUTCOMES)
    has = np.eye(size)[ends]

    def loss(flat: np.ndarray) -> tuple[float, np.ndarray]:
        weights = flat.reshape(-1, size)
        sums = scaled @ weights
        sums -= sums.max(axis=1, keepdims=True)
        whole = np.log(np.exp(sums).sum(axis=1))
        value = -((sums * has).sum(axis=1) - whole).sum()
        slope = scaled.T @ (np.exp(sums - whole[:, None]) - has)
        slope[:-1] += PENALTY_ON_SUMS * weights[:-1]
        return value + 0.5 * PENALTY_ON_SUMS * (weights[:-1] ** 2).sum(), slope.ravel()

    best = minimize(loss, np.zeros(scaled.shape[1] * size), jac=True, method="L-BFGS-B").x
    return np.c_[np.r_[mean, 0], np.r_[spread, 1], best.reshape(-1, size)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    learn(parser.parse_args().check)


if __name__ == "__main__":
    main()
