"""What is said of a file that cannot be read."""

from __future__ import annotations

from pathlib import Path

from toolkit.terms import tr


class FileProblem(ValueError):
    """A file that cannot be read at all; the message says which and why."""


def refuse(path: Path, zh: str, en: str) -> FileProblem:
    """The problem of a file, to be raised."""
    return FileProblem(f"{path.name}: {tr(zh, en)}")
