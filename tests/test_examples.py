"""The examples in docstrings run, and show what they say."""

import doctest
import importlib
import inspect
from pathlib import Path

import pytest

import toolkit
import workshop

ROOT = Path(__file__).resolve().parents[1]
WITH_EXAMPLES = [
    path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
    for package in ("toolkit", "workshop")
    for path in sorted((ROOT / package).rglob("*.py"))
    if ">>> " in path.read_text(encoding="utf-8") and "lesson_" not in path.as_posix()
]


def test_every_public_function_and_class_shows_an_example() -> None:
    rooms = [importlib.import_module(f"toolkit.{room}") for room in toolkit._ROOMS]
    lacking = [
        f"{door.__name__}.{name}"
        for door in (toolkit, *rooms, workshop)
        for name in door.__all__
        if ">>> " not in (getattr(door, name).__doc__ or "") and shows(getattr(door, name))
    ]
    assert not lacking


def shows(thing: object) -> bool:
    return inspect.isfunction(thing) or (
        inspect.isclass(thing) and not issubclass(thing, Exception)
    )


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_run(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLKIT_LANG", "zh")
    monkeypatch.chdir(ROOT)
    found = doctest.testmod(
        importlib.import_module(module),
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert found.attempted and not found.failed
