"""The shape of the house: no circles, doors, names, sizes, and what is public is used.

Where the house is not there yet, today's exceptions stand in ``house_exceptions.json``, by name. A
list may only shrink: nothing is added to it, and whoever mends a case takes it out.
"""

import ast
import importlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache, cached_property
from pathlib import Path

import networkx as nx
import pytest

import toolkit
import workshop

ROOT = Path(__file__).resolve().parents[1]
EXCEPTIONS = json.loads(
    (Path(__file__).parent / "house_exceptions.json").read_text(encoding="utf-8")
)
Functions = (ast.FunctionDef, ast.AsyncFunctionDef)


@cache
def modules() -> dict[str, Path]:
    """Every module of both packages by its dotted name."""
    found = {}
    for package in ("toolkit", "workshop"):
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path
    return found


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


def imported(module: str, types: bool = False) -> Iterator[tuple[str, str]]:
    """Module and name of each import, late ones too; those for type hints only when `types`."""
    hints = {
        id(inner)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree(module)):
        if id(node) in hints and not types:
            continue
        if isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)


def room(module: str) -> str:
    return ".".join(module.split(".")[:2])


def doors() -> dict[str, list[str]]:
    """Each room's public names."""
    return {
        f"toolkit.{name}": list(importlib.import_module(f"toolkit.{name}").__all__)
        for name in toolkit._ROOMS
    }


def shrinking(kind: str, found: list[str]) -> None:
    """What was found must be among today's exceptions."""
    new = sorted(set(found) - set(EXCEPTIONS[kind]))
    assert not new, f"{kind}: " + "; ".join(new)


def circles() -> list[str]:
    graph = nx.DiGraph()
    for module in modules():
        for base, name in imported(module):
            target = f"{base}.{name}" if f"{base}.{name}" in modules() else base
            # a door only hands on; what is imported through it is judged where it is defined
            if target in modules() and modules()[target].name != "__init__.py":
                graph.add_edge(module, target)
    return [
        " ".join(sorted(part)) for part in nx.strongly_connected_components(graph) if len(part) > 1
    ]


def behind_doors() -> list[str]:
    """Imports from inside another room, and of names that its door does not show."""
    public = doors()
    found = []
    for module in modules():
        for base, name in imported(module, types=True):
            if not base.startswith("toolkit.") or room(base) == room(module):
                continue
            behind = base != room(base) and room(base) in public
            if behind or (base in public and name not in public[base] and name):
                found.append(f"{module} imports {base}.{name}")
    return found


def shared_names() -> list[str]:
    """Public classes of the same name in two rooms."""
    where = defaultdict(set)
    for door, names in doors().items():
        for name in names:
            thing = getattr(importlib.import_module(door), name)
            if isinstance(thing, type):
                where[name].add(thing)
    return [name for name, things in where.items() if len(things) > 1]


def named_like_a_function() -> list[str]:
    return [
        f"{door}.{name}"
        for door, names in doors().items()
        for name in names
        if f"{door}.{name}" in modules()
    ]


def long_functions() -> list[str]:
    found = []
    for module in modules():
        for node in ast.walk(tree(module)):
            if isinstance(node, Functions):
                told = node.body[0] if ast.get_docstring(node) is not None else None
                spared = (told.end_lineno or 0) - told.lineno + 1 if told else 0
                if (node.end_lineno or 0) - node.lineno + 1 - spared > 60:
                    found.append(f"{module}.{node.name}")
    return found


def many_by_position() -> list[str]:
    """Modules with calls of more than six arguments by position, with how many."""
    calls = Counter(
        module
        for module in modules()
        if "lesson_" not in module
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call) and len(node.args) > 6
    )
    return [f"{module}: {n}" for module, n in calls.items()]


def many_parameters() -> list[str]:
    return [
        f"{module}.{node.name}"
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, Functions)
        and len(node.args.posonlyargs + node.args.args + node.args.kwonlyargs) > 20
    ]


def told(module: str) -> set[str]:
    """What a module names: not words of its comments, parameters and long texts."""
    found = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            found |= set(re.findall(r"\w+", node.value)) if len(node.value) < 200 else set()
        elif isinstance(node, (ast.Name, ast.Attribute, ast.alias)):
            found.add(getattr(node, "id", "") or getattr(node, "attr", "") or node.name)
    return found


