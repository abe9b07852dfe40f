"""Published lists of pairings, wave by wave: whom each helper helped, and what changed from one to
the next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.datasets import dataset
from toolkit.records import County, bare
from toolkit.terms import label, tr
from workshop.lessons.days import teaching_day
from workshop.lessons.exercise import NotHere

PROGRAMME = "east-west"
GRAIN = "province"


@dataclass(frozen=True)
class Waves:
    """What the lesson computes on.

    Attributes
    ----------
    county : County
    prog_id : str or None
        The programme looked at; None where the pairings have no published waves.
    days : list of str
        The first day of each wave; 1 July of each year where there are none.
    shipped : bool
        Whether these are the published lists that the lesson was written for.
    """

    county: County
    prog_id: str | None
    days: list[str]
    shipped: bool = False

    def steps(self, grain: str | None = None) -> pd.DataFrame:
        """Changes from each wave (or year) to the next, ``from`` and ``to`` as text; see
        `pairing.waves`."""
        if self.prog_id is not None:
            return pairing.waves(self.county, self.prog_id, grain)
        out = pairing.retention(self.county, self.days, grain=grain)
        return out.assign(**{c: out[c].dt.strftime("%Y-%m-%d") for c in ("from", "to")})

    @cached_property
    def published(self) -> pd.DataFrame:
        """The steps as published; at least two."""
        found = self.steps()
        if len(found) < 2:
            raise NotHere(
                tr("少于三个批次，看不出延续。", "fewer than three waves: nothing to follow")
            )
        return found

    @property
    def order(self) -> list[str]:
        """The lists in their order."""
        return [str(self.published["from"].iloc[0]), *map(str, self.published["to"])]

    @cached_property
    def rolled(self) -> pd.DataFrame:
        """The same steps with both ends rolled up to the province."""
        if not self.shipped:
            raise NotHere(
                tr(
                    "这一题只问公布的东西部协作名单。",
                    "this exercise is about the published lists of east-west cooperation only",
                )
            )
        return self.steps(GRAIN)

    @cached_property
    def names(self) -> dict[str, str]:
        """Organisation → its name without the mark 虚构."""
        table = self.county["organisation"]
        return {str(i): bare(str(n)) for i, n in zip(table["org_id"], table["name"])}

    def pairs(self, at: int) -> set[tuple[str, str]]:
        """Helper and helped of the wave (or year) number `at`."""
        table = self.county["pairing"]
        if self.prog_id is None:
            table = table[pairing.running(table, self.days[at], self.county["organisation"])]
        else:
            table = table[(table["wave"] == self.order[at]).to_numpy(dtype=bool, na_value=False)]
        return set(zip(table["helper_id"].astype(str), table["recipient_id"].astype(str)))

    def lists(self, called: Mapping[str, str] | None = None) -> pd.DataFrame:
        """The first three lists side by side: whom each helper helped; a dash: not on that list.
        Names are those in `called`, else the codes."""
        self.published  # noqa: B018  three lists, or the reason
        named, columns = self.names if called is None else called, {}
        for at in range(3):
            helped: dict[str, list[str]] = {}
            for helper, recipient in sorted(self.pairs(at)):
                helped.setdefault(helper, []).append(named.get(recipient, recipient))
            told = {helper: tr("、", ", ").join(those) for helper, those in helped.items()}
            columns[self.days[at][:4]] = pd.Series(told, dtype=object)
        out = pd.DataFrame(columns).fillna("—").sort_index()
        out.index = [named.get(str(helper), str(helper)) for helper in out.index]
        return out.rename_axis("helper_id").reset_index()

    def writing(self) -> pd.DataFrame:
        """How each list is written: pairs by the levels of both ends, a column a list."""
        level = self.county["organisation"].set_index("org_id")["level"]
        words = {str(i): label("organisation", "level", v) for i, v in level.items()}
        told = {
            day[:4]: pd.Series([f"{words[h]} → {words[r]}" for h, r in self.pairs(at)])
            for at, day in enumerate(self.days)
        }
        counts = {year: pairs.value_counts() for year, pairs in told.items()}
        out = pd.DataFrame(counts).fillna(0).astype(int).sort_index(ascending=False)
        return out.rename_axis(tr("写法", "written as")).reset_index()

    def by_year(self, steps: pd.DataFrame) -> pd.DataFrame:
        """Steps with the lists called by their years."""
        years = {name: day[:4] for name, day in zip(self.order, self.days)}
        return steps.assign(**{end: [years[name] for name in steps[end]] for end in ("from", "to")})

    @property
    def heads(self) -> dict[str, str]:
        """Headings of the steps between lists."""
        return {
            "from": tr("从", "from"),
            "to": tr("到", "to"),
            "before": tr("前一批", "pairs before"),
            "after": tr("后一批", "pairs after"),
            "jaccard": tr("重合度·公布口径", "overlap as published"),
            "rolled": tr("重合度·折算到省", "overlap rolled up"),
        }

    def changed(self) -> dict[str, set[str]]:
        """Kind of answer → helpers (or helped): who changed between the second and third list, and
        what is taken for it."""
        first, second, third = (self.pairs(at) for at in range(3))
        both = {h for h, _ in second} & {h for h, _ in third}
        moved = {h for h in both if _helped(second, h) != _helped(third, h)}
        return {
            "changed": moved,
            "recipients": {r for h, r in third - second if h in moved},
            "added": {h for h, _ in second} - {h for h, _ in first},
            "unchanged": both - moved,
            "later": moved - ({h for h, _ in second} - {h for h, _ in first}),
        }


def _helped(pairs: set[tuple[str, str]], helper: str) -> set[str]:
    return {r for h, r in pairs if h == helper}


def load(source: Any = None) -> Waves:
    """East–west cooperation, or records of yours: the programme with the most waves, else 1 July of
    each year."""
    county = (
        source
        if isinstance(source, County)
        else County.load(dataset("counterpart_assistance") if source is None else source)
    )
    table = county["pairing"][county["pairing"]["wave"].notna()]
    if source is None or len(table):
        programme = (
            PROGRAMME
            if source is None
            else str(table.groupby("prog_id")["wave"].nunique().sort_index().idxmax())
        )
        starts = (
            table[table["prog_id"] == programme]
            .groupby("wave")["start"]
            .min()
            .sort_values(kind="stable")
        )
        days = [f"{d:%Y-%m-%d}" for d in starts]
        return Waves(county, programme, days, source is None)
    last = pd.Timestamp(teaching_day(county)).year
    first = max(county["pairing"]["start"].min().year + 1, last - 4)
    return Waves(county, None, [f"{year}-07-01" for year in range(first, last + 1)])
