"""Do the lessons notice when what they teach is wrong? Change every taught function by one per cent
and run the lesson.

    python start.py scripts/mutate_lessons.py [LESSON …] [--jobs 2] [--save]

A taught function is a public function, method or property that a lesson's notebook uses and whose
numbers the lesson shows. Its numbers are multiplied by 1.01 everywhere in the package, the lesson's
cells are run in a fresh process, and the cells tagged ``nbval-check-output`` are compared with the
kept ones. Where none of them differs, everything that the lesson shows is compared with the lesson
unchanged: a difference there is a miss; where there is none either, the function's numbers are not
shown and nothing could be noticed. ``--save`` writes the table to ``docs/taught_functions.md``,
lesson by lesson.
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import hashlib
import importlib
import inspect
import io
import multiprocessing
import os
import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from itertools import repeat
from numbers import Real
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd

from workshop.lessons import folders

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
RESULTS = ROOT / "docs" / "taught_functions.md"
FACTOR = 1.01
UNCHANGED = "(nothing)"
#: results that say nothing about the lesson's checks: there was no number to change, or nobody sees
#: it
NOT_CALLED = "not called"  # another class has a method of that name
SILENT = ("returns nothing numeric", "its numbers are not shown")
#: they draw, write and check; they teach no number
NO_METHODS = (
    "figures",
    "reports",
    "terms",
    "rules",
    "records",
    "demo",
    "national",
)


def stem(source: Path) -> str:
    """``NN_NAME``, the folder of a source."""
    return source.parent.name.removeprefix("lesson_")


def taught(source: Path) -> list[str]:
    """``room.function`` and ``room.Class.method`` (or property) that a lesson uses, in its story or
    in the exercises below it."""
    import toolkit

    # an exercise may stand in modules of its own beside tasks.py
    beside = {p for p in source.parent.glob("*.py") if p.name not in ("__init__.py", "kit.py")}
    text = "\n".join(p.read_text(encoding="utf-8") for p in sorted({source, *beside}))
    nodes = list(ast.walk(ast.parse(text.replace("from __future__ import annotations\n", ""))))
    called = {node.func.attr for node in nodes if _is_method(node)}  # type: ignore[attr-defined]
    read = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    found = []
    for room in (
        room for room in sorted(set(toolkit._ROOMS) - set(NO_METHODS)) if f"{room}." in text
    ):
        door = getattr(toolkit, room)
        for name in door.__all__:
            thing = getattr(door, name)
            if inspect.isfunction(thing) and f"{room}.{name}(" in text:
                found.append(f"{room}.{name}")
            if inspect.isclass(thing):
                used = [
                    m
                    for m, f in vars(thing).items()
                    if m in (called if inspect.isfunction(f) else read if _getter(f) else ())
                ]
                found += [f"{room}.{name}.{m}" for m in used]
    return found


def _is_method(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _getter(thing: Any) -> Callable[[Any], Any] | None:
    """The function behind a property."""
    return (
        thing.fget
        if isinstance(thing, property)
        else thing.func
        if isinstance(thing, functools.cached_property)
        else None
    )


def scaled(value: Any, depth: int = 0) -> Any:
    """The value with its numbers one per cent larger; in objects only the fractional ones, so that
    positions stay positions."""
    if isinstance(value, bool | np.bool_ | str | bytes) or value is None:
        return value
    if isinstance(value, Real):
        return value * FACTOR if depth == 0 or isinstance(value, float) else value
    if isinstance(value, pd.DataFrame):
        changed = value.copy()
        for position, dtype in enumerate(value.dtypes):
            if _counts(dtype, depth):
                changed.isetitem(position, value.iloc[:, position] * FACTOR)
        return changed
    if isinstance(value, pd.Series | np.ndarray):
        return value * FACTOR if _counts(value.dtype, depth) else value
    if isinstance(value, dict):
        return {key: scaled(inner, depth) for key, inner in value.items()}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return type(value)(*(scaled(inner, depth) for inner in value))
    if isinstance(value, list | tuple):
        return type(value)(scaled(inner, depth) for inner in value)
    return (
        _scaled_object(value, depth)
        if depth < 2 and type(value).__module__.startswith("toolkit.")
        else value
    )


def _counts(dtype: Any, depth: int) -> bool:
    kind = getattr(dtype, "kind", "O")
    return kind == "f" or (kind in "iu" and depth == 0)


def _scaled_object(value: Any, depth: int) -> Any:
    changed = copy.copy(value)
    for name, inner in vars(value).items():
        object.__setattr__(changed, name, scaled(inner, depth + 1))
    return changed


def change(name: str) -> list[bool]:
    """Replace a function wherever the package has bound it; the list tells for each call whether a
    number was changed."""
    room, *rest = name.split(".")
    door = importlib.import_module(f"toolkit.{room}")
    holder = door if len(rest) == 1 else getattr(door, rest[0])
    original = vars(holder)[rest[-1]]
    getter = _getter(original)
    touched: list[bool] = []

    @functools.wraps(getter or original)
    def wrong(*args: Any, **kw: Any) -> Any:
        result = (getter or original)(*args, **kw)
        larger = scaled(result)
        touched.append(_differs(result, larger))
        return larger

    setattr(holder, rest[-1], property(wrong) if getter else wrong)
    if len(rest) == 1:
        for module in [
            m for key, m in list(sys.modules.items()) if key.startswith("toolkit") and m is not None
        ]:
            for key, bound in list(vars(module).items()):
                if bound is original:
                    setattr(module, key, wrong)
    return touched


def _differs(before: Any, after: Any) -> bool:
    if isinstance(before, pd.DataFrame | pd.Series):
        return len(before) > 0 and not before.equals(after)  # an empty one only changes its dtype
    if isinstance(before, np.ndarray):
        return not np.array_equal(before, after)
    if isinstance(before, dict):
        return any(_differs(before[key], after[key]) for key in before)
    if isinstance(before, list | tuple):
        return any(_differs(b, a) for b, a in zip(before, after))
    if type(before).__module__.startswith("toolkit.") and hasattr(before, "__dict__"):
        return any(
            _differs(inner, vars(after)[key])
            for key, inner in vars(before).items()
            if isinstance(inner, _NUMERIC)
        )
    return bool(isinstance(before, Real) and before != after)


_NUMERIC = (Real, pd.DataFrame, pd.Series, np.ndarray, dict, list, tuple)


def cells(executed: Path) -> Iterator[tuple[str, str | None]]:
    """Code of each cell of a teacher's notebook, with the text it must show when it is tagged."""
    for cell in nbformat.read(executed, as_version=4).cells:
        if cell.cell_type == "code":
            tagged = "nbval-check-output" in cell.metadata.get("tags", [])
            yield cell.source, _kept(cell) if tagged else None


