"""Sentences and words of the sandbox, kept in ``data`` so that a trainer can read them as a
table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from toolkit.terms import read_data, tr
from workshop.wording import page_words

_HERE = "workshop.sandbox"


def watermark() -> str:
    """The line that every sheet and page carries."""
    return words()["watermark"]


def words() -> dict[str, str]:
    """The pages' words in the reader's language."""
    return page_words(_HERE)


def told(part: str, values: Mapping[str, Any]) -> list[dict[str, str]]:
    """One part of the guide with its numbers filled in: rows of ``when, what, how``."""
    rows = [r for r in read_data("guide.csv", _HERE) if r["part"] == part]
    return [
        {k: tr(r[k], r[f"{k}_en"]).format(**values) for k in ("when", "what", "how")} for r in rows
    ]


def sentences(part: str, values: Mapping[str, Any]) -> list[str]:
    """The sentences of one part of the guide."""
    return [r["what"] for r in told(part, values)]
