"""Make the notebooks from their percent scripts.

    python start.py scripts/notebooks.py            those out of step with their source
    python start.py scripts/notebooks.py 4 10       those of lessons 4 and 10 out of step
    python start.py scripts/notebooks.py --all      all of them, executed anew
    python start.py scripts/notebooks.py --check    name those out of step, exit 1 if there are any

``workshop/lessons/lesson_NN_NAME/notebook.py`` is the truth for lesson NN; lines such as
``<<goals>>`` in its markdown stand for the lesson's texts in ``text.toml`` beside it. Two notebooks
are made from it, with cell ids that stay when other cells change:

    NN_NAME.ipynb            for the class: solutions (between ``# SOLUTION`` and ``# END``) cut,
                             with outputs up to the first exercise
    NN_NAME.teacher.ipynb    complete, executed, with the solutions and the trainer's notes
"""

from __future__ import annotations

import argparse
import ast
import hashlib
import math
import os
import re
import sys
import textwrap
import time
from collections import Counter
from copy import deepcopy
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

from workshop.lessons import folders, texts
from workshop.lessons.words import block, expand

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
SOLUTION = re.compile(
    r"^(?P<indent>[ \t]*)# SOLUTION\n.*?^[ \t]*# END[ \t]*(?:\n|\Z)", flags=re.MULTILINE | re.DOTALL
)
BLANK = "...  # 在这里写 · write here"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def lesson_number(source: Path) -> int:
    """The lesson a source belongs to: the digits of its folder's name, 0 when there are none."""
    return int("".join(re.findall(r"^lesson_(\d+)_", source.parent.name)) or 0)


def sources() -> list[Path]:
    """The percent scripts of the lessons there are."""
    return [folder / "notebook.py" for folder in folders().values()]


def stem(source: Path) -> str:
    """What the notebooks of a source are called: ``NN_NAME``."""
    return source.parent.name.removeprefix("lesson_")


def read(source: Path) -> NotebookNode:
    """The notebook that a percent script describes, without outputs.

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
            cell.source = expand(cell.source, lesson_number(source))
        text = f"{cell.cell_type}\n{cell.source}"
        cell.id = hashlib.sha256(f"{text}\n{seen[text]}".encode()).hexdigest()[:12]
        cell.metadata = NotebookNode(
            {"tags": list(cell.metadata["tags"])} if cell.metadata.get("tags") else {}
        )
        seen[text] += 1
    return notebook


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run every cell in `folder` and keep the outputs, without the traces of when and on which
    machine."""
    os.environ.setdefault("TOOLKIT_LANG", "zh")
    begun = time.monotonic()
    NotebookClient(
        notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    ).execute()
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
    return notebook


def blank(found: re.Match[str]) -> str:
    """What stands in place of a solution: its last name left open, so that the cells after it still
    run."""
    solution = textwrap.dedent(found[0])
    if re.search(r"^\s*return\b", solution, flags=re.MULTILINE):
        return f"{found['indent']}{BLANK}\n"
    assigned = [node for node in ast.parse(solution).body if isinstance(node, ast.Assign)]
    name = f"{ast.unparse(assigned[-1].targets[0])} = " if assigned else ""
    return f"{found['indent']}{name}{BLANK}\n"


def for_students(notebook: NotebookNode) -> NotebookNode:
    """The same notebook with the solutions cut; from the first exercise on without outputs, which
    would give answers away."""
    student, open_question = deepcopy(notebook), False
    for cell in student.cells:
        if cell.cell_type != "code":
            continue
        cell.source, found = SOLUTION.subn(blank, cell.source)
        cell.source = cell.source.rstrip("\n")
        open_question = open_question or found > 0
        if open_question:
            cell.outputs, cell.execution_count = [], None
            tags = [tag for tag in cell.metadata.get("tags", []) if tag != "nbval-check-output"]
            cell.metadata["tags"] = [*tags, "exercise" if found else "later"]
    return student


def for_teachers(notebook: NotebookNode, number: int) -> NotebookNode:
    """The same notebook with the trainer's notes after the title."""
    teacher = deepcopy(notebook)
    notes = nbformat.v4.new_markdown_cell(
        block(number, "trainer"), id=f"trainer-{number:02}", metadata={"tags": ["trainer"]}
    )
    teacher.cells.insert(1, notes)
    return teacher


def versions(
    source: Path, folder: Path, whole: NotebookNode | None = None
) -> dict[Path, NotebookNode]:
    """The two notebooks that a source stands for, path → notebook; without outputs unless the
    executed one is given."""
    whole = whole or read(source)
    return {
        folder / f"{stem(source)}.ipynb": for_students(whole),
        folder / f"{stem(source)}.teacher.ipynb": for_teachers(whole, lesson_number(source)),
    }


def facts(notebook: NotebookNode) -> list[tuple[str, str, str, list[str]]]:
    """What must agree between a source and the file made from it: everything but the outputs."""
    return [(c.id, c.cell_type, c.source, list(c.metadata.get("tags", []))) for c in notebook.cells]


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


def make(source: Path, folder: Path) -> list[Path]:
    """Execute a source once and write its notebooks; returns the files written."""
    made = versions(source, folder, execute(read(source), folder))
    for path, notebook in made.items():
        text = nbformat.writes(notebook)
        path.write_text(
            text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n"
        )
    return list(made)


def contents() -> str:
    """The page that the class opens first: the lessons by name, each a link to its notebook."""
    lines = ["# 典型工具箱：十堂课", "*Exemplar Toolkit: ten lessons*", ""]
    for source in sources():
        title = texts(lesson_number(source))["title"]
        lines.append(
            f"{lesson_number(source)}. [{title['zh']}]({stem(source)}.ipynb)<br>*{title['en']}*"
        )
    last = "点课名打开；从上往下，选中一格按 Shift+Enter 运行；练习写在“在这里写”的地方。"
    return "\n".join(
        [
            *lines,
            "",
            last,
            "",
            "*Click a title; run a cell with Shift+Enter, from the top; write where it says so.*",
            "",
        ]
    )


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
    args = arguments.parse_args(argv)
    asked = [s for s in sources() if not args.lessons or lesson_number(s) in args.lessons]
    stale = [
        s
        for s in asked
        if args.all or not all(in_step(path, nb) for path, nb in versions(s, FOLDER).items())
    ]
    for source in stale:
        made = [source.parent] if args.check else make(source, FOLDER)
        print(("out of step: " if args.check else "made: ") + ", ".join(path.name for path in made))
    page = FOLDER / "目录.md"
    old = not page.is_file() or page.read_text(encoding="utf-8") != contents()
    if old and not args.check:
        page.write_text(contents(), encoding="utf-8", newline="\n")
    return int(bool(args.check and (stale or old)))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
