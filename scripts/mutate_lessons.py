"""Do the lessons notice when what they teach is wrong? Change every taught function by one per cent and run the lesson.

    python start.py scripts/mutate_lessons.py [LESSON …] [--jobs 2] [--save]

A taught function is a public function or method that a lesson's notebook calls and that returns numbers. Its numbers are multiplied by
1.01 everywhere in the package, the lesson's cells are run in a fresh process, and the cells tagged ``nbval-check-output`` are compared
with the kept ones. ``--save`` writes the table to ``docs/taught_functions.md``.
"""

from __future__ import annotations

import argparse
import ast
import copy
import functools
import importlib
import inspect
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import redirect_stderr, redirect_stdout
from numbers import Real
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "notebooks"
RESULTS = ROOT / "docs" / "taught_functions.md"
FACTOR = 1.01
#: they draw, write and check; they teach no number
NO_METHODS = (
    "figures",
    "reports",
    "terms",
    "rules",
    "records",
    "classroom",
    "demo",
    "national",
)


def taught(source: Path) -> list[str]:
    """``room.function`` and ``room.Class.method`` that a notebook's source calls."""
    import toolkit

    text = source.read_text(encoding="utf-8")
    called = {node.func.attr for node in ast.walk(ast.parse(text)) if _is_method(node)}  # type: ignore[attr-defined]
    found = []
    for room in (room for room in sorted(set(toolkit._ROOMS) - set(NO_METHODS)) if f"{room}." in text):
        door = getattr(toolkit, room)
        for name in door.__all__:
            thing = getattr(door, name)
            if inspect.isfunction(thing) and f"{room}.{name}(" in text:
                found.append(f"{room}.{name}")
            if inspect.isclass(thing):
                found += [f"{room}.{name}.{m}" for m, f in vars(thing).items() if m in called and inspect.isfunction(f)]
    return found


def _is_method(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def scaled(value: Any, depth: int = 0) -> Any:
    """The value with its numbers one per cent larger; in objects only the fractional ones, so that positions stay positions."""
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
    return _scaled_object(value, depth) if depth < 2 and type(value).__module__.startswith("toolkit.") else value


def _counts(dtype: Any, depth: int) -> bool:
    kind = getattr(dtype, "kind", "O")
    return kind == "f" or (kind in "iu" and depth == 0)


def _scaled_object(value: Any, depth: int) -> Any:
    changed = copy.copy(value)
    for name, inner in vars(value).items():
        object.__setattr__(changed, name, scaled(inner, depth + 1))
    return changed


def change(name: str) -> Callable[[], bool]:
    """Replace a function wherever the package has bound it; the returned function says whether any number was changed."""
    room, *rest = name.split(".")
    door = importlib.import_module(f"toolkit.{room}")
    holder = door if len(rest) == 1 else getattr(door, rest[0])
    original = vars(holder)[rest[-1]]
    touched = []

    @functools.wraps(original)
    def wrong(*args: Any, **kw: Any) -> Any:
        result = original(*args, **kw)
        larger = scaled(result)
        touched.append(_differs(result, larger))
        return larger

    setattr(holder, rest[-1], wrong)
    if len(rest) == 1:
        for module in [m for key, m in list(sys.modules.items()) if key.startswith("toolkit") and m is not None]:
            for key, bound in list(vars(module).items()):
                if bound is original:
                    setattr(module, key, wrong)
    return lambda: any(touched)


def _differs(before: Any, after: Any) -> bool:
    if isinstance(before, pd.DataFrame | pd.Series):
        return not before.equals(after)
    if isinstance(before, np.ndarray):
        return not np.array_equal(before, after)
    if isinstance(before, dict):
        return any(_differs(before[key], after[key]) for key in before)
    if isinstance(before, list | tuple):
        return any(_differs(b, a) for b, a in zip(before, after))
    if type(before).__module__.startswith("toolkit.") and hasattr(before, "__dict__"):
        return any(_differs(inner, vars(after)[key]) for key, inner in vars(before).items() if isinstance(inner, _NUMERIC))
    return bool(isinstance(before, Real) and before != after)


_NUMERIC = (Real, pd.DataFrame, pd.Series, np.ndarray, dict, list, tuple)


def cells(executed: Path) -> Iterator[tuple[str, str | None]]:
    """Code of each cell, with the text it must show when it is tagged."""
    for cell in nbformat.read(executed, as_version=4).cells:
        if cell.cell_type == "code":
            tagged = "nbval-check-output" in cell.metadata.get("tags", [])
            yield cell.source, _kept(cell) if tagged else None


def _kept(cell: Any) -> str:
    return "".join(o.get("text", "") if o.output_type == "stream" else o.get("data", {}).get("text/plain", "") for o in cell.outputs)


def lesson(executed: Path, name: str | None) -> str:
    """Run a lesson with a changed function: "noticed", "raised", "missed", or "no number" when nothing could be changed."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell.instance()
    shell.displayhook.write_output_prompt = shell.displayhook.finish_displayhook = lambda: None
    shell.displayhook.write_format_data = lambda *_, **__: None
    pd.set_option("display.max_columns", 20, "display.width", 80)  # as in a notebook, where no terminal tells its width
    touched = change(name) if name else lambda: True
    for code, expected in cells(executed):
        out = io.StringIO()
        with redirect_stdout(out), redirect_stderr(io.StringIO()):
            result = shell.run_cell(code, store_history=False)
        if not result.success:
            return f"raised ({type(result.error_in_exec or result.error_before_exec).__name__})"
        if expected is not None:
            text, _ = shell.display_formatter.format(result.result) if result.result is not None else ({}, {})
            if (out.getvalue() + text.get("text/plain", "")).strip() != expected.strip():
                return "noticed"
    return "missed" if touched() else "no number"


def run(executed: Path, name: str | None) -> str:
    """The same in a fresh process, in the notebooks' folder and language."""
    line = [sys.executable, __file__, "--one", str(executed), json.dumps(name)]
    done = subprocess.run(line, cwd=FOLDER, capture_output=True, text=True, encoding="utf-8", env=_environment())
    return done.stdout.strip().splitlines()[-1] if done.returncode == 0 and done.stdout.strip() else f"raised ({done.stderr[-80:]})"


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "TOOLKIT_LANG": "zh", "MPLBACKEND": "agg", "PYTHONUTF8": "1"}


