"""A lesson is one folder: put beside the others, it is found by notebooks, packs, lab and tests."""

import os
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

import pytest

from workshop.cli.lab import CONTENTS, HIDDEN
from workshop.lessons import folders, texts

ROOT = Path(__file__).resolve().parents[2]
MARKS = ("front", "data", "discussion", "recap", "limits")
STEM = f"11_{texts(3)['title']['zh']}"


def cell(kind: str, *lines: str) -> str:
    return "\n".join([f"# %%{kind}", *lines, "", ""])


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workshop with lesson 3 once more, as a folder of its own: lesson 11."""
    copy = tmp_path_factory.mktemp("十一 课")
    for name in ("workshop", "notebooks", "scripts"):
        # with what Python compiled, which it need not do again
        shutil.copytree(ROOT / name, copy / name)
    tests = copy / "tests" / "workshop"
    tests.mkdir(parents=True)
    shutil.copy(Path(__file__).with_name("test_workshop_lessons.py"), tests)
    lesson = shutil.copytree(folders()[3], copy / "workshop" / "lessons" / "lesson_11_trial")
    for name in ("tasks.py", "text.toml"):
        text = (lesson / name).read_text(encoding="utf-8")
        text = re.sub(r"@task\(\s*3,", "@task(11,", text).replace("number = 3\n", "number = 11\n")
        (lesson / name).write_text(text, encoding="utf-8")
    story = cell(" [markdown]", *(f"# <<{mark}>>\n#" for mark in MARKS))
    story += cell("", "from workshop import Lesson", "", "lesson = Lesson(11)")
    for exercise in texts(3)["exercise"]:
        id = exercise["id"]
        story += cell(" [markdown]", f"# <<exercise {id}>>")
        story += cell("", 'answer = ""', f'lesson.check("{id}", answer)')
    (lesson / "notebook.py").write_text(story, encoding="utf-8")
    return copy


def run(copy: Path, *line: str) -> str:
    paths = {"PYTHONPATH": os.pathsep.join([str(copy), str(ROOT)])}
    done = subprocess.run(
        [sys.executable, *line],
        cwd=copy,
        env={**os.environ, **paths, "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return done.stdout


def test_a_folder_is_all_that_a_lesson_needs(copy: Path) -> None:
    made = run(copy, "scripts/notebooks.py", "11")
    assert made == f"made: {STEM}.ipynb, {STEM}.teacher.ipynb\n"
    seen = [
        path.name
        for path in (copy / "notebooks").iterdir()
        if not any(fnmatch(path.name, hidden) for hidden in HIDDEN)
    ]
    assert f"{STEM}.ipynb" in seen and f"{STEM}.teacher.ipynb" not in seen
    contents = (copy / "notebooks" / CONTENTS).read_text(encoding="utf-8")
    assert f"]({STEM}.ipynb)" in contents, "the page that lab opens first"
    written = run(copy, "-m", "toolkit", "pack", "11", "--out", "课", "--lang", "zh").splitlines()
    assert len(written) == 8 and all((copy / path).is_file() for path in written)
    tested = run(copy, "-m", "pytest", "tests/workshop", "-q", "-k", "11", "-p", "no:cacheprovider")
    assert int(re.search(r"(\d+) passed", tested)[1]) >= 40
