"""A table as a class sees it: headings and words in the reader's language, organisations by name beside their id."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from toolkit.cases import EVIDENCE
from toolkit.reports.reading import evidence_name
from toolkit.terms import channel_label, heading, label, table_title, tables, tr

_CHANNELS = ("channel", "other")
_ORGANISATIONS = ("org_id", "helper_id", "recipient_id")
#: columns whose words are labels of a table's column
_LABELS = {"sector": "organisation", "level": "organisation", "grade": "rating", "status": "pairing", "category": "award"}


def shown(frame: pd.DataFrame, county: Any = None, digits: int = 3, **headings: str) -> pd.DataFrame:
    """A table for the projector.

    Parameters
    ----------
    frame : DataFrame
        A result of the toolkit, or a table of a county.
    county : County, optional
        Organisations are then named beside their ids; not on a user's own data, where a screen shows codes.
    digits : int
        Decimals of numbers that are not whole.
    **headings
        Column → its heading, where the usual one does not fit here.

    Returns
    -------
    DataFrame
        A new one, for reading only; its rows are numbered from 1.
    """
    names = _names(county)
    out = frame.copy()
    if isinstance(out.index.name, str):
        out = out.reset_index()
    for column in out.columns:
        numbers = [v for v in out[column] if isinstance(v, float) and not pd.isna(v)]
        whole = bool(numbers) and all(v.is_integer() for v in numbers)
        out[column] = [_word(str(column), v, names, 0 if whole else digits) for v in out[column]]
    out.index = pd.RangeIndex(1, len(out) + 1)
    return out.rename(columns=lambda c: headings.get(c) or heading(str(c)))


def _word(column: str, value: Any, names: dict[Any, str], digits: int) -> Any:
    """One cell for the reader; what is a plain text or number already stays as it is."""
    if isinstance(value, bool | np.bool_):
        return tr("是", "yes") if value else tr("否", "no")
    if pd.isna(value):
        return tr("不限", "unlimited") if column == "capacity" else ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return round(value, digits) if digits else int(value)
    if column in _CHANNELS:
        return tr("合计", "all") if value == "all" else channel_label(value)
    if column in _ORGANISATIONS:
        return f"{value} {names[value]}" if value in names else value
    if column in _LABELS and isinstance(value, str):
        return label(_LABELS[column], column, value)
    if column == "evidence" and value in EVIDENCE:
        return evidence_name(value)
    return table_title(value) if column == "table" and value in tables() else value


def _names(county: Any) -> dict[Any, str]:
    if county is None or county.nature in ("user_supplied", "mixed"):
        return {}
    organisations = county["organisation"]
    return {i: str(name).removesuffix("（虚构）") for i, name in zip(organisations["org_id"], organisations["name"])}
