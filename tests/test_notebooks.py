"""Notebooks: generated files stand in step with their sources, use public names only, and student
versions hide what they must."""

import ast
import importlib.util
import re
from pathlib import Path
from types import ModuleType

import nbformat
import pandas as pd
import pytest

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"


def load_script(name: str = "notebooks") -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{name}_script", ROOT / "scripts" / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


script = load_script()
SOURCES = script.sources()
each_source = pytest.mark.parametrize("source", SOURCES, ids=script.stem)


# ---- the notebooks that are shipped


@each_source
def test_generated_notebooks_are_in_step_with_their_source(source: Path) -> None:
    stale = [
        path.name
        for path, notebook in script.versions(source, FOLDER).items()
        if not script.in_step(path, notebook)
    ]
    assert not stale, f"{stale}: run python start.py scripts/notebooks.py"


def test_no_notebook_is_without_a_source() -> None:
    made = {path for source in SOURCES for path in script.versions(source, FOLDER)}
    assert set(FOLDER.glob("*.ipynb")) == made and made


def test_the_page_of_contents_is_in_step_and_its_links_lead_somewhere() -> None:
    text = (FOLDER / script.CONTENTS).read_text(encoding="utf-8")
    assert text == script.contents(), "run python start.py scripts/notebooks.py"
    assert all(
        (FOLDER / target).is_file() for target in re.findall(r"\]\(([^)]+)\)", text)
    ) and text.count(".ipynb") == len(SOURCES)


