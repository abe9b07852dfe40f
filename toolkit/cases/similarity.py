"""Coding by likeness: character n-grams of a sentence against the definitions and the sentences
that people coded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from toolkit.cases.codebook import Codebook
from toolkit.cases.script import fold

if TYPE_CHECKING:
    from scipy import sparse

__all__ = ["Likeness"]

_SIZES = (2, 3)


def grams(text: str) -> list[str]:
    """Character n-grams of a folded text, signs and spaces left out."""
    kept = "".join(c for c in text[:3000] if "一" <= c <= "龥" or c.isalnum())
    return [kept[i : i + n] for n in _SIZES for i in range(len(kept) - n + 1)]


class Likeness:
    """How like each code a sentence reads: TF-IDF over character n-grams, cosine to the nearest
    prototype of the code.

    Parameters
    ----------
    book : Codebook
        Name and definition of a code are its first prototypes.
    examples : DataFrame, optional
        ``text, code``: sentences that people coded, further prototypes; codes with three or more
        learn their threshold from them, leave one out (the value that gives the best F1 when each
        example is judged by the others).
    floor : float
        Threshold of codes without enough examples.

    Notes
    -----
    Salton & Buckley (1988), *Information Processing & Management* 24(5); sublinear TF, smoothed
    IDF.
    """

    def __init__(self, book: Codebook, examples: pd.DataFrame | None = None, floor: float = 0.16):
        rows = [(c.code, part) for c in book for part in (c.name, c.definition) if part.strip()]
        rows += (
            [
                (c, t)
                for c, t in zip(examples["code"], examples["text"])
                if c in {x.code for x in book}
            ]
            if examples is not None
            else []
        )
        self.codes = [c.code for c in book]
        self._of = np.array([self.codes.index(code) for code, _ in rows])
        counts = [grams(fold(text)) for _, text in rows]
        self._terms = {g: i for i, g in enumerate(sorted({g for words in counts for g in words}))}
        seen = np.zeros(len(self._terms))
        for words in counts:
            seen[[self._terms[g] for g in set(words)]] += 1
        self._idf = np.log((1 + len(rows)) / (1 + seen)) + 1
        self._prototypes = self._matrix(counts)
        self.thresholds = np.full(len(self.codes), floor)
        if examples is not None and len(examples):
            self._learn(len(rows) - len(examples.loc[examples["code"].isin(self.codes)]))

    def _matrix(self, counts: list[list[str]]) -> sparse.csr_matrix:
        from scipy import sparse

        data: list[float] = []
        columns: list[int] = []
        starts = [0]
        for words in counts:
            known, times = np.unique(
                [self._terms[g] for g in words if g in self._terms], return_counts=True
            )
            weights = (
                (1 + np.log(times)) * self._idf[known.astype(int)] if len(known) else np.array([])
            )
            # n-grams that no prototype holds still lengthen the sentence: a long one is not like a
            # code for one word
            unknown = sum(g not in self._terms for g in set(words))
            length = np.sqrt((weights**2).sum() + unknown * 0.25) or 1.0
            data.extend(weights / length)
            columns.extend(known.astype(int))
            starts.append(len(columns))
        return sparse.csr_matrix((data, columns, starts), shape=(len(counts), len(self._terms)))

    def _by_code(self, likeness: np.ndarray, leave: int | None = None) -> np.ndarray:
        out = np.zeros((len(likeness), len(self.codes)))
        for k in range(len(self.codes)):
            mine = np.flatnonzero(self._of == k)
            mine = mine[mine != leave] if leave is not None else mine
            if len(mine):
                out[:, k] = likeness[:, mine].max(axis=1)
        return out

    def score(self, texts: list[str]) -> np.ndarray:
        """Texts × codes: cosine to the nearest prototype of each code, 0..1."""
        if not texts:
            return np.zeros((0, len(self.codes)))
        likeness = (self._matrix([grams(fold(t)) for t in texts]) @ self._prototypes.T).toarray()
        return self._by_code(np.asarray(likeness))

    def _learn(self, first: int) -> None:
        likeness = (self._prototypes[first:] @ self._prototypes.T).toarray()
        judged = np.vstack(
            [self._by_code(likeness[[i]], leave=first + i) for i in range(len(likeness))]
        )
        truth = self._of[first:]
        for k in range(len(self.codes)):
            if (truth == k).sum() < 3:
                continue
            tried = np.unique(np.clip(judged[:, k], 0.05, 0.95))
            hits = np.array([((judged[:, k] >= t) & (truth == k)).sum() for t in tried])
            said = np.array([(judged[:, k] >= t).sum() for t in tried])
            f1 = 2 * hits / (said + (truth == k).sum())
            self.thresholds[k] = tried[int(f1.argmax())]
