"""The example row of the template, which is never read; names written where numbers belong, and
what was probably meant."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from functools import cache

import pandas as pd

from toolkit.records.cells import matches, within
from toolkit.records.sources import RawTable
from toolkit.terms import label, tables

#: how each cell of an example begins: whatever is left of one is still no record
_MARK = {"zh": "例：", "en": "e.g. "}
_MARKED = "^(?:" + "|".join(map(re.escape, _MARK.values())) + ")"
#: a row of each first sheet that shows how to fill it in
_EXAMPLES = {
    "organisation": {
        "org_id": "06",
        "name": "西沟村党支部",
        "level": "branch",
        "sector": "rural",
        "township": "河东镇",
        "data_nature": "user_supplied",
    },
    "rating": {"org_id": "06", "period": "2015", "grade": "backward"},
    "pairing": {
        "pair_id": "1",
        "channel": "department_links_backward",
        "helper_id": "03",
        "recipient_id": "06",
        "start": "2015-07-01",
        "status": "active",
    },
}


def example_row(table: str, language: str) -> dict[str, str]:
    """The cells of the example of a table; empty where it has none."""
    row = _EXAMPLES.get(table, {})
    columns = tables()[table]
    return {
        c: _MARK[language] + (label(table, c, v, language) if columns.column(c).choices else v)
        for c, v in row.items()
    }


@cache
def _cells() -> frozenset[str]:
    return frozenset(
        text for table in _EXAMPLES for lang in _MARK for text in example_row(table, lang).values()
    )


def without_examples(raws: list[RawTable]) -> list[RawTable]:
    """The tables without the template's examples, also where somebody wrote over half of one."""
    cells = [raw.cells.iloc[:, j] for raw in raws for j in range(raw.cells.shape[1])]
    texts = [column for column in cells if isinstance(column.dtype, pd.StringDtype)]
    mixed = [column for column in cells if column.dtype in ("object", "category")]
    # one search over all columns of text, since most sources hold no example
    marked = bool(texts) and matches(pd.concat(texts), _MARKED).any()
    if not marked and not any(column.isin(list(_cells())).any() for column in mixed):
        return raws
    return [_without_example(raw) for raw in raws]


def _without_example(raw: RawTable) -> RawTable:
    marked = raw.cells.isin(list(_cells())).to_numpy(dtype=bool)
    if not marked.any():
        return raw
    cells = raw.cells.mask(marked)
    left = ~(cells.isna().all(axis=1).to_numpy() & marked.any(axis=1))
    return replace(raw, cells=cells[left].reset_index(drop=True), rows=raw.rows[left])


def numbers_for_names(values: pd.Series, organisation: pd.DataFrame) -> pd.Series:
    """Names of units that stand where a number belongs, exchanged for the number.

    Only where exactly one unit bears the name (or is written as number and name); everything else
    stays as it is and is told by the check.
    """
    if "name" not in organisation or values.empty:
        return values
    lost = values.notna().to_numpy(dtype=bool) & ~within(values, organisation["org_id"])
    if not lost.any():
        return values
    known = organisation.dropna(subset=["org_id", "name"])
    once = known[~known["name"].duplicated(keep=False)]
    meant = dict(zip(once["name"], once["org_id"]))
    meant |= {f"{i} {n}": i for i, n in zip(known["org_id"], known["name"])}
    out = values.copy()
    out[lost] = values[lost].map(lambda v: meant.get(str(v).strip(), v)).astype(values.dtype)
    return out


def nearest(value: str, frame: pd.DataFrame, key: str) -> str:
    """The record that was probably meant: number and name of the closest one; empty where nothing
    is close."""
    ids = frame[key].dropna().astype(str).tolist()
    names = dict(zip(ids, frame.loc[frame[key].notna(), "name"])) if "name" in frame else {}
    called = {str(n): i for i, n in names.items() if pd.notna(n)}
    # numbers first: 6 for 06 is closer than any name
    by_number = [i for i in ids if i.lstrip("0") == value.strip().lstrip("0")]
    found = by_number or get_close_matches(value, [*called, *ids], n=1, cutoff=0.6)
    if not found:
        return ""
    number = called.get(found[0], found[0])
    name = names.get(number)
    return f"{number} {name}" if name is not None and pd.notna(name) else number
