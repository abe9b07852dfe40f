"""What the pack of lesson 7 holds."""

from toolkit import figures, register
from workshop.packs import Kit, county_figure, lists, stacks

KIT = Kit(
    "qinglan_60",
    figures=(county_figure("exemplars"), county_figure("exemplar_flow")),
    answers=(lambda m: figures.lasting(register.kaplan_meier(m.data.lives), nature=m.nature),),
    tables=(lists.reviews, lists.lives, lists.events),
    pages=(stacks.life_cards,),
)
