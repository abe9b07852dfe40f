"""Fit what the reader has learned from labelled sentences: ``python start.py scripts/learn.py``.

Reads ``datasets/sentences``, the sentences beside the tests of the rules, the reports that were
read while rules were written and fifteen shipped cases; writes
``toolkit/cases/data/learned_practices.npz``, ``learned_results.npz`` and ``learned_outcome.csv``.
``--check`` writes nothing and says how well it does on the sentences of each author when it has
learned from the others alone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize

from toolkit import cases
from toolkit.cases.coders import judged_by_rules
from toolkit.cases.effects import body_told, by_rules
from toolkit.cases.learned import Learned, pieces
from toolkit.cases.outcome import OUTCOMES, summed
from toolkit.cases.results import LABELS, RESULTS, Told, judged_by

ROOT = Path(__file__).resolve().parents[1]
SENTENCES = ROOT / "datasets" / "sentences"
BESIDE = ROOT / "tests" / "cases" / "data"
DATA = ROOT / "toolkit" / "cases" / "data"
#: reports that were read while rules were written; all other unseen ones are only scored
READ = [*range(1, 40), *range(41, 59, 2), *range(59, 67, 2)]
#: lesson 7 asks which suggestions for this case are to be taken: nothing of it is learned by heart
CODED_IN_CLASS = "C20"
#: strength of the penalty on words and on marks, chosen by leaving one author out
PENALTY, PENALTY_ON_MARKS = 0.2, 0.1
#: a run of characters that fewer sentences hold is not learned
LEAST = 3
#: the chance from which precision and recall are best together, left out author by author
THRESHOLD = {"practices": 0.3}
#: strength of the penalty on what an outcome is weighed from
PENALTY_ON_SUMS = 20.0
#: the chance from which precision and recall of results are best together
LIKELY = 0.2


class Example(NamedTuple):
    """A sentence with the labels it has; `known` are the labels that somebody judged."""

    author: str
    report: str
    text: str
    marks: np.ndarray
    has: frozenset[str]
    known: frozenset[str]


def pasted(rows: pd.DataFrame) -> tuple[str, list[tuple[int, int, int]]]:
    """The text of a report and (start, end, row) of its labelled sentences."""
    text, places = "", []
    for i, words in zip(rows.index, rows["text"]):
        places.append((len(text), len(text) + len(words), i))
        text += words + ("" if re.search("[。！？；]$", words) else "\n")
    return text, places


def of_table(path: Path, column: str, labels: list[str]) -> list[Example]:
    """Examples of a table of labelled sentences, sentence by sentence as the reader parts them."""
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    out = []
    for (author, name), rows in table.groupby(["author", "report"], sort=False):
        text, places = pasted(rows)
        for start, end, marks in judged_by_rules(cases.Report(text, name)):
            here = [i for a, b, i in places if a < end and start < b]
            has = {x for i in here for x in table.at[i, column].split(";") if x}
            out.append(
                Example(author, name, text[start:end], marks, frozenset(has), frozenset(labels))
            )
    return out


def of_lone_sentences(labels: list[str]) -> list[Example]:
    """The sentences beside the tests of the rules: each says of one code whether it was done."""
    out = []
    table = pd.read_csv(BESIDE / "practices.csv", dtype=str)
    for i, row in table.iterrows():
        report = cases.Report(f"某乡党建工作情况\n{row['text']}\n以上报告。", "")
        for start, end, marks in judged_by_rules(report)[:-1]:
            has = {row["code"]} if row["done"] == "yes" else set()
            text = report.folded[start:end]
            out.append(
                Example("rules", str(i), text, marks, frozenset(has), frozenset([row["code"]]))
            )
    return out


def of_reports(labels: list[str]) -> list[Example]:
    """The reports that were read: a sentence has a code where a rule reads it and the key of the
    report has it; and the shipped cases neither set aside nor coded in class, by their key."""
    out = []
    for number in READ:
        report = cases.read(BESIDE / "unseen" / f"{number:02}.txt")
        key = json.loads((BESIDE / "unseen" / f"{number:02}.json").read_text(encoding="utf-8"))
        for start, end, marks in judged_by_rules(report):
            told = {labels[k] for k in np.flatnonzero(marks[:, :2].any(axis=1))}
            has = frozenset(told & set(key["practices"]))
            text = report.folded[start:end]
            out.append(Example("read", report.name, text, marks, has, frozenset(labels)))
    table = pd.read_csv(ROOT / "datasets" / "cases" / "coding.csv", encoding="utf-8-sig")
    key = table[table["coder"] == "key"]
    for path in sorted((ROOT / "datasets" / "cases" / "reports").glob("C*.txt")):
        if int(path.stem[1:]) % 3 == 0 or path.stem == CODED_IN_CLASS:
            continue
        report, mine = cases.read(path), key[key["case_id"] == path.stem]
        for start, end, marks in judged_by_rules(report):
            has = frozenset(mine.loc[(mine["start"] < end) & (mine["end"] > start), "code"])
            text = report.folded[start:end]
            out.append(Example("shipped", path.stem, text, marks, has, frozenset(labels)))
    return out


def fit(examples: list[Example], labels: list[str], threshold: float) -> Learned:
    """One penalised logistic regression a label over the examples that know it."""
    seen = Counter(run for e in examples for run in pieces(e.text))
    words = sorted(run for run, times in seen.items() if times >= LEAST)
    shape = (len(words), len(labels))
    none = np.zeros((len(labels), examples[0].marks.shape[1]))
    counted = Learned(labels, words, np.zeros(shape), none, none[:, 0]).counted(
        [e.text for e in examples]
    )
    said = np.array([e.marks for e in examples])
    weights, marks, base = np.zeros(shape), none.copy(), np.zeros(len(labels))
    for k, label in enumerate(labels):
        rows = np.flatnonzero([label in e.known for e in examples])
        has = np.array([label in examples[i].has for i in rows], dtype=float)
        found = regression(counted[rows], said[rows, k], has)
        weights[:, k], marks[k], base[k] = found
    base -= np.log(threshold / (1 - threshold))
    return Learned(labels, words, weights, marks, base)


def regression(counted, said: np.ndarray, has: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """(weights of words, weights of marks, base) of one label."""
    size, across = counted.shape[1], counted.T.tocsr()
    penalty = np.concatenate(
        [np.full(size, PENALTY), np.full(said.shape[1], PENALTY_ON_MARKS), [0.0]]
    )

    def loss(all_weights: np.ndarray) -> tuple[float, np.ndarray]:
        sums = counted @ all_weights[:size] + said @ all_weights[size:-1] + all_weights[-1]
        value = np.logaddexp(0, sums).sum() - (has * sums).sum()
        value += 0.5 * (penalty * all_weights**2).sum()
        rest = 1 / (1 + np.exp(-sums)) - has
        slope = np.concatenate([across @ rest, said.T @ rest, [rest.sum()]])
        return value, slope + penalty * all_weights

    start = np.zeros(size + said.shape[1] + 1)
    start[-1] = -3.0
    best = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 100}).x
    return best[:size], best[size:-1], float(best[-1])


def save(found: Learned, name: str, words: list[str], source: str) -> None:
    """Weights in 255 steps a label: 16,000 runs of characters take half a megabyte."""
    steps = np.abs(found._weights).max(axis=0) / 127
    np.savez_compressed(
        DATA / f"learned_{name}.npz",
        labels=np.array(found.labels),
        words=np.array("\n".join(words)),
        weights=np.round(found._weights / steps).astype(np.int8),
        steps=steps.astype(np.float32),
        marks=found._marks.astype(np.float32),
        base=found._base.astype(np.float32),
        source=np.array(source),
    )


def by_report(found: Learned, examples: list[Example]) -> tuple[float, float, float]:
    """Precision, recall, F1 of labels a report."""
    chances = found.chances([e.text for e in examples], np.array([e.marks for e in examples]))
    got, want = set(), set()
    for e, row in zip(examples, chances):
        got |= {(e.report, found.labels[k]) for k in np.flatnonzero(row >= 0.5)}
        want |= {(e.report, label) for label in e.has}
    hits = len(got & want)
    return (
        hits / max(len(got), 1),
        hits / max(len(want), 1),
        2 * hits / max(len(got) + len(want), 1),
    )


def source_of(paths: Iterable[Path]) -> str:
    """A checksum of what was learned from, so that a test can tell whether it is still that."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return whole.hexdigest()


