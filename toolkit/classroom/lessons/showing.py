"""A table as a class sees it: headings and words in the reader's language, organisations by name beside their id."""

from __future__ import annotations

from typing import Any

import pandas as pd

from toolkit.cases import EVIDENCE
from toolkit.reports.reading import evidence_name
from toolkit.terms import channel_label, heading, label, table_title, tables

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
        A new one, for reading only.
    """
    names = _names(county)
    out = frame.copy()
    if isinstance(out.index.name, str):
        out = out.reset_index()
    for column in out.columns:
        if column in _CHANNELS:
            out[column] = [c if pd.isna(c) or c == "all" else channel_label(str(c)) for c in out[column]]
        elif column in _ORGANISATIONS and names:
            out[column] = [f"{i} {names[i]}" if i in names else i for i in out[column]]
        elif column in _LABELS and pd.api.types.is_string_dtype(out[column]):
            out[column] = [v if pd.isna(v) else label(_LABELS[column], str(column), v) for v in out[column]]
        elif column == "evidence":
            out[column] = [evidence_name(v) if v in EVIDENCE else v for v in out[column]]
        elif column == "table":
            out[column] = [table_title(t) if t in tables() else t for t in out[column]]
    return out.round(digits).rename(columns=lambda c: headings.get(c) or heading(str(c)))


def _names(county: Any) -> dict[Any, str]:
    if county is None or county.nature in ("user_supplied", "mixed"):
        return {}
    organisations = county["organisation"]
    return {i: str(name).removesuffix("（虚构）") for i, name in zip(organisations["org_id"], organisations["name"])}
