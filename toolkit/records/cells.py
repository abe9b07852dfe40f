"""Cells to values: text, numbers, labels and yes/no as people type them, each read column by
column.

Every reader takes a Series of cells (text or typed) and returns the values and a boolean mask of
the cells that could not be read. Work is done on the distinct values, so long columns stay quick.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd

_UNSTORABLE = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\ufffe\uffff]"
#: how a sheet or a program saves a long number as text: 5.13301E+17, 513301000000000000.0
_SHORTENED = (
    r"^\s*[0-9０-９]([.．][0-9０-９]+)?[eEｅＥ][+＋][0-9０-９]{2}\s*$|^\s*[0-9]{16,}\.0+\s*$"
)
#: a number of 18 digits as a sheet that keeps 15 leaves it
ROUNDED = r"^[0-9]{15}000$"
#: marks that nobody sees and that make two names or numbers differ
_UNSEEN = "[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
#: a text with anything for `read_text` to mend: most columns have none, and are left as they are
_SPACE = r"[\x00-\x20\x7f-\xa0\pZ]"
_TO_MEND = rf"{_SHORTENED}|{_UNSTORABLE}|{_UNSEEN}|^$|^{_SPACE}|{_SPACE}$"
_NUMBER = re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]{1,3})?")
_WIDE = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20, 0x2212: 0x2D}
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_YES = {"是", "true", "1", "1.0", "yes", "y", "√", "✓", "✔", "☑", "有", "对", "t"}
_NO = {"否", "false", "0", "0.0", "no", "n", "×", "✗", "☐", "无", "错", "f", "不是"}
Mask = np.ndarray


def matches(text: pd.Series, pattern: str) -> np.ndarray:
    """Mask of texts in which `pattern` (RE2 syntax: no look-around) occurs; NA is False.

    pandas falls back to a Python loop for many patterns; Arrow does a million texts in a blink.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    found = pc.match_substring_regex(
        pa.array(text, type=pa.large_string(), from_pandas=True), pattern
    )
    return np.asarray(pc.fill_null(found, False).to_numpy(zero_copy_only=False), dtype=bool)


def within(text: pd.Series, known: pd.Series) -> np.ndarray:
    """Mask of texts that occur in `known`; NA is False (Arrow's set lookup: pandas' own walks
    Python strings)."""
    import pyarrow as pa
    import pyarrow.compute as pc

    known_values = pa.array(known.dropna(), type=pa.large_string(), from_pandas=True)
    found = pc.is_in(
        pa.array(text, type=pa.large_string(), from_pandas=True), value_set=known_values
    )
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def is_blank(value: Any) -> bool:
    """Whether a cell is empty or holds only white space.

    Examples
    --------
    >>> from toolkit import records
    >>> records.is_blank("　 "), records.is_blank(0)
    (True, False)
    """
    return (
        value is None
        or (isinstance(value, str) and not value.strip())
        or (isinstance(value, float) and math.isnan(value))
        or value is pd.NaT
        or value is pd.NA
    )


def shown(value: Any) -> str:
    """A cell as its sheet shows it: whole numbers without ``.0``, days without a midnight."""
    if is_blank(value):
        return ""
    if isinstance(value, (bool, np.bool_)):
        return "TRUE" if value else "FALSE"
    if (
        isinstance(value, (float, np.floating))
        and float(value).is_integer()
        and abs(float(value)) < 1e15
    ):
        return str(int(value))
    if isinstance(value, datetime):
        return (
            value.strftime("%Y-%m-%d")
            if (value.hour, value.minute, value.second) == (0, 0, 0)
            else value.strftime("%Y-%m-%d %H:%M:%S")
        )
    return str(value)


def by_distinct(cells: pd.Series, read: Callable[[Any], Any]) -> tuple[list[Any], np.ndarray]:
    """Apply `read` to every distinct cell; (results for the distinct cells, index of each cell
    among them).

    ``True``, ``1`` and ``1.0`` are told apart although Python holds them equal.
    """
    if cells.dtype != object:
        codes, distinct = pd.factorize(cells, use_na_sentinel=False)
        return [read(None if is_blank(v) else v) for v in distinct.tolist()], codes
    seen: dict[tuple[type, Any], int] = {}
    keys = (
        (type(None), None) if v is pd.NA or v is pd.NaT or v != v else (type(v), v) for v in cells
    )
    codes = np.fromiter(
        (seen.setdefault(k, len(seen)) for k in keys), dtype=np.int64, count=len(cells)
    )
    return [read(None if is_blank(v) else v) for _, v in seen], codes


