"""What a study reports, part by part, as text and as sheets: one list for console, workbook, Word
and page."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from toolkit.records import Sheet
from toolkit.terms import heading, tr

_GAP = "  "
_CLOSING = tuple("，。、；：！？）》”’,.;:!?)")


@dataclass(frozen=True)
class Item:
    """A table of a part. ``headings``: columns that keep their own names; ``links``: cells that
    open a row of another sheet; ``printed``: whether console and paper show it, too.

    Examples
    --------
    >>> import pandas as pd
    >>> from toolkit import comparison
    >>> item = comparison.Item("真值表", pd.DataFrame({"A": [1], "OUT": [1]}))
    >>> item.title, item.printed, item.show
    ('真值表', True, 40)
    """

    title: str
    frame: pd.DataFrame
    note: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[tuple[int, str], tuple[str, int]] = field(default_factory=dict)
    printed: bool = True
    show: int = 40


@dataclass(frozen=True)
class Part:
    """A part of the report, in the order in which a paper reports.

    Examples
    --------
    >>> from toolkit import comparison
    >>> part = comparison.Part("necessity", "必要条件", ["没有必要条件。"])
    >>> part.title, len(part.sentences), len(part.items)
    ('必要条件', 1, 0)
    """

    key: str
    title: str
    sentences: Sequence[str] = ()
    items: Sequence[Item] = ()


def as_text(parts: Sequence[Part]) -> str:
    """The parts for a console, in lines of at most its columns (80 where that is not known).

    Examples
    --------
    >>> from toolkit import comparison
    >>> print(comparison.as_text([comparison.Part("necessity", "必要条件", ["没有必要条件。"])]))
    == 必要条件 ==
    <BLANKLINE>
    没有必要条件。
    """
    width = max(40, shutil.get_terminal_size((80, 24)).columns)
    out = []
    for part in parts:
        out.append(f"== {part.title} ==")
        if part.sentences:
            out.append("\n".join(line for s in part.sentences for line in folded(s, width)))
        for item in part.items:
            if item.printed:
                table = block(item.frame.head(item.show), item.headings, width)
                out += ["\n".join(folded(item.title, width)), table]
                out += ["\n".join(folded(item.note, width))] if item.note else []
    return "\n\n".join(out)


def as_sheets(parts: Sequence[Part]) -> list[Sheet]:
    """The parts as sheets of a workbook: a part's sentences make a sheet of their own.

    Examples
    --------
    >>> from toolkit import comparison
    >>> part = comparison.Part("necessity", "必要条件", ["没有必要条件。"])
    >>> [sheet.name for sheet in comparison.as_sheets([part])]
    ['必要条件']
    """
    out = []
    for part in parts:
        if part.sentences:
            out.append(Sheet(part.title, pd.DataFrame({"item": list(part.sentences)})))
        for item in part.items:
            out.append(
                Sheet(
                    item.title,
                    item.frame,
                    headings=dict(item.headings),
                    links=dict(item.links),
                    notes=(item.note,) if item.note else (),
                )
            )
    return out


def block(frame: pd.DataFrame, headings: Mapping[str, str] | None = None, width: int = 80) -> str:
    """A frame as lines of text of at most `width` columns, with the headings that readers know.

    A frame that is too wide is folded: its columns follow each other in bands, each of which begins
    with what its rows are called, and long cells take several lines.
    """
    if frame.empty:
        return tr("（没有）", "(none)")
    own = headings or {}
    columns = [[own.get(str(c)) or heading(str(c)), *map(_shown, frame[c])] for c in frame.columns]
    whole = [max(map(display_width, column)) for column in columns]
    if _taken(whole, list(range(len(whole)))) <= width:
        return "\n".join(_lines(columns, whole, frame))
    widest = max(12, width // 3)
    limits = [min(w, widest) for w in whole]
    # what a row is called stands first: up to three columns before its first share
    lead = [0]
    for j in (1, 2):
        named = j < len(columns) and not pd.api.types.is_float_dtype(frame.dtypes.iloc[j])
        if named and len(lead) == j and _taken(limits, [*lead, j]) <= width // 2:
            lead.append(j)
    bands, band = [], [*lead]
    for j in range(len(lead), len(columns)):
        if len(band) > len(lead) and _taken(limits, [*band, j]) > width:
            bands.append(band)
            band = [*lead]
        band.append(j)
    return "\n\n".join(
        "\n".join(_lines([columns[j] for j in b], [limits[j] for j in b], frame.iloc[:, b]))
        for b in [*bands, band]
    )


def _taken(limits: list[int], columns: list[int]) -> int:
    return sum(limits[j] for j in columns) + len(_GAP) * (len(columns) - 1)


def _shown(value: object) -> str:
    if not isinstance(value, (list, tuple, set, dict)) and pd.isna(value):
        return "–"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def _lines(columns: list[list[str]], limits: list[int], frame: pd.DataFrame) -> list[str]:
    """Rows of cells, each folded to its column's width; numbers stand to the right."""
    right = [pd.api.types.is_numeric_dtype(kind) for kind in frame.dtypes]
    out = []
    for row in zip(*columns):
        cells = [folded(cell, limit) for cell, limit in zip(row, limits)]
        for k in range(max(map(len, cells))):
            parts = []
            for cell, limit, number in zip(cells, limits, right):
                text = cell[k] if k < len(cell) else ""
                blank = " " * (limit - display_width(text))
                parts.append(blank + text if number else text + blank)
            out.append(_GAP.join(parts).rstrip())
    return out


def display_width(text: str) -> int:
    """Columns that a line takes on a console: two for each Chinese character."""
    return sum(
        0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF")
        for c in text
    )


def folded(text: str, width: int) -> list[str]:
    """A text as lines of at most `width` columns, broken after blanks, signs and Chinese."""
    out = []
    for line in text.split("\n"):
        cut = 1
        while cut:
            taken, cut, room = 0, 0, 1
            for at, c in enumerate(line):
                taken += display_width(c)
                if taken > width:
                    cut = room if room > 1 else max(at, 1)
                    break
                wide = unicodedata.east_asian_width(c) in "WF"
                # a mark of punctuation is no begin of a line
                if (wide or c in " +*,;/") and line[at + 1 : at + 2] not in _CLOSING:
                    room = at + 1
            if cut:
                out.append(line[:cut].rstrip())
                line = line[cut:].lstrip()
        out.append(line)
    return out
