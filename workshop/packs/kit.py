"""What a lesson's pack may choose: figures, tables, cards, workbook forms, further files; each
lesson chooses in its own kit.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from toolkit import figures
from toolkit.figures import Figure
from toolkit.records import Sheet
from toolkit.reports import Section, Table
from workshop.packs import lists
from workshop.packs.cards import Deck, Ruled
from workshop.packs.material import Material

Maker = Callable[[Material], Figure]


@dataclass(frozen=True)
class Kit:
    """The choices of one lesson.

    Attributes
    ----------
    shipped : str
        The data set it uses without a source.
    figures, answers : sequence of callable
        Material → Figure; `answers` give exercises away, so their slides come after those of the
        exercises.
    tables : sequence of callable
        Material → Table, for the workbook and, when short, the handout.
    papers : sequence of callable
        The same for the handout alone: the forms have them in the workbook.
    pages : sequence of callable
        Material → deck or ruled sheet of the cards.
    forms : callable, optional
        Material → further sheets of the workbook.
    files : sequence of callable
        ((Material, folder) → further files, what they are for in both languages).
    reading : callable, optional
        Material → a section of the handout with what the class reads.
    words : mapping
        Answers that paper calls by another word, in both languages.
    """

    shipped: str
    figures: tuple[Maker, ...] = ()
    answers: tuple[Maker, ...] = ()
    tables: tuple[Callable[[Material], Table], ...] = ()
    papers: tuple[Callable[[Material], Table], ...] = ()
    pages: tuple[Callable[[Material], Deck | Ruled], ...] = ()
    forms: Callable[[Material], list[Sheet]] | None = None
    files: tuple[tuple[Callable[[Material, Path], list[Path]], tuple[str, str]], ...] = ()
    reading: Callable[[Material], Section | None] | None = None
    words: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def county_figure(name: str) -> Maker:
    """A figure of `toolkit.figures` that takes the county and the day."""
    return lambda m: getattr(figures, name)(m.masked, on=m.day)


def practices(m: Material) -> Figure:
    """Practices by case, from the key of lesson 8 or the coding of lesson 9."""
    coded = m.data.key if m.lesson.number == 8 else m.data.coded
    return figures.practices(coded, m.texts, m.outcomes or None, nature=m.nature)


CODING = (
    lists.coding_workbook,
    ("两人各编一份，一句一行", "for two people to code apart, a sentence a row"),
)
CASE = (
    lists.case_teaching,
    (
        "案例教学：正文发学员，手册和问题给教师",
        "a case lesson: the text for all, manual and questions for the trainer",
    ),
)
TALK = (
    lists.discussion,
    (
        "结构化研讨：每组一张研讨单，另有纸质表单",
        "a structured discussion: a sheet for each group, paper forms",
    ),
)
