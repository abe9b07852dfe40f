"""Lesson 2: its ledger, and other records than the shipped ones, their answers counted by hand."""

from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import load_workbook

from toolkit import County, dataset, demo_county
from toolkit.records import read_ledger
from workshop import Lesson, NotHere
from workshop.lessons.lesson_02_pairing_graphs import ledger
from workshop.lessons.lesson_02_pairing_graphs.tasks import ADVANCED, DEPARTMENT


@cache
def county() -> County:
    return demo_county(300, 7)


@cache
def lesson() -> Lesson:
    return Lesson(2, county())


@cache
def running() -> pd.DataFrame:
    pairs = county()["pairing"]
    on = pd.Timestamp(lesson().data.day)
    runs = (
        (pairs["start"] <= on)
        & ~(pairs["end_actual"] <= on).fillna(False)
        & ~pairs["status"].isin(["proposed", "confirmed", "rejected"])
    )
    return pairs[runs.fillna(False).astype(bool)]


def named(ids: set[str]) -> set[str]:
    return {lesson().data.called[i] for i in ids}


# ---- the shipped ledger


def test_the_ledger_asks_what_the_lesson_answers(tmp_path: Path) -> None:
    file = ledger.write(tmp_path / "台账.xlsx")
    read = read_ledger(file)
    assert [q.key.split(":")[0] for q in read.questions] == ["hidden", "same", "channel"]
    answers = {q.key: a for q, a in zip(read.questions, ledger.ANSWERS)}
    settled = read_ledger(file, {"answers": answers})
    assert not settled.questions and len(settled.pairings) == len(ledger.rows())
    assert len(read.organisations) == len(settled.organisations) + 1, "two names are one unit"
    told = "".join(map(str, [settled.organisations.to_csv(), settled.pairings.to_csv()]))
    assert "甲某某" not in told and "138000" not in told
    sheets = load_workbook(file)
    assert sheets["2008年旧名单"].sheet_state == "hidden"
    units = [c.value for c in sheets["2011年结对"]["C"][2:] if c.value]
    assert units and all(str(name).endswith("（虚构）") for name in units)


def test_the_class_sees_no_person() -> None:
    data = Lesson(2).data
    for frame in (data.rows, data.listed, data.questions, data.columns, data.county["pairing"]):
        assert "甲某某" not in frame.to_csv() and "138000" not in frame.to_csv()
    assert (data.columns["读作"] == "个人信息（未读）").sum() == 2


def test_letters_are_read_however_they_are_set_apart() -> None:
    shipped = Lesson(2)
    for typed in ("AAE", "a a e", "A，A，E", "1A 2A 3E", "不读、是同一个单位、党群共建"):
        assert shipped.check("questions", typed), typed
    assert shipped.check("questions", "A、A").hint == ""


# ---- other records


def test_the_network_of_other_records_is_counted_alike() -> None:
    listed, runs = set(map(str, lesson().data.who.to_help)), running()
    helping = runs[runs["channel"] != "co_building"]
    assert set(lesson().exercise("unpaired").solve()) == named(
        listed - set(helping["recipient_id"])
    )
    pairs = runs.groupby(["helper_id", "channel"], observed=True).size()
    most = {ADVANCED: 1, DEPARTMENT: 3, "enterprise_ties_backward": 1, "hook_up_help": 2}
    own = county()["organisation"].set_index("org_id")["capacity"]
    over = {
        h
        for (h, c), n in pairs.items()
        if c in most and n > (most[c] if pd.isna(own[h]) else own[h])
    }
    assert set(lesson().exercise("overloaded").solve()) == named(over)
    helpers = runs.groupby("recipient_id")["helper_id"].agg(set)
    alone = pd.Series([next(iter(h)) for h in helpers if len(h) == 1]).value_counts()
    assert set(lesson().exercise("leave").solve()) == named(set(alone.index[alone == alone.max()]))


def test_what_the_records_cannot_answer_is_said(tmp_path: Path) -> None:
    assert set(lesson().here()) == {"questions"}
    with pytest.raises(NotHere):
        Lesson(2, County({"organisation": county()["organisation"]})).data  # noqa: B018
    public = Lesson(2, dataset("counterpart_assistance"))
    assert set(public.here()) == set(public.exercises), "published pairings are not judged"
    own = Lesson(2, ledger.write(tmp_path / "我们的台账.xlsx"))
    assert own.data.own and "U0003" in own.exercise("overloaded").solve(), "codes on own records"
