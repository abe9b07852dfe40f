"""What the pack of lesson 2 holds."""

from dataclasses import replace

import pandas as pd

from toolkit.reports import Table
from toolkit.terms import tr
from workshop.lessons import NotHere
from workshop.packs import PAIRS, Material, county_figure, lists
from workshop.packs.decks import drawing_sheet, running_cards, tally


def ledger(m: Material) -> Table:
    """The ledger as the class draws it; the table of pairings where the records are others."""
    try:
        return Table(tr("台账", "The ledger"), m.data.rows)
    except NotHere:
        return lists.pairs(m)


def listed(m: Material) -> Table:
    """The list of those to be helped."""
    if m.lesson.source is not None:
        return lists.units(m)
    return Table(tr("整顿名单", "The list of units to be helped"), m.data.listed)


def open_questions(m: Material) -> Table:
    """What the ledger leaves open, with lettered choices."""
    asked = m.data.questions
    frame = pd.DataFrame({"": [str(i) for i in range(1, len(asked) + 1)]}).join(asked)
    return Table(tr("台账没说清的三问", "What the ledger leaves open"), frame, widths=(1, 7, 7))


KIT = replace(
    PAIRS,
    figures=(),
    answers=(
        county_figure("pairing"),
        county_figure("load"),
        county_figure("critical_helpers"),
    ),
    tables=(ledger, open_questions, listed, lists.loads),
    pages=(running_cards, drawing_sheet, tally),
)
