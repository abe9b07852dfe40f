"""What the pack of lesson 1 holds."""

from functools import partial

from toolkit import figures
from workshop.packs import Kit, lists, stacks

KIT = Kit(
    "teaching_report",
    answers=(lambda m: figures.claims(m.data.report, nature=m.nature),),
    pages=(stacks.figure_cards, *(partial(stacks.table_form, table=t) for t in lists.FORMS)),
    forms=lists.table_forms,
    reading=lists.report,
)
