"""What one reading of a file gathers, before names are resolved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from toolkit.records.ledgers.dates import since_1904
from toolkit.records.ledgers.names import Names, split_township
from toolkit.records.ledgers.questions import Question, ask_about
from toolkit.records.ledgers.units import Unit
from toolkit.records.ledgers.wording import JANUARY, OCTOBER, TWO
from toolkit.records.ledgers.words import bare_name, kind_of

_MONTH_LOST = re.compile(r"(?:19|20)[0-9]{2}\.1")
#: row of what was left out as a whole sheet
WHOLE = -1
Key = tuple[str, str]


@dataclass
class RawPair:
    """A pairing as one place states it; names are keys until all spellings are seen."""

    helper: Key
    recipient: Key
    channel: str
    start: str
    end: str
    sheet: str
    row: int
    column: int
    summary: bool = False
    other: bool = False


@dataclass
class Reading:
    """Everything one reading gathers; `answers` come from a mapping."""

    answers: Mapping[str, str]
    #: what a bar of progress says
    what: str = ""
    names: Names = field(default_factory=Names)
    pairs: list[RawPair] = field(default_factory=list)
    recipients: dict[Key, tuple[str, int, int]] = field(default_factory=dict)
    starts: dict[Key, str] = field(default_factory=dict)
    records: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    columns: list[dict[str, Any]] = field(default_factory=list)
    skipped: list[tuple[str, int, str]] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    #: sheet → rows and columns that are hidden, formulas without a result
    unseen: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    #: (sheet, row, column) → what a page may show of the cell
    shown: dict[tuple[str, int, int], str] = field(default_factory=dict)
    #: helping villages without a township → the townships of their rows
    beside: dict[str, dict[str, str]] = field(default_factory=dict)
    kinds: set[str] = field(default_factory=set)
    matrices_without_marks: int = 0
    persons_help: int = 0
    words: dict[str, str] = field(default_factory=dict)

    def ask(self, question: Question) -> str:
        """Ask once; returns the answer where there is one, else an empty text."""
        answer = self.answers.get(question.key, "")
        if answer in question.choices:
            return answer
        if question.key not in {q.key for q in self.questions}:
            self.questions.append(question)
        return ""

    def dated(self, heading: str, text: str, value: object, from_1904: bool = False) -> str:
        """The text of a date; a number such as 2023.1 keeps its year alone until it is answered."""
        text = since_1904(text) if from_1904 else text
        if not _MONTH_LOST.fullmatch(text) or isinstance(value, str):
            return text
        months = {JANUARY: text, OCTOBER: f"{text}0"}
        return months.get(self.ask(ask_about("month", heading, text)), text[:4])

    def see(self, unit: Unit, township: str = "", kind: str = "") -> Key:
        """Note a unit of a cell, with the other names that the cell gives it."""
        key = self.names.see(unit.name, unit.township or township, kind)
        for other in unit.others:
            self.names.same(other, unit.name)
        return key

    def see_helper(self, unit: Unit, township: str, kind: str = "", row: str = "") -> Key:
        """Note a helper: a village without a prefix lies in the township whose sheet it is on;
        in which `row` of a township it stands says so only once a person did."""
        local = kind_of(unit.name) in ("village", "community") and not unit.township
        if local and not township and row:
            bare = bare_name(unit.name)
            if self.answers.get(f"villages:{bare}") == TWO:
                township = row
            elif not split_township(unit.name, self.names.townships)[0]:
                self.beside.setdefault(bare, {})[row] = ""
        key = self.see(unit, township if local else "", kind)
        if local and township and not split_township(unit.name, self.names.townships)[0]:
            self.names.by_sheet.add(key)
        return key

    def show(self, sheet: str, row: int, column: int, text: str) -> None:
        """Let a page show a cell as `text`: nothing else of a body ever is."""
        if text:
            self.shown[(sheet, row, column)] = text
