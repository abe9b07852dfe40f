"""What was learned from labelled sentences: how likely one says a thing, by its words and by what
the rules make of it; and which of its words decided."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
    from scipy import sparse

__all__ = ["MARKS", "Learned", "chance_of", "learned", "pieces", "runs", "weights_of"]

#: what the rules may say of a label in a sentence: a firm yes, a weak one, a reason against it
MARKS = ("firm", "weak", "withheld")
_SIZES = (1, 2, 3)
#: signs that part clauses are read as characters are; all others, figures and letters are left out
_KEPT = re.compile(r"[一-龥，；：]")
#: as many runs as eight characters have: a shorter sentence says no more of anything
_SHORT = 21
#: words that decided are shown up to this length
_LONGEST = 14


def chance_of(sums: ArrayLike) -> np.ndarray:
    """The logistic function, written so that no sum however large overflows."""
    return np.asarray((1 + np.tanh(np.asarray(sums) / 2)) / 2)


def pieces(sentence: str) -> set[str]:
    """Runs of one to three characters of a folded sentence."""
    return runs(sentence, _SIZES)


def runs(words: str, sizes: Sequence[int]) -> set[str]:
    """Runs of so many characters each."""
    kept = "".join(_KEPT.findall(words))
    return {kept[i : i + n] for n in sizes for i in range(len(kept) - n + 1)}


class Learned:
    """Logistic regressions, one a label, over runs of characters and `MARKS`.

    Parameters
    ----------
    labels : sequence of str
    words : sequence of str
        Runs of characters that occur in the labelled sentences, each once.
    weights : array, words × labels
    marks : array, labels × marks
        Weight of what the rules say of the label.
    base : array, labels
        Set so that a chance of one half is where precision and recall were best together.

    Notes
    -----
    Fitted by `scripts/learn.py` on the sentences of ``datasets/sentences``; L2 penalty as in Hoerl
    & Kennard (1970), *Technometrics* 12(1), for logistic regression le Cessie & van Houwelingen
    (1992), *Applied Statistics* 41(1).
    """

    def __init__(
        self,
        labels: Sequence[str],
        words: Sequence[str],
        weights: np.ndarray,
        marks: np.ndarray,
        base: np.ndarray,
    ):
        self.labels = [str(label) for label in labels]
        self._places = {str(word): i for i, word in enumerate(words)}
        self._weights, self._marks, self._base = weights, marks, base

    def counted(self, sentences: Sequence[str]) -> sparse.csr_matrix:
        """Sentences × words: which runs occur, a long sentence counting each of them less."""
        return self.counted_signs([pieces(sentence) for sentence in sentences])

    def counted_signs(self, found: Sequence[Collection[str]]) -> sparse.csr_matrix:
        """The same of signs that are found already, in place of runs of characters."""
        from scipy import sparse

        columns: list[int] = []
        values: list[float] = []
        starts = [0]
        for runs in found:
            known = sorted(self._places[run] for run in runs if run in self._places)
            columns += known
            values += [3.0 / max(len(runs), _SHORT) ** 0.5] * len(known)
            starts.append(len(columns))
        shape = (len(found), len(self._places))
        return sparse.csr_matrix((values, columns, starts), shape=shape)

    def chances(self, sentences: Sequence[str], said: np.ndarray) -> np.ndarray:
        """Sentences × labels: the chance of each label; `said` is sentences × labels × marks, 1
        where the rules say so."""
        return self.chances_by([pieces(sentence) for sentence in sentences], said)

    def chances_by(self, found: Sequence[Collection[str]], said: np.ndarray) -> np.ndarray:
        """The same of signs that are found already, in place of runs of characters."""
        if not len(found):
            return np.zeros((0, len(self.labels)))
        sums = self.counted_signs(found) @ self._weights + self._base
        return chance_of(sums + (said * self._marks).sum(axis=2))

    def chance(self, signs: Collection[str]) -> float:
        """The chance of the first label by signs that are found already, in place of runs of
        characters."""
        known = [self._places[sign] for sign in signs if sign in self._places]
        total = float(self._weights[known, 0].sum()) * 3.0 / max(len(signs), _SHORT) ** 0.5
        return float(chance_of(total + self._base[0]))

    def decisive(self, sentence: str, label: str) -> tuple[int, int]:
        """(start, end) of the words of a sentence that speak most for a label."""
        k = self.labels.index(label)
        worth = np.zeros(len(sentence))
        at = [m.start() for m in _KEPT.finditer(sentence)]
        for size, i in _runs(len(at)):
            place = self._places.get("".join(sentence[j] for j in at[i : i + size]))
            if place is not None:
                worth[at[i : i + size]] += self._weights[place, k] / size
        sums = np.concatenate([[0.0], np.cumsum(worth)])
        # a word longer is worth its while only where it adds something
        best = max(
            (
                (float(sums[b] - sums[a]) - 0.02 * (b - a), -a, b)
                for a in range(len(sentence))
                for b in range(a + 1, min(a + _LONGEST, len(sentence)) + 1)
                if not re.search("[，。；：]", sentence[a:b])
            ),
            default=(0.0, 0, len(sentence)),
        )
        return -best[1], best[2]


def _runs(size: int) -> Iterator[tuple[int, int]]:
    return ((n, i) for n in _SIZES for i in range(size - n + 1))


@cache
def learned(name: str) -> Learned:
    """The shipped one called `name`: ``practices``, ``results``, ``programmes``."""
    path = files("toolkit.cases") / "data" / f"learned_{name}.npz"
    with path.open("rb") as file, np.load(file, allow_pickle=False) as held:
        weights = held["weights"].astype(np.float32) * held["steps"]
        words = str(held["words"]).split("\n")
        return Learned(held["labels"], words, weights, held["marks"], held["base"])


@cache
def weights_of(name: str) -> tuple[list[str], np.ndarray]:
    """What is weighed, and a row of mean, spread and a weight for each label for every one of them;
    the last is the constant. Shipped: ``context``, ``outcome``."""
    path = files("toolkit.cases") / "data" / f"learned_{name}.csv"
    _, *rows = csv.reader(path.read_text(encoding="utf-8").splitlines())
    return [row[0] for row in rows], np.array([[float(v) for v in r[1:]] for r in rows])
