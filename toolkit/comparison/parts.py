"""What a study reports, part by part, as text and as sheets: one list for console, workbook, Word
and page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from toolkit.records import Sheet
from toolkit.terms import heading


@dataclass(frozen=True)
class Item:
    """A table of a part. ``headings``: columns that keep their own names; ``links``: cells that
    open a row of another sheet; ``printed``: whether console and paper show it, too."""

    title: str
    frame: pd.DataFrame
    note: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[tuple[int, str], tuple[str, int]] = field(default_factory=dict)
    printed: bool = True
    show: int = 40


@dataclass(frozen=True)
class Part:
    """A part of the report, in the order in which a paper reports."""

    key: str
    title: str
    sentences: Sequence[str] = ()
    items: Sequence[Item] = ()


def as_text(parts: Sequence[Part]) -> str:
    """The parts for a console."""
    out = []
    for part in parts:
        out.append(f"== {part.title} ==")
        if part.sentences:
            out.append("\n".join(part.sentences))
        for item in part.items:
            if item.printed:
                out += [item.title, block(item.frame.head(item.show), item.headings)]
                out += [item.note] if item.note else []
    return "\n\n".join(out)


def as_sheets(parts: Sequence[Part]) -> list[Sheet]:
    """The parts as sheets of a workbook: a part's sentences make a sheet of their own."""
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


def block(frame: pd.DataFrame, headings: Mapping[str, str] | None = None) -> str:
    """A frame as lines of text, with the headings that readers know."""
    own = headings or {}
    with pd.option_context(
        "display.unicode.east_asian_width", True, "display.width", 200, "display.max_colwidth", 60
    ):
        return frame.rename(
            columns={c: own.get(str(c)) or heading(str(c)) for c in frame}
        ).to_string(index=False, na_rep="–", float_format=lambda x: f"{x:.3f}")
