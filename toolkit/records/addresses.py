"""Addresses of cells as workbooks write them, to numbers from 1."""

from __future__ import annotations

#: what stands between an attribute's name and its value, for patterns over a sheet's XML:
#: attributes may be quoted either way and spaced, and the reader behind us takes them all
IS = rb"\s*=\s*[\"']"


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for c in letters.upper():
        number = number * 26 + ord(c) - 64
    return number


def row_and_column(address: str) -> tuple[int, int]:
    """(7, 2) for B7; a row or column that an address leaves out is 0."""
    letters = address.rstrip("0123456789")
    return int(address[len(letters) :] or 0), column_number(letters)
