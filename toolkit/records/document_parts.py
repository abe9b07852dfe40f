"""What a Word document's body is made of while it is read, and what it may hold at most."""

from __future__ import annotations

from dataclasses import dataclass, field

#: a book of a thousand pages has some 600,000 elements, 40,000 paragraphs, two million characters
MOST_ELEMENTS = 1_500_000
MOST_PARAGRAPHS = 200_000
MOST_CHARACTERS = 10_000_000
MOST_DEPTH = 500
MOST_COLUMNS = 1_000


@dataclass
class Field:
    code: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    chosen: int = 0
    checked: bool | None = None
    shown: bool = False
    put: int = 0
    dropped: int = 0


@dataclass
class Cell:
    """A cell of a table: its lines, where it stands, and whether it continues the one above."""

    column: int
    lines: list[tuple[str, bool]] = field(default_factory=list)
    span: int = 1
    continues: bool = False


@dataclass
class Grid:
    """A table as it was met: rows of cells, and the rows that are not shown."""

    rows: list[list[Cell]] = field(default_factory=list)
    left_out: bool = False
    column: int = 0
    open_columns: set[int] = field(default_factory=set)
    restarted: set[int] = field(default_factory=set)


@dataclass
class Story:
    """Where paragraphs go: the body, a cell or a text box."""

    lines: list[tuple[str, bool]] = field(default_factory=list)
    carried: str = ""
    carried_heading: bool = False
    #: why what stands here is not shown: ``merged`` or ``tracked``
    silent: str = ""
    fields: list[Field] = field(default_factory=list)


@dataclass
class Run:
    owner: Paragraph | None = None
    style: str = ""
    hidden: bool | None = None
    font: str | None = None
    bold: bool = False
    inside: list[str] = field(default_factory=list)


@dataclass
class Paragraph:
    style: str = ""
    number: str | None = None
    level: int | None = None
    outline: int | None = None
    joined: bool = False
    mark_hidden: bool = False
    runs: list[tuple[str, bool]] = field(default_factory=list)
    boxes: list[tuple[str, bool]] = field(default_factory=list)
