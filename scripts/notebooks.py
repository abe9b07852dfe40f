"""Make the notebooks from their percent scripts.

    python start.py scripts/notebooks.py            those out of step with their source
    python start.py scripts/notebooks.py 4 10       those of lessons 4 and 10 out of step
    python start.py scripts/notebooks.py --all      all of them, executed anew
    python start.py scripts/notebooks.py --check    name those out of step, exit 1 if there are any
    python start.py scripts/notebooks.py --lang en  all of them in English, into out/en

``workshop/lessons/lesson_NN_NAME/notebook.py`` is the truth for lesson NN. A line such as
``<<front>>`` in its markdown stands for the lesson's texts in ``text.toml`` beside it; a Chinese
paragraph is followed by its English in ``*…*``; a comment in code reads ``# 中文 // English``,
other Chinese in code has its English in the table ``[code]`` of ``text.toml``. An exercise is a
cell ``answer = ""`` (or another blank) and ``lesson.check("ID", answer)``. Cells
tagged ``teacher`` are for the teacher alone. Two notebooks are made from it, with cell ids that
stay when other cells change:

    NN_TITLE.ipynb            for the class: blanks, with outputs up to the first exercise
    NN_TITLE.teacher.ipynb    executed, with the answers and the trainer's notes
"""

from __future__ import annotations

import argparse
import hashlib
import math
import os
import re
import sys
import time
from collections import Counter
from copy import deepcopy
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from toolkit.terms import use_lang
from workshop.cli.lab import CONTENTS
from workshop.lessons import Lesson, folders, texts
from workshop.lessons.words import block, expand

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
ENGLISH = ROOT / "out" / "en"
EXERCISE = re.compile(
    r"^answer = (?P<blank>.+?)\n+(?=lesson\.check\(\"(?P<id>\w+)\", answer\))", flags=re.M | re.S
)
COMMENT = re.compile(r"# (?P<zh>.+?) // (?P<en>.+)$", flags=re.M)
WRITE = {"zh": "在这里写", "en": "write here"}
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def lesson_number(source: Path) -> int:
    """The lesson a source belongs to: the digits of its folder's name, 0 when there are none."""
    return int("".join(re.findall(r"^lesson_(\d+)_", source.parent.name)) or 0)


def sources() -> list[Path]:
    """The percent scripts of the lessons there are."""
    return [folder / "notebook.py" for folder in folders().values()]


def stem(source: Path, language: str = "zh") -> str:
    """What the notebooks of a source are called: number and Chinese title, in English the folder's
    name."""
    number = lesson_number(source)
    if language == "en":
        return source.parent.name.removeprefix("lesson_")
    return f"{number:02}_{texts(number)['title']['zh']}"


def read(source: Path, language: str = "zh") -> NotebookNode:
    """The notebook that a percent script describes, with blanks and without outputs.

    A cell's id is made from what it says (and its rank among equal cells), so it stays when cells
    are added elsewhere.
    """
    notebook = jupytext.read(source, fmt="py:percent")
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python")
    )
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = expand(cell.source, lesson_number(source), language)
        else:
            cell.source = COMMENT.sub(lambda found: f"# {found[language]}", cell.source)
            if language == "en":
                for zh, en in texts(lesson_number(source)).get("code", {}).items():
                    cell.source = cell.source.replace(f'"{zh}"', f'"{en}"')
        text = f"{cell.cell_type}\n{cell.source}"
        cell.id = hashlib.sha256(f"{text}\n{seen[text]}".encode()).hexdigest()[:12]
        tags = list(cell.metadata.get("tags", []))
        if "lesson.check(" in cell.source:  # what a check says is compared wherever lessons are run
            tags = sorted({*tags, "nbval-check-output"})
        cell.metadata = NotebookNode({"tags": tags} if tags else {})
        seen[text] += 1
    return notebook


def solved(notebook: NotebookNode, number: int) -> NotebookNode:
    """The same notebook with the answers typed into its blanks."""
    whole, lesson = deepcopy(notebook), Lesson(number)
    for cell in whole.cells:
        if cell.cell_type == "code":
            cell.source = EXERCISE.sub(
                lambda found: f"answer = {_filled(found, lesson)}\n", cell.source
            )
    return whole


def _filled(found: re.Match[str], lesson: Lesson) -> str:
    """The answer as code: a text of several lines where the blank is one."""
    typed = lesson.exercise(found["id"]).typed()
    if not found["blank"].startswith('"""'):
        return repr(typed)
    lines = re.sub(r"(?<=[。？；])(?=.)|(?<=[.?] )", "\n", str(typed))
    return f'"""\n{lines}\n"""'


def execute(notebook: NotebookNode, folder: Path, language: str = "zh") -> NotebookNode:
    """Run every cell in `folder` and keep the outputs, without the traces of when and on which
    machine."""
    begun = time.monotonic()
    client = NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    # for the kernel alone: whoever calls keeps their own language
    client.execute(env={**os.environ, "TOOLKIT_LANG": language})
    notebook.metadata = NotebookNode(
        kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python")
    )
    notebook.metadata["run_minutes"] = (
        math.ceil((time.monotonic() - begun) / 30) / 2
    )  # half minutes: enough to plan a lesson
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":  # whether a progress bar shows depends on the machine
            cell.outputs = [
                o for o in cell.outputs if not (o.get("name") == "stderr" and "\r" in o["text"])
            ]
            for output in cell.outputs:  # a widget lives with its kernel only
                output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    return notebook


