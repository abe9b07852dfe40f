"""Lesson 1: the fictitious report holds its traps, and what the reader finds is what a person wrote
down."""

from pathlib import Path

import pytest

import toolkit
from toolkit import dataset
from toolkit.cases import read
from workshop import Lesson, NotHere
from workshop.lessons import part

FOLDER = dataset("teaching_report")


def test_the_reader_finds_what_a_person_marked_by_hand() -> None:
    lesson = Lesson(1)
    told = "百村点灯 三级联创 三培双带 一比两看 三亮 先进带后进 部门联后进 企业结后进"
    assert lesson.exercise("programmes").solve() == told.split()
    assert lesson.exercise("year").solve() == 2010
    assert lesson.exercise("outcomes").solve() == ["61%", "72%", "11%"]
    assert lesson.exercise("ratios").solve() == pytest.approx((1.22928, 9.21392, 1.22825), abs=1e-5)
    by_hand = (
        "486个 5230名 3个 28个 132场 6400余人次 74条 18个 20个 36名 72个 5890件 96% 14个 3至5名 "
        "126万元 23.5公里"
    )
    by_hand += " 89周年 12个 40名 18名 70个 26期 9处 2个 61% 72% 11%"
    assert (
        list(lesson.data.report.figures["raw"]) == by_hand.split()
        and lesson.exercise("figures").solve() == 28
    )


def test_its_tables_load_and_the_first_try_does_not() -> None:
    assert toolkit.check(FOLDER).empty
    county = toolkit.County.load(FOLDER)
    assert set(county["award"]["year"]) == {2010} and county["award"]["count"].tolist() == [
        12,
        40,
        18,
    ]
    assert county["programme"].set_index("prog_id")["content"][["R1", "R4"]].tolist() == [
        "待考",
        "待考",
    ]
    problems = toolkit.check(FOLDER / "first_try")
    assert set(problems["column"]) == {"name", "parent_id", "prog_id", "count"}, (
        "the wrong year is well formed"
    )


def test_a_report_of_one_s_own_is_read_in_its_place(tmp_path: Path) -> None:
    text = (
        "某县情况报告（虚构）\n发布时间：2021-05-01\n开展“五星创评”活动，"
        "建党99周年之际表彰先进基层党组织3个。\n"
    )
    (tmp_path / "报告.txt").write_text(text, encoding="utf-8")
    lesson = Lesson(1, tmp_path)
    assert (
        lesson.exercise("year").solve() == 2020 and lesson.check("year", 2021).hint == "published"
    )
    assert set(lesson.here()) == {"outcomes"}, "no outcome is told, and the lesson says so"
    assert part(1, "tasks").load(read(text)).report.title == "某县情况报告（虚构）"
    with pytest.raises(NotHere):
        Lesson(1, tmp_path).exercise("outcomes").solve()
    with pytest.raises(ValueError, match="docx"):
        Lesson(1, dataset("report_2011")).data  # noqa: B018
