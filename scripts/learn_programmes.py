"""Fit how named programmes are found: ``python start.py scripts/learn_programmes.py``.

Reads ``datasets/sentences/programmes.csv``, the reports whose programmes were read while rules
were written and the lines beside the tests of the rules; writes
``toolkit/cases/data/learned_programmes.npz``. ``--check`` writes nothing and says how well it does
on the passages of each author when it has learned from the others alone.
"""

from __future__ import annotations

import argparse
import json
import re
import runpy
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from toolkit import cases
from toolkit.cases.learned import Learned
from toolkit.cases.programmes import LIKELY, LIKELY_BY_RULES, Candidate, candidates
from toolkit.cases.quote_kinds import classify
from toolkit.cases.quotes import find_quotes
from toolkit.cases.script import fold

LEARN = runpy.run_path(str(Path(__file__).with_name("learn.py")))
SENTENCES, BESIDE = LEARN["SENTENCES"], LEARN["BESIDE"]
#: reports whose programmes were read; of 40, 42, … 58 and 60, 62, … 66 nothing was
READ = [*range(1, 40), *range(41, 59, 2), *range(59, 67, 2), *range(67, 99), *range(121, 151)]
#: a sign that fewer candidates have is not learned
LEAST = 3


class Example(NamedTuple):
    """A candidate of a passage, and whether it names a programme."""

    author: str
    passage: str
    candidate: Candidate
    named: bool


def of_text(author: str, passage: str, text: str, named: str, undecided: str) -> list[Example]:
    """The candidates of a text, without those that nobody decided on; names are ;-joined."""
    # names are parted first: between Chinese words folding makes ; the full-width sign
    folded, known = fold(text), {fold(n) for n in named.split(";")}
    unsaid = {fold(n) for n in undecided.split(";")}
    out = []
    for one in candidates(folded, classify(folded, find_quotes(folded))):
        if one.words not in unsaid:
            out.append(Example(author, passage, one, one.words in known))
    return out


def examples() -> list[Example]:
    """Candidates of the labelled passages, of the reports that were read, and of the lines beside
    the tests of the rules."""
    elsewhere = {}
    for name in ("practices", "results"):
        table = pd.read_csv(SENTENCES / f"{name}.csv", dtype=str, keep_default_na=False)
        for key, rows in table.groupby(["author", "report"], sort=False):
            elsewhere[key] = LEARN["pasted"](rows)[0]
    table = pd.read_csv(SENTENCES / "programmes.csv", dtype=str, keep_default_na=False)
    out = []
    for author, passage, text, named, undecided in table.itertuples(index=False):
        text = text or elsewhere[author, passage]
        out += of_text(author, passage, text, named, undecided)
    for number in READ:
        path = BESIDE / "unseen" / f"{number:02}.txt"
        key = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        named = ";".join(key["programmes"])
        out += of_text("read", path.stem, cases.read(path).text, named, "")
    lines = pd.read_csv(BESIDE / "quotations.csv", dtype=str)
    for i, (kind, line) in enumerate(lines.itertuples(index=False)):
        named = ";".join(re.findall("“(.+?)”", line)) if kind == "programme" else ""
        out += of_text("rules", str(i), f"今年以来，{line}。\n正文。", named, "")
    return out


def fit(given: list[Example]) -> Learned:
    """One penalised logistic regression over the signs of candidates."""
    seen = Counter(sign for e in given for sign in e.candidate.signs)
    words = sorted(sign for sign, times in seen.items() if times >= LEAST)
    empty = Learned(["programme"], words, np.zeros((len(words), 1)), np.zeros((1, 0)), np.zeros(1))
    counted = empty.counted_signs([e.candidate.signs for e in given])
    has = np.array([e.named for e in given], dtype=float)
    weights, marks, base = LEARN["regression"](counted, np.zeros((len(given), 0)), has)
    return Learned(["programme"], words, weights[:, None], marks[None], np.array([base]))


def scored(found: Learned, given: list[Example]) -> tuple[float, float, float]:
    """Precision, recall, F1 of names among candidates."""
    said = [
        found.chance(e.candidate.signs) >= (LIKELY_BY_RULES if e.candidate.by_rules else LIKELY)
        and len(e.candidate.refused) < len(e.candidate.places)
        for e in given
    ]
    hits = sum(one and e.named for one, e in zip(said, given))
    wanted = sum(e.named for e in given)
    return (
        hits / max(sum(said), 1),
        hits / max(wanted, 1),
        2 * hits / max(sum(said) + wanted, 1),
    )


def files_of(name: str = "programmes") -> list[Path]:
    """The files that are learned from."""
    return [SENTENCES / f"{x}.csv" for x in (name, "practices", "results")] + [
        BESIDE / "quotations.csv"
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    chosen = parser.parse_args()
    given = examples()
    if not chosen.check:
        found = fit(given)
        source = LEARN["source_of"](files_of())
        LEARN["save"](found, "programmes", [*found._places], source)
        print(f"programmes: {len(given)} candidates, {len(found._places)} signs")
        return
    for author in sorted({e.author for e in given}):
        found = fit([e for e in given if e.author != author])
        marks = " ".join(
            f"{v:.2f}" for v in scored(found, [e for e in given if e.author == author])
        )
        print(f"programmes, author {author} left out: {marks}")


if __name__ == "__main__":
    main()
