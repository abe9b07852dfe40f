"""requirements.lock: holds all that pyproject.toml asks for, on every system, with hashes, and
names no place."""

import os
import re
import subprocess
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from toolkit.cli.wheelhouse import PYTHONS, SYSTEMS, entries, pins

ROOT = Path(__file__).resolve().parents[1]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CLASS = (ROOT / "requirements-class.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
TARGETS = [(system, python) for system in SYSTEMS for python in PYTHONS]


def asked_for(lock: str = LOCK) -> list[Requirement]:
    extras = PROJECT["project"]["optional-dependencies"]
    groups = [
        PROJECT["project"]["dependencies"],
        PROJECT["build-system"]["requires"],
        *(names for extra, names in extras.items() if lock == LOCK or extra in ("lab", "setup")),
    ]
    return [Requirement(text) for group in groups for text in group]


def pinned(system: str, python: str, lock: str = LOCK) -> dict[str, Version]:
    return {
        canonicalize_name(name): Version(version)
        for name, version in (pin.split("==") for pin in pins(lock, system, python))
    }


each_lock = pytest.mark.parametrize("lock", [LOCK, CLASS], ids=["whole", "class"])


@each_lock
@pytest.mark.parametrize(("system", "python"), TARGETS)
def test_every_requirement_has_a_pin_that_satisfies_it(system: str, python: str, lock: str) -> None:
    held = pinned(system, python, lock)
    assert len(held) > 100
    target = {
        **SYSTEMS[system]["markers"],
        "python_version": python,
        "python_full_version": f"{python}.9",
    }
    for requirement in asked_for(lock):
        if requirement.marker and not requirement.marker.evaluate(target):
            continue
        version = held.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} has no pin for {system}, Python {python}"
        assert requirement.specifier.contains(version), f"{requirement} is pinned to {version}"


def test_a_class_gets_the_same_files_as_everybody_and_fewer() -> None:
    whole, some = (
        {pin.split(" ;")[0]: hashes for pin, hashes in entries(lock)} for lock in (LOCK, CLASS)
    )
    assert all(whole.get(pin) == hashes for pin, hashes in some.items()) and len(some) < len(whole)
    assert not {"ortools", "playwright", "mypy", "duckdb", "pytest"} & set(
        pinned("windows", "3.12", CLASS)
    )


@each_lock
def test_the_pins_are_closed_so_that_nothing_need_be_resolved(lock: str) -> None:
    # start.py installs with --no-deps: what an installed pin requires here must be pinned, too
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    held = pinned(
        "linux"
        if sys.platform == "linux"
        else {"win32": "windows", "darwin": "macos"}[sys.platform],
        python,
        lock,
    )
    for name in held:
        try:
            required = metadata.requires(name) or []
        except metadata.PackageNotFoundError:
            continue
        for text in required:
            requirement = Requirement(text)
            if requirement.marker is None or requirement.marker.evaluate({"extra": ""}):
                assert canonicalize_name(requirement.name) in held, (
                    f"{name} requires {requirement}, which is not pinned"
                )


def test_every_pin_is_exact_and_hashed() -> None:
    lines = list(entries(LOCK))
    for requirement, options in lines:
        assert re.fullmatch(r"[a-z0-9-]+==[\w.!+]+( ; .+)?", requirement), requirement
        assert options, f"{requirement} has no hash"
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", option) for option in options)
    assert {"hatchling", "jupyterlab", "duckdb", "ortools", "pytest"} <= {
        line.split("==")[0] for line, _ in lines
    }


def test_the_lock_names_no_index_no_link_no_machine() -> None:
    for unwanted in ("://", "file:", "index", "find-links", "#", "@"):
        assert unwanted not in LOCK, unwanted
    assert not re.search(r"(^|[\s=])/\w", LOCK), "an absolute path"


@pytest.mark.parametrize("python", PYTHONS)
def test_every_pin_has_a_wheel_for_windows(python: str, tmp_path: Path, needed) -> None:  # type: ignore[no-untyped-def]
    options = [
        "--dry-run",
        "--require-hashes",
        "--only-binary=:all:",
        "--no-deps",
        "--python-platform=windows",
        f"--python-version={python}",
    ]
    line = [
        sys.executable,
        "-m",
        "uv",
        "pip",
        "install",
        *options,
        "--target",
        str(tmp_path),
        "-r",
        str(ROOT / "requirements.lock"),
    ]
    done = subprocess.run(
        line,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=tmp_path,
        env={**os.environ, "NO_COLOR": "1"},
        timeout=300,
    )
    unreachable = re.search(
        r"error sending request|dns error|timed out|Failed to fetch|tunnel|connect", done.stderr
    )
    needed(done.returncode == 0 or not unreachable, "no package registry answers")
    assert done.returncode == 0, done.stderr
    assert f"Would install {len(pins(LOCK, 'windows', python))} packages" in done.stderr


def test_a_marker_is_evaluated_for_the_target_and_not_for_this_machine() -> None:
    lock = (
        "a==1 ; sys_platform == 'win32' \\\n    --hash=sha256:00\nb==2 ; python_full_version < "
        "'3.12' \\\n    --hash=sha256:01\n"
    )
    assert pins(lock, "windows", "3.11") == {
        "a==1": ["--hash=sha256:00"],
        "b==2": ["--hash=sha256:01"],
    }
    assert pins(lock, "linux", "3.12") == {}
    assert (
        pins(
            "c==3 ; python_full_version >= '3.11.5' \\\n --hash=sha256:02\n",
            "linux",
            "3.11",
            patch=0,
        )
        == {}
    )
