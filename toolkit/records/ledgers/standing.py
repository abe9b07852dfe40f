"""Whether a workbook is a county or a ledger: what bears a sheet or headings of our template is a
county."""

from __future__ import annotations

from toolkit.records.headings import (
    SEARCHED_ROWS,
    column_called,
    guess_table,
    heading_row,
    table_called,
)
from toolkit.records.ledgers.grid import Grid


def is_template(grids: list[Grid], stem: str = "") -> bool:
    """Whether a file holds a sheet or a set of headings of our template (`stem`: name of a text
    file)."""
    for grid in grids:
        table = table_called(stem if grid.from_text else grid.name)
        if table == "organisation":
            return True
        first = grid.rows[:SEARCHED_ROWS]
        top = heading_row(first, table)
        if top is None:
            continue
        heads = [v for v in first[top] if isinstance(v, str) and v.strip()]
        if guess_table(heads) or (table and _of_template(table, heads)):
            return True
    return False


def _of_template(table: str, heads: list[str]) -> bool:
    """Whether headings under a sheet's name of ours are ours, too: a code among them, or most of
    them (an office calls a sheet 承诺 as well)."""
    known = [c for h in heads if (c := column_called(table, h))]
    return any(c.endswith("_id") and c not in ("helper_id", "recipient_id") for c in known) or (
        len(known) >= 3 and len(known) * 2 > len(heads)
    )