def main(argv: list[str]) -> int:
    """Change, run, tell; returns 1 when fewer than nine of ten changes are noticed."""
    arguments = argparse.ArgumentParser(description="Change every taught function by one per cent and run the lessons.")
    arguments.add_argument("lessons", nargs="*", type=int)
    arguments.add_argument("--jobs", type=int, default=2)
    arguments.add_argument("--save", action="store_true")
    args = arguments.parse_args(argv)
    sources = [s for s in sorted((FOLDER / "src").glob("[0-9][0-9]_*.py")) if not args.lessons or int(s.stem[:2]) in args.lessons]
    pairs = [(source, name) for source in sources for name in [None, *taught(source)]]
    with ThreadPoolExecutor(args.jobs) as pool:
        found = list(pool.map(lambda pair: run(FOLDER / f"{pair[0].stem}.executed.ipynb", pair[1]), pairs))
    table = pd.DataFrame([{"lesson": s.stem[:2], "function": n or "(nothing)", "result": r} for (s, n), r in zip(pairs, found)])
    print(table.to_string())
    unchanged = table[table["function"] == "(nothing)"]
    changed = table[(table["function"] != "(nothing)") & (table["result"] != "no number")]
    caught = changed["result"] != "missed"
    summary = (
        f"{caught.sum()} of {len(changed)} changes noticed ({caught.mean():.0%}); unchanged lessons {sorted(set(unchanged['result']))}"
    )
    print(summary)
    if args.save:
        _save(changed)
    return int(caught.mean() < 0.9 or set(unchanged["result"]) != {"missed"})


def _save(changed: pd.DataFrame) -> None:
    """Write the table; of lessons that were not run now, what was found before stays."""
    kept = []
    if RESULTS.is_file():
        now = set(changed["lesson"])
        kept = [
            r for r in re.findall(r"^\| (\d\d) \| `(.+)` \| (.+) \|$", RESULTS.read_text(encoding="utf-8"), re.MULTILINE) if r[0] not in now
        ]
    found = sorted([*kept, *changed.itertuples(index=False, name=None)], key=lambda row: row[0])
    caught = sum(result != "missed" for *_, result in found)
    head = "# Taught functions changed by one per cent\n\n`python start.py scripts/mutate_lessons.py --save`\n\n"
    head += f"{caught} of {len(found)} changes were noticed by the lesson that teaches the function ({caught / len(found):.0%}).\n\n"
    rows = "".join(f"| {lesson} | `{name}` | {result} |\n" for lesson, name, result in found)
    RESULTS.write_text(f"{head}| lesson | function | result |\n|---|---|---|\n{rows}", encoding="utf-8", newline="\n")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(lesson(Path(sys.argv[2]), json.loads(sys.argv[3])))
        raise SystemExit(0)
    raise SystemExit(main(sys.argv[1:]))
