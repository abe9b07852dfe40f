"""What the pack of lesson 8 holds."""

from toolkit import figures
from workshop.packs import CASE, CODING, TALK, Kit, practices, stacks

KIT = Kit(
    "cases",
    answers=(practices, lambda m: figures.claims(m.texts[m.data.deep.case], nature=m.nature)),
    pages=(stacks.case_cards,),
    files=(CODING, CASE, TALK),
)
