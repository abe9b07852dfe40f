"""What the pack of lesson 4 holds."""

from toolkit import figures, pairing
from toolkit.reports import Table
from toolkit.terms import tr
from workshop.lessons import NotHere
from workshop.packs import Kit, Material
from workshop.packs.cards import Card, Deck
from workshop.packs.pair_sheets import at_work


def three_lists(m: Material) -> Table:
    """The first three lists side by side."""
    frame = m.data.lists(m.called)
    return Table(tr("头三批：谁帮谁", "The first three lists: who helps whom"), frame)


def writing(m: Material) -> Table:
    """How each list is written."""
    title = tr("各批名单写到哪一级（对数）", "How each list is written (pairs)")
    return Table(title, m.data.writing())


def wave_cards(m: Material) -> Deck:
    """One card a helper and wave (or year, where there are no waves); the class lays the
    years beside each other."""
    table = m.table("pairing").sort_values(["start", "helper_id"], kind="stable")
    if (chosen := m.data.prog_id) is not None:
        waves = table[(table["prog_id"] == chosen) & table["wave"].notna()]
        parts = [
            (str(start.year), rows)
            for (start, _), rows in waves.groupby(["start", "wave"], sort=True)
        ]
    else:
        table = table[table["recipient_id"].isin(at_work(m)["recipient_id"])]
        parts = [
            (day[:4], table[pairing.running(table, day, m.county["organisation"])])
            for day in m.data.days
        ]
    cards = []
    for year, rows in parts:
        for helper, helped in rows.groupby("helper_id", sort=True)["recipient_id"]:
            names = [m.called.get(str(r), str(r)) for r in helped]
            cards.append(
                Card(m.called.get(str(helper), str(helper)), year, "", [tr("、", ", ").join(names)])
            )
    if not cards:
        raise NotHere(tr("没有结对可印成批次卡。", "there are no pairs for wave cards"))
    return Deck(
        tr(
            "批次卡：帮扶方→受助方，右上是年份",
            "Wave cards: helper → helped, the year at the right",
        ),
        cards[:112],
        4,
        7,
    )


KIT = Kit(
    "counterpart_assistance",
    answers=(
        lambda m: figures.waves(m.masked, prog_id=m.data.prog_id),
        lambda m: figures.waves(m.masked, prog_id=m.data.prog_id, grain="province"),
    ),
    tables=(three_lists, writing),
    pages=(wave_cards,),
)
