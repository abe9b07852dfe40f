"""The pairing network of an office's ledger: who is helped by whom on a day, and what each is
called."""

from __future__ import annotations

import re
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.records import County, Ledger, bare, open_source, read_ledger, role_said
from toolkit.terms import channel_label, tr
from workshop.lessons.days import teaching_day
from workshop.lessons.exercise import NotHere
from workshop.lessons.lesson_02_pairing_graphs import ledger as shipped


@dataclass(frozen=True)
class PairingNetwork:
    """What the lessons on the pairing network compute on.

    Attributes
    ----------
    county : County
    day : str
        The day asked about.
    raw, settled : Ledger, optional
        The ledger that the county comes from, read without anybody's answers and with them.
    own : bool
        Whether the records are the reader's and not the shipped ones.
    """

    county: County
    day: str
    raw: Ledger | None = None
    settled: Ledger | None = None
    own: bool = False

    # ---- the ledger, for the class

    def write(self, path: Path) -> Path:
        """Write the shipped ledger as the workbook that an office would hand over."""
        return shipped.write(path)

    @property
    def rows(self) -> pd.DataFrame:
        """The shipped ledger as the class draws it, without what is personal."""
        if self.own:
            raise NotHere(tr("这是你们自己的台账。", "this ledger is your own"))
        return shipped.rows()

    @property
    def listed(self) -> pd.DataFrame:
        """The shipped list of the units to be helped."""
        return shipped.listed()

    @property
    def columns(self) -> pd.DataFrame:
        """How each column of the ledger's first sheet was understood."""
        told = self._ledger().columns
        first = told[told["sheet"] == told["sheet"].iloc[0]]
        words = [role_said(str(role)) for role in first["role"]]
        heads = tr("列标题", "heading"), tr("读作", "read as")
        return pd.DataFrame(dict(zip(heads, (first["heading"].astype(object), words))))

    @property
    def questions(self) -> pd.DataFrame:
        """What the ledger leaves open, with lettered choices."""
        return questions_of(self.raw)

    @property
    def capacities(self) -> pd.DataFrame:
        """How many units a helper may have in each channel at work here."""
        found = self.load.groupby("channel", sort=False)["capacity"].max()
        many = [tr("不限", "no limit") if pd.isna(n) else f"{n}" for n in found]
        names = [channel_label(c) for c in found.index]
        heads = tr("结对方式", "channel"), tr("一家最多帮几个", "how many at most")
        return pd.DataFrame(dict(zip(heads, (names, many))))

    def _ledger(self) -> Ledger:
        if self.raw is None:
            raise NotHere(tr("这份数据不是台账。", "these records are no ledger"))
        return self.raw

    # ---- the network

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The rows of the pairing table that run on the day."""
        table = self.county["pairing"]
        return table[pairing.running(table, self.day, self.county["organisation"])]

    @cached_property
    def load(self) -> pd.DataFrame:
        """`pairing.load` on the day."""
        return pairing.load(self.county, self.day)

    @cached_property
    def who(self) -> pairing.Population:
        """Who is to be helped on the day, and who of them has nobody."""
        found = pairing.population(self.county, self.day)
        if not found.listed or not len(found.to_help):
            raise NotHere(tr(f"{self.day} 没有待帮单位。", f"nobody is to be helped on {self.day}"))
        return found

    @cached_property
    def called(self) -> dict[str, str]:
        """Unit → how an answer names it: short where that is clear, by its code on own records."""
        return names_of(self.county, self.own)

    def names(self, ids: Any) -> list[str]:
        """Units as an answer names them."""
        return sorted(self.called[str(i)] for i in dict.fromkeys(ids))


def questions_of(ledger: Ledger | None) -> pd.DataFrame:
    """What a ledger leaves open, with lettered choices; no row where there is no ledger."""
    asked = [] if ledger is None else ledger.questions
    rows = [(q.said, "　".join(_lettered(q.choices_said))) for q in asked]
    heads = tr("台账没说清的", "what the ledger leaves open"), tr("选一个", "choose")
    return pd.DataFrame(rows, columns=list(heads))


def _lettered(choices: list[str]) -> list[str]:
    return [f"{letter} {choice}" for letter, choice in zip("ABCDEFGH", choices)]


def names_of(county: County, coded: bool = False) -> dict[str, str]:
    """Unit → its name without the mark 虚构 and, where that is still clear, without township and
    county; its code on records whose names stay off the page."""
    table = county["organisation"]
    ids = table["org_id"].astype(str)
    if coded:
        return dict(zip(ids, ids))
    whole = [bare(str(name)) for name in table["name"]]
    short = [
        re.sub(r"党支部$", "", name.removeprefix(str(town)).removeprefix("青澜县"))
        for name, town in zip(whole, table["township"])
    ]
    return {i: s if short.count(s) == 1 else w for i, s, w in zip(ids, short, whole)}


def spellings(data: Any) -> dict[str, str]:
    """Other ways to type a unit → the way the answer says it."""
    said: dict[str, str] = {name: name for name in data.called.values()}
    table = data.county["organisation"]
    for i, name in zip(table["org_id"].astype(str), table["name"].astype(str)):
        for other in (i, bare(name), name, f"{i} {bare(name)}", data.called[i].removeprefix("县")):
            said.setdefault(other, data.called[i])
    return said


def load(source: Any = None) -> PairingNetwork:
    """The shipped ledger with its questions answered, or a county or ledger of yours, on the day of
    the lesson."""
    if isinstance(source, County):
        return PairingNetwork(source, teaching_day(source), own=source.nature != "fictitious")
    if source is not None:
        opened = open_source(source)
        own = opened.county.nature != "fictitious"
        return PairingNetwork(opened.county, teaching_day(opened.county), opened.ledger, own=own)
    with tempfile.TemporaryDirectory() as folder:
        path = shipped.write(Path(folder) / "青澜县结对台账.xlsx")
        raw = read_ledger(path)
        answers = {q.key: a for q, a in zip(raw.questions, shipped.ANSWERS)}
        settled = read_ledger(path, {"answers": answers})
    county = _with_list(settled.county("fictitious"))
    return PairingNetwork(county, teaching_day(county), raw, settled)


def _with_list(county: County) -> County:
    """The county of the shipped ledger with the units of the shipped list, which its pairings may
    leave out."""
    table, due = county["organisation"], shipped.listed()
    known = {bare(str(n)): str(i) for i, n in zip(table["org_id"], table["name"])}
    rows, more = [], []
    for town, unit in zip(due["乡镇"], due["村（社区）"]):
        name = f"{town}{bare(unit)}"
        if name not in known:
            known[name] = f"U{len(known) + 1:04d}"
            new = {"org_id": known[name], "name": f"{town}{unit}", "township": town}
            more.append(new | {"level": "branch", "sector": "rural", "data_nature": "fictitious"})
        rows.append({"org_id": known[name], "listed_on": "2011-01-01", "basis": "direct"})
    cases = pd.DataFrame(rows).assign(status="rectifying")
    cases.insert(0, "case_id", [f"T{i:04d}" for i in range(1, len(cases) + 1)])
    units = pd.concat([table, pd.DataFrame(more)], ignore_index=True)
    return county.replace({"organisation": units, "turnaround_case": cases})
