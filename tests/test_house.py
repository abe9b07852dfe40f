"""The rules of the house, held by tests: who may import whom, doors, sizes, what is shipped, what
may not be written."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import toolkit

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "toolkit"
#: rooms from the ground up; a room imports only from lines above its own (on the first line the
#: order is the written one)
STOREYS = (
    ("terms", "rules", "progress"),
    ("records", "datasets"),
    ("demo",),
    ("pairing", "comparison", "cases", "register"),
    ("evaluation", "spread"),
    ("figures",),
    ("reports",),
    ("national",),
    ("cli",),
)
STOREY = {room: number for number, rooms in enumerate(STOREYS) for room in rooms}
GROUND = STOREYS[0]
#: names that the package hands on from a room: importing one is importing from that room
NAMES = toolkit._NAMES


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def room(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> Iterator[tuple[str, int]]:
    """Rooms of this package that a module imports anywhere, with the line."""
    here = ("toolkit", *path.relative_to(PACKAGE).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(here[: len(here) - node.level + 1]) if node.level else ""
            full = ".".join(part for part in (base, node.module) if part)
            names = [f"{full}.{alias.name}" for alias in node.names]
        else:
            continue
        for name in names:
            parts = name.split(".")
            if parts[0] == "toolkit":
                yield NAMES.get(parts[1], parts[1]) if len(parts) > 1 else "", node.lineno


def allowed(importer: str, imported: str) -> bool:
    if importer == imported:
        return True
    if imported in GROUND and importer in GROUND:
        return GROUND.index(imported) < GROUND.index(importer)
    return STOREY[imported] < STOREY[importer]


def test_every_room_has_its_place() -> None:
    rooms = {room(path) for path in modules()} - {"__init__", "__main__"}
    assert rooms <= set(STOREY), "a new room needs a place in the order of the house"


@pytest.mark.parametrize("name", [name for storey in STOREYS for name in storey])
def test_rooms_import_only_from_above(name: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} imports {imported or 'the whole toolkit'}"
        for path in modules()
        if room(path) == name
        for imported, line in imported_rooms(path)
        if imported not in STOREY or not allowed(name, imported)
    ]
    assert not wrong, "\n".join(wrong)


def test_the_check_itself_sees_an_import_upwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = tmp_path / "pairing" / "bad.py"
    module.parent.mkdir()
    imports = [
        "from toolkit import figures",
        "from ..terms import tr",
        "import toolkit.cases.code",
        "from toolkit import County",
    ]
    module.write_text("def f():\n" + "".join(f"    {line}\n" for line in imports), encoding="utf-8")
    monkeypatch.setattr(sys.modules[__name__], "PACKAGE", tmp_path)
    assert list(imported_rooms(module)) == [
        ("figures", 2),
        ("terms", 3),
        ("cases", 4),
        ("records", 5),
    ]
    assert [allowed("pairing", found) for found in ("figures", "terms", "cases", "records")] == [
        False,
        True,
        False,
        True,
    ]


def doors() -> list[Path]:
    return sorted(path for path in PACKAGE.glob("*/__init__.py"))


@pytest.mark.parametrize("door", doors(), ids=lambda path: path.parent.name)
def test_a_door_is_a_paragraph_and_public_names_only(door: Path) -> None:
    tree = ast.parse(door.read_text(encoding="utf-8"))
    docstring = ast.get_docstring(tree)
    assert docstring and "\n\n" not in docstring
    assert all(isinstance(node, (ast.Expr, ast.ImportFrom, ast.Assign)) for node in tree.body)
    public = next(
        ast.literal_eval(n.value)
        for n in tree.body
        if isinstance(n, ast.Assign) and n.targets[0].id == "__all__"
    )  # type: ignore[attr-defined]
    brought = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    assert set(public) == brought and len(public) == len(set(public))


def test_public_functions_and_classes_are_explained() -> None:
    silent = []
    for name in (path.parent.name for path in doors()):
        door = __import__(f"toolkit.{name}", fromlist=["x"])
        for public in door.__all__:
            thing = getattr(door, public)
            if callable(thing) and not (getattr(thing, "__doc__", None) or "").strip():
                silent.append(f"{name}.{public}")
    assert not silent
    assert set(toolkit.__all__) <= set(dir(toolkit))


def test_import_is_quick_and_light() -> None:
    code = (
        "import sys, time, json; begin = time.perf_counter(); import toolkit; took = "
        "time.perf_counter() - begin;"
        "print(json.dumps([took, [m for m in ('matplotlib', 'sklearn', 'pandas', 'scipy') if m in "
        "sys.modules]]))"
    )
    runs = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT
            ).stdout
        )
        for _ in range(5)
    ]
    assert runs[0][1] == []
    assert min(took for took, _ in runs) < 0.3


def test_a_command_starts_before_what_it_works_with_is_loaded() -> None:
    # each command loads its own rooms when it runs; the words and options of all need none
    code = (
        "import sys; from toolkit.cli.entry import parser; parser();"
        "print(*{m.partition('.')[0] for m in sys.modules} & {'numpy', 'pandas', 'nbformat'})"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (loaded.returncode, loaded.stdout.split()) == (0, [])


def test_what_computes_is_loaded_where_it_computes() -> None:
    # scipy is a third of the start of most commands and kernels; most of them need none of it
    code = (
        "import sys, toolkit.pairing, toolkit.figures, toolkit.reports, workshop.desk;"
        "print(*{m for m in sys.modules if m.startswith('scipy.')})"
    )
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert (loaded.returncode, loaded.stdout.split()) == (0, [])


# ---- what lies in the repository


def kept_files() -> list[Path]:
    """Files that git keeps or would keep; the folder as it is where there is no git."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
    )
    if listed.returncode != 0:
        skipped = {".venv", "__pycache__", ".git", "out", "wheelhouse", ".hypothesis"}
        return [
            path
            for path in ROOT.rglob("*")
            if path.is_file() and not skipped & set(path.relative_to(ROOT).parts)
        ]
    return [
        path
        for name in listed.stdout.decode("utf-8").split("\0")
        if name and (path := ROOT / name).is_file()
    ]


def test_no_file_is_larger_than_five_megabytes() -> None:
    assert not [str(path) for path in kept_files() if path.stat().st_size > 5_000_000]


def test_nothing_names_a_machine_or_a_registry() -> None:
    # put together here so that this file does not name them
    places = "|".join(("work", "tmp", "root", "opt/wheels", "opt/pyp" + "i", "home/[a-z]+/"))
    hosts = "|".join(
        ("py" + "pi", "python" + "hosted", "npm" + "js", "anaco" + "nda", "tuna\\.tsing" + "hua")
    )
    unwanted = re.compile(rf"(?<![\w.}}~:/])/(?:{places})\b|\b(?:{hosts})\.(?:org|com|edu|cn)\b")
    assert (
        unwanted.search("see /" + "work/main")
        and unwanted.search("https://py" + "pi.org/simple")
        and not unwanted.search("home" + "work/1")
    )
    found = []
    for path in kept_files():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(ROOT)}: {match[0]}" for match in unwanted.finditer(text)]
    assert not found, "\n".join(found)
