"""Words of a page, kept in its room's ``data`` so that a trainer can read them as a table."""

from __future__ import annotations

from toolkit.terms import read_data, tr


def page_words(package: str) -> dict[str, str]:
    """The words of ``<package>/data/words.csv`` in the reader's language, by their key."""
    return {r["key"]: tr(r["chinese"], r["english"]) for r in read_data("words.csv", package)}
