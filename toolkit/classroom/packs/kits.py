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
    files: tuple[tuple[Callable[[Material, Path], Path | list[Path]], tuple[str, str]], ...] = ()
    reading: Callable[[Material], Section] | None = None


def _county(name: str, dated: bool = True) -> Maker:
    """A figure of `toolkit.figures` that takes the county and the day."""

    def draw(m: Material) -> Figure:
        return getattr(figures, name)(m.masked, on=m.day) if dated else getattr(figures, name)(m.masked)

    return draw


def _claims(m: Material) -> Figure:
    return figures.claims(m.data.report, nature=m.nature)


def _plan(m: Material) -> Figure:
    return figures.plan_change(m.data.today, m.data.plan, m.masked)


def _why_not(m: Material) -> Figure:
    return figures.exchange(m.data.plan.why_not(*m.data.passed_over), m.masked)


def _shortage(m: Material) -> Figure:
    return figures.shortage(m.data.plan, county=m.masked)


def _first_wave(m: Material) -> Figure:
    return figures.pairing(m.masked, on=m.data.days[0], prog_id=m.data.prog_id)


def _waves(m: Material, grain: str | None = None) -> Figure:
    return figures.waves(m.masked, prog_id=m.data.prog_id, grain=grain)


def _changes(m: Material) -> Figure:
    return figures.changes(m.masked, m.data.days[-2], m.data.days[-1], prog_id=m.data.prog_id)


def _seats(m: Material) -> Figure:
    return figures.seats(m.data.seats, SEATS, m.masked)


def _mean(m: Material) -> Figure:
    return figures.before_after(m.data.rise, m.nature)


def _lasting(m: Material) -> Figure:
    return figures.lasting(register.kaplan_meier(m.data.lives), nature=m.nature)


def _practices(m: Material) -> Figure:
    coded = m.data.key if m.lesson.number == 8 else m.data.coded
    return figures.practices(coded, m.texts, m.outcomes or None, nature=m.nature)


def _grounds(m: Material) -> Figure:
    deep = m.data.deep.case
    return figures.claims(m.texts[deep], nature=m.nature)


def _solution(m: Material) -> comparison.Solution:
    return comparison.minimise(m.data.table(), "intermediate", dict.fromkeys(m.data.conditions, 1))


def _paths(m: Material) -> Figure:
    return figures.configurations(_solution(m), nature=m.nature)


def _fits(m: Material) -> Figure:
    return figures.xy(_solution(m), nature=m.nature)


def _sites(m: Material) -> Figure:
    return figures.sites(m.data.capped, m.masked)


def _spread(m: Material) -> Figure:
    return figures.spread(m.data.capped, m.masked)


def _effect(m: Material) -> Figure:
    return figures.event_study(m.data.careful, nature=m.nature)


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
        answers=(_claims,),
        pages=(stacks.figure_cards, *(partial(stacks.table_form, table=t) for t in lists.FORMS)),
        forms=lists.table_forms,
        reading=lists.report,
    ),
    2: _PAIRS,
    3: replace(_PAIRS, figures=(_county("pairing"),), answers=(_county("overlap"), _county("critical_helpers"), _county("township_map"))),
    4: Kit(
        "qinglan_60",
        figures=(_county("load"),),
        answers=(_plan, _why_not, _shortage),
        tables=(lists.units,),
        papers=(lists.needs, lists.places),
        pages=(decks.planning_cards, decks.candidate_list, decks.plan_form, decks.change_form),
        forms=lists.planning_forms,
    ),
    5: Kit(
        "counterpart_assistance",
        figures=(_first_wave,),
        answers=(_waves, partial(_waves, grain="province"), _changes),
        tables=(lists.waves,),
        pages=(stacks.wave_cards,),
    ),
    6: Kit("qinglan_60", figures=(_county("stars"),), answers=(_seats, _mean), tables=(lists.scores,), pages=(stacks.score_cards,)),
    7: Kit(
        "qinglan_60",
        figures=(_county("exemplars"), _county("exemplar_flow")),
        answers=(_lasting,),
        tables=(lists.reviews, lists.lives, lists.events),
        pages=(stacks.life_cards,),
    ),
    8: Kit(
        "cases",
        answers=(_practices, _grounds),
        pages=(stacks.case_cards,),
        files=(_CODING, _CASE, _TALK),
    ),
    9: Kit(
        "cases",
        answers=(_practices, _paths, _fits),
        tables=(lists.conditions,),
        pages=(stacks.condition_cards, stacks.truth_form),
        files=(_CASE, _TALK),
    ),
    10: Kit("qinglan_60", answers=(_sites, _spread, _effect), tables=(lists.contacts,), pages=(stacks.contact_cards,)),
}
