"""Columns of a sheet that is written: how cells look, how wide they are, and their values."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from toolkit.progress import progress
from toolkit.terms import tr


class _Exact(float):
    """A float that a workbook keeps to its last digit (xlsxwriter writes 16 of 17)."""

    def __format__(self, _: str) -> str:
        return repr(float(self))


def cell_formats(book: Any) -> dict[str, Any]:
    """How cells look, by what they hold."""
    return {
        "head": book.add_format(
            {
                "bold": True,
                "bg_color": "#E8EEF4",
                "bottom": 1,
                "text_wrap": True,
                "valign": "top",
                "num_format": "@",
            }
        ),
        "note": book.add_format({"italic": True, "font_color": "#555555"}),
        "text": book.add_format({"num_format": "@", "valign": "top"}),
        "date": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "align": "left"}),
        "plain": book.add_format({"valign": "top"}),
        # the value stays as it was reckoned with, a reader sees a tenth
        "km": book.add_format({"num_format": "0.0", "valign": "top"}),
        "many": book.add_format({"num_format": "#,##0", "valign": "top"}),
        "open_text": book.add_format(
            {"num_format": "@", "valign": "top", "text_wrap": True, "locked": False}
        ),
        "open_date": book.add_format(
            {"num_format": "yyyy-mm-dd", "valign": "top", "align": "left", "locked": False}
        ),
        "open_plain": book.add_format({"valign": "top", "locked": False}),
        "grey": book.add_format({"num_format": "@", "font_color": "#8A8A8A", "italic": True}),
        "mark": book.add_format({"bg_color": "#FFD7B5", "border": 1, "num_format": "@"}),
    }


def style_of(column: pd.Series, locked: bool) -> str:
    """How the cells of a column look: ``text``, ``date``, ``plain``, and where a sheet is not
    locked ``km`` and ``many`` (whole numbers beyond the years have their thousands set apart)."""
    kind = column.dtype
    if pd.api.types.is_datetime64_any_dtype(kind):
        return "date"
    if not pd.api.types.is_numeric_dtype(kind) and not pd.api.types.is_bool_dtype(kind):
        return "text"
    if locked:
        return "plain"
    if str(column.name).endswith("_km"):
        return "km"
    most = column.max() if pd.api.types.is_integer_dtype(kind) and len(column) else 0
    return "many" if pd.notna(most) and most >= 10_000 else "plain"


def width_of(text: str) -> int:
    """Width of a text in letters: a Chinese one is two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in text)


def fitted_width(column: pd.Series, head: str) -> float:
    """Wide enough for the heading and the first 200 values, 48 letters at most."""
    sample = (
        [str(v) for v in column.head(200) if not pd.isna(v)]
        if column.dtype != object
        else [str(v) for v in column.head(200)]
    )
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        sample = ["2000-01-01"]
    return float(
        min(48, max([width_of(head) + 3, 8, *(width_of(v.split("\n")[0]) + 1 for v in sample)]))
    )


def write_column(ws: Any, column: pd.Series, top: int, j: int, dated: Any, what: str) -> None:
    """Write the values of a column from row `top` on, dates in the format `dated`; `what` names a
    long one while it is written."""
    values = column.astype(object).tolist()
    if len(values) > 50_000:
        values = progress(values, total=len(values), what=what)  # type: ignore[assignment]
    for i, v in enumerate(values, start=top):
        if v is None or v is pd.NA or v is pd.NaT or v != v:
            continue
        if isinstance(v, (bool, np.bool_)):
            ws.write_string(i, j, tr("是", "yes") if v else tr("否", "no"))
        elif isinstance(v, (datetime, pd.Timestamp)):
            _write_date(ws, i, j, v, dated)
        elif isinstance(v, (int, float, np.integer, np.floating)) and np.isfinite(v):
            ws.write_number(i, j, _Exact(v) if isinstance(v, float) else v)
        else:
            text = "; ".join(map(str, v)) if isinstance(v, (list, tuple)) else str(v)
            ws.write_string(i, j, text.encode("utf-8", "replace").decode())


def _write_date(ws: Any, i: int, j: int, v: Any, style: Any) -> None:
    # Excel counts days from 1900 on, with a 29 February 1900 that never was; older days stay
    # readable as text
    if (v.year, v.month) < (1900, 3) or v.year > 9999:
        ws.write_string(i, j, v.date().isoformat())
    else:
        ws.write_datetime(i, j, datetime(v.year, v.month, v.day), style)
