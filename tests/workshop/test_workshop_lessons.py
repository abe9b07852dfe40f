"""Every lesson: texts whole and in two languages, exercises that accept the solution and reject
typical mistakes with their hint, time."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest

import workshop
from toolkit import dataset, figures
from toolkit.terms import use_lang
from workshop import Lesson, Verdict
from workshop.lessons import folders, numbers, part, texts
from workshop.lessons.answers import is_number, listed
from workshop.lessons.differences import difference, same
from workshop.lessons.exercise import Checker, Exercise
from workshop.lessons.words import block, expand, reading_minutes

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
EXERCISES = [
    (number, exercise["id"]) for number in numbers() for exercise in texts(number)["exercise"]
]
each_lesson = pytest.mark.parametrize("number", numbers())


@cache
def lesson(number: int) -> Lesson:
    return Lesson(number)


def said(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Every text in a lesson's file that has a language."""
    if isinstance(value, dict):
        if "zh" in value or "en" in value:
            yield path, value
        else:
            for key, inner in value.items():
                yield from said(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from said(inner, f"{path}[{i}]")


def test_there_are_ten_lessons() -> None:
    assert set(numbers()) >= set(range(1, 11))
    assert {path.name[:2] for path in FOLDER.glob("*.ipynb")} == {f"{n:02}" for n in numbers()}


def test_what_lacks_a_part_says_so_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "lesson_12_bare").mkdir()
    (tmp_path / "lesson_12_bare" / "text.toml").write_text("number = 12\n", encoding="utf-8")
    monkeypatch.setattr(workshop.lessons, "__path__", [*workshop.lessons.__path__, str(tmp_path)])
    assert 12 in numbers()
    for name in ("kit", "tasks"):
        with pytest.raises(ValueError, match=rf"lesson_12_bare 里没有 {name}.py"):
            part(12, name)
    with pytest.raises(ValueError, match="没有第 13 课；现有：1、"):
        Lesson(13)


@each_lesson
def test_every_text_comes_in_both_languages(number: int) -> None:
    for path, text in said(texts(number)):
        assert set(text) == {"zh", "en"}, path
        assert path.endswith(".unit") or re.search(r"[一-鿿]", text["zh"]), (
            path
        )  # % is a unit in any language
        assert text["en"].strip(), path


@each_lesson
def test_a_lesson_has_all_its_parts(number: int) -> None:
    parts = texts(number)
    named = {"title", "goals", "opening", "guiding", "data", "discussion", "recap", "limits"}
    assert named <= set(parts) and len(parts["goals"]) == 3
    assert 2 <= len(parts["exercise"]) <= 4 and len(parts["quiz"]) == 5
    assert all(
        3 <= len(q["options"]) <= 5 and 0 <= q["answer"] < len(q["options"]) for q in parts["quiz"]
    )
    assert len({q["answer"] for q in parts["quiz"]}) > 1, (
        "the right answer is not always the same letter"
    )
    for minutes in (90, 180):
        plan = lesson(number).plan(minutes)
        assert (
            plan["to"].iloc[-1] == minutes
            and (plan["from"].iloc[1:].to_numpy() == plan["to"].iloc[:-1].to_numpy()).all()
        )


@each_lesson
def test_the_figures_that_a_step_names_are_figures(number: int) -> None:
    named = [name for step in texts(number)["step"] for name in step.get("figures", ())]
    assert named and set(named) <= set(figures.__all__)


@pytest.mark.parametrize(("number", "id"), EXERCISES)
def test_an_exercise_accepts_its_solution_and_knows_typical_mistakes(number: int, id: str) -> None:
    exercise = lesson(number).exercise(id)
    verdict = exercise.check(exercise.solve())
    assert verdict.right and verdict.sentence
    mistakes = exercise.mistakes()
    assert len(mistakes) >= 3, f"only {list(mistakes)}"
    assert set(exercise.hints) >= set(mistakes)
    for key, answer in mistakes.items():
        refused = exercise.check(answer)
        assert (
            not refused.right and refused.hint == key and refused.sentence == exercise.hints[key]
        ), key
    assert len(set(exercise.hints.values())) == len(exercise.hints), "each mistake has its own hint"


