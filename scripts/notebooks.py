"""Make the notebooks from their percent scripts.

    python start.py scripts/notebooks.py            those out of step with their source
    python start.py scripts/notebooks.py --all      all of them, executed anew
    python start.py scripts/notebooks.py --check    name those out of step, exit 1 if there are any

``notebooks/src/NAME.py`` becomes ``notebooks/NAME.ipynb``, executed, with cell ids that stay when other cells change. A source with
solutions (between ``# SOLUTION`` and ``# END``) becomes two: ``notebooks/NAME.solutions.ipynb``, complete and executed, and
``notebooks/NAME.ipynb``, where the solutions are cut; from the first cut on its cells have no output and are not run by the tests.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
from collections import Counter
from copy import deepcopy
from pathlib import Path

import jupytext
import nbformat
from nbclient import NotebookClient
from nbformat import NotebookNode

FOLDER = Path(__file__).resolve().parents[1] / "notebooks"
SOLUTION = re.compile(r"^(?P<indent>[ \t]*)# SOLUTION\n.*?^[ \t]*# END[ \t]*(?:\n|\Z)", flags=re.MULTILINE | re.DOTALL)
BLANK = "...  # 在这里写 · write here\n"
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def read(source: Path) -> NotebookNode:
    """The notebook that a percent script describes, without outputs.

    A cell's id is made from what it says (and its rank among equal cells), so it stays when cells are added elsewhere.
    """
    notebook = jupytext.read(source, fmt="py:percent")
    notebook.metadata = NotebookNode(kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python"))
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    seen: Counter[str] = Counter()
    for cell in notebook.cells:
        text = f"{cell.cell_type}\n{cell.source}"
        cell.id = hashlib.sha256(f"{text}\n{seen[text]}".encode()).hexdigest()[:12]
        cell.metadata = NotebookNode({"tags": list(cell.metadata["tags"])} if cell.metadata.get("tags") else {})
        seen[text] += 1
    return notebook


def has_solutions(notebook: NotebookNode) -> bool:
    """Whether any cell has a part that the student version leaves out."""
    return any(SOLUTION.search(cell.source) for cell in notebook.cells if cell.cell_type == "code")


def execute(notebook: NotebookNode, folder: Path) -> NotebookNode:
    """Run every cell in `folder` and keep the outputs, without the traces of when and on which machine."""
    os.environ.setdefault("TOOLKIT_LANG", "zh")
    NotebookClient(notebook, timeout=600, kernel_name="python3", resources={"metadata": {"path": str(folder)}}).execute()
    notebook.metadata = NotebookNode(kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python"))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
    return notebook


def for_students(notebook: NotebookNode) -> NotebookNode:
    """The same notebook with the solutions cut; outputs that would give them away go, too."""
    student, cut = deepcopy(notebook), False
    for cell in student.cells:
        if cell.cell_type != "code":
            continue
        cell.source, found = SOLUTION.subn(lambda m: m["indent"] + BLANK, cell.source)
        cell.source = cell.source.rstrip("\n")
        cut = cut or found > 0
        if cut:
            cell.outputs, cell.execution_count = [], None
            cell.metadata["tags"] = [*cell.metadata.get("tags", []), "nbval-skip"]
    return student


def versions(source: Path, folder: Path, whole: NotebookNode | None = None) -> dict[Path, NotebookNode]:
    """The notebooks that a source stands for, path → notebook; without outputs unless the executed one is given."""
    whole = whole or read(source)
    if not has_solutions(whole):
        return {folder / f"{source.stem}.ipynb": whole}
    return {folder / f"{source.stem}.solutions.ipynb": whole, folder / f"{source.stem}.ipynb": for_students(whole)}


def facts(notebook: NotebookNode) -> list[tuple[str, str, str, list[str]]]:
    """What must agree between a source and the file made from it: everything but the outputs."""
    return [(c.id, c.cell_type, c.source, list(c.metadata.get("tags", []))) for c in notebook.cells]


def in_step(path: Path, notebook: NotebookNode) -> bool:
    """Whether the file at `path` is the notebook, run to its end without an error."""
    if not path.is_file():
        return False
    kept = nbformat.read(path, as_version=4)
    runnable = [c for c in kept.cells if c.cell_type == "code" and "nbval-skip" not in c.metadata.get("tags", [])]
    ran = all(c.execution_count and all(o.output_type != "error" for o in c.outputs) for c in runnable)
    return ran and facts(kept) == facts(notebook)


def make(source: Path, folder: Path) -> list[Path]:
    """Execute a source once and write its notebooks; returns the files written."""
    made = versions(source, folder, execute(read(source), folder))
    for path, notebook in made.items():
        text = nbformat.writes(notebook)
        path.write_text(text if text.endswith("\n") else text + "\n", encoding="utf-8", newline="\n")
    return list(made)


def main(argv: list[str]) -> int:
    """Make or check; returns 1 when something is out of step and only checked."""
    arguments = argparse.ArgumentParser(description="Make the notebooks from their percent scripts.")
    arguments.add_argument("--all", action="store_true", help="those in step, too")
    arguments.add_argument("--check", action="store_true", help="only name those out of step")
    args = arguments.parse_args(argv)
    sources = sorted((FOLDER / "src").glob("*.py"))
    stale = [s for s in sources if args.all or not all(in_step(path, nb) for path, nb in versions(s, FOLDER).items())]
    for source in stale:
        made = [source] if args.check else make(source, FOLDER)
        print(("out of step: " if args.check else "made: ") + ", ".join(path.name for path in made))
    return int(bool(args.check and stale))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
