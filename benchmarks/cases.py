"""Reading reports: speed, practices found, figures and outlines found, summaries beside TextRank
and LexRank.

The fourteen reports of another hand are in tests/cases/data/unseen; both peers are written out
below, from their papers.

    python benchmarks/cases.py [--repeats 3] [--characters 1000000]
"""

from __future__ import annotations

import argparse
import runpy
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd
import rjieba

from toolkit import cases
from toolkit.cases import naming
from toolkit.cases.script import fold
from toolkit.cases.whole import has_subject, whole
from toolkit.records import County

FOLDER = Path(__file__).resolve().parents[1] / "datasets" / "cases"
UNSEEN = FOLDER.parents[1] / "tests" / "cases" / "data" / "unseen" / "score.py"
VALIDATION = {"C03", "C06", "C09", "C12", "C15", "C18", "C21", "C24"}
READ = ("sentences", "outline", "quotes", "figures", "organisations", "people", "statements")
BUDGETS = (0.1, 0.2, 0.3, 0.5)


def words(text: str) -> list[str]:
    return [w for w in rjieba.cut(fold(text)) if len(w) > 1 and "一" <= w[0] <= "龥"]


def bags(texts: list[list[str]]) -> np.ndarray:
    """TF-IDF rows of unit length."""
    terms = {t: i for i, t in enumerate(sorted({t for words in texts for t in words}))}
    counts = np.zeros((len(texts), len(terms) or 1))
    for i, some in enumerate(texts):
        for t in some:
            counts[i, terms[t]] += 1
    idf = np.log((1 + len(texts)) / (1 + (counts > 0).sum(axis=0))) + 1
    weighted = counts * idf
    return weighted / np.maximum(np.linalg.norm(weighted, axis=1, keepdims=True), 1e-12)


def rank(graph: np.ndarray, damping: float = 0.85) -> np.ndarray:
    """PageRank by power iteration."""
    n = len(graph)
    sums = graph.sum(axis=1, keepdims=True)
    moves = np.where(sums > 0, graph / np.maximum(sums, 1e-12), 1 / n)
    scores = np.full(n, 1 / n)
    for _ in range(100):
        scores = (1 - damping) / n + damping * scores @ moves
    return scores


def textrank(sentences: list[list[str]]) -> np.ndarray:
    """Mihalcea & Tarau 2004: shared words over the logarithms of both lengths."""
    graph = np.zeros((len(sentences), len(sentences)))
    for i, a in enumerate(sentences):
        for j, b in enumerate(sentences):
            if i != j and len(a) > 1 and len(b) > 1:
                graph[i, j] = len(set(a) & set(b)) / (np.log(len(a)) + np.log(len(b)))
    return rank(graph)


def lexrank(sentences: list[list[str]], threshold: float = 0.1) -> np.ndarray:
    """Erkan & Radev 2004: cosine of TF-IDF above a threshold."""
    rows = bags(sentences)
    graph = rows @ rows.T
    np.fill_diagonal(graph, 0)
    return rank((graph > threshold).astype(float))


def taken(scores: np.ndarray, spans: list[tuple[int, int]], budget: int) -> list[tuple[int, int]]:
    kept, left = [], budget
    for i in np.argsort(-scores, kind="stable"):
        size = spans[i][1] - spans[i][0]
        if size <= left:
            kept.append(spans[i])
            left -= size
    return kept


def covered(kept: list[tuple[int, int]], key: pd.DataFrame) -> set[str]:
    """Codes of which a keyed sentence is in the summary with at least 12 characters."""
    return {
        code
        for code, start, end in key[["code", "start", "end"]].itertuples(index=False)
        if any(min(b, end) - max(a, start) >= min(12, end - start) for a, b in kept)
    }


