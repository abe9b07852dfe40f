"""Lesson 2, one network: an office's ledger read and drawn; who has nobody, who carries too much,
whose leaving hurts."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from toolkit import pairing
from toolkit.records import LEDGER_ROLES, County, Ledger, bare, open_source, read_ledger
from toolkit.terms import channel_label, tr
from workshop.lessons.days import teaching_day
from workshop.lessons.exercise import NotHere, task
from workshop.lessons.lesson_02_pairing_graphs import ledger as shipped

ADVANCED, DEPARTMENT, ENTERPRISE = THREE = (
    "advanced_helps_backward",
    "department_links_backward",
    "enterprise_ties_backward",
)
#: what the two ends of the drawing are called in an answer
FULL, NOBODY = "三种都有", "一家也没有"


@dataclass(frozen=True)
class PairingNetwork:
    """What the lessons on the pairing network compute on.

    Attributes
    ----------
    county : County
    day : str
        The day asked about.
    raw : Ledger, optional
        The ledger that the county comes from, read without anybody's answers.
    own : bool
        Whether the records are the reader's and not the shipped ones.
    """

    county: County
    day: str
    raw: Ledger | None = None
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
    def columns(self) -> pd.DataFrame:
        """How each column of the ledger was understood."""
        told = self._ledger().columns[["column", "heading", "role"]]
        words = [LEDGER_ROLES.get(str(role), str(role)) for role in told["role"]]
        return told.assign(role=words).set_axis(["列", "列标题", "读作"], axis=1)

    @property
    def questions(self) -> pd.DataFrame:
        """What the ledger leaves open, with lettered choices."""
        rows = [(q.sentence, "　".join(_lettered(q.choices))) for q in self._ledger().questions]
        return pd.DataFrame(rows, columns=["台账没说清的", "选一个"])

    @property
    def capacities(self) -> pd.DataFrame:
        """How many units a helper may have in each channel at work here."""
        found = self.load.groupby("channel", sort=False)["capacity"].max()
        many = [tr("不限", "no limit") if pd.isna(n) else f"{n}" for n in found]
        names = [channel_label(c) for c in found.index]
        return pd.DataFrame({"结对方式": names, "一家最多帮几个": many})

    def _ledger(self) -> Ledger:
        if self.raw is None:
            raise NotHere(tr("这份数据不是台账。", "these records are no ledger"))
        return self.raw

    # ---- the network

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """The rows of the pairing table that run on the day."""
        table = self.county["pairing"]
        return table[pairing.running(table, self.day)]

    @cached_property
    def load(self) -> pd.DataFrame:
        """`pairing.load` on the day."""
        return pairing.load(self.county, self.day)

    @cached_property
    def who(self) -> pairing.Population:
        """Who is to be helped on the day, and who of them has nobody."""
        found = pairing.population(self.county, self.day)
        if not len(found.to_help):
            raise NotHere(tr(f"{self.day} 没有待帮单位。", f"nobody is to be helped on {self.day}"))
        return found

    @cached_property
    def called(self) -> dict[str, str]:
        """Unit → how an answer names it: short where that is clear, by its code on own records."""
        return names_of(self.county, self.own)

    def names(self, ids: Any) -> list[str]:
        """Units as an answer names them."""
        return sorted(self.called[str(i)] for i in dict.fromkeys(ids))


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
        return PairingNetwork(opened.county, teaching_day(opened.county), opened.ledger, own)
    with tempfile.TemporaryDirectory() as folder:
        path = shipped.write(Path(folder) / "青澜县结对台账.xlsx")
        raw = read_ledger(path)
        answers = {q.key: a for q, a in zip(raw.questions, shipped.ANSWERS)}
        county = read_ledger(path, {"answers": answers}).county("fictitious")
    return PairingNetwork(county, teaching_day(county), raw)


def apart(mistakes: Mapping[str, Any], truth: Any) -> dict[str, Any]:
    """Mistakes without those that lead to the right answer or where another one leads."""
    out: dict[str, Any] = {}
    for key, value in mistakes.items():
        if value and value != truth and value not in out.values():
            out[key] = value
    return out


# ---- what the ledger leaves open


def _lettered(choices: tuple[str, ...]) -> list[str]:
    return [f"{letter} {choice}" for letter, choice in zip("ABCDEFGH", choices)]


def _letters(data: PairingNetwork) -> dict[str, str]:
    """Letters and words of every choice → the letter."""
    said = {letter: letter for letter in "ABCDEFGH"}
    for q in () if data.raw is None else data.raw.questions:
        said |= {choice: letter for letter, choice in zip("ABCDEFGH", q.choices)}
    return said


def _mistaken_questions(data: PairingNetwork, truth: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    hidden, same, channel = truth
    return {
        "hidden": ("B", same, channel),
        "two": (hidden, "B", channel),
        "department": (hidden, same, "B"),
        "unknown": (hidden, same, "G"),
    }


def _judge_questions(answer: Any, data: PairingNetwork, truth: tuple[str, ...]) -> str | None:
    """ "" for the letters in their order, however they are set apart; else the first that is off."""
    parts = answer if isinstance(answer, (list, tuple)) else [answer]
    given = re.findall(r"[A-H]", "".join(map(str, parts)).upper())
    if len(given) != len(truth):
        return None
    if tuple(given) == truth:
        return ""
    if given[0] != truth[0]:
        return "hidden"
    if given[1] != truth[1]:
        return "two"
    return "unknown" if given[2] == "G" else "department"


@task(2, "questions", wrong=_mistaken_questions, judge=_judge_questions, names=_letters)
def questions(data: PairingNetwork) -> tuple[str, ...]:
    """The letters of the choices that the ledger itself bears out."""
    if data.own or data.raw is None:
        raise NotHere(
            tr(
                "你们自己的台账，由你们自己答，没有标准答案。",
                "on your own ledger you decide: there is no key",
            )
        )
    asked = data.raw.questions
    return tuple("ABCDEFGH"[q.choices.index(a)] for q, a in zip(asked, shipped.ANSWERS))


# ---- the two ends of the drawing


def _mistaken_ends(data: PairingNetwork, truth: dict[str, list[str]]) -> dict[str, Any]:
    helpers = data.pairs.groupby("recipient_id")["helper_id"].nunique()
    advanced = data.pairs.loc[data.pairs["channel"] == ADVANCED, "recipient_id"]
    helped = set(data.pairs["recipient_id"])
    single = helpers.index[helpers == 1]
    outside = [i for i in data.called if i not in helped]
    return apart(
        {
            "three_lines": truth | {FULL: data.names(helpers.index[helpers >= 3])},
            "no_advanced": truth | {NOBODY: data.names(set(data.who.to_help) - set(advanced))},
            "single": truth | {NOBODY: data.names(single)},
            "helpers": truth | {NOBODY: data.names(outside)},
        },
        truth,
    )


@task(2, "ends", wrong=_mistaken_ends, names=spellings)
def ends(data: PairingNetwork) -> dict[str, list[str]]:
    """Units with all three kinds of help at once, and units with no help at all."""
    several = pairing.several_helpers(data.county, data.day)
    full = several.loc[several["three_kinds"].fillna(False), "recipient_id"]
    if full.empty or not len(data.who.unhelped):
        raise NotHere(
            tr(
                "没有三种帮扶都有的单位，或者没有一家也没有的单位。",
                "no unit has all three kinds of help, or none is without any",
            )
        )
    return {FULL: data.names(full), NOBODY: data.names(data.who.unhelped)}


# ---- who carries too much


def _mistaken_overloaded(data: PairingNetwork, truth: list[str]) -> dict[str, list[str]]:
    table = data.load
    total = table.groupby("helper_id")["pairs"].sum()
    return apart(
        {
            "full": data.names(table.loc[table["pairs"] >= table["capacity"], "helper_id"]),
            "several": data.names(total.index[total > 1]),
            "busiest": data.names(total.index[total == total.max()]),
            "most": data.names(total.index[total >= 3]),
        },
        truth,
    )


@task(2, "overloaded", wrong=_mistaken_overloaded, names=spellings)
def overloaded(data: PairingNetwork) -> list[str]:
    """Helpers with more running pairs in a channel than they can carry."""
    found = data.load.loc[data.load["over"] > 0, "helper_id"]
    if found.empty:
        raise NotHere(
            tr(f"{data.day} 没有超出能力的帮扶方。", f"no helper is over capacity on {data.day}")
        )
    return data.names(found)


# ---- who leaves


def _alone(data: PairingNetwork) -> pd.Series:
    """Helper → how many units would have nobody without it."""
    found = pairing.critical_helpers(data.county, data.day)
    if found.empty:
        raise NotHere(
            tr("谁退出都不会有单位没人帮。", "whoever leaves, nobody is left without help")
        )
    return found.set_index("helper_id")["recipients"]


def _mistaken_leave(data: PairingNetwork, truth: list[str]) -> dict[str, list[str]]:
    alone, total = _alone(data), data.load.groupby("helper_id")["pairs"].sum()
    joint = data.pairs.loc[data.pairs["channel"] == "co_building", "helper_id"].value_counts()
    return apart(
        {
            "busiest": data.names(total.index[total == total.max()]),
            "any": data.names(alone.index),
            "over": data.names(data.load.loc[data.load["over"] > 0, "helper_id"]),
            "joint": data.names(joint.index[joint == joint.max()]),
        },
        truth,
    )


@task(2, "leave", wrong=_mistaken_leave, names=spellings)
def leave(data: PairingNetwork) -> list[str]:
    """The helper whose leaving would leave most units without anybody (several where they tie)."""
    alone = _alone(data)
    return data.names(alone.index[alone == alone.max()])