def files_of(name: str) -> list[Path]:
    """The files that are learned from; rules are among them, since their marks are."""
    if name == "results":
        return [SENTENCES / f"{x}.csv" for x in ("results", "practices", "outcomes")]
    return [SENTENCES / f"{name}.csv", BESIDE / "practices.csv", DATA / "coding_rules.csv"]


def examples_of(name: str) -> tuple[list[Example], list[str]]:
    """What there is to learn from, and the labels."""
    labels = [c.code for c in cases.default_codebook()]
    examples = of_table(SENTENCES / f"{name}.csv", "codes", labels)
    return examples + of_lone_sentences(labels) + of_reports(labels), labels


class Outcome(NamedTuple):
    """A report whose outcome is known, with its sentences as examples of results."""

    author: str
    report: cases.Report
    outcome: str
    sentences: list[Told]
    examples: list[Example]


def outcomes() -> list[Outcome]:
    """Reports of the labelled sentences; those that were read and the shipped ones, whose sentences
    say what the rules read in them."""
    known = pd.read_csv(SENTENCES / "outcomes.csv").set_index(["author", "report"])["outcome"]
    out = []
    for name in ("practices", "results"):
        table = pd.read_csv(SENTENCES / f"{name}.csv", dtype=str, keep_default_na=False)
        for (author, called), rows in table.groupby(["author", "report"], sort=False):
            text, places = pasted(rows)
            report = cases.Report(text, called)

            def labelled(s: Told, table=table, places=places) -> set[str]:
                rows = [i for a, b, i in places if a < s.end and s.start < b]
                here = {table.at[i, "effect"] for i in rows}
                here |= {"verdict" for i in rows if "verdict" in table and table.at[i, "verdict"]}
                return here | ({"better", "worse"} if "mixed" in here else set())

            judged = LABELS if "verdict" in table else RESULTS
            out.append(_outcome(author, report, known[author, called], labelled, judged))
    read = {BESIDE / "unseen" / f"{n:02}.txt": BESIDE / "unseen" / f"{n:02}.json" for n in READ}
    for path, key in read.items():
        held = json.loads(key.read_text(encoding="utf-8"))
        if "outcome" in held:
            out.append(_outcome("read", cases.read(path), held["outcome"], _as_ruled))
    shipped = pd.read_csv(ROOT / "datasets" / "cases" / "case_text.csv", encoding="utf-8-sig")
    for case, ended in zip(shipped["case_id"], shipped["outcome"]):
        path = ROOT / "datasets" / "cases" / "reports" / f"{case}.txt"
        out.append(_outcome("shipped", cases.read(path), ended, _as_ruled))
    return out


