"""Text to rows of cells: the sign between columns, ditto marks, quotes that were never closed."""

from __future__ import annotations

import csv
import re
from collections import Counter
from typing import Any

from toolkit.records.csv_reading import csv_rows

_SIGNS = ("\t", ",", ";", "|")


def parted(text: str) -> tuple[list[list[str]], list[str]]:
    """Rows of a text at the sign or the wide gaps that stand in most of its lines, and the rows
    with a quote that was never closed, read as they stand."""
    lines = [line for line in text.splitlines() if line.strip()]
    counts = {s: sorted(line.count(s) for line in lines) for s in _SIGNS}
    # the sign of columns stands in most lines; titles and footers have none
    sign = max(_SIGNS, key=lambda s: (counts[s][len(lines) // 2] > 0, counts[s][len(lines) // 2]))
    rare = counts[sign][-1] == 0 or counts[sign][len(lines) * 3 // 4] == 0
    spaced = sum(bool(re.search(r"\S(?:\s{2,}|　)\S", line)) for line in lines)
    if rare and spaced > len(lines) // 2:
        return [re.split(r"\s{2,}|　+", line.strip()) for line in text.splitlines()], []
    width = counts[sign][len(lines) // 2] + 1
    rows, faults = csv_rows(text, sign)
    if any(len(row) < width and any("\n" in cell for cell in row) for row in rows):
        rows, faults = csv_rows(text, sign, width)  # a quote that swallows the rows below it
    if re.search(rf'(?m)(?:^|{re.escape(sign)})[ ]*"[ ]*(?:{re.escape(sign)}|\r?$)', text):
        by_line = [_line(line, sign) for line in text.splitlines()]
        if most_even(by_line) > most_even(rows):
            return by_line, []  # a lone quotation mark is a ditto mark, not the begin of a cell
    return rows, [str(row) for row, _ in faults]


def _line(line: str, sign: str) -> list[str]:
    """A line whose lone quotation marks are ditto marks."""
    alone = re.search(rf'(?:^|{re.escape(sign)})\s*"\s*(?={re.escape(sign)}|$)', line)
    if alone or line.count('"') % 2:
        return line.split(sign)
    return next(csv.reader([line], delimiter=sign), [])


def most_even(rows: list[list[str]]) -> int:
    """How many rows have the width that most have."""
    widths = Counter(len(row) for row in rows if len(row) > 1)
    return max(widths.values(), default=0)


def stripped(rows: list[list[str]]) -> list[list[Any]]:
    """Rows with blanks around their cells off, empty cells None."""
    return [[_unarmed(v) or None for v in row] for row in rows]


def _unarmed(value: str) -> str:
    text = value.strip().strip("\u200b")
    if re.match(r"^'+[=+\-@]", text):
        text = text[1:]
    if len(text) > 1 and text.count('"') == 1:
        text = text.strip('"').strip()
    m = re.fullmatch(r'="([^"]*)"', text)
    return m[1] if m else text
