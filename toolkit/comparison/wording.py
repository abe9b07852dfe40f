"""Columns and values of a comparison as its readers read them."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from toolkit.terms import tr, values, word

#: the only columns whose values are words of ours
SPOKEN = ("role", "group", "type", "cut", "set", "term")


def headings(frame: pd.DataFrame, kept: Sequence[str] = (), nca: bool = False) -> dict[str, str]:
    """Column → heading, for the columns that are named here; `kept` are names of conditions."""
    # columns of necessary condition analysis mean something else there
    kinds = ("comparison_column", *(("necessity_column",) if nca else ()))
    named = {c: word(k, c) for k in kinds for c in map(str, frame.columns) if c in values(k)}
    return named | {c: c for c in kept}


def spoken(frame: pd.DataFrame, kept: Sequence[str] = ()) -> pd.DataFrame:
    """The frame with our words for kinds of cases, and yes and no, in the reader's language."""
    out = frame.copy()
    for column in frame.columns:
        if str(column) in kept:
            continue
        cells = frame[column]
        if pd.api.types.is_bool_dtype(cells) or (str(column) in SPOKEN):
            out[column] = [_word(v) for v in cells]
    return out


def _word(value: object) -> object:
    """One of ours in the reader's language; a compound (``robust_typical``) part by part."""
    if not isinstance(value, str | bool) and not pd.api.types.is_bool(value):
        return value
    text = str(value)
    first, _, second = text.partition("_")
    if text not in values("case_role") and first in values("case_role"):
        sides = {"typical": "有结果", "deviant": "无结果"}
        if second in sides:
            told = word("case_role", first, lang="zh")
            return tr(f"{told}，{sides[second]}", f"{first} {second}")
    return word("case_role", text) if text in values("case_role") else value


def percents(frame: pd.DataFrame) -> pd.DataFrame:
    """A table of bottlenecks in words and numbers: not necessary, out of reach, or a percentage."""

    def said(need: float) -> object:
        if pd.isna(need):
            return tr("不必要", "NN")
        return tr("达不到", "NA") if need == float("inf") else f"{need:.1f}"

    return frame.map(said)