def _as_ruled(s: Told) -> set[str]:
    both = {r for r, way in zip(RESULTS, s.ways) if way} if all(s.ways[:2]) else set()
    return ({s.by_rules} | both) if s.by_rules else set()


def _outcome(author, report, outcome, labelled, judged=RESULTS) -> Outcome:
    sentences, known = body_told(report, by_rules(report)), frozenset(judged)
    examples = [
        Example(author, report.name, s.learned_from, s.marks, frozenset(labelled(s)), known)
        for s in sentences
    ]
    return Outcome(author, report, outcome, sentences, examples)


def learn_results(check: bool) -> None:
    """Results of sentences; then outcomes of reports from what is judged of their sentences by
    what was learned without their author."""
    reports = outcomes()
    every = [e for o in reports for e in o.examples]
    authors = sorted({o.author for o in reports} - {"read", "shipped"})
    whole = fit(every, [*LABELS], 0.5)
    sums: list[dict[str, float]] = [{}] * len(reports)
    hits = np.zeros(3)
    for author in [*authors, ""]:
        found = fit([e for e in every if e.author != author], [*LABELS], 0.5) if author else whole
        for i, o in enumerate(reports):
            if o.author == author or (not author and o.author not in authors):
                chances, verdict = judged_by(found, o.sentences)
                has = np.array([[r in e.has for r in RESULTS] for e in o.examples])
                if author:
                    said = chances >= LIKELY
                    hits += [(said & has).sum(), said.sum(), has.sum()]
                title = found.chances([o.report.title], np.zeros((1, len(LABELS), 1)))[0, :3]
                sums[i] = summed(o.report, o.sentences, chances, verdict, title)
    print(f"results of sentences, each author left out: F1 {2 * hits[0] / hits[1:].sum():.2f}")
    names = [*sums[0]]
    values = np.array([[s[name] for name in names] for s in sums])
    ends = np.array([OUTCOMES.index(o.outcome) for o in reports])
    for author in authors:
        others = np.array([o.author != author for o in reports])
        table = multinomial(values[others], ends[others])
        likely = ((values - table[:-1, 0]) / table[:-1, 1]) @ table[:-1, 2:] + table[-1, 2:]
        right = (likely.argmax(axis=1) == ends)[~others].mean()
        print(f"outcome, author {author} left out: {right:.2f}")
    if check:
        return
    save(whole, "results", [*whole._places], source_of(files_of("results")))
    table = pd.DataFrame(
        multinomial(values, ends), [*names, "constant"], ["mean", "spread", *OUTCOMES]
    )
    table.round(4).to_csv(DATA / "learned_outcome.csv", index_label="of", lineterminator="\n")


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
    parser.add_argument("names", nargs="*", default=["practices", "results"])
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    for name in chosen.names:
        if name == "results":
            learn_results(chosen.check)
            continue
        examples, labels = examples_of(name)
        if not chosen.check:
            found = fit(examples, labels, THRESHOLD[name])
            save(found, name, [*found._places], source_of(files_of(name)))
            print(f"{name}: {len(examples)} sentences, {len(found._places)} runs of characters")
            continue
        authors = sorted({e.author for e in examples} - {"rules", "read", "shipped"})
        for author in authors:
            others = [e for e in examples if e.author != author]
            found = fit(others, labels, THRESHOLD[name])
            scored = by_report(found, [e for e in examples if e.author == author])
            print(f"{name}, author {author} left out: " + " ".join(f"{v:.2f}" for v in scored))


if __name__ == "__main__":
    main()
