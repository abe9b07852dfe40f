"""What is said of speed names where it was measured; the one command of all benchmarks knows every
one of them."""

import ast
import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
READMES = ("README.md", "README.zh-CN.md")
#: a number with a unit of time, memory or ratio; 90 or 180 minutes are a lesson
SPEED = re.compile(
    r"(?<![\d.])(?!(?:90|180)[\s-]?(?:minute|分钟))\d[\d.,]*[\s-]?"
    r"(?:milliseconds?|ms|seconds?|minutes?|hours?|s|GB|MB|times (?:as|faster)"
    r"|毫秒|秒|分钟|小时|倍)(?![a-zA-Z])"
)
SOURCE = re.compile(r"`?((?:benchmarks|tests)/[\w./]+\.(?:py|md))`?")


def claims(text: str) -> list[str]:
    """Paragraphs and list items, without code blocks, pictures' words and tables of commands, that
    tell a speed or a size."""
    text = re.sub(r"```.*?```|!\[.*?\]\(.*?\)", "", text, flags=re.S)
    return [part for part in re.split(r"\n\s*\n|\n(?=\s*[-|#])", text) if SPEED.search(part)]


@pytest.mark.parametrize("name", READMES)
def test_each_claim_of_speed_names_its_benchmark(name: str) -> None:
    found = claims((ROOT / name).read_text(encoding="utf-8"))
    assert found, "the import time at least is claimed"
    unnamed = [part.strip() for part in found if not SOURCE.search(part)]
    assert not unnamed, (
        "say where it was measured (benchmarks/results/NAME.md or a test):\n" + "\n".join(unnamed)
    )
    missing = [
        path for part in found for path in SOURCE.findall(part) if not (ROOT / path).is_file()
    ]
    assert not missing, missing


def test_the_check_itself_sees_a_claim() -> None:
    assert claims(
        "- It takes 0.3 seconds.\n- A class of 90 minutes.\n\n计划只需 2.5 秒，内存 3 GB。\n\n`90 "
        "分钟` 一课"
    ) == [
        "- It takes 0.3 seconds.",
        "计划只需 2.5 秒，内存 3 GB。",
    ]
    assert SOURCE.findall("see `benchmarks/results/national.md`") == [
        "benchmarks/results/national.md"
    ]


def test_both_languages_claim_the_same() -> None:
    named = [
        [SOURCE.findall(part) for part in claims((ROOT / name).read_text(encoding="utf-8"))]
        for name in READMES
    ]
    assert named[0] == named[1]


def all_benchmarks() -> ModuleType:
    """``benchmarks/all.py``."""
    spec = importlib.util.spec_from_file_location("all_benchmarks", ROOT / "benchmarks" / "all.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    before = list(sys.path)
    spec.loader.exec_module(module)
    sys.path[:] = before
    return module


EVERY = all_benchmarks()


def test_the_one_command_knows_every_benchmark() -> None:
    scripts = {p.stem for p in (ROOT / "benchmarks").glob("*.py")} - {
        "all",
        "machine",
        "national_equal",
        "__init__",
        "__main__",
    }
    assert set(EVERY.ALL) == set(EVERY.TINY) == scripts
    for name, (small, _) in EVERY.ALL.items():
        text = (ROOT / "benchmarks" / f"{name}.py").read_text(encoding="utf-8")
        assert ast.get_docstring(ast.parse(text)), name
        flags = [flag for flag in small + EVERY.TINY[name] if flag.startswith("--")]
        assert all(f'"{flag}"' in text for flag in flags), name


@pytest.mark.parametrize("page", EVERY.WORDS)
def test_pages_tell_the_ratios_that_were_measured(page: str) -> None:
    assert EVERY.reworded(page) == (ROOT / page).read_text(encoding="utf-8"), (
        "python start.py benchmarks/all.py --words puts them in"
    )


@pytest.mark.parametrize("name", EVERY.ALL)
def test_every_benchmark_runs_to_its_end(name: str, tmp_path: Path) -> None:
    tiny = [argument.replace("OUT", tmp_path.as_posix()) for argument in EVERY.TINY[name]]
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / f"{name}.py"), *tiny],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
    )
    assert done.returncode == 0, done.stderr[-2000:]
    # a measurement is a number with decimals; what crashed early prints a heading at most
    assert re.search(r"\d\.\d", done.stdout), done.stdout


def test_every_results_file_says_how_and_where_it_was_measured() -> None:
    for path in (ROOT / "benchmarks" / "results").glob("*.md"):
        text = path.read_text(encoding="utf-8")
        if path.name != "README.md":
            assert re.search(r"`python benchmarks/\w+\.py", text), f"{path.name}: which command?"
            assert re.search(r"\bcores?\b|fictitious counties", text), (
                f"{path.name}: on which machine?"
            )