def read_text(cells: pd.Series, strip: bool) -> tuple[pd.Series, Mask]:
    """Text as pandas ``string``; control characters that no workbook can hold are dropped, blank is
    NA.

    A number of 15 digits or more is bad, also as 5.13301E+17: the sheet has already lost its end.
    """
    bad = np.zeros(len(cells), dtype=bool)
    if cells.dtype == object:
        bad = np.fromiter(
            (
                isinstance(v, (int, float)) and not isinstance(v, bool) and abs(v) >= 1e15
                for v in cells
            ),
            dtype=bool,
            count=len(cells),
        )
        values, codes = by_distinct(
            cells, lambda v: None if v is None else shown(v).encode("utf-8", "replace").decode()
        )
        text = pd.Series(pd.array(values, dtype="string")).take(codes).reset_index(drop=True)
    elif isinstance(cells.dtype, pd.StringDtype):
        text = cells.astype("string").reset_index(drop=True)
    else:
        text = pd.Series(
            pd.array([None if is_blank(v) else shown(v) for v in cells], dtype="string")
        )
    if not matches(text, _TO_MEND).any():
        return text, bad
    bad |= matches(text, _SHORTENED)
    if matches(text, _UNSTORABLE).any():
        text = text.str.replace(_UNSTORABLE, "", regex=True)
    if strip and matches(text, _UNSEEN).any():
        text = text.str.replace(_UNSEEN, "", regex=True)
    stripped = text.str.strip()
    if strip:
        text = stripped
    return text.mask(stripped == ""), bad


def read_number(
    cells: pd.Series, whole: bool, percent: float | None = None
) -> tuple[pd.Series, Mask]:
    """Numbers as float64, or Int64 when `whole`; full-width digits, 9,002 and (when `percent` says
    what one per cent counts) 35% are read."""
    if pd.api.types.is_numeric_dtype(cells.dtype) and not pd.api.types.is_bool_dtype(cells.dtype):
        numbers = cells.astype("Float64").to_numpy(dtype=float, na_value=np.nan)
        bad = np.isinf(numbers)
    else:
        values, codes = by_distinct(cells, lambda v: _number(v, percent))
        numbers = (
            np.array([np.nan if v is None or v == "bad" else v for v in values], dtype=float)[codes]
            if values
            else np.zeros(0)
        )
        bad = (
            np.array([v == "bad" for v in values], dtype=bool)[codes]
            if values
            else np.zeros(0, dtype=bool)
        )
    if not whole:
        return pd.Series(np.where(bad, np.nan, numbers)), bad
    with np.errstate(invalid="ignore"):
        bad = bad | (
            ~np.isnan(numbers) & ((numbers != np.round(numbers)) | (np.abs(numbers) > 2**53))
        )
    kept = np.where(bad | np.isnan(numbers), 0, numbers).astype(np.int64)
    return pd.Series(pd.arrays.IntegerArray(kept, bad | np.isnan(numbers))), bad


def _number(value: Any, percent: float | None) -> float | str | None:
    if value is None:
        return None
    if isinstance(value, (bool, date)):
        return "bad"
    if isinstance(value, (int, float)):
        return float(value) if math.isfinite(value) else "bad"
    text = re.sub(_UNSEEN, "", str(value)).translate(_WIDE).strip()
    factor = 1.0
    if percent and text.endswith("%"):
        text, factor = text[:-1].strip(), percent
    if _GROUPED.fullmatch(text):
        text = text.replace(",", "")
    if not _NUMBER.fullmatch(text):
        return "bad"
    number = round(float(text) * factor, 12) if factor != 1 else float(text)
    return number if math.isfinite(number) else "bad"


def read_choice(
    cells: pd.Series, spellings: dict[str, str], several: bool
) -> tuple[pd.Series, Mask]:
    """Labels in Chinese or English to API values; `several` reads lists and joins them by ``;`` in
    their order."""

    def one(text: str) -> str | None:
        key = text.strip().lower()
        return spellings.get(key) or spellings.get(unicodedata.normalize("NFKC", key))

    def read(value: Any) -> str | None:
        if value is None:
            return None
        parts = (
            [p for p in re.split(r"[;；、,，/|\n]+", str(value)) if p.strip()]
            if several
            else [shown(value)]
        )
        found = [one(p) for p in parts]
        return (
            "\0" if None in found or not found else ";".join(dict.fromkeys(f for f in found if f))
        )

    values, codes = by_distinct(cells, read)
    text = pd.Series(pd.array([None if v == "\0" else v for v in values], dtype="string"))
    bad = np.array([v == "\0" for v in values], dtype=bool)
    return text.take(codes).reset_index(drop=True), bad[codes] if values else np.zeros(
        0, dtype=bool
    )


def read_bool(cells: pd.Series) -> tuple[pd.Series, Mask]:
    """是/否, true/false, 1/0 as nullable ``boolean``."""

    def read(value: Any) -> Any:
        if value is None:
            return None
        text = unicodedata.normalize("NFKC", shown(value)).strip().lower()
        return True if text in _YES else False if text in _NO else "bad"

    values, codes = by_distinct(cells, read)
    flags = pd.Series(pd.array([None if v == "bad" else v for v in values], dtype="boolean"))
    bad = np.array([v == "bad" for v in values], dtype=bool)
    return flags.take(codes).reset_index(drop=True), bad[codes] if values else np.zeros(
        0, dtype=bool
    )