def for_students(blank: NotebookNode, executed: NotebookNode, language: str) -> NotebookNode:
    """The notebook with its blanks and without what is the teacher's; from the first exercise on
    without outputs, which would give answers away."""
    student, open_question = deepcopy(blank), False
    for cell, done in zip(student.cells, executed.cells):
        if cell.cell_type != "code":
            continue
        found = EXERCISE.search(cell.source)
        if found:
            # what was laid on the board is the answer: nothing to write
            note = "" if found["blank"].isidentifier() else f"  # {WRITE[language]}"
            write = f"answer = {found['blank']}{note}\n"
            cell.source = EXERCISE.sub(lambda _, write=write: write, cell.source)
        open_question = open_question or found is not None
        if open_question:
            tags = [tag for tag in cell.metadata.get("tags", []) if tag != "nbval-check-output"]
            cell.metadata["tags"] = [*tags, "exercise" if found else "later"]
        else:
            cell.outputs, cell.execution_count = done.outputs, done.execution_count
    student.cells = [c for c in student.cells if "teacher" not in c.metadata.get("tags", [])]
    return student


def for_teachers(notebook: NotebookNode, number: int, language: str = "zh") -> NotebookNode:
    """The same notebook with the trainer's notes after the title."""
    teacher = deepcopy(notebook)
    with use_lang(language):
        notes = nbformat.v4.new_markdown_cell(
            block(number, "trainer"), id=f"trainer-{number:02}", metadata={"tags": ["trainer"]}
        )
    teacher.cells.insert(1, notes)
    return teacher


def versions(
    source: Path, folder: Path, executed: NotebookNode | None = None, language: str = "zh"
) -> dict[Path, NotebookNode]:
    """The two notebooks that a source stands for, path → notebook; without outputs and answers
    unless the executed one is given."""
    blank, name = read(source, language), stem(source, language)
    whole = executed or blank
    return {
        folder / f"{name}.ipynb": for_students(blank, whole, language),
        folder / f"{name}.teacher.ipynb": for_teachers(whole, lesson_number(source), language),
    }


def facts(notebook: NotebookNode) -> list[tuple[str, str, str, list[str]]]:
    """What must agree between a source and the file made from it: everything but the outputs and
    the answers, which are computed."""
    return [
        (c.id, c.cell_type, EXERCISE.sub("answer\n", c.source), list(c.metadata.get("tags", [])))
        for c in notebook.cells
    ]


def in_step(path: Path, notebook: NotebookNode) -> bool:
    """Whether the file at `path` is the notebook, run to its end without an error."""
    if not path.is_file():
        return False
    kept = nbformat.read(path, as_version=4)
    silent = ("exercise", "later", "nbval-skip")
    runnable = [
        c
        for c in kept.cells
        if c.cell_type == "code" and not set(silent) & set(c.metadata.get("tags", []))
    ]
    ran = all(
        c.execution_count and all(o.output_type != "error" for o in c.outputs) for c in runnable
    )
    return ran and facts(kept) == facts(notebook)


def make(source: Path, folder: Path, language: str = "zh") -> list[Path]:
    """Execute a source once and write its notebooks; returns the files written."""
    with use_lang(language):
        whole = solved(read(source, language), lesson_number(source))
    made = versions(source, folder, execute(whole, folder, language), language)
    for path, notebook in made.items():
        text = nbformat.writes(notebook)
        path.write_text(
            text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n"
        )
    return list(made)


def contents() -> str:
    """The page that the class opens first: the lessons by name, each a link to its notebook."""
    lessons = [
        f"{lesson_number(s)}. [{texts(lesson_number(s))['title']['zh']}]({stem(s)}.ipynb)"
        for s in sources()
    ]
    how = "点课名打开。从上往下，点一格，按 Shift+Enter 运行；写着“在这里写”的地方由你来写。"
    head = ["# 典型工具箱：十堂课", "*Exemplar Toolkit: ten lessons*"]
    return "\n".join([*head, "", *lessons, "", how, ""])


def main(argv: list[str]) -> int:
    """Make or check; returns 1 when something is out of step and only checked."""
    arguments = argparse.ArgumentParser(
        description="Make the notebooks from their percent scripts."
    )
    arguments.add_argument(
        "lessons", nargs="*", type=int, help="numbers of lessons; all when left out"
    )
    arguments.add_argument("--all", action="store_true", help="those in step, too")
    arguments.add_argument("--check", action="store_true", help="only name those out of step")
    arguments.add_argument("--lang", choices=("zh", "en"), default="zh")
    args = arguments.parse_args(argv)
    asked = [s for s in sources() if not args.lessons or lesson_number(s) in args.lessons]
    if args.lang == "en":
        ENGLISH.mkdir(parents=True, exist_ok=True)
        for source in asked:
            print("made: " + ", ".join(path.name for path in make(source, ENGLISH, "en")))
        return 0
    stale = [
        s
        for s in asked
        if args.all or not all(in_step(path, nb) for path, nb in versions(s, FOLDER).items())
    ]
    for source in stale:
        made = [source.parent] if args.check else make(source, FOLDER)
        print(("out of step: " if args.check else "made: ") + ", ".join(path.name for path in made))
    page = FOLDER / CONTENTS
    old = not page.is_file() or page.read_text(encoding="utf-8") != contents()
    if old and not args.check:
        page.write_text(contents(), encoding="utf-8", newline="\n")
    return int(bool(args.check and (stale or old)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
