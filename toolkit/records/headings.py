"""Which column is which: headings in English or Chinese, mixed, below a title row, with stars or
units."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from toolkit.terms import tables, traditional

#: how many rows from the top may stand above the headings
SEARCHED_ROWS = 20
#: sheets of ours that hold no table
OWN_SHEETS = {
    "字典",
    "说明",
    "填表说明",
    "问题清单",
    "问题",
    "dictionary",
    "readme",
    "questions",
    "notes",
    "problems",
    "choices",
}


def plain(text: Any) -> str:
    """A heading or sheet name without case, white space, stars, hyphens and width differences, in
    simplified characters.

    Examples
    --------
    >>> from toolkit import records
    >>> records.plain(" 組織 名稱* ")
    '组织名称'
    """
    return _plain(str(text or ""))


@lru_cache(maxsize=4096)  # the first rows of every sheet are held against every table
def _plain(text: str) -> str:
    bare = re.sub(
        r"[\s*＊:：_\u00ad\u200b-\u200f\u2060\ufeff-]+",
        "",
        unicodedata.normalize("NFKC", text),
    )
    return bare.lower().translate(traditional())


@cache
def _columns_by_heading(table: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for c in tables()[table].columns:
        out[plain(c.name)] = c.name
        out.setdefault(plain(c.chinese), c.name)
    return out


@cache
def _tables_by_name() -> dict[str, str]:
    return {plain(t.name): t.name for t in tables().values()} | {
        plain(t.chinese): t.name for t in tables().values()
    }


def table_called(name: str) -> str | None:
    """The table that a sheet or file of that name holds.

    Examples
    --------
    >>> from toolkit import records
    >>> records.table_called("结对"), records.table_called("Sheet1")
    ('pairing', None)
    """
    return _tables_by_name().get(plain(name))


def column_called(table: str, heading: Any) -> str | None:
    """The column that a heading names; a unit in brackets at its end is ignored:
    ``党员数（人）``.

    Examples
    --------
    >>> from toolkit import records
    >>> records.column_called("organisation", "党员数（人）")
    'members_n'
    """
    known = _columns_by_heading(table)
    text = plain(heading)
    return known.get(text) or known.get(re.sub(r"\([^()]*\)$", "", text))


def heading_row(rows: Iterable[Sequence[Any]], table: str | None) -> int | None:
    """Index (from 0) of the row with the most known headings among the first rows; None when no row
    has any.

    Examples
    --------
    >>> from toolkit import records
    >>> records.heading_row([["某县花名册", None], ["org_id", "name"]], "organisation")
    1
    """
    names = [table] if table else list(tables())
    best, best_score = None, 0
    for i, row in zip(range(SEARCHED_ROWS), rows):
        score = max(
            sum(column_called(t, cell) is not None for cell in row if isinstance(cell, str))
            for t in names
        )
        if score > best_score:
            best, best_score = i, score
    return best


def guess_table(headings: Sequence[Any]) -> str | None:
    """The table whose required columns are all there (most matches win), for a sheet with a name of
    its own.

    Examples
    --------
    >>> from toolkit import records
    >>> records.guess_table(["org_id", "period", "grade"])
    'rating'
    """
    scores = {}
    for t in tables().values():
        found = {column_called(t.name, h) for h in headings if isinstance(h, str)}
        if {c.name for c in t.columns if c.required} <= found and len(found - {None}) >= 2:
            scores[t.name] = len(found - {None})
    return max(scores, key=lambda n: scores[n]) if scores else None
