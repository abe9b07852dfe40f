"""What the pack of lesson 4 holds."""

from toolkit import figures
from toolkit.reports import Table
from toolkit.terms import tr
from workshop.packs import Kit, Material, stacks


def three_lists(m: Material) -> Table:
    """The first three lists side by side."""
    frame = m.data.lists(m.called)
    return Table(tr("头三批：谁帮谁", "The first three lists: who helps whom"), frame)


def writing(m: Material) -> Table:
    """How each list is written."""
    title = tr("各批名单写到哪一级（对数）", "How each list is written (pairs)")
    return Table(title, m.data.writing())


KIT = Kit(
    "counterpart_assistance",
    answers=(
        lambda m: figures.waves(m.masked, prog_id=m.data.prog_id),
        lambda m: figures.waves(m.masked, prog_id=m.data.prog_id, grain="province"),
    ),
    tables=(three_lists, writing),
    pages=(stacks.wave_cards,),
)
