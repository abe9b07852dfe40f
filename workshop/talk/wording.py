"""What the documents of this folder say in both languages, as shipped in ``data/wording.csv``."""

from __future__ import annotations

from functools import cache

from toolkit.terms import read_data, tr


@cache
def _rows() -> list[dict[str, str]]:
    return read_data("wording.csv", "workshop.talk")


def wording(kind: str) -> list[tuple[str, str, str, dict[str, str]]]:
    """``(key, words, more words, row)`` of one kind, in the reader's language, in order."""
    return [
        (r["key"], tr(r["chinese"], r["english"]), tr(r["chinese_more"], r["english_more"]), r)
        for r in _rows()
        if r["kind"] == kind
    ]


def timed(kind: str) -> list[tuple[str, int, int, str]]:
    """Steps: ``(name, minutes of 90, minutes of 180, what happens)``."""
    return [
        (words, int(r["minutes_90"]), int(r["minutes_180"]), more)
        for _, words, more, r in wording(kind)
    ]
