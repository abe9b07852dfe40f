"""The examples in docstrings run, and show what they say."""

import doctest
import functools
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


#: many examples begin with the same county: each folder is read once
LOADED = functools.cache(toolkit.County.load)

#: public functions and classes whose docstring shows no example; the number only falls
LACKING = 47


def test_ever_fewer_public_names_lack_an_example() -> None:
    rooms = [importlib.import_module(f"toolkit.{room}") for room in toolkit._ROOMS]
    things = [getattr(door, name) for door in (toolkit, *rooms, workshop) for name in door.__all__]
    shown = [
        thing
        for thing in things
        if inspect.isfunction(thing)
        or (inspect.isclass(thing) and not issubclass(thing, Exception))
    ]
    lacking = sum(">>> " not in (thing.__doc__ or "") for thing in shown)
    assert lacking <= LACKING, "a new public name shows an example in its docstring"


@pytest.mark.parametrize("module", WITH_EXAMPLES)
def test_examples_run(module: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOOLKIT_LANG", "zh")
    monkeypatch.chdir(ROOT)
    monkeypatch.setattr(toolkit.County, "load", LOADED)
    found = doctest.testmod(
        importlib.import_module(module),
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE,
    )
    assert found.attempted and not found.failed