def unused_names() -> list[str]:
    """Public functions and data that no other room, command, lesson, script or page of the docs
    mentions; classes come with the functions that return them."""
    pages = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md"), *ROOT.glob("scripts/*.py")]
    words = {module: told(module) for module in modules()} | {
        str(page): set(re.findall(r"\w+", page.read_text(encoding="utf-8"))) for page in pages
    }
    return [
        f"{door}.{name}"
        for door, names in doors().items()
        for name in names
        if not isinstance(getattr(importlib.import_module(door), name), type)
        and not any(name in known for place, known in words.items() if room(place) != door)
    ]


def unused_members() -> list[str]:
    """Methods and properties of public classes that nothing asks for outside the tests: no code,
    no example, no page; a table that names one (``getattr``) counts inside its room."""
    nodes = [(room(module), node) for module in modules() for node in ast.walk(tree(module))]
    named = {(place, n.value) for place, n in nodes if isinstance(n, ast.Constant)}
    pages = [*ROOT.glob("README*.md"), *(ROOT / "docs").rglob("*.md")]
    pages += [p for folder in ("scripts", "benchmarks") for p in (ROOT / folder).glob("*.py")]
    pages += [p for package in ("toolkit", "workshop") for p in (ROOT / package).rglob("*.html")]
    asked = set(re.findall(r"\.(\w+)", "".join(p.read_text(encoding="utf-8") for p in pages)))
    asked |= {node.attr for _, node in nodes if isinstance(node, ast.Attribute)}
    kinds = {
        (door, thing)
        for door, names in (doors() | {"workshop": workshop.__all__}).items()
        for name in names
        if isinstance(thing := getattr(importlib.import_module(door), name), type)
    }
    return [
        f"{door}.{kind.__name__}.{name}"
        for door, kind in kinds
        for name, thing in vars(kind).items()
        if name[0] != "_"
        and (callable(thing) or isinstance(thing, (property, cached_property, classmethod)))
        and name not in asked
        and (door, name) not in named
    ]


KINDS = {
    "circles": circles,
    "behind_doors": behind_doors,
    "shared_names": shared_names,
    "named_like_a_function": named_like_a_function,
    "long_functions": long_functions,
    "many_by_position": many_by_position,
    "many_parameters": many_parameters,
    "unused_names": unused_names,
    "unused_members": unused_members,
}


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_house_has_this_shape(kind: str) -> None:
    shrinking(kind, KINDS[kind]())


def test_a_new_exception_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(EXCEPTIONS, "circles", ["a b"])
    shrinking("circles", ["a b"])
    with pytest.raises(AssertionError, match="c d"):
        shrinking("circles", ["a b", "c d"])


def test_nothing_in_the_library_imports_the_workshop() -> None:
    found = [
        f"{module} imports {base}"
        for module in modules()
        if room(module).startswith("toolkit")
        for base, _ in imported(module, types=True)
        if base.split(".")[0] == "workshop"
    ]
    assert not found


def missing_imports(code: str) -> list[str]:
    """Names that a script imports from the packages, late ones too, and that are not there."""
    found = []
    for node in ast.walk(ast.parse(code)):
        base = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        if base.split(".")[0] not in ("toolkit", "workshop"):
            continue
        if base not in modules():
            found.append(base)
            continue
        there = dir(importlib.import_module(base))
        found += [
            f"{base}.{alias.name}"
            for alias in node.names
            if alias.name not in there and f"{base}.{alias.name}" not in modules()
        ]
    return found


@pytest.mark.parametrize("folder", ["scripts", "benchmarks", "docs"])
def test_what_scripts_import_is_there(folder: str) -> None:
    # an import inside a function, of a path that needs a server, fails only when it is run
    scripts = sorted((ROOT / folder).rglob("*.py"))
    found = [
        f"{path.name}: {m}" for path in scripts for m in missing_imports(path.read_text("utf-8"))
    ]
    assert scripts and not found, "; ".join(found)


def test_an_import_of_what_is_gone_is_seen() -> None:
    code = "def f():\n    from toolkit.terms import tr, nothing\n    from toolkit.gone import x\n"
    assert missing_imports(code) == ["toolkit.terms.nothing", "toolkit.gone"]
    assert missing_imports("from toolkit.register import store\nfrom toolkit import County") == []
