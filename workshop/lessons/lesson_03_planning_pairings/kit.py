"""What the pack of lesson 3 holds."""

from toolkit import figures
from workshop.packs import Kit, decks, lists

KIT = Kit(
    "qinglan_60",
    answers=(
        lambda m: figures.plan_change(m.data.today, m.data.plan, m.masked),
        lambda m: figures.exchange(m.data.plan.why(*m.data.defended), m.masked),
        lambda m: figures.exchange(m.data.plan.why_not(*m.data.passed_over), m.masked),
    ),
    tables=(lists.units,),
    papers=(lists.needs, lists.places),
    pages=(decks.planning_cards, decks.candidate_list, decks.plan_form, decks.change_form),
    forms=lists.planning_forms,
)
