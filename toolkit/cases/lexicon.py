"""Word lists that the reader goes by (units, surnames, offices …), kept in ``data/lexicon.txt`` for
others to extend."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

__all__ = ["words"]


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    lines = (
        (files("toolkit.cases") / "data" / "lexicon.txt").read_text(encoding="utf-8").splitlines()
    )
    pairs = (line.split(":", 1) for line in lines if line and not line.startswith("#"))
    return {name: tuple(entries.split()) for name, entries in pairs}


def words(name: str) -> tuple[str, ...]:
    """The list called `name`."""
    return _lists()[name]
