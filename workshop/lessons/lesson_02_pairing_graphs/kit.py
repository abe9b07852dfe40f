"""What the pack of lesson 2 holds."""

import pandas as pd

from toolkit.records import bare
from toolkit.reports import Table
from toolkit.terms import tr
from workshop.lessons import NotHere
from workshop.lessons.lesson_02_pairing_graphs import ledger as shipped
from workshop.packs import Kit, Material, county_figure, lists
from workshop.packs.pair_sheets import drawing_sheet, running_cards, tally


def ledger(m: Material) -> Table:
    """The ledger as the class draws it; the table of pairings where the records are others."""
    if m.lesson.source is not None:
        return lists.pairs(m)
    widths = (1.15, 1.35, 1.8, 2.3, 2.2, 2.35, 3.8)
    return Table(tr("台账", "The ledger"), _unmarked(shipped.rows()), widths=widths)


def _unmarked(frame: pd.DataFrame) -> pd.DataFrame:
    """A table without the mark 虚构 behind each name: every page of a pack carries it."""
    return frame.map(lambda value: bare(value) if isinstance(value, str) else value)


def listed(m: Material) -> Table:
    """The list of those to be helped."""
    if m.lesson.source is not None:
        return lists.units(m)
    return Table(tr("整顿名单", "The list of units to be helped"), _unmarked(m.data.listed))


def open_questions(m: Material) -> Table:
    """What the ledger leaves open, with lettered choices."""
    asked = m.data.questions
    if asked.empty:
        raise NotHere(tr("这份记录没有要问的。", "these records leave nothing open"))
    frame = pd.DataFrame({"": [str(i) for i in range(1, len(asked) + 1)]}).join(asked)
    return Table(tr("台账没说清的", "What the ledger leaves open"), frame, widths=(1, 7, 7))


KIT = Kit(
    "qinglan_60",
    answers=(county_figure("pairing"),),
    tables=(ledger, open_questions, listed, lists.loads),
    pages=(running_cards, drawing_sheet, tally),
)
