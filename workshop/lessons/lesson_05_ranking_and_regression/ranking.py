"""Units ranked by the scores that they report, the same a year later, and what was verified."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from toolkit import evaluation, register
from toolkit.datasets import dataset
from toolkit.demo import demo_county, demo_truth
from toolkit.records import County, as_flags, as_numbers, bare, read_columns
from toolkit.rules import default_rules
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere

#: cards that a class lays out: two sheets of paper
CARDS = 40
#: share of the cards listed by the quota, as documents say at most
QUOTA = 0.10
#: people who throw two dice in the lesson, and how many of them are listed
THROWERS, LISTED = 100, 10


@dataclass(frozen=True)
class Ranking:
    """What the lesson computes on.

    Attributes
    ----------
    county : County
    period : str
        The period of the first half of the cards: the last one that another follows.
    after : str
        The period that follows.
    truth : DataFrame or None
        ``org_id, period, verified``: the verified measure where one exists.
    """

    county: County
    period: str
    after: str
    truth: pd.DataFrame | None

    @cached_property
    def dice(self) -> pd.DataFrame:
        """A hundred people throw two dice twice: ``first, second``, the lowest of the first throw
        on top. Nobody changes between the throws."""
        thrown = np.random.default_rng(2011).integers(1, 7, size=(2, THROWERS, 2)).sum(axis=2)
        frame = pd.DataFrame({"first": thrown[0], "second": thrown[1]})
        return frame.sort_values("first", kind="stable", ignore_index=True)

    def throws(self, times: int) -> dict[str, float]:
        """What the ten lowest of the first throw threw on average, the first time and the
        second."""
        lowest, says = self.dice.head(LISTED), (("第一次", "first"), ("第二次", "second"))
        told = [tr(f"最低的十人，{zh}平均几点", f"the ten lowest, {en} average") for zh, en in says]
        return dict(zip(told[:times], lowest.mean()))

    @property
    def heads(self) -> dict[str, str]:
        """Headings of the columns of `cards`."""
        next_year = tr("·次年", ", next year")
        return {
            "label": tr("号码", "card"),
            "name": tr("村支部", "village branch"),
            "score": tr("得分（上报）", "score as reported"),
            "satisfaction": tr("满意度", "satisfaction"),
            "score_after": tr("上报", "reported") + next_year,
            "verified": tr("核验", "verified"),
            "verified_after": tr("核验", "verified") + next_year,
        }

    @property
    def counts(self) -> dict[str, str]:
        """Headings of the errors of the two lines."""
        return {
            "mode": tr("怎样列", "listed by"),
            "listed": tr("列入几个", "listed"),
            "wrongly": tr("错列几个", "wrong"),
            "missed": tr("漏列几个", "missed"),
        }

    @cached_property
    def cards(self) -> pd.DataFrame:
        """Every so many units of a kind, numbered from 1: ``card, org_id, name, label,
        score, satisfaction, verified, score_after, verified_after``. Villages where there are
        enough, else whatever is scored; verified is empty where nothing is verified."""
        first, second = (
            register.five_good(self.county, p).set_index("org_id")
            for p in (self.period, self.after)
        )
        both = first[first.index.isin(second.index)].sort_index()
        org = self.county["organisation"].set_index("org_id")
        rural = both[(org["sector"].reindex(both.index) == "rural").to_numpy(bool, na_value=False)]
        some = rural if len(rural) >= CARDS // 2 else both
        step = max(len(some) // CARDS, 1)
        some = some.iloc[step // 2 :: step].head(CARDS)
        if len(some) * QUOTA < 1:
            raise NotHere(
                tr(
                    f"两期都有评分的单位只有 {len(some)} 个，末位一成不足一个。",
                    f"only {len(some)} units are scored twice: a tenth of them is less than one",
                )
            )
        names = [bare(str(n)) for n in org["name"].reindex(some.index)]
        out = pd.DataFrame({"card": range(1, len(some) + 1), "org_id": some.index, "name": names})
        out["label"] = [tr(f"{n}号", f"no. {n}") for n in out["card"]]
        out["score"] = some["score"].round(1).to_numpy()
        out["satisfaction"] = some["voice_masses"].round(1).to_numpy()
        out["score_after"] = second["score"].reindex(some.index).round(1).to_numpy()
        for column, period in (("verified", self.period), ("verified_after", self.after)):
            out[column] = self._verified(period).reindex(some.index).round(1).to_numpy()
        return out

    def _verified(self, period: str) -> pd.Series:
        if self.truth is None:
            return pd.Series(dtype=float)
        return self.truth[self.truth["period"] == period].set_index("org_id")["verified"]

    @property
    def seats(self) -> int:
        """How many cards the quota lists."""
        return int(len(self.cards) * QUOTA + 1e-9)

    def lowest(self, column: str) -> set[int]:
        """The cards at the end of the ranking by a column."""
        return cards_of(self.cards.nsmallest(self.seats, column))

    @property
    def below(self) -> set[int]:
        """The cards under the standard: satisfaction of the masses below the rule."""
        least = 100 * default_rules()["turn.satisfaction_direct"]
        return cards_of(self.cards[self.cards["satisfaction"] < least])

    @cached_property
    def rise(self) -> evaluation.Reversion:
        """What the listed of the whole county gained as reported, and what was to be expected."""
        return self._rise(None)

    @cached_property
    def verified_rise(self) -> evaluation.Reversion:
        """The same on the verified measure."""
        if self.truth is None:
            raise NotHere(tr("这份数据没有核验口径。", "these records have no verified measure"))
        return self._rise(self.truth)

    def rises(self) -> pd.DataFrame:
        """Points that the listed and helped gained in a year, by measure: in all, what was to be
        expected from regression to the mean alone, the rest; and what the listed without a helper
        gained."""
        found = {tr("上报", "reported"): self.rise, tr("核验", "verified"): self.verified_rise}
        rows = {
            tr("受帮扶的：实际升了", "helped: rose by"): [r.observed for r in found.values()],
            tr("其中光靠均值回归", "of it by regression alone"): [
                r.expected for r in found.values()
            ],
            tr("余下", "the rest"): [r.remainder for r in found.values()],
            tr("没有结对的：实际升了", "without a helper: rose by"): [
                r.table.set_index("quantity")["estimate"].get("unpaired") for r in found.values()
            ],
        }
        out = pd.DataFrame(rows, index=list(found)).T.astype(float).round(1)
        return out.rename_axis(tr("全县各年合计，分", "whole county, points")).reset_index()

    def gaps(self) -> pd.DataFrame:
        """How far reports run ahead of the verified measure, in points: everybody, those listed in
        that year, the same in the year after."""
        if self.truth is None:
            raise NotHere(tr("这份数据没有核验口径。", "these records have no verified measure"))
        rows = self.truth.sort_values(["org_id", "period"])
        gap, listed = rows["reported"] - rows["verified"], rows["listed"].astype(bool)
        after = gap.groupby(rows["org_id"]).shift(-1)
        found = {
            tr("各年各单位平均", "all units and years"): gap.mean(),
            tr("列入当年", "in the year of listing"): gap[listed].mean(),
            tr("列入次年", "in the year after"): after[listed].mean(),
        }
        heads = (
            tr("全县", "whole county"),
            tr("上报比核验高几分", "reported above verified, points"),
        )
        return pd.DataFrame(dict(zip(heads, (list(found), [float(v) for v in found.values()]))))

    def _rise(self, truth: pd.DataFrame | None) -> evaluation.Reversion:
        try:
            panel = evaluation.panel(self.county, "reported" if truth is None else truth)
            return evaluation.regression_to_mean(panel, cluster="helpers")
        except evaluation.EvaluationError as reason:
            raise NotHere(str(reason)) from reason


def cards_of(rows: pd.DataFrame) -> set[int]:
    """The numbers of cards."""
    return {int(n) for n in rows["card"]}


def load(source: Any = None) -> Ranking:
    """Qinglan with its verified measure, or records of yours; a file ``<folder>_truth.csv`` beside
    a folder is read as verified."""
    county = source if isinstance(source, County) else _county(source)
    periods = sorted(county["assessment"]["period"].dropna().unique())
    if len(periods) < 2:
        raise NotHere(
            tr(
                "这份数据的评定不足两期，看不出下一年怎样。",
                "fewer than two assessed periods: nothing to follow",
            )
        )
    return Ranking(county, str(periods[-2]), str(periods[-1]), _truth(source, county))


def _county(source: Any) -> County:
    if source is not None:
        return County.load(source)
    try:
        return County.load(dataset("qinglan"))
    except ValueError:  # an installed package has no room for the large county: it is made again
        return demo_county()


def _truth(source: Any, county: County) -> pd.DataFrame | None:
    if isinstance(source, (str, os.PathLike)):
        beside = Path(source).with_name(f"{Path(source).name}_truth.csv")
        if beside.is_file():
            return _read_truth(beside)
    try:
        return demo_truth(county)
    except ValueError:
        return None


def _read_truth(path: Path) -> pd.DataFrame:
    columns = ["org_id", "period", "verified", "reported", "listed", "helped", "fit", "effect"]
    table = read_columns(path, dict.fromkeys(columns, ()), columns[:3])
    for column in [c for c in columns[2:] if c in table]:
        read = as_flags if column in ("listed", "helped") else as_numbers
        table[column] = read(table, column, path.name)
    return table.reset_index(drop=True)
