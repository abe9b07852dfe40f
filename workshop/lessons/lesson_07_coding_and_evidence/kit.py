"""What the pack of lesson 7 holds."""

from toolkit import figures
from workshop.lessons.lesson_07_coding_and_evidence.tasks import CASE
from workshop.packs import CODING, Kit, lists
from workshop.packs.shared_sheets import code_strips, evidence_cards

KIT = Kit(
    "cases",
    answers=(lambda m: figures.claims(m.data.report(CASE), nature=m.nature),),
    pages=(code_strips, evidence_cards),
    files=(CODING,),
    words={"none": ("无", "none")},
    reading=lambda m: lists.reading(m, CASE, {CASE: m.data.report(CASE)}),
)
