"""What the pack of lesson 5 holds."""

from toolkit import figures
from workshop.packs import Kit, lists, stacks

KIT = Kit(
    "counterpart_assistance",
    figures=(lambda m: figures.pairing(m.masked, on=m.data.days[0], prog_id=m.data.prog_id),),
    answers=(
        lambda m: figures.waves(m.masked, prog_id=m.data.prog_id),
        lambda m: figures.waves(m.masked, prog_id=m.data.prog_id, grain="province"),
        lambda m: figures.changes(
            m.masked, m.data.days[-2], m.data.days[-1], prog_id=m.data.prog_id
        ),
    ),
    tables=(lists.waves,),
    pages=(stacks.wave_cards,),
)