def summaries(reports: dict, key: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for share in BUDGETS:
        hits: dict[str, int] = defaultdict(int)
        used: dict[str, int] = defaultdict(int)
        lines: dict[str, list[str]] = defaultdict(list)
        total = 0
        for case, report in reports.items():
            mine = key[key["case"] == case]
            budget = int(share * len(report.text))
            spans = [
                (a, b)
                for a, b in zip(report.sentences["start"], report.sentences["end"])
                if a >= len(report.title)
            ]
            bagged = [words(report.text[a:b]) for a, b in spans]
            summary = cases.summarise({case: report}, budget)
            picks = {
                "toolkit": list(zip(summary["start"], summary["end"])),
                "TextRank": taken(textrank(bagged), spans, budget),
                "LexRank": taken(lexrank(bagged), spans, budget),
                "first sentences": taken(-np.arange(len(spans)), spans, budget),
            }
            total += mine["code"].nunique()
            for name, kept in picks.items():
                hits[name] += len(covered(kept, mine))
                used[name] += sum(b - a for a, b in kept)
                lines[name] += [report.text[a:b] for a, b in kept]
        size = sum(len(r.text) for r in reports.values())
        for name, some in lines.items():
            told = sum(whole(line) and has_subject(line) for line in some) / max(len(some), 1)
            row = (f"{share:.0%}", name, hits[name] / total, told, len(some), used[name] / size)
            rows.append(row)
    columns = ["budget", "method", "practices covered", "whole, with subject", "lines", "text used"]
    return pd.DataFrame(rows, columns=columns)


def practices(reports: dict, key: pd.DataFrame) -> pd.DataFrame:
    truth = {c: set(g["code"]) for c, g in key.groupby("case")}
    book = cases.default_codebook()
    said: dict[str, dict[str, set[str]]] = {}
    for coder in ("combined", "rules", "similarity"):
        said[f"toolkit, {coder}"] = {
            c: set(g["code"])
            for c, g in cases.accepted(cases.code(reports, coder=coder)).groupby("case")
        }
    definitions = [words(f"{c.name} {c.definition}") for c in book]
    best_like: dict[str, np.ndarray] = {}
    for case, report in reports.items():
        spans = list(zip(report.sentences["start"], report.sentences["end"]))
        rows = bags(definitions + [words(report.text[a:b]) for a, b in spans])
        like = rows[: len(book)] @ rows[len(book) :].T
        best_like[case] = like.max(axis=1)

    def over(threshold: float) -> dict[str, set[str]]:
        return {
            case: {c.code for c, best in zip(book, like) if best >= threshold}
            for case, like in best_like.items()
        }

    # the baseline gets the threshold that suits it best on the cases that our rules were written
    # with
    grid = np.arange(0.02, 0.5, 0.02)
    seen = [c for c in truth if c not in VALIDATION]
    scored = [
        2
        * sum(len(over(t)[c] & truth[c]) for c in seen)
        / sum(len(over(t)[c]) + len(truth[c]) for c in seen)
        for t in grid
    ]
    said["rjieba words against definitions"] = over(float(grid[int(np.argmax(scored))]))
    rows = []
    for name, codes in said.items():
        for part, some in (
            ("rules written with", set(truth) - VALIDATION),
            ("only scored", VALIDATION),
        ):
            hits = sum(len(codes.get(c, set()) & truth[c]) for c in some)
            given, wanted = (
                sum(len(codes.get(c, set())) for c in some),
                sum(len(truth[c]) for c in some),
            )
            rows.append(
                (name, part, hits / max(given, 1), hits / wanted, 2 * hits / (given + wanted))
            )
    return pd.DataFrame(rows, columns=["coder", "cases", "precision", "recall", "F1"])


def unseen() -> pd.DataFrame:
    """Reports by an author who had not seen the rules: the half they were improved with, the half
    that was only scored, all."""
    told = runpy.run_path(str(UNSEEN))
    parts = {
        "improved with": told["TUNED"],
        "only scored": [n for n in told["REPORTS"] if n not in told["TUNED"]],
        "all": told["REPORTS"],
    }
    rows = [
        (part, kind, *scores)
        for part, names in parts.items()
        for kind, scores in told["score"](names).items()
    ]
    return pd.DataFrame(rows, columns=["reports", "kind", "precision", "recall", "F1"])


def speed(text: str, repeats: int) -> pd.DataFrame:
    """Million characters a second of processor time, each line with all before it; rjieba only cuts
    into words."""
    work: dict[str, Callable[[], object]] = {
        "rjieba: words, nothing else": lambda: rjieba.cut(text),
        "sentences, outline, quotations": lambda: _read(text, ("sentences", "outline", "quotes")),
        "… and figures": lambda: _read(text, ("sentences", "outline", "quotes", "figures")),
        "… and names by rules, statements": lambda: _without_model(lambda: _read(text, READ)),
    }
    if naming.model_at_hand():
        some = text[:100_000]
        work["… and names by the model, statements (0.1 M)"] = lambda: _read(some, READ)
    sizes = {what: min(len(text), 100_000) if "0.1 M" in what else len(text) for what in work}
    runs = [
        {what: _speed(call, sizes[what]) for what, call in work.items()} for _ in range(repeats)
    ]
    rows = []
    for what in work:
        speeds, ratios = (
            [run[what] for run in runs],
            [run["rjieba: words, nothing else"] / run[what] for run in runs],
        )
        between = [f"{min(v):.2f}–{max(v):.2f}" for v in (speeds, ratios)]
        rows.append((what, median(speeds), between[0], median(ratios), between[1]))
    return pd.DataFrame(
        rows, columns=["what", "M characters/s", "lowest–highest", "time / rjieba", "low–high"]
    )


def _read(text: str, parts: tuple[str, ...]) -> object:
    report = cases.Report(text)
    return [getattr(report, part) for part in parts]


def _without_model(call: Callable[[], object]) -> object:
    """The same with names found by rules alone, as where the model is not installed."""
    model, naming._model = naming._model, lambda: None
    try:
        return call()
    finally:
        naming._model = model


def _speed(call: Callable[[], object], size: int) -> float:
    start = time.process_time()
    call()
    return size / (time.process_time() - start) / 1e6


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--repeats", type=int, default=3, help="of the speed measurement")
    arguments.add_argument("--characters", type=int, default=1_000_000, help="of that text")
    args = arguments.parse_args()
    county = County.load(FOLDER)
    reports = cases.from_county(county)
    coding = cases.county_coding(county)
    key = coding[coding["coder"] == "key"]
    text = "\n".join(r.text for r in reports.values()) + "\n"
    parts = (
        (
            f"Speed of reading one text of {args.characters:,} characters (the shipped cases, "
            "repeated); median of the runs, one core",
            speed((text * (args.characters // len(text) + 1))[: args.characters], args.repeats),
        ),
        (
            f"Practices found in {len(reports)} shipped cases, beside the key that their author "
            f"wrote: "
            f"{len(reports) - len(VALIDATION)} served to write the rules, {len(VALIDATION)} only "
            f"to score them",
            practices(reports, key),
        ),
        (
            "Fourteen reports of another hand, beside its own key: half served to improve the "
            "rules, half were only scored",
            unseen(),
        ),
        (
            "Summaries of each shipped case at equal budgets (share of its characters): practices "
            "of the key that the summary still shows",
            summaries(reports, key),
        ),
    )
    for title, table in parts:
        print(f"\n{title}\n{table.round(3).to_string(index=False)}")


if __name__ == "__main__":
    main()
