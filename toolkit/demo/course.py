"""Seven years of a county: verified quality, optimistic scores, ratings, listing, and what help
really adds.

The equations stand in ``datasets/qinglan/README.md``; every number of them is in this module."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toolkit.demo.organisations import Places
from toolkit.demo.pairs import Book
from toolkit.demo.settings import GRADE_PERCENT, YEARS, Settings
from toolkit.demo.tools import share_out
from toolkit.demo.turnarounds import Cases, settle

DIMENSIONS = ("leadership", "members", "mechanism", "performance", "masses")
VOICES = ("self", "peer", "superior", "masses")
#: percent; whole numbers keep the composite exact
INDICATOR_WEIGHTS = np.array([20, 20, 15, 25, 20])
VOICE_WEIGHTS = np.array([10, 20, 30, 40])
#: how much of the optimism each voice shows (weighted mean 1): the masses are nearest to what was
#: verified
_VOICE_OPTIMISM = np.array([2.0, 1.2, 1.2, 0.5])
_SECTOR_LEVEL = {"office": 3.0, "school": 1.0, "hospital": 1.0, "rural": -1.5, "social_org": -2.0}
ADVANCED, ORDINARY, BACKWARD = 0, 1, 2


@dataclass
class Course:
    """What happened: arrays of organisations × years, the cases, and the book of pairs.

    Examples
    --------
    >>> from toolkit import demo
    >>> settings = demo.Settings(60)
    >>> course = demo.run_course(settings, demo.places(settings))
    >>> int(course.helped.sum()), course.grade.shape
    (18, (60, 7))
    """

    verified: NDArray[np.float64]
    effect: NDArray[np.float64]
    fit: NDArray[np.float64]
    helped: NDArray[np.bool_]
    tenths: NDArray[np.int64]  # organisations × years × dimensions × voices, in tenths of a point
    composite: NDArray[np.int64]  # weighted mean of the scores in units of 1e-5 points
    grade: NDArray[np.int64]
    book: Book
    cases: Cases
    state: State

    @property
    def reported(self) -> NDArray[np.float64]:
        """The composite score in points."""
        return self.composite / 1e5

    def lowest_ordinary(self, t: int, count: int) -> NDArray[np.int64]:
        """The ordinary organisations nearest to being listed."""
        ordinary = np.flatnonzero(self.grade[:, t] == ORDINARY)
        return ordinary[np.argsort(self.composite[ordinary, t], kind="stable")][:count]

    @property
    def listed(self) -> NDArray[np.bool_]:
        """Graded backward at the end of the year."""
        return self.grade == BACKWARD


@dataclass
class State:
    """Every organisation between two years: what it always is, how it leans, what passes, what help
    left behind.

    Examples
    --------
    >>> import numpy as np
    >>> from toolkit import demo
    >>> state = demo.State(np.array([60.0, 70.0]), np.zeros((2, 1, 1)), np.zeros(2), np.zeros(2))
    >>> state.help(np.array([True, False]), fit=np.array([0.5, 0.0]), gains=(2.0, 6.0))
    >>> [part.tolist() for part in state.quality()]
    [[64.0, 70.0], [4.0, 0.0]]
    """

    level: NDArray[np.float64]
    leaning: NDArray[np.float64]
    passing: NDArray[np.float64]
    lasting: NDArray[np.float64]

    def help(
        self, helped: NDArray[np.bool_], fit: NDArray[np.float64], gains: tuple[float, float]
    ) -> None:
        """A year of help, and what earlier help has left."""
        low, high = gains
        self.lasting = 0.6 * self.lasting + np.where(helped, low + (high - low) * fit, 0.0)

    def quality(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """The verified measure of this year, and how much of it help added."""
        without, with_help = (
            np.clip(self.level + self.passing, 0, 100),
            np.clip(self.level + self.passing + self.lasting, 0, 100),
        )
        return np.round(with_help, 2), np.round(with_help - without, 2) + 0.0

    def scores(
        self, verified: NDArray[np.float64], pressed: NDArray[np.bool_], rng: np.random.Generator
    ) -> NDArray[np.int64]:
        """What is reported of it, in tenths: organisations × dimensions × voices; `pressed` are
        being rectified."""
        optimism = (
            4
            + 0.12 * np.maximum(75 - verified, 0)
            + 6.0 * pressed
            + rng.normal(0, 3.5, len(verified))
        )
        shown = verified[:, None, None] + self.leaning + optimism[:, None, None] * _VOICE_OPTIMISM
        return np.round(np.clip(shown + rng.normal(0, 4, shown.shape), 0, 100) * 10).astype(
            np.int64
        )

    def pass_on(self, rng: np.random.Generator) -> None:
        """Into the next year: half of what passes is still there, and something new comes."""
        self.passing = 0.5 * self.passing + rng.normal(0, 4.5, len(self.passing))


def composite_of(tenths: NDArray[np.int64]) -> NDArray[np.int64]:
    """The weighted mean of scores in tenths, in units of 1e-5 points.

    Examples
    --------
    >>> import numpy as np
    >>> from toolkit import demo
    >>> demo.composite_of(np.full((1, 5, 4), 800))
    array([8000000])
    """
    return np.einsum("nkv,k,v->n", tenths, INDICATOR_WEIGHTS, VOICE_WEIGHTS)


def _order(composite: NDArray[np.int64], orgs: Places) -> NDArray[np.int64]:
    """Rated organisations from first to last; whom to list is sought among units with needs, never
    among those who help by office."""
    who = np.flatnonzero(orgs.rated)
    order = who[np.argsort(-composite[who], kind="stable")]
    quota = share_out(len(who), np.array(GRADE_PERCENT))[BACKWARD]
    last = order[orgs.needs[order] > 0][max(0, int((orgs.needs[order] > 0).sum()) - quota) :]
    return np.concatenate([order[~np.isin(order, last)], last])


def graded(composite: NDArray[np.int64], orgs: Places) -> NDArray[np.int64]:
    """The grade of each organisation by the reported score; -1 for those who rate others.

    Examples
    --------
    >>> from toolkit import demo
    >>> settings = demo.Settings(60)
    >>> orgs = demo.places(settings)
    >>> first = demo.run_course(settings, orgs).composite[:, 0]
    >>> int((demo.graded(first, orgs) == -1).sum()), int((~orgs.rated).sum())
    (4, 4)
    """
    return _by_rank(
        _order(composite, orgs), len(composite), [ADVANCED, ORDINARY, BACKWARD], list(GRADE_PERCENT)
    )


def _by_rank(
    order: NDArray[np.int64], n: int, values: list[int], percent: list[int]
) -> NDArray[np.int64]:
    """`values` dealt out along the order in exact shares; -1 for the county and the townships,
    which rate others."""
    out = np.full(n, -1)
    out[order] = np.repeat(values, share_out(len(order), np.array(percent)))
    return out


def run_course(s: Settings, orgs: Places) -> Course:
    """Play the years from the settings' streams of chance.

    Year by year: help that runs on 1 July adds to the verified quality; scores report it with
    optimism; the lowest seven percent by the reported score are listed; listed units enter a
    lottery for helpers in the next March.

    Examples
    --------
    >>> from toolkit import demo
    >>> settings = demo.Settings(60)
    >>> demo.run_course(settings, demo.places(settings)).verified.shape
    (60, 7)
    """
    rng, n = s.rng("course"), s.organisations
    level = (
        68
        + np.array([_SECTOR_LEVEL.get(x, 0.0) for x in orgs.frame["sector"]])
        + rng.normal(0, 7, n)
    )
    leaning = rng.normal(0, 3, (n, len(DIMENSIONS), 1))
    leaning -= leaning.mean(axis=1, keepdims=True)
    state = State(level, leaning, rng.normal(0, 5.2, n), np.zeros(n))
    shape = (n, len(YEARS))
    verified, effect, fit = (np.zeros(shape) for _ in range(3))
    helped, composite, grade = (
        np.zeros(shape, dtype=bool),
        np.zeros(shape, dtype=np.int64),
        np.zeros(shape, dtype=np.int64),
    )
    tenths = np.zeros((*shape, len(DIMENSIONS), len(VOICES)), dtype=np.int64)
    book, cases = Book(s, orgs), Cases()
    for t in range(len(YEARS)):
        helped[:, t], fit[:, t] = book.running(t)
        state.help(helped[:, t], fit[:, t], s.gains)
        verified[:, t], effect[:, t] = state.quality()
        tenths[:, t] = state.scores(verified[:, t], cases.open_for(n, t), rng)
        composite[:, t] = composite_of(tenths[:, t])
        grade[:, t] = graded(composite[:, t], orgs)
        settle(cases, grade[:, t] == BACKWARD, t, rng)
        book.year_end(t, grade[:, t], cases)
        state.pass_on(rng)
    return Course(
        verified=verified,
        effect=effect,
        fit=fit,
        helped=helped,
        tenths=tenths,
        composite=composite,
        grade=grade,
        book=book,
        cases=cases,
        state=state,
    )


def stars(orgs: Places, composite: NDArray[np.int64]) -> NDArray[np.int64]:
    """Stars 1 to 5 by rank of the reported score (10 / 25 / 38 / 20 / 7 %), moving one step a year
    at most."""
    out = np.zeros_like(composite)
    for t in range(composite.shape[1]):
        target = _by_rank(
            _order(composite[:, t], orgs), len(composite), [5, 4, 3, 2, 1], [10, 25, 38, 20, 7]
        )
        out[:, t] = out[:, t - 1] + np.clip(target - out[:, t - 1], -1, 1) if t else target
    return out


def truth_columns(s: Settings, orgs: Places, course: Course) -> dict[str, Any]:
    """Columns of `toolkit.demo_truth`, one row for each rated organisation and year."""
    who = np.flatnonzero(orgs.rated)
    flat = {
        "verified": course.verified,
        "reported": np.round(course.reported, 2),
        "listed": course.listed,
        "helped": course.helped,
        "fit": np.where(course.helped, np.round(course.fit, 3), np.nan),
        "effect": course.effect,
    }
    years = np.array([str(y) for y in YEARS], dtype=object)
    out: dict[str, Any] = {
        "org_id": np.repeat(orgs.ids[who], len(YEARS)),
        "period": np.tile(years, len(who)),
    }
    return out | {name: values[who].ravel() for name, values in flat.items()}
