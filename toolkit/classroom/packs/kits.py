"""What is particular to each lesson's pack: its figures, tables, cards, workbook forms and further files. One entry a lesson."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from toolkit import comparison, figures, register
from toolkit.classroom.lessons.tasks.l06 import SEATS
from toolkit.classroom.packs import decks, lists, stacks
from toolkit.classroom.packs.cards import Deck, Ruled
from toolkit.classroom.packs.material import Material
from toolkit.figures import Figure
from toolkit.records.sheets import Sheet
from toolkit.reports import Section, Table

Maker = Callable[[Material], Figure]


@dataclass(frozen=True)
class Kit:
    """The choices of one lesson.

    Attributes
    ----------
    shipped : str
        The data set it uses without a source.
    figures, answers : sequence of callable
        Material → Figure; `answers` give exercises away, so their slides come after those of the exercises.
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
    """

    shipped: str
    figures: tuple[Maker, ...] = ()
    answers: tuple[Maker, ...] = ()
    tables: tuple[Callable[[Material], Table], ...] = ()
    papers: tuple[Callable[[Material], Table], ...] = ()
    pages: tuple[Callable[[Material], Deck | Ruled], ...] = ()
    forms: Callable[[Material], list[Sheet]] | None = None
    files: tuple[tuple[Callable[[Material, Path], list[Path]], tuple[str, str]], ...] = ()
    reading: Callable[[Material], Section] | None = None


def _county(name: str) -> Maker:
    """A figure of `toolkit.figures` that takes the county and the day."""
    return lambda m: getattr(figures, name)(m.masked, on=m.day)


def _solution(m: Material) -> comparison.Solution:
    return comparison.minimise(m.data.table(), "intermediate", dict.fromkeys(m.data.conditions, 1))


def _practices(m: Material) -> Figure:
    coded = m.data.key if m.lesson.number == 8 else m.data.coded
    return figures.practices(coded, m.texts, m.outcomes or None, nature=m.nature)


_CODING = (lists.coding_workbook, ("两人各编一份，一句一行", "for two people to code apart, a sentence a row"))
_CASE = (
    lists.case_teaching,
    ("案例教学：正文发学员，手册和问题给教师", "a case lesson: the text for all, manual and questions for the trainer"),
)
_TALK = (lists.discussion, ("结构化研讨：每组一张研讨单，另有纸质表单", "a structured discussion: a sheet for each group, paper forms"))
_PAIRS = Kit(
    "qinglan_60",
    figures=(_county("organisations"),),
    answers=(_county("pairing"), _county("coverage"), _county("load")),
    tables=(lists.units, lists.pairs, lists.loads),
    pages=(decks.running_cards, decks.pair_list, decks.drawing_sheet, decks.tally),
)

KITS: dict[int, Kit] = {
    1: Kit(
        "teaching_report",
        answers=(lambda m: figures.claims(m.data.report, nature=m.nature),),
        pages=(stacks.figure_cards, *(partial(stacks.table_form, table=t) for t in lists.FORMS)),
        forms=lists.table_forms,
        reading=lists.report,
    ),
    2: _PAIRS,
    3: replace(_PAIRS, figures=(_county("pairing"),), answers=(_county("overlap"), _county("critical_helpers"), _county("township_map"))),
    4: Kit(
        "qinglan_60",
        figures=(_county("load"),),
        answers=(
            lambda m: figures.plan_change(m.data.today, m.data.plan, m.masked),
            lambda m: figures.exchange(m.data.plan.why_not(*m.data.passed_over), m.masked),
            lambda m: figures.shortage(m.data.plan, county=m.masked),
        ),
        tables=(lists.units,),
        papers=(lists.needs, lists.places),
        pages=(decks.planning_cards, decks.candidate_list, decks.plan_form, decks.change_form),
        forms=lists.planning_forms,
    ),
    5: Kit(
        "counterpart_assistance",
        figures=(lambda m: figures.pairing(m.masked, on=m.data.days[0], prog_id=m.data.prog_id),),
        answers=(
            lambda m: figures.waves(m.masked, prog_id=m.data.prog_id),
            lambda m: figures.waves(m.masked, prog_id=m.data.prog_id, grain="province"),
            lambda m: figures.changes(m.masked, m.data.days[-2], m.data.days[-1], prog_id=m.data.prog_id),
        ),
        tables=(lists.waves,),
        pages=(stacks.wave_cards,),
    ),
    6: Kit(
        "qinglan_60",
        figures=(_county("stars"),),
        answers=(
            lambda m: figures.seats(m.data.seats, SEATS, m.masked),
            lambda m: figures.before_after(m.data.rise, m.nature),
        ),
        tables=(lists.scores,),
        pages=(stacks.score_cards,),
    ),
    7: Kit(
        "qinglan_60",
        figures=(_county("exemplars"), _county("exemplar_flow")),
        answers=(lambda m: figures.lasting(register.kaplan_meier(m.data.lives), nature=m.nature),),
        tables=(lists.reviews, lists.lives, lists.events),
        pages=(stacks.life_cards,),
    ),
    8: Kit(
        "cases",
        answers=(_practices, lambda m: figures.claims(m.texts[m.data.deep.case], nature=m.nature)),
        pages=(stacks.case_cards,),
        files=(_CODING, _CASE, _TALK),
    ),
    9: Kit(
        "cases",
        answers=(
            _practices,
            lambda m: figures.configurations(_solution(m), nature=m.nature),
            lambda m: figures.xy(_solution(m), nature=m.nature),
        ),
        tables=(lists.conditions,),
        pages=(stacks.condition_cards, stacks.truth_form),
        files=(_CASE, _TALK),
    ),
    10: Kit(
        "qinglan_60",
        answers=(
            lambda m: figures.sites(m.data.capped, m.masked),
            lambda m: figures.spread(m.data.capped, m.masked),
            lambda m: figures.event_study(m.data.careful, nature=m.nature),
        ),
        tables=(lists.contacts,),
        pages=(stacks.contact_cards,),
    ),
}
