"""Tables that are shipped inside the package."""

from __future__ import annotations

import csv
import io
from importlib.resources import files


def read_data(name: str, package: str = "toolkit.terms") -> list[dict[str, str]]:
    """Rows of a CSV that is shipped in ``<package>/data``."""
    text = (files(package) / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))
