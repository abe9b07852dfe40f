"""A county with its register: the course of each exemplar, what waits for review, and whether a
decision is taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp
from typing import Any

import pandas as pd

from toolkit import register
from toolkit.datasets import dataset
from toolkit.records import County, Sheet, bare, write_book
from toolkit.terms import tr
from workshop.lessons.exercise import NotHere

#: this year's review sheets, in the order of the list of what is due: role, value, satisfaction;
#: fictitious as the county is, and used for it alone
_THIS_YEAR = ((59, 75, 0.90), (71, 64, 0.78), (66, 62, 0.91), (63, 58, 0.88))
SCORES = ("role_score", "value_score", "satisfaction")
FIELDS = ("decision", "decided_on", "actor_role", "reason", "problem", "due")


@dataclass(frozen=True)
class Lives:
    """A county, and its register as the tables tell it.

    Attributes
    ----------
    county : County
    shipped : bool
        Whether it is the county that the lesson was written for.
    """

    county: County
    shipped: bool = False

    @cached_property
    def _folder(self) -> TemporaryDirectory[str]:
        return TemporaryDirectory(prefix="toolkit-", ignore_cleanup_errors=True)

    @cached_property
    def base(self) -> register.Register:
        """The register, in a folder that goes when the lesson does."""
        if self.county["exemplar_event"].empty:
            raise NotHere(
                tr(
                    "没有典型的经历（exemplar_event），看不出一生。",
                    "there are no events of exemplars",
                )
            )
        base = register.Register(f"{self._folder.name}/register.db")
        try:
            base.import_county(self.county)
        except register.GuardError as why:
            raise NotHere(str(why)) from why
        return base

    @cached_property
    def day(self) -> str:
        """25 September of the year after the last event."""
        return f"{self.base.history('exemplar')['valid_on'].max().year + 1}-09-25"

    @cached_property
    def titles(self) -> dict[str, str]:
        """Exemplar → what it is called, without the mark 虚构."""
        table = self.county["exemplar"]
        return {str(i): bare(str(t)) for i, t in zip(table["ex_id"], table["title"])}

    def titled(self, ids: Any) -> list[str]:
        """Exemplars as people read them."""
        return [self.titles.get(str(i), str(i)) for i in ids]

    def life(self, subject: str) -> pd.DataFrame:
        """What happened to one exemplar, event by event: ``date, event, to_state, actor_role,
        reason``."""
        found = self.base.history("exemplar", subject)
        columns = {"valid_on": "date", "actor": "actor_role"}
        return found.rename(columns=columns)[["date", "event", "to_state", "actor_role", "reason"]]

    @cached_property
    def standing(self) -> pd.DataFrame:
        """Exemplars that are named: ``number, title, since`` (naming or last review)."""
        found = self.base.state("exemplar", on=self.day).query("state == 'named'")
        return pd.DataFrame(
            {
                "number": range(1, len(found) + 1),
                "subject_id": found["subject_id"].astype(str).to_numpy(),
                "title": self.titled(found["subject_id"]),
                "since": found["since"].to_numpy(),
            }
        )

    def waiting(self) -> list[str]:
        """Exemplars whose review is due on the day, the longest due first."""
        found = self.base.due(self.day).query("kind == 'review' and machine == 'exemplar'")
        return [str(i) for i in found["subject_id"]]

    @cached_property
    def sheets(self) -> pd.DataFrame:
        """Review sheets: ``number, subject_id, title`` and the three scores. This year's for the
        county of the lesson, elsewhere the last that were written."""
        if self.shipped:
            rows = [(i, *scores) for i, scores in zip(self.waiting(), _THIS_YEAR)]
            table = pd.DataFrame(rows, columns=["subject_id", *SCORES])
        else:
            table = self.county["review"].dropna(subset=list(SCORES))
            table = table[(table["year"] == table["year"].max()).to_numpy(bool)].head(6)
            table = table.rename(columns={"ex_id": "subject_id"})[["subject_id", *SCORES]]
        if table.empty:
            raise NotHere(tr("没有复核得分。", "there are no review scores"))
        table = table.astype({"subject_id": str, **dict.fromkeys(SCORES, float)})
        table.insert(1, "title", self.titled(table["subject_id"]))
        table.insert(0, "number", range(1, len(table) + 1))
        return table.reset_index(drop=True)

    @property
    def heads(self) -> dict[str, str]:
        """Headings of the tables of the lesson."""
        return {
            "number": tr("号码", "no."),
            "title": tr("典型", "exemplar"),
            "since": tr("命名或上次复核", "named or last reviewed"),
            "n": tr("几件", "how many"),
            "days_over": tr("最久的已过几天", "longest overdue, days"),
        }

    def form(self, answer: Mapping[int, str] | None = None) -> list[Sheet]:
        """The sheet of reviews as the register writes it; with the decision of exercise 3 in the
        row of the first review sheet."""
        day = pd.Timestamp(self.day).date()
        sheets = register.waiting_sheets(self.base, self.county, day, ["review"])
        if answer is not None:
            first, frame = self.sheets.iloc[0], sheets[0].frame
            row = frame.index[frame["subject_id"] == first["subject_id"]][0]
            for number, field in enumerate(FIELDS, start=1):
                frame.loc[row, field] = str(answer[number]).strip()
            for column in SCORES:
                frame.loc[row, column] = f"{first[column]:g}"
        return sheets

    def keeping(self) -> dict[int, str]:
        """The first review sheet retained all the same: a decision that the rules do not allow."""
        word, day = register.event_word("retain"), f"{pd.Timestamp(self.day):%Y-%m-%d}"
        values = (word, day, tr("复核组", "review group"), tr("表现尚可", "fair"), "", "")
        return dict(enumerate(values, start=1))

    def copy(self) -> register.Register:
        """A copy of the register to write in, so that the exercises stay as they are."""
        folder = Path(mkdtemp(dir=self._folder.name))
        return register.Register(self.base.backup(folder / "copy.db"))

    def refused(self, answer: Mapping[int, str]) -> str:
        """Why the register does not take a decision; "" when it does. Tried on a copy."""
        with self.copy() as tried:
            folder = Path(mkdtemp(dir=self._folder.name))
            file = write_book(folder / "reviews.xlsx", self.form(answer))
            return "".join(register.record(tried, file)["refusal"])


def load(source: Any = None) -> Lives:
    """The fictitious county, or a county of yours."""
    if source is None:
        return Lives(County.load(dataset("qinglan_60")), True)
    return Lives(source if isinstance(source, County) else County.load(source))
