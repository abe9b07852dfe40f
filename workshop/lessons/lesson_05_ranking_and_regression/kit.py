"""What the pack of lesson 5 holds: dice, cards that fold, the county's table; no computer."""

from toolkit import figures
from workshop.packs import Kit, lists, stacks

KIT = Kit(
    "qinglan",
    answers=(lambda m: figures.before_after(m.data.rise, m.nature),),
    tables=(lists.scores,),
    papers=(lists.rises,),
    pages=(stacks.dice_form, stacks.score_cards),
)
