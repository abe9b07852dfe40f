"""What the pack of lesson 3 holds."""

from toolkit import figures
from workshop.packs import Kit, lists, plan_sheets

KIT = Kit(
    "qinglan_60",
    answers=(
        lambda m: figures.plan_change(m.data.today, m.data.plan, m.masked),
        lambda m: figures.exchange(m.data.plan.why(*m.data.defended), m.masked),
        lambda m: figures.exchange(m.data.plan.why_not(*m.data.passed_over), m.masked),
    ),
    tables=(lists.units,),
    papers=(lists.needs, lists.places),
    pages=(
        plan_sheets.planning_cards,
        plan_sheets.candidate_list,
        plan_sheets.plan_form,
        plan_sheets.change_form,
    ),
    forms=lists.planning_forms,
)
