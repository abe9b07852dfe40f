"""What the pack of lesson 7 holds."""

from toolkit import figures
from workshop.lessons.lesson_07_coding_and_evidence.tasks import CASE
from workshop.packs import CODING, Kit, stacks

KIT = Kit(
    "cases",
    answers=(lambda m: figures.claims(m.data.report(CASE), nature=m.nature),),
    pages=(stacks.case_cards,),
    files=(CODING,),
)
