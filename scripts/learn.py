"""Fit how practices are found: ``python start.py scripts/learn.py``.

Reads ``datasets/sentences/practices.csv``, the sentences beside the tests of the rules, the reports
that were read while rules were written and fifteen shipped cases; writes
``toolkit/cases/data/learned_practices.npz``. ``--check`` writes nothing and says how well it does
on the sentences of each author when it has learned from the others alone. Results and programmes
are fitted by ``learn_results.py`` and ``learn_programmes.py`` with what stands here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.sparse import diags

from toolkit import cases
from toolkit.cases.coders import judged_by_rules
from toolkit.cases.learned import Learned, pieces

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
THRESHOLD = 0.3


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


def fit(
    examples: list[Example],
    labels: list[str],
    threshold: float,
    found_in: Callable[[str], set[str]] = pieces,
    parting: float = 0.0,
    least: int = LEAST,
) -> Learned:
    """One penalised logistic regression a label over what is `found_in` the words of the examples
    that know it, without what occurs in fewer than `least`. How far a run parts those that have the
    label from the others counts beforehand, with the power `parting`."""
    found = [found_in(e.text) for e in examples]
    seen = Counter(run for runs in found for run in runs)
    words = sorted(run for run, times in seen.items() if times >= least)
    shape = (len(words), len(labels))
    none = np.zeros((len(labels), examples[0].marks.shape[1]))
    empty = Learned(labels, words, np.zeros(shape), none, np.zeros(len(labels)))
    counted = empty.counted_signs(found)
    said = np.array([e.marks for e in examples])
    weights, marks, base = np.zeros(shape), none.copy(), np.zeros(len(labels))
    for k, label in enumerate(labels):
        rows = np.flatnonzero([label in e.known for e in examples])
        has = np.array([label in examples[i].has for i in rows], dtype=float)
        parts = parted(counted[rows], has) ** parting
        on_words, marks[k], base[k] = regression(counted[rows] @ diags(parts), said[rows, k], has)
        weights[:, k] = on_words * parts
    base -= np.log(threshold / (1 - threshold))
    return Learned(labels, words, weights, marks, base)


def parted(counted, has: np.ndarray) -> np.ndarray:
    """How far each run parts sentences that have a label from those without: the log-count ratio of
    Wang & Manning (2012), *Proceedings of ACL*, 90–94."""
    stands = (counted > 0).astype(float)
    with_it, without = stands.T @ has + 1, stands.T @ (1 - has) + 1
    return np.abs(np.log(with_it / with_it.sum()) - np.log(without / without.sum()))


def regression(
    counted, said: np.ndarray, has: np.ndarray, on_marks: float = PENALTY_ON_MARKS
) -> tuple[np.ndarray, np.ndarray, float]:
    """(weights of words, weights of marks, base) of one label."""
    size, across = counted.shape[1], counted.T.tocsr()
    penalty = np.concatenate([np.full(size, PENALTY), np.full(said.shape[1], on_marks), [0.0]])

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


def files_of(name: str = "practices") -> list[Path]:
    """The files that are learned from; rules are among them, since their marks are."""
    return [SENTENCES / f"{name}.csv", BESIDE / "practices.csv", DATA / "coding_rules.csv"]


def examples_of() -> tuple[list[Example], list[str]]:
    """What there is to learn from, and the labels."""
    labels = [c.code for c in cases.default_codebook()]
    examples = of_table(SENTENCES / "practices.csv", "codes", labels)
    return examples + of_lone_sentences(labels) + of_reports(labels), labels


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    examples, labels = examples_of()
    if not chosen.check:
        found = fit(examples, labels, THRESHOLD)
        save(found, "practices", [*found._places], source_of(files_of()))
        print(f"practices: {len(examples)} sentences, {len(found._places)} runs of characters")
        return
    for author in sorted({e.author for e in examples} - {"rules", "read", "shipped"}):
        others = [e for e in examples if e.author != author]
        found = fit(others, labels, THRESHOLD)
        scored = by_report(found, [e for e in examples if e.author == author])
        print(f"practices, author {author} left out: " + " ".join(f"{v:.2f}" for v in scored))


if __name__ == "__main__":
    main()
