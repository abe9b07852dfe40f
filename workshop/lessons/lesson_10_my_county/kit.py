"""What the pack of lesson 10 holds."""

from toolkit import figures
from workshop.packs import Kit, lists, stacks

KIT = Kit(
    "qinglan_60",
    answers=(
        lambda m: figures.sites(m.data.capped, m.masked),
        lambda m: figures.spread(m.data.capped, m.masked),
        lambda m: figures.event_study(m.data.careful, nature=m.nature),
    ),
    tables=(lists.contacts,),
    pages=(stacks.contact_cards,),
)