def _kept(cell: Any) -> str:
    return "".join(
        o.get("text", "") if o.output_type == "stream" else o.get("data", {}).get("text/plain", "")
        for o in cell.outputs
    )


def lesson(executed: Path, name: str | None) -> tuple[str, str]:
    """Run a lesson with a changed function: the result ("missed" where no tagged cell differs), and
    what it showed, as a hash."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.displayhook.write_output_prompt = shell.displayhook.finish_displayhook = lambda: None
    shell.displayhook.write_format_data = lambda *_, **__: None
    pd.set_option(
        "display.max_columns", 20, "display.width", 80
    )  # as in a notebook, where no terminal tells its width
    touched, shown = change(name) if name else [True], hashlib.sha256()
    for code, expected in cells(executed):
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(io.StringIO()):
            result = shell.run_cell(code, store_history=False)
        if not result.success:
            return f"raised ({type(result.error_in_exec or result.error_before_exec).__name__})", ""
        text = out.getvalue() + _told(shell, result.result)
        if expected is not None and text.strip() != expected.strip():
            return "noticed", ""
        shown.update(re.sub(r" at 0x[0-9a-f]+", "", text).encode())
    return "missed" if any(touched) else SILENT[0] if touched else NOT_CALLED, shown.hexdigest()


def _told(shell: Any, value: Any) -> str:
    """What a cell's last value says: a table or a number as printed, a figure as its words and its
    data."""
    if value is None:
        return ""
    if hasattr(value, "alt") and isinstance(getattr(value, "data", None), pd.DataFrame):
        return f"{value.title}\n{value.caption}\n{value.alt}\n{value.data.to_csv()}"
    return str(
        shell.display_formatter.format(value, include=["text/plain"])[0].get("text/plain", "")
    )


def run(executed: Path, name: str | None) -> tuple[str, str]:
    """The same, in the notebooks' folder; for a process of its own."""
    os.chdir(FOLDER)
    return lesson(executed, name)


