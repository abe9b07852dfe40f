"""Lesson 1: the fictitious report holds its traps, and what the reader finds is what a person wrote
down."""

import re
from pathlib import Path

import pytest

import toolkit
from toolkit import dataset
from toolkit.cases import read
from toolkit.terms import use_lang
from workshop import Lesson, NotHere
from workshop.lessons import part, texts
from workshop.lessons.lesson_01_what_a_report_holds.tasks import SORTED

FOLDER = dataset("teaching_report")


def test_the_reader_finds_what_a_person_marked_by_hand() -> None:
    lesson = Lesson(1)
    assert lesson.exercise("year").solve() == 2010
    assert lesson.exercise("ratios").solve() == pytest.approx((1.22928, 9.21392, 1.22825), abs=1e-5)
    by_hand = (
        "486个 5230名 3个 28个 132场 6400余人次 74条 18个 20个 36名 72个 5890件 96% 14个 3至5名 "
        "126万元 23.5公里"
    )
    by_hand += " 89周年 12个 40名 18名 70个 26期 9处 2个 61% 72% 11%"
    assert list(lesson.data.report.figures["raw"]) == by_hand.split()
    machine = lesson.data.report.figures_by_slot.set_index("raw")["slot"]
    for raw, of in SORTED.items():  # where machine and person may be held together, they agree
        assert (machine[raw] == "effect") == (of == "outcome"), raw


def test_the_sentences_that_the_exercise_points_to_hold_its_figures() -> None:
    prompt = texts(1)["exercise"][0]["prompt"]["zh"].replace(" ", "")
    said = Lesson(1).data.sentences.iloc[:, 0]
    pointed = [int(n) for n in re.findall(r"第(\d+)句", prompt)]
    assert len(pointed) == len(SORTED)
    assert all(raw in said[n - 1] for raw, n in zip(SORTED, pointed))


def test_the_report_of_2011_is_told_as_facts() -> None:
    with use_lang("zh"):
        parts, seven = Lesson(1).data.parts, Lesson(1).data.seven
    assert parts["几项"].tolist() == [4, 4, 26, 10, 12, 56]
    assert parts["几个数字"].tolist() == [0, 0, 3, 4, 0, 7] and not parts["几个结果"].any()
    assert seven["数"].tolist() == [977, 9002, 11066, 89, 12, 49, 21]


@pytest.mark.parametrize(
    ("asked", "hint"),
    [
        (["兑现了多少？", "谁来核的？", "以前什么样？", "花了几天？", "别处怎么样？"], ""),
        ("兑现了多少\n谁去核的\n以前什么样\n花了几天\n群众怎么看", ""),
        ("兑现了几件？谁核的？花了多少？", "few"),
        ("兑现了几件？谁核的？花了多少？以前呢？有几名党员作了承诺？", "told"),
        ("承诺兑现了。群众满意了。钱花完了。没有回潮。别处没有。", "statements"),
    ],
)
def test_questions_are_judged_by_what_they_ask(asked: str, hint: str) -> None:
    with use_lang("zh"):
        assert Lesson(1).check("questions", asked).hint == hint


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
    assert set(lesson.here()) == {"sort"}, "nobody has sorted it yet, and the lesson says so"
    assert part(1, "tasks").load(read(text)).report.title == "某县情况报告（虚构）"
    with pytest.raises(NotHere):
        Lesson(1, tmp_path).exercise("sort").solve()
    with pytest.raises(ValueError, match="docx"):
        Lesson(1, dataset("report_2011")).data  # noqa: B018
