"""Tables that are shipped inside the package."""

from __future__ import annotations

import csv
import io
from functools import cache
from importlib.resources import files


@cache
def traditional() -> dict[int, int]:
    """Traditional characters → simplified ones, for `str.translate`.

    Made from the Traditional-Simplified transform of Unicode CLDR; characters that also occur in
    simplified text (著, 乾, 覆) are left alone.

    Examples
    --------
    >>> "組織".translate(traditional())
    '组织'
    """
    shipped = files("toolkit.terms") / "data" / "traditional.txt"
    rows = shipped.read_text(encoding="utf-8").split("\n")
    return {ord(a): ord(b) for a, b in zip(*rows[:2])}


def read_data(name: str, package: str = "toolkit.terms") -> list[dict[str, str]]:
    """Rows of a CSV that is shipped in ``<package>/data``.

    Examples
    --------
    >>> from toolkit import terms
    >>> terms.read_data("channels.csv")[0]["channel"]
    'advanced_helps_backward'
    """
    text = (files(package) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