def pool(jobs: int) -> ProcessPoolExecutor:
    """Processes for one run each, in the notebooks' language; where they can be forked, from one
    that has imported the package."""
    import toolkit

    os.environ.update({"TOOLKIT_LANG": "zh", "MPLBACKEND": "agg", "PYTHONUTF8": "1"})
    way = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(way)
    if way == "forkserver":
        context.set_forkserver_preload(
            ["IPython.core.interactiveshell", *(f"toolkit.{room}" for room in toolkit._ROOMS)]
        )
    return ProcessPoolExecutor(jobs, mp_context=context, max_tasks_per_child=1)


def try_all(source: Path, jobs: int) -> pd.DataFrame:
    """Every taught function of a lesson: ``lesson, function, result``; the first row is the lesson
    as it is."""
    (executed,) = FOLDER.glob(f"{stem(source)[:2]}_*.teacher.ipynb")
    names = [None, *taught(source)]
    with pool(jobs) as processes:
        found = list(processes.map(run, repeat(executed), names))
    same = found[0][1]
    results = [
        found[0][0],
        *(
            SILENT[1] if verdict == "missed" and shown == same else verdict
            for verdict, shown in found[1:]
        ),
    ]
    table = pd.DataFrame(
        {"lesson": stem(source)[:2], "function": [UNCHANGED, *names[1:]], "result": results}
    )
    return table[table["result"] != NOT_CALLED]


def main(argv: list[str]) -> int:
    """Change, run, tell; returns 1 when fewer than nine of ten changes are noticed."""
    arguments = argparse.ArgumentParser(
        description="Change every taught function by one per cent and run the lessons."
    )
    arguments.add_argument("lessons", nargs="*", type=int)
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--save", action="store_true")
    args = arguments.parse_args(argv)
    every = [folder / "notebook.py" for folder in folders().values()]
    sources = [s for s in every if not args.lessons or int(stem(s)[:2]) in args.lessons]
    parts = []
    for source in sources:
        part = try_all(source, args.jobs)
        print(part.to_string(header=False, index=False), flush=True)
        if args.save:
            _save(part[part["function"] != UNCHANGED])
        parts.append(part)
    table = pd.concat(parts)
    as_it_is = set(table.loc[table["function"] == UNCHANGED, "result"])
    changed = table.loc[(table["function"] != UNCHANGED) & ~table["result"].isin(SILENT), "result"]
    caught = changed != "missed"
    print(f"{caught.sum()} of {len(changed)} changes noticed; unchanged lessons {sorted(as_it_is)}")
    return int(caught.sum() < 0.9 * len(changed) or as_it_is != {"missed"})


def _save(part: pd.DataFrame) -> None:
    """Write the table; of lessons that were not run now, what was found before stays."""
    now, rows = set(part["lesson"]), list(part.itertuples(index=False, name=None))
    found = sorted([*(r for r in saved() if r[0] not in now), *rows], key=lambda row: row[0])
    told = [result for *_, result in found if result not in SILENT]
    caught = sum(result != "missed" for result in told)
    head = (
        "# Taught functions changed by one per cent\n\n`python start.py scripts/mutate_lessons.py "
        "--save`\n\n"
    )
    head += (
        f"{caught} of {len(told)} changes were noticed by the lesson that teaches the function "
        f"({caught / max(len(told), 1):.0%}).\nThe other {len(found) - len(told)} return no number "
        "that is changed (whole numbers inside an object stay, as positions must), or none that "
        "the lesson shows in a cell, table or figure.\n\n"
    )
    lines = "".join(f"| {lesson} | `{name}` | {result} |\n" for lesson, name, result in found)
    RESULTS.write_text(
        f"{head}| lesson | function | result |\n|---|---|---|\n{lines}",
        encoding="utf-8",
        newline="\n",
    )


def saved() -> list[tuple[str, str, str]]:
    """The rows of the table as it was written last: lesson, function, result."""
    text = RESULTS.read_text(encoding="utf-8") if RESULTS.is_file() else ""
    return re.findall(r"^\| (\d\d) \| `(.+)` \| (.+) \|$", text, re.MULTILINE)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