@each_source
def test_only_public_names_are_used(source: Path) -> None:
    import toolkit

    tree = ast.parse(source.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        package = (getattr(node, "module", None) or "").split(".")[0]
        if isinstance(node, ast.ImportFrom) and package in ("toolkit", "workshop"):
            door = importlib.import_module(node.module or "")
            assert (node.module or "").count(".") <= 1, (
                f"line {node.lineno} reaches behind a room's door"
            )
            assert {alias.name for alias in node.names} <= set(door.__all__), f"line {node.lineno}"
        if isinstance(node, ast.Attribute):
            assert not node.attr.startswith("_"), f"line {node.lineno}"
            if isinstance(node.value, ast.Name) and node.value.id in toolkit._ROOMS:
                assert node.attr in getattr(toolkit, node.value.id).__all__, (
                    f"line {node.lineno}: {node.value.id}.{node.attr} is not public"
                )


@each_source
def test_cells_are_few_and_short_and_headings_come_in_two_languages(source: Path) -> None:
    cells = script.read(source).cells
    assert sum(cell.cell_type == "code" for cell in cells) <= 25
    for cell in cells:
        if cell.cell_type == "code":
            assert len(cell.source.splitlines()) <= 6, (
                f"too many lines to say one thing:\n{cell.source}"
            )
            continue
        parts = cell.source.split("**")  # a mark inside, a character outside: it would not be bold
        for before, bold, after in zip(parts[::2], parts[1::2], parts[2::2]):
            assert bold[-1].isalnum() or not after[:1].isalnum(), bold
            assert bold[0].isalnum() or not before[-1:].isalnum(), bold
        lines = cell.source.splitlines()
        for heading, below in zip(lines, [*lines[1:], ""]):
            if heading.startswith("#"):
                assert re.search(r"[一-鿿]", heading), heading
                assert re.fullmatch(r"\*[^一-鿿]+\*", below.strip()), (
                    f"{heading}: an English line in *…* stands below"
                )


@each_source
def test_taught_numbers_are_compared_and_figures_have_alternative_text(source: Path) -> None:
    whole = nbformat.read(FOLDER / f"{script.stem(source)}.teacher.ipynb", as_version=4)
    for cell in whole.cells:
        if "lesson.check(" in cell.source:
            assert "nbval-check-output" in cell.metadata["tags"], cell.source
    pictures = [
        o
        for cell in whole.cells
        for o in cell.get("outputs", [])
        if "image/png" in o.get("data", {})
    ]
    for picture in pictures:
        assert picture["metadata"]["image/png"]["alt"]


@each_source
def test_a_class_gets_blanks_and_no_output_from_the_first_exercise_on(source: Path) -> None:
    notebook = nbformat.read(FOLDER / f"{script.stem(source)}.ipynb", as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    first = next(i for i, cell in enumerate(code) if "exercise" in cell.metadata.get("tags", []))
    assert not any(cell.outputs for cell in code[first:])
    assert f"# {script.WRITE['zh']}" in code[first].source
    assert not any("teacher" in cell.metadata.get("tags", []) for cell in notebook.cells)


@each_source
def test_a_file_behind_an_exercise_waits_for_it_where_all_cells_are_run_at_once(
    source: Path,
) -> None:
    code = [cell.source for cell in script.read(source).cells if cell.cell_type == "code"]
    first = next(at for at, cell in enumerate(code) if "lesson.check(" in cell)
    written = [cell for cell in code[first:] if "lesson.link(" in cell]
    assert written and all("lesson.after(" in cell for cell in written), written


@each_source
def test_plans_and_minutes_stand_in_the_teachers_copy_only(source: Path) -> None:
    number, stem = script.lesson_number(source), script.stem(source)
    pages = [nbformat.read(FOLDER / f"{stem}{of}.ipynb", as_version=4) for of in ("", ".teacher")]
    told, teacher = ("\n".join(cell.source for cell in page.cells) for page in pages)
    for at, exercise in enumerate(script.texts(number)["exercise"], start=1):
        minutes = f"**练习 {at}　{exercise['title']['zh']}**（约 {exercise['minutes']} 分钟）"
        assert minutes in teacher and not re.search(r"约 \d+ 分钟|90 分钟课", told)
        assert f'lesson.check("{exercise["id"]}", answer)' in told
    assert len(script.texts(number)["goals"]) == 3 and told.startswith(f"# 第 {number} 课")


@each_source
def test_the_class_reads_chinese_and_english_only_below_headings(source: Path) -> None:
    for cell in script.read(source).cells:
        if cell.cell_type == "markdown":
            lines = cell.source.splitlines()
            for above, line in zip(["", *lines], lines):
                assert above.startswith("#") or not re.fullmatch(r"\*[^*]*[A-Za-z]{3}.*\*", line), (
                    line
                )


@each_source
def test_the_english_version_is_english(source: Path) -> None:
    for cell in script.read(source, "en").cells:
        assert cell.cell_type != "code" or not re.search("[一-鿿]", cell.source), cell.source
        for line in cell.source.splitlines():
            signs, letters = len(re.findall("[一-鿿]", line)), len(re.findall("[A-Za-z]", line))
            assert signs <= 2 or 3 * signs < letters, line


# ---- what the lessons notice


def test_the_table_of_taught_functions_speaks_of_every_lesson_as_it_is() -> None:
    mutations = load_script("mutate_lessons")
    rows = mutations.saved()
    assert {lesson for lesson, *_ in rows} == {script.stem(source)[:2] for source in SOURCES}
    for source in SOURCES:
        now = {name for lesson, name, _ in rows if lesson == script.stem(source)[:2]}
        assert now <= set(mutations.taught(source)), (
            "run python start.py scripts/mutate_lessons.py --save"
        )
    told = [result for *_, result in rows if result not in mutations.SILENT]
    assert sum(result != "missed" for result in told) >= 0.9 * len(told)


def test_a_change_makes_numbers_larger_and_leaves_the_rest_alone() -> None:
    mutations = load_script("mutate_lessons")
    frame = pd.DataFrame({"n": [100, 200], "share": [0.5, 1.0], "name": ["甲", "乙"]})
    larger = mutations.scaled(frame)
    assert (
        larger["n"].tolist() == [101, 202]
        and larger["share"].tolist() == [0.505, 1.01]
        and larger["name"].equals(frame["name"])
    )
    assert mutations.scaled((2.0, True, "x")) == (2.02, True, "x")
    assert mutations._differs(frame, larger) and not mutations._differs(
        frame[["name"]], mutations.scaled(frame[["name"]])
    )
    assert not mutations._differs(frame.head(0), mutations.scaled(frame.head(0))), (
        "an empty table holds no number"
    )


def test_only_the_lessons_asked_for_are_made(capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["--check", "--all", "3"]) == 1
    assert capsys.readouterr().out.strip() == "out of step: lesson_03_planning_pairings"


# ---- the pipeline

TEXT = """# %% [markdown]
# # 练习
# *An exercise*
#
# 一句话。
#
# *A sentence on 待考.*

# %%
import workshop

lesson = workshop.Lesson(1)  # 第一课 // the first lesson

# %% tags=["nbval-check-output"]
1 + 1

# %%
answer = ""
lesson.check("year", answer)

# %%
1 + 1

# %% [markdown] tags=["teacher"]
# 教师看的。
#
# *For the teacher.*
"""
STEM = "01_一份报告里有什么、没有什么"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the notebooks of a lesson folder in it."""
    folder = tmp_path_factory.mktemp("课 堂")
    made = [path.name for path in script.make(written(folder, TEXT), folder)]
    assert made == [f"{STEM}.ipynb", f"{STEM}.teacher.ipynb"]
    return folder


def written(folder: Path, text: str, name: str = "lesson_01_trial") -> Path:
    source = folder / name / "notebook.py"
    source.parent.mkdir(exist_ok=True)
    source.write_text(text, encoding="utf-8")
    return source


def cells(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


def test_the_answer_is_typed_for_the_teacher_and_left_blank_for_the_class(folder: Path) -> None:
    teacher, student = cells(folder / f"{STEM}.teacher.ipynb"), cells(folder / f"{STEM}.ipynb")
    assert teacher[1].metadata.tags == ["trainer"] and "教师用" in teacher[1].source
    whole = [teacher[0], *teacher[2:]]
    assert whole[3].source == 'answer = 2010\nlesson.check("year", answer)'
    assert whole[3].outputs[0].data["text/plain"].startswith("✓")
    assert student[3].source == 'answer = ""  # 在这里写\nlesson.check("year", answer)'
    assert student[1].source.endswith("  # 第一课") and student[2].outputs
    assert not any(cell.get("outputs") for cell in student[3:]), "later ones give answers away"
    assert [c.metadata.get("tags") for c in student[3:]] == [["exercise"], ["later"]]
    assert whole[3].metadata.tags == ["nbval-check-output"] and len(whole) == 6
    assert [c.id for c in whole[:5]] == [c.id for c in student] and len({c.id for c in whole}) == 6
    assert student[0].source == "# 练习\n*An exercise*\n\n一句话。"


def test_the_english_version_is_executed_in_english(folder: Path) -> None:
    (folder / "en").mkdir()
    source = folder / "lesson_01_trial" / "notebook.py"
    student, teacher = script.make(source, folder / "en", "en")
    assert cells(student)[0].source == "# An exercise\n\nA sentence on 待考."
    assert cells(student)[1].source.endswith("  # the first lesson")
    assert cells(teacher)[4].outputs[0].data["text/plain"].startswith("✓ Right.")


def test_a_whole_lesson_is_executed_in_english(tmp_path: Path) -> None:
    _, teacher = script.make(SOURCES[0], tmp_path, "en")
    told = [o for c in cells(teacher) for o in c.get("outputs", [])]
    checks = [o.data["text/plain"] for o in told if "✓" in o.get("data", {}).get("text/plain", "")]
    assert len(checks) == len(script.texts(1)["exercise"])


def test_the_texts_of_the_lesson_stand_in_place_of_marks(tmp_path: Path) -> None:
    source = written(tmp_path, "# %% [markdown]\n# <<front>>\n", "lesson_04_marks")
    assert script.read(source).cells[0].source.startswith("# 第 4 课　")
    assert script.read(source, "en").cells[0].source.startswith("# Lesson 4. ")


def test_a_cell_keeps_its_id_when_another_is_added(folder: Path, tmp_path: Path) -> None:
    before = [cell.id for cell in script.read(folder / "lesson_01_trial" / "notebook.py").cells]
    longer = written(tmp_path, "# %%\nimport math\n\n" + TEXT)
    assert [cell.id for cell in script.read(longer).cells][1:] == before


def test_a_changed_source_and_a_cell_that_never_ran_are_out_of_step(folder: Path) -> None:
    source, path = folder / "lesson_01_trial" / "notebook.py", folder / f"{STEM}.teacher.ipynb"
    expected = script.versions(source, folder)[path]
    assert script.in_step(path, expected)
    expected.cells[2].source = "lesson = 2"
    assert not script.in_step(path, expected)
    kept = nbformat.read(path, as_version=4)
    kept.cells[2].execution_count = None
    other = folder / "other.teacher.ipynb"
    nbformat.write(kept, other)
    assert not script.in_step(other, script.versions(source, folder)[path])
    other.unlink()
