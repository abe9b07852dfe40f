"""Lesson 10: any ledger, one round, a case and a statement that others could check."""

import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from toolkit.terms import use_lang
from workshop import Lesson
from workshop.lessons.lesson_02_pairing_graphs import ledger
from workshop.lessons.lesson_10_my_county.tasks import model_case, model_statement


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    with use_lang("zh"):
        yield


@pytest.fixture(scope="module")
def lesson() -> Lesson:
    return Lesson(10)


def test_a_ledger_of_ones_own_is_read_and_shown_by_code(tmp_path: Path) -> None:
    own = Lesson(10, ledger.write(tmp_path / "我们的台账.xlsx"))
    assert own.check("answers", "B、B、G") and own.check("answers", "AAA")
    beyond = own.check("answers", "C、A、A")
    assert beyond.hint == "beyond" and "1" in beyond.sentence
    names = set(own.data.called.values())
    assert names and all(name.startswith("U") for name in names)
    assert "林业局" not in str(own.exercise("round").solve())


def test_answers_are_kept_beside_the_ledger_and_change_the_county(tmp_path: Path) -> None:
    file = ledger.write(tmp_path / "我们的台账.xlsx")
    own = Lesson(10, file)
    own.data.remember("乱写")
    assert not list(tmp_path.glob("*.json"))
    own.data.remember("A、A、E")
    again = Lesson(10, file).data
    assert again.questions.empty
    assert len(again.county["organisation"]) == len(own.data.county["organisation"]) - 1
    assert "co_building" in set(again.county["pairing"]["channel"])
    Lesson(10).data.remember("A、A、E")  # the shipped one has no place of its own


@pytest.mark.parametrize(
    ("field", "text", "hint"),
    [
        ("谁", "石桥村书记", ""),
        ("谁", "村党支部书记和妇联主任", ""),
        ("谁", "石桥村李大同志", "person"),
        ("谁", "有关方面", "actor"),
        ("做了什么", "落实结对任务去了12次", ""),
        ("做了什么", "充分发挥先锋模范作用", "slogan"),
        ("什么时候", "每周三", ""),
        ("什么时候", "长期", "time"),
        ("凭什么看得出", "会议记录", ""),
        ("凭什么看得出", "面貌一新", "praise"),
    ],
)
def test_a_field_of_a_case_can_be_checked_or_is_refused(
    lesson: Lesson, field: str, text: str, hint: str
) -> None:
    verdict = lesson.check("case", model_case() | {field: text})
    assert verdict.hint == hint and bool(verdict) == (hint == "")
    assert lesson.check("case", list((model_case() | {field: text}).values())).hint == hint


@pytest.mark.parametrize(
    ("field", "text", "hint"),
    [
        ("看到什么", "因为结对 户数从4到19", "cause"),
        ("和谁比", "没有比过", ""),
        ("和谁比", "没有", "alone"),
        ("还可能是什么原因", "没有", "rival"),
        ("不能说什么", "都能说", "limit"),
        ("下个月记哪个数", "到户次数", ""),
        ("下个月记哪个数", "再接再厉", "coming"),
    ],
)
def test_a_statement_stops_where_it_should(
    lesson: Lesson, field: str, text: str, hint: str
) -> None:
    assert lesson.check("statement", model_statement() | {field: text}).hint == hint


def test_case_and_statement_are_written_as_typed(lesson: Lesson, tmp_path: Path) -> None:
    from openpyxl import load_workbook

    typed = ["=甲局", "乙", "丙", "丁"]
    parts = {"案例": lesson.data.fields("case", typed), "证据说明": model_statement()}
    book = load_workbook(lesson.data.write(tmp_path / "案例.xlsx", **parts))
    assert book.sheetnames == ["案例", "证据说明"]
    assert [row[1].value for row in book["案例"].iter_rows(min_row=2)] == typed
    assert lesson.data.fields("case", "乱写") == {}


def test_the_english_edition_asks_and_judges_in_english(lesson: Lesson) -> None:
    with use_lang("en"):
        for id in ("case", "statement"):
            exercise = lesson.exercise(id)
            assert not re.search("[一-鿿]", str(exercise.solve()))
            assert exercise.check(exercise.solve()) and len(exercise.mistakes()) >= 5
            for key, answer in exercise.mistakes().items():
                assert exercise.check(answer).hint == key


def test_a_shortage_that_is_told_once_says_in_how_many_places_it_is() -> None:
    (page,) = (Path(__file__).resolve().parents[2] / "notebooks").glob("10_*.teacher.ipynb")
    cells = nbformat.read(page, as_version=4).cells
    told = next(c for c in cells if "shortages" in c.source).outputs[0]["data"]["text/plain"]
    with use_lang("zh"):
        short = Lesson(10).data.plan.shortages["short"].sum()
    assert sum(int(line.split()[-1]) for line in told.splitlines()[1:]) == short > 2
