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
    text = (FOLDER / "目录.md").read_text(encoding="utf-8")
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
def test_cells_are_short_and_headings_come_in_two_languages(source: Path) -> None:
    for cell in script.read(source).cells:
        if cell.cell_type == "code":
            # folded at 100 columns; six lines once the lessons are built anew
            assert len(cell.source.splitlines()) <= 31, (
                f"too many lines to say one thing:\n{cell.source}"
            )
            continue
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
    assert any("nbval-check-output" in cell.metadata.get("tags", []) for cell in whole.cells)
    pictures = [
        o
        for cell in whole.cells
        for o in cell.get("outputs", [])
        if "image/png" in o.get("data", {})
    ]
    for picture in pictures:
        assert picture["metadata"]["image/png"]["alt"]


@each_source
def test_a_student_version_holds_no_solution_and_no_output_from_the_first_exercise_on(
    source: Path,
) -> None:
    code = [
        cell
        for cell in nbformat.read(FOLDER / f"{script.stem(source)}.ipynb", as_version=4).cells
        if cell.cell_type == "code"
    ]
    first = next(i for i, cell in enumerate(code) if "exercise" in cell.metadata.get("tags", []))
    assert not any(cell.outputs for cell in code[first:])
    assert (
        "# SOLUTION" not in "".join(cell.source for cell in code)
        and script.BLANK in code[first].source
    )


@each_source
def test_every_exercise_tells_its_minutes_and_has_a_cell_that_is_checked(source: Path) -> None:
    text = "\n".join(cell.source for cell in script.read(source).cells)
    for exercise in script.texts(script.lesson_number(source))["exercise"]:
        assert f"{exercise['title']['zh']}（约 {exercise['minutes']} 分钟）" in text
        assert f'lesson.check("{exercise["id"]}", ' in text


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

# %%
x = 1

# %% tags=["nbval-check-output"]
x + 1

# %%
def twice(n):
    # SOLUTION
    return 2 * n
    # END

twice(x)

# %%
# SOLUTION
y = 2 * x
# END
y

# %%
x = 1
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the notebooks of a lesson folder in it."""
    folder = tmp_path_factory.mktemp("课 堂")
    made = [path.name for path in script.make(written(folder, TEXT), folder)]
    assert made == ["04_trial.ipynb", "04_trial.teacher.ipynb"]
    return folder


def written(folder: Path, text: str, name: str = "lesson_04_trial") -> Path:
    source = folder / name / "notebook.py"
    source.parent.mkdir(exist_ok=True)
    source.write_text(text, encoding="utf-8")
    return source


def cells(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


def test_the_solution_is_executed_and_cut_from_the_class_version(folder: Path) -> None:
    teacher, student = cells(folder / "04_trial.teacher.ipynb"), cells(folder / "04_trial.ipynb")
    assert teacher[1].metadata.tags == ["trainer"] and "教师用" in teacher[1].source
    whole = [teacher[0], *teacher[2:]]
    assert "return 2 * n" in whole[3].source and whole[3].outputs[0].data["text/plain"] == "2"
    assert student[3].source == "def twice(n):\n    ...  # 在这里写 · write here\n\ntwice(x)"
    assert student[4].source == "y = ...  # 在这里写 · write here\ny", (
        "the name stays, so that the cells after it still run"
    )
    assert student[2].outputs and not any(cell.outputs for cell in student[3:]), (
        "later outputs would give answers away"
    )
    assert [cell.metadata.tags for cell in student[3:]] == [["exercise"], ["exercise"], ["later"]]
    assert [cell.id for cell in whole] == [cell.id for cell in student] and len(
        {cell.id for cell in whole}
    ) == 6
    assert "execution" not in whole[3].metadata and whole[0].source.startswith("# 练习")


def test_the_texts_of_the_lesson_stand_in_place_of_marks(tmp_path: Path) -> None:
    source = written(tmp_path, "# %% [markdown]\n# <<goals>>\n", "lesson_04_marks")
    assert script.read(source).cells[0].source.startswith("## 本课目标\n*")


def test_a_cell_keeps_its_id_when_another_is_added(folder: Path, tmp_path: Path) -> None:
    before = [cell.id for cell in script.read(folder / "lesson_04_trial" / "notebook.py").cells]
    longer = written(tmp_path, "# %%\nimport math\n\n" + TEXT)
    assert [cell.id for cell in script.read(longer).cells][1:] == before


def test_a_changed_source_and_a_cell_that_never_ran_are_out_of_step(folder: Path) -> None:
    source, path = folder / "lesson_04_trial" / "notebook.py", folder / "04_trial.teacher.ipynb"
    expected = script.versions(source, folder)[path]
    assert script.in_step(path, expected)
    expected.cells[2].source = "x = 2"
    assert not script.in_step(path, expected)
    kept = nbformat.read(path, as_version=4)
    kept.cells[2].execution_count = None
    other = folder / "04_other.teacher.ipynb"
    nbformat.write(kept, other)
    assert not script.in_step(other, script.versions(source, folder)[path])
    other.unlink()