def spellings(truth: Any, typed: Any) -> list[Any]:
    """Five ways in which people type an answer."""
    wide = str.maketrans("0123456789,:.%", "０１２３４５６７８９，：．％")
    if isinstance(truth, dict):
        said = "；".join(f"{key}：{value}" for key, value in typed.items())
        text = {str(key): f" {value}" for key, value in typed.items()}
        wider = {
            str(key).translate(wide): str(value).translate(wide) for key, value in text.items()
        }
        return [typed, text, wider, said, list(typed.values())]
    if listed(truth):
        parts = [part.strip() for part in typed.split("、")]
        return [typed, parts, "，".join(parts), typed.translate(wide) + "。", [f" {typed} "]]
    if is_number(truth):
        return [truth, str(typed), f"{typed}个", f" {typed}。", str(typed).translate(wide)]
    return [typed, f"“{typed}”", f" {typed}\n", [typed], f"{typed}　"]


@pytest.mark.parametrize(("number", "id"), EXERCISES)
def test_a_solution_is_accepted_however_people_type_it(number: int, id: str) -> None:
    exercise = lesson(number).exercise(id)
    truth = exercise.solve()
    for said in [truth, *spellings(truth, exercise.typed())]:
        verdict = exercise.check(said)
        assert verdict.right, f"{said!r}: {verdict}"


@pytest.mark.parametrize(("number", "id"), EXERCISES)
@pytest.mark.parametrize(
    "odd", [None, ..., "乱写", -7.25, [], [object()], {}, {"a": 1}, float("nan"), True]
)
def test_an_odd_answer_gets_a_sentence(number: int, id: str, odd: Any) -> None:
    verdict = lesson(number).check(id, odd)
    assert not verdict.right and len(verdict.sentence) >= 8


@each_lesson
def test_reading_exercises_and_running_take_less_than_eighty_minutes(number: int) -> None:
    (path,) = FOLDER.glob(f"{number:02}_*.teacher.ipynb")
    notebook = nbformat.read(path, as_version=4)
    reading = sum(
        reading_minutes(cell.source)
        for cell in notebook.cells
        if cell.cell_type == "markdown" and "trainer" not in cell.metadata.get("tags", [])
    )
    working = sum(exercise["minutes"] for exercise in texts(number)["exercise"])
    assert reading + working + notebook.metadata["run_minutes"] < 80


@each_lesson
def test_the_notebook_shows_every_exercise_and_checks_it(number: int) -> None:
    text = (folders()[number] / "notebook.py").read_text(encoding="utf-8")
    for id in lesson(number).exercises:
        assert f"<<exercise {id}>>" in text and f'lesson.check("{id}", answer)' in text, id
    parts = "front data discussion recap limits"
    assert not [name for name in parts.split() if f"<<{name}>>" not in text]


# ---- the machinery


def checker(truth: Any, **wrong: Any) -> Checker:
    return Checker(
        Exercise(lambda data: truth, lambda data, right: wrong),
        None,
        "对。",
        "看第二节。",
        {key: f"提示{key}" for key in wrong},
    )


def test_a_recognised_mistake_gets_its_hint_and_others_a_direction() -> None:
    asked = checker(12.0, doubled=24.0, equal=12.0)
    assert asked.check(12.004) and asked.check(12).sentence == "对。"
    assert asked.check(24) == Verdict(False, "提示doubled", "doubled")
    assert (
        asked.check(30).sentence == "偏大了。看第二节。"
        and asked.check(1).sentence == "偏小了。看第二节。"
    )
    assert set(asked.mistakes()) == {"doubled"}, "a mistake that is right on these data is none"


def test_sets_mappings_and_sequences_are_compared_as_such() -> None:
    assert same(["b", "a"], {"a", "b"}) and not same("ab", {"a", "b"})
    assert same((1, 2), (1, 2)) and not same((2, 1), (1, 2))
    assert same({"x": 1.001}, {"x": 1.0}) and not same({"x": 1}, {"x": 1, "y": 2})
    assert not same(True, 1), "a yes is no number"
    with use_lang("zh"):
        assert difference(["a", "z"], {"a", "b"}) == "z 不该在内，还少 1 个。"
        assert difference({"x": 2}, {"x": 1, "y": 2}) == "这几项还不对：x、y。"


def test_texts_fill_the_marks_and_an_unknown_mark_is_an_error() -> None:
    assert expand("一段话\n\n<<limits>>", 4).startswith("一段话\n\n## 这节课没有证明什么\n*")
    with pytest.raises(ValueError, match="nonsense"):
        block(4, "nonsense")
    with pytest.raises(ValueError, match="qinglan_60"):
        dataset("../tests")
    with pytest.raises(ValueError, match="11"):
        Lesson(11)


def test_scores_compare_before_and_after() -> None:
    table = lesson(4).score("AAAAA", "abcde")
    assert list(table.columns) == ["question", "before", "after", "answer", "reason"] and list(
        table["after"]
    ) == list("ABCDE")
    with pytest.raises(ValueError, match="5"):
        lesson(4).score("AAA", "AAAAA")
